"""Plans: what a rulebook makes of one target, as regions of the number line.

Between two thresholds (the target, 130% of it, a pass mark …) every actual value is judged in
the same way, and only a ratio differs. A plan is found by asking the judge at each threshold
and twice between each two; what the judge does not answer uniformly stays with the judge.
So no rule is written here a second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, Final, Literal

import attrs

from .. import statuses
from ..criteria import Comparison, Criterion, Direction, Operator, Range, Unreadable
from ..errors import JixiaoError
from ..quantities import Quantity, as_number
from ..scoring.awards import Award
from ..scoring.judging import Judge
from ..scoring.slips import SHARE
from ..tables import Indicator

__all__ = ["Outcome", "Plan", "Planner", "Shape", "Sized", "is_met", "outcome_of", "settled"]

#: How the share of the weight follows from target A and actual B.
Shape = Literal["open", "fixed", "direct", "inverse", "linear", "ask"]

# Where 万 or 亿 may have been left out (see the judge): ratios of actual to target.
_SLIPS: Final = tuple(
    ratio
    for size in (10**4, 10**8)
    for ratio in (Fraction(size, 2), Fraction(2 * size), Fraction(1, 2 * size), Fraction(2, size))
)
_FACTOR: Final = 4
_NEAR: Final = (Fraction(9, 10), Fraction(1), Fraction(11, 10))


@attrs.frozen(kw_only=True)
class Outcome:
    """What an actual earns, less the figures.

    Attributes:
        shape: how the share is found; ``fixed`` is `share`, ``ask`` leaves it to the judge.
        whole: full marks: the weight as it stands, unrounded.
        over: the ratio shown is actual/target (``up``), target/actual (``down``), the share
            (``share``), or none.
        met, status, code, reason: the columns of these names.
    """

    shape: Shape
    share: Fraction = Fraction(0)
    whole: bool = False
    over: Literal["up", "down", "share", "none"] = "none"
    ratio: Fraction | None = None
    met: bool | None = None
    status: str = statuses.OPEN
    code: str | None = None
    reason: str = ""


@attrs.frozen(kw_only=True, eq=False)
class Plan:
    """The regions of one target: ``outcomes[2i]`` below threshold i, ``outcomes[2i+1]`` on it.

    Attributes:
        low, high: the numbers of the target that formulas divide by; the same but for ranges.
        fixed: the threshold that stays where it is when a plan serves targets of other sizes.
    """

    thresholds: tuple[Fraction, ...]
    outcomes: tuple[Outcome, ...]
    low: Fraction
    high: Fraction
    fixed: Fraction | None = None

    @cached_property
    def ratios(self) -> tuple[tuple[int, int], ...]:
        """The thresholds over the target, or, where they do not go with it, as they are."""
        terms = []
        for one in self.thresholds:
            exact = one if self.stays(one) else one / self.high
            terms.append((exact.numerator, exact.denominator))
        return tuple(terms)

    def stays(self, threshold: Fraction) -> bool:
        """Whether a threshold stays where it is when the target is of another size."""
        return threshold == self.fixed or not self.low == self.high > 0

    @cached_property
    def near(self) -> slice:
        """The thresholds near the target, where most actual values are."""
        within = [
            index
            for index, one in enumerate(self.thresholds)
            if self.low <= one * _FACTOR and one <= self.high * _FACTOR
        ]
        return slice(within[0], within[-1] + 1) if within else slice(0, 0)

    @property
    def asks(self) -> bool:
        """Whether every actual goes to the judge."""
        return all(one.shape == "ask" for one in self.outcomes)


_ASK: Final = Outcome(shape="ask")
UNPLANNED: Final = Plan(thresholds=(), outcomes=(_ASK,), low=Fraction(1), high=Fraction(1))


def outcome_of(award: Award, met: bool | None) -> Outcome:
    """The outcome of one award, with its share as it is."""
    reason = "；".join([award.verdict, *(str(rule) for rule in (award.rule, *award.also))])
    share = award.share
    a, b = award.target, award.actual
    ratio = share
    over: Literal["up", "down", "share", "none"] = "none" if share is None else "share"
    if award.method == "full" and a is not None and b is not None:
        over = "up" if award.upward else "down"
        upper, lower = (b, a) if award.upward else (a, b)
        ratio = Fraction(upper) / Fraction(lower) if lower > 0 else None
        over = over if lower > 0 else "none"
    return Outcome(
        shape="open" if share is None else "fixed",
        share=share or Fraction(0),
        whole=award.method == "full",
        over=over,
        ratio=ratio,
        met=met,
        status=award.status,
        code=None if award.problem is None else award.problem[0],
        reason=reason,
    )


def settled(share: Fraction | None, **fields: Any) -> Outcome:
    """The outcome of a row that no judge is asked about: nothing stated, or not applicable."""
    return Outcome(
        shape="open" if share is None else "fixed",
        share=share or Fraction(0),
        ratio=share,
        **fields,
    )


def is_met(
    judge: Judge, criterion: Criterion | Unreadable, value: object, indicator: Indicator
) -> bool | None:
    """`Criterion.is_met` in the direction that the judge decides on; None where it fails."""
    if isinstance(criterion, Unreadable):
        return None
    direction: Direction | None = None
    if isinstance(criterion, Comparison) and criterion.operator is None:
        upward, _ = judge.direction(indicator, target=criterion.quantity.number)
        direction = "up" if upward else "down"
    try:
        return criterion.is_met(value, direction=direction, units=judge.units)
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
    def of(cls, plan: Plan, low: Fraction, high: Fraction) -> Sized | None:
        """None where the numbers are too long, or every actual is asked about."""
        if plan.asks:
            return None
        power, places = 1, 0
        while power % low.denominator or power % high.denominator:
            power, places = power * 10, places + 1
            if places > _PLACES:
                return None
        if high * power >= _LONGEST:
            return None
        return cls(plan=plan, low=int(low * power), high=int(high * power), places=places)


_PLACES: Final = 6
_LONGEST: Final = 10**15


class Planner:
    """Makes plans by one judge. Targets that differ only in size share one set of probes."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        # Looked at before the larger memory, whose key is the whole rulebook.
        self._profiles: dict[tuple[Any, ...], Plan] = {}

    def plan(self, indicator: Indicator, *, bare: bool) -> Sized | None:
        """The plan for numbers in the target's unit; `bare` where they are written without it.

        None where every actual is to be judged by itself.
        """
        criterion, judge = indicator.criterion, self._judge
        if judge.book.scales and judge.scale_of(indicator) is not None:
            return None
        if not isinstance(criterion, Comparison) or criterion.quantity.exact <= 0:
            plan = _plan(judge, criterion, indicator, bare=bare)
            return Sized.of(plan, plan.low, plan.high)
        share = criterion.unit == "%"
        size = criterion.quantity.exact
        if criterion.operator is None and judge.unclear(indicator) is not None:
            return Sized.of(_plan(judge, criterion, indicator, bare=bare), size, size)
        if share and size >= _LARGEST_SHARE:
            return Sized.of(_plan(judge, criterion, indicator, bare=bare), size, size)
        upward = judge.direction(indicator)[0] if criterion.operator in (None, "=") else None
        # Without a unit only shares are doubted.
        key = (criterion.operator, upward, share, share and size >= _SHARE, bare or not share)
        if key not in self._profiles:
            self._profiles[key] = _profile(judge, *key)
        return Sized.of(self._profiles[key], size, size)


