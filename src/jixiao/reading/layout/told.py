"""Told (一句话写的资金): amounts in a sentence, 全年预算450万元，实际支出441.9万元，其中财政资金400万元.

The label must say money. The first amount is the budget; one whose words say that it was paid is
what was spent of it; the others are parts of it, and may not come to more.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from jixiao.findings import Finding
from jixiao.language.figures import money_units
from jixiao.language.lexicon import either
from jixiao.tables import Execution

from ..grid import Cell
from ..headers import Headers, plain, without_brackets
from .fundspan import resembled
from .lines import Line, clean
from .money import Budget, amount, says_money

__all__ = ["told_funds"]

_LABEL: Final = re.compile(r"([^:：]{2,12})[:：](.+)", re.DOTALL)
_BREAK: Final = re.compile(r"[ \u3000]*\n[ \u3000]*")
_MONEY: Final = ("initial", "budget", "executed", "forecast")


class _Amount(NamedTuple):
    """An amount of a sentence: the words before it, its unit, and what it is of the total."""

    words: str
    value: Decimal
    unit: str
    role: str | None


def told_funds(line: Line, index: int, headers: Headers) -> Budget | None:
    """The funds that a line tells in a sentence; None where it tells none, or they do not add up.

    Args:
        line: a label beside its text, or a paragraph that begins with a label and a colon.
        index: of the line; the budget ends behind it.
        headers: the words of forms.
    """
    found = _labelled(line)
    if found is None:
        return None
    label, text, cell = found
    if not says_money(label, headers) or amount(text) is not None:
        return None
    if label.endswith(headers.words("words", "explains")):
        return None  # 预算调整及执行偏差说明：…
    # A narrow cell breaks its lines anywhere: 960万 / 元.
    told = list(_amounts(_BREAK.sub("", text), headers))
    if not told or told[0].role not in (None, "budget", "initial"):
        return None
    total, *others = told
    parts = [one for one in others if one.role is None]
    if any(one.unit != total.unit for one in told) or sum(p.value for p in parts) > total.value:
        return None
    held = {one.role: one.value for one in others if one.role is not None}
    held.setdefault(total.role or "budget", total.value)
    item = total.words if says_money(total.words, headers) else label
    whole = Execution(item=item, unit=total.unit, place=cell.place, **held)  # type: ignore[arg-type]
    rows = [whole]
    rows += [
        Execution(item=one.words, budget=one.value, unit=one.unit, place=cell.place)
        for one in parts
    ]
    return Budget(
        tuple((row, "annual") for row in rows),
        (_said(label, text, cell),),
        index + 1,
        tuple(line.starts),
    )


def _labelled(line: Line) -> tuple[str, str, Cell] | None:
    """A label, the sentence beside or behind it, and the cell of that."""
    if line.row >= 0 and len(line.starts) == 2:
        label = without_brackets(plain(line.starts[0].text))
        return label, line.starts[1].text, line.starts[1]
    if len(line.starts) != 1:
        return None
    found = _LABEL.fullmatch(line.starts[0].text.strip())
    if found is None:
        return None
    return without_brackets(plain(found[1])), found[2], line.starts[0]


@functools.cache
def _told() -> re.Pattern[str]:
    units = either(money_units())
    # 12，5万元 is a damaged amount, and not 5.
    return re.compile(
        rf"([^0-9，,；;。、]*)(?<![0-9])(?<![0-9][，,.])([0-9][0-9,]*(?:\.[0-9]+)?)\s*({units})"
    )


def _amounts(text: str, headers: Headers) -> Iterator[_Amount]:
    """The amounts of a sentence in order."""
    seen: set[str] = set()
    for at, found in enumerate(_told().finditer(text)):
        value = amount(found[2])
        words = clean(found[1]).strip(":：()（） ")
        likeness = resembled(plain(words), headers)
        like = {role: score for role, score in likeness.items() if role in _MONEY}
        role = max(like, key=like.__getitem__) if like else None
        if role in seen or (at and role == "budget"):
            role = None
        seen |= {role or "budget"} if not at or role else set()
        if value is not None:
            yield _Amount(words or clean(found[0]), value, found[3], role)


def _said(label: str, text: str, cell: Cell) -> Finding:
    return Finding(
        code="funds-told",
        severity="note",
        message=f"“{label}”是一句话，金额按句子里的字读入，请核对",
        place=cell.place,
        subject=label,
        figures=(("text", clean(text)),),
    )
