"""Headings: columns side by side made into a heading: its halves, its year, its level columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, cast

import attrs

from jixiao.tables import Term

from ..headers import Headers
from .columns import Column, Half, Heading, is_of, known_level, years_of
from .lines import Line
from .slots import find_slots

__all__ = ["by_period", "find_heading", "heading_of", "listed_role", "of_year", "with_levels"]

_MOST_HEADS: Final = 3  # no heading has more rows
_OF_VALUE: Final = ("sign", "direction", "unit")  # what may be printed once for two values


def find_heading(
    lines: Sequence[Line], index: int, *, section: str, headers: Headers
) -> Heading | None:
    """The heading of `section` that begins at `lines[index]`, or None.

    The row below belongs to it where it holds nothing but headings of the same section
    (计算符号 | 目标值 | 度量单位 under 年度指标值).
    """
    if sum([section in hits for hits in lines[index].hits]) < 2:
        return None
    slots, depth = find_slots(lines, index, section=section, headers=headers)
    return heading_of(slots, depth, lines=lines, index=index, section=section, headers=headers)


def heading_of(
    slots: Sequence[Column],
    depth: int,
    *,
    lines: Sequence[Line],
    index: int,
    section: str,
    headers: Headers,
) -> Heading:
    """The heading that `slots` make: halves of a period each, and what is left over."""
    halves, spare = _halves(slots, lines=lines, index=index, section=section, headers=headers)
    if section == "columns":
        halves, spare = _unguessed(halves, spare, headers)
    beside = _beside(halves[0], spare, headers) if section == "columns" else ()
    return Heading(index=index, depth=depth, halves=halves, spare=spare, beside=beside)


def _unguessed(
    halves: tuple[Half, ...], spare: tuple[Column, ...], headers: Headers
) -> tuple[tuple[Half, ...], tuple[Column, ...]]:
    """The halves without columns of remarks that are only guessed, where a list of projects prints them."""
    first, *others = halves
    listed = [
        column
        for column in first.columns
        if column.role == "remark" and column.guess and listed_role(column.cell.text, headers)
    ]
    if not listed:
        return halves, spare
    kept = tuple(column for column in first.columns if column not in listed)
    found = sorted((*spare, *listed), key=lambda one: one.start)
    return (attrs.evolve(first, columns=kept), *others), tuple(found)


def _beside(half: Half, spare: Sequence[Column], headers: Headers) -> tuple[Column, ...]:
    """The columns that name a project, its unit, its goal and its amounts beside its indicators."""
    name = half.column("name")
    if name is None:
        return ()
    found = [
        attrs.evolve(slot, role=role)
        for slot in spare
        if (role := listed_role(slot.cell.text, headers))
        # 绩效目标 beside all rows is the label of the block, and no column of goals.
        and not (role == "goal" and slot.role == "side")
    ]
    left = [slot for slot in found if slot.start < name.start]
    # A system prints its columns in any order; what stands at the right is of the project there.
    for slots in (left, found):
        if any(slot.role == "project" for slot in slots):
            return tuple(slots)
    # Without projects, a unit or an amount is one of the single indicator.
    return tuple(slot for slot in left if slot.role == "goal")


def listed_role(text: str, headers: Headers) -> str | None:
    """What a column of a list of projects states of each; the year as the head of a form names it."""
    role = headers.role("listing", text)
    return role or ("year" if headers.role("fields", text) == "year" else None)


# ---------------------------------------------------------------- halves and duplicates


def by_period(slots: Sequence[Column], headers: Headers) -> list[Sequence[Column]]:
    """`slots` cut where the columns of a further period begin.

    There the level or name columns come once more (二级指标 | 三级指标 | 当年指标值), or a heading
    that differs from an earlier one in its period alone (三年指标值 | 年度指标值).
    """
    begins = [0]
    for index, slot in enumerate(slots):
        group = slots[begins[-1] : index]
        if any(_repeats(slot, one, headers) for one in group):
            begins.append(index)
    return [slots[begin:end] for begin, end in pairwise((*begins, len(slots)))]


def _repeats(slot: Column, before: Column, headers: Headers) -> bool:
    if slot.header == before.header and not slot.above:
        return slot.role in {"level1", "level2", "name"} or _resembles_name(slot, headers)
    return (
        None not in {slot.term, before.term}
        and slot.term != before.term
        and headers.undated(slot.header) == headers.undated(before.header)
    )


def _resembles_name(slot: Column, headers: Headers) -> bool:
    words = (word for role in ("level2", "name") for word in headers.plain_words("resemble", role))
    return slot.role == "unknown" and slot.header.endswith(tuple(words))


def _halves(
    slots: Sequence[Column], *, lines: Sequence[Line], index: int, section: str, headers: Headers
) -> tuple[tuple[Half, ...], tuple[Column, ...]]:
    groups: list[list[Column]] = [[]]
    for slot in slots:
        current = groups[-1]
        roles = {one.role for one in current}
        repeated = slot.role in roles
        if section == "columns" and repeated and "target" in roles:
            first = next(one for one in current if one.role == slot.role)
            terms = {one.term for one in current if one.role == "target"} - {None}
            same = first.header == slot.header and slot.role in {"level1", "level2", "name"}
            other = slot.term is not None and terms and slot.term not in terms
            if same or (other and slot.role in {"sign", "target", "unit"}):
                groups.append([])
        groups[-1].append(slot)
    halves: list[Half] = []
    spare: list[Column] = []
    for group in groups:
        chosen, rest = _distinct(group)
        if halves:
            chosen = _inherit(halves[0].columns, chosen)
        spare += rest
        halves.append(Half(columns=tuple(chosen), term=_term(chosen, lines, index, headers)))
    if len(halves) == 2:
        left, right = halves
        if left.term == right.term or None in {left.term, right.term}:
            # The official form has 中期 at the left; one half that names its period settles both.
            annual_left = left.term == "annual" and right.term is None
            annual_left = annual_left or (left.term is None and right.term == "medium")
            halves = [
                attrs.evolve(left, term="annual" if annual_left else "medium"),
                attrs.evolve(right, term="medium" if annual_left else "annual"),
            ]
        halves = _with_common(*halves)
    return tuple(halves), tuple(spare)


def _with_common(left: Half, right: Half) -> list[Half]:
    """Two halves of the same names with the sign and unit that stand before or behind both values."""
    targets = left.column("target"), right.column("target")
    if left.column("name") is not right.column("name") or None in targets:
        return [left, right]
    first, last = sorted(one.start for one in targets if one is not None)
    common = [
        column
        for half in (left, right)
        for role in _OF_VALUE
        if (column := half.column(role)) is not None and not first < column.start < last
    ]
    return [_with_columns(half, common) for half in (left, right)]


def _with_columns(half: Half, common: Sequence[Column]) -> Half:
    own = {column.role for column in half.columns}
    added = [column for column in common if column.role not in own]
    columns = sorted((*half.columns, *added), key=lambda column: column.start)
    return attrs.evolve(half, columns=tuple(columns)) if added else half


def of_year(heading: Heading, year: int | None) -> Heading:
    """`heading` with the target of `year` where it has columns of targets for several years.

    What was done in an earlier year is its history: 2024年完成值 in a form of 2025.
    """
    halves: list[Half] = []
    spare = heading.spare
    for half in heading.halves:
        half, spare = _without_history(half, spare, year)
        held = half.column("target")
        meant = [slot for slot in spare if slot.role == "target" and is_of(slot, year)]
        if held is None or not meant or is_of(held, year) or not years_of(held):
            halves.append(half)
            continue
        columns = [meant[0] if slot is held else slot for slot in half.columns]
        halves.append(attrs.evolve(half, columns=tuple(sorted(columns, key=lambda c: c.start))))
        spare = tuple(held if slot is meant[0] else slot for slot in spare)
    return attrs.evolve(heading, halves=tuple(halves), spare=spare)


def _without_history(
    half: Half, spare: tuple[Column, ...], year: int | None
) -> tuple[Half, tuple[Column, ...]]:
    """`half` with the actual values of `year`, or with none where it has those of an earlier one.

    A form with points states what was done in the year that it judges, whatever year it names.
    """
    held = half.column("actual")
    if held is None or year is None or half.column("points") is not None:
        return half, spare
    if not all(one < year for one in years_of(held)) or not years_of(held):
        return half, spare
    meant = [slot for slot in spare if slot.role == "actual" and is_of(slot, year)]
    columns = [slot for slot in half.columns if not slot.role.startswith("actual")]
    past = tuple(
        attrs.evolve(slot, role="past") for slot in half.columns if slot.role.startswith("actual")
    )
    others = tuple(slot for slot in spare if slot not in meant[:1])
    found = sorted([*columns, *meant[:1]], key=lambda c: c.start)
    return attrs.evolve(half, columns=tuple(found)), (*others, *past)


def _past(group: Sequence[Column]) -> dict[int, str]:
    """2021年完成值 beside 2022年目标值: the role of each heading of an earlier year, by its column.

    Of the year before the one that is aimed at it is ``previous``, of others ``past``.
    """
    years = [
        (slot, found[0])
        for slot in group
        if slot.role in {"target", "actual"} and (found := years_of(slot))
    ]
    aimed = [year for slot, year in years if slot.role == "target"]
    done = [year for slot, year in years if slot.role == "actual"]
    latest = max(done, default=0)
    return {
        slot.start: "previous" if aimed and year == min(aimed) - 1 else "past"
        for slot, year in years
        if slot.role == "actual" and (year < latest or (aimed and year < min(aimed)))
    }


def _distinct(group: Sequence[Column]) -> tuple[list[Column], list[Column]]:
    """One column a role, by preference; what is left over is explanation or spare."""
    chosen: dict[str, Column] = {}
    rest: list[Column] = []
    past = _past(group)
    for slot in (
        attrs.evolve(one, role=past[one.start]) if one.start in past else one for one in group
    ):
        if slot.role in {"unknown", "side", "past"}:
            rest.append(slot)
            continue
        held = chosen.get(slot.role)
        if slot.role == "weight" and held is None and _is_of_level(slot, group):
            rest.append(slot)  # The points of a level, not those of an indicator.
            continue
        if held is None or slot.rank < held.rank:
            chosen[slot.role] = slot
            if held is not None:
                rest.append(held)
        else:
            rest.append(slot)
    spare: list[Column] = []
    for slot in _with_remedy(chosen, rest):
        # 指标内容 beside 三级指标 explains it; 绩效指标 there is the label of the block.
        if (
            slot.role == "name"
            and slot.start > chosen["name"].start
            and "explanation" not in chosen
        ):
            chosen["explanation"] = attrs.evolve(slot, role="explanation")
        elif slot.role == "sign" and "direction" not in chosen:
            chosen["direction"] = attrs.evolve(slot, role="direction")
        elif slot.role == "name" and slot.start < chosen["name"].start:
            spare.append(attrs.evolve(slot, role="side"))
        else:
            spare.append(slot)
    return sorted(chosen.values(), key=lambda one: one.start), spare


def _with_remedy(chosen: dict[str, Column], rest: Sequence[Column]) -> list[Column]:
    """`rest` without the column of remedies (改进措施) beside that of causes (未完成原因)."""
    whys = [one for one in (*chosen.values(), *rest) if one.role == "deviation"]
    cures = [one for one in whys if _says_remedy(one.header)]
    causes = [one for one in whys if one not in cures]
    if len(cures) != 1 or not causes:
        return list(rest)
    chosen["deviation"] = causes[0]
    chosen["remedy"] = attrs.evolve(cures[0], role="remedy", guess=None)
    return [one for one in rest if one not in (causes[0], cures[0])]


def _says_remedy(header: str) -> bool:
    """Whether a heading asks for what will be done, and not for why as well."""
    headers = Headers.load()
    cure, why = (headers.plain_words("words", word) for word in ("remedy", "cause"))
    return any(word in header for word in cure) and not any(word in header for word in why)


def _is_of_level(slot: Column, group: Sequence[Column]) -> bool:
    """Whether 分值 stands left of the names, and another one right of them."""
    name = next((one for one in group if one.role == "name"), None)
    return (
        name is not None
        and slot.start < name.start
        and any(one.role == "weight" and one.start > name.start for one in group)
    )


def _inherit(first: Sequence[Column], second: list[Column]) -> list[Column]:
    """A right half without level columns of its own shares those of the left half."""
    have = {one.role for one in second}
    shared = [
        one for one in first if one.role in {"level1", "level2", "name"} and one.role not in have
    ]
    if "level2" in have:
        shared = [one for one in shared if one.role == "level1"]
    return [*shared, *second]


def _term(
    columns: Sequence[Column], lines: Sequence[Line], index: int, headers: Headers
) -> Term | None:
    """The period that the target's heading names, or else the cell above or beside it."""
    target = next((one for one in columns if one.role == "target"), None)
    if target is None:
        return None
    if target.term:
        return cast(Term, target.term)
    line = lines[index]
    for cell in line.covering.values():
        # A cell that goes on beside the rows below the heading names the block, in any words.
        long = cell.rowspan > _MOST_HEADS or headers.role("sections", cell.text)
        if cell.column < columns[0].start and long:
            beside = headers.term(cell.text)
            if beside:
                return cast(Term, beside)
    if index > 0 and lines[index - 1].number == line.number:
        above = lines[index - 1].starting(target.start)
        if above is not None and headers.role("sections", above.text):
            return cast("Term | None", headers.term(above.text))
    return None


