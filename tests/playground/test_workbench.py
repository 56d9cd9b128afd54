"""What the page is answered, in this Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playground.workbench import WRITINGS, Workbench

import jixiao
from jixiao.errors import MissingExtra

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "bazhou-2022"
BOOK = jixiao.rulebooks()[0]


@pytest.fixture
def bench(tmp_path):
    return Workbench(tmp_path)


@pytest.fixture
def laid(bench):
    """The example on the bench: document 1 is the table, 2 are its actual values."""
    for name in ("targets.txt", "actuals.csv"):
        assert "answer" in told(bench, "lay", {"name": name}, (EXAMPLE / name).read_bytes())
    return bench


def told(bench, question, given, data=None):
    return json.loads(bench.ask(question, json.dumps(given), data))


def scored(bench, **given):
    whole = {"document": 1, "table": 0, "rulebook": BOOK, "source": 2, **given}
    return told(bench, "score", whole)["answer"]


def test_a_list_of_actual_values_is_told_from_a_table(laid):
    read = told(laid, "read", {"document": 1, "table": 0})["answer"]
    assert read["sources"] == [{"document": 2, "name": "actuals.csv", "known": 34}]


def test_another_form_can_give_the_actual_values(laid):
    path = min((ROOT / "tests" / "documents").glob("*.csv"))
    told(laid, "lay", {"name": path.name}, path.read_bytes())
    read = told(laid, "read", {"document": 1, "table": 0})["answer"]
    assert {"document": 3, "name": path.name, "known": 0} in read["sources"]


def test_what_is_neither_says_what_is_missing(bench):
    problem = told(bench, "lay", {"name": "信.txt"}, "一封信".encode())["error"]
    assert problem["code"] == "no-target-table"
    assert "信.txt" in problem["message"]


def test_what_a_browser_cannot_have_is_not_asked_for(bench, monkeypatch):
    def read(*_args, **_given):
        raise MissingExtra.of(extra="html", library="lxml", purpose="读取 HTML")

    monkeypatch.setattr(jixiao, "read", read)
    message = told(bench, "lay", {"name": "a.html"}, b"<table>")["error"]["message"]
    assert message.startswith("a.html：浏览器里不能读取 HTML。")
    assert "另存为 .docx 或 .xlsx" in message
    assert "pip" not in message


def test_a_mistake_of_the_program_is_said_to_be_one(bench):
    assert told(bench, "read", {"document": 9, "table": 0})["error"]["code"] == "internal-error"


def test_scores_are_those_of_the_library(laid):
    (table,) = jixiao.read(EXAMPLE / "targets.txt")
    card = jixiao.score(table, EXAMPLE / "actuals.csv")
    found = scored(laid)
    assert found["total"] == "80.09"
    assert [one["reason"] for one in found["items"]] == [str(one.reason) for one in card.items]


def test_an_edit_takes_the_place_of_a_value_of_the_list(laid):
    item = scored(laid, edits={"5": " 15次 "})["items"][5]
    assert (item["actual"], item["points"]) == ("15次", "1.25")


def test_an_emptied_field_leaves_the_indicator_open(laid):
    item = scored(laid, edits={"5": ""})["items"][5]
    assert (item["actual"], item["status"]) == (None, "缺实际值")


def test_an_edit_of_a_form_without_a_list(laid):
    found = scored(laid, source=None, edits={"5": "15次"})
    assert [one["points"] for one in found["items"] if one["points"] != "待定"] == ["1.25"]


def test_what_else_a_list_says_stays_with_an_edited_value(bench):
    table = "项目支出绩效目标表\n一级指标\t二级指标\t三级指标\t指标值\n效益指标\t社会效益指标\t服务态度\t良好\n"
    told(bench, "lay", {"name": "表.txt"}, table.encode())
    rows = "指标名称,实际完成值,评定等次\n服务态度,一般,部分达成\n".encode()
    told(bench, "lay", {"name": "值.csv"}, rows)
    before = scored(bench)["items"][0]
    after = scored(bench, edits={"0": "很好"})["items"][0]
    assert (before["actual"], after["actual"]) == ("一般", "很好")
    assert before["points"] == after["points"]


def test_the_rate_of_execution_can_be_typed_where_the_form_states_no_amounts(laid):
    last = scored(laid)["items"][-1]
    assert (last["can_edit"], last["points"]) == (True, "待定")
    assert scored(laid, edits={str(last["index"]): "96%"})["items"][-1]["points"] == "9.60"
    path = next((ROOT / "tests" / "documents").glob("x07*.xlsx"))
    told(laid, "lay", {"name": path.name}, path.read_bytes())
    assert not scored(laid, document=3, source=None)["items"][-1]["can_edit"]


def test_every_finding_leads_somewhere(laid):
    found = told(laid, "review", {"document": 1, "table": 0})["answer"]["findings"]
    anchors = [place["anchor"] for one in found for place in one["places"]]
    assert all(anchors)
    assert {one.partition("-")[0] for one in anchors} >= {"task", "indicator", "table"}
    led = next(one for one in found if one["code"] == "task-unnamed")
    assert led["places"] == [{"text": "第12行 第1列", "anchor": "task-3"}]


def test_a_rulebook_of_ones_own_is_listed_and_used(laid):
    text = f'name = "我县"\nextends = "{BOOK}"\n[rounding]\nplaces = 0\nrule = "取整"\nsource = "我县"\n'
    assert told(laid, "lay", {"name": "我县.toml"}, text.encode())["answer"]["kind"] == "rulebook"
    assert told(laid, "rulebooks", {})["answer"][-1] == "我县"
    assert scored(laid, rulebook="我县")["total"] != "80.09"
    problem = told(laid, "lay", {"name": "坏.toml"}, b"name = 3")["error"]
    assert problem["code"] != "internal-error"


def test_a_value_and_where_it_is_at_fault(bench):
    good = told(bench, "value", {"text": "12月底前", "year": 2022})["answer"]
    assert good["meaning"] == "期限：2022-12-31 当日及以前"
    problem = told(bench, "value", {"text": "≥%"})["answer"]["problem"]
    assert (problem["start"], problem["end"]) == (1, 2)


@pytest.mark.parametrize("kind", WRITINGS)
def test_every_file_is_written(laid, kind):
    given = {"document": 1, "table": 0, "rulebook": BOOK, "source": 2}
    answer, content = laid.written(kind, json.dumps(given))
    assert json.loads(answer)["answer"] == f"targets{WRITINGS[kind]}"
    assert len(content) > 1000


def test_a_file_that_cannot_be_written_says_why(laid):
    given = {"document": 1, "table": 0, "rulebook": "没有的规则", "source": 2}
    answer, content = laid.written("form.xlsx", json.dumps(given))
    assert "没有的规则" in json.loads(answer)["error"]["message"]
    assert content == b""


def test_a_cleared_bench_keeps_the_rulebooks(laid):
    told(laid, "clear", {})
    assert "error" in told(laid, "read", {"document": 1, "table": 0})
    assert told(laid, "rulebooks", {})["answer"] == [*jixiao.rulebooks()]
