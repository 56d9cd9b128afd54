"""All pages of a scan to sheets, one after another, with what is doubted of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from jixiao.findings import SCAN_UNCERTAIN

from ..pdfpages.breaks import join
from ..pdfpages.plain import Remark, Sheet
from ..pdfpages.sheets import sheets_of
from ..pdfpages.tables import Page, Ruled
from .doubts import in_columns
from .marks import Picture
from .models import Networks
from .pages import leaves_of
from .placing import page_of
from .plain import Order
from .sources import pictures

__all__ = ["read", "read_all"]

_NOTE: Final = Remark(code="scanned-page", severity="note", message="")


def read(
    data: bytes,
    order: Order,
    *,
    note: Callable[[int, int, int, int], None] | None = None,
) -> tuple[Sheet, ...]:
    """The tables of all pages; raises `Refused`.

    Args:
        data: the file.
        order: what to read of it.
        note: told after each page its number, how many there are, and how many of its cells
            have text, and are doubted.
    """
    return read_all(pictures(data, order), Networks(threads=order.threads), order, note=note)


def read_all(
    given: Iterable[tuple[int, int, Callable[[], Picture]]],
    networks: Networks,
    order: Order,
    *,
    note: Callable[[int, int, int, int], None] | None = None,
) -> tuple[Sheet, ...]:
    """The same, of pages that are pictures already."""
    begun = time.monotonic()
    parts: list[Page | Sheet] = []
    last: Ruled | None = None
    unread: list[int] = []
    count = 0
    for number, count, picture in given:
        if time.monotonic() - begun > order.seconds:
            unread.append(number)
            continue
        boxes = []
        for leaf in leaves_of(picture(), networks):
            page = page_of(leaf, number, above=last)
            last = page.tables[-1] if page.tables else None
            parts.append(page if page.tables else _empty(number))
            boxes += [box for table in page.tables for box in table.boxes]
        if note is not None:
            note(
                number,
                count,
                sum(bool(box.text) for box in boxes),
                sum(bool(box.remarks) for box in boxes),
            )
    if not parts:
        return _rest(count, unread, order)
    join(parts)
    found = [_noted(in_columns(one)) for one in sheets_of(parts, order.limits, note=_NOTE)]
    return (*found, *_rest(count, unread, order))


def _noted(sheet: Sheet) -> Sheet:
    """The sheet with how much of it is sure in its first remark."""
    if _NOTE not in sheet.remarks:
        return sheet
    doubted = sum(one.code == SCAN_UNCERTAIN for one in sheet.remarks)
    note = _NOTE._replace(
        message=f"由图片识别文字读出 {len(sheet.cells)} 格，其中 {doubted} 格没有把握"
        f"{f'，逐格列在 {SCAN_UNCERTAIN} 里' if doubted else ''}，请对照原件抽查；"
        "有原始的 Word、Excel 文件时请用原始文件",
        figures=(("cells", str(len(sheet.cells))), ("doubted", str(doubted))),
    )
    return sheet._replace(remarks=tuple(note if one == _NOTE else one for one in sheet.remarks))


def _empty(number: int) -> Sheet:
    remark = Remark(
        code="text-unused",
        severity="warning",
        message=f"第 {number} 页的图片上没有找到用线框成的表格，没有读入；表格在这一页上的，"
        "请重新扫描，或取得原始的 Word、Excel 文件",
    )
    return Sheet(page=number, remarks=(remark,))


def _rest(count: int, unread: list[int], order: Order) -> tuple[Sheet, ...]:
    """That pages were left out, where there are too many or the time was up."""
    said = ""
    if unread:
        said = f"识别用的时间超过 {order.seconds} 秒的限额，第 {unread[0]} 页起没有读取"
    elif (len(order.pages) or count) > order.most:
        said = f"要识别的页有 {len(order.pages) or count} 页，只读取了前 {order.most} 页"
    if not said:
        return ()
    remark = Remark(
        code="too-many-pages",
        severity="error",
        message=f"{said}；请把绩效表所在的页单独存成一个文件",
        sheet=False,
    )
    return (Sheet(page=0, remarks=(remark,)),)
