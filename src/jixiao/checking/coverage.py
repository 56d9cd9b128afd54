"""What the goal and the tasks promise, held against the names of the indicators.

Chinese is written without blanks and no dictionary is used here. A clause that begins
with a verb of work (开展, 做好, 完成 …) is a promise; the last word of each noun phrase
in it says what sort of work it is; an indicator covers it if its name holds that word
or a synonym. The lists of words stand in ``data/wording.toml``. The answers are hints
for a reviewer, never errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Final

import attrs

from ..criteria import Comparison
from ..language import squeeze
from ..language.lexicon import either
from ..naming import bare_name
from ..quantities import SCALES, builtin
from ..tables import Indicator, TargetTable
from .money import shared_words, task_label
from .wording import entry, links, matches, measure, pattern, synonyms, words

__all__ = ["Gap", "TextCount", "gaps", "text_counts"]

_SENTENCE: Final = re.compile(r"[,;。!?:\n]|(?<![0-9])\.|[0-9]{1,2}[.、](?![0-9])")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]+")
_TAG: Final = re.compile(r"<[^<>]{0,40}>")
_HEAD: Final = 2
_COUNT: Final = re.compile(r"[0-9][0-9.]*([^0-9.]{0,4})")


@attrs.frozen(kw_only=True)
class Gap:
    """A promise without an indicator.

    Attributes:
        source: 总体目标, or the task as a message names it.
        task: position of the task, from 1; None for the goal.
        phrases: the parts of the text that no indicator covers, as written.
        words: of each phrase, the word that was looked for.
        whole: whether nothing of the task is covered, name included.
    """

    source: str
    task: int | None
    phrases: tuple[str, ...]
    words: tuple[str, ...]
    whole: bool = False


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(either(words("goal", "generic")))


@cache
def _item() -> re.Pattern[str]:
    """What stands between two things to be done."""
    return re.compile(f"{either(words('goal', 'links'))}|{links().pattern}")


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(either(words("goal", "verbs")))


def gaps(table: TargetTable) -> tuple[Gap, ...]:
    """The tasks, and the parts of tasks and goal, that no indicator speaks of."""
    names = "¦".join(bare_name(one.name) for one in table.indicators)
    # The place of the office occurs everywhere and says nothing of the work.
    found_place = pattern("goal", "place").match(squeeze(table.organisation or ""))
    place = found_place[0] if found_place else ""
    found = []
    for position, task in enumerate(table.tasks, 1):
        source = task_label(task, position)
        if task.name and _lacks_name(task.name, names, place):
            found.append(
                Gap(
                    source=source,
                    task=position,
                    phrases=(task.name,),
                    words=tuple(_remains(task.name, place)),
                    whole=True,
                )
            )
            continue
        open_phrases = tuple(_open(task.content, names, place))
        if open_phrases:
            found.append(_gap(source, position, open_phrases))
    if table.goal:
        open_phrases = tuple(_open(table.goal, names, place))
        if open_phrases:
            found.append(_gap("总体目标", None, open_phrases))
    return tuple(found)


def _gap(source: str, task: int | None, phrases: tuple[tuple[str, str], ...]) -> Gap:
    unique = tuple(dict(phrases).items())
    return Gap(
        source=source,
        task=task,
        phrases=tuple(phrase for phrase, _ in unique),
        words=tuple(word for _, word in unique),
    )


def _remains(text: str, place: str) -> list[str]:
    """The runs of two or more characters that are neither generic nor part of the office's name."""
    result = []
    for piece in _HAN.findall(_generic().sub("|", squeeze(text))):
        rest = piece
        while place and (length := shared_words(rest, place)) >= 2:
            start = next(
                i
                for i in range(len(rest))
                if rest[i : i + length] in place and i + length <= len(rest)
            )
            rest = rest[:start] + "|" + rest[start + length :]
        result += [run for run in _HAN.findall(rest) if len(run) >= 2]
    return result


def _lacks_name(name: str, names: str, place: str) -> bool:
    """Whether the name of a task says something, and no indicator says any of it."""
    remains = _remains(name, place)
    return bool(remains) and not any(_covered_share(one, names) for one in remains)


