"""Files made to harm: bounded in time and memory, with a clear error, nothing run or fetched."""

from __future__ import annotations

import base64
import io
import re
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jixiao.reading
from jixiao.errors import JixiaoError, UnreadableDocument
from jixiao.reading import limits, read, read_grids
from jixiao.reading.formats import docx, html, pages, pdf, text, xls, xlsx
from jixiao.reading.formats.archive import Package
from jixiao.tables import TargetTable

from .test_docx import SPACES, document, p, tbl, tc, tr
from .test_xlsx import MAIN, raw

SAMPLES = Path(__file__).parent / "samples"
WORD = '<?xml version="1.0"?><w:document xmlns:w="x"><w:body/></w:document>'


def zipped(members: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < 60


def code_of(data: bytes, name: str = "表") -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_grids(data, name=name)
    assert caught.value.remedy
    return caught.value.code


# ---------------------------------------------------------------- packages


@pytest.mark.parametrize("part", ["word/document.xml", "xl/workbook.xml"])
def test_zip_bomb_by_declared_size(part: str) -> None:
    assert code_of(zipped({part: b" " * (limits.MAX_PART_BYTES + 1)})) == "too-large"


def test_zip_bomb_by_ratio() -> None:
    bomb = zipped({"word/document.xml": b"\x00" * (limits.RATIO_FLOOR * 2)})
    assert code_of(bomb) == "too-large"


def test_zip_bomb_that_lies_about_its_size() -> None:
    data = bytearray(zipped({"word/document.xml": b" " * (limits.RATIO_FLOOR * 3)}))
    true = struct.pack("<I", limits.RATIO_FLOOR * 3)
    small = struct.pack("<I", 100)
    position = data.find(true)
    while position >= 0:
        data[position : position + 4] = small
        position = data.find(true)
    assert code_of(bytes(data)) in {"too-large", "truncated"}


def test_many_parts_that_are_large_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.reading.formats.archive.MAX_UNPACKED_BYTES", 1000)
    package = Package(zipped({"a": b"x" * 600, "b": b"y" * 600}), file=None)
    package.read("a")
    with pytest.raises(UnreadableDocument) as caught:
        package.read("b")
    assert caught.value.code == "too-large"


def test_too_many_members() -> None:
    names = {f"xl/{number}": b"" for number in range(limits.MAX_MEMBERS + 1)}
    assert code_of(zipped(names)) == "too-large"


def test_member_names_that_climb_out_are_only_names(tmp_path: Path) -> None:
    data = zipped({"../../evil.txt": "x", "word/document.xml": WORD})
    assert read_grids(data) == ()
    assert list(tmp_path.iterdir()) == []


def test_encrypted_members() -> None:
    data = bytearray(zipped({"word/document.xml": WORD}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    assert code_of(bytes(data)) == "encrypted"


@pytest.mark.parametrize("cut", [10, 60, 200, -30, -1])
def test_truncated_packages(cut: int) -> None:
    data = document(tbl(tr(tc("甲"), tc("乙"))))
    assert code_of(data[:cut]) == "truncated"


def test_corrupted_packed_bytes() -> None:
    data = bytearray(document(p("甲" * 500) + tbl(tr(tc("甲")))))
    start = data.find(b"word/document.xml") + len("word/document.xml")
    data[start + 10 : start + 60] = b"\xff" * 50
    assert code_of(bytes(data)) == "truncated"


# ---------------------------------------------------------------- XML

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'


@pytest.mark.parametrize("declaration", [LAUGHS, OUTSIDE, REMOTE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_documents(declaration: str, encoding: str) -> None:
    body = f"{declaration}<w:document {SPACES}><w:body>{tbl(tr(tc('&a;')))}</w:body></w:document>"
    data = zipped({"word/document.xml": body.encode(encoding)})
    assert code_of(data) == "xml-entities"


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
    ],
)
def test_entities_in_any_part_of_a_workbook(part: str) -> None:
    with zipfile.ZipFile(
        io.BytesIO(
            raw(
                '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>',
                strings="<si><t>甲</t></si>",
                styles='<cellXfs count="1"><xf numFmtId="0"/></cellXfs>',
            )
        )
    ) as package:
        members: dict[str, bytes | str] = {name: package.read(name) for name in package.namelist()}
    assert read_grids(zipped(members))[0].cells[0].text == "甲"
    members[part] = LAUGHS.encode() + bytes(members[part])
    assert code_of(zipped(members)) == "xml-entities"


def test_relations_to_outside_files_are_not_followed() -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" TargetMode="External" Target="file:///etc/passwd" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
        "</Relationships>"
    )
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="r"><sheets><sheet name="外" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>"
    )
    assert read_grids(zipped({"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": rels})) == ()


def test_entities_of_a_page_are_not_expanded() -> None:
    page = LAUGHS + "<html><table><tr><td>&d;</td></tr></table></html>"
    (grid,) = html.grids(page.encode())
    assert len(grid.cells[0].text) < 20
    page = OUTSIDE + "<html><table><tr><td>&a;乙</td></tr></table></html>"
    assert "root" not in html.grids(page.encode())[0].cells[0].text


def test_deep_markup() -> None:
    deep = f"<w:document {SPACES}><w:body>" + "<w:sdt>" * 200_000
    assert code_of(zipped({"word/document.xml": deep})) in {"truncated", "too-large"}
    sheet = "<a>" * 200_000 + "</a>" * 200_000
    assert read_grids(raw(sheet))[0].cells == ()


def test_deeply_nested_word_tables() -> None:
    body = "<w:tbl><w:tr><w:tc>" * 6000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 6000
    assert code_of(document(body)) == "too-large"


def test_deeply_nested_page_tables() -> None:
    assert code_of(b"<html>" + b"<table><tr><td>" * 20_000) == "too-large"
    assert code_of(b"<html>" + b"<div>" * 100_000 + b"<table><tr><td>x") == "too-large"


# ---------------------------------------------------------------- sizes


def test_a_sheet_of_a_million_rows() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 1_000_001))
    data = raw(f"<sheetData>{rows}</sheetData>")
    (grid,) = xlsx.grids(data, file="大.xlsx")
    assert grid.cells == ()
    assert [f.code for f in grid.findings] == ["sheet-too-large"]
    with pytest.raises(UnreadableDocument) as caught:
        read(data, name="大.xlsx")
    assert caught.value.code == "too-large"


