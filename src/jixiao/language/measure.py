"""Numbers of an actual value measured in the unit of the target: which can be compared, and how."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn

import attrs

from ..criteria import Comparison, Criterion, Range
from ..criteria.amounts import number_in
from ..errors import UnitError
from ..quantities import Quantity, as_number
from .setting import Setting

__all__ = ["Measure", "unit_of"]


def unit_of(value: Criterion) -> str:
    """The unit of a number or a range; `""` for none."""
    return value.unit if isinstance(value, Comparison | Range) else ""


@attrs.frozen
class Measure:
    """The unit of the target, and what numbers in other units are in it.

    Attributes:
        setting: what the actual value is read against.
        unit: of the target; `""` for none.
    """

    setting: Setting
    unit: str

    def fits(self, value: Criterion) -> bool:
        """Whether a number can be compared with the target."""
        unit = unit_of(value)
        if not unit or not self.unit or unit == self.unit:
            return True
        related = self.setting.units.relation(unit, self.unit) is not None
        return related or self.per_year(unit) is not None

    def is_share(self, unit: str) -> bool:
        """Whether a unit is one of shares: %, ‰."""
        return self.setting.words.is_share(unit)

    def is_span(self, unit: str) -> bool:
        """Whether a unit is a stretch of time: 季度, 天."""
        return self.periods(unit) is not None or self.setting.words.is_time(unit)

    def periods(self, unit: str) -> int | None:
        """How many of a stretch of time a year has: 4 of 季度; None where it is none of those."""
        half = next(
            (one for one in self.setting.words.lexicon.words("half") if unit.startswith(one)), ""
        )
        stated = self.setting.words.senses.get(unit.removeprefix(half), {}).get("periods")
        return None if stated is None else int(stated) * (2 if half else 1)

    def per_year(self, unit: str) -> Fraction | None:
        """What a count is in the target's rate, or a rate in the target's count; None if neither."""
        top, _, below = self.unit.partition("/")
        own, _, rate = unit.partition("/")
        if not own or self.setting.units.relation(own, top) is None:
            return None
        size = self.setting.units.factor(own).size / self.setting.units.factor(top).size
        if below and not rate:
            periods = self.periods(below)
            if periods is None:
                money = (
                    self.setting.units.relation(own, self.setting.words.lexicon.money) is not None
                )
                return size if money or self.setting.averages() else None
            if self.setting.units.relation(own, self.setting.words.lexicon.money) is not None:
                return size
            return size / periods
        if rate and not below:
            periods = self.periods(rate)
            if periods is None:
                return size if self.setting.averages() else None
            return size * periods
        if rate and below:
            if self.setting.averages() and rate.partition("·")[2] == below:
                return size  # 元/人·月 for 人均元/月
            # 每半年1次 for 次/年: both are so often in a span of time.
            periods, wanted = self.periods(rate), self.periods(below)
            return None if periods is None or wanted is None else size * periods / wanted
        return None

    def converted(self, value: Criterion) -> Criterion:
        """The value in the target's rate, where a rate and a count meet."""
        unit = unit_of(value)
        factor = None if not unit or unit == self.unit else self.per_year(unit)
        if factor is None or self.setting.units.relation(unit, self.unit) is not None:
            return value
        if isinstance(value, Comparison):
            number = as_number(value.quantity.exact * factor)
            return attrs.evolve(value, quantity=Quantity(number, self.unit))
        if isinstance(value, Range):
            low, high = (as_number(one.exact * factor) for one in (value.lower, value.upper))
            return attrs.evolve(
                value, lower=Quantity(low, self.unit), upper=Quantity(high, self.unit)
            )
        return value

    def met(self, value: Criterion) -> bool | None:
        """Whether a number meets the target; None where it cannot tell."""
        return self.setting.target.decides(self.converted(value), units=self.setting.units)

    def are_summable(self, values: Sequence[Criterion], unit: str) -> bool:
        """Whether numbers are counts or amounts, which add up; ranks, shares and times do not."""
        plain = all(isinstance(one, Comparison) and one.operator is None for one in values)
        ranked = unit in self.setting.words.lexicon.words("rank-unit")
        if not plain or not unit or ranked:
            return False
        return not self.is_share(unit) and not self.setting.words.is_time(unit)

    def number(self, value: Criterion) -> Fraction:
        """A number in the unit of the target; 0 for what is no number."""
        quantity = value.quantity if isinstance(value, Comparison) else Quantity(Decimal(0))
        return self.in_target(quantity)

    def in_target(self, quantity: Quantity) -> Fraction:
        """An amount in the unit of the target; as it is where it has none."""
        if not quantity.unit or quantity.unit == self.unit or not self.unit:
            return quantity.exact
        factor = self.per_year(quantity.unit)
        if factor is not None:
            return quantity.exact * factor
        return quantity.in_unit(self.unit, units=self.setting.units)

    def refuse(self, quantity: Quantity) -> NoReturn:
        """Say that a number is of another kind than the target's.

        Raises:
            UnitError: with both units.
        """
        number_in(quantity, unit=self.unit, scale=Fraction(1), units=self.setting.units)
        raise UnitError(
            f"“{quantity}”的单位是“{quantity.unit or '（无）'}”，不能换算为“{self.unit or '（无）'}”",
            unit=quantity.unit,
            other=self.unit,
        )
