"""What holds for every score, whatever the figures (financial common sense, as properties)."""

from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

pytest.importorskip("hypothesis")

from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.actuals import Actual, Actuals
from jixiao.quantities import Quantity
from jixiao.rules import DEFAULT, rulebook, rulebooks
from jixiao.scoring import score
from jixiao.tables import Execution, Indicator, TargetTable

# The first call loads the grammar, which takes longer than a deadline allows.
QUICK = settings(deadline=None, max_examples=60)
NUMBERS = st.decimals(min_value=0, max_value=10**6, places=2, allow_nan=False)
POSITIVE = st.decimals(min_value="0.01", max_value=10**6, places=2, allow_nan=False)
WEIGHTS = st.decimals(min_value=1, max_value=90, places=2, allow_nan=False)
OPERATORS = st.sampled_from(["≥", "≤", "=", ">", "<", "", "≈"])
BOOKS = st.sampled_from(rulebooks())

STRICT = rulebook(
    {
        "name": "从严",
        "extends": DEFAULT,
        "rounding": {"mode": "down"},
        "equality": {"mode": "two_sided"},
    }
)


def one(target, actual, weight, book=DEFAULT, **more):
    table = TargetTable(indicators=[Indicator(name="某指标", target=target, weight=weight, **more)])
    card = score(table, {"某指标": actual}, rulebook=book)
    return card.scores[0]


@QUICK
@given(OPERATORS, POSITIVE, NUMBERS, WEIGHTS, BOOKS)
def test_points_lie_between_nothing_and_the_weight(operator, target, actual, weight, book):
    scored = one(f"{operator}{target}次", actual, weight, book)
    assert scored.points is not None
    assert 0 <= scored.points <= weight
    assert scored.lowest <= scored.points <= scored.highest <= weight


@QUICK
@given(st.sampled_from(["≥", ">", ""]), POSITIVE, NUMBERS, NUMBERS, WEIGHTS, BOOKS)
def test_more_is_never_worse_where_more_is_better(operator, target, first, second, weight, book):
    low, high = sorted((first, second))
    target = f"{operator}{target}次"
    assert one(target, low, weight, book).points <= one(target, high, weight, book).points


@QUICK
@given(st.sampled_from(["≤", "<"]), POSITIVE, NUMBERS, NUMBERS, WEIGHTS, BOOKS)
def test_more_is_never_better_where_less_is_better(operator, target, first, second, weight, book):
    low, high = sorted((first, second))
    target = f"{operator}{target}次"
    assert one(target, low, weight, book).points >= one(target, high, weight, book).points


@QUICK
@given(st.integers(1, 10**6), st.integers(0, 10**6), WEIGHTS, st.sampled_from(["≥", "≤", "="]))
def test_the_unit_of_the_actual_does_not_matter(target, actual, weight, operator):
    metres = one(f"{operator}{target}米", f"{actual}米", weight)
    kilometres = one(
        f"{operator}{target}米", str(Quantity(Decimal(actual), "米").to("公里")), weight
    )
    assert metres.points == kilometres.points
    assert metres.status == kilometres.status


@QUICK
@given(st.integers(1, 10**6), st.integers(0, 10**6), WEIGHTS)
def test_the_unit_of_the_target_does_not_matter(target, actual, weight):
    yuan = one(f"≤{target}元", f"{actual}元", weight)
    wan = one(f"≤{Quantity(Decimal(target), '元').to('万元')}", f"{actual}元", weight)
    assert yuan.points == wan.points


@QUICK
@given(POSITIVE, NUMBERS, WEIGHTS)
def test_a_missed_target_is_the_exact_ratio_rounded_once(target, actual, weight):
    scored = one(f"≥{target}次", actual, weight)
    exact = min(Fraction(1), Fraction(actual) / Fraction(target)) * Fraction(weight)
    assert abs(Fraction(scored.points) - exact) <= Fraction(1, 200)


