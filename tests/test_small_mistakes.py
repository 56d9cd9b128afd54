"""Answers of scoring and frames that one small mistake in the code would change.

``benchmarks/mutants.py`` finds such mistakes.
"""

from decimal import Decimal
from fractions import Fraction

import pytest

import jixiao
from jixiao.frames import FrameError, score_frame
from jixiao.scoring.spending import execution_rate, rate_differs


def scored(target, actual):
    row = jixiao.Indicator(name="合格率", target=target, weight=10)
    return jixiao.score(jixiao.TargetTable(indicators=(row,)), {"合格率": actual}).scores[0]


@pytest.mark.parametrize(
    ("target", "actual", "points", "verdict"),
    [
        (">95%", "95%", "10", "恰好等于目标"),
        ("<5%", "5%", "10", "恰好等于目标"),
        ("(80%,90%)", "80%", "10", "恰好等于目标"),
        ("80%~90%", "75%", "9.38", "低于区间"),
        ("80%~90%", "95%", "10", "高于区间，好的一端"),
    ],
)
def test_on_a_bound_and_beyond_a_range(target, actual, points, verdict):
    score = scored(target, actual)
    assert (score.points, score.reason.verdict) == (Decimal(points), verdict)


def test_the_direction_is_named_only_where_points_hang_on_it():
    assert scored("80%~90%", "95%").reason.notes == ("名称含“合格率”，越高越好",)
    assert scored("≥95%", "99%").reason.notes == ()
    assert scored("≥95%", "90%").reason.notes == ()


def test_more_than_an_equal_target_asks_is_better_and_to_be_explained():
    score = scored("=95%", "96%")
    assert (score.points, score.status) == (Decimal(10), "超额")
    assert score.reason.upward is True
    assert score.remarks == ("目标是等于95%，实际超额，请说明原因",)


def test_an_actual_keeps_the_decimals_that_are_written():
    assert str(scored("≥15%", "12.50%").reason.actual_number) == "12.50"


@pytest.mark.parametrize(
    ("printed", "share", "differs"),
    [
        ("0.865", "0.8654", False),
        ("0.865", "0.868", True),
        ("86.5%", "0.8654", False),
        ("86.5%", "0.868", True),
        ("86.5", "0.868", True),
        ("87%", "0.868", False),
    ],
)
def test_a_printed_rate_is_compared_to_its_last_decimal(printed, share, differs):
    assert rate_differs(printed, Fraction(share)) is differs


def test_a_column_that_stands_twice_is_named():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame([["≥1次", "≥2次", "3次"]], columns=["指标值", "指标值", "实际值"])
    with pytest.raises(FrameError, match="指标值") as caught:
        score_frame(frame, target="指标值", actual="实际值")
    assert caught.value.code == "frame-column-repeated"


@pytest.mark.parametrize(
    ("name", "explanation", "target", "found"),
    [
        ("培训200人", None, "≥240人", True),
        ("12所学校的教师人数", None, "≥120人", False),
        ("第3次土地调查次数", None, "1次", False),
        ("巡查次数", "全年36次", "≥48次", True),
        ("巡查次数", "本年度巡查次数，其中河道36次，湖泊12次", "≥48次", False),
        ("培训人数", "全年开展4期，每期50人，共200人", "≥200人", False),
        ("补助人数", "全县共有低保对象520人，本年补助300人", "≥300人", False),
    ],
)
def test_a_name_or_explanation_that_states_another_number(name, explanation, target, found):
    row = jixiao.Indicator(name=name, explanation=explanation, target=target, weight=10)
    codes = {one.code for one in jixiao.check(jixiao.TargetTable(indicators=(row,), year=2024))}
    assert ("text-count" in codes) is found


@pytest.mark.parametrize(
    ("target", "actual", "deviation", "found"),
    [
        ("≥300人", "290人", "实际培训280人", True),
        ("≥300人", "290人", "计划培训300人，实际培训290人", False),
        ("≥300人", "290人", "实际比计划少10人", False),
        ("≥300人", "290人", "实际参加培训人员中有10人中途退出", False),
        ("≥90%", "85%", "实际回收问卷95%", False),
        ("≤20万元", "23万元", "实际支出超预算3万元", False),
        ("≥300人", "310人", "未完成原因：无", False),
        ("≥300人", "310人", "未达到上限要求", False),
        ("≥300人", "310人", "未完成年度目标，因场地未落实", True),
    ],
)
def test_a_reason_that_says_another_thing_than_its_row(target, actual, deviation, found):
    row = jixiao.Indicator(
        name="培训人数", target=target, actual=actual, deviation=deviation, weight=10, points=10
    )
    codes = {one.code for one in jixiao.check(jixiao.TargetTable(indicators=(row,), year=2024))}
    assert ("reason-contradicts" in codes) is found


