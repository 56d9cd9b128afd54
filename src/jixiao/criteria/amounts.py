"""Criteria of numbers (定量): a comparison and a range."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, ClassVar, Final, Literal, TypeGuard, TypeVar

import attrs

from ..intervals import Interval, interval_of
from ..quantities import Quantity, Units, as_number, builtin, unscaled
from .criterion import Criterion, Direction

__all__ = ["Comparison", "Operator", "Range", "number_in", "with_quantities"]

#: What an interval comes to where a single number is held against a bound in the same unit.
_COMPARES: Final[Mapping[str, Callable[[Any, Any], bool]]] = MappingProxyType(
    {"≥": operator.ge, "≤": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq}
)
_DIRECTED: Final[Mapping[str, str]] = MappingProxyType({"up": "≥", "down": "≤"})

Operator = Literal["≥", "≤", ">", "<", "=", "≈"]


def is_share(criterion: Criterion) -> bool:
    """Whether the number of `criterion` is written as a fraction, and without a unit."""
    return (
        isinstance(criterion, Comparison)
        and not criterion.quantity.unit
        and criterion.form == "fraction"
    )


def numbers_of(
    read: Criterion, *, unit: str, scale: Fraction, scaled: bool, units: Units | None
) -> Interval | None:
    """The numbers, in `unit`, that an actual may stand for; None where it is not a number.

    An actual without a unit takes that of the target; but 500万 against 550万粒 is in 粒, and
    against 250万 (`scaled`) an actual of 260万元 is in 元, for the scale itself is written.
    """
    base = unscaled(unit)
    own = base != unit and isinstance(read, Comparison) and read.form == "scaled"
    share = unit and is_share(read)

    def number(quantity: Quantity) -> Fraction:
        if share:
            quantity = Quantity(as_number(quantity.exact * 100), "%")
        if not quantity.unit and own:
            quantity = Quantity(quantity.number, base)
        if not unit and quantity.unit and scaled:
            return quantity.in_unit(unscaled(quantity.unit), units=units)
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
        if not factor.dimension and factor.size != 1 and scale <= 1:
            return quantity.exact * factor.size
        return quantity.exact
    return quantity.in_unit(unit, units=units)


def decided(
    operator: str | None, value: Any, numbers: Interval, direction: Direction | None
) -> bool | None:
    """Whether `numbers` are what a bound of `value` asks for; None where only some are.

    A plain value without a direction is met by itself, and by nothing else for certain.
    """
    if operator is None and direction is None:
        return True if numbers == interval_of(None, value) else None
    return numbers.decides(interval_of(operator or _DIRECTED[direction or ""], value))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Comparison(Criterion):
    """A quantity with an operator, or without: `>=15次`, `≤84.26万元`, `100%`, `约300人`.

    `operator` is None for a plain value; whether more or less is better then follows
    from the indicator, so that `is_met` decides only equality unless told a direction.

    Attributes:
        operator: the sign, or None.
        quantity: the number and its unit.
        form: how the number is written: ``fraction`` (三分之二, 45/50), ``scaled`` (500万, the
            unit left out), else ``plain``.
    """

    kind: ClassVar[str] = "comparison"

    operator: Operator | None = None
    quantity: Quantity
    #: The usual form is not written to JSON: it is implied.
    form: Literal["plain", "fraction", "scaled"] = attrs.field(
        default="plain", metadata={"implied": True}
    )

    def _meaning(self) -> tuple[object, ...]:
        return (self.operator, self.quantity)

    def __str__(self) -> str:
        return f"{self.operator or ''}{self.quantity}"

    @property
    def unit(self) -> str:
        """The unit of the quantity, `""` where none is written."""
        return self.quantity.unit

    def measure(self, stated: Criterion, *, units: Units | None = None) -> Interval | None:
        """The numbers, in the target's unit, that `stated` stands for; None if it is no number.

        Raises:
            UnitError: `stated` measures something else.
        """
        return numbers_of(
            stated,
            unit=self.unit,
            scale=abs(self.quantity.exact),
            scaled=self.form == "scaled",
            units=units,
        )

    def decides(
        self,
        stated: Criterion,
        *,
        direction: Direction | None = None,
        baseline: Criterion | None = None,
        units: Units | None = None,
    ) -> bool | None:
        """See `Criterion.decides`. ≈ is met within a tenth of the target."""
        del baseline
        if self._is_alike(stated):
            compares = _COMPARES.get(self.operator or _DIRECTED.get(direction or "", ""))
            if compares is not None:
                return compares(stated.quantity.number, self.quantity.number)
        numbers = self.measure(stated, units=units)
        if numbers is None:
            return None
        return decided(self.operator, self.quantity.exact, numbers, direction)

    def _is_alike(self, stated: Criterion) -> TypeGuard[Comparison]:
        """Whether `stated` is one number in the very unit of this one, or without any."""
        return (
            stated.__class__ is Comparison
            and stated.operator is None
            and stated.form == self.form == "plain"
            and stated.quantity.unit in ("", self.quantity.unit)
            and stated.quantity.number.__class__ is Decimal
            and self.quantity.number.__class__ is Decimal
        )


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

    def measure(self, stated: Criterion, *, units: Units | None = None) -> Interval | None:
        """As `Comparison.measure`, in the unit of the upper bound."""
        return numbers_of(
            stated,
            unit=self.unit,
            scale=abs(self.upper.exact),
            scaled=False,
            units=units,
        )

    def decides(
        self,
        stated: Criterion,
        *,
        direction: Direction | None = None,
        baseline: Criterion | None = None,
        units: Units | None = None,
    ) -> bool | None:
        """See `Criterion.decides`."""
        del direction, baseline
        numbers = self.measure(stated, units=units)
        return None if numbers is None else numbers.decides(self.interval(units=units))


_Numbers = TypeVar("_Numbers", bound=Comparison | Range)


def with_quantities(value: _Numbers, change: Callable[[Quantity], Quantity]) -> _Numbers:
    """The comparison or the range with each of its quantities changed."""
    fields = ("lower", "upper") if isinstance(value, Range) else ("quantity",)
    changed: dict[str, Any] = {one: change(getattr(value, one)) for one in fields}
    return attrs.evolve(value, **changed)
