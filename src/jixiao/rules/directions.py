"""Directions (指标方向) told by names: of which indicators less is better.

A Chinese name has its head at the end. 投诉率 counts complaints, 投诉处理率 counts what is
done about them: a bad word makes less better only where nothing but a measure (率, 次数,
发生率) follows it. Verbs before it turn the direction as well: 处理投诉件数, 减少损失.
The words are data of the rulebook (section ``direction``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from .policies import DirectionWords

__all__ = ["Named", "named_direction"]

_BRACKETS = re.compile(r"[（(【\[][^（()）【】\[\]]*[)）】\]]")
_NOISE = re.compile(r"[\s≥≤＞＜><=＝%％‰:：;；,，.。*]+$")
_NEVER = r"(?!)"
#: 无事故率, 未发生重大责任事故: the absence of something bad.
_ABSENT = (
    r"(?:不|未|无|零|没有)(?:发生|出现|存在|产生)?"
    r"(?:重特大|重大|较大|特大|一般|及以上|以上|等级|责任|安全|生产|交通|消防|质量|网络|群体性)*"
)


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
    more: re.Pattern[str]


@lru_cache(maxsize=32)
def _patterns(words: DirectionWords) -> _Patterns:
    def any_of(*options: str) -> str:
        longest_first = sorted(options, key=lambda one: (-len(one), one))
        return "|".join(map(re.escape, longest_first)) or _NEVER

    more, flaws = any_of(*words.more), any_of(*words.flaws)
    # 不合格率 and 未完成数 are bad although 合格 and 完成 are good.
    wanting = rf"(?:不|未)(?:{more})"
    bad = rf"(?:{any_of(*words.less)}|{flaws}|{wanting})"
    # Possessive, for 案件 is also 案 and 件: names must not cost more than their length.
    tail = rf"(?:{wanting}|{any_of(*words.less, *words.flaws, *words.tails)})*+$"
    return _Patterns(
        curbs=re.compile(any_of(*words.curbs)),
        ends=re.compile("|".join(f"(?:{one})" for one in words.ends) or _NEVER),
        absent=re.compile(rf"{_ABSENT}(?:{any_of(*words.less)}|{flaws})"),
        bad=re.compile(rf"{bad}{tail}"),
        flawed=re.compile(rf"(?:{flaws}|{wanting}){tail}"),
        handled=re.compile(any_of(*words.acts)),
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
        act = by.handled.search(text, 0, found.start())
        if act is None or text.endswith(("率", "比例", "占比")) or by.flawed.search(text):
            return Named(upward=False, word=found[0])
        return Named(upward=True, word=act[0])
    if found := by.more.search(text):
        return Named(upward=True, word=found[1])
    return None