def test_a_million_formatted_blank_rows_cost_nothing() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 300_000))
    data = raw(f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{rows}</sheetData>')
    (grid,) = xlsx.grids(data)
    assert (grid.rows, len(grid.cells)) == (1, 1)


def test_ten_thousand_merged_ranges() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="C{n}"><v>1</v></c></row>'
        for n in range(1, 10_001)
    )
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 10_001))
    (grid,) = xlsx.grids(raw(f"<sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells>"))
    assert len(grid.cells) == 20_000
    assert {cell.colspan for cell in grid.cells} == {1, 2}


def test_merged_ranges_that_cover_everything_again_and_again() -> None:
    cells = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="150000"><c r="XFD150000"><v>1</v></c></row>'
    )
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 3
    assert (
        code_of(raw(f"<sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells>"))
        == "too-large"
    )
    many = '<mergeCell ref="A1:A2"/>' * (limits.MAX_MERGES + 1)
    assert code_of(raw(f"<sheetData/><mergeCells>{many}</mergeCells>")) == "too-large"


def test_absurd_positions_and_numbers() -> None:
    data = raw(
        '<sheetData><row r="99999999999"><c r="ZZZZ9" s="99999999999"><v>1</v></c>'
        '<c r="" t="s"><v>99999999</v></c><c r="A-1" t="s"><v>x</v></c><c t="?"><v>1e99999</v></c>'
        "</row></sheetData><mergeCells><mergeCell ref='x'/><mergeCell/></mergeCells>"
    )
    (grid,) = xlsx.grids(data)
    assert [cell.text for cell in grid.cells] == ["1", "1e99999"]


