"""Outcomes: what a region of actual values earns, as a formula, and what it hangs on."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

import attrs

from ..criteria import Operator
from ..quantities import Number
from ..rules.policies import Scale
from .awards import Award
from .tracing import Bound

__all__ = ["DIRECT", "INVERSE", "LINEAR", "Against", "Line", "Off", "Outcome", "Terms"]

Against = Literal["low", "high"]


@attrs.frozen
class Line:
    """A share of the weight: `constant` and `slope` times a quotient, and never below 0.

    `of`: the quotient is actual/target (``direct``), target/actual (``inverse``) or the actual
    itself (``actual``).
    """

    constant: Fraction
    slope: Fraction
    of: Literal["direct", "inverse", "actual"]

    def at(self, actual: Number, target: Number) -> Fraction:
        """The share that `actual` earns."""
        # In integers, for sums and products of fractions are reduced one by one.
        (upper, below), (lower, above) = actual.as_integer_ratio(), target.as_integer_ratio()
        if self.of == "actual":
            lower = above = 1
        elif self.of == "inverse":
            upper, below, lower, above = lower, above, upper, below
        top, bottom = upper * above, below * lower
        (constant, by), (slope, over) = (
            self.constant.as_integer_ratio(),
            self.slope.as_integer_ratio(),
        )
        share = Fraction(constant * over * bottom + slope * by * top, by * over * bottom)
        return share if share.numerator > 0 else Fraction(0)


#: B/A and A/B of the points; and 2 - B/A, which is (1 - (B - A)/A).
DIRECT: Final = Line(Fraction(0), Fraction(1), "direct")
INVERSE: Final = Line(Fraction(0), Fraction(1), "inverse")
LINEAR: Final = Line(Fraction(2), Fraction(-1), "direct")


@attrs.frozen
class Off:
    """Points taken off: `points` for each `every` that lies between the actual and `start`.

    Points below 0 are added, `most` at most.
    """

    points: Decimal
    start: Bound
    every: Bound
    part: Literal["begun", "whole", "share"] | None
    most: Decimal | None = None

    def taken(self, actual: Fraction, low: Fraction, high: Fraction) -> Fraction:
        """The points that are taken off; below 0 where they are added."""
        points = self.steps(actual, low, high) * Fraction(self.points)
        return points if self.most is None else max(points, -Fraction(self.most))

    def steps(self, actual: Fraction, low: Fraction, high: Fraction) -> Fraction:
        """How often the points are taken."""
        count = abs(actual - self.start.at(low, high)) / abs(self.every.at(low, high))
        if self.part == "share":
            return count
        whole = count.numerator // count.denominator
        return Fraction(whole if self.part == "whole" or whole == count else whole + 1)


@attrs.frozen(kw_only=True)
class Outcome:
    """What one region of actual values earns; the figures come in with the number.

    Attributes:
        award: the award as far as no figure is needed. Its texts may hold ``{actual}``,
            ``{low}`` and ``{target}`` (the numbers of the target), ``{unit}``, ``{percent}``
            (actual over target) and ``{hundredfold}`` (of the actual); a plan fills them in.
        line: the share by a formula; None: that of `award`.
        points: so many points of the weight instead of a share.
        off: points that are taken off.
        against: which number of the target the actual was compared with; None: with none.
        shown: the number that is compared: the actual, 0, or the actual with the other sign.
        met: whether the target is met, as `Criterion.is_met` says.
    """

    award: Award
    line: Line | None = None
    points: Decimal | None = None
    off: Off | None = None
    against: Against | None = None
    shown: Literal["actual", "zero", "opposite"] = "actual"
    met: bool | None = None

    @property
    def by_weight(self) -> bool:
        """Whether the share depends on the weight."""
        return self.points is not None or self.off is not None


@attrs.frozen(kw_only=True, cache_hash=True)
class Terms:
    """All of a target but its numbers.

    Attributes:
        operator: that of a comparison.
        closed: whether the bounds of a range belong to it; None for a comparison.
        upward, known: which way is better, and whether that is said anywhere.
        unclear: why neither way can be taken for granted; None where one can.
        share, scaled: whether the unit is %, or is written with 万 or 亿.
        bare: whether the actual is a number without a unit.
        scale, factor: the scale, and how many of the target's unit one of its own is: 100 for
            shares of a target in %.
        inapplicable: a scale that would be meant for it but cannot be used, in words.
    """

    operator: Operator | None = None
    closed: tuple[bool, bool] | None = None
    upward: bool = True
    known: bool = False
    unclear: str | None = None
    share: bool = False
    scaled: bool = False
    bare: bool = False
    scale: Scale | None = None
    factor: Fraction = Fraction(1)
    inapplicable: str | None = None
