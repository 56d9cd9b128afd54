"""Data frames (数据框): whole columns parsed and scored, any frame in, the same kind out.

    scored = jixiao.frames.score_frame(df, target="指标值", actual="实际完成值", weight="分值")

`parse_column` says what a column of targets means, `score_frame` scores every row as
`jixiao.score` would, `score_batches` does the same with Arrow record batches for Spark,
DuckDB, Dask and Ray. Rows are neither lost nor reordered; a cell that cannot be used becomes a
code in the column ``code``, never an exception. pandas, polars and pyarrow are imported on
use only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, overload

from jixiao.exactness import in_own_context

from ..errors import JixiaoError, MissingExtra, Place
from ..rules import DEFAULT, Rulebook
from ..rules import rulebook as find_rulebook
from . import duckdb

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from ..findings import Finding
    from ..scoring.scorecards import Scorecard

__all__ = [
    "FrameError",
    "batch_schema",
    "cards",
    "duckdb",
    "findings",
    "parse_column",
    "records",
    "score_batches",
    "score_frame",
    "scores",
]


_Frame = TypeVar("_Frame")
_Made_co = TypeVar("_Made_co", covariant=True)


class _Series(Protocol[_Made_co]):
    """A column of pandas or polars, which knows the frame of its kind."""

    def to_frame(self) -> _Made_co: ...


class FrameError(JixiaoError, ValueError):
    """A frame cannot be used at all: it is none, or a column is not there.

    Attributes:
        column: the column at fault, or None.
    """

    def __init__(
        self, message: str, *, code: str, column: str | None = None, place: Place | None = None
    ) -> None:
        super().__init__(message, code=code, place=place)
        self.column = column


def _room(name: str) -> Any:
    """A room of this package, which needs the libraries of the extra ``frames``."""
    for library in ("numpy", "pyarrow", "narwhals"):
        try:
            import_module(library)
        except ModuleNotFoundError as problem:
            if problem.name != library:
                raise
            raise MissingExtra.of(
                extra="frames", library=library, purpose="处理数据框"
            ) from problem
    return import_module(f".{name}", __name__)


@overload
def parse_column(
    column: _Series[_Frame], *, sign: Any = None, unit: Any = None, year: int | None = None
) -> _Frame: ...
@overload
def parse_column(
    column: pa.Array[Any] | pa.ChunkedArray[Any] | Sequence[str | None],
    *,
    sign: Any = None,
    unit: Any = None,
    year: int | None = None,
) -> pa.Table: ...
@in_own_context
def parse_column(
    column: Any, *, sign: Any = None, unit: Any = None, year: int | None = None
) -> Any:
    """What every indicator value (指标值) of a column means; each distinct text is read once.

    Args:
        column: a pandas, polars or other series that narwhals knows, a pyarrow array, or a list.
        sign, unit: the separate columns (计算符号, 计量单位) of the same length, or one text for all.
        year: the budget year, for 12月底前 and the like.

    Returns:
        A frame of the same kind (a pyarrow table for arrays and lists), one row for each value:
        ``kind``, ``operator``, ``number``, ``unit``, ``lower``, ``upper``, ``start``, ``end``
        (the last day of a deadline), ``criterion`` (canonical spelling), ``code`` (why a text is
        unreadable, or the first doubt about it) and ``message``. Numbers have six decimals; a
        number with more is left blank with the code ``number-too-fine``.

    Raises:
        FrameError: `column` is no column.
        MissingExtra: numpy, pyarrow or narwhals is not installed.
    """
    return _room("parsed").parse_column(column, sign=sign, unit=unit, year=year)


@in_own_context
def score_frame(
    frame: _Frame,
    *,
    target: str,
    actual: str,
    weight: str | None = None,
    unit: str | None = None,
    sign: str | None = None,
    year: str | None = None,
    name: str | None = None,
    level1: str | None = None,
    level2: str | None = None,
    direction: str | None = None,
    rulebook: str | PathLike[str] | Rulebook = DEFAULT,
    reason: Literal["rule", "full"] = "rule",
) -> _Frame:
    """Every row scored as one indicator, as `jixiao.score` scores it.

    Args:
        frame: any frame that narwhals knows: pandas, polars (also lazy), pyarrow, a DuckDB
            relation, a Spark frame …
        target, actual, weight: the columns of 指标值, 实际完成值 and 分值. Without `weight` the
            points are blank. Texts, integers, decimals and floats may stand in them; a float
            is taken by its shortest text.
        unit, sign, year: the columns of 计量单位, 计算符号 and 年度, if there are any.
        name, level1, level2, direction: the columns of 三级, 一级, 二级指标 and 指标方向. They decide
            whether more is better where a target is a plain value, and which scale applies.
        rulebook: as in `jixiao.score`.
        reason: ``rule`` gives the verdict and the rule with its source; ``full`` the whole
            sentence with its figures, which takes far longer.

    Returns:
        The frame, its rows unchanged and in order, with the columns ``kind``, ``operator``,
        ``number``, ``unit`` (of the target), ``met``, ``ratio``, ``points``, ``status``, ``code``
        and ``reason`` behind its own. One whose name is taken is called ``jixiao_…``. ``number``,
        ``ratio`` and ``points`` are decimals with six places, ``ratio`` half-up (blank from
        9×10¹² on); points are exactly those of `jixiao.score`.

    Raises:
        FrameError: `frame` is no frame, or has no such column.
        RulebookError: as `jixiao.score`.
        MissingExtra: numpy, pyarrow or narwhals is not installed.
    """
    columns = _roles(
        target=target,
        actual=actual,
        weight=weight,
        unit=unit,
        sign=sign,
        year=year,
        name=name,
        level1=level1,
        level2=level2,
        direction=direction,
    )
    book = find_rulebook(rulebook)
    scored: _Frame = _room("native").score_frame(frame, columns, rulebook=book, detail=reason)
    return scored


def score_batches(
    batches: Iterable[pa.RecordBatch],
    *,
    target: str,
    actual: str,
    weight: str | None = None,
    unit: str | None = None,
    sign: str | None = None,
    year: str | None = None,
    name: str | None = None,
    level1: str | None = None,
    level2: str | None = None,
    direction: str | None = None,
    rulebook: str | PathLike[str] | Rulebook = DEFAULT,
    reason: Literal["rule", "full"] = "rule",
) -> Iterator[pa.RecordBatch]:
    """As `score_frame`, batch by batch, in constant memory: the engine for Spark and others.

    Texts are plain strings in the result, so that every batch has the schema of
    `batch_schema`.

    Raises:
        FrameError, RulebookError, MissingExtra: as `score_frame`, on the first batch.
    """
    columns = _roles(
        target=target,
        actual=actual,
        weight=weight,
        unit=unit,
        sign=sign,
        year=year,
        name=name,
        level1=level1,
        level2=level2,
        direction=direction,
    )
    room = _room("batches")
    yield from room.score_batches(
        batches, columns, in_own_context(room.Scorer)(find_rulebook(rulebook), detail=reason)
    )


def batch_schema(schema: pa.Schema) -> pa.Schema:
    """The Arrow schema that `score_batches` gives for batches of `schema`.

    Raises:
        MissingExtra: numpy, pyarrow or narwhals is not installed.
    """
    result: pa.Schema = _room("results").extended(schema)
    return result


_Backend = Literal["pyarrow", "pandas", "polars"]


@overload
def findings(found: Iterable[Finding], *, backend: Literal["pandas"]) -> pd.DataFrame: ...
@overload
def findings(found: Iterable[Finding], *, backend: Literal["polars"]) -> pl.DataFrame: ...
@overload
def findings(found: Iterable[Finding], *, backend: Literal["pyarrow"] = "pyarrow") -> pa.Table: ...
def findings(found: Iterable[Finding], *, backend: _Backend = "pyarrow") -> Any:
    """Findings as a frame, a column for each field: to count by code, unit or severity.

    Args:
        found: what `jixiao.check`, `jixiao.recheck` and reading remark.
        backend: ``pyarrow``, ``pandas`` or ``polars``.

    Returns:
        One row a finding, or for each place of one that is about several: ``file``, ``sheet``, ``table``, ``row``, ``column``, ``code``,
        ``severity``, ``outcome``, ``subject``, ``message`` and ``figures`` (a list of name and text).

    Raises:
        FrameError: `backend` is not known.
        MissingExtra: numpy, pyarrow or narwhals is not installed.
    """
    room = _room("reported")
    return room.framed(room.finding_rows(found), backend)


@overload
def cards(given: Iterable[Scorecard], *, backend: Literal["pandas"]) -> pd.DataFrame: ...
@overload
def cards(given: Iterable[Scorecard], *, backend: Literal["polars"]) -> pl.DataFrame: ...
@overload
def cards(given: Iterable[Scorecard], *, backend: Literal["pyarrow"] = "pyarrow") -> pa.Table: ...
def cards(given: Iterable[Scorecard], *, backend: _Backend = "pyarrow") -> Any:
    """Scorecards as a frame, a row each: the unit, the total with its bounds, the grade.

    Returns:
        One row a card: ``file``, ``organisation``, ``department``, ``project``, ``year``,
        ``rulebook``, ``total``, ``maximum``, ``percent``, ``open_points``, ``lowest``, ``highest``,
        ``grade``, ``declared_total``, ``indicators`` (how many), ``errors`` and ``warnings`` (of
        reading and scoring) and ``summary``. Points are decimals with six places.

    Raises:
        FrameError, MissingExtra: as `findings`.
    """
    room = _room("reported")
    return room.framed(room.card_rows(given), backend)


@overload
def scores(given: Iterable[Scorecard], *, backend: Literal["pandas"]) -> pd.DataFrame: ...
@overload
def scores(given: Iterable[Scorecard], *, backend: Literal["polars"]) -> pl.DataFrame: ...
@overload
def scores(given: Iterable[Scorecard], *, backend: Literal["pyarrow"] = "pyarrow") -> pa.Table: ...
def scores(given: Iterable[Scorecard], *, backend: _Backend = "pyarrow") -> Any:
    """The scores of scorecards as one frame: `Scorecard.rows` with the unit and year before them.

    Raises:
        FrameError, MissingExtra: as `findings`.
    """
    room = _room("reported")
    return room.framed(room.score_rows(given), backend)


def records(frame: Any) -> list[dict[str, Any]]:
    """The rows of any frame as dicts, with numbers and dates as Python's own and None for a blank.

    Args:
        frame: any frame that narwhals knows, lazy ones too, or an Arrow stream.

    Raises:
        FrameError: `frame` is no frame, or two of its columns have one name.
        MissingExtra: numpy, pyarrow or narwhals is not installed.
    """
    rows: list[dict[str, Any]] = _room("recorded").records(frame)
    return rows


def _roles(**columns: str | None) -> dict[str, str]:
    return {role: column for role, column in columns.items() if column is not None}
