"""The review: what it finds in a published table, and each check on single indicators."""

from __future__ import annotations

import json
from decimal import Decimal

import attrs
import pytest

from jixiao.errors import Place
from jixiao.findings import Finding
from jixiao.review.checking import CHECKS, CODES, Settings, check, finding_rows, report
from jixiao.tables import Execution, Funds, Indicator, TargetTable, Task
from tests import bazhou

ALL = ("fails", "not_applicable", "insufficient")


def one(
    name: str, target: str, *, level1: str = "产出指标", level2: str = "数量指标", **more: object
) -> Indicator:
    return Indicator(level1=level1, level2=level2, name=name, target=target, **more)


def codes(*indicators: Indicator, **table: object) -> set[str]:
    """The codes that fail, those about the table as a whole left out."""
    # The rows of these tests stand under one kind, whatever their names say.
    found = check(
        TargetTable(indicators=indicators, year=2024, **table),
        ignore=("kinds-present", "kind-misfiled"),
    )
    return {finding.code for finding in found}


class TestBureau:
    """Facts of a published table of 35 indicators and 5 tasks, each with its arithmetic."""

    found = check(bazhou.table())

    def of(self, code: str) -> list[Finding]:
        return [single for found in self.found if found.code == code for single in found.singles]

    def test_nothing_is_an_error(self):
        assert [finding for finding in self.found if finding.severity == "error"] == []

    def test_what_holds_is_silent(self):
        silent = {"funds-total", "per-unit-cost", "cost-total", "unit-name", "deadline-year"}
        silent |= {"text-count", "duplicate-name", "level-unknown", "share-over-100"}
        assert silent & {finding.code for finding in self.found} == set()

    def test_the_cap_is_breached_when_the_budget_is_spent(self):
        (cap,) = self.of("cap-attainable")
        # 0.7219 is inside the step of the last decimal of 0.72.
        assert cap.severity == "note"
        assert dict(cap.figures) == {
            "formula": "81.58/113 = 0.721947 > 0.72",
            "attained": "0.721947",
            "cap": "0.72",
            "budget": "81.58",
            "multiplier": "113",
        }

    def test_two_tasks_share_their_costs(self):
        (match,) = self.of("cost-task-match")
        assert match.severity == "note"
        assert match.figure("formula") == "16.8+8.80+44+60.2+8.80 = 138.60 = 125+13.6"
        assert match.figure("tasks") == "4、5"

    def test_absent_kinds(self):
        assert [
            (finding.figure("kind"), finding.severity) for finding in self.of("kinds-present")
        ] == [
            ("生态效益指标", "note"),
            ("可持续影响指标", "note"),
        ]

    def test_seven_equalities(self):
        assert [finding.figure("target") for finding in self.of("equality-count")] == [
            "=4人",
            "=5058.32平方米",
            "=5辆",
            "=113人",
            "=4条",
            "=6套",
            "=12次",
        ]

    def test_two_qualitative_targets_without_a_scale(self):
        assert [finding.figure("target") for finding in self.of("qualitative-scale")] == [
            "有效保障",
            "显著提高",
        ]

    def test_three_names_that_measure_nothing(self):
        assert [finding.figure("reason") for finding in self.of("measurable-name")] == [
            "task",
            "wish",
            "wish",
        ]

    def test_what_no_indicator_covers(self):
        found = self.of("goal-uncovered")
        text = "、".join(finding.figure("phrases") or "" for finding in found)
        assert "地下水" in text
        assert "宣传" in text
        (whole,) = [finding for finding in found if finding.severity == "warning"]
        assert whole.figure("task") == "5"
        assert whole.figure("words") == "国土测绘"


def test_a_loose_unit_is_said_once():
    table = TargetTable(
        indicators=[Indicator(level1="产出指标", name="培训人次", target="24人/次")]
    )
    said = [one.code for one in check(table) if one.subject == "培训人次"]
    assert [code for code in said if code in ("loose-unit", "unit-name", "reading-doubt")] == [
        "loose-unit"
    ]


