"""Recheck: filled forms as they are published, with the mistakes that are published too."""

from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from jixiao.reading import read
from jixiao.review.checking import check
from jixiao.review.checking.codes import COMPARED
from jixiao.review.rechecking import recheck, rounding_in_use
from jixiao.rules import rulebook
from jixiao.scoring.spending import execution_rate
from jixiao.tables import Execution, Indicator, TargetTable


def row(name, target, actual, weight, points, **more):
    return Indicator(name=name, target=target, actual=actual, weight=weight, points=points, **more)


def form(*rows, execution=None, total=None):
    return TargetTable(
        year=2022,
        indicators=rows,
        execution=[] if execution is None else [execution],
        declared_total=total,
    )


def found(table, code=None):
    return [one for one in recheck(table) if one.code != "weight-sum" and code in (None, one.code)]


def test_a_form_that_adds_up_has_no_findings():
    table = form(
        row("培训次数", ">=15次", "12次", 50, 40, deviation="疫情影响"),
        row("覆盖率", "≥90%", "95%", 40, 40),
        execution=Execution(
            item="年度资金总额", budget=100, executed=95, weight=10, rate="95%", points="9.5"
        ),
        total="89.5",
    )
    assert recheck(table) == ()


def test_a_target_table_without_points_is_not_rechecked():
    assert recheck(form(row("培训次数", ">=15次", None, 90, None))) == ()


def test_points_that_differ_are_reported_with_both_figures_and_the_formula():
    (finding,) = found(form(row("执行率", "100%", "83.5%", 20, 18, deviation="跨年")))
    assert finding.code == "points-differ"
    assert finding.severity == "warning"
    assert finding.figure("declared") == "18"
    assert finding.figure("computed") == "16.70"
    assert finding.figure("formula") == "83.5%/100%×20分=16.70分"
    assert "多1.30分" in finding.message


@pytest.mark.parametrize(
    ("points", "label"),
    [("9", "四舍五入取整"), ("8.6", "四舍五入保留1位小数"), ("8", "舍去小数取整")],
)
def test_a_coarser_rounding_is_recognised(points, label):
    (finding,) = found(form(row("工程资金", "43.2", "37.24", 10, points, deviation="尾款")))
    assert (finding.code, finding.severity) == ("points-differ", "note")
    assert finding.figure("rounding") == label


def test_whole_numbers_are_not_the_rounding_of_a_form_that_writes_decimals():
    table = form(
        row("档案", "38508人", "37442人", 3, 3),
        row("接种率", "100.00%", "97.30%", 2, "1.9", deviation="外出"),
    )
    assert [one.code for one in found(table)] == ["missed-but-full", "points-differ"]


def test_met_but_docked():
    finding = found(form(row("培训次数", ">=15次", "16次", 10, 9, deviation="效果一般")))[0]
    assert finding.code == "met-but-docked"
    assert "效果一般" in finding.message


def test_missed_but_full_is_an_error():
    (finding,) = found(form(row("标准", "<=5300元/户", "5830元/户", 10, 10)))
    assert (finding.code, finding.severity) == ("missed-but-full", "error")
    assert "5300/5830元/户×10分=9.09分" in finding.message


def test_points_above_the_weight():
    (finding,) = found(form(row("满意度", "90", "100", 10, "11.1")))
    assert (finding.code, finding.severity) == ("points-exceed-weight", "error")


def test_a_loss_without_a_reason_and_points_without_an_actual():
    table = form(row("培训", ">=15次", "12次", 10, 8), row("讲座", ">=5次", None, 10, 10))
    assert [one.code for one in found(table)] == ["reason-missing", "actual-missing"]


def test_a_likely_slip_of_wan():
    codes = [one.code for one in found(form(row("栽植", "≥8万株", "8株", 10, 10)))]
    assert "unit-slip" in codes
    assert "missed-but-full" in codes


def test_a_qualitative_mark_inside_its_band_is_accepted():
    assert found(form(row("保障", "有效保障", "部分达成", 10, "7.5", deviation="进度慢"))) == []
    (finding,) = found(form(row("保障", "有效保障", "部分达成", 10, "9", deviation="进度慢")))
    assert finding.code == "points-differ"


