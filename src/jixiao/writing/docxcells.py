"""Cells of an existing Word document, changed in its markup: nothing else is touched."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final

from .packing import writable
from .template import Entry
from .xlsxcells import parsed, repacked, serialised, tree_library

__all__ = ["filled"]

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"


def filled(data: bytes, entries: Sequence[Entry]) -> bytes:
    """The document `data` with `entries` written in the style of their cells.

    Raises:
        MissingExtra: lxml is not installed.
    """
    etree = tree_library("填写 .docx 模板")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = _main_part(package, etree)
        root = parsed(package.read(part), etree)
        # The old twin of new drawing markup is not read, so its tables are not counted.
        tables = [
            one
            for one in root.iter(f"{_W}tbl")
            if not any(above.tag.endswith("}Fallback") for above in one.iterancestors())
        ]
        rows: dict[int, list[Any]] = {}
        for entry in entries:
            number = (entry.grid.place.table or 1) - 1
            if number not in rows:
                rows[number] = _rows(tables[number])
            cell = _cell(rows[number], entry.row, entry.column)
            if cell is not None:
                _write(cell, entry.text, etree)
        return repacked(package, {part: serialised(root, etree)})


def _main_part(package: zipfile.ZipFile, etree: Any) -> str:
    root = parsed(package.read("_rels/.rels"), etree)
    found: str = next(
        one.get("Target").lstrip("/")
        for one in root.iter(f"{_P}Relationship")
        if one.get("Type", "").endswith("/officeDocument")
    )
    return found


def _own(element: Any, tag: str) -> Iterator[Any]:
    """Children called `tag`, also inside content controls, but not those of an inner table."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _own(child, tag)


def _span(row: Any, properties: str, name: str) -> int:
    found = row.find(f"{_W}{properties}/{_W}{name}")
    return int(found.get(f"{_W}val", "0")) if found is not None else 0


def _rows(table: Any) -> list[Any]:
    # A row that a tracked change deletes is not counted by the reader either.
    return [one for one in _own(table, f"{_W}tr") if one.find(f"{_W}trPr/{_W}del") is None]


def _cell(rows: Sequence[Any], row: int, column: int) -> Any:
    """The cell over a position of the grid, the first of those merged with it downwards."""
    while 0 <= row < len(rows):
        at = _span(rows[row], "trPr", "gridBefore")
        for cell in _own(rows[row], f"{_W}tc"):
            size = _span(cell, "tcPr", "gridSpan") or 1
            if at <= column < at + size:
                break
            at += size
        else:
            return None
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merge is None or merge.get(f"{_W}val") == "restart":
            return cell
        row -= 1
    return None


def _write(cell: Any, text: str, etree: Any) -> None:
    """`text` in the first paragraph of a cell, in the look its mark or first run has."""
    paragraph = next(iter(_own(cell, f"{_W}p")), None)
    if paragraph is None:
        paragraph = etree.SubElement(cell, f"{_W}p")
    old = next(iter(paragraph.iter(f"{_W}r")), None)
    look = old.find(f"{_W}rPr") if old is not None else None
    if look is None:
        look = paragraph.find(f"{_W}pPr/{_W}rPr")
    for child in list(paragraph):
        if child.tag == f"{_W}r":
            paragraph.remove(child)
    run = etree.SubElement(paragraph, f"{_W}r")
    if look is not None:
        run.append(copy.deepcopy(look))
    for number, line in enumerate(writable(text).split("\n")):
        if number:
            etree.SubElement(run, f"{_W}br")
        piece = etree.SubElement(run, f"{_W}t")
        piece.text = line
        piece.set(f"{_XML}space", "preserve")
