"""Slots: the cells of a heading of one or more rows, each a column with the role that its words name."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import attrs

from jixiao.language import sign_operator
from jixiao.language.figures import points_of

from ..grid import Cell
from ..headers import Headers, Hit, in_chinese, plain, without_brackets, year_word
from .columns import Column, Guess, year, years_of
from .lines import Line

__all__ = ["drawn_depth", "find_slots"]

_DEEPEST: Final = 5  # rows of a heading
_NAMES: Final = frozenset(("level1", "level2", "name"))
_SHORT: Final = 12  # characters of a heading over others
_HEADED: Final = 2  # headings of levels and names that a row of values never has
_UNDER: Final = 1000  # how much a leaf below 指标值 goes before
_CONTAINED: Final = 60  # the rank of a heading that only holds a word of the role
_MEASURES: Final = ("rate", "weight", "points")  # of a budget row, named last in a heading
_OF_VALUES: Final = frozenset({"target", "actual", "forecast"})
_OF_INITIAL: Final = MappingProxyType(
    {"unknown": "initial", "target": "initial", "actual": "initial"}
    | {"sign": "initial-sign", "unit": "initial-unit"}
)
#: What 数值, 单位, 符号 are below 实际完成值, and below 全年预计.
_BELOW: Final = MappingProxyType(
    {
        role: MappingProxyType({"target": role, "unit": f"{role}-unit", "sign": f"{role}-sign"})
        for role in ("actual", "forecast")
    }
)


@functools.cache
def _year_only() -> re.Pattern[str]:
    return re.compile(f"^20[0-9]{{2}}{year_word()}$")


# ---------------------------------------------------------------- the heading


def find_slots(
    lines: Sequence[Line], index: int, *, section: str, headers: Headers
) -> tuple[list[Column], int]:
    """The columns under `lines[index]`, read as a heading of `section`, and its depth in rows."""
    rows = _heading_rows(lines, index, section=section, headers=headers)
    return _slots(rows, section=section, headers=headers), len(rows)


def _heading_rows(
    lines: Sequence[Line], index: int, *, section: str, headers: Headers
) -> Sequence[Line]:
    """The rows of a heading: as deep as the form draws it, or as its words go on below."""
    depth = drawn_depth(lines, index, headers)
    if depth > 2:
        return lines[index : index + depth]
    rows = [lines[index]]
    while len(rows) < _DEEPEST:
        last = index + len(rows) - 1
        below = _sub_heading(lines, last, section=section, headers=headers)
        if below is None:
            break
        rows.append(below)
    return rows


def drawn_depth(lines: Sequence[Line], index: int, headers: Headers) -> int:
    """How many rows deep the form draws a heading: 一级指标 over three rows, 指标值 over its parts.

    1 where no cells reach below the row, or where something stands below one of those that do.
    """
    line = lines[index]
    cells = [cell for cell in line.starts if not _is_side_label(cell, headers)]
    spans = [cell.rowspan for cell in cells if cell.rowspan > 1]
    depth = max(set(spans), key=spans.count, default=1)
    if not 1 < depth <= _DEEPEST or spans.count(depth) < 2 or not line.grid.spans_known:
        return 1
    parents = [cell for cell in cells if cell.rowspan < depth]
    if not parents or any(cell.colspan == 1 for cell in parents):
        return 1
    below = lines[index + 1 : index + depth]
    if len(below) < depth - 1 or any(one.number != line.number for one in below):
        return 1
    inside = [cell for one in below for cell in one.starts if not _is_side_label(cell, headers)]
    under = all(any(_is_over(parent, cell) for parent in parents) for cell in inside)
    return depth if inside and under else 1


def _is_over(parent: Cell, cell: Cell) -> bool:
    return parent.column <= cell.column < parent.column + parent.colspan


def _sub_heading(
    lines: Sequence[Line], index: int, *, section: str, headers: Headers
) -> Line | None:
    if index + 1 >= len(lines):
        return None
    line, below = lines[index], lines[index + 1]
    if below.number != line.number or not below.starts:
        return None
    inside = [cell for cell in below.starts if not _is_side_label(cell, headers)]
    if not inside:
        return None
    known = [
        bool(headers.find(section, cell.text) or _year_only().match(plain(cell.text)))
        for cell in inside
    ]
    if not all(known):
        named = sum(headers.role(section, cell.text) in _NAMES for cell in inside)
        short = all(len(plain(cell.text)) <= _SHORT for cell in line.starts)
        if named >= _HEADED and short and len(line.starts) < len(inside):
            return below  # 绩效指标 | 指标值 over 一级指标 | 二级指标 | … and unknown words
        if _is_merged(line):
            return below if _is_drawn_below(line, inside) else None
        sure = any(known) or line.grid.spans_known or _fill_gap(line, inside, section, headers)
        return below if sure and _is_printed_below(line, inside) else None
    # A heading repeated in the next row is a heading of its own, not a part of this one.
    if set(below.words) >= set(line.words):
        return None
    # A part of a heading stands below a cell that leaves room for it.
    above = {cell.column for cell in line.starts}
    full = [cell for cell in inside if cell.column in above and cell.colspan >= 1]
    return below if len(full) < len(above) else None


def _is_drawn_below(line: Line, inside: Sequence[Cell]) -> bool:
    """Whether the form draws `inside` as parts of the heading: every other cell is two rows deep.

    So the parts may have any words: 指标值 over 前年 | 上年 | 预计当年实现.
    """
    parents = [cell for cell in line.starts if cell.rowspan == 1 and cell.colspan > 1]
    others = [
        cell
        for cell in line.starts
        if cell.column > 0 and all(cell is not parent for parent in parents)
    ]
    return (
        bool(parents)
        and bool(others)
        and all(cell.rowspan == 2 for cell in others)
        and all(any(_is_over(one, cell) for one in parents) for cell in inside)
    )


def _is_merged(line: Line) -> bool:
    """Whether the form draws its heading merged, so that its spans say what stands below what."""
    return line.grid.spans_known and any(
        cell.rowspan > 1 or cell.colspan > 1 for cell in line.starts
    )


def _is_printed_below(line: Line, inside: Sequence[Cell]) -> bool:
    """Whether `inside` stand, several of them each, under cells of the heading behind the first.

    Nothing in them is a number or a sign, which would make them a row of values.
    """
    if any(
        points_of(plain(cell.text)) is not None or sign_operator(plain(cell.text))
        for cell in inside
    ):
        return False
    over = [
        max((cell.column for cell in line.starts if cell.column <= part.column), default=-1)
        for part in inside
    ]
    return all(over.count(one) > 1 and one > line.starts[0].column for one in set(over)) and bool(
        over
    )


def _fill_gap(line: Line, inside: Sequence[Cell], section: str, headers: Headers) -> bool:
    """Whether `inside` are just the columns that a heading, of values if known, leaves blank.

    A row of the block would have its name or its label as well.
    """
    columns = [cell.column for cell in inside]
    ends = [*(cell.column for cell in line.starts[1:]), line.grid.columns]
    return any(
        columns == list(range(cell.column, end))
        and _over_role(cell.text, section, headers) in (None, *_OF_VALUES)
        for cell, end in zip(line.starts, ends, strict=True)
    )


def _is_side_label(cell: Cell, headers: Headers) -> bool:
    return headers.role("sections", cell.text) is not None and cell.column == 0


@attrs.frozen(eq=False)
class _Leaf:
    """A cell of the last row of a heading, and the cells above it, the nearest first."""

    cell: Cell
    above: tuple[Cell, ...] = ()


def _slots(rows: Sequence[Line], *, section: str, headers: Headers) -> list[Column]:
    """The heading cells in order of columns; a cell with parts below it gives way to them."""
    first, last = rows[0], rows[-1]
    carried = [
        cell
        for cell in dict.fromkeys(first.covering.values())
        if cell.row < first.row and headers.find(section, cell.text) and cell.column > 0
    ]
    starts = sorted([*first.starts, *carried], key=lambda cell: cell.column)
    leaves = [_Leaf(cell) for cell in starts]
    merged = any(map(_is_merged, rows))
    for row in rows[1:]:
        leaves = _parted(leaves, row, headers, merged=merged)
    slots: list[Column] = []
    for position, leaf in enumerate(leaves):
        after = (
            leaves[position + 1].cell.column if position + 1 < len(leaves) else first.grid.columns
        )
        cell = leaf.cell
        deep = first.grid.spans_known and cell.row + cell.rowspan - 1 > last.row
        slot = _slot(leaf, after, leaves, section=section, headers=headers)
        slots.append(attrs.evolve(slot, role="side") if deep else slot)
    if section != "columns":
        return slots
    slots = _by_year([_with_term(slot, slots) for slot in slots])
    return _dated([_under_target(slot, slots, headers) for slot in slots])


def _told(role: str) -> Guess | None:
    """What a word inside a heading, or the heading above it, says: sure, but no known heading."""
    return None if role in {"unknown", "side"} else Guess(role, "unknown", _CONTAINED)


def _parted(leaves: Sequence[_Leaf], row: Line, headers: Headers, *, merged: bool) -> list[_Leaf]:
    """`leaves` with the parts that `row` gives them; what stands below none is a leaf itself."""
    parts = list(row.starts)
    found: list[_Leaf] = []
    for position, leaf in enumerate(leaves):
        after = leaves[position + 1].cell.column if position + 1 < len(leaves) else row.grid.columns
        # The column behind the last that it heads: where its merging ends, or the next heading.
        limit = leaf.cell.column + leaf.cell.colspan if merged else max(after, leaf.cell.column + 1)
        under = [part for part in parts if leaf.cell.column <= part.column < limit]
        if not under:
            found.append(leaf)
            continue
        if under[0].column > leaf.cell.column and not _is_side_label(leaf.cell, headers):
            found.append(leaf)
        found += [_Leaf(part, (leaf.cell, *leaf.above)) for part in under]
        parts = [part for part in parts if part not in under]
    found += [_Leaf(part) for part in parts]
    return sorted(found, key=lambda leaf: leaf.cell.column)


def _slot(
    leaf: _Leaf, after: int, leaves: Sequence[_Leaf], *, section: str, headers: Headers
) -> Column:
    """One column of the heading, as its words and those above it say."""
    cell = leaf.cell
    parent = _parent(leaf, section, headers)
    known = _known(leaf, parent, section=section, headers=headers)
    hit = known or _under(leaf, parent, leaves, section=section, headers=headers)
    held = hit.role if hit else _contained(cell.text, section, headers)
    context = " ".join(one.text for one in (*reversed(leaf.above), cell))
    end = min(cell.column + cell.colspan, max(after, cell.column + 1))
    leafs = (_leaf(one.text, headers) for one in (cell, *leaf.above))
    return Column(
        role=held,
        rank=hit.rank if hit else _CONTAINED,
        header=in_chinese(plain(cell.text)),
        above=tuple(plain(one.text) for one in leaf.above),
        start=cell.column,
        end=end,
        stretch=max(after, end),
        cell=cell,
        term=headers.term(context),
        over=_over_role(parent.text, section, headers) if parent else None,
        leaf=next(filter(None, leafs), None),
        guess=None if known else _told(held),
    )


def _parent(leaf: _Leaf, section: str, headers: Headers) -> Cell | None:
    """The nearest cell above that says what stands below it; further up only a kind of value."""
    for distance, cell in enumerate(leaf.above):
        role = _over_role(cell.text, section, headers)
        if role is not None and (not distance or role in _OF_VALUES):
            return cell
    return leaf.above[0] if leaf.above else None


@functools.lru_cache(maxsize=1024)
def _over_role(text: str, section: str, headers: Headers) -> str | None:
    """What a heading over others is: a known word, or one that ends in it (调整后目标值)."""
    known = headers.role(section, text)
    if known is not None or section != "columns":
        return known
    if _watched(text, headers) == "forecast":
        return "forecast"
    key = without_brackets(plain(text))
    for source in (section, "resemble"):
        ends = [
            role
            for role in sorted(_OF_VALUES)
            if key.endswith(tuple(w for w in headers.plain_words(source, role) if len(w) > 1))
            and not any(word in key for word in headers.plain_words("resemble-not", role))
        ]
        if len(ends) == 1:
            return ends[0]
    return None


def _known(leaf: _Leaf, parent: Cell | None, *, section: str, headers: Headers) -> Hit | None:
    """What known words say a leaf is: its own, or 指标值 over 2023年 | 2024年."""
    text = leaf.cell.text
    if section == "columns" and (watched := _watched(text, headers)):
        return Hit(watched, 0)
    named = headers.find(section, text)
    if named and named[0].role == "remark" and _says_why(text, headers):
        return Hit("deviation", named[0].rank)
    if named and plain(text) in headers.words("words", "finest-name"):
        return Hit("name", -1)
    if parent is not None and plain(text) in headers.plain_words("words", "label-name"):
        # 三级指标 over 名称 | 权重
        above = headers.role(section, parent.text)
        named = (Hit(above, 0),) if above in _NAMES else named
    if not named and parent is not None and _year_only().match(plain(text)):
        named = headers.find(section, parent.text)
    return _choose(named, parent, section=section, headers=headers)


def _says_why(text: str, headers: Headers) -> bool:
    """备注（未完成原因）: what the brackets ask for."""
    key = plain(text)
    inside = key.partition("(")[2]
    return any(word in inside for word in headers.plain_words("resemble", "deviation"))


def _under(
    leaf: _Leaf, parent: Cell | None, leaves: Sequence[_Leaf], *, section: str, headers: Headers
) -> Hit | None:
    """What the heading above says an unknown word is: 指标值 over 符号 | 值 | 单位."""
    if parent is None or not _is_value(leaf, parent, leaves, headers):
        return None
    named = headers.find(section, parent.text)
    return _choose(named, parent, section=section, headers=headers)


@functools.lru_cache(maxsize=1024)
def _watched(text: str, headers: Headers) -> str | None:
    """The role of a heading of a monitoring form: 全年预计完成情况, 确定能, 有可能, 完全不可能."""
    key = plain(text)
    words = headers.sections["monitoring"]
    if any(word in key for word in words["forecast"]):
        return "forecast"
    undated = headers.undated(key)
    if undated != key and undated in words["actual"]:
        return "actual"  # 1-7月执行数
    return next(
        (role for role in ("certain", "possible", "impossible") if key in words[role]), None
    )


@functools.lru_cache(maxsize=1024)
def _leaf(text: str, headers: Headers) -> str | None:
    """Which period a heading names, most of all below 指标值: 上年实际, 年初, 调整, 半年, 三年总体."""
    key = plain(text)
    for kind, words in headers.sections["leaf"].items():
        if any(word in key for word in words):
            return kind
    return None


def _with_term(slot: Column, slots: Sequence[Column]) -> Column:
    """A part of 指标值 beside one of several years is one of this year: its sign and unit as well.

    So is 2024年指标值 beside 实施期指标值.
    """
    if slot.term or (slot.over != "target" and not _is_yearly(slot, slots)):
        return slot
    if slot.over != "target":
        return attrs.evolve(slot, term="annual")
    beside = [one for one in slots if one.over == "target"]
    if not any(one.leaf == "whole" or one.term == "medium" for one in beside):
        return slot
    return attrs.evolve(slot, term="medium" if slot.leaf == "whole" else "annual")


def _is_yearly(slot: Column, slots: Sequence[Column]) -> bool:
    """Whether the target of one named year stands beside that of a period of several."""
    beside = any(one.role == "target" and one.term == "medium" for one in slots)
    return beside and slot.role == "target" and len(years_of(slot)) == 1


def _by_year(slots: Sequence[Column]) -> list[Column]:
    """2023年 | 2024年 | 2025年 without a word more: the last is aimed at, the others are history."""
    years = {
        slot.start: slot.header
        for slot in slots
        if slot.role == "unknown" and not slot.above and _year_only().match(slot.header)
    }
    if len(years) < 2 or any(slot.role == "target" for slot in slots):
        return list(slots)
    latest = max(years.values())
    return [
        attrs.evolve(slot, role="target" if slot.header == latest else "past")
        if slot.start in years
        else slot
        for slot in slots
    ]


def _under_target(slot: Column, slots: Sequence[Column], headers: Headers) -> Column:
    """原批复值 beside 调整后值: two targets of one indicator, as if 指标值 stood above them."""
    pair = {"initial": "adjusted", "adjusted": "initial"}.get(slot.leaf or "")
    if pair is None or slot.over or slot.above or slot.role not in {"unknown", "target"}:
        return slot
    ends = [
        word for word in headers.plain_words("resemble", "target") if slot.header.endswith(word)
    ]
    alike = any(
        one.leaf == pair and not one.above and one.header.endswith(tuple(ends)) for one in slots
    )
    return attrs.evolve(slot, over="target") if ends and alike else slot


def _dated(slots: Sequence[Column]) -> list[Column]:
    """What stands below 指标值 is the target of some period, whatever its words: which of them counts."""
    found: list[Column] = []
    for slot in slots:
        siblings = [one for one in slots if one.over == slot.over == "target" and one is not slot]
        if siblings and slot.leaf == "done" and _is_this_year(slot, slots):
            # 指标值 over 年度指标值 | 全年完成值 or 上半年实际值: the parent stands for both.
            told = slot.role == "unknown"
            guess = _told("actual") if told else slot.guess
            found.append(attrs.evolve(slot, role="actual", guess=guess))
        elif siblings and slot.leaf in ("past", "done") and slot.role != "previous":
            found.append(attrs.evolve(slot, role="past"))  # its sign and its unit as well
        elif (
            slot.leaf == "initial"
            and slot.role in _OF_INITIAL
            and any(one.leaf == "adjusted" for one in siblings)
        ):
            found.append(attrs.evolve(slot, role=_OF_INITIAL[slot.role]))
        elif (
            slot.over != "target"
            or not siblings
            or slot.role not in {"unknown", "target", "actual"}
            or (_is_dateless(slot) and any(map(_is_dateless, siblings)))
            or any(_is_beside(slot, one) for one in siblings)
        ):
            found.append(slot)
        else:
            # 全年 goes before 半年, and the leaf that nothing says to be another period before both.
            # And all of them before a column elsewhere (绩效标准) that only sounds like a target.
            # 季度目标值 over 一季度 | 二季度 beside 全年目标值 gives way to that.
            apart = slot.leaf == "part" and any(map(_is_of_the_year, slots))
            rank = slot.rank + (400 if slot.leaf == "part" else 0) - (0 if apart else _UNDER)
            told = slot.role == "unknown" and slot.leaf is None
            guess = _told("target") if told else slot.guess
            found.append(attrs.evolve(slot, role="target", rank=rank, guess=guess))
    return found


def _is_of_the_year(slot: Column) -> bool:
    """Whether a column of its own is the target of the whole year: 全年目标值."""
    return (slot.role, slot.term, slot.over) == ("target", "annual", None)


def _is_beside(slot: Column, target: Column) -> bool:
    """Whether a part of 指标值 with an unknown word stands beside the value of the same period.

    关系 | 指标值 | 单位: what it is, its cells say.
    """
    told = slot.leaf is not None or year().search(slot.header)
    return (
        slot.role == "unknown" and not told and (target.role, target.term) == ("target", slot.term)
    )


def _is_this_year(slot: Column, slots: Sequence[Column]) -> bool:
    """Whether a heading of what was done is the only one, and names no other year."""
    alone = not any(one.role == "actual" for one in slots if one is not slot)
    return slot.role in ("actual", "unknown") and alone and not year().search(slot.header)


def _is_value(leaf: _Leaf, parent: Cell, leaves: Sequence[_Leaf], headers: Headers) -> bool:
    """Whether a part of 指标值 with an unknown word is the value: the others are sign or unit."""
    if _over_role(parent.text, "columns", headers) not in _OF_VALUES:
        return False
    roles = [
        headers.role("columns", one.cell.text)
        for one in leaves
        if one is not leaf and one.above[:1] == leaf.above[:1]
    ]
    return bool(roles) and set(roles) <= {"sign", "unit"}


def _is_dateless(slot: Column) -> bool:
    """Whether a part of 指标值 has an unknown word of no period: what several of them are, cells say."""
    named = slot.leaf is not None or slot.term is not None
    return slot.role == "unknown" and not named and not year().search(slot.header)


def _choose(
    hits: tuple[Hit, ...], parent: Cell | None, *, section: str, headers: Headers
) -> Hit | None:
    """The reading of a heading cell; below 实际完成值 a 数值 is an actual, not a target."""
    if not hits:
        return None
    if parent is not None and section == "columns":
        above = _over_role(parent.text, section, headers)
        own = _BELOW[above].get(hits[0].role) if above is not None and above in _BELOW else None
        if own is not None:
            return Hit(own, hits[0].rank)
    return hits[0]


def _contained(text: str, section: str, headers: Headers) -> str:
    key = plain(text)
    measured = without_brackets(key)
    for role in _MEASURES if section == "budget" else ():
        if measured.endswith(headers.plain_words(section, role)):
            return role  # 执行率得分: points, and not the rate that they are for
    for role, words in headers.sections.get(f"{section}-contain", {}).items():
        if any(word in key for word in words):
            return role
    return "side" if headers.role("sections", text) else "unknown"
