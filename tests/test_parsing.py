"""Columns, the memo of a column, actual values, and what equality means."""

import datetime
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import cn2an
import pytest

from jixiao.criteria import (
    AllOf,
    Comparison,
    Deadline,
    NotApplicable,
    Period,
    Qualitative,
    Range,
    Relative,
    Unreadable,
    YesNo,
)
from jixiao.errors import CriterionError
from jixiao.language import (
    LONGEST,
    fold,
    parse,
    read_actual,
    read_criteria,
    read_criterion,
    sign_operator,
)
from jixiao.quantities import Quantity, chinese_number


def codes(found):
    return [doubt.code for doubt in found.doubts]


# ---- one meaning, many spellings

SAME = [
    ("≥95%", "不低于95％", ">=95%", "95%以上", "至少95%", "９５％及以上", "达95%以上", "百分之九十五以上"),
    ("≤84.26万元", "<=84.26万元", "不超过842600元", "84.26万元以内", "控制在84.26万元以内"),
    ("2022年12月31日前", "2022年底前", "截至2022年12月31日", "2022-12-31", "≤2022年12月31日"),
    ("10~15个", "10-15个", "10个至15个", "10～15个", "≥10个且≤15个", "10个以上15个以下"),
    ("=4人", "＝4名", "==4位", "等于4人"),
    ("1次/月", "每月1次", "每月一次", "一月一次"),
    ("良好以上", "良及以上", "≥良", "不低于良好"),
]  # fmt: skip


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_equality_and_hash_follow_the_meaning(spellings):
    found = [parse(one) for one in spellings]
    assert len(set(found)) == 1
    assert all(one == found[0] for one in found)
    # The author's spelling is kept beside the meaning.
    assert [one.text for one in found] == list(spellings)


def test_columns_say_the_same_as_one_text():
    assert parse("95", sign="≥", unit="%") == parse("≥95%") == parse("不低于95％")


@pytest.mark.parametrize(
    ("one", "other"),
    [("≥95%", ">95%"), ("95%", "=95%"), ("5人", "5人次"), ("5工作日", "5天"), ("5", "5个"),
     ("是", "否"), ("同比下降", "同比增长"), ("优", "良")],
)  # fmt: skip
def test_what_differs_in_meaning_is_not_equal(one, other):
    assert parse(one) != parse(other)


# ---- the sign and unit columns


@pytest.mark.parametrize(
    ("sign", "operator"),
    [("≥", "≥"), (">=", "≥"), ("＞＝", "≥"), ("⩾", "≥"), ("=>", "≥"), ("大于等于", "≥"),
     ("≥（大于等于）", "≥"), ("＜", "<"), ("＝", "="), ("小于等于", "≤"), ("约", "≈"),
     ("定性", None), ("正向", None), ("反向指标", None), ("是/否", None), ("", None), (None, None),
     ("≥或≤", None)],
)  # fmt: skip
def test_what_a_sign_column_states(sign, operator):
    assert sign_operator(sign) == operator
    assert parse("95", sign=sign, unit="%").operator == operator


@pytest.mark.parametrize(
    ("unit", "canonical"),
    [("％", "%"), ("百分比", "%"), ("（个）", "个"), ("单位：万元", "万元"), ("台（套）", "台套"),
     ("台/套", "台套"), ("个（台、套）", "个"), ("万 元", "万元"), ("m3", "立方米"), ("月份", "月"),
     ("元/人/月", "元/人·月"), ("/", ""), ("无", ""), ("定性", "")],
)  # fmt: skip
def test_what_a_unit_column_states(unit, canonical):
    found = parse("12", sign="≥", unit=unit)
    assert found.unit == canonical
    assert parse(str(found)) == found


def test_the_text_wins_over_the_columns_and_says_so():
    found = parse("≥95%", sign="≤", unit="人")
    assert str(found) == "≥95%"
    assert codes(found) == ["unit-conflict", "sign-conflict"]
    assert "≤" in found.doubts[1].message
    assert codes(parse("≥95%", sign="≥", unit="%")) == []
    assert codes(parse("100元", unit="万元")) == []
    assert codes(parse("100平方米", unit="亩")) == ["unit-conflict"]


def test_a_scale_in_the_unit_column_multiplies():
    assert parse("5", sign="≥", unit="万") == parse("≥5万")
    assert parse("0.5", unit="万亩").quantity == Quantity(Decimal("5000"), "亩")


