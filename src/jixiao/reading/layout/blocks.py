"""Blocks: where the indicators of a form begin and end, over page breaks and repeated headings."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Final

import attrs

from jixiao.language.lexicon import either

from ..grid import Cell
from ..headers import Headers, plain, without_brackets, year_word
from .across import are_labelled
from .columns import (
    Half,
    Heading,
    known_level,
    level_label,
)
from .front import begins_note, is_front, is_matter, is_note, money_unit
from .funds import find_funds
from .headings import of_year
from .levels import kinds_of_level2, place_in_order
from .lines import Line
from .money import amount, is_item, says_money
from .opening import find_block
from .rows import COMPLETE, CUT, LEVELS, SHIFTS, SURE, Body, Row, is_label, is_value
from .titles import is_page, is_title, term_of, title_text, unnumbered

__all__ = ["gather", "is_furniture", "is_mark", "is_other_sheet"]

_MOST_ABOVE: Final = 12  # lines above the table of a further page
_CAPTIONS: Final = 4  # lines from a text above a heading to that heading
_LONGEST_LABEL: Final = 24
_FRONT: Final = frozenset({"fields", "goals", "sections"})


@attrs.define
class _Gathering:
    heading: Heading
    title: str | None
    year: int | None
    headings: list[Heading]
    rows: list[Row]
    totals: list[Row]
    loose: list[tuple[int, Row]]
    unread: list[Line]
    notes: list[Line]
    seen: set[str] = attrs.Factory(set)  # the level labels met so far
    section: str | None = None
    sections: list[Line] = attrs.Factory(list)  # the rows that hold nothing but its label
    number: int = -1  # the grid of the last row
    blocks: dict[int, Heading | None] = attrs.Factory(dict)  # what `find_block` said of a line
    across: list[Line] = attrs.Factory(
        list
    )  # from a row of levels on: 一级指标 | 产出指标 | 效益指标
    broken: bool = False  # a page break, blank line or note since the last row
    at_top: bool = False  # whether a line is of a further table, or right below its heading


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
    state = _Gathering(heading, title, year, [heading], [], [], [], [], [])
    state.number = lines[heading.index].number
    index = heading.end
    end = index
    top = -1  # the index of the line below a heading that the next page repeats
    tops = _tops(lines, heading.index)
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
            again = _continued(lines, index, state, headers)
        if again is not None:
            if again.heading is not None:
                state.heading = of_year(again.heading, state.year)
                state.headings.append(state.heading)
            state.broken = True
            state.number = lines[again.index - 1].number
            index = end = top = again.index
            continue
        if line.number != state.number and tops.get(line.row) == line.words:
            index += 1  # The first rows of the form, which the next page repeats.
            continue
        word = line.words[0]
        special = lone or len(word) > _LONGEST_LABEL or _is_special(word, headers)
        if _begins_other(lines, index, state, headers, special=special):
            break
        state.at_top = line.number != state.number or index == top
        following = state.at_top and not state.totals and _rows_follow(lines, index, state, headers)
        if not _take(line, state, headers, following=following, special=special):
            break
        index += 1
        if not (state.unread and state.unread[-1] is line and _is_banner(line, state)):
            end = index
    # What stands alone behind the last row is below the block, not in it.
    below = set(map(id, lines[end:index]))
    state.unread = [line for line in state.unread if id(line) not in below]
    _stray_labels(state, headers)
    body = Body(
        headings=tuple(state.headings),
        rows=tuple(state.rows),
        totals=tuple(state.totals),
        loose=tuple(state.loose),
        unread=tuple(state.unread),
        notes=tuple(state.notes),
        sections=tuple(state.sections),
        across=tuple(state.across),
    )
    return body, end


def _begins_other(
    lines: Sequence[Line], index: int, state: _Gathering, headers: Headers, *, special: bool
) -> bool:
    """Whether another form, another block or the funds begin at a line."""
    line = lines[index]
    if special and line.role("fields") != "declared-total" and is_front(line, headers):
        if not _is_labelled_row(line, state, headers):
            return True
    if _block_at(lines, index, state, headers) is not None:
        return True
    if _begins_funds(lines, index, state, headers):
        return True
    lone = len(line.starts) == 1
    return lone and _is_banner(line, state) and _heads_block(lines, index, state, headers)


def _is_labelled_row(line: Line, state: _Gathering, headers: Headers) -> bool:
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
        return _is_level(first, state) or _is_spare(first, state)
    return _is_level(first, state) and any(is_value(part.text("target")) for part in row.parts)


def _tops(lines: Sequence[Line], index: int) -> dict[int, tuple[str, ...]]:
    """The words of the rows above the heading at `index` in its table, by row."""
    found: dict[int, tuple[str, ...]] = {}
    number = lines[index].number
    for position in range(index - 1, -1, -1):
        line = lines[position]
        if line.number != number or line.row < 0:
            break
        if line.starts:
            found[line.row] = line.words
    return found


def _block_at(
    lines: Sequence[Line], index: int, state: _Gathering, headers: Headers
) -> Heading | None:
    if "columns" not in lines[index].sections:
        return None
    if index not in state.blocks:
        # The first row of a further table may be a heading by what stands below it.
        top = lines[index].row == 0 and lines[index].number != state.number
        state.blocks[index] = find_block(lines, index, headers, guess=top)
    return state.blocks[index]


def _rows_follow(lines: Sequence[Line], index: int, state: _Gathering, headers: Headers) -> bool:
    """Whether, at the top of a new grid, one of the next rows surely belongs to the block."""
    line = lines[index]
    # A page prints the texts of cells that it cuts once more above its table, one a line.
    first = next((at for at in range(index + 1, len(lines)) if lines[at].row >= 0), len(lines))
    if first - index > _MOST_ABOVE:
        return False
    near = range(index + 1, min(first + 3, len(lines)))
    if any(_block_at(lines, position, state, headers) is not None for position in near):
        return False  # What the text introduces has a heading of its own.
    below = [lines[position] for position in near if lines[position].number == line.number]
    return any(
        _fits(one, state, headers) or not headers.totals.isdisjoint(one.bare) for one in below
    )


def is_other_sheet(before: Line, line: Line) -> bool:
    """Whether two lines stand on different sheets of a workbook; a PDF's pages are one stream."""
    if before.grid.left != line.grid.left:
        return True  # Forms side by side are two, however alike their heads.
    if before.number == line.number or before.grid.place.sheet == line.grid.place.sheet:
        return False
    names = (before.grid.place.sheet or "", line.grid.place.sheet or "")
    return not all(is_page(plain(name)) for name in names)


