"""Counted things (数的东西): what a text counts, and the indicators that count the same.

A clause is cut into items at 、 and the words for “and”; an item with a number and a unit
is a thing with its verb (its own, else that of the item before it). An indicator counts the
same thing where its unit can be converted and one of the two names is wholly found in the
other: 新建高标准农田2万亩 and 新建高标准农田面积. 培训农民 and 培训教师人数 share a word and
are two things; so are two works on one thing (新建泵站, 改造泵站).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

import attrs

from ...language import squeeze
from ...language.lexicon import builtin_lexicon, either
from ...naming import bare_name
from ...quantities import SCALES, builtin, chinese_number
from ...tables import Indicator
from .wording import links, matches, measure, pattern, synonyms

__all__ = [
    "HAN",
    "LONGEST_CLAUSE",
    "Thing",
    "clauses_of",
    "counts_same",
    "is_covered",
    "is_promise",
    "likeness",
    "nouns_of",
    "same_work",
    "things_in",
    "things_of",
    "with_figures",
    "works_alone",
]

_TAG: Final = re.compile(r"<[^<>]{0,40}>")
_CLAUSE: Final = re.compile(r"[,;。!?:\n]")
_BRACKET: Final = re.compile(r"[(【\[][^()【】\[\]]*[)】\]]")
#: A run of Chinese characters.
HAN: Final = re.compile(r"[\u4e00-\u9fff]+")
_DIGIT: Final = re.compile("[0-9]")
_ASIDE: Final = 12
#: So many characters are a name; two or three are left of many phrases.
_TELLING: Final = 4
#: No sentence goes on for so long without a comma; the patterns take the square of its length.
LONGEST_CLAUSE: Final = 500


@attrs.frozen(kw_only=True)
class Thing:
    """A thing that a text counts.

    Attributes:
        phrase: as written.
        name: what is counted, without number, verb and words that say nothing.
        verbs: what is done to it.
        number: how many, of `unit`.
        unit: canonical.
        step: what one unit of the last written digit is worth.
    """

    phrase: str
    name: str
    verbs: tuple[str, ...]
    number: Fraction
    unit: str
    step: Fraction

    def in_unit(self, unit: str) -> Fraction | None:
        """The number in another unit; None where it measures something else."""
        if self.unit == unit:
            return self.number
        known = builtin()
        own, other = known.factor(self.unit), known.factor(unit)
        return self.number * own.size / other.size if own.dimension == other.dimension else None


def clauses_of(text: str) -> list[str]:
    """The clauses of a text, marks of web pages taken out, and what is too long to be one."""
    found = _CLAUSE.split(squeeze(_TAG.sub("。", text)))
    return [one for one in found if 0 < len(one) <= LONGEST_CLAUSE]


@cache
def _number() -> re.Pattern[str]:
    large = either(one for one in SCALES if SCALES[one] >= 10**4)
    return re.compile(
        rf"(?<![0-9.])([0-9]+(?:\.[0-9]+)?)((?:{large})?)([\u4e00-\u9fff㎡%‰a-zA-Z/·]*)"
    )


@cache
def _verbs() -> re.Pattern[str]:
    return pattern("goal-text", "doing")


def _unit_at(text: str) -> str | None:
    """The longest unit that `text` begins with, as spelled."""
    known = builtin().spellings
    return next(
        (text[:end] for end in range(min(len(text), 6), 0, -1) if text[:end] in known), None
    )


def things_in(clause: str) -> tuple[Thing, ...]:
    """What one clause counts, in order."""
    return _things(with_figures(clause)) if len(clause) <= LONGEST_CLAUSE else ()


def with_figures(text: str) -> str:
    """The text with 三台 as 3台; 一个 and 一批 count nothing."""
    return pattern("goal-text", "spelled").sub(_figures, text)


def _figures(match: re.Match[str]) -> str:
    number = chinese_number(match[0])
    return match[0] if number is None else str(number)


@lru_cache(maxsize=512)
def _things(clause: str) -> tuple[Thing, ...]:
    found: list[Thing] = []
    verbs: tuple[str, ...] = ()
    for item in links().split(_BRACKET.sub("", clause)):
        own = tuple(_verbs().findall(item))
        verbs = own or verbs
        begin = 0
        for match in _number().finditer(item):
            spelled = _unit_at(match[3])
            if spelled is None:
                continue
            behind = _until_number(item[match.start(3) + len(spelled) :])
            before = item[begin : match.start()]
            # 68个单位的126个系统, 在3个乡镇新建2处: the first number only says which ones, or where.
            # 为8家医院各购置1辆: one is not how many there are.
            only = matches("goal-text", "of", behind) or matches("goal-text", "where", before)
            if not only and not matches("goal-text", "each", item[: match.start()]):
                found.append(_thing(item, match, verbs, (before, behind)))
            begin = match.start(3) + len(spelled)
    return tuple(found)


def _until_number(text: str) -> str:
    found = _DIGIT.search(text)
    return text[: found.start() if found else _ASIDE]


def _thing(
    item: str, match: re.Match[str], verbs: tuple[str, ...], around: tuple[str, str]
) -> Thing:
    """The thing that a number counts, named by what stands `around` it."""
    scale = SCALES[match[2]] if match[2] else 1
    return Thing(
        phrase=item,
        name=nouns_of("|".join(around)),
        verbs=verbs,
        number=Fraction(match[1]) * scale,
        unit=builtin().canonical(_unit_at(match[3]) or ""),
        step=Fraction(scale, 10 ** len(match[1].partition(".")[2])),
    )


def nouns_of(text: str) -> str:
    """The text without verbs, bounds, numbers and words that do not say what a thing is."""
    for key in ("doing", "idle", "bounds"):
        text = pattern("goal-text", key).sub("|", text)
    runs = HAN.findall(text)
    return "|".join([run for run in runs if len(run) > 1] or runs)


@lru_cache(maxsize=2048)
def _named(name: str) -> tuple[str, tuple[str, ...]]:
    """The thing that an indicator's name is about, and what is done to it."""
    flat = bare_name(name)
    return nouns_of(flat), tuple(_verbs().findall(flat))


