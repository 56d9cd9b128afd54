"""The tables of a page by their ruling lines; what was merged is worked out from the geometry.

A row is what a reader takes for one: also where no line closes it, above or below.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any, Final

from .glyphs import Glyph, Ink, ink_of
from .plain import Limits, Remark

__all__ = [
    "TOLERANCE",
    "Box",
    "Line",
    "Page",
    "Ruled",
    "as_wide",
    "edges",
    "index_of",
    "is_full",
    "loose_lines",
    "page_of",
    "steady",
    "text_of",
]

# Ruling lines that are meant to coincide differ by up to this many points.
TOLERANCE: Final = 3
# An upright line that ends further than this from any level one leaves its row open.
_OPEN: Final = 8
# Text in one cell is set closer than this share of its size; rows stand further apart.
_PARTING: Final = 0.9
# Rows without any line stand no further apart than this many sizes of their text.
_NEAR: Final = 4
_TOUCHING: Final = 0.15  # of its size, how near characters of one text stand to one another

# A line is full when the cell is wider by less than this many sizes: one character, and margins.
_ROOM: Final = 2.5
# A scanned page has no more characters than a stamp, a watermark or a page number.
_STAMP: Final = 60
# Glyphs of which no character is known, in shares of a page whose text is no text.
_NAMELESS: Final = 0.2
# Characters of the label of a level.
_LABEL: Final = 12
# Characters whose middles are nearer than this share of what they take lie over one another.
_OVER: Final = 0.5


@dataclass(slots=True, eq=False)
class Box:
    """A cell by its lines, and what is printed in it.

    Attributes:
        struck, noted: what is struck out, and the numbers of notes; neither is in `text`.
        full: its last line is as long as the cell is wide, so that a text may go on.
        collides: characters are printed over one another, as where a text outgrew its row.
        remarks: what else is to be said of the cell.
    """

    left: float
    top: float
    right: float
    bottom: float
    glyphs: list[Glyph] = field(default_factory=list)
    text: str = ""
    struck: str = ""
    noted: str = ""
    full: bool = False
    collides: bool = False
    remarks: list[Remark] = field(default_factory=list)

    def matches(self, other: Box) -> bool:
        """Whether both stand between the same upright lines."""
        return (
            abs(self.left - other.left) <= TOLERANCE and abs(self.right - other.right) <= TOLERANCE
        )


@dataclass(slots=True, eq=False)
class Line:
    """A line of text that stands in no cell."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(slots=True, eq=False)
class Ruled:
    """One table of one page.

    Attributes:
        open_top, open_bottom: no line closes the first row above, the last one below.
        joined: pieces of cells that a page break cut, and the cells on the page before.
        columns: where no upright line is drawn, and the columns are told by their texts: from
            where to where each heading reaches, and its role. None for a table that is drawn.
        merged: whether the lines say which cells are merged.
        sure: whether the labels of levels are sure to stand in rows that are theirs.
    """

    page: int
    boxes: list[Box]
    open_top: bool = False
    open_bottom: bool = False
    heading: list[Line] = field(default_factory=list)
    joined: list[tuple[Box, Box]] = field(default_factory=list)
    columns: tuple[tuple[float, float, str | None], ...] | None = None
    merged: bool = True
    sure: bool = True

    @property
    def top(self) -> float:
        return min(box.top for box in self.boxes)

    @property
    def bottom(self) -> float:
        return max(box.bottom for box in self.boxes)

    @property
    def across(self) -> list[float]:
        """The edges of the columns."""
        return edges(x for box in self.boxes for x in (box.left, box.right))

    @property
    def down(self) -> list[float]:
        """The edges of the rows."""
        return edges(y for box in self.boxes for y in (box.top, box.bottom))

    def rows(self) -> list[list[Box]]:
        """Of each row the boxes that lie in it alone, from left to right."""
        down = self.down
        rows: list[list[Box]] = [[] for _ in down[1:]]
        for box in sorted(self.boxes, key=lambda one: one.left):
            row = index_of(down, box.top)
            if index_of(down, box.bottom) <= row + 1 and row < len(rows):
                rows[row].append(box)
        return rows