def test_word_spans_are_bounded() -> None:
    wide = '<w:gridSpan w:val="999999999999"/>'
    assert code_of(document(tbl(tr(tc("甲", wide), tc("乙", wide))))) == "too-large"


def test_a_page_of_enormous_spans() -> None:
    page = b"<table>" + b"<tr><td rowspan=65534 colspan=1000>x" * 300 + b"</table>"
    begun = time.monotonic()
    try:
        read_grids(page)
    except UnreadableDocument as error:
        assert error.code == "too-large"  # noqa: PT017
    assert time.monotonic() - begun < 10


def test_a_text_of_one_enormous_line() -> None:
    assert code_of(b"a\t" * 100_000) == "too-large"
    assert code_of(b"," * 1_000_000) == "too-large"
    assert code_of(b"x" * (limits.MAX_TEXT_BYTES + 1)) == "too-large"


@pytest.mark.parametrize("unit", ['"a\n', '",', '""', '"\t"', '="a,', "'", '",\n"'])
def test_texts_of_quotes(unit: str) -> None:
    begun = time.monotonic()
    try:
        text.grids((unit * 30_000 + "\tb").encode())
        text.grids((unit * 30_000).encode())
    except UnreadableDocument as error:
        assert error.code == "too-large"  # noqa: PT017
    assert time.monotonic() - begun < 15


def test_a_pdf_bomb() -> None:
    packed = zlib.compress(b" " * (limits.MAX_UNPACKED_BYTES + 10), 9)
    data = b"%PDF-1.4\n1 0 obj\n<</Length 1>>\nstream\n" + packed + b"\nendstream\nendobj\n"
    with pytest.raises(UnreadableDocument) as caught:
        pdf.grids(data)
    assert caught.value.code == "too-large"


def test_a_pdf_page_of_endless_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_PAGE_BYTES", 2000)
    sample = (SAMPLES / "two_pages.pdf").read_bytes()
    found = pdf.grids(sample)
    assert [f.code for grid in found for f in grid.findings if f.severity == "error"] == [
        "page-too-large",
        "page-too-large",
    ]
    assert not any(grid.cells for grid in found)


# ---------------------------------------------------------------- PDF


def pdf_of(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of numbered objects, without a table of them: pdfminer looks for them itself."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer\n<</Root %d 0 R>>\nstartxref\n0\n%%%%EOF\n" % root


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


def drawn(content: bytes, *rest: bytes, font: bytes = b"") -> bytes:
    """One page with the stream `content`, which is object 4."""
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % font,
        content,
        *rest,
    )


TEXT = stream(b"BT /F1 12 Tf 100 700 Td <0041> Tj ET")
FONT = b"/Font<</F1 5 0 R>>"
WIDE_MAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
    b"1 begincodespacerange <00000000> <ffffffff> endcodespacerange "
    b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange endcmap end end"
)


def blanks(size: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * (1 << 20)) for _ in range(size >> 20)) + packer.flush()


TWICE = zlib.compress(blanks(1 << 30), 9)  # 1 GB in some kilobytes
HEX = TWICE.hex().encode() + b">"
ASCII85 = base64.a85encode(TWICE) + b"~>"
RUNS = b"\x81 " * (12 << 20) + b"\x80"  # 128 blanks each two bytes


def lzw(size: int) -> bytes:
    """Blanks by LZW, each code one blank longer than the one before."""
    bits, written = "", 0
    while written < size:
        bits += format(256, "012b" if bits else "09b") + format(32, "09b")
        for count in range(2, 3600):
            code = 256 + count
            bits += format(code, f"0{max(9, (code + 1).bit_length())}b")
            written += count
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def _without(sample: bytes, old: bytes, new: bytes) -> bytes:
    assert sample.count(old) == 1
    return sample.replace(old, new)


