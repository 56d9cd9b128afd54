"""A column of indicator values as columns of what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from ..criteria import Criterion, Deadline, Period, Range, Unreadable
from ..language import read_criterion
from . import FrameError
from .columns import Column, Integers
from .kernel import OUT
from .native import arrow_column, frame_like
from .rows import Keys, figures

__all__ = ["FIELDS", "parse_column"]

# Eighteen digits leave room for what a library makes of a product or a quotient of two columns.
_DECIMAL: Final = pa.decimal128(18, OUT)
_WORD: Final = pa.dictionary(pa.int32(), pa.string())
#: The columns of what a target means.
FIELDS: Final = (
    ("kind", _WORD),
    ("operator", _WORD),
    ("number", _DECIMAL),
    ("unit", _WORD),
    ("lower", _DECIMAL),
    ("upper", _DECIMAL),
    ("start", pa.date32()),
    ("end", pa.date32()),
    ("criterion", _WORD),
    ("code", _WORD),
    ("message", _WORD),
)


def parse_column(column: Any, *, sign: Any, unit: Any, year: int | None) -> Any:
    """See `jixiao.frames.parse_column`."""
    known = _series(column)
    rows = len(column)
    columns = {"target": _cells(column)}
    for role, given in (("sign", sign), ("unit", unit)):
        if given is not None and not isinstance(given, str):
            columns[role] = _cells(given)
            if len(given) != rows:
                raise FrameError(
                    f"{role} 有{len(given)}个值，指标值有{rows}个；应当一样多",
                    code="frame-length",
                )
    keys = Keys(columns)
    codes = keys.numbered(columns)
    found = [
        read_criterion(
            text or "",
            sign=sign if isinstance(sign, str) else one,
            unit=unit if isinstance(unit, str) else other,
            year=year,
        )
        for text, one, other, *_ in keys.texts()
    ]
    meanings = _meanings(found)
    if known is not None and known.implementation.is_polars():
        # polars gathers texts by reference, faster than it takes over dictionaries.
        return frame_like(known, meanings)[codes]
    table = _spread(meanings, codes)
    return table if known is None else frame_like(known, table)


def _series(column: Any) -> Any:
    if isinstance(column, list | tuple | pa.Array | pa.ChunkedArray):
        return None
    try:
        return nw.from_native(column, series_only=True)
    except TypeError as problem:
        raise FrameError(
            f"{type(column).__name__} 不是一列数据；应为 pandas、polars、pyarrow 的列，或列表",
            code="frame-unknown",
        ) from problem


def _cells(column: Any) -> Column:
    if isinstance(column, list | tuple):
        return list(column)
    if isinstance(column, pa.ChunkedArray):
        return column.combine_chunks()
    if isinstance(column, pa.Array):
        return column
    return arrow_column(_series(column))


def _meanings(found: Sequence[Criterion | Unreadable]) -> pa.Table:
    """One row for each distinct value."""
    rows = [_meaning(one) for one in found]
    arrays = []
    for index, (_, kind) in enumerate(FIELDS):
        values = [row[index] for row in rows]
        plain = kind.value_type if pa.types.is_dictionary(kind) else kind
        arrays.append(pa.array(values, plain))
    return pa.table(arrays, names=[name for name, _ in FIELDS])


def _meaning(one: Criterion | Unreadable) -> tuple[Any, ...]:
    number, unit, operator = figures(one)
    lower = upper = start = end = None
    match one:
        case Range():
            lower, upper = one.lower.number, one.upper.number
        case Deadline():
            end = one.date
        case Period():
            start, end = one.start, one.end
    numbers = [_fitting(value) for value in (number, lower, upper)]
    code = message = None
    if isinstance(one, Unreadable):
        code, message = one.code, one.message
    elif one.doubts:
        code, message = one.doubts[0].code, one.doubts[0].message
    elif any(
        a is not None and b is None for a, b in zip((number, lower, upper), numbers, strict=True)
    ):
        code, message = "number-too-fine", f"数的小数超过{OUT}位，列里放不下；见 criterion 列"
    return (
        one.kind, operator, numbers[0], unit or None, numbers[1], numbers[2], start, end,
        None if isinstance(one, Unreadable) else str(one), code, message,
    )  # fmt: skip


def _fitting(number: Any) -> Decimal | None:
    if not isinstance(number, Decimal) or number.adjusted() >= 38 - OUT:
        return None
    exponent = number.normalize().as_tuple().exponent
    return number if isinstance(exponent, int) and exponent >= -OUT else None


def _spread(meanings: pa.Table, codes: Integers) -> pa.Table:
    """The rows of `meanings` at `codes`; texts as dictionaries, so that none is copied."""
    indices = pa.array(codes)
    arrays = []
    for (_, kind), column in zip(FIELDS, meanings.columns, strict=True):
        array = column.combine_chunks()
        if pa.types.is_dictionary(kind):
            words = array.dictionary_encode()
            array = pa.DictionaryArray.from_arrays(
                pc.take(words.indices, indices), words.dictionary
            )
        else:
            array = array.take(indices)
        arrays.append(array)
    return pa.table(arrays, schema=pa.schema(FIELDS))