@pytest.mark.parametrize(
    ("name", "target", "code"),
    [
        ("培训合格率", "≥60人", "unit-name"),
        ("培训人数", "≥90%", "unit-name"),
        ("改造面积", "≥12台", "unit-name"),
        ("响应时间", "≤5次", "unit-name"),
        ("设备采购经费", "≤3台", "unit-name"),
        ("巡查次数", "≥30人", "unit-name"),
        ("项目补助金额", "≤90%", "unit-name"),
        ("受益人数", "2024年10月31日以前", "unit-name"),
        ("改造面积（亩）", "≥12公里", "unit-name"),
        ("验收合格率", "≥95", "unit-missing"),
        ("就诊数量", "≥100人/次", "loose-unit"),
        ("补助标准", "≤28.40/株", "loose-unit"),
        ("验收合格率", "≥0.95", "percent-fraction"),
        ("验收合格率", "≥0.95%", "percent-fraction"),
        ("验收合格率", "≥120%", "share-over-100"),
        ("验收合格率", "≥100%", "share-over-100"),
        ("群众满意度", ">100%", "share-over-100"),
        ("辅具适配率", "≥105%", "share-over-100"),
        ("采购数量", "=12台", "equality-count"),
        ("硬化面积", "=300平方米", "equality-count"),
        ("贷款逾期率", "≥5%", "direction-conflict"),
        ("重大事故起数", "≥1起", "direction-conflict"),
        ("验收合格率", "≤95%", "direction-conflict"),
        ("档案更新率", "≤95%", "direction-conflict"),
        ("建设数量", "≤4个", "direction-conflict"),
        ("居民生活", "明显改善", "qualitative-scale"),
        ("申报登记率", "较高", "qualitative-scale"),
        ("改造户数及验收合格率", "≥60户", "several-things"),
        ("培训人数、合格率", "≥95%", "several-things"),
        ("受益人数", "约300人", "vague-word"),
        ("投诉数量", "同比下降", "vague-word"),
        ("提升公众形象", "≥90%", "measurable-name"),
        ("社会稳定", "≥90%", "measurable-name"),
        ("完成时间", "2023年12月31日以前", "deadline-year"),
        ("完成时间", "2025年6月底前", "deadline-year"),
        ("完成时间", "9月前", "reading-doubt"),
        ("验收合格率", "≥**%", "placeholder"),
        ("验收合格率（≥**%）", "≥95%", "placeholder"),
        ("建设里程", "公里", "target-unreadable"),
        ("验收合格率", "", "target-unreadable"),
        ("验收合格率", "≥100%且≤50%", "target-unreadable"),
    ],
)
def test_one_indicator_fails(name, target, code):
    assert code in codes(one(name, target))


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("培训合格率", "≥95%"),
        ("培训合格率", "=100%"),
        ("培训人数", "≥60人"),
        ("培训人数", "≥0.6万人"),
        ("改造面积", "≥12.5亩"),
        ("改造面积（万平方米）", "≥12.5万平方米"),
        ("响应时间", "≤8小时"),
        ("完成时间", "2024年10月31日以前"),
        ("完成时间", "12月底前"),
        ("巡查频次", "≥1次/月"),
        ("发病率", "≤0.4%"),
        ("森林火灾受害率", "≤0.9‰"),
        ("孕产妇死亡率", "≤12人/10万人"),
        ("经济增长率", "≥0.8%"),
        ("产值增长率", "≥120%"),
        ("重大事故起数", "=0起"),
        ("投诉办结率", "≥95%"),
        ("故障修复率", "≥98%"),
        ("故障响应时间", "≤2小时"),
        ("水质等级", "Ⅲ类"),
        ("验收等级", "优"),
        ("投诉数量", "较上年下降5%"),
        ("公务接待费用", "≤5万元"),
        ("购买苗木", "≥15000株"),
        ("带动农民人均增收", "≥800元"),
        ("减少冰雹灾害损失", "≥800万元"),
    ],
)
def test_one_indicator_passes(name, target):
    assert codes(one(name, target)) == set()


def test_a_declared_scale_settles_a_qualitative_target():
    scale = "优：投诉少于3件，得10分；良：3至5件，得8分；中：6至10件，得6分；差：不得分"
    assert codes(one("居民生活水平", "明显改善", standard=scale)) == set()


def test_cost_with_a_lower_bound():
    cost = one("材料费用", "≥5万元", level2="成本指标")
    assert "cost-at-least" in codes(cost)
    benefit = one("带动增收金额", "≥5万元", level1="效益指标", level2="经济效益指标")
    assert codes(benefit) == set()


def test_the_lower_bound_of_a_benefit_paid_to_people_is_only_a_note():
    found = check(
        TargetTable(indicators=(one("低保补助标准", ">=530元/人·月", level2="成本指标"),)),
    )
    assert [f.severity for f in found if f.code == "cost-at-least"] == ["note"]


def test_columns_that_contradict_the_text():
    sign = Indicator(level2="质量指标", name="合格率", target="≥95%", sign="≤", value="≥95%")
    unit = Indicator(level2="数量指标", name="里程数据", target="5公里", value="5公里", unit="台")
    assert codes(sign) == {"sign-conflict"}
    assert codes(unit) == {"unit-conflict"}


@pytest.mark.parametrize("direction", ["反向", "逆", "负向指标", "越小越优", "极小型"])
def test_a_printed_direction_that_contradicts_the_sign(direction):
    assert "direction-conflict" in codes(one("合格率", "≥95%", direction=direction))


@pytest.mark.parametrize("direction", ["正向", "越大越好", "适度", "正常", None])
def test_a_printed_direction_that_does_not(direction):
    assert "direction-conflict" not in codes(one("合格率", "≥95%", direction=direction))


