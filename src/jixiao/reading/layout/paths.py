"""Paths (产出指标—数量指标): both levels of an indicator in one cell, taken apart into two columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

import attrs

from ..grid import Cell, Grid
from ..headers import Headers
from .columns import known_level

__all__ = ["parted"]

_FEWEST: Final = 3  # rows that show a column to hold both levels
_LONGEST: Final = 24
_MARKS: Final = "-—–－~/／>＞→、|｜·:：\\"
_BETWEEN: Final = re.compile(rf"\s*(?:[{re.escape(_MARKS)}]+|\n)\s*")
_PARTING: Final = frozenset(_MARKS + "\n")


def parted(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids`, each column of both levels as two, under the heading that it had."""
    return tuple(_parted(grid, headers) for grid in grids)


def _parted(grid: Grid, headers: Headers) -> Grid:
    paths = {id(cell): found for cell in grid.cells if (found := _levels(cell, headers))}
    if len(paths) < _FEWEST:
        return grid
    (column, count), *_ = Counter(
        cell.column for cell in grid.cells if id(cell) in paths
    ).most_common(1)
    first = min(cell.row for cell in grid.cells if id(cell) in paths)
    below = [cell for cell in grid.cells if cell.column == column and cell.row >= first]
    if count < _FEWEST or 2 * count <= len(below):
        return grid
    cells: list[Cell] = []
    for cell in grid.cells:
        if cell.column > column:
            cells.append(cell._replace(column=cell.column + 1, left=cell.left - 1))
        elif cell.column == column and id(cell) in paths:
            above, own = paths[id(cell)]
            cells.append(cell._replace(text=above))
            cells.append(cell._replace(text=own, column=column + 1, left=cell.left - 1))
        elif cell.column + cell.colspan > column:
            cells.append(cell._replace(colspan=cell.colspan + 1))
        else:
            cells.append(cell)
    return attrs.evolve(grid, cells=tuple(cells), columns=grid.columns + 1)


def _levels(cell: Cell, headers: Headers) -> tuple[str, str] | None:
    """The two levels that a cell names one behind the other; None for any other text."""
    if cell.colspan > 1 or not 4 < len(cell.text) <= _LONGEST or _PARTING.isdisjoint(cell.text):
        return None
    pieces = _BETWEEN.split(cell.text.strip())
    if len(pieces) != 2:
        return None
    above, own = pieces
    known = known_level(above, "level1", headers) and known_level(own, "level2", headers)
    return (above, own) if known else None
