"""Scans and photos: what is on the paper, how sure that is, and what is refused.

The forms are drawn by ``examples/scan/draw.py``, so what stands on them is known.
"""

from __future__ import annotations

import importlib.util
import io
import runpy
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jixiao
from jixiao.errors import UnreadableDocument
from jixiao.reading import PageRead, read, read_grids
from jixiao.reading.formats import pdf, scan
from jixiao.reading.formats.pages import limits_of_pages
from jixiao.reading.formats.pdfpages.plain import Refused, Sheet, Text
from jixiao.writing.html import report

EXAMPLE = Path(__file__).parents[2] / "examples" / "scan"

pytestmark = [
    pytest.mark.scan,
    pytest.mark.skipif(not scan.available(), reason="needs the extra scan: pip install .[scan]"),
]


_AVAILABLE = scan.available


@pytest.fixture(autouse=True)
def _recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "available", _AVAILABLE)


@pytest.fixture(scope="module")
def draw() -> dict[str, Any]:
    drawing = runpy.run_path(str(EXAMPLE / "draw.py"))
    try:
        drawing["drawn"]()
    except OSError:
        pytest.skip("needs a font with Chinese characters")
    return drawing


def packed(picture: Any, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def rows(tables: tuple[jixiao.TargetTable, ...]) -> list[tuple[str | None, ...]]:
    return [
        (
            one.level2,
            one.name,
            one.target,
            one.actual,
            str(one.weight),
            str(one.points),
        )
        for table in tables
        for one in table.indicators
    ]


ROWS = [
    ("数量指标", "养护公路里程", "≥86.5公里", "87.2公里", "15", "15"),
    ("数量指标", "新建错车道", "≥12处", "11处", "10", "9.17"),
    ("质量指标", "验收合格率", "≥95%", "98%", "15", "15"),
    ("时效指标", "完成时间", "2023年11月底前", "2023年10月", "10", "10"),
    ("社会效益指标", "受益行政村", "≥34个", "34个", "20", "20"),
    ("可持续影响指标", "管护制度", "健全", "健全", "10", "10"),
    ("服务对象满意度指标", "沿线群众满意度", "≥90%", "93.6%", "10", "10"),
]


# ---------------------------------------------------------------- what is read


def test_the_example_is_read_and_says_how_sure_it_is() -> None:
    told: list[PageRead] = []
    tables = read(EXAMPLE / "自评表.jpg", progress=told.append)
    assert rows(tables) == ROWS
    (table,) = tables
    assert (table.title, table.year, table.organisation) == (
        "项目支出绩效自评表",
        2023,
        "某县交通运输局",
    )
    assert str(table.declared_total) == "98.96"
    (page,) = told
    assert (page.page, page.pages, page.cells) == (1, 1, 68)
    note = next(one for one in table.findings if one.code == "scanned-page")
    assert note.figure("cells") == "68"
    assert note.figure("doubted") == str(page.doubted)
    assert page.doubted == sum(one.code == "scan-uncertain" for one in table.findings)
    assert str(table.indicators[0].place) == "自评表.jpg 〔第1页〕 第1个表 第5行 第4列"


def test_pages_that_lie_in_other_ways_and_go_on_over_the_page(draw: dict[str, Any]) -> None:
    form = draw["FORM"]
    first = draw["drawn"](form[:8])
    second = draw["drawn"](form[8:], heading=())
    # One page lies on its head, the other on its side, and a text layer says nothing of them.
    pages = [
        first.rotate(180.8, fillcolor="white"),
        second.transpose(2).rotate(-0.7, fillcolor="white"),
    ]
    file = packed(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=200)
    told: list[PageRead] = []
    tables = read(file, name="扫描.pdf", progress=told.append)
    assert rows(tables) == ROWS
    assert [(one.page, one.pages) for one in told] == [(1, 2), (2, 2)]
    assert str(tables[0].indicators[-1].place).startswith("扫描.pdf 〔第2页〕")


def test_a_scan_behind_a_page_of_text_and_a_layer_of_junk(draw: dict[str, Any]) -> None:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=(595, 842))
    for row in range(3):
        for column in range(3):
            canvas.rect(50 + column * 100, 700 - row * 30, 100, 30)
            canvas.drawString(55 + column * 100, 710 - row * 30, f"{row}{column}")
    canvas.showPage()
    # What a program once recognised lies invisible below the picture.
    text = canvas.beginText(50, 700)
    text.setTextRenderMode(3)
    for _ in range(30):
        text.textLine("l0O8 mqaxN zz 3e51 kfw rr7 1liI")
    canvas.drawText(text)
    canvas.drawImage(ImageReader(draw["scanned"](draw["drawn"]())), 0, 0, 595, 842)
    canvas.save()
    grids = read_grids(paper.getvalue())
    assert [(grid.place.sheet, grid.place.table) for grid in grids if grid.cells] == [
        ("第1页", 1),
        ("第2页", 2),
    ]
    assert {cell.text for cell in grids[-1].cells} >= {"养护公路里程", "≥86.5公里", "9.17"}
    assert rows(read(paper.getvalue())) == ROWS


