"""Checks on money (适当性、可行性): funds, per-unit costs, caps, costs against tasks and total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from ...findings import Finding
from ...language import squeeze
from ...naming import bare_name
from ...quantities import Quantity, format_number
from ...tables import Execution, TargetTable
from .codes import CAP_ATTAINABLE, COST_TASK_MATCH, COST_TOTAL, FUNDS_TOTAL, PER_UNIT_COST
from .counts import is_covered, nouns_of
from .money import (
    LARGEST_SUBSET,
    Cost,
    Expansion,
    budget_total,
    expansion,
    in_wan,
    is_cap,
    plain,
    task_label,
)
from .wording import matches, pattern

__all__ = [
    "cap_attainable",
    "cost_task_match",
    "cost_total",
    "funds_total",
    "half_step",
    "per_unit_cost",
]

#: An object of so many characters is told from others.
_TELLING: Final = 4

_JOINED: Final = MappingProxyType(
    {
        "object": "名称里有相同的对象",
        "arithmetic": "乘积与预算吻合",
        "object+arithmetic": "名称里有相同的对象，乘积也与预算吻合",
        "only": "表中只有它用这个单位",
        "stated": "文字里写明的月数",
    }
)


def half_step(*values: Decimal | None) -> Fraction:
    """What rounding of the written amounts may add up to: half a unit of each last decimal."""
    total = Fraction(0)
    for value in values:
        if value is not None:
            exponent = value.as_tuple().exponent
            places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
            total += Fraction(1, 2 * 10**places)
    return total


def funds_total(table: TargetTable) -> Iterator[Finding]:
    """总额 = 财政拨款 + 其他资金, for every task and for the budget rows; a blank counts as 0."""
    if not table.tasks and not table.execution:
        yield FUNDS_TOTAL.not_applicable("表中没有任务预算，也没有预算执行情况")
    for position, task in enumerate(table.tasks, 1):
        funds = task.funds
        label = task_label(task, position)
        if funds.total is None or (funds.fiscal is None and funds.other is None):
            yield FUNDS_TOTAL.finding(
                f"{label}没有写总额，或者财政拨款、其他资金都没有写，不能核对",
                outcome="insufficient",
                place=task.place,
                subject=task.name,
            )
            continue
        fiscal, other = funds.fiscal or Decimal(0), funds.other or Decimal(0)
        if funds.total == fiscal + other:
            continue
        blank = "".join(
            f"（{name}空白，按0计）"
            for name, value in (("财政拨款", funds.fiscal), ("其他资金", funds.other))
            if value is None
        )
        gap = funds.total - fiscal - other
        rounded = (
            funds.fiscal is not None
            and funds.other is not None
            and (Fraction(abs(gap)) < half_step(funds.total, funds.fiscal, funds.other))
        )
        yield FUNDS_TOTAL.finding(
            f"{label}的总额{funds.total}{funds.unit}，不等于财政拨款{fiscal}+其他资金{other}"
            f"={fiscal + other}{blank}，相差{gap}{funds.unit}"
            + (
                "，四舍五入可以解释；请把各项多写一位小数，或者调平尾数"
                if rounded
                else "；请核对三个数，漏填的资金来源补上"
            ),
            severity="note" if rounded else "error",
            place=task.place,
            subject=task.name or label,
            figures={
                "total": str(funds.total),
                "fiscal": str(fiscal),
                "other": str(other),
                "gap": str(gap),
            },
        )
    yield from _budget_rows(table.execution)


_SOURCES: Final = ("fiscal", "carried", "other", "basic", "project")
#: Sources that make up the total where all of them are there.
_COMPLETE: Final = ({"fiscal", "other"}, {"basic", "project"})


def _is_whole(item: str) -> bool:
    return matches("budget", "whole", item) and not matches("budget", "part", item)


def _budget_rows(rows: tuple[Execution, ...]) -> Iterator[Finding]:
    """The total row of 预算执行情况 against the rows below it, where each source stands once."""
    whole = next((row for row in rows if _is_whole(row.item)), None)
    if whole is None:
        return
    below = [row for row in rows if row is not whole]
    sources = [
        next((one for one in _SOURCES if matches("budget", one, row.item)), None) for row in below
    ]
    if not below or None in sources or len(set(sources)) != len(sources):
        return
    for field, label in (
        ("initial", "年初预算数"),
        ("budget", "全年预算数"),
        ("executed", "全年执行数"),
    ):
        total = getattr(whole, field)
        parts = [getattr(row, field) for row in below]
        known = [one for one in parts if one is not None]
        if total is None or not known:
            continue
        summed = sum(known, Decimal(0))
        gap = total - summed
        # A form that lists only some of the sources may state less than the total, never more.
        complete = any(one <= set(sources) for one in _COMPLETE)
        if gap == 0 or (gap > 0 and not complete) or Fraction(abs(gap)) < half_step(total, *known):
            continue
        terms = "+".join(str(one) for one in known)
        yield FUNDS_TOTAL.finding(
            f"{label}：“{whole.item}”{total}{whole.unit}，下面各行合计{terms}={summed}，"
            f"相差{gap}；请核对各资金来源",
            severity="warning",
            place=whole.place,
            subject=whole.item,
            figures={"total": str(total), "sum": str(summed), "gap": str(gap)},
        )


def _aims(cost: Cost, table: TargetTable) -> tuple[str, Fraction] | None:
    """What the expanded cost is to be held against: its task, else the total of a lone cost."""
    if len(cost.tasks) == 1 and not cost.shared:
        position = cost.tasks[0]
        task = table.tasks[position - 1]
        amount = in_wan(task.funds.total, task.funds.unit)
        if amount:
            return task_label(task, position), amount
    return None


def _why(cost: Cost) -> str:
    counted = "、".join(f"“{one.name}”{one.criterion}" for one in cost.counted)
    how = _JOINED.get(cost.joined or "", "")
    return f"数量取自{counted}（{how}）" if counted else f"数量{how}"


def per_unit_cost(table: TargetTable) -> Iterator[Finding]:
    """每次 × 次数, 人均 × 人数, 单价 × 数量 against the task it belongs to, and never above the total."""
    found = expansion(table)
    if not any(cost.per for cost in found.costs):
        yield PER_UNIT_COST.not_applicable("没有按次、按人、按亩等计的成本指标")
    for cost in found.costs:
        if not cost.per:
            continue
        unit = "·".join(one for one in cost.per if one) or "件"
        if cost.value is None:
            yield PER_UNIT_COST.insufficient(
                f"“{cost.indicator.name}”按每{unit}计，但找不到唯一对应的数量指标，不能展开；"
                f"请写一个以“{unit}”计的数量指标，名称里写上同一个对象",
                indicator=cost.indicator,
                figures={"per": unit},
            )
            continue
        aim = _aims(cost, table)
        if aim is None and found.total is None:
            yield PER_UNIT_COST.insufficient(
                f"“{cost.indicator.name}”展开为{cost.formula}，但表中没有可以比的预算",
                indicator=cost.indicator,
                figures={"formula": cost.formula},
            )
            continue
        if aim is None:
            if found.total is None:
                continue
            if cost.value <= found.total + cost.band:
                if _is_all_paid(cost, found, table):
                    yield from _unused(cost, found.total)
                continue
            aim = "预算总额", found.total
        label, amount = aim
        gap = cost.value - amount
        if abs(gap) <= cost.band:
            continue
        if is_cap(cost) and 0 < gap < cost.band * 2:
            yield _within_step(cost, label, amount)
            continue
        yield PER_UNIT_COST.finding(
            f"{cost.formula}，与{label}的{plain(amount)}万元相差{plain(gap)}，超过尾数误差"
            f"{plain(cost.band)}（{plain(cost.multiplier or Fraction(1))}×末位的一半）；{_why(cost)}；"
            "请核对单位成本、数量和预算",
            # Where nothing but the unit joins the two, the count may be another one.
            severity="note" if cost.joined == "only" else "warning",
            indicator=cost.indicator,
            figures={
                "formula": cost.formula,
                "value": plain(cost.value),
                "budget": plain(amount),
                "gap": plain(gap),
                "band": plain(cost.band),
                "multiplier": plain(cost.multiplier or Fraction(1)),
                "joined": cost.joined or "",
            },
        )


#: Costs that come so near to the budget are meant to be all of it.
_NEARLY: Final = Fraction(4, 5)
#: So much of the money may be for what a payment itself costs.
_APART: Final = Fraction(1, 20)


def _is_all_paid(cost: Cost, found: Expansion, table: TargetTable) -> bool:
    """Whether the money is paid out at one fixed standard to a fixed number, and for nothing else."""
    fixed = (cost.indicator, *cost.counted)
    exact = all(getattr(one.criterion, "operator", None) == "=" for one in fixed)
    standard = matches("direction", "fixed", bare_name(cost.indicator.name))
    return exact and standard and len(found.costs) == 1 and not table.tasks


def _unused(cost: Cost, total: Fraction) -> Iterator[Finding]:
    value = cost.value or Fraction(0)
    if total - value <= total * _APART + cost.band:
        return
    yield PER_UNIT_COST.finding(
        f"“{cost.indicator.name}”按{_why(cost)}算是{cost.formula}，预算总额{plain(total)}万元，"
        f"多出{plain(total - value)}万元没有写用途；请核对标准、人数和预算，还有别的开支的写明",
        severity="note",
        indicator=cost.indicator,
        figures={
            "formula": cost.formula,
            "value": plain(value),
            "budget": plain(total),
            "gap": plain(value - total),
        },
    )


def _within_step(cost: Cost, label: str, amount: Fraction) -> Finding:
    """A cap that was rounded up to its last decimal, so that its product is above the budget."""
    each = amount / (cost.multiplier or Fraction(1)) / cost.scale
    top = cost.amount.unit
    step = plain(Fraction(1, 10**cost.amount.places))
    return PER_UNIT_COST.finding(
        f"{cost.formula}，比{label}的{plain(amount)}万元多{plain((cost.value or amount) - amount)}万元；"
        f"预算摊到每{'·'.join(one for one in cost.per if one) or '件'}是{plain(each, places=4)}{top}，"
        f"上限按{step}{top}进位才多出来；请把上限多写一位小数，或者注明“四舍五入”",
        severity="note",
        indicator=cost.indicator,
        figures={
            "formula": cost.formula,
            "value": plain(cost.value or Fraction(0)),
            "budget": plain(amount),
            "step": step,
        },
    )


def cap_attainable(table: TargetTable) -> Iterator[Finding]:
    """Whether spending the whole budget of a task keeps within the cap (≤) on its cost."""
    found = expansion(table)
    judged = 0
    for cost in found.costs:
        aim = _aims(cost, table)
        if aim is None or not is_cap(cost) or cost.value is None or not cost.multiplier:
            continue
        judged += 1
        label, amount = aim
        cap = cost.amount.exact * cost.scale
        each = amount / cost.multiplier
        if each <= cap:
            continue
        in_unit = each / cost.scale
        shown = plain(in_unit)
        step = plain(Fraction(1, 10**cost.amount.places))
        within = in_unit - cost.amount.exact < Fraction(1, 10**cost.amount.places)
        top = cost.amount.unit.partition("/")[0]
        limit = format_number(cost.amount.number)
        terms = (
            f"{plain(amount / cost.scale)}/{plain(cost.multiplier)} = {shown}"
            if cost.multiplier != 1
            else shown
        )
        yield CAP_ATTAINABLE.finding(
            f"{label}的预算全部花完，{terms} > {limit}{top}，突破“{cost.indicator.name}”的上限；"
            + (f"{_why(cost)}；" if cost.per else "")
            + (f"差额在上限末位的一个单位{step}{top}以内；" if within else "")
            + f"请把上限提到{_raised(in_unit, cost.amount)}{top}，或者调减预算",
            severity="note" if within else "warning",
            indicator=cost.indicator,
            figures={
                "formula": f"{terms} > {limit}",
                "attained": shown,
                "cap": limit,
                "budget": plain(amount),
                "multiplier": plain(cost.multiplier),
            },
        )
    if not judged:
        yield CAP_ATTAINABLE.not_applicable("没有能与任务预算对上的成本上限")


def _raised(value: Fraction, amount: Quantity) -> str:
    """The least number of as many decimals as `amount` that is not below `value`."""
    size = 10**amount.places
    return format(Decimal(-(-value * size // 1)) / size, "f")


def cost_task_match(table: TargetTable) -> Iterator[Finding]:
    """Cost indicators against the tasks' budgets, alone or several together (subset sums)."""
    found = expansion(table)
    if not found.costs or not table.tasks:
        yield COST_TASK_MATCH.not_applicable("没有成本指标，或者没有任务预算")
        return
    if found.bounded:
        yield COST_TASK_MATCH.insufficient(
            f"未对上的成本指标或任务太多（成本指标最多{LARGEST_SUBSET}个），没有逐一试组合"
        )
        return
    for match in found.matches:
        if len(match.tasks) > 1:
            labels = "、".join(task_label(table.tasks[i - 1], i) for i in match.tasks)
            names = "、".join(f"“{found.costs[i].indicator.name}”" for i in match.costs)
            yield COST_TASK_MATCH.finding(
                f"{match.formula}：{names}合起来才等于{labels}的预算，任何一部分都对不上其中单独一个任务，"
                "看不出哪项成本属于哪个任务；请按任务分列成本指标",
                severity="note",
                place=found.costs[match.costs[0]].indicator.place,
                subject=labels,
                figures={
                    "formula": match.formula,
                    "tasks": "、".join(map(str, match.tasks)),
                    "ways": str(match.ways),
                },
            )
        elif match.ways > 1 and len(match.costs) > 1:
            (position,) = match.tasks
            label = task_label(table.tasks[position - 1], position)
            yield COST_TASK_MATCH.finding(
                f"{match.formula}：有{match.ways}种组合都等于{label}的预算，看不出是哪几项；"
                "请在成本指标的名称里写明任务",
                severity="note",
                subject=label,
                figures={"formula": match.formula, "ways": str(match.ways)},
            )
    overrun = dict(_overrun(found, table))
    for position, costs in overrun.items():
        yield _more_than_task(position, costs, table)
    if any(cost.value is None for cost in found.costs):
        yield COST_TASK_MATCH.insufficient("有的单位成本展不开，其余任务没有核对")
        return
    for position in found.unmatched_tasks:
        if position in overrun:
            continue
        task = table.tasks[position - 1]
        label = task_label(task, position)
        yield COST_TASK_MATCH.finding(
            f"{label}的预算{task.funds.total}{task.funds.unit}，没有任何成本指标（单独或合计）与它相等；"
            "请为该任务设成本指标，或者核对金额",
            # Nothing asks for a cost of every task; a reviewer may.
            severity="note",
            place=task.place,
            subject=task.name or label,
            figures={"budget": str(task.funds.total), "tasks": str(position)},
        )
    if found.unmatched_tasks or not found.matches:
        return
    for index in found.unmatched_costs:
        cost = found.costs[index]
        yield COST_TASK_MATCH.finding(
            f"各任务的预算都有成本指标对应，只有“{cost.indicator.name}”{cost.formula}万元多出来；"
            "请核对金额，或者说明它属于哪个任务",
            indicator=cost.indicator,
            figures={"value": plain(cost.value or Fraction(0))},
        )


