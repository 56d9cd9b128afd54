"""Said once: of several findings with one cause only the one that names it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from ...errors import Place
from ...findings import Finding

__all__ = ["said_once"]

#: Code → codes that name its cause, where they stand on the same indicator.
_SAME_ROW: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "actual-missing": ("standard-differs", "points-missing"),
        "actual-repeats-target": ("actual-bound",),
        "actual-magnitude": ("unit-slip",),
        "equality-count": ("standard-differs", "kind-misfiled"),
        "far-above": ("unit-slip", "actual-magnitude", "share-over-100"),
        "foreign-indicator": ("kind-misfiled",),
        "near-duplicate": ("several-things",),
        "measurable-name": ("name-is-kind", "name-general", "kind-misfiled"),
        "met-but-docked": ("reason-contradicts",),
        "name-general": ("name-is-kind",),
        "name-is-kind": ("kind-misfiled",),
        "points-differ": ("share-over-100",),
        "qualitative-scale": ("name-is-kind",),
        "reason-missing": ("reason-contradicts", "remedy-missing"),
        "reading-doubt": ("several-things",),
        "same-thing": ("duplicate-name", "near-duplicate"),
        "unit-missing": ("name-is-kind",),
        "unit-name": ("name-is-kind", "kind-misfiled", "several-things"),
    }
)

#: Code → codes that name its cause, wherever in the table they stand.
_SAME_TABLE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "actual-bound": ("actual-copied",),
        "actual-differs": ("goal-untold",),
        "actual-repeats-target": ("actual-copied",),
        "actual-missing": ("form-blank",),
        "budget-changed": ("budget-unit",),
        "cap-attainable": ("budget-unit",),
        "cost-spent": ("budget-overspent", "budget-unspent", "output-unfunded", "budget-unit"),
        "cost-task-match": ("budget-unit",),
        "cost-total": ("budget-unit",),
        "goal-uncovered": ("goal-last-year", "goal-money"),
        "per-unit-cost": ("budget-unit",),
        "points-missing": ("form-blank",),
        "weight-missing": ("form-blank",),
    }
)


def said_once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those whose cause another one names, and without second ones of a code."""
    every = list(findings)
    failing = [one for one in every if one.outcome == "fails"]
    codes = {one.code for one in failing}
    rows = {(one.code, one.subject, _line(one)) for one in failing}
    kept: list[Finding] = []
    seen: set[tuple[object, ...]] = set()
    for one in every:
        row = (one.code, one.subject, _line(one))
        if one.outcome == "fails" and one.subject is not None:
            if row in seen and one.code in _SINGLE:
                continue
            if any((code, *row[1:]) in rows for code in _SAME_ROW.get(one.code, ())):
                continue
        if any(code in codes for code in _SAME_TABLE.get(one.code, ())):
            continue
        seen.add(row)
        kept.append(one)
    return kept


def _line(one: Finding) -> Place | None:
    """The row of a finding: what one check says of a target, another says of the actual value."""
    return one.place.line if one.place else None


#: Codes that more than one check may give for one row.
_SINGLE: Final = frozenset(("share-over-100", "actual-year"))
