"""Workbooks (.xlsx): forms and lists as sheets, written by XlsxWriter.

Every text is stored as text: a target such as ``=4人`` must not become a formula, now or
when its cell is edited later (quotePrefix). Amounts are stored as numbers. The date in the
file is fixed, so the same form gives the same bytes.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import attrs

from jixiao.errors import MissingExtra

from .form import Form, Role
from .lists import Link, Listing, shown_text
from .packing import writable
from .pages import SHEET, heights_of, lines_in, page_ends, paged

__all__ = ["workbook"]

_FONT: Final = "宋体"
_FRAME: Final = "#000000"
_HAIR: Final = "#BFBFBF"


@attrs.frozen(cache_hash=True)
class _Look:
    """What a cell looks like: its font, where the text stands (None does not wrap), its lines."""

    font: str
    size: int = 10
    align: str | None = None
    lines: str | None = None
    fill: str | None = None
    colour: str | None = None

    def settings(self, *, pattern: str, quoted: bool) -> dict[str, Any]:
        """The same as XlsxWriter names it, with the format of the number (``@`` for a text)."""
        found: dict[str, Any] = {
            "font_name": self.font,
            "font_size": self.size,
            "num_format": pattern,
        }
        if self.align:
            found |= {"align": self.align, "valign": "vcenter", "text_wrap": True}
        if self.align in ("left", "right"):
            found["indent"] = 1
        if self.lines:
            found |= {"border": 1, "border_color": self.lines}
        if self.fill:
            found["bg_color"] = self.fill
        if self.colour:
            found |= {"font_color": self.colour, "underline": 1}
        if quoted:
            found["quote_prefix"] = True
        return found


_SHORT: Final = _Look(_FONT, align="center", lines=_FRAME)
_LOOKS: Final[Mapping[Role, _Look]] = MappingProxyType(
    {
        "title": _Look("方正小标宋简体", size=18, align="center"),
        "subtitle": _Look(_FONT, size=11, align="center"),
        "label": _Look("黑体", align="center", lines=_FRAME),
        "text": _Look(_FONT, align="left", lines=_FRAME),
        "short": _SHORT,
        "number": _SHORT,
    }
)
_COVERED: Final = _Look(_FONT, lines=_FRAME)
_NOTE: Final = _Look(_FONT)
_HEADING: Final = _Look("黑体", align="center", lines=_HAIR, fill="#E7EDF3")
_WORDS: Final = _Look(_FONT, align="left", lines=_HAIR)
_AMOUNT: Final = _Look(_FONT, align="right", lines=_HAIR)
_LINK: Final = _Look(_FONT, align="left", lines=_HAIR, colour="#0563C1")

_TALLEST: Final = 409.0  # the limit of the format
_LONGEST: Final = 32_767  # characters of a cell, the limit of the format
_DIGITS: Final = 15  # a number of more digits would be changed by a spreadsheet
_BAD_TAB: Final = re.compile(r"[\\/*?:\[\]\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_RISKY: Final = ("=", "+", "-", "@")
_MADE: Final = datetime.datetime(2000, 1, 1)
_FOOTER: Final = "&C第 &P 页，共 &N 页"


def workbook(parts: Sequence[Form | Listing]) -> bytes:
    """A workbook with one sheet for each form or list, in order.

    Raises:
        MissingExtra: XlsxWriter is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ModuleNotFoundError as problem:
        if problem.name != "xlsxwriter":
            raise
        raise MissingExtra.of(extra="xlsx", library="XlsxWriter", purpose="写 .xlsx") from problem
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _MADE})
    styles = _Styles(book)
    taken: set[str] = set()
    for part in parts:
        sheet = book.add_worksheet(_tab(part.name, taken))
        if isinstance(part, Form):
            _form(part, sheet, styles)
        else:
            _list(part, sheet, styles)
    book.close()
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


