"""The vocabulary by which a form is recognised: `Headers`, loaded from TOML.

The words live in ``data/headers.toml``; here is only how a printed text is compared
with them. A user adds words with a file of the same shape: ``Headers.load("我们的.toml")``.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import attrs

from jixiao.formwords import sections
from jixiao.language import characters
from jixiao.language.figures import money_units
from jixiao.language.lexicon import builtin_lexicon, either
from jixiao.language.numerals import number_of
from jixiao.quantities import NUMERALS, chinese_number
from jixiao.userfiles import toml_of

__all__ = [
    "Headers",
    "Hit",
    "Said",
    "bare",
    "fold",
    "in_chinese",
    "numeral_class",
    "plain",
    "without_brackets",
    "year_word",
]

# A heading in brackets of any shape is compared in round ones.
_BRACKETED: Final = MappingProxyType({ord("["): "(", ord("]"): ")"})
_NONE: Final[Mapping[str, tuple[Hit, ...]]] = MappingProxyType({})
_LONGEST_PART: Final = 12  # characters of a word that a heading is made of
_MOST_YEARS: Final = 20
_LONGEST: Final = 80  # a text longer than this is no heading or label
_BRACKETS: Final = re.compile(r"\([^()]*\)")
#: 三级指标 Indicator, Level 1 一级指标: Latin words before or behind the Chinese that they translate.
_CHINESE: Final = "[\\u3400-\\u9fff]"
_LATIN: Final = r"[A-Za-z][A-Za-z0-9.,&'/()-]{2,}"
# Arabic, Tibetan and Mongolian letters, in which offices of Xinjiang, Tibet and Inner Mongolia print
# their labels beside the Chinese ones, with what stands between them.
_MINORITY: Final = (
    "[\\u0600-\\u06ff\\u0f00-\\u0fff\\u1800-\\u18af\\ufb50-\\ufdff\\ufe70-\\ufeff]"
    "[^\\u3400-\\u9fff]*"
)
_TRANSLATED: Final = re.compile(
    f"^(?:{_LATIN}|[0-9]?[-.]?{_MINORITY})(?={_CHINESE})|(?<={_CHINESE})(?:{_LATIN}|{_MINORITY})$"
)
_BLANK: Final = re.compile(r"[\s\u200b\ufeff\xa0]+")


@functools.cache
def numeral_class() -> str:
    """The digits and the Chinese numerals, for a class of characters in a pattern."""
    return "0-9" + "".join(sorted(NUMERALS))


@functools.cache
def year_word() -> str:
    """A part of a pattern: 年 or 年度."""
    return f"(?:{either(builtin_lexicon().words('year'))})"


@functools.cache
def _dated() -> re.Pattern[str]:
    """A period before a heading: 2022年度, 2022-2024年, 1-6月份."""
    lexicon = builtin_lexicon()
    year = f"20[0-9]{{2}}{year_word()}?"
    to = either((*lexicon.words("to"), "—"))
    month = either(lexicon.words("month"))
    return re.compile(
        f"^(?:{year}(?:(?:{to})+{year})?|[0-9]{{1,2}}(?:{to})[0-9]{{1,2}}(?:{month}))"
    )


@functools.cache
def _year_part() -> re.Pattern[str]:
    """2023年, 三年, 2023—2025: the years that a heading is of."""
    to = either((*builtin_lexicon().words("to"), "—"))
    return re.compile(f"20[0-9]{{2}}|{to}|[{numeral_class()}]+{year_word()}")


@functools.cache
def _months() -> re.Pattern[str]:
    """1-7月, 截至7月: the months up to which something is done."""
    month = either(builtin_lexicon().words("month"))
    return re.compile(f"[0-9]{{1,2}}(?:{month})")


@functools.cache
def _span() -> re.Pattern[str]:
    """三年, 3年, 2023-2025年: perhaps a period of several years; a single year is none."""
    to = either((*builtin_lexicon().words("to"), "—"))
    year = f"20[0-9]{{2}}{year_word()}?"
    return re.compile(f"([{numeral_class()}]+){year_word()}|({year}(?:{to})+{year})")


@functools.lru_cache(maxsize=4096)
def _several_years(text: str) -> re.Match[str] | None:
    """Where `text` (plain) names a period of two to twenty years: 三年, 2023-2025年."""
    for found in _span().finditer(text):
        years = (number_of(found[1]) or chinese_number(found[1])) if found[1] else None
        if found[2] or (years is not None and 2 <= years <= _MOST_YEARS):
            return found
    return None


def fold(text: str) -> str:
    """`text` with full-width ASCII, blanks, brackets and traditional characters in their plain forms.

    For comparing only; every character keeps its place.
    """
    return characters.fold(text).translate(_BRACKETED)


def plain(text: str) -> str:
    """`text` folded, without any blanks or line breaks: for comparing with a word."""
    # Every cell is compared with many words; the long ones are rare and not worth keeping.
    return _plain(text) if len(text) <= _LONGEST else _BLANK.sub("", fold(text))


@functools.lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return _BLANK.sub("", fold(text))


def without_brackets(text: str) -> str:
    """`text` (plain) without bracketed additions, innermost first."""
    while "(" in text and (shorter := _BRACKETS.sub("", text)) != text:
        text = shorter
    return text


def in_chinese(word: str) -> str:
    """`word` (plain) without the translation that a form in two languages prints with its labels."""
    found = None if word.isascii() else _TRANSLATED.search(word)
    if found is None or _is_code(found[0]):
        return word
    return word[found.end() :] if found.start() == 0 else word[: found.start()]


def _is_code(text: str) -> bool:
    """XM2024-001 behind 项目 names which one, and translates nothing."""
    return text.isupper() and any(one.isdigit() for one in text)


def bare(word: str) -> str:
    """`word` (plain) without brackets, a translation and the colons around it, as labels are compared."""
    return in_chinese(without_brackets(word)).strip(":")


@attrs.frozen
class Hit:
    """A word found: its role, and its rank in the preference of that role (0 is best)."""

    role: str
    rank: int


class Said(NamedTuple):
    """What a text says: plain, then `bare`, and what it is in the vocabulary: section → roles."""

    word: str
    bare: str
    hits: Mapping[str, tuple[Hit, ...]]


def _freeze(data: Mapping[str, Any]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return MappingProxyType(
        {
            section: MappingProxyType({key: tuple(words) for key, words in roles.items()})
            for section, roles in data.items()
        }
    )


@attrs.frozen(eq=False)
class Headers:
    """The words of forms; see ``data/headers.toml`` for what each means.

    Attributes:
        sections: section → role → the words, the first that fits wins.
    """

    sections: Mapping[str, Mapping[str, tuple[str, ...]]] = attrs.field(converter=_freeze)

    @classmethod
    def load(cls, path: str | Path | None = None) -> Headers:
        """The words that come with jixiao, and those of the TOML file at `path` added in front.

        Raises:
            OSError: the file cannot be opened.
            ValueError: it is not TOML or larger than `jixiao.userfiles.MOST_BYTES`, or names a section or role
                that is not there, or a role is not a list of texts.
        """
        if path is None:
            return _own()
        return _own().extended(toml_of(path))

    def extended(self, extra: Mapping[str, Mapping[str, list[str]]]) -> Headers:
        """These words with `extra` (section → role → words) put in front of them."""
        merged: dict[str, dict[str, tuple[str, ...]]] = {
            section: dict(roles) for section, roles in self.sections.items()
        }
        for section, roles in extra.items():
            if section not in merged:
                known = "、".join(merged)
                raise ValueError(f"表头词表没有“{section}”一节；可用的有：{known}")
            if not isinstance(roles, Mapping):
                raise ValueError(f"表头词表的“{section}”应为一节，写作 [{section}]")
            for role, words in roles.items():
                _refuse_unknown_role(section, role, self.sections[section])
                if not isinstance(words, list) or not all(isinstance(one, str) for one in words):
                    raise ValueError(f"表头词表 {section}.{role} 应为文字的列表")
                merged[section][role] = tuple(words) + merged[section].get(role, ())
        return Headers(merged)

    def __reduce__(self) -> tuple[type[Headers], tuple[dict[str, dict[str, tuple[str, ...]]]]]:
        # Read-only views do not pickle, and worker processes get the words that way.
        return Headers, ({section: dict(roles) for section, roles in self.sections.items()},)

    def words(self, section: str, role: str) -> tuple[str, ...]:
        """The words of one role, as written."""
        return self.sections[section].get(role, ())

    def plain_words(self, section: str, role: str) -> tuple[str, ...]:
        """The words of one role, plain, as they are compared with."""
        return _plain_words(self, section, role)

    def is_total(self, word: str) -> bool:
        """Whether `word` (plain) is the label of a row of sums (总分, 合计)."""
        return bare(word) in self.totals

    def is_subtotal(self, word: str) -> bool:
        """Whether `word` (plain) is the label of a row that sums some rows (小计)."""
        return bare(word) in self.subtotals

    @functools.cached_property
    def totals(self) -> frozenset[str]:
        """The labels of rows of sums, bare."""
        return frozenset(self.plain_words("words", "total"))

    @functools.cached_property
    def subtotals(self) -> frozenset[str]:
        """The labels of rows that sum some rows, bare."""
        return frozenset(self.plain_words("words", "subtotal"))

    def is_matter(self, key: str) -> bool:
        """Whether `key` (plain) is the label of what a form asks for below its indicators."""
        return key in self._matters

    def is_opinion(self, key: str) -> bool:
        """Whether `key` (plain) ends as the label of an opinion does: 县级主管部门审核意见."""
        return key.endswith(self.plain_words("words", "opinion"))

    def is_explanation(self, key: str) -> bool:
        """Whether `key` (plain) is the label of why targets were missed: 偏差大或目标未完成原因分析."""
        why = any(word in key for word in self.plain_words("words", "explanation"))
        return why or self.is_account(key)

    def is_account(self, key: str) -> bool:
        """Whether `key` (plain) is the label of what went wrong in all, or is done about it: 存在问题."""
        return without_brackets(key) in self.plain_words("words", "account")

    @functools.cached_property
    def _matters(self) -> frozenset[str]:
        return frozenset(self.plain_words("words", "matter"))

    @functools.cached_property
    def _index(self) -> Mapping[str, Mapping[str, tuple[Hit, ...]]]:
        """Word → section → its roles there."""
        index: dict[str, dict[str, tuple[Hit, ...]]] = {}
        for section, roles in self.sections.items():
            for role, words in roles.items():
                for rank, word in enumerate(words):
                    table = index.setdefault(plain(word), {})
                    table[section] = (*table.get(section, ()), Hit(role, rank))
        return index

    @functools.cached_property
    def _periods(self) -> tuple[str, ...]:
        words = (*self.words("periods", "annual"), *self.words("periods", "medium"))
        return tuple(sorted(words, key=len, reverse=True))

    def find(self, section: str, text: str) -> tuple[Hit, ...]:
        """The roles that `text` may have in `section`; empty where it is no word of it."""
        return self.hits(text).get(section, ())

    def hits(self, text: str) -> Mapping[str, tuple[Hit, ...]]:
        """Section → the roles that `text` may have there; most texts are no word of any."""
        return self._known(text).hits if len(text) <= _LONGEST else _NONE

    def said(self, texts: Iterable[str]) -> list[Said]:
        """What is asked of the text of every cell, in one answer for each."""
        known = self._known
        return [known(one) if len(one) <= _LONGEST else _said(self, one) for one in texts]

    @functools.cached_property
    def _known(self) -> Callable[[str], Said]:
        """What texts say, kept: of its own, as a key of one text costs half of one of two things."""
        return functools.lru_cache(maxsize=16384)(functools.partial(_said, self))

    def role(self, section: str, text: str) -> str | None:
        """The first role of `text` in `section`, or None."""
        hits = self.find(section, text)
        return hits[0].role if hits else None

    def undated(self, text: str) -> str:
        """`text` (plain) without the period words before it (年度, 全年, 2022年, 中期)."""
        while True:
            date = _dated().match(text)
            shorter = text[date.end() :] if date else text
            if (years := _several_years(shorter)) and not years.start():
                shorter = shorter[years.end() :]
            if shorter.startswith(self._periods):
                word = next(
                    (one for one in self._periods if shorter.startswith(one) and shorter != one), ""
                )
                shorter = shorter[len(word) :]
            if shorter == text or not shorter:
                return text
            text = shorter

    def spells(self, text: str) -> bool:
        """Whether a heading of amounts or goals is made of words for them and of nothing else.

        申报时的目标, 三年目标（2023—2025年）, 经费渠道（元） say nothing that is not understood.
        """
        key = plain(text)
        if len(key) > _LONGEST:
            return False
        whole = [True] + [False] * len(key)
        for end in range(1, len(key) + 1):
            whole[end] = any(
                whole[start]
                and (key[start:end] in self._parts or _year_part().fullmatch(key[start:end]))
                for start in range(max(0, end - _LONGEST_PART), end)
            )
        return whole[-1]

    @functools.cached_property
    def _parts(self) -> frozenset[str]:
        """The words that headings of amounts and goals are made of."""
        known = ("goals", "funds", "budget", "items", "periods", "leaf", "sections", "monitoring")
        words = [word for one in known for role in self.sections[one].values() for word in role]
        words += [*self.words("words", "joining"), *money_units(), "(", ")"]
        return frozenset(map(plain, words))

    def months(self, text: str) -> bool:
        """Whether `text` (plain) names a month up to which something is done: 1-7月, 截至7月底."""
        return _months().search(text) is not None

    def term(self, text: str) -> str | None:
        """``medium`` or ``annual`` where `text` says so, else None."""
        key = plain(text)
        if any(word in key for word in self.words("periods", "medium")) or _several_years(key):
            return "medium"
        if any(word in key for word in self.words("periods", "annual")):
            return "annual"
        return None


def _refuse_unknown_role(section: str, role: str, known: Mapping[str, object]) -> None:
    """A role that nothing asks for would be without effect, and nobody would know.

    Sections whose keys are Chinese (kinds of indicators, codes) take new ones.
    """
    if role in known or not all(map(str.isascii, known)):
        return
    near = difflib.get_close_matches(role, known, n=1, cutoff=0.5)
    remedy = f"是不是“{near[0]}”" if near else "可用的有：" + "、".join(known)
    raise ValueError(f"表头词表的 [{section}] 没有“{role}”一项；{remedy}")


def _said(headers: Headers, text: str) -> Said:
    word = plain(text)
    return Said(word, bare(word), _hits(headers, word) if len(text) <= _LONGEST else _NONE)


def _hits(headers: Headers, word: str) -> Mapping[str, tuple[Hit, ...]]:
    # ★ and * mark what must be filled in.
    key = word.strip(":*★☆▲")
    short = bare(key)
    found: dict[str, tuple[Hit, ...]] = {}
    for form in (key, _turned(key), short) if short != key else (key,):
        for undated in (form, headers.undated(form)):
            if (hits := headers._index.get(undated)) is not None:
                found = {**hits, **found}
    return MappingProxyType(found) if found else _NONE


def _turned(key: str) -> str:
    """预算数(年初) as 年初预算数: what stands in brackets behind a heading tells which of several."""
    what, _, which = key.rstrip(")").partition("(")
    return which + what if key.endswith(")") and which.isalpha() and not which.isascii() else key


@functools.lru_cache(maxsize=256)
def _plain_words(headers: Headers, section: str, role: str) -> tuple[str, ...]:
    return tuple(map(plain, headers.words(section, role)))


@functools.cache
def _own() -> Headers:
    return Headers(sections())
