"""Old workbooks: displayed text, merges, hidden sheets, damage."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from jixiao.errors import UnreadableDocument
from jixiao.reading.formats import ink, xls

pytest.importorskip("xlrd")

SAMPLE = (Path(__file__).parent / "samples" / "formats.xls").read_bytes()


def test_displayed_text_and_merges() -> None:
    seen, hidden = xls.grids(SAMPLE, file="旧.xls")
    assert [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in seen.cells] == [
        ("项目支出绩效目标表", 0, 0, 1, 4),
        ("产出\n指标", 1, 0, 3, 1),
        ("95%", 1, 1, 1, 1),
        ("6070.00", 1, 2, 1, 1),
        ("2021年7月", 1, 3, 1, 1),
        ("50000元", 2, 1, 1, 1),
        ("TRUE", 2, 2, 1, 1),
        ("=4人", 2, 3, 1, 1),
        ("43.2", 3, 2, 1, 1),
        ("1,234,567.50", 3, 3, 1, 1),
    ]
    assert str(seen.cells[2].place) == "旧.xls 〔目标表〕B2"
    assert [f.code for f in hidden.findings] == ["hidden-sheet"]
    assert not hidden.cells


@pytest.mark.parametrize("size", [600, 1500, 3000, 5000])
def test_cut_files_are_a_clear_error(size: int) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        xls.grids(SAMPLE[:size], file="断.xls")
    assert caught.value.code == "truncated"


def test_runs_of_a_text_have_the_looks_of_their_fonts() -> None:
    plain, struck, raised = (
        SimpleNamespace(struck_out=struck, escapement=escapement)
        for struck, escapement in ((0, 0), (1, 0), (0, 1))
    )
    book = SimpleNamespace(font_list=[plain, struck, raised])
    runs = [(1, 1), (2, 0), (6, 2), (7, 9)]
    sheet = SimpleNamespace(rich_text_runlist_map={(0, 0): runs})
    text = xls._inked(book, sheet, "≥890km2以\x07上", 0, 0)
    shown = ink.settle(text)
    assert shown.text == "≥90km²以\ufffd上"
    assert xls._inked(book, sheet, "甲", 1, 0) == "甲"
