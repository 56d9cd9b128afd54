"""Turned (转置): a form whose levels are heading rows, and each indicator a column.

一级指标 | 产出指标 | … above 二级指标 | 数量指标 | …, 三级指标 | 培训人数 | …, and below either one row a
乡镇 with its values, each of which becomes a form of its own, or the rows 指标值, 实际完成值, 分值 … of one
form. All become forms of the usual shape, their cells at their own places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import attrs

from jixiao.findings import Finding

from ..grid import Cell, Grid
from ..headers import Headers, plain
from .columns import known_level
from .lines import ITEM, clean
from .rows import is_value

__all__ = ["turned_back"]

_DEEPEST = 12  # rows in which the levels stand
_FEWEST = 2  # values that make a row one of an office
_LEVEL_ROLES = ("level1", "level2", "name")
_NAMED = ("organisation", "department", "project")
_PAIR = re.compile(rf"(?:{ITEM})?\s*(?P<name>[^:：]{{2,40}})[:：]\s*(?P<value>[^:：]{{1,40}})")
_NEXT = re.compile(rf"\n(?=\s*{ITEM})")
_COLONS = ("：", ":")
_FIRST = 3  # columns in which the offices may stand


def turned_back(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids`, each turned one replaced by one of the usual shape for every row of values."""
    found: list[Grid] = []
    for grid in grids:
        found += _forms(grid, headers) or (grid,)
    return tuple(found)


def _forms(grid: Grid, headers: Headers) -> Sequence[Grid]:
    rows = _heads(grid, headers)
    if rows is None:
        return ()
    grid = _spread(grid, rows)
    *_, names = rows.values()
    first = min(cell.column for cell in grid.cells if cell.row == names and _is_head(cell, headers))
    paired = _are_paired(grid, names, first)
    # Where the names stand with the values, the row below the levels is one of an office too.
    top = names if paired else names + 1
    below = [cell for cell in grid.cells if cell.row >= top]
    fields = [cell for cell in below if cell.column < first and _is_field(cell, headers)]
    if not paired and any(headers.role("columns", cell.text) == "target" for cell in fields):
        return (_one_form(grid, rows, [*fields, *_unknown(below, fields, first)], headers),)
    sums = {cell.row for cell in below if headers.is_total(plain(cell.text))}
    at = _offices_at([cell for cell in below if cell.row not in sums])
    forms = []
    for office in (cell for cell in below if cell.column == at and cell.row not in sums):
        beside = [cell for cell in below if cell.row == office.row and cell.column > at]
        values = [cell for cell in beside if cell.column >= first]
        if sum(bool(is_value(one.text) or _pairs(one.text)) for one in values) >= _FEWEST:
            forms.append(_form(grid, rows, office, beside, headers, paired=paired))
    left = [cell for cell in below if cell.row in sums]
    if forms and left:
        forms[0] = attrs.evolve(forms[0], findings=(*forms[0].findings, _unread_sums(left)))
    return forms


def _are_paired(grid: Grid, names: int, first: int) -> bool:
    """Whether the cells below the levels are named values, 新增岗位：≥420个, and not names alone."""
    levels = [cell.column for cell in grid.cells if cell.row == names - 1 and cell.rowspan == 1]
    left = min(levels, default=first)
    cells = [cell for cell in grid.cells if cell.row == names and cell.column >= left]
    return sum(bool(_pairs(cell.text)) for cell in cells) * 2 > len(cells)


def _spread(grid: Grid, rows: dict[str, int]) -> Grid:
    """`grid` with its labels over the columns up to the next label, where none is merged.

    A label of level 2 ends where another one of level 1 begins.
    """
    levels = {at for role, at in rows.items() if role != "name"}
    if any(cell.colspan > 1 for cell in grid.cells if cell.row in levels):
        return grid
    starts: dict[int, list[int]] = {
        at: sorted({cell.column for cell in grid.cells if cell.row in levels and cell.row <= at})
        for at in levels
    }
    cells = [
        cell._replace(colspan=_next(starts[cell.row], cell.column, grid.columns) - cell.column)
        if cell.row in levels
        else cell
        for cell in grid.cells
    ]
    return attrs.evolve(grid, cells=tuple(cells))


