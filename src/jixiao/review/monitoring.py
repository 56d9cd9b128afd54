"""Monitoring (绩效运行监控): mid-year progress against time, as lights and an outlook.

The form of 财预〔2019〕136号 asks each August for January to July. How progress becomes
a light is no regulation's; it stands in the rulebook, section ``monitoring``.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from os import PathLike
from types import MappingProxyType
from typing import Any, Final

import attrs

from ..actuals import Actual
from ..criteria import Comparison, Deadline, Interval, Period, Range, stated_grade
from ..criteria.dates import last_day
from ..display import html_table
from ..errors import CriterionError, JixiaoError, UnitError
from ..exactness import in_own_context
from ..findings import Finding
from ..formwords import form_words
from ..language import Lexicon, builtin_lexicon
from ..naming import bare_name
from ..quantities import Quantity, Units, format_number
from ..rules import DEFAULT, Rulebook
from ..rules import rulebook as find_rulebook
from ..rules.policies import (
    BLUE,
    CERTAIN,
    GREEN,
    IMPOSSIBLE,
    LIGHTS,
    POSSIBLE,
    RED,
    YELLOW,
    Light,
    Monitoring,
    Outlook,
)
from ..scoring.awards import Award, percent_text
from ..scoring.given import Source, given_values, inapplicable, is_missing
from ..scoring.judging import Judge
from ..scoring.reasons import exact_decimal
from ..scoring.spending import Spent, spent
from ..scoring.ways import way_of
from ..statuses import DONE, EXCEEDED, MISSED, OVERRUN
from ..tables import Indicator, TargetTable, required

__all__ = ["Light", "Outlook", "Progress", "ProgressCard", "monitor", "time_share"]

_GRADE_LIGHTS: Final[Mapping[str, Light]] = MappingProxyType(
    {"reached": GREEN, "partly": YELLOW, "missed": RED}
)


@attrs.frozen(kw_only=True)
class Progress:
    """How one indicator (or the budget) stands on the day of monitoring.

    Attributes:
        name, target, actual: as written; `actual` None where nothing is reported.
        progress: 完成值÷(目标值×已过时间), or 完成值÷目标值 for a state; None without a ratio.
        light: 红 黄 绿 蓝, or None where it cannot be told.
        outlook: 完成目标可能性, or None.
        reason: one Chinese sentence with the arithmetic and the rule.
    """

    name: str
    target: str
    actual: str | None
    progress: Decimal | None
    light: Light | None
    outlook: Outlook | None
    reason: str

    def __str__(self) -> str:
        return f"{self.light or '—'} {self.name}：{self.reason}"


@attrs.frozen(kw_only=True)
class ProgressCard:
    """The monitoring (绩效运行监控) of one table on one day.

    Attributes:
        table, rulebook: what was looked at, and by which rulebook.
        as_of: the day.
        items: one `Progress` an indicator, in the order of the table.
        execution: that of the budget.
        findings: what was remarked.
    """

    table: TargetTable
    rulebook: Rulebook
    as_of: datetime.date
    items: tuple[Progress, ...]
    execution: Progress
    findings: tuple[Finding, ...] = ()

    @cached_property
    def lights(self) -> tuple[tuple[str, int], ...]:
        """How many indicators show each light; 未定 for those without."""
        shown = Counter(one.light for one in self.items)
        return (*((light, shown[light]) for light in LIGHTS), ("未定", shown[None]))

    def rows(self) -> list[dict[str, Any]]:
        """One dict an item, the budget last."""
        return [attrs.asdict(one) for one in (*self.items, self.execution)]

    def __repr__(self) -> str:
        counts = " ".join(f"{light}{count}" for light, count in self.lights if count)
        return f"<ProgressCard {self.as_of} {counts}>"

    def _repr_html_(self) -> str:
        rows = [
            [
                one.name,
                one.target,
                one.actual or "",
                "" if one.progress is None else percent_text(Fraction(one.progress)),
                one.light or "",
                one.outlook or "",
                one.reason,
            ]
            for one in (*self.items, self.execution)
        ]
        columns = ("指标", "年度指标值", "执行情况", "进度", "灯", "完成目标可能性", "说明")
        return html_table(columns, rows, caption=f"绩效运行监控（截至{self.as_of}）")


def time_share(as_of: datetime.date, year: int | None) -> Fraction:
    """How much of the budget year has passed at the end of `as_of`; a month is a twelfth."""
    if year is not None and as_of.year != year:
        return Fraction(as_of.year > year)
    days = calendar.monthrange(as_of.year, as_of.month)[1]
    return (as_of.month - 1 + Fraction(as_of.day, days)) / 12


@in_own_context
def monitor(
    table: TargetTable,
    actuals: Source = None,
    *,
    as_of: datetime.date | None = None,
    rulebook: str | PathLike[str] | Rulebook = DEFAULT,
    units: Units | None = None,
    lexicon: Lexicon | None = None,
) -> ProgressCard:
    """Mid-year lights and outlooks of `table` on the day `as_of`.

    A monitoring form (运行监控表) says itself up to which month it reports: `as_of` may then be
    left out. Where it states 完成目标可能性 and the figures say another, a finding says so.

    Counts, and shares of the work that is done (支付进度率), are set against the time that has
    passed; other shares and states against the target itself; limits and costs must not be
    exceeded; dates must not have passed. The light follows the ratio; the outlook follows the
    calendar as well: a state can still change, and a year that is over cannot.

    Raises:
        RulebookError, ActualsError: as `jixiao.score`.
        JixiaoError: neither `as_of` nor the table says which day it is (``as-of-missing``).
    """
    table = required(table, by="monitor")
    as_of = as_of or table.as_of
    if as_of is None:
        raise JixiaoError(
            "不知道看的是哪一天：表里没有写到几月，请给出 as_of，例如 datetime.date(2022, 7, 31)",
            code="as-of-missing",
            place=table.place,
        )
    book = find_rulebook(rulebook)
    given = given_values(table, actuals)
    watch = _Watch(book=book, judge=Judge(book, units, lexicon), as_of=as_of, table=table)
    items = tuple(
        watch.item(one, value, detail)
        for one, value, detail in zip(table.indicators, given.values, given.details, strict=True)
    )
    figures, rates = spent(table, given.spendings, given.unused)
    used = {given.unused[index].name for index in rates}
    known = [
        one for one in given.findings if one.code != "actual-unknown" or one.subject not in used
    ]
    return ProgressCard(
        table=table,
        rulebook=book,
        as_of=as_of,
        items=items,
        execution=watch.budget(figures),
        findings=(*known, *figures.findings, *_contradicted(table, items)),
    )


def _contradicted(table: TargetTable, items: Iterable[Progress]) -> Iterator[Finding]:
    """Where the outlook that the form states is another than that of its own figures."""
    for indicator, item in zip(table.indicators, items, strict=True):
        stated = _stated_outlook(indicator.likelihood)
        if stated is None or item.outlook is None or stated == item.outlook:
            continue
        yield Finding(
            code="outlook-differs",
            severity="warning",
            message=f"指标“{indicator.name}”表上选的是“{indicator.likelihood}”，"
            f"按填的数是“{item.outlook}”：{item.reason}",
            place=indicator.place_of("likelihood"),
            subject=indicator.name,
            figures=(("stated", indicator.likelihood or ""), ("computed", item.outlook)),
        )


def _stated_outlook(text: str | None) -> Outlook | None:
    """The outlook that a form states in its own words: 能完成 is 确定能."""
    named: dict[str, Outlook] = {"impossible": IMPOSSIBLE, "certain": CERTAIN, "possible": POSSIBLE}
    for role, outlook in named.items():
        if text and text in form_words("monitoring", role):
            return outlook
    return None


@attrs.frozen(kw_only=True)
class _Watch:
    book: Rulebook
    judge: Judge
    as_of: datetime.date
    table: TargetTable

    @cached_property
    def time(self) -> Fraction:
        return time_share(self.as_of, self.table.year)

    def item(self, indicator: Indicator, value: Any, detail: Actual | None) -> Progress:
        criterion = indicator.criterion
        if inapplicable(criterion, value, detail):
            return self._made(indicator, value, None, reason="本年不适用")
        if value is None and detail is not None:
            value = detail.grade
        last = last_day(criterion)
        if is_missing(value, detail):
            if last is not None and last < self.as_of:
                return self._told(indicator, None, RED, f"期限{last}已过，没有执行情况")
            if last is not None:
                return self._made(
                    indicator, None, None, outlook=POSSIBLE, reason=f"期限{last}未到，没有执行情况"
                )
            return self._made(indicator, None, None, reason="没有执行情况")
        try:
            return self._item(indicator, value)
        except (UnitError, CriterionError) as error:
            return self._made(indicator, value, None, reason=error.message)

    def _item(self, indicator: Indicator, value: Any) -> Progress:
        criterion = indicator.criterion
        award = self.judge.judge(criterion, value, indicator)
        if isinstance(value, str) and (grade := stated_grade(value)) is not None:
            last = last_day(criterion)
            if grade != "reached" and last is not None and last >= self.as_of:
                # 未完成 in July of a deadline in December is not too late.
                reason = f"执行情况为“{value}”，期限{last}未到"
                return self._made(indicator, value, None, outlook=POSSIBLE, reason=reason)
            light = _GRADE_LIGHTS[grade]
            return self._told(indicator, value, light, f"执行情况为“{value}”")
        wanted = self._growing(indicator, award)
        if wanted is not None and isinstance(criterion, Comparison | Range):
            measured = self._stated(criterion, value, indicator)
            if measured is not None:
                return self._against_time(indicator, value, wanted, measured)
        return self._against_target(indicator, value, award)

    def _stated(
        self, criterion: Comparison | Range, value: Any, indicator: Indicator
    ) -> Interval | None:
        """What was reached so far, in the target's unit; None where the actual leaves it open."""
        judged = self.judge.ask(criterion, value, indicator)
        stated = judged.stated
        if stated is None or any(one.code == "actual-words" for one in judged.doubts):
            return None
        return criterion.measure(stated, units=self.judge.units)

    def _growing(self, indicator: Indicator, award: Award) -> Quantity | None:
        """The amount to be reached by the end of the year; None where it is none that adds up."""
        criterion = indicator.criterion
        if isinstance(criterion, Range):
            below = award.share is not None and award.status == MISSED
            grows = below and _adds_up(criterion.unit, indicator.name, self.book.monitoring)
            return criterion.lower if grows else None
        if not isinstance(criterion, Comparison) or not _grows(
            criterion, indicator.name, self.book.monitoring
        ):
            return None
        upward = award.upward
        if criterion.operator in (None, "="):
            # Where the actual equals the target the judge did not ask which way is better.
            upward = way_of(indicator, criterion, self.book.direction).upward
        return criterion.quantity if upward else None

    def _against_time(
        self, indicator: Indicator, value: Any, wanted: Quantity, measured: Interval
    ) -> Progress:
        low, target = measured.low, wanted.exact
        if low is None or target <= 0:
            return self._made(indicator, value, None, reason="算不出进度")
        if not self.time:
            return self._made(indicator, value, None, reason="预算年度还没有开始")
        ratio = low / (target * self.time)
        light = self._light(ratio)
        formula = (
            f"{_number(low)}{wanted.unit}÷({wanted}×{_number(self.time)})={percent_text(ratio)}"
        )
        return self._told(indicator, value, light, formula, ratio, outlook=self._over(ratio))

    def _over(self, ratio: Fraction) -> Outlook | None:
        """The outlook once the year is over and the target was not reached."""
        return IMPOSSIBLE if self.time >= 1 and ratio < 1 else None

    def _light(self, ratio: Fraction) -> Light:
        rule = self.book.monitoring
        if ratio < rule.red_below:
            return RED
        if ratio < rule.yellow_below:
            return YELLOW
        return GREEN if ratio < rule.blue_from else BLUE

    def _against_target(self, indicator: Indicator, value: Any, award: Award) -> Progress:
        share = award.share
        if share is None:
            return self._made(indicator, value, None, reason=award.verdict)
        if award.status in (DONE, EXCEEDED):
            return self._told(indicator, value, GREEN, award.verdict)
        if isinstance(indicator.criterion, Deadline | Period):
            # A date that has passed does not come back.
            return self._told(indicator, value, RED, award.verdict)
        over = self.time >= 1
        end = "预算年度已结束" if over else "预算年度还没有结束"
        if award.status == OVERRUN:
            # Nor does an amount that is used up; a share or a mean that is too high does.
            lost = over or not _is_state(indicator.criterion, self.book.monitoring)
            reason = award.verdict if lost and not over else f"{award.verdict}，{end}"
            return self._told(
                indicator, value, RED, reason, outlook=IMPOSSIBLE if lost else POSSIBLE
            )
        light = self._light(share)
        if light == BLUE:
            light = GREEN
        reason = f"{award.verdict}，{end}"
        if award.method in ("direct", "inverse"):
            reason = f"{award.verdict}（{percent_text(share)}），不随时间累计，直接与目标比，{end}"
        outlook: Outlook = IMPOSSIBLE if over else self.book.monitoring.outlook(light)
        if not over and outlook == IMPOSSIBLE:
            outlook = POSSIBLE
        made = self._told(indicator, value, light, reason, outlook=outlook)
        return attrs.evolve(made, progress=exact_decimal(share))

    def _told(
        self,
        indicator: Indicator,
        value: Any,
        light: Light,
        reason: str,
        ratio: Fraction | None = None,
        *,
        outlook: Outlook | None = None,
    ) -> Progress:
        return self._made(
            indicator,
            value,
            light,
            outlook=outlook or self.book.monitoring.outlook(light),
            reason=reason,
            ratio=ratio,
        )

    def _made(
        self,
        indicator: Indicator,
        value: Any,
        light: Light | None,
        *,
        reason: str,
        outlook: Outlook | None = None,
        ratio: Fraction | None = None,
    ) -> Progress:
        # The bounds explain a light only where there is a ratio to hold against them.
        rule = f"；{self.book.monitoring.rule}" if ratio is not None else ""
        return Progress(
            name=indicator.name,
            target=indicator.target_text,
            actual=None if value is None else str(value),
            progress=None if ratio is None else exact_decimal(ratio),
            light=light,
            outlook=outlook,
            reason=f"{reason}{rule}。",
        )

    def budget(self, figures: Spent) -> Progress:
        """预算执行, from the amounts or from a rate that is given."""
        base = figures.budget if figures.budget is not None else figures.initial
        executed, unit = figures.executed, figures.unit
        target = "" if base is None else f"{format_number(base)}{unit}"
        indicator = Indicator(name="预算执行率", target=target)
        shown = None if executed is None else f"{format_number(executed)}{unit}"
        if figures.contradiction:
            return self._made(indicator, shown, None, reason=figures.contradiction)
        if not self.time:
            return self._made(indicator, shown, None, reason="预算年度还没有开始")
        passed = _number(self.time)
        if base is not None and executed is not None and base > 0:
            ratio = Fraction(executed) / (Fraction(base) * self.time)
            formula = f"{shown}÷({target}×{passed})={percent_text(ratio)}"
        elif figures.rate is not None:
            ratio, shown = figures.rate / self.time, percent_text(figures.rate)
            formula = f"{shown}÷{passed}={percent_text(ratio)}"
        else:
            lacking = "执行数" if base is not None and base > 0 else "预算数"
            return self._made(indicator, shown, None, reason=f"没有{lacking}，算不出进度")
        return self._told(
            indicator, shown, self._light(ratio), formula, ratio, outlook=self._over(ratio)
        )


