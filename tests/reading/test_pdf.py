"""PDF tables: ruling lines to spans, pages, titles, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.errors import UnreadableDocument
from jixiao.reading import pdf

pytest.importorskip("pdfplumber")

SAMPLES = Path(__file__).parent / "samples"


def test_tables_of_two_pages() -> None:
    first, second = pdf.grids((SAMPLES / "two_pages.pdf").read_bytes(), file="表.pdf")
    assert first.heading == ("项目支出绩效目标表", "（2022年度）")
    spans = {cell.text: (cell.rowspan, cell.colspan) for cell in first.cells}
    assert spans["环卫经费"] == (1, 3)
    assert spans["产出指标"] == (8, 1)
    assert spans["一级指标"] == (1, 1)
    assert [(cell.text, cell.column) for cell in second.cells if cell.row == 0] == [
        ("第35项工作完成率", 2),
        ("≥76%", 3),
    ]
    names = [c.text for grid in (first, second) for c in grid.cells if c.text.endswith("完成率")]
    assert names == [f"第{number}项工作完成率" for number in range(1, 56)]
    assert str(second.cells[0].place) == "表.pdf 〔第2页〕 第2个表 第1行 第3列"
    assert [f.code for f in first.findings] == ["experimental-pdf"]


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
