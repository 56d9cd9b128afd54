"""Workbooks (.xlsx): forms and lists as sheets.

Every text is stored as text: a target such as ``=4人`` must not become a formula, now or
when its cell is edited later (quotePrefix). Amounts are stored as numbers.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from jixiao.display import width, wrap
from jixiao.errors import MissingExtra

from .form import Box, Form

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from .lists import Listing

__all__ = ["workbook"]

_FONT: Final = "宋体"
_TITLE_FONT: Final = "方正小标宋简体"
_LABEL_FONT: Final = "黑体"
_LINE: Final = 13.5  # points of height a line of 10 points takes in 宋体
_TALLEST: Final = 409.0  # the limit of the format
_BAD_TAB: Final = re.compile(r"[\\/*?:\[\]\x00-\x1f]")
# Characters that XML cannot hold; a form has no use for them.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RISKY: Final = ("=", "+", "-", "@")


def workbook(parts: Sequence[Form | Listing]) -> bytes:
    """A workbook with one sheet for each form or list, in order.

    Raises:
        MissingExtra: openpyxl is not installed.
    """
    try:
        import openpyxl
    except ModuleNotFoundError as problem:
        if problem.name != "openpyxl":
            raise
        raise MissingExtra.of(extra="xlsx", library="openpyxl", purpose="写出 .xlsx ") from problem
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    taken: set[str] = set()
    for part in parts:
        sheet = book.create_sheet(_tab(part.name, taken))
        if isinstance(part, Form):
            _draw(sheet, part)
        else:
            _list(sheet, part)
    book.properties.creator = "jixiao"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _tab(name: str, taken: set[str]) -> str:
    """A name that a sheet may have: 31 characters at most, no two alike."""
    plain = _BAD_TAB.sub("", name).strip("' ")[:31] or "表"
    number = 1
    tab = plain
    while tab.casefold() in taken:
        number += 1
        tab = f"{plain[: 30 - len(str(number))]}-{number}"
    taken.add(tab.casefold())
    return tab


def _text(cell: Any, text: str) -> None:
    text = _CONTROL.sub("", text)
    cell.value = text
    if text:
        cell.data_type = "s"
        cell.number_format = "@"
    if text.startswith(_RISKY):
        cell.quotePrefix = True


def _number(cell: Any, number: Decimal) -> None:
    cell.value = number
    cell.number_format = _code(number)


def _code(number: Decimal) -> str:
    """A format that shows as many decimals as were written."""
    exponent = number.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "0." + "0" * places if places else "0"


def _set(cell: Any, text: str, number: Decimal | None) -> None:
    # A number of more digits than a spreadsheet keeps would be changed; it stays a text.
    if number is not None and len(number.as_tuple().digits) <= 15:
        _number(cell, number)
    else:
        _text(cell, text)


def _page(sheet: Worksheet, *, landscape: bool, heading: int) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.6
    margins.top, margins.bottom = 0.75, 0.7
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{heading + 1}:{heading + 1}"
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _draw(sheet: Worksheet, form: Form) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    thin = Side(style="thin", color="000000")
    frame = Border(left=thin, right=thin, top=thin, bottom=thin)
    for index, size in enumerate(form.widths):
        sheet.column_dimensions[get_column_letter(index + 1)].width = size + 0.7
    fonts = {
        "title": Font(name=_TITLE_FONT, size=18),
        "subtitle": Font(name=_FONT, size=11),
        "label": Font(name=_LABEL_FONT, size=10),
    }
    body = Font(name=_FONT, size=10)
    for box in form.boxes:
        cell = sheet.cell(box.row + 1, box.column + 1)
        _set(cell, box.text, box.number)
        cell.font = fonts.get(box.role, body)
        cell.alignment = Alignment(
            horizontal="left" if box.role == "text" else "center",
            vertical="center",
            wrap_text=True,
        )
        if box.role not in ("title", "subtitle"):
            for row in range(box.row, box.row + box.rowspan):
                for column in range(box.column, box.column + box.colspan):
                    sheet.cell(row + 1, column + 1).border = frame
        if box.rowspan > 1 or box.colspan > 1:
            # Not merge_cells: it works out the borders anew, which are drawn above already.
            first = f"{get_column_letter(box.column + 1)}{box.row + 1}"
            last = f"{get_column_letter(box.column + box.colspan)}{box.row + box.rowspan}"
            sheet.merged_cells.add(f"{first}:{last}")
    for row, height in enumerate(_heights(form)):
        sheet.row_dimensions[row + 1].height = min(height, _TALLEST)
    sheet.sheet_view.showGridLines = False
    _page(sheet, landscape=form.landscape, heading=form.heading)
    last = get_column_letter(len(form.widths))
    sheet.print_area = f"A1:{last}{form.rows}"


def _heights(form: Form) -> list[float]:
    """Heights of the rows in points; a program does not fit rows to merged cells by itself."""
    heights = [20.0] * form.rows
    for box in form.boxes:
        if box.role == "title":
            heights[box.row] = 36.0 * math.ceil(1.9 * width(box.text) / form.width_of(box) or 1)
        elif box.rowspan == 1:
            heights[box.row] = max(heights[box.row], _needed(box, form))
    for box in form.boxes:
        if box.rowspan > 1:
            rows = range(box.row, box.row + box.rowspan)
            short = _needed(box, form) - sum(heights[row] for row in rows)
            for row in rows:
                heights[row] += max(0.0, short / box.rowspan)
    return heights


def _needed(box: Box, form: Form) -> float:
    room = max(2, form.width_of(box))
    lines = sum(len(wrap(line, room)) for line in box.text.split("\n"))
    return lines * _LINE + 5.5


# ---------------------------------------------------------------- lists


def _list(sheet: Worksheet, part: Listing) -> None:
    """A plain list: a note above, one heading row that stays in sight, filters."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    row = 1
    if part.note:
        _text(sheet.cell(1, 1), part.note)
        sheet.cell(1, 1).font = Font(name=_FONT, size=10)
        row = 2
    hair = Side(style="thin", color="BFBFBF")
    frame = Border(left=hair, right=hair, top=hair, bottom=hair)
    for column, text in enumerate(part.header, start=1):
        cell = sheet.cell(row, column)
        _text(cell, text)
        cell.font = Font(name=_LABEL_FONT, size=10)
        cell.fill = PatternFill("solid", fgColor="E7EDF3")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = frame
    for number, values in enumerate(part.rows, start=row + 1):
        tallest = 1
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(number, column)
            if isinstance(value, Decimal):
                _set(cell, format(value, "f"), value)
            else:
                _text(cell, value or "")
                lines = (value or "").split("\n")
                room = max(2, part.widths[column - 1] - 1)
                tallest = max(tallest, sum(len(wrap(line, room)) for line in lines))
            cell.font = Font(name=_FONT, size=10)
            cell.alignment = Alignment(
                horizontal="right" if isinstance(value, Decimal) else "left",
                vertical="center",
                wrap_text=True,
            )
            cell.border = frame
        sheet.row_dimensions[number].height = min(tallest * _LINE + 5.5, _TALLEST)
    for column, size in enumerate(part.widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = size
    sheet.freeze_panes = f"A{row + 1}"
    if part.rows:
        last = get_column_letter(len(part.header))
        sheet.auto_filter.ref = f"A{row}:{last}{row + len(part.rows)}"
    _page(sheet, landscape=sum(part.widths) > 100, heading=row - 1)
