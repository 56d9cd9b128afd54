"""Whether an actual meets a target, kind by kind."""

import copy
import datetime
import pickle
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from jixiao.criteria import AllOf, Comparison, Criterion, Period
from jixiao.errors import UnitError
from jixiao.grades import GRADE_RANKS, GRADE_SCALES, stated_grade
from jixiao.language import parse
from jixiao.quantities import Quantity

ONE_OF_EACH = [
    "≥95%", "80%-90%", "2022年10月31日以前", "2022年1月-12月", "是", "较上年提高5%",
    "12月底前100%到位", "良好以上", "有效保障", "不适用",
]  # fmt: skip


@pytest.mark.parametrize("text", ONE_OF_EACH)
def test_criteria_are_frozen_hashable_picklable(text):
    criterion = parse(text, year=2022)
    assert pickle.loads(pickle.dumps(criterion)) == criterion
    assert copy.deepcopy(criterion) == criterion
    assert len({criterion, parse(text, year=2022)}) == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        criterion.text = "other"
    assert str(criterion) in repr(criterion)
    assert "<code>" in criterion._repr_html_()
    assert criterion != text


def test_the_base_class_decides_nothing():
    with pytest.raises(NotImplementedError):
        Criterion().is_met("5")


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        # exact conversions
        ("≥1公顷", "15亩", True), ("≥1公顷", "14.99亩", False), ("≤84.26万元", "842600元", True),
        ("≤84.26万元", "842600.01元", False), ("≤1天", "24小时", True), ("≤1天", "24.01小时", False),
        ("≥5人/10万人", "0.005%", True), ("≥1年", "12个月", True), ("≤60公里/小时", "60km/h", True),
        # numbers without a unit take the target's
        ("≥95%", 95, True), ("≥95%", "95", True), ("≥95%", Decimal("0.95"), None), ("≥95%", 94.9, False),
        ("≥0.75", "75%", True), ("≥90", "95%", True),
        # an actual that is itself a bound
        ("≥90%", "≥90%", True), ("≥90%", "≥95%", True), ("≥90%", "≥85%", None), ("≥90%", "<90%", False),
        ("≥90%", "≤95%", None), ("≤5次", "≤5次", True), ("≤5次", ">5次", False), (">90%", "≥90%", None),
        ("≥90%", "95%以上", True), ("≥90%", "90%-95%", True), ("≥90%", "85%-95%", None),
        ("≥90%", "80%-89%", False), ("≥200人", "200余人", True), ("<5次", "5次以内", None),
        # ≈ within a tenth, both ends included
        ("约300人", "270人", True), ("约300人", "330人", True), ("约300人", "331人", False),
        ("近300", "290", True), ("≈100%", "95%", True),
        # no number
        ("≥90%", "良好", None), ("≥90%", "是", None), ("≥90%", "2022年", None), ("≥90%", "无", None),
        # 个 is the general measure word
        ("≥5座", "5个", True), ("≥5个", "4套", False),
        # ranges
        ("80%-90%", "85%", True), ("80%-90%", "90%", True), ("[80,90)%", "90%", False),
        ("±3%以内", "-3%", True), ("5万元-8万元", "49999元", False), ("5-8万元", "6~7万元", True),
        ("80%-90%", "85%-95%", None), ("80%-90%", "良好", None), ("三十几人", "30人", False),
    ],
)  # fmt: skip
def test_numbers(target, actual, met):
    assert parse(target).is_met(actual) is met


@pytest.mark.parametrize(
    ("actual", "direction", "met"),
    [("200次", None, True), ("201次", None, None), ("199次", None, None), ("201次", "up", True),
     ("199次", "up", False), ("199次", "down", True), ("201次", "down", False), ("200次", "down", True),
     ("≥201次", "up", True)],
)  # fmt: skip
def test_a_plain_value_needs_a_direction(actual, direction, met):
    assert parse("200次").is_met(actual, direction=direction) is met