# The judge doubts a bare 0.95 against a target of 10% and more: the one rule about numbers
# that goes by size. Up to the largest share, 1.5 lies between the same two other thresholds.
_SHARE: Final = 10
_LARGEST_SHARE: Final = 5000
# Sizes of which 1.5 is no decimal part, so that no other threshold falls on it.
_MODEL: Final = Decimal(70)
_SMALL_MODEL: Final = Decimal(7)


@lru_cache(maxsize=512)
def _profile(
    judge: Judge,
    operator: Operator | None,
    upward: bool | None,
    share: bool,
    large: bool,
    bare: bool,
) -> Plan:
    """The plan of a comparison of a size that stands for all."""
    model = _MODEL if large or not share else _SMALL_MODEL
    criterion = Comparison(operator=operator, quantity=Quantity(model, "%" if share else "人"))
    direction = None if upward is None else "正向" if upward else "反向"
    indicator = Indicator(name="", target=str(criterion), direction=direction)
    return _plan(judge, criterion, indicator, bare=bare)


def _plan(
    judge: Judge, criterion: Criterion | Unreadable, indicator: Indicator, *, bare: bool
) -> Plan:
    match criterion:
        case Comparison():
            if not isinstance(criterion.quantity.number, Decimal) or criterion.quantity.number < 0:
                return UNPLANNED
            low = high = criterion.quantity.exact
            ratios: Iterable[Fraction] = (*_NEAR, *_SLIPS, *_rates(judge))
            thresholds = {low * one for one in ratios} | {Fraction(0)}
            thresholds |= _doubted(criterion.unit, low)
        case Range():
            interval = criterion.interval(units=judge.units)
            if interval.low is None or interval.high is None or interval.low < 0:
                return UNPLANNED
            low, high = interval.low, interval.high
            ends = (one * rate for one in (low, high) for rate in (Fraction(1), *_rates(judge)))
            thresholds = {Fraction(0), *ends, *(low * one for one in _SLIPS)}
            thresholds |= _doubted(criterion.unit, low)
        case _:
            return UNPLANNED
    return _probed(judge, indicator, criterion, sorted(thresholds), low, high, bare=bare)


def _doubted(unit: str, low: Fraction) -> set[Fraction]:
    """Where the judge begins to doubt that a bare number is a share (see `slip`)."""
    if unit != "%":
        return set()
    return {Fraction(SHARE)} if low >= _SHARE else {low / 200, low / 50}


