"""Judging: which way a target is judged, by its kind; and the kinds that are no numbers."""

from __future__ import annotations

import calendar
import datetime
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
from ..criteria.dates import span_of
from ..errors import CriterionError, UnitError
from ..grades import GRADE_SCALES
from ..language import builtin_lexicon, read_actual, squeeze
from ..language.judging import pieces_of
from ..language.lateness import late_by
from ..quantities import POINTS, Quantity, as_number, builtin
from ..rules.policies import Late
from ..statuses import MISSED, OPEN
from ..tables import Indicator
from .awards import WHOLE, Award, percent_text, with_remark
from .printed import printed_of
from .quantitative import QuantityBench
from .reasons import Method

__all__ = ["Judge"]


@attrs.frozen
class Judge(QuantityBench):
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

    # ---- dates -----------------------------------------------------------------------

    def _date(
        self,
        criterion: Deadline | Period,
        value: Any,
        indicator: Indicator,
        weight: Decimal | None,
    ) -> Award:
        last = criterion.date if isinstance(criterion, Deadline) else criterion.end
        if last is None:
            return self.open("指标值的日期没有年份，或每月重复，无法与一个日期比较")
        late, plain = self._late_of(criterion, indicator)
        if late is not self.book.late:
            own = attrs.evolve(self.book, late=late, dates=())
            return attrs.evolve(self, book=own)._date(plain, value, indicator, weight)
        judged = self.ask(criterion, value, indicator)
        award = self._dated(criterion, value, judged, last, weight)
        return attrs.evolve(award, doubts=(*award.doubts, *judged.doubts))

    def _late_of(
        self, criterion: Deadline | Period, indicator: Indicator
    ) -> tuple[Late, Deadline | Period]:
        """What being late costs: what the target prints, else what the rulebook says; and the target."""
        printed = printed_of(criterion, units=self.units, lexicon=self.lexicon)
        if printed is not None and printed.late is not None:
            return printed.late, attrs.evolve(criterion, text="", doubts=())
        return self.book.late_for(indicator.name, indicator.level2, indicator.level1), criterion

    def by_weight(self, criterion: Criterion | Unreadable, indicator: Indicator) -> bool:
        """See `QuantityBench.by_weight`; points for a day or a month late too."""
        if isinstance(criterion, Deadline | Period):
            late, _ = self._late_of(criterion, indicator)
            return late.counts and late.points is not None
        return super().by_weight(criterion, indicator)

    def _dated(
        self,
        criterion: Deadline | Period,
        value: Any,
        judged: Judgement,
        last: datetime.date,
        weight: Decimal | None,
    ) -> Award:
        days = None if judged.stated is None else span_of(judged.stated)
        notes = judged.remarks
        if judged.met:
            remarks = () if days is None else _boundary(criterion, days)
            return self.full("在规定时间之内完成", {"notes": notes}, remarks=remarks)
        if judged.met is False and days is None:
            told = self._told(value, last)
            if told is None:
                return self._overdue(f"“{value}”：没有按时完成，没有写完成日期")
            days, notes = told, (*notes, f"“{value}”从{last}起算")
            return self._late(last, criterion, days, notes, weight)
        if days is None or judged.stated is None:
            if isinstance(value, str) and stated_grade(value) is not None:
                return self.open(f"时限指标的实际值只写了“{value}”，没有写日期")
            return self.doubted(judged, "时限指标的实际值不是日期")
        if judged.met is None:
            return self.open("实际值的日期太粗，看不出是否逾期")
        if days[1] <= last:
            return self.open(f"实际在{days[0]}，早于规定的起始日")
        return self._late(last, criterion, days, notes, weight)

    def _told(self, value: Any, last: datetime.date) -> tuple[datetime.date, datetime.date] | None:
        """The days on which it can have been done that is late by so much; None where nothing says."""
        late = (
            late_by(value, self.lexicon)
            if isinstance(value, str) and self.book.late.counts
            else None
        )
        if late is None:
            return None
        try:
            by_month = self.book.late.mode == "per_month"
            return _days_after(last, late.exact, late.unit, by_month=by_month)
        except (OverflowError, ValueError):
            return None

    def _overdue(self, verdict: str) -> Award:
        """Late by nobody knows how many days: the default of the rulebook, else open."""
        rule = self.book.late
        if rule.mode != "zero":
            return self.open(verdict, rule=rule.rule)
        award = self.part(
            verdict,
            Fraction(0),
            rule=rule.rule,
            same={},
            status=OPEN,
            remarks=(_late_remark(),),
        )
        return attrs.evolve(award, high=WHOLE, provisional=award.remarks)

    def _late(
        self,
        last: datetime.date,
        criterion: Deadline | Period,
        days: tuple[datetime.date, datetime.date],
        notes: tuple[str, ...],
        weight: Decimal | None,
    ) -> Award:
        """逾期: by the days that are certain; a month tells only the first and the last."""
        rule = self.book.late
        least, most = ((day - last).days for day in days)
        verdict = f"逾期{most}天" if least == most else f"逾期{max(1, least)}至{most}天"
        remarks = _boundary(criterion, days)
        if rule.mode == "open" or (rule.counts and least <= 0):
            return self.open(verdict, rule=rule.rule)
        if rule.counts:
            return self._counted(
                last, days, f"{verdict}{_in_months(rule, last, days)}", notes, remarks, weight
            )
        award = self.part(
            verdict,
            Fraction(0),
            rule=rule.rule,
            same={"notes": notes},
            status=OPEN,
            remarks=(*remarks, _late_remark()),
        )
        return attrs.evolve(award, high=WHOLE, provisional=award.remarks[-1:])

    def _counted(
        self,
        last: datetime.date,
        days: tuple[datetime.date, datetime.date],
        verdict: str,
        notes: tuple[str, ...],
        remarks: tuple[str, ...],
        weight: Decimal | None,
    ) -> Award:
        """Late by days or months that are counted."""
        rule = self.book.late
        if rule.points is not None and not weight:
            return self.open(f"{verdict}，但分值不明", rule=rule.rule)
        shares = [self._late_share(last, day, weight) for day in days]
        certain = shares[0] == shares[1]
        award = self.part(
            verdict,
            shares[0],
            rule=rule.rule,
            same={"notes": notes},
            status=MISSED if certain else OPEN,
            remarks=remarks,
        )
        if certain:
            return award
        award = with_remark(award, "实际日期不到日，暂按最早的一天计，请写明日期")
        return attrs.evolve(award, low=shares[1], high=shares[0])

    def _late_share(
        self, last: datetime.date, day: datetime.date, weight: Decimal | None
    ) -> Fraction:
        rule = self.book.late
        if day.year <= last.year:
            return self._by_lateness(last, day, weight)
        if rule.this_year:
            return Fraction(0)
        most = Fraction(1 if rule.next_year_most is None else rule.next_year_most)
        return min(most, self._by_lateness(last, day, weight))

    def _by_lateness(
        self, last: datetime.date, day: datetime.date, weight: Decimal | None
    ) -> Fraction:
        rule = self.book.late
        late = (day - last).days
        if rule.mode == "bands":
            bands = sorted(rule.bands, key=lambda one: one.days)
            return next((Fraction(one.share) for one in bands if late <= one.days), Fraction(0))
        each = rule.per_day
        if rule.mode == "per_month":
            late, each = _months_begun(last, day), rule.per_month
        if rule.zero_after is not None and late > rule.zero_after:
            return Fraction(0)
        by_month = rule.mode == "per_month"
        count = _times(
            late, rule.months if by_month else rule.days, "begun" if by_month else rule.part
        )
        cut = count * (
            Fraction(each) if rule.points is None else Fraction(rule.points) / Fraction(weight or 1)
        )
        return 1 - min(cut, Fraction(1 if rule.most is None else rule.most))

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


