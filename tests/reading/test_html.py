"""HTML tables to grids: spans, missing end tags, nesting, what is not shown."""

from __future__ import annotations

import pytest

from jixiao.errors import UnreadableDocument
from jixiao.reading.formats import html
from jixiao.reading.grid import Grid


def shape(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells]


def only(page: str) -> Grid:
    (grid,) = html.grids(page.encode(), file="页.html")
    return grid


def test_spans() -> None:
    grid = only(
        "<table><tr><td rowspan=3>甲<td colspan='2'>乙<tr><td>丙<td>丁<tr><td>戊<td>己</table>"
    )
    assert shape(grid) == [
        ("甲", 0, 0, 3, 1),
        ("乙", 0, 1, 1, 2),
        ("丙", 1, 1, 1, 1),
        ("丁", 1, 2, 1, 1),
        ("戊", 2, 1, 1, 1),
        ("己", 2, 2, 1, 1),
    ]
    assert str(grid.cells[2].place) == "页.html 第1个表 第2行 第2列"


@pytest.mark.parametrize(
    ("span", "expected"),
    [("0", 3), ("2", 2), ("99999", 3), ("-1", 1), ("abc", 1), ("2.5", 2), (" 2 ", 2), ("", 1)],
)
def test_row_spans_are_bounded_by_the_table(span: str, expected: int) -> None:
    grid = only(f'<table><tr><td rowspan="{span}">甲<td>1<tr><td>2<tr><td>3</table>')
    assert grid.cells[0].rowspan == expected


def test_column_spans_are_bounded() -> None:
    assert only('<table><tr><td colspan="99999999">甲</table>').cells[0].colspan <= 1000


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("绩<br>效", "绩\n效"),
        ("<p>总体</p>\n<p>目标</p>", "总体\n目标"),
        (
            "<div align=center><font size=2><b>三级</b><strong>指标</strong></font></div>",
            "三级指标",
        ),
        ("&ge;95&#37;&nbsp;", "≥95%"),
        ("&lt;=8小时", "<=8小时"),
        ("一\n   二", "一 二"),
        ("<span style='display:none'>藏</span>见", "见"),
        ("<span style='mso-hide: all'>藏</span>见", "见"),
        ("<!-- 注 -->见<script>alert(1)</script><style>td{}</style>", "见"),
        ("<input type=checkbox checked>是<input type=checkbox>否", "☑是□否"),
        ("<input value='≥4人'>", "≥4人"),
        ("<a href='http://127.0.0.1:9/x'>链接</a><img src='http://127.0.0.1:9/y'>", "链接"),
        ("<sup>①</sup>甲", "①甲"),
        ("　　甲　", "甲"),
    ],
)
def test_text_as_shown(cell: str, text: str) -> None:
    assert only(f"<table><tr><td>{cell}</td><td>末</td></tr></table>").cells[0].text == text


def test_head_and_foot_are_in_the_order_shown() -> None:
    grid = only(
        "<table><tfoot><tr><td>总分</tfoot><tbody><tr><td>甲</tbody><thead><tr><th>名称</thead></table>"
    )
    assert [c.text for c in grid.cells] == ["名称", "甲", "总分"]


def test_hidden_rows_and_cells_are_left_out() -> None:
    grid = only(
        "<table><tr style='display: none'><td>藏<tr><td>甲<td style='DISPLAY:NONE'>藏<td>乙"
        "<tr hidden><td>藏</table>"
    )
    assert shape(grid) == [("甲", 0, 0, 1, 1), ("乙", 0, 1, 1, 1)]


@pytest.mark.parametrize("span", [3, 4])
def test_spans_may_count_the_rows_that_are_not_shown(span: int) -> None:
    """A spreadsheet counts its hidden row in the span of 数量, a browser does not."""
    grid = only(
        f"<table><tr><td rowspan={span}>数量<td>甲<td>1<tr><td>乙<td>2"
        "<tr style='display:none'><td>旧<td>9<tr><td>丙<td>3<tr><td>质量<td>丁<td>4</table>"
    )
    assert [(c.text, c.row, c.column) for c in grid.cells if c.row == 3] == [
        ("质量", 3, 0),
        ("丁", 3, 1),
        ("4", 3, 2),
    ]
    assert grid.cells[0].rowspan == 3


