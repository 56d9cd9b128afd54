"""How well scans are read: forms drawn from `tests/documents`, spoiled in many ways, read again.

Not a part of ``make bench``, for it takes some ten seconds a page: ``python
benchmarks/scan_quality.py [--documents x07 ...] [--ways seal ...] [--seed N]``. It prints for each
way of spoiling how many rows and numbers came out right, how many cells were wrong without a word,
how many were right but doubted, and the ratio of processor time to one bare pass of ``rapidocr``.
Another seed gives other scans, which nobody has looked at.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import runpy
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from office_forms import Printed, printed
from PIL import Image, ImageOps

from jixiao import Indicator
from jixiao.reading import layout, read_grids
from jixiao.reading.formats.pages import grid_of, limits_of_pages
from jixiao.reading.formats.scan.document import read_all
from jixiao.reading.formats.scan.models import Networks
from jixiao.reading.formats.scan.plain import Order
from jixiao.reading.grid import Cell, Grid

ROOT = Path(__file__).parents[1]
DRAW = runpy.run_path(str(ROOT / "examples/scan/draw.py"))
FONTS = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc")
THREADS = 2
ROWS = 26  # of one page
NUMBER = re.compile(r"[≥≤=<>]*[\d.,]+%?\D{0,5}")

Picture = Any
Spoil = Callable[[Image.Image, random.Random], Picture]


def array(paper: Image.Image) -> Picture:
    return np.ascontiguousarray(np.asarray(paper.convert("RGB"))[..., ::-1])


def jpeg(picture: Picture, quality: int) -> Picture:
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 1)


def turned(angle: float) -> Spoil:
    return lambda paper, _: jpeg(array(DRAW["scanned"](paper, turn=angle)), 75)


def smaller(dots: int) -> Spoil:
    return lambda paper, _: jpeg(
        cv2.resize(array(paper), None, fx=dots / 200, fy=dots / 200, interpolation=cv2.INTER_AREA),
        85,
    )


def quarters(count: int) -> Spoil:
    return lambda paper, chance: np.ascontiguousarray(
        np.rot90(array(DRAW["scanned"](paper, turn=chance.uniform(-1, 1))), count)
    )


def inside(paper: Image.Image, chance: random.Random) -> tuple[float, float]:
    """A place on the form, where a seal may be put."""
    left, top, right, bottom = ImageOps.invert(paper.convert("L")).getbbox() or (0, 0, 9, 9)
    return (
        min(max(chance.uniform(left, right), 190), paper.width - 190),
        min(max(chance.uniform(top, bottom), 190), paper.height - 190),
    )


def seal(paper: Image.Image, chance: random.Random) -> Picture:
    return jpeg(array(DRAW["scanned"](DRAW["sealed"](paper, inside(paper, chance)))), 60)


def grey_seal(paper: Image.Image, chance: random.Random) -> Picture:
    dark = chance.choice((95, 115, 140, 165))
    grey = DRAW["sealed"](paper, inside(paper, chance), colour=(dark, dark, dark)).convert("L")
    return jpeg(array(DRAW["scanned"](grey.convert("RGB"))), 80)


def onebit(paper: Image.Image, chance: random.Random) -> Picture:
    grey = array(DRAW["scanned"](paper, turn=chance.uniform(-0.4, 0.4)).convert("L"))
    _, black = cv2.threshold(grey[..., 0], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return black


def photo(paper: Image.Image, chance: random.Random) -> Picture:
    flat = array(paper)
    high, wide = flat.shape[:2]
    edge = 90
    desk = np.full((high + 2 * edge, wide + 2 * edge, 3), (80, 100, 120), np.uint8)
    desk[edge:-edge, edge:-edge] = flat
    high, wide = desk.shape[:2]
    corners = np.float32([[0, 0], [wide, 0], [wide, high], [0, high]])
    moves = [[chance.uniform(-0.04, 0.04) * side for side in (wide, high)] for _ in range(4)]
    seen = cv2.warpPerspective(
        desk,
        cv2.getPerspectiveTransform(corners, np.float32(corners + np.float32(moves))),
        (wide, high),
        flags=cv2.INTER_CUBIC,
        borderValue=(70, 85, 100),
    )
    light = np.linspace(1, chance.uniform(0.5, 0.7), wide)[None, :, None]
    light = light * np.linspace(1, chance.uniform(0.7, 0.9), high)[:, None, None]
    noise = np.random.default_rng(chance.randrange(1 << 30)).normal(0, 4, seen.shape)
    shaded = np.clip(seen * light + noise, 0, 255).astype(np.uint8)
    return jpeg(cv2.GaussianBlur(shaded, (0, 0), 0.7), 75)


def bent(paper: Image.Image, chance: random.Random) -> Picture:
    """A photo of paper that curls, with the shadow of a hand over it, out of focus a little."""
    flat = np.asarray(photo(paper, chance)).astype(np.float32)
    high, wide = flat.shape[:2]
    x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    depth = chance.uniform(4, 9)
    y2 = y + depth * np.sin(np.pi * x / wide) * (1 if chance.random() < 0.5 else -1)
    x2 = x + depth / 2 * np.sin(np.pi * y / high)
    flat = cv2.remap(flat, x2, y2, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    slope = chance.uniform(-0.6, 0.6)
    edge = (x - wide * chance.uniform(0.3, 0.7)) + slope * (y - high / 2)
    shade = 1 - 0.35 / (1 + np.exp(-edge / 25))
    return jpeg(
        cv2.GaussianBlur(np.clip(flat * shade[..., None], 0, 255), (0, 0), 0.6).astype(np.uint8), 60
    )


WAYS: dict[str, Spoil] = {
    "plain": lambda paper, _: array(paper),
    "150dpi": smaller(150),
    "300dpi": smaller(300),
    "jpeg40": lambda paper, _: jpeg(array(DRAW["scanned"](paper, turn=0, grain=14)), 40),
    "+1.5": turned(1.5),
    "-1.5": turned(-1.5),
    "quarter": quarters(1),
    "head": quarters(2),
    "three": quarters(3),
    "seal": seal,
    "1-bit": onebit,
    "grey-seal": grey_seal,
    "photo": photo,
    "bent": bent,
}


def forms(grid: Grid) -> Iterator[Grid]:
    """A grid in pages; what spans a page break stands on the first of them."""
    for start in range(0, grid.rows, ROWS):
        end = min(grid.rows, start + ROWS)
        cells = tuple(
            cell._replace(row=cell.row - start, rowspan=min(cell.rowspan, end - cell.row))
            for cell in grid.cells
            if start <= cell.row < end
        )
        if cells:
            heading = grid.heading if not start else ()
            yield Grid(
                cells=cells,
                rows=end - start,
                columns=grid.columns,
                heading=heading,
                place=grid.place,
            )


def drawn(grid: Grid, font: str, size: int) -> tuple[Image.Image, list[Cell]]:
    """The form on paper, and the cells that stand on it."""
    lengths = [40.0] * grid.columns
    for cell in grid.cells:
        for column in range(cell.column, cell.column + cell.colspan):
            lengths[column] = max(lengths[column], min(len(cell.text) / cell.colspan, 14) * size)
    scale = 1480 / sum(lengths)
    held: list[list[Any]] = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                held[row][column] = None
        held[cell.row][cell.column] = (cell.text, cell.rowspan, cell.colspan)
    form = tuple(tuple(row) for row in held)
    widths = tuple(int(one * scale) for one in lengths)
    paper = DRAW["drawn"](form, widths, heading=grid.heading[:2], font=font, size=size)
    return paper, [cell for cell in grid.cells if cell.text.strip()]


def plain(text: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", text).split())
    return "—" if text in {"-", "–", "一", "——"} else text


def said(one: Indicator) -> tuple[str, ...]:
    values = (one.name, one.target, one.weight, one.actual, one.points)
    return tuple(plain(str(value)) for value in values)


def rows(grids: tuple[Grid, ...]) -> Counter[tuple[str, ...]]:
    return Counter(said(one) for table in layout.recognise(grids) for one in table.indicators)


def processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def judged(form: Printed, pictures: list[Picture], networks: Networks, count: Counter[str]) -> None:
    """Read one document and count what came out."""
    order = Order(limits_of_pages(), False, (), 9, 1 << 40, THREADS, 9999)
    begun = processor()
    pages = [(n, len(pictures), lambda one=one: one) for n, one in enumerate(pictures, 1)]
    sheets = read_all(pages, networks, order)
    count["cpu"] += round(1000 * (processor() - begun))
    seen = tuple(one for one in (grid_of(sheet, None) for sheet in sheets) if one.cells)
    numbered = enumerate(seen)
    doubted = {
        (number, finding.place.row - 1, finding.place.column - 1)
        for number, one in numbered
        for finding in one.findings
        if finding.code == "scan-uncertain" and finding.place and finding.place.row
    }
    found = places(seen)
    truth = places(form.grids)
    fields = fields_of(form.grids)
    for spot in truth.keys() | found.keys():
        right = plain(truth.get(spot, "")) == plain(found.get(spot, ""))
        number = bool(NUMBER.fullmatch(plain(truth.get(spot, ""))))
        count["cells"] += 1
        count["numbers"] += number
        count["numbers right"] += number and right
        count["numbers known"] += number and (right or spot in doubted)
        count["doubted right"] += right and spot in doubted
        count["wrong said"] += not right and spot in doubted
        if not right and spot not in doubted:
            count["wrong unsaid"] += 1
            count["fields unsaid"] += spot in fields
            told = "FIELD" if spot in fields else ""
            print("   unsaid:", spot, repr(truth.get(spot)), "->", repr(found.get(spot)), told)
        elif not right:
            print("   said:", spot, repr(truth.get(spot)), "->", repr(found.get(spot)))
    wanted, got = rows(form.grids), rows(seen)
    count["rows"] += wanted.total()
    count["rows right"] += (wanted & got).total()
    lines = {spot[:2] for spot in doubted}
    for number, row, said in rows_with_places(form.grids):
        if said not in got and not {(number, row)} & lines:
            count["rows unnamed"] += 1
            print("   row unnamed:", number, row, said)
    count["pages"] += len(pictures)


def places(grids: tuple[Grid, ...]) -> dict[tuple[int, int, int], str]:
    """All texts, by the number of the grid, the row and the column."""
    return {
        (number, cell.row, cell.column): cell.text
        for number, grid in enumerate(grids)
        for cell in grid.cells
        if cell.text.strip()
    }


def rows_with_places(grids: tuple[Grid, ...]) -> list[tuple[int, int, tuple[str, ...]]]:
    """The number of the grid and the row of each indicator, with what it says."""
    numbers = {(one.place.sheet, one.place.table): n for n, one in enumerate(grids) if one.place}
    found = []
    for table in layout.recognise(grids):
        for one in table.indicators:
            place = one.place
            if place is not None and place.row:
                number = numbers.get((place.sheet, place.table), 0)
                found.append((number, place.row - 1, said(one)))
    return found


def fields_of(grids: tuple[Grid, ...]) -> set[tuple[int, int, int]]:
    """The cells that say (a part of) a target, an actual value, a weight or points."""
    lines: dict[tuple[int, int], set[str]] = {}
    for number, row, (_, *values) in rows_with_places(grids):
        lines.setdefault((number, row), set()).update(values)
    return {
        spot
        for spot, text in places(grids).items()
        if any(plain(text) in value for value in lines.get(spot[:2], ()))
    }


def printed_forms(given: argparse.Namespace, way: str) -> Iterator[Printed]:
    """The documents in one font each, as LibreOffice prints them."""
    for name in given.documents:
        chance = random.Random(f"{given.seed} {way} {name}")
        yield from printed([name], Path(chance.choice(given.fonts)))


def drawn_forms(given: argparse.Namespace, way: str) -> Iterator[Printed]:
    """The documents as our own pen draws them."""
    for name in given.documents:
        chance = random.Random(f"{given.seed} {way} {name}")
        (path,) = (ROOT / "tests/documents").glob(f"{name}-*")
        grids = [grid for grid in read_grids(path) if grid.cells][:1]
        for grid in (page for one in grids for page in forms(one)):
            paper, _ = drawn(grid, chance.choice(FONTS), chance.choice((24, 27, 29)))
            yield Printed(name, (grid,), (paper,))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--documents", nargs="*", default=["x07", "x21", "x25", "c02", "h02", "x01"]
    )
    parser.add_argument("--ways", nargs="*", default=[*WAYS])
    parser.add_argument("--fonts", nargs="*", help="files of fonts: printed by LibreOffice in them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bare", action="store_true", help="time a bare pass of rapidocr too")
    given = parser.parse_args()
    networks = Networks(threads=THREADS)
    bare = bare_pass() if given.bare else None
    total: Counter[str] = Counter()
    for way in given.ways:
        count: Counter[str] = Counter()
        for form in (printed_forms if given.fonts else drawn_forms)(given, way):
            chance = random.Random(f"{given.seed} {way} {form.name} spoilt")
            print("  ", way, form.name, flush=True)
            pictures = [WAYS[way](page, chance) for page in form.pages]
            judged(form, pictures, networks, count)
            for picture in pictures if bare is not None else ():
                begun = processor()
                bare(picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
                count["bare"] += round(1000 * (processor() - begun))
        print(line(way, count), flush=True)
        total += count
    print(line("all", total))
    print("peak memory MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)


def bare_pass() -> Callable[[Picture], object]:
    """One pass of rapidocr with its own settings, but for the threads."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Global.log_level": "error",
        }
    )


def line(way: str, count: Counter[str]) -> str:
    def share(part: str, whole: str) -> str:
        return f"{100 * count[part] / max(1, count[whole]):.2f}%"

    ratio = f" cpu/bare {count['cpu'] / count['bare']:.2f}" if count["bare"] else ""
    return (
        f"{way:10} pages {count['pages']:3} rows {count['rows right']}/{count['rows']} "
        f"(unnamed {count['rows unnamed']}) "
        f"numbers {count['numbers right']}/{count['numbers']} "
        f"unsaid {share('wrong unsaid', 'cells')} ({count['fields unsaid']} of fields) "
        f"doubted right {share('doubted right', 'cells')} wrong said {count['wrong said']} "
        f"of {count['cells']} cells{ratio}"
    )


if __name__ == "__main__":
    sys.exit(main())
