"""What the goal and the tasks promise, held against the names of the indicators.

Chinese is written without blanks and no dictionary is used here. A clause that begins
with a verb of work (开展, 做好, 完成 …) is a promise; the last word of each noun phrase
in it says what sort of work it is; an indicator covers it if its name holds that word
or a synonym. The lists of words stand in ``data/wording.toml``. The answers are hints
for a reviewer, never errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from itertools import islice
from typing import Final

import attrs

from ...criteria import Comparison, Criterion
from ...errors import JixiaoError
from ...language import squeeze
from ...language.judging import read_actual
from ...language.lexicon import either
from ...naming import bare_name
from ...quantities import builtin
from ...scoring.given import is_missing
from ...tables import Indicator, TargetTable, Task
from .counts import (
    HAN,
    LONGEST_CLAUSE,
    Thing,
    clauses_of,
    counts_same,
    is_covered,
    is_promise,
    likeness,
    same_work,
    things_in,
    things_of,
    with_figures,
    works_alone,
)
from .money import plain, shared_words, task_label
from .wording import entry, half_unit, links, matches, measure, pattern, synonyms, words

__all__ = [
    "MOST_PAIRS",
    "Gap",
    "TextCount",
    "actual_counts",
    "gaps",
    "is_docked",
    "is_generic",
    "is_missed",
    "own_counts",
    "said_of",
    "text_counts",
    "understood",
]

_SENTENCE: Final = re.compile(r"[,;。!?:\n]|(?<![0-9])\.|[0-9]{1,2}[.、](?![0-9])")
_TAG: Final = re.compile(r"<[^<>]{0,40}>")
_HEAD: Final = 2
#: So many characters say what is to be done; fewer may stand in any name.
_TELLING: Final = 4
#: So much of what is to be done is spoken of where the names hold it.
_SPOKEN: Final = Fraction(3, 4)
#: A phrase with one of these is no plain promise: numbers are counted things, the rest are scraps.
_OTHER: Final = re.compile(r"[0-9%()\[\]“”<>=≥≤]")
_SLIP: Final = 10
#: Each counted thing is held against each indicator; of texts with so many things that there would
#: be more pairs, each is looked at from its beginning. No form of an office has a tenth of them.
MOST_PAIRS: Final = 400_000
_COUNTED: Final = frozenset(("count", "area", "length", "volume", "mass"))


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
        if task.name and _lacks(task, names, place):
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
        open_phrases = tuple(_open(task.content, table, names, place))
        if open_phrases:
            found.append(_gap(source, position, open_phrases))
    if table.goal:
        open_phrases = tuple(_open(table.goal, table, names, place))
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
    for piece in HAN.findall(_generic().sub("|", squeeze(text))):
        rest = piece
        while place and (length := shared_words(rest, place)) >= 2:
            start = next(
                i
                for i in range(len(rest))
                if rest[i : i + length] in place and i + length <= len(rest)
            )
            rest = rest[:start] + "|" + rest[start + length :]
        result += [run for run in HAN.findall(rest) if len(run) >= 2]
    return result


def _lacks(task: Task, names: str, place: str) -> bool:
    """Whether the name of a task says something, and no indicator says any of it, nor half of what
    is to be done for it (安装取水口计量设施 for 水资源管理)."""
    remains = _remains(task.name or "", place)
    if not remains or any(_covered_share(one, names) for one in remains):
        return False
    done = [one for one in _remains(task.content, place) if len(one) >= _TELLING]
    # Short words that join the others (和, 及) occur in no name.
    spoken = [one for one in done if _covered_share(one, names) >= _SPOKEN]
    return 2 * len(spoken) < len(done) or not done


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


def _open(text: str, table: TargetTable, names: str, place: str) -> Iterator[tuple[str, str]]:
    """(phrase, the word looked for) for each promise in `text` that no indicator covers."""
    flat = with_figures(_TAG.sub("。", squeeze(_TAG.sub("。", text))))
    left = _most(table)
    for clause in _SENTENCE.split(flat):
        if len(clause) > LONGEST_CLAUSE or matches("goal-text", "purpose", clause):
            continue
        things = tuple(islice(things_in(clause), left))
        left -= len(things)
        # 维修宿舍2栋168间: an indicator that counts the rooms counts the houses.
        counted = {one.phrase for one in things if _is_counted(one, table, names)}
        for thing in things:
            if thing.phrase not in counted and _is_promised(thing, table):
                yield _trimmed(thing.phrase), thing.name
        verb = _verb().search(clause) if clause else None
        if verb is None or verb.start() > 4:
            continue
        # 甲河、乙河、丙河共3条: the members of a list that is counted are not promises.
        rest = pattern("goal", "enumeration").sub("", clause[verb.end() :])
        for item in _item().split(rest):
            phrase = _trimmed(item)
            runs = [run for run in HAN.findall(_generic().sub("|", phrase)) if len(run) >= _HEAD]
            if not runs or _OTHER.search(phrase) or matches("goal", "spending", phrase):
                continue
            head = runs[-1]
            tail = head[-_HEAD:]
            # The last word of a Chinese noun phrase is what is done: 自然资源保护宣传 is 宣传.
            # What it is done to must be named as well: 空气监测 does not cover 地下水监测.
            objects = "".join(runs)[:-_HEAD]
            # Two characters alone (原因) are scraps of a sentence.
            if not objects or (place and all(run in place for run in runs)):
                continue
            if _known(tail, names) and (len(objects) < _HEAD or _covered_share(objects, names)):
                continue
            yield phrase, head


def _is_promised(thing: Thing, table: TargetTable) -> bool:
    if is_promise(thing):
        return True
    if not is_promise(thing, begun=_verb().match(thing.phrase) is not None):
        return False
    # 举办市级竞赛12项 is 举办赛事 ≥12场次 in another measure word.
    counted = filter(None, map(_count_target, table.indicators))
    return all(one.quantity.exact != thing.number for one in counted)


def _trimmed(item: str) -> str:
    phrase = pattern("goal", "trim").sub("", item.strip())
    phrase = _verb().sub("", phrase, count=1) if _verb().match(phrase) else phrase
    return pattern("goal", "edges").sub("", phrase)


def _is_counted(thing: Thing, table: TargetTable, names: str) -> bool:
    """Whether an indicator counts the thing, has its number, or all of its words are in the names."""
    if is_covered(thing.name, names) or not thing.name:
        return True
    for one in table.indicators:
        criterion = _count_target(one)
        if criterion is not None and (
            thing.in_unit(criterion.unit) == criterion.quantity.exact
            or counts_same(thing, one, criterion.unit)
        ):
            return True
    if any(works_alone(thing, one) for one in table.indicators):
        return True
    # 养护公路1286公里 is the sum of 县道, 乡道 and 村道.
    parts = [
        thing.in_unit(criterion.unit) is not None
        and criterion.quantity.exact / (thing.in_unit(criterion.unit) or 1) * thing.number
        for one in table.indicators
        if (criterion := _count_target(one)) is not None and same_work(thing, one)
    ]
    return sum((part for part in parts if part), Fraction(0)) == thing.number


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
        above: whether the target is above what the text says, which only ≥ allows.
    """

    source: str
    phrase: str
    indicator: Indicator
    stated: Fraction
    target: Fraction
    formula: str
    holds: bool
    above: bool = False


