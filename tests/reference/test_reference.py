"""`jixiao.score` and `score_frame` against the reading of the rules in `reference.py`."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jixiao
from jixiao import Indicator, TargetTable, frames
from tests.reference.reference import Mark, Row, load, scored
from tests.reference.samples import (
    BOOKS,
    SHIPPED,
    form,
    indicator,
    random_table,
    rows,
    written,
)
from tests.reference.tables import Table, card

ROWS, TABLES = 20_000, 1_000
SIX = Fraction(1, 10**6)  # points that are not rounded one by one keep six decimals

Result = tuple[Decimal | None, str]
Book = str | dict[str, Any]
each_book = pytest.mark.parametrize("place", range(len(BOOKS)), ids=[*SHIPPED, *"12345678"])


def by_score(indicators: Sequence[Indicator], book: Any) -> list[Result]:
    table = TargetTable(year=2022, kind="evaluation", indicators=indicators)
    return [(score.points, score.status) for score in jixiao.score(table, rulebook=book).scores]


def by_frame(indicators: Sequence[Indicator], book: Any) -> list[Result]:
    columns = ("target", "actual", "weight", "name", "level1", "level2", "direction", "year")
    frame = pl.DataFrame(
        {column: [getattr(one, column) for one in indicators] for column in columns},
        schema_overrides=dict.fromkeys(("actual", "direction"), pl.String),
    )
    found = frames.score_frame(frame, rulebook=book, **{column: column for column in columns})
    return found.select("points", "status").rows()


both_ways = pytest.mark.parametrize("ways", [by_score, by_frame], ids=["score", "score_frame"])
Way = Callable[[Sequence[Indicator], Any], list[Result]]


def agrees(mark: Mark, points: Decimal | None, status: str, row: Row, book: dict[str, Any]) -> bool:
    """`mark` is rounded where the rulebook rounds each indicator."""
    slack = 0 if book["rounding"]["at"] == "indicator" else SIX
    if (points is None) != (mark.points is None):
        return False
    if points is not None and abs(Fraction(points) - mark.points) > slack:
        return False
    # no rule says what the status is where a scale gives the points
    by_scale = "scales" in book and (row.level1 == "满意度指标" or row.level2 == "数量指标")
    return by_scale or status == mark.status


@both_ways
@each_book
def test_rows(place: int, ways: Way) -> None:
    book, rulebook, random = load(BOOKS[place]), jixiao.rulebook(BOOKS[place]), Random(place)
    some = [*rows(ROWS // len(BOOKS) + 1, seed=place)]
    differ = []
    for start in range(0, len(some), 100):
        part = some[start : start + 100]
        asked = [indicator(row, random) for row in part]
        for row, one, (points, status) in zip(part, asked, ways(asked, rulebook), strict=True):
            mark = scored(row, book)
            if book["rounding"]["at"] == "indicator":
                mark = mark.rounded(book, Fraction(row.weight or 0))
            if not agrees(mark, points, status, row, book):
                differ.append((one, points, status, mark))
    assert differ == []


@each_book
def test_tables(place: int) -> None:
    book, rulebook, random = load(BOOKS[place]), jixiao.rulebook(BOOKS[place]), Random(place)
    for _ in range(TABLES // len(BOOKS) + 1):
        table = random_table(random, book["points"]["execution"])
        compare_cards(table, random, book, rulebook)


def compare_cards(table: Table, random: Random, book: dict[str, Any], rulebook: Any) -> None:
    found, mine = jixiao.score(form(table, random), rulebook=rulebook), card(table, book)
    for row, score, mark, weight in zip(
        table.rows, found.scores, mine.marks, mine.weights, strict=True
    ):
        assert agrees(mark, score.points, score.status, row, book), (score, mark)
        assert score.points is None or score.weight == weight
    execution = found.execution
    assert agrees(mine.execution, execution.points, execution.status, Row(""), book), execution
    assert (found.total, found.maximum, found.grade) == (mine.total, mine.maximum, mine.grade)


# What holds whatever the rulebook says.

NUMBERS = st.decimals(1, 9999, places=2)
MONEY = {"元": 1, "万元": 10**4, "亿元": 10**8}
SIGNS = ("≥", "＞", "不低于", "≤", "＜", "不超过", "=", "约", "")
PLACES = {"level1": "产出指标", "level2": "数量指标", "weight": Decimal("7.25"), "year": 2022}
quick = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@both_ways
@quick
@given(
    st.sampled_from(SIGNS),
    NUMBERS,
    st.lists(st.decimals("0", "3", places=3), min_size=2, max_size=12),
    st.sampled_from(["次", "%", "万元", "天"]),
    st.sampled_from(["正向", "反向"]),
    st.booleans(),
    st.sampled_from(SHIPPED),
)
def test_a_better_actual_never_earns_less(
    ways: Way, sign: str, number: Decimal, factors: list[Decimal], unit: str, column: str,
    ranged: bool, book: str,
) -> None:  # fmt: skip
    target = sign + written(number) + unit
    upward = sign in ("≥", "＞", "不低于") or (sign in ("=", "约", "") and column == "正向")
    if ranged:
        target, upward = f"{written(number)}～{written(number * 2)}{unit}", column == "正向"
    actuals = sorted((number * factor for factor in factors), reverse=not upward)
    asked = [
        Indicator(name="群众满意度", target=target, actual=written(one) + unit, direction=column, **PLACES)
        for one in actuals
    ]  # fmt: skip
    points = [points for points, _ in ways(asked, book)]
    assert points == sorted(points)


@both_ways
@quick
@given(st.sampled_from(SIGNS), NUMBERS, NUMBERS, st.sampled_from(SHIPPED))
def test_the_unit_does_not_matter(
    ways: Way, sign: str, target: Decimal, actual: Decimal, book: str
) -> None:
    asked = [
        Indicator(
            name="甲",
            target=sign + written(target / size) + unit,
            actual=written(actual / other_size) + other,
            **PLACES,
        )
        for unit, size in MONEY.items()
        for other, other_size in MONEY.items()
    ]
    assert len(set(ways(asked, book))) == 1


@both_ways
@quick
@given(
    st.sampled_from(SIGNS),
    NUMBERS,
    NUMBERS,
    st.sampled_from([Decimal("0.01"), Decimal("0.5"), Decimal(3), Decimal(1000)]),
    st.sampled_from(BOOKS),
)
def test_the_scale_does_not_matter(
    ways: Way, sign: str, target: Decimal, actual: Decimal, factor: Decimal, book: Book
) -> None:
    asked = [
        Indicator(
            name="甲",
            target=sign + written(target * one) + "次",
            actual=written(actual * one) + "次",
            **PLACES,
        )
        for one in (Decimal(1), factor)
    ]
    first, second = ways(asked, jixiao.rulebook(book))
    assert first == second


@both_ways
@quick
@given(st.integers(0, 10**6), st.randoms(use_true_random=False), st.sampled_from(BOOKS))
def test_the_order_does_not_matter(ways: Way, seed: int, random: Random, book: Book) -> None:
    asked = [indicator(row, Random(seed)) for row in rows(15, seed=seed)]
    rulebook = jixiao.rulebook(book)
    results = list(zip(asked, ways(asked, rulebook), strict=True))
    random.shuffle(results)
    assert ways([one for one, _ in results], rulebook) == [result for _, result in results]
