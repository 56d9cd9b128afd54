"""Those who build on jixiao: a project of theirs, and the examples of the pages, pass both checkers.

mypy and pyright read jixiao as they read any installed library: by ``py.typed`` and its annotations.
"""

from __future__ import annotations

import ast
import doctest
import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import jixiao
from tests.test_docs import PAGES, ROOT, blocks_of, left_out

CONSUMER = Path(__file__).parent / "consumer"
OFFICE, MISSPELT = CONSUMER / "office.py", CONSUMER / "misspelt.py"

Problem = tuple[str, int, str]

needs_mypy = pytest.mark.skipif(find_spec("mypy") is None, reason="mypy is not installed")
needs_pyright = pytest.mark.skipif(find_spec("pyright") is None, reason="pyright is not installed")
CHECKERS = [pytest.param("mypy", marks=needs_mypy), pytest.param("pyright", marks=needs_pyright)]


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    paths = [str(Path(jixiao.__file__).parents[1])]
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "MYPYPATH": paths[0]},
    )


def mypy(folder: Path, *names: str, options: tuple[str, ...] = ()) -> list[Problem]:
    cache = ROOT / ".mypy_cache" / folder.name.rstrip("0123456789")
    asked = ["--no-error-summary", "--cache-dir", str(cache), *options, *names]
    done = run(["-m", "mypy", *asked], folder)
    assert done.returncode in (0, 1), done.stderr or done.stdout
    found = re.findall(r"^(.+?):(\d+): error: (.*)$", done.stdout, re.MULTILINE)
    assert bool(found) == bool(done.returncode), done.stdout
    return [(Path(name).name, int(line), text) for name, line, text in found]


def pyright(folder: Path, *names: str, options: dict[str, object] | None = None) -> list[Problem]:
    """The errors; the settings of the folder hold, those of `options` where it has none."""
    settings = folder / "pyrightconfig.json"
    if options is not None:
        settings.write_text(json.dumps(options), encoding="utf-8")
    given = [] if options is not None else ["--project", str(folder / "pyproject.toml")]
    done = run(["-m", "pyright", "--pythonpath", sys.executable, "--outputjson", *given], folder)
    # Without Node.js, or a way to fetch it, there is an error of its own and no report.
    if done.returncode not in (0, 1) or not done.stdout.lstrip().startswith("{"):
        pytest.skip(f"pyright does not run here: {done.stderr.strip()[:200]}")
    return [
        (Path(one["file"]).name, one["range"]["start"]["line"] + 1, one["message"])
        for one in json.loads(done.stdout)["generalDiagnostics"]
        if one["severity"] == "error" and (not names or Path(one["file"]).name in names)
    ]


@pytest.mark.parametrize("checker", CHECKERS)
def test_the_project_has_only_the_mistakes_that_are_marked(checker: str) -> None:
    found = mypy(CONSUMER, OFFICE.name, MISSPELT.name) if checker == "mypy" else pyright(CONSUMER)
    assert [one for one in found if one[0] == OFFICE.name] == []
    lines = MISSPELT.read_text(encoding="utf-8").splitlines()
    marked = {number for number, line in enumerate(lines, 1) if line.endswith("# wrong")}
    assert {line for name, line, _ in found if name == MISSPELT.name} == marked


def test_the_project_runs(tmp_path: Path) -> None:
    for name in ("pandas", "polars", "pyarrow"):
        pytest.importorskip(name)
    done = run([str(OFFICE), str(tmp_path)], CONSUMER)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_the_project_uses_every_public_name() -> None:
    tree = ast.parse(OFFICE.read_text(encoding="utf-8"))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "jixiao"
    }
    assert set(jixiao.__all__) - used == set()


# ---- the pages ---------------------------------------------------------------------------


def program_of(page: Path) -> str:
    """The Python of a page as one program; examples that are to fail are left out."""
    parts = []
    for block in blocks_of(page):
        if block.language != "python" or (left_out(block) or "").startswith("不随测试运行"):
            continue
        if ">>>" in block.text:
            examples = doctest.DocTestParser().get_examples(block.text)
            parts += [one.source for one in examples if one.exc_msg is None]
        else:
            parts.append(block.text)
    return "\n".join(parts)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for page in PAGES:
        name = re.sub(r"\W", "_", page.relative_to(ROOT).with_suffix("").as_posix(), flags=re.ASCII)
        if program := program_of(page):
            (folder / f"{name}.py").write_text(program, encoding="utf-8")
    return folder


@pytest.mark.parametrize("checker", CHECKERS)
def test_the_examples_of_the_pages_have_their_types(checker: str, programs: Path) -> None:
    if checker == "mypy":
        names = sorted(one.name for one in programs.glob("*.py"))
        options = ("--allow-redefinition", "--ignore-missing-imports", "--check-untyped-defs")
        found = mypy(programs, *names, options=options)
    else:
        found = pyright(programs, options={"reportMissingImports": False})
    shown = [
        f"{name}:{line}: {text}\n    {(programs / name).read_text('utf-8').splitlines()[line - 1]}"
        for name, line, text in found
    ]
    assert shown == [], "\n".join(shown)
