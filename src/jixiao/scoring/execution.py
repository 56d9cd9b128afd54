"""Budget execution (预算执行率): an item of its own, scored from what was budgeted and spent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

import attrs

from ..actuals import BUDGET_NAMES, RATE_NAMES, Actual, Spending, plain_name
from ..findings import Finding
from ..quantities import Quantity, format_number
from ..rules import Rulebook
from ..tables import Execution, Indicator, TargetTable
from .judgements import percent_text
from .reasons import Method, Reason, rounded
from .scorecards import Score, Status
from .weights import Weight, execution_row

__all__ = ["NAME", "Spent", "execution_rate", "score_execution", "spent"]

NAME: Final = "预算执行率"


@attrs.frozen(kw_only=True)
class Spent:
    """年初预算数, 全年预算数 and 全年执行数, in `unit`; or only a rate."""

    initial: Decimal | None = None
    budget: Decimal | None = None
    executed: Decimal | None = None
    rate: Fraction | None = None
    unit: str = "万元"
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def execution_rate(text: str | None) -> Fraction | None:
    """A printed 执行率 as a share: 86%, 86, 0.86 and 1 are read; None where it is no number."""
    if text is None:
        return None
    plain = text.strip().replace("％", "%")
    try:
        number = Fraction(Decimal(plain.removesuffix("%").replace(",", "")))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    # Forms print 96.85 without its % sign, and 1 for the whole.
    return number / 100 if plain.endswith("%") or number > Fraction(3, 2) else number


def spent(
    table: TargetTable, spendings: Sequence[Spending], unused: Sequence[Actual]
) -> tuple[Spent, frozenset[int]]:
    """The figures of the row that is scored; and which of `unused` were rates, and so used."""
    row = execution_row(table)
    rates = frozenset(i for i, one in enumerate(unused) if plain_name(one.name) in RATE_NAMES)
    rate = next((execution_rate(str(unused[i].value)) for i in sorted(rates)), None)
    found = _stated(table, row)
    if rate is not None:
        return attrs.evolve(found, rate=rate, executed=None), rates
    tasks = {plain_name(one.name): one for one in table.tasks if one.name}
    by_task: dict[str, Spending] = {}
    findings: list[Finding] = []
    rows = {plain_name(one.item) for one in table.execution}
    for one in spendings:
        name = plain_name(one.item)
        if row is not None and name == plain_name(row.item):
            found = _overridden(found, one)
        elif name in tasks:
            by_task[name] = one
        elif name in BUDGET_NAMES or name in RATE_NAMES:
            found = _overridden(found, one)
        elif name not in rows:
            findings.append(
                Finding(
                    code="spending-unknown",
                    severity="error",
                    message=f"执行数中的“{one.item}”不是本表的任务或预算行，未使用；请按表中的名称填写",
                    place=one.place,
                    subject=one.item,
                )
            )
    if by_task and found.executed is None:
        found = _from_tasks(table, by_task, found, findings)
    return attrs.evolve(found, findings=(*found.findings, *findings)), rates


def _stated(table: TargetTable, row: Execution | None) -> Spent:
    if row is not None:
        return Spent(
            initial=row.initial,
            budget=row.budget,
            executed=row.executed,
            rate=execution_rate(row.rate) if row.executed is None or row.budget is None else None,
            unit=row.unit,
        )
    totals = [one.funds.total for one in table.tasks]
    if totals and all(one is not None for one in totals):
        unit = table.tasks[0].funds.unit
        total = sum((one for one in totals if one is not None), Decimal(0))
        return Spent(budget=total, unit=unit, notes=("全年预算数取各任务总额之和",))
    return Spent()


def _in_unit(number: Decimal | None, unit: str | None, wanted: str) -> Decimal | None:
    if number is None or unit is None or unit == wanted:
        return number
    converted = Quantity(number, unit).to(wanted).number
    return converted if isinstance(converted, Decimal) else number


def _overridden(found: Spent, given: Spending) -> Spent:
    changes: dict[str, Any] = {
        name: _in_unit(getattr(given, name), given.unit, found.unit)
        for name in ("initial", "budget", "executed")
        if getattr(given, name) is not None
    }
    return attrs.evolve(found, rate=None, **changes)


def _from_tasks(
    table: TargetTable, by_task: dict[str, Spending], found: Spent, findings: list[Finding]
) -> Spent:
    missing = [
        one.name or "（无名称）" for one in table.tasks if plain_name(one.name or "") not in by_task
    ]
    if missing:
        findings.append(
            Finding(
                code="execution-partial",
                severity="warning",
                message=f"还有任务没有执行数：{'、'.join(missing)}；预算执行率暂不计分",
                place=table.place,
                figures=tuple(("task", name) for name in missing),
            )
        )
        return found
    total = sum(
        (_in_unit(one.executed, one.unit, found.unit) or Decimal(0) for one in by_task.values()),
        Decimal(0),
    )
    return attrs.evolve(found, executed=total, rate=None)


def score_execution(
    table: TargetTable, figures: Spent, weight: Weight, book: Rulebook
) -> tuple[Score, tuple[Finding, ...]]:
    """The score of 预算执行率; open, with a finding, where there is nothing to divide by."""
    maker = _Maker(table=table, figures=figures, weight=weight, book=book)
    return maker.made()


@attrs.frozen(kw_only=True)
class _Maker:
    table: TargetTable
    figures: Spent
    weight: Weight
    book: Rulebook

    def made(self) -> tuple[Score, tuple[Finding, ...]]:
        figures, rule = self.figures, self.book.execution
        if self.weight.points is not None and self.weight.points == 0:
            return self._score("excluded", "指标分值已满，预算执行不另计分", "不适用", None), ()
        base, label = figures.budget, "全年预算数"
        notes = figures.notes
        if rule.denominator == "initial":
            base, label = figures.initial, "年初预算数"
        elif base is None and figures.initial:
            base, label = figures.initial, "年初预算数"
            notes += ("没有全年预算数，按年初预算数计算",)
        if figures.rate is not None and (figures.executed is None or not base):
            given = f"给出的执行率{percent_text(figures.rate)}"
            return self._by_rate(figures.rate, given, None, None, (*notes, f"按{given}计算")), ()
        if figures.executed is None:
            return self._score("open", "没有执行数，待定", "缺实际值", None, notes=notes), ()
        if base is None:
            found = self._finding(
                "budget-missing", f"没有{label}，算不出预算执行率，暂不计分；请补填"
            )
            return self._score("open", f"没有{label}，待定", "待评定", None, notes=notes), (found,)
        if base <= 0:
            return self._zero(label)
        share = max(Fraction(0), Fraction(figures.executed) / Fraction(base))
        return self._by_rate(share, label, base, figures.executed, notes), ()

    def _zero(self, label: str) -> tuple[Score, tuple[Finding, ...]]:
        mode = self.book.execution.zero_budget
        verdicts = {"open": "待定", "full": "得满分", "zero": "不得分"}
        found = self._finding(
            "budget-zero", f"{label}为0，算不出预算执行率，{verdicts[mode]}；请核对预算数"
        )
        if mode == "open":
            return self._score("open", f"{label}为0，待定", "待评定", None), (found,)
        share = Fraction(mode == "full")
        method: Method = "full" if share else "zero"
        return self._score(method, f"{label}为0", "待评定", share), (found,)

    def _finding(self, code: str, message: str) -> Finding:
        row = execution_row(self.table)
        return Finding(
            code=code,
            severity="warning",
            message=message,
            place=row.place if row is not None else self.table.place,
            subject=NAME,
        )

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
        if rule.explain_below is not None and share < rule.explain_below:
            remarks += (
                f"预算执行率{percent_text(share)}低于{percent_text(Fraction(rule.explain_below))}，"
                "应说明原因",
            )
        if share > 1:
            remarks += (f"执行数超过{label}（{percent_text(share)}），请核对",)
        reached = share >= 1
        capped = min(share, Fraction(1)) if rule.capped else share
        method: Method = "full" if capped == 1 else "direct" if base is not None else "share"
        return self._score(
            method,
            f"执行率{percent_text(share)}",
            "完成" if reached else "未完成",
            capped,
            base=base,
            executed=executed,
            notes=notes,
            remarks=remarks,
            label=label,
        )

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
            notes = (*notes, f"分值按{book.name}")
        high = Decimal(0) if status == "不适用" else weight or Decimal(0)
        return Score(
            indicator=Indicator(
                level1=NAME, name=NAME, target="100%", weight=weight, actual=actual
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
