"""The money expander: what costs come to, and how their counts were found."""

from __future__ import annotations

from fractions import Fraction

import attrs
import pytest

from jixiao.review.checking import check
from jixiao.review.checking.money import LARGEST_SUBSET, expansion, plain, round_half_up
from jixiao.tables import Execution, Funds, Indicator, TargetTable, Task
from tests import bazhou


def cost(name: str, target: str) -> Indicator:
    return Indicator(level1="产出指标", level2="成本指标", name=name, target=target)


def count(name: str, target: str) -> Indicator:
    return Indicator(level1="产出指标", level2="数量指标", name=name, target=target)


def table(
    *indicators: Indicator, tasks: tuple[str, ...] = (), total: str | None = None
) -> TargetTable:
    return TargetTable(
        year=2024,
        indicators=indicators,
        tasks=tuple(
            Task(name=f"第{number}项", funds=Funds(total=one, fiscal=one))
            for number, one in enumerate(tasks, 1)
        ),
        execution=(Execution(item="年度资金总额", budget=total),) if total else (),
    )


def failing(one: TargetTable, code: str) -> list[str]:
    return [found.message for found in check(one) if found.code == code]


class TestBureau:
    """The published table of a bureau: every figure of its cost indicators."""

    found = expansion(bazhou.table())

    def test_per_time_is_joined_by_the_shared_object(self):
        one = self.found.costs[0]
        assert one.formula == "84.26×12 = 1011.12"
        assert [counted.name for counted in one.counted] == ["发放次数"]
        assert one.joined == "object+arithmetic"
        assert one.band == Fraction("0.06")
        assert one.tasks == (1,)
        assert abs(one.value - Fraction("1011.11")) <= one.band

    def test_per_head_is_joined_by_arithmetic_alone(self):
        one = self.found.costs[1]
        assert one.formula == "0.72×113 = 81.36"
        assert [counted.name for counted in one.counted] == ["保障办公人员数量"]
        assert one.joined == "arithmetic"
        assert one.band == Fraction("0.565")
        assert one.tasks == (2,)

    def test_costs_against_tasks(self):
        assert [(match.tasks, match.formula) for match in self.found.matches] == [
            ((1,), "1011.12 ≈ 1011.11"),
            ((2,), "81.36 ≈ 81.58"),
            ((3,), "176.45 = 176.45"),
            ((4, 5), "16.8+8.80+44+60.2+8.80 = 138.60 = 125+13.6"),
        ]
        assert self.found.unmatched_costs == ()
        assert self.found.unmatched_tasks == ()

    def test_total(self):
        assert self.found.sum == Fraction("1407.53")
        assert self.found.total == Fraction("1407.74")
        assert self.found.naive == Fraction("400.03")
        assert self.found.total - self.found.sum < self.found.band

    def test_findings(self):
        codes = [one.code for one in check(bazhou.table())]
        assert "per-unit-cost" not in codes
        assert "cost-total" not in codes
        (cap,) = [one for one in check(bazhou.table()) if one.code == "cap-attainable"]
        assert cap.figure("formula") == "81.58/113 = 0.721947 > 0.72"
        assert cap.subject == "人均运转经费数"
        assert "0.73万元" in cap.message


@pytest.mark.parametrize(
    ("price", "counted", "formula", "value"),
    [
        (
            ("流转土地补助标准", "<=475元/亩"),
            ("流转土地", ">=60亩"),
            "475×60 = 28500元，即 2.85万元",
            "2.85",
        ),
        (
            ("造林补助标准", "100元/亩"),
            ("造林面积", "3万亩"),
            "100×30000 = 3000000元，即 300万元",
            "300",
        ),
        (("每次培训费用", "≤2.5万元"), ("培训次数", "≥4次"), "2.5×4 = 10.0", "10"),
        (("人均慰问金标准", "1200元"), ("慰问人数", "50人"), "1200×50 = 60000元，即 6万元", "6"),
        (("设备购置单价", "≤3.5万元"), ("设备购置数量", "6台"), "3.5×6 = 21.0", "21"),
        (("户均改造成本", "≤0.8万元"), ("改造户数", "25户"), "0.8×25 = 20.0", "20"),
        (("井房建设成本", "≤1.25万元/座"), ("井房数量", "8座"), "1.25×8 = 10.00", "10"),
    ],
)
def test_per_unit_costs_are_multiplied(price, counted, formula, value):
    (one,) = expansion(table(cost(*price), count(*counted))).costs
    assert one.formula == formula
    assert one.value == Fraction(value)


