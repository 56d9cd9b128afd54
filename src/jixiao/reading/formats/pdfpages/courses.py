"""The rows of a table without upright lines: texts, the columns they stand in, the cells they make."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from .glyphs import Glyph
from .gutters import AMOUNTS, VALUES
from .runs import Run, TextLine

__all__ = ["Course", "Piece", "Table", "fits"]

_SLACK: Final = 1.0


class Piece(NamedTuple):
    """A run, and the first and last column that it lies in."""

    line: TextLine
    run: Run
    first: int
    last: int


@dataclass(slots=True, eq=False)
class Course:
    """A row: its pieces, and whether it is the label of a section or a row of sums.

    Attributes:
        labels: the labels of levels; they may reach over several rows.
        joins: the columns whose cell goes on in the next row.
        reached: those whose cell comes from the row before.
    """

    pieces: list[Piece]
    own: bool = False
    labels: list[Piece] = field(default_factory=list)
    joins: set[int] = field(default_factory=set)
    reached: set[int] = field(default_factory=set)

    @property
    def top(self) -> float:
        return min(piece.line.top for piece in self.pieces)

    @property
    def bottom(self) -> float:
        return max(piece.line.bottom for piece in self.pieces)

    @property
    def first_middle(self) -> float:
        """The height of its first line."""
        return min(piece.line.middle for piece in self.pieces)

    @property
    def last_middle(self) -> float:
        """The height of its last line."""
        return max(piece.line.middle for piece in self.pieces)

    def cells(self, columns: int) -> Iterator[tuple[int, int, list[Glyph]]]:
        """(first column, last column, glyphs) of each cell; a section takes the whole width."""
        if self.own and len(self.pieces) == 1 and not self.pieces[0].first:
            yield 0, columns - 1, list(self.pieces[0].run.glyphs)
            return
        at = 0
        pieces = [*self.labels, *self.pieces]
        while at < columns:
            last = max((one.last for one in pieces if one.first == at), default=at)
            yield (
                at,
                last,
                [glyph for one in pieces if at <= one.first <= last for glyph in one.run.glyphs],
            )
            at = last + 1


class Table(NamedTuple):
    """The columns of a table: their edges and roles, and the one of names."""

    bounds: list[float]
    roles: list[str | None]

    @property
    def name(self) -> int:
        """The column of names; labels of levels stand left of it."""
        return self.roles.index("name") if "name" in self.roles else 0

    def pieces(self, line: TextLine) -> list[Piece]:
        """The runs of a line with their columns."""
        return [self._piece(line, run) for run in line.runs]

    def _piece(self, line: TextLine, run: Run) -> Piece:
        slack = min(_SLACK, (run.right - run.left) / 4)
        first, last = self._at(run.left + slack), self._at(run.right - slack)
        return Piece(line, run, first, last)

    def _at(self, place: float) -> int:
        return min(max(bisect_right(self.bounds, place) - 1, 0), len(self.roles) - 1)

    def has(self, pieces: Iterable[Piece], roles: Iterable[str]) -> bool:
        """Whether some piece stands in a column of one of the roles."""
        wanted = set(roles)
        return any(self.roles[one.first] in wanted for one in pieces)


def fits(line: TextLine, table: Table) -> bool:
    """Whether a line can be of a row: it crosses no edge, and fills two columns of which one holds values."""
    pieces = table.pieces(line)
    labelled = sum("：" in one.run.text or ":" in one.run.text for one in pieces)
    return (
        len(pieces) > 1
        and labelled < 2
        and all(one.first == one.last for one in pieces)
        and table.has(pieces, VALUES | AMOUNTS)
    )
