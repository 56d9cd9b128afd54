"""Scoring: how actual values come in, what a scorecard says, and what stays open."""

import pickle
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

from jixiao.actuals import Actual, Actuals, Spending
from jixiao.errors import ActualsError, RulebookError, UnreadableDocument
from jixiao.quantities import Units
from jixiao.reading import read
from jixiao.rules import rulebook
from jixiao.rules.policies import Rule
from jixiao.scoring import compare_rulebooks, score
from jixiao.scoring.awards import percent_text
from jixiao.tables import Execution, Funds, Indicator, TargetTable, Task


def table(*rows, **more):
    return TargetTable(
        year=2022,
        indicators=[
            Indicator(name=name, target=target, weight=weight, **extra)
            for name, target, weight, extra in ((*row, {})[:4] for row in rows)
        ],
        **more,
    )


def codes(card):
    return [one.code for one in card.findings if one.code != "weight-sum"]


BUREAU = (
    ("产出指标", "数量指标", "聘用安保人员人数", "=4人"),
    ("产出指标", "数量指标", "发放次数", "=12次"),
    ("产出指标", "质量指标", "督导覆盖率", ">=90%"),
    ("产出指标", "时效指标", "专线运行维护响应时间", "<=8小时"),
    ("产出指标", "成本指标", "专线租赁费用", "<=8.80万元"),
    ("效益指标", "社会效益指标", "保障业务正常开展", "有效保障"),
    ("满意度指标", "满意度指标", "使用人员满意度", ">=90%"),
)


def bureau():
    return TargetTable(
        title="部门整体支出绩效目标表",
        year=2022,
        tasks=[
            Task(name="人员保障", funds=Funds(total="1011.11")),
            Task(name="运转", funds=Funds(total="81.58")),
        ],
        indicators=[Indicator(level1=a, level2=b, name=c, target=d) for a, b, c, d in BUREAU],
    )


DONE = {
    "聘用安保人员人数": 5,
    "发放次数": "12次",
    "督导覆盖率": "92%",
    "专线运行维护响应时间": "11小时",
    "专线租赁费用": "88000元",
    "保障业务正常开展": "达成",
    "使用人员满意度": Decimal("95"),
    "全年执行数": "1000万元",
}


@pytest.mark.parametrize("given", [{"执行数": "13000000"}, {"预算执行率": "1300"}])
def test_nobody_spends_many_times_the_budget(given):
    row = Indicator(name="培训", target="≥1次", weight="90", level1="产出指标", level2="数量指标")
    money = Execution(item="年度资金总额", budget="1407.6", weight="10")
    card = score(TargetTable(indicators=(row,), execution=(money,)), {"培训": "1次", **given})
    assert card.execution.points is None
    assert "execution-conflict" in {one.code for one in card.findings}


def test_declared_points_without_weights_are_not_shared_out_anew():
    """The office has weights that its form does not print; others would contradict its points."""
    rows = tuple(
        Indicator(
            level1="产出指标",
            level2="数量指标",
            name=f"项目{at}",
            target="≥1次",
            actual="1次",
            points="6",
        )
        for at in range(3)
    )
    card = score(TargetTable(indicators=rows))
    assert {one.points for one in card.scores} == {None}
    (found,) = [one for one in card.findings if one.code == "weight-missing"]
    assert "得分" in found.message


def test_even_weights_and_a_stated_execution_that_are_more_than_the_whole_are_said():
    rows = tuple(
        Indicator(level1=level, level2=kind, name=kind, target="≥1次", actual="1次")
        for level, kind in (
            ("产出指标", "数量指标"),
            ("效益指标", "社会效益指标"),
            ("满意度指标", "满意度"),
        )
    )
    money = Execution(item="年度资金总额", budget=100, executed=100, weight=20)
    card = score(TargetTable(indicators=rows, execution=(money,)))
    assert "weight-sum" in {one.code for one in card.findings}