# ---------------------------------------------------------------- levels by content


def with_levels(half: Half, body: Sequence[Line], headers: Headers) -> Half:
    """`half` with level columns that only their content shows (a blank or merged heading)."""
    name = half.column("name")
    if name is None:
        return half
    columns = list(half.columns)
    # A label alone in its row heads the rows below it: it does not say what the column holds.
    rows = [line for line in body if len(line.starts) > 1]
    body = rows or body
    one, two = half.column("level1"), half.column("level2")
    wide = one if two is None else two if one is None else None
    if wide is not None and wide.end > wide.start + 1:
        holds = [_holds(index, body, headers) for index in (wide.start, wide.start + 1)]
        if holds[1] == "level2" and (wide is one or holds[0] == "level1"):
            # 指标类别 over both levels
            first = wide.start + 1
            two = attrs.evolve(wide, role="level2", start=first)
            at = columns.index(wide)
            columns[at] = one = attrs.evolve(wide, role="level1", end=first, stretch=first)
            columns.append(two)
    if one is not None and one.stretch > one.start + 1 and _is_side(one.start, body, headers):
        moved = attrs.evolve(one, start=one.start + 1, end=max(one.end, one.start + 2))
        columns[columns.index(one)] = one = moved
    sure = headers.words("words", "level1-sure")
    loose = one is not None and not any(word in one.header for word in sure)
    if (
        one is not None
        and loose
        and two is None
        and _holds(one.start, body, headers) == "level2"
        and not _names_level1(one.start, body, headers)
    ):
        columns[columns.index(one)] = two = attrs.evolve(one, role="level2")
        one = None
    claimed = {
        index
        for column in columns
        if column is not name
        for index in range(column.start, column.end)
    }
    first = min((column.start for column in columns if column.role != "serial"), default=name.start)
    # In text a heading merged over the levels and the names stands in the first of them.
    end = max(name.end, name.stretch)
    for index in range(max(0, min(first, name.start) - 2), end):
        if index in claimed or (one is not None and two is not None) or index + 1 >= name.stretch:
            continue
        held = _holds(index, body, headers)
        if held == "level1" and one is None:
            one = _level_column("level1", index, name)
            columns.append(one)
        elif held == "level2" and two is None:
            two = _level_column("level2", index, name)
            columns.append(two)
    inside = [c.start for c in (one, two) if c is not None and name.start <= c.start < end]
    taken = max(inside, default=name.stretch)
    if taken + 1 < name.stretch:
        columns[columns.index(name)] = attrs.evolve(
            name, start=taken + 1, end=max(name.end, taken + 2)
        )
    return attrs.evolve(half, columns=tuple(sorted(columns, key=lambda column: column.start)))


