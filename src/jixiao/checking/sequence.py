"""Checks on the order in time of the stages of one work: installed before it is accepted."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import NamedTuple

from ..criteria.dates import last_day, written_day
from ..findings import Finding
from ..naming import bare_name, wording
from ..tables import Indicator, TargetTable
from .codes import STAGE_ORDER
from .coverage import understood

__all__ = ["stage_order"]


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


def _stage_of(row: Indicator) -> _Stage | None:
    name = bare_name(row.name)
    found = [rank for rank, words in enumerate(_stages()) if any(one in name for one in words)]
    actual = last_day(understood(row.actual, row.year)) if row.actual else None
    target = last_day(row.criterion)
    if len(found) != 1 or not (actual or target):
        return None
    rest = name
    for one in (*_stages()[found[0]], *wording()["stages"]["fill"]):
        rest = rest.replace(one, "")
    return _Stage(found[0], rest, row, actual, target)


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
