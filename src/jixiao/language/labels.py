"""What tells several numbers of one text apart: 线上 and 线下, 首次 and 再次, 70岁以上 and 80岁以上.

Numbers with labels of one make are parts of a whole and add up, unless what differs says that
they count the same things again (首次检查60家，再次检查50家) or take some away (迁入12户，迁出4户).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Final

from ..quantities import chinese_number
from .characters import squeeze
from .said import Level, Said

__all__ = ["Labels"]

#: Classes of the words before a number that do not say of what it is.
_TOLD: Final = frozenset(("fill", "done", "verb", "total", "whole", "this-year", "measure", "join"))


def _common(texts: Sequence[str]) -> str:
    """What all of some texts begin with."""
    alike = (len(set(characters)) == 1 for characters in zip(*texts, strict=False))
    return texts[0][: sum(1 for _ in takewhile(bool, alike))]


class Labels:
    """The words that stand before each of some numbers.

    Attributes:
        texts: of what each number is: 线上 of 完成线上5场, 5A级 of 5A级1个.
        whole: the same with the words of what was done.
    """

    def __init__(self, said: Said, levels: Sequence[Level]) -> None:
        self._said = said
        self._levels = levels
        self._lexicon = said.setting.words.lexicon
        self.whole = tuple("".join(one.text for one in level.stated.before) for level in levels)
        self.texts = tuple(
            "".join(one.text for one in level.stated.before if _TOLD.isdisjoint(one.senses))
            for level in levels
        )
        self._head = _common(self.whole)
        rest = [text[len(self._head) :] for text in self.whole]
        self._tail = _common([text[::-1] for text in rest])[::-1]
        self._differing = tuple(text[: len(text) - len(self._tail)] for text in rest)

    def are_distinct(self) -> bool:
        """Whether each has one, and no two the same."""
        return all(self.texts) and len(set(self.texts)) == len(self.texts)

    def named(self) -> tuple[list[Level], bool]:
        """The numbers whose labels the name asks for, and whether it surely does; none or not all.

        金牌 of 金牌13枚、银牌17枚 for 金牌数, 省一等奖 beside 省二等奖 for 一等奖, 优 and 良 for
        优良天数; a single character alone (金13枚、银17枚) is not sure.
        """
        name = squeeze(self._said.setting.name)
        count, sure = len(self.texts), True
        at = [one for one in range(count) if len(self.texts[one]) > 1 and self.texts[one] in name]
        if not at and (self._head or self._tail):
            at = [one for one in range(count) if self._stands_in(one, name)]
        elif not at:
            # 金 alone, not 员 of 培训护理员.
            alone = [one for one in range(count) if self.texts[one] == self.whole[one] != ""]
            at = [one for one in alone if self.texts[one] in name]
            sure = "".join(self.texts[one] for one in at) in name and len(at) > 1
        # 进口60吨，出口50吨 for 进出口总量 asks for both, 4A级以上 for 5A级 too.
        others = (text for one, text in enumerate(self._differing) if one not in at)
        ranked = any(one in name for one in self._lexicon.words("after"))
        if not 0 < len(at) < count or ranked or any(text and text in name for text in others):
            return [], True
        return [self._levels[one] for one in at], sure

    def _stands_in(self, index: int, name: str) -> bool:
        """Whether what makes a label differ stands in the name, with a character beside it."""
        text, differing = self.whole[index], self._differing[index]
        start = len(self._head)
        end = start + len(differing)
        if not differing:
            return False
        longer = (text[start - 1 : end] if start else "", text[start : end + 1])
        return any(len(one) > len(differing) and one in name for one in longer)

    def are_of_a_kind(self) -> bool:
        """Whether numbers are parts of one kind: nothing is before them, or nouns of one make."""
        return not any(self.whole) or all(
            self.are_listed(one, other) or self._are_alike(one, other)
            for one, other in pairwise(self._levels)
        )

    def count_again(self) -> bool:
        """初稿12万字，终稿9万字: the numbers say the same thing of other times or by other people."""
        if self._holds("counted-again"):
            return True
        lexicon = self._lexicon
        unit = self._said.measure.unit
        acts = any(unit.endswith(one) for one in lexicon.words("rate-word"))
        rounds = self._tail.startswith(lexicon.words("round-noun"))
        numerals = all(chinese_number(one) is not None for one in self._differing)
        bounded = self._tail.endswith(lexicon.words("open-ended"))
        return bounded or (rounds and numerals and not acts)

    def take_away(self) -> bool:
        """授牌32家，摘牌3家: a number is taken off, not added."""
        return self._holds("takes-away")

    def _holds(self, name: str) -> bool:
        """Whether a word of a class makes one label differ, or begins or ends it."""
        asked = squeeze(self._said.setting.name)
        words = [one for one in self._lexicon.words(name) if one not in asked]
        long = tuple(one for one in words if len(one) > 1)
        return any(
            differing in words or text.startswith(long) or text.endswith(long)
            for text, differing in zip(self.whole, self._differing, strict=True)
        )

    def _are_alike(self, one: Level, other: Level) -> bool:
        """Whether two numbers have labels of one make: 干渠 and 支渠, 春季学期 and 秋季学期."""
        aspects = self._lexicon.words("aspect")
        behind = (*one.stated.before[1:], *other.stated.before[1:])
        if any(token.text in aspects for token in behind):
            return False
        if self._are_things(one, other) or (len(self._tail) > 1 and all(self._differing)):
            return True  # 发明29件，实用新型346件; 中央级媒体12篇，省级媒体86篇
        first, second = (
            "".join(token.text for token in level.stated.before if "fill" not in token.senses)
            for level in (one, other)
        )
        same = (a == b for a, b in zip(first, second, strict=False))
        return len(first) == len(second) and any(same)

    def _are_things(self, one: Level, other: Level) -> bool:
        """Whether two numbers are of things that do not overlap: 居民 and 残疾人 may."""
        unit = self._said.measure.unit
        if "thing" in self._said.setting.words.senses.get(unit, {}):
            return False  # people and households are counted under several names
        first, second = (
            "".join(token.text for token in level.stated.before) for level in (one, other)
        )
        apart = first and second and first not in second and second not in first
        return bool(apart) and all(
            "thing" in token.senses and "failed" not in token.senses
            for level in (one, other)
            for token in level.stated.before
        )

    def are_listed(self, one: Level, other: Level) -> bool:
        """Whether two numbers are items of a list: 物理5间、化学4间."""
        marks = (*self._lexicon.words("listing-mark"), *self._lexicon.words("and"))
        text = squeeze(self._said.text)
        return one.clause is other.clause or any(
            f"{one.clause.text}{mark}{other.clause.text}" in text for mark in marks
        )
