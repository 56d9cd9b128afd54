"""Scoring (计分): a table and its actual values against a rulebook, to a scorecard.

`score` never "corrects" in silence: what cannot be scored stays open, with its reason,
and the total says what is still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from os import PathLike
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
from ..display import listed
from ..errors import Place
from ..exactness import in_own_context
from ..findings import SCAN_UNCERTAIN, Finding, Severity
from ..language import Lexicon, builtin_lexicon, read_criterion
from ..quantities import Units, format_number, short_number
from ..rules import DEFAULT, Rulebook
from ..rules import rulebook as find_rulebook
from ..rules import rulebooks as shipped
from ..rules.policies import Rule
from ..statuses import DONE, EXCLUDED, MISSED, MISSING, OPEN, Status
from ..tables import Indicator, TargetTable, required
from .awards import Award, settled_verdict
from .comparisons import SideBySide
from .execution import score_execution
from .given import Source, gathered, given_values, inapplicable, is_missing, is_reason
from .judging import Judge
from .plausible import implausible, is_ordinary
from .quantitative import Found
from .reasons import Method, Reason, rounded
from .scorecards import Score, Scorecard
from .spending import spent
from .weights import Weight, level_of, rescaled, weigh

__all__ = ["Score", "Scorecard", "compare_rulebooks", "score"]

_NOTHING: Final = Decimal(0)
#: What is wrong with an actual value stands where the value does.
_OF_ACTUAL: Final = frozenset(("actual-unreadable", "actual-doubt"))
# What only explains, and what is a finding of its own.
_SAID_OTHERWISE: Final = frozenset(("leading-words", "trailing-words", "actual-year"))


@in_own_context
def score(
    table: TargetTable,
    actuals: Source = None,
    *,
    rulebook: str | PathLike[str] | Rulebook = DEFAULT,
    units: Units | None = None,
    lexicon: Lexicon | None = None,
) -> Scorecard:
    """Score `table` by `rulebook`.

    Args:
        table: the targets; a filled form (自评表) holds its actual values itself.
        actuals: actual values by indicator name, or rows, `Actuals`, a frame, or a file with them
            (its path, bytes or open file), as `jixiao.read_actuals` takes them; None takes those
            of the table. Where both exist, `actuals` win.
        rulebook: a name, a path to a ``.toml``, or a `Rulebook`. 财预〔2020〕10号 by default.
        units: more units than the built-in ones.
        lexicon: more words than the built-in ones; the card names its version and digest.

    Raises:
        RulebookError: the rulebook is not known or not well formed.
        ActualsError: the actual values have no usable shape.
        UnreadableDocument: the file of actual values cannot be read.
    """
    table = required(table, by="score")
    book = find_rulebook(rulebook)
    given = given_values(table, actuals)
    indicators = table.indicators
    criteria = [
        one.criterion if units is None and lexicon is None else _criterion(one, units, lexicon)
        for one in indicators
    ]
    weights = weigh(table, book)
    findings = [*_of_midyear(table), *given.findings, *weights.findings]
    excluded = {
        index
        for index, criterion in enumerate(criteria)
        if inapplicable(criterion, given.values[index], given.details[index])
    }
    shares = set(excluded) if book.inapplicable.mode == "rescale" else set()
    if book.missing.mode == "rescale":
        shares |= {
            i
            for i in range(len(indicators))
            if i not in excluded and is_missing(given.values[i], given.details[i])
        }
    each: Sequence[Weight] = weights.indicators
    if shares:
        apart = excluded if book.inapplicable.mode == "exclude" else ()
        each, more = rescaled(table, each, shares, apart)
        findings += more
    judge = Judge(book, units, lexicon)
    scores = []
    for index, indicator in enumerate(indicators):
        detail, value, weight = given.details[index], given.values[index], each[index]
        if index in excluded:
            scores.append(_excluded(indicator, value, weight, book))
        elif is_missing(value, detail):
            scores.append(_missing(indicator, weight, book))
        else:
            one, finding = _scored(
                judge, criteria[index], indicator, value=value, detail=detail, weight=weight
            )
            scores.append(one)
            if finding:
                findings += finding
    if excluded:
        findings.append(_excluded_finding(table, sorted(excluded), weights.indicators))
    missing = [one.name for one in scores if one.status == MISSING]
    if missing:
        findings.append(_missing_finding(table, missing))
    figures, rates = spent(table, given.spendings, given.unused)
    findings = [one for one in findings if not _was_rate(one, given.unused, rates)]
    execution, more = score_execution(table, figures, weights.execution, book)
    return Scorecard(
        table=table,
        rulebook=book,
        scores=tuple(scores),
        execution=execution,
        findings=(*findings, *figures.findings, *more, *_uncertain(table)),
        lexicon=(lexicon or builtin_lexicon()).name,
    )


@in_own_context
def compare_rulebooks(
    table: TargetTable,
    actuals: Source = None,
    *,
    rulebooks: Iterable[str | PathLike[str] | Rulebook] = (),
    units: Units | None = None,
    lexicon: Lexicon | None = None,
) -> SideBySide:
    """The same facts under several rulebooks, side by side (all shipped ones by default).

    Raises:
        RulebookError, ActualsError: as `score`.
    """
    source = None if actuals is None else gathered(actuals, table)
    books = tuple(rulebooks) or shipped()
    return SideBySide(
        cards=tuple(
            score(table, source, rulebook=one, units=units, lexicon=lexicon) for one in books
        )
    )


def _criterion(
    indicator: Indicator, units: Units | None, lexicon: Lexicon | None
) -> Criterion | Unreadable:
    """The target read again, with more units or words than the built-in ones."""
    return read_criterion(
        indicator.target_text if indicator.value is None else indicator.value,
        sign=indicator.sign,
        unit=indicator.unit,
        year=indicator.year,
        units=units,
        lexicon=lexicon,
    )


def _of_midyear(table: TargetTable) -> Iterator[Finding]:
    """A monitoring form has the figures of some months, and no rule scores them as a year's."""
    if table.kind == "monitoring":
        yield Finding(
            code="midyear-scored",
            severity="warning",
            message="这是年中的监控表，填的是到那时为止的数；按全年的目标计的分和等次不是全年的结果，"
            "亮灯用 jixiao monitor",
            place=table.place,
        )