def test_a_table_without_weights_is_scored_by_even_weights():
    card = score(bureau(), DONE)
    assert [one.weight for one in card.scores] == [
        Decimal(x) for x in "6.25 6.25 12.5 12.5 12.5 30 10".split()
    ]
    assert card.execution.weight == 10
    assert card.execution.points == Decimal("9.15")
    assert card.maximum == 100
    assert card.total == Decimal("95.74")
    assert (card.grade, card.open_points, card.lowest, card.highest) == (
        "优",
        0,
        card.total,
        card.total,
    )
    assert card.scores[3].reason.formula == "8/11小时×12.50分=9.09分"
    assert "分值为均分" in str(card.scores[3].reason)
    assert card.execution.reason.formula == "1000/1092.69万元×10分=9.15分"


def test_levels_hold_points_against_their_maximum():
    card = score(bureau(), DONE)
    found = {(one.level1, one.level2): (one.points, one.weight) for one in card.levels}
    assert found["产出指标", None] == (Decimal("46.59"), 50)
    assert found["产出指标", "时效指标"] == (Decimal("9.09"), Decimal("12.50"))
    assert found["预算执行率", None] == (Decimal("9.15"), 10)


def test_every_reason_holds_inputs_rule_arithmetic_and_rounding():
    scored = score(bureau(), DONE).score_of("专线运行维护响应时间")
    text = str(scored.reason)
    for part in (
        "“<=8小时”",
        "“11小时”",
        "8/11小时×12.50分=9.09分",
        "财预〔2020〕10号未规定",
        "四舍五入",
    ):
        assert part in text
    assert text.endswith("。")
    assert "\n" not in text
    assert isinstance(scored.reason.rule, Rule)
    assert dict(scored.reason.figures) == {
        "target": "8", "actual": "11", "unit": "小时", "weight": "12.50", "points": "9.09",
    }  # fmt: skip
    assert scored.ratio == Decimal("0.727273")


def test_marks_left_names_what_would_have_been_enough():
    losses = score(bureau(), DONE).marks_left()
    assert [(one.name, one.lost, one.needed) for one in losses] == [
        ("专线运行维护响应时间", Decimal("3.41"), "不超过8小时"),
        ("预算执行率", Decimal("0.85"), "不少于100%"),
    ]


def test_missing_values_stay_open_and_the_total_says_so():
    given = {key: value for key, value in DONE.items() if key != "保障业务正常开展"}
    card = score(bureau(), given)
    assert card.score_of("保障业务正常开展").status == "缺实际值"
    assert (card.open_points, card.total) == (30, Decimal("65.74"))
    assert (card.lowest, card.highest) == (Decimal("65.74"), Decimal("95.74"))
    assert card.grades_possible == ("优", "良", "中")
    assert card.grade is None
    assert "未定30分（“保障业务正常开展”）；最终65.74—95.74分" in card.summary


def test_a_filled_form_needs_no_actuals():
    card = score(
        table(
            ("培训次数", "≥15次", 90, {"actual": "12次", "deviation": "疫情"}),
            execution=[
                Execution(item="年度资金总额", budget="43.20", executed="37.24", weight=10),
                Execution(item="其中：当年财政拨款", budget="43.20", executed="37.24"),
            ],
        )
    )
    assert card.total == Decimal("80.62")
    assert card.grade == "良"
    assert card.scores[0].remarks == ()
    assert card.execution.remarks == ("预算执行率86.2%低于90%，应说明原因",)


def test_actuals_win_over_the_form_and_the_rest_is_kept():
    filled = table(("甲", "≥10次", 45, {"actual": "5次"}), ("乙", "≥10次", 45, {"actual": "10次"}))
    assert [one.points for one in score(filled, {"甲": "8次"}).scores] == [Decimal("36.00"), 45]


@pytest.mark.parametrize("value", [8, 8.0, "8", "8次", Decimal(8), "８次"])
def test_actuals_of_any_plain_type(value):
    scored = score(table(("甲", "≥10次", 10)), {"甲": value}).scores[0]
    assert scored.points == 8
    assert isinstance(scored.points, Decimal)


