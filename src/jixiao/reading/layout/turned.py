"""Turned (转置): a form whose levels are heading rows and whose every row is an office of its own.

一级指标 | 产出指标 | … above 二级指标 | 数量指标 | …, 三级指标 | 培训人数 | …, and below one row a
乡镇 with its values: each becomes a form of the usual shape, its cells at their own places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from ..grid import Cell, Grid
from ..headers import Headers
from .columns import known_level
from .rows import is_value

__all__ = ["turned_back"]

_DEEPEST = 12  # rows in which the levels stand
_FEWEST = 2  # values that make a row one of an office


def turned_back(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids`, each turned one replaced by one of the usual shape for every row of values."""
    found: list[Grid] = []
    for grid in grids:
        found += _forms(grid, headers) or (grid,)
    return tuple(found)


def _forms(grid: Grid, headers: Headers) -> Sequence[Grid]:
    heads = _heads(grid, headers)
    if heads is None:
        return ()
    side = heads["name"].column
    name_row = heads["name"].row
    below = [cell for cell in grid.cells if cell.row > name_row]
    offices = [cell for cell in below if cell.column == side]
    forms = []
    for office in offices:
        values = [cell for cell in below if cell.row == office.row and cell.column > side]
        if sum(is_value(cell.text) for cell in values) >= _FEWEST:
            forms.append(_form(grid, heads, office, values, headers))
    return forms


def _heads(grid: Grid, headers: Headers) -> dict[str, Cell] | None:
    """The cells 一级指标, 二级指标, 三级指标 below one another, with labels of a level beside them."""
    found: dict[str, Cell] = {}
    for cell in grid.cells:
        if cell.row >= _DEEPEST:
            break
        role = headers.role("columns", cell.text)
        if role in ("level1", "level2", "name"):
            if role in found:
                return None
            found[role] = cell
    if "name" not in found or not found.keys() & {"level1", "level2"}:
        return None
    if len({cell.column for cell in found.values()}) > 1:
        return None
    for level in ("level1", "level2"):
        head = found.get(level)
        if head is None:
            continue
        beside = [one for one in grid.cells if one.row == head.row and one.column > head.column]
        known = [one for one in beside if known_level(one.text, level, headers)]
        if not beside or len(known) * 2 < len(beside):
            return None
    return found


def _form(
    grid: Grid, heads: dict[str, Cell], office: Cell, values: Sequence[Cell], headers: Headers
) -> Grid:
    """One row as a form: its office in the head, and its indicators below one another."""
    top = min(cell.row for cell in heads.values())
    cells = [cell for cell in grid.cells if cell.row < top]
    label = headers.words("fields", "organisation")[0]
    cells += [
        _moved(office, office.row, top, 1),
        office._replace(text=label, row=top, column=0, rowspan=1, colspan=1),
    ]
    order = [role for role in ("level1", "level2", "name") if role in heads]
    for column, role in enumerate(order):
        cells.append(_moved(heads[role], heads[role].row, top + 1, column))
    target = headers.words("columns", "target")[0]
    cells.append(office._replace(text=target, row=top + 1, column=len(order), rowspan=1, colspan=1))
    for index, value in enumerate(sorted(values, key=lambda one: one.column)):
        row = top + 2 + index
        for column, role in enumerate(order):
            above = _over(grid, heads[role].row, value.column)
            if above is not None:
                cells.append(_moved(above, above.row, row, column))
        cells.append(_moved(value, value.row, row, len(order)))
    cells.sort(key=lambda one: (one.row, one.column))
    return attrs.evolve(
        grid,
        cells=tuple(cells),
        rows=top + 2 + len(values),
        columns=max(len(order) + 1, 2),
        spans_known=True,
    )


def _over(grid: Grid, row: int, column: int) -> Cell | None:
    """The heading of `row` that covers `column`."""
    return next(
        (
            cell
            for cell in grid.cells
            if cell.row == row and cell.column <= column < cell.column + cell.colspan
        ),
        None,
    )


def _moved(cell: Cell, line: int, row: int, column: int) -> Cell:
    """`cell` at another position of the grid, shown at its own place of the document."""
    shown = cell.line if cell.line is not None else line + 1
    return cell._replace(
        row=row,
        column=column,
        rowspan=1,
        colspan=1,
        line=shown,
        left=cell.left + cell.column - column,
    )
