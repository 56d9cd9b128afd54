"""Layout: from grids to `TargetTable`s, one recogniser for all layouts and all formats.

It goes in this order: the rows of all grids become one stream of lines; headings of
indicator blocks are found by their words; each block is gathered up to its end, over
page breaks; what stands before a block (title, fields, tasks, budget, goals) is its front;
levels are laid over the rows; each half of a block (年度, 中期) becomes a table.
"""

from __future__ import annotations

import calendar
import datetime
import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, product, takewhile
from typing import Final, cast

import attrs

from jixiao.errors import Place
from jixiao.findings import Finding
from jixiao.language.lexicon import builtin_lexicon, either
from jixiao.tables import Execution, Funds, TableKind, TargetTable, Task, Term

from ..grid import Cell, Grid
from ..headers import Headers, plain
from . import leftovers
from .appendices import without_appendices
from .blocks import find_block, gather, is_furniture, is_other_sheet
from .columns import Half, Heading, known_level, years_of
from .explaining import Explained, explanation
from .folded import opened
from .front import (
    Field,
    fields_of,
    find_goals,
    goal_text,
    is_annex,
    is_bare_title,
    is_dated,
    is_front,
    is_note,
    is_subject,
    is_title,
    money_unit,
    period_of_title,
    project_in,
    reason_given,
    title_text,
    year_line,
    year_of,
)
from .funds import find_funds
from .indicators import Reading, indicators_of
from .levels import kinds_of_level1
from .lines import Line, lines_of
from .money import (
    Budget,
    amount,
    find_amounts,
    find_budget,
    find_tasks,
    halves_of,
    is_item,
    plain_amounts,
    says_money,
)
from .projects import Share, shares_of
from .rows import Body, number
from .sides import sides_of
from .stacked import headed
from .totals import Total, grade_beside
from .turned import turned_back

__all__ = ["Explained", "explained", "recognise"]

_LONGEST_HEADING: Final = 40  # characters of a heading, and not of a sentence
_TOO_FEW: Final = 2  # level labels in a grid without a heading that make it look like a form


def recognise(grids: Sequence[Grid], *, headers: Headers | None = None) -> tuple[TargetTable, ...]:
    """The target tables of a document, in order; a form with two halves gives 年度 before 中期.

    Args:
        grids: what a reader found in the file.
        headers: the words of forms; by default those that come with jixiao.

    Grids that are no target tables are passed over; one that looks like a form but has no
    heading that is known gives a finding in the first table.
    """
    return _recognised(grids, headers or Headers.load(), [])


def explained(grids: Sequence[Grid], *, headers: Headers | None = None) -> tuple[Explained, ...]:
    """How the columns of each block of a document were read, in order."""
    seen: list[Heading] = []
    _recognised(grids, headers or Headers.load(), seen)
    return tuple(map(explanation, seen))


def _recognised(
    grids: Sequence[Grid], words: Headers, seen: list[Heading]
) -> tuple[TargetTable, ...]:
    """The tables; the headings of their blocks are added to `seen`."""
    grids = without_appendices(grids, words)
    grids = headed(turned_back(opened(sides_of(grids, words), words), words), words)
    lines = lines_of(grids, words)
    tables: list[TargetTable] = []
    touched: set[int] = set()
    front: _Front | None = None
    begin, index, last = 0, 0, 0
    while index < len(lines):
        heading = find_block(lines, index, words)
        if heading is None:
            index += 1
            continue
        start = begin
        begin = _front_begin(lines, start, index, words)
        above = _passed_over(lines, start, begin, index, words)
        own = _read_front(lines, begin, index, words)
        own = attrs.evolve(own, above=_year_above(lines[_sheet_begin(lines, 0, begin) : begin]))
        goes_on = False
        if front is not None:
            own, has_head = own.below(front, lines[last], lines[index])
            goes_on = not has_head and lines[index].number in touched
        front, last = own, index
        body, end = gather(lines, heading, title=front.title, year=front.budget_year, headers=words)
        tail_end = _tail_end(lines, end, words)
        front = front.with_tail(_read_front(lines, end, tail_end, words, tail=True))
        front = front.in_year_of(body.headings[0])
        seen.append(body.headings[0])
        touched |= {line.number for line in lines[begin:tail_end]}
        touched |= {row.line.number for row in body.rows}
        outside = (*above, *lines[begin : heading.index], *body.notes, *lines[end:tail_end])
        heads = lines[heading.index : heading.end]
        found = _tables(front, body, outside, heads, words)
        if goes_on and own.captions and _starts_over(tables, found, words):
            goes_on = False
            front = front.of_other_project()
            found = _tables(front, body, outside, heads, words)
        if goes_on and len(found) == 1 and tables and _is_same_form(tables[-1], found[0]):
            tables[-1] = _joined(tables[-1], found[0])
        elif goes_on and tables and _is_medium_of(tables[-1], found):
            tables[-1:] = [*found, tables[-1]]
        else:
            tables += found
        begin = index = max(tail_end, heading.end)
    reports = _grid_findings(grids, touched, words)
    if tables and reports:
        tables[0] = attrs.evolve(tables[0], findings=(*tables[0].findings, *reports))
    return tuple(tables)


