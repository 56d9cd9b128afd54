"""The Grid: what every reader yields, whatever the format.

A cell holds the text a person sees, its spans and its place. A grid is one table
of a document, or one sheet; the recogniser in `layout` reads all of them alike.
No reader knows what a budget is, and the grid does not either.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import attrs

from jixiao.errors import Place, UnreadableDocument
from jixiao.findings import Finding

from .limits import MAX_COVERED, MAX_DOCUMENT_TEXT

__all__ = ["Cell", "Grid", "Room"]


class Cell(NamedTuple):
    """One cell: its displayed text, its top left corner (from 0), and its spans.

    A tuple and not an attrs class, and the place made when it is asked for: a document
    has thousands of cells, few of which end up in a table or a finding.

    Attributes:
        origin: the place of the grid: file, sheet or page, table.
        line: the row to show in places where it is not `row` + 1 (a line of a text file).
        left: the columns of the sheet at the left of the grid, of which places count on.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    origin: Place = Place()
    line: int | None = None
    left: int = 0

    @property
    def place(self) -> Place:
        """Where the cell stands; a cell above the grid (row -1: a heading line) is its table's."""
        origin = self.origin
        if self.row < 0:
            return origin
        row, column = self.position
        return Place(
            file=origin.file, sheet=origin.sheet, table=origin.table, row=row, column=column
        )

    @property
    def position(self) -> tuple[int, int]:
        """The row and column of its place, from 1."""
        row = self.row + 1 if self.line is None else self.line
        return row, self.left + self.column + 1


@attrs.frozen(kw_only=True)
class Grid:
    """Cells in reading order; a merged cell occurs once, at its top left corner.

    Attributes:
        cells: only cells that hold text are needed; blank positions may be left out.
        rows, columns: the extent of the grid.
        heading: lines of text that stand directly before the table (title, subtitle, unit line).
        spans_known: False for formats that lose merging (pasted text, CSV), where a
            label may stand in any row of its block.
        findings: what the reader had to remark (hidden sheet, limit reached …).
        place: file and sheet or page, and the number of the table there.
        left: the columns of the sheet at the left of the grid, where forms stand side by side.
    """

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    heading: tuple[str, ...] = ()
    spans_known: bool = True
    findings: tuple[Finding, ...] = ()
    place: Place
    left: int = 0

    @functools.cached_property
    def filled(self) -> Mapping[int, Sequence[Cell]]:
        """Row → its cells with text: several recognisers look through the rows, one after another."""
        rows: dict[int, list[Cell]] = {}
        for cell in self.cells:
            if cell.text.strip():
                rows.setdefault(cell.row, []).append(cell)
        return rows


class Room:
    """What a document may still hold: characters in its cells, and positions under spans.

    A file of a kilobyte can state cells that span millions of positions, and show one long
    text a hundred thousand times; a limit on cells alone does not see either.
    """

    __slots__ = ("_file", "positions", "text")

    def __init__(self, file: str | None) -> None:
        self._file = file
        self.text = MAX_DOCUMENT_TEXT
        self.positions = MAX_COVERED

    def spend(self, characters: int, positions: int = 0) -> None:
        """Take some of it; raises `UnreadableDocument` when there is no more."""
        self.text -= characters
        self.positions -= positions
        if self.text < 0 or self.positions < 0:
            raise UnreadableDocument(
                f"单元格里的文字合计超过 {MAX_DOCUMENT_TEXT} 字"
                if self.text < 0
                else f"合并单元格覆盖的范围超过 {MAX_COVERED} 格",
                code="too-large",
                remedy="请把绩效表单独存成一个文件",
                place=Place(file=self._file),
            )
