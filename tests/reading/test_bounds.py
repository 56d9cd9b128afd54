"""Small files that state enormous things: each is read in a process with little memory and time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .test_docx import document, p, tbl, tc, tr
from .test_xlsx import raw

pytest.importorskip("resource", reason="limits on a process are of POSIX systems")

MEGABYTES = 900
SECONDS = 20

CHILD = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MEGABYTES} << 20,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS},) * 2)
from jixiao import read
from jixiao.errors import UnreadableDocument
try:
    tables = read(sys.argv[1])
    print("read", len(tables), sum(len(table.findings) for table in tables))
except UnreadableDocument as error:
    print(error.code)
"""


def outcome(data: bytes, folder: Path) -> str:
    file = folder / "文件"
    file.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(file)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=6 * SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def wide_spans() -> bytes:
    wide = '<w:gridSpan w:val="16000"/>'
    return document(tbl(*[tr(tc("甲", wide)) for _ in range(2000)]))


def long_merges() -> bytes:
    merged = tc("甲", '<w:gridSpan w:val="300"/><w:vMerge/>')
    return document(tbl(*[tr(merged) for _ in range(20_000)]))


def workbook(rows: int, cells: int, string: str, *, style: str = "") -> bytes:
    line = "<row>" + f'<c t="s"{style}><v>0</v></c>' * cells + "</row>"
    return raw(
        f"<sheetData>{line * rows}</sheetData>",
        strings=f"<si>{string}</si>",
        styles="<fonts><font/><font><strike/></font></fonts>"
        "<cellXfs><xf fontId='0'/><xf fontId='1'/></cellXfs>",
    )


def repeated_text() -> bytes:
    return workbook(4000, 40, f"<t>{'路灯' * 45_000}</t>")


def repeated_names() -> bytes:
    head = "".join(
        f'<c t="inlineStr"><is><t>{word}</t></is></c>'
        for word in ("一级指标", "二级指标", "三级指标", "指标值")
    )
    words = "".join(
        f'<c t="inlineStr"><is><t>{word}</t></is></c>' for word in ("产出指标", "数量指标")
    )
    row = f'<row>{words}<c t="s"><v>0</v></c><c><v>5</v></c></row>'
    return raw(
        f"<sheetData><row>{head}</row>{row * 2000}</sheetData>",
        strings=f"<si><t>{'路灯' * 45_000}</t></si>",
    )


def repeated_struck_text() -> bytes:
    return workbook(4000, 40, f"<t>{'路灯' * 45_000}</t>", style=' s="1"')


def repeated_runs() -> bytes:
    run = "<r><rPr><strike/></rPr><t>路</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r>"
    return workbook(4000, 40, run * 20_000)


def one_cell_of_runs() -> bytes:
    run = "<w:r><w:rPr><w:strike/></w:rPr><w:t>路</w:t></w:r>"
    return document(tbl(tr(tc(f"<w:p>{run * 100_000}</w:p>"), tc("末"))))


def far_cell() -> bytes:
    return raw(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )


def merged_wide() -> bytes:
    return raw(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="190000"><c r="J190000"><v>1</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:J190000"/></mergeCells>'
    )


def struck_cells() -> bytes:
    return workbook(4000, 40, "<t>甲</t>", style=' s="1"')


def digits() -> bytes:
    return raw(f"<sheetData><row><c><v>1.{'1' * 4_000_000}</v></c></row></sheetData>")


def long_format() -> bytes:
    line = "<row>" + '<c s="0"><v>5</v></c>' * 40 + "</row>"
    return raw(
        f"<sheetData>{line * 2000}</sheetData>",
        styles=f"<numFmts><numFmt numFmtId='200' formatCode='{'0.0' * 1_000_000}'/></numFmts>"
        "<cellXfs><xf numFmtId='200'/></cellXfs>",
    )


def rows_of_a_page() -> bytes:
    return b"<table>" + b"<tr>" * 1_500_000


def rows_within_the_limit() -> bytes:
    return b"<table>" + b"<tr>" * 190_000


def tags_of_a_page() -> bytes:
    return b"<table><tr><td>" + b"<i></i>" * 2_000_000


def marks_of_a_page() -> bytes:
    return "".join(
        ["<table><tr><td>", "<s>路</s><sup>1</sup>" * 200_000, "<td>末</table>"]
    ).encode()


def spans_of_a_page() -> bytes:
    return b"<table>" + b"<tr><td rowspan=65534 colspan=1000>x" * 300 + b"</table>"


def many_tables() -> bytes:
    table = "<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table><p>说明</p>"
    return (table * 4999).encode()


def many_tables_within_the_limit() -> bytes:
    table = "<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table><p>说明</p>"
    return (table * 1999).encode()


def nested_tables() -> bytes:
    small = tbl(tr(tc("甲"), tc("乙")))
    return document(tbl(tr(tc(p("字" * 100) * 20_000 + small * 1900), tc("末"))))


def lines_of_a_text() -> bytes:
    return "一级指标,二级指标,三级指标,指标值\n".encode() + b"\n" * 12_000_000


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lines_of_a_text, "too-large"),
        (wide_spans, "too-large"),
        (long_merges, "too-large"),
        (repeated_text, "too-large"),
        (repeated_names, "too-large"),
        (repeated_struck_text, "too-large"),
        (repeated_runs, "too-large"),
        (one_cell_of_runs, "no-target-table"),
        (far_cell, "no-target-table"),
        (merged_wide, "no-target-table"),
        (struck_cells, "no-target-table"),
        (digits, "no-target-table"),
        (long_format, "no-target-table"),
        (rows_of_a_page, "too-large"),
        (rows_within_the_limit, "no-target-table"),
        (tags_of_a_page, "too-large"),
        (marks_of_a_page, "no-target-table"),
        (spans_of_a_page, "too-large"),
        (many_tables, "too-large"),
        (many_tables_within_the_limit, "no-target-table"),
        (nested_tables, "no-target-table"),
    ],
)
def test_a_small_file_cannot_hurt(make, expected: str, tmp_path: Path) -> None:
    assert outcome(make(), tmp_path) == expected
