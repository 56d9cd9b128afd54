"""Criteria of time (时限): a deadline and a period, and the days that a written date stands for."""

from __future__ import annotations

import calendar
import datetime
from typing import ClassVar, Final, Literal, Self

import attrs

from .criterion import Criterion

__all__ = ["Deadline", "Period", "Recurring", "days_of", "last_day", "span_of", "written_day"]

Recurring = Literal["yearly", "termly", "quarterly", "monthly"]


# 每月, 每季度 and 每学期 name no single date.
_OFTEN: Final = ("monthly", "quarterly", "termly")


def _last_day(year: int, month: int, day: int | None) -> datetime.date:
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Deadline(Criterion):
    """A last day, that day included: `2022年10月31日以前`, `12月底前`, `2021年7月`, `每年12月底前`.

    Attributes:
        date: the last day on which it is met; None while the year is unknown, and for
            a deadline that recurs monthly.
        month, day: of a deadline without a year; `day` None is the last day of the month.
        precision: what was written: ``day``, ``ten_days`` 旬, ``month``, ``quarter``, ``half``, ``year``.
        recurring: ``yearly`` 每年, ``termly`` 每学期, ``quarterly`` 每季度, ``monthly`` 每月, or None.
        contested: the days for which 以前/前/底前 is read differently by different people
            (first and last), or None. No statute fixes them.
        before: without a year, what stands before 前: its first and last (month, day), a day
            None being the last of the month; None where there is no 前.
        years_on: 1 for 次年, the year after the budget year.
    """

    kind: ClassVar[str] = "deadline"

    date: datetime.date | None = None
    month: int | None = None
    day: int | None = None
    precision: Literal["day", "ten_days", "month", "quarter", "half", "year"] = "day"
    recurring: Recurring | None = None
    contested: tuple[datetime.date, datetime.date] | None = None
    before: tuple[tuple[int, int | None], tuple[int, int | None]] | None = None
    years_on: int = 0

    def _meaning(self) -> tuple[object, ...]:
        if self.recurring in _OFTEN or self.date is None:
            return (None, self.month, self.day, self.recurring, self.years_on)
        return (self.date, None, None, self.recurring)

    def __str__(self) -> str:
        if self.recurring == "monthly":
            return f"每月{self.day}日前" if self.day else "每月底前"
        if self.recurring == "quarterly":
            return "每季度末前"
        if self.recurring == "termly":
            return "每学期末前"
        every = "每年" if self.recurring else ""
        if self.date is None:
            every = "次年" if self.years_on > 0 else "上年" if self.years_on < 0 else every
            return f"{every}{self.month}月{f'{self.day}日' if self.day else '底'}前"
        day = self.date
        if every:
            return f"每年{day.month}月{day.day}日前（{day.year}年）"
        return f"{written_day(day)}以前"

    def in_year(self, year: int) -> Self:
        """The deadline in `year`, where it states none itself."""
        if self.date is not None or self.recurring in _OFTEN or self.month is None:
            return self
        last = _last_day(year + self.years_on, self.month, self.day)
        contested = self.contested
        if self.before:
            (month, day), (until, end) = self.before
            # 1月前 ends in December, and January is of the year after.
            named = last.year + (month < last.month)
            contested = (_last_day(named, month, day), _last_day(named, until, end))
        return attrs.evolve(self, date=last, contested=contested)

    def decides(self, stated: Criterion, **_: object) -> bool | None:
        """Whether a completion at `stated`, a date or a period, is on or before the last day.

        A month (`2022年10月`) is met if it ends in time, missed if it begins too late.
        """
        days = None if self.date is None else completed(stated)
        if days is None or self.date is None:
            return None
        if days[1] <= self.date:
            return True
        return False if days[0] > self.date else None


def written_day(day: datetime.date) -> str:
    """A day as offices write it: 2022年10月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def last_day(criterion: object) -> datetime.date | None:
    """The day by which a deadline or a period must be met; None for other targets."""
    if isinstance(criterion, Deadline):
        return criterion.date
    return criterion.end if isinstance(criterion, Period) else None


def completed(stated: Criterion) -> tuple[datetime.date, datetime.date] | None:
    """The days on which something was complete: of a period the last; None for no date."""
    if isinstance(stated, Deadline):
        return None if stated.date is None else days_of(stated)
    if isinstance(stated, Period) and stated.end is not None:
        return stated.end, stated.end
    return None


def days_of(deadline: Deadline) -> tuple[datetime.date, datetime.date]:
    """First and last day that a written date stands for: 2022年10月 is all of that month.

    Raises:
        ValueError: the deadline has no year yet, so it stands for no days.
    """
    last = deadline.date
    if last is None:
        raise ValueError("a deadline without a year stands for no days")
    match deadline.precision:
        case "month":
            return last.replace(day=1), last
        case "ten_days":
            return last - datetime.timedelta(days=(last.day - 1) % 10), last
        case "quarter":
            return last.replace(month=(last.month - 1) // 3 * 3 + 1, day=1), last
        case "half":
            return last.replace(month=(last.month - 1) // 6 * 6 + 1, day=1), last
        case "year":
            return last.replace(month=1, day=1), last
        case _:
            return last, last


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Period(Criterion):
    """A first and a last day: `2020.1.1-2020.12.31`, `2023.07-2024.01`, `2021年全年`, `1-12月`.

    `start` and `end` are None while the year is unknown; `months` then has
    ((month, day), (month, day)), a day None being the first or last of the month.
    """

    kind: ClassVar[str] = "period"

    start: datetime.date | None = None
    end: datetime.date | None = None
    months: tuple[tuple[int, int | None], tuple[int, int | None]] | None = None

    def _meaning(self) -> tuple[object, ...]:
        return (self.start, self.end, self.months if self.start is None else None)

    def __str__(self) -> str:
        if self.start is None or self.end is None:
            (first, day), (last, until) = self.months or ((1, None), (12, None))
            if day is None and until is None:
                return f"{first}月-{last}月"
            return (
                f"{first}月{day or 1}日-{last}月{until}日"
                if until
                else f"{first}月{day}日-{last}月底"
            )
        one, two = self.start, self.end
        return f"{written_day(one)}-{written_day(two)}"

    def in_year(self, year: int) -> Self:
        """The period in `year`, where it states none itself."""
        if self.start is not None or self.months is None:
            return self
        (first, day), (last, until) = self.months
        start = datetime.date(year, first, day or 1)
        end = _last_day(year if last >= first else year + 1, last, until)
        return attrs.evolve(self, start=start, end=end, months=None)

    def decides(self, stated: Criterion, **_: object) -> bool | None:
        """Whether the date or period `stated` lies inside; None for anything else."""
        if self.start is None or self.end is None:
            return None
        days = span_of(stated)
        return None if days is None else self.start <= days[0] and days[1] <= self.end


def span_of(stated: Criterion) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of a date or a period; None of anything else, or without a year."""
    if isinstance(stated, Deadline) and stated.date is not None:
        return days_of(stated)
    if isinstance(stated, Period) and stated.start is not None and stated.end is not None:
        return stated.start, stated.end
    return None
