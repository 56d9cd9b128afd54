"""Recheck (复核): a filled form is scored again and compared with what it declares.

Nothing is corrected. Each difference is a finding with both figures and the formula;
a declared figure that only a coarser rounding explains is recognised as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from os import PathLike
from typing import Final

import attrs

from .criteria import Comparison, Deadline, Period, Range
from .errors import Place
from .findings import Finding, Severity
from .quantities import format_number
from .rules import DEFAULT, Rulebook
from .scoring import score
from .scoring.judgements import percent_text
from .scoring.reasons import exact_decimal
from .scoring.scorecards import Score, Scorecard
from .scoring.spending import execution_rate
from .scoring.weights import execution_row
from .tables import Execution, TargetTable

__all__ = ["recheck", "rounding_in_use"]

# What scoring finds that a reviewer of the filled form must know as well.
_SHARED: Final = ("weight-sum", "unit-slip", "budget-zero")

_ROUNDINGS: Final = (
    (2, ROUND_HALF_UP, "四舍五入保留2位小数"),
    (1, ROUND_HALF_UP, "四舍五入保留1位小数"),
    (0, ROUND_HALF_UP, "四舍五入取整"),
    (2, ROUND_DOWN, "截尾保留2位小数"),
    (1, ROUND_DOWN, "截尾保留1位小数"),
    (0, ROUND_DOWN, "舍去小数取整"),
)

# A damaged cell may state points of any length; no rounding explains those.
_DIGITS: Final = 20


def rounding_in_use(declared: Decimal, exact: Fraction, *, finest: int = 0) -> str | None:
    """The rounding that makes `declared` out of `exact`, in words; None where none does.

    `finest` is the most decimals that the form writes elsewhere: where it writes 1.9, whole
    numbers are not its rounding.
    """
    shown = exact_decimal(exact)
    if max(shown.adjusted(), declared.adjusted()) > _DIGITS:
        return None
    for places, mode, label in _ROUNDINGS:
        if (
            places >= finest
            and shown.quantize(Decimal(1).scaleb(-places), rounding=mode) == declared
        ):
            return label
    return None


def recheck(
    table: TargetTable, *, rulebook: str | PathLike[str] | Rulebook = DEFAULT
) -> tuple[Finding, ...]:
    """Compare the points that a filled form (自评表) declares with those of `rulebook`.

    Codes: points-differ, points-exceed-weight, met-but-docked, missed-but-full, reason-missing,
    actual-missing, unit-slip, execution-rate-differs, execution-points-differ, budget-zero,
    weight-sum, sum-differs. Empty for a table without declared points.

    Raises:
        RulebookError: the rulebook is not known or not well formed.
    """
    if not _is_declared(table):
        return ()
    card = score(table, rulebook=rulebook)
    finest = _finest(card)
    findings = [one for one in card.findings if one.code in _SHARED]
    for one in card.scores:
        found = list(_indicator(one, card, finest))
        if any(
            slip.code == "unit-slip"
            and slip.place == one.indicator.place
            and slip.subject == one.name
            for slip in findings
        ):
            # Whether the target was missed depends on what the author meant to write.
            found = [
                attrs.evolve(
                    more, severity="warning", message=f"{more.message}（单位如有误写，请先更正）"
                )
                if more.code == "missed-but-full"
                else more
                for more in found
            ]
        findings += found
    findings += _execution(card)
    findings += _sum(card)
    return tuple(findings)


def _is_declared(table: TargetTable) -> bool:
    return (
        table.declared_total is not None
        or any(one.points is not None for one in table.indicators)
        or any(one.points is not None for one in table.execution)
    )


def _text(value: Decimal) -> str:
    return format_number(value)


# ---- indicators -----------------------------------------------------------------------


def _finest(card: Scorecard) -> int:
    """The most decimals of any declared points that are not simply the full weight."""
    declared = [
        one.indicator.points
        for one in card.scores
        if one.indicator.points is not None and one.indicator.points != one.weight
    ]
    return max((_decimals(one) for one in declared), default=0)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _indicator(one: Score, card: Scorecard, finest: int) -> Iterator[Finding]:
    indicator = one.indicator
    declared, weight = indicator.points, one.weight
    if declared is None:
        return

    def finding(code: str, severity: Severity, message: str, **figures: str) -> Finding:
        computed = {} if one.points is None else {"computed": _text(one.points)}
        shown = {
            "declared": _text(declared),
            **computed,
            **({} if weight is None else {"weight": _text(weight)}),
            "formula": one.reason.formula,
            "rule": str(one.reason.rule),
            **figures,
        }
        return Finding(
            code=code,
            severity=severity,
            message=f"“{indicator.name}”：{message}",
            place=indicator.place,
            subject=indicator.name,
            figures=tuple(shown.items()),
        )

    if weight is not None and declared > weight:
        yield finding(
            "points-exceed-weight",
            "error",
            f"得分{_text(declared)}分超过分值{_text(weight)}分；得分以分值为上限，请核对",
        )
    if one.status == "缺实际值":
        yield finding(
            "actual-missing",
            "warning",
            f"有得分{_text(declared)}分而没有实际完成值，无法复核；请补填",
        )
        return
    if one.status == "不适用":
        return
    if weight is not None and declared < weight and not indicator.deviation:
        yield finding(
            "reason-missing",
            "warning",
            f"得分{_text(declared)}分低于分值{_text(weight)}分，没有写偏差原因及改进措施；请补填",
        )
    if (
        one.points is None
        and one.reason.method == "open"
        and isinstance(indicator.criterion, Comparison | Range | Deadline | Period)
    ):
        yield finding(
            "actual-missing",
            "warning",
            f"有得分{_text(declared)}分，实际完成值“{indicator.actual}”却算不出得分"
            f"（{one.reason.verdict.removesuffix('，由评价人评定')}），无法复核；请写明数值或日期",
        )
        return
    if weight is None or declared > weight or one.points is None or declared == one.points:
        return
    share = one.reason.exact_share
    decided = one.reason.method == "zero"
    lowest, highest = one.lowest, one.highest
    if one.reason.rule == card.rulebook.qualitative.rule and one.reason.method == "full":
        # 达成 is a band too; the evaluator may choose inside it.
        lowest = weight * card.rulebook.qualitative.band("reached").lower
    if lowest < highest and not decided:
        if not lowest <= declared <= highest:
            yield finding(
                "points-differ",
                "warning",
                f"申报{_text(declared)}分，{one.reason.verdict.partition('，')[0]}，"
                f"按{card.rulebook.name}应在{_text(lowest)}分至{_text(highest)}分之间；请核对",
            )
        return
    exact = None if share is None else min(share, Fraction(1)) * Fraction(weight)
    if exact is not None and (label := rounding_in_use(declared, exact, finest=finest)):
        yield finding(
            "points-differ",
            "note",
            f"申报{_text(declared)}分是计算结果{_text(one.points)}分（{one.reason.formula}）"
            f"{label}的结果；取整方式与{card.rulebook.name}所用不同",
            rounding=label,
        )
        return
    computed = f"按{card.rulebook.name}应为{_text(one.points)}分（{one.reason.formula}）"
    if one.points == weight:
        why = f"；所写原因“{indicator.deviation}”" if indicator.deviation else "，没有写原因"
        yield finding(
            "met-but-docked",
            "warning",
            f"目标已达到，{computed}，申报{_text(declared)}分{why}；请核对",
        )
    elif declared == weight:
        yield finding(
            "missed-but-full",
            "error",
            f"目标没有达到，{computed}，却申报满分{_text(declared)}分；请核对实际值或得分",
        )
    else:
        difference = declared - one.points
        yield finding(
            "points-differ",
            "warning",
            f"申报{_text(declared)}分，{computed}，"
            f"{'多' if difference > 0 else '少'}{_text(abs(difference))}分；请核对",
            difference=_text(difference),
        )


# ---- budget execution -----------------------------------------------------------------


def _execution(card: Scorecard) -> Iterator[Finding]:
    scored = execution_row(card.table)
    for row in card.table.execution:
        yield from _rate(row, card.rulebook)
        if row.points is not None:
            weight = card.execution.weight if row is scored else row.weight
            yield from _row_points(row, weight, card)


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
    printed, figures = execution_rate(row.rate), _share(row, book)
    if printed is None or figures is None or row.rate is None:
        return
    share, executed, base = figures
    written = row.rate.strip().replace("％", "%")
    places = len(written.rstrip("%").partition(".")[2])
    if "%" not in written and Fraction(Decimal(written)) == printed:
        # 0.865 is 86.5%: two of its decimals are whole percents.
        places -= 2

    def differs(other: Fraction) -> bool:
        return abs(printed - other) * 100 * Fraction(10) ** places >= 1

    if not differs(share):
        return
    # Another denominator than the rulebook's is a difference of method, not of arithmetic.
    initial = row.initial
    by_initial = (
        initial is not None and initial > 0 and not differs(Fraction(executed) / Fraction(initial))
    )
    why = f"；写的是与年初预算数{_text(initial or Decimal(0))}{row.unit}之比" if by_initial else ""
    formula = f"{_text(executed)}/{_text(base)}{row.unit}={percent_text(share)}"
    yield _finding(
        row,
        "execution-rate-differs",
        "warning" if by_initial else "error",
        f"执行率写作{row.rate}，按执行数和预算数应为{percent_text(share)}（{formula}）{why}；请核对",
        {"declared": row.rate, "computed": percent_text(share), "formula": formula},
    )


def _row_points(row: Execution, weight: Decimal | None, card: Scorecard) -> Iterator[Finding]:
    declared = row.points
    if declared is None or weight is None or _is_total_cell(row, card):
        return
    if declared > weight > 0:
        yield _finding(
            row,
            "points-exceed-weight",
            "error",
            f"得分{_text(declared)}分超过分值{_text(weight)}分；请核对",
            {"declared": _text(declared), "weight": _text(weight)},
        )
        return
    figures, scored = _share(row, card.rulebook), execution_row(card.table)
    if figures is None:
        if row.executed is not None and (row.budget == 0 or row.initial == 0):
            return
        # Only the printed rate can be used, and only for the row that is scored.
        rate = execution_rate(row.rate) if row is scored else None
        if rate is None:
            return
        share, base_text = rate, f"执行率{percent_text(rate)}"
    else:
        share, executed, base = figures
        base_text = f"{_text(executed)}/{_text(base)}{row.unit}"
    exact = min(share, Fraction(1)) * Fraction(weight)
    computed = exact_decimal(exact).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if declared == computed:
        return
    formula = f"{base_text}×{_text(weight)}分={_text(computed)}分"
    shown = {
        "declared": _text(declared),
        "computed": _text(computed),
        "weight": _text(weight),
        "formula": formula,
    }
    if label := rounding_in_use(declared, exact):
        yield _finding(
            row,
            "execution-points-differ",
            "note",
            f"申报{_text(declared)}分是计算结果（{formula}）{label}的结果；取整方式不同",
            {**shown, "rounding": label},
        )
        return
    yield _finding(
        row,
        "execution-points-differ",
        "warning",
        f"预算执行申报{_text(declared)}分，应为{_text(computed)}分（{formula}）；请核对",
        shown,
    )


def _is_total_cell(row: Execution, card: Scorecard) -> bool:
    """Whether the budget row's cells hold the 100 and the total of the whole table."""
    whole = card.rulebook.points.total
    used = card.execution.weight
    return (
        row.weight == whole
        and used != whole
        and row.points is not None
        and row.points > (used or 0)
    )


