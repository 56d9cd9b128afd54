"""Money: 年度主要任务 with their funds, and the budget rows (预算执行情况) of a form."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Final

import attrs

from jixiao.findings import Finding, Severity
from jixiao.language import builtin_lexicon
from jixiao.language.figures import money_of, points_of
from jixiao.language.lexicon import either
from jixiao.quantities import builtin
from jixiao.tables import Execution, Funds, Task, Term

from ..grid import Cell
from ..headers import Headers, plain, without_brackets
from .columns import Column, Half, Heading
from .front import is_front, money_unit
from .headings import find_heading
from .lines import Line, clean, whole_text
from .rows import SHIFTS
from .titles import term_of

__all__ = [
    "Budget",
    "Tasks",
    "amount",
    "find_amounts",
    "find_budget",
    "find_tasks",
    "halves_of",
    "inline_amounts",
    "is_blank_amount",
    "is_figure",
    "is_idle",
    "is_item",
    "item_text",
    "may_label",
    "plain_amounts",
    "says_money",
]

_INLINE: Final = re.compile(r"^(.{2,24})[:：]\s*([^:：]+)$")
_PARTS: Final = re.compile(r"[\n；;，。]|[ \u3000]{2,}")
_MONEY_ROLES: Final = ("initial", "budget", "executed", "forecast")
_FUNDS: Final = ("total", "fiscal", "other", "executed")
_TASK_ROLES: Final = ("name", "content", "actual", *_FUNDS)
_BRACKETED: Final = re.compile(r"\(([^()]*)\)$")


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


@attrs.frozen
class Budget:
    """Budget rows, each with the half (年度, 中期) it belongs to, and the line after them.

    `taken` are the cells that went into them: headings, labels and amounts.
    """

    rows: tuple[tuple[Execution, Term], ...]
    findings: tuple[Finding, ...]
    end: int
    taken: tuple[Cell, ...] = ()


def amount(text: str | None) -> Decimal | None:
    """An amount as a Decimal (`1,011.11`, `¥5`, `6070万元`); None for a blank or another text."""
    found = money_of(plain(text or ""))
    return found.number if found else None


def is_blank_amount(text: str) -> bool:
    """Whether a cell says that there is no amount: empty, or a dash."""
    return plain(text) in {"", "—", "-", "/", "——", "--"}


def is_figure(text: str) -> bool:
    """Whether a cell is an amount, a share or points, or says that there is none."""
    return amount(text) is not None or points_of(plain(text)) is not None or is_blank_amount(text)


def _has_amount(line: Line) -> bool:
    return any(amount(cell.text) is not None for cell in line.starts)


# ---------------------------------------------------------------- tasks


def find_tasks(lines: Sequence[Line], index: int, *, unit: str, headers: Headers) -> Tasks | None:
    """年度主要任务 whose heading begins at `lines[index]`, or None."""
    if _has_amount(lines[index]):
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
    stated = {role: amount(_text_in(half.column(role), line, 0)) for role in _FUNDS}
    if stated["total"] is None:
        amounts = [value for cell in line.starts if (value := amount(cell.text)) is not None]
        stated["total"] = amounts[0] if amounts else None
    return None if stated["total"] is None else Funds(**stated, unit=unit)


def _ends_tasks(
    lines: Sequence[Line], position: int, half: Half, *, unit: str, headers: Headers
) -> bool:
    line = lines[position]
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
    stated = [one for one in _stated(line, unit, headers) if one.value is not None]
    if not stated or name is None:
        return False
    if all(_inline(cell, unit, headers) for cell in line.starts):
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
                _remark("tasks-total", f"任务的合计行“{whole_text(line)}”未作为任务读入", line)
            )
        return line.starts
    side = [c for c in line.starts if headers.role("sections", c.text) and amount(c.text) is None]
    name_column = half.column("name")
    shift = _task_shift(line, half)
    name = _text_in(half.column("name"), line, shift)
    label = next((cell for cell in side if clean(cell.text) == name), None)
    if label is not None:
        # The vertical label of the block fell into the name's place: the name itself is lost.
        name = ""
    content = _text_in(half.column("content"), line, shift)
    actual = _text_in(half.column("actual"), line, shift)
    texts = {role: _text_in(half.column(role), line, shift) for role in _FUNDS}
    if not name and not content and not actual and not any(texts.values()):
        used = {id(cell) for cell in side}
        if any(id(cell) not in used for cell in line.starts):
            findings.append(_remark("row-unused", f"任务区中的“{whole_text(line)}”未能读入", line))
            return line.starts
        return ()
    told = content or actual
    subject = name or (told[:20] + "…" if len(told) > 20 else told)
    for role, text in texts.items():
        if amount(text) is None and not is_blank_amount(text):
            message = f"任务“{subject}”的金额“{text}”不是数字"
            findings.append(
                _remark("amount-unreadable", message, line, subject, "error", role=role)
            )
    if not name:
        stand = f"（该处是栏目名称“{clean(label.text)}”）" if label else ""
        message = f"第 {len(tasks) + 1} 项任务没有名称{stand}，已保留其内容和金额"
        findings.append(_remark("task-unnamed", message, line, subject, "warning"))
    if shift:
        message = f"任务“{subject}”所在行错开了 {abs(shift)} 列，已按内容对齐；请核对"
        findings.append(_remark("row-shifted", message, line, subject, "warning"))
    used = {id(cell) for column in half.columns for cell in column.cells(line, shift=shift)} | {
        id(cell) for cell in side
    }
    rest = "、".join(clean(cell.text) for cell in line.starts if id(cell) not in used)
    if rest:
        message = f"任务“{subject}”所在行的“{rest}”不属于已知的列，未读入"
        findings.append(_remark("cell-unused", message, line, subject))
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
        texts = [_text_in(half.column(role), line, shift) for role in _FUNDS]
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
        and _text_in(total, line, shift)
        and _text_in(half.column("content"), line, shift)
    ]
    return fitting[0] if fitting else 0


def _text_in(column: Column | None, line: Line, shift: int = 0) -> str:
    """The text of a line in a column; `""` without one. `shift` as in `Column.cells`."""
    if column is None:
        return ""
    cells = column.cells(line, shift=shift)
    return clean(cells[0].text) if cells else ""


def _remark(
    code: str,
    message: str,
    line: Line,
    subject: str | None = None,
    severity: Severity = "note",
    /,
    **figures: str,
) -> Finding:
    place = line.starts[0].place if line.starts else line.grid.place
    return Finding(
        code=code,
        severity=severity,
        message=message,
        place=place,
        subject=subject,
        figures=tuple(figures.items()),
    )


# ---------------------------------------------------------------- budget rows under headings


def find_budget(lines: Sequence[Line], index: int, *, unit: str, headers: Headers) -> Budget | None:
    """Budget rows under 年初预算数 | 全年预算数 | 全年执行数 … that begin at `lines[index]`."""
    if _has_amount(lines[index]):
        return None  # Amounts beside their labels, not under headings.
    heading = find_heading(lines, index, section="budget", headers=headers)
    if heading is None or not _is_budget(heading):
        return None
    half = _with_adjusted(heading, lines, headers)
    named = (money_unit(cell.text) for cell in lines[index].covering.values())
    unit = next(filter(None, named), unit)
    rows: list[tuple[Execution, Term]] = []
    findings: list[Finding] = []
    taken = [one.cell for one in half.columns if one.guess is None or headers.spells(one.header)]
    position = heading.end
    while position < len(lines) and lines[position].number == lines[index].number:
        line = lines[position]
        if line.starts:
            row = _budget_row(line, half, unit, headers, above=lines[index])
            if is_front(line, headers) or _other_heading(lines, position, headers):
                break
            if row is None:
                if not _is_blank_item(lines, position, half, unit, headers):
                    break
                position += 1
                continue
            if any(getattr(row, key) is not None for key in (*_MONEY_ROLES, "points")):
                rows.append((row, "annual"))
                taken += _held(line, half, row)
            findings += _unread_amounts(line, half, row.item)
        position += 1
    return Budget(tuple(rows), tuple(findings), position, tuple(taken))


def _with_adjusted(heading: Heading, lines: Sequence[Line], headers: Headers) -> Half:
    """预算数 | 调整数 | 执行数: the second is the budget of the year where the amounts allow it.

    They must be what the budget became, and not how much was added: most of it is left, and what
    was spent is not more. So the first is the budget of the beginning of the year.
    """
    half = heading.halves[0]
    first = half.column("budget") or half.column("initial")
    if first is None or {"budget", "initial"} <= {column.role for column in half.columns}:
        return half
    words = headers.plain_words("leaf", "adjusted")
    later = next(
        (
            one
            for one in heading.spare
            if one.role == "unknown" and any(map(one.header.count, words))
        ),
        None,
    )
    if later is None or later.start < first.start:
        return half
    rows = _below(heading, lines)
    if not rows or not all(_became(line, first, later, half.column("executed")) for line in rows):
        return half
    roles = {first: "initial", later: "budget"}
    columns = [attrs.evolve(one, role=roles.get(one, one.role)) for one in (*half.columns, later)]
    return attrs.evolve(half, columns=tuple(sorted(columns, key=lambda one: one.start)))


def _below(heading: Heading, lines: Sequence[Line]) -> list[Line]:
    """The rows with amounts right below a heading."""
    rows: list[Line] = []
    for line in lines[heading.end :]:
        if line.number != lines[heading.index].number or not _has_amount(line):
            break
        rows.append(line)
    return rows


def _became(line: Line, first: Column, later: Column, executed: Column | None) -> bool:
    """Whether a row may have the budget that `first` was changed to under `later`."""
    before, after, spent = (amount(_text_in(one, line)) for one in (first, later, executed))
    if before is None or after is None:
        return before is None and after is None
    return 2 * after >= before and (spent is None or spent <= after)


def _held(line: Line, half: Half, row: Execution) -> Iterator[Cell]:
    """The cells of a row under the headings whose text is a field of it."""
    for column in half.columns:
        if getattr(row, column.role, None) is not None:
            yield from column.cells(line)[:1]


def _is_blank_item(
    lines: Sequence[Line], position: int, half: Half, unit: str, headers: Headers
) -> bool:
    """Whether a row is an item without any amount, and the next one goes on with amounts."""
    line = lines[position]
    first = min(column.start for column in half.columns if column.role in _MONEY_ROLES)
    if position + 1 >= len(lines) or any(cell.column >= first for cell in line.starts):
        return False
    after = lines[position + 1]
    if after.number != line.number or not after.starts or is_front(after, headers):
        return False
    row = _budget_row(after, half, unit, headers, above=line)
    return row is not None and any(getattr(row, key) is not None for key in _MONEY_ROLES)


def _is_budget(heading: Heading) -> bool:
    half = heading.halves[0]
    roles = {column.role for column in half.columns}
    money = roles & set(_MONEY_ROLES)
    return (
        "executed" in roles and len(money) + len(roles & {"rate", "weight", "points"}) >= 2
    ) or len(money) >= 2


def _other_heading(lines: Sequence[Line], position: int, headers: Headers) -> bool:
    hits = [headers.role("columns", cell.text) for cell in lines[position].starts]
    return len({"level1", "level2", "name", "target"} & {hit for hit in hits if hit}) >= 2


def _budget_row(
    line: Line, half: Half, unit: str, headers: Headers, *, above: Line
) -> Execution | None:
    """One row; None where the line is none (no item, or a text under the amounts).

    `above` is the line of the headings, which may hold the label of the only row.
    """
    first = min(column.start for column in half.columns if column.role in _MONEY_ROLES)
    left = [
        cell
        for cell in dict.fromkeys(line.covering[c] for c in sorted(line.covering) if c < first)
        if cell.row == line.row
    ]
    # An amount under a heading that nobody knows is no label.
    items = [cell for cell in left if not _is_side(cell, headers) and amount(cell.text) is None]
    label = items[-1] if items else left[-1] if len(left) == 1 else None
    if label is None and not left:
        # 预算执行情况 merged over the headings and the only row of amounts
        label = line.at(first - 1) or next(
            (cell for cell in above.starts if cell.column < first and not line.grid.spans_known),
            None,
        )
    if label is None or headers.role("goals", label.text) in {"label", "expected"}:
        return None
    if amount(label.text) is not None:
        return None
    texts = {column.role: _text_in(column, line) for column in half.columns}
    for column in half.columns:
        # A score merged over several rows is that of the first, the total.
        if column.role in {"weight", "points"} and not _begins(column, line):
            texts[column.role] = ""
    values = {role: amount(texts.get(role)) for role in _MONEY_ROLES}
    stated = [texts.get(role, "") for role in _MONEY_ROLES]
    if not any(values.values()) and any(len(text) > 20 for text in stated):
        return None
    if not is_item(label.text, headers) and not any(value is not None for value in values.values()):
        return None
    weight = _score(texts.get("weight"))
    return Execution(
        item=item_text(label.text),
        **values,
        weight=_weight_above(half, texts, label, line) if weight is None else weight,
        rate=None if is_blank_amount(texts.get("rate", "")) else texts["rate"],
        points=_score(texts.get("points")),
        unit=unit,
        place=label.place,
    )


def _weight_above(half: Half, texts: Mapping[str, str], label: Cell, line: Line) -> Decimal | None:
    """The 分值 that no column holds, of a row with points: 得分（20分×执行率）, 预算执行（20分）."""
    points, earned = half.column("points"), _score(texts.get("points"))
    if points is None or earned is None:
        return None
    side = next((cell.text for cell in line.covering.values() if cell.column < label.column), "")
    found = (_weight_in().search(plain(text)) for text in (points.header, side, label.text))
    weight = next((Decimal(one[1]) for one in found if one is not None), None)
    return None if weight is None or earned > weight else weight


@cache
def _weight_in() -> re.Pattern[str]:
    """A number of points that stands alone in brackets, or times a rate: （20分×执行率）."""
    units = either(builtin_lexicon().words("points"))
    number = r"([0-9]+(?:\.[0-9]+)?)"
    return re.compile(rf"\({number}(?:{units})(?:[×xX*][^()]*)?\)")


def _begins(column: Column, line: Line) -> bool:
    return any(cell.row == line.row for cell in column.cells(line))


def _is_side(cell: Cell, headers: Headers) -> bool:
    return headers.role("sections", cell.text) is not None and cell.rowspan > 1


def _score(text: str | None) -> Decimal | None:
    return points_of(plain(text or ""))


def _unread_amounts(line: Line, half: Half, item: str) -> list[Finding]:
    found: list[Finding] = []
    for column in half.columns:
        text = _text_in(column, line)
        if column.role in _MONEY_ROLES and amount(text) is None and not is_blank_amount(text):
            message = f"“{item}”的{column.header}“{text}”不是数字"
            found.append(_remark("amount-unreadable", message, line, item, "error"))
    return found


def item_text(text: str) -> str:
    """The label of a budget row without outer blanks and its final colon."""
    return clean(text).rstrip(":： 　")


@cache
def _per() -> tuple[str, ...]:
    """How a price begins: 人均, 每."""
    lexicon = builtin_lexicon()
    return (*lexicon.words("per-average"), *lexicon.words("every"))


def says_money(text: str, headers: Headers) -> bool:
    """Whether a label or heading resembles one of amounts (区级配套, 当年投入, 地方债券（万元）)."""
    key = plain(text).strip(":")
    short = without_brackets(key)
    if not 2 <= len(short) <= 24 or amount(key) is not None:
        return False
    if not may_label(text, headers) or short.startswith(_per()):
        return False
    return money_unit(text) is not None or any(
        word in short for word in headers.plain_words("funds", "money")
    )


def may_label(text: str, headers: Headers) -> bool:
    """Whether `text` may be the label of an amount: no field, and no count of people or things.

    What was spent last year is no amount of this form either.
    """
    key = plain(text).strip(":")
    short = without_brackets(key)
    if headers.find("fields", text) or short.endswith(headers.plain_words("funds", "not")):
        return False
    if _is_past(short, headers):
        return False
    counted = _BRACKETED.search(key)
    return counted is None or counted[1] not in builtin().spellings or money_unit(text) is not None


def _is_past(short: str, headers: Headers) -> bool:
    """Whether a label is of an earlier year: 同名项目上年预算额; what was carried over is not."""
    if not any(word in short for word in headers.plain_words("leaf", "past")):
        return False
    return not any(word in short for word in headers.plain_words("funds", "carried"))


def is_idle(text: str, headers: Headers) -> bool:
    """Whether a cell only says that parts follow: 其中."""
    return plain(text).strip(":") in headers.plain_words("words", "idle")


def is_item(text: str, headers: Headers) -> bool:
    """Whether `text` is the label of an amount (年度资金总额, 其中：财政拨款, 其他资金)."""
    key = plain(text).strip(":")
    short = without_brackets(key)
    if not 2 <= len(short) <= 24 or _is_past(short, headers):
        return False
    return any(word in key for word in headers.words("items", "contain"))


# ---------------------------------------------------------------- amounts under their labels


def find_amounts(
    lines: Sequence[Line], index: int, *, unit: str, headers: Headers
) -> Budget | None:
    """资金总额 | 财政拨款 | 其他资金 as headings, with the amounts in the rows below.

    A row below may say at its left which amounts it holds (年初预算数, 全年执行数); where it
    does not, they are what a plain form states.
    """
    line = lines[index]
    items = [
        cell
        for cell in line.starts
        if is_item(cell.text, headers) and not _is_side(cell, headers) and cell.row >= 0
    ]
    if len(items) < 2 or _has_amount(line):
        return None
    items = _with_others(items, lines, index)
    unit = next((own for c in line.covering.values() if (own := money_unit(c.text))), unit)
    held: dict[str, Any] = {}
    taken: list[Cell] = []
    position = index + 1
    while position < len(lines) and lines[position].number == line.number:
        below = lines[position]
        left = [cell for cell in below.starts if cell.column < items[0].column]
        role = next((own for c in left if (own := _role_of_row(c.text, headers))), "budget")
        under = [_beneath(cell, below) for cell in items]
        if (
            role in held
            or not any(cell and amount(cell.text) is not None for cell in under)
            or any(
                cell and amount(cell.text) is None and not is_blank_amount(cell.text)
                for cell in under
            )
            or {id(cell) for cell in below.starts} - {id(cell) for cell in (*left, *under)}
        ):
            break
        held[role] = [amount(cell.text) if cell else None for cell in under]
        taken += [cell for cell in left if headers.spells(cell.text)]
        taken += filter(None, under)
        position += 1
    rows: list[tuple[Execution, Term]] = []
    for number, cell in enumerate(items):
        values = {role: values[number] for role, values in held.items()}
        if any(value is not None for value in values.values()):
            row = Execution(item=item_text(cell.text), unit=unit, place=cell.place, **values)
            rows.append((row, "medium" if term_of(cell.text, headers) == "medium" else "annual"))
            taken.append(cell)
    return Budget(tuple(rows), (), position, tuple(taken)) if held else None


def _with_others(items: Sequence[Cell], lines: Sequence[Line], index: int) -> list[Cell]:
    """`items` and, between and beside them, the headings of any words over amounts: 合计, 其他收入."""
    line, below = lines[index], lines[index + 1 : index + 2]
    if not below or below[0].number != line.number:
        return list(items)
    others = [
        cell
        for cell in line.starts[1:]
        if cell.row >= 0
        and cell not in items
        and (under := _beneath(cell, below[0])) is not None
        and amount(under.text) is not None
    ]
    return sorted([*items, *others], key=lambda cell: cell.column)


def _beneath(heading: Cell, line: Line) -> Cell | None:
    """The cell of `line` that begins under `heading`."""
    for column in range(heading.column, heading.column + heading.colspan):
        cell = line.starting(column)
        if cell is not None and cell.column >= heading.column:
            return cell
    return None


# ---------------------------------------------------------------- amounts beside their labels


@attrs.frozen
class _Stated:
    """A label and the amount beside or behind it; `beside` is the cell of the amount."""

    label: str
    value: Decimal | None
    unit: str
    cell: Cell
    beside: Cell | None = None


def plain_amounts(
    line: Line,
    *,
    unit: str,
    halves: Sequence[tuple[int, str]],
    headers: Headers,
    any_label: bool = False,
    below: Container[int] = (),
) -> Budget | None:
    """Amounts that stand beside their labels; None where the line holds no such label.

    With `any_label` the line is known to be one of amounts, and a label may have any words.
    In the columns `below` the label of an amount stands in the row above.

    `halves` says what a label from a column on belongs to, as an earlier line stated it
    (see `halves_of`): a period (中期资金总额 | 年度资金总额), or one of the amounts of a
    filled form (预算数 | 执行数). A label that says so itself overrides it.
    """
    stated = _stated(line, unit, headers, any_label=any_label, below=below)
    if not stated:
        return None
    rows: dict[tuple[str, Term], Execution] = {}
    held: dict[tuple[tuple[str, Term], str], _Stated] = {}
    pair = next((one for one in stated if _money_role(one.label, headers)), None)
    said: str | None = None  # 预算数 | 9 | 其中：财政拨款 | 8: what is named last holds on
    yearly = any(term_of(one.label, headers) == "annual" for one in stated)
    for one in stated:
        half = next((what for start, what in reversed(halves) if one.cell.column >= start), None)
        own = _money_role(one.label, headers)
        said = own or said
        role = own or (half if half in _MONEY_ROLES else said)
        term: str | None = term_of(one.label, headers) if own is None else None
        if term is None and half is None and yearly and _is_whole(one.label, headers):
            half = "medium"  # 总金额 beside 年度金额 is that of all years.
        term = term or (half if half in {"annual", "medium"} else "annual")
        item = item_text(pair.label if pair and own else one.label)
        key: tuple[str, Term] = (item, "medium" if term == "medium" else "annual")
        if one.value is None:
            continue
        row = rows.get(key) or Execution(item=item, unit=one.unit, place=one.cell.place)
        amounts: dict[str, Any] = {role or "budget": one.value}
        rows[key] = attrs.evolve(row, **amounts)
        held[key, role or "budget"] = one  # Of two that say the same, the first is lost.
    taken = [cell for one in held.values() for cell in (one.cell, one.beside) if cell]
    found = tuple((row, term) for (_, term), row in rows.items())
    return Budget(found, (), 1, tuple(taken))


def _is_whole(label: str, headers: Headers) -> bool:
    return any(word in label for word in headers.words("words", "whole"))


def halves_of(
    line: Line, *, headers: Headers, any_label: bool = False
) -> tuple[tuple[int, str], ...]:
    """What the labels of a line say of the columns below them; () where they say nothing."""
    stated = _stated(line, "", headers, any_label=any_label)
    roles = [(one.cell.column, role) for one in stated if (role := _money_role(one.label, headers))]
    terms = [(one.cell.column, term) for one in stated if (term := term_of(one.label, headers))]
    for marks in (roles, terms):
        if len({what for _, what in marks}) > 1:
            return tuple(marks)
    return ()


def _money_role(label: str, headers: Headers) -> str | None:
    role = headers.role("budget", label)
    return role if role in _MONEY_ROLES else None


def _role_of_row(label: str, headers: Headers) -> str | None:
    """As `_money_role`, of a label that ends like one as well: 全年执行, 年初安排预算."""
    known = _money_role(label, headers)
    if known is not None:
        return known
    key = without_brackets(plain(label))
    for role in ("initial", "executed"):
        if any(word in key for word in headers.plain_words("funds", role)):
            return role
    return None


def _stated(
    line: Line,
    unit: str,
    headers: Headers,
    *,
    any_label: bool = False,
    below: Container[int] = (),
) -> list[_Stated]:
    found: list[_Stated] = []
    starts = line.starts
    block = any_label or _in_money_block(line) or _adds_up(line, headers)
    for index, cell in enumerate(starts):
        inside = _inline(cell, unit, headers, any_label=block)
        if inside:
            found += inside
            continue
        after = starts[index + 1] if index + 1 < len(starts) else None
        loose = block and (any_label or cell.column > 0)
        loose = loose or _is_among(cell, after, headers, below=below)
        if not _labels_amount(cell, after, headers, any_label=loose):
            continue
        text = after.text if after is not None and not is_item(after.text, headers) else ""
        said = money_of(plain(text))
        own = (said.unit if said else None) or money_unit(cell.text) or unit
        found.append(_Stated(cell.text, amount(text), own, cell, after if text else None))
    return found


def _is_among(cell: Cell, after: Cell | None, headers: Headers, *, below: Container[int]) -> bool:
    """其中：残保金 | 40万元: a part of what is stated above it, or in a unit of money, of any words."""
    if after is None or not plain(cell.text).startswith(headers.plain_words("words", "among")):
        return False
    said = money_of(plain(after.text))
    return said is not None and (said.unit is not None or cell.column in below)


def _adds_up(line: Line, headers: Headers) -> bool:
    """项目总金额 | 298.6 | 上级专项 | 120 | 本级财力 | 178.6: pairs whose parts are the first amount."""
    labels, values = line.starts[::2], [amount(cell.text) for cell in line.starts[1::2]]
    stated = [value for value in values if value is not None]
    return (
        len(line.starts) >= 6
        and len(labels) == len(stated)
        and is_item(labels[0].text, headers)
        and all(amount(cell.text) is None for cell in labels)
        and sum(stated[1:], Decimal(0)) == stated[0]
    )


def _in_money_block(line: Line) -> bool:
    """Whether a label with a unit of money (项目资金（万元）) is merged over this and other rows."""
    return any(cell.rowspan > 1 and money_unit(cell.text) for cell in line.covering.values())


def _inline(cell: Cell, unit: str, headers: Headers, *, any_label: bool = False) -> list[_Stated]:
    """资金总额：600万元 其中：财政拨款：500万元 in one cell; [] where a part of it is no amount."""
    found: list[_Stated] = []
    for part in filter(None, map(clean, _PARTS.split(cell.text))):
        stated = _INLINE.match(part)
        said = money_of(plain(stated[2])) if stated else None
        if (
            stated is None
            or said is None
            or headers.find("fields", stated[1])
            or not (any_label or is_item(stated[1], headers) or _money_role(stated[1], headers))
        ):
            return []
        found.append(_Stated(stated[1], said.number, said.unit or unit, cell))
    return found


def inline_amounts(cell: Cell) -> int:
    """How many labels with their amounts one cell holds: 总额：260万元 省补：200万元."""
    parts = [_INLINE.match(part) for part in filter(None, map(clean, _PARTS.split(cell.text)))]
    whole = all(one is not None and amount(one[2]) is not None for one in parts)
    return len(parts) if whole else 0


def _labels_amount(
    cell: Cell, after: Cell | None, headers: Headers, *, any_label: bool = False
) -> bool:
    """Whether a cell is the label of an amount, and not the label of the whole block beside it."""
    if _money_role(cell.text, headers):
        return after is not None and amount(after.text) is not None
    if not is_item(cell.text, headers):
        return (
            (any_label or says_money(cell.text, headers))
            and not is_figure(cell.text)
            and after is not None
            and amount(after.text) is not None
            and may_label(cell.text, headers)
        )
    side = headers.role("sections", cell.text) is not None
    beside = after is not None and is_item(after.text, headers)
    return not (side and (cell.rowspan > 1 or beside))
