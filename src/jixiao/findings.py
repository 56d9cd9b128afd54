"""Findings: what is wrong or doubtful in a document, as values that never stop the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

import attrs

from .display import html_table
from .errors import Place
from .messages import (
    Language,
    filled,
    in_language,
    label,
    outcome_text,
    quoted,
    section,
    told,
    values_of,
)

__all__ = [
    "SCAN_UNCERTAIN",
    "SEVERITIES",
    "UNMADE",
    "Finding",
    "Outcome",
    "Part",
    "Severity",
    "grouped",
    "quoted_in",
]

Severity = Literal["error", "warning", "note"]
Outcome = Literal["fails", "not_applicable", "insufficient"]

#: The code of what is said of a cell of a scan that is read without certainty: what is made of
#: its value rests on it, so scores carry it along.
SCAN_UNCERTAIN: Final = "scan-uncertain"

SEVERITIES: Final[tuple[tuple[Severity, str], ...]] = (
    ("error", "错误"),
    ("warning", "警告"),
    ("note", "提示"),
)

#: What a check that was not made is called.
UNMADE: Final[Mapping[Outcome, str]] = MappingProxyType(
    {"not_applicable": "不适用", "insufficient": "资料不足"}
)


@attrs.frozen(kw_only=True)
class Part:
    """One of the places of a finding that is of several, with what it is there.

    Attributes:
        message, place, subject, figures: as of a finding about this place alone.
    """

    message: str
    place: Place | None = None
    subject: str | None = None
    figures: tuple[tuple[str, str], ...] = ()


@attrs.frozen(kw_only=True)
class Finding:
    """One remark on one place of a document.

    Attributes:
        code: stable ASCII name of the check, e.g. ``weight-sum``.
        severity: ``error`` 错误, ``warning`` 警告 or ``note`` 提示.
        message: Chinese: what is wrong, why, and what to do.
        outcome: ``fails``; or ``not_applicable`` / ``insufficient`` where a check
            could not be made (these two only on request).
        place: where, or None for the whole table.
        subject: the name of the indicator or task concerned, or None.
        figures: the numbers and texts the message was made from, as (name, text) pairs.
        parts: where one finding is of several places (see `grouped`), what it is in each;
            `place`, `subject` and `figures` are those of the first.
    """

    code: str
    severity: Severity
    message: str
    outcome: Outcome = "fails"
    place: Place | None = None
    subject: str | None = None
    figures: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()

    def __attrs_post_init__(self) -> None:
        for name, kind in (("severity", Severity), ("outcome", Outcome)):
            if (given := getattr(self, name)) not in (options := get_args(kind)):
                raise ValueError(f"{name} 应为 {'、'.join(options)} 之一，而不是 {given!r}")

    def __str__(self) -> str:
        return self.line()

    def line(self, language: Language = "zh") -> str:
        """The finding as a line: where, how grave, its code and `said`.

        Raises:
            ValueError: the language is not ``zh`` or ``en``.
        """
        severity = label(self.label, language)
        where = f"{self.place.said(language)} " if self.place else ""
        return f"{where}{severity}[{self.code}] {self.said(language)}"

    def said(self, language: Language = "zh") -> str:
        """The message: ``zh`` Chinese, ``en`` English made of code and figures.

        Words of the document stay Chinese in “ ”.

        Raises:
            ValueError: the language is another.
        """
        return in_language(language, self.message, self._english)

    def _english(self) -> str:
        first, others = self._first_and_others()
        fields = values_of((("subject", self.subject or ""), *first.figures))
        for name, kind in (("doubt", "doubt"), ("reason", "error")):
            if known := section(kind).get(first.figure(name) or ""):
                fields[f"{name}_said"] = known if isinstance(known, str) else known["title"]
        if self.outcome != "fails":
            return outcome_text(self.code, self.outcome, fields, chinese=self.message)
        text = told("finding", self.code, fields, chinese=first.message)
        if not others:
            return text
        spots = ", ".join(_spot(one, "en") for one in others[:_NAMED])
        if len(others) > _NAMED:
            spots += f" {section('around')['others']}"
        more = {"message": text, "number": str(len(others)), "spots": spots}
        return filled(section("around")["more"], more) or text

    def _first_and_others(self) -> tuple[Finding, tuple[Finding, ...]]:
        """Of findings that were grouped the first and the others; else the finding itself."""
        if self.parts and self.message.startswith(self.parts[0].message):
            first, *others = self.singles
            return first, tuple(others)
        return self, ()

    @property
    def label(self) -> str:
        """The severity in words; of a check that could not be made, why: 不适用 or 资料不足."""
        return UNMADE.get(self.outcome) or dict(SEVERITIES)[self.severity]

    def _repr_html_(self) -> str:
        cells = (
            self.label,
            self.code,
            "、".join(map(str, self.places)),
            self.subject or "",
            self.message,
        )
        parts = ("各处", [f"{one.place or ''} {one.message}".strip() for one in self.parts])
        return html_table(("级别", "代码", "位置", "对象", "说明"), [cells], details=parts)

    @property
    def sentence(self) -> str:
        """The message on one line, for papers: without the text and the caret under it."""
        lines = self.message.split("\n")
        carets = {
            at for at, line in enumerate(lines) if line.strip() and not line.strip(" \u3000^")
        }
        kept = [
            line.strip()
            for at, line in enumerate(lines)
            if at not in carets and at + 1 not in carets and line.strip()
        ]
        return "；".join(kept)

    @property
    def singles(self) -> tuple[Finding, ...]:
        """The findings that it stands for, one a place: itself, where it has no parts."""
        return tuple(
            attrs.evolve(
                self,
                message=one.message,
                place=one.place,
                subject=one.subject,
                figures=one.figures,
                parts=(),
            )
            for one in self.parts
        ) or (self,)

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place that it is about, in order."""
        return tuple(one.place for one in self.parts or (self,) if one.place is not None)

    def figure(self, name: str) -> str | None:
        """The figure called `name`, or None."""
        return dict(self.figures).get(name)


