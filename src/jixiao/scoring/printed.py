"""Printed (写在指标值里的计分办法): the rule that a target prints, as a scale of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, NamedTuple

from ..criteria import Comparison, Criterion, Deadline, Range, Unreadable
from ..errors import UnitError
from ..language import Lexicon, read_criterion
from ..language.printed import Off, PrintedRule, Tier, printed_rule
from ..quantities import POINTS, Quantity, Units, as_number
from ..rules.policies import Late, Rule, Scale, Step

__all__ = ["Printed", "printed_of"]

_ONE: Final = Decimal(1)


class Printed(NamedTuple):
    """What a target prints: a scale for numbers, or what a late day costs.

    `text`: the words of a rule that can be read and still cannot be worked out.
    """

    scale: Scale | None = None
    late: Late | None = None
    text: str = ""


def printed_of(
    criterion: Criterion | Unreadable,
    *,
    units: Units | None = None,
    lexicon: Lexicon | None = None,
) -> Printed | None:
    """The rule that the text of `criterion` prints; None where it prints none."""
    if not isinstance(criterion, Comparison | Range | Deadline) or not criterion.doubts:
        return None
    if not any(one.code == "printed-rule" for one in criterion.doubts):
        return None
    found = printed_rule(criterion.text, lexicon)
    if found is None:
        return None
    rule = Rule(text=found.text, source="指标值所写", certainty="text")
    if isinstance(criterion, Deadline):
        if found.off is None:
            return None
        return Printed(late=Late(mode="per_day", points=found.off.points, rule=rule))
    maker = _Maker(criterion, found, rule, units, lexicon)
    if found.off is not None:
        scale = maker.deducting(found.off)
    elif len(found.tiers) > 1 or found.otherwise:
        scale = maker.stepped(found.tiers)
    else:
        return None
    return Printed(text=found.text) if scale is None else Printed(scale=scale)


class _Maker:
    def __init__(
        self,
        criterion: Comparison | Range,
        found: PrintedRule,
        rule: Rule,
        units: Units | None,
        lexicon: Lexicon | None,
    ) -> None:
        self._criterion, self._found, self._rule = criterion, found, rule
        self._units, self._lexicon = units, lexicon

    @property
    def _unit(self) -> str:
        return self._criterion.unit

    def _upward(self) -> bool:
        operator = getattr(self._criterion, "operator", None)
        return operator not in ("≤", "<")

    def _share(self) -> bool:
        return self._unit == "%"

    def deducting(self, off: Off) -> Scale | None:
        """Points off below or above the target."""
        read = read_criterion(off.amount, lexicon=self._lexicon)
        amount = read.quantity if isinstance(read, Comparison) else None
        if amount is None:
            return None
        below = off.side == "below" or (off.side is None and self._upward())
        measure, every = self._every(amount)
        if every is None:
            return None
        ends = [self._condition(one) for one in self._found.tiers[1:]]
        if len(ends) > 1 or None in ends or (ends and measure == "ratio"):
            return None
        return Scale(
            names=("",),
            unit=self._unit or "%",
            measure=measure,
            full=self._found.full,
            deduct_from=_ONE if below else None,
            deduct_above=None if below else _ONE,
            of_target=True,
            every=every,
            points=off.points,
            zero_from=next(iter(ends), None),
            rule=self._rule,
        )

    def _every(self, amount: Quantity) -> tuple[Literal["value", "ratio"], Decimal | None]:
        """One part of the deduction: a part of the target, or an amount in its unit."""
        share = amount.unit in ("%", POINTS)
        if share and not self._share():
            return "ratio", _decimal(amount.exact / 100)
        if share:
            return "value", _decimal(amount.exact / 100)
        if not amount.unit or not self._unit:
            return "value", _decimal(amount.exact)
        try:
            return "value", _decimal(amount.in_unit(self._unit, units=self._units))
        except UnitError:
            return "value", None

    def stepped(self, tiers: tuple[Tier, ...]) -> Scale | None:
        """So many points from each bound on."""
        upward = self._upward()
        steps: list[Step] = []
        for index, tier in enumerate(tiers):
            read = read_criterion(tier.condition, lexicon=self._lexicon)
            mark = self._mark(read, upward)
            if mark is None:
                return None
            if tier.points == 0 and index:
                if mark != steps[-1].mark:
                    return None  # 60%以下不得分 under 80%以上得8分: nothing says what is between.
                continue
            points = tier.points
            steps.append(
                Step(
                    at_least=mark if upward else None,
                    at_most=None if upward else mark,
                    share=_ONE if points is None else None,
                    points=points,
                )
            )
        marks = [one.mark for one in steps]
        if marks != sorted(marks, reverse=upward) or len(set(marks)) < len(marks):
            return None
        return Scale(
            names=("",),
            unit=self._unit or "%",
            steps=tuple(steps),
            full=self._found.full,
            rule=self._rule,
        )

    def _condition(self, tier: Tier) -> Decimal | None:
        """The mark of a step that earns nothing: 低于60%不得分."""
        return self._mark(read_criterion(tier.condition, lexicon=self._lexicon), True)

    def _mark(self, read: Criterion | Unreadable, upward: bool) -> Decimal | None:
        if isinstance(read, Comparison):
            quantity = read.quantity
        elif isinstance(read, Range):
            quantity = read.lower if upward else read.upper
        else:
            return None
        try:
            number = quantity.in_unit(self._unit, units=self._units) if quantity.unit else None
        except UnitError:
            return None
        exact = quantity.exact if number is None else number
        return _decimal(exact / 100 if self._share() else exact)


def _decimal(value: object) -> Decimal | None:
    number = as_number(value)  # type: ignore[arg-type]
    return number if isinstance(number, Decimal) else None
