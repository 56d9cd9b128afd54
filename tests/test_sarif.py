"""SARIF 2.1.0: what editors and continuous integration need of it."""

from __future__ import annotations

import json

import pytest

from jixiao.errors import Place
from jixiao.exchange.sarif import sarif, sarif_log
from jixiao.findings import Finding
from jixiao.review.checking import check
from tests import bazhou


def finding(**more: object) -> Finding:
    return Finding(**{"code": "weight-sum", "severity": "warning", "message": "不是100分", **more})


def result(one: Finding) -> dict:
    return sarif_log([one])["runs"][0]["results"][0]


def test_every_result_points_at_its_rule():
    run = json.loads(sarif(check(bazhou.table()), version="0.1.0"))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["version"] == "0.1.0"
    assert len(rules) == len({rule["id"] for rule in rules})
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["message"]["text"]
        assert one["level"] in ("error", "warning", "note")
        assert one["kind"] == "fail"


def test_a_place_in_a_text_file():
    one = result(finding(place=Place(file="报送/目标 表.txt", row=12, column=3)))
    assert one["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "%E6%8A%A5%E9%80%81/%E7%9B%AE%E6%A0%87%20%E8%A1%A8.txt"},
        "region": {"startLine": 12},
    }


def test_a_place_in_a_workbook_names_sheet_and_cell():
    one = result(finding(place=Place(file="表.xlsx", sheet="目标", row=5, column=2), subject="甲"))
    assert one["locations"][0]["logicalLocations"] == [
        {"fullyQualifiedName": "目标/第5行/第2列", "name": "甲"}
    ]


def test_no_place_means_no_location():
    assert "locations" not in result(finding())


@pytest.mark.parametrize(
    ("outcome", "kind"), [("not_applicable", "notApplicable"), ("insufficient", "open")]
)
def test_what_was_not_checked_has_no_level(outcome, kind):
    one = result(finding(outcome=outcome, severity="note"))
    assert (one["kind"], one["level"]) == (kind, "none")


def test_a_finding_keeps_its_fingerprint_when_rows_move():
    first = result(finding(place=Place(file="甲.txt", row=3), subject="甲"))
    moved = result(finding(place=Place(file="甲.txt", row=9), subject="甲"))
    other = result(finding(place=Place(file="甲.txt", row=3), subject="乙"))
    assert first["partialFingerprints"] == moved["partialFingerprints"]
    assert first["partialFingerprints"] != other["partialFingerprints"]


def test_chinese_is_readable_and_figures_are_kept():
    text = sarif([finding(figures=(("sum", "95"),))])
    assert "不是100分" in text
    assert json.loads(text)["runs"][0]["results"][0]["properties"] == {"figures": {"sum": "95"}}


def test_nothing_found_is_a_valid_log():
    log = sarif_log([])
    assert log["version"] == "2.1.0"
    assert log["runs"][0]["results"] == []