def is_covered(part: str, whole: str) -> bool:
    """Whether every run of `part` stands in `whole`, or a word for the same work does.

    A run of three or more characters may stand there in pieces of two.
    """
    runs = [run for run in part.split("|") if run]
    return bool(runs) and all(_holds(run, whole) for run in runs)


def _holds(run: str, whole: str) -> bool:
    if run in whole:
        return True
    if len(run) < 3:
        return _same_word(run, whole)
    marked = [False] * len(run)
    for start in range(len(run) - 1):
        if run[start : start + 2] in whole or _same_word(run[start : start + 2], whole):
            marked[start] = marked[start + 1] = True
    return all(marked)


@cache
def _like() -> Mapping[str, tuple[str, ...]]:
    """Each word for a sort of work → all words for the same."""
    found: dict[str, tuple[str, ...]] = {}
    for group in synonyms():
        for word in group:
            found[word] = (*found.get(word, ()), *group)
    return MappingProxyType(found)


def _same_word(word: str, whole: str) -> bool:
    return any(one in whole for one in _like().get(word, ()))


@lru_cache(maxsize=1024)
def _work(verbs: tuple[str, ...]) -> frozenset[int | str]:
    """The verbs, those for the same work as one."""
    groups = synonyms()
    return frozenset(
        next((i for i, words in enumerate(groups) if verb in words), verb) for verb in verbs
    )


@cache
def _class() -> re.Pattern[str]:
    return pattern("goal-text", "class-of")


@lru_cache(maxsize=2048)
def _averages(text: str) -> bool:
    """Whether a text says how many each: 日均清运274吨 is not 全年清运10万吨."""
    return any(one in text for one in builtin_lexicon().words("per-average"))


def counts_same(thing: Thing, indicator: Indicator, unit: str) -> bool:
    """Whether an indicator with a target in `unit` counts `thing`."""
    if thing.in_unit(unit) is None or _averages(thing.phrase) != _averages(indicator.name):
        return False
    name, verbs = _named(indicator.name)
    classes = {one[0] for text in (thing.phrase, indicator.name) if (one := _class().search(text))}
    if len(classes) > 1:
        return False  # Ⅰ类厕所6座 is no Ⅱ类厕所
    if thing.verbs and verbs and not _work(thing.verbs) & _work(verbs):
        return False
    if not name or not thing.name:
        # 培训300人次 and 培训人次: nothing but the work is named on either side.
        return not name and bool(_work(thing.verbs) & _work(verbs)) and "|" not in thing.name
    # 检出率 and 问题检出率 are two rates: of shares both names must say the same.
    needed = all if measure(unit) == "share" else any
    pairs = ((name, thing.name), (thing.name, name))
    return needed(is_covered(part, whole) for part, whole in pairs)


def works_alone(thing: Thing, indicator: Indicator) -> bool:
    """Whether an indicator names nothing but the work on the thing: 采购台数 for 采购设备."""
    name, verbs = _named(indicator.name)
    return not name and bool(_work(thing.verbs) & _work(verbs))


def same_work(thing: Thing, indicator: Indicator) -> bool:
    """Whether an indicator's name has the work that is done to the thing."""
    return bool(_work(thing.verbs) & _work(_named(indicator.name)[1]))


def likeness(thing: Thing, indicator: Indicator) -> int:
    """How near two names are of which one is found in the other; the same work counts as well."""
    name, verbs = _named(indicator.name)
    sizes = sorted((len(name), len(thing.name)))
    return 3 * sizes[0] - sizes[1] + bool(_work(thing.verbs) & _work(verbs))


def is_promise(thing: Thing, *, begun: bool = False) -> bool:
    """Whether a counted thing is work to be done, and no money, share or time.

    It is where a verb says what is done to it, or where it has a name and its phrase has `begun`
    with a verb which says no more than that it is done (开展小微企业景气调查150户).
    """
    done = bool(thing.verbs) or (begun and len(thing.name) >= _TELLING)
    return done and measure(thing.unit) not in ("money", "share", "time", "none")


def things_of(text: str) -> Iterator[Thing]:
    """What a text counts, clause by clause."""
    for clause in clauses_of(text):
        yield from things_in(clause)
