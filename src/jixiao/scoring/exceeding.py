"""Exceeding: what an actual far above its target is worth: all, with a remark; less, or more.

And how any share of the weight is put: the whole of it, or one that follows a line.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypedDict

import attrs

from ..quantities import times
from ..rules.policies import Rule, Step
from ..statuses import DONE, EXCEEDED, Status
from .awards import WHOLE, Award, Bench, Compared, percent_text
from .outcomes import DIRECT, Against, Line, Off, Outcome
from .reasons import Method
from .tracing import bound_of

__all__ = ["Further", "OverRules"]


class Further(TypedDict, total=False):
    """What a share of the weight says besides."""

    remarks: tuple[str, ...]
    notes: tuple[str, ...]
    upward: bool
    shown: Literal["actual", "zero", "opposite"]


@attrs.frozen
class OverRules(Bench):
    """The rules of a rulebook for what reaches its target, by much or little."""

    def _full(
        self,
        verdict: str,
        upward: bool,
        *,
        status: Status = DONE,
        rule: Rule | None = None,
        also: tuple[Rule, ...] = (),
        remarks: tuple[str, ...] = (),
        against: Against | None = "high",
    ) -> Outcome:
        same: Compared = {"upward": upward}
        award = self.full(verdict, same, status=status, rule=rule, also=also, remarks=remarks)
        return Outcome(award=award, against=against)

    def _over(self, target: Any, actual: Any) -> Outcome:
        over = self.book.over
        if target <= 0:
            return self._full("达到目标", upward=True)
        remarks = self._far(target, actual)
        status: Status = EXCEEDED if remarks else DONE
        docked = self._docked(target, actual)
        if docked is not None:
            return docked
        every = over.bonus_every or Decimal(1)
        if over.bonus is not None and actual >= times(target, 1 + every):
            return self._with_bonus(target, every, status, remarks)
        if over.cap is None or (over.cap > 1 and actual < times(target, over.cap)):
            verdict = "超过目标，得分可以超过分值"
            return self._lined(
                "direct", DIRECT, verdict, status, over.rule.said_of("cap"), remarks=remarks
            )
        if over.cap > 1:
            award = self.part(
                "超过目标，得分可以超过分值",
                Fraction(over.cap),
                rule=over.rule.said_of("cap"),
                same={},
                status=status,
                remarks=remarks,
            )
            return Outcome(award=award, against="high")
        if not remarks:
            return self._full("达到目标", upward=True)
        verdict = "大幅超过目标，得分以分值为上限"
        return self._full(
            verdict, upward=True, also=(over.rule.said_of("cap"),), remarks=remarks, status=status
        )

    def _far(self, target: Any, actual: Any) -> tuple[str, ...]:
        """The remark on an actual so far above its target that the unit has to explain it."""
        start = self.book.over.remark_from
        if actual <= times(target, start):
            return ()
        limit = percent_text(Fraction(start))
        return (f"实际值为目标的{{percent}}，超过{limit}：请说明原因，并检查目标是否定得偏低",)

    def _docked(self, target: Any, actual: Any) -> Outcome | None:
        """What the rulebook takes off for so much more than the target; None where it takes nothing."""
        over = self.book.over
        remarks = self._far(target, actual)
        for step in over.steps:
            if step.holds(actual, times(target, step.mark)):
                return self._over_step(step, remarks)
        if over.reduce_from is None or actual <= times(target, over.reduce_from):
            return None
        rate, start = Fraction(over.reduce_rate), Fraction(over.reduce_from)
        line = Line(1 + start * rate, -rate, "direct")
        verdict = f"超过目标的{percent_text(start)}，按偏离度调减"
        most = over.reduce_most
        if most is not None and rate and actual >= times(target, start + Fraction(most) / rate):
            return self._over_most(Fraction(most), verdict, remarks)
        return self._lined(
            "share", line, verdict, EXCEEDED, over.rule.said_of("reduce_from"), remarks=remarks
        )

    def _with_bonus(
        self, target: Any, every: Decimal, status: Status, remarks: tuple[str, ...]
    ) -> Outcome:
        """Points beyond the weight."""
        over = self.book.over
        points = -(over.bonus or Decimal(0))
        off = Off(
            points, bound_of(target), bound_of(times(target, every)), "whole", over.bonus_most
        )
        award = self.part(
            "超过目标，按规则加分",
            WHOLE,
            rule=over.rule.said_of("bonus"),
            same={},
            status=status,
            remarks=remarks,
        )
        return Outcome(award=attrs.evolve(award, method="share"), off=off, against="high")

    def _over_step(self, step: Step, remarks: tuple[str, ...]) -> Outcome:
        limit = percent_text(Fraction(step.mark))
        award = self.part(
            f"{'超过' if step.strict else '达到'}目标的{limit}{'' if step.strict else '以上'}，按超额分档计分",
            Fraction(step.share or 0),
            rule=self.book.over.rule.said_of("steps"),
            same={},
            status=EXCEEDED,
            remarks=remarks,
        )
        return Outcome(award=award, against="high")

    def _over_most(self, most: Fraction, verdict: str, remarks: tuple[str, ...]) -> Outcome:
        """So far above the target that no more is taken off."""
        award = self.part(
            verdict,
            1 - most,
            rule=self.book.over.rule.said_of("reduce_most"),
            same={},
            status=EXCEEDED,
            remarks=remarks,
        )
        return Outcome(award=award, against="high")

    def _lined(
        self,
        method: Method,
        line: Line,
        verdict: str,
        status: Status,
        rule: Rule,
        *,
        also: tuple[Rule, ...] = (),
        remarks: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
        upward: bool = True,
        against: Against = "high",
        shown: Literal["actual", "zero", "opposite"] = "actual",
    ) -> Outcome:
        award = Award(
            method=method,
            verdict=verdict,
            status=status,
            rule=rule,
            also=also,
            share=Fraction(0),
            remarks=remarks,
            notes=notes,
            upward=upward,
        )
        return Outcome(award=award, line=line, against=against, shown=shown)
