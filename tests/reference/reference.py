"""What a row earns, read from the rules alone.

Nothing of the product is imported: the rulebooks are read as TOML, the arithmetic is in fractions.
Where the rules are silent, what the product states in its reasons is taken: above `=` and over the
good end of a range the status is 超额; a scale is only for what more of is better.
"""

import math
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

BOOKS = Path(__file__).parents[2] / "src/jixiao/data/rulebooks"
UNITS = {
    "元": ("钱", 1), "万元": ("钱", 10**4), "亿元": ("钱", 10**8), "人": ("人", 1), "万人": ("人", 10**4),
    "%": ("%", 1), "次": ("次", 1), "小时": ("时", 1), "天": ("时", 24),
}  # fmt: skip
ABOUT = Fraction(1, 10)  # 约: met within 10 %
GRADES = {"达成": "reached", "部分达成": "partly", "未达成": "missed"}


@dataclass(frozen=True)
class Row:
    """One indicator. A range runs from `target` to `upper`; `actual` is a number, a date or a word."""

    kind: str  # comparison, range, deadline, yes_no, words, not_applicable
    target: Any = None
    operator: str = ""
    upper: Decimal | None = None
    unit: str = ""
    actual: Any = None
    actual_unit: str | None = None  # None: a bare number, in the unit of the target
    column: str | None = None  # 指标方向
    weight: Decimal | None = Decimal(10)
    level1: str = "产出指标"
    level2: str = "数量指标"
    name: str = "甲"


@dataclass(frozen=True)
class Mark:
    """The points before rounding (None: open), and what the points can still become."""

    points: Fraction | None
    status: str
    lowest: Fraction
    highest: Fraction

    def rounded(self, book: dict[str, Any], weight: Fraction | None) -> "Mark":
        """Full points are the weight itself, whatever its decimals; none pass it by rounding."""
        values = []
        for points in (self.points, self.lowest, self.highest):
            if points is not None and (points != weight or self.status == "待评定"):
                near = rounded(points, book)
                points = near if weight is None or points > weight else min(near, weight)
            values.append(points)
        return Mark(values[0], self.status, values[1], values[2])


