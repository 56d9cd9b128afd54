"""Scans and photos: PNG, JPEG, TIFF and the pages of a PDF that are pictures, by their ruling lines.

The text is recognised by the networks of ``rapidocr``, twice, and what the two readings, the
certainty of the characters and the grid do not agree on is a finding ``scan-uncertain``. A table
that goes on over a page gives one grid a page; the recogniser joins them.

Pictures are unpacked and read in a child process, bounded in time and in memory, as a PDF is.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Sequence
from typing import Final

from jixiao.workers import interpreter

from ...grid import Grid
from ...limits import (
    MAX_PICTURE_PIXELS,
    MAX_SCAN_MEMORY,
    MAX_SCAN_PAGES,
    MAX_SCAN_SECONDS,
)
from ...progress import PageRead, Progress
from ..apart import answer
from ..pages import grid_of, limits_of_pages, unreadable
from ..pdfpages.plain import Limits, Refused, Sheet, unpacked
from .plain import Order

__all__ = ["available", "grids", "sheets"]

# The modules that the extra brings.
_MODULES: Final = ("rapidocr", "onnxruntime", "cv2", "pypdfium2", "PIL")
_START: Final = "from jixiao.reading.formats.scan.child import main; main()"
_THREADS: Final = 2
# How much longer than the time after which no page is begun the last page may take.
_GRACE: Final = 180


def available() -> bool:
    """Whether all that the extra ``scan`` brings is installed."""
    return all(importlib.util.find_spec(module) is not None for module in _MODULES)


def grids(
    data: bytes, *, file: str | None = None, progress: Progress | None = None
) -> tuple[Grid, ...]:
    """The tables of a picture (PNG, JPEG, TIFF), one grid a table and page.

    Raises `UnreadableDocument`: ``truncated``, ``too-large`` past a limit, ``model-missing``.
    """
    try:
        found = sheets(data, limits_of_pages(), pdf=False, progress=progress)
    except Refused as refused:
        raise unreadable(refused, file) from refused.__cause__
    return tuple(grid_of(sheet, file) for sheet in found)


def sheets(
    data: bytes,
    limits: Limits,
    *,
    pdf: bool,
    pages: Sequence[int] = (),
    progress: Progress | None = None,
) -> tuple[Sheet, ...]:
    """The tables of a picture, or of those `pages` of a PDF; raises `Refused`."""
    order = Order(
        limits=limits._replace(memory=MAX_SCAN_MEMORY, seconds=MAX_SCAN_SECONDS + _GRACE),
        pdf=pdf,
        pages=tuple(pages),
        most=MAX_SCAN_PAGES,
        pixels=MAX_PICTURE_PIXELS,
        threads=min(_THREADS, os.cpu_count() or 1),
        seconds=MAX_SCAN_SECONDS,
    )
    program = interpreter()
    said = _ask(program, data, order, progress) if program else None
    if said is None:
        from . import document

        return document.read(data, order, note=lambda *numbers: _told(progress, *numbers))
    try:
        return unpacked(said)
    except (ValueError, KeyError, TypeError) as bad:
        # Half an answer: the system or a library ended the child.
        raise Refused(
            "too-large", "识别图片的进程中途被系统中止，所需的资源过多", _smaller()
        ) from bad


def _ask(program: str, data: bytes, order: Order, progress: Progress | None) -> bytes | None:
    def note(line: bytes) -> None:
        _told(progress, *json.loads(line))

    try:
        return answer(
            program,
            _START,
            json.dumps(order).encode("ascii") + b"\n" + data,
            seconds=order.limits.seconds,
            note=note,
        )
    except TimeoutError as late:
        raise Refused(
            "too-large",
            f"识别图片用的时间超过 {order.limits.seconds} 秒的限额",
            _smaller(),
        ) from late


def _told(progress: Progress | None, page: int, pages: int, cells: int, doubted: int) -> None:
    if progress is not None:
        progress(PageRead(page=page, pages=pages, cells=cells, doubted=doubted))


def _smaller() -> str:
    return "请把绩效表所在的页单独存成一个文件，用 200 至 300 dpi 扫描"