@dataclass(slots=True, eq=False)
class Page:
    """What a page holds: its tables from top to bottom, and the lines of text outside of them.

    Attributes:
        slanted: what is printed aslant.
        picture: the page is a picture, with a stamp or a page number on it at most.
        junk: its text is not what is seen: of a picture that a program read before, or of
            a font that does not say what its characters are.
        untold: how many headings stand over columns that cannot be told.
    """

    number: int
    tables: list[Ruled]
    lines: list[Line]
    slanted: str = ""
    picture: bool = False
    junk: bool = False
    untold: int = 0


def edges(values: Iterable[float]) -> list[float]:
    """Sorted positions, those within the tolerance taken together."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > TOLERANCE:
            merged.append(value)
    return merged


def index_of(positions: Sequence[float], value: float) -> int:
    """The edge that is meant by `value`."""
    position = bisect_left(positions, value - TOLERANCE)
    return min(position, len(positions) - 1)


def as_wide(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two tables begin and end at the same edges."""
    return bool(one and other) and all(abs(one[end] - other[end]) <= TOLERANCE for end in (0, -1))


def steady(shape: Sequence[Box], rows: Iterable[Sequence[Box]]) -> list[int]:
    """Which of the boxes of `shape` are filled in nearly all rows of that shape.

    Text in these columns makes a row, and a piece of a row lacks some of it. Nothing is
    known, and the answer empty, where there are not two such rows.
    """
    counts = [0] * len(shape)
    alike = 0
    for row in rows:
        twins = [next((box for box in row if box.matches(one)), None) for one in shape]
        if 2 * sum(twin is not None for twin in twins) <= len(shape):
            continue
        alike += 1
        for index, twin in enumerate(twins):
            counts[index] += bool(twin and twin.text)
    if alike < 2:
        return []
    return [index for index, count in enumerate(counts) if count >= 0.9 * alike]


def is_full(filled: Sequence[bool], known: Sequence[int]) -> bool:
    """Whether a row fills what rows of its shape fill, but for the labels at its left.

    The labels of levels stand in the first row of their block only, and a table with few
    rows does not tell them from the names.
    """
    begun = next((index for index, one in enumerate(filled) if one), len(filled))
    inner = [index for index in known if index >= begun]
    return (
        len(inner) >= 2 and 2 * len(inner) >= len(known) and all(filled[index] for index in inner)
    )


def page_of(page: Any, number: int, limits: Limits, *, above: Ruled | None) -> Page:
    """The tables and the loose lines of a page; `above` is the last table of the page before."""
    ink = ink_of(page)
    tables = _ruled(page, number, ink)
    loose = ink.glyphs
    for table in tables:
        loose = _fill(table.boxes, loose, limits)
        loose = _fill_beyond(table, loose)
        _part(table)
    last: Ruled | None = None
    for table, following in zip(tables, [*tables[1:], None], strict=False):
        if last is None and above is not None and as_wide(above.across, table.across):
            loose = _grow(table, loose, above, end=None)
        loose = _grow(table, loose, None, end=following.top if following else float("inf"))
        last = table
    for table in tables:
        _fill_aside(table.boxes, ink)
    return Page(
        number=number,
        tables=tables,
        lines=loose_lines(loose),
        slanted="".join(glyph["text"] for glyph in ink.slanted).strip(),
        picture=not tables and _is_picture(page) and _said(page) <= _STAMP,
        junk=_is_nameless(page) or (not tables and _is_picture(page)),
    )


def _is_picture(page: Any) -> bool:
    """Whether pictures cover most of a page."""
    covered = sum(image["width"] * image["height"] for image in page.images)
    return bool(covered >= page.width * page.height / 2)


def _said(page: Any) -> int:
    return sum(glyph["text"].isalnum() for glyph in page.chars)


