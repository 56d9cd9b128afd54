"""Scales: the steps, bands and deductions that a rulebook or a form prints for points."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import attrs

from ..criteria import Interval, Operator
from ..criteria.amounts import decided
from ..intervals import APPROXIMATE
from ..quantities import format_number, times
from ..rules.policies import Scale, Step
from ..statuses import DONE, MISSED, OVERRUN, Status
from .awards import WHOLE, Compared, percent_text
from .exceeding import OverRules
from .outcomes import Against, Line, Off, Outcome, Terms
from .tracing import bound_of

__all__ = ["ScaleRules"]


@attrs.frozen
class ScaleRules(OverRules):
    """The rules of a rulebook that state points for what is reached of a target."""

    def _met(self, terms: Terms, low: Any, high: Any, actual: Any) -> bool | None:
        numbers = Interval(low=actual, high=actual)
        if terms.closed is not None:
            first, last = terms.closed
            wanted = Interval(low=low, high=high, low_closed=first, high_closed=last)
            return numbers.decides(wanted)
        way: Literal["up", "down"] | None = None
        if terms.operator is None and terms.unclear is None:
            way = "up" if terms.upward else "down"
        return decided(terms.operator, high, numbers, way)

    @staticmethod
    def _near(target: Any, actual: Any, slack: Fraction) -> bool:
        low, high = times(target, 1 - slack), times(target, 1 + slack)
        if target < 0:
            low, high = high, low
        return bool(low <= actual <= high)

    def _by_scale(self, terms: Terms, scale: Scale, low: Any, high: Any, actual: Any) -> Outcome:
        """The points that a scale gives, whether or not the target is met."""
        said, status = self._as_target_says(terms, scale, low, high, actual)
        if status == DONE and terms.closed is None and terms.upward and scale.side != "less":
            docked = self._docked(high, actual) if high > 0 else None
            if docked is not None:
                return docked
        if self._is_the_target(terms, scale, low, high, actual):
            return self._as_one(scale, said)
        if scale.steps:
            return self._stepped(
                scale, terms, self._end(terms, scale, low, high, actual), actual, said, status
            )
        return self._deducted(scale, terms, (low, high), actual, said, status)

    def _as_target_says(
        self, terms: Terms, scale: Scale, low: Any, high: Any, actual: Any
    ) -> tuple[str, Status]:
        """What the target says of the actual, in words, and the status that goes with it."""
        met = self._met(terms, low, high, actual) or self._as_good_as_met(terms, low, high, actual)
        if met:
            return "达到目标", DONE
        less = scale.side == "less"
        bad: Status = OVERRUN if less else MISSED
        if met is None:
            return "按规则分档", bad
        if less and actual < low:
            return "低于目标", bad
        if not less and actual > high:
            return "高于目标", bad
        return "超过目标" if less else "未达到目标", bad

    def _as_good_as_met(self, terms: Terms, low: Any, high: Any, actual: Any) -> bool | None:
        """Whether what is not quite the target is counted as it; None where nobody has said so."""
        if terms.closed is not None:
            if low <= actual <= high:  # on a bound that does not belong to the range
                return self.book.strict_bound.mode == "inclusive"
            # Over the good end of a range the target is reached.
            beyond = bool(actual > high if terms.upward else actual < low)
            return bool(terms.known and low != -high and beyond)
        if terms.operator in (">", "<") and actual == high:
            return self.book.strict_bound.mode == "inclusive"
        if self._within_tolerance(terms.operator, high, actual):
            return True
        return None if terms.operator is None and terms.unclear is not None else False

    def _within_tolerance(self, operator: Operator | None, target: Any, actual: Any) -> bool:
        """Whether an actual is as near to the target as 约 and the rulebook allow."""
        if operator == "≈":
            return self._near(target, actual, APPROXIMATE)
        slack = self.book.equality.tolerance
        return operator == "=" and bool(slack) and self._near(target, actual, Fraction(slack))

    def _is_the_target(self, terms: Terms, scale: Scale, low: Any, high: Any, actual: Any) -> bool:
        """Whether an actual inside a range or a tolerance is, to the scale, the target itself.

        Only a scale that measures by the target asks; what is better still is measured as it is.
        """
        if scale.measure != "ratio" and not scale.of_target:
            return False
        if scale.takes_off_the_target:
            return False
        if scale.side != "near" and bool(actual <= low if scale.side == "less" else actual >= high):
            return False
        if terms.closed is not None:
            return scale.side != "less" and bool(low <= actual <= high)
        return self._within_tolerance(terms.operator, high, actual)

    def _as_one(self, scale: Scale, said: str) -> Outcome:
        """What the target itself earns: the ratio 1, at no distance."""
        same: Compared = {"upward": scale.side != "less"}
        if not scale.steps:
            return self._on_whole(scale, f"{said}，不扣分", against=None)
        said = f"{said}，视同正好完成目标"
        one = Fraction(0 if scale.side == "near" else 1)
        above: Step | None = None
        for step in scale.steps:
            if step.holds(one, step.mark):
                if scale.linear and above is not None and one != step.mark:
                    share = _line(scale, step, above, Fraction(1)).at(Decimal(1), Decimal(1))
                    verdict = f"{said}；在{_step_text(scale, step)}一档内按比例"
                    award = self.part(verdict, share, rule=scale.rule, same=same, status=DONE)
                    return Outcome(award=award)
                return attrs.evolve(self._on(scale, step, said, DONE), against=None)
            above = step
        return attrs.evolve(self._on_none(scale, said, DONE), against=None)

    def _on_whole(self, scale: Scale, verdict: str, *, against: Against | None) -> Outcome:
        same: Compared = {"upward": scale.side != "less"}
        award = self.part(verdict, WHOLE, rule=scale.rule, same=same)
        return Outcome(award=award, against=against)

    @staticmethod
    def _end(terms: Terms, scale: Scale, low: Any, high: Any, actual: Any) -> _End:
        """The bound of the target that an actual is measured by: the nearer one of a range."""
        if terms.closed is not None and scale.side != "less" and actual < low:
            return _End(low, "low")
        return _End(high, "high")

    def _deducted(
        self,
        scale: Scale,
        terms: Terms,
        ends: tuple[Any, Any],
        actual: Any,
        said: str,
        status: Status,
    ) -> Outcome:
        """Points taken off from a mark on."""
        above = scale.deduct_above is not None
        if above and scale.deduct_from is not None:
            above = bool(actual > self._start(scale, terms, ends, above=True))
        start = self._start(scale, terms, ends, above=above)
        side, better = ("高", "不高于起扣点") if above else ("低", "不低于起扣点")
        if actual <= start if above else actual >= start:
            award = self.part(better, WHOLE, rule=scale.rule, same={"upward": not above})
            return Outcome(award=award, against="high")
        target = ends[above]
        against: Against = "high" if above or terms.closed is None else "low"
        found = self.part(
            f"{said}；{side}于起扣点，按规则扣分",
            Fraction(0),
            rule=scale.rule,
            same={"upward": not above},
            status=status,
        )
        if scale.zero_from is not None:
            end = self._mark(scale, terms, target, scale.zero_from)
            if actual > end if above else actual < end:
                award = attrs.evolve(found, verdict=f"{said}；{side}于不得分的界限")
                return Outcome(award=award, against=against)
        off = Off(
            scale.points or Decimal(0),
            bound_of(start),
            bound_of(self._mark(scale, terms, target, scale.every)),
            scale.part,
        )
        return Outcome(award=attrs.evolve(found, method="share"), off=off, against=against)

    def _start(self, scale: Scale, terms: Terms, ends: tuple[Any, Any], *, above: bool) -> Any:
        """Where points begin to be taken off, above or below."""
        mark = scale.deduct_above if above else scale.deduct_from
        if scale.of_target:
            return times(ends[above], mark or Decimal(1))
        return self._mark(scale, terms, ends[above], mark)

    @staticmethod
    def _mark(scale: Scale, terms: Terms, target: Any, mark: Any) -> Any:
        """A mark of a scale in the target's unit."""
        if scale.measure == "ratio":
            return times(target, mark)
        return Fraction(mark) * terms.factor

    def _stepped(
        self,
        scale: Scale,
        terms: Terms,
        end: _End,
        actual: Any,
        said: str,
        status: Status,
    ) -> Outcome:
        above: Step | None = None
        for step in scale.steps:
            if self._on_step(scale, terms, step, end.number, actual):
                if scale.linear and above is not None:
                    found = self._between(scale, terms, step, above, said, status)
                else:
                    found = self._on(scale, step, said, status, low=end.of == "low")
                return attrs.evolve(found, against=end.of)
            above = step
        return attrs.evolve(self._on_none(scale, said, status), against=end.of)

    def _on_none(self, scale: Scale, said: str, status: Status) -> Outcome:
        award = self.part(
            f"{said}；不在任何一档",
            Fraction(0),
            rule=scale.rule,
            same={"upward": scale.side != "less"},
            status=status,
        )
        return Outcome(award=award, against="high")

    def _on_step(self, scale: Scale, terms: Terms, step: Step, target: Any, actual: Any) -> bool:
        if step.within is not None:
            if scale.measure == "ratio":
                return self._near(target, actual, Fraction(step.within))
            mark = self._mark(scale, terms, target, step.within)
            return bool(-mark <= actual <= mark)
        mark = self._mark(scale, terms, target, step.mark)
        return step.holds(actual, mark)

    def _on(
        self, scale: Scale, step: Step, said: str, status: Status, *, low: bool = False
    ) -> Outcome:
        verdict = f"{said}；{_step_text(scale, step, low=low)}一档"
        same: Compared = {"upward": scale.side != "less"}
        if step.points is not None and scale.full is None:
            award = self.part(verdict, Fraction(0), rule=scale.rule, same=same, status=status)
            award = attrs.evolve(award, method="share")
            return Outcome(award=award, points=step.points, against="high")
        share = _share_of(scale, step)
        if share == 1:
            status = DONE
        award = self.part(verdict, share, rule=scale.rule, same=same, status=status)
        return Outcome(award=award, against="high")

    def _between(
        self, scale: Scale, terms: Terms, step: Step, above: Step, said: str, status: Status
    ) -> Outcome:
        """On the straight line from `step` to the better one."""
        by_ratio = scale.measure == "ratio"
        line = _line(scale, step, above, Fraction(1) if by_ratio else terms.factor)
        verdict = f"{said}；在{_step_text(scale, step)}一档内按比例"
        return self._lined("share", line, verdict, status, scale.rule, upward=scale.side != "less")


