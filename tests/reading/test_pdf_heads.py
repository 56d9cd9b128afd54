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


def test_projects_on_pages_of_their_own_under_the_same_title() -> None:
    pages = Pages()
    for name in ("经济普查", "住户调查", "人口抽样"):
        pages.page(
            ["项目支出绩效目标批复表", "（2024年度）", "单位：某区统计局  金额单位：万元"],
            project(name),
        )
    tables = pages.read()
    assert [(one.title, one.year, one.organisation) for one in tables] == [
        ("项目支出绩效目标批复表", 2024, "某区统计局")
    ] * 3
    assert [one.project for one in tables] == ["经济普查", "住户调查", "人口抽样"]


def test_a_line_that_differs_in_its_year_is_the_page_s_own() -> None:
    pages = Pages()
    for name, year in (("经济普查", 2023), ("住户调查", 2024)):
        pages.page(["项目支出绩效目标批复表", f"（{year}年度）"], project(name))
    first, second = pages.read()
    assert (first.year, second.year) == (2023, 2024)
    assert first.title == second.title == "项目支出绩效目标批复表"


def test_what_stands_beside_a_title_of_its_own_is_read_again() -> None:
    pages = Pages()
    for name in ("经济普查", "住户调查"):
        pages.page(
            [f"{name}项目绩效目标申报表", "（2024年度）", "填报单位：某区统计局"], project(name)
        )
    assert [(one.title, one.year, one.organisation) for one in pages.read()] == [
        ("经济普查项目绩效目标申报表", 2024, "某区统计局"),
        ("住户调查项目绩效目标申报表", 2024, "某区统计局"),
    ]


def test_a_title_on_every_page_of_one_form_is_its_title() -> None:
    pages = Pages()
    rows = [("产出指标", "数量指标", f"第{n}项户数", f"≥{n}户") for n in range(1, 9)]
    pages.page(["项目支出绩效目标表"], [("项目名称", "经济普查"), HEAD, *rows[:4]])
    pages.page(["项目支出绩效目标表"], [HEAD, *rows[4:]])
    (table,) = pages.read()
    assert (table.title, len(table.indicators)) == ("项目支出绩效目标表", 8)


def test_a_running_head_is_no_title() -> None:
    pages = Pages()
    pages.page(["某市预算公开绩效目标表"], [])
    pages.page(["某市预算公开绩效目标表", "项目支出绩效目标批复表"], project("经济普查"))
    pages.page(["某市预算公开绩效目标表", "部门整体支出绩效目标表"], project("住户调查"))
    assert [one.title for one in pages.read()] == [
        "项目支出绩效目标批复表",
        "部门整体支出绩效目标表",
    ]


def test_a_label_beyond_the_cut_of_its_cell_is_that_of_the_cell() -> None:
    """The label of a merged cell is printed in its middle, which the page may have cut away."""
    pages = Pages()
    canvas, left, right = pages.canvas, 50, 500
    edges = (50, 130, 210, 400, 500)
    canvas.setFont("STSong-Light", 10)
    canvas.drawString(180, 800, "2024年项目支出绩效目标表")

    def row(y: float, texts: Sequence[str]) -> None:
        for start, text in zip(edges, texts, strict=False):
            if text:
                canvas.drawString(start + 4, y - 17, text)

    def level(y: float, begin: float) -> None:
        canvas.line(begin, y, right, y)

    def uprights(top: float, bottom: float) -> None:
        for x in edges:
            canvas.line(x, top, x, bottom)

    level(780, left)
    row(780, HEAD)
    level(754, left)
    row(754, ("产出指标", "数量指标", "造林面积", "≥3亩"))
    level(728, 210)
    row(728, ("", "", "管护面积", "≥5亩"))
    level(702, 130)
    row(702, ("", "", "每亩造林成本", "≤500元"))
    level(676, 210)
    uprights(780, 676)
    row(676, ("", "成本指标", "", ""))
    canvas.showPage()
    canvas.setFont("STSong-Light", 10)
    row(780, ("", "", "每亩管护成本", "≤60元"))
    level(754, 210)
    row(754, ("", "", "苗木单价", "≤4元"))
    level(728, left)
    row(728, ("满意度指标", "满意度指标", "农户满意度", "≥90%"))
    level(702, left)
    uprights(780, 702)
    canvas.showPage()
    (table,) = pages.read()
    assert [(one.level2, one.name) for one in table.indicators] == [
        ("数量指标", "造林面积"),
        ("数量指标", "管护面积"),
        ("成本指标", "每亩造林成本"),
        ("成本指标", "每亩管护成本"),
        ("成本指标", "苗木单价"),
        ("满意度指标", "农户满意度"),
    ]
