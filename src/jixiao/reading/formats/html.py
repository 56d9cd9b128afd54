"""HTML pages, and the many ".xls" and ".doc" files that are HTML inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from jixiao.errors import MissingExtra, Place, UnreadableDocument

from ..grid import Cell, Grid, Room
from ..limits import (
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_HEADING_LINES,
    MAX_NESTED_TABLES,
    MAX_ROWS,
    MAX_TAGS,
    MAX_TEXT_BYTES,
)
from . import ink

__all__ = ["grids"]

_META: Final = re.compile(
    rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,40})""", re.IGNORECASE
)
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_-]{2,40})""")

# GB18030 contains GB2312 and GBK; pages that declare the smaller sets use the larger one.
_CHINESE: Final = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030", "hz"})
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

_UNSEEN: Final = frozenset(
    {
        *("script", "style", "head", "title", "noscript", "template", "iframe", "object"),
        *("select", "option", "textarea", "audio", "video", "svg", "math", "colgroup", "col"),
    }
)
_BLOCKS: Final = frozenset(
    {
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd"),
        *("center", "section", "article", "header", "footer", "main", "nav", "aside", "form"),
        *("blockquote", "pre", "fieldset", "address", "hr", "body", "tr", "table", "caption"),
    }
)
_HIDDEN: Final = ink.HIDDEN
_END: Final = ink.END
_LOOKS: Final = MappingProxyType(
    {"s": ink.STRUCK, "del": ink.STRUCK, "strike": ink.STRUCK, "sup": ink.RAISED}
)
_MEANT: Final = frozenset(_UNSEEN | _BLOCKS | {"br", "td", "th", "input"} | _LOOKS.keys())
_STYLE: Final = re.compile(
    r"(?P<hidden>display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)"
    r"|(?P<struck>text-decoration(?:-line)?\s*:[^;]{0,60}line-through)"
    r"|(?P<raised>vertical-align\s*:\s*super)",
    re.I,
)
_STYLES: Final = MappingProxyType(
    {"hidden": ink.HIDDEN, "struck": ink.STRUCK, "raised": ink.RAISED}
)
_CLASSED: Final = re.compile(r"<style\b", re.I)
_SELECTOR: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*)?(?:\.([\w-]+))?\s*")
_MOST_SHEET: Final = 1 << 18  # characters of a style sheet that are looked at
_NUMBER: Final = re.compile(r"\s*([0-9]{1,6})")
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_REFERENCE: Final = re.compile(
    rb"&#(?:[xX]0*([0-9a-fA-F]{1,8})(?![0-9a-fA-F])|0*([0-9]{1,8})(?![0-9]));?|\xef\xbf[\xbe\xbf]"
)
_PAIRED: Final = range(0xD800, 0xE000)
_NONE: Final = (0xFFFE, 0xFFFF)
_CONTROL: Final = bytes({*range(0x20), 0x7F} - {*b"\t\n\f\r"})


def grids(data: bytes, *, file: str | None = None) -> tuple[Grid, ...]:
    """One grid a table that holds more than layout. Nothing is fetched or run.

    Raises `UnreadableDocument` for oversized pages, `MissingExtra` without lxml.
    """
    pages = _unwrap(data[: MAX_TEXT_BYTES + 1], file)
    if sum(map(len, pages)) > MAX_TEXT_BYTES:
        raise _too_large(f"网页超过 {MAX_TEXT_BYTES >> 20} MB", file)
    if sum(page.count(b"<") for page in pages) > MAX_TAGS:
        raise _too_large(f"网页的标记超过 {MAX_TAGS} 个", file)
    return _walked([_decode(page) for page in pages], file)


def _unwrap(data: bytes, file: str | None) -> list[bytes]:
    """The pages inside a single file web page (MHTML), which office programs also save.

    A workbook has a page for each sheet, and one that only frames them.
    """
    if b"mime-version:" not in data[:2048].lower() or b"multipart/" not in data[:8192].lower():
        return [data]
    import email
    import email.policy

    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = (part for part in message.walk() if part.get_content_type() == "text/html")
        pages = [part.get_payload(decode=True) for part in parts]
    except (RecursionError, ValueError, LookupError) as bad:
        raise UnreadableDocument(
            "单个文件网页（MHTML）无法解开",
            code="truncated",
            remedy="请用 Excel 或 WPS 打开后另存为 .xlsx",
            place=Place(file=file),
        ) from bad
    return [one for one in pages if isinstance(one, bytes) and b"<table" in one.lower()] or [data]


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    head = data[:4096]
    stated = _META.search(head) or _DECLARED.search(head)
    name = stated[1].decode("ascii").lower() if stated else ""
    first = "gb18030" if name in _CHINESE else name
    # What decodes as UTF-8 is UTF-8, whatever the page says: GBK text hardly ever does.
    for encoding in ("utf-8", first, "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("gb18030" if name in _CHINESE or not name else "utf-8", errors="replace")


def from_text(text: str, *, file: str | None = None) -> tuple[Grid, ...]:
    """Like `grids`, for a page that is already decoded."""
    return _walked([text], file)


def _walked(texts: Iterable[str], file: str | None) -> tuple[Grid, ...]:
    walk = _Walk(file)
    for text in texts:
        root = _parsed(text, file)
        if root is not None:
            if _CLASSED.search(text):
                _dress(root)
            walk.block(root, 0)
    return tuple(sorted(walk.found, key=lambda grid: grid.place.table or 0))


def _parsed(text: str, file: str | None) -> Any:
    try:
        from lxml import etree
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "lxml":
            raise
        raise MissingExtra.of(extra="html", library="lxml", purpose="读取 HTML") from missing
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    # Null characters end the text for the C parser; office programs leave others of the kind.
    encoded = text.encode("utf-8", errors="replace").translate(None, _CONTROL)
    if "&#" in text or "\ufffe" in text or "\uffff" in text:
        encoded = _REFERENCE.sub(_referred, encoded)
    try:
        root = etree.fromstring(encoded, parser) if encoded.strip() else None
        # The parser goes on after errors of markup, but stops where the nesting is too deep.
        if any("depth" in entry.message.lower() for entry in parser.error_log):
            raise _too_large(f"网页嵌套超过 {MAX_DEPTH} 层", file)
    except (etree.XMLSyntaxError, etree.ParserError, ValueError) as bad:
        if isinstance(bad, UnreadableDocument):
            raise
        raise UnreadableDocument(
            "网页的标记无法解析",
            code="truncated",
            remedy="请用浏览器打开后另存，或复制表格到 Excel 后另存为 .xlsx",
            place=Place(file=file),
        ) from bad
    return root


def _referred(found: re.Match[bytes]) -> bytes:
    """What a page gives by its code; the parser takes controls and noncharacters as they are."""
    if found[1] or found[2]:
        code = int(found[1], 16) if found[1] else int(found[2])
        if code < 0x80 and code in _CONTROL:
            return b""
    else:
        code = ord(found[0].decode())
    if code in _PAIRED or code in _NONE:
        return ink.marked(f"U+{code:04X}", ink.LOST).encode()
    return found[0]


def _too_large(message: str, file: str | None) -> UnreadableDocument:
    return UnreadableDocument(
        message,
        code="too-large",
        remedy="请把绩效表单独存成一个文件",
        place=Place(file=file),
    )


def _style(element: Any) -> str:
    """The mark of what the attributes of an element make of its text, or nothing."""
    names = element.keys()
    return _looked(element, names) if names else ""


def _looked(element: Any, names: list[str]) -> str:
    """The same, of an element with the attributes `names`: most have none, or only an alignment."""
    if "hidden" in names:
        return ink.HIDDEN
    return _styled(element.get("style")) if "style" in names else ""


@lru_cache(maxsize=1024)
def _styled(style: str) -> str:
    """The mark of a style, of which a page has few and repeats them in every cell."""
    found = [_STYLES[one.lastgroup or ""] for one in _STYLE.finditer(style)]
    return max(found, default="")


def _dress(root: Any) -> None:
    """What the style sheets of a page strike or raise by a class or a tag, put on the elements.

    What they hide is left alone: a page shows by script what a sheet hides at first.
    """
    looks: dict[tuple[str, str], str] = {}
    for sheet in root.iter("style"):
        for selectors, body in _rules((sheet.text or "")[:_MOST_SHEET]):
            if _styled(body) in {ink.STRUCK, ink.RAISED}:
                found = (_SELECTOR.fullmatch(one) for one in selectors.split(","))
                looks |= {((one[1] or "").lower(), one[2] or ""): body for one in found if one}
    looks.pop(("", ""), None)
    for element in root.iter() if looks else ():
        tag, own = element.tag, element.get("style") or ""
        classes = ("", *(element.get("class") or "").split())
        put = [
            look for one in classes for key in ((tag, one), ("", one)) if (look := looks.get(key))
        ]
        if put and "text-decoration" not in own:
            element.set("style", ";".join((own, *put)))


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The selectors and the body of each rule that holds on every screen: none inside @media."""
    first, *others = sheet.replace("<!--", "").replace("-->", "").split("/*")
    depth = 0
    for piece in "".join((first, *(one.partition("*/")[2] for one in others))).split("}"):
        opened = piece.count("{")
        if depth == 0 and opened == 1:
            selectors, _, body = piece.partition("{")
            yield selectors.rpartition(";")[2], body
        depth = max(0, depth + opened - 1)


