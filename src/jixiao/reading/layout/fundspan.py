"""Fundspan: how far a block of amounts reaches, and what its labels and values are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from ..grid import Cell
from ..headers import Headers, plain, without_brackets
from .amounts import inline_amounts
from .front import is_front, money_unit
from .lines import Line
from .money import (
    amount,
    is_figure,
    is_idle,
    may_label,
    says_money,
    totals_points,
)

__all__ = [
    "MONEY",
    "MOST",
    "SCORES",
    "has_amount",
    "is_short",
    "labelled",
    "only_kind",
    "resembled",
    "side_at",
    "source_of",
    "span_at",
    "unit_in",
]

_LONGEST: Final = 24  # characters of a label or heading of amounts
MOST: Final = 8  # columns of amounts
MONEY: Final = ("initial", "budget", "executed", "forecast")
SCORES: Final = ("rate", "weight", "points")
_ROLES: Final = (*MONEY, *SCORES)
_TOLERANCE: Final = Decimal("0.01")  # of a total, by which its rounded parts may miss it


# ---------------------------------------------------------------- how far a block reaches


def side_at(lines: Sequence[Line], index: int, headers: Headers) -> Cell | None:
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
    return first if is_short(after) or _inside(after) else None


def _are_kinds(line: Line, headers: Headers) -> bool:
    """Whether a row is one of headings of amounts, whatever the first heads: 类别 | 年初 | 已支出."""
    if has_amount(line) or not all(map(is_short, line.starts)) or _is_other(line, headers):
        return False
    found = [resembled(cell.text, headers) for cell in line.starts[1:]]
    return len({max(one, key=one.__getitem__) for one in found if one} & set(MONEY)) > 1


def span_at(
    lines: Sequence[Line], index: int, head: Cell | None, headers: Headers
) -> Sequence[Line]:
    """The rows of the block that begins at `lines[index]`; none where none does."""
    line = lines[index]
    end = index + 1
    if head is not None and head.rowspan > 1:
        last = head.row + head.rowspan
        while end < len(lines) and lines[end].number == line.number and lines[end].row < last:
            end += 1
        span = lines[index:end]
        return span if any(map(has_amount, span)) else ()
    if head is None and not _begins(line, headers):
        return ()
    while end < len(lines) and _goes_on(lines, index, end, head, headers):
        end += 1
    span = lines[index:end]
    return span if any(map(has_amount, span)) else ()


def _begins(line: Line, headers: Headers) -> bool:
    """Whether a row without a label at its side states an amount of money beside its label."""
    return any(
        says_money(label.text, headers) and not headers.find("fields", label.text)
        for label, _ in labelled(line)
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
        return has_amount(line) or all(is_short(cell) for cell in line.starts)
    if first.column < head.column or not may_label(first.text, headers):
        return False
    if len(begin.starts) > 1:
        # 资金来源 | 金额 over its rows: the label of the block is the heading of their labels.
        return _is_listed(begin, line)
    return 2 * len(labelled(line)) == len(line.starts)  # 工程投资（万元） in a row of its own


def _is_other(line: Line, headers: Headers) -> bool:
    if is_front(line, headers) or totals_points(line.starts[0].text, headers):
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
    for one in lines[end : end + MOST]:
        if one.number != line.number or not _all_pairs(one, headers):
            return False
        parts += sum((value for _, value in _values((one,))), Decimal(0))
        if abs(parts - total) <= total * _TOLERANCE:
            return True
    return False


def _all_pairs(line: Line, headers: Headers) -> list[tuple[Cell, Cell]]:
    """The labels of a row with their amounts, where it holds nothing else, or () where it does."""
    pairs = labelled(line)
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
        and is_short(first)
        and all(cell.column in starts for cell in others)
        and all(is_figure(cell.text) or 0 <= last < cell.column for cell in others)
    )


def _inside(cell: Cell) -> bool:
    """Whether a cell holds labels with their amounts: 总额：260万元 省补：200万元."""
    return bool(inline_amounts(cell))


def is_short(cell: Cell) -> bool:
    return len(plain(cell.text)) <= _LONGEST


def has_amount(line: Line) -> bool:
    return any(amount(cell.text) is not None or _inside(cell) for cell in line.starts)


def labelled(line: Line) -> list[tuple[Cell, Cell]]:
    """The labels of a row with the amount right behind each."""
    return [
        (label, value)
        for label, value in zip(line.starts, line.starts[1:], strict=False)
        if amount(value.text) is not None and not is_figure(label.text) and is_short(label)
    ]


def _values(span: Sequence[Line]) -> Iterator[tuple[Cell, Decimal]]:
    for line in span:
        for label, cell in labelled(line):
            value = amount(cell.text)
            if value is not None:
                yield label, value


def unit_in(span: Sequence[Line], head: Cell | None, unit: str) -> str:
    """The unit that the block's label names, else the first of its labels, else that of the form."""
    texts = [head.text] if head else []
    texts += [cell.text for line in span for cell in line.starts]
    return next((own for text in texts if (own := money_unit(text))), unit)


def only_kind(cell: Cell, headers: Headers) -> bool:
    """Whether a label is made of the words of a kind of amount, and names no source."""
    return bool(resembled(cell.text, headers)) and not source_of(cell, headers)


def source_of(cell: Cell, headers: Headers) -> str:
    """What is left of a label without the words of a kind of amount: whose money it is."""
    key = headers.undated(without_brackets(plain(cell.text)).strip(":"))
    for role in (*_ROLES, "tail"):
        for word in headers.plain_words("funds", role):
            key = key.replace(word, "")
    return key if len(key) > 1 else ""


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
