"""Criteria of numbers (定量): a comparison and a range."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import ClassVar, Final, Literal

import attrs

from ..intervals import Interval, interval_of
from ..quantities import Quantity, Units, as_number, builtin
from .criterion import Actual, Criterion, Direction, meaning_of

__all__ = ["Comparison", "Operator", "Range", "number_in"]

Operator = Literal["≥", "≤", ">", "<", "=", "≈"]


# 500万, 9.5万左右: the scale is written, and only the unit left out.
_SCALED: Final = re.compile(r"(?:万亿|[十百千]?[万亿]|[百千])[多余]?(?:以[上下内]|左右|上下)?$")
# 三分之二, 45/50, 一半: a share, whose unit cannot have been left out.
_SHARE: Final = re.compile(r"分之|一半|半数|[0-9]\s*[/／⁄∕]\s*[0-9]|[¼-¾⅐-⅞]")
_SCALED_UNIT: Final = re.compile(r"^(?:万亿|[十百千]?[万亿]|[百千])(?=.)")


def is_share(criterion: Criterion) -> bool:
    """Whether the number of `criterion` is written as a fraction, and without a unit."""
    return (
        isinstance(criterion, Comparison)
        and not criterion.quantity.unit
        and _SHARE.search(criterion.text) is not None
    )


def numbers_of(
    read: Criterion, *, unit: str, scale: Fraction, text: str, units: Units | None
) -> Interval | None:
    """The numbers, in `unit`, that an actual may stand for; None where it is not a number.

    An actual without a unit takes that of the target; but 500万 against 550万粒 is in 粒, and
    against 250万 an actual of 260万元 is in 元, for the scale itself is written.
    """
    base = _SCALED_UNIT.sub("", unit)
    scaled = base != unit and _SCALED.search(read.text) is not None
    share = unit and is_share(read)

    def number(quantity: Quantity) -> Fraction:
        if share:
            quantity = Quantity(as_number(quantity.exact * 100), "%")
        if not quantity.unit and scaled:
            quantity = Quantity(quantity.number, base)
        if not unit and quantity.unit and _SCALED.search(text):
            small = _SCALED_UNIT.sub("", quantity.unit)
            return quantity.in_unit(small, units=units)
        return number_in(quantity, unit=unit, scale=scale, units=units)

    if isinstance(read, Comparison):
        return interval_of(read.operator, number(read.quantity))
    if isinstance(read, Range):
        return Interval(
            low=number(read.lower),
            high=number(read.upper),
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
            text=self.text,
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
        return stated.decides(wanted)


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
            text=self.text,
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
        return stated.decides(self.interval(units=units))
