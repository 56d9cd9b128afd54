"""The ten kinds of criterion that an indicator value (指标值) can be.

A `Criterion` is a closed set of frozen classes for ``match``::

    match jixiao.parse(text):
        case Comparison(operator="≥", quantity=q): ...
        case Deadline(date=day): ...

Equality and hash follow the meaning, not the spelling (≥95% == 不低于95％); the
author's spelling is in `text`, the canonical one is `str()`, and parsing it again
gives an equal criterion.
"""

from __future__ import annotations

import calendar
import datetime
from fractions import Fraction
from typing import Any, ClassVar, Final, Literal

import attrs

from .errors import CriterionError, Span
from .grades import GRADE_RANKS, stated_grade
from .intervals import Interval, interval_of
from .quantities import Quantity, Units, builtin

__all__ = [
    "Actual",
    "AllOf",
    "Comparison",
    "Criterion",
    "Deadline",
    "Direction",
    "Doubt",
    "Interval",
    "NotApplicable",
    "Operator",
    "Period",
    "Qualitative",
    "Range",
    "Recurring",
    "Relative",
    "Unreadable",
    "YesNo",
    "days_of",
    "stated_grade",
]

Operator = Literal["≥", "≤", ">", "<", "=", "≈"]
Direction = Literal["up", "down"]
Actual = Any
Recurring = Literal["yearly", "termly", "quarterly", "monthly"]


@attrs.frozen(kw_only=True)
class Doubt:
    """A reading that another clerk might contest.

    Attributes:
        code: stable ASCII name, e.g. ``sign-conflict``.
        message: the Chinese sentence.
    """

    code: str
    message: str


@attrs.frozen(kw_only=True, eq=False)
class Criterion:
    """What an indicator value means. The base of the ten kinds; never made itself.

    Attributes:
        text: the author's spelling.
        doubts: where the reading could be contested, e.g. a sign column that says otherwise.
    """

    kind: ClassVar[str]

    text: str = ""
    doubts: tuple[Doubt, ...] = ()

    def _meaning(self) -> tuple[object, ...]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Criterion):
            return NotImplemented
        return self.kind == other.kind and self._meaning() == other._meaning()

    def __hash__(self) -> int:
        return hash((self.kind, self._meaning()))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def _repr_html_(self) -> str:
        import html

        return f"<code>{html.escape(str(self))}</code>"

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """Whether `actual` meets this criterion; None where that cannot be decided from it alone.

        Args:
            actual: a text as a clerk writes it, a number, a `Quantity`, a date, or a criterion.
                A number without a unit takes the target's unit.
            direction: for a plain value (`200次`): ``"up"`` if more is better, ``"down"`` if less is.
            baseline: for a relative target: the value it is compared with (上年数).
            units: the units to convert by; the built-in ones by default.

        Raises:
            UnitError: the actual's unit measures something else; both are named.
            CriterionError: the actual's text cannot be read.
        """
        raise NotImplementedError

    def in_year(self, year: int) -> Criterion:
        """This criterion with `year` put where a date states none."""
        del year
        return self


def _read(actual: Actual, *, year: int | None = None, units: Units | None = None) -> Criterion:
    # The one import that goes up: a criterion is asked with the texts that the parser reads.
    from .parsing import read_actual

    return read_actual(actual, year=year, units=units)


def _numbers_of(
    read: Criterion, *, unit: str, scale: Fraction, units: Units | None
) -> Interval | None:
    """The numbers, in `unit`, that an actual may stand for; None where it is not a number."""
    if isinstance(read, Comparison):
        return interval_of(
            read.operator, _number_in(read.quantity, unit=unit, scale=scale, units=units)
        )
    if isinstance(read, Range):
        return Interval(
            low=_number_in(read.lower, unit=unit, scale=scale, units=units),
            high=_number_in(read.upper, unit=unit, scale=scale, units=units),
            low_closed=read.lower_closed,
            high_closed=read.upper_closed,
        )
    return None


