"""The code itself: limits that no single line can show."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "jixiao"


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
