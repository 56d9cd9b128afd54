"""Recheck (复核): a filled form is scored again and compared with what it declares.

Nothing is corrected. Each difference is a finding with both figures and the formula;
a declared figure that only a coarser rounding explains is recognised as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from os import PathLike
from typing import Final, Protocol

import attrs

from ..criteria import Comparison, Deadline, Period, Range, Unreadable
from ..display import listed
from ..exactness import in_own_context
from ..findings import SCAN_UNCERTAIN, Finding, Severity
from ..quantities import format_number
from ..rules import DEFAULT, Rulebook
from ..rules import rulebook as find_rulebook
from ..scoring import score
from ..scoring.awards import percent_text
from ..scoring.given import is_reason
from ..scoring.reasons import exact_decimal
from ..scoring.scorecards import Score, Scorecard
from ..scoring.spending import execution_rate, rate_differs
from ..scoring.ways import way_of
from ..scoring.weights import execution_rows
from ..tables import Execution, TargetTable, required

__all__ = ["recheck", "rounding_in_use"]

# What scoring finds that a reviewer of the filled form must know as well.
_SHARED: Final = (
    "weight-sum",
    "weight-negative",
    "execution-weight-implausible",
    "unit-slip",
    "budget-zero",
    "share-over-100",
    "actual-magnitude",
    "actual-repeats-target",
    "actual-year",
    SCAN_UNCERTAIN,
)

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


@in_own_context
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


@in_own_context
def recheck(
    table: TargetTable, *, rulebook: str | PathLike[str] | Rulebook = DEFAULT
) -> tuple[Finding, ...]:
    """Compare the points that a filled form (自评表) declares with those of `rulebook`.

    Codes: points-differ, points-exceed-weight, met-but-docked, missed-but-full, reason-missing,
    actual-missing, points-unchecked, own-standard, unit-slip, execution-rate-differs, execution-points-differ,
    execution-weight-implausible, budget-zero, weight-missing, weight-negative, weight-sum,
    sum-differs. Empty for a table without declared points.

    Raises:
        RulebookError: the rulebook is not known or not well formed.
    """
    table = required(table, by="recheck")
    if not is_declared(table):
        return ()
    card = score(table, rulebook=_as_printed(find_rulebook(rulebook)))
    finest = _finest(card)
    findings = [one for one in card.findings if one.code in _SHARED]
    findings += _unweighted(card)
    slips = {(one.place, one.subject) for one in findings if one.code == "unit-slip"}
    for one in card.scores:
        found = list(_indicator(one, card, finest))
        if (one.indicator.place, one.name) in slips:
            # Whether the target was missed depends on what the author meant to write, and the
            # slip has said that the number cannot be used as it stands.
            found = [
                attrs.evolve(
                    more, severity="warning", message=f"{more.message}（单位如有误写，请先更正）"
                )
                if more.code == "missed-but-full"
                else more
                for more in found
                if more.code != "actual-missing"
            ]
        findings += found
    findings += _own_standards(card, findings)
    findings += _execution(card)
    findings += _sum(card)
    return tuple(findings)


@lru_cache(maxsize=16)
def _as_printed(book: Rulebook) -> Rulebook:
    """The rulebook without any rescaling: a form is held against the weights that it prints."""
    inapplicable, missing = book.inapplicable, book.missing
    if inapplicable.mode == "rescale":
        inapplicable = attrs.evolve(inapplicable, mode="exclude")
    if missing.mode == "rescale":
        missing = attrs.evolve(missing, mode="open")
    return attrs.evolve(book, inapplicable=inapplicable, missing=missing)


def is_declared(table: TargetTable) -> bool:
    """Whether the form states any points: without them `recheck` compares nothing."""
    return (
        table.declared_total is not None
        or any(one.points is not None for one in table.indicators)
        or any(one.points is not None for one in table.execution)
    )


def _text(value: Decimal) -> str:
    return format_number(value)


# ---- weights --------------------------------------------------------------------------


def _weight(one: Score) -> Decimal | None:
    """分值 as the form prints it; None where the rulebook or even shares stand in for it."""
    return one.weight if one.weight_origin == "stated" else None


def _row_weight(row: Execution, card: Scorecard) -> Decimal | None:
    """分值 of a budget row as the form prints it, or as the printed ones leave no other."""
    used, whole = card.execution.weight, card.rulebook.points.total
    scored = execution_rows(card.table)
    if not any(row is one for one in scored):
        return row.weight
    if row.weight is None or row.weight < 0:
        stated = [_weight(one) for one in card.scores]
        together = sum((one for one in stated if one is not None), used or Decimal(0))
        return used if used and None not in stated and together == whole else None
    if row.weight == whole:
        return used
    stated_rows = sum((one.weight for one in scored if one.weight is not None), Decimal(0))
    # 0.1 among shares of the whole is 10 points.
    as_share = card.execution.weight_origin == "stated" and used == stated_rows * 100
    return row.weight * 100 if as_share else row.weight


def _unweighted(card: Scorecard) -> Iterator[Finding]:
    """One finding for all points whose 分值 the form does not state."""
    scores = [one for one in card.scores if one.indicator.points is not None]
    names = [one.name for one in scores if _weight(one) is None]
    none = len(names) == len(scores)
    names += [
        row.item
        for row in card.table.execution
        if row.points is not None and _row_weight(row, card) is None
    ]
    if not names:
        return
    shown = listed(names)
    lacking = "表中没有分值" if none else f"有{len(names)}项没有分值（{shown}）"
    yield Finding(
        code="weight-missing",
        severity="note" if none else "warning",
        message=f"{lacking}，得分是不是合适无法复核；请补填分值",
        place=card.table.place,
        figures=tuple(("name", name) for name in names),
    )


#: What may come of points that a standard of the form gives and the rulebook does not.
_BY_STANDARD: Final = ("points-differ", "met-but-docked", "missed-but-full")


def _own_standards(card: Scorecard, findings: Sequence[Finding]) -> Iterator[Finding]:
    """One finding for all points that differ where the form prints how they are given (评分标准)."""
    differing = {(one.subject, one.place) for one in findings if one.code in _BY_STANDARD}
    rows = [
        one
        for one in (score.indicator for score in card.scores)
        if one.standard and (one.name, one.place_of("points")) in differing
    ]
    if not rows:
        return
    first = rows[0]
    yield Finding(
        code="own-standard",
        severity="note",
        message=f"{listed([f'“{one.name}”' for one in rows])}印有评分标准（例如“{(first.standard or '')[:40]}”），"
        f"复核按{card.rulebook.name}，没有按表上的标准；得分的差异可能由此而来，请对照表上的标准核对",
        place=first.place_of("standard"),
        figures=tuple((one.name, one.standard or "") for one in rows),
    )


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
    declared, weight = indicator.points, _weight(one)
    if declared is None:
        return

    def finding(code: str, severity: Severity, message: str, **figures: str) -> Finding:
        shown = {"declared": _text(declared)}
        if one.points is not None and weight is not None:
            shown["computed"] = _text(one.points)
        if weight is not None:
            shown |= {"weight": _text(weight), "formula": one.reason.formula}
        shown |= {
            "rule": str(one.reason.rule),
            **figures,
        }
        return Finding(
            code=code,
            severity=severity,
            message=f"“{indicator.name}”：{message}",
            place=indicator.place_of("points"),
            subject=indicator.name,
            figures=tuple(shown.items()),
        )

    if weight is not None and declared > weight:
        yield finding(
            "points-exceed-weight",
            "error",
            f"得分{_text(declared)}分超过分值{_text(weight)}分；得分以分值为上限，请核对",
        )
    if indicator.is_judged:
        return
    if one.status == "缺实际值":
        yield finding(
            "actual-missing",
            "warning",
            f"有得分{_text(declared)}分而没有实际完成值，无法复核；请补填",
        )
        return
    if one.status == "不适用":
        if declared:
            where = "指标值" if indicator.actual is None else "实际完成值"
            yield finding(
                "points-unchecked",
                "warning",
                f"有得分{_text(declared)}分，{where}“{indicator.actual or indicator.target}”却表示"
                "不适用，无法复核；适用的请写明实际完成值，不适用的不计分",
            )
        return
    if isinstance(indicator.criterion, Unreadable):
        yield finding(
            "points-unchecked",
            "warning",
            f"有得分{_text(declared)}分，指标值“{indicator.target}”却读不懂，无法复核；请改正指标值",
        )
    required = card.rulebook.explanation.required
    if (
        weight is not None
        and declared < weight
        and required
        and not is_reason(card.table.deviation_of(indicator))
    ):
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
        # 每月10日前 has no one day that an actual could be held against: the form is not to blame.
        recurring = isinstance(indicator.criterion, Deadline) and indicator.criterion.date is None
        yield finding(
            "actual-missing",
            "note" if recurring else "warning",
            f"有得分{_text(declared)}分，实际完成值“{indicator.actual}”却算不出得分"
            f"（{one.reason.verdict.removesuffix('，由评价人评定')}），无法复核；请写明数值或日期",
        )
        return
    if weight is None or declared > weight or one.points is None or declared == one.points:
        return
    yield from _compared(one, card, declared, weight, finest, finding)


class _Maker(Protocol):
    """What makes a finding of one indicator."""

    def __call__(self, code: str, severity: Severity, message: str, **figures: str) -> Finding: ...


def _compared(
    one: Score, card: Scorecard, declared: Decimal, weight: Decimal, finest: int, finding: _Maker
) -> Iterator[Finding]:
    """Declared points that are not those of the rulebook."""
    book, reason, deviation = card.rulebook, one.reason, one.indicator.deviation
    points = one.points or Decimal(0)
    lowest, highest = one.lowest, one.highest
    banded = reason.rule == book.qualitative.rule
    if banded and reason.method == "full":
        # 达成 is a band too; the evaluator may choose inside it.
        lowest = weight * book.qualitative.band("reached").lower
    if lowest < highest:
        said = reason.verdict.partition("，")[0]
        if not lowest <= declared <= highest:
            yield finding(
                "points-differ",
                "warning",
                f"申报{_text(declared)}分，{said}，"
                f"按{book.name}应在{_text(lowest)}分至{_text(highest)}分之间；请核对",
            )
        elif reason.method == "zero" and not banded:
            silent = f"怎样给分{reason.rule.silent_in or book.name}没有规定，由评价人评定"
            full = declared == weight
            yield finding(
                "missed-but-full" if full else "points-differ",
                "warning" if full else "note",
                f"目标没有达到（{said}），却申报满分{_text(declared)}分；{silent}，请核对"
                if full
                else f"申报{_text(declared)}分，{said}；{silent}",
            )
        return
    share = reason.exact_share
    exact = None if share is None else min(share, Fraction(1)) * Fraction(weight)
    if exact is not None and (label := rounding_in_use(declared, exact, finest=finest)):
        yield finding(
            "points-differ",
            "note",
            f"申报{_text(declared)}分是计算结果{_text(points)}分（{reason.formula}）"
            f"{label}的结果；取整方式与{book.name}所用不同",
            rounding=label,
        )
        return
    computed = f"按{book.name}应为{_text(points)}分（{reason.formula}）"
    # A rounded score may fill the weight, and a scale may dock a target that is reached.
    reached, missed = one.status in ("完成", "超额"), one.status in ("未完成", "超标")
    if reached and points == weight:
        why = f"；所写原因“{deviation}”" if is_reason(deviation) else "，没有写原因"
        yield finding(
            "met-but-docked",
            "warning",
            f"目标已达到，{computed}，申报{_text(declared)}分{why}；请核对",
        )
    elif missed and declared == weight:
        yield finding(
            "missed-but-full",
            "error" if _is_certain(one, card) else "warning",
            f"目标没有达到，{computed}，却申报满分{_text(declared)}分；请核对实际值或得分",
        )
    else:
        difference = declared - points
        how = f"{reason.verdict}，" if reached else ""
        yield finding(
            "points-differ",
            "warning",
            f"申报{_text(declared)}分，{how}{computed}，"
            f"{'多' if difference > 0 else '少'}{_text(abs(difference))}分；请核对",
            difference=_text(difference),
        )


def _is_certain(one: Score, card: Scorecard) -> bool:
    """Whether full points are wrong however one reads the row.

    A bound that is printed and passed contradicts them by itself. For any other target the form
    must say which way is better, and the rulebook what a miss earns.
    """
    criterion = one.indicator.criterion
    if isinstance(criterion, Comparison) and criterion.operator in ("≥", ">", "≤", "<"):
        return True
    way = way_of(one.indicator, criterion, card.rulebook.direction)
    dated = isinstance(criterion, Deadline | Period)
    return one.reason.rule.silent_in is None and (dated or way.source == "stated")


# ---- budget execution -----------------------------------------------------------------


def _execution(card: Scorecard) -> Iterator[Finding]:
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
    why = f"；写的是与年初预算数{_text(initial or Decimal(0))}{row.unit}之比" if by_initial else ""
    formula = f"{_text(executed)}/{_text(base)}{row.unit}={percent_text(share)}"
    yield _finding(
        row,
        "execution-rate-differs",
        "warning" if by_initial else "error",
        f"执行率写作{row.rate}，按执行数和预算数应为{percent_text(share)}（{formula}）{why}；请核对",
        {"declared": row.rate, "computed": percent_text(share), "formula": formula},
    )


def _row_points(row: Execution, declared: Decimal, card: Scorecard) -> Iterator[Finding]:
    weight = _row_weight(row, card)
    if weight is None or _is_total_cell(row, card):
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
        base_text = f"{_text(max(Decimal(0), executed))}/{_text(base)}{row.unit}"
    exact = max(Fraction(0), min(share, Fraction(1))) * Fraction(weight)
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
        f"有得分{_text(declared)}分而没有{'和'.join(lacking) or '可用的预算数'}，无法复核；请补填",
        {"declared": _text(declared)},
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
    """The declared total against the sum of the declared points, and what blank ones may add."""
    table = card.table
    declared = table.declared_total
    rows: Sequence[Execution] = execution_rows(table)
    if len(rows) == 1 and _is_total_cell(rows[0], card):
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
    parts = f"指标{_text(indicators)}分" + (f"＋预算执行{_text(execution)}分" if spent else "")
    shown = {
        "declared": _text(declared),
        "computed": _text(total),
        "formula": f"{parts}={_text(total)}分",
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
        why += f"（表中分值只有{_text(printed)}分，缺{_text(lacking)}分的指标）"
    yield Finding(
        code="sum-differs",
        severity=severity,
        message=f"总分写作{_text(declared)}分，各项得分相加为{_text(total)}分（{parts}）{why}"
        + (f"，是{label}的结果" if label else "；请核对"),
        place=table.place,
        figures=tuple(shown.items()),
    )


def _room(card: Scorecard, blank: Sequence[Score], unspent: bool) -> tuple[Decimal | None, str]:
    """What points that the form leaves blank may add to its total; None: nobody can tell."""
    weights = [_weight(one) for one in blank]
    added = sum((one for one in weights if one is not None), Decimal(0))
    why = f"（{len(blank)}个指标没有得分，最多再加{_text(added)}分）" if blank else ""
    if not unspent:
        return None if None in weights else added, why
    # Where the form gives no points for execution they may still be in its total.
    execution = card.execution
    most = execution.highest
    if execution.weight_origin == "rulebook":
        if any(_weight(one) is None for one in card.scores):
            return None, why
        # What is made of a weight that the form does not print proves nothing against it.
        most = execution.weight or Decimal(0)
    if most:
        why += f"（预算执行最多再加{_text(most)}分）"
    return None if None in weights else added + most, why
