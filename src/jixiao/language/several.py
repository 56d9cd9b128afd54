"""Which of several numbers of an actual value counts: one of them, their sum, or nobody can tell.

The words decide: a total, the thing or the act that the name asks for, parts of a whole. Numbers
are added up only where they are parts of one kind; where nothing tells which number counts, the
answer stands if every reading gives the same one.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from ..criteria import Comparison, Criterion, Doubt
from ..quantities import Quantity, as_number
from .beside import taken_off
from .characters import squeeze
from .labels import Labels
from .measure import unit_of
from .others import of_other_thing
from .said import Level, Said
from .setting import doubt
from .tokens import Token, scan

__all__ = ["Choice", "asks_for", "of_other", "which"]

#: Classes of what comes before anything is done: 发现, 排查, 受理, 摸排.
_BEFORE_DONE: Final = frozenset(("occur", "begun", "dealing", "pending"))
#: Classes of words at a number that say by themselves that it is not what was done.
_SPOILING: Final = ("pending", "cancelled", "undone", "remaining", "begun")


class Choice(NamedTuple):
    """The number that counts.

    Attributes:
        value: the number; None where nobody can tell.
        levels: the numbers that it was made of, whose words are weighed.
        kind: ``one`` of them, their ``sum``, or ``any``: every reading gives the same answer.
        doubts: what is said of the others.
    """

    value: Criterion | None
    levels: list[Level]
    kind: Literal["one", "sum", "any"]
    doubts: tuple[Doubt, ...] = ()


def which(said: Said, levels: list[Level]) -> Choice:
    """The number that counts of those stated as achieved."""
    if _is_partly_planned(said):
        return _unclear(said, levels)
    clean = [one for one in levels if not _is_spoiled(one, said) and not of_other(one, said)]
    if clean and len(clean) < len(levels):
        # 完成80人；剩余20人: the other numbers say what was not done.
        chosen = _among(said, clean)
        return chosen._replace(doubts=(_others(said), *chosen.doubts))
    part = _part_of_year(said, levels) or _part_named(said, levels) or _part_asked(said, levels)
    if part is not None:
        return Choice(part.value, [part], "one", (_others(said),))
    parts = _parts(said)
    if len(levels) == len(parts) == 1 and _is_rather(said, parts[0], levels[0]):
        return _unclear(said, [*levels, *parts])
    choice = _unless_summed(said, levels, _among(said, levels))
    return _unclear(said, levels) if _costs_more(said, levels, choice) else choice


def _is_partly_planned(said: Said) -> bool:
    """100人：已培训80人、拟培训20人: the parts of a number are all of it, and not all of them are done."""
    numbers = [one for one in said.numbers if said.fits(one.value)]
    if len(numbers) < 3 or said.measure.is_share(said.measure.unit):
        return False
    whole, *parts = numbers
    behind = whole.stated.behind[:1]
    headed = bool(behind) and "colon" in behind[0].senses
    if not headed and not all(one.clause.depth for one in parts):
        return False
    if said.roles("more", "less") and not headed:
        return False  # 826盏（计划800盏，超额26盏）
    if sum(said.measure.number(one.value) for one in parts) != said.measure.number(whole.value):
        return False
    return any(not _NOT_YET.isdisjoint(_senses(one)) for one in parts)


#: Classes of the words before a part that say that it is not done, or done amiss.
_NOT_YET: Final = frozenset(
    ("plan", "pending", "undone", "undone-time", "cancelled", "failed", "overrun")
)


def _costs_more(said: Said, levels: list[Level], choice: Choice) -> bool:
    """会议支出9万元，培训支出16万元 for ≤20万元: each is within the limit, and both are not."""
    money = said.setting.units.relation(_unit(said, levels), said.setting.words.lexicon.money)
    total = any(said.marked(one, "total") or said.marked(one, "strong") for one in levels)
    if choice.kind != "one" or choice.value is None or money is None or total:
        return False
    wholes = [one for one in levels if "part" not in _senses(one)]
    if len(wholes) < 2 or not said.setting.is_limit or not said.measure.met(choice.value):
        return False
    return said.measure.met(_total(said, wholes)) is False


def _unless_summed(said: Said, levels: list[Level], choice: Choice) -> Choice:
    """制定2项，参与修订2项 for ≥4项: one that is too few, where all of them together are enough."""
    wholes = [one for one in levels if "part" not in _senses(one)]
    if choice.kind != "one" or choice.value is None or len(wholes) < 2:
        return choice
    unit = _unit(said, wholes)
    alike = said.measure.are_summable([one.value for one in wholes], unit)
    if not alike or not said.setting.is_floor or said.measure.met(choice.value) is not False:
        return choice
    enough = said.measure.met(_total(said, wholes))
    joined = [_asked_too(said, one) for one in wholes]
    return _unclear(said, levels) if enough and all(joined) else choice


def _asked_too(said: Said, level: Level) -> bool:
    """Whether a verb before a number is made of characters of the name: 制定 of 制修订数."""
    name = said.setting.known
    acts = [one.text for one in level.stated.before if {"done", "verb"} & one.senses.keys()]
    return any(any(char in name for char in act) for act in acts)


def _senses(level: Level) -> set[str]:
    return {name for one in level.stated.before for name in one.senses}


def _is_spoiled(level: Level, said: Said) -> bool:
    """Whether the words at a number say by themselves that it is not what was done."""
    before = level.stated.before[taken_off(level.stated.before, said.setting) :]
    tokens = (*before, *level.stated.behind[:1])
    since = said.setting.words.lexicon.words("since")
    if level.stated.noun.startswith(since):
        act = "".join(one.text for one in level.stated.before)
        return not said.setting.names(act)  # 撤并2个后尚存31个
    if any("extreme" in one.senses and not said.setting.knows(one.text) for one in tokens):
        return True  # 平均14分钟，最快5分钟
    return any(
        name in one.senses and not said.setting.knows(one.text) and "done" not in one.senses
        for one in tokens
        for name in _SPOILING
    )


def of_other(level: Level, said: Said) -> str:
    """Why a number is that of another thing: 维修管网3公里 beside 新建管网24公里; `""` if it is not."""
    return of_other_thing(
        level.stated.before, level.stated.noun, _settles(level, said), said.setting
    )


def _settles(level: Level, said: Said) -> bool:
    """Whether a number that may be a part of what is asked answers the question all the same."""
    if len(said.levels) > 1 or not said.fits(level.value):
        return True
    # A part that reaches a floor is enough; one within a limit, or equal to the target, is not.
    return said.measure.met(level.value) is said.setting.is_floor


def _among(said: Said, levels: list[Level]) -> Choice:
    if len(levels) == 1:
        doubts = (_others(said),) if said.has_others else ()
        return Choice(levels[0].value, levels, "one", doubts)
    if _is_part_of_whole(said, levels):
        return _out_of(said, levels)
    asked = [one for one in levels if asks_for(said, one)]
    whole = _broken_down(said, levels)
    if whole is not None and len(asked) == 1 and asked[0] is not whole:
        return Choice(asked[0].value, asked, "one", (_others(said),))  # 接收30件，修复24件，在修6件
    if whole is not None:
        return Choice(whole.value, [whole], "one")
    for name in ("total", "strong"):
        marked = [one for one in levels if said.marked(one, name)]
        if name == "total" and len(levels) == 2 and len(asked) == 1 and asked[0] not in marked:
            continue  # 共有小区96个，达标31个 for 达标小区: the total is of another thing
        if marked and (len(marked) < len(levels) or name == "strong"):
            if name == "total" and _total_is_of_more(said, levels, marked):
                return _unclear(said, levels)
            rest = [one for one in levels if one not in marked]
            if len(levels) == 2 and rest and _is_rather(said, rest[0], marked[-1]):
                return _unclear(said, levels)
            return Choice(marked[-1].value, marked[-1:], "one")
    first, labels = levels[0].value, Labels(said, levels)
    if all(one.value == first for one in levels[1:]) and not _are_parts(said, labels, levels):
        return Choice(first, levels, "one")
    return _stages(said, labels, levels, asked) or _several(said, labels, levels)


def _total_is_of_more(said: Said, levels: list[Level], marked: list[Level]) -> bool:
    """国家级3家、省级7家，共25家 for 国家级合作社: a part is what the name asks for, and it decides."""
    parts = [one for one in levels if one not in marked]
    named, sure = Labels(said, parts).named() if len(parts) > 1 else ([], True)
    return (
        bool(named)
        and sure
        and said.measure.met(named[0].value) != said.measure.met(marked[-1].value)
    )


def _part_asked(said: Said, levels: Sequence[Level]) -> Level | None:
    """39 of 建成52个，其中已开通39个 for 5G基站开通: the part whose verb is the name's."""
    if len(levels) != 1 or asks_for(said, levels[0]) or not _acts(levels[0], {"done"}):
        return None
    parts = _parts(said)
    return parts[0] if len(parts) == 1 and asks_for(said, parts[0]) else None


