"""Figures (表中的数): the rows of a form that state one number, as a target or as what was done."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from ...criteria import Comparison
from ...naming import bare_name
from ...tables import Indicator, TargetTable
from .coverage import understood
from .money import plain

__all__ = ["Field", "Figure", "both", "figures_of"]

Field = Literal["target", "actual"]


class Figure(NamedTuple):
    """An indicator with one of its two numbers; `bounded` where it is at least or at most that."""

    indicator: Indicator
    name: str
    number: Fraction
    unit: str
    bounded: bool

    @property
    def text(self) -> str:
        """How a message names it: “合格率”98.9%."""
        return f"“{self.indicator.name}”{plain(self.number)}{self.unit}"


@lru_cache(maxsize=16)
def figures_of(table: TargetTable, field: Field) -> tuple[Figure, ...]:
    """The rows whose target, or whose actual value, is one number; once for all checks that ask."""
    actual = field == "actual"
    found = []
    for one in table.indicators:
        stated = understood(one.actual or "", one.year) if actual else one.criterion
        if actual and one.is_judged:
            continue
        if isinstance(stated, Comparison) and isinstance(one.criterion, Comparison):
            unit = stated.unit or one.criterion.unit
            bounded = stated.operator not in (None, "=")
            found.append(Figure(one, bare_name(one.name), stated.quantity.exact, unit, bounded))
    return tuple(found)


def both(table: TargetTable) -> Iterator[tuple[Field, tuple[Figure, ...]]]:
    """The rows by their targets, and of a form whose year is over by what was done."""
    yield "target", figures_of(table, "target")
    if table.kind != "monitoring":
        yield "actual", figures_of(table, "actual")
