"""Checks on the order in time: stages of one work, the project and its year, the form and its days."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import Final, NamedTuple

from ...criteria import Deadline, Period
from ...criteria.dates import last_day, written_day
from ...findings import Finding
from ...language import squeeze
from ...language.lexicon import builtin_lexicon, either
from ...naming import bare_name, wording
from ...tables import Indicator, TargetTable
from .codes import FILLED_EARLY, PERIOD_YEAR, STAGE_ORDER, TEXT_COUNT
from .counts import clauses_of, is_covered
from .coverage import understood
from .wording import matches, pattern

__all__ = ["filled_early", "goal_day", "period_year", "stage_order"]


#: So many rows of one work are compared with one another.
_MOST: Final = 200


class _Stage(NamedTuple):
    """A row that says when a stage of a work ends.

    Attributes:
        rank: the stage's place in the order, 0 for the first.
        of: what the work is of, the name without the words of stages and of time.
        actual, target: the day that it was done, and the day that it is due; None without one.
    """

    rank: int
    of: str
    row: Indicator
    actual: datetime.date | None
    target: datetime.date | None


@cache
def _stages() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one) for one in wording()["stages"]["order"])


def _ranks_in(name: str) -> list[int]:
    """The stages that a name names; 竣工验收 is one, that of its last word."""
    ends = {
        rank: max(name.rfind(one) + len(one) for one in words if one in name)
        for rank, words in enumerate(_stages())
        if any(one in name for one in words)
    }
    starts = {rank: min(name.find(one) for one in _stages()[rank] if one in name) for rank in ends}
    # A word right before another one only says of which kind that is.
    return [rank for rank, end in ends.items() if end not in starts.values()]


def _stage_of(row: Indicator) -> _Stage | None:
    name = bare_name(row.name)
    found = _ranks_in(name)
    actual = last_day(understood(row.actual, row.year)) if row.actual else None
    target = last_day(row.criterion)
    if not found or not (actual or target):
        return None
    rest = _work_of(name)
    # 主体工程完工时间: the last word says what came to an end.
    last = max(found, key=lambda rank: max(name.rfind(word) for word in _stages()[rank]))
    return _Stage(last, rest, row, actual, target)


def _work_of(name: str) -> str:
    """What a name says besides the stage and that it is a time."""
    for one in (*(word for words in _stages() for word in words), *wording()["stages"]["fill"]):
        name = name.replace(one, "")
    return name


def goal_day(table: TargetTable) -> Iterator[Finding]:
    """6月30日前全部完成 in the goal, beside a row that is due on 11月30日."""
    due = [(one, day) for one in table.indicators if (day := last_day(one.criterion)) is not None]
    said = [
        (clause, day, frozenset(_ranks_in(clause)))
        for clause in clauses_of(table.goal or "")[:_MOST]
        if (day := _promised(clause, table.year)) is not None
    ]
    if not said:
        return
    stages = Counter(tuple(_ranks_in(bare_name(one.name))) for one, _ in due)
    for row, day in due:
        stage = _ranks_in(bare_name(row.name))
        work = _work_of(bare_name(row.name))
        same = [
            (text, promised)
            for text, promised, ranks in said
            if ranks.issuperset(stage) and bool(stage) == bool(ranks)
        ]
        if stages[tuple(stage)] != 1 or len(same) != 1:
            continue
        (text, promised), goal = same[0], squeeze(table.goal or "")
        if promised >= day or not (stage or matches("goal-text", "complete", text)):
            continue
        if work and not is_covered(work, goal):
            continue
        yield TEXT_COUNT.finding(
            f"总体目标写的是“{text}”（{written_day(promised)}），指标“{row.name}”的期限却是"
            f"{written_day(day)}；请核对哪一个日期对",
            severity="note",
            indicator=row,
            figures={"stated": promised.isoformat(), "target": day.isoformat()},
        )


def _promised(clause: str, year: int | None) -> datetime.date | None:
    """The one day by which a clause of the goal says that something is done."""
    found = [*pattern("goal-text", "by-day").finditer(clause)]
    end = builtin_lexicon().words("before")[0]
    criterion = understood(f"{found[0][1]}{end}", year) if len(found) == 1 else None
    return last_day(criterion) if isinstance(criterion, Deadline) else None


def stage_order(table: TargetTable) -> Iterator[Finding]:
    """A later stage that is due, or was done, before an earlier one: accepted before it is installed."""
    stages = [one for row in table.indicators if (one := _stage_of(row)) is not None]
    for one, other in _comparable(stages):
        first, second = sorted((one, other), key=lambda stage: stage.rank)
        for column, label in (("actual", "实际完成日期"), ("target", "期限")):
            before, after = getattr(first, column), getattr(second, column)
            if before is None or after is None or before <= after:
                continue
            yield STAGE_ORDER.finding(
                f"“{second.row.name}”的{label}是{written_day(after)}，早于“{first.row.name}”的"
                f"{written_day(before)}，先后次序反了；请核对两个日期",
                severity="warning" if one.of == other.of else "note",
                indicator=second.row,
                place=second.row.place_of(column),
                figures={
                    "earlier": first.row.name,
                    "earlier_day": before.isoformat(),
                    "day": after.isoformat(),
                },
            )
            break


def _comparable(stages: Sequence[_Stage]) -> Iterator[tuple[_Stage, _Stage]]:
    """The pairs of different stages of one work, in the order in which they stand."""
    ranks = Counter(one.rank for one in stages)
    works: dict[str, list[int]] = {}
    for at, one in enumerate(stages):
        works.setdefault(one.of, []).append(at)
    # The only row of a stage may be of the only row of another, whatever they are called.
    lone = [at for at, one in enumerate(stages) if ranks[one.rank] == 1]
    pairs = {pair for group in (*works.values(), lone) for pair in combinations(group[:_MOST], 2)}
    for first, second in sorted(pairs):
        if stages[first].rank != stages[second].rank:
            yield stages[first], stages[second]


def filled_early(table: TargetTable) -> Iterator[Finding]:
    """A day of completion after 填报日期: on that day it could not be known."""
    if table.filled_on is None or table.kind != "evaluation":
        yield FILLED_EARLY.not_applicable("不是自评表，或者没有写填报日期")
        return
    for one in table.indicators:
        stated = understood(one.actual, one.year) if one.actual and not one.is_judged else None
        day = stated.date if isinstance(stated, Deadline) else None
        # 2023年12月 is its last day, which may be to come where the month has begun.
        if day is None or (day.year, day.month) < (table.filled_on.year, table.filled_on.month):
            continue
        if day <= table.filled_on or not _is_day(one.actual or "", day):
            continue
        yield FILLED_EARLY.finding(
            f"“{one.name}”的实际完成日期是{written_day(day)}，晚于填报日期{written_day(table.filled_on)}；"
            "填报的时候还没有发生，请核对两个日期",
            indicator=one,
            place=one.place_of("actual"),
            figures={"day": day.isoformat(), "filled": table.filled_on.isoformat()},
        )


def _is_day(text: str, day: datetime.date) -> bool:
    """Whether a text names the day and not only its month."""
    return str(day.day) in re.findall("[0-9]+", text)[1:]


def period_year(table: TargetTable) -> Iterator[Finding]:
    """A project that was over before the year of the form, or begins after it."""
    found = understood(table.period, table.year) if table.period and table.year else None
    if found is None and (days := _turned(table)) is not None:
        yield PERIOD_YEAR.finding(
            f"项目起止时间是“{table.period}”，{written_day(days[1])}早于{written_day(days[0])}，"
            "先后反了；请核对两个日期",
            place=table.place,
            subject=table.project,
            figures={"period": table.period or "", "day": days[1].isoformat()},
        )
        return
    if not isinstance(found, Period) or found.start is None or found.end is None:
        yield PERIOD_YEAR.not_applicable("没有写明起止的项目时间，或者没有预算年度")
        return
    if found.start.year <= (table.year or 0) <= found.end.year:
        yield from _due_after(table, found.end)
        return
    yield PERIOD_YEAR.finding(
        f"项目起止时间是“{table.period}”，这是{table.year}年的表，不在其中；请核对年份",
        place=table.place,
        subject=table.project,
        figures={"period": table.period or "", "year": str(table.year)},
    )


def _turned(table: TargetTable) -> tuple[datetime.date, datetime.date] | None:
    """The two days of a project that ends before it begins: 2024年9月—2024年4月."""
    between = either((*builtin_lexicon().words("to"), "—"))
    parts = re.split(f"(?:{between})+", squeeze(table.period or ""))
    if len(parts) == 3 * 2:  # 2024-09-01 to 2024-04-30
        parts = ["-".join(parts[:3]), "-".join(parts[3:])]
    days = [last_day(understood(one, table.year)) for one in parts if one]
    if len(days) != 2 or days[0] is None or days[1] is None:
        return None
    return (days[0], days[1]) if days[1] < days[0] else None


def _due_after(table: TargetTable, end: datetime.date) -> Iterator[Finding]:
    """Rows that are due when the project is over."""
    for one in table.indicators:
        due = last_day(one.criterion)
        if due is None or due <= end:
            continue
        yield PERIOD_YEAR.finding(
            f"“{one.name}”的期限{written_day(due)}，晚于项目起止时间“{table.period}”的结束；请核对两处日期",
            severity="note",
            indicator=one,
            figures={"period": table.period or "", "day": due.isoformat()},
        )