@pytest.mark.parametrize(
    ("actual", "status"), [("无", "不适用"), ("", "不适用"), ("有2起", "待评定"), ("5起", "待评定")]
)
def test_a_target_of_none_is_left_out_only_where_nothing_else_was_written(actual, status):
    row = jixiao.Indicator(name="拖欠工资", target="无", weight=10, actual=actual)
    card = jixiao.score(jixiao.TargetTable(indicators=(row,)))
    assert str(card.scores[0].status) == status


@pytest.mark.parametrize(
    ("actual", "deviation", "code"),
    [
        (
            "38万人次",
            "全年补贴就餐人次超额完成年度目标。改进措施：继续保持。",
            "reason-contradicts",
        ),
        ("38.55万人次", "因装修停业", None),
    ],
)
def test_a_reason_that_says_all_was_done_of_its_own_row(actual, deviation, code):
    row = jixiao.Indicator(
        name="补贴就餐人次", target="≥40万人次", actual=actual, deviation=deviation, weight=10, points=9
    )  # fmt: skip
    codes = {one.code for one in jixiao.check(jixiao.TargetTable(indicators=(row,), year=2024))}
    assert ("reason-contradicts" in codes) is (code is not None)


def test_a_part_of_what_comes_in_ones_whatever_its_measure_word():
    rows = (
        jixiao.Indicator(name="更换门窗数量", target="≥860樘", actual="860.5樘", weight=10),
        jixiao.Indicator(name="培训学时", target="≥20学时", actual="20.5学时", weight=10),
    )
    found = jixiao.check(jixiao.TargetTable(indicators=rows, year=2024))
    assert [one.subject for one in found if one.code == "actual-bound"] == ["更换门窗数量"]


@pytest.mark.parametrize(("said", "differs"), [("5座", True), ("6座", False)])
def test_what_was_done_in_words_is_that_of_its_row(said, differs):
    row = jixiao.Indicator(name="修复桥梁数量", target="=6座", actual="6座", weight=10)
    table = jixiao.TargetTable(indicators=(row,), year=2024, goal_actual=f"完成修复桥梁{said}。")
    codes = [one.code for one in jixiao.check(table)]
    assert ("actual-differs" in codes) is differs


def test_a_unit_price_is_that_of_the_thing_it_names():
    """6 at 30, 3 at 80 and 15 at 2 are 450, as 15 at 30 would be."""
    things = (("彩超", 6, 30), ("DR设备", 3, 80), ("心电图机", 15, 2))
    rows = (
        *(jixiao.Indicator(level1="产出指标", level2="数量指标", name=f"购置{name}数量", target=f"={number}台") for name, number, _ in things),
        *(jixiao.Indicator(level1="成本指标", level2="经济成本指标", name=f"{name}购置单价", target=f"≤{price}万元/台") for name, _, price in things),
    )  # fmt: skip
    total = jixiao.Execution(item="年度资金总额", budget=450, unit="万元")
    found = jixiao.check(jixiao.TargetTable(indicators=rows, execution=(total,), year=2026))
    assert "cost-total" not in {one.code for one in found}


def by(book, *rows, actuals=(), **fields):
    """A table of rows, scored by a rulebook of one's own."""
    own = jixiao.rulebook({"name": "我局", "extends": "财预〔2020〕10号", **book})
    table = jixiao.TargetTable(indicators=rows, year=2024, **fields)
    return jixiao.score(table, dict(actuals), rulebook=own)


def row(name="场次", target="≥5场", **fields):
    return jixiao.Indicator(**{"level1": "产出指标", "name": name, "target": target, "weight": 10, **fields})  # fmt: skip


@pytest.mark.parametrize(
    ("target", "actual", "provisional"),
    [("有效保障", "部分达成", True), ("≥5场", "5场", False), ("≥5场", None, False)],
)
def test_points_that_an_evaluator_may_still_change(target, actual, provisional):
    card = by({}, row(target=target), actuals=[("场次", actual)] if actual else ())
    assert card.scores[0].is_provisional is provisional


