"""The conformance cases of actual values: data in actuals/*.json, one test a case.

Where two careful reviewers would differ (``doubt``), an answer is right only if it is doubted or
left open: points are never given in silence.
"""

import json
from pathlib import Path

import jsonschema
import pytest

from jixiao.errors import CriterionError, UnitError
from jixiao.language import parse
from jixiao.rules import rulebook
from jixiao.scoring.judging import Judge
from jixiao.tables import Indicator

FOLDER = Path(__file__).parent / "actuals"
FILES = sorted(path for path in FOLDER.glob("*.json") if path.name != "schema.json")
CASES = [
    pytest.param(case, id=f"{path.stem}-{case['class']}-{number}")
    for path in FILES
    for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))["cases"])
]
JUDGE = Judge(rulebook("财预〔2020〕10号"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_data_follow_their_schema(path):
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema)


def judged(case):
    """Whether the actual meets the target, and whether anything was doubted."""
    columns = {key: case[key] for key in ("sign", "unit", "year") if key in case}
    criterion = parse(case["target"], **columns)
    indicator = Indicator(name=case["name"], level2=case["level2"], target=case["target"])
    direction = JUDGE.way(criterion, indicator)
    try:
        found = criterion.judge(
            case["actual"], direction=direction, name=case["name"], year=case["year"]
        )
    except (CriterionError, UnitError):
        return None, True
    return found.met, bool(found.doubts)


@pytest.mark.parametrize("case", CASES)
def test_what_a_reviewer_says(case):
    met, doubted = judged(case)
    if case.get("doubt"):
        assert met is case["met"] or met is None or doubted
    else:
        assert met is case["met"]


def test_there_are_enough_cases():
    assert len(CASES) >= 800
