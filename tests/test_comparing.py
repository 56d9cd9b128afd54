"""Two years of one table: what came and went, and which targets became easier."""

from __future__ import annotations

import json
import pickle

import pytest

from jixiao.review.comparing import compare
from jixiao.tables import Indicator, TargetTable
from tests import bazhou


def table(*indicators: Indicator, year: int | None = None) -> TargetTable:
    return TargetTable(indicators=indicators, year=year)


def one(name: str, target: str, level2: str | None = "数量指标", **more: object) -> Indicator:
    return Indicator(level2=level2, name=name, target=target, **more)


def kinds(before: Indicator, after: Indicator) -> list[str]:
    return [change.kind for change in compare(table(before, year=2023), table(after, year=2024))]


@pytest.mark.parametrize(
    ("name", "before", "after", "kind"),
    [
        ("验收合格率", "≥95%", "≥90%", "loosened"),
        ("验收合格率", "≥90%", "≥95%", "tightened"),
        ("验收合格率", "≥95%", "不低于90%", "loosened"),
        ("验收合格率", ">90%", "≥90%", "loosened"),
        ("验收合格率", "=100%", "≥98%", "loosened"),
        ("验收合格率", "≥95%", "≥950‰", None),
        ("验收合格率", "≥95%", "95%以上", None),
        ("验收合格率", "95%", "90%", "loosened"),
        ("响应时间", "≤8小时", "≤1天", "loosened"),
        ("响应时间", "≤24小时", "≤1天", None),
        ("聘用人数", "=4人", "≥4人", "loosened"),
        ("聘用人数", "=4人", "=5人", "tightened"),
        ("聘用人数", "≥4人", "≤4人", "changed"),
        ("聘用人数", "≥4人", "≥4户", "changed"),
        ("绿化面积", "≥15亩", "≥1公顷", None),
        ("绿化面积", "≥15亩", "≥2公顷", "tightened"),
        ("误差率", "±3%以内", "±5%以内", "loosened"),
        ("监测点数量", "10~15个", "12~15个", "tightened"),
        ("完成时间", "10月31日前", "11月30日前", "loosened"),
        ("完成时间", "2023年12月底前", "2024年12月底前", None),
        ("完成时间", "2023年2月底前", "2024年2月底前", None),
        ("完成时间", "2023年10月31日前", "2024年9月30日前", "tightened"),
        ("工作时段", "2023年1-12月", "2024年1-12月", None),
        ("工作时段", "1-12月", "1-12月", None),
        ("工作时段", "2023年1-2月", "2024年1-2月", None),
        ("工作时段", "2023年1-12月", "2024年1-11月", "changed"),
        ("工作时段", "2023年1-12月", "2025年1-12月", "changed"),
        ("巡查次数", "0起", "1起", "changed"),
        ("巡查次数", "=0起", "=1起", "changed"),
        ("安全事故起数", "0起", "1起", "loosened"),
        ("验收等级", "优", "良", "loosened"),
        ("验收等级", "二级", "一级", "tightened"),
        ("公众满意情况", "≥90%", "明显提高", "loosened"),
        ("公众满意情况", "明显提高", "≥90%", "tightened"),
        ("投诉数量", "较上年下降5%", "较上年下降3%", "loosened"),
        ("投诉数量", "同比下降", "同比下降", None),
        ("环境面貌", "明显改善", "有所改善", "changed"),
    ],
)
def test_targets_are_ranked_by_meaning(name, before, after, kind):
    assert kinds(one(name, before), one(name, after)) == ([] if kind is None else [kind])


@pytest.mark.parametrize(
    ("after", "year", "expected"),
    [
        ("2024年12月底前", 2024, []),
        ("2024年11月底前", 2024, ["tightened"]),
        ("2025年12月底前", 2024, ["loosened"]),
        ("2024年12月底前", 2023, ["loosened"]),
    ],
)
def test_a_deadline_moves_on_with_the_years_between_the_tables(after, year, expected):
    last = table(one("完成时间", "2022年12月底前", "时效指标"), year=2022)
    this = table(one("完成时间", after, "时效指标"), year=year)
    assert [change.kind for change in compare(last, this)] == expected


def test_a_higher_cap_on_cost_is_looser():
    before = one("聘用人员费用", "≤16.8万元", "成本指标")
    assert kinds(before, one("聘用人员费用", "≤18万元", "成本指标")) == ["loosened"]
    assert kinds(before, one("聘用人员费用", "≤168000元", "成本指标")) == []


def test_a_plain_cost_is_a_cap():
    before = one("材料成本", "10万元", "成本指标")
    assert kinds(before, one("材料成本", "12万元", "成本指标")) == ["loosened"]


def test_the_printed_direction_decides_for_a_plain_value():
    before = one("库存指数", "100", None, direction="反向")
    assert kinds(before, one("库存指数", "90", None, direction="反向")) == ["tightened"]


def test_added_and_dropped():
    changes = compare(table(one("培训人数", "5人")), table(one("绿化面积", "≥3亩")))
    assert [(change.kind, change.name) for change in changes] == [
        ("dropped", "培训人数"),
        ("added", "绿化面积"),
    ]


def test_a_name_that_is_alike_is_suggested_as_renamed():
    changes = compare(
        table(one("自然资源重点工作督导频次", "≥15次")),
        table(one("自然资源重点工作督查频次", "≥12次")),
    )
    assert [change.kind for change in changes] == ["renamed", "loosened"]
    assert changes[0].ratio is not None
    assert "92%" in changes[0].message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (one("道路维修数量", "5条"), one("道路维修数量率", "≥90%")),
        (one("培训合格率", "≥90%", "质量指标"), one("培训合格数", "≥90%", "数量指标")),
    ],
)
def test_another_unit_or_kind_is_not_a_renaming(before, after):
    assert sorted(kinds(before, after)) == ["added", "dropped"]


def test_numbering_and_template_marks_do_not_matter():
    assert kinds(one("指标1：培训人数（≥**人）", "≥5人"), one("★培训人数", "≥5人")) == []


def test_equal_names_under_different_kinds_belong_together():
    before = table(one("完成率", "≥90%", "质量指标"), one("完成率", "≥80%", "时效指标"))
    after = table(one("完成率", "≥80%", "时效指标"), one("完成率", "≥90%", "质量指标"))
    assert compare(before, after) == ()


def test_what_cannot_be_read_is_said_and_nothing_is_raised():
    (change,) = compare(table(one("里程数据", "公里")), table(one("里程数据", "5公里")))
    assert change.kind == "changed"
    assert "去年的指标值读不懂" in change.message


def test_a_table_equals_itself():
    assert compare(bazhou.table(), bazhou.table()) == ()


def test_changes_are_plain_data():
    (change,) = compare(table(one("合格率", "≥95%")), table(one("合格率", "≥90%")))
    assert str(change) == "放宽 “合格率”：≥95% → ≥90%，去年达标的今年一定达标"
    assert json.loads(json.dumps(change.row()))["kind"] == "loosened"
    assert pickle.loads(pickle.dumps(change)) == change


def test_the_same_sort_of_target_is_not_called_another_sort():
    (change,) = compare(table(one("公开", "是", None)), table(one("公开", "否", None)))
    assert "种类" not in change.message


def test_a_cost_without_a_unit_is_still_a_cost():
    assert kinds(one("材料", "100", "成本指标"), one("材料", "200", "成本指标")) == ["loosened"]