class TestFunds:
    def findings(self, **funds: object) -> list[Finding]:
        table = TargetTable(tasks=(Task(name="甲任务", funds=Funds(**funds)),))
        return [one for one in check(table, outcomes=ALL) if one.code == "funds-total"]

    def test_blank_is_zero_and_holds(self):
        assert self.findings(total="10", fiscal="10") == []

    def test_a_wrong_sum_is_an_error_and_says_what_was_blank(self):
        (found,) = self.findings(total="10", fiscal="9.5")
        assert found.severity == "error"
        assert dict(found.figures) == {"total": "10", "fiscal": "9.5", "other": "0", "gap": "0.5"}
        assert "其他资金空白，按0计" in found.message

    def test_rounding_is_only_a_note(self):
        (found,) = self.findings(total="10.00", fiscal="3.333", other="6.668")
        assert found.severity == "note"

    def test_without_parts_it_cannot_be_told(self):
        (found,) = self.findings(total="10")
        assert found.outcome == "insufficient"

    @pytest.mark.parametrize("label", ["合计", "年度资金总额", "资金合计"])
    def test_a_total_of_any_label_is_held_against_its_sources(self, label):
        amounts = (("财政拨款", 240), ("其他资金", 50))
        rows = [Execution(item=item, budget=budget) for item, budget in ((label, 300), *amounts)]
        (found,) = check(TargetTable(execution=rows), ignore=("level-unknown", "weight-sum"))
        assert (found.code, found.figure("gap")) == ("funds-total", "10")

    def test_budget_rows_that_exceed_their_total(self):
        rows = (
            Execution(item="年度资金总额", budget="0", executed="0"),
            Execution(item="其中：本年财政拨款", budget="132.9", executed="132.9"),
        )
        found = [
            f for f in check(TargetTable(execution=rows), grouping=False) if f.code == "funds-total"
        ]
        assert [f.severity for f in found] == ["warning", "warning"]

    def test_budget_rows_that_list_only_some_sources_are_left_alone(self):
        rows = (
            Execution(item="年度资金总额", budget="10"),
            Execution(item="其中：上年结转资金", budget="4"),
        )
        assert check(TargetTable(execution=rows)) == ()


class TestWeights:
    def findings(self, *weights: object, execution: str | None = None) -> list[Finding]:
        table = TargetTable(
            indicators=[one(f"第{n}类检查次数", "≥3次", weight=w) for n, w in enumerate(weights)],
            execution=(Execution(item="年度资金总额", budget="1", weight=execution),)
            if execution
            else (),
        )
        return [f for f in check(table, outcomes=ALL) if f.code == "weight-sum"]

    def test_a_hundred(self):
        assert self.findings("50", "50") == []
        assert self.findings("50", "40", execution="10") == []
        assert self.findings("50", "40") == []

    def test_not_a_hundred(self):
        (found,) = self.findings("50", "30", "15.5")
        assert found.outcome == "fails"
        assert found.figure("sum") == "95.5"

    def test_a_missing_weight(self):
        (found,) = self.findings("50", None)
        assert found.outcome == "insufficient"
        table = TargetTable(indicators=[one("甲", "≥3次", weight="50"), one("乙", "≥3次")])
        (found,) = [f for f in check(table) if f.code == "weight-missing"]
        assert (found.severity, found.subject) == ("warning", "乙")

    def test_no_weights_at_all_are_no_fault(self):
        table = TargetTable(indicators=[one("甲", "≥3次"), one("乙", "≥3次")])
        assert [f for f in check(table) if f.code == "weight-missing"] == []

    def test_a_negative_weight(self):
        table = TargetTable(
            indicators=[one("甲", "≥3次", weight="-10"), one("乙", "≥3次", weight="100")],
            execution=(Execution(item="年度资金总额", budget="1", weight="-5"),),
        )
        found = [f for f in check(table, grouping=False) if f.code == "weight-negative"]
        assert [(f.severity, f.subject) for f in found] == [
            ("error", "甲"),
            ("error", "年度资金总额"),
        ]
        assert "weight-sum" not in {f.code for f in check(table)}

    def test_a_filled_form_says_it_once(self):
        filled = one("甲", "≥3次", weight="50", actual="3次", points=50)
        table = TargetTable(
            indicators=[filled, one("乙", "≥3次", actual="3次", points=40)],
        )
        assert [f.code for f in check(table)].count("weight-missing") == 1


