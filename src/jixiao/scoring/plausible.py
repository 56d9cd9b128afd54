"""Plausible: actual values that cannot be, or look like a slip of the pen; asked about, never corrected.

The points stay as the rule gives them: what was meant is for the author to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from ..criteria import Comparison, Criterion, Range, Unreadable
from ..findings import Finding, Severity
from ..language import squeeze
from ..naming import is_bounded
from ..quantities import Number, as_number, format_number
from ..tables import Indicator
from .awards import Award

__all__ = ["implausible", "is_ordinary", "is_vacuous"]

_HUNDRED: Final = 100
# Within a fiftieth of a hundred or a thousand times.
_TIMES: Final = (100, 1000)
_SLACK: Final = Fraction(1, 50)
_EXTREME: Final = Decimal(50)


def is_ordinary(target: Number, actual: Decimal, unit: str) -> bool:
    """Whether a number is so near its target that nothing here can be asked about it."""
    if unit == "%" and actual > _HUNDRED:
        return False
    if not isinstance(target, Decimal) or target <= 0:
        return False
    return target <= actual * _EXTREME and actual <= target * _EXTREME


def is_vacuous(criterion: Criterion | Unreadable, name: str) -> bool:
    """Whether every actual value meets the target: ≥0次; ≤100% of a share that ends there."""
    if not isinstance(criterion, Comparison) or criterion.doubts:
        return False
    number = criterion.quantity.exact
    if criterion.operator == "≥":
        return number == 0 and criterion.unit != ""
    return (
        criterion.operator == "≤" and criterion.unit == "%" and number >= 100 and is_bounded(name)
    )


def implausible(
    indicator: Indicator, criterion: Criterion | Unreadable, value: Any, award: Award
) -> Iterator[Finding]:
    """What a reviewer asks about one actual value, whatever it earns."""
    if _is_unsuspicious(value, award):
        return

    def finding(code: str, message: str, severity: Severity = "warning") -> Finding:
        return Finding(
            code=code,
            severity=severity,
            message=f"“{indicator.name}”：{message}",
            place=indicator.place_of("actual"),
            subject=indicator.name,
        )

    if _repeats(indicator, criterion, value):
        yield finding(
            "actual-repeats-target",
            f"实际完成值“{value}”照抄了指标值，没有写完成了多少；请写实际的数",
        )
        return
    for one in award.doubts:
        if one.code == "actual-year":
            yield finding(one.code, one.message)
    actual, target = award.actual, award.target
    if actual is None or not isinstance(criterion, Comparison | Range):
        return
    shown = f"{format_number(actual)}{award.unit}"
    if award.unit == "%" and actual > _HUNDRED and is_bounded(indicator.name):
        yield finding(
            "share-over-100", f"实际完成值{shown}超过100%，这个比率最多是100%；请核对数值或者分母"
        )
        return
    if award.problem is not None or target is None or target <= 0 or actual <= 0:
        return
    ratio = Fraction(actual) / Fraction(target)
    for times in _TIMES:
        for size in (Fraction(times), Fraction(1, times)):
            if abs(ratio / size - 1) <= _SLACK:
                many = f"{times}倍" if size > 1 else f"{times}分之一"
                yield finding(
                    "actual-magnitude",
                    f"实际完成值{shown}约是目标{format_number(as_number(Fraction(target)))}"
                    f"{award.unit}的{many}，可能多写或漏写了数位；现照写的值计分，请核对",
                )


def _is_unsuspicious(value: Any, award: Award) -> bool:
    """Whether an actual is a number near its target, and nothing can be asked; most are."""
    if award.doubts or not isinstance(award.actual, Decimal) or award.target is None:
        return False
    if isinstance(value, str) and not value[:1].isdigit():
        return False
    return is_ordinary(award.target, award.actual, award.unit)


def _repeats(indicator: Indicator, criterion: Criterion | Unreadable, value: Any) -> bool:
    """Whether the actual is the target's own words with a bound in them: ≥95% for ≥95%."""
    if not isinstance(value, str) or not isinstance(criterion, Comparison | Range):
        return False
    if isinstance(criterion, Comparison) and criterion.operator in (None, "=", "≈"):
        return False
    said = squeeze(value)
    return not said.isdecimal() and said == squeeze(criterion.text or indicator.target_text)
