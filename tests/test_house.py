"""The code itself: limits that no single line can show."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SLOW

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "jixiao"
TESTS = ROOT / "tests"


def test_of_a_hundred_functions_at_most_five_are_complex():
    """The limit of ruff holds for each function; this one for all together."""
    pytest.importorskip("ruff")
    command = [sys.executable, "-m", "ruff", "check", "--select", "C901", "--exit-zero"]
    limit = ["--config", "lint.mccabe.max-complexity=10", "--output-format", "concise"]
    said = subprocess.run(
        [*command, *limit, str(SOURCE)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py"))
    functions = sum(isinstance(node, ast.FunctionDef) for tree in trees for node in ast.walk(tree))
    complex_ones = said.stdout.count("C901")
    assert functions > 3000
    assert 0 < complex_ones <= functions * 5 // 100, said.stdout


def test_the_slow_tests_are_there():
    missing = [name for name in SLOW if not (TESTS / name.partition("::")[0]).is_file()]
    assert missing == []


def test_every_public_room_has_quick_tests():
    """What ``make test-fast`` runs imports every room that has a page of the reference."""
    quick = "\n".join(
        path.read_text(encoding="utf-8")
        for path in TESTS.rglob("test_*.py")
        if path.relative_to(TESTS).as_posix() not in SLOW
    )
    pages = (ROOT / "docs" / "reference" / "modules").glob("*.md")
    without = [
        room
        for room in sorted({page.stem.partition(".")[0] for page in pages})
        if not re.search(rf"jixiao\.{room}\b|from jixiao import [^\n]*\b{room}\b", quick)
    ]
    assert without == []
