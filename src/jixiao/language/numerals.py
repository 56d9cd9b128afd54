"""Numbers as they are written: one reader for digits and for Chinese numerals, exact."""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from typing import Final

from ..quantities import Number, as_number, chinese_number

__all__ = [
    "DIGITS",
    "EXACT",
    "decimal_of",
    "fraction",
    "negated",
    "number_of",
    "numeral_of",
    "plain",
]

#: Arithmetic that the caller's decimal context cannot round or trap.
EXACT: Final = Context(prec=400, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])

#: One run of digits with its separators: 1,200 and 2 000 in groups of three, 3.5, 2022.10.31.
DIGITS: Final = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])(?:\.[0-9]+)?"
    r"|[0-9]{1,3}(?: [0-9]{3})+(?! ?[0-9])(?:\.[0-9]+)?"
    r"|[0-9]+(?:[.,][0-9]+)*"
)
_DECIMAL: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?|[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]+)?")
_WHOLE: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?)")
#: Longer numbers are no number of a budget table, and arithmetic on them is a trap.
_LONGEST: Final = 60


def decimal_of(digits: str) -> Decimal | None:
    """The number that a run of `DIGITS` writes; None for a damaged one (1,2,3 or 2022.10.31)."""
    if len(digits) > _LONGEST or _DECIMAL.fullmatch(digits) is None:
        return None
    return Decimal(digits.replace(",", "").replace(" ", ""))


def numeral_of(text: str) -> Decimal | None:
    """The number that a run of Chinese numerals writes; None for a damaged one, or one without end."""
    value = chinese_number(text) if len(text) <= _LONGEST else None
    return None if value is None or value.adjusted() >= _LONGEST else value


def number_of(text: str) -> Decimal | None:
    """A whole folded text as one number (`1,200`, `-0.5`); None where it is anything else."""
    if len(text) > _LONGEST or _WHOLE.fullmatch(text) is None:
        return None
    return Decimal(text.replace(",", ""))


def fraction(above: Decimal, below: Decimal) -> Number | None:
    """above/below, exact; None for a division by 0."""
    return as_number(Fraction(above) / Fraction(below)) if below else None


def negated(number: Number) -> Number:
    """The number with the other sign, exact whatever the decimal context."""
    return number.copy_negate() if isinstance(number, Decimal) else -number


def plain(number: Decimal) -> Decimal:
    """The number without an idle fraction or exponent: 1.20E+8 and 120000000.0 are 120000000."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and (exponent > 0 or (exponent < 0 and number == int(number))):
        return Decimal(int(number))
    return number
