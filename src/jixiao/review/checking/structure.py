"""Checks on the table as a whole (完整性、相关性): kinds, levels, weights, duplicates, goal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ...display import listed
from ...findings import Finding
from ...naming import bare_name
from ...tables import Indicator, TargetTable
from .codes import (
    DUPLICATE_NAME,
    GOAL_UNCOVERED,
    KINDS_PRESENT,
    LEVEL_MISMATCH,
    LEVEL_UNKNOWN,
    NEAR_DUPLICATE,
    TEXT_COUNT,
    WEIGHT_MISSING,
    WEIGHT_NEGATIVE,
    WEIGHT_SUM,
)
from .coverage import gaps, own_counts, text_counts
from .likeness import Likeness
from .money import plain
from .wording import kind_called, kinds, kinds_named, pattern, words

__all__ = [
    "duplicate_name",
    "goal_uncovered",
    "kinds_present",
    "level_unknown",
    "text_count",
    "weight_sum",
]

#: So many phrases are quoted in one message; the figures hold them all.
_QUOTED: Final = 6


def _levels(one: Indicator) -> str:
    return f"{one.level1 or ''}{one.level2 or ''}"


def kinds_present(table: TargetTable) -> Iterator[Finding]:
    """The level-2 kinds that 财预〔2020〕10号 names, each present at least once.

    数量 质量 时效 成本, 效益 and 满意度 are expected of every table; 生态效益 and 可持续影响
    only where the office works in that field, as a note.
    """
    stated = [_levels(one) for one in table.indicators]
    if not table.indicators:
        yield KINDS_PRESENT.not_applicable("表中没有指标")
        return
    if all(one.is_judged for one in table.indicators):
        yield KINDS_PRESENT.not_applicable("评价得分表用评价的指标体系，不是绩效目标的几类")
        return
    # A form that prints level 1 alone cannot show which kinds it has.
    named = sum(1 for one in table.indicators if kinds_named(one.level2 or ""))
    if named * 2 < len(stated):
        yield KINDS_PRESENT.insufficient("多数指标没有通行的二级指标，看不出各类是否齐全")
        return
    # What an office is called says what it does, not what this project is for.
    whole = f"{table.organisation or ''}{table.department or ''}" if _is_whole(table) else ""
    field = f"{whole}{table.project or ''}{table.title or ''}"
    present = {kind for level in stated for kind in kinds_named(level)}
    for kind in kinds():
        if kind in present:
            continue
        if kind.required:
            yield KINDS_PRESENT.finding(
                f"没有“{kind.name}”；绩效目标一般应当有这一类指标，请补上，确实不适用的写明理由",
                subject=kind.name,
                figures={"kind": kind.name},
            )
            continue
        word = next((found[0] for one in kind.fields if (found := re.search(one, field))), None)
        if word is None:
            continue
        yield KINDS_PRESENT.finding(
            f"没有“{kind.name}”；名称里有“{word}”，请考虑这项支出在这方面的效益，不适用的可以不设",
            severity="note",
            subject=kind.name,
            figures={"kind": kind.name},
        )


def _is_whole(table: TargetTable) -> bool:
    """Whether the table is of all that an office does, not of one project."""
    return table.kind == "department" or bool(table.tasks)


def level_unknown(table: TargetTable) -> Iterator[Finding]:
    """Level 1 and 2: stated, known, and level 2 under its own level 1."""
    if not table.indicators:
        yield LEVEL_UNKNOWN.not_applicable("表中没有指标")
        return
    # 数量指标 stands under 产出指标 whether the form prints that or not.
    lost = [one for one in table.indicators if not one.level1 and not kinds_named(one.level2 or "")]
    if len(lost) == len(table.indicators):
        yield LEVEL_UNKNOWN.finding(
            f"全部{len(lost)}个指标都没有一级、二级指标，不能按产出、效益、满意度分类；请补上",
            severity="note",
            figures={"count": str(len(lost))},
        )
        return
    known = words("levels", "known")
    without = set(map(id, lost))
    unknown: dict[str, Indicator] = {}
    for one in table.indicators:
        if id(one) in without:
            yield LEVEL_UNKNOWN.finding(f"“{one.name}”没有一级指标；请补上", indicator=one)
        elif one.level1 is None:
            continue
        elif not any(word in one.level1 for word in known) and not kinds_named(one.level1):
            unknown.setdefault(one.level1, one)
        elif one.level2:
            yield from _mismatch(one, one.level1, one.level2)
    # A form whose own words differ throughout has a system of its own, as have 投入 and 过程.
    usual = (*kind_called("quantity").level1, *kind_called("satisfaction").level1)
    seconds = {
        one.level2: one
        for one in reversed(table.indicators)
        if one.level2 and any(word in (one.level1 or "") for word in usual)
    }
    others = {level: one for level, one in seconds.items() if not kinds_named(level)}
    if 2 * len(others) < len(seconds):
        for level, first in others.items():
            yield LEVEL_UNKNOWN.finding(
                f"二级指标“{level}”不是通行的名称，看不出是数量、质量、时效、成本还是哪一类效益；请核对",
                severity="note",
                place=first.place,
                subject=level,
                figures={"second": level},
            )
    for level, first in unknown.items():
        yield LEVEL_UNKNOWN.finding(
            f"一级指标“{level}”不是通行的产出指标、效益指标、满意度指标、成本指标；请核对",
            severity="note",
            place=first.place,
            subject=level,
            figures={"level": level},
        )


def _mismatch(one: Indicator, level1: str, level2: str) -> Iterator[Finding]:
    found = kinds_named(level2)
    # 生态环境成本指标 names two kinds, and both level 1 are right for it.
    allowed = {word for kind in found for word in kind.level1}
    usual = (*kind_called("quantity").level1, *kind_called("satisfaction").level1)
    if not (found and any(word in level1 for word in usual)):
        return
    if any(word in level1 for word in allowed):
        return
    yield LEVEL_MISMATCH.finding(
        f"二级指标“{level2}”放在一级指标“{level1}”下面；它应当属于"
        f"{'、'.join(sorted({f'{kind.level1[0]}指标' for kind in found}))}，请核对",
        indicator=one,
        figures={"level1": level1, "level2": level2},
    )


def weight_sum(table: TargetTable) -> Iterator[Finding]:
    """The 分值 of all indicators, none of them negative, make 100 with budget execution.

    财预〔2020〕10号 gives 10 points to budget execution: 90 for the indicators is complete
    where the form prints no points for that item.
    """
    weights = [one.weight for one in table.indicators]
    known = [one for one in weights if one is not None]
    negative = [one for one in table.indicators if one.weight is not None and one.weight < 0]
    for one in negative:
        yield WEIGHT_NEGATIVE.finding(
            f"“{one.name}”的分值{one.weight}分小于0；请改正", indicator=one
        )
    for row in table.execution:
        if row.weight is not None and row.weight < 0:
            yield WEIGHT_NEGATIVE.finding(
                f"“{row.item}”的分值{row.weight}分小于0；请改正", place=row.place, subject=row.item
            )
    if not known:
        yield WEIGHT_SUM.not_applicable("表中没有分值")
        return
    if len(known) < len(weights):
        lacking = [one for one in table.indicators if one.weight is None]
        shown = listed([one.name for one in lacking])
        yield WEIGHT_MISSING.finding(
            f"{len(lacking)}个指标没有分值（{shown}），其余的有；请补填",
            place=lacking[0].place,
            subject=lacking[0].name,
            figures={"count": str(len(lacking)), "names": "、".join(one.name for one in lacking)},
        )
        yield WEIGHT_SUM.insufficient(f"{len(lacking)}个指标没有分值，不能合计")
        return
    if negative:
        yield WEIGHT_SUM.insufficient("有分值是负数，不能合计")
        return
    total = sum(known, Decimal(0))
    execution = [row.weight for row in table.execution if row.weight is not None]
    # The same ten points are often printed on the total row and again on its parts.
    extra = max(execution, default=Decimal(0))
    accepted = {Decimal(100) - extra} if extra else {Decimal(100), Decimal(90), Decimal(80)}
    accepted |= {Decimal(1)}
    if total in accepted or total + extra == 100:
        return
    shown = f"{total}" + (f"，加上预算执行{extra}分为{total + extra}" if extra else "")
    gap = total + extra - 100
    # Without a printed weight of execution it is not known whether 100 or 90 was meant.
    open_end = not extra and -20 < gap < 0
    missing = "" if open_end else f"，{'多' if gap > 0 else '少'}了{abs(gap)}分"
    yield WEIGHT_SUM.finding(
        f"{len(known)}个指标的分值合计{shown}，不是100分"
        + ("" if extra else "，也不是除去预算执行10分的90分")
        + f"；请调整分值{missing}",
        figures={"sum": str(total), "execution": str(extra), "gap": str(gap)},
    )


def duplicate_name(table: TargetTable) -> Iterator[Finding]:
    """The same indicator twice, and names that differ by a slip of the pen."""
    seen: dict[str, Indicator] = {}
    for one in table.indicators:
        name = bare_name(one.name)
        first = seen.setdefault(name, one)
        if first is one:
            continue
        same = first.level2 == one.level2
        equal = first.criterion == one.criterion
        yield DUPLICATE_NAME.finding(
            f"指标“{name}”出现两次（{first.criterion}，{one.criterion}）"
            + ("，指标值相同；请删去一个" if equal else "；请合并，或者在名称里写明区别"),
            severity="warning" if same else "note",
            indicator=one,
            figures={"first": str(first.place or first.target)},
        )
    names = list(seen)
    found = Likeness.among(names)
    for alike in found.alike:
        name, other = names[alike.other], names[alike.name]
        if _are_of_others(*sorted((name, other), key=len)):
            continue
        ratio = plain(alike.ratio, places=2)
        yield NEAR_DUPLICATE.finding(
            f"“{other}”与“{name}”只差几个字（相似度{ratio}），可能是同一个指标；"
            "是的话请删去一个，不是的话请在名称里写明区别",
            indicator=seen[other],
            figures={"other": name, "ratio": ratio},
        )
    if not found.complete:
        yield NEAR_DUPLICATE.insufficient(
            f"{len(names)}个名称大多十分相近，没有全部比较；请先理顺指标名称再审核"
        )


def _are_of_others(short: str, long: str) -> bool:
    """Whether two names are of what different people think: 学生满意度, 学生家长满意度."""
    whose, *_ = pattern("names", "whose").split(short, maxsplit=1)
    others, *_ = pattern("names", "whose").split(long, maxsplit=1)
    return whose != short and others.startswith(whose)


def goal_uncovered(table: TargetTable) -> Iterator[Finding]:
    """Tasks, and promises in the goal, that no indicator speaks of."""
    if not table.goal and not table.tasks:
        yield GOAL_UNCOVERED.not_applicable("表中没有总体目标，也没有任务")
        return
    if not table.indicators:
        yield GOAL_UNCOVERED.insufficient("表中没有指标")
        return
    for gap in gaps(table):
        task = table.tasks[gap.task - 1] if gap.task else None
        if gap.whole:
            yield GOAL_UNCOVERED.finding(
                f"{gap.source}没有任何指标：“{'、'.join(gap.words)}”没有出现在任何指标名称里；"
                "请为它设指标，或者删去任务",
                place=task.place if task else None,
                subject=gap.source,
                figures={
                    "task": str(gap.task),
                    "phrases": "、".join(gap.phrases),
                    "words": "、".join(gap.words),
                },
            )
            continue
        quoted = "、".join(f"“{one}”" for one in gap.phrases[:_QUOTED])
        more = f"等{len(gap.phrases)}项" if len(gap.phrases) > _QUOTED else ""
        yield GOAL_UNCOVERED.finding(
            f"{gap.source}写了{quoted}{more}，没有指标与之对应；是重要的产出就请设指标，否则可以不写进目标",
            severity="note",
            place=task.place if task else None,
            subject=gap.source,
            figures={
                "task": str(gap.task or ""),
                "phrases": "、".join(gap.phrases),
                "words": "、".join(gap.words),
            },
        )


def text_count(table: TargetTable) -> Iterator[Finding]:
    """Counts in the goal and the tasks against the targets that count the same things."""
    found = text_counts(table)
    if not found:
        yield TEXT_COUNT.not_applicable("目标文字里没有能与指标对上的数")
    for own, named, thing in own_counts(table):
        yield TEXT_COUNT.finding(
            f"“{own.name}”的{'名称' if named else '指标解释'}写的是“{thing.phrase}”，指标值却是{own.criterion}；请核对哪一个数对",
            indicator=own,
            figures={"said": thing.phrase, "target": str(own.criterion)},
        )
    for one in found:
        if one.holds and not one.above:
            continue
        how = "定得更高，是" if one.holds else "却是"
        yield TEXT_COUNT.finding(
            f"{one.source}写的是“{one.phrase}”（{one.formula}），指标“{one.indicator.name}”{how}"
            f"{one.indicator.criterion}；请核对哪一个数对",
            severity="note" if one.holds else "warning",
            indicator=one.indicator,
            figures={
                "stated": plain(one.stated),
                "target": plain(one.target),
                "formula": one.formula,
            },
        )