# ---------------------------------------------------------------- what is doubted


def test_what_cannot_be_read_surely_is_said_and_shown(draw: dict[str, Any]) -> None:
    from PIL import ImageDraw

    paper = draw["drawn"](font="NotoSansCJK-Regular.ttc")
    # A pen has gone over the actual value of the first indicator, and a grey seal lies on others.
    pen = ImageDraw.Draw(paper)
    where = _place_of(paper, draw)
    for shift in range(-6, 7, 3):
        pen.line((where[0] - 40, where[1] + shift, where[0] + 40, where[1] - shift), "black", 3)
    sealed = draw["sealed"](paper, (1000, 1120), colour=(110, 110, 110)).convert("L")
    (table,) = read(packed(sealed, "TIFF", compression="tiff_lzw"), name="表.tif")
    doubts = [one for one in table.findings if one.code == "scan-uncertain"]
    places = {(one.place.row, one.place.column) for one in doubts if one.place}
    assert (5, 5) in places
    assert any("灰色的印章" in one.message for one in doubts)
    values = dict(zip([row[1] for row in ROWS], ROWS, strict=True))
    for number, one in enumerate(table.indicators):
        _, _, target, actual, weight, points = values.get(one.name, ROWS[number])
        read_as = (one.target, one.actual, str(one.weight), str(one.points))
        for column, (seen, true) in enumerate(
            zip(read_as, (target, actual, weight, points), strict=True), start=4
        ):
            place = one.place
            assert place is not None
            assert seen == true or (place.row, column) in places, (one.name, seen, true)
    card = jixiao.score(table)
    assert set(doubts) <= set(card.findings)
    assert set(doubts) <= set(jixiao.recheck(table))
    assert report([card]).count(b'<img src="data:image/png;base64,') == len(
        [one for one in doubts if one.figure("picture")]
    )


def _place_of(paper: Any, draw: dict[str, Any]) -> tuple[float, float]:
    """The middle of the first actual value on the drawn form."""
    left = (1654 - sum(draw["WIDTHS"])) / 2
    across = left + sum(draw["WIDTHS"][:4]) + draw["WIDTHS"][4] / 2
    # The rows above: three of the head with one line or two, then the headings.
    size = 29
    heights = [size * 1.3 + 24] * 4
    down = 150 + 2 * size * 2.2 + sum(heights) + heights[0] / 2
    return across, down


def test_a_value_without_the_sign_of_its_column_is_doubted() -> None:
    from jixiao.reading.formats.scan.doubts import in_columns

    column = ["指标值", "≥5个", "≥7个", "≥95%", "95%", "≥3次", "≥8处"]
    sheet = Sheet(
        page=1,
        table=1,
        rows=len(column),
        columns=2,
        cells=tuple(Text(text, row, 1) for row, text in enumerate(column)),
    )
    (doubt,) = in_columns(sheet).remarks
    assert (doubt.code, doubt.row, doubt.column) == ("scan-uncertain", 4, 1)
    assert "比较符号" in doubt.message
    plain = sheet._replace(
        cells=tuple(one._replace(text=one.text.lstrip("≥")) for one in sheet.cells)
    )
    assert not in_columns(plain).remarks


