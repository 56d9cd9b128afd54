"""Checks on proportions: points among the rows, the declared grade, targets too easily met."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from ...criteria import Comparison
from ...errors import JixiaoError
from ...findings import Finding
from ...language import squeeze
from ...language.judging import read_actual
from ...naming import bare_name, wording
from ...quantities import format_number
from ...rules import rulebook
from ...scoring.weights import level_of
from ...tables import Indicator, TargetTable
from .codes import (
    GRADE_DIFFERS,
    SATISFACTION_LOW,
    SUM_DIFFERS,
    TARGET_LOWERED,
    WEIGHT_PROPORTION,
)
from .money import plain
from .wording import direction_of, is_cost, kind_called, matches, pattern, says, texts_of

__all__ = [
    "grade_differs",
    "satisfaction_low",
    "target_lowered",
    "total_told",
    "weight_proportion",
]

_HALF: Final = Fraction(1, 2)
#: With fewer rows than this one of them may well have half of the points.
_ROWS: Final = 4
#: So many grades with their totals make a scale.
_GRADES: Final = 3
#: A note is no longer.
_LONGEST: Final = 1000
_CLAUSE: Final = re.compile(r"[,;。、\n]")
_NUMBER: Final = re.compile(r"(?<![0-9.])[0-9]{2,3}(?:\.[0-9]+)?(?![0-9])")


def weight_proportion(table: TargetTable) -> Iterator[Finding]:
    """One row with more than half of the points, or effects with more than the outputs.

    财预〔2020〕10号: 产出 50, 效益 30, 满意度 10 of 90 in principle.
    """
    rows = [one for one in table.indicators if one.weight is not None and one.weight > 0]
    if len(rows) < _ROWS or any(one.is_judged for one in rows):
        return
    total = sum((one.weight or Decimal(0) for one in rows), Decimal(0))
    largest = max(rows, key=lambda one: one.weight or Decimal(0))
    if largest.weight is not None and Fraction(largest.weight) > _HALF * Fraction(total):
        yield WEIGHT_PROPORTION.finding(
            f"“{largest.name}”一个指标就有{format_number(largest.weight)}分，超过指标总分"
            f"{format_number(total)}分的一半，其余指标做不做都影响不大；请按重要程度调整分值",
            indicator=largest,
            figures={"weight": format_number(largest.weight), "total": format_number(total)},
        )
    parts: dict[str, Decimal] = {}
    for one in rows:
        level = level_of(one)
        if level is None:
            return
        parts[level] = parts.get(level, Decimal(0)) + (one.weight or Decimal(0))
    # Costs are a part of the outputs, or stand beside them.
    outputs = _of(parts, "quantity") + parts.get(kind_called("cost").match[0], Decimal(0))
    effects = _of(parts, "effect")
    if outputs and effects > outputs:
        usual = "、".join(
            f"{name}{format_number(points)}分" for name, points in rulebook().points.levels
        )
        yield WEIGHT_PROPORTION.finding(
            f"产出（含成本）{format_number(outputs)}分，效益{format_number(effects)}分，效益比产出还多；"
            f"一般是{usual}（{rulebook().name}），请调整分值，确有理由的写明",
            figures={"outputs": format_number(outputs), "effects": format_number(effects)},
        )


def _of(parts: Mapping[str, Decimal], kind: str) -> Decimal:
    """The points of the level 1 that a kind stands under, or that has its own word."""
    names = {kind_called(kind).level1[0], kind_called(kind).match[0]}
    return sum((points for name, points in parts.items() if name in names), Decimal(0))


def _printed_grades(table: TargetTable, names: Sequence[str]) -> tuple[tuple[str, Decimal], ...]:
    """From which total on each of `names` is given as the form prints it, best first; or ()."""
    for text in texts_of(table):
        found: dict[str, Decimal] = {}
        for clause in _CLAUSE.split(squeeze(text)) if len(text) <= _LONGEST else ():
            named = pattern("grades", "named").search(clause)
            numbers = [Decimal(one) for one in _NUMBER.findall(clause)]
            if named is None or not numbers:
                continue
            below = len(numbers) == 1 and matches("grades", "below", clause)
            name = next(filter(None, named.groups()))
            found.setdefault(name, Decimal(0) if below else min(numbers))
        bounds = sorted(found.items(), key=lambda one: -one[1])
        # A scale of which a grade was not understood is none: the next one would be the best.
        if len(bounds) >= _GRADES and [name for name, _ in bounds] == [*names[: len(bounds)]]:
            return tuple(bounds)
    return ()


def grade_differs(table: TargetTable) -> Iterator[Finding]:
    """The grade (评价等次) that the form declares against the total that it declares."""
    total, grade = table.declared_total, (table.declared_grade or "").strip()
    if total is None or not grade:
        return
    book = rulebook()
    names = [name for name, _ in book.grades.bounds]
    said = next((name for name in names if grade.startswith(name)), None)
    weights = [one.weight for one in table.indicators if one.weight is not None]
    if said is None or total > book.points.total or not weights:
        return
    printed = _printed_grades(table, names)
    expected = next((name for name, low in printed if total >= low), None)
    rule = "、".join(f"{format_number(low)}分起为{name}" for name, low in printed if low)
    if expected is None:
        expected, rule = book.grades.of(total), str(book.grades.rule)
    if expected == said:
        return
    yield GRADE_DIFFERS.finding(
        f"评价等次写作“{grade}”，总分{format_number(total)}分应为“{expected}”"
        f"（{f'表上注明{rule}' if printed else rule}）；请核对总分和等次",
        figures={"declared": grade, "expected": expected, "total": format_number(total)},
    )


def total_told(table: TargetTable) -> Iterator[Finding]:
    """The total that a text of the form tells (自评总分96.3分) against the one that it declares."""
    total = table.declared_total
    if total is None:
        return
    for text in texts_of(table):
        said = pattern("said", "total").search(squeeze(text))
        told = next((one for one in said.groups() if one), "") if said else ""
        # 96分 of 96.3分 is rounded.
        if not told or _as_told(total, told) == Decimal(told):
            continue
        yield SUM_DIFFERS.finding(
            f"文字里写总分{told}分（“{text.strip()[:30]}”），表上的总分是{format_number(total)}分；请核对",
            severity="warning",
            place=table.place,
            figures={"told": told, "declared": format_number(total)},
        )
        return


def _as_told(total: Decimal, told: str) -> Decimal:
    """The total with as many places as were told."""
    return total.quantize(Decimal(told), rounding=ROUND_HALF_UP)


def _is_satisfaction(one: Indicator) -> bool:
    level = f"{one.level1 or ''}{one.level2 or ''}"
    return says("satisfaction", bare_name(one.name)) or says("satisfaction", level)


def satisfaction_low(table: TargetTable) -> Iterator[Finding]:
    """A satisfaction target that anybody meets."""
    least = wording()["names"]["satisfied"]
    for one in table.indicators:
        criterion = one.criterion
        if not isinstance(criterion, Comparison) or criterion.unit != "%":
            continue
        if not _is_satisfaction(one) or criterion.operator in ("≤", "<"):
            continue
        share = criterion.quantity.exact
        if 1 < share < least and direction_of(one) != "down":
            yield SATISFACTION_LOW.finding(
                f"“{one.name}”的指标值“{one.target_text}”太低，多数人不满意也算完成；"
                "一般不低于80%，请提高，确有原因的写明",
                indicator=one,
                figures={"share": plain(share)},
            )


def _is_price(one: Indicator, target: Comparison) -> bool:
    """Whether a cost is stated per something: 15万元/公里, 人均成本."""
    name = bare_name(one.name)
    return "/" in target.unit or any(
        matches("cost", key, name) for key in ("even", "each", "unit_price")
    )


def target_lowered(table: TargetTable) -> Iterator[Finding]:
    """A target on the bad side of last year's result, where the form prints that."""
    for one in table.indicators:
        target = one.criterion
        if not one.previous or not isinstance(target, Comparison):
            continue
        try:
            before = read_actual(one.previous, year=one.year)
            if not isinstance(before, Comparison):
                continue
            number = (
                before.quantity.exact
                if before.unit in ("", target.unit)
                else before.quantity.in_unit(target.unit)
            )
        except JixiaoError:
            continue
        way = direction_of(one)
        if is_cost(one) and not _is_price(one, target):
            continue  # A whole cost grows with the work.
        aim = target.quantity.exact
        if (way == "up" and aim < number) or (way == "down" and aim > number):
            yield TARGET_LOWERED.finding(
                f"“{one.name}”上年实际已是{one.previous}，今年的指标值“{one.target_text}”反而"
                f"{'低于上年；请提高，任务确有减少的' if way == 'up' else '高于上年；请压低，情况确有变化的'}写明原因",
                indicator=one,
                figures={"previous": one.previous, "target": str(target)},
            )
