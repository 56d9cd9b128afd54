"""Numbers of others: what beside a number says that it may not be that of the whole indicator.

1-9月 is no year, 最快4天 is the best case, 全市 is more than 本镇. Such a number counts, for that is
what the office wrote, but the doubt is said. 答复率 beside 办结率, 维修 beside 新建 is the number of
another thing, which counts for nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Final

from ..criteria import Deadline, Period
from .characters import squeeze
from .lexicon import Lexicon
from .reading import read_criterion
from .setting import Setting
from .tokens import Token

__all__ = ["of_another", "of_other_thing", "stem_of"]


def of_another(before: Sequence[Token], met: bool | None, setting: Setting) -> str:
    """Why the number behind `before` may be another's; `""` where nothing says so.

    Args:
        before: the words before the number.
        met: whether the number meets the target: a doubt is said only where it would matter.
        setting: what the text is read against.
    """
    return (
        _part_of_time(before, met, setting)
        or _best_case(before, met, setting)
        or _average(before, setting)
        or _whole(before, setting)
        or _one_of_each(before, met, setting)
        or _lower_grades(before, setting)
        or _of_one_thing(before, setting)
    )


def _of_one_thing(before: Sequence[Token], setting: Setting) -> str:
    """水稻机收率96% for 主要农作物机械化率: the rate of a thing that the name does not speak of.

    Whom one asked for an opinion may be one of those that the name calls 服务对象.
    """
    said = "".join(one.text for one in before if "fill" not in one.senses)
    lexicon = setting.words.lexicon
    stem = stem_of(said, lexicon)
    if not stem or said.endswith(lexicon.words("ratio-end", "degree")):
        return ""
    for token in before:
        things = token.senses.keys() == {"thing"} and len(token.text) > 1
        # What stands right before 率 tells which rate it is, and 满意率 may be 满意度.
        if things and not stem.endswith(token.text) and not setting.knows(token.text):
            return f"写的是“{said}”，指标是“{setting.name}”"
    return ""


def _helps(met: bool | None, setting: Setting) -> bool:
    """Whether what is left out could turn the answer: more for a floor missed, for a limit met."""
    if setting.is_floor:
        return met is not True
    return not setting.is_limit or met is not False


def of_other_thing(before: Sequence[Token], noun: str, settles: bool, setting: Setting) -> str:
    """Why the number is that of another thing, whatever it is; `""` where nothing says so.

    Args:
        before: the words before the number.
        noun: what is counted, as it stands behind the unit.
        settles: whether the number answers the question even where it is that of a part.
        setting: what the text is read against.
    """
    said = "".join(one.text for one in before if "fill" not in one.senses)
    whole = "".join(one.text for one in before) + noun
    return (
        _other_rate(said, setting) or _rival(whole, settles, setting) or _elsewhere(before, setting)
    )


def _elsewhere(before: Sequence[Token], setting: Setting) -> str:
    """全县平均8.1天 for 本院平均住院日: a name that says whose it is asks for no other's."""
    own = [one for one in setting.words.lexicon.words("own-scope") if one in setting.name]
    if not own:
        return ""
    for token in before:
        # 全县 is 本县 itself.
        same = any(token.text[-1] == one[-1] for one in own)
        if "wide-scope" in token.senses and not same and not setting.knows(token.text):
            return f"写的是“{token.text}”的数，指标是“{setting.name}”"
    return ""


def _other_rate(said: str, setting: Setting) -> str:
    """答复率100% for 办结率, 检定率 for 检定合格率: the rate is what stands right before 率."""
    lexicon = setting.words.lexicon
    mine, wanted = (stem_of(text, lexicon) for text in (said, squeeze(setting.name)))
    if len(mine) < _STEM or not wanted or _is_same_rate(mine, wanted, setting):
        return ""
    return f"写的是“{mine[-_STEM:]}{said[len(mine) :]}”，指标是“{setting.name}”"


def _is_same_rate(mine: str, wanted: str, setting: Setting) -> bool:
    """存活 and 成活, 处置 and 处理 may be one rate; 检定 is not 检定合格, nor 答复 办结."""
    claims = setting.words.lexicon.words("reached-claim")
    if mine[-_STEM:] in claims or _is_known_rate(mine, setting):
        return True
    # Where the name asks whether something was reached (合格), its very word must be there.
    asked = wanted[-_STEM:] if wanted[-_STEM:] in claims else wanted
    return not set(mine[-2 * _STEM :]).isdisjoint(asked)


#: Characters right before 率 that tell which rate it is.
_STEM: Final = 2


def stem_of(text: str, lexicon: Lexicon) -> str:
    """What stands before 率 or 度 at the end of a text; `""` where it ends in none."""
    ends = lexicon.words("ratio-end")
    return next((text.removesuffix(one) for one in ends if text.endswith(one)), "")


def _is_known_rate(stem: str, setting: Setting) -> bool:
    """Whether the name or the target calls its rate so too: 好评率 for 满意度（好评率）."""
    known = setting.known
    ends = setting.words.lexicon.words("ratio-end")
    return any(stem[-_STEM:] + end in known for end in ends)


def _rival(said: str, settles: bool, setting: Setting) -> str:
    """维修管网24公里 for 新建管网长度, 职工满意度 for 患者满意度, 中小学 for 小学."""
    known = setting.known
    wanted = _kinds(known, setting)
    if not wanted:
        return ""
    mine = _kinds(said, setting)
    lexicon = setting.words.lexicon
    ranked = any(one in known for one in lexicon.words("after"))
    rated = bool(stem_of(squeeze(setting.name), lexicon))
    for aspect, kinds in mine.items():
        # 省级以上 holds 国家级; whom a count names may be those who helped.
        if (ranked and aspect in _RANKED) or (not rated and aspect in _RATED):
            continue
        word = _other_kind(kinds, wanted.get(aspect, {}), settles)
        if word:
            return f"写的是“{word}”，指标是“{setting.name}”"
    return ""


