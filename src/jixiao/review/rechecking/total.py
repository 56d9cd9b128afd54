"""总分: the declared total against the sum of the declared points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from ...findings import Finding, Severity
from ...scoring.scorecards import Score, Scorecard
from ...scoring.weights import execution_rows
from ...tables import Execution
from .rounding import rounding_in_use
from .weights import is_total_cell, printed_weight, written

__all__ = ["total_findings"]


def total_findings(card: Scorecard) -> Iterator[Finding]:
    """The declared total against the sum of the declared points, and what blank ones may add."""
    table = card.table
    declared = table.declared_total
    rows: Sequence[Execution] = execution_rows(table)
    if len(rows) == 1 and is_total_cell(rows[0], card):
        declared = declared if declared is not None else rows[0].points
        rows = ()
    if declared is None or not table.indicators:
        return
    blank = [one for one in card.scores if one.indicator.points is None]
    if len(blank) == len(card.scores):
        return
    known = [one.points for one in table.indicators if one.points is not None]
    spent = [row.points for row in rows if row.points is not None]
    indicators, execution = sum(known, Decimal(0)), sum(spent, Decimal(0))
    total = indicators + execution
    added, why = _room(card, blank, len(spent) < max(1, len(rows)))
    least = total
    of_indicators = any(one.code == "total-of-indicators" for one in table.findings)
    if of_indicators or (spent and not card.execution.weight):
        # Where the indicators have all the points, or the row of sums names only theirs as its
        # 分值, those of the budget row need not count.
        least = indicators
    if least <= declared and (added is None or declared <= total + added):
        return
    parts = f"指标{written(indicators)}分" + (f"＋预算执行{written(execution)}分" if spent else "")
    shown = {
        "declared": written(declared),
        "computed": written(total),
        "formula": f"{parts}={written(total)}分",
    }
    most = total + (added or Decimal(0))
    label = rounding_in_use(declared, Fraction(total)) or rounding_in_use(declared, Fraction(most))
    severity: Severity = "note" if label else "error"
    weights = [one.weight for one in card.items if one.weight is not None]
    printed = sum(weights, Decimal(0))
    lacking = card.rulebook.points.total - printed
    if lacking > 0 and total < declared <= most + lacking:
        # Rows that the document lost, or this table does not hold, may account for it.
        severity = "warning"
        why += f"（表中分值只有{written(printed)}分，缺{written(lacking)}分的指标）"
    yield Finding(
        code="sum-differs",
        severity=severity,
        message=f"总分写作{written(declared)}分，各项得分相加为{written(total)}分（{parts}）{why}"
        + (f"，是{label}的结果" if label else "；请核对"),
        place=table.place,
        figures=tuple(shown.items()),
    )


def _room(card: Scorecard, blank: Sequence[Score], unspent: bool) -> tuple[Decimal | None, str]:
    """What points that the form leaves blank may add to its total; None: nobody can tell."""
    weights = [printed_weight(one) for one in blank]
    added = sum((one for one in weights if one is not None), Decimal(0))
    why = f"（{len(blank)}个指标没有得分，最多再加{written(added)}分）" if blank else ""
    if not unspent:
        return None if None in weights else added, why
    # Where the form gives no points for execution they may still be in its total.
    execution = card.execution
    most = execution.highest
    if execution.weight_origin == "rulebook":
        if any(printed_weight(one) is None for one in card.scores):
            return None, why
        # What is made of a weight that the form does not print proves nothing against it.
        most = execution.weight or Decimal(0)
    if most:
        why += f"（预算执行最多再加{written(most)}分）"
    return None if None in weights else added + most, why
