"""Sides: two forms beside each other on one sheet, taken apart into grids of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import attrs

from ..grid import Cell, Grid
from ..headers import Headers
from .titles import is_title

__all__ = ["sides_of"]

_TOP = 12  # rows in which the titles of forms stand


def sides_of(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids`, each cut where a second title begins beside the first and no cell reaches across.

    Each part must have indicators of its own: a cell may name the title of another form.
    """
    found: list[Grid] = []
    for grid in grids:
        parts = tuple(_parts(grid))
        whole = len(parts) < 2 or not all(_names_indicators(part, headers) for part in parts)
        found += [grid] if whole else parts
    return tuple(found)


def _names_indicators(grid: Grid, headers: Headers) -> bool:
    roles = {headers.role("columns", cell.text) for cell in grid.cells}
    return "name" in roles and bool(roles & {"target", "actual"})


def _parts(grid: Grid) -> Iterator[Grid]:
    cuts = [0, *_cuts(grid), grid.columns]
    if len(cuts) == 2:
        return
    for start, end in pairwise(cuts):
        cells = [
            cell._replace(column=cell.column - start, left=cell.left + start)
            for cell in grid.cells
            if start <= cell.column < end
        ]
        yield attrs.evolve(
            grid,
            cells=tuple(cells),
            columns=end - start,
            heading=grid.heading if start == 0 else (),
            findings=grid.findings if start == 0 else (),
            left=start,
        )


def _cuts(grid: Grid) -> Sequence[int]:
    titles: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if cell.row >= _TOP:
            break
        if is_title(cell.text):
            titles.setdefault(cell.row, []).append(cell)
    for row in titles.values():
        if len(row) > 1:
            starts = [cell.column for cell in row[1:]]
            if not any(
                cell.column < start < cell.column + cell.colspan
                for cell in grid.cells
                for start in starts
            ):
                return sorted(starts)
    return ()
