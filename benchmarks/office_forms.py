"""Forms printed by LibreOffice, page by page as pictures, with the cells that stand on them.

Those of `tests/documents` in their own layout, and forms of the tests drawn at random; each in one
font, whatever font it asks for. What stands on the pages is told by the text layer of the PDF.
"""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2

from jixiao.reading import read_grids
from jixiao.reading.grid import Grid

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT / "tests/documents"
STYLE = (
    "@page{size:A4;margin:15mm} p{margin:0;text-align:center} td{border:1px solid black;"
    "padding:2px;text-align:center;font-size:%dpt} table{border-collapse:collapse;width:100%%}"
)
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{0}/fonts</dir><cachedir>{0}/cache</cachedir></fontconfig>
"""
MOST = 2  # pages of one document


class Printed(NamedTuple):
    """One document on paper: the grids of its pages, and the pages as pictures."""

    name: str
    grids: tuple[Grid, ...]
    pages: tuple[Any, ...]


def printed(names: Iterable[str], font: Path, *, dots: int = 200) -> Iterator[Printed]:
    """The documents and drawn forms of these `names` (``x07``, ``form3``) in one font."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "fonts").mkdir()
        shutil.copy(font, folder / "fonts")
        (folder / "fonts.conf").write_text(FONTS.format(folder))
        sources = [_source(name, folder) for name in names]
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
                *("--convert-to", "pdf", "--outdir", folder, *sources),
            ],
            check=True,
            timeout=600,
            capture_output=True,
            env=os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")},
        )
        for source in sources:
            paper = source.with_suffix(".pdf")
            grids = [one for one in read_grids(paper) if one.cells]
            numbers = sorted({int(str(one.place.sheet)[1:-1]) for one in grids if one.place})
            last = numbers[0] + MOST - 1
            with pypdfium2.PdfDocument(paper) as document:
                pages = tuple(
                    document[number - 1].render(scale=dots / 72).to_pil().convert("RGB")
                    for number in range(numbers[0], min(last, numbers[-1]) + 1)
                )
            held = [one for one in grids if int(str(one.place.sheet)[1:-1]) <= last]
            yield Printed(source.stem, tuple(held), pages)


def _source(name: str, folder: Path) -> Path:
    """A file that LibreOffice prints with rules, on pages that are as wide as the form."""
    if name.startswith("form"):
        return _drawn(name, folder)
    (path,) = DOCUMENTS.glob(f"{name}-*")
    target = folder / (name + path.suffix)
    if path.suffix == ".xlsx":
        _fitted(path, target)
    elif path.suffix in {".docx", ".xls"}:
        shutil.copy(path, target)
    else:
        (grid, *_) = (one for one in read_grids(path) if one.cells)
        target = _page(grid, target.with_suffix(".html"), size=10)
    return target


def _fitted(path: Path, target: Path) -> None:
    import openpyxl
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if len(sheet.column_dimensions) < 3:
        sheet.page_setup.orientation = "landscape" if sheet.max_column > 9 else "portrait"
        for column in range(1, sheet.max_column + 1):
            letter = get_column_letter(column)
            texts = [str(cell.value) for cell in sheet[letter] if cell.value is not None]
            longest = max((len(text) for text in texts), default=3)
            sheet.column_dimensions[letter].width = min(max(2 * longest + 1, 6), 18)
        for row in sheet.iter_rows():
            widths = [
                len(str(cell.value or ""))
                for cell in row
                if cell.coordinate not in sheet.merged_cells
            ]
            sheet.row_dimensions[row[0].row].height = 15 * max(1, *(w // 8 + 1 for w in widths), 1)
            for cell in row:
                cell.alignment = Alignment(
                    wrap_text=True, vertical="center", horizontal=cell.alignment.horizontal
                )
    book.save(target)


def _drawn(name: str, folder: Path) -> Path:
    sys.path.insert(0, str(ROOT))
    from tests.reading.paper import Form

    number = int(name.removeprefix("form"))
    form = Form.at_random(number)
    while not form.filled or form.merge == "first":
        number += 1000
        form = Form.at_random(number)
    paper, *_ = form.draw()
    return _page(paper.grid(), folder / f"{name}.html", size=8 + number % 4)


def _page(grid: Grid, target: Path, *, size: int) -> Path:
    at = {(one.row, one.column): one for one in grid.cells}
    taken: set[tuple[int, int]] = set()
    rows = []
    for row in range(grid.rows):
        cells = []
        for column in range(grid.columns):
            if (row, column) in taken:
                continue
            cell = at.get((row, column))
            down, across = (cell.rowspan, cell.colspan) if cell else (1, 1)
            taken |= {(row + r, column + c) for r in range(down) for c in range(across)}
            said = html.escape(cell.text).replace("\n", "<br>") if cell else "&nbsp;"
            cells.append(f'<td rowspan="{down}" colspan="{across}">{said}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    lines = "".join(f"<p>{html.escape(one)}</p>" for one in grid.heading[:3])
    target.write_text(
        f"<html><meta charset=utf-8><style>{STYLE % size}</style>{lines}"
        f"<table border=1 cellspacing=0>{''.join(rows)}</table></html>",
        encoding="utf-8",
    )
    return target
