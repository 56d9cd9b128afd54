"""Funds (资金): blocks of amounts, told by what stands in them and not by the words of their labels.

A block begins with a heading that says money and holds amounts. What stands beside or above an
amount is its label, whatever it says; which column is the budget and which what was paid is told
by what the headings resemble and by the arithmetic: paid ≤ budget, rate = paid / budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import combinations, product
from operator import itemgetter
from typing import Any, Final

import attrs

from jixiao.findings import Finding
from jixiao.language.figures import points_of
from jixiao.tables import Execution, Term

from ..grid import Cell
from ..headers import Headers, plain, without_brackets
from .amounts import halves_of, inline_amounts, plain_amounts
from .columns import level_label
from .front import is_front, money_unit
from .lines import Line, clean
from .money import (
    Budget,
    amount,
    is_blank_amount,
    is_figure,
    is_idle,
    item_text,
    may_label,
    says_money,
)
from .titles import term_of

__all__ = ["find_funds", "resembled", "unread_amounts"]

_LONGEST: Final = 24  # characters of a label or heading of amounts
_MOST: Final = 8  # columns of amounts
_MONEY: Final = ("initial", "budget", "executed", "forecast")
_SCORES: Final = ("rate", "weight", "points")
_ROLES: Final = (*_MONEY, *_SCORES)
_UNNAMED: Final = 1  # for a column of amounts that no word names: 追加后 between 年初 and 已支出
_NEAR: Final = Decimal("0.6")  # percentage points by which a printed rate may differ
_TOLERANCE: Final = Decimal("0.01")  # of a total, by which its rounded parts may miss it


@attrs.frozen
class _Row:
    """A label, None where the block's own holds, and the cell under each heading."""

    label: Cell | None
    values: tuple[Cell | None, ...]
    line: Line


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
    head = _side(lines, index, headers)
    span = _span(lines, index, head, headers)
    if not span:
        return None
    unit = _unit(span, head, unit)
    found = _under_headings(span, head, unit=unit, headers=headers)
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
    row = _row(line.starts, below)
    roles = _assigned(line.starts, [row], headers) if row is not None else ()
    if row is None or len(set(roles) & set(_MONEY)) < 2 or not all(roles):
        return None
    unit = _unit((line, below), None, unit)
    return _by_role(line.starts, [row], roles, None, unit=unit, headers=headers, end=index + 2)


def _bare_labels(span: Sequence[Line], head: Cell | None, headers: Headers) -> list[Cell]:
    """The block's own label, and labels beside which nothing is printed, if they say no more."""
    alone = [[cell for cell in line.starts if cell is not head] for line in span]
    found = [cells[0] for cells in alone if len(cells) == 1 and _is_short(cells[0])]
    found = [cell for cell in found if amount(cell.text) is None] + ([head] if head else [])
    return [cell for cell in found if headers.spells(cell.text)]


# ---------------------------------------------------------------- how far a block reaches


def _side(lines: Sequence[Line], index: int, headers: Headers) -> Cell | None:
    """The label of the whole block: it says money, and no amount of its own stands beside it."""
    line = lines[index]
    first = line.starts[0] if line.starts else None
    if first is None or not (says_money(first.text, headers) or _are_kinds(line, headers)):
        return None
    after = line.starts[1] if len(line.starts) > 1 else None
    if first.rowspan > 1:
        return first
    if after is None:
        return first if not is_front(line, headers) else None
    if amount(after.text) is not None:
        return None
    return first if _is_short(after) or _inside(after) else None


def _are_kinds(line: Line, headers: Headers) -> bool:
    """Whether a row is one of headings of amounts, whatever the first heads: 类别 | 年初 | 已支出."""
    if _has_amount(line) or not all(map(_is_short, line.starts)) or _is_other(line, headers):
        return False
    found = [resembled(cell.text, headers) for cell in line.starts[1:]]
    return len({max(one, key=one.__getitem__) for one in found if one} & set(_MONEY)) > 1


def _span(lines: Sequence[Line], index: int, head: Cell | None, headers: Headers) -> Sequence[Line]:
    """The rows of the block that begins at `lines[index]`; none where none does."""
    line = lines[index]
    end = index + 1
    if head is not None and head.rowspan > 1:
        last = head.row + head.rowspan
        while end < len(lines) and lines[end].number == line.number and lines[end].row < last:
            end += 1
        span = lines[index:end]
        return span if any(map(_has_amount, span)) else ()
    if head is None and not _begins(line, headers):
        return ()
    while end < len(lines) and _goes_on(lines, index, end, head, headers):
        end += 1
    span = lines[index:end]
    return span if any(map(_has_amount, span)) else ()


