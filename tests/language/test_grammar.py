"""The grammar file, its tables and its handlers belong together, and the grammar has no conflict."""

import inspect
import re
from importlib.resources import files
from pathlib import Path

import pytest

from jixiao.language import automaton, build
from jixiao.language.tokens import vocabulary
from jixiao.quantities import builtin

SOURCE = re.sub(
    r"//.*",
    "",
    files("jixiao.language").joinpath("criteria.lark").read_text(encoding="utf-8"),
)
RULES, _, DECLARED = SOURCE.partition("%declare")


def rules():
    """(handler, rule, right side) of each alternative that a handler serves."""
    for match in re.finditer(r"^(\??)([a-z_]+):((?:.|\n(?![?a-z]))+)", RULES, re.MULTILINE):
        mark, name, body = match.groups()
        for alternative in re.split(r"\|", body):
            right, _, alias = alternative.partition("->")
            if not right.strip():
                continue
            if alias.strip():
                yield alias.strip(), name, right.strip()
            elif mark != "?" or " " in right.strip():
                yield name, name, right.strip()


def handlers():
    return {
        name: member
        for name, member in inspect.getmembers(build._Builder, inspect.isfunction)
        if not name.startswith("_")
    }


def test_the_shipped_tables_are_those_of_the_grammar():
    """Lark compiles it in strict mode, in which a conflict is an error."""
    assert automaton.compile_grammar() == automaton.tables()


def test_no_process_that_reads_values_needs_lark():
    import subprocess
    import sys

    code = (
        "import sys, jixiao\n"
        "for text in ('80%-90%', '12月底前100%到位', '较上年提高5%', '有效保障', '工5%'):\n"
        "    jixiao.read_criterion(text)\n"
        "print('lark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_changed_grammar_is_compiled_anew(monkeypatch):
    changed = automaton._grammar() + "\n// changed\n"
    monkeypatch.setattr(automaton, "_grammar", lambda: changed)
    assert automaton.tables.__wrapped__().digest == automaton.digest_of(changed)


def test_there_is_no_expression_in_it():
    assert "/" not in re.sub(r"//.*", "", SOURCE)
    assert '"' not in SOURCE


def test_every_terminal_is_used_and_every_used_one_is_declared():
    used = set(re.findall(r"\b[A-Z]{2,}\b", RULES))
    assert used == set(re.findall(r"\b[A-Z]{2,}\b", DECLARED))


def test_every_rule_has_a_handler_and_every_handler_a_rule():
    assert {handler for handler, _, _ in rules()} == set(handlers())
    assert set(build.handlers(vocabulary(builtin()))) == set(handlers())


@pytest.mark.parametrize(("handler", "rule", "right"), sorted(set(rules())))
def test_a_handler_quotes_its_rule(handler, rule, right):
    quoted = inspect.getdoc(handlers()[handler])
    assert quoted, handler
    first = quoted.splitlines()[0]
    assert rule in re.findall(r"[a-z_]+(?=:)", first) or right in first, handler
    if "…" not in first:
        for terminal in re.findall(r"\b[A-Z]{2,}\b", right):
            assert terminal in first, f"{handler} does not mention {terminal}"


def test_every_doubt_of_a_target_is_documented_and_every_documented_one_is_made():
    root = Path(__file__).parents[2]
    made = {
        code
        for path in (root / "src/jixiao/language").glob("*.py")
        if path.name not in ("achieved.py", "judging.py")
        for code in re.findall(r'Doubt\(\s*code="([a-z-]+)"', path.read_text("utf-8"))
    }
    page = (root / "docs/reference/grammar.md").read_text("utf-8")
    table = page.partition("## 有疑义的")[2].partition("```")[0]
    assert set(re.findall(r"^\| `([a-z-]+)`", table, re.MULTILINE)) == made