def _months_begun(last: datetime.date, day: datetime.date) -> int:
    """How many months after `last` have begun by `day`; 7月1日 and 7月31日 are one after 6月30日."""
    months = (day.year - last.year) * 12 + day.month - last.month
    return months + (day > _months_on(last, months))


def _months_on(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months on; after the last day of a month the last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return datetime.date(year, month + 1, length if is_last else min(day.day, length))


def _days_after(
    last: datetime.date, time: Fraction, unit: str, *, by_month: bool
) -> tuple[datetime.date, datetime.date] | None:
    """The days between which something ended that is so late; None for a unit without days.

    Where days count a month may be one of 30 days or one of the calendar.
    """
    counted = Quantity(as_number(time), unit)
    months = _in(counted, "month")
    if months is None:
        days = _in(counted, "day")
        if days is None or days.denominator != 1:
            return None
        ended = last + datetime.timedelta(days=int(days))
        return ended, ended
    whole, most = months.numerator // months.denominator, -(-months.numerator // months.denominator)
    after = _months_on(last, most)
    if not by_month:
        thirties = last + datetime.timedelta(days=int(30 * months))
        return min(thirties, after), max(thirties, after)
    # Half a month is some day of a month that has begun.
    return after if whole == most else _months_on(last, whole) + datetime.timedelta(days=1), after


def _in(time: Quantity, words: str) -> Fraction | None:
    """A time in the unit of the lexicon's days or months; None where that takes a calendar."""
    unit = builtin().canonical(builtin_lexicon().words(words)[0])
    try:
        return time.in_unit(unit)
    except UnitError:
        return None


def _times(late: int, size: int, part: str) -> Fraction:
    """How often so many days or months go into what is late."""
    whole, rest = divmod(late, size)
    if part == "share":
        return Fraction(late, size)
    return Fraction(whole + bool(rest) if part == "begun" else whole)


def _in_months(rule: Late, last: datetime.date, days: tuple[datetime.date, datetime.date]) -> str:
    """How many months that is, where months count."""
    if rule.mode != "per_month":
        return ""
    least, most = (_months_begun(last, day) for day in days)
    return f"（{least}个月）" if least == most else f"（{least}至{most}个月）"


def _late_remark() -> str:
    return "待评定：逾期如何计分没有统一规定，暂计0分，请评价人评定"


def _place_text(place: str) -> str:
    """Where in its band a grade is counted, in words."""
    if place == "upper":
        return "上限"
    return "中值" if place == "middle" else "下限"


def _is_worst(grade: str) -> bool:
    """Whether a grade word is the last of its scale: 差, 不合格, 低."""
    return any(grade.strip() in grades[-1] for _, grades in GRADE_SCALES if grades)


def _boundary(
    criterion: Deadline | Period, days: tuple[datetime.date, datetime.date]
) -> tuple[str, ...]:
    if not isinstance(criterion, Deadline) or criterion.contested is None:
        return ()
    first, last = criterion.contested
    if days[0] <= last and first <= days[1]:
        when = f"{first}" if first == last else f"{first}至{last}"
        return (f"完成时间正在边界上（{when}）：“以前”“前”是否含当日没有统一规定，请核对",)
    return ()