@attrs.frozen
class _Following:
    index: int
    heading: Heading | None


def _continued(
    lines: Sequence[Line], index: int, state: _Gathering, headers: Headers
) -> _Following | None:
    """Where the same block goes on behind repeated titles and headings, or None.

    A heading right behind the rows is a repeated one; behind a title only where the title is
    this form's own. Another period, or a return to an earlier kind of indicator, is a new form.
    """
    position = index
    titles: list[str] = []
    while position < len(lines) and position - index < 12:
        line = lines[position]
        if is_other_sheet(lines[index - 1], line):
            return None
        if len(line.starts) > 1:
            break
        text = line.starts[0].text if line.starts else ""
        if is_title(text):
            titles.append(title_text(text))
        elif text and not is_furniture(line, headers) and not _is_side_text(text, headers):
            break
        position += 1
    if position >= len(lines):
        return None
    again = _block_at(lines, position, state, headers)
    if again is None and not titles:
        return None
    if any(not _same_title(title, state.title, headers) for title in titles):
        return None
    if again is None:
        if position == index or not _fits(lines[position], state, headers):
            return None
        return _Following(position, None)
    mine = [half.term for half in state.heading.halves]
    theirs = [half.term for half in again.halves]
    if len(mine) != len(theirs) or any(
        one != other and None not in {one, other} for one, other in zip(mine, theirs, strict=True)
    ):
        return None
    if _starts_over(lines, again, state, headers):
        return None
    return _Following(again.end, again)


