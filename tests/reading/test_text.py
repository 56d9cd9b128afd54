"""Pasted text and CSV to grids: separators, quotes, encodings, titles, places."""

from __future__ import annotations

import pytest

from jixiao.errors import UnreadableDocument
from jixiao.reading import read
from jixiao.reading.formats import text
from jixiao.reading.grid import Grid


def only(source: str) -> Grid:
    (grid,) = text.grids(source.encode(), file="表.txt")
    return grid


def shape(grid: Grid) -> list[tuple[str, int, int]]:
    return [(cell.text, cell.row, cell.column) for cell in grid.cells]


PASTED = """
部门（单位）整体支出绩效目标表
(2022年)

一级指标\t二级指标\t三级指标\t指标值
\t数量指标\t人数\t=4人

产出指标\t\t次数\t>=15次
"""


def test_pasted_text() -> None:
    grid = only(PASTED)
    assert grid.heading == ("部门（单位）整体支出绩效目标表", "(2022年)")
    assert shape(grid)[4:] == [
        ("数量指标", 1, 1),
        ("人数", 1, 2),
        ("=4人", 1, 3),
        ("产出指标", 2, 0),
        ("次数", 2, 2),
        (">=15次", 2, 3),
    ]
    assert not grid.spans_known
    assert str(grid.cells[-1].place) == "表.txt 第8行 第4列"


def test_a_title_after_a_blank_line_begins_another_table() -> None:
    first, second = text.grids((PASTED + "\n项目支出绩效自评表\n（2021年度）\n甲\t乙\n").encode())
    assert (first.rows, second.rows) == (3, 1)
    assert second.heading == ("项目支出绩效自评表", "（2021年度）")


def test_a_line_of_prose_inside_a_table_stays_in_it() -> None:
    grid = only("总体目标\t完成\n第二条，做好服务\n一级指标\t指标值\n")
    assert ("第二条，做好服务", 1, 0) in shape(grid)


@pytest.mark.parametrize(
    ("source", "cells"),
    [
        ("a,b\nc,d", ["a", "b", "c", "d"]),
        ("a;b\nc;d", ["a", "b", "c", "d"]),
        ("a\tb,c\nd\te", ["a", "b,c", "d", "e"]),
        ('"a,1",b\n"c\nd",e', ["a,1", "b", "c\nd", "e"]),
        ('"说""好""",b\nx,y', ['说"好"', "b", "x", "y"]),
        ('"一张图"办公\tb\nx\ty', ['"一张图"办公', "b", "x", "y"]),
        ('"没有结束\tb\nx\ty', ['"没有结束', "b", "x", "y"]),
        ('="0.95",b\nx,y', ["0.95", "b", "x", "y"]),
        ("=4人,b\nx,y", ["=4人", "b", "x", "y"]),
        ("a,b\r\nc,d\r\n", ["a", "b", "c", "d"]),
        ("a,b\rc,d", ["a", "b", "c", "d"]),
        ("一,二；三\n四,五", ["一", "二；三", "四", "五"]),
    ],
)
def test_separators_and_quotes(source: str, cells: list[str]) -> None:
    assert [cell.text for cell in only(source).cells] == cells


