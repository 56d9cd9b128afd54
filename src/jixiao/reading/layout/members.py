"""Members: what part a line plays in the block of indicators that is being gathered."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from jixiao.language import read_criterion
from jixiao.language.lexicon import either

from ..grid import Cell
from ..headers import Headers, plain, without_brackets
from .across import are_labelled
from .columns import (
    Half,
    Heading,
    known_level,
    level_label,
)
from .front import begins_note, is_front, is_matter, is_note
from .lines import Line
from .money import amount, is_item
from .opening import find_block
from .rows import COMPLETE, CUT, LEVELS, SHIFTS, SURE, Row, is_label, is_value

__all__ = [
    "LONGEST_LABEL",
    "Gathering",
    "aligned",
    "are_labels",
    "block_at",
    "fits",
    "heads_money",
    "is_across",
    "is_banner",
    "is_cut",
    "is_known",
    "is_level",
    "is_listing",
    "is_money",
    "is_numbering",
    "is_remark",
    "is_remarked",
    "is_section",
    "is_spare",
    "is_special",
    "is_text_line",
    "is_text_rest",
    "remember",
    "row_of",
    "sums_rows",
    "value_above",
]

LONGEST_LABEL: Final = 24


_FRONT: Final = frozenset({"fields", "goals", "sections"})


@dataclass(slots=True)
class Gathering:
    """What was gathered of a block so far; no value, for every line changes it."""

    heading: Heading
    title: str | None
    year: int | None
    headings: list[Heading]
    rows: list[Row]
    totals: list[Row]
    loose: list[tuple[int, Row]]
    unread: list[Line]
    notes: list[Line]
    seen: set[str] = field(default_factory=set)  # the level labels met so far
    section: str | None = None
    sections: list[Line] = field(default_factory=list)  # the rows that hold nothing but its label
    number: int = -1  # the grid of the last row
    blocks: dict[int, Heading | None] = field(
        default_factory=dict
    )  # what `find_block` said of a line
    # from a row of levels on: 一级指标 | 产出指标 | 效益指标
    across: list[Line] = field(default_factory=list)
    broken: bool = False  # a page break, blank line or note since the last row
    at_top: bool = False  # whether a line is of a further table, or right below its heading


def block_at(
    lines: Sequence[Line], index: int, state: Gathering, headers: Headers
) -> Heading | None:
    if "columns" not in lines[index].sections:
        return None
    if index not in state.blocks:
        # The first row of a further table may be a heading by what stands below it.
        top = lines[index].row == 0 and lines[index].number != state.number
        state.blocks[index] = find_block(lines, index, headers, guess=top)
    return state.blocks[index]


def remember(line: Line, state: Gathering) -> None:
    for column in state.heading.levels:
        for cell in column.cells(line):
            state.seen.add(level_label(cell.text).text)


def fits(line: Line, state: Gathering, headers: Headers) -> bool:
    return (
        not is_front(line, headers) and Row(line, state.heading).score(state.seen, headers) >= SURE
    )


def is_across(line: Line, state: Gathering, headers: Headers) -> bool:
    """Whether indicators stand beside one another from here on, each of their fields a row.

    What could not be turned must not be read as if it stood upright.
    """
    if len(line.starts) < 2:
        return False
    if state.across:
        return line.number == state.across[-1].number
    return "columns" in line.sections and are_labelled(line.starts, headers)


@functools.lru_cache(maxsize=1024)
def is_special(word: str, headers: Headers) -> bool:
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


def is_remarked(line: Line, headers: Headers) -> bool:
    """Whether a line is what stands below the indicators: an opinion, a signature, a name."""
    return is_matter(line, headers) or _is_signed(line, headers) or _names_people(line, headers)


def _is_signed(line: Line, headers: Headers) -> bool:
    """财政科室（盖章） 年 月 日: what is to be signed, in every cell of the row."""
    search = _signature(headers).search
    # 法定代表人签字： | 经办人：
    return any(map(search, line.words)) and all(
        search(word) or word.endswith(":") for word in line.words
    )


@functools.lru_cache(maxsize=16)
def _signature(headers: Headers) -> re.Pattern[str]:
    return re.compile(either(headers.words("words", "signature")))


def sums_rows(line: Line, state: Gathering, headers: Headers) -> bool:
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


def heads_money(line: Line) -> bool:
    """年初预算数 | 全年执行数: the headings of amounts below the indicators."""
    if "budget" not in line.sections:
        return False
    roles = {hits["budget"][0].role for hits in line.hits if "budget" in hits}
    return len(roles & {"initial", "budget", "executed"}) > 1


def is_money(line: Line, state: Gathering, headers: Headers) -> bool:
    """年度资金总额 | 96: a label with its amount, itself or the label at its side in a level column."""
    side = len(line.starts) > 2 and "sections" in line.hits[0]
    cells = line.starts[1:] if side else line.starts
    name = state.heading.halves[0].column("name")
    return (
        len(cells) > 1
        and name is not None
        and line.starts[0].column < name.start
        and (cells[0].column < name.start or is_level(line.starts[0], state))
        and amount(cells[1].text) is not None
        and is_item(cells[0].text, headers)
    )


def is_numbering(line: Line, state: Gathering, headers: Headers) -> bool:
    """The row 1 | 2 | 3 … that numbers the columns, right under their heading."""
    if state.rows and state.rows[-1].heading is state.heading:
        return False
    words = [word for word in line.words if headers.role("columns", word) != "serial"]
    return len(words) > 2 and words == [str(number) for number in range(1, len(words) + 1)]


def is_cut(line: Line, state: Gathering, headers: Headers) -> bool:
    """The rest of a row that a page break cut through: its labels complete those before it."""
    if not (state.at_top and state.rows) or state.totals:
        return False
    half = state.heading.halves[0]
    if not value_above(line, half) or any(
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


def is_text_rest(line: Line, state: Gathering) -> bool:
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


def is_listing(line: Line, heading: Heading) -> bool:
    """A row of a list of projects that holds only the project's name, goal and amounts."""
    beside = [
        cell for column in heading.beside for cell in column.cells(line) if cell.row == line.row
    ]
    return bool(beside) and all(any(cell is one for one in beside) for cell in line.starts)


