"""审核意见: a letter that a bureau can send."""

from __future__ import annotations

import zipfile
from html import unescape

import attrs
import openpyxl
import pytest

import jixiao
from jixiao.__main__ import main
from jixiao.reading.office import office
from jixiao.review.checking.codes import CODES
from jixiao.writing.errors import WritingError
from jixiao.writing.letters import SUFFIXES, Review, letter_of, write_letter
from jixiao.writing.lists import Listing

from .conftest import EXAMPLE

EVERY = ("fails", "not_applicable", "insufficient")


@pytest.fixture
def review(table):
    return Review(table=table, findings=jixiao.check(table, outcomes=EVERY))


def text_of(path) -> str:
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as package:
            return unescape(
                "".join(
                    package.read(one).decode() for one in package.namelist() if one.endswith(".xml")
                )
            )
    if path.suffix == ".pdf":
        pdfium = pytest.importorskip("pypdfium2")
        with pdfium.PdfDocument(path) as document:
            pages = [page.get_textpage().get_text_range() for page in document]
        return "".join("".join(pages).split())
    return unescape(path.read_text("utf-8"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_finding_stands_in_the_letter_with_its_remedy(review, tmp_path, suffix):
    if suffix == ".pdf" and office() is None:
        pytest.skip("LibreOffice is not installed")
    path = write_letter(review, tmp_path / f"审核意见{suffix}")
    text = text_of(path)
    failing = [one for one in review.findings if one.outcome == "fails"]
    assert failing
    for one in failing:
        assert (one.subject or "")[:10] in text
        assert jixiao.review.checking.code_named(one.code).remedy[:8] in text
    for aspect in ("完整性", "相关性", "适当性", "可行性"):
        assert aspect in text
    assert "绩效目标审核意见" in text


def test_findings_are_numbered_through_their_groups(review):
    letter = letter_of(review)
    groups = [one for one in letter.blocks if isinstance(one, Listing)][:-1]
    numbers = [row[0] for one in groups for row in one.rows]
    failing = sum(one.outcome == "fails" for one in review.findings)
    assert numbers == [str(number) for number in range(1, failing + 1)]
    assert f"提出意见{failing}条" in letter.blocks[1]


def test_what_was_checked_and_what_not(review):
    checks = letter_of(attrs.evolve(review, ignored=frozenset({"equality-count"}))).blocks[-2]
    outcomes = {row[1]: row[2:] for row in checks.rows}
    assert len(checks.rows) == len(CODES)
    titles = {one.name: one.title for one in CODES}
    assert outcomes[titles["equality-count"]] == ("没有检查", "按要求不做这一项")
    assert outcomes[titles["weight-sum"]] == ("不适用", "表中没有分值")
    assert outcomes[titles["cap-attainable"]][0] == "有问题，1处"
    assert outcomes[titles["funds-total"]][0] == "未发现问题"


def test_a_table_without_a_finding_has_a_letter(table):
    letter = letter_of(Review(table=table, findings=()))
    assert "没有发现需要修改的问题" in letter.blocks[1]
    assert "一、完整性：未发现问题。" in letter.blocks


def test_a_filled_form_is_rechecked_in_its_letter(project):
    letter = letter_of(Review(table=project, findings=jixiao.check(project, outcomes=EVERY)))
    assert letter.title == "绩效自评审核意见"
    assert any(row[1] == "总分等于各项得分之和" for row in letter.blocks[-2].rows)


def test_the_command_writes_one_letter_for_all_files(tmp_path, capsys, project):
    jixiao.write(project, tmp_path / "自评表.xlsx")
    out = tmp_path / "审核意见.xlsx"
    main(["check", str(EXAMPLE / "targets.txt"), str(tmp_path / "自评表.xlsx"), "-o", str(out)])
    assert "已写入" in capsys.readouterr().err
    sheet = openpyxl.load_workbook(out)["审核意见"]
    units = {row[0].value for row in sheet.iter_rows(min_row=3)}
    assert units == {"新疆巴州自然资源局", "某县培训中心"}
    # The place is that of the workbook, as its program shows it.
    assert any(str(row[4].value)[:1].isalpha() for row in sheet.iter_rows(min_row=3))


def test_other_formats_are_refused_before_the_work(tmp_path, capsys):
    assert main(["check", "没有.xlsx", "-o", str(tmp_path / "意见.ofd")]) == 2
    assert ".docx" in capsys.readouterr().err
    with pytest.raises(WritingError):
        write_letter((), tmp_path / "意见.docx")
