"""Old Excel workbooks (.xls, BIFF) through xlrd, with formats and merged cells.

xlrd keeps the number format of every cell; readers that give values alone turn 95% into
0.95 and 6070.00 into 6070, which is not what the form shows.
"""

from __future__ import annotations

import io
from typing import Any, Final

from jixiao.errors import MissingExtra, Place, UnreadableDocument
from jixiao.findings import Finding

from ..grid import Grid, Room
from ..limits import MAX_CELL_TEXT, MAX_CELLS, MAX_XLS_BYTES
from . import ink
from .hidden import Seen, seen
from .numberformat import (
    Unshowable,
    builtin_codes,
    display,
    display_text,
    general,
    without_decimals,
)
from .xlsx import laid_out, settled

__all__ = ["grids"]

_LOCAL: Final = frozenset({14, 22, *range(27, 37), *range(50, 59)})


def grids(data: bytes, *, file: str | None = None) -> tuple[Grid, ...]:
    """One grid a visible sheet. Raises `UnreadableDocument`, or `MissingExtra` without xlrd."""
    try:
        import xlrd
    except ModuleNotFoundError as missing:
        if missing.name != "xlrd":
            raise
        raise MissingExtra.of(extra="xls", library="xlrd", purpose="读取 .xls") from missing
    place = Place(file=file)
    if len(data) > MAX_XLS_BYTES:
        raise UnreadableDocument(
            f".xls 文件超过 {MAX_XLS_BYTES >> 20} MB",
            code="too-large",
            remedy="请把绩效表单独存成一个 .xlsx 文件",
            place=place,
        )
    try:
        book = xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            on_demand=True,
            # A row ends with its last cell: padded to the widest, a damaged file has millions.
            ragged_rows=True,
            logfile=io.StringIO(),
        )
    except xlrd.XLRDError as bad:
        if "encrypt" in str(bad).lower() or "password" in str(bad).lower():
            raise UnreadableDocument(
                "文件设有密码", code="encrypted", remedy="请去掉密码后另存为 .xlsx", place=place
            ) from bad
        raise _damaged(place) from bad
    except Exception as bad:
        # xlrd meets damaged records with whatever its unpacking happens to raise.
        raise _damaged(place) from bad
    found = []
    room, lined = Room(file), _lined(book)
    for index, name in enumerate(book.sheet_names()):
        where = Place(file=file, sheet=name)
        try:
            sheet = book.sheet_by_index(index)
        except Exception as bad:
            raise _damaged(where) from bad
        if not hasattr(sheet, "nrows"):
            continue
        if sheet.visibility:
            finding = Finding(
                code="hidden-sheet",
                severity="warning",
                message=f"工作表“{name}”是隐藏的，没有读取；要读取请先取消隐藏",
                place=where,
            )
            found.append(Grid(cells=(), rows=0, columns=0, findings=(finding,), place=where))
            continue
        found.append(_grid(book, sheet, where, room, lined))
        book.unload_sheet(index)
    return tuple(found)


def _damaged(place: Place) -> UnreadableDocument:
    return UnreadableDocument(
        "不是完整的 .xls 文件，可能没有传完或已损坏",
        code="truncated",
        remedy="请用 Excel 或 WPS 打开后另存为 .xlsx",
        place=place,
    )


def _grid(book: Any, sheet: Any, place: Place, room: Room, lined: frozenset[int]) -> Grid:
    import xlrd

    left: list[ink.Left] = []
    shown: list[tuple[int, int, str]] = []
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            if cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                continue
            code = _code(book, cell.xf_index)
            if cell.ctype == xlrd.XL_CELL_TEXT:
                text = display_text(_inked(book, sheet, cell.value, row, column), code)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                text = "TRUE" if cell.value else "FALSE"
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(cell.value, "#N/A")
                left.append(ink.Left(ink.ERROR, text, row, column))
            else:
                text = _number(book, cell.value, code, row, column, left)
            struck = cell.xf_index in lined
            if struck or ink.END in text:
                room.spend(len(text))
                text = settled(text, row, column, left, is_struck=struck)
            if text and not text.isspace():
                text = text.replace("\r\n", "\n").replace("\r", "\n")
                room.spend(len(text))
                shown.append((row, column, text[:MAX_CELL_TEXT]))
        if len(shown) > MAX_CELLS:
            raise UnreadableDocument(
                f"有内容的单元格超过 {MAX_CELLS} 个",
                code="too-large",
                remedy="请把绩效表单独存成一个文件",
                place=place,
            )
    merges = [(top, first, end - 1, last - 1) for top, end, first, last in sheet.merged_cells]
    cells, rows, columns, findings = laid_out(shown, merges, place)
    if left:
        findings += ink.remarks(left, place, live={cell.row for cell in cells})
    part = seen(
        Seen(cells, rows, columns, findings),
        rows={row for row, look in sheet.rowinfo_map.items() if look.hidden},
        columns={(column, column) for column, look in sheet.colinfo_map.items() if look.hidden},
        place=place,
    )
    return Grid(
        cells=part.cells,
        rows=part.rows,
        columns=part.columns,
        findings=part.findings,
        place=place,
    )


def _number(book: Any, value: float, code: str, row: int, column: int, left: list[ink.Left]) -> str:
    try:
        text = display(repr(value), code, date1904=bool(book.datemode))
    except Unshowable:
        text = general(repr(value))
        left.append(ink.Left(ink.FORMAT, text, row, column))
        return text
    if stored := without_decimals(repr(value), text):
        left.append(ink.Left(ink.WHOLE, stored, row, column))
    return text


def _inked(book: Any, sheet: Any, text: str, row: int, column: int) -> str:
    """A text with the marks of its runs: each has a font from some character on."""
    runs = sheet.rich_text_runlist_map.get((row, column))
    if not runs:
        return ink.clean(text)
    ends = [*(offset for offset, _ in runs[1:]), len(text)]
    pieces = [ink.clean(text[: runs[0][0]])]
    for (offset, font), end in zip(runs, ends, strict=True):
        if offset < end:
            pieces.append(ink.marked(ink.clean(text[offset:end]), _look(book, font)))
    return "".join(pieces)


def _look(book: Any, font: int) -> str:
    if font >= len(book.font_list):
        return ink.LIVE
    known = book.font_list[font]
    if known.struck_out:
        return ink.STRUCK
    return ink.RAISED if known.escapement == 1 else ink.LIVE


def _lined(book: Any) -> frozenset[int]:
    """The styles of cells whose font has a line through it."""
    fonts = {index for index in range(len(book.font_list)) if _look(book, index) == ink.STRUCK}
    return frozenset(index for index, style in enumerate(book.xf_list) if style.font_index in fonts)


def _code(book: Any, index: int | None) -> str:
    if index is None or index >= len(book.xf_list):
        return "General"
    number = book.xf_list[index].format_key
    known = book.format_map.get(number)
    code = known.format_str if known is not None else ""
    # These mean dates whose order follows the locale; the library knows the American one.
    if number in builtin_codes() and (not code or number in _LOCAL):
        return builtin_codes()[number]
    return code or "General"
