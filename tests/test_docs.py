"""Every example of the documentation is run, and every table in it that repeats the code is compared.

In the pages and the README, per page, in order and in one namespace:

* ```` ```python ```` with ``>>>`` is a doctest, without it is executed;
* ```` ```console ```` is run through the command line, ``$ jixiao …`` by ``$ jixiao …``, and
  what it prints in 80 columns is compared line by line, blanks and all; ``$ echo $?`` is the
  exit code of the command before;
* a ```` ```{code-block} ```` with a ``:caption:`` is a file of that name, for the blocks below it.

``...`` stands for anything; in a console it is a line of its own, for any lines. A block is left out only behind a line that the reader sees:
``*需要 `polars`。*``, in English ``*Needs `polars`.*`` (left out where it is not installed), or ``*不随测试运行：理由。*``.
"""

from __future__ import annotations

import contextlib
import doctest
import importlib.util
import inspect
import io
import os
import pkgutil
import re
import shlex
import shutil
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import jixiao
from jixiao import exactness, userfiles
from jixiao.__main__ import main
from jixiao.exchange.codec import decoding
from jixiao.language import LONGEST
from jixiao.reading import limits
from jixiao.review.checking import counts, coverage, likeness

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
CHECKER = doctest.OutputChecker()
FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,})(?P<info>[^`]*)$")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its file name if it is one, the line it begins on, its text."""

    language: str
    caption: str | None
    line: int
    text: str
    before: str


def blocks_of(page: Path) -> Iterator[Block]:
    lines = page.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        opened = FENCE.match(lines[number])
        if opened is None:
            number += 1
            continue
        start = number
        number += 1
        while number < len(lines) and not re.match(rf"^ *{opened['ticks']}\s*$", lines[number]):
            number += 1
        body = [line.removeprefix(opened["indent"]) for line in lines[start + 1 : number]]
        info = opened["info"].strip()
        caption = None
        if info.startswith("{code-block}"):
            info = info.removeprefix("{code-block}").strip()
            while body and (option := re.match(r":([a-z-]+): *(.*)", body[0])):
                caption = option[2] if option[1] == "caption" else caption
                body = body[1:]
            if body and not body[0]:
                body = body[1:]
        before = next((one for one in reversed(lines[:start]) if one.strip()), "")
        yield Block(info, caption, start + 2, "\n".join(body) + "\n", before.strip())
        number += 1


def left_out(block: Block) -> str | None:
    """Why a block is not run, as its page says; None if it is."""
    if block.before.startswith("*不随测试运行：") and len(block.before) > 12:
        return block.before.strip("*")
    if block.before.startswith(("*需要 ", "*Needs ")):
        for name in re.findall(r"`([\w.]+)`", block.before):
            if importlib.util.find_spec(name) is None:
                return f"{name} is not installed"
    return None


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples, as a reader has them."""
    for folder in ("examples", "tests/documents"):
        if (ROOT / folder).is_dir():
            shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_examples_of_page(page: Path, desk: Path) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    failures: list[str] = []
    for block in blocks_of(page):
        if left_out(block) is not None:
            continue
        if block.caption is not None:
            (desk / block.caption).write_text(block.text, encoding="utf-8")
        elif block.language == "python" and ">>>" in block.text:
            failures += run_doctest(block, names, page)
        elif block.language == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                # Lines count from the top of the page, so that a traceback points there.
                code = compile(
                    "\n" * (block.line - 1) + block.text, str(page), "exec", dont_inherit=True
                )
                exec(code, names)
        elif block.language == "console":
            failures += run_console(block, page)
    assert not failures, "\n".join(failures)


def run_doctest(block: Block, names: dict[str, Any], page: Path) -> list[str]:
    test = doctest.DocTestParser().get_doctest(block.text, {}, page.name, str(page), block.line - 1)
    test.globs = names
    said = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    runner.run(test, out=said.write, clear_globs=False)
    return [said.getvalue()] if runner.failures else []


def run_console(block: Block, page: Path) -> list[str]:
    failures, code = [], 0
    for part in re.split(r"^(?=\$ )", block.text, flags=re.MULTILINE):
        if not part.strip():
            continue
        command, _, expected = part.partition("\n")
        words = shlex.split(command.removeprefix("$ "))
        if words == ["echo", "$?"]:
            said = f"{code}\n"
        else:
            assert words[0] == "jixiao", f"{page}:{block.line}: only jixiao is run: {command}"
            code, said = run_command(words[1:])
        if not same_lines(expected, said):
            failures.append(f"{page}:{block.line}: {command}\nexpected\n{expected}\ngot\n{said}")
    return failures


def same_lines(expected: str, said: str) -> bool:
    """Whether a console shows just this; a line of three dots stands for any lines."""
    lines = expected.rstrip("\n").splitlines()
    pattern = "".join("(?:.*\n)*?" if one == "..." else re.escape(one) + "\n" for one in lines)
    return re.fullmatch(pattern, said.rstrip("\n") + "\n") is not None


def test_a_console_is_compared_line_by_line_and_blank_by_blank() -> None:
    said = "甲  1\n乙 22\n丙\n"
    assert same_lines("甲  1\n乙 22\n丙\n", said)
    assert same_lines("...\n乙 22\n...\n", said)
    assert not same_lines("甲 1\n乙 22\n丙\n", said)
    assert not same_lines("甲  1\n乙...\n丙\n", said)
    assert not same_lines("甲  1\n乙 22\n", said)


def run_command(words: list[str]) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = main(words)
        except SystemExit as left:
            code = int(left.code or 0)
    return code, out.getvalue()


# ---- docstrings --------------------------------------------------------------------------


def modules() -> list[str]:
    return ["jixiao"] + [
        one.name
        for one in pkgutil.walk_packages(jixiao.__path__, "jixiao.")
        if not one.name.endswith("__main__")
    ]


@pytest.mark.parametrize("name", modules())
def test_examples_of_docstrings(name: str, desk: Path) -> None:
    module = import_module(name)
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    said = io.StringIO()
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
        runner.run(test, out=said.write)
    assert not runner.failures, said.getvalue()


# ---- what the pages repeat of the code ---------------------------------------------------


def test_floors_are_those_of_the_linter() -> None:
    """The list of floors in the page on architecture is the contract of import-linter."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    text = (DOCS / "explanation/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.+?) \|", text, flags=re.MULTILINE)
    stated = [re.findall(r"`([\w.]+)`", rooms) for _, rooms in rows]
    assert stated == [re.findall(r"jixiao\.([\w.]+)", layer) for layer in layers]


def test_limits_are_those_of_the_code() -> None:
    text = (DOCS / "reference/limits.md").read_text(encoding="utf-8")
    stated = {}
    for name, number, mega in re.findall(
        r"^\| `([A-Z_]+)` \| ([\d,]+)( MB)? \|", text, re.MULTILINE
    ):
        stated[name] = int(number.replace(",", "")) * (1024 * 1024 if mega else 1)
    elsewhere = {
        "LONGEST": LONGEST,
        "MOST_DIGITS": exactness.MOST_DIGITS,
        "MOST_TEXT": decoding.MOST_TEXT,
        "MOST_NESTED": decoding.MOST_NESTED,
        "MOST_BYTES": userfiles.MOST_BYTES,
        "MOST_DOTS": userfiles.MOST_DOTS,
        "LONGEST_CLAUSE": counts.LONGEST_CLAUSE,
        "LONGEST_NAME": likeness.LONGEST_NAME,
        "MOST_PAIRS": coverage.MOST_PAIRS,
    }
    assert stated == {name: getattr(limits, name) for name in limits.__all__} | elsewhere


def test_promises_name_tests_that_there_are() -> None:
    text = (DOCS / "explanation/reliability.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", text))
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    there = {name for one in sources for name in re.findall(r"^def (test_\w+)", one, re.MULTILINE)}
    assert named
    assert named - there == set()


def public_modules() -> list[str]:
    """The modules that the reference has a page for."""
    return sorted(f"jixiao.{page.stem}" for page in (DOCS / "reference/modules").glob("*.md"))


def test_every_room_of_a_root_name_has_a_page() -> None:
    rooms = {getattr(jixiao, name).__module__ for name in jixiao.__all__ if name != "frames"}
    # A room inside a package is documented with its package.
    pages = public_modules()
    assert not [one for one in rooms if not any(f"{one}.".startswith(f"{page}.") for page in pages)]


@pytest.mark.parametrize("name", public_modules())
def test_page_of_module_is_made_from_it(name: str) -> None:
    page = DOCS / f"reference/modules/{name.removeprefix('jixiao.')}.md"
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {name} ")
    assert f".. automodule:: {name}\n" in text


@pytest.mark.parametrize("name", public_modules())
def test_public_things_have_docstrings(name: str) -> None:
    module = import_module(name)
    assert (module.__doc__ or "").strip()
    without = [one for one in getattr(module, "__all__", ()) if lacks_docstring(module, one)]
    assert without == []


def lacks_docstring(module: ModuleType, name: str) -> bool:
    thing = getattr(module, name)
    if not (inspect.isclass(thing) or inspect.isfunction(thing)):
        return False
    return not (thing.__doc__ or "").strip()


def test_readme_shows_what_make_demo_runs() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    (recipe,) = re.findall(r"^\t\$\(BIN\)/(jixiao .*?)\|\|", makefile, flags=re.MULTILINE)
    (block,) = [one for one in blocks_of(ROOT / "README.md") if one.language == "console"]
    assert block.text.splitlines()[0] == f"$ {' '.join(recipe.split())}"


def test_readme_names_every_command_and_rulebook() -> None:
    from jixiao.__main__ import _parser

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (commands,) = [one.choices for one in _parser()._actions if one.choices]
    assert [name for name in commands if f"\njixiao {name}" not in text] == []
    marks = [re.sub(r"[\d()（）].*", "", name) for name in jixiao.rulebooks()]
    assert [mark for mark in marks if mark not in text] == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_every_page_is_in_the_navigation() -> None:
    listed = set()
    for page in DOCS.rglob("*.md"):
        for block in blocks_of(page):
            if block.language == "{toctree}":
                for line in block.text.splitlines():
                    entry = re.sub(r"^.*<(.+)>$", r"\1", line.strip())
                    if entry and not entry.startswith(":"):
                        listed |= {found.resolve() for found in page.parent.glob(f"{entry}.md")}
    missing = [
        page.relative_to(DOCS).as_posix()
        for page in PAGES[1:]
        if page.resolve() not in listed and page != DOCS / "index.md"
    ]
    assert missing == []


@pytest.mark.skipif(importlib.util.find_spec("sphinx") is None, reason="Sphinx is not installed")
def test_site_builds_and_asks_no_other_host(tmp_path: Path) -> None:
    """``make docs``: without warnings, and the pages load nothing from elsewhere."""
    import subprocess

    built = tmp_path / "html"
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "-b", "html"]
    done = subprocess.run(
        [*command, str(DOCS), str(built)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert done.returncode == 0, done.stderr
    loaded = re.compile(
        r"""<(?:link|script|img|iframe)[^>]+(?:href|src)=["'](?:https?:)?//[^"']+"""
    )
    for page in built.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert loaded.findall(text) == [], page
    for sheet in built.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet
