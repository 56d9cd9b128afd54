"""One score: an indicator with its actual value, its weight and what the evaluator says of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from ..actuals import Actual
from ..criteria import (
    AllOf,
    Comparison,
    Criterion,
    Deadline,
    Period,
    Qualitative,
    Range,
    Unreadable,
    stated_grade,
)
from ..errors import Place
from ..findings import Finding, Severity
from ..quantities import format_number
from ..rules import Rulebook
from ..rules.policies import Rule
from ..statuses import DONE, EXCLUDED, MISSED, MISSING, OPEN, Status
from ..tables import Indicator
from .awards import Award, settled_verdict
from .deductions import less, negative, unexplained
from .given import is_reason
from .judging import Judge
from .plausible import implausible, is_ordinary
from .quantitative import Found
from .reasons import Method, Reason, rounded
from .scorecards import Score
from .weights import Weight

__all__ = ["NOTHING", "excluded_score", "missing_score", "score_of_row"]

NOTHING: Final = Decimal(0)
#: What is wrong with an actual value stands where the value does.
_OF_ACTUAL: Final = frozenset(("actual-unreadable", "actual-doubt"))
# What only explains, and what is a finding of its own.
_SAID_OTHERWISE: Final = frozenset(("leading-words", "trailing-words", "actual-year"))


# ---- one score ------------------------------------------------------------------------


def _text_of(value: Any, detail: Actual | None) -> str | None:
    if value is None:
        if detail is None:
            return None
        return detail.grade or (None if detail.mark is None else f"评定{detail.mark}分")
    return value if type(value) is str else str(value)


def _weight_notes(indicator: Indicator, weight: Weight) -> tuple[str, ...]:
    match weight.origin:
        case "stated":
            return ()
        case "even":
            return ("分值为均分",)
        case "rescaled":
            before = (
                "" if indicator.weight is None else f"原分值{format_number(indicator.weight)}分，"
            )
            return (f"{before}因同级有指标不参与计分，分值按比例调整",)
    return ("分值不明",)


def _simple_score(
    indicator: Indicator,
    weight: Weight,
    book: Rulebook,
    *,
    method: Method,
    verdict: str,
    status: Status,
    rule: Rule,
    points: Decimal | None,
    actual: str | None,
) -> Score:
    open_ = points is None and status != EXCLUDED
    return Score(
        indicator=indicator,
        weight=weight.points,
        points=points,
        status=status,
        reason=Reason(
            target=indicator.target_text,
            actual=actual,
            verdict=verdict,
            method=method,
            rule=rule,
            rounding=book.rounding,
            weight=weight.points,
            points=points,
            notes=_weight_notes(indicator, weight),
        ),
        weight_origin=weight.origin,
        lowest=points or NOTHING,
        highest=(weight.points or NOTHING) if open_ else (points or NOTHING),
    )


def excluded_score(indicator: Indicator, value: Any, weight: Weight, book: Rulebook) -> Score:
    full = book.inapplicable.mode == "full"
    return _simple_score(
        indicator,
        weight,
        book,
        method="full" if full else "excluded",
        verdict="本年不适用",
        status=DONE if full else EXCLUDED,
        rule=book.inapplicable.rule,
        points=weight.points if full else None,
        actual=None if value is None else str(value),
    )


def missing_score(indicator: Indicator, weight: Weight, book: Rulebook) -> Score:
    mode = book.missing.mode
    methods: dict[str, Method] = {"open": "open", "zero": "zero", "rescale": "excluded"}
    return _simple_score(
        indicator,
        weight,
        book,
        method=methods[mode],
        verdict="没有实际完成值",
        status=EXCLUDED if mode == "rescale" else MISSING,
        rule=book.missing.rule,
        points=NOTHING if mode == "zero" and weight.points is not None else None,
        actual=None,
    )


def _plain_score(
    found: Found, indicator: Indicator, *, value: Any, weight: Decimal, book: Rulebook
) -> Score:
    """The score of a mere number whose region says all there is to say, as most rows are."""
    plan, award = found.plan, found.outcome.award
    return Score(
        indicator=indicator,
        weight=weight,
        points=weight,
        status=award.status,
        reason=Reason(
            target=indicator.target_text,
            actual=value if type(value) is str else str(value),
            verdict=award.verdict,
            method="full",
            rule=award.rule,
            also=award.also,
            rounding=book.rounding,
            weight=weight,
            points=weight,
            target_number=plan.high,
            actual_number=found.actual,
            unit=plan.unit,
            upward=award.upward,
        ),
        lowest=weight,
        highest=weight,
    )


def score_of_row(
    judge: Judge,
    criterion: Criterion | Unreadable,
    indicator: Indicator,
    *,
    value: Any,
    detail: Actual | None,
    weight: Weight,
) -> tuple[Score, list[Finding] | None]:
    book = judge.book
    findings: list[Finding] = []
    if detail is None:
        found = None if criterion.doubts else judge.found(criterion, value, indicator)
        if found is None:
            award = judge.judge(criterion, value, indicator, weight=weight.points)
        elif (
            found.is_plain
            and weight.origin == "stated"
            and weight.points is not None
            and is_ordinary(found.plan.high, found.actual, found.plan.unit)
        ):
            return _plain_score(
                found, indicator, value=value, weight=weight.points, book=book
            ), None
        else:
            award = judge.of_number(criterion, found, weight.points)  # type: ignore[arg-type]
        mark = deduction = why = None
    else:
        award, mark = _detailed_score(
            judge, criterion, indicator, detail=detail, weight=weight, findings=findings
        )
        deduction, why = detail.deduction, detail.reason
    full, share = weight.points, award.share
    points = _points_of(award, full, book) if mark is None else mark
    if deduction is not None and deduction < 0:
        findings.append(_finding_of(indicator, *negative(deduction)))
        deduction = None
    low, high = _range_of(award, full, points, marked=mark is not None, book=book)
    if deduction is not None:
        low, high = less((low, high), deduction, book)
    if points is not None and deduction is not None:
        (points,) = less((points,), deduction, book)
        if not why:
            findings.append(_finding_of(indicator, *unexplained(deduction, book)))
    if award.problem is not None:
        code, severity, message = award.problem
        unread = criterion.code if isinstance(criterion, Unreadable) else ""
        said = _finding_of(indicator, code, severity, message, reason=unread)
        if code in _OF_ACTUAL:
            said = attrs.evolve(said, place=_place_of_actual(indicator, value, detail))
        findings.append(said)
    findings += _doubts_of(indicator, award)
    findings += implausible(indicator, criterion, value, award)
    remarks = award.remarks
    lost = points is not None and full is not None and points < full
    if lost and book.explanation.required:
        if not (is_reason(why) or is_reason(indicator.deviation)):
            remarks = (*remarks, book.explanation.rule.text)
    also = award.also if deduction is None else (*award.also, book.deduction.rule)
    notes = award.notes
    if weight.origin != "stated":
        notes = (*notes, *_weight_notes(indicator, weight))
    reason = Reason(
        target=indicator.target_text,
        actual=_text_of(value, detail),
        verdict=award.verdict if mark is None else f"{award.verdict}，评价人评定",
        method=award.method if mark is None else "mark",
        rule=award.rule,
        also=also,
        rounding=book.rounding,
        weight=full,
        points=points,
        target_number=award.target,
        actual_number=award.actual,
        unit=award.unit,
        upward=award.upward,
        given=share if award.method in ("share", "parts") else None,
        notes=notes,
        deduction=deduction,
        deduction_reason=why if deduction is not None else None,
    )
    one = Score(
        indicator=indicator,
        weight=full,
        points=points,
        status=award.status,
        reason=reason,
        remarks=remarks,
        weight_origin=weight.origin,
        lowest=low,
        highest=high,
    )
    return one, findings


def _points_of(award: Award, full: Decimal | None, book: Rulebook) -> Decimal | None:
    """The points before any deduction; None where the award or the weight is open."""
    share = award.share
    if share is None or full is None:
        return None
    if award.method == "full":
        return full
    points = rounded(share, book.rounding.each, of=full)
    # Rounding up must not give more than the weight; a rule may, by a share above 1.
    return min(points, full) if share <= 1 else points


def _doubts_of(indicator: Indicator, award: Award) -> list[Finding]:
    """What was read with doubt, of the target or the actual: a point that rests on it says so."""
    said = "" if award.problem is None else award.problem[2]
    return [
        _finding_of(indicator, "reading-doubted", "note", one.message, doubt=one.code)
        for one in award.doubts
        if one.message not in said and one.code not in _SAID_OTHERWISE
    ]


def _range_of(
    award: Award,
    full: Decimal | None,
    points: Decimal | None,
    *,
    marked: bool,
    book: Rulebook,
) -> tuple[Decimal, Decimal]:
    """What the points can still become, before any deduction."""
    if full is None:
        return NOTHING, NOTHING
    if points is None:
        return NOTHING, full
    if marked or award.status != OPEN or award.low == award.high:
        return points, points
    each = book.rounding.each
    return rounded(award.low, each, of=full), rounded(award.high, each, of=full)


def _finding_of(
    indicator: Indicator, code: str, severity: Severity, message: str, **figures: str
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=f"“{indicator.name}”：{message}",
        place=indicator.place,
        subject=indicator.name,
        figures=tuple((name, text) for name, text in figures.items() if text),
    )


def _place_of_actual(indicator: Indicator, value: Any, detail: Actual | None) -> Place | None:
    """Where the actual value stands: in the source that states it, else in the form."""
    if detail is not None and detail.place is not None:
        return detail.place
    # A value that a program gave stands in no cell.
    return indicator.place_of("actual") if value == indicator.actual else indicator.place


def _detailed_score(
    judge: Judge,
    criterion: Criterion | Unreadable,
    indicator: Indicator,
    *,
    detail: Actual,
    weight: Weight,
    findings: list[Finding],
) -> tuple[Award, Decimal | None]:
    """The award where an evaluator stated a grade or a mark; and the mark if it is used."""
    book, full = judge.book, weight.points
    value = detail.value
    own = _own_grade(judge, criterion, detail)
    award = own or _of_entry(judge, criterion, indicator, detail=detail, weight=full)
    decided = award.share is not None and award.status != OPEN
    grade = None if own is not None else _grade_of(detail.grade)
    unknown = grade is None and own is None and detail.grade is not None
    if unknown and (value is not None or award.share is None):
        findings.append(
            _finding_of(
                indicator,
                "grade-unknown",
                "error",
                f"等次“{detail.grade}”不认识，未使用；应为{judge.grade_words}之一",
            )
        )
    counted = isinstance(criterion, Comparison | Range | Deadline | Period | AllOf)
    if grade is not None and counted and value is None:
        # 达成 says nothing of a number or a day: the rules count those, and do not grade them.
        award = judge.open(f"定量指标只评了等次“{detail.grade}”，没有写明数或日期")
        grade = None
    elif grade is not None and (not decided or isinstance(criterion, Qualitative)):
        award = judge.graded(grade, verdict=f"评为“{detail.grade}”")
    elif grade is not None and value is not None:
        findings.append(
            _finding_of(
                indicator,
                "grade-unused",
                "note",
                f"按规则可以算出得分，等次“{detail.grade}”未使用",
            )
        )
    by_band = own is None and award.rule == book.qualitative.rule.of("bands")
    if grade is None and by_band and award.share is not None:
        # 达成 and 部分达成 as the actual itself: the mark has its place inside that band.
        grade = stated_grade(value) if isinstance(value, str) else None
        grade = grade or ("reached" if award.method == "full" else None)
    mark = detail.mark
    if mark is None or full is None:
        return award, None
    if mark < 0 or mark > full:
        findings.append(
            _finding_of(
                indicator,
                "mark-out-of-range",
                "error",
                f"评定分{format_number(mark)}不在0至{format_number(full)}分之间，未使用",
            )
        )
        return award, None
    if decided and grade is None:
        findings.append(
            _finding_of(
                indicator,
                "mark-unused",
                "note",
                f"按规则可以算出得分，评定分{format_number(mark)}未使用；要减分请用扣分并注明原因",
            )
        )
        return award, None
    if grade is not None:
        band = book.qualitative.band(grade)
        if not band.lower * full <= mark <= band.upper * full:
            findings.append(
                _finding_of(
                    indicator,
                    "mark-outside-band",
                    "error",
                    f"{award.verdict}，评定分{format_number(mark)}不在该档"
                    f"{format_number(band.lower * full)}至{format_number(band.upper * full)}分"
                    "之内；"
                    "现照评定分计，请核对等次或分数",
                )
            )
    status: Status = DONE if mark == full else MISSED
    return attrs.evolve(
        award,
        status=status,
        share=Fraction(mark) / Fraction(full) if full else Fraction(0),
        # What was said for want of a mark is settled by it.
        verdict=settled_verdict(award) if detail.grade is None else f"评为“{detail.grade}”",
        remarks=tuple(one for one in award.remarks if one not in award.provisional),
    ), mark


def _own_grade(judge: Judge, criterion: Criterion | Unreadable, detail: Actual) -> Award | None:
    """The award of a grade of the rulebook's own; it outweighs an actual that repeats the target."""
    if detail.grade is None or not isinstance(criterion, Qualitative):
        return None
    return judge.own_grade(detail.grade)


def _of_entry(
    judge: Judge,
    criterion: Criterion | Unreadable,
    indicator: Indicator,
    *,
    detail: Actual,
    weight: Decimal | None,
) -> Award:
    """The award of the value of an entry, else of its grade."""
    if detail.value is not None:
        return judge.judge(
            criterion, detail.value, indicator, weight=weight, baseline=detail.baseline
        )
    if detail.grade is None:
        rule = judge.book.qualitative.rule
        return judge.open("只有评定分，没有实际完成值", rule=rule)
    return judge.judge(criterion, detail.grade, indicator, weight=weight)


def _grade_of(text: str | None) -> str | None:
    return None if text is None else stated_grade(text)