@pytest.mark.parametrize(
    "value", [date(2022, 10, 31), datetime(2022, 10, 31, 9), "2022-10-31", "2022年10月31日"]
)
def test_dates_of_any_plain_type(value):
    scored = score(table(("甲", "2022年10月31日以前", 10)), {"甲": value}).scores[0]
    assert scored.points == 10
    assert "边界" in scored.remarks[0]


def test_a_float_is_taken_as_it_is_written():
    scored = score(table(("甲", "≥0.3吨", 10)), {"甲": 0.1}).scores[0]
    assert scored.points == Decimal("3.33")
    assert scored.reason.actual_number == Decimal("0.1")


def test_rows_with_grades_marks_and_deductions():
    rows = [
        {"指标名称": "甲", "实际完成值": "有效保障", "等次": "部分达成", "评定分": "7"},
        {"指标名称": "乙", "实际完成值": "10次", "扣分": "1.5", "扣分原因": "台账不全"},
        {"item": "年度资金总额", "executed": "90"},
    ]
    card = score(
        table(
            ("甲", "有效保障", 10),
            ("乙", "≥10次", 80),
            execution=[Execution(item="年度资金总额", budget=100)],
        ),
        rows,
    )
    assert [one.points for one in card.items] == [7, Decimal("78.5"), 9]
    assert card.scores[0].reason.method == "mark"
    assert "扣1.5分（台账不全）" in str(card.scores[1].reason)


def test_an_evaluators_grade_outweighs_an_echo():
    entry = Actual(name="甲", value="有效保障", grade="未达成")
    scored = score(table(("甲", "有效保障", 10)), Actuals(entries=(entry,))).scores[0]
    assert (scored.points, scored.status) == (3, "待评定")
    assert (scored.lowest, scored.highest) == (0, 6)


def test_a_mark_does_not_override_what_can_be_computed():
    entry = Actual(name="甲", value="5次", mark=Decimal(10))
    card = score(table(("甲", "≥10次", 10)), Actuals(entries=(entry,)))
    assert card.scores[0].points == 5
    assert "mark-unused" in codes(card)


def test_unknown_names_are_reported_and_the_rest_is_scored():
    card = score(table(("培训次数", "≥10次", 90)), {"培训次数": 10, "培训次教": 3})
    assert card.scores[0].points == 90
    (finding,) = [one for one in card.findings if one.code == "actual-unknown"]
    assert finding.figure("nearest") == "培训次数"


def test_one_bad_value_does_not_stop_the_others():
    card = score(
        table(("甲", "≥95%", 30), ("乙", "≥10次", 30), ("丙", "工5%", 30)),
        {"甲": "9O%", "乙": "10万元", "丙": "5%"},
    )
    assert [one.points for one in card.scores] == [None, None, None]
    assert codes(card) == ["actual-unreadable", "unit-incompatible", "target-unreadable"]
    caret = card.findings[0].message
    assert "^" in caret
    assert "9O%" in caret


def test_a_path_is_read(tmp_path):
    path = tmp_path / "实际.csv"
    path.write_text("指标,实际完成值\n甲,8次\n", encoding="utf-8")
    for given in (path, str(path)):
        assert score(table(("甲", "≥10次", 10)), given).scores[0].points == 8


def test_a_missing_file_and_a_wrong_shape_are_refused():
    with pytest.raises((UnreadableDocument, FileNotFoundError)):
        score(table(("甲", "≥95%", 30)), "没有.xlsx")
    with pytest.raises(ActualsError):
        score(table(("甲", "≥95%", 30)), [3])
    with pytest.raises(RulebookError):
        score(table(("甲", "≥95%", 30)), {"甲": 3}, rulebook="没有这个")


def test_direction_comes_from_the_sign_column():
    indicator = Indicator(name="用时", target="10天", value="10", unit="天", sign="反向", weight=10)
    card = score(TargetTable(indicators=[indicator]), {"用时": "12.5天"})
    assert card.scores[0].points == 8
    assert "符号列为“反向”" in str(card.scores[0].reason)


