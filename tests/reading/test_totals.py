"""The row of sums at the foot of a form."""

from decimal import Decimal

import pytest

from jixiao import recheck
from jixiao.reading.layout import recognise

from .paper import tabbed
from .test_layout import codes, paper

HEAD = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分"
ROWS = (
    "产出指标\t数量指标\t巡护次数\t≥24次\t26次\t50\t50\n"
    "满意度指标\t满意度指标\t群众满意度\t≥90%\t93%\t{weight}\t{points}"
)


def filled(foot, weight="50", points="48", front=""):
    text = f"项目支出绩效自评表\n{front}{HEAD}\n{ROWS.format(weight=weight, points=points)}\n{foot}"
    (table,) = recognise([tabbed(text)])
    assert len(table.indicators) == 2
    return table


def test_the_sums_of_a_copied_row_keep_their_order():
    table = filled("总分\t100\t98")
    assert table.declared_total == 98
    assert codes(table) == []


def test_sums_that_cannot_be_in_this_order_are_no_total():
    table = filled("总分\t98\t100")
    assert table.declared_total is None
    (found,) = [one for one in table.findings if one.code == "row-unused"]
    assert found.figures == (("cell", "总分"), ("cell", "98"), ("cell", "100"))


def test_a_row_that_only_adds_up_the_weights_says_nothing_new():
    assert codes(filled("合计\t\t\t\t\t100")) == []
    assert codes(filled("合计\t\t\t\t\t90")) == ["row-unused"]


def test_sums_of_some_rows_share_one_finding():
    text = f"{HEAD}\n" + ROWS.format(weight="50", points="48").replace(
        "\n", "\n小计\t\t\t\t\t50\t50\n"
    )
    (table,) = recognise(
        [tabbed(f"项目支出绩效自评表\n{text}\n小计\t\t\t\t\t50\t48\n总分\t\t\t\t\t100\t98")]
    )
    (found,) = [one for one in table.findings if one.code == "row-unused"]
    assert [text for _, text in found.figures] == ["小计", "50", "50", "小计", "50", "48"]


FRONT = "项目资金\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n资金总额\t10\t10\t9\t10\t90%\t9\n"


@pytest.mark.parametrize(("weight", "differs"), [("90", False), ("100", True)])
def test_a_total_of_the_indicators_only_is_held_against_them(weight, differs):
    table = filled(f"总分\t\t\t\t\t{weight}\t88", weight="40", points="38", front=FRONT)
    assert table.execution[0].points == 9
    assert table.declared_total == Decimal(88)
    assert ("total-of-indicators" in codes(table)) is not differs
    assert any(one.code == "sum-differs" for one in recheck(table)) is differs


def test_a_merged_label_before_the_sums():
    grid = paper(
        (("项目支出绩效自评表", 1, 7),),
        tuple(HEAD.split("\t")),
        *[tuple(row.split("\t")) for row in ROWS.format(weight="50", points="48").split("\n")],
        (("总分", 1, 5), "100", "98"),
    )
    (table,) = recognise([grid])
    assert table.declared_total == 98
