"""PDF files with a text layer, through pdfplumber: tables found by their ruling lines.

Experimental: a PDF holds characters and lines, not tables. What was merged is worked
out from the geometry of the cells. A table that goes on over a page gives one grid a
page; the recogniser joins them.

A PDF is a program for drawing, and the library carries it out in full trust: a few
hundred bytes can take all memory, or never end. So it is read in a child process of its
own, bounded in time everywhere and in memory where the platform can (not on Windows).
The child gets the bytes and the limits through pipes and runs no part of the program
that calls. Where no interpreter can be started (a frozen or an embedding program, a
platform without processes), the file is read in this process, without these two bounds.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from jixiao.errors import MissingExtra, Place, UnreadableDocument
from jixiao.findings import Finding
from jixiao.workers import interpreter

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
from .pdfpages.child import READY
from .pdfpages.plain import Limits, Refused, Remark, Sheet, unpacked

__all__ = ["grids"]

# `site` has to run for editable installs, hence the path is set and not the flag -S; the folder
# of the package comes last, for its siblings have names of the standard library (html).
_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from pdfpages.child import main; main()"
)


def _alone() -> str:
    """What to do with a file that is too much."""
    return "请把绩效表所在的页单独存成一个文件，或取得原始的 Word、Excel 文件"


def grids(data: bytes, *, file: str | None = None) -> tuple[Grid, ...]:
    """One grid a table and page.

    Raises `UnreadableDocument` (``scanned-pdf`` without a text layer, ``encrypted``,
    ``truncated``, ``too-large`` past a limit), `MissingExtra` without pdfplumber.
    """
    if importlib.util.find_spec("pdfplumber") is None:
        raise MissingExtra.of(extra="pdf", library="pdfplumber", purpose="读取 PDF")
    try:
        sheets = _sheets(data, _limits())
    except Refused as refused:
        raise UnreadableDocument(
            refused.message, code=refused.code, remedy=refused.remedy, place=Place(file=file)
        ) from refused.__cause__
    return tuple(_grid(sheet, file) for sheet in sheets)


def _limits() -> Limits:
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


# ---------------------------------------------------------------- the child process


def _sheets(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    program = interpreter()
    answer = _ask(program, data, limits) if program else None
    if answer is None:
        from .pdfpages import document

        return document.read(data, limits)
    try:
        return unpacked(answer)
    except ValueError as bad:
        # Nothing, or half an answer: the system or the interpreter ended the child.
        raise Refused(
            "too-large", "读取 PDF 的进程中途被系统中止，所需的资源过多", _alone()
        ) from bad


def _ask(program: str, data: bytes, limits: Limits) -> bytes | None:
    """What the child answers, or None where it could not be started at all."""
    home = str(Path(__file__).parent)
    command = [program, "-I", "-c", _START, json.dumps([*filter(None, sys.path), home])]
    try:
        child = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, ValueError):
        return None
    with child:
        try:
            said, _ = child.communicate(
                json.dumps(limits).encode("ascii") + b"\n" + data, timeout=limits.seconds
            )
        except subprocess.TimeoutExpired as late:
            raise Refused(
                "too-large", f"读取 PDF 用的时间超过 {limits.seconds} 秒的限额", _alone()
            ) from late
        finally:
            child.kill()
    return said.removeprefix(READY) if said.startswith(READY) else None


# ---------------------------------------------------------------- sheets to grids


def _grid(sheet: Sheet, file: str | None) -> Grid:
    name = f"第{sheet.page}页" if sheet.page else None
    place = Place(file=file, sheet=name, table=sheet.table or None)
    return Grid(
        cells=tuple(Cell(*text, origin=place) for text in sheet.cells),
        rows=sheet.rows,
        columns=sheet.columns,
        heading=sheet.heading,
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