@pytest.mark.parametrize(
    ("text", "share"),
    [("86%", "43/50"), ("８６％", "43/50"), ("96.85", "1937/2000"), ("0.865", "173/200"), ("1,200%", "12"),
     ("8,6%", None), ("8，6", None), ("约86%", None), ("", None), (None, None)],
)  # fmt: skip
def test_a_printed_execution_rate_is_one_number_or_none(text, share):
    assert execution_rate(text) == (None if share is None else Fraction(share))


def test_the_execution_rate_is_checked_to_the_printed_decimals():
    def rate(text):
        spent = Execution(item="年度资金总额", budget=300, executed="259.45", rate=text)
        return [one.code for one in found(form(row("甲", "1次", "1次", 90, 90), execution=spent))]

    assert rate("86.5%") == rate("86.48%") == rate("86%") == rate("0.865") == []
    assert rate("100%") == ["execution-rate-differs"]


def test_execution_points():
    def points(value, executed="80.4"):
        spent = Execution(
            item="年度资金总额", budget=100, executed=executed, weight=10, points=value
        )
        table = form(row("甲", "1次", "1次", 90, 90), execution=spent)
        return [(one.code, one.severity) for one in found(table)]

    assert points("8.04") == []
    assert points("8") == [("execution-points-differ", "note")]
    assert points("10") == [("execution-points-differ", "warning")]
    assert points("11", "100") == [("points-exceed-weight", "error")]


def test_totals_that_do_not_add_up():
    spent = Execution(item="年度资金总额", budget=10, executed=10, weight=10, points=10)
    table = form(row("甲", "1次", "1次", 90, 84, deviation="有"), execution=spent, total=98)
    finding = found(table, "sum-differs")[0]
    assert finding.figure("formula") == "指标84分＋预算执行10分=94分"
    assert finding.severity == "error"
    rounded = form(row("甲", "1次", "1次", 90, "83.6", deviation="有"), execution=spent, total=94)
    assert found(rounded, "sum-differs")[0].severity == "note"


def test_a_total_in_the_budget_row_is_taken_as_the_total():
    spent = Execution(item="年度资金总额", budget=150, executed="125.25", weight=100, points=98)
    table = form(row("甲", "1次", "1次", 90, 90), execution=spent)
    assert found(table, "execution-points-differ") == []
    assert found(table, "sum-differs") == []


def test_weights_that_do_not_add_up():
    table = form(row("甲", "1次", "1次", 70, 70))
    (finding,) = recheck(table)
    assert finding.code == "weight-sum"
    assert finding.figure("sum") == "80"


def test_another_rulebook_gives_other_points():
    table = form(row("时间", "≤8小时", "10小时", 10, "7.5", deviation="路远"))
    assert [one.code for one in found(table)] == ["points-differ"]
    assert [
        one.code for one in recheck(table, rulebook="一体化(线性反向)") if one.code != "weight-sum"
    ] == []


def test_rounding_in_use():
    assert rounding_in_use(Decimal("1.4"), Fraction(4044 * 2, 5662)) == "四舍五入保留1位小数"
    assert rounding_in_use(Decimal("1.8"), Fraction(203 * 2, 214)) == "截尾保留1位小数"
    assert rounding_in_use(Decimal("1.7"), Fraction(203 * 2, 214)) is None


def test_a_mark_outside_its_band_is_told_the_whole_band():
    (finding,) = found(form(row("种薯繁育体系", "持续完善", "部分达到", 8, 7, deviation="天气")))
    assert finding.code == "points-differ"
    assert "应在4.80分至6.40分之间" in finding.message


def test_a_mark_inside_its_band_is_no_finding():
    assert not found(form(row("种薯繁育体系", "持续完善", "部分达到", 8, 6, deviation="天气")))


def test_full_points_for_a_late_date():
    late = row("完成时间", "2022年10月31日以前", "2022年11月20日", 10, 10)
    assert [one.code for one in found(form(late))] == ["missed-but-full"]


def test_points_without_a_number_cannot_be_rechecked():
    (finding,) = found(form(row("成本控制数", "≤30万元", "完成", 90, 90)))
    assert finding.code == "actual-missing"
    assert "“完成”" in finding.message
    assert "评定，" not in finding.message


