"""The codes of the review: what each check is called, and how grave its failure is.

A code never changes its meaning. The severity here is the gravest that a check gives;
a finding may carry a lighter one where the case is lighter, and its page says when.
Only what contradicts itself whatever was meant is an ``error`` 错误.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from ..errors import Place
from ..findings import Finding, Outcome, Severity
from ..tables import Indicator

__all__ = ["CODES", "OTHER_CODES", "READING_CODES", "Code", "code_named"]


@attrs.frozen(kw_only=True)
class Code:
    """One code: its stable name, its gravest severity and a Chinese title."""

    name: str
    severity: Severity
    title: str

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


FUNDS_TOTAL: Final = Code(name="funds-total", severity="error", title="总额等于各项资金之和")
PER_UNIT_COST: Final = Code(
    name="per-unit-cost", severity="warning", title="单位成本乘以数量对得上预算"
)
CAP_ATTAINABLE: Final = Code(
    name="cap-attainable", severity="warning", title="预算花完时成本上限守得住"
)
COST_TASK_MATCH: Final = Code(
    name="cost-task-match", severity="warning", title="成本指标对得上任务预算"
)
COST_TOTAL: Final = Code(name="cost-total", severity="warning", title="成本合计对得上预算总额")
KINDS_PRESENT: Final = Code(name="kinds-present", severity="warning", title="该有的二级指标都有")
LEVEL_UNKNOWN: Final = Code(name="level-unknown", severity="warning", title="一级、二级指标清楚")
LEVEL_MISMATCH: Final = Code(
    name="level-mismatch", severity="warning", title="二级指标属于它的一级指标"
)
WEIGHT_SUM: Final = Code(name="weight-sum", severity="warning", title="分值合计为100分")
WEIGHT_MISSING: Final = Code(name="weight-missing", severity="warning", title="指标都有分值")
WEIGHT_NEGATIVE: Final = Code(name="weight-negative", severity="error", title="分值不是负数")
DUPLICATE_NAME: Final = Code(name="duplicate-name", severity="warning", title="指标不重复")
NEAR_DUPLICATE: Final = Code(name="near-duplicate", severity="note", title="指标不几乎重复")
TARGET_UNREADABLE: Final = Code(name="target-unreadable", severity="error", title="指标值读得懂")
PLACEHOLDER: Final = Code(name="placeholder", severity="error", title="没有留下模板占位符")
UNIT_NAME: Final = Code(name="unit-name", severity="warning", title="单位与名称相符")
UNIT_MISSING: Final = Code(name="unit-missing", severity="note", title="写明了单位")
LOOSE_UNIT: Final = Code(name="loose-unit", severity="note", title="单位写得严格")
PERCENT_FRACTION: Final = Code(name="percent-fraction", severity="note", title="百分数没有写成小数")
SHARE_OVER_100: Final = Code(name="share-over-100", severity="warning", title="比率不超过100%")
TARGET_VACUOUS: Final = Code(
    name="target-vacuous", severity="warning", title="指标值不是怎样都能达到"
)
EQUALITY_COUNT: Final = Code(name="equality-count", severity="note", title="数量不写等号")
COST_AT_LEAST: Final = Code(name="cost-at-least", severity="warning", title="成本不写下限")
DIRECTION_CONFLICT: Final = Code(
    name="direction-conflict", severity="warning", title="符号与好坏方向一致"
)
QUALITATIVE_SCALE: Final = Code(
    name="qualitative-scale", severity="warning", title="定性指标有分档"
)
VAGUE_WORD: Final = Code(name="vague-word", severity="note", title="目标写清了程度")
MEASURABLE_NAME: Final = Code(
    name="measurable-name", severity="warning", title="名称说的是能量的东西"
)
DEADLINE_YEAR: Final = Code(name="deadline-year", severity="warning", title="期限在预算年度内")
SIGN_CONFLICT: Final = Code(name="sign-conflict", severity="warning", title="符号列与指标值一致")
UNIT_CONFLICT: Final = Code(name="unit-conflict", severity="warning", title="单位列与指标值一致")
READING_DOUBT: Final = Code(name="reading-doubt", severity="note", title="指标值只有一种读法")
GOAL_UNCOVERED: Final = Code(name="goal-uncovered", severity="warning", title="目标和任务都有指标")
TEXT_COUNT: Final = Code(name="text-count", severity="warning", title="目标文字里的数与指标一致")

CODES: Final[tuple[Code, ...]] = (
    FUNDS_TOTAL,
    PER_UNIT_COST,
    CAP_ATTAINABLE,
    COST_TASK_MATCH,
    COST_TOTAL,
    KINDS_PRESENT,
    LEVEL_UNKNOWN,
    LEVEL_MISMATCH,
    WEIGHT_SUM,
    WEIGHT_MISSING,
    WEIGHT_NEGATIVE,
    DUPLICATE_NAME,
    NEAR_DUPLICATE,
    TARGET_UNREADABLE,
    PLACEHOLDER,
    UNIT_NAME,
    UNIT_MISSING,
    LOOSE_UNIT,
    PERCENT_FRACTION,
    SHARE_OVER_100,
    TARGET_VACUOUS,
    EQUALITY_COUNT,
    COST_AT_LEAST,
    DIRECTION_CONFLICT,
    QUALITATIVE_SCALE,
    VAGUE_WORD,
    MEASURABLE_NAME,
    DEADLINE_YEAR,
    SIGN_CONFLICT,
    UNIT_CONFLICT,
    READING_DOUBT,
    GOAL_UNCOVERED,
    TEXT_COUNT,
)

#: What `jixiao.recheck` finds in a filled form, and what a baseline says of itself.
OTHER_CODES: Final[tuple[Code, ...]] = (
    Code(name="points-differ", severity="warning", title="得分与按规则计算的一致"),
    Code(name="points-exceed-weight", severity="error", title="得分不超过分值"),
    Code(name="met-but-docked", severity="warning", title="达标的没有扣分"),
    Code(name="missed-but-full", severity="error", title="没有达标的不是满分"),
    Code(name="reason-missing", severity="warning", title="扣分写了偏差原因"),
    Code(name="actual-missing", severity="warning", title="有得分就有实际完成值"),
    Code(name="points-unchecked", severity="warning", title="得分有据可以复核"),
    Code(name="unit-slip", severity="warning", title="实际完成值没有错用单位"),
    Code(name="actual-magnitude", severity="warning", title="实际完成值没有多写漏写数位"),
    Code(name="actual-repeats-target", severity="warning", title="实际完成值不是照抄指标值"),
    Code(name="actual-year", severity="warning", title="完成日期的年份没有写错"),
    Code(name="execution-rate-differs", severity="error", title="执行率与执行数、预算数一致"),
    Code(name="execution-points-differ", severity="warning", title="预算执行得分与执行率一致"),
    Code(
        name="execution-weight-implausible",
        severity="warning",
        title="预算执行的分值与指标分值配得上",
    ),
    Code(name="budget-zero", severity="warning", title="预算执行率有预算数可除"),
    Code(name="sum-differs", severity="error", title="总分等于各项得分之和"),
    Code(name="baseline-no-reason", severity="warning", title="接受问题写了理由"),
    Code(name="baseline-unused", severity="warning", title="基线没有用不着的条目"),
)

#: The codes of what reading a document remarks, see ``docs/reference/codes.md``.
READING_CODES: Final = (
    *(
        "table-unrecognised",
        "column-guessed",
        "field-guessed",
        "column-unknown",
        "cell-unused",
        "row-unused",
        "text-unused",
        "amounts-unread",
        "total-of-indicators",
    ),
    *("row-shifted", "row-joined", "label-displaced", "level-points", "sign-code"),
    *("name-missing", "target-missing", "weight-unreadable", "points-unreadable"),
    *("task-unnamed", "tasks-total", "amount-unreadable", "covered-cell"),
    *("struck-text", "hidden-text", "deleted-text", "note-mark", "raised-figure"),
    *("bad-character", "number-format"),
    *("formula-not-computed", "cell-error", "hidden-sheet", "hidden-rows", "hidden-columns"),
    *("missing-sheet", "sheet-too-large", "too-many-sheets", "page-too-large"),
    *("too-many-pages", "pdf-damaged", "experimental-pdf", "document-converted", "row-ambiguous"),
)


def code_named(name: str) -> Code | None:
    """The code called `name`, or None."""
    return next((one for one in (*CODES, *OTHER_CODES) if one.name == name), None)
