"""What reading a PDF and reading a scan share: the limits, and sheets to grids."""

from __future__ import annotations

from typing import Any

from jixiao.errors import Place, UnreadableDocument
from jixiao.findings import Finding

from ..grid import Cell, Grid
from ..limits import (
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_DRAWN,
    MAX_HEADING_LINES,
    MAX_PAGE_BYTES,
    MAX_PAGES,
    MAX_PAGES_BYTES,
    MAX_PDF_MEMORY,
    MAX_PDF_SECONDS,
    MAX_UNPACKED_BYTES,
)
from .pdfpages.plain import Limits, Refused, Remark, Sheet

__all__ = ["grid_of", "limits_of_pages", "unreadable"]


def limits_of_pages() -> Limits:
    """The limits that bear on a PDF."""
    return Limits(
        cells=MAX_CELLS,
        cell_text=MAX_CELL_TEXT,
        drawn=MAX_DRAWN,
        heading_lines=MAX_HEADING_LINES,
        page_bytes=MAX_PAGE_BYTES,
        pages=MAX_PAGES,
        pages_bytes=MAX_PAGES_BYTES,
        unpacked_bytes=MAX_UNPACKED_BYTES,
        memory=MAX_PDF_MEMORY,
        seconds=MAX_PDF_SECONDS,
    )


def unreadable(refused: Refused, file: str | None, *, remedy: str = "") -> UnreadableDocument:
    """The error for a file that was refused; `remedy` where what was refused names none."""
    return UnreadableDocument(
        refused.message,
        code=refused.code,
        remedy=refused.remedy or remedy,
        place=Place(file=file),
    )


def grid_of(sheet: Sheet, file: str | None) -> Grid:
    """One table of one page, or what is to be said of a page without one."""
    name = f"第{sheet.page}页" if sheet.page else None
    place = Place(file=file, sheet=name, table=sheet.table or None)
    return Grid(
        cells=tuple(Cell(*text, origin=place) for text in sheet.cells),
        rows=sheet.rows,
        columns=sheet.columns,
        heading=sheet.heading,
        spans_known=sheet.spans_known,
        findings=tuple(_finding(remark, place) for remark in sheet.remarks),
        place=place,
    )


def _finding(remark: Remark, origin: Place) -> Finding:
    place = origin if remark.sheet else Place(file=origin.file)
    if remark.row is not None and remark.column is not None:
        place = Cell("", remark.row, remark.column, origin=origin).place
    severity: Any = remark.severity
    return Finding(
        code=remark.code,
        severity=severity,
        message=remark.message,
        place=place,
        figures=remark.figures,
    )
