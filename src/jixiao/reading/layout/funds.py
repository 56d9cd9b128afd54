"""Funds (资金): blocks of amounts, told by what stands in them and not by the words of their labels.

A block begins with a heading that says money and holds amounts. What stands beside or above an
amount is its label, whatever it says; which column is the budget and which what was paid is told
by what the headings resemble and by the arithmetic: paid ≤ budget, rate = paid / budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import combinations
from typing import Any

import attrs

from jixiao.language.figures import points_of
from jixiao.tables import Execution, Term

from ..grid import Cell
from ..headers import Headers, plain
from .amounts import halves_of, plain_amounts
from .columns import level_label
from .front import money_unit
from .fundheads import Row, assigned, by_role, read_columns, row_under, under_headings, value_of
from .fundspan import (
    MONEY,
    MOST,
    SCORES,
    is_short,
    labelled,
    only_kind,
    resembled,
    side_at,
    span_at,
    unit_in,
)
from .lines import Line
from .money import (
    Budget,
    amount,
    is_blank_amount,
    is_figure,
    may_label,
    says_money,
)

__all__ = ["find_funds", "unread_amounts"]


def find_funds(lines: Sequence[Line], index: int, *, unit: str, headers: Headers) -> Budget | None:
    """The block of amounts that begins at `lines[index]`, or None."""
    if lines[index].row < 0:
        return None
    flowing = _flowing(lines, index, unit=unit, headers=headers)
    if flowing is not None:
        return flowing
    bare = _without_labels(lines, index, unit=unit, headers=headers)
    if bare is not None:
        return bare
    head = side_at(lines, index, headers)
    span = span_at(lines, index, head, headers)
    if not span:
        return None
    unit = unit_in(span, head, unit)
    found = under_headings(span, head, unit=unit, headers=headers)
    if found is None:
        found = _pairs(span, head, unit=unit, headers=headers)
        if not found.rows:
            return None
    taken = (*found.taken, *_bare_labels(span, head, headers))
    return attrs.evolve(found, end=index + len(span), taken=taken)


def _without_labels(
    lines: Sequence[Line], index: int, *, unit: str, headers: Headers
) -> Budget | None:
    """预算安排 | 实际支出 | 执行率 over one row of figures, and no label beside them."""
    line = lines[index]
    below = lines[index + 1] if index + 1 < len(lines) else None
    if below is None or below.number != line.number or len(below.starts) != len(line.starts):
        return None
    figures = [cell for cell in below.starts if is_figure(cell.text)]
    if len(figures) < len(below.starts) or any(
        amount(cell.text) is not None for cell in line.starts
    ):
        return None
    row = row_under(line.starts, below)
    roles = assigned(line.starts, [row], headers) if row is not None else ()
    if row is None or len(set(roles) & set(MONEY)) < 2 or not all(roles):
        return None
    unit = unit_in((line, below), None, unit)
    return by_role(line.starts, [row], roles, None, unit=unit, headers=headers, end=index + 2)


def _bare_labels(span: Sequence[Line], head: Cell | None, headers: Headers) -> list[Cell]:
    """The block's own label, and labels beside which nothing is printed, if they say no more."""
    alone = [[cell for cell in line.starts if cell is not head] for line in span]
    found = [cells[0] for cells in alone if len(cells) == 1 and is_short(cells[0])]
    found = [cell for cell in found if amount(cell.text) is None] + ([head] if head else [])
    return [cell for cell in found if headers.spells(cell.text)]


# ---------------------------------------------------------------- labels beside amounts


def _pairs(span: Sequence[Line], head: Cell | None, *, unit: str, headers: Headers) -> Budget:
    rows: list[tuple[Execution, Term]] = []
    taken: list[Cell] = []
    halves: tuple[tuple[int, str], ...] = ()
    for line in span:
        kinds = _kinds_beside(line, head, headers)
        if kinds:
            # 执行数 over the amounts of the rows below it as well
            halves = tuple((cell.column, role) for cell, role in kinds if role in MONEY)
            only = _of_kinds(line, kinds, unit=unit, headers=headers)
            scores = _scores(line, head, headers) if _is_filled(only) else {}
            rows += [(attrs.evolve(row, **_texts(scores)), term) for row, term in only.rows]
            taken += [*only.taken, *scores.values()]
            continue
        loose = head is not None or line is not span[0]
        halves = halves_of(line, headers=headers, any_label=loose) or halves
        found = plain_amounts(line, unit=unit, halves=halves, headers=headers, any_label=loose)
        if found is not None:
            rows += found.rows
            taken += found.taken
    return Budget(tuple(rows), (), len(span), tuple(taken))


def _kinds_beside(line: Line, head: Cell | None, headers: Headers) -> list[tuple[Cell, str]]:
    """预算批复数 | 320 | 实际支付数 | 301.5: labels that say nothing but which amount stands there."""
    pairs = labelled(line)
    # Without a label at the side nothing but amounts and what they earned may stand in the line.
    named = [
        one for one, _ in pairs if head is None or headers.role("budget", one.text) not in SCORES
    ]
    if len(named) < 2 or not all(only_kind(one, headers) for one in named):
        return []
    row = Row(None, tuple(value for _, value in pairs), line)
    heads = [label for label, _ in pairs]
    roles = assigned(heads, (row,), headers)
    money = [role for role in roles if role in MONEY]
    return list(zip(heads, roles, strict=True)) if len(money) > 1 else []


