"""Several projects below one another under one title: a table for each, never one of all."""

import pytest

from jixiao.reading.layout import recognise

from .paper import tabbed
from .test_layout import codes, paper

TOP = (
    [("市级项目绩效目标一览表", 1, 5)],
    [("（2025年度）", 1, 5)],
    [("填报单位：某市体育中心", 1, 5)],
)
HEAD = ("指标类型", "指标细分", "指标内容", "目标要求", "备注")


def rows(name):
    return [
        HEAD,
        [("产出指标", 2, 1), "数量指标", name + "天数", "≥330天"],
        [None, "质量指标", name + "完好率", "≥98%"],
        ["满意度指标", "服务对象满意度指标", name + "满意度", "≥92%"],
    ]


def stated(table):
    names = [one.name for one in table.indicators]
    return table.title, table.year, table.organisation, table.project, names


def expected(name, project):
    return (
        "市级项目绩效目标一览表",
        2025,
        "某市体育中心",
        project,
        [name + "天数", name + "完好率", name + "满意度"],
    )


@pytest.mark.parametrize("gap", [[], [[], []]], ids=["no blank row", "blank rows"])
def test_each_project_begins_with_its_name(gap):
    def form(name, money):
        return [
            ["项目名称", (name + "开放", 1, 2), "预算资金", money],
            ["绩效目标", (f"全年免费开放{name}，接待健身群众。", 1, 4)],
            *rows(name),
        ]

    first, second, third = recognise(
        [paper(*TOP, *form("球馆", "150"), *gap, *form("泳池", "86.5"), *gap, *form("步道", "9"))]
    )
    assert stated(first) == expected("球馆", "球馆开放")
    assert stated(second) == expected("泳池", "泳池开放")
    assert stated(third) == expected("步道", "步道开放")
    assert [str(row.budget) for one in (first, second, third) for row in one.execution] == [
        "150",
        "86.5",
        "9",
    ]
    assert second.goal == "全年免费开放泳池，接待健身群众。"


def test_an_office_of_the_project_itself_is_not_the_next_one_s():
    def form(name, *office):
        return [["项目名称", (name, 1, 4)], *office, *rows(name)]

    first, second = recognise(
        [paper(*TOP[:2], *form("球馆", ["实施单位", ("某市球馆", 1, 4)]), *form("泳池"))]
    )
    assert (first.organisation, second.organisation) == ("某市球馆", None)
    assert (first.title, first.year) == (second.title, second.year)


def test_projects_in_text_without_merging():
    def form(name):
        return (
            f"项目名称\t{name}开放\t\t预算资金\t150万元\n"
            + "\t".join(HEAD)
            + f"\n产出指标\t数量指标\t{name}天数\t≥330天\t\n"
            f"\t质量指标\t{name}完好率\t≥98%\t\n"
            f"满意度指标\t服务对象满意度指标\t{name}满意度\t≥92%\t\n"
        )

    top = "市级项目绩效目标一览表\n（2025年度）\n填报单位：某市体育中心\n"
    first, second = recognise([tabbed(top + form("球馆") + "\t\t\t\t\n" + form("泳池"))])
    assert stated(first) == expected("球馆", "球馆开放")
    assert stated(second) == expected("泳池", "泳池开放")


@pytest.mark.parametrize("gap", [[], [[]]], ids=["no blank row", "a blank row"])
def test_a_text_above_the_heading_begins_another_project(gap):
    one, two = "一、球馆开放", "二、泳池开放"
    first, second = recognise(
        [paper(*TOP, [(one, 1, 5)], *rows("球馆"), *gap, [(two, 1, 5)], *rows("泳池"))]
    )
    assert stated(first) == expected("球馆", "球馆开放")
    assert stated(second) == expected("泳池", "泳池开放")
    for table in (first, second):
        assert "field-guessed" in codes(table)
        assert "text-unused" not in codes(table)


@pytest.mark.parametrize("gap", [[], [[]]], ids=["no blank row", "a blank row"])
def test_a_numbered_label_names_the_project_of_each_block(gap):
    one, two = "项目一：球馆开放", "项目2：泳池开放"
    first, second = recognise(
        [paper(*TOP, [(one, 1, 5)], *rows("球馆"), *gap, [(two, 1, 5)], *rows("泳池"))]
    )
    assert stated(first) == expected("球馆", "球馆开放")
    assert stated(second) == expected("泳池", "泳池开放")


def test_blocks_of_one_project_by_kind_stay_one_table():
    (table,) = recognise(
        [
            paper(
                *TOP,
                ["项目名称", ("球馆开放", 1, 4)],
                [("一、产出", 1, 5)],
                *rows("球馆")[:3],
                [],
                [("二、满意度", 1, 5)],
                HEAD,
                *rows("球馆")[3:],
            )
        ]
    )
    assert stated(table) == expected("球馆", "球馆开放")


def labelled(goal, name):
    return [
        ("目标名称", "一级指标", "二级指标", "三级指标", "指标值"),
        [(goal, 3, 1), ("产出指标", 2, 1), "数量指标", name + "数量", "12家"],
        [None, None, "质量指标", name + "达标率", "≥95%"],
        [None, "满意度指标", "服务对象满意度指标", name + "满意度", "≥90%"],
    ]


def test_headings_that_name_only_a_period_stand_under_the_title_and_head_of_the_form():
    annual, medium = recognise(
        [
            paper(
                [("2024年县级项目支出绩效目标申报表", 1, 5)],
                ["项目名称", "扩大免疫规划", "实施单位", ("某县疾病预防控制中心", 1, 2)],
                [("项目长期绩效目标表", 1, 5)],
                *labelled("长期绩效目标", "门诊"),
                [("年度绩效目标表", 1, 5)],
                *labelled("年度绩效目标", "设备"),
            )
        ]
    )
    assert [(one.term, len(one.indicators)) for one in (annual, medium)] == [
        ("annual", 3),
        ("medium", 3),
    ]
    for table, first in ((annual, "设备数量"), (medium, "门诊数量")):
        assert (table.title, table.year) == ("2024年县级项目支出绩效目标申报表", 2024)
        assert table.organisation == "某县疾病预防控制中心"
        assert table.indicators[0].name == first


def test_a_heading_that_names_only_a_period_is_the_title_where_there_is_no_other():
    (table,) = recognise([paper([("年度绩效目标表", 1, 5)], *labelled("年度绩效目标", "设备"))])
    assert (table.title, table.term, len(table.indicators)) == ("年度绩效目标表", "annual", 3)
