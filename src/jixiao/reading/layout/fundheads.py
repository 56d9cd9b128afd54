"""Fundheads: amounts under headings of any words, each column told by its numbers, its words and its place."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from operator import itemgetter
from typing import Any, Final

import attrs

from jixiao.findings import Finding
from jixiao.language.figures import points_of
from jixiao.tables import Execution, Term

from ..grid import Cell
from ..headers import Headers, plain
from .front import money_unit
from .fundspan import MONEY, MOST, has_amount, labelled, only_kind, resembled, source_of
from .lines import Line, clean
from .money import (
    Budget,
    amount,
    is_blank_amount,
    is_figure,
    item_text,
)
from .titles import term_of

__all__ = ["Row", "assigned", "by_role", "read_columns", "row_under", "under_headings", "value_of"]

_UNNAMED: Final = 1  # for a column of amounts that no word names: 追加后 between 年初 and 已支出
_NEAR: Final = Decimal("0.6")  # percentage points by which a printed rate may differ


@attrs.frozen
class Row:
    """A label, None where the block's own holds, and the cell under each heading."""

    label: Cell | None
    values: tuple[Cell | None, ...]
    line: Line


# ---------------------------------------------------------------- headings over amounts


def under_headings(
    span: Sequence[Line], head: Cell | None, *, unit: str, headers: Headers
) -> Budget | None:
    """Amounts under headings, in the rows of `span`; `end` counts from its first."""
    top = next((at for at, line in enumerate(span) if _is_heading(span, at, head)), None)
    if top is None or any(map(has_amount, span[:top])):
        return None
    heads = _heads(span[top], head)
    rows = list(filter(None, (row_under(heads, line) for line in span[top + 1 :] if line.starts)))
    if not rows or all(2 * len(labelled(row.line)) == _filled(row.line, head) for row in rows):
        return None  # 来源 | 金额 | 来源 | 金额 over labels, each with its amount
    found = read_columns(heads, rows, head, unit=unit, headers=headers, end=len(span))
    # Headings that nobody understands: an amount beside its label may be any of them.
    return found or Budget((), (), len(span))


def _filled(line: Line, head: Cell | None) -> int:
    return len([cell for cell in line.starts if cell is not head])


def _is_heading(span: Sequence[Line], at: int, head: Cell | None) -> bool:
    """Whether a row holds no amount, and each of the next row stands under one of its cells."""
    line = span[at]
    if at + 1 >= len(span) or has_amount(line) or not line.starts:
        return False
    cells = [cell for cell in line.starts if cell is not head or not cell.rowspan > 1]
    below = [cell for cell in span[at + 1].starts if amount(cell.text) is not None]
    return len(cells) > 1 and bool(below) and all(_above(cell, cells) is not None for cell in below)


def _above(cell: Cell, heads: Sequence[Cell]) -> Cell | None:
    return next(
        (one for one in heads if one.column <= cell.column < one.column + one.colspan), None
    )


def _heads(line: Line, head: Cell | None) -> list[Cell]:
    """The headings of the columns; the first may be that of the labels."""
    return [cell for cell in line.starts if cell is not head or cell.rowspan == 1]


def row_under(heads: Sequence[Cell], line: Line) -> Row | None:
    values = tuple(
        next((one for one in line.starts if _above(one, (cell,)) is not None), None)
        for cell in heads
    )
    first = next((cell for cell in line.starts if amount(cell.text) is None), None)
    left = min((cell.column for cell in line.starts if amount(cell.text) is not None), default=0)
    label = first if first is not None and first.column < left else None
    if not any(cell is not None and amount(cell.text) is not None for cell in values):
        return None
    return Row(label, values, line)


