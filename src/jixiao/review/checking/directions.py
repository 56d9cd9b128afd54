"""Checks on signs and directions: a limit on what should be more, a floor on what should be less, = on counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...criteria import (
    Comparison,
)
from ...findings import Finding
from ...language import squeeze
from ...naming import bare_name, is_bounded
from ...rules.directions import stated_direction
from ...scoring.plausible import is_vacuous
from ...tables import Indicator, TargetTable
from .codes import (
    COST_AT_LEAST,
    DIRECTION_CONFLICT,
    EQUALITY_COUNT,
    TARGET_VACUOUS,
)
from .named import WHOLE, is_rate
from .wording import (
    by_name,
    direction_of,
    is_cost,
    is_money,
    matches,
    measure,
    says,
    unit_fit,
    words,
)

__all__ = ["cost_at_least", "direction_conflict", "equality_count", "target_vacuous"]

#: From this share on a limit says nothing against a bad thing.
_HIGH: Final = 90


def target_vacuous(table: TargetTable) -> Iterator[Finding]:
    """Targets that every actual value meets: ≥0次, a 合格率 ≤100%."""
    for one in table.indicators:
        if is_vacuous(one.criterion, one.name):
            yield TARGET_VACUOUS.finding(
                f"“{one.name}”的指标值“{one.target_text}”怎样都能达到，等于没有定目标；"
                "请写出要做到多少，或者核对符号",
                indicator=one,
            )


def _shown(one: Indicator) -> str:
    """The target as printed, and how it was read where the sign comes from elsewhere."""
    read = str(one.criterion)
    return (
        one.target_text
        if squeeze(one.target_text)[:1] == read[:1]
        else f"{one.target_text}（读作{read}）"
    )


def equality_count(table: TargetTable) -> Iterator[Finding]:
    """`=` on a count, a measure or an amount: rulebooks differ on whether one more reaches it."""
    for one in table.indicators:
        criterion = one.criterion
        if not isinstance(criterion, Comparison) or criterion.operator != "=":
            continue
        sort = measure(criterion.unit)
        # =0 (无事故) and a share of 100% are exact on purpose.
        if sort == "share" or criterion.quantity.exact == 0:
            continue
        if (
            sort == "none"
            and unit_fit(one.name, criterion) is not None
            and is_rate(bare_name(one.name))
        ):
            continue
        # A subsidy is paid as fixed: neither more nor less is right.
        if is_money(criterion.quantity) and matches("direction", "fixed", bare_name(one.name)):
            continue
        better = "≤" if direction_of(one) == "down" or is_money(criterion.quantity) else "≥"
        yield EQUALITY_COUNT.finding(
            f"“{one.name}”的指标值“{_shown(one)}”用等号，字面上是不多不少，多了算不算完成各地规则不同；"
            f"如果是{'上限' if better == '≤' else '下限'}，请写成“{better}{criterion.quantity}”",
            indicator=one,
            figures={"target": str(criterion), "suggestion": f"{better}{criterion.quantity}"},
        )


def cost_at_least(table: TargetTable) -> Iterator[Finding]:
    """A cost with ≥: the more is spent, the better it would be met."""
    for one in table.indicators:
        criterion = one.criterion
        if not isinstance(criterion, Comparison) or criterion.operator not in ("≥", ">"):
            continue
        if not is_cost(one):
            continue
        name = bare_name(one.name)
        generous = matches("direction", "generous", name)
        if generous and not says("cost", one.level2 or ""):
            continue
        yield COST_AT_LEAST.finding(
            f"“{one.name}”是成本，指标值“{_shown(one)}”却写了下限，花得越多越算完成；"
            + (
                f"如果是给到个人的补助标准，请移到别的二级指标，否则请写成“≤{criterion.quantity}”"
                if generous
                else f"请写成“≤{criterion.quantity}”"
            ),
            # 项目总投入（≥**万元） is the wording of a template, not of the author.
            severity="note"
            if generous or matches("template", "marks", squeeze(one.name))
            else "warning",
            indicator=one,
            figures={"suggestion": f"≤{criterion.quantity}"},
        )


def _is_high_share(one: Indicator, name: str, criterion: Comparison) -> bool:
    """Whether a limit is so high that only a share of which more is better can have it: ≤95%."""
    share = criterion.quantity.exact
    return (
        criterion.unit == "%"
        and _HIGH <= share < WHOLE
        # A part of something (占比) may be wanted small.
        and name.endswith(words("filed", "rates"))
        and is_bounded(name)
        and not matches("direction", "limited", name)
        and not is_cost(one)
    )


def direction_conflict(table: TargetTable) -> Iterator[Finding]:
    """≥ on something bad (逾期率 ≥100%), ≤ on something good, or a sign against 指标方向."""
    for one in table.indicators:
        criterion = one.criterion
        operator = getattr(criterion, "operator", None)
        if not isinstance(criterion, Comparison) or operator not in ("≥", ">", "≤", "<"):
            continue
        way = "up" if operator in ("≥", ">") else "down"
        stated = (one.direction or one.sign or "").strip()
        upward = stated_direction(stated)
        name = bare_name(one.name)
        if upward is not None and upward != (way == "up"):
            yield DIRECTION_CONFLICT.finding(
                f"“{one.name}”的指标方向是“{stated}”，指标值“{_shown(one)}”的符号却相反；请改成一致",
                indicator=one,
                figures={"stated": stated, "operator": operator or ""},
            )
            continue
        named = by_name(name)
        bad = named is not None and not named.upward
        good = matches("direction", "more", name) or _is_high_share(one, name, criterion)
        if way == "up" and bad and not is_cost(one):
            timed = measure(criterion.unit) == "time"
            yield DIRECTION_CONFLICT.finding(
                f"“{one.name}”越{'短' if timed else '少'}越好，指标值“{_shown(one)}”却写了下限；"
                "请核对符号或名称",
                indicator=one,
                figures={"operator": operator or ""},
            )
        elif way == "down" and good and not bad and measure(criterion.unit) in ("share", "none"):
            yield DIRECTION_CONFLICT.finding(
                f"“{one.name}”越高越好，指标值“{_shown(one)}”却写了上限，什么都不做也算完成；"
                f"请写成“≥{criterion.quantity}”",
                indicator=one,
                figures={"operator": operator or "", "suggestion": f"≥{criterion.quantity}"},
            )
        elif (
            way == "down"
            and says("quantity", one.level2 or "")
            and not bad
            and criterion.quantity.exact > 0
            and measure(criterion.unit) in ("count", "none")
            and not matches("direction", "limited", name)
        ):
            yield DIRECTION_CONFLICT.finding(
                f"“{one.name}”是数量指标，指标值“{_shown(one)}”只写了上限，一个不做也算完成；"
                f"不是控制数的话请写成“≥{criterion.quantity}”",
                severity="note",
                indicator=one,
                figures={"operator": operator or "", "suggestion": f"≥{criterion.quantity}"},
            )
