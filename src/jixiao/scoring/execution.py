"""Budget execution (预算执行率): an item of its own, scored from what was budgeted and spent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from ..actuals import Actual
from ..criteria import Comparison
from ..errors import Place
from ..findings import Finding
from ..quantities import Quantity, as_number, format_number
from ..rules import Rulebook
from ..rules.policies import Rule
from ..statuses import DONE, EXCLUDED, MISSED, MISSING, OPEN, Status
from ..tables import Execution, Indicator, TargetTable
from .awards import percent_text
from .deductions import Remark, less, negative, unexplained
from .plans import plan_of
from .reasons import Method, Reason, rounded
from .scorecards import Score
from .spending import Spent, execution_name, rate_notes, unreadable_rate
from .weights import Weight, execution_row, execution_rows

__all__ = ["score_execution", "with_deductions"]


def score_execution(
    table: TargetTable, figures: Spent, weight: Weight, book: Rulebook
) -> tuple[Score, tuple[Finding, ...]]:
    """The score of 预算执行率; open, with a finding, where there is nothing to divide by."""
    maker = _Maker(table=table, figures=figures, weight=weight, book=book)
    return maker.made()


def with_deductions(
    score: Score, deductions: Sequence[Actual], book: Rulebook
) -> tuple[Score, tuple[Finding, ...]]:
    """The score less what the evaluator takes off by hand (扣分), as of an indicator."""
    taken = [one for one in deductions if one.deduction]
    if not taken:
        return score, ()
    off = sum((one.deduction or Decimal(0) for one in taken), Decimal(0))
    for one in taken:
        if one.deduction is not None and one.deduction < 0:
            return score, (_of_deduction(score, one, negative(one.deduction)),)
    why = "；".join(one.reason for one in taken if one.reason) or None
    points = None if score.points is None else less((score.points,), off, book)[0]
    lowest, highest = less((score.lowest, score.highest), off, book)
    reason = attrs.evolve(
        score.reason,
        points=points,
        deduction=off,
        deduction_reason=why,
        also=(*score.reason.also, book.deduction.rule),
    )
    made = attrs.evolve(
        score,
        points=points,
        lowest=lowest,
        highest=highest,
        reason=reason,
    )
    if why is not None:
        return made, ()
    return made, (_of_deduction(score, taken[0], unexplained(off, book)),)


def _of_deduction(score: Score, taken: Actual, remark: Remark) -> Finding:
    code, severity, message = remark
    return Finding(
        code=code,
        severity=severity,
        message=f"{score.name}：{message}",
        place=taken.place,
        subject=score.name,
    )


@attrs.frozen(kw_only=True)
class _Maker:
    table: TargetTable
    figures: Spent
    weight: Weight
    book: Rulebook
    row: Execution | None = None

    def made(self) -> tuple[Score, tuple[Finding, ...]]:
        figures, rule = self.figures, self.book.execution
        if self.weight.points is not None and self.weight.points == 0:
            return self._score("excluded", "指标分值已满，预算执行不另计分", EXCLUDED, None), ()
        if figures.contradiction:
            return self._score("open", f"{figures.contradiction}，待定", OPEN, None), ()
        if figures.rows:
            return self._by_rows()
        base, label = figures.budget, "全年预算数"
        notes = figures.notes
        if rule.denominator == "initial":
            base, label = figures.initial, "年初预算数"
        elif base is None and figures.initial:
            base, label = figures.initial, "年初预算数"
            notes += ("没有全年预算数，按年初预算数计算",)
        if figures.rate is not None and (figures.executed is None or not base):
            notes += (
                f"按给出的执行率{percent_text(figures.rate)}计算",
                *rate_notes(figures.rate_text),
            )
            return self._by_rate(figures.rate, "", None, None, notes), ()
        if figures.executed is None:
            return self._without_amount(notes)
        if base is None:
            found = self._finding(
                "budget-missing", f"没有{label}，算不出预算执行率，暂不计分；请补填"
            )
            return self._score("open", f"没有{label}，待定", OPEN, None, notes=notes), (found,)
        if base <= 0:
            return self._zero(label)
        share = Fraction(figures.executed) / Fraction(base)
        return self._by_rate(share, label, base, figures.executed, notes), ()

    def _without_amount(self, notes: tuple[str, ...]) -> tuple[Score, tuple[Finding, ...]]:
        text = self.figures.rate_text
        if not any(one.isdecimal() for one in text):
            return self._score("open", "没有执行数，待定", MISSING, None, notes=notes), ()
        found = unreadable_rate(text, "执行率", self._place())
        return self._score("open", f"执行率“{text}”读不懂，待定", OPEN, None, notes=notes), (found,)

    def _by_rows(self) -> tuple[Score, tuple[Finding, ...]]:
        """Several budget rows with points of their own, each by its own rate."""
        rows = self.figures.rows
        stated = sum((row.weight for row, _ in rows if row.weight is not None), Decimal(0))
        whole = self.weight.points
        each: list[tuple[str, Score]] = []
        findings: list[Finding] = []
        for row, figures in rows:
            weight = row.weight
            if weight is not None and whole is not None and stated != whole:
                # Shares of the whole, or a part of what the indicators leave.
                weight = rounded(
                    Fraction(weight) / Fraction(stated), self.book.rounding.each, of=whole
                )
            maker = attrs.evolve(
                self, figures=figures, weight=Weight(weight, self.weight.origin), row=row
            )
            score, more = maker.made()
            each.append((row.item, score))
            findings += more
        notes = tuple(f"{item}：{one.reason.formula}" for item, one in each)
        remarks = tuple(f"{item}：{remark}" for item, one in each for remark in one.remarks)
        also = tuple(dict.fromkeys(rule for _, one in each for rule in one.reason.also))
        open_ = [item for item, one in each if one.points is None]
        if open_ or whole is None:
            verdict = f"{'、'.join(open_)}算不出执行率，待定"
            missing = any(one.status == MISSING for _, one in each)
            status: Status = MISSING if missing else OPEN
            score = self._score(
                "open", verdict, status, None, notes=notes, remarks=remarks, also=also
            )
            low = sum((one.lowest for _, one in each), Decimal(0))
            high = sum((one.highest for _, one in each), Decimal(0))
            return attrs.evolve(score, lowest=low, highest=high), tuple(findings)
        earned = sum(
            (
                Fraction(one.weight or 0) * (one.reason.exact_share or Fraction(0))
                for _, one in each
            ),
            Fraction(0),
        )
        share = earned / Fraction(whole)
        status = DONE if all(one.status == DONE for _, one in each) else MISSED
        score = self._score(
            "full" if share == 1 else "parts",
            "各预算行分别计分",
            status,
            share,
            notes=notes,
            remarks=remarks,
            also=also,
        )
        return score, tuple(findings)

    def _zero(self, label: str) -> tuple[Score, tuple[Finding, ...]]:
        mode = self.book.execution.zero_budget
        found = self._finding(
            "budget-zero", f"{label}为0，算不出预算执行率，{_of_zero(mode)}；请核对预算数"
        )
        if mode == "open":
            return self._score("open", f"{label}为0，待定", OPEN, None), (found,)
        share = Fraction(mode == "full")
        method: Method = "full" if share else "zero"
        return self._score(method, f"{label}为0", OPEN, share), (found,)

    def _finding(self, code: str, message: str) -> Finding:
        return Finding(
            code=code,
            severity="warning",
            message=message,
            place=self._place(),
            subject=execution_name(),
        )

    def _declared(self) -> Decimal | None:
        """得分 as the form states it: of this row, or of all that are scored."""
        rows = (self.row,) if self.row is not None else execution_rows(self.table)
        stated = [row.points for row in rows if row is not None]
        if not stated or None in stated:
            return None
        return sum((one for one in stated if one is not None), Decimal(0))

    def _place(self) -> Place | None:
        row = self.row or execution_row(self.table)
        return self.table.place if row is None else row.place

    def _by_rate(
        self,
        share: Fraction,
        label: str,
        base: Decimal | None,
        executed: Decimal | None,
        notes: tuple[str, ...],
    ) -> Score:
        rule = self.book.execution
        remarks: tuple[str, ...] = ()
        also: tuple[Rule, ...] = ()
        if share < 0:
            # The amount itself keeps its sign in the reason's 实际; the arithmetic takes 0.
            share, executed = Fraction(0), None if executed is None else Decimal(0)
            also = (self.book.negative.rule,)
            notes += ("执行数为负，按0计算",)
        if rule.explain_below is not None and share < rule.explain_below:
            remarks += (
                f"预算执行率{percent_text(share)}低于{percent_text(Fraction(rule.explain_below))}，"
                "应说明原因",
            )
        if share > 1:
            over = (
                f"执行数超过{label}（{percent_text(share)}）"
                if label
                else (f"给出的执行率{percent_text(share)}超过100%")
            )
            remarks += (f"{over}，请核对",)
        reached = share >= 1
        capped, method = self._earned(share, amounts=base is not None)
        if method in ("share", "zero") and base is not None:
            # The quotient is not what is earned; it stands in the verdict.
            base = executed = None
        return self._score(
            method,
            f"执行率{percent_text(share)}",
            DONE if reached else MISSED,
            capped,
            base=base,
            executed=executed,
            notes=notes,
            remarks=remarks,
            also=also,
            label=label or "全年预算数",
        )

    def _earned(self, rate: Fraction, *, amounts: bool) -> tuple[Fraction, Method]:
        """The share of the weight that a rate earns, and by which arithmetic."""
        rule = self.book.execution
        if rule.pass_mark is not None and rate < rule.pass_mark:
            return Fraction(0), "zero"
        if rule.over_share is not None and rate > 1:
            return Fraction(rule.over_share), "share" if rule.over_share else "zero"
        if (scale := rule.scale) is not None:
            target = Indicator(name=execution_name(), target="≥100%")
            whole = Comparison(operator="≥", quantity=Quantity(Decimal(100), "%"))
            plan = plan_of(whole, target, self.book, printed=scale)
            share = plan.at(as_number(rate * 100), weight=self.weight.points).share
            earned = Fraction(0) if share is None else share
            return earned, "full" if earned == 1 else "share" if earned else "zero"
        capped = min(rate, Fraction(1)) if rule.capped else rate
        return capped, "full" if capped == 1 else "direct" if amounts else "share"

    def _score(
        self,
        method: Method,
        verdict: str,
        status: Status,
        share: Fraction | None,
        *,
        base: Decimal | None = None,
        executed: Decimal | None = None,
        label: str = "全年预算数",
        notes: tuple[str, ...] = (),
        remarks: tuple[str, ...] = (),
        also: tuple[Rule, ...] = (),
    ) -> Score:
        figures, book, weight = self.figures, self.book, self.weight.points
        points = None
        if share is not None and weight is not None:
            points = weight if share == 1 else rounded(share, book.rounding.each, of=weight)
        shown = base if base is not None else figures.budget
        target = "" if shown is None else f"{label}{format_number(shown)}{figures.unit}"
        actual = None
        if figures.executed is not None:
            actual = f"执行数{format_number(figures.executed)}{figures.unit}"
        elif figures.rate is not None:
            actual = percent_text(figures.rate)
        if self.weight.origin == "rulebook":
            notes = (*notes, f"分值按{book.points.rule.of('execution').source}")
        high = Decimal(0) if status == EXCLUDED else weight or Decimal(0)
        return Score(
            indicator=Indicator(
                level1=execution_name(),
                name=execution_name(),
                target="100%",
                weight=weight,
                actual=actual,
                points=self._declared(),
            ),
            weight=weight,
            points=points,
            status=status,
            reason=Reason(
                target=target or "全年预算数",
                actual=actual,
                verdict=verdict,
                method=method,
                rule=book.execution.rule,
                also=also,
                rounding=book.rounding,
                weight=weight,
                points=points,
                target_number=base,
                actual_number=executed,
                unit=figures.unit if base is not None else "",
                given=None if share is None or base is not None else share,
                notes=notes,
            ),
            remarks=remarks,
            weight_origin=self.weight.origin,
            lowest=points if points is not None else Decimal(0),
            highest=points if points is not None else high,
        )


def _of_zero(mode: str) -> str:
    """What becomes of a budget of 0, in words."""
    if mode == "open":
        return "待定"
    return "得满分" if mode == "full" else "不得分"
