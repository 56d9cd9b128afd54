"""What a table earns: weights shared and stretched, budget execution, the total and the grade."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.reference.reference import Mark, Row, rounded, scored


@dataclass(frozen=True)
class Table:
    """Rows with the budget of the year; None where the form has no such row."""

    rows: tuple[Row, ...]
    budget: Decimal | None = None
    executed: Decimal | None = None
    initial: Decimal | None = None
    execution_weight: Decimal | None = None


@dataclass(frozen=True)
class Card:
    weights: tuple[Fraction | None, ...]  # None: unknown, or the row takes no part
    marks: tuple[Mark, ...]  # rounded
    execution: Mark
    total: Fraction
    maximum: Fraction
    grade: str | None


def cents(points: Fraction) -> Fraction:
    return Fraction(math.floor(points * 100 + Fraction(1, 2)), 100)


def divided(whole: Fraction, count: int) -> list[Fraction]:
    """Equal parts to the cent; the last takes the rest."""
    part = cents(whole / count)
    return [part] * (count - 1) + [whole - part * (count - 1)]


def shared(rows: tuple[Row, ...], book: dict[str, Any]) -> list[Fraction | None]:
    """The points of each level-1 kind, shared over its level-2 kinds, then over their rows."""
    points = book["points"]
    with_cost = any(row.level1.startswith("成本") for row in rows)
    levels = points.get("levels_with_cost") if with_cost else None
    weights: list[Fraction | None] = [None] * len(rows)
    for key, whole in (levels or points["levels"]).items():
        inside: dict[str, list[int]] = {}
        for place, row in enumerate(rows):
            if row.level1.removesuffix("指标") in key.split("+"):
                inside.setdefault(row.level2, []).append(place)
        parts = divided(Fraction(whole), len(inside)) if inside else []
        for places, part in zip(inside.values(), parts, strict=True):
            for place, weight in zip(places, divided(part, len(places)), strict=True):
                weights[place] = weight
    return weights


def stretched(
    rows: tuple[Row, ...], weights: list[Fraction | None], book: dict[str, Any]
) -> list[Any]:
    """Rows out of the reckoning give their points to the rest of their level."""
    void = {place for place, row in enumerate(rows) if row.kind == "not_applicable"}
    blank = {place for place, row in enumerate(rows) if row.actual is None} - void
    dropped = void if book["inapplicable"]["mode"] == "exclude" else set()
    away = void if book["inapplicable"]["mode"] != "full" else set()
    away = away | blank if book["missing"]["mode"] == "rescale" else away
    result = [None if place in away else weight for place, weight in enumerate(weights)]
    for level in {row.level1 for row in rows}:
        places = [place for place, row in enumerate(rows) if row.level1 == level]
        if any(weights[place] is None for place in places):
            continue  # what the level has in all is not known
        gone = sum(weights[place] for place in places if place in away - dropped)
        kept = [place for place in places if place not in away]
        left = sum((weights[place] for place in kept), Fraction(0))
        if gone and left:
            for place in kept[:-1]:
                result[place] = cents(weights[place] * (left + gone) / left)
            result[kept[-1]] = left + gone - sum(result[place] for place in kept[:-1])
    return result


def executed(table: Table, weight: Fraction, book: dict[str, Any]) -> Mark:
    rule = book["execution"]
    base = table.initial if rule["denominator"] == "initial" else table.budget
    if base is None or table.executed is None:
        return Mark(None, "缺实际值", Fraction(0), weight)
    if base == 0:
        share = {"open": None, "full": Fraction(1), "zero": Fraction(0)}[rule["zero_budget"]]
        status = "待评定"
    else:
        share = Fraction(table.executed) / Fraction(base)
        status = "完成" if share >= 1 else "未完成"
        share = min(share, Fraction(1)) if rule["capped"] else share
    if share is None:
        return Mark(None, status, Fraction(0), weight)
    return Mark(share * weight, status, share * weight, share * weight)


def graded(total: Fraction, maximum: Fraction, book: dict[str, Any]) -> str:
    bounds = book["grades"]["bounds"].items()
    return max((bound, grade) for grade, bound in bounds if total * 100 >= bound * maximum)[1]


def card(table: Table, book: dict[str, Any]) -> Card:
    """The whole table: weights, marks, total and grade (None while several are possible)."""
    rows = table.rows
    weights = [None if row.weight is None else Fraction(row.weight) for row in rows]
    full, spending = Fraction(book["points"]["total"]), Fraction(book["points"]["execution"])
    if all(weight is None for weight in weights):
        weights = shared(rows, book) if book["sharing"]["mode"] == "even" else weights
    elif table.execution_weight is not None:
        spending = Fraction(table.execution_weight)
    elif None not in weights:
        spending = full - sum(weights)
    weights = stretched(rows, weights, book)
    exact = [scored(replace(row, weight=w), book) for row, w in zip(rows, weights, strict=True)]
    exact.append(executed(table, spending, book))
    every = book["rounding"]["at"] == "indicator"
    marks = [
        mark.rounded(book, w) if every else mark
        for mark, w in zip(exact, (*weights, spending), strict=True)
    ]

    def summed(points: Any) -> Fraction:
        whole = sum((x for x in points if x is not None), Fraction(0))
        whole = whole if every else rounded(whole, book)
        rule = book["total"]
        if rule["places"] != "none":
            whole = rounded(whole, {"rounding": {"mode": rule["mode"], "places": rule["places"]}})
        return whole if rule["most"] == "none" else min(whole, Fraction(rule["most"]))

    maximum = sum((w for w in weights if w is not None), spending)
    parts = [
        weight is None
        for weight, mark in zip(weights, marks, strict=False)
        if mark.status != "不适用"
    ]
    ends = (summed(mark.lowest for mark in marks), summed(mark.highest for mark in marks))
    grades = {graded(end, maximum, book) for end in ends} if maximum and not any(parts) else set()
    return Card(
        weights=tuple(weights),
        marks=tuple(marks[:-1]),
        execution=marks[-1],
        total=summed(mark.points for mark in marks),
        maximum=maximum,
        grade=grades.pop() if len(grades) == 1 else None,
    )