def test_a_total_that_lost_rows_may_account_for_is_no_error():
    rows = (row("甲", "≥1次", "1次", 30, 30), row("乙", "≥1次", "1次", 30, 30))
    spent = Execution(item="年度资金总额", budget=100, executed=100, weight=10, points=10)
    (finding,) = found(form(*rows, execution=spent, total="97"), "sum-differs")
    assert finding.severity == "warning"
    assert "缺30分" in finding.message
    (finding,) = found(form(*rows, execution=spent, total="60"), "sum-differs")
    assert finding.severity == "error"


def test_a_target_missed_by_a_lost_percent_sign_is_no_error():
    (slip,) = found(form(row("覆盖率", "≥95%", "0.95", 10, 10)))
    assert slip.code == "unit-slip"
    assert slip.severity == "warning"


def test_a_mark_inside_the_band_of_reached_is_no_finding():
    docked = row("保障", "有效保障", "有效保障", 10, 9, deviation="专家评分")
    assert found(form(docked)) == []
    (finding,) = found(form(row("保障", "有效保障", "达成", 10, 7, deviation="专家评分")))
    assert finding.code == "points-differ"
    assert "应在8.0分至10分之间" in finding.message


def test_what_does_not_apply_needs_no_reason():
    assert found(form(row("甲", "≥1次", "不适用", 10, 0))) == []


def test_a_rate_by_the_initial_budget_is_a_question_of_method():
    spent = Execution(item="年度资金总额", initial=100, budget=120, executed=60, rate="60%")
    table = form(row("甲", "≥1次", "1次", 90, 90), execution=spent)
    (finding,) = found(table)
    assert (finding.code, finding.severity) == ("execution-rate-differs", "warning")
    assert "年初预算数100万元" in finding.message


def test_the_denominator_is_that_of_the_rulebook():
    book = rulebook(
        {"name": "我县", "extends": "财预〔2020〕10号", "execution": {"denominator": "initial"}}
    )
    spent = Execution(item="年度资金总额", initial=100, budget=120, executed=60, rate="60%")
    table = form(row("甲", "≥1次", "1次", 90, 90), execution=spent)
    assert recheck(table, rulebook=book) == ()


@pytest.mark.parametrize("executed", ["0", "12"])
def test_a_budget_of_nothing_is_reported_and_its_points_are_not_judged(executed):
    spent = Execution(item="年度资金总额", budget=0, executed=executed, weight=10, points=10)
    (one,) = found(form(row("甲", "≥1次", "1次", 90, 90), execution=spent))
    assert (one.code, one.severity, one.subject) == ("budget-zero", "warning", "预算执行率")


def brief(findings):
    return [(one.code, one.severity) for one in findings]


def test_the_siblings_of_what_does_not_apply_keep_the_weights_that_are_printed():
    table = form(row("甲", "≥1次", "不适用", 20, 20), row("乙", "≥1次", "1次", 30, 30))
    assert brief(found(table)) == [("points-unchecked", "warning")]
    (finding,) = found(table)
    assert (finding.subject, "“不适用”却表示不适用" in finding.message) == ("甲", True)
    docked = form(row("甲", "≥1次", "不适用", 20, 0), row("乙", "≥2次", "1次", 30, 30))
    assert brief(found(docked)) == [("missed-but-full", "error")]
    assert found(docked)[0].figure("computed") == "15.00"


def test_points_without_a_stated_weight_are_not_held_against_even_shares():
    rows = [row(name, "≥1次", "1次", None, 20) for name in "甲乙丙丁戊"]
    (finding,) = found(form(*rows, total=100))
    assert (finding.code, finding.severity) == ("weight-missing", "note")
    assert "表中没有分值" in finding.message
    levels = [attrs.evolve(one, level1="产出指标", level2="数量指标") for one in rows]
    assert brief(found(form(*levels, total=100))) == [("weight-missing", "note")]
    some = form(row("甲", "≥1次", "1次", 50, 50), row("乙", "≥1次", "1次", None, 99))
    (finding,) = found(some)
    assert (finding.code, finding.severity) == ("weight-missing", "warning")
    assert finding.figure("name") == "乙"