def _is_same_form(before: TargetTable, table: TargetTable) -> bool:
    """Whether a further block under the same head is of the same period: 年度目标1, 年度目标2."""
    return (before.title, before.term, before.project, before.place and before.place.sheet) == (
        table.title,
        table.term,
        table.project,
        table.place and table.place.sheet,
    )


def _starts_over(
    before: Sequence[TargetTable], found: Sequence[TargetTable], headers: Headers
) -> bool:
    """Whether the first kind of indicator comes again behind a later one: another project's."""
    last = [
        _place_in_order(one.level1, headers) for table in before[-1:] for one in table.indicators
    ]
    first = [
        _place_in_order(one.level1, headers) for table in found[:1] for one in table.indicators
    ]
    known = [[rank for rank in ranks if rank is not None] for ranks in (last, first)]
    return all(known) and known[1][0] < known[0][-1]


def _place_in_order(level1: str | None, headers: Headers) -> int | None:
    kinds = kinds_of_level1(level1 or "", headers)
    order = enumerate(headers.sections["order"].values())
    return next((rank for rank, held in order if kinds and kinds[0] in held), None)


def _is_medium_of(before: TargetTable, found: Sequence[TargetTable]) -> bool:
    """Whether 长期 stands above 年度 in one form: the year comes first, as where they stand side by side."""
    return (
        len(found) == 1
        and (before.term, found[0].term) == ("medium", "annual")
        and _is_same_form(attrs.evolve(before, term="annual"), found[0])
    )


def _joined(before: TargetTable, table: TargetTable) -> TargetTable:
    """Two blocks of one form as one table."""
    goals = [goal for goal in (before.goal, table.goal) if goal]
    return attrs.evolve(
        before,
        indicators=(*before.indicators, *table.indicators),
        goal="\n".join(dict.fromkeys(goals)) or None,
        goal_actual=before.goal_actual or table.goal_actual,
        execution=before.execution or table.execution,
        tasks=before.tasks or table.tasks,
        kind="evaluation" if "evaluation" in (before.kind, table.kind) else before.kind,
        declared_total=table.declared_total or before.declared_total,
        declared_grade=table.declared_grade or before.declared_grade,
        findings=tuple(dict.fromkeys((*before.findings, *table.findings))),
    )


# ---------------------------------------------------------------- the front of a form

_OFFICES: Final = ("organisation", "department")


