"""One indicator over the years (一个指标的几年): its rows joined, and how it stood in each."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

import attrs

from ...criteria import Comparison, Judgement, Unreadable
from ...errors import JixiaoError, Place, UnitError
from ...quantities import Quantity, as_number
from ...tables import Indicator, TargetTable
from ..checking.wording import direction_of
from ..comparing import Change, joined, target_change

__all__ = ["Point", "Series", "Standing", "Step", "series_of"]


@attrs.frozen(kw_only=True)
class Point:
    """One year of what a signal is about, for a table and a chart.

    Attributes:
        year: the budget year.
        target, actual: as the form prints them; empty where it does not.
        aim, reached: the two as numbers in `unit`; None where they are none.
        unit: the same for every point of a signal.
        place: where the form says so.
    """

    year: int
    target: str
    actual: str
    aim: Fraction | None = None
    reached: Fraction | None = None
    unit: str = ""
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Standing:
    """How an indicator stood in one year.

    Attributes:
        year: the budget year.
        indicator: its row.
        met: whether the target was reached; None where that is not stated or cannot be told.
        aim, reached: the number of the target and what was achieved, in `unit`, the unit of the
            target; None where there is no single number, or it is in doubt.
        unit: canonical, `""` for none.
    """

    year: int
    indicator: Indicator
    met: bool | None = None
    aim: Fraction | None = None
    reached: Fraction | None = None
    unit: str = ""

    @property
    def exceeded(self) -> bool:
        """Whether more than the target was achieved; not where the target is to be hit exactly."""
        target, way = self.indicator.criterion, direction_of(self.indicator)
        if not isinstance(target, Comparison) or target.operator in ("=", "≈"):
            return False
        if self.aim is None or self.reached is None or way is None:
            return False
        return self.reached > self.aim if way == "up" else self.reached < self.aim

    def in_unit(self, unit: str) -> tuple[Fraction | None, Fraction | None]:
        """`aim` and `reached` in another unit; None where it measures something else.

        Where one of the units is not written, the other is meant; but 0.95 and 95 may both
        stand for 95%.
        """
        if self.unit == unit:
            return self.aim, self.reached
        if not self.unit or not unit:
            return (None, None) if "%" in (self.unit, unit) else (self.aim, self.reached)
        try:
            size = Quantity(as_number(Fraction(1)), self.unit).in_unit(unit)
        except UnitError:
            return None, None
        aim, reached = (None if one is None else one * size for one in (self.aim, self.reached))
        return aim, reached

    def point(self, unit: str) -> Point:
        """The year as a signal shows it."""
        aim, reached = self.in_unit(unit)
        return Point(
            year=self.year,
            target=self.indicator.target_text,
            actual=self.indicator.actual or "",
            aim=aim,
            reached=reached,
            unit=unit,
            place=self.indicator.place,
        )

    def __str__(self) -> str:
        actual = f"（实际{self.indicator.actual}）" if self.indicator.actual else ""
        return f"{self.year}年“{self.indicator.target_text}”{actual}"


def standing_of(indicator: Indicator, year: int) -> Standing:
    """How `indicator` stood; what cannot be judged stays None, nothing is raised."""
    target = indicator.criterion
    judged = _judged(indicator, year)
    met = judged.met
    if not isinstance(target, Comparison):
        return Standing(year=year, indicator=indicator, met=met)
    reached = _number(target, judged)
    aim = target.quantity.exact
    if met is False and target.operator == "=" and reached is not None:
        way = direction_of(indicator)
        # More than was asked for is not what was asked for, but no failure either.
        met = None if (way == "up" and reached > aim) or (way == "down" and reached < aim) else met
    return Standing(
        year=year, indicator=indicator, met=met, aim=aim, reached=reached, unit=target.unit
    )


def _judged(indicator: Indicator, year: int) -> Judgement:
    target = indicator.criterion
    if not indicator.actual or isinstance(target, Unreadable):
        return Judgement(met=None)
    try:
        return target.judge(
            indicator.actual,
            direction=direction_of(indicator),
            baseline=indicator.previous,
            name=indicator.name,
            year=year,
        )
    except JixiaoError:
        return Judgement(met=None)


def _number(target: Comparison, judged: Judgement) -> Fraction | None:
    if judged.stated is None or judged.doubts:
        return None
    numbers = target.measure(judged.stated)
    return numbers.low if numbers is not None and numbers.low == numbers.high else None


@attrs.frozen(kw_only=True)
class Step:
    """From one year of an indicator to the next that has it.

    Attributes:
        before, after: how it stood.
        change: of the target, as `jixiao.compare` tells it; None where there is none.
        ratio: how alike the names are, 0 to 1, where only that joins the two; else None.
    """

    before: Standing
    after: Standing
    change: Change | None
    ratio: Fraction | None = None


@attrs.frozen(kw_only=True)
class Series:
    """One indicator over the years.

    Attributes:
        standings: a year each, in order; years without it are left out.
        ratios: for each standing how alike its name and the one before are, where they are not
            the same; None for the first, and where they are.
    """

    standings: tuple[Standing, ...]
    ratios: tuple[Fraction | None, ...]

    @property
    def name(self) -> str:
        """Its name, the last where it has had several."""
        return self.last.indicator.name

    @property
    def last(self) -> Standing:
        """How it stood last."""
        return self.standings[-1]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """From year to year."""
        return tuple(
            Step(
                before=one,
                after=two,
                change=target_change(one.indicator, two.indicator),
                ratio=ratio,
            )
            for one, two, ratio in zip(
                self.standings, self.standings[1:], self.ratios[1:], strict=False
            )
        )


@attrs.define
class _Draft:
    """A series while the tables are read."""

    standings: list[Standing]
    ratios: list[Fraction | None]

    def add(self, standing: Standing, ratio: Fraction | None = None) -> None:
        self.standings.append(standing)
        self.ratios.append(ratio)

    @property
    def indicator(self) -> Indicator:
        return self.standings[-1].indicator


def series_of(tables: Sequence[TargetTable]) -> tuple[Series, ...]:
    """The indicators of `tables`, which are in the order of their years, as they first occur.

    Joined by name: first to the table before, then to earlier ones; what is left, to a name of
    the table before that is alike.
    """
    drafts: list[_Draft] = []
    current: list[_Draft] = []
    lapsed: list[_Draft] = []
    for table in tables:
        current, gone = _continued(current, lapsed, table)
        known = set(map(id, drafts))
        drafts += [one for one in current if id(one) not in known]
        here = set(map(id, current))
        lapsed = [one for one in (*lapsed, *gone) if id(one) not in here]
    return tuple(Series(standings=tuple(one.standings), ratios=tuple(one.ratios)) for one in drafts)


def _continued(
    current: list[_Draft], lapsed: list[_Draft], table: TargetTable
) -> tuple[list[_Draft], list[_Draft]]:
    """The series with the rows of one more table, in its order; and those that it has not."""
    rows = [standing_of(one, table.year or 0) for one in table.indicators]
    found: dict[int, tuple[_Draft, Fraction | None]] = {}

    def join(
        olds: list[_Draft], open_: list[int], *, alike: bool
    ) -> tuple[list[_Draft], list[int]]:
        here = joined(
            [one.indicator for one in olds], [rows[row].indicator for row in open_], alike=alike
        )
        for i, j, ratio in (*((i, j, None) for i, j in here.pairs), *here.renamed):
            found[open_[j]] = (olds[i], ratio)
        return [olds[i] for i in here.gone], [open_[j] for j in here.new]

    gone, left = join(current, list(range(len(rows))), alike=False)
    _, left = join(lapsed, left, alike=False)
    gone, _ = join(gone, left, alike=True)
    kept = []
    for row, standing in enumerate(rows):
        draft, ratio = found.get(row, (_Draft([], []), None))
        draft.add(standing, ratio)
        kept.append(draft)
    return kept, gone
