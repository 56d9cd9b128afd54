"""Stacked (上下排列): projects below one another under one heading, each below a row of its own fields.

一级指标 | 二级指标 | 三级指标 | 指标值 stands once at the top of the sheet; 项目名称 | … | 实施单位 | …
begins each project. The heading is put over the rows of each of them, so that they are forms
like those which print it themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import attrs

from ..grid import Cell, Grid
from ..headers import Headers, in_chinese, plain
from .front import fields_of, is_front
from .lines import Line, lines_of
from .opening import find_block
from .rows import is_label

__all__ = ["headed"]

_FEWEST: Final = 3  # headings of one row, and cells of a row below them


def headed(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids`, each with one heading over several projects with that heading over each of them."""
    return tuple(_headed(grid, headers) for grid in grids)


def _headed(grid: Grid, headers: Headers) -> Grid:
    last = _last_project(grid, headers)
    if next(_heads(grid, headers, before=last), None) is None:
        return grid  # What most forms are: the project stands above the heading, and costs no more.
    heads = list(_heads(grid, headers))
    if len(heads) != 1:
        return grid
    row, heading = heads[0]
    lines = [line for line in lines_of((grid,), headers) if line.row >= 0]
    projects = [at for at in range(row + 1, len(lines)) if _names_project(lines[at], headers)]
    firsts = _first_rows(projects, lines, headers)
    if not firsts or any(_is_cut(grid, at) for at in firsts):
        return grid
    moved = row + 1 == projects[0]  # Nothing stands under it: it heads the projects only.
    return _with_heading(grid, heading, firsts, dropped=row if moved else None)


def _last_project(grid: Grid, headers: Headers) -> int:
    """The last row with a cell that begins like the label of a project; 0 without one."""
    words = headers.plain_words("fields", "project")
    firsts = {word[0] for word in words}
    for cell in reversed(grid.cells):
        text = cell.text.lstrip()
        if text[:1] in firsts and in_chinese(plain(text)).startswith(words):
            return cell.row
    return 0


def _heads(
    grid: Grid, headers: Headers, *, before: int | None = None
) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows of the grid that are headings of indicators, up to the row `before`."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if before is not None and cell.row >= before:
            break
        rows.setdefault(cell.row, []).append(cell)
    for row, cells in rows.items():
        roles = {headers.role("columns", cell.text) for cell in cells}
        named = "name" in roles and not roles.isdisjoint({"target", "actual"})
        if named and len(cells) >= _FEWEST and all(cell.rowspan == 1 for cell in cells):
            yield row, cells


def _names_project(line: Line, headers: Headers) -> bool:
    return is_front(line, headers) and any(
        field.role == "project" and field.value for field in fields_of(line, headers)
    )


def _first_rows(projects: Sequence[int], lines: Sequence[Line], headers: Headers) -> list[int]:
    """The first row of indicators below the fields of each project, where all have one.

    None where one of them has a heading of its own, in whatever words.
    """
    found = []
    for begin, end in pairwise((*projects, len(lines))):
        first = next((at for at in range(begin + 1, end) if _is_row(lines[at], headers)), None)
        if first is None or any(find_block(lines, at, headers) for at in range(begin, first)):
            return []
        found.append(first)
    return found


def _is_row(line: Line, headers: Headers) -> bool:
    labels = (is_label(cell.text, headers) for cell in line.starts)
    return len(line.starts) >= _FEWEST and any(labels) and not is_front(line, headers)


def _is_cut(grid: Grid, row: int) -> bool:
    """Whether a cell reaches from above into `row`."""
    return any(cell.row < row < cell.row + cell.rowspan for cell in grid.cells)


def _with_heading(
    grid: Grid, heading: Sequence[Cell], firsts: Sequence[int], *, dropped: int | None
) -> Grid:
    """`grid` with the heading above each of the rows `firsts`, every cell shown at its own place."""
    kept = (cell for cell in grid.cells if cell.row != dropped)
    cells = [_placed(cell, cell.row + sum(at <= cell.row for at in firsts)) for cell in kept]
    for above, first in enumerate(firsts):
        cells += [_placed(cell, first + above) for cell in heading]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return attrs.evolve(grid, cells=tuple(cells), rows=grid.rows + len(firsts))


def _placed(cell: Cell, row: int) -> Cell:
    return cell._replace(row=row, line=cell.position[0])
