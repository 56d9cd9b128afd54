"""Rows that no upright line parts: what stands beside one another, and goes on in further lines.

A ruling line under every row says it best. Else the room between rows is wider than that between
the lines of a cell; and where all lines stand alike, a row has one number of points, and its cells
begin, end or have their middles at one height. What two ways of taking rows leave open is no row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from .glyphs import Glyph
from .gutters import VALUES
from .runs import Rule, Run, TextLine
from .wording import Wording, is_figure

__all__ = ["Band", "Course", "Piece", "Table", "bands_of", "courses_of", "fits"]

_SLACK: Final = 1.0
_FIGURES: Final = frozenset({"weight", "points"})
# The room between rows is wider than that in a cell by this factor, and by this share of the text.
_WIDER: Final = 1.3
_WIDER_BY: Final = 0.1
# Rows without wrapped cells stand alike: the widest room between them is no more than so many.
_ALIKE: Final = 1.6
_LEAST: Final = 0.3
# Two heights are one within this share of the text.
_LEVEL: Final = 0.35
# A line that goes on was full but for less than so many characters.
_FULL: Final = 1.6
# The label of a section stands as far from other lines as they from one another, by this share.
_APART: Final = 0.75


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
    """

    pieces: list[Piece]
    own: bool = False
    labels: list[Piece] = field(default_factory=list)
    joins: set[int] = field(default_factory=set)

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
                [
                    glyph
                    for one in pieces
                    if at <= one.first <= last
                    for glyph in one.run.glyphs
                ],
            )
            at = last + 1


class Band(NamedTuple):
    """The lines between two ruling lines that part rows; None where there is no such line."""

    lines: list[TextLine]
    above: Rule | None
    below: Rule | None


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
        and table.has(pieces, VALUES)
    )


def bands_of(lines: Sequence[TextLine], rules: Sequence[Rule], table: Table) -> list[Band]:
    """The lines in bands, between the rules that run under the column of names."""
    left, right = table.bounds[table.name], table.bounds[table.name + 1]
    parting = [rule for rule in rules if rule.covers(left, right)]
    heights = [rule.height for rule in parting]
    found: list[Band] = []
    for line in lines:
        at = bisect_right(heights, line.middle)
        above = parting[at - 1] if at else None
        if found and found[-1].above is above:
            found[-1].lines.append(line)
        else:
            found.append(Band([line], above, parting[at] if at < len(parting) else None))
    return found


def courses_of(bands: Sequence[Band], table: Table, wording: Wording) -> list[Course] | None:
    """The rows of all bands; None where they cannot be told."""
    ruled = _is_ruled(bands, table)
    parts: list[list[Course] | _Stretch] = []
    for band in bands:
        if ruled or _is_one(band):
            row = [piece for line in band.lines for piece in table.pieces(line)]
            parts.append([Course(row, own=_is_own(row, wording))])
        else:
            parts += _stretches(band, table, wording)
    open_parts = [part for part in parts if isinstance(part, _Stretch)]
    rows = _parted(open_parts, table)
    if rows is None:
        return None
    found: list[Course] = []
    for part in parts:
        found += part if isinstance(part, list) else rows.pop(0)
    if open_parts:
        if not _place_labels(found, open_parts, table, wording):
            return None
    else:
        _join_over(found, bands, table)
    return found


# ---------------------------------------------------------------- bands that are rows


def _figured(line: TextLine, table: Table) -> bool:
    """Whether a line holds the points of a row, which never go on in a second line."""
    return any(
        table.roles[one.first] in _FIGURES and is_figure(one.run.text) for one in table.pieces(line)
    )


def _is_own(row: Sequence[Piece], wording: Wording) -> bool:
    return len(row) == 1 or any(wording.is_total(one.run.text) for one in row)


def _is_ruled(bands: Sequence[Band], table: Table) -> bool:
    """Whether a line is ruled under every row: no band holds the points or the values of two."""
    if len(bands) < 2 or any(band.below is None for band in bands[:-1]):
        return False
    if _FIGURES & set(table.roles):
        return all(sum(_figured(line, table) for line in band.lines) < 2 for band in bands)
    several = sum(sum(fits(line, table) for line in band.lines) > 1 for band in bands)
    return 2 * several < len(bands)


def _is_one(band: Band) -> bool:
    """Whether a band is a row of its own: one line between two rules."""
    return len(band.lines) == 1 and band.above is not None and band.below is not None


def _join_over(rows: Sequence[Course], bands: Sequence[Band], table: Table) -> None:
    """Let a cell go on in the next row where the rule between them leaves it out."""
    columns = range(len(table.roles))
    for row, following in zip(rows, bands[1:], strict=False):
        rule = following.above
        for column in columns:
            if rule is not None and not rule.covers(*table.bounds[column : column + 2]):
                row.joins.add(column)


# ---------------------------------------------------------------- rows without rules


