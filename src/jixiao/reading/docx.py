"""Word documents (.docx): tables as grids, with the lines before them as headings.

WordprocessingML is read from ``word/document.xml`` directly: merged cells, omitted
cells at the ends of a row, tracked changes and content controls are all in the markup,
and libraries that hide the markup give merged cells many times over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs

from ..errors import MissingExtra, Place, UnreadableDocument
from ..findings import Finding
from .archive import Package
from .grid import Cell, Grid
from .limits import (
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_DOCUMENT_CELLS,
    MAX_HEADING_LINES,
    MAX_NESTED_TABLES,
)

__all__ = ["grids"]

# Containers that stand between a parent and the content that is meant (names less namespace).
_WRAPPERS: Final = frozenset(
    "sdt sdtContent ins moveTo customXml smartTag hyperlink fldSimple dir bdo r oMath oMathPara "
    "rubyBase ruby Choice drawing inline anchor graphic graphicData wsp wgp wpc txbx txbxContent "
    "pict shape textbox rect roundrect group object".split()
)

# Content that the reader of the document does not see, or that says nothing of the text.
_SKIPPED: Final = frozenset(
    "del moveFrom delText instrText delInstrText rPr pPr tblPr tblGrid trPr tcPr sectPr sdtPr "
    "sdtEndPr rt rubyPr footnoteReference endnoteReference annotationRef commentReference "
    "Fallback fldData".split()
)

_BLANKS: Final = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
}

# Characters that forms take from symbol fonts; the fonts put them at F000 + code.
_SYMBOLS: Final[tuple[tuple[str, tuple[tuple[int, str], ...]], ...]] = (
    (
        "symbol",
        ((0xA3, "≤"), (0xB3, "≥"), (0xB1, "±"), (0xB4, "×"), (0xB8, "÷"), (0xB9, "≠"), (0xBB, "≈"))
        + ((0xB0, "°"), (0x3C, "<"), (0x3D, "="), (0x3E, ">"), (0x25, "%"), (0xB2, "″")),
    ),
    (
        "wingdings",
        ((0xFC, "√"), (0xFE, "☑"), (0xA8, "□"), (0x6F, "□"), (0xFB, "×"), (0xFD, "☒"))
        + ((0x52, "☑"), (0x53, "☒"), (0x6C, "●"), (0x6E, "■"), (0x75, "◆"), (0xAB, "★")),
    ),
    (
        "wingdings 2",
        ((0x50, "√"), (0x52, "☑"), (0xA3, "□"), (0x4F, "×"), (0x54, "☒"), (0x51, "☒")),
    ),
)


def grids(data: bytes, *, file: str | None = None) -> tuple[Grid, ...]:
    """One grid a table, in the order of the document.

    Raises `UnreadableDocument` for damaged or oversized documents, `MissingExtra` without lxml.
    """
    try:
        from lxml import etree
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "lxml":
            raise
        raise MissingExtra.of(extra="docx", library="lxml", purpose="读取 .docx") from missing
    package = Package(data, file=file)
    part = _main_part(package)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(package.xml(part), parser)
    except (etree.XMLSyntaxError, ValueError) as bad:
        raise UnreadableDocument(
            f"文件内部的 {part} 不是完整的 XML，或嵌套过深，文件可能已损坏",
            code="truncated",
            remedy="请用 Word 或 WPS 打开后另存为 .docx",
            place=Place(file=file),
        ) from bad
    body = next((child for child in root if _name(child) == "body"), root)
    walk = _Walk(file)
    walk.blocks(body, 0)
    return tuple(sorted(walk.found, key=lambda grid: grid.place.table or 0))


def _main_part(package: Package) -> str:
    if "word/document.xml" in package:
        return "word/document.xml"
    # Some programs name the part otherwise; the content types say which it is.
    return next(
        (
            name
            for name in package.names
            if name.startswith("word/document") and name.endswith(".xml")
        ),
        "word/document.xml",
    )


def _name(element: Any) -> str:
    tag: str = element.tag
    return tag[tag.rfind("}") + 1 :]


def _child(element: Any, name: str) -> Any:
    for child in element:
        if _name(child) == name:
            return child
    return None


def _attribute(element: Any, name: str) -> str | None:
    """An attribute by its local name: transitional and strict documents differ in namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if key[key.rfind("}") + 1 :] == name:
            return str(value)
    return None


def _number(element: Any, *, default: int = 0, name: str = "val") -> int:
    text = _attribute(element, name)
    if text is None or not text.isascii() or not text.isdigit():
        return default
    return min(int(text[:9]), MAX_COLUMNS)


def _on(element: Any) -> bool:
    """A toggle property: present means on, unless it says otherwise."""
    return element is not None and _attribute(element, "val") not in {"0", "false", "off", "none"}


