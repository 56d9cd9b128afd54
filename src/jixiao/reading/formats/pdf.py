"""PDF files with a text layer, through pdfplumber: tables found by their ruling lines.

Experimental: a PDF holds characters and lines, not tables. What was merged is worked
out from the geometry of the cells. A table that goes on over a page gives one grid a
page; the recogniser joins them.
"""

from __future__ import annotations

import io
import logging
import re
import threading
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any, Final

import attrs

from jixiao.errors import JixiaoError, MissingExtra, Place, UnreadableDocument
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
    MAX_UNPACKED_BYTES,
)

__all__ = ["grids"]

# Ruling lines that are meant to coincide differ by up to this many points.
_TOLERANCE: Final = 3
# How the remarks of pdfminer begin that speak of lost content; others are about fonts.
_LOSSES: Final = ("Data-loss", "Not adding object")


def grids(data: bytes, *, file: str | None = None) -> tuple[Grid, ...]:
    """One grid a table and page.

    Raises `UnreadableDocument` (``scanned-pdf`` without a text layer, ``encrypted``,
    ``truncated``), `MissingExtra` without pdfplumber.
    """
    try:
        import pdfplumber
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "pdfplumber":
            raise
        raise MissingExtra.of(extra="pdf", library="pdfplumber", purpose="读取 PDF") from missing
    place = Place(file=file)
    _refuse_bombs(data, place)
    try:
        with _remarks() as remarks, pdfplumber.open(io.BytesIO(data)) as document:
            found = _read(document, file)
        return _with_damage(found, remarks)
    except JixiaoError:
        raise
    except RecursionError as bad:
        raise _damaged(place) from bad
    except Exception as bad:
        # pdfminer meets damage with errors of many kinds, its own and built-in ones.
        if "password" in f"{type(bad).__name__} {bad!r} {bad.__cause__!r}".lower():
            raise UnreadableDocument(
                "PDF 设有打开密码",
                code="encrypted",
                remedy="请去掉密码后另存，或取得原始的 Word、Excel 文件",
                place=place,
            ) from bad
        raise _damaged(place) from bad