def _texts(table: TargetTable) -> Iterator[tuple[str, str]]:
    if table.goal:
        yield "总体目标", table.goal
    for position, task in enumerate(table.tasks, 1):
        yield task_label(task, position), f"{task.name or ''}。{task.content}"


def text_counts(table: TargetTable) -> tuple[TextCount, ...]:
    """Every count in goal and tasks for which an indicator counts the same things."""
    counted = [
        (one, criterion, criterion.unit)
        for one in table.indicators
        if (criterion := _count_target(one)) is not None
    ]
    listing = [
        (one, criterion)
        for one, criterion, unit in counted
        if "、" in bare_name(one.name) and measure(unit) != "share"
    ]
    found: dict[tuple[str, str], TextCount] = {}
    for source, text in _texts(table):
        for clause in clauses_of(text):
            for one, criterion in listing:
                listed = _listed(source, clause, one, criterion)
                if listed is not None:
                    found.setdefault((one.name, str(listed.stated)), listed)
        told = (
            one
            for clause in clauses_of(text)
            if not (table.term == "annual" and matches("goal-text", "years", clause))
            for one in things_in(clause)
        )
        things = [one for one in islice(told, _most(table)) if not _is_partial(one, table)]
        for one, criterion, same in _joined(things, counted):
            if not any(
                _verdict(criterion, thing.in_unit(criterion.unit) or Fraction(0)) for thing in same
            ):
                if all(_states(thing.phrase, criterion) for thing in same):
                    continue  # 24个社区共210个村 beside 村（社区）数=210个
            stated = [(thing, thing.in_unit(criterion.unit) or Fraction(0)) for thing in same]
            result = _text_count(source, one, criterion, stated)
            found.setdefault((one.name, str(result.stated)), result)
    return tuple(found.values())


