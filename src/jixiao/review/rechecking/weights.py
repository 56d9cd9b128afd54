"""分值 as the form prints it, and what is said where it prints none."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...display import listed
from ...findings import Finding
from ...quantities import format_number
from ...scoring.scorecards import Score, Scorecard
from ...scoring.weights import execution_rows
from ...tables import Execution

__all__ = ["is_total_cell", "printed_weight", "row_weight", "unweighted", "written"]


def written(value: Decimal) -> str:
    return format_number(value)


def printed_weight(one: Score) -> Decimal | None:
    """分值 as the form prints it; None where the rulebook or even shares stand in for it."""
    return one.weight if one.weight_origin == "stated" else None


def row_weight(row: Execution, card: Scorecard) -> Decimal | None:
    """分值 of a budget row as the form prints it, or as the printed ones leave no other."""
    used, whole = card.execution.weight, card.rulebook.points.total
    scored = execution_rows(card.table)
    if not any(row is one for one in scored):
        return row.weight
    if row.weight is None or row.weight < 0:
        stated = [printed_weight(one) for one in card.scores]
        together = sum((one for one in stated if one is not None), used or Decimal(0))
        return used if used and None not in stated and together == whole else None
    if row.weight == whole:
        return used
    stated_rows = sum((one.weight for one in scored if one.weight is not None), Decimal(0))
    # 0.1 among shares of the whole is 10 points.
    as_share = card.execution.weight_origin == "stated" and used == stated_rows * 100
    return row.weight * 100 if as_share else row.weight


def unweighted(card: Scorecard) -> Iterator[Finding]:
    """One finding for all points whose 分值 the form does not state."""
    scores = [one for one in card.scores if one.indicator.points is not None]
    names = [one.name for one in scores if printed_weight(one) is None]
    none = len(names) == len(scores)
    names += [
        row.item
        for row in card.table.execution
        if row.points is not None and row_weight(row, card) is None
    ]
    if not names:
        return
    shown = listed(names)
    lacking = "表中没有分值" if none else f"有{len(names)}项没有分值（{shown}）"
    yield Finding(
        code="weight-missing",
        severity="note" if none else "warning",
        message=f"{lacking}，得分是不是合适无法复核；请补填分值",
        place=card.table.place,
        figures=tuple(("name", name) for name in names),
    )


def is_total_cell(row: Execution, card: Scorecard) -> bool:
    """Whether the budget row's cells hold the 100 and the total of the whole table."""
    whole = card.rulebook.points.total
    used = card.execution.weight
    return (
        row.weight == whole
        and used != whole
        and row.points is not None
        and row.points > (used or 0)
    )
