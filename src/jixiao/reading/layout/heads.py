"""Heads (表头): what stands above and below a block of indicators, read into one `Front`.

Title, fields, tasks, amounts and goals, line by line; what a block shares with the one before it
(the title of the page, the office of the sheet) is taken from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from jixiao.errors import Place
from jixiao.tables import Term

from ..grid import Cell
from ..headers import Headers, plain
from .amounts import amounts_in_pairs, find_amounts, halves_of, plain_amounts
from .budget import find_budget
from .formhead import Front
from .front import fields_of, is_front, is_note, money_unit
from .funds import find_funds
from .goals import find_goals
from .lines import Line
from .money import Budget, amount, is_item, says_money
from .opening import find_block
from .pagebreaks import is_furniture
from .tasks import find_tasks
from .titles import (
    begins_subject,
    is_annex,
    is_bare_title,
    is_dated,
    is_subject,
    is_title,
    is_year,
    period_of_title,
    project_in,
    term_of,
    title_text,
    year_line,
    year_of,
)
from .told import told_funds

__all__ = [
    "front_begin",
    "is_survey",
    "passed_over",
    "read_front",
    "sheet_begin",
    "tail_end",
    "year_above",
]

_LONGEST_HEADING: Final = 40  # characters of a heading, and not of a sentence


def front_begin(lines: Sequence[Line], begin: int, index: int, headers: Headers) -> int:
    """Where the front of the block at `index` begins: not on another sheet.

    A table before the title belongs to the form only where the form has no head behind it, and
    the table holds something of one.
    """
    begin = sheet_begin(lines, begin, index)
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


def year_above(lines: Sequence[Line]) -> Cell | None:
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


def passed_over(
    lines: Sequence[Line], start: int, begin: int, index: int, headers: Headers
) -> Sequence[Line]:
    """The rows of the tables above a front: of a form without a head they may be a part."""
    if _has_head(lines[begin:index], headers):
        return ()
    return [line for line in lines[sheet_begin(lines, start, index) : begin] if line.row >= 0]


def _has_head(lines: Sequence[Line], headers: Headers) -> bool:
    """Whether some lines name an office or a project."""
    return any(
        field.role in {"organisation", "project"} and field.value
        for line in lines
        for field in fields_of(line, headers)
    )


def sheet_begin(lines: Sequence[Line], begin: int, index: int) -> int:
    sheet = lines[index].grid.place.sheet
    for position in range(index - 1, begin - 1, -1):
        if (
            lines[position].grid.place.sheet != sheet
            and lines[position].number != lines[index].number
        ):
            return position + 1
    return begin


def tail_end(lines: Sequence[Line], end: int, headers: Headers) -> int:
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


def read_front(
    lines: Sequence[Line], begin: int, end: int, headers: Headers, *, tail: bool = False
) -> Front:
    """Read the lines `[begin, end)` with each reader in turn; see `leftovers` for what none takes."""
    span = lines[begin:end]
    units = (_unit_line(cell.text) for line in span for cell in line.starts)
    said = next(filter(None, units), None)
    unit = said or "万元"
    front = Front(unit=said, place=_place(lines, begin, end))
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
            half = _first_half(span, index, text, front.captions)
            front = attrs.evolve(
                front,
                title=half + title_text(text),
                year=year_of(half + text) or front.year,
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
            texts: tuple[tuple[Term | None, str | None], ...]
            first: Term | None = None if _is_whole(goals.heads, headers) else "annual"
            texts = ((first, goals.annual), ("medium", goals.medium))
            kept = tuple((term, text) for term, text in texts if text)
            front = attrs.evolve(
                front,
                goals=(*front.goals, *kept),
                goal_actual=front.goal_actual or goals.done,
                goal_beside=front.goal_beside or goals.beside,
                loose_year=front.loose_year or _year_of_labels(goals.heads),
                taken=(*front.taken, *filter(lambda c: headers.spells(c.text), goals.heads)),
            )
            index = goals.end
            continue
        else:
            front, halves = _read_line(line, front, unit=unit, halves=halves, headers=headers)
        index += 1
    return front


def _is_whole(heads: Sequence[Cell], headers: Headers) -> bool:
    """项目总目标: the goal of the whole project, whatever its years."""
    words = headers.plain_words("goals", "whole")
    named = [one for one in heads if plain(one.text).endswith(words)]
    return len(heads) == len(named) == 1 and term_of(named[0].text, headers) is None


def _year_of_labels(heads: Sequence[Cell]) -> int | None:
    """The year that the label of a goal names: 2024年度绩效目标."""
    return next((year for head in heads if (year := year_of(head.text)) is not None), None)


def _find_money(lines: Sequence[Line], index: int, *, unit: str, headers: Headers) -> Budget | None:
    """The budget rows of the block that begins at `lines[index]`: the reading that takes more."""
    pairs = amounts_in_pairs(lines, index, unit=unit, headers=headers)
    if pairs is not None:
        return pairs
    known = find_budget(lines, index, unit=unit, headers=headers) or find_amounts(
        lines, index, unit=unit, headers=headers
    )
    funds = find_funds(lines, index, unit=unit, headers=headers)
    if known is not None and known.rows:
        end = known.end if funds is None else max(known.end, funds.end)
        if not _leaves_amounts(lines[index:end], known):
            return known
    best = max(filter(None, (known, funds)), key=_stated_amounts, default=None)
    if best is not None and best.rows:
        return best
    return told_funds(lines[index], index, headers) or best


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
    front: Front,
    *,
    unit: str,
    halves: tuple[tuple[int, str], ...],
    headers: Headers,
) -> tuple[Front, tuple[tuple[int, str], ...]]:
    """One line that is no block of its own: amounts, fields, or a subtitle."""
    unit = next((own for cell in line.covering.values() if (own := money_unit(cell.text))), unit)
    halves = halves_of(line, headers=headers) or halves
    below = _below_amounts(line, front, headers)
    amounts = plain_amounts(line, unit=unit, halves=halves, headers=headers, below=below)
    fields = tuple(fields_of(line, headers))
    labels = (one.cell for one in fields if plain(one.cell.text) == one.label)
    front = attrs.evolve(front, fields=(*front.fields, *fields), taken=(*front.taken, *labels))
    if fields:
        years = [(one.text, year) for one in line.starts if (year := year_line(one.text))]
        front = front.below_title(years[0][1] if years else None)
        front = attrs.evolve(front, heads=(*front.heads, *(text for text, _ in years)))
    if amounts is not None and (amounts.rows or amounts.findings):
        return front.with_budget(amounts), halves
    if fields:
        return front, halves
    if len(line.starts) == 1:
        text = line.starts[0].text
        year = year_line(text)
        if year is not None:
            return attrs.evolve(front.below_title(year), heads=(*front.heads, text)), halves
        if not is_dated(text) and ":" not in plain(text):
            front = attrs.evolve(front, loose_year=year_of(text) or front.loose_year)
        if _is_caption(line, headers):
            front = attrs.evolve(front, captions=(*front.captions, line.starts[0]))
    return front, halves


def _below_amounts(line: Line, front: Front, headers: Headers) -> frozenset[int]:
    """The columns in which the row above holds the label of an amount that was read."""
    above = [cell for cell in front.taken if cell.row == line.row - 1]
    return frozenset(
        cell.column
        for cell in above
        if cell.origin == line.grid.place and says_money(cell.text, headers)
    )


def is_survey(title: str) -> bool:
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


def _first_half(span: Sequence[Line], at: int, title: str, captions: Sequence[Cell]) -> str:
    """The line above a title that names no project itself: 2020年农村公路养护资金 | 绩效自评情况表."""
    above = next((line for line in reversed(span[:at]) if line.starts), None)
    if above is None or len(above.starts) > 1 or above.starts[0] not in captions[-1:]:
        return ""
    text = title_text(above.starts[0].text)
    dated = year_of(text) is not None and not is_year(text)
    # What names no project in one line does so with the line above it, and only then.
    headers = Headers.load()
    named = [project_in(one, (), headers) for one in (title, text + title_text(title))]
    is_half = begins_subject(title) and dated and not is_title(text) and not is_annex(text)
    return text if is_half and named[0] is None and named[1] is not None else ""


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
