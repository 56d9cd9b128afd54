"""Templates: the blanks of a user's own form filled in, everything else left as it is.

The form is read by the same recogniser that reads any document: its headings say what a
column is for, the names of its indicators say which row is whose. The file itself is then
changed in its markup, cell by cell, so that styles, pictures and settings stay.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

import attrs

from jixiao.display import whole_characters
from jixiao.errors import JixiaoError, Place, UnreadableDocument
from jixiao.naming import plain_name
from jixiao.quantities import format_number
from jixiao.reading import read_grids
from jixiao.reading.formats.archive import Package
from jixiao.reading.grid import Grid
from jixiao.reading.headers import Headers, plain, without_brackets
from jixiao.reading.layout.blocks import gather
from jixiao.reading.layout.columns import Column, Half
from jixiao.reading.layout.front import fields_of
from jixiao.reading.layout.headings import find_heading
from jixiao.reading.layout.lines import Line, lines_of
from jixiao.reading.layout.opening import find_block
from jixiao.reading.layout.rows import Row, is_blank
from jixiao.reading.limits import MAX_FILE_BYTES
from jixiao.scoring.scorecards import Scorecard
from jixiao.tables import Execution, Indicator, TargetTable

from .errors import WritingError
from .selfevaluation import self_evaluation

__all__ = ["Entry", "fill"]

_INDICATOR: Final = (
    "level1", "level2", "sign", "unit", "direction", "target", "actual", "weight", "points",
    "deviation", "standard", "explanation", "remark",
)  # fmt: skip
_BUDGET: Final = ("initial", "budget", "executed", "weight", "rate", "points")
_FIELDS: Final = ("organisation", "project", "department")


@attrs.frozen(kw_only=True)
class Entry:
    """What is to be written in one cell of a grid, counted from 0."""

    grid: Grid
    row: int
    column: int
    text: str = attrs.field(converter=whole_characters)
    number: Decimal | None = None


def fill(obj: Scorecard | TargetTable, template: Path, *, replace_declared: bool = False) -> bytes:
    """The document `template` with its blanks filled from `obj`.

    Indicators are matched by name; in a form without names they fill the blank rows in order.

    Raises:
        WritingError: the template has no block of indicators, lacks one of them, or has too
            few blank rows.
        UnreadableDocument: the template cannot be read, or its parts are too large.
    """
    table = (
        self_evaluation(obj, replace_declared=replace_declared)
        if isinstance(obj, Scorecard)
        else obj
    )
    with template.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise _unreadable(template, f"超过 {MAX_FILE_BYTES // 1024 // 1024} MB", code="too-large")
    # The pictures and other parts that reading passes over are copied, so they count here.
    Package(data, file=template.name).weigh()
    grids = read_grids(data, name=template.name)
    headers = Headers.load()
    lines = lines_of(grids, headers)
    entries = tuple(_Filling(table, lines, headers, template.name).entries())
    try:
        if template.suffix.lower() == ".docx":
            from . import docxcells

            return docxcells.filled(data, entries)
        from . import xlsxcells

        return xlsxcells.filled(data, entries)
    except JixiaoError:
        raise
    except _DAMAGED as problem:
        raise _unreadable(template, "里面有损坏的部分", code="truncated") from problem


# What the archive and XML libraries raise for parts that are damaged, missing, or do not fit
# together. Reading passes over such parts; filling copies them.
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    StopIteration,
    SyntaxError,
    ValueError,
    AttributeError,
    EOFError,
    RuntimeError,
)


def _unreadable(template: Path, what: str, *, code: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"模板{what}，填不了",
        code=code,
        remedy="请用办公软件打开模板，另存一份再用",
        place=Place(file=template.name),
    )


@attrs.frozen
class _Filling:
    table: TargetTable
    lines: Sequence[Line]
    headers: Headers
    name: str

    def entries(self) -> Iterator[Entry]:
        begin = next(
            (i for i in range(len(self.lines)) if find_block(self.lines, i, self.headers)), None
        )
        heading = None if begin is None else find_block(self.lines, begin, self.headers)
        if begin is None or heading is None:
            raise WritingError(
                f"模板“{self.name}”里没有找到指标区；表头要有“三级指标”和“指标值”",
                code="template-no-block",
            )
        yield from self._front(begin)
        yield from self._budget(begin)
        yield from self._goals(begin)
        body, _ = gather(self.lines, heading, title=None, headers=self.headers)
        half = next(
            (one for one in heading.halves if (one.term or "annual") == self.table.term),
            heading.halves[0],
        )
        filled = any(one.points is not None for one in self.table.indicators)
        if filled and half.column("points") is None and half.column("actual") is None:
            raise WritingError(
                f"模板“{self.name}”的指标区没有“实际完成值”和“得分”两栏，填不了自评结果；请用自评表的表样",
                code="template-no-column",
            )
        yield from self._rows(body.rows, half, heading.end)
        yield from self._totals(body.totals, half)

    # ---- what stands before the indicators

    def _front(self, end: int) -> Iterator[Entry]:
        seen: set[str] = set()
        for line in self.lines[:end]:
            if line.row < 0:
                continue
            for field in fields_of(line, self.headers):
                if field.role not in _FIELDS or field.value or field.role in seen:
                    continue
                text = getattr(self.table, field.role)
                column = field.cell.column + field.cell.colspan
                # A label that states its value after a colon has no cell for it.
                if text and line.at(column) is None and ":" not in plain(field.cell.text):
                    seen.add(field.role)
                    yield Entry(grid=line.grid, row=line.row, column=column, text=text)

    def _budget(self, end: int) -> Iterator[Entry]:
        index = 0
        while index < end:
            heading = find_heading(self.lines, index, section="budget", headers=self.headers)
            half = heading.halves[0] if heading else None
            if heading is None or half is None or half.column("executed") is None:
                index += 1
                continue
            unused = list(self.table.execution)
            for line in self.lines[heading.end : end]:
                item = self._item(line, half)
                if item is None:
                    break
                row = self._row_of(item, unused)
                if row is not None:
                    unused.remove(row)
                    yield from self._amounts(line, half, row)
            return

    def _item(self, line: Line, half: Half) -> str | None:
        """The label of a budget row: what stands left of the amounts, last."""
        first = min(column.start for column in half.columns)
        left = [cell for cell in line.starts if cell.column < first]
        own = [cell for cell in left if self.headers.role("sections", cell.text) is None] or left
        return own[-1].text if own else None

    def _row_of(self, item: str, rows: Sequence[Execution]) -> Execution | None:
        key = without_brackets(plain_name(item)).strip(":")
        same = [row for row in rows if without_brackets(plain_name(row.item)).strip(":") == key]
        if same:
            return same[0]
        totals = [row for row in rows if "总" in row.item or "合计" in row.item]
        is_total = "总额" in key or "合计" in key
        return totals[0] if is_total and totals else None

    def _amounts(self, line: Line, half: Half, row: Execution) -> Iterator[Entry]:
        for role in _BUDGET:
            column = half.column(role)
            value = getattr(row, role)
            if column is not None and value is not None:
                yield from self._entry(line, column, value)

    def _goals(self, end: int) -> Iterator[Entry]:
        """预期目标 and 实际完成情况: headings of a row of their own, the texts below them."""
        for index, line in enumerate(self.lines[: end - 1]):
            below = self.lines[index + 1]
            for cell in line.starts:
                role = self.headers.role("goals", cell.text) if len(plain(cell.text)) < 40 else None
                if role == "label" and cell.column + cell.colspan < line.grid.columns:
                    alone = len(line.starts) == 1 and cell.rowspan == 1
                    if alone and self.table.goal and cell.row == line.row:
                        yield Entry(
                            grid=line.grid, row=line.row, column=cell.column + cell.colspan,
                            text=self.table.goal,
                        )  # fmt: skip
                text = {"expected": self.table.goal, "done": self.table.goal_actual}.get(role or "")
                if text and below.grid is line.grid and below.at(cell.column) is None:
                    yield Entry(grid=line.grid, row=below.row, column=cell.column, text=text)

    # ---- the indicators

    def _rows(self, rows: Sequence[Row], half: Half, begin: int) -> Iterator[Entry]:
        name = half.column("name")
        if name is None:
            return
        named: dict[str, list[Row]] = {}
        for row in rows:
            text = "".join(cell.text for cell in name.cells(row.line, shift=row.shift))
            named.setdefault(plain_name(text), []).append(row)
        if not any(plain_name(one.name) in named for one in self.table.indicators):
            yield from self._in_order(half, begin)
            return
        missing = []
        for one in self.table.indicators:
            places = named.get(plain_name(one.name)) or named.get(plain_name(one.name, suffix=True))
            if not places:
                missing.append(one.name)
                continue
            row = places.pop(0)
            own = next((h for h in row.heading.halves if h.term == half.term), half)
            yield from self._values(row.line, own, one)
        if missing:
            raise WritingError(
                f"模板“{self.name}”里没有这些指标：{'、'.join(missing)}；请在模板中补上，或核对名称",
                code="template-indicator-missing",
            )

    def _in_order(self, half: Half, begin: int) -> Iterator[Entry]:
        """A form with no names of its own: its blank rows, from the first under the heading."""
        name = half.columns and half.column("name")
        blank: list[Line] = []
        for line in self.lines[begin:]:
            if not self.headers.totals.isdisjoint(line.bare):
                break
            if line.grid is not self.lines[begin].grid or line.row < 0:
                break
            if name and not name.cells(line):
                blank.append(line)
        needed = len(self.table.indicators)
        if len(blank) < needed:
            raise WritingError(
                f"模板“{self.name}”里没有这些指标的名称，空行也只有{len(blank)}行，要填{needed}个指标；"
                "请在模板中写好指标名称，或加够空行",
                code="template-rows",
            )
        for line, one in zip(blank, self.table.indicators, strict=False):
            if name:
                yield from self._entry(line, name, one.name)
            yield from self._values(line, half, one)

    def _values(self, line: Line, half: Half, one: Indicator) -> Iterator[Entry]:
        split = one.value is not None and (half.column("sign") or half.column("unit"))
        for role in _INDICATOR:
            column = half.column(role)
            value = getattr(one, "value" if role == "target" and split else role)
            if column is not None and value is not None:
                yield from self._entry(line, column, value)

    def _totals(self, rows: Sequence[Row], half: Half) -> Iterator[Entry]:
        points = half.column("points")
        if rows and points is not None and self.table.declared_total is not None:
            yield from self._entry(rows[-1].line, points, self.table.declared_total)

    def _entry(self, line: Line, column: Column, value: str | Decimal) -> Iterator[Entry]:
        """The entry for one cell, unless something stands there: only blanks are filled."""
        cells = column.cells(line)
        if any(not is_blank(cell.text) for cell in cells):
            return
        number = value if isinstance(value, Decimal) else None
        text = format_number(value) if isinstance(value, Decimal) else value
        at = cells[0].column if cells else column.start
        row = cells[0].row if cells else line.row
        yield Entry(grid=line.grid, row=row, column=at, text=text, number=number)
