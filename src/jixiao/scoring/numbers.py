"""Numbers: what a rulebook makes of an actual number, whatever the number is.

`NumberRules.outcome` is the one place that decides; it only ever compares the actual, and says
the rest as a formula. So it can be asked about one number, or followed along the whole line
(`tracing`), with the same answers.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple, TypedDict, Unpack

import attrs

from ..criteria import Interval, Operator
from ..criteria.amounts import decided
from ..criteria.slips import bare_slip, written_slip
from ..intervals import APPROXIMATE
from ..quantities import format_number, times
from ..rules.policies import Rule, Scale, Step
from ..statuses import DONE, EXCEEDED, MISSED, OPEN, OVERRUN, Status
from .awards import WHOLE, Award, Bench, Compared, percent_text
from .outcomes import Against, Line, Off, Outcome, Terms
from .reasons import Method
from .tracing import bound_of

__all__ = ["NumberRules"]

_DIRECT: Final = Line(Fraction(0), Fraction(1), "direct")


_INVERSE: Final = Line(Fraction(0), Fraction(1), "inverse")


_LINEAR: Final = Line(Fraction(2), Fraction(-1), "direct")


class _Further(TypedDict, total=False):
    """What a share of the weight says besides."""

    remarks: tuple[str, ...]
    notes: tuple[str, ...]
    upward: bool
    shown: Literal["actual", "zero", "opposite"]


@attrs.frozen
class NumberRules(Bench):
    """The rules of a rulebook for comparisons and ranges."""

    def outcome(self, terms: Terms, low: Any, high: Any, actual: Any) -> Outcome:
        """The outcome of one actual number against the target's, all in the target's unit."""
        if terms.bare:
            slip = bare_slip(low, actual, share=terms.share, scaled=terms.scaled)
            if slip is not None:
                return self._slipped(slip.word)
        if terms.scale is not None:
            found = self._by_scale(terms, terms.scale, low, high, actual)
        elif terms.closed is not None:
            found = self._in_range(terms, low, high, actual)
        else:
            found = self._compared(terms, high, actual)
        found = self._with_slip(found, low, actual)
        if terms.inapplicable is not None:
            award = found.award
            noted = attrs.evolve(award, notes=(*award.notes, terms.inapplicable))
            found = attrs.evolve(found, award=noted)
        return attrs.evolve(found, met=self._met(terms, low, high, actual))

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

    # ---- slips -----------------------------------------------------------------------

    def _slipped(self, word: str) -> Outcome:
        what = "{actual}%；如果指{hundredfold}%" if word == "%" else "{actual}{unit}；如果不是"
        message = f"实际值“{{actual}}”没有写单位，按目标的单位是{what}，请写明；待核实后评定"
        award = self.open(
            "实际值没有写单位，可能漏写了“万”或百分号", problem=("unit-slip", "warning", message)
        )
        return Outcome(award=award, against="low")

    def _with_slip(self, found: Outcome, low: Any, actual: Any) -> Outcome:
        """Asks whether 万 was left out where a target seems missed, or a limit kept, by far."""
        if found.award.status == DONE and (found.award.upward or actual == 0):
            return found
        slip = written_slip(low, actual)
        if slip is None:
            return found
        message = (
            "实际值{actual}{unit}与目标{low}{unit}"
            f"相差约一{slip.word}倍，可能多写或漏写了“{slip.word}”；现照写的值计分"
        )
        award = attrs.evolve(
            found.award,
            remarks=(*found.award.remarks, message),
            problem=("unit-slip", "warning", message),
        )
        return attrs.evolve(found, award=award)

    # ---- one number ------------------------------------------------------------------

    def _compared(self, terms: Terms, target: Any, actual: Any) -> Outcome:
        operator = terms.operator
        upward = terms.upward
        if actual == target:
            return self._equal(operator, target, upward)
        if operator == "≈" and self._near(target, actual, APPROXIMATE):
            return self._full("在约数的一成之内，达到目标", upward)
        equality = self.book.equality
        if operator == "=" and equality.tolerance:
            if self._near(target, actual, Fraction(equality.tolerance)):
                return self._full(
                    "在允许的误差之内，视为相等", upward, rule=equality.rule.said_of("tolerance")
                )
        if terms.unclear is not None:
            what = {None: "没有写方向", "=": "是等于型", "≈": "是约数"}[operator]
            return self._open(f"指标值{what}，{terms.unclear}")
        if operator == "=" and not upward and equality.mode != "one_sided" and target > 0:
            return self._unequal_limit(target, actual)
        if not upward:
            if actual > target:
                return self._exceeded(target, actual)
            return self._kept(operator)
        if actual < target:
            return self._missed(target, actual, operator)
        if operator == "=":
            return self._equality_exceeded(target)
        if operator == "≈" and target > 0:
            return self._passed(known=terms.known)
        return self._over(target, actual)

    @staticmethod
    def _near(target: Any, actual: Any, slack: Fraction) -> bool:
        low, high = times(target, 1 - slack), times(target, 1 + slack)
        if target < 0:
            low, high = high, low
        return bool(low <= actual <= high)

    def _equal(self, operator: Operator | None, target: Any, upward: bool) -> Outcome:
        if target == 0:
            if operator == ">":
                # More than nothing was wanted: to count nothing as reached would be absurd.
                note = "“＞0”要求至少有一些，恰好为0不算完成"
                return self._zero_target(upward=upward, missed=True, notes=(note,))
            if operator == "<" and self.book.strict_bound.mode == "strict":
                # There is no ratio to nothing.
                return self._zero_target(upward=upward, missed=False)
            if operator in ("=", "≤", None):
                return self._full("达到目标", upward, also=(self.book.zero_target.rule,))
        if operator in (">", "<"):
            return self._at_bound(upward, "high")
        return self._full("达到目标", upward)

    def _full(
        self,
        verdict: str,
        upward: bool,
        *,
        status: Status = DONE,
        rule: Rule | None = None,
        also: tuple[Rule, ...] = (),
        remarks: tuple[str, ...] = (),
        against: Against | None = "high",
    ) -> Outcome:
        same: Compared = {"upward": upward}
        award = self.full(verdict, same, status=status, rule=rule, also=also, remarks=remarks)
        return Outcome(award=award, against=against)

    def _open(self, verdict: str, *, rule: Rule | None = None, upward: bool = True) -> Outcome:
        return Outcome(award=self.open(verdict, rule=rule, upward=upward), against="high")

    def _kept(self, operator: Operator | None) -> Outcome:
        remarks: tuple[str, ...] = ()
        if operator == "≈":
            remarks = ("目标是约{target}{unit}，实际低于它；按越低越好计满分，请核对",)
        return self._full("未超过目标，达到目标", upward=False, remarks=remarks)

    def _unequal_limit(self, target: Any, actual: Any) -> Outcome:
        """=10次 of which less is better, where the rulebook wants neither more nor less."""
        equality = self.book.equality
        rule = equality.rule.said_of("mode")
        less = actual < target
        status: Status = MISSED if less else OVERRUN
        if equality.mode == "strict" or actual <= 0:
            return self._nothing("不等于目标", status, rule, (), "high", upward=False)
        if not less:
            return self._exceeded(target, actual)
        verdict = "低于等于型目标"
        return self._lined("direct", _DIRECT, verdict, status, rule, upward=False)

    def _passed(self, *, known: bool) -> Outcome:
        """Over the good end of an approximate target."""
        way = "按越高越好" if known else "指标值没有写方向，按越高越好"
        remark = f"目标是约{{target}}{{unit}}，实际高于它；{way}计满分，请说明原因"
        return self._full("超过约数，达到目标", upward=True, status=EXCEEDED, remarks=(remark,))

    def _at_bound(self, upward: bool, against: Against) -> Outcome:
        rule = self.book.strict_bound
        if rule.mode == "inclusive":
            return self._full("恰好等于目标", upward, also=(rule.rule,), against=against)
        award = Award(
            method="direct",
            verdict="恰好等于目标，未超过" if upward else "恰好等于目标，未低于",
            status=OPEN,
            rule=rule.rule,
            share=WHOLE,
            low=Fraction(0),
            upward=upward,
        )
        return Outcome(award=award, against=against)

    def _over(self, target: Any, actual: Any) -> Outcome:
        over = self.book.over
        if target <= 0:
            return self._full("达到目标", upward=True)
        remarks = self._far(target, actual)
        status: Status = EXCEEDED if remarks else DONE
        docked = self._docked(target, actual)
        if docked is not None:
            return docked
        every = over.bonus_every or Decimal(1)
        if over.bonus is not None and actual >= times(target, 1 + every):
            return self._with_bonus(target, every, status, remarks)
        if over.cap is None or (over.cap > 1 and actual < times(target, over.cap)):
            verdict = "超过目标，得分可以超过分值"
            return self._lined(
                "direct", _DIRECT, verdict, status, over.rule.said_of("cap"), remarks=remarks
            )
        if over.cap > 1:
            award = self.part(
                "超过目标，得分可以超过分值",
                Fraction(over.cap),
                rule=over.rule.said_of("cap"),
                same={},
                status=status,
                remarks=remarks,
            )
            return Outcome(award=award, against="high")
        if not remarks:
            return self._full("达到目标", upward=True)
        verdict = "大幅超过目标，得分以分值为上限"
        return self._full(
            verdict, upward=True, also=(over.rule.said_of("cap"),), remarks=remarks, status=status
        )

    def _far(self, target: Any, actual: Any) -> tuple[str, ...]:
        """The remark on an actual so far above its target that the unit has to explain it."""
        start = self.book.over.remark_from
        if actual <= times(target, start):
            return ()
        limit = percent_text(Fraction(start))
        return (f"实际值为目标的{{percent}}，超过{limit}：请说明原因，并检查目标是否定得偏低",)

    def _docked(self, target: Any, actual: Any) -> Outcome | None:
        """What the rulebook takes off for so much more than the target; None where it takes nothing."""
        over = self.book.over
        remarks = self._far(target, actual)
        for step in over.steps:
            if step.holds(actual, times(target, step.mark)):
                return self._over_step(step, remarks)
        if over.reduce_from is None or actual <= times(target, over.reduce_from):
            return None
        rate, start = Fraction(over.reduce_rate), Fraction(over.reduce_from)
        line = Line(1 + start * rate, -rate, "direct")
        verdict = f"超过目标的{percent_text(start)}，按偏离度调减"
        most = over.reduce_most
        if most is not None and rate and actual >= times(target, start + Fraction(most) / rate):
            return self._over_most(Fraction(most), verdict, remarks)
        return self._lined(
            "share", line, verdict, EXCEEDED, over.rule.said_of("reduce_from"), remarks=remarks
        )

    def _with_bonus(
        self, target: Any, every: Decimal, status: Status, remarks: tuple[str, ...]
    ) -> Outcome:
        """Points beyond the weight."""
        over = self.book.over
        points = -(over.bonus or Decimal(0))
        off = Off(
            points, bound_of(target), bound_of(times(target, every)), "whole", over.bonus_most
        )
        award = self.part(
            "超过目标，按规则加分",
            WHOLE,
            rule=over.rule.said_of("bonus"),
            same={},
            status=status,
            remarks=remarks,
        )
        return Outcome(award=attrs.evolve(award, method="share"), off=off, against="high")

    def _over_step(self, step: Step, remarks: tuple[str, ...]) -> Outcome:
        limit = percent_text(Fraction(step.mark))
        award = self.part(
            f"{'超过' if step.strict else '达到'}目标的{limit}{'' if step.strict else '以上'}，按超额分档计分",
            Fraction(step.share or 0),
            rule=self.book.over.rule.said_of("steps"),
            same={},
            status=EXCEEDED,
            remarks=remarks,
        )
        return Outcome(award=award, against="high")

    def _over_most(self, most: Fraction, verdict: str, remarks: tuple[str, ...]) -> Outcome:
        """So far above the target that no more is taken off."""
        award = self.part(
            verdict,
            1 - most,
            rule=self.book.over.rule.said_of("reduce_most"),
            same={},
            status=EXCEEDED,
            remarks=remarks,
        )
        return Outcome(award=award, against="high")

    def _lined(
        self,
        method: Method,
        line: Line,
        verdict: str,
        status: Status,
        rule: Rule,
        *,
        also: tuple[Rule, ...] = (),
        remarks: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
        upward: bool = True,
        against: Against = "high",
        shown: Literal["actual", "zero", "opposite"] = "actual",
    ) -> Outcome:
        award = Award(
            method=method,
            verdict=verdict,
            status=status,
            rule=rule,
            also=also,
            share=Fraction(0),
            remarks=remarks,
            notes=notes,
            upward=upward,
        )
        return Outcome(award=award, line=line, against=against, shown=shown)

    def _equality_exceeded(self, target: Any) -> Outcome:
        equality = self.book.equality
        rule = equality.rule.said_of("mode")
        if target <= 0:
            return self._zero_target(upward=True, missed=False)
        remark = "目标是等于{target}{unit}，实际超额，请说明原因"
        verdict = "超过等于型目标"
        if equality.mode == "one_sided":
            return self._full(verdict, upward=True, rule=rule, status=EXCEEDED, remarks=(remark,))
        if equality.mode == "two_sided":
            return self._lined("inverse", _INVERSE, verdict, EXCEEDED, rule, remarks=(remark,))
        award = self.part(
            verdict, Fraction(0), rule=rule, same={}, status=EXCEEDED, remarks=(remark,)
        )
        return Outcome(award=award, against="high")

    def _zero_target(self, *, upward: bool, missed: bool, notes: tuple[str, ...] = ()) -> Outcome:
        rule = self.book.zero_target
        if rule.mode == "open":
            award = self.open(
                "目标值不大于0，没有比例可算", rule=rule.rule, upward=upward, notes=notes
            )
            return Outcome(award=award, against="high")
        award = Award(
            method="zero",
            verdict="未达到目标" if missed else "超过目标",
            status=MISSED if missed else OVERRUN,
            rule=rule.rule,
            share=Fraction(0),
            high=Fraction(0),
            upward=upward,
            notes=notes,
        )
        return Outcome(award=award, against="high")

    def _missed(
        self,
        target: Any,
        actual: Any,
        operator: Operator | None,
        *,
        verdict: str = "未达到目标",
        also: tuple[Rule, ...] = (),
        against: Against = "high",
    ) -> Outcome:
        book = self.book
        negative = book.negative
        below = actual < 0 and negative.mode == "zero"
        notes = ("实际值为负，按0计算",) if below else ()
        zero: dict[str, Any] = {"shown": "zero" if below else "actual", "notes": notes}
        if target == 0 and operator == "=" and actual < 0 and not below:
            return self._full("达到目标", upward=True, also=(book.zero_target.rule,))
        if target == 0 and operator != ">" and below:
            award = self.full(
                "达到目标",
                {"upward": True, "notes": notes},
                also=(book.zero_target.rule, negative.rule),
            )
            return Outcome(award=award, against=against, shown="zero")
        if target <= 0:
            return self._zero_target(upward=True, missed=True)
        if below:
            also = (negative.rule, *also)
        if operator == "=" and book.equality.mode == "strict":
            award = self.part(
                "不等于目标",
                Fraction(0),
                rule=book.equality.rule.said_of("mode"),
                same={"notes": notes},
                also=also,
            )
            return Outcome(award=award, against=against, shown=zero["shown"])
        if book.missed.mode == "zero":
            by = book.missed.rule.said_of("mode")
            return self._nothing(verdict, MISSED, by, also, against, **zero)
        mark = book.missed.pass_mark
        if mark is not None and (actual <= 0 or actual < times(target, mark)):
            return self._failed(verdict, MISSED, also, against, **zero)
        rule = book.missed.rule.said_of("mode")
        if actual <= 0:
            line = Line(Fraction(0), Fraction(0), "direct")
            return self._lined(
                "direct", line, verdict, MISSED, rule, also=also, against=against, **zero
            )
        return self._lined("direct", _DIRECT, verdict, MISSED, rule, also=also, against=against)

    def _nothing(
        self,
        verdict: str,
        status: Status,
        rule: Rule,
        also: tuple[Rule, ...],
        against: Against,
        **more: Unpack[_Further],
    ) -> Outcome:
        line = Line(Fraction(0), Fraction(0), "direct")
        return self._lined("zero", line, verdict, status, rule, also=also, against=against, **more)

    def _failed(
        self,
        verdict: str,
        status: Status,
        also: tuple[Rule, ...],
        against: Against,
        **more: Unpack[_Further],
    ) -> Outcome:
        """Below the pass mark."""
        missed = self.book.missed
        said = f"{verdict}，低于及格线{percent_text(Fraction(missed.pass_mark or 0))}"
        by = missed.rule.said_of("pass_mark")
        return self._nothing(said, status, by, also, against, **more)

    def _exceeded(
        self,
        target: Any,
        actual: Any,
        *,
        verdict: str = "超过目标",
        also: tuple[Rule, ...] = (),
        shown: Literal["actual", "opposite"] = "actual",
        notes: tuple[str, ...] = (),
    ) -> Outcome:
        """反向指标超标: more than a limit allows."""
        reverse = self.book.reverse
        if target <= 0:
            return self._zero_target(upward=False, missed=False)
        more: dict[str, Any] = {"shown": shown, "notes": notes, "upward": False}
        mark = self.book.missed.pass_mark
        if reverse.mode == "zero":
            if mark:
                return self._failed(verdict, OVERRUN, also, "high", **more)
            return self._nothing(verdict, OVERRUN, reverse.rule, also, "high", **more)
        if mark:
            least = Fraction(mark)
            most = 1 / least if reverse.mode == "inverse" else 2 - least
            if actual > times(target, most):
                return self._failed(verdict, OVERRUN, also, "high", **more)
        inverse = reverse.mode == "inverse"
        return self._lined(
            "inverse" if inverse else "linear",
            _INVERSE if inverse else _LINEAR,
            verdict,
            OVERRUN,
            reverse.rule,
            also=also,
            **more,
        )

    # ---- ranges ----------------------------------------------------------------------

    def _in_range(self, terms: Terms, low: Any, high: Any, actual: Any) -> Outcome:
        closed = terms.closed or (True, True)
        if low <= actual <= high:
            for number, belongs, against in ((low, closed[0], "low"), (high, closed[1], "high")):
                if actual == number and not belongs:
                    return self._at_bound(terms.upward, against)  # type: ignore[arg-type]
            return self._full("在区间之内", upward=True, against=None)
        below = actual < low
        rule = self.book.out_of_range
        also = (rule.rule,)
        if below and low == -high:
            # ±3%以内: a deviation downwards counts as one upwards.
            return self._beyond(high, -actual, also, shown="opposite", notes=("偏差按绝对值计",))
        if terms.unclear is not None:
            return self._open(f"在区间之外，{terms.unclear}", rule=rule.rule)
        if terms.known and below != terms.upward and low != -high:
            return self._past_the_good_end(terms.upward)
        if not below:
            return self._beyond(high, actual, also)
        verdict = "低于区间"
        if rule.mode == "zero" or low <= 0:
            award = self.part(
                verdict, Fraction(0), rule=rule.rule, same={"upward": True}, status=MISSED
            )
            return Outcome(award=award, against="low")
        return self._missed(low, actual, None, verdict=verdict, also=also, against="low")

    def _beyond(
        self,
        high: Any,
        actual: Any,
        also: tuple[Rule, ...],
        *,
        shown: Literal["actual", "opposite"] = "actual",
        notes: tuple[str, ...] = (),
    ) -> Outcome:
        """Above a range."""
        verdict, rule = "高于区间", self.book.out_of_range
        if rule.mode == "zero" or high <= 0:
            award = self.part(
                verdict,
                Fraction(0),
                rule=rule.rule,
                same={"upward": False, "notes": notes},
                status=OVERRUN,
            )
            return Outcome(award=award, against="high", shown=shown)
        return self._exceeded(high, actual, verdict=verdict, also=also, shown=shown, notes=notes)

    def _past_the_good_end(self, upward: bool) -> Outcome:
        side, way = ("高于区间", "高") if upward else ("低于区间", "低")
        return self._full(
            f"{side}，好的一端",
            upward,
            status=EXCEEDED if upward else DONE,
            remarks=(f"实际值{side}，按越{way}越好计满分；请说明原因，并检查目标是否合适",),
            against="high" if upward else "low",
        )

    # ---- scales ----------------------------------------------------------------------

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