@QUICK
@given(POSITIVE, NUMBERS, WEIGHTS)
def test_cutting_never_gives_more_than_rounding(target, actual, weight):
    assert (
        one(f"≥{target}次", actual, weight, STRICT).points
        <= one(f"≥{target}次", actual, weight).points
    )


ROWS = st.lists(st.tuples(POSITIVE, NUMBERS, WEIGHTS), min_size=1, max_size=8)


def table(rows):
    return TargetTable(
        indicators=[
            Indicator(name=f"指标{i}", target=f"≥{target}次", weight=weight, actual=str(actual))
            for i, (target, actual, weight) in enumerate(rows)
        ],
        execution=[Execution(item="年度资金总额", budget=100, executed=90, weight=10)],
    )


@QUICK
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_indicators_does_not_matter(rows, random):
    card = score(table(rows))
    shuffled = list(card.table.indicators)
    random.shuffle(shuffled)
    other = score(attrs.evolve(card.table, indicators=shuffled))
    assert other.total == card.total
    assert {s.name: s.points for s in other.scores} == {s.name: s.points for s in card.scores}


@QUICK
@given(ROWS)
def test_the_total_is_the_exact_sum_and_levels_add_up(rows):
    card = score(table(rows))
    assert card.total == sum(s.points for s in card.items)
    assert card.maximum == sum(w for _, _, w in rows) + 10
    firsts = [level for level in card.levels if level.level2 is None]
    assert sum(level.points for level in firsts) == card.total
    assert card.lowest <= card.total <= card.highest


@QUICK
@given(ROWS, st.sets(st.integers(0, 7)))
def test_what_is_missing_stays_open_and_the_range_holds_the_end(rows, gone):
    full = table(rows)
    holes = [
        attrs.evolve(one, actual=None) if i in gone else one
        for i, one in enumerate(full.indicators)
    ]
    card = score(attrs.evolve(full, indicators=holes))
    assert card.open_points == sum(w for i, (_, _, w) in enumerate(rows) if i in gone)
    assert card.lowest <= score(full).total <= card.highest


@QUICK
@given(
    st.lists(
        st.sampled_from(["数量指标", "质量指标", "时效指标", "成本指标"]), min_size=1, max_size=40
    ),
    BOOKS,
)
def test_even_weights_add_up_exactly(kinds, book):
    rows = [
        Indicator(name=f"指标{i}", level1="产出指标", level2=kind, target="≥1次")
        for i, kind in enumerate(kinds)
    ]
    card = score(TargetTable(indicators=rows), rulebook=book)
    points = dict(rulebook(book).points.levels)["产出"]
    assert sum(s.weight for s in card.scores) == points


@QUICK
@given(OPERATORS, POSITIVE, st.one_of(NUMBERS, st.text(max_size=8), st.floats(0, 1e6)), WEIGHTS)
def test_no_float_is_ever_shown_and_nothing_raises(operator, target, actual, weight):
    indicator = Indicator(name="某指标", target=f"{operator}{target}次", weight=weight)
    card = score(TargetTable(indicators=[indicator]), {"某指标": actual})
    for value in numbers(card):
        assert not isinstance(value, float)
    assert isinstance(card.total, Decimal)
    assert str(card.scores[0].reason)


def numbers(value, depth=0):
    if attrs.has(type(value)) and depth < 8:
        for field in attrs.fields(type(value)):
            yield from numbers(getattr(value, field.name), depth + 1)
    elif isinstance(value, tuple):
        for one_value in value:
            yield from numbers(one_value, depth + 1)
    else:
        yield value


@QUICK
@given(
    st.sampled_from(["达成", "部分达成", "未达成"]), WEIGHTS, st.decimals(0, 90, places=1), BOOKS
)
def test_a_mark_never_leaves_the_weight(grade, weight, mark, book):
    indicator = Indicator(name="某指标", target="有效保障", weight=weight)
    entry = Actual(name="某指标", grade=grade, mark=mark)
    scored = score(
        TargetTable(indicators=[indicator]), Actuals(entries=(entry,)), rulebook=book
    ).scores[0]
    assert 0 <= scored.points <= weight