def _next(starts: Sequence[int], column: int, end: int) -> int:
    return min((start for start in starts if start > column), default=end)


def _is_field(cell: Cell, headers: Headers) -> bool:
    """Whether a cell at the left of a row heads a field of all indicators: 实际完成值, 分值."""
    return headers.role("columns", cell.text) not in (None, *_LEVEL_ROLES)


def _unknown(below: Sequence[Cell], fields: Sequence[Cell], first: int) -> list[Cell]:
    """Labels that no word list knows, in rows that go on from the fields: 扣分原因 below 得分."""
    known = {cell.row for cell in fields}
    values = [cell for cell in below if cell.column >= first]
    # A total under all of them is no field of each.
    filled = {cell.row for cell in values} - {cell.row for cell in values if cell.colspan > 1}
    found: list[Cell] = []
    for cell in sorted(below, key=lambda one: one.row):
        follows = cell.row - 1 in known or cell.row + 1 in known
        label = cell.column < first and not any(colon in cell.text for colon in _COLONS)
        if label and follows and cell.row not in known and cell.row in filled:
            known.add(cell.row)
            found.append(cell)
    return found


def _one_form(grid: Grid, rows: dict[str, int], fields: Sequence[Cell], headers: Headers) -> Grid:
    """The form whose fields are rows: a row for each indicator, what stands below it as it is."""
    top = min(rows.values())
    taken = {*rows.values(), *(cell.row for cell in fields)}
    cells = [cell for cell in grid.cells if cell.row < top]
    for column, (role, at) in enumerate(rows.items()):
        label = next((one for one in grid.cells if one.row == at), fields[0])
        cells.append(_moved(label, top, column)._replace(text=headers.words("columns", role)[0]))
    cells += [_moved(one, top, len(rows) + number) for number, one in enumerate(fields)]
    names = rows["name"]
    row = top
    for name in (one for one in grid.cells if one.row == names and _is_head(one, headers)):
        row += 1
        above = [_over(grid, at, name.column) for at in rows.values()]
        beside = [_over(grid, one.row, name.column) for one in fields]
        cells += [
            _moved(one, row, column)
            for column, one in enumerate((*above, *beside))
            if one is not None and one not in fields
        ]
    rest = sorted({cell.row for cell in grid.cells if cell.row > top} - taken)
    moved = {old: row + 1 + number for number, old in enumerate(rest)}
    cells += [
        _moved(cell, moved[cell.row], cell.column)._replace(colspan=cell.colspan)
        for cell in grid.cells
        if cell.row in moved
    ]
    cells.sort(key=lambda one: (one.row, one.column))
    return attrs.evolve(
        grid,
        cells=tuple(cells),
        rows=row + 1 + len(rest),
        columns=max(grid.columns, len(rows) + len(fields)),
        spans_known=True,
    )


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


def _is_head(cell: Cell, headers: Headers) -> bool:
    """Whether a cell of a heading row is an indicator or a label, and not 三级指标 itself."""
    return cell.column > 0 and headers.role("columns", cell.text) is None