def test_doubts_of_the_target_are_remarked():
    indicator = Indicator(name="甲", target="≥10次", value="≥10次", sign="≤", weight=10)
    scored = score(TargetTable(indicators=[indicator]), {"甲": "10次"}).scores[0]
    assert any("符号列" in one for one in scored.remarks)


def test_units_of_ones_own(tmp_path):
    path = tmp_path / "单位.txt"
    path.write_text("标箱\n大柜 = 2 * 标箱\n", encoding="utf-8")
    card = score(table(("甲", "≥3大柜", 10)), {"甲": "3标箱"}, units=Units.load(path))
    assert card.scores[0].points == 5
    assert codes(score(table(("甲", "≥3大柜", 10)), {"甲": "3标箱"})) == ["unit-incompatible"]


def test_general_measure_word_is_allowed_and_said():
    scored = score(table(("甲", "≥10座", 10)), {"甲": "5个"}).scores[0]
    assert scored.points == 5
    assert "按一比一计" in str(scored.reason)


def test_weights_as_shares_become_points():
    card = score(table(("甲", "≥1次", "0.6"), ("乙", "≥1次", "0.4")), {"甲": 1, "乙": 1})
    assert [one.weight for one in card.scores] == [60, 40]
    assert "weight-as-share" in codes(card)
    assert card.execution.weight == 0


def test_the_total_cell_in_the_budget_row_is_not_the_weight_of_execution():
    spent = Execution(item="年度资金总额", budget=150, executed=150, weight=100, points=98)
    card = score(table(("甲", "≥1次", 90, {"actual": "1次"}), execution=[spent]))
    assert card.execution.weight == 10
    assert "execution-weight-implausible" in codes(card)
    assert card.maximum == 100


def test_execution_from_tasks_must_cover_all_of_them():
    tasks = [Task(name="甲任务", funds=Funds(total=60)), Task(name="乙任务", funds=Funds(total=40))]
    target = table(("甲", "≥1次", 90), tasks=tasks)
    entries = (Actual(name="甲", value="1次"),)
    half = Actuals(entries=entries, executions=(Spending(item="甲任务", executed=Decimal(60)),))
    card = score(target, half)
    assert card.execution.points is None
    assert "execution-partial" in codes(card)
    whole = Actuals(
        entries=entries,
        executions=(
            Spending(item="甲任务", executed=Decimal(60)),
            Spending(item="乙任务", executed=Decimal(200000), unit="元"),
        ),
    )
    assert score(target, whole).execution.points == 8


def test_execution_from_a_given_rate_and_from_a_printed_one():
    target = table(("甲", "≥1次", 90))
    card = score(target, {"甲": 1, "预算执行率": "96%"})
    assert card.execution.points == Decimal("9.60")
    assert codes(card) == []
    printed = table(
        ("甲", "≥1次", 90), execution=[Execution(item="财政拨款", weight=10, rate="79.27")]
    )
    assert score(printed, {"甲": 1}).execution.points == Decimal("7.93")


def test_execution_without_a_budget_is_open_with_a_finding():
    rows = [Execution(item="年度资金总额", executed="207.45", weight=10)]
    card = score(table(("甲", "≥1次", 90, {"actual": "1次"}), execution=rows))
    assert card.execution.points is None
    assert "budget-missing" in codes(card)


def test_rulebooks_side_by_side():
    target = table(("响应", "≤8小时", 45), ("覆盖率", "≥90%", 45))
    both = compare_rulebooks(
        target,
        {"响应": "10小时", "覆盖率": "95%"},
        rulebooks=["财预〔2020〕10号", "一体化(线性反向)"],
    )
    (difference,) = both.differences
    assert difference.points == (Decimal("36.00"), Decimal("33.75"))
    assert difference.spread == Decimal("2.25")
    assert "8/10小时×45分" in difference.why[0]
    assert "(1-(10-8)/8)×45分" in difference.why[1]
    assert [row["name"] for row in both.rows()] == ["响应", "覆盖率", "预算执行率"]
    assert "规则对比" in both._repr_html_()
    assert len(compare_rulebooks(target, {"响应": "10小时"}).cards) >= 4


