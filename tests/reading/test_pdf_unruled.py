"""Tables of a PDF without upright lines: columns by the heading and the places of texts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jixiao.errors import UnreadableDocument
from jixiao.reading import read
from jixiao.tables import TargetTable

from .unruled import Press, Rules

pytest.importorskip("pdfplumber")

HEAD = ("二级指标", "绩效指标", "指标值", "分值", "实际完成值", "得分")
EDGES = (40, 110, 230, 310, 350, 430, 470)
LONG = "清理乱占乱采乱堆乱建等突出问题数量"
ROWS = (
    ("数量指标", "巡查河道长度", "≥386公里", "10", "386公里", "10"),
    ("质量指标", LONG, "≥95处", "15", "101处", "15"),
    ("时效指标", "问题整改销号及时率", "3月1日至11月30日完成整改", "10", "", ""),
    ("社会效益指标", "涉水信访件数下降率", "≥15%", "10", "22%", "9.73"),
)


def press(rules: Rules, **more: object) -> Press:
    made = Press(edges=EDGES, aligned="lclrcr", rules=rules, **more)  # type: ignore[arg-type]
    made.text("河道管护项目支出绩效自评表")
    made.text("（2023年度）")
    made.text("项目单位：芦荡县水利局", x=40)
    return made


def the_table(data: bytes) -> TargetTable:
    (table,) = read(data)
    return table


def cells(table: TargetTable) -> list[tuple[str, ...]]:
    """The indicators as the rows that were set; nothing is ""."""
    return [
        (
            one.level2 or "",
            one.name.replace("\n", ""),
            one.target.replace("\n", ""),
            "" if one.weight is None else str(one.weight),
            (one.actual or "").replace("\n", ""),
            "" if one.points is None else str(one.points),
        )
        for one in table.indicators
    ]


def codes(table: TargetTable) -> set[str]:
    return {one.code for one in table.findings}


@pytest.mark.parametrize("across", ["t", "m", "b"])
@pytest.mark.parametrize("rules", ["every", "three", "none"])
def test_rows_with_wrapped_cells_right_aligned_numbers_and_empty_cells(
    rules: Rules, across: str
) -> None:
    paper = press(rules, across=across)
    paper.head(*HEAD)
    for row in ROWS:
        paper.row(*row)
    paper.end()
    table = the_table(paper.done())
    assert cells(table) == list(ROWS)
    assert table.organisation == "芦荡县水利局"
    assert {"columns-by-place", "experimental-pdf"} <= codes(table)


@pytest.mark.parametrize("across", ["t", "m"])
def test_rows_that_stand_as_near_as_the_lines_of_a_cell(across: str) -> None:
    """The number of points in each row tells them, and that the lines that go on are full."""
    paper = press("three", across=across, room=0)
    paper.head(*HEAD)
    rows = [(*row[:4], row[4] or "未完成", row[5] or "0") for row in ROWS]
    for row in rows:
        paper.row(*row)
    paper.row("质量指标", LONG + LONG, "100%", "5", "100%", "5")
    paper.end()
    found = cells(the_table(paper.done()))
    assert found == [*rows, ("质量指标", LONG + LONG, "100%", "5", "100%", "5")]


@pytest.mark.parametrize("rules", ["every", "three", "none"])
def test_labels_of_sections_are_the_first_level(rules: Rules) -> None:
    paper = press(rules)
    paper.head(*HEAD)
    paper.section("一、产出指标（50分）")
    for row in ROWS[:3]:
        paper.row(*row)
    paper.section("二、效益指标（30分）")
    paper.row(*ROWS[3])
    paper.row("总分", "", "", "100", "", "97.8")
    paper.end()
    paper.text("注：四乱指乱占、乱采、乱堆、乱建。", x=40)
    table = the_table(paper.done())
    assert cells(table) == list(ROWS)
    assert [one.level1 for one in table.indicators] == ["产出指标"] * 3 + ["效益指标"]
    assert str(table.declared_total) == "97.8"


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("rules", ["every", "three", "none"])
def test_a_table_on_two_pages_with_and_without_its_heading_again(rules: Rules, again: bool) -> None:
    paper = press(rules)
    paper.head(*HEAD)
    for row in ROWS[:2]:
        paper.row(*row)
    paper.page()
    if again:
        paper.head(*HEAD)
    elif rules != "none":
        paper.rule()
    for row in ROWS[2:]:
        paper.row(*row)
    paper.end()
    assert cells(the_table(paper.done())) == list(ROWS)


@pytest.mark.parametrize("rules", ["every", "three", "none"])
def test_labels_in_the_middle_of_their_rows(rules: Rules) -> None:
    paper = Press(edges=(40, 100, 170, 290, 380, 420), aligned="ccllr", rules=rules)
    paper.text("河道管护项目绩效目标表")
    paper.head("一级指标", "二级指标", "三级指标", "指标值", "分值")
    top = inner = paper.y
    paper.row("", "", "巡查河道长度", "≥386公里", "10", first=2)
    paper.row("", "", LONG, "≥95处", "10", first=1)
    paper.label("数量指标", 1, inner)
    inner = paper.y
    paper.row("", "", "水质达标率", "100%", "15", first=2)
    paper.row("", "", "设施完好率", "≥98%", "15", first=2)
    paper.row("", "", "整改合格率", "≥90%", "5")
    paper.label("质量指标", 1, inner)
    paper.label("产出指标", 0, top)
    top = paper.y
    paper.row("", "", "信访件数下降率", "≥15%", "10", first=2)
    paper.row("", "", "水生植被恢复面积", "≥120亩", "10")
    paper.label("社会效益指标", 1, top)
    paper.label("效益指标", 0, top)
    paper.end()
    table = the_table(paper.done())
    assert [(one.level1, one.level2) for one in table.indicators] == [
        *[("产出指标", "数量指标")] * 2,
        *[("产出指标", "质量指标")] * 3,
        *[("效益指标", "社会效益指标")] * 2,
    ]


@pytest.mark.parametrize("rules", ["every", "three", "none"])
def test_labels_in_the_first_of_their_rows(rules: Rules) -> None:
    """The name speaks of quality, and the label of quantity above it goes on."""
    paper = Press(edges=(40, 100, 170, 290, 380, 420), aligned="ccllr", rules=rules, across="t")
    paper.text("培训项目绩效目标表")
    paper.head("一级指标", "二级指标", "三级指标", "指标值", "分值")
    paper.row("产出指标", "数量指标", "培训人数", "≥386人", "10")
    paper.row("", "", "考核合格率", "≥95%", "10")
    paper.row("", "质量指标", "课程验收通过率", "100%", "15")
    paper.row("满意度指标", "服务对象满意度", "学员满意度", "≥90%", "10")
    paper.end()
    table = the_table(paper.done())
    assert [one.level2 for one in table.indicators] == [
        *["数量指标"] * 2,
        "质量指标",
        "服务对象满意度",
    ]


def test_funds_in_one_row_without_a_label() -> None:
    made = press("every")
    own = Press(edges=(40, 130, 220, 310, 350, 470), aligned="ccccc", rules="every")
    own.canvas, own.stream, own.y = made.canvas, made.stream, made.y
    own.head("预算安排（万元）", "实际支出（万元）", "执行率", "分值", "得分")
    own.row("521.40", "516.19", "99.00%", "10", "9.9")
    made.y = own.y
    made.text("二、绩效目标完成情况", x=40)
    made.head(*HEAD)
    for row in ROWS:
        made.row(*row)
    table = the_table(made.done())
    assert cells(table) == list(ROWS)
    (row,) = table.execution
    assert (str(row.budget), str(row.executed), row.rate) == ("521.40", "516.19", "99.00%")


def test_a_small_table_of_funds_above() -> None:
    paper = press("every")
    own = Press(
        edges=(40, 150, 230, 310, 370, 430, 470), aligned="lrrrrr", rules="every", y=paper.y
    )
    own.stream, own.canvas = paper.stream, paper.canvas
    own.head("项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "执行率", "得分")
    own.row("年度资金总额", "268.00", "271.60", "268.39", "98.82%", "9.88")
    own.row("其中：财政拨款", "180.00", "180.00", "180.00", "100.00%", "")
    paper.y = own.y - 10
    paper.text("二、绩效目标完成情况", x=40)
    paper.head(*HEAD)
    for row in ROWS:
        paper.row(*row)
    table = the_table(paper.done())
    assert cells(table) == list(ROWS)
    total = table.execution[0]
    assert (str(total.budget), str(total.executed)) == ("271.60", "268.39")


def test_rows_in_a_frame_and_on_a_tint_have_no_upright_lines_between() -> None:
    paper = press("every")
    paper.canvas.setFillGray(0.9)
    paper.canvas.rect(EDGES[0], paper.y - 20, EDGES[-1] - EDGES[0], 20, fill=1, stroke=0)
    paper.canvas.setFillGray(0)
    top = paper.y
    paper.head(*HEAD)
    for row in ROWS:
        paper.row(*row)
    paper.canvas.rect(EDGES[0], paper.y, EDGES[-1] - EDGES[0], top - paper.y)
    assert cells(the_table(paper.done())) == list(ROWS)


# ---------------------------------------------------------------- what is not told is not read


def refused(data: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read(data)
    return caught.value


def test_columns_that_run_into_one_another_are_not_told() -> None:
    paper = press("none")
    paper.head(*HEAD)
    for row in ROWS:
        paper.row(*row)
    paper.y += 10
    for place in (60, 200, 280):
        paper.text("数量指标巡查河道长度大于三百公里十分", x=place, gap=4)
        paper.y += 2
    paper.row(*ROWS[0])
    error = refused(paper.done())
    assert error.code == "no-target-table"
    assert "没有竖线" in error.message


def test_rows_and_lines_of_a_cell_that_look_alike_are_not_told() -> None:
    """Without points, two wrapped cells side by side may as well be two rows."""
    paper = Press(edges=(40, 160, 260, 330), aligned="lll", across="t", room=0)
    paper.text("河道管护项目绩效目标表")
    paper.head("绩效指标", "指标值", "备注")
    for _ in range(3):
        paper.row(LONG, "3月1日至11月30日完成全部整改任务", "长期坚持抓好工作")
    refused(paper.done())


def letter(*paragraphs: Sequence[str]) -> Press:
    paper = Press(edges=(60, 540), aligned="l")
    for paragraph in paragraphs:
        for line in paragraph:
            paper.text(line, x=60)
        paper.y -= 10
    return paper


def test_a_letter_holds_no_table() -> None:
    paper = letter(
        ["关于报送绩效指标和指标值的函", "各科室："],
        ["    请对照一级指标、二级指标、三级指标和指标值，核对分值和得分，", "于3月15日前报送。"],
        ["    联系人：张三    电话：12345678    传真：87654321"],
    )
    error = refused(paper.done())
    assert error.code == "no-target-table"
    assert "没有竖线" not in error.message


def test_columns_of_numbers_in_a_report_are_no_form() -> None:
    paper = Press(edges=(60, 160, 260, 360, 460), aligned="lrrr", rules="three")
    paper.text("2023年收支情况表")
    paper.head("科目", "预算数", "决算数", "执行率")
    for row in (
        ("一般公共服务", "120.5", "118.2", "98.1%"),
        ("教育支出", "3100", "2987.4", "96.4%"),
        ("农林水支出", "880", "871.1", "99.0%"),
    ):
        paper.row(*row)
    paper.end()
    assert refused(paper.done()).code == "no-target-table"


def test_a_heading_of_other_words_over_rows_without_points() -> None:
    made = Press(edges=(40, 80, 130, 250, 320, 390, 450, 540), aligned="lllllll", rules="none")
    made.text("上半年项目绩效监控情况表")
    made.text("项目名称：城市公园病虫害绿色防控", x=40)
    made.head("方面", "类别", "监控指标", "全年目标", "6月底完成", "全年预测", "偏差说明")
    made.row("产出", "数量", "开展绿色防控公园", "≥28个", "28个", "28个", "")
    made.row("", "", "释放天敌昆虫", "≥420万头", "265万头", "430万头", "")
    made.row("", "质量", "生物药剂使用占比", "≥80%", "83.5%", "82%", "")
    made.row("满意", "游客", "游园市民满意度", "≥90%", "未调查", "91%", "10月调查")
    table = the_table(made.done())
    assert [(one.name, one.target, one.actual, one.forecast) for one in table.indicators] == [
        ("开展绿色防控公园", "≥28个", "28个", "28个"),
        ("释放天敌昆虫", "≥420万头", "265万头", "430万头"),
        ("生物药剂使用占比", "≥80%", "83.5%", "82%"),
        ("游园市民满意度", "≥90%", "未调查", "91%"),
    ]
    assert "columns-by-place" in codes(table)
