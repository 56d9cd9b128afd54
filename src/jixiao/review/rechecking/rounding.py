"""Rounding: which rounding, if any, makes the declared points out of the computed ones."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from ...exactness import in_own_context
from ...scoring.reasons import exact_decimal

__all__ = ["rounding_in_use"]


_ROUNDINGS: Final = (
    (2, ROUND_HALF_UP, "四舍五入保留2位小数"),
    (1, ROUND_HALF_UP, "四舍五入保留1位小数"),
    (0, ROUND_HALF_UP, "四舍五入取整"),
    (2, ROUND_DOWN, "截尾保留2位小数"),
    (1, ROUND_DOWN, "截尾保留1位小数"),
    (0, ROUND_DOWN, "舍去小数取整"),
)

# A damaged cell may state points of any length; no rounding explains those.
_DIGITS: Final = 20


@in_own_context
def rounding_in_use(declared: Decimal, exact: Fraction, *, finest: int = 0) -> str | None:
    """The rounding that makes `declared` out of `exact`, in words; None where none does.

    `finest` is the most decimals that the form writes elsewhere: where it writes 1.9, whole
    numbers are not its rounding.
    """
    shown = exact_decimal(exact)
    if max(shown.adjusted(), declared.adjusted()) > _DIGITS:
        return None
    for places, mode, label in _ROUNDINGS:
        if (
            places >= finest
            and shown.quantize(Decimal(1).scaleb(-places), rounding=mode) == declared
        ):
            return label
    return None
