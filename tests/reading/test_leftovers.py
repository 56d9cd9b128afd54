"""Nothing is dropped in silence: every cell is in a field, a known label, or in a finding."""

import datetime
import random

import pytest

from jixiao.reading import read
from jixiao.reading.headers import Headers, plain
from jixiao.reading.layout import recognise

from .paper import HEADINGS, Form, tabbed
from .test_layout import codes, levels, paper

HEAD = "一级指标\t二级指标\t三级指标\t指标值\t分值"


def said(table):
    """What the findings name, cell by cell."""
    return [text for one in table.findings for _, text in one.figures]


# ---------------------------------------------------------------- rows that are no indicators


@pytest.mark.parametrize(
    ("head", "row", "target", "weight"),
    [
        (HEAD, "产出指标\t数量指标\t\t≥20次\t20", "≥20次", "20"),
        (HEAD, "\t\t\t≥20次\t20", "≥20次", "20"),
        (HEAD, "\t\t\t12月底前\t20", "12月底前", "20"),
        ("三级指标\t计算符号\t指标值\t度量单位\t分值", "\t≥\t15\t次\t0.5", "≥15次", "0.5"),
    ],
)
def test_a_value_is_no_name(head, row, target, weight):
    """A row whose name is blank is kept as it stands, and not moved until a value is its name."""
    other = "合格率\t≥\t95\t%\t10" if "符号" in head else "产出指标\t质量指标\t合格率\t≥95%\t10"
    (table,) = recognise([tabbed(f"{head}\n{other}\n{row}")])
    last = table.indicators[-1]
    assert (last.name, last.target, str(last.weight)) == ("", target, weight)
    assert "name-missing" in codes(table)
    assert "row-shifted" not in codes(table)


SUMS = ["小计", "产出指标小计", "产出指标合计", "小 计", "小计："]


@pytest.mark.parametrize("label", SUMS)
@pytest.mark.parametrize("points", ["", "50"])
def test_a_sum_of_some_rows_is_no_label(label, points):
    text = (
        f"{HEAD}\n产出指标\t数量指标\t培训次数\t≥5次\t50\n{label}\t\t\t\t{points}\n"
        "效益指标\t社会效益指标\t满意\t≥90%\t50\n小计\t\t\t\t50"
    )
    (table,) = recognise([tabbed(text)])
    assert levels(table) == [
        ("产出指标", "数量指标", "培训次数", "≥5次"),
        ("效益指标", "社会效益指标", "满意", "≥90%"),
    ]
    assert label in said(table)
    assert not points or points in said(table)


def test_an_indicator_may_be_called_a_sum():
    (table,) = recognise([tabbed(f"{HEAD}\n成本指标\t经济成本指标\t三公经费合计\t≤5万元\t50")])
    assert [one.name for one in table.indicators] == ["三公经费合计"]


@pytest.mark.parametrize(
    "row",
    [
        "审核意见\t同意",
        "其他需要说明的问题\t指标值按上年口径",
        "备注：数据来自年报",
        "填报人\t张三\t联系电话\t66666666",
        "主管部门审核意见：\t同意",
    ],
)
def test_what_a_form_asks_for_below_is_no_indicator(row):
    text = f"{HEAD}\n产出指标\t数量指标\t培训次数\t≥5次\t50\n{row}"
    (table,) = recognise([tabbed(text)])
    assert levels(table) == [("产出指标", "数量指标", "培训次数", "≥5次")]
    for cell in row.split("\t"):
        assert cell in said(table) or cell in {"联系电话", "填报人"}


def test_an_opinion_without_level_columns():
    (table,) = recognise([tabbed("三级指标\t指标值\n培训次数\t≥5次\n审核意见\t同意")])
    assert [one.name for one in table.indicators] == ["培训次数"]
    assert said(table) == ["审核意见", "同意"]


def test_a_row_with_only_a_score_is_said():
    text = f"{HEAD}\n产出指标\t数量指标\t培训次数\t≥5次\t50\n产出指标\t质量指标\t\t\t10"
    (table,) = recognise([tabbed(text)])
    assert len(table.indicators) == 1
    assert "10" in said(table)


@pytest.mark.parametrize("between", ["第二个表", "另一个项目的指标如下"])
def test_what_a_text_introduces_under_a_heading_is_another_table(between):
    head = ("一级指标", "二级指标", "三级指标", "指标值")
    first = paper(head, ("产出指标", "数量指标", "培训次数", "≥5次"))
    second = paper(
        head,
        ("产出指标", "数量指标", "检查次数", "≥8次"),
        ("产出指标", "质量指标", "合格率", "≥95%"),
        heading=(between,),
        table=2,
    )
    tables = recognise([first, second])
    assert [[one.name for one in table.indicators] for table in tables] == [
        ["培训次数"],
        ["检查次数", "合格率"],
    ]
    assert between in said(tables[1])


@pytest.mark.parametrize("between", ["第 2 页", "第2页 共5页", "— 2 —", "续表", "接上表"])
def test_a_page_break_is_no_other_table(between):
    head = ("一级指标", "二级指标", "三级指标", "指标值")
    first = paper(head, ("产出指标", "数量指标", "培训次数", "≥5次"))
    second = paper(head, ("产出指标", "质量指标", "合格率", "≥95%"), heading=(between,), table=2)
    (table,) = recognise([first, second])
    assert [one.name for one in table.indicators] == ["培训次数", "合格率"]


# ---------------------------------------------------------------- around the block