def _is_side_text(text: str, headers: Headers) -> bool:
    """Whether a text is the label at the side of all rows, which a page break cut out of its cell."""
    return headers.role("sections", text) is not None and term_of(text, headers) is None


def is_furniture(line: Line, headers: Headers) -> bool:
    """A subtitle, a unit line, a page number: what a page repeats above a table."""
    key = line.words[0]
    if len(key) > 24 or is_front(line, headers):
        return False
    return key.startswith(
        (*headers.words("words", "furniture"), *headers.words("words", "continued"))
    ) or is_mark(key, headers)


def is_mark(key: str, headers: Headers) -> bool:
    """Whether `key` (plain) is a number, a year, the number of a page, or says that a table goes on."""
    bare = without_brackets(key).strip("-—")
    return (
        not bare
        or bare.isdigit()
        or key.strip("()") in {word.strip("()") for word in headers.words("words", "continued")}
        or is_page(key)
        or _bare_year().fullmatch(key) is not None
    )


@functools.cache
def _bare_year() -> re.Pattern[str]:
    """2022, 2022年度, (2022年): a line with nothing but a number and the word of a year."""
    return re.compile(rf"\(*[0-9]+(?:{year_word()}|\))*")


def _same_title(title: str, own: str | None, headers: Headers) -> bool:
    bare = plain(title)
    for word in headers.words("words", "continued"):
        bare = bare.replace(word, "")
    return own is None or bare == plain(own)


def _starts_over(
    lines: Sequence[Line], again: Heading, state: _Gathering, headers: Headers
) -> bool:
    ranks = (_rank(row.line, row.heading, headers) for row in reversed(state.rows))
    before = next((rank for rank in ranks if rank is not None), None)
    for line in lines[again.end : again.end + 3]:
        rank = _rank(line, again, headers)
        if rank is not None:
            return before is not None and rank < before
    return False


def _rank(line: Line, heading: Heading, headers: Headers) -> int | None:
    column = heading.halves[0].column("level2")
    cells = column.cells(line) if column else ()
    kinds = kinds_of_level2(cells[0].text, headers) if cells else ()
    return place_in_order(kinds, headers)


def _remember(line: Line, state: _Gathering) -> None:
    for column in state.heading.levels:
        for cell in column.cells(line):
            state.seen.add(level_label(cell.text).text)


def _fits(line: Line, state: _Gathering, headers: Headers) -> bool:
    return (
        not is_front(line, headers) and Row(line, state.heading).score(state.seen, headers) >= SURE
    )


def _take(
    line: Line, state: _Gathering, headers: Headers, *, following: bool, special: bool
) -> bool:
    """Add one line to the block; False where the block is over.

    `following` says that the next rows of the same grid fit the block; `special` that the first
    words of the line are not those of a row.
    """
    if _is_across(line, state, headers):
        state.across.append(line)
        return True
    return _take_upright(line, state, headers, following=following, special=special)


def _take_upright(
    line: Line, state: _Gathering, headers: Headers, *, following: bool, special: bool
) -> bool:
    """Add one line to the block, as one of a form whose indicators are rows."""
    if line.row < 0:
        return _take_introduction(line, state, headers, following=following)
    subtotal = not headers.subtotals.isdisjoint(line.bare)
    if subtotal or (special and _sums_rows(line, state, headers)):
        state.unread.append(line)
        return True
    if special and _is_remarked(line, headers):
        state.broken = True
        state.notes.append(line)
        return True
    if not headers.totals.isdisjoint(line.bare):
        state.totals.append(Row(line, state.heading))
        state.broken = True
        return True
    if _is_numbering(line, state, headers):
        return True
    if _is_cut(line, state, headers) or (following and _is_text_rest(line, state)):
        state.rows.append(Row(line, state.heading, 0, state.section, after_break=True, cut=True))
        state.broken = False
        state.number = line.number
        return True
    if state.heading.beside and _is_listing(line, state.heading):
        state.rows.append(Row(line, state.heading))
        state.number = line.number
        return True
    if _heads_money(line) or (special and _is_money(line, state, headers)):
        return False
    if _is_section(line, state, headers):
        state.sections.append(line)
        state.section = unnumbered(level_label(line.starts[0].text).text)
        return True
    rest: Sequence[Cell] = line.starts
    if "sections" in line.sections:
        rest = [cell for cell, hits in zip(rest, line.hits, strict=True) if "sections" not in hits]
    if _are_labels(rest, state, headers):
        return _take_labels(line, rest, state)
    if line.grid.spans_known and _is_remark(line, state.heading, headers):
        state.broken = True
        state.unread.append(line)
        return True
    if special and _is_text_line(line, state, headers):
        taken = _take_text(line, state, headers)
        if taken is not None:
            return taken
    return _take_row(line, state, headers, following=following)


