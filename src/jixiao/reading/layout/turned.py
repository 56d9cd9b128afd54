"""Turned (转置): a form whose levels are heading rows, and each indicator a column.

一级指标 | 产出指标 | … above 二级指标 | 数量指标 | …, 三级指标 | 培训人数 | …, and below either one row a
乡镇 with its values, each of which becomes a form of its own, or the rows 指标值, 实际完成值, 分值 … of one
form. All become forms of the usual shape, their cells at their own places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from jixiao.findings import Finding

from ..grid import Cell, Grid
from ..headers import Headers, plain
from .across import (
    are_paired,
    heads_at,
    heads_columns,
    is_head,
    moved,
    over,
    pairs_of,
    rows_of,
    spread,
    upright,
)
from .lines import clean
from .rows import is_value

__all__ = ["turned_back"]

_DEEPEST = 12  # rows in which the levels stand
_FEWEST = 2  # values that make a row one of an office
_NAMED = ("organisation", "department", "project")
_FIRST = 3  # columns in which the offices may stand


def turned_back(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids`, each turned one replaced by one of the usual shape for every row of values."""
    found: list[Grid] = []
    for grid in grids:
        found += _forms(grid, headers) or (grid,)
    return tuple(found)


def _forms(grid: Grid, headers: Headers) -> Sequence[Grid]:
    if (one := upright(grid, headers)) is not None:
        return (one,)
    rows = _heads(grid, headers)
    if rows is None:
        return ()
    grid = spread(grid, rows)
    *_, names = rows.values()
    first = min(cell.column for cell in grid.cells if cell.row == names and is_head(cell, headers))
    paired = are_paired(grid, names, first)
    # Where the names stand with the values, the row below the levels is one of an office too.
    top = names if paired else names + 1
    below = [cell for cell in grid.cells if cell.row >= top]
    sums = {cell.row for cell in below if headers.is_total(plain(cell.text))}
    at = _offices_at([cell for cell in below if cell.row not in sums])
    forms = []
    offices = [cell for cell in below if cell.column == at and cell.row not in sums]
    if sum(is_value(cell.text) for cell in offices) * 2 > len(offices):
        return ()  # The words for the rows stand somewhere else, or nowhere.
    for office in offices:
        beside = [cell for cell in below if cell.row == office.row and cell.column > at]
        values = [cell for cell in beside if cell.column >= first]
        if sum(bool(is_value(one.text) or pairs_of(one.text)) for one in values) >= _FEWEST:
            forms.append(_form(grid, rows, office, beside, headers, paired=paired))
    left = [cell for cell in below if cell.row in sums]
    if forms and left:
        forms[0] = attrs.evolve(forms[0], findings=(*forms[0].findings, _unread_sums(left)))
    return forms


def _offices_at(below: Sequence[Cell]) -> int:
    """The column of the offices: the first whose texts do not only count the rows."""
    for at in range(_FIRST):
        texts = [plain(cell.text) for cell in below if cell.column == at]
        if any(not text.isdigit() for text in texts):
            return at
    return 0


def _unread_sums(cells: Sequence[Cell]) -> Finding:
    said = " ".join(clean(cell.text) for cell in cells)
    return Finding(
        code="row-unused",
        severity="note",
        message=f"“{said}”是各行的合计，未读入",
        place=cells[0].place,
        figures=tuple(("cell", clean(cell.text)) for cell in cells),
    )


def _heads(grid: Grid, headers: Headers) -> dict[str, int] | None:
    """The rows of the levels and of the names, right below one another."""
    rows = rows_of(grid)
    for row in sorted(rows):
        if row >= _DEEPEST or heads_columns(rows[row], headers):
            return None  # 满意度指标 | 满意度指标 below it are the labels of one row
        if (found := heads_at(rows, row, headers)) is not None:
            return found
    return None


def _form(
    grid: Grid,
    rows: dict[str, int],
    office: Cell,
    beside: Sequence[Cell],
    headers: Headers,
    *,
    paired: bool,
) -> Grid:
    """One row as a form: its office and what is no indicator in the head, then the indicators."""
    top = min(rows.values())
    cells = [cell for cell in grid.cells if cell.row < top]
    cells += [_office_label(grid, rows, office, headers), moved(office, top, 1)]
    row = top + 1
    values: list[tuple[Cell, dict[str, Cell]]] = []
    levels = [role for role in rows if role != "name"]
    for cell in sorted(beside, key=lambda one: one.column):
        above = {role: over(grid, at, cell.column) for role, at in rows.items()}
        heads = {role: one for role, one in above.items() if one is not None and one.rowspan == 1}
        labels = {role: heads[role] for role in levels if role in heads}
        if paired and labels and (pairs := pairs_of(cell.text)):
            for name, target in pairs:
                named = {**labels, "name": cell._replace(text=name)}
                values.append((cell._replace(text=target), named))
            continue
        if "name" in heads and len(heads) > 1:  # A level may have no label there.
            values.append((cell, heads))
            continue
        head = next((one for one in above.values() if one is not None), None)
        if head is not None:
            cells.append(moved(head, row, 0))
        cells.append(moved(cell, row, 1))
        row += 1
    cells += [
        _said(office, headers.words("columns", role)[0], row, column)
        for column, role in enumerate((*rows, "target"))
    ]
    for cell, heads in values:
        row += 1
        cells += [
            moved(heads[role], row, column) for column, role in enumerate(rows) if role in heads
        ]
        cells.append(moved(cell, row, len(rows)))
    cells.sort(key=lambda one: (one.row, one.column))
    return attrs.evolve(
        grid,
        cells=tuple(cells),
        rows=row + 1,
        columns=max(len(rows) + 1, *(cell.column + 1 for cell in cells)),
        spans_known=True,
    )


def _office_label(grid: Grid, rows: dict[str, int], office: Cell, headers: Headers) -> Cell:
    """What the first cell of a row is: what the heading above it says, else an office."""
    top = min(rows.values())
    above = (over(grid, at, office.column) for at in rows.values())
    head = next((one for one in above if one and headers.role("fields", one.text) in _NAMED), None)
    if head is not None:
        return moved(head, top, 0)
    return _said(office, headers.words("fields", "organisation")[0], top, 0)


def _said(office: Cell, text: str, row: int, column: int) -> Cell:
    """A heading that the form does not print, at the place of the row it heads."""
    return moved(office, row, column)._replace(text=text)
