"""Forms as they are printed: no number is broken, labels and headings stand on every page.

LibreOffice makes the pages; where it is not installed there is nothing to look at.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys

import attrs
import pytest

import jixiao
from jixiao import Execution, Indicator, TargetTable
from jixiao.__main__ import main
from jixiao.reading.office import VARIABLE, office
from jixiao.writing.measure import longest_piece, pieces, text_width

from .conftest import EXAMPLE, bare

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
AMOUNTS = (
    "≥5058.32平方米",
    "=387664.62万人次",
    "<=84.26万元",
    "86.48%",
    "2021年11月30日前完成资金支付",
)


def long_form(copies: int) -> TargetTable:
    """A filled form with long names and numbers, as they come from the integrated system."""
    levels = (
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("满意度指标", "服务对象满意度指标"),
    )
    indicators = tuple(
        Indicator(
            level1=level1,
            level2=level2,
            name=f"新建高标准农田灌溉渠系建筑物及田间道路配套工程第{number}标段相关指标",
            target=target, actual=target.lstrip("≥=<"), weight="1.04", points="1.04",
            deviation="因疫情防控要求第三季度3次集中培训未能举办；已改为线上培训。" if number % 3 == 0 else None,
        )
        for level1, level2 in levels
        for number in range(copies)
        for target in AMOUNTS
    )  # fmt: skip
    money = {"initial": "387664.62", "budget": "387664.62", "executed": "335289.13"}
    return TargetTable(
        title="项目支出绩效自评表",
        organisation="某某自治州某某县农业农村局农田建设管理中心（农村能源服务站）",
        department="某某自治州某某县农业农村局",
        project="2021年中央财政农田建设补助资金（某某县某某镇高标准农田建设项目）",
        year=2021,
        kind="evaluation",
        goal="通过实施高标准农田建设，新增和改善灌溉面积5058.32平方米，投入资金387664.62万元。",
        goal_actual="基本完成。",
        declared_total="96",
        execution=(Execution(item="年度资金总额", weight="10", rate="86.49%", points="8.65", **money),),
        indicators=indicators,
    )  # fmt: skip


def pages(path) -> list[list[str]]:
    """The lines of text of each page, without blanks."""
    pdfium = pytest.importorskip("pypdfium2")
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", path.parent, path],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    with pdfium.PdfDocument(path.with_suffix(".pdf")) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [["".join(line.split()) for line in text.splitlines()] for text in texts]


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
@pytest.mark.parametrize("copies", [1, 4])
def test_no_number_is_broken_and_every_page_has_its_labels(tmp_path, suffix, copies):
    table = long_form(copies)
    path = jixiao.write(table, tmp_path / f"自评表{suffix}")
    printed = pages(path)
    assert len(printed) >= 2 * (copies // 2)
    lines = [line for page in printed for line in page]
    for text in ("387664.62", "335289.13", "86.49%"):
        assert any(text in line for line in lines), text
    for amount in AMOUNTS:
        for piece in pieces(amount):
            assert sum(piece in line for line in lines) >= 3 * copies, piece
    for number, page in enumerate(printed, start=1):
        text = "".join(page)
        assert "三级指标" in text
        assert f"第{number}页，共{len(printed)}页" in text
        assert "年度绩效" in text
        assert "产出指标" in text or "满意度指" in text
    assert [bare(one) for one in jixiao.read(path)] == [table]


def test_a_number_is_never_wider_than_its_column():
    from jixiao.writing.form import form_of

    form = form_of(long_form(1))
    for box in form.boxes:
        if box.role in ("short", "number"):
            assert longest_piece(box.text) < form.width_of(box), box


def test_the_total_is_merged_like_the_rows_above(project):
    from jixiao.writing.form import form_of

    form = form_of(attrs.evolve(project, kind="evaluation"))
    spans = [
        {(box.column, box.colspan) for box in form.boxes if box.row == row}
        for row in (form.heading + 1, form.rows - 1)
    ]
    last = max(column + span for column, span in spans[1])
    assert last == len(form.widths)
    assert len(spans[1] - spans[0]) == 1, "only the words 总分 take more than one column"


@pytest.mark.parametrize("text", ["5058.32平方米", "≥98%", "2021年11月30日"])
def test_pieces_hold_a_number_with_its_unit(text):
    assert "".join(pieces(text)) == text
    assert text_width(text) >= len(text)


A4 = (841.89, 595.28)


@pytest.fixture
def printer(monkeypatch):
    """The LibreOffice of this machine; without it the test is skipped."""
    monkeypatch.delenv(VARIABLE, raising=False)
    return office() or pytest.skip("LibreOffice is not installed")


@pytest.fixture
def no_printer(monkeypatch):
    monkeypatch.setenv(VARIABLE, "")


def texts_of(data: bytes) -> list[list[str]]:
    pdfium = pytest.importorskip("pypdfium2")
    with pdfium.PdfDocument(data) as document:
        for page in document:
            assert sorted(page.get_size()) == pytest.approx(sorted(A4), abs=1)
        texts = [page.get_textpage().get_text_range() for page in document]
    return [["".join(line.split()) for line in text.splitlines()] for text in texts]


def test_a_scorecard_is_printed_on_pages_that_hold(tmp_path, printer):
    card = jixiao.score(long_form(4))
    path = jixiao.write(card, tmp_path / "自评表.pdf")
    printed = texts_of(path.read_bytes())
    pdfium = pytest.importorskip("pypdfium2")
    with pdfium.PdfDocument(path) as document:
        assert document[0].get_size() == pytest.approx(A4, abs=1), "lies on its side"
    begin = next(number for number, page in enumerate(printed) if "得分理由" in page)
    form, reasons = printed[:begin], printed[begin:]
    assert len(form) >= 2
    lines = [line for page in form for line in page]
    for amount in AMOUNTS:
        for piece in pieces(amount):
            assert sum(piece in line for line in lines) >= 3 * 4, piece
    for number, page in enumerate(printed, start=1):
        assert f"第{number}页，共{len(printed)}页" in "".join(page)
    for page in form:
        assert "三级指标" in "".join(page)
        assert "产出指标" in "".join(page) or "满意度指标" in "".join(page)
    for page in reasons:
        assert "提请注意" in "".join(page)
        assert not any(line in ("序", "号", "标") for line in page)


def test_a_pdf_goes_to_an_open_file_too(card, printer):
    stream = jixiao.write(card.table, io.BytesIO(), format="pdf")
    text = "".join(line for page in texts_of(stream.getvalue()) for line in page)
    assert "5058.32平方米" in text
    assert "<=176.45万元" in text


def test_without_libreoffice_the_way_out_is_named(tmp_path, card, no_printer):
    path = tmp_path / "自评表.pdf"
    with pytest.raises(jixiao.writing.WritingError) as caught:
        jixiao.write(card, path)
    assert caught.value.code == "office-missing"
    assert "LibreOffice" in str(caught.value)
    assert ".docx" in str(caught.value)
    assert VARIABLE in str(caught.value)
    assert not path.exists()


def test_a_program_that_fails_is_said_and_leaves_no_file(tmp_path, card, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    if sys.platform == "win32":
        pytest.skip("a script is no program there")
    monkeypatch.setenv(VARIABLE, str(program))
    with pytest.raises(jixiao.writing.WritingError) as caught:
        jixiao.write(card, tmp_path / "自评表.pdf")
    assert caught.value.code == "conversion-failed"
    assert [one.name for one in tmp_path.iterdir()] == ["soffice"]


def test_the_command_asks_for_the_program_before_it_scores(tmp_path, capsys, no_printer):
    targets = EXAMPLE / "targets.txt"
    for command in (["score", str(targets)], ["check", str(targets)]):
        assert main([*command, "-o", str(tmp_path / "表.pdf")]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "LibreOffice" in err


def test_a_letter_is_printed(tmp_path, printer, capsys):
    pdfium = pytest.importorskip("pypdfium2")
    path = tmp_path / "意见.pdf"
    assert main(["check", str(EXAMPLE / "targets.txt"), "-o", str(path)]) in (0, 1)
    with pdfium.PdfDocument(path) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "绩效目标审核意见" in text
    (signed,) = [line for line in text.splitlines() if "审核单位（盖章）" in line]
    assert signed.rstrip().endswith("日")


def test_a_list_in_print_breaks_no_short_text(card):
    from jixiao.writing.lists import reason_list

    form = reason_list(card).form(landscape=True)
    for box in form.boxes:
        if box.role == "short" or box.text == "序号":
            assert text_width(box.text) <= form.width_of(box) - 1, box
    assert sum(form.widths) <= 146


def test_a_long_label_is_broken_between_its_words():
    from jixiao.writing.form import form_of
    from jixiao.writing.pages import SHEET, WORD, paged

    levels = ("经济效益指标", "可持续影响指标", "服务对象满意度指标", "满意度")
    table = attrs.evolve(
        long_form(1),
        indicators=tuple(
            Indicator(level1="效益指标", level2=level, name="利用率", target="≥95%", weight="10")
            for level in levels
        ),
    )
    for paper in (WORD, SHEET):
        texts = {box.text for box in paged(form_of(table), (), paper).boxes if box.role == "label"}
        broken = {text for text in texts if "\n" in text}
        assert broken
        assert all(text.split("\n")[1] in ("指标", "目标", "（万元）") for text in broken), broken
        assert "满意度" in texts


def test_the_rows_of_a_sheet_are_even_where_their_texts_take_one_line(card):
    from jixiao.writing.form import form_of
    from jixiao.writing.pages import SHEET, heights_of

    form = form_of(attrs.evolve(card.table, kind="evaluation"))
    heights = heights_of(form, SHEET)
    for row in range(form.heading, form.rows):
        boxes = [box for box in form.boxes if box.row == row and box.rowspan == 1]
        if all(text_width(box.text) <= form.width_of(box) - 2 for box in boxes):
            assert heights[row] == SHEET.lowest, row
