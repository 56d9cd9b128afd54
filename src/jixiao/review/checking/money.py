"""The money expander: what the cost indicators (成本指标) of a table come to, and against what.

A cost may be stated whole (≤16.8万元), per something (每次发放资金 ≤84.26万元, 475元/亩) or
per head (人均 0.72万元). `expansion` joins each per-unit cost to its count, multiplies,
and compares the result with the tasks' budgets (年度主要任务) and with the total.

Two amounts agree when they differ by no more than the band: the multiplier times half
a unit of the last written decimal. 84.26万元 × 12 may be off by 12 × 0.005 = 0.06万元.
No regulation states this; it is what rounding alone can explain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Final, Literal

import attrs

from ...criteria import Comparison
from ...exactness import in_own_context
from ...language import builtin_lexicon, squeeze
from ...naming import bare_name
from ...quantities import Quantity, builtin, format_number, short_number
from ...tables import Indicator, TargetTable, Task
from .wording import half_unit, is_cost, matches, measure, pattern, quantity_of, yuan

__all__ = [
    "LARGEST_SUBSET",
    "Cost",
    "Expansion",
    "Match",
    "budget_total",
    "expand",
    "expansion",
    "in_wan",
    "plain",
    "task_label",
]

#: Subset sums are tried for at most this many costs and this many tasks; above, the check says so.
LARGEST_SUBSET: Final = 12
_LARGEST_TASKS: Final = 6

Joined = Literal["object", "arithmetic", "object+arithmetic", "only", "stated"]

_WAN: Final = 10_000


def plain(value: Fraction | Decimal, *, places: int = 6) -> str:
    """The number as a clerk writes it: at most `places` decimals, no trailing zeros."""
    return short_number(round_half_up(value, places) if isinstance(value, Fraction) else value)


@in_own_context
def round_half_up(value: Fraction, places: int) -> Decimal:
    """The fraction to `places` decimals, halves upwards (四舍五入)."""
    shifted = abs(value) * 10**places
    whole = shifted.numerator // shifted.denominator
    if 2 * (shifted - whole) >= 1:
        whole += 1
    number = Decimal(whole).scaleb(-places)
    return -number if value < 0 else number


@in_own_context
def written(value: Fraction, quantity: Quantity) -> str:
    """`value` with at least the decimals of `quantity`."""
    text = plain(value)
    if Fraction(text) == value:
        exact = Decimal(text)
        least = Decimal(1).scaleb(-quantity.places)
        exponent = exact.as_tuple().exponent
        if isinstance(exponent, int) and -exponent < quantity.places:
            exact = exact.quantize(least, rounding=ROUND_HALF_UP)
        return format(exact, "f")
    return text


def in_wan(amount: Decimal | None, unit: str) -> Fraction | None:
    """A stated amount (unit 元, 万元, 亿元 …) in 万元; an odd unit counts as 万元."""
    if amount is None:
        return None
    known = builtin()
    size = yuan(known.canonical(unit))
    return Fraction(amount) if size is None else Fraction(amount) * size / _WAN


def task_label(task: Task, position: int) -> str:
    """How a message names a task: its name, else its place in the list and its content."""
    if task.name:
        return f"任务{position}“{task.name}”"
    return (
        f"任务{position}（没有名称：{task.content[:12]}…）" if task.content else f"任务{position}"
    )


@attrs.frozen(kw_only=True)
class Cost:
    """One cost indicator, expanded.

    Attributes:
        indicator: the cost.
        amount: as written, with its unit.
        per: what it is stated per (次, 人, 亩 …); empty for a whole amount.
        multiplier: how many of `per`; None where the count was not found.
        counted: the indicators that state the count.
        joined: how the count was found: ``object`` the names share a word, ``arithmetic``
            the product meets a task or the total, ``only`` no other indicator counts it,
            ``stated`` the texts say for how many months; None for a whole amount or where it was not found.
        value: 万元, or None.
        band: 万元 by which rounding may have moved `value`.
        formula: e.g. ``84.26×12 = 1011.12``.
        tasks: positions (from 1) of the tasks that `value` meets, or is about.
        whole: whether it is not added to the others: it stands for all of them (项目总成本),
            is part of one (其中), or repeats one as a unit price.
        shared: whether it meets its task only together with other costs.
    """

    indicator: Indicator
    amount: Quantity
    per: tuple[str, ...] = ()
    multiplier: Fraction | None = None
    counted: tuple[Indicator, ...] = ()
    joined: Joined | None = None
    value: Fraction | None = None
    band: Fraction = Fraction(0)
    formula: str = ""
    tasks: tuple[int, ...] = ()
    whole: bool = False
    shared: bool = False

    @property
    def scale(self) -> Fraction:
        """One unit of `amount` (without its per) in 万元."""
        return _scale(self.amount)


@attrs.frozen(kw_only=True)
class Match:
    """Costs that together meet one or more tasks.

    Attributes:
        costs: positions in `Expansion.costs`, from 0.
        tasks: positions of tasks, from 1.
        formula: e.g. ``16.8+8.80+44+60.2+8.80 = 138.60 = 125+13.6``.
        ways: how many other choices of costs meet the same tasks.
    """

    costs: tuple[int, ...]
    tasks: tuple[int, ...]
    formula: str
    ways: int = 1


@attrs.frozen(kw_only=True)
class Expansion:
    """All costs of a table against its tasks and its total, in 万元.

    Attributes:
        costs: one `Cost` an indicator, in the order of the table.
        matches: which costs meet which tasks.
        unmatched_costs: positions in `costs` that meet no task.
        unmatched_tasks: positions of tasks (from 1) that no costs meet.
        sum: of the expanded costs, those for everything together left out; None if one is open.
        band: of the sum.
        naive: the sum of the written amounts without expanding.
        total: the budget, or None where the table states none.
        bounded: whether there were too many costs or tasks to try subset sums.
    """

    costs: tuple[Cost, ...]
    matches: tuple[Match, ...] = ()
    unmatched_costs: tuple[int, ...] = ()
    unmatched_tasks: tuple[int, ...] = ()
    sum: Fraction | None = None
    band: Fraction = Fraction(0)
    naive: Fraction = Fraction(0)
    total: Fraction | None = None
    bounded: bool = False


def budget_total(table: TargetTable) -> Fraction | None:
    """The budget of the table in 万元: the tasks' totals, else the first budget row (资金总额)."""
    amounts = [in_wan(task.funds.total, task.funds.unit) for task in table.tasks]
    known = [one for one in amounts if one is not None]
    if known and len(known) == len(amounts):
        return sum(known, Fraction(0))
    rows = [row for row in table.execution if matches("budget", "total", row.item)] or list(
        table.execution[:1]
    )
    for row in rows:
        amount = in_wan(row.budget if row.budget is not None else row.initial, row.unit)
        if amount:
            return amount
    return None


