"""Amounts beside their labels: 年度资金总额：120, 其中：财政拨款 | 100."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from jixiao.language.figures import money_of
from jixiao.tables import Execution, Term

from ..grid import Cell
from ..headers import Headers, plain, without_brackets
from .front import money_unit
from .lines import Line, clean
from .money import (
    MONEY_ROLES,
    Budget,
    amount,
    has_amount,
    is_blank_amount,
    is_figure,
    is_item,
    is_side,
    item_text,
    may_label,
    says_money,
)
from .titles import term_of

__all__ = [
    "amounts_in_pairs",
    "find_amounts",
    "halves_of",
    "inline_amounts",
    "inline_in",
    "plain_amounts",
    "stated_in",
]

_INLINE: Final = re.compile(r"^(.{2,24})[:：]\s*([^:：]+)$")


#: What a line of amounts says of how they were spent besides.
_SCORES: Final = frozenset(("weight", "points"))
#: Roles of headings that stand beside the sums of money and are none.
_RATED: Final = _SCORES | {"rate"}
_PARTS: Final = re.compile(r"[\n；;，。]|[ \u3000]{2,}")


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
        if is_item(cell.text, headers) and not is_side(cell, headers) and cell.row >= 0
    ]
    if len(items) < 2 or has_amount(line):
        return None
    items = _with_others(items, lines, index, headers)
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
    if held and _goes_on_listing(lines, position, items):
        return None
    rows: list[tuple[Execution, Term]] = []
    for number, cell in enumerate(items):
        values = {role: values[number] for role, values in held.items()}
        if any(value is not None for value in values.values()):
            row = Execution(item=item_text(cell.text), unit=unit, place=cell.place, **values)
            rows.append((row, "medium" if term_of(cell.text, headers) == "medium" else "annual"))
            taken.append(cell)
    return Budget(tuple(rows), (), position, tuple(taken)) if held else None


def _goes_on_listing(lines: Sequence[Line], position: int, items: Sequence[Cell]) -> bool:
    """Whether a further row has a name of its own and an amount under each heading: a list of tasks."""
    line, before = (lines[at] if at < len(lines) else None for at in (position, position - 1))
    if line is None or before is None or line.number != before.number:
        return False
    named = [
        [cell for cell in one.starts if cell.column < items[0].column and amount(cell.text) is None]
        for one in (before, line)
    ]
    under = [_beneath(cell, line) for cell in items]
    return all(named) and all(cell and amount(cell.text) is not None for cell in under)


def amounts_in_pairs(
    lines: Sequence[Line], index: int, *, unit: str, headers: Headers
) -> Budget | None:
    """预算安排 | 650 | 其中：市级 | 400 | 县级 | 250 over 实际支出 | 641 | 其中：市级 | 400 | 县级 | 241.

    Each row says at its beginning which amounts it holds; the other labels are the same in all.
    """
    first = lines[index]
    held: dict[str, tuple[Cell, ...]] = {}
    for line in lines[index:]:
        if line.number != first.number or not _is_row_of_pairs(line, first):
            break
        role = _role_of_row(line.starts[0].text, headers)
        if role is None and not held and says_money(line.starts[0].text, headers):
            role = "budget"
        if role is None or role in held:
            break
        held[role] = line.starts
    if len(held) < 2:
        return None
    unit = next(filter(None, (money_unit(starts[0].text) for starts in held.values())), unit)
    rows: list[tuple[Execution, Term]] = []
    for at in range(0, len(first.starts), 2):
        values: dict[str, Any] = {
            role: amount(starts[at + 1].text) for role, starts in held.items()
        }
        item = item_text(first.starts[at].text)
        rows.append(
            (Execution(item=item, unit=unit, place=first.starts[at].place, **values), "annual")
        )
    taken = tuple(cell for starts in held.values() for cell in starts)
    return Budget(tuple(rows), (), index + len(held), taken)


def _is_row_of_pairs(line: Line, first: Line) -> bool:
    """Whether a row holds labels with their amounts, the same labels as `first` but for the first."""
    labels, values = line.starts[::2], line.starts[1::2]
    return (
        line.row >= 0
        and len(values) == len(labels) >= 2
        and [plain(one.text) for one in labels[1:]]
        == [plain(one.text) for one in first.starts[2::2]]
        and all(amount(one.text) is None for one in labels)
        and all(amount(one.text) is not None for one in values)
    )


def _with_others(
    items: Sequence[Cell], lines: Sequence[Line], index: int, headers: Headers
) -> list[Cell]:
    """`items` and, between and beside them, the headings of any words over amounts: 合计, 其他收入."""
    line, below = lines[index], lines[index + 1 : index + 2]
    if not below or below[0].number != line.number:
        return list(items)
    others = [
        cell
        for cell in line.starts[1:]
        if cell.row >= 0
        and cell not in items
        and headers.role("budget", cell.text) not in _RATED
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
    stated = stated_in(line, unit, headers, any_label=any_label, below=below)
    if not stated:
        return None
    if (whole := _of_one(stated, headers)) is not None:
        return whole
    rows: dict[tuple[str, Term], Execution] = {}
    held: dict[tuple[tuple[str, Term], str], _Stated] = {}
    left: list[_Stated] = []
    pair = next((one for one in stated if _money_role(one.label, headers)), None)
    said: str | None = None  # 预算数 | 9 | 其中：财政拨款 | 8: what is named last holds on
    yearly = any(term_of(one.label, headers) == "annual" for one in stated)
    scores = {one.label: one for one in stated if headers.role("budget", one.label) in _SCORES}
    for one in stated:
        if one.label in scores:
            continue  # 得分：9.83 is no amount
        half = next((what for start, what in reversed(halves) if one.cell.column >= start), None)
        # 年初预算：516 全年执行：507.3 in one line
        own = (_role_of_row if pair and one.beside is None else _money_role)(one.label, headers)
        said = own or said
        role = own or (half if half in MONEY_ROLES else said)
        term: str | None = term_of(one.label, headers) if own is None else None
        if term is None and half is None and yearly and _is_whole(one.label, headers):
            half = "medium"  # 总金额 beside 年度金额 is that of all years.
        term = term or (half if half in {"annual", "medium"} else "annual")
        item = item_text(pair.label if pair and own else one.label)
        key: tuple[str, Term] = (item, "medium" if term == "medium" else "annual")
        if one.value is None:
            continue
        if own is None and _is_left_over(one, list(rows.values())):
            left.append(one)
            continue
        row = rows.get(key) or Execution(item=item, unit=one.unit, place=one.cell.place)
        amounts: dict[str, Any] = {role or "budget": one.value}
        rows[key] = attrs.evolve(row, **amounts)
        held[key, role or "budget"] = one  # Of two that say the same, the first is lost.
    taken = [c for one in (*held.values(), *left) for c in (one.cell, one.beside) if c]
    found = tuple((row, term) for (_, term), row in rows.items())
    if len(found) == 1:
        (row, term), stated_too = found[0], scores.values()
        for one in stated_too:
            own_score: dict[str, Any] = {headers.role("budget", one.label) or "": one.value}
            row = attrs.evolve(row, **own_score)
        found = ((row, term),)
        taken += [one.cell for one in stated_too]
    return Budget(found, (), 1, tuple(taken))


def _of_one(stated: Sequence[_Stated], headers: Headers) -> Budget | None:
    """预算批复数 | 240 | 实际到位数 | 240 | 实际支出数 | 236.88: what became of one sum, and no three."""
    came = headers.plain_words("funds", "arrived")
    roles: dict[str, _Stated] = {}
    for one in stated:
        key = without_brackets(plain(one.label))
        role = "arrived" if any(word in key for word in came) else None
        role = role or _role_of_row(one.label, headers)
        role = role or headers.role("budget", one.label)
        if role is None and any(
            word in key for word in headers.plain_words("budget-contain", "budget")
        ):
            role = "budget"
        if role is None or role in roles or one.value is None:
            return None
        roles[role] = one
    if "budget" not in roles and "initial" in roles:
        roles["budget"] = roles.pop("initial")  # 批复数 beside 到位数 is all that there is.
    if "arrived" not in roles or not {"budget", "executed"} <= roles.keys():
        return None
    first = stated[0]
    values: dict[str, Any] = {
        role: one.value for role, one in roles.items() if role in (*MONEY_ROLES, *_SCORES)
    }
    row = Execution(item=item_text(first.label), unit=first.unit, place=first.cell.place, **values)
    taken = tuple(cell for one in stated for cell in (one.cell, one.beside) if cell)
    return Budget(((row, "annual"),), (), 1, taken)


def _is_left_over(stated: _Stated, rows: Sequence[Execution]) -> bool:
    """资金结余 | 23.6 behind 预算资金 | 1040 | 实际支出 | 1016.4: what is left is no further money."""
    return any(
        stated.value
        and row.budget is not None
        and row.executed is not None
        and row.budget - row.executed == stated.value
        for row in rows
    )


def _is_whole(label: str, headers: Headers) -> bool:
    return any(word in label for word in headers.words("words", "whole"))


def halves_of(
    line: Line, *, headers: Headers, any_label: bool = False
) -> tuple[tuple[int, str], ...]:
    """What the labels of a line say of the columns below them; () where they say nothing."""
    stated = stated_in(line, "", headers, any_label=any_label)
    roles = [(one.cell.column, role) for one in stated if (role := _money_role(one.label, headers))]
    terms = [(one.cell.column, term) for one in stated if (term := term_of(one.label, headers))]
    for marks in (roles, terms):
        if len({what for _, what in marks}) > 1:
            return tuple(marks)
    return ()


def _money_role(label: str, headers: Headers) -> str | None:
    role = headers.role("budget", label)
    return role if role in MONEY_ROLES else None


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


def stated_in(
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
        inside = inline_in(cell, unit, headers, any_label=block)
        if inside:
            found += inside
            continue
        after = starts[index + 1] if index + 1 < len(starts) else None
        loose = block and (any_label or cell.column > 0)
        whole = any(one.value is not None for one in found)
        loose = loose or _is_among(cell, after, headers, below=below, beside=whole)
        if not _labels_amount(cell, after, headers, any_label=loose):
            continue
        text = after.text if after is not None and not is_item(after.text, headers) else ""
        said = money_of(plain(text))
        own = (said.unit if said else None) or money_unit(cell.text) or unit
        found.append(_Stated(cell.text, amount(text), own, cell, after if text else None))
    return found


def _is_among(
    cell: Cell, after: Cell | None, headers: Headers, *, below: Container[int], beside: bool
) -> bool:
    """其中：残保金 | 40万元: a part, of any words, of what is stated above or beside it, or in money."""
    if after is None or not plain(cell.text).startswith(headers.plain_words("words", "among")):
        return False
    said = money_of(plain(after.text))
    return said is not None and (said.unit is not None or beside or cell.column in below)


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


def inline_in(cell: Cell, unit: str, headers: Headers, *, any_label: bool = False) -> list[_Stated]:
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
