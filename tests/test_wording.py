"""Names of indicators: what they are called, measured in, and whether more is better."""

from __future__ import annotations

import pytest

from jixiao.criteria import Unreadable
from jixiao.language import read_criterion
from jixiao.naming import bare_name, is_bounded, stated_unit
from jixiao.review.checking.wording import direction_of, measure, unit_fit
from jixiao.tables import Indicator
from tests import bazhou


@pytest.mark.parametrize(
    ("name", "bare", "unit"),
    [
        ("指标1：培训人数", "培训人数", None),
        ("★★★受益脱贫户人口数（≥**户）", "受益脱贫户人口数", "户"),
        ("改造面积（万亩）", "改造面积", "万亩"),
        ("补助标准(≤**元/株)", "补助标准", "元/株"),
        ("工资发放准确性(%)", "工资发放准确性", "%"),
        ("*质量达标率100%", "质量达标率", "%"),
        ("补助数量（新罗区）", "补助数量(新罗区)", None),
        ("足额保障率（参保率）", "足额保障率(参保率)", None),
        ("其中：财政拨款", "其中:财政拨款", None),
    ],
)
def test_names(name, bare, unit):
    assert bare_name(name) == bare
    assert stated_unit(name) == unit


def test_thirty_one_names_of_the_bureau_call_for_a_unit_and_all_have_it():
    fits = [unit_fit(one.name, one.criterion) for one in bazhou.indicators()]
    verdicts = [fit.verdict for fit in fits if fit is not None]
    assert verdicts == ["fits"] * 31


@pytest.mark.parametrize(
    ("name", "target", "verdict"),
    [
        ("培训合格率", "≥95%", "fits"),
        ("孕产妇死亡率", "≤12人/10万人", "fits"),
        ("培训合格率", "95", "missing"),
        ("培训合格率", "≥60人", "misfit"),
        ("游客人数", "≥3万人次", "near"),
        ("村干部人数", "42个", "near"),
        ("完成时间", "12月底前", "fits"),
        ("完成时间", "2024年12月", "fits"),
        ("受益人数", "2024年12月", "misfit"),
        ("租赁条数", "4条", "fits"),
        ("租赁条数", "4根", "near"),
        ("公务车数量", "5辆", "fits"),
        ("公务车数量", "5%", "misfit"),
        ("材料费用", "≤5亿元", "fits"),
        ("补助标准", "475元/亩", "fits"),
        ("养护面积", "757万平方米", "fits"),
    ],
)
def test_units(name, target, verdict):
    assert unit_fit(name, read_criterion(target)).verdict == verdict


@pytest.mark.parametrize(
    "name", ["工作效率", "资金使用效率", "设备功率", "居民收入增长", "水质等级"]
)
def test_names_that_call_for_no_unit(name):
    assert unit_fit(name, read_criterion("5台")) is None


@pytest.mark.parametrize(
    ("unit", "sort"),
    [
        ("%", "share"),
        ("‰", "share"),
        ("百分点", "share"),
        ("万元/年", "money"),
        ("平方米", "area"),
        ("公里", "length"),
        ("立方米", "volume"),
        ("吨", "mass"),
        ("工作日", "time"),
        ("标箱", "count"),
        ("次/月", "count"),
        ("公里/小时", "compound"),
        ("/株", "none"),
        ("", "none"),
    ],
)
def test_measures(unit, sort):
    assert measure(unit) == sort


@pytest.mark.parametrize(
    ("name", "target", "direction"),
    [
        ("验收合格率", "95%", "up"),
        ("贷款逾期率", "5%", "down"),
        ("逾期发放率", "5%", "down"),
        ("森林火灾受害率", "0.9‰", "down"),
        ("投诉办结率", "95%", "up"),
        ("故障修复率", "98%", "up"),
        ("危房率下降幅度", "5%", "up"),
        ("库存指数", "5%", None),
        ("响应时间", "8小时", "down"),
        ("贷款逾期率", "≥5%", "up"),
        ("群众满意度", "90%", "up"),
    ],
)
def test_directions(name, target, direction):
    assert direction_of(Indicator(name=name, target=target)) == direction


def test_the_printed_direction_comes_first():
    assert direction_of(Indicator(name="验收合格率", target="95%", direction="反向指标")) == "down"


def test_cost_is_less_is_better():
    one = Indicator(level2="成本指标", name="材料", target="5万元")
    assert direction_of(one) == "down"


def test_unreadable_targets_have_no_unit():
    found = read_criterion("公里")
    assert isinstance(found, Unreadable)
    assert unit_fit("改造里程", found) is None


@pytest.mark.parametrize(
    "name",
    [
        "验收合格率",
        "样本库更新率",
        "设备联网率",
        "档案数字化率",
        "病死率",
        "群众满意度",
        "危房占比",
    ],
)
def test_a_share_of_all_ends_at_100(name):
    assert is_bounded(name)


@pytest.mark.parametrize(
    "name",
    [
        "任务完成率",
        "收入增长率",
        "床位使用率",
        "资产负债率",
        "投资回报率",
        "社会资本带动率",
        "贷款利率",
        "生猪出栏率",
    ],
)
def test_a_rate_of_something_else_does_not(name):
    assert not is_bounded(name)
