"""Numbers as they are written: one reader for digits and for Chinese numerals, exact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from typing import Final

from ..quantities import SCALES, Number, as_number, chinese_number

__all__ = [
    "DIGITS",
    "EXACT",
    "decimal_of",
    "fraction",
    "negated",
    "number_of",
    "numeral_of",
    "plain",
    "stepped",
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
#: What numerals are grouped by: 万, 亿 and 万亿.
_SECTIONS: Final = (Decimal(10**4), Decimal(10**8), Decimal(10**12))
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


def stepped(parts: Sequence[tuple[Decimal, str]], *, padded: bool) -> tuple[Decimal, str] | None:
    """The number that digits with scales going down write, and the 万 or 亿 it ends with.

    1亿2000万 is 12000 and 万, 9千8百万 9800 and 万, 4万1200 is 41200, 17万3 is 173000 as it is spoken.
    The last part fills all the places below the scale before it, if it has none of its own, or is
    `padded` with a 零. None where the parts are no one number.
    """
    total = section = Decimal(0)
    room = above = Decimal(0)  # of what size the part before is, and the section before
    large = Decimal(1)
    for at, (number, scale) in enumerate(parts):
        is_last = at == len(parts) - 1
        small, large = _small_and_large(scale)
        if room and small == 1 and not (padded and is_last):
            if not scale and number < 10:
                small = EXACT.divide(room, Decimal(10))
            elif len(str(int(number))) != len(str(room)) - 1 and not (large > 1 and not section):
                return None
        value = EXACT.multiply(number, small)
        if (room and value >= room) or (number != int(number) and not is_last):
            return None
        section, room = EXACT.add(section, value), small
        if large > 1:
            if above and large >= above:
                return None
            total, section = EXACT.add(total, EXACT.multiply(section, large)), Decimal(0)
            room = above = large
    name = next((name for name, size in SCALES.items() if size == large > 1), "")
    return plain(EXACT.divide(EXACT.add(total, section), large)), name


def _small_and_large(scale: str) -> tuple[Decimal, Decimal]:
    """百万 as 百 and 万; 1 for either that is not there."""
    size = Decimal(SCALES[scale]) if scale else Decimal(1)
    large = max((one for one in _SECTIONS if EXACT.remainder(size, one) == 0), default=Decimal(1))
    return EXACT.divide(size, large), large
