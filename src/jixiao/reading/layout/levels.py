"""Levels: which level-1 and level-2 label each row of an indicator block belongs to.

Merging, pasting and page breaks move labels: a label may stand in the middle of its
block, at its end, or in two pieces. So the labels of a column, in their order, are laid
over the rows as consecutive blocks, and the cheapest laying is taken: a row keeps the
label whose cell covers it, level 1 agrees with level 2, labels sit alike in their blocks.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal

import attrs

from ..grid import Cell
from ..headers import Headers, plain
from .columns import known_level

__all__ = [
    "RARE",
    "WRONG_KIND",
    "Block",
    "Mark",
    "Position",
    "agreement",
    "exact",
    "hint_cost",
    "hinted",
    "in_order",
    "join_cut",
    "kinds_of_level1",
    "kinds_of_level2",
    "lay",
    "place_in_order",
    "positions",
]

# The middle of an even number of rows lies between two of them: the label stands in the
# upper or the lower one, and in one document it is always the same.
Position = Literal["top", "middle", "lower-middle", "bottom"]
POSITIONS: Final[tuple[Position, ...]] = ("top", "middle", "lower-middle", "bottom")

WRONG_KIND: Final = 1000  # a level-2 kind under a level-1 label that it cannot stand under
_LEAVING: Final = 40  # a row taken from the label whose cell covers it
_ASIDE: Final = 4  # a label one row away from where the others sit in their blocks
_UNUSUAL: Final = 2  # a kind that may stand under the label but usually does not
RARE: Final = 0.5  # a form whose labels sit where they do in few forms
_STRAY: Final = 12  # no label stands further outside its block, in rows
_HINT: Final = 1  # an indicator's name that speaks of another kind
_MAX_ROWS: Final = (
    400  # no form is longer: above this every label is taken for the first of its block
)


@attrs.frozen
class Mark:
    """A printed label and the rows `[first, last]` of the block that its cell covers."""

    text: str
    first: int
    last: int
    cell: Cell
    points: str | None = None


@attrs.frozen
class Block:
    """The rows `[first, last]` that belong to `mark`."""

    mark: Mark
    first: int
    last: int

    @property
    def displaced(self) -> bool:
        """Whether rows of the block stand before the cell of its label, or outside it."""
        return self.mark.first > self.first or self.mark.last > self.last


@attrs.frozen
class Laying:
    """The blocks of one column, and what it cost to lay them so."""

    blocks: tuple[Block, ...]
    cost: float

    def block(self, row: int) -> Block | None:
        """The block that `row` lies in, or None where the column has none."""
        return self._of.get(row)

    def label(self, row: int) -> str | None:
        """The text of the label of `row`; None where there is none or it is blank."""
        block = self._of.get(row)
        return block.mark.text or None if block is not None else None

    @functools.cached_property
    def _of(self) -> Mapping[int, Block]:
        found: dict[int, Block] = {}
        for block in self.blocks:
            for row in range(block.first, block.last + 1):
                found.setdefault(row, block)
        return found


@functools.lru_cache(maxsize=1024)
def kinds_of_level2(text: str, headers: Headers) -> tuple[str, ...]:
    """The level-1 kinds a level-2 label may stand under, the usual one first; () if unknown."""
    key = plain(text)
    for word, kinds in headers.sections["level2"].items():
        if word in key:
            return kinds
    return ()


def place_in_order(kinds: Sequence[str], headers: Headers) -> int | None:
    """Where the first of some kinds of level 1 comes in a form: 产出 before 效益; None for none."""
    order = enumerate(headers.sections["order"].values())
    return next((rank for rank, held in order if kinds and kinds[0] in held), None)


@functools.lru_cache(maxsize=1024)
def kinds_of_level1(text: str, headers: Headers) -> tuple[str, ...]:
    """The kind a level-1 label means (项目完成指标 → 产出指标); () if unknown."""
    key = plain(text)
    return tuple(
        kind
        for kind, words in headers.sections["level1"].items()
        if any(word in key for word in words)
    )


def agreement(level1: str, level2: str | None, headers: Headers) -> int:
    """What it costs to put `level2` under `level1`: nothing, a little, or very much."""
    if level2 is None:
        return 0
    above, may = kinds_of_level1(level1, headers), kinds_of_level2(level2, headers)
    if not above or not may or may[0] in above:
        return 0
    return _UNUSUAL if set(above) & set(may) else WRONG_KIND


def hinted(name: str, headers: Headers) -> str | None:
    """The first level-2 word that an indicator's name hints at (满意 → 满意度), or None."""
    for word, hints in headers.sections["names"].items():
        for hint in hints:
            if hint in name:
                return word
    return None