def are_labels(cells: Sequence[Cell], state: Gathering, headers: Headers) -> bool:
    """Whether all cells are usual labels or pieces of one; several, or behind the totals, one is sure."""
    # From the right: a value or a score settles it sooner than a label does.
    if not all(_is_piece(cell, state) or is_label(cell.text, headers) for cell in reversed(cells)):
        return False
    return (len(cells) <= 1 and not state.totals) or any(is_known(one, headers) for one in cells)


def is_known(cell: Cell, headers: Headers) -> bool:
    return is_label(cell.text, headers) or _is_fragment(cell, headers)


def _is_piece(cell: Cell, state: Gathering) -> bool:
    """Whether a short cell alone in a level column may be a label cut by a page break."""
    half = state.heading.halves[0]
    target = half.column("target")
    if target is not None and cell.column + cell.colspan > target.start:
        return False  # A text merged over the values is none.
    return is_level(cell, state) and len(plain(cell.text)) <= 8


def _is_fragment(cell: Cell, headers: Headers) -> bool:
    """Whether a text is a piece of a usual label: 服务对, 象满意度指标."""
    piece = level_label(cell.text).text
    words = (*headers.plain_words("labels", "level1"), *headers.plain_words("labels", "level2"))
    return any(
        piece in word + ending for word in words for ending in headers.words("words", "label-end")
    )


def is_level(cell: Cell, state: Gathering) -> bool:
    """Whether a cell stands in a level column."""
    half = state.heading.halves[0]
    spots = (one for level in LEVELS if (one := half.column(level)) is not None)
    return any(one.start <= cell.column < one.end for one in spots)


def is_spare(cell: Cell, state: Gathering) -> bool:
    """Whether a cell stands in a column whose heading is that of no field: 目标名称."""
    return any(one.start <= cell.column < one.end for one in state.heading.spare)


