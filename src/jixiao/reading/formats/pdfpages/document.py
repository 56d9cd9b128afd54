"""A PDF through pdfplumber: its pages one after another, its damage and its limits."""

from __future__ import annotations

import io
import logging
import re
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from .breaks import join
from .plain import Limits, Refused, Remark, Sheet
from .sheets import sheets_of
from .tables import Page, Ruled, page_of
from .unruled import with_tables
from .wording import NO_WORDS, Words

__all__ = ["read"]

# How the remarks of pdfminer begin that speak of lost content; others are about fonts.
_LOSSES: Final = ("Data-loss", "Not adding object")
_SLICE: Final = 1 << 16


def _alone() -> str:
    """What to do with a file that is too much."""
    return "请把绩效表所在的页单独存成一个文件"


def read(data: bytes, limits: Limits, words: Words = NO_WORDS) -> tuple[Sheet, ...]:
    """The tables of all pages, those without upright lines by `words`; raises `Refused`."""
    import pdfplumber

    _refuse_bombs(data, limits)
    try:
        with _remarks() as said, pdfplumber.open(io.BytesIO(data)) as document:
            found = _read(document, limits, words)
    except Refused:
        raise
    except (Exception, MemoryError) as bad:
        # pdfminer meets damage with errors of many kinds, its own and built-in ones.
        raise _refusal(bad, limits) from bad
    return _with_damage(found, said)


def _refusal(bad: BaseException, limits: Limits) -> Refused:
    if _is_of_memory(bad):
        return Refused(
            "too-large", f"读取 PDF 所用的内存超过 {limits.memory >> 20} MB 的限额", _alone()
        )
    if "password" in f"{type(bad).__name__} {bad!r} {bad.__cause__!r}".lower():
        return Refused(
            "encrypted", "PDF 设有打开密码", "请去掉密码后另存，或取得原始的 Word、Excel 文件"
        )
    return _damaged()


def _damaged() -> Refused:
    return Refused(
        "truncated",
        "不是完整的 PDF，可能没有传完或已损坏",
        "请重新获取文件，或取得原始的 Word、Excel 文件",
    )


def _is_of_memory(bad: BaseException) -> bool:
    """Whether there was no memory left; pdfplumber wraps the error of a page in its own."""
    return any(
        isinstance(one, MemoryError) for one in (bad, bad.__cause__, bad.__context__, *bad.args)
    )


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


def _with_damage(found: tuple[Sheet, ...], said: list[str]) -> tuple[Sheet, ...]:
    """`found` with a remark where pdfminer had to leave out a part of the file."""
    if not found or not any(one.startswith(_LOSSES) for one in said):
        return found
    damage = Remark(
        code="pdf-damaged",
        severity="warning",
        message="PDF 有一部分已损坏，读出的内容可能不全；请重新获取文件，或用原始的 Word、Excel 文件",
        sheet=False,
    )
    return (found[0]._replace(remarks=(*found[0].remarks, damage)), *found[1:])


def _refuse_bombs(data: bytes, limits: Limits) -> None:
    """Unpack every packed stream up to the limit, for the library unpacks without one.

    What is packed in other ways, or twice, meets the bound on memory.
    """
    left = limits.unpacked_bytes
    view = memoryview(data)
    for match in re.finditer(rb"stream\r?\n(?=[\x08-\x78][\x01\x5e\x9c\xda])", data):
        unpacker = zlib.decompressobj()
        position = match.end()
        try:
            while left >= 0 and position < len(data) and not unpacker.eof:
                left -= len(unpacker.decompress(view[position : position + _SLICE]))
                position += _SLICE
        except zlib.error:
            continue
        if left < 0:
            raise Refused(
                "too-large", f"PDF 的内容解压后超过 {limits.unpacked_bytes >> 20} MB", _alone()
            )


def _weight(page: Any) -> int:
    """The bytes of drawing commands of a page, before any of them is carried out.

    The contents of a page that was stamped, merged or edited are an array of references.
    """
    from pdfminer.pdftypes import stream_value

    return sum(len(stream_value(one).get_data()) for one in page.page_obj.contents)


def _read(document: Any, limits: Limits, words: Words) -> tuple[Sheet, ...]:
    parts: list[Page | Sheet] = []
    characters = drawn = cells = 0
    last: Ruled | None = None
    pages = len(document.pages)
    for number, page in enumerate(document.pages[: limits.pages], start=1):
        weight = _weight(page)
        drawn += min(weight, limits.page_bytes)
        if (
            weight > limits.page_bytes
            or drawn > limits.pages_bytes
            or len(page.lines) + len(page.rects) + len(page.curves) > limits.drawn
        ):
            characters += 1
            parts.append(_heavy(number))
            last = None
            continue
        characters += len(page.chars)
        part = page_of(page, number, limits, above=last)
        part = with_tables(page, part, words, above=last)
        parts.append(part)
        last = part.tables[-1] if part.tables else None
        page.close()
        cells += sum(bool(box.text) for table in part.tables for box in table.boxes)
        if cells > limits.cells:
            raise Refused("too-large", f"PDF 中的表格超过 {limits.cells} 格", _alone())
    if not pages:
        raise _damaged()
    scanned = any(isinstance(part, Page) and part.picture for part in parts)
    if not characters or (scanned and not cells):
        raise Refused(
            "scanned-pdf",
            "PDF 没有文字层，是扫描件或图片",
            "",
        )
    join(parts)
    found = sheets_of(parts, limits)
    return (*found, _rest(pages, limits)) if pages > limits.pages else found


def _rest(pages: int, limits: Limits) -> Sheet:
    remark = Remark(
        code="too-many-pages",
        severity="error",
        message=f"PDF 有 {pages} 页，只读取了前 {limits.pages} 页；{_alone()}",
        sheet=False,
    )
    return Sheet(page=0, remarks=(remark,))


def _heavy(number: int) -> Sheet:
    remark = Remark(
        code="page-too-large",
        severity="error",
        message=f"第 {number} 页的线条或内容过多，没有读取；请取得原始的 Word、Excel 文件",
    )
    return Sheet(page=number, remarks=(remark,))
