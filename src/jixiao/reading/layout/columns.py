"""Columns: which column of a block plays which role, from a heading of one or two rows.

The same reading serves the indicators, the tasks and the budget rows; only the section
of the vocabulary differs. A form with a 中期 half beside a 年度 half gives two `Half`s.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Final, Literal

import attrs

from jixiao.language.lexicon import builtin_lexicon, either
from jixiao.quantities import NUMERALS
from jixiao.tables import Term

from ..grid import Cell
from ..headers import Headers, in_chinese, plain, without_brackets, year_word
from .lines import Line

__all__ = [
    "Column",
    "Guess",
    "Half",
    "Heading",
    "Label",
    "is_of",
    "known_level",
    "level_label",
    "likelihood",
    "year",
    "years_of",
]

_LONGEST: Final = 60
_EMPTY: Final = frozenset("□○◯☐◻▢")
_TICKS: Final = "☑☒✓✔√■●◉▣"
_MARKED: Final = re.compile(f"([{''.join(_EMPTY)}{_TICKS}]?)([^{''.join(_EMPTY)}{_TICKS}]*)")
_NUMBERING: Final = "".join(("0123456789.、()", *sorted(NUMERALS)))


@functools.cache
def _points() -> re.Pattern[str]:
    """The points behind a level label: （50分）, （分值：50）, 50分."""
    headers, unit = Headers.load(), either(builtin_lexicon().words("points"))
    before = either((*headers.words("words", "points-before"), *headers.words("columns", "weight")))
    to = "".join(map(re.escape, (*builtin_lexicon().words("to"), "—")))
    return re.compile(
        rf"(?<=[^0-9.])(?:\((?:{before})?:?[0-9.]+(?:[{to}][0-9.]+)?(?:{unit}|%)?\)(?:{unit})?"
        rf"|[0-9.]+(?:{unit}))$"
    )


@functools.cache
def _hint() -> re.Pattern[str]:
    """What is to be filled in, behind a level label: （必填）, （至少3项）."""
    words = either(Headers.load().words("words", "hint"))
    return re.compile(rf"(?<=.)\([^()]*(?:{words})[^()]*\)$")


@functools.cache
def year() -> re.Pattern[str]:
    return re.compile(f"20[0-9]{{2}}(?={year_word()})")


def years_of(column: Column) -> tuple[int, ...]:
    """The years that a heading names, or else the nearest one above it."""
    texts = (year().findall(text) for text in (column.header, *column.above))
    return tuple(map(int, next(filter(None, texts), ())))


def is_of(column: Column, year: int | None) -> bool:
    return year in years_of(column)


@attrs.frozen
class Guess:
    """A column taken for `role` on evidence; the runner-up, and by how many points it lost."""

    role: str
    other: str
    margin: int


@attrs.frozen(kw_only=True)
class Column:
    """A column of a block: `[start, end)` is under its heading, `[end, stretch)` is unclaimed.

    Attributes:
        role: what its cells are; ``unknown`` where nothing says so.
        rank: how good the word of the heading is for the role, 0 best.
        term: the period that the heading or the one above it names.
        above: the headings above it, the nearest first.
        over: the role of the heading above it.
        leaf: which period it or a heading above it says: past, initial, adjusted, part, whole.
        guess: what it rests on where no known word says what it is.
    """

    role: str
    header: str
    start: int
    end: int
    stretch: int
    cell: Cell
    rank: int = 0
    term: str | None = None
    above: tuple[str, ...] = ()
    over: str | None = None
    leaf: str | None = None
    guess: Guess | None = None

    def cells(self, line: Line, shift: int = 0) -> tuple[Cell, ...]:
        """The distinct cells of `line` under this heading; the unclaimed ones if there are none.

        `shift` is by how many columns the row stands off its heading.
        """
        covering = line.covering
        if self.end == self.start + 1 and (only := covering.get(self.start + shift)) is not None:
            return (only,)
        for span in (range(self.start, self.end), range(self.end, self.stretch)):
            found: list[Cell] = []
            for column in span:
                cell = covering.get(column + shift)
                if cell is not None and cell not in found:
                    found.append(cell)
            if found:
                return tuple(found)
        return ()


@attrs.frozen(kw_only=True)
class Half:
    """The columns of one period (年度 or 中期) of a block."""

    columns: tuple[Column, ...]
    term: Term | None = None

    def column(self, role: str) -> Column | None:
        """The column of `role`, or None."""
        return self._of.get(role)

    @functools.cached_property
    def roles(self) -> tuple[tuple[str, Column, int | None], ...]:
        """Each column with its role, in order; and where it is, if no more than one wide."""
        return tuple(
            (one.role, one, one.start if one.end == one.start + 1 else None) for one in self.columns
        )

    @functools.cached_property
    def is_split(self) -> bool:
        """Whether the sign or the unit of the target has a column of its own."""
        return not {"sign", "unit"}.isdisjoint(self._of)

    @functools.cached_property
    def _of(self) -> Mapping[str, Column]:
        return {one.role: one for one in reversed(self.columns)}


@attrs.frozen(kw_only=True)
class Heading:
    """A heading found in the lines: where it starts, how many rows it takes, what it says.

    `beside` are the columns of a list of projects, at the left of the indicators.
    """

    index: int
    depth: int
    halves: tuple[Half, ...]
    spare: tuple[Column, ...] = ()
    beside: tuple[Column, ...] = ()

    @property
    def end(self) -> int:
        """The index of the first line after the heading."""
        return self.index + self.depth

    @functools.cached_property
    def levels(self) -> tuple[Column, ...]:
        """The columns of level 1 and 2 of all halves."""
        of = (half.column(level) for half in self.halves for level in ("level1", "level2"))
        return tuple(filter(None, of))


@attrs.frozen
class Label:
    """A level label: its wording less blanks, points and hints; and the points it named."""

    text: str
    points: str | None = None


@functools.lru_cache(maxsize=4096)
def level_label(text: str) -> Label:
    """`产 出 指 标 （50分）` → 产出指标 with the points 50分; filling hints go as well."""
    key = plain(text).strip(":")
    points = None
    while True:
        if found := _points().search(key):
            points = found[0].translate({ord("("): None, ord(")"): None})
        elif not (found := _hint().search(key)):
            break
        key = key[: found.start()].strip(":")
    # Folding keeps every character in its place, so the print can be cut at the same length.
    return Label("".join(text.split()).lstrip(":：")[: len(key)], points)


@functools.lru_cache(maxsize=4096)
def known_level(text: str, level: Literal["level1", "level2"], headers: Headers) -> bool:
    """Whether the whole of `text` is a usual level label (数量指标, 经济效益目标 …)."""
    word = in_chinese(without_brackets(plain(level_label(text).text))).lstrip(_NUMBERING)
    for ending in headers.words("words", "label-end"):
        word = word.removesuffix(ending)
    return word in headers.words("labels", level)


@functools.lru_cache(maxsize=1024)
def likelihood(text: str, headers: Headers) -> str | None:
    """The 完成可能性 that a cell states: 确定能, or the one ticked in ☑确定能□有可能□完全不可能."""
    if len(text) > _LONGEST:
        return None
    words = headers.sections["monitoring"]
    known = {word for role in ("certain", "possible", "impossible") for word in words[role]}
    options = [one for one in _MARKED.findall(plain(text)) if one[1]]
    if not options or not all(word.strip("、,;；") in known for _, word in options):
        return None
    if len(options) == 1:
        return None if options[0][0] in _EMPTY else options[0][1]
    ticked = [word for mark, word in options if mark and mark not in _EMPTY]
    return ticked[0].strip("、,;；") if len(ticked) == 1 else ""