def own_counts(table: TargetTable) -> Iterator[tuple[Indicator, bool, Thing]]:
    """Indicators whose own name or explanation states another number than the target: 培训200人,
    ≥240人; 全年36次, ≥48次. With each whether it is the name, and what is said."""
    for one in table.indicators:
        criterion = _count_target(one)
        if criterion is None or measure(criterion.unit) == "share":
            continue
        for named, text in ((True, bare_name(one.name)), (False, one.explanation or "")):
            for thing in _stated_in(text, named=named):
                if thing.unit != criterion.unit:
                    continue
                if thing.number == criterion.quantity.exact:
                    break
                yield one, named, thing


def _stated_in(text: str, *, named: bool) -> Iterator[Thing]:
    """What a name ends with (培训200人), or an explanation says of the whole year; what agrees
    with the target first says that the others are something else."""
    for clause in clauses_of(text):
        things = things_in(clause)
        if matches("goal-text", "of-each", clause):
            continue
        whole = (
            clause.endswith(tuple(one.unit for one in things))
            if named
            else matches("goal-text", "whole-year", clause)
        )
        if whole and len(things) == 1:
            yield things[0]


def _text_count(
    source: str, one: Indicator, criterion: Comparison, stated: list[tuple[Thing, Fraction]]
) -> TextCount:
    together = sum((number for _, number in stated), Fraction(0))
    right = next((pair for pair in stated if _verdict(criterion, pair[1])), None)
    thing, number = right or stated[0]
    target = criterion.quantity.exact
    # 约2.5万亩 may be 25200亩: what the last digit leaves open is no difference.
    above = right is not None and number + _step(thing, criterion.unit) <= target
    return TextCount(
        source=source,
        phrase=thing.phrase,
        indicator=one,
        stated=number,
        target=target,
        formula=f"{plain(number)}{criterion.unit}",
        # 新建泵站2座、改造泵站3座 and 泵站数量 ≥5座: the parts may be meant together.
        holds=right is not None or _verdict(criterion, together),
        above=above and together != target,
    )


def actual_counts(table: TargetTable) -> tuple[TextCount, ...]:
    """Every count in 实际完成情况, of the form or of a task, for which an indicator states what it achieved."""
    texts = [("实际完成情况", table.goal_actual)]
    for position, task in enumerate(table.tasks, 1):
        texts.append((f"{task_label(task, position)}的完成情况", task.actual))
    counted = []
    for one in table.indicators:
        criterion = _count_target(one)
        done = read_count(one.actual, one) if criterion is not None and one.actual else None
        if done is not None:
            counted.append((one, done, done.unit))
    return tuple(
        one for source, text in texts if text for one in _told(source, text, table, counted)
    )


def _told(
    source: str, text: str, table: TargetTable, counted: Sequence[_Counted]
) -> Iterator[TextCount]:
    """The counts of one text for which an indicator states what it achieved."""
    told = islice(things_of(text), _most(table))
    things = [one for one in told if not _is_partial(one, table)]
    for one, done, same in _joined(things, counted):
        numbers = [(thing, thing.in_unit(done.unit) or Fraction(0)) for thing in same]
        together = sum((number for _, number in numbers), Fraction(0))
        achieved = done.quantity.exact
        near = half_unit(done.quantity) * 2
        holds = any(
            abs(number - achieved) < max(near, _step(thing, done.unit)) for thing, number in numbers
        )
        thing, number = numbers[0]
        yield TextCount(
            source=source,
            phrase=thing.phrase,
            indicator=one,
            stated=number,
            target=achieved,
            formula=f"{plain(number)}{done.unit}",
            holds=holds or together == achieved,
        )


def _most(table: TargetTable) -> int:
    """How many counted things of each text are held against the indicators."""
    return MOST_PAIRS // ((len(table.indicators) or 1) * (len(table.tasks) + 1)) or 1


def _is_partial(thing: Thing, table: TargetTable) -> bool:
    """Whether a count is of a part of the year or of a whole: 其中女性45人, unless 女性 has a row."""
    if matches("goal-text", "partial", thing.phrase):
        return True
    among = pattern("goal-text", "among").search(thing.phrase)
    name = thing.name.replace(among[0], "") if among is not None else ""
    named = (bare_name(one.name) for one in table.indicators)
    return among is not None and not (len(name) > 1 and any(name in one for one in named))


