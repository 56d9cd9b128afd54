"""Directions (指标方向) told by names: of which indicators less is better.

A Chinese name has its head at the end. 投诉率 counts complaints, 投诉处理率 counts what is
done about them: a bad word makes less better only where nothing but a measure (率, 次数,
发生率) follows it. Verbs before it turn the direction as well: 处理投诉件数, 减少损失.
A count of a bad thing dealt with is work done; a rate is so only where the verb can have
nothing else for its object (治理水土流失率, but 培训流失率 and 治理区水土流失率 are not). Where a
name can be read both ways (处理投诉率) it tells nothing. The words are data of the rulebook (section ``direction``).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import attrs

from ..language.lexicon import builtin_lexicon, either

if TYPE_CHECKING:
    from .policies import DirectionWords

__all__ = ["Named", "head_of", "named_direction", "stated_direction", "told_both_ways"]

_BRACKETS = re.compile(r"[（(【\[][^（()）【】\[\]]*[)）】\]]")
_NOISE = re.compile(r"[\s≥≤＞＜><=＝%％‰:：;；,，.。*]+$")
_NEVER = r"(?!)"


@attrs.frozen(kw_only=True)
class Named:
    """What a name tells: whether more is better, and by which of its words."""

    upward: bool
    word: str


@attrs.frozen(kw_only=True)
class _Patterns:
    curbs: re.Pattern[str]
    ends: re.Pattern[str]
    absent: re.Pattern[str]
    bad: re.Pattern[str]
    flawed: re.Pattern[str]
    handled: re.Pattern[str]
    cures: frozenset[str]
    more: re.Pattern[str]
    people: re.Pattern[str]
    places: re.Pattern[str]
    which: re.Pattern[str]
    amiss: re.Pattern[str]
    proper: re.Pattern[str]
    outcomes: re.Pattern[str]
    occurs: re.Pattern[str]
    rates: tuple[str, ...]


@cache
def _stated() -> re.Pattern[str]:
    lexicon = builtin_lexicon()

    def side(way: str) -> str:
        begins, alone, inside = (
            either(lexicon.words(name, way))
            for name in ("direction-begins", "direction-alone", "direction-inside")
        )
        return rf"^(?:{begins})|^(?:{alone})$|(?:{inside})"

    return re.compile(f"(?P<up>{side('up')})|(?P<down>{side('down')})")


def stated_direction(text: str | None) -> bool | None:
    """Whether a 指标方向 as forms print it (正向, 反向指标, 越小越优) says that more is better.

    None where nothing is stated, or neither way (适度, 居中型).
    """
    found = _stated().search("".join((text or "").split()))
    return None if found is None else found["up"] is not None


def _simple(words: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are not made of others: a run of words must not be readable in many ways."""
    return tuple(
        word
        for word in words
        if not re.fullmatch(f"(?:{either(one for one in words if one != word)})+", word)
    )


def _ending(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?:{either(words)})$")