def _begins(line: Line, headers: Headers) -> bool:
    """Whether a row without a label at its side states an amount of money beside its label."""
    return any(
        says_money(label.text, headers) and not headers.find("fields", label.text)
        for label, _ in _labelled(line)
    )


def _goes_on(
    lines: Sequence[Line], index: int, end: int, head: Cell | None, headers: Headers
) -> bool:
    """Whether `lines[end]` is a further row of the block that begins at `lines[index]`."""
    begin, line = lines[index], lines[end]
    if line.number != begin.number or not line.starts or _is_other(line, headers):
        return False
    first = line.starts[0]
    if head is None:
        return _is_part(lines, index, end, headers)
    if first.column > head.column:
        return _has_amount(line) or all(_is_short(cell) for cell in line.starts)
    if first.column < head.column or not may_label(first.text, headers):
        return False
    if len(begin.starts) > 1:
        # 资金来源 | 金额 over its rows: the label of the block is the heading of their labels.
        return _is_listed(begin, line)
    return 2 * len(_labelled(line)) == len(line.starts)  # 工程投资（万元） in a row of its own


def _is_other(line: Line, headers: Headers) -> bool:
    if is_front(line, headers):
        return True
    return any("columns" in hits or "fields" in hits for hits in line.hits[:1]) or any(
        "goals" in hits for hits in line.hits
    )


def _is_part(lines: Sequence[Line], index: int, end: int, headers: Headers) -> bool:
    """Whether the pairs of a row go on with those above: by their words, or as parts of the total."""
    line = lines[end]
    pairs = _all_pairs(line, headers)
    if not pairs:
        return False
    if all(says_money(label.text, headers) for label, _ in pairs):
        return True
    known = [
        value
        for label, value in _values(lines[index:end])
        if says_money(label.text, headers) or label.row > lines[index].row
    ]
    total = max(known, default=Decimal(0))
    parts = sum(known, Decimal(0)) - total
    if 2 * len(pairs) < len(line.starts):
        return sum((value for _, value in _values((line,))), parts) <= total  # 其中 | 中央 | 36
    for one in lines[end : end + _MOST]:
        if one.number != line.number or not _all_pairs(one, headers):
            return False
        parts += sum((value for _, value in _values((one,))), Decimal(0))
        if abs(parts - total) <= total * _TOLERANCE:
            return True
    return False


def _all_pairs(line: Line, headers: Headers) -> list[tuple[Cell, Cell]]:
    """The labels of a row with their amounts, where it holds nothing else, or () where it does."""
    pairs = _labelled(line)
    rest = [cell for cell in line.starts if all(cell not in pair for pair in pairs)]
    if any(not is_idle(cell.text, headers) for cell in rest):
        return []
    return pairs if all(may_label(label.text, headers) for label, _ in pairs) else []


def _is_listed(heads: Line, line: Line) -> bool:
    """Whether a row is a label with amounts, or nothing, under the headings; texts may follow them."""
    first, *others = line.starts
    starts = {cell.column for cell in heads.starts}
    last = max((cell.column for cell in others if is_figure(cell.text)), default=-1)
    return (
        amount(first.text) is None
        and _is_short(first)
        and all(cell.column in starts for cell in others)
        and all(is_figure(cell.text) or 0 <= last < cell.column for cell in others)
    )


def _inside(cell: Cell) -> bool:
    """Whether a cell holds labels with their amounts: 总额：260万元 省补：200万元."""
    return bool(inline_amounts(cell))


def _is_short(cell: Cell) -> bool:
    return len(plain(cell.text)) <= _LONGEST


def _has_amount(line: Line) -> bool:
    return any(amount(cell.text) is not None or _inside(cell) for cell in line.starts)


def _labelled(line: Line) -> list[tuple[Cell, Cell]]:
    """The labels of a row with the amount right behind each."""
    return [
        (label, value)
        for label, value in zip(line.starts, line.starts[1:], strict=False)
        if amount(value.text) is not None and not is_figure(label.text) and _is_short(label)
    ]


def _values(span: Sequence[Line]) -> Iterator[tuple[Cell, Decimal]]:
    for line in span:
        for label, cell in _labelled(line):
            value = amount(cell.text)
            if value is not None:
                yield label, value


def _unit(span: Sequence[Line], head: Cell | None, unit: str) -> str:
    """The unit that the block's label names, else the first of its labels, else that of the form."""
    texts = [head.text] if head else []
    texts += [cell.text for line in span for cell in line.starts]
    return next((own for text in texts if (own := money_unit(text))), unit)


# ---------------------------------------------------------------- labels beside amounts


