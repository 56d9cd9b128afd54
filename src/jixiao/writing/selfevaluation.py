"""自评表: a scorecard as the table that a unit hands in.

The result is a `TargetTable` like any other; the points that jixiao computed stand where a clerk
would have written them. What the form declares already (得分, 总分) is evidence and is kept, and
偏差原因分析及改进措施 is the unit's to state: it is never filled. How the points came about, with
申报, 复算 and the difference, stands in the list of reasons and the reports.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from jixiao.exactness import in_own_context
from jixiao.scoring.awards import percent_text
from jixiao.scoring.execution import score_execution
from jixiao.scoring.reasons import rounded
from jixiao.scoring.scorecards import Score, Scorecard
from jixiao.scoring.spending import execution_rate, rate_differs, stated
from jixiao.scoring.weights import Weight, execution_rows
from jixiao.tables import Execution, Indicator, TargetTable

from .form import Form, form_of

__all__ = ["evaluation_form", "self_evaluation"]

_TARGET_TITLE: Final = re.compile(r"(?:目标)?(?:申报|批复|审核)?表")
_TOTAL_ITEM: Final = "年度资金总额"


@in_own_context
def self_evaluation(card: Scorecard, *, replace_declared: bool = False) -> TargetTable:
    """The filled form of `card`: actual values, points and total.

    With `replace_declared` the computed points stand where the form declared others.
    """
    table = card.table
    title = table.title
    if title is not None and "自评" not in title and "评价" not in title:
        title = _TARGET_TITLE.sub("自评表", title, count=1)
    return attrs.evolve(
        table,
        title=title,
        kind="evaluation",
        indicators=tuple(_indicator(one, replace_declared) for one in card.scores),
        execution=_execution(card, replace_declared),
        declared_total=_kept(
            card.declared_total, None if card.is_unfilled else card.total, replace_declared
        ),
    )


def _kept(declared: Decimal | None, computed: Decimal | None, replace: bool) -> Decimal | None:
    return computed if declared is None or replace else declared


def _indicator(score: Score, replace: bool) -> Indicator:
    declared = score.declared is not None and not replace
    return attrs.evolve(
        score.indicator,
        weight=_kept(score.indicator.weight if declared else None, score.weight, replace),
        actual=score.reason.actual,
        points=_kept(score.declared, score.points, replace),
    )


def evaluation_form(card: Scorecard, *, replace_declared: bool = False) -> Form:
    """The form of `self_evaluation`; a computed total with open points is marked 暂."""
    kept = card.declared_total is not None and not replace_declared
    return form_of(
        self_evaluation(card, replace_declared=replace_declared),
        provisional=card.is_provisional and not kept and not card.is_unfilled,
    )


def _execution(card: Scorecard, replace: bool) -> tuple[Execution, ...]:
    table, score = card.table, card.execution
    if score.status == "不适用":
        return table.execution
    scored = execution_rows(table)
    if len(scored) > 1:
        return tuple(
            _scored_row(one, card, replace) if one in scored else one for one in table.execution
        )
    row = next(iter(scored), None)
    budget, executed = score.reason.target_number, score.reason.actual_number
    rate = None if row is None else row.rate
    if rate is None and score.reason.exact_share is not None and score.reason.method != "zero":
        rate = percent_text(score.reason.exact_share)
    if isinstance(budget, Decimal) and isinstance(executed, Decimal) and budget:
        share = Fraction(executed) / Fraction(budget)
        # What the office printed stays where it is the rate of these amounts: 94.4%, not 94.43%.
        kept = execution_rate(rate) is not None and not rate_differs(rate or "", share)
        rate = rate if kept else percent_text(share)
    filled = attrs.evolve(
        row or _blank_row(table),
        weight=score.weight,
        points=_kept(None if row is None else row.points, score.points, replace),
        rate=rate,
    )
    negative = row is not None and row.executed is not None and row.executed < 0
    # A negative amount counts as 0 and is still what was spent.
    if isinstance(executed, Decimal) and not (negative and executed == 0):
        filled = attrs.evolve(filled, executed=executed)
    if isinstance(budget, Decimal) and card.rulebook.execution.denominator != "initial":
        filled = attrs.evolve(filled, budget=budget)
    if row is None:
        return (filled, *table.execution)
    return tuple(filled if one is row else one for one in table.execution)


def _scored_row(row: Execution, card: Scorecard, replace: bool) -> Execution:
    """One of several rows that are scored on their own, from what the form states of it.

    A rate that was given for them all holds for each.
    """
    whole, weight = card.execution.reason, row.weight
    if whole.method in ("parts", "open"):
        alone = Weight(weight, "stated")
        reason = score_execution(card.table, stated(row), alone, card.rulebook)[0].reason
    else:
        reason = whole
    share = reason.exact_share
    if share is None or weight is None:
        return row
    computed = rounded(share, card.rulebook.rounding.each, of=weight)
    return attrs.evolve(
        row,
        points=_kept(row.points, computed, replace),
        rate=row.rate or percent_text(share),
    )


def _blank_row(table: TargetTable) -> Execution:
    """The total row of a form that has tasks but no budget rows: their sum, if all are stated."""
    totals = [one.funds.total for one in table.tasks]
    if not totals or any(one is None for one in totals):
        return Execution(item=_TOTAL_ITEM)
    total = sum((one for one in totals if one is not None), Decimal(0))
    return Execution(item=_TOTAL_ITEM, budget=total, unit=table.tasks[0].funds.unit)
