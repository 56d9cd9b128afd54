"""Signals (信号): what several years of one office show, each with its numbers.

None of them is a regulation's; how many years and how much stand in ``data/wording.toml``,
section ``trend``. A signal is about one indicator, or about the tables as wholes; offices are
not held against one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import attrs

from ...criteria import Comparison, Criterion, Qualitative, Range, Unreadable
from ...display import html_table, listed
from ...errors import Place, UnitError
from ...findings import SEVERITIES, Finding, Part, Severity
from ...language import squeeze
from ...linecharts import Line, line_chart
from ...messages import Language
from ...naming import wording
from ...scoring.awards import percent_text
from ...scoring.weights import execution_row
from ...tables import TargetTable
from ..checking.codes import (
    EVERY_CODE,
    FULL_MARKS,
    INDICATOR_REDEFINED,
    INDICATOR_RENAMED,
    MISSED_AGAIN,
    MONEY_UP,
    TARGET_BELOW_RESULT,
    TARGET_FROZEN,
    TARGET_MOVED_BACK,
    Code,
)
from ..checking.money import budget_total, in_wan, plain
from ..checking.wording import direction_of, is_cost
from .series import Point, Series, Standing, Step

__all__ = ["Signal", "signals_of"]


@attrs.frozen(kw_only=True)
class Signal:
    """Something that the years together show.

    Attributes:
        finding: code, severity, message and figures; its parts are the years, each with its place.
        points: the years as numbers, for a table and a chart.
    """

    finding: Finding
    points: tuple[Point, ...]

    @property
    def code(self) -> str:
        """The stable ASCII name of the signal."""
        return self.finding.code

    @property
    def severity(self) -> Severity:
        """``warning`` 警告 or ``note`` 提示."""
        return self.finding.severity

    @property
    def subject(self) -> str | None:
        """The name of the indicator, the last where it has had several; None for whole tables."""
        return self.finding.subject

    @property
    def message(self) -> str:
        """Chinese: what the years show, with the numbers, and what to do."""
        return self.finding.message

    def said(self, language: Language = "zh") -> str:
        """The message: ``zh`` Chinese, ``en`` English; see `jixiao.Finding.said`.

        Raises:
            ValueError: the language is another.
        """
        return self.finding.said(language)

    def line(self, language: Language = "zh") -> str:
        """How grave it is, its code and what it says."""
        return attrs.evolve(self.finding, place=None).line(language)

    @property
    def figures(self) -> tuple[tuple[str, str], ...]:
        """The numbers and texts the message was made from, as (name, text) pairs."""
        return self.finding.figures

    @property
    def places(self) -> tuple[Place, ...]:
        """Where each year says so."""
        return self.finding.places

    def row(self) -> dict[str, Any]:
        """Plain values, for JSON or a data frame."""
        return {
            "code": self.code,
            "severity": self.severity,
            "name": self.subject,
            "message": self.message,
            "figures": dict(self.figures),
            "years": [
                {
                    "year": one.year,
                    "target": one.target,
                    "actual": one.actual,
                    "place": str(one.place) if one.place else None,
                }
                for one in self.points
            ],
        }

    def picture(self) -> str:
        """A small chart of target and actual as SVG; empty where there are no numbers to draw."""
        lines = (
            Line(
                name="目标",
                values=tuple(one.aim for one in self.points),
                texts=tuple(f"{one.year}年{one.target}" for one in self.points),
            ),
            Line(
                name="实际",
                values=tuple(one.reached for one in self.points),
                texts=tuple(one.actual and f"{one.year}年{one.actual}" for one in self.points),
            ),
        )
        return line_chart([one.year for one in self.points], lines)

    def __str__(self) -> str:
        return self.line()

    def _repr_html_(self) -> str:
        rows = [
            (str(one.year), one.target, one.actual, str(one.place or "")) for one in self.points
        ]
        return (
            html_table(("年度", "指标值", "实际", "位置"), rows, caption=str(self)) + self.picture()
        )


@attrs.frozen(kw_only=True)
class _Years:
    """What the signals are looked for in."""

    tables: tuple[TargetTable, ...]
    series: tuple[Series, ...]

    @property
    def last(self) -> int:
        return self.tables[-1].year or 0

    def budget(self, year: int) -> Fraction | None:
        """In 万元."""
        return next((budget_total(one) for one in self.tables if one.year == year), None)


_Found = Iterator[Signal]


def signals_of(tables: Sequence[TargetTable], series: Sequence[Series]) -> tuple[Signal, ...]:
    """The signals of `tables`, in the order of their years, warnings first."""
    years = _Years(tables=tuple(tables), series=tuple(series))
    order = {severity: rank for rank, (severity, _) in enumerate(SEVERITIES)}
    codes = {one.name: rank for rank, one in enumerate(EVERY_CODE)}
    found = [
        signal
        for each in (_moved_back, _below, _frozen, _again, _renamed, _redefined)
        for one in years.series
        for signal in each(one, years)
    ]
    found += [*_money_up(years), *_full_marks(years)]
    return tuple(sorted(found, key=lambda one: (order[one.severity], codes[one.code])))


def _limit(key: str) -> int:
    return int(wording()["trend"][key])


def _signal(
    code: Code,
    message: str,
    points: Sequence[Point],
    *,
    subject: str | None = None,
    severity: Severity | None = None,
    figures: Mapping[str, str] = MappingProxyType({}),
) -> Signal:
    parts = tuple(
        Part(
            message=_shown(one),
            place=one.place,
            subject=subject,
            figures=(("year", str(one.year)),),
        )
        for one in points
    )
    finding = code.finding(
        message, severity=severity, subject=subject, place=points[-1].place, figures=figures
    )
    return Signal(finding=attrs.evolve(finding, parts=parts), points=tuple(points))


def _shown(one: Point) -> str:
    actual = f"（{one.actual}）" if one.actual and one.target else one.actual
    return f"{one.year}年{one.target}{actual}"


def _of_series(
    code: Code,
    series: Series,
    message: str,
    *,
    severity: Severity | None = None,
    **figures: str,
) -> Signal:
    """A signal of an indicator, with all its years."""
    points = [one.point(series.last.unit) for one in series.standings]
    return _signal(code, message, points, subject=series.name, severity=severity, figures=figures)


def _told(standings: Sequence[Standing]) -> str:
    return "、".join(map(str, standings))


# ---------------------------------------------------------------- targets


def _is_redefined(step: Step) -> bool:
    return next(_reasons(step), None) is not None


def _loosened(series: Series) -> list[Step]:
    return [
        one
        for one in series.steps
        if one.change is not None
        and one.change.kind == "loosened"
        and not _is_redefined(one)
        and not _is_set_anew(one)
        and not _is_unbounded(one)
    ]


def _is_set_anew(step: Step) -> bool:
    """Whether a fixed number (在职人员数 =113人, 补助标准 =300元) was fixed anew: that is a plan."""
    both = (step.before.indicator.criterion, step.after.indicator.criterion)
    return all(
        isinstance(one, Comparison) and one.operator == "=" and one.unit != "%" for one in both
    )


def _is_unbounded(step: Step) -> bool:
    """Whether only the bound on the better side of a range moved: 80%-90% became ≥80%."""
    old, new = step.before.indicator.criterion, step.after.indicator.criterion
    if not isinstance(old, Range | Comparison) or not isinstance(new, Range | Comparison):
        return False
    way = direction_of(step.after.indicator) or direction_of(step.before.indicator)
    if way is None or not (isinstance(old, Range) or isinstance(new, Range)):
        return False
    was, became = old.measure(old), old.measure(new)
    if was is None or became is None:
        return False
    return was.low == became.low if way == "up" else was.high == became.high


def _moved_back(series: Series, years: _Years) -> _Found:
    """A target that is easier than that of the year before."""
    steps = _loosened(series)
    if not steps:
        return
    told = "；".join(
        f"{one.before}，{one.after.year}年改为“{one.after.indicator.target_text}”{_share(one)}"
        f"{_money_note(one, years)}"
        for one in steps
    )
    kept = any(one.before.met and _is_kept(one, years) for one in steps)
    why = "原来的已经完成，请写明为什么放宽" if kept else "请写明为什么放宽"
    yield _of_series(
        TARGET_MOVED_BACK,
        series,
        f"“{series.name}”的目标放宽了：{told}；{why}",
        severity="warning" if kept else "note",
        before=steps[-1].before.indicator.target_text,
        after=steps[-1].after.indicator.target_text,
    )


def _share(step: Step) -> str:
    """What the new target is of the old one."""
    aim, _ = step.before.in_unit(step.after.unit)
    if not aim or step.after.aim is None or aim < 0:
        return ""
    return f"（是原来的{percent_text(step.after.aim / aim)}）"


def _money_note(step: Step, years: _Years) -> str:
    before, after = years.budget(step.before.year), years.budget(step.after.year)
    if before is None or after is None or before == after:
        return ""
    return f"，同期预算由{plain(before)}万元变为{plain(after)}万元"


def _is_kept(step: Step, years: _Years) -> bool:
    """Whether nothing explains that less is asked for; amounts and costs follow the money."""
    after = step.after.indicator
    if is_cost(after):
        return False
    if not isinstance(after.criterion, Comparison) or after.criterion.unit == "%":
        return True
    less, more = years.budget(step.before.year), years.budget(step.after.year)
    return less is not None and more is not None and more >= less


def _below(series: Series, years: _Years) -> _Found:
    """A target that was changed and still asks for less than was achieved the year before."""
    del years
    steps = [one for one in series.steps if _asks_less(one)]
    if not steps:
        return
    told = "；".join(
        f"{one.after.year}年改为“{one.after.indicator.target_text}”，"
        f"{one.before.year}年实际已是{one.before.indicator.actual}"
        for one in steps
    )
    yield _of_series(
        TARGET_BELOW_RESULT,
        series,
        f"“{series.name}”的目标改了，仍不如已经做到的：{told}；请以实际做到的为起点重新测算",
        result=steps[-1].before.indicator.actual or "",
        target=steps[-1].after.indicator.target_text,
    )


def _asks_less(step: Step) -> bool:
    # A cap on costs leaves room on purpose, and what was loosened is said elsewhere.
    if step.change is None or step.change.kind == "loosened" or is_cost(step.after.indicator):
        return False
    _, result = step.before.in_unit(step.after.unit)
    aim, way = step.after.aim, direction_of(step.after.indicator)
    if result is None or aim is None or way is None or _is_redefined(step):
        return False
    return aim < result if way == "up" else aim > result


def _frozen(series: Series, years: _Years) -> _Found:
    """A target that stays for years although it is always exceeded; the last may be open yet."""
    run = [series.last]
    for step in reversed(series.steps):
        if step.change is not None or step.after.year != step.before.year + 1:
            break
        run.insert(0, step.before)
    # What the last form does not report yet is not known; all the others are.
    known = run[:-1] if not run[-1].indicator.actual else run
    while known and not known[0].exceeded:
        run, known = run[1:], known[1:]
    is_over = series.last.year != years.last
    if is_over or len(run) < _limit("frozen") or not all(one.exceeded for one in known):
        return
    yield _of_series(
        TARGET_FROZEN,
        series,
        f"“{series.name}”的目标{run[0].year}—{run[-1].year}年{len(run)}年不变，年年超过："
        f"{_told(known)}{_closest(known)}；请按几年的实际重新测算",
        years=str(len(run)),
        target=series.last.indicator.target_text,
    )


def _closest(standings: Sequence[Standing]) -> str:
    """The year that came closest to the target, by how much of it."""
    shares = [
        one.reached / one.aim
        for one in standings
        if one.reached is not None and one.aim is not None and one.aim > 0
    ]
    if len(shares) != len(standings):
        return ""
    closest = min(shares, key=lambda one: abs(one - 1))
    return f"，最接近的一年是目标的{percent_text(closest)}"


def _again(series: Series, years: _Years) -> _Found:
    """A target that was missed in the last years that are known, one after the other."""
    known = [*series.standings]
    if known and not known[-1].indicator.actual:
        known.pop()
    run: list[Standing] = []
    for one in reversed(known):
        if one.met is not False or (run and run[0].year != one.year + 1):
            break
        run.insert(0, one)
    if len(run) < _limit("again"):
        return
    since = series.last.year
    gone = f"；{since}年以后没有这个指标了" if since != years.last else ""
    yield _of_series(
        MISSED_AGAIN,
        series,
        f"“{series.name}”接连{len(run)}年没有完成：{_told(run)}{gone}；请说明原因和改进措施",
        years=str(len(run)),
    )


# ---------------------------------------------------------------- names and meanings


def _renamed(series: Series, years: _Years) -> _Found:
    """A name that is merely alike joins the years; that is proposed, not known."""
    del years
    steps = [one for one in series.steps if one.ratio is not None]
    if not steps:
        return
    told = "；".join(
        f"{one.before.year}年“{one.before.indicator.name}”→{one.after.year}年"
        f"“{one.after.indicator.name}”，名称相似度{percent_text(_rounded(one.ratio))}"
        for one in steps
    )
    yield _of_series(
        INDICATOR_RENAMED,
        series,
        f"疑似改名：{told}；按同一个指标看，请确认",
        before=steps[-1].before.indicator.name,
        after=steps[-1].after.indicator.name,
        alike=percent_text(_rounded(steps[-1].ratio)),
    )


def _rounded(ratio: Fraction | None) -> Fraction:
    return Fraction(round((ratio or Fraction(0)) * 100), 100)


def _redefined(series: Series, years: _Years) -> _Found:
    """One name for two things: another unit, kind, direction or explanation."""
    del years
    found = [(one, reason) for one in series.steps for reason in _reasons(one)]
    if not found:
        return
    told = "；".join(
        f"{one.before.year}年“{one.before.indicator.target_text}”→{one.after.year}年"
        f"“{one.after.indicator.target_text}”，{reason}"
        for one, reason in found
    )
    yield _of_series(
        INDICATOR_REDEFINED,
        series,
        f"“{series.name}”的口径像是变了：{told}；请写明，几年的数不能直接比",
        before=found[-1][0].before.indicator.target_text,
        after=found[-1][0].after.indicator.target_text,
    )


def _reasons(step: Step) -> Iterator[str]:
    """What of an indicator is another than the year before, in words."""
    before, after = step.before.indicator, step.after.indicator
    old, new = before.criterion, after.criterion
    if not isinstance(old, Unreadable) and not isinstance(new, Unreadable):
        yield from _meaning(old, new)
    ways = direction_of(before), direction_of(after)
    if None not in ways and ways[0] != ways[1]:
        yield "越高越好改为越低越好" if ways[0] == "up" else "越低越好改为越高越好"
    aim, _ = step.before.in_unit(step.after.unit)
    if aim and step.after.aim and aim * step.after.aim > 0:
        factor = max(aim / step.after.aim, step.after.aim / aim)
        if factor >= _limit("jump"):
            yield f"目标差{plain(factor, places=1)}倍"
    if _is_unlike(before.explanation, after.explanation):
        yield "指标解释换了"


def _meaning(old: Criterion, new: Criterion) -> Iterator[str]:
    if isinstance(old, Qualitative) is not isinstance(new, Qualitative):
        yield "定性改为定量" if isinstance(old, Qualitative) else "定量改为定性"
    elif isinstance(old, Comparison | Range) is not isinstance(new, Comparison | Range):
        yield "指标值换了种类"
    elif isinstance(old, Comparison | Range) and isinstance(new, Comparison | Range):
        try:
            old.measure(new)
        except UnitError:
            yield f"单位由“{old.unit}”改为“{new.unit}”，不能换算"


def _is_unlike(before: str | None, after: str | None) -> bool:
    """Whether two explanations share few of their words (two characters that stand together)."""
    if not before or not after:
        return False
    one, other = ({a + b for a, b in pairwise(squeeze(text))} for text in (before, after))
    if not one or not other:
        return False
    return Fraction(200 * len(one & other), len(one) + len(other)) < _limit("explained")


# ---------------------------------------------------------------- whole tables


def _money_up(years: _Years) -> _Found:
    """More money than the year before, and most of what can be compared is worse."""
    for before, after in pairwise(years.tables):
        money = _money(before, after)
        if money is None:
            continue
        label, less, more = money
        grown = (more - less) / less
        if grown * 100 < _limit("money"):
            continue
        worse, better, same = _results(years.series, before.year or 0, after.year or 0)
        count = len(worse) + len(better) + same
        if count < _limit("compared") or 2 * len(worse) <= count:
            continue
        points = [
            _of_table(before, less, label, ""),
            _of_table(
                after,
                more,
                label,
                f"不如{before.year}年的{len(worse)}个，好于{before.year}年的{len(better)}个",
            ),
        ]
        yield _signal(
            MONEY_UP,
            f"{after.year}年{label}{plain(more)}万元，比{before.year}年的{plain(less)}万元多"
            f"{percent_text(_tenth(grown))}；可比的{count}个指标中{len(worse)}个实际不如{before.year}年"
            f"（{listed(worse)}），{len(better)}个好于{before.year}年；请说明",
            points,
            figures={
                "before": f"{plain(less)}万元",
                "after": f"{plain(more)}万元",
                "worse": str(len(worse)),
                "better": str(len(better)),
                "compared": str(count),
            },
        )


def _tenth(share: Fraction) -> Fraction:
    return Fraction(round(share * 1000), 1000)


def _of_table(table: TargetTable, amount: Fraction, label: str, actual: str) -> Point:
    return Point(
        year=table.year or 0,
        target=f"{label}{plain(amount)}万元",
        actual=actual,
        aim=amount,
        unit="万元",
        place=table.place,
    )


def _money(before: TargetTable, after: TargetTable) -> tuple[str, Fraction, Fraction] | None:
    """What was spent in two years, else what was budgeted, in 万元; None where not both say so."""
    spent: Callable[[TargetTable], Fraction | None] = _spent
    for label, amount in (("全年执行数", spent), ("预算", budget_total)):
        less, more = amount(before), amount(after)
        if less and more:
            return (label, less, more) if less > 0 else None
    return None


def _spent(table: TargetTable) -> Fraction | None:
    row = execution_row(table)
    return None if row is None else in_wan(row.executed, row.unit)


def _results(series: Sequence[Series], before: int, after: int) -> tuple[list[str], list[str], int]:
    """The indicators that are worse and better than the year before, and how many the same."""
    worse: list[str] = []
    better: list[str] = []
    same = 0
    for one in series:
        for step in one.steps:
            if (step.before.year, step.after.year) != (before, after):
                continue
            gain = _gain(step)
            if gain is None:
                continue
            if gain:
                (better if gain > 0 else worse).append(one.name)
            else:
                same += 1
    return worse, better, same


def _gain(step: Step) -> Fraction | None:
    """By how much more was achieved, in the better direction; None where that cannot be told."""
    way = direction_of(step.after.indicator)
    if way is None or is_cost(step.after.indicator) or _is_redefined(step):
        return None
    _, result = step.before.in_unit(step.after.unit)
    if result is None or step.after.reached is None:
        return None
    more = step.after.reached - result
    return more if way == "up" else -more


def _full_marks(years: _Years) -> _Found:
    """All the points, in every year that declares points."""
    declared = [
        one for one in years.tables if any(row.points is not None for row in one.indicators)
    ]
    if len(declared) < _limit("full") or not all(map(_is_full, declared)):
        return
    points = []
    for one in declared:
        weighted = [row for row in one.indicators if row.weight]
        whole = sum((Fraction(row.weight or 0) for row in weighted), Fraction(0))
        points.append(
            Point(
                year=one.year or 0,
                target=f"{len(weighted)}个指标{plain(whole)}分",
                actual=f"得{plain(whole)}分",
                aim=whole,
                reached=whole,
                unit="分",
                place=one.place,
            )
        )
    told = "、".join(f"{one.year}年{one.target}" for one in points)
    yield _signal(
        FULL_MARKS,
        f"填了得分的{len(declared)}年，各项指标年年满分：{told}；请抽查几项，看目标是不是定低了",
        points,
        figures={"years": str(len(declared))},
    )


def _is_full(table: TargetTable) -> bool:
    weighted = [one for one in table.indicators if one.weight]
    if not weighted or any(one.points != one.weight for one in weighted):
        return False
    rows = [one for one in table.execution if one.weight and one.points is not None]
    return all(one.points == one.weight for one in rows)
