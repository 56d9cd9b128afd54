import json
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.actuals import match
from jixiao.errors import ActualsError
from jixiao.reading import read
from jixiao.reading.actuals import read_actuals

DOCUMENTS = Path(__file__).parents[1] / "documents"


def names(table):
    return [one.name for one in table.indicators]


def test_csv_list_with_grades_and_deductions(tmp_path):
    path = tmp_path / "实际.csv"
    path.write_text(
        "指标名称,实际完成值,等次,扣分,扣分原因,备注二\n"
        "使用人员满意度,92%,,,,\n"
        "保障单位业务正常开展和正常履职,,达成,,,见附件\n"
        "发放次数,12,,1,迟发一次,\n"
        ",5,,,,\n",
        encoding="gb18030",
    )
    actuals = read_actuals(str(path))
    assert [one.value for one in actuals.entries] == ["92%", None, "12"]
    assert actuals.entries[1].grade == "达成"
    assert (actuals.entries[2].deduction, actuals.entries[2].reason) == (Decimal(1), "迟发一次")
    assert actuals.entries[0].place.row == 2
    assert [one.code for one in actuals.findings] == ["actual-field-unknown", "actual-row-unused"]
    (seed,) = read(DOCUMENTS / "bazhou-2022.txt")
    found = match(actuals, names(seed))
    assert sum(one is not None for one in found.actuals) == 3


def test_a_filled_form_is_a_source(tmp_path):
    path = next(DOCUMENTS.glob("c02*"))
    (table,) = read(path)
    actuals = read_actuals(path, table=table)
    found = match(actuals, names(table))
    assert [one.value for one in found.actuals] == [one.actual for one in table.indicators]
    assert found.findings == ()
    (money,) = found.executions
    assert (money.item, money.budget, money.executed) == (
        "年度资金总额",
        Decimal("65.66"),
        Decimal("65.07"),
    )


def test_budget_rows_in_a_list(tmp_path):
    path = tmp_path / "执行.txt"
    path.write_text("资金\t全年预算数\t全年执行数\n年度资金总额\t100\t95.5万元\n", encoding="utf-8")
    (row,) = read_actuals(path).executions
    assert (row.item, row.budget, row.executed, row.unit) == (
        "年度资金总额",
        Decimal(100),
        Decimal("95.5"),
        "万元",
    )


def test_json_keeps_decimals(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"次数": 0.1}), encoding="utf-8")
    assert read_actuals(path).entries[0].value == Decimal("0.1")


def test_a_file_without_actuals_is_refused():
    with pytest.raises(ActualsError) as error:
        read_actuals(next(DOCUMENTS.glob("d06*")))
    assert error.value.code == "actuals-none"


def test_values_in_code_pass_through():
    assert read_actuals({"次数": 3}).entries[0].value == 3


def test_a_hidden_row_of_a_list_is_no_value_and_is_said(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (("指标名称", "实际完成值"), ("发放次数", "12"), ("旧指标", "3"), ("满意度", "95%")):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.save(tmp_path / "实际.xlsx")
    actuals = read_actuals(tmp_path / "实际.xlsx")
    assert [one.name for one in actuals.entries] == ["发放次数", "满意度"]
    assert [one.place.row for one in actuals.entries] == [2, 4]
    assert [one.code for one in actuals.findings] == ["hidden-rows"]
