"""Judgements: what one actual value makes of one target, as a share of the weight.

A `Judgement` knows nothing of points. The rulebook answers every question; where it was
asked, its `Rule` goes into the judgement, and from there into the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, Literal, TypeAlias

import attrs

from ..criteria import Criterion
from ..errors import CriterionError
from ..findings import Severity
from ..naming import plain_name
from ..parsing import read_actual
from ..quantities import Number, Units, as_number, format_number
from ..rules import Rulebook
from ..rules.policies import Rule
from ..tables import Indicator
from .reasons import Method
from .scorecards import Status

__all__ = ["WHOLE", "Bench", "Judgement", "Problem", "ProblemCode", "percent_text", "with_remark"]

WHOLE: Final = Fraction(1)

#: What can be wrong with a pair of target and actual.
ProblemCode = Literal["target-unreadable", "actual-unreadable", "unit-incompatible", "unit-slip"]
#: What becomes a finding: its code, its severity, its message.
Problem: TypeAlias = tuple[ProblemCode, Severity, str]


# Without slots attrs makes an instance a tenth faster, and each indicator makes one.
@attrs.frozen(kw_only=True, slots=False)
class Judgement:
    """What one actual makes of one target.

    Attributes:
        method, verdict, status: as in `Reason` and `Score`.
        rule, also: the rules applied.
        share: the share of the weight; None while open. Not capped at 1.
        low, high: what the share can still become.
        target, actual: the numbers compared, in `unit`.
        unit, upward: the unit, and whether more is better.
        notes, remarks: for the reason; for the reviewer.
        problem: (code, severity, message) of a finding, or None.
    """

    method: Method
    verdict: str
    status: Status
    rule: Rule
    also: tuple[Rule, ...] = ()
    share: Fraction | None
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(1)
    target: Number | None = None
    actual: Number | None = None
    unit: str = ""
    upward: bool = True
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    problem: Problem | None = None


def with_remark(judgement: Judgement, *remarks: str, **changes: Any) -> Judgement:
    """The judgement with more remarks, and other changes."""
    return attrs.evolve(judgement, remarks=(*judgement.remarks, *remarks), **changes)


def percent_text(share: Fraction) -> str:
    """A share as it is written in a sentence: 130%, 66.67%; 89.996% is not written as 90%."""
    percent = share * 100
    number = percent
    for places in (2, 4, 6):
        number = rounded_half_up(percent, places)
        if number == percent or number.denominator != 1:
            break
    return f"{format_number(as_number(number))}%"


def rounded_half_up(number: Fraction, places: int) -> Fraction:
    """`number` with at most `places` decimals, halves away from zero (四舍五入)."""
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if number >= 0 else -whole, 10**places)


@attrs.frozen
class Bench:
    """A rulebook and a set of units, and the three ways a judgement can be made."""

    book: Rulebook
    units: Units | None = None

    def read(self, value: Any, indicator: Indicator, *, year: int | None = None) -> Criterion:
        """What the actual value states; the indicator's own name in it tells nothing.

        Raises:
            CriterionError: a text that cannot be read, or whose number is not what was achieved.
        """
        try:
            return read_actual(value, year=year, units=self.units)
        except CriterionError:
            name = plain_name(indicator.name, suffix=True)
            if not (isinstance(value, str) and name and name in value):
                raise
            return read_actual(value.replace(name, "", 1), year=year, units=self.units)

    def open(
        self,
        verdict: str,
        *,
        rule: Rule | None = None,
        problem: Problem | None = None,
        remark: str | None = None,
        **more: Any,
    ) -> Judgement:
        """待评定: nothing is counted, and the whole weight is open."""
        return Judgement(
            method="open",
            verdict=f"{verdict}，由评价人评定",
            status="待评定",
            rule=rule or self.book.undecided.rule,
            share=None,
            problem=problem,
            remarks=() if remark is None else (remark,),
            **more,
        )

    def full(
        self,
        verdict: str,
        same: Mapping[str, Any],
        *,
        status: Status = "完成",
        rule: Rule | None = None,
        also: tuple[Rule, ...] = (),
        remarks: tuple[str, ...] = (),
    ) -> Judgement:
        """Full points. `same` holds the numbers compared, where there are any."""
        return Judgement(
            method="full",
            verdict=verdict,
            status=status,
            rule=rule or self.book.reached.rule,
            also=also,
            share=WHOLE,
            low=WHOLE,
            remarks=remarks,
            **same,
        )

    def part(
        self,
        verdict: str,
        share: Fraction,
        *,
        rule: Rule,
        same: Mapping[str, Any],
        status: Status | None = None,
        also: tuple[Rule, ...] = (),
        remarks: tuple[str, ...] = (),
    ) -> Judgement:
        """A stated share of the weight: a step, a band, a day; 0 and 1 included."""
        return Judgement(
            method="full" if share == 1 else "share" if share else "zero",
            verdict=verdict,
            status=status or ("完成" if share == 1 else "未完成"),
            rule=rule,
            also=also,
            share=share,
            low=share,
            high=share,
            remarks=remarks,
            **same,
        )