@functools.lru_cache(maxsize=1024)
def hint_cost(word: str | None, label: str, headers: Headers) -> float:
    """A small cost where the `hinted` word of a name speaks of another kind than the label."""
    if word is None or not label or word in label:
        return 0
    return 0 if {*kinds_of_level2(word, headers)} & {*kinds_of_level1(label, headers)} else _HINT


def join_cut(
    marks: Sequence[Mark], level: Literal["level1", "level2"], headers: Headers
) -> list[Mark]:
    """Labels cut in two by a page break put together: 产出 + 指标, 可持续 + 影响指标."""
    found = list(marks)
    index = 0
    while index + 1 < len(found):
        joined = _joined(found, index, level, headers)
        if joined is not None:
            count, text = joined
            last = found[index + count - 1]
            found[index : index + count] = [attrs.evolve(found[index], text=text, last=last.last)]
        index += 1
    return found


def _joined(
    marks: Sequence[Mark], index: int, level: Literal["level1", "level2"], headers: Headers
) -> tuple[int, str] | None:
    first = marks[index].text
    whole = known_level(first, level, headers) and first.endswith(
        headers.words("words", "label-end")
    )
    if whole:
        return None
    ends = (
        *headers.words("words", "label-end"),
        *headers.words("words", "label-end-joined"),
    )
    text = first
    for count in range(2, min(5, len(marks) - index + 1)):
        # 满意度指标 is a label by itself, but behind 服务对象 it is the other half of one.
        piece = marks[index + count - 1].text
        text += piece
        if (
            level == "level1"
            and known_level(first, level, headers)
            and known_level(piece, level, headers)
        ):
            return None  # 产出 and 效益 are two labels, although 产出效益 is one as well.
        if known_level(text, level, headers) and text.endswith(ends):
            return count, text
    return None


def lay(
    marks: Sequence[Mark],
    rows: int,
    *,
    position: Position,
    row_cost: Callable[[int, str], float] = lambda _row, _text: 0,
    walls: frozenset[int] = frozenset(),
    joints: frozenset[int] | None = None,
) -> Laying:
    """Lay `marks` over `rows` rows as consecutive blocks at the least cost.

    `position` is where labels sit in their blocks; the caller compares the positions.
    `row_cost(row, label)` is what it costs, besides position, to give a row a label.
    A block rather does not cross one of `walls` (rows at which another block begins), and
    rather begins at one of `joints` where they are given.
    """
    if not marks or not rows:
        return Laying((), 0)
    if rows > _MAX_ROWS:
        return in_order(marks, rows)
    owner: dict[int, int] = {}
    for index, mark in enumerate(marks):
        for row in range(mark.first, mark.last + 1):
            owner.setdefault(row, index)
    costs = [
        [
            row_cost(row, mark.text) + (_LEAVING if owner.get(row, index) != index else 0)
            for row in range(rows)
        ]
        for index, mark in enumerate(marks)
    ]
    return _lay_at(marks, costs, position, walls=walls, joints=joints)


