"""Figures of cells: points and money come through the one reader of numbers; a damaged one is none."""

from decimal import Decimal

import pytest

from jixiao.language.figures import money_of, money_unit_of, points_of


@pytest.mark.parametrize(
    ("text", "number"),
    [("10", "10"), ("１０", "10"), ("10分", "10"), ("１２．５分", "12.5"), ("10%", "10"), ("10％", "10"),
     ("（10）", "10"), ("10（分）", "10"), ("（10分）", "10"), ("1,200.50", "1200.50"), ("-3", "-3"),
     ("12,5", None), ("12，5", None), ("1,2,3", None), ("1.2.3", None), ("十", None), ("", None), ("分", None)],
)  # fmt: skip
def test_points(text, number):
    assert points_of(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [("1,011.11", "1011.11", None), ("6070万元", "6070", "万元"), ("1,200.50元", "1200.50", "元"), ("３ 亿元", "3", "亿元"),
     ("¥5", "5", None), ("￥1,000", "1000", None), ("人民币8万元", "8", "万元"), ("-2", "-2", None)],
)  # fmt: skip
def test_money(text, number, unit):
    assert money_of(text) == (Decimal(number), unit)


@pytest.mark.parametrize("text", ["12,5", "12，5万元", "1,2,3元", "5人", "万元", "", "9" * 100])
def test_what_is_no_money(text):
    assert money_of(text) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [("万元", "万元"), ("人民币元", "元"), ("亿元", "亿元"), ("千瓦", None), ("", None)],
)
def test_units_of_money(text, unit):
    assert money_unit_of(text) == unit
