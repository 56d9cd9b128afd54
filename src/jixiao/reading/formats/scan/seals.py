"""Seals that are grey: what stands below one cannot surely be told from it.

A red seal is told by its colour and taken out. On a grey or black scan its ring tells it, and, where
it is paler than text, its star and its broad strokes: those are no pale edge of a character.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final, NamedTuple

import cv2
import numpy as np

from .marks import Extent, Picture

__all__ = ["Seal", "faded", "seals_of"]

# Seals are looked for on a page of a quarter the size, with radii of this many points of it:
# official seals measure 30 to 50 mm.
_QUARTER: Final = 4
_RADII: Final = (28, 62)
# Ink stands on this share of the ring, and on so much less of the rings inside and outside of it:
# text that a circle happens to cross is as dense beside it.
_RING: Final = 0.75
_LEAD: Final = 0.3
_BESIDE: Final = 6
_INK: Final = 195
# Circles whose middles are nearer are one; it is not always the best that is found first.
_APART: Final = 8
# So many of the circles that are likeliest at first sight are looked at closely.
_TRIED: Final = 12
# The ink of a pale seal is between these, and stands on squares of so many points: broad enough to
# find it by, and to take it out.
_PALE: Final = (80, 195)
_BROAD: Final = 5
_STROKE: Final = 3
# A star is a patch no smaller and no larger, so full and so heavy.
_STAR: Final = (10, 38)
_FULL: Final = 0.3
_HEAVY: Final = 45
# The strokes of a seal are no further from its star.
_REACH: Final = 65
# What is straight for longer is a rule, which may be as pale; the side of a ring is not.
_LINE: Final = 141


class Seal(NamedTuple):
    """A round piece of the page: its middle and its radius."""

    across: float
    down: float
    radius: float

    def covers(self, extent: Extent) -> bool:
        """Whether any of `extent` lies in the ring."""
        x = min(max(self.across, extent.left), extent.right)
        y = min(max(self.down, extent.top), extent.bottom)
        reach = self.radius * 1.04
        return bool((x - self.across) ** 2 + (y - self.down) ** 2 <= reach**2)


def seals_of(grey: Picture) -> list[Seal]:
    """The seals of a page that are grey or black."""
    rings = _rings(grey)
    return rings + [
        one
        for one in _pale(grey)
        if not any(
            (one.across - ring.across) ** 2 + (one.down - ring.down) ** 2 < ring.radius**2 / 4
            for ring in rings
        )
    ]


def faded(grey: Picture, seals: Sequence[Seal]) -> Picture:
    """The page without the ink of those `seals` that are paler than text; rules stay."""
    if not seals:
        return grey
    below = np.zeros_like(grey)
    for seal in seals:
        middle = round(seal.across), round(seal.down)
        cv2.circle(below, middle, round(seal.radius * 1.06) + _STROKE, 1, -1)
    cores = cv2.erode(_between(grey), np.ones((_STROKE, _STROKE), np.uint8)) & below
    strokes = cv2.dilate(cores, np.ones((_STROKE + 4, _STROKE + 4), np.uint8)) & ~_ruled(grey)
    return np.where((strokes > 0) & (grey > _PALE[0]), 255, grey).astype(np.uint8)


def _between(grey: Picture) -> Picture:
    return ((grey > _PALE[0]) & (grey < _PALE[1])).astype(np.uint8)


def _ruled(grey: Picture) -> Picture:
    dark = (grey < _PALE[1]).astype(np.uint8)
    level = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, _LINE), np.uint8))
    plumb = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((_LINE, 1), np.uint8))
    return cv2.dilate(level | plumb, np.ones((3, 3), np.uint8))


def _pale(grey: Picture) -> list[Seal]:
    """Those that are paler than text, by the star in their middle."""
    cores = cv2.erode(_between(grey), np.ones((_BROAD, _BROAD), np.uint8)) & ~_ruled(grey)
    small = cv2.dilate(cores, np.ones((_QUARTER, _QUARTER), np.uint8))[::_QUARTER, ::_QUARTER]
    _, labels, stats, middles = cv2.connectedComponentsWithStats(small)
    heavy = np.bincount(labels.ravel(), weights=small.ravel())
    return [
        _around(small, middles[index])
        for index in range(1, len(stats))
        if _is_star(int(stats[index][2]), int(stats[index][3]), float(heavy[index]))
    ]


def _is_star(wide: int, high: int, heavy: float) -> bool:
    low, most = _STAR
    full = heavy >= max(_HEAVY, _FULL * wide * high)
    return min(wide, high) >= low and max(wide, high) <= most and full


def _around(strokes: Picture, middle: Picture) -> Seal:
    """The circle around the strokes that are not far from the `middle` of a seal."""
    points = np.argwhere(strokes)[:, ::-1].astype(np.float32)
    near = points[((points - middle) ** 2).sum(1) <= _REACH**2]
    (across, down), radius = cv2.minEnclosingCircle(near)
    return Seal(across * _QUARTER, down * _QUARTER, radius * _QUARTER)


def _rings(grey: Picture) -> list[Seal]:
    """Those whose ring is seen."""
    small = cv2.resize(grey, None, fx=1 / _QUARTER, fy=1 / _QUARTER, interpolation=cv2.INTER_AREA)
    rings = cv2.HoughCircles(
        small,
        cv2.HOUGH_GRADIENT,
        dp=1.5,
        minDist=_APART,
        param1=120,
        param2=28,
        minRadius=_RADII[0],
        maxRadius=_RADII[1],
    )
    dark = (small < _INK).astype(np.uint8)
    if rings is None:
        return []
    likely = rings.reshape(-1, 3).astype(np.float64)
    shares = np.max([_shares(dark, likely + np.array([0.0, 0.0, more])) for more in (-2, 0, 2)], 0)
    found: list[Seal] = []
    for ring in likely[np.argsort(-shares)[:_TRIED]]:
        x, y, radius = _settled(dark, *(float(one) for one in ring))
        if _is_ring(dark, x, y, radius):
            found.append(Seal(x * _QUARTER, y * _QUARTER, radius * _QUARTER))
    return list(dict.fromkeys(found))


def _settled(dark: Picture, x: float, y: float, radius: float) -> tuple[float, float, float]:
    """The circle moved and widened, step by step, to where most of it has ink."""
    best = (_share(dark, x, y, radius), x, y, radius)
    for step in (2.0, 2.0, 1.0, 1.0, 1.0):
        moves = product((-step, 0.0, step), repeat=3)
        x, y, radius = best[1:]
        best = max(
            best,
            *(
                (_share(dark, x + a, y + b, radius + c), x + a, y + b, radius + c)
                for a, b, c in moves
            ),
        )
    return best[1:]


def _is_ring(dark: Picture, x: float, y: float, radius: float) -> bool:
    shares = {more: _share(dark, x, y, radius + more) for more in range(-2, 3)}
    best = max(shares, key=shares.__getitem__)
    beside = [_share(dark, x, y, radius + best + more) for more in (-_BESIDE, _BESIDE)]
    return shares[best] >= _RING and shares[best] - max(beside) >= _LEAD


def _share(dark: Picture, x: float, y: float, radius: float) -> float:
    """On which share of a circle, three points wide, there is ink."""
    return float(_shares(dark, np.array([[x, y, radius]]))[0])


def _shares(dark: Picture, rings: Picture) -> Picture:
    """The same of many circles, each a row of its middle and its radius."""
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    high, wide = dark.shape
    met = np.zeros((len(rings), len(angles)), bool)
    for more in (-0.7, 0.0, 0.7):
        reach = rings[:, 2:] + more
        across = np.round(rings[:, :1] + reach * np.cos(angles)).astype(int)
        down = np.round(rings[:, 1:2] + reach * np.sin(angles)).astype(int)
        inside = (across >= 0) & (across < wide) & (down >= 0) & (down < high)
        met[inside] |= dark[down[inside], across[inside]] > 0
    return met.mean(1)
