"""A user's own form: its blanks are filled, the rest is left alone."""

from __future__ import annotations

import zipfile

import attrs
import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

import jixiao
from jixiao.errors import JixiaoError
from jixiao.writing.selfevaluation import self_evaluation

from .conftest import bare


@pytest.fixture
def scored(project):
    return jixiao.score(project)


def _own_form(path, names):
    """A form as an office might draw it: another order of columns, colours, a formula, a note."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "我局表样"
    sheet["A1"] = "某市项目支出绩效自评表"
    sheet.merge_cells("A1:H1")
    sheet["A2"], sheet["B2"] = "项目名称", None
    sheet.merge_cells("B2:D2")
    sheet["E2"] = "实施单位"
    sheet.merge_cells("F2:H2")
    for column, text in zip("ABCDEFGH", ("资金", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), strict=True):  # fmt: skip
        sheet[f"{column}3"] = text or None
    sheet["A4"] = "年度资金总额"
    heads = (
        "序号",
        "一级指标",
        "二级指标",
        "三级指标",
        "分值",
        "指标值",
        "实际完成值",
        "得分",
        "偏差原因分析及改进措施",
    )
    for column, text in zip("ABCDEFGHI", heads, strict=True):
        sheet[f"{column}6"] = text
    for row, (level1, level2, name) in enumerate(names, start=7):
        for column, text in zip("ABCD", (row - 6, level1, level2, name), strict=True):
            sheet[f"{column}{row}"] = text
        sheet[f"H{row}"].fill = PatternFill("solid", fgColor="FFFF00")
        sheet[f"H{row}"].font = Font(name="楷体", size=13, bold=True)
    last = 7 + len(names)
    sheet[f"A{last}"] = "总分"
    sheet[f"H{last}"] = f"=SUM(H7:H{last - 1})"
    sheet[f"A{last + 2}"] = "填表人：        联系电话："
    book.create_sheet("说明")["A1"] = "本表由某局统一制发"
    book.save(path)
    return path


def test_own_workbook(scored, tmp_path):
    names = [(one.level1, one.level2, one.name) for one in reversed(scored.table.indicators)]
    template = _own_form(tmp_path / "表样.xlsx", names)
    path = jixiao.write(scored, tmp_path / "填好.xlsx", template=template)
    book = openpyxl.load_workbook(path)
    sheet = book["我局表样"]
    assert sheet["B2"].value == "技能培训补助"
    assert sheet["F2"].value == "某县培训中心"
    assert [cell.value for cell in sheet[4]][2:8] == [50, 50, 50, 10, "100%", 10]
    rows = {sheet[f"D{row}"].value: row for row in range(7, 13)}
    for one in scored.scores:
        row = rows[one.name]
        assert sheet[f"E{row}"].value == float(one.weight)
        assert sheet[f"F{row}"].value == one.indicator.target
        assert sheet[f"F{row}"].data_type == "s"
        assert sheet[f"G{row}"].value == one.reason.actual
        assert sheet[f"H{row}"].value == float(one.points)
        assert sheet[f"H{row}"].fill.fgColor.rgb == "00FFFF00"
        assert sheet[f"H{row}"].font.name == "楷体"
    # The cause is the unit's own; what is computed stands in the reasons.
    assert sheet[f"I{rows['培训次数']}"].value == "疫情影响，少办三次"
    assert sheet["H13"].value == "=SUM(H7:H12)"
    assert book["说明"]["A1"].value == "本表由某局统一制发"


def test_other_parts_are_byte_for_byte_the_same(scored, tmp_path):
    names = [(one.level1, one.level2, one.name) for one in scored.table.indicators]
    template = _own_form(tmp_path / "表样.xlsx", names)
    path = jixiao.write(scored, tmp_path / "填好.xlsx", template=template)
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(path) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        assert old.namelist() == new.namelist()
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}


def test_a_template_with_a_part_too_large_to_copy(scored, tmp_path):
    """A picture that reading passes over is copied all the same: 600 MB of it are 600 KB of file."""
    path = tmp_path / "表样.xlsx"
    _own_form(path, [(one.level1, one.level2, one.name) for one in scored.table.indicators])
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/media/image1.png", "w", force_zip64=True) as part,
    ):
        for _ in range(80):
            part.write(bytes(1 << 20))
    with pytest.raises(JixiaoError, match="image1") as caught:
        jixiao.write(scored, tmp_path / "out.xlsx", template=path)
    assert caught.value.code == "too-large"
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
@pytest.mark.parametrize("named", [True, False])
def test_a_blank_official_form(scored, tmp_path, suffix, named):
    done = self_evaluation(scored)
    blank = attrs.evolve(
        done,
        organisation=None, department=None, goal=None, goal_actual=None, declared_total=None,
        execution=tuple(
            attrs.evolve(one, initial=None, budget=None, executed=None, weight=None, rate=None, points=None)
            for one in done.execution
        ),
        indicators=tuple(
            attrs.evolve(
                one, target="", actual=None, weight=None, points=None, deviation=None,
                **({} if named else {"name": "", "level1": None, "level2": None}),
            )
            for one in done.indicators
        ),
    )  # fmt: skip
    template = jixiao.write(blank, tmp_path / f"空表{suffix}")
    (back,) = jixiao.read(jixiao.write(scored, tmp_path / f"填好{suffix}", template=template))
    if not named:
        # A form without level columns keeps none; the recogniser then may not know them.
        done = attrs.evolve(
            done,
            indicators=tuple(attrs.evolve(o, level1=None, level2=None) for o in done.indicators),
        )
        back = attrs.evolve(
            back,
            indicators=tuple(attrs.evolve(o, level1=None, level2=None) for o in back.indicators),
        )
    assert bare(back) == bare(done)


def test_what_stands_in_the_template_is_not_overwritten(scored, tmp_path):
    template = jixiao.write(attrs.evolve(scored.table, declared_total="1"), tmp_path / "表样.docx")
    (back,) = jixiao.read(jixiao.write(scored, tmp_path / "填好.docx", template=template))
    assert back.declared_total == 1


def test_an_indicator_that_the_template_lacks_is_an_error(scored, tmp_path):
    names = [(one.level1, one.level2, one.name) for one in scored.table.indicators[:-1]]
    template = _own_form(tmp_path / "表样.xlsx", names)
    with pytest.raises(JixiaoError, match="学员满意度") as caught:
        jixiao.write(scored, tmp_path / "填好.xlsx", template=template)
    assert caught.value.code == "template-indicator-missing"
    assert not (tmp_path / "填好.xlsx").exists()


def test_template_of_another_format(scored, tmp_path):
    with pytest.raises(JixiaoError) as caught:
        jixiao.write(scored, tmp_path / "填好.xlsx", template=tmp_path / "表样.docx")
    assert caught.value.code == "template-suffix"


def test_a_target_form_cannot_hold_a_result(scored, tmp_path):
    targets = attrs.evolve(
        scored.table, kind="project", title="项目支出绩效目标表", goal_actual=None, execution=(), declared_total=None,
        indicators=tuple(
            attrs.evolve(one, actual=None, points=None, deviation=None) for one in scored.table.indicators
        ),
    )  # fmt: skip
    template = jixiao.write(targets, tmp_path / "目标表.xlsx")
    with pytest.raises(JixiaoError) as caught:
        jixiao.write(scored, tmp_path / "填好.xlsx", template=template)
    assert caught.value.code == "template-no-column"


def test_a_word_form_keeps_its_looks(scored, tmp_path):
    """The run that is added takes the font of the cell's paragraph mark."""
    done = self_evaluation(scored)
    blank = attrs.evolve(
        done,
        indicators=tuple(attrs.evolve(one, actual=None, points=None) for one in done.indicators),
    )
    template = jixiao.write(blank, tmp_path / "表样.docx")
    mark = b'<w:pStyle w:val="FormCell"/><w:rPr><w:rFonts w:eastAsia="\xe6\xa5\xb7\xe4\xbd\x93"/><w:b/></w:rPr>'
    with zipfile.ZipFile(template) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b'<w:pStyle w:val="FormCell"/>', mark
    )
    with zipfile.ZipFile(template, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    path = jixiao.write(scored, tmp_path / "填好.docx", template=template)
    with zipfile.ZipFile(path) as package:
        text = package.read("word/document.xml").decode()
        assert package.read("word/styles.xml") == parts["word/styles.xml"]
    run = text[: text.index("230人")].rsplit("<w:r>", 1)[1]
    assert "楷体" in run
    assert "<w:b/>" in run