def _of_kinds(
    line: Line, kinds: Sequence[tuple[Cell, str]], *, unit: str, headers: Headers
) -> Budget:
    heads, roles = [cell for cell, _ in kinds], [role for _, role in kinds]
    row = Row(heads[0], tuple(value for _, value in labelled(line)), line)
    return by_role(heads, (row,), roles, None, unit=unit, headers=headers, end=1)


def _is_filled(budget: Budget) -> bool:
    """Whether it is one row, of what was spent."""
    return [row.executed is not None for row, _ in budget.rows] == [True]


def _scores(line: Line, head: Cell | None, headers: Headers) -> dict[str, Cell]:
    """执行率 | 95% | 分值 | 10 | 得分 | 9.5 beside the amounts of a row, and the cell of each.

    预算执行（10分） at its side names the 分值, and a number behind all labels is then the 得分.
    """
    found: dict[str, Cell] = {}
    before: Cell | None = None
    for cell in line.starts:
        role = headers.role("budget", before.text) if before is not None else None
        if role in SCORES and value_of(cell.text, role) is not None:
            found[role] = cell
        before = cell
    if head is not None and (stated := level_label(head.text).points) is not None:
        *_, label, last = line.starts
        points, most = points_of(plain(last.text)), _weight(stated)
        behind = label is not head and is_figure(label.text) and not is_blank_amount(last.text)
        if behind and points is not None and most is not None and points <= most:
            found.setdefault("points", last)
        found.setdefault("weight", head)
    return found


def _weight(stated: str) -> Decimal | None:
    """The points behind a label: 10分, 分值：10."""
    return points_of(stated.rpartition(":")[2])


def _texts(scores: Mapping[str, Cell]) -> dict[str, Any]:
    """What the cells of `_scores` state."""
    stated: dict[str, Any] = {}
    for role, cell in scores.items():
        points = level_label(cell.text).points if role == "weight" else None
        stated[role] = _weight(points) if points else value_of(cell.text, role)
    return stated


# ---------------------------------------------------------------- one cell a line


def _flowing(lines: Sequence[Line], index: int, *, unit: str, headers: Headers) -> Budget | None:
    """Headings one a line, and then the rows under them, cell after cell, however they are broken."""
    if lines[index].grid.spans_known:
        return None
    head = lines[index].starts[0] if len(lines[index].starts) == 1 else None
    if head is None:
        return None
    begin = index + (says_money(head.text, headers) and not resembled(head.text, headers))
    heads: list[Cell] = []
    at = begin
    while at < len(lines) and len(lines[at].starts) == 1:
        cell = lines[at].starts[0]
        if amount(cell.text) is not None or not resembled(cell.text, headers):
            break
        heads.append(cell)
        at += 1
    if not 2 <= len(heads) <= MOST:
        return None
    rows, end = _poured(lines, at, len(heads), headers)
    own = money_unit(head.text) or unit
    budget = read_columns(heads, rows, head, unit=own, headers=headers, end=end)
    return None if budget is None or begin == at else budget


def _poured(
    lines: Sequence[Line], begin: int, width: int, headers: Headers
) -> tuple[list[Row], int]:
    """The cells from `lines[begin]` on as rows of a label and `width` figures or blanks."""
    rows: list[Row] = []
    held: list[Cell] = []
    end = at = begin
    while at < len(lines) and lines[at].number == lines[begin].number:
        for cell in lines[at].starts:
            figure = amount(cell.text) is not None or points_of(plain(cell.text)) is not None
            fits = figure or is_blank_amount(cell.text) if held else not figure and is_short(cell)
            if not fits or (not held and headers.find("goals", cell.text)):
                return rows, end
            held.append(cell)
            if len(held) == width + 1:
                rows.append(Row(held[0], tuple(held[1:]), lines[at]))
                held = []
        at += 1
        if not held:
            end = at
    return rows, end


# ---------------------------------------------------------------- what was not read


def unread_amounts(
    lines: Sequence[Line],
    taken: Set[Cell],
    headers: Headers,
    *,
    held: Callable[[str], bool],
) -> Iterator[Cell]:
    """The cells with amounts in rows that say money which no reader took.

    One beside others that were taken counts only where no field `held` its value.
    """
    for line in lines:
        if line.row < 0 or not any(says_money(c.text, headers) for c in line.covering.values()):
            continue
        known = [value for cell in line.starts if cell in taken and (value := amount(cell.text))]
        for cell in line.starts:
            if cell in taken or not _is_money(cell, line, headers):
                continue
            if not known or not (held(cell.text) or _is_difference(cell, known)):
                yield cell


def _is_difference(cell: Cell, known: Sequence[Decimal]) -> bool:
    """Whether an amount is how much two others of its row differ by: 增减额, 结余."""
    value = amount(cell.text)
    return value is not None and any(
        abs(value) == abs(one - other) for one, other in combinations(known, 2)
    )


def _is_money(cell: Cell, line: Line, headers: Headers) -> bool:
    """Whether a cell is an amount, and not the value of a field: 联系电话 | 66666666."""
    if amount(cell.text) is None:
        return False
    before = [one for one in line.starts if one.column < cell.column]
    return not before or may_label(before[-1].text, headers)