def test_a_direction_does_not_bend_an_operator():
    assert parse("≥95%").is_met("94%", direction="down") is False


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≥95%", "95人"),
        ("≤5个工作日", "3天"),
        ("≥100人", "100人次"),
        ("≤1个月", "30天"),
        ("≥5元", "5"),
    ],
)
def test_what_measures_something_else(target, actual):
    if actual == "5":
        assert parse(target).is_met(actual) is True
        return
    with pytest.raises(UnitError):
        parse(target).is_met(actual)


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        ("2022年10月31日以前", "2022-10-31", True), ("2022年10月31日以前", "2022年11月1日", False),
        ("2022年10月31日以前", datetime.date(2022, 10, 31), True),
        ("2022年10月31日以前", datetime.datetime(2022, 11, 1, 0, 0), False),
        # an actual of lower precision: all of it must be in time
        ("2022年10月31日以前", "2022年10月", True), ("2022年10月15日以前", "2022年10月", None),
        ("2022年10月15日以前", "2022年11月", False), ("2022年10月15日以前", "2022年第四季度", None),
        ("2022年12月底前", "2022年", None), ("2022年12月底前", "2022年内", True), ("2022年6月底前", "2022年", None), ("2022年6月底前", "上半年", True),
        # a period was complete on its last day
        ("2022年10月底前", "2022年1月-9月", True), ("2022年10月底前", "2022年1月-12月", False),
        # without a year the actual takes the target's
        ("2022年10月底前", "10月20日", True), ("2022年10月底前", "11月1日", False),
        ("2022年10月底前", "95%", None), ("2022年10月底前", "按时完成", True),
        # periods
        ("2022年1月-12月", "2022年3月-5月", True), ("2022年1月-12月", "2022-07-01", True),
        ("2022年1月-12月", "2021年12月-2022年3月", False), ("2022年1月-12月", "100%", None),
        ("2022年1月-6月", "2022年", False),
    ],
)  # fmt: skip
def test_dates(target, actual, met):
    assert parse(target).is_met(actual) is met


def test_a_yearless_date_decides_nothing():
    assert parse("12月底前").is_met("2022-12-01") is None
    assert parse("1-12月").is_met("2022-12-01") is None
    assert parse("每月10日前").is_met("2022-12-01") is None


def test_contested_days():
    day = datetime.date
    assert parse("2022年10月31日以前").contested == (day(2022, 10, 31), day(2022, 10, 31))
    assert parse("9月前", year=2022).contested == (day(2022, 9, 1), day(2022, 9, 30))
    assert parse("2022年三季度前").contested == (day(2022, 7, 1), day(2022, 9, 30))
    assert parse("2022年12月").contested is None


def test_recurring_dates():
    assert parse("每年12月底前", year=2022).date == datetime.date(2022, 12, 31)
    assert parse("每年12月底前", year=2022).recurring == "yearly"
    assert parse("每月10日前", year=2022).date is None
    assert parse("每月10日前").day == 10
    assert parse("每季度末").recurring == "quarterly"
    assert parse("每月底前") != parse("每季度末")


def test_period_bounds():
    period = parse("2023.07-2024.01")
    assert isinstance(period, Period)
    assert (period.start, period.end) == (datetime.date(2023, 7, 1), datetime.date(2024, 1, 31))
    assert parse("11月-次年3月", year=2022).end == datetime.date(2023, 3, 31)


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [("是", "是", True), ("是", "有", True), ("是", "已建立", True), ("是", "否", False), ("是", "未完成", False),
     ("否", "无", True), ("否", "是", False), ("是", True, True), ("否", False, True), ("是", "95%", None)],
)  # fmt: skip
def test_yes_no(target, actual, met):
    assert parse(target).is_met(actual) is met


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        ("良好以上", "优", True), ("良好以上", "良", True), ("良好以上", "中", False), ("优", "良", False),
        ("优或良", "良", True), ("优或良", "中", False), ("二级及以上", "一级", True), ("二级及以上", "三级", False),
        ("Ⅲ类", "Ⅱ类", True), ("Ⅲ类", "四类", False), ("A级", "B级", False), ("4A级以上", "5A级", True),
        ("省级以上", "国家级", True), ("合格", "不合格", False), ("优", "一级", None),
        ("有效保障", "达成", True), ("有效保障", "部分达成", False), ("有效保障", "未达成", False),
        ("有效保障", "达成预期指标", True), ("有效保障", "良", None), ("有效保障", 95, None),
        ("有效保障", "有效保障", True),
    ],
)  # fmt: skip
def test_words_and_grades(target, actual, met):
    assert parse(target).is_met(actual) is met


