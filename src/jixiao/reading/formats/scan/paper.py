"""A photographed or scanned page as flat paper: upright, straight, evenly white, without red ink."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from .marks import Extent, Picture
from .models import Networks

__all__ = ["evened", "inked", "straightened", "upright"]

# How long the side of a page is on which is told how it lies.
_GLANCE: Final = 960
# Ink is red when red leads by this much and is not dark: black below a seal stays black.
_LEAD: Final = 35
_BRIGHT: Final = 130
# A line on the page that is longer than any stroke of a character, in shares of its width.
_LONG: Final = 1 / 30
# Lines that lean further are no rules of an upright form.
_LEAN: Final = 0.35
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