def is_banner(line: Line, state: Gathering) -> bool:
    """Whether one cell lies over the name and the value of the row: it is neither of them."""
    half = state.heading.halves[0]
    name, value = half.column("name"), half.column("target") or half.column("actual")
    if len(line.starts) != 1 or name is None or value is None:
        return False
    cell = line.starts[0]
    return cell.column <= name.start and cell.column + cell.colspan > value.start > name.start


def is_section(line: Line, state: Gathering, headers: Headers) -> bool:
    """Whether a row holds nothing but the label of the level-1 kind of the rows below it.

    It lies over the columns of names and values, or it names a kind that the form has no column for.
    """
    if len(line.starts) != 1 or "sections" in line.sections:
        return False
    text = line.starts[0].text
    label = level_label(text)
    first, second = (known_level(text, level, headers) for level in LEVELS)
    if is_banner(line, state):
        ends = label.text.endswith(headers.words("words", "label-end"))
        return first or second or (ends and label.points is not None)
    half = state.heading.halves[0]
    if half.column("level1") is not None:
        return False
    if half.column("level2") is None:
        return first or second
    return first and (not second or state.section is not None)


def value_above(line: Line, half: Half) -> bool:
    """Whether a name or value begins in this line: a label merged over them counts as a row."""
    return any(
        cell.row == line.row
        for role in ("name", "target")
        if (column := half.column(role)) is not None
        for cell in column.cells(line)
    )


def _names_people(line: Line, headers: Headers) -> bool:
    """填表人：刘芳 | 联系电话：… | 填报时间：…: every cell is a label with what belongs to it.

    A blank inside a name (罗　敏) or before the date makes a cell of its own in a text.
    """
    if len(line.starts) < 2 or ":" not in line.words[0]:
        return False
    labels = headers.plain_words("words", "note")
    labelled = [":" in word and word.startswith(labels) for word in line.words]
    if not labelled[0] or sum(labelled) < 2:
        return False
    rest = (word for word, known in zip(line.words, labelled, strict=True) if not known)
    return all(_ends_name(word) for word in rest)


#: The second half of a name that a blank parts.
_GIVEN_NAME: Final = 2


def _ends_name(word: str) -> bool:
    short = len(word) <= _GIVEN_NAME and word.isalpha()
    return short or read_criterion(word).kind in ("deadline", "period")


def is_text_line(line: Line, state: Gathering, headers: Headers) -> bool:
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


def is_remark(line: Line, heading: Heading, headers: Headers) -> bool:
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


def _fits_nothing(line: Line, state: Gathering) -> bool:
    for half in state.heading.halves:
        name, target = half.column("name"), half.column("target")
        if name is not None and target is not None and name.cells(line) and target.cells(line):
            if name.cells(line)[0] not in target.cells(line):
                return False
    return True


def row_of(line: Line, state: Gathering, shift: int = 0) -> Row:
    above = len(state.sections)
    return Row(line, state.heading, shift, state.section, state.broken, sectioned=above)


def _is_named(row: Row) -> bool:
    """Whether no value or sign came into the place of a name: such a row was not moved."""
    return not any(is_value(part.text("name")) for part in row.parts)


def aligned(line: Line, state: Gathering, headers: Headers) -> Row | None:
    """The row, moved by some columns where it fits only so; None if it is none of the block."""
    row = row_of(line, state)
    score = row.score(state.seen, headers)
    if score < COMPLETE and not line.grid.spans_known:
        moved = [one for shift in SHIFTS if _is_named(one := row_of(line, state, shift))]
        scored = [(one.score(state.seen, headers), -abs(one.shift), one) for one in moved]
        best, _, found = max(scored, key=itemgetter(0, 1), default=(0, 0, row))
        if best >= SURE:
            return found
    # Behind a break the block may be over: there only a row that fits belongs to it.
    if state.totals or line.number != state.number:
        return row if score >= SURE or _goes_on(line, score, state, headers) else None
    return row if score or not state.broken else None


def _goes_on(line: Line, score: int, state: Gathering, headers: Headers) -> bool:
    """Whether a row right behind a page break is one of the block although a label is unusual."""
    return (
        score >= COMPLETE
        and bool(state.rows)
        and not state.totals
        and line.grid.columns == state.rows[-1].line.grid.columns
        and any(is_label(cell.text, headers) for cell in line.starts)
    )
