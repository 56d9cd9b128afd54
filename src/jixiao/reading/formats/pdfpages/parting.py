"""Rows that no upright line parts: what stands beside one another, and goes on in further lines.

A ruling line under every row says it best. Else the room between rows is wider than that between
the lines of a cell; and where all lines stand alike, a row has one number of points, and its cells
begin, end or have their middles at one height. What two ways of taking rows leave open is no row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from .courses import Course, Piece, Table, fits
from .gutters import AMOUNTS, VALUES
from .labels import Stretch, place
from .runs import Rule, TextLine, tight
from .wording import Wording, is_figure

__all__ = ["bands_of", "rows_of"]

_FIGURES: Final = frozenset({"weight", "points"})
# The room between rows is wider than that in a cell by this factor, and by this share of the text.
_WIDER: Final = 1.3
_WIDER_BY: Final = 0.1
# Rows without wrapped cells stand alike: the widest room between them is no more than so many.
_ALIKE: Final = 1.6
_LEAST: Final = 0.3
# What stands as near as this share of the room between two rows is no row of its own.
_NEARER: Final = 0.85
# Two heights are one within this share of the text.
_LEVEL: Final = 0.35
# A line that goes on was full but for less than so many characters.
_FULL: Final = 1.6
# The label of a section stands as far from other lines as they from one another, by this share.
_APART: Final = 0.9


class Band(NamedTuple):
    """The lines between two ruling lines that part rows; None where there is no such line."""

    lines: list[TextLine]
    above: Rule | None
    below: Rule | None


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


class Rows(NamedTuple):
    """Rows, whether a line is ruled under every one, and whether all labels are sure to be in theirs."""

    courses: list[Course]
    ruled: bool = False
    sure: bool = True


def rows_of(bands: Sequence[Band], table: Table, wording: Wording) -> Rows | None:
    """The rows of all bands; None where they cannot be told."""
    if _is_ruled(bands, table):
        ruled = [_ruled_row(band, table, wording) for band in bands]
        _join_over(ruled, bands, table)
        return Rows(ruled, ruled=True)
    stretches = [one for band in bands for one in _stretches(band, table, wording)]
    if not _part(stretches, table):
        return None
    sure = place(stretches, wording)
    courses = [row for one in stretches for row in ([one.own] if one.own else one.rows)]
    return None if sure is None else Rows(courses, sure=sure)


# ---------------------------------------------------------------- bands that are rows


def _figured(line: TextLine, table: Table) -> bool:
    """Whether a line holds the points of a row, which never go on in a second line."""
    return any(
        table.roles[one.first] in _FIGURES and is_figure(one.run.text) for one in table.pieces(line)
    )


def _ruled_row(band: Band, table: Table, wording: Wording) -> Course:
    row = [piece for line in band.lines for piece in table.pieces(line)]
    return Course(row, own=len(row) == 1 or any(wording.is_total(one.run.text) for one in row))


def _is_ruled(bands: Sequence[Band], table: Table) -> bool:
    """Whether a line is ruled under every row: no band holds the points or the values of two."""
    if len(bands) < 2 or any(band.below is None for band in bands[:-1]):
        return False
    if _FIGURES & set(table.roles):
        return all(sum(_figured(line, table) for line in band.lines) < 2 for band in bands)
    several = sum(sum(fits(line, table) for line in band.lines) > 1 for band in bands)
    return 2 * several < len(bands)


def _join_over(rows: Sequence[Course], bands: Sequence[Band], table: Table) -> None:
    """Let a cell go on in the next row where the rule between them leaves it out.

    The edges are guessed from texts, so that a rule is of a column where it runs under its middle.
    """
    middles = [(left + right) / 2 for left, right in pairwise(table.bounds)]
    for row, following in zip(rows, bands[1:], strict=False):
        rule = following.above
        for column, middle in enumerate(middles):
            if rule is not None and not rule.covers(middle - 1, middle + 1):
                row.joins.add(column)


# ---------------------------------------------------------------- rows without rules


def _stretches(band: Band, table: Table, wording: Wording) -> list[Stretch]:
    """The lines of a band, cut at rows of sums and at labels of sections."""
    found = [Stretch()]
    pitch = _pitch(band.lines, table)
    for at, line in enumerate(band.lines):
        pieces = table.pieces(line)
        total = any(wording.is_total(one.run.text) for one in pieces)
        if total or _is_section(band.lines, at, pitch, table, wording):
            found += [Stretch(own=Course(pieces, own=True)), Stretch()]
            continue
        labels = [one for one in pieces if one.last < table.name]
        found[-1].labels += labels
        if len(labels) < len(pieces):
            found[-1].lines.append(line)
    return [one for one in found if one.own or one.lines or one.labels]


def _pitch(lines: Sequence[TextLine], table: Table) -> float:
    """How far rows stand apart at least."""
    is_row = _figured if _FIGURES & set(table.roles) else fits
    rows = [line.middle for line in lines if is_row(line, table)]
    return min((below - above for above, below in pairwise(rows)), default=0.0)


def _is_section(
    lines: Sequence[TextLine], at: int, pitch: float, table: Table, wording: Wording
) -> bool:
    """Whether a line is the label of the rows below it: alone at the left, apart from others."""
    line = lines[at]
    (piece, *others) = table.pieces(line)
    if others or piece.first:
        return False
    near = [one for one in lines[max(at - 1, 0) : at + 2] if one is not line]
    apart = min((abs(line.middle - one.middle) for one in near), default=float("inf"))
    if not wording.is_label(piece.run.text):
        return False
    if piece.last or wording.is_numbered(piece.run.text):
        return apart >= _APART * line.size
    return (
        table.roles[0] != "level1"
        and apart >= _APART * max(pitch, line.size)
        and not any(_goes_on(line, one, table, wording) for one in near)
    )


def _goes_on(line: TextLine, other: TextLine, table: Table, wording: Wording) -> bool:
    """Whether a piece of a label stands right above or below a line, in the first column."""
    above, below = sorted((line, other), key=lambda one: one.middle)
    beside = [piece for piece in table.pieces(other) if not piece.first]
    return tight(above, below) and not all(wording.is_label(one.run.text) for one in beside)


def _part(stretches: Sequence[Stretch], table: Table) -> bool:
    """Part the lines of each stretch into rows; False where that cannot be told."""
    filled = [one for one in stretches if one.lines]
    parted = _by_room(filled, table)
    if parted is None or not _all_figured(parted, table):
        # Rows without points may be lines that go on, where all lines stand alike.
        other = _by_height(filled, table)
        parted = other if other is not None and _all_figured(other, table) else parted
    if parted is None:
        return False
    for one, groups in zip(filled, parted, strict=True):
        one.rows = [_course(group, table) for group in groups]
    return True


def _course(lines: Sequence[TextLine], table: Table) -> Course:
    return Course([one for line in lines for one in table.pieces(line) if one.last >= table.name])


_Groups = list[list[TextLine]]


def _by_room(stretches: Sequence[Stretch], table: Table) -> list[_Groups] | None:
    """Rows parted by more room than there is in a cell, where just one way of it makes rows."""
    single = [[[line] for line in one.lines] for one in stretches]
    if _all_filled(single, table):
        return single
    rooms = sorted({room for one in stretches for room in _rooms(one.lines)})
    between = ((a + b) / 2 for a, b in pairwise(rooms))
    limits = [float("-inf"), *between, float("inf")] if rooms else [float("inf")]
    ways = {limit: [_cut(one.lines, limit) for one in stretches] for limit in limits}
    made = {
        limit: parted
        for limit, parted in ways.items()
        if all(_is_row(group, table) for groups in parted for group in groups)
    }
    clear = [limit for limit, parted in made.items() if _is_clear(rooms, limit, parted, table)]
    if len(clear) != 1:
        return None
    chosen = made[clear[0]]
    others = [parted for limit, parted in made.items() if limit > clear[0]]
    if any(_runs_on(other, table) for other in others) and not _all_figured(chosen, table):
        return None  # Its rows may as well be lines that go on.
    return chosen


def _all_figured(parted: Sequence[_Groups], table: Table) -> bool:
    groups = (group for one in parted for group in one)
    return all(any(_figured(line, table) for line in group) for group in groups)


def _all_filled(parted: Sequence[_Groups], table: Table) -> bool:
    """Whether every row is one line with a name, a target and an actual value: none goes on."""
    groups = [group for one in parted for group in one]
    return all(
        all(table.has(table.pieces(group[0]), [role]) for role in ("name", "target", "actual"))
        for group in groups
    )


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
    """Whether lines make one row: a name where there is a column of them, some value, and the points of no two."""
    pieces = [piece for line in group for piece in table.pieces(line)]
    return (
        all(one.first == one.last for one in pieces)
        and ("name" not in table.roles or table.has(pieces, ["name"]))
        and table.has(pieces, VALUES | AMOUNTS)
        and sum(_figured(line, table) for line in group) < 2
    )


def _is_clear(
    rooms: Sequence[float], limit: float, parted: Sequence[_Groups], table: Table
) -> bool:
    """Whether the room between rows is wider than the room in them, with margin."""
    size = parted[0][0][0].size if parted else 0.0
    inner, outer = [r for r in rooms if r <= limit], [r for r in rooms if r > limit]
    if not outer or (not inner and _all_figured(parted, table)):
        return True
    if inner:
        return min(outer) >= _WIDER * max(inner) + _WIDER_BY * size
    between = _between_figures(parted, table)
    if between is not None:
        return min(outer) >= _NEARER * between
    return max(outer) <= _ALIKE * max(min(outer), _LEAST * size)


def _between_figures(parted: Sequence[_Groups], table: Table) -> float | None:
    """The least room between two lines one after another that both hold the points of a row."""
    lines = [[line for group in groups for line in group] for groups in parted]
    return min(
        (
            below.top - above.bottom
            for one in lines
            for above, below in pairwise(one)
            if _figured(above, table) and _figured(below, table)
        ),
        default=None,
    )


def _by_height(stretches: Sequence[Stretch], table: Table) -> list[_Groups] | None:
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
