"""Checks on the budget block of a form (预算执行情况): money spent, budget changed, units of money."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from ...findings import Finding
from ...language import squeeze
from ...scoring.given import is_reason
from ...scoring.spending import execution_rate
from ...scoring.weights import execution_row, is_total_row, level_of
from ...tables import Execution, Indicator, TargetTable
from .codes import (
    BUDGET_ABSENT,
    BUDGET_CHANGED,
    BUDGET_OVERSPENT,
    BUDGET_UNIT,
    BUDGET_UNSPENT,
    COST_SPENT,
    OUTPUT_UNFUNDED,
    TASKS_TOTAL,
)
from .costs import half_step
from .counts import things_of
from .money import Cost, budget_total, expand, expansion, in_wan, plain
from .wording import kind_called, matches, measure, quantity_of, texts_of, yuan

__all__ = [
    "budget_absent",
    "budget_changed",
    "budget_overspent",
    "budget_unit",
    "budget_unspent",
    "cost_spent",
    "tasks_total",
]

#: Below this share spent a reason is asked for (四川 2023 年自评表：执行率低于 90% 的说明原因).
_LOW: Final = Fraction(9, 10)
#: Below this share the outputs cannot all have been paid for.
_HALF: Final = Fraction(1, 2)
#: So much of the first budget may be added or cut without a word.
_CHANGE: Final = Fraction(1, 5)
#: Outputs that earn this share of their points are all but complete.
_FULL: Final = Fraction(19, 20)
_WAN: Final = 10_000
#: So many 万元, a hundred 亿元, are no budget of a project; less than a hundredth of it goes with none.
_HUGE: Final = 1_000_000
_HUNDRED: Final = 100
#: A factor this near to 10,000 is a slip of 元 and 万元.
_SLIP: Final = (Fraction(_WAN) * 4 / 5, Fraction(_WAN) * 5 / 4)
#: By so much what was achieved may differ from what was spent.
_APART: Final = Fraction(1, 20)
#: 万元: what rounding to 0.1万元 may come to.
_CENT: Final = Fraction(1, 10)


@attrs.frozen(kw_only=True)
class _Spent:
    """What the total row of a filled form says was spent, and of how much."""

    row: Execution
    base: Decimal
    executed: Decimal
    share: Fraction


def _spent(table: TargetTable) -> _Spent | None:
    """The total row with the share spent; None for a form that is not filled, or not at its end."""
    row = execution_row(table)
    if row is None or table.kind == "monitoring" or row.executed is None:
        return None
    base = _base(row)
    if base is None:
        return None
    return _Spent(
        row=row,
        base=base,
        executed=row.executed,
        share=Fraction(row.executed) / Fraction(base),
    )


def _is_said(table: TargetTable, key: str) -> bool:
    """Whether any cell of the form says why (`key` of the section ``said``)."""
    return any(matches("said", key, squeeze(text)) for text in texts_of(table) if is_reason(text))


def _rate(share: Fraction) -> str:
    return f"{plain(share * 100, places=2)}%"


def _outputs_full(table: TargetTable) -> bool:
    """Whether the outputs declare all their points, or all but a twentieth."""
    outputs = [
        one
        for one in table.indicators
        if level_of(one) in kind_called("quantity").level1
        and one.weight is not None
        and one.points is not None
    ]
    weight = sum((one.weight or Decimal(0) for one in outputs), Decimal(0))
    points = sum((one.points or Decimal(0) for one in outputs), Decimal(0))
    return weight > 0 and Fraction(points) >= _FULL * Fraction(weight)


def budget_overspent(table: TargetTable) -> Iterator[Finding]:
    """Spent more than the year's budget."""
    spent = _spent(table)
    if spent is None:
        yield BUDGET_OVERSPENT.not_applicable("表中没有全年执行数和预算数")
        return
    # One source overspent may hide in a total that is not.
    for row in (spent.row,) if _overspent(spent.row) else table.execution:
        base, executed = _base(row), row.executed
        if base is None or executed is None or not _overspent(row):
            continue
        rate = _rate(Fraction(executed) / Fraction(base))
        yield BUDGET_OVERSPENT.finding(
            f"“{row.item}”全年执行数{executed}{row.unit}，超过预算数{base}{row.unit}"
            f"（执行率{rate}）；没有预算不得支出，请核对执行数；"
            "年中追加过预算的，把全年预算数改为调整后的数",
            # What was approved and is told is still to be looked at, and no mistake.
            severity="note" if _is_said(table, "over") else "warning",
            place=row.place,
            subject=row.item,
            figures={"executed": str(executed), "budget": str(base), "rate": rate},
        )