def _is_across(line: Line, state: _Gathering, headers: Headers) -> bool:
    """Whether indicators stand beside one another from here on, each of their fields a row.

    What could not be turned must not be read as if it stood upright.
    """
    if len(line.starts) < 2:
        return False
    if state.across:
        return line.number == state.across[-1].number
    return "columns" in line.sections and are_labelled(line.starts, headers)


def _take_introduction(line: Line, state: _Gathering, headers: Headers, *, following: bool) -> bool:
    """Text above a further grid: a page number, or what introduces another table."""
    state.broken = True
    if following or is_note(line, headers):
        state.notes.append(line)
        return True
    return False


def _take_text(line: Line, state: _Gathering, headers: Headers) -> bool | None:
    """A line of text is a note, a banner or the end of the block; None where it may be a row."""
    if len(line.starts) > 1 or is_note(line, headers):
        state.broken = True
        state.notes.append(line)
        return True
    if len(line.words[0]) > 20 or state.broken or state.totals:
        return False
    if _is_banner(line, state):
        state.unread.append(line)
        return True
    return None


def _take_row(line: Line, state: _Gathering, headers: Headers, *, following: bool) -> bool:
    row = _aligned(line, state, headers)
    if row is None and following:
        row = _row(line, state)  # The rest of a row that the page cut off: the rows below it fit.
    if row is None:
        if state.broken or state.totals:
            return False
        state.unread.append(line)
        return True
    state.rows.append(row)
    _remember(line, state)
    state.broken = False
    state.number = line.number
    return True


@functools.lru_cache(maxsize=1024)
def _is_special(word: str, headers: Headers) -> bool:
    """Whether a row that begins with `word` (plain) may be something else than an indicator.

    A field or goal of the form, a sum, an amount, a note, what is to be signed. Most rows begin
    with the label of a level, of which a form has few, and one answer serves them all.
    """
    key = without_brackets(word).strip(":")
    return (
        ":" in word
        or not _FRONT.isdisjoint(headers.hits(word))
        or headers.is_matter(key)
        or headers.is_opinion(key)
        or headers.is_explanation(key)
        or key.endswith(headers.plain_words("words", "sum"))
        or _signature(headers).search(word) is not None
        or begins_note(word, headers)
        or is_item(word, headers)
    )


def _is_remarked(line: Line, headers: Headers) -> bool:
    """Whether a line is what stands below the indicators: an opinion, a signature, a name."""
    return is_matter(line, headers) or _is_signed(line, headers) or _names_people(line, headers)


def _is_signed(line: Line, headers: Headers) -> bool:
    """财政科室（盖章） 年 月 日: what is to be signed, in every cell of the row."""
    search = _signature(headers).search
    return all(map(search, line.words))


@functools.lru_cache(maxsize=16)
def _signature(headers: Headers) -> re.Pattern[str]:
    return re.compile(either(headers.words("words", "signature")))


def _sums_rows(line: Line, state: _Gathering, headers: Headers) -> bool:
    """产出指标小计, 产出合计 | 50: the sum of some rows, which aims at nothing itself."""
    key = line.bare[0]
    return (
        key not in headers.totals
        and key.endswith(headers.plain_words("words", "sum"))
        and not any(
            part.begins("target")
            for part in Row(line, state.heading).parts
            if part.text("target") != line.starts[0].text
        )
    )


