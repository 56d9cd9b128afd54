"""What stands above a form on its page: the heading of the page, the number of an annex."""

import attrs
import pytest

from jixiao.reading.layout import recognise

from .test_layout import codes, paper

HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
ROWS = [
    HEAD,
    [("产出指标", 2, 1), "数量指标", "统防统治面积", "18万亩"],
    [None, "质量指标", "防治效果", "≥85%"],
    ["满意度指标", "服务对象满意度指标", "农户满意度", "≥90%"],
]


def headed(grid, *heading):
    return attrs.evolve(grid, heading=heading)


def test_a_year_that_only_the_heading_of_the_page_names_is_taken_and_said():
    projects = headed(
        paper(("序号", "项目名称", "预算金额（万元）"), ("1", "小麦病虫害统防统治", "216")),
        "某县植保植检站2024年预算公开",
    )
    form = paper(
        [("附表1 项目绩效目标表", 1, 4)], ["项目名称", ("小麦病虫害统防统治", 1, 3)], *ROWS
    )
    (table,) = recognise([projects, form])
    assert table.year == 2024
    (said,) = [one for one in table.findings if one.code == "field-guessed"]
    assert dict(said.figures) == {"role": "year", "value": "2024"}
    assert "某县植保植检站2024年预算公开" in said.message


@pytest.mark.parametrize(
    "above", [("2023年决算公开", "2024年预算公开"), ("发布时间：2024年3月1日",), ()]
)
def test_headings_that_name_two_years_or_a_day_tell_none(above):
    projects = headed(paper(("序号", "项目名称"), ("1", "小麦统防")), *above)
    form = paper([("项目绩效目标表", 1, 4)], ["项目名称", ("小麦统防", 1, 3)], *ROWS)
    (table,) = recognise([projects, form])
    assert table.year is None


def test_the_year_of_a_heading_that_names_spending_is_read():
    form = headed(
        paper(["项目名称", ("司法鉴定", 1, 3)], ["实施单位", ("某县公安局", 1, 3)], *ROWS),
        "某县公安局2022年度项目支出绩效自评结果公开",
        "项目支出绩效自评表",
    )
    (table,) = recognise([form])
    assert (table.title, table.year) == ("项目支出绩效自评表", 2022)


def test_the_number_of_an_annex_is_no_title():
    form = headed(
        paper(*ROWS),
        "附件3",
        "某县2022年度生态护林员补助项目绩效评价指标体系及得分",
        "项目单位：某县林业局",
    )
    (table,) = recognise([form])
    assert table.title == "某县2022年度生态护林员补助项目绩效评价指标体系及得分"
    assert "text-unused" not in codes(table)


def test_a_label_on_the_next_page_goes_for_the_rows_that_its_cell_was_cut_from():
    first = paper(
        HEAD,
        [("产出指标", 3, 1), ("数量指标", 2, 1), "改造小区", "≥22个"],
        [None, None, "改造楼栋", "≥168栋"],
        [None, None, "工程合格比例", "100%"],
    )
    second = paper(
        [None, "质量指标", "海绵化比例", "≥90%"],
        [("满意度指标", 1, 1), "服务对象满意度指标", "居民满意度", "≥90%"],
    )
    (table,) = recognise([first, second])
    assert [one.level2 for one in table.indicators] == [
        "数量指标",
        "数量指标",
        "质量指标",
        "质量指标",
        "服务对象满意度指标",
    ]
