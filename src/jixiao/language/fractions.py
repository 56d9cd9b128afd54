"""Shares that are written as a part and a whole: 264/300, 问卷300份，满意276份."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ..criteria import Comparison, Criterion
from ..quantities import Quantity, as_number, format_number
from .characters import squeeze
from .clauses import Stated
from .numerals import number_of
from .setting import Achieved, Setting, clauses_in, doubt
from .tokens import scan

__all__ = ["fraction_of", "fraction_parts"]

# A part of a whole, not a piece of a longer number, of a date or of a unit.
_FRACTION: Final = re.compile(
    r"(?<![0-9.,/])([0-9][0-9,]*(?:\.[0-9]+)?)/([0-9][0-9,]*(?:\.[0-9]+)?)(?![0-9.,/])"
)
#: Classes whose words turn a part into its rest: 不合格1只.
_TURNED: Final = frozenset(("not", "negative-state", "failed", "pending", "undone", "none-said"))


def fraction_parts(text: str) -> tuple[Decimal, Decimal] | None:
    """Numerator and denominator that an actual value states: 264/300, 88%（264/300）; None without.

    A part is not greater than its whole, and a date (10/31) beside other numbers is none.
    """
    found = _FRACTION.findall(squeeze(text))
    if len(found) != 1:
        return None
    top, bottom = number_of(found[0][0]), number_of(found[0][1])
    if top is None or bottom is None or bottom <= 0 or top > bottom:
        return None
    return top, bottom


def fraction_of(criterion: Criterion, text: str, setting: Setting) -> Achieved | None:
    """264/300 against a share is 88%, and so is 问卷300份，满意264份; None where nothing is so said."""
    if not isinstance(criterion, Comparison) or criterion.unit not in ("%", "‰", ""):
        return None
    whole = squeeze(text)
    if _FRACTION.fullmatch(whole):
        parts = fraction_parts(whole)
    elif criterion.unit and not any(sign in whole for sign in "%‰％"):
        parts = _spoken(text, setting)
    else:
        parts = None
    if parts is None:
        return None
    top, bottom = parts
    value = Comparison(
        quantity=Quantity(as_number(Fraction(top) / Fraction(bottom))), form="fraction", text=text
    )
    note = doubt(
        "actual-fraction", f"“{text.strip()}”按{format_number(top)}÷{format_number(bottom)}计"
    )
    return Achieved(value, "ask", (note,))


def _spoken(text: str, setting: Setting) -> tuple[Decimal, Decimal] | None:
    """The part and the whole of 应检640台，实检621台: two counts of one thing, and no more.

    The words at the part are those of the name (满意度, 检验率), and nothing turns them.
    """
    stem = _stem(setting)
    found, _ = clauses_in(text, setting.words)
    counts = [one for clause in found for one in clause.numbers if _is_count(one)]
    if not stem or len(counts) != 2 or sum(len(clause.numbers) for clause in found) != 2:
        return None
    first, second = counts
    if not _alike(first, second):
        return None
    whole, part = sorted((first.value.quantity.number, second.value.quantity.number), reverse=True)
    at = second if second.value.quantity.number == part else first
    around = [*at.before, *scan(at.noun, setting.words)]
    if at is second:
        # 300件中逾期12件: the words between are read with the first unit.
        around += [*scan(first.noun, setting.words), *at.behind]
    said = "".join(one.text for one in around)
    turned = any(
        not _TURNED.isdisjoint(one.senses) and not setting.knows(one.text) for one in around
    )
    if whole <= 0 or turned or not any(char in said for char in stem):
        return None
    return part, whole


def _stem(setting: Setting) -> str:
    """What the rate is of: 满意 of 满意度, 检验 of 电梯检验率."""
    name = squeeze(setting.name)
    ends = setting.words.lexicon.words("ratio-end")
    end = next((one for one in ends if name.endswith(one)), "")
    return name[: len(name) - len(end)][-2:] if end else ""


def _is_count(stated: Stated) -> bool:
    value = stated.value
    return stated.kind == "number" and isinstance(value, Comparison) and value.operator is None


def _alike(one: Stated, other: Stated) -> bool:
    units = {one.value.unit, other.value.unit} - {""}
    return len(units) == 1
