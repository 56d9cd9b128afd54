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

import functools
import importlib.util
import json
from pathlib import Path
from typing import Final

from jixiao.errors import MissingExtra
from jixiao.workers import interpreter

from ..grid import Grid
from ..headers import Headers, numeral_class
from ..progress import Progress
from . import scan
from .apart import answer
from .pages import grid_of, limits_of_pages, unreadable
from .pdfpages.plain import Limits, Refused, Sheet, unpacked
from .pdfpages.wording import Words
from .sniffing import as_text

__all__ = ["grids"]

# The folder of the package comes last on the path, for its siblings have names of the standard
# library (html).
_START: Final = "from pdfpages.child import main; main()"


def _alone() -> str:
    """What to do with a file that is too much."""
    return "请把绩效表所在的页单独存成一个文件，或取得原始的 Word、Excel 文件"


def grids(
    data: bytes, *, file: str | None = None, progress: Progress | None = None
) -> tuple[Grid, ...]:
    """One grid a table and page.

    Pages that are pictures are read by `scan` where that extra is installed, which tells
    `progress` of each.

    Raises `UnreadableDocument` (``scanned-pdf`` without a text layer, ``encrypted``,
    ``truncated``, ``too-large`` past a limit), `MissingExtra` without pdfplumber.
    """
    if importlib.util.find_spec("pdfplumber") is None:
        raise MissingExtra.of(extra="pdf", library="pdfplumber", purpose="读取 PDF")
    try:
        sheets = _read(data, limits_of_pages(), progress)
    except Refused as refused:
        raise unreadable(refused, file, remedy=as_text()) from refused.__cause__
    return tuple(grid_of(sheet, file) for sheet in sheets)


def _read(data: bytes, limits: Limits, progress: Progress | None) -> tuple[Sheet, ...]:
    """The sheets of all pages, those that are pictures recognised where that can be done."""
    try:
        sheets = _sheets(data, limits)
    except Refused as refused:
        if refused.code != "scanned-pdf" or not scan.available():
            raise
        return scan.sheets(data, limits, pdf=True, progress=progress)
    pages = sorted({sheet.page for sheet in sheets if sheet.scanned})
    if not pages or not scan.available():
        return tuple(sheet for sheet in sheets if sheet.cells or sheet.remarks)
    return _together(sheets, scan.sheets(data, limits, pdf=True, pages=pages, progress=progress))


def _together(drawn: tuple[Sheet, ...], seen: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    """The sheets of text pages and those of pictures, by page; what was seen goes before junk."""
    tabled = {sheet.page for sheet in seen if sheet.cells}
    kept = [
        sheet for sheet in drawn if not sheet.scanned or (sheet.cells and sheet.page not in tabled)
    ]
    left = {sheet.page for sheet in kept if sheet.scanned}
    both = [*kept, *(sheet for sheet in seen if sheet.page not in left)]
    # What is said of the whole file has no page and comes last.
    both.sort(key=lambda sheet: (not sheet.page, sheet.page))
    return tuple(
        sheet._replace(table=number if sheet.table else 0)
        for number, sheet in enumerate(both, start=1)
    )


# ---------------------------------------------------------------- the child process


def _sheets(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    program = interpreter()
    said = _ask(program, data, limits) if program else None
    if said is None:
        from .pdfpages import document

        return document.read(data, limits, _words())
    try:
        return unpacked(said)
    except ValueError as bad:
        # Nothing, or half an answer: the system or the interpreter ended the child.
        raise Refused(
            "too-large", "读取 PDF 的进程中途被系统中止，所需的资源过多", _alone()
        ) from bad


@functools.cache
def _words() -> Words:
    """What of the words of forms the child needs where no upright line parts the columns."""
    headers = Headers.load()

    def headings(section: str) -> tuple[tuple[str, str], ...]:
        roles = headers.sections[section]
        return tuple((word, role) for role in roles for word in headers.plain_words(section, role))

    def every(section: str) -> tuple[str, ...]:
        return tuple(word for word, _ in headings(section))

    return Words(
        columns=headings("columns"),
        amounts=headings("budget"),
        labels=every("labels"),
        endings=headers.plain_words("words", "label-end"),
        totals=tuple(sorted(headers.totals | headers.subtotals)),
        fields=every("fields"),
        numerals=numeral_class(),
        alike=headings("resemble"),
        unlike=headings("resemble-not"),
    )


def _ask(program: str, data: bytes, limits: Limits) -> bytes | None:
    """What the child answers, or None where it could not be started at all."""
    try:
        return answer(
            program,
            _START,
            json.dumps([limits, _words()]).encode("ascii") + b"\n" + data,
            seconds=limits.seconds,
            home=str(Path(__file__).parent),
        )
    except TimeoutError as late:
        raise Refused(
            "too-large", f"读取 PDF 用的时间超过 {limits.seconds} 秒的限额", _alone()
        ) from late
