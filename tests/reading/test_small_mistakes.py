"""Answers of the layout that one small mistake in the code would change: benchmarks/mutants.py."""

from pathlib import Path

import pytest

import jixiao
from jixiao.reading.layout.titles import title_text

EXAMPLE = Path(__file__).parents[2] / "examples" / "bazhou-2022" / "targets.txt"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("项目支出绩效目标申报表\n（2022年度）", "项目支出绩效目标申报表"),
        ("部门整体支出\n绩效目标表", "部门整体支出绩效目标表"),
        ("部 门 整 体 支 出\n绩效目标表\n\n2022年度", "部门整体支出绩效目标表"),
    ],
)
def test_a_title_goes_on_below_but_its_year_does_not(text, title):
    assert title_text(text) == title


def test_an_amount_of_a_task_that_is_no_number_is_an_error():
    text = EXAMPLE.read_text(encoding="utf-8").replace("1011.11", "另定")
    (table,) = jixiao.read(text.encode(), name="表.txt")
    found = [one for one in table.findings if one.code == "amount-unreadable"]
    assert [one.severity for one in found] == ["error", "error"]  # the total, and what is fiscal
    assert all("“另定”不是数字" in one.message for one in found)
    assert table.tasks[0].funds.total is None
