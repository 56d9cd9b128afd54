"""The result columns: their names, types and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, get_args

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
from ..scoring.judgements import ProblemCode
from ..scoring.scorecards import Status
from . import FrameError
from .columns import Integers
from .kernel import OUT, Flags
from .rows import WEIGHT_CODES

__all__ = [
    "ACTUAL_MISSING",
    "COLUMNS",
    "VOCABULARIES",
    "Words",
    "booleans",
    "decimals",
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

_DECIMAL: Final = pa.decimal128(38, OUT)
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
        self._kind = dict(COLUMNS)[name]
        self._codes = {text: code for code, text in enumerate(VOCABULARIES.get(name, ()))}
        self._array = pa.array(list(self._codes), pa.string())

    def __len__(self) -> int:
        return len(self._codes)

    def code(self, text: str | None) -> int:
        """The number of a text; -1 for none."""
        return -1 if text is None else self._codes.setdefault(text, len(self._codes))

    def column(self, codes: npt.NDArray[Any]) -> pa.Array:
        """These codes as a column of texts."""
        codes = codes.astype(self._kind.index_type.to_pandas_dtype(), copy=False)
        blank = codes < 0
        indices = pa.array(codes, mask=blank) if blank.any() else pa.array(codes)
        return pa.DictionaryArray.from_arrays(indices, self.array)

    @property
    def array(self) -> pa.Array:
        """The texts by their codes."""
        known = len(self._array)
        if known < len(self._codes):
            more = pa.array(list(self._codes)[known:], pa.string())
            self._array = pa.concat_arrays([self._array, more])
        return self._array


def decimals(units: Integers, valid: Flags) -> pa.Array:
    """Numbers in units of the last decimal shown as decimals."""
    words = np.empty((len(units), 2), np.int64)
    words[:, 0] = units
    np.right_shift(units, 63, out=words[:, 1])
    mask = None if valid.all() else pa.array(valid).buffers()[1]
    return pa.Array.from_buffers(_DECIMAL, len(units), [mask, pa.py_buffer(words)])


def booleans(states: npt.NDArray[np.int8]) -> pa.Array:
    """1 true, 0 false, -1 blank."""
    return pa.array(states == 1, mask=states < 0)
