"""The result columns: their names, types and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, get_args

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..criteria import (
    AllOf,
    Comparison,
    Deadline,
    NotApplicable,
    Operator,
    Period,
    Qualitative,
    Range,
    Relative,
    Unreadable,
    YesNo,
)
from ..scoring.awards import ProblemCode
from ..statuses import Status
from . import FrameError
from .columns import Integers
from .kernel import OUT, Flags
from .rows import WEIGHT_CODES

__all__ = [
    "ACTUAL_MISSING",
    "COLUMNS",
    "VOCABULARIES",
    "Cells",
    "Result",
    "Words",
    "extended",
    "result_names",
    "schema",
]

ACTUAL_MISSING: Final = "actual-missing"

#: The columns whose words are all known beforehand, so that every result has the same ones.
VOCABULARIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "kind": tuple(
            one.kind
            for one in (Comparison, Range, Deadline, Period, YesNo, Relative, AllOf, Qualitative,
                        NotApplicable, Unreadable)
        ),
        "operator": get_args(Operator),
        "status": get_args(Status),
        "code": (*get_args(ProblemCode), ACTUAL_MISSING, *WEIGHT_CODES),
    }
)  # fmt: skip

# Eighteen digits leave room for what a library makes of a product or a quotient of two columns.
_DECIMAL: Final = pa.decimal128(18, OUT)
_WORD: Final = pa.dictionary(pa.int8(), pa.string())
_OPEN_WORD: Final = pa.dictionary(pa.int32(), pa.string())

#: The columns of a result, in order.
COLUMNS: Final = (
    ("kind", _WORD),
    ("operator", _WORD),
    ("number", _DECIMAL),
    ("unit", _OPEN_WORD),
    ("met", pa.bool_()),
    ("ratio", _DECIMAL),
    ("points", _DECIMAL),
    ("status", _WORD),
    ("code", _WORD),
    ("reason", _OPEN_WORD),
)


def schema(*, words: bool = False) -> pa.Schema:
    """The schema of a result; with `words` the texts are plain strings, not dictionaries."""
    return pa.schema(
        (name, pa.string() if words and pa.types.is_dictionary(kind) else kind)
        for name, kind in COLUMNS
    )


def result_names(taken: Iterable[Any]) -> list[str]:
    """The names of the result columns beside columns of other names.

    Raises:
        FrameError: a name and its ``jixiao_`` form are both taken.
    """
    names = set(taken)
    result = []
    for name, _ in COLUMNS:
        free = name if name not in names else f"jixiao_{name}"
        if free in names:
            raise FrameError(
                f"数据框里已有“{name}”和“{free}”两列，结果没有名字可用；请先给它们改名",
                code="frame-column-taken",
                column=free,
            )
        result.append(free)
    return result


def extended(given: pa.Schema) -> pa.Schema:
    """`given` with the result columns, texts as plain strings."""
    fields = zip(result_names(given.names), schema(words=True), strict=True)
    return pa.schema([*given, *(pa.field(name, field.type) for name, field in fields)])


class Words:
    """The distinct texts of one column: its vocabulary, or in order of appearance."""

    def __init__(self, name: str) -> None:
        self._codes = {text: code for code, text in enumerate(VOCABULARIES.get(name, ()))}
        self._array = pa.array(list(self._codes), pa.string())

    def __len__(self) -> int:
        return len(self._codes)

    def code(self, text: str | None) -> int:
        """The number of a text; -1 for none."""
        return -1 if text is None else self._codes.setdefault(text, len(self._codes))

    @property
    def array(self) -> pa.Array:
        """The texts by their codes."""
        known = len(self._array)
        if known < len(self._codes):
            more = pa.array(list(self._codes)[known:], pa.string())
            self._array = pa.concat_arrays([self._array, more])
        return self._array


@attrs.frozen(eq=False)
class Cells:
    """Cells of one column: numbers in units of the last decimal, codes, or truths.

    `valid` is None where none is blank.
    """

    values: npt.NDArray[Any]
    valid: Flags | None

    @classmethod
    def of(cls, values: npt.NDArray[Any], valid: Flags) -> Cells:
        """Cells of which some may be blank."""
        return cls(values, None if valid.all() else valid)

    @classmethod
    def coded(cls, name: str, codes: npt.NDArray[Any]) -> Cells:
        """The codes of a column, or its truths; blank where they are negative."""
        return cls.of(np.maximum(codes, 0).astype(_TYPES[name]), codes >= 0)

    def joined(self, other: Cells) -> Cells:
        """These cells and those behind them."""
        count, more = len(self.values), len(other.values)
        valid = None
        if self.valid is not None or other.valid is not None:
            valid = np.ones(count + more, np.bool_)
            for one, at in ((self, slice(count)), (other, slice(count, None))):
                if one.valid is not None:
                    valid[at] = one.valid
        return Cells(np.concatenate([self.values, other.values]), valid)


class Result:
    """The result columns of so many rows, filled piece by piece.

    The room is taken at once: many small arrays would leave gaps between them.
    """

    def __init__(self, rows: int) -> None:
        self._rows = rows
        # The upper half of a decimal stays 0 but for negative numbers.
        self._values = {name: np.zeros(_shape(kind, rows), _TYPES[name]) for name, kind in COLUMNS}
        # Only of the columns with a blank cell.
        self._valid: dict[str, npt.NDArray[np.uint8]] = {}

    def put(self, start: int, name: str, cells: Cells, at: Integers | None = None) -> None:
        """Fill the rows of a column from `start`, which is divisible by eight, with `cells`.

        `at` says for each row which of the cells it is.
        """
        kind, values, valid = _KINDS[name], cells.values, cells.valid
        stop = start + len(values if at is None else at)
        first, last = start // 8, -(-stop // 8)
        if valid is not None:
            valid = valid if at is None else valid.take(at)
            if name not in self._valid:
                self._valid[name] = np.full(-(-self._rows // 8), 255, np.uint8)
            self._valid[name][first:last] = np.packbits(valid, bitorder="little")
        room = self._values[name]
        if not pa.types.is_boolean(kind) and not pa.types.is_decimal(kind) and at is not None:
            # What is asked for is there; "clip" only saves a copy.
            values.take(at, out=room[start:stop], mode="clip")
            return
        values = values if at is None else values.take(at)
        if pa.types.is_boolean(kind):
            room[first:last] = np.packbits(values, bitorder="little")
        elif pa.types.is_decimal(kind):
            room[start:stop, 0] = values
            if values.min(initial=0) < 0:
                room[start:stop, 1] = values >> 63
        else:
            room[start:stop] = values

    def columns(self, words: Mapping[str, Words]) -> Iterator[pa.Array]:
        """The columns in their order, each let go when it has been taken."""
        for name, kind in COLUMNS:
            coded = pa.types.is_dictionary(kind)
            valid, values = self._valid.pop(name, None), self._values.pop(name)
            array = pa.Array.from_buffers(
                kind.index_type if coded else kind,
                self._rows,
                [None if valid is None else pa.py_buffer(valid), pa.py_buffer(values)],
            )
            del valid, values
            yield pa.DictionaryArray.from_arrays(array, words[name].array) if coded else array


def _shape(kind: pa.DataType, rows: int) -> tuple[int, ...]:
    if pa.types.is_boolean(kind):
        return (-(-rows // 8),)
    return (rows, 2) if pa.types.is_decimal(kind) else (rows,)


def _type(kind: pa.DataType) -> np.dtype[Any]:
    if pa.types.is_boolean(kind):
        return np.dtype(np.uint8)
    return np.dtype(np.int64 if pa.types.is_decimal(kind) else kind.index_type.to_pandas_dtype())


_KINDS: Final = MappingProxyType(dict(COLUMNS))
_TYPES: Final = MappingProxyType({name: _type(kind) for name, kind in COLUMNS})
