"""The registry of codes (``data/codes.toml``): what each finding is called, how grave, what to do.

A code never changes its meaning. The severity there is the gravest that a check gives; a
finding may carry a lighter one where the case is lighter, and its page says when. Only what
contradicts itself whatever was meant is an ``error`` 错误.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal

import attrs

from ...errors import Place
from ...findings import Finding, Outcome, Severity
from ...messages import Language, in_language, title_of
from ...tables import Indicator

__all__ = ["CODES", "COMPARED", "EVERY_CODE", "OTHER_CODES", "READING_CODES", "Code", "code_named"]

Room = Literal[
    "check", "recheck", "baseline", "reading", "actuals", "scoring", "monitoring", "trends"
]


@attrs.frozen(kw_only=True)
class Code:
    """One code.

    Attributes:
        name: stable ASCII name.
        room: who gives it: ``check``, ``recheck`` (of a filled form), ``reading``, ``scoring`` …
        severity: the gravest.
        title: what is required, in Chinese; of the codes that are no checks, when it is said.
        remedy: what to do.
        aspect: 完整性, 相关性, 适当性 or 可行性, for a check; else None.
    """

    name: str
    room: Room
    severity: Severity
    title: str
    remedy: str
    aspect: str | None = None

    @property
    def page(self) -> str:
        """Where the reference explains it, below ``docs/reference``."""
        own = self.room in ("check", "recheck", "baseline")
        return f"findings/{self.name}.md" if own else "codes.md"

    def title_said(self, language: Language = "zh") -> str:
        """The title: ``zh`` Chinese, ``en`` English.

        Raises:
            ValueError: the language is another.
        """
        return in_language(language, self.title, lambda: title_of("finding", self.name))

    def finding(
        self,
        message: str,
        *,
        severity: Severity | None = None,
        outcome: Outcome = "fails",
        indicator: Indicator | None = None,
        place: Place | None = None,
        subject: str | None = None,
        figures: Mapping[str, str] = MappingProxyType({}),
    ) -> Finding:
        """A finding of this code; place and subject come from `indicator` where it is given."""
        return Finding(
            code=self.name,
            severity=severity or ("note" if outcome != "fails" else self.severity),
            message=message,
            outcome=outcome,
            place=place or (indicator.place if indicator else None),
            subject=subject or (indicator.name if indicator else None),
            figures=tuple(figures.items()),
        )

    def not_applicable(self, message: str) -> Finding:
        """There is nothing in the table that this check is about."""
        return self.finding(message, outcome="not_applicable")

    def insufficient(
        self,
        message: str,
        *,
        indicator: Indicator | None = None,
        figures: Mapping[str, str] = MappingProxyType({}),
    ) -> Finding:
        """What the check needs is not stated."""
        return self.finding(message, outcome="insufficient", indicator=indicator, figures=figures)


def _registry() -> tuple[Code, ...]:
    data = tomllib.loads(files("jixiao").joinpath("data/codes.toml").read_text(encoding="utf-8"))
    return tuple(
        Code(
            name=one["name"],
            room=one["from"],
            severity=one["severity"],
            title=one["title"],
            remedy=one["remedy"],
            aspect=one.get("aspect"),
        )
        for one in data["code"]
    )


EVERY_CODE: Final = _registry()

_BY_NAME: Final[Mapping[str, Code]] = MappingProxyType({one.name: one for one in EVERY_CODE})

FUNDS_TOTAL: Final = _BY_NAME["funds-total"]
PER_UNIT_COST: Final = _BY_NAME["per-unit-cost"]
CAP_ATTAINABLE: Final = _BY_NAME["cap-attainable"]
COST_TASK_MATCH: Final = _BY_NAME["cost-task-match"]
COST_TOTAL: Final = _BY_NAME["cost-total"]
KINDS_PRESENT: Final = _BY_NAME["kinds-present"]
LEVEL_UNKNOWN: Final = _BY_NAME["level-unknown"]
LEVEL_MISMATCH: Final = _BY_NAME["level-mismatch"]
WEIGHT_SUM: Final = _BY_NAME["weight-sum"]
WEIGHT_MISSING: Final = _BY_NAME["weight-missing"]
WEIGHT_NEGATIVE: Final = _BY_NAME["weight-negative"]
SUBTOTAL_DIFFERS: Final = _BY_NAME["subtotal-differs"]
DUPLICATE_NAME: Final = _BY_NAME["duplicate-name"]
NEAR_DUPLICATE: Final = _BY_NAME["near-duplicate"]
TARGET_UNREADABLE: Final = _BY_NAME["target-unreadable"]
PLACEHOLDER: Final = _BY_NAME["placeholder"]
UNIT_NAME: Final = _BY_NAME["unit-name"]
UNIT_MISSING: Final = _BY_NAME["unit-missing"]
LOOSE_UNIT: Final = _BY_NAME["loose-unit"]
PERCENT_FRACTION: Final = _BY_NAME["percent-fraction"]
SHARE_OVER_100: Final = _BY_NAME["share-over-100"]
TARGET_VACUOUS: Final = _BY_NAME["target-vacuous"]
EQUALITY_COUNT: Final = _BY_NAME["equality-count"]
COST_AT_LEAST: Final = _BY_NAME["cost-at-least"]
DIRECTION_CONFLICT: Final = _BY_NAME["direction-conflict"]
QUALITATIVE_SCALE: Final = _BY_NAME["qualitative-scale"]
VAGUE_WORD: Final = _BY_NAME["vague-word"]
MEASURABLE_NAME: Final = _BY_NAME["measurable-name"]
DEADLINE_YEAR: Final = _BY_NAME["deadline-year"]
SIGN_CONFLICT: Final = _BY_NAME["sign-conflict"]
UNIT_CONFLICT: Final = _BY_NAME["unit-conflict"]
READING_DOUBT: Final = _BY_NAME["reading-doubt"]
GOAL_UNCOVERED: Final = _BY_NAME["goal-uncovered"]
TEXT_COUNT: Final = _BY_NAME["text-count"]
BUDGET_OVERSPENT: Final = _BY_NAME["budget-overspent"]
BUDGET_UNSPENT: Final = _BY_NAME["budget-unspent"]
OUTPUT_UNFUNDED: Final = _BY_NAME["output-unfunded"]
BUDGET_CHANGED: Final = _BY_NAME["budget-changed"]
BUDGET_ABSENT: Final = _BY_NAME["budget-absent"]
BUDGET_UNIT: Final = _BY_NAME["budget-unit"]
COST_SPENT: Final = _BY_NAME["cost-spent"]
PARTS_DIFFER: Final = _BY_NAME["parts-differ"]
RATE_COUNTS: Final = _BY_NAME["rate-counts"]
PRODUCT_DIFFERS: Final = _BY_NAME["product-differs"]
LEFT_DIFFERS: Final = _BY_NAME["left-differs"]
SPENT_AHEAD: Final = _BY_NAME["spent-ahead"]
NUMBER_IMPOSSIBLE: Final = _BY_NAME["number-impossible"]
SURVEY_MISSING: Final = _BY_NAME["survey-missing"]
TASKS_TOTAL: Final = _BY_NAME["tasks-total-differs"]
GOAL_EMPTY: Final = _BY_NAME["goal-empty"]
HEAD_EMPTY: Final = _BY_NAME["head-empty"]
FORM_BLANK: Final = _BY_NAME["form-blank"]
POINTS_MISSING: Final = _BY_NAME["points-missing"]
INSTRUCTION_LEFT: Final = _BY_NAME["instruction-left"]
KIND_MISFILED: Final = _BY_NAME["kind-misfiled"]
NAME_IS_KIND: Final = _BY_NAME["name-is-kind"]
GOAL_ELSEWHERE: Final = _BY_NAME["goal-elsewhere"]
REASON_REPEATED: Final = _BY_NAME["reason-repeated"]
SATISFACTION_WHOM: Final = _BY_NAME["satisfaction-whom"]
STAGE_ORDER: Final = _BY_NAME["stage-order"]
FILLED_EARLY: Final = _BY_NAME["filled-early"]
PERIOD_YEAR: Final = _BY_NAME["period-year"]
SATISFACTION_OWN: Final = _BY_NAME["satisfaction-own"]
NAME_GENERAL: Final = _BY_NAME["name-general"]
SAME_THING: Final = _BY_NAME["same-thing"]
SEVERAL_THINGS: Final = _BY_NAME["several-things"]
FOREIGN_INDICATOR: Final = _BY_NAME["foreign-indicator"]
GOAL_MONEY: Final = _BY_NAME["goal-money"]
GOAL_LAST_YEAR: Final = _BY_NAME["goal-last-year"]
GOAL_UNTOLD: Final = _BY_NAME["goal-untold"]
ACTUAL_DIFFERS: Final = _BY_NAME["actual-differs"]
ACTUAL_COPIED: Final = _BY_NAME["actual-copied"]
ACTUAL_BOUND: Final = _BY_NAME["actual-bound"]
ACTUAL_YEAR: Final = _BY_NAME["actual-year"]
FAR_ABOVE: Final = _BY_NAME["far-above"]
STANDARD_DIFFERS: Final = _BY_NAME["standard-differs"]
REASON_CONTRADICTS: Final = _BY_NAME["reason-contradicts"]
REMEDY_MISSING: Final = _BY_NAME["remedy-missing"]
WEIGHT_PROPORTION: Final = _BY_NAME["weight-proportion"]
SUM_DIFFERS: Final = _BY_NAME["sum-differs"]
GRADE_DIFFERS: Final = _BY_NAME["grade-differs"]
SATISFACTION_LOW: Final = _BY_NAME["satisfaction-low"]
TARGET_LOWERED: Final = _BY_NAME["target-lowered"]

TARGET_MOVED_BACK: Final = _BY_NAME["target-moved-back"]
TARGET_BELOW_RESULT: Final = _BY_NAME["target-below-result"]
TARGET_FROZEN: Final = _BY_NAME["target-frozen"]
MISSED_AGAIN: Final = _BY_NAME["missed-again"]
MONEY_UP: Final = _BY_NAME["money-up-results-down"]
INDICATOR_RENAMED: Final = _BY_NAME["indicator-renamed"]
INDICATOR_REDEFINED: Final = _BY_NAME["indicator-redefined"]
FULL_MARKS: Final = _BY_NAME["full-marks-always"]
YEAR_UNSTATED: Final = _BY_NAME["year-unstated"]
YEAR_BESIDE: Final = _BY_NAME["year-beside"]
MIDYEAR: Final = _BY_NAME["midyear-left-out"]
YEAR_GAP: Final = _BY_NAME["year-gap"]
OFFICE_UNSTATED: Final = _BY_NAME["office-unstated"]

#: What `jixiao.check` finds, in a target table and in what a filled form adds to it.
CODES: Final = tuple(one for one in EVERY_CODE if one.room == "check")

#: What is found in a filled form, and what a baseline says of itself.
OTHER_CODES: Final = tuple(one for one in EVERY_CODE if one.room in ("recheck", "baseline"))

#: The codes of what reading a document remarks, see ``docs/reference/codes.md``.
READING_CODES: Final = tuple(one.name for one in EVERY_CODE if one.room == "reading")

#: What is compared with the points that a form declares, and nothing without them.
COMPARED: Final = tuple(
    _BY_NAME[name]
    for name in (
        "points-differ",
        "points-exceed-weight",
        "met-but-docked",
        "missed-but-full",
        "reason-missing",
        "actual-missing",
        "own-standard",
        "points-unchecked",
        "unit-slip",
        "actual-magnitude",
        "actual-repeats-target",
        "execution-rate-differs",
        "execution-points-differ",
        "execution-weight-implausible",
        "budget-zero",
        "sum-differs",
    )
)


def code_named(name: str) -> Code | None:
    """The code called `name`, or None."""
    return _BY_NAME.get(name)
