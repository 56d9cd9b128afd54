"""Sections on the whole form: weights, what is missing, the total, execution, grades."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import attrs

from ..fields import (
    FLAG,
    PLACES,
    POINTS,
    POSITIVE,
    SHARE,
    SHARES,
    by,
    choice,
    decimal,
    optional,
    records,
)
from .records import (
    FROM,
    Rule,
    Scale,
    Step,
)

__all__ = [
    "Deduction",
    "ExecutionRule",
    "Explanation",
    "Grades",
    "Inapplicable",
    "Missing",
    "Points",
    "Rounding",
    "Sharing",
    "Total",
    "Undecided",
]


@attrs.frozen(kw_only=True)
class Points:
    """How many points (分值) the parts have: 预算执行, and each level-1 kind.

    `levels_with_cost` holds where 成本指标 stands as a level-1 kind of its own. A key such
    as ``效益+满意度`` shares one figure between two kinds.
    """

    total: Decimal = attrs.field(metadata=by(decimal("1")))
    execution: Decimal = attrs.field(metadata=by(POINTS))
    levels: tuple[tuple[str, Decimal], ...] = attrs.field(metadata=by(SHARES))
    levels_with_cost: tuple[tuple[str, Decimal], ...] = attrs.field(default=(), metadata=by(SHARES))
    rule: Rule


@attrs.frozen(kw_only=True)
class Missing:
    """No actual value: unscored (open), nothing, or excluded and the rest rescaled."""

    mode: Literal["open", "zero", "rescale"] = attrs.field(
        metadata=by(choice("open", "zero", "rescale"))
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class Undecided:
    """What no rule can compute: left to the evaluator, the points stay open."""

    rule: Rule


@attrs.frozen(kw_only=True)
class Inapplicable:
    """An indicator that does not apply: the level is rescaled, or it is left out, or full."""

    mode: Literal["rescale", "exclude", "full"] = attrs.field(
        metadata=by(choice("rescale", "exclude", "full"))
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class Rounding:
    """Decimals of the points, or the step they come in (0.5); how; each indicator or only the total."""

    places: int = attrs.field(metadata=by(PLACES))
    mode: Literal["half_up", "half_even", "up", "down"] = attrs.field(
        metadata=by(choice("half_up", "half_even", "up", "down"))
    )
    step: Decimal | None = attrs.field(default=None, metadata=by(optional(POSITIVE)))
    at: Literal["indicator", "total"] = attrs.field(metadata=by(choice("indicator", "total")))
    rule: Rule

    @property
    def each(self) -> Rounding:
        """How one indicator is rounded: to six decimals where only the total is."""
        if self.at == "indicator":
            return self
        return attrs.evolve(self, places=6, mode="half_up", step=None, at="indicator")


@attrs.frozen(kw_only=True)
class Total:
    """The total beside the indicators: how it is rounded by itself, and what it is at most.

    `places` None: it is what the rounded points add up to. `most` None: bonuses may pass 100.
    """

    places: int | None = attrs.field(default=None, metadata=by(optional(PLACES)))
    mode: Literal["half_up", "half_even", "up", "down"] = attrs.field(
        default="half_up", metadata=by(choice("half_up", "half_even", "up", "down"))
    )
    most: Decimal | None = attrs.field(default=None, metadata=by(optional(POINTS)))
    rule: Rule


@attrs.frozen(kw_only=True)
class ExecutionRule:
    """预算执行率: the denominator, a budget of 0, the cap, and below what an explanation is due.

    `pass_mark`: below that rate nothing. `over_share`: the share where more was spent than
    budgeted. `steps` give shares by rate instead of the rate itself;
    or below `deduct_from` each begun `every` takes `points` off.
    """

    denominator: Literal["budget", "initial"] = attrs.field(
        metadata=by(choice("budget", "initial"))
    )
    zero_budget: Literal["open", "full", "zero"] = attrs.field(
        metadata=by(choice("open", "full", "zero"))
    )
    capped: bool = attrs.field(default=True, metadata=by(FLAG))
    explain_below: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    pass_mark: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    over_share: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    steps: tuple[Step, ...] = attrs.field(
        default=(),
        metadata=by(records(Step, optional=FROM, at_least=POINTS, above=POINTS, share=SHARE)),
    )
    linear: bool = attrs.field(default=False, metadata=by(FLAG))
    deduct_from: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    every: Decimal | None = attrs.field(default=None, metadata=by(optional(POSITIVE)))
    points: Decimal | None = attrs.field(default=None, metadata=by(optional(POINTS)))
    rule: Rule

    @property
    def scale(self) -> Scale | None:
        """The scale of the rate; None where the rate is the share."""
        if self.steps:
            return Scale(names=("",), steps=self.steps, linear=self.linear, rule=self.rule)
        if self.deduct_from is None or self.every is None or self.points is None:
            return None
        return Scale(
            names=("",),
            deduct_from=self.deduct_from,
            every=self.every,
            points=self.points,
            rule=self.rule,
        )


@attrs.frozen(kw_only=True)
class Sharing:
    """Weights that the document does not state: shared evenly in `places` decimals, or left open."""

    mode: Literal["even", "open"] = attrs.field(metadata=by(choice("even", "open")))
    places: int = attrs.field(default=2, metadata=by(PLACES))
    rule: Rule


@attrs.frozen(kw_only=True)
class Deduction:
    """Points taken off by hand (扣分), never below `floor`."""

    floor: Decimal = attrs.field(metadata=by(POINTS))
    rule: Rule


@attrs.frozen(kw_only=True)
class Explanation:
    """Whether a reason (偏差原因) is required where the points are not full."""

    required: bool = attrs.field(metadata=by(FLAG))
    rule: Rule


@attrs.frozen(kw_only=True)
class Grades:
    """The grades of the total (优良中差), of 100 points: from which total on, best first."""

    bounds: tuple[tuple[str, Decimal], ...] = attrs.field(metadata=by(SHARES))
    rule: Rule

    def of(self, percent: Decimal) -> str:
        """The grade of a total out of 100."""
        return next((name for name, low in self.bounds if percent >= low), self.bounds[-1][0])