def _base(row: Execution) -> Decimal | None:
    """What a row of the budget may spend, where that is more than nothing."""
    base = row.budget if row.budget is not None else row.initial
    return base if base is not None and base > 0 else None


def _overspent(row: Execution) -> bool:
    """Whether more was spent than the row may, by more than its digits explain."""
    base = _base(row)
    if base is None or row.executed is None:
        return False
    gap = row.executed - base
    return gap > 0 and Fraction(gap) > half_step(row.executed, base)


def budget_unspent(table: TargetTable) -> Iterator[Finding]:
    """Less spent than must be explained, nothing said; or hardly anything beside full outputs."""
    spent = _spent(table)
    if spent is None:
        yield BUDGET_UNSPENT.not_applicable("表中没有全年执行数和预算数")
        return
    if spent.share >= _LOW:
        return
    row = spent.row
    figures = {
        "executed": str(spent.executed),
        "budget": str(spent.base),
        "rate": _rate(spent.share),
    }
    how = f"“{row.item}”预算{spent.base}{row.unit}，只执行{spent.executed}{row.unit}（{_rate(spent.share)}）"
    if spent.share < _HALF and _outputs_full(table):
        yield OUTPUT_UNFUNDED.finding(
            f"{how}，产出指标却申报满分或接近满分；钱没有花，产出从哪里来说不清，"
            "请核对执行数和各项实际完成值，属于先做后付的写明欠付多少、何时支付",
            place=row.place,
            subject=row.item,
            figures=figures,
        )
    elif not _is_said(table, "money"):
        yield BUDGET_UNSPENT.finding(
            f"{how}，低于90%，表中没有说明原因；请写明没有执行的是哪些支出、为什么、怎样改进",
            place=row.place,
            subject=row.item,
            figures=figures,
        )


def budget_changed(table: TargetTable) -> Iterator[Finding]:
    """The budget was changed by a fifth or more during the year, and nothing says why."""
    row = execution_row(table)
    if row is None or row.initial is None or row.budget is None or table.kind == "monitoring":
        yield BUDGET_CHANGED.not_applicable("表中没有年初预算数和全年预算数")
        return
    gap = row.budget - row.initial
    if Fraction(abs(gap)) < _CHANGE * Fraction(row.initial) or gap == 0 or row.budget < 0:
        return
    if _is_slip(row.initial, row.budget) or _is_said(table, "changed"):
        return
    share = f"{_rate(Fraction(abs(gap)) / Fraction(row.initial))}，" if row.initial else ""
    yield BUDGET_CHANGED.finding(
        f"“{row.item}”年初预算数{row.initial}{row.unit}，全年预算数{row.budget}{row.unit}，"
        f"{'追加' if gap > 0 else '压减'}{abs(gap)}{row.unit}（{share}表中没有说明）；"
        "请写明预算调整的原因，指标值是否同时调整",
        place=row.place,
        subject=row.item,
        figures={"initial": str(row.initial), "budget": str(row.budget), "gap": str(gap)},
    )


def budget_absent(table: TargetTable) -> Iterator[Finding]:
    """全年预算数 is blank beside an executed amount, a rate or points."""
    row = execution_row(table)
    if row is None or row.budget is not None or row.initial is None or row.executed is None:
        return
    if not (row.rate or row.points is not None):
        return
    shown = "执行率" if row.rate else "得分"
    yield BUDGET_ABSENT.finding(
        f"“{row.item}”没有填全年预算数，却有{shown}；只能按年初预算数{row.initial}{row.unit}计算，"
        "年中没有调整的请照年初数填写，有调整的填调整后的数",
        place=row.place,
        subject=row.item,
        figures={"initial": str(row.initial), "executed": str(row.executed)},
    )


