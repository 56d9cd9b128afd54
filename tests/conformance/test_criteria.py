"""The conformance cases of indicator values: data in criteria/*.json, one test a case."""

import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

from jixiao.criteria import Comparison, Deadline, Period, Range, Unreadable, YesNo
from jixiao.errors import CriterionError, UnitError
from jixiao.language import parse, read_criterion

FOLDER = Path(__file__).parent / "criteria"
FILES = sorted(path for path in FOLDER.glob("*.json") if path.name != "schema.json")
CASES = [
    pytest.param(case, id=f"{path.stem}-{case['text'][:24] or 'blank'}-{number}")
    for path in FILES
    for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))["cases"])
]


def facts(found):
    """What `found` states, in the words of the data files."""
    stated = {"kind": found.kind}
    match found:
        case Comparison(operator=operator, quantity=quantity):
            stated |= {"operator": operator, "number": quantity.number, "unit": quantity.unit}
        case Range():
            stated |= {"lower": found.lower.number, "upper": found.upper.number}
            stated |= {"lower_closed": found.lower_closed, "upper_closed": found.upper_closed}
            stated["unit"] = found.unit
        case Deadline():
            stated |= {"date": found.date and str(found.date), "recurring": found.recurring}
        case Period():
            stated["date"] = found.start and f"{found.start}/{found.end}"
        case YesNo():
            stated["expected"] = found.expected
        case Unreadable():
            stated["code"] = found.code
    return stated


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_data_follow_their_schema(path):
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema)


@pytest.mark.parametrize("case", CASES)
def test_meaning(case):
    columns = {key: case[key] for key in ("sign", "unit", "year") if key in case}
    found = read_criterion(case["text"], **columns)
    expected = dict(case["expect"])
    if "doubts" in expected:
        assert [doubt.code for doubt in found.doubts] == expected.pop("doubts")
    for name in ("number", "lower", "upper"):
        if name in expected:
            expected[name] = Fraction(expected[name])
    assert facts(found) == expected
    for actual, answer in case.get("probes", ()):
        assert found.is_met(actual) is answer, actual
    for actual in case.get("incompatible", ()):
        with pytest.raises(UnitError):
            found.is_met(actual)
    if isinstance(found, Unreadable):
        with pytest.raises(CriterionError):
            parse(case["text"], **columns)
    else:
        assert parse(str(found), year=case.get("year")) == found


def test_there_are_enough_cases():
    assert len(CASES) >= 1000
    assert {case.values[0]["expect"]["kind"] for case in CASES} == {
        "comparison", "range", "deadline", "period", "yes_no", "relative", "all_of",
        "qualitative", "not_applicable", "unreadable",
    }  # fmt: skip
