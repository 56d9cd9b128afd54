"""Workbooks (.xlsx, .xlsm): sheets as grids of displayed text.

The parts are read as a stream with the expat parser of the standard library. A general
spreadsheet library builds an object for every formatted blank, loses the difference
between a blank and a formula that was never computed, and hands numbers out as floats;
a reader of displayed text needs the stored characters, the format code and the merges.
"""

from __future__ import annotations

import re
from typing import Final

import attrs

from jixiao.errors import Place, UnreadableDocument
from jixiao.findings import Finding

from ..grid import Cell, Grid
from ..limits import (
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_COVERED,
    MAX_DOCUMENT_CELLS,
    MAX_MERGES,
    MAX_SHARED_STRINGS,
    MAX_SHEETS,
)
from .archive import Package, Stop, local, parse_xml
from .numberformat import builtin_codes, display, display_text

__all__ = ["covered_spans", "grids", "hidden_remarks"]

_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_MAX_ROW: Final = 1_048_576

Spans = dict[tuple[int, int], tuple[int, int]]


@attrs.define
class _Raw:
    """One stored cell: its position, its stored characters, its type and style."""

    row: int
    column: int
    value: str
    kind: str
    style: int
    formula: bool


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
    codes: tuple[str, ...] | None = None
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
            codes = _codes(package, targets, file)
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
        found.append(_grid(sheet, place, strings, codes or (), date1904=date1904))
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
            date1904 = values.get("date1904") in {"1", "true", "on"}

    parse_xml(data, "workbook.xml", file, start=start)
    return found, date1904


def _part_of(targets: dict[str, tuple[str, str]], suffix: str, default: str) -> str:
    return next((part for kind, part in targets.values() if kind.endswith(suffix)), default)


def _strings(package: Package, targets: dict[str, tuple[str, str]], file: str | None) -> list[str]:
    part = _part_of(targets, "/sharedStrings", "xl/sharedStrings.xml")
    if part not in package:
        return []
    found: list[str] = []
    pieces: list[str] = []
    inside = False
    phonetic = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal inside, phonetic
        tag = local(name)
        if tag == "t":
            inside = not phonetic
        elif tag == "rPh":
            phonetic += 1

    def end(name: str) -> None:
        nonlocal inside, phonetic
        tag = local(name)
        if tag == "t":
            inside = False
        elif tag == "si":
            found.append(_unescape("".join(pieces)))
            pieces.clear()
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
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _codes(
    package: Package, targets: dict[str, tuple[str, str]], file: str | None
) -> tuple[str, ...]:
    """The format code of every cell style, by index."""
    part = _part_of(targets, "/styles", "xl/styles.xml")
    if part not in package:
        return ()
    known = dict(builtin_codes())
    numbers: list[int] = []
    inside = False

    def start(name: str, values: dict[str, str]) -> None:
        nonlocal inside
        tag = local(name)
        if tag == "numFmt":
            if (number := _int(values.get("numFmtId"))) is not None:
                known[number] = values.get("formatCode", "General")
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            numbers.append(_int(values.get("numFmtId")) or 0)

    def end(name: str) -> None:
        nonlocal inside
        tag = local(name)
        if tag == "cellXfs":
            inside = False

    parse_xml(package.read(part), part, file, start=start, end=end)
    return tuple(known.get(number, "General") for number in numbers)


