"""预算执行: the rate and the points that the rows of money declare."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ...findings import Finding, Severity
from ...rules import Rulebook
from ...scoring.awards import percent_text
from ...scoring.reasons import exact_decimal
from ...scoring.scorecards import Scorecard
from ...scoring.spending import execution_rate, rate_differs
from ...scoring.weights import execution_rows
from ...tables import Execution
from .rounding import rounding_in_use
from .weights import is_total_cell, row_weight, written

__all__ = ["execution_findings"]


def execution_findings(card: Scorecard) -> Iterator[Finding]:
    for row in card.table.execution:
        yield from _rate(row, card.rulebook)
        if row.points is not None:
            yield from _row_points(row, row.points, card)


def _share(row: Execution, book: Rulebook) -> tuple[Fraction, Decimal, Decimal] | None:
    base = row.budget if row.budget is not None else row.initial
    if book.execution.denominator == "initial":
        base = row.initial
    if base is None or row.executed is None or base <= 0:
        return None
    return Fraction(row.executed) / Fraction(base), row.executed, base


def _finding(
    row: Execution, code: str, severity: Severity, message: str, figures: dict[str, str]
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=f"“{row.item}”：{message}",
        place=row.place,
        subject=row.item,
        figures=tuple(figures.items()),
    )


def _rate(row: Execution, book: Rulebook) -> Iterator[Finding]:
    """执行率 as printed against 执行数/预算数; equal within the decimals that are printed."""
    figures = _share(row, book)
    if figures is None or row.rate is None or not rate_differs(row.rate, figures[0]):
        return
    share, executed, base = figures
    # Another denominator than the rulebook's is a difference of method, not of arithmetic.
    initial = row.initial
    by_initial = (
        initial is not None
        and initial > 0
        and not rate_differs(row.rate, Fraction(executed) / Fraction(initial))
    )
    why = (
        f"；写的是与年初预算数{written(initial or Decimal(0))}{row.unit}之比" if by_initial else ""
    )
    formula = f"{written(executed)}/{written(base)}{row.unit}={percent_text(share)}"
    yield _finding(
        row,
        "execution-rate-differs",
        "warning" if by_initial else "error",
        f"执行率写作{row.rate}，按执行数和预算数应为{percent_text(share)}（{formula}）{why}；请核对",
        {"declared": row.rate, "computed": percent_text(share), "formula": formula},
    )


def _row_points(row: Execution, declared: Decimal, card: Scorecard) -> Iterator[Finding]:
    weight = row_weight(row, card)
    if weight is None or is_total_cell(row, card):
        return
    if declared > weight > 0:
        yield _finding(
            row,
            "points-exceed-weight",
            "error",
            f"得分{written(declared)}分超过分值{written(weight)}分；请核对",
            {"declared": written(declared), "weight": written(weight)},
        )
        return
    figures = _share(row, card.rulebook)
    if figures is None:
        if row.executed is not None and (row.budget == 0 or row.initial == 0):
            return
        # Only the printed rate can be used, and only for a row that is scored.
        scored = any(row is one for one in execution_rows(card.table))
        rate = execution_rate(row.rate) if scored else None
        if rate is None:
            if declared:
                yield _unchecked(row, declared, card)
            return
        share, base_text = rate, f"执行率{percent_text(rate)}"
    else:
        share, executed, base = figures
        base_text = f"{written(max(Decimal(0), executed))}/{written(base)}{row.unit}"
    exact = max(Fraction(0), min(share, Fraction(1))) * Fraction(weight)
    computed = exact_decimal(exact).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if declared == computed:
        return
    formula = f"{base_text}×{written(weight)}分={written(computed)}分"
    shown = {
        "declared": written(declared),
        "computed": written(computed),
        "weight": written(weight),
        "formula": formula,
    }
    if label := rounding_in_use(declared, exact):
        yield _finding(
            row,
            "execution-points-differ",
            "note",
            f"申报{written(declared)}分是计算结果（{formula}）{label}的结果；取整方式不同",
            {**shown, "rounding": label},
        )
        return
    yield _finding(
        row,
        "execution-points-differ",
        "warning",
        f"预算执行申报{written(declared)}分，应为{written(computed)}分（{formula}）；请核对",
        shown,
    )


def _unchecked(row: Execution, declared: Decimal, card: Scorecard) -> Finding:
    """Points of a budget row that holds nothing to compute them from."""
    initial = card.rulebook.execution.denominator == "initial"
    base = row.initial if initial or row.budget is None else row.budget
    lacking = [
        name
        for name, one in (
            ("年初预算数" if initial else "全年预算数", base),
            ("全年执行数", row.executed),
        )
        if one is None
    ]
    return _finding(
        row,
        "points-unchecked",
        "warning",
        f"有得分{written(declared)}分而没有{'和'.join(lacking) or '可用的预算数'}，无法复核；请补填",
        {"declared": written(declared)},
    )
