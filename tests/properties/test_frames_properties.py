"""Whole columns against `jixiao.score`, row by row."""

import datetime
import decimal
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jixiao
from jixiao import frames
from jixiao.frames.plans import is_met
from jixiao.scoring.judging import Judge
from jixiao.scoring.scorecards import Score
from jixiao.tables import Indicator, TargetTable

OPERATORS = ("≥", ">=", "≤", "=", ">", "＜", "约", "", "不低于", "不超过")
UNITS = ("%", "人", "万元", "次", "", "亩", "小时", "/10万人")
NUMBERS = st.one_of(
    st.integers(0, 400).map(str),
    st.decimals(0, 400, places=2).map(str),
    st.sampled_from(["0", "100", "0.5", "8000", "95", "0.0001", "123456.7", "3分之2"]),
)
PLAIN = st.builds(
    lambda *parts: "".join(parts), st.sampled_from(OPERATORS), NUMBERS, st.sampled_from(UNITS)
)
WORDS = st.sampled_from(
    ["有效保障", "优", "2022年10月31日以前", "12月底前", "是", "同比提高5%", "12月底前100%到位", "不适用",
     "工5%", "", "80%-90%", "10～15个", "≥5人且＜9人", "±3%以内", "-3℃", "5人/10万人"]
)  # fmt: skip
TARGETS = PLAIN | WORDS
TEXTS = st.sampled_from(
    ["达成", "部分达成", "未达成", "否", "2022年10月", "2022-11-03", "30分钟", "≥90%", "约3", "无", "/", "五人",
     "842600元", "5万人", "良", "0.95", " 96.1% ", "-4", "1e3", "９５％", "3.", "1,200人", ""]
)  # fmt: skip
ACTUALS = st.one_of(
    st.none(),
    TEXTS,
    st.builds(lambda number, unit: number + unit, NUMBERS, st.sampled_from(UNITS)),
    st.integers(-10, 10**6),
    st.decimals(-5, 500, places=3),
    st.floats(-5, 500, allow_nan=False).map(lambda number: round(number, 2)),
    st.floats(0, 500, allow_nan=False),
    st.dates(datetime.date(2022, 1, 1), datetime.date(2023, 1, 1)),
    st.booleans(),
)
WEIGHTS = st.one_of(
    st.integers(0, 60), st.decimals(0, 60, places=2), st.sampled_from([2.08, 3.5, "5", "1.25"])
)
NAMES = st.sampled_from(["覆盖率", "投诉次数", "服务对象满意度", "人均成本", ""])
ROWS = st.lists(st.tuples(TARGETS, ACTUALS, WEIGHTS, NAMES), min_size=1, max_size=25)

CENT6 = Decimal("0.000001")


def scored_alone(row: tuple[Any, ...], book: str) -> tuple[Score, bool | None]:
    target, actual, weight, name = row
    weight = Decimal(repr(weight)) if isinstance(weight, float) else weight
    indicator = Indicator(name=name or "甲", target=target, weight=weight, year=2022)
    card = jixiao.score(
        TargetTable(indicators=(indicator,)),
        {} if actual is None else {indicator.name: actual},
        rulebook=book,
    )
    return card.scores[0], None


def none(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value


def compare(rows: list[tuple[Any, ...]], found: list[dict[str, Any]], book: str) -> None:
    assert len(found) == len(rows)
    for row, mine in zip(rows, found, strict=True):
        score, _ = scored_alone(row, book)
        ratio = score.ratio
        if ratio is not None and ratio >= 10**12:
            ratio = None  # too long for the column
        if ratio is not None:
            ratio = ratio.quantize(
                CENT6, rounding=decimal.ROUND_HALF_UP, context=decimal.Context(prec=80)
            )
        assert (none(mine["points"]), none(mine["status"]), none(mine["ratio"])) == (
            score.points,
            score.status,
            ratio,
        ), row


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(ROWS, st.sampled_from(jixiao.rulebooks()))
def test_every_row_is_scored_as_alone(rows: list[tuple[Any, ...]], book: str) -> None:
    frame = pd.DataFrame(rows, columns=["t", "a", "w", "n"], dtype=object)
    frame["n"] = frame["n"].replace("", "甲")
    frame["y"] = 2022
    scored = frames.score_frame(
        frame, target="t", actual="a", weight="w", name="n", year="y", rulebook=book
    )
    assert list(scored["t"]) == list(frame["t"])
    compare(rows, scored.to_dict("records"), book)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(PLAIN, st.floats(0, 500), st.integers(1, 30), st.just("覆盖率")),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from(jixiao.rulebooks()),
    st.sampled_from([None, 0, 1, 3]),
)
def test_float_columns(rows: list[tuple[Any, ...]], book: str, places: int | None) -> None:
    if places is not None:
        rows = [(t, round(a, places), w, n) for t, a, w, n in rows]
    frame = pl.DataFrame(rows, schema=["t", "a", "w", "n"], orient="row")
    scored = frames.score_frame(frame, target="t", actual="a", weight="w", name="n", rulebook=book)
    compare(rows, scored.to_dicts(), book)
    judge = Judge(jixiao.rulebook(book))
    for (target, actual, _, name), met in zip(rows, scored["met"].to_list(), strict=True):
        indicator = Indicator(name=name, target=target)
        assert met == is_met(judge, indicator.criterion, Decimal(repr(actual)), indicator)


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.lists(TARGETS | st.text(max_size=6) | st.none(), max_size=30))
def test_a_parsed_column_says_what_parse_says(texts: list[str | None]) -> None:
    found = frames.parse_column(pl.Series("t", texts, dtype=pl.String)).to_dicts()
    assert len(found) == len(texts)
    for text, row in zip(texts, found, strict=True):
        criterion = jixiao.read_criterion(text or "")
        assert row["kind"] == criterion.kind
        if criterion.kind == "unreadable":
            assert row["code"] == criterion.code  # type: ignore[union-attr]
        else:
            assert row["criterion"] == str(criterion)
        if criterion.kind == "comparison" and row["number"] is not None:
            assert row["number"] == criterion.quantity.number  # type: ignore[union-attr]


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_pieces_do_not_matter(step: int) -> None:
    rows = 500
    frame = pl.DataFrame(
        {
            "t": [f"≥{i % 50}次" for i in range(rows)],
            "a": [i / 8 for i in range(rows)],
            "w": [10] * rows,
        }
    ).to_arrow()
    whole = frames.score_frame(frame, target="t", actual="a", weight="w")
    parts = frames.score_batches(
        frame.to_batches(max_chunksize=step), target="t", actual="a", weight="w"
    )
    points = [value for part in parts for value in part.column("points").to_pylist()]
    assert points == whole.column("points").to_pylist()