class TestDuplicates:
    def test_twice_under_one_kind(self):
        assert "duplicate-name" in codes(one("培训人数", "≥5人"), one("指标2：培训人数", "≥6人"))

    def test_one_character_more(self):
        found = codes(
            one("促进农村集体经济发展水平", "≥95%"), one("促进农村的集体经济发展水平", "≥95%")
        )
        assert "near-duplicate" in found

    @pytest.mark.parametrize(
        "pair",
        [
            ("保障在职职工人数", "保障退休职工人数"),
            ("孕产妇7天访视数", "孕产妇42天访视数"),
            ("在编人员经费保障人数", "非在编人员经费保障人数"),
            ("新增和改善灌溉达标面积", "新增和改善排水达标面积"),
        ],
    )
    def test_names_that_differ_on_purpose(self, pair):
        found = codes(*(one(name, "≥5") for name in pair))
        assert found & {"near-duplicate", "duplicate-name"} == set()


class TestKinds:
    def test_missing_kinds(self):
        found = check(TargetTable(indicators=(one("培训人数", "≥5人"),)), grouping=False)
        assert {f.figure("kind") for f in found if f.code == "kinds-present"} >= {
            "质量指标",
            "时效指标",
            "成本指标",
            "效益指标",
            "满意度指标",
        }

    def test_cost_as_level_one_counts(self):
        indicators = (
            one("培训人数", "≥5人"),
            one("合格率", "≥95%", level2="质量指标"),
            one("完成及时率", "≥95%", level2="时效指标"),
            one("培训成本", "≤5万元", level1="成本指标", level2="经济成本指标"),
            one("就业率", "≥60%", level1="效益指标", level2="社会效益指标"),
            one("学员满意度", "≥90%", level1="满意度指标", level2="服务对象满意度指标"),
        )
        found = check(TargetTable(indicators=indicators))
        assert {f.figure("kind") for f in found if f.code == "kinds-present"} == set()

    @pytest.mark.parametrize(
        ("organisation", "word"),
        [
            ("某县水利局", "水利"), ("某市河湖中心", "河"), ("湖北省财政厅", None),
            ("河南省统计局", None), ("某县人社局", None),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("kind", ["department", "project"])
    def test_two_kinds_are_expected_only_of_offices_in_the_field(self, organisation, word, kind):
        # What an office is called says nothing of one project of it.
        word = word if kind == "department" else None
        table = TargetTable(
            organisation=organisation,
            kind=kind,
            indicators=(one("培训人数", "≥5人"), one("场次", "≥5场")),
        )
        said = {
            f.figure("kind"): f.message
            for f in check(table, grouping=False)
            if f.code == "kinds-present" and f.severity == "note"
        }
        assert {*said} == ({"生态效益指标", "可持续影响指标"} if word else set())
        assert all(f"名称里有“{word}”" in message for message in said.values())

    def test_without_level_two_it_cannot_be_told(self):
        table = TargetTable(
            indicators=(Indicator(level1="产出指标", name="培训人数", target="5人"),)
        )
        (found,) = [f for f in check(table, outcomes=ALL) if f.code == "kinds-present"]
        assert found.outcome == "insufficient"

    def test_a_kind_under_the_wrong_level(self):
        assert "level-mismatch" in codes(one("兑付率", "=100%", level2="经济效益指标"))


class TestTextCount:
    def test_the_number_of_the_goal_is_held_against_the_indicator(self):
        table = {"goal": "全年举办农民技术培训班12期，培训农民600人。"}
        assert "text-count" in codes(one("农民技术培训班期数", "≥10期"), **table)
        assert "text-count" not in codes(one("农民技术培训班期数", "≥12期"), **table)

    def test_a_target_above_the_goal_is_a_note(self):
        goal = "维修屋面15000平方米、外墙20000平方米，改造管网约2.5公里。"

        def severities(target: str, name: str = "外墙维修面积") -> list[str]:
            table = TargetTable(indicators=[one(name, target)], goal=goal)
            return [each.severity for each in check(table) if each.code == "text-count"]

        assert severities("≥25000平方米") == ["note"]
        assert severities("≥15000平方米") == ["warning"]
        assert severities("≥20000平方米") == []
        # What the last digit of the goal leaves open is no difference.
        assert severities("≥2.53公里", "管网改造长度") == []

    def test_listed_things_are_added(self):
        goal = "完成甲河、乙河共2条河与丙山自然保护区的确权登记"
        assert "text-count" not in codes(one("河流、自然保护区确权登记数", "=3套"), goal=goal)
        assert "text-count" in codes(one("河流、自然保护区确权登记数", "=4套"), goal=goal)


@pytest.mark.parametrize(
    ("name", "target", "previous", "lowered"),
    [
        ("检测合格率", "≥95%", "98.6%", True),
        ("检测合格率", "≥95%", "94%", False),
        ("检测成本", "≤2100元/次", "2050元/次", True),
        ("检测成本", "≤2000元/次", "2050元/次", False),
        ("检测总成本", "≤60万元", "48万元", False),
    ],
)
def test_a_target_behind_last_year(name, target, previous, lowered):
    level2 = "成本指标" if "成本" in name else "质量指标"
    found = codes(one(name, target, level2=level2, previous=previous))
    assert ("target-lowered" in found) is lowered


@pytest.mark.parametrize(
    ("note", "grade", "differs"),
    [
        (
            "注：95分（含）以上为优，85（含）—95分为良，70（含）—85分为中，70分以下为差。",
            "优",
            True,
        ),
        (
            "注：95分（含）以上为优，85（含）—95分为良，70（含）—85分为中，70分以下为差。",
            "良",
            False,
        ),
        ("等级：优（≥95分）、良（85-95分）、中（70-85分）、差（<70分）", "优", True),
        ("优秀：95分及以上；良好：85-94分；中等：70-84分；差：70分以下", "良好", False),
        # A note of which a part is not understood is no scale: the usual one holds.
        ("95分以上优；85-95分为良；70-85分为中", "优", False),
        ("", "良", True),
    ],
)
def test_a_grade_by_the_scale_that_the_form_prints(note, grade, differs):
    row = one("检测次数", "≥12次", weight=100, actual="12次", points=93)
    table = TargetTable(
        indicators=[row], declared_total=93, declared_grade=grade, goal_actual=note or None
    )
    assert ("grade-differs" in {each.code for each in check(table)}) is differs


@pytest.mark.parametrize(
    ("goal", "last"),
    [
        ("无害化处理病死畜禽20000头，培训2010人次。", False),
        ("完成2023年农技培训12期。", True),
        ("完成2024年农技培训12期。", False),
    ],
)
def test_a_goal_that_speaks_of_an_earlier_year(goal, last):
    assert ("goal-last-year" in codes(one("培训期数", "≥12期"), goal=goal)) is last


class TestArguments:
    table = TargetTable(
        indicators=(
            one("采购数量", "=12台", place=Place(file="甲.txt", row=9, column=4)),
            one("合格率", "≥120%", level2="质量指标", place=Place(file="甲.txt", row=14, column=4)),
            one("安装数量", "=3台", place=Place(file="甲.txt", row=12, column=4)),
        )
    )

    def test_the_gravest_stand_first_and_one_kind_is_said_once(self):
        found = check(self.table, ignore=("kinds-present",))
        assert [(f.code, [place.row for place in f.places]) for f in found] == [
            ("share-over-100", [14]),
            ("equality-count", [9, 12]),
        ]
        assert found[1].message.endswith("同样的还有1处：“安装数量”（第12行 第4列）")

    def test_one_finding_a_row_on_request(self):
        found = check(self.table, ignore=("kinds-present",), grouping=False)
        assert [(f.code, f.place.row) for f in found] == [
            ("share-over-100", 14),
            ("equality-count", 9),
            ("equality-count", 12),
        ]
        (group,) = [f for f in check(self.table) if f.code == "equality-count"]
        assert group.singles == found[1:]

    def test_codes_left_out(self):
        left = ("kinds-present", "share-over-100", "equality-count")
        assert check(self.table, ignore=left) == ()

    def test_a_check_of_ones_own(self):
        def no_goal(table):
            if not table.goal:
                yield Finding(code="my-no-goal", severity="warning", message="没有总体目标；请补上")

        found = check(self.table, checks=(no_goal,))
        assert [f.code for f in found] == ["my-no-goal"]
        assert len(check(self.table, checks=(*CHECKS, no_goal))) == len(check(self.table)) + 1
        assert "my-no-goal" not in {f.code for f in check(self.table)}

    def test_settings(self):
        settings = Settings(
            ignore=("kinds-present",), severity=(("equality-count", "error"),), outcomes=("fails",)
        )
        found = check(self.table, settings=settings)
        assert [(f.code, f.severity) for f in found] == [
            ("equality-count", "error"),
            ("share-over-100", "warning"),
        ]

    def test_every_check_says_what_it_did_not_do(self):
        found = check(TargetTable(), outcomes=ALL)
        assert {f.outcome for f in found} <= {"not_applicable", "insufficient"}
        assert {"funds-total", "per-unit-cost", "kinds-present"} <= {f.code for f in found}
        assert check(TargetTable()) == ()

    def test_a_remark_accepts_a_finding_with_a_reason(self):
        kept = one("采购数量", "=12台", remark="jixiao忽略 equality-count：合同数量固定")
        bare = one("采购数量", "=12台", remark="jixiao忽略 equality-count")
        assert codes(kept) == set()
        assert codes(bare) == {"equality-count", "baseline-no-reason"}


class TestOutput:
    found = check(TargetTable(indicators=(one("采购数量", "=12台"),)), ignore=("kinds-present",))

    def test_rows_are_plain_data(self):
        (row,) = json.loads(json.dumps(finding_rows(self.found), ensure_ascii=False))
        assert row["code"] == "equality-count"
        assert row["figures"] == {"target": "=12台", "suggestion": "≥12台"}

    def test_text(self):
        assert report(self.found).splitlines() == [
            "提示[equality-count] “采购数量”的指标值“=12台”用等号，字面上是不多不少，多了算不算完成各地规则不同；"
            "如果是下限，请写成“≥12台”",
            "提示1",
        ]
        assert report(()) == "没有发现问题"


def test_codes_are_unique_and_ascii():
    names = [code.name for code in CODES]
    assert len(names) == len(set(names))
    assert all(name.isascii() and name == name.lower() for name in names)


def test_weights_may_be_decimals():
    table = TargetTable(
        indicators=[one(f"第{n}类检查次数", "≥3次", weight=Decimal("33.3")) for n in range(3)]
    )
    (found,) = [f for f in check(table) if f.code == "weight-sum"]
    assert found.figure("sum") == "99.9"


def test_an_equality_says_no_more_than_the_rulebooks_do():
    (found,) = [
        f
        for f in check(TargetTable(indicators=[one("安保人员人数", "=4人")]))
        if f.code == "equality-count"
    ]
    assert "都不算完成" not in found.message
    assert "各地规则不同" in found.message


class TestJudgedTable:
    """评价得分表: no indicator has a target, and none is missed."""

    table = TargetTable(
        indicators=tuple(
            Indicator(level1="产出", level2=level2, name=name, target=None, weight=5, points=points)
            for level2, name, points in (
                ("产出数量", "建成泵站", 5),
                ("产出质量", "合格率", 4),
                ("社会效益", "灌溉改善", 5),
            )
        ),
        kind="evaluation",
    )

    def test_its_missing_targets_and_actual_values_are_no_findings(self):
        found = {one.code for one in check(self.table)}
        assert not found & {"target-unreadable", "actual-missing", "kinds-present"}

    def test_points_above_their_weight_are_one(self):
        high = attrs.evolve(self.table.indicators[0], points=Decimal(6))
        table = attrs.evolve(self.table, indicators=(high, *self.table.indicators[1:]))
        assert "points-exceed-weight" in {one.code for one in check(table)}


def test_an_empty_value_beside_sign_and_unit_suggests_nothing_made_of_them():
    (found,) = check(
        TargetTable(indicators=(one("事故起数", "=起", sign="=", unit="起"),)),
        checks=[each for each in CHECKS if each.__name__ == "target_unreadable"],
    )
    assert "例如 =" not in found.message


@pytest.mark.parametrize(
    ("name", "target", "unexpected"),
    [
        ("残疾人生活补贴标准", "=80元/人·月", "equality-count"),
        ("贷款贴息标准", "=3000元/人", "equality-count"),
        ("网络安全事件数", "=0起", "unit-name"),
        ("国家级专家数", "≥3人", "unit-name"),
        ("制度", "健全（印发并执行为健全，只印发为基本健全，未印发为不健全）", "qualitative-scale"),
        ("保障人数", "应保尽保", "qualitative-scale"),
        ("工作效率", "较高", "qualitative-scale"),
        ("工单办结率", "应办尽办", "qualitative-scale"),
        ("设备联网率", "≥100%", "share-over-100"),
        ("游客增长率", "≥105%", "share-over-100"),
        ("公用经费控制率", "≤95%", "direction-conflict"),
        ("污泥含水率", "≤80%", "direction-conflict"),
        ("人员经费占比", "≤95%", "direction-conflict"),
        ("贷款逾期率", "≤95%", "direction-conflict"),
        ("受理件数及时率", "≥95%", "several-things"),
        ("投诉处理及时率和办结率", "≥95%", "several-things"),
    ],
)
def test_usual_wordings_are_no_fault(name, target, unexpected):
    assert unexpected not in codes(one(name, target))


def test_a_name_that_goes_on_from_its_task_is_its_own():
    table = TargetTable(
        tasks=[Task(name="人民调解")],
        indicators=[one("人民调解案件奖补", "≤132万元", level2="成本指标")],
    )
    assert "measurable-name" not in {found.code for found in check(table)}


def test_a_cap_rounded_up_to_its_last_decimal_is_a_note_that_says_the_step():
    table = TargetTable(
        execution=[Execution(item="年度资金总额", budget="100")],
        indicators=[
            one("每户补助", "≤449元/户", level2="成本指标"),
            one("补助户数", "≥2230户"),
        ],
    )
    (found,) = [f for f in check(table) if f.code == "per-unit-cost"]
    assert (found.severity, found.figure("step")) == ("note", "1")
    assert "448.4305" in found.message


@pytest.mark.parametrize(
    ("name", "target", "said"),
    [
        ("建设工期", "≤12月", True),
        ("建设工期", "≤12个月", False),
        ("建设工期", "12月底前", False),
        ("项目完成时间", "≤12月", False),
    ],
)
def test_a_month_beside_a_name_of_a_duration_may_be_months(name, target, said):
    one = Indicator(level1="产出指标", level2="时效指标", name=name, target=target)
    found = [
        x for x in check(TargetTable(year=2025, indicators=[one])) if x.code == "reading-doubt"
    ]
    assert bool(found) is said
    assert all("12个月" in x.message for x in found)


def test_a_level_2_of_no_usual_name_beside_usual_ones() -> None:
    rows = [
        Indicator(level1="产出指标", level2=level, name=name, target="≥5次")
        for level, name in (("数量指标", "培训"), ("日常管理指标", "考核"), ("时效指标", "拨付"))
    ]
    found = [one for one in check(TargetTable(indicators=rows)) if one.code == "level-unknown"]
    assert "日常管理指标" in found[0].message
    assert "日常管理指标" in found[0].said("en")


def test_a_system_of_its_own_is_no_unknown_level() -> None:
    rows = [
        Indicator(level1="产出目标", level2=level, name=name, target="≥5次")
        for level, name in (("资产管理", "盘点"), ("执法监管", "检查"), ("数量指标", "拨付"))
    ]
    assert not [one for one in check(TargetTable(indicators=rows)) if one.code == "level-unknown"]


def said_of(code: str, *indicators: Indicator, **table: object) -> list[str]:
    found = check(TargetTable(indicators=indicators, year=2024, **table), grouping=False)
    return [finding.message for finding in found if finding.code == code]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("冷库检修时4份材料温控异常受损；已从备份库重新引种，并加装双路电源", False),
        ("水毁乡道尚未修复，评定等级下降；修复后重新检测评定", False),
        ("冷库检修时4份材料温控异常受损", True),
    ],
)
def test_a_remedy_is_told_by_what_was_done_since(reason, said):
    row = one("保存材料份数", "≥20份", actual="16份", points="8", weight="10", deviation=reason)
    assert bool(said_of("remedy-missing", row)) is said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("已按计划全部完成，超出预期目标，下年继续保持", True),
        ("已按计划全部完成", True),
        ("各项工作按期足额完成，超额实现目标，无偏差。", True),
        ("下年继续保持", False),
        ("两门课程因讲师离职停开，下年继续开设", False),
    ],
)
def test_a_reason_that_says_more_than_all_was_done(reason, said):
    row = one("开设课程门数", "≥24门", actual="20门", points="8.3", weight="10", deviation=reason)
    assert bool(said_of("reason-contradicts", row)) is said


