"""Tokens: a text cut into numbers, known words and single characters, each with its place.

The scan knows words and numbers and nothing of their order. Numbers come first; behind a number
a unit is tried before a longer word, so that 10年内 is not cut into 10 and 年内. A token keeps
all the classes of its word; which of them holds is decided where the token is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import attrs

from ..grades import GRADE_RANKS
from ..quantities import NUMERALS, NUMERALS_FIRST, POINTS, SCALES, Units
from .lexicon import Lexicon, builtin_lexicon
from .numerals import DIGITS, decimal_of, numeral_of

__all__ = ["Cursor", "Token", "Vocabulary", "scan", "vocabulary"]

# The classes that are looked for first behind a number.
_BEHIND: Final = frozenset(("unit", "scale", "year", "month", "day", "quarter", "of"))
# Words after which a number still goes on: 5万人, 半年, 十几人.
_GOING_ON: Final = frozenset(("scale", "half", "some", "more"))
_DIGIT_CHARS: Final = frozenset("0123456789")
_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_THING: Final[Mapping[str, str]] = MappingProxyType({"thing": ""})
_ALL_DUE: Final[Mapping[str, str]] = MappingProxyType({"all-due": ""})
_BEYOND: Final = (_NONE,) * 8


class Token(NamedTuple):
    """A piece of a folded text.

    Attributes:
        kind: ``number`` digits, ``numeral`` Chinese numerals, ``word`` of the lexicon, ``char``.
        text: the piece, folded.
        senses: its classes, each with the sense the word has in it.
        start, end: where it stands in the text.
        value: of a number or a numeral; None where it is damaged or is no number.
    """

    kind: str
    text: str
    senses: Mapping[str, str]
    start: int
    end: int
    value: Decimal | None


@attrs.frozen(eq=False)
class Vocabulary:
    """The words of a lexicon and the spellings of a set of units, ready to be looked up."""

    lexicon: Lexicon
    units: Units
    scope: str = ""

    @cached_property
    def senses(self) -> Mapping[str, Mapping[str, str]]:
        found = {word: dict(senses) for word, senses in self.lexicon.senses_in(self.scope).items()}
        for spelling, canonical in self.units.spellings.items():
            found.setdefault(spelling.replace(" ", ""), {}).setdefault("unit", canonical)
        for word in SCALES:
            found.setdefault(word, {}).setdefault("scale", word)
        for word in GRADE_RANKS:
            found.setdefault(word, {}).setdefault("grade", word)
        return MappingProxyType({word: MappingProxyType(one) for word, one in found.items()})

    @cached_property
    def doubted_units(self) -> frozenset[str]:
        """The units that may mean something else: 人/次, and 6月 where it says so many months."""
        loose = (word for word, senses in self.senses.items() if "loose-unit" in senses)
        return frozenset((*loose, *self.lexicon.words("month")[:1]))

    def is_time(self, unit: str) -> bool:
        """Whether a unit is one of time; several stretches of time are not summed."""
        times = self.lexicon.words("time-unit")
        return bool(unit) and any(self.units.relation(unit, one) is not None for one in times)

    def is_money(self, unit: str) -> bool:
        return bool(unit) and self.units.relation(unit, self.lexicon.money) is not None

    def is_share(self, unit: str) -> bool:
        return bool(unit) and not self.units.factor(unit).dimension

    def is_points(self, unit: str) -> bool:
        """Whether a unit says how far two shares are apart: 百分点."""
        return bool(unit) and self.units.relation(unit, POINTS) is not None

    @cached_property
    def designated_heads(self) -> frozenset[str]:
        """The characters with which nouns begin that a number before them only names: 热线."""
        return frozenset(word[0] for word in self.lexicon.words("designated"))

    @cached_property
    def due_heads(self) -> frozenset[str]:
        """The characters with which 应救尽救 begins; none but in what was achieved."""
        return frozenset(self.lexicon.words("all-due", "due") if self.scope == "actual" else ())

    @cached_property
    def zero_heads(self) -> frozenset[str]:
        """The characters with which the words for nothing begin: 零, 无, 不发生."""
        return frozenset(word[0] for word in self.lexicon.words("zero"))

    @cached_property
    def grade_heads(self) -> frozenset[str]:
        """The characters with which grades begin."""
        pairs = self.lexicon.words("grade-pair")
        return frozenset(word[0] for word in (*GRADE_RANKS, *pairs))

    @cached_property
    def numbered(self) -> tuple[str, ...]:
        """The words that begin with a digit: 5A级, 3级."""
        pairs = self.lexicon.words("grade-pair")
        return tuple(word for word in (*self.senses, *pairs) if word[0] in _DIGIT_CHARS)

    @cached_property
    def numbered_tails(self) -> frozenset[str]:
        """The characters behind the digits of those words."""
        return frozenset(word.lstrip("0123456789")[0] for word in self.numbered)

    @cached_property
    def lengths(self) -> Mapping[str, tuple[int, ...]]:
        """For each first character the lengths of the words that begin with it, longest first."""
        return _lengths(self.senses)

    @cached_property
    def unit_lengths(self) -> Mapping[str, tuple[int, ...]]:
        """As `lengths`, of what may follow a number at once: units, scales and parts of a date."""
        return _lengths([word for word, one in self.senses.items() if not _BEHIND.isdisjoint(one)])


def _lengths(words: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[0], set()).add(len(word))
    return MappingProxyType(
        {char: tuple(sorted(sizes, reverse=True)) for char, sizes in found.items()}
    )


@lru_cache(maxsize=8)
def vocabulary(units: Units, lexicon: Lexicon | None = None, scope: str = "") -> Vocabulary:
    """The vocabulary of a set of units and a lexicon, the built-in one by default.

    `scope` is ``actual`` for the words of actual values.
    """
    return Vocabulary(lexicon or builtin_lexicon(), units, scope)


class Cursor:
    """The tokens of one text, asked by their places.

    Readers ask a few places ahead or one back at nearly every step; so no step looks for the ends.
    """

    def __init__(self, tokens: Sequence[Token], beside: Cursor | None = None) -> None:
        """`beside` reads the same tokens: what is looked up in them is laid out once."""
        self._tokens = tokens
        self._count = len(tokens)
        # Of nothing at the places beyond the last and before the first.
        self._senses: Sequence[Mapping[str, str]] = (
            beside._senses if beside else (*[one.senses for one in tokens], *_BEYOND)
        )

    def _is(self, index: int, name: str) -> bool:
        return name in self._senses[index]

    def _text(self, index: int) -> str:
        return self._tokens[index].text if 0 <= index < self._count else ""

    def _joined(self, begin: int, end: int) -> str:
        """The texts from `begin` up to `end`, as far as there are any."""
        return "".join([one.text for one in self._tokens[begin:end]])

    def _glued(self, index: int) -> bool:
        """Whether the token at `index` follows the one before it without a blank."""
        return 0 < index < self._count and self._tokens[index].start == self._tokens[index - 1].end


def scan(text: str, words: Vocabulary) -> list[Token]:
    """The tokens of a folded text, in order. Blanks are left out, save that 9 5 is no 95."""
    if " " not in text:
        return _scan(text, words)
    kept = [index for index, char in enumerate(text) if char != " " or _between_digits(text, index)]
    found = _scan("".join(text[index] for index in kept), words)
    placed = [one._replace(start=kept[one.start], end=kept[one.end - 1] + 1) for one in found]
    return [_unbroken(one, text) if one.kind == "number" else one for one in placed]


def _unbroken(token: Token, text: str) -> Token:
    """1. 95%: a list number and a value, or 1.95; so it is no number at all."""
    _, point, decimals = text[token.start : token.end].partition(".")
    return token._replace(value=None) if point and decimals.startswith(" ") else token


def _between_digits(text: str, index: int) -> bool:
    """Whether the blank at `index` is the first of those between two digits."""
    before, after = text[index - 1 : index] if index else "", text[index + 1 :].lstrip(" ")[:1]
    return before in _DIGIT_CHARS and after in _DIGIT_CHARS


def _scan(text: str, words: Vocabulary) -> list[Token]:
    senses, lengths, units = words.senses, words.lengths, words.unit_lengths
    found: list[Token] = []
    position, end = 0, len(text)
    behind_number = False
    while position < end:
        char = text[position]
        if char == " ":
            position += 1
            continue
        if char in _DIGIT_CHARS:
            match = DIGITS.match(text, position)
            digits = match[0] if match else char
            stop = position + len(digits)
            if text[stop : stop + 1] in words.designated_heads and digits.isdecimal():
                named = _designated(text, stop, words)
                if named:
                    found.append(Token("word", text[position:named], _THING, position, named, None))
                    position, behind_number = named, False
                    continue
            found.append(Token("number", digits, _NONE, position, stop, decimal_of(digits)))
            position, behind_number = stop, True
            continue
        if char in NUMERALS_FIRST:
            stop = _numeral_end(text, position, words)
            if stop:
                piece = text[position:stop]
                value = numeral_of(piece)
                found.append(
                    Token("numeral", piece, senses.get(piece, _NONE), position, stop, value)
                )
                position, behind_number = stop, True
                continue
        stop = _due_end(text, position, words) if char in words.due_heads else 0
        meant: Mapping[str, str] = _ALL_DUE if stop else _NONE
        if not stop and behind_number and char in units:
            stop = _longest(text, position, units[char], senses, unit=True)
        if not stop and char in lengths:
            stop = _longest(text, position, lengths[char], senses, unit=False)
        if stop:
            piece = text[position:stop]
            meant = meant or senses[piece]
            found.append(Token("word", piece, meant, position, stop, None))
            behind_number = not _GOING_ON.isdisjoint(meant) and (behind_number or "half" in meant)
        else:
            stop = position + 1
            found.append(Token("char", char, _NONE, position, stop, None))
            behind_number = False
        position = stop
    return found


def _due_end(text: str, position: int, words: Vocabulary) -> int:
    """Where 应救尽救, 应保障尽保障 ends that begins at `position`; 0 where it is something else."""
    for size in (1, 2):
        act, rest = text[position + 1 :][:size], text[position + 1 + size :]
        for word in words.lexicon.words("all-due", "all"):
            if act.isalpha() and rest.startswith(word + act):
                return position + 1 + 2 * size + len(word)
    return 0


def _designated(text: str, position: int, words: Vocabulary) -> int:
    """Where the noun ends that a number at `position` only names (12345热线); 0 where none stands."""
    nouns = words.lexicon.words("designated")
    return max((position + len(one) for one in nouns if text.startswith(one, position)), default=0)


def _longest(
    text: str,
    position: int,
    sizes: tuple[int, ...],
    senses: Mapping[str, Mapping[str, str]],
    *,
    unit: bool,
) -> int:
    """Where the longest known word at `position` ends; 0 where none begins there."""
    for size in sizes:
        stop = position + size
        piece = text[position:stop]
        if piece in senses and len(piece) == size:
            meant = senses[piece]
            if unit and _BEHIND.isdisjoint(meant):
                continue
            following = text[stop : stop + 1]
            if "of" in meant and not (following.isdecimal() or following in NUMERALS):
                continue
            # m is metres, but not in MPa.
            if piece[-1].isascii() and _is_letter(piece[-1]) and _is_letter(following):
                continue
            return stop
    return 0


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _numeral_end(text: str, position: int, words: Vocabulary) -> int:
    """Where the numeral at `position` ends; 0 where a longer word begins with its character."""
    stop = position + 1
    while stop < len(text) and text[stop] in NUMERALS:
        stop += 1
    word = _longest(text, position, words.lengths.get(text[position], ()), words.senses, unit=False)
    if word > stop or (word == stop and "vague" in words.senses[text[position:word]]):
        return 0
    # 二百千克 is 二百 and 千克: the end of the run may begin a unit.
    for cut in range(stop - 1, position, -1):
        unit = _longest(text, cut, words.unit_lengths.get(text[cut], ()), words.senses, unit=True)
        if unit > stop:
            return cut
    return stop
