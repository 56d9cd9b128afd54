"""What was written is read back as the same table, in every format."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jixiao
from jixiao import Execution, Indicator, TargetTable, Task
from jixiao.tables import Funds
from jixiao.writing.selfevaluation import self_evaluation

from .conftest import bare

FORMATS = (".xlsx", ".docx", ".html", ".csv", ".txt")


@pytest.mark.parametrize("suffix", FORMATS)
def test_department_targets(table, tmp_path, suffix):
    path = jixiao.write(table, tmp_path / f"目标表{suffix}")
    (back,) = jixiao.read(path)
    assert bare(back) == bare(table)


@pytest.mark.parametrize("suffix", FORMATS)
def test_filled_project(project, tmp_path, suffix):
    (back,) = jixiao.read(jixiao.write(project, tmp_path / f"自评表{suffix}"))
    assert bare(back) == project


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".csv", ".txt"])
def test_scorecard_reads_back_as_the_self_evaluation(card, tmp_path, suffix):
    (back,) = jixiao.read(jixiao.write(card, tmp_path / f"自评表{suffix}"))
    assert bare(back) == bare(self_evaluation(card))
    assert back.declared_total == card.total
    assert {one.code for one in back.findings} <= {"task-unnamed"}


def test_json(card, table, tmp_path):
    assert jixiao.loads(jixiao.write(table, tmp_path / "a.json").read_text("utf-8")) == table
    assert jixiao.loads(jixiao.write(card, tmp_path / "b.json").read_text("utf-8")) == card


def test_scoring_what_was_written_gives_the_same_total(card, tmp_path):
    (back,) = jixiao.read(jixiao.write(card, tmp_path / "自评表.xlsx"))
    again = jixiao.score(back)
    assert again.total == card.total
    assert again.open_points == card.open_points


@pytest.mark.parametrize("suffix", FORMATS)
def test_separate_columns_for_sign_and_unit(tmp_path, suffix):
    table = TargetTable(
        title="项目支出绩效目标申报表",
        organisation="某局",
        department="某局",
        project="造林",
        year=2022,
        execution=(Execution(item="项目资金总额", budget="120.5"),),
        goal="第一行\n第二行",
        indicators=(
            Indicator(level1="产出指标", level2="数量指标", name="造林面积", sign="≥", value="5", unit="万亩", target="≥5万亩", weight="20", explanation="含补植"),
            Indicator(level1="产出指标", level2="时效指标", name="完成时间", sign="定性", value="12月底前", target="12月底前", weight="30"),
            Indicator(level1="效益指标", level2="生态效益指标", name="成活率", sign="≥", value="85", unit="%", target="≥85%", weight="40", remark="第三方核查"),
        ),
    )  # fmt: skip
    (back,) = jixiao.read(jixiao.write(table, tmp_path / f"表{suffix}"))
    assert bare(back) == table


def test_amounts_in_another_unit_keep_it(tmp_path):
    table = TargetTable(
        title="项目支出绩效目标表",
        organisation="某局",
        project="某项目",
        execution=(
            Execution(item="项目资金总额", budget="6070", unit="元"),
            Execution(item="其中：财政拨款", budget="0.607", unit="万元"),
        ),
        indicators=(Indicator(level1="产出指标", level2="数量指标", name="次数", target="5次"),),
    )
    (back,) = jixiao.read(jixiao.write(table, tmp_path / "表.xlsx"))
    assert back.execution[0].unit == "元"
    assert "0.607万元" in jixiao.write(table, tmp_path / "表.csv").read_text("utf-8-sig")


def test_two_halves_of_a_form_are_two_sheets(table, tmp_path):
    medium = attrs.evolve(table, term="medium")
    back = jixiao.read(jixiao.write((table, medium), tmp_path / "表.xlsx"))
    assert [one.term for one in back] == ["annual", "medium"]


# ---------------------------------------------------------------- tables drawn at random

_KINDS = (
    ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"), ("产出指标", "成本指标"),
    ("效益指标", "经济效益指标"), ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标"),
)  # fmt: skip
_TARGETS = (
    "=4人", ">=15次", "≤84.26万元", "100%", "95%以上", "1次/月", "2022年10月31日以前", "有效保障",
    "80%-90%", "+5%", "-3%", "@所有人", "=SUM(A1:A9)", "<b>粗</b>", "“引号”", "a&b", "0.50",
)  # fmt: skip
_money = st.one_of(st.none(), st.decimals("0", "99999.99", places=2))
_points = st.one_of(st.none(), st.decimals("0", "50", places=1))


@st.composite
def _tables(draw: st.DrawFn) -> TargetTable:
    kinds = sorted(draw(st.lists(st.sampled_from(range(len(_KINDS))), min_size=1, max_size=9)))
    weighted, filled = draw(st.booleans()), draw(st.booleans())
    indicators = tuple(
        Indicator(
            level1=_KINDS[kind][0],
            level2=_KINDS[kind][1],
            name=f"{draw(st.sampled_from(('培训', '维修', '护林员', '发放补助')))}事项第{index}类",
            target=draw(st.sampled_from(_TARGETS)),
            weight=draw(_points) if weighted else None,
            actual=draw(st.sampled_from(_TARGETS)) if filled else None,
            points=draw(_points) if filled else None,
            deviation=draw(st.one_of(st.none(), st.sampled_from(("天气原因", "=1+1，未完成")))) if filled else None,
        )
        for index, kind in enumerate(kinds)
    )  # fmt: skip
    whole = draw(st.booleans())
    tasks = tuple(
        Task(name=f"重点任务{number}号", content="做好工作", funds=Funds(total=draw(_money), fiscal=draw(_money)))
        for number in range(draw(st.integers(1, 3)))
    ) if whole else ()  # fmt: skip
    kind = "evaluation" if filled else "department" if whole else "project"
    return TargetTable(
        title=f"{'部门整体支出' if whole else '项目支出'}绩效{'自评表' if filled else '目标表'}",
        organisation=draw(st.sampled_from(("某县林业局", "某市第一中学"))),
        project=None if whole else "某某项目",
        department=None if whole else "某县财政局",
        year=draw(st.sampled_from((None, 2022, 2024))),
        kind=kind,
        tasks=tasks,
        goal=draw(st.sampled_from(("完成全年任务。", "一、做好工作\n二、管好资金"))),
        indicators=indicators,
        execution=(Execution(item="年度资金总额", initial="9", budget="10", executed="8.50", weight="10", rate="85%", points="8.5"),) if filled else (),
        declared_total=Decimal("88.5") if filled else None,
    )  # fmt: skip


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".html"])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(table=_tables())
def test_drawn_tables(tmp_path, suffix, table):
    (back,) = jixiao.read(jixiao.write(table, tmp_path / f"表{suffix}"))
    assert bare(back) == table


def test_budget_rows_that_are_scored_on_their_own_keep_their_points():
    rows = [
        Execution(item="财政拨款", budget="80", executed="80", weight="8"),
        Execution(item="其他资金", budget="20", executed="10", weight="2"),
    ]
    filled = self_evaluation(jixiao.score(TargetTable(execution=rows))).execution
    assert [(one.weight, one.points, one.rate) for one in filled] == [(8, 8, "100%"), (2, 1, "50%")]
    blank = [attrs.evolve(row, executed=None) for row in rows]
    ratings = jixiao.score(TargetTable(execution=blank), {"预算执行率": "90%"})
    assert [one.points for one in self_evaluation(ratings).execution] == [
        Decimal("7.2"),
        Decimal("1.8"),
    ]


def test_a_negative_amount_spent_stays_on_the_form():
    spent = Execution(item="年度资金总额", budget="200", executed="-5", weight="10")
    (filled,) = self_evaluation(jixiao.score(TargetTable(execution=[spent]))).execution
    assert (filled.executed, filled.points) == (-5, 0)


_FILLED = (
    ("产出指标\t数量指标\t培训人数\t≥60人\t30\t72人", "30"),
    ("产出指标\t质量指标\t合格率\t≥95%\t30\t90%", "25"),
)
_JUDGED, _OPEN = (
    (f"效益指标\t社会效益指标\t社会影响\t效果明显\t30\t{actual}", "28")
    for actual in ("达成", "较好")
)


def _filled(path, *, is_declared, is_open):
    """A 自评表 of lines with tabs: with or without 得分, and with an item that stays 待定."""
    rows = (*_FILLED, _OPEN if is_open else _JUDGED)
    head = "一级指标\t二级指标\t三级指标\t指标值\t分值\t实际完成值" + "\t得分" * is_declared
    lines = [row + f"\t{points}" * is_declared for row, points in rows]
    path.write_text("\n".join(["项目支出绩效自评表", head, *lines]) + "\n", encoding="utf-8")
    (table,) = jixiao.read(path)
    return table


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "undeclared"])
@pytest.mark.parametrize("is_open", [True, False], ids=["open", "settled"])
def test_what_stands_beside_a_form_is_read_as_no_form(tmp_path, suffix, is_declared, is_open):
    table = _filled(tmp_path / "填报.txt", is_declared=is_declared, is_open=is_open)
    card = jixiao.score(table)
    path = tmp_path / f"复算{suffix}"
    # A scorecard as a page is a report; the page of its form is that of the table.
    jixiao.write(self_evaluation(card) if suffix == ".html" else card, path)
    (back,) = jixiao.read(path)
    assert bare(back).indicators == bare(self_evaluation(card)).indicators


@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "undeclared"])
def test_a_report_of_a_scorecard_is_refused_as_a_form(tmp_path, is_declared):
    card = jixiao.score(_filled(tmp_path / "填报.txt", is_declared=is_declared, is_open=True))
    page = jixiao.write(card, tmp_path / "报告.html")
    with pytest.raises(jixiao.errors.UnreadableDocument) as caught:
        jixiao.read(page)
    assert caught.value.code == "no-target-table"
