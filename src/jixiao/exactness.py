"""Arithmetic that does not hang on the caller (十进制运算): one context, one largest number.

Python lets every program set how decimals are rounded, and what is an error. jixiao works in a
context of its own, so that a score is the same whatever the program around it has set.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

__all__ = ["CONTEXT", "MOST_DIGITS", "in_own_context", "is_too_long"]

#: What Python itself begins with, written out.
CONTEXT: Final = Context(
    prec=28,
    rounding=ROUND_HALF_EVEN,
    Emin=-999_999,
    Emax=999_999,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)

#: Digits that a number may have before its point, and behind it. No budget has a hundred;
#: 1E+9999999 is written with ten characters and takes minutes to compare.
MOST_DIGITS: Final = 1000
_MOST_BITS: Final = MOST_DIGITS * 10 // 3

P = ParamSpec("P")
R = TypeVar("R")


def in_own_context(function: Callable[P, R]) -> Callable[P, R]:
    """`function` worked out in `CONTEXT`; what the caller has set is untouched."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(CONTEXT):
            return function(*args, **kwargs)

    return inside


def is_too_long(number: Any) -> bool:
    """Whether a Decimal, Fraction or int begins more than `MOST_DIGITS` digits before its point, or behind it.

    Digits that are written out need no bound of their own: they are as long as the text is.
    """
    if number.__class__ is Decimal:
        exceeds: bool = not -MOST_DIGITS <= number.adjusted() < MOST_DIGITS
        return exceeds
    return bool(max(number.numerator.bit_length(), number.denominator.bit_length()) > _MOST_BITS)