@lru_cache(maxsize=8)
def expansion(table: TargetTable) -> Expansion:
    """`expand`, once for all checks that ask."""
    return expand(table)


@in_own_context
def expand(table: TargetTable) -> Expansion:
    """Expand every cost indicator of `table` and hold it against tasks and total. Never raises."""
    total = budget_total(table)
    aims = (*(aim for _, aim in _goals(table)), *([total] if total else []))
    counts = tuple(_counts(table))
    costs = [_expand(one, table, counts, aims) for one in table.indicators if is_cost(one)]
    costs = [_about(_once(cost, costs), table) for cost in costs]
    matched, bounded = _matches(costs, table)
    for match in matched:
        for index in match.costs:
            costs[index] = attrs.evolve(
                costs[index], tasks=match.tasks, shared=len(match.costs) > 1
            )
    taken = {index for match in matched for index in match.costs}
    met = {position for match in matched for position in match.tasks}
    budgeted = [
        position
        for position, task in enumerate(table.tasks, 1)
        if in_wan(task.funds.total, task.funds.unit)
    ]
    added = [one for one in costs if not one.whole]
    values = [one.value for one in added]
    return Expansion(
        costs=tuple(costs),
        matches=tuple(matched),
        unmatched_costs=tuple(i for i, one in enumerate(costs) if i not in taken and not one.whole),
        unmatched_tasks=tuple(position for position in budgeted if position not in met),
        sum=None
        if not values or None in values
        else sum((one for one in values if one is not None), Fraction(0)),
        band=sum((one.band for one in added), Fraction(0)),
        naive=sum((one.amount.exact * one.scale for one in added), Fraction(0)),
        total=total,
        bounded=bounded,
    )


