"""Abreast (并列): one heading 指标值 over a column for each county, which are named further up.

区县 | 思南县 | 石阡县 at the head of the form, and below 指标值 a value for each of them: a form for
each county, with the rows that they share. The cells stay at their own places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from ..grid import Cell, Grid
from ..headers import Headers, plain
from .across import Rows
from .rows import is_value

__all__ = ["each_office"]

_FEWEST: Final = 3  # rows with a value for each
_LONGEST: Final = 15  # characters of the name of a place


def each_office(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids`, each whose targets stand abreast replaced by one for each column of them."""
    return tuple(one for grid in grids for one in _forms(grid, headers))


def _forms(grid: Grid, headers: Headers) -> Sequence[Grid]:
    wide = [cell for cell in grid.cells if cell.colspan > 1 and _is_target(cell, headers)]
    if len(wide) != 1 or not grid.spans_known:
        return (grid,)
    head = wide[0]
    span = range(head.column, head.column + head.colspan)
    rows = grid.filled
    named = _names(rows, head, span, headers)
    if named is None or not _are_values(rows, head, span):
        return (grid,)
    return [_form(grid, head, span, at, named, headers) for at in span]


def _is_target(cell: Cell, headers: Headers) -> bool:
    return headers.role("columns", cell.text) == "target"


def _names(rows: Rows, head: Cell, span: range, headers: Headers) -> Cell | None:
    """The label of the row above `head` that names what each column is of."""
    for row in range(head.row):
        cells = rows.get(row, ())
        inside = [cell for cell in cells if cell.column in span]
        before = [cell for cell in cells if cell.column < span.start]
        if [cell.column for cell in inside] != list(span) or len(before) != 1:
            continue
        texts = {plain(cell.text) for cell in inside}
        places = all(
            1 < len(text) <= _LONGEST and not is_value(text) and not headers.hits(text)
            for text in texts
        )
        if places and len(texts) == len(span):
            return before[0]
    return None


def _are_values(rows: Rows, head: Cell, span: range) -> bool:
    """Whether the rows below hold a value for each column, and hardly one that is split over them."""
    below = [
        [one for one in cells if one.column in span]
        for row, cells in rows.items()
        if row > head.row
    ]
    full = [cells for cells in below if len(cells) == len(span)]
    valued = [cells for cells in full if all(is_value(cell.text) for cell in cells)]
    return len(valued) >= _FEWEST and 2 * len(valued) > len(full)


def _form(grid: Grid, head: Cell, span: range, at: int, named: Cell, headers: Headers) -> Grid:
    """The form of the column `at`: its own cells, and those that are of all."""
    label = headers.words("fields", "organisation")[0]
    rows = grid.filled
    apart = {
        row
        for row, own in rows.items()
        if row > head.row or [one.column for one in own if one.column in span] == [*span]
    }
    cells: list[Cell] = []
    for cell in grid.cells:
        if cell is head:
            # Under its own column, though it stands over all of them.
            shown = cell._replace(column=at, colspan=1, left=cell.left + cell.column - at)
            cells.append(shown)
        elif cell is named:
            cells.append(cell._replace(text=label))
        elif cell.column not in span or cell.column == at or cell.row not in apart:
            cells.append(cell)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    first = at == span.start
    return attrs.evolve(grid, cells=tuple(cells), findings=grid.findings if first else ())
