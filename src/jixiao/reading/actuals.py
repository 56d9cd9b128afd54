"""Actual values from a file: a filled form, a list with headings, or a JSON document.

The values themselves, and which indicator each belongs to, are `jixiao.actuals`.
"""

from __future__ import annotations

import codecs
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs

from jixiao import frames
from jixiao.actuals import Actual, Actuals, Spending, field_names, field_of, gather, left_to, match
from jixiao.errors import ActualsError, Place
from jixiao.exactness import in_own_context
from jixiao.findings import Finding
from jixiao.tables import TargetTable

from . import loaded, read_grids
from .grid import Grid
from .headers import Headers
from .layout import recognise
from .layout.lines import Line, clean, lines_of

__all__ = ["read_actuals"]

# Columns that only a list made for scoring has; a form has none of them.
_JUDGED: Final = frozenset({"grade", "mark", "deduction", "not_applicable", "baseline"})


@in_own_context
def read_actuals(
    source: Any, *, table: TargetTable | None = None, beside: Iterable[TargetTable] = ()
) -> Actuals:
    """The actual values that `source` states.

    Args:
        source: a mapping name → value, rows, `Actuals`; a frame (pandas, polars, an Arrow table or
            stream, whatever narwhals knows) with the columns 指标名称 and 实际完成值; or a file, as
            its path, its bytes or an open file: a filled 自评表 in any format, a CSV or workbook
            with those headings, or JSON.
        table: the table they are meant for; of several forms in a file the one whose
            indicators fit it best is taken.
        beside: the tables of the same document, for which the one list is meant as well: what names
            an indicator of those only is left to them, and not reported as unknown to `table`.

    Raises:
        ActualsError: the file holds neither a filled form nor such a list.
        UnreadableDocument: the file cannot be read at all.
        MissingExtra: for a frame, narwhals, numpy or pyarrow is not installed.
    """
    found = _stated(source, table)
    others = [one.name for other in beside for one in other.indicators]
    if table is None or not others:
        return found
    return left_to(found, names=[one.name for one in table.indicators], others=others)