def test_head_fields_without_a_field_of_the_table_are_said():
    (table,) = recognise(
        [
            tabbed(
                "项目名称\t培训\t项目属性\t延续项目\n主管部门\t某局\t实施单位\t某中心\n"
                f"年度资金总额\t96\t其中：财政拨款\t90\n{HEAD}\n产出指标\t数量指标\t次数\t≥5次\t50\n"
                "填报人：张三\t填报日期：2023年1月5日",
                heading=("附件2", "项目支出绩效目标表", "（2023年度）", "单位：万元"),
            )
        ]
    )
    assert codes(table) == ["text-unused"]
    assert said(table) == ["延续项目", "填报人：张三"]
    assert table.filled_on == datetime.date(2023, 1, 5)


def test_the_goal_may_stand_below_the_indicators():
    (table,) = recognise(
        [
            tabbed(
                f"{HEAD}\n产出指标\t数量指标\t次数\t≥5次\t50\n年度总体目标\t办好培训。\n"
                "年度资金总额\t96"
            )
        ]
    )
    assert table.goal == "办好培训。"
    assert [str(row.budget) for row in table.execution] == ["96"]
    assert len(table.indicators) == 1


# ---------------------------------------------------------------- counted over drawn forms

INTRUDERS = (
    ("小计", "50"),
    ("产出指标小计", "48"),
    ("审核意见", "情况属实，同意上报"),
    ("备注：数据来自上年决算",),
    ("其他需要说明的问题", "无其他"),
    ("填报人：李四    联系电话：0571-5555",),
    ("复核情况", "已逐项复核"),
)
HEADED = {plain(word) for words in HEADINGS.values() for word in words} | {
    plain(word) for word in ("年度指标值", "绩效指标值", "目标值", "绩效指标", "年度绩效指标")
}


def held(tables):
    """All texts of the fields of `tables` and of their findings, on one line each."""
    for table in tables:
        yield from (table.title, table.organisation, table.department, table.project, table.goal)
        yield from (str(table.declared_total), *(f"({table.year}{one})" for one in ("年", "年度")))
        for one in table.indicators:
            yield from (one.level1, one.level2, one.name, one.target, one.sign, one.value, one.unit)
            yield from (one.actual, one.deviation, one.standard, one.explanation, one.remark)
            yield from (str(one.weight), str(one.points), one.direction)
        for one in table.findings:
            yield one.message
            yield from (text for _, text in one.figures)


def lost(grid, tables, columns):
    """The texts of the grid that are nowhere, outside the columns of numbers in order."""
    headers = Headers.load()
    texts = [plain(text) for text in held(tables) if text]
    labels = ("fields", "goals", "sections")
    for cell in grid.cells:
        key = plain(cell.text)
        known = key in HEADED or any(headers.find(section, cell.text) for section in labels)
        if (
            known
            or key in {"总分", "100", "指标2:", "……", "2022年度", "小计"}
            or cell.column in columns
            or key in texts
        ):
            continue
        if key.partition("(")[0] in texts:  # 产出指标（50分）
            continue
        # A short text is easily found inside another; a long one is not.
        if len(key) < 4 or not any(key in text for text in texts):
            yield cell.text


@pytest.mark.parametrize("seed", range(400))
def test_every_cell_is_a_field_a_label_or_a_finding(seed):
    pick = random.Random(seed)
    form = Form.at_random(seed)
    form.note = None
    drawn, start, body, end = form.draw()
    serial = {cell[1] for cell in drawn.cells if cell[0] == start and cell[2] in HEADINGS["serial"]}
    left = 1 if form.side else 0
    for row in range(pick.randint(0, 3)):
        for position, text in enumerate(pick.choice(INTRUDERS)):
            drawn.put(end + row, left + (position if position == 0 else pick.randint(1, 3)), text)
    if pick.random() < 0.5:
        drawn.put(body, drawn.columns, "一个没有表头的说明")
    if pick.random() < 0.5:
        # The name of one row is wiped out, with whatever else stands there.
        victim = pick.choice([c for c in drawn.cells if c[0] >= body and c[0] < end])
        drawn.cells.remove(victim)
    spans = pick.random() < 0.5
    grid = drawn.grid(spans=spans)
    tables = recognise([grid])
    assert list(lost(grid, tables, serial)) == []


@pytest.mark.parametrize("mark", ["\t", ",", ";"])
def test_every_cell_of_a_file(mark):
    rows = [
        ["项目支出绩效目标表"],
        ["项目名称", "培训", "项目类别", "其他类"],
        HEAD.split("\t"),
        ["产出指标", "数量指标", "", "≥20次", "20"],
        ["小计", "", "", "", "20"],
        ["审核意见", "同意"],
    ]
    (table,) = read("\n".join(mark.join(row) for row in rows).encode())
    assert [(one.name, one.target) for one in table.indicators] == [("", "≥20次")]
    assert said(table) == ["小计", "20", "其他类", "审核意见", "同意"]


def test_a_total_that_declares_no_points_is_said():
    text = f"{HEAD}\n产出指标\t数量指标\t培训次数\t≥5次\t50\n合计\t\t\t\t90"
    (table,) = recognise([tabbed(text)])
    assert said(table) == ["90"]


def test_a_numbered_row_without_a_value_is_an_indicator():
    """The number at its left is not that of a page."""
    text = "序号\t一级指标\t二级指标\t三级指标\t指标值\n1\t产出指标\t数量指标\t培训次数\n"
    (table,) = recognise([tabbed(text + "2\t产出指标\t质量指标\t合格率\t≥95%")])
    assert levels(table) == [
        ("产出指标", "数量指标", "培训次数", ""),
        ("产出指标", "质量指标", "合格率", "≥95%"),
    ]