def _object(name: str) -> str:
    """What a cost is spent on: the name without what is done and what is paid."""
    unpriced = pattern("cost", "unit_price").sub("|", bare_name(name))
    return nouns_of(pattern("cost", "weak").sub("|", unpriced))


def _overrun(found: Expansion, table: TargetTable) -> Iterator[tuple[int, list[Cost]]]:
    """The tasks with the costs of what they say is to be done, where these are above the budget."""
    texts = [squeeze(f"{one.name or ''}。{one.content}") for one in table.tasks]
    by_task: dict[int, list[Cost]] = {}
    for cost in found.costs:
        about = _object(cost.indicator.name)
        if cost.value is None or cost.whole or len(about.replace("|", "")) < _TELLING:
            continue
        spoken = [position for position, text in enumerate(texts, 1) if is_covered(about, text)]
        if len(spoken) == 1:
            by_task.setdefault(spoken[0], []).append(cost)
    for position, costs in sorted(by_task.items()):
        funds = table.tasks[position - 1].funds
        budget = in_wan(funds.total, funds.unit)
        if budget and _together(costs) > budget + sum((one.band for one in costs), Fraction(0)):
            yield position, costs


def _together(costs: Iterable[Cost]) -> Fraction:
    return sum((one.value for one in costs if one.value is not None), Fraction(0))


