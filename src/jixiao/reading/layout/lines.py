"""Lines: the rows of all grids of a document in one stream, each with its covering cells.

A form may run over several grids (a table cut by a page), and a grid may hold several
forms; so the recogniser walks over lines, not over grids.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Final

import attrs

from ..grid import Cell, Grid
from ..headers import Headers, Hit, plain

__all__ = ["Line", "clean", "lines_of"]

_BREAKS: Final = re.compile("[\r\n\v\f\u2028\u2029]")


def clean(text: str) -> str:
    """`text` on one line: outer blanks and line breaks removed, blanks inside kept."""
    if text.isprintable():  # The usual case: no line break, and no blank but the plain one.
        return text.strip(" ")
    parts = [part.strip() for part in _BREAKS.sub("\n", text).split("\n")]
    joined = ""
    for part in filter(None, parts):
        # Chinese runs on over a line break; two Latin words do not.
        gap = (
            joined[-1:].isascii()
            and joined[-1:].isalnum()
            and part[:1].isascii()
            and part[:1].isalnum()
        )
        joined += (" " if gap else "") + part
    return joined.strip("\u3000\xa0\ufeff\u200b ")


@attrs.frozen(eq=False)
class Line:
    """One row of a grid.

    Attributes:
        grid: the grid it belongs to; `number` counts the grids of the document from 0.
        row: the row in the grid, or -1 for a line of text above the table.
        covering: column → the cell that lies over it, also where it began further up or left.
        starts: the cells with text that begin in this row, left to right.
        words: their plain texts.
        hits: what each is in the vocabulary: section → roles.
    """

    grid: Grid
    number: int
    row: int
    covering: dict[int, Cell]
    starts: tuple[Cell, ...]
    words: tuple[str, ...]
    hits: tuple[Mapping[str, tuple[Hit, ...]], ...]

    def at(self, column: int) -> Cell | None:
        """The cell over `column`, or None where nothing is printed."""
        return self.covering.get(column)

    def starting(self, column: int) -> Cell | None:
        """The cell over `column` if it begins in this row."""
        cell = self.covering.get(column)
        return cell if cell is not None and cell.row == self.row else None


def lines_of(grids: Sequence[Grid], headers: Headers) -> tuple[Line, ...]:
    """All rows of all grids in order, with the lines of text above each table before it."""
    found: list[Line] = []
    for number, grid in enumerate(grids):
        for text in grid.heading:
            cell = Cell(text=text, row=-1, column=0, origin=grid.place)
            found.append(
                Line(grid, number, -1, {0: cell}, (cell,), (plain(text),), (headers.hits(text),))
            )
        rows: list[dict[int, Cell]] = [{} for _ in range(grid.rows)]
        starts: list[list[Cell]] = [[] for _ in range(grid.rows)]
        for cell in grid.cells:
            text, row, column, rowspan, colspan, _, _, _ = cell
            if not plain(text):
                continue
            starts[row].append(cell)
            if rowspan == 1 == colspan:
                rows[row].setdefault(column, cell)
                continue
            for below in range(row, min(row + rowspan, grid.rows)):
                for beside in range(column, min(column + colspan, grid.columns)):
                    rows[below].setdefault(beside, cell)
        for row, (covering, begun) in enumerate(zip(rows, starts, strict=True)):
            begun.sort(key=attrgetter("column"))
            texts = [cell.text for cell in begun]
            words, hits = tuple(map(plain, texts)), tuple(map(headers.hits, texts))
            found.append(Line(grid, number, row, covering, tuple(begun), words, hits))
    return tuple(found)
