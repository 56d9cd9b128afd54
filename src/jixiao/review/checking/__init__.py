"""The review of a target table (绩效目标审核): `check` and the tuple of checks it runs.

What reviewers look for is 完整性, 相关性, 适当性 and 可行性. Each check is a small
generator that takes a table and yields findings; `CHECKS` is the tuple of them. Your
own go beside them, nothing is registered anywhere::

    def no_goal(table):
        if not table.goal:
            yield Finding(code="my-no-goal", severity="warning", message="没有总体目标；请补上")

    jixiao.check(table, checks=(*CHECKS, no_goal), ignore=("equality-count",))
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from os import PathLike
from types import MappingProxyType
from typing import Any, Final

import attrs

from ...errors import Place
from ...exactness import in_own_context
from ...findings import SEVERITIES, Finding, Outcome, grouped
from ...language import squeeze
from ...messages import Language, in_language, section, word
from ...quantities import Units
from ...rules import DEFAULT, Rulebook
from ...tables import TargetTable, required
from ..rechecking import recheck
from .aims import each_price, goal_share, goal_total, percentage_points, share_lowered
from .balances import left_differs, spent_ahead
from .blanks import (
    form_blank,
    goal_empty,
    head_empty,
    instruction_left,
    points_compared,
    points_missing,
    year_differs,
)
from .codes import CODES, OTHER_CODES, Code, code_named
from .costs import cap_attainable, cost_task_match, cost_total, funds_total, per_unit_cost
from .directions import cost_at_least, direction_conflict, equality_count, target_vacuous
from .execution import (
    budget_absent,
    budget_changed,
    budget_overspent,
    budget_unit,
    budget_unspent,
    cost_spent,
    tasks_total,
)
from .facts import (
    actual_bound,
    actual_copied,
    actual_share,
    actual_year,
    far_above,
    reason_contradicts,
    reason_repeated,
    remedy_missing,
    standard_differs,
    survey_missing,
)
from .filing import kind_misfiled, name_is_kind, satisfaction_own, satisfaction_whom
from .goals import (
    actual_differs,
    actual_elsewhere,
    goal_elsewhere,
    goal_last_year,
    goal_money,
    goal_untold,
)
from .impossible import number_impossible
from .names import name_general, same_thing, several_things
from .once import said_once
from .proportions import (
    grade_differs,
    satisfaction_low,
    target_lowered,
    total_told,
    weight_proportion,
)
from .reckoning import (
    investment_differs,
    periods_differ,
    quarters_differ,
    sources_differ,
    told_rates,
    uses_differ,
)
from .related import parts_differ, product_differs, rate_counts
from .relevance import foreign_indicator
from .sequence import filled_early, goal_day, period_year, stage_order
from .settings import Settings, settings_from
from .structure import (
    duplicate_name,
    goal_uncovered,
    kinds_present,
    level_unknown,
    text_count,
    weight_sum,
)
from .sums import subtotal_differs
from .targets import (
    deadline_year,
    doubts,
    loose_unit,
    percent_fraction,
    placeholder,
    share_over_100,
    target_unreadable,
    unit_name,
)
from .vague import measurable_name, qualitative_scale, vague_word
from .wording import pattern

__all__ = [
    "CHECKS",
    "CODES",
    "OTHER_CODES",
    "Check",
    "Code",
    "Settings",
    "check",
    "code_named",
    "finding_rows",
    "report",
    "settings_from",
    "tally",
]

Check = Callable[[TargetTable], Iterable[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    funds_total,
    per_unit_cost,
    cap_attainable,
    cost_task_match,
    cost_total,
    kinds_present,
    level_unknown,
    weight_sum,
    subtotal_differs,
    duplicate_name,
    target_unreadable,
    placeholder,
    unit_name,
    loose_unit,
    percent_fraction,
    share_over_100,
    target_vacuous,
    equality_count,
    cost_at_least,
    direction_conflict,
    qualitative_scale,
    vague_word,
    measurable_name,
    deadline_year,
    stage_order,
    filled_early,
    period_year,
    doubts,
    goal_uncovered,
    text_count,
    goal_share,
    goal_total,
    percentage_points,
    each_price,
    goal_day,
    budget_overspent,
    budget_unspent,
    budget_changed,
    budget_absent,
    budget_unit,
    cost_spent,
    parts_differ,
    rate_counts,
    product_differs,
    periods_differ,
    quarters_differ,
    told_rates,
    uses_differ,
    investment_differs,
    sources_differ,
    left_differs,
    spent_ahead,
    number_impossible,
    tasks_total,
    goal_empty,
    head_empty,
    year_differs,
    form_blank,
    points_missing,
    points_compared,
    instruction_left,
    kind_misfiled,
    name_is_kind,
    satisfaction_own,
    satisfaction_whom,
    name_general,
    same_thing,
    several_things,
    foreign_indicator,
    goal_money,
    goal_last_year,
    goal_elsewhere,
    actual_elsewhere,
    goal_untold,
    actual_differs,
    actual_copied,
    actual_bound,
    actual_share,
    actual_year,
    survey_missing,
    far_above,
    standard_differs,
    reason_contradicts,
    reason_repeated,
    remedy_missing,
    weight_proportion,
    grade_differs,
    total_told,
    satisfaction_low,
    target_lowered,
    share_lowered,
)


@in_own_context
def check(
    table: TargetTable,
    *,
    checks: Iterable[Check] | None = None,
    ignore: Collection[str] = (),
    outcomes: Collection[Outcome] | None = None,
    settings: Settings | None = None,
    rulebook: str | PathLike[str] | Rulebook | None = None,
    units: Units | None = None,
    grouping: bool = True,
) -> tuple[Finding, ...]:
    """Review `table` and return what a reviewer would remark, the gravest first, then by place.

    One cause is said once, and what is the same in many rows is one finding with its places
    (`Finding.parts`).

    A filled self-evaluation (自评表) is recomputed as well. What reading the document
    remarked stands in `table.findings` and is not repeated here, but for two years in the head.

    Args:
        checks: the checks to run: `CHECKS`, or those and your own.
        ignore: codes to leave out.
        outcomes: ``fails`` alone by default; add ``not_applicable`` and ``insufficient``
            to see what was not checked, and why.
        settings: what a project's pyproject.toml says (`settings_from`): codes to leave
            out, outcomes, severities, rulebook. Arguments go before settings.
        rulebook: by which the declared points of a filled form are recomputed; the
            default one where neither this nor the settings name one.
        units: by which the actual values of a filled form are converted, as for `score`.
        grouping: False for one finding a row.

    Raises:
        RulebookError: the rulebook is not known or not well formed.

    A remark in the table may accept a finding for its own indicator: the 备注
    ``jixiao忽略 equality-count：编制数，不能多也不能少``. The reason is required.
    """
    table = required(table, by="check")
    shown = outcomes or (settings.outcomes if settings else ("fails",))
    found: Iterable[Finding] = [
        finding for one in _listed(checks) for finding in _found(one, table)
    ]
    chosen = rulebook or (settings.rulebook if settings else None) or DEFAULT
    rechecked = recheck(table, rulebook=chosen, units=units)
    if rechecked:
        # The rulebook knows how many points its budget execution item has.
        again = {"weight-sum"} | {one.code for one in rechecked} & {
            "weight-missing",
            "weight-negative",
        }
        found = [*(one for one in found if one.code not in again), *rechecked]
    if settings is not None:
        found = settings.graded(found)
    kept = said_once(_without_suppressed(table, found))
    shown_ones = [one for one in kept if one.outcome in shown and one.code not in ignore]
    # What is about the whole table says which one: of many files, and in editors.
    placed = [attrs.evolve(one, place=one.place or table.place) for one in shown_ones]
    in_order = sorted(placed, key=_position)
    return tuple(sorted(grouped(in_order), key=_position) if grouping else in_order)


def _listed(checks: Iterable[Check] | None) -> Iterable[Check]:
    if callable(checks):
        raise TypeError(
            "checks 要的是一组检查，只有一个时写成 checks=(my_check,)，连同原有的写成 (*CHECKS, my_check)"
        )
    return CHECKS if checks is None else checks


def _found(one: Check, table: TargetTable) -> Iterable[Finding]:
    found: Iterable[Finding] | None = one(table)
    if found is None:
        name = getattr(one, "__name__", repr(one))
        raise TypeError(
            f"检查 {name} 没有给出结果（None）；请用 yield 逐条给出 Finding，没有发现时什么也不给"
        )
    return found


_RANKS: Final = MappingProxyType({severity: rank for rank, (severity, _) in enumerate(SEVERITIES)})


def _position(finding: Finding) -> tuple[bool, int, int, int, int]:
    # The sort is stable: what has no place keeps the order of the checks and stands first.
    place = finding.place or Place()
    rank = _RANKS[finding.severity]
    return (finding.outcome != "fails", rank, place.table or 0, place.row or 0, place.column or 0)


def _without_suppressed(table: TargetTable, found: Iterable[Finding]) -> Iterator[Finding]:
    accepted: set[tuple[str, str, Place | None]] = set()
    for one in table.indicators:
        for match in pattern("remark", "ignore").finditer(
            squeeze(one.remark) if one.remark else ""
        ):
            code, reason = match[1], match[2].strip()
            if reason:
                accepted.add((code, one.name, one.place and one.place.line))
            else:
                yield Finding(
                    code="baseline-no-reason",
                    severity="warning",
                    message=f"“{one.name}”的备注要忽略 {code}，但没有写理由，不生效；"
                    "请在后面写“：理由”",
                    place=one.place,
                    subject=one.name,
                    figures=(("code", code),),
                )
    for finding in found:
        if (finding.code, finding.subject, finding.place and finding.place.line) not in accepted:
            yield finding


def report(findings: Iterable[Finding]) -> str:
    """The findings as text, one a line, with a count at the end."""
    listed = list(findings)
    return "\n".join([*map(str, listed), tally(listed)])


def tally(findings: Collection[Finding], *, language: Language = "zh") -> str:
    """How many there are of each severity: 错误1，警告2; in English: error 1, warning 2.

    Raises:
        ValueError: the language is not ``zh`` or ``en``.
    """
    counts = [
        (label, count)
        for severity, label in SEVERITIES
        if (count := sum(one.severity == severity and one.outcome == "fails" for one in findings))
    ]
    chinese = "，".join(f"{label}{count}" for label, count in counts) or "没有发现问题"
    return in_language(
        language,
        chinese,
        lambda: (
            ", ".join(f"{word(label)} {count}" for label, count in counts)
            or str(section("summary")["clean"])
        ),
    )


def finding_rows(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """One dict a finding, of plain values: for JSON, CSV or a data frame."""
    return [
        {
            "code": one.code,
            "severity": one.severity,
            "outcome": one.outcome,
            "message": one.message,
            "subject": one.subject,
            "place": None if one.place is None else attrs.asdict(one.place),
            "places": [str(place) for place in one.places],
            "figures": dict(one.figures),
        }
        for one in findings
    ]