def _parts(said: Said) -> list[Level]:
    return [one for one in said.roles("part") if not one.clause.depth and said.fits(one.value)]


def _part_of_year(said: Said, levels: Sequence[Level]) -> Level | None:
    """420 of 累计完成1860户，其中本年完成420户: what was done in the year, of all since the beginning."""
    words = said.setting.words.lexicon.words("accumulated")
    if len(levels) != 1 or any(one in said.setting.known for one in words):
        return None
    begun = any(one.text.startswith(words) for one in levels[0].stated.before)
    parts = [one for one in _parts(said) if "this-year" in _senses(one)]
    return parts[0] if begun and len(parts) == 1 else None


def _part_named(said: Said, levels: Sequence[Level]) -> Level | None:
    """线下2.7万 of 线上线下观众合计3.6万人次，其中线下2.7万人次 for 线下观众: the part that the name asks for."""
    parts = _parts(said)
    if len(levels) != 1 or not parts:
        return None
    *labels, whole = (
        "".join(
            token.text
            for token in one.stated.before
            if {"part", "done", "verb", "total", "fill"}.isdisjoint(token.senses)
        )
        for one in (*parts, levels[0])
    )
    setting, name = said.setting, squeeze(said.setting.name)
    named = [
        part
        for part, label in zip(parts, labels, strict=True)
        if len(label) > 1 and label in name and label not in setting.target.text
    ]
    return named[0] if len(named) == 1 and whole and not setting.names(whole) else None


