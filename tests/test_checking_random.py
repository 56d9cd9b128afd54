"""Whatever a table holds, the review answers: it never raises, and it repeats itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.exchange.sarif import sarif
from jixiao.review.checking import check, finding_rows, report
from jixiao.review.checking.money import expansion
from jixiao.review.comparing import compare
from jixiao.tables import Execution, Funds, Indicator, TargetTable, Task

_NAMES = st.sampled_from(
    (
        "每次培训费用 培训次数 人均经费 培训人数 项目总成本 流转土地补助标准 流转土地 逾期率 验收合格率 完成时间 "
        "提高公众意识 每个村补助 河流、湖泊确权登记数 指标1： ★（≥**%） 其中：财政拨款 材料单价 每月租金"
    ).split()
) | st.text("每次人均率数（）(%*≥、指标1：费用成本河湖", max_size=12)
_TARGETS = st.sampled_from(
    (
        "≥95% =4人 ≤84.26万元 475元/亩 ≥60亩 5次 ≤0.000元 0万元 ≤8小时 12月底前 2022年2月 显著提高 优 是 无 "
        "同比下降 80%-90% ≥**% 公里 ≤28.40/株 530元/人·月 >=101人/次 三分之二 约300人 12月底前100%到位 1000000亿元"
    ).split()
) | st.text("≥≤=0123456789.%万元人次/每年月日前", max_size=10)
_LEVELS = st.sampled_from(
    (None, "", "产出指标", "效益指标", "成本指标", "数量指标", "满意度指标", "制度指标")
)
_AMOUNTS = st.none() | st.decimals(-10, 10**7, places=2, allow_nan=False)
_TEXTS = st.none() | st.text(
    "完成开展甲河乙河共2条与丙山自然保护区的登记、，。培训3次<p>新疆巴州", max_size=40
)

_INDICATORS = st.builds(
    Indicator,
    level1=_LEVELS,
    level2=_LEVELS,
    name=_NAMES,
    target=_TARGETS,
    sign=st.sampled_from((None, "≥", "定性", "正向", "反向")),
    value=st.none() | _TARGETS,
    unit=st.sampled_from((None, "%", "万元", "人")),
    weight=_AMOUNTS,
    remark=st.sampled_from((None, "jixiao忽略 equality-count", "jixiao忽略 unit-name：已核对")),
)
_FUNDS = st.builds(
    Funds,
    total=_AMOUNTS,
    fiscal=_AMOUNTS,
    other=_AMOUNTS,
    unit=st.sampled_from(("万元", "元", "件")),
)
_TASKS = st.builds(
    Task, name=_TEXTS, content=st.text("开展培训做好宣传、，。", max_size=20), funds=_FUNDS
)
_ROWS = st.builds(
    Execution,
    item=st.sampled_from(("年度资金总额", "其中：财政拨款", "其他资金", "")),
    initial=_AMOUNTS,
    budget=_AMOUNTS,
    executed=_AMOUNTS,
    weight=_AMOUNTS,
)
_TABLES = st.builds(
    TargetTable,
    organisation=_TEXTS,
    year=st.none() | st.integers(2000, 2030),
    goal=_TEXTS,
    indicators=st.lists(_INDICATORS, max_size=6),
    tasks=st.lists(_TASKS, max_size=4),
    execution=st.lists(_ROWS, max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(_TABLES)
def test_a_review_answers_every_table(table):
    found = check(table, outcomes=("fails", "not_applicable", "insufficient"))
    assert found == check(table, outcomes=("fails", "not_applicable", "insufficient"))
    for one in found:
        assert one.message
        assert one.code.isascii()
    assert report(found)
    assert len(finding_rows(found)) == len(found)
    assert sarif(found)


@settings(max_examples=80, deadline=None)
@given(_TABLES, _TABLES)
def test_a_comparison_answers_every_pair_and_nothing_changes_against_itself(one, other):
    for change in compare(one, other):
        assert change.message
    assert [change for change in compare(one, one) if change.kind in ("added", "dropped")] == []


@settings(max_examples=80, deadline=None)
@given(_TABLES)
def test_matches_use_each_cost_and_each_task_once(table):
    found = expansion(table)
    costs = [index for match in found.matches for index in match.costs]
    tasks = [position for match in found.matches for position in match.tasks]
    assert len(costs) == len(set(costs))
    assert len(tasks) == len(set(tasks))
