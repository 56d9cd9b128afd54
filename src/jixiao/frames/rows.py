"""What a row of a frame states: its target as an indicator, its weight as an integer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..criteria import Comparison, Criterion, Range, Unreadable
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
    Integers,
    Numbers,
    encoded,
    stated,
)
from .kernel import OUT

__all__ = [
    "ROLES",
    "WEIGHT_CODES",
    "Weights",
    "figures",
    "full_reason",
    "indicator_of",
    "keys_of",
    "scaled",
    "text_of",
]

#: The parts of a row that say what is to be reached; `actual` and `weight` come beside them.
ROLES: Final = ("target", "sign", "unit", "year", "name", "level1", "level2", "direction")
_LARGEST_CODE: Final = 2**62
# Longer whole numbers are left to the text columns.
_PLACES: Final = 12


def keys_of(
    columns: Mapping[str, Column | None], rows: int
) -> tuple[Integers, list[tuple[Any, ...]]]:
    """For each row the number of its target, and the distinct targets as texts by `ROLES`."""
    parts = {role: encoded(columns[role]) for role in ROLES if columns.get(role) is not None}
    if not parts:
        return np.zeros(rows, np.int64), [(None,) * len(ROLES)]
    code, count = np.zeros(rows, np.int64), 1
    for mine, values in parts.values():
        if count * len(values) > _LARGEST_CODE:
            code, count = _dense(code)
        code, count = code * len(values) + mine, count * len(values)
    # 1, True and Decimal(1) are one key and are different texts.
    texts = {
        role: [(one.strip() or None) if isinstance(one, str) else text_of(one) for one in values]
        for role, (_, values) in parts.items()
    }
    if len(parts) > 1:
        code, count = _dense(code)
        # Any row of a target shows its parts.
        row = np.empty(count, np.int64)
        row[code] = np.arange(rows)
        texts = {
            role: [texts[role][which] for which in mine[row].tolist()]
            for role, (mine, _) in parts.items()
        }
    blank = [None] * count
    return code, list(zip(*(texts.get(role, blank) for role in ROLES), strict=True))


def _dense(code: Integers) -> tuple[Integers, int]:
    """The codes numbered without gaps, and how many there are."""
    found = pa.array(code).dictionary_encode()
    return found.indices.to_numpy().astype(np.int64), len(found.dictionary)


def indicator_of(row: Mapping[str, Any]) -> Indicator:
    """The indicator that a row states: its texts as they are, its year as a number."""
    target, sign, unit = (text_of(row[role]) for role in ("target", "sign", "unit"))
    year = text_of(row["year"])
    digits = (year or "").removesuffix("年").removesuffix(".0")
    return Indicator(
        name=text_of(row["name"]) or "",
        level1=text_of(row["level1"]),
        level2=text_of(row["level2"]),
        target=target or "",
        value=(target or "") if sign or unit else None,
        sign=sign,
        unit=unit,
        direction=text_of(row["direction"]),
        year=int(digits)
        if digits.isascii() and digits.isdigit() and 0 < int(digits) < 10000
        else None,
    )


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
            named = np.isin(read.suffix, [0, suffixes.get("分", -1)])
            problem[(read.state == EXACT) & ~named] = 2
        limit = LIMIT // 10**OUT * 10**read.scale
        problem[(read.mantissa < 0) | (read.mantissa > limit)] = 2
        return cls(np.where(problem == 0, read.mantissa, 0), read.scale, problem)


def full_reason(indicator: Indicator, value: Any, weight: Decimal | None, book: Rulebook) -> str:
    """The reason as `jixiao.score` words it."""
    table = TargetTable(
        indicators=(attrs.evolve(indicator, weight=weight, name=indicator.name or "指标"),)
    )
    if isinstance(value, Decimal) and not value.is_finite():
        value = str(value)
    card = score(table, {indicator.name or "指标": value}, rulebook=book)
    return str(card.scores[0].reason)