def tasks_total(table: TargetTable) -> Iterator[Finding]:
    """The printed 金额合计 of 年度主要任务 against the sums of the tasks."""
    printed = table.tasks_total
    if printed is None:
        return
    for label, whole, amounts in (
        ("金额合计", printed.total, [one.funds.total for one in table.tasks]),
        ("执行数合计", printed.executed, [one.funds.executed for one in table.tasks]),
    ):
        known = [one for one in amounts if one is not None]
        if whole is None or not known or len(known) < len(amounts):
            continue
        total = sum(known, Decimal(0))
        gap = whole - total
        if gap == 0 or Fraction(abs(gap)) < half_step(whole, *known):
            continue
        terms = "+".join(map(str, known))
        yield TASKS_TOTAL.finding(
            f"年度主要任务的{label}写作{whole}{printed.unit}，各任务相加是{terms}={total}{printed.unit}，"
            f"相差{abs(gap)}；请核对各任务的金额，漏列的任务补上",
            place=table.tasks[0].place,
            figures={"total": str(whole), "sum": str(total), "gap": str(gap)},
        )


# ---- 元 and 万元 -----------------------------------------------------------------------


def _is_slip(one: Fraction | Decimal, other: Fraction | Decimal) -> bool:
    """Whether one amount is about 10,000 times the other."""
    if one <= 0 or other <= 0:
        return False
    small, large = sorted((Fraction(one), Fraction(other)))
    return _SLIP[0] <= large / small <= _SLIP[1]


def budget_unit(table: TargetTable) -> Iterator[Finding]:
    """Amounts in 元 in a form headed 万元, or the reverse: by its rows, its costs or its tasks."""
    for row in table.execution:
        stated = [one for one in (row.initial, row.budget, row.executed) if one]
        if len(stated) > 1 and _is_slip(min(stated), max(stated)):
            yield _slip(row, max(stated), min(stated), "同一行里的另一个数")
            return
    whole = next((one for one in (*_totals(table), *table.execution)), None)
    if whole is None:
        return
    amount = next((one for one in (whole.budget, whole.initial, whole.executed) if one), None)
    in_all = in_wan(amount, whole.unit)
    if amount is None or in_all is None:
        return
    for label, other in _other_amounts(table):
        # 500元 a head beside 500万元 in all is no slip: the budget itself must be out of size.
        out_of_size = in_all >= _WAN if in_all > other else in_all < 1
        if out_of_size and _is_slip(in_all, other):
            yield _slip(whole, amount, other, label, unit="万元")
            return
    if in_all >= _HUGE and all(other * _HUNDRED < in_all for _, other in _other_amounts(table)):
        yield BUDGET_UNIT.finding(
            f"“{whole.item}”写作{amount}{whole.unit}，合{plain(Fraction(in_all) / _WAN)}亿元，"
            "表中没有一处与它相当的金额；多半把元填进了万元的栏，请核对单位",
            severity="note",
            place=whole.place,
            subject=whole.item,
            figures={"stated": str(amount), "other": f"{plain(Fraction(in_all) / _WAN)}亿元"},
        )


def _totals(table: TargetTable) -> Iterator[Execution]:
    return (one for one in table.execution if is_total_row(one))


def _other_amounts(table: TargetTable) -> Iterator[tuple[str, Fraction]]:
    """Amounts in 万元 that stand for the whole of the form as well."""
    tasks = [in_wan(one.funds.total, one.funds.unit) for one in table.tasks]
    if tasks and None not in tasks:
        yield "年度主要任务的合计", sum((one for one in tasks if one is not None), Fraction(0))
    found = expansion(table)
    if found.sum:
        yield "成本指标展开后的合计", found.sum
    for cost in found.costs:
        if cost.value:
            yield f"“{cost.indicator.name}”", cost.value
    for thing in things_of(table.goal or ""):
        size = yuan(thing.unit)
        if size is not None:
            yield f"总体目标“{thing.phrase}”", thing.number * size / _WAN


