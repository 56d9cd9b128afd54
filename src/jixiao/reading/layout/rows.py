"""Rows: a line of an indicator block with what it holds under each column of its heading."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Set
from decimal import Decimal
from typing import Final, Literal

import attrs

from jixiao.language import is_no_sign, read_criterion
from jixiao.language.figures import points_of

from ..grid import Cell
from ..headers import Headers, plain
from .columns import Half, Heading, known_level, level_label
from .lines import Line, clean

__all__ = [
    "COMPLETE",
    "CUT",
    "LEVELS",
    "SHIFTS",
    "SIGNS",
    "SURE",
    "VALUES",
    "Body",
    "Part",
    "Row",
    "is_blank",
    "is_label",
    "is_sum",
    "is_value",
    "number",
]

#: Texts that a page may cut in two; a number of points stays whole.
CUT: Final = (
    *("actual", "deviation", "remedy", "explanation", "forecast", "initial", "remark", "standard"),
)
#: By how many columns a pasted row may stand off its heading, the likeliest first.
SHIFTS: Final = (0, 1, -1, 2, -2)
LEVELS: Final[tuple[Literal["level1", "level2"], ...]] = ("level1", "level2")
COMPLETE: Final = 2  # the score of a row with a name and a target
SURE: Final = 3  # and with labels that are usual, or none

SIGNS: Final = "≥≤≧≦⩾⩽><=＝═﹥﹤﹦≈"
_BLANKS: Final = frozenset({"", "—", "-", "/", "——", "--", "\\"})
VALUES: Final = frozenset({"comparison", "range", "deadline", "period", "relative"})
_JOINED: Final = frozenset({"name", "target", "actual"})  # texts that may lie in several cells


def number(text: str | None) -> Decimal | None:
    """`10`, `10分`, `10%`, `（10）` as a Decimal; None for blanks, dashes and other texts."""
    return points_of(plain(text or ""))


def is_blank(text: str | None) -> bool:
    """Whether a cell says nothing: empty, or a dash in the place of a value."""
    return not text or plain(text) in _BLANKS


def is_value(text: str) -> bool:
    """Whether `text` is a sign, a number or a value (≥, 20, ≥20次, 12月底前), and so no name."""
    key = plain(text)
    if not key:
        return False
    return (
        key.strip(SIGNS + ".,%‰") == ""
        or read_criterion(text).kind in VALUES
        or number(key) is not None
    )


def is_sum(line: Line, headers: Headers) -> bool:
    """Whether a line sums some rows: 小计, 产出指标小计."""
    ends = headers.plain_words("words", "sum")
    return any(word.endswith(ends) for word in line.bare)


@functools.lru_cache(maxsize=4096)
def is_label(text: str, headers: Headers) -> bool:
    """Whether `text` is a usual label of level 1 or 2."""
    return known_level(text, "level1", headers) or known_level(text, "level2", headers)


@attrs.frozen(eq=False)
class Part:
    """What a line holds under the columns of one half of the heading.

    Attributes:
        half: the columns.
        line: the line.
        cells: role → its cells, where there are any.
        texts: role → their text on one line.
        passed: further cells under a heading of which only the first cell counts.
    """

    half: Half
    line: Line
    cells: Mapping[str, tuple[Cell, ...]]
    texts: Mapping[str, str]
    passed: tuple[Cell, ...] = ()

    @classmethod
    def of(cls, line: Line, half: Half, shift: int = 0) -> Part:
        """Each column of `half` is looked at once, `shift` columns to the right."""
        cells: dict[str, tuple[Cell, ...]] = {}
        texts: dict[str, str] = {}
        passed: tuple[Cell, ...] = ()
        covering = line.covering
        for role, column, only in half.roles:
            if only is not None and (cell := covering.get(only + shift)) is not None:
                texts[role] = clean(cell.text)
                cells[role] = (cell,)
                continue
            found = column.cells(line, shift)
            if not found:
                continue
            if len(found) == 1:
                texts[role] = clean(found[0].text)
            elif role in _JOINED:
                said = [clean(cell.text) for cell in found]
                if role == "target" and is_no_sign(plain(said[0])):
                    said = said[1:]  # 定性 | 较上年提高 below one heading
                texts[role] = "".join(said)
            else:
                texts[role] = clean(found[0].text)
                found, passed = found[:1], passed + found[1:]
            cells[role] = found
        return cls(half, line, cells, texts, passed)

    def text(self, role: str) -> str:
        """The text of `role`, empty where nothing is printed."""
        return self.texts.get(role, "")

    def begins(self, role: str) -> bool:
        """Whether a cell of `role` begins in this line, and does not only reach into it."""
        cells = self.cells.get(role)
        if cells is None:
            return False
        row = self.line.row
        return cells[0].row == row or row in [cell.row for cell in cells]

    def score(self, seen: Set[str], headers: Headers) -> int:
        """How well the line fits the columns: 0 not at all, 1 in part, from `COMPLETE` on wholly.

        It is complete with a name and a target; it is `SURE` if its labels are usual ones
        (or `seen` before) or blank, and one more if there are any.
        """
        texts = self.texts
        name, target = texts.get("name", ""), texts.get("target", "")
        if not target and self.half.column("target") is None:
            # A judged table has no targets: its points and standards make a row.
            target = self.text("points") or self.text("weight") or self.text("standard")
        labels: list[str] = []
        usual = 0
        for level in LEVELS:
            if (printed := texts.get(level)) and (label := level_label(printed).text):
                labels.append(label)
                usual += label in seen or known_level(label, level, headers)
        if not name or not target:
            return 1 if (name or target) and usual == len(labels) else 0
        if name not in labels:
            bare = level_label(name).text
            if bare.endswith(headers.words("words", "label-end")) and is_label(bare, headers):
                return 1  # A label in the place of the name: the row is moved.
        if usual < len(labels):
            return COMPLETE
        return SURE + bool(usual)


@attrs.frozen(eq=False)
class Row:
    """A row of the block under the heading that holds for it, moved by `shift` columns.

    Attributes:
        parts: what it holds under each half of the heading.
        cut: whether it is the other piece of the row before, its labels cut as well.
        sectioned: how many labels of sections stand above it in the block.
    """

    line: Line
    heading: Heading
    shift: int = 0
    section: str | None = None
    after_break: bool = False
    cut: bool = False
    sectioned: int = 0
    parts: tuple[Part, ...] = attrs.field(init=False)

    @parts.default
    def _parts(self) -> tuple[Part, ...]:
        return tuple([Part.of(self.line, half, self.shift) for half in self.heading.halves])

    def part(self, half: Half) -> Part | None:
        """The part under `half`, or under what answers to it in a repeated heading."""
        halves = self.heading.halves
        if half in halves:
            return self.parts[halves.index(half)]
        if len(halves) == 1:
            return self.parts[0]
        return next((one for one in self.parts if one.half.term == half.term), None)

    def score(self, seen: Set[str], headers: Headers) -> int:
        """The score of the half that it fits best."""
        return max([part.score(seen, headers) for part in self.parts])


@attrs.frozen(eq=False)
class Body:
    """What was gathered of one block: its rows, its 总分 rows and its loose labels.

    `unread` are lines between the rows that are none; `notes` are texts below the rows;
    `sections` are rows with nothing but the label of the rows below them; `across` are rows of
    fields, their indicators beside one another, which were not turned.
    """

    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...] = ()
    loose: tuple[tuple[int, Row], ...] = ()
    unread: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()
    sections: tuple[Line, ...] = ()
    across: tuple[Line, ...] = ()