def test_headings_before_each_table() -> None:
    first, second = html.grids(
        "<title>网站</title><h1>项目支出绩效目标表</h1><center>（2020年度）</center>"
        "<table><caption>单位：万元</caption><tr><td>甲</table>"
        "<p>项目<b>自评</b>表</p>说明<br>续<table><tr><td>乙</table>".encode()
    )
    assert first.heading == ("项目支出绩效目标表", "（2020年度）", "单位：万元")
    assert second.heading == ("项目自评表", "说明", "续")


ROWS = "".join(f"<tr><td>{n}<td>b<td>c" for n in range(4))


def test_layout_tables_give_the_table_inside() -> None:
    grid = only(
        "<table><tr><td>导航<td><h2>绩效目标表</h2>"
        f"<table><tr><td><table border=1>{ROWS}</table></table></table>"
    )
    assert len(grid.cells) == 12
    assert grid.heading == ("导航", "绩效目标表")


def test_small_tables_inside_a_cell_are_its_text() -> None:
    grid = only(f"<table>{ROWS}<tr><td>资金<table><tr><td>总额<td>5</table></table>")
    assert grid.cells[-1].text == "资金\n总额 5"


def test_large_tables_inside_a_form_are_grids_of_their_own() -> None:
    rows = "".join(f"<tr><td>{n}<td>b<td>c" for n in range(9))
    outer, inner = html.grids(
        f"<table>{rows}<tr><td colspan=3><table>{ROWS}</table></table>".encode()
    )
    assert (outer.rows, inner.rows) == (10, 4)


def test_a_short_form_around_a_long_table_is_kept() -> None:
    form = "<tr><td>项目名称<td>环卫<tr><td>实施单位<td>环卫局"
    outer, inner = html.grids(
        f"<h1>目标表</h1><table>{form}"
        f"<tr><td colspan=2>绩效指标<table>{ROWS}</table></table>".encode()
    )
    assert [cell.text for cell in outer.cells][:4] == ["项目名称", "环卫", "实施单位", "环卫局"]
    assert outer.heading == ("目标表",)
    assert inner.heading == ("绩效指标",)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("GBK", "gbk"),
        ("utf-8", "utf-8"),
        ("gb2312", "utf-8"),
        ("utf-8", "gbk"),
        ("", "gbk"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("no-such-charset", "gbk"),
        ("big5", "big5"),
    ],
)
def test_encodings(declared: str, encoding: str) -> None:
    text = "單位名稱" if encoding == "big5" else "绩效目标表①"
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    page = f"<html>{meta if declared else ''}<table><tr><td>{text}</td></tr></table></html>"
    (grid,) = html.grids(page.encode(encoding))
    assert grid.cells[0].text == text


def test_characters_outside_gb2312_are_read() -> None:
    page = '<meta charset="gb2312"><table><tr><td>㙍≥镕</td></tr></table>'.encode("gb18030")
    assert html.grids(page)[0].cells[0].text == "㙍≥镕"


def test_deep_nesting_is_refused_and_not_followed() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        html.grids(b"<table><tr><td>" * 5000)
    assert caught.value.code == "too-large"


def test_no_table_at_all() -> None:
    assert html.grids(b"<html><p>x</html>") == ()
    assert html.grids(b"<html>") == ()


def test_a_single_file_workbook_has_a_page_for_each_sheet() -> None:
    """Its first page only frames them; the sheets are pages of their own."""
    from base64 import encodebytes

    def part(page: str) -> str:
        return (
            '--X\nContent-Type: text/html; charset="gb2312"\n'
            "Content-Transfer-Encoding: base64\n\n" + encodebytes(page.encode("gb18030")).decode()
        )

    sheet = "<meta charset=gb2312><table><tr><td>{}</td><td>乙</td></tr></table>"
    data = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="X"\n\n'
        + part("<html><frameset><frame src=sheet001.htm></frameset></html>")
        + part(sheet.format("封面"))
        + part(sheet.format("指标"))
        + "--X--\n"
    )
    grids = html.grids(data.encode())
    assert [(grid.cells[0].text, grid.place.table) for grid in grids] == [("封面", 1), ("指标", 2)]
