"""Totals (总分): the row of sums at the foot of a block, and what it declares."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import attrs

from ..grid import Cell
from ..headers import Headers
from .columns import Half
from .front import Field, fields_of
from .rows import Body, Part, Row, number

__all__ = ["Total", "declared", "grade_beside", "total_of"]

_SCORES: Final = ("weight", "points")


@attrs.frozen
class Total:
    """The sums that a row declares, and the cells that hold them."""

    weight: Decimal | None = None
    points: Decimal | None = None
    cells: tuple[Cell, ...] = ()


def total_of(row: Row, half: Half, headers: Headers) -> Total:
    """What a 总分 row declares under 分值 and 得分, or beside its label."""
    part = row.part(half) or Part.of(row.line, half)
    under = {role: number(part.text(role)) for role in _SCORES if part.begins(role)}
    cells = tuple(cell for role in under for cell in part.cells.get(role, ()))
    if under.get("points") is not None:
        return Total(under.get("weight"), under["points"], cells)
    stated = [(one, cell) for cell in row.line.starts if (one := number(cell.text)) is not None]
    if len(stated) == 1 and headers.role("fields", row.line.starts[0].text) == "declared-total":
        return Total(None, stated[0][0], (stated[0][1],))
    scores = [one.role for one in half.columns if one.role in _SCORES]
    if not row.line.grid.spans_known and len(stated) == len(scores) == 2:
        # 总分 | 100 | 97.6: the blanks of a merged label are lost, the order is kept.
        found = {role: one for role, (one, _) in zip(scores, stated, strict=True)}
        if found["points"] <= found["weight"]:
            return Total(found["weight"], found["points"], tuple(cell for _, cell in stated))
    return Total(under.get("weight"), None, cells)


def declared(body: Body, half: Half, headers: Headers) -> Total:
    """总分 as the form declares it: under 得分, not the sum of 分值 beside it."""
    totals = [total_of(row, half, headers) for row in reversed(body.totals)]
    return next((one for one in totals if one.points is not None), Total())


def grade_beside(row: Row, headers: Headers) -> Field | None:
    """The grade (自评等级 | 优) that stands in a row of sums behind them, or None."""
    fields = fields_of(row.line, headers)
    return next((one for one in fields if one.role == "declared-grade" and one.value), None)