@pytest.mark.parametrize(
    ("goal", "name", "target"),
    [
        ("为8家乡镇卫生院各购置救护车1辆，共8辆。", "购置救护车数量", "≥8辆"),
        ("在3个乡镇新建农村公墓4处。", "新建农村公墓数量", "≥4处"),
        ("维修学生宿舍2栋168间。", "维修宿舍间数", "≥168间"),
    ],
)
def test_where_and_how_many_each_are_no_counts_of_the_whole(goal, name, target):
    rows = [one(name, target), one("参训人数", "≥30人")]
    assert said_of("text-count", *rows, goal=goal) == []
    assert said_of("goal-uncovered", *rows, goal=goal) == []


def test_two_counts_that_do_not_belong_together_are_not_multiplied():
    rows = [
        one("陪审员参审案件数量", "≥900件"),
        one("在册陪审员人数", "≥120人"),
        one("参审补助标准", "=150元/件·人", level2="成本指标"),
    ]
    money = (Execution(item="年度资金总额", budget=Decimal(36)),)
    assert said_of("per-unit-cost", *rows, execution=money) == []


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("受助学生满意度", "受助学生家长满意度", False),
        ("受助学生满意度", "受助的学生满意度", True),
    ],
)
def test_satisfaction_of_others_is_another_indicator(first, second, said):
    rows = [one(name, "≥90%", level1="满意度指标", level2="") for name in (first, second)]
    assert bool(said_of("near-duplicate", *rows)) is said


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ("白岭县水产站建设示范区2710亩。", True),
        ("组织农户赴白岭县考察，建设示范区2710亩。", False),
        ("云陂县水产站建设示范区2710亩。", False),
    ],
)
def test_an_office_of_another_county_in_what_was_done(done, said):
    row = one("示范区面积", "≥2600亩", actual="2710亩")
    found = said_of(
        "goal-elsewhere",
        row,
        organisation="云陂县水产技术推广站",
        goal="建示范区。",
        goal_actual=done,
    )
    assert bool(found) is said