def _is_nameless(page: Any) -> bool:
    """Whether the fonts of a page do not tell which characters many of its glyphs are."""
    nameless = sum(
        glyph["text"].startswith("(cid:") or glyph["text"] in "\ufffd" or _is_private(glyph["text"])
        for glyph in page.chars
    )
    return bool(nameless > max(_STAMP / 3, _NAMELESS * len(page.chars)))


def _is_private(text: str) -> bool:
    return len(text) == 1 and "\ue000" <= text <= "\uf8ff"


# ---------------------------------------------------------------- lines to boxes


def _ruled(page: Any, number: int, ink: Ink) -> list[Ruled]:
    from pdfplumber.table import (
        TableFinder,
        cells_to_tables,
        edges_to_intersections,
        intersections_to_cells,
        merge_edges,
    )

    kept = page.filter(lambda one: id(one) not in ink.lines) if ink.lines else page
    finder = TableFinder(kept)
    groups = [table.cells for table in finder.tables]
    closing, aside = _closing(finder.edges)
    if closing or aside:
        tolerance = TOLERANCE
        ruling = merge_edges(
            [*finder.edges, *closing, *aside], tolerance, tolerance, tolerance, tolerance
        )
        crossings = edges_to_intersections(ruling, tolerance, tolerance)
        groups = cells_to_tables(intersections_to_cells(crossings))
    heights = [edge["top"] for edge in closing]
    found = []
    for group in groups:
        table = Ruled(page=number, boxes=[Box(*box) for box in group if box])
        table.open_top = any(abs(table.top - height) <= TOLERANCE for height in heights)
        table.open_bottom = any(abs(table.bottom - height) <= TOLERANCE for height in heights)
        found.append(table)
    return sorted(found, key=lambda one: (one.top, one.boxes[0].left))