def test_a_year_in_a_column_of_years_is_a_date():
    assert parse("2022", sign="≤", unit="年").date == datetime.date(2022, 12, 31)
    assert parse("20", sign="≥", unit="年").quantity == Quantity(Decimal(20), "年")


def test_a_plus_minus_column_makes_a_range():
    assert parse("5", sign="±", unit="%") == parse("±5%")


def test_columns_alone_are_no_value():
    found = read_criterion("", sign="≥", unit="%")
    assert (found.code, found.suggestion) == ("number-missing", "≥95%")


def test_the_year_of_the_table():
    assert parse("12月底前", year=2022).date == datetime.date(2022, 12, 31)
    assert parse("2月底前", year=2024).date == datetime.date(2024, 2, 29)
    assert parse("2021年12月底前", year=2022).date == datetime.date(2021, 12, 31)
    assert parse("12月底前").date is None
    assert parse("12月底前").is_met("2022-12-01") is None
    assert parse("12月底前").in_year(2023) == parse("12月底前", year=2023)
    assert parse("次年3月底前", year=2022).date == datetime.date(2023, 3, 31)
    assert parse("1月前", year=2022).date == datetime.date(2021, 12, 31)
    assert read_criterion("2月29日", year=2022).code == "date-impossible"


# ---- numbers


@pytest.mark.parametrize(
    "value",
    [1, 2, 9, 10, 11, 12, 19, 20, 25, 99, 100, 101, 110, 111, 120, 365, 999, 1000, 1001, 1010, 1100,
     2022, 9999, 10000, 10001, 12345, 100000, 120000, 3500000, 100000000, 123456789],
)  # fmt: skip
def test_chinese_numerals_against_another_reader(value):
    low, up = cn2an.an2cn(value, "low"), cn2an.an2cn(value, "up")
    assert chinese_number(low) == value
    assert chinese_number(up) == value
    assert parse(f"{low}次").quantity.exact * (10000 if "万次" in str(parse(f"{low}次")) else 1) in (
        value, value * 10000, Fraction(value, 10000) * 10000, parse(f"{low}次").quantity.exact,
    )  # fmt: skip
    assert parse(f"{low}人").is_met(Quantity(Decimal(value), "人")) is True


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("壹佰万元整", 1_000_000), ("叁万陆仟伍佰元整", 36_500), ("人民币壹拾贰万元整", 120_000),
     ("玖拾捌元伍角", Decimal("98.5")), ("壹仟贰佰叁拾肆元伍角陆分", Decimal("1234.56")),
     ("伍佰元零伍分", Decimal("500.05")), ("98元5角", Decimal("98.5"))],
)  # fmt: skip
def test_capital_amounts(text, yuan):
    assert parse(text).quantity == Quantity(Decimal(yuan), "元")


@pytest.mark.parametrize(
    ("text", "number"),
    [("8.80万元", "8.80"), ("1,250.50元", "1250.50"), ("-0%", "-0"), ("100.00%", "100.00"),
     ("1.2亿", "120000000"), ("２ ０００", "2000"), ("0.565km", "0.565")],
)  # fmt: skip
def test_the_written_decimals_are_kept(text, number):
    assert str(parse(text).quantity.number) == number


def test_two_thirds_are_exact():
    found = parse("三分之二以上")
    assert found.quantity.number == Fraction(2, 3)
    assert found.is_met("66.6%") is False
    assert found.is_met("66.7%") is True
    assert parse(str(found)) == found


# ---- doubts: a reading that another clerk might contest is reported


@pytest.mark.parametrize(
    ("text", "code"),
    [("9月前", "before-boundary"), ("满意度达到90%", "leading-words"), ("90%以上满意", "trailing-words"),
     ("控制在5%", "control-without-bound"), ("次年3月底前", "next-year"), ("≥12月", "months"),
     ("次月10日前", "next-month"), ("2022-2023学年", "school-year"), ("超过90%以上", "two-operators"),
     ("降低成本10%", "leading-words"), ("101人/次", "loose-unit"), ("约300人", "approximate")],
)  # fmt: skip
def test_doubts(text, code):
    assert codes(parse(text, year=2022)) == [code]
    assert all(doubt.message for doubt in parse(text).doubts)


def test_plain_values_raise_no_doubt():
    for text in ("≥95%", "≤84.26万元", "12月底前", "有效保障", "是", "每月1次", "10~15个"):
        assert codes(parse(text, year=2022)) == []


# ---- a column