@attrs.frozen(kw_only=True)
class _Front:
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
    goals: tuple[tuple[Term, str], ...] = ()
    goal_actual: str | None = None
    findings: tuple[Finding, ...] = ()
    taken: tuple[Cell, ...] = ()  # the cells whose whole text is understood
    captions: tuple[Cell, ...] = ()  # texts alone in their lines that no reader understood
    unit: str | None = None
    place: Place | None = None

    @property
    def has_head(self) -> bool:
        """Whether a head of its own was found, or the block shares the head of the one before."""
        return bool(
            self.title or any(field.role in {"organisation", "project"} for field in self.fields)
        )

    def below(self, before: _Front, last: Line, line: Line) -> tuple[_Front, bool]:
        """This front with what it shares with the one before it; whether it has a head of its own.

        `last` and `line` are the headings of both blocks.
        """
        own = attrs.evolve(self, title=None) if self.is_period_of(before, last, line) else self
        if not own.has_head:
            return own.inheriting(before), False
        if own.is_part_of(before, last, line):
            return own.under_title_of(before), True
        return own.on_page_of(before), True

    def inheriting(self, before: _Front) -> _Front:
        """This front with the head of the block before it on the same form."""
        return attrs.evolve(
            self._headed_as(before),
            fields=(*self.fields, *before.fields),
            goals=self.goals or before.goals,
            budget=self.budget or before.budget,
        )

    def _headed_as(self, before: _Front) -> _Front:
        """This front with the title of another, and what it does not say itself of year and unit."""
        return attrs.evolve(
            self,
            title=before.title,
            year=self.year or before.year,
            loose_year=self.loose_year or before.loose_year,
            page_year=self.page_year or before.page_year,
            unit=self.unit or before.unit,
        )

    def is_part_of(self, before: _Front, last: Line, line: Line) -> bool:
        """Whether this is a further project under the title that heads the one before it.

        `last` and `line` are the headings of both: another sheet has another head.
        """
        named = self._names_project and before._names_project
        return named and not (self.title or self.captions) and not is_other_sheet(last, line)

    def is_period_of(self, before: _Front, last: Line, line: Line) -> bool:
        """Whether the title names only the period of a block below the head of the one before it."""
        headed = any(field.role in {"organisation", "project"} for field in self.fields)
        period = self.term is not None and self.title is not None and not headed
        return period and before.has_head and not is_other_sheet(last, line)

    @property
    def _names_project(self) -> bool:
        return any(field.role == "project" for field in self.fields)

    def under_title_of(self, before: _Front) -> _Front:
        """This front with what stands above the first project of the sheet: title, year, office."""
        mine = {field.role for field in self.fields if field.value}
        above = takewhile(lambda field: field.role != "project", before.fields)
        inherited = (field for field in above if field.role not in mine)
        return attrs.evolve(self._headed_as(before), fields=(*inherited, *self.fields))

    def of_other_project(self) -> _Front:
        """This front without what is of the project before it: its name, its goal, its money."""
        fields = tuple(takewhile(lambda field: field.role != "project", self.fields))
        return attrs.evolve(self, fields=fields, goals=(), goal_actual=None, budget=())

    def on_page_of(self, before: _Front) -> _Front:
        """This front under the line above the first title of its page, if that said a year."""
        if self.place is None or before.place is None or self.place.sheet != before.place.sheet:
            return self
        return attrs.evolve(
            self,
            page_year=self.page_year or before.page_year,
            loose_year=self.loose_year or before.page_year,
        )

    def below_title(self, year: int | None) -> _Front:
        """This front with the year that a line of its own says, which the title outranks."""
        below = self.line_year or (year if self.title else None)
        return attrs.evolve(self, year=self.year or year, line_year=below)

    def with_tail(self, tail: _Front) -> _Front:
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

    def in_year_of(self, heading: Heading) -> _Front:
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

    def with_budget(self, budget: Budget) -> _Front:
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
        """The value of that field."""
        found = self.field(role)
        return found.value if found else None

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

    def guesses(self) -> Iterator[Finding]:
        """What stands beside a label that no word of the vocabulary names, or only in the title."""
        if (project := self._titled) is not None:
            yield Finding(
                code="field-guessed",
                severity="note",
                message=f"表里没有项目名称一栏，标题里的“{project}”读作项目名称",
                place=self.place,
                subject=project,
                figures=(("role", "project"), ("value", project)),
            )
        if self.above is not None and attrs.evolve(self, above=None).budget_year is None:
            year = str(year_of(self.above.text))
            yield Finding(
                code="field-guessed",
                severity="note",
                message=f"表里没有写年度，上面的“{self.above.text}”里的{year}年读作预算年度",
                place=self.place,
                subject=self.above.text,
                figures=(("role", "year"), ("value", year)),
            )
        for role in ("organisation", "year"):
            found = self.field(role)
            if found is None or not found.is_guess or (role == "year" and self.year):
                continue
            yield Finding(
                code="field-guessed",
                severity="note",
                message=f"“{found.label}”不在词表里，旁边的“{found.value}”读作"
                + ("填表的单位" if role == "organisation" else "预算年度")
                + "；不对时用 --headers（headers=）指定",
                place=found.cell.place,
                subject=found.label,
                figures=(("role", role), ("value", found.value or "")),
            )

    @property
    def budget_year(self) -> int | None:
        """The year of the title or subtitle, else of 预算年度, else of a line above the table."""
        stated = self.value("year")
        own = self.year or (year_of(stated) if stated else None) or self.loose_year
        return own or (None if self.above is None else year_of(self.above.text))