@dataclass(slots=True, eq=False)
class _Stretch:
    """Lines one under another of which each is of a row, or an own row among them.

    Attributes:
        lines: those that fill more than labels.
        labels: the pieces left of the names.
    """

    lines: list[TextLine] = field(default_factory=list)
    labels: list[Piece] = field(default_factory=list)
    own: Course | None = None


def _stretches(band: Band, table: Table, wording: Wording) -> list[_Stretch]:
    """The lines of a band, cut at rows of sums and at labels of sections."""
    found = [_Stretch()]
    pitch = _pitch(band.lines, table)
    for at, line in enumerate(band.lines):
        pieces = table.pieces(line)
        total = any(wording.is_total(one.run.text) for one in pieces)
        if total or _is_section(band.lines, at, pitch, table, wording):
            found += [_Stretch(own=Course(pieces, own=True)), _Stretch()]
            continue
        labels = [one for one in pieces if one.last < table.name]
        found[-1].labels += labels
        if len(labels) < len(pieces):
            found[-1].lines.append(line)
    return [one for one in found if one.own or one.lines or one.labels]


def _pitch(lines: Sequence[TextLine], table: Table) -> float:
    rows = [line.middle for line in lines if fits(line, table)]
    return min((below - above for above, below in pairwise(rows)), default=0.0)


def _is_section(
    lines: Sequence[TextLine], at: int, pitch: float, table: Table, wording: Wording
) -> bool:
    """Whether a line is the label of the rows below it: alone at the left, apart from others."""
    line = lines[at]
    if len(line.runs) > 1:
        return False
    (piece,) = table.pieces(line)
    beside = [
        abs(line.middle - one.middle) for one in lines[max(at - 1, 0) : at + 2] if one is not line
    ]
    if any(one < max(_APART * pitch, line.size * _APART) for one in beside):
        return False
    if piece.first < piece.last:
        return not piece.first
    leveled = table.roles[piece.first] == "level1"
    return not leveled and not piece.first and wording.is_label(piece.run.text)


def _parted(stretches: Sequence[_Stretch], table: Table) -> list[list[Course]] | None:
    """The rows of each stretch."""
    for way in (_by_room, _by_height):
        rows = way([one for one in stretches if one.lines], table)
        if rows is not None:
            found: list[list[Course]] = []
            for one in stretches:
                if one.own:
                    found.append([one.own])
                else:
                    found.append(
                        [_course(group, table) for group in rows.pop(0)] if one.lines else []
                    )
            return found
    return None


def _course(lines: Sequence[TextLine], table: Table) -> Course:
    return Course([one for line in lines for one in table.pieces(line) if one.last >= table.name])


_Groups = list[list[TextLine]]


def _by_room(stretches: Sequence[_Stretch], table: Table) -> list[_Groups] | None:
    """Rows parted by more room than there is in a cell, where just one way of it makes rows."""
    rooms = sorted({room for one in stretches for room in _rooms(one.lines)})
    limits = [float("-inf"), *((a + b) / 2 for a, b in pairwise(rooms)), float("inf")]
    good: list[list[_Groups]] = []
    for limit in limits:
        parted = [_cut(one.lines, limit) for one in stretches]
        if all(_is_row(group, table) for groups in parted for group in groups) and _is_clear(
            rooms, limit, parted, table
        ):
            good.append(parted)
    return good[0] if len(good) == 1 else None


def _rooms(lines: Sequence[TextLine]) -> list[float]:
    """The white room above each line but the first."""
    found: list[float] = []
    foot = lines[0].bottom if lines else 0.0
    for line in lines[1:]:
        found.append(line.top - foot)
        foot = max(foot, line.bottom)
    return found


def _cut(lines: Sequence[TextLine], limit: float) -> _Groups:
    groups: _Groups = [[lines[0]]]
    for line, room in zip(lines[1:], _rooms(lines), strict=True):
        if room > limit:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _is_row(group: Sequence[TextLine], table: Table) -> bool:
    """Whether lines make one row: a name, some value, and the points of no two."""
    pieces = [piece for line in group for piece in table.pieces(line)]
    return (
        all(one.first == one.last for one in pieces)
        and table.has(pieces, ["name"])
        and table.has(pieces, VALUES)
        and sum(_figured(line, table) for line in group) < 2
    )


def _is_clear(
    rooms: Sequence[float], limit: float, parted: Sequence[_Groups], table: Table
) -> bool:
    """Whether the room between rows is wider than the room in them, with margin."""
    size = parted[0][0][0].size if parted else 0.0
    inner, outer = [r for r in rooms if r <= limit], [r for r in rooms if r > limit]
    if not outer:
        return True
    if inner:
        return min(outer) >= _WIDER * max(inner) + _WIDER_BY * size
    every = (line for groups in parted for group in groups for line in group)
    return max(outer) <= _ALIKE * max(min(outer), _LEAST * size) or all(
        _figured(line, table) for line in every
    )


