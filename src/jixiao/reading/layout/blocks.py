"""Blocks: where the indicators of a form begin and end, over page breaks and repeated headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..grid import Cell
from ..headers import Headers
from .columns import (
    Heading,
    level_label,
)
from .front import is_front, is_note, money_unit
from .funds import find_funds
from .headings import of_year
from .lines import Line
from .members import (
    LONGEST_LABEL,
    Gathering,
    aligned,
    are_labels,
    block_at,
    heads_money,
    is_across,
    is_banner,
    is_cut,
    is_known,
    is_level,
    is_listing,
    is_money,
    is_numbering,
    is_remark,
    is_remarked,
    is_section,
    is_spare,
    is_special,
    is_text_line,
    is_text_rest,
    remember,
    row_of,
    sums_rows,
    value_above,
)
from .money import says_money
from .pagebreaks import continued, is_other_sheet, rows_follow, tops_above
from .rows import COMPLETE, LEVELS, Body, Row, is_label, is_value
from .titles import unnumbered

__all__ = ["gather"]

_CAPTIONS: Final = 4  # lines from a text above a heading to that heading


def gather(
    lines: Sequence[Line],
    heading: Heading,
    *,
    title: str | None,
    headers: Headers,
    year: int | None = None,
) -> tuple[Body, int]:
    """The rows of the block under `heading`, and the index of the first line behind it.

    `title` and `year` are those of the form: a heading repeated on the next page is followed
    by rows of the same block only under the same title.
    """
    heading = of_year(heading, year)
    state = Gathering(heading, title, year, [heading], [], [], [], [], [])
    state.number = lines[heading.index].number
    index = heading.end
    end = index
    top = -1  # the index of the line below a heading that the next page repeats
    tops = tops_above(lines, heading.index)
    while index < len(lines):
        line = lines[index]
        if line.number != lines[index - 1].number:
            if is_other_sheet(lines[index - 1], line):
                break
            state.broken = True
        if not line.starts:
            state.broken = state.broken or not line.covering
            index += 1
            continue
        lone = len(line.starts) == 1
        again = None
        if lone or "columns" in line.sections:
            again = continued(lines, index, state, headers)
        if again is not None:
            if again.heading is not None:
                state.heading = of_year(again.heading, state.year)
                state.headings.append(state.heading)
            state.broken = True
            state.number = lines[again.index - 1].number
            index = end = top = again.index
            continue
        again_printed = heading.depth == 1 and line.words == lines[heading.index].words
        state.broken = state.broken or again_printed
        if again_printed or (line.number != state.number and tops.get(line.row) == line.words):
            # The heading above the next kind of indicators, or what the next page repeats.
            index += 1
            continue
        word = line.words[0]
        special = lone or len(word) > LONGEST_LABEL or is_special(word, headers)
        if _begins_other(lines, index, state, headers, special=special):
            break
        state.at_top = line.number != state.number or index == top
        following = state.at_top and not state.totals and rows_follow(lines, index, state, headers)
        if not _take(line, state, headers, following=following, special=special):
            break
        index += 1
        if not (state.unread and state.unread[-1] is line and is_banner(line, state)):
            end = index
    return _body(state, lines[end:index], headers), end


def _body(state: Gathering, below: Sequence[Line], headers: Headers) -> Body:
    """What was gathered; what stands alone behind the last row is below the block, not in it."""
    apart = set(map(id, below))
    state.unread = [line for line in state.unread if id(line) not in apart]
    _stray_labels(state, headers)
    return Body(
        headings=tuple(state.headings),
        rows=tuple(state.rows),
        totals=tuple(state.totals),
        loose=tuple(state.loose),
        unread=tuple(state.unread),
        notes=tuple(state.notes),
        sections=tuple(state.sections),
        across=tuple(state.across),
    )


def _begins_other(
    lines: Sequence[Line], index: int, state: Gathering, headers: Headers, *, special: bool
) -> bool:
    """Whether another form, another block or the funds begin at a line."""
    line = lines[index]
    if special and line.role("fields") != "declared-total" and is_front(line, headers):
        if not _is_labelled_row(line, state, headers):
            return True
    if block_at(lines, index, state, headers) is not None:
        return True
    if _begins_funds(lines, index, state, headers):
        return True
    lone = len(line.starts) == 1
    return lone and is_banner(line, state) and _heads_block(lines, index, state, headers)


def _is_labelled_row(line: Line, state: Gathering, headers: Headers) -> bool:
    """Whether 绩效目标 stands below the heading beside a name and a value, and so is a label there.

    So does 责任单位 over 责任单位满意率, where what stands under 指标值 is a value and no name.
    """
    if line.row < 0 or len(line.starts) < 3:
        return False
    first = line.starts[0]
    row = Row(line, state.heading)
    if row.score(state.seen, headers) < COMPLETE:
        return False
    if "goals" in line.hits[0]:
        return is_level(first, state) or is_spare(first, state)
    return is_level(first, state) and any(is_value(part.text("target")) for part in row.parts)


def _take(
    line: Line, state: Gathering, headers: Headers, *, following: bool, special: bool
) -> bool:
    """Add one line to the block; False where the block is over.

    `following` says that the next rows of the same grid fit the block; `special` that the first
    words of the line are not those of a row.
    """
    if is_across(line, state, headers):
        state.across.append(line)
        return True
    return _take_upright(line, state, headers, following=following, special=special)


def _take_upright(
    line: Line, state: Gathering, headers: Headers, *, following: bool, special: bool
) -> bool:
    """Add one line to the block, as one of a form whose indicators are rows."""
    if line.row < 0:
        return _take_introduction(line, state, headers, following=following)
    subtotal = not headers.subtotals.isdisjoint(line.bare)
    if subtotal or (special and sums_rows(line, state, headers)):
        state.unread.append(line)
        return True
    if special and is_remarked(line, headers):
        state.broken = True
        state.notes.append(line)
        return True
    if not headers.totals.isdisjoint(line.bare):
        state.totals.append(Row(line, state.heading))
        state.broken = True
        return True
    if is_numbering(line, state, headers):
        return True
    if is_cut(line, state, headers) or (following and is_text_rest(line, state)):
        state.rows.append(Row(line, state.heading, 0, state.section, after_break=True, cut=True))
        state.broken = False
        state.number = line.number
        return True
    if state.heading.beside and is_listing(line, state.heading):
        state.rows.append(Row(line, state.heading))
        state.number = line.number
        return True
    if heads_money(line) or (special and is_money(line, state, headers)):
        return False
    if is_section(line, state, headers):
        state.sections.append(line)
        state.section = unnumbered(level_label(line.starts[0].text).text)
        return True
    rest: Sequence[Cell] = line.starts
    if "sections" in line.sections:
        rest = [cell for cell, hits in zip(rest, line.hits, strict=True) if "sections" not in hits]
    if are_labels(rest, state, headers):
        return _take_labels(line, rest, state)
    if line.grid.spans_known and is_remark(line, state.heading, headers):
        state.broken = True
        state.unread.append(line)
        return True
    if special and is_text_line(line, state, headers):
        taken = _take_text(line, state, headers)
        if taken is not None:
            return taken
    return _take_row(line, state, headers, following=following)


def _take_introduction(line: Line, state: Gathering, headers: Headers, *, following: bool) -> bool:
    """Text above a further grid: a page number, or what introduces another table."""
    state.broken = True
    if following or is_note(line, headers):
        state.notes.append(line)
        return True
    return False


def _take_text(line: Line, state: Gathering, headers: Headers) -> bool | None:
    """A line of text is a note, a banner or the end of the block; None where it may be a row."""
    if len(line.starts) > 1 or is_note(line, headers):
        state.broken = True
        state.notes.append(line)
        return True
    if len(line.words[0]) > 20 or state.broken or state.totals:
        return False
    if is_banner(line, state):
        state.unread.append(line)
        return True
    return None


def _take_row(line: Line, state: Gathering, headers: Headers, *, following: bool) -> bool:
    row = aligned(line, state, headers)
    if row is None and following:
        row = row_of(line, state)  # The rest of a row that the page cut off: the rows below it fit.
    if row is None:
        if state.broken or state.totals:
            return False
        state.unread.append(line)
        return True
    state.rows.append(row)
    remember(line, state)
    state.broken = False
    state.number = line.number
    return True


def _begins_funds(lines: Sequence[Line], index: int, state: Gathering, headers: Headers) -> bool:
    """Whether a block of amounts begins below the indicators, whatever its labels are called.

    Its cells must lie across the columns of the block, or its label name a unit of money: 资金
    may label indicators as well.
    """
    line = lines[index]
    first = line.starts[0]
    left = state.heading.halves[0].columns[0].start
    if first.rowspan < 2 or first.column > left or not says_money(first.text, headers):
        return False
    if is_label(first.text, headers) or level_label(first.text).text in state.seen:
        return False
    rest = line.starts[1:]
    if any(is_label(cell.text, headers) for cell in rest):
        # A project of a list (非遗传承人补助) with its amount, and its first indicator.
        return False
    edges = {column.start for half in state.heading.halves for column in half.columns}
    edges |= {column.start for column in state.heading.spare}
    inside = all(
        cell.column in edges and not edges & set(range(cell.column + 1, cell.column + cell.colspan))
        for cell in rest
    )
    if inside and money_unit(first.text) is None:
        return False
    found = find_funds(lines, index, unit="", headers=headers)
    return found is not None and bool(found.rows)


def _stray_labels(state: Gathering, headers: Headers) -> None:
    """Texts behind the last row that are no usual labels label nothing."""
    while state.loose:
        before, row = state.loose[-1]
        if before < len(state.rows) or any(is_known(one, headers) for one in row.line.starts):
            return
        state.notes.insert(0, row.line)
        state.loose.pop()


def _heads_block(lines: Sequence[Line], index: int, state: Gathering, headers: Headers) -> bool:
    """Whether a text alone in its row stands right above the heading of a further block."""
    for position in range(index + 1, min(index + _CAPTIONS, len(lines))):
        line = lines[position]
        if line.number != lines[index].number:
            return False
        if block_at(lines, position, state, headers) is not None:
            return True
        if len(line.starts) > 1:
            return False
    return False


def _take_labels(line: Line, levels: Sequence[Cell], state: Gathering) -> bool:
    """A line with nothing but labels: of the block's side, or of a level."""
    if levels:
        half = state.heading.halves[0]
        if any((one := half.column(level)) is not None and one.cells(line) for level in LEVELS):
            state.loose.append((len(state.rows), Row(line, state.heading)))
            if any(value_above(line, one) for one in state.heading.halves):
                state.rows.append(row_of(line, state))
        else:
            state.unread.append(line)
    return True