def _is_side(index: int, body: Sequence[Line], headers: Headers) -> bool:
    """Whether a column under 一级指标 holds only the label of the block (绩效指标)."""
    cells = [
        cell for line in body if (cell := line.starting(index)) is not None and cell.column == index
    ]
    return bool(cells) and all(headers.role("sections", cell.text) for cell in cells)


def _level_column(role: str, index: int, name: Column) -> Column:
    return Column(
        role=role, header="", start=index, end=index + 1, stretch=index + 1, cell=name.cell
    )


def _names_level1(index: int, body: Sequence[Line], headers: Headers) -> bool:
    """Whether a column holds a label that can only be one of level 1 (制度指标)."""
    return any(
        known_level(cell.text, "level1", headers) and not known_level(cell.text, "level2", headers)
        for line in body
        if (cell := line.starting(index)) is not None and cell.column == index
    )


def _holds(index: int, body: Sequence[Line], headers: Headers) -> str | None:
    """Which level the texts of a column are labels of, by majority."""
    counts: Counter[str] = Counter()
    total = 0
    for line in body:
        cell = line.starting(index)
        if cell is None or cell.column != index:
            continue
        total += 1
        # 成本指标 and 满意度指标 are labels of both levels and tell nothing apart.
        first = known_level(cell.text, "level1", headers)
        second = known_level(cell.text, "level2", headers)
        if first or second:
            counts["both" if first and second else "level1" if first else "level2"] += 1
    if not total or counts.total() * 10 < total * 6:
        return None
    return "level2" if counts["level2"] >= max(counts["level1"], 1) else "level1"
