"""Weights and money in a form: damaged numbers are said; and words that two lists took differently."""

from decimal import Decimal

import pytest

from jixiao import Indicator
from jixiao.actuals import gather
from jixiao.reading.layout import recognise
from jixiao.reading.layout.columns import level_label
from jixiao.reading.layout.money import amount
from jixiao.scoring.weights import is_total_row, level_of
from jixiao.tables import Execution

from .paper import tabbed

HEAD = ["一级指标", "二级指标", "三级指标", "指标值", "分值"]


def read(*rows, head=HEAD):
    (table,) = recognise([tabbed("\n".join(map("\t".join, (head, *rows))))])
    return table


def codes(table):
    return [one.code for one in table.findings]


@pytest.mark.parametrize("weight", ["12，5", "12,5", "1.2.5"])
def test_a_damaged_weight_is_said_and_not_guessed(weight):
    table = read(["产出指标", "数量指标", "培训人次", "≥20人次", weight])
    assert table.indicators[0].weight is None
    (one,) = [one for one in table.findings if one.code == "weight-unreadable"]
    assert weight in one.message


@pytest.mark.parametrize(
    ("weight", "number"),
    [("12.5", "12.5"), ("１２．５", "12.5"), ("10分", "10"), ("10%", "10"), ("10（分）", "10"), ("（10）", "10")],
)  # fmt: skip
def test_weights(weight, number):
    table = read(["产出指标", "数量指标", "培训人次", "≥20人次", weight])
    assert table.indicators[0].weight == Decimal(number)
    assert "weight-unreadable" not in codes(table)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,200.50", "1200.50"), ("１，２００．５０万元", "1200.50"), ("¥5", "5"), ("12,5", None), ("12，5万元", None)],
)  # fmt: skip
def test_amounts(text, number):
    assert amount(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    "head",
    [
        "资金总额\t12,5\t其中：财政拨款\t12",
        "项目资金\t资金总额：12,5万元",
        "项目资金\t资金总额：12，5万元",
    ],
)
def test_a_damaged_amount_beside_or_behind_its_label_is_said(head):
    block = f"{chr(9).join(HEAD)}\n产出指标\t数量指标\t培训人次\t≥20人次\t10"
    (table,) = recognise([tabbed(f"项目支出绩效自评表\n{head}\n{block}")])
    assert all(row.budget != Decimal(125) for row in table.execution)
    (one,) = [one for one in table.findings if one.code == "text-unused"]
    assert "5" in one.message


def test_an_amount_behind_its_label_is_read_and_nothing_is_left():
    block = f"{chr(9).join(HEAD)}\n产出指标\t数量指标\t培训人次\t≥20人次\t10"
    (table,) = recognise([tabbed(f"项目支出绩效自评表\n项目资金\t资金总额：1,200.50万元\n{block}")])
    assert [(row.budget, row.unit) for row in table.execution] == [(Decimal("1200.50"), "万元")]
    assert table.findings == ()


def test_a_damaged_amount_among_actuals_is_said():
    found = gather([{"预算项目": "年度资金总额", "全年执行数": "12,5"}])
    assert found.executions[0].executed is None
    assert [one.code for one in found.findings] == ["actual-amount-unreadable"]


def test_amounts_of_actuals():
    rows = [{"预算项目": "年度资金总额", "全年预算数": "1,200.50万元", "全年执行数": "1,000万元"}]
    (one,) = gather(rows).executions
    assert (one.budget, one.executed, one.unit) == (Decimal("1200.50"), Decimal(1000), "万元")


# ---------------------------------------------------------------- where two lists disagreed


@pytest.mark.parametrize(
    ("unit", "kept"),
    [
        ("无", None),
        ("无单位", None),
        ("不适用", None),
        ("不涉及", None),
        ("年月日", "年月日"),
        ("时间", "时间"),
    ],
)
def test_a_unit_that_says_there_is_none_is_no_part_of_the_target(unit, kept):
    head = ["三级指标", "计算符号", "指标值", "度量单位", "分值"]
    table = read(["完成时间", "≤", "2022年12月31日", unit, "10"], head=head)
    assert table.indicators[0].target == "≤2022年12月31日"
    assert table.indicators[0].unit == kept
    assert table.indicators[0].criterion.kind == "deadline"


@pytest.mark.parametrize(
    "text", ["产出指标（50分）", "产出指标（标准分50分）", "产出指标（权重：50%）"]
)
def test_points_behind_a_level(text):
    assert level_label(text).text == "产出指标"


def test_the_row_that_numbers_the_columns_may_begin_with_a_serial():
    numbering = ["序号", "1", "2", "3", "4", "5"]
    table = read(
        numbering, ["1", "产出指标", "数量指标", "培训人次", "≥20人次", "10"], head=["编号", *HEAD]
    )
    assert [one.name for one in table.indicators] == ["培训人次"]
    assert "row-unused" not in codes(table)


def test_the_second_level_tells_the_first_as_in_reading():
    one = Indicator(name="进度", level2="进度指标", target="按期")
    assert level_of(one) == "产出"


def test_the_total_row_is_found_by_the_words_of_forms():
    names = ["年度资金总额", "合计", "其中：财政拨款总额", "财政拨款"]
    assert [is_total_row(Execution(item=name, unit="万元")) for name in names] == [
        True,
        True,
        False,
        False,
    ]