def _scale(amount: Quantity) -> Fraction:
    top = amount.unit.partition("/")[0]
    size = yuan(top)
    return Fraction(1) if size is None else size / _WAN


def _goals(table: TargetTable) -> tuple[tuple[int, Fraction], ...]:
    found = []
    for position, task in enumerate(table.tasks, 1):
        amount = in_wan(task.funds.total, task.funds.unit)
        if amount:
            found.append((position, amount))
    return tuple(found)


def _per(indicator: Indicator, amount: Quantity) -> tuple[str, ...]:
    """The units that a cost is stated per, canonical; empty for a whole amount."""
    below = amount.unit.partition("/")[2]
    if below:
        return tuple(one for one in below.split("·") if one)
    name = bare_name(indicator.name)
    known = builtin()
    if match := pattern("cost", "even").search(name):
        return (known.canonical(match[1]),)
    if match := pattern("cost", "each").search(name):
        for length in (3, 2, 1):
            unit = match[1][:length]
            if unit in known.spellings:
                return (known.canonical(unit),)
        # 每个村, 每校: per something that is no unit; only object or arithmetic can tell the count.
        return ("",)
    return ("",) if matches("cost", "unit_price", name) else ()


@attrs.frozen(eq=False)
class _Count:
    """An indicator that counts or measures something, and the words that say what."""

    indicator: Indicator
    quantity: Quantity
    sort: str
    about: str


def _counts(table: TargetTable) -> Iterator[_Count]:
    """The indicators that a cost may be stated per."""
    for one in table.indicators:
        quantity = quantity_of(one.criterion)
        if quantity is None or quantity.number <= 0 or "/" in quantity.unit:
            continue
        sort = measure(quantity.unit)
        if sort not in ("share", "money", "none"):
            yield _Count(one, quantity, sort, _object(one.name, "¦"))


def _counting(counts: Sequence[_Count], unit: str) -> list[tuple[_Count, Fraction]]:
    """Those that count `unit` (any measure word for an unnamed one), and how many there are."""
    if not unit:
        some = ("count", "area", "length", "volume", "mass")
        return [(one, one.quantity.exact) for one in counts if one.sort in some]
    known = builtin()
    wanted = known.factor(unit).dimension
    return [
        (one, one.quantity.in_unit(unit))
        for one in counts
        if known.factor(one.quantity.unit).dimension == wanted
    ]


def shared_words(one: str, other: str) -> int:
    """The length of the longest run of characters (two or more) that both texts hold."""
    best = 0
    for start in range(len(one)):
        length = max(best + 1, 2)
        while start + length <= len(one) and one[start : start + length] in other:
            best = length
            length += 1
    return best


def _object(name: str, gap: str = "|") -> str:
    """The name without the words that cost and count share whatever they are about."""
    return pattern("cost", "weak").sub(gap, bare_name(name))


def _expand(
    indicator: Indicator,
    table: TargetTable,
    counts: tuple[_Count, ...],
    aims: tuple[Fraction, ...],
) -> Cost:
    amount = quantity_of(indicator.criterion)
    if amount is None:
        raise ValueError(f"{indicator.name} states no amount")
    scale, half = _scale(amount), half_unit(amount)
    per = _per(indicator, amount)
    if not per:
        value = amount.exact * scale
        return Cost(
            indicator=indicator,
            amount=amount,
            multiplier=Fraction(1),
            value=value,
            band=half * scale,
            formula=_money(amount),
            whole=matches("direction", "whole", bare_name(indicator.name))
            or matches("direction", "part", bare_name(indicator.name)),
        )
    multiplier = Fraction(1)
    counted: list[Indicator] = []
    untimed = 0
    joined: Joined | None = None
    open_cost = Cost(indicator=indicator, amount=amount, per=per)
    for unit in per:
        times = int(builtin_lexicon().of(unit).get("periods", 0))
        if times == 1:
            continue
        # 政策持续年限 ≥3年 is longer than the year in which the months are paid.
        within = counts
        if times and table.term == "annual":
            within = tuple(one for one, number in _counting(counts, unit) if number <= times)
        found = _count_of(
            indicator, unit, counts=within, amount=amount, so_far=multiplier, aims=aims
        )
        if found is None and times and (stated := _stated_periods(indicator, unit, table)):
            multiplier *= stated
            joined = joined or "stated"
            continue
        untimed += not times
        # 元/件·人: how many people there are says not how many have to do with each case.
        if found is None or untimed > 1:
            return open_cost
        one, number, how = found
        multiplier *= number
        counted.append(one)
        joined = how
    value = amount.exact * multiplier * scale
    product = amount.exact * multiplier
    top = amount.unit.partition("/")[0]
    formula = f"{format_number(amount.number)}×{plain(multiplier)} = {written(product, amount)}"
    if scale != 1:
        formula += f"{top}，即 {plain(value)}万元"
    return Cost(
        indicator=indicator,
        amount=amount,
        per=per,
        multiplier=multiplier,
        counted=tuple(counted),
        joined=joined,
        value=value,
        band=multiplier * half * scale,
        formula=formula,
        whole=matches("direction", "part", bare_name(indicator.name)),
    )