TIME, DAMAGE = "too-large .*时间超过 6 秒", "truncated "
# On a busy machine the clock may end first what would fill the memory.
MEMORY = "too-large .*(?:内存超过 400 MB|时间超过 6 秒)"
HOSTILE = {
    "a reference to itself": (DAMAGE, pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"2 0 R")),
    "two references in a ring": (
        DAMAGE,
        pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"3 0 R", b"2 0 R"),
    ),
    "a map of all codes": (
        MEMORY,
        drawn(
            TEXT,
            b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H"
            b"/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
            stream(WIDE_MAP),
            font=FONT,
        ),
    ),
    "widths of two thousand million glyphs": (
        MEMORY,
        _without((SAMPLES / "two_pages.pdf").read_bytes(), b" 27 28 238 ", b" 27 2147483648 238 "),
    ),
    "packed twice": (MEMORY, drawn(stream(TWICE, b"/Filter[/FlateDecode/FlateDecode]"))),
    "packed twice, as hexadecimal": (
        MEMORY,
        drawn(stream(HEX, b"/Filter[/ASCIIHexDecode/FlateDecode/FlateDecode]")),
    ),
    "packed twice, as base 85": (
        MEMORY,
        drawn(stream(ASCII85, b"/Filter[/ASCII85Decode/FlateDecode/FlateDecode]")),
    ),
    "packed by runs": (TIME, drawn(stream(RUNS, b"/Filter/RunLengthDecode"))),
    "packed by LZW": (MEMORY, drawn(stream(lzw(1 << 29), b"/Filter/LZWDecode"))),
    "forms that double thirty times": (
        TIME,
        drawn(
            stream(b"/X Do"),
            *(
                stream(
                    b"/X Do /X Do" if number < 35 else b"0 0 9 9 re S",
                    b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
                    b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 1),
                )
                for number in range(5, 36)
            ),
            font=b"/XObject<</X 5 0 R>>",
        ),
    ),
    "a form within itself": (
        "scanned-pdf",
        drawn(
            stream(b"/X Do"),
            stream(
                b"/X Do /X Do",
                b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>",
            ),
            font=b"/XObject<</X 5 0 R>>",
        ),
    ),
}


READER = """
import resource, sys, time
from jixiao.errors import UnreadableDocument
from jixiao.reading.formats import pages, pages, pdf, scan
pages.MAX_PDF_SECONDS, pages.MAX_PDF_MEMORY = 6, 400 << 20
scan.available = lambda: False
usage = lambda who: resource.getrusage(who).ru_maxrss >> 10
data, begun = sys.stdin.buffer.read(), time.monotonic()
before = usage(resource.RUSAGE_SELF)
try:
    said = str(pdf.grids(data, file="恶.pdf"))
except UnreadableDocument as error:
    said = f"{error.code} {error}"
sys.stdout.buffer.write(said.encode())
took = time.monotonic() - begun
more = usage(resource.RUSAGE_SELF) - before
print("", took, more, usage(resource.RUSAGE_CHILDREN), sep="\\n")
"""


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, (said, _) in HOSTILE.items()])
def test_hostile_pdfs_cost_seconds_and_megabytes(name: str, said: str) -> None:
    """In a process of its own: the first memory of a child is counted as that of its parent."""
    pytest.importorskip("resource")
    done = subprocess.run(
        [sys.executable, "-c", READER],
        input=HOSTILE[name][1],
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    answer, seconds, more, child = done.stdout.decode().splitlines()
    assert re.search(said, answer), answer
    assert float(seconds) < 9
    assert int(more) < 50
    assert int(child) < 420
    assert done.stderr == b""


def test_files_larger_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jixiao.reading, "MAX_FILE_BYTES", 1000)
    assert code_of(b"x" * 1001) == "too-large"
    with pytest.raises(UnreadableDocument):
        read_grids(io.BytesIO(b"x" * 5000))


# ---------------------------------------------------------------- any bytes at all

