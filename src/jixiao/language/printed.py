"""Printed rules (写在指标值里的计分办法): 90%以上得10分，每降5%扣1分.

A text is such a rule only if every clause of it is understood; else it stays what it was, a text
that cannot be read.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple

import attrs

from .characters import squeeze
from .lexicon import Lexicon, builtin_lexicon, either

__all__ = ["Off", "PrintedRule", "Tier", "is_printed_scale", "printed_rule"]

Side = Literal["below", "above", "late"]
_SIDES: Final[tuple[Side, ...]] = ("below", "above", "late")


class Tier(NamedTuple):
    """What earns some points: the words of the condition, the points; None: all of them."""

    condition: str
    points: Decimal | None


class Off(NamedTuple):
    """So many points off for each `amount` on a side of the target; None: on its bad side."""

    side: Side | None
    amount: str
    points: Decimal


@attrs.frozen
class PrintedRule:
    """A rule of scoring as a target prints it.

    Attributes:
        text: the words of the rule.
        target: the words of the target.
        tiers: what earns how much, in the order of the text; the first is the target.
        off: what is taken off, or None.
        otherwise: whether everything else earns nothing.
    """

    text: str
    target: str
    tiers: tuple[Tier, ...]
    off: Off | None
    otherwise: bool = False

    @property
    def full(self) -> Decimal | None:
        """The points of the target, where the text says them."""
        return self.tiers[0].points if self.tiers else None


class _Grammar(NamedTuple):
    earns: re.Pattern[str]
    takes: re.Pattern[str]
    begins: re.Pattern[str]
    ends: re.Pattern[str]
    nothing: re.Pattern[str]
    stop: re.Pattern[str]
    sides: dict[str, Side]


@lru_cache(maxsize=8)
def _grammar(lexicon: Lexicon) -> _Grammar:
    def of(name: str) -> str:
        return either(lexicon.words(f"printed-{name}"))

    stops = re.escape("".join(lexicon.words("printed-stop")))
    points = either(lexicon.words("points"))
    number = r"[0-9]+(?:\.[0-9]+)?"
    sides = {word: side for side in _SIDES for word in lexicon.words("printed-side", side)}
    full = rf"(?:{of('full')})(?:{number}(?:{points}))?"
    return _Grammar(
        earns=re.compile(
            rf"(?P<what>.*?),?(?:{of('earn')})(?:(?P<points>{number})(?:{points})|{full})"
        ),
        takes=re.compile(
            rf"(?P<before>.*?)(?:{of('each')})(?P<side>{either(sides)})?(?P<amount>[^{stops}]*?),?"
            rf"(?:{of('off')})(?P<points>{number})(?:{points})"
        ),
        begins=re.compile(rf"(?:.*?)(?:{of('each')})(?:{either(sides)})?[^{stops}]*"),
        ends=re.compile(f"{of('end')}|{of('ratio')}"),
        nothing=re.compile(rf"(?P<what>.*?),?(?:{of('nothing')})"),
        stop=re.compile(f"[{stops}]"),
        sides=sides,
    )


def printed_rule(text: str, lexicon: Lexicon | None = None) -> PrintedRule | None:
    """The rule that a target prints beside itself; None where it prints none that is understood."""
    words = lexicon or builtin_lexicon()
    folded = squeeze(text)
    # Without points there is no rule; most texts end here.
    if not any(f"0{unit}" in re.sub("[0-9]", "0", folded) for unit in words.words("points")) and (
        not any(one in folded for one in words.words("printed-full"))
    ):
        return None
    grammar = _grammar(words)
    return _Reader(grammar, words).read(folded)


@lru_cache(maxsize=8)
def _scale(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A clause that says when something is so (…为较稳定), and how far a word says that it is."""
    stops = re.escape("".join(lexicon.words("printed-stop")))
    step = rf"[^{stops}]+?(?:{either(lexicon.words('printed-is'))})([\u4e00-\u9fff]{{2,6}})"
    return re.compile(step), re.compile(f"^(?:{either(lexicon.words('printed-degree'))})")


def is_printed_scale(text: str, lexicon: Lexicon | None = None) -> bool:
    """Whether a target is a scale for the reviewer: 5%以内为稳定，5%—10%为较稳定，10%以上为不稳定.

    Every clause says when a word holds, and the words differ only in how far.
    """
    words = lexicon or builtin_lexicon()
    step, degree = _scale(words)
    stops = "".join(words.words("printed-stop"))
    clauses = [one for one in re.split(f"[{re.escape(stops)}]", squeeze(text)) if one]
    found = [step.fullmatch(one) for one in clauses]
    said = [one[1] for one in found if one is not None]
    if len(said) < 2 or len(said) < len(clauses):
        return False
    return len({degree.sub("", one) for one in said}) == 1 < len(set(said))


def _clauses(folded: str, grammar: _Grammar) -> list[str]:
    """The clauses; 每降1%，扣1分 is one."""
    result: list[str] = []
    for one in grammar.stop.split(folded):
        if not one:
            continue
        before = result[-1] if result else ""
        if before and grammar.begins.fullmatch(before) and not grammar.takes.fullmatch(before):
            result[-1] = f"{before},{one}"
        else:
            result.append(one)
    return result


class _Reader:
    def __init__(self, grammar: _Grammar, words: Lexicon) -> None:
        self._grammar, self._words = grammar, words
        self._stops = "".join(words.words("printed-stop"))
        self._tiers: list[Tier] = []
        self._target = ""
        self._off: Off | None = None
        self._otherwise = False

    def read(self, folded: str) -> PrintedRule | None:
        clauses = _clauses(folded, self._grammar)
        for clause in clauses:
            if not (self._ends(clause) or self._takes(clause) or self._earns(clause)):
                if self._target or self._tiers or self._off:
                    return None
                self._target = clause
        target = self._target or (self._tiers[0].condition if self._tiers else "")
        if not target or not (self._tiers or self._off):
            return None
        rule = folded.removeprefix(target).lstrip(self._stops)
        if self._off is not None and (
            self._otherwise or any(one.points for one in self._tiers[1:])
        ):
            # Points off and steps at once: no text says how they go together.
            return None
        return PrintedRule(rule, target, tuple(self._tiers), self._off, self._otherwise)

    def _ends(self, clause: str) -> bool:
        return self._grammar.ends.fullmatch(clause) is not None

    def _takes(self, clause: str) -> bool:
        found = self._grammar.takes.fullmatch(clause)
        if found is None or self._off is not None:
            return False
        side = self._grammar.sides.get(found["side"] or "")
        before = found["before"]
        if before and not self._target and not self._tiers:
            self._target = before
        self._off = Off(side, found["amount"], Decimal(found["points"]))
        return True

    def _earns(self, clause: str) -> bool:
        nothing = self._grammar.nothing.fullmatch(clause)
        if nothing is not None:
            what = nothing["what"]
            if what in self._words.words("printed-otherwise"):
                self._otherwise = True
            else:
                self._tiers.append(Tier(what, Decimal(0)))
            return bool(self._tiers or self._target)
        found = self._grammar.earns.fullmatch(clause)
        if found is None:
            return False
        points = found["points"]
        what = found["what"]
        if not what and self._target and not self._tiers:
            what = self._target
        if not what:
            return False
        self._tiers.append(Tier(what, None if points is None else Decimal(points)))
        return True