@pytest.mark.parametrize("deviation", ["无", "/", "—", "无偏差", "暂无偏差原因", None])
def test_a_cell_that_gives_no_reason_is_none(deviation):
    docked = form(row("甲", "≥15次", "12次", 10, 8, deviation=deviation))
    assert brief(found(docked)) == [("reason-missing", "warning")]


def test_a_reason_that_begins_with_no_is_one():
    assert found(form(row("甲", "≥15次", "12次", 10, 8, deviation="无人报名"))) == []


def test_what_no_rule_fixes_is_not_asserted():
    late = row("完成时间", "2022年10月31日以前", "2022年11月20日", 10, 5, deviation="雨季")
    (finding,) = found(form(late))
    assert (finding.code, finding.severity) == ("points-differ", "note")
    assert "逾期20天；怎样给分财预〔2020〕10号没有规定" in finding.message
    (finding,) = found(form(attrs.evolve(late, points=10)))
    assert (finding.code, finding.severity) == ("missed-but-full", "warning")
    assert "没有规定" in finding.message


def test_rounding_that_fills_the_weight_does_not_reach_the_target():
    (finding,) = found(form(row("甲", "≥10000次", "9999次", 50, 45, deviation="天气")))
    assert finding.code == "points-differ"
    assert "目标已达到" not in finding.message


def test_a_step_that_docks_a_reached_target_is_named():
    table = form(row("服务对象满意度", "≥80%", "85%", 10, 10, level2="服务对象满意度指标"))
    (finding,) = [
        one for one in recheck(table, rulebook="财预〔2021〕101号") if one.code != "weight-sum"
    ]
    assert (finding.code, finding.severity) == ("points-differ", "warning")
    assert "达到目标" in finding.message
    assert "没有达到" not in finding.message


def test_points_that_cannot_be_rechecked_are_named():
    assert brief(found(form(row("甲", "≥**次", "15次", 10, 10)))) == [
        ("points-unchecked", "warning")
    ]
    met = row("甲", "≥1次", "1次", 90, 90)

    def budget(**figures):
        spent = Execution(item="年度资金总额", weight=10, points=10, **figures)
        return [(one.code, one.message) for one in found(form(met, execution=spent))]

    ((code, message),) = budget(budget=100)
    assert (code, "没有全年执行数" in message) == ("points-unchecked", True)
    ((code, message),) = budget(executed=100)
    assert (code, "没有全年预算数" in message) == ("points-unchecked", True)
    assert budget(rate="100%") == []


def test_a_total_holds_no_more_than_the_execution_that_can_be_computed():
    spent = Execution(item="年度资金总额", budget=100, executed=50, weight=10)
    met = row("甲", "≥1次", "1次", 90, 90)
    (finding,) = found(form(met, execution=spent, total=100))
    assert (finding.code, finding.severity) == ("sum-differs", "error")
    assert "预算执行最多再加5.00分" in finding.message
    assert found(form(met, execution=spent, total=95)) == []


def test_a_blank_cell_of_points_does_not_switch_the_sum_off():
    spent = Execution(item="年度资金总额", budget=100, executed=100, weight=10, points=10)
    rows = row("甲", "≥1次", "1次", 50, 50), row("乙", "≥1次", "1次", 40, None)
    (finding,) = found(form(*rows, execution=spent, total=150))
    assert (finding.code, finding.severity) == ("sum-differs", "error")
    assert "1个指标没有得分，最多再加40分" in finding.message
    assert found(form(*rows, execution=spent, total=100)) == []
    assert found(form(*rows, execution=spent, total=59))[0].code == "sum-differs"


def test_execution_points_beside_a_hundred_of_the_indicators():
    spent = Execution(item="年度资金总额", budget=100, executed=100, weight=10, points=10)
    table = form(row("甲", "≥1次", "1次", 100, 100), execution=spent, total=100)
    assert brief(recheck(table)) == [("execution-weight-implausible", "warning")]