def load(name: str | dict[str, Any]) -> dict[str, Any]:
    """A rulebook by its name, or its content as a mapping, over what it extends."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in BOOKS.glob("*.toml")]
    book = name if isinstance(name, dict) else {one["name"]: one for one in files}[name]
    if "extends" not in book:
        return book
    below = load(book["extends"])  # a section keeps the fields that are not stated anew
    return below | {
        key: below[key] | value if isinstance(value, dict) else value for key, value in book.items()
    }


def number(value: Any) -> Fraction | None:
    return None if value is None or value == "none" else Fraction(str(value))


def rounded(points: Fraction, book: dict[str, Any]) -> Fraction:
    rounding = book["rounding"]
    scaled = points * 10 ** rounding["places"]
    whole = {
        "half_up": lambda: math.floor(scaled + Fraction(1, 2)),
        "half_even": lambda: round(scaled),
        "up": lambda: math.ceil(scaled),
        "down": lambda: math.floor(scaled),
    }[rounding["mode"]]()
    return Fraction(whole, 10 ** rounding["places"])


#: How long something takes, under 时效: the shorter the better.
TIMES = ("小时", "天", "工作日", "分钟", "日", "月")


def direction(row: Row) -> str:
    """more, less, neither or unknown: by the column, the sign, a fixed standard, 成本, the name, 时效."""
    if row.column:
        return "more" if row.column == "正向" else "less"
    if row.operator in ("≥", ">", "≤", "<"):
        return "more" if row.operator in ("≥", ">") else "less"
    if row.name.endswith("标准"):
        return "neither"
    if row.level1 == "成本指标":
        return "less"
    if row.name.endswith("满意度"):
        return "more"
    return "less" if row.level2 == "时效指标" and row.unit in TIMES else "unknown"


def scaled(row: Row, actual: Fraction, weight: Fraction, book: dict[str, Any]) -> Fraction | None:
    """The share that a scale gives, None where there is none for the row."""
    for scale in book.get("scales", ()):
        if scale.get("measure") == "ratio":
            if any(word in row.level1 + row.level2 for word in scale["kinds"]):
                return by_ratio(row, actual, scale, book)
            continue
        words = scale["applies_to"]
        if row.unit != "%" or not any(
            row.name.endswith(word) or word in row.level1 + row.level2 for word in words
        ):
            continue
        if "steps" in scale:
            reached = [step for step in scale["steps"] if actual / 100 >= number(step["at_least"])]
            return max((number(step["share"]) for step in reached), default=Fraction(0))
        below = max(number(scale["deduct_from"]) - actual / 100, 0)
        lost = math.ceil(below / number(scale["every"])) * number(scale["points"])
        return max(1 - lost / weight, Fraction(0)) if weight else Fraction(0)
    return None


def by_ratio(
    row: Row, actual: Fraction, scale: dict[str, Any], book: dict[str, Any]
) -> Fraction | None:
    """A step by actual over target; whatever is as good as the target has the ratio 1."""
    factor = UNITS[row.unit][1]
    low = Fraction(row.target) * factor
    high = Fraction(row.upper) * factor if row.kind == "range" else low
    if high <= 0:
        return None
    slack = {"≈": ABOUT, "=": number(book["equality"].get("tolerance", 0))}.get(row.operator, 0)
    if low * (1 - slack) <= actual <= high:
        ratio = Fraction(1)
    else:
        ratio = actual / low if actual < low else actual / high
    passed = [step for step in scale["steps"] if ratio >= number(step["at_least"])]
    return max((number(step["share"]) for step in passed), default=Fraction(0))


def reached(ratio: Fraction, book: dict[str, Any]) -> tuple[Fraction, str]:
    """A target that more is better for, met: capped, perhaps reduced far above it."""
    over = book["over"]
    cap, reduce_from = number(over["cap"]), number(over["reduce_from"])
    share = ratio if cap is None else min(ratio, cap)
    if reduce_from is not None and ratio > reduce_from:
        lost = (ratio - reduce_from) * Fraction(str(over.get("reduce_rate", 1)))
        share = max(1 - min(lost, number(over.get("reduce_most")) or 1), Fraction(0))
    steps = [one for one in over.get("steps", ()) if ratio >= number(one["at_least"])]
    if steps:
        return number(max(steps, key=lambda one: number(one["at_least"]))["share"]), "超额"
    return share, "超额" if ratio > number(over["remark_from"]) else "完成"


def missed(ratio: Fraction, book: dict[str, Any]) -> tuple[Fraction, str]:
    mark = number(book["missed"]["pass_mark"])
    if book["missed"]["mode"] == "zero" or (mark is not None and ratio < mark):
        return Fraction(0), "未完成"
    return max(ratio, Fraction(0)), "未完成"


def exceeded(target: Fraction, actual: Fraction, book: dict[str, Any]) -> tuple[Fraction, str]:
    shares = {"inverse": target / actual, "linear": max(2 - actual / target, Fraction(0))}
    share = shares.get(book["reverse"]["mode"], Fraction(0))
    mark = number(book["missed"]["pass_mark"])
    return (Fraction(0) if mark is not None and share < mark else share), "超标"


def compared(row: Row, a: Fraction, b: Fraction, book: dict[str, Any]) -> tuple[Any, str]:
    way = direction(row)
    slack = {"≈": ABOUT, "=": number(book["equality"].get("tolerance", 0))}.get(row.operator, 0)
    if way == "neither":
        return (Fraction(1), "完成") if abs(b - a) <= a * slack else (None, "待评定")
    if a == 0:
        upward = row.operator == "≥" or (row.operator == "" and row.column == "正向")
        met = b > 0 if row.operator == ">" else b >= 0 if upward else b <= 0
        if met:
            return Fraction(1), "完成"
        if book["zero_target"]["mode"] == "open":
            return None, "待评定"
        return Fraction(0), "超标" if b > 0 else "未完成"
    if row.operator in ("<", ">") and b == a and book["strict_bound"]["mode"] == "strict":
        return Fraction(1), "待评定"  # not reached, in the ratio 1
    if row.operator in ("=", "≈"):
        if abs(b - a) <= a * slack:
            return Fraction(1), "完成"
        better = b < a if way == "less" else b > a
        mode = book["equality"]["mode"] if row.operator == "=" else "one_sided"
        if better and mode == "one_sided":
            return Fraction(1), "完成" if way == "less" else "超额"
        if mode == "strict" or better:
            share = min(a / b, b / a) if mode == "two_sided" and b else Fraction(0)
            over = "超标" if way == "less" else "超额"
            return share, over if b > a else "未完成"
    if way == "less":
        return (Fraction(1), "完成") if b <= a else exceeded(a, b, book)
    return reached(b / a, book) if b >= a else missed(b / a, book)


def ranged(row: Row, b: Fraction, book: dict[str, Any]) -> tuple[Any, str]:
    low, high = Fraction(row.target) * UNITS[row.unit][1], Fraction(row.upper) * UNITS[row.unit][1]
    way = direction(row)
    if low <= b <= high or (way == "less" and b < low):
        return Fraction(1), "完成"
    if way == "more" and b > high:
        return Fraction(1), "超额"
    if way == "neither":
        return None, "待评定"
    share, status = missed(b / low, book) if b < low else exceeded(high, b, book)
    return (Fraction(0) if book["out_of_range"]["mode"] == "zero" else share), status


def measured(row: Row, weight: Fraction, book: dict[str, Any]) -> tuple[Any, str]:
    dimension, factor = UNITS[row.unit]
    other, other_factor = UNITS[row.actual_unit or row.unit]
    if other != dimension:
        return None, "待评定"
    a, b = Fraction(row.target) * factor, Fraction(row.actual) * other_factor
    if b < 0 <= a and book["negative"]["mode"] == "zero":
        b = Fraction(0)
    share, status = ranged(row, b, book) if row.kind == "range" else compared(row, a, b, book)
    by_scale = None if direction(row) == "less" else scaled(row, b, weight, book)
    if by_scale is None:
        return share, status
    met = status in ("完成", "超额") and by_scale
    return by_scale, "完成" if met else "未完成"


def bonus(row: Row, book: dict[str, Any]) -> Fraction:
    """Points beyond the weight, for what more of is better."""
    over, way = book["over"], direction(row)
    if row.kind != "comparison" or row.actual is None or not over.get("bonus"):
        return Fraction(0)
    (kind, factor), (other, times) = UNITS[row.unit], UNITS[row.actual_unit or row.unit]
    a, b = Fraction(row.target) * factor, Fraction(row.actual) * times
    if way in ("less", "neither") or row.operator in ("=", "≈") or kind != other or not 0 < a < b:
        return Fraction(0)
    count = math.floor((b / a - 1) / number(over["bonus_every"]))
    return min(count * number(over["bonus"]), number(over["bonus_most"]))


def month_later(day: date, months: int) -> date:
    """The last day of a month stays the last day; else the same day, or the last there is."""
    first = date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)
    ends = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    at_end = (day + timedelta(days=1)).day == 1
    return ends if at_end or day.day > ends.day else first.replace(day=day.day)


def dated(row: Row, book: dict[str, Any]) -> tuple[Any, str]:
    days = (row.actual - row.target).days
    if days <= 0:
        return Fraction(1), "完成"
    late = book["late"]
    if late["mode"] == "per_day":
        return max(1 - days * number(late["per_day"]), Fraction(0)), "未完成"
    if late["mode"] == "per_month":
        months = 1  # those that have begun: as many as month ends, or like days, were passed
        while row.actual > month_later(row.target, months):
            months += 1
        gone = months > late.get("zero_after", months)
        return max(1 - months * number(late["per_month"]), Fraction(0)) * (not gone), "未完成"
    if late["mode"] == "bands":
        return next((number(b["share"]) for b in late["bands"] if days <= b["days"]), 0), "未完成"
    return (None if late["mode"] == "open" else Fraction(0)), "待评定"


def scored(row: Row, book: dict[str, Any]) -> Mark:
    """The mark of one row, its points not yet rounded."""
    w = Fraction(row.weight or 0)
    band = None
    if row.kind == "not_applicable":
        full = book["inapplicable"]["mode"] == "full"
        share, status = (Fraction(1), "完成") if full else (None, "不适用")
    elif row.actual is None:
        mode = book["missing"]["mode"]
        share = Fraction(0) if mode == "zero" else None
        status = "不适用" if mode == "rescale" else "缺实际值"  # out of the reckoning
    elif row.kind == "deadline":
        share, status = dated(row, book)
    elif row.kind == "yes_no":
        met = row.actual == row.target
        share, status = Fraction(met), "完成" if met else "未完成"
    elif row.kind == "words":
        grade = GRADES[row.actual]
        one = next(one for one in book["qualitative"]["bands"] if one["grade"] == grade)
        lower, upper = number(one["lower"]), number(one["upper"])
        where = {"upper": upper, "middle": (lower + upper) / 2, "lower": lower}
        share = where[book["qualitative"][grade]]
        status = "完成" if grade == "reached" else "待评定"
        band = None if grade == "reached" else (lower * w, upper * w)
    else:
        share, status = measured(row, w, book)
    extra = bonus(row, book)
    if extra and row.weight is None:
        status = "待评定"  # points of an unknown weight
    if extra and w:
        share += extra / w
    if row.weight is None or share is None:
        return Mark(None, status, Fraction(0), w)
    if status == "待评定":
        return Mark(share * w, status, *(band or (Fraction(0), w)))
    return Mark(share * w, status, share * w, share * w)
