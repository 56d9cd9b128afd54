"""Plans for columns: the regions of a target (`jixiao.scoring.plans`) as the columns show them.

Nothing is decided here. An outcome of a region becomes the texts and the formula of its rows;
what the integers of a column cannot hold is left to the judge.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Literal

import attrs

from .. import statuses
from ..criteria import Comparison, Criterion, Direction, Judgement, Range, Unreadable
from ..errors import JixiaoError
from ..scoring import outcomes
from ..scoring.awards import Award
from ..scoring.judging import Judge
from ..scoring.outcomes import Line
from ..scoring.tracing import Ratio, Regions
from ..tables import Indicator

__all__ = [
    "OneJudgement",
    "Outcome",
    "Plan",
    "Planner",
    "Sized",
    "is_met",
    "outcome_of",
    "settled",
    "terms_of",
]

# Up to this times the target a bound is near it, where most actual values are.
_NEAR: Final = 4
# The formulas of the kernel multiply by no more.
_FACTOR: Final = 1000


@attrs.frozen(kw_only=True)
class Outcome:
    """What an actual earns, less the figures.

    Attributes:
        shape: ``open``; ``fixed``: `share`; ``line``: by `line`; ``ask``: left to the judge.
        whole: full marks: the weight as it stands, unrounded.
        over: the ratio shown is actual/target (``up``), target/actual (``down``), the share
            (``share``), or none.
        by_low, opposite: whether the number compared with is the lower one, and whether the
            actual is compared with its sign changed.
        met, status, code, reason: the columns of these names.
    """

    shape: Literal["open", "fixed", "line", "ask"]
    share: Fraction = Fraction(0)
    line: Line | None = None
    whole: bool = False
    over: Literal["up", "down", "share", "none"] = "none"
    by_low: bool = False
    opposite: bool = False
    ratio: Fraction | None = None
    met: bool | None = None
    status: str = statuses.OPEN
    code: str | None = None
    reason: str = ""

    def of(self, actual: Fraction, low: Fraction, high: Fraction) -> Outcome:
        """The outcome of one number, its share and its ratio worked out."""
        target = low if self.by_low else high
        actual = -actual if self.opposite else actual
        share = self.share if self.line is None else self.line.at(actual, target or Fraction(1))
        top, below = {"up": (actual, target), "down": (target, actual)}.get(
            self.over, (share, Fraction(1))
        )
        return attrs.evolve(
            self,
            shape="open" if self.shape == "open" else "fixed",
            share=share,
            line=None,
            over="none",
            by_low=False,
            opposite=False,
            ratio=None if self.over == "none" or below <= 0 else top / below,
        )


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Plan:
    """The regions of a kind of target with their outcomes as columns show them."""

    regions: Regions[outcomes.Outcome]

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """As `regions.outcomes`."""
        return tuple(map(_of_region, self.regions.outcomes))

    @cached_property
    def near(self) -> slice:
        """The bounds near the target, where most actual values are."""
        bounds = self.regions.bounds
        within = [
            index
            for index, one in enumerate(bounds)
            if one.of != "one" and one.factor <= _NEAR and one.factor * _NEAR >= 1
        ]
        if not within:
            return slice(0, len(bounds))
        return slice(within[0], within[-1] + 1)


def _of_region(found: outcomes.Outcome) -> Outcome:
    line = found.line
    if found.by_weight or (line is not None and max(map(abs, terms_of(line))) > _FACTOR):
        return Outcome(shape="ask")
    award = found.award
    over: Literal["up", "down", "share", "none"] = "none" if award.share is None else "share"
    if award.method == "full" and found.against is not None:
        over = "up" if award.upward else "down"
    return Outcome(
        shape="open" if award.share is None else "fixed" if line is None else "line",
        share=award.share or Fraction(0),
        line=line,
        whole=award.method == "full",
        over=over,
        by_low=found.against == "low",
        opposite=found.shown == "opposite",
        met=found.met,
        status=award.status,
        code=_code(award),
        reason=_reason(award),
    )


def terms_of(line: Line) -> tuple[int, int, int]:
    """A line as (constant, slope, denominator), all integers."""
    one, other = line.constant, line.slope
    below = one.denominator * other.denominator
    return (
        one.numerator * other.denominator,
        other.numerator * one.denominator,
        below,
    )


def _code(award: Award) -> str | None:
    return None if award.problem is None else award.problem[0]


def _reason(award: Award) -> str:
    return "；".join([award.verdict, *(str(rule) for rule in (award.rule, *award.also))])


def outcome_of(award: Award, met: bool | None) -> Outcome:
    """The outcome of one award, with its share and its ratio as they are."""
    share = award.share
    a, b = award.target, award.actual
    ratio = share
    if award.method == "full" and a is not None and b is not None:
        upper, lower = (b, a) if award.upward else (a, b)
        ratio = Fraction(upper) / Fraction(lower) if lower > 0 else None
    return Outcome(
        shape="open" if share is None else "fixed",
        share=share or Fraction(0),
        whole=award.method == "full",
        ratio=ratio,
        met=met,
        status=award.status,
        code=_code(award),
        reason=_reason(award),
    )


def settled(share: Fraction | None, **fields: Any) -> Outcome:
    """The outcome of a row that no judge is asked about: nothing stated, or not applicable."""
    return Outcome(
        shape="open" if share is None else "fixed",
        share=share or Fraction(0),
        ratio=share,
        **fields,
    )


@attrs.frozen
class OneJudgement(Judge):
    """A judge that keeps its last judgement: what a pair earns and whether it is met are one."""

    _last: dict[str, Any] = attrs.field(factory=dict, eq=False)

    def ask(
        self,
        criterion: Criterion,
        value: Any,
        indicator: Indicator,
        *,
        direction: Direction | None = None,
        baseline: str | None = None,
    ) -> Judgement:
        """See `Bench.ask`."""
        asked = (criterion, value, indicator, direction, baseline)
        known = self._last.get("asked", ())
        if len(known) != len(asked) or any(
            one is not other for one, other in zip(known, asked, strict=True)
        ):
            judged = super().ask(
                criterion, value, indicator, direction=direction, baseline=baseline
            )
            self._last.update(asked=asked, judged=judged)
        judgement: Judgement = self._last["judged"]
        return judgement


def is_met(
    judge: Judge, criterion: Criterion | Unreadable, value: object, indicator: Indicator
) -> bool | None:
    """`Criterion.is_met` in the direction that the judge decides on; None where it fails."""
    if isinstance(criterion, Unreadable):
        return None
    try:
        return judge.ask(criterion, value, indicator, direction=judge.way(criterion, indicator)).met
    except JixiaoError:
        return None


@attrs.frozen(kw_only=True)
class Sized:
    """A plan for one target: its two numbers as integers over 10**places."""

    plan: Plan
    low: int
    high: int
    places: int

    @classmethod
    def of(cls, plan: Plan, low: Ratio, high: Ratio) -> Sized | None:
        """None where the numbers are too long."""
        (low_top, low_below), (high_top, high_below) = low, high
        power, places = 1, 0
        while power % low_below or power % high_below:
            power, places = power * 10, places + 1
            if places > _PLACES:
                return None
        first, last = low_top * (power // low_below), high_top * (power // high_below)
        if max(abs(first), abs(last)) >= _LONGEST:
            return None
        return cls(plan=plan, low=first, high=last, places=places)


_PLACES: Final = 6
_LONGEST: Final = 10**15


class Planner:
    """Makes plans by one judge; targets with the same regions share one."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._plans: dict[Regions[outcomes.Outcome], Plan] = {}

    def plan(self, indicator: Indicator, *, bare: bool) -> Sized | None:
        """The plan for numbers in the target's unit; `bare` where they are written without it.

        None where every actual is to be judged by itself.
        """
        criterion = indicator.criterion
        if not isinstance(criterion, Comparison | Range):
            return None
        if isinstance(criterion, Comparison) and criterion.form == "scaled":
            return None
        try:
            plan = self._judge.plan(criterion, indicator, bare=bare)
        except JixiaoError:
            return None
        regions = plan.regions
        if regions not in self._plans:
            self._plans[regions] = Plan(regions=regions)
        return Sized.of(self._plans[regions], *plan.ratios)
