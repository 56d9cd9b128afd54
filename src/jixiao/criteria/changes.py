"""Criteria against a baseline (基期): a change of it, or its level."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

import attrs

from ..intervals import interval_of
from ..quantities import PERIOD_ON_PERIOD, POINTS, Quantity, Units
from .amounts import Comparison, Operator, number_in
from .criterion import Criterion, Direction

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
                if self.baseline is None or self.baseline in PERIOD_ON_PERIOD:
                    return f"{self.baseline or ''}持平"
                return f"与{self.baseline}持平"
            case "rise":
                word = "提高"
            case _:
                word = "下降"
        if self.baseline is None:
            return f"{word}{amount}"
        head = self.baseline if self.baseline in PERIOD_ON_PERIOD else f"较{self.baseline}"
        return f"{head}{word}{amount}"

    def decides(
        self,
        stated: Criterion,
        *,
        direction: Direction | None = None,
        baseline: Criterion | None = None,
        units: Units | None = None,
    ) -> bool | None:
        """By a stated change (`同比下降3%`), or by a level against `baseline`."""
        del direction
        if isinstance(stated, Relative):
            return self._met_by_change(stated, units)
        if not isinstance(stated, Comparison) or not isinstance(baseline, Comparison):
            return None
        unit = baseline.quantity.unit or stated.quantity.unit
        before, now = (
            one.quantity.in_unit(unit, units=units) if one.quantity.unit else one.quantity.exact
            for one in (baseline, stated)
        )
        return self._met_by_level(before, now, unit, units)

    def _met_by_change(self, stated: Relative, units: Units | None) -> bool | None:
        if stated.change is None:
            return self._met_by_level_side(stated)
        if self.change is None:
            return self._met_by_side(stated.change)
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

    def _met_by_level_side(self, stated: Relative) -> bool | None:
        """高于上年 for 不低于上年: two bounds about one baseline; None with amounts or 不低于 for 高于."""
        if self.amount is not None or stated.amount is not None:
            return None
        wanted = self.operator or {"rise": ">", "fall": "<", "hold": "="}.get(
            self.change or "", "="
        )
        mine, given = (interval_of(one, Fraction(0)) for one in (wanted, stated.operator))
        return given.decides(mine)

    def _met_by_side(self, change: str) -> bool:
        """不低于上年: what rose or held meets it; a strict bound wants it to have moved."""
        if change == "hold":
            return self.operator in ("≥", "≤", "=", "≈")
        return change == ("rise" if self.operator in ("≥", ">") else "fall")

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
        if self.amount.unit == POINTS:
            return interval_of(None, moved).inside(interval_of(operator, self.amount.exact))
        amount = number_in(self.amount, unit=unit, scale=abs(before), units=units)
        return interval_of(None, moved).inside(interval_of(operator, amount))