def _by_height(stretches: Sequence[_Stretch], table: Table) -> list[_Groups] | None:
    """Rows whose lines all stand alike, by the heights at which their points stand."""
    good: list[list[_Groups]] = []
    for way in (_from_top, _from_foot, _from_middle):
        parted = [way(one.lines, table) for one in stretches]
        whole = [groups for groups in parted if groups is not None]
        if len(whole) == len(parted) and _runs_on(whole, table) and whole not in good:
            good.append(whole)
    return good[0] if len(good) == 1 else None


def _from_top(lines: Sequence[TextLine], table: Table) -> _Groups | None:
    groups: _Groups = []
    for line in lines:
        if _figured(line, table):
            groups.append([line])
        elif groups:
            groups[-1].append(line)
        else:
            return None
    return groups


def _from_foot(lines: Sequence[TextLine], table: Table) -> _Groups | None:
    groups = _from_top(lines[::-1], table)
    return None if groups is None else [group[::-1] for group in groups[::-1]]


def _from_middle(lines: Sequence[TextLine], table: Table) -> _Groups | None:
    groups: _Groups = []
    at = 0
    while at < len(lines):
        middle = next((line for line in lines[at:] if _figured(line, table)), None)
        if middle is None:
            return None
        foot = 2 * middle.middle - lines[at].middle
        end = next(
            (
                index + 1
                for index in range(at, len(lines))
                if abs(lines[index].middle - foot) <= _LEVEL * middle.size
            ),
            None,
        )
        if end is None:
            return None
        groups.append(list(lines[at:end]))
        at = end
    return groups


def _runs_on(parted: Sequence[_Groups], table: Table) -> bool:
    """Whether all groups are rows, and every line that goes on is as long as its column allows."""
    rows = [_course(group, table) for groups in parted for group in groups]
    widest: dict[int, float] = {}
    for piece in (one for row in rows for one in row.pieces):
        width = piece.run.right - piece.run.left
        widest[piece.first] = max(widest.get(piece.first, 0.0), width)
    groups = [group for one in parted for group in one]
    return all(_is_row(group, table) for group in groups) and all(
        piece.run.right - piece.run.left >= widest[piece.first] - _FULL * piece.line.size
        for row in rows
        for piece in _going_on(row)
    )


def _going_on(row: Course) -> Iterator[Piece]:
    for column in {piece.first for piece in row.pieces}:
        yield from [piece for piece in row.pieces if piece.first == column][:-1]


# ---------------------------------------------------------------- labels left of the names


def _place_labels(
    rows: Sequence[Course], stretches: Sequence[_Stretch], table: Table, wording: Wording
) -> bool:
    """Put each label in the row that it stands in, or nearest to; False where there is none."""
    bodied = [row for row in rows if not row.own]
    labels = [
        label
        for column in range(table.name)
        for label in _labels(
            [one for part in stretches for one in part.labels if one.first == column],
            bodied,
            wording,
        )
    ]
    if labels and not bodied:
        return False
    at_top = all(_first_row(label, bodied) is not None for label in labels)
    for label in labels:
        row = _first_row(label, bodied) if at_top else None
        (row or _nearest(label, bodied)).labels += label
    return True


def _labels(pieces: Sequence[Piece], rows: Sequence[Course], wording: Wording) -> list[list[Piece]]:
    """The labels of a column, each with all its lines."""
    found: list[list[Piece]] = []
    for piece in pieces:
        if found and _is_one_label(found[-1], piece, rows, wording):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _is_one_label(
    above: Sequence[Piece], piece: Piece, rows: Sequence[Course], wording: Wording
) -> bool:
    """Whether a label goes on in a further line, and is not the label of the next row."""
    last = above[-1].line
    if piece.line.top - last.bottom > max(_APART, _LEVEL) * piece.line.size:
        return False
    said, more = "".join(one.run.text for one in above), piece.run.text
    if wording.is_ending(more):
        return True
    if wording.is_label(said) and wording.is_label(more):
        return False
    if wording.is_label(said + more):
        return True
    own, other = _first_row([above[-1]], rows), _first_row([piece], rows)
    return own is None or other is None or own is other


def _first_row(label: Sequence[Piece], rows: Sequence[Course]) -> Course | None:
    """The row at the first line of which a label begins."""
    line = label[0].line
    return next(
        (row for row in rows if abs(row.first_middle - line.middle) <= _LEVEL * line.size), None
    )


def _nearest(label: Sequence[Piece], rows: Sequence[Course]) -> Course:
    """The row with the middle of a label in it, or nearest to it; of two alike the upper one."""
    middle = (label[0].line.top + label[-1].line.bottom) / 2

    def off(row: Course) -> float:
        return max(row.top - middle, middle - row.bottom, 0.0)

    best = min(map(off, rows))
    return next(row for row in rows if off(row) <= best + _SLACK)