@pytest.mark.parametrize(
    ("text", "doubted"), [("＞", True), ("<5天", True), (">=95%", False), ("≥95%", False)]
)
def test_a_sign_whose_bar_may_have_faded_is_doubted(text: str, doubted: bool) -> None:
    import numpy as np

    from jixiao.reading.formats.scan.doubts import remarks_of
    from jixiao.reading.formats.scan.marks import Extent
    from jixiao.reading.formats.scan.models import Reading
    from jixiao.reading.formats.scan.rules import Room
    from jixiao.reading.formats.scan.texts import Piece

    extent = Extent(0, 0, 60, 30)
    reading = Reading(text, 0.99, 0.99)
    piece = Piece(0, extent, reading, reading, text, 0.99, lone=False, split=False)
    room = Room(extent, 0, 0, 1, 1, torn=False)
    said = remarks_of(np.full((40, 80), 255, np.uint8), room, [[piece]], text)
    assert [one.code for one in said] == (["scan-uncertain"] if doubted else [])


def test_a_gap_in_a_column_of_signs_is_doubted() -> None:
    from jixiao.reading.formats.scan.doubts import in_columns

    signs = ["符号", "≥", "=", "", "≤", "≥"]
    cells = tuple(Text(text, row, 0) for row, text in enumerate(signs) if text)
    sheet = Sheet(page=1, table=1, rows=6, columns=1, cells=cells)
    assert [(one.row, one.column) for one in in_columns(sheet).remarks] == [(3, 0)]


@pytest.mark.parametrize(
    ("column", "doubted"),
    [
        (["指标值", "≥5个", "≥7座", "≥95%", "≥23.4万", "≥3次", "≥8处"], [4]),
        (["指标值", "≥5个", "≥7座", "≥95%", "≥680", "≥3次", "≥8处"], [4]),
        (["指标值", "≥5", "≥7", "≥95%", "≥680", "≥3", "≥8"], []),
    ],
)
def test_a_value_without_a_unit_among_others_is_doubted(
    column: list[str], doubted: list[int]
) -> None:
    from jixiao.reading.formats.scan.doubts import in_columns

    cells = tuple(Text(text, row, 0) for row, text in enumerate(column))
    sheet = Sheet(page=1, table=1, rows=len(column), columns=1, cells=cells)
    assert [one.row for one in in_columns(sheet).remarks] == doubted


def test_a_gap_in_a_column_of_numbers_is_doubted() -> None:
    """分值 of a row whose other cells were read; a merged cell over the row leaves no gap."""
    from jixiao.reading.formats.scan.doubts import in_columns

    rows = [["数量", "甲", "≥1个", str(at)] for at in range(3, 11)]
    rows[4][3] = ""
    texts = [(text, at, column) for at, row in enumerate(rows) for column, text in enumerate(row)]
    cells = tuple(Text(*one) for one in texts if one[0])
    sheet = Sheet(page=1, table=1, rows=len(rows), columns=4, cells=cells)
    rest = in_columns(sheet._replace(cells=tuple(one for one in cells if one.column)))
    assert not rest.remarks  # too little else stands in the row
    wide = [["质量", *row] for row in rows]
    texts = [(text, at, column) for at, row in enumerate(wide) for column, text in enumerate(row)]
    sheet = sheet._replace(cells=tuple(Text(*one) for one in texts if one[0]), columns=5)
    assert [(one.row, one.column) for one in in_columns(sheet).remarks] == [(4, 4)]
    merged = tuple(
        one._replace(rowspan=2) if (one.row, one.column) == (3, 4) else one for one in sheet.cells
    )
    assert not in_columns(sheet._replace(cells=merged)).remarks


# ---------------------------------------------------------------- paper and rules


