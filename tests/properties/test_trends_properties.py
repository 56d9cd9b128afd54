"""What holds of the trend of any tables: their order is no matter, and one more year like the last
shows nothing but that it is like the last."""

from __future__ import annotations

import pickle
from collections import Counter
from fractions import Fraction

import attrs
from hypothesis import given
from hypothesis import strategies as st

from jixiao.review.trends import Trend, trend
from jixiao.tables import Execution, Indicator, TargetTable

NAMES = (
    "群众满意度",
    "服务群众满意度",
    "验收合格率",
    "培训次数",
    "完成时间",
    "人均费用",
    "受益人数",
)
TARGETS = (
    "≥90%", "≥95%", "=100%", "≥10次", "12次", "≤800元", "≤0.1万元", "12月底前", "明显改善", "≥500户", "≥5万人", "80%-90%", "≥**",
)  # fmt: skip
ACTUALS = (None, "85%", "97%", "12次", "9次", "700元", "已完成", "约95%", "未开展", "6万人", "abc")
#: What repetition itself shows.
REPEATED = {"target-frozen", "missed-again", "full-marks-always"}

rows = st.builds(
    lambda name, target, actual, full: Indicator(
        level2="数量指标", name=name, target=target, actual=actual, weight=10, points=full
    ),
    st.sampled_from(NAMES),
    st.sampled_from(TARGETS),
    st.sampled_from(ACTUALS),
    st.sampled_from((None, 10, 8)),
)
contents = st.tuples(st.lists(rows, max_size=6), st.sampled_from((None, "80", "100", "120")))


def table(year: int, content: tuple[list[Indicator], str | None]) -> TargetTable:
    indicators, spent = content
    money = [Execution(item="年度资金总额", budget=spent, executed=spent)] if spent else []
    return TargetTable(organisation="甲局", year=year, indicators=indicators, execution=money)


groups = st.lists(contents, min_size=2, max_size=4).map(
    lambda several: [table(2020 + place, one) for place, one in enumerate(several)]
)


def told(found: Trend) -> list[tuple[str, str | None]]:
    return [(one.code, one.subject) for one in found.signals]


@given(groups.flatmap(lambda tables: st.tuples(st.just(tables), st.permutations(tables))))
def test_the_order_of_the_tables_does_not_matter(both):
    tables, mixed = both
    assert trend(tables) == trend(mixed)


@given(groups)
def test_a_year_like_the_last_adds_only_that_it_is_alike(tables):
    last = tables[-1]
    again = attrs.evolve(
        last,
        year=last.year + 1,
        indicators=[attrs.evolve(one, year=last.year + 1) for one in last.indicators],
    )
    before, after = told(trend(tables)), told(trend([*tables, again]))
    assert {code for code, _ in after if (code, _) not in before} <= REPEATED


@given(groups)
def test_one_thing_is_said_once_and_with_its_years(tables):
    found = trend(tables)
    said = Counter((one.code, one.subject) for one in found.signals if one.subject is not None)
    series = Counter(one.name for one in found.series)
    assert all(count <= series[name] for (_, name), count in said.items())
    for one in found.signals:
        assert len(one.points) >= 2
        assert [each.year for each in one.points] == sorted({each.year for each in one.points})
        assert one.message
        for each in one.points:
            assert isinstance(each.aim, Fraction | None)
            assert isinstance(each.reached, Fraction | None)


@given(groups)
def test_every_row_is_in_one_series(tables):
    found = trend(tables)
    count = sum(len(one.standings) for one in found.series)
    assert count == sum(len(one.indicators) for one in found.tables)
    for one in found.series:
        years = [each.year for each in one.standings]
        assert years == sorted(set(years))


@given(groups)
def test_a_trend_is_a_value(tables):
    found = trend(tables)
    other = pickle.loads(pickle.dumps(found))
    assert other == found
    assert hash(other) == hash(found)
    assert found._repr_html_().startswith("<table")