def _heads_money(line: Line) -> bool:
    """年初预算数 | 全年执行数: the headings of amounts below the indicators."""
    if "budget" not in line.sections:
        return False
    roles = {hits["budget"][0].role for hits in line.hits if "budget" in hits}
    return len(roles & {"initial", "budget", "executed"}) > 1


def _is_money(line: Line, state: _Gathering, headers: Headers) -> bool:
    """年度资金总额 | 96: a label with its amount, itself or the label at its side in a level column."""
    side = len(line.starts) > 2 and "sections" in line.hits[0]
    cells = line.starts[1:] if side else line.starts
    name = state.heading.halves[0].column("name")
    return (
        len(cells) > 1
        and name is not None
        and line.starts[0].column < name.start
        and (cells[0].column < name.start or _is_level(line.starts[0], state))
        and amount(cells[1].text) is not None
        and is_item(cells[0].text, headers)
    )


def _begins_funds(lines: Sequence[Line], index: int, state: _Gathering, headers: Headers) -> bool:
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
    inside = all(
        cell.column in edges and not edges & set(range(cell.column + 1, cell.column + cell.colspan))
        for cell in rest
    )
    if inside and money_unit(first.text) is None:
        return False
    found = find_funds(lines, index, unit="", headers=headers)
    return found is not None and bool(found.rows)


def _is_numbering(line: Line, state: _Gathering, headers: Headers) -> bool:
    """The row 1 | 2 | 3 … that numbers the columns, right under their heading."""
    if state.rows and state.rows[-1].heading is state.heading:
        return False
    words = [word for word in line.words if headers.role("columns", word) != "serial"]
    return len(words) > 2 and words == [str(number) for number in range(1, len(words) + 1)]


def _is_cut(line: Line, state: _Gathering, headers: Headers) -> bool:
    """The rest of a row that a page break cut through: its labels complete those before it."""
    if not (state.at_top and state.rows) or state.totals:
        return False
    half = state.heading.halves[0]
    if not _value_above(line, half) or any(
        (one := half.column(role)) and one.cells(line) for role in ("weight", "points")
    ):
        return False
    cut = False
    for level in LEVELS:
        column = half.column(level)
        here = column.cells(line) if column else ()
        if not column or not here:
            continue
        before = column.cells(state.rows[-1].line)
        piece = level_label(here[0].text).text
        if not before or not known_level(level_label(before[0].text).text + piece, level, headers):
            return False
        cut = cut or not known_level(piece, level, headers)
    return cut


def _is_text_rest(line: Line, state: _Gathering) -> bool:
    """The rest of a reason or remark that a page cut, at the top of the page: 后续倒排工期."""
    if not (state.at_top and state.rows) or state.totals:
        return False
    before = state.rows[-1].line
    half = state.heading.halves[0]
    columns = [one for role in CUT if (one := half.column(role)) is not None]
    return all(
        any(one.start <= cell.column < one.end and one.cells(before) for one in columns)
        for cell in line.starts
    )


def _is_listing(line: Line, heading: Heading) -> bool:
    """A row of a list of projects that holds only the project's name, goal and amounts."""
    beside = [
        cell for column in heading.beside for cell in column.cells(line) if cell.row == line.row
    ]
    return bool(beside) and all(any(cell is one for one in beside) for cell in line.starts)


def _are_labels(cells: Sequence[Cell], state: _Gathering, headers: Headers) -> bool:
    """Whether all cells are usual labels or pieces of one; several, or behind the totals, one is sure."""
    # From the right: a value or a score settles it sooner than a label does.
    if not all(_is_piece(cell, state) or is_label(cell.text, headers) for cell in reversed(cells)):
        return False
    return (len(cells) <= 1 and not state.totals) or any(_is_known(one, headers) for one in cells)


