"""The notebook in examples/ runs from the first cell to the last, and shows what it says."""

from __future__ import annotations

import ast
import json
import shutil

import pytest

from .conftest import EXAMPLE

NOTEBOOK = EXAMPLE.parent / "quickstart.ipynb"


@pytest.fixture
def notebook():
    return json.loads(NOTEBOOK.read_text("utf-8"))


def test_format(notebook):
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    identities = [cell["id"] for cell in notebook["cells"]]
    assert len(set(identities)) == len(identities)
    for cell in notebook["cells"]:
        assert cell["cell_type"] in ("markdown", "code")
        assert isinstance(cell["source"], list)
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []


def test_every_cell_runs(notebook, tmp_path, monkeypatch):
    pytest.importorskip("altair")
    shutil.copytree(EXAMPLE, tmp_path / EXAMPLE.name)
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    shown = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, cell["id"], "exec"), names)
        if last is not None:
            shown.append(eval(compile(ast.Expression(last.value), cell["id"], "eval"), names))
    assert any(isinstance(one, tuple) and one[2] is True for one in shown)
    tables = [one._repr_html_() for one in shown if hasattr(one, "_repr_html_")]
    assert sum("<table" in text for text in tables) >= 4
    assert len(list((tmp_path / "结果").iterdir())) == 5
