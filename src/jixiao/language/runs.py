"""Runs of words: what several tokens, or phrases of words, are together."""

from __future__ import annotations

from collections.abc import Sequence

from .phrases import Phrase
from .tokens import Token

__all__ = [
    "are",
    "direction_of",
    "is_inclusive",
    "is_unreadable_behind",
    "is_year",
    "joins_grades",
    "moves",
    "tokens_of",
    "whole_change",
]


def tokens_of(phrases: Sequence[Phrase]) -> list[Token]:
    """The tokens of words; a phrase that is no WORD counts as one token of its text."""
    found: list[Token] = []
    for one in phrases:
        if one.kind == "WORD":
            found += one.value
        else:
            found.append(Token("word", one.text, {one.kind.lower(): ""}, one.start, one.end, None))
    return found


def are(tokens: Sequence[Token], *names: str) -> bool:
    """Whether each word is of one of these classes."""
    return all(any(name in one.senses for name in names) for one in tokens)


def moves(token: Token) -> bool:
    """Whether a word is one of rise or fall: 提高, 降低."""
    return "rise" in token.senses or "fall" in token.senses


def direction_of(token: Token) -> str:
    return "rise" if "rise" in token.senses else "fall"


def whole_change(tokens: Sequence[Token]) -> str | None:
    """有所提高, 持平: a change and nothing else; None where other words stand beside it."""
    at = 0
    while at < len(tokens) and "manner" in tokens[at].senses and not moves(tokens[at]):
        at += 1
    if at >= len(tokens):
        return None
    if all("hold" in one.senses for one in tokens[at:]):
        return "hold"
    if not moves(tokens[at]):
        return None
    if all("change-tail" in one.senses for one in tokens[at + 1 :]):
        return direction_of(tokens[at])
    return None


def joins_grades(phrase: Phrase) -> bool:
    """Whether 或, 和, / or 、 stands between two grades: 良好或优秀, 良、优."""
    if phrase.kind == "WORD":
        return are(phrase.value, "or") or are(phrase.value, "and") or phrase.text in ("/", "、")
    return phrase.kind == "JOIN" and phrase.text == "、"


def is_year(phrases: Sequence[Phrase]) -> bool:
    """Whether a year and no more stands in brackets: （2022年）."""
    return [one.kind for one in phrases] == ["DATE"] and phrases[0].value.precision == "year"


def is_inclusive(phrase: Phrase) -> bool:
    return bool(phrase.value) and "inclusive" in tokens_of(phrase.value)[0].senses


def is_unreadable_behind(tokens: Sequence[Token], first: Token) -> bool:
    """Whether words behind a value cannot be read over."""
    if any("basis" in one.senses for one in tokens):
        return True
    if first.text.isascii() or any(
        name in first.senses for name in ("before", "end", "within", "or")
    ):
        return True
    return any(one.kind == "number" for one in tokens) or not all(
        one.text.isalpha() for one in tokens
    )
