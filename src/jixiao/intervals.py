"""Sets of numbers between two bounds: what a target allows and what an actual may be."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import attrs

__all__ = ["APPROXIMATE", "Interval", "interval_of"]

# 约 is met within a tenth of the target (semantics of ≈ in these tables; no regulation fixes it).
APPROXIMATE: Final = Fraction(1, 10)


@attrs.frozen(kw_only=True)
class Interval:
    """A set of numbers between two bounds; None means unbounded on that side."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    def inside(self, other: Interval) -> bool:
        """Whether every number of this interval lies in `other`."""
        return _not_below(self, other) and _not_above(self, other)

    def apart(self, other: Interval) -> bool:
        """Whether no number lies in both."""
        return _wholly_below(self, other) or _wholly_below(other, self)

    def decides(self, wanted: Interval) -> bool | None:
        """Whether numbers of this interval are `wanted`: all of them, none, or None for some."""
        if self.inside(wanted):
            return True
        return False if self.apart(wanted) else None


def _not_below(one: Interval, other: Interval) -> bool:
    if other.low is None:
        return True
    if one.low is None or one.low < other.low:
        return False
    return one.low > other.low or other.low_closed or not one.low_closed


def _not_above(one: Interval, other: Interval) -> bool:
    if other.high is None:
        return True
    if one.high is None or one.high > other.high:
        return False
    return one.high < other.high or other.high_closed or not one.high_closed


def _wholly_below(one: Interval, other: Interval) -> bool:
    if one.high is None or other.low is None:
        return False
    if one.high < other.low:
        return True
    return one.high == other.low and not (one.high_closed and other.low_closed)


def interval_of(operator: str | None, value: Fraction) -> Interval:
    match operator:
        case "≥":
            return Interval(low=value, high=None)
        case ">":
            return Interval(low=value, high=None, low_closed=False)
        case "≤":
            return Interval(low=None, high=value)
        case "<":
            return Interval(low=None, high=value, high_closed=False)
        case "≈":
            near, far = value * (1 - APPROXIMATE), value * (1 + APPROXIMATE)
            return Interval(low=far, high=near) if value < 0 else Interval(low=near, high=far)
        case _:
            return Interval(low=value, high=value)
