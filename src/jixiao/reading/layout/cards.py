"""Cards (指标卡): a small table of labels and values for each indicator, read as rows of one table.

指标名称 | … above 一级指标 | … | 二级指标 | …, 目标值 | … | 完成值 | …, one after the other below the head of
the form. The labels become the heading, each card a row, the cells at their own places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

import attrs

from ..grid import Cell, Grid
from ..headers import Headers, plain
from .across import moved

__all__ = ["laid_out"]

_MOST: Final = 15  # rows of a card
_FEWEST: Final = 4  # labels of a card that are headings of indicators elsewhere

_Pair = tuple[Cell, Cell]


def laid_out(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids`, each run of cards with the same labels replaced by one table with a row for each."""
    found: list[Grid] = []
    read = [(grid, _pairs(grid, headers)) for grid in grids]
    for labels, run in groupby(read, key=lambda one: _labels(one[1])):
        cards = list(run)
        if not labels or len(cards) < 2:
            found += [grid for grid, _ in cards]
            continue
        found.append(_table([grid for grid, _ in cards], [pairs for _, pairs in cards]))
    return tuple(found)


def _labels(pairs: Sequence[_Pair]) -> tuple[str, ...]:
    return tuple(plain(label.text) for label, _ in pairs)


def _pairs(grid: Grid, headers: Headers) -> Sequence[_Pair]:
    """The labels of a card with their values; () where the grid is none."""
    if not 1 < grid.rows <= _MOST:
        return ()
    rows = grid.filled
    pairs: list[_Pair] = []
    for row in rows.values():
        if len(row) % 2:
            return ()
        pairs += zip(row[::2], row[1::2], strict=True)
    roles = {role for label, _ in pairs if (role := headers.role("columns", label.text))}
    values = any(headers.role("columns", value.text) in roles for _, value in pairs)
    if values or not {"name", "target"} <= roles or len(roles) < _FEWEST:
        return ()
    return pairs


def _table(grids: Sequence[Grid], cards: Sequence[Sequence[_Pair]]) -> Grid:
    first = grids[0]
    cells = [moved(label, 0, at) for at, (label, _) in enumerate(cards[0])]
    for row, pairs in enumerate(cards, 1):
        cells += [moved(value, row, at) for at, (_, value) in enumerate(pairs)]
    return attrs.evolve(
        first,
        cells=tuple(cells),
        rows=len(cards) + 1,
        columns=len(cards[0]),
        heading=tuple(_shared(grids)),
        findings=tuple(one for grid in grids for one in grid.findings),
        left=0,
    )


def _shared(grids: Sequence[Grid]) -> Iterator[str]:
    """The lines above the first card that do not count the cards: 绩效指标卡（1）."""
    counted = {_uncounted(text) for text in grids[1].heading}
    for text in grids[0].heading:
        if _uncounted(text) not in counted:
            yield text


def _uncounted(text: str) -> str:
    return "".join(char for char in plain(text) if not char.isdigit())
