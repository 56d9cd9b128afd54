"""Hypothesis strategies for those who test code that uses jixiao: criteria, quantities, texts.

Needs the extra ``testing``::

    from hypothesis import given
    from jixiao import strategies

    @given(strategies.criteria())
    def test_report_shows_every_target(target): ...
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .criteria import (
    AllOf,
    AnyCriterion,
    Comparison,
    Deadline,
    NotApplicable,
    Period,
    Qualitative,
    Range,
    Relative,
    YesNo,
)
from .errors import MissingExtra
from .quantities import Quantity

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["comparisons", "criteria", "dates", "quantities", "ranges", "texts"]

_UNITS = (
    "",
    "%",
    "‰",
    "元",
    "万元",
    "人",
    "次",
    "个",
    "天",
    "小时",
    "亩",
    "公里",
    "元/亩",
    "次/月",
)
_WORDS = ("有效保障", "显著提高", "应改尽改", "持续改善", "不断提升", "基本健全", "效果良好")
_GRADES = ("优", "良好", "合格", "二级", "A级", "Ⅲ类")
_WRITTEN = (
    "{number}%", "≥{number}%", ">={number}次", "不低于{number}％", "{number}%以上", "≤{number}万元",
    "不超过{number}天", "约{number}人", "{number}-{high}个", "{number}次/月", "每月{number}次",
    "12月底前", "2022年10月31日以前", "2022年1月-12月", "是", "否", "同比增长{number}%", "≥上年",
    "有效保障", "良好以上", "不适用", "/", "12月底前{number}%到位", "≥%", "{number}O%", "",
)  # fmt: skip


def _st() -> Any:
    try:
        import hypothesis.strategies as st
    except ModuleNotFoundError as problem:
        if problem.name != "hypothesis":
            raise
        raise MissingExtra.of(
            extra="testing", library="hypothesis", purpose="生成测试用的指标值"
        ) from problem
    return st


def numbers(*, low: int = 0, high: int = 1_000_000) -> SearchStrategy[Decimal]:
    """Decimals with up to two places."""
    found: SearchStrategy[Decimal] = _st().decimals(
        min_value=low, max_value=high, places=2, allow_nan=False, allow_infinity=False
    )
    return found


def dates() -> SearchStrategy[datetime.date]:
    """Days that a budget table may name."""
    found: SearchStrategy[datetime.date] = _st().dates(
        min_value=datetime.date(2000, 1, 1), max_value=datetime.date(2049, 12, 31)
    )
    return found


def quantities() -> SearchStrategy[Quantity]:
    """Quantities in units that these tables use."""
    st = _st()
    found: SearchStrategy[Quantity] = st.builds(Quantity, numbers(), st.sampled_from(_UNITS))
    return found


def comparisons() -> SearchStrategy[Comparison]:
    """Comparisons with every operator and with none."""
    st = _st()
    found: SearchStrategy[Comparison] = st.builds(
        Comparison,
        operator=st.sampled_from(["≥", "≤", ">", "<", "=", "≈", None]),
        quantity=quantities(),
    )
    return found


def ranges() -> SearchStrategy[Range]:
    """Ranges whose lower bound is below the upper one."""
    st = _st()

    def build(pair: tuple[Decimal, Decimal], unit: str, *closed: bool) -> Range:
        low, high = sorted(pair)
        return Range(
            lower=Quantity(low, unit),
            upper=Quantity(high + 1, unit),
            lower_closed=closed[0],
            upper_closed=closed[1],
        )

    found: SearchStrategy[Range] = st.builds(
        build,
        st.tuples(numbers(), numbers()),
        st.sampled_from(_UNITS),
        st.booleans(),
        st.booleans(),
    )
    return found


def criteria() -> SearchStrategy[AnyCriterion]:
    """Criteria of all nine kinds; ``parse(str(c)) == c`` for each."""
    st = _st()
    deadlines = st.builds(Deadline, date=dates())
    periods = st.tuples(dates(), dates()).map(lambda pair: Period(start=min(pair), end=max(pair)))
    relatives = st.builds(
        Relative,
        baseline=st.sampled_from(["上年", "同比", "上年同期"]),
        change=st.sampled_from(["rise", "fall"]),
        operator=st.sampled_from(["≥", None]),
        amount=st.builds(Quantity, numbers(), st.sampled_from(["%", "人"])),
    )
    qualitative = st.one_of(
        st.sampled_from(_WORDS).map(lambda words: Qualitative(words=words)),
        st.sampled_from(_GRADES).map(lambda word: Qualitative(words=word, grades=(word,))),
    )
    bounded = st.builds(
        Comparison,
        operator=st.sampled_from(["≥", "="]),
        quantity=st.builds(Quantity, numbers(), st.sampled_from(["%", "人", "万元"])),
    )
    several = st.builds(lambda one, two: AllOf(parts=(one, two)), deadlines, bounded)
    found: SearchStrategy[AnyCriterion] = st.one_of(
        comparisons(),
        ranges(),
        deadlines,
        periods,
        st.builds(YesNo, expected=st.booleans()),
        relatives,
        qualitative,
        several,
        st.just(NotApplicable()),
    )
    return found


def texts() -> SearchStrategy[str]:
    """Texts as they stand in tables, most of them readable, some of them damaged."""
    st = _st()

    def write(pattern: str, number: int, more: int) -> str:
        return pattern.format(number=number, high=number + more)

    found: SearchStrategy[str] = st.builds(
        write, st.sampled_from(_WRITTEN), st.integers(0, 5000), st.integers(1, 100)
    )
    return found
