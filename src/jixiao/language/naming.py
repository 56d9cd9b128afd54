"""Naming: whether the words before a value are the name of what it measures.

满意率≥95%, 带动就业50人 and 建设期限：2年 begin with a name; what stands before a printed sign is one
whatever it holds (PM2.5≤35).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .faults import SyntaxFault
from .phrases import Phrase
from .runs import are, moves
from .tokens import Token, Vocabulary, scan

__all__ = ["counts_what", "is_measure", "names_value", "refuse_bounds", "with_designations"]


#: Classes whose words say more than what a thing is called.
_NO_NAME: Final = frozenset(
    (
        "not", "denial", "every", "bound", "soft", "rise", "fall", "move", "or", "join", "past", "period-on-period",
        "year", "month", "quarter", "half-year", "before", "end", "within", "to", "by", "from", "than",
    )
)  # fmt: skip


def with_designations(found: Sequence[Phrase], words: Vocabulary) -> Sequence[Phrase]:
    """The phrases with the name before a printed sign as one word: PM2.5≤35, 5G基站≥120, COD≤50.

    What stands before a sign cannot be the value. A number there belongs to the name where it is
    glued to letters, or to the noun behind it (5G基站) that is no measure word.
    """
    result: list[Phrase] = []
    begin = 0
    for one in found:
        left = result[begin:]
        if one.kind == "BOUND" and one.value.symbol and left and _is_designation(left, words):
            first, last = left[0], left[-1]
            text = "".join(part.text for part in left)
            token = Token("word", text, {"designation": ""}, first.start, last.end, None)
            result[begin:] = [Phrase("WORD", (token,), text, first.start, last.end)]
        result.append(one)
        if one.kind not in ("WORD", "AMOUNT"):
            begin = len(result)
    return result


def _is_designation(phrases: Sequence[Phrase], words: Vocabulary) -> bool:
    """Whether words are a name with numbers or with letters only, of more than one character."""
    numbered = False
    for before, one in zip((None, *phrases), phrases, strict=False):
        if one.kind == "WORD":
            if any(not _NO_NAME.isdisjoint(token.senses) for token in one.value):
                return False
        elif _is_glued(before, one) or _is_of_noun(one, words):
            numbered = True
        else:
            return False
    text = "".join(one.text for one in phrases)
    return numbered or (len(text) > 1 and text.isascii() and text.isalpha())


def _is_glued(before: Phrase | None, amount: Phrase) -> bool:
    """2.5 of PM2.5: a number without a unit behind two letters or their point; Q2 is a quarter."""
    if before is None or amount.value.quantity.unit:
        return False
    return before.text[-1] == "." or (before.text[-1].isascii() and before.text[-1].isalnum())


def _is_of_noun(amount: Phrase, words: Vocabulary) -> bool:
    """5 of 5G基站: a whole number before a noun that nothing is counted in and that is no measure."""
    quantity, noun = amount.value.quantity, amount.value.noun
    if not noun or quantity.unit in words.units.spellings:
        return False
    if any(not _NO_NAME.isdisjoint(token.senses) for token in scan(noun, words)):
        return False
    whole = quantity.exact.denominator == 1
    measured = noun.endswith((*words.lexicon.words("measure-end"), *words.lexicon.words("measure")))
    return whole and noun[0].isascii() and not measured


def is_measure(token: Token, words: Vocabulary) -> bool:
    """Whether a word says how much of something: 满意率, 长度, 人数."""
    return "measure" in token.senses or any(
        token.text.endswith(one) for one in words.lexicon.words("measure-end")
    )


def names_value(
    tokens: Sequence[Token], phrase: Phrase, words: Vocabulary, *, sign: bool = False
) -> bool:
    """Whether words before a value are its name: 满意率≥95%, 带动就业50人, 建设期限：2年."""
    if not _may_be_name(tokens):
        return False
    last = tokens[-1]
    if "not" in last.senses or ("grade" in last.senses and phrase.kind == "AMOUNT"):
        return False
    if sign or (phrase.kind == "BOUND" and (phrase.value.symbol or not phrase.value.soft)):
        return True
    if _denied(tokens, words):
        return False
    if is_measure(last, words) or ("colon" in last.senses and len(tokens) > 1):
        return True
    if "possessive" in last.senses or any(one.kind == "numeral" for one in tokens):
        return False
    if any("past" in one.senses for one in tokens[-2:]):
        return False
    if phrase.kind == "AMOUNT":
        return _names_amount(tokens, phrase.value.quantity.unit, words)
    return phrase.kind in ("BOUND", "EVERY", "RANK", "INTERVAL")


def _may_be_name(tokens: Sequence[Token]) -> bool:
    """Whether nothing in the words rules out that they name what is measured."""
    if not tokens or "after" in tokens[0].senses:
        return False
    if not all(one.text.isalpha() or one.text in "、“”:()" or one.kind == "word" for one in tokens):
        return False
    if any("denial" in one.senses or "staged" in one.senses for one in tokens):
        return False
    if any(one.kind == "number" for one in tokens):
        return False
    named = any("designation" in one.senses for one in tokens)
    return named or not all(one.text.isascii() for one in tokens)


def _names_amount(tokens: Sequence[Token], unit: str, words: Vocabulary) -> bool:
    """Whether words that are no known measure name an amount in `unit`: 带动就业50人."""
    if len("".join(one.text for one in tokens)) < 2:
        return False
    if are(tokens, "verb", "fill"):
        return True
    if not unit or "ordinal" in tokens[-1].senses:
        return False
    return "date-unit" not in words.senses.get(unit, {})


def _denied(tokens: Sequence[Token], words: Vocabulary) -> bool:
    """Whether the words deny what the number counts: 未发放100人; but 未发放人数100人 is its name."""
    for at, one in enumerate(tokens):
        if "not" not in one.senses:
            continue
        rest = tokens[at + 1 :]
        if rest and ("verb" in rest[0].senses or moves(rest[0])):
            if not any(is_measure(two, words) for two in rest):
                return True
    return False


def counts_what(phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Whether the number is of a known unit that is no date: 培训500人."""
    alone = not any(one.kind == "JOIN" for one in phrases)
    return alone and phrase.kind == "AMOUNT" and bool(phrase.value.quantity.unit)


def refuse_bounds(phrases: Sequence[Phrase], before: Phrase) -> None:
    """Refuse a bound that no number belongs to, so that it is not read over with the words.

    Raises:
        SyntaxFault: one of the phrases is such a bound.
    """
    for one in phrases:
        if one.kind != "BOUND" or one.value.soft or len(one.text) == 1:
            continue
        # 不低于最低收购价2.5元: two words for one bound.
        if before.kind != "BOUND" or before.value.operator != one.value.operator:
            raise SyntaxFault(one.start)