@pytest.mark.parametrize(
    ("goal", "value"),
    [("按12个月发放低保金", "63.6"), ("暑期3个月补助", "15.9"), ("按月发放", None), (None, None)],
)
def test_a_monthly_rate_is_paid_for_as_many_months_as_the_texts_say(goal, value):
    stated = table(cost("低保补助标准", "≤530元/人·月"), count("低保人数", "100人"))
    (one,) = expansion(attrs.evolve(stated, goal=goal)).costs
    assert one.value == (None if value is None else Fraction(value))
    assert [counted.name for counted in one.counted] == (["低保人数"] if value else [])


def test_the_band_is_the_multiplier_times_half_the_last_decimal():
    (one,) = expansion(table(cost("每次培训费用", "≤2.50万元"), count("培训次数", "4次"))).costs
    assert one.band == Fraction(4, 200)


def test_two_counts_that_fit_equally_leave_the_cost_open():
    (one,) = expansion(
        table(cost("人均经费", "≤1万元"), count("甲类人数", "10人"), count("乙类人数", "20人"))
    ).costs
    assert one.value is None
    assert one.per == ("人",)


def test_arithmetic_decides_between_two_counts():
    (one,) = expansion(
        table(
            cost("人均经费", "≤1万元"),
            count("甲类人数", "10人"),
            count("乙类人数", "20人"),
            total="20",
        )
    ).costs
    assert one.joined == "arithmetic"
    assert one.value == 20


def test_a_unit_cost_that_does_not_meet_its_task_fails_with_the_arithmetic():
    one = table(
        cost("每次培训费用", "≤2.00万元"),
        count("培训次数", "4次"),
        total="7",
    )
    (message,) = failing(one, "per-unit-cost")
    assert "2.00×4 = 8.00" in message
    assert "预算总额" in message


def test_a_cap_below_the_budget_of_its_task_fails():
    one = table(
        Indicator(level1="产出指标", level2="成本指标", name="清淤工程施工费用", target="≤99万元"),
    )
    one = TargetTable(
        indicators=one.indicators,
        tasks=(Task(name="清淤工程施工费用及监理", funds=Funds(total="100", fiscal="100")),),
    )
    (message,) = failing(one, "cap-attainable")
    assert "100 > 99万元" in message


def test_subset_sums_find_the_costs_of_each_task():
    found = expansion(
        table(
            cost("甲费用", "≤3万元"),
            cost("乙费用", "≤4万元"),
            cost("丙费用", "≤5.5万元"),
            tasks=("8.5", "4"),
        )
    )
    assert [(match.costs, match.tasks) for match in found.matches] == [((1,), (2,)), ((0, 2), (1,))]


def test_a_task_without_costs_is_named():
    one = table(cost("甲费用", "≤3万元"), tasks=("3", "5"))
    (message,) = failing(one, "cost-task-match")
    assert "任务2“第2项”" in message
    assert "5万元" in message


@pytest.mark.parametrize(("budgets", "named"), [((90, 130), []), ((130, 90), ["节目制作"])])
def test_costs_above_the_task_that_speaks_of_them_fail_whatever_task_they_equal(budgets, named):
    """设备 90 and 节目 130: exchanged, every amount still equals the budget of a task."""
    contents = ("更新高清摄像机", "制作电视新闻节目和专题片")
    one = TargetTable(
        tasks=[
            Task(name=name, content=content, funds=Funds(total=str(total), unit="万元"))
            for name, content, total in zip(
                ("设备更新", "节目制作"), contents, budgets, strict=True
            )
        ],
        indicators=[
            count("更新高清摄像机台数", "≥15台"),
            count("制作电视新闻节目期数", "≥300期"),
            count("制作专题片部数", "≥20部"),
            cost("高清摄像机采购单价", "≤6万元/台"),
            cost("电视新闻节目制作单价", "≤0.3万元/期"),
            cost("专题片制作单价", "≤2万元/部"),
        ],
    )
    found = [x for x in check(one) if x.code == "cost-task-match" and x.outcome == "fails"]
    assert [x.subject for x in found] == named
    assert [x.figure("sum") for x in found] == ["130"] * len(named)


