"""Cells of an existing workbook, changed in its markup: nothing else of the file is touched."""

from __future__ import annotations

import copy
import io
import posixpath
import re
import shutil
import zipfile
from bisect import bisect, bisect_left
from collections.abc import Iterable, Sequence
from typing import Any, Final

from jixiao.errors import MissingExtra

from .packing import writable
from .template import Entry

__all__ = ["filled"]

_M: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_P: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_REFERENCE: Final = re.compile(r"([A-Z]+)([0-9]+)")


def filled(data: bytes, entries: Sequence[Entry]) -> bytes:
    """The workbook `data` with `entries` written; texts as texts, numbers as numbers.

    Raises:
        MissingExtra: lxml is not installed.
    """
    etree = tree_library("填写 .xlsx 模板")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = _sheet_parts(package, etree)
        by_part: dict[str, list[Entry]] = {}
        for entry in entries:
            by_part.setdefault(parts[entry.grid.place.sheet or ""], []).append(entry)
        changed = {}
        for part, own in by_part.items():
            root = parsed(package.read(part), etree)
            sheet = _Sheet(root, (entry.row for entry in own), etree)
            for entry in own:
                sheet.write(entry)
            _forget_results(root)
            changed[part] = serialised(root, etree)
        book = next(one for one in package.namelist() if one.endswith("workbook.xml"))
        root = parsed(package.read(book), etree)
        _recalculate(root)
        changed[book] = serialised(root, etree)
        return repacked(package, changed)


def tree_library(purpose: str) -> Any:
    """lxml, which keeps the markup it does not understand exactly as it is."""
    try:
        from lxml import etree
    except ModuleNotFoundError as problem:
        if problem.name != "lxml":
            raise
        raise MissingExtra.of(extra="docx", library="lxml", purpose=purpose) from problem
    return etree


def parsed(data: bytes, etree: Any) -> Any:
    """The tree of a part; entities and addresses outside are never followed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def serialised(root: Any, etree: Any) -> bytes:
    """The part as bytes."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def repacked(package: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    """The package with some parts changed and the others byte for byte as they were."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as result:
        for info in package.infolist():
            new = changed.get(info.filename)
            if new is not None:
                result.writestr(info, new)
                continue
            with package.open(info) as old, result.open(copy.copy(info), "w") as place:
                shutil.copyfileobj(old, place)
    return stream.getvalue()


def _sheet_parts(package: zipfile.ZipFile, etree: Any) -> dict[str, str]:
    """The part of each sheet by its name."""
    root = parsed(package.read("_rels/.rels"), etree)
    book = next(
        one.get("Target").lstrip("/")
        for one in root.iter(f"{_P}Relationship")
        if one.get("Type", "").endswith("/officeDocument")
    )
    folder, name = posixpath.split(book)
    relations = parsed(package.read(f"{folder}/_rels/{name}.rels"), etree)
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/" + folder, one.get("Target"))).lstrip(
            "/"
        )
        for one in relations.iter(f"{_P}Relationship")
        if one.get("TargetMode") != "External"
    }
    return {
        sheet.get("name"): targets[sheet.get(f"{_R}id")]
        for sheet in parsed(package.read(book), etree).iter(f"{_M}sheet")
        if sheet.get(f"{_R}id") in targets
    }


def _forget_results(root: Any) -> None:
    """Results of formulas from before: none is better than one of the blank form."""
    for cell in root.iter(f"{_M}c"):
        result = cell.find(f"{_M}v")
        if cell.find(f"{_M}f") is not None and result is not None:
            cell.remove(result)


def _recalculate(root: Any) -> None:
    """Formulas of the template are worked out again when the file is opened."""
    settings = root.find(f"{_M}calcPr")
    if settings is not None:
        settings.set("fullCalcOnLoad", "1")


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _number(letters: str) -> int:
    total = 0
    for char in letters:
        total = total * 26 + ord(char) - 64
    return total - 1


class _Sheet:
    """The markup of a sheet; its rows and merged ranges are found by their numbers, not searched."""

    def __init__(self, root: Any, wanted: Iterable[int], etree: Any) -> None:
        """`wanted` are the rows, from 0, that are going to be written to."""
        self._etree = etree
        self._data = root.find(f"{_M}sheetData")
        self._rows: dict[int, Any] = {}
        for position, one in enumerate(self._data):
            self._rows.setdefault(int(one.get("r", position + 1)) - 1, one)
        self._order = sorted(self._rows)
        self._merged = _merged(root, sorted(set(wanted)))

    def write(self, entry: Entry) -> None:
        """Write to a cell, or to the top left one of its merged range, unless a formula fills it."""
        row, column = self._corner(entry.row, entry.column)
        cell = _cell(self._row(row), row, column, self._etree)
        # A formula is the template's own way to fill the cell.
        if cell.find(f"{_M}f") is None:
            _fill(cell, entry, self._etree)

    def _corner(self, row: int, column: int) -> tuple[int, int]:
        return next(
            (
                (top, left)
                for top, left, right in self._merged.get(row, ())
                if left <= column <= right
            ),
            (row, column),
        )

    def _row(self, row: int) -> Any:
        found = self._rows.get(row)
        if found is not None:
            return found
        made = self._etree.Element(f"{_M}row", r=str(row + 1))
        at = bisect(self._order, row)
        if at < len(self._order):
            self._rows[self._order[at]].addprevious(made)
        else:
            self._data.append(made)
        self._order.insert(at, row)
        self._rows[row] = made
        return made


def _merged(root: Any, rows: Sequence[int]) -> dict[int, list[tuple[int, int, int]]]:
    """The merged ranges over each of `rows`: the top row, the first and the last column."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for merge in root.iter(f"{_M}mergeCell"):
        ends = _REFERENCE.findall(merge.get("ref", "").replace("$", ""))
        if len(ends) == 2:
            (left, top), (right, bottom) = ends
            span = int(top) - 1, _number(left), _number(right)
            for row in rows[bisect_left(rows, span[0]) : bisect_left(rows, int(bottom))]:
                found.setdefault(row, []).append(span)
    return found


def _fill(cell: Any, entry: Entry, etree: Any) -> None:
    for child in list(cell):
        cell.remove(child)
    if entry.number is not None and len(entry.number.as_tuple().digits) <= 15:
        cell.attrib.pop("t", None)
        etree.SubElement(cell, f"{_M}v").text = entry.text
        return
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, f"{_M}is"), f"{_M}t")
    text.text = writable(entry.text)
    text.set(f"{_XML}space", "preserve")


def _cell(row_element: Any, row: int, column: int, etree: Any) -> Any:
    reference = f"{_letters(column)}{row + 1}"
    for position, one in enumerate(row_element):
        found = _REFERENCE.fullmatch(one.get("r", ""))
        here = _number(found[1]) if found else position
        if here == column:
            return one
        if here > column:
            made = etree.Element(f"{_M}c", r=reference)
            row_element.insert(position, made)
            return made
    return etree.SubElement(row_element, f"{_M}c", r=reference)
