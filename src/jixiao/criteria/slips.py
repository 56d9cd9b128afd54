"""Slips (误写): where an actual lies from which 万, 亿 or % seems to have been left out.

The ranges are the one place that says how far is suspicious: a judgement leaves a bare number
in them open, and scoring asks about a number in them that is written with its unit.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import attrs

from ..quantities import SCALES, times

__all__ = ["Slip", "bare_slip", "written_slip"]

#: Up to this a bare number against a target in % may be meant as a share: 1.5 for 150%.
_SHARE: Final = Decimal("1.5")
# From 10% on nobody reaches a hundredth of the target; below it only what is near a hundredth.
_LARGE: Final = 10
_NEAR: Final = (Decimal("0.005"), Decimal("0.02"))
_SIZES: Final = tuple((word, size) for word, size in SCALES.items() if size in (10**4, 10**8))
# From half to twice as many times.
_GREATER: Final = tuple(
    (word, Decimal(f"0.5e{len(str(size)) - 1}"), Decimal(f"2e{len(str(size)) - 1}"))
    for word, size in _SIZES
)
_SMALLER: Final = tuple(
    (word, Decimal(f"0.5e-{len(str(size)) - 1}"), Decimal(f"2e-{len(str(size)) - 1}"))
    for word, size in _SIZES
)


@attrs.frozen
class Slip:
    """Actual values from `low` to `high`, both included, where `word` may be missing or too much."""

    word: str
    low: Any
    high: Any

    def holds(self, actual: Any) -> bool:
        """Whether `actual` lies there; nothing and less than nothing is no slip."""
        return bool(actual > 0 and self.low <= actual <= self.high)


def _about(
    target: Any, actual: Any, factors: tuple[tuple[str, Decimal, Decimal], ...]
) -> Slip | None:
    """The slip of an actual that is about so many times the target."""
    slips = (Slip(word, times(target, low), times(target, high)) for word, low, high in factors)
    return next((one for one in slips if one.holds(actual)), None)


def _share(target: Any) -> Slip:
    """0.95 against 95% and 1.2 against 100%; against 5% only what is near it, as 0.06 is."""
    if target >= _LARGE:
        return Slip("%", Decimal(0), _SHARE)
    low, high = (times(target, one) for one in _NEAR)
    return Slip("%", low, high)


def bare_slip(target: Any, actual: Any, *, share: bool, scaled: bool) -> Slip | None:
    """The slip that leaves a number without a unit open; None where there is none.

    Args:
        target, actual: numbers in the target's unit.
        share: whether that unit is %.
        scaled: whether it is written with 万 or 亿.
    """
    if target <= 0:
        return None
    if scaled and (found := _about(target, actual, _GREATER)) is not None:
        return found
    return slip if share and (slip := _share(target)).holds(actual) else None


def written_slip(target: Any, actual: Any) -> Slip | None:
    """The slip that is asked about wherever a target seems missed, or a limit kept, by far."""
    if target <= 0:
        return None
    return _about(target, actual, _GREATER) or _about(target, actual, _SMALLER)
