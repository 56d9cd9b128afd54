"""Criteria of numbers (定量): a comparison and a range."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

import attrs

from ..intervals import Interval, interval_of
from ..quantities import Quantity, Units, builtin
from .criterion import Actual, Criterion, Direction, meaning_of

__all__ = ["Comparison", "Operator", "Range", "number_in"]

Operator = Literal["≥", "≤", ">", "<", "=", "≈"]


def numbers_of(
    read: Criterion, *, unit: str, scale: Fraction, units: Units | None
) -> Interval | None:
    """The numbers, in `unit`, that an actual may stand for; None where it is not a number."""
    if isinstance(read, Comparison):
        return interval_of(
            read.operator, number_in(read.quantity, unit=unit, scale=scale, units=units)
        )
    if isinstance(read, Range):
        return Interval(
            low=number_in(read.lower, unit=unit, scale=scale, units=units),
            high=number_in(read.upper, unit=unit, scale=scale, units=units),
            low_closed=read.lower_closed,
            high_closed=read.upper_closed,
        )
    return None


def number_in(quantity: Quantity, *, unit: str, scale: Fraction, units: Units | None) -> Fraction:
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
        return numbers_of(
            meaning_of(actual, units=units),
            unit=self.unit,
            scale=abs(self.quantity.exact),
            units=units,
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
        return numbers_of(
            meaning_of(actual, units=units),
            unit=self.unit,
            scale=abs(self.upper.exact),
            units=units,
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
