"""Written dates (时限) to deadlines and periods: which day 底, 前, 旬, 季度 and 次年 mean."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, Literal

import attrs

from ._faults import Contradiction
from ._vocabulary import LOWER, OPERATORS
from .criteria import AllOf, Comparison, Criterion, Deadline, Doubt, Period, Recurring
from .quantities import Quantity

__all__ = [
    "DateHandlers",
    "Precision",
    "When",
    "Year",
    "deadline",
    "deadline_before",
    "month_range",
    "period",
    "quarter_range",
    "when_of",
]

Precision = Literal["day", "ten_days", "month", "quarter", "half", "year"]
#: The year as written: a number, nothing, or the year after or before the budget year.
Year = int | Literal["next", "last"] | None


@attrs.frozen
class When:
    """A written date before the year is known: what was written, not yet which day."""

    year: int | None
    month: int
    day: int | None
    precision: Precision
    years_on: int = 0
    doubts: tuple[Doubt, ...] = ()

    @property
    def first(self) -> tuple[int, int]:
        """Month and day on which what was written begins."""
        months = {"quarter": 2, "half": 5, "year": self.month - 1}.get(self.precision, 0)
        if self.precision == "ten_days":
            return self.month, {10: 1, 20: 11}.get(self.day or 31, 21)
        return self.month - months, (self.day or 1) if self.precision == "day" else 1


def _days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def when_of(year: Year, month: int, day: int | None, precision: Precision, word: str) -> When:
    """The date that is written, `word` being the part of the text that names it.

    Raises:
        Contradiction: the calendar has no such day.
    """
    if not 1 <= month <= 12:
        raise Contradiction("date-impossible", f"没有{month}月", word)
    if day is not None:
        # Without a year 29 February may exist; a wrong one is found when the year is known.
        known = year if isinstance(year, int) else 2000
        if not 1 <= day <= _days(known, month):
            raise Contradiction("date-impossible", f"{month}月没有{day}日", word)
    if isinstance(year, str):
        return When(None, month, day, precision, 1 if year == "next" else -1)
    return When(year, month, day, precision)


def deadline(when: When) -> Deadline:
    """The last day of what is written, that day included."""
    if when.year is None:
        doubts = when.doubts
        if when.years_on:
            word = "次年" if when.years_on > 0 else "上年"
            side = "下" if when.years_on > 0 else "上"
            doubts += (Doubt(code="next-year", message=f"“{word}”按预算年度的{side}一年读"),)
        return Deadline(
            month=when.month,
            day=when.day,
            years_on=when.years_on,
            precision=when.precision,
            doubts=doubts,
        )
    last = datetime.date(when.year, when.month, when.day or _days(when.year, when.month))
    return Deadline(date=last, precision=when.precision, doubts=when.doubts)


def deadline_before(when: When) -> Deadline:
    """前 after a day, or after 底/末, includes it; after a month, quarter or half it does not."""
    # 前 leaves no doubt that 12/31 is a day.
    found = deadline(attrs.evolve(when, doubts=()))
    if when.precision == "day":
        last = found.date
        if last is not None:
            return attrs.evolve(found, contested=(last, last))
        return attrs.evolve(found, before=((when.month, when.day),) * 2)
    doubts = (
        *found.doubts,
        Doubt(
            code="before-boundary",
            message="“前”之前是时段而不是某一天：按时段开始之前读，时段之内完成的须人工核对",
        ),
    )
    month, day = when.first
    if when.year is not None:
        start = datetime.date(when.year, month, day)
        return attrs.evolve(
            found,
            date=start - datetime.timedelta(days=1),
            precision="day",
            contested=(start, found.date or start),
            doubts=doubts,
        )
    before = ((month, day), (when.month, when.day))
    if day > 1:
        return attrs.evolve(found, day=day - 1, precision="day", before=before, doubts=doubts)
    return attrs.evolve(
        found,
        month=month - 1 or 12,
        day=None,
        precision="day",
        # 1月前 ends in December of the year before.
        years_on=when.years_on - (month == 1),
        before=before,
        doubts=doubts,
    )


def period(one: When, two: When) -> Period:
    """From the first day of what `one` names to the last day of what `two` names.

    Raises:
        Contradiction: it would end before it begins.
    """
    month, day = one.first
    first_year, last_year = one.year, two.year
    if last_year is None and first_year is not None:
        last_year = first_year + two.years_on
    elif first_year is None and last_year is not None:
        first_year = last_year
    if first_year is None or last_year is None:
        return Period(months=((month, day if one.day else None), (two.month, two.day)))
    start = datetime.date(first_year, month, day)
    end = datetime.date(last_year, two.month, two.day or _days(last_year, two.month))
    if end < start:
        raise Contradiction("contradiction", f"止于{end}，早于起于{start}", "")
    return Period(start=start, end=end)


def month_range(year: Year, first: int, last: int, word: str) -> Period:
    """From the first day of one month to the last day of another: 1-12月."""
    return period(
        when_of(year, first, None, "month", word), when_of(year, last, None, "month", word)
    )


def quarter_range(year: Year, first: int, last: int, word: str) -> Period:
    """From the first day of one quarter to the last day of another: 一至三季度."""
    return period(
        when_of(year, first * 3, None, "quarter", word),
        when_of(year, last * 3, None, "quarter", word),
    )


_FIRST: Final = re.compile("[0-9]+")
_HALVES: Final = MappingProxyType({"上": 6, "下": 12})
_DECADES: Final[Mapping[str, int | None]] = MappingProxyType({"上": 10, "中": 20, "下": None})


def _number(text: str) -> int:
    digits = _FIRST.search(text)
    return int(digits[0]) if digits else 0


def _quarter(text: str) -> int:
    char = text.removeprefix("第")[0]
    return int(char) if char.isdecimal() else "一二三四".index(char) + 1


def _sign(word: Any) -> str | None:
    if word.type == "OP":
        return str(word)
    return None if word.type == "REACH_WORD" else OPERATORS.get(word.type)


def _whens(c: list[Any]) -> list[When]:
    return [one for one in c if one.__class__ is When]


class DateHandlers:
    """The handlers of the rules for dates, deadlines and periods."""

    def year_named(self, c: list[Any]) -> int:
        """year: YEAR"""
        value = _number(c[0])
        return value + 2000 if value < 100 else value

    def year_current(self, _: list[Any]) -> None:
        """year: CURRENT"""

    def year_near(self, c: list[Any]) -> str:
        """year: NEAR_YEAR"""
        return "last" if c[0][0] in "上去" else "next"

    def date_day(self, c: list[Any]) -> When:
        """date: year MONTH DAY | MONTH DAY"""
        return when_of(_year(c, 3), _number(c[-2]), _number(c[-1]), "day", c[-1])

    def date_month(self, c: list[Any]) -> When:
        """date: year MONTH | MONTH"""
        return when_of(_year(c, 2), _number(c[-1]), None, "month", c[-1])

    def date_month_end(self, c: list[Any]) -> When:
        """date: year MONTH END | MONTH END"""
        if c[-1][0] in "年季":
            raise Contradiction("contradiction", f"月份之后不能是“{c[-1]}”", str(c[-1]))
        return when_of(_year(c, 3), _number(c[-2]), None, "day", c[-2])

    def date_decade(self, c: list[Any]) -> When:
        """date: year MONTH DECADE | MONTH DECADE"""
        day = _DECADES[c[-1][0]]
        return when_of(_year(c, 3), _number(c[-2]), day, "ten_days", c[-2])

    def date_quarter(self, c: list[Any]) -> When:
        """date: year QUARTER | QUARTER"""
        return when_of(_year(c, 2), _quarter(c[-1]) * 3, None, "quarter", c[-1])

    def date_quarter_end(self, c: list[Any]) -> When:
        """date: year QUARTER END | QUARTER END"""
        return when_of(_year(c, 3), _quarter(c[-2]) * 3, None, "day", c[-2])

    def date_half(self, c: list[Any]) -> When:
        """date: year HALF_YEAR | HALF_YEAR"""
        return when_of(_year(c, 2), _HALVES[c[-1][0]], None, "half", c[-1])

    def date_half_end(self, c: list[Any]) -> When:
        """date: year HALF_YEAR END | HALF_YEAR END"""
        return when_of(_year(c, 3), _HALVES[c[-2][0]], None, "day", c[-2])

    def date_year_end(self, c: list[Any]) -> When:
        """date: year END | YEAR_END"""
        return when_of(_year(c, 2), 12, None, "day", c[-1])

    def date_year(self, c: list[Any]) -> When:
        """date: year"""
        return when_of(c[0], 12, None, "year", "")

    def date_iso(self, c: list[Any]) -> When:
        """date: ISO_DAY | ISO_MONTH"""
        numbers = [int(one) for one in _FIRST.findall(c[0])]
        if len(numbers) == 3:
            return when_of(numbers[0], numbers[1], numbers[2], "day", c[0])
        return when_of(numbers[0], numbers[1], None, "month", c[0])

    def date_iso_end(self, c: list[Any]) -> When:
        """date: ISO_MONTH END"""
        return attrs.evolve(self.date_iso(c[:1]), precision="day")

    def date_month_day(self, c: list[Any]) -> When:
        """date: MONTH_DAY"""
        month, day = (int(one) for one in _FIRST.findall(c[0]))
        found = when_of(None, month, day, "day", c[0])
        if not c[0][-1].isdecimal():
            return found
        message = f"“{c[0]}”按{month}月{day}日读，不是分数"
        return attrs.evolve(found, doubts=(Doubt(code="month-day", message=message),))

    def deadline_at(self, c: list[Any]) -> Deadline:
        """deadline: date | date _done | date WITHIN | …; deadline_head: date | date WITHIN"""
        found, when = deadline(c[0]), c[0]
        if (when.year, when.precision) != (None, "month") or len(c) < 2 or c[1].type != "WITHIN":
            return found
        message = f"“{when.month}月内”按{when.month}月份之内读，也可以是{when.month}个月之内"
        return attrs.evolve(
            found, doubts=(*found.doubts, Doubt(code="month-or-months", message=message))
        )

    def deadline_by(self, c: list[Any]) -> Deadline | Comparison:
        """deadline: _when date | _when date _done"""
        sign, when = _sign(c[0]), c[1]
        if sign == "<":
            return deadline_before(when)
        if sign not in LOWER:
            return deadline(when)
        if when.precision == "month" and when.year is None and len(c) == 2 and sign == "≥":
            # Nothing is due "no earlier than December": ≥12月 is a count of months.
            return Comparison(
                operator=sign,
                quantity=Quantity(when.month, "月"),
                doubts=(Doubt(code="months", message=f"“{when.month}月”在“≥”之后，按月数读"),),
            )
        raise Contradiction(
            "date-sign",
            f"“{c[0]}”之后是日期：完成时限只能写“不晚于”，不能写“不早于”",
            str(c[0]),
        )

    def deadline_before(self, c: list[Any]) -> Deadline:
        """deadline: date BEFORE | date BEFORE _done; deadline_head: date BEFORE"""
        return deadline_before(c[0])

    def deadline_before_by(self, c: list[Any]) -> Deadline:
        """deadline: _when date BEFORE | _when date BEFORE _done; deadline_head: _when date BEFORE"""
        if _sign(c[0]) in LOWER:
            raise Contradiction("contradiction", f"“{c[0]}”与“{c[2]}”的方向相反", str(c[2]))
        return deadline_before(c[1])

    def deadline_year(self, _: list[Any]) -> Deadline:
        """deadline: YEAR_WITHIN | YEAR_WITHIN _done"""
        return Deadline(month=12, precision="year")

    def recurring_date(self, c: list[Any]) -> Deadline:
        """recurring: EVERY date | EVERY date _done"""
        return _recurring(c[0], deadline(c[1]))

    def recurring_before(self, c: list[Any]) -> Deadline:
        """recurring: EVERY date BEFORE | EVERY date BEFORE _done"""
        return _recurring(c[0], deadline_before(c[1]))

    def recurring_noted(self, c: list[Any]) -> Deadline:
        """recurring: EVERY date BEFORE YEAR_NOTE"""
        return _recurring(c[0], deadline_before(c[1])).in_year(_number(c[3]))

    def recurring_day(self, c: list[Any]) -> Deadline:
        """recurring: EVERY DAY … | EVERY DAY_RANGE …"""
        day = int(_FIRST.findall(c[1])[-1])
        if not 1 <= day <= 31:
            raise Contradiction("date-impossible", f"没有{day}日", str(c[1]))
        if _every(c[0]) != "monthly":
            raise Contradiction("date-recurring", f"“{c[0]}”与“{c[1]}”连不成日期", str(c[1]))
        return Deadline(day=day, recurring="monthly", doubts=_next_month(c[0]))

    def recurring_end(self, c: list[Any]) -> Deadline:
        """recurring: EVERY END | EVERY END _done | EVERY END BEFORE | EVERY END BEFORE _done"""
        every = _every(c[0])
        if every == "yearly":
            return Deadline(month=12, recurring="yearly")
        doubts = _next_month(c[0])
        if every == "termly":
            doubts += (Doubt(code="term-end", message="学期末没有固定的日期，须人工核对"),)
        return Deadline(recurring=every, doubts=doubts)

    def period_dates(self, c: list[Any]) -> Period:
        """period: date TO date _period_end? | FROM date TO date _period_end?"""
        first, last = _whens(c)
        return period(first, last)

    def period_day(self, c: list[Any]) -> Period:
        """period: date TO DAY _period_end? | FROM date TO DAY _period_end?"""
        first = _whens(c)[0]
        day = next(_number(one) for one in c if getattr(one, "type", "") == "DAY")
        return period(first, when_of(first.year, first.month, day, "day", ""))

    def period_number(self, c: list[Any]) -> Period:
        """period: date TO NUMBER"""
        first, word = c[0], str(c[2])
        numbers = [int(one) for one in word.split(".")]
        if len(numbers) == 2 and first.day is not None:
            return period(first, when_of(first.year, numbers[0], numbers[1], "day", word))
        if len(numbers) == 1 and first.day is not None:
            return period(first, when_of(first.year, first.month, numbers[0], "day", word))
        if len(numbers) == 1:
            return period(first, when_of(first.year, numbers[0], None, "month", word))
        raise Contradiction("date-impossible", f"“{word}”不是日期", word)

    def period_months(self, c: list[Any]) -> Period:
        """period: MONTH_RANGE _period_end? | MONTH_RANGE END"""
        first, last = (int(one) for one in _FIRST.findall(c[0]))
        return month_range(None, first, last, str(c[0]))

    def period_year_months(self, c: list[Any]) -> Period:
        """period: year MONTH_RANGE _period_end? | year MONTH_RANGE END"""
        first, last = (int(one) for one in _FIRST.findall(c[1]))
        return month_range(c[0], first, last, str(c[1]))

    def period_quarters(self, c: list[Any]) -> Period:
        """period: QUARTER_RANGE _period_end?"""
        return self._quarters(None, c[0])

    def period_year_quarters(self, c: list[Any]) -> Period:
        """period: year QUARTER_RANGE _period_end?"""
        return self._quarters(c[0], c[1])

    def named_quarters(self, c: list[Any]) -> Criterion:
        """period: QUARTERS _period_end? | year QUARTERS _period_end?"""
        year, word = _named(c, "QUARTERS")
        numbers = [_quarter(one) for one in re.findall("[一二三四1-4]", word)]
        return _listed([when_of(year, one * 3, None, "quarter", word) for one in numbers], 3, word)

    def named_months(self, c: list[Any]) -> Criterion:
        """period: MONTHS _period_end? | year MONTHS _period_end?"""
        year, word = _named(c, "MONTHS")
        numbers = [int(one) for one in _FIRST.findall(word)]
        return _listed([when_of(year, one, None, "month", word) for one in numbers], 1, word)

    def _quarters(self, year: Year, word: str) -> Period:
        numbers = [_quarter(one) for one in re.findall("[一二三四1-4]", word)]
        first, last = (1, numbers[0]) if word[0] == "前" else numbers
        return quarter_range(year, first, last, str(word))

    def period_years(self, c: list[Any]) -> Period:
        """period: YEAR_RANGE"""
        first, last = (int(one) for one in re.findall(r"[0-9]{4}", c[0]))
        if "学年" not in c[0]:
            return period(When(first, 1, 1, "day"), When(last, 12, 31, "day"))
        return attrs.evolve(
            period(When(first, 9, 1, "day"), When(last, 8, 31, "day")),
            doubts=(Doubt(code="school-year", message="学年按9月1日至次年8月31日读"),),
        )

    def period_year(self, c: list[Any]) -> Period:
        """period: YEAR_DU | YEAR_DU DONE | YEAR_DU WITHIN"""
        year = int(c[0][:4])
        return period(When(year, 1, 1, "day"), When(year, 12, 31, "day"))

    def period_year_whole(self, c: list[Any]) -> Period:
        """period: year WHOLE"""
        return period(when_of(c[0], 1, 1, "day", ""), when_of(c[0], 12, 31, "day", ""))

    def period_whole(self, _: list[Any]) -> Period:
        """period: WHOLE | WHOLE DONE"""
        return Period(months=((1, None), (12, None)))


def _year(c: list[Any], full: int) -> Year:
    """The year of a date whose rule has `full` parts when a year is written."""
    year: Year = c[0] if len(c) == full else None
    return year


def _named(c: list[Any], kind: str) -> tuple[Year, str]:
    """The year and the word of a list of months or quarters."""
    at = next(index for index, one in enumerate(c) if getattr(one, "type", "") == kind)
    return (c[0] if at else None), str(c[at])


def _listed(whens: list[When], length: int, word: str) -> Criterion:
    """Months or quarters that follow one another are one period, others so many deadlines."""
    steps = {two.month - one.month for one, two in pairwise(whens)}
    if steps == {length}:
        return period(whens[0], whens[-1])
    if min(steps) <= 0:
        raise Contradiction("contradiction", f"“{word}”没有按先后排列，或有重复", word)
    return AllOf(parts=tuple(deadline(one) for one in whens))


_EVERY: Final[Mapping[str, Recurring]] = MappingProxyType(
    {
        "年": "yearly",
        "月": "monthly",
        "季度": "quarterly",
        "季": "quarterly",
        "学期": "termly",
    }
)


def _every(word: str) -> Recurring:
    found = _EVERY.get(word[1:].removeprefix("个").removeprefix("一"))
    if found is None:
        raise Contradiction("date-recurring", f"“{word}”没有固定的日期", str(word))
    return found


def _next_month(word: str) -> tuple[Doubt, ...]:
    if word[0] not in "次下":
        return ()
    return (Doubt(code="next-month", message=f"“{word}”逐月往后推，按每月读"),)


def _recurring(every: str, found: Deadline) -> Deadline:
    return attrs.evolve(found, recurring=_every(every))
