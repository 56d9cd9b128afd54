"""Lateness: what a date after its deadline is worth, and how late it is in days and months."""

from __future__ import annotations

import calendar
import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from ..criteria import (
    Criterion,
    Deadline,
    Judgement,
    Period,
    Unreadable,
    stated_grade,
)
from ..criteria.dates import span_of
from ..errors import UnitError
from ..language import builtin_lexicon
from ..language.lateness import late_by
from ..quantities import Quantity, as_number, builtin
from ..rules.policies import Late
from ..statuses import MISSED, OPEN
from ..tables import Indicator
from .awards import WHOLE, Award, with_remark
from .printed import printed_of
from .quantitative import QuantityBench

__all__ = ["LateRules"]


@attrs.frozen
class LateRules(QuantityBench):
    """The rules of a rulebook for deadlines and periods."""

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
