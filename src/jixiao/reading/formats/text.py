"""Text: tables pasted with tabs, and CSV files with commas or semicolons.

Merging is lost in such text: a label may stand in any row of its block, so the grids
say ``spans_known=False``; where fields are missing altogether, `rhythm` tells the columns.
The row of a place is the line, the column the field in it.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

import attrs

from jixiao.display import FORMULA_STARTS
from jixiao.errors import Place, UnreadableDocument
from jixiao.findings import Finding

from ..grid import Cell, Grid
from ..headers import Headers
from ..limits import MAX_CELL_TEXT, MAX_CELLS, MAX_COLUMNS, MAX_HEADING_LINES, MAX_TEXT_BYTES
from .rhythm import Row, seated, unfolded
from .ruled import drawn

__all__ = ["decode", "grids"]

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEWLINE: Final = re.compile(r"\r\n|\r|\u2028|\u2029|\x0b|\x85")
# What a Chinese text consists of: in the wrong byte order, or in no text at all, it is rare.
_CHINESE: Final = re.compile(r"[\t\r\n -~\u3000-\u3011\u4e00-\u9fff！-～≤≥℃‰①-⑳—…“”‘’·×]")
#: So many pieces in a line are a heading, and so far from where one begins a piece is under it.
_RULER: Final = 4
_NEAR: Final = 2
_SEPARATORS: Final = ("\t", ",", ";", "|")
_KEPT: Final = re.compile(r"\t(?=[,;|])|(?<=[,;|])\t")

# The line below the heading of a Markdown table: its fields, and that a text has one.
_RULE: Final = re.compile(r"\s*[:-][\s:-]*")
_RULED: Final = re.compile(r"^\s*\|?\s*:?-{3,}:?\s*\|", re.MULTILINE)
# What Markdown writes around words, and before a line.
_LINE_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)  # a line of a cell, not of the text
_EMPHASIS: Final = re.compile(r"(\*\*|__|`|(?<![*\w])\*(?=\S))((?:(?!\1)[^\n|])+?)\1")
_LEAD: Final = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+", re.MULTILINE)

# Two or more blanks between words; fewer than so many of them are no columns.
_RUN: Final = re.compile(r"(?<=[^\s])(?:[ \u3000]{2,}|\u3000)(?=[^\s])")
_MIN_RUNS: Final = 4
_SHOWN: Final = 5
_BREAK: Final = re.compile(r"[ \u3000]*\f[ \u3000]*")


def decode(data: bytes, *, file: str | None = None) -> str:
    """Text from UTF-8, UTF-16, or GB 18030 (which contains GB2312 and GBK)."""
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableDocument(
            f"文本超过 {MAX_TEXT_BYTES >> 20} MB",
            code="too-large",
            remedy="请把绩效表单独存成一个文件",
            place=Place(file=file),
        )
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\n" in text and len(_CHINESE.findall(text)) * 10 >= len(text) * 9:
            return text
    raise UnreadableDocument(
        "文件不是文本，也不是能识别的文档",
        code="not-a-document",
        remedy="能读取的有 .xlsx .xls .docx .html .pdf 和 UTF-8、GBK 编码的文本；请另存为其中一种",
        place=Place(file=file),
    )


def grids(data: bytes, *, file: str | None = None) -> tuple[Grid, ...]:
    """The tables of a text, cut where a title stands alone between blank line and table."""
    return from_text(decode(data, file=file), file=file)


def from_text(text: str, *, file: str | None = None) -> tuple[Grid, ...]:
    """Like `grids`, for text that is already decoded."""
    text = _BREAK.sub("\n\n", _NEWLINE.sub("\n", text))
    ruled, text = drawn(text, file)
    if ruled and not text:
        return ruled
    read = _plain_grids(text, file)
    later = (
        attrs.evolve(one, place=attrs.evolve(one.place, table=number))
        for number, one in enumerate(ruled, len(read) + 1)
    )
    return tuple(sorted((*read, *later), key=_first_line)) if ruled else read


def _first_line(grid: Grid) -> int:
    return min((cell.position[0] for cell in grid.cells), default=0)


def _plain_grids(text: str, file: str | None) -> tuple[Grid, ...]:
    """The tables of a text without drawings."""
    headers = Headers.load()
    if "\t" not in text and (cut := unfolded(text, headers)) is not None:
        titles, lone = cut
        return (_grid(lone, titles, 1, file, folded=False),)
    if not any(mark in text for mark in _SEPARATORS) or _is_aligned(text):
        text = _aligned(text)
    delimiter = _delimiter(text)
    if delimiter == "|" and _RULED.search(text):
        text = _unmarked(text)
    records = [
        (line, fields)
        for line, fields in _records(text, delimiter, file)
        if not (delimiter == "|" and _RULE.fullmatch("".join(fields)))
    ]
    return tuple(
        _grid(seated(rows, headers), heading, number, file)
        for number, (heading, rows) in enumerate(_tables(records), start=1)
    )


def _unmarked(text: str) -> str:
    """Text of Markdown without its marks: **产出指标** is 产出指标, and \\| is no border."""
    text = _LINE_BREAK.sub("\u2028", text.replace("\\|", "｜"))
    text = _EMPHASIS.sub(r"\2", text)
    return _LEAD.sub("", text)


def _tables(records: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[list[str], list[Row]]]:
    """(lines of heading, rows) of each table."""
    heading: list[str] = []
    rows: list[Row] = []
    blank = True
    index = 0
    while index < len(records):
        line, fields = records[index]
        if len(fields) == 1 and not fields[0].strip():
            blank = True
            index += 1
            continue
        if len(fields) == 1:
            end = index
            while end < len(records) and len(records[end][1]) == 1:
                end += 1
            block = records[index:end]
            titles = [fields[0].strip() for _, fields in block if fields[0].strip()]
            if not rows:
                heading += titles
            elif blank and end < len(records):
                yield heading, rows
                rows, heading = [], titles
            else:
                rows += [_row(number, one) for number, one in block if one[0].strip()]
            index, blank = end, False
            continue
        rows.append(_row(line, fields))
        blank = False
        index += 1
    if rows or heading:
        yield heading, rows


def _row(line: int, fields: Sequence[str]) -> Row:
    return Row(tuple(fields), (line,) * len(fields))


def _delimiter(text: str) -> str:
    """The separator by content: what divides the most lines, tabs before all others.

    A tab never occurs in prose, so a few of them count for more than the commas of prose. One
    right before a comma separates nothing: programs put it behind a long number, to keep it a text.
    """
    lines = [line for line in text[:200_000].split("\n") if line.strip()]
    counts = {mark: sum(mark in line for line in lines) for mark in _SEPARATORS}
    if counts["\t"]:
        counts["\t"] = sum("\t" in _KEPT.sub("", line) for line in lines)
    best = max(_SEPARATORS, key=lambda mark: counts[mark])
    return "\t" if counts["\t"] and 2 * counts["\t"] >= counts[best] else best


def _is_aligned(text: str) -> bool:
    """Whether blanks set more lines apart than any mark does: 1,740.20 and prose have commas too."""
    lines = text[:200_000].split("\n")
    blanks = sum(len(_RUN.findall(line)) >= _RULER - 1 for line in lines)
    marks = max(sum(line.count(mark) >= _RULER - 1 for line in lines) for mark in _SEPARATORS)
    return "\t" not in text and blanks >= _MIN_RUNS and blanks > 2 * marks


def _aligned(text: str) -> str:
    """Text whose columns are set apart by runs of blanks, with tabs in their place.

    A line that begins with blanks begins in the column that stands there in the heading above it.
    """
    if len(_RUN.findall(text)) < _MIN_RUNS:
        return text
    lines: list[str] = []
    ruler: list[int] = []
    for line in text.split("\n"):
        body = line.lstrip(" \u3000")
        starts = _starts(line)
        if len(starts) >= _RULER and len(body) == len(line):
            ruler = ruler or starts[:MAX_COLUMNS]
        elif not body:
            ruler = []
        skipped = _column_at(_width(line[: len(line) - len(body)]), ruler)
        plain = skipped is None or len(body) == len(line)
        lines.append(
            _RUN.sub("\t", line) if plain else "\t" * (skipped or 0) + _RUN.sub("\t", body)
        )
    return "\n".join(lines)


def _starts(line: str) -> list[int]:
    """How far to the right each piece of a line begins, in halves of a Chinese character."""
    ends = [0, *(run.end() for run in _RUN.finditer(line))]
    widths = (_width(line[begin:end]) for begin, end in pairwise(ends))
    return [0, *accumulate(widths)]


def _column_at(width: int, ruler: Sequence[int]) -> int | None:
    """The column of the heading that begins there, or near enough; None for the first or none."""
    near = [at for at, start in enumerate(ruler) if at and abs(start - width) <= _NEAR]
    return near[0] if near else None


def _width(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WFA") for char in text)


def _records(text: str, delimiter: str, file: str | None) -> list[tuple[int, list[str]]]:
    """(line number, fields) of every record; a quoted field may run over several lines.

    A quotation mark opens a quoted field only where it closes again before a delimiter:
    in pasted text it is often just a mark. Quoted fields with tabs inside are not made
    by spreadsheets, so a tab ends the search.
    """
    barred = "\t" if delimiter == "\t" else ""
    quoted = re.compile(rf'"((?:[^"{barred}]++|"")*+)"(?=[{delimiter}\n]|\Z)')
    plain = re.compile(f"[^{delimiter}\n]*")
    found: list[tuple[int, list[str]]] = []
    fields: list[str] = []
    position, line, begun, total = 0, 1, 1, 0
    size = len(text)
    while position <= size:
        match = quoted.match(text, position) if text.startswith('"', position) else None
        if match is None and delimiter == "," and text.startswith('="', position):
            match = quoted.match(text, position + 1)  # ="0.95" keeps a spreadsheet from converting
        if match is not None:
            fields.append(_unwritten(match[1].replace('""', '"')))
            line += match[0].count("\n")
            position = match.end()
        else:
            match = plain.match(text, position)
            fields.append(match[0] if match else "")
            position += len(fields[-1])
        total += 1
        if total > 4 * MAX_CELLS or len(fields) > MAX_COLUMNS:
            raise UnreadableDocument(
                f"文本表格超过 {4 * MAX_CELLS} 格或 {MAX_COLUMNS} 列",
                code="too-large",
                remedy="请把绩效表单独存成一个文件",
                place=Place(file=file),
            )
        if position >= size or text[position] == "\n":
            found.append((begun, fields))
            fields = []
            line += 1
            begun = line
        position += 1
    return found


def _unwritten(text: str) -> str:
    """`text` without the formula by which programs keep a code a text: ="231001"."""
    kept = len(text) > 3 and text.startswith('="') and text.endswith('"') and '"' not in text[2:-1]
    return text[2:-1] if kept else text


def _unquoted(text: str) -> str:
    """`text` without the apostrophe by which spreadsheets keep =, +, - and @ from starting a formula."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


