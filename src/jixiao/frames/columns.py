"""Columns of a frame as exact numbers: 64-bit integers with one power of ten for the column.

What is no plain number (a date, a word, 30分钟 for a target in hours) keeps its place and is
asked about once for each distinct value.
"""

from __future__ import annotations

import datetime
import itertools
import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..language.given import is_nan

__all__ = [
    "ASKED",
    "BETWEEN",
    "EXACT",
    "LIMIT",
    "MISSING",
    "Column",
    "Distinct",
    "Numbers",
    "encoded",
    "numbers",
    "stated",
]

Integers = npt.NDArray[np.int64]
Column: TypeAlias = "pa.Array | list[Any]"

#: States of a cell: an exact integer; a float that lies between two; asked about; blank.
EXACT, BETWEEN, ASKED, MISSING = 0, 1, 2, 3
#: No scaled number is larger, so that six more decimals still fit into 64 bits.
LIMIT: Final = 4 * 10**12
# More decimals than this are not written in tables.
_DECIMALS: Final = 6
# An integer of 15 digits over a power of ten is the shortest text of its float.
_DIGITS: Final = 15

_NUMBER: Final = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,6}))?(.*)", re.DOTALL)


@attrs.frozen(kw_only=True, eq=False)
class Numbers:
    """One column of one batch.

    Attributes:
        state: `EXACT`, `BETWEEN`, `ASKED` or `MISSING`, for each row.
        mantissa, scale: the number is mantissa / 10**scale where the state is `EXACT`.
        suffix: what is written behind the number, as an index into the caller's suffixes;
            None where the column holds numbers and not texts.
        floats: the column itself where some rows are `BETWEEN`.
        texts: the column itself where it holds texts.
        values: the distinct values of some rows, as (index for each row, Python values).
    """

    state: npt.NDArray[np.int8]
    mantissa: Integers
    scale: int
    suffix: npt.NDArray[np.int32] | None = None
    floats: npt.NDArray[np.float64] | None = None
    texts: pa.Array | None = None
    values: Callable[[Integers], tuple[Integers, list[Any]]]


def encoded(column: Column) -> tuple[Integers, list[Any]]:
    """The column as indices into its distinct values; a blank cell is the value None."""
    if isinstance(column, list):
        return _factorized(column)
    if not pa.types.is_dictionary(column.type):
        try:
            column = column.dictionary_encode()
        except pa.ArrowNotImplementedError:  # lists, structures and other cells of many parts
            return _factorized(column.to_pylist())
    values = column.dictionary.to_pylist()
    indices = column.indices
    if indices.null_count:
        values.append(None)
    return _filled(indices, len(values) - 1), values


def _filled(indices: pa.Array, blank: int) -> Integers:
    """Indices as integers, with `blank` for none."""
    if indices.null_count:
        indices = pc.fill_null(indices.cast(pa.int64()), blank)
    plain: Integers = indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return plain