def test_a_rulebook_of_ones_own_in_code():
    own = rulebook(
        {
            "name": "我县",
            "extends": "财预〔2020〕10号",
            "reverse": {"mode": "zero", "source": "县办法"},
        }
    )
    scored = score(table(("响应", "≤8小时", 10)), {"响应": "9小时"}, rulebook=own).scores[0]
    assert scored.points == 0
    assert "县办法：反向指标超过目标的，不得分" in str(scored.reason)


def test_scorecards_are_values():
    card = score(bureau(), DONE)
    assert pickle.loads(pickle.dumps(card)) == card
    assert hash(card) == hash(score(bureau(), DONE))
    assert repr(card) == "<Scorecard 部门整体支出绩效目标表 总分95.74/100分，等次优>"


def test_html_is_escaped():
    card = score(table(("<script>甲", "≥1次", 90)), {"<script>甲": "<b>"})
    assert "<script>" not in card._repr_html_()
    assert "&lt;script&gt;甲" in card._repr_html_()


def test_rows_are_plain():
    rows = score(bureau(), DONE).rows()
    assert len(rows) == 8
    assert rows[3]["formula"] == "8/11小时×12.50分=9.09分"
    assert rows[-1]["name"] == "预算执行率"


def test_score_of_an_unknown_name():
    with pytest.raises(KeyError):
        score(bureau(), DONE).score_of("没有")


def test_an_empty_table():
    card = score(TargetTable())
    assert card.scores == ()
    assert card.total == 0
    assert card.execution.points is None
    assert score(TargetTable(), {"甲": 1}).findings[0].code == "actual-unknown"


def test_a_budget_row_that_holds_the_whole_100_alone_is_not_the_weight_of_execution():
    spent = Execution(item="年度资金总额", budget=620, executed=620, weight=100, points=10)
    card = score(table(execution=[spent]))
    assert (card.execution.weight, card.execution.points) == (10, 10)
    assert "execution-weight-implausible" in codes(card)


def test_execution_among_the_indicators_is_not_scored_twice():
    spent = Execution(item="年度资金总额", budget=100, executed=80)
    card = score(
        table(
            ("预算执行率", "100%", 10, {"actual": "80%"}),
            ("甲", "≥1次", 80, {"actual": "1次"}),
            execution=[spent],
        )
    )
    assert card.execution.weight == 0
    assert card.total == 88


def test_weights_as_shares_with_a_budget_row():
    spent = Execution(item="年度资金总额", budget=100, executed=90, weight="0.2")
    card = score(
        table(("甲", "≥1次", "0.5"), ("乙", "≥1次", "0.3"), execution=[spent]), {"甲": 1, "乙": 1}
    )
    assert [one.weight for one in card.items] == [50, 30, 20]
    assert card.total == 98


def test_a_negative_weight_counts_as_none():
    card = score(table(("甲", "≥1次", -5), ("乙", "≥1次", 90)), {"甲": 1, "乙": 1})
    assert card.scores[0].weight is None
    assert codes(card)[:2] == ["weight-negative", "weight-missing"]
    assert card.lowest <= card.highest


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")])
def test_numbers_that_are_none_stay_open(value):
    card = score(table(("甲", "0次", 10)), {"甲": value})
    assert card.scores[0].points is None
    assert "甲" in card._repr_html_()


def test_parts_with_dates_take_the_year_of_the_target():
    one = score(table(("资金到位", "2022年12月底前100%到位", 10)), {"资金到位": "11月底100%到位"})
    assert one.scores[0].points == 10


def test_a_late_date_can_still_end_in_full():
    card = score(table(("甲", "2022年10月31日以前", 90)), {"甲": "2022年11月5日"})
    one = card.scores[0]
    assert (one.points, one.lowest, one.highest, one.status) == (0, 0, 90, "待评定")


# ---- the smallest achievement that earns full points ---------------------------------


