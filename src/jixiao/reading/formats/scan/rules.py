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
_TICK: Final = 18
_BODY: Final = 60
# An upright line so short can be a stroke of a character that touches the rules above and below.
_LOW: Final = 50
# A line of this length needs no other line at its ends.
_LONG: Final = 130
# Lines that are meant to be one differ by so much.
_NEAR: Final = 9
# A wall is there from the one share of its length on which ink stands, and not there up to the
# other; between them it is doubted.
_WALL: Final = 0.6
_NO_WALL: Final = 0.2
# A line keeps to two points across on this share of so long a piece of it; one that is not long
# on more of it, for a stroke of a character bends or leans.
_CHUNK: Final = 40
_STRAIGHT: Final = 0.85
_STRICT: Final = 0.93
# The thirds of a piece of a line are no further apart.
_BEND: Final = 1.4
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
    """The lines of a page: they end on other lines, and upright ones are straight."""
    level, plumb = _runs(ink)
    level = cv2.morphologyEx(level, cv2.MORPH_CLOSE, np.ones((1, 25), np.uint8))
    plumb = cv2.morphologyEx(plumb, cv2.MORPH_CLOSE, np.ones((25, 1), np.uint8))
    _keep_level(level, plumb, ink)
    plumb |= _low_walls(ink, level, _keep_plumb(plumb, level, ink))
    _keep_level(level, plumb, ink)
    return Rules(level, plumb)


def _keep_level(level: Picture, plumb: Picture, ink: Picture) -> None:
    """Leave only what is straight, and reaches from rule to rule where it is not long."""
    near = _near(plumb)
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(level)
    for index in range(1, count):
        part = _part(stats[index])
        long = int(stats[index][2]) > _LONG
        line = whole[part].T
        shares = [share for _, _, share, _ in _columns(line, np.zeros_like(line), upright=False)]
        ends = near[part][:, :3].any() and near[part][:, -3:].any()
        if not _is_straight(shares, long=long) or not (long or ends):
            level[part][labels[part] == index] = 0


