"""Tasks (年度主要任务): each with what is to be done and its funds, and what was done and spent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from jixiao.findings import Finding
from jixiao.tables import Funds, Task

from ..grid import Cell
from ..headers import Headers
from .amounts import find_amounts, inline_in, stated_in
from .budget import find_budget
from .columns import Half
from .front import is_front, money_unit
from .headings import find_heading
from .lines import Line, clean, whole_text
from .money import amount, has_amount, is_blank_amount, remark_of, says_money, text_in
from .rows import SHIFTS

__all__ = ["Tasks", "find_tasks"]

_FUNDS: Final = ("total", "fiscal", "other", "executed")


_TASK_ROLES: Final = ("name", "content", "actual", *_FUNDS)


@attrs.frozen
class Tasks:
    """The tasks read, the findings, and the line after them.

    `total` is the row of their sums (金额合计); `taken` are the cells that went into either.
    """

    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...]
    end: int
    taken: tuple[Cell, ...] = ()
    total: Funds | None = None


def find_tasks(lines: Sequence[Line], index: int, *, unit: str, headers: Headers) -> Tasks | None:
    """年度主要任务 whose heading begins at `lines[index]`, or None."""
    if has_amount(lines[index]):
        return None  # 合计 | 500 | 财政拨款 | 400: amounts beside their labels, not under headings.
    heading = find_heading(lines, index, section="tasks", headers=headers)
    if heading is None:
        return None
    half = heading.halves[0]
    if half.column("name") is None or not any(
        half.column(role) for role in ("content", "actual", "fiscal")
    ):
        return None
    span = range(heading.index, heading.end)
    named = (money_unit(cell.text) for number in span for cell in lines[number].starts)
    unit = next(filter(None, named), unit)
    tasks: list[Task] = []
    findings: list[Finding] = []
    taken: list[Cell] = []
    total: Funds | None = None
    position = heading.end
    while position < len(lines):
        line = lines[position]
        if line.starts:
            if _ends_tasks(lines, position, half, unit=unit, headers=headers):
                break
            total = total or _tasks_total(line, half, unit, headers)
            taken += _read_task(line, half, unit, tasks=tasks, findings=findings, headers=headers)
        position += 1
    return Tasks(tuple(tasks), tuple(findings), position, tuple(taken), total)


def _tasks_total(line: Line, half: Half, unit: str, headers: Headers) -> Funds | None:
    """The amounts of a row that sums the tasks; None where it is none, or holds no amount."""
    if not _is_total(line, headers):
        return None
    stated = {role: amount(text_in(half.column(role), line, 0)) for role in _FUNDS}
    if stated["total"] is None:
        amounts = [value for cell in line.starts if (value := amount(cell.text)) is not None]
        stated["total"] = amounts[0] if amounts else None
    return None if stated["total"] is None else Funds(**stated, unit=unit)


def _ends_tasks(
    lines: Sequence[Line], position: int, half: Half, *, unit: str, headers: Headers
) -> bool:
    line = lines[position]
    side = line.starts[0]
    if len(line.starts) > 2 and says_money(side.text, headers):
        if headers.role("sections", side.text) is not None:
            return True  # 预算情况 | 合计 | 1843.62
    if _is_total(line, headers):
        return False
    if is_front(line, headers):
        return True
    first = line.starts[0]
    if headers.role("goals", first.text) == "label":
        return True
    if any(headers.role("columns", cell.text) in {"level1", "level2"} for cell in line.starts):
        return True
    return _begins_money(lines, position, half, unit=unit, headers=headers)


def _begins_money(
    lines: Sequence[Line], position: int, half: Half, *, unit: str, headers: Headers
) -> bool:
    """Whether a block of amounts begins here: a task may be called 项目支出 as an amount is."""
    if any(
        find(lines, position, unit=unit, headers=headers) is not None
        for find in (find_budget, find_amounts)
    ):
        return True
    line = lines[position]
    name, total = half.column("name"), half.column("total") or half.column("fiscal")
    stated = [one for one in stated_in(line, unit, headers) if one.value is not None]
    if not stated or name is None:
        return False
    if all(inline_in(cell, unit, headers) for cell in line.starts):
        return True
    values = [cell for cell in line.starts if amount(cell.text) is not None]
    side = [cell for cell in line.starts if cell.column < name.start]
    # An amount in the place of 主要内容 is no task's.
    return (
        len(stated) == len(values)
        and len(line.starts) - len(values) - len(stated) <= len(side)
        and (total is None or values[0].column < total.start)
    )


def _is_total(line: Line, headers: Headers) -> bool:
    return not headers.totals.isdisjoint(line.bare)


def _read_task(
    line: Line,
    half: Half,
    unit: str,
    *,
    tasks: list[Task],
    findings: list[Finding],
    headers: Headers,
) -> tuple[Cell, ...]:
    """Adds what a row states to `tasks` and `findings`; gives the cells that it went from."""
    place = line.starts[0].place
    if _is_total(line, headers):
        if _tasks_total(line, half, unit, headers) is None:
            findings.append(
                remark_of("tasks-total", f"任务的合计行“{whole_text(line)}”未作为任务读入", line)
            )
        return line.starts
    side = [c for c in line.starts if headers.role("sections", c.text) and amount(c.text) is None]
    name_column = half.column("name")
    shift = _task_shift(line, half)
    name = text_in(half.column("name"), line, shift)
    label = next((cell for cell in side if clean(cell.text) == name), None)
    if label is not None:
        # The vertical label of the block fell into the name's place: the name itself is lost.
        name = ""
    content = text_in(half.column("content"), line, shift)
    actual = text_in(half.column("actual"), line, shift)
    texts = {role: text_in(half.column(role), line, shift) for role in _FUNDS}
    if not name and not content and not actual and not any(texts.values()):
        used = {id(cell) for cell in side}
        if any(id(cell) not in used for cell in line.starts):
            findings.append(
                remark_of("row-unused", f"任务区中的“{whole_text(line)}”未能读入", line)
            )
            return line.starts
        return ()
    told = content or actual
    subject = name or (told[:20] + "…" if len(told) > 20 else told)
    for role, text in texts.items():
        if amount(text) is None and not is_blank_amount(text):
            message = f"任务“{subject}”的金额“{text}”不是数字"
            findings.append(
                remark_of("amount-unreadable", message, line, subject, "error", role=role)
            )
    if not name:
        stand = f"（该处是栏目名称“{clean(label.text)}”）" if label else ""
        message = f"第 {len(tasks) + 1} 项任务没有名称{stand}，已保留其内容和金额"
        findings.append(remark_of("task-unnamed", message, line, subject, "warning"))
    if shift:
        message = f"任务“{subject}”所在行错开了 {abs(shift)} 列，已按内容对齐；请核对"
        findings.append(remark_of("row-shifted", message, line, subject, "warning"))
    used = {id(cell) for column in half.columns for cell in column.cells(line, shift=shift)} | {
        id(cell) for cell in side
    }
    rest = "、".join(clean(cell.text) for cell in line.starts if id(cell) not in used)
    if rest:
        message = f"任务“{subject}”所在行的“{rest}”不属于已知的列，未读入"
        findings.append(remark_of("cell-unused", message, line, subject))
    funds = Funds(**{role: amount(text) for role, text in texts.items()}, unit=unit)
    where = name_column.cells(line, shift=shift) if name_column else ()
    tasks.append(
        Task(
            name=name or None,
            content=content,
            funds=funds,
            place=where[0].place if where else place,
            actual=actual,
        )
    )
    first = (one.cells(line, shift=shift)[:1] for one in half.columns if one.role in _TASK_ROLES)
    return tuple(cell for cells in first for cell in cells)


def _task_shift(line: Line, half: Half) -> int:
    """By how many columns a pasted row is moved: the amounts must stand under their headings."""
    if line.grid.spans_known:
        return 0

    def fits(shift: int) -> bool:
        texts = [text_in(half.column(role), line, shift) for role in _FUNDS]
        good = [text for text in texts if amount(text) is not None]
        return bool(good) and all(
            is_blank_amount(text) or amount(text) is not None for text in texts
        )

    name, total = half.column("name"), half.column("total")
    if name is None or total is None:
        return 0
    fitting = [
        shift
        for shift in SHIFTS
        if fits(shift)
        and text_in(total, line, shift)
        and text_in(half.column("content"), line, shift)
    ]
    return fitting[0] if fitting else 0