def _pairs(span: Sequence[Line], head: Cell | None, *, unit: str, headers: Headers) -> Budget:
    rows: list[tuple[Execution, Term]] = []
    taken: list[Cell] = []
    halves: tuple[tuple[int, str], ...] = ()
    for line in span:
        kinds = _kinds_beside(line, head, headers)
        if kinds:
            # 执行数 over the amounts of the rows below it as well
            halves = tuple((cell.column, role) for cell, role in kinds if role in _MONEY)
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
    pairs = _labelled(line)
    if head is None or len(pairs) < 2 or not all(_only_kind(one, headers) for one, _ in pairs):
        return []
    row = _Row(None, tuple(value for _, value in pairs), line)
    heads = [label for label, _ in pairs]
    roles = _assigned(heads, (row,), headers)
    money = [role for role in roles if role in _MONEY]
    return list(zip(heads, roles, strict=True)) if len(money) > 1 else []


def _of_kinds(
    line: Line, kinds: Sequence[tuple[Cell, str]], *, unit: str, headers: Headers
) -> Budget:
    heads, roles = [cell for cell, _ in kinds], [role for _, role in kinds]
    row = _Row(heads[0], tuple(value for _, value in _labelled(line)), line)
    return _by_role(heads, (row,), roles, None, unit=unit, headers=headers, end=1)


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
        if role in _SCORES and _value(cell.text, role) is not None:
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
        stated[role] = _weight(points) if points else _value(cell.text, role)
    return stated


def _only_kind(cell: Cell, headers: Headers) -> bool:
    """Whether a label is made of the words of a kind of amount, and names no source."""
    return bool(resembled(cell.text, headers)) and not _source(cell, headers)


def _source(cell: Cell, headers: Headers) -> str:
    """What is left of a label without the words of a kind of amount: whose money it is."""
    key = headers.undated(without_brackets(plain(cell.text)).strip(":"))
    for role in (*_ROLES, "tail"):
        for word in headers.plain_words("funds", role):
            key = key.replace(word, "")
    return key if len(key) > 1 else ""


# ---------------------------------------------------------------- headings over amounts


def _under_headings(
    span: Sequence[Line], head: Cell | None, *, unit: str, headers: Headers
) -> Budget | None:
    """Amounts under headings, in the rows of `span`; `end` counts from its first."""
    top = next((at for at, line in enumerate(span) if _is_heading(span, at, head)), None)
    if top is None or any(map(_has_amount, span[:top])):
        return None
    heads = _heads(span[top], head)
    rows = list(filter(None, (_row(heads, line) for line in span[top + 1 :] if line.starts)))
    if not rows or all(2 * len(_labelled(row.line)) == _filled(row.line, head) for row in rows):
        return None  # 来源 | 金额 | 来源 | 金额 over labels, each with its amount
    found = _read(heads, rows, head, unit=unit, headers=headers, end=len(span))
    # Headings that nobody understands: an amount beside its label may be any of them.
    return found or Budget((), (), len(span))


def _filled(line: Line, head: Cell | None) -> int:
    return len([cell for cell in line.starts if cell is not head])


def _is_heading(span: Sequence[Line], at: int, head: Cell | None) -> bool:
    """Whether a row holds no amount, and each of the next row stands under one of its cells."""
    line = span[at]
    if at + 1 >= len(span) or _has_amount(line) or not line.starts:
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


def _row(heads: Sequence[Cell], line: Line) -> _Row | None:
    values = tuple(
        next((one for one in line.starts if _above(one, (cell,)) is not None), None)
        for cell in heads
    )
    first = next((cell for cell in line.starts if amount(cell.text) is None), None)
    left = min((cell.column for cell in line.starts if amount(cell.text) is not None), default=0)
    label = first if first is not None and first.column < left else None
    if not any(cell is not None and amount(cell.text) is not None for cell in values):
        return None
    return _Row(label, values, line)


def _read(
    heads: Sequence[Cell],
    rows: Sequence[_Row],
    head: Cell | None,
    *,
    unit: str,
    headers: Headers,
    end: int,
) -> Budget | None:
    """The rows with their columns read as budget, paid …, or with every column a part of its own."""
    if not rows or len(heads) > _MOST + 1:
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
    roles = _assigned(heads, rows, headers)
    money = [role for role in roles if role in _MONEY]
    if len(money) > 1 or (money and any(role in ("rate", "weight", "points") for role in roles)):
        return _by_role(heads, rows, roles, head, unit=unit, headers=headers, end=end)
    whole = numbers[0] if len(numbers) == 1 else None
    labelled = all(row.label is not None for row in rows)
    if whole is None or not labelled:
        parts = _by_column(heads, rows, numbers, unit=unit, headers=headers, end=end)
        whole = _sum_column(rows, numbers)
        if parts is not None or not labelled or whole is None:
            return parts
    alone = tuple("budget" if at == whole else "" for at in range(len(heads)))
    return _by_role(heads, rows, alone, head, unit=unit, headers=headers, end=end)