def _is_rather(said: Said, part: Level, whole: Level) -> bool:
    """形成成果12篇，4篇获批示 for 获批示的成果: the part has words of the name that the whole has not.

    Which of them is asked for matters where one is enough and the other is not. What names
    nothing (共7场) is the whole of what the others name.
    """
    name, target = squeeze(said.setting.name), squeeze(said.setting.target.text)
    of_part, unit = squeeze(part.clause.text), unit_of(part.value)
    if "part" in _senses(part):
        # 其中公共图书馆活动12场 only repeats a word of the name.
        of_part = of_part.rpartition(unit)[2] if unit else ""
    of_whole = squeeze(whole.clause.text)
    ours, theirs = (
        {one for one in (text[at : at + 2] for at in range(len(text) - 1)) if one in name}
        for text in (of_part, of_whole)
    )
    own = any(one not in of_whole and one not in target for one in ours)
    return (
        own and bool(theirs) and said.measure.met(whole.value) is not said.measure.met(part.value)
    )


def _others(said: Said) -> Doubt:
    return doubt("actual-several", f"“{said.text}”里有几个数，按与目标同单位的那一个计")


def _unclear(said: Said, levels: list[Level]) -> Choice:
    message = f"“{said.text}”里有几个数，看不出哪一个是完成的数"
    return Choice(None, levels, "any", (doubt("actual-several", message),))


def _any_of(said: Said, levels: list[Level]) -> Choice:
    """除险加固5座，维修养护12座 for ≥5座: whichever is the one, it is enough."""
    found = _unclear(said, levels)
    enough = all(said.measure.met(one.value) is True for one in levels)
    return found._replace(value=levels[0].value) if enough and said.setting.is_floor else found


# ---- a whole and its parts