def _front_begin(lines: Sequence[Line], begin: int, index: int, headers: Headers) -> int:
    """Where the front of the block at `index` begins: not on another sheet.

    A table before the title belongs to the form only where the form has no head behind it, and
    the table holds something of one.
    """
    begin = _sheet_begin(lines, begin, index)
    title_at = _title_at(lines[begin:index], headers)
    if title_at is None:
        return begin
    title = begin + title_at
    above, behind = lines[begin:title], lines[title:index]
    stated = _has_head(above, headers) or any(
        is_item(cell.text, headers) for line in above for cell in line.starts if line.row >= 0
    )
    if stated and not _has_head(behind, headers):
        return begin
    number_ = lines[title].number
    return next(at for at in range(begin, title + 1) if lines[at].number == number_)


def _year_above(lines: Sequence[Line]) -> Cell | None:
    """The heading of the page that names a year, where all its headings name only that one."""
    cells = [line.starts[0] for line in lines if line.row < 0 and len(line.starts) == 1]
    named = [
        cell
        for cell in cells
        if year_of(cell.text) is not None
        and not is_dated(cell.text)
        and ":" not in plain(cell.text)
        and "〔" not in cell.text  # 财绩〔2025〕7号 is when it was written
        and len(cell.text) <= _LONGEST_HEADING
    ]
    return named[0] if len({year_of(cell.text) for cell in named}) == 1 else None


def _passed_over(
    lines: Sequence[Line], start: int, begin: int, index: int, headers: Headers
) -> Sequence[Line]:
    """The rows of the tables above a front: of a form without a head they may be a part."""
    if _has_head(lines[begin:index], headers):
        return ()
    return [line for line in lines[_sheet_begin(lines, start, index) : begin] if line.row >= 0]


def _has_head(lines: Sequence[Line], headers: Headers) -> bool:
    """Whether some lines name an office or a project."""
    return any(
        field.role in {"organisation", "project"} and field.value
        for line in lines
        for field in fields_of(line, headers)
    )


def _sheet_begin(lines: Sequence[Line], begin: int, index: int) -> int:
    sheet = lines[index].grid.place.sheet
    for position in range(index - 1, begin - 1, -1):
        if (
            lines[position].grid.place.sheet != sheet
            and lines[position].number != lines[index].number
        ):
            return position + 1
    return begin


def _tail_end(lines: Sequence[Line], end: int, headers: Headers) -> int:
    """The first line behind a block that belongs to the next form, or to no form.

    A goal or an amount below the indicators is the head of a next block, if there is one.
    """
    begin: int | None = None
    for position in range(end, len(lines)):
        line = lines[position]
        if line.number != lines[end - 1].number:
            return position
        if find_block(lines, position, headers) is not None:
            return _captions_begin(lines, end, position, headers) if begin is None else begin
        if begin is None and is_front(line, headers) and not is_note(line, headers):
            if any(is_title(cell.text) for cell in line.starts):
                return position
            begin = position
    return len(lines)


def _captions_begin(lines: Sequence[Line], end: int, heading: int, headers: Headers) -> int:
    """Where the texts begin that stand alone in their lines right above a heading: they head it."""
    begin = heading
    for position in range(heading - 1, end - 1, -1):
        line = lines[position]
        if len(line.starts) > 1 or (line.starts and not _is_caption(line, headers)):
            break
        begin = position if line.starts else begin
    return begin


def _is_caption(line: Line, headers: Headers) -> bool:
    """Whether the text alone in a line may name what is below it, and is no note or page number."""
    return not is_furniture(line, headers) and not is_note(line, headers)


