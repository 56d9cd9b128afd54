"""Page breaks: whether a block goes on behind the titles, headings and marks that a page repeats."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final

import attrs

from ..headers import Headers, plain, without_brackets, year_word
from .columns import (
    Heading,
)
from .front import is_front
from .levels import kinds_of_level2, place_in_order
from .lines import Line
from .members import Gathering, block_at, fits
from .titles import is_page, is_title, term_of, title_text

__all__ = ["continued", "is_furniture", "is_mark", "is_other_sheet", "rows_follow", "tops_above"]

_MOST_ABOVE: Final = 12  # lines above the table of a further page


def tops_above(lines: Sequence[Line], index: int) -> dict[int, tuple[str, ...]]:
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


def rows_follow(lines: Sequence[Line], index: int, state: Gathering, headers: Headers) -> bool:
    """Whether, at the top of a new grid, one of the next rows surely belongs to the block."""
    line = lines[index]
    # A page prints the texts of cells that it cuts once more above its table, one a line.
    first = next((at for at in range(index + 1, len(lines)) if lines[at].row >= 0), len(lines))
    if first - index > _MOST_ABOVE:
        return False
    near = range(index + 1, min(first + 3, len(lines)))
    if any(block_at(lines, position, state, headers) is not None for position in near):
        return False  # What the text introduces has a heading of its own.
    below = [lines[position] for position in near if lines[position].number == line.number]
    return any(
        fits(one, state, headers) or not headers.totals.isdisjoint(one.bare) for one in below
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


def continued(
    lines: Sequence[Line], index: int, state: Gathering, headers: Headers
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
    again = block_at(lines, position, state, headers)
    if again is None and not titles:
        return None
    if any(not _same_title(title, state.title, headers) for title in titles):
        return None
    if again is None:
        if position == index or not fits(lines[position], state, headers):
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


def _starts_over(lines: Sequence[Line], again: Heading, state: Gathering, headers: Headers) -> bool:
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