def smallest(target, actual, *, name="甲", change=None, level2=None, book="财预〔2020〕10号"):
    if change:
        book = rulebook({"name": "我县", "extends": book, **change})
    card = score(table((name, target, 10, {"level2": level2})), {name: actual}, rulebook=book)
    (loss,) = (one for one in card.marks_left() if one.name == name)
    return loss.needed


@pytest.mark.parametrize(
    ("target", "actual", "change", "needed"),
    [
        ("≥15次", "3", {}, "不少于15次"),
        (">15次", "3", {}, "不少于15次"),
        (">15次", "3", {"strict_bound": {"mode": "strict"}}, "超过15次"),
        (">0次", "0", {}, "超过0次"),
        ("<24小时", "30小时", {}, "不超过24小时"),
        ("约300人", "200人", {}, "不少于270人"),
        ("=4人", "3", {}, "不少于4人"),
        ("=4人", "5", {"equality": {"mode": "two_sided"}}, "正好4人"),
        ("=0起", "1", {}, "为0起"),
        ("=100人", "50", {"equality": {"tolerance": "0.05"}}, "不少于95人"),
        (
            "=100人",
            "50",
            {"equality": {"mode": "strict", "tolerance": "0.05"}},
            "在95人至105人之间",
        ),
        ("≥10次", "30", {"over": {"reduce_from": "1.5"}}, "在10次至15次之间"),
    ],
)
def test_the_smallest_achievement_for_full_points(target, actual, change, needed):
    said = smallest(target, actual, change=change)
    assert said == needed


def test_a_scale_needs_less_than_the_target():
    said = smallest("≥95%", "85%", name="群众满意度", book="财预〔2021〕101号")
    assert said == "不少于90%"


@pytest.mark.parametrize(
    ("name", "target", "actual", "points"),
    [
        ("运行成本（元）", "≤10000", "1万元", "10"),
        ("运行成本（元）", "≤10000", "2万元", "5.00"),
        ("造林面积(亩)", "≥1500", "100公顷", "10"),
        ("合格率（%）", "≥90", "0.9%", "0.10"),
        ("培训人数（含教师）", "≥10", "10人", "10"),
    ],
)
def test_the_unit_may_stand_in_the_name(name, target, actual, points):
    assert score(table((name, target, 10)), {name: actual}).scores[0].points == Decimal(points)


def test_nothing_is_called_even_where_nothing_was_shared():
    card = score(table(("甲", "≥1次", None), ("乙", "≥1次", None)), {"甲": 1, "乙": 1})
    assert codes(card) == ["weight-missing"]


def marked(target, **given):
    entries = (Actual(name="甲", **given),)
    return score(table(("甲", target, 10)), Actuals(entries=entries))


def test_a_mark_settles_what_was_provisional():
    one = marked("显著提高", grade="部分达成", mark=Decimal(7)).scores[0]
    assert one.points == 7
    assert "暂按" not in str(one.reason)
    assert not [text for text in one.remarks if text.startswith("请评价人")]
    late = marked("2022年10月31日以前", value="2022年11月5日", mark=Decimal(6)).scores[0]
    assert (late.points, late.lowest, late.highest) == (6, 6, 6)
    assert not [text for text in late.remarks if text.startswith("待评定")]


def test_a_grade_that_is_none_is_said_even_without_an_actual_value():
    card = marked("显著提高", grade="还行")
    assert card.scores[0].points is None
    assert "grade-unknown" in codes(card)


@pytest.mark.parametrize("value", ["无", "未发生", "没有"])
def test_nothing_happened(value):
    assert score(table(("安全事故", "0起", 10)), {"安全事故": value}).scores[0].points == 10
    assert score(table(("培训", "≥5次", 10)), {"培训": value}).scores[0].points is None