def _stated_periods(indicator: Indicator, unit: str, table: TargetTable) -> int | None:
    """For how many months a monthly rate is paid, where the texts say one number and no other."""
    texts = (
        indicator.name,
        indicator.explanation,
        indicator.remark,
        indicator.standard,
        table.goal,
    )
    tasks = (f"{one.name or ''}{one.content}" for one in table.tasks)
    said = squeeze("|".join(filter(None, (*texts, *tasks))))
    found = set(pattern("cost", "months", noun=unit).findall(said))
    return int(found.pop()) if len(found) == 1 else None


def _money(amount: Quantity) -> str:
    scale = _scale(amount)
    return format_number(amount.number) if scale == 1 else plain(amount.exact * scale)


def _count_of(
    indicator: Indicator,
    unit: str,
    *,
    counts: Sequence[_Count],
    amount: Quantity,
    so_far: Fraction,
    aims: tuple[Fraction, ...],
) -> tuple[Indicator, Fraction, Joined] | None:
    """The indicator that counts `unit` for this cost: by shared object, arithmetic, or alone."""
    found = _counting(counts, unit)
    if not found:
        return None
    mine = _object(indicator.name)
    scale, half = _scale(amount), half_unit(amount)
    shared = [shared_words(mine, one.about) for one, _ in found]
    candidates = [(one.indicator, number) for one, number in found]

    def meets(number: Fraction) -> bool:
        value = amount.exact * so_far * number * scale
        band = half * so_far * number * scale
        return any(abs(value - aim) <= band for aim in aims)

    met = [meets(number) for _, number in candidates]
    best = max(shared)
    if best >= 2:
        chosen = [i for i, length in enumerate(shared) if length == best]
        # 购置彩超 and 购置心电图机 both share two characters in a row with 彩超购置单价.
        alike = [len(set(mine) & set(found[i][0].about)) for i in chosen]
        chosen = [i for i, length in zip(chosen, alike, strict=True) if length == max(alike)]
        sure = [i for i in chosen if met[i]]
        if len(sure) == 1:
            return (*candidates[sure[0]], "object+arithmetic")
        if len(chosen) == 1:
            return (*candidates[chosen[0]], "object")
    fitting = [i for i, fits in enumerate(met) if fits]
    if len(fitting) == 1:
        return (*candidates[fitting[0]], "arithmetic")
    # A duration beside a daily rate is as likely the time to respond as the days paid for.
    if not fitting and len(candidates) == 1 and unit and measure(unit) != "time":
        return (*candidates[0], "only")
    return None


def _once(cost: Cost, costs: Sequence[Cost]) -> Cost:
    """A unit price whose product another indicator of the same object states is not added again."""
    if not cost.per or cost.value is None:
        return cost
    mine = _object(cost.indicator.name)
    stated = any(
        not one.per
        and one.value is not None
        and abs(one.value - cost.value) <= cost.band
        and shared_words(mine, _object(one.indicator.name, "¦")) >= 2
        for one in costs
    )
    return attrs.evolve(cost, whole=True) if stated else cost


