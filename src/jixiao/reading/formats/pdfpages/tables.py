"""The tables of a page by their ruling lines; what was merged is worked out from the geometry."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import product
from typing import Any, Final

from .plain import Limits, Remark, Sheet, Text

__all__ = ["tables_of"]

# Ruling lines that are meant to coincide differ by up to this many points.
_TOLERANCE: Final = 3


def tables_of(
    page: Any, number: int, before: int, limits: Limits, *, above: list[float]
) -> tuple[list[Sheet], list[float]]:
    """The tables of a page, and the column edges of the last one.

    Where a page has only the last rows of a table, few of its columns may be drawn; a table
    as wide as the one `above` the page break shares its edges.
    """
    tables = sorted(page.find_tables(), key=lambda table: (table.bbox[1], table.bbox[0]))
    lines = [(line["top"], line["bottom"], line["text"]) for line in page.extract_text_lines()]
    found: list[Sheet] = []
    upper = 0.0
    for table in tables:
        _, top, _, bottom = table.bbox
        heading = tuple(
            text.strip()
            for start, end, text in lines
            if start >= upper - 1 and end <= top + _TOLERANCE and text.strip()
        )
        upper = bottom
        note = Remark(
            code="experimental-pdf",
            severity="note",
            message="从 PDF 读取表格还在试验中，合并单元格由框线推算，请核对；"
            "有原始的 Word、Excel 文件时请用原始文件",
        )
        boxes = [box for box in table.cells if box]
        across = _edges([x for box in boxes for x in (box[0], box[2])])
        if table is tables[0] and above and _as_wide(above, across):
            across = _edges([*above, *across])
        above = across
        cells, rows, columns = _cells(page, boxes, across, limits)
        found.append(
            Sheet(
                page=number,
                table=before + len(found) + 1,
                cells=cells,
                rows=rows,
                columns=columns,
                heading=heading[-limits.heading_lines :],
                remarks=(note,),
            )
        )
    return found, above


def _as_wide(edges: list[float], others: list[float]) -> bool:
    return bool(others) and all(abs(edges[end] - others[end]) <= _TOLERANCE for end in (0, -1))


def _edges(values: list[float]) -> list[float]:
    """Sorted positions, those within the tolerance taken together."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _TOLERANCE:
            merged.append(value)
    return merged


def _index(edges: list[float], value: float) -> int:
    position = bisect_left(edges, value - _TOLERANCE)
    return min(position, len(edges) - 1)


def _cells(
    page: Any, boxes: list[Any], across: list[float], limits: Limits
) -> tuple[tuple[Text, ...], int, int]:
    down = _edges([y for box in boxes for y in (box[1], box[3])])
    spans: list[tuple[int, int, int, int]] = []
    owner: dict[tuple[int, int], int] = {}
    for left, top, right, bottom in sorted(boxes, key=lambda one: (one[1], one[0])):
        row, column = _index(down, top), _index(across, left)
        below = max(row + 1, _index(down, bottom))
        beyond = max(column + 1, _index(across, right))
        if len(owner) + (below - row) * (beyond - column) > limits.cells:
            break
        for position in product(range(row, below), range(column, beyond)):
            owner.setdefault(position, len(spans))
        spans.append((row, column, below, beyond))
    cells = []
    for (row, column, below, beyond), text in zip(
        spans, _texts(page, len(spans), owner, across, down), strict=True
    ):
        if text:
            shown = text[: limits.cell_text]
            cells.append(Text(shown, row, column, below - row, beyond - column))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return tuple(cells), max(len(down) - 1, 0), max(len(across) - 1, 0)


def _texts(
    page: Any, count: int, owner: dict[tuple[int, int], int], across: list[float], down: list[float]
) -> list[str]:
    """The text of every cell: a character belongs where its middle lies."""
    from pdfplumber.utils.text import extract_text

    inside: list[list[Any]] = [[] for _ in range(count)]
    for char in page.chars:
        row = bisect_right(down, (char["top"] + char["bottom"]) / 2) - 1
        column = bisect_right(across, (char["x0"] + char["x1"]) / 2) - 1
        index = owner.get((row, column))
        if index is not None:
            inside[index].append(char)
    texts = (extract_text(chars) if chars else "" for chars in inside)
    return ["\n".join(line.strip() for line in text.split("\n") if line.strip()) for text in texts]
