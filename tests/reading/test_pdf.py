"""PDF tables: ruling lines to spans, pages, titles, and what cannot be read."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from jixiao.errors import UnreadableDocument
from jixiao.reading import read
from jixiao.reading.formats import pdf

pytest.importorskip("pdfplumber")

SAMPLES = Path(__file__).parent / "samples"


def test_tables_of_two_pages() -> None:
    first, second = pdf.grids((SAMPLES / "two_pages.pdf").read_bytes(), file="表.pdf")
    assert first.heading == ("项目支出绩效目标表", "（2022年度）")
    spans = {cell.text: (cell.rowspan, cell.colspan) for cell in first.cells}
    assert spans["环卫经费"] == (1, 3)
    assert spans["产出指标"] == (8, 1)
    assert spans["一级指标"] == (1, 1)
    # The heading is repeated on the second page, where no line closes it above.
    assert [cell.text for cell in second.cells if cell.row == 0] == [
        cell.text for cell in first.cells if cell.row == 1
    ]
    assert [(cell.text, cell.column) for cell in second.cells if cell.row == 1] == [
        ("第35项工作完成率", 2),
        ("≥76%", 3),
    ]
    names = [c.text for grid in (first, second) for c in grid.cells if c.text.endswith("完成率")]
    assert names == [f"第{number}项工作完成率" for number in range(1, 56)]
    assert str(second.cells[0].place) == "表.pdf 〔第2页〕 第2个表 第1行 第1列"
    assert [f.code for f in first.findings] == ["experimental-pdf"]


def contents_as_array(data: bytes) -> bytes:
    """The same file, the contents of each page an array of references: what a stamp leaves."""
    changed = re.sub(rb"/Contents (\d+ 0 R)\s", rb"/Contents[\1]", data)
    assert changed != data
    assert len(changed) == len(data)
    return changed


def test_pages_of_several_content_streams_are_ordinary() -> None:
    plain = (SAMPLES / "two_pages.pdf").read_bytes()
    assert pdf.grids(contents_as_array(plain)) == pdf.grids(plain)


def test_a_scan_of_several_content_streams_is_a_scan() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        pdf.grids(contents_as_array((SAMPLES / "scanned.pdf").read_bytes()))
    assert caught.value.code == "scanned-pdf"


@pytest.mark.parametrize(
    ("name", "code"), [("scanned.pdf", "scanned-pdf"), ("locked.pdf", "encrypted")]
)
def test_what_cannot_be_read(name: str, code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        pdf.grids((SAMPLES / name).read_bytes(), file=name)
    assert caught.value.code == code


@pytest.mark.parametrize("size", [20, 400, 2000])
def test_cut_files_never_fail_otherwise(size: int) -> None:
    try:
        pdf.grids((SAMPLES / "two_pages.pdf").read_bytes()[:size])
    except UnreadableDocument as error:
        assert error.code in {"truncated", "scanned-pdf"}  # noqa: PT017


def test_the_last_row_of_a_table_alone_on_a_page() -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=A4)

    def draw(top: int, row: Sequence[tuple[str, int]]) -> None:
        canvas.setFont("STSong-Light", 10)
        left = 50
        for text, width in row:
            canvas.rect(left, top, width * 70, 30)
            canvas.drawString(left + 4, top + 10, text)
            left += width * 70

    head = ("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分")
    for number, row in enumerate(
        (head, ("产出指标", "数量指标", "次数", "5次", "6次", "100", "95"))
    ):
        draw(700 - 30 * number, [(text, 1) for text in row])
    canvas.showPage()
    draw(700, [("总分", 5), ("100", 1), ("95", 1)])
    canvas.save()
    (table,) = read(paper.getvalue())
    assert len(table.indicators) == 1
    assert str(table.declared_total) == "95"


def test_damage_is_a_finding_and_not_a_line_on_the_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    bad = bytearray((SAMPLES / "two_pages.pdf").read_bytes())
    end = bad.index(b"endstream")
    bad[end - 4 : end] = bytes(byte ^ 0x15 for byte in bad[end - 4 : end])
    found = [one.code for grid in pdf.grids(bytes(bad)) for one in grid.findings]
    assert found == ["experimental-pdf", "pdf-damaged", "experimental-pdf"]
    assert capfd.readouterr().err == ""


def test_the_child_process_gives_what_reading_in_this_process_gives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sample = (SAMPLES / "two_pages.pdf").read_bytes()
    by_child = pdf.grids(sample, file="表.pdf")
    monkeypatch.setattr(pdf, "interpreter", lambda: None)
    assert pdf.grids(sample, file="表.pdf") == by_child
    with pytest.raises(UnreadableDocument) as caught:
        pdf.grids((SAMPLES / "locked.pdf").read_bytes(), file="锁.pdf")
    assert (caught.value.code, str(caught.value.place)) == ("encrypted", "锁.pdf")


def test_a_program_that_is_no_python_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sample = (SAMPLES / "two_pages.pdf").read_bytes()
    other = tmp_path / "python-of-another-kind"
    other.write_text("#!/bin/sh\ncat > /dev/null\necho hello\n")
    other.chmod(0o755)
    for program in (str(other), str(tmp_path / "python-that-is-gone")):
        monkeypatch.setattr(pdf, "interpreter", lambda program=program: program)
        assert len(pdf.grids(sample)) == 2


@pytest.mark.parametrize(
    ("glyph", "junk"), [("(cid:12)", True), ("\ue123", True), ("\ufffd", True), ("分", False)]
)
def test_a_page_whose_font_names_no_characters_is_a_picture(glyph: str, junk: bool) -> None:
    from types import SimpleNamespace

    from jixiao.reading.formats.pdfpages.tables import _is_nameless

    page = SimpleNamespace(chars=[{"text": "表"}] * 60 + [{"text": glyph}] * 40)
    assert _is_nameless(page) is junk
