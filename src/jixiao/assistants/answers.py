"""What the tools answer: small records of texts, with the reason beside every point.

Numbers are texts with their exact decimals, as everywhere in jixiao's JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from pydantic import BaseModel

from ..criteria import AnyCriterion, Comparison, Range, Unreadable
from ..findings import Finding
from ..messages import Language, expected_text, in_language
from ..quantities import format_number
from ..review.comparing import Change
from ..scoring.scorecards import Score, Scorecard
from ..tables import Indicator, TargetTable

__all__ = [
    "Card",
    "Changes",
    "Files",
    "Remark",
    "Review",
    "Row",
    "Rulebooks",
    "Scored",
    "Scores",
    "Table",
    "Tables",
    "Value",
    "Values",
]


def _text(number: Decimal | Fraction | None) -> str | None:
    return None if number is None else format_number(number)


class Problem(BaseModel):
    """Why a text cannot be read, and what could stand there."""

    code: str
    message: str
    expected: str
    suggestion: str | None

    @classmethod
    def of(cls, one: Unreadable, language: Language) -> Problem:
        def english() -> str:
            return one.said("en").split("\n", maxsplit=1)[0]

        return cls(
            code=one.code,
            message=in_language(language, one.message, english),
            expected=in_language(
                language, one.expected, lambda: expected_text(one.code, one.expected)
            ),
            suggestion=one.suggestion,
        )


class Value(BaseModel):
    """What one indicator value (指标值) means."""

    text: str
    kind: str
    meaning: str | None
    operator: str | None = None
    number: str | None = None
    unit: str | None = None
    lower: str | None = None
    upper: str | None = None
    doubts: list[str] = []
    problem: Problem | None = None
    is_met: bool | None = None

    @classmethod
    def of(
        cls,
        one: AnyCriterion | Unreadable,
        *,
        is_met: bool | None = None,
        language: Language = "zh",
    ) -> Value:
        if isinstance(one, Unreadable):
            problem = Problem.of(one, language)
            return cls(text=one.text, kind=one.kind, meaning=None, problem=problem)
        value = cls(
            text=one.text,
            kind=one.kind,
            meaning=str(one),
            doubts=[doubt.said(language) for doubt in one.doubts],
            is_met=is_met,
        )
        match one:
            case Comparison(operator=operator, quantity=quantity):
                value.operator, value.unit = operator, quantity.unit
                value.number = _text(quantity.number)
            case Range(lower=lower, upper=upper):
                value.lower, value.upper = str(lower), str(upper)
        return value


class Values(BaseModel):
    """The answer of `parse`."""

    values: list[Value]


class Remark(BaseModel):
    """One finding (发现), with every place that it is about."""

    code: str
    severity: str
    message: str
    subject: str | None
    places: list[str]

    @classmethod
    def of(cls, one: Finding, language: Language) -> Remark:
        return cls(
            code=one.code,
            severity=one.severity,
            message=one.said(language),
            subject=one.subject,
            places=[place.said(language) for place in one.places],
        )


def _remarks(findings: Iterable[Finding], language: Language) -> list[Remark]:
    return [Remark.of(one, language) for one in dict.fromkeys(findings)]


class Row(BaseModel):
    """One indicator as the form states it, and what its target means."""

    level1: str | None
    level2: str | None
    name: str
    target: str | None
    kind: str
    meaning: str | None
    weight: str | None
    actual: str | None
    points: str | None
    place: str | None

    @classmethod
    def of(cls, one: Indicator) -> Row:
        criterion = one.criterion
        return cls(
            level1=one.level1,
            level2=one.level2,
            name=one.name,
            target=one.target,
            kind=criterion.kind,
            meaning=None if isinstance(criterion, Unreadable) else str(criterion),
            weight=_text(one.weight),
            actual=one.actual,
            points=_text(one.points),
            place=str(one.place) if one.place else None,
        )


class Table(BaseModel):
    """One form (绩效目标表 or 自评表)."""

    title: str | None
    organisation: str | None
    year: int | None
    kind: str
    project: str | None
    goal: str | None
    indicators: list[Row]
    findings: list[Remark]

    @classmethod
    def of(cls, one: TargetTable, language: Language) -> Table:
        return cls(
            title=one.title,
            organisation=one.organisation,
            year=one.year,
            kind=one.kind,
            project=one.project,
            goal=one.goal,
            indicators=[Row.of(each) for each in one.indicators],
            findings=_remarks(one.findings, language),
        )


class Tables(BaseModel):
    """The answer of `read`."""

    tables: list[Table]


class Review(BaseModel):
    """The answer of `check` and `recheck`: the findings of each form."""

    summary: str
    findings: list[Remark]

    @classmethod
    def of(cls, found: Iterable[Finding], language: Language) -> Review:
        from ..review.checking import tally

        listed = tuple(found)
        return cls(summary=tally(listed, language=language), findings=_remarks(listed, language))


class Scored(BaseModel):
    """One indicator's points, and why."""

    name: str
    target: str | None
    actual: str | None
    weight: str | None
    points: str | None
    declared: str | None
    status: str
    reason: str
    place: str | None

    @classmethod
    def of(cls, one: Score, language: Language) -> Scored:
        place = one.indicator.place
        return cls(
            name=one.name,
            target=one.indicator.target,
            actual=one.reason.actual,
            weight=_text(one.weight),
            points=_text(one.points),
            declared=_text(one.declared),
            status=one.status,
            reason=in_language(language, str(one.reason), lambda: one.said("en")),
            place=str(place) if place else None,
        )


class Card(BaseModel):
    """One form scored by one rulebook."""

    title: str | None
    organisation: str | None
    project: str | None
    year: int | None
    rulebook: str
    summary: str
    total: str
    maximum: str
    open_points: str
    lowest: str
    highest: str
    grade: str | None
    declared_total: str | None
    scores: list[Scored]
    findings: list[Remark]

    @classmethod
    def of(cls, card: Scorecard, language: Language) -> Card:
        table = card.table
        return cls(
            title=table.title,
            organisation=table.organisation,
            project=table.project,
            year=table.year,
            rulebook=card.rulebook.name,
            summary=card.said(language),
            total=format_number(card.total),
            maximum=format_number(card.maximum),
            open_points=format_number(card.open_points),
            lowest=format_number(card.lowest),
            highest=format_number(card.highest),
            grade=card.grade,
            declared_total=_text(card.declared_total),
            scores=[Scored.of(one, language) for one in card.items],
            findings=_remarks((*table.findings, *card.findings), language),
        )


class Scores(BaseModel):
    """The answer of `score`; `written` is the file that was written."""

    cards: list[Card]
    written: str | None


class Changed(BaseModel):
    """One difference between two years."""

    kind: str
    name: str
    before: str | None
    after: str | None
    message: str

    @classmethod
    def of(cls, one: Change) -> Changed:
        row = one.row()
        return cls(**{name: row[name] for name in cls.model_fields})


class Changes(BaseModel):
    """The answer of `compare`; forms without a partner are not compared."""

    changes: list[Changed]
    not_compared: list[str]


class Files(BaseModel):
    """The answer of `files`: what can be read, and where can be written."""

    files: list[str]
    more: int
    output: str | None


class Rulebooks(BaseModel):
    """The answer of `rulebooks`: the names, and where each comes from."""

    rulebooks: dict[str, str]
