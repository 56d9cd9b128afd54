"""Answers of the layout that one small mistake in the code would change: benchmarks/mutants.py."""

import pytest

from jixiao.reading.layout.front import title_text


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
