"""Terms (年度、中期): a year's target held against that of the whole period beside it in one form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import attrs

from jixiao.criteria import Comparison
from jixiao.findings import Finding
from jixiao.naming import bare_name
from jixiao.quantities import POINTS, builtin
from jixiao.tables import Indicator, TargetTable

__all__ = ["with_terms"]

#: Bounds of which a year's cannot go beyond the whole period's.
_AMOUNTS: Final = (None, "≥", ">", "=", "≤", "<")


def with_terms(tables: Sequence[TargetTable]) -> list[TargetTable]:
    """The tables of one form, each of a year with what it says against the one of the period."""
    result = list(tables)
    for at, (annual, medium) in enumerate(pairwise(tables)):
        if (annual.term, medium.term) == ("annual", "medium"):
            found = tuple(_beyond(annual, medium))
            result[at] = attrs.evolve(annual, findings=(*annual.findings, *found))
    return result


def _beyond(annual: TargetTable, medium: TargetTable) -> Iterator[Finding]:
    """Amounts of a year that are more than those of all years together."""
    whole = {bare_name(one.name): one for one in medium.indicators}
    for one in annual.indicators:
        other = whole.get(bare_name(one.name))
        if other is None or not _is_more(one, other):
            continue
        yield Finding(
            code="annual-over-period",
            severity="warning",
            message=f"“{one.name}”的年度指标值“{one.target}”大于整个实施期的“{other.target}”；请核对两个数",
            place=one.place,
            subject=one.name,
            figures=(("annual", one.target_text), ("period", other.target_text)),
        )


def _is_more(one: Indicator, other: Indicator) -> bool:
    """Whether both are amounts that add up over the years, and the first is the larger."""
    year, period = one.criterion, other.criterion
    if not (isinstance(year, Comparison) and isinstance(period, Comparison)):
        return False
    units = builtin()
    amount, whole = year.quantity, period.quantity
    # Shares, points and rates (元/亩, 次/月) do not add up, nor do days that something takes.
    alone = all(units.relation(amount.unit, one) is None for one in ("天", POINTS))
    dimension = units.factor(amount.unit).dimension
    adds = len(dimension) == 1 and "/" not in amount.unit and alone
    if not adds or units.relation(amount.unit, whole.unit) is None or year.operator not in _AMOUNTS:
        return False
    return (
        amount.exact * units.factor(amount.unit).size > whole.exact * units.factor(whole.unit).size
    )
