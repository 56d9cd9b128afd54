"""Glyphs to lines, and lines to runs: pieces of text with room at both sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from .glyphs import Glyph

__all__ = ["ROOM", "Rule", "Run", "TextLine", "lines_of", "rules_of", "stacked", "tight"]

#: Two texts of one line stand further apart than this share of their size.
ROOM: Final = 0.4
# Glyphs of one line may stand higher or lower by this share of their size, as fonts differ.
_LEVEL: Final = 0.35
# Lines of one cell stand no further apart than this share of their size.
_LEADING: Final = 0.95
# What covers a column covers this share of it.
_COVERED: Final = 0.8
_SAME: Final = 2.0  # points between pieces of one ruling line
_SHORT: Final = 3.0


@dataclass(slots=True, eq=False)
class Run:
    """A piece of a line of text."""

    glyphs: list[Glyph]

    @property
    def left(self) -> float:
        return float(self.glyphs[0]["x0"])

    @property
    def right(self) -> float:
        return float(max(glyph["x1"] for glyph in self.glyphs))

    @property
    def size(self) -> float:
        return float(self.glyphs[0]["size"])

    @property
    def text(self) -> str:
        return "".join(glyph["text"] for glyph in self.glyphs)

    def over(self, left: float, right: float) -> bool:
        """Whether it stands above or below what reaches from `left` to `right`."""
        return self.left < right and self.right > left


@dataclass(slots=True, eq=False)
class TextLine:
    """The runs of one line, from left to right."""

    runs: list[Run]
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


class Rule(NamedTuple):
    """A level ruling line: its height, what it covers, and where its pieces end."""

    height: float
    spans: tuple[tuple[float, float], ...]
    ends: tuple[float, ...]

    def covers(self, left: float, right: float) -> bool:
        """Whether it runs along most of the room between `left` and `right`."""
        covered = sum(max(min(right, end) - max(left, start), 0) for start, end in self.spans)
        return covered >= _COVERED * (right - left)


def lines_of(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """The lines of a page from top to bottom; those set beside each other at half a height are two."""
    found: list[list[Glyph]] = []
    height = 0.0
    for glyph in sorted(glyphs, key=_middle):
        if not glyph["text"].strip():
            continue
        if not found or _middle(glyph) - height > _LEVEL * glyph["size"]:
            found.append([])
        found[-1].append(glyph)
        height = sum(map(_middle, found[-1])) / len(found[-1])
    return [_line(one) for one in found]


def _middle(glyph: Glyph) -> float:
    return float(glyph["top"] + glyph["bottom"]) / 2


def _line(glyphs: Sequence[Glyph]) -> TextLine:
    runs: list[Run] = []
    for glyph in sorted(glyphs, key=lambda one: one["x0"]):
        if runs and glyph["x0"] - runs[-1].right <= ROOM * glyph["size"]:
            runs[-1].glyphs.append(glyph)
        else:
            runs.append(Run([glyph]))
    return TextLine(
        runs,
        top=min(glyph["top"] for glyph in glyphs),
        bottom=max(glyph["bottom"] for glyph in glyphs),
        size=max(glyph["size"] for glyph in glyphs),
    )


def stacked(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs that stand over one another, from left to right; each group from top to bottom."""
    groups: list[list[Run]] = []
    for run in sorted(runs, key=lambda one: one.left):
        if groups and run.left < max(one.right for one in groups[-1]):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [sorted(group, key=lambda one: one.glyphs[0]["top"]) for group in groups]


def tight(above: TextLine, below: TextLine) -> bool:
    """Whether two lines stand as near as those of one cell."""
    return below.top - above.bottom <= _LEADING * min(above.size, below.size)


def rules_of(page: Any) -> list[Rule]:
    """The level ruling lines of a page from top to bottom."""
    level = [
        edge
        for edge in page.edges
        if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > _SHORT
    ]
    groups: list[list[Glyph]] = []
    for edge in sorted(level, key=lambda one: one["top"]):
        if not groups or edge["top"] - groups[-1][-1]["top"] > _SAME:
            groups.append([])
        groups[-1].append(edge)
    return [_rule(group) for group in groups]


def _rule(pieces: Sequence[Glyph]) -> Rule:
    spans: list[tuple[float, float]] = []
    for piece in sorted(pieces, key=lambda one: one["x0"]):
        if spans and piece["x0"] - spans[-1][1] <= _SAME:
            spans[-1] = (spans[-1][0], max(spans[-1][1], piece["x1"]))
        else:
            spans.append((piece["x0"], piece["x1"]))
    ends = sorted(float(piece[end]) for piece in pieces for end in ("x0", "x1"))
    height = sum(piece["top"] for piece in pieces) / len(pieces)
    return Rule(height, tuple(spans), tuple(ends))
