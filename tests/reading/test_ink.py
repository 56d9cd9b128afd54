"""Formatting that carries meaning: raised, struck, hidden, deleted and covered text in all formats."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jixiao
from jixiao.errors import Place
from jixiao.reading.formats import docx, html, ink, xlsx
from jixiao.reading.grid import Grid

from .test_docx import ON, SPACES, START, document, p, tbl, tc, tr
from .test_xlsx import raw


def said(grid: Grid) -> list[str]:
    return [finding.code for finding in grid.findings]


def at(grid: Grid) -> list[tuple[str, int | None, int | None]]:
    places = [(one.code, one.place) for one in grid.findings if one.place]
    return [(code, place.row, place.column) for code, place in places]


# ---------------------------------------------------------------- one text in three formats

RUNS = {
    "raised": ("<w:vertAlign w:val='superscript'/>", "<vertAlign val='superscript'/>", "sup"),
    "lowered": ("<w:vertAlign w:val='subscript'/>", "<vertAlign val='subscript'/>", "sub"),
    "struck": ("<w:strike/>", "<strike/>", "s"),
    "": ("", "", "span"),
}


def in_word(runs: list[tuple[str, str]]) -> Grid:
    inner = "".join(
        f"<w:r><w:rPr>{RUNS[look][0]}</w:rPr><w:t>{text}</w:t></w:r>" for look, text in runs
    )
    (grid,) = docx.grids(document(tbl(tr(tc(f"<w:p>{inner}</w:p>"), tc("末")))))
    return grid


def in_sheet(runs: list[tuple[str, str]]) -> Grid:
    inner = "".join(f"<r><rPr>{RUNS[look][1]}</rPr><t>{text}</t></r>" for look, text in runs)
    sheet = (
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
        f'<c r="B1" t="inlineStr"><is>{inner}</is></c><c r="C1"><v>1</v></c></row></sheetData>'
    )
    (grid,) = xlsx.grids(raw(sheet, strings=f"<si>{inner}</si>"))
    shared, inline = [
        next((cell.text for cell in grid.cells if cell.column == column), "") for column in (0, 1)
    ]
    assert shared == inline
    return grid


def in_page(runs: list[tuple[str, str]]) -> Grid:
    inner = "".join(f"<{RUNS[look][2]}>{text}</{RUNS[look][2]}>" for look, text in runs)
    (grid,) = html.grids(f"<table><tr><td>{inner}<td>末</table>".encode())
    return grid


TEXTS = [
    ([("", "≥10"), ("raised", "4"), ("", "立方米")], "≥10⁴立方米", []),
    ([("", "≥10"), ("raised", "4")], "≥10⁴", []),
    ([("", "10"), ("raised", "-"), ("raised", "3")], "10⁻³", []),
    ([("", "≥500m"), ("raised", "2")], "≥500m²", []),
    ([("", "≥5km"), ("raised", "2"), ("", "以上")], "≥5km²以上", []),
    ([("", "100hm"), ("raised", "2")], "100hm²", []),
    ([("", "30m"), ("raised", "3"), ("", "/s")], "30m³/s", []),
    ([("", "500米"), ("raised", "2")], "500米²", []),
    ([("", "≥5座"), ("raised", "1")], "≥5座", ["note-mark"]),
    ([("", "≥95%"), ("raised", "[1]")], "≥95%", ["note-mark"]),
    ([("", "满意度"), ("raised", "①")], "满意度", ["note-mark"]),
    ([("", "满意度"), ("raised", "*")], "满意度", ["note-mark"]),
    ([("", "GDP"), ("raised", "2")], "GDP", ["note-mark"]),
    ([("", "≥200"), ("raised", "2"), ("", "人")], "≥200²人", ["raised-figure"]),
    ([("", "≤26"), ("raised", "o"), ("", "C")], "≤26°C", []),
    ([("raised", "≥95%")], "≥95%", []),
    ([("", "CO"), ("lowered", "2"), ("", "减排")], "CO2减排", []),
    ([("struck", "80"), ("", "95%")], "95%", ["struck-text"]),
    ([("", "≥"), ("struck", "80%"), ("", "95%"), ("struck", "以上")], "≥95%", ["struck-text"]),
    ([("struck", "≥80%")], "", ["struck-text"]),
    ([("struck", "1"), ("", "≥5座"), ("raised", "2")], "≥5座", ["struck-text", "note-mark"]),
    ([("", "总体"), ("", "目标")], "总体目标", []),
]


@pytest.mark.parametrize("form", [in_word, in_sheet, in_page])
@pytest.mark.parametrize(("runs", "text", "codes"), TEXTS)
def test_one_text_in_every_format(form, runs, text, codes) -> None:
    grid = form(runs)
    assert next((cell.text for cell in grid.cells if cell.column == 0), "") == text
    first = [one.code for one in grid.findings if one.place and one.place.column in {1, None}]
    assert first == codes


@pytest.mark.parametrize(
    ("runs", "value"),
    [
        ([("", "≥10"), ("raised", "4"), ("", "立方米")], "≥10000立方米"),
        ([("", "≥5km"), ("raised", "2")], "≥5平方公里"),
        ([("", "≥500m"), ("raised", "2")], "≥500平方米"),
        ([("", "≥5座"), ("raised", "1")], "≥5座"),
        ([("struck", "80"), ("", "95%")], "95%"),
    ],
)
def test_the_value_is_that_of_the_text(runs, value) -> None:
    assert jixiao.parse(in_word(runs).cells[0].text) == jixiao.parse(value)


def test_what_was_struck_is_quoted_and_placed() -> None:
    (finding,) = in_page([("struck", "80"), ("", "95%")]).findings
    assert finding.severity == "warning"
    assert "“80”" in finding.message
    assert str(finding.place) == "第1个表 第1行 第1列"


# ---------------------------------------------------------------- Word

STYLES = (
    f"<w:styles {SPACES}>"
    "<w:style w:type='character' w:styleId='旧'><w:rPr><w:strike/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='更旧'><w:basedOn w:val='旧'/></w:style>"
    "<w:style w:type='character' w:styleId='新'><w:basedOn w:val='旧'/>"
    "<w:rPr><w:strike w:val='0'/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='注'><w:rPr><w:vertAlign w:val='superscript'/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='藏'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='圈'><w:basedOn w:val='圆'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='圆'><w:basedOn w:val='圈'/></w:style>"
    "</w:styles>"
)


def styled(body: str) -> Grid:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(
            "word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
        )
        package.writestr("word/styles.xml", STYLES)
    (grid,) = docx.grids(stream.getvalue())
    return grid


def run(text: str, style: str, more: str = "") -> str:
    return f"<w:r><w:rPr><w:rStyle w:val='{style}'/>{more}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("content", "text", "codes"),
    [
        (f"<w:p>{run('80', '旧')}{run('95%', '')}</w:p>", "95%", ["struck-text"]),
        (f"<w:p>{run('80', '更旧')}{run('95%', '')}</w:p>", "95%", ["struck-text"]),
        (f"<w:p>{run('80', '新')}{run('95%', '')}</w:p>", "8095%", []),
        ("<w:p>" + run("80%", "旧", "<w:strike w:val='false'/>") + "</w:p>", "80%", []),
        (f"<w:p>{run('5座', '')}{run('2', '注')}</w:p>", "5座", ["note-mark"]),
        (
            f"<w:p><w:pPr><w:pStyle w:val='藏'/></w:pPr>{run('藏', '')}</w:p>{p('见')}",
            "见",
            ["hidden-text"],
        ),
        (f"<w:p><w:pPr><w:pStyle w:val='圈'/></w:pPr>{run('见', '')}</w:p>", "见", []),
    ],
)
def test_styles_of_word(content: str, text: str, codes: list[str]) -> None:
    grid = styled(tbl(tr(tc(content), tc("末"))))
    assert grid.cells[0].text == text
    assert said(grid) == codes


@pytest.mark.parametrize(
    ("content", "text", "code"),
    [
        ("<w:p><w:del><w:r><w:delText>80</w:delText></w:r></w:del>{}</w:p>", "95%", "deleted-text"),
        ("<w:p><w:moveFrom><w:r><w:t>80</w:t></w:r></w:moveFrom>{}</w:p>", "95%", "deleted-text"),
        (
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>80</w:t></w:r>{}</w:p>",
            "95%",
            "hidden-text",
        ),
        (
            "<w:p><w:r><w:rPr><w:dstrike/></w:rPr><w:t>80</w:t></w:r>{}</w:p>",
            "95%",
            "struck-text",
        ),
    ],
)
def test_what_word_leaves_out_is_said(content: str, text: str, code: str) -> None:
    (grid,) = docx.grids(
        document(tbl(tr(tc("甲"), tc(content.format("<w:r><w:t>95%</w:t></w:r>")))))
    )
    assert grid.cells[1].text == text
    assert at(grid) == [(code, 1, 2)]
    assert "“80”" in grid.findings[0].message


def test_a_power_in_an_equation() -> None:
    power = "<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>4</m:t></m:r></m:sup></m:sSup></m:oMath>"
    (grid,) = docx.grids(document(tbl(tr(tc(f"<w:p>{power}</w:p>"), tc("末")))))
    assert grid.cells[0].text == "10⁴"


def test_deleted_cells_leave_their_place_and_inserted_ones_are_live() -> None:
    (grid,) = docx.grids(
        document(
            tbl(tr(tc("名称"), tc("80%", "<w:cellDel/>"), tc("95%", "<w:cellIns/>"), tc("末")))
        )
    )
    assert [(cell.text, cell.column) for cell in grid.cells] == [
        ("名称", 0),
        ("95%", 1),
        ("末", 2),
    ]
    assert said(grid) == ["deleted-text"]


def test_deleted_rows_are_said_once() -> None:
    gone = "<w:del w:id='1'/>"
    (grid,) = docx.grids(
        document(
            tbl(
                tr(tc("甲"), tc("1")),
                tr(tc("乙"), tc("2"), properties=gone),
                tr(tc("丙"), tc("3"), properties=gone),
                tr(tc("丁"), tc("4")),
            )
        )
    )
    assert [cell.text for cell in grid.cells] == ["甲", "1", "丁", "4"]
    (finding,) = grid.findings
    assert finding.code == "deleted-text"
    assert "“乙”" in finding.message


def test_struck_rows_are_said_once() -> None:
    def struck(text: str) -> str:
        return tc(f"<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>{text}</w:t></w:r></w:p>")

    (grid,) = docx.grids(
        document(
            tbl(
                tr(tc("产出指标", START), tc("甲"), tc("1")),
                tr(tc("", ON), struck("乙"), struck("2")),
                tr(tc("", ON), struck("丙"), struck("3")),
                tr(tc("", ON), tc("丁"), struck("4")),
            )
        )
    )
    assert at(grid) == [("struck-text", 2, None), ("struck-text", 4, 3)]
    assert grid.findings[0].message.startswith("第 2、3 行整行")


def test_struck_lines_before_a_table_are_no_heading() -> None:
    line = "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>旧标题</w:t></w:r></w:p>"
    (grid,) = docx.grids(document(line + p("绩效目标表") + tbl(tr(tc("甲"), tc("乙")))))
    assert grid.heading == ("绩效目标表",)
    assert said(grid) == ["struck-text"]


# ---------------------------------------------------------------- workbooks

FONTS = (
    "<fonts><font><sz val='11'/></font><font><strike/></font><font><strike val='0'/></font></fonts>"
    "<cellXfs><xf fontId='0'/><xf fontId='1'/><xf fontId='2'/></cellXfs>"
    "<dxfs><dxf><font><strike/></font></dxf></dxfs>"
)


def test_fonts_of_cells() -> None:
    data = raw(
        '<sheetData><row r="1"><c r="A1" t="s" s="0"><v>0</v></c><c r="B1" s="1"><v>80</v></c>'
        '<c r="C1" s="2"><v>95</v></c><c r="D1" t="s" s="1"><v>1</v></c></row></sheetData>',
        strings="<si><t>甲</t></si><si><r><t>80</t></r><r><rPr><b/></rPr><t>95%</t></r></si>",
        styles=FONTS,
    )
    (grid,) = xlsx.grids(data)
    assert [(cell.text, cell.column) for cell in grid.cells] == [("甲", 0), ("95", 2), ("95%", 3)]
    assert at(grid) == [("struck-text", 1, 2), ("struck-text", 1, 4)]


def test_covered_text_is_said_only_where_it_differs() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>数量指标{" " if n == 3 else ""}</t></is></c>'
        f'<c r="B{n}"><v>{n}</v></c></row>'
        for n in range(1, 21)
    )
    same = '<mergeCells><mergeCell ref="A1:A20"/></mergeCells>'
    (grid,) = xlsx.grids(raw(f"<sheetData>{rows}</sheetData>{same}"))
    assert said(grid) == []
    other = '<mergeCells><mergeCell ref="B1:B20"/></mergeCells>'
    (grid,) = xlsx.grids(raw(f"<sheetData>{rows}</sheetData>{other}"))
    (finding,) = grid.findings
    assert finding.code == "covered-cell"
    assert "19 格" in finding.message


def test_halves_of_characters_are_replaced_and_said() -> None:
    data = raw(
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        '<c r="C1" t="str"><v>乙_xFFFF_</v></c></row></sheetData>',
        strings="<si><t>甲_xD800_</t></si><si><t>_xD83D__xDE00_</t></si>",
    )
    (grid,) = xlsx.grids(data)
    assert [cell.text for cell in grid.cells] == ["甲\ufffd", "\U0001f600", "乙\ufffd"]
    assert at(grid) == [("bad-character", 1, 1), ("bad-character", 1, 3)]


@pytest.mark.parametrize("code", ["0.00", "0", "0%", "#,##0.00"])
def test_a_number_beyond_all_formats_loses_nothing_else(code: str) -> None:
    data = raw(
        '<sheetData><row r="1"><c r="A1" s="0"><v>1e300</v></c><c r="B1" s="1"><v>5</v></c></row></sheetData>',
        styles=f"<numFmts><numFmt numFmtId='200' formatCode='{code}'/></numFmts>"
        "<cellXfs><xf numFmtId='200'/><xf numFmtId='0'/></cellXfs>",
    )
    (grid,) = xlsx.grids(data)
    assert grid.cells[1].text == "5"
    assert grid.cells[0].text.replace(",", "").startswith("1" + "0" * 300)


def test_a_format_that_cannot_be_used_is_said() -> None:
    data = raw(
        '<sheetData><row r="1"><c r="A1" s="0"><v>0.5</v></c></row></sheetData>',
        styles=f"<numFmts><numFmt numFmtId='200' formatCode='0'/>"
        f"<numFmt numFmtId='201' formatCode='{'0' * 5000}'/></numFmts>"
        "<cellXfs><xf numFmtId='201'/></cellXfs>",
    )
    (grid,) = xlsx.grids(data)
    assert grid.cells[0].text == "0.5"
    assert at(grid) == [("number-format", 1, 1)]


RAISED = [
    ("<w:position w:val='6'/>", "10⁴"),
    ("<w:position w:val='8pt'/>", "10⁴"),
    ("<w:position w:val='2'/>", "104"),
    ("<w:position w:val='-6'/>", "104"),
]


@pytest.mark.parametrize(("look", "text"), RAISED)
def test_figures_that_word_lifts_from_the_line(look: str, text: str) -> None:
    inner = f"<w:r><w:t>10</w:t></w:r><w:r><w:rPr>{look}</w:rPr><w:t>4</w:t></w:r>"
    (grid,) = docx.grids(document(tbl(tr(tc(f"<w:p>{inner}</w:p>"), tc("末")))))
    assert grid.cells[0].text == text


@pytest.mark.parametrize(
    ("styles", "texts"),
    [
        ("<w:docDefaults><w:rPrDefault><w:rPr>{}</w:rPr></w:rPrDefault></w:docDefaults>", ["95%"]),
        ("<w:docDefaults/>", ["80", "95%"]),
    ],
)
def test_a_document_that_strikes_by_default(styles: str, texts: list[str]) -> None:
    live = "<w:p><w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t>95%</w:t></w:r></w:p>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        body = tbl(tr(tc("80"), tc(live)))
        package.writestr(
            "word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
        )
        listed = styles.format("<w:strike/>")
        package.writestr("word/styles.xml", f"<w:styles {SPACES}>{listed}</w:styles>")
    (grid,) = docx.grids(stream.getvalue())
    assert [cell.text for cell in grid.cells] == texts


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(
    ("cell", "text", "codes"),
    [
        ("<del>80</del><ins>95%</ins>", "95%", ["struck-text"]),
        ("<strike><b>80</b></strike>95%", "95%", ["struck-text"]),
        ("<span style='text-decoration: line-through'>80</span>95%", "95%", ["struck-text"]),
        ("<span style='text-decoration:underline line-through;'>80</span>9", "9", ["struck-text"]),
        ("<span style='text-decoration: underline'>95%</span>", "95%", []),
        ("10<span style='vertical-align: super; font-size: 8pt'>4</span>", "10⁴", []),
        ("<span hidden>藏</span>见", "见", ["hidden-text"]),
        ("<span style='visibility: hidden'>藏</span>见", "见", ["hidden-text"]),
        ("<script>1</script><p>5座<sup><a href='#1'>[1]</a></sup></p>", "5座", ["note-mark"]),
        ("<p>80</p><p><s>90</s></p>", "80", ["struck-text"]),
    ],
)
def test_marks_of_pages(cell: str, text: str, codes: list[str]) -> None:
    (grid,) = html.grids(f"<table><tr><td>{cell}<td>末</table>".encode())
    assert grid.cells[0].text == text
    assert said(grid) == codes


SHEETS = [
    (".del{text-decoration:line-through}", "<span class='del'>80</span>95%", "95%", ["struck-text"]),
    ("/* a{} */ span.x, .del { text-decoration: line-through }", "<b class='a del'>80</b>9", "9", ["struck-text"]),
    ("<!-- @charset 'x'; .font5{vertical-align:super} -->", "10<font class=font5>4</font>", "10⁴", []),
    ("u{text-decoration:line-through}", "<u>80</u>95%", "95%", ["struck-text"]),
    (".del{text-decoration:line-through}", "<i class=del style='text-decoration:none'>95</i>%", "95%", []),
    ("@media print{.a{}.del{text-decoration:line-through}}", "<i class=del>95</i>%", "95%", []),
    (".a .del, .del:hover{text-decoration:line-through}", "<i class=del>95</i>%", "95%", []),
    (".tab{display:none}", "<i class=tab>95</i>%", "95%", []),
    ("td{color:red} .del{text-decoration:line-through", "<i class=del>9</i>5%", "5%", ["struck-text"]),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "cell", "text", "codes"), SHEETS)
def test_what_a_style_sheet_strikes_and_raises(sheet: str, cell: str, text: str, codes: list[str]):
    page = f"<html><head><style>{sheet}</style></head><table><tr><td>{cell}<td>末</table></html>"
    (grid,) = html.grids(page.encode())
    assert grid.cells[0].text == text
    assert said(grid) == codes


def test_a_struck_class_of_a_whole_cell():
    page = "<style>.xl66{text-decoration:line-through}</style><table><tr><td class=xl66>80<td>末</table>"
    (grid,) = html.grids(page.encode())
    assert [cell.text for cell in grid.cells] == ["末"]
    assert said(grid) == ["struck-text"]


@pytest.mark.parametrize("piece", ["/*", "{", "}", "@x{", "a{}", ".a,", "@x{a{}"])
def test_a_hostile_style_sheet_costs_no_more_than_its_length(piece: str):
    page = f"<style>{piece * (2_000_000 // len(piece))}</style><table><tr><td>甲<td>乙</table>"
    started = time.process_time()
    html.grids(page.encode())
    assert time.process_time() - started < 5


def test_hidden_rows_and_struck_tables_of_pages() -> None:
    (grid,) = html.grids(
        "<table><tr><td>甲<td>1<tr hidden><td>藏<td>2"
        "<tr style='text-decoration:line-through'><td>乙<td>3<tr><td>丙<td hidden>隐<td>4</table>".encode()
    )
    assert [cell.text for cell in grid.cells] == ["甲", "1", "丙", "4"]
    assert at(grid) == [
        ("hidden-text", None, None),
        ("hidden-text", 3, 2),
        ("struck-text", 2, None),
    ]
    (grid,) = html.grids("<s><table><tr><td>甲<td>1</table></s>".encode())
    assert grid.cells == ()


# ---------------------------------------------------------------- the room itself


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        (ink.END * 3 + "甲", "甲"),
        (ink.STRUCK + "乙", ""),
        (ink.RAISED + ink.END, ""),
        (ink.marked("甲" + ink.marked("乙", ink.RAISED), ink.HIDDEN) + "丙", "丙"),
        ("10" + ink.marked("4", ink.RAISED) * 2, "10⁴⁴"),
        ("10 " + ink.marked("4", ink.RAISED), "10⁴"),
    ],
)
def test_marks_in_any_order(text: str, shown: str) -> None:
    assert ink.settle(text).text == shown


def test_many_remarks_are_bounded() -> None:
    left = [ink.Left(ink.STRUCK, "甲", row, 0) for row in range(1000)]
    assert len(ink.remarks(left, Place(), live=range(1000))) == 51


@given(st.text(alphabet="甲1m *" + "".join(map(chr, range(1, 8))), max_size=40))
def test_any_marks(text: str) -> None:
    shown = ink.settle(text)
    assert not ink.is_marked(shown.text)
    assert not any(ink.is_marked(words) for _, words in shown.left)
