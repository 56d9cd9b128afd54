"""What a cell, a file name or an argument says is shown, never obeyed: by a second program each."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from markdown_it import MarkdownIt

import jixiao
from jixiao.display import FORMULA_STARTS, visible
from jixiao.errors import Place
from jixiao.exchange.sarif import sarif

PAYLOADS = (
    *("=1+1", "+1", "-1+1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM(A1)", "\t=1", "\r=1", "\n=1"),
    *('=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", '"=1+1', "'=1+1"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg/onload=alert(1)>"),
    *("javascript:alert(1)", "[x](javascript:alert(1))", "![x](http://x/y.png)", "<http://x>"),
    *("a|b", "`code`", "**b**", "# h", "<!--", "-->", "]]>", "&lt;script&gt;", "${7*7}", "{{7*7}}"),
    *("\x1b[31m红\x1b[0m", "\x9b31m", "\x1b]0;标题\x07", "\x08\x08", "\u202e倒", "\x7f", "%s%n"),
    *("<w:p/>", "_x001B_", "\x00", "../../etc/passwd", "file:///etc/passwd"),
)


def card(payload: str) -> jixiao.Scorecard:
    row = jixiao.Indicator(
        level1=f"产出{payload}",
        level2=payload,
        name=f"{payload}甲",
        target=payload,
        weight=10,
        actual=payload,
        deviation=payload,
    )
    starts = jixiao.Indicator(name=payload, target="≥3人", weight=10, actual="4人")
    return jixiao.score(
        jixiao.TargetTable(title=payload, organisation=payload, indicators=(row, starts))
    )


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        for name, value in attrs:
            assert name not in {"href", "src"} or (value or "").startswith("#")


def harmless(text: str) -> None:
    page = Page(text)
    assert not page.tags & {"script", "img", "svg", "iframe", "a", "object", "form", "link"}
    assert not {one for one in page.attributes if one.startswith("on")}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_html(payload: str, tmp_path: Path) -> None:
    found = card(payload)
    for written in (found, found.table, list(jixiao.check(found.table))):
        path = jixiao.write(written, tmp_path / "页.html")
        text = path.read_text(encoding="utf-8")
        harmless(text.replace('<a href="#', "<b "))
    harmless(found._repr_html_())
    harmless(found.table._repr_html_())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markdown(payload: str, tmp_path: Path) -> None:
    found = card(payload)
    for written in (found, found.table, list(jixiao.check(found.table))):
        path = jixiao.write(written, tmp_path / "页.md")
        # Everything that a renderer may let through is let through here.
        rendered = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
        harmless(rendered.render(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_csv(payload: str, tmp_path: Path) -> None:
    found = card(payload)
    for written in (found, found.table, list(jixiao.check(found.table))):
        data = jixiao.write(written, tmp_path / "表.csv").read_bytes().decode("utf-8-sig")
        for row in csv.reader(io.StringIO(data, newline="")):
            assert not [cell for cell in row if cell.startswith(FORMULA_STARTS)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_xlsx(payload: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(jixiao.write(card(payload), tmp_path / "表.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_docx(payload: str, tmp_path: Path) -> None:
    document = docx.Document(str(jixiao.write(card(payload), tmp_path / "表.docx")))
    assert document.tables
    assert not document.element.xpath("//w:hyperlink | //w:instrText | //w:fldSimple")


def test_pictures(tmp_path: Path) -> None:
    """In a process of its own: what the library that draws cannot hold, it ends the program for."""
    pytest.importorskip("vl_convert")
    code = (
        "import sys, jixiao\n"
        "from tests.test_injection import PAYLOADS, card\n"
        "for number, payload in enumerate(PAYLOADS):\n"
        "    jixiao.write(card(payload), f'{sys.argv[1]}/{number}.svg')\n"
        "    for kind in ('losses', 'achieved'):\n"
        "        card(payload).plot(kind).to_dict()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(Path(jixiao.__file__).parents[1])},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for number in range(len(PAYLOADS)):
        drawn = ElementTree.parse(tmp_path / f"{number}.svg")
        names = {one.tag.rpartition("}")[2] for one in drawn.iter()}
        assert not names & {"script", "a", "image", "foreignObject", "use"}
        assert not [name for one in drawn.iter() for name in one.attrib if name.startswith("on")]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_json_and_sarif_hold_what_was_said(payload: str) -> None:
    found = card(payload)
    assert jixiao.loads(jixiao.dumps(found)) == found
    finding = jixiao.Finding(
        code="甲", severity="note", message=payload, place=Place(file=payload or "表")
    )
    text = sarif([finding])
    (result,) = json.loads(text)["runs"][0]["results"]
    assert result["message"]["text"] == payload
    assert visible(text) == text


# ---------------------------------------------------------------- terminals

COMMANDS = (
    *(
        ["read", "{}"],
        ["read", "{}", "--json"],
        ["check", "{}"],
        ["check", "{}", "--format", "sarif"],
    ),
    *(["score", "{}"], ["score", "{}", "--json"], ["score", "{}", "--brief"], ["read", "没有{}"]),
    *(["parse", "≥{}"], ["check", "{}", "--ignore", "\x1b[31m"], ["rulebook", "check", "{}"]),
    *(["\x1b[31m"], ["check", "--\x1b[31m"], ["read", "{}", "--headers", "\x1b[31m"]),
    *(["score", "{}", "--rulebook", "\x1b[31m"], ["compare", "{}", "{}"]),
    ["trend", "{}", "{}"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: " ".join(one).replace("\x1b", "ESC"))
def test_no_control_character_reaches_the_terminal(command: list[str], tmp_path: Path) -> None:
    name = "表\x1b[31m\x9b.csv"
    heads = "一级指标,二级指标,三级指标,指标值,分值,实际完成值\n"
    row = "产出指标,数量指标,培训\x1b[2J人\x9b31m数\u202e,≥60\x1b人,10,6\x1b0\n"
    (tmp_path / name).write_text(heads + row, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", *(one.format(name) for one in command)],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={"PYTHONPATH": str(Path(jixiao.__file__).parents[1]), "PYTHONUTF8": "1"},
    )
    out = (done.stdout + done.stderr).decode("utf-8")
    assert out
    assert "Traceback" not in out
    assert visible(out) == out


def test_what_is_written_out_is_the_same_json() -> None:
    text = json.dumps("\x9b31m\u202e\ud800", ensure_ascii=False)
    assert visible(text) != text
    assert json.loads(visible(text)) == json.loads(text)