def _covered_share(text: str, names: str) -> Fraction:
    """How much of `text` occurs in the names of the indicators, in runs of two or more."""
    if not text:
        return Fraction(0)
    marked = [False] * len(text)
    for start in range(len(text) - 1):
        if _known(text[start : start + 2], names):
            marked[start] = marked[start + 1] = True
    return Fraction(sum(marked), len(text))


def _known(word: str, names: str) -> bool:
    if word in names:
        return True
    return any(word in group and any(one in names for one in group) for group in synonyms())


def _open(text: str, names: str, place: str) -> Iterator[tuple[str, str]]:
    """(phrase, the word looked for) for each promise in `text` that no indicator covers."""
    flat = _TAG.sub("。", squeeze(_TAG.sub("。", text)))
    for clause in _SENTENCE.split(flat):
        verb = _verb().search(clause) if clause else None
        if verb is None or verb.start() > 4:
            continue
        # 甲河、乙河、丙河共3条: the members of a list that is counted are not promises.
        rest = pattern("goal", "enumeration").sub("", clause[verb.end() :])
        for item in _item().split(rest):
            phrase = pattern("goal", "trim").sub("", item.strip())
            phrase = _verb().sub("", phrase, count=1) if _verb().match(phrase) else phrase
            phrase = pattern("goal", "edges").sub("", phrase)
            said = _COUNT.sub(_behind_the_unit, phrase)
            runs = [run for run in _HAN.findall(_generic().sub("|", said)) if len(run) >= _HEAD]
            if not runs or matches("goal", "spending", phrase):
                continue
            if said != phrase and _known(verb[0], names):
                continue  # 培训农民300人次 beside 培训人次: how many are counted, of that work.
            head = runs[-1]
            tail = head[-_HEAD:]
            # The last word of a Chinese noun phrase is what is done: 自然资源保护宣传 is 宣传.
            # What it is done to must be named as well: 空气监测 does not cover 地下水监测.
            objects = "".join(runs)[:-_HEAD]
            if _known(tail, names) and (len(objects) < 2 or _covered_share(objects, names)):
                continue
            if place and all(run in place for run in runs):
                continue
            yield phrase, head


def _behind_the_unit(count: re.Match[str]) -> str:
    """What a number is followed by, without its unit: 4.2公里 is nothing that is done."""
    text = count[1].lstrip("".join(SCALES))
    units = builtin().spellings
    length = max((end for end in range(1, len(text) + 1) if text[:end] in units), default=0)
    return "|" + text[length:]


@attrs.frozen(kw_only=True)
class TextCount:
    """A count in the text held against the target of an indicator.

    Attributes:
        source: 总体目标 or the task.
        phrase: where the text counts.
        indicator: the indicator that counts the same things.
        stated: the count of the text.
        target: the count of the target.
        formula: e.g. ``5条河 + 1（阿尔金山自然保护区） = 6``.
        holds: whether they agree (for ≥, whether the target is not below the text).
    """

    source: str
    phrase: str
    indicator: Indicator
    stated: Fraction
    target: Fraction
    formula: str
    holds: bool


def text_counts(table: TargetTable) -> tuple[TextCount, ...]:
    """Every count in goal and tasks for which an indicator counts the same things."""
    texts = [("总体目标", table.goal)] if table.goal else []
    for position, task in enumerate(table.tasks, 1):
        texts.append((task_label(task, position), f"{task.name or ''}。{task.content}"))
    found: dict[tuple[str, str], TextCount] = {}
    for source, text in texts:
        flat = squeeze(_TAG.sub("。", text))
        for clause in re.split(r"[,;。\n]", flat):
            for indicator in table.indicators:
                result = _listed(source, clause, indicator) or _counted(source, clause, indicator)
                if result is not None:
                    found.setdefault((indicator.name, str(result.stated)), result)
    return tuple(found.values())


def _count_target(indicator: Indicator) -> Comparison | None:
    criterion = indicator.criterion
    if not isinstance(criterion, Comparison) or "/" in criterion.unit:
        return None
    if measure(criterion.unit) not in ("count", "area", "length"):
        return None
    return criterion


def _verdict(criterion: Comparison, stated: Fraction) -> bool:
    target = criterion.quantity.exact
    if criterion.operator in ("≥", ">"):
        return target >= stated
    if criterion.operator in ("≤", "<"):
        return target <= stated or target == stated
    return target == stated


