"""A photographed or scanned page as flat paper: upright, straight, evenly white, without red ink."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from .marks import Extent, Picture
from .models import Networks

__all__ = ["cleared", "evened", "inked", "sheets_in", "straightened", "upright"]

# How long the side of a page is on which is told how it lies.
_GLANCE: Final = 960
# Ink is red when red leads by this much and is not dark: black below a seal stays black.
_LEAD: Final = 35
_BRIGHT: Final = 130
# A line on the page that is longer than any stroke of a character, in shares of its width.
_LONG: Final = 1 / 30
# Lines that lean further are no rules of an upright form.
_LEAN: Final = 0.35
# Paper is told from the desk in a picture so wide; where two sheets may part in it; and how much
# of the columns at either side of the gap has a sheet.
_SMALL: Final = 400
_MIDDLE: Final = slice(120, 280)
_FULL: Final = 0.4
# How wide a picture of two sheets is at least, in shares of its height.
_BOTH: Final = 1.15
# A column of the picture with less paper than this is between the sheets; a sheet has more.
_BETWEEN: Final = 0.25
_SHEET: Final = 0.5
# What the sheet takes of a picture of it, how much of the hull around it is sheet, and with how
# much paper at the rim a picture is a scan.
_LEAST: Final = 0.25
_WHOLE: Final = 0.93
_RIM: Final = 0.5
# The field of shifts is worked out at so many places each way, and between them evenly.
_KNOTS: Final = 64


def upright(picture: Picture, networks: Networks) -> Picture:
    """The page turned by quarters so that its text stands upright.

    Lines of text are wider than high; whether they stand on their head the network tells by how
    surely it reads them either way.
    """
    texts = networks.find(picture, side=_GLANCE)
    tall = sum(one.height > 1.6 * one.width for one in texts)
    wide = sum(one.width > 1.6 * one.height for one in texts)
    if tall > wide:
        side = picture.shape[0]
        picture = cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE)
        texts = [Extent(side - one.bottom, one.left, side - one.top, one.right) for one in texts]
    lines = sorted(
        (one for one in texts if one.width > 2.5 * one.height), key=lambda one: -one.width
    )
    # The longest are often several lines taken for one.
    samples = [one.cut(picture, aside=2, above=2) for one in lines[3:11] or lines]
    if samples:
        as_is = [one.mean for one in networks.read(samples)]
        turned = [one.mean for one in networks.read([one[::-1, ::-1] for one in samples])]
        if sum(turned) > sum(as_is) + 0.03 * len(samples):
            picture = cv2.rotate(picture, cv2.ROTATE_180)
    return picture


def sheets_in(picture: Picture) -> list[Picture]:
    """The sheets of an upright picture, from left to right: two lie side by side on a darker desk.

    Each is bent and turned in its own way, so they cannot be straightened together.
    """
    high, wide = picture.shape[:2]
    if wide < _BOTH * high:
        return [picture]
    bright = _bright(picture)
    if not _on_desk(bright):
        return [picture]
    shares = (bright[len(bright) // 8 : -len(bright) // 8] > 0).mean(axis=0)
    middle = np.flatnonzero(shares[_MIDDLE] < _BETWEEN) + _MIDDLE.start
    if not len(middle):
        return [picture]
    first, last = int(middle[0]), int(middle[-1])
    parted = np.all(shares[first : last + 1] < _SHEET)
    sides = (shares[:first], shares[last + 1 :])
    if not parted or any(np.mean(one > _SHEET) < _FULL for one in sides):
        return [picture]
    at = (first + last + 1) * wide // (2 * _SMALL)
    return [picture[:, :at], picture[:, at:]]


def cleared(picture: Picture) -> Picture:
    """The picture with all that lies around the sheet made white: the grain of a desk is no seal."""
    high, wide = picture.shape[:2]
    bright = _bright(picture)
    if not _on_desk(bright):
        return picture
    count, places, figures, _ = cv2.connectedComponentsWithStats(bright)
    if count < 2:
        return picture
    largest = 1 + int(np.argmax(figures[1:, cv2.CC_STAT_AREA]))
    around, _ = cv2.findContours(
        (places == largest).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    outline = max(around, key=cv2.contourArea)
    hull = cv2.convexHull(outline)
    size = cv2.contourArea(hull)
    if size < _LEAST * bright.size or cv2.contourArea(outline) < _WHOLE * size:
        return picture
    if _cuts_rules(hull, picture, wide / bright.shape[1]):
        return picture  # a part of the sheet lies in the shadow
    sheet = cv2.fillConvexPoly(np.zeros_like(bright), hull, 255)
    sheet = cv2.resize(sheet, (wide, high), interpolation=cv2.INTER_LINEAR)
    result = picture.copy()
    result[sheet < 128] = 255
    return result


def _cuts_rules(hull: Picture, picture: Picture, step: float) -> bool:
    """Whether rules begin inside a hull and end outside."""
    lines = np.concatenate(_lines(evened(picture))) / step
    margin, crossing = 4.0, 0
    for x1, y1, x2, y2 in lines:
        ends = [
            cv2.pointPolygonTest(hull, (float(x), float(y)), True) for x, y in ((x1, y1), (x2, y2))
        ]
        crossing += min(ends) < -margin and max(ends) > margin
    return crossing > 1


def _on_desk(bright: Picture) -> bool:
    """Whether the sheet lies on something darker; in a scan it goes to the edge."""
    rim = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    return bool((rim > 0).mean() <= _RIM)


def _bright(picture: Picture) -> Picture:
    """Where there is paper (255), in a small picture: it is bright in every colour, wood is not."""
    high, wide = picture.shape[:2]
    small = cv2.resize(
        picture, (_SMALL, max(1, _SMALL * high // wide)), interpolation=cv2.INTER_AREA
    )
    grey = cv2.GaussianBlur(small.min(axis=2) if small.ndim == 3 else small, (0, 0), 2)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))


def evened(picture: Picture) -> Picture:
    """The page in grey on even white: red ink (seals) and shadow taken out."""
    if picture.ndim == 3:
        blue, green, red = (picture[..., one].astype(np.int16) for one in range(3))
        seal = (red - np.maximum(green, blue) > _LEAD) & (red > _BRIGHT)
        # The edge of a stroke of a seal is pale, where no ink of another colour meets it.
        edge = cv2.dilate(seal.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        pale = edge & (red > _BRIGHT) & (red - np.maximum(green, blue) > _LEAD // 3)
        grey = np.where(seal | pale, 255, picture[..., 2]).astype(np.uint8)
    else:
        grey = picture
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    paper = cv2.resize(cv2.GaussianBlur(paper, (0, 0), 8), grey.shape[::-1]).astype(np.float32)
    return np.clip(grey / np.maximum(paper, 20) * 255, 0, 255).astype(np.uint8)


def inked(grey: Picture) -> Picture:
    """Where there is ink (255), hairlines too: what is darker than what surrounds it."""
    return cv2.adaptiveThreshold(
        cv2.GaussianBlur(grey, (3, 3), 0.8),
        255,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        31,
        6,
    )


def straightened(picture: Picture) -> Picture:
    """The page with its rules level and upright, however it lay and was bent.

    A smooth field of shifts is fitted that makes every long line level or upright: what turns a
    page, what perspective does to it and what bends it a little are all such fields.
    """
    for _ in range(2):
        level, plumb = _lines(evened(picture))
        high, wide = picture.shape[:2]
        if len(level) < 4:
            return picture
        down = _field(level, along=0, size=(wide, high))
        across = _field(plumb, along=1, size=(wide, high)) if len(plumb) >= 4 else None
        if across is None:
            # A page without upright lines is turned as a whole.
            turn = down[0] if down.size else 0.0
            across = np.zeros_like(down)
            across[0] = -turn
        picture, most = _moved(picture, down, across)
        if most < 2:
            break
    return picture


def _lines(grey: Picture) -> tuple[Picture, Picture]:
    """Long straight lines, as rows of x, y, x, y: the nearly level and the nearly upright ones."""
    least = max(60.0, grey.shape[1] * _LONG)
    found = cv2.createLineSegmentDetector(0).detect(grey)[0]
    lines = np.empty((0, 4)) if found is None else found.reshape(-1, 4).astype(np.float64)
    across, down = np.abs(lines[:, 2] - lines[:, 0]), np.abs(lines[:, 3] - lines[:, 1])
    # The edge of the picture is no rule.
    high, wide = grey.shape
    inner = (lines[:, [0, 2]] > 4).all(1) & (lines[:, [0, 2]] < wide - 5).all(1)
    inner &= (lines[:, [1, 3]] > 4).all(1) & (lines[:, [1, 3]] < high - 5).all(1)
    level = lines[inner & (across > least) & (down < _LEAN * across)]
    plumb = lines[inner & (down > least) & (across < _LEAN * down)]
    return level, plumb


def _terms(x: Picture, y: Picture) -> Picture:
    """The terms of a field that shifts down, at places from -1 to 1; across, `x` and `y` change."""
    return np.stack([x, x * y, x * x, x * y * y, x * x * y, x * x * x], -1)


def _field(lines: Picture, *, along: int, size: tuple[int, int]) -> Picture:
    """The weights of the terms that make `lines` level (`along` 0) or upright (1)."""
    half = max(size) / 2
    share = np.array([0.0, 0.5, 1.0])[:, None]
    x = (lines[:, 0] + share * (lines[:, 2] - lines[:, 0]) - size[0] / 2) / half
    y = (lines[:, 1] + share * (lines[:, 3] - lines[:, 1]) - size[1] / 2) / half
    run, rise = (x, y) if along == 0 else (y, x)
    terms = _terms(run, rise)
    # What is the same along a line does not bend it.
    terms = (terms - terms.mean(0)).transpose(1, 0, 2).reshape(-1, terms.shape[-1])
    bend = -(rise - rise.mean(0)).T.reshape(-1)
    keep = np.ones(bend.shape, bool)
    weights = np.zeros(terms.shape[1])
    ridge = np.diag([1e-6, 1e-4, 1e-4, 1e-3, 1e-3, 1e-3]) * len(bend) * 0.01
    for _ in range(4):
        one, other = terms[keep], bend[keep]
        weights = np.linalg.solve(one.T @ one + ridge, one.T @ other)
        # A slant stroke or the edge of a shadow is not bent as the others are.
        off = np.abs(terms @ weights - bend)
        keep = off <= max(3 * float(np.median(off[keep])), 0.5 / half)
    return weights


def _moved(picture: Picture, down: Picture, across: Picture) -> tuple[Picture, float]:
    """The page with its points shifted, and the longest shift."""
    high, wide = picture.shape[:2]
    half = max(wide, high) / 2
    middles = (np.arange(_KNOTS) + 0.5) / _KNOTS
    x, y = np.meshgrid(middles * wide - 0.5, middles * high - 0.5)
    from_x, from_y = x.copy(), y.copy()
    for _ in range(8):
        run, rise = (from_x - wide / 2) / half, (from_y - high / 2) / half
        from_x = x - _terms(rise, run) @ across * half
        from_y = y - _terms(run, rise) @ down * half
    most = float(max(np.abs(from_x - x).max(), np.abs(from_y - y).max()))
    if most < 0.7 or most > max(high, wide) / 3:
        return picture, 0.0
    map_x, map_y = (
        cv2.resize(one.astype(np.float32), (wide, high), interpolation=cv2.INTER_LINEAR)
        for one in (from_x, from_y)
    )
    moved = cv2.remap(
        picture, map_x, map_y, interpolation=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return moved, most