def test_the_three_stated_grades():
    assert [stated_grade(word) for word in ("达成", "部分达成", "未达成", "较好", "")] == [
        "reached", "partly", "missed", None, None,
    ]  # fmt: skip


def test_grades_of_one_scale_differ():
    for name, grades in GRADE_SCALES:
        spellings = [spelling for grade in grades for spelling in grade]
        assert len(spellings) == len(set(spellings)), name
        for spelling in spellings:
            assert name in dict(GRADE_RANKS[spelling])


@pytest.mark.parametrize(
    ("target", "actual", "baseline", "met"),
    [
        ("同比下降", "达成", None, True), ("同比下降", "未达成", None, False), ("同比下降", "95", None, None),
        ("同比下降", "同比下降3%", None, True), ("同比下降", "同比增长3%", None, False),
        ("较上年提高5%", "较上年提高6%", None, True), ("较上年提高5%", "较上年提高4%", None, False),
        ("较上年提高5%", "较上年提高", None, None),
        ("较上年提高5%", "105", "100", True), ("较上年提高5%", "104.9", "100", False),
        ("较上年提高5个百分点", "95%", "90%", True), ("较上年提高5个百分点", "94.9%", "90%", False),
        ("较上年增加20家", "120家", "100家", True), ("较上年下降10%", "90", "100", True),
        ("不低于上年", "100", "100", True), ("不低于上年", "99", "100", False),
        ("与上年持平", "100", "100", True), ("同比下降", "99", "100", True), ("同比下降", "100", "100", False),
        ("较上年提高5%", "105", "0", None),
    ],
)  # fmt: skip
def test_relative(target, actual, baseline, met):
    assert parse(target).is_met(actual, baseline=baseline) is met


def test_all_of_takes_one_actual_for_each_part():
    both = parse("12月底前100%到位", year=2022)
    assert isinstance(both, AllOf)
    assert both.is_met(["2022-12-01", "100%"]) is True
    assert both.is_met(("2022-12-01", "99%"), direction="up") is False
    assert both.is_met("2022-12-01；100%") is True
    assert both.is_met("100%") is None
    assert both.is_met(["2023-01-01", "100%"]) is False
    assert parse("6月底前完成50%，12月底前完成100%").parts[3].quantity.number == 100


def test_what_does_not_apply_is_never_met():
    assert parse("/").is_met("100%") is None


def test_measure_gives_the_numbers_an_actual_may_stand_for():
    stated = parse("≥1公顷").measure(parse("15亩"))
    assert (stated.low, stated.high) == (Fraction(1), Fraction(1))
    assert parse("≥1公顷").measure(parse("良好")) is None
    made = Comparison(operator="≥", quantity=Quantity(Decimal(5), "人"))
    assert made == parse("≥5人")
    assert made.text == ""


@pytest.mark.parametrize(
    ("actual", "met"),
    [
        ("已完成", True), ("已全部完成", True), ("已建成并投入使用", True), ("已印发", True), ("已验收", True),
        ("已取消", None), ("已停工", None), ("已完成但未验收", None), ("已完成80%", None),
        ("未完成", False), ("尚未开展", False),
    ],
)  # fmt: skip
def test_what_was_already_done_is_a_yes_and_what_was_given_up_is_none(actual, met):
    assert parse("是").is_met(actual) is met
