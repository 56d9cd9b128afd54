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
    assert sheet.page_setup.fitToWidth == 1
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
    row = next(row for row in sheet.iter_rows() if row[0].value == "总分")
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
    assert book["汇总"]["C2"].value == pytest.approx(float(card.total))


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
