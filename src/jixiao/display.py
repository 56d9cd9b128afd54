"""Rows to aligned plain text or escaped HTML, and carets under Chinese text.

This room knows widths and escaping; it knows nothing of budgets.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal

__all__ = [
    "FORMULA_STARTS",
    "Align",
    "caret_line",
    "html_table",
    "listed",
    "pad",
    "path_text",
    "plain_table",
    "visible",
    "whole_characters",
    "width",
    "wrap",
]

Align = Literal["left", "right"]

_SURROGATE: Final = re.compile("[\ud800-\udfff]")  # a byte of a name that is no UTF-8
# A run of ASCII, with the two characters of a unit (万元, 平方) where it ends as a number does.
_PIECE: Final = re.compile(r"[!-~]*[0-9%](?![!-~])[\u4e00-\u9fff]{0,2}|[!-~]+|.", re.DOTALL)
_APART: Final = re.compile(r"[!-~]+|.", re.DOTALL)
#: With these a spreadsheet begins a formula, or a cell of its own: OWASP's list of CSV injection,
#: with the full-width forms that some of them fold.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")

# What moves the cursor, colours, erases or turns a terminal's line around; and half a character.
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_HALF: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")

_NOT_FIRST: Final = frozenset("，。；：、！？”’）》〉】〕…,.;:!?)]}%")
_NOT_LAST: Final = frozenset("“‘（《〈【〔")
_TAKEN_ALONG: Final = 8
_SHORT: Final = 16  # columns of a text that is not broken in HTML


def visible(text: str) -> str:
    r"""`text` with what a terminal would obey written out as in JSON: an escape is \u001b.

    Line ends and tabs stay. Of a JSON document it makes an equal one.
    """
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def whole_characters(text: str) -> str:
    """`text` as any encoding can hold it: half a character (a lone surrogate) and what is
    none (U+FFFE, U+FFFF) become �."""
    return _HALF.sub("\ufffd", text)


def width(text: str) -> int:
    """Columns that `text` takes in a terminal: wide and full-width characters take two."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=16384)
def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def path_text(path: str | os.PathLike[str]) -> str:
    """A path as text that any terminal and file takes: bytes that are no UTF-8 as ``%D7``."""
    return _SURROGATE.sub(lambda found: f"%{ord(found[0]) & 0xFF:02X}", os.fspath(path))


def listed(names: Sequence[str], *, most: int = 5) -> str:
    """`names` in one sentence: 甲、乙、丙; with 等 where there are more than `most`."""
    return "、".join(names[:most]) + ("等" if len(names) > most else "")


def pad(text: str, columns: int, *, align: Align = "left") -> str:
    """`text` filled with blanks to `columns` terminal columns."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if align == "right" else text + blanks


def wrap(text: str, columns: int) -> list[str]:
    """`text` broken into lines of at most `columns` terminal columns (at least one line).

    Chinese may be broken anywhere; a run of ASCII is kept whole where it fits.
    """
    if width(text) <= columns:
        return [text.rstrip()]
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text, columns):
        size = width(piece)
        if used and used + size > columns:
            line, kept = _break(line, piece)
            if width(kept) + size > columns:
                line, kept = line + kept, ""
            lines.append(line.rstrip())
            line, used = kept, width(kept)
            piece = piece.lstrip()
            size = width(piece)
        while size > columns:
            head = piece[:columns]
            lines.append(head)
            piece = piece[columns:]
            size = width(piece)
        line += piece
        used += size
    lines.append(line.rstrip())
    return lines


def _break(line: str, following: str) -> tuple[str, str]:
    """`line` before `following`, and what of its end belongs with that on the next line.

    Chinese typesetting: closing punctuation does not begin a line, an opening bracket does
    not end one. At most a few characters go along.
    """
    first = following[0]
    kept, moved = _PIECE.findall(line), ""
    while len(kept) > 1 and (first in _NOT_FIRST or kept[-1][-1] in _NOT_LAST):
        moved = kept.pop() + moved
        first = moved[0]
        if len(moved) > _TAKEN_ALONG:
            return line, ""
    return "".join(kept), moved


def _pieces(text: str, columns: int) -> Iterable[str]:
    """What a line is broken between: runs of ASCII, a number with its unit, and single characters."""
    for found in _PIECE.finditer(text):
        piece = found[0]
        if len(piece) > 1 and width(piece) > columns and not piece.isascii():
            # No room for the unit beside its number.
            yield from _APART.findall(piece)
        else:
            yield piece


def plain_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    align: Sequence[Align] = (),
    widths: Sequence[int | None] = (),
) -> str:
    """An aligned table; a column with a limit in `widths` is wrapped into further lines."""
    table = [list(header), *(list(row) for row in rows)]
    count = len(header)
    limits = [*widths, *([None] * (count - len(widths)))]
    sides: list[Align] = [*align, *(["left"] * (count - len(align)))]  # type: ignore[list-item]
    cells = [
        [
            wrap(text, limit) if limit else text.split("\n")
            for text, limit in zip(row, limits, strict=True)
        ]
        for row in table
    ]
    columns = [max(width(line) for row in cells for line in row[index]) for index in range(count)]
    lines = []
    for number, row in enumerate(cells):
        for level in range(max(len(cell) for cell in row)):
            parts = [
                pad(cell[level] if level < len(cell) else "", columns[index], align=sides[index])
                for index, cell in enumerate(row)
            ]
            lines.append("  ".join(parts).rstrip())
        if number == 0:
            lines.append("  ".join("─" * column for column in columns))
    return "\n".join(lines)


def html_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    caption: str | None = None,
    align: Sequence[Align] = (),
    details: tuple[str, Sequence[str]] | None = None,
) -> str:
    """An HTML fragment; every text is escaped, no script and no outside resource is used.

    `details` are a heading and lines under the table that unfold when the heading is clicked.
    """
    import html

    count = len(header)
    sides = [*align, *(["left"] * (count - len(align)))]

    def cells(tag: str, row: Sequence[str]) -> str:
        return "".join(
            f'<{tag} style="text-align:{side};padding:.25em .6em;{_keeping(text)}border-bottom:1px solid '
            f'color-mix(in srgb, currentColor 25%, transparent)">{html.escape(text)}</{tag}>'
            for text, side in zip(row, sides, strict=True)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    title = (
        f'<caption style="text-align:left;font-weight:600;padding:.3em 0">{html.escape(caption)}</caption>'
        if caption
        else ""
    )
    return (
        f'<table class="jixiao" style="border-collapse:collapse">{title}'
        f"<thead><tr>{cells('th', header)}</tr></thead><tbody>{body}</tbody></table>{_folded(details)}"
    )


def _folded(details: tuple[str, Sequence[str]] | None) -> str:
    import html

    if details is None or not details[1]:
        return ""
    heading, lines = details
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    return f"<details><summary>{html.escape(heading)}</summary><ol>{items}</ol></details>"


def _keeping(text: str) -> str:
    """A short text stays on one line; a column of a long one is not squeezed to a character."""
    return "white-space:nowrap;" if width(text) <= _SHORT else f"min-width:{_SHORT // 2}em;"


def caret_line(text: str, start: int, end: int) -> tuple[str, str]:
    """`text` on one line, and below it carets under `[start, end)`, placed by display width."""
    flat = "".join(" " if char.isspace() else char for char in text)
    start = min(start, len(flat))
    end = max(min(end, len(flat)), start)
    marks = "^" * max(1, width(flat[start:end]))
    return flat, " " * width(flat[:start]) + marks
