"""Listed (逐条列举): several indicators in one row, each cell a list with as many lines.

1.新建路口 / 2.更新设备 beside 12处 / 20套 and 8 / 6 becomes one row for each item, its cells at the
place of the cell that lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final

import attrs

from jixiao.language import read_criterion

from ..grid import Cell, Grid
from .lines import ITEM

__all__ = ["itemised"]

_ITEM: Final = re.compile(rf"\s*(?:{ITEM}|(?P<circled>[①-⑳]))\s*")
_PLAIN: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_COUNTED: Final = re.compile(r"([0-9]{1,2})[.．、]")
_VALUE: Final = re.compile(r"[≥≤＞＜><=＝≧≦]*[0-9]")
#: Values in a numbered list are no longer than this.
_SHORT: Final = 16
#: A longer line is prose: a goal in numbered sentences is no list of indicators.
_LONGEST: Final = 40


def itemised(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """`grids`, each row of lists replaced by a row for each of their items."""
    return tuple(_itemised(grid) for grid in grids)


def _itemised(grid: Grid) -> Grid:
    if not any("\n" in cell.text for cell in grid.cells):
        return grid
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if cell.rowspan == 1 and cell.row >= 0:
            rows.setdefault(cell.row, []).append(cell)
    sizes = {row: size for row, cells in rows.items() if (size := _items_in(cells)) > 1}
    if not sizes:
        return grid
    counted = {row for row in sizes if any(_is_counted(_lines(cell)) for cell in rows[row])}
    return attrs.evolve(
        grid,
        cells=tuple(one for cell in grid.cells for one in _moved(cell, sizes, counted)),
        rows=grid.rows + sum(sizes.values()) - len(sizes),
    )


def _lines(cell: Cell) -> list[str]:
    return [line.strip() for line in cell.text.split("\n") if line.strip()]


def _numbers(lines: Sequence[str]) -> list[int]:
    """The numbers that lines begin with; empty where one of them has none."""
    found: list[int] = []
    for line in lines:
        item = _ITEM.match(line)
        if item is None:
            return []
        circled = item["circled"]
        found.append(ord(circled) - ord("①") + 1 if circled else int(item["number"]))
    return found


def _items_in(cells: Sequence[Cell]) -> int:
    """How many items the cells of a row list: names numbered 1, 2 … beside as many short values.

    Names without numbers make a list where the columns of points show as many lines. Two lines of one
    number may be a number that the column was too narrow for.
    """
    lists = [lines for cell in cells if len(lines := _lines(cell)) > 1]
    for names in lists:
        size = len(names)
        if any(len(line) > _LONGEST for line in names):
            continue
        beside = [one for one in lists if one is not names and len(one) == size]
        if _numbers(names) == list(range(1, size + 1)):
            if any(_are_values(one) or _is_counted(one) for one in beside):
                return size
        elif not any(map(_PLAIN.fullmatch, names)):
            points = [one for one in beside if all(map(_PLAIN.fullmatch, one))]
            if len(beside) > len(points) and (len(points) > 1 or (points and size > 2)):
                return size
    return 0


def _are_values(lines: Sequence[str]) -> bool:
    short = all(len(line) <= _LONGEST and not _ITEM.match(line) for line in lines)
    return short and any(char.isdigit() for line in lines for char in line)


def _counted_values(lines: Sequence[str]) -> list[str] | None:
    """≥98% and 100% of 1.≥98% / 2.100%; None where the lines are not numbered, or are no values.

    What begins like the next number of the list is it: 2.100% is no 2.1.
    """
    rests: list[str] = []
    for number, line in enumerate(lines, 1):
        item = _COUNTED.match(line)
        if item is None or int(item[1]) != number:
            return None
        rests.append(line[item.end() :].strip())
    if all(map(_PLAIN.fullmatch, lines)):
        return None  # 1.5 / 2.5 are numbers.
    short = all(0 < len(one) <= _SHORT for one in rests)
    return rests if short and any(_VALUE.match(one) for one in rests) else None


def _is_counted(lines: Sequence[str]) -> bool:
    """Whether values are surely numbered: 1.≥98% / 2.100%; 1.5公里 / 2.3公里 may be decimals.

    No month has a decimal: 1.6月底 / 2.12月底.
    """
    rests = _counted_values(lines) if len(lines) > 1 else None
    return rests is not None and any(not one[0].isdigit() or _is_date(one) for one in rests)


def _is_date(text: str) -> bool:
    return read_criterion(text).kind in ("deadline", "period")


def _moved(cell: Cell, sizes: Mapping[int, int], counted: Set[int]) -> list[Cell]:
    """The cells that a cell becomes, in the rows that the lists above make."""
    row = cell.row + sum(size - 1 for at, size in sizes.items() if at < cell.row)
    line = cell.position[0]
    size = sizes.get(cell.row, 1) if cell.rowspan == 1 else 1
    if size == 1:
        inside = (sizes.get(at, 1) - 1 for at in range(cell.row, cell.row + cell.rowspan))
        return [cell._replace(row=row, line=line, rowspan=cell.rowspan + sum(inside))]
    items = _items_of(cell, size, counted=cell.row in counted)
    if items is None:
        return [cell._replace(row=row, line=line, rowspan=size)]
    return [cell._replace(row=row + at, line=line, text=text) for at, text in items.items() if text]


def _items_of(cell: Cell, size: int, *, counted: bool) -> dict[int, str] | None:
    """The text of a cell for each item; None where it is of all of them.

    Where a cell of the row surely numbers its values (`counted`), the others do so too.
    """
    lines = _lines(cell)
    numbers = _numbers(lines)
    if len(lines) == size:
        return dict(enumerate((counted and _counted_values(lines)) or lines))
    if numbers and numbers == sorted(set(numbers)) and numbers[-1] <= size:
        # Reasons of some of them: 2.设备缓装.
        return {
            number - 1: _ITEM.sub("", line, count=1)
            for number, line in zip(numbers, lines, strict=True)
        }
    return None
