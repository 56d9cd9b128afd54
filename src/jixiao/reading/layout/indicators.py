"""Indicators: the rows of one block, from its heading to its end, as `Indicator`s.

Every cell of the block ends in a field, is a known label, or is named in a finding.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Literal, NamedTuple

import attrs

from jixiao.display import listed
from jixiao.errors import Place
from jixiao.findings import Finding
from jixiao.language import read_criterion
from jixiao.language.lexicon import builtin_lexicon
from jixiao.quantities import builtin
from jixiao.tables import Indicator

from ..grid import Cell
from ..headers import Headers, plain
from .columns import Half, known_level, level_label
from .drafts import Draft
from .levels import (
    RARE,
    WRONG_KIND,
    Block,
    Laying,
    Mark,
    Position,
    agreement,
    exact,
    hint_cost,
    hinted,
    in_order,
    join_cut,
    kinds_of_level2,
    lay,
    positions,
)
from .lines import clean
from .rows import LEVELS, SIGNS, VALUES, Body, Part, Row, is_blank, is_value, number
from .totals import Total, declared

__all__ = ["Reading", "indicators_of"]

_UNLABELLED: Final = 4  # for reading a blank beside a new level-1 label as no level 2
_DIVISIONS: Final = 16  # divisions of level 1 that are tried where several look exact


@attrs.frozen(eq=False)
class Reading:
    """The indicators of one half of a block, with the declared total and the findings."""

    indicators: tuple[Indicator, ...]
    total: Total
    findings: tuple[Finding, ...] = ()


# ---------------------------------------------------------------- levels


class _Labelled(NamedTuple):
    """What may hold a label, the draft that it counts for, and whether no draft has it."""

    row: int
    part: Part
    bare: bool


def _labelled(drafts: Sequence[Draft], half: Half, body: Body) -> list[_Labelled]:
    """What may hold labels, in order."""
    found = [_Labelled(index, draft.part, False) for index, draft in enumerate(drafts)]
    for index, draft in enumerate(drafts):
        parts = (rest.part(half) or rest.parts[0] for rest in draft.rests)
        found += [_Labelled(index, part, False) for part in parts]
    # A label alone in a row (a piece cut off by a page break), or beside what belongs to no
    # indicator (the name of a project), counts for the row after it.
    indexes = {id(draft.row): index for index, draft in enumerate(drafts)}
    taken = {*indexes, *(id(rest) for draft in drafts for rest in draft.rests)}
    bare = [(index, row) for index, row in enumerate(body.rows) if id(row) not in taken]
    for before, row in (*body.loose, *bare):
        after = next(
            (indexes[id(r)] for r in body.rows[before:] if id(r) in indexes), len(drafts) - 1
        )
        found.append(_Labelled(max(after, 0), row.part(half) or row.parts[0], True))
    return sorted(found, key=lambda one: (one.part.line.number, one.part.line.row))


def _marks(
    level: Literal["level1", "level2"],
    labelled: Iterable[_Labelled],
    half: Half,
    headers: Headers,
) -> list[Mark]:
    """The printed labels of one level with the drafts that their cells cover."""
    found: list[Mark] = []
    if half.column(level) is None:
        return found
    last, over = -1, None  # where the last mark ends so far, and its cell there
    for index, part, bare in labelled:
        for cell in part.cells.get(level, ()):
            again = over is not None and over.text == cell.text and last >= index - 1
            if (
                over is cell
                or again  # The label printed again in the next row, or 〃.
                or (found and plain(cell.text) in headers.words("words", "ditto"))
            ):
                # A label does not reach the next indicator through a row without one.
                last, over = max(last, index - bare), cell
                continue
            label = level_label(cell.text)
            if not label.text or is_blank(label.text):
                continue
            if not found or found[-1].text != label.text or last < index - 1:
                _end(found, last, over)
                found.append(Mark(label.text, index, index, cell, label.points))
            last, over = index, cell
    _end(found, last, over)
    return join_cut(found, level, headers)


def _end(marks: list[Mark], last: int, cell: Cell | None) -> None:
    """The last of `marks` goes through the row `last`, its label printed again up to `cell`."""
    if cell is not None:
        marks[-1] = attrs.evolve(marks[-1], last=last, cell=cell)


def _filled(marks: Sequence[Mark], drafts: Sequence[Draft]) -> list[Mark]:
    """`marks` without the labels of empty groups: 经济效益指标 alone in its row above 生态效益指标.

    Where labels stand in the first rows of their groups, the next label follows at once.
    """
    own = [_beside_row(mark, drafts) for mark in marks]
    followed = {mark.first for mark, its in zip(marks, own, strict=True) if its}
    return [mark for mark, its in zip(marks, own, strict=True) if its or mark.first not in followed]


def _beside_row(mark: Mark, drafts: Sequence[Draft]) -> bool:
    """Whether a label stands in the row of its first indicator, and not alone in one above it."""
    return mark.first < len(drafts) and mark.cell.row == drafts[mark.first].row.line.row


def _is_stair(marks: Sequence[Mark], drafts: Sequence[Draft]) -> bool:
    """Whether every label stands alone in a row and its indicators in the rows below: 产出指标,
    数量指标, 河道保洁长度 one step lower each. Then none of them belongs to a row above it."""
    firsts = {mark.first for mark in marks}
    return (
        len(marks) > 1
        and len(firsts) == len(marks)
        and 0 in firsts
        and not any(_beside_row(mark, drafts) for mark in marks)
    )


def _over_breaks(marks: Sequence[Mark], drafts: Sequence[Draft]) -> list[Mark]:
    """`marks`, each with the rows at the foot of the page before that its cell was cut from.

    Where the form draws over which rows the label before goes, rows below those and above the
    break, with nothing printed, belong to the label that the next page begins with.
    """
    found = list(marks[:1])
    for mark in marks[1:]:
        before = found[-1]
        first = before.last + 1
        if first < mark.first < len(drafts) and before.cell.rowspan > 1:
            foot = {draft.row.line.number for draft in drafts[before.last : mark.first]}
            top = drafts[mark.first].row.line.number
            if len(foot) == 1 and top not in foot:
                mark = attrs.evolve(mark, first=first)
        found.append(mark)
    return found


@attrs.frozen(eq=False)
class _Levels:
    """The labels of both levels, laid alike: where one column's labels sit, the other's do.

    A page copied without its merging may keep one level at the top and centre the other.
    """

    first: Laying
    second: Laying
    extra: float = 0

    @property
    def cost(self) -> float:
        return self.first.cost + self.second.cost + self.extra


def _levels(drafts: Sequence[Draft], half: Half, body: Body, headers: Headers) -> _Levels:
    rows = len(drafts)
    labelled = _labelled(drafts, half, body)
    known = all(draft.row.line.grid.spans_known for draft in drafts)
    ones, twos = (
        _marks("level1", labelled, half, headers),
        _marks("level2", labelled, half, headers),
    )
    displaced = _displaced(drafts, half, (ones, twos))
    if not displaced:
        ones, twos = _filled(ones, drafts), _filled(twos, drafts)
    if known:
        ones, twos = _over_breaks(ones, drafts), _over_breaks(twos, drafts)
    if known and not displaced and _tiles(ones, rows) and _tiles(twos, rows, ones):
        return _Levels(_drawn(ones), _drawn(twos))
    if all(_is_stair(_filled(marks, drafts), drafts) for marks in (ones, twos)):
        ones, twos = _filled(ones, drafts), _filled(twos, drafts)
        twos = sorted([*twos, *_unlabelled(ones, twos)], key=lambda mark: mark.first)
        return _Levels(in_order(ones, rows), in_order(twos, rows))
    prefer: Position = "middle" if displaced and not known else "top"
    # A first label below the first row was moved down: no block ends where it stands.
    walls = frozenset(mark.first for mark in ones) if known and not _moved(ones) else frozenset()
    hints = functools.cache(lambda row: hinted(drafts[row].name, headers))
    best: _Levels | None = None
    for position, blanks in _printed(ones, twos, prefer, displaced=displaced):
        extra: float = len(blanks) * (0 if known and not displaced else _UNLABELLED)
        # Of forms that look alike either way, the usual one is meant.
        extra += RARE if position in {"lower-middle", "bottom"} else 0
        for borders in _borders(ones, twos, rows, walls, position):
            second = lay(
                sorted([*twos, *blanks], key=lambda mark: mark.first),
                rows,
                position=position,
                row_cost=lambda row, label: hint_cost(hints(row), label, headers),
                walls=borders,
            )
            labels = [second.label(row) or draft.row.section for row, draft in enumerate(drafts)]
            for above in positions(position) if displaced and known else (position,):
                first = lay(
                    ones,
                    rows,
                    position=above,
                    row_cost=_level1_cost(hints, labels, headers),
                    joints=frozenset(block.first for block in second.blocks) or None,
                )
                laid = _Levels(first, second, extra + (RARE if above != position else 0))
                if best is None or laid.cost < best.cost:
                    best = laid
                if not best.cost or (known and position == "top" and _as_printed(laid)):
                    return best
    return best or _Levels(Laying((), 0), Laying((), 0))


def _tiles(marks: Sequence[Mark], rows: int, above: Sequence[Mark] = ()) -> bool:
    """Whether the cells of the labels cover every row once, each within one of those `above`.

    Then the form draws the blocks, and no word of a label says otherwise.
    """
    begins = [mark.first for mark in marks]
    ends = [mark.last + 1 for mark in marks]
    drawn = len(marks) > 1 and [*begins, rows] == [0, *ends]
    return drawn and {mark.first for mark in above} <= set(begins)


def _drawn(marks: Sequence[Mark]) -> Laying:
    return Laying(tuple(Block(mark, mark.first, mark.last) for mark in marks), 0)


def _moved(ones: Sequence[Mark]) -> bool:
    return bool(ones) and ones[0].first > 0


def _as_printed(levels: _Levels) -> bool:
    """Whether every label covers its rows as the form draws it: then no word says otherwise."""
    return all(
        (block.first, block.last) == (block.mark.first, block.mark.last)
        for laying in (levels.first, levels.second)
        for block in laying.blocks
    )


def _printed(
    ones: Sequence[Mark], twos: Sequence[Mark], prefer: Position, *, displaced: bool
) -> Iterator[tuple[Position, list[Mark]]]:
    """Where labels may sit in their blocks, each with the empty labels of level 2 that follow."""
    for position in positions(prefer):
        blanks = _unlabelled(ones, twos) if twos and position == "top" else []
        yield position, blanks
        if blanks and displaced:
            yield position, []  # A label moved down says nothing of the cell beside it.


def _borders(
    ones: Sequence[Mark],
    twos: Sequence[Mark],
    rows: int,
    walls: frozenset[int],
    position: Position,
) -> Iterator[frozenset[int]]:
    """Where level 1 may be divided, for laying level 2: first as printed, or nowhere.

    Labels in the middle of their blocks leave many layings of level 2, most of which fit
    no division of level 1 with its labels in the middle; so these are tried as well.
    """
    yield walls
    if not walls and len(ones) > 1 and twos and position in {"middle", "lower-middle"}:
        yield from map(frozenset, islice(exact(ones, rows, position), _DIVISIONS))


def _level1_cost(
    hints: Callable[[int], str | None], labels: Sequence[str | None], headers: Headers
) -> Callable[[int, str], float]:
    """What a level-1 label costs a row: by its level 2, or else by the words of its name."""

    def cost(row: int, label: str) -> float:
        two = labels[row]
        return agreement(label, two, headers) if two else hint_cost(hints(row), label, headers)

    return cost


def _unlabelled(ones: Sequence[Mark], twos: Sequence[Mark]) -> list[Mark]:
    """Empty level-2 labels where a new level-1 label stands with nothing printed beside it."""
    return [
        Mark("", mark.first, mark.first, mark.cell)
        for before, mark in zip((None, *ones), ones, strict=False)
        if (before is None or before.text != mark.text)
        and not any(two.first <= mark.first <= two.last for two in twos)
    ]


def _displaced(drafts: Sequence[Draft], half: Half, columns: Iterable[Sequence[Mark]]) -> bool:
    """Whether the form shows anywhere that labels do not stand in the first row of their block."""
    for marks in columns:
        if marks and marks[0].first > 0:
            return True
    left = min((column.start for column in half.columns), default=0)
    return any(draft.row.line.starts[0].column < left for draft in drafts[1:])


def _level_texts(
    index: int, drafts: Sequence[Draft], levels: _Levels, headers: Headers
) -> tuple[str | None, str | None]:
    """Level 1 and 2 of a row: as laid, and level 1 from level 2 where the form has none for it."""
    one, two = (_reaching(index, laying, drafts) for laying in (levels.first, levels.second))
    section = drafts[index].row.section
    if section is not None:
        if two is None and known_level(section, "level2", headers):
            two = section
        elif one is None:
            one = section
    if two is not None and (one is None or _strays(index, levels, headers)):
        usual = kinds_of_level2(two, headers)
        one = usual[0] if usual else None
    return one, two


def _reaching(index: int, laying: Laying, drafts: Sequence[Draft]) -> str | None:
    """The label of a row, unless the label of a section stands between them."""
    block = laying.block(index)
    if block is None or drafts[block.mark.first].row.sectioned < drafts[index].row.sectioned:
        return None
    return block.mark.text or None


def _strays(index: int, levels: _Levels, headers: Headers) -> bool:
    """Whether the row's level 2 cannot stand under the level 1 it was laid to.

    A kind that the form itself prints there (under the merged label, or between two rows
    that belong to it) stays as printed; otherwise the label it belongs to has been lost.
    """
    block = levels.first.block(index)
    if block is None or block.mark.first <= index <= block.mark.last:
        return False

    def agrees(row: int) -> bool:
        return agreement(block.mark.text, levels.second.label(row), headers) < WRONG_KIND

    before = index < block.mark.first
    others = range(block.first, index) if before else range(index + 1, block.last + 1)
    return not agrees(index) and not any(map(agrees, others))


def _displacement(level: str, laying: Laying) -> list[Finding]:
    """One finding a level: which labels stood beside the first row of their block."""
    moved = [block for block in laying.blocks if block.displaced and block.mark.text]
    if not moved:
        return []
    rows = sum(_before(block) for block in moved)
    names = "、".join(dict.fromkeys(block.mark.text for block in moved))
    title = "一级指标" if level == "level1" else "二级指标"
    return [
        Finding(
            code="label-displaced",
            severity="note",
            message=f"{title}“{names}”的名称不在所属各行的首行（合并单元格或分页所致），"
            f"有 {rows} 行位于名称之前，已按二级指标和各行位置归位",
            place=moved[0].mark.cell.place,
            figures=(("level", level), ("labels", names), ("rows", str(rows))),
        )
    ]


def _before(block: Block) -> int:
    return max(0, min(block.mark.first, block.last + 1) - block.first)


# ---------------------------------------------------------------- the block


def indicators_of(body: Body, half: Half, *, year: int | None, headers: Headers) -> Reading:
    """The indicators of one half of the block, in order, with what had to be remarked."""
    drafts: list[Draft] = []
    findings: list[Finding] = []
    for row in body.rows:
        part = row.part(half)
        if part is None:
            continue
        draft = Draft.of(row, part, year=year, headers=headers)
        if row.after_break and drafts:
            rest = draft or Draft.rest_of(row, part, year=year, headers=headers)
            if rest is not None and _is_rest(rest, drafts):
                drafts[-1] = drafts[-1].with_rest(rest)
                findings.append(_joined(drafts[-1], row))
                continue
        if draft is not None:
            drafts.append(draft)
    levels = _levels(drafts, half, body, headers)
    for level, laying in (("level1", levels.first), ("level2", levels.second)):
        findings += _displacement(level, laying)
    findings += _label_points(levels, body)
    indicators: list[Indicator] = []
    for index, draft in enumerate(drafts):
        if draft.filler:
            continue
        one, two = _level_texts(index, drafts, levels, headers)
        indicators.append(_indicator(draft, one, two, findings=findings))
    findings += _name_points(indicators)
    return Reading(
        indicators=tuple(indicators),
        total=declared(body, half, headers),
        findings=tuple(findings),
    )


def _is_rest(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a row behind a page break is the other piece of the row before the break."""
    before = drafts[-1]
    if draft.filler or before.filler:
        return False
    if draft.row.cut and not _are_two(before, draft):
        return True
    if any(draft.part.begins(level) for level in LEVELS):
        return False
    if draft.fields.get("weight") or draft.fields.get("points"):
        return False
    if not (before.name or before.target):
        return False
    return bool(draft.name) != bool(draft.target) or _is_tail(draft, before, drafts)


