"""Quantitative targets (定量指标): a number against a number.

Everything is exact: decimals are compared as they are written, ratios are fractions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from ..criteria import (
    Comparison,
    Criterion,
    Direction,
    Interval,
    Judgement,
    Range,
    Unreadable,
    stated_grade,
)
from ..intervals import APPROXIMATE
from ..quantities import Number, Quantity, as_number, builtin, format_number, unscaled
from ..rules.directions import named_direction, stated_direction, told_both_ways
from ..rules.policies import Rule, Scale
from ..statuses import DONE, EXCEEDED, MISSED, OPEN, OVERRUN, Status
from ..tables import Indicator
from .awards import WHOLE, Award, Bench, percent_text, with_remark
from .reasons import Method
from .slips import SHARE, slip

__all__ = ["QuantityBench"]

_PLAIN: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(.*)", re.DOTALL)
_NAMED_UNIT: Final = re.compile(r"[（(]([^（）()]{1,6})[)）]\s*$")


@attrs.frozen
class QuantityBench(Bench):
    """Judges comparisons and ranges."""

    def direction(self, indicator: Indicator, *, target: Number | None = None) -> tuple[bool, str]:
        """Whether more is better where the target is a plain value, and why, in words.

        `target` is that value: of what should be 0 more cannot be better.
        """
        for source, text in (("指标方向", indicator.direction), ("符号列", indicator.sign)):
            stated = stated_direction(text)
            if stated is not None:
                return stated, f"{source}为“{text}”，越{'高' if stated else '低'}越好"
        if target is not None and target == 0:
            return False, "目标值为0，越低越好"
        if (named := named_direction(indicator.name, self.book.direction)) is not None:
            return named.upward, f"名称含“{named.word}”，越{'高' if named.upward else '低'}越好"
        for kind in self.book.direction.cost_kinds:
            if kind in (indicator.level2 or "") or (
                not indicator.level2 and kind in (indicator.level1 or "")
            ):
                return False, f"{kind}指标，越低越好"
        return True, "指标值没有写方向，按越高越好"

    def unclear(self, indicator: Indicator) -> str | None:
        """Why neither direction can be taken for granted for a plain value; None where one can."""
        text = (indicator.direction or "").strip()
        if text and stated_direction(text) is None:
            return f"指标方向“{text}”看不出越高越好还是越低越好"
        if text or stated_direction(indicator.sign) is not None:
            return None
        words = self.book.direction
        if (bad := told_both_ways(indicator.name, words)) is not None:
            return f"名称里的“{bad}”看不出是处理了的还是发生了的"
        paid = next((word for word in words.received if word in indicator.name), None)
        if paid is None or named_direction(indicator.name, words) is not None:
            return None
        kinds = (indicator.level1 or "", indicator.level2 or "")
        if not any(kind in one for kind in words.cost_kinds for one in kinds):
            return None
        return f"发到受益人手里的钱（名称含“{paid}”），看不出越高越好还是越低越好"

    # ---- numbers ---------------------------------------------------------------------

    def _number(
        self, criterion: Comparison | Range, judged: Judgement
    ) -> tuple[Number | Interval | None, Criterion | None]:
        """The actual in the target's unit: an Interval for a bound, None if it is no number.

        And what was read.
        """
        read = judged.stated
        measured = None if read is None else criterion.measure(read, units=self.units)
        if measured is None:
            return None, read
        if measured.low is not None and measured.low == measured.high:
            written = read.quantity if isinstance(read, Comparison) else None
            if written is not None and written.exact == measured.low:
                return written.number, read  # with the decimals that are written
            return as_number(measured.low), read
        return measured, read

    def _without_number(self, judged: Judgement, value: Any) -> Award:
        """What words alone decide: 超额完成 is full, 超支 is open, for no rule says how much."""
        if judged.met:
            return self.full(f"“{value}”表示达到目标", {}, remarks=("实际值没有写数",))
        if judged.met is False:
            return attrs.evolve(
                self.doubted(judged, f"“{value}”表示没有达到目标，算不出比例"), status=OPEN
            )
        if isinstance(value, str) and stated_grade(value) is not None:
            return self.open(f"定量指标的实际值只写了“{value}”，没有数")
        return self.doubted(judged, "定量指标的实际值不是数")

    def plainly_reached(
        self, criterion: Criterion | Unreadable, value: Any
    ) -> tuple[Decimal, bool] | None:
        """The actual and whether more is better, where a number reaches its target and no more is to say.

        Most rows of most forms are such, and need no award; everything else goes through
        `comparison`, which decides the same for these.
        """
        if type(criterion) is not Comparison or criterion.doubts or self.book.scales:
            return None
        target, unit = criterion.quantity.number, criterion.quantity.unit
        if type(value) is str:
            found = _PLAIN.fullmatch(value)
            if found is None or (found[2] and found[2] != unit):
                return None
            actual = Decimal(found[1])
        elif type(value) is Decimal:
            actual = value
        else:
            return None
        if type(target) is not Decimal or target <= 0:
            return None
        operator = criterion.operator
        if operator == "≥":
            over = self.book.over
            if (
                over.cap == 1
                and over.reduce_from is None
                and (target <= actual <= target * over.remark_from)
            ):
                return actual, True
        elif operator == "≤":
            # Far below a limit, a lost 万 or % is possible: that is for `comparison`.
            if target <= actual * 1000 and actual <= target and (unit != "%" or actual > SHARE):
                return actual, False
        elif actual == target and operator not in (">", "<"):
            return actual, True
        return None

    def comparison(
        self, criterion: Comparison, value: Any, indicator: Indicator, weight: Decimal | None
    ) -> Award:
        """A quantity with an operator, or a plain one."""
        if not criterion.unit:
            criterion = self._with_named_unit(criterion, indicator.name)
        judged = self.ask(criterion, value, indicator, direction=self._way(criterion, indicator))
        award = self._compared(criterion, value, indicator, weight, judged)
        return attrs.evolve(
            award,
            doubts=(*award.doubts, *judged.doubts),
            notes=(*award.notes, *judged.remarks),
        )

    def _way(self, criterion: Comparison, indicator: Indicator) -> Direction | None:
        """The direction of a plain value, where it can be told."""
        if criterion.operator is not None or self.unclear(indicator) is not None:
            return None
        upward, _ = self.direction(indicator, target=criterion.quantity.number)
        return "up" if upward else "down"

    def _compared(
        self,
        criterion: Comparison,
        value: Any,
        indicator: Indicator,
        weight: Decimal | None,
        judged: Judgement,
    ) -> Award:
        actual, read = self._number(criterion, judged)
        if actual is None:
            return self._without_number(judged, value)
        if isinstance(actual, Interval):
            return self._interval(judged)
        if judged.met is None and (criterion.operator is not None or judged.doubts):
            if criterion.operator is not None or self._blocked(criterion, value, indicator):
                return self.doubted(judged, "实际值看不出是不是完成数")
        target, operator = criterion.quantity.number, criterion.operator
        book = self.book
        scale = self.scale(criterion, indicator) if book.scales else None
        if scale is not None:
            award = self._scaled(criterion, actual, scale, weight)
            return self._with_slip(award, criterion, value, actual)
        notes: tuple[str, ...] = ()
        if operator is None or operator == "=":
            upward = True
            if actual != target:
                if operator is None and (why := self.unclear(indicator)) is not None:
                    return self.open(f"指标值没有写方向，{why}")
                plain = target if operator is None else None
                upward, why = self.direction(indicator, target=plain)
                if operator is None or not upward:
                    notes = (why,)
        else:
            upward = operator not in ("≤", "<")
        if type(value) is str and isinstance(read, Comparison):
            notes += self._of_unit(criterion, actual, read)
        award = self._measured(criterion, target, actual, upward, notes)
        return self._with_slip(award, criterion, value, actual)

    def _blocked(self, criterion: Comparison, value: Any, indicator: Indicator) -> bool:
        """Whether the words leave a number open, and not only a direction that nothing tells."""
        ways: tuple[Direction, ...] = ("up", "down")
        return all(self.ask(criterion, value, indicator, direction=way).met is None for way in ways)

    def scale(self, criterion: Comparison | Range, indicator: Indicator) -> Scale | None:
        """The scale of the rulebook for this target: a share, more of which is better."""
        limit = isinstance(criterion, Comparison) and criterion.operator in ("≤", "<")
        if limit or criterion.unit not in ("%", ""):
            return None
        book = self.book
        scale = book.scale_for(indicator.name, indicator.level1, indicator.level2)
        if scale is None or not self.direction(indicator)[0]:
            return None
        return scale

    def scale_of(self, indicator: Indicator) -> Scale | None:
        """As `scale`, for an indicator with whatever target it has."""
        criterion = indicator.criterion
        return (
            self.scale(criterion, indicator) if isinstance(criterion, Comparison | Range) else None
        )

    def _with_slip(
        self, award: Award, criterion: Comparison | Range, value: Any, actual: Number
    ) -> Award:
        """The award with the doubt that 万 or % was left out, where there is one."""
        if award.status == DONE and (award.upward or not award.actual):
            return award
        target = (
            criterion.quantity.number
            if isinstance(criterion, Comparison)
            else criterion.lower.number
        )
        problem = slip(target, actual, value, criterion.unit)
        if problem is None:
            return award
        return with_remark(award, problem[2], problem=problem)

    def _with_named_unit(self, criterion: Comparison, name: str) -> Comparison:
        """The target in the unit that only the name states: 成本（元） with ≤10000."""
        found = _NAMED_UNIT.search(name)
        if found is None:
            return criterion
        table = self.units or builtin()
        unit = table.canonical(found[1])
        # 万元 and 元/亩 are made of known units; an unknown noun in brackets is only a remark.
        known = (unit, unscaled(unit), *unit.split("/"))
        if not any(one in table.spellings for one in (found[1], *known)):
            return criterion
        return attrs.evolve(criterion, quantity=Quantity(criterion.quantity.number, unit))

    def _of_unit(self, criterion: Comparison, actual: Number, read: Comparison) -> tuple[str, ...]:
        if read.unit in ("", criterion.unit):
            return ()
        if not criterion.unit:
            if read.quantity.exact != Fraction(actual):
                return (f"目标没有写单位，实际值{read.quantity}按{format_number(actual)}计",)
            return (f"目标没有写单位，实际值的单位“{read.unit}”未参与比较",)
        table = self.units or builtin()
        if table.relation(read.unit, criterion.unit) == "loose":
            return (f"单位“{read.unit}”与“{criterion.unit}”按一比一计",)
        return (f"{read.quantity}={format_number(actual)}{criterion.unit}",)

    def _measured(
        self,
        criterion: Comparison,
        target: Number,
        actual: Number,
        upward: bool,
        notes: tuple[str, ...],
    ) -> Award:
        a: Any = target
        b: Any = actual
        if type(a) is not type(b):
            a, b = Fraction(a), Fraction(b)
        operator = criterion.operator
        same: dict[str, Any] = {
            "target": target,
            "actual": actual,
            "unit": criterion.unit,
            "upward": upward,
            "notes": notes,
        }
        if a == b:
            if a == 0 and operator == ">":
                # More than nothing was wanted: to count nothing as reached would be absurd.
                note = "“＞0”要求至少有一些，恰好为0不算完成"
                return self._zero_target({**same, "notes": (*notes, note)})
            if a == 0 and operator in ("=", "≤", None):
                return self.full("达到目标", same, also=(self.book.zero_target.rule,))
            if operator in (">", "<"):
                return self._at_bound(same)
            return self.full("达到目标", same)
        if operator == "≈":
            slack = abs(Fraction(a)) * APPROXIMATE
            if abs(Fraction(a) - Fraction(b)) <= slack:
                return self.full("在约数的一成之内，达到目标", same)
        if operator == "=" and self.book.equality.tolerance:
            slack = abs(Fraction(a)) * Fraction(self.book.equality.tolerance)
            if abs(Fraction(a) - Fraction(b)) <= slack:
                rule = self.book.equality.rule
                return self.full("在允许的误差之内，视为相等", same, rule=rule)
        if upward:
            if b > a:
                if operator in ("=", "≈"):
                    return self._equality_exceeded(a, same, about=operator == "≈")
                return self._over(a, b, same)
            return self._missed(a, b, same, operator)
        if b < a:
            return self.full("未超过目标，达到目标", same)
        return self._exceeded(a, same)

    def _at_bound(self, same: dict[str, Any]) -> Award:
        rule = self.book.strict_bound
        if rule.mode == "inclusive":
            return self.full("恰好等于目标", same, also=(rule.rule,))
        return Award(
            method="direct",
            verdict="恰好等于目标，未超过" if same["upward"] else "恰好等于目标，未低于",
            status=OPEN,
            rule=rule.rule,
            share=WHOLE,
            low=Fraction(0),
            **same,
        )

    def _over(self, a: Any, b: Any, same: dict[str, Any]) -> Award:
        over = self.book.over
        far = (
            a > 0 and b > over.remark_from * a
            if type(a) is Decimal
            else (a > 0 and b > Fraction(over.remark_from) * a)
        )
        if not far and over.cap == 1 and over.reduce_from is None:
            return self.full("达到目标", same)
        ratio = Fraction(b) / Fraction(a) if a > 0 else WHOLE
        remarks: tuple[str, ...] = ()
        if far:
            percent = percent_text(ratio)
            remarks = (
                f"实际值为目标的{percent}，超过{percent_text(Fraction(over.remark_from))}："
                "请说明原因，并检查目标是否定得偏低",
            )
        status: Status = EXCEEDED if far else DONE
        if over.reduce_from is not None and ratio > Fraction(over.reduce_from):
            cut = (ratio - Fraction(over.reduce_from)) * Fraction(over.reduce_rate)
            share = max(Fraction(0), 1 - cut)
            return Award(
                method="share",
                verdict=f"超过目标的{percent_text(Fraction(over.reduce_from))}，按偏离度调减",
                status=EXCEEDED,
                rule=over.rule,
                share=share,
                low=share,
                high=share,
                remarks=remarks,
                **same,
            )
        if over.cap is None or over.cap > 1:
            share = ratio if over.cap is None else min(ratio, Fraction(over.cap))
            return Award(
                method="direct" if share == ratio else "share",
                verdict="超过目标，得分可以超过分值",
                status=status,
                rule=over.rule,
                share=share,
                low=share,
                high=share,
                remarks=remarks,
                **same,
            )
        verdict = "大幅超过目标，得分以分值为上限" if far else "达到目标"
        return self.full(verdict, same, also=(over.rule,), remarks=remarks, status=status)

    def _equality_exceeded(self, a: Any, same: dict[str, Any], *, about: bool = False) -> Award:
        rule = self.book.equality
        what = "约为" if about else "等于"
        remark = f"目标是{what}{format_number(same['target'])}{same['unit']}，实际超额，请说明原因"
        if a <= 0:
            return self._zero_target(same)
        if rule.mode == "one_sided":
            return self.full(
                "超过等于型目标", same, rule=rule.rule, status=EXCEEDED, remarks=(remark,)
            )
        two_sided = rule.mode == "two_sided"
        share = Fraction(a) / Fraction(same["actual"]) if two_sided else Fraction(0)
        return Award(
            method="inverse" if two_sided else "zero",
            verdict="超过等于型目标",
            status=EXCEEDED,
            rule=rule.rule,
            share=share,
            low=share,
            high=share,
            remarks=(remark,),
            **same,
        )

    def _zero_target(self, same: dict[str, Any]) -> Award:
        rule = self.book.zero_target
        if rule.mode == "open":
            return self.open("目标值不大于0，没有比例可算", rule=rule.rule, **same)
        missed = same["upward"] and Fraction(same["actual"]) <= Fraction(same["target"])
        return Award(
            method="zero",
            verdict="未达到目标" if missed else "超过目标",
            status=MISSED if missed else OVERRUN,
            rule=rule.rule,
            share=Fraction(0),
            high=Fraction(0),
            **same,
        )

    def _missed(self, a: Any, b: Any, same: dict[str, Any], operator: str | None = None) -> Award:
        book = self.book
        if a == 0 and operator == "=" and book.negative.mode == "zero":
            same = _at_zero(same)
            return self.full("达到目标", same, also=(book.zero_target.rule, book.negative.rule))
        if a <= 0:
            return self._zero_target(same)
        also: tuple[Rule, ...] = ()
        if b < 0 and book.negative.mode == "zero":
            also, b = (book.negative.rule,), Decimal(0)
            same = _at_zero(same)
        if operator == "=" and book.equality.mode == "strict":
            return self.part(
                "不等于目标", Fraction(0), rule=book.equality.rule, same=same, also=also
            )
        share = _ratio(b, a) if b > 0 else Fraction(0)
        return self._by_ratio(
            "direct", share, verdict="未达到目标", status=MISSED, same=same, also=also
        )

    def _by_ratio(
        self,
        method: Method,
        share: Fraction,
        *,
        verdict: str,
        status: Status,
        same: dict[str, Any],
        also: tuple[Rule, ...] = (),
        rule: Rule | None = None,
    ) -> Award:
        missed = self.book.missed
        rule = rule or missed.rule
        if missed.mode == "zero" and method == "direct":
            method, share = "zero", Fraction(0)
        elif missed.pass_mark is not None and share < missed.pass_mark:
            verdict += f"，低于及格线{percent_text(Fraction(missed.pass_mark))}"
            method, share, rule = "zero", Fraction(0), missed.rule
        return Award(
            method=method,
            verdict=verdict,
            status=status,
            rule=rule,
            also=also,
            share=share,
            low=share,
            high=share,
            **same,
        )

    def _exceeded(self, a: Any, same: dict[str, Any], verdict: str = "超过目标") -> Award:
        """反向指标超标: more than a limit allows."""
        reverse = self.book.reverse
        if a <= 0:
            return self._zero_target(same)
        b = same["actual"]
        method: Method
        match reverse.mode:
            case "inverse":
                method, share = "inverse", _ratio(a, b)
            case "linear":
                method, share = "linear", max(Fraction(0), 2 - _ratio(b, a))
            case _:
                method, share = "zero", Fraction(0)
        return self._by_ratio(
            method, share, verdict=verdict, status=OVERRUN, same=same, rule=reverse.rule
        )

    def _interval(self, judged: Judgement) -> Award:
        """The actual is itself a bound or a range: met if all of it meets the target."""
        if judged.met:
            return self.full("实际值写成了范围，整个范围都达到目标", {})
        if judged.met is None:
            return self.open("实际值写成了范围，看不出是否达到目标")
        return self.open("实际值写成了范围，没有达到目标，算不出比例")

    def _scaled(
        self,
        criterion: Comparison | Range,
        actual: Number,
        scale: Scale,
        weight: Decimal | None,
    ) -> Award:
        """The points that a scale of the rulebook gives, whether or not the target is met."""
        bound = criterion.quantity if isinstance(criterion, Comparison) else criterion.lower
        share_of = Fraction(actual)
        if criterion.unit == "%" or abs(bound.exact) > 1:
            share_of /= 100
        same: dict[str, Any] = {
            "target": bound.number,
            "actual": actual,
            "unit": criterion.unit,
        }
        reached = Fraction(actual) >= bound.exact
        status: Status = DONE if reached else MISSED
        said = "达到目标" if reached else "未达到目标"
        if scale.deduct_from is None or scale.every is None or scale.points is None:
            share = scale.share_at(share_of)
            verdict = f"{said}；{percent_text(share_of)}，按分档计分"
            return self.part(verdict, share, rule=scale.rule, same=same, status=status)
        below = Fraction(scale.deduct_from) - share_of
        if below <= 0:
            return self.part("不低于起扣点", WHOLE, rule=scale.rule, same=same)
        cut = Decimal(int(-(-below // Fraction(scale.every)))) * scale.points
        gap = percent_text(below).removesuffix("%")
        verdict = f"{said}；比起扣点低{gap}个百分点，扣{format_number(cut)}分"
        if not weight:
            return self.open(f"{verdict}，但分值不明", rule=scale.rule)
        share = max(Fraction(0), 1 - Fraction(cut) / Fraction(weight))
        return self.part(verdict, share, rule=scale.rule, same=same, status=status)

    def range(
        self, criterion: Range, value: Any, indicator: Indicator, weight: Decimal | None
    ) -> Award:
        """Two bounds: inside is full, outside goes by the ratio to the nearer bound."""
        judged = self.ask(criterion, value, indicator)
        award = self._ranged(criterion, value, indicator, weight, judged)
        return attrs.evolve(
            award,
            doubts=(*award.doubts, *judged.doubts),
            notes=(*award.notes, *judged.remarks),
        )

    def _ranged(
        self,
        criterion: Range,
        value: Any,
        indicator: Indicator,
        weight: Decimal | None,
        judged: Judgement,
    ) -> Award:
        actual, _ = self._number(criterion, judged)
        if actual is None:
            return self._without_number(judged, value)
        if isinstance(actual, Interval):
            return self._interval(judged)
        if judged.met is None:
            return self.doubted(judged, "实际值看不出是不是完成数")
        if self.book.scales and (scale := self.scale(criterion, indicator)) is not None:
            award = self._scaled(criterion, actual, scale, weight)
        else:
            award = self._in_range(criterion, actual)
        return self._with_slip(award, criterion, value, actual)

    def _in_range(self, criterion: Range, actual: Number) -> Award:
        wanted = criterion.interval(units=self.units)
        low, high = wanted.low or Fraction(0), wanted.high or Fraction(0)
        b, unit, rule = Fraction(actual), criterion.unit, self.book.out_of_range
        same: dict[str, Any] = {"target": as_number(low), "actual": actual, "unit": unit}
        if low <= b <= high:
            if (b == low and not criterion.lower_closed) or (
                b == high and not criterion.upper_closed
            ):
                same["target"] = as_number(b)
                return self._at_bound(same)
            return self.full(f"在{criterion}之内", {})
        below = b < low
        if below and low == -high:
            # ±3%以内: a deviation downwards counts as one upwards.
            b, below = -b, False
            same = dict(same, actual=as_number(b), notes=("偏差按绝对值计",))
        if not below:
            same |= {"target": as_number(high), "upward": False}
        verdict = "低于区间" if below else "高于区间"
        if rule.mode == "zero" or (low if below else high) <= 0:
            status: Status = MISSED if below else OVERRUN
            return self.part(verdict, Fraction(0), rule=rule.rule, same=same, status=status)
        award = self._missed(low, b, same) if below else self._exceeded(high, same, verdict)
        return attrs.evolve(award, verdict=verdict, also=(*award.also, rule.rule))


def _at_zero(same: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers compared, with a negative actual taken as 0."""
    return dict(same, actual=Decimal(0), notes=(*same.get("notes", ()), "实际值为负，按0计算"))


def _ratio(upper: Number, lower: Number) -> Fraction:
    """upper/lower, exact; from the integers behind them, which is twice as fast as dividing."""
    a, b = upper.as_integer_ratio()
    c, d = lower.as_integer_ratio()
    return Fraction(a * d, b * c)