OUTCOMES = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
STARTS = st.sampled_from(
    [
        b"",
        b"PK\x03\x04",
        b"%PDF-1.7\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"<html><table><tr><td>",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\x09\x08\x10\x00",
        "一级指标\t二级指标\t三级指标\t指标值\n".encode(),
        "一级指标,二级指标,三级指标,指标值\n".encode("gbk"),
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n",
        b"{\\rtf1",
        b"<?xml version='1.0'?>",
    ]
)


def outcome(data: bytes) -> None:
    try:
        tables = read(data, name="任意")
    except JixiaoError as error:
        assert error.code  # noqa: PT017
        assert str(error)  # noqa: PT017
    else:
        assert all(isinstance(table, TargetTable) for table in tables)


@OUTCOMES
@given(start=STARTS, rest=st.binary(max_size=600))
def test_any_bytes(start: bytes, rest: bytes) -> None:
    outcome(start + rest)


@OUTCOMES
@given(
    start=STARTS,
    rest=st.text(
        alphabet='一级指标值\t\n,;"=<>&/tdr≥5%0人 年（）:\x0c\x0b\u2028\x1e', max_size=300
    ),
)
def test_any_text(start: bytes, rest: str) -> None:
    outcome(start + rest.encode())


GOOD = {
    "xls": (SAMPLES / "formats.xls").read_bytes(),
    "pdf": (SAMPLES / "two_pages.pdf").read_bytes(),
    "docx": document(
        p("绩效目标表") + tbl(tr(tc("三级指标"), tc("指标值")), tr(tc("人数"), tc("4")))
    ),
    "xlsx": raw('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'),
}


@settings(OUTCOMES, max_examples=60)
@given(
    kind=st.sampled_from(sorted(GOOD)),
    changes=st.lists(
        st.tuples(st.integers(0, 1 << 30), st.binary(min_size=1, max_size=4)), max_size=8
    ),
)
def test_damaged_documents(kind: str, changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(GOOD[kind])
    for where, new in changes:
        position = where % len(data)
        data[position : position + len(new)] = new
    outcome(bytes(data))


@OUTCOMES
@given(
    body=st.lists(
        st.sampled_from(
            [
                *(
                    "<w:tbl>",
                    "</w:tbl>",
                    "<w:tr>",
                    "</w:tr>",
                    "<w:tc>",
                    "</w:tc>",
                    "<w:p>",
                    "</w:p>",
                ),
                *(
                    "<w:t>甲</w:t>",
                    "<w:vMerge/>",
                    '<w:gridSpan w:val="2"/>',
                    "<w:trPr>",
                    "</w:trPr>",
                ),
                *("<w:del/>", '<w:fldChar w:fldCharType="begin"/>', "<mc:AlternateContent>"),
                *("</mc:AlternateContent>", "<mc:Choice/>", "<w:txbxContent>", "</w:txbxContent>"),
                *("<w:del>", "</w:del>", "<w:r>", "</w:r>", "<w:strike/>", "<w:cellDel/>"),
                *("<w:delText>7</w:delText>", "<m:sup>", "</m:sup>", "<w:vanish/>"),
            ]
        ),
        max_size=30,
    )
)
def test_any_word_markup(body: list[str]) -> None:
    """Elements in places where they do not belong; ends without starts are closed first."""
    stack: list[str] = []
    pieces: list[str] = []
    for piece in body:
        if piece.startswith("</"):
            name = piece[2:-1]
            while stack and stack[-1] != name:
                pieces.append(f"</{stack.pop()}>")
            if stack:
                pieces.append(f"</{stack.pop()}>")
        else:
            pieces.append(piece)
            if not piece.endswith("/>") and "</" not in piece:
                stack.append(piece[1:-1])
    pieces += [f"</{name}>" for name in reversed(stack)]
    docx.grids(document("".join(pieces)))


def test_old_workbook_past_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls, "MAX_XLS_BYTES", 100)
    with pytest.raises(UnreadableDocument) as caught:
        xls.grids(GOOD["xls"])
    assert caught.value.code == "too-large"