def _broken_down(said: Said, levels: Sequence[Level]) -> Level | None:
    """136份，其中树葬84份、海葬52份: the first number, where all the others make it up."""
    first = levels[0]
    every = [one for one in said.roles("level", "each", "part") if said.fits(one.value)]
    others = [one.value for one in every if one.stated is not first.stated]
    plain = all(
        isinstance(one, Comparison) and one.operator is None for one in (first.value, *others)
    )
    if len(others) < 2 or not plain:
        return None
    total = sum(map(said.measure.number, others), Fraction(0))
    return first if total == said.measure.number(first.value) else None


def _is_part_of_whole(said: Said, levels: Sequence[Level]) -> bool:
    """10个村中6个已通水: the second number is of those that the first counts; 高中 is no such 中."""
    whole, part = levels[0], levels[-1]
    if len(levels) != 2 or whole.clause is not part.clause:
        return False
    words = said.setting.words
    ends = sorted(words.lexicon.words("out-of"), key=len, reverse=True)
    noun = _without_done(whole.stated.noun, said)
    thing = next((noun.removesuffix(one) for one in ends if noun.endswith(one)), None)
    if thing is None or (thing and "thing" not in words.senses.get(thing, {})):
        return False
    return said.measure.number(part.value) <= said.measure.number(whole.value)


def _without_done(noun: str, said: Said) -> str:
    """水库中 of 水库中已完成: what is counted, without what was done to the part behind it."""
    tokens = scan(noun, said.setting.words) if noun else ()
    if tokens and {"done", "finished"} & tokens[-1].senses.keys():
        return noun.removesuffix(tokens[-1].text)
    return noun


def _out_of(said: Said, levels: list[Level]) -> Choice:
    """The part, where what is said of it is what the name asks for; else nobody can tell."""
    part = levels[-1]
    words = [one.text for one in part.stated.behind if len(one.text) > 1]
    noun = levels[0].stated.noun
    if any(map(said.setting.names, words)) or noun != _without_done(noun, said):
        return Choice(part.value, [part], "one", (_others(said),))
    return _unclear(said, levels)


# ---- several acts


def _stages(said: Said, labels: Labels, levels: list[Level], asked: list[Level]) -> Choice | None:
    """排查60处，维修50处 for 维修数: one number is of what the name asks, the others of other acts.

    What was found or taken up is counted before anything is done to it, and so are the steps
    before the last, if that is what the name asks for. Of other things that were done (安装60套，
    更换25套) nobody can tell whether one is a part of the other. Where no verb is one of the name
    (`asked`), the only thing that was done stands for it.
    """
    named = asked or [one for one in levels if _acts(one, {"done"})]
    others = [one for one in levels if one not in named]
    if len(named) != 1 or any(one.stated.noun for one in levels):
        return None
    # 新认定14家，净增9家: by how much there are more is no other act.
    grown = [one for one in others if one.stated.before and "rise" in one.stated.before[-1].senses]
    total = any(said.marked(one, "total") for one in named)
    if asked and not total and not labels.are_listed(*levels[:2]) and len(grown) == len(others):
        return Choice(named[0].value, named, "one", (_others(said),))
    done = any(_acts(one, {"done", "perfect"}) for one in others)
    # What follows a verb without one of its own is done by it too: 培训教师180人，职工130人.
    listed = any(labels.are_listed(*pair) for pair in pairwise(levels))
    own = bool(asked) and all(map(_has_verb, others))
    # 购置100张，投入使用64张: what the name asks for is the last step, the others came before.
    last = bool(asked) and levels[-1] is asked[0] and not listed
    first = not done and ((own and not listed) or all(_acts(one, _BEFORE_DONE) for one in others))
    if last or first:
        return Choice(named[0].value, named, "one", (_others(said),))
    if all(_acts(one, {"done", "perfect", *_BEFORE_DONE}) for one in others):
        return _any_of(said, levels) if asked else _unclear(said, levels)
    return None


def asks_for(said: Said, level: Level) -> bool:
    """Whether a verb of the name stands before a number."""
    done = said.setting.words.lexicon.words("perfect")
    return any(
        ({"done", "dealing", "already"} & one.senses.keys() or _ends_name(said, one))
        and len(one.text) > 1
        and {"whole", "thing"}.isdisjoint(one.senses)
        and (said.setting.knows(one.text) or _without(one.text, done) in said.setting.known)
        for one in level.stated.before
    )


