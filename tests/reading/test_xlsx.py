"""Workbooks to grids: displayed text, merges, hidden parts, formulas."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from jixiao.errors import UnreadableDocument
from jixiao.reading.formats import xlsx
from jixiao.reading.grid import Grid

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def raw(sheet: str, *, strings: str = "", styles: str = "", workbook: str = "") -> bytes:
    """A workbook from the XML of its only sheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "xl/workbook.xml",
            workbook
            or f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
        )
        package.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>'
        )
        if strings:
            package.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        if styles:
            package.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>')
    return stream.getvalue()


def texts(grid: Grid) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): cell.text for cell in grid.cells}


def only(data: bytes) -> Grid:
    (grid,) = xlsx.grids(data, file="表.xlsx")
    return grid


def test_numbers_are_shown_in_their_formats() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row, (value, code) in enumerate(
        [
            (0.95, "0%"),
            (6070, "0.00"),
            (50000, '0"元"'),
            (datetime.date(2021, 7, 1), 'yyyy"年"m"月"'),
            (1234.5, "#,##0.00"),
            (0.1 + 0.2, "General"),
            (True, "General"),
        ],
        start=1,
    ):
        cell = sheet.cell(row, 1, value)
        cell.number_format = code
    shown = [cell.text for cell in only(saved(book)).cells]
    assert shown == ["95%", "6070.00", "50000元", "2021年7月", "1,234.50", "0.3", "TRUE"]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row, text in enumerate(["=4人", "=100%", "+5", "@A级", "0123"], start=1):
        cell = sheet.cell(row, 1)
        cell.value = text
        cell.data_type = "s"
    assert [cell.text for cell in only(saved(book)).cells] == [
        "=4人",
        "=100%",
        "+5",
        "@A级",
        "0123",
    ]


def test_merged_cells_once_with_spans_and_places() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "目标表"
    sheet["B2"] = "产出指标"
    sheet["D4"] = "≥4次"
    sheet.merge_cells("B2:C4")
    grid = only(saved(book))
    first, last = grid.cells
    assert (first.row, first.column, first.rowspan, first.colspan) == (1, 1, 3, 2)
    assert str(first.place) == "表.xlsx 〔目标表〕B2"
    assert (last.row, last.column) == (3, 3)
    assert (grid.rows, grid.columns) == (4, 4)


def test_merges_over_blank_rows_are_clipped_to_the_text() -> None:
    data = raw(
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
        '<row r="3"><c r="B3"><v>1</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>'
    )
    assert [(c.text, c.rowspan) for c in only(data).cells] == [("甲", 3), ("1", 1)]


