"""What the child is given and what it hands back: plain values that go through a pipe as JSON."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

__all__ = ["Limits", "Refused", "Remark", "Sheet", "Text", "packed", "unpacked"]


class Limits(NamedTuple):
    """The limits of `jixiao.reading.limits` that bear on a PDF."""

    cells: int
    cell_text: int
    drawn: int
    heading_lines: int
    page_bytes: int
    pages: int
    pages_bytes: int
    unpacked_bytes: int
    memory: int
    seconds: int


class Text(NamedTuple):
    """A cell: its text, its top left corner (from 0), and its spans."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


class Remark(NamedTuple):
    """What is to be said of a sheet; `row` and `column` (from 0) where it is one cell's.

    Attributes:
        sheet: whether the remark is about its page, or about the whole file.
    """

    code: str
    severity: str
    message: str
    row: int | None = None
    column: int | None = None
    sheet: bool = True
    figures: tuple[tuple[str, str], ...] = ()


class Sheet(NamedTuple):
    """One table of one page; `table` counts the tables of the file, and is 0 where there is none.

    Attributes:
        scanned: the page is a picture, or its text is none; it can only be read as a picture.
        spans_known: whether the lines say which cells are merged.
    """

    page: int
    table: int = 0
    cells: tuple[Text, ...] = ()
    rows: int = 0
    columns: int = 0
    heading: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    scanned: bool = False
    spans_known: bool = True


class Refused(Exception):
    """The file cannot be read: the fields of an `UnreadableDocument`."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy


def packed(found: tuple[Sheet, ...] | Refused) -> bytes:
    """The outcome of a child as JSON, which can hold nothing but values."""
    if isinstance(found, Refused):
        return json.dumps([found.code, found.message, found.remedy]).encode("ascii")
    return json.dumps({"sheets": found}).encode("ascii")


def unpacked(data: bytes) -> tuple[Sheet, ...]:
    """The sheets that `packed` holds; raises the `Refused` that it holds, or ValueError."""
    found = json.loads(data)
    if isinstance(found, list):
        raise Refused(*found)
    return tuple(map(_sheet, found["sheets"]))


def _sheet(values: list[Any]) -> Sheet:
    page, table, cells, rows, columns, heading, remarks, scanned, spans_known = values
    return Sheet(
        page=page,
        table=table,
        cells=tuple(Text(*cell) for cell in cells),
        rows=rows,
        columns=columns,
        heading=tuple(heading),
        remarks=tuple(_remark(remark) for remark in remarks),
        scanned=scanned,
        spans_known=spans_known,
    )


def _remark(values: list[Any]) -> Remark:
    remark = Remark(*values)
    return remark._replace(figures=tuple((name, text) for name, text in remark.figures))
