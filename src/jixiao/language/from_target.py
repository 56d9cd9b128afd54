"""Numbers that an actual value states from its target: 超额完成4场, 比规定多6天, 完成目标的80%."""

from __future__ import annotations

from fractions import Fraction

from ..criteria import Comparison, Doubt
from ..quantities import Quantity, as_number
from .said import Level, Said
from .setting import Achieved, doubt, left_open

__all__ = ["from_target"]


def from_target(said: Said, level: Level, kind: str) -> Achieved:
    """The number that `level` is once the target is reckoned in; without a value where none comes of it.

    Args:
        kind: ``of-target`` for a share of the target, else more or less than it.

    Raises:
        UnitError: the number is of another kind than the target's.
    """
    target = said.setting.target
    if not isinstance(target, Comparison) or not isinstance(level.value, Comparison):
        return left_open("actual-relative", f"“{said.text}”是相对目标说的，目标不是一个数")
    reckoned = _Reckoned(said)
    wanted, quantity = target.quantity.exact, level.value.quantity
    if kind == "of-target":
        if not said.measure.is_share(quantity.unit or "%"):
            return left_open("actual-relative", f"“{said.text}”看不出是目标的几成")
        number = wanted * quantity.exact * said.setting.units.factor(quantity.unit).size
        message = f"“{said.text}”按目标{target.quantity}的几成计"
        reckoned.doubts.append(doubt("actual-of-target", message))
    else:
        sign = reckoned.sign(level)
        if sign is None:
            return left_open("actual-relative", f"“{said.text}”看不出比目标多还是少")
        number = wanted + sign * reckoned.moved(quantity, wanted)
    if number < 0:
        return left_open("actual-relative", f"“{said.text}”按目标算出的数小于0")
    value = Comparison(
        operator=level.value.operator,
        quantity=Quantity(as_number(number), target.unit),
        text=said.text,
    )
    remark = f"“{said.text}”从目标{target.quantity}起算，实际为{value.quantity}"
    return Achieved(value, "ask", tuple(reckoned.doubts), (remark,))


class _Reckoned:
    """How far from the target, with the doubts that come up on the way."""

    def __init__(self, said: Said) -> None:
        self.doubts: list[Doubt] = []
        self._setting = said.setting
        self._measure = said.measure

    def sign(self, level: Level) -> int | None:
        """Whether the number is added to the target or taken from it; None where that is not said."""
        if any("short-of" in one.senses for one in level.stated.before):
            return 1 if self._setting.is_limit else -1  # what a limit lacks, it has too much
        for token in reversed(level.stated.before):
            senses = token.senses
            if "saved" in senses:
                self.doubts.append(doubt("actual-saved", f"“{token.text}”的数从目标里减去"))
                return -1
            if "excess" in senses or "overrun" in senses:
                return 1
            if senses.get("shortfall") == "still" and self._setting.is_limit:
                return None  # 尚差3天 for ≤60天
            if "shortfall" in senses or "early" in senses:
                return -1
            if "rise" in senses:
                return 1
            if "fall" in senses:
                return -1
            if "bound" in senses and senses["bound"] in "><":
                return 1 if senses["bound"] == ">" else -1
        return None

    def moved(self, quantity: Quantity, wanted: Fraction) -> Fraction:
        """The amount of an excess in the target's unit; 2.5% of a budget is that share of it."""
        unit = quantity.unit
        if not unit or unit == self._measure.unit:
            return quantity.exact
        points = self._setting.words.lexicon.words("points-unit")
        if self._measure.is_share(self._measure.unit or "次") and unit in points:
            return quantity.exact
        if self._measure.is_share(unit) and not self._measure.is_share(self._measure.unit or "次"):
            self.doubts.append(doubt("actual-of-target", f"“{quantity}”按目标的这个比例计"))
            return wanted * quantity.exact * self._setting.units.factor(unit).size
        if self._setting.units.relation(unit, self._measure.unit) is None:
            self._measure.refuse(quantity)
        return quantity.in_unit(self._measure.unit, units=self._setting.units)
