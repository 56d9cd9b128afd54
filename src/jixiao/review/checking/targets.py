"""Checks on one indicator at a time (适当性): whether its target can be read, its unit, its date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...criteria import (
    AllOf,
    Criterion,
    Deadline,
    Period,
    Unreadable,
)
from ...findings import Finding
from ...language import squeeze
from ...naming import bare_name, is_bounded, stated_unit
from ...quantities import builtin
from ...tables import Indicator, TargetTable
from .codes import (
    DEADLINE_YEAR,
    LOOSE_UNIT,
    PERCENT_FRACTION,
    PLACEHOLDER,
    READING_DOUBT,
    SHARE_OVER_100,
    SIGN_CONFLICT,
    TARGET_UNREADABLE,
    UNIT_CONFLICT,
    UNIT_MISSING,
    UNIT_NAME,
)
from .money import plain
from .named import direction_named_up, is_rate, numbers
from .wording import (
    direction_of,
    matches,
    measure,
    named_direction,
    quantity_of,
    says,
    unit_fit,
    words,
)

__all__ = [
    "deadline_year",
    "doubts",
    "loose_unit",
    "percent_fraction",
    "placeholder",
    "share_over_100",
    "target_unreadable",
    "unit_name",
]

# What is wrong whatever the author meant. Everything else that cannot be read may be
# a wording that jixiao does not know, and the author is not to blame for that.
_SURE: Final = frozenset(
    ("contradiction", "date-impossible", "number-missing", "blank", "unit-damaged")
)


def target_unreadable(table: TargetTable) -> Iterator[Finding]:
    """Targets that are no indicator value: blank, without a number, contradictory, prose."""
    for one in table.indicators:
        found = one.criterion
        if one.is_judged or not isinstance(found, Unreadable) or found.code == "placeholder":
            continue
        sure = found.code in _SURE
        # Beside an empty value the sign and the unit alone are nothing to amend.
        amended = found.suggestion if one.value or not (one.sign or one.unit) else None
        near = f"，例如 {amended}" if amended else ""
        yield TARGET_UNREADABLE.finding(
            f"“{one.name}”的指标值“{one.target}”读不懂：{found.message}；应为{found.expected}{near}",
            severity="error" if sure else "warning",
            indicator=one,
            figures={
                "target": one.target_text,
                "reason": found.code,
                "start": str(found.span.start),
                "end": str(found.span.end),
            },
        )


def placeholder(table: TargetTable) -> Iterator[Finding]:
    """Marks of the template that were not filled (≥**%), in targets and in names."""
    left = []
    for one in table.indicators:
        found = one.criterion
        if isinstance(found, Unreadable) and found.code == "placeholder":
            yield PLACEHOLDER.finding(
                f"“{one.name}”的指标值“{one.target}”还是模板里的占位符；请填上数值",
                indicator=one,
                figures={"target": one.target_text},
            )
        elif matches("template", "marks", squeeze(one.name)):
            left.append(one)
    if left:
        yield PLACEHOLDER.finding(
            f"{len(left)}个指标的名称里还留着模板的占位符，例如“{left[0].name}”；指标值已经填写，请把名称里的删去",
            severity="note",
            place=left[0].place,
            subject=left[0].name,
            figures={"count": str(len(left))},
        )


def unit_name(table: TargetTable) -> Iterator[Finding]:
    """…率 in %, …人数 in 人, …面积 in an area, …时间 a duration or date, …费用 in money."""
    judged = 0
    for one in table.indicators:
        fit = unit_fit(one.name, one.criterion)
        stated = stated_unit(one.name)
        quantity = quantity_of(one.criterion)
        if stated and quantity is not None and quantity.unit:
            judged += 1
            if builtin().relation(stated, quantity.unit) is None and "/" not in quantity.unit:
                yield UNIT_NAME.finding(
                    f"“{one.name}”的名称里写的单位是“{stated}”，指标值“{one.target}”的单位是“{quantity.unit}”；"
                    "请改成一致",
                    indicator=one,
                    figures={"expected": stated, "unit": quantity.unit},
                )
                continue
        if fit is None:
            continue
        judged += 1
        if fit.verdict == "misfit" and fit.unit and fit.unit in one.name:
            continue  # 享受补助的村医人月数, in 人月
        if fit.verdict == "misfit":
            yield UNIT_NAME.finding(
                f"“{one.name}”应当以{fit.label}计，指标值“{one.target}”的单位是“{fit.unit}”；"
                "请核对是单位写错，还是名称写错",
                indicator=one,
                figures={"expected": fit.label, "unit": fit.unit},
            )
        elif fit.verdict == "near" and not _is_loose(fit.unit):
            yield UNIT_NAME.finding(
                f"“{one.name}”一般以{fit.label}计，指标值“{one.target}”用的是“{fit.unit}”；"
                "两者不能换算，请确认",
                severity="note",
                indicator=one,
                figures={"expected": fit.label, "unit": fit.unit},
            )
        elif fit.verdict == "missing" and not fit.bare:
            wanted = stated or fit.label
            if stated:
                continue
            yield UNIT_MISSING.finding(
                f"“{one.name}”的指标值“{one.target}”没有写单位，按名称应为{wanted}；请写上",
                indicator=one,
                figures={"expected": wanted},
            )
    if not judged:
        yield UNIT_NAME.not_applicable("没有名称能说明单位的指标")


def loose_unit(table: TargetTable) -> Iterator[Finding]:
    """人/次 for 人次, a unit without its first half (/株), 个 for people."""
    for one in table.indicators:
        quantity = quantity_of(one.criterion)
        if quantity is None:
            continue
        top, slash, below = quantity.unit.partition("/")
        if slash and not top:
            yield LOOSE_UNIT.finding(
                f"“{one.name}”的指标值“{one.target}”只写了“每{below}”，没有写是多少什么；"
                "请补全，例如 元" + quantity.unit,
                indicator=one,
                figures={"unit": quantity.unit},
            )
        elif _is_loose(quantity.unit):
            yield LOOSE_UNIT.finding(
                f"“{one.name}”的单位“{quantity.unit}”是“每次多少{top}”，"
                f"还是“{top}{below}”？现在按“{quantity.unit}”读；是{top}{below}的话请改写",
                indicator=one,
                figures={"unit": quantity.unit, "suggestion": f"{top}{below}"},
            )


def _is_loose(unit: str) -> bool:
    """Whether a unit is 人/次 where 人次 may be meant: what `loose_unit` alone says."""
    top, slash, below = unit.partition("/")
    known = builtin().spellings
    return (
        bool(slash)
        and below in words("measures", "loose")
        and top in known
        and f"{top}{below}" in known
        and measure(top) == "count"
    )


def percent_fraction(table: TargetTable) -> Iterator[Finding]:
    """0.95 where a percentage is meant: 0.95 % or 95 %?"""
    for one in table.indicators:
        name = bare_name(one.name)
        # A rate of something bad is small by nature: 火灾受害率 0.9%.
        if direction_of(one) == "down" or named_direction(one) == "down":
            continue
        for _, quantity in numbers(one.criterion):
            if not 0 < quantity.exact <= 1 or quantity.unit not in ("%", ""):
                continue
            if quantity.unit == "" and (not is_rate(name) or unit_fit(name, one.criterion) is None):
                continue
            if quantity.unit == "%" and not is_rate(name):
                continue
            if (
                matches("direction", "more", name)
                or matches("direction", "bounded", name)
                or not quantity.unit
            ):
                whole = plain(quantity.exact * 100)
                yield PERCENT_FRACTION.finding(
                    f"“{one.name}”的指标值“{one.target}”是{plain(quantity.exact)}%，还是{whole}%？"
                    f"表格里的百分数常被存成小数；是{whole}%的话请写成“{whole}%”",
                    indicator=one,
                    figures={
                        "read": f"{plain(quantity.exact)}{quantity.unit}",
                        "suggestion": f"{whole}%",
                    },
                )
                break


def share_over_100(table: TargetTable) -> Iterator[Finding]:
    """Shares above 100 %, and ≥100% where only =100% can be met."""
    for one in table.indicators:
        name = bare_name(one.name)
        level = f"{one.level1 or ''}{one.level2 or ''}"
        bounded = matches("direction", "bounded", name) or says("satisfaction", level)
        if matches("direction", "change", name) or not (bounded or is_bounded(name)):
            continue
        for operator, quantity in numbers(one.criterion):
            if quantity.unit not in ("%", "‰"):
                continue
            share = quantity.in_unit("%")
            if share > 100 or (share == 100 and operator == ">"):
                yield SHARE_OVER_100.finding(
                    f"“{one.name}”的指标值“{one.target}”超过100%，这个比率最多是100%，目标不可能达到；"
                    "请核对数值，或者说明分母",
                    indicator=one,
                    figures={"share": plain(share)},
                )
            elif share == 100 and operator == "≥" and bounded and direction_named_up(one):
                yield SHARE_OVER_100.finding(
                    f"“{one.name}”最多是100%，“{one.target}”等于要求正好100%；请写成“=100%”",
                    severity="note",
                    indicator=one,
                    figures={"share": "100", "suggestion": "=100%"},
                )


def _ends(criterion: Criterion | Unreadable) -> Iterator[tuple[str, int]]:
    if isinstance(criterion, Deadline) and criterion.date is not None:
        yield str(criterion), criterion.date.year
    elif (
        isinstance(criterion, Period) and criterion.start is not None and criterion.end is not None
    ):
        yield f"{criterion}的起点", criterion.start.year
        yield f"{criterion}的终点", criterion.end.year
    elif isinstance(criterion, AllOf):
        for part in criterion.parts:
            yield from _ends(part)


def deadline_year(table: TargetTable) -> Iterator[Finding]:
    """Deadlines and periods inside the budget year."""
    dated = [
        one for one in table.indicators if isinstance(one.criterion, Deadline | Period | AllOf)
    ]
    if not dated:
        yield DEADLINE_YEAR.not_applicable("没有写期限的指标")
        return
    if table.year is None:
        yield DEADLINE_YEAR.insufficient("表中没有预算年度，期限不能核对")
        return
    if table.term != "annual":
        yield DEADLINE_YEAR.not_applicable("中期目标的期限可以在以后的年度")
        return
    for one in dated:
        wrong = [(label, year) for label, year in _ends(one.criterion) if year != table.year]
        if not wrong:
            continue
        label, year = wrong[-1]
        early = year < table.year
        yield DEADLINE_YEAR.finding(
            f"“{one.name}”的{label}在{year}年，不在预算年度{table.year}年；"
            + (
                "期限早于年度，可能是照抄上年，请核对"
                if early
                else "跨年的项目请写明本年度完成到哪一步，否则请核对年份"
            ),
            severity="warning" if early else "note",
            indicator=one,
            figures={"year": str(year), "budget_year": str(table.year)},
        )


def _is_month_or_months(one: Indicator) -> bool:
    """Whether a target may be a month of the year or a number of months: 工期 ≤12月."""
    return (
        isinstance(one.criterion, Deadline)
        and matches("filed", "bare_month", squeeze(one.target_text))
        and matches("filed", "lasting_time", bare_name(one.name))
    )


def doubts(table: TargetTable) -> Iterator[Finding]:
    """What the reading of a target left open: conflicts of columns, and contested wordings."""
    known = {"sign-conflict": SIGN_CONFLICT, "unit-conflict": UNIT_CONFLICT}
    for one in table.indicators:
        if _is_month_or_months(one):
            month = squeeze(one.target_text).lstrip("≤<")
            yield READING_DOUBT.finding(
                f"“{one.name}”的指标值“{one.target}”按{month}底前读，名称说的却像是时长，"
                f"也可以是{month[:-1]}个月；请写成“{month}底前”或者“≤{month[:-1]}个月”",
                indicator=one,
                figures={"doubt": "month-or-months"},
            )
        quantity = quantity_of(one.criterion)
        loose = quantity is not None and _is_loose(quantity.unit)
        for doubt in one.criterion.doubts:
            if loose and doubt.code == "loose-unit":
                continue
            code = known.get(doubt.code, READING_DOUBT)
            advice = "请把两处改成一致" if code is not READING_DOUBT else "请写得没有歧义"
            yield code.finding(
                f"“{one.name}”的指标值“{one.target}”：{doubt.message}；{advice}",
                indicator=one,
                figures={"doubt": doubt.code},
            )
