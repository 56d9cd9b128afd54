"""Random rows and tables, and how a form would write them."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from jixiao import Execution, Indicator, TargetTable
from tests.reference.reference import UNITS, Row
from tests.reference.tables import Table

BASE = "财预〔2020〕10号"
SHIPPED = ("财预〔2020〕10号", "财预〔2021〕101号", "湖北2020", "一体化(线性反向)", "岳阳整体支出")
VARIANTS: tuple[dict[str, Any], ...] = (
    {
        "reverse": {"mode": "linear"}, "equality": {"mode": "two_sided"},
        "strict_bound": {"mode": "strict"}, "missing": {"mode": "zero"},
        "inapplicable": {"mode": "exclude"}, "out_of_range": {"mode": "ratio"},
        "rounding": {"mode": "half_even", "places": 1},
    },
    {
        "reverse": {"mode": "zero"}, "equality": {"mode": "strict", "tolerance": "0.05"},
        "over": {"cap": "none"},
        "late": {"mode": "per_day", "per_day": "0.1"}, "rounding": {"mode": "up", "places": 0},
    },
    {
        "over": {"cap": "1.2"}, "missed": {"pass_mark": "0.6"}, "missing": {"mode": "rescale"},
        "inapplicable": {"mode": "full"}, "out_of_range": {"mode": "zero"},
        "zero_target": {"mode": "open"}, "rounding": {"mode": "down", "places": 1},
    },
    {
        "over": {"reduce_from": "1.5", "reduce_rate": "0.5", "reduce_most": "0.3"}, "late": {"mode": "open"},
        "negative": {"mode": "as_is"}, "missed": {"mode": "zero"}, "execution": {"zero_budget": "zero"},
        "rounding": {"at": "total", "places": 0},
    },
    {
        "rounding": {"at": "total", "mode": "half_even", "places": 1},
        "execution": {"denominator": "initial"}, "missing": {"mode": "rescale"},
        "reverse": {"mode": "linear"},
        "late": {
            "mode": "bands",
            "bands": [{"days": 1, "share": "0.9"}, {"days": 10, "share": "0.5"}],
        },
    },
    {
        "equality": {"mode": "two_sided", "tolerance": "0.1"}, "strict_bound": {"mode": "strict"},
        "missed": {"pass_mark": "0.5"}, "sharing": {"mode": "open"},
        "execution": {"capped": False, "zero_budget": "full"},
        "over": {"steps": [{"at_least": 2, "share": "0.7"}, {"at_least": "1.3", "share": "0.9"}]},
    },
    {
        "equality": {"tolerance": "0.05"},
        "scales": [
            {
                "kinds": ["数量"], "measure": "ratio", "rule": "完成率分档", "source": "试行办法",
                "steps": [
                    {"at_least": 1, "share": 1}, {"at_least": "0.9", "share": "0.8"},
                    {"at_least": "0.8", "share": "0.6"},
                ],
            }
        ],
    },
    {
        "over": {"bonus": "0.5", "bonus_every": "0.1", "bonus_most": 2},
        "late": {"mode": "per_month", "per_month": "0.2", "zero_after": 4},
        "total": {"places": 1, "mode": "down", "most": 100},
    },
)  # fmt: skip


def variant(place: int) -> dict[str, Any]:
    # a section that states its own source is no longer silent
    own = {"source": "试行办法", "silent": False}
    sections = {
        key: value if key == "scales" else {**value, **own}
        for key, value in VARIANTS[place].items()
    }
    return {"name": f"变体{place + 1}", "extends": BASE, **sections}


BOOKS: tuple[str | dict[str, Any], ...] = (*SHIPPED, *map(variant, range(len(VARIANTS))))

SIGNS = {
    "≥": ("≥", ">=", "不低于", "不少于"), "≤": ("≤", "<=", "不超过"), ">": (">", "＞", "超过"),
    "<": ("<", "＜"), "=": ("=", "＝"), "≈": ("约", "≈"), "": ("",),
}  # fmt: skip
SIZES = {
    "元": 900000,
    "万元": 90,
    "亿元": 3,
    "人": 300,
    "万人": 4,
    "%": 100,
    "次": 40,
    "小时": 48,
    "天": 9,
}
PARTS = {
    "产出指标": ("数量指标", "质量指标", "时效指标"), "成本指标": ("经济成本指标",),
    "效益指标": ("社会效益指标", "经济效益指标"), "满意度指标": ("服务对象满意度指标",),
}  # fmt: skip


def written(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def target_text(row: Row, random: Random) -> str:
    if row.kind == "comparison":
        return random.choice(SIGNS[row.operator]) + written(row.target) + row.unit
    if row.kind == "range":
        low, high = written(row.target), written(row.upper)
        return random.choice((f"{low}{row.unit}-{high}{row.unit}", f"{low}～{high}{row.unit}"))
    if row.kind == "deadline":
        return f"{row.target:%Y年%m月%d日}以前"
    return str(row.target)


def actual_text(row: Row) -> str | None:
    if row.actual is None:
        return None
    if isinstance(row.actual, Decimal):
        return written(row.actual) + (row.actual_unit or "")
    return str(row.actual)


def indicator(row: Row, random: Random) -> Indicator:
    return Indicator(
        level1=row.level1, level2=row.level2, name=row.name, target=target_text(row, random),
        direction=row.column, weight=row.weight, actual=actual_text(row), year=2022,
    )  # fmt: skip


def form(table: Table, random: Random) -> TargetTable:
    budget = ()
    if table.budget is not None:
        budget = (
            Execution(
                item="年度资金总额", budget=table.budget, executed=table.executed,
                initial=table.initial, weight=table.execution_weight,
            ),
        )  # fmt: skip
    return TargetTable(
        year=2022, kind="evaluation", execution=budget,
        indicators=tuple(indicator(row, random) for row in table.rows),
    )  # fmt: skip


def some_number(random: Random, size: int, places: int) -> Decimal:
    return Decimal(random.randint(1, size * 10**places)).scaleb(-places)


def near(number: Decimal, random: Random) -> Decimal:
    """An actual for a target: equal, about the marks of the rules, anywhere, 0 or less."""
    factor = random.choice(("1", "1", "0.9", "0.899", "1.1", "1.101", "0.99", "1.3", "1.301", "1.05",
                            "0.6", "0.599", "2", "2.5", "0.5", "0.8", "1.2", "0", "-0.2", None))  # fmt: skip
    if factor is None:
        return number * random.randint(20, 400) / 100
    return number * Decimal(factor)


def measured_row(random: Random, weight: Decimal) -> Row:
    level1 = random.choice(("产出指标", "产出指标", "成本指标", "满意度指标", "效益指标"))
    unit = "%" if level1 == "满意度指标" else random.choice(tuple(UNITS))
    name = random.choice(("甲", "甲", "补助标准")) if UNITS[unit][0] == "钱" else "甲"
    if level1 == "满意度指标":
        name = "群众满意度"
    whole = unit in ("人", "次")
    target = some_number(random, SIZES[unit], 0 if whole else random.choice((0, 1, 2)))
    operator, upper, kind = random.choice(tuple(SIGNS)), None, "comparison"
    if random.random() < 0.15:
        kind, operator, upper = (
            "range",
            "",
            target + some_number(random, SIZES[unit], 0 if whole else 1),
        )
    elif name == "甲" and operator not in ("≈", "<") and random.random() < 0.06:
        target = Decimal(0)
    actual = near(random.choice((target, upper or target)), random)
    if target == 0:
        actual = Decimal(random.choice(("0", "0", "1", "-1", "0.5", "12")))
    actual = actual.quantize(Decimal("1.0000"))
    alike = [other for other in UNITS if UNITS[other][0] == UNITS[unit][0]]
    other: str | None = random.choice(alike)
    if random.random() < 0.02:
        other = random.choice(tuple(UNITS))
    elif other == unit and target and target / 20 < actual < target * 20 and random.random() < 0.5:
        other = None  # a bare number far from the target may have lost its unit
    if other in alike:
        exact = Fraction(actual) * UNITS[unit][1] / UNITS[other][1]
        if 10**8 % exact.denominator:
            other = unit  # 1小时 is no decimal number of days
        else:
            actual = Decimal(exact.numerator) / exact.denominator
    return Row(
        kind, target, operator, upper, unit, actual, other, level1=level1,
        level2=random.choice(PARTS[level1]), name=name, weight=weight or Decimal(level1 == "满意度指标"),
        column=random.choice((None, None, "正向", "反向")) if operator in ("", "=", "≈") else None,
    )  # fmt: skip


def random_row(random: Random, *, whole_table: bool = False) -> Row:
    weight = Decimal(random.choice((10, 5, "3.75", "2.08", 6, 20, 0, 1)))
    draw = random.random()
    if whole_table and draw < 0.06:
        return Row(
            "not_applicable", random.choice(("不适用", "/", "—")), weight=weight, actual=None
        )
    if whole_table and draw < 0.14:
        return Row("comparison", Decimal(8), "≥", unit="次", actual=None, weight=weight)
    if draw < 0.22:
        day = datetime.date(2022, random.randint(2, 11), random.randint(1, 28))
        done = day + datetime.timedelta(random.choice((-20, -1, 0, 1, 3, 10, 25)))
        return Row("deadline", day, actual=done, weight=weight, level2="时效指标")
    if draw < 0.27:
        return Row("yes_no", random.choice("是否"), actual=random.choice("是否"), weight=weight)
    if draw < 0.34:
        graded = random.choice(("达成", "部分达成", "未达成"))
        return Row(
            "words",
            "有效保障",
            actual=graded,
            weight=weight,
            level1="效益指标",
            level2="社会效益指标",
        )
    return measured_row(random, weight)


def rows(count: int, seed: int) -> Iterator[Row]:
    random = Random(seed)
    return (random_row(random) for _ in range(count))


def random_table(random: Random, execution: int) -> Table:
    """Weights given, shared evenly or in part, rows that do not apply or have no actual, a budget."""
    drawn = [random_row(random, whole_table=True) for _ in range(random.randint(3, 12))]
    drawn = [
        replace(row, name=f"{'甲乙丙丁戊己庚辛壬癸子丑'[place]}{row.name}")
        for place, row in enumerate(drawn)
    ]
    way, stated = random.choice(("given", "given", "even", "partial", "loose")), None
    if way == "even":
        drawn = [replace(row, weight=None) for row in drawn]
    elif way == "given":  # to what the execution leaves of 100
        left, rows = Decimal(100 - execution), []
        for place, row in enumerate(drawn):
            weight = (
                left
                if place == len(drawn) - 1
                else (left / random.randint(2, 6)).quantize(Decimal("0.1"))
            )
            rows.append(replace(row, weight=weight))
            left -= weight
        drawn = rows
    else:
        drawn = [replace(row, weight=row.weight or Decimal(4)) for row in drawn]
        stated = Decimal(random.choice((10, 20, 5)))
        if way == "partial" or sum(row.weight for row in drawn) == 100:
            drawn[0] = replace(drawn[0], weight=None)
    budget = Decimal(random.choice((0, 100, 250, "84.26", 60)))
    executed = random.choice((budget, budget * Decimal("0.9"), budget * 2, Decimal("73.4"), None))
    initial = random.choice((budget, Decimal(80)))
    return Table(tuple(drawn), budget, executed, initial, stated)