def _is_hidden(element: Any) -> bool:
    return bool(element.keys()) and _style(element) == _HIDDEN


def _words(element: Any) -> str:
    """All text under an element that is not shown, for a remark."""
    pieces = []
    for one in element.iter():
        if one.tag not in _UNSEEN:
            pieces.append(one.text or "")
        if one is not element:
            pieces.append(one.tail or "")
    return "".join(pieces)


def _span(text: str) -> int:
    digits = _NUMBER.match(text)
    return int(digits[1]) if digits else 1


def _tidy(text: str) -> str:
    """One line as a browser shows it: white space of the source taken together."""
    if text.isprintable() and "  " not in text:  # The usual case: nothing to take together.
        return text.strip(" ")
    if "  " in text or "\n" in text or "\t" in text or "\r" in text:
        text = _SPACE.sub(" ", text)
    return text.replace("\xa0", " ").strip()


# The mark of a line break inside a cell, while white space is still that of the source.
_BREAK: Final = "\x1e"

_CELLS: Final = frozenset({"td", "th"})

# A form has a name and a value for the project and for the office at least.
_FORM_CELLS: Final = 4

# The table model of HTML stops column spans at 1000.
_MAX_COLSPAN: Final = 1000


class _Walk:
    """One pass over a page, collecting tables and the lines between them."""

    def __init__(self, file: str | None) -> None:
        self._file = file
        self._lines: list[str] = []
        self._inline: list[str] = []
        self._tables = 0
        self._cells = 0
        self._room = Room(file)
        self._left: list[ink.Left] = []
        self.found: list[Grid] = []

    def block(self, element: Any, depth: int) -> None:
        """Text outside tables goes to the lines, tables become grids."""
        self._check(depth)
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNSEEN:
            return
        look = _style(element) or _LOOKS.get(tag, "")
        if look == _HIDDEN:
            return
        if tag == "table":
            self._flush()
            self._table(element, depth)
            return
        if tag == "br" or tag in _BLOCKS:
            self._flush()
        if look:
            self._inline.append(look)
        self._inline.append(element.text or "")
        for child in element:
            self.block(child, depth + 1)
            self._inline.append(child.tail or "")
        if look:
            self._inline.append(_END)
        if tag in _BLOCKS:
            self._flush()

    def _flush(self) -> None:
        text = "".join(self._inline)
        self._inline.clear()
        if _END in text:
            text = self._settled(text, -1, -1)
        line = _tidy(text)
        if line:
            self._lines.append(line)

    def _table(self, table: Any, depth: int, near: tuple[str, ...] = ()) -> None:
        """A table to a grid; `near` are the lines before it in the cell that it stands in."""
        self._check(depth)
        self._tables += 1
        if self._tables > MAX_NESTED_TABLES:
            raise _too_large(f"网页中的表格超过 {MAX_NESTED_TABLES} 个", self._file)
        if _is_layout(table):
            for row in _rows(table):
                for cell in _cells(row):
                    self.block_cell(cell, depth + 1)
            return
        number = self._tables
        for child in table:
            if child.tag == "caption":
                self.block(child, depth + 1)
        heading = (*self._lines, *near)[-MAX_HEADING_LINES:]
        self._lines.clear()
        place = Place(file=self._file, table=number)
        # What a table inside leaves out is said there, the lines before it here.
        before, self._left = self._left, []
        cells, rows, columns = self._layout(table, place, depth)
        left, self._left = before + self._left, []
        self.found.append(
            Grid(
                cells=tuple(cells),
                rows=rows,
                columns=columns,
                heading=heading,
                findings=ink.remarks(left, place, live={cell.row for cell in cells})
                if left
                else (),
                place=place,
            )
        )

    def block_cell(self, cell: Any, depth: int) -> None:
        """A cell of a layout table is a block of the page."""
        self._flush()
        self._inline.append(cell.text or "")
        for child in cell:
            self.block(child, depth + 1)
            self._inline.append(child.tail or "")
        self._flush()

    def _layout(self, table: Any, place: Place, depth: int) -> tuple[list[Cell], int, int]:
        """The cells of a table in their columns, by the table model of HTML."""
        cells: list[Cell] = []
        taken: dict[int, int] = {}  # column -> first row that is free again
        columns = 0
        around = _struck_around(table)
        hidden = len(self._left)
        lines = list(_rows(table, self._hidden_row))
        if len(lines) > MAX_ROWS:
            raise _too_large(f"表格超过 {MAX_ROWS} 行", self._file)
        spans_hidden = len(self._left) > hidden and _count_hidden(lines)
        for row, line in enumerate(lines):
            column = size = 0
            left = len(lines) - row
            base = around or _style(line)
            for cell in line[:]:  # All at once: an iterator looks for each anew.
                if cell.tag not in _CELLS:
                    continue
                names = cell.keys()
                look = _looked(cell, names) if "style" in names or "hidden" in names else ""
                if look == _HIDDEN:
                    self._settled(ink.marked(_words(cell), look), row, column)
                    continue
                while taken and taken.get(column, 0) > row:
                    column += 1
                rowspan = colspan = 1
                if "colspan" in names:
                    colspan = min(max(1, _span(cell.get("colspan"))), _MAX_COLSPAN)
                if "rowspan" in names:
                    # A span of 0 means to the end of the table.
                    rowspan = min(_span(cell.get("rowspan")) or left, left)
                    rowspan = _shown(line, rowspan) if spans_hidden else rowspan
                text = self._cell_text(cell, row, column, look or base, depth)
                self._cells += 1
                if self._cells > MAX_CELLS or column + colspan > MAX_COLUMNS:
                    raise _too_large(f"表格超过 {MAX_CELLS} 格或 {MAX_COLUMNS} 列", self._file)
                if text:
                    size += len(text)
                    if rowspan > 1 or colspan > 1:
                        self._room.spend(0, rowspan * colspan)
                    cells.append(Cell(text, row, column, rowspan, colspan, place))
                if rowspan > 1:
                    for covered in range(column, column + colspan):
                        taken[covered] = row + rowspan
                column += colspan
            columns = max(columns, column)
            self._room.spend(size)
        return cells, len(lines), columns

    def _hidden_row(self, row: Any) -> None:
        """A row that is not shown has no number; its text is said with the table."""
        self._settled(ink.marked(_words(row), ink.HIDDEN), -1, -1)

    def _settled(self, text: str, row: int, column: int, base: str = ink.LIVE) -> str:
        shown = ink.settle(text, base)
        self._left += [ink.Left(kind, _tidy(words), row, column) for kind, words in shown.left]
        return shown.text

    def _cell_text(self, cell: Any, row: int, column: int, look: str, depth: int) -> str:
        if len(cell):
            pieces: list[str] = []
            self._gather(cell, pieces, depth)
            text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        else:
            text = cell.text or ""
        if look or _END in text:
            text = self._settled(text, row, column, look if look == ink.STRUCK else ink.LIVE)
        if _BREAK not in text:
            return _tidy(text)[:MAX_CELL_TEXT]
        return "\n".join(filter(None, map(_tidy, text.split(_BREAK))))[:MAX_CELL_TEXT]

    def _gather(self, element: Any, pieces: list[str], depth: int) -> None:
        if depth > MAX_DEPTH:
            self._check(depth)
        if (text := element.text) is not None:
            pieces.append(text)
        for child in element[:]:
            names = child.keys()
            styled = "style" in names or "hidden" in names
            if styled and (look := _looked(child, names)):
                self._marked(child, look, pieces, depth)
            elif child.tag in _MEANT:
                self._meant(child, pieces, depth)
            elif len(child):
                self._gather(child, pieces, depth + 1)
            elif (text := child.text) is not None:
                pieces.append(text)
            if (text := child.tail) is not None:
                pieces.append(text)

    def _marked(self, child: Any, look: str, pieces: list[str], depth: int) -> None:
        """A child of a cell whose attributes make its text another one."""
        if look == _HIDDEN:
            pieces.append(ink.marked(_words(child), look))
            return
        pieces.append(look)
        if child.tag in _MEANT:
            self._meant(child, pieces, depth)
        else:
            self._gather(child, pieces, depth + 1)
        pieces.append(_END)

    def _meant(self, child: Any, pieces: list[str], depth: int) -> None:
        """A child of a cell that is more than a look for its text."""
        tag = child.tag
        if tag == "table" and not _is_small(child):
            lines = map(_tidy, "".join(pieces).split(_BREAK))
            self._table(child, depth + 1, tuple(filter(None, lines)))
        elif tag == "br":
            pieces.append(_BREAK)
        elif tag in _LOOKS:
            pieces.append(_LOOKS[tag])
            self._gather(child, pieces, depth + 1)
            pieces.append(_END)
        elif tag in _BLOCKS:
            pieces.append(_BREAK)
            self._gather(child, pieces, depth + 1)
            pieces.append(_BREAK)
        elif tag in {"td", "th"}:
            pieces.append(" ")
            self._gather(child, pieces, depth + 1)
        elif tag == "input":
            pieces.append(_input(child))

    def _check(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise _too_large(f"网页嵌套超过 {MAX_DEPTH} 层", self._file)


def _input(element: Any) -> str:
    """What a form field shows: its value, or the state of a box."""
    kind = (element.get("type") or "text").lower()
    if kind in {"checkbox", "radio"}:
        return "☑" if element.get("checked") is not None else "□"
    return (element.get("value") or "") if kind in {"text", "number", "date"} else ""


def _struck_around(table: Any) -> str:
    """The mark of a line through a whole table, or nothing."""
    for element in (table, *table.iterancestors()):
        if _LOOKS.get(element.tag) == ink.STRUCK or _style(element) == ink.STRUCK:
            return ink.STRUCK
    return ""


def _passed(_row: Any) -> None:
    """What is done with a hidden row that nobody asks for."""


def _rows(table: Any, hidden: Callable[[Any], object] = _passed) -> Iterator[Any]:
    """Rows in the order shown: the head first, the foot last; hidden ones go to `hidden`."""
    middle: list[Any] = []
    groups: dict[str, list[Any]] = {"thead": [], "tbody": middle, "tfoot": []}
    for child in table:
        tag = child.tag
        if tag != "tr" and tag not in groups:
            continue
        if _is_hidden(child):
            hidden(child)
        elif tag == "tr":
            middle.append(child)
        else:
            for row in child:
                if row.tag == "tr":
                    (hidden if _is_hidden(row) else groups[tag].append)(row)
    yield from groups["thead"]
    yield from middle
    yield from groups["tfoot"]


def _shown(row: Any, rowspan: int) -> int:
    """How many of the rows from `row` on that a span covers are shown."""
    later = islice((one for one in row.itersiblings() if one.tag == "tr"), rowspan - 1)
    return 1 + sum(not _is_hidden(one) for one in later)


def _count_hidden(lines: Sequence[Any]) -> bool:
    """Whether spans count the rows that are not shown, as spreadsheets write them; browsers do not.

    The right count leaves the rows alike in width.
    """
    return _raggedness(lines, _shown) < _raggedness(lines, lambda _row, rowspan: rowspan)


def _raggedness(lines: Sequence[Any], count: Callable[[Any, int], int]) -> int:
    """How many rows of a table are narrower than the widest, with spans counted so."""
    taken: dict[int, int] = {}
    widths = []
    for row, line in enumerate(lines):
        column = 0
        for cell in _cells(line):
            while taken.get(column, 0) > row:
                column += 1
            columns = min(max(1, _span(cell.get("colspan", "1"))), _MAX_COLSPAN)
            rowspan = min(_span(cell.get("rowspan", "1")) or 1, len(lines) - row)
            end = row + (count(line, rowspan) if rowspan > 1 else 1)
            taken |= dict.fromkeys(range(column, column + columns), end)
            column += columns
        while taken.get(column, 0) > row:
            column += 1
        widths.append(column)
    return sum(width < max(widths) for width in widths)


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in _CELLS and not _is_hidden(cell)]


def _is_small(table: Any) -> bool:
    """A table of fewer than three rows or columns is an arrangement of a cell's text."""
    rows = list(_rows(table))
    widest = max((len(_cells(row)) for row in rows), default=0)
    inner = any(True for _ in table.iter("table") if _ is not table)
    return not inner and (len(rows) < 3 or widest < 3)


def _is_layout(table: Any) -> bool:
    """A table that arranges a page: around the tables inside it has hardly a word of its own."""
    if not any(inner is not table and not _is_small(inner) for inner in table.iter("table")):
        return False
    filled = 0
    for row in _rows(table):
        for cell in _cells(row):
            if next(cell.iter("table"), None) is None and any(
                text.strip() for text in cell.itertext()
            ):
                filled += 1
    return filled < _FORM_CELLS
