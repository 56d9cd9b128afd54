"""Every code that the library can give stands on a page of the reference."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jixiao.findings import SEVERITIES
from jixiao.review.checking.codes import EVERY_CODE, READING_CODES, code_named

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
_CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")
_MAKERS = re.compile(r"(?:[Ff]inding|_gap|_remark|Contradiction|_Found|unreadable|[Dd]oubt|_open)$")
_SEVERITIES = {"error", "warning", "note"}


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _codes(tree: ast.AST) -> Iterator[str]:
    """Codes given by name, as an argument of what makes a finding, or beside a severity."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            values = [one.value for one in node.keywords if one.arg == "code"]
            if _MAKERS.search(ast.unparse(node.func)):
                values += [one for one in node.args if _CODE.fullmatch(_text(one) or "")]
            yield from filter(None, map(_text, values))
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3:
            code, severity = map(_text, node.elts[:2])
            if code and code not in _SEVERITIES and severity in _SEVERITIES:
                yield code


FOUND = sorted(
    {
        (code, str(path.relative_to(ROOT)))
        for path in (ROOT / "src" / "jixiao").rglob("*.py")
        for code in _codes(ast.parse(path.read_text(encoding="utf-8")))
    }
)


@pytest.fixture(scope="module")
def documented() -> set[str]:
    pages = "".join(page.read_text(encoding="utf-8") for page in REFERENCE.glob("*.md"))
    return {*re.findall(r"`([a-z0-9-]+)`", pages)} | {
        page.stem for page in (REFERENCE / "findings").glob("*.md")
    }


def test_codes_are_found_in_the_source():
    names = {code for code, _ in FOUND}
    assert {"weight-even", "label-displaced", "number-missing", "target-unreadable"} <= names


@pytest.mark.parametrize(("code", "where"), FOUND)
def test_a_code_is_documented(code, where, documented):
    assert code in documented, f"{code} ({where}) stands on no page under docs/reference"


def test_the_codes_of_reading_are_those_of_the_page():
    page = (REFERENCE / "codes.md").read_text(encoding="utf-8")
    section = page.partition("## 读入文件时的发现")[2].partition("\n## ")[0]
    first = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert [code for cell in first for code in _CODE.findall(cell)] == [*READING_CODES]


@pytest.mark.parametrize(
    ("heading", "rooms"),
    [
        ("实际完成值的发现", {"actuals"}),
        ("计分时的发现", {"scoring", "check", "recheck", "actuals"}),
        ("监控时的发现", {"monitoring"}),
        ("几年对照的信号", {"trends"}),
    ],
)
def test_the_codes_of_the_page_are_in_the_registry(heading, rooms):
    page = (REFERENCE / "codes.md").read_text(encoding="utf-8")
    section = page.partition(f"## {heading}")[2].partition("\n## ")[0]
    first = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    names = [name for cell in first for name in _CODE.findall(cell)]
    assert names
    assert {code_named(name).room for name in names} <= rooms


def test_the_codes_of_several_years_are_those_of_the_page():
    page = (REFERENCE / "codes.md").read_text(encoding="utf-8")
    section = page.partition("## 几年对照的信号")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| `")]
    labels = dict(SEVERITIES)
    assert [(name.strip(" `"), label.strip()) for name, label in rows] == [
        (one.name, labels[one.severity]) for one in EVERY_CODE if one.room == "trends"
    ]


def test_the_registry_has_each_code_once_with_title_remedy_and_page():
    assert len({one.name for one in EVERY_CODE}) == len(EVERY_CODE)
    for one in EVERY_CODE:
        assert one.title
        assert one.remedy
        assert (REFERENCE / one.page).exists(), one
        assert (one.aspect in ("完整性", "相关性", "适当性", "可行性")) is (
            one.room in ("check", "recheck")
        )
