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


@pytest.fixture
def shown(project):
    """One of everything that a notebook shows, by its name."""
    import attrs

    import jixiao

    last = attrs.evolve(project, indicators=project.indicators[:-1])
    return {
        "finding": jixiao.check(project)[0],
        "change": jixiao.compare(last, project)[0],
        "indicator": project.indicators[0],
        "score": jixiao.score(project).scores[0],
        "scorecard": jixiao.score(project),
        "trend": jixiao.trend([last, attrs.evolve(project, year=(project.year or 0) + 1)]),
        "rulebook": jixiao.rulebook("财预〔2020〕10号"),
        "actuals": jixiao.read_actuals({"<b>培训次数</b>": "12次"}),
        "table": project,
    }


@pytest.mark.parametrize(
    "name",
    [
        "finding",
        "change",
        "indicator",
        "score",
        "scorecard",
        "rulebook",
        "actuals",
        "table",
        "trend",
    ],
)
def test_everything_has_a_table_in_a_notebook(shown, name):
    text = shown[name]._repr_html_()
    assert text.startswith("<table")
    assert "<script" not in text
    assert "<b>培训" not in text
    assert "white-space:nowrap" in text


def test_a_scorecard_in_a_notebook_shows_what_was_declared_and_folds_its_reasons(shown):
    text = shown["scorecard"]._repr_html_()
    for word in ("申报", "复算", "差", "<details><summary>理由</summary>"):
        assert word in text