def _was_rate(finding: Finding, unused: Sequence[Actual], rates: frozenset[int]) -> bool:
    """Whether a finding says that 预算执行率 is no indicator, although it was used."""
    return finding.code == "actual-unknown" and any(
        finding.subject == unused[index].name for index in rates
    )


def _excluded_finding(
    table: TargetTable, excluded: Sequence[int], weights: Sequence[Weight]
) -> Finding:
    """Which indicators are left out; a warning where that moves half of a level's points."""
    names = [table.indicators[index].name for index in excluded]
    moved = list(_moved(table, set(excluded), weights))
    most = "".join(
        f"；{level}{short_number(whole)}分中的{short_number(points)}分因此由其他指标分担"
        for level, points, whole in moved
    )
    return Finding(
        code="indicator-excluded",
        severity="warning" if moved else "note",
        message=f"有{len(names)}个指标注明不适用（{listed(names)}），按不适用的规则处理{most}；请核对确实不适用",
        place=table.place,
        figures=(
            *(("name", name) for name in names),
            *(("points", format_number(points)) for _, points, _ in moved),
        ),
    )


def _moved(
    table: TargetTable, excluded: set[int], weights: Sequence[Weight]
) -> Iterator[tuple[str, Decimal, Decimal]]:
    """The levels of which half of the points or more belong to what is left out."""
    levels: dict[str, list[int]] = {}
    for index, one in enumerate(table.indicators):
        levels.setdefault(level_of(one) or one.level1 or "", []).append(index)
    for level, held in levels.items():
        points = {index: weights[index].points or _NOTHING for index in held}
        whole = sum(points.values(), _NOTHING)
        lost = sum((points[index] for index in held if index in excluded), _NOTHING)
        if lost and 2 * lost >= whole:
            yield level, lost, whole


def _missing_finding(table: TargetTable, names: Sequence[str]) -> Finding:
    return Finding(
        code="actual-missing",
        severity="warning",
        message=f"有{len(names)}个指标没有实际完成值（{listed(names)}）；请补填，或注明不适用",
        place=table.place,
        figures=tuple(("name", name) for name in names),
    )