#: So many of the further places are named in a message; the parts hold them all.
_NAMED: Final = 8
#: Figures that make two findings of one code say different things.
_APART: Final = ("reason", "doubt")


def grouped(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of one code and severity as one, with their places; each where its first stood.

    What is about a whole table, and what could not be checked, stays alone.
    """
    groups: dict[object, list[Finding]] = {}
    for index, one in enumerate(findings):
        alone = one.subject is None or one.outcome != "fails"
        apart = tuple(one.figure(name) for name in _APART)
        file = one.place and (one.place.file, one.place.sheet, one.place.table)
        key = index if alone else (one.code, one.severity, file, apart)
        groups.setdefault(key, []).extend(one.singles)
    return tuple(_together(group) for group in groups.values())


def _together(group: list[Finding]) -> Finding:
    first, *others = group
    if not others:
        return first
    named = "、".join(map(_spot, others[:_NAMED]))
    more = "等" if len(others) > _NAMED else ""
    return attrs.evolve(
        first,
        message=f"{first.message}。同样的还有{len(others)}处：{named}{more}",
        parts=tuple(
            Part(message=one.message, place=one.place, subject=one.subject, figures=one.figures)
            for one in group
        ),
    )


def _spot(one: Finding, language: Language = "zh") -> str:
    name = one.subject or ""
    shown = name if name.endswith("”") else f"“{name}”"
    where = one.place.spot_said(language) if one.place else ""
    if language == "en":
        return f"{quoted(shown)} ({where})" if where else quoted(shown)
    return f"{shown}（{where}）" if where else shown


def quoted_in(findings: Iterable[Finding]) -> Iterator[str]:
    """The texts of a document that no field took, as the findings of the reading quote them."""
    for found in findings:
        yield from (text for name, text in found.figures if name in ("cell", "text"))
