"""Hidden rows and columns of a sheet: what a reader does not see is no text, and is said.

A row that was hidden instead of deleted (an indicator of an earlier draft) would count with the
others. A merged cell is seen as long as any of its rows and any of its columns is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from typing import Final

import attrs

from jixiao.display import listed
from jixiao.errors import Place
from jixiao.findings import Finding

from ..grid import Cell

__all__ = ["Seen", "seen"]

_SHOWN: Final = 60  # characters of the texts of a hidden row or column


@attrs.frozen
class Seen:
    """The cells that are seen, with the rows and columns there are, and what is said of the rest."""

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    findings: tuple[Finding, ...] = ()


def seen(
    sheet: Seen, *, rows: Collection[int], columns: Collection[tuple[int, int]], place: Place
) -> Seen:
    """`sheet` without the hidden `rows` and the hidden ranges of `columns`, each cell at its place."""
    down = _numbered(sheet.rows, {row for row in rows if row < sheet.rows})
    across = _numbered(sheet.columns, _in_ranges(columns, sheet.columns))
    if down[-1] == sheet.rows and across[-1] == sheet.columns:
        return sheet
    moved = [_moved(cell, down, across) for cell in sheet.cells]
    lost = [cell for cell, one in zip(sheet.cells, moved, strict=True) if one is None]
    kept = tuple(one for one in moved if one is not None)
    findings = (*sheet.findings, *_remarks(lost, down, place))
    return Seen(kept, down[-1], across[-1], findings)


def _numbered(count: int, hidden: Collection[int]) -> Sequence[int]:
    """How many are seen before each, and at the end how many in all."""
    return list(accumulate((at not in hidden for at in range(count)), initial=0))


def _in_ranges(ranges: Collection[tuple[int, int]], count: int) -> Collection[int]:
    """The numbers below `count` that lie in any of `ranges`, each looked at once."""
    edges = [0] * (count + 1)
    for low, high in ranges:
        if low < count:
            edges[low] += 1
            edges[min(high + 1, count)] -= 1
    return {at for at, depth in enumerate(accumulate(edges)) if depth > 0}


def _moved(cell: Cell, down: Sequence[int], across: Sequence[int]) -> Cell | None:
    """`cell` among what is seen, at its own place of the sheet; None where it is hidden."""
    row, column = down[cell.row], across[cell.column]
    rowspan = down[cell.row + cell.rowspan] - row
    colspan = across[cell.column + cell.colspan] - column
    if not rowspan or not colspan:
        return None
    return cell._replace(
        row=row,
        column=column,
        rowspan=rowspan,
        colspan=colspan,
        line=cell.row + 1,
        left=cell.left + cell.column - column,
    )


def _remarks(lost: Sequence[Cell], down: Sequence[int], place: Place) -> Iterator[Finding]:
    """One finding for the texts of hidden rows, one for those of hidden columns."""
    of_rows = [cell for cell in lost if down[cell.row + cell.rowspan] == down[cell.row]]
    of_columns = [cell for cell in lost if cell not in set(of_rows)]
    if of_rows:
        yield _remark("hidden-rows", "行", [cell.position[0] for cell in of_rows], of_rows, place)
    if of_columns:
        numbers = [cell.position[1] for cell in of_columns]
        yield _remark("hidden-columns", "列", numbers, of_columns, place)


def _remark(
    code: str, word: str, numbers: Sequence[int], cells: Sequence[Cell], place: Place
) -> Finding:
    spots = listed(list(dict.fromkeys(map(str, sorted(numbers)))), most=10)
    said = " ".join("".join(cell.text.split()) for cell in cells)
    said = said[:_SHOWN] + "…" * (len(said) > _SHOWN)
    return Finding(
        code=code,
        severity="warning",
        message=f"第 {spots} {word}是隐藏的，没有读取（{said}）；要读取请先取消隐藏",
        place=place,
        figures=tuple(("cell", cell.text) for cell in cells),
    )
