"""Every code has a page, and what the pages show is what the library says."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from jixiao.findings import SEVERITIES
from jixiao.review.checking import CODES, OTHER_CODES

PAGES = Path(__file__).parent.parent / "docs" / "reference" / "findings"
ALL = (*CODES, *OTHER_CODES)
_FENCE = re.compile(r"```python\n(.*?)```", re.DOTALL)
_EXAMPLES = re.compile(r"## 不通过\n(.*?)## 通过\n(.*?)## 怎样处理", re.DOTALL)


def outputs(text: str, name: str, names: dict[str, object]) -> str:
    """Run the examples of one part of a page; the outputs that it shows."""
    shown = []
    for block in _FENCE.findall(text):
        test = doctest.DocTestParser().get_doctest(block, names, name, name, 0)
        runner = doctest.DocTestRunner(verbose=False)
        complaints: list[str] = []
        runner.run(test, out=complaints.append, clear_globs=False)
        # The examples of one page build on each other.
        names.update(test.globs)
        assert not complaints, "".join(complaints)
        shown += [example.want for example in test.examples]
    return "".join(shown)


@pytest.mark.parametrize("code", ALL, ids=lambda code: code.name)
def test_a_page_shows_one_failure_and_one_pass(code):
    text = (PAGES / f"{code.name}.md").read_text(encoding="utf-8")
    label = dict(SEVERITIES)[code.severity]
    assert text.startswith(f"# {code.name}：{code.title}\n\n轻重：{label}")
    fails, passes = _EXAMPLES.search(text).groups()
    names: dict[str, object] = {}
    assert code.name in outputs(fails, code.name, names)
    assert outputs(passes, code.name, names) == ""


def test_the_index_lists_every_page_once():
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[([a-z0-9-]+)\]\(\1\.md\) \|", index, re.MULTILINE)
    assert sorted(listed) == sorted(code.name for code in ALL)
    assert sorted(path.stem for path in PAGES.glob("*.md") if path.stem != "index") == sorted(
        listed
    )


def test_the_index_runs():
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    assert "my-no-goal" in outputs(index, "index", {})