def _keep_plumb(plumb: Picture, level: Picture, ink: Picture) -> list[float]:
    """Leave what is straight, reaches from rule to rule, and is no stroke of a character.

    Gives where across the page the lines stand that are left. A line that is not long stands in line with a longer one, or has air beside it.
    """
    near = _near(level)
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((5, 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(plumb)
    walls: list[float] = []
    for index in sorted(range(1, count), key=lambda one: -int(stats[one][3])):
        part = _part(stats[index])
        left, height = int(stats[index][0]), int(stats[index][3])
        own = labels[part] == index
        long = height > _LONG
        pieces = _columns((whole if long else ink)[part], level[part])
        keeps = _is_straight([share for _, _, share, _ in pieces], long=long)
        if keeps and not long:
            at = left + float(np.median([column for *_, column in pieces] or [own.shape[1] / 2]))
            ends = near[part][:3].any() and near[part][-3:].any()
            keeps = ends and (
                any(abs(at - one) <= _ASIDE for one in walls)
                or all(_is_apart(ink, part, piece, both=height < _LOW) for piece in pieces)
            )
        if not keeps:
            plumb[part][own] = 0
            continue
        for begin, end, _, column in pieces:
            walls.append(left + column)
            # Characters that touch the line are no part of it.
            beside = own[begin:end].copy()
            beside[:, max(0, column - _THICK // 2) : column + _THICK // 2 + 2] = False
            plumb[part][begin:end][beside] = 0
    return walls


def _low_walls(ink: Picture, level: Picture, walls: Sequence[float]) -> Picture:
    """Walls of rows that are lower than a stroke is high: they stand in line with other walls."""
    bands = np.zeros(ink.shape[1], bool)
    for one in walls:
        bands[max(0, round(one) - 3) : round(one) + 5] = True
    found = cv2.morphologyEx(ink * bands.astype(np.uint8), cv2.MORPH_OPEN, np.ones((_TICK, 1)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(found)
    for index in range(1, count):
        part = _part(stats[index])
        pieces = _columns(ink[part], level[part])
        ends = level[part][:3].any() and level[part][-3:].any()
        if not ends or not _is_straight([share for _, _, share, _ in pieces], long=False):
            found[part][labels[part] == index] = 0
    return found


def _near(mask: Picture) -> Picture:
    return cv2.dilate(mask, np.ones((11, 11), np.uint8)) > 0


def _part(box: Picture) -> tuple[slice, slice]:
    left, top, width, height = (int(one) for one in box[:4])
    return np.s_[top : top + height, left : left + width]


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


def _is_straight(shares: Sequence[float], *, long: bool) -> bool:
    if not shares:
        return long
    return float(np.mean(shares)) >= _STRAIGHT if long else min(shares) >= _STRICT


def _is_apart(
    ink: Picture, part: tuple[slice, slice], piece: tuple[int, int, float, int], *, both: bool
) -> bool:
    """Whether there is air beside a piece of an upright line, on one side or on both."""
    begin, end, _, column = piece
    rows = slice(part[0].start + begin + 1, part[0].start + end - 1)
    middle = part[1].start + column
    left = ink[rows, max(0, middle - 11) : max(1, middle - 3)]
    right = ink[rows, middle + 5 : middle + 13]
    free = [side.size == 0 or (side > 0).any(1).mean() < 0.3 for side in (left, right)]
    return all(free) if both else any(free)


def _columns(
    ink: Picture, crossing: Picture, *, upright: bool = True
) -> list[tuple[int, int, float, int]]:
    """The pieces of an upright run of ink between the level lines.

    Of each: where it begins and ends, on which share of it there is ink in the two columns that
    most of it keeps to, and the middle of those. Brackets and ticks that stand on one another
    bend or lean each by itself.
    """
    wide = np.pad(ink, ((0, 0), (0, 1))) > 0
    band = wide[:, :-1] | wide[:, 1:]
    found = []
    for begin, end in _pieces(~(crossing > 0).any(1)):
        means = band[begin:end].mean(0)
        first = int(means.argmax())
        full = means[first:] >= means[first] - 0.02
        column = first + (len(full) if full.all() else int(full.argmin())) // 2
        bent = upright and _is_bent(ink[begin:end], column)
        share = 0.0 if bent else float(means[first])
        found.append((begin, end, share, column))
    return found


def _is_bent(ink: Picture, column: int) -> bool:
    """Whether a piece is not upright, but a bracket or the stroke of a tick."""
    wide = np.pad(ink, ((0, 0), (_THICK, _THICK))) > 0
    left = np.minimum.accumulate(wide[:, column : column + _THICK + 1][:, ::-1], 1).sum(1)
    right = np.minimum.accumulate(wide[:, column + _THICK : column + 2 * _THICK + 1], 1).sum(1)
    thick = (left + right)[left > 0]
    if not thick.size:
        return False
    # Rows where a character touches it tell nothing.
    bare = (left > 0) & (left + right <= np.quantile(thick, 0.25) + 1)
    middles = (right - left)[bare] / 2
    if len(middles) < _CHUNK // 4:
        return False
    thirds = [float(np.median(part)) for part in np.array_split(middles, 3)]
    return max(thirds) - min(thirds) > _BEND


def _pieces(free: Picture) -> list[tuple[int, int]]:
    """Runs of what is free, cut into pieces of `_CHUNK` at most."""
    turns = np.flatnonzero(np.diff(np.r_[False, free, False].astype(np.int8))).reshape(-1, 2)
    return [
        (begin, min(begin + _CHUNK, end))
        for start, end in turns.tolist()
        for begin in range(start, end, _CHUNK)
        if min(begin + _CHUNK, end) - begin > _CHUNK // 4
    ]


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
    """How far the upright lines reach over the first and below the last level one.

    Both outer ones do at the end of a page; others alone are strokes of text below the table.
    """
    _, _, stats, middles = cv2.connectedComponentsWithStats(rules.plumb)
    tops, bottoms = [], []
    for place in (across[0], across[-1]):
        own = [
            (float(box[1]), float(box[1] + box[3]))
            for box, middle in zip(stats[1:], middles[1:], strict=True)
            if abs(middle[0] - place) <= _NEAR
            and box[1] <= down[-1] + _NEAR
            and box[1] + box[3] >= down[0] - _NEAR
        ]
        tops.append(min((top for top, _ in own), default=down[0]))
        bottoms.append(max((bottom for _, bottom in own), default=down[-1]))
    top, bottom = max(tops), min(bottoms)
    return (
        top if top < down[0] - 2 * _NEAR else down[0],
        bottom if bottom > down[-1] + 2 * _NEAR else down[-1],
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
