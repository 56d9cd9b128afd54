"""The words of forms as the child process knows them: which texts are headings, labels, sums."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

__all__ = ["NO_WORDS", "Wording", "Words", "is_figure", "plain"]

_BLANK: Final = re.compile(r"[\s\u200b\ufeff]+")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_MARKS: Final = ":*★☆▲"
_SHORT: Final = 10  # characters of a heading
_FIGURE: Final = re.compile(r"[+-]?[0-9][0-9,.]*%?")


class Words(NamedTuple):
    """What of the vocabulary of forms tells a table that has no upright lines.

    Attributes:
        columns: (word, role) of the headings of indicators.
        amounts: (word, role) of the headings of funds.
        labels: the labels of levels, without their usual endings.
        endings: those endings.
        totals: the labels of rows of sums.
        fields: the labels of the head of a form.
        numerals: the characters that number a section.
        alike: (word, role) that a heading of indicators of other words holds or ends with.
        unlike: (word, role) that a heading of this role does not hold.
    """

    columns: Sequence[tuple[str, str]] = ()
    amounts: Sequence[tuple[str, str]] = ()
    labels: Sequence[str] = ()
    endings: Sequence[str] = ()
    totals: Sequence[str] = ()
    fields: Sequence[str] = ()
    numerals: str = ""
    alike: Sequence[tuple[str, str]] = ()
    unlike: Sequence[tuple[str, str]] = ()


#: No table without upright lines is told by these.
NO_WORDS: Final = Words()


def plain(text: str) -> str:
    """`text` without blanks, its full-width forms folded."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


def _bare(text: str) -> str:
    word = plain(text)
    while (shorter := _BRACKETS.sub("", word)) != word:
        word = shorter
    return word.strip(_MARKS)


class Wording:
    """Asks `Words` of texts."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._columns: dict[str, str] = dict(reversed(words.columns))
        self._amounts: dict[str, str] = dict(reversed(words.amounts))
        self._labels = frozenset(words.labels)
        self._totals = frozenset(words.totals)
        self._fields = frozenset(words.fields)

    def column(self, text: str) -> str | None:
        """The role of a heading of indicators, also behind a period: 年度指标值; else what it is like."""
        word = _bare(text)
        return _role(word, self._columns) or self._alike(word)

    def _alike(self, heading: str) -> str | None:
        """The role whose words a short heading ends with or holds: 监控指标, 6月底完成, 全年目标."""
        if not 1 < len(heading) <= _SHORT:
            return None
        against = {role for word, role in self._words.unlike if word in heading}
        found = [
            (heading.endswith(word), len(word), -at, role)
            for at, (word, role) in enumerate(self._words.alike)
            if word in heading and role not in against
        ]
        return max(found)[3] if found else None

    def amount(self, text: str) -> str | None:
        """The role of a heading of funds."""
        return _role(_bare(text), self._amounts)

    def is_total(self, text: str) -> bool:
        """Whether a text is the label of a row of sums."""
        return _bare(text) in self._totals

    def is_field(self, text: str) -> bool:
        """Whether a text is a label of the head of a form."""
        return _bare(text) in self._fields

    def is_label(self, text: str) -> bool:
        """Whether a text is the label of a level, perhaps with a number before it: 一、产出指标."""
        word = self._number.sub("", plain(text), count=1)
        word = _bare(word)
        for ending in self._words.endings:
            word = word.removesuffix(ending)
        return word in self._labels

    def is_numbered(self, text: str) -> bool:
        """Whether a text is such a label, and says by a number or points that it heads others."""
        word = plain(text)
        return self.is_label(word) and (self._number.match(word) is not None or "(" in word)

    @cached_property
    def _number(self) -> re.Pattern[str]:
        return re.compile(rf"\(?[{self._words.numerals or '0-9'}]+\)?[、.,:]?|\([0-9]+\)")


def is_figure(text: str) -> bool:
    """Whether a text is a bare number."""
    return _FIGURE.fullmatch(plain(text)) is not None


def _role(word: str, known: dict[str, str]) -> str | None:
    if word in known:
        return known[word]
    for start in range(1, len(word) - 1):
        if word[start:] in known:
            return known[word[start:]]
    return None
