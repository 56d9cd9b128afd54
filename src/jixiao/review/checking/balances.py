"""Checks of what was spent against what the form tells: money left over, and work done for it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ...findings import Finding
from ...naming import bare_name
from ...scoring.weights import execution_row
from ...tables import Execution, TargetTable
from .codes import LEFT_DIFFERS, SPENT_AHEAD
from .costs import half_step
from .counts import things_of
from .money import in_wan, plain, shared_words
from .wording import kind_called, matches, pattern, texts_of, yuan

__all__ = ["left_differs", "spent_ahead"]

_WAN: Final = 10_000
#: From this share on the money is as good as spent.
_SPENT: Final = Fraction(95, 100)
#: Outputs that earn less than this share of their points are far from done.
_BEHIND: Final = Fraction(3, 5)


class _Left(NamedTuple):
    """What a row of the budget leaves unspent, in 万元, and what its digits leave open."""

    row: Execution
    amount: Fraction
    band: Fraction


def left_differs(table: TargetTable) -> Iterator[Finding]:
    """A text that tells another sum spent, or left over, than the rows of the budget state."""
    yield from _spent_told(table)
    lefts = [left for row in table.execution if (left := _left(row)) is not None]
    told = [
        (thing, thing.number * size / _WAN)
        for text in texts_of(table)
        for thing in things_of(text)
        if (size := yuan(thing.unit)) is not None and matches("said", "left", thing.phrase)
    ]
    if not lefts or not told:
        yield LEFT_DIFFERS.not_applicable("没有写剩余多少，或者没有预算数和执行数")
        return
    whole = lefts[0]
    for thing, amount in told:
        if any(abs(left.amount - amount) <= left.band for left in lefts):
            continue
        yield LEFT_DIFFERS.finding(
            f"“{thing.phrase}”与资金栏不符：“{whole.row.item}”预算减去执行还剩"
            f"{plain(whole.amount)}万元；请核对",
            place=whole.row.place,
            subject=whole.row.item,
            figures={"left": plain(whole.amount), "said": plain(amount)},
        )
        return


def _spent_told(table: TargetTable) -> Iterator[Finding]:
    """全年支出43.2万元 in what was done, beside 46.56 in the row of the total."""
    row = execution_row(table)
    size = None if row is None else in_wan(Decimal(1), row.unit)
    if row is None or row.executed is None or size is None:
        return
    stated, band = Fraction(row.executed) * size, half_step(row.executed) * size
    spent = {Fraction(one.executed) * size for one in table.execution if one.executed is not None}
    for thing in things_of(table.goal_actual or ""):
        unit = yuan(thing.unit)
        if unit is None or not _is_all_spent(thing.phrase, table):
            continue
        said = thing.number * unit / _WAN
        if any(abs(one - said) <= band + thing.step * unit / _WAN for one in spent):
            continue
        yield LEFT_DIFFERS.finding(
            f"实际完成情况写的是“{thing.phrase}”，“{row.item}”的执行数是{row.executed}{row.unit}；请核对",
            # What was spent on the thing itself may not be all that was spent.
            severity="warning" if matches("said", "spent", thing.phrase) else "note",
            place=row.place,
            subject=row.item,
            figures={"spent": plain(stated), "said": plain(said)},
        )
        return


def _is_all_spent(phrase: str, table: TargetTable) -> bool:
    """全年支出43.2万元; 支出补偿资金188.6万元 of a project that is called 风险补偿."""
    if matches("said", "spent", phrase):
        return True
    own = pattern("said", "own-spent")
    found = own.search(phrase)
    told = [one for one in things_of(table.goal_actual or "") if own.search(one.phrase)]
    # Of several payments each is a part.
    if found is None or len(told) > 1:
        return False
    return shared_words(found[1], bare_name(table.project or "")) > 1


def _base(row: Execution) -> Decimal | None:
    return row.budget if row.budget is not None else row.initial


def _left(row: Execution) -> _Left | None:
    base = _base(row)
    size = in_wan(Decimal(1), row.unit)
    if base is None or row.executed is None or size is None:
        return None
    band = 2 * half_step(row.executed, base) * size
    return _Left(row, Fraction(base - row.executed) * size, band)


def spent_ahead(table: TargetTable) -> Iterator[Finding]:
    """All the money spent, and less than three fifths of the outputs done by their own points."""
    row = execution_row(table)
    base = None if row is None else _base(row)
    outputs = [
        one
        for one in table.indicators
        if kind_called("quantity").covers(one.level2 or "")
        and one.weight is not None
        and one.points is not None
    ]
    if row is None or row.executed is None or not base or not outputs or table.kind == "monitoring":
        yield SPENT_AHEAD.not_applicable("没有预算数、执行数和数量指标的得分")
        return
    weight = Fraction(sum((one.weight or Decimal(0) for one in outputs), Decimal(0)))
    points = Fraction(sum((one.points or Decimal(0) for one in outputs), Decimal(0)))
    share = Fraction(row.executed) / Fraction(base)
    if share < _SPENT or weight == 0 or points >= _BEHIND * weight:
        return
    rate, done = plain(share * 100, places=2), plain(points / weight * 100, places=2)
    least = min(outputs, key=lambda one: Fraction(one.points or 0) / Fraction(one.weight or 1))
    yield SPENT_AHEAD.finding(
        f"“{row.item}”已经执行{rate}%，数量指标只得到{done}%的分（“{least.name}”{least.actual or '没有填'}）；"
        "钱花完了，事没有做完，请核对执行数，预付的写明付给谁、何时完成",
        indicator=least,
        figures={"rate": rate, "done": done},
    )
