"""A column of indicator values as columns of what they mean."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..criteria import Criterion, Deadline, Period, Range, Unreadable
from ..parsing import read_criterion
from . import FrameError
from .columns import Column, Integers, encoded
from .kernel import OUT
from .native import arrow_column, frame_like, pieces
from .rows import figures, text_of

__all__ = ["parse_column"]

_DECIMAL: Final = pa.decimal128(38, OUT)
_WORD: Final = pa.dictionary(pa.int32(), pa.string())
_FIELDS: Final = (
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
    columns: dict[str, Any] = {"target": _cells(column)}
    for role, given in (("sign", sign), ("unit", unit)):
        if given is not None and not isinstance(given, str):
            columns[role] = _cells(given)
            if len(given) != rows:
                raise FrameError(
                    f"{role} 有{len(given)}个值，指标值有{rows}个；应当一样多",
                    code="frame-length",
                )
    seen: dict[tuple[Any, ...], int] = {}
    found: list[Criterion | Unreadable] = []
    codes = []
    for piece, size in pieces(columns, rows):
        local, keys = _keys(piece, size)
        numbers = np.empty(len(keys), np.int32)
        for index, (text, one, other) in enumerate(keys):
            key = (
                text,
                sign if isinstance(sign, str) else one,
                unit if isinstance(unit, str) else other,
            )
            if key not in seen:
                seen[key] = len(found)
                found.append(read_criterion(key[0] or "", sign=key[1], unit=key[2], year=year))
            numbers[index] = seen[key]
        codes.append(numbers[local])
    all_codes = np.concatenate(codes) if codes else np.zeros(0, np.int32)
    meanings = _meanings(found)
    if known is not None and known.implementation.is_polars():
        # polars gathers texts by reference, faster than it takes over dictionaries.
        return frame_like(known, meanings)[all_codes]
    table = _spread(meanings, all_codes)
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


def _cells(column: Any) -> Any:
    if isinstance(column, list | tuple):
        return list(column)
    if isinstance(column, pa.Array | pa.ChunkedArray):
        return column
    return arrow_column(_series(column))


def _keys(
    piece: dict[str, Column | None], rows: int
) -> tuple[Integers, list[tuple[str | None, str | None, str | None]]]:
    """For each row the number of its distinct (target, sign, unit)."""
    code = np.zeros(rows, np.int64)
    parts: list[list[str | None]] = []
    for role in ("target", "sign", "unit"):
        column = piece.get(role)
        if column is None:
            parts.append([None])
            continue
        mine, values = encoded(column)
        code = code * len(values) + mine
        parts.append([text_of(one) for one in values])
    if len(parts[1]) == len(parts[2]) == 1 and "sign" not in piece and "unit" not in piece:
        return code, [(text, None, None) for text in parts[0]]
    distinct, local = np.unique(code, return_inverse=True)
    keys = []
    for one in distinct.tolist():
        rest, third = divmod(one, len(parts[2]))
        first, second = divmod(rest, len(parts[1]))
        keys.append((parts[0][first], parts[1][second], parts[2][third]))
    return local.astype(np.int64), keys


def _meanings(found: list[Criterion | Unreadable]) -> pa.Table:
    """One row for each distinct value."""
    rows = [_meaning(one) for one in found]
    arrays = []
    for index, (_, kind) in enumerate(_FIELDS):
        values = [row[index] for row in rows]
        plain = kind.value_type if pa.types.is_dictionary(kind) else kind
        arrays.append(pa.array(values, plain))
    return pa.table(arrays, names=[name for name, _ in _FIELDS])


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


def _spread(meanings: pa.Table, codes: Any) -> pa.Table:
    """The rows of `meanings` at `codes`; texts as dictionaries, so that none is copied."""
    indices = pa.array(codes)
    arrays = []
    for (_, kind), column in zip(_FIELDS, meanings.columns, strict=True):
        array = column.combine_chunks()
        if pa.types.is_dictionary(kind):
            words = array.dictionary_encode()
            array = pa.DictionaryArray.from_arrays(
                pc.take(words.indices, indices), words.dictionary
            )
        else:
            array = array.take(indices)
        arrays.append(array)
    return pa.table(arrays, schema=pa.schema(_FIELDS))