@cache
def _large() -> str:
    """万, 亿 and their multiples; 百 and 千 may begin a unit (千米)."""
    return "|".join(sorted((one for one in SCALES if SCALES[one] >= 10**4), key=len, reverse=True))


_NUMBER: Final = r"(?<![0-9.])([0-9]+(?:\.[0-9]+)?)"


def _listed(source: str, clause: str, indicator: Indicator) -> TextCount | None:
    """The things that an indicator lists (河流、湖泊) counted one by one in a clause."""
    criterion = _count_target(indicator)
    name = bare_name(indicator.name)
    if criterion is None or "、" not in name:
        return None
    kinds = [one for one in links().split(name) if len(one) >= 2]
    terms, total, spans = [], Fraction(0), []
    for kind in kinds:
        short = kind.removesuffix(entry("goal", "listed").format(criterion.unit))
        # 河流 is counted as 5条河: the first character stands for the thing.
        match = re.search(
            rf"{_NUMBER}([\u4e00-\u9fff])({re.escape(short[:2])}|{re.escape(short[0])})", clause
        )
        if match:
            terms.append(f"{match[1]}{match[2]}{match[3]}")
            total += Fraction(match[1])
            spans.append(match.span())
            continue
        core = next((one for one in _cores(kind) if one in clause), None)
        if core is not None:
            for named in re.finditer(
                rf"(?:{links().pattern})?([\u4e00-\u9fff]{{2,8}}?{re.escape(core)})", clause
            ):
                label = links().split(named[1])[-1]
                if len(label) > len(core):
                    terms.append(f"1（{label}）")
                    total += 1
                    spans.append(named.span())
    if len(terms) < 2 or not re.match(r"[0-9]", terms[0]):
        return None
    return TextCount(
        source=source,
        phrase=clause[min(one for one, _ in spans) : max(two for _, two in spans)],
        indicator=indicator,
        stated=total,
        target=criterion.quantity.exact,
        formula=f"{' + '.join(terms)} = {total}",
        holds=_verdict(criterion, total),
    )


def _cores(kind: str) -> Iterator[str]:
    """The beginnings of a listed thing: 自然保护区等确权登记数 → … 自然保护区 自然保护"""
    for length in range(min(len(kind), 8), 2, -1):
        yield kind[:length]


def _counted(source: str, clause: str, indicator: Indicator) -> TextCount | None:
    """One count in a clause (培训200人) for an indicator of the same unit and the same thing."""
    criterion = _count_target(indicator)
    if criterion is None:
        return None
    known = builtin()
    unit = criterion.unit
    name = pattern("goal", "counted", noun=unit).sub("", bare_name(indicator.name))
    if "、" in name:
        return None
    for match in re.finditer(
        rf"{_NUMBER}((?:{_large()})?)([\u4e00-\u9fff㎡a-zA-Z]{{1,4}})", clause
    ):
        spelled = next(
            (
                match[3][:length]
                for length in range(len(match[3]), 0, -1)
                if match[3][:length] in known.spellings
            ),
            None,
        )
        if spelled is None or known.relation(known.canonical(spelled), unit) not in (
            "same",
            "convertible",
        ):
            continue
        start = max(0, match.start() - 10)
        near = clause[start : match.start()] + "|" + clause[match.end(2) + len(spelled) :][:10]
        runs = [run for run in _HAN.findall(_generic().sub("|", name)) if len(run) >= 2]
        size = sum(map(len, runs))
        same = sum((_covered_share(run, near) * len(run) for run in runs), Fraction(0))
        # 培训农民600人 is not about 培训教师人数: most of the name must stand beside the number.
        if not size or same < size * Fraction(2, 3):
            continue
        scale = SCALES[match[2]] if match[2] else 1
        stated = (
            Fraction(match[1])
            * scale
            * known.factor(known.canonical(spelled)).size
            / known.factor(unit).size
        )
        return TextCount(
            source=source,
            phrase=clause[start : match.end(2) + len(spelled) + 6],
            indicator=indicator,
            stated=stated,
            target=criterion.quantity.exact,
            formula=f"{match[1]}{match[2]}{spelled}",
            holds=_verdict(criterion, stated),
        )
    return None