def test_text_under_a_merge_is_reported() -> None:
    data = raw(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    grid = only(data)
    assert texts(grid) == {(0, 0): "1"}
    assert [(f.code, f.place.column) for f in grid.findings if f.place] == [("covered-cell", 2)]


def test_formulas_give_their_stored_results() -> None:
    data = raw(
        '<sheetData><row r="1">'
        '<c r="A1"><f>1+1</f><v>2</v></c>'
        '<c r="B1" t="str"><f>"优"</f><v>优</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c>'
        '<c r="D1"><f>A1*2</f></c>'
        '<c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        "</row></sheetData>"
    )
    grid = only(data)
    assert texts(grid) == {(0, 0): "2", (0, 1): "优", (0, 4): "#DIV/0!"}
    assert [(f.code, f.place.column) for f in grid.findings if f.place] == [
        ("formula-not-computed", 4),
        ("cell-error", 5),
    ]


def test_a_target_that_was_taken_for_a_formula_is_read_as_written() -> None:
    data = raw(
        '<sheetData><row r="1">'
        '<c r="A1"><f>100%</f></c>'
        '<c r="B1"><f>3000元/人</f></c>'
        '<c r="C1"><f>10</f></c>'
        '<c r="D1"><f>6+8</f></c>'
        '<c r="E1"><f>B2</f></c>'
        '<c r="F1"><f>1/2</f></c>'
        '<c r="G1"><f>SUM(A1)</f></c>'
        "</row></sheetData>"
    )
    grid = only(data)
    assert texts(grid) == {(0, 0): "=100%", (0, 1): "=3000元/人", (0, 2): "10"}
    assert [(f.code, f.place.column) for f in grid.findings if f.place] == [
        ("formula-as-text", 1),  # one for all of them
        *(("formula-not-computed", column) for column in (4, 5, 6, 7)),
    ]


def test_decimals_that_the_format_hides_are_said_and_not_read() -> None:
    book = openpyxl.Workbook()
    for column, (value, code) in enumerate(((0.03, "#,##0"), (84.26, "0.0"), (8.62, "General"))):
        book.active.cell(1, column + 1, value).number_format = code
    for row in range(2, 12):
        book.active.cell(row, 1, row + 0.5).number_format = "0"
    stream = io.BytesIO()
    book.save(stream)
    grid = only(stream.getvalue())
    assert [texts(grid)[0, column] for column in range(3)] == ["0", "84.3", "8.62"]
    said = [one for one in grid.findings if one.code == "decimals-hidden"]
    assert "存的是“0.03”" in said[0].message
    # A column of them is said in a few cells and in sum.
    assert len(said) == 6
    assert "另有 6 格" in said[-1].message


def test_rich_text_is_joined_and_phonetic_left_out() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText("≥", TextBlock(InlineFont(b=True), "4"), "人")
    assert [cell.text for cell in only(saved(book)).cells] == ["≥4人"]
    data = raw(
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>',
        strings="<si><r><t>绩</t></r><r><t>效</t></r><rPh sb='0' eb='1'><t>jixiao</t></rPh></si>",
    )
    assert [cell.text for cell in only(data).cells] == ["绩效"]


def test_escaped_control_characters() -> None:
    data = raw(
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>',
        strings="<si><t>总体_x000D_\n目标</t></si>",
    )
    assert [cell.text for cell in only(data).cells] == ["总体\n目标"]


def test_hidden_sheets_are_named_and_left_out() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "见"
    other = book.create_sheet("底稿")
    other["A1"] = "不见"
    other.sheet_state = "hidden"
    book.create_sheet("更深").sheet_state = "veryHidden"
    seen, *hidden = xlsx.grids(saved(book))
    assert texts(seen) == {(0, 0): "见"}
    assert all(not grid.cells for grid in hidden)
    assert [f.code for grid in hidden for f in grid.findings] == ["hidden-sheet", "hidden-sheet"]
    assert "底稿" in hidden[0].findings[0].message


def test_hidden_rows_and_columns_are_left_out_and_said() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["C2"], sheet["D3"] = "一", "二", "三", "四"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    grid = only(saved(book))
    assert texts(grid) == {(0, 0): "一", (1, 2): "四"}
    assert [cell.place.address for cell in grid.cells] == ["A1", "D3"]
    assert (grid.rows, grid.columns) == (2, 3)
    assert [f.code for f in grid.findings] == ["hidden-rows"]
    assert grid.findings[0].figures == (("cell", "二"), ("cell", "三"))


def test_a_hidden_column_is_left_out_and_said() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["C1"] = "见", "上年值", "也见"
    sheet.column_dimensions["B"].hidden = True
    grid = only(saved(book))
    assert texts(grid) == {(0, 0): "见", (0, 1): "也见"}
    assert [cell.place.address for cell in grid.cells] == ["A1", "C1"]
    assert [f.code for f in grid.findings] == ["hidden-columns"]
    assert "上年值" in grid.findings[0].message


def test_a_merged_cell_is_seen_where_a_row_of_it_is() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["B2"], sheet["B3"] = "类", "甲", "乙", "丙"
    sheet.merge_cells("A1:A3")
    sheet.row_dimensions[1].hidden = True
    grid = only(saved(book))
    assert [(c.text, c.row, c.rowspan) for c in grid.cells] == [
        ("类", 0, 2),
        ("乙", 0, 1),
        ("丙", 1, 1),
    ]
    assert "甲" in grid.findings[0].message
    assert "类" not in grid.findings[0].message


def test_hidden_blank_rows_are_not_said() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A3"] = "一", "三"
    sheet.row_dimensions[2].hidden = True
    grid = only(saved(book))
    assert texts(grid) == {(0, 0): "一", (1, 0): "三"}
    assert grid.findings == ()


def test_chart_sheets_are_passed_over() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.create_chartsheet("图")
    assert len(xlsx.grids(saved(book))) == 1


def test_dates_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = datetime.date(2021, 7, 1)
    book.active["A1"].number_format = "yyyy-mm-dd"
    assert [cell.text for cell in only(saved(book)).cells] == ["2021-07-01"]


def test_prefixed_markup_and_missing_references() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(
            "xl/workbook.xml",
            f'<x:workbook xmlns:x="{MAIN}" xmlns:r="{RELATIONS}"><x:sheets>'
            '<x:sheet name="甲" sheetId="1" r:id="a"/></x:sheets></x:workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="a" Type="{RELATIONS}/worksheet" Target="/xl/other/s.xml"/>'
            "</Relationships>",
        )
        package.writestr(
            "xl/other/s.xml",
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
            '<x:row><x:c t="inlineStr"><x:is><x:t>一</x:t></x:is></x:c>'
            "<x:c><x:v>2</x:v></x:c></x:row>"
            "<x:row><x:c><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>",
        )
    assert texts(only(stream.getvalue())) == {(0, 0): "一", (0, 1): "2", (1, 0): "3"}


def test_a_sheet_of_formatted_blanks_holds_no_cells() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="XFD{n}" s="1"/></row>' for n in range(1, 3000)
    )
    data = raw(f'<sheetData><row r="1"><c r="A1"><v>5</v></c></row>{rows}</sheetData>')
    grid = only(data)
    assert (grid.rows, grid.columns, len(grid.cells)) == (1, 1, 1)


def test_damaged_parts_are_a_clear_error() -> None:
    data = raw("<sheetData><row><c>")
    with pytest.raises(UnreadableDocument) as caught:
        xlsx.grids(data, file="坏.xlsx")
    assert caught.value.code == "truncated"
    assert "另存" in str(caught.value)