def _ends_name(said: Said, token: Token) -> bool:
    """摸排 of 线索摸排数: a beginning is asked for where the name ends with it."""
    name = squeeze(said.setting.name)
    tails = said.setting.words.lexicon.words("count-tail")
    name = next((name.removesuffix(one) for one in tails if name.endswith(one)), name)
    return "begun" in token.senses and name.endswith(token.text)


def _without(text: str, heads: Sequence[str]) -> str:
    """验收 of 已验收."""
    head = next((one for one in heads if text.startswith(one) and len(text) > len(one) + 1), "")
    return text.removeprefix(head)


def _has_verb(level: Level) -> bool:
    """Whether an act stands before a number, be it only that there is so much of it."""
    last = level.stated.before[-1].senses if level.stated.before else {}
    said = "already" in last and "thing" not in last  # 合格2577批次
    return said or _acts(level, {"done", "verb", "total", "perfect", *_BEFORE_DONE})


def _acts(level: Level, names: Set[str]) -> bool:
    """Whether a word of one of these classes stands before a number."""
    before = [one for one in level.stated.before if {"whole", "fill"}.isdisjoint(one.senses)]
    return any(not names.isdisjoint(one.senses) for one in before)


# ---- parts without a total


def _are_parts(said: Said, labels: Labels, levels: Sequence[Level]) -> bool:
    """线上5场，线下5场: the same number of different things, and not one number said twice."""
    summed = said.measure.are_summable([one.value for one in levels], said.measure.unit)
    return summed and labels.are_distinct() and not labels.count_again()


def _several(said: Said, labels: Labels, levels: list[Level]) -> Choice:
    """The one that the name asks for, the sum of parts of one kind, or what all of them answer."""
    wholes = [one for one in levels if all("part" not in two.senses for two in one.stated.before)]
    if len(wholes) == 1:
        # 126人，其中女性45人, where the target asks for 女性 too.
        return Choice(wholes[0].value, wholes, "one", (_others(said),))
    named, sure = labels.named()
    if sure and len(named) == 1:
        return Choice(named[0].value, named, "one", (_others(said),))
    if sure and named:
        return _summed(said, named)  # 优98天，良207天 for 优良天数
    values = [one.value for one in levels]
    total = None
    if said.measure.are_summable(values, _unit(said, levels)):
        if not named and _add_up(said, labels, levels):
            return _summed(said, levels)
        total = _total(said, levels)
    answers = {said.measure.met(one) for one in (*values, total) if one is not None}
    # Of counts that miss, each would give other points.
    agreed = answers == {True} or (total is None and len(answers) == 1)
    message = f"“{said.text}”有几个数，没有写以哪个为准"
    return Choice(values[0] if agreed else None, levels, "any", (doubt("actual-several", message),))


def _unit(said: Said, levels: Sequence[Level]) -> str:
    first = levels[0].value
    return said.measure.unit or (first.unit if isinstance(first, Comparison) else "")


def _total(said: Said, levels: Sequence[Level]) -> Comparison:
    amount = sum((said.measure.number(one.value) for one in levels), Fraction(0))
    quantity = Quantity(as_number(amount), _unit(said, levels))
    return Comparison(quantity=quantity, text=said.text)


def _summed(said: Said, levels: list[Level]) -> Choice:
    """The sum of some of the numbers, which is said."""
    if said.measure.is_share(said.measure.unit):
        return _unclear(said, levels)
    total = _total(said, levels)
    message = f"“{said.text}”没有写总数，按各部分之和{total}计"
    return Choice(total, levels, "sum", (doubt("actual-summed", message),))


def _add_up(said: Said, labels: Labels, levels: Sequence[Level]) -> bool:
    """Whether numbers are parts of one kind: 民事298件、刑事104件, 干渠6公里，支渠12公里.

    整治出560亩，种上430亩 tells two acts, one of which may hold the other.
    """
    if labels.take_away() or labels.count_again():
        return False
    shared = asks_for(said, levels[0]) and not any(map(_has_verb, levels[1:]))
    return shared or labels.are_of_a_kind()
