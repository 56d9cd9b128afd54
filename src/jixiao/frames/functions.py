"""Functions of Arrow columns, one struct a row: what databases call."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

import pyarrow as pa

from ..exactness import in_own_context
from ..rules import Rulebook
from . import FrameError
from .batches import Scorer, score_batches
from .parsed import FIELDS, parse_column
from .results import schema

__all__ = ["PARSED", "SCORED", "parsing", "scoring"]

_Function = Callable[..., pa.Array]


def _type_name(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    if pa.types.is_boolean(kind):
        return "BOOLEAN"
    return "DATE" if pa.types.is_date(kind) else "VARCHAR"


def _struct(fields: pa.Schema) -> str:
    inner = ", ".join(f'"{one.name}" {_type_name(one.type)}' for one in fields)
    return f"STRUCT({inner})"


#: The types of the results in SQL.
PARSED: Final = _struct(pa.schema(FIELDS))
SCORED: Final = _struct(schema(words=True))


def _given(columns: tuple[pa.ChunkedArray, ...], names: tuple[str, ...], least: int) -> pa.Table:
    """Columns by the names of their places."""
    if not least <= len(columns) <= len(names):
        raise FrameError(
            f"要{least}到{len(names)}个参数（{'、'.join(names)}），这里有{len(columns)}个",
            code="frame-arguments",
        )
    return pa.table(list(columns), names=list(names[: len(columns)]))


def parsing(year: int | None) -> _Function:
    """The function that parses targets, with their units and signs if there are any."""

    @in_own_context
    def parse(*columns: pa.ChunkedArray) -> pa.Array:
        given = _given(columns, ("target", "unit", "sign"), 1)
        others = {name: given[name] for name in given.column_names[1:]}
        found = parse_column(given["target"], **{"sign": None, "unit": None, **others}, year=year)
        plain = found.cast(
            pa.schema((name, getattr(kind, "value_type", kind)) for name, kind in FIELDS)
        )
        return plain.to_struct_array().combine_chunks()

    return parse


def scoring(rulebook: Rulebook, year: int | None) -> _Function:
    """The function that scores targets and actual values."""
    # What one call learns of the targets serves the next; calls may come from several threads.
    lock, scorer = threading.Lock(), Scorer(rulebook)

    @in_own_context
    def score(*columns: pa.ChunkedArray) -> pa.Array:
        nonlocal scorer
        given = _given(columns, ("target", "actual", "weight", "name"), 2)
        if year is not None:
            given = given.append_column("year", pa.repeat(year, given.num_rows))
        # Result columns of a name that is taken would be called otherwise.
        roles = {name: f"given {name}" for name in given.column_names}
        given = given.rename_columns(list(roles.values()))
        (batch,) = given.combine_chunks().to_batches() or (
            pa.RecordBatch.from_pylist([], given.schema),
        )
        with lock:
            scorer = scorer.renewed()
            (scored,) = score_batches([batch], roles, scorer)
        return scored.select(list(schema().names)).to_struct_array()

    return score
