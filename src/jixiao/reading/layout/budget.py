"""Budget (预算执行情况): rows of amounts under their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

import attrs

from jixiao.findings import Finding
from jixiao.language import builtin_lexicon
from jixiao.language.figures import points_of
from jixiao.language.lexicon import either
from jixiao.tables import Execution, Term

from ..grid import Cell
from ..headers import Headers, plain
from .columns import Column, Half, Heading
from .front import is_front, money_unit
from .headings import find_heading
from .lines import Line
from .money import (
    MONEY_ROLES,
    Budget,
    amount,
    has_amount,
    is_blank_amount,
    is_item,
    is_side,
    item_text,
    remark_of,
    text_in,
    totals_points,
)

__all__ = ["find_budget"]


def find_budget(lines: Sequence[Line], index: int, *, unit: str, headers: Headers) -> Budget | None:
    """Budget rows under 年初预算数 | 全年预算数 | 全年执行数 … that begin at `lines[index]`."""
    if has_amount(lines[index]):
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
            half = _moved(half, line)
            row = _budget_row(line, half, unit, headers, above=lines[index])
            if is_front(line, headers) or _other_heading(lines, position, headers):
                break
            if row is None:
                if not _is_blank_item(lines, position, half, unit, headers):
                    break
                position += 1
                continue
            if any(getattr(row, key) is not None for key in (*MONEY_ROLES, "points")):
                rows.append((row, "annual"))
                taken += _held(line, half, row)
            findings += _unread_amounts(line, half, row.item)
        position += 1
    return Budget(tuple(rows), tuple(findings), position, tuple(taken))


def _moved(half: Half, line: Line) -> Half:
    """The columns one to the left, where a text has no blank for a label that goes over two of them.

    Then an amount stands right before the first heading, and none under the last.
    """
    first = min(column.start for column in half.columns if column.role in MONEY_ROLES)
    last = max(column.start for column in half.columns)
    before, label = line.at(first - 1), line.at(first - 2)
    if line.grid.spans_known or before is None or label is None or line.at(last) is not None:
        return half
    if amount(before.text) is None or amount(label.text) is not None:
        return half
    moved = [
        attrs.evolve(one, start=one.start - 1, end=one.end - 1, stretch=one.stretch - 1)
        for one in half.columns
    ]
    return attrs.evolve(half, columns=tuple(moved))


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
        if line.number != lines[heading.index].number or not has_amount(line):
            break
        rows.append(line)
    return rows


def _became(line: Line, first: Column, later: Column, executed: Column | None) -> bool:
    """Whether a row may have the budget that `first` was changed to under `later`."""
    before, after, spent = (amount(text_in(one, line)) for one in (first, later, executed))
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
    first = min(column.start for column in half.columns if column.role in MONEY_ROLES)
    if position + 1 >= len(lines) or any(cell.column >= first for cell in line.starts):
        return False
    after = lines[position + 1]
    if after.number != line.number or not after.starts or is_front(after, headers):
        return False
    row = _budget_row(after, half, unit, headers, above=line)
    return row is not None and any(getattr(row, key) is not None for key in MONEY_ROLES)


def _is_budget(heading: Heading) -> bool:
    half = heading.halves[0]
    roles = {column.role for column in half.columns}
    money = roles & set(MONEY_ROLES)
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
    first = min(column.start for column in half.columns if column.role in MONEY_ROLES)
    left = [
        cell
        for cell in dict.fromkeys(line.covering[c] for c in sorted(line.covering) if c < first)
        if cell.row == line.row
    ]
    # An amount under a heading that nobody knows is no label.
    items = [
        cell
        for cell in left
        if not (is_side(cell, headers) or is_blank_amount(cell.text)) and amount(cell.text) is None
    ]
    label = items[-1] if items else left[-1] if len(left) == 1 else None
    if label is None and not left:
        # 预算执行情况 merged over the headings and the only row of amounts
        label = line.at(first - 1) or next(
            (cell for cell in above.starts if cell.column < first and not line.grid.spans_known),
            None,
        )
    if label is None or headers.role("goals", label.text) in {"label", "expected"}:
        return None
    if amount(label.text) is not None or totals_points(label.text, headers):
        return None
    texts = {column.role: text_in(column, line) for column in half.columns}
    for column in half.columns:
        # A score merged over several rows is that of the first, the total.
        if column.role in {"weight", "points"} and not _begins(column, line):
            texts[column.role] = ""
    values = {role: amount(texts.get(role)) for role in MONEY_ROLES}
    stated = [texts.get(role, "") for role in MONEY_ROLES]
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
        points=_earned(texts.get("points")),
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


def _score(text: str | None) -> Decimal | None:
    return points_of(plain(text or ""))


def _earned(text: str | None) -> Decimal | None:
    """得分 of a row of money: 93.80% there is a rate that slipped out of its column."""
    return None if plain(text or "").endswith("%") else _score(text)


def _unread_amounts(line: Line, half: Half, item: str) -> list[Finding]:
    found: list[Finding] = []
    for column in half.columns:
        text = text_in(column, line)
        if column.role in MONEY_ROLES and amount(text) is None and not is_blank_amount(text):
            message = f"“{item}”的{column.header}“{text}”不是数字"
            found.append(remark_of("amount-unreadable", message, line, item, "error"))
    return found
