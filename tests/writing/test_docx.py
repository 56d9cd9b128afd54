"""Word documents: fonts, repeated headings, merges, and bytes that do not change."""

from __future__ import annotations

import zipfile

from lxml import etree

import jixiao

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _part(path, name):
    with zipfile.ZipFile(path) as package:
        return etree.fromstring(package.read(name))


def test_east_asian_fonts_are_named(card, tmp_path):
    styles = _part(jixiao.write(card, tmp_path / "自评表.docx"), "word/styles.xml")
    fonts = [one.get(f"{W}eastAsia") for one in styles.iter(f"{W}rFonts")]
    assert fonts
    assert set(fonts) == {"宋体", "黑体", "方正小标宋简体", "仿宋_GB2312"}


def test_the_heading_repeats_and_is_not_merged(card, tmp_path):
    root = _part(jixiao.write(card, tmp_path / "自评表.docx"), "word/document.xml")
    tables = list(root.iter(f"{W}tbl"))
    first = tables[1].find(f"{W}tr")
    assert first.find(f"{W}trPr/{W}tblHeader") is not None
    assert "三级指标" in "".join(first.itertext())
    # Word repeats no row from which a cell runs down.
    assert first.find(f".//{W}vMerge") is None


def test_every_row_fills_the_grid(card, tmp_path):
    root = _part(jixiao.write(card, tmp_path / "自评表.docx"), "word/document.xml")
    for table in root.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.iter(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc")]
            assert sum(1 if one is None else int(one.get(f"{W}val")) for one in spans) == columns


def test_the_same_card_gives_the_same_bytes(card, tmp_path):
    one = jixiao.write(card, tmp_path / "a.docx").read_bytes()
    assert one == jixiao.write(card, tmp_path / "b.docx").read_bytes()


def test_page_is_a4_and_turns_for_wide_forms(project, table, tmp_path):
    for one, width in ((table, "11906"), (project, "16838")):
        root = _part(jixiao.write(one, tmp_path / "a.docx"), "word/document.xml")
        assert root.find(f".//{W}pgSz").get(f"{W}w") == width