def _is_known(cell: Cell, headers: Headers) -> bool:
    return is_label(cell.text, headers) or _is_fragment(cell, headers)


def _is_piece(cell: Cell, state: _Gathering) -> bool:
    """Whether a short cell alone in a level column may be a label cut by a page break."""
    half = state.heading.halves[0]
    target = half.column("target")
    if target is not None and cell.column + cell.colspan > target.start:
        return False  # A text merged over the values is none.
    return _is_level(cell, state) and len(plain(cell.text)) <= 8


def _is_fragment(cell: Cell, headers: Headers) -> bool:
    """Whether a text is a piece of a usual label: 服务对, 象满意度指标."""
    piece = level_label(cell.text).text
    words = (*headers.plain_words("labels", "level1"), *headers.plain_words("labels", "level2"))
    return any(
        piece in word + ending for word in words for ending in headers.words("words", "label-end")
    )


def _stray_labels(state: _Gathering, headers: Headers) -> None:
    """Texts behind the last row that are no usual labels label nothing."""
    while state.loose:
        before, row = state.loose[-1]
        if before < len(state.rows) or any(_is_known(one, headers) for one in row.line.starts):
            return
        state.notes.insert(0, row.line)
        state.loose.pop()


def _is_level(cell: Cell, state: _Gathering) -> bool:
    """Whether a cell stands in a level column."""
    half = state.heading.halves[0]
    spots = (one for level in LEVELS if (one := half.column(level)) is not None)
    return any(one.start <= cell.column < one.end for one in spots)


def _is_spare(cell: Cell, state: _Gathering) -> bool:
    """Whether a cell stands in a column whose heading is that of no field: 目标名称."""
    return any(one.start <= cell.column < one.end for one in state.heading.spare)


def _is_banner(line: Line, state: _Gathering) -> bool:
    """Whether one cell lies over the name and the value of the row: it is neither of them."""
    half = state.heading.halves[0]
    name, value = half.column("name"), half.column("target") or half.column("actual")
    if len(line.starts) != 1 or name is None or value is None:
        return False
    cell = line.starts[0]
    return cell.column <= name.start and cell.column + cell.colspan > value.start > name.start


def _is_section(line: Line, state: _Gathering, headers: Headers) -> bool:
    """Whether a row holds nothing but the label of the level-1 kind of the rows below it.

    It lies over the columns of names and values, or it names a kind that the form has no column for.
    """
    if len(line.starts) != 1 or "sections" in line.sections:
        return False
    text = line.starts[0].text
    label = level_label(text)
    first, second = (known_level(text, level, headers) for level in LEVELS)
    if _is_banner(line, state):
        ends = label.text.endswith(headers.words("words", "label-end"))
        return first or second or (ends and label.points is not None)
    half = state.heading.halves[0]
    if half.column("level1") is not None:
        return False
    if half.column("level2") is None:
        return first or second
    return first and (not second or state.section is not None)


def _heads_block(lines: Sequence[Line], index: int, state: _Gathering, headers: Headers) -> bool:
    """Whether a text alone in its row stands right above the heading of a further block."""
    for position in range(index + 1, min(index + _CAPTIONS, len(lines))):
        line = lines[position]
        if line.number != lines[index].number:
            return False
        if _block_at(lines, position, state, headers) is not None:
            return True
        if len(line.starts) > 1:
            return False
    return False


def _take_labels(line: Line, levels: Sequence[Cell], state: _Gathering) -> bool:
    """A line with nothing but labels: of the block's side, or of a level."""
    if levels:
        half = state.heading.halves[0]
        if any((one := half.column(level)) is not None and one.cells(line) for level in LEVELS):
            state.loose.append((len(state.rows), Row(line, state.heading)))
            if any(_value_above(line, one) for one in state.heading.halves):
                state.rows.append(_row(line, state))
        else:
            state.unread.append(line)
    return True


def _value_above(line: Line, half: Half) -> bool:
    """Whether a name or value begins in this line: a label merged over them counts as a row."""
    return any(
        cell.row == line.row
        for role in ("name", "target")
        if (column := half.column(role)) is not None
        for cell in column.cells(line)
    )


