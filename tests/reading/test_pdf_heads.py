"""What stands above the tables of several pages of a PDF: the title of the first, or furniture."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest

from jixiao.reading import read
from jixiao.tables import TargetTable

pytest.importorskip("pdfplumber")

EDGES = (50, 130, 210, 400, 500)
HEIGHT = 26


class Pages:
    """Pages with lines of text and a ruled table each."""

    def __init__(self) -> None:
        from reportlab.lib.pagesizes import A4
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self.stream = io.BytesIO()
        self.canvas: Any = Canvas(self.stream, pagesize=A4)

    def page(self, above: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        y = 800.0
        self.canvas.setFont("STSong-Light", 10)
        for text in above:
            self.canvas.drawString(180, y, text)
            y -= 20
        for row in rows:
            edges = EDGES if len(row) > 2 else (EDGES[0], EDGES[2], EDGES[-1])
            for left, right, text in zip(edges, edges[1:], row, strict=False):
                self.canvas.rect(left, y - HEIGHT, right - left, HEIGHT)
                self.canvas.drawString(left + 4, y - 17, text)
            y -= HEIGHT
        self.canvas.showPage()

    def read(self) -> tuple[TargetTable, ...]:
        self.canvas.save()
        return read(self.stream.getvalue())


HEAD = ("一级指标", "二级指标", "三级指标", "指标值")


def project(name: str) -> list[tuple[str, ...]]:
    return [
        ("项目名称", name),
        HEAD,
        ("产出指标", "数量指标", name + "户数", "≥300户"),
        ("满意度指标", "满意度", name + "满意度", "≥90%"),
    ]


def test_a_running_head_is_no_title() -> None:
    pages = Pages()
    pages.page(["某市预算公开绩效目标表"], [])
    pages.page(["某市预算公开绩效目标表", "项目支出绩效目标批复表"], project("经济普查"))
    pages.page(["某市预算公开绩效目标表", "部门整体支出绩效目标表"], project("住户调查"))
    assert [one.title for one in pages.read()] == [
        "项目支出绩效目标批复表",
        "部门整体支出绩效目标表",
    ]
