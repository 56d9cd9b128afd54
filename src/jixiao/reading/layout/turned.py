"""Turned (转置): a form whose levels are heading rows, and each indicator a column.

一级指标 | 产出指标 | … above 二级指标 | 数量指标 | …, 三级指标 | 培训人数 | …, and below either one row a
乡镇 with its values, each of which becomes a form of its own, or the rows 指标值, 实际完成值, 分值 … of one
form. All become forms of the usual shape, their cells at their own places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from jixiao.findings import Finding

from ..grid import Cell, Grid
from ..headers import Headers, plain
from .across import (
    Rows,
    are_paired,
    heads_at,
    heads_columns,
    is_head,
    moved,
    over,
    pairs_of,
    spread,
    upright,
)
from .lines import clean
from .rows import is_value

__all__ = ["turned_back"]

_DEEPEST = 12  # rows in which the levels stand
_FEWEST = 2  # values that make a row one of an office
_ROLES = ("level1", "level2", "name")
_NAMED = ("organisation", "department", "project")
_FIRST = 3  # columns in which the offices may stand


def turned_back(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids`, each turned one replaced by one of the usual shape for every row of values."""
    found: list[Grid] = []
    for grid in grids:
        found += _forms(grid, headers) or (grid,)
    return tuple(found)


@attrs.frozen(kw_only=True)
class _Part:
    """The row of one office in one block: the rows of the levels above it, and its cells.

    `paired` says that the cells are named values, and no values below names.
    """

    grid: Grid
    heads: Mapping[str, int]
    office: Cell
    beside: Sequence[Cell]
    paired: bool


def _forms(grid: Grid, headers: Headers) -> Sequence[Grid]:
    if (one := upright(grid, headers)) is not None:
        return (one,)
    offices: dict[tuple[str, int], list[_Part]] = {}
    left: list[Cell] = []
    for heads, own in _blocks(grid, headers):
        parts, sums = _parts(own, heads, headers)
        left += sums
        seen: list[str] = []
        for part in parts:
            # The same office may stand in several rows of a block, but those are forms of their own.
            key = plain(part.office.text)
            offices.setdefault((key, seen.count(key)), []).append(part)
            seen.append(key)
    forms = [_form(grid, parts, headers) for parts in offices.values()]
    if forms and left:
        forms[0] = attrs.evolve(forms[0], findings=(*forms[0].findings, _unread_sums(left)))
    return forms


def _top(heads: Mapping[str, int]) -> int:
    return min(heads.values())


def _blocks(grid: Grid, headers: Headers) -> Iterator[tuple[Mapping[str, int], Grid]]:
    """The rows of levels and names of every block, and the rows of the form up to the next one."""
    rows = grid.filled
    blocks = list(_heads(rows, headers))
    begin = 0  # What stands over the first block may head its columns.
    for heads, end in zip(blocks, [*map(_top, blocks[1:]), grid.rows], strict=False):
        cells = (cell for row in range(begin, end) for cell in rows.get(row, ()))
        yield heads, attrs.evolve(grid, cells=tuple(cells))
        begin = end


def _parts(
    grid: Grid, heads: Mapping[str, int], headers: Headers
) -> tuple[list[_Part], list[Cell]]:
    """The rows of offices below `heads`; and the cells of sums."""
    grid = spread(grid, heads)
    names = heads["name"]
    first = min(cell.column for cell in grid.cells if cell.row == names and is_head(cell, headers))
    paired = are_paired(grid.filled, names, first)
    # Where the names stand with the values, the row below the levels is one of an office too.
    top = names if paired else names + 1
    below = [cell for cell in grid.cells if cell.row >= top]
    sums = {cell.row for cell in below if headers.is_total(plain(cell.text))}
    at = _offices_at([cell for cell in below if cell.row not in sums])
    offices = [cell for cell in below if cell.column == at and cell.row not in sums]
    if sum(is_value(cell.text) for cell in offices) * 2 > len(offices):
        return [], []  # The words for the rows stand somewhere else, or nowhere.
    parts: list[_Part] = []
    for office in offices:
        beside = [cell for cell in below if cell.row == office.row and cell.column > at]
        values = [cell for cell in beside if cell.column >= first]
        if sum(bool(is_value(one.text) or pairs_of(one.text)) for one in values) >= _FEWEST:
            parts.append(_Part(grid=grid, heads=heads, office=office, beside=beside, paired=paired))
    return parts, [cell for cell in below if cell.row in sums]