def _number_in(quantity: Quantity, *, unit: str, scale: Fraction, units: Units | None) -> Fraction:
    if not quantity.unit or quantity.unit == unit:
        return quantity.exact
    if not unit:
        # The target has no unit. 75% of a ratio is 0.75; but where the target is 100 or 90,
        # the unit was left out, and 95% is 95 of it.
        table = units or builtin()
        factor = table.factor(quantity.unit)
        if not factor.dimension and quantity.unit != "倍" and scale <= 1:
            return quantity.exact * factor.size
        return quantity.exact
    return quantity.in_unit(unit, units=units)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Comparison(Criterion):
    """A quantity with an operator, or without: `>=15次`, `≤84.26万元`, `100%`, `约300人`.

    `operator` is None for a plain value; whether more or less is better then follows
    from the indicator, so that `is_met` decides only equality unless told a direction.
    """

    kind: ClassVar[str] = "comparison"

    operator: Operator | None = None
    quantity: Quantity

    def _meaning(self) -> tuple[object, ...]:
        return (self.operator, self.quantity)

    def __str__(self) -> str:
        return f"{self.operator or ''}{self.quantity}"

    @property
    def unit(self) -> str:
        """The unit of the quantity, `""` where none is written."""
        return self.quantity.unit

    def measure(self, actual: Actual, *, units: Units | None = None) -> Interval | None:
        """The numbers, in the target's unit, that `actual` may stand for; None if it is no number.

        Raises:
            UnitError, CriterionError: as `is_met`.
        """
        return _numbers_of(
            _read(actual, units=units), unit=self.unit, scale=abs(self.quantity.exact), units=units
        )

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """See `Criterion.is_met`. ≈ is met within a tenth of the target."""
        del baseline
        stated = self.measure(actual, units=units)
        if stated is None:
            return None
        value = self.quantity.exact
        if self.operator is None:
            if direction is None:
                return True if stated == interval_of(None, value) else None
            wanted = interval_of("≥" if direction == "up" else "≤", value)
        else:
            wanted = interval_of(self.operator, value)
        if stated.inside(wanted):
            return True
        return False if stated.apart(wanted) else None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Range(Criterion):
    """Two bounds, each open or closed: `80%-90%`, `10～15个`, `±3%以内`, `≥60分且<80分`.

    Attributes:
        lower, upper: the bounds; each keeps the unit it is written with.
        lower_closed, upper_closed: whether the bound itself belongs to the range.
    """

    kind: ClassVar[str] = "range"

    lower: Quantity
    upper: Quantity
    lower_closed: bool = True
    upper_closed: bool = True

    def _meaning(self) -> tuple[object, ...]:
        return (self.lower, self.upper, self.lower_closed, self.upper_closed)

    def __str__(self) -> str:
        if self.lower_closed and self.upper_closed and self.lower.exact >= 0:
            return f"{self.lower}~{self.upper}"
        low, high = "≥" if self.lower_closed else ">", "≤" if self.upper_closed else "<"
        return f"{low}{self.lower}且{high}{self.upper}"

    @property
    def unit(self) -> str:
        """The unit of the upper bound."""
        return self.upper.unit

    def interval(self, *, units: Units | None = None) -> Interval:
        """The range as numbers of the upper bound's unit."""
        return Interval(
            low=self.lower.in_unit(self.unit, units=units),
            high=self.upper.exact,
            low_closed=self.lower_closed,
            high_closed=self.upper_closed,
        )

    def measure(self, actual: Actual, *, units: Units | None = None) -> Interval | None:
        """As `Comparison.measure`, in the unit of the upper bound."""
        return _numbers_of(
            _read(actual, units=units), unit=self.unit, scale=abs(self.upper.exact), units=units
        )

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """See `Criterion.is_met`."""
        del direction, baseline
        stated = self.measure(actual, units=units)
        if stated is None:
            return None
        wanted = self.interval(units=units)
        if stated.inside(wanted):
            return True
        return False if stated.apart(wanted) else None


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
        before: for 9月前 without a year, how many months the named period has, else 0.
        years_on: 1 for 次年, the year after the budget year.
    """

    kind: ClassVar[str] = "deadline"

    date: datetime.date | None = None
    month: int | None = None
    day: int | None = None
    precision: Literal["day", "ten_days", "month", "quarter", "half", "year"] = "day"
    recurring: Recurring | None = None
    contested: tuple[datetime.date, datetime.date] | None = None
    before: int = 0
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
            every = {1: "次年", -1: "上年"}.get(self.years_on, every)
            return f"{every}{self.month}月{f'{self.day}日' if self.day else '底'}前"
        day = self.date
        if every:
            return f"每年{day.month}月{day.day}日前（{day.year}年）"
        return f"{day.year}年{day.month}月{day.day}日以前"

    def in_year(self, year: int) -> Deadline:
        """The deadline in `year`, where it states none itself."""
        if self.date is not None or self.recurring in _OFTEN or self.month is None:
            return self
        last = _last_day(year + self.years_on, self.month, self.day)
        contested = self.contested
        if self.before:
            # 9月前 without a year: the month that was named is the one after.
            first = last + datetime.timedelta(days=1)
            contested = (first, _last_day(first.year, first.month + self.before - 1, None))
        elif self.day is not None:
            contested = (last, last)
        return attrs.evolve(self, date=last, contested=contested)

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """Whether the completion date `actual` is on or before the last day.

        A month (`2022年10月`) is met if it ends in time, missed if it begins too late.
        """
        del direction, baseline
        if self.date is None:
            return None
        read = _read(actual, year=self.date.year, units=units)
        if isinstance(read, Deadline):
            if read.date is None:
                return None
            first, last = days_of(read)
        elif isinstance(read, Period) and read.start is not None and read.end is not None:
            # Something done from one day to another was complete on the last of them.
            first = last = read.end
        else:
            return None
        if last <= self.date:
            return True
        return False if first > self.date else None


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
        return f"{one.year}年{one.month}月{one.day}日-{two.year}年{two.month}月{two.day}日"

    def in_year(self, year: int) -> Period:
        """The period in `year`, where it states none itself."""
        if self.start is not None or self.months is None:
            return self
        (first, day), (last, until) = self.months
        start = datetime.date(year, first, day or 1)
        end = _last_day(year if last >= first else year + 1, last, until)
        return attrs.evolve(self, start=start, end=end, months=None)

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """Whether the date or period `actual` lies inside; None for any other actual."""
        del direction, baseline
        if self.start is None or self.end is None:
            return None
        read = _read(actual, year=self.start.year, units=units)
        if isinstance(read, Deadline) and read.date is not None:
            first, last = days_of(read)
        elif isinstance(read, Period) and read.start is not None and read.end is not None:
            first, last = read.start, read.end
        else:
            return None
        return self.start <= first and last <= self.end


_YES: Final = frozenset(
    ["是", "有", "已", "对", "yes", "y", "已完成", "完成", "达成", "已达成", "是的"]
)
_NO: Final = frozenset(["否", "无", "未", "没有", "不是", "no", "n", "未完成", "未达成", "不"])


@attrs.frozen(kw_only=True, eq=False, repr=False)
class YesNo(Criterion):
    """An expected answer: `是` or `否`."""

    kind: ClassVar[str] = "yes_no"

    expected: bool

    def _meaning(self) -> tuple[object, ...]:
        return (self.expected,)

    def __str__(self) -> str:
        return "是" if self.expected else "否"

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """是/有/已… against 否/无/未…; None for anything else."""
        del direction, baseline, units
        answer = _answer(actual)
        return None if answer is None else answer == self.expected


def _answer(actual: Actual) -> bool | None:
    if isinstance(actual, bool):
        return actual
    if isinstance(actual, YesNo):
        return actual.expected
    word = str(actual).strip().strip("。．.").lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if word.startswith("已") and not any(char.isdigit() for char in word):
        return True
    return False if word.startswith(("未", "没有", "尚未")) else None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Relative(Criterion):
    """Against a baseline: `同比下降`, `较上年提高5%`, `不低于上年`, `≤辖区平均标准`.

    Attributes:
        baseline: what it is compared with, as written (上年, 同比, 辖区平均标准); None if unsaid.
        change: ``rise``, ``fall``, ``hold`` (持平), or None for a level (`不低于上年`).
        operator: of the amount, or of the level.
        amount: how much, or None.
    """

    kind: ClassVar[str] = "relative"

    baseline: str | None = None
    change: Literal["rise", "fall", "hold"] | None = None
    operator: Operator | None = None
    amount: Quantity | None = None

    def _meaning(self) -> tuple[object, ...]:
        return (self.baseline, self.change, self.operator, self.amount)

    def __str__(self) -> str:
        amount = f"{self.operator or ''}{'' if self.amount is None else self.amount}"
        match self.change:
            case None:
                return f"{self.operator}{self.baseline}"
            case "hold":
                if self.baseline in (None, "同比", "环比"):
                    return f"{self.baseline or ''}持平"
                return f"与{self.baseline}持平"
            case "rise":
                word = "提高"
            case _:
                word = "下降"
        if self.baseline is None:
            return f"{word}{amount}"
        head = self.baseline if self.baseline in ("同比", "环比") else f"较{self.baseline}"
        return f"{head}{word}{amount}"

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """By a stated grade, by a stated change (`同比下降3%`), or against `baseline`."""
        del direction
        if isinstance(actual, str):
            grade = stated_grade(actual)
            if grade is not None:
                return grade == "reached"
        read = _read(actual, units=units)
        if isinstance(read, Relative):
            return self._met_by_change(read, units)
        if baseline is None or not isinstance(read, Comparison):
            return None
        base = _read(baseline, units=units)
        if not isinstance(base, Comparison):
            return None
        unit = base.quantity.unit or read.quantity.unit
        before = (
            base.quantity.exact
            if not base.quantity.unit
            else base.quantity.in_unit(unit, units=units)
        )
        now = (
            read.quantity.exact
            if not read.quantity.unit
            else read.quantity.in_unit(unit, units=units)
        )
        return self._met_by_level(before, now, unit, units)

    def _met_by_change(self, stated: Relative, units: Units | None) -> bool | None:
        if self.change is None or stated.change is None:
            return None
        if stated.change != self.change:
            return False
        if self.amount is None:
            return True
        if stated.amount is None:
            return None
        wanted = interval_of(self.operator or "≥", self.amount.exact)
        given = interval_of(
            stated.operator,
            _number_in(stated.amount, unit=self.amount.unit, scale=self.amount.exact, units=units),
        )
        return True if given.inside(wanted) else False if given.apart(wanted) else None

    def _met_by_level(
        self, before: Fraction, now: Fraction, unit: str, units: Units | None
    ) -> bool | None:
        if self.change is None:
            return interval_of(None, now).inside(interval_of(self.operator, before))
        if self.change == "hold":
            return now == before
        moved = now - before if self.change == "rise" else before - now
        if self.amount is None:
            return moved > 0
        operator = self.operator or "≥"
        if self.amount.unit in ("%", "‰"):
            if before == 0:
                return None
            share = moved / abs(before)
            wanted = interval_of(operator, self.amount.in_unit("%") / 100)
            return interval_of(None, share).inside(wanted)
        if self.amount.unit == "百分点":
            return interval_of(None, moved).inside(interval_of(operator, self.amount.exact))
        amount = _number_in(self.amount, unit=unit, scale=abs(before), units=units)
        return interval_of(None, moved).inside(interval_of(operator, amount))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AllOf(Criterion):
    """Two or more criteria that must all be met: `12月底前100%到位`.

    Attributes:
        parts: the criteria, in the order they are written.
    """

    kind: ClassVar[str] = "all_of"

    parts: tuple[Criterion, ...]

    def _meaning(self) -> tuple[object, ...]:
        return self.parts

    def __str__(self) -> str:
        return "；".join(str(part) for part in self.parts)

    def in_year(self, year: int) -> AllOf:
        """Each part in `year`."""
        return attrs.evolve(self, parts=tuple(part.in_year(year) for part in self.parts))

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """One actual for each part (a sequence, or a text with ；), else None."""
        given = actual
        if isinstance(actual, str):
            given = [piece for piece in actual.replace(";", "；").split("；") if piece.strip()]
        if not isinstance(given, list | tuple) or len(given) != len(self.parts):
            return None
        answers = [
            part.is_met(one, direction=direction, baseline=baseline, units=units)
            for part, one in zip(self.parts, given, strict=True)
        ]
        if False in answers:
            return False
        return None if None in answers else True


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Qualitative(Criterion):
    """Words without a number: `有效保障`, `显著提高`, `优`, `良好以上`, `Ⅲ类`, `优或良`.

    Attributes:
        words: the words, widths and blanks folded.
        grades: the grades named, where they belong to a known scale (优良中差, 合格, 一级…).
        or_better: whether 以上 follows a grade.
    """

    kind: ClassVar[str] = "qualitative"

    words: str
    grades: tuple[str, ...] = ()
    or_better: bool = False

    def _meaning(self) -> tuple[object, ...]:
        if self.grades:
            return (
                frozenset(
                    # The first scale stands for all: 良 and 良好 are one grade.
                    GRADE_RANKS[one][0] if one in GRADE_RANKS else one
                    for one in self.grades
                ),
                self.or_better,
            )
        return (self.words,)

    def __str__(self) -> str:
        return self.words

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """By a grade on the same scale, or by 达成 / 部分达成 / 未达成; else None."""
        del direction, baseline, units
        if not isinstance(actual, str | Criterion):
            return None
        if isinstance(actual, str):
            if self.grades:
                met = self._met_by_grade(actual.strip())
                if met is not None:
                    return met
            grade = stated_grade(actual)
            return None if grade is None else grade == "reached"
        if isinstance(actual, Qualitative) and actual.grades and self.grades:
            answers = {self._met_by_grade(one) for one in actual.grades}
            return answers.pop() if len(answers) == 1 else None
        return None

    def _met_by_grade(self, given: str) -> bool | None:
        mine = [dict(GRADE_RANKS.get(one, ())) for one in self.grades]
        theirs = dict(GRADE_RANKS.get(given, ()))
        for scale, rank in theirs.items():
            if all(scale in one for one in mine):
                # A better grade than the one named meets it too.
                return rank <= max(one[scale] for one in mine)
        return None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NotApplicable(Criterion):
    """`不适用`, `/`, `—`, `N/A`, `无`: the indicator does not apply."""

    kind: ClassVar[str] = "not_applicable"

    def _meaning(self) -> tuple[object, ...]:
        return ()

    def __str__(self) -> str:
        return "不适用"

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """Always None: there is nothing to meet."""
        del actual, direction, baseline, units
        return None


@attrs.frozen(kw_only=True)
class Unreadable:
    """A text that is no criterion, as a value: what `read_criterion` gives instead of raising.

    Attributes:
        text, code, message, span, expected, suggestion: as in `CriterionError`.
    """

    kind: ClassVar[str] = "unreadable"
    doubts: ClassVar[tuple[Doubt, ...]] = ()

    text: str
    code: str
    message: str
    span: Span
    expected: str
    suggestion: str | None = None

    def error(self) -> CriterionError:
        """The same as an exception."""
        return CriterionError(
            self.message,
            code=self.code,
            text=self.text,
            span=self.span,
            expected=self.expected,
            suggestion=self.suggestion,
        )

    def __str__(self) -> str:
        return self.text

    def is_met(self, actual: Actual, **_: Any) -> None:
        """Always None: nobody knows what is to be met."""
        del actual