def _are_two(before: Draft, draft: Draft) -> bool:
    """Whether two rows at a page break state a value each, which together are none.

    Only the label at their side was cut then.
    """
    if not (before.name and draft.name and before.target and draft.target):
        return False
    one, two = (read_criterion(row.target or "").kind in VALUES for row in (before, draft))
    return one and two and read_criterion(before.target + draft.target).kind not in VALUES


def _is_tail(draft: Draft, before: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a row without points has only the tails of what the page cut: 护费用 | 元.

    Every row before it has points, or its value is the unit of the value before.
    """
    if draft.row.line.number == before.row.line.number:
        return False
    if not draft.target:
        return not draft.name
    if not before.target or draft.target[:1] in SIGNS or draft.fields.get("sign"):
        return False
    pointed = len(drafts) > 1 and all(one.fields.get("weight") for one in drafts if not one.filler)
    whole = read_criterion(before.target + draft.target).kind in VALUES
    united = whole and plain(draft.target) in builtin().spellings
    return united or (pointed and (whole or not is_value(draft.target)))


def _joined(draft: Draft, rest: Row) -> Finding:
    return Finding(
        code="row-joined",
        severity="note",
        message=f"指标“{draft.name}”被分页截成两行，已合为一行；请核对",
        place=_first_place(rest),
        subject=draft.name,
    )


def _first_place(row: Row) -> Place | None:
    return row.line.starts[0].place if row.line.starts else row.line.grid.place


def _unmarked(name: str) -> str:
    """`name` without the number of a note at its end: 达标率¹, 观众人次①; but 面积m² has a unit."""
    end = len(name)
    while end > 1 and unicodedata.category(name[end - 1]) == "No" and not name[end - 2].isascii():
        end -= 1
    return name[:end]


def _with_remedy(cause: str | None, remedy: str, half: Half) -> str | None:
    """偏差原因 and 改进措施 of two columns as one text; where both say 无 that is all."""
    nothing = builtin_lexicon().words("nothing")
    if (cause is None or plain(cause) in nothing) and plain(remedy) in nothing:
        return cause
    column = half.column("remedy")
    label = clean(column.cell.text) if column else ""
    return "；".join(filter(None, (cause, f"{label}：{remedy}")))


_FIELDS: Final = frozenset(attrs.fields_dict(Indicator)) - {"target"}


def _indicator(
    draft: Draft, one: str | None, two: str | None, *, findings: list[Finding]
) -> Indicator:
    roles = ("target", "initial", "name")
    cells = next(filter(None, map(draft.part.cells.get, roles)), ())
    place = cells[0].place if cells else _first_place(draft.row)
    fields = dict(draft.fields)
    remedy = fields.pop("remedy", None)
    if remedy is not None:
        fields["deviation"] = _with_remedy(fields.get("deviation"), remedy, draft.part.half)
    code = fields.pop("sign-code", None)
    if code is not None:
        findings.append(
            Finding(
                code="sign-code",
                severity="note",
                message=f"指标“{draft.name}”的计算符号写的是代码 {code}，"
                f"按一体化系统的代码读作“{fields['sign']}”",
                place=place,
                subject=draft.name,
            )
        )
    name = _unmarked(draft.name)
    if name != draft.name:
        findings.append(
            _gap(
                "note-mark",
                f"指标“{name}”后面的“{draft.name[len(name) :]}”是注释号，从名称里略去",
                place,
                name,
                severity="note",
            )
        )
    if not draft.name:
        findings.append(_gap("name-missing", f"指标值“{draft.target}”所在行没有指标名称", place))
    judged = draft.part.half.column("target") is None
    if not draft.target and not judged:
        findings.append(
            _gap("target-missing", f"指标“{draft.name}”没有填写指标值", place, draft.name)
        )
    for role, label in (("weight", "分值"), ("points", "得分")):
        text = fields[role]
        value = fields[role] = number(text)
        if value is None and not is_blank(text):
            findings.append(
                _gap(
                    f"{role}-unreadable",
                    f"指标“{draft.name}”的{label}“{text}”不是数字",
                    draft.part.cells[role][0].place,
                    draft.name,
                )
            )
    if draft.row.shift:
        findings.append(
            _gap(
                "row-shifted",
                f"指标“{draft.name}”所在行错开了 {abs(draft.row.shift)} 列，已按内容对齐；请核对",
                place,
                draft.name,
                severity="warning",
            )
        )
    if fields["weight"] is None and _names_points(draft.part.half):
        fields["weight"] = number(level_label(name).points)
    return Indicator(
        level1=one,
        level2=two,
        name=name,
        target=None if judged else draft.target,
        place=place,
        cells=_positions(draft),
        **fields,
    )


def _positions(draft: Draft) -> tuple[tuple[str, int, int], ...]:
    """Where the fields stand; 得分 also where its column is printed and its cell is empty."""
    part, row = draft.part, draft.row
    found = [(role, *its[0].position) for role, its in part.cells.items() if role in _FIELDS]
    points = part.half.column("points")
    if points is not None and "points" not in part.cells and row.line.starts:
        blank = row.line.starts[0]._replace(column=points.start + row.shift)
        found.append(("points", *blank.position))
    return tuple(found)


def _names_points(half: Half) -> bool:
    """Whether the heading of the names says that points stand behind them: 三级指标（分值）."""
    name, words = half.column("name"), Headers.load().plain_words("resemble", "weight")
    return name is not None and any(word in plain(name.cell.text) for word in words)


def _name_points(indicators: Sequence[Indicator]) -> Iterator[Finding]:
    """The points behind names where no column has them (相关性（5分）): they are the weights."""
    named = [
        one
        for one in indicators
        if one.weight is not None
        and level_label(one.name).points is not None
        and not any(field == "weight" for field, _, _ in one.cells)
    ]
    if named:
        said = listed([one.name for one in named])
        yield Finding(
            code="name-points",
            severity="note",
            message=f"没有分值一栏，指标名称后注明的分值读作分值：{said}",
            place=named[0].place,
            figures=tuple((one.name, str(one.weight)) for one in named),
        )


def _gap(
    code: str,
    message: str,
    place: Place | None,
    subject: str | None = None,
    *,
    severity: Literal["error", "warning", "note"] = "warning",
) -> Finding:
    return Finding(code=code, severity=severity, message=message, place=place, subject=subject)


def _label_points(levels: _Levels, body: Body) -> Iterator[Finding]:
    """The points behind the labels of each level, and behind those of sections."""
    sections = [(level_label(line.starts[0].text), line.starts[0]) for line in body.sections]
    marks = [
        [(block.mark.text, block.mark.points, block.mark.cell) for block in laying.blocks]
        for laying in (levels.first, levels.second)
    ]
    for labels in ([(label.text, label.points, cell) for label, cell in sections], *marks):
        named = [(text, points, cell) for text, points, cell in labels if points]
        if named:
            said = "、".join(f"{text}（{points}）" for text, points, _ in named)
            yield Finding(
                code="level-points",
                severity="note",
                message=f"指标类别后注明了分值：{said}；类别名称中已略去",
                place=named[0][2].place,
                figures=tuple((text, points) for text, points, _ in named),
            )
