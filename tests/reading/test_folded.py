"""One list of indicators in two or three columns of the page, and two periods that only look so."""

import pytest

from jixiao.reading.layout import recognise

from .paper import tabbed
from .test_layout import codes, levels, paper

HEAD = ["一级指标", "二级指标", "三级指标", "指标值"]
LEFT = [
    ["产出指标", "数量指标", "车行道维修", "≥6.2万平方米"],
    ["", "", "人行道整修", "≥3.8万平方米"],
    ["", "质量指标", "合格率", "≥98%"],
    ["", "时效指标", "处置时间", "≤2小时"],
]
RIGHT = [
    ["", "成本指标", "综合单价", "≤185元"],
    ["效益指标", "社会效益指标", "完好率", "≥96%"],
    ["满意度指标", "服务对象满意度指标", "市民满意度", "≥88%"],
    ["", "", "", ""],
]
FIRST = [("产出指标", 3, 1), ("数量指标", 2, 1), "甲", "1个"]
ALL = [
    ("产出指标", "数量指标", "车行道维修", "≥6.2万平方米"),
    ("产出指标", "数量指标", "人行道整修", "≥3.8万平方米"),
    ("产出指标", "质量指标", "合格率", "≥98%"),
    ("产出指标", "时效指标", "处置时间", "≤2小时"),
    ("产出指标", "成本指标", "综合单价", "≤185元"),
    ("效益指标", "社会效益指标", "完好率", "≥96%"),
    ("满意度指标", "服务对象满意度指标", "市民满意度", "≥88%"),
]


def test_merged_labels_at_both_sides():
    (table,) = recognise(
        [
            paper(
                [("城市维护项目绩效目标批复表", 1, 8)],
                [("（2023年度）", 1, 8)],
                ["项目名称", ("市政维护", 1, 3), "实施单位", ("某市政中心", 1, 3)],
                HEAD + HEAD,
                [*FIRST, ("效益指标", 2, 1), "经济效益指标", "丁", "4个"],
                [None, None, "乙", "2个", None, "社会效益指标", "戊", "5个"],
                [None, "质量指标", "丙", "3个", "满意度指标", "满意度", "己", "≥90%"],
                [("批复意见：同意。", 1, 8)],
            )
        ]
    )
    assert [one.name for one in table.indicators] == ["甲", "乙", "丙", "丁", "戊", "己"]
    assert [one.level1 for one in table.indicators][2:4] == ["产出指标", "效益指标"]
    assert [(one.place.row, one.place.column) for one in table.indicators] == [
        *((5, 4), (6, 4), (7, 4)),
        *((5, 8), (6, 8), (7, 8)),
    ]
    assert (table.year, table.organisation, table.term) == (2023, "某市政中心", "annual")
    assert codes(table) == ["text-unused"]


def test_text_with_a_line_below():
    rows = [HEAD + HEAD, *(left + right for left, right in zip(LEFT, RIGHT, strict=True))]
    lines = "\n".join("\t".join(row) for row in rows)
    (table,) = recognise([tabbed(f"项目绩效目标表\n{lines}\n填表人：甲\t\t\t\t\t\t\t")])
    assert levels(table) == ALL


def test_a_side_label_points_and_a_blank_column_between():
    def with_points(row):
        return [*row, "10" if row[2] else ""]

    rows = [[("绩效指标", 5, 1), *HEAD, "分值", "", *HEAD, "分值"]]
    for left, right in zip(LEFT, RIGHT, strict=True):
        rows.append([None, *with_points(left), "", *with_points(right)])
    (table,) = recognise([paper(["项目绩效目标表"], *rows)])
    assert levels(table) == ALL
    assert sum(one.weight for one in table.indicators) == 70


def test_three_parts_and_a_kind_that_the_fold_cuts():
    parts = (
        [["产出指标", "数量指标", "甲", "1个"], ["", "", "乙", "2个"]],
        [["", "数量指标", "丙", "3个"], ["", "质量指标", "丁", "4个"]],
        [["效益指标", "社会效益指标", "戊", "5个"], ["满意度指标", "满意度", "己", "6个"]],
    )
    rows = [one + two + three for one, two, three in zip(*parts, strict=True)]
    (table,) = recognise([paper(["项目绩效目标表"], HEAD * 3, *rows)])
    assert [(one.level2, one.name) for one in table.indicators] == [
        ("数量指标", "甲"),
        ("数量指标", "乙"),
        ("数量指标", "丙"),
        ("质量指标", "丁"),
        ("社会效益指标", "戊"),
        ("满意度", "己"),
    ]


@pytest.mark.parametrize("above", [True, False])
def test_the_same_kinds_at_both_sides_are_two_periods(above):
    rows = [
        ["产出指标", "数量指标", "甲", "3个", "产出指标", "数量指标", "甲", "1个"],
        ["", "质量指标", "乙", "9个", "", "质量指标", "乙", "2个"],
    ]
    top = [[("中期绩效指标", 1, 4), ("年度绩效指标", 1, 4)]] if above else []
    annual, medium = recognise([paper(["项目绩效目标表"], *top, HEAD * 2, *rows)])
    assert (annual.term, medium.term) == ("annual", "medium")
    assert [one.target for one in annual.indicators] == ["1个", "2个"]


def test_headings_of_other_words_may_stand_twice():
    head = ["维度", "类别", "考核内容", "计划值", "完成值", "权数", "自评分"]
    (table,) = recognise(
        [
            paper(
                [("2023年度图书车服务效果自查评分表", 1, 14)],
                head + head,
                [
                    ("产出", 2, 1),
                    "数量",
                    "停靠点",
                    "≥60个",
                    "62个",
                    "30",
                    "30",
                    ("效益", 1, 1),
                    "社会效益",
                    "覆盖率",
                    "100%",
                    "100%",
                    "30",
                    "30",
                ],
                [
                    None,
                    "质量",
                    "准点率",
                    "≥95%",
                    "97%",
                    "30",
                    "30",
                    ("满意", 1, 1),
                    "读者满意",
                    "读者满意度",
                    "≥92%",
                    "95%",
                    "10",
                    "10",
                ],
            )
        ]
    )
    assert [(one.name, one.actual) for one in table.indicators] == [
        ("停靠点", "62个"),
        ("准点率", "97%"),
        ("覆盖率", "100%"),
        ("读者满意度", "95%"),
    ]