def in_order(marks: Sequence[Mark], rows: int) -> Laying:
    """Each label from its first row up to the next label."""
    begins = [0, *(mark.first for mark in marks[1:]), rows]
    blocks = (
        Block(mark, first, after - 1)
        for mark, first, after in zip(marks, begins, begins[1:], strict=False)
    )
    return Laying(tuple(blocks), 0)


def positions(prefer: Position) -> tuple[Position, ...]:
    """The positions to compare, `prefer` first: of equal ones the first is to be taken."""
    return (prefer, *(one for one in POSITIONS if one != prefer))


def exact(
    marks: Sequence[Mark], rows: int, position: Position, *, first: int = 0
) -> Iterator[tuple[int, ...]]:
    """The rows at which blocks may begin so that every label sits exactly at its `position`.

    The middle of a block leaves its size open by one row, so there may be several.
    """
    if not marks:
        if first == rows:
            yield ()
        return
    mark = marks[0]
    lasts = (rows - 1,) if len(marks) == 1 else range(max(first, mark.last), marks[1].first)
    for last in lasts:
        if mark.first >= first and not _aside(mark, first, last, position):
            for others in exact(marks[1:], rows, position, first=last + 1):
                yield (first, *others)


def _aside(mark: Mark, first: int, last: int, position: Position) -> float:
    """How far `mark` sits from its `position` in the block `[first, last]`, in rows."""
    if position == "top":
        return abs(mark.first - first)
    if position == "bottom":
        return abs(last - mark.last)
    off = mark.first + mark.last - first - last
    return 0 if off == (-1 if position == "middle" else 1) else abs(off) / 2


def _lay_at(
    marks: Sequence[Mark],
    costs: Sequence[Sequence[float]],
    position: Position,
    *,
    walls: frozenset[int],
    joints: frozenset[int] | None,
) -> Laying:
    count, rows = len(marks), len(costs[0])
    if count > rows:
        return Laying(tuple(Block(mark, mark.first, mark.last) for mark in marks), float("inf"))
    sums = [[0.0] for _ in marks]
    for index in range(count):
        for cost in costs[index]:
            sums[index].append(sums[index][-1] + cost)
    crossed = [0]
    for row in range(rows):
        crossed.append(crossed[-1] + (row in walls))
    infinite = float("inf")
    # A label stands in its block or a little outside, so its block begins near the rows from
    # the label before it to its own: the search stays inside these windows.
    lows = [0, *(max(0, mark.first - _STRAY) for mark in marks[:-1]), rows]
    highs = [0, *(min(rows, mark.first + _STRAY) for mark in marks[1:]), rows]
    # best[end] for the labels so far laid over the rows before `end`, and where the last began.
    best = [0.0] + [infinite] * rows
    began: list[list[int]] = []
    for index, mark in enumerate(marks):
        after = [infinite] * (rows + 1)
        start = [0] * (rows + 1)
        left = count - index - 1
        # What a block costs comes in three parts: by its first row, by its end, and by both.
        begins = [
            (
                first,
                best[first]
                - sums[index][first]
                - _ASIDE * 2 * crossed[first + 1]
                + (_ASIDE * 2 if joints is not None and first not in joints else 0),
            )
            for first in range(max(index, lows[index]), min(rows, highs[index] + 1))
            if best[first] != infinite
        ]
        for end in range(max(index + 1, lows[index + 1]), min(rows - left, highs[index + 1]) + 1):
            ending = sums[index][end] + _ASIDE * 2 * crossed[end]
            for first, begin in begins:
                if first >= end:
                    break
                cost = begin + ending + _ASIDE * _aside(mark, first, end - 1, position)
                if cost < after[end]:
                    after[end], start[end] = cost, first
        best = after
        began.append(start)
    blocks: list[Block] = []
    end = rows
    for index in range(count - 1, -1, -1):
        first = began[index][end]
        blocks.append(Block(marks[index], first, end - 1))
        end = first
    return Laying(tuple(reversed(blocks)), best[rows])