def read_columns(
    heads: Sequence[Cell],
    rows: Sequence[Row],
    head: Cell | None,
    *,
    unit: str,
    headers: Headers,
    end: int,
) -> Budget | None:
    """The rows with their columns read as budget, paid …, or with every column a part of its own."""
    if not rows or len(heads) > MOST + 1:
        return None
    numbers = [
        at
        for at in range(len(heads))
        if _is_amounts(rows, at) and not _measures(heads[at], headers)
    ]
    terms = _by_term(heads, rows, numbers, unit=unit, headers=headers, end=end)
    if terms is not None:
        return terms
    if _are_parts(heads, rows, numbers, headers):
        parts = _by_column(heads, rows, numbers, unit=unit, headers=headers, end=end)
        if parts is not None:
            return parts
    roles = assigned(heads, rows, headers)
    money = [role for role in roles if role in MONEY]
    if len(money) > 1 or (money and any(role in ("rate", "weight", "points") for role in roles)):
        return by_role(heads, rows, roles, head, unit=unit, headers=headers, end=end)
    whole = numbers[0] if len(numbers) == 1 else None
    labelled = all(row.label is not None for row in rows)
    if whole is None or not labelled:
        parts = _by_column(heads, rows, numbers, unit=unit, headers=headers, end=end)
        whole = _sum_column(rows, numbers)
        if parts is not None or not labelled or whole is None:
            return parts
    alone = tuple("budget" if at == whole else "" for at in range(len(heads)))
    return by_role(heads, rows, alone, head, unit=unit, headers=headers, end=end)


def _by_term(
    heads: Sequence[Cell],
    rows: Sequence[Row],
    numbers: Sequence[int],
    *,
    unit: str,
    headers: Headers,
    end: int,
) -> Budget | None:
    """实施期资金 | 年度资金 over a label with two amounts in each row: the same money of two periods."""
    terms = [term_of(heads[at].text, headers) for at in numbers]
    labels = [row.label for row in rows if row.label is not None]
    if sorted(filter(None, terms)) != ["annual", "medium"] or len(labels) < len(rows):
        return None
    found: list[tuple[Execution, Term]] = []
    taken: list[Cell] = [*labels, *(heads[at] for at in numbers)]
    for row, label in zip(rows, labels, strict=True):
        for at, term in zip(numbers, terms, strict=True):
            cell = row.values[at]
            if cell is None or term is None or (value := amount(cell.text)) is None:
                continue
            own = money_unit(heads[at].text) or money_unit(label.text) or unit
            item = item_text(label.text)
            found.append((Execution(item=item, budget=value, unit=own, place=label.place), term))
            taken.append(cell)
    return Budget(tuple(found), (), end, tuple(taken))


def _measures(head: Cell, headers: Headers) -> bool:
    """Whether a heading is that of points or shares and of no amount: 得分, 执行率."""
    points = resembled(head.text, headers)
    return bool(points) and max(points, key=points.__getitem__) not in MONEY


def _are_parts(
    heads: Sequence[Cell], rows: Sequence[Row], numbers: Sequence[int], headers: Headers
) -> bool:
    """Whether the columns are whose money it is, and not what became of it.

    The rows say the latter (全年预算, 全年支出), or the first column is the sum of the others and
    each of these names a source: 总额 | 县级财政 | 转移支付, but not 预算 | 支出 | 结余.
    """
    if len(numbers) < 2:
        return False
    labels = [row.label for row in rows if row.label is not None]
    if len(labels) == len(rows) > 1 and all(only_kind(one, headers) for one in labels):
        return True
    named = all(source_of(heads[at], headers) for at in numbers[1:])
    return len(numbers) > 2 and named and _sum_column(rows, numbers) == numbers[0]


def _sum_column(rows: Sequence[Row], numbers: Sequence[int]) -> int | None:
    """The column that is the sum of all others in every row: 合计 | 一季度 | 二季度 …; else None."""
    if len(numbers) <= 2:
        return None
    stated = [[_stated(row, at) for at in numbers] for row in rows]
    sums = (
        at
        for place, at in enumerate(numbers)
        if all(2 * values[place] == sum(values) for values in stated) and any(map(any, stated))
    )
    return next(sums, None)


