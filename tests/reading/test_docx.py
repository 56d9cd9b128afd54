"""Word tables to grids: spans, merges, changes, fields, boxes, headings."""

from __future__ import annotations

import io
import zipfile

import pytest

from jixiao.errors import UnreadableDocument
from jixiao.reading.formats import docx
from jixiao.reading.grid import Grid

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def document(body: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
        )
    return stream.getvalue()


def p(*texts: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def tc(content: str = "", properties: str = "") -> str:
    inner = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def span(number: int) -> str:
    return f'<w:gridSpan w:val="{number}"/>'


START, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def shape(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells]


def only(body: str) -> Grid:
    (grid,) = docx.grids(document(body), file="表.docx")
    return grid


def text_of(content: str) -> str:
    grid = only(tbl(tr(tc(content), tc("末"))))
    return grid.cells[0].text


def test_spans_and_omitted_cells() -> None:
    grid = only(
        tbl(
            tr(tc("甲", span(2)), tc("乙")),
            tr(tc("丙"), tc("丁"), properties='<w:gridBefore w:val="1"/>'),
            tr(tc("戊"), properties='<w:gridAfter w:val="4"/>'),
        )
    )
    assert shape(grid) == [
        ("甲", 0, 0, 1, 2),
        ("乙", 0, 2, 1, 1),
        ("丙", 1, 1, 1, 1),
        ("丁", 1, 2, 1, 1),
        ("戊", 2, 0, 1, 1),
    ]
    assert (grid.rows, grid.columns) == (3, 5)
    assert str(grid.cells[3].place) == "表.docx 第1个表 第2行 第3列"


def test_vertical_merges() -> None:
    grid = only(
        tbl(
            tr(tc("产出指标", START), tc("数量指标", START + span(2)), tc("1")),
            tr(tc("", ON), tc("", ON + span(2)), tc("2")),
            tr(tc("", ON), tc("质量指标", span(2)), tc("3")),
            tr(tc("效益指标", START), tc("x", span(2)), tc("4")),
        )
    )
    assert shape(grid)[:3] == [
        ("产出指标", 0, 0, 3, 1),
        ("数量指标", 0, 1, 2, 2),
        ("1", 0, 3, 1, 1),
    ]
    assert ("效益指标", 3, 0, 1, 1) in shape(grid)


def test_a_continued_merge_without_a_start_is_a_cell() -> None:
    grid = only(tbl(tr(tc("甲", ON), tc("1")), tr(tc("", ON), tc("2"))))
    assert shape(grid)[0] == ("甲", 0, 0, 2, 1)


def test_text_in_a_continued_cell_is_not_lost_in_silence() -> None:
    same = only(tbl(tr(tc("甲", START), tc("1")), tr(tc("甲", ON), tc("2"))))
    assert same.findings == ()
    late = only(tbl(tr(tc("", START), tc("1")), tr(tc("甲", ON), tc("2"))))
    assert shape(late)[0] == ("甲", 0, 0, 2, 1)
    other = only(tbl(tr(tc("甲", START), tc("1")), tr(tc("乙", ON), tc("2"))))
    assert [f.code for f in other.findings] == ["covered-cell"]


def test_old_horizontal_merges() -> None:
    grid = only(tbl(tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("乙"))))
    assert shape(grid) == [("甲", 0, 0, 1, 2), ("乙", 0, 2, 1, 1)]


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (p("总体") + p("目标"), "总体\n目标"),
        (
            "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>",
            "甲\n乙\t丙",
        ),
        (
            "<w:p><w:r><w:t>5</w:t></w:r><w:del><w:r><w:delText>9</w:delText></w:r></w:del></w:p>",
            "5",
        ),
        (
            "<w:p><w:del><w:r><w:t>9</w:t></w:r></w:del><w:ins><w:r><w:t>6</w:t></w:r></w:ins></w:p>",
            "6",
        ),
        (
            "<w:p><w:moveFrom><w:r><w:t>9</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>6</w:t></w:r></w:moveTo></w:p>",
            "6",
        ),
        (
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>见</w:t></w:r></w:p>",
            "见",
        ),
        ('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>见</w:t></w:r></w:p>', "见"),
        ("<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>见</w:t></w:r></w:p>", "见"),
        (
            "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>"
            "<w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>",
            "控件",
        ),
        (
            "<w:p><w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt></w:p>",
            "控件",
        ),
        (
            "<w:p><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>接</w:t></w:r></w:smartTag></w:p>",
            "链接",
        ),
        (
            '<w:p><w:r><w:t>≥</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            "<w:r><w:instrText>DATE</w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>4</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>人</w:t></w:r></w:p>',
            "≥4人",
        ),
        ('<w:p><w:fldSimple w:instr="PAGE"><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>', "7"),
        ('<w:p><w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>5</w:t></w:r></w:p>', "≥5"),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r></w:p>', "☑是"),
        ("<w:p><w:r><w:t>5</w:t><w:footnoteReference w:id='1'/></w:r></w:p>", "5"),
        ("<w:p><m:oMath><m:r><m:t>≥90%</m:t></m:r></m:oMath></w:p>", "≥90%"),
        (
            "<w:p><w:r><w:ruby><w:rt><w:r><w:t>ji</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>绩</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
            "绩",
        ),
        ("<w:p><w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t></w:r></w:p>", "A-B"),
        ("<w:p><w:r><w:t>&lt;=8小时 &amp; 好</w:t></w:r></w:p>", "<=8小时 & 好"),
    ],
)
def test_text_as_shown(content: str, shown: str) -> None:
    assert text_of(content) == shown


