"""Setting: what an actual value is read against, what comes of it, and its clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import attrs

from ..criteria import Comparison, Criterion, Doubt
from ..errors import CriterionError, Span
from ..quantities import Units
from .build import LOWER, UPPER
from .characters import squeeze
from .clauses import Clause, clauses_of
from .cleaning import clean
from .faults import Contradiction
from .lexicon import Lexicon
from .phrases import phrases
from .reading import refuse_split_numbers
from .tokens import Token, Vocabulary, scan, vocabulary

__all__ = ["Achieved", "Setting", "actual_words", "aside", "clauses_in", "doubt", "left_open"]


@attrs.frozen(kw_only=True)
class Setting:
    """What an actual value is read against.

    Attributes:
        target: the criterion.
        name: the indicator's name, whose words beside a number are no news; `""` if unknown.
        year: of a date without one.
        words: the vocabulary of actual values.
    """

    target: Criterion
    name: str
    year: int | None
    words: Vocabulary

    @property
    def units(self) -> Units:
        """The units to convert by."""
        return self.words.units

    @cached_property
    def known(self) -> str:
        """The name and the target: the measured thing itself."""
        return squeeze(self.name) + squeeze(self.target.text)

    def knows(self, text: str) -> bool:
        """Whether `text` stands in the name or in the target, or all its characters do."""
        return self.names(text) or (len(text) > 1 and set(text) <= set(self.known))

    def names(self, text: str) -> bool:
        """Whether `text` stands in the name or in the target as it is: 运行 does not name 停运."""
        return bool(text) and text in self.known

    @property
    def is_limit(self) -> bool:
        """Whether the target says how much there may be at most: ≤2起, <5%."""
        return self.operator in UPPER

    @property
    def is_floor(self) -> bool:
        """Whether the target says how much there must be at least: ≥12场."""
        return self.operator in LOWER

    @property
    def operator(self) -> str | None:
        """The operator of a target that is one number; `""` for another."""
        return self.target.operator if isinstance(self.target, Comparison) else ""

    def averages(self) -> bool:
        """Whether name or target say that the number is one of each: 人均, 户均, 亩均."""
        known = self.name + self.target.text
        return any(one in known for one in self.words.lexicon.words("per-average"))


class Achieved(NamedTuple):
    """What an actual value states.

    Attributes:
        value: the amount, the date or the period that was achieved; None where none is stated.
        met: what the words decide by themselves; "ask" where `value` decides, None for open.
        doubts, remarks: as in `Judgement`.
    """

    value: Criterion | None
    met: bool | Literal["ask"] | None
    doubts: tuple[Doubt, ...] = ()
    remarks: tuple[str, ...] = ()


def doubt(code: str, message: str) -> Doubt:
    return Doubt(code=code, message=message)


def aside(said: str, quote: str) -> Doubt:
    """The doubt that a word was read over."""
    return doubt("actual-aside", f"“{said}”里的“{quote}”没有参与判断")


def left_open(code: str, message: str) -> Achieved:
    return Achieved(None, None, (doubt(code, message),))


def actual_words(units: Units, lexicon: Lexicon | None = None) -> Vocabulary:
    """The vocabulary of actual values."""
    return vocabulary(units, lexicon, "actual")


# 【线上】 explains as （线上） does; [80,90] is an interval.
_BEHIND_FRACTION: Final = re.compile(r"([0-9]+/[0-9]+)[，,](?=[0-9])")
_SQUARE: Final = MappingProxyType(str.maketrans("【】〔〕", "（）（）"))


def clauses_in(text: str, words: Vocabulary) -> tuple[list[Clause], list[Token]]:
    # 187/200，93.5%: the comma parts two numbers, though 1，200 may be one.
    folded = clean(_BEHIND_FRACTION.sub(r"\1；", text.translate(_SQUARE)))
    tokens = _titles_whole(folded, scan(folded, words), words)
    _refuse_lookalikes(text, tokens)
    try:
        refuse_split_numbers(tokens)
        found = clauses_of(phrases(folded, tokens, words), words)
    except Contradiction as problem:
        at = max(folded.find(problem.word), 0) if problem.word else 0
        raise CriterionError(
            problem.message,
            code=problem.code,
            text=text,
            span=Span(at, min(len(text), at + max(1, len(problem.word)))),
            expected="一个完整的数或日期，例如 96%、2022年10月20日",
        ) from None
    return found, tokens


def _titles_whole(text: str, tokens: list[Token], words: Vocabulary) -> list[Token]:
    """《青春无毒》 as one thing: what stands in a title says nothing of what was done."""
    opens, closes = words.lexicon.words("title")
    if opens not in text:
        return tokens
    result, start = list[Token](), None
    for one in tokens:
        if one.text == opens and start is None and closes in text[one.end :]:
            start = one.start
        elif start is None:
            result.append(one)
        elif one.text == closes:
            result.append(Token("word", text[start : one.end], {"thing": ""}, start, one.end, None))
            start = None
    return result


def _refuse_lookalikes(text: str, tokens: Sequence[Token]) -> None:
    """9O%: a letter beside a digit that looks like one.

    Raises:
        CriterionError: the number is damaged; the letter is under the caret.
    """
    for one, other in pairwise(tokens):
        letter = other if one.kind == "number" else one
        if "lookalike" not in letter.senses or "unit" in letter.senses or one.end != other.start:
            continue
        if "number" in (one.kind, other.kind):
            raise CriterionError(
                f"“{letter.text}”像是字母，不是数字",
                code="number-damaged",
                text=text,
                span=Span(letter.start, letter.end),
                expected="数字",
            )