def _offices_at(below: Sequence[Cell]) -> int:
    """The column of the offices: the first whose texts do not count the rows; a note may follow."""
    for at in range(_FIRST):
        texts = [plain(cell.text) for cell in below if cell.column == at]
        if sum(not text.isdigit() for text in texts) * 2 > len(texts):
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


def _heads(rows: Rows, headers: Headers) -> Iterator[Mapping[str, int]]:
    """The rows of the levels and of the names, right below one another, of every block."""
    below = 0
    for row in sorted(rows):
        if (not below and row >= _DEEPEST) or heads_columns(rows[row], headers):
            return  # 满意度指标 | 满意度指标 below it are the labels of one row
        if row >= below and (found := heads_at(rows, row, headers)) is not None:
            below = found["name"] + 1
            yield found


def _form(grid: Grid, parts: Sequence[_Part], headers: Headers) -> Grid:
    """One office as a form: its name and what is no indicator in the head, then the indicators."""
    first = parts[0]
    office, top = first.office, _top(first.heads)
    cells = [cell for cell in grid.cells if cell.row < top]
    cells += [_office_label(first, top, headers), moved(office, top, 1)]
    row = top + 1
    values: list[tuple[Cell, Mapping[str, Cell]]] = []
    said: set[tuple[str, str]] = set()
    for part in parts:
        own, others = _indicators(part)
        values += own
        for head, cell in others:
            if (plain(head.text) if head else "", plain(cell.text)) in said:
                continue  # Each block may print the same again.
            cells += [moved(one, row, at) for at, one in enumerate((head, cell)) if one]
            row += 1
        said |= {(plain(head.text) if head else "", plain(cell.text)) for head, cell in others}
    roles = [role for role in _ROLES if any(role in part.heads for part in parts)]
    cells += [
        _said(office, headers.words("columns", role)[0], row, column)
        for column, role in enumerate((*roles, "target"))
    ]
    for cell, heads in values:
        row += 1
        cells += [
            moved(heads[role], row, column) for column, role in enumerate(roles) if role in heads
        ]
        cells.append(moved(cell, row, len(roles)))
    cells.sort(key=lambda one: (one.row, one.column))
    return attrs.evolve(
        grid,
        cells=tuple(cells),
        rows=row + 1,
        columns=max(len(roles) + 1, *(cell.column + 1 for cell in cells)),
        spans_known=True,
    )


def _indicators(
    part: _Part,
) -> tuple[list[tuple[Cell, Mapping[str, Cell]]], list[tuple[Cell | None, Cell]]]:
    """The values of a row with the labels and names above them; and its other cells with their headings."""
    values: list[tuple[Cell, Mapping[str, Cell]]] = []
    others: list[tuple[Cell | None, Cell]] = []
    for cell in sorted(part.beside, key=lambda one: one.column):
        above = {role: over(part.grid, at, cell.column) for role, at in part.heads.items()}
        heads = {role: one for role, one in above.items() if one is not None and one.rowspan == 1}
        labels = {role: one for role, one in heads.items() if role != "name"}
        if part.paired and labels and (pairs := pairs_of(cell.text)):
            for name, target in pairs:
                named = {**labels, "name": cell._replace(text=name)}
                values.append((cell._replace(text=target), named))
        elif "name" in heads and len(heads) > 1:  # A level may have no label there.
            values.append((cell, heads))
        else:
            others.append((next((one for one in above.values() if one is not None), None), cell))
    return values, others


def _office_label(part: _Part, top: int, headers: Headers) -> Cell:
    """What the first cell of a row is: what the heading above it says, else an office."""
    above = (over(part.grid, at, part.office.column) for at in part.heads.values())
    head = next((one for one in above if one and headers.role("fields", one.text) in _NAMED), None)
    if head is not None:
        return moved(head, top, 0)
    return _said(part.office, headers.words("fields", "organisation")[0], top, 0)


def _said(office: Cell, text: str, row: int, column: int) -> Cell:
    """A heading that the form does not print, at the place of the row it heads."""
    return moved(office, row, column)._replace(text=text)
