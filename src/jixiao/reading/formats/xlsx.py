"""Workbooks (.xlsx, .xlsm): sheets as grids of displayed text.

The parts are read as a stream with the expat parser of the standard library. A general
spreadsheet library builds an object for every formatted blank, loses the difference
between a blank and a formula that was never computed, and hands numbers out as floats;
a reader of displayed text needs the stored characters, the format code and the merges.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import attrs

from jixiao.errors import Place, UnreadableDocument
from jixiao.findings import Finding

from ..grid import Cell, Grid, Room
from ..limits import (
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_COVERED,
    MAX_DOCUMENT_CELLS,
    MAX_MERGES,
    MAX_ROWS,
    MAX_SHARED_STRINGS,
    MAX_SHEETS,
)
from . import ink
from .archive import Package, Stop, local, parse_xml
from .hidden import Seen, seen
from .numberformat import (
    Unshowable,
    builtin_codes,
    display,
    display_text,
    general,
    without_decimals,
)

__all__ = ["grids", "laid_out", "settled"]

_ESCAPES: Final = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
_END: Final = ink.END
_OFF: Final = frozenset({"0", "false", "off"})
_ON: Final = frozenset({"1", "true", "on"})
_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
# A stored number has some twenty characters; longer ones would be kept in the cache of formats.
_LONGEST_NUMBER: Final = 500
_MAX_ROW: Final = 1_048_576
_ALONE: Final = (1, 1)

Position = tuple[int, int]
Spans = dict[Position, tuple[int, int]]


@attrs.frozen
class _Styles:
    """The format code of every cell style, by index, and the styles whose font is struck."""

    codes: tuple[str, ...] = ()
    struck: frozenset[int] = frozenset()


@attrs.define
class _Raw:
    """One stored cell: its position, characters, type and style, and the formula behind them."""

    row: int
    column: int
    value: str
    kind: str
    style: int
    formula: str | None


# =100%, =0起: a target that a program wrote as it is, and the workbook takes for a formula. What
# reckons (6+8, A1, SUM(…), 1/2) is one.
_WRITTEN: Final = re.compile(
    r"[0-9][0-9.,]*(?![0-9])(%|[\u4e00-\u9fff\u2103\u00b0/\u00b7]{1,12}(（[\u4e00-\u9fff]{1,6}）)?)?"
)
_LONGEST_WRITTEN: Final = 40


@attrs.define
class _Sheet:
    cells: list[_Raw]
    merges: list[tuple[int, int, int, int]]
    hidden_rows: list[int]
    hidden_columns: list[tuple[int, int]]
    stopped: bool


def grids(data: bytes, *, file: str | None = None) -> tuple[Grid, ...]:
    """One grid a visible sheet, in the order of the tabs.

    Raises `UnreadableDocument` for damaged, encrypted or oversized workbooks.
    """
    package = Package(data, file=file)
    workbook = _workbook_part(package, file)
    targets = _relations(package, workbook, file)
    sheets, date1904 = _sheets(package.read(workbook), file)
    strings: list[str] | None = None
    styles = _Styles()
    room = Room(file)
    found: list[Grid] = []
    total = 0
    for name, relation, state in sheets[:MAX_SHEETS]:
        kind, part = targets.get(relation, ("", ""))
        place = Place(file=file, sheet=name)
        if not kind.endswith("/worksheet"):
            continue
        if state != "visible":
            found.append(
                _remark(
                    place, "hidden-sheet", f"工作表“{name}”是隐藏的，没有读取；要读取请先取消隐藏"
                )
            )
            continue
        if part not in package:
            found.append(
                _remark(
                    place, "missing-sheet", f"工作表“{name}”的内容在文件中缺失，没有读取", "error"
                )
            )
            continue
        if strings is None:
            strings = _strings(package, targets, file)
            styles = _styles(package, targets, file)
        sheet = _read_sheet(package.read(part), part, file)
        if sheet.stopped:
            found.append(
                _remark(
                    place,
                    "sheet-too-large",
                    f"工作表“{name}”有内容的单元格超过 {MAX_CELLS} 个，没有读取；"
                    "请把绩效表单独存成一个文件",
                    "error",
                )
            )
            continue
        total += len(sheet.cells)
        if total > MAX_DOCUMENT_CELLS:
            raise UnreadableDocument(
                f"工作簿有内容的单元格超过 {MAX_DOCUMENT_CELLS} 个",
                code="too-large",
                remedy="请把绩效表单独存成一个文件",
                place=Place(file=file),
            )
        found.append(_grid(sheet, place, strings, styles, room, date1904=date1904))
    if len(sheets) > MAX_SHEETS:
        found.append(
            _remark(
                Place(file=file),
                "too-many-sheets",
                f"工作簿有 {len(sheets)} 个工作表，只读取了前 {MAX_SHEETS} 个",
                "error",
            )
        )
    return tuple(found)


def _remark(place: Place, code: str, message: str, severity: str = "warning") -> Grid:
    """A grid without cells that carries a remark on what was not read."""
    finding = Finding(code=code, severity=severity, message=message, place=place)  # type: ignore[arg-type]
    return Grid(cells=(), rows=0, columns=0, findings=(finding,), place=place)


# ---------------------------------------------------------------- parsing of parts


def _workbook_part(package: Package, file: str | None) -> str:
    if "_rels/.rels" in package:
        for kind, target in _relations(package, "", file).values():
            if kind.endswith("/officeDocument") and target in package:
                return target
    return "xl/workbook.xml"


def _relations(package: Package, part: str, file: str | None) -> dict[str, tuple[str, str]]:
    """Relation id -> (type, part name) of one part; outside targets are never followed."""
    folder, _, name = part.rpartition("/")
    path = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    if path not in package:
        return {}
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, values: dict[str, str]) -> None:
        tag = local(name)
        if tag == "Relationship" and values.get("TargetMode") != "External":
            target = values.get("Target", "")
            found[values.get("Id", "")] = (values.get("Type", ""), _resolve(folder, target))

    parse_xml(package.read(path), path, file, start=start)
    return found


def _resolve(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return target[1:]
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == ".." and steps:
            steps.pop()
        elif step not in {".", "..", ""}:
            steps.append(step)
    return "/".join(steps)


def _sheets(data: bytes, file: str | None) -> tuple[list[tuple[str, str, str]], bool]:
    """(name, relation id, state) of every sheet, and whether dates count from 1904."""
    found: list[tuple[str, str, str]] = []
    date1904 = False

    def start(name: str, values: dict[str, str]) -> None:
        nonlocal date1904
        tag = local(name)
        if tag == "sheet":
            relation = next((v for k, v in values.items() if k.endswith(":id")), "")
            found.append((values.get("name", ""), relation, values.get("state", "visible")))
        elif tag == "workbookPr":
            date1904 = values.get("date1904") in _ON

    parse_xml(data, "workbook.xml", file, start=start)
    return found, date1904


def _part_of(targets: dict[str, tuple[str, str]], suffix: str, default: str) -> str:
    return next((part for kind, part in targets.values() if kind.endswith(suffix)), default)


class _Look:
    """The look of the run that is being read: that of its own font, where it has one."""

    def __init__(self) -> None:
        self.mark = ""

    def starts(self, tag: str, values: dict[str, str]) -> None:
        """A tag of a run or of its font."""
        if tag == "r":
            self.mark = ""
        elif tag == "rPr":
            self.mark = ink.LIVE
        elif tag == "strike" and values.get("val") not in _OFF:
            self.mark = ink.STRUCK
        elif tag == "vertAlign" and values.get("val") == "superscript":
            self.mark = max(self.mark, ink.RAISED)

    def ends(self) -> None:
        """The text that the runs belong to is over."""
        self.mark = ""


_LOOKS: Final = frozenset({"r", "rPr", "strike", "vertAlign"})


def _strings(package: Package, targets: dict[str, tuple[str, str]], file: str | None) -> list[str]:
    """The shared texts, with the marks of their runs."""
    part = _part_of(targets, "/sharedStrings", "xl/sharedStrings.xml")
    if part not in package:
        return []
    found: list[str] = []
    pieces: list[str] = []
    inside = False
    phonetic = 0
    look = _Look()

    def start(name: str, values: dict[str, str]) -> None:
        nonlocal inside, phonetic
        tag = name if ":" not in name else local(name)
        if tag == "t":
            inside = not phonetic
            if look.mark:
                pieces.append(look.mark)
        elif tag == "rPh":
            phonetic += 1
        elif tag in _LOOKS:
            look.starts(tag, values)

    def end(name: str) -> None:
        nonlocal inside, phonetic
        tag = name if ":" not in name else local(name)
        if tag == "t":
            inside = False
            if look.mark:
                pieces.append(ink.END)
        elif tag == "si":
            found.append(_unescape("".join(pieces)))
            pieces.clear()
            look.ends()
            if len(found) > MAX_SHARED_STRINGS:
                raise UnreadableDocument(
                    f"工作簿的文字超过 {MAX_SHARED_STRINGS} 条",
                    code="too-large",
                    remedy="请把绩效表单独存成一个文件",
                    place=Place(file=file),
                )
        elif tag == "rPh":
            phonetic -= 1

    def text(chars: str) -> None:
        if inside:
            pieces.append(chars)

    parse_xml(package.read(part), part, file, start=start, end=end, text=text)
    return found


def _unescape(text: str) -> str:
    if "_x" in text:
        text = _ESCAPES.sub(
            lambda found: ink.escaped(int(one, 16) for one in found[0][2:-1].split("__x")), text
        )
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


_STYLE_TAGS: Final = frozenset({"numFmt", "cellXfs", "xf", "font", "strike", "fonts"})


def _styles(package: Package, targets: dict[str, tuple[str, str]], file: str | None) -> _Styles:
    """What the styles of cells mean for their text."""
    part = _part_of(targets, "/styles", "xl/styles.xml")
    if part not in package:
        return _Styles()
    known = dict(builtin_codes())
    numbers: list[int] = []
    fonts: list[int] = []
    struck: set[int] = set()
    listed = -1
    inside = known_fonts = False

    def start(name: str, values: dict[str, str]) -> None:
        nonlocal inside, known_fonts, listed
        tag = local(name)
        if tag not in _STYLE_TAGS:
            return
        if tag == "numFmt":
            if (number := _int(values.get("numFmtId"))) is not None:
                known[number] = values.get("formatCode", "General")
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            numbers.append(_int(values.get("numFmtId")) or 0)
            fonts.append(_int(values.get("fontId")) or 0)
        elif tag == "font" and known_fonts:
            listed += 1
        elif tag == "strike" and known_fonts and values.get("val") not in _OFF:
            struck.add(listed)
        elif tag == "fonts":
            known_fonts = True

    def end(name: str) -> None:
        nonlocal inside, known_fonts
        if name.endswith("s"):
            tag = local(name)
            inside = inside and tag != "cellXfs"
            known_fonts = known_fonts and tag != "fonts"

    parse_xml(package.read(part), part, file, start=start, end=end)
    return _Styles(
        tuple(known.get(number, "General") for number in numbers),
        frozenset(index for index, font in enumerate(fonts) if font in struck),
    )


def _int(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    return int(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


class _SheetReader:
    """Gathers the stored cells, merges and hidden lines of one sheet while its XML goes by.

    A formula is kept only as far as it may be a target written as one (`_WRITTEN`); the text of
    `<v>` and `<t>` is the cell's, but not where it says how a word is spoken (`rPh`).
    """

    def __init__(self, file: str | None) -> None:
        self.cells: list[_Raw] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._file = file
        self._row = self._column = -1
        self._kind, self._style = "n", 0
        self._formula: str | None = None
        self._pieces: list[str] = []
        self._in_text = self._in_formula = self._phonetic = False
        self._columns: dict[str, int] = {}
        self._look = _Look()
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self._cell_starts,
            "v": self._text_starts,
            "t": self._text_starts,
            "f": self._formula_starts,
            "row": self._row_starts,
            "rPh": self._phonetic_starts,
            "mergeCell": self._merge,
            "col": self._hide_columns,
            **{tag: partial(self._look.starts, tag) for tag in _LOOKS},
        }
        self._ends = {
            "c": self._cell_ends,
            "v": self._text_ends,
            "t": self._text_ends,
            "f": self._formula_ends,
            "is": self._look.ends,
            "rPh": self._phonetic_ends,
        }

    def start(self, name: str, values: dict[str, str]) -> None:
        """A tag begins."""
        begin = self._starts.get(name if ":" not in name else local(name))
        if begin is not None:
            begin(values)

    def end(self, name: str) -> None:
        """A tag ends."""
        finish = self._ends.get(name if ":" not in name else local(name))
        if finish is not None:
            finish()

    def text(self, chars: str) -> None:
        """Characters between two tags."""
        if self._in_text:
            self._pieces.append(chars)
        elif self._in_formula and len(self._formula or "") < _LONGEST_WRITTEN:
            self._formula = (self._formula or "") + chars

    def _row_starts(self, values: dict[str, str]) -> None:
        number = _int(values.get("r"))
        self._row = number - 1 if number and number <= _MAX_ROW else self._row + 1
        self._column = -1
        if values.get("hidden") in _ON:
            self.hidden_rows.append(self._row)

    def _cell_starts(self, values: dict[str, str]) -> None:
        self._column += 1
        if (where := values.get("r")) is not None:
            letters = where.rstrip("0123456789")
            known = self._columns.get(letters)
            if known is None:
                known = self._columns[letters] = _checked_column(letters, self._column)
            self._column = known
        self._kind = values.get("t", "n")
        self._style = _int(values.get("s")) or 0
        self._formula = None
        if self._pieces:
            self._pieces.clear()

    def _cell_ends(self) -> None:
        if not self._pieces and self._formula is None:
            return
        if len(self.cells) >= MAX_CELLS:
            raise Stop
        text = "".join(self._pieces)
        row = max(self._row, 0)
        self.cells.append(_Raw(row, self._column, text, self._kind, self._style, self._formula))

    def _text_starts(self, values: dict[str, str]) -> None:
        del values
        self._in_text = not self._phonetic
        if self._look.mark:
            self._pieces.append(self._look.mark)

    def _text_ends(self) -> None:
        self._in_text = False
        if self._look.mark:
            self._pieces.append(ink.END)

    def _formula_starts(self, values: dict[str, str]) -> None:
        del values
        self._formula, self._in_formula = "", True

    def _formula_ends(self) -> None:
        self._in_formula = False

    def _phonetic_starts(self, values: dict[str, str]) -> None:
        del values
        self._phonetic = True

    def _phonetic_ends(self) -> None:
        self._phonetic = False

    def _merge(self, values: dict[str, str]) -> None:
        if len(self.merges) >= MAX_MERGES:
            raise UnreadableDocument(
                f"工作表的合并单元格超过 {MAX_MERGES} 处",
                code="too-large",
                remedy="请把绩效表单独复制到新的工作簿后另存",
                place=Place(file=self._file),
            )
        if (box := _box(values.get("ref", ""))) is not None:
            self.merges.append(box)

    def _hide_columns(self, values: dict[str, str]) -> None:
        low, high = _int(values.get("min")), _int(values.get("max"))
        if values.get("hidden") in _ON and low and high:
            self.hidden_columns.append((low - 1, min(high, MAX_COLUMNS) - 1))


def _read_sheet(data: bytes, part: str, file: str | None) -> _Sheet:
    read = _SheetReader(file)
    complete = parse_xml(data, part, file, start=read.start, end=read.end, text=read.text)
    return _Sheet(read.cells, read.merges, read.hidden_rows, read.hidden_columns, not complete)


def _checked_column(letters: str, default: int) -> int:
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return default
    number = _column(letters)
    return number if number < MAX_COLUMNS else default


def _box(reference: str) -> tuple[int, int, int, int] | None:
    """`B2:D4` as (top, left, bottom, right), from 0."""
    first, _, last = reference.partition(":")
    one, two = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if one is None or two is None:
        return None
    rows = sorted((int(one[2]) - 1, int(two[2]) - 1))
    columns = sorted((_column(one[1]), _column(two[1])))
    return rows[0], columns[0], rows[1], columns[1]


# ---------------------------------------------------------------- from stored to shown


def _covered_spans(
    merges: list[tuple[int, int, int, int]],
    texts: Mapping[Position, str],
    *,
    rows: int,
    columns: int,
    place: Place,
) -> tuple[Spans, dict[Position, Position]]:
    """Spans by top left corner, and the positions with text that merged ranges hide, by owner.

    Ranges are clipped to the `rows` and `columns` in which text stands: a range over a
    million blank rows says nothing.
    """
    spans: Spans = {}
    hidden: dict[Position, Position] = {}
    work = 0
    for top, left, last_row, last_column in merges:
        bottom, right = min(last_row, rows - 1), min(last_column, columns - 1)
        if bottom < top or right < left:
            continue
        work += (bottom - top + 1) * (right - left + 1)
        if work > MAX_COVERED:
            raise UnreadableDocument(
                f"合并单元格覆盖的范围超过 {MAX_COVERED} 格",
                code="too-large",
                remedy="请把绩效表单独复制到新的工作簿后另存",
                place=place,
            )
        spans[top, left] = (bottom - top + 1, right - left + 1)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) in texts:
                    hidden[row, column] = top, left
        hidden.pop((top, left), None)
    return spans, hidden


def laid_out(
    shown: list[tuple[int, int, str]],
    merges: list[tuple[int, int, int, int]],
    place: Place,
) -> tuple[tuple[Cell, ...], int, int, tuple[Finding, ...]]:
    """The cells of a sheet with their spans, its rows and columns, and what lies under merges.

    What repeats the text of the merged cell, as programs that fill every cell write it, is
    no loss.
    """
    rows = max((row for row, _, _ in shown), default=-1) + 1
    columns = max((column for _, column, _ in shown), default=-1) + 1
    if not merges:
        cells = tuple(Cell(text, row, column, 1, 1, place) for row, column, text in shown)
        return cells, rows, columns, ()
    texts = {(row, column): text for row, column, text in shown}
    spans, hidden = _covered_spans(merges, texts, rows=rows, columns=columns, place=place)
    found: list[Cell] = []
    under: list[tuple[int, int, str]] = []
    for row, column, text in shown:
        position = row, column
        if (owner := hidden.get(position)) is not None:
            if not ink.is_same(text, texts.get(owner, "")):
                under.append((row, column, text))
            continue
        rowspan, colspan = spans.get(position, _ALONE)
        found.append(Cell(text, row, column, rowspan, colspan, place))
    return tuple(found), rows, columns, ink.covered(under, place)


def _shown(raw: _Raw, strings: list[str], codes: tuple[str, ...], *, date1904: bool) -> str:
    """The text of a cell, with the marks of its runs."""
    code = codes[raw.style] if raw.style < len(codes) else "General"
    match raw.kind:
        case "s":
            index = _int(raw.value.strip())
            if index is None or index >= len(strings):
                return ""
            return display_text(strings[index], code)
        case "inlineStr" | "str":
            return display_text(_unescape(raw.value), code)
        case "b":
            return "TRUE" if raw.value.strip() in {"1", "true"} else "FALSE"
        case "e":
            return raw.value
        case "d":
            return raw.value
        case _:
            value = raw.value.strip()
            if len(value) > _LONGEST_NUMBER:
                return value
            return display(value, code, date1904=date1904)


def _grid(
    sheet: _Sheet,
    place: Place,
    strings: list[str],
    styles: _Styles,
    room: Room,
    *,
    date1904: bool,
) -> Grid:
    left: list[ink.Left] = []
    shown: list[tuple[int, int, str]] = []
    codes, struck = styles.codes, styles.struck
    size, most = 0, room.text
    for raw in sheet.cells:
        try:
            text = _shown(raw, strings, codes, date1904=date1904)
        except Unshowable:
            text = general(raw.value.strip())
            left.append(ink.Left(ink.FORMAT, text, raw.row, raw.column))
        if raw.formula is not None and not text.strip() and raw.kind != "str":
            written = _WRITTEN.fullmatch(raw.formula)
            if written:
                # A bare number is what a program would show of it.
                text = raw.formula if written[1] is None else f"={raw.formula}"
            left.append(
                ink.Left(ink.WRITTEN if written else ink.FORMULA, text, raw.row, raw.column)
            )
        elif raw.kind == "n" and (stored := without_decimals(raw.value.strip(), text)):
            left.append(ink.Left(ink.WHOLE, stored, raw.row, raw.column))
        elif raw.kind == "e":
            left.append(ink.Left(ink.ERROR, text, raw.row, raw.column))
        # What is left out counts too: it has to be settled in every cell that shows it.
        size += len(text)
        if size > most:
            break
        if _END in text or raw.style in struck:
            text = settled(text, raw.row, raw.column, left, is_struck=raw.style in struck)
        if text and not text.isspace():
            shown.append((raw.row, raw.column, text[:MAX_CELL_TEXT]))
    room.spend(size)
    shown, far = _near(shown, place)
    cells, rows, columns, covered = laid_out(shown, sheet.merges, place)
    findings = (*far, *covered)
    if left:
        findings += ink.remarks(left, place, live={cell.row for cell in cells})
    whole = Seen(cells, rows, columns, findings)
    part = seen(whole, rows=sheet.hidden_rows, columns=sheet.hidden_columns, place=place)
    return Grid(
        cells=part.cells,
        rows=part.rows,
        columns=part.columns,
        findings=part.findings,
        place=place,
    )


def settled(text: str, row: int, column: int, left: list[ink.Left], *, is_struck: bool) -> str:
    """The text that counts of a cell with marks or a struck font; the rest goes to `left`."""
    found = ink.settle(text, ink.STRUCK if is_struck else ink.LIVE)
    left += [ink.Left(kind, words, row, column) for kind, words in found.left]
    return found.text


def _near(
    shown: list[tuple[int, int, str]], place: Place
) -> tuple[list[tuple[int, int, str]], tuple[Finding, ...]]:
    """The texts within the limit of rows; a stray text at the very end of a sheet is said."""
    far = next((one for one in shown if one[0] >= MAX_ROWS), None)
    if far is None:
        return shown, ()
    row, column, text = far
    finding = Finding(
        code="sheet-too-large",
        severity="error",
        message=f"第 {MAX_ROWS} 行之后的文字“{text[:20]}”离表太远，没有读取；"
        "请删除多余的内容，或把绩效表移到前面",
        place=attrs.evolve(place, row=row + 1, column=column + 1),
    )
    return [one for one in shown if one[0] < MAX_ROWS], (finding,)