def test_a_negative_amount_spent_counts_as_nothing():
    spent = Execution(item="年度资金总额", budget=200, executed=-5, weight=10, points=0)
    assert found(form(row("甲", "≥1次", "1次", 90, 90), execution=spent)) == []
    (finding,) = found(
        form(row("甲", "≥1次", "1次", 90, 90), execution=attrs.evolve(spent, points=5))
    )
    assert finding.figure("formula") == "0/200万元×10分=0.00分"


def test_every_budget_row_with_points_is_rechecked_by_its_own_weight():
    rows = [
        Execution(item="财政拨款", budget=80, executed=80, weight=8, points=8),
        Execution(item="其他资金", budget=20, executed=10, weight=2, points=2),
    ]
    table = TargetTable(
        indicators=[row("甲", "≥1次", "1次", 90, 90)], execution=rows, declared_total=100
    )
    (finding,) = recheck(table)
    assert (finding.code, finding.subject) == ("execution-points-differ", "其他资金")


@pytest.mark.parametrize(
    ("points", "standard", "said"),
    [("6", "每少1场扣2分", True), ("8", "每少1场扣2分", False), ("6", None, False)],
)
def test_a_standard_of_the_form_is_named_where_the_points_differ(points, standard, said):
    row = Indicator(
        level1="产出指标",
        name="培训场次",
        target="≥10场",
        actual="8场",
        weight="10",
        points=points,
        standard=standard,
        deviation="停电取消两场，3月前补办",
    )
    codes = [one.code for one in recheck(TargetTable(indicators=[row]))]
    assert ("own-standard" in codes) is said


def _printed(points: str, *, kind: str = "自评表", column: bool = True) -> TargetTable:
    """A form that is read, with or without a column of points."""
    rows = (
        ("一级指标", "二级指标", "三级指标", "指标值", "分值", "实际完成值", "得分"),
        ("产出指标", "数量指标", "培训人数", "≥60人", "50", "72人", points),
        ("产出指标", "质量指标", "合格率", "≥95%", "50", "90%", points),
    )
    lines = ["\t".join(row if column else row[:-1]) for row in rows]
    (table,) = read("\n".join([f"项目支出绩效{kind}", *lines]).encode(), name="表.txt")
    return table


def test_a_column_of_points_that_is_empty_is_one_finding_and_nothing_is_compared():
    every = check(_printed(""), outcomes=("fails", "not_applicable", "insufficient"))
    (found,) = [one for one in every if one.code == "points-missing"]
    assert found.outcome == "fails"
    assert (found.place.row, found.place.column) == (3, 7)
    assert dict(found.figures) == {"count": "2"}
    assert {one.code for one in every if one.outcome == "insufficient"} >= {
        one.name for one in COMPARED
    }


@pytest.mark.parametrize(
    "table", [_printed("", column=False), _printed("", kind="目标表", column=False)]
)
def test_without_a_column_of_points_nothing_is_asked_and_nothing_is_said_to_be_right(table):
    every = check(table, outcomes=("fails", "not_applicable", "insufficient"))
    unmade = {one.code for one in every if one.outcome == "not_applicable"}
    assert unmade >= {"points-missing", *(one.name for one in COMPARED)}
    assert "points-missing" not in {one.code for one in every if one.outcome == "fails"}


def test_points_that_are_declared_are_compared():
    every = check(_printed("50"), outcomes=("not_applicable", "insufficient"))
    assert not {one.code for one in every} & {one.name for one in COMPARED}


def test_a_method_that_the_form_notes_is_told_and_makes_a_full_mark_no_error(tmp_path):
    rows = [
        ["项目支出绩效自评表"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "印发科普资料", "≥30000册", "29100册", "50", "50"],
        ["产出指标", "质量指标", "讲解员持证率", "≥90%", "92%", "40", "40"],
    ]
    note = "注：完成率95%以上为优，得满分；85%-95%为良，得分值的90%。"

    def severity(*more):
        path = tmp_path / "自评表.csv"
        lines = [",".join(one) for one in (*rows, *more)]
        path.write_text("\n".join(lines), encoding="utf-8")
        (table,) = read(path)
        found = recheck(table)
        full = next(one.severity for one in found if one.code == "missed-but-full")
        return full, any(one.code == "own-standard" for one in found)

    assert severity() == ("error", False)
    assert severity([note]) == ("warning", True)