class Distinct:
    """The distinct values of a column that comes piece by piece; each keeps its number.

    Values of one name are one value.
    """

    def __init__(self, named: Callable[[Any], Any]) -> None:
        self._named = named
        self._numbers: dict[Any, int] = {}
        #: The values by their numbers.
        self.names: list[Any] = []
        # The values met of each type, and their numbers.
        self._known: dict[pa.DataType, tuple[pa.Array, Integers]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def numbered(self, column: Column) -> Integers:
        """The number of the value of each row; that of None for a blank."""
        if isinstance(column, list):
            codes, values = _factorized(column)
            return self._of(values)[codes]
        if pa.types.is_dictionary(column.type):
            numbers = np.append(self.numbered(column.dictionary), self._of([None]))
            codes = _filled(column.indices, len(numbers) - 1)
            return numbers[codes]
        try:
            found, numbers = self._found(column)
        except pa.ArrowNotImplementedError:  # cells of many parts, and what Arrow cannot look up
            return self.numbered(column.to_pylist())
        rows: Integers = numbers[found.to_numpy(zero_copy_only=False)]
        return rows

    def _found(self, column: pa.Array) -> tuple[pa.Array, Integers]:
        """The values of the rows as indices into numbers."""
        empty: Integers = np.zeros(0, np.int64)
        known, numbers = self._known.get(column.type, (None, empty))
        found = None if known is None else pc.index_in(column, value_set=known)
        if found is None or found.null_count:
            new = column if found is None else column.filter(found.is_null())
            coded = new.dictionary_encode(null_encoding="encode")
            values = coded.dictionary
            numbers = np.concatenate([numbers, self._of(values.to_pylist())])
            known = values if known is None else pa.concat_arrays([known, values])
            found = coded.indices if found is None else pc.index_in(column, value_set=known)
            self._known[column.type] = known, numbers
        return found, numbers

    def _of(self, values: Sequence[Any]) -> Integers:
        known = self._numbers
        numbers = [known.setdefault(self._named(value), len(known)) for value in values]
        self.names += itertools.islice(known, len(self.names), None)
        return np.array(numbers, np.int64)


def _factorized(column: Sequence[Any]) -> tuple[Integers, list[Any]]:
    # 1, True and Decimal(1) are equal and are different actual values, hence the type.
    seen: dict[tuple[type, Any], int] = {}
    values: list[Any] = []
    codes = np.empty(len(column), np.int64)
    for row, value in enumerate(column):
        if not isinstance(value, str) and is_nan(value):
            value = None
        elif not isinstance(value, _PLAIN):
            value = _plain(value)
        key = (type(value), value)
        code = seen.get(key)
        if code is None:
            code = seen[key] = len(values)
            values.append(value)
        codes[row] = code
    return codes, values


_PLAIN: Final = (str, int, float, Decimal, datetime.date, type(None))


def _plain(value: Any) -> Any:
    """A cell of any other type as what `jixiao` takes: a Python scalar, or its text."""
    item = getattr(value, "item", None)
    if callable(item):
        value = item()
    if isinstance(value, _PLAIN):
        return value
    text = str(value)
    return None if text in ("<NA>", "NaT", "nan") else text


def stated(value: Any) -> Any:
    """An actual value as the judge takes it: text, Decimal, date, or None for a blank."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(value) if value in (math.inf, -math.inf) else Decimal(repr(float(value)))
    if isinstance(value, int):
        return Decimal(value)
    return value.date() if isinstance(value, datetime.datetime) else value


def numbers(column: Column, suffixes: dict[str, int]) -> Numbers:
    """The column as exact numbers. `suffixes` collects what is written behind numbers."""
    if isinstance(column, list):
        return _distinct(column, suffixes)
    kind = column.type
    if pa.types.is_integer(kind):
        return _integers(column)
    if pa.types.is_decimal(kind):
        return _decimals(column)
    if pa.types.is_floating(kind):
        return _floats(column)
    if pa.types.is_dictionary(kind):
        return numbers(column.dictionary_decode(), suffixes)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _texts(column, suffixes)
    return _distinct(column, suffixes)


def _states(column: pa.Array) -> npt.NDArray[np.int8]:
    """`MISSING` where a cell is blank, else `EXACT`."""
    state = np.full(len(column), EXACT, np.int8)
    if column.null_count:
        state[column.is_null().to_numpy(zero_copy_only=False)] = MISSING
    return state


def _lookup(column: pa.Array) -> Callable[[Integers], tuple[Integers, list[Any]]]:
    def values(rows: Integers) -> tuple[Integers, list[Any]]:
        return encoded(column.take(pa.array(rows)))

    return values


def _integers(column: pa.Array) -> Numbers:
    state = _states(column)
    plain = pc.fill_null(column, 0) if column.null_count else column
    if pa.types.is_uint64(column.type):
        big = pc.greater(plain, LIMIT).to_numpy(zero_copy_only=False)
        state[big] = ASKED
        plain = pc.if_else(pa.array(big), pa.scalar(0, column.type), plain)
    mantissa = plain.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return Numbers(state=state, mantissa=mantissa, scale=0, values=_lookup(column))


def _decimals(column: pa.Array) -> Numbers:
    scale = column.type.scale
    if not 0 <= scale <= _DECIMALS or not pa.types.is_decimal128(column.type):
        try:
            column = column.cast(pa.decimal128(38, _DECIMALS))
            scale = _DECIMALS
        except pa.ArrowInvalid:
            return _distinct(column.to_pylist(), {})
    state = _states(column)
    words = np.frombuffer(column.buffers()[1], np.int64).reshape(-1, 2)
    words = words[column.offset : column.offset + len(column)]
    mantissa, high = words[:, 0].copy(), words[:, 1]
    state[(state == EXACT) & (high != mantissa >> 63)] = ASKED
    mantissa[state != EXACT] = 0
    return Numbers(state=state, mantissa=mantissa, scale=scale, values=_lookup(column))


def _floats(column: pa.Array) -> Numbers:
    """Floats as their shortest texts say: 0.1 is one tenth.

    A float of more than fifteen digits is only placed between two integers.
    """
    if not pa.types.is_float64(column.type):
        # The shortest text of a float32 is not that of the float64 with its value.
        short = column.to_numpy(zero_copy_only=False)
        return _distinct([Decimal(str(one)) if np.isfinite(one) else one for one in short], {})
    floats = column.to_numpy(zero_copy_only=False)
    finite = np.isfinite(floats)
    plain = floats if finite.all() else np.where(finite, floats, 0.0)
    mantissa, exact, scale = _integral(plain)
    state = np.full(len(floats), EXACT, np.int8)
    state[~exact] = BETWEEN
    state[~finite] = MISSING
    state[np.isinf(floats)] = ASKED
    return Numbers(
        state=state, mantissa=mantissa, scale=scale, floats=plain, values=_lookup(column)
    )


def _integral(floats: npt.NDArray[np.float64]) -> tuple[Integers, npt.NDArray[np.bool_], int]:
    """Floats as integers over 10**scale: (integers, which are so exactly, scale).

    mantissa / 10**scale is rounded correctly, so that getting the float back proves that
    the mantissa is what its shortest text says, up to fifteen digits.
    """
    sample = floats[: 4 * 997 : 4] if len(floats) > 4 * 997 else floats
    scale = next((k for k in range(_DECIMALS) if _fits(sample, k)[1].all()), _DECIMALS)
    mantissa, exact = _fits(floats, scale)
    if not exact.all() and scale < _DECIMALS:
        scale = _DECIMALS
        mantissa, exact = _fits(floats, scale)
    return mantissa, exact, scale


def _fits(floats: npt.NDArray[np.float64], scale: int) -> tuple[Integers, npt.NDArray[np.bool_]]:
    power = 10.0**scale
    with np.errstate(over="ignore"):
        rounded = np.rint(floats * power)
        exact = (np.abs(rounded) < 10**_DIGITS) & (rounded / power == floats)
    return np.where(exact, rounded, 0.0).astype(np.int64), exact


def _texts(column: pa.Array, suffixes: dict[str, int]) -> Numbers:
    """Texts: those of digits are read all at once, any other once for each distinct one."""
    plain = _of_digits(column)
    count = len(column)
    state = np.full(count, ASKED, np.int8)
    whole = plain.all()
    digits = column if whole else column.filter(pa.array(plain))
    mantissa, exact, scale = _integral(digits.cast(pa.float64()).to_numpy(zero_copy_only=False))
    exact &= mantissa <= LIMIT
    suffix = np.zeros(count, np.int32)
    if whole:
        state[exact] = EXACT
    else:
        state[plain] = np.where(exact, EXACT, ASKED)
        others = _written(column.filter(pa.array(~plain)), suffixes)
        state[~plain] = others.state
        if others.suffix is not None:
            suffix[~plain] = others.suffix
        both = max(scale, others.scale)
        spread = np.empty(count, np.int64)
        spread[plain] = np.where(exact, mantissa, 0) * 10 ** (both - scale)
        spread[~plain] = others.mantissa * 10 ** (both - others.scale)
        mantissa, scale = spread, both
    return Numbers(
        state=state,
        mantissa=mantissa,
        scale=scale,
        suffix=suffix,
        texts=column,
        values=_lookup(column),
    )


# How a byte counts against a text of digits: a second point is too many, as is anything else.
_MARKS: Final = np.full(256, 2, np.uint8)
_MARKS[ord("0") : ord("9") + 1] = 0
_MARKS[ord(".")] = 1


def _of_digits(column: pa.Array) -> npt.NDArray[np.bool_]:
    """Which texts are a number of up to fifteen digits and nothing else."""
    _, places, data = column.buffers()
    kind = np.int64 if pa.types.is_large_string(column.type) else np.int32
    ends = np.frombuffer(places, kind)[column.offset : column.offset + len(column) + 1]
    text = np.frombuffer(data or b"\0", np.uint8)[ends[0] : ends[-1]]
    ends = ends - ends[0]
    first, last = ends[:-1], ends[1:]
    marks = np.zeros(len(text) + 1, np.int32)
    np.cumsum(_MARKS[text], out=marks[1:])
    points = marks[last] - marks[first]
    digits = last - first - points
    plain: npt.NDArray[np.bool_] = (points <= 1) & (digits > 0) & (digits <= _DIGITS)
    if column.null_count:
        plain &= column.is_valid().to_numpy(zero_copy_only=False)
    pointed = np.flatnonzero(plain & (points == 1))
    # A point has a digit on either side.
    dot = ord(".")
    plain[pointed] = (text[first[pointed]] != dot) & (text[last[pointed] - 1] != dot)
    return plain


_WRITTEN: Final = r"(?s)^(?P<number>[0-9]{1,12}(?:\.[0-9]{1,6})?)(?P<suffix>(?:[^0-9.].*)?)$"
_EXACT: Final = pa.decimal128(18, _DECIMALS)


def _written(column: pa.Array, suffixes: dict[str, int]) -> Numbers:
    """Texts that are not only digits: numbers with what is written behind them, and others."""
    coded = column.dictionary_encode(null_encoding="encode")
    texts = pc.utf8_trim_whitespace(coded.dictionary)
    number, behind = pc.extract_regex(texts, _WRITTEN).flatten()
    known = pc.is_valid(number)
    millionths = pc.if_else(known, number, "0").cast(_EXACT).buffers()[1]
    mantissa, places = tens(np.frombuffer(millionths, np.int64)[: 2 * len(texts) : 2], _DECIMALS)
    behind = pc.if_else(known, behind, "").dictionary_encode()
    named = [
        suffixes.setdefault(one, len(suffixes) + 1) if one else 0
        for one in behind.dictionary.to_pylist()
    ]
    blank = pc.fill_null(pc.equal(texts, ""), True).to_numpy(zero_copy_only=False)
    exact = known.to_numpy(zero_copy_only=False) & (mantissa <= LIMIT)
    scale = int(places.max(initial=0))
    mantissa = np.where(exact, mantissa, 0) * 10 ** (scale - places)
    state = np.where(blank, MISSING, np.where(exact, EXACT, ASKED)).astype(np.int8)
    suffix = np.array(named, np.int32)[behind.indices.to_numpy()]
    codes = coded.indices.to_numpy()
    return Numbers(
        state=state[codes],
        mantissa=mantissa[codes],
        scale=scale,
        suffix=suffix[codes],
        values=_lookup(column),
    )


def _distinct(column: Column, suffixes: dict[str, int]) -> Numbers:
    """A column of mixed cells: every distinct value looked at once."""
    codes, values = encoded(column)
    count = len(values)
    state = np.full(count, ASKED, np.int8)
    mantissa = np.zeros(count, np.int64)
    places = np.zeros(count, np.int64)
    suffix = np.zeros(count, np.int32)
    for index, value in enumerate(values):
        value = values[index] = stated(value)
        if value is None:
            state[index] = MISSING
        elif isinstance(value, Decimal):
            _put_decimal(value, index, state, mantissa, places)
        elif isinstance(value, str) and (found := _NUMBER.fullmatch(value)) is not None:
            whole, part, rest = found.groups()
            if not rest.startswith(".") and not rest[:1].isdigit():
                state[index] = EXACT
                mantissa[index] = int(whole + (part or ""))
                places[index] = len(part or "")
                suffix[index] = suffixes.setdefault(rest, len(suffixes) + 1) if rest else 0
    scale = int(places.max(initial=0))
    mantissa *= 10 ** (scale - places)

    def asked(rows: Integers) -> tuple[Integers, list[Any]]:
        used, inverse = np.unique(codes[rows], return_inverse=True)
        return inverse.astype(np.int64), [values[code] for code in used.tolist()]

    return Numbers(
        state=state[codes],
        mantissa=mantissa[codes],
        scale=scale,
        suffix=suffix[codes],
        values=asked,
    )


def tens(numbers: Integers, places: int) -> tuple[Integers, Integers]:
    """Integers over 10**places, each with the fewest places: (mantissas, places)."""
    mantissa, least = numbers.copy(), np.full(len(numbers), places, np.int64)
    for _ in range(places):
        shorter, rest = np.divmod(mantissa, 10)
        even = (rest == 0) & (least > 0)
        if not even.any():
            break
        mantissa[even] = shorter[even]
        least -= even
    return mantissa, least


def _put_decimal(
    value: Decimal,
    index: int,
    state: npt.NDArray[np.int8],
    mantissa: Integers,
    places: Integers,
) -> None:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -_DECIMALS or value.adjusted() > 11:
        return
    state[index] = EXACT
    mantissa[index] = int(value.scaleb(max(0, -exponent)))
    places[index] = max(0, -exponent)