def test_too_many_costs_are_not_tried_and_that_is_said():
    costs = [cost(f"第{number}种费用", f"≤{2**number}万元") for number in range(LARGEST_SUBSET + 1)]
    one = table(*costs, tasks=("100000",))
    assert expansion(one).bounded
    assert [
        found.outcome
        for found in check(one, outcomes=("fails", "insufficient"))
        if found.code == "cost-task-match"
    ] == ["insufficient"]


def test_a_unit_cost_says_what_the_money_buys_though_its_product_is_the_budget():
    one = table(
        count("受补助在园幼儿人数", "≥8000人"),
        cost("在园幼儿补助标准", "=600元/人"),
        cost("在园幼儿补助总额", "≤480万元"),
        total="480",
    )
    assert failing(one, "cost-total") == []
    assert len(failing(table(cost("补助总额", "≤480万元"), total="480"), "cost-total")) == 1


def test_years_that_a_policy_lasts_are_no_months_that_are_paid():
    one = table(
        count("公益性岗位人数", "≥450人"),
        count("岗位补贴政策持续年限", "≥3年"),
        count("补贴发放月数", "≥12个月"),
        cost("岗位补贴标准", "=1800元/人·月"),
        total="972",
    )
    assert failing(one, "per-unit-cost") == []
    assert expansion(one).costs[0].formula.startswith("1800×5400")


def test_the_cost_of_everything_is_not_added_to_its_parts():
    one = table(
        cost("项目总成本", "≤10万元"),
        cost("材料费用", "≤6万元"),
        cost("人工费用", "≤4万元"),
        total="10",
    )
    assert failing(one, "cost-total") == []
    assert expansion(one).sum == 10


def test_a_unit_price_that_repeats_a_cost_is_not_added_again():
    one = table(
        cost("设备购置成本", "≤50万元"),
        cost("设备单价", "≤5万元/台"),
        count("设备购置数量", "≥10台"),
        total="50",
    )
    assert expansion(one).sum == 50
    assert failing(one, "cost-total") == []


def test_something_per_village_is_never_taken_for_a_whole_amount():
    one = table(
        cost("每个村补助标准", "≤10万元"), count("培训村数", "20个"), count("井房数量", "8座")
    )
    (found,) = expansion(one).costs
    assert found.value is None


def test_a_response_time_is_not_the_days_paid_for():
    one = table(cost("每天租赁费用", "≤800元"), count("故障响应时间", "≤2天"))
    (found,) = expansion(one).costs
    assert found.value is None


def test_costs_that_share_a_task_breach_no_cap_alone():
    one = TargetTable(
        tasks=(Task(name="河道清淤治理工程", funds=Funds(total="100", fiscal="100")),),
        indicators=(cost("河道清淤治理工程", "≤80万元"), cost("监理费用", "≤20万元")),
    )
    assert failing(one, "cap-attainable") == []
    assert failing(one, "cost-task-match") == []


def test_dollars_are_not_added_to_yuan():
    one = table(cost("进口设备费用", "≤5万美元"), total="10")
    assert expansion(one).costs == ()


def test_costs_above_the_budget_fail():
    one = table(cost("材料费用", "≤6.0万元"), cost("人工费用", "≤5.0万元"), total="10")
    (message,) = failing(one, "cost-total")
    assert "6+5 = 11万元" in message
    assert "超过" in message


def test_amounts_in_other_units_are_brought_to_the_same():
    one = table(cost("材料费用", "≤60000元"), cost("人工费用", "≤0.0004亿元"), total="10")
    assert expansion(one).sum == 10
    assert failing(one, "cost-total") == []


def test_income_is_not_a_cost():
    one = table(
        Indicator(level1="效益指标", level2="经济效益指标", name="带动增收", target="≥500万元"),
        total="10",
    )
    assert expansion(one).costs == ()


def test_plain_numbers():
    assert plain(Fraction(8158, 11300)) == "0.721947"
    assert plain(Fraction(5, 2)) == "2.5"
    assert str(round_half_up(Fraction(-5, 2), 0)) == "-3"