def test_a_column_reads_each_distinct_text_once():
    found = read_criteria(["≥95%", "9O%", "≥95%"] * 1000, year=2022)
    assert len(found) == 3000
    assert found[0] is found[2]
    assert isinstance(found[1], Unreadable)


def test_a_column_takes_texts_of_any_kind():
    assert [one.kind for one in read_criteria(iter(["", "5%", "/"]))] == [
        "unreadable", "comparison", "not_applicable",
    ]  # fmt: skip


def test_the_length_limit():
    assert read_criterion("有" * LONGEST).kind == "qualitative"
    assert read_criterion("有" * (LONGEST + 1)).code == "too-long"


# ---- actual values


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("96%", Comparison(quantity=Quantity(Decimal(96), "%"))),
        (96, Comparison(quantity=Quantity(Decimal(96)))),
        (0.1, Comparison(quantity=Quantity(Decimal("0.1")))),
        (Decimal("9.60"), Comparison(quantity=Quantity(Decimal("9.60")))),
        (Fraction(2, 3), Comparison(quantity=Quantity(Fraction(2, 3)))),
        (Quantity(Decimal(5), "人"), Comparison(quantity=Quantity(Decimal(5), "人"))),
        (True, YesNo(expected=True)),
        ("无", YesNo(expected=False)),
        (datetime.date(2022, 10, 31), Deadline(date=datetime.date(2022, 10, 31))),
        (datetime.datetime(2022, 10, 31, 8), Deadline(date=datetime.date(2022, 10, 31))),
        ("/", NotApplicable()),
        ("良好", Qualitative(words="良好", grades=("良好",))),
    ],
)
def test_actuals_of_every_type(actual, expected):
    assert read_actual(actual) == expected


def test_an_actual_that_is_damaged_is_refused():
    with pytest.raises(CriterionError):
        read_actual("9O%")


def test_kinds_are_a_closed_set_for_match():
    kinds = {
        "≥95%": Comparison, "80%-90%": Range, "12月底前": Deadline, "1-12月": Period, "是": YesNo,
        "同比下降": Relative, "12月底前100%到位": AllOf, "有效保障": Qualitative, "/": NotApplicable,
    }  # fmt: skip
    for text, kind in kinds.items():
        assert type(parse(text)) is kind


# ---- folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [("＞＝９５％", ">=95%"), ("≧ 95 ％", "≥ 95 %"), ("⩽1，250．50", "≤1,250.50"), ("不高於５％", "不高于5%"),
     ("萬畝", "万亩"), ("显著", "显著"), ("第\u3000一\n季度", "第 一 季度"), ("①½㎡", "①½㎡")],
)  # fmt: skip
def test_fold(text, folded):
    assert fold(text) == folded
    assert len(fold(text)) == len(text)


def test_importing_the_parser_loads_no_engine():
    code = (
        "import sys, jixiao.language\n"
        "heavy = {'lark', 'pint', 'hypothesis', 'openpyxl', 'lxml', 'pandas', 'numpy', 'html'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("≥3.5×10⁴立方米", "35000", "立方米"),
        ("≥2×10³人", "2000", "人"),
        ("1.2*10^3吨", "1200", "吨"),
    ],
)
def test_a_power_of_ten_behind_a_factor_is_one_number(text, number, unit):
    quantity = parse(text).quantity
    assert (str(quantity.number), quantity.unit) == (number, unit)


# ---- what mutated values showed


@pytest.mark.parametrize(
    "text",
    ["2020.1.1-2020.12.31，5月底前", "2022.12.31，100%", "2022.12.31,12", "2020.12.311，0日前"],
)
def test_a_dotted_date_with_a_comma_behind_it_is_refused(text):
    assert read_criterion(text).code == "number-damaged"


@pytest.mark.parametrize("text", ["每月12月底前", "每月1月", "每季度3月底前", "每学期6月底前"])
def test_a_month_does_not_come_every_month(text):
    assert read_criterion(text).code == "date-recurring"


@pytest.mark.parametrize(
    "text", ["-3分之2", "负三分之二", "≥-3分之2", "±三分之二", "-----完成", "长期——稳定————运行"]
)
def test_the_canonical_spelling_is_read_back(text):
    found = parse(text)
    assert parse(str(found)) == found


@pytest.mark.parametrize("text", ["<上年提高5%", ">上年下降3%", "低于去年同期增长2%"])
def test_a_change_is_no_level_to_compare_with(text):
    assert read_criterion(text).code == "contradiction"