def test_a_grey_seal_is_found_by_its_ring_and_a_form_has_none(draw: dict[str, Any]) -> None:
    import numpy as np

    from jixiao.reading.formats.scan.paper import evened
    from jixiao.reading.formats.scan.seals import seals_of

    paper = draw["drawn"]()
    assert not seals_of(evened(np.asarray(paper)))
    grey = draw["sealed"](paper, (900, 800), colour=(120, 120, 120)).convert("L")
    found = seals_of(evened(np.asarray(grey)))
    assert any(abs(one.across - 900) < 12 and abs(one.down - 800) < 12 for one in found)
    # A red one is taken out by its colour.
    red = np.asarray(draw["sealed"](paper, (900, 800)))[..., ::-1]
    assert not seals_of(evened(red))


@pytest.mark.parametrize("dark", [100, 160])
def test_a_pale_seal_is_taken_out_and_the_rules_below_it_stay(
    draw: dict[str, Any], dark: int
) -> None:
    import numpy as np

    from jixiao.reading.formats.scan.paper import evened, inked
    from jixiao.reading.formats.scan.rules import rules_of, tables_of
    from jixiao.reading.formats.scan.seals import faded, seals_of

    paper = draw["drawn"]()
    grey = draw["sealed"](paper, (980, 760), colour=(dark,) * 3).convert("L")
    seen = evened(np.asarray(draw["scanned"](grey.convert("RGB"), turn=0))[..., ::-1])
    clean = faded(seen, seals_of(seen))
    # Text is black and stays; where the ring and the star were there is paper.
    assert (clean < 60).sum() > 0.97 * (seen < 60).sum()
    pale = [((one > 90) & (one < 190))[740:780, 950:1010].mean() for one in (seen, clean)]
    assert pale[0] > 0.5
    assert pale[1] < 0.2
    (table,) = tables_of(rules_of(inked(clean)))
    assert (len(table.down) - 1, len(table.across) - 1) == (12, 7)
    assert len(table.rooms) == sum(cell is not None for row in draw["FORM"] for cell in row)


def test_every_cell_that_a_grey_seal_touches_is_named(draw: dict[str, Any]) -> None:
    middle = (900.0, 900.0)
    grey = draw["sealed"](draw["drawn"](), middle, colour=(130, 130, 130)).convert("L")
    (table,) = read(packed(grey, "PNG"), name="表.png")
    doubted = {
        (one.place.row, one.place.column): one
        for one in table.findings
        if one.code == "scan-uncertain" and one.place
    }
    touched = [
        (row, column, text)
        for row, column, text, box in _boxes(draw)
        if text and _meets(box, middle, 155.0)
    ]
    assert len(touched) > 8
    for row, column, text in touched:
        assert (row, column) in doubted, text
        assert "灰色的印章" in doubted[row, column].message
    assert rows((table,))[-2:] == ROWS[-2:]


def _boxes(draw: dict[str, Any]) -> list[tuple[int, int, str, tuple[float, ...]]]:
    """Row, column, text and rectangle of each cell of the drawn form."""
    from PIL import ImageFont

    size, form, widths = 29, draw["FORM"], draw["WIDTHS"]
    letters = ImageFont.truetype(draw["FONT"], size)
    lefts = [(1654 - sum(widths)) / 2 + sum(widths[:column]) for column in range(len(widths) + 1)]
    tops = [150 + 2 * size * 2.2]
    for row in form:
        lines = [
            len(draw["wrapped"](text, lefts[column + across] - lefts[column], letters))
            for column, (text, down, across) in draw["placed"](row)
            if down == 1
        ]
        tops.append(tops[-1] + max(lines) * size * 1.3 + 24)
    return [
        (
            number + 1,
            column + 1,
            text,
            (lefts[column], tops[number], lefts[column + across], tops[number + down]),
        )
        for number, row in enumerate(form)
        for column, (text, down, across) in draw["placed"](row)
    ]


def _meets(box: tuple[float, ...], middle: tuple[float, float], radius: float) -> bool:
    x = min(max(middle[0], box[0]), box[2])
    y = min(max(middle[1], box[1]), box[3])
    return (x - middle[0]) ** 2 + (y - middle[1]) ** 2 <= radius**2


# ---------------------------------------------------------------- strokes that are no rules


