"""The tools for assistants, asked by the MCP SDK's own client."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import jixiao
from jixiao.assistants import server
from jixiao.assistants.desk import Desk, NotAllowed
from jixiao.messages import is_chinese

from .english import outside_quotes

anyio = pytest.importorskip("anyio")
mcp = pytest.importorskip("mcp")
jsonschema = pytest.importorskip("jsonschema")

DOCUMENTS = Path(__file__).parent / "documents"
FORM = "c02-稷山县建档立卡参合补助自评表.csv"
TARGETS = "t02-天津环卫经费绩效目标表.txt"
TOOLS = ["check", "compare", "files", "parse", "read", "recheck", "rulebooks", "score"]

Ask = Callable[..., Any]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    forms, out = tmp_path / "报送", tmp_path / "打分"
    forms.mkdir()
    out.mkdir()
    for name in (FORM, TARGETS):
        shutil.copy(DOCUMENTS / name, forms / name)
    (tmp_path / "密.csv").write_text("不该读到", encoding="utf-8")
    return forms, out


@pytest.fixture
def ask(folders: tuple[Path, Path]) -> Ask:
    """Call a tool of a server in this process; its answer, or the error."""
    return asked_of(server([folders[0]], output=folders[1]))


def asked_of(served: Any) -> Ask:
    def call(tool: str, /, **given: Any) -> Any:
        async def one() -> Any:
            async with mcp.Client(served) as client:
                return await client.call_tool(tool, given)

        answer = anyio.run(one)
        if answer.is_error:
            return "".join(part.text for part in answer.content)
        return answer.structured_content

    return call


def listed(source: Any) -> list[Any]:
    async def one() -> list[Any]:
        async with mcp.Client(source) as client:
            return list((await client.list_tools()).tools)

    return list(anyio.run(one))


def test_every_tool_says_what_it_takes_and_answers(folders: tuple[Path, Path]) -> None:
    tools = {one.name: one for one in listed(server([folders[0]]))}
    assert sorted(tools) == TOOLS
    for one in tools.values():
        assert one.description
        assert one.output_schema["type"] == "object"
        for name, form in one.input_schema["properties"].items():
            assert form.get("description"), (one.name, name)
        assert one.annotations.read_only_hint is True
    (scoring,) = (
        one for one in listed(server([folders[0]], output=folders[1])) if one.name == "score"
    )
    assert scoring.annotations.read_only_hint is False


def test_what_can_be_read_is_listed(ask: Ask, folders: tuple[Path, Path]) -> None:
    answer = ask("files")
    assert [Path(name).name for name in answer["files"]] == sorted([FORM, TARGETS])
    assert (answer["more"], answer["output"]) == (0, str(folders[1].resolve()))
    assert ask("read", file=answer["files"][0])["tables"]


def test_parse_tells_each_value_and_why_not(ask: Ask) -> None:
    first, second, third = ask("parse", texts=["≥95%", "10～15个", "≥%"], actual="96%")["values"]
    assert (first["operator"], first["number"], first["unit"], first["is_met"]) == (
        "≥",
        "95",
        "%",
        True,
    )
    assert (second["kind"], second["lower"], second["upper"]) == ("range", "10个", "15个")
    assert third["problem"]["code"] == "number-missing"
    assert third["problem"]["suggestion"] == "≥95%"
    (dated,) = ask("parse", texts=["12月底前"], year=2022)["values"]
    assert dated["meaning"] == "2022年12月31日以前"


def test_read_gives_the_table(ask: Ask) -> None:
    (table,) = jixiao.read(DOCUMENTS / FORM)
    (answer,) = ask("read", file=FORM)["tables"]
    assert (answer["organisation"], answer["year"]) == (table.organisation, table.year)
    assert [row["name"] for row in answer["indicators"]] == [one.name for one in table.indicators]
    assert answer["indicators"][0]["place"].startswith(FORM)


def test_score_gives_points_with_their_reasons(ask: Ask) -> None:
    card = jixiao.score(jixiao.read(DOCUMENTS / FORM)[0])
    (answer,) = ask("score", file=FORM)["cards"]
    assert (answer["total"], answer["grade"]) == (str(card.total), card.grade)
    assert answer["declared_total"] == str(card.declared_total)
    assert [row["reason"] for row in answer["scores"]] == [str(one.reason) for one in card.items]
    assert answer["summary"] == card.summary


def test_score_takes_a_text_and_actual_values(ask: Ask) -> None:
    text = "一级指标,二级指标,三级指标,指标值,分值\n产出指标,数量指标,培训次数,≥15次,90\n"
    (card,) = ask("score", text=text, actuals={"培训次数": "12次"})["cards"]
    assert card["scores"][0]["points"] == "72.00"
    (card,) = ask("score", text=text, actuals={"培训次数": 15, "没有的": "1"})["cards"]
    assert card["scores"][0]["points"] == "90"
    assert [one["code"] for one in card["findings"]].count("actual-unknown") == 1
    (card,) = ask("score", text=text)["cards"]
    assert (card["scores"][0]["points"], card["open_points"]) == (None, "100")


def test_check_and_recheck_give_findings(ask: Ask) -> None:
    (table,) = jixiao.read(DOCUMENTS / FORM)
    found = ask("recheck", file=FORM)["findings"]
    assert [one["code"] for one in found] == [one.code for one in jixiao.recheck(table)]
    answer = ask("check", file=FORM)
    wanted = {one.code for one in (*table.findings, *jixiao.check(table))}
    assert {one["code"] for one in answer["findings"]} == wanted
    one = found[0]["code"]
    assert one not in {each["code"] for each in ask("check", file=FORM, ignore=[one])["findings"]}


def test_compare_tells_what_changed(ask: Ask, folders: tuple[Path, Path]) -> None:
    head = "一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,"
    for year, target in ((2022, "≥95%"), (2023, "≥90%")):
        (folders[0] / f"{year}.csv").write_text(f"{head}合格率,{target}\n", encoding="utf-8")
    answer = ask("compare", last_year="2022.csv", this_year="2023.csv")
    assert [(one["kind"], one["name"]) for one in answer["changes"]] == [("loosened", "合格率")]
    assert answer["not_compared"] == []


def test_rulebooks_are_those_that_are_shipped(ask: Ask) -> None:
    assert list(ask("rulebooks")["rulebooks"]) == list(jixiao.rulebooks())
    (card,) = ask("score", file=FORM, rules="一体化(线性反向)")["cards"]
    assert card["rulebook"] == "一体化(线性反向)"


# ---- what is not allowed -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "given", "code"),
    [
        ("read", {"file": "/etc/passwd"}, "not-allowed"),
        ("read", {"file": "../密.csv"}, "not-allowed"),
        ("read", {"file": "链接.csv"}, "not-allowed"),
        ("read", {"file": "没有.csv"}, "not-found"),
        ("read", {}, "arguments"),
        ("read", {"file": FORM, "text": "甲"}, "arguments"),
        ("read", {"text": "不是表"}, "no-target-table"),
        ("score", {"file": FORM, "rules": "../我县.toml"}, "not-allowed"),
        ("score", {"file": FORM, "rules": "没有这种"}, "rulebook-unknown"),
        ("score", {"file": FORM, "actuals_file": "../密.csv"}, "not-allowed"),
        ("score", {"file": FORM, "save_as": "../自评表.xlsx"}, "not-allowed"),
        ("score", {"file": FORM, "save_as": "/tmp/自评表.xlsx"}, "not-allowed"),
        ("score", {"file": FORM, "save_as": "出口/自评表.xlsx"}, "not-allowed"),
        ("score", {"file": FORM, "save_as": "自评表.exe"}, "suffix-unknown"),
        ("compare", {"last_year": FORM, "this_year": "../密.csv"}, "not-allowed"),
    ],
)
def test_what_cannot_be_done_is_a_tool_error(
    ask: Ask, folders: tuple[Path, Path], tool: str, given: dict[str, Any], code: str
) -> None:
    (folders[0] / "链接.csv").symlink_to(folders[0].parent / "密.csv")
    (folders[1] / "出口").symlink_to(folders[0].parent)
    before = sorted(folders[0].parent.rglob("*"))
    said = ask(tool, **given)
    assert isinstance(said, str)
    assert f"[{code}]" in said
    assert "不该读到" not in said
    assert sorted(folders[0].parent.rglob("*")) == before


def test_answers_in_english(folders: tuple[Path, Path]) -> None:
    ask = asked_of(server([folders[0]], language="en"))
    (value, unread) = ask("parse", texts=["约40次", "9O%"])["values"]
    assert value["doubts"][0].startswith("Nothing fixes how near “约” is")
    assert unread["problem"]["message"] == "This is no number as it is written (“O”)"
    assert unread["problem"]["expected"].startswith("a number")
    (card,) = ask("score", file=FORM)["cards"]
    assert card["summary"].startswith("Total")
    said = [one["reason"] for one in card["scores"]]
    review = ask("check", file=FORM)
    said += [
        review["summary"],
        *(one["message"] for one in (*review["findings"], *card["findings"])),
    ]
    assert [one for one in said if is_chinese(outside_quotes(one))] == []
    assert "[no-target-table] “文字”: The file holds no performance table" in ask("read", text="甲")


def test_nothing_is_written_but_into_the_folder_for_it(
    ask: Ask, folders: tuple[Path, Path]
) -> None:
    answer = ask("score", file=FORM, save_as="自评表.xlsx")
    written = folders[1].resolve() / "自评表.xlsx"
    assert answer["written"] == str(written)
    assert len(jixiao.read(written)) == 1
    assert "[exists]" in ask("score", file=FORM, save_as="自评表.xlsx")
    assert ask("score", file=FORM, save_as="自评表.xlsx", overwrite=True)["written"]


def test_without_a_folder_for_writing_nothing_is_written(folders: tuple[Path, Path]) -> None:
    desk = Desk.of([folders[0]])
    with pytest.raises(NotAllowed, match="没有可写的文件夹"):
        desk.to_write("自评表.xlsx", overwrite=True)
    with pytest.raises(NotADirectoryError):
        Desk.of([folders[0] / FORM])


def test_over_standard_input_and_output(folders: tuple[Path, Path]) -> None:
    """As an assistant starts it; nothing but the protocol is on standard output."""
    source = str(Path(jixiao.__file__).parents[1])
    command = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "jixiao", "mcp", str(folders[0]), "--output", str(folders[1])],
        env={**os.environ, "PYTHONPATH": source},
    )

    async def talk() -> tuple[list[str], Any, Any]:
        async with mcp.Client(command) as client:
            tools = [one.name for one in (await client.list_tools()).tools]
            scored = await client.call_tool("score", {"file": FORM, "save_as": "自评表.html"})
            refused = await client.call_tool("read", {"file": "/etc/passwd"})
            return tools, scored, refused

    work: Callable[[], Awaitable[Any]] = talk
    tools, scored, refused = anyio.run(work)
    assert sorted(tools) == TOOLS
    assert scored.structured_content["cards"][0]["grade"] == "优"
    assert (folders[1] / "自评表.html").exists()
    assert refused.is_error


def test_the_page_for_assistants_leads_somewhere() -> None:
    docs = Path(__file__).parents[1] / "docs"
    text = (docs / "llms.txt").read_text(encoding="utf-8")
    pages = re.findall(r"\]\(([^)]+)\.html\)", text)
    assert len(pages) > 10
    assert [one for one in pages if not (docs / f"{one}.md").exists()] == []
    for name in re.findall(r"jixiao\.([a-z_]+)\b", text):
        assert name in dir(jixiao) or find_spec(f"jixiao.{name}"), name
    table = (docs / "guide/assistants.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == TOOLS


def test_the_folder_to_write_in_is_made(tmp_path: Path) -> None:
    desk = Desk.of([tmp_path], output=tmp_path / "打分" / "本年")
    assert desk.output is not None
    assert desk.output.is_dir()
    (tmp_path / "文件").write_text("x", encoding="utf-8")
    with pytest.raises(NotADirectoryError):
        Desk.of([tmp_path], output=tmp_path / "文件")
