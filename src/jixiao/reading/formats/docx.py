"""Word documents (.docx): tables as grids, with the lines before them as headings.

WordprocessingML is read from the main part directly, as a stream: merged cells, omitted
cells at the ends of a row, tracked changes and content controls are all in the markup,
and libraries that hide the markup give merged cells many times over. A stream needs no
tree in memory and no recursion, so depth and size cost nothing but time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from jixiao.errors import Place, UnreadableDocument

from ..grid import Cell, Grid, Room
from ..limits import (
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_DOCUMENT_CELLS,
    MAX_HEADING_LINES,
    MAX_NESTED_TABLES,
)
from . import ink
from .archive import Package, local, parse_xml

__all__ = ["grids"]

# Subtrees that the reader of the document does not see, or that say nothing of the text:
# field codes, the readings over Chinese characters, and property lists in which nothing is
# looked for.
_SKIPPED: Final = (
    *("instrText", "delInstrText", "fldData", "rt"),
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

_END: Final = ink.END
_OFF: Final = frozenset({"0", "false", "off", "none"})

# What a run looks like, as bits: a run may have several, and a style and the run itself
# switch each on and off alone.
_RAISED, _STRIKE, _DOUBLE, _VANISH, _DELETED = 1, 2, 4, 8, 16
_GONE: Final = _STRIKE | _DOUBLE | _VANISH | _DELETED
_BITS: Final = MappingProxyType({"strike": _STRIKE, "dstrike": _DOUBLE, "vanish": _VANISH})
_STYLED: Final = re.compile(rb"[:<](?:d?strike|vanish|vertAlign|position)\b")
_RAISING: Final = frozenset({"vertAlign", "position"})
_LEAST_RAISE: Final = 6  # half points above the line from which a figure is a raised one


def _mark(look: int) -> str:
    if look & _DELETED:
        return ink.DELETED
    if look & _VANISH:
        return ink.HIDDEN
    return ink.STRUCK if look & (_STRIKE | _DOUBLE) else ink.RAISED


# Pieces of text before a table in which the lines of its heading are looked for.
_NEAR: Final = 5_000

# Word itself stops at eleven; styles may be based on one another in a circle.
_MOST_BASES: Final = 12

_MARKS: Final = tuple(_mark(look) if look else "" for look in range(32))


def grids(data: bytes, *, file: str | None = None) -> tuple[Grid, ...]:
    """One grid a table, in the order of the document.

    Raises `UnreadableDocument` for damaged, encrypted or oversized documents.
    """
    package = Package(data, file=file)
    part = _main_part(package)
    data = package.read(part)
    styled = b"pStyle" in data or _has_defaults(package, part)
    stream = _Stream(file, lambda: _styles(package, part, file), styled)
    start, end = stream.handlers()
    parse_xml(data, part, file, start=start, end=end, text=stream.characters)
    return tuple(sorted(stream.found, key=lambda grid: grid.place.table or 0))


def _main_part(package: Package) -> str:
    if "word/document.xml" in package:
        return "word/document.xml"
    # Some programs name the part otherwise, e.g. document2.xml.
    named = (n for n in package.names if n.startswith("word/document") and n.endswith(".xml"))
    return next(named, "word/document.xml")


@attrs.frozen
class _Looks:
    """What the styles of a document make of text: (bits switched on, bits stated) by style.

    `default` is the look of text that no style of a paragraph says anything of.
    """

    runs: Mapping[str, tuple[int, int]] = MappingProxyType({})
    paragraphs: Mapping[str, tuple[int, int]] = MappingProxyType({})
    default: int = 0


def _styles_part(part: str) -> str:
    return f"{part.rpartition('/')[0]}/styles.xml"


def _has_defaults(package: Package, part: str) -> bool:
    """Whether the defaults of the whole document strike, hide or raise its text."""
    name = _styles_part(part)
    listed = package.read(name) if name in package else b""
    begin = listed.find(b"docDefaults")
    end = listed.find(b"docDefaults>", begin + 1)
    return 0 <= begin < end and _STYLED.search(listed, begin, end) is not None


def _styles(package: Package, part: str, file: str | None) -> _Looks:
    """The looks of the styles; the part is parsed only where one may have any."""
    name = _styles_part(part)
    if name not in package:
        return _Looks()
    listed = package.read(name)
    if _STYLED.search(listed) is None:
        return _Looks()
    own: dict[str, tuple[str, str, int, int]] = {}
    kind = style = base = ""
    on = stated = default = 0

    def start(tag: str, values: dict[str, str]) -> None:
        nonlocal kind, style, base, on, stated
        tag = local(tag)
        if tag == "style":
            kind, style = _value(values, "type") or "", _value(values, "styleId") or ""
            base, on, stated = "", 0, 0
        elif tag == "basedOn":
            base = _value(values) or ""
        elif (bit := _BITS.get(tag, 0)) or tag in _RAISING:
            bit = bit or _RAISED
            stated |= bit
            on = on | bit if _is_on(tag, values) else on & ~bit

    def end(tag: str) -> None:
        nonlocal default
        if local(tag) == "docDefaults":
            default = on
        elif local(tag) == "style":
            own[style] = (kind, base, on, stated)

    parse_xml(listed, name, file, start=start, end=end)
    found: dict[str, dict[str, tuple[int, int]]] = {"character": {}, "paragraph": {}}
    for name, (kind, _, _, _) in own.items():
        look = _inherited(name, own)
        if kind in found and look[1]:
            found[kind][name] = look
    return _Looks(found["character"], found["paragraph"], default)


def _inherited(name: str, own: Mapping[str, tuple[str, str, int, int]]) -> tuple[int, int]:
    """The look of a style with that of the styles that it is based on."""
    on = stated = 0
    for _ in range(_MOST_BASES):
        if name not in own:
            break
        _, name, other, said = own[name]
        on |= other & ~stated
        stated |= said
    return on, stated


def _is_on(tag: str, values: dict[str, str]) -> bool:
    value = _value(values)
    if tag == "position":
        return _is_raised(value)
    return value == "superscript" if tag == "vertAlign" else value not in _OFF


def _is_raised(position: str | None) -> bool:
    """Whether `w:position` lifts text as far as a power is; less only sets a line straight."""
    text = (position or "").removesuffix("pt")
    return text.isascii() and text.isdigit() and int(text[:9]) >= _LEAST_RAISE


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
    left: list[ink.Left] = attrs.Factory(list)
    covered: list[tuple[int, int, str]] = attrs.Factory(list)
    above: dict[int, _Open] = attrs.Factory(dict)
    below: dict[int, _Open] = attrs.Factory(dict)
    texts: list[list[str]] = attrs.Factory(list)
    row: int = -1
    column: int = 0
    columns: int = 0
    widest: int = 0
    after: int = 0
    deleted: bool = False
    cell_deleted: bool = False
    span: int = 1
    vertical: str | None = None
    horizontal: str | None = None
    last: _Open | None = None


class _Stream:
    """The handlers of one pass over a document.

    `_pieces` takes the text of whatever is open: the lines between tables, or a cell.
    Paragraphs end with a line break there; the breaks at the ends are cut off in the end.
    """

    def __init__(self, file: str | None, styles: Callable[[], _Looks], paragraphs: bool) -> None:
        self.found: list[Grid] = []
        self._file = file
        self._styles = styles
        # Styles of runs are rare: their part is opened when the first one is met.
        self._looks = styles() if paragraphs else None
        self._room = Room(file)
        self._text = self._covered = 0
        self._pieces: list[str] = []
        self._tables: list[_Table] = []
        self._boxes: list[tuple[list[str], list[bool], int]] = []
        self._choices: list[bool] = []
        self._fields: list[bool] = []
        self._code = False
        # The look of the run, and that of a run without properties of its own here.
        self._look = self._base = 0
        self._paragraph = 0
        self._deleting = self._raising = 0
        self._capture = False
        self._in_row = self._in_paragraph = False
        self._count = 0
        self._cells = 0
        self._starts: dict[str, Callable[[dict[str, str]], bool | None]] = {
            "tbl": self._table_start,
            "tr": self._row_start,
            "tc": self._cell_start,
            "t": self._text_start,
            "delText": self._deleted_text_start,
            "r": self._run_start,
            "sup": self._exponent,
            "sym": self._symbol,
            "fldChar": self._field,
            "gridSpan": self._grid_span,
            "gridBefore": self._grid_before,
            "gridAfter": self._grid_after,
            "vMerge": self._v_merge,
            "hMerge": self._h_merge,
            "trPr": self._row_properties,
            "strike": self._switch(_STRIKE),
            "dstrike": self._switch(_DOUBLE),
            "vanish": self._switch(_VANISH),
            "vertAlign": self._vertical_align,
            "position": self._position,
            "rStyle": self._run_style,
            "AlternateContent": self._alternatives,
            "Choice": self._choice,
            "Fallback": self._choice,
            "txbxContent": self._box_start,
            **dict.fromkeys(_SKIPPED, self._skip),
            "del": self._deletion,
            "moveFrom": self._deletion,
            "cellDel": self._cell_deletion,
            **{name: self._blank(text) for name, text in _BLANKS},
        }
        self._ends: dict[str, Callable[[], None]] = {
            "p": self._paragraph_end,
            "t": self._text_end,
            "delText": self._text_end,
            "del": self._deletion_end,
            "moveFrom": self._deletion_end,
            "sup": self._exponent_end,
            "tc": self._cell_end,
            "tr": self._row_end,
            "tbl": self._table_end,
            "trPr": self._row_properties_end,
            "txbxContent": self._box_end,
            "AlternateContent": self._alternatives_end,
        }
        if self._looks is not None and (self._looks.paragraphs or self._looks.default):
            self._paragraph = self._looks.default
            self._based()
            # Else the properties of paragraphs are passed over, which are half of the markup.
            self._starts["pPr"] = self._paragraph_properties
            self._starts["pStyle"] = self._paragraph_style
            self._starts["rPr"] = self._run_properties
            self._ends["pPr"] = self._paragraph_properties_end
            self._ends["p"] = self._styled_paragraph_end

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
        self._deleting += 1
        self._based()
        return False

    def _deletion_end(self) -> None:
        self._deleting = max(0, self._deleting - 1)
        self._based()

    def _cell_deletion(self, _: dict[str, str]) -> None:
        """A cell that a tracked change deletes."""
        if self._tables:
            self._tables[-1].cell_deleted = True

    # ------------------------------------------------------------ looks

    def _based(self) -> None:
        """The look of runs here, before their own properties."""
        look = self._paragraph
        if self._deleting:
            look |= _DELETED
        if self._raising:
            look |= _RAISED
        self._base = self._look = look

    def _run_start(self, _: dict[str, str]) -> None:
        self._look = self._base

    def _switch(self, bit: int) -> Callable[[dict[str, str]], None]:
        def switch(values: dict[str, str]) -> None:
            if _value(values) in _OFF:
                self._look &= ~bit
            else:
                self._look |= bit

        return switch

    def _vertical_align(self, values: dict[str, str]) -> None:
        if _value(values) == "superscript":
            self._look |= _RAISED
        else:
            self._look &= ~_RAISED

    def _position(self, values: dict[str, str]) -> None:
        if _is_raised(_value(values)):
            self._look |= _RAISED

    def _run_style(self, values: dict[str, str]) -> None:
        if self._looks is None:
            self._looks = self._styles()
        on, stated = self._looks.runs.get(_value(values) or "", (0, 0))
        self._look = (self._look & ~stated) | on

    def _paragraph_properties(self, _: dict[str, str]) -> None:
        self._in_paragraph = True

    def _paragraph_properties_end(self) -> None:
        self._in_paragraph = False

    def _paragraph_style(self, values: dict[str, str]) -> None:
        if self._looks is not None:
            on, stated = self._looks.paragraphs.get(_value(values) or "", (0, 0))
            self._paragraph = (self._looks.default & ~stated) | on
            self._based()

    def _run_properties(self, _: dict[str, str]) -> bool:
        # Those of a paragraph are of its mark alone.
        return self._in_paragraph

    def _exponent(self, _: dict[str, str]) -> None:
        self._raising += 1
        self._based()

    def _exponent_end(self) -> None:
        self._raising = max(0, self._raising - 1)
        self._based()

    # ------------------------------------------------------------ text

    def _text_start(self, _: dict[str, str]) -> None:
        self._capture = not self._code
        if self._look:
            self._pieces.append(_MARKS[self._look])

    def _deleted_text_start(self, values: dict[str, str]) -> bool:
        if self._deleting:
            self._text_start(values)
        return not self._deleting

    def _text_end(self) -> None:
        self._capture = False
        if self._look:
            self._pieces.append(_END)

    def _blank(self, text: str) -> Callable[[dict[str, str]], None]:
        def add(_: dict[str, str]) -> None:
            if not (self._code or self._look & _GONE):
                self._pieces.append(text)

        return add

    def _symbol(self, values: dict[str, str]) -> None:
        if not self._code:
            text = _symbol(_value(values, "char"), _value(values, "font"))
            self._pieces.append(ink.marked(text, _MARKS[self._look]) if self._look else text)

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
        self._look = self._base

    def _styled_paragraph_end(self) -> None:
        self._pieces.append("\n")
        self._paragraph = self._looks.default if self._looks is not None else 0
        self._based()

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
        self._boxes.append((self._pieces, self._fields, self._look))
        self._pieces, self._fields = ["\n"], []
        self._look, self._code = self._base, False

    def _box_end(self) -> None:
        if self._boxes:
            inside = self._pieces
            self._pieces, self._fields, self._look = self._boxes.pop()
            self._code = any(self._fields)
            self._pieces += inside

    # ------------------------------------------------------------ tables

    def _table_start(self, _: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_NESTED_TABLES:
            raise self._too_large(f"文档中的表格超过 {MAX_NESTED_TABLES} 个")
        text, left = "".join(self._pieces[-_NEAR:]), []
        if _END in text:
            text, said = ink.settle(text)
            # Lines of a cell are said with the cell.
            left = [] if self._tables else [ink.Left(*one) for one in said]
        lines = _lines(text)
        if self._tables:
            near = self._tables[-1].heading if not self._tables[-1].cells else ()
            heading = (*near, *lines)
        else:
            heading = tuple(lines)
            self._pieces = []
        heading = heading[-MAX_HEADING_LINES:]
        self._tables.append(_Table(self._count, heading, self._pieces, left=left))
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
        if table.row < 0:
            return
        text = "".join(self._pieces)
        if table.deleted or table.cell_deleted:
            # Its place goes too: what comes after moves up.
            table.cell_deleted = False
            self._leave(table, ink.settle(text, ink.DELETED))
            return
        if _END in text:
            text = self._leave(table, ink.settle(text))
        text = text.strip()
        column, span = table.column, table.span
        table.column += span
        if table.column > MAX_COLUMNS:
            raise self._too_large(f"表格超过 {MAX_COLUMNS} 列")
        self._text += len(text)
        if span > 1:
            self._covered += span - 1
        if table.horizontal == "continue" and table.last is not None:
            table.last.colspan += span
            return
        table.texts[-1].append(text)
        upper = table.above.get(column) if table.vertical == "continue" else None
        if upper is not None:
            self._continue(table, upper, column, text)
            return
        cell = table.last = _Open(text[:MAX_CELL_TEXT], table.row, column, span)
        table.cells.append(cell)
        if table.vertical is not None:
            table.below[column] = cell
        self._cells += 1
        if len(table.cells) > MAX_CELLS or self._cells > MAX_DOCUMENT_CELLS:
            raise self._too_large(f"表格超过 {MAX_CELLS} 格")

    @staticmethod
    def _continue(table: _Table, upper: _Open, column: int, text: str) -> None:
        """A cell that goes on with the one above; text of its own is not seen."""
        upper.rowspan += 1
        table.below[column] = upper
        table.last = None
        if not text:
            return
        if not upper.text:
            upper.text = text[:MAX_CELL_TEXT]
        elif not ink.is_same(text, upper.text):
            table.covered.append((table.row, column, text))

    @staticmethod
    def _leave(table: _Table, shown: ink.Shown) -> str:
        """Keep what a cell leaves out, to be said; a deleted row has no number any more."""
        row, column = (-1, -1) if table.deleted else (table.row, table.column)
        table.left += [ink.Left(kind, text, row, column) for kind, text in shown.left]
        return shown.text

    def _row_end(self) -> None:
        if not self._tables or self._tables[-1].row < 0:
            return
        table = self._tables[-1]
        self._room.spend(self._text, self._covered)
        self._text = self._covered = 0
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
            outer = self._tables[-1]
            outer.left += [
                ink.Left(kind, text, outer.row, outer.column) for kind, text, _, _ in table.left
            ]
            return
        place = Place(file=self._file, table=table.number)
        cells = tuple(
            Cell(one.text, one.row, one.column, one.rowspan, one.colspan, place)
            for one in table.cells
            if one.text
        )
        findings = ink.covered(table.covered, place)
        if table.left:
            findings += ink.remarks(table.left, place, live={cell.row for cell in cells})
        self.found.append(
            Grid(
                cells=cells,
                rows=table.row + 1,
                columns=table.columns,
                heading=table.heading,
                findings=findings,
                place=place,
            )
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
    return chr(value) if 0x20 <= value < 0x7F or 0xA0 <= value < 0xD800 else ""