def _rates(judge: Judge) -> list[Fraction]:
    """The ratios at which a rulebook turns."""
    over, missed = judge.book.over, judge.book.missed
    rates = [Fraction(over.remark_from), Fraction(2)]
    for one in (over.cap, over.reduce_from):
        if one is not None:
            rates.append(Fraction(one))
    if over.reduce_from is not None and over.reduce_rate:
        rates.append(Fraction(over.reduce_from) + 1 / Fraction(over.reduce_rate))
    if missed.pass_mark:
        mark = Fraction(missed.pass_mark)
        rates += [mark, 1 / mark, 2 - mark]
    return rates


def _probed(
    judge: Judge,
    indicator: Indicator,
    criterion: Comparison | Range,
    thresholds: list[Fraction],
    low: Fraction,
    high: Fraction,
    *,
    bare: bool,
) -> Plan:
    def ask(at: Fraction) -> tuple[Fraction, Outcome, Award] | None:
        number = as_number(at)
        if not isinstance(number, Decimal):
            return None
        value: object = number if bare else f"{number:f}{criterion.unit}"
        if not bare and number < 0:
            return None
        award = judge.judge(criterion, value, indicator)
        return at, outcome_of(award, is_met(judge, criterion, value, indicator)), award

    def between(one: Fraction, other: Fraction) -> Outcome:
        width = other - one
        return _uniform(
            ask(_ending(one + width / 4, width)),
            ask(_ending(one + width * 5 / 8, width)),
            low,
            high,
        )

    outcomes = [between(thresholds[0] - 2, thresholds[0] - 1)]
    for index, at in enumerate(thresholds):
        on = ask(at)
        outcomes.append(_at(on, low, high))
        upper = thresholds[index + 1] if index + 1 < len(thresholds) else 2 * at + 1
        outcomes.append(between(at, upper))
    return _merged(thresholds, outcomes, low, high)


def _ending(at: Fraction, width: Fraction) -> Fraction:
    """A number with a finite decimal near `at`, nearer than an eighth of `width`."""
    power = 1
    while power * width < 8:
        power *= 10
    return Fraction(round(at * power), power)


def _at(probe: _Probe, low: Fraction, high: Fraction) -> Outcome:
    """The outcome on a threshold, by a formula rather than by its figures where one fits."""
    if probe is None or not _shown(probe, low, high):
        return _ASK
    at, outcome, award = probe
    plain = attrs.evolve(outcome, ratio=None)
    method = award.method
    if method in ("direct", "inverse", "linear") and outcome.share == _share(method, at, low, high):
        return attrs.evolve(plain, shape=method, share=Fraction(0))
    return plain


_Probe = tuple[Fraction, Outcome, Award] | None


def _uniform(one: _Probe, other: _Probe, low: Fraction, high: Fraction) -> Outcome:
    """The outcome between two probes, if one formula gives both; else the judge is asked."""
    if one is None or other is None:
        return _ASK
    first, second = one[1], other[1]
    same = attrs.evolve(first, share=second.share, ratio=second.ratio)
    if same != second:
        return _ASK
    fixed = attrs.evolve(first, ratio=None)
    if not _shown(one, low, high) or not _shown(other, low, high):
        return _ASK
    if first.shape == "open" or first.share == second.share:
        return fixed
    for shape in ("direct", "inverse", "linear"):
        if all(_share(shape, at, low, high) == out.share for at, out, _ in (one, other)):
            return attrs.evolve(fixed, shape=shape, share=Fraction(0))
    return _ASK


def _shown(probe: tuple[Fraction, Outcome, Award], low: Fraction, high: Fraction) -> bool:
    """Whether the ratio shown is the one that the formula gives."""
    at, outcome, _ = probe
    if outcome.over in ("share", "none"):
        return True
    wanted = at / low if outcome.over == "up" and low else high / at if at else None
    return outcome.ratio == wanted


def _share(shape: str, actual: Fraction, low: Fraction, high: Fraction) -> Fraction | None:
    if shape == "direct":
        return actual / low if low else None
    if shape == "inverse":
        return high / actual if actual else None
    return 2 - actual / high if high else None


def _merged(
    thresholds: list[Fraction], outcomes: list[Outcome], low: Fraction, high: Fraction
) -> Plan:
    """The plan without thresholds at which nothing changes."""
    kept: list[Fraction] = []
    result = [outcomes[0]]
    for index, at in enumerate(thresholds):
        on, after = outcomes[2 * index + 1], outcomes[2 * index + 2]
        if after == result[-1] and _same_at(on, after, at, low, high):
            continue
        kept.append(at)
        result += [on, after]
    one = Fraction(SHARE)
    fixed = one if low == high != one and one in kept else None
    return Plan(thresholds=tuple(kept), outcomes=tuple(result), low=low, high=high, fixed=fixed)


def _same_at(on: Outcome, around: Outcome, at: Fraction, low: Fraction, high: Fraction) -> bool:
    """Whether the outcome on a threshold is what the formula around it gives there."""
    if on.shape == around.shape:
        return on == around
    if on.shape != "fixed" or around.shape in ("ask", "open"):
        return False
    plain = attrs.evolve(on, shape=around.shape, share=around.share)
    return on.share == _share(around.shape, at, low, high) and plain == around