def _grid(
    rows: Sequence[Row],
    heading: Sequence[str],
    number: int,
    file: str | None,
    *,
    folded: bool = True,
) -> Grid:
    # The row of a place is the line of the file, so the number of the table stays out of it;
    # its column is that of the field in the line, wherever the field belongs.
    place = Place(file=file)
    cells: list[Cell] = []
    for index, row in enumerate(rows):
        column = row.start
        widths = row.widths or (1,) * len(row.fields)
        for field, (text, line, width) in enumerate(
            zip(row.fields, row.lines, widths, strict=True)
        ):
            if text and not text.isspace():
                cells.append(
                    Cell(
                        _unquoted(text)[:MAX_CELL_TEXT],
                        index,
                        column,
                        rowspan=_depth(rows, index, column),
                        colspan=width,
                        origin=place,
                        line=line,
                        left=(field if folded else 0) - column,
                    )
                )
            column += width
    return Grid(
        cells=tuple(cells),
        rows=len(rows),
        columns=max((row.start + (sum(row.widths) or len(row.fields)) for row in rows), default=0),
        heading=tuple(heading[-MAX_HEADING_LINES:]),
        spans_known=False,
        findings=_doubts(rows, place),
        place=Place(file=file, table=number),
    )


def _depth(rows: Sequence[Row], index: int, column: int) -> int:
    """How many rows a cell covers: those below that were found to begin further right."""
    end = index + 1
    while end < len(rows) and rows[end].laid and rows[end].start > column:
        end += 1
    return end - index


def _doubts(rows: Sequence[Row], place: Place) -> tuple[Finding, ...]:
    """What is said of rows that may belong to other columns than they were laid in."""
    doubtful = [row for row in rows if row.doubtful]
    if not doubtful:
        return ()
    some = "、".join(str(row.lines[0]) for row in doubtful[:_SHOWN])
    more = f"等 {len(doubtful)} 行" if len(doubtful) > _SHOWN else "行"
    first = doubtful[0]
    label = next((text.strip() for text in first.fields if text.strip()), "")
    return (
        Finding(
            code="row-ambiguous",
            severity="warning",
            message=f"第 {some} {more}的格数与表头对不上（复制时丢了合并的格或空格），各格属于哪一栏有几种可能；"
            f"“{label}”按第 {first.start + 1} 栏读入，请对照原件核对，或把网页、文档直接存成文件再读",
            place=attrs.evolve(place, row=first.lines[0]),
        ),
    )
