"""One picture of a page to its tables and loose lines, as the pages of a PDF are handed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np

from .marks import Extent, Picture
from .models import Networks
from .paper import evened, inked, straightened, upright
from .rules import Table, rules_of, tables_of
from .seals import Seal, seals_of
from .texts import Piece, Sheet, pieces_of, plain

__all__ = ["Leaf", "leaf_of"]

# The side a page is scaled to: 200 points an inch of A4.
_SIDE: Final = 2339
_LARGEST: Final = 2900
_SMALLEST: Final = 2000
# Text under a grey seal is taken where it is surer than this.
_SEALED: Final = 0.95


class Leaf(NamedTuple):
    """A page that was read.

    Attributes:
        picture: the flat page, for crops.
        pieces: all text; `room` counts the cells of all tables in their order.
    """

    picture: Picture
    tables: list[Table]
    pieces: list[Piece]


def leaf_of(picture: Picture, networks: Networks) -> Leaf:
    """Read one page."""
    picture = straightened(upright(_sized(picture), networks))
    grey = evened(picture)
    ink = inked(grey)
    rules = rules_of(ink)
    tables = tables_of(rules)
    clean = grey.copy()
    clean[cv2.dilate(rules.both, np.ones((3, 3), np.uint8)) > 0] = 255
    rooms: list[Extent] = [room.extent for table in tables for room in table.rooms]
    seals = seals_of(grey)
    pieces = [_under(one, seals) for one in pieces_of(Sheet(grey, clean, ink), rooms, networks)]
    return Leaf(grey, tables, pieces)


def _under(piece: Piece, seals: Sequence[Seal]) -> Piece:
    """A text under a seal is marked, and is none where it is not read surely and alike twice."""
    if piece.room < 0 or not any(seal.covers(piece.extent) for seal in seals):
        return piece
    alike = piece.second is not None and plain(piece.second.text) == plain(piece.first.text)
    sure = alike and piece.least > _SEALED
    return piece._replace(sealed=True, text=piece.text if sure else "")


def _sized(picture: Picture) -> Picture:
    side = max(picture.shape[:2])
    if side < _SMALLEST:
        return cv2.resize(
            picture, None, fx=_SIDE / side, fy=_SIDE / side, interpolation=cv2.INTER_CUBIC
        )
    if side > _LARGEST:
        return cv2.resize(
            picture, None, fx=_SIDE / side, fy=_SIDE / side, interpolation=cv2.INTER_AREA
        )
    return picture
