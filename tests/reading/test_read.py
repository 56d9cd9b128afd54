"""`read`: formats by content, sources, errors that name the way out, folders."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from jixiao.errors import MissingExtra, UnreadableDocument
from jixiao.reading import Read, read, read_folder, read_grids

from .test_docx import document, p, tbl, tc, tr
from .test_text import PASTED
from .test_xlsx import raw, saved

SAMPLES = Path(__file__).parent / "samples"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

ROWS = (
    ("一级指标", "二级指标", "三级指标", "指标值"),
    ("产出指标", "数量指标", "培训次数", ">=15次"),
    ("产出指标", "质量指标", "合格率", "≥95%"),
)


def as_html() -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell.replace('>', '&gt;')}</td>" for cell in row) + "</tr>"
        for row in ROWS
    )
    return f"<html><h3>项目支出绩效目标表</h3><table>{rows}</table></html>"


def as_xlsx() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["项目支出绩效目标表"])
    for row in ROWS:
        book.active.append(row)
    return saved(book)


def as_docx() -> bytes:
    rows = (tr(*(tc(cell.replace(">", "&gt;")) for cell in row)) for row in ROWS)
    return document(p("项目支出绩效目标表") + tbl(*rows))


def as_text(mark: str) -> str:
    return "项目支出绩效目标表\n" + "\n".join(mark.join(row) for row in ROWS)


MHTML = (
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
    'Content-Type: text/html; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n'
    f"{as_html()}\n--b--\n"
)

SAME = {
    "xlsx": as_xlsx(),
    "docx": as_docx(),
    "html": as_html().encode(),
    "html-gbk": as_html().encode("gbk"),
    "html-utf16": as_html().encode("utf-16"),
    "mhtml": MHTML.encode(),
    "tabs": as_text("\t").encode(),
    "tabs-utf16": as_text("\t").encode("utf-16"),
    "csv": as_text(",").encode("gb18030"),
    "csv-mark": as_text(",").encode("utf-8-sig"),
    "semicolons": as_text(";").encode(),
}


@pytest.mark.parametrize("kind", sorted(SAME))
@pytest.mark.parametrize("name", [None, "表.xls", "表.doc", "表"])
def test_the_content_tells_the_format_and_not_the_suffix(kind: str, name: str | None) -> None:
    (table,) = read(SAME[kind], name=name)
    assert table.title == "项目支出绩效目标表"
    assert [(one.level2, one.name, one.target) for one in table.indicators] == [
        ("数量指标", "培训次数", ">=15次"),
        ("质量指标", "合格率", "≥95%"),
    ]
    place = table.indicators[0].place
    assert place is not None
    assert place.file == name


def test_sources(tmp_path: Path) -> None:
    path = tmp_path / "目标表.xlsx"
    path.write_bytes(as_xlsx())
    with path.open("rb") as stream:
        opened = read(stream)
    for tables in (read(path), read(str(path)), opened):
        place = tables[0].indicators[0].place
        assert place is not None
        assert place.file == path.as_posix()
        assert str(place).startswith("目标表.xlsx ")
    for source in (as_xlsx(), bytearray(as_xlsx()), memoryview(as_xlsx()), io.BytesIO(as_xlsx())):
        assert len(read(source)[0].indicators) == 2


def test_text_mode_files_are_refused() -> None:
    with pytest.raises(TypeError, match="二进制"):
        read(io.StringIO("x"))  # type: ignore[arg-type]


def test_missing_paths_are_the_system_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "没有.xlsx")


def stream_entry(name: str) -> bytes:
    """A directory entry of a compound file, on a multiple of 128 bytes."""
    raw_name = name.encode("utf-16-le") + b"\x00\x00"
    return raw_name.ljust(64, b"\x00") + len(raw_name).to_bytes(2, "little") + b"\x00" * 62


def compound(*names: str) -> bytes:
    return OLE + b"\x00" * 504 + b"".join(map(stream_entry, names))


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code", "way"),
    [
        (b"", "空.xlsx", "empty", "重新获取"),
        (b" \n", "空.txt", "empty", "重新获取"),
        (compound("WordDocument"), "旧.doc", "old-word", ".docx"),
        (compound("WordDocument"), None, "old-word", ".docx"),
        (compound("WordDocument"), "文.wps", "wps-format", ".docx"),
        (compound("WpsCustomData", "WordDocument"), None, "wps-format", ".docx"),
        (compound("ETDocument"), "表.et", "wps-format", ".xlsx"),
        (OLE, "旧.doc", "old-word", ".docx"),
        (compound("Other"), None, "old-office", ".xlsx"),
        (compound("EncryptionInfo", "EncryptedPackage"), "密.xlsx", "encrypted", "密码"),
        (compound("Workbook"), "坏.xls", "truncated", ".xlsx"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "版.ofd", "ofd", ".docx"),
        (zipped("mimetype", "content.xml"), "表.ods", "open-document", ".xlsx"),
        (zipped("xl/workbook.bin"), "表.xlsb", "xlsb", ".xlsx"),
        (zipped("ppt/presentation.xml"), "讲.pptx", "not-a-document", ".xlsx"),
        (zipped("a.txt"), "包.zip", "archive", "解压"),
        (b"Rar!\x1a\x07\x00", "包.rar", "archive", "解压"),
        (b"\x89PNG\r\n\x1a\n", "图.png", "picture", "OCR"),
        (b"\xff\xd8\xff\xe0", "图.jpg", "picture", "OCR"),
        (b"{\\rtf1\\ansi}", "文.doc", "rtf", ".docx"),
        (
            b'<?xml version="1.0"?>'
            b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "表.xls",
            "spreadsheet-xml",
            ".xlsx",
        ),
        (
            b'<?xml version="1.0"?><w:d xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
            "文.doc",
            "word-xml",
            ".docx",
        ),
        (b"PK\x03\x04" + b"x" * 50, "断.docx", "truncated", "另存"),
        (b"%PDF-1.4\n", "断.pdf", "truncated", "Word"),
        ((SAMPLES / "scanned.pdf").read_bytes(), "扫.pdf", "scanned-pdf", "OCR"),
        ((SAMPLES / "locked.pdf").read_bytes(), "密.pdf", "encrypted", "密码"),
        (b"\x00\x01\x02\xfe" * 30, "乱.bin", "not-a-document", ".xlsx"),
    ],
)
def test_what_cannot_be_read_names_the_way_out(
    data: bytes, name: str | None, code: str, way: str
) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, name=name)
    error = caught.value
    assert error.code == code
    assert way in error.remedy
    assert name is None or str(error).startswith(name)
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, str(again)) == (code, str(error))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("今天天气很好".encode(), "没有任何有内容的表格"),
        ("姓名\t电话\n张三\t1".encode(), "姓名、电话、张三"),
        (document(tbl(tr(tc("姓名"), tc("电话")))), "第1个表"),
        (raw('<sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData>'), "〔表〕"),
        (b"<html><p>x</p></html>", "没有任何有内容的表格"),
    ],
)
def test_no_target_table_says_what_was_sought_and_found(data: bytes, found: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, name="别的")
    assert caught.value.code == "no-target-table"
    assert "三级指标" in caught.value.message
    assert found in caught.value.message


def test_remarks_of_the_reader_reach_the_tables() -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.create_sheet("底稿").sheet_state = "hidden"
    (table,) = read(saved(book))
    assert [finding.code for finding in table.findings].count("hidden-sheet") == 1


@pytest.mark.parametrize("hidden", [2, 4], ids=["first row of a label", "row in the middle"])
def test_a_hidden_row_is_no_indicator(hidden: int) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "培训人数", "≥20人"),
        (None, None, "培训班次", "≥3次"),
        (None, None, "参训单位", "≥5个"),
        ("满意度指标", "服务对象满意度指标", "学员满意度", "≥90%"),
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("B2:B4")
    sheet.row_dimensions[hidden].hidden = True
    (table,) = read(saved(book))
    names = ["培训人数", "培训班次", "参训单位", "学员满意度"]
    lost = names.pop(hidden - 2)
    assert [one.name for one in table.indicators] == names
    assert [one.level2 for one in table.indicators[:2]] == ["数量指标", "数量指标"]
    assert table.indicators[-1].place.row == 5
    (said,) = [one for one in table.findings if one.code == "hidden-rows"]
    assert lost in said.message


def test_only_hidden_sheets_hold_the_table() -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("目标表")
    for row in ROWS:
        sheet.append(row)
    sheet.sheet_state = "hidden"
    with pytest.raises(UnreadableDocument) as caught:
        read(saved(book))
    assert "“目标表”是隐藏的" in str(caught.value)


def test_folders_are_read_on_after_bad_files(tmp_path: Path) -> None:
    (tmp_path / "下级").mkdir()
    (tmp_path / "b.xlsx").write_bytes(as_xlsx())
    (tmp_path / "a.docx").write_bytes(as_docx()[:100])
    (tmp_path / "c.txt").write_text("无表", encoding="utf-8")
    (tmp_path / "下级" / "d.html").write_text(as_html(), encoding="utf-8")
    for passed in ("~$b.xlsx", ".hidden.xlsx"):
        (tmp_path / passed).write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "e.html").write_text(as_html(), encoding="utf-8")
    results = list(read_folder(tmp_path))
    assert [Path(one.path).name for one in results] == ["a.docx", "b.xlsx", "c.txt", "d.html"]
    assert [one.ok for one in results] == [False, True, False, True]
    assert [getattr(one.error, "code", None) for one in results] == [
        "truncated",
        None,
        "no-target-table",
        None,
    ]
    assert len(results[1].tables[0].indicators) == 2


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="不是文件夹"):
        list(read_folder(tmp_path / "没有"))


def test_results_are_values() -> None:
    assert Read(path="a") == Read(path="a")
    assert hash(Read(path="a")) == hash(Read(path="a"))


def test_pasted_text_end_to_end() -> None:
    (table,) = read(PASTED.encode())
    assert table.year == 2022
    assert [one.target for one in table.indicators] == ["=4人", ">=15次"]


@pytest.mark.parametrize(
    ("kind", "banned"),
    [("html", "lxml"), ("pdf", "pdfplumber"), ("xls", "xlrd")],
)
def test_missing_libraries_are_named(
    kind: str, banned: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.partition(".")[0] == banned]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, banned, None)
    source = {
        "html": as_html().encode(),
        "pdf": (SAMPLES / "two_pages.pdf").read_bytes(),
        "xls": (SAMPLES / "formats.xls").read_bytes(),
    }[kind]
    with pytest.raises(MissingExtra) as caught:
        read_grids(source)
    assert caught.value.extra == kind
    assert f"jixiao[{kind}]" in str(caught.value)


def test_importing_the_readers_loads_nothing_heavy() -> None:
    script = (
        "import sys, jixiao.reading; "
        "print([m for m in ('lxml', 'openpyxl', 'xlrd', 'pdfplumber') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    assert done.stdout.strip() == "[]"


def test_a_folder_is_told_apart_from_a_file_and_leads_to_read_folder(tmp_path):
    with pytest.raises(IsADirectoryError, match="read_folder"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("name", "program"), [("坏.xlsx", "Excel"), ("坏.XLS", "Excel"), ("坏.docx", "Word")]
)
def test_words_that_are_named_as_a_document_are_said_to_be_none(tmp_path, name, program):
    path = tmp_path / name
    path.write_text("abcd", encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=f"内容却不是 {program} 文件") as caught:
        read(path)
    assert caught.value.code == "not-a-document"


def test_a_table_of_text_that_is_named_as_a_workbook_is_read(tmp_path):
    path = tmp_path / "导出.xls"
    path.write_text(
        "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t培训人数\t≥60人\n",
        encoding="utf-8",
    )
    (table,) = read(path)
    assert [one.name for one in table.indicators] == ["培训人数"]


def test_a_list_of_actual_values_is_called_what_it_is():
    with pytest.raises(UnreadableDocument, match=r"实际完成值的清单.*--actuals"):
        read("指标名称,实际完成值\n培训人数,320人\n".encode(), name="实际值.csv")
