"""Assembly: target tables out of a front, a block and what stands around them."""

from __future__ import annotations

import calendar
import datetime
import functools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, product
from typing import Final, cast

import attrs

from jixiao.findings import Finding
from jixiao.language.lexicon import builtin_lexicon, either
from jixiao.tables import Execution, TableKind, TargetTable, Term

from ..headers import Headers, plain
from . import leftovers
from .columns import Half, level_label
from .formhead import Front
from .front import reason_given
from .goals import find_goals, goal_text
from .indicators import Reading, indicators_of
from .lines import Line, clean
from .projects import Share, shares_of
from .rows import Body, number
from .terms import with_terms
from .titles import day_in, is_blank_year, year_of
from .totals import Total, grade_beside

__all__ = ["assembled"]

_SHORTEST_GOAL: Final = 6  # characters


def assembled(
    front: Front,
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
    front = front if front.goals else _with_goal_at_side(front, body, heads, headers)
    front, body = _with_goals_inside(front, body, headers)
    ordered = sorted(halves, key=lambda half: half.term == "medium")
    left = leftovers.inside(body, headers)
    tables: list[TargetTable] = []
    shares = shares_of(body, unit=front.unit or "万元")
    named = any(share.organisation for share in shares)
    for share, half in product(shares, ordered):
        year = share.year or front.budget_year
        reading = indicators_of(share.body, half, year=year, headers=headers)
        if not reading.indicators and (len(halves) > 1 or len(shares) > 1):
            continue
        findings = (*front.findings, *front.guesses(shared=named), *left) if not tables else ()
        alone = len(halves) == 1
        own = _table(front, share.body, half, reading, findings, alone=alone)
        own = attrs.evolve(
            own,
            as_of=_as_of(front, half, outside),
            filled_on=_filled_on(front, (*heads, *outside), headers),
            deviation=_explained(outside, headers),
        )
        tables.append(_shared(own, share))
    tables = with_terms(tables)
    if tables:
        unread = leftovers.around(outside, tables, headers, taken=front.taken)
        sums = [row.line for row in body.totals]
        unread += leftovers.around(heads, tables, headers, heading=body.headings[0], sums=sums)
        tables[0] = attrs.evolve(tables[0], findings=(*tables[0].findings, *unread))
    return tables


def _explained(outside: Sequence[Line], headers: Headers) -> str | None:
    """偏差大或目标未完成原因分析 and 改进措施 that stand below the indicators, for all of them."""
    found = []
    for line in outside:
        cell = reason_given(line, headers)
        if cell is not None:
            titled = headers.is_account(line.bare[0])
            found.append(f"{clean(line.starts[0].text)}：" * titled + goal_text(cell.text))
    return "\n".join(found) or None


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


def _with_goals_inside(front: Front, body: Body, headers: Headers) -> tuple[Front, Body]:
    """年度目标2 | a text, over the further indicators of a form that aims at several things."""
    found = {
        id(line): (line.starts[0], goals.annual)
        for line in body.unread
        if len(line.starts) == 2
        if (goals := find_goals((line,), 0, headers)) is not None and goals.annual
    }
    if not found or not front.goals:
        return front, body
    front = attrs.evolve(
        front,
        goals=(*front.goals, *(("annual", text) for _, text in found.values())),
        taken=(*front.taken, *(cell for cell, _ in found.values())),
    )
    rest = tuple(line for line in body.unread if id(line) not in found)
    return front, attrs.evolve(body, unread=rest)


def _with_goal_at_side(front: Front, body: Body, heads: Sequence[Line], headers: Headers) -> Front:
    """`front` with the goal that stands where other forms print 绩效指标, with the points of all."""
    columns = body.headings[0].halves[0].columns
    side = next(cell for line in heads for cell in line.starts)
    label = level_label(side.text)
    words = (headers.plain_words("goals", role) for role in ("resemble", "not"))
    if (
        label.points is None
        or side.rowspan <= len(body.rows)
        or side.column + side.colspan > min(column.start for column in columns)
        or len(label.text) < _SHORTEST_GOAL
        or any(word in plain(label.text) for word in chain(*words))
    ):
        return front
    found = Finding(
        code="field-guessed",
        severity="note",
        message=f"表里没有目标一栏，指标左边的“{label.text}”读作年度目标",
        place=side.place,
        subject=label.text,
        figures=(("role", "goal"), ("value", label.text)),
    )
    return attrs.evolve(
        front,
        goals=(("annual", label.text),),
        findings=(*front.findings, found),
        taken=(*front.taken, side),
    )


def _shared(table: TargetTable, share: Share) -> TargetTable:
    """`table` with what the columns beside the indicators state of its project."""
    return attrs.evolve(
        table,
        year=share.year or table.year,
        project=share.project or table.project,
        organisation=share.organisation or table.organisation,
        department=share.department or table.department,
        goal=share.goal or table.goal,
        execution=share.amounts or table.execution,
        findings=(*table.findings, *share.findings),
    )


def _table(
    front: Front,
    body: Body,
    half: Half,
    reading: Reading,
    findings: tuple[Finding, ...],
    *,
    alone: bool,
) -> TargetTable:
    term: Term = half.term or front.term or "annual"
    goals = [text for of, text in front.goals if of == term]
    if not goals and term == "annual":
        goals = [text for of, text in front.goals if of is None]
    if not goals and alone:
        goals = [text for _, text in front.goals]
    came, beside = front.goal_actual, front.goal_beside
    if beside is not None and came is None and any(one.actual for one in reading.indicators):
        came = beside
    elif beside is not None:
        goals = [*goals, beside]
    execution = tuple(row for row, of in front.budget if of == term or alone)
    total = reading.total
    seen: list[Finding] = []
    for grid in {id(row.line.grid): row.line.grid for row in body.rows}.values():
        seen += grid.findings
    return TargetTable(
        title=front.title,
        organisation=front.organisation,
        year=front.budget_year,
        term=term,
        kind=_kind(front, half, reading),
        project=front.project,
        department=front.department,
        tasks=front.tasks,
        tasks_total=front.tasks_total,
        goal="\n".join(dict.fromkeys(goals)) or None,
        goal_actual=came,
        period=front.value("period"),
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


def _head_remarks(front: Front) -> Iterator[Finding]:
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
    years = [field for field in front.fields if field.role == "year"]
    if years and not any(field.value for field in years) and year_of(front.title or "") is None:
        cell = years[0].cell
        if is_blank_year(cell.text):
            yield Finding(
                code="field-blank",
                severity="note",
                message=f"标题下面的“{cell.text.strip()}”没有写是哪一年；请补填",
                place=cell.place,
                subject=cell.text.strip(),
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


def _stated_total(front: Front) -> Decimal | None:
    return number(front.value("declared-total"))


@functools.cache
def _to_date() -> re.Pattern[str]:
    """1-7月, 7月: the month up to which a monitoring form states what is done."""
    lexicon = builtin_lexicon()
    to, month = either((*lexicon.words("to"), "—")), either(lexicon.words("month"))
    return re.compile(rf"((?:[0-9]{{1,2}}(?:{to})+)?)([0-9]{{1,2}})(?:{month})")


def _as_of(front: Front, half: Half, outside: Sequence[Line]) -> datetime.date | None:
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


def _filled_on(front: Front, lines: Sequence[Line], headers: Headers) -> datetime.date | None:
    """The day behind 填报日期, in a cell of its own or among others: 填报人：刘芳 填报日期：2024年1月20日."""
    labels = headers.words("fields", "filled-on")
    around = (plain(cell.text) for line in lines for cell in line.starts)
    behind = (one.partition(label)[2] for one in around for label in labels if label in one)
    days = (day_in(text) for text in (front.value("filled-on") or "", *behind))
    return next((day for day in days if day is not None), None)


def _is_monitoring(front: Front, half: Half) -> bool:
    words = Headers.load().words("monitoring", "title")
    return any(
        half.column(role) for role in ("forecast", "certain", "possible", "likelihood")
    ) or any(word in plain(front.title or "") for word in words)


def _is_evaluation(front: Front) -> bool:
    title = plain(front.title or "")
    return any(word in title for word in Headers.load().words("title", "evaluation"))


def _kind(front: Front, half: Half, reading: Reading) -> TableKind:
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