def _slip(
    row: Execution,
    stated: Decimal,
    other: Fraction | Decimal,
    label: str,
    *,
    unit: str | None = None,
) -> Finding:
    near = f"{plain(Fraction(other))}{unit or row.unit}"
    return BUDGET_UNIT.finding(
        f"“{row.item}”写作{stated}{row.unit}，{label}是{near}，约差一万倍；"
        "多半是元和万元写混了，请统一为表头的单位",
        place=row.place,
        subject=row.item,
        figures={"stated": str(stated), "other": near},
    )


# ---- what the costs came to -------------------------------------------------------------


def cost_spent(table: TargetTable) -> Iterator[Finding]:
    """What the cost indicators achieved comes to, against the money that was spent.

    Only where their targets come to the budget: then what was achieved must come to what was
    spent. Elsewhere the costs listed are a part, and nothing can be said.
    """
    spent = _spent(table)
    if spent is None or not any(one.actual for one in table.indicators):
        return
    total = budget_total(table)
    planned = expansion(table)
    if not total or not planned.costs:
        return
    executed = in_wan(spent.executed, spent.row.unit)
    base = in_wan(spent.base, spent.row.unit)
    # The costs of the tasks of a department are not all that it spends.
    if not executed or not base or abs(base - total) > total * _APART:
        return
    wholes = [
        (label, costs)
        for label, before, costs in _wholes(planned.costs, planned.sum)
        if abs(before - total) <= total * _APART
    ]
    if not wholes:
        return
    asked = tuple(cost for _, costs in wholes for cost in costs)
    by_name = {one.indicator.name: one for one in expand(_achieved(table, asked)).costs}
    for label, costs in wholes:
        after = [by_name.get(one.indicator.name) for one in costs]
        values = [one.value for one in after if one is not None]
        if not values or None in values or len(values) < len(costs):
            continue
        came = sum((one for one in values if one is not None), Fraction(0))
        # One cost that is all the money is what was paid, but for rounding.
        alone = len(costs) == 1 and not costs[0].per and came > executed
        if abs(came - executed) <= (_CENT if alone else executed * _APART):
            continue
        # What was done and is still to be paid for is said where the money is.
        if came > executed and _is_said(table, "money"):
            continue
        how = "；".join(
            f"{one.formula}万元" if one.per == () else one.formula
            for one in after
            if one is not None
        )
        yield COST_SPENT.finding(
            f"{label}实际为{how}，与全年执行数{plain(executed)}万元相差"
            f"{plain(abs(came - executed))}万元；目标值与预算是对得上的，请核对实际完成值，"
            "或者写明其余支出用在哪里",
            indicator=costs[0].indicator,
            figures={"achieved": plain(came), "executed": plain(executed)},
        )
        return


def _wholes(
    costs: tuple[Cost, ...], together: Fraction | None
) -> Iterator[tuple[str, Fraction, tuple[Cost, ...]]]:
    """What of the costs is to be all the money: a total cost, and the sum of the others."""
    for cost in costs:
        if cost.whole and not cost.per and cost.value:
            yield f"“{cost.indicator.name}”", cost.value, (cost,)
    parts = tuple(one for one in costs if not one.whole)
    if parts and together:
        names = "、".join(f"“{one.indicator.name}”" for one in parts[:3])
        yield f"{names}{'等' if len(parts) > 3 else ''}", together, parts


def _achieved(table: TargetTable, costs: tuple[Cost, ...]) -> TargetTable:
    """The table with what was achieved of the costs, and of what they may be stated per, for target."""
    names = {one.indicator.name for one in costs}
    counted = any(one.per for one in costs)
    needed = [
        one
        for one in table.indicators
        if one.name in names
        or (
            counted
            and (quantity := quantity_of(one.criterion))
            and measure(quantity.unit) not in ("share", "money")
        )
    ]
    return attrs.evolve(table, indicators=tuple(map(_done, needed)), tasks=(), findings=())


def _done(one: Indicator) -> Indicator:
    if not one.actual:
        return one
    bare = one.unit if one.value is not None and _is_bare(one.actual) else None
    return attrs.evolve(one, target=one.actual, value=one.actual, sign=None, unit=bare)


def _is_bare(text: str) -> bool:
    return execution_rate(text) is not None or text.strip().replace(".", "", 1).isdecimal()