class _End(NamedTuple):
    """A bound of the target, and which one it is."""

    number: Any
    of: Against


def _line(scale: Scale, step: Step, above: Step, factor: Fraction) -> Line:
    """The straight line from a step to the better one, their marks times `factor`."""
    low, high = Fraction(step.mark) * factor, Fraction(above.mark) * factor
    first, last = _share_of(scale, step), _share_of(scale, above)
    slope = (last - first) / (high - low)
    return Line(first - slope * low, slope, "direct" if scale.measure == "ratio" else "actual")


def _share_of(scale: Scale, step: Step) -> Fraction:
    if step.share is not None:
        return Fraction(step.share)
    return Fraction(step.points or 0) / Fraction(scale.full or 1)


def _step_text(scale: Scale, step: Step, *, low: bool = False) -> str:
    """A step in words: 80%（含）以上."""
    mark = step.mark
    shown = (
        percent_text(Fraction(mark))
        if scale.unit == "%" or scale.measure == "ratio"
        else f"{format_number(mark)}{scale.unit}"
    )
    if step.within is not None:
        return f"±{shown}以内"
    what = ("目标下限的" if low else "目标的") if scale.measure == "ratio" else ""
    if step.strict:
        return f"{'超过' if step.side == 'more' else '低于'}{what}{shown}"
    return f"{what}{shown}（含）以{'上' if step.side == 'more' else '下'}"
