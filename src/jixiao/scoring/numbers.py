"""Numbers: what a rulebook makes of an actual number, whatever the number is.

`NumberRules.outcome` is the one place that decides; it only ever compares the actual, and says
the rest as a formula. So it can be asked about one number, or followed along the whole line
(`tracing`), with the same answers.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal, Unpack

import attrs

from ..criteria import Operator
from ..criteria.slips import bare_slip, written_slip
from ..intervals import APPROXIMATE
from ..quantities import times
from ..rules.policies import Rule
from ..statuses import DONE, EXCEEDED, MISSED, OPEN, OVERRUN, Status
from .awards import WHOLE, Award, percent_text
from .exceeding import Further
from .outcomes import DIRECT, INVERSE, LINEAR, Against, Line, Outcome, Terms
from .scales import ScaleRules

__all__ = ["NumberRules"]


@attrs.frozen
class NumberRules(ScaleRules):
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
        return self._lined("direct", DIRECT, verdict, status, rule, upward=False)

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
            return self._lined("inverse", INVERSE, verdict, EXCEEDED, rule, remarks=(remark,))
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
        return self._lined("direct", DIRECT, verdict, MISSED, rule, also=also, against=against)

    def _nothing(
        self,
        verdict: str,
        status: Status,
        rule: Rule,
        also: tuple[Rule, ...],
        against: Against,
        **more: Unpack[Further],
    ) -> Outcome:
        line = Line(Fraction(0), Fraction(0), "direct")
        return self._lined("zero", line, verdict, status, rule, also=also, against=against, **more)

    def _failed(
        self,
        verdict: str,
        status: Status,
        also: tuple[Rule, ...],
        against: Against,
        **more: Unpack[Further],
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
            INVERSE if inverse else LINEAR,
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
