"""Leaves to the pages that `pdfpages` joins over page breaks and turns into rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..pdfpages.tables import Box, Line, Page, Ruled
from .doubts import remarks_of
from .pages import Leaf
from .rules import Room, Table
from .texts import Piece

__all__ = ["page_of"]

# Points of `pdfpages` for a pixel: what is one line here is one there.
_POINT: Final = 0.34
# Tables of two pages whose widths differ by no more than this share are one that goes on; the
# pages lay differently.
_ALIKE: Final = 0.02
# An edge nearer than this share of the width to one of the page before is that one.
_SNAP: Final = 0.008
# Columns that are as many and no further apart than this share of the width are the same.
_SAME: Final = 0.02
# So many edges that are all edges of the page before are no accident.
_MANY: Final = 5


def page_of(leaf: Leaf, number: int, *, above: Ruled | None) -> Page:
    """One page; its first table is laid over `above`, the last table of the page before."""
    tables: list[Ruled] = []
    start = 0
    for table in leaf.tables:
        rooms = range(start, start + len(table.rooms))
        held = [[piece for piece in leaf.pieces if piece.room == index] for index in rooms]
        tables.append(_ruled(leaf, table, held, number, above if not tables else None))
        start += len(table.rooms)
    loose = [piece for piece in leaf.pieces if piece.room < 0]
    return Page(number=number, tables=tables, lines=_lines(loose))


def _ruled(
    leaf: Leaf,
    table: Table,
    held: Sequence[Sequence[Piece]],
    number: int,
    above: Ruled | None,
) -> Ruled:
    places = _places(table.across, above.across if above is not None else [])
    boxes = []
    for room, pieces in zip(table.rooms, held, strict=True):
        box = Box(
            places[room.extent.left],
            room.extent.top * _POINT,
            places[room.extent.right],
            room.extent.bottom * _POINT,
        )
        lines = lines_of(pieces)
        said = ("".join(piece.text for piece in line) for line in lines)
        box.text = "\n".join(filter(None, said))
        box.full = _is_full(room, lines)
        box.remarks = remarks_of(leaf.picture, room, lines, box.text)
        boxes.append(box)
    return Ruled(page=number, boxes=boxes, open_top=table.open_top, open_bottom=table.open_bottom)


def _places(edges: Sequence[float], known: Sequence[float]) -> dict[float, float]:
    """Where each edge of a column stands, laid over those of the page before where they are one."""
    left, wide = edges[0], edges[-1] - edges[0]
    if not known:
        return {one: one * _POINT for one in edges}
    start, reach = known[0], known[-1] - known[0]
    placed = [start + (one - left) / wide * reach for one in edges]
    # Pages that were photographed from other places differ in width, not in their columns.
    if len(known) == len(edges) and all(
        abs(one - other) <= _SAME * reach for one, other in zip(placed, known, strict=True)
    ):
        return dict(zip(edges, known, strict=True))
    near = [min(known, key=lambda other: abs(other - one)) for one in placed]
    if len(set(near)) == len(edges) >= _MANY and all(
        abs(one - other) <= _SAME * reach for one, other in zip(placed, near, strict=True)
    ):
        return dict(zip(edges, near, strict=True))
    if abs(wide * _POINT / reach - 1) > _ALIKE:
        return {one: one * _POINT for one in edges}
    return {
        edge: other if abs(other - one) <= _SNAP * reach else one
        for edge, one, other in zip(edges, placed, near, strict=True)
    }


def _is_full(room: Room, lines: Sequence[Sequence[Piece]]) -> bool:
    """Whether the last line leaves no room for another character, the margins apart."""
    if not lines:
        return False
    last = lines[-1]
    size = max(piece.extent.height for piece in last)
    return room.extent.right - last[-1].extent.right <= 1.2 * size


def lines_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces from top to bottom and from left to right; those on one height are one line."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.extent.top + one.extent.bottom):
        last = lines[-1][-1].extent if lines else None
        middle = (piece.extent.top + piece.extent.bottom) / 2
        if last is not None and middle < last.bottom - 0.25 * last.height:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda one: one.extent.left) for line in lines]


def _lines(loose: Sequence[Piece]) -> list[Line]:
    """Lines outside of tables; what is hardly read is a stain, or a seal."""
    found = []
    for line in lines_of([piece for piece in loose if piece.first.mean > 0.5]):
        found.append(
            Line(
                line[0].extent.left * _POINT,
                min(piece.extent.top for piece in line) * _POINT,
                line[-1].extent.right * _POINT,
                max(piece.extent.bottom for piece in line) * _POINT,
                " ".join(piece.text for piece in line),
            )
        )
    return found