def test_cost_as_a_level_of_its_own_points_to_the_rulebook_that_has_points_for_it():
    costs = TargetTable(
        indicators=[
            Indicator(level1="成本指标", level2="经济成本指标", name="甲", target="≤1万元"),
            Indicator(level1="产出指标", level2="数量指标", name="乙", target="≥1次"),
        ]
    )
    (missing,) = [one for one in score(costs).findings if one.code == "weight-missing"]
    assert "财预〔2021〕101号" in missing.message
    (missing,) = [
        one
        for one in score(attrs.evolve(costs, indicators=costs.indicators[:1])).findings
        if one.code == "weight-missing"
    ]
    assert "没有成本作为一级指标的分值" in missing.message
    under = score(costs, rulebook="财预〔2021〕101号")
    assert [one.weight for one in under.scores] == [20, 40]


def test_an_indicator_without_points_leaves_the_grade_open():
    rows = [("甲", "≥1次", 30, {"actual": "1次"}), ("乙", "≥1次", 60, {"actual": "1次"})]
    partly = table(*rows, ("丙", "≥1次", None, {"actual": "1次"}))
    card = score(partly)
    assert [one.name for one in card.unweighted] == ["丙"]
    assert card.grade is None
    assert card.grades_possible == ("优", "良", "中", "差")
    assert "1个指标分值不明" in card.summary
    assert score(table(*rows)).unweighted == ()


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ("149/160", "93.13%"),
        ("89996/100000", "89.996%"),
        ("99999/100000", "99.999%"),
        ("2/3", "66.67%"),
        ("13/10", "130%"),
        ("-1/800", "-0.13%"),
    ],
)
def test_a_share_in_a_sentence_is_rounded_half_up_and_never_to_a_whole_it_is_not(share, text):
    assert percent_text(Fraction(share)) == text


def test_an_execution_below_90_percent_is_not_said_to_be_90():
    rows = [Execution(item="年度资金总额", budget=100000, executed=89996, weight=10)]
    remarks = score(table(("甲", "≥1次", 90, {"actual": "1次"}), execution=rows)).execution.remarks
    assert any("89.996%低于90%" in one for one in remarks)


def test_an_endless_fraction_stands_in_brackets_in_a_formula():
    rows = (
        Indicator(level2="时效指标", name="响应时间", target="≤1天", weight=10),
        Indicator(level2="数量指标", name="造林面积", target="≥1公顷", weight=10),
    )
    card = score(TargetTable(indicators=rows), {"响应时间": "25小时", "造林面积": "14亩"})
    assert [one.reason.formula for one in card.scores] == [
        "1/(25/24)天×10分=9.60分",
        "(14/15)/1公顷×10分=9.33分",
    ]


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        ("不超预算", "未超预算", 10),
        ("不超预算", "超预算", 3),  # the middle of the band of 未达成
        ("零事故", "0起", 10),
        ("无重大安全事故", "未发生重大安全事故", 10),
        ("不超预算", "控制在预算内", None),
        ("零事故", "1起", 0),
    ],
)
def test_what_was_not_to_happen_did_or_did_not(target, actual, points):
    row = Indicator(level2="质量指标", name="情况", target=target, weight=10)
    assert score(TargetTable(indicators=(row,)), {"情况": actual}).scores[0].points == points


@pytest.mark.parametrize("dash", ["/", "／", "—", "——", "-", "--"])
def test_a_dash_is_no_value_and_earns_nothing(dash):
    card = score(table(("甲", "≥1次", 50), ("乙", "≥1次", 40)), {"甲": "1次", "乙": dash})
    assert [(one.points, one.weight) for one in card.scores] == [(50, 50), (None, 40)]
    assert card.scores[1].status == "缺实际值"
    assert "actual-missing" in codes(card)


def test_an_excluded_indicator_is_said():
    card = score(table(("甲", "≥1次", 50), ("乙", "≥1次", 40)), {"甲": "1次", "乙": "不适用"})
    assert [one.status for one in card.scores] == ["完成", "不适用"]
    (said,) = [one for one in card.findings if one.code == "indicator-excluded"]
    assert said.figures == (("name", "乙"),)