@pytest.mark.parametrize(
    ("name", "actual", "said"),
    [
        ("受益群众人数", "2.21万人", True),
        ("受益群众人数", "1.8万人", False),
        ("服务群众人次", "2.21万人次", False),
        ("运送旅客人数", "2.21万人", False),
    ],
)
def test_no_more_people_benefit_than_live_there(name, actual, said):
    row = one(name, "≥1.8万人", actual=actual, level1="效益指标", level2="社会效益指标")
    found = said_of("number-impossible", row, goal="全镇常住人口1.86万人，清运垃圾。")
    assert bool(found) is said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("剩余28万元结转下年", True),
        ("剩余18万元结转下年", False),
        ("上年结余28万元一并使用", False),
        ("节约用水28万元", False),
    ],
)
def test_what_is_told_to_be_left_is_what_the_budget_leaves(told, said):
    row = one("改造管网长度", "≥20公里", actual="20公里")
    money = (Execution(item="年度资金总额", budget=Decimal(200), executed=Decimal(182)),)
    found = said_of(
        "left-differs",
        row,
        goal="改造管网。",
        goal_actual=f"改造管网20公里，{told}。",
        execution=money,
        kind="evaluation",
    )
    assert bool(found) is said


def test_all_that_is_called_done_was_not():
    rows = (
        one("设备套数", "≥116套", actual="116套"),
        one("培训人次", "≥300人次", actual="261人次"),
    )
    goal = "安装设备116套；年初设定的各项绩效指标均已全部完成。"
    (message,) = said_of("actual-differs", *rows, goal_actual=goal)
    assert "培训人次" in message
    assert said_of("actual-differs", rows[0], goal_actual=goal) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("培训1600人；项目全年支出43.2万元", True),
        ("培训1600人；项目全年支出46.56万元", False),
        ("培训1600人；消费维权项目支出43.2万元", False),
        ("全年支出46.6万元", False),
    ],
)
def test_a_sum_told_as_spent_is_that_of_the_budget(text, said):
    money = (Execution(item="年度资金总额", budget="48", executed="46.56"),)
    found = said_of("left-differs", one("培训", "≥5人"), execution=money, goal_actual=text)
    assert bool(found) is said


