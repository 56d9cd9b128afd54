"""Actual values (实际完成值): what was achieved, and which indicator each belongs to.

The room holds plain values only. It does not know what a table is: `match` works on
the names of indicators, so that scoring and reading can both use it. Turning a file
into `Actuals` is the work of `jixiao.reading`.
"""

from .gathering import field_of, gather
from .matching import Match, left_to, match
from .values import Actual, Actuals, Spending, Value, budget_names, field_names, rate_names

__all__ = [
    "Actual",
    "Actuals",
    "Match",
    "Spending",
    "Value",
    "budget_names",
    "field_names",
    "field_of",
    "gather",
    "left_to",
    "match",
    "rate_names",
]
