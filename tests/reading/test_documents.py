"""Whole forms in real layouts, cell by cell: `tests/documents` and what they hold."""

import json
from pathlib import Path

import pytest

from jixiao.reading import read

DOCUMENTS = Path(__file__).parents[1] / "documents"
EXPECTED = sorted((DOCUMENTS / "expected").glob("*.json"))


def text(value):
    return None if value is None else str(value)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem[:3])
def test_document(path):
    (document,) = DOCUMENTS.glob(f"{path.stem}.*")
    tables = read(document)
    expected = json.loads(path.read_text(encoding="utf-8"))["tables"]
    assert len(tables) == len(expected)
    for table, answer in zip(tables, expected, strict=True):
        assert table.title == answer["title"]
        assert table.organisation == answer["organisation"]
        assert table.year == answer["year"]
        assert table.term == answer.get("period", "annual")
        assert len(table.tasks) == len(answer["tasks"])
        assert [
            {key: text(getattr(one, key)) for key in answer["indicators"][0]}
            for one in table.indicators
        ] == answer["indicators"]
        assert [
            {
                key: text(getattr(row, key))
                for key in ("item", "initial", "budget", "executed", "points")
            }
            for row in table.execution
        ] == answer["budget"]


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem[:3])
def test_every_indicator_has_its_place(path):
    (document,) = DOCUMENTS.glob(f"{path.stem}.*")
    for table in read(document):
        places = [one.place for one in table.indicators]
        assert all(
            place.file == document.as_posix() and place.row and place.column for place in places
        )
        assert len(set(places)) == len(places)


def test_displaced_and_cut_labels_are_remarked():
    (pasted,) = read(next(DOCUMENTS.glob("t02*")))
    assert [one.code for one in pasted.findings].count("label-displaced") == 2


def test_a_filled_form_keeps_what_it_declares():
    (table,) = read(next(DOCUMENTS.glob("c02*")))
    assert table.kind == "evaluation"
    assert table.is_filled
    assert str(table.declared_total) == "94"
    assert table.project == "建档立卡贫困人口参合补助"
    assert table.goal == "资助建档立卡人员参加医疗保险，解决看病难、看病贵问题。"
    assert table.goal_actual == "基本完成。"
    assert table.indicators[0].deviation == "建档立卡中有新增死亡人员，导致有偏差"
    (row,) = table.execution
    assert (row.rate, str(row.weight), row.unit) == ("99%", "10", "万元")


def test_sign_value_and_unit_in_columns_are_kept_apart_too():
    (table,) = read(next(DOCUMENTS.glob("x04*")))
    first = table.indicators[0]
    assert (first.sign, first.value, first.unit, first.target) == ("=", "116", "人", "=116人")
    assert table.kind == "department"


def test_sign_and_unit_only_in_the_name():
    (table,) = read(next(DOCUMENTS.glob("l02*")))
    road, alive = table.indicators[3], table.indicators[4]
    assert (road.target, road.sign, road.value, road.unit) == ("30", None, "30", "公里")
    assert (alive.target, alive.sign, alive.value, alive.unit) == ("85", "≥", "85", "%")
