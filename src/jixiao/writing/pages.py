"""Pages: how high the rows of a form are, and its labels once on every page.

A label that is merged over more rows than a page holds would be seen on one page only, so it
is cut where a page is likely to end and stands again below. The programs break pages by
themselves; where one does so a row earlier or later, each page still shows the label.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from jixiao.display import wrap
from jixiao.formwords import form_words

from .form import Box, Form
from .measure import MARGIN, text_width

__all__ = ["SHEET", "WORD", "Paper", "heights_of", "lines_in", "page_ends", "paged"]

_TITLE: Final = 36.0  # points of height that a line of a title takes


@attrs.frozen(kw_only=True)
class Paper:
    """What rows take on a page of A4, in points.

    Attributes:
        line: the height of a line of text.
        edge: what a row takes besides.
        lowest: the least height of a row.
        centred: what the two edges of a centred cell take of its width, in half-width characters.
        upright, lying: what a page holds, upright and on its side.
    """

    line: float
    edge: float
    lowest: float
    centred: float
    upright: float
    lying: float

    def row(self, lines: int) -> float:
        """The height of a row with so many lines."""
        return max(self.lowest, lines * self.line + self.edge)


#: A sheet is made smaller until it is as wide as its page, which then holds more.
SHEET: Final = Paper(line=13.5, edge=6.0, lowest=21.0, centred=0.0, upright=825.0, lying=530.0)
WORD: Final = Paper(line=12.6, edge=3.6, lowest=19.5, centred=MARGIN, upright=722.0, lying=478.0)


def lines_in(text: str, room: float, *, edges: float = MARGIN) -> int:
    """How many lines a text takes in a cell of so many half-width characters."""
    inside = max(2.0, room - edges)
    return sum(
        1 if text_width(line) <= inside else len(wrap(line, max(2, int(inside))))
        for line in text.split("\n")
    )


def heights_of(form: Form, paper: Paper) -> list[float]:
    """Heights of the rows in points; a program does not fit rows to merged cells by itself."""
    heights = [paper.lowest] * form.rows
    for box in form.boxes:
        if box.role == "title":
            lines = math.ceil(1.9 * text_width(box.text) / form.width_of(box)) or 1
            heights[box.row] = _TITLE * lines
        elif box.rowspan == 1:
            heights[box.row] = max(heights[box.row], _needed(box, form, paper))
    for box in form.boxes:
        if box.rowspan > 1:
            rows = range(box.row, box.row + box.rowspan)
            short = _needed(box, form, paper) - sum(heights[row] for row in rows)
            for row in rows:
                heights[row] += max(0.0, short / box.rowspan)
    return heights


def _needed(box: Box, form: Form, paper: Paper) -> float:
    edges = MARGIN if box.role == "text" else paper.centred
    return paper.row(lines_in(box.text, form.width_of(box), edges=edges))


def paged(form: Form, ends: Sequence[int], paper: Paper) -> Form:
    """The form with its labels broken between words, and cut where pages end, see `page_ends`."""
    boxes = [part for box in form.boxes for part in _cut(_broken(box, form, paper), ends)]
    return attrs.evolve(form, boxes=tuple(sorted(boxes, key=lambda box: (box.row, box.column))))


def page_ends(form: Form, paper: Paper) -> list[int]:
    """The rows with which pages after the first begin; the heading stands on each."""
    room = paper.lying if form.landscape else paper.upright
    heights = heights_of(form, paper)
    ends, used = [], 0.0
    for row, height in enumerate(heights):
        if used + height > room and row > form.heading + 1:
            ends.append(row)
            used = heights[form.heading]
        used += height
    return ends


def _broken(box: Box, form: Form, paper: Paper) -> Box:
    """A label that is too long for its cell in two lines: 经济效益 and 指标, not 经济效益指 and 标."""
    room = form.width_of(box) - paper.centred
    if box.role != "label" or "\n" in box.text or text_width(box.text) <= room:
        return box
    head, bracket, unit = box.text.rpartition("（")
    if bracket and head:
        # What is before a bracket may take two lines itself, if no character is left alone; else
        # it is broken between its words, of two characters each: 预算执行 and 情况.
        pair = max(2, int(room) // 4 * 2)
        alone = text_width(head) > room and len(head) % max(2, room // 2) == 1
        head = f"{head[:pair]}\n{head[pair:]}" if alone else head
        return attrs.evolve(box, text=f"{head}\n（{unit}")
    for end in form_words("words", "label-end"):
        head = box.text.removesuffix(end)
        if head not in ("", box.text) and text_width(head) <= room:
            return attrs.evolve(box, text=f"{head}\n{end}")
    return box


def _cut(box: Box, ends: Sequence[int]) -> Iterator[Box]:
    last = box.row + box.rowspan
    begins = [box.row]
    if box.role == "label":
        begins += ends[bisect_right(ends, box.row) : bisect_left(ends, last)]
    for begin, end in zip(begins, [*begins[1:], last], strict=True):
        yield attrs.evolve(box, row=begin, rowspan=end - begin)