def test_brackets_ticks_and_low_rows_make_no_walls(draw: dict[str, Any]) -> None:
    """Rows no higher than their text, brackets in line, a wall that only one low row has."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    from jixiao.reading.formats.scan.paper import inked
    from jixiao.reading.formats.scan.rules import rules_of, tables_of

    paper = Image.new("L", (1654, 900), 255)
    pen = ImageDraw.Draw(paper)
    letters = ImageFont.truetype(draw["FONT"], 25)
    rows_ = 8
    for row in range(rows_ + 1):
        pen.line((150, 200 + 32 * row, 1500, 200 + 32 * row), 0, 2)
    for across in (150, 500, 1100, 1500):
        pen.line((across, 200 + (29 if across == 1100 else 0), across, 200 + 32 * rows_), 0, 2)
    for row in range(rows_):
        pen.text((155, 200 + 32 * row + 15), "（明确性（5分）", 0, letters, "lm")
        pen.text((506, 200 + 32 * row + 15), "√确定（圆）目标", 0, letters, "lm")
        pen.text((1496, 200 + 32 * row + 15), "100", 0, letters, "rm")
    (table,) = tables_of(rules_of(inked(np.asarray(paper))))
    assert [round(one, -1) for one in table.across] == [150, 500, 1100, 1500]
    assert len(table.down) - 1 == rows_
    assert len(table.rooms) == 3 * rows_ - 1


def test_text_below_a_table_is_no_row_of_it(draw: dict[str, Any]) -> None:
    import numpy as np
    from PIL import Image, ImageDraw

    from jixiao.reading.formats.scan.paper import inked
    from jixiao.reading.formats.scan.rules import rules_of, tables_of

    paper = Image.new("L", (1654, 900), 255)
    pen = ImageDraw.Draw(paper)
    for down in (200, 260, 320):
        pen.line((150, down, 1500, down), 0, 2)
    for across in (150, 500, 1100, 1500):
        # Strokes of a note below stand in line with the two inner lines.
        pen.line((across, 200, across, 320 if across in {150, 1500} else 350), 0, 2)
    (closed,) = tables_of(rules_of(inked(np.asarray(paper))))
    assert (len(closed.down), closed.open_bottom) == (3, False)
    for across in (150, 1500):
        pen.line((across, 320, across, 350), 0, 2)
    (goes_on,) = tables_of(rules_of(inked(np.asarray(paper))))
    assert (len(goes_on.down), goes_on.open_bottom) == (4, True)


# ---------------------------------------------------------------- boxes and ticks


def test_ticks_are_read_and_filled_boxes_are_not_passed_over(draw: dict[str, Any]) -> None:
    form = (
        ("三级指标", "是", "否", "完成情况"),
        ("养护公路里程", "√", "", "是√ 否□"),
        ("新建错车道", "", "√", "■是 □否"),
        ("验收合格率", "√", "", "□是 ■否"),
    )
    paper = draw["drawn"](form, (420, 120, 120, 420), size=24)
    (grid,) = read_grids(packed(draw["scanned"](paper, turn=0), "JPEG", quality=60))
    doubted = {
        (one.place.row, one.place.column)
        for one in grid.findings
        if one.code == "scan-uncertain" and one.place
    }
    seen = {(cell.row, cell.column): cell.text.replace(" ", "") for cell in grid.cells}
    assert (seen[1, 1], seen[2, 2], seen[3, 1], seen[1, 3]) == ("√", "√", "√", "是√否□")
    for row, true in ((2, "■是□否"), (3, "□是■否")):
        assert seen[row, 3] == true or (row + 1, 4) in doubted


def test_a_filled_box_that_no_reading_tells_is_ink_without_text(draw: dict[str, Any]) -> None:
    import numpy as np
    from PIL import Image, ImageDraw

    from jixiao.reading.formats.scan.marks import Extent
    from jixiao.reading.formats.scan.texts import Sheet, _solid

    paper = Image.new("L", (400, 100), 255)
    pen = ImageDraw.Draw(paper)
    pen.rectangle((40, 40, 58, 58), fill=0)
    pen.rectangle((80, 40, 98, 58), outline=0, width=2)
    grey = np.asarray(paper)
    sheet = Sheet(grey, grey, 255 - grey)
    (found,) = _solid(sheet, Extent(20, 30, 200, 70))
    assert (found.left, found.top) == (40, 40)


@pytest.mark.parametrize(
    ("text", "meant"), [("☑是口否", "☑是□否"), ("口是√否□", "□是√否□"), ("5口", "5口")]
)
def test_a_box_beside_boxes_is_no_mouth(text: str, meant: str) -> None:
    from jixiao.reading.formats.scan.models import Reading
    from jixiao.reading.formats.scan.texts import _boxed

    assert _boxed(Reading(text, 0.9, 0.9)).text == meant


@pytest.mark.parametrize("turn", [-2.0, 1.5])
def test_the_rules_of_a_page_that_lies_aslant(draw: dict[str, Any], turn: float) -> None:
    import numpy as np

    from jixiao.reading.formats.scan.paper import evened, inked, straightened
    from jixiao.reading.formats.scan.rules import rules_of, tables_of

    paper = draw["drawn"]().rotate(turn, 2, fillcolor="white")
    flat = straightened(np.asarray(paper)[..., ::-1])
    (table,) = tables_of(rules_of(inked(evened(flat))))
    assert (len(table.down) - 1, len(table.across) - 1) == (12, 7)
    rooms = {(room.row, room.column): room for room in table.rooms}
    assert len(rooms) == sum(cell is not None for row in draw["FORM"] for cell in row)
    assert rooms[4, 0].below == 8
    assert rooms[11, 0].beyond == 5
    assert not any(room.torn for room in table.rooms)


def test_columns_of_pages_that_were_photographed_apart_are_the_same() -> None:
    from jixiao.reading.formats.scan.placing import _places

    above = [10.0, 60.0, 200.0, 410.0]
    # A page seen from nearer, its inner edges a little aside.
    assert list(_places([50.0, 235.0, 731.0, 1470.0], above).values()) == above
    # Another table keeps its own columns.
    assert list(_places([50.0, 735.0, 1470.0], above).values()) == [
        pytest.approx(one * 0.34) for one in (50.0, 735.0, 1470.0)
    ]


def test_two_sheets_on_a_desk_are_two_pages_of_one_form(draw: dict[str, Any]) -> None:
    from PIL import Image

    form = draw["FORM"]
    desk = Image.effect_noise((3300, 2200), 40).point(lambda value: value // 3 + 40).convert("RGB")
    for at, turn, page in (
        ((90, 110), 0.8, draw["drawn"](form[:8])),
        ((1710, 150), -0.6, draw["drawn"](form[8:], heading=())),
    ):
        sheet = page.convert("RGBA").resize((1450, 1450 * page.height // page.width))
        sheet = sheet.rotate(turn, 2, expand=True)
        desk.paste(sheet, at, sheet)
    assert rows(read(packed(desk, "JPEG", quality=85), name="两页.jpg")) == ROWS


def test_the_desk_around_a_sheet_is_taken_away_and_nothing_of_a_scan() -> None:
    import numpy as np

    from jixiao.reading.formats.scan.paper import cleared, sheets_in

    desk = np.full((900, 1300, 3), 70, np.uint8)
    desk[80:820, 60:600] = 245
    desk[90:830, 700:1240] = 240
    left, right = sheets_in(desk)
    assert left.shape[1] + right.shape[1] == 1300
    assert 600 < left.shape[1] < 700
    (only,) = sheets_in(desk[:, :640])
    white = cleared(only)
    assert (white[5, 5], white[5, -5]) == (pytest.approx([255] * 3), pytest.approx([255] * 3))
    assert (white[400, 300] == 245).all()
    scan_ = np.full((900, 1300, 3), 250, np.uint8)
    scan_[:, 640:660] = 60  # a dark stripe of the glass is no desk
    assert len(sheets_in(scan_)) == 1
    assert cleared(scan_) is scan_


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0.8%0", "0.8‰"),
        ("≤0.8%o", "≤0.8‰"),
        ("98%", "98%"),
        ("100%05", "100%05"),
        ("297.5公里.", "297.5公里"),
        (".社会效益指标", "社会效益指标"),
        ("3.5万元", "3.5万元"),
        (".5", ".5"),
    ],
)
def test_a_second_ring_apart_and_a_speck_of_dirt(text: str, meant: str) -> None:
    from jixiao.reading.formats.scan.texts import _mended

    assert _mended(text) == meant


def test_a_per_cent_beside_a_per_mille_is_doubted() -> None:
    from jixiao.reading.formats.scan.doubts import in_columns

    cells = (Text("≤0.8‰", 0, 1), Text("0.13%", 0, 2), Text("98%", 1, 2))
    (doubt,) = in_columns(Sheet(page=1, table=1, rows=2, columns=3, cells=cells)).remarks
    assert (doubt.row, doubt.column) == (0, 2)
    assert "千分号" in doubt.message


# ---------------------------------------------------------------- what is refused


def test_without_the_extra_it_is_said_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "available", lambda: False)
    with pytest.raises(UnreadableDocument) as caught:
        read(EXAMPLE / "自评表.jpg")
    assert caught.value.code == "picture"
    assert "jixiao[scan]" in caught.value.remedy
    with pytest.raises(UnreadableDocument) as caught:
        pdf.grids((Path(__file__).parent / "samples" / "scanned.pdf").read_bytes())
    assert caught.value.code == "scanned-pdf"


def bomb() -> bytes:
    """A picture of a few bytes that states ten thousand million points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999))
    )