def _by_term(
    heads: Sequence[Cell],
    rows: Sequence[_Row],
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
    return bool(points) and max(points, key=points.__getitem__) not in _MONEY


def _are_parts(
    heads: Sequence[Cell], rows: Sequence[_Row], numbers: Sequence[int], headers: Headers
) -> bool:
    """Whether the columns are whose money it is, and not what became of it.

    The rows say the latter (全年预算, 全年支出), or the first column is the sum of the others and
    each of these names a source: 总额 | 县级财政 | 转移支付, but not 预算 | 支出 | 结余.
    """
    if len(numbers) < 2:
        return False
    labels = [row.label for row in rows if row.label is not None]
    if len(labels) == len(rows) > 1 and all(_only_kind(one, headers) for one in labels):
        return True
    named = all(_source(heads[at], headers) for at in numbers[1:])
    return len(numbers) > 2 and named and _sum_column(rows, numbers) == numbers[0]


def _sum_column(rows: Sequence[_Row], numbers: Sequence[int]) -> int | None:
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


def _stated(row: _Row, at: int) -> Decimal:
    """The amount of one column of a row; a blank adds nothing to a sum."""
    cell = row.values[at]
    return (amount(cell.text) if cell else None) or Decimal(0)


def _is_amounts(rows: Sequence[_Row], at: int) -> bool:
    """Whether a column holds nothing but amounts."""
    cells = [row.values[at] for row in rows]
    filled = [cell for cell in cells if cell is not None and not is_blank_amount(cell.text)]
    return bool(filled) and all(amount(cell.text) is not None for cell in filled)


def _by_role(
    heads: Sequence[Cell],
    rows: Sequence[_Row],
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
            held[role] = _value(cell.text, role)
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


def _value(text: str, role: str) -> Decimal | str | None:
    if role in _MONEY:
        return amount(text)
    if role == "rate":
        return None if is_blank_amount(text) else clean(text)
    return points_of(plain(text))


def _by_column(
    heads: Sequence[Cell],
    rows: Sequence[_Row],
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
    if any(row.label is not None and _source(row.label, headers) for row in rows):
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
        max(_MONEY, key=lambda role: points.get(role, 0), default="budget") if points else "budget"
    )


# ---------------------------------------------------------------- which column is which


def resembled(text: str, headers: Headers) -> Mapping[str, int]:
    """Role → points for what a heading resembles: the last word of it says most."""
    key = without_brackets(plain(text))
    for tail in headers.plain_words("funds", "tail"):
        key = key.removesuffix(tail)
    found: dict[str, int] = {}
    for role in _ROLES:
        for word in headers.plain_words("funds", role):
            if word in key:
                points = 2 + 3 * key.endswith(word) + (role in ("initial", "forecast")) * 4
                found[role] = max(found.get(role, 0), points)
    return found


def _assigned(heads: Sequence[Cell], rows: Sequence[_Row], headers: Headers) -> tuple[str, ...]:
    """The roles of all columns together that agree best with their headings and the arithmetic."""
    choices = []
    for at, cell in enumerate(heads):
        points = resembled(cell.text, headers) if _holds_figures(rows, at) else {}
        if not points and _is_amounts(rows, at):
            points = {"budget": _UNNAMED}
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


def _holds_figures(rows: Sequence[_Row], at: int) -> bool:
    """Whether a column holds amounts, points or shares, and no words."""
    filled = [cell for row in rows if (cell := row.values[at]) and not is_blank_amount(cell.text)]
    return bool(filled) and all(is_figure(cell.text) for cell in filled)


def _agrees(row: _Row, roles: Sequence[str]) -> int:
    """What the figures of one row say for `roles`."""
    held = {
        role: points_of(plain(cell.text)) if role not in _MONEY else amount(cell.text)
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
    if not 2 <= len(heads) <= _MOST:
        return None
    rows, end = _poured(lines, at, len(heads), headers)
    own = money_unit(head.text) or unit
    budget = _read(heads, rows, head, unit=own, headers=headers, end=end)
    return None if budget is None or begin == at else budget


def _poured(
    lines: Sequence[Line], begin: int, width: int, headers: Headers
) -> tuple[list[_Row], int]:
    """The cells from `lines[begin]` on as rows of a label and `width` figures or blanks."""
    rows: list[_Row] = []
    held: list[Cell] = []
    end = at = begin
    while at < len(lines) and lines[at].number == lines[begin].number:
        for cell in lines[at].starts:
            figure = amount(cell.text) is not None or points_of(plain(cell.text)) is not None
            fits = figure or is_blank_amount(cell.text) if held else not figure and _is_short(cell)
            if not fits or (not held and headers.find("goals", cell.text)):
                return rows, end
            held.append(cell)
            if len(held) == width + 1:
                rows.append(_Row(held[0], tuple(held[1:]), lines[at]))
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
