"""The grammar as tables: `criteria.lark` compiled by Lark, and the loop that runs them.

Lark builds the LALR tables; they are kept as plain data (``criteria.json``) beside the grammar,
so that a process that reads one value need not build them, nor import Lark. A test compiles the
grammar anew and compares. Where the file does not belong to the grammar, Lark builds the tables.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import attrs

from .faults import SyntaxFault

__all__ = ["Role", "Tables", "compile_grammar", "run", "tables"]

_END: Final = "$END"


@attrs.frozen(eq=True)
class Tables:
    """The states of the automaton.

    Attributes:
        digest: of the grammar they were made from.
        start: the first state.
        actions: for each state terminal → next state (≥ 0), or −1−rule to reduce by.
        gotos: for each state rule name → next state.
        rules: (rule name, number of parts, handler) each; a handler of "" passes its only part.
    """

    digest: str
    start: int
    end: int
    actions: tuple[Mapping[str, int], ...]
    gotos: tuple[Mapping[str, int], ...]
    rules: tuple[tuple[str, int, str], ...]


def _grammar() -> str:
    return files("jixiao.language").joinpath("criteria.lark").read_text(encoding="utf-8")


def digest_of(grammar: str) -> str:
    return hashlib.sha256(grammar.encode()).hexdigest()[:16]


@cache
def tables() -> Tables:
    """The shipped tables, or those that Lark makes of the grammar where they do not fit it."""
    grammar = _grammar()
    stored = files("jixiao.language").joinpath("criteria.json")
    if stored.is_file():
        data = json.loads(stored.read_text(encoding="utf-8"))
        if data["digest"] == digest_of(grammar):
            return Tables(
                data["digest"],
                data["start"],
                data["end"],
                tuple(data["actions"]),
                tuple(data["gotos"]),
                tuple((name, size, handler) for name, size, handler in data["rules"]),
            )
    return compile_grammar(grammar)


def compile_grammar(grammar: str | None = None) -> Tables:
    """The tables of the grammar, by Lark; strict, so that a conflict is an error."""
    import lark
    from lark.lexer import Lexer
    from lark.parsers.lalr_analysis import Shift

    grammar = _grammar() if grammar is None else grammar

    class NoLexer(Lexer):
        """The tokens come from `roles`; Lark sees the grammar only."""

        def __init__(self, conf: Any) -> None:
            del conf

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            raise NotImplementedError

    built = lark.Lark(grammar, parser="lalr", lexer=NoLexer, strict=True)
    table = built.parser.parser._parse_table
    rules: dict[Any, int] = {}
    listed: list[tuple[str, int, str]] = []
    actions: list[dict[str, int]] = [{} for _ in table.states]
    gotos: list[dict[str, int]] = [{} for _ in table.states]
    for rule in sorted(built.rules, key=_rule_key):
        name = str(rule.origin.name)
        rules[rule] = len(listed)
        passes = rule.alias is None and rule.options.expand1 and len(rule.expansion) == 1
        listed.append((name, len(rule.expansion), "" if passes else str(rule.alias or name)))
    for state, row in table.states.items():
        for symbol, (action, argument) in row.items():
            if action is not Shift:
                actions[state][symbol] = -1 - rules[argument]
            elif symbol.isupper() or symbol == _END:
                actions[state][symbol] = argument
            else:
                gotos[state][symbol] = argument
    start, end = table.start_states["start"], table.end_states["start"]
    order = _in_order(start, actions, gotos)
    return Tables(
        digest_of(grammar),
        order[start],
        order[end],
        tuple(
            {symbol: to if to < 0 else order[to] for symbol, to in sorted(actions[one].items())}
            for one in order
        ),
        tuple({name: order[to] for name, to in sorted(gotos[one].items())} for one in order),
        tuple(listed),
    )


def _in_order(
    start: int, actions: Sequence[Mapping[str, int]], gotos: Sequence[Mapping[str, int]]
) -> dict[int, int]:
    """The states numbered as they are reached: Lark's own numbers differ from run to run."""
    order, waiting = {start: 0}, [start]
    while waiting:
        state = waiting.pop(0)
        for _, to in sorted((*actions[state].items(), *gotos[state].items())):
            if to >= 0 and to not in order:
                order[to] = len(order)
                waiting.append(to)
    return order


def _rule_key(rule: Any) -> tuple[str, str, str]:
    return str(rule.origin.name), str(rule.alias), " ".join(str(one.name) for one in rule.expansion)


def dump(found: Tables) -> str:
    """The text of ``criteria.json``."""
    return json.dumps(attrs.asdict(found), ensure_ascii=False, sort_keys=True) + "\n"


class Role(NamedTuple):
    """A terminal of the grammar, its value and where it begins in the folded text."""

    name: str
    value: Any
    start: int


def run(
    found: Tables,
    handlers: Mapping[str, Callable[[Sequence[Any]], Any]],
    terminals: Sequence[Role],
    end: int,
) -> Any:
    """What the terminals mean: shift and reduce, each rule's handler given its parts.

    Raises:
        SyntaxFault: the first terminal that cannot stand where it stands; `end` if one is missing.
    """
    actions, gotos, rules = found.actions, found.gotos, found.rules
    states, values = [found.start], []
    for name, value, position in (*terminals, (_END, None, end)):
        while True:
            action = actions[states[-1]].get(name)
            if action is None:
                raise SyntaxFault(position)
            if action >= 0:
                states.append(action)
                values.append(value)
                break
            origin, size, handler = rules[-1 - action]
            if handler:
                parts = values[-size:]
                del values[-size:]
                values.append(handlers[handler](parts))
            del states[-size:]
            states.append(gotos[states[-1]][origin])
            if name == _END and states[-1] == found.end:
                return values[-1]
    raise SyntaxFault(end)
