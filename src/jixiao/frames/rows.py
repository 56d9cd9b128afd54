"""What a row of a frame states: its target as an indicator, its weight as an integer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..criteria import Comparison, Criterion, Range, Unreadable
from ..language import builtin_lexicon
from ..quantities import format_number
from ..rules import Rulebook
from ..scoring import score
from ..tables import Indicator, TargetTable
from .columns import (
    ASKED,
    BETWEEN,
    EXACT,
    LIMIT,
    MISSING,
    Column,
    Distinct,
    Integers,
    Numbers,
    stated,
)
from .kernel import OUT

__all__ = [
    "ROLES",
    "WEIGHT_CODES",
    "Keys",
    "Weights",
    "figures",
    "full_reason",
    "indicator_of",
    "scaled",
    "text_of",
]

#: The parts of a row that say what is to be reached; `actual` and `weight` come beside them.
ROLES: Final = ("target", "sign", "unit", "year", "name", "level1", "level2", "direction")
# Two numbers of distinct values are one number: the first times this, and the second.
_PAIR: Final = 2**32
# Longer whole numbers are left to the text columns.
_PLACES: Final = 11


class Keys:
    """The distinct targets of a frame by their texts, numbered as they are met.

    Of several columns, the first and the second make a pair, this and the third another, and
    the pairs are numbered like values.
    """

    def __init__(self, roles: Collection[str]) -> None:
        self.roles = tuple(role for role in ROLES if role in roles)
        self._parts = [Distinct(text_of) for _ in self.roles]
        self._pairs = [Distinct(int) for _ in self.roles[1:]]

    def __len__(self) -> int:
        return len([*self._parts, *self._pairs][-1])

    def numbered(self, columns: Mapping[str, Column | None]) -> Integers:
        """For each row the number of its target."""
        whole: Integers = np.zeros(0, np.int64)
        for index, (role, part) in enumerate(zip(self.roles, self._parts, strict=True)):
            mine = part.numbered(columns[role])
            if index:
                mine = self._pairs[index - 1].numbered(pa.array(whole * _PAIR + mine))
            whole = mine
        return whole

    def parts(self, start: int, stop: int | None = None) -> list[Integers]:
        """For the targets from number `start` on, role by role the numbers of their texts."""
        numbers: Integers = np.arange(start, len(self) if stop is None else stop)
        parts = []
        for pair in reversed(self._pairs):
            numbers, other = np.divmod(np.array(pair.names, np.int64)[numbers], _PAIR)
            parts.append(other)
        return [numbers, *reversed(parts)]

    def targets(self, start: int) -> tuple[pa.Array, list[Integers]]:
        """The texts of the targets from `start` on, and what stands beside them as numbers."""
        first, *others = self.parts(start)
        names = self._parts[0].names
        try:
            texts = pa.array([names[number] for number in first.tolist()], pa.string())
        except UnicodeEncodeError:  # half a character
            texts = pa.nulls(len(first), pa.string())
        return texts, others

    def texts(self, start: int = 0, stop: int | None = None) -> list[tuple[str | None, ...]]:
        """The targets from number `start` on, as texts by `ROLES`."""
        parts = self.parts(start, stop)
        texts = {
            role: [part.names[number] for number in numbers.tolist()]
            for role, part, numbers in zip(self.roles, self._parts, parts, strict=True)
        }
        blank = [None] * len(parts[0])
        return list(zip(*(texts.get(role, blank) for role in ROLES), strict=True))


def indicator_of(texts: Sequence[str | None]) -> Indicator:
    """The indicator that a row states by its texts, in the order of `ROLES`."""
    target, sign, unit, year, name, level1, level2, direction = texts
    return Indicator(
        name=name or "",
        level1=level1,
        level2=level2,
        target=f"{sign or ''}{target or ''}{unit or ''}",
        value=(target or "") if sign or unit else None,
        sign=sign,
        unit=unit,
        direction=direction,
        year=None if year is None else _year(year),
    )


def _year(text: str) -> int | None:
    digits = _without(text, builtin_lexicon().words("year")).removesuffix(".0")
    known = digits.isascii() and digits.isdigit() and 0 < int(digits) < 10000
    return int(digits) if known else None


def text_of(value: Any) -> str | None:
    value = stated(value)
    if value is None or isinstance(value, str):
        return value
    return format_number(value) if isinstance(value, Decimal) else str(value)


def figures(criterion: Criterion | Unreadable) -> tuple[Any, str | None, str | None]:
    """Number, unit and operator of a criterion, each None where it has none."""
    if isinstance(criterion, Comparison):
        return criterion.quantity.number, criterion.unit, criterion.operator
    return None, criterion.unit if isinstance(criterion, Range) else None, None


def scaled(number: Any) -> int | None:
    """A number in units of the last decimal shown; None where it has more decimals, or none."""
    if not isinstance(number, Decimal) or not number.is_finite() or number.adjusted() > _PLACES:
        return None
    whole = number.scaleb(OUT)
    return int(whole) if whole == whole.to_integral_value() else None


WEIGHT_CODES: Final = ("weight-missing", "weight-unreadable", "weight-too-fine")


@attrs.frozen(eq=False)
class Weights:
    """Weights as integers over 10**scale; `problem` counts into `WEIGHT_CODES` from 1."""

    mantissa: Integers
    scale: int
    problem: npt.NDArray[np.int8]

    @classmethod
    def of(cls, read: Numbers, suffixes: Mapping[str, int]) -> Weights:
        problem = np.zeros(len(read.state), np.int8)
        problem[read.state == MISSING] = 1
        problem[read.state == ASKED] = 2
        problem[read.state == BETWEEN] = 3
        if read.suffix is not None:
            points = (suffixes.get(word, -1) for word in builtin_lexicon().words("points"))
            named = np.isin(read.suffix, [0, *points])
            problem[(read.state == EXACT) & ~named] = 2
        limit = LIMIT // 10**OUT * 10**read.scale
        problem[(read.mantissa < 0) | (read.mantissa > limit)] = 2
        return cls(np.where(problem == 0, read.mantissa, 0), read.scale, problem)


def _without(text: str, endings: Iterable[str]) -> str:
    ending = next((one for one in endings if text.endswith(one)), "")
    return text.removesuffix(ending)


def full_reason(indicator: Indicator, value: Any, weight: Decimal | None, book: Rulebook) -> str:
    """The reason as `jixiao.score` words it."""
    name = indicator.name or "指标"
    table = TargetTable(indicators=(attrs.evolve(indicator, weight=weight, name=name),))
    if isinstance(value, Decimal) and not value.is_finite():
        value = str(value)
    card = score(table, {name: value}, rulebook=book)
    return str(card.scores[0].reason)