def _stated(row: Row, at: int) -> Decimal:
    """The amount of one column of a row; a blank adds nothing to a sum."""
    cell = row.values[at]
    return (amount(cell.text) if cell else None) or Decimal(0)


def _is_amounts(rows: Sequence[Row], at: int) -> bool:
    """Whether a column holds nothing but amounts."""
    cells = [row.values[at] for row in rows]
    filled = [cell for cell in cells if cell is not None and not is_blank_amount(cell.text)]
    return bool(filled) and all(amount(cell.text) is not None for cell in filled)


def by_role(
    heads: Sequence[Cell],
    rows: Sequence[Row],
    roles: Sequence[str],
    head: Cell | None,
    *,
    unit: str,
    headers: Headers,
    end: int,
) -> Budget:
    found: list[tuple[Execution, Term]] = []
    known = {cell for cell in heads if headers.spells(cell.text)}
    taken = [cell for cell, role in zip(heads, roles, strict=True) if role and cell in known]
    for row in rows:
        label = row.label or head or heads[0]
        held: dict[str, Any] = {}
        for cell, role in zip(row.values, roles, strict=True):
            if cell is None or not role:
                continue
            held[role] = value_of(cell.text, role)
            if held[role] is not None:
                taken.append(cell)
        own = money_unit(label.text) or unit
        execution = Execution(item=item_text(label.text), unit=own, place=label.place, **held)
        found.append((execution, "annual"))
        taken.append(label)
    guesses = tuple(
        _guess(cell, role, [row.values[at] for row in rows], headers)
        for at, (cell, role) in enumerate(zip(heads, roles, strict=True))
        if role and cell not in known
    )
    return Budget(tuple(found), guesses, end, tuple(taken))


def _guess(head: Cell, role: str, cells: Sequence[Cell | None], headers: Headers) -> Finding:
    """What a column of amounts was taken for whose heading no word explains, and what it holds."""
    name = headers.words("budget", role)[0]
    return Finding(
        code="column-guessed",
        severity="note",
        message=f"资金栏的“{clean(head.text)}”列不在表头词表里，按表头像什么、数对不对得上读作“{name}”；"
        "不对时用 --headers（headers=）指定",
        place=head.place,
        subject=clean(head.text),
        figures=(("role", role), *(("cell", clean(cell.text)) for cell in cells if cell)),
    )


def value_of(text: str, role: str) -> Decimal | str | None:
    if role in MONEY:
        return amount(text)
    if role == "rate":
        return None if is_blank_amount(text) else clean(text)
    return points_of(plain(text))


def _by_column(
    heads: Sequence[Cell],
    rows: Sequence[Row],
    numbers: Sequence[int],
    *,
    unit: str,
    headers: Headers,
    end: int,
) -> Budget | None:
    """合计 | 中央 | 地方 over a row of amounts, or over one a kind of amount (预算, 支出)."""
    kinds = [_kind(row.label, headers) for row in rows]
    if len(set(kinds)) < len(kinds) or not numbers:
        return None
    if any(row.label is not None and source_of(row.label, headers) for row in rows):
        return None  # 县里 | 45 | 50 under headings that say nothing
    found: list[tuple[Execution, Term]] = []
    labels = [row.label for row in rows if row.label is not None]
    taken = [cell for cell in labels if headers.spells(cell.text)]
    for at in numbers:
        cells = [row.values[at] for row in rows]
        held: dict[str, Any] = {
            kind: amount(cell.text) for kind, cell in zip(kinds, cells, strict=True) if cell
        }
        head = heads[at]
        found.append(
            (
                Execution(
                    item=item_text(head.text),
                    unit=money_unit(head.text) or unit,
                    place=head.place,
                    **held,
                ),
                "medium" if term_of(head.text, headers) == "medium" else "annual",
            )
        )
        taken += [head, *(cell for cell in cells if cell and amount(cell.text) is not None)]
    return Budget(tuple(found), (), end, tuple(taken))


