"""Spread (表头只印在第一格): a heading over several columns, of which a text format kept only the first.

应做到 | | | 已做到 over ≥ | 1850 | 亩 | 1912亩: the blank headings are parts of the one before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

import attrs

from jixiao.language import is_no_sign, sign_operator

from ..grid import Cell, Grid
from ..headers import Headers, plain
from .rows import is_value, number

__all__ = ["spread"]

_FEWEST: Final = 4  # cells of a heading
_KNOWN: Final = 2  # of them that the vocabulary knows
_LONGEST: Final = 20  # characters of one of them
_SAMPLE: Final = 10  # rows below a heading that are looked at
_MOST_WIDE: Final = 3  # columns that one heading stands over
_PIECES: Final = 2  # of a value without its sign: the number and the unit


def spread(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids`, each heading before blank ones as wide as what stands below it."""
    return tuple(grid if grid.spans_known else _spread(grid, headers) for grid in grids)


def _spread(grid: Grid, headers: Headers) -> Grid:
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    wide: dict[int, int] = {}
    for row, cells in rows.items():
        if row >= 0 and _may_head(cells, headers):
            wide |= _widths(cells, [rows[at] for at in sorted(rows) if at > row][:_SAMPLE])
    if not wide:
        return grid
    cells = [cell._replace(colspan=wide.get(id(cell), cell.colspan)) for cell in grid.cells]
    return attrs.evolve(grid, cells=tuple(cells))


def _may_head(cells: Sequence[Cell], headers: Headers) -> bool:
    if len(cells) < _FEWEST or any(len(cell.text) > _LONGEST or cell.colspan > 1 for cell in cells):
        return False
    known = sum(headers.role("columns", cell.text) is not None for cell in cells)
    return known >= _KNOWN and not any(is_value(cell.text) for cell in cells)


def _widths(heads: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> Mapping[int, int]:
    """How wide headings are, by the identity of their cells: those before blank ones with values below."""
    full = [{cell.column: cell.text for cell in cells} for cells in below if len(cells) >= _FEWEST]
    found: dict[int, int] = {}
    for one, other in pairwise(heads):
        gap = range(one.column + 1, other.column)
        if not 0 < len(gap) < _MOST_WIDE or not full:
            continue
        filled = all(2 * sum(column in texts for texts in full) > len(full) for column in gap)
        columns = (one.column, *gap)
        if filled and all(_make_one([texts.get(at, "") for at in columns]) for texts in full):
            found[id(one)] = len(gap) + 1
    return found


def _make_one(texts: Sequence[str]) -> bool:
    """Whether the cells of a row are the pieces of one value: ≥ | 1850 | 亩, and not 120人 | 120%."""
    said = [text for text in texts if text.strip()]
    rest = said[1:] if said and _is_sign(plain(said[0])) else said
    return len(rest) < _PIECES or (
        len(rest) == _PIECES
        and number(plain(rest[0])) is not None
        and not any(map(str.isdecimal, rest[1]))
    )


def _is_sign(key: str) -> bool:
    """≥, 不少于, or 定性 where others have a sign."""
    return sign_operator(key) is not None or is_no_sign(key)
