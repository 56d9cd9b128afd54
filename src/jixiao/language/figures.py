"""Figures of cells: points and money, each a whole text, read by the one reader of numbers.

A damaged number (``12,5``) is none: who asks says so, and never takes it for 125.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache
from typing import Final, NamedTuple

from ..quantities import SCALES
from .characters import squeeze
from .lexicon import builtin_lexicon
from .numerals import number_of

__all__ = ["Money", "money_of", "money_unit_of", "money_units", "points_of"]

#: Longer texts are no figure; most cells are names, and are not worth keeping.
_LONGEST: Final = 64
#: Money is written in 万 and 亿, not in 百 or 千万.
_LEAST_SCALE: Final = 10**4


class Money(NamedTuple):
    """An amount of money as written; `unit` None where it writes none."""

    number: Decimal
    unit: str | None


@cache
def money_units() -> tuple[str, ...]:
    """万元, 亿元, 元: the units of money, none the end of one after it."""
    plain = tuple(builtin_lexicon().classes["currency"])
    scales = [scale for scale, size in SCALES.items() if len(scale) == 1 and size >= _LEAST_SCALE]
    return (*(scale + unit for scale in scales for unit in plain), *plain)


@cache
def _currencies() -> tuple[str, ...]:
    return tuple(sorted(builtin_lexicon().words("currency"), key=len, reverse=True))


def _bare(key: str) -> str:
    """`key` without the currency before it (¥5, 人民币5万元)."""
    return next((key[len(one) :] for one in _currencies() if key.startswith(one)), key)


@lru_cache(maxsize=8192)
def money_of(text: str) -> Money | None:
    """A whole text as an amount of money (`1,011.11`, `¥5`, `6070万元`); None for anything else."""
    if len(text) > _LONGEST:
        return None
    key = _bare(squeeze(text))
    unit = next((one for one in money_units() if key.endswith(one)), None)
    number = number_of(key.removesuffix(unit or ""))
    return None if number is None else Money(number, unit)


def money_unit_of(text: str) -> str | None:
    """The unit of money that a whole text is (`万元`, `人民币元`), or None."""
    key = _bare(squeeze(text))
    return key if key in money_units() else None


@lru_cache(maxsize=8192)
def points_of(text: str) -> Decimal | None:
    """A whole text as points (`10`, `10分`, `10（分）`, `10%`, `（10）`); None for anything else."""
    if len(text) > _LONGEST:
        return None
    key = squeeze(text)
    if key.startswith("(") or "(" not in key:
        key = key.removeprefix("(").removesuffix(")")
    endings = (form for word in builtin_lexicon().words("points") for form in (f"({word})", word))
    ending = next((one for one in (*endings, "%") if key.endswith(one)), "")
    return number_of(key.removesuffix(ending))
