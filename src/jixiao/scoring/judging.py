"""Judging: which way a target is judged, by its kind; and the kinds that are no numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from ..criteria import (
    AllOf,
    Comparison,
    Criterion,
    Deadline,
    Judgement,
    Period,
    Qualitative,
    Range,
    Relative,
    Unreadable,
    YesNo,
    stated_grade,
)
from ..errors import CriterionError, UnitError
from ..grades import GRADE_SCALES
from ..language import builtin_lexicon, read_actual, squeeze
from ..language.judging import pieces_of
from ..quantities import POINTS, Quantity, as_number
from ..statuses import MISSED, OPEN
from ..tables import Indicator
from .awards import WHOLE, Award, percent_text, with_remark
from .lateness import LateRules
from .printed import printed_of
from .reasons import Method

__all__ = ["Judge"]


@attrs.frozen
class Judge(LateRules):
    """Judges targets of every kind by one rulebook, converting by one set of units."""

    def judge(
        self,
        criterion: Criterion | Unreadable,
        value: Any,
        indicator: Indicator,
        *,
        weight: Decimal | None = None,
        baseline: str | None = None,
    ) -> Award:
        """What `value` makes of `criterion`. Never raises for what a document may contain."""
        try:
            award = self._judge(criterion, value, indicator, weight=weight, baseline=baseline)
        except UnitError as error:
            return self.open(
                f"单位不一致：{error.message}",
                problem=(
                    "unit-incompatible",
                    "error",
                    f"{error.message}，暂不计分；请把实际值换成目标的单位",
                ),
            )
        except CriterionError as error:
            return self.open(
                f"实际值读不懂：{error.message}",
                problem=("actual-unreadable", "error", f"实际值读不懂：{error}"),
            )
        if self.book.scales and not isinstance(criterion, Comparison | Range | Unreadable):
            award = self._without_scale(award, indicator)
        if criterion.doubts:
            award = with_remark(award, *(one.message for one in criterion.doubts))
            award = attrs.evolve(award, doubts=(*criterion.doubts, *award.doubts))
        return award

    def _without_scale(self, award: Award, indicator: Indicator) -> Award:
        """A scale of the rulebook that is meant for an indicator whose target is no number is said."""
        scale = self.book.scale_for(indicator.name, indicator.level1, indicator.level2)
        if scale is None:
            return award
        note = f"“{scale.rule.text}”按数计分，指标值不是数，按一般规则计分"
        return attrs.evolve(award, notes=(*award.notes, note))

    def _judge(
        self,
        criterion: Criterion | Unreadable,
        value: Any,
        indicator: Indicator,
        *,
        weight: Decimal | None,
        baseline: str | None,
    ) -> Award:
        if not isinstance(criterion, Unreadable) and criterion.doubts:
            printed = printed_of(criterion, units=self.units, lexicon=self.lexicon)
            if printed is not None and printed.text:
                return self.open(f"指标值写的计分办法“{printed.text}”算不出得分")
        match criterion:
            case Comparison() | Range():
                return self.amount(criterion, value, indicator, weight)
            case Deadline() | Period():
                return self._date(criterion, value, indicator, weight)
            case YesNo():
                return self._yes_no(criterion, value, indicator)
            case Qualitative():
                return self._qualitative(criterion, value, indicator)
            case Relative():
                return self._relative(criterion, value, baseline, indicator)
            case AllOf():
                return self._all_of(criterion, value, indicator)
            case Unreadable():
                return self.open(
                    f"指标值读不懂：{criterion.message}",
                    problem=(
                        "target-unreadable",
                        "error",
                        f"指标值读不懂，暂不计分：{criterion.error()}",
                    ),
                )
        return self.open("指标值看不出是不适用还是要求一个也没有")

    # ---- grades ----------------------------------------------------------------------

    def graded(
        self,
        grade: str,
        *,
        verdict: str,
        remarks: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> Award:
        """A grade word (达成, 部分达成, 未达成) without a mark: where it stands in its band.

        `notes` say what was taken for that grade without a word of the rulebook.
        """
        rule = self.book.qualitative
        band, by = rule.band(grade), rule.rule.of("bands")
        upper, lower = Fraction(band.upper), Fraction(band.lower)
        place = {"reached": rule.reached, "partly": rule.partly, "missed": rule.missed}[grade]
        share = {"upper": upper, "lower": lower, "middle": (upper + lower) / 2}[place]
        if grade == "reached" and share == 1:
            return self.full(verdict, {"notes": notes}, rule=by, remarks=remarks)
        between = f"{percent_text(upper)}至{percent_text(lower)}"
        remark = f"请评价人在{between}之间评定得分"
        award = self.part(
            f"{verdict}，属于“{band.label}”一档，暂按{_place_text(place)}计分",
            share,
            rule=by,
            same={"notes": notes},
            status=OPEN,
            remarks=(*remarks, remark),
        )
        return attrs.evolve(award, low=lower, high=upper, provisional=(remark,))

    def own_grade(self, word: str) -> Award | None:
        """What a grade of the rulebook's own (优 良 中 差) earns; None where the word is none."""
        rule = self.book.qualitative
        grade = rule.grade_of(squeeze(word))
        if grade is None:
            return None
        as_it_is = grade.word == squeeze(word)
        verdict = f"评为“{word.strip()}”" + ("" if as_it_is else f"（即“{grade.word}”）")
        by = rule.rule.of("grades")
        return self.part(verdict, Fraction(grade.share), rule=by, same={})

    @property
    def grade_words(self) -> str:
        """The words that a grade may be, as a sentence lists them."""
        own = [one.word for one in self.book.qualitative.grades]
        return "、".join((*own, "达成", "部分达成", "未达成"))

    def _yes_no(self, criterion: YesNo, value: Any, indicator: Indicator) -> Award:
        rule = self.book.yes_no.rule
        judged = self.ask(criterion, value, indicator)
        if judged.met is True:
            return self.full(f"应为“{criterion}”，相符", {}, rule=rule)
        if judged.met is False:
            return self.part(f"应为“{criterion}”，不相符", Fraction(0), rule=rule, same={})
        grade = stated_grade(value) if isinstance(value, str) else None
        if grade is not None:
            return self.graded(grade, verdict=f"实际值为“{value}”")
        return self.doubted(judged, "实际值看不出是或否")

    def _qualitative(self, criterion: Qualitative, value: Any, indicator: Indicator) -> Award:
        if not isinstance(value, str):
            return self.open("定性指标的实际值是数或日期，不是等次")
        own = self.own_grade(value)
        if own is not None:
            return own
        judged = self.ask(criterion, value, indicator)
        award = self._worded(criterion, value, judged)
        return attrs.evolve(award, doubts=(*award.doubts, *judged.doubts))

    def _worded(self, criterion: Qualitative, value: str, judged: Judgement) -> Award:
        rule = self.book.qualitative
        grade = stated_grade(value)
        if grade is not None and judged.met is not None:
            if not (criterion.grades and judged.met and grade != "reached"):
                return self.graded(grade, verdict=f"评为“{value.strip()}”")
        if criterion.grades and judged.met is not None:
            if judged.met:
                return self.graded("reached", verdict=f"“{value}”不低于“{criterion}”")
            verdict = f"“{value}”低于“{criterion}”"
            if rule.lower_grade == "open":
                return self.open(verdict, rule=rule.rule)
            # 不合格 and 差 are not "partly" anything: the last grade of a scale is missed.
            lower = "missed" if _is_worst(value) else rule.lower_grade
            silent = f"等次低于目标的如何计分，{self.book.name}没有规定"
            return self.graded(lower, verdict=verdict, notes=(silent,))
        if squeeze(value) == squeeze(criterion.words or criterion.text):
            if rule.echo == "open":
                return self.open("实际值照抄了指标值，没有评定等次", rule=rule.rule)
            return self.graded(
                "reached",
                verdict="实际值与指标值的文字相同，视为达成",
                notes=(f"实际值照抄指标值的如何计分，{self.book.name}没有规定",),
                remarks=("实际值照抄了指标值，没有说明效果；评价人另有评定的，请写等次或评定分",),
            )
        if judged.met is not None:
            verdict = f"“{value.strip()}”{'符合' if judged.met else '不符合'}“{criterion}”"
            if judged.met is False and judged.doubts:
                return self.doubted(judged, verdict)
            return self.graded("reached" if judged.met else "missed", verdict=verdict)
        return self.open(f"定性指标没有评定等次（{self.grade_words}）", rule=rule.rule)

    # ---- relative --------------------------------------------------------------------

    def _relative(
        self, criterion: Relative, value: Any, baseline: str | None, indicator: Indicator
    ) -> Award:
        grade = stated_grade(value) if isinstance(value, str) else None
        if grade is not None:
            return self.graded(grade, verdict=f"评为“{value}”")
        judged = self.ask(criterion, value, indicator, baseline=baseline)
        award = self._changed(criterion, judged, baseline)
        return attrs.evolve(award, doubts=(*award.doubts, *judged.doubts))

    def _changed(self, criterion: Relative, judged: Judgement, baseline: str | None) -> Award:
        read, met, remarks = judged.stated, judged.met, judged.remarks
        notes: tuple[str, ...] = () if baseline is None else (f"基期值“{baseline}”",)
        if met:
            return self.full("达到目标", {"notes": notes}, remarks=remarks)
        if met is None and any(one.code == "unit-slip" for one in judged.doubts):
            return self.doubted(judged, "实际值没有写单位")
        if met is None:
            what = "没有基期值（上年数）" if baseline is None else "与基期值不能比较"
            said = criterion.baseline or ""
            # 同比 and 环比 name their base in the lexicon.
            base = builtin_lexicon().of(said).get("period-on-period") or said
            return self.open(f"与{base or '基期'}相比的目标，{what}")
        if read is None:
            return self.doubted(judged, "实际值看不出变化了多少")
        if isinstance(read, Relative) and criterion.change and read.change != criterion.change:
            return self.open(f"“{read.text}”与目标的方向相反")
        return self._change_missed(criterion, read, baseline, notes, remarks)

    def _change_missed(
        self,
        criterion: Relative,
        read: Criterion,
        baseline: str | None,
        notes: tuple[str, ...],
        remarks: tuple[str, ...],
    ) -> Award:
        rule = self.book.relative
        if rule.mode == "open":
            return self.open("未达到与基期相比的目标", rule=rule.rule)
        numbers = self._changes(criterion, read, baseline)
        if rule.mode == "zero" or numbers is None or numbers[0] <= 0:
            return self.part(
                "未达到与基期相比的目标",
                Fraction(0),
                rule=rule.rule,
                same={"notes": notes},
                remarks=remarks,
            )
        target, actual, unit = numbers
        wanted = Comparison(
            operator=criterion.operator or "=", quantity=Quantity(as_number(target), unit)
        )
        award = self.plan(wanted, Indicator(name="", target=str(wanted))).at(
            as_number(max(Fraction(0), actual))
        )
        if actual < target and award.status == MISSED:
            award = attrs.evolve(award, rule=rule.rule)
        return attrs.evolve(award, notes=(*notes, *award.notes), remarks=(*award.remarks, *remarks))

    def _changes(
        self, criterion: Relative, read: Criterion, baseline: str | None
    ) -> tuple[Fraction, Fraction, str] | None:
        """The change that was wanted and the one achieved, or the two levels; with their unit."""
        if isinstance(read, Relative):
            if criterion.amount is None or read.amount is None or read.change != criterion.change:
                return None
            unit = criterion.amount.unit
            return criterion.amount.exact, read.amount.in_unit(unit, units=self.units), unit
        base = read_actual(baseline, units=self.units, lexicon=self.lexicon)
        if not isinstance(base, Comparison) or not isinstance(read, Comparison):
            return None
        unit = base.unit or read.unit
        before, now = (
            one.quantity.in_unit(unit, units=self.units) if one.unit else one.quantity.exact
            for one in (base, read)
        )
        if criterion.change is None:
            return before, now, unit
        if criterion.amount is None or criterion.change == "hold":
            return None
        moved = now - before if criterion.change == "rise" else before - now
        if criterion.amount.unit in ("%", "‰"):
            return criterion.amount.in_unit("%"), moved / abs(before) * 100, "%"
        if criterion.amount.unit == POINTS:
            return criterion.amount.exact, moved, POINTS
        return criterion.amount.in_unit(unit, units=self.units), moved, unit

    # ---- several parts ---------------------------------------------------------------

    def _all_of(self, criterion: AllOf, value: Any, indicator: Indicator) -> Award:
        rule = self.book.composite
        if isinstance(value, str) and (grade := stated_grade(value)) is not None:
            return self.open(
                f"实际值只写了“{value}”（{grade}），没有分别写明各部分", rule=rule.rule
            )
        given = pieces_of(criterion, value)
        if given is None:
            return self.open(
                f"目标有{len(criterion.parts)}个部分，实际值没有分别写明（用“；”隔开）",
                rule=rule.rule,
            )
        parts = [
            self._judge(part, one, indicator, weight=None, baseline=None)
            for part, one in zip(criterion.parts, given, strict=True)
        ]
        verdict = "；".join(
            f"{part}：{one.verdict}" for part, one in zip(criterion.parts, parts, strict=True)
        )
        remarks = tuple(remark for one in parts for remark in one.remarks)
        problem = next((one.problem for one in parts if one.problem is not None), None)
        shares = [min(WHOLE, one.share) for one in parts if one.share is not None]
        if len(shares) < len(parts):
            return attrs.evolve(
                self.open(verdict, rule=rule.rule, problem=problem), remarks=remarks
            )
        match rule.mode:
            case "mean":
                share = sum(shares, Fraction(0)) / len(shares)
            case "lowest":
                share = min(shares)
            case _:
                share = WHOLE if all(one == 1 for one in shares) else Fraction(0)
        flagged = any(one.status == OPEN for one in parts)
        award = self.part(
            verdict,
            share,
            rule=rule.rule,
            same={},
            status=OPEN if flagged else None,
            remarks=remarks,
        )
        method: Method = "full" if share == 1 else "parts"
        return attrs.evolve(award, method=method, problem=problem)


def _place_text(place: str) -> str:
    """Where in its band a grade is counted, in words."""
    if place == "upper":
        return "上限"
    return "中值" if place == "middle" else "下限"


def _is_worst(grade: str) -> bool:
    """Whether a grade word is the last of its scale: 差, 不合格, 低."""
    return any(grade.strip() in grades[-1] for _, grades in GRADE_SCALES if grades)
