"""Formhead (表头): the head of a form as it was read, and what it takes from the one before it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import takewhile
from types import MappingProxyType
from typing import Final

import attrs

from jixiao.errors import Place
from jixiao.findings import Finding
from jixiao.language.lexicon import either
from jixiao.tables import Execution, Funds, Task, Term

from ..grid import Cell
from ..headers import Headers, plain
from .columns import Heading, known_level, years_of
from .front import Field
from .lines import Line
from .money import Budget
from .pagebreaks import is_other_sheet
from .titles import (
    numbered_part,
    office_in,
    project_in,
    year_of,
)

__all__ = ["Front"]

#: What may be guessed of a head, and what a finding calls it.
_GUESSED_ROLES: Final = MappingProxyType(
    {
        "organisation": "填表的单位",
        "department": "主管部门",
        "project": "项目名称",
        "year": "预算年度",
    }
)
_OF_PART: Final = 9  # the rank of a project that only a line above the table names
_OFFICES: Final = ("organisation", "department")


@attrs.frozen(kw_only=True)
class Front:
    """What stands around one block."""

    title: str | None = None
    year: int | None = None
    loose_year: int | None = None
    page_year: int | None = None  # of a line above the title, which heads several forms
    term: Term | None = None  # of a heading of the block that names nothing else
    above: Cell | None = None  # the heading of the page that names a year
    line_year: int | None = None  # of a line of its own below the title: （2023年度）
    fields: tuple[Field, ...] = ()
    tasks: tuple[Task, ...] = ()
    tasks_total: Funds | None = None
    budget: tuple[tuple[Execution, Term], ...] = ()
    goals: tuple[tuple[Term | None, str], ...] = ()
    goal_actual: str | None = None
    goal_beside: str | None = None  # a text beside the goal, under no heading
    findings: tuple[Finding, ...] = ()
    taken: tuple[Cell, ...] = ()  # the cells whose whole text is understood
    captions: tuple[Cell, ...] = ()  # texts alone in their lines that no reader understood
    heads: tuple[str, ...] = ()  # the lines below a title that name a year, and what they share
    unit: str | None = None
    place: Place | None = None

    @property
    def has_head(self) -> bool:
        """Whether a head of its own was found, or the block shares the head of the one before."""
        return bool(
            self.title or any(field.role in {"organisation", "project"} for field in self.fields)
        )

    @property
    def has_fields(self) -> bool:
        """Whether a field names the project and its office."""
        named = {field.role for field in self.fields if field.value}
        return {"project", "organisation"} <= named

    def below(self, before: Front, last: Line, line: Line) -> tuple[Front, bool]:
        """This front with what it shares with the one before it; whether it has a head of its own.

        `last` and `line` are the headings of both blocks.
        """
        own = attrs.evolve(self, title=None) if self.is_period_of(before, last, line) else self
        if not own.has_head:
            return own.inheriting(before), False
        if own.is_part_of(before, last, line):
            return own.under_title_of(before), True
        return own.on_page_of(before), True

    def inheriting(self, before: Front) -> Front:
        """This front with the head of the block before it on the same form."""
        return attrs.evolve(
            self._headed_as(before),
            fields=(*self.fields, *before.fields),
            goals=self.goals or before.goals,
            budget=self.budget or before.budget,
        )

    def _headed_as(self, before: Front) -> Front:
        """This front with the title of another, and what it does not say itself of year and unit."""
        return attrs.evolve(
            self,
            title=before.title,
            year=self.year or before.year,
            loose_year=self.loose_year or before.loose_year,
            page_year=self.page_year or before.page_year,
            heads=(
                *before.heads,
                *(one.text for one in before.captions if before.title is None),
            ),
            unit=self.unit or before.unit,
        )

    def is_part_of(self, before: Front, last: Line, line: Line) -> bool:
        """Whether this is a further project under the title that heads the one before it.

        `last` and `line` are the headings of both: another sheet has another head.
        """
        named = self._names_project and before._names_project
        return named and not (self.title or self.captions) and not is_other_sheet(last, line)

    def is_period_of(self, before: Front, last: Line, line: Line) -> bool:
        """Whether the title names only the period of a block below the head of the one before it."""
        headed = any(field.role in {"organisation", "project"} for field in self.fields)
        period = self.term is not None and self.title is not None and not headed
        return period and before.has_head and not is_other_sheet(last, line)

    @property
    def _names_project(self) -> bool:
        return any(field.role == "project" for field in self.fields)

    def under_title_of(self, before: Front) -> Front:
        """This front with what stands above the first project of the sheet: title, year, office."""
        mine = {field.role for field in self.fields if field.value}
        above = takewhile(lambda field: field.role != "project", before.fields)
        inherited = (field for field in above if field.role not in mine)
        return attrs.evolve(self._headed_as(before), fields=(*inherited, *self.fields))

    def of_other_project(self) -> Front:
        """This front without what is of the project before it: its name, its goal, its money."""
        fields = tuple(takewhile(lambda field: field.role != "project", self.fields))
        return attrs.evolve(self, fields=fields, goals=(), goal_actual=None, budget=())

    def on_page_of(self, before: Front) -> Front:
        """This front under the line above the first title of its page, if that said a year."""
        if self.place is None or before.place is None or self.place.sheet != before.place.sheet:
            return self
        return attrs.evolve(
            self,
            page_year=self.page_year or before.page_year,
            loose_year=self.loose_year or before.page_year,
        )

    def below_title(self, year: int | None) -> Front:
        """This front with the year that a line of its own says, which the title outranks."""
        below = self.line_year or (year if self.title else None)
        return attrs.evolve(self, year=self.year or year, line_year=below)

    def with_tail(self, tail: Front) -> Front:
        """This front with what stood behind the block."""
        return attrs.evolve(
            self,
            fields=(*self.fields, *tail.fields),
            tasks=self.tasks or tail.tasks,
            tasks_total=self.tasks_total or tail.tasks_total,
            budget=self.budget or tail.budget,
            goals=self.goals or tail.goals,
            goal_actual=self.goal_actual or tail.goal_actual,
            findings=(*self.findings, *tail.findings),
            taken=(*self.taken, *tail.taken),
        )

    def in_year_of(self, heading: Heading) -> Front:
        """This front with the year of 2026年度指标值, where nothing else names one."""
        if self.budget_year is not None:
            return self
        years = {
            year
            for half in heading.halves
            if (target := half.column("target")) is not None
            for year in years_of(target)
        }
        return attrs.evolve(self, loose_year=years.pop() if len(years) == 1 else None)

    def with_budget(self, budget: Budget) -> Front:
        """This front with further budget rows."""
        return attrs.evolve(
            self,
            budget=(*self.budget, *budget.rows),
            findings=(*self.findings, *budget.findings),
            taken=(*self.taken, *budget.taken),
        )

    def field(self, role: str) -> Field | None:
        """The field that is preferred for `role`, among those that have a value."""
        none = Headers.load().words("words", "self")
        found = [
            field
            for field in self.fields
            if field.role == role and field.value and plain(field.value) not in none
        ]
        return min(found, key=lambda field: field.rank) if found else None

    def value(self, role: str) -> str | None:
        """The value of that field, without the place of a seal behind it: 某某学校（公章）."""
        found = self.field(role)
        if found is None or found.value is None:
            return None
        return _unsealed(found.value)

    @property
    def organisation(self) -> str | None:
        """The office: what a field says, or else what the title or a line above it names.

        Of 省级主管部门 and 市（县）主管部门 the lower one is the office, where no field names one.
        """
        (unit, _), (lower, _) = self._unit_and_department, self._departments
        own = unit or self.value("organisation")
        return own or lower or self.value("department") or self._headed

    @property
    def department(self) -> str | None:
        """The department (主管部门) above the office: the lower of two, unless that is the office."""
        lower, higher = self._departments
        if lower is None or higher is None:
            return self._unit_and_department[1] or self.value("department")
        return lower if self.value("organisation") else higher

    @property
    def _departments(self) -> tuple[str | None, str | None]:
        """The departments of the two lowest levels of government, the lower first; or None, None."""
        headers = Headers.load()
        levels = {
            level: _unsealed(field.value)
            for field in self.fields
            if field.role == "department" and field.value
            if (level := _government_level(field.label, headers)) is not None
        }
        if len(levels) < 2:
            return None, None
        lower, higher = sorted(levels)[:2]
        return levels[lower], levels[higher]

    @property
    def _unit_and_department(self) -> tuple[str | None, str | None]:
        """部门（单位）名称 | 某局 | 实施单位 | 某中心: the unit and the department that it belongs to."""
        named = Headers.load().plain_words("listing", "department")
        own = [one for one in self.fields if one.role == "organisation" and one.value]
        above = [one for one in own if one.label.startswith(named)]
        units = [one for one in own if one not in above]
        if any(one.role == "department" and one.value for one in self.fields) or not above:
            return None, None
        names = [_unsealed(one.value or "") for one in (*units[:1], *above[:1])]
        return (names[0], names[1]) if len(names) == 2 else (None, None)

    @property
    def _headed(self) -> str | None:
        if any(one.role in _OFFICES for one in self.fields):
            return None
        headers, above = Headers.load(), [one.text for one in self.captions]
        # A report that holds the form has a title of its own above that of the form.
        found = office_in((self.title or "", *self.heads), headers)
        return found or office_in(above, headers, whole=self.title is not None)

    @property
    def project(self) -> str | None:
        """The project: what a field says, or else what the title names."""
        return self.value("project") or self._titled

    @property
    def _titled(self) -> str | None:
        headers = Headers.load()
        whole = any(word in (self.title or "") for word in headers.words("title", "department"))
        if self.title is None or whole or any(one.role == "project" for one in self.fields):
            return None
        offices = [one.value for one in self.fields if one.role in _OFFICES and one.value]
        return project_in(self.title, offices, headers)

    def guesses(self, *, shared: bool = False) -> Iterator[Finding]:
        """What stands beside a label that no word of the vocabulary names, or only in the title.

        Where the rows name offices of their own (`shared`), the title's is none of a table.
        """
        if (project := self._titled) is not None:
            message = f"表里没有项目名称一栏，标题里的“{project}”读作项目名称"
            yield _guess("project", project, message, subject=project, place=self.place)
        if not shared and (office := self._headed) is not None:
            message = f"表里没有单位一栏，标题里或标题旁边的“{office}”读作填表的单位"
            yield _guess("organisation", office, message, subject=office, place=self.place)
        if self.above is not None and attrs.evolve(self, above=None).budget_year is None:
            text, year = self.above.text, str(year_of(self.above.text))
            message = f"表里没有写年度，上面的“{text}”里的{year}年读作预算年度"
            yield _guess("year", year, message, subject=text, place=self.place)
        for role in _GUESSED_ROLES:
            found = self.field(role)
            if found is None or not found.is_guess or (role == "year" and self.year):
                continue
            value, kind = found.value or "", _GUESSED_ROLES[role]
            message = (
                f"“{found.label}”不在词表里，旁边的“{value}”读作{kind}"
                "；不对时用 --headers（headers=）指定"
                if found.label
                else f"表里没有{kind}一栏，表格上面的“{value}”读作{kind}"
            )
            subject = found.label or value
            yield _guess(role, value, message, subject=subject, place=found.cell.place)

    @property
    def is_section(self) -> bool:
        """Whether a kind of indicators is all that stands above the block: 二、效益指标."""
        headers = Headers.load()
        return bool(self.captions) and all(
            known_level(one.text, "level1", headers) for one in self.captions
        )

    @property
    def may_name_project(self) -> bool:
        """Whether a text above the block may name a project: 实施期绩效指标 does not."""
        headers = Headers.load()
        return any(headers.role("sections", one.text) is None for one in self.captions)

    @property
    def part(self) -> tuple[int, str, Cell] | None:
        """The last numbered line above the block that names something: 二、古戏台修缮."""
        for cell in reversed(self.captions):
            part = numbered_part(cell.text, Headers.load())
            if part is not None:
                return (*part, cell)
        return None

    def named_by_part(self) -> Front:
        """This front with the project that the numbered line above the block names."""
        if self.part is None:
            return self
        _, name, cell = self.part
        field = Field("project", _OF_PART, "", name, cell, is_guess=True)
        return attrs.evolve(
            self,
            fields=(*self.fields, field),
            captions=tuple(one for one in self.captions if one is not cell),
            taken=(*self.taken, cell),
        )

    @property
    def budget_year(self) -> int | None:
        """The year of the title or subtitle, else of 预算年度, else of a line above the table."""
        stated = self.value("year")
        own = self.year or (year_of(stated) if stated else None) or self.loose_year
        return own or (None if self.above is None else year_of(self.above.text))


def _guess(role: str, value: str, message: str, *, subject: str, place: Place | None) -> Finding:
    return Finding(
        code="field-guessed",
        severity="note",
        message=message,
        place=place,
        subject=subject,
        figures=(("role", role), ("value", value)),
    )


def _government_level(label: str, headers: Headers) -> int | None:
    """Which level of government a label names, counted from below: 市（县）主管部门 is of 县."""
    words = headers.plain_words("words", "government")
    longest = either(sorted(words, key=len, reverse=True))
    found = [words.index(one) for one in re.findall(longest, label)]
    return min(found) if found else None


def _unsealed(value: str) -> str:
    """A name without the place of a seal behind it."""
    return _seal(Headers.load()).sub("", value) or value


@functools.lru_cache(maxsize=16)
def _seal(headers: Headers) -> re.Pattern[str]:
    return re.compile(rf"\s*[(（](?:{either(headers.words('words', 'signature'))})[)）]$")
