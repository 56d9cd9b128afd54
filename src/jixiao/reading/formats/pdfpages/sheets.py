"""Tables in points to sheets in rows and columns, with what has to be said of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from .plain import Limits, Remark, Sheet, Text
from .tables import TOLERANCE, Box, Line, Page, Ruled, as_wide, edges, index_of

__all__ = ["EXPERIMENTAL", "sheets_of"]

EXPERIMENTAL: Final = Remark(
    code="experimental-pdf",
    severity="note",
    message="从 PDF 读取表格还在试验中，合并单元格由框线推算，请核对；"
    "有原始的 Word、Excel 文件时请用原始文件",
)
_DIGITS: Final = re.compile(r"[0-9]+")
_SHOWN: Final = 20


def sheets_of(
    parts: Sequence[Page | Sheet], limits: Limits, *, note: Remark = EXPERIMENTAL
) -> tuple[Sheet, ...]:
    """The sheets of all pages, each with the `note`; a page that was not read is a sheet already."""
    furniture, heads = _repeated([part for part in parts if isinstance(part, Page)])
    printed: set[str] = set()  # the lines above tables that an earlier page has printed
    found: list[Sheet] = []
    marks: list[Sheet] = []  # pages without a table whose text is none
    across: list[float] = []  # the column edges of the last table, which may go on over the page
    carried: list[Line] = []  # text below the last table that stands before another one
    aslant: set[str] = set()
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        if isinstance(part, Sheet):
            found.append(part)
            continue
        lines = [line for line in part.lines if _key(line) not in furniture and _says(line)]
        above = [line for line in lines if _is_above(line, part)]
        if all(line.text in printed for line in above):
            lines = [line for line in lines if line not in above]
        printed |= {line.text for line in above if _key(line) in heads}
        if part.picture:
            found.append(_picture(part.number))
        elif part.junk and not part.tables:
            marks.append(Sheet(page=part.number, scanned=True))
        found += _untold(part)
        if not part.tables:
            continue
        headings, aside, tail = _placed(part, lines)
        goes_on = _heads(part, following)
        for table, heading in zip(part.tables, headings, strict=True):
            remarks = [*_by_place(table), *_unread(aside[id(table)], "旁边")]
            if table is part.tables[-1] and not goes_on:
                remarks += _unread(tail, "下面")
            if part.slanted and part.slanted not in aslant:
                aslant.add(part.slanted)
                remarks.append(_slanted(part.slanted))
            shared = across if table is part.tables[0] else []
            sheet, across = _sheet(table, shared, limits)
            found.append(
                sheet._replace(
                    table=len(found) + 1,
                    heading=_heading([*carried, *heading], limits),
                    remarks=(note, *sheet.remarks, *remarks),
                    scanned=part.junk,
                )
            )
            carried = []
        carried = tail if goes_on else []
    return (*found, *marks)


# ---------------------------------------------------------------- text outside of tables


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text), round(line.top / TOLERANCE)


def _repeated(pages: Sequence[Page]) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """What stands at the same height on several pages, but for its number: furniture, and heads.

    A head stands above a table on each of them. It counts where it is printed first, and again
    on a page that prints something else beside it: a title of its own.
    """
    above: dict[tuple[str, int], list[bool]] = {}
    for page in pages:
        for key, heads in {_key(line): _is_above(line, page) for line in page.lines}.items():
            above.setdefault(key, []).append(heads)
    several = {key: all(heads) for key, heads in above.items() if len(heads) > 1}
    return {key for key in several if not several[key]}, {key for key in several if several[key]}


def _is_above(line: Line, page: Page) -> bool:
    """Whether a line stands above the first table of its page."""
    return bool(page.tables) and line.bottom <= page.tables[0].top + TOLERANCE


def _says(line: Line) -> bool:
    """Whether a line has letters; - 3 - and 3/5 number the pages."""
    return any(map(str.isalpha, line.text))


def _placed(
    page: Page, lines: Sequence[Line]
) -> tuple[list[list[Line]], dict[int, list[Line]], list[Line]]:
    """The lines above each table, beside each, and below the last one."""
    headings: list[list[Line]] = []
    aside: dict[int, list[Line]] = {id(table): [] for table in page.tables}
    rest = list(lines)
    upper = 0.0
    for table in page.tables:
        above = [
            line for line in rest if line.top >= upper - 1 and line.bottom <= table.top + TOLERANCE
        ]
        headings.append(above)
        rest = [line for line in rest if not any(line is one for one in above)]
        upper = table.bottom
    tail = [line for line in rest if line.top >= upper - TOLERANCE]
    for line in rest:
        if line.top < upper - TOLERANCE:
            beside = [table for table in page.tables if table.top <= line.bottom]
            aside[id((beside or page.tables)[-1])].append(line)
    return headings, aside, tail


def _heads(page: Page, following: Page | Sheet | None) -> bool:
    """Whether the text below the last table is the heading of another table on the next page."""
    return (
        isinstance(following, Page)
        and bool(following.tables)
        and not as_wide(page.tables[-1].across, following.tables[0].across)
    )


def _heading(lines: Sequence[Line], limits: Limits) -> tuple[str, ...]:
    return tuple(line.text for line in lines)[-limits.heading_lines :]


def _unread(lines: Sequence[Line], where: str) -> Iterator[Remark]:
    if lines:
        said = "、".join(f"“{line.text[:_SHOWN]}”" for line in lines[:3])
        yield Remark(
            code="text-unused",
            severity="note",
            message=f"表格{where}有 {len(lines)} 处文字不在任何格子里（{said}），未读入；请核对",
            figures=tuple(("line", line.text) for line in lines),
        )


def _by_place(table: Ruled) -> Iterator[Remark]:
    if table.columns:
        count = len(table.columns)
        also = "" if table.sure else "；类别名称不在任何一行的高度上，按最近的行读"
        yield Remark(
            code="columns-by-place",
            severity="note" if table.sure else "warning",
            message=f"这张表没有竖线，{count} 列按表头和文字的位置分开，各行按横线和行距分开{also}；"
            "请核对每行的各列",
            figures=(("columns", str(count)),),
        )


def _untold(page: Page) -> Iterator[Sheet]:
    if page.untold:
        remark = Remark(
            code="columns-untold",
            severity="warning",
            message=f"第 {page.number} 页有表头而没有竖线的表，按文字的位置分不清各列或各行，没有读入；"
            "请取得原始的 Word、Excel 文件，或给表格加上框线",
            figures=(("page", str(page.number)),),
        )
        yield Sheet(page=page.number, remarks=(remark,))


def _picture(number: int) -> Sheet:
    remark = Remark(
        code="text-unused",
        severity="warning",
        message=f"第 {number} 页是扫描的图片，没有文字可读；"
        "表格在这一页上的，请取得原始的 Word、Excel 文件",
    )
    return Sheet(page=number, remarks=(remark,), scanned=True)


def _slanted(text: str) -> Remark:
    return Remark(
        code="text-unused",
        severity="note",
        message=f"斜着印的文字（水印、印章）“{text[:_SHOWN]}”未读入",
        figures=(("line", text),),
    )


# ---------------------------------------------------------------- points to rows and columns


def _sheet(table: Ruled, above: Sequence[float], limits: Limits) -> tuple[Sheet, list[float]]:
    """The cells of a table, and the edges of its columns.

    Where a page has only the last rows of a table, few of its columns may be drawn; a table
    as wide as the one `above` the page break shares its edges.
    """
    across, down = table.across, table.down
    if table.columns is None and as_wide(above, across):
        across = edges([*above, *across])
    cells: list[Text] = []
    remarks: list[Remark] = []
    for box in table.boxes:
        row, column = index_of(down, box.top), index_of(across, box.left)
        below = max(row + 1, index_of(down, box.bottom))
        beyond = max(column + 1, index_of(across, box.right))
        if box.text:
            shown = box.text[: limits.cell_text]
            cells.append(Text(shown, row, column, below - row, beyond - column))
        remarks += _of_box(box, row, column)
    remarks += _joined(table, down, across)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    sheet = Sheet(
        page=table.page,
        cells=tuple(cells),
        rows=max(len(down) - 1, 0),
        columns=max(len(across) - 1, 0),
        remarks=tuple(remarks),
        spans_known=table.merged,
    )
    return sheet, across


def _of_box(box: Box, row: int, column: int) -> Iterator[Remark]:
    for remark in box.remarks:
        yield remark._replace(row=row, column=column)
    if box.collides:
        said = box.text.replace("\n", "")[:_SHOWN]
        yield Remark(
            code="pdf-damaged",
            severity="warning",
            message=f"这一格里的字互相重叠（“{said}”），可能是文字超出行高，读出的内容不可靠；"
            "请核对，或用原始的 Word、Excel 文件",
            row=row,
            column=column,
        )
    if box.struck:
        yield Remark(
            code="struck-text",
            severity="warning",
            message=f"“{box.struck[:_SHOWN]}”被线划去，没有读入；请核对这一格留下的文字",
            row=row,
            column=column,
            figures=(("struck", box.struck),),
        )
    if box.noted:
        yield Remark(
            code="text-unused",
            severity="note",
            message=f"右上角的“{box.noted[:_SHOWN]}”是注释的编号，没有算作这一格的文字",
            row=row,
            column=column,
            figures=(("line", box.noted),),
        )


def _joined(table: Ruled, down: Sequence[float], across: Sequence[float]) -> Iterator[Remark]:
    if table.joined:
        piece = table.joined[0][0]
        said = [whole.text.replace("\n", "")[:_SHOWN] for _, whole in table.joined[:3]]
        yield Remark(
            code="row-joined",
            severity="note",
            message=f"“{'”、“'.join(said)}”被分页截成两段，已按格合为一行；请核对",
            row=index_of(down, piece.top),
            column=index_of(across, piece.left),
        )
