"""申报 and 复算 side by side: nothing that a unit declared is lost, and what is open says so."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from html import unescape

import attrs
import openpyxl
import pytest

import jixiao
from jixiao.tables import Execution, Indicator, TargetTable
from jixiao.writing.lists import unit_row
from jixiao.writing.selfevaluation import self_evaluation
from jixiao.writing.terminal import card_text

from .conftest import bare


@pytest.fixture
def declared(project):
    """What the unit gave itself: 7 of 10 for a target that is met, and 96 in all."""
    points = {"合格率": "7", "学员满意度": "9"}
    indicators = tuple(
        attrs.evolve(one, points=points.get(one.name, one.points)) for one in project.indicators
    )
    return attrs.evolve(project, indicators=indicators)


def text_of(path) -> str:
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as package:
            return "".join(
                package.read(name).decode() for name in package.namelist() if name.endswith(".xml")
            )
    return unescape(path.read_text("utf-8"))


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_a_form_that_is_scored_stays_as_the_unit_filled_it(declared, tmp_path, suffix):
    (back,) = jixiao.read(jixiao.write(jixiao.score(declared), tmp_path / f"自评表{suffix}"))
    assert bare(back) == bare(declared)


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".html", ".md"])
def test_declared_recomputed_and_difference_stand_side_by_side(declared, tmp_path, suffix):
    card = jixiao.score(declared)
    assert card.score_of("合格率").difference == 3
    text = text_of(jixiao.write(card, tmp_path / f"自评表{suffix}"))
    for word in ("申报", "复算", "差"):
        assert word in text
    assert card.declared_summary in text
    assert "申报总分96分" in card.declared_summary


def test_the_terminal_names_what_was_declared_even_in_brief(declared):
    text = card_text("自评表.xlsx", jixiao.score(declared), brief=True)
    for said in ("申报总分96分", "申报7分，复算10", "申报9分，复算10"):
        assert said in text


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_the_cause_of_a_deviation_is_never_filled_by_the_machine(table, card, tmp_path, suffix):
    assert any(one.lost for one in card.items)
    (back,) = jixiao.read(jixiao.write(card, tmp_path / f"自评表{suffix}"))
    assert not any(one.deviation for one in back.indicators)
    assert "12/15次×1.25分=1.00分" in text_of(tmp_path / f"自评表{suffix}")


def test_an_open_total_is_marked_and_explains_its_range(card, tmp_path):
    assert card.is_provisional
    assert card.summary == (
        "总分（暂）：已定80.09/100分；未定15分（“干部职工满意度”等2项）；最终79.34—97.94分，"
        "因“采购办公用品完成时间”等2项的得分可能调整，等次可能为优、良或中"
    )
    sheet = openpyxl.load_workbook(jixiao.write(card, tmp_path / "自评表.xlsx")).worksheets[0]
    (total,) = (row for row in sheet.iter_rows() if str(row[0].value).startswith("总分"))
    assert total[0].value == "总分（暂）"


def test_a_total_that_is_final_is_not(project, tmp_path):
    card = jixiao.score(project)
    assert not card.is_provisional
    assert card.summary == "总分96.00/100分，等次优"
    assert "（暂）" not in text_of(jixiao.write(card, tmp_path / "自评表.html"))


def test_what_is_pending_says_so_and_is_no_zero(card, tmp_path):
    assert card.execution.points_text == "待定"
    (execution,) = (one for one in card.levels if one.level1 == "预算执行率")
    assert (execution.points, execution.points_text) == (0, "待定")
    assert "待定 / 10" in text_of(jixiao.write(card, tmp_path / "报告.html"))
    assert "| 预算执行率 | 待定 | 10 | 10 |" in text_of(jixiao.write(card, tmp_path / "报告.md"))


def test_a_table_of_targets_has_no_total(table):
    card = jixiao.score(table)
    assert card.is_unfilled
    assert card.summary == "未填实际值，没有计分（满分100分）"


def test_a_percentage_of_a_short_form_has_two_decimals(project):
    rows = tuple(
        attrs.evolve(one, weight="0") if one.name == "学员满意度" else one
        for one in project.indicators
    )
    card = jixiao.score(attrs.evolve(project, indicators=rows))
    assert card.maximum == 90
    assert card.percent() is not None
    assert card.percent() != round(card.percent(), 2)
    assert f"（折合百分制{round(card.percent(), 2).normalize()}）" in card.summary
    assert isinstance(card.percent(), Decimal)


def test_a_total_of_other_weights_is_not_subtracted():
    """A form declares 99.6 of 100 where its weights are only 80."""
    rows = [
        Indicator(
            level1="产出指标",
            level2="数量指标",
            name="甲",
            target="≥1次",
            actual="1次",
            weight="60",
            points="60",
        ),
        Indicator(
            level1="满意度指标", name="乙", target="≥90%", actual="95%", weight="10", points="9.6"
        ),
    ]
    spent = [Execution(item="年度资金总额", budget=10, executed=10)]
    table = TargetTable(indicators=rows, execution=spent, declared_total="99.6")
    card = jixiao.score(table)
    assert card.maximum < 99
    assert card.total_difference is None
    assert "不能相减" in card.declared_summary
    assert unit_row(card)[5] is None
    same = jixiao.score(attrs.evolve(table, declared_total="50"))
    assert same.total_difference == same.total - 50
    assert f"差+{same.total - 50}分" in same.declared_summary


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("94.4%", "94.4%"),
        ("94%", "94%"),
        ("0.944", "0.944"),
        ("90%", "94.43%"),
        ("—", "94.43%"),
        ("见附件", "94.43%"),
        (None, "94.43%"),
    ],
)
def test_a_printed_rate_stays_where_it_is_the_rate_of_its_amounts(printed, written):
    money = Execution(
        item="年度资金总额", weight="10", budget="100", executed="94.43", rate=printed
    )
    row = Indicator(
        level1="产出指标",
        level2="数量指标",
        name="培训人次",
        target="≥10人次",
        weight="90",
        actual="10人次",
    )
    card = jixiao.score(TargetTable(kind="evaluation", execution=(money,), indicators=(row,)))
    assert self_evaluation(card).execution[0].rate == written
