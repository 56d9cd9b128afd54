"""Workbooks as spreadsheets see them."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

import jixiao
from jixiao import Indicator, TargetTable

DANGEROUS = ("=4人", "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A0", "='x'", "－5")


@pytest.fixture
def dangerous(tmp_path):
    table = TargetTable(
        title="项目支出绩效自评表",
        organisation="=局",
        project="+项目",
        year=2022,
        kind="evaluation",
        goal="-目标",
        indicators=tuple(
            Indicator(level1="产出指标", level2="数量指标", name=f"{text}指标{n}", target=text, actual=text, deviation=text)
            for n, text in enumerate(DANGEROUS)
        ),
    )  # fmt: skip
    return jixiao.write(table, tmp_path / "自评表.xlsx")


def test_no_cell_is_a_formula(dangerous):
    book = openpyxl.load_workbook(dangerous)
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.value for cell in cells} >= set(DANGEROUS)
    for cell in cells:
        assert cell.data_type in ("s", "inlineStr", "n"), cell.coordinate
        if isinstance(cell.value, str) and cell.value[:1] in "=+-@":
            assert cell.quotePrefix, cell.coordinate
    with zipfile.ZipFile(dangerous) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_page_and_fonts(card, tmp_path):
    book = openpyxl.load_workbook(jixiao.write(card, tmp_path / "自评表.xlsx"))
    sheet = book.worksheets[0]
    assert sheet.page_setup.paperSize == 9
    # One page wide is what a file means that states no width, and as many high as it takes.
    assert sheet.page_setup.fitToWidth in (None, 1)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    heading = next(
        row for row in range(1, sheet.max_row + 1)
        if "三级指标" in [cell.value for cell in sheet[row]]
    )  # fmt: skip
    assert sheet.print_title_rows == f"${heading}:${heading}"
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {
        "宋体", "黑体", "方正小标宋简体",
    }  # fmt: skip
    inside = [
        cell
        for row in sheet.iter_rows(min_row=3)
        for cell in row
        if not isinstance(cell, MergedCell)
    ]
    assert all(cell.border.left.style == "thin" for cell in inside)


def test_points_are_numbers_with_their_decimals(card, tmp_path):
    sheet = openpyxl.load_workbook(jixiao.write(card, tmp_path / "自评表.xlsx")).worksheets[0]
    row = next(row for row in sheet.iter_rows() if row[0].value == "总分（暂）")
    total = next(cell for cell in row if cell.value == float(card.total))
    assert total.number_format == "0.00"


def test_reasons_and_findings_have_sheets(card, tmp_path):
    book = openpyxl.load_workbook(jixiao.write(card, tmp_path / "自评表.xlsx"))
    assert book.sheetnames[1:] == ["得分理由", "发现"]
    reasons = [row[5].value for row in book["得分理由"].iter_rows(min_row=3)]
    assert reasons == [str(one.reason) for one in card.items]
    assert book["发现"].max_row == 1 + len({*card.table.findings, *card.findings})


def test_several_cards_begin_with_a_summary(card, tmp_path):
    book = openpyxl.load_workbook(jixiao.write((card, card), tmp_path / "汇总.xlsx"))
    assert book.sheetnames[0] == "汇总"
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    assert book["汇总"].max_row == 3
    assert book["汇总"]["E2"].value == pytest.approx(float(card.total))


def test_names_that_sheets_may_not_have(tmp_path):
    table = TargetTable(
        title="绩效目标表", project="a/b[c]*" + "长" * 40, organisation="某局",
        indicators=(Indicator(name="次数", target="5次"),),
    )  # fmt: skip
    book = openpyxl.load_workbook(jixiao.write((table, table), tmp_path / "表.xlsx"))
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_control_characters_do_not_damage_the_file(tmp_path):
    table = TargetTable(
        title="绩效目标表", organisation="某局",
        indicators=(Indicator(level1="产出指标", level2="数量指标", name="次\x0b数\x00", target="5次"),),
    )  # fmt: skip
    for suffix in (".xlsx", ".docx"):
        (back,) = jixiao.read(jixiao.write(table, tmp_path / f"表{suffix}"))
        assert back.indicators[0].name == "次数"


def one_indicator(**fields: str) -> TargetTable:
    told = {"level1": "产出指标", "level2": "数量指标", "name": "次数", "target": "5次", **fields}
    return TargetTable(title="绩效目标表", organisation="某局", indicators=(Indicator(**told),))


def test_a_text_that_looks_like_an_escape_stays_as_it_is(tmp_path):
    """In a workbook ``_x0041_`` stands for A."""
    table = one_indicator(name="编号_x0041_件数", explanation="_x000D__x0041_")
    (back,) = jixiao.read(jixiao.write(table, tmp_path / "表.xlsx"))
    assert back.indicators[0].name == "编号_x0041_件数"
    assert back.indicators[0].explanation == "_x000D__x0041_"


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_half_a_character_does_not_damage_the_file(tmp_path, suffix):
    table = one_indicator(name="次\ud800数\uffff")
    (back,) = jixiao.read(jixiao.write(table, tmp_path / f"表{suffix}"))
    assert back.indicators[0].name == "次�数�"


def test_a_text_longer_than_a_cell_holds_is_cut_and_says_so(tmp_path):
    table = one_indicator(explanation="长" * 40_000)
    sheet = openpyxl.load_workbook(jixiao.write(table, tmp_path / "表.xlsx")).active
    longest = max((str(cell.value or "") for row in sheet for cell in row), key=len)
    assert len(longest) <= 32_767
    kept = longest.count("长")
    assert f"后面{40_000 - kept}字没有写入" in longest


def test_the_same_form_gives_the_same_bytes(card, tmp_path):
    first, second = (jixiao.write(card, tmp_path / name) for name in ("甲.xlsx", "乙.xlsx"))
    assert first.read_bytes() == second.read_bytes()


def test_every_style_of_a_workbook_is_written_once(card, tmp_path):
    with zipfile.ZipFile(jixiao.write(card, tmp_path / "自评表.xlsx")) as package:
        styles = package.read("xl/styles.xml").decode()
    inside = styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]
    found = inside.split("<xf ")[1:]
    assert len(found) > 10
    assert len(found) == len(set(found))


def test_the_printed_area_is_the_form(card, tmp_path):
    sheet = openpyxl.load_workbook(jixiao.write(card, tmp_path / "自评表.xlsx")).worksheets[0]
    assert sheet.print_area.endswith(f"!$A$1:$L${sheet.max_row}")
    assert sheet.merged_cells.ranges


def test_lists_can_be_filtered_and_their_heading_stays(card, tmp_path):
    sheet = openpyxl.load_workbook(jixiao.write(card, tmp_path / "自评表.xlsx"))["得分理由"]
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == f"A2:G{sheet.max_row}"
    assert sheet.page_setup.orientation == "landscape"
