"""Laws that hold for every text and every criterion."""

import time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao import strategies
from jixiao.criteria import AllOf, Comparison, Criterion, Unreadable
from jixiao.language import LONGEST, fold, parse, read_criteria, read_criterion
from jixiao.quantities import Quantity

# The words and signs that the grammar knows, in any order: far likelier to reach it than noise.
PIECES = st.lists(
    st.sampled_from(
        [
            *"0123456789.,%‰≥≤><=≈±~-—/()（）[]、；， 。·每第前底内余多几半整为约近达一二三十百千万亿元人次个年月日优良中O",
            "以上", "以内", "不低于", "不超过", "控制在", "同比", "较上年", "提高", "下降", "季度", "上半年",
            "2022年", "12月", "31日", "完成", "到位", "100%", "分之", "合格", "平方米", "公里", "上年", "且",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip
ANY = st.one_of(st.text(max_size=40), PIECES, strategies.texts())
quick = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(ANY)
def test_any_text_is_read_or_refused(text):
    found = read_criterion(text, year=2022)
    assert isinstance(found, Criterion | Unreadable)
    assert found.text == text or found.code == "too-long"
    if isinstance(found, Unreadable):
        assert 0 <= found.span.start <= found.span.end <= len(text)
        assert found.message
        assert found.expected
        if found.suggestion is not None:
            parse(found.suggestion, year=2022)


@quick
@given(ANY)
def test_what_is_read_survives_being_written(text):
    found = read_criterion(text, year=2022)
    if not isinstance(found, Unreadable):
        again = parse(str(found), year=2022)
        assert again == found
        assert hash(again) == hash(found)


@quick
@given(strategies.criteria())
def test_generated_criteria_survive_being_written(criterion):
    again = parse(str(criterion))
    assert again == criterion
    assert hash(again) == hash(criterion)


@quick
@given(st.one_of(st.text(max_size=12), PIECES), st.sampled_from(["≥", "≤", "=", "定性", None]))
def test_columns_never_make_it_raise(text, sign):
    found = read_criterion(text, sign=sign, unit=text[:3], year=2024)
    assert found.kind


@pytest.mark.parametrize(
    "piece", ["5%", "≥", "万", "一", "每", "提高", ",1", " ", "完成", "大于等于"]
)
def test_a_long_text_is_refused_at_once(piece):
    text = (piece * 10_000)[:10_000]
    before = time.process_time()
    assert read_criterion(text).code == "too-long"
    assert time.process_time() - before < 1


REPEATED = (
    "万 一 每 提高 ,1 1 较 比 增长 上 ( 一元 1元 至 - 1~ 不低于 ≥ 以上 年 1月 第一 分之 百分之 半 个半 几 余 率 A "
    "级 优或 、 5次， 合格 完成 完成支付 大于等于 约 去年 /人 每人 % 1. 壹 三十几人 < 12月底前 且≥5% 元角 的提高 2020年"
).split()


@pytest.mark.parametrize("piece", REPEATED)
def test_no_repetition_takes_long(piece):
    read_criterion("5%")
    text = (piece * LONGEST)[: LONGEST - 1]
    for tail in ("", "5", "x"):
        before = time.process_time()
        read_criterion(text + tail)
        # Generous: what this guards against takes minutes.
        assert time.process_time() - before < 5


@quick
@given(
    st.sampled_from(["", "≥", "≤", ">", "<", "=", "≈"]),
    strategies.numbers(),
    st.sampled_from(["", "%", "万元", "次", "平方米", "人次", "kg", "m³"]),
    st.sampled_from(["", "以上", "以下", "以内"]),
)
def test_the_short_path_equals_the_grammar(sign, number, unit, bound):
    text = f"{sign}{number}{unit}{'' if sign else bound}"
    # A confirming （含） keeps the text off the short path and changes nothing.
    longer = f"{sign}{number}{unit}（含）{'' if sign else bound}"
    assert parse(text) == parse(longer)


@quick
@given(strategies.comparisons(), st.integers(0, 2000), st.integers(0, 2000))
def test_is_met_is_monotone(target, one, two):
    low, high = sorted((Decimal(one), Decimal(two)))
    unit = target.unit
    first, second = (target.is_met(Quantity(value, unit)) for value in (low, high))
    if target.operator in ("≥", ">"):
        assert not (first and not second)
    if target.operator in ("≤", "<"):
        assert not (second and not first)


@quick
@given(
    strategies.numbers(low=1),
    strategies.numbers(low=1),
    st.sampled_from([("万元", "元"), ("公顷", "亩"), ("天", "小时"), ("公里", "米"), ("%", "‰")]),
)
def test_is_met_does_not_depend_on_the_unit(target, actual, pair):
    large, small = pair
    criterion = Comparison(operator="≥", quantity=Quantity(target, large))
    given_one = Quantity(actual, large)
    assert criterion.is_met(given_one) is criterion.is_met(given_one.to(small))
    assert given_one.to(small).to(large) == given_one


@quick
@given(strategies.ranges(), strategies.numbers())
def test_a_range_is_its_two_bounds(target, number):
    actual = Quantity(number, target.unit)
    low = Comparison(operator="≥" if target.lower_closed else ">", quantity=target.lower)
    high = Comparison(operator="≤" if target.upper_closed else "<", quantity=target.upper)
    assert target.is_met(actual) is (low.is_met(actual) and high.is_met(actual))
    swapped = AllOf(parts=(high, low))
    assert swapped.is_met([actual, actual]) is AllOf(parts=(low, high)).is_met([actual, actual])


@quick
@given(st.lists(strategies.texts(), max_size=30))
def test_a_column_is_its_cells(texts):
    assert [str(one) for one in read_criteria(texts)] == [str(read_criterion(t)) for t in texts]


@quick
@given(st.text(max_size=30))
def test_folding_keeps_every_place_and_is_done_once(text):
    once = fold(text)
    assert len(once) == len(text)
    assert fold(once) == once
