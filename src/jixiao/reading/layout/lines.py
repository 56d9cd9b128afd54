"""Lines: the rows of all grids of a document in one stream, each with its covering cells.

A form may run over several grids (a table cut by a page), and a grid may hold several
forms; so the recogniser walks over lines, not over grids.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Final

import attrs

from ..grid import Cell, Grid
from ..headers import Headers, Hit, Said

__all__ = ["ITEM", "Line", "clean", "lines_of", "whole_text"]

#: How the items of a list begin: 1. 2、 （3）; 1.5 is a number.
ITEM: Final = r"[(（]?(?P<number>[0-9]{1,2})[)）]?[.．、)）](?![0-9])"

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
        bare: these without bracketed additions, as labels are compared.
        hits: what each is in the vocabulary: section → roles.
        sections: those in which any of them is.
    """

    grid: Grid
    number: int
    row: int
    covering: dict[int, Cell]
    starts: tuple[Cell, ...]
    words: tuple[str, ...]
    bare: tuple[str, ...]
    hits: tuple[Mapping[str, tuple[Hit, ...]], ...]
    sections: frozenset[str]

    def at(self, column: int) -> Cell | None:
        """The cell over `column`, or None where nothing is printed."""
        return self.covering.get(column)

    def role(self, section: str) -> str | None:
        """The first role of the first text in `section`, or None."""
        found = self.hits[0].get(section)
        return found[0].role if found else None

    def starting(self, column: int) -> Cell | None:
        """The cell over `column` if it begins in this row."""
        cell = self.covering.get(column)
        return cell if cell is not None and cell.row == self.row else None


_Start = tuple[int, Cell, Said]


def lines_of(grids: Sequence[Grid], headers: Headers) -> tuple[Line, ...]:
    """All rows of all grids in order, with the lines of text above each table before it."""
    found: list[Line] = []
    for number, grid in enumerate(grids):
        for text, own in zip(grid.heading, headers.said(grid.heading), strict=True):
            cell = Cell(text=text, row=-1, column=0, origin=grid.place)
            found.append(_line(grid, number, -1, {0: cell}, [(0, cell, own)]))
        rows: list[dict[int, Cell]] = [{} for _ in range(grid.rows)]
        starts: list[list[_Start]] = [[] for _ in range(grid.rows)]
        said = headers.said([cell.text for cell in grid.cells])
        for cell, own in zip(grid.cells, said, strict=True):
            if not own.word:
                continue
            _, row, column, rowspan, colspan, _, _, _ = cell
            starts[row].append((column, cell, own))
            if rowspan == 1 == colspan:
                rows[row].setdefault(column, cell)
                continue
            for below in range(row, min(row + rowspan, grid.rows)):
                for beside in range(column, min(column + colspan, grid.columns)):
                    rows[below].setdefault(beside, cell)
        for row, (covering, begun) in enumerate(zip(rows, starts, strict=True)):
            begun.sort(key=itemgetter(0))
            found.append(_line(grid, number, row, covering, begun))
    return tuple(found)


def _line(
    grid: Grid,
    number: int,
    row: int,
    covering: dict[int, Cell],
    starts: Sequence[_Start],
) -> Line:
    if not starts:
        return Line(grid, number, row, covering, (), (), (), (), frozenset())
    _, cells, said = zip(*starts, strict=True)
    words, short, hits = zip(*said, strict=True)
    sections = frozenset().union(*filter(None, hits))
    return Line(grid, number, row, covering, cells, words, short, hits, sections)


def whole_text(line: Line) -> str:
    """The texts of a line in one."""
    return " ".join(clean(cell.text) for cell in line.starts)
