"""Weights (分值): what the document states, and what is shared out where it states none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal

import attrs

from ..actuals import rate_names
from ..display import listed
from ..findings import Finding
from ..formwords import form_words, sections
from ..naming import plain_name
from ..quantities import format_number
from ..rules import Rulebook, rulebook, rulebooks
from ..tables import Execution, Indicator, TargetTable

__all__ = [
    "Weight",
    "Weights",
    "execution_row",
    "execution_rows",
    "is_total_row",
    "level_of",
    "rescaled",
    "weigh",
]

Origin = Literal["stated", "even", "rescaled", "rulebook", "none"]

_CENT: Final = Decimal("0.01")


@attrs.frozen(slots=False)
class Weight:
    """The points of one item (None: unknown) and where they come from."""

    points: Decimal | None
    origin: Origin


@attrs.frozen(kw_only=True)
class Weights:
    """The weights of all indicators, in order, and of budget execution."""

    indicators: tuple[Weight, ...]
    execution: Weight
    findings: tuple[Finding, ...] = ()


def level_of(indicator: Indicator) -> str | None:
    """The level-1 kind in short: 产出, 效益, 满意度 or 成本; None where neither level tells."""
    level1, level2 = indicator.level1 or "", indicator.level2 or ""
    kinds = sections()["kinds"]
    # 满意度 stands under 效益 in many forms: the second level outranks the first.
    first, *_ = kinds
    if _names(kinds[first], level2):
        return first
    found = next((kind for kind, words in kinds.items() if _names(words, level1)), None)
    if found is not None:
        return found
    usual = next((held[0] for word, held in sections()["level2"].items() if word in level2), "")
    return next((kind for kind, words in kinds.items() if _names(words, usual)), None)


def _names(words: Sequence[str], label: str) -> bool:
    return any(word in label for word in words)


def is_total_row(row: Execution) -> bool:
    """Whether a budget row is the total (总额, 合计) and not a part of it (其中, 其他资金)."""
    if _names(form_words("words", "part"), row.item):
        return False
    return _names((*form_words("words", "whole"), *form_words("words", "total")), row.item)


def execution_rows(table: TargetTable) -> tuple[Execution, ...]:
    """The budget rows that are scored.

    A total row with points holds those of all its parts. Without one every row that has
    points is scored; where none has, it is the total row, else the first.
    """
    rows = table.execution
    weighted = tuple(row for row in rows if row.weight is not None and row.weight > 0)
    totals = tuple(row for row in weighted or rows if is_total_row(row))
    return totals[:1] or weighted or rows[:1]


def execution_row(table: TargetTable) -> Execution | None:
    """The first of the budget rows that are scored, see `execution_rows`."""
    return next(iter(execution_rows(table)), None)


def weigh(table: TargetTable, book: Rulebook) -> Weights:
    """The weight of every indicator of `table`, and of budget execution.

    Stated weights are used as they stand; where none is stated they are shared out evenly if
    the rulebook says so; where only some are stated nothing is guessed, and a finding says so.
    A negative weight counts as not stated.
    """
    negative = [one.name for one in table.indicators if one.weight is not None and one.weight < 0]
    if negative or any(row.weight is not None and row.weight < 0 for row in table.execution):
        weights = weigh(_without_negative(table), book)
        shown = "、".join(negative[:5]) or "预算执行"
        found = Finding(
            code="weight-negative",
            severity="error",
            message=f"分值为负数（{shown}），不能使用，按没有分值处理；请改正",
            place=table.place,
            figures=tuple(("name", name) for name in negative),
        )
        return attrs.evolve(weights, findings=(found, *weights.findings))
    stated = [one.weight for one in table.indicators]
    blank = sum(one is None for one in stated)
    if blank == 0 and stated:
        return _stated(table, [one for one in stated if one is not None], book)
    if blank == len(stated):
        declared = any(one.points is not None for one in table.indicators)
        if book.sharing.mode == "even" and stated and not declared:
            return _even(table, book)
        # 得分 without 分值: the office has its own, which nobody shares out anew.
        return _open(table, book, why="表上填了得分，" if declared else "")
    return _partly(table, book)


def _without_negative(table: TargetTable) -> TargetTable:
    def cleared(one: Any) -> Any:
        bad = one.weight is not None and one.weight < 0
        return attrs.evolve(one, weight=None) if bad else one

    return attrs.evolve(
        table,
        indicators=tuple(map(cleared, table.indicators)),
        execution=tuple(map(cleared, table.execution)),
    )


def _execution_stated(table: TargetTable) -> Decimal | None:
    stated = [row.weight for row in execution_rows(table) if row.weight is not None]
    return sum(stated, Decimal(0)) if stated else None


def _stated(table: TargetTable, stated: Sequence[Decimal], book: Rulebook) -> Weights:
    total = sum(stated, Decimal(0))
    findings: list[Finding] = []
    declared = _execution_stated(table) or Decimal(0)
    wholes = (1, 1 - declared, 1 - book.points.execution / book.points.total)
    as_shares = total > 0 and total in wholes and len(stated) > 1
    if as_shares:
        # 权重 written as shares: 0.05 of the whole is 5 points.
        findings.append(
            Finding(
                code="weight-as-share",
                severity="note",
                message=f"权重写成了小数（合计{format_number(total)}），按百分制乘以100作为分值",
                place=table.place,
                figures=(("sum", format_number(total)),),
            )
        )
        stated = [one * 100 for one in stated]
        total *= 100
    execution = _execution(table, total, book, findings)
    if as_shares and execution.origin == "stated" and 0 < declared < 1:
        execution = Weight(declared * 100, "stated")
    together = total + (execution.points or 0)
    if together != book.points.total:
        findings.append(_sum_finding(table, total, execution.points or Decimal(0), book))
    return Weights(
        indicators=tuple(Weight(one, "stated") for one in stated),
        execution=execution,
        findings=tuple(findings),
    )


def _execution(
    table: TargetTable, total: Decimal, book: Rulebook, findings: list[Finding]
) -> Weight:
    declared = _execution_stated(table)
    whole = book.points.total
    # 预算执行率 is sometimes one of the indicators, and is not scored a second time.
    among = any(plain_name(one.name) in rate_names() for one in table.indicators)
    if declared is None:
        if among or total >= whole:
            return Weight(Decimal(0), "none")
        return Weight(book.points.execution, "rulebook")
    # The cell of the budget row often holds the 100 of the whole table.
    if declared != whole and (total != whole or not declared):
        return Weight(declared, "stated")
    rest = max(Decimal(0), whole - total) if total else book.points.execution
    if among:
        rest = Decimal(0)
    adding = f"，加上指标分值{format_number(total)}分超过{format_number(whole)}分" if total else ""
    findings.append(
        Finding(
            code="execution-weight-implausible",
            severity="warning",
            message=f"预算执行一行的分值写的是{format_number(declared)}分{adding}；"
            + ("预算执行率已是指标，不另计分" if among else f"预算执行按{format_number(rest)}分计"),
            place=table.place,
            figures=(("declared", format_number(declared)), ("sum", format_number(total))),
        )
    )
    return Weight(rest, "rulebook")


def _sum_finding(table: TargetTable, total: Decimal, execution: Decimal, book: Rulebook) -> Finding:
    whole = format_number(book.points.total)
    together = format_number(total + execution)
    return Finding(
        code="weight-sum",
        severity="warning",
        message=(
            f"指标分值合计{format_number(total)}分，加预算执行{format_number(execution)}分，"
            f"共{together}分，不是{whole}分；总分照此满分计，等次按百分制折算"
        ),
        place=table.place,
        figures=(
            ("indicators", format_number(total)),
            ("execution", format_number(execution)),
            ("sum", together),
            ("expected", whole),
        ),
    )


def _open(table: TargetTable, book: Rulebook, *, why: str = "") -> Weights:
    findings: list[Finding] = []
    execution = _execution(table, Decimal(0), book, findings)
    if table.indicators:
        names = [one.name for one in table.indicators]
        findings.append(_missing_finding(table, names, why=why))
    return Weights(
        indicators=tuple(Weight(None, "none") for _ in table.indicators),
        execution=execution,
        findings=tuple(findings),
    )


def _partly(table: TargetTable, book: Rulebook) -> Weights:
    names = [one.name for one in table.indicators if one.weight is None]
    total = sum((one.weight for one in table.indicators if one.weight is not None), Decimal(0))
    findings = [_missing_finding(table, names)]
    execution = _execution(table, total, book, findings)
    return Weights(
        indicators=tuple(
            Weight(one.weight, "none" if one.weight is None else "stated")
            for one in table.indicators
        ),
        execution=execution,
        findings=tuple(findings),
    )


def _missing_finding(table: TargetTable, names: Sequence[str], why: str = "") -> Finding:
    return Finding(
        code="weight-missing",
        severity="warning",
        message=f"有{len(names)}个指标没有分值（{listed(names)}），{why}不猜测分值，得分待定；请补填分值",
        place=table.place,
        figures=tuple(("name", name) for name in names),
    )


# ---- sharing out ----------------------------------------------------------------------


def split(points: Decimal, count: int, places: int = 2) -> list[Decimal]:
    """`points` in `count` even parts of so many decimals; the last takes the rest."""
    if count == 1:
        return [points]
    step = Decimal(1).scaleb(-places)
    part = (points / count).quantize(step, rounding=ROUND_HALF_UP)
    return [part] * (count - 1) + [points - part * (count - 1)]


def _is_of(key: str, level: str | None, indicator: Indicator, keys: Collection[str]) -> bool:
    """Whether an indicator stands under a key of the rulebook: 产出, 效益+满意度, 决策.

    满意度 under 效益 belongs to 效益 where the rulebook has no points for 满意度 itself.
    """
    words = key.split("+")
    if level is not None and any(level in one.split("+") for one in keys):
        return level in words
    return _names(words, indicator.level1 or "")


def _even(table: TargetTable, book: Rulebook) -> Weights:
    """分值为均分: level-1 points over the level-2 kinds present, then over their indicators."""
    levels = [level_of(one) for one in table.indicators]
    own_cost = any(
        _names(form_words("words", "cost"), one.level1 or "") for one in table.indicators
    )
    shares = book.points.levels_with_cost if own_cost and book.points.levels_with_cost else None
    shares = shares or book.points.levels
    places = book.sharing.places
    findings: list[Finding] = []
    weights: list[Weight] = [Weight(None, "none")] * len(levels)
    absent = []
    for key, points in shares:
        members = [
            i
            for i, (level, one) in enumerate(zip(levels, table.indicators, strict=True))
            if _is_of(key, level, one, [name for name, _ in shares])
        ]
        if not members:
            absent.append((key, points))
            continue
        kinds: dict[str | None, list[int]] = {}
        for index in members:
            kinds.setdefault(table.indicators[index].level2 or levels[index], []).append(index)
        for indices, part in zip(kinds.values(), split(points, len(kinds), places), strict=True):
            for index, one in zip(indices, split(part, len(indices), places), strict=True):
                weights[index] = Weight(one, "even")
    unknown = [
        one.name for one, w in zip(table.indicators, weights, strict=True) if w.points is None
    ]
    if unknown:
        findings.append(_missing_finding(table, unknown, why=_why_unknown(own_cost, book)))
    for key, points in absent if len(unknown) < len(weights) else ():
        findings.append(
            Finding(
                code="level-absent",
                severity="warning",
                message=f"表中没有{key}指标，{book.name}给它的{format_number(points)}分没有分出去；"
                "等次按百分制折算",
                place=table.place,
                figures=(("level", key), ("points", format_number(points))),
            )
        )
    execution = _execution(table, Decimal(0), book, findings)
    shared = sum((one.points for one in weights if one.points is not None), Decimal(0))
    if not unknown and shared + (execution.points or 0) > book.points.total:
        findings.append(_sum_finding(table, shared, execution.points or Decimal(0), book))
    if len(unknown) < len(weights):
        findings.append(
            Finding(
                code="weight-even",
                severity="note",
                message="表中没有列分值，分值为均分：" + book.sharing.rule.text,
                place=table.place,
            )
        )
    return Weights(indicators=tuple(weights), execution=execution, findings=tuple(findings))


def _why_unknown(own_cost: bool, book: Rulebook) -> str:
    """Why nothing is shared out to 成本 as a level of its own, and which rulebook does it."""
    if not own_cost or book.points.levels_with_cost:
        return ""
    others = [one for one in map(rulebook, rulebooks()) if one.points.levels_with_cost]
    named = "、".join(one.name for one in others)
    also = f"（{named}有，可用 rulebook= 选用）" if named else ""
    return f"{book.name}没有成本作为一级指标的分值{also}，"


def rescaled(
    table: TargetTable,
    weights: Sequence[Weight],
    excluded: Collection[int],
    apart: Collection[int] = (),
) -> tuple[tuple[Weight, ...], tuple[Finding, ...]]:
    """The weights after `excluded` indicators hand theirs to the rest of their level-1 kind.

    Those `apart` take no part in it: they are left out with their own weight.
    """
    groups: dict[str | None, list[int]] = {}
    for index, one in enumerate(table.indicators):
        groups.setdefault(level_of(one) or one.level1, []).append(index)
    result = list(weights)
    findings = []
    for level, held in groups.items():
        members = [i for i in held if i in excluded or i not in apart]
        gone = [i for i in members if i in excluded]
        kept = [i for i in members if i not in excluded]
        known = [weights[i].points for i in members]
        if not gone or any(one is None for one in known):
            continue
        whole = sum((one for one in known if one is not None), Decimal(0))
        rest = sum((weights[i].points or Decimal(0) for i in kept), Decimal(0))
        if not rest:
            findings.append(
                Finding(
                    code="level-excluded",
                    severity="warning",
                    message=f"{level or '这一级'}的指标都不参与计分，"
                    f"{format_number(whole)}分没有去处；总分的满分相应减少，等次按百分制折算",
                    place=table.place,
                    figures=(("points", format_number(whole)),),
                )
            )
            continue
        left = whole
        for index in kept[:-1]:
            part = ((weights[index].points or Decimal(0)) * whole / rest).quantize(
                _CENT, rounding=ROUND_HALF_UP
            )
            result[index] = Weight(part, "rescaled")
            left -= part
        result[kept[-1]] = Weight(left, "rescaled")
    return tuple(result), tuple(findings)
