"""Text: forms and lists as CSV, or as lines with tabs.

A spreadsheet opens CSV as if it had been typed, so a cell that begins with ``=``, ``+``,
``-`` or ``@``, their full-width forms, a tab or a line end would be run as a formula. Such a cell is written with a leading apostrophe,
the spreadsheets' own mark for a text; `jixiao.read` takes it off again. Plain ``.txt`` is
for pasting into other programs and keeps its texts as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from jixiao.display import FORMULA_STARTS, whole_characters

from .form import Form
from .lists import Listing

__all__ = ["separated", "tabbed"]


def separated(parts: Sequence[Form | Listing]) -> bytes:
    """CSV for spreadsheets: UTF-8 with its mark (Excel needs it), formulas disarmed."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for number, part in enumerate(parts):
        if number:
            writer.writerow([])
        for row in _rows(part):
            writer.writerow(
                [f"'{text}" if text.startswith(FORMULA_STARTS) else text for text in row]
            )
    return whole_characters(stream.getvalue()).encode("utf-8-sig")


def tabbed(parts: Sequence[Form | Listing]) -> bytes:
    """Lines with tabs; a text of several lines stands in quotation marks."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    for number, part in enumerate(parts):
        if number:
            writer.writerow([])
        for row in _rows(part):
            writer.writerow([text.replace("\t", " ") for text in row])
    return whole_characters(stream.getvalue()).encode("utf-8")


def _rows(part: Form | Listing) -> Iterable[list[str]]:
    if isinstance(part, Form):
        above = {box.row for box in part.boxes if box.role in ("title", "subtitle")}
        for number, row in enumerate(part.texts()):
            yield row[:1] if number in above else row
        return
    yield list(part.header)
    yield from part.texts()
