"""Checks on numbers that cannot be: more forms returned than sent out, 372 days in a year, both but not each."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import Final, NamedTuple

from ...criteria import Comparison
from ...findings import Finding
from ...naming import bare_name, wording
from ...tables import Indicator, TargetTable
from .codes import NUMBER_IMPOSSIBLE
from .counts import Thing, clauses_of, things_in, things_of
from .coverage import understood
from .money import plain
from .wording import matches, pattern, texts_of, words

__all__ = ["number_impossible"]

#: No text tells so many steps, and no form has so many rates; the work grows with their square.
_MOST: Final = 200


class _Step(NamedTuple):
    """A thing that a text counts, and where in a chain of steps it is."""

    rank: int
    thing: Thing


@cache
def _chains() -> tuple[tuple[re.Pattern[str], ...], ...]:
    """Steps of which none counts more than the one before it: 发放, 收回, 满意."""
    return tuple(tuple(map(re.compile, chain)) for chain in wording()["impossible"]["chains"])


def number_impossible(table: TargetTable) -> Iterator[Finding]:
    """A number that no facts can come to, in a text or in a row."""
    for label, text in (("总体目标", table.goal), ("实际完成情况", table.goal_actual)):
        yield from _more_than_before(label, text or "", None)
    for one in table.indicators:
        yield from _more_than_before(f"“{one.name}”", one.actual or "", one)
    yield from _people(table)
    yield from _days(table)
    yield from _joint_rates(table)


def _more_than_before(label: str, text: str, one: Indicator | None) -> Iterator[Finding]:
    """发放问卷150份，收回168份."""
    things = [thing for clause in clauses_of(text) for thing in things_in(clause)]
    for chain in _chains() if len(things) > 1 else ():
        steps = [_Step(rank, thing) for thing in things if (rank := _rank(thing, chain)) >= 0]
        for first, second in combinations(steps[:_MOST], 2):
            if first.rank < second.rank and _exceeds(second.thing, first.thing):
                yield NUMBER_IMPOSSIBLE.finding(
                    f"{label}写了“{first.thing.phrase}”“{second.thing.phrase}”，"
                    "后面的不可能比前面的多；请核对两个数",
                    indicator=one,
                    place=None if one is None else one.place_of("actual"),
                    figures={"most": plain(first.thing.number), "said": plain(second.thing.number)},
                )
                return


def _rank(thing: Thing, chain: Sequence[re.Pattern[str]]) -> int:
    """The last step of the chain that a phrase names; -1 where it names none."""
    return max((at for at, step in enumerate(chain) if step.search(thing.phrase)), default=-1)


def _exceeds(part: Thing, whole: Thing) -> bool:
    """Whether there is more of the part, if both are of one thing."""
    first, second = _pairs(part.name), _pairs(whole.name)
    same = not first or not second or not first.isdisjoint(second)
    number = part.in_unit(whole.unit) if same else None
    return number is not None and number > whole.number


def _pairs(name: str) -> set[str]:
    """The pairs of characters of what is counted, without the words of the steps."""
    bare = pattern("impossible", "of-these").sub("|", name)
    for step in (step for chain in _chains() for step in chain):
        bare = step.sub("|", bare)
    return {bare[at : at + 2] for at in range(len(bare) - 1) if "|" not in bare[at : at + 2]}


def _people(table: TargetTable) -> Iterator[Finding]:
    """More people benefit than live there: 受益群众2.21万人, 常住人口1.86万人."""
    texts = (*filter(None, (table.goal, table.goal_actual)), *texts_of(table))
    living = [
        thing
        for text in texts
        for thing in things_of(text)
        if matches("impossible", "living", thing.phrase)
    ]
    if len({thing.number for thing in living}) != 1:
        return
    (most, *_) = living
    for one in table.indicators:
        stated = understood(one.actual or one.target_text, one.year)
        if not isinstance(stated, Comparison) or not stated.unit:
            continue
        number = most.in_unit(stated.unit)
        served = number is not None and matches("impossible", "served", bare_name(one.name))
        if served and stated.quantity.exact > (number or 0):
            yield NUMBER_IMPOSSIBLE.finding(
                f"“{one.name}”{stated}，表中写的是“{most.phrase}”，受益的人不会比住在那里的多；"
                "请核对，服务外来人口的写明",
                indicator=one,
                figures={"most": plain(most.number), "said": str(stated)},
            )


def _days(table: TargetTable) -> Iterator[Finding]:
    """372 days in a year: 年开放天数."""
    if table.year is None:
        return
    most = 366 if calendar.isleap(table.year) else 365
    for one in table.indicators:
        if not matches("impossible", "days-of-year", bare_name(one.name)):
            continue
        for field, stated in (
            ("target", one.criterion),
            ("actual", understood(one.actual or "", one.year)),
        ):
            if not isinstance(stated, Comparison) or stated.unit not in words("impossible", "day"):
                continue
            if stated.quantity.exact > most:
                yield NUMBER_IMPOSSIBLE.finding(
                    f"“{one.name}”{plain(stated.quantity.exact)}天，{table.year}年只有{most}天；"
                    "请核对，几处合计的写明",
                    indicator=one,
                    place=one.place_of(field),
                    figures={"most": str(most), "said": plain(stated.quantity.exact)},
                )


def _joint_rates(table: TargetTable) -> Iterator[Finding]:
    """理论和技能均合格率 above 理论合格率: who does both does each."""
    rates = [
        (one, bare_name(one.name), stated)
        for one in table.indicators
        if isinstance(stated := understood(one.actual or "", one.year), Comparison)
        and stated.unit == "%"
    ]
    for one, name, both in rates[:_MOST]:
        joint = pattern("impossible", "joint").search(name)
        if joint is None:
            continue
        for other, single, each in rates[:_MOST]:
            # 结业理论|和|技能考核: the words next to the joint are what is done.
            of = [did for did in (joint[1][-2:], joint[2][:2]) if did in single]
            if other is one or len(of) != 1 or not single.endswith(joint[3]):
                continue
            if both.quantity.exact > each.quantity.exact:
                yield NUMBER_IMPOSSIBLE.finding(
                    f"“{one.name}”{both}，高于“{other.name}”{each}；两项都做到的不可能比做到一项的多，"
                    "请核对两个数",
                    indicator=one,
                    place=one.place_of("actual"),
                    figures={"most": str(each), "said": str(both)},
                )
                return
