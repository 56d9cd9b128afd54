"""The review as a whole: correct forms pass, mistakes are found, and the catalogue is true."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from jixiao.findings import SEVERITIES
from jixiao.review.checking import check, code_named

from .forms import changed, load, table

HERE = Path(__file__).parent
REFERENCE = HERE.parents[1] / "docs" / "reference"
CORRECT = load(HERE / "correct.toml")["table"]
MISTAKEN = load(HERE / "mistaken.toml")["mistake"]
CATALOGUE = load(REFERENCE / "mistakes.toml")
RANKS = {severity: -rank for rank, (severity, _) in enumerate(SEVERITIES)}


def review(entry, form):
    return check(table(entry, filled=form == "filled"), grouping=False)


def added(base, change, form):
    """What the change alone makes the review say."""
    before = {(one.code, one.subject, one.message) for one in review(base, form)}
    return [
        one
        for one in review(changed(base, change), form)
        if (one.code, one.subject, one.message) not in before
    ]


def test_correct_forms_of_many_sectors_pass():
    grave = [
        (entry["id"], form, str(one))
        for entry in CORRECT
        for form in ("target", "filled")
        for one in review(entry, form)
        if one.severity != "note"
    ]
    assert len(CORRECT) >= 20
    assert len(grave) <= 1, grave


@pytest.mark.parametrize("mistake", MISTAKEN, ids=lambda one: one["id"])
def test_a_mistake_of_another_sector_is_found(mistake):
    (base,) = [one for one in CORRECT if one["id"] == mistake["base"]]
    found = added(base, mistake, mistake["form"])
    assert any(RANKS[one.severity] >= RANKS[mistake["severity"]] for one in found), found


@pytest.mark.parametrize("mistake", CATALOGUE["mistake"], ids=lambda one: one["what"])
class TestCatalogue:
    def test_the_failing_example_is_found_by_its_code(self, mistake):
        (base,) = CATALOGUE["base"]
        found = [
            one
            for one in added(base, mistake["fails"], mistake["form"])
            if one.code == mistake["code"]
        ]
        assert any(RANKS[one.severity] >= RANKS[mistake["severity"]] for one in found), found

    def test_the_passing_example_is_not(self, mistake):
        (base,) = CATALOGUE["base"]
        found = added(base, mistake.get("passes", {}), mistake["form"])
        assert [str(one) for one in found if one.code == mistake["code"]] == []

    def test_it_names_a_known_code_and_source(self, mistake):
        assert code_named(mistake["code"]) is not None
        assert mistake["source"] in {one["id"] for one in CATALOGUE["source"]}


def test_the_page_is_made_from_the_catalogue():
    spec = importlib.util.spec_from_file_location("mistakes", REFERENCE.parent / "mistakes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (REFERENCE / "mistakes.md").read_text(encoding="utf-8")
    assert page == module.page(), "run: python docs/mistakes.py"
    assert len(re.findall(r"^\| [0-9]+ \|", page, re.MULTILINE)) == len(CATALOGUE["mistake"]) >= 80