def _names_people(line: Line, headers: Headers) -> bool:
    """填表人：刘芳 | 联系电话：… | 填报时间：…: every cell is a label with what belongs to it."""
    if len(line.starts) < 2 or ":" not in line.words[0]:
        return False
    labels = headers.plain_words("words", "note")
    return all(":" in word and word.startswith(labels) for word in line.words)


def _is_text_line(line: Line, state: _Gathering, headers: Headers) -> bool:
    """A single cell that is no value of the block: a note, a heading, or a stray text."""
    if len(line.starts) > 1:
        name = state.heading.halves[0].column("name")
        beside = name is not None and line.starts[0].column < name.start
        if beside and headers.role("fields", line.words[0]) in ("other", "filled-on"):
            return True  # 填报人 | 张三 | 联系电话 | 66666666
        return is_note(line, headers) and _fits_nothing(line, state)
    cell = line.starts[0]
    wide = max((half.columns[-1].start for half in state.heading.halves), default=0)
    spans = cell.column + cell.colspan > wide and cell.colspan > 2
    names = [half.column("name") for half in state.heading.halves]
    inside = any(name is not None and name.start <= cell.column < name.stretch for name in names)
    return spans or not inside or is_note(line, headers)


def _is_remark(line: Line, heading: Heading, headers: Headers) -> bool:
    """A label with a text merged over several columns: 其他需要说明的事项 | 无."""
    half = heading.halves[0]
    name, target = half.column("name"), half.column("target")
    if name is None or target is None or len(line.starts) < 2:
        return False
    text = line.starting(target.start)
    if text is None or text.colspan == 1:
        return False
    label = line.starting(name.start)
    if label is None:
        return False
    if label is text:
        return True
    if text.column + text.colspan <= target.end:
        return False
    others = [one for one in half.columns if one.role not in {"target", "sign", "unit"}]
    levels = [one for one in others if one.role in {"level1", "level2"}]
    return (
        bool(levels)
        and label.column <= levels[0].start
        and not is_label(label.text, headers)
        and any(target.end <= one.start < text.column + text.colspan for one in others)
    )


def _fits_nothing(line: Line, state: _Gathering) -> bool:
    for half in state.heading.halves:
        name, target = half.column("name"), half.column("target")
        if name is not None and target is not None and name.cells(line) and target.cells(line):
            if name.cells(line)[0] not in target.cells(line):
                return False
    return True


def _row(line: Line, state: _Gathering, shift: int = 0) -> Row:
    above = len(state.sections)
    return Row(line, state.heading, shift, state.section, state.broken, sectioned=above)


def _is_named(row: Row) -> bool:
    """Whether no value or sign came into the place of a name: such a row was not moved."""
    return not any(is_value(part.text("name")) for part in row.parts)


def _aligned(line: Line, state: _Gathering, headers: Headers) -> Row | None:
    """The row, moved by some columns where it fits only so; None if it is none of the block."""
    row = _row(line, state)
    score = row.score(state.seen, headers)
    if score < COMPLETE and not line.grid.spans_known:
        moved = [one for shift in SHIFTS if _is_named(one := _row(line, state, shift))]
        scored = [(one.score(state.seen, headers), -abs(one.shift), one) for one in moved]
        best, _, found = max(scored, key=itemgetter(0, 1), default=(0, 0, row))
        if best >= SURE:
            return found
    # Behind a break the block may be over: there only a row that fits belongs to it.
    if state.totals or line.number != state.number:
        return row if score >= SURE or _goes_on(line, score, state, headers) else None
    return row if score or not state.broken else None


def _goes_on(line: Line, score: int, state: _Gathering, headers: Headers) -> bool:
    """Whether a row right behind a page break is one of the block although a label is unusual."""
    return (
        score >= COMPLETE
        and bool(state.rows)
        and not state.totals
        and line.grid.columns == state.rows[-1].line.grid.columns
        and any(is_label(cell.text, headers) for cell in line.starts)
    )
