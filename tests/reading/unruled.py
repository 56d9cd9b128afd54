"""Tables on pages of a PDF, set with level rules at most."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Literal

import attrs

__all__ = ["Press", "Rules"]

Rules = Literal["every", "three", "none"]
FONT = "STSong-Light"


@attrs.define
class Press:
    """Sets rows one under another: texts in columns, wrapped where they are too long.

    Attributes:
        edges: where the columns begin and end.
        aligned: "l", "c" or "r" for each column.
        across: where the lines of a cell stand in a row that is higher: "t", "m" or "b".
        room: points between the rows; `leading`: from line to line, in sizes of the text.
        rules: which level rules are drawn.
    """

    edges: Sequence[float]
    aligned: str
    across: Literal["t", "m", "b"] = "m"
    room: float = 8
    leading: float = 1.2
    size: float = 10
    rules: Rules = "none"
    y: float = 780
    stream: io.BytesIO = attrs.field(factory=io.BytesIO)
    canvas: Any = None

    def __attrs_post_init__(self) -> None:
        from reportlab.lib.pagesizes import A4
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.canvas = Canvas(self.stream, pagesize=A4)

    def width(self, text: str) -> float:
        return float(self.canvas.stringWidth(text, FONT, self.size))

    def text(self, text: str, *, x: float | None = None, gap: float = 8) -> None:
        """A line of its own: at `x`, or in the middle."""
        self.canvas.setFont(FONT, self.size)
        place = (self.edges[0] + self.edges[-1] - self.width(text)) / 2 if x is None else x
        self.canvas.drawString(place, self.y - self.size, text)
        self.y -= self.size + gap

    def rule(self, first: int = 0) -> None:
        self.canvas.setLineWidth(0.6)
        self.canvas.line(self.edges[first], self.y, self.edges[-1], self.y)

    def head(self, *texts: str) -> None:
        """A row of headings between its rules."""
        if self.rules != "none":
            self.rule()
        self.set(texts)
        if self.rules != "none":
            self.rule()

    def row(self, *texts: str, first: int = 0) -> None:
        """A row; the rule below it begins at the column `first`."""
        self.set(texts)
        if self.rules == "every":
            self.rule(first)

    def section(self, text: str) -> None:
        """A label that stands alone in its row."""
        pad = self.room / 2
        self.canvas.setFont(FONT, self.size)
        self.canvas.drawString(self.edges[0] + 3, self.y - pad - 0.85 * self.size, text)
        self.y -= self.room + self.leading * self.size
        if self.rules == "every":
            self.rule()

    def set(self, texts: Sequence[str]) -> None:
        cells = [self._wrapped(text, column) for column, text in enumerate(texts)]
        pitch = self.leading * self.size
        height = pitch * max(map(len, cells))
        for column, lines in enumerate(cells):
            spare = height - pitch * len(lines)
            above = {"t": 0.0, "m": spare / 2, "b": spare}[self.across]
            for number, line in enumerate(lines):
                base = self.y - self.room / 2 - above - pitch * number - 0.85 * self.size
                self._put(line, column, base)
        self.y -= height + self.room

    def label(self, text: str, column: int, top: float) -> None:
        """A label in the middle of the rows from `top` to here."""
        lines = self._wrapped(text, column)
        pitch = self.leading * self.size
        head = (top + self.y) / 2 + pitch * len(lines) / 2
        for number, line in enumerate(lines):
            self._put(line, column, head - pitch * number - 0.85 * self.size)

    def _wrapped(self, text: str, column: int) -> list[str]:
        room = self.edges[column + 1] - self.edges[column] - 6
        lines = [""]
        for char in text:
            if char == "\n" or self.width(lines[-1] + char) > room:
                lines.append("")
            lines[-1] += char.strip("\n")
        return lines

    def _put(self, text: str, column: int, base: float) -> None:
        left, right = self.edges[column] + 3, self.edges[column + 1] - 3
        spare = right - left - self.width(text)
        place = left + {"l": 0.0, "c": spare / 2, "r": spare}[self.aligned[column]]
        self.canvas.setFont(FONT, self.size)
        self.canvas.drawString(place, base, text)

    def page(self) -> None:
        self.canvas.showPage()
        self.y = 780

    def end(self) -> None:
        """The last rule of the table."""
        if self.rules == "three":
            self.rule()

    def done(self) -> bytes:
        self.canvas.save()
        return self.stream.getvalue()
