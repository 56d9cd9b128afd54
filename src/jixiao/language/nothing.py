"""Nothing (零事故): targets in words that something bad does not come about, which are =0."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import attrs

from ..criteria import Comparison, Doubt
from ..quantities import Quantity
from .tokens import Vocabulary, scan

__all__ = ["is_bad_thing", "zero_event"]

#: The longest word that says what kind of bad thing is meant: 人身伤害 in 人身伤害事故.
_LONGEST_KIND: Final = 6
#: The longest words that say where nothing happened: 12345政务热线.
_LONGEST_FIELD: Final = 10


def zero_event(text: str, words: Vocabulary) -> Comparison | None:
    """无事故, 零投诉, 不发生安全责任事故, 信息安全零事故, 投诉为零: nothing of something bad is =0."""
    if words.zero_heads.isdisjoint(text) and not text.endswith(words.lexicon.words("to-nothing")):
        return None
    found = Comparison(operator="=", quantity=Quantity(Decimal(0)))
    ends = (one for one in words.lexicon.words("to-nothing") if text.endswith(one))
    if _is_zero_event(text, words) or any(
        is_bad_thing(bad, words) or _ends_badly(bad, words) for bad in map(text.removesuffix, ends)
    ):
        return found
    absent = words.lexicon.words("zero", "absent")
    for end in range(2, min(len(text), _LONGEST_FIELD + 1)):
        field, rest = text[:end], text[end:]
        if rest.startswith(absent) and _is_field(field, words) and _is_zero_event(rest, words):
            message = f"“{field}”只作说明，未参与判断"
            return attrs.evolve(found, doubts=(Doubt(code="leading-words", message=message),))
    return None


def _is_field(text: str, words: Vocabulary) -> bool:
    """Whether words only say where nothing happened: 食品安全, 全年."""
    told = ("thing-kind", "thing", "whole", "this-year")
    return all(
        any(name in one.senses for name in told)
        or (one.kind == "char" and not one.senses and one.text.isalpha())
        for one in scan(text, words)
    )


def _is_zero_event(text: str, words: Vocabulary) -> bool:
    """Whether a text begins with nothing and goes on with something bad."""
    zero = words.lexicon.words("zero")
    rests = (text[len(one) :] for one in zero if text.startswith(one))
    occurs = words.lexicon.words("occur")
    return any(
        is_bad_thing(rest, words) or _ends_badly(rest, words) or rest in occurs for rest in rests
    )


def is_bad_thing(text: str, words: Vocabulary) -> bool:
    """Whether `text` names something bad of the lexicon: 事故, 重大安全责任事故."""
    things = words.lexicon.words("thing-bad")
    kinds = words.lexicon.words("thing-kind")
    return any(
        text.endswith(one) and _made_of(text[: len(text) - len(one)], kinds) for one in things
    )


def _ends_badly(text: str, words: Vocabulary) -> bool:
    """溺水事故, 食品中毒: a listed bad thing behind a word that the lexicon does not know."""
    things = [one for one in words.lexicon.words("thing-bad") if text.endswith(one)]
    if not things:
        return False
    before = text[: len(text) - len(max(things, key=len))]
    return len(before) <= _LONGEST_KIND and all(
        (one.kind == "char" and not one.senses and one.text.isalpha())
        or "thing-kind" in one.senses
        or "thing-bad" in one.senses
        for one in scan(before, words)
    )


def _made_of(text: str, words: Iterable[str]) -> bool:
    return not text or any(
        text.startswith(word) and _made_of(text[len(word) :], words) for word in words
    )
