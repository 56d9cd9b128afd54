"""Checks on the text of the goal (总体目标) and of what came of it (实际完成情况)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from ...findings import Finding
from ...language import builtin_lexicon, squeeze
from ...tables import TargetTable
from .codes import ACTUAL_DIFFERS, GOAL_ELSEWHERE, GOAL_LAST_YEAR, GOAL_MONEY, GOAL_UNTOLD
from .counts import HAN, things_in
from .coverage import actual_counts, is_missed
from .money import plain
from .wording import matches, measure, pattern

__all__ = ["actual_differs", "goal_elsewhere", "goal_last_year", "goal_money", "goal_untold"]

_CLAUSE: Final = re.compile(r"[,;。!?:\n、]")
_DIGIT: Final = re.compile(r"[0-9]")
_MARKS: Final = re.compile(r"[^\w]+")
#: A goal of money has no more than this share of clauses that speak of something else.
_OTHER: Final = Fraction(1, 3)
_LONG: Final = 80
#: So many pairs of characters are a text, of which the form usually has a third and more.
_MANY: Final = 30
#: Fewer, but a sentence.
_FEW: Final = 12
_STRANGE: Final = Fraction(3, 20)


def goal_money(table: TargetTable) -> Iterator[Finding]:
    """A goal that lists money and says nothing of what is done with it."""
    flat = squeeze(table.goal or "")
    clauses = [one for one in _CLAUSE.split(flat) if one]
    money = [one for one in clauses if _speaks_of_money(one)]
    if not money or any(_counts_work(one) for one in clauses):
        return
    if Fraction(len(clauses) - len(money)) > len(clauses) * _OTHER:
        return
    yield GOAL_MONEY.finding(
        f"总体目标只写了钱怎样安排（“{money[0][:24]}”…），没有写做什么、做到什么程度；"
        "请写明产出和效果，资金明细放在预算里",
        figures={"clauses": str(len(clauses)), "money": str(len(money))},
    )


def _speaks_of_money(clause: str) -> bool:
    return any(measure(thing.unit) == "money" for thing in things_in(clause))


def _counts_work(clause: str) -> bool:
    return any(measure(thing.unit) != "money" for thing in things_in(clause))


def goal_last_year(table: TargetTable) -> Iterator[Finding]:
    """A goal that speaks of an earlier year, and of no other."""
    if table.year is None or not table.goal or table.term != "annual":
        return
    flat = squeeze(table.goal)
    earlier = []
    for found in pattern("goal-text", "year").finditer(flat):
        year = int(found[1])
        if year >= table.year:
            return
        before, behind = flat[: found.start()], flat[found.end() :]
        compared = pattern("goal-text", "compared").search(before[-12:])
        if compared is None and not matches("goal-text", "since", behind[:24]):
            earlier.append((year, flat[found.start() : found.end() + 12]))
    if not earlier:
        return
    year, words = earlier[0]
    yield GOAL_LAST_YEAR.finding(
        f"{table.year}年的表，总体目标写的却是“{words}…”；多半照抄了以前的表，"
        f"请改写为{table.year}年要做的事",
        figures={"year": str(year), "budget_year": str(table.year)},
    )


def goal_elsewhere(table: TargetTable) -> Iterator[Finding]:
    """A goal that names another county than the unit and the project do; what came of it, an office there."""
    own = _places("".join(filter(None, (table.organisation, table.department, table.project))))
    done = pattern("goal-text", "office").findall(squeeze(table.goal_actual or ""))
    for label, text in (("总体目标", table.goal or ""), ("实际完成情况", "".join(done))):
        for place in sorted(_places(text)):
            rivals = [one for one in own if one[-1] == place[-1]]
            if not rivals or any(one.endswith(place) or place.endswith(one) for one in rivals):
                continue
            yield GOAL_ELSEWHERE.finding(
                f"{label}写的是“{place}”，单位和项目名称里却是“{sorted(rivals)[0]}”；"
                "照抄了别处的请改写，确实在那里实施的请写明",
                figures={"place": place, "own": sorted(rivals)[0]},
            )
            return


def actual_elsewhere(table: TargetTable) -> Iterator[Finding]:
    """What is said to have been done has next to nothing in common with the form: of another project."""
    done = _pairs(table.goal_actual or "")
    texts = [table.goal, table.project, table.title, table.organisation, table.department]
    texts += [f"{one.name}{one.target or ''}" for one in table.indicators]
    if len(done) < _FEW or not table.indicators:
        return
    shared = done & _pairs("\n".join(filter(None, texts)))
    strange = Fraction(len(shared), len(done)) < _STRANGE
    # 完成 stands in any text.
    if strange and (len(done) >= _MANY or shared.issubset(builtin_lexicon().words("done"))):
        yield GOAL_ELSEWHERE.finding(
            f"实际完成情况（“{(table.goal_actual or '').strip()[:20]}…”）与总体目标、指标说的几乎没有一处相同；"
            "照抄了别的项目的请改写",
            severity="note",
            figures={"place": "", "own": table.project or ""},
        )


def _pairs(text: str) -> set[str]:
    """Each two characters that stand together in a text."""
    runs = HAN.findall(squeeze(text))
    return {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def _places(text: str) -> set[str]:
    """The counties and cities that a text names, by the last three characters of each."""
    found = pattern("goal-text", "place").finditer(squeeze(text))
    return {one[one.lastindex or 0] for one in found}


def _core(text: str) -> str:
    return _MARKS.sub("", squeeze(text))


def goal_untold(table: TargetTable) -> Iterator[Finding]:
    """实际完成情况 left blank, without a fact, or word for word the goal."""
    if table.goal and not table.goal_actual and table.kind == "evaluation" and table.is_filled:
        yield GOAL_UNTOLD.finding(
            "有总体目标，没有填实际完成情况；请写明各项工作实际完成的数量和效果",
            figures={"reason": "blank"},
        )
    if not table.goal_actual or matches("said", "instruction", squeeze(table.goal_actual)):
        return
    done = _core(table.goal_actual)
    if not done:
        return
    if table.goal and done == _core(table.goal):
        yield GOAL_UNTOLD.finding(
            "实际完成情况与总体目标一字不差，没有写实际做了什么；请写明各项工作实际完成的数量和效果",
            figures={"reason": "copied"},
        )
    elif (
        not _DIGIT.search(done)
        and len(done) <= _LONG
        and not pattern("said", "empty").sub("", done)
    ):
        yield GOAL_UNTOLD.finding(
            f"实际完成情况只写了“{table.goal_actual.strip()[:30]}”，没有一件具体的事；"
            "请写明各项工作实际完成的数量和效果",
            figures={"reason": "empty"},
        )


def actual_differs(table: TargetTable) -> Iterator[Finding]:
    """A count in 实际完成情况 that is not the 实际完成值 of the indicator that counts the same."""
    yield from _all_done(table)
    for one in actual_counts(table):
        if one.holds:
            continue
        yield ACTUAL_DIFFERS.finding(
            f"{one.source}写的是“{one.phrase}”，指标“{one.indicator.name}”的实际完成值却是"
            f"{one.indicator.actual}；请核对哪一个数对",
            indicator=one.indicator,
            figures={"stated": plain(one.stated), "actual": one.indicator.actual or ""},
        )


def _all_done(table: TargetTable) -> Iterator[Finding]:
    """各项绩效指标均已完成, and a row of the form was not."""
    said = pattern("said", "all-done").search(squeeze(table.goal_actual or ""))
    if said is None:
        return
    first = next(filter(is_missed, table.indicators), None)
    if first is None:
        return
    yield ACTUAL_DIFFERS.finding(
        f"实际完成情况写的是“{said[0]}”，指标“{first.name}”却没有完成（指标值{first.target_text}，"
        f"实际{first.actual}）；请据实填写",
        indicator=first,
        figures={"stated": said[0], "actual": first.actual or ""},
    )