def _stated(source: Any, table: TargetTable | None) -> Actuals:
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        if path.suffix.lower() == ".json":
            return gather(_json(path.read_bytes(), path.name))
        return _of_grids(read_grids(path), table, path.name)
    if isinstance(source, bytes | bytearray | memoryview) or hasattr(source, "read"):
        data, file = loaded(_binary(source))
        if data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"["):
            return gather(_json(data, file))
        return _of_grids(read_grids(data, name=file), table, file)
    if _is_frame(source):
        return gather(_named(frames.records(source)))
    return gather(source)


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a frame, which must have a column of names."""
    columns = [str(name) for name in rows[0]] if rows else []
    if rows and not any(field_of(name) in ("name", "item") for name in columns):
        raise ActualsError(
            f"数据框里没有“指标名称”一列；有：{'、'.join(columns)}。应有“指标名称”“实际完成值”两列",
            code="actuals-none",
        )
    return rows


def _binary(source: Any) -> Any:
    """An open file, whose content may be text, as something that gives bytes."""
    text = source.read() if isinstance(source, io.TextIOBase) else None
    return source if text is None else text.encode()


def _is_frame(source: Any) -> bool:
    """Whether something has columns; what is a row, a list of rows or a mapping has none."""
    kind = type(source)
    plain = isinstance(source, Mapping | list | tuple | Actuals)
    return not plain and (hasattr(kind, "__arrow_c_stream__") or hasattr(kind, "columns"))


def _of_grids(grids: Sequence[Grid], table: TargetTable | None, file: str | None) -> Actuals:
    lists = [(grid, found) for grid in grids if (found := _list(grid)) is not None]
    listed = [found for _, found in lists]
    remarks = tuple(one for grid, _ in lists for one in grid.findings)
    if any(fields & _JUDGED for fields, _ in listed):
        return _gathered(listed, remarks)
    forms = [_from_form(one) for one in recognise(grids) if one.is_filled]
    if forms:
        return _best(forms, table)
    if listed:
        return _gathered(listed, remarks)
    raise ActualsError(
        "没有找到实际完成值：既不是填好的自评表，也没有“指标名称”“实际完成值”两列",
        code="actuals-none",
        place=Place(file=file),
    )


def _json(content: bytes, file: str | None) -> Any:
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except ValueError as bad:
        raise ActualsError(
            f"不是完整的 JSON：{bad}", code="actuals-json", place=Place(file=file)
        ) from bad
    if not isinstance(data, dict | list):
        raise ActualsError(
            "JSON 应为“名称—数值”的对象，或行的列表",
            code="actuals-shape",
            place=Place(file=file),
        )
    return data


# ---------------------------------------------------------------- lists


def _list(grid: Grid) -> tuple[frozenset[str], list[dict[str, Any]]] | None:
    """The rows under the first line of headings (a name, and a value or judgement), or None."""
    lines = lines_of([grid], Headers.load())
    for index, line in enumerate(lines):
        fields = {cell.column: field for cell in line.starts if (field := field_of(cell.text))}
        known = frozenset(fields.values())
        if known & {"name", "item"} and known & {"value", "executed", *_JUDGED}:
            rows = (_row(one, fields, line) for one in lines[index + 1 :])
            return known, [row for row in rows if row]
    return None


def _row(line: Line, fields: Mapping[int, str], heading: Line) -> dict[str, Any]:
    """One line as a row for `gather`; a column without a known heading keeps its own."""
    row: dict[str, Any] = {}
    for cell in line.starts:
        above = heading.at(cell.column)
        key = fields.get(cell.column) or (clean(above.text) if above else f"第{cell.position[1]}列")
        row.setdefault(next(iter(field_names(key)), key), clean(cell.text))
    if row:
        stated = [cell for cell in line.starts if fields.get(cell.column) == "value"]
        row["place"] = (*stated, *line.starts)[0].place
    return row


def _gathered(
    listed: Sequence[tuple[frozenset[str], list[dict[str, Any]]]], remarks: Iterable[Finding]
) -> Actuals:
    """All rows together; `remarks` are those of the sheets they stand on (hidden rows)."""
    rows: list[dict[str, Any]] = []
    findings: list[Finding] = [*remarks]
    for _, found in listed:
        for row in found:
            if row.keys() & {field_names("name")[0], field_names("item")[0]}:
                rows.append(row)
            else:
                said = "、".join(str(value) for key, value in row.items() if key != "place")
                findings.append(
                    Finding(
                        code="actual-row-unused",
                        severity="warning",
                        message=f"这一行没有指标名称，未使用：{said}",
                        place=row["place"],
                    )
                )
    actuals = gather(rows)
    return attrs.evolve(actuals, findings=(*actuals.findings, *findings))


# ---------------------------------------------------------------- filled forms


def _from_form(form: TargetTable) -> Actuals:
    return Actuals(
        entries=tuple(
            Actual(
                name=one.name,
                value=one.actual,
                level2=one.level2,
                reason=one.deviation,
                place=one.place_of("actual"),
            )
            for one in form.indicators
            if one.name
        ),
        executions=tuple(
            Spending(
                item=row.item,
                initial=row.initial,
                budget=row.budget,
                executed=row.executed,
                unit=row.unit,
                place=row.place,
            )
            for row in form.execution
        ),
        findings=form.findings,
    )


def _best(forms: Iterable[Actuals], table: TargetTable | None) -> Actuals:
    """The form that fits `table` best; without a table all forms together."""
    found = list(forms)
    if table is None:
        return Actuals(
            entries=tuple(one for form in found for one in form.entries),
            executions=tuple(one for form in found for one in form.executions),
            findings=tuple(one for form in found for one in form.findings),
        )
    names = [one.name for one in table.indicators]
    groups = [one.level2 for one in table.indicators]

    def fit(form: Actuals) -> int:
        return sum(one is not None for one in match(form, names, groups=groups).actuals)

    return max(found, key=fit)
