"""Functions for DuckDB's SQL: targets parsed and scored where the rows are.

jixiao.frames.duckdb.register(con)
con.sql("select jixiao_score(target, actual, weight).points from facts")
"""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from typing import TYPE_CHECKING, Any

from ..rules import DEFAULT, Rulebook
from ..rules import rulebook as find_rulebook

if TYPE_CHECKING:
    import duckdb

__all__ = ["register"]


def register(
    connection: duckdb.DuckDBPyConnection,
    *,
    rulebook: str | PathLike[str] | Rulebook = DEFAULT,
    year: int | None = None,
) -> None:
    """Two functions in `connection`, which take columns and values of any type:

    * ``jixiao_parse(target[, unit[, sign]])``: a struct with the columns of `parse_column`.
    * ``jixiao_score(target, actual[, weight[, name]])``: a struct with the columns that
      `score_frame` adds. The name of the indicator helps where a target is a plain value.

    Args:
        connection: of DuckDB 1.0 or later.
        rulebook: by which ``jixiao_score`` scores, as in `jixiao.score`.
        year: the budget year, for 12月底前 and the like.

    Raises:
        RulebookError: as `jixiao.score`.
        MissingExtra: numpy, pyarrow or narwhals is not installed.
    """
    from . import _room

    room: Any = _room("functions")
    functions: tuple[tuple[str, Callable[..., Any], str], ...] = (
        ("jixiao_parse", room.parsing(year), room.PARSED),
        ("jixiao_score", room.scoring(find_rulebook(rulebook), year), room.SCORED),
    )
    for name, function, result in functions:
        connection.create_function(
            name, function, None, result, type="arrow", null_handling="special"
        )