def large() -> bytes:
    from PIL import Image

    return packed(Image.new("1", (9_500, 9_500)), "TIFF", compression="group4")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (bomb, "too-large"),
        (large, "too-large"),
        (lambda: bomb()[:40], "truncated"),
        (lambda: b"\xff\xd8\xff\xe0" + b"\0" * 50, "truncated"),
        (lambda: b"II*\x00\x08\x00\x00\x00", "truncated"),
    ],
)
def test_pictures_that_are_none_or_too_much(made: Callable[[], bytes], code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(made(), name="图.png")
    assert caught.value.code == code
    assert caught.value.remedy


def test_a_model_that_is_missing_is_never_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "rapidocr").mkdir()
    (tmp_path / "rapidocr" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    with pytest.raises(UnreadableDocument) as caught:
        read(EXAMPLE / "自评表.jpg")
    assert caught.value.code == "model-missing"
    assert "不从网上下载" in caught.value.message


def test_time_that_is_up_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MAX_SCAN_SECONDS", -1)
    (grid,) = read_grids(EXAMPLE / "自评表.jpg")
    assert [one.code for one in grid.findings] == ["too-many-pages"]


def test_half_an_answer_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "answer", lambda *_, **__: b"[1, 1, 5, 0]\n")
    with pytest.raises(Refused) as caught:
        scan.sheets(b"", limits_of_pages(), pdf=False)
    assert caught.value.code == "too-large"


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "RGBA", "P", "CMYK", "LA", "I;16"])
def test_pictures_of_every_kind_are_paper_and_ink(mode: str) -> None:
    import numpy as np
    from PIL import Image

    from jixiao.reading.formats.scan.plain import Order
    from jixiao.reading.formats.scan.sources import pictures

    grey = np.full((60, 80), 255, np.uint8)
    grey[:, :40] = 0
    if mode == "I;16":
        picture = Image.fromarray(grey.astype(np.uint16) * 257)
    elif mode == "RGBA":
        # Paper that is not there at all.
        picture = Image.fromarray(np.dstack([grey * 0] * 3 + [255 - grey]))
    else:
        picture = Image.fromarray(grey).convert(mode)
    order = Order(limits_of_pages(), False, (), 9, 10**6, 1, 9)
    pages = pictures(packed(picture, "TIFF"), order)
    number, count, given = next(pages)
    seen = given()
    assert (number, count) == (1, 1)
    assert seen.dtype == np.uint8
    assert (seen[:, :36].max(), seen[:, 44:].min()) == (0, 255)
