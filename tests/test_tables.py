"""What tables take, and what they say of what they do not take."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

import jixiao
from jixiao import Indicator, TargetTable
from jixiao.tables import Funds


@pytest.mark.parametrize("weight", ["十分", "", "1O", "NaN", Decimal("Infinity"), float("nan")])
def test_a_weight_that_is_no_number_is_told_in_chinese(weight):
    with pytest.raises(ValueError, match="不是数；分值和金额应为一个数"):
        Indicator(name="人数", target="≥5人", weight=weight)


@pytest.mark.parametrize("weight", [True, [10], b"10"])
def test_a_weight_of_another_type_is_told_in_chinese(weight):
    with pytest.raises(TypeError, match="分值和金额应为 Decimal"):
        Indicator(name="人数", target="≥5人", weight=weight)


@pytest.mark.parametrize("amount", ["1,011.11", Decimal("1011.11"), 1011.11, " 1011.11 "])
def test_an_amount_is_taken_by_what_is_written(amount):
    assert Funds(total=amount).total == Decimal("1011.11")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("目标表.xlsx", "请先用 jixiao.read 读出表来"),
        ((TargetTable(), TargetTable()), r"这里有2张.*tables\[0\]"),
        (None, "这里是 NoneType"),
        ([1], "这里是 list"),
    ],
)
@pytest.mark.parametrize("by", ["score", "check", "recheck", "monitor"])
def test_what_is_no_table_is_told_what_is_wanted(by, given, said):
    more = {"as_of": datetime.date(2022, 7, 31)} if by == "monitor" else {}
    with pytest.raises(TypeError, match=f"^{by} 要的是一张绩效目标表（TargetTable），.*{said}"):
        getattr(jixiao, by)(given, **more)


def test_two_files_are_no_two_tables():
    with pytest.raises(TypeError, match=r"^compare 要的是一张绩效目标表"):
        jixiao.compare("2022.xlsx", "2023.xlsx")


@pytest.mark.parametrize(
    ("target", "actual", "parts"),
    [
        ("≥90%", "264/300", (264, 300)),
        ("≥90%", "88%（264/300）", (264, 300)),
        ("≥90%", "1,264/1,300", (1264, 1300)),
        ("≥90%", "88%", (None, None)),
        ("≥90%", "300/264", (None, None)),
        ("≥90%", "2022/10/31", (None, None)),
        ("≥3次", "3/4", (None, None)),
    ],
)
def test_a_share_may_state_its_parts(target, actual, parts):
    one = Indicator(name="办结率", target=target, actual=actual)
    assert (one.numerator, one.denominator) == parts


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("里程因雨季少4公里；就业已完成", "因雨季少4公里", "已完成"),
        ("里程因雨季少4公里，就业少5人", "因雨季少4公里", "少5人"),
        ("里程数量合计因雨季少40公里", None, None),
        ("因雨季，里程未完成。因停产，就业减少", "因雨季，里程未完成", "因停产，就业减少"),
        ("里程、就业因雨季未完成。下一步加快", "因雨季未完成；下一步加快", "因雨季未完成；下一步加快"),
        ("都因雨季", "都因雨季", "都因雨季"),
    ],
)  # fmt: skip
def test_what_a_form_says_below_its_rows_is_of_those_that_it_names(text, first, second):
    rows = [Indicator(name=name, target="≥5") for name in ("里程", "就业", "里程数量合计")]
    table = TargetTable(indicators=rows, deviation=text)
    assert [table.deviation_of(one) for one in rows[:2]] == [first, second]