def _is_state(criterion: object, words: Monitoring) -> bool:
    """Whether a limit holds of a state (a share, a mean, a time) and not of an amount."""
    if not isinstance(criterion, Comparison | Range):
        return False
    return criterion.unit in (*words.states, *words.times) or "/" in criterion.unit


@lru_cache(maxsize=64)
def _pattern(options: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in options) or "(?!)")


def _adds_up(unit: str, name: str, words: Monitoring) -> bool:
    """Whether what is asked for in `unit` grows over the year."""
    # An index, a mean, the people in post: what it is in July it is of the whole year.
    if _pattern(words.standing).search(bare_name(name)):
        return False
    if unit in words.times and any(word in name for word in words.each):
        return False
    # 人/次 is written for 人次, a count.
    if unit in words.states or ("/" in unit and "loose-unit" not in builtin_lexicon().of(unit)):
        # Shares of the year's work that is done so far; 支付及时率 and 按时完成率 are states.
        done = _pattern(words.done).search(name) and not any(
            word in name for word in words.well_done
        )
        return unit == "%" and bool(done)
    return True


def _grows(criterion: Comparison, name: str, words: Monitoring) -> bool:
    """Whether the target is an amount that adds up over the year, not a state."""
    positive = criterion.quantity.exact > 0
    limit = criterion.operator in ("≤", "<")
    return positive and not limit and _adds_up(criterion.unit, name, words)


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    number = exact_decimal(value)
    if Fraction(number) == value:
        return format_number(number)
    return f"{value.numerator}/{value.denominator}"
