from datetime import date
from decimal import Decimal

import pytest

from jixiao.actuals import Actual, Actuals, Spending, gather, match
from jixiao.errors import ActualsError
from jixiao.naming import plain_name


def codes(result):
    return [one.code for one in result.findings]


def test_mapping_is_matched_by_exact_name():
    got = match(gather({"培训次数": 12, "满意度": "92%"}), ["满意度", "培训次数", "合格率"])
    assert [a and a.value for a in got.actuals] == ["92%", Decimal(12), None]
    assert got.findings == ()


def test_float_goes_through_its_shortest_text_and_datetimes_become_dates():
    from datetime import datetime

    got = gather({"a": 0.1, "b": datetime(2022, 10, 31, 8), "c": float("nan"), "d": True})
    assert [one.value for one in got.entries] == [Decimal("0.1"), date(2022, 10, 31), None, "是"]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("培训次数", "指标1：培训次数"),
        ("★培训次数", "培训次数"),
        ("其中:新造林面积", "其中：新造林面积（亩）"),
        ("苗木成活率", "苗木成活率（≥**%）"),
        ("培 训 次 数", "培训次数"),
        ("受益人数(人)", "受益人数（人）"),
        ("1、培训次数", "培训次数"),
    ],
)
def test_names_are_matched_less_prefixes_width_and_hints(written, printed):
    got = match(gather({written: "1"}), ["别的", printed])
    assert got.actuals[1] is not None
    assert got.actuals[0] is None


def test_a_meaningful_bracket_is_kept_apart():
    assert plain_name("村(监测)户数") == "村(监测)户数"
    got = match(gather({"长度": 3}), ["长度（公里）", "长度（米）"])
    assert got.actuals == (None, None)
    assert codes(got) == ["actual-ambiguous"]


def test_unknown_name_is_reported_with_the_nearest():
    got = match(gather({"专线租赁费": "8.8"}), ["专线租赁费用", "满意度"])
    assert got.actuals == (None, None)
    (finding,) = got.findings
    assert finding.code == "actual-unknown"
    assert finding.figure("nearest") == "专线租赁费用"
    assert got.unused[0].name == "专线租赁费"


def test_two_values_for_one_indicator_leave_it_open():
    rows = [{"指标": "次数", "实际完成值": 5}, {"指标": "★次数", "实际完成值": 6}]
    got = match(gather(rows), ["次数"])
    assert got.actuals == (None,)
    assert codes(got) == ["actual-conflict"]
    assert len(got.unused) == 2


def test_the_same_value_twice_is_no_conflict():
    rows = [{"指标": "次数", "实际完成值": 5}, {"指标": "次数", "实际完成值": 5}]
    got = match(gather(rows), ["次数"])
    assert got.actuals[0].value == 5
    assert got.findings == ()


def test_two_indicators_of_one_name_need_their_level_two():
    names, groups = ["满意度", "满意度"], ["社会效益指标", "满意度指标"]
    single = match(gather({"满意度": 90}), names, groups=groups)
    assert single.actuals == (None, None)
    assert codes(single) == ["actual-ambiguous"]
    rows = [
        {"name": "满意度", "level2": "满意度指标", "actual": 90},
        {"name": "满意度", "level2": "社会效益指标", "actual": 80},
    ]
    got = match(gather(rows), names, groups=groups)
    assert [a.value for a in got.actuals] == [80, 90]
    assert got.findings == ()


def test_as_many_rows_as_indicators_go_by_order_and_say_so():
    rows = [{"name": "满意度", "actual": 90}, {"name": "满意度", "actual": 80}]
    got = match(gather(rows), ["满意度", "满意度"])
    assert [a.value for a in got.actuals] == [90, 80]
    assert codes(got) == ["actual-ambiguous"]


def test_grades_marks_and_deductions():
    (one,) = gather(
        [
            {
                "三级指标": "履职",
                "等次": "部分达成",
                "评定分": "7.5分",
                "扣分": 1,
                "扣分原因": "迟报",
                "不适用": "",
            }
        ]
    ).entries
    assert one == Actual(
        name="履职", grade="部分达成", mark=Decimal("7.5"), deduction=Decimal(1), reason="迟报"
    )


def test_budget_rows_and_budget_names():
    got = match(
        gather(
            [
                {"item": "年度资金总额", "全年预算数": "100", "全年执行数": "95.5万元"},
                {"name": "预算执行", "actual": 80},
            ]
        ),
        ["次数"],
    )
    assert got.executions == (
        Spending(item="年度资金总额", budget=Decimal(100), executed=Decimal("95.5"), unit="万元"),
        Spending(item="预算执行", executed=Decimal(80)),
    )
    assert got.findings == ()


def test_a_grade_or_a_mark_on_a_budget_row_is_said():
    for stated in ({"等次": "部分达成"}, {"评定分": 7}):
        got = match(gather([{"name": "预算执行率", **stated}]), ["次数"])
        assert [one.name for one in got.unused] == ["预算执行率"]
        assert len(got.findings) == 1
    waiting = match(gather([{"name": "预算执行率", "备注": "待填"}]), ["次数"])
    assert waiting.findings == ()


def test_an_indicator_called_like_the_budget_keeps_its_value():
    got = match(gather({"预算执行": 80}), ["预算执行"])
    assert got.actuals[0].value == 80
    assert got.executions == ()


def test_unreadable_points_and_unknown_fields_are_findings():
    got = gather([{"name": "a", "actual": 1, "评定分": "多", "颜色": "红"}])
    assert sorted(codes(got)) == ["actual-field-unknown", "actual-points-unreadable"]


def test_a_row_without_a_name_is_refused():
    with pytest.raises(ActualsError) as error:
        gather([{"actual": 3}])
    assert error.value.code == "actuals-no-name"
    with pytest.raises(ActualsError):
        gather([3])


def test_blank_rows_are_nothing():
    assert gather([{"name": "", "actual": None}]) == Actuals()
