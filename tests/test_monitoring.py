"""Mid-year monitoring: progress against time, lights and outlooks."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from jixiao.review.monitoring import monitor, time_share
from jixiao.tables import Execution, Indicator, TargetTable

JULY = date(2022, 7, 31)


def light(target, actual, as_of=JULY, **more):
    table = TargetTable(year=2022, indicators=[Indicator(name="某指标", target=target, **more)])
    item = monitor(table, {"某指标": actual}, as_of=as_of).items[0]
    return item.light, item.outlook


def test_how_much_of_the_year_has_passed():
    assert time_share(JULY, 2022) == Fraction(7, 12)
    assert time_share(date(2022, 12, 31), 2022) == 1
    assert time_share(date(2022, 4, 15), None) == Fraction(7, 24)
    assert time_share(JULY, 2021) == 1
    assert time_share(JULY, 2023) == 0


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("4次", ("红", "完全不可能")),
        ("4.2次", ("黄", "有可能")),
        ("5.6次", ("绿", "确定能")),
        ("7次", ("绿", "确定能")),
        ("8.4次", ("蓝", "确定能")),
    ],
)
def test_counts_are_held_against_the_time_that_has_passed(actual, expected):
    assert light("≥12次", actual) == expected


def test_shares_are_held_against_the_target_itself():
    assert light("≥95%", "95%") == ("绿", "确定能")
    assert light("≥95%", "90%")[0] == "绿"
    assert light("≥95%", "70%")[0] == "黄"
    assert light("≥95%", "50%")[0] == "红"


def test_a_cost_inside_its_limit_is_green_and_beyond_it_lost():
    assert light("≤8.8万元", "5万元") == ("绿", "确定能")
    assert light("≤8.8万元", "9万元") == ("红", "完全不可能")


def test_dates():
    assert light("2022年10月31日以前", "2022-06-01")[0] == "绿"
    assert light("2022年6月30日以前", "2022-07-20")[0] == "红"
    assert light("2022年6月30日以前", None) == ("红", "完全不可能")
    assert light("2022年10月31日以前", None) == (None, "有可能")


def test_grades_and_what_cannot_be_told():
    assert light("有效保障", "部分达成") == ("黄", "有可能")
    assert light("有效保障", "进展顺利") == (None, None)
    assert light("≥12次", None) == (None, None)
    assert light("≥12次", "3万元") == (None, None)


def test_the_budget_and_the_arithmetic():
    table = TargetTable(
        year=2022, execution=[Execution(item="年度资金总额", budget=120, executed=49)]
    )
    item = monitor(table, as_of=JULY).execution
    assert (item.light, item.progress) == ("黄", Decimal("0.7"))
    assert "49万元÷(120万元×7/12)=70%" in item.reason


def test_the_card_counts_its_lights_and_shows_itself():
    table = TargetTable(
        year=2022,
        indicators=[
            Indicator(name="<b>甲</b>", target="≥12次", actual="7次"),
            Indicator(name="乙", target="≥12次"),
        ],
    )
    card = monitor(table, as_of=JULY)
    assert dict(card.lights) == {"红": 0, "黄": 0, "绿": 1, "蓝": 0, "未定": 1}
    assert "&lt;b&gt;甲" in card._repr_html_()
    assert "<b>" not in card._repr_html_()
    assert len(card.rows()) == 3


@pytest.mark.parametrize("target", ["0次", "=0次", "≤0次"])
def test_nothing_bad_so_far_is_green(target):
    assert light(target, "0次") == ("绿", "确定能")
    assert light(target, "1次")[0] == "红"


def test_a_plain_limit_that_is_used_up_is_not_fast_progress():
    table = TargetTable(year=2022, indicators=[Indicator(name="投诉件数", target="10件")])
    (item,) = monitor(table, {"投诉件数": "10件"}, as_of=JULY).items
    assert (item.light, item.progress) == ("绿", None)


def test_the_lower_end_of_a_range_is_held_against_time():
    assert light("10-15个", "5个")[0] == "绿"
    assert light("10-15个", "3个")[0] == "红"
    assert light("10-15个", "16个")[0] == "红"


def test_days_that_are_asked_for_grow_with_the_year():
    assert light("≥365天", "212天") == ("绿", "确定能")
    assert light("≥365天", "100天") == ("红", "完全不可能")
    assert light("≤5天", "6天") == ("红", "有可能")


@pytest.mark.parametrize(
    "name", ["支付进度率", "资金到位率", "年度任务完成率", "工程进度", "预算执行率"]
)
def test_shares_of_the_work_done_go_by_time(name):
    table = TargetTable(year=2022, indicators=[Indicator(name=name, target="100%")])
    (item,) = monitor(table, {name: "58%"}, as_of=JULY).items
    assert (item.light, item.outlook) == ("绿", "确定能")
    assert "58%÷(100%×7/12)" in item.reason


@pytest.mark.parametrize("name", ["支付及时率", "按时完成率", "覆盖率"])
def test_shares_of_a_state_do_not_go_by_time_and_can_still_rise(name):
    table = TargetTable(year=2022, indicators=[Indicator(name=name, target="≥95%")])
    (item,) = monitor(table, {name: "50%"}, as_of=JULY).items
    assert (item.light, item.outlook) == ("红", "有可能")
    assert "已过月份" not in item.reason
    assert "直接与目标比" in item.reason


def test_a_year_that_is_over_changes_nothing_any_more():
    last = date(2022, 12, 31)
    assert light("≥12次", "9次", last) == ("黄", "完全不可能")
    assert light("≥12次", "11次", last) == ("绿", "完全不可能")
    assert light("≥12次", "12次", last) == ("绿", "确定能")
    assert light("≥95%", "90%", last) == ("绿", "完全不可能")
    assert light("≤5%", "6%", last) == ("红", "完全不可能")
    assert light("≤5%", "6%") == ("红", "有可能")


def test_what_does_not_apply_has_no_light():
    table = TargetTable(year=2022, indicators=[Indicator(name="甲", target="≥12次")])
    (item,) = monitor(table, {"甲": "不适用"}, as_of=JULY).items
    assert (item.light, item.outlook, item.reason) == (None, None, "本年不适用。")


def test_a_rate_of_the_budget_is_progress_as_well():
    table = TargetTable(year=2022, execution=[Execution(item="年度资金总额", budget=120)])
    card = monitor(table, {"预算执行率": "49%"}, as_of=JULY)
    assert (card.execution.light, card.execution.progress) == ("绿", Decimal("0.84"))
    assert "49%÷7/12=84%" in card.execution.reason
    assert card.findings == ()
    lacking = monitor(table, as_of=JULY).execution
    assert lacking.reason == "没有执行数，算不出进度。"


@pytest.mark.parametrize(
    ("name", "target", "actual", "expected"),
    [
        ("每天开放时长", "≥8小时", "5小时", "黄"),
        ("平均无故障时间", "≥1000小时", "700小时", "黄"),
        ("质保期", "≥365天", "365天", "绿"),
        ("供水天数", "≥365天", "212天", "绿"),
    ],
)
def test_hours_of_each_day_and_averages_do_not_add_up(name, target, actual, expected):
    table = TargetTable(year=2022, indicators=[Indicator(name=name, target=target)])
    assert monitor(table, {name: actual}, as_of=JULY).items[0].light == expected


def test_a_dash_is_no_progress():
    table = TargetTable(year=2022, indicators=[Indicator(name="培训人数", target="≥100人")])
    (item,) = monitor(table, {"培训人数": "/"}, as_of=JULY).items
    assert (item.light, "没有执行情况" in item.reason) == (None, True)


@pytest.mark.parametrize(
    ("name", "target", "actual", "expected"),
    [
        ("居民消费价格指数", "≥102", "102", "绿"),
        ("水质综合指数", "≥80", "60", "黄"),
        ("日均入园游客人次", "≥8000人次", "8000人次", "绿"),
        ("保障在职人员人数", "≥46人", "46人", "绿"),
        ("指数编制期数", "≥12期", "7期", "绿"),
        ("接待游客人次", "≥12000人次", "7000人次", "绿"),
    ],
)
def test_an_index_or_a_mean_is_not_prorated(name, target, actual, expected):
    """102 of 102 in July is the target and no 175 % of it; what is counted still goes by time."""
    table = TargetTable(year=2022, indicators=[Indicator(name=name, target=target)])
    (item,) = monitor(table, {name: actual}, as_of=JULY).items
    assert item.light == expected
    counted = name in ("指数编制期数", "接待游客人次")
    assert ("7/12" in item.reason) is counted