@attrs.define
class _Fields:
    """Where a paragraph stands in complex fields: only their results are shown."""

    codes: int = 0
    open: list[bool] = attrs.Factory(list)


@attrs.define
class _Open:
    """A cell under construction, which cells below may continue."""

    text: str
    row: int
    column: int
    colspan: int
    rowspan: int = 1


class _Walk:
    """One pass over a document, collecting tables and the lines between them."""

    def __init__(self, file: str | None) -> None:
        self._file = file
        self._lines: list[str] = []
        self._tables = 0
        self._cells = 0
        self.found: list[Grid] = []

    def blocks(self, parent: Any, depth: int) -> None:
        """Paragraphs and tables of a body, a content control or a text box."""
        self._check(depth)
        for child in parent:
            name = _name(child)
            if name == "p":
                self._paragraph(child, depth)
            elif name == "tbl":
                heading = tuple(self._lines[-MAX_HEADING_LINES:])
                self._lines.clear()
                self._table(child, heading, depth + 1)
            elif name == "AlternateContent":
                if (choice := _chosen(child)) is not None:
                    self.blocks(choice, depth + 1)
            elif name not in _SKIPPED:
                self.blocks(child, depth + 1)

    def _paragraph(self, paragraph: Any, depth: int) -> None:
        text = _text(paragraph, tables=self, depth=depth)
        self._lines += [line.strip() for line in text.split("\n") if line.strip()]

    def _table(self, table: Any, heading: tuple[str, ...], depth: int) -> None:
        self._check(depth)
        self._tables += 1
        if self._tables > MAX_NESTED_TABLES:
            raise self._too_large(f"文档中的表格超过 {MAX_NESTED_TABLES} 个")
        number = self._tables
        place = Place(file=self._file, table=number)
        findings: list[Finding] = []
        done: list[_Open] = []
        pending: dict[int, _Open] = {}
        row = 0
        columns = 0
        for line in _rows(table):
            properties = _child(line, "trPr")
            if properties is not None and _child(properties, "del") is not None:
                continue
            below: dict[int, _Open] = {}
            column = _number(_child(properties, "gridBefore")) if properties is not None else 0
            last: _Open | None = None
            for cell in _cells(line):
                tc = _child(cell, "tcPr")
                span, vertical, horizontal = 1, None, None
                if tc is not None:
                    span = max(1, _number(_child(tc, "gridSpan"), default=1))
                    vertical, horizontal = _child(tc, "vMerge"), _child(tc, "hMerge")
                if horizontal is not None and _attribute(horizontal, "val") != "restart" and last:
                    last.colspan += span
                    column += span
                    continue
                text = self._cell_text(cell, heading, depth)
                upper = pending.get(column)
                if (
                    vertical is not None
                    and _attribute(vertical, "val") != "restart"
                    and upper is not None
                ):
                    upper.rowspan += 1
                    below[column] = upper
                    if text.strip() and text.strip() != upper.text.strip():
                        if not upper.text.strip():
                            upper.text = text
                        else:
                            findings.append(_covered(place, row, column, text))
                    last = None
                else:
                    last = _Open(text, row, column, span)
                    done.append(last)
                    self._cells += 1
                    if vertical is not None:
                        below[column] = last
                column += span
                if column > MAX_COLUMNS:
                    raise self._too_large(f"表格超过 {MAX_COLUMNS} 列")
            if len(done) > MAX_CELLS or self._cells > MAX_DOCUMENT_CELLS:
                raise self._too_large(f"表格超过 {MAX_CELLS} 格")
            if properties is not None:
                column += _number(_child(properties, "gridAfter"))
            columns = max(columns, column)
            pending = below
            row += 1
        cells = tuple(
            Cell(
                text=one.text,
                row=one.row,
                column=one.column,
                rowspan=one.rowspan,
                colspan=one.colspan,
                place=Place(file=self._file, table=number, row=one.row + 1, column=one.column + 1),
            )
            for one in done
            if one.text
        )
        self.found.append(
            Grid(
                cells=cells,
                rows=row,
                columns=columns,
                heading=heading,
                findings=tuple(findings),
                place=place,
            )
        )

    def _cell_text(self, cell: Any, heading: tuple[str, ...], depth: int) -> str:
        lines: list[str] = []
        for child in _unwrapped(cell, frozenset({"p", "tbl"})):
            if _name(child) == "p":
                lines.append(_text(child, tables=self, depth=depth))
            elif _is_small(child):
                lines.append(self._flat(child, depth + 1))
            else:
                near = [part.strip() for line in lines for part in line.split("\n") if part.strip()]
                self._table(child, (*heading, *near)[-MAX_HEADING_LINES:], depth + 1)
        return "\n".join(lines).strip()[:MAX_CELL_TEXT]

    def _flat(self, table: Any, depth: int) -> str:
        """A small table inside a cell is part of that cell's text: rows as lines."""
        self._check(depth)
        return "\n".join(
            " ".join(self._cell_text(cell, (), depth) for cell in _cells(line)).strip()
            for line in _rows(table)
        )

    def inside(self, box: Any, depth: int) -> None:
        """Tables inside a text box of a paragraph."""
        self.blocks(box, depth + 1)

    def _check(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise self._too_large(f"文档嵌套超过 {MAX_DEPTH} 层")

    def _too_large(self, message: str) -> UnreadableDocument:
        return UnreadableDocument(
            message,
            code="too-large",
            remedy="请把绩效表单独复制到新的文档后另存",
            place=Place(file=self._file),
        )


def _covered(place: Place, row: int, column: int, text: str) -> Finding:
    return Finding(
        code="covered-cell",
        severity="warning",
        message=f"文字“{text.strip()[:20]}”被合并单元格遮住，没有读取",
        place=attrs.evolve(place, row=row + 1, column=column + 1),
    )


def _unwrapped(parent: Any, wanted: frozenset[str]) -> Iterator[Any]:
    """Children of the wanted kinds, also those inside content controls and insertions."""
    stack = [iter(parent)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        name = _name(child)
        if name in wanted:
            yield child
        elif name == "AlternateContent":
            if (choice := _chosen(child)) is not None:
                stack.append(iter(choice))
        elif name in _WRAPPERS:
            stack.append(iter(child))


def _rows(table: Any) -> Iterator[Any]:
    return _unwrapped(table, frozenset({"tr"}))


def _cells(row: Any) -> Iterator[Any]:
    return _unwrapped(row, frozenset({"tc"}))


def _chosen(alternatives: Any) -> Any:
    """The first choice of an AlternateContent; the fallback holds the same content again."""
    choice = _child(alternatives, "Choice")
    return choice if choice is not None else _child(alternatives, "Fallback")


def _is_small(table: Any) -> bool:
    """A table of fewer than three rows or columns is an arrangement of a cell's text."""
    rows = 0
    widest = 0
    for line in _rows(table):
        rows += 1
        widest = max(widest, sum(1 for _ in _cells(line)))
    return rows < 3 or widest < 3


def _text(paragraph: Any, *, tables: _Walk, depth: int) -> str:
    """The text of one paragraph as shown."""
    pieces: list[str] = []
    fields: list[bool] = []  # one entry an open field: True while in its code
    _gather(paragraph, pieces, fields, tables, depth)
    return "".join(pieces)


def _gather(parent: Any, pieces: list[str], fields: list[bool], tables: _Walk, depth: int) -> None:
    tables._check(depth)
    for child in parent:
        name = _name(child)
        if name == "t":
            if not any(fields) and child.text:
                pieces.append(child.text)
        elif name == "r":
            if not _is_hidden(child):
                _gather(child, pieces, fields, tables, depth + 1)
        elif name in _SKIPPED:
            continue
        elif name in _BLANKS:
            pieces.append(_BLANKS[name])
        elif name == "sym":
            if not any(fields):
                pieces.append(_symbol(child))
        elif name == "fldChar":
            _field(_attribute(child, "fldCharType"), fields)
        elif name == "AlternateContent":
            if (choice := _chosen(child)) is not None:
                _gather(choice, pieces, fields, tables, depth + 1)
        elif name == "txbxContent":
            # The lines of a text box belong before what follows; its tables stand by themselves.
            for block in _unwrapped(child, frozenset({"p", "tbl"})):
                if _name(block) == "p":
                    pieces.append("\n")
                    _gather(block, pieces, [], tables, depth + 1)
                    pieces.append("\n")
                else:
                    tables._table(block, (), depth + 1)
        elif len(child):
            _gather(child, pieces, fields, tables, depth + 1)


def _field(kind: str | None, fields: list[bool]) -> None:
    if kind == "begin":
        fields.append(True)
    elif kind == "separate" and fields:
        fields[-1] = False
    elif kind == "end" and fields:
        fields.pop()


def _is_hidden(run: Any) -> bool:
    first = run[0] if len(run) else None
    if first is None or _name(first) != "rPr":
        return False
    return _on(_child(first, "vanish"))


def _symbol(element: Any) -> str:
    code = _attribute(element, "char") or ""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    font = (_attribute(element, "font") or "").lower()
    if 0xF000 <= value <= 0xF0FF:
        value -= 0xF000
    for name, characters in _SYMBOLS:
        if name == font:
            return dict(characters).get(value, "□" if value > 0x7F else chr(value))
    return chr(value) if 0x20 <= value < 0xD800 or 0xE000 <= value < 0x110000 else ""