def _more_than_task(position: int, costs: Sequence[Cost], table: TargetTable) -> Finding:
    task = table.tasks[position - 1]
    label, funds = task_label(task, position), task.funds
    together = _together(costs)
    budget = in_wan(funds.total, funds.unit) or Fraction(0)
    terms = "，".join(f"“{one.indicator.name}”{one.formula}" for one in costs)
    summed = f"，合计{plain(together)}万元" if len(costs) > 1 else "万元"
    return COST_TASK_MATCH.finding(
        f"{label}写明要做的事，成本指标是{terms}{summed}，比该任务的预算{funds.total}{funds.unit}"
        f"多{plain(together - budget)}万元；请核对数量、单位成本和任务金额",
        place=task.place,
        subject=task.name or label,
        figures={"sum": plain(together), "budget": plain(budget), "tasks": str(position)},
    )


def cost_total(table: TargetTable) -> Iterator[Finding]:
    """The expanded costs against the total budget; 项目总成本 and the like on their own."""
    found = expansion(table)
    total = budget_total(table)
    if not found.costs:
        yield COST_TOTAL.not_applicable("没有以金额表示的成本指标")
        return
    if total is None:
        yield COST_TOTAL.insufficient("表中没有预算总额")
        return
    for cost in found.costs:
        if cost.whole and cost.value is not None and cost.value > total + cost.band:
            yield COST_TOTAL.finding(
                f"“{cost.indicator.name}”{plain(cost.value)}万元，超过预算总额{plain(total)}万元；"
                "请核对，或者注明其余资金的来源",
                indicator=cost.indicator,
                figures={"sum": plain(cost.value), "total": plain(total)},
            )
    added = [cost for cost in found.costs if not cost.whole]
    if not added and not table.is_filled and not any(cost.per for cost in found.costs):
        first = found.costs[0]
        yield COST_TOTAL.finding(
            f"成本指标只有“{first.indicator.name}”，就是预算总额，看不出钱花得值不值；"
            "请设单位成本或者分项成本",
            severity="note",
            indicator=first.indicator,
            figures={"only": plain(total)},
        )
    # A lone unit cost is held against the total by per-unit-cost.
    if not added or (len(added) == 1 and added[0].per):
        return
    if found.sum is None:
        names = "、".join(f"“{cost.indicator.name}”" for cost in added if cost.value is None)
        yield COST_TOTAL.insufficient(f"{names}没有对应的数量，成本不能合计")
        return
    gap = found.sum - total
    if abs(gap) <= found.band:
        return
    terms = "+".join(plain(cost.value or Fraction(0)) for cost in added)
    shown = f"{terms} = {plain(found.sum)}" if len(added) > 1 else terms
    above = gap > 0
    several = len(added) > 1 and not any(cost.per for cost in added)
    nearly = several and found.sum > total * _NEARLY
    if not above and (any(cost.whole for cost in found.costs) or not (table.tasks or nearly)):
        # Without tasks nothing says that the costs listed are all there are.
        return
    yield COST_TOTAL.finding(
        f"成本指标展开后合计{shown}万元，"
        f"{'超过' if above else '少于'}预算总额{plain(total)}万元，相差{plain(abs(gap))}，"
        f"超过尾数误差{plain(found.band)}；"
        + ("请核对各项成本，重复计算的写明“其中”" if above else "请为其余的预算设成本指标"),
        severity="warning" if above and not any(c.joined == "only" for c in added) else "note",
        figures={
            "sum": plain(found.sum),
            "total": plain(total),
            "gap": plain(gap),
            "band": plain(found.band),
            "naive": plain(found.naive),
        },
    )