def _int(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    return int(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _read_sheet(data: bytes, part: str, file: str | None) -> _Sheet:
    cells: list[_Raw] = []
    merges: list[tuple[int, int, int, int]] = []
    hidden_rows: list[int] = []
    hidden_columns: list[tuple[int, int]] = []
    row, column = -1, -1
    kind, style = "n", 0
    inside = formula = phonetic = False
    pieces: list[str] = []
    columns: dict[str, int] = {}

    def start(name: str, values: dict[str, str]) -> None:
        nonlocal row, column, kind, style, inside, formula, phonetic
        tag = local(name)
        if tag == "c":
            column += 1
            if (where := values.get("r")) is not None:
                letters = where.rstrip("0123456789")
                known = columns.get(letters)
                if known is None:
                    known = columns[letters] = _checked_column(letters, column)
                column = known
            kind = values.get("t", "n")
            style = _int(values.get("s")) or 0
            formula = False
            if pieces:
                pieces.clear()
        elif tag in {"v", "t"}:
            inside = not phonetic
        elif tag == "f":
            formula = True
        elif tag == "row":
            number = _int(values.get("r"))
            row = number - 1 if number and number <= _MAX_ROW else row + 1
            column = -1
            if values.get("hidden") in {"1", "true", "on"}:
                hidden_rows.append(row)
        elif tag == "rPh":
            phonetic = True
        elif tag == "mergeCell":
            if len(merges) >= MAX_MERGES:
                raise UnreadableDocument(
                    f"工作表的合并单元格超过 {MAX_MERGES} 处",
                    code="too-large",
                    remedy="请把绩效表单独复制到新的工作簿后另存",
                    place=Place(file=file),
                )
            if (box := _box(values.get("ref", ""))) is not None:
                merges.append(box)
        elif tag == "col" and values.get("hidden") in {"1", "true", "on"}:
            low, high = _int(values.get("min")), _int(values.get("max"))
            if low and high:
                hidden_columns.append((low - 1, min(high, MAX_COLUMNS) - 1))

    def end(name: str) -> None:
        nonlocal inside, phonetic
        tag = local(name)
        if tag in {"v", "t"}:
            inside = False
        elif tag == "c":
            if pieces or formula:
                if len(cells) >= MAX_CELLS:
                    raise Stop
                cells.append(_Raw(max(row, 0), column, "".join(pieces), kind, style, formula))
        elif tag == "rPh":
            phonetic = False

    def text(chars: str) -> None:
        if inside:
            pieces.append(chars)

    complete = parse_xml(data, part, file, start=start, end=end, text=text)
    return _Sheet(cells, merges, hidden_rows, hidden_columns, not complete)


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


def covered_spans(
    merges: list[tuple[int, int, int, int]], *, rows: int, columns: int, place: Place
) -> tuple[Spans, set[tuple[int, int]]]:
    """Spans by top left corner, and the positions that merged ranges hide.

    Ranges are clipped to the `rows` and `columns` in which text stands: a range over a
    million blank rows says nothing.
    """
    spans: Spans = {}
    hidden: set[tuple[int, int]] = set()
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
            hidden.update((row, column) for column in range(left, right + 1))
        hidden.discard((top, left))
    return spans, hidden


def _shown(raw: _Raw, strings: list[str], codes: tuple[str, ...], *, date1904: bool) -> str:
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
            return display(raw.value.strip(), code, date1904=date1904)


def _grid(
    sheet: _Sheet, place: Place, strings: list[str], codes: tuple[str, ...], *, date1904: bool
) -> Grid:
    findings: list[Finding] = []
    shown: list[tuple[int, int, str]] = []
    for raw in sheet.cells:
        text = _shown(raw, strings, codes, date1904=date1904)
        if raw.formula and not text.strip() and raw.kind != "str":
            findings.append(
                _cell_finding(
                    place,
                    raw.row,
                    raw.column,
                    "formula-not-computed",
                    "公式没有保存计算结果，按空白读取；请用 Excel 或 WPS 打开并保存一次",
                )
            )
        elif raw.kind == "e":
            findings.append(
                _cell_finding(place, raw.row, raw.column, "cell-error", f"单元格是错误值 {text}")
            )
        if text and not text.isspace():
            shown.append((raw.row, raw.column, text[:MAX_CELL_TEXT]))
    rows = max((row for row, _, _ in shown), default=-1) + 1
    columns = max((column for _, column, _ in shown), default=-1) + 1
    spans, hidden = covered_spans(sheet.merges, rows=rows, columns=columns, place=place)
    cells: list[Cell] = []
    for row, column, text in shown:
        if (row, column) in hidden:
            findings.append(
                _cell_finding(
                    place,
                    row,
                    column,
                    "covered-cell",
                    f"文字“{text[:20]}”被合并单元格遮住，没有读取",
                )
            )
            continue
        rowspan, colspan = spans.get((row, column), (1, 1))
        cells.append(Cell(text, row, column, rowspan, colspan, place))
    findings += hidden_remarks(sheet.hidden_rows, sheet.hidden_columns, shown, place=place)
    return Grid(
        cells=tuple(cells), rows=rows, columns=columns, findings=tuple(findings), place=place
    )


def _cell_finding(place: Place, row: int, column: int, code: str, message: str) -> Finding:
    return Finding(
        code=code,
        severity="warning",
        message=message,
        place=attrs.evolve(place, row=row + 1, column=column + 1),
    )


def hidden_remarks(
    hidden_rows: list[int],
    hidden_columns: list[tuple[int, int]],
    shown: list[tuple[int, int, str]],
    *,
    place: Place,
) -> list[Finding]:
    """Hidden rows and columns that hold text are read, and said to be hidden."""
    findings = []
    used_rows = {row for row, _, _ in shown}
    rows = [row + 1 for row in hidden_rows if row in used_rows]
    if rows:
        listed = "、".join(str(row) for row in rows[:10]) + ("…" if len(rows) > 10 else "")
        findings.append(
            Finding(
                code="hidden-rows",
                severity="note",
                message=f"第 {listed} 行是隐藏的，仍然读取；不需要请删除后再读",
                place=place,
            )
        )
    used_columns = sorted({column for _, column, _ in shown})
    columns = [
        column + 1
        for column in used_columns
        if any(low <= column <= high for low, high in hidden_columns[:1000])
    ]
    if columns:
        findings.append(
            Finding(
                code="hidden-columns",
                severity="note",
                message=f"第 {'、'.join(map(str, columns[:10]))} 列是隐藏的，仍然读取；"
                "不需要请删除后再读",
                place=place,
            )
        )
    return findings
