"""The grammar file and its handlers belong together, and the grammar has no conflict."""

import inspect
import re
from importlib.resources import files
from pathlib import Path

import lark
import pytest

from jixiao._grammar import Handlers, _grammar, reader
from jixiao._vocabulary import VERBS, grammar_text, terminal_patterns
from jixiao.quantities import Units, builtin

SOURCE = files("jixiao").joinpath("criteria.lark").read_text(encoding="utf-8")
RULES, _, TERMINALS = SOURCE.partition("// ---- 终结符")


def rules():
    """(handler name, rule name, right side) for each alternative that a handler serves."""
    text = re.sub(r"//.*", "", RULES)
    for match in re.finditer(r"^([?_]?)([a-z_]+):((?:.|\n(?![?_a-z]))+)", text, re.MULTILINE):
        mark, name, body = match.groups()
        for alternative in body.split("\n"):
            for piece in re.split(r"\|(?![^(]*\))", alternative):
                right, _, alias = piece.partition("->")
                if not right.strip() or mark == "_":
                    continue
                if alias.strip():
                    yield alias.strip(), name, right.strip()
                elif mark != "?" or " " in right.strip():
                    yield name, name, right.strip()


def handlers():
    return {
        name: member
        for name, member in inspect.getmembers(Handlers, inspect.isfunction)
        if not name.startswith("_")
    }


def test_no_conflict_in_strict_mode():
    lark.Lark(
        grammar_text(builtin()),
        parser="lalr",
        lexer="contextual",
        strict=True,
        maybe_placeholders=False,
    )


def test_every_terminal_has_a_priority_of_its_own():
    priorities = re.findall(r"^[A-Z_]+\.([0-9]+):", TERMINALS, re.MULTILINE)
    assert len(priorities) == len(set(priorities)) >= 60
    assert [int(one) for one in priorities] == sorted(map(int, priorities), reverse=True)


def test_every_terminal_is_used_and_every_used_one_is_defined():
    defined = set(re.findall(r"^([A-Z_]+)\.[0-9]+:", TERMINALS, re.MULTILINE))
    used = set(re.findall(r"\b[A-Z][A-Z_]+\b", re.sub(r"//.*", "", RULES)))
    assert used == defined


def test_every_placeholder_is_filled():
    named = set(re.findall(r"@([A-Z_]+)@", TERMINALS))
    made = {name for name, _ in terminal_patterns(builtin())}
    assert named <= made
    assert "@" not in re.sub(r"\[\^[^\]]*\]", "", grammar_text(builtin()).partition("终结符")[2])


def test_every_rule_has_a_handler_and_every_handler_a_rule():
    wanted = {handler for handler, _, _ in rules()}
    assert wanted <= set(handlers())
    unused = set(handlers()) - wanted
    assert not unused


@pytest.mark.parametrize(("handler", "rule", "right"), sorted(set(rules())))
def test_a_handler_quotes_its_rule(handler, rule, right):
    quoted = inspect.getdoc(handlers()[handler])
    assert quoted, handler
    first = quoted.splitlines()[0]
    assert rule in re.findall(r"[a-z_]+(?=:)", first), f"{handler} does not name {rule}"
    if "…" not in first:
        # Loosely: each terminal of the rule is named; an optional end is written once.
        for terminal in re.findall(r"\b[A-Z_]{2,}\b", right):
            assert terminal in first, f"{handler} does not mention {terminal}"


def test_every_doubt_is_documented_and_every_documented_one_is_made():
    root = Path(__file__).parents[1]
    made = {
        code
        for name in ("_grammar", "_amounts", "_dates", "parsing")
        for code in re.findall(
            r'Doubt\(\s*code="([a-z-]+)"', (root / f"src/jixiao/{name}.py").read_text("utf-8")
        )
    }
    page = (root / "docs/reference/grammar.md").read_text("utf-8")
    table = page.partition("## 有疑义的")[2].partition("```")[0]
    assert set(re.findall(r"^\| `([a-z-]+)`", table, re.MULTILINE)) == made


def test_verbs_are_told_once():
    assert len(VERBS) == len(set(VERBS))


def test_plain_numbers_need_no_grammar():
    units = Units(builtin().lines)
    before = _grammar.cache_info().misses
    assert str(reader(units)("≥95%")) == "≥95%"
    assert _grammar.cache_info().misses == before


def test_the_grammar_is_built_once_for_a_set_of_units():
    assert reader(builtin()) is reader(builtin())
