"""Aims (目标里的比率): rates that the goal promises or says were reached, against the rows named so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ...criteria import Comparison
from ...findings import Finding
from ...naming import bare_name
from ...tables import Indicator, TargetTable
from .codes import TARGET_LOWERED, TEXT_COUNT
from .counts import Thing, clauses_of, things_in
from .money import plain
from .wording import direction_of, matches, measure, pattern

__all__ = ["goal_share", "share_lowered"]

#: So many characters of a rate's name tell it: 办结率 may be of anything.
_TELLING: Final = 4


class _Share(NamedTuple):
    """A rate in the goal, with the one row whose name ends as it is called: 食材检验合格率."""

    row: Indicator
    target: Comparison
    thing: Thing
    clause: str


def _shares(table: TargetTable) -> Iterator[_Share]:
    rates = [
        (one, one.criterion)
        for one in table.indicators
        if isinstance(one.criterion, Comparison) and measure(one.criterion.unit) == "share"
    ]
    for clause in clauses_of(table.goal or "") if rates else ():
        things = [one for one in things_in(clause) if one.unit == "%"]
        undated = pattern("goal-text", "of-year").sub("", clause)
        named = pattern("goal-text", "rate-before").search(undated)
        if len(things) != 1 or named is None or len(named[1]) < _TELLING:
            continue
        ends = [pair for pair in rates if bare_name(pair[0].name).endswith(named[1])]
        if len(ends) == 1:
            yield _Share(*ends[0], things[0], clause)


def _falls_short(one: _Share) -> bool:
    """Whether the target of the row asks for less than the goal says."""
    aim, said = one.target.quantity.exact, one.thing.in_unit(one.target.unit)
    way = direction_of(one.row)
    return said is not None and ((way == "up" and aim < said) or (way == "down" and aim > said))


def goal_share(table: TargetTable) -> Iterator[Finding]:
    """检验合格率达到98%以上 in the goal beside 食材检验合格率≥95%."""
    for one in _shares(table):
        same = bare_name(one.row.name) in one.clause
        if same or matches("goal-text", "last-year", one.clause) or not _falls_short(one):
            continue  # A rate called the same in both is compared with all other counts.
        yield TEXT_COUNT.finding(
            f"总体目标写的是“{one.clause}”，指标“{one.row.name}”却是{one.target}；请核对哪一个数对",
            severity="note",
            indicator=one.row,
            figures={"stated": plain(one.thing.number), "target": str(one.target)},
        )


def share_lowered(table: TargetTable) -> Iterator[Finding]:
    """上年按时办结率已达97.5% in the goal beside a target of ≥90%."""
    for one in _shares(table):
        found = pattern("goal-text", "last-year").search(one.clause)
        if found is None or (found[2] and int(found[2]) != (table.year or 0) - 1):
            continue
        if _falls_short(one):
            yield TARGET_LOWERED.finding(
                f"总体目标写的是“{one.clause}”，指标“{one.row.name}”今年的指标值“{one.row.target_text}”"
                "反而不如上年；请提高，情况确有变化的写明原因",
                severity="note",
                indicator=one.row,
                figures={"previous": one.clause, "target": str(one.target)},
            )
