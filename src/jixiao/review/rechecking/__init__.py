"""Recheck (复核): a filled form is scored again and compared with what it declares.

Nothing is corrected. Each difference is a finding with both figures and the formula;
a declared figure that only a coarser rounding explains is recognised as such.
"""

from __future__ import annotations

from functools import lru_cache
from os import PathLike
from typing import Final

import attrs

from ...exactness import in_own_context
from ...findings import SCAN_UNCERTAIN, Finding
from ...quantities import Units
from ...rules import DEFAULT, Rulebook
from ...rules import rulebook as find_rulebook
from ...scoring import score
from ...tables import TargetTable, required
from .points import finest_of, indicator_findings, own_standards
from .rounding import rounding_in_use
from .spending import execution_findings
from .total import total_findings
from .weights import unweighted

__all__ = ["is_declared", "recheck", "rounding_in_use"]

# What scoring finds that a reviewer of the filled form must know as well.
_SHARED: Final = (
    "weight-sum",
    "weight-negative",
    "execution-weight-implausible",
    "unit-slip",
    "budget-zero",
    "share-over-100",
    "actual-magnitude",
    "actual-repeats-target",
    "actual-year",
    SCAN_UNCERTAIN,
)


@in_own_context
def recheck(
    table: TargetTable,
    *,
    rulebook: str | PathLike[str] | Rulebook = DEFAULT,
    units: Units | None = None,
) -> tuple[Finding, ...]:
    """Compare the points that a filled form (自评表) declares with those of `rulebook`.

    `units` are those to convert by, as for `score`.

    Codes: points-differ, points-exceed-weight, met-but-docked, missed-but-full, reason-missing,
    actual-missing, points-unchecked, own-standard, unit-slip, execution-rate-differs, execution-points-differ,
    execution-weight-implausible, budget-zero, weight-missing, weight-negative, weight-sum,
    sum-differs. Empty for a table without declared points.

    Raises:
        RulebookError: the rulebook is not known or not well formed.
    """
    table = required(table, by="recheck")
    if not is_declared(table):
        return ()
    card = score(table, rulebook=_as_printed(find_rulebook(rulebook)), units=units)
    finest = finest_of(card)
    findings = [one for one in card.findings if one.code in _SHARED]
    findings += unweighted(card)
    slips = {(one.place, one.subject) for one in findings if one.code == "unit-slip"}
    for one in card.scores:
        found = list(indicator_findings(one, card, finest))
        if (one.indicator.place, one.name) in slips:
            # Whether the target was missed depends on what the author meant to write, and the
            # slip has said that the number cannot be used as it stands.
            found = [
                attrs.evolve(
                    more, severity="warning", message=f"{more.message}（单位如有误写，请先更正）"
                )
                if more.code == "missed-but-full"
                else more
                for more in found
                if more.code != "actual-missing"
            ]
        findings += found
    findings += own_standards(card, findings)
    findings += execution_findings(card)
    findings += total_findings(card)
    return tuple(findings)


@lru_cache(maxsize=16)
def _as_printed(book: Rulebook) -> Rulebook:
    """The rulebook without any rescaling: a form is held against the weights that it prints."""
    inapplicable, missing = book.inapplicable, book.missing
    if inapplicable.mode == "rescale":
        inapplicable = attrs.evolve(inapplicable, mode="exclude")
    if missing.mode == "rescale":
        missing = attrs.evolve(missing, mode="open")
    return attrs.evolve(book, inapplicable=inapplicable, missing=missing)


def is_declared(table: TargetTable) -> bool:
    """Whether the form states any points: without them `recheck` compares nothing."""
    return (
        table.declared_total is not None
        or any(one.points is not None for one in table.indicators)
        or any(one.points is not None for one in table.execution)
    )