@pytest.mark.parametrize(
    ("book", "actual", "method"),
    [
        ({"inapplicable": {"mode": "full", "source": "x", "rule": "y"}}, "不适用", "full"),
        ({}, "不适用", "excluded"),
        ({}, None, "open"),
        ({"missing": {"mode": "zero", "source": "x", "rule": "y"}}, None, "zero"),
        ({"over": {"cap": "none", "source": "x", "rule": "y"}}, "8场", "direct"),
    ],
)
def test_by_what_a_row_was_scored(book, actual, method):
    card = by(book, row(), actuals=[("场次", actual)] if actual else ())
    assert card.scores[0].reason.method == method


def test_what_is_gained_without_a_cap():
    card = by({"over": {"cap": "none", "source": "x", "rule": "y"}}, row(), actuals=[("场次", "8场")])  # fmt: skip
    assert card.scores[0].points == 16


def test_a_scale_that_the_target_prints_goes_before_that_of_the_rulebook():
    scale = {
        "applies_to": ["场次"], "measure": "ratio", "source": "x", "rule": "y",
        "steps": [{"at_least": "1", "share": 1}, {"at_least": "0.5", "share": "0.9"}],
    }  # fmt: skip
    printed = by({"scales": [scale]}, row(target="5场以上得10分，每少1场扣2分"), actuals=[("场次", "4场")])  # fmt: skip
    assert printed.scores[0].points == 8
    assert by({"scales": [scale]}, row(), actuals=[("场次", "4场")]).scores[0].points == 9


def test_weights_of_which_one_is_not_known_are_not_handed_on():
    rows = (row("甲"), row("乙"), row("丙", weight=None))
    card = by({}, *rows, actuals=[("甲", "5场"), ("乙", "不适用"), ("丙", "5场")])
    assert [one.weight for one in card.scores if one.name in "甲乙"] == [10, 10]


def test_two_weights_that_are_shares_of_one():
    rows = (row("甲", weight="0.3"), row("乙", weight="0.7"))
    card = by({}, *rows, actuals=[("甲", "5场"), ("乙", "5场")])
    assert [one.weight for one in card.scores[:2]] == [30, 70]
    assert by({}, row(weight=1), actuals=[("场次", "5场")]).scores[0].weight == 1


def test_a_level_without_rows_has_points_that_nobody_gets():
    card = by({}, row(weight=None), actuals=[("场次", "5场")])
    absent = [one.figure("level") for one in card.findings if one.code == "level-absent"]
    assert absent == ["效益", "满意度"]


@pytest.mark.parametrize(
    ("printed", "share"),
    [("1.5", "3/2"), ("1.8", "9/500"), ("96.85", "9685/10000"), ("1", "1"), ("150%", "3/2")],
)
def test_a_printed_rate_of_execution(printed, share):
    assert execution_rate(printed) == Fraction(share)


@pytest.mark.parametrize(
    ("initial", "budget", "points", "said"),
    [(100, None, 9, True), (100, 200, "4.5", False), (None, 100, 9, False)],
)
def test_of_which_budget_the_rate_is(initial, budget, points, said):
    total = jixiao.Execution(item="年度资金总额", initial=initial, budget=budget, executed=90, weight=10, unit="万元")  # fmt: skip
    card = by({}, row(weight=90), actuals=[("场次", "5场")], execution=(total,))
    score = card.execution
    assert score.points == Decimal(points)
    assert any("按年初预算数计算" in one for one in score.reason.notes) is said


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        ({"measure": "ratio", "steps": [{"at_least": "1", "share": 1}, {"at_least": "0.5", "share": "0.9"}]}, "目标的50%（含）以上"),
        ({"unit": "场", "steps": [{"at_least": 5, "share": 1}, {"at_least": 3, "share": "0.9"}]}, "3场（含）以上"),
    ],
)  # fmt: skip
def test_a_step_in_words(scale, words):
    book = {"scales": [{"applies_to": ["场次"], "source": "x", "rule": "y", **scale}]}
    card = by(book, row(), actuals=[("场次", "4场")])
    assert words in str(card.scores[0].reason)
    assert card.scores[0].points == 9
