"""Quantitative targets (定量指标): the number that an actual states, put into the target's plan.

Everything is exact: decimals are compared as they are written, ratios are fractions.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, NamedTuple

import attrs

from ..criteria import (
    Comparison,
    Criterion,
    Direction,
    Interval,
    Judgement,
    Range,
    Unreadable,
    stated_grade,
)
from ..exactness import is_too_long
from ..quantities import Number, Quantity, as_number, builtin, format_number, unscaled
from ..rules import Rulebook
from ..statuses import OPEN
from ..tables import Indicator
from .awards import Award, Bench, changed
from .outcomes import Outcome
from .plans import Plan, plan_of
from .printed import printed_of
from .ways import way_of

__all__ = ["Found", "QuantityBench"]

# A number and its unit; a longer text is read with care.
_LONGEST: Final = 60
_PLAIN: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(.*)", re.DOTALL)
_NAMED_UNIT: Final = re.compile(r"[（(]([^（）()]{1,6})[)）]\s*$")


class Found(NamedTuple):
    """A mere number in the plan of its target, and what its region says."""

    plan: Plan
    actual: Decimal
    outcome: Outcome

    @property
    def is_plain(self) -> bool:
        """Whether full marks are all there is to say, and need nothing written out."""
        plan, award = self.plan, self.outcome.award
        if award.method != "full" or award.remarks or award.problem or award.notes:
            return False
        return not plan.told or self.actual == plan.high


@attrs.frozen
class QuantityBench(Bench):
    """Judges comparisons and ranges."""

    def plan(
        self, criterion: Comparison | Range, indicator: Indicator, *, bare: bool = False
    ) -> Plan:
        """The plan of a target; `bare`: for actual numbers written without a unit."""
        if self.units is None and self.lexicon is None and criterion is indicator.criterion:
            return _plan(indicator, self.book, bare)
        return self._made(criterion, indicator, bare)

    def _made(self, criterion: Comparison | Range, indicator: Indicator, bare: bool) -> Plan:
        if isinstance(criterion, Comparison) and not criterion.unit:
            criterion = self._with_named_unit(criterion, indicator.name)
        printed = None
        if criterion.doubts:
            printed = printed_of(criterion, units=self.units, lexicon=self.lexicon)
        return plan_of(
            criterion,
            indicator,
            self.book,
            bare=bare,
            units=self.units,
            printed=None if printed is None else printed.scale,
        )

    def by_weight(self, criterion: Criterion | Unreadable, indicator: Indicator) -> bool:
        """Whether the share of the weight that is earned depends on what the weight is."""
        if not isinstance(criterion, Comparison | Range):
            return False
        if self.book.over.bonus is not None:
            return True
        if not self.book.scales and not criterion.doubts:
            return False
        scale = self.plan(criterion, indicator).terms.scale
        return scale is not None and scale.by_weight

    def way(self, criterion: Criterion, indicator: Indicator) -> Direction | None:
        """The direction of a plain value, where it can be told."""
        if not isinstance(criterion, Comparison) or criterion.operator is not None:
            return None
        way = way_of(indicator, criterion, self.book.direction)
        if way.source == "neither":
            return None
        return "up" if way.upward else "down"

    def plain(self, criterion: Criterion | Unreadable, value: Any) -> tuple[Decimal, bool] | None:
        """The number of an actual that is nothing but a number, and whether it has no unit.

        Most actual values of most forms are such; there are no words in them to be judged.
        """
        if not isinstance(criterion, Comparison) or criterion.form == "scaled":
            return None
        if value.__class__ is Decimal and value.is_finite():
            return None if is_too_long(value) else (value, True)
        if value.__class__ is str and len(value) > _LONGEST:
            return None
        found = _PLAIN.fullmatch(value) if value.__class__ is str and value.isascii() else None
        unit = criterion.quantity.unit
        if found is None and unit and value.__class__ is str and value.endswith(unit):
            found = _PLAIN.fullmatch(value.removesuffix(unit) + "\0")
            if found is None or found[2] != "\0":
                return None
            return Decimal(found[1]), False
        if found is None:
            return None
        if not found[2]:
            return Decimal(found[1]), True
        return (Decimal(found[1]), False) if found[2] == unit else None

    def found(
        self, criterion: Criterion | Unreadable, value: Any, indicator: Indicator
    ) -> Found | None:
        """The region of an actual that is nothing but a number; None for any other actual.

        None too where it may be a slip: that is told with both readings, by the judgement.
        """
        number = self.plain(criterion, value)
        if number is None or not isinstance(criterion, Comparison):
            return None
        plan = self.plan(criterion, indicator, bare=number[1])
        outcome = plan.outcome(number[0])
        award = outcome.award
        if award.share is None and award.problem is not None:
            return None
        return Found(plan, number[0], outcome)

    def of_number(
        self, criterion: Comparison | Range, found: Found, weight: Decimal | None
    ) -> Award:
        """The award of a mere number."""
        plan = found.plan
        award = plan.made(found.outcome, found.actual, weight=weight)
        return _with_notes(award, (*_of_way(criterion, plan, award), *_meant(plan, weight, award)))

    def amount(
        self,
        criterion: Comparison | Range,
        value: Any,
        indicator: Indicator,
        weight: Decimal | None,
    ) -> Award:
        """A number against a comparison or a range, as the plan of the target says."""
        if isinstance(criterion, Comparison) and not criterion.unit:
            criterion = self._with_named_unit(criterion, indicator.name)
        found = self.found(criterion, value, indicator)
        if found is not None:
            return self.of_number(criterion, found, weight)
        plan = self.plan(criterion, indicator)
        judged = self.ask(criterion, value, indicator, direction=self.way(criterion, indicator))
        award = self._measured(criterion, value, indicator, weight, plan, judged)
        if not (judged.doubts or judged.remarks):
            return award
        return changed(
            award,
            doubts=(*award.doubts, *judged.doubts),
            notes=(*award.notes, *judged.remarks),
        )

    def _measured(
        self,
        criterion: Comparison | Range,
        value: Any,
        indicator: Indicator,
        weight: Decimal | None,
        plan: Plan,
        judged: Judgement,
    ) -> Award:
        actual, read = self._number(criterion, judged)
        if actual is None:
            return self._without_number(judged, value)
        if isinstance(actual, Interval):
            return self._interval(judged)
        if judged.met is None and self._blocked(criterion, value, indicator, judged):
            return self.doubted(judged, "实际值看不出是不是完成数")
        award = plan.at(actual, weight=weight)
        notes = (*_of_way(criterion, plan, award), *_meant(plan, weight, award))
        if isinstance(criterion, Comparison) and isinstance(read, Comparison):
            if value.__class__ is str:
                notes += self._of_unit(criterion, actual, read)
        return _with_notes(award, notes)

    def _blocked(
        self,
        criterion: Comparison | Range,
        value: Any,
        indicator: Indicator,
        judged: Judgement,
    ) -> bool:
        """Whether the words leave a number open, and not only a direction that nothing tells."""
        if isinstance(criterion, Range) or criterion.operator is not None:
            return True
        if not judged.doubts:
            return False
        ways: tuple[Direction, ...] = ("up", "down")
        return all(self.ask(criterion, value, indicator, direction=way).met is None for way in ways)

    # ---- numbers ---------------------------------------------------------------------

    def _number(
        self, criterion: Comparison | Range, judged: Judgement
    ) -> tuple[Number | Interval | None, Criterion | None]:
        """The actual in the target's unit: an Interval for a bound, None if it is no number.

        And what was read.
        """
        read = judged.stated
        measured = None if read is None else criterion.measure(read, units=self.units)
        if measured is None:
            return None, read
        if measured.low is not None and measured.low == measured.high:
            written = read.quantity if isinstance(read, Comparison) else None
            if written is not None and written.exact == measured.low:
                return written.number, read  # with the decimals that are written
            return as_number(measured.low), read
        return measured, read

    def _without_number(self, judged: Judgement, value: Any) -> Award:
        """What words alone decide: 超额完成 is full, 超支 is open, for no rule says how much."""
        if judged.met:
            return self.full(f"“{value}”表示达到目标", {}, remarks=("实际值没有写数",))
        if judged.met is False:
            return attrs.evolve(
                self.doubted(judged, f"“{value}”表示没有达到目标，算不出比例"), status=OPEN
            )
        if isinstance(value, str) and stated_grade(value) is not None:
            return self.open(f"定量指标的实际值只写了“{value}”，没有数")
        return self.doubted(judged, "定量指标的实际值不是数")

    def _interval(self, judged: Judgement) -> Award:
        """The actual is itself a bound or a range: met if all of it meets the target."""
        if judged.met:
            return self.full("实际值写成了范围，整个范围都达到目标", {})
        if judged.met is None:
            return self.open("实际值写成了范围，看不出是否达到目标")
        return self.open("实际值写成了范围，没有达到目标，算不出比例")

    # ---- units -----------------------------------------------------------------------

    def _with_named_unit(self, criterion: Comparison, name: str) -> Comparison:
        """The target in the unit that only the name states: 成本（元） with ≤10000."""
        found = _NAMED_UNIT.search(name)
        if found is None:
            return criterion
        table = self.units or builtin()
        unit = table.canonical(found[1])
        # 万元 and 元/亩 are made of known units; an unknown noun in brackets is only a remark.
        known = (unit, unscaled(unit), *unit.split("/"))
        if not any(one in table.spellings for one in (found[1], *known)):
            return criterion
        return attrs.evolve(criterion, quantity=Quantity(criterion.quantity.number, unit))

    def _of_unit(self, criterion: Comparison, actual: Number, read: Comparison) -> tuple[str, ...]:
        if read.unit in ("", criterion.unit):
            return ()
        if not criterion.unit:
            if read.quantity.exact != Fraction(actual):
                return (f"目标没有写单位，实际值{read.quantity}按{format_number(actual)}计",)
            return (f"目标没有写单位，实际值的单位“{read.unit}”未参与比较",)
        table = self.units or builtin()
        if table.relation(read.unit, criterion.unit) == "loose":
            return (f"单位“{read.unit}”与“{criterion.unit}”按一比一计",)
        return (f"{read.quantity}={format_number(actual)}{criterion.unit}",)


@lru_cache(maxsize=4096)
def _plan(indicator: Indicator, book: Rulebook, bare: bool) -> Plan:
    """A table is scored month by month, and by several rulebooks: its plans are found once."""
    criterion = indicator.criterion
    return QuantityBench(book)._made(criterion, indicator, bare)  # type: ignore[arg-type]


def _meant(plan: Plan, weight: Decimal | None, award: Award) -> tuple[str, ...]:
    """That the points of a scale are meant for another weight, and are taken in proportion."""
    scale = plan.terms.scale
    if scale is None or scale.full is None or award.share in (None, 0, 1):
        return ()
    if weight is None or weight == scale.full:
        return ()
    return (
        f"规则按满分{format_number(scale.full)}分写，分值是{format_number(weight)}分，按比例折算",
    )


def _with_notes(award: Award, notes: tuple[str, ...]) -> Award:
    return changed(award, notes=(*notes, *award.notes)) if notes else award


def _of_way(criterion: Comparison | Range, plan: Plan, award: Award) -> tuple[str, ...]:
    """Who says which way is better, where the points hang on it."""
    if award.share is None or award.target is None or award.actual == award.target:
        return ()
    operator = criterion.operator if isinstance(criterion, Comparison) else "="
    if operator is None or (operator in ("=", "≈") and plan.way.known and not plan.way.upward):
        return (plan.way.why,)
    if plan.way.known and isinstance(criterion, Range) and award.share == 1:
        return (plan.way.why,)
    return ()