class _Remarks(logging.Handler):
    """What pdfminer says of a file in this thread: kept here, and not written to the terminal."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.said.append(record.getMessage())


@contextmanager
def _remarks() -> Iterator[list[str]]:
    handler = _Remarks()
    logger = logging.getLogger("pdfminer")
    logger.addHandler(handler)
    try:
        yield handler.said
    finally:
        logger.removeHandler(handler)


def _with_damage(found: tuple[Grid, ...], remarks: list[str]) -> tuple[Grid, ...]:
    """`found` with a finding where pdfminer had to leave out a part of the file."""
    if not found or not any(one.startswith(_LOSSES) for one in remarks):
        return found
    damage = Finding(
        code="pdf-damaged",
        severity="warning",
        message="PDF 有一部分已损坏，读出的内容可能不全；请重新获取文件，或用原始的 Word、Excel 文件",
        place=Place(file=found[0].place.file),
    )
    first = attrs.evolve(found[0], findings=(*found[0].findings, damage))
    return (first, *found[1:])


def _damaged(place: Place) -> UnreadableDocument:
    return UnreadableDocument(
        "不是完整的 PDF，可能没有传完或已损坏",
        code="truncated",
        remedy="请重新获取文件，或取得原始的 Word、Excel 文件",
        place=place,
    )


def _refuse_bombs(data: bytes, place: Place) -> None:
    """Unpack every packed stream up to the limit, for the library unpacks without one."""
    left = MAX_UNPACKED_BYTES
    for match in re.finditer(rb"stream\r?\n(?=[\x08-\x78][\x01\x5e\x9c\xda])", data):
        try:
            left -= len(zlib.decompressobj().decompress(data[match.end() :], left + 1))
        except zlib.error:
            continue
        if left < 0:
            raise UnreadableDocument(
                f"PDF 的内容解压后超过 {MAX_UNPACKED_BYTES >> 20} MB",
                code="too-large",
                remedy="请把绩效表所在的页单独存成一个文件",
                place=place,
            )


def _weight(page: Any) -> int:
    """The bytes of drawing commands of a page, before any of them is carried out.

    The contents of a page that was stamped, merged or edited are an array of references.
    """
    from pdfminer.pdftypes import stream_value

    return sum(len(stream_value(one).get_data()) for one in page.page_obj.contents)


def _read(document: Any, file: str | None) -> tuple[Grid, ...]:
    found: list[Grid] = []
    characters = drawn = 0
    pages = len(document.pages)
    above: list[float] = []  # the column edges of the last table, which may go on over the page
    for number, page in enumerate(document.pages[:MAX_PAGES], start=1):
        weight = _weight(page)
        drawn += min(weight, MAX_PAGE_BYTES)
        if (
            weight > MAX_PAGE_BYTES
            or drawn > MAX_PAGES_BYTES
            or len(page.lines) + len(page.rects) + len(page.curves) > MAX_DRAWN
        ):
            characters += 1
            found.append(_heavy(number, file))
            continue
        # Bold is often imitated by printing a character twice.
        shown = page.dedupe_chars()
        characters += len(shown.chars)
        grids, above = _page(shown, number, len(found), file, above=above)
        found += grids
        page.close()
        if sum(len(grid.cells) for grid in found) > MAX_CELLS:
            raise UnreadableDocument(
                f"PDF 中的表格超过 {MAX_CELLS} 格",
                code="too-large",
                remedy="请把绩效表所在的页单独存成一个文件",
                place=Place(file=file),
            )
    if not characters and pages:
        raise UnreadableDocument(
            "PDF 没有文字层，是扫描件或图片",
            code="scanned-pdf",
            remedy="请取得原始的 Word、Excel 文件，或先做文字识别（OCR）并核对数字",
            place=Place(file=file),
        )
    if pages > MAX_PAGES:
        finding = Finding(
            code="too-many-pages",
            severity="error",
            message=f"PDF 有 {pages} 页，只读取了前 {MAX_PAGES} 页；"
            "请把绩效表所在的页单独存成一个文件",
            place=Place(file=file),
        )
        found.append(Grid(cells=(), rows=0, columns=0, findings=(finding,), place=Place(file=file)))
    return tuple(found)


def _heavy(number: int, file: str | None) -> Grid:
    place = Place(file=file, sheet=f"第{number}页")
    finding = Finding(
        code="page-too-large",
        severity="error",
        message=f"第 {number} 页的线条或内容过多，没有读取；请取得原始的 Word、Excel 文件",
        place=place,
    )
    return Grid(cells=(), rows=0, columns=0, findings=(finding,), place=place)


def _page(
    page: Any, number: int, before: int, file: str | None, *, above: list[float]
) -> tuple[list[Grid], list[float]]:
    """The tables of a page, and the column edges of the last one.

    Where a page has only the last rows of a table, few of its columns may be drawn; a table
    as wide as the one `above` the page break shares its edges.
    """
    tables = sorted(page.find_tables(), key=lambda table: (table.bbox[1], table.bbox[0]))
    sheet = f"第{number}页"
    lines = [(line["top"], line["bottom"], line["text"]) for line in page.extract_text_lines()]
    found: list[Grid] = []
    upper = 0.0
    for table in tables:
        _, top, _, bottom = table.bbox
        heading = tuple(
            text.strip()
            for start, end, text in lines
            if start >= upper - 1 and end <= top + _TOLERANCE and text.strip()
        )
        upper = bottom
        place = Place(file=file, sheet=sheet, table=before + len(found) + 1)
        note = Finding(
            code="experimental-pdf",
            severity="note",
            message="从 PDF 读取表格还在试验中，合并单元格由框线推算，请核对；"
            "有原始的 Word、Excel 文件时请用原始文件",
            place=place,
        )
        boxes = [box for box in table.cells if box]
        across = _edges([x for box in boxes for x in (box[0], box[2])])
        if table is tables[0] and above and _as_wide(above, across):
            across = _edges([*above, *across])
        above = across
        cells, rows, columns = _cells(page, boxes, across, place)
        found.append(
            Grid(
                cells=cells,
                rows=rows,
                columns=columns,
                heading=heading[-MAX_HEADING_LINES:],
                findings=(note,),
                place=place,
            )
        )
    return found, above


def _as_wide(edges: list[float], others: list[float]) -> bool:
    return bool(others) and all(abs(edges[end] - others[end]) <= _TOLERANCE for end in (0, -1))


def _edges(values: list[float]) -> list[float]:
    """Sorted positions, those within the tolerance taken together."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _TOLERANCE:
            merged.append(value)
    return merged


def _index(edges: list[float], value: float) -> int:
    position = bisect_left(edges, value - _TOLERANCE)
    return min(position, len(edges) - 1)


def _cells(
    page: Any, boxes: list[Any], across: list[float], place: Place
) -> tuple[tuple[Cell, ...], int, int]:
    down = _edges([y for box in boxes for y in (box[1], box[3])])
    spans: list[tuple[int, int, int, int]] = []
    owner: dict[tuple[int, int], int] = {}
    for left, top, right, bottom in sorted(boxes, key=lambda one: (one[1], one[0])):
        row, column = _index(down, top), _index(across, left)
        below = max(row + 1, _index(down, bottom))
        beyond = max(column + 1, _index(across, right))
        if len(owner) + (below - row) * (beyond - column) > MAX_CELLS:
            break
        for position in product(range(row, below), range(column, beyond)):
            owner.setdefault(position, len(spans))
        spans.append((row, column, below, beyond))
    cells = []
    for (row, column, below, beyond), text in zip(
        spans, _texts(page, len(spans), owner, across, down), strict=True
    ):
        if text:
            shown = text[:MAX_CELL_TEXT]
            cells.append(Cell(shown, row, column, below - row, beyond - column, place))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return tuple(cells), max(len(down) - 1, 0), max(len(across) - 1, 0)


def _texts(
    page: Any, count: int, owner: dict[tuple[int, int], int], across: list[float], down: list[float]
) -> list[str]:
    """The text of every cell: a character belongs where its middle lies."""
    from pdfplumber.utils.text import extract_text

    inside: list[list[Any]] = [[] for _ in range(count)]
    for char in page.chars:
        row = bisect_right(down, (char["top"] + char["bottom"]) / 2) - 1
        column = bisect_right(across, (char["x0"] + char["x1"]) / 2) - 1
        index = owner.get((row, column))
        if index is not None:
            inside[index].append(char)
    texts = (extract_text(chars) if chars else "" for chars in inside)
    return ["\n".join(line.strip() for line in text.split("\n") if line.strip()) for text in texts]
