"""Written dates (时限): the tokens of a date, and which day 底, 前, 旬, 季度 and 次年 mean."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple

import attrs

from ..criteria import AllOf, AnyCriterion, Deadline, Doubt, Period
from ..criteria.dates import Recurring
from ..quantities import Number, chinese_number
from .faults import Contradiction
from .tokens import Cursor

__all__ = [
    "DateReader",
    "Dated",
    "Precision",
    "When",
    "Year",
    "deadline",
    "deadline_before",
    "is_year",
    "period",
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


def is_year(number: Number | int) -> bool:
    """Whether a number may be a year of this century or the last."""
    return 1900 <= number < 2100 and number == int(number)


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


_BEFORE_BOUNDARY: Final = Doubt(
    code="before-boundary",
    message="“前”之前是时段而不是某一天：按时段开始之前读，时段之内完成的须人工核对",
)


def deadline(when: When, *, before: bool = False, recurring: Recurring | None = None) -> Deadline:
    """The last day of what is written, that day included; `before` says that 前 stands behind it."""
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
            recurring=recurring,
            before=((when.month, when.day),) * 2 if before else None,
            doubts=doubts,
        )
    last = datetime.date(when.year, when.month, when.day or _days(when.year, when.month))
    contested = (last, last) if before else None
    return Deadline(
        date=last,
        precision=when.precision,
        recurring=recurring,
        contested=contested,
        doubts=when.doubts,
    )


def deadline_before(when: When, *, recurring: Recurring | None = None) -> Deadline:
    """前 after a day, or after 底/末, includes it; after a month, quarter or half it does not."""
    if when.precision == "day":
        return deadline(when, before=True, recurring=recurring)
    found = deadline(when, recurring=recurring)
    doubts = (*found.doubts, _BEFORE_BOUNDARY)
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


def _through(year: Year, ends: tuple[int, int], precision: Precision, word: str) -> Period:
    """From the first day of one month or quarter to the last day of another: 1-12月."""
    size = 3 if precision == "quarter" else 1
    return period(*(when_of(year, one * size, None, precision, word) for one in ends))


class Dated(NamedTuple):
    """A date (or a period, or several dates: 三、四季度), and the index of the token after it."""

    value: When | AnyCriterion
    end: int


_QUARTERS: Final = range(1, 5)

#: Classes of the words behind the first number of a date: 2022年, 12月, 1至3月, 3、6、9月.
_AFTER_DIGITS: Final = frozenset(
    ("year", "month", "day", "quarters", "whole-quarter", "to", "listing", "before")
)


class DateReader(Cursor):
    """Reads dates from the tokens of one text."""

    def _sense(self, index: int, name: str) -> str:
        return self._senses[index][name]

    def _whole(self, index: int, digits: int = 2) -> int | None:
        """A whole number of at most so many digits, or a Chinese numeral."""
        if index >= self._count:
            return None
        token = self._tokens[index]
        if token.kind == "number" and len(token.text) <= digits and token.text.isdecimal():
            return int(token.text)
        if token.kind == "numeral" and token.value is not None and token.value < 10**digits:
            return int(token.value)
        return None

    def _year_number(self, index: int) -> int | None:
        """2022, 二〇二二: four digits of this century or the last."""
        value = self._whole(index, 4)
        return value if value is not None and is_year(value) else None

    # ---- parts of a date

    def _year(self, index: int) -> tuple[Year, int, bool] | None:
        """The year at `index`, the index behind it, and whether it was a number."""
        value = self._year_number(index)
        if value is not None and self._is(index + 1, "year"):
            return value, index + 2, True
        short = self._whole(index, 2)
        if short is not None and self._is(index + 1, "year") and len(self._text(index)) == 2:
            if self._month(index + 2) is not None and self._tokens[index].kind == "number":
                return short + 2000, index + 2, True
        if self._is(index, "this-year") and self._begins(index + 1):
            return None, index + 1, False
        if self._is(index, "other-year") and self._begins(index + 1):
            word: Year = "next" if self._sense(index, "other-year") == "1" else "last"
            return word, index + 1, False
        return None

    def _begins(self, index: int) -> bool:
        """Whether a month, a quarter, a half or an end follows."""
        return (
            self._month(index) is not None
            or self._quarter(index) is not None
            or self._is(index, "half-year")
            or self._is(index, "end")
            or self._is(index, "year-end")
        )

    def _month(self, index: int) -> tuple[int, int] | None:
        value = self._whole(index)
        if value is None or not self._is(index + 1, "month"):
            return None
        if self._is(index + 2, "average"):
            return None
        if self._tokens[index].kind == "numeral" and self._is(index + 2, "within"):
            if not self._is(index + 2, "year-within") and not self._is(index - 1, "year"):
                return None  # 三月内 is a span of months
        return value, index + 2

    def day(self, index: int) -> tuple[int, int] | None:
        """A day of the month without its month, and the index behind it: 每月25日."""
        value = self._whole(index)
        if value is None or not self._is(index + 1, "day"):
            return None
        return value, index + 2

    def _quarter(self, index: int) -> tuple[int, int] | None:
        at = index + self._is(index, "nth")
        value = self._whole(at, 1)
        if value is None or value not in _QUARTERS:
            return None
        at += 1
        if self._is(at, "whole-quarter") or (self._is(at, "quarters") and self._is(index, "nth")):
            return value, at + 1
        return None

    # ---- a date

    def may_begin(self, index: int) -> bool:
        """Whether a date or a period can begin here at all; asked first, for it is cheap."""
        token = self._tokens[index]
        if token.kind == "word":
            return index + 1 < self._count or "before" not in token.senses
        if index + 1 < self._count:
            after = self._tokens[index + 1]
            if after.text in "-/" or not _AFTER_DIGITS.isdisjoint(after.senses):
                return True
        return token.kind == "number" and "." in token.text

    def spans(self, index: int) -> Iterator[tuple[str, Dated | None]]:
        """What a date phrase at `index` may be, a period or several dates before a single one."""
        stated = self._year(index)
        yield "SPAN", self._span(index, stated)
        yield "DATE", self._date(index, stated)

    def _date(self, index: int, stated: tuple[Year, int, bool] | None) -> Dated | None:
        """The date at `index`, or None.

        Raises:
            Contradiction: the calendar has no such day.
        """
        found = self._iso(index)
        if found is not None:
            return found
        year, at, numbered = stated or (None, index, False)
        word = self._joined(index, at + 2)
        month = self._month(at)
        if month is not None:
            return self._in_month(year, month, index, at)
        quarter = self._quarter(at)
        if quarter is not None:
            number, at = quarter
            if self._is(at, "end"):
                return Dated(when_of(year, number * 3, None, "day", word), at + 1)
            return Dated(when_of(year, number * 3, None, "quarter", word), at)
        if self._is(at, "half-year"):
            last = int(self._sense(at, "half-year"))
            precision: Precision = "half"
            end = at + 1
            if self._is(end, "end"):
                precision, end = "day", end + 1
            return Dated(when_of(year, last, None, precision, word), end)
        if stated is not None:
            if self._is(at, "end"):
                return Dated(when_of(year, 12, None, "day", word), at + 1)
            if numbered:
                dotted = self._month_and_day(at, ".")
                if dotted is not None and (
                    self._is(dotted[2], "day") or not self._is(dotted[2], "unit")
                ):
                    end = dotted[2] + self._is(dotted[2], "day")
                    return Dated(when_of(year, dotted[0], dotted[1], "day", word), end)
                return Dated(when_of(year, 12, None, "year", word), at)
            return None
        if self._is(index, "year-end"):
            return Dated(when_of(None, 12, None, "day", word), index + 1)
        return self._short(index)

    def _in_month(self, year: Year, month: tuple[int, int], index: int, at: int) -> Dated:
        number, end = month
        word = self._joined(at, end)
        day = self.day(end)
        if day is not None:
            whole = self._joined(index, day[1])
            return Dated(when_of(year, number, day[0], "day", whole), day[1])
        if self._is(end, "decade"):
            last = int(self._sense(end, "decade"))
            return Dated(when_of(year, number, last or None, "ten_days", word), end + 1)
        if self._is(end, "end"):
            if self._is(end, "year-end") or self._is(end, "quarter-end"):
                raise Contradiction(
                    "contradiction", f"月份之后不能是“{self._text(end)}”", self._text(end)
                )
            return Dated(when_of(year, number, None, "day", word), end + 1)
        return Dated(when_of(year, number, None, "month", word), end)

    # ---- dates of digits and strokes

    def _iso(self, index: int) -> Dated | None:
        """2022-10-31, 2022/10/31, 2022.10.31, 2022.12底, 20221031前."""
        if index >= self._count or self._tokens[index].kind != "number":
            return None
        text = self._tokens[index].text
        if not _year_like(text[:4]):
            return None
        parts = text.split(".")
        if len(parts) == 3 and _year_like(parts[0]):
            return self._three(parts, index + 1)
        if len(parts) == 2 and _year_like(parts[0]):
            if self._says_month(parts[1], index + 1, before=index - 1):
                return self._year_month(int(parts[0]), parts[1], index + 1)
        if len(parts) == 1 and len(text) == 8 and self._is(index + 1, "before"):
            year, of, day_of = int(text[:4]), int(text[4:6]), int(text[6:])
            if 1 <= of <= 12 and 1 <= day_of <= 31:
                return Dated(when_of(year, of, day_of, "day", text), index + 1)
        if len(parts) != 1 or not _year_like(text):
            return None
        stroke = self._text(index + 1)
        if stroke not in ("-", "/") or not self._glued(index + 1) or not self._glued(index + 2):
            return None
        month = self._text(index + 2)
        if self._whole(index + 2) is None or self._tokens[index + 2].kind != "number":
            return None
        if not month.isdecimal():  # 2022-311,200
            return None
        if self._text(index + 3) == stroke and self._glued(index + 3) and self._glued(index + 4):
            day = self._tokens[index + 4]
            if day.kind == "number" and len(day.text) <= 2 and self._whole(index + 4) is not None:
                return self._three([text, month, day.text], index + 5)
        if self._says_month(month, index + 3, stroke):
            return self._year_month(int(text), month, index + 3)
        return None

    def _three(self, parts: Sequence[str], end: int) -> Dated | None:
        if not all(one.isdecimal() for one in parts):  # 2022.12.31,5
            return None
        year, month, day = (int(one) for one in parts)
        if not (1 <= month <= 12 and 1 <= day <= 31 and len(parts[1]) <= 2 and len(parts[2]) <= 2):
            return None
        end += self._is(end, "day") and self._glued(end)
        return Dated(when_of(year, month, day, "day", "-".join(parts)), end)

    def _says_month(self, month: str, after: int, stroke: str = ".", *, before: int = -1) -> bool:
        """Whether 2022.12 is a month here: by the zero before it or by what follows."""
        if not _numbers_month(month):
            return False
        ends = after >= self._count
        if len(month) == 1:
            to = self._text(after) == "-" or self._is(after, "to")
            return to and self._is_month_of_year(after + 1)
        if ends:
            ranged = self._is(before, "to") and _year_like(self._text(before - 1).split(".")[0])
            return stroke != "." or ranged
        if self._text(after) == "-":
            return stroke == "." or _year_like(self._text(after + 1).split(".")[0])
        return any(
            self._is(after, name) for name in ("to", "before", "end", "within", "after", "month")
        )

    def _is_month_of_year(self, index: int) -> bool:
        """2022.9, 2022-9 or 2022 as the end of a period, and no 2022.9亩 or 2050.3万元."""
        year, _, month = self._text(index).partition(".")
        if not _year_like(year) or (month and not _numbers_month(month)):
            return False
        counted = self._is(index + 1, "unit") or self._is(index + 1, "scale")
        return not counted or self._is(index + 1, "month")

    def _year_month(self, year: int, month: str, end: int) -> Dated:
        precision: Precision = "month"
        if self._is(end, "end"):
            precision, end = "day", end + 1
        return Dated(when_of(year, int(month), None, precision, f"{year}.{month}"), end)

    def _month_and_day(self, index: int, stroke: str) -> tuple[int, int, int] | None:
        """12.31 or 12/31 as a month and a day."""
        if index >= self._count or self._tokens[index].kind != "number":
            return None
        if stroke == ".":
            month, dot, day = self._text(index).partition(".")
            end = index + 1
            if not dot:
                return None
        else:
            if (
                self._text(index + 1) != stroke
                or not self._glued(index + 1)
                or not self._glued(index + 2)
            ):
                return None
            month, day, end = self._text(index), self._text(index + 2), index + 3
        if not (month.isdecimal() and day.isdecimal() and len(month) <= 2 and len(day) <= 2):
            return None
        if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
            return None
        return int(month), int(day), end

    def _short(self, index: int) -> Dated | None:
        """12/31前, 12.31前, 12/31: a month and a day without a year."""
        for stroke in ("/", "."):
            found = self._month_and_day(index, stroke)
            if found is None:
                continue
            month, day, end = found
            named = self._is(end, "day")
            certain = named or self._is(end + named, "before")
            last = end >= self._count and stroke == "/" and day >= 13
            ranged = (
                stroke == "/"
                and self._text(end) == "-"
                and self._month_and_day(end + 1, "/") is not None
            )
            if stroke == "." and named and not self._is(end + 1, "before"):
                continue
            if not (certain or last or ranged):
                continue
            when = when_of(None, month, day, "day", f"{month}{stroke}{day}")
            if not certain:
                message = f"“{month}/{day}”按{month}月{day}日读，不是分数"
                when = attrs.evolve(when, doubts=(Doubt(code="month-day", message=message),))
            return Dated(when, end + named)
        return None

    # ---- several at once

    def _span(self, index: int, stated: tuple[Year, int, bool] | None) -> Dated | None:
        """1-12月, 2021-2023年, 三、四季度, 3、6、9月, 全年: one phrase for a period or several dates."""
        year, at, numbered = stated or (None, index, False)
        return (
            self._months(year, at)
            or self._quarters(year, at)
            or (None if stated is not None and not numbered else self._years(index))
            or self._whole_year(index, year, at, numbered)
        )

    def _months(self, year: Year, at: int) -> Dated | None:
        first = self._whole(at)
        if first is None:
            return None
        middle = at + 1 + self._is(at + 1, "month")
        if self._is(middle, "to"):
            last = self._month(middle + 1)
            if last is not None and not self._is(last[1], "decade") and self.day(last[1]) is None:
                if middle == at + 1 or not self._is(last[1], "end"):
                    word = self._joined(at, last[1])
                    end = last[1] + self._is(last[1], "end")
                    return Dated(_through(year, (first, last[0]), "month", word), end)
        numbers, end = [first], at + 1
        while self._is(end, "listing") and self._whole(end + 1) is not None:
            numbers.append(self._whole(end + 1) or 0)
            end += 2
        if len(numbers) < 2 or not self._is(end, "month"):
            return None
        word = self._joined(at, end + 1)
        return Dated(
            _listed([when_of(year, one, None, "month", word) for one in numbers], 1, word), end + 1
        )

    def _quarters(self, year: Year, at: int) -> Dated | None:
        """Several quarters: 前三季度, 一二季度, 第一至三季度, 一、三季度."""
        start = at
        if (
            self._is(at, "before")
            and self._whole(at + 1, 1) in (2, 3)
            and self._is(at + 2, "whole-quarter")
        ):
            last_one = self._whole(at + 1, 1) or 1
            return Dated(_through(year, (1, last_one), "quarter", "季度"), at + 3)
        at += self._is(at, "nth")
        token = self._tokens[at] if at < self._count else None
        if token is None:
            return None
        if token.kind == "numeral" and len(token.text) > 1 and self._is(at + 1, "whole-quarter"):
            numbers = [int(chinese_number(char) or 0) for char in token.text]
            return self._listed_quarters(year, numbers, start, at + 2)
        first = self._whole(at, 1)
        if first is None or first not in _QUARTERS:
            return None
        end = at + 1 + self._is(at + 1, "whole-quarter")
        if self._is(end, "to"):
            last = self._quarter(end + 1)
            if last is None or self._is(last[1], "end"):
                return None
            word = self._joined(start, last[1])
            return Dated(_through(year, (first, last[0]), "quarter", word), last[1])
        numbers = [first]
        while self._is(end, "listing"):
            next_at = end + 1 + self._is(end + 1, "nth")
            value = self._whole(next_at, 1)
            if value is None:
                break
            numbers.append(value)
            end = next_at + 1
            if self._is(end, "whole-quarter"):
                end += 1
        if len(numbers) < 2 or not self._is(end - 1, "whole-quarter"):
            return None
        return self._listed_quarters(year, numbers, start, end)

    def _listed_quarters(
        self, year: Year, numbers: list[int], start: int, end: int
    ) -> Dated | None:
        if any(one not in _QUARTERS for one in numbers):
            return None
        word = self._joined(start, end)
        whens = [when_of(year, one * 3, None, "quarter", word) for one in numbers]
        return Dated(_listed(whens, 3, word), end)

    def _years(self, index: int) -> Dated | None:
        """2021-2023年, 2021年至2023年度, 2022-23年."""
        first = self._year_number(index)
        if first is None:
            return None
        middle = index + 1 + self._is(index + 1, "year")
        if not self._is(middle, "to"):
            return None
        last = self._year_number(middle + 1)
        if last is None and middle == index + 1:
            short = self._whole(middle + 1, 2)
            last = (
                None
                if short is None or len(self._text(middle + 1)) != 2
                else first // 100 * 100 + short
            )
            if last is not None and (last <= first or not self._is(middle + 2, "year")):
                return None
        end = middle + 2
        if last is None or (self._is(end, "year") and self._month(end + 1) is not None):
            return None
        school = self._is(end, "school-year")
        if school or self._is(end, "year"):
            end += 1
            if self._is(end, "end") or self._quarter(end) is not None or self._is(end, "half-year"):
                return None
        elif (
            self._tokens[index].text.count(".")
            or self._text(end) in ("-", "/")
            or middle == index + 1
            and self._text(middle) == "/"
        ):
            return None
        if not school:
            return Dated(period(When(first, 1, 1, "day"), When(last, 12, 31, "day")), end)
        found = period(When(first, 9, 1, "day"), When(last, 8, 31, "day"))
        doubt = Doubt(code="school-year", message="学年按9月1日至次年8月31日读")
        return Dated(attrs.evolve(found, doubts=(doubt,)), end)

    def _whole_year(self, index: int, year: Year, at: int, numbered: bool) -> Dated | None:
        """2021年度, 2021年全年, 全年: only where nothing is counted in it."""
        for end in (at + 1, at) if numbered else ():
            if self._is(end - 1, "whole") and self._closes(end):
                first, last = when_of(year, 1, 1, "day", ""), when_of(year, 12, 31, "day", "")
                return Dated(period(first, last), end)
        if index == at and self._is(index, "whole") and self._closes(index + 1) and index == 0:
            return Dated(Period(months=((1, None), (12, None))), index + 1)
        return None

    def _closes(self, index: int) -> bool:
        return index >= self._count or (
            (self._is(index, "verb") or self._is(index, "within"))
            and not any(one.kind in ("number", "numeral") for one in self._tokens[index:])
        )


def _numbers_month(text: str) -> bool:
    return text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 12


def _year_like(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and text[:2] in ("19", "20")


def _listed(whens: list[When], length: int, word: str) -> AnyCriterion:
    """Months or quarters that follow one another are one period, others so many deadlines."""
    steps = {two.month - one.month for one, two in pairwise(whens)}
    if steps == {length}:
        return period(whens[0], whens[-1])
    if min(steps) <= 0:
        raise Contradiction("contradiction", f"“{word}”没有按先后排列，或有重复", word)
    return AllOf(parts=tuple(deadline(one) for one in whens))
