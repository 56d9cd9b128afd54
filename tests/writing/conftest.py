"""The example of 2022, scored; and a small filled project form."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

import jixiao
from jixiao import Execution, Indicator, TargetTable
from jixiao.reading.actuals import read_actuals
from jixiao.scoring.scorecards import Scorecard

EXAMPLE = Path(__file__).parents[2] / "examples" / "bazhou-2022"


@pytest.fixture(scope="session")
def table() -> TargetTable:
    return jixiao.read(EXAMPLE / "targets.txt")[0]


@pytest.fixture(scope="session")
def card(table: TargetTable) -> Scorecard:
    return jixiao.score(table, read_actuals(EXAMPLE / "actuals.csv"))


@pytest.fixture(scope="session")
def project() -> TargetTable:
    """A project form as a unit hands it in, with everything filled."""
    rows = (
        ("产出指标", "数量指标", "培训次数", ">=15次", "12次", "20", "16"),
        ("产出指标", "数量指标", "培训人数", "=200人", "230人", "10", "10"),
        ("产出指标", "质量指标", "合格率", "≥95%", "96%", "10", "10"),
        ("产出指标", "成本指标", "人均标准", "<=0.72万元", "0.72万元", "10", "10"),
        ("效益指标", "社会效益指标", "服务能力提升", "有效提升", "达成", "30", "30"),
        ("满意度指标", "服务对象满意度指标", "学员满意度", "≥90%", "93%", "10", "10"),
    )
    return TargetTable(
        title="项目支出绩效自评表",
        organisation="某县培训中心",
        department="某县人社局",
        project="技能培训补助",
        year=2023,
        kind="evaluation",
        goal="完成培训任务。",
        goal_actual="基本完成。",
        declared_total="96",
        execution=(
            Execution(
                item="年度资金总额", initial="50.00", budget="50.00", executed="50.00",
                weight="10", rate="100%", points="10",
            ),
            Execution(item="其中：当年财政拨款", initial="50.00", budget="50.00", executed="50.00", rate="100%"),
        ),
        indicators=tuple(
            Indicator(
                level1=a, level2=b, name=c, target=d, actual=e, weight=f, points=g,
                deviation="疫情影响，少办三次" if c == "培训次数" else None,
            )
            for a, b, c, d, e, f, g in rows
        ),
    )  # fmt: skip


def bare(table: TargetTable) -> TargetTable:
    """`table` without what differs between two files that say the same: places and remarks."""

    def placeless(items: tuple) -> tuple:
        return tuple(attrs.evolve(one, place=None) for one in items)

    return attrs.evolve(
        table,
        findings=(),
        place=None,
        indicators=placeless(table.indicators),
        tasks=placeless(table.tasks),
        execution=placeless(table.execution),
    )