@lru_cache(maxsize=32)
def _patterns(words: DirectionWords) -> _Patterns:
    lexicon = builtin_lexicon()
    rates = lexicon.words("ratio-end", "share")
    more, flaws = either(words.more), either(words.flaws)
    # 不合格率 and 未完成数 are bad although 合格 and 完成 are good.
    wanting = rf"(?:{either(words.denials)})(?:{more})++"
    bad = rf"(?:{either(words.less)}|{flaws}|{wanting})"
    # Possessive, for 案件 is also 案 and 件: names must not cost more than their length.
    tail = rf"(?:{wanting}|{either((*words.less, *words.flaws, *words.tails))})*+$"
    # 无事故率, 未发生重大责任事故: the absence of something bad.
    absent = (
        rf"(?:{either((*words.denials, *words.absent))})(?:{either(lexicon.words('occur'))})?"
        rf"(?:{either(_simple(lexicon.words('thing-kind')))})*"
    )
    affirmed = "".join(f"(?<!{re.escape(one)})" for one in words.denials)
    return _Patterns(
        curbs=re.compile(either(words.curbs)),
        ends=re.compile("|".join(f"(?:{one})" for one in words.ends) or _NEVER),
        absent=re.compile(rf"{absent}(?:{either(words.less)}|{flaws})"),
        bad=re.compile(rf"{bad}{tail}"),
        flawed=re.compile(rf"(?:{flaws}|{wanting}){tail}"),
        handled=re.compile(either((*words.acts, *words.cures))),
        cures=frozenset(words.cures),
        more=re.compile(rf"{affirmed}((?:{more})(?:{either(rates)})?)"),
        people=_ending(words.people),
        places=_ending(words.places),
        which=re.compile(f"(?:{'|'.join(words.which) or _NEVER})*"),
        amiss=_ending(words.amiss),
        proper=_ending(words.proper),
        outcomes=re.compile(either(words.outcomes)),
        occurs=re.compile(either(words.occurs)),
        rates=rates,
    )


def head_of(name: str) -> str:
    """A name without what stands in brackets and behind its last word."""
    return _NOISE.sub("", _BRACKETS.sub("", name))


@lru_cache(maxsize=8192)
def named_direction(name: str, words: DirectionWords) -> Named | None:
    """What `name` tells by `words`; None where it tells nothing."""
    text = head_of(name)
    by = _patterns(words)
    if found := by.curbs.search(text):
        return Named(upward=True, word=found[0])
    if found := by.ends.search(text):
        return Named(upward=False, word=found[0])
    if found := by.absent.search(text):
        return Named(upward=True, word=found[0])
    if found := by.bad.search(text):
        if proper := by.proper.search(text[: found.start()]):
            return Named(upward=True, word=proper[0] + found[0])
        # 处理投诉件数 counts what was done; 投诉处理错误率 and 数据处理差错数 count failures.
        acts = [*by.handled.finditer(text, 0, found.start())]
        if not acts or by.flawed.search(text):
            return Named(upward=False, word=found[0])
        done = _dealt_with(text, acts[-1], found, by)
        return None if done is None else Named(upward=done, word=(acts[-1] if done else found)[0])
    if goods := [*by.more.finditer(text)]:
        # The head stands last: 违规使用问题查处率 is of 查处, 违规使用资金数 counts what was done amiss.
        found = goods[-1]
        if by.handled.match(found[1]) is None:
            for good in reversed(goods):
                if amiss := by.amiss.search(text[: good.start()]):
                    # 违规使用农药检测批次 may count what was tested, 违规使用公款支付金额 what was done.
                    done = good is found
                    return Named(upward=False, word=amiss[0] + good[1]) if done else None
        return Named(upward=True, word=found[1])
    return None


def told_both_ways(name: str, words: DirectionWords) -> str | None:
    """The bad thing in `name` that was done something about, or that came about all the same.

    培训流失率 and 维修投诉率 may be read either way, and `named_direction` tells nothing of them;
    None for every other name.
    """
    if named_direction(name, words) is not None:
        return None
    found = _patterns(words).bad.search(head_of(name))
    return None if found is None else found[0]


def _dealt_with(text: str, act: re.Match[str], bad: re.Match[str], by: _Patterns) -> bool | None:
    """Whether the verb `act` has the thing `bad` for its object; None where it may or may not."""
    between = text[act.end() : bad.start()]
    rate, cure = text.endswith(by.rates), act[0] in by.cures
    if cure and not by.places.search(between):
        if not rate or by.which.fullmatch(between) or by.people.search(between):
            return None if rate and by.occurs.search(bad[0]) else True
        return None
    if between and (by.people.search(between) or by.places.search(between)):
        return None if cure and not rate else False
    if rate and not between and act.start() == 0:
        return None
    if not rate and by.outcomes.search(bad[0]):
        return None
    return not rate
