"""Aims (目标里的比率): rates that the goal promises or says were reached, against the rows named so."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from ...criteria import Comparison
from ...findings import Finding
from ...language import squeeze
from ...language.build import LOWER, UPPER
from ...naming import bare_name
from ...quantities import SCALES
from ...tables import Indicator, TargetTable
from .codes import TARGET_LOWERED, TEXT_COUNT
from .counts import clauses_of, things_in
from .money import plain, shared_words
from .wording import direction_of, is_money, matches, measure, pattern, yuan

__all__ = ["each_price", "goal_share", "goal_total", "percentage_points", "share_lowered"]

#: So many characters of a rate's name tell it: 办结率 may be of anything.
_TELLING: Final = 4
#: Each clause is held against each row.
_MOST: Final = 200
#: So many characters in common show that a clause and a row speak of one payment.
_COMMON: Final = 2


class _Share(NamedTuple):
    """A rate in the goal, with the one row whose name ends as it is called: 食材检验合格率."""

    row: Indicator
    target: Comparison
    stated: Fraction
    clause: str


def _clauses(table: TargetTable) -> list[str]:
    """The clauses of the goal; of one without end, which no office writes, the first ones."""
    return clauses_of(table.goal or "")[:_MOST]


def _compared(table: TargetTable) -> list[tuple[Indicator, Comparison]]:
    """The rows whose target is one number, with it."""
    rows = ((one, one.criterion) for one in table.indicators)
    return [(one, target) for one, target in rows if isinstance(target, Comparison)]


def _rates(table: TargetTable) -> list[tuple[Indicator, Comparison]]:
    return [(one, target) for one, target in _compared(table) if target.unit == "%"]


def _shares(table: TargetTable) -> Iterator[_Share]:
    rates = _rates(table)
    for clause in _clauses(table) if rates else ():
        undated = pattern("goal-text", "of-year").sub("", clause)
        named = pattern("goal-text", "rate-before").search(undated)
        if named is None or len(named[1]) < _TELLING:
            continue
        ends = [pair for pair in rates if bare_name(pair[0].name).endswith(named[1])]
        if len(ends) == 1:
            yield _Share(*ends[0], Fraction(named[2]), clause)


def _falls_short(one: _Share) -> bool:
    """Whether the target of the row asks for less than the goal says."""
    aim, said = one.target.quantity.exact, one.stated
    operator = one.target.operator or ""
    way = "up" if operator in LOWER else "down" if operator in UPPER else direction_of(one.row)
    return (way == "up" and aim < said) or (way == "down" and aim > said)


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
            figures={"stated": plain(one.stated), "target": str(one.target)},
        )


def goal_total(table: TargetTable) -> Iterator[Finding]:
    """全年48点次 in the goal beside the one row that is counted in 点次, ≥36点次."""
    for clause in _clauses(table):
        things = things_in(clause)
        whole = matches("goal-text", "whole-year", clause)
        if not whole or len(things) != 1 or things[0].name or things[0].verbs:
            continue
        thing = things[0]
        rows = [
            (one, target)
            for one, target in _compared(table)
            if len(target.unit) >= _COMMON
            if clause.endswith(target.unit) and measure(target.unit) == "count"
        ]
        if len(rows) != 1:
            continue
        (one, target) = rows[0]
        if target.operator in LOWER and target.quantity.exact < thing.number:
            yield TEXT_COUNT.finding(
                f"总体目标写的是“{clause}”，指标“{one.name}”却是{target}；请核对哪一个数对",
                severity="note",
                indicator=one,
                figures={"stated": plain(thing.number), "target": str(target)},
            )


def percentage_points(table: TargetTable) -> Iterator[Finding]:
    """由92%提高到95% in a text beside 合格率提高幅度≥3%: those are three points, and not three per cent."""
    rows = [
        (one, target)
        for one, target in _rates(table)
        if matches("goal-text", "raise", bare_name(one.name))
    ]
    text = squeeze("\n".join(filter(None, (table.goal, table.goal_actual))))
    for found in pattern("goal-text", "raised").finditer(text) if rows else ():
        gap = abs(Fraction(found["last"]) - Fraction(found["first"]))
        for one, target in rows:
            if target.quantity.exact == gap:
                yield TEXT_COUNT.finding(
                    f"文字里是“{found[0]}”，差{plain(gap)}个百分点，指标“{one.name}”写的是{target}；"
                    "说的是百分点的，单位请写“个百分点”",
                    severity="note",
                    indicator=one,
                    figures={"stated": found[0], "target": str(target)},
                )


def each_price(table: TargetTable) -> Iterator[Finding]:
    """每艘补贴3000万元 in the goal beside 每艘补贴标准=3000元/艘, which it does not state elsewhere."""
    rows = [
        (one, target)
        for one, target in _compared(table)
        if is_money(target.quantity) and "/" in target.unit
    ]
    clauses = _clauses(table) if rows else []
    prices = [
        (clause, found, Fraction(found[2]) * SCALES.get(found[3] or "", 1))
        for clause in clauses
        for found in pattern("goal-text", "each-price").finditer(clause)
    ]
    for clause, found, stated in prices:
        named = [
            (one, target)
            for one, target in rows
            if found[1] in bare_name(one.name) or f"/{found[1][1:]}" == _per(target)
            if shared_words(bare_name(one.name), clause) >= _COMMON
        ]
        size = yuan(named[0][1].unit.partition("/")[0]) if len(named) == 1 else None
        if size is None:
            continue
        (one, target) = named[0]
        if any(price == target.quantity.exact * size for _, _, price in prices):
            continue  # 集中养育每人每月1800元, 散居每人每月1333元
        yield TEXT_COUNT.finding(
            f"总体目标写的是“{found[0]}”，指标“{one.name}”却是{target}；请核对哪一个数对",
            severity="note",
            indicator=one,
            figures={"stated": plain(stated), "target": str(target)},
        )


def _per(target: Comparison) -> str:
    """/艘 of 元/艘."""
    return f"/{target.unit.partition('/')[2]}"


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
