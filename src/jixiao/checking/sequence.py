"""Checks on the order in time of the stages of one work: installed before it is accepted."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import NamedTuple

from ..criteria.dates import last_day
from ..errors import JixiaoError
from ..findings import Finding
from ..language.judging import read_actual
from ..naming import bare_name, wording
from ..tables import Indicator, TargetTable
from .codes import STAGE_ORDER

__all__ = ["stage_order"]


class _Stage(NamedTuple):
    """A row that says when a stage of a work ends.

    Attributes:
        rank: the stage's place in the order, 0 for the first.
        of: what the work is of, the name without the words of stages and of time.
    """

    rank: int
    of: str
    row: Indicator


@cache
def _stages() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one) for one in wording()["stages"]["order"])


def _stage_of(row: Indicator) -> _Stage | None:
    name = bare_name(row.name)
    found = [rank for rank, words in enumerate(_stages()) if any(one in name for one in words)]
    if len(found) != 1 or (last_day(row.criterion) or _actual_day(row)) is None:
        return None
    rest = name
    for one in (*_stages()[found[0]], *wording()["stages"]["fill"]):
        rest = rest.replace(one, "")
    return _Stage(found[0], rest, row)


def stage_order(table: TargetTable) -> Iterator[Finding]:
    """A later stage that is due, or was done, before an earlier one: accepted before it is installed."""
    stages = [one for row in table.indicators if (one := _stage_of(row)) is not None]
    ranks = [one.rank for one in stages]
    for one, other in combinations(stages, 2):
        # The only row of a stage may be of the only row of another, whatever they are called.
        lone = ranks.count(one.rank) == ranks.count(other.rank) == 1
        if one.rank == other.rank or not (one.of == other.of or lone):
            continue
        first, second = sorted((one, other), key=lambda stage: stage.rank)
        for column, days in (
            ("actual", (_actual_day(first.row), _actual_day(second.row))),
            ("target", (last_day(first.row.criterion), last_day(second.row.criterion))),
        ):
            before, after = days
            if before is None or after is None or before <= after:
                continue
            label = "实际完成日期" if column == "actual" else "期限"
            yield STAGE_ORDER.finding(
                f"“{second.row.name}”的{label}是{_said(after)}，早于“{first.row.name}”的"
                f"{_said(before)}，先后次序反了；请核对两个日期",
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


def _said(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _actual_day(row: Indicator) -> datetime.date | None:
    """The day that a row says it was done; None without one."""
    if not row.actual:
        return None
    try:
        return last_day(read_actual(row.actual, year=row.year))
    except JixiaoError:
        return None
