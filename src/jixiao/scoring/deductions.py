"""What the evaluator takes off by hand (扣分): off the points, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ..findings import Severity
from ..quantities import format_number
from ..rules import Rulebook

__all__ = ["Remark", "less", "negative", "unexplained"]

#: Code, severity and message of a finding.
Remark = tuple[str, Severity, str]


def less(points: Iterable[Decimal], off: Decimal, book: Rulebook) -> tuple[Decimal, ...]:
    """Each of `points` less `off`, but no lower than the floor of the rulebook."""
    return tuple(max(book.deduction.floor, one - off) for one in points)


def negative(off: Decimal) -> Remark:
    """A deduction below 0 adds points, which no rule allows."""
    message = f"扣分{format_number(off)}分小于0，未使用；扣分请写正数"
    return "deduction-negative", "error", message


def unexplained(off: Decimal, book: Rulebook) -> Remark:
    """Points that were taken off without a reason."""
    message = f"扣了{format_number(off)}分，没有写扣分原因；{book.deduction.rule.text}"
    return "deduction-reason-missing", "warning", message
