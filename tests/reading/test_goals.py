"""Goals (总体目标) under headings of any words, and what stands around them."""

import pytest

import jixiao
from jixiao.reading.layout import recognise

from .paper import tabbed
from .test_funds import ROWS, TITLE, form, pasted
from .test_layout import codes, paper

WANTED, DONE = "巡护24次，群众满意。", "巡护26次，群众满意。"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("预期", "实际"),
        ("年初设定目标", "年末完成情况"),
        ("申报时的目标", "年底结果"),
        ("计划完成的目标", "实际达成的目标"),
    ],
)
def test_headings_over_two_texts(first, second):
    table = form(
        (("年度总体目标", 2, 1), (first, 1, 2), (second, 1, 2)),
        (None, (WANTED, 1, 2), (DONE, 1, 2)),
    )
    assert (table.goal, table.goal_actual) == (WANTED, DONE)
    assert codes(table) == []


def test_a_heading_that_is_not_understood_is_said():
    table = form(
        (("年度总体目标", 2, 1), ("甲乙丙", 1, 2), ("实际完成情况", 1, 2)),
        (None, (WANTED, 1, 2), (DONE, 1, 2)),
    )
    assert (table.goal, table.goal_actual) == (WANTED, DONE)
    (found,) = [one for one in table.findings if one.code == "text-unused"]
    assert found.figures == (("cell", "甲乙丙"),)


def test_labels_beside_two_texts():
    table = form(("计划目标", WANTED, "完成结果", (DONE, 1, 2)))
    assert (table.goal, table.goal_actual) == (WANTED, DONE)


def test_what_was_done_is_no_goal():
    table = form(("年度目标完成情况", (DONE, 1, 4)))
    assert (table.goal, table.goal_actual) == (None, DONE)


def test_three_years_and_one():
    table = form(
        (("总体目标", 2, 1), ("三年目标（2023—2025年）", 1, 2), ("当年目标", 1, 2)),
        (None, ("三年巡护七十二次，林区无火情。", 1, 2), (WANTED, 1, 2)),
    )
    assert table.goal == WANTED


def test_a_label_that_resembles_one():
    assert (
        form(("目标概述", ("全年完成林区巡护二十四次。", 1, 4))).goal
        == "全年完成林区巡护二十四次。"
    )


def test_headings_and_texts_copied_cell_by_cell():
    table = pasted(f"年度总体目标\n预期目标\n实际完成情况\t{WANTED}\n{DONE}")
    assert (table.goal, table.goal_actual) == (WANTED, DONE)


# ---------------------------------------------------------------- the head


@pytest.mark.parametrize(
    "caption", ["表2：2024年项目支出绩效目标表（巡护）", "表3-2：2024年度绩效自评表"]
)
def test_a_caption_with_a_number_is_the_title(caption):
    (table,) = recognise([paper(*ROWS, heading=[caption])])
    assert (table.title, table.year) == (caption, 2024)


def test_captions_of_several_tables():
    def one(number, year):
        front = (("项目名称", f"项目{number}"),)
        return paper(*front, *ROWS, table=number, heading=[f"表{number}：{year}年绩效目标表"])

    first, second = recognise([one(1, 2024), one(2, 2025)])
    assert (first.year, second.year) == (2024, 2025)


@pytest.mark.parametrize("head", ["自评年度：2023", "考核年度\t2023"])
def test_a_year_beside_a_label_that_ends_so(head):
    assert pasted(head).year == 2023


@pytest.mark.parametrize("head", ["开始年度：2023", "截止年度\t2023"])
def test_the_end_of_a_term_is_no_year_of_the_form(head):
    assert pasted(head).year is None


def test_a_value_ends_before_the_next_label():
    table = form((("填报单位：某林场　　截止日期：2025年7月31日", 1, 5),))
    assert table.organisation == "某林场"
    assert "text-unused" in codes(table)


def test_an_office_behind_a_serial_number():
    grid = paper(
        *[TITLE],
        (("序号", 3, 1), ("乡镇", 3, 1), ("下达经费", 3, 1), ("产出指标", 1, 2)),
        (None, None, None, "数量指标", "质量指标"),
        (None, None, None, "巡护次数", "巡护合格率"),
        ("1", "东乡", "21.5", "≥18次", "≥95%"),
        ("2", "西乡", "16", "≥13次", "≥95%"),
        ("合计", "", "37.5", "≥31次"),
    )
    east, west = recognise([grid])
    assert (east.organisation, west.organisation) == ("东乡", "西乡")
    assert [str(row.budget) for one in (east, west) for row in one.execution] == ["21.5", "16"]
    assert [one.figures for one in east.findings if one.code == "row-unused"] == [
        (("cell", "合计"), ("cell", "37.5"), ("cell", "≥31次"))
    ]


def test_the_year_of_a_pasted_head_is_not_lost():
    text = "\n".join("\t".join(row) for row in ROWS)
    (table,) = recognise([tabbed(f"绩效自评打分表\n自评年度：2023\t评价单位：某局\n{text}")])
    assert (table.year, table.organisation) == (2023, "某局")


def test_headings_one_below_the_other_each_have_their_text():
    page = """<table><tr><td>项目名称</td><td colspan=3>河道管护</td></tr>
    <tr><td rowspan=2>年度目标</td><td>预期目标</td><td colspan=2>河湖面貌持续向好。</td></tr>
    <tr><td>实际完成情况</td><td colspan=2>清理垃圾3.75万吨。</td></tr>
    <tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>
    <tr><td>产出指标</td><td>数量指标</td><td>清理长度</td><td>≥3公里</td></tr>
    <tr><td>效益指标</td><td>社会效益指标</td><td>水质达标率</td><td>≥90%</td></tr></table>"""
    (table,) = jixiao.read(page.encode(), name="表.html")
    assert (table.goal, table.goal_actual) == ("河湖面貌持续向好。", "清理垃圾3.75万吨。")


@pytest.mark.parametrize("label", ["承担单位", "用款单位", "执行单位", "项目实施部门"])
def test_the_office_stands_under_a_label_of_any_words(label):
    page = f"""<table><tr><td>主管部门</td><td>某市农业局</td><td>{label}</td><td>某市农机推广站</td></tr>
    <tr><td>监理单位</td><td>某某监理公司</td><td>金额单位</td><td>万元</td></tr>
    <tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>
    <tr><td>产出指标</td><td>数量指标</td><td>清理长度</td><td>≥3公里</td></tr>
    <tr><td>效益指标</td><td>社会效益指标</td><td>水质达标率</td><td>≥90%</td></tr>
    <tr><td>填表人：刘芳</td><td>审核人：李军</td><td colspan=2>填报时间：2024年11月8日</td></tr></table>"""
    (table,) = jixiao.read(page.encode(), name="表.html")
    assert table.organisation == "某市农机推广站"
    assert [one.name for one in table.indicators] == ["清理长度", "水质达标率"]
