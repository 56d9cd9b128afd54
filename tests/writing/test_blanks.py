"""Forms to fill in: blank ones are blank, and what is filled in is read back as it stands."""

from __future__ import annotations

import datetime
from decimal import Decimal

import attrs
import openpyxl
import pytest

import jixiao
from jixiao.__main__ import main
from jixiao.writing.blanks import write_blank
from jixiao.writing.errors import WritingError

from .conftest import EXAMPLE


def fill(path, heading: str, values: dict[str, str]):
    """Write under `heading` beside the names, as a clerk does."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    cells = {
        cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    column = cells[heading].column
    for name, value in values.items():
        sheet.cell(cells[name].row, column).value = value
    book.save(path)
    return path


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_a_blank_self_evaluation_holds_the_targets_and_nothing_else(table, tmp_path, suffix):
    (back,) = jixiao.read(write_blank(table, "自评表", tmp_path / f"自评表{suffix}"))
    assert back.kind == "evaluation"
    assert [(one.name, one.target) for one in back.indicators] == [
        (one.name, one.target) for one in table.indicators
    ]
    assert not any(one.actual or one.points or one.deviation for one in back.indicators)
    assert back.declared_total is None
    assert sum(one.weight for one in back.indicators) == 90


def test_what_a_filled_form_declares_is_not_in_its_blank(project, tmp_path):
    (back,) = jixiao.read(write_blank(project, "自评表", tmp_path / "自评表.xlsx"))
    assert not back.is_filled
    assert back.declared_total is None
    assert back.execution[0].budget == 50


def test_a_filled_self_evaluation_is_read_back(table, tmp_path):
    path = write_blank(table, "自评表", tmp_path / "自评表.xlsx")
    values = {"公务保障用车数量": "5辆", "提高公众对生态保护的意识": "部分达成"}
    (back,) = jixiao.read(fill(path, "实际完成值", values))
    found = {one.name: one.actual for one in back.indicators if one.actual}
    assert found == values


def test_cells_offer_what_they_may_hold(table, tmp_path):
    book = openpyxl.load_workbook(write_blank(table, "自评表", tmp_path / "自评表.xlsx"))
    rules = book.worksheets[0].data_validations.dataValidation
    lists = [one for one in rules if one.type == "list"]
    assert {one.formula1 for one in lists} == {'"达成,部分达成,未达成"'}
    assert not any(one.showErrorMessage for one in lists)
    assert sum(one.type == "decimal" for one in rules) == len(table.indicators)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_blank_list_of_actual_values(table, tmp_path, suffix):
    path = write_blank(table, "实际值", tmp_path / f"实际值{suffix}")
    if suffix == ".csv":
        text = path.read_text("utf-8-sig").replace("'=5辆,,", "'=5辆,5辆,")
        path.write_text(text, encoding="utf-8-sig")
    else:
        fill(path, "实际完成值", {"公务保障用车数量": "5辆"})
    actuals = jixiao.read_actuals(path, table=table)
    card = jixiao.score(table, actuals)
    assert [one.name for one in card.scores if one.reason.actual] == ["公务保障用车数量"]
    assert card.score_of("公务保障用车数量").status == "完成"
    assert not [
        one
        for one in card.findings
        if one.code.startswith("actual-") and one.code != "actual-missing"
    ]


def test_a_blank_monitoring_form(table, tmp_path):
    path = write_blank(table, "监控表", tmp_path / "监控表.xlsx", month=7)
    values = {"公务保障用车数量": "5辆"}
    (back,) = jixiao.read(fill(path, "1-7月执行情况", values))
    assert back.kind == "monitoring"
    assert back.title == "部门（单位）整体支出绩效运行监控表"
    assert back.as_of == datetime.date(2022, 7, 31)
    assert {one.name: one.actual for one in back.indicators if one.actual} == values
    assert [one.target for one in back.indicators] == [one.target for one in table.indicators]


def test_the_command(tmp_path, capsys):
    out = tmp_path / "自评表.docx"
    assert main(["new", "自评表", str(EXAMPLE / "targets.txt"), "-o", str(out)]) == 0
    assert "已写入" in capsys.readouterr().err
    assert len(jixiao.read(out)[0].indicators) == 35
    with pytest.raises(SystemExit):
        main(["new", "决算表", "a.txt", "-o", str(out)])
    assert "没有“决算表”这种空表" in capsys.readouterr().err


@pytest.mark.parametrize("item", ["预算数", "资金总额", "批复金额", "某某专项"])
def test_the_row_of_money_in_a_list_is_what_was_spent(item, tmp_path):
    row = jixiao.Indicator(level1="产出指标", level2="数量指标", name="培训人数", target="≥20人")
    whole = jixiao.TargetTable(
        indicators=(row,),
        execution=(jixiao.Execution(item=item, budget=Decimal(100), unit="万元"),),
    )
    out = write_blank(whole, "实际值", tmp_path / "实际值.csv")
    codes = {one.code for one in jixiao.score(whole, str(out)).findings}
    assert not codes & {"actual-unknown", "actual-field-unknown"}
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert "填全年执行数（万元）" in lines[-1]
    filled = [lines[0], ",培训人数,≥20人,20人,", f",{item},,80,"]
    out.write_text("\n".join(filled), encoding="utf-8")
    card = jixiao.score(whole, str(out))
    assert card.execution.points == 8
    assert "actual-unknown" not in {one.code for one in card.findings}


def test_formats_and_months_that_are_none(table, tmp_path):
    with pytest.raises(WritingError):
        write_blank(table, "监控表", tmp_path / "监控表.docx")
    with pytest.raises(ValueError, match="1至12"):
        write_blank(table, "监控表", tmp_path / "监控表.xlsx", month=13)


def test_a_monitoring_form_is_written_and_read_back(table, tmp_path):
    watched = attrs.evolve(
        table, kind="monitoring", title="部门整体支出绩效运行监控表", as_of=datetime.date(2022, 7, 31),
        indicators=tuple(
            attrs.evolve(one, actual="1次", forecast="2次", likelihood="有可能") for one in table.indicators
        ),
    )  # fmt: skip
    (back,) = jixiao.read(jixiao.write(watched, tmp_path / "监控表.xlsx"))
    assert {(one.actual, one.forecast, one.likelihood) for one in back.indicators} == {
        ("1次", "2次", "有可能")
    }
