"""Word documents (.docx): tables as grids, with the lines before them as headings.

WordprocessingML is read from the main part directly, as a stream: merged cells, omitted
cells at the ends of a row, tracked changes and content controls are all in the markup,
and libraries that hide the markup give merged cells many times over. A stream needs no
tree in memory and no recursion, so depth and size cost nothing but time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs

from jixiao.errors import Place, UnreadableDocument
from jixiao.findings import Finding

from ..grid import Cell, Grid
from ..limits import (
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_DOCUMENT_CELLS,
    MAX_HEADING_LINES,
    MAX_NESTED_TABLES,
)
from .archive import Package, local, parse_xml

__all__ = ["grids"]

# Subtrees that the reader of the document does not see, or that say nothing of the text:
# moved-away and deleted text, field codes, the readings over Chinese characters, and
# property lists in which nothing is looked for.
_SKIPPED: Final = (
    *("moveFrom", "delText", "instrText", "delInstrText", "fldData", "rt"),
    *("pPr", "tblPr", "tblPrEx", "tblGrid", "sectPr", "sdtPr", "sdtEndPr", "rubyPr"),
    *("rPrChange", "trPrChange", "tcPrChange", "annotationRef", "binData"),
)

_BLANKS: Final = (
    ("tab", "\t"),
    ("ptab", "\t"),
    ("br", "\n"),
    ("cr", "\n"),
    ("noBreakHyphen", "-"),
)

# Characters that forms take from symbol fonts; the fonts put them at F000 + code.
_SYMBOLS: Final = (
    ("symbol", ((0xA3, "≤"), (0xB3, "≥"), (0xB1, "±"), (0xB4, "×"), (0xB8, "÷"), (0xB0, "°"))),
    ("wingdings", ((0xFC, "√"), (0xFE, "☑"), (0xA8, "□"), (0x6F, "□"), (0xFB, "×"), (0xFD, "☒"))),
    ("wingdings", ((0x6C, "●"), (0x6E, "■"), (0x75, "◆"), (0xAB, "★"))),
    ("wingdings 2", ((0x50, "√"), (0x52, "☑"), (0xA3, "□"), (0x4F, "×"), (0x54, "☒"))),
)

_OFF: Final = frozenset({"0", "false", "off", "none"})


def grids(data: bytes, *, file: str | None = None) -> tuple[Grid, ...]:
    """One grid a table, in the order of the document.

    Raises `UnreadableDocument` for damaged, encrypted or oversized documents.
    """
    package = Package(data, file=file)
    part = _main_part(package)
    stream = _Stream(file)
    start, end = stream.handlers()
    parse_xml(package.read(part), part, file, start=start, end=end, text=stream.characters)
    return tuple(sorted(stream.found, key=lambda grid: grid.place.table or 0))


def _main_part(package: Package) -> str:
    if "word/document.xml" in package:
        return "word/document.xml"
    # Some programs name the part otherwise, e.g. document2.xml.
    named = (n for n in package.names if n.startswith("word/document") and n.endswith(".xml"))
    return next(named, "word/document.xml")


@attrs.define
class _Open:
    """A cell under construction, which cells below may continue."""

    text: str
    row: int
    column: int
    colspan: int
    rowspan: int = 1


@attrs.define
class _Table:
    """A table under construction, and what stood open around it."""

    number: int
    heading: tuple[str, ...]
    outer: list[str]
    cells: list[_Open] = attrs.Factory(list)
    findings: list[Finding] = attrs.Factory(list)
    above: dict[int, _Open] = attrs.Factory(dict)
    below: dict[int, _Open] = attrs.Factory(dict)
    texts: list[list[str]] = attrs.Factory(list)
    row: int = -1
    column: int = 0
    columns: int = 0
    widest: int = 0
    after: int = 0
    deleted: bool = False
    span: int = 1
    vertical: str | None = None
    horizontal: str | None = None
    last: _Open | None = None


class _Stream:
    """The handlers of one pass over a document.

    `_pieces` takes the text of whatever is open: the lines between tables, or a cell.
    Paragraphs end with a line break there; the breaks at the ends are cut off in the end.
    """

    def __init__(self, file: str | None) -> None:
        self.found: list[Grid] = []
        self._file = file
        self._pieces: list[str] = []
        self._tables: list[_Table] = []
        self._boxes: list[tuple[list[str], list[bool], bool]] = []
        self._choices: list[bool] = []
        self._fields: list[bool] = []
        self._code = False
        self._hidden = False
        self._capture = False
        self._in_row = False
        self._count = 0
        self._cells = 0
        self._starts: dict[str, Callable[[dict[str, str]], bool | None]] = {
            "tbl": self._table_start,
            "tr": self._row_start,
            "tc": self._cell_start,
            "t": self._text_start,
            "r": self._run_start,
            "sym": self._symbol,
            "fldChar": self._field,
            "gridSpan": self._grid_span,
            "gridBefore": self._grid_before,
            "gridAfter": self._grid_after,
            "vMerge": self._v_merge,
            "hMerge": self._h_merge,
            "trPr": self._row_properties,
            "vanish": self._vanish,
            "AlternateContent": self._alternatives,
            "Choice": self._choice,
            "Fallback": self._choice,
            "txbxContent": self._box_start,
            **dict.fromkeys(_SKIPPED, self._skip),
            "del": self._deletion,
            **{name: self._blank(text) for name, text in _BLANKS},
        }
        self._ends: dict[str, Callable[[], None]] = {
            "p": self._paragraph_end,
            "t": self._text_end,
            "tc": self._cell_end,
            "tr": self._row_end,
            "tbl": self._table_end,
            "trPr": self._row_properties_end,
            "txbxContent": self._box_end,
            "AlternateContent": self._alternatives_end,
        }

    # ------------------------------------------------------------ dispatch

    def handlers(self) -> tuple[Callable[[str, dict[str, str]], None], Callable[[str], None]]:
        """The functions for the starts and the ends of elements.

        They are called for every tag, most of which mean nothing here: closures over plain
        dictionaries keep that cheap. A handler that returns True has its subtree skipped.
        """
        starts: dict[str, Callable[[dict[str, str]], bool | None] | None] = {}
        ends: dict[str, Callable[[], None] | None] = {}
        skip = 0

        def start(tag: str, values: dict[str, str]) -> None:
            nonlocal skip
            if skip:
                skip += 1
                return
            try:
                handler = starts[tag]
            except KeyError:
                # The first time a spelling of a tag is met, with whatever prefix it has here.
                handler = starts[tag] = self._starts.get(local(tag))
                ends[tag] = self._ends.get(local(tag))
            if handler is not None and handler(values):
                skip = 1

        def end(tag: str) -> None:
            nonlocal skip
            if skip:
                skip -= 1
                return
            handler = ends[tag]
            if handler is not None:
                handler()

        return start, end

    def characters(self, chars: str) -> None:
        """Characters between tags; they count inside `t` only."""
        if self._capture:
            self._pieces.append(chars)

    @staticmethod
    def _skip(_: dict[str, str]) -> bool:
        return True

    def _deletion(self, _: dict[str, str]) -> bool:
        # In the properties of a row the mark says that the row is deleted.
        if self._in_row:
            self._tables[-1].deleted = True
        return True

    # ------------------------------------------------------------ text

    def _run_start(self, _: dict[str, str]) -> None:
        self._hidden = False

    def _vanish(self, values: dict[str, str]) -> None:
        self._hidden = _value(values) not in _OFF

    def _text_start(self, _: dict[str, str]) -> None:
        self._capture = not (self._hidden or self._code)

    def _text_end(self) -> None:
        self._capture = False

    def _blank(self, text: str) -> Callable[[dict[str, str]], None]:
        def add(_: dict[str, str]) -> None:
            if not (self._hidden or self._code):
                self._pieces.append(text)

        return add

    def _symbol(self, values: dict[str, str]) -> None:
        if not (self._hidden or self._code):
            self._pieces.append(_symbol(_value(values, "char"), _value(values, "font")))

    def _field(self, values: dict[str, str]) -> None:
        """Of a complex field only the result is shown, which stands after `separate`."""
        kind = _value(values, "fldCharType")
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()
        self._code = any(self._fields)

    def _paragraph_end(self) -> None:
        self._pieces.append("\n")
        self._hidden = False

    def _alternatives(self, _: dict[str, str]) -> None:
        self._choices.append(False)

    def _choice(self, _: dict[str, str]) -> bool:
        """Of the choices and the fallback the first is shown; the others say the same again."""
        again = bool(self._choices) and self._choices[-1]
        if self._choices:
            self._choices[-1] = True
        return again

    def _alternatives_end(self) -> None:
        if self._choices:
            self._choices.pop()

    def _box_start(self, _: dict[str, str]) -> None:
        self._boxes.append((self._pieces, self._fields, self._hidden))
        self._pieces, self._fields = ["\n"], []
        self._hidden = self._code = False

    def _box_end(self) -> None:
        if self._boxes:
            inside = self._pieces
            self._pieces, self._fields, self._hidden = self._boxes.pop()
            self._code = any(self._fields)
            self._pieces += inside

    # ------------------------------------------------------------ tables

    def _table_start(self, _: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_NESTED_TABLES:
            raise self._too_large(f"文档中的表格超过 {MAX_NESTED_TABLES} 个")
        lines = _lines("".join(self._pieces))
        if self._tables:
            near = self._tables[-1].heading if not self._tables[-1].cells else ()
            heading = (*near, *lines)
        else:
            heading = tuple(lines)
            self._pieces = []
        self._tables.append(_Table(self._count, heading[-MAX_HEADING_LINES:], self._pieces))
        self._pieces = []

    def _row_start(self, _: dict[str, str]) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        table.row += 1
        table.column = table.after = 0
        table.deleted = False
        table.above, table.below = table.below, {}
        table.last = None
        table.texts.append([])

    def _row_properties(self, _: dict[str, str]) -> None:
        self._in_row = bool(self._tables)

    def _row_properties_end(self) -> None:
        self._in_row = False

    def _grid_before(self, values: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].column = _number(values)

    def _grid_after(self, values: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].after = _number(values)

    def _cell_start(self, _: dict[str, str]) -> None:
        if self._tables:
            table = self._tables[-1]
            table.span, table.vertical, table.horizontal = 1, None, None
            self._pieces = []

    def _grid_span(self, values: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].span = max(1, _number(values))

    def _v_merge(self, values: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].vertical = _value(values) or "continue"

    def _h_merge(self, values: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].horizontal = _value(values) or "continue"

    def _cell_end(self) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        if table.deleted or table.row < 0:
            return
        text = "".join(self._pieces).strip()
        column, span = table.column, table.span
        table.column += span
        if table.column > MAX_COLUMNS:
            raise self._too_large(f"表格超过 {MAX_COLUMNS} 列")
        if table.horizontal == "continue" and table.last is not None:
            table.last.colspan += span
            return
        table.texts[-1].append(text)
        upper = table.above.get(column) if table.vertical == "continue" else None
        if upper is not None:
            upper.rowspan += 1
            table.below[column] = upper
            table.last = None
            if text and text != upper.text:
                if upper.text:
                    table.findings.append(self._covered(table, column, text))
                else:
                    upper.text = text[:MAX_CELL_TEXT]
            return
        cell = table.last = _Open(text[:MAX_CELL_TEXT], table.row, column, span)
        table.cells.append(cell)
        if table.vertical is not None:
            table.below[column] = cell
        self._cells += 1
        if len(table.cells) > MAX_CELLS or self._cells > MAX_DOCUMENT_CELLS:
            raise self._too_large(f"表格超过 {MAX_CELLS} 格")

    def _row_end(self) -> None:
        if not self._tables or self._tables[-1].row < 0:
            return
        table = self._tables[-1]
        if table.deleted:
            table.row -= 1
            table.texts.pop()
            table.below = table.above
            return
        table.columns = max(table.columns, table.column + table.after)
        table.widest = max(table.widest, len(table.texts[-1]))

    def _table_end(self) -> None:
        if not self._tables:
            return
        table = self._tables.pop()
        self._pieces = table.outer
        if self._tables and (table.row < 2 or table.widest < 3):
            # A small table inside a cell arranges that cell's text: its rows are lines of it.
            self._pieces += [" ".join(filter(None, texts)) + "\n" for texts in table.texts]
            return
        place = Place(file=self._file, table=table.number)
        self.found.append(
            Grid(
                cells=tuple(
                    Cell(one.text, one.row, one.column, one.rowspan, one.colspan, place)
                    for one in table.cells
                    if one.text
                ),
                rows=table.row + 1,
                columns=table.columns,
                heading=table.heading,
                findings=tuple(table.findings),
                place=place,
            )
        )

    def _covered(self, table: _Table, column: int, text: str) -> Finding:
        return Finding(
            code="covered-cell",
            severity="warning",
            message=f"文字“{text[:20]}”被合并单元格遮住，没有读取",
            place=Place(file=self._file, table=table.number, row=table.row + 1, column=column + 1),
        )

    def _too_large(self, message: str) -> UnreadableDocument:
        return UnreadableDocument(
            message,
            code="too-large",
            remedy="请把绩效表单独复制到新的文档后另存",
            place=Place(file=self._file),
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _value(values: dict[str, str], name: str = "val") -> str | None:
    """An attribute by its local name: the prefix is the document's own choice."""
    if (found := values.get(f"w:{name}")) is not None:
        return found
    return next((v for k, v in values.items() if k.rpartition(":")[2] == name), None)


def _number(values: dict[str, str]) -> int:
    text = _value(values) or ""
    return min(int(text[:9]), MAX_COLUMNS) if text.isascii() and text.isdigit() else 0


def _symbol(code: str | None, font: str | None) -> str:
    try:
        value = int(code or "", 16)
    except ValueError:
        return ""
    if 0xF000 <= value <= 0xF0FF:
        value -= 0xF000
    wanted = (font or "").lower()
    tables = [dict(characters) for name, characters in _SYMBOLS if name == wanted]
    for characters in tables:
        if value in characters:
            return characters[value]
    if wanted.startswith("wingdings") or wanted == "webdings":
        return "□"
    return chr(value) if 0x20 <= value < 0xD800 else ""