def test_lines_of_places_count_the_breaks_inside_quotes() -> None:
    grid = only('"a\nb\nc",x\nd,e')
    assert [cell.place.row for cell in grid.cells] == [1, 1, 4, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings(encoding: str) -> None:
    (grid,) = text.grids("绩效目标\t≥95%\n甲\t乙".encode(encoding))
    assert [cell.text for cell in grid.cells] == ["绩效目标", "≥95%", "甲", "乙"]


def test_big_endian_text_with_a_mark() -> None:
    (grid,) = text.grids(b"\xfe\xff" + "甲\t乙".encode("utf-16-be"))
    assert [cell.text for cell in grid.cells] == ["甲", "乙"]


def test_binary_content_is_no_text() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        text.grids(b"\x00\x01\x02\xff" * 20)
    assert caught.value.code == "not-a-document"


def test_page_breaks_are_blank_lines() -> None:
    assert shape(only("a\tb\n\fc\td\n")) == [("a", 0, 0), ("b", 0, 1), ("c", 1, 0), ("d", 1, 1)]


def test_a_stray_tab_does_not_make_a_csv_tabbed() -> None:
    grid = only("a,b,c\nd\t,e,f\ng,h,i\nj,k,l\n")
    assert grid.columns == 3


def test_markdown_tables() -> None:
    grid = only("目标表\n\n| 三级指标 | 指标值 |\n|:---|---:|\n| 人数 | ≥4人 |\n")
    assert [cell.text.strip() for cell in grid.cells] == ["三级指标", "指标值", "人数", "≥4人"]
    assert grid.heading == ("目标表",)


def test_columns_set_apart_by_blanks() -> None:
    grid = only("目标表\n三级指标    指标值    备注\n培训 次数    ≥4次    无\n")
    assert [cell.text for cell in grid.cells] == [
        "三级指标",
        "指标值",
        "备注",
        "培训 次数",
        "≥4次",
        "无",
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(encoding: str) -> None:
    source = "三级指标\t指标值\n合格率\t≥95%\n面积（㎡）\t≥5㎡\n人员工资发放及时率，含补贴\t100%\n"
    (grid,) = text.grids(source.encode(encoding))
    assert [cell.text for cell in grid.cells][:4] == ["三级指标", "指标值", "合格率", "≥95%"]


def test_a_tab_that_keeps_a_long_number_a_text_separates_nothing():
    form = (
        "序号,项目编码,项目名称,一级指标,二级指标,三级指标,计算符号,指标值,度量单位\n"
        "1,370634240000100023\t,河长制,产出指标,数量指标,巡查次数,≥,480,次\n"
        "2,370634240000100023\t,河长制,满意度指标,满意度指标,群众满意度,≥,90,%\n"
    )
    (table,) = read(form.encode())
    assert [one.target for one in table.indicators] == ["≥480次", "≥90%"]


def test_the_marks_of_markdown_are_no_text():
    (found,) = read(
        """# 2026年项目绩效目标表

- **项目名称**：政务云平台运维

| 一级指标 | 二级指标 | 三级指标 | 指标值 | 备注 |
|:---:|:---:|---|:---:|---|
| **成本指标** | 经济成本指标 | 云资源租用成本 | ≤ 168 万元 | 按政务云\\|目录价 |
| **产出指标** | 数量指标 | 运维业务系统 | 37 个 | |
|  |  | *新增*接口 | `≥ 60 个` | |
| | | **合计** | | |
""".encode(),
        name="目标.md",
    )
    assert found.project == "政务云平台运维"
    assert [(one.level1, one.name, str(one.criterion)) for one in found.indicators] == [
        ("成本指标", "云资源租用成本", "≤168万元"),
        ("产出指标", "运维业务系统", "37个"),
        ("产出指标", "新增接口", "≥60个"),
    ]


def test_codes_kept_as_texts_and_tabs_behind_commas_do_not_part_a_csv():
    head = "年度,单位编码,单位名称,项目编码,项目名称,一级指标,二级指标,三级指标,符号,指标值,单位"
    row = '2023,"=""231001""",某局,\t3709,走访慰问,产出指标,数量指标,{},≥,{},人'
    text = "\n".join((head, row.format("慰问对象", 1320), row.format("慰问军人", 286)))
    (table,) = read(text.encode("utf-8"), name="导出.csv")
    assert [one.name for one in table.indicators] == ["慰问对象", "慰问军人"]
    assert [str(one.criterion) for one in table.indicators] == ["≥1320人", "≥286人"]
    assert table.project == "走访慰问"


def test_columns_set_apart_by_wide_blanks_in_a_text_with_commas():
    text = """关于下达绩效目标的通知

县水利局：
　　你单位报来的绩效目标已审核，现随预算一并下达，请遵照执行。

　　　　　　项目支出绩效目标表
项目名称：小型水库除险加固　　　　主管部门：某县水利局
资金总额（万元）：1,740.20　　其中：财政拨款　1,740.20　　其他资金　0

一级指标　　　二级指标　　　　　三级指标　　　　　　　　　指标值　　　　分值
产出指标　　　数量指标　　　　　除险加固小型水库　　　　　7座　　　　　 10
　　　　　　　　　　　　　　　　改造溢洪道长度　　　　　　≥1860米　　　 8
　　　　　　　质量指标　　　　　分部工程验收合格率　　　　100%　　　　　10
满意度指标　　满意度指标　　　　群众满意度　　　　　　　　≥90%　　　　　10
"""
    (table,) = read(text.encode("utf-8"), name="通知.txt")
    assert table.project == "小型水库除险加固"
    assert [(one.level2, one.name, one.target, int(one.weight)) for one in table.indicators] == [
        ("数量指标", "除险加固小型水库", "7座", 10),
        ("数量指标", "改造溢洪道长度", "≥1860米", 8),
        ("质量指标", "分部工程验收合格率", "100%", 10),
        ("满意度指标", "群众满意度", "≥90%", 10),
    ]