# ---- the total ------------------------------------------------------------------------


def _sum(card: Scorecard) -> Iterator[Finding]:
    table = card.table
    declared = table.declared_total
    row = execution_row(table)
    spent = None if row is None else row.points
    if row is not None and _is_total_cell(row, card):
        declared, spent = declared if declared is not None else spent, None
    points = [one.points for one in table.indicators]
    if declared is None or not points or any(one is None for one in points):
        return
    indicators = sum((one for one in points if one is not None), Decimal(0))
    total = indicators + (spent or Decimal(0))
    # Where the form gives no points for execution they may still be in its total.
    room = card.execution.weight or Decimal(0) if spent is None else Decimal(0)
    if total <= declared <= total + room:
        return
    parts = f"指标{_text(indicators)}分" + ("" if spent is None else f"＋预算执行{_text(spent)}分")
    shown = {
        "declared": _text(declared),
        "computed": _text(total),
        "formula": f"{parts}={_text(total)}分",
    }
    label = rounding_in_use(declared, Fraction(total))
    most = "" if not room else f"（预算执行最多再加{_text(room)}分）"
    severity: Severity = "note" if label else "error"
    lacking = card.rulebook.points.total - card.maximum
    if lacking > 0 and total < declared <= total + room + lacking:
        # Rows that the document lost, or this table does not hold, may account for it.
        severity = "warning"
        most += f"（表中分值只有{_text(card.maximum)}分，缺{_text(lacking)}分的指标）"
    yield Finding(
        code="sum-differs",
        severity=severity,
        message=f"总分写作{_text(declared)}分，各项得分相加为{_text(total)}分（{parts}）{most}"
        + (f"，是{label}的结果" if label else "；请核对"),
        place=_place(table),
        figures=tuple(shown.items()),
    )


def _place(table: TargetTable) -> Place | None:
    return table.place
