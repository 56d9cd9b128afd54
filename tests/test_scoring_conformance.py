"""Every case of tests/conformance/scoring: plain data that a finance clerk can read and add to."""

import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.actuals import Actual, Actuals
from jixiao.rules import DEFAULT, rulebook
from jixiao.scoring import score
from jixiao.tables import Execution, Funds, Indicator, TargetTable, Task

FOLDER = Path(__file__).parent / "conformance" / "scoring"
FILES = sorted(FOLDER.glob("*.toml"))


def cases():
    for file in FILES:
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            marks = [pytest.mark.skip(reason=case["skip"])] if "skip" in case else []
            yield pytest.param(case, id=f"{file.stem}-{case['name']}", marks=marks)


def book(case):
    name = case.get("rulebook", DEFAULT)
    if "change" not in case:
        return rulebook(name)
    return rulebook({"name": "用例", "extends": name, **case["change"]})


def one_indicator(case):
    name = case.get("indicator", "某指标")
    indicator = Indicator(
        name=name,
        target=case["target"],
        weight=case["weight"],
        level1=case.get("level1"),
        level2=case.get("level2"),
        direction=case.get("direction"),
    )
    entry = Actual(
        name=name,
        value=case.get("actual"),
        grade=case.get("grade"),
        mark=Decimal(case["mark"]) if "mark" in case else None,
        deduction=Decimal(case["deduction"]) if "deduction" in case else None,
        reason=case.get("reason"),
        baseline=case.get("baseline"),
    )
    table = TargetTable(year=case.get("year", 2022), indicators=[indicator])
    return score(table, Actuals(entries=(entry,)), rulebook=book(case))


def whole_table(case):
    rows = (
        [{"item": "年度资金总额", **case["budget"]}]
        if "budget" in case
        else case.get("budgets", ())
    )
    table = TargetTable(
        year=case.get("year", 2022),
        indicators=[Indicator(**one) for one in case["indicators"]],
        execution=[Execution(**row) for row in rows],
        tasks=[
            Task(name=one["name"], funds=Funds(total=one["total"], unit=one.get("unit", "万元")))
            for one in case.get("tasks", ())
        ],
    )
    return score(table, case.get("given"), rulebook=book(case))


@pytest.mark.parametrize("case", list(cases()))
def test_case(case):
    card = whole_table(case) if "indicators" in case else one_indicator(case)
    first = card.scores[0]
    found = {
        "points": shown(first.points),
        "status": first.status,
        "lowest": first.lowest,
        "highest": first.highest,
        "formula": first.reason.formula,
        "weights": ["不明" if one.weight is None else one.weight for one in card.scores],
        "execution": shown(card.execution.points),
        "execution_status": card.execution.status,
        "execution_formula": card.execution.reason.formula,
        "execution_weight": card.execution.weight,
        "total_lowest": card.lowest,
        "total_highest": card.highest,
        "total": card.total,
        "maximum": card.maximum,
        "open": card.open_points,
        "final_grade": card.grade or "未定",
    }
    assert found == {**found, **{key: number(case[key]) for key in found if key in case}}
    for words in case.get("says", ()):
        assert words in str(first.reason)
    for words in case.get("unsaid", ()):
        assert words not in str(first.reason)
    for words in case.get("remarks", ()):
        assert any(words in remark for remark in first.remarks)
    for words in case.get("execution_says", ()):
        assert words in str(card.execution.reason)
    for words in case.get("execution_remarks", ()):
        assert any(words in remark for remark in card.execution.remarks)
    codes = [one.code for one in card.findings]
    if "only_findings" in case:
        assert codes == case["only_findings"]
    for code in case.get("findings", ()):
        assert code in codes
    assert not set(case.get("no_findings", ())) & set(codes)


def number(value):
    """The number that a text states, or the text itself."""
    if isinstance(value, list):
        return [number(one) for one in value]
    return Decimal(value) if re.fullmatch(r"-?[0-9.]+", value) else value


def shown(points):
    return "待定" if points is None else points


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_files_follow_their_schema(file):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(tomllib.loads(file.read_text(encoding="utf-8")), schema)


def test_there_are_many_cases():
    assert sum(1 for _ in cases()) >= 100