@pytest.mark.parametrize(
    ("rate", "said"), [("98.6%", True), ("92%", False), ("92.0%", False), ("≥90%", False)]
)
def test_the_rate_of_payment_is_that_of_the_budget(rate, said):
    money = (Execution(item="年度资金总额", budget="165", executed="151.8"),)
    row = one("年度资金支付率", "≥90%", actual=rate)
    found = said_of("rate-counts", row, execution=money, kind="evaluation")
    assert bool(found) is said


@pytest.mark.parametrize(("done", "said"), [("8个", False), ("6个", True)])
def test_a_rate_of_what_was_completed_is_that_of_its_counts(done, said):
    rows = (
        one("实施产业项目个数", "≥8个", actual="8个"),
        one("年内完工项目个数", "≥8个", actual=done),
        one("项目按期完工率", "≥95%", actual="100%"),
    )
    assert bool(said_of("rate-counts", *rows, kind="evaluation")) is said


@pytest.mark.parametrize(
    ("whole", "parts", "said"),
    [
        ("维修校舍总面积", ("3200", "2400", "2500"), True),
        ("维修校舍总面积", ("3200", "2400", "3000"), False),
        ("维修校舍面积", ("3200", "2400"), False),
        ("维修校舍总面积", ("3200",), False),
    ],
)
def test_the_parts_of_a_total_make_it_or_say_what_else(whole, parts, said):
    rows = [one(whole, "≥8600平方米")]
    rows += [one(f"其中：第{at}小学面积", f"≥{n}平方米") for at, n in enumerate(parts, 1)]
    assert bool(said_of("parts-differ", *rows)) is said