def test_a_text_box_counts_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>项目支出绩效目标表</w:t></w:r></w:p></w:txbxContent>"
    shape_ = (
        "<w:p><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    grid = only(shape_ + p("（2022年度）") + tbl(tr(tc("甲"), tc("乙"))))
    assert grid.heading == ("项目支出绩效目标表", "（2022年度）")


def test_a_table_in_a_text_box_is_found() -> None:
    box = f"<w:txbxContent>{tbl(tr(tc('甲'), tc('乙')))}</w:txbxContent>"
    grid = only(f"<w:p><w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></w:p>")
    assert [c.text for c in grid.cells] == ["甲", "乙"]


def test_lines_between_tables_are_the_heading_of_the_next() -> None:
    body = (
        p("附件1") + p("绩效目标表") + tbl(tr(tc("甲"))) + p("") + p("自评表") + tbl(tr(tc("乙")))
    )
    first, second = docx.grids(document(body))
    assert first.heading == ("附件1", "绩效目标表")
    assert second.heading == ("自评表",)
    assert [grid.place.table for grid in (first, second)] == [1, 2]


def test_small_nested_tables_are_text_and_large_ones_grids() -> None:
    small = tc(p("资金") + tbl(tr(tc("总额"), tc("5")), tr(tc("其中"), tc("3"))))
    grid = only(tbl(tr(small, tc("后"))))
    assert grid.cells[0].text == "资金\n总额 5\n其中 3"
    rows = [tr(tc("a"), tc("b"), tc("c")) for _ in range(3)]
    large = tc(p("绩效目标表") + tbl(*rows) + p("尾"))
    outer, inner = docx.grids(document(p("附件") + tbl(tr(large))))
    assert [c.text for c in outer.cells] == ["绩效目标表\n尾"]
    assert len(inner.cells) == 9
    assert inner.heading == ("附件", "绩效目标表")


def test_deleted_rows_are_left_out_and_controlled_ones_kept() -> None:
    grid = only(
        tbl(
            tr(tc("甲", START), tc("1")),
            tr(tc("", ON), tc("2"), properties="<w:del w:id='1'/>"),
            f"<w:sdt><w:sdtContent>{tr(tc('', ON), tc('3'))}</w:sdtContent></w:sdt>",
        )
    )
    assert shape(grid) == [("甲", 0, 0, 2, 1), ("1", 0, 1, 1, 1), ("3", 1, 1, 1, 1)]


def test_strict_documents_and_other_prefixes() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(
            "word/document.xml",
            '<n:document xmlns:n="http://purl.oclc.org/ooxml/wordprocessingml/main"><n:body><n:tbl>'
            '<n:tr><n:tc><n:tcPr><n:gridSpan n:val="2"/></n:tcPr>'
            "<n:p><n:r><n:t>甲</n:t></n:r></n:p></n:tc></n:tr>"
            "</n:tbl></n:body></n:document>",
        )
    (grid,) = docx.grids(stream.getvalue())
    assert shape(grid) == [("甲", 0, 0, 1, 2)]


def test_damaged_markup_is_a_clear_error() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", "<w:document><w:body>")
    with pytest.raises(UnreadableDocument) as caught:
        docx.grids(stream.getvalue(), file="坏.docx")
    assert caught.value.code == "truncated"
