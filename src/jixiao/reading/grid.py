"""The Grid: what every reader yields, whatever the format.

A cell holds the text a person sees, its spans and its place. A grid is one table
of a document, or one sheet; the recogniser in `layout` reads all of them alike.
No reader knows what a budget is, and the grid does not either.
"""

from __future__ import annotations

import attrs

from ..errors import Place
from ..findings import Finding

__all__ = ["Cell", "Grid"]


@attrs.frozen(kw_only=True)
class Cell:
    """One cell: its displayed text, its top left corner (from 0), its spans and its place."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    place: Place


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
    """

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    heading: tuple[str, ...] = ()
    spans_known: bool = True
    findings: tuple[Finding, ...] = ()
    place: Place
