"""Rows that list several indicators in each cell, and lists that are none of indicators."""

import pytest

from jixiao.reading.layout import recognise

from .test_layout import paper

HEAD = ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分", "偏差原因"]


def table(*rows):
    return recognise([paper([("2024年度项目支出绩效自评表", 1, 8)], HEAD, *rows)])[0]


def told(found):
    return [
        (one.level1, one.level2, one.name, one.target, one.actual, str(one.weight), str(one.points))
        for one in found.indicators
    ]


def test_numbered_lists_are_a_row_for_each_item():
    found = table(
        [
            ("产出指标", 2, 1),
            "数量指标",
            "1.新建路口\n2.更新设备\n3.施划标线",
            "12处\n20套\n≥3.5万平方米",
            "12处\n18套\n3.82万平方米",
            "8\n6\n6",
            "8\n5.4\n6",
            "2.两套设备因道路改造缓装",
        ],
        [None, "质量指标", "1.信号灯完好率", "≥98%", "98.9%", "8", "8", ""],
    )
    assert told(found) == [
        ("产出指标", "数量指标", "1.新建路口", "12处", "12处", "8", "8"),
        ("产出指标", "数量指标", "2.更新设备", "20套", "18套", "6", "5.4"),
        ("产出指标", "数量指标", "3.施划标线", "≥3.5万平方米", "3.82万平方米", "6", "6"),
        ("产出指标", "质量指标", "1.信号灯完好率", "≥98%", "98.9%", "8", "8"),
    ]
    assert [one.deviation for one in found.indicators] == [
        None,
        "两套设备因道路改造缓装",
        None,
        None,
    ]


def test_an_item_stands_at_the_place_of_its_list():
    found = table(
        [
            "产出指标",
            "数量指标",
            "1.新建路口\n2.更新设备",
            "12处\n20套",
            "12处\n20套",
            "8\n6",
            "8\n6",
            "",
        ],
        ["产出指标", "质量指标", "信号灯完好率", "≥98%", "98.9%", "8", "8", ""],
    )
    assert [one.place.row for one in found.indicators] == [3, 3, 4]


def test_names_without_numbers_are_a_list_where_points_are():
    found = table(
        [
            "产出指标",
            "数量指标",
            "新建路口\n更新设备",
            "12处\n20套",
            "12处\n20套",
            "8\n6",
            "8\n6",
            "",
        ],
    )
    assert [one.name for one in found.indicators] == ["新建路口", "更新设备"]
    assert [str(one.weight) for one in found.indicators] == ["8", "6"]


@pytest.mark.parametrize("weight", ["10", "1\n0"])
def test_a_name_that_is_only_broken_into_lines_is_one(weight):
    found = table(
        ["产出指标", "数量指标", "新建交通信号灯\n路口数量", "≥12处", "12处", weight, "10", ""],
    )
    assert [one.name for one in found.indicators] == ["新建交通信号灯路口数量"]


def test_a_goal_in_numbered_sentences_is_no_list():
    found = recognise(
        [
            paper(
                [("2024年度项目支出绩效自评表", 1, 8)],
                [
                    "年度目标",
                    ("1.建成12处路口\n2.更新20套设备", 1, 3),
                    ("1.建成12处路口\n2.更新18套设备", 1, 4),
                ],
                HEAD,
                ["产出指标", "数量指标", "新建路口", "12处", "12处", "10", "10", ""],
            )
        ]
    )[0]
    assert [one.name for one in found.indicators] == ["新建路口"]


def test_values_are_numbered_like_their_names():
    found = table(
        ["产出指标", "质量指标", "1.标线合格率\n2.引导员持证率", "1.≥98%\n2.100%", "1.99%\n2.100%", "10", "10", ""],
        ["产出指标", "数量指标", "1.新建路口\n2.更新设备", "1.5处\n2.5套", "1.5\n2.5", "1.5\n2.5", "8", ""],
    )  # fmt: skip
    rows = [(one.name, one.target, one.actual) for one in found.indicators]
    assert rows[:2] == [
        ("1.标线合格率", "≥98%", "99%"),
        ("2.引导员持证率", "100%", "100%"),
    ]
    # Decimals are numbers, and none of them is counted.
    assert rows[2:] == [("1.新建路口", "1.5处", "1.5"), ("2.更新设备", "2.5套", "2.5")]
    assert [str(one.weight) for one in found.indicators[2:]] == ["1.5", "2.5"]
