"""One picture of a page to its tables and loose lines, as the pages of a PDF are handed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np

from .marks import Extent, Picture
from .models import Networks
from .paper import cleared, evened, inked, sheets_in, straightened, upright
from .rules import Table, rules_of, tables_of
from .seals import Seal, faded, seals_of
from .texts import Piece, Sheet, nothing, pieces_of, plain

__all__ = ["Leaf", "leaves_of"]

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


def leaves_of(picture: Picture, networks: Networks) -> list[Leaf]:
    """Read the page of a picture, or the two that lie side by side on it."""
    lying = upright(_sized(picture), networks)
    return [_leaf(cleared(_sized(one)), networks) for one in sheets_in(lying)]


def _leaf(picture: Picture, networks: Networks) -> Leaf:
    picture = straightened(picture)
    seen = evened(picture)
    seals = seals_of(seen)
    grey = faded(seen, seals)
    ink = inked(grey)
    rules = rules_of(ink)
    tables = tables_of(rules)
    clean = grey.copy()
    clean[cv2.dilate(rules.both, np.ones((3, 3), np.uint8)) > 0] = 255
    rooms: list[Extent] = [room.extent for table in tables for room in table.rooms]
    pieces = pieces_of(Sheet(grey, clean, ink), rooms, networks)
    return Leaf(seen, tables, _under(pieces, rooms, seals, np.asarray(seen != grey)))


def _under(
    pieces: Sequence[Piece], rooms: Sequence[Extent], seals: Sequence[Seal], stains: Picture
) -> list[Piece]:
    """All that stands in cells that a seal touches is marked.

    What lies under the seal itself says nothing unless it is read surely and alike twice, and a
    cell with nothing but the strokes of a seal is one that nothing was read of.
    """
    touched = {
        index for index, room in enumerate(rooms) if any(seal.covers(room) for seal in seals)
    }
    found = []
    for piece in pieces:
        if piece.room in touched:
            hidden = any(seal.covers(piece.extent) for seal in seals)
            text = piece.text if not hidden or _is_sure(piece) else ""
            piece = piece._replace(sealed=True, text=text)
        found.append(piece)
    silent = touched - {piece.room for piece in pieces}
    return found + [
        nothing(index, rooms[index], sealed=True)
        for index in sorted(silent)
        if rooms[index].cut(stains).any()
    ]


def _is_sure(piece: Piece) -> bool:
    alike = piece.second is not None and plain(piece.second.text) == plain(piece.first.text)
    return alike and piece.least > _SEALED


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