def _about(cost: Cost, table: TargetTable) -> Cost:
    """The cost with the one task that it meets, or whose name it shares."""
    if cost.value is None or cost.whole or not table.tasks:
        return cost
    goals = _goals(table)
    near = [position for position, aim in goals if abs(cost.value - aim) <= cost.band]
    name, tail = bare_name(cost.indicator.name), pattern("cost", "tail")
    core = tail.sub("", name)
    named = [
        position
        for position, _ in goals
        if (title := table.tasks[position - 1].name)
        and ((len(name) >= 6 and name in title) or (core and core == tail.sub("", title)))
    ]
    for choice in (tuple(p for p in near if p in named), tuple(near), tuple(named)):
        if len(choice) == 1:
            return attrs.evolve(cost, tasks=choice)
    return cost


def _matches(costs: Sequence[Cost], table: TargetTable) -> tuple[list[Match], bool]:
    """Single costs first, then subsets of costs for one task, then for several tasks together."""
    goals = dict(_goals(table))
    free = [i for i, one in enumerate(costs) if one.value is not None and not one.whole]
    found: list[Match] = []
    for index in list(free):
        cost = costs[index]
        if len(cost.tasks) == 1 and cost.tasks[0] in goals and cost.value is not None:
            (position,) = cost.tasks
            if abs(cost.value - goals[position]) <= cost.band:
                found.append(_match(costs, (index,), (position,), goals))
                free.remove(index)
                del goals[position]
    if not free or not goals:
        return found, False
    if len(free) > LARGEST_SUBSET or len(goals) > _LARGEST_TASKS:
        return found, True
    sums = _sums(costs, free)
    for size in range(1, len(goals) + 1):
        for positions in combinations(sorted(goals), size):
            if any(position not in goals for position in positions):
                continue
            aim = sum((goals[position] for position in positions), Fraction(0))
            chosen = _meeting(sums, aim)
            if not chosen:
                continue
            found.append(_match(costs, chosen[0], positions, goals, ways=len(chosen)))
            free = [index for index in free if index not in chosen[0]]
            for position in positions:
                del goals[position]
            if not free or not goals:
                return found, False
            sums = _sums(costs, free)
    return found, False


_Sum = tuple[Fraction, Fraction, tuple[int, ...]]


def _sums(costs: Sequence[Cost], free: Sequence[int]) -> list[_Sum]:
    """Every set of the costs with its sum and band, small sets first."""
    sums: list[_Sum] = [(Fraction(0), Fraction(0), ())]
    for index in free:
        value = costs[index].value or Fraction(0)
        # Rounding explains a gap only where numbers were multiplied: a sum of amounts
        # that are written in full must agree to the last decimal.
        band = costs[index].band if costs[index].per else Fraction(0)
        sums += [(total + value, slack + band, (*chosen, index)) for total, slack, chosen in sums]
    return sorted(sums[1:], key=lambda one: (len(one[2]), one[2]))


def _meeting(sums: Sequence[_Sum], aim: Fraction) -> list[tuple[int, ...]]:
    """The sets of costs whose sum is `aim`, else those inside the band."""
    exact = [chosen for total, _, chosen in sums if total == aim]
    return exact or [chosen for total, slack, chosen in sums if abs(total - aim) <= slack]


def _match(
    costs: Sequence[Cost],
    chosen: tuple[int, ...],
    positions: tuple[int, ...],
    goals: dict[int, Fraction],
    *,
    ways: int = 1,
) -> Match:
    places = max(costs[i].amount.places for i in chosen)
    terms = "+".join(
        _money(costs[i].amount) if not costs[i].per else plain(costs[i].value or Fraction(0))
        for i in chosen
    )
    total = sum((costs[i].value or Fraction(0) for i in chosen), Fraction(0))
    aims = "+".join(plain(goals[position]) for position in positions)
    aim = sum((goals[position] for position in positions), Fraction(0))
    shown = format(round_half_up(total, places), "f") if len(chosen) > 1 else ""
    sign = "=" if total == aim else "≈"
    formula = f"{terms} = {shown} {sign} {aims}" if shown else f"{terms} {sign} {aims}"
    return Match(costs=chosen, tasks=positions, formula=formula, ways=ways)


def is_cap(cost: Cost) -> bool:
    """Whether the cost is an upper limit (≤, <, or a plain amount under 成本指标)."""
    criterion = cost.indicator.criterion
    return isinstance(criterion, Comparison) and criterion.operator in ("≤", "<")
