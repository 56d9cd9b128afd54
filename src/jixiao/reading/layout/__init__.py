"""Layout: from grids to `TargetTable`s, one recogniser for all layouts and all formats.

It goes in this order: the rows of all grids become one stream of lines; headings of
indicator blocks are found by their words; each block is gathered up to its end, over
page breaks; what stands before a block (title, fields, tasks, budget, goals) is its front;
levels are laid over the rows; each half of a block (年度, 中期) becomes a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import attrs

from jixiao.findings import Finding
from jixiao.tables import TargetTable

from ..grid import Grid
from ..headers import Headers, plain
from .abreast import each_office
from .appendices import without_appendices
from .assembly import assembled
from .blocks import gather
from .cards import laid_out
from .columns import Heading, known_level
from .explaining import Explained, explanation
from .folded import opened
from .formhead import Front
from .heads import (
    front_begin,
    is_survey,
    passed_over,
    read_front,
    sheet_begin,
    tail_end,
    year_above,
)
from .levels import kinds_of_level1, place_in_order
from .lines import Line, lines_of
from .listed import itemised
from .opening import find_block
from .paths import parted
from .sides import sides_of
from .spread import spread
from .stacked import headed
from .titles import is_title
from .turned import turned_back

__all__ = ["Explained", "explained", "recognise"]

_TOO_FEW: Final = 2  # level labels in a grid without a heading that make it look like a form


def recognise(grids: Sequence[Grid], *, headers: Headers | None = None) -> tuple[TargetTable, ...]:
    """The target tables of a document, in order; a form with two halves gives 年度 before 中期.

    Args:
        grids: what a reader found in the file.
        headers: the words of forms; by default those that come with jixiao.

    Grids that are no target tables are passed over; one that looks like a form but has no
    heading that is known gives a finding in the first table.
    """
    return _read(grids, headers or Headers.load())[0]


def explained(grids: Sequence[Grid], *, headers: Headers | None = None) -> tuple[Explained, ...]:
    """How the columns of each block of a document were read, in order."""
    return tuple(map(explanation, _read(grids, headers or Headers.load())[1]))


def _read(
    grids: Sequence[Grid], words: Headers
) -> tuple[tuple[TargetTable, ...], Sequence[Heading]]:
    """The tables, and the headings of their blocks."""
    grids = _upright(without_appendices(grids, words), words)
    lines = lines_of(grids, words)
    seen: list[Heading] = []
    tables, parts = _recognised(grids, lines, words, seen)
    if _are_projects(tables, parts):
        seen.clear()
        tables, _ = _recognised(grids, lines, words, seen, named=True)
    return tables, seen


def _are_projects(tables: Sequence[TargetTable], parts: Sequence[int | None]) -> bool:
    """Whether numbered lines name the projects of all tables: 一、…, 二、…, and no table its own."""
    return (
        len(tables) > 1
        and [*parts] == [*range(1, len(tables) + 1)]
        and not any(table.project for table in tables)
    )


def _recognised(
    grids: Sequence[Grid],
    lines: Sequence[Line],
    words: Headers,
    seen: list[Heading],
    *,
    named: bool = False,
) -> tuple[tuple[TargetTable, ...], Sequence[int | None]]:
    """The tables, and the number of the line above each; the headings are added to `seen`.

    With `named` these lines name the projects.
    """
    tables: list[TargetTable] = []
    parts: list[int | None] = []
    touched: set[int] = set()
    front: Front | None = None
    begin, index, last = 0, 0, 0
    while index < len(lines):
        heading = find_block(lines, index, words)
        if heading is None:
            index += 1
            continue
        start = begin
        begin = front_begin(lines, start, index, words)
        above = passed_over(lines, start, begin, index, words)
        own, begin = _front_at(lines, start, begin, index, words, first=front is None)
        own = own.named_by_part() if named else own
        own = attrs.evolve(own, above=year_above(lines[sheet_begin(lines, 0, begin) : begin]))
        goes_on = False
        if front is not None:
            own, has_head = own.below(front, lines[last], lines[index])
            goes_on = not has_head and (lines[index].number in touched or own.is_section)
        front, last = own, index
        body, end = gather(lines, heading, title=front.title, year=front.budget_year, headers=words)
        after = tail_end(lines, end, words)
        tail = read_front(lines, end, after, words, tail=True)
        front = front.with_tail(tail).in_year_of(body.headings[0])
        seen.append(body.headings[0])
        touched |= {line.number for line in lines[begin:after]}
        touched |= {row.line.number for row in body.rows}
        outside = (*above, *lines[begin : heading.index], *body.notes, *lines[end:after])
        heads = lines[heading.index : heading.end]
        found = assembled(front, body, outside, heads, words)
        if goes_on and own.may_name_project and _starts_over(tables, found, words):
            goes_on = False
            front = front.of_other_project()
            found = assembled(front, body, outside, heads, words)
        if tables and len(found) == 1 and _is_rest(tables[-1], found[0], words):
            tables[-1] = _joined(tables[-1], found[0])
        elif goes_on and tables and found:
            tables[-2:] = _continued(tables[-2:], found, front)
        else:
            tables += found
        parts += [own.part and own.part[0]] * (len(tables) - len(parts))
        begin = index = max(after, heading.end)
    tables, parts = _without_blanks(tables, parts)
    reports = _grid_findings(grids, touched, words)
    if tables and reports:
        tables[0] = attrs.evolve(tables[0], findings=(*tables[0].findings, *reports))
    return tuple(tables), parts


def _front_at(
    lines: Sequence[Line], start: int, begin: int, index: int, words: Headers, *, first: bool
) -> tuple[Front, int]:
    """The front of the block at `index`, and where it begins.

    The head of the first block may stand on sheets of its own before it: 封面, 资金, 指标.
    """
    own = read_front(lines, begin, index, words)
    if first and begin > start and not own.has_head:
        whole = read_front(lines, start, index, words)
        return (whole, start) if whole.has_fields else (own, begin)
    return own, begin


def _without_blanks(
    tables: Sequence[TargetTable], parts: Sequence[int | None]
) -> tuple[list[TargetTable], list[int | None]]:
    """The tables without forms that nobody filled in, kept in a file behind those that were."""
    filled = any(table.indicators for table in tables)
    kept = [at for at, table in enumerate(tables) if not (filled and _is_blank(table))]
    return [tables[at] for at in kept], [parts[at] for at in kept]


def _is_blank(table: TargetTable) -> bool:
    named = (table.project, table.organisation, table.department, table.goal, table.goal_actual)
    return not (table.indicators or table.tasks or table.execution or any(named))


def _upright(grids: Sequence[Grid], words: Headers) -> tuple[Grid, ...]:
    """`grids` as forms whose indicators are rows, each with its heading above them."""
    grids = parted(
        spread(each_office(sides_of(laid_out(grids, words), words), words), words), words
    )
    grids = itemised(turned_back(opened(grids, words), words))
    return headed(grids, words)


def _is_rest(before: TargetTable, table: TargetTable, headers: Headers) -> bool:
    """Whether a further sheet says that it goes on (…申报表（续）) and names nobody itself."""
    own, marks = plain(table.title or ""), headers.plain_words("words", "continued")
    bare = own
    for mark in marks:
        bare = bare.replace(mark, "")
    named = table.organisation or table.department or table.project
    return own != bare == plain(before.title or "") and not named and before.term == table.term


def _continued(
    last: Sequence[TargetTable], found: Sequence[TargetTable], front: Front
) -> Sequence[TargetTable]:
    """The tables of a block that goes on under the head of those before it, behind the last of them."""
    *earlier, before = last
    if earlier and before.term == "medium" and len(found) == 1:
        # 长期目标, 年度目标1, 年度目标2: the year stands before the whole period.
        if _is_same_form(earlier[0], found[0]) and _is_medium_of(before, found):
            return [_joined(earlier[0], found[0]), before]
    return [*earlier, *_continuing(before, found, front)]


def _continuing(
    before: TargetTable, found: Sequence[TargetTable], front: Front
) -> Sequence[TargetTable]:
    """The table before a block that goes on under its head, and the tables of the block."""
    if len(found) == 1 and _is_same_form(before, found[0]):
        return [_joined(before, found[0])]
    if _is_medium_of(before, found):
        return _apart([*found, before], front)
    if _is_medium_of(found[0], [before]):
        return _apart([before, *found], front)
    return [before, *found]


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
    ranks = [
        [place_in_order(kinds_of_level1(one.level1 or "", headers), headers) for one in of]
        for of in (table.indicators for table in (*before[-1:], *found[:1]))
    ]
    known = [[rank for rank in of if rank is not None] for of in ranks]
    return len(known) == 2 and all(known) and known[1][0] < known[0][-1]


def _is_medium_of(before: TargetTable, found: Sequence[TargetTable]) -> bool:
    """Whether 长期 stands above 年度 in one form: the year comes first, as where they stand side by side."""
    return (
        len(found) == 1
        and (before.term, found[0].term) == ("medium", "annual")
        and _is_same_form(attrs.evolve(before, term="annual"), found[0])
    )


def _apart(tables: Sequence[TargetTable], front: Front) -> list[TargetTable]:
    """The tables of 年度 and 实施期 of one form, each with the money of its period, where both are stated."""
    of = {id(row): term for row, term in front.budget}
    if set(of.values()) != {"annual", "medium"}:
        return list(tables)
    return [
        attrs.evolve(
            table,
            execution=tuple(row for row in table.execution if of.get(id(row)) == table.term),
        )
        for table in tables
    ]


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
            is_title(text) and not is_survey(text) for text in tops
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
