"""Rows of 小计 and points behind labels, held against the rows: read from forms."""

from __future__ import annotations

import pytest

from jixiao.reading import read
from jixiao.review.checking import check

_HEAD = "一级指标,二级指标,三级指标,指标值,实际完成值,分值,得分"
_ROWS = (
    "产出指标,数量指标,更换灯具数量,≥800盏,820盏,20,20",
    ",,维护路灯数量,≥6000盏,6100盏,10,10",
    ",质量指标,亮灯率,≥98%,98.4%,20,20",
    "小计,,,,,50,50",
    "效益指标,社会效益指标,节能灯具占比,≥90%,90.5%,30,26.67",
    "小计,,,,,30,26.67",
    "满意度指标,服务对象满意度指标,市民满意度,≥88%,91%,10,10",
    "合计,,,,,90,86.67",
)


def sums(*rows: str, head: str = _HEAD) -> list[str]:
    text = "\n".join(("项目支出绩效自评表", head, *rows))
    (table,) = read(text.encode(), name="自评表.csv")
    found = check(table, grouping=False)
    return [one.message.partition("；")[0] for one in found if one.code == "subtotal-differs"]


def changed(old: str, new: str) -> list[str]:
    return [one.replace(old, new) for one in _ROWS]


def test_sums_that_hold_are_silent():
    assert sums(*_ROWS) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("小计,,,,,50,50", "小计,,,,,50,48", "“小计”的得分写作48，上面3项相加为50"),
        ("小计,,,,,50,50", "小计,,,,,60,50", "“小计”的分值写作60，上面3项相加为50"),
        ("小计,,,,,50,50", "产出小计,,,,,50,49", "“产出小计”的得分写作49，上面3项相加为50"),
        ("小计,,,,,30,26.67", "小计,,,,,30,26", "“小计”的得分写作26，上面1项相加为26.67"),
    ],
)
def test_a_sum_that_the_rows_above_do_not_make(old, new, said):
    assert sums(*changed(old, new)) == [said]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("小计,,,,,30,26.67", "小计,,,,,30,26.7"),  # rounded as it is written
        ("小计,,,,,30,26.67", "小计,,,,,80,76.67"),  # of all rows above
        ("小计,,,,,50,50", "小计,,,,,20,20"),  # of the last level 2
        ("30,26.67", "30,"),  # a blank among the rows proves nothing
    ],
)
def test_a_sum_may_be_of_less_or_more(old, new):
    assert sums(*changed(old, new)) == []


def test_a_sum_may_stand_above_its_rows():
    rows = [_ROWS[3], *_ROWS[:3], _ROWS[5], _ROWS[4], _ROWS[6]]
    assert sums(*rows) == []
    rows[0] = "小计,,,,,50,49"
    assert sums(*rows) == ["“小计”的得分写作49，下面3项相加为50"]


def test_points_behind_labels():
    rows = changed("产出指标", "产出指标（50分）")
    assert sums(*rows) == []
    rows = [one.replace("效益指标,", "效益指标（20分）,", 1) for one in rows]
    assert sums(*rows) == ["“效益指标”后面注明20分，下面1项的分值合计30分"]


@pytest.mark.parametrize("label", ["产出指标（40-60分）", "产出指标"])
def test_points_that_say_no_one_number(label):
    assert sums(*changed("产出指标", label)) == []


def test_rows_of_which_each_label_has_a_hundred():
    rows = (
        "产出指标（60分）,数量指标,更换灯具数量,≥800盏,820盏,40,40",
        ",质量指标,亮灯率,≥98%,98.4%,60,60",
        "效益指标（40分）,社会效益指标,节能灯具占比,≥90%,90.5%,100,100",
    )
    assert sums(*rows) == []


def test_shares_of_the_whole():
    rows = (
        "产出指标（60分）,数量指标,更换灯具数量,≥800盏,820盏,0.4,40",
        ",质量指标,亮灯率,≥98%,98.4%,0.2,20",
        "效益指标（30分）,社会效益指标,节能灯具占比,≥90%,90.5%,0.4,40",
    )
    assert sums(*rows) == ["“效益指标”后面注明30分，下面1项的分值合计40分"]
