"""What a reader sees on a PDF page: open rows, cut cells, raised figures, struck text, loose text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import attrs
import pytest

from jixiao.errors import UnreadableDocument
from jixiao.reading import read

pytest.importorskip("pdfplumber")

EDGES = (50, 110, 180, 340, 450, 500)
HEAD = ("一级指标", "二级指标", "三级指标", "指标值", "分值")
HEIGHT = 26


@attrs.define
class Paper:
    """Pages on which rows are drawn one under another, each line of a row at will."""

    stream: io.BytesIO = attrs.field(factory=io.BytesIO)
    canvas: Any = None
    edges: Sequence[int] = EDGES
    y: float = 740

    def __attrs_post_init__(self) -> None:
        from reportlab.lib.pagesizes import A4
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self.canvas = Canvas(self.stream, pagesize=A4)
        self.title("项目支出绩效目标表")

    def title(self, text: str) -> None:
        self.write(200, self.y + 20, text)

    def write(self, x: float, y: float, text: str, size: float = 10) -> float:
        """The place where the text ends."""
        self.canvas.setFont("STSong-Light", size)
        self.canvas.drawString(x, y, text)
        return x + float(self.canvas.stringWidth(text, "STSong-Light", size))

    def line(self, *ends: float) -> None:
        self.canvas.line(*ends)

    def row(
        self, *texts: str | None, lines: str = "tbv", first: int = 0, height: float = HEIGHT
    ) -> float:
        """Draw a row with its top, bottom and upright lines; level ones begin at column `first`.

        Gives the height of the baseline of its text.
        """
        top, foot = self.y, self.y - height
        if "t" in lines:
            self.line(self.edges[first], top, self.edges[-1], top)
        if "b" in lines:
            self.line(self.edges[first], foot, self.edges[-1], foot)
        if "v" in lines:
            for x in self.edges:
                self.line(x, top, x, foot)
        base = foot + (height - 10) / 2 + 1
        for x, text in zip(self.edges, texts, strict=False):
            if text:
                pieces = text.split("\n")
                for index, piece in enumerate(pieces):
                    self.write(x + 4, base + (len(pieces) - 1 - 2 * index) * 6, piece)
        self.y = foot
        return base

    def page(self, y: float = 780) -> None:
        self.canvas.showPage()
        self.y = y

    def done(self) -> bytes:
        self.canvas.save()
        return self.stream.getvalue()


@attrs.define
class Case:
    rows: list[tuple[str, str, str]]
    draw: Callable[[Paper], None]
    said: Iterable[str]
    unsaid: Iterable[str]


CASES: dict[str, Case] = {}


def case(
    *rows: tuple[str, str, str], said: Iterable[str] = ()
) -> Callable[[Callable[[Paper], None]], None]:
    def keep(draw: Callable[[Paper], None]) -> None:
        unsaid = {"row-joined", "struck-text", "text-unused", "pdf-damaged"} - set(said)
        CASES[draw.__name__] = Case(list(rows), draw, said, unsaid)

    return keep


A = ("培训次数", "≥5次", "30")
B = ("参训人数", "≥200人", "30")
C = ("考试合格率", "≥95%", "20")
D = ("学员满意度", "≥90%", "20")


def begin(paper: Paper, *rows: tuple[str, str, str]) -> None:
    paper.row(*HEAD)
    for index, row in enumerate(rows):
        paper.row(
            *(("产出指标", "数量指标") if not index else (None, None)), *row, first=2 * (index > 0)
        )


# ---------------------------------------------------------------- open rows


@case(A, B, C)
def the_last_row_has_upright_lines_but_no_closing_one(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row("产出指标", "质量指标", *C, lines="tv")


@case(A, B, C, D)
def no_line_at_the_page_break(paper: Paper) -> None:
    begin(paper, A)
    paper.row(None, None, *B, lines="tv", first=2)
    paper.page()
    paper.row(None, None, *C, lines="bv", first=2)
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, C, D)
def rows_at_the_page_break_without_any_line(paper: Paper) -> None:
    begin(paper, A)
    paper.line(EDGES[0], paper.y, EDGES[-1], paper.y)
    paper.row(None, None, *B, lines="")
    paper.page()
    paper.row(None, None, *C, lines="")
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, C, D)
def two_rows_in_the_open_end_of_a_page(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row(None, None, *C, lines="tv", first=2)
    paper.row("满意度指标", "服务对象满意度", *D, lines="v")


@case(A, B, C, ("很长的指标名称分成两行写在一格里面", "≥90%", "20"))
def two_lines_in_an_open_row_are_one_row(paper: Paper) -> None:
    begin(paper, A, B, C)
    paper.row(None, None, "很长的指标名称分成两\n行写在一格里面", "≥90%", "20", lines="tv", first=2)


@case(A, B, C)
def a_table_without_lines_at_its_sides(paper: Paper) -> None:
    rows = (HEAD, ("产出指标", "数量指标", *A), ("产出指标", "数量指标", *B))
    for row in (*rows, ("产出指标", "质量指标", *C)):
        top = paper.y
        paper.row(*row, lines="tb")
        for x in EDGES[1:-1]:
            paper.line(x, top, x, paper.y)


@case(A, B)
def lines_to_write_on_are_no_table(paper: Paper) -> None:
    for _ in range(4):
        paper.line(300, paper.y, 400, paper.y)
        paper.y -= 30
    begin(paper, A, B)


@case(A, B, said=["text-unused"])
def signatures_below_are_no_row(paper: Paper) -> None:
    begin(paper, A, B)
    paper.y -= 4
    paper.row("填报人：张三", None, "审核人：李四", "电话：6223", lines="")


# ---------------------------------------------------------------- cells cut by a page

CUT = ("人均培训成本", "≤30000元/人.年", "20")


@case(A, B, CUT, D, said=["row-joined"])
def a_value_cut_where_no_line_is_drawn(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row(None, None, "人均培训成本", "≤300", "20", lines="tv", first=2)
    paper.page()
    paper.row(None, None, None, "00元/人.年", None, lines="bv", first=2)
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, CUT, D, said=["row-joined"])
def a_value_cut_where_lines_close_both_pieces(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row(None, None, "人均培训成本", "≤300", "20", first=2)
    paper.page()
    paper.row(None, None, None, "00元/人.年", None)
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, ("义务教育学校教学楼维修面积", "≥300平方米", "20"), D, said=["row-joined"])
def a_name_cut_by_the_page(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row(None, None, "义务教育学校教学楼", "≥300平方米", "20", lines="tv", first=2)
    paper.page()
    paper.row(None, None, "维修面积", None, None, lines="bv", first=2)
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, ("义务教育学校教学楼维修面积", "≥300平方米", "20"), D, said=["row-joined"])
def a_row_whose_value_falls_on_the_next_page(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row(None, None, "义务教育学校教学楼", None, None, lines="tv", first=2)
    paper.page()
    paper.row(None, None, "维修面积", "≥300平方米", "20", lines="bv", first=2)
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, C, D)
def a_full_row_behind_the_break_is_no_piece(paper: Paper) -> None:
    begin(paper, A)
    paper.row("产出指标", "质量指标", *B, lines="tv")
    paper.page()
    paper.row(None, None, *C, lines="bv")
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, CUT, D, said=["row-joined"])
def a_cut_value_below_a_repeated_heading(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row(None, None, "人均培训成本", "≤300", "20", first=2)
    paper.page()
    paper.row(*HEAD)
    paper.row(None, None, None, "00元/人.年", None)
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, ("义务教育学校教学楼维修改造面积", "≥300平方米", "20"), D, said=["row-joined"])
def the_rest_of_a_full_line_where_lines_close_both_pieces(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row(None, None, "义务教育学校教学楼维修改造", "≥300平方米", "20", first=2)
    paper.page()
    paper.row(None, None, "面积", None, None)
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, ("义务教育学校教学楼维修改造", "≥300平方米", "20"), D)
def a_filler_behind_the_break_is_no_rest(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row(None, None, "义务教育学校教学楼维修改造", "≥300平方米", "20", first=2)
    paper.page()
    paper.row(None, None, "指标4：", None, None)
    paper.row("满意度指标", "服务对象满意度", *D)


# ---------------------------------------------------------------- raised and struck


def raised(paper: Paper, before: str, up: str, after: str, name: str = "蓄水量") -> None:
    base = paper.row(None, None, name, None, "20", first=2)
    x = paper.write(EDGES[3] + 4, base, before)
    x = paper.write(x, base + 4, up, 6)
    paper.write(x, base, after)


@case(A, B, ("蓄水量", "≥10⁴立方米", "20"))
def a_raised_figure_is_a_power(paper: Paper) -> None:
    begin(paper, A, B)
    raised(paper, "≥10", "4", "立方米")


@case(A, B, ("绿化面积", "≥300m²", "20"))
def a_raised_figure_behind_a_letter_is_its_power(paper: Paper) -> None:
    begin(paper, A, B)
    raised(paper, "≥300m", "2", "", name="绿化面积")


@case(A, B, ("桥梁", "≥5座", "20"), said=["text-unused"])
def a_raised_note_number_is_left_out(paper: Paper) -> None:
    begin(paper, A, B)
    raised(paper, "≥5座", "1", "", name="桥梁")


@case(A, B, ("合格率", "95%", "20"), said=["struck-text"])
def struck_text_is_left_out(paper: Paper) -> None:
    begin(paper, A, B)
    base = paper.row(None, None, "合格率", "80%95%", "20", first=2)
    paper.line(EDGES[3] + 4, base + 3.5, EDGES[3] + 4 + 18, base + 3.5)


@case(A, B, ("合格率", "", "20"), said=["struck-text"])
def a_struck_text_that_fills_its_cell_does_not_part_it(paper: Paper) -> None:
    begin(paper, A, B)
    base = paper.row(None, None, "合格率", "不低于百分之九十五点五", "20", first=2)
    paper.canvas.rect(EDGES[3] + 3, base + 3, 106, 0.8, fill=1, stroke=0)


@case(A, ("参训的教师和学生以及其他人员的总人数", "≥200人", "30"), C)
def text_that_slips_on_a_ruling_line_is_not_struck(paper: Paper) -> None:
    begin(paper, A)
    base = paper.row(None, None, None, "≥200人", "30", first=2)
    paper.write(EDGES[2] + 4, base + 4, "参训的教师和学生以及其他人")
    paper.write(EDGES[2] + 4, base - 8.5, "员的总人数")
    paper.row(None, None, *C, first=2)


# ---------------------------------------------------------------- around the table


@case(A, B, said=["text-unused"])
def text_beside_the_table_is_said(paper: Paper) -> None:
    begin(paper, A, B)
    paper.write(EDGES[-1] + 6, paper.y + 10, "已核减")


@case(A, B, said=["text-unused"])
def a_watermark_is_no_text_of_the_table(paper: Paper) -> None:
    begin(paper, A, B)
    paper.canvas.saveState()
    paper.canvas.translate(120, paper.y)
    paper.canvas.rotate(35)
    paper.write(0, 0, "内部资料不得外传", 40)
    paper.canvas.restoreState()


@case(A, B, C, D)
def page_numbers_do_not_part_a_table(paper: Paper) -> None:
    begin(paper, A, B)
    paper.write(280, 30, "第 1 页 共 2 页")
    paper.page()
    paper.row(None, None, *C)
    paper.row("满意度指标", "服务对象满意度", *D)
    paper.write(280, 30, "第 2 页 共 2 页")


@case(A, B, C, D, said=["text-unused"])
def text_below_a_table_that_goes_on_is_said(paper: Paper) -> None:
    begin(paper, A, B)
    paper.write(60, paper.y - 40, "此处数据由各县区汇总后上报")
    paper.page()
    paper.row(None, None, *C)
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, said=["text-unused"])
def text_below_the_last_table_is_said(paper: Paper) -> None:
    begin(paper, A, B)
    paper.write(60, paper.y - 40, "此处数据由各县区汇总后上报")


# ---------------------------------------------------------------- more of each


@case(A, B, C, D, said=["text-unused"])  # The title was written before the page was turned.
def a_page_that_is_turned(paper: Paper) -> None:
    paper.canvas.setPageRotation(90)
    paper.canvas.translate(595, 0)
    paper.canvas.rotate(90)
    paper.y = 500
    begin(paper, A, B)
    paper.row("产出指标", "质量指标", *C, lines="tv")
    paper.row("满意度指标", "服务对象满意度", *D, lines="tv")


@case(A, B, ("义务教育学校教学楼维修改造面积合计", "≥300平方米", "20"), D, said=["row-joined"])
def a_row_cut_by_two_page_breaks(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row(None, None, "义务教育学校教学", "≥300平方米", "20", lines="tv", first=2)
    paper.page()
    paper.row(None, None, "楼维修改造", None, None, lines="v")
    paper.page()
    paper.row(None, None, "面积合计", None, None, lines="bv", first=2)
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, C, D)
def level_labels_cover_the_break(paper: Paper) -> None:
    begin(paper, A)
    paper.row(None, None, *B, lines="tbv", first=2)
    paper.row(None, None, *C, lines="v")
    paper.page()
    paper.row(None, None, *D, lines="bv")


@case(A, B, ("培训成本", "≤3.5万元", "20"), D, said=["row-joined"])
def a_decimal_cut_by_the_page(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row(None, None, "培训成本", "≤3.", "20", lines="tv", first=2)
    paper.page()
    paper.row(None, None, None, "5万元", None, lines="bv", first=2)
    paper.row("满意度指标", "服务对象满意度", *D)


@case(A, B, C, ("完成时间", "2022年12月31日前", "20"))
def a_row_of_two_lines_below_the_last_line(paper: Paper) -> None:
    begin(paper, A, B, C)
    paper.row(None, None, "完成时间", "2022年12月\n31日前", "20", lines="")


@case(A, B, C, D)
def two_rows_below_the_last_line(paper: Paper) -> None:
    begin(paper, A, B)
    paper.row(None, None, *C, lines="")
    paper.row(None, None, *D, lines="")


@case(A, B, ("建设面积", "≥2.5km²", "20"))
def a_power_behind_two_letters(paper: Paper) -> None:
    begin(paper, A, B)
    raised(paper, "≥2.5km", "2", "", name="建设面积")


@case(A, B, ("减排量", "≥10⁻³吨", "20"))
def a_negative_power(paper: Paper) -> None:
    begin(paper, A, B)
    raised(paper, "≥10", "-3", "吨", name="减排量")


@case(A, B, ("桥梁", "≥5座", "20"), said=["text-unused"])
def a_note_number_in_brackets(paper: Paper) -> None:
    begin(paper, A, B)
    raised(paper, "≥5座", "[1]", "", name="桥梁")


@case(A, ("新名称的人数", "≥200人", "30"), said=["struck-text"])
def a_struck_line_above_its_correction(paper: Paper) -> None:
    begin(paper, A)
    base = paper.row(None, None, "旧名称\n新名称的人数", "≥200人", "30", first=2)
    paper.line(EDGES[2] + 4, base + 9.8, EDGES[2] + 34, base + 9.8)


@case(A, B)
def text_underlined_is_not_struck(paper: Paper) -> None:
    begin(paper, A)
    base = paper.row(None, None, *B, first=2)
    paper.line(EDGES[2] + 4, base - 1.5, EDGES[2] + 44, base - 1.5)


@case(A, B, C, D)
def the_second_page_repeats_the_heading_without_its_top_line(paper: Paper) -> None:
    begin(paper, A, B)
    paper.page()
    paper.row(*HEAD, lines="bv")
    paper.row(None, None, *C)
    paper.row("满意度指标", "服务对象满意度", *D)


def scan(paper: Paper) -> None:
    """A page that is a picture with the text of a stamp on it."""
    from reportlab.lib.utils import ImageReader

    pixels = b"P6 2 2 255 " + bytes(12)
    paper.canvas.drawImage(ImageReader(io.BytesIO(pixels)), 0, 0, 595, 842)
    paper.write(60, 60, "某某县财政局专用章")


def test_a_stamped_scan_is_a_scan() -> None:
    paper = Paper()
    scan(paper)
    with pytest.raises(UnreadableDocument) as caught:
        read(paper.done())
    assert caught.value.code == "scanned-pdf"


@case(A, B, said=["text-unused"])
def a_scanned_page_behind_a_table_is_said(paper: Paper) -> None:
    begin(paper, A, B)
    paper.page()
    scan(paper)


@case(A, B, said=["pdf-damaged"])
def text_over_text_is_said(paper: Paper) -> None:
    begin(paper, A)
    base = paper.row(None, None, *B, first=2)
    paper.write(EDGES[2] + 6, base + 2, "成项率目")


@pytest.mark.parametrize("name", CASES)
def test_a_reader_sees(name: str) -> None:
    case = CASES[name]
    paper = Paper()
    case.draw(paper)
    (table,) = read(paper.done(), name="表.pdf")
    found = [(one.name, one.target, str(one.weight)) for one in table.indicators]
    said = {finding.code for finding in table.findings}
    if "pdf-damaged" not in said:
        assert found == case.rows
    assert said >= set(case.said), table.findings
    assert not said & set(case.unsaid), table.findings


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("⼀级指标", "一级指标"),
        ("⽤⼾满意度", "用户满意度"),
        ("⼈⺠医院⻢路⻓度", "人民医院马路长度"),
        ("≥95％", "≥95％"),
        ("车", "车"),
    ],
)
def test_radicals_are_the_characters_that_they_stand_for(printed: str, meant: str) -> None:
    from jixiao.reading.formats.pdfpages.glyphs import unified

    assert unified(printed) == meant