def _kind(label: Cell | None, headers: Headers) -> str:
    """Which amount a row of parts holds: the budget, unless its label resembles another."""
    points = resembled(label.text, headers) if label else {}
    return (
        max(MONEY, key=lambda role: points.get(role, 0), default="budget") if points else "budget"
    )


def assigned(heads: Sequence[Cell], rows: Sequence[Row], headers: Headers) -> tuple[str, ...]:
    """The roles of all columns together that agree best with their headings and the arithmetic."""
    choices = []
    for at, cell in enumerate(heads):
        points = resembled(cell.text, headers) if _holds_figures(rows, at) else {}
        if not points and _is_amounts(rows, at):
            points = {"budget": _UNNAMED}
        if (
            at + 1 < len(heads)
            and "points" in points
            and _may_be_points(cell, rows, at + 1, headers)
        ):
            points = {**points, "weight": points["points"]}  # 应得分 | 实得分
        if at and _may_be_points(heads[at - 1], rows, at, headers):
            points = {**points, "points": max(points.get("points", 0), _UNNAMED)}
        if "budget" in points and any(_is_later(one, headers) for one in heads[at + 1 :]):
            points = {**points, "initial": points["budget"]}  # 当年预算 before 追加后预算
        ranked = sorted(points.items(), key=itemgetter(1), reverse=True)[:3]
        choices.append([*ranked, ("", 0)])
    best: tuple[str, ...] = ("",) * len(heads)
    most = 0
    for chosen in product(*choices):
        roles = tuple(role for role, _ in chosen)
        named = [role for role in roles if role]
        if len(set(named)) < len(named):
            continue
        sure = sum(own for _, own in chosen) + sum(_agrees(row, roles) for row in rows)
        if sure > most:
            best, most = roles, sure
    return best


def _is_later(head: Cell, headers: Headers) -> bool:
    """Whether a heading names a budget as it was changed in the year."""
    key = plain(head.text)
    return any(word in key for word in headers.plain_words("funds", "later"))


def _may_be_points(before: Cell, rows: Sequence[Row], at: int, headers: Headers) -> bool:
    """满分 | 自评: whether figures stand right behind those of the points, and none is above them."""
    if resembled(before.text, headers).keys().isdisjoint({"weight", "points"}):
        return False
    if not _holds_figures(rows, at):
        return False
    known = []
    for row in rows:
        most, own = (
            points_of(plain(cell.text)) if cell else None for cell in row.values[at - 1 : at + 1]
        )
        if most is not None and own is not None:
            known.append((most, own))
    return bool(known) and all(own <= most for most, own in known)


def _holds_figures(rows: Sequence[Row], at: int) -> bool:
    """Whether a column holds amounts, points or shares, and no words."""
    filled = [cell for row in rows if (cell := row.values[at]) and not is_blank_amount(cell.text)]
    return bool(filled) and all(is_figure(cell.text) for cell in filled)


def _agrees(row: Row, roles: Sequence[str]) -> int:
    """What the figures of one row say for `roles`."""
    held = {
        role: points_of(plain(cell.text)) if role not in MONEY else amount(cell.text)
        for cell, role in zip(row.values, roles, strict=True)
        if cell is not None and role
    }
    budget = held.get("budget") or held.get("initial")
    executed, rate = held.get("executed"), held.get("rate")
    points, weight = held.get("points"), held.get("weight")
    said = 0
    if budget is not None and executed is not None:
        said += 2 if executed <= budget else -3
        if rate is not None and budget:
            share = 100 * executed / budget
            said += 5 if min(abs(share - rate), abs(share - 100 * rate)) <= _NEAR else -3
    if points is not None and weight is not None:
        said += 1 if points <= weight else -3
    return said
