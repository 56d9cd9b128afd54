"""What was achieved and spent, as plain values, and what their columns may be called."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import attrs

from ..display import html_table
from ..errors import Place
from ..findings import Finding
from ..formwords import form_words

__all__ = [
    "Actual",
    "Actuals",
    "Spending",
    "Value",
    "budget_names",
    "field_names",
    "rate_names",
]

Value = str | Decimal | date | None


def field_names(field: str) -> tuple[str, ...]:
    """What a column of a list, or a key of a row, may be called: the name in the code first."""
    return form_words("actuals", field)


@cache
def budget_names() -> frozenset[str]:
    """Names that mean the budget itself where no indicator of that name exists."""
    return frozenset(form_words("execution", "amount"))


@cache
def rate_names() -> frozenset[str]:
    """Names of the rate of budget execution."""
    return frozenset(form_words("execution", "rate"))


@attrs.frozen(kw_only=True)
class Actual:
    """What was achieved of one indicator.

    Attributes:
        name: the indicator's name as the source writes it.
        value: 实际完成值; None where only a grade, or nothing, is stated.
        level2: 二级指标, which tells two indicators of one name apart; or None.
        grade: the evaluator's word for a qualitative indicator (达成, 部分达成, 未达成).
        mark: points given by the evaluator, inside the band of `grade`.
        deduction: points taken off by hand (扣分), and `reason` why.
        not_applicable: the indicator does not apply this year.
        baseline: 上年值, for targets such as 同比下降.
        remark: 备注, kept and not judged.
        place: where the source states it.
    """

    name: str
    value: Value = None
    level2: str | None = None
    grade: str | None = None
    mark: Decimal | None = None
    deduction: Decimal | None = None
    reason: str | None = None
    not_applicable: bool = False
    baseline: str | None = None
    remark: str | None = None
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Spending:
    """What was spent of one budget row or task: 年初预算数, 全年预算数, 全年执行数.

    Attributes:
        item: the row's or the task's name.
        initial, budget, executed: 年初预算数, 全年预算数, 全年执行数, in `unit`.
        unit: 万元 or 元; None where the source writes none, and the table's unit then holds.
        place: where the source states it.
    """

    item: str
    initial: Decimal | None = None
    budget: Decimal | None = None
    executed: Decimal | None = None
    unit: str | None = None
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Actuals:
    """Everything one source states about what was achieved, in its order.

    Attributes:
        entries: one `Actual` for each line about an indicator.
        executions: one `Spending` for each line about money.
        findings: what could not be used, e.g. a column that is not known.
    """

    entries: tuple[Actual, ...] = ()
    executions: tuple[Spending, ...] = ()
    findings: tuple[Finding, ...] = ()

    def _repr_html_(self) -> str:
        rows = [
            (
                one.name,
                one.level2 or "",
                "" if one.value is None else str(one.value),
                one.grade or "",
                one.remark or "",
            )
            for one in self.entries
        ]
        rows += [
            (
                one.item,
                "",
                "" if one.executed is None else f"{one.executed}{one.unit or ''}",
                "",
                "",
            )
            for one in self.executions
        ]
        return html_table(
            ("指标", "二级指标", "实际完成值", "等次", "备注"),
            rows,
            details=("提请注意", [str(one) for one in self.findings]),
        )
