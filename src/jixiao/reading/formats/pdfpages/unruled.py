"""Tables without upright lines: a heading row, level rules at most, and columns of text.

Nothing here is drawn, so nothing here is sure: a heading must say in known words what stands
below it, and columns and rows must each be told with margin. A table that has its heading and
cannot be told is not read, and is said to be unread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from .courses import Course, Table, fits
from .glyphs import Glyph, ink_of
from .gutters import Heading, columns_of, headings_of
from .parting import Rows, bands_of, rows_of
from .runs import Rule, Run, TextLine, lines_of, rules_of, stacked, tight
from .tables import TOLERANCE, Box, Page, Ruled, loose_lines, text_of
from .wording import Wording, Words

__all__ = ["with_tables"]

_MOST_LINES: Final = 1_000  # of a page
# A note below a table stands further off than this many of the rooms between its rows.
_FAR: Final = 2.5
_PART: Final = 0.5


@dataclass(slots=True, eq=False)
class _Sight:
    """What is on a page outside of drawn tables."""

    lines: list[TextLine]
    rules: list[Rule]
    wording: Wording
    number: int
    tables: list[Ruled] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    untold: int = 0


def with_tables(page: Any, part: Page, words: Words, *, above: Ruled | None) -> Page:
    """`part` with the tables of its page that have no upright lines.

    `above` is the last table of the page before, which may go on without a heading.
    """
    if part.picture or part.junk or not words.columns:
        return part
    # Rows in a frame, or with a tint behind them, are boxes as wide as the table.
    drawn = [table for table in part.tables if len(table.across) > 2]
    ink = ink_of(page)
    glyphs = [one for one in ink.glyphs if not any(_inside(one, table) for table in drawn)]
    lines = lines_of(glyphs)
    if not lines or len(lines) > _MOST_LINES:
        return part
    rules = [
        rule
        for rule in rules_of(page.filter(lambda one: id(one) not in ink.lines))
        if not any(
            table.top - TOLERANCE <= rule.height <= table.bottom + TOLERANCE for table in drawn
        )
    ]
    sight = _Sight(lines, rules, Wording(words), part.number)
    _look(sight, above if not drawn and above is not None and _heads_names(above) else None)
    if not sight.tables and not sight.untold:
        return part
    part.untold = sight.untold
    if sight.tables:
        part.tables = sorted([*drawn, *sight.tables], key=lambda one: one.top)
        part.lines = loose_lines([one for one in glyphs if id(one) not in sight.taken])
    return part


def _heads_names(table: Ruled) -> bool:
    return any(role == "name" for _, _, role in table.columns or ())


def _inside(glyph: Glyph, table: Ruled) -> bool:
    return bool(table.top - 1 <= (glyph["top"] + glyph["bottom"]) / 2 <= table.bottom + 1)


def _look(sight: _Sight, above: Ruled | None) -> None:
    """Find the tables of a page, from top to bottom."""
    headings = headings_of(sight.lines, sight.rules, sight.wording)
    if not any(heading.kind == "indicators" for heading in headings) and above is None:
        return
    begun = 0
    if above is not None and above.columns is not None:
        end = headings[0].first if headings else len(sight.lines)
        begun = _go_on(sight, above, sight.lines[:end])
    for heading, following in zip(headings, [*headings[1:], None], strict=False):
        end = following.first if following else len(sight.lines)
        body = _closed(sight, heading, end, following)
        last = _table(sight, heading, body)
        if last is None:
            sight.untold += 1
            last = heading.end
        elif heading is headings[0]:
            _front(sight, begun, heading)
        begun = last


# ---------------------------------------------------------------- where a table ends


def _closed(sight: _Sight, heading: Heading, end: int, following: Heading | None) -> list[TextLine]:
    """The lines below a heading up to the last rule that is as wide; all of them without one."""
    lines = sight.lines[heading.end : end]
    left, right = heading.cells[0][0], heading.cells[-1][1]
    foot = sight.lines[heading.end - 1].middle
    until = sight.lines[end].middle if following else float("inf")
    wide = [
        rule.height
        for rule in sight.rules
        if foot < rule.height < until and rule.covers(left, right)
    ]
    if following and len(wide) > 1 and _is_titled(lines, wide[-2], wide[-1]):
        wide.pop()  # The rule over the next table.
    inside = [line for line in lines if wide and line.middle < wide[-1]]
    return inside or lines


def _is_titled(lines: Sequence[TextLine], upper: float, lower: float) -> bool:
    """Whether single texts stand between two rules: the title of the next table."""
    between = [line for line in lines if upper < line.middle < lower]
    return bool(between) and all(len(line.runs) == 1 for line in between)


def _ended(lines: Sequence[TextLine], table: Table, wording: Wording) -> list[TextLine] | None:
    """The lines that are of a table no rule closes: up to its last row, and what goes on from there.

    None where a line further down fills most of the columns and keeps to none of them.
    """
    rows = [
        at
        for at, line in enumerate(lines)
        if fits(line, table)
        or any(wording.is_total(run.text) for run in line.runs)
        or _is_label(line, wording)
    ]
    if not any(fits(lines[at], table) for at in rows):
        return []
    end = rows[-1] + 1
    while (
        end < len(lines)
        and tight(lines[end - 1], lines[end])
        and all(piece.first == piece.last for piece in table.pieces(lines[end]))
    ):
        end += 1
    if any(2 * len(line.runs) > len(table.roles) + 1 for line in lines[end:]):
        return None
    return list(lines[:end])


def _is_label(line: TextLine, wording: Wording) -> bool:
    return len(line.runs) == 1 and wording.is_label(line.runs[0].text)


# ---------------------------------------------------------------- tables


def _table(sight: _Sight, heading: Heading, body: Sequence[TextLine]) -> int | None:
    """Take the table below a heading; gives the line behind it, or None where it cannot be told."""
    found = columns_of(heading, body, sight.rules, sight.wording) if body else None
    if found is None:
        return None
    table = Table(*found)
    kept = body if _is_closed(sight, body) else _ended(body, table, sight.wording)
    rows = _rows(sight, table, kept or ())
    if rows is None or kept is None:
        return None
    above = sight.lines[heading.first : heading.end]
    head = Course([piece for line in above for piece in table.pieces(line)])
    if any(piece.first != piece.last for piece in head.pieces):
        return None
    _take(sight, table, rows._replace(courses=[head, *rows.courses]), heading)
    return heading.end + len(kept)


def _is_closed(sight: _Sight, body: Sequence[TextLine]) -> bool:
    """Whether a rule stands below the last line, nearer than any other text."""
    foot = body[-1].middle
    below = min((line.middle for line in sight.lines if line.middle > foot), default=float("inf"))
    return any(foot < rule.height < below for rule in sight.rules)


def _rows(sight: _Sight, table: Table, body: Sequence[TextLine]) -> Rows | None:
    if not any(fits(line, table) for line in body):
        return None
    bands = bands_of(body, sight.rules, table)
    return rows_of(bands, table, sight.wording)


def _go_on(sight: _Sight, above: Ruled, lines: Sequence[TextLine]) -> int:
    """Take the rows of the table of the page before; gives the line behind them."""
    before = Table(above.across, [role for _, _, role in above.columns or ()])
    body = _ended(lines, before, sight.wording)
    while body and _is_aside(body, before, sight.wording):
        body.pop(0)  # What is printed above the rows on every page.
    if body == []:
        return 0
    # The columns are those of the heading, but other texts say anew how far they reach.
    heading = Heading("indicators", 0, 0, list(above.columns or ()))
    taken = lines if body is None else body
    found = columns_of(heading, taken, sight.rules, sight.wording)
    table = Table(*found) if found else before
    kept = _ended(taken, table, sight.wording)
    rows = _rows(sight, table, kept or ())
    if rows is None or kept is None:
        sight.untold += 1
        return 0
    _take(sight, table, rows, heading)
    return next(at for at, line in enumerate(lines) if line is kept[-1]) + 1


def _is_aside(lines: Sequence[TextLine], table: Table, wording: Wording) -> bool:
    """Whether the first of lines is of no row: it fills few columns, and stands off the next."""
    first = lines[0]
    return (
        2 * len(first.runs) <= len(table.roles)
        and not fits(first, table)
        and not _is_label(first, wording)
        and not tight(first, lines[min(1, len(lines) - 1)])
    )


def _take(sight: _Sight, table: Table, found: Rows, heading: Heading) -> None:
    """Make boxes of rows, and note which glyphs they took."""
    rows = found.courses
    heights = _heights(rows, sight.rules)
    columns = len(table.roles)
    boxes: list[Box] = []
    over: dict[int, Box] = {}  # column → the box that goes on in this row
    for number, row in enumerate(rows):
        reaching, over = over, {}
        for first, last, glyphs in row.cells(columns):
            box = reaching.get(first)
            if box is None or first != last:
                box = Box(table.bounds[first], heights[number], table.bounds[last + 1], 0.0)
                boxes.append(box)
            box.bottom = heights[number + 1]
            box.glyphs += glyphs
            if first in row.joins:
                over[first] = box
            sight.taken.update(map(id, glyphs))
    for box in boxes:
        box.text = text_of(box.glyphs)
        box.glyphs.clear()
    merged = found.ruled or any(row.joins for row in rows)
    sight.tables.append(
        Ruled(
            page=sight.number,
            boxes=boxes,
            columns=tuple(heading.cells),
            merged=merged,
            sure=found.sure,
        )
    )


def _heights(rows: Sequence[Course], rules: Sequence[Rule]) -> list[float]:
    """The edges of the rows: a rule between them, or the middle of the room."""
    found = [rows[0].top - 1]
    for above, below in pairwise(rows):
        between = [r.height for r in rules if above.last_middle < r.height < below.first_middle]
        middle = (above.bottom + below.top) / 2
        found.append(min(between, key=lambda one: abs(one - middle), default=middle))
    return [*found, rows[-1].bottom + 1]


# ---------------------------------------------------------------- what stands above


def _front(sight: _Sight, begun: int, heading: Heading) -> None:
    """Take the rows of fields above the first heading: between rules, or known labels with values."""
    left, right = heading.cells[0][0], heading.cells[-1][1]
    top = sight.lines[heading.first].top
    upper = sight.lines[begun].top if begun < heading.first else top
    wide = [r for r in sight.rules if upper < r.height < top and r.covers(left, right)]
    lines = sight.lines[begun : heading.first]
    if len(wide) > 1:
        rows = [
            [run for line in lines if one.height < line.middle < other.height for run in line.runs]
            for one, other in pairwise(wide)
        ]
    else:
        rows = [line.runs for line in lines if _is_fielded(line, sight.wording)]
    groups = [stacked(row) for row in rows if row]
    if groups and any(len(group) > 1 for group in groups):
        _take_front(sight, groups)


def _is_fielded(line: TextLine, wording: Wording) -> bool:
    return len(line.runs) > 1 and wording.is_field(line.runs[0].text)


def _take_front(sight: _Sight, rows: Sequence[Sequence[Sequence[Run]]]) -> None:
    left = min(run.left for row in rows for group in row for run in group) - 1
    right = max(run.right for row in rows for group in row for run in group) + 1
    boxes: list[Box] = []
    for row in rows:
        glyphs = [glyph for group in row for run in group for glyph in run.glyphs]
        top, bottom = min(g["top"] for g in glyphs), max(g["bottom"] for g in glyphs)
        ends = [max(run.right for run in group) for group in row]
        starts = [min(run.left for run in group) for group in row]
        inner = [(end + start) / 2 for end, start in zip(ends, starts[1:], strict=False)]
        for group, (start, end) in zip(row, pairwise([left, *inner, right]), strict=True):
            text = text_of([glyph for run in group for glyph in run.glyphs])
            boxes.append(Box(start, top, end, bottom, text=text))
        sight.taken.update(map(id, glyphs))
    sight.tables.append(Ruled(page=sight.number, boxes=boxes, columns=(), merged=False))