def test_a_day_behind_the_end_of_the_project():
    rows = (one("完工时间", "2024年6月20日前"), one("验收时间", "2024年11月30日前"))
    (message,) = said_of("period-year", *rows, period="2023年10月—2024年8月")
    assert "验收时间" in message
    assert said_of("period-year", *rows, period="2023年10月—2025年8月") == []


def test_the_stage_is_the_last_that_a_name_names():
    rows = (
        one("主体工程完工时间", "2024年9月30日前", actual="2024年9月18日"),
        one("竣工验收时间", "2024年11月30日前", actual="2024年8月26日"),
    )
    (message,) = said_of("stage-order", *rows)
    assert message.startswith("“竣工验收时间”")


def test_one_thing_named_with_a_bracket():
    rows = (one("农房抗震改造户数", "≥420户"), one("改造农房户数（抗震）", "≥420户"))
    assert len(said_of("same-thing", *rows)) == 1


def test_a_unit_that_the_name_itself_has():
    assert said_of("unit-name", one("享受补助的村医人月数", "≥2808人月")) == []
    assert said_of("unit-name", one("享受补助的村医人数", "≥2808公里")) != []


def test_a_survey_that_the_problems_of_the_form_say_was_not_made():
    row = one(
        "群众满意度", "≥90%", level1="满意度指标", level2="服务对象满意度指标", actual="94.6%"
    )
    problems = "存在问题：人手不足，本年度尚未开展服务对象满意度调查。"
    assert len(said_of("survey-missing", row, deviation=problems)) == 1
    assert said_of("survey-missing", row, deviation="存在问题：人手不足。") == []