def test_budget_rows_without_a_total_and_parts_that_do_not_add_up_are_said():
    apart = [
        Execution(item="财政拨款", budget=80, executed=70),
        Execution(item="其他资金", budget=20, executed=20),
    ]
    card = score(table(("甲", "≥1次", 90, {"actual": "1次"}), execution=apart))
    assert "spending-part-unused" in codes(card)
    differing = [
        Execution(item="年度资金总额", budget=100, executed=90, weight=10),
        Execution(item="其中：财政拨款", budget=80, executed=70),
        Execution(item="其他资金", budget=20, executed=25),
    ]
    card = score(table(("甲", "≥1次", 90, {"actual": "1次"}), execution=differing))
    assert card.execution.points == 9
    assert "execution-parts-differ" in codes(card)


# ---- what cannot be, and what looks like a slip ---------------------------------------


@pytest.mark.parametrize(
    ("name", "target", "actual", "code"),
    [
        ("服务对象满意度", "≥90%", "105%", "share-over-100"),
        ("服务对象满意度", "≥90%", "950%", "share-over-100"),
        ("收入增长率", "≥9%", "105%", None),
        ("整治河道", "≥12千米", "1200千米", "actual-magnitude"),
        ("运行成本", "≤84万元", "0.084万元", "actual-magnitude"),
        ("整治河道", "≥12千米", "1300千米", None),
        ("覆盖率", "≥95%", "≥95%", "actual-repeats-target"),
        ("覆盖率", "95%", "95%", None),
        ("完成时间", "2022年10月31日前", "2012年10月1日", "actual-year"),
        ("完成时间", "2022年10月31日前", "2022年9月1日", None),
    ],
)
def test_what_cannot_be_is_asked_about_and_scored_as_written(name, target, actual, code):
    card = score(table((name, target, 100)), {name: actual})
    found = [one for one in card.findings if one.subject == name]
    assert [one.code for one in found] == ([] if code is None else [code])
    assert card.scores[0].points == 100


def test_inapplicable_rows_that_move_half_a_level_are_a_warning():
    rows = [("甲", "≥1次", 30), ("乙", "≥1次", 30), ("丙", "≥1次", 40)]
    levels = ({"level1": "产出指标"}, {"level1": "产出指标"}, {"level1": "效益指标"})
    form = table(*((*row, level) for row, level in zip(rows, levels, strict=True)))
    card = score(form, {"甲": "不适用", "乙": "1次", "丙": "1次"})
    (found,) = (one for one in card.findings if one.code == "indicator-excluded")
    assert found.severity == "warning"
    assert "产出60分中的30分" in found.message
    few = score(form, {"甲": "1次", "乙": "1次", "丙": "1次"})
    assert "indicator-excluded" not in [one.code for one in few.findings]


FORM = """项目支出绩效自评表
一级指标,二级指标,三级指标,指标值,分值,实际完成值
产出指标,数量指标,培训人数,≥60人,50,{actual}
"""
LIST = "指标,备注,实际完成值\n培训人数,,25O人\n"


@pytest.mark.parametrize(
    ("own", "given", "place"),
    [
        ("25O人", None, ("表.csv", 3, 6)),
        ("", LIST, ("实际.csv", 2, 3)),
        ("70人", LIST, ("实际.csv", 2, 3)),
        ("70人", FORM.format(actual="25O人"), ("实际.csv", 3, 6)),
        ("25O人", LIST.replace("25O人", ""), ("表.csv", 3, 6)),
        ("70人", {"培训人数": "25O人"}, ("表.csv", 3, 4)),
    ],
)
def test_an_actual_value_that_is_not_read_is_found_where_it_stands(
    tmp_path, monkeypatch, own, given, place
):
    monkeypatch.chdir(tmp_path)
    (table,) = read(FORM.format(actual=own).encode(), name="表.csv")
    if isinstance(given, str):
        Path("实际.csv").write_text(given, encoding="utf-8")
        given = "实际.csv"
    card = score(table, given)
    (found,) = [one for one in card.findings if one.code == "actual-unreadable"]
    assert (found.place.file, found.place.row, found.place.column) == place
