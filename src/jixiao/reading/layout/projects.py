"""Projects: a list in which each project, named in a column, has rows of indicators.

The usual form states one project at its head. Lists published with a department's budget
(单位名称、项目名称 | 年度目标 | 一级指标 …) state the project, its unit, its goal and its amount
in columns beside the indicators instead, in the first row of the project or in a row above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from jixiao.findings import Finding
from jixiao.tables import Execution

from ..headers import Headers, plain
from .columns import Column, Half, Heading
from .front import money_unit
from .lines import Line, clean
from .money import amount
from .rows import Body, Row
from .titles import year_of

__all__ = ["Share", "shares_of"]


@attrs.frozen(eq=False)
class Share:
    """The rows of one project, and what its columns state besides the indicators."""

    body: Body
    project: str | None = None
    organisation: str | None = None
    department: str | None = None
    goal: str | None = None
    year: int | None = None
    amounts: tuple[Execution, ...] = ()
    findings: tuple[Finding, ...] = ()


@attrs.define
class _Part:
    """A share while its rows are collected."""

    lines: list[tuple[Line, Heading]]
    texts: dict[str, str]
    amounts: dict[Column, Line]


def shares_of(body: Body, *, unit: str) -> tuple[Share, ...]:
    """The parts of `body` by project; one part with all of it where no column names projects.

    Args:
        body: a block as it was gathered.
        unit: 万元 or 元, where the heading of an amount does not say.
    """
    if not any(heading.beside for heading in body.headings):
        return (Share(body),)
    entries = [
        *((row.line, row.heading) for row in body.rows),
        *((row.line, row.heading) for _, row in body.loose),
        *((row.line, row.heading) for row in body.totals),
        *((line, _heading_of(line, body)) for line in body.unread),
    ]
    entries.sort(key=lambda one: (one[0].number, one[0].row))
    parts: list[_Part] = []
    seen: set[int] = set()
    for line, heading in entries:
        if id(line) in seen:
            continue
        seen.add(id(line))
        named = _stated(line, heading)
        if not parts or _begins_other(named, parts[-1].texts):
            parts.append(_Part([], {}, {}))
        for role, text in named.items():
            held = parts[-1].texts.setdefault(role, text)
            if role == "goal" and text not in held.split("\n"):
                parts[-1].texts[role] = f"{held}\n{text}"
        for column in heading.beside:
            if column.role == "amount" and _begun(column, line):
                parts[-1].amounts.setdefault(column, line)
        parts[-1].lines.append((line, heading))
    if "project" not in parts[0].texts and len(parts) > 1 and _has_indicators(parts[0]):
        return (Share(body, findings=(_displaced(parts[1]),)),)
    return tuple(_shares(parts, body, unit))


def _begins_other(named: Mapping[str, str], texts: Mapping[str, str]) -> bool:
    """Whether a row names another project, or one of the same name of another unit or year."""
    name = named.get("project")
    if name is None:
        return False
    others = (
        role for role in ("organisation", "department", "year") if role in named and role in texts
    )
    return name != texts.get("project") or any(named[role] != texts[role] for role in others)


def _displaced(part: _Part) -> Finding:
    name = part.texts["project"]
    return Finding(
        code="label-displaced",
        severity="warning",
        message=f"项目名称“{name}”等不在所属各行的首行（合并单元格的文字错位所致），"
        "没有按项目分开；请用保留合并单元格的原文件",
        place=part.lines[0][0].starts[0].place,
        subject=name,
        figures=(("level", "project"), ("labels", name)),
    )


def _has_indicators(part: _Part) -> bool:
    return any(_has_indicator(Row(line, heading)) for line, heading in part.lines)


def _heading_of(line: Line, body: Body) -> Heading:
    """The heading above a line that was no row."""
    before = [
        row.heading
        for row in body.rows
        if (row.line.number, row.line.row) <= (line.number, line.row)
    ]
    return before[-1] if before else body.headings[0]


def _begun(column: Column, line: Line) -> str | None:
    """The text that begins under `column` in this row."""
    cells = [cell for cell in column.cells(line) if cell.row == line.row]
    return clean(cells[0].text) or None if cells else None


def _stated(line: Line, heading: Heading) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in heading.beside:
        text = _begun(column, line)
        if text is not None and column.role != "amount":
            found.setdefault(column.role, text)
    return found


def _shares(parts: Sequence[_Part], body: Body, unit: str) -> list[Share]:
    shares: list[Share] = []
    organisation: str | None = None
    department: str | None = None
    for part in parts:
        mine = {id(line) for line, _ in part.lines}
        rows = tuple(row for row in body.rows if id(row.line) in mine)
        organisation = part.texts.get("organisation") or organisation
        department = part.texts.get("department") or department
        if not any(_has_indicator(row) for row in rows):
            # In 单位名称、项目名称 the name of the unit stands in a row above its projects.
            unit_above = part.texts.get("project")
            if unit_above and not _is_sum(unit_above):
                organisation = unit_above
            continue
        positions = {id(row): index for index, row in enumerate(rows)}
        loose = tuple(
            (_index_of(before, body, positions, len(rows)), row)
            for before, row in body.loose
            if id(row.line) in mine
        )
        share = attrs.evolve(
            body,
            rows=rows,
            loose=loose,
            totals=tuple(row for row in body.totals if id(row.line) in mine),
            unread=(),
        )
        amounts = _with_spent(
            [
                (column, row)
                for column, line in part.amounts.items()
                if (row := _amount_row(column, line, unit)) is not None
            ]
        )
        shares.append(
            Share(
                body=share,
                project=part.texts.get("project"),
                organisation=organisation or department,
                department=department if organisation else None,
                goal=part.texts.get("goal"),
                year=year_of(part.texts.get("year", "")),
                amounts=amounts,
            )
        )
    return shares


def _is_sum(text: str) -> bool:
    """动物检疫设备 小计: the sum of a project, and no unit above the next one."""
    headers = Headers.load()
    return text.endswith(tuple(headers.subtotals | headers.totals))


def _has_indicator(row: Row) -> bool:
    return any(
        _begun(column, row.line)
        for half in row.heading.halves
        for column in half.columns
        if column.role in ("name", "target") and not _is_banner(row, half)
    )


def _is_banner(row: Row, half: Half) -> bool:
    """Whether one cell lies over name and value: the name of a unit above its projects."""
    over = [column.cells(row.line) for role in ("name", "target") for column in _of(half, role)]
    return len(over) > 1 and over[0][:1] == over[1][:1] and bool(over[0])


def _of(half: Half, role: str) -> tuple[Column, ...]:
    column = half.column(role)
    return () if column is None else (column,)


def _index_of(before: int, body: Body, positions: dict[int, int], count: int) -> int:
    """Where in the share's rows the row stands that followed a loose label."""
    return next((positions[id(row)] for row in body.rows[before:] if id(row) in positions), count)


def _with_spent(rows: Sequence[tuple[Column, Execution]]) -> tuple[Execution, ...]:
    """项目总额 | 已支付金额: one row, where the one column says what the other became."""
    spent = Headers.load().plain_words("budget-contain", "executed")
    paid = [row for column, row in rows if any(word in plain(column.cell.text) for word in spent)]
    planned = [row for _, row in rows if row not in paid]
    if len(paid) != 1 or not planned:
        return tuple(row for _, row in rows)
    first, *others = planned
    return (attrs.evolve(first, executed=paid[0].budget), *others)


def _amount_row(column: Column, line: Line, unit: str) -> Execution | None:
    cell = next(cell for cell in column.cells(line) if cell.row == line.row)
    value = amount(cell.text)
    if value is None:
        return None
    return Execution(
        item=clean(column.cell.text),
        budget=value,
        unit=money_unit(column.cell.text) or unit,
        place=cell.place,
    )
