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
from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from .policies import DirectionWords

__all__ = ["Named", "named_direction", "stated_direction", "told_both_ways"]

_BRACKETS = re.compile(r"[（(【\[][^（()）【】\[\]]*[)）】\]]")
_NOISE = re.compile(r"[\s≥≤＞＜><=＝%％‰:：;；,，.。*]+$")
_NEVER = r"(?!)"
#: 无事故率, 未发生重大责任事故: the absence of something bad.
_ABSENT = (
    r"(?:不|未|无|零|没有)(?:发生|出现|存在|产生)?"
    r"(?:重特大|重大|较大|特大|一般|及以上|以上|等级|责任|安全|生产|交通|消防|质量|网络|群体性)*"
)


#: Who is trained, helped or watched: 救助对象返贫人数 counts those who fell back.
_PEOPLE = re.compile("(?:人员|人口|对象|群众|居民|学生|学员|农户|用户|户|者|企业)$")
#: Where or when, or on what: 治理区水土流失率.
_PLACES = re.compile("(?:项目|工程|设备|设施|系统|区域?|段|点|后|中|期间?)$")
#: Words that only say which or how many stand between a verb and its object.
_WHICH = re.compile(
    r"(?:各类|各种|所有|全部|重点|重大|较大|一般|突出|历史|遗留|历史遗留|疑难|复杂|典型|主要|相关|有关|群体性|涉[一-鿿]{1,2})*"
)
_AMISS = re.compile("(?:违规|违法|违纪|非法|擅自)$")
# What comes about in spite of the work; nothing can be done to it afterwards.
_OUTCOMES = re.compile("死亡|伤亡|溺亡|返贫|致贫|流失|失业|辍学|失学|复发|复吸|再犯")
_OCCURS = re.compile("发生|出现|增长|增加|上升|增幅")
_RATES = ("率", "比例", "占比", "比重")


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


_STATED = re.compile(
    r"(?P<up>^正(?:向|指标|项|$)|[越愈][大高多]越|极大型|(?:大|高|多)者?为?优)|(?P<down>^[反负逆](?:向|指标|项|$)|[越愈][小低少]越|极小型|(?:小|低|少)者?为?优)"
)


def stated_direction(text: str | None) -> bool | None:
    """Whether a 指标方向 as forms print it (正向, 反向指标, 越小越优) says that more is better.

    None where nothing is stated, or neither way (适度, 居中型).
    """
    found = _STATED.search("".join((text or "").split()))
    return None if found is None else found["up"] is not None


@lru_cache(maxsize=32)
def _patterns(words: DirectionWords) -> _Patterns:
    def any_of(*options: str) -> str:
        longest_first = sorted(options, key=lambda one: (-len(one), one))
        return "|".join(map(re.escape, longest_first)) or _NEVER

    more, flaws = any_of(*words.more), any_of(*words.flaws)
    # 不合格率 and 未完成数 are bad although 合格 and 完成 are good.
    wanting = rf"(?:不|未)(?:{more})++"
    bad = rf"(?:{any_of(*words.less)}|{flaws}|{wanting})"
    # Possessive, for 案件 is also 案 and 件: names must not cost more than their length.
    tail = rf"(?:{wanting}|{any_of(*words.less, *words.flaws, *words.tails)})*+$"
    return _Patterns(
        curbs=re.compile(any_of(*words.curbs)),
        ends=re.compile("|".join(f"(?:{one})" for one in words.ends) or _NEVER),
        absent=re.compile(rf"{_ABSENT}(?:{any_of(*words.less)}|{flaws})"),
        bad=re.compile(rf"{bad}{tail}"),
        flawed=re.compile(rf"(?:{flaws}|{wanting}){tail}"),
        handled=re.compile(any_of(*words.acts, *words.cures)),
        cures=frozenset(words.cures),
        more=re.compile(rf"(?<![不未])((?:{more})率?)"),
    )


@lru_cache(maxsize=8192)
def named_direction(name: str, words: DirectionWords) -> Named | None:
    """What `name` tells by `words`; None where it tells nothing."""
    text = _NOISE.sub("", _BRACKETS.sub("", name))
    by = _patterns(words)
    if found := by.curbs.search(text):
        return Named(upward=True, word=found[0])
    if found := by.ends.search(text):
        return Named(upward=False, word=found[0])
    if found := by.absent.search(text):
        return Named(upward=True, word=found[0])
    if found := by.bad.search(text):
        # 处理投诉件数 counts what was done; 投诉处理错误率 and 数据处理差错数 count failures.
        acts = [*by.handled.finditer(text, 0, found.start())]
        if not acts or by.flawed.search(text):
            return Named(upward=False, word=found[0])
        done = _dealt_with(text, acts[-1], found, by)
        return None if done is None else Named(upward=done, word=(acts[-1] if done else found)[0])
    if found := by.more.search(text):
        # 违规使用资金数 counts what was done amiss.
        if amiss := _AMISS.search(text[: found.start()]):
            if by.handled.match(found[1]) is None:
                return Named(upward=False, word=amiss[0] + found[1])
        return Named(upward=True, word=found[1])
    return None


def told_both_ways(name: str, words: DirectionWords) -> str | None:
    """The bad thing in `name` that was done something about, or that came about all the same.

    培训流失率 and 维修投诉率 may be read either way, and `named_direction` tells nothing of them;
    None for every other name.
    """
    if named_direction(name, words) is not None:
        return None
    found = _patterns(words).bad.search(_NOISE.sub("", _BRACKETS.sub("", name)))
    return None if found is None else found[0]


def _dealt_with(text: str, act: re.Match[str], bad: re.Match[str], by: _Patterns) -> bool | None:
    """Whether the verb `act` has the thing `bad` for its object; None where it may or may not."""
    between = text[act.end() : bad.start()]
    rate, cure = text.endswith(_RATES), act[0] in by.cures
    if cure and not _PLACES.search(between):
        if not rate or _WHICH.fullmatch(between) or _PEOPLE.search(between):
            return None if rate and _OCCURS.search(bad[0]) else True
        return None
    if between and (_PEOPLE.search(between) or _PLACES.search(between)):
        return None if cure and not rate else False
    if rate and not between and act.start() == 0:
        return None
    if not rate and _OUTCOMES.search(bad[0]):
        return None
    return not rate
