"""Checks on one indicator at a time (适当性): its target, its unit, its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...criteria import (
    AllOf,
    Comparison,
    Criterion,
    Deadline,
    Period,
    Qualitative,
    Range,
    Relative,
    Unreadable,
)
from ...findings import Finding
from ...language import builtin_lexicon, squeeze
from ...naming import bare_name, is_bounded, stated_unit
from ...quantities import Quantity, builtin
from ...rules.directions import stated_direction
from ...scoring.plausible import is_vacuous
from ...tables import Indicator, TargetTable
from .codes import (
    COST_AT_LEAST,
    DEADLINE_YEAR,
    DIRECTION_CONFLICT,
    EQUALITY_COUNT,
    LOOSE_UNIT,
    MEASURABLE_NAME,
    PERCENT_FRACTION,
    PLACEHOLDER,
    QUALITATIVE_SCALE,
    READING_DOUBT,
    SHARE_OVER_100,
    SIGN_CONFLICT,
    TARGET_UNREADABLE,
    TARGET_VACUOUS,
    UNIT_CONFLICT,
    UNIT_MISSING,
    UNIT_NAME,
    VAGUE_WORD,
)
from .coverage import is_generic
from .money import plain
from .wording import (
    by_name,
    direction_of,
    is_cost,
    is_money,
    matches,
    measure,
    named_direction,
    quantity_of,
    says,
    sorts_named,
    unit_fit,
    words,
)

__all__ = [
    "cost_at_least",
    "deadline_year",
    "direction_conflict",
    "doubts",
    "equality_count",
    "loose_unit",
    "measurable_name",
    "percent_fraction",
    "placeholder",
    "qualitative_scale",
    "share_over_100",
    "target_unreadable",
    "target_vacuous",
    "unit_name",
    "vague_word",
]

#: From this share on a limit says nothing against a bad thing.
_HIGH: Final = 90
_WHOLE: Final = 100

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


def _numbers(criterion: Criterion | Unreadable) -> Iterator[tuple[str | None, Quantity]]:
    if isinstance(criterion, Comparison):
        yield criterion.operator, criterion.quantity
    elif isinstance(criterion, Range):
        yield "≥", criterion.lower
        yield "≤", criterion.upper
    elif isinstance(criterion, AllOf):
        for part in criterion.parts:
            yield from _numbers(part)


def _is_rate(name: str) -> bool:
    return name.endswith(builtin_lexicon().words("ratio-end"))


def _is_share(name: str) -> bool:
    """Whether a name says a share of something in %, and not a degree (满意度) or an efficiency (效率)."""
    ends = builtin_lexicon().words("ratio-end", "share")
    return name.endswith(ends) and "share" in sorts_named(name)


def percent_fraction(table: TargetTable) -> Iterator[Finding]:
    """0.95 where a percentage is meant: 0.95 % or 95 %?"""
    for one in table.indicators:
        name = bare_name(one.name)
        # A rate of something bad is small by nature: 火灾受害率 0.9%.
        if direction_of(one) == "down" or named_direction(one) == "down":
            continue
        for _, quantity in _numbers(one.criterion):
            if not 0 < quantity.exact <= 1 or quantity.unit not in ("%", ""):
                continue
            if quantity.unit == "" and (
                not _is_rate(name) or unit_fit(name, one.criterion) is None
            ):
                continue
            if quantity.unit == "%" and not _is_rate(name):
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
        for operator, quantity in _numbers(one.criterion):
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


def target_vacuous(table: TargetTable) -> Iterator[Finding]:
    """Targets that every actual value meets: ≥0次, a 合格率 ≤100%."""
    for one in table.indicators:
        if is_vacuous(one.criterion, one.name):
            yield TARGET_VACUOUS.finding(
                f"“{one.name}”的指标值“{one.target_text}”怎样都能达到，等于没有定目标；"
                "请写出要做到多少，或者核对符号",
                indicator=one,
            )


def direction_named_up(one: Indicator) -> bool:
    """Whether nothing in the name says that less is better."""
    return named_direction(one) != "down"


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
            and _is_rate(bare_name(one.name))
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
        and _HIGH <= share < _WHOLE
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


def _scale_stated(one: Indicator) -> bool:
    stated = (one.target, one.standard, one.explanation, one.remark)
    texts = " ".join(text for text in stated if text)
    return bool(texts) and matches("vague", "scales", squeeze(texts))


def _vague(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in words("vague", "words"):
        if word in text and not any(word in longer for longer in found):
            found.append(word)
    return tuple(sorted(found, key=text.index))


def qualitative_scale(table: TargetTable) -> Iterator[Finding]:
    """A target in words, and nothing that says what is good, middling or bad."""
    judged = 0
    for one in table.indicators:
        criterion = one.criterion
        if not isinstance(criterion, Qualitative):
            continue
        rate = _is_share(bare_name(one.name))
        # A grade (较高, 良) has its scale; a rate has a number.
        if criterion.grades and not rate:
            continue
        judged += 1
        if _scale_stated(one) or matches("vague", "whole", squeeze(criterion.words)):
            continue
        if rate:
            sign = "≤" if named_direction(one) == "down" else "≥"
            yield QUALITATIVE_SCALE.finding(
                f"“{one.name}”说的是比率，指标值“{one.target}”却没有量化，评分时没有依据；"
                f"请写成“{sign}…%”",
                indicator=one,
                figures={"target": one.target_text, "vague": criterion.words},
            )
            continue
        vague = _vague(criterion.words)
        how = f"“{'、'.join(vague)}”没有写到什么程度" if vague else "没有写怎样算好、怎样算差"
        yield QUALITATIVE_SCALE.finding(
            f"“{one.name}”的指标值“{one.target}”是定性的，{how}，评分时没有依据；"
            "请改成数值，或者写明分档，例如“优：…；良：…；中：…；差：…”",
            indicator=one,
            figures={"target": one.target_text, "vague": "、".join(vague)},
        )
    if not judged:
        yield QUALITATIVE_SCALE.not_applicable("没有定性指标")


def vague_word(table: TargetTable) -> Iterator[Finding]:
    """约300人, 同比下降: a number or a change that leaves open how much."""
    for one in table.indicators:
        criterion = one.criterion
        if (
            isinstance(criterion, Relative)
            and criterion.amount is None
            and criterion.change
            in (
                "rise",
                "fall",
            )
        ):
            since = "" if criterion.baseline else "，也没有写与什么时候比"
            yield VAGUE_WORD.finding(
                f"“{one.name}”的指标值“{one.target}”没有写变化多少{since}；请写明幅度和基数，例如“较上年提高5%”",
                indicator=one,
                figures={"word": one.target_text},
            )
        elif isinstance(criterion, Comparison) and criterion.operator == "≈":
            yield VAGUE_WORD.finding(
                f"“{one.name}”的指标值“{one.target}”是约数，按上下10%以内算完成；"
                f"请写成“≥{criterion.quantity}”或者区间",
                indicator=one,
                figures={"word": one.target_text},
            )


def _is_wish(name: str) -> bool:
    return name.startswith(words("measurable", "wishes"))


def _repeats(name: str, title: str) -> bool:
    """Whether a name says no more than a title does."""
    return name in title or (title in name and is_generic(name.replace(title, "", 1)))


def measurable_name(table: TargetTable) -> Iterator[Finding]:
    """Names that are a wish (提高公众意识), or repeat their task, and name nothing to measure."""
    titles = [squeeze(task.name) for task in table.tasks if task.name]
    if table.project:
        titles.append(squeeze(table.project))
    for one in table.indicators:
        criterion = one.criterion
        if isinstance(criterion, Unreadable) or criterion.kind == "not_applicable":
            continue
        name = bare_name(one.name)
        if matches("measurable", "heads", name):
            continue
        quantity = quantity_of(criterion)
        copied = next((one for one in titles if len(name) >= 6 and _repeats(name, one)), None)
        # 发放李子苗 15000株, 道路硬化 2公里: the measure word says what is counted.
        sort = "none" if quantity is None else measure(quantity.unit or stated_unit(one.name) or "")
        counted = sort not in ("share", "none", "money")
        if copied is not None and not counted:
            yield MEASURABLE_NAME.finding(
                f"“{one.name}”与任务或项目的名称相同，没有写明考核什么、怎样计量；"
                f"请写明，例如“{name}{'费用' if is_money(quantity) else '完成率'}”",
                indicator=one,
                figures={"reason": "task"},
            )
        elif _is_wish(name) and not counted and sort != "money":  # 带动农民人均增收 800元
            yield MEASURABLE_NAME.finding(
                f"“{one.name}”只写了愿望，没有写明考核什么、怎样计量；请改成可以计量的名称，例如“…率”“…数量”“…人数”",
                indicator=one,
                figures={"reason": "wish"},
            )
        elif quantity is not None and quantity.unit in ("%", "‰"):
            yield MEASURABLE_NAME.finding(
                f"“{one.name}”的指标值是“{one.target}”，名称没有写是什么的百分比；请写成“…率”并说明分子、分母",
                severity="note",
                indicator=one,
                figures={"reason": "share"},
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