def _read_front(
    lines: Sequence[Line], begin: int, end: int, headers: Headers, *, tail: bool = False
) -> _Front:
    """Read the lines `[begin, end)` with each reader in turn; see `leftovers` for what none takes."""
    span = lines[begin:end]
    units = (_unit_line(cell.text) for line in span for cell in line.starts)
    said = next(filter(None, units), None)
    unit = said or "万元"
    front = _Front(unit=said, place=_place(lines, begin, end))
    title_at = None if tail else _title_at(span, headers)
    halves: tuple[tuple[int, str], ...] = ()
    index = 0
    while index < len(span):
        line = span[index]
        if not line.starts:
            index += 1
            continue
        if title_at == index:
            term = period_of_title(line.starts[0].text, headers)
            text = next((c.text for c in line.starts if is_title(c.text)), line.starts[0].text)
            front = attrs.evolve(
                front,
                title=title_text(text),
                year=year_of(text) or front.year,
                page_year=front.year or front.loose_year,
                term=term,
            )
        elif len(line.starts) == 1 and (term := period_of_title(line.starts[0].text, headers)):
            front = attrs.evolve(front, term=term)
        elif (tasks := find_tasks(span, index, unit=unit, headers=headers)) is not None:
            front = attrs.evolve(
                front,
                tasks=(*front.tasks, *tasks.tasks),
                tasks_total=front.tasks_total or tasks.total,
                findings=(*front.findings, *tasks.findings),
                taken=(*front.taken, *tasks.taken),
            )
            index = tasks.end
            continue
        elif (budget := _find_money(span, index, unit=unit, headers=headers)) is not None:
            beside = [one for row in span[index : budget.end] for one in fields_of(row, headers)]
            front = attrs.evolve(front.with_budget(budget), fields=(*front.fields, *beside))
            index = budget.end
            continue
        elif (goals := find_goals(span, index, headers)) is not None:
            texts: tuple[tuple[Term, str | None], ...]
            texts = (("annual", goals.annual), ("medium", goals.medium))
            kept = tuple((term, text) for term, text in texts if text)
            front = attrs.evolve(
                front,
                goals=(*front.goals, *kept),
                goal_actual=front.goal_actual or goals.done,
                loose_year=front.loose_year or _year_of_labels(goals.heads),
                taken=(*front.taken, *filter(lambda c: headers.spells(c.text), goals.heads)),
            )
            index = goals.end
            continue
        else:
            front, halves = _read_line(line, front, unit=unit, halves=halves, headers=headers)
        index += 1
    return front


def _year_of_labels(heads: Sequence[Cell]) -> int | None:
    """The year that the label of a goal names: 2024年度绩效目标."""
    return next((year for head in heads if (year := year_of(head.text)) is not None), None)


def _find_money(lines: Sequence[Line], index: int, *, unit: str, headers: Headers) -> Budget | None:
    """The budget rows of the block that begins at `lines[index]`: the reading that takes more."""
    known = find_budget(lines, index, unit=unit, headers=headers) or find_amounts(
        lines, index, unit=unit, headers=headers
    )
    funds = find_funds(lines, index, unit=unit, headers=headers)
    if known is not None and known.rows:
        end = known.end if funds is None else max(known.end, funds.end)
        if not _leaves_amounts(lines[index:end], known):
            return known
    return max(filter(None, (known, funds)), key=_stated_amounts, default=None)


def _leaves_amounts(lines: Sequence[Line], budget: Budget) -> bool:
    owned = set(budget.taken)
    return any(
        amount(cell.text) is not None and cell not in owned
        for line in lines
        for cell in line.starts
    )


def _stated_amounts(budget: Budget) -> int:
    """How many amounts the rows hold."""
    return sum(
        value is not None
        for row, _ in budget.rows
        for value in (row.initial, row.budget, row.executed, row.forecast)
    )


