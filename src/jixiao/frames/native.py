"""Frames of every kind to Arrow columns, and results back to the same kind."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from narwhals.exceptions import DuplicateError

from ..exactness import in_own_context
from ..rules import Rulebook
from . import FrameError
from .batches import STEP, Detail, Scorer, score_batches
from .columns import Column
from .results import extended, result_names

__all__ = ["arrow_column", "cutter", "frame_like", "known_frame", "score_frame"]


def score_frame(frame: Any, roles: Mapping[str, str], *, rulebook: Rulebook, detail: Detail) -> Any:
    """See `jixiao.frames.score_frame`."""
    known = known_frame(frame)
    if isinstance(known, nw.LazyFrame):
        return _score_lazy(known, roles, rulebook=rulebook, detail=detail)
    check_columns(known.columns, roles)
    names = result_names(known.columns)
    columns = {role: known[column] for role, column in roles.items()}
    scorer = Scorer(rulebook, detail=detail)
    arrays = scorer.score(cutter(columns), len(known))
    return _beside(known, zip(names, arrays, strict=True))


def known_frame(frame: Any) -> Any:
    """A frame as narwhals knows it.

    Raises:
        FrameError: it is none, or two of its columns have one name.
    """
    try:
        return nw.from_native(frame)
    except TypeError as problem:
        raise FrameError(
            f"{type(frame).__name__} 不是数据框；应为 pandas、polars、pyarrow 等 narwhals 认识的数据框",
            code="frame-unknown",
        ) from problem
    except DuplicateError as problem:
        raise FrameError(
            f"数据框里有重名的列，说不清用哪一列；请先改名或删去：{'、'.join(_repeated(frame))}",
            code="frame-column-repeated",
        ) from problem


def _repeated(frame: Any) -> list[str]:
    counts = Counter(map(str, getattr(frame, "columns", ())))
    return [name for name, count in counts.items() if count > 1]


def check_columns(names: list[str], roles: Mapping[str, str]) -> None:
    """
    Raises:
        FrameError: a column is not there; the nearest is named.
    """
    for column in roles.values():
        if column not in names:
            # A pandas frame may have numbers for names.
            spelt = [str(name) for name in names]
            near = difflib.get_close_matches(column, spelt, n=3, cutoff=0.3) or spelt[:10]
            raise FrameError(
                f"数据框没有“{column}”这一列；有：{'、'.join(near)}",
                code="frame-column-missing",
                column=column,
            )


def arrow_column(series: Any) -> Column:
    """A narwhals series as an Arrow array; as a list where its cells are of mixed types."""
    native = series.to_native()
    if series.implementation.is_pandas_like() and str(getattr(native, "dtype", "")) == "object":
        from pandas.api.types import infer_dtype

        # Arrow turns False beside 0.5 into 0.0 and a date beside a time into a time, so that
        # cells of mixed types are taken one by one.
        if infer_dtype(native, skipna=True) not in (
            "string",
            "decimal",
            "integer",
            "floating",
            "empty",
        ):
            return list(native.tolist())
        try:
            return pa.array(native, from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            return list(native.tolist())
    if str(getattr(native, "dtype", "")) == "Object":
        # Arrow would take the addresses of polars objects for their values.
        return list(series.to_list())
    try:
        array = native if isinstance(native, pa.ChunkedArray) else series.to_arrow()
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return list(series.to_list())
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks == 1 else array.combine_chunks()
    if not isinstance(array, pa.Array) or isinstance(array.type, pa.BaseExtensionType):
        return list(series.to_list())
    if pa.types.is_string_view(array.type):
        array = array.cast(pa.large_string())
    return array


def cutter(columns: Mapping[str, Any]) -> Callable[[int, int], dict[str, Column | None]]:
    """What gives the rows between two of columns, which are narwhals series."""
    whole = {role: arrow_column(one) for role, one in columns.items() if _is_taken_whole(one)}

    def cut(start: int, stop: int) -> dict[str, Column | None]:
        return {
            role: whole[role][start:stop] if role in whole else arrow_column(column[start:stop])
            for role, column in columns.items()
        }

    return cut


def _is_taken_whole(column: Any) -> bool:
    """Whether a column is better taken over at once than piece by piece.

    Categories need not be taken over with each piece, and numbers in one block are not copied.
    """
    if column.dtype in (nw.Categorical, nw.Enum):
        return True
    numeric = column.implementation.is_polars() and column.dtype.is_numeric()
    return bool(numeric and column.to_native().n_chunks() == 1)


def _beside(frame: Any, columns: Iterable[tuple[str, pa.Array]]) -> Any:
    """The native frame with more columns behind its own."""
    native = frame.to_native()
    if isinstance(native, pa.Table):
        for name, column in columns:
            native = native.append_column(name, column)
        return native
    if frame.implementation.is_pandas():
        import pandas as pd

        more = pd.DataFrame({name: _pandas(column) for name, column in columns}, copy=False)
        return pd.concat([native, more.set_axis(native.index)], axis="columns")
    if frame.implementation.is_polars():
        return native.hstack([_polars(name, column) for name, column in columns])
    result = nw.from_arrow(pa.table(dict(columns)), backend=frame.implementation)
    return nw.to_native(nw.concat([frame, result], how="horizontal"))


def _polars(name: str, column: pa.Array) -> Any:
    """A vocabulary becomes an enum, of one byte a row where a categorical takes four."""
    import polars as pl

    if not pa.types.is_dictionary(column.type):
        return pl.Series(name, column)
    words = column.dictionary.to_pylist()
    if not words:
        return pl.Series(name, [None], dtype=pl.Categorical).new_from_index(0, len(column))
    closed = column.type.index_type == pa.int8()
    texts = pl.Series(name, words, dtype=pl.Enum(words) if closed else pl.Categorical)
    if not hasattr(texts.cat, "to"):  # polars before 2 makes them of texts only
        return texts.gather(pl.Series(column.indices))
    numbers = texts.to_physical().to_numpy()
    if (numbers != np.arange(len(numbers))).any():
        codes = np.frombuffer(column.indices.buffers()[1], column.type.index_type.to_pandas_dtype())
        # The column belongs to this result alone, and is overwritten rather than copied.
        for start in range(0, len(codes), STEP):
            block = codes[start : start + STEP]
            block[:] = numbers[block]
    indices = column.indices.view(pa.uint8() if closed else pa.uint32())
    return pl.Series(name, indices).cat.to(texts.dtype)


def _pandas(column: pa.Array | pa.ChunkedArray) -> Any:
    import pandas as pd

    if pa.types.is_dictionary(column.type) and isinstance(column, pa.Array):
        width = column.type.index_type.to_pandas_dtype()
        codes = np.frombuffer(column.indices.buffers()[1], width)
        # The column belongs to this result alone, and is overwritten rather than copied.
        for start in range(0, len(codes) if column.null_count else 0, STEP):
            block = column.slice(start, STEP).is_null().to_numpy(zero_copy_only=False)
            codes[start : start + STEP][block] = -1
        words = pd.CategoricalDtype(column.dictionary.to_pandas())
        return pd.Series(pd.Categorical.from_codes(codes, dtype=words, validate=False))

    def mapper(kind: pa.DataType) -> Any:
        # Decimals as Python objects would take ten times the room.
        if pa.types.is_decimal(kind) or pa.types.is_date(kind):
            return pd.ArrowDtype(kind)
        return pd.BooleanDtype() if pa.types.is_boolean(kind) else None

    return column.to_pandas(types_mapper=mapper)


def frame_like(known: Any, table: pa.Table) -> Any:
    """`table` as a frame of the kind, and with the index, of the frame or series `known`."""
    implementation = known.implementation
    if implementation.is_pyarrow():
        return table
    if implementation.is_pandas():
        import pandas as pd

        columns = zip(table.column_names, table.columns, strict=True)
        parsed = pd.DataFrame({name: _pandas(column) for name, column in columns}, copy=False)
        return parsed.set_axis(known.to_native().index)
    if implementation.is_polars():
        import polars as pl

        return pl.from_arrow(table, rechunk=False)
    result = nw.from_arrow(table, backend=implementation)
    return result.to_native()


# ---- lazy frames ----------------------------------------------------------------------


def _score_lazy(frame: Any, roles: Mapping[str, str], *, rulebook: Rulebook, detail: Detail) -> Any:
    check_columns(list(frame.collect_schema().names()), roles)
    implementation = frame.implementation
    if implementation.is_polars():
        return _score_polars(nw.to_native(frame), roles, rulebook, detail)
    if implementation.is_duckdb():
        import duckdb

        table = frame.collect(backend="pyarrow").to_native()
        scored = score_frame(table, roles, rulebook=rulebook, detail=detail)
        return duckdb.from_arrow(scored)
    if implementation.is_pyspark():
        return _score_spark(nw.to_native(frame), roles, rulebook, detail)
    raise FrameError(
        f"{implementation} 的惰性数据框不能直接计分；请分批转成 Arrow，用 jixiao.frames.score_batches",
        code="frame-lazy",
    )


def _score_polars(frame: Any, roles: Mapping[str, str], rulebook: Rulebook, detail: Detail) -> Any:
    """Scored when it is collected; a stream is scored piece by piece."""
    import polars as pl

    columns = dict(roles)

    @in_own_context  # it is collected when the verb has long returned
    def work(rows: Any) -> Any:
        return score_frame(rows, columns, rulebook=rulebook, detail=detail)

    # Neither filters nor choices of columns may go below: they may ask for what is made here.
    return frame.map_batches(
        work,
        schema=work(pl.DataFrame(schema=frame.collect_schema())).schema,
        predicate_pushdown=False,
        projection_pushdown=False,
        streamable=True,
    )


def _score_spark(frame: Any, roles: Mapping[str, str], rulebook: Rulebook, detail: Detail) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    wanted = from_arrow_schema(extended(to_arrow_schema(frame.schema)))
    columns = dict(roles)

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return score_batches(batches, columns, Scorer(rulebook, detail=detail))

    return frame.mapInArrow(work, wanted)
