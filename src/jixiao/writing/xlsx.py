"""Workbooks (.xlsx): forms and lists as sheets, written as SpreadsheetML.

Every text is stored as text: a target such as ``=4人`` must not become a formula, now or
when its cell is edited later (quotePrefix). Amounts are stored as numbers. The parts are
written as text, which costs a fraction of what a library of spreadsheets takes, needs no
file of its own, and gives the same bytes for the same form.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final

import attrs

from jixiao.display import width, wrap

from .form import Box, Form, Role
from .lists import Listing
from .packing import HEAD, RELATIONS, packed, relations, text_of, types
from .xlsxstyles import MAIN, Look, Styles, pattern_of

__all__ = ["workbook"]

_FONT: Final = "宋体"
_FRAME: Final = "000000"
_HAIR: Final = "BFBFBF"
_SHORT: Final = Look(_FONT, horizontal="center", lines=_FRAME)
_LOOKS: Final[Mapping[Role, Look]] = MappingProxyType(
    {
        "title": Look("方正小标宋简体", size=18, horizontal="center"),
        "subtitle": Look(_FONT, size=11, horizontal="center"),
        "label": Look("黑体", horizontal="center", lines=_FRAME),
        "text": Look(_FONT, horizontal="left", lines=_FRAME),
        "short": _SHORT,
        "number": _SHORT,
    }
)
_COVERED: Final = Look(_FONT, lines=_FRAME)
_NOTE: Final = Look(_FONT)
_HEADING: Final = Look("黑体", horizontal="center", lines=_HAIR, fill="E7EDF3")
_WORDS: Final = Look(_FONT, horizontal="left", lines=_HAIR)
_AMOUNT: Final = Look(_FONT, horizontal="right", lines=_HAIR)

_LINE: Final = 13.5  # points of height a line of 10 points takes in 宋体
_TALLEST: Final = 409.0  # the limit of the format
_LONGEST: Final = 32_767  # characters of a cell, the limit of the format
_DIGITS: Final = 15  # a number of more digits would be changed by a spreadsheet
_BAD_TAB: Final = re.compile(r"[\\/*?:\[\]\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_RISKY: Final = ("=", "+", "-", "@")
# In a workbook _x0041_ stands for A: a text that says so is written as one that means it.
_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_PAGE: Final = (
    '<printOptions horizontalCentered="1"/>'
    '<pageMargins left="0.6" right="0.6" top="0.75" bottom="0.7" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" fitToWidth="1" fitToHeight="0" orientation="{}"/>'
    "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>"
)


def workbook(parts: Sequence[Form | Listing]) -> bytes:
    """A workbook with one sheet for each form or list, in order."""
    styles = Styles()
    taken: set[str] = set()
    sheets = []
    for part in parts:
        tab = _tab(part.name, taken)
        sheets.append(
            _form(part, tab, styles) if isinstance(part, Form) else _list(part, tab, styles)
        )
    names = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    return packed(
        (
            (
                "[Content_Types].xml",
                types(
                    [
                        ("xl/workbook.xml", "spreadsheetml.sheet.main"),
                        ("xl/styles.xml", "spreadsheetml.styles"),
                        *((f"xl/{name}", "spreadsheetml.worksheet") for name in names),
                    ]
                ),
            ),
            ("_rels/.rels", relations([("officeDocument", "xl/workbook.xml")])),
            ("xl/workbook.xml", _book(sheets)),
            (
                "xl/_rels/workbook.xml.rels",
                relations([*(("worksheet", name) for name in names), ("styles", "styles.xml")]),
            ),
            *((f"xl/{name}", sheet.part()) for name, sheet in zip(names, sheets, strict=True)),
            ("xl/styles.xml", styles.part()),
        )
    )


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


def _book(sheets: Sequence[_Sheet]) -> str:
    listed = "".join(
        f'<sheet name="{text_of(sheet.tab)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    names = "".join(
        f'<definedName name="_xlnm.{name}" localSheetId="{number}"{more}>'
        f"{text_of(sheet.quoted)}!{area}</definedName>"
        for number, sheet in enumerate(sheets)
        for name, more, area in sheet.names()
    )
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{listed}</sheets>{f'<definedNames>{names}</definedNames>' if names else ''}"
        "</workbook>"
    )


# ---------------------------------------------------------------- sheets


@cache
def _letters(column: int) -> str:
    """The letters of a column, from 0."""
    first, last = divmod(column, 26)
    return (_letters(first - 1) if first else "") + chr(65 + last)


def _range(top: int, left: int, bottom: int, right: int, *, mark: str = "") -> str:
    """A range from its first to its last cell, counted from 0; `mark` is a $ or nothing."""
    ends = ((left, top), (right, bottom))
    return ":".join(f"{mark}{_letters(column)}{mark}{row + 1}" for column, row in ends)


@attrs.define(kw_only=True)
class _Sheet:
    """A sheet that is being filled; rows and columns from 0.

    Attributes:
        tab: its name.
        styles: of the workbook.
        widths: of the columns, in characters.
        heading: the row that every printed page repeats.
        landscape: how the page lies.
        is_list: whether rows scroll under the heading and can be filtered.
        cells: the markup of the cells of each row by column.
        heights: of the rows in points; a row that is not among them is left to the program.
        merged: ranges that are one cell.
    """

    tab: str
    styles: Styles
    widths: Sequence[float]
    heading: int
    landscape: bool
    is_list: bool
    cells: dict[int, dict[int, str]] = attrs.Factory(dict)
    heights: dict[int, float] = attrs.Factory(dict)
    merged: list[str] = attrs.Factory(list)

    @property
    def quoted(self) -> str:
        """The name as it stands in a reference."""
        return "'" + self.tab.replace("'", "''") + "'"

    def blank(self, row: int, column: int, look: Look) -> None:
        """A cell without content."""
        self._put(row, column, f's="{self.styles.number(look)}"', "")

    def text(self, row: int, column: int, text: str, look: Look) -> None:
        """A text, never a formula."""
        if not text:
            self.blank(row, column, look)
            return
        style = self.styles.number(look, pattern="@", quoted=text.startswith(_RISKY))
        inside = text_of(_ESCAPED.sub("_x005F_", _cut(text)))
        self._put(
            row,
            column,
            f's="{style}" t="inlineStr"',
            f'<is><t xml:space="preserve">{inside}</t></is>',
        )

    def amount(self, row: int, column: int, text: str, number: Decimal | None, look: Look) -> None:
        """A number with as many decimals as were written; its text where it is none."""
        if number is None or len(number.as_tuple().digits) > _DIGITS:
            self.text(row, column, text, look)
            return
        style = self.styles.number(look, pattern=pattern_of(number))
        self._put(row, column, f's="{style}"', f"<v>{number:f}</v>")

    def _put(self, row: int, column: int, attributes: str, inside: str) -> None:
        end = f">{inside}</c>" if inside else "/>"
        self.cells.setdefault(row, {})[column] = (
            f'<c r="{_letters(column)}{row + 1}" {attributes}{end}'
        )

    def names(self) -> list[tuple[str, str, str]]:
        """The names that the workbook gives to areas of the sheet: name, attributes, area."""
        last, right = max(self.cells, default=0), len(self.widths) - 1
        titles = ("Print_Titles", "", f"${self.heading + 1}:${self.heading + 1}")
        if not self.is_list:
            return [("Print_Area", "", _range(0, 0, last, right, mark="$")), titles]
        area = _range(self.heading, 0, last, right, mark="$")
        return [("_FilterDatabase", ' hidden="1"', area), titles] if self._filters else [titles]

    @property
    def _filters(self) -> bool:
        return self.is_list and max(self.cells, default=0) > self.heading

    def part(self) -> str:
        """The part of the package, its elements in the order of the format."""
        last, right = max(self.cells, default=0), len(self.widths) - 1
        columns = "".join(
            f'<col min="{number}" max="{number}" width="{size:.4g}" customWidth="1"/>'
            for number, size in enumerate(self.widths, start=1)
        )
        merged = "".join(f'<mergeCell ref="{one}"/>' for one in self.merged)
        return "".join(
            (
                f'{HEAD}<worksheet xmlns="{MAIN}">',
                '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
                f'<dimension ref="{_range(0, 0, last, right)}"/>',
                self._view(),
                '<sheetFormatPr defaultRowHeight="15"/>',
                f"<cols>{columns}</cols><sheetData>",
                *(self._row(row) for row in sorted(self.cells)),
                "</sheetData>",
                f'<autoFilter ref="{_range(self.heading, 0, last, right)}"/>'
                if self._filters
                else "",
                f'<mergeCells count="{len(self.merged)}">{merged}</mergeCells>' if merged else "",
                _PAGE.format("landscape" if self.landscape else "portrait"),
                "</worksheet>",
            )
        )

    def _view(self) -> str:
        if not self.is_list:
            return '<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>'
        below = self.heading + 1
        return (
            '<sheetViews><sheetView workbookViewId="0">'
            f'<pane ySplit="{below}" topLeftCell="A{below + 1}" activePane="bottomLeft" state="frozen"/>'
            '<selection pane="bottomLeft"/></sheetView></sheetViews>'
        )

    def _row(self, row: int) -> str:
        height = self.heights.get(row)
        tall = f' ht="{min(height, _TALLEST):g}" customHeight="1"' if height is not None else ""
        inside = "".join(cell for _, cell in sorted(self.cells[row].items()))
        return f'<row r="{row + 1}"{tall}>{inside}</row>'


def _cut(text: str) -> str:
    """A text that a cell can hold; what is left out is said."""
    if len(text) <= _LONGEST:
        return text
    kept = _LONGEST - 40
    return f"{text[:kept]}……（一格最多{_LONGEST}字，后面{len(text) - kept}字没有写入）"


# ---------------------------------------------------------------- forms


def _form(form: Form, tab: str, styles: Styles) -> _Sheet:
    sheet = _Sheet(
        tab=tab,
        styles=styles,
        widths=[size + 0.7 for size in form.widths],
        heading=form.heading,
        landscape=form.landscape,
        is_list=False,
    )
    for box in form.boxes:
        look = _LOOKS[box.role]
        bottom, right = box.row + box.rowspan - 1, box.column + box.colspan - 1
        if (bottom, right) != (box.row, box.column):
            if look.lines:
                for row in range(box.row, bottom + 1):
                    for column in range(box.column, right + 1):
                        sheet.blank(row, column, _COVERED)
            sheet.merged.append(_range(box.row, box.column, bottom, right))
        sheet.amount(box.row, box.column, box.text, box.number, look)
    sheet.heights.update(enumerate(_heights(form)))
    return sheet


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
    return _height(_lines(box.text, max(2, form.width_of(box))))


def _lines(text: str, room: int) -> int:
    """How many lines a text takes in a cell of so many half-width characters."""
    return sum(len(wrap(line, room)) for line in text.split("\n"))


def _height(lines: int) -> float:
    return lines * _LINE + 5.5


# ---------------------------------------------------------------- lists


def _list(part: Listing, tab: str, styles: Styles) -> _Sheet:
    """A plain list: a note above, one heading row that stays in sight, filters."""
    heading = 1 if part.note else 0
    sheet = _Sheet(
        tab=tab,
        styles=styles,
        widths=part.widths,
        heading=heading,
        landscape=sum(part.widths) > 100,
        is_list=True,
    )
    if part.note:
        sheet.text(0, 0, part.note, _NOTE)
    for column, text in enumerate(part.header):
        sheet.text(heading, column, text, _HEADING)
    for row, values in enumerate(part.rows, start=heading + 1):
        tallest = 1
        for column, value in enumerate(values):
            if isinstance(value, Decimal):
                sheet.amount(row, column, format(value, "f"), value, _AMOUNT)
            else:
                sheet.text(row, column, value or "", _WORDS)
                tallest = max(tallest, _lines(value or "", max(2, part.widths[column] - 1)))
        sheet.heights[row] = _height(tallest)
    return sheet
