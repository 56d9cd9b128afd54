"""Two forms side by side on one sheet are read as two."""

import pytest

from jixiao.reading.headers import Headers
from jixiao.reading.layout import recognise
from jixiao.reading.layout.sides import sides_of

from .paper import Form, Paper, tabbed
from .test_layout_random import told

ROWS = [
    ("项目支出绩效目标表", "", "", "", ""),
    ("（2023年度）", "", "", "", ""),
    ("项目名称", "{}", "", "实施单位", "{}单位"),
    ("总体目标", "{}按期完成。", "", "", ""),
    ("绩效指标", "一级指标", "二级指标", "三级指标", "指标值"),
    ("", "产出指标", "数量指标", "{}数量", "≥5个"),
    ("", "满意度指标", "服务对象满意度指标", "{}满意度", "≥90%"),
]


def pasted(*names, gap=0):
    lines = []
    for row in ROWS:
        cells = []
        for name in names:
            cells += [*(text.format(name) for text in row), *[""] * gap]
        lines.append("\t".join(cells))
    return tabbed("\n".join(lines))


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_pasted_side_by_side(gap):
    tables = recognise([pasted("公路", "培训", "桥梁", gap=gap)])
    assert [(t.project, t.organisation, t.year, t.goal) for t in tables] == [
        (name, f"{name}单位", 2023, f"{name}按期完成。") for name in ("公路", "培训", "桥梁")
    ]
    assert [[one.name for one in t.indicators] for t in tables] == [
        [f"{name}数量", f"{name}满意度"] for name in ("公路", "培训", "桥梁")
    ]
    assert [t.indicators[0].place.column for t in tables] == [5, 10 + gap, 15 + 2 * gap]


@pytest.mark.parametrize("seed", range(60))
def test_drawn_side_by_side(seed):
    one, two = Form.at_random(seed), Form.at_random(seed + 500)
    left, right = one.draw()[0], two.draw()[0]
    both = Paper()
    for cell in left.cells:
        both.put(*cell)
    start = left.columns + seed % 2
    for row, column, *rest in right.cells:
        both.put(row, column + start, *rest)
    first, second = recognise([both.grid()])
    assert [told(first), told(second)] == [one.expected(), two.expected()]
    assert second.indicators[0].place.column > start


def test_a_title_in_a_cell_cuts_nothing():
    grid = tabbed("项目支出绩效目标表\t\t附件\n项目名称\t绩效目标管理信息表\t项目类别\t目标表")
    assert sides_of([grid], Headers.load()) == (grid,)