def _step(thing: Thing, unit: str) -> Fraction:
    known = builtin()
    return thing.step * known.factor(thing.unit).size / known.factor(unit).size


@lru_cache(maxsize=2048)
def understood(text: str, year: int | None) -> Criterion | None:
    """What an actual value states; None where it is not understood."""
    try:
        return read_actual(text, year=year)
    except JixiaoError:
        return None


def is_docked(one: Indicator) -> bool:
    """Whether the form itself takes points off."""
    return one.points is not None and one.weight is not None and one.points < one.weight


def is_missed(one: Indicator) -> bool:
    """Whether a row missed its target, or has points taken off by the form itself."""
    if is_docked(one):
        return True
    if one.is_judged or is_missing(one.actual, None):
        return False
    try:
        return one.criterion.is_met(one.actual) is False
    except JixiaoError:
        return False


def read_count(text: str, one: Indicator) -> Comparison | None:
    """The one plain number that an actual value states, in its own unit or that of the target."""
    found = understood(text, one.year)
    if not isinstance(found, Comparison) or found.operator in ("≥", ">", "≤", "<"):
        return None
    if found.unit or not isinstance(one.criterion, Comparison):
        return found
    return attrs.evolve(found, quantity=attrs.evolve(found.quantity, unit=one.criterion.unit))


_Counted = tuple[Indicator, Comparison, str]


def _joined(
    things: Sequence[Thing], counted: Sequence[_Counted]
) -> Iterator[tuple[Indicator, Comparison, list[Thing]]]:
    """The indicators with the things that they count: each the best match of the other.

    A thing for which two indicators are as good says nothing: which one is meant is open.
    """
    by_size: dict[object, list[int]] = {}
    for index, (_, _, unit) in enumerate(counted):
        by_size.setdefault(builtin().factor(unit).dimension, []).append(index)
    chosen: dict[int, list[tuple[int, Thing]]] = {}
    for thing in things:
        points = [
            (likeness(thing, counted[index][0]), index)
            for index in by_size.get(builtin().factor(thing.unit).dimension, ())
            if counts_same(thing, counted[index][0], counted[index][2])
        ]
        best = max(points, default=None)
        if best is not None and sum(one[0] == best[0] for one in points) == 1:
            chosen.setdefault(best[1], []).append((best[0], thing))
    for index, held in sorted(chosen.items()):
        most = max(point for point, _ in held)
        yield counted[index][0], counted[index][1], [one for point, one in held if point == most]


def is_generic(text: str) -> bool:
    """Whether nothing of a text says what it is about."""
    return not HAN.findall(_generic().sub("|", text))


def said_of(name: str, about: str) -> bool:
    """Whether two characters that stand together in a name, generic words left out, stand in `about`."""
    runs = HAN.findall(_generic().sub("|", name))
    return any(
        _known(run[start : start + 2], about) for run in runs for start in range(len(run) - 1)
    )


def _count_target(indicator: Indicator) -> Comparison | None:
    criterion = indicator.criterion
    if not isinstance(criterion, Comparison) or "/" in criterion.unit:
        return None
    return criterion if measure(criterion.unit) in _COUNTED or criterion.unit == "%" else None


def _states(phrase: str, criterion: Comparison) -> bool:
    """Whether the number of a target stands in a phrase as the target has it: 68个 in 68个部门的240个系统."""
    written = f"{plain(criterion.quantity.exact)}{criterion.unit}"
    return re.search(rf"(?<![0-9.]){re.escape(written)}", with_figures(phrase)) is not None


def _verdict(criterion: Comparison, stated: Fraction) -> bool:
    target = criterion.quantity.exact
    if criterion.operator in ("≥", ">"):
        # A target of ten times what the text says is no higher aim but a slip (万).
        return stated <= target < stated * _SLIP
    if criterion.operator in ("≤", "<"):
        return target <= stated or target == stated
    return target == stated


_NUMBER: Final = r"(?<![0-9.])([0-9]+(?:\.[0-9]+)?)"


def _listed(
    source: str, clause: str, indicator: Indicator, criterion: Comparison
) -> TextCount | None:
    """The things that an indicator lists (河流、湖泊) counted one by one in a clause."""
    kinds = [one for one in links().split(bare_name(indicator.name)) if len(one) >= 2]
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