class _Styles:
    """The formats of one workbook, each made once, and the cells that are written in them."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[_Look, str, bool], Any] = {}

    def of(self, look: _Look, *, pattern: str = "General", quoted: bool = False) -> Any:
        """The format of a look; `quoted` keeps a text a text when somebody edits it."""
        key = (look, pattern, quoted)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._book.add_format(
                look.settings(pattern=pattern, quoted=quoted)
            )
        return found

    def text(self, sheet: Any, row: int, column: int, text: str, look: _Look) -> None:
        """A text, never a formula."""
        text = writable(text)
        if not text:
            sheet.write_blank(row, column, None, self.of(look))
            return
        style = self.of(look, pattern="@", quoted=text.startswith(_RISKY))
        sheet.write_string(row, column, _cut(text), style)

    def amount(
        self, sheet: Any, row: int, column: int, text: str, number: Decimal | None, look: _Look
    ) -> None:
        """A number with as many decimals as were written; its text where it is none."""
        if number is None or len(number.as_tuple().digits) > _DIGITS:
            self.text(sheet, row, column, text, look)
            return
        sheet.write_number(row, column, number, self.of(look, pattern=_pattern(number)))

    def link(self, sheet: Any, row: int, column: int, link: Link) -> None:
        """A text that opens a file."""
        target = link.target.replace("%", "%25").replace("#", "%23")
        text = _cut(writable(link.text))
        sheet.write_url(row, column, f"external:{target}", self.of(_LINK), string=text)


def _pattern(number: Decimal) -> str:
    """The format that shows as many decimals as were written."""
    exponent = number.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "0." + "0" * places if places else "0"


def _cut(text: str) -> str:
    """A text that a cell can hold; what is left out is said."""
    if len(text) <= _LONGEST:
        return text
    kept = _LONGEST - 40
    return f"{text[:kept]}……（一格最多{_LONGEST}字，后面{len(text) - kept}字没有写入）"


def _page(
    sheet: Any, *, widths: Sequence[float], heights: Mapping[int, float], heading: int, wide: bool
) -> None:
    """Columns, rows and the printed page: A4, one page wide, the heading on each."""
    for column, size in enumerate(widths):
        sheet.set_column(column, column, size)
    for row, height in heights.items():
        sheet.set_row(row, min(height, _TALLEST))
    if wide:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.7)
    sheet.set_footer(_FOOTER)
    sheet.repeat_rows(heading)


# ---------------------------------------------------------------- forms


def _form(form: Form, sheet: Any, styles: _Styles) -> None:
    ends = page_ends(form, SHEET)
    form = paged(form, ends, SHEET)
    covered = styles.of(_COVERED)
    for box in form.boxes:
        look = _LOOKS[box.role]
        bottom, right = box.row + box.rowspan - 1, box.column + box.colspan - 1
        if (bottom, right) != (box.row, box.column):
            # Writes the corner too, in the look of the others; it is written over below.
            style = covered if look.lines else styles.of(look)
            sheet.merge_range(box.row, box.column, bottom, right, "", style)
        styles.amount(sheet, box.row, box.column, box.text, box.number, look)
        if box.choices:
            _offer(sheet, box.row, box.column, box.choices)
        if box.most is not None:
            _limit(sheet, box.row, box.column, box.most)
    _page(
        sheet,
        widths=[size + 0.7 for size in form.widths],
        heights=dict(enumerate(heights_of(form, SHEET))),
        heading=form.heading,
        wide=form.landscape,
    )
    sheet.hide_gridlines(2)
    # Excel breaks pages by itself where the width is fitted; others take these.
    sheet.set_h_pagebreaks(ends)
    sheet.print_area(0, 0, form.rows - 1, len(form.widths) - 1)


def _offer(sheet: Any, row: int, column: int, choices: Sequence[str]) -> None:
    """A list to choose from; a figure may still be written instead."""
    sheet.data_validation(
        row, column, row, column, {"validate": "list", "source": list(choices), "show_error": False}
    )


def _limit(sheet: Any, row: int, column: int, most: Decimal) -> None:
    """Points between 0 and the weight."""
    sheet.data_validation(
        row,
        column,
        row,
        column,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": most,
            "error_title": "得分",
            "error_message": f"得分应在0和分值{most}之间",
        },
    )


# ---------------------------------------------------------------- lists


def _spark(sheet: Any, row: int, column: int, first: int, last: int) -> None:
    """A small line of the numbers of a row."""
    from xlsxwriter.utility import xl_range

    quoted = sheet.get_name().replace("'", "''")
    sheet.add_sparkline(
        row, column, {"range": f"'{quoted}'!{xl_range(row, first, row, last)}", "markers": True}
    )


def _list(part: Listing, sheet: Any, styles: _Styles) -> None:
    """A plain list: a note above, one heading row that stays in sight, filters."""
    heading = 1 if part.note else 0
    if part.note:
        styles.text(sheet, 0, 0, part.note, _NOTE)
    for column, text in enumerate(part.header):
        styles.text(sheet, heading, column, text, _HEADING)
    heights: dict[int, float] = {}
    for row, values in enumerate(part.rows, start=heading + 1):
        tallest = 1
        for column, value in enumerate(values):
            text = shown_text(value)
            if isinstance(value, Decimal):
                styles.amount(sheet, row, column, text, value, _AMOUNT)
                continue
            if isinstance(value, Link):
                styles.link(sheet, row, column, value)
            else:
                styles.text(sheet, row, column, text, _WORDS)
            tallest = max(tallest, lines_in(text, part.widths[column]))
        heights[row] = SHEET.row(tallest)
    _page(sheet, widths=part.widths, heights=heights, heading=heading, wide=sum(part.widths) > 100)
    for row, column, choices in part.choices:
        _offer(sheet, heading + 1 + row, column, choices)
    for row, column, first, last in part.lines:
        _spark(sheet, heading + 1 + row, column, first, last)
    sheet.freeze_panes(heading + 1, 0)
    if part.rows:
        sheet.autofilter(heading, 0, heading + len(part.rows), len(part.header) - 1)