def _heads(grid: Grid, headers: Headers) -> dict[str, int] | None:
    """The rows of the levels and of the names, right below one another."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if cell.row >= _DEEPEST:
            break
        rows.setdefault(cell.row, []).append(cell)
    for row in sorted(rows):
        if _heads_columns(rows[row], headers):
            return None  # 满意度指标 | 满意度指标 below it are the labels of one row
        found: dict[str, int] = {}
        at = row
        for level in ("level1", "level2"):
            if _is_level_row(rows.get(at, ()), level, headers):
                found[level] = at
                at += 1
        if found and at in rows and sum(_is_head(one, headers) for one in rows[at]) >= _FEWEST:
            return {**found, "name": at}
    return None


def _heads_columns(cells: Sequence[Cell], headers: Headers) -> bool:
    """Whether a row is the heading of a form of the usual shape: … 三级指标 | 指标值."""
    roles = {headers.role("columns", cell.text) for cell in cells}
    return {"name", "target"} <= roles and bool(roles & {"level1", "level2"})


def _is_level_row(
    cells: Sequence[Cell], level: Literal["level1", "level2"], headers: Headers
) -> bool:
    """Whether most of the cells of a row are labels of one level, beside one another."""
    beside = [cell for cell in cells if _is_head(cell, headers) and cell.rowspan == 1]
    known = [cell for cell in beside if known_level(cell.text, level, headers)]
    # What stands at their left heads columns of its own: 项目名称, 投入资金.
    first = min((cell.column for cell in known), default=0)
    others = [cell for cell in beside if cell.column >= first]
    return len(known) >= _FEWEST and len(known) * 2 > len(others)


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
    cells += [_office_label(grid, rows, office, headers), _moved(office, top, 1)]
    row = top + 1
    values: list[tuple[Cell, dict[str, Cell]]] = []
    levels = [role for role in rows if role != "name"]
    for cell in sorted(beside, key=lambda one: one.column):
        above = {role: _over(grid, at, cell.column) for role, at in rows.items()}
        heads = {role: one for role, one in above.items() if one is not None and one.rowspan == 1}
        over = {role: heads[role] for role in levels if role in heads}
        if paired and over and (pairs := _pairs(cell.text)):
            for name, target in pairs:
                named = {**over, "name": cell._replace(text=name)}
                values.append((cell._replace(text=target), named))
            continue
        if "name" in heads and len(heads) > 1:  # A level may have no label there.
            values.append((cell, heads))
            continue
        head = next((one for one in above.values() if one is not None), None)
        if head is not None:
            cells.append(_moved(head, row, 0))
        cells.append(_moved(cell, row, 1))
        row += 1
    cells += [
        _said(office, headers.words("columns", role)[0], row, column)
        for column, role in enumerate((*rows, "target"))
    ]
    for cell, heads in values:
        row += 1
        cells += [
            _moved(heads[role], row, column) for column, role in enumerate(rows) if role in heads
        ]
        cells.append(_moved(cell, row, len(rows)))
    cells.sort(key=lambda one: (one.row, one.column))
    return attrs.evolve(
        grid,
        cells=tuple(cells),
        rows=row + 1,
        columns=max(len(rows) + 1, *(cell.column + 1 for cell in cells)),
        spans_known=True,
    )


def _pairs(text: str) -> list[tuple[str, str]]:
    """1.新增岗位：≥420个；2.安置人员：≥400人 as names with their values; empty where it is not all such."""
    whole = _NEXT.sub(";", text).replace("\n", "")
    items = [one for one in re.split(r"[;；]", whole) if one.strip()]
    found = [_PAIR.fullmatch(one.strip()) for one in items]
    if not all(found):
        return []
    return [(one["name"].strip(), one["value"].strip()) for one in found if one]


def _office_label(grid: Grid, rows: dict[str, int], office: Cell, headers: Headers) -> Cell:
    """What the first cell of a row is: what the heading above it says, else an office."""
    top = min(rows.values())
    above = (_over(grid, at, office.column) for at in rows.values())
    head = next((one for one in above if one and headers.role("fields", one.text) in _NAMED), None)
    if head is not None:
        return _moved(head, top, 0)
    return _said(office, headers.words("fields", "organisation")[0], top, 0)


def _over(grid: Grid, row: int, column: int) -> Cell | None:
    """The cell that covers `column` of `row`."""
    return next(
        (
            cell
            for cell in grid.cells
            if cell.row <= row < cell.row + cell.rowspan
            and cell.column <= column < cell.column + cell.colspan
        ),
        None,
    )


def _said(office: Cell, text: str, row: int, column: int) -> Cell:
    """A heading that the form does not print, at the place of the row it heads."""
    return _moved(office, row, column)._replace(text=text)


def _moved(cell: Cell, row: int, column: int) -> Cell:
    """`cell` at another position of the grid, shown at its own place of the document."""
    return cell._replace(
        row=row,
        column=column,
        rowspan=1,
        colspan=1,
        line=cell.line if cell.line is not None else cell.row + 1,
        left=cell.left + cell.column - column,
    )
