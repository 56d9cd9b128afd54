"""The labels of levels left of the names, where no line says over which rows they reach.

A label in the middle of its rows says by its height how many they are: taken one after another,
from the first row to the last, they leave no choice. Else each stands in a row of its own, at the
height at which the cells of a row begin, end or have their middles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from .courses import Course, Piece
from .runs import TextLine, tight
from .wording import Wording

__all__ = ["Stretch", "place"]

# Two heights are one within this share of the text.
_LEVEL: Final = 0.35
_UNKNOWN: Final = 100
_FAR: Final = 3


@dataclass(slots=True, eq=False)
class Stretch:
    """Lines one under another of which each is of a row, or an own row among them.

    Attributes:
        lines: those that fill more than labels.
        labels: the pieces left of the names.
        rows: the rows that the lines make.
    """

    lines: list[TextLine] = field(default_factory=list)
    labels: list[Piece] = field(default_factory=list)
    own: Course | None = None
    rows: list[Course] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Label:
    """A label with all its lines."""

    pieces: list[Piece]

    @property
    def column(self) -> int:
        return self.pieces[0].first

    @property
    def size(self) -> float:
        return self.pieces[0].line.size

    @property
    def first(self) -> float:
        return self.pieces[0].line.middle

    @property
    def last(self) -> float:
        return self.pieces[-1].line.middle

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


def place(stretches: Sequence[Stretch], wording: Wording) -> bool | None:
    """Put the labels in their rows: whether that is sure; None where one has no row of its own."""
    found = [(one, _labels_in(one, wording)) for one in stretches]
    if any(labels and not one.rows for one, labels in found):
        return None
    if not any(labels for _, labels in found):
        return True
    if _tiled(found):
        return True
    for at_row, at_label in (
        (lambda row: row.first_middle, lambda label: label.first),
        (lambda row: row.last_middle, lambda label: label.last),
        (lambda row: (row.first_middle + row.last_middle) / 2, lambda label: label.middle),
    ):
        if _seated(found, at_row, at_label):
            return True
    for one, labels in found:
        for label in labels:
            row = _nearest(label, one.rows)
            if any(piece.first == label.column for piece in row.labels):
                return None
            row.labels += label.pieces
    return False


# ---------------------------------------------------------------- lines to labels


def _labels_in(stretch: Stretch, wording: Wording) -> list[_Label]:
    found: list[_Label] = []
    for column in sorted({piece.first for piece in stretch.labels}):
        pieces = [piece for piece in stretch.labels if piece.first == column]
        chunk: list[Piece] = []
        for piece in pieces:
            if chunk and not tight(chunk[-1].line, piece.line):
                found += _divided(chunk, stretch.rows, wording)
                chunk = []
            chunk.append(piece)
        found += _divided(chunk, stretch.rows, wording)
    return found


def _divided(pieces: Sequence[Piece], rows: Sequence[Course], wording: Wording) -> list[_Label]:
    """The fewest labels that lines near one another make, of known words where they can be."""
    best: list[tuple[int, list[_Label]]] = [(0, [])]
    for end in range(1, len(pieces) + 1):
        ways = []
        for start in range(max(0, end - 6), end):
            cost, labels = best[start]
            part = pieces[start:end]
            ways.append((cost + _cost(part, rows, wording), [*labels, _Label(list(part))]))
        best.append(min(ways, key=lambda one: one[0]))
    return best[-1][1]


def _cost(pieces: Sequence[Piece], rows: Sequence[Course], wording: Wording) -> int:
    if wording.is_label("".join(piece.run.text for piece in pieces)):
        return 1
    begun = [_begins(piece, rows) for piece in pieces]
    apart = sum(
        above is not None and below is not None and above is not below
        for above, below in pairwise(begun)
    )
    return _UNKNOWN * (1 + _FAR * apart)


def _begins(piece: Piece, rows: Sequence[Course]) -> Course | None:
    """The row at the first line of which a text stands."""
    line = piece.line
    return next(
        (row for row in rows if abs(row.first_middle - line.middle) <= _LEVEL * line.size), None
    )


# ---------------------------------------------------------------- labels over several rows


_Found = Sequence[tuple[Stretch, Sequence[_Label]]]


def _tiled(found: _Found) -> bool:
    """Lay labels over the rows that they stand in the middle of; False where some do not tile them."""
    columns = {label.column for _, labels in found for label in labels}
    laid: list[tuple[_Label, Sequence[Course]]] = []
    for number, (one, labels) in enumerate(found):
        if one.own:
            continue
        bounds = _bounds(found, number)
        for column in columns:
            tiles = _tiles([label for label in labels if label.column == column], one.rows, bounds)
            if tiles is None:
                return False
            laid += tiles
    for label, rows in laid:
        rows[0].labels += label.pieces
        for row in rows[:-1]:
            row.joins.add(label.column)
    return True


def _bounds(found: _Found, number: int) -> list[float]:
    """The edges of the rows of a stretch, in the middle of the room between."""
    rows = found[number][0].rows
    every = [row for one, _ in found for row in ([one.own] if one.own else one.rows)]
    rooms = [below.top - above.bottom for above, below in pairwise(every)]
    usual = min(rooms, default=0.0)
    inner = [(above.bottom + below.top) / 2 for above, below in pairwise(rows)]
    return [rows[0].top - usual / 2, *inner, rows[-1].bottom + usual / 2] if rows else []


def _tiles(
    labels: Sequence[_Label], rows: Sequence[Course], bounds: Sequence[float]
) -> list[tuple[_Label, Sequence[Course]]] | None:
    found: list[tuple[_Label, Sequence[Course]]] = []
    at = 0
    for label in labels:
        foot = 2 * label.middle - bounds[at]
        ends = [
            end
            for end in range(at + 1, len(bounds))
            if abs(bounds[end] - foot) <= 2 * _LEVEL * label.size
        ]
        if len(ends) != 1:
            return None
        found.append((label, rows[at : ends[0]]))
        at = ends[0]
    return found if at == len(rows) else None


# ---------------------------------------------------------------- labels in one row


def _seated(
    found: _Found, at_row: Callable[[Course], float], at_label: Callable[[_Label], float]
) -> bool:
    """Put every label in the row that stands at its height, from the first row on; False without one."""
    seats: list[tuple[_Label, Course]] = []
    for one, labels in found:
        for label in labels:
            row = next(
                (
                    row
                    for row in one.rows
                    if abs(at_row(row) - at_label(label)) <= _LEVEL * label.size
                ),
                None,
            )
            if row is None:
                return False
            seats.append((label, row))
    first = next(row for one, _ in found for row in one.rows)
    columns = {label.column for label, _ in seats}
    if {label.column for label, row in seats if row is first} != columns:
        return False  # A label further down is in the middle of its rows, or at their end.
    for label, row in seats:
        row.labels += label.pieces
    for one, labels in found:
        _reach_down(one.rows, {label.column for label in labels})
    return True


def _reach_down(rows: Sequence[Course], columns: set[int]) -> None:
    """Let labels in the first of their rows go on down to the next label of theirs, or left of it."""
    for column in columns:
        for above, below in pairwise(rows):
            labelled = any(piece.first == column for piece in above.labels)
            begins = any(piece.first <= column for piece in below.labels)
            if (labelled or column in above.reached) and not begins:
                above.joins.add(column)
                below.reached.add(column)


def _nearest(label: _Label, rows: Sequence[Course]) -> Course:
    """The row with the middle of a label in it, or nearest to it; of two alike the upper one."""

    def off(row: Course) -> float:
        return max(row.top - label.middle, label.middle - row.bottom, 0.0)

    best = min(map(off, rows))
    return next(row for row in rows if off(row) <= best + 1.0)
