"""Scoring (计分): a table and its actual values against a rulebook, to a scorecard.

`score` never "corrects" in silence: what cannot be scored stays open, with its reason,
and the total says what is still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from os import PathLike

from ..actuals import Actual
from ..criteria import Criterion, Unreadable
from ..display import listed
from ..exactness import in_own_context
from ..findings import SCAN_UNCERTAIN, Finding
from ..language import Lexicon, builtin_lexicon, read_criterion
from ..quantities import Units, format_number, short_number
from ..rules import DEFAULT, Rulebook
from ..rules import rulebook as find_rulebook
from ..rules import rulebooks as shipped
from ..statuses import MISSING
from ..tables import Indicator, TargetTable, required
from .comparisons import SideBySide
from .execution import score_execution, with_deductions
from .given import Source, gathered, given_values, inapplicable, is_missing
from .judging import Judge
from .scorecards import Score, Scorecard
from .scores import NOTHING, excluded_score, missing_score, score_of_row
from .spending import spent
from .weights import Weight, level_of, rescaled, weigh

__all__ = ["Score", "Scorecard", "compare_rulebooks", "score"]


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
            scores.append(excluded_score(indicator, value, weight, book))
        elif is_missing(value, detail):
            scores.append(missing_score(indicator, weight, book))
        else:
            one, finding = score_of_row(
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
    execution, taken = with_deductions(execution, given.deductions, book)
    return Scorecard(
        table=table,
        rulebook=book,
        scores=tuple(scores),
        execution=execution,
        findings=(*findings, *figures.findings, *more, *taken, *_uncertain(table)),
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
        points = {index: weights[index].points or NOTHING for index in held}
        whole = sum(points.values(), NOTHING)
        lost = sum((points[index] for index in held if index in excluded), NOTHING)
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


def _uncertain(table: TargetTable) -> list[Finding]:
    """What was read from a scan without certainty: the points rest on it."""
    return [one for one in table.findings if one.code == SCAN_UNCERTAIN]