#: Aspects whose kinds one above another are, and those that tell whose opinion a rate is.
_RANKED: Final = frozenset(("rank", "degree"))
_RATED: Final = frozenset(("people",))


def _other_kind(mine: Mapping[str, str], wanted: Mapping[str, str], settles: bool) -> str:
    """The word of `mine` that names none of the kinds that are `wanted`, more, or less than all."""
    if not mine or not wanted:
        return ""
    word = next(iter(mine.values()))
    if mine.keys().isdisjoint(wanted):
        return word
    one_word = len(set(mine.values())) == 1
    more = one_word and mine.keys() > wanted.keys()  # 中小学 for 小学
    part = len(set(wanted.values())) == 1 and mine.keys() < wanted.keys()  # 出口 for 进出口
    return word if more or (part and not settles) else ""


def _kinds(text: str, setting: Setting) -> dict[str, dict[str, str]]:
    """Of each aspect that a text speaks of the kinds it names, each by its (longest) word."""
    found: dict[str, dict[str, str]] = {}
    for word, sense in _rivals(setting.words.lexicon):
        if word not in text:
            continue
        text = text.replace(word, "\n")
        aspect, _, kinds = sense.partition(" ")
        for kind in kinds.split("|") if kinds else ():
            found.setdefault(aspect, {}).setdefault(kind, word)
    return found


@functools.lru_cache(maxsize=16)
def _rivals(lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """The words that name kinds, the longest first, each with its sense."""
    senses = lexicon.classes["rival"].items()
    words = ((word, sense) for sense, words in senses for word in words)
    return tuple(sorted(words, key=lambda one: -len(one[0])))


def _part_of_time(before: Sequence[Token], met: bool | None, setting: Setting) -> str:
    """1-9月支出82万元, 上半年开展6次: what the rest of the year brought is not said."""
    if not _helps(met, setting):
        return ""
    for at, token in enumerate(before):
        if setting.knows(token.text) or not token.text:
            continue
        until = at > 0 and "by" in before[at - 1].senses
        if token.text in setting.words.lexicon.words("half-year", "6"):
            return f"只写了{token.text}，全年多少没有写"
        one_quarter = at > 0 and "quarter" in token.senses and before[at - 1].kind == "numeral"
        if one_quarter or any(token.text.endswith(one) for one in _quarters(setting, token)):
            return f"只写了{before[at - 1].text if one_quarter else ''}{token.text}，全年多少没有写"
        if token.text[0].isdecimal() and _ends_early(token.text, until, setting):
            return f"只写到{token.text}，全年多少没有写"
    return ""


def _quarters(setting: Setting, token: Token) -> tuple[str, ...]:
    """The words of quarters, for a date that is one token: 第四季度."""
    whole = token.senses.keys() == {"already"} and len(token.text) > 2
    return setting.words.lexicon.words("quarter") if whole else ()


def _ends_early(text: str, until: bool, setting: Setting) -> bool:
    year = setting.year or 2000
    read = read_criterion(text, year=year, units=setting.units, lexicon=setting.words.lexicon)
    if isinstance(read, Period):
        return read.end is not None and read.end.month < 12
    return until and isinstance(read, Deadline) and read.date is not None and read.date.month < 12


def _best_case(before: Sequence[Token], met: bool | None, setting: Setting) -> str:
    """最快4天 for ≤10天: the others may have taken longer."""
    if met is not True:
        return ""
    helps = "low" if setting.is_limit else "high" if setting.is_floor else ""
    for token in before:
        if setting.knows(token.text):
            continue
        if "part-scope" in token.senses or (helps and token.senses.get("extreme") == helps):
            return f"写的是“{token.text}”的数，其余的没有写"
    return ""


def _average(before: Sequence[Token], setting: Setting) -> str:
    """人均坐诊21次 for ≥200次: each one's, and all of them are asked for."""
    if setting.averages() or "/" in getattr(setting.target, "unit", ""):
        return ""
    for token in before:
        each = token.senses.get("per-average", "")
        # 月均 and 日均 are spans of time, which are reckoned with elsewhere.
        span = setting.words.senses.get(each, {}).keys() & {"periods", "span-of-time"}
        if each and setting.units.relation(each, "天") is None and not span:
            return f"写的是“{token.text}”的数，指标是“{setting.name}”"
    return ""


def _whole(before: Sequence[Token], setting: Setting) -> str:
    """全县增收总额1260万元 for 户均增收: that of all, and each one's is asked for."""
    averages = setting.words.lexicon.words("per-average")
    if not any(one in setting.name for one in averages) or any(
        "per-average" in one.senses for one in before
    ):
        return ""
    for token in before:
        if "total" in token.senses and "wide-scope" in before[0].senses:
            return f"写的是“{token.text}”，指标是“{setting.name}”"
    return ""


def _one_of_each(before: Sequence[Token], met: bool | None, setting: Setting) -> str:
    """上半年、下半年各1次: the number is each one's; it matters where one of them is too few."""
    last = before[-1].text if before else ""
    if last not in setting.words.lexicon.words("each-of") or not _helps(met, setting):
        return ""
    return f"写的是“{last}”是多少，没有写一共多少"


def _lower_grades(before: Sequence[Token], setting: Setting) -> str:
    """满意和基本满意合计93% for 满意度: the lower grade is counted in."""
    nearly = setting.words.lexicon.words("nearly")
    for token in before:
        head = next((one for one in nearly if token.text.startswith(one)), "")
        if head and "grade" in token.senses and head not in setting.name:
            return f"把“{token.text}”也算在内"
    return ""
