"""得分 of the indicators: what each declares against what the rulebook gives, with the reason asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Final, Protocol

from ...criteria import Comparison, Deadline, Period, Range, Unreadable
from ...display import listed
from ...findings import Finding, Severity, quoted_in
from ...language import squeeze
from ...naming import wording
from ...scoring.given import is_reason
from ...scoring.scorecards import Score, Scorecard
from ...scoring.ways import way_of
from ...tables import TargetTable
from .rounding import rounding_in_use
from .weights import printed_weight, written

__all__ = ["finest_of", "indicator_findings", "own_method", "own_standards"]


#: What may come of points that a standard of the form gives and the rulebook does not.
_BY_STANDARD: Final = ("points-differ", "met-but-docked", "missed-but-full")


def own_standards(card: Scorecard, findings: Sequence[Finding]) -> Iterator[Finding]:
    """One finding for all points that differ where the form prints how they are given (评分标准)."""
    differing = {(one.subject, one.place) for one in findings if one.code in _BY_STANDARD}
    method = own_method(card.table)
    if method is not None and differing:
        yield Finding(
            code="own-standard",
            severity="note",
            message=f"表上注明了怎样计分（“{method[:60]}”），复核按{card.rulebook.name}，没有按它；"
            "得分的差异可能由此而来，请对照表上的办法核对",
            place=card.table.place,
            figures=(("method", method),),
        )
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


def own_method(table: TargetTable) -> str | None:
    """What a form says below its rows of how points are given (未完成不得分); None if nothing."""
    return next(
        (text for text in quoted_in(table.findings) if _method().search(squeeze(text))), None
    )


@cache
def _method() -> re.Pattern[str]:
    return re.compile("|".join(wording()["said"]["method"]))


def finest_of(card: Scorecard) -> int:
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


def indicator_findings(one: Score, card: Scorecard, finest: int) -> Iterator[Finding]:
    indicator = one.indicator
    declared, weight = indicator.points, printed_weight(one)
    if declared is None:
        return

    def finding(code: str, severity: Severity, message: str, **figures: str) -> Finding:
        shown = {"declared": written(declared)}
        if one.points is not None and weight is not None:
            shown["computed"] = written(one.points)
        if weight is not None:
            shown |= {"weight": written(weight), "formula": one.reason.formula}
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
            f"得分{written(declared)}分超过分值{written(weight)}分；得分以分值为上限，请核对",
        )
    if indicator.is_judged:
        return
    if one.status == "缺实际值":
        yield finding(
            "actual-missing",
            "warning",
            f"有得分{written(declared)}分而没有实际完成值，无法复核；请补填",
        )
        return
    if one.status == "不适用":
        if declared:
            where = "指标值" if indicator.actual is None else "实际完成值"
            yield finding(
                "points-unchecked",
                "warning",
                f"有得分{written(declared)}分，{where}“{indicator.actual or indicator.target}”却表示"
                "不适用，无法复核；适用的请写明实际完成值，不适用的不计分",
            )
        return
    if isinstance(indicator.criterion, Unreadable):
        yield finding(
            "points-unchecked",
            "warning",
            f"有得分{written(declared)}分，指标值“{indicator.target}”却读不懂，无法复核；请改正指标值",
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
            f"得分{written(declared)}分低于分值{written(weight)}分，没有写偏差原因及改进措施；请补填",
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
            f"有得分{written(declared)}分，实际完成值“{indicator.actual}”却算不出得分"
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
                f"申报{written(declared)}分，{said}，"
                f"按{book.name}应在{written(lowest)}分至{written(highest)}分之间；请核对",
            )
        elif reason.method == "zero" and not banded:
            silent = f"怎样给分{reason.rule.silent_in or book.name}没有规定，由评价人评定"
            full = declared == weight
            yield finding(
                "missed-but-full" if full else "points-differ",
                "warning" if full else "note",
                f"目标没有达到（{said}），却申报满分{written(declared)}分；{silent}，请核对"
                if full
                else f"申报{written(declared)}分，{said}；{silent}",
            )
        return
    share = reason.exact_share
    exact = None if share is None else min(share, Fraction(1)) * Fraction(weight)
    if exact is not None and (label := rounding_in_use(declared, exact, finest=finest)):
        yield finding(
            "points-differ",
            "note",
            f"申报{written(declared)}分是计算结果{written(points)}分（{reason.formula}）"
            f"{label}的结果；取整方式与{book.name}所用不同",
            rounding=label,
        )
        return
    computed = f"按{book.name}应为{written(points)}分（{reason.formula}）"
    # A rounded score may fill the weight, and a scale may dock a target that is reached.
    reached, missed = one.status in ("完成", "超额"), one.status in ("未完成", "超标")
    if reached and points == weight:
        why = f"；所写原因“{deviation}”" if is_reason(deviation) else "，没有写原因"
        yield finding(
            "met-but-docked",
            "warning",
            f"目标已达到，{computed}，申报{written(declared)}分{why}；请核对",
        )
    elif missed and declared == weight:
        yield finding(
            "missed-but-full",
            "error" if _is_certain(one, card) and own_method(card.table) is None else "warning",
            f"目标没有达到，{computed}，却申报满分{written(declared)}分；请核对实际值或得分",
        )
    else:
        difference = declared - points
        how = f"{reason.verdict}，" if reached else ""
        yield finding(
            "points-differ",
            "warning",
            f"申报{written(declared)}分，{how}{computed}，"
            f"{'多' if difference > 0 else '少'}{written(abs(difference))}分；请核对",
            difference=written(difference),
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
