"""Awards: what one actual value earns of one target, as a share of the weight.

An `Award` knows nothing of points. The rulebook answers every question; where it was
asked, its `Rule` goes into the award, and from there into the reason.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, Literal, TypeAlias, TypedDict, Unpack

import attrs

from ..criteria import Criterion, Direction, Doubt, Judgement
from ..findings import Severity
from ..language import Lexicon
from ..quantities import Number, Units, as_number, format_number
from ..rules import Rulebook
from ..rules.policies import Rule
from ..statuses import DONE, MISSED, OPEN, Status
from ..tables import Indicator
from .reasons import Method

__all__ = [
    "WHOLE",
    "Award",
    "Bench",
    "Compared",
    "Problem",
    "ProblemCode",
    "changed",
    "percent_text",
    "settled_verdict",
    "with_remark",
]

WHOLE: Final = Fraction(1)

#: What can be wrong with a pair of target and actual.
ProblemCode = Literal[
    "target-unreadable", "actual-unreadable", "actual-doubt", "unit-incompatible", "unit-slip"
]
#: What becomes a finding: its code, its severity, its message.
Problem: TypeAlias = tuple[ProblemCode, Severity, str]


# Without slots attrs makes an instance a tenth faster, and each indicator makes one.
@attrs.frozen(kw_only=True, slots=False)
class Award:
    """What one actual makes of one target.

    Attributes:
        method, verdict, status: as in `Reason` and `Score`.
        rule, also: the rules applied.
        share: the share of the weight; None while open. Not capped at 1.
        low, high: what the share can still become.
        target, actual: the numbers compared, in `unit`.
        unit, upward: the unit, and whether more is better.
        notes, remarks: for the reason; for the reviewer.
        found: what an open verdict says besides that the evaluator decides.
        provisional: those of `remarks` that a mark of the evaluator settles.
        problem: (code, severity, message) of a finding, or None.
        doubts: of the target and the actual; each is a finding of the scorecard.
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
    doubts: tuple[Doubt, ...] = ()
    found: str | None = None
    provisional: tuple[str, ...] = ()


class Compared(TypedDict, total=False):
    """The fields of an award that say which numbers were compared."""

    target: Number | None
    actual: Number | None
    unit: str
    upward: bool
    notes: tuple[str, ...]


def changed(award: Award, **changes: Any) -> Award:
    """The award with other values, as `attrs.evolve` makes it in four times as long."""
    twin = object.__new__(Award)
    twin.__dict__.update(award.__dict__)
    twin.__dict__.update(changes)
    return twin


def _left_open(verdict: str) -> str:
    return f"{verdict}，由评价人评定"


def settled_verdict(award: Award) -> str:
    """The verdict where the evaluator has decided: without the words that leave it to them."""
    left = award.found is not None and award.verdict == _left_open(award.found)
    return award.found or "" if left else award.verdict


def with_remark(award: Award, *remarks: str, **changes: Any) -> Award:
    """The award with more remarks, and other changes."""
    return attrs.evolve(award, remarks=(*award.remarks, *remarks), **changes)


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
    """A rulebook, the units and the words, and the three ways an award can be made."""

    book: Rulebook
    units: Units | None = None
    lexicon: Lexicon | None = None

    def ask(
        self,
        criterion: Criterion,
        value: Any,
        indicator: Indicator,
        *,
        direction: Direction | None = None,
        baseline: str | None = None,
    ) -> Judgement:
        """The one judgement of target and actual, which `is_met` gives too.

        Raises:
            CriterionError: the actual holds a damaged number.
            UnitError: the actual measures something else.
        """
        return criterion.judge(
            value,
            direction=direction,
            baseline=baseline,
            name=indicator.name,
            year=indicator.year,
            units=self.units,
            lexicon=self.lexicon,
        )

    def doubted(self, judged: Judgement, verdict: str) -> Award:
        """待评定 where the words of an actual leave it open: the first doubt is the verdict."""
        if not judged.doubts:
            return self.open(verdict)
        last = judged.doubts[-1]
        message = f"{last.message}；待核实后评定"
        if last.code == "unit-slip":
            # Without the figures, so that all numbers of a region are open for one reason.
            return self.open(
                "实际值没有写单位，可能漏写了“万”或百分号",
                problem=("unit-slip", "warning", message),
            )
        return self.open(last.message, problem=("actual-doubt", "warning", message))

    def open(
        self,
        verdict: str,
        *,
        rule: Rule | None = None,
        problem: Problem | None = None,
        remark: str | None = None,
        **more: Unpack[Compared],
    ) -> Award:
        """待评定: nothing is counted, and the whole weight is open."""
        return Award(
            method="open",
            verdict=_left_open(verdict),
            found=verdict,
            status=OPEN,
            rule=rule or self.book.undecided.rule,
            share=None,
            problem=problem,
            remarks=() if remark is None else (remark,),
            **more,
        )

    def full(
        self,
        verdict: str,
        same: Compared,
        *,
        status: Status = DONE,
        rule: Rule | None = None,
        also: tuple[Rule, ...] = (),
        remarks: tuple[str, ...] = (),
    ) -> Award:
        """Full points. `same` holds the numbers compared, where there are any."""
        return Award(
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
        same: Compared,
        status: Status | None = None,
        also: tuple[Rule, ...] = (),
        remarks: tuple[str, ...] = (),
    ) -> Award:
        """A stated share of the weight: a step, a band, a day; 0 and 1 included."""
        return Award(
            method="full" if share == 1 else "share" if share else "zero",
            verdict=verdict,
            status=status or (DONE if share == 1 else MISSED),
            rule=rule,
            also=also,
            share=share,
            low=share,
            high=share,
            remarks=remarks,
            **same,
        )
