"""Old Excel workbooks (.xls, BIFF) through xlrd, with formats and merged cells.

xlrd keeps the number format of every cell; readers that give values alone turn 95% into
0.95 and 6070.00 into 6070, which is not what the form shows.
"""

from __future__ import annotations

import io
from typing import Any, Final

from jixiao.errors import MissingExtra, Place, UnreadableDocument
from jixiao.findings import Finding

from ..grid import Cell, Grid
from ..limits import MAX_CELL_TEXT, MAX_CELLS, MAX_XLS_BYTES
from .numberformat import builtin_codes, display, display_text
from .xlsx import covered_spans, hidden_remarks

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
        found.append(_grid(book, sheet, where))
        book.unload_sheet(index)
    return tuple(found)


def _damaged(place: Place) -> UnreadableDocument:
    return UnreadableDocument(
        "不是完整的 .xls 文件，可能没有传完或已损坏",
        code="truncated",
        remedy="请用 Excel 或 WPS 打开后另存为 .xlsx",
        place=place,
    )


def _grid(book: Any, sheet: Any, place: Place) -> Grid:
    import xlrd

    findings: list[Finding] = []
    shown: list[tuple[int, int, str]] = []
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            if cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                continue
            code = _code(book, cell.xf_index)
            if cell.ctype == xlrd.XL_CELL_TEXT:
                text = display_text(cell.value, code)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                text = "TRUE" if cell.value else "FALSE"
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(cell.value, "#N/A")
                findings.append(
                    Finding(
                        code="cell-error",
                        severity="warning",
                        message=f"单元格是错误值 {text}",
                        place=Place(
                            file=place.file, sheet=place.sheet, row=row + 1, column=column + 1
                        ),
                    )
                )
            else:
                text = display(repr(cell.value), code, date1904=bool(book.datemode))
            if text and not text.isspace():
                text = text.replace("\r\n", "\n").replace("\r", "\n")
                shown.append((row, column, text[:MAX_CELL_TEXT]))
        if len(shown) > MAX_CELLS:
            raise UnreadableDocument(
                f"有内容的单元格超过 {MAX_CELLS} 个",
                code="too-large",
                remedy="请把绩效表单独存成一个文件",
                place=place,
            )
    rows = max((row for row, _, _ in shown), default=-1) + 1
    columns = max((column for _, column, _ in shown), default=-1) + 1
    merges = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    spans, hidden = covered_spans(merges, rows=rows, columns=columns, place=place)
    cells = []
    for row, column, text in shown:
        where = Place(file=place.file, sheet=place.sheet, row=row + 1, column=column + 1)
        if (row, column) in hidden:
            findings.append(
                Finding(
                    code="covered-cell",
                    severity="warning",
                    message=f"文字“{text[:20]}”被合并单元格遮住，没有读取",
                    place=where,
                )
            )
            continue
        rowspan, colspan = spans.get((row, column), (1, 1))
        cells.append(Cell(text, row, column, rowspan, colspan, place))
    findings += hidden_remarks(
        sorted(row for row, look in sheet.rowinfo_map.items() if look.hidden),
        sorted((column, column) for column, look in sheet.colinfo_map.items() if look.hidden),
        shown,
        place=place,
    )
    return Grid(
        cells=tuple(cells), rows=rows, columns=columns, findings=tuple(findings), place=place
    )


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