def _read_line(
    line: Line,
    front: _Front,
    *,
    unit: str,
    halves: tuple[tuple[int, str], ...],
    headers: Headers,
) -> tuple[_Front, tuple[tuple[int, str], ...]]:
    """One line that is no block of its own: amounts, fields, or a subtitle."""
    unit = next((own for cell in line.covering.values() if (own := money_unit(cell.text))), unit)
    halves = halves_of(line, headers=headers) or halves
    below = _below_amounts(line, front, headers)
    amounts = plain_amounts(line, unit=unit, halves=halves, headers=headers, below=below)
    fields = tuple(fields_of(line, headers))
    labels = (one.cell for one in fields if plain(one.cell.text) == one.label)
    front = attrs.evolve(front, fields=(*front.fields, *fields), taken=(*front.taken, *labels))
    if fields:
        year = next((found for cell in line.starts if (found := year_line(cell.text))), None)
        front = front.below_title(year)
    if amounts is not None and (amounts.rows or amounts.findings):
        return front.with_budget(amounts), halves
    if fields:
        return front, halves
    if len(line.starts) == 1:
        text = line.starts[0].text
        year = year_line(text)
        if year is not None:
            return front.below_title(year), halves
        if not is_dated(text) and ":" not in plain(text):
            front = attrs.evolve(front, loose_year=year_of(text) or front.loose_year)
        if _is_caption(line, headers):
            front = attrs.evolve(front, captions=(*front.captions, line.starts[0]))
    return front, halves


def _below_amounts(line: Line, front: _Front, headers: Headers) -> frozenset[int]:
    """The columns in which the row above holds the label of an amount that was read."""
    above = [cell for cell in front.taken if cell.row == line.row - 1]
    return frozenset(
        cell.column
        for cell in above
        if cell.origin == line.grid.place and says_money(cell.text, headers)
    )


def _is_survey(title: str) -> bool:
    """Whether a title is that of a list of forms, not of a form."""
    return any(word in title for word in Headers.load().words("words", "survey"))


def _unit_line(text: str) -> str | None:
    words = Headers.load().words("words", "unit-line")
    return money_unit(text) if any(word in text for word in words) else None


def _title_at(span: Sequence[Line], headers: Headers) -> int | None:
    """The line of the title: the last that looks like one, before the first field."""
    found = None
    for index, line in enumerate(span):
        if (
            line.starts
            and any(is_title(cell.text) for cell in line.starts)
            and len(line.starts) <= 2
            and not (found is not None and period_of_title(line.starts[0].text, headers))
        ):
            found = index
    if found is None:
        for index, line in enumerate(span):
            text = line.starts[0].text if len(line.starts) == 1 else ""
            if is_bare_title(text) and headers.role("goals", text) is None:
                return index
    return _first_text_at(span, headers) if found is None else found


def _first_text_at(span: Sequence[Line], headers: Headers) -> int | None:
    """The first text of the sheet, where it is alone and says what the form is of: …绩效目标清单.

    The number of an annex before it is none.
    """
    first = next(
        (
            index
            for index, line in enumerate(span)
            if line.starts and not (len(line.starts) == 1 and is_annex(line.starts[0].text))
        ),
        None,
    )
    if first is None or len(span[first].starts) > 1:
        return None
    cell, cells = span[first].starts[0], span[first].grid.cells
    is_top = cell.row < 0 or not any(one.row < cell.row and not is_annex(one.text) for one in cells)
    return first if is_top and is_subject(cell.text, headers) else None


def _place(lines: Sequence[Line], begin: int, end: int) -> Place | None:
    if begin >= len(lines):
        return None
    return lines[min(end, len(lines) - 1)].grid.place


# ---------------------------------------------------------------- tables


def _tables(
    front: _Front,
    body: Body,
    outside: Sequence[Line],
    heads: Sequence[Line],
    headers: Headers,
) -> list[TargetTable]:
    """One table a half, 年度 first; a half without any indicator gives none.

    `outside` are the lines around the block, `heads` those of its heading.

    A list of projects gives these for each project.
    """
    halves = body.headings[0].halves
    if len(halves) == 1 and halves[0].term is None and (term := _side_term(body, headers)):
        halves = (attrs.evolve(halves[0], term=term),)
    ordered = sorted(halves, key=lambda half: half.term == "medium")
    left = leftovers.inside(body, headers)
    tables: list[TargetTable] = []
    shares = shares_of(body, unit=front.unit or "万元")
    for share, half in product(shares, ordered):
        year = share.year or front.budget_year
        reading = indicators_of(share.body, half, year=year, headers=headers)
        if not reading.indicators and (len(halves) > 1 or len(shares) > 1):
            continue
        findings = (*front.findings, *front.guesses(), *left) if not tables else ()
        alone = len(halves) == 1
        own = _table(front, share.body, half, reading, findings, alone=alone)
        own = attrs.evolve(
            own, as_of=_as_of(front, half, outside), deviation=_explained(outside, headers)
        )
        tables.append(_shared(own, share))
    if tables:
        unread = leftovers.around(outside, tables, headers, taken=front.taken)
        sums = [row.line for row in body.totals]
        unread += leftovers.around(heads, tables, headers, heading=body.headings[0], sums=sums)
        tables[0] = attrs.evolve(tables[0], findings=(*tables[0].findings, *unread))
    return tables


