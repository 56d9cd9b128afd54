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
from ..headers import Headers, Hit, bare, plain

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
        bare: these without bracketed additions, as labels are compared.
        hits: what each is in the vocabulary: section → roles.
    """

    grid: Grid
    number: int
    row: int
    covering: dict[int, Cell]
    starts: tuple[Cell, ...]
    words: tuple[str, ...]
    bare: tuple[str, ...]
    hits: tuple[Mapping[str, tuple[Hit, ...]], ...]

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


_Start = tuple[int, Cell, str, Mapping[str, tuple[Hit, ...]]]


def lines_of(grids: Sequence[Grid], headers: Headers) -> tuple[Line, ...]:
    """All rows of all grids in order, with the lines of text above each table before it."""
    found: list[Line] = []
    for number, grid in enumerate(grids):
        for text in grid.heading:
            cell = Cell(text=text, row=-1, column=0, origin=grid.place)
            start = (0, cell, plain(text), headers.hits(text))
            found.append(_line(grid, number, -1, {0: cell}, [start]))
        rows: list[dict[int, Cell]] = [{} for _ in range(grid.rows)]
        starts: list[list[_Start]] = [[] for _ in range(grid.rows)]
        for cell in grid.cells:
            text, row, column, rowspan, colspan, _, _, _ = cell
            word = plain(text)
            if not word:
                continue
            starts[row].append((column, cell, word, headers.hits(text)))
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
        return Line(grid, number, row, covering, (), (), (), ())
    _, cells, words, hits = zip(*starts, strict=True)
    # Most rows have no brackets and no colons, and one look at all of it tells.
    said = "".join(words)
    short = tuple(map(bare, words)) if "(" in said or ":" in said else words
    return Line(grid, number, row, covering, cells, words, short, hits)
