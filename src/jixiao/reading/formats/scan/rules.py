"""The ruled lines of a straight page, and the cells between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np

from .marks import Extent, Picture

__all__ = ["Room", "Rules", "Table", "rules_of", "tables_of"]

# Strokes of characters are shorter than these (level, upright); what hangs together over less
# than `_BODY` is a character.
_LEVEL: Final = 45
_PLUMB: Final = 33
_BODY: Final = 60
# A line of this length needs no other line at its ends.
_LONG: Final = 130
# Lines that are meant to be one differ by so much.
_NEAR: Final = 9
# A wall is there from the one share of its length on which ink stands, and not there up to the
# other; between them it is doubted.
_WALL: Final = 0.6
_NO_WALL: Final = 0.2
# A line keeps to three points across on this share of so long a piece of it.
_CHUNK: Final = 40
_STRAIGHT: Final = 0.85
# A wall strays by so much from its column or row, and is so thick; one so short is whole or none,
# and no further aside from the next one.
_STRAY: Final = 7
_ASIDE: Final = 2.5
_THICK: Final = 6
_SHORT: Final = 30
_WHOLE: Final = 0.85
# The smallest table.
_TABLE: Final = (250, 60)


class Rules(NamedTuple):
    """Where the level and the upright lines are (255), without strokes of characters."""

    level: Picture
    plumb: Picture

    @property
    def both(self) -> Picture:
        return self.level | self.plumb


class Room(NamedTuple):
    """A cell: its place and its spans, and whether its walls are doubted."""

    extent: Extent
    row: int
    column: int
    below: int
    beyond: int
    torn: bool


class Table(NamedTuple):
    """One table of a page.

    Attributes:
        across, down: the edges of its columns and rows.
        open_top, open_bottom: whether no line closes it there.
    """

    across: tuple[float, ...]
    down: tuple[float, ...]
    rooms: tuple[Room, ...]
    open_top: bool
    open_bottom: bool


def rules_of(ink: Picture) -> Rules:
    """The lines of a page: they end on other lines, and there is air beside them."""
    level, plumb = _runs(ink)
    level = cv2.morphologyEx(level, cv2.MORPH_CLOSE, np.ones((1, 25), np.uint8))
    plumb = cv2.morphologyEx(plumb, cv2.MORPH_CLOSE, np.ones((25, 1), np.uint8))
    for upright in (False, True, False):
        mask, other = (plumb, level) if upright else (level, plumb)
        near = cv2.dilate(other, np.ones((11, 11), np.uint8)) > 0
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
        for index in range(1, count):
            left, top, width, height = (int(one) for one in stats[index][:4])
            part = np.s_[top : top + height, left : left + width]
            box = (left, top, width, height)
            straight = _is_straight(ink[part], level[part]) if upright else True
            if not straight or not _is_rule(ink, near[part], box, upright=upright):
                mask[part][labels[part] == index] = 0
    return Rules(level, plumb)


def _runs(ink: Picture) -> tuple[Picture, Picture]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    long = np.maximum(stats[:, 2], stats[:, 3]) >= _BODY
    long[0] = False
    bodies = long[labels].astype(np.uint8) * 255
    found = []
    for shape, run in (((2, 1), (1, _LEVEL)), ((1, 2), (_PLUMB, 1))):
        thick = cv2.dilate(bodies, np.ones(shape, np.uint8))
        gap = tuple(7 if side > 1 else 1 for side in run)
        thick = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones(gap, np.uint8))
        found.append(cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones(run, np.uint8)))
    return found[0], found[1]


def _is_rule(ink: Picture, near: Picture, box: tuple[int, int, int, int], *, upright: bool) -> bool:
    left, top, width, height = box
    ends = (near[:3], near[-3:]) if upright else (near[:, :3], near[:, -3:])
    if max(width, height) <= _LONG and not all(end.any() for end in ends):
        return False
    if not upright or height >= 90:
        return True
    begin = min(9, left)
    beside = ink[top + 7 : top + height - 7, left - begin : left + width + 9].copy()
    beside[:, max(0, begin - 2) : begin + width + 2] = 0
    return bool(beside.size == 0 or (beside > 0).any(1).mean() < 0.3)


def _is_straight(ink: Picture, crossing: Picture) -> bool:
    """Whether an upright run of ink is a line, and not brackets that stand on one another."""
    shares = []
    wide = np.pad(ink, ((0, 0), (1, 1)))
    band = (wide[:, :-2] | wide[:, 1:-1] | wide[:, 2:]) > 0
    free = ~(crossing > 0).any(1)
    for start in range(0, len(band), _CHUNK):
        rows = band[start : start + _CHUNK][free[start : start + _CHUNK]]
        if len(rows) > _CHUNK // 4:
            shares.append(float(rows.mean(0).max()))
    return not shares or float(np.mean(shares)) > _STRAIGHT


def tables_of(rules: Rules) -> list[Table]:
    """The tables of a page from top to bottom."""
    found = []
    whole = cv2.dilate(rules.both, np.ones((7, 7), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(whole)
    for index in range(1, count):
        left, top, width, height = (int(one) for one in stats[index][:4])
        if width < _TABLE[0] or height < _TABLE[1]:
            continue
        part = np.s_[top : top + height, left : left + width]
        own = labels[part] == index
        xs, ys = _edges(Rules(rules.level[part] * own, rules.plumb[part] * own))
        across, down = [left + x for x in xs], [top + y for y in ys]
        # The edge of the paper is no table.
        if min(len(across), len(down)) > 1 and len(across) + len(down) > 4:
            found.append((across, down))
    found.sort(key=lambda one: one[1][0])
    return [_table(rules, across, down) for across, down in found]


def _edges(rules: Rules) -> tuple[list[float], list[float]]:
    found = []
    for mask, side, least in ((rules.plumb, 0, 30), (rules.level, 1, _LEVEL)):
        count, _, stats, middles = cv2.connectedComponentsWithStats(mask)
        long = [i for i in range(1, count) if stats[i][3 if side == 0 else 2] >= least]
        found.append(_merged((float(middles[i][side]) for i in long), _NEAR))
    return found[0], found[1]


def _merged(values: Iterable[float], near: float) -> list[float]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= near:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [float(np.median(group)) for group in groups]


def _table(rules: Rules, across: list[float], down: list[float]) -> Table:
    top, bottom = _open(rules, across, down)
    open_top, open_bottom = top < down[0] - _NEAR, bottom > down[-1] + _NEAR
    down = [*([top] if open_top else []), *down, *([bottom] if open_bottom else [])]
    return Table(
        tuple(across),
        tuple(down),
        tuple(_rooms(rules, across, down)),
        open_top,
        open_bottom,
    )


def _open(rules: Rules, across: Sequence[float], down: Sequence[float]) -> tuple[float, float]:
    """How far the upright lines reach over the first and below the last level one."""
    _, _, stats, middles = cv2.connectedComponentsWithStats(rules.plumb)
    own = [
        (float(box[1]), float(box[1] + box[3]))
        for box, middle in zip(stats[1:], middles[1:], strict=True)
        if min(abs(middle[0] - x) for x in across) <= _NEAR
        and box[1] <= down[-1] + _NEAR
        and box[1] + box[3] >= down[0] - _NEAR
    ]
    tops = [top for top, _ in own if top < down[0] - 2 * _NEAR]
    bottoms = [bottom for _, bottom in own if bottom > down[-1] + 2 * _NEAR]
    return (
        float(np.median(tops)) if len(tops) > 1 else down[0],
        float(np.median(bottoms)) if len(bottoms) > 1 else down[-1],
    )


def _rooms(rules: Rules, across: Sequence[float], down: Sequence[float]) -> list[Room]:
    rows, columns = len(down) - 1, len(across) - 1
    roots = {(row, column): (row, column) for row in range(rows) for column in range(columns)}
    torn: set[tuple[int, int]] = set()

    def root(one: tuple[int, int]) -> tuple[int, int]:
        while roots[one] != one:
            one = roots[one]
        return one

    for here in list(roots):
        for there in ((here[0], here[1] + 1), (here[0] + 1, here[1])):
            if there in roots:
                share = _wall(rules, across, down, here, there)
                if share < _NO_WALL:
                    roots[root(there)] = root(here)
                elif share < _WALL:
                    torn |= {here, there}
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for one in roots:
        groups.setdefault(root(one), []).append(one)
    return [_room(group, across, down, torn) for group in groups.values()]


def _wall(
    rules: Rules,
    across: Sequence[float],
    down: Sequence[float],
    here: tuple[int, int],
    there: tuple[int, int],
) -> float:
    """On which share of the wall between two neighbours there is ink."""
    if here[0] != there[0]:
        return _inked(_strip(rules.level, across, here[1], down[there[0]]))
    row, place = here[0], across[there[1]]
    strip = _strip(rules.plumb.T, down, row, place)
    share = _inked(strip)
    if strip.shape[1] > _SHORT or not share:
        return share
    # A stroke of a character can be as long as a low cell is high, but seldom stands in the line.
    others = [
        _strip(rules.plumb.T, down, other, place)
        for other in (row - 1, row + 1)
        if 0 <= other < len(down) - 1
    ]
    walls = [_middle(other) for other in others if _inked(other) > _WHOLE]
    strays = bool(walls) and min(abs(_middle(strip) - one) for one in walls) > _ASIDE
    return 0.0 if strays or share < _WHOLE else share


def _strip(mask: Picture, edges: Sequence[float], number: int, place: float) -> Picture:
    """The mask along the wall of a row or a column, without its ends."""
    start, end = int(edges[number]) + 5, int(edges[number + 1]) - 4
    first = max(0, int(place) - _STRAY)
    return mask[first : int(place) + _STRAY + 1, start : max(end, start + 2)] > 0


def _inked(strip: Picture) -> float:
    if strip.shape[0] < _THICK or not strip.shape[1]:
        return 0.0
    bands = np.lib.stride_tricks.sliding_window_view(strip, _THICK, axis=0).any(-1)
    return float(bands.mean(1).max())


def _middle(strip: Picture) -> float:
    return float(np.nonzero(strip)[0].mean())


def _room(
    group: Sequence[tuple[int, int]],
    across: Sequence[float],
    down: Sequence[float],
    torn: set[tuple[int, int]],
) -> Room:
    row, below = min(one[0] for one in group), max(one[0] for one in group) + 1
    column, beyond = min(one[1] for one in group), max(one[1] for one in group) + 1
    extent = Extent(across[column], down[row], across[beyond], down[below])
    # A group that is no rectangle lies over its neighbours: a wall is missing somewhere.
    ragged = len(group) != (below - row) * (beyond - column)
    return Room(extent, row, column, below, beyond, ragged or not torn.isdisjoint(group))
