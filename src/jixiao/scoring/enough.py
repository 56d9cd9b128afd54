"""Enough: the smallest achievement that would have earned full points, read off the plan."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import NamedTuple

from ..criteria import AllOf, Comparison, Deadline, Period, Qualitative, Range, Relative, YesNo
from ..criteria.dates import written_day
from ..quantities import Number, as_number, format_number, short_number
from ..rules import Rulebook
from ..statuses import DONE, EXCEEDED, OPEN, Status
from ..tables import Indicator
from .outcomes import Outcome
from .plans import Plan, plan_of
from .reasons import Reason

__all__ = ["enough"]


def enough(indicator: Indicator, reason: Reason, status: Status, book: Rulebook) -> str:
    """What earns full points by `book` where `reason` tells of less, in words: 不少于15次."""
    criterion = indicator.criterion
    if reason.deduction is not None and status in (DONE, EXCEEDED):
        return "不扣分"
    match criterion:
        case Comparison() | Range():
            plan = plan_of(criterion, indicator, book)
            return _of_numbers(plan, reason.actual_number)
        case Deadline(date=datetime.date() as last):
            return f"不晚于{written_day(last)}完成"
        case Period(end=datetime.date()):
            return f"在{criterion}之内完成"
        case YesNo():
            return f"实际为“{criterion}”"
        case Qualitative(grades=()):
            return "评为达成"
        case Qualitative() | Relative() | AllOf():
            return f"达到“{criterion}”"
    return f"达到“{indicator.target}”"


class _Stretch(NamedTuple):
    """Numbers next to each other that all earn full points; None: without end."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool
    high_closed: bool

    def away(self, actual: Fraction) -> Fraction:
        """How far `actual` is from the stretch."""
        if self.low is not None and actual <= self.low:
            return self.low - actual
        return Fraction(0) if self.high is None else max(Fraction(0), actual - self.high)


def _of_numbers(plan: Plan, actual: Number | None) -> str:
    full = _stretches(plan)
    if not full:
        return "按规则得不到满分"
    at = Fraction(0 if actual is None else actual)
    return _text(min(full, key=lambda one: one.away(at)), plan)


def _stretches(plan: Plan) -> list[_Stretch]:
    low, high = Fraction(plan.low), Fraction(plan.high)
    regions = plan.regions
    places = [bound.at(low, high) for bound in regions.bounds]
    ends: list[tuple[Fraction | None, Fraction | None]] = []
    before: list[Fraction | None] = [None, *places]
    after: list[Fraction | None] = [*places, None]
    for index in range(len(regions.outcomes)):
        half = index // 2
        ends.append((places[half],) * 2 if index % 2 else (before[half], after[half]))
    result: list[_Stretch] = []
    joined = False
    for index, (outcome, (first, last)) in enumerate(zip(regions.outcomes, ends, strict=True)):
        if not _is_full(outcome, plan, first, last):
            joined = False
            continue
        on = index % 2 == 1
        if joined:
            result[-1] = result[-1]._replace(high=last, high_closed=on)
        else:
            result.append(_Stretch(first, last, on, on))
        joined = True
    return result


def _is_full(outcome: Outcome, plan: Plan, first: Fraction | None, last: Fraction | None) -> bool:
    award = outcome.award
    if outcome.off is not None and outcome.off.points < 0:
        return True  # more than full
    if award.status == OPEN or outcome.by_weight:
        return False
    if outcome.line is None:
        return award.share is not None and award.share >= 1
    target = Fraction(plan.low if outcome.against == "low" else plan.high) or Fraction(1)
    near = first if first is not None else last - 1 if last is not None else Fraction(0)
    far = last if last is not None else near + 1
    ends = [one for one in (near, far) if one or outcome.line.of != "inverse"]
    return bool(ends) and all(outcome.line.at(one, target) >= 1 for one in ends)


def _text(stretch: _Stretch, plan: Plan) -> str:
    low, high = (_number(one, plan) for one in (stretch.low, stretch.high))
    if stretch.high is None:
        return f"{'不少于' if stretch.low_closed else '超过'}{low}" if low else "任何完成值都"
    if stretch.low is None and stretch.high == 0 and plan.low == plan.high == 0:
        # Nothing can be less than none.
        return f"{'为' if stretch.high_closed else '低于'}{high}"
    if stretch.low is None:
        return f"{'不超过' if stretch.high_closed else '低于'}{high}"
    if stretch.low == stretch.high:
        return f"正好{high}"
    return f"在{low}至{high}之间"


def _number(number: Fraction | None, plan: Plan) -> str:
    """A bound with its unit; one that is the target's own with the decimals that are written."""
    if number is None:
        return ""
    written = next((one for one in (plan.low, plan.high) if Fraction(one) == number), None)
    text = short_number(as_number(number)) if written is None else format_number(written)
    return f"{text}{plan.unit}"