def _explained(outside: Sequence[Line], headers: Headers) -> str | None:
    """偏差大或目标未完成原因分析 and 改进措施 that stand below the indicators, for all of them."""
    cells = (reason_given(line, headers) for line in outside)
    return "\n".join(goal_text(cell.text) for cell in cells if cell is not None) or None


def _grade(body: Body) -> str | None:
    """评价等次 in a row of sums."""
    found = (grade_beside(row, Headers.load()) for row in body.totals)
    return next((one.value for one in found if one is not None), None)


def _side_term(body: Body, headers: Headers) -> Term | None:
    """The period that a displaced label at the side of the block names (中期绩效指标)."""
    left = min(column.start for half in body.headings[0].halves for column in half.columns)
    for row in body.rows:
        first = row.line.starts[0]
        if first.column < left and headers.role("sections", first.text):
            return cast("Term | None", headers.term(first.text))
    return None


def _shared(table: TargetTable, share: Share) -> TargetTable:
    """`table` with what the columns beside the indicators state of its project."""
    return attrs.evolve(
        table,
        year=share.year or table.year,
        project=share.project or table.project,
        organisation=share.organisation or table.organisation,
        goal=share.goal or table.goal,
        execution=share.amounts or table.execution,
        findings=(*table.findings, *share.findings),
    )


def _table(
    front: _Front,
    body: Body,
    half: Half,
    reading: Reading,
    findings: tuple[Finding, ...],
    *,
    alone: bool,
) -> TargetTable:
    term: Term = half.term or front.term or "annual"
    goals = [text for of, text in front.goals if of == term]
    if not goals and alone:
        goals = [text for _, text in front.goals]
    execution = tuple(row for row, of in front.budget if of == term or alone)
    total = reading.total
    seen: list[Finding] = []
    for grid in {id(row.line.grid): row.line.grid for row in body.rows}.values():
        seen += grid.findings
    return TargetTable(
        title=front.title,
        organisation=front.value("organisation") or front.value("department"),
        year=front.budget_year,
        term=term,
        kind=_kind(front, half, reading),
        project=front.project,
        department=front.value("department"),
        tasks=front.tasks,
        tasks_total=front.tasks_total,
        goal="\n".join(dict.fromkeys(goals)) or None,
        goal_actual=front.goal_actual,
        indicators=reading.indicators,
        execution=execution,
        declared_total=_stated_total(front) if total.points is None else total.points,
        declared_grade=front.value("declared-grade") or _grade(body),
        findings=(
            *seen,
            *findings,
            *reading.findings,
            *_partial(total, reading, execution),
            *_head_remarks(front),
        ),
        place=front.place,
    )


def _partial(total: Total, reading: Reading, execution: Sequence[Execution]) -> Iterator[Finding]:
    """That a 总分 row is of the indicators only, where its 分值 says so: 总分 | 90 | 87.5."""
    weights = [one.weight for one in reading.indicators if one.weight is not None]
    rest = [row for row in execution if row.weight or row.points]
    if not rest or total.points is None or total.weight != sum(weights, Decimal(0)):
        return
    yield Finding(
        code="total-of-indicators",
        severity="note",
        message=f"总分行是指标部分的合计（分值{total.weight}，得分{total.points}），"
        "预算执行的得分不在其中",
        place=total.cells[0].place if total.cells else None,
        figures=(("weight", str(total.weight)), ("points", str(total.points))),
    )


