"""A folder as a whole: its figures are those of the single forms, and nothing missing is a 0."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import attrs
import openpyxl
import pytest

import jixiao
from jixiao.__main__ import main
from jixiao.writing.batch import score_folder
from jixiao.writing.portfolio import Portfolio, entry_of

from .conftest import EXAMPLE


@pytest.fixture
def folder(project, tmp_path):
    """Three filled forms, one table of targets, one file that cannot be read."""
    source = tmp_path / "报送"
    source.mkdir()
    for number, declared in enumerate(("96", "99", "80")):
        one = attrs.evolve(project, organisation=f"单位{number}", declared_total=declared)
        jixiao.write(one, source / f"{number}.xlsx")
    (source / "目标表.txt").write_bytes((EXAMPLE / "targets.txt").read_bytes())
    (source / "坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    return source


def rows_of(sheet) -> list[dict[str, object]]:
    head, *rows = sheet.iter_rows()
    names = [cell.value for cell in head]
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_the_summary_has_units_projects_years_and_differences(folder, tmp_path):
    result = score_folder(folder, tmp_path / "打分")
    sheet = openpyxl.load_workbook(result.summary_path)["汇总"]
    rows = {row["单位"].value: row for row in rows_of(sheet)}
    assert rows["单位1"]["项目"].value == "技能培训补助"
    assert rows["单位1"]["年度"].value == 2023
    assert [rows["单位1"][name].value for name in ("申报分", "复算分", "差", "状态")] == [
        99,
        96,
        -3,
        "已定",
    ]
    assert rows["单位0"]["差"].value == 0
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)


def test_a_table_without_actual_values_is_not_a_zero(folder, tmp_path):
    result = score_folder(folder, tmp_path / "打分")
    sheet = openpyxl.load_workbook(result.summary_path)["汇总"]
    (row,) = (one for one in rows_of(sheet) if one["单位"].value == "新疆巴州自然资源局")
    assert row["状态"].value == "未填实际值"
    assert row["复算分"].value is None
    assert row["等次"].value is None
    assert "未填实际值" in str(result)


def test_each_row_leads_to_its_form_and_its_file(folder, tmp_path):
    out = tmp_path / "打分"
    result = score_folder(folder, out)
    sheet = openpyxl.load_workbook(result.summary_path)["汇总"]
    for row, form, source in zip(rows_of(sheet), result.outputs, result.sources, strict=True):
        assert row["文件"].value == source.name
        assert (out / row["自评表"].hyperlink.target) == form
        assert (out / row["原表"].hyperlink.target.replace("\\", "/")).resolve() == source.resolve()


def test_the_report_adds_up_to_the_single_forms(folder, tmp_path, capsys):
    out = tmp_path / "报告.html"
    assert main(["report", str(folder), "-o", str(out)]) == 2
    said, told = capsys.readouterr()
    assert said.strip() == "共4张表，已计分3张，1张未填实际值，1个文件无法读取"
    assert str(out) in told
    text = unescape(out.read_text("utf-8"))
    for part in (
        "等次分布",
        "一级指标平均得分率",
        "各表得分",
        "最常见的问题",
        "没有填报和无法读取的",
        "坏.xlsx",
    ):
        assert part in text
    # 16 of 20 in one indicator of 50, three times.
    row = text.partition("<td>产出指标</td>")[2].partition("</tr>")[0]
    assert [one.rstrip("0").rstrip(".") for one in re.findall(r">([0-9.]+)<", row)][:3] == [
        "3",
        "138",
        "15",
    ]
    assert "src=" not in text
    assert "<script" not in text


def test_the_portfolio_of_scorecards(project, table):
    cards = [jixiao.score(project), jixiao.score(table)]
    entries = tuple(
        entry_of(f"{number}.xlsx", card, jixiao.check(card.table))
        for number, card in enumerate(cards)
    )
    whole = Portfolio(entries=entries, grades=("优", "良", "中", "差"))
    assert dict(whole.distribution) == {
        "优": 1,
        "良": 0,
        "中": 0,
        "差": 0,
        "未定": 0,
        "未填实际值": 1,
    }
    levels = {row[0]: row[1:] for row in whole.lists()[0].rows}
    expected = {one.level1: one for one in cards[0].levels if one.level2 is None}
    assert levels["产出指标"][1:3] == (expected["产出指标"].points, expected["产出指标"].weight)
    assert isinstance(levels["产出指标"][1], Decimal)


def test_every_table_without_a_grade_is_among_what_is_open(tmp_path):
    """Also where the points are given and can still change: 部分达成 without a mark."""
    head = "项目支出绩效自评表\n一级指标\t二级指标\t三级指标\t指标值\t分值\t实际完成值\n"
    row = "产出指标\t数量指标\t培训人数\t≥60人\t60\t72人\n效益指标\t社会效益指标\t社会影响\t效果明显\t40\t{}\n"
    (table,) = jixiao.read((head + row.format("部分达成")).encode(), name="甲.txt")
    entry = entry_of("甲.txt", jixiao.score(table), ())
    whole = Portfolio(entries=(entry,), grades=("优", "良", "中", "差"))
    assert "1张等次未定" in whole.summary
    (listed,) = [one for one in whole.lists() if one.name == "还没有定的"]
    assert [row[1] for row in listed.rows] == ["社会影响"]


def test_a_form_of_half_a_year_has_no_grade_and_an_office_counts_once(project):
    named = attrs.evolve(project, organisation="县水利局", project="甲项目")
    other = attrs.evolve(named, project="乙项目")
    so_far = attrs.evolve(named, kind="monitoring")
    entries = tuple(
        entry_of(f"{number}.xlsx", card, jixiao.check(card.table))
        for number, card in enumerate(map(jixiao.score, (named, other, so_far)))
    )
    whole = Portfolio(entries=entries, grades=("优", "良", "中", "差"))
    assert dict(whole.distribution)["监控表"] == 1
    assert "已计分2张" in whole.summary
    lists = {one.name: one for one in whole.lists()}
    assert {row[1] for row in lists["一级指标平均得分率"].rows} == {Decimal(2)}
    if "最常见的问题" in lists:
        assert {row[1] for row in lists["最常见的问题"].rows} == {Decimal(1)}
