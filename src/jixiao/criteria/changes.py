"""Criteria against a baseline (基期): a change of it, or its level."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

import attrs

from ..grades import stated_grade
from ..intervals import interval_of
from ..quantities import Quantity, Units
from .amounts import Comparison, Operator, number_in
from .criterion import Actual, Criterion, Direction, meaning_of

__all__ = ["Relative"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Relative(Criterion):
    """Against a baseline: `同比下降`, `较上年提高5%`, `不低于上年`, `≤辖区平均标准`.

    Attributes:
        baseline: what it is compared with, as written (上年, 同比, 辖区平均标准); None if unsaid.
        change: ``rise``, ``fall``, ``hold`` (持平), or None for a level (`不低于上年`).
        operator: of the amount, or of the level.
        amount: how much, or None.
    """

    kind: ClassVar[str] = "relative"

    baseline: str | None = None
    change: Literal["rise", "fall", "hold"] | None = None
    operator: Operator | None = None
    amount: Quantity | None = None

    def _meaning(self) -> tuple[object, ...]:
        return (self.baseline, self.change, self.operator, self.amount)

    def __str__(self) -> str:
        amount = f"{self.operator or ''}{'' if self.amount is None else self.amount}"
        match self.change:
            case None:
                return f"{self.operator}{self.baseline}"
            case "hold":
                if self.baseline in (None, "同比", "环比"):
                    return f"{self.baseline or ''}持平"
                return f"与{self.baseline}持平"
            case "rise":
                word = "提高"
            case _:
                word = "下降"
        if self.baseline is None:
            return f"{word}{amount}"
        head = self.baseline if self.baseline in ("同比", "环比") else f"较{self.baseline}"
        return f"{head}{word}{amount}"

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """By a stated grade, by a stated change (`同比下降3%`), or against `baseline`."""
        del direction
        if isinstance(actual, str):
            grade = stated_grade(actual)
            if grade is not None:
                return grade == "reached"
        read = meaning_of(actual, units=units)
        if isinstance(read, Relative):
            return self._met_by_change(read, units)
        if baseline is None or not isinstance(read, Comparison):
            return None
        base = meaning_of(baseline, units=units)
        if not isinstance(base, Comparison):
            return None
        unit = base.quantity.unit or read.quantity.unit
        before = (
            base.quantity.exact
            if not base.quantity.unit
            else base.quantity.in_unit(unit, units=units)
        )
        now = (
            read.quantity.exact
            if not read.quantity.unit
            else read.quantity.in_unit(unit, units=units)
        )
        return self._met_by_level(before, now, unit, units)

    def _met_by_change(self, stated: Relative, units: Units | None) -> bool | None:
        if self.change is None or stated.change is None:
            return None
        if stated.change != self.change:
            return False
        if self.amount is None:
            return True
        if stated.amount is None:
            return None
        wanted = interval_of(self.operator or "≥", self.amount.exact)
        given = interval_of(
            stated.operator,
            number_in(stated.amount, unit=self.amount.unit, scale=self.amount.exact, units=units),
        )
        return given.decides(wanted)

    def _met_by_level(
        self, before: Fraction, now: Fraction, unit: str, units: Units | None
    ) -> bool | None:
        if self.change is None:
            return interval_of(None, now).inside(interval_of(self.operator, before))
        if self.change == "hold":
            return now == before
        moved = now - before if self.change == "rise" else before - now
        if self.amount is None:
            return moved > 0
        operator = self.operator or "≥"
        if self.amount.unit in ("%", "‰"):
            if before == 0:
                return None
            share = moved / abs(before)
            wanted = interval_of(operator, self.amount.in_unit("%") / 100)
            return interval_of(None, share).inside(wanted)
        if self.amount.unit == "百分点":
            return interval_of(None, moved).inside(interval_of(operator, self.amount.exact))
        amount = number_in(self.amount, unit=unit, scale=abs(before), units=units)
        return interval_of(None, moved).inside(interval_of(operator, amount))
