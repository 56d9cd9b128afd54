"""Findings and scorecards as frames: a column for each field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from ..errors import Place
from ..findings import Finding
from ..scoring.scorecards import Scorecard, six
from . import FrameError

__all__ = ["card_rows", "finding_rows", "framed", "score_rows"]

_TEXT: Final = pa.string()
_WHOLE: Final = pa.int64()
# Eighteen digits leave room for what a library makes of a product or a quotient of two columns.
_NUMBER: Final = pa.decimal128(18, 6)
_FIGURES: Final = pa.list_(pa.struct([("name", _TEXT), ("text", _TEXT)]))

_PLACE: Final = (
    ("file", _TEXT),
    ("sheet", _TEXT),
    ("table", _WHOLE),
    ("row", _WHOLE),
    ("column", _WHOLE),
)
_FINDINGS: Final = (
    *_PLACE,
    ("code", _TEXT),
    ("severity", _TEXT),
    ("outcome", _TEXT),
    ("subject", _TEXT),
    ("message", _TEXT),
    ("figures", _FIGURES),
)
_TABLE: Final = (
    ("file", _TEXT),
    ("organisation", _TEXT),
    ("department", _TEXT),
    ("project", _TEXT),
    ("year", _WHOLE),
    ("rulebook", _TEXT),
)
_CARDS: Final = (
    *_TABLE,
    ("total", _NUMBER),
    ("maximum", _NUMBER),
    ("percent", _NUMBER),
    ("open_points", _NUMBER),
    ("lowest", _NUMBER),
    ("highest", _NUMBER),
    ("grade", _TEXT),
    ("declared_total", _NUMBER),
    ("indicators", _WHOLE),
    ("errors", _WHOLE),
    ("warnings", _WHOLE),
    ("summary", _TEXT),
)
_SCORES: Final = (
    *_TABLE,
    ("level1", _TEXT),
    ("level2", _TEXT),
    ("name", _TEXT),
    ("target", _TEXT),
    ("actual", _TEXT),
    ("weight", _NUMBER),
    ("points", _NUMBER),
    ("declared", _NUMBER),
    ("difference", _NUMBER),
    ("ratio", _NUMBER),
    ("status", _TEXT),
    ("formula", _TEXT),
    ("reason", _TEXT),
    ("rule", _TEXT),
    ("remarks", _TEXT),
)

Rows = tuple[Sequence[tuple[str, pa.DataType]], list[Mapping[str, Any]]]


def finding_rows(findings: Iterable[Finding]) -> Rows:
    """One row a finding; one for each place of a finding that is about several."""
    return _FINDINGS, [_finding(single) for one in findings for single in one.singles]


def _finding(one: Finding) -> Mapping[str, Any]:
    place = one.place or Place()
    figures = [{"name": name, "text": text} for name, text in one.figures]
    row = {name: getattr(place, name) for name, _ in _PLACE}
    row |= {name: getattr(one, name) for name, _ in _FINDINGS[len(_PLACE) : -1]}
    return {**row, "figures": figures}


def card_rows(cards: Iterable[Scorecard]) -> Rows:
    """One row a scorecard."""
    return _CARDS, [_card(one) for one in cards]


def _card(card: Scorecard) -> Mapping[str, Any]:
    found = (*card.table.findings, *card.findings)
    row = _table(card)
    row |= {
        name: getattr(card, name)
        for name, _ in _CARDS
        if name not in row and hasattr(Scorecard, name) and name != "percent"
    }
    return {
        **row,
        "percent": card.percent(),
        "indicators": len(card.scores),
        "errors": sum(one.severity == "error" for one in found),
        "warnings": sum(one.severity == "warning" for one in found),
    }


def _table(card: Scorecard) -> dict[str, Any]:
    table = card.table
    return {
        "file": table.place and table.place.file,
        "organisation": table.organisation,
        "department": table.department,
        "project": table.project,
        "year": table.year,
        "rulebook": card.rulebook.name,
    }


def score_rows(cards: Iterable[Scorecard]) -> Rows:
    """One row a score, budget execution last in each scorecard."""
    return _SCORES, [{**_table(card), **row} for card in cards for row in card.rows()]


def framed(rows: Rows, backend: str) -> Any:
    """Rows as a frame of pyarrow, pandas or polars."""
    fields, values = rows
    arrays = [
        pa.array([six(row[name]) if kind is _NUMBER else row[name] for row in values], kind)
        for name, kind in fields
    ]
    make = _KINDS.get(backend)
    if make is None:
        raise FrameError(
            f"没有“{backend}”这种数据框；可选 {'、'.join(_KINDS)}", code="frame-backend"
        )
    return make(pa.table(arrays, names=[name for name, _ in fields]))


def _pandas(table: pa.Table) -> Any:
    import pandas as pd

    def mapper(kind: pa.DataType) -> Any:
        # Blank years are not to turn the others into floats, nor decimals into objects.
        if pa.types.is_integer(kind):
            return pd.Int64Dtype()
        return pd.ArrowDtype(kind) if pa.types.is_decimal(kind) else None

    return table.to_pandas(types_mapper=mapper)


def _polars(table: pa.Table) -> Any:
    import polars as pl

    return pl.from_arrow(table)


def _pyarrow(table: pa.Table) -> Any:
    return table


_KINDS: Final[Mapping[str, Callable[[pa.Table], Any]]] = MappingProxyType(
    {"pyarrow": _pyarrow, "pandas": _pandas, "polars": _polars}
)