# ---- one score ------------------------------------------------------------------------


def _text(value: Any, detail: Actual | None) -> str | None:
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


def _simple(
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
        lowest=points or _NOTHING,
        highest=(weight.points or _NOTHING) if open_ else (points or _NOTHING),
    )


def _excluded(indicator: Indicator, value: Any, weight: Weight, book: Rulebook) -> Score:
    full = book.inapplicable.mode == "full"
    return _simple(
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


def _missing(indicator: Indicator, weight: Weight, book: Rulebook) -> Score:
    mode = book.missing.mode
    methods: dict[str, Method] = {"open": "open", "zero": "zero", "rescale": "excluded"}
    return _simple(
        indicator,
        weight,
        book,
        method=methods[mode],
        verdict="没有实际完成值",
        status=EXCLUDED if mode == "rescale" else MISSING,
        rule=book.missing.rule,
        points=_NOTHING if mode == "zero" and weight.points is not None else None,
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


def _scored(
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
        award, mark = _detailed(
            judge, criterion, indicator, detail=detail, weight=weight, findings=findings
        )
        deduction, why = detail.deduction, detail.reason
    full, share = weight.points, award.share
    points = _points(award, full, book) if mark is None else mark
    if deduction is not None and deduction < 0:
        message = f"扣分{format_number(deduction)}分小于0，未使用；扣分请写正数"
        findings.append(_finding(indicator, "deduction-negative", "error", message))
        deduction = None
    low, high = _range(award, full, points, marked=mark is not None, book=book)
    if deduction is not None:
        low, high = (max(book.deduction.floor, one - deduction) for one in (low, high))
    if points is not None and deduction is not None:
        points = max(book.deduction.floor, points - deduction)
        if not why:
            findings.append(
                _finding(
                    indicator,
                    "deduction-reason-missing",
                    "warning",
                    f"扣了{format_number(deduction)}分，没有写扣分原因；{book.deduction.rule.text}",
                )
            )
    if award.problem is not None:
        code, severity, message = award.problem
        unread = criterion.code if isinstance(criterion, Unreadable) else ""
        said = _finding(indicator, code, severity, message, reason=unread)
        if code in _OF_ACTUAL:
            said = attrs.evolve(said, place=_place_of_actual(indicator, value, detail))
        findings.append(said)
    findings += _doubts(indicator, award)
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
        actual=_text(value, detail),
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


def _points(award: Award, full: Decimal | None, book: Rulebook) -> Decimal | None:
    """The points before any deduction; None where the award or the weight is open."""
    share = award.share
    if share is None or full is None:
        return None
    if award.method == "full":
        return full
    points = rounded(share, book.rounding.each, of=full)
    # Rounding up must not give more than the weight; a rule may, by a share above 1.
    return min(points, full) if share <= 1 else points


def _uncertain(table: TargetTable) -> list[Finding]:
    """What was read from a scan without certainty: the points rest on it."""
    return [one for one in table.findings if one.code == SCAN_UNCERTAIN]


def _doubts(indicator: Indicator, award: Award) -> list[Finding]:
    """What was read with doubt, of the target or the actual: a point that rests on it says so."""
    said = "" if award.problem is None else award.problem[2]
    return [
        _finding(indicator, "reading-doubted", "note", one.message, doubt=one.code)
        for one in award.doubts
        if one.message not in said and one.code not in _SAID_OTHERWISE
    ]


def _range(
    award: Award,
    full: Decimal | None,
    points: Decimal | None,
    *,
    marked: bool,
    book: Rulebook,
) -> tuple[Decimal, Decimal]:
    """What the points can still become, before any deduction."""
    if full is None:
        return _NOTHING, _NOTHING
    if points is None:
        return _NOTHING, full
    if marked or award.status != OPEN or award.low == award.high:
        return points, points
    each = book.rounding.each
    return rounded(award.low, each, of=full), rounded(award.high, each, of=full)


def _finding(
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


def _detailed(
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
            _finding(
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
            _finding(
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
            _finding(
                indicator,
                "mark-out-of-range",
                "error",
                f"评定分{format_number(mark)}不在0至{format_number(full)}分之间，未使用",
            )
        )
        return award, None
    if decided and grade is None:
        findings.append(
            _finding(
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
                _finding(
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