def _closing(ruling: Sequence[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """The level lines, and the upright ones, that should close the cells left open at one end."""
    level = [one for one in ruling if one["orientation"] == "h"]
    upright = [one for one in ruling if one["orientation"] == "v"]
    closing = [
        _line(left, right, height, height)
        for height, left, right in _ends(upright, level, along=("top", "bottom"), at="x0")
    ]
    # Lines to write on (单位：____) cross no upright one, and are no table.
    across = _Crossed(upright, along=("top", "bottom"), at="x0")
    crossing = [one for one in level if across.by(one["x0"], one["x1"], one["top"])]
    return closing, [
        _line(place, place, top, bottom)
        for place, top, bottom in _ends(crossing, upright, along=("x0", "x1"), at="top")
    ]


def _ends(
    lines: Sequence[Glyph], others: Sequence[Glyph], *, along: tuple[str, str], at: str
) -> list[tuple[float, float, float]]:
    """Where several of `lines` end and meet none of `others`: the place, and from where to where."""
    start, end = along
    crossed = _Crossed(others, along=("x0", "x1") if at == "x0" else ("top", "bottom"), at=start)
    met: list[tuple[float, float]] = []
    ends: list[tuple[float, float]] = []
    for line in lines:
        if line[end] - line[start] > _OPEN:
            for side in along:
                meets = crossed.by(line[side] - _OPEN, line[side] + _OPEN, line[at])
                (met if meets else ends).append((line[side], line[at]))
    found = []
    for place in edges(place for place, _ in ends):
        spots = [spot for one, spot in ends if place <= one <= place + TOLERANCE]
        first, last = min(spots), max(spots)
        if last - first > _OPEN:
            # The cell beside the last of them is open too, up to the line that closes the next.
            beside = [spot for one, spot in met if abs(one - place) <= TOLERANCE]
            first = max((spot for spot in beside if spot < first), default=first)
            last = min((spot for spot in beside if spot > last), default=last)
            found.append((place, first, last))
    return found


class _Crossed:
    """Lines of one direction, to ask which are crossed."""

    def __init__(self, lines: Sequence[Glyph], *, along: tuple[str, str], at: str) -> None:
        self._lines = sorted((one[at], one[along[0]], one[along[1]]) for one in lines)

    def by(self, start: float, end: float, place: float) -> bool:
        """Whether a line across them, from `start` to `end` at `place`, meets one."""
        position = bisect_left(self._lines, (start,))
        while position < len(self._lines) and self._lines[position][0] <= end:
            _, begun, ended = self._lines[position]
            if begun - TOLERANCE <= place <= ended + TOLERANCE:
                return True
            position += 1
        return False


def _line(left: float, right: float, top: float, bottom: float) -> Glyph:
    return {
        "object_type": "line",
        "orientation": "h" if top == bottom else "v",
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "doctop": top,
        "width": right - left,
        "height": bottom - top,
    }


# ---------------------------------------------------------------- glyphs to boxes


def _fill(boxes: Sequence[Box], glyphs: Sequence[Glyph], limits: Limits | None) -> list[Glyph]:
    """Put each glyph where its middle lies; gives those that lie in no box."""
    inside, outside = _sorted_in(boxes, glyphs, limits)
    for box, found in zip(boxes, inside, strict=True):
        if found:
            box.glyphs += found
            box.text = text_of(box.glyphs)
    return outside


def _fill_beyond(table: Ruled, loose: list[Glyph]) -> list[Glyph]:
    """Put a label that was centred in a cell cut by the page, and lies beyond the cut, in its cell.

    Programs print the label of a merged cell once on each page or on one of them, below the last
    line or above the first, where no paper shows it; the cell itself is blank and open there.
    """
    taken: set[int] = set()
    for is_open, upward in ((table.open_bottom, False), (table.open_top, True)):
        border = table.top if upward else table.bottom
        blank = [
            box
            for box in table.boxes
            if not box.text and abs((box.top if upward else box.bottom) - border) <= TOLERANCE
        ]
        for box in blank if is_open else ():
            found = [
                glyph
                for glyph in loose
                if box.left <= glyph["x0"] <= glyph["x1"] <= box.right
                and (glyph["bottom"] <= border if upward else glyph["top"] >= border)
            ]
            text = text_of(found)
            if 0 < len(text) <= _LABEL and text.replace("\n", "").isalpha():
                box.glyphs, box.text = found, text
                taken.update(map(id, found))
    return [glyph for glyph in loose if id(glyph) not in taken]


def _fill_aside(boxes: Sequence[Box], ink: Ink) -> None:
    """Note in each box what is struck out in it, and the numbers of notes."""
    for name, glyphs in (("struck", ink.struck), ("noted", ink.noted)):
        if not glyphs:
            continue
        for box, found in zip(boxes, _sorted_in(boxes, glyphs, None)[0], strict=True):
            setattr(box, name, text_of(found).replace("\n", ""))
    for box in boxes:
        box.full = _is_full_line(box)
        box.collides = _collides(box.glyphs)
        box.glyphs.clear()


def _is_full_line(box: Box) -> bool:
    """Whether the last line leaves no room for another character, the margins apart."""
    if not box.glyphs:
        return False
    foot = max(glyph["bottom"] for glyph in box.glyphs)
    last = [glyph for glyph in box.glyphs if foot - glyph["bottom"] < glyph["size"] / 2]
    length = max(glyph["x1"] for glyph in last) - min(glyph["x0"] for glyph in last)
    return bool(box.right - box.left - length <= _ROOM * last[0]["size"])


def _collides(glyphs: list[Glyph]) -> bool:
    """Whether characters lie over one another; a tick in its box is no character."""
    found = [
        ((glyph["x0"] + glyph["x1"]) / 2, (glyph["top"] + glyph["bottom"]) / 2, glyph)
        for glyph in glyphs
        if glyph["text"].isalnum()
    ]
    placed = sorted(found, key=lambda one: one[0])
    count = 0
    for index, (across, down, glyph) in enumerate(placed):
        for beside, height, other in placed[index + 1 :]:
            if beside - across >= glyph["size"]:
                break
            breadth = (glyph["width"] + other["width"]) / 2
            over = beside - across < _OVER * breadth
            count += over and abs(height - down) < _OVER * glyph["size"]
    return count > 1


def _sorted_in(
    boxes: Sequence[Box], glyphs: Sequence[Glyph], limits: Limits | None
) -> tuple[list[list[Glyph]], list[Glyph]]:
    across = edges(x for box in boxes for x in (box.left, box.right))
    down = edges(y for box in boxes for y in (box.top, box.bottom))
    owner: dict[tuple[int, int], int] = {}
    for number, box in sorted(enumerate(boxes), key=lambda one: (one[1].top, one[1].left)):
        row, below = index_of(down, box.top), index_of(down, box.bottom)
        column, beyond = index_of(across, box.left), index_of(across, box.right)
        below, beyond = max(row + 1, below), max(column + 1, beyond)
        if limits and len(owner) + (below - row) * (beyond - column) > limits.cells:
            break
        for position in product(range(row, below), range(column, beyond)):
            owner.setdefault(position, number)
    inside: list[list[Glyph]] = [[] for _ in boxes]
    outside: list[Glyph] = []
    for glyph in glyphs:
        row = bisect_right(down, (glyph["top"] + glyph["bottom"]) / 2) - 1
        column = bisect_right(across, (glyph["x0"] + glyph["x1"]) / 2) - 1
        index = owner.get((row, column))
        (outside if index is None else inside[index]).append(glyph)
    return inside, outside


def text_of(glyphs: list[Glyph]) -> str:
    """What glyphs say, line by line."""
    from pdfplumber.utils.text import extract_text

    text = extract_text(glyphs) if glyphs else ""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def loose_lines(glyphs: list[Glyph]) -> list[Line]:
    """The lines of text of glyphs that stand in no cell."""
    from pdfplumber.utils.text import chars_to_textmap

    if not glyphs:
        return []
    return [
        Line(line["x0"], line["top"], line["x1"], line["bottom"], line["text"].strip())
        for line in chars_to_textmap(glyphs).extract_text_lines()
        if line["text"].strip()
    ]


# ---------------------------------------------------------------- rows without lines


def _bands(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs in bands from top to bottom, between which a row could end."""
    bands: list[list[Glyph]] = []
    foot = 0.0
    for glyph in sorted(glyphs, key=lambda one: one["top"]):
        if not glyph["text"].strip():
            continue
        if bands and glyph["top"] - foot <= _PARTING * glyph["size"]:
            bands[-1].append(glyph)
        else:
            bands.append([glyph])
            foot = 0.0
        foot = max(foot, glyph["bottom"])
    return bands


def _part(table: Ruled) -> None:
    """Part an open row that holds several: the lines between them are not drawn either."""
    for is_open, last in ((table.open_bottom, True), (table.open_top, False)):
        rows = table.rows()
        if not is_open or len(rows) < 3:
            continue
        row = rows.pop(-1 if last else 0)
        known = steady(row, rows)
        bands = _bands(glyph for box in row for glyph in box.glyphs)
        if len(known) < 2 or len(bands) < 2:
            continue
        parts = [_boxes_of(row, band) for band in bands]
        if all(part and is_full([bool(box.text) for box in part], known) for part in parts):
            heights = [row[0].top, *map(_foot, bands[:-1]), row[0].bottom]
            _place(parts, heights)
            table.boxes = [box for box in table.boxes if box not in row]
            table.boxes += [box for part in parts if part for box in part]


def _foot(band: Sequence[Glyph]) -> float:
    return float(max(glyph["bottom"] for glyph in band)) + 1.0


def _place(parts: Sequence[list[Box] | None], heights: Sequence[float]) -> None:
    for number, part in enumerate(parts):
        for box in part or ():
            box.top, box.bottom = heights[number], heights[number + 1]


def _boxes_of(shape: Sequence[Box], band: Sequence[Glyph]) -> list[Box] | None:
    """A row of the columns of `shape` with the glyphs of `band`, or None where they do not fit."""
    found = [Box(one.left, 0.0, one.right, 0.0) for one in shape]
    for glyph in band:
        box = next(
            (one for one in found if one.left - 1 <= glyph["x0"] and glyph["x1"] <= one.right + 1),
            None,
        )
        if box is None:
            return None
        box.glyphs.append(glyph)
    for box in found:
        box.text = text_of(box.glyphs)
    return found


def _grow(
    table: Ruled, loose: list[Glyph], above: Ruled | None, *, end: float | None
) -> list[Glyph]:
    """Add to a table the rows of text directly below it, or above it, that have no line at all.

    A row is what fills the columns that all rows of the table fill, and crosses none of them.
    `end` is where the room below the table ends; None looks above, where the table `above`
    the page break tells what a row is.
    """
    upward = end is None
    taken: set[int] = set()
    known_rows = [*table.rows(), *(above.rows() if above else ())]
    border = table.top if upward else table.bottom
    room = [
        glyph
        for glyph in loose
        if (glyph["bottom"] <= border + 1 if end is None else border - 1 <= glyph["top"] < end)
    ]
    bands = _bands(room)
    for band in reversed(bands) if upward else bands:
        border = table.top if upward else table.bottom
        shape = sorted(
            (
                box
                for box in table.boxes
                if abs((box.top if upward else box.bottom) - border) <= TOLERANCE
            ),
            key=lambda box: box.left,
        )
        row = _loose_row(shape, band, known_rows, border)
        if row is None:
            break
        head, foot = min(g["top"] for g in band) - 1.0, _foot(band)
        for box in row:
            box.top, box.bottom = (head, border) if upward else (border, foot)
        _lay(table, shape, row, upward=upward)
        taken.update(map(id, band))
    return [glyph for glyph in loose if id(glyph) not in taken]


def _loose_row(
    shape: list[Box], band: list[Glyph], rows: Sequence[Sequence[Box]], border: float
) -> list[Box] | None:
    """The row that a band of text makes in the columns of `shape`, if it is one."""
    size = max(glyph["size"] for glyph in band)
    gap = min(abs(border - glyph[end]) for glyph in band for end in ("top", "bottom"))
    row = _boxes_of(shape, band) if gap <= _NEAR * size else None
    if row is None or _runs_across(row, size):
        return None
    narrow = min(box.bottom - box.top for box in shape)
    single = [i for i, box in enumerate(shape) if box.bottom - box.top <= narrow + TOLERANCE]
    known = steady([shape[i] for i in single], rows)
    if not is_full([bool(row[i].text) for i in single], known):
        return None
    # 填报人：… | 电话：… are signatures below a table, each with its label.
    labelled = sum("：" in box.text or ":" in box.text for box in row)
    return None if labelled > 1 else row


def _runs_across(row: Sequence[Box], size: float) -> bool:
    """Whether a text goes on over the edge of a column, a character ending just there: a title."""
    filled = [box.glyphs for box in row if box.glyphs]
    gaps = (
        min(glyph["x0"] for glyph in right) - max(glyph["x1"] for glyph in left)
        for left, right in pairwise(filled)
    )
    return any(gap <= _TOUCHING * size for gap in gaps)


def _lay(table: Ruled, shape: Sequence[Box], row: Sequence[Box], *, upward: bool) -> None:
    """Put a row without lines at the end of a table; a box with no text of its own reaches on."""
    narrow = min(box.bottom - box.top for box in shape)
    for box, new in zip(shape, row, strict=True):
        if not new.text and box.bottom - box.top > narrow + TOLERANCE:
            if upward:
                box.top = new.top
            else:
                box.bottom = new.bottom
        else:
            table.boxes.append(new)
    if upward:
        table.open_top = True
    else:
        table.open_bottom = True