def _head_remarks(front: _Front) -> Iterator[Finding]:
    """An office that the head of the form asks for and that is blank; two years that differ."""
    offices = [field for field in front.fields if field.role == "organisation"]
    if offices and not any(field.value for field in offices):
        blank = offices[0]
        yield Finding(
            code="field-blank",
            severity="note",
            message=f"表头的“{blank.label}”没有填写；请补填",
            place=blank.cell.place,
            subject=blank.label,
        )
    stated = front.value("year")
    year = year_of(stated) if stated else None
    where = "表头的年度"
    if not year or year == front.year:
        year, where = front.line_year, "标题下面"
    if year and front.year and year != front.year:
        # 2024年自评表（2023年度）: filled in the year after the one that it judges.
        late = front.year == year + 1 and _is_evaluation(front)
        yield Finding(
            code="year-differs",
            severity="note" if late else "warning",
            message=f"标题写的是{front.year}年，{where}是{year}年；按{front.year}年读，请核对",
            place=front.place,
            figures=(("title", str(front.year)), ("field", str(year))),
        )


def _stated_total(front: _Front) -> Decimal | None:
    return number(front.value("declared-total"))


@functools.cache
def _to_date() -> re.Pattern[str]:
    """1-7月, 7月: the month up to which a monitoring form states what is done."""
    lexicon = builtin_lexicon()
    to, month = either((*lexicon.words("to"), "—")), either(lexicon.words("month"))
    return re.compile(rf"((?:[0-9]{{1,2}}(?:{to})+)?)([0-9]{{1,2}})(?:{month})")


def _as_of(front: _Front, half: Half, outside: Sequence[Line]) -> datetime.date | None:
    """The last day of the month that the heading of the actual values, or the title, names.

    Else of the months (1-7月) or the closing date that a line around the block names.
    """
    year, actual = front.budget_year, half.column("actual")
    if year is None or not _is_monitoring(front, half):
        return None
    closing = Headers.load().words("monitoring", "closing")
    headed = (plain(text) for text in (actual.header if actual else "", front.title or ""))
    around = (plain(cell.text) for line in outside for cell in line.starts)
    for text, sure in chain(((one, True) for one in headed), ((one, False) for one in around)):
        found = _to_date().search(text)
        sure = sure or bool(found and found[1]) or any(word in text for word in closing)
        if found and sure and 1 <= int(found[2]) <= 12:
            month = int(found[2])
            return datetime.date(year, month, calendar.monthrange(year, month)[1])
    return None


def _is_monitoring(front: _Front, half: Half) -> bool:
    words = Headers.load().words("monitoring", "title")
    return any(
        half.column(role) for role in ("forecast", "certain", "possible", "likelihood")
    ) or any(word in plain(front.title or "") for word in words)


def _is_evaluation(front: _Front) -> bool:
    title = plain(front.title or "")
    return any(word in title for word in Headers.load().words("title", "evaluation"))


def _kind(front: _Front, half: Half, reading: Reading) -> TableKind:
    title = plain(front.title or "")
    filled = any(one.actual is not None for one in reading.indicators)
    department = any(word in title for word in Headers.load().words("title", "department"))
    if _is_monitoring(front, half):
        return "monitoring"
    if _is_evaluation(front) or (half.column("actual") is not None and filled):
        return "evaluation"
    if front.tasks or department:
        return "department"
    return "project"


# ---------------------------------------------------------------- grids passed over


def _grid_findings(
    grids: Sequence[Grid], touched: set[int], headers: Headers
) -> tuple[Finding, ...]:
    """What to say of grids that gave no table although they look like a form."""
    found: list[Finding] = []
    for number_, grid in enumerate(grids):
        if number_ in touched:
            continue
        labels = [c for c in grid.cells if known_level(c.text, "level2", headers)]
        tops = (*grid.heading, *(cell.text for cell in grid.cells[:3]))
        # A list of names (目录, the overview of a workbook) has one text a row, a form has pairs.
        filled = Counter(cell.row for cell in grid.cells)
        titled = sum(count > 1 for count in filled.values()) > _TOO_FEW and any(
            is_title(text) and not _is_survey(text) for text in tops
        )
        if len(labels) >= _TOO_FEW or titled:
            found.append(
                Finding(
                    code="table-unrecognised",
                    severity="warning",
                    message="这里像是绩效目标表，但没有认出表头（应有“三级指标”“指标值”等栏目），未读入；"
                    "如表头用语不同，可在词表中补充",
                    place=grid.place,
                )
            )
        found += grid.findings
    return tuple(found)
