"""Whole columns against `jixiao.score`, row by row."""

import datetime
import decimal
from collections.abc import Callable
from decimal import Decimal
from typing import Any, get_args

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jixiao
from jixiao import frames
from jixiao.frames import columns
from jixiao.frames.plans import is_met
from jixiao.scoring.awards import ProblemCode
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


# Columns of every type, with whatever such a column can hold.

DAY = datetime.date(2022, 10, 28)
WRITTEN = [
    "达成", "部分达成", "未达成", "是", "否", "√", "无", "不适用", "N/A", "", " ", "\u3000", "优", "第2名",
    "2022年10月", "2022-11-03", "2022-10-28 00:00:00", "2022", "44862", "30分钟", "≥90%", "约3", "五人",
    "842600元", "58000", "5.9万份待发放", "0.95", "95", " 96.1% ", "-4", "1e3", "９５％", "3.", "1,200人",
    "9O%", "abc", "上半年6场，下半年9场", "14场待验收", "超额完成", "未完成", "计划14场，实到11场", "☑是 □否",
    "nan", "None", "null", "TRUE", "1/3", "100%", "6次", None,
]  # fmt: skip
MIXED = [
    *WRITTEN, float("nan"), pd.NA, pd.NaT, 4, 4.0, 0.95, -4, 0, 842600, 10**20, 1 / 3, True, False,
    Decimal("96.1"), Decimal("NaN"), float("inf"), DAY, datetime.datetime(2022, 11, 3),
    pd.Timestamp("2022-10-28"), np.float64(3.5), np.float32(0.5), np.int64(5), np.bool_(True),
    np.datetime64("2022-10-28"),
]  # fmt: skip
WHOLE = [None, 0, 4, 5, 95, -4, 842600, 58000, 2022, 20221028, 44862]
FLOATS = [None, 0.0, 4.0, 0.95, 95.5, -4.0, 58000.0, 1 / 3, 96.1]
DAYS = [None, DAY, datetime.date(2022, 11, 3), datetime.date(2022, 12, 31)]
ALL_TARGETS = st.one_of(
    TARGETS,
    st.sampled_from(
        ["/", "≥6万份", "≤500元/人·月", "前8名", "较上年提高3%", "无事故", "≥三分之二", "2022年全年", "不超预算",
         "≥1次/月", ">90%", "≤5个工作日", "Ⅲ类", "2022.12", "应改尽改"]
    ),
)  # fmt: skip
ALL_ROWS = st.tuples(
    ALL_TARGETS,
    st.sampled_from(["覆盖率", "投诉次数", "群众满意度", "人均成本", "补助标准", "开工时间", "重点支出安排率", "甲"]),
    st.sampled_from(["产出指标", "成本指标", "满意度指标", None]),
    st.sampled_from(["正向", "反向", None]),
    st.sampled_from([2022, None]),
)  # fmt: skip
FRAME = ["t", "n", "l", "d", "y", "w"]
ROLES = {
    "target": "t", "name": "n", "level1": "l", "direction": "d", "year": "y", "weight": "w",
    "actual": "a",
}  # fmt: skip


def in_pandas(dtype: str | None) -> Callable[..., Any]:
    def made(rows: list[tuple[Any, ...]], actuals: list[Any]) -> pd.DataFrame:
        frame = pd.DataFrame(rows, columns=FRAME, dtype=object)
        cells = pd.Series(
            np.array(actuals, dtype=object) if dtype is None else actuals, dtype=object
        )
        return frame.assign(a=cells if dtype in (None, "object") else cells.astype(dtype))

    return made


def in_polars(dtype: Any) -> Callable[..., Any]:
    types = [pl.String, pl.String, pl.String, pl.String, pl.Int64, pl.Decimal(9, 2)]

    def made(rows: list[tuple[Any, ...]], actuals: list[Any]) -> pl.DataFrame:
        schema = dict(zip(FRAME, types, strict=True))
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        return frame.with_columns(a=pl.Series(actuals, dtype=dtype))

    return made


def in_arrow(dtype: Any) -> Callable[..., Any]:
    def made(rows: list[tuple[Any, ...]], actuals: list[Any]) -> pa.Table:
        texts = [[text(cell) for cell in cells] for cells in zip(*rows, strict=True)]
        table = pa.table([pa.array(cells, pa.string()) for cells in texts], names=FRAME)
        kind = pa.string() if dtype == "dictionary" else dtype
        cells = pa.array(actuals, kind)
        return table.append_column(
            "a", cells.dictionary_encode() if dtype == "dictionary" else cells
        )

    def text(value: Any) -> str | None:
        return None if value is None else str(value)

    return made


COLUMNS = {
    "pandas-object": (in_pandas("object"), MIXED),
    "pandas-numpy": (in_pandas(None), MIXED),
    "pandas-category": (in_pandas("category"), WRITTEN),
    "pandas-string": (in_pandas("string"), WRITTEN),
    "pandas-Int64": (in_pandas("Int64"), WHOLE),
    "pandas-Float64": (in_pandas("Float64"), FLOATS),
    "pandas-float64": (in_pandas("float64"), [*FLOATS, float("inf")]),
    "pandas-boolean": (in_pandas("boolean"), [None, True, False]),
    "pandas-datetime": (in_pandas("datetime64[us]"), DAYS),
    "polars-String": (in_polars(pl.String), WRITTEN),
    "polars-Categorical": (in_polars(pl.Categorical), WRITTEN),
    "polars-Int64": (in_polars(pl.Int64), WHOLE),
    "polars-Float64": (in_polars(pl.Float64), FLOATS),
    "polars-Date": (in_polars(pl.Date), DAYS),
    "polars-Boolean": (in_polars(pl.Boolean), [None, True, False]),
    "arrow-string": (in_arrow(pa.string()), WRITTEN),
    "arrow-dictionary": (in_arrow("dictionary"), WRITTEN),
    "arrow-decimal": (in_arrow(pa.decimal128(12, 3)), [*map(Decimal, ("4", "95.5", "-4")), None]),
    "arrow-date": (in_arrow(pa.date32()), DAYS),
}


def records(frame: Any) -> list[dict[str, Any]]:
    if isinstance(frame, pd.DataFrame):
        return [{key: none(cell) for key, cell in row.items()} for row in frame.to_dict("records")]
    return frame.to_dicts() if isinstance(frame, pl.DataFrame) else frame.to_pylist()


def plain(cell: Any) -> Any:
    """A cell as a caller writes it in Python: None for every kind of blank, no numpy scalar."""
    if isinstance(cell, np.datetime64):
        cell = cell.astype("datetime64[D]")
    cell = cell.item() if isinstance(cell, np.generic) else none(cell)
    return None if cell is None or cell != cell else cell  # noqa: PLR0124


def expected(row: tuple[Any, ...], actual: Any, judge: Judge) -> tuple[dict[str, Any], str]:
    """What the columns of a row should hold, and the whole reason."""
    target, name, level1, direction, year, weight = row
    indicator = Indicator(
        target=target, name=name, level1=level1, direction=direction, year=year, weight=weight
    )
    table = TargetTable(indicators=(indicator,))
    card = jixiao.score(table, {name: actual}, rulebook=judge.book)
    score = card.scores[0]
    codes = [one.code for one in card.findings if one.code in ROW_CODES]
    met = None
    if score.status not in ("缺实际值", "不适用"):
        met = is_met(judge, indicator.criterion, columns.stated(actual), indicator)
    found = {"points": score.points, "status": score.status, "met": met}
    return found | {"code": codes[0] if codes else None}, str(score.reason)


ROW_CODES = {*get_args(ProblemCode), "actual-missing"}


@pytest.mark.parametrize("kind", COLUMNS)
@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(jixiao.rulebooks()))
def test_columns_of_every_type(kind: str, data: st.DataObject, book: str) -> None:
    make, cells = COLUMNS[kind]
    weights = data.draw(st.sampled_from([[10], [Decimal("2.08"), Decimal("3.75")]]))
    row = st.builds(lambda first, weight: (*first, weight), ALL_ROWS, st.sampled_from(weights))
    rows = data.draw(st.lists(row, min_size=1, max_size=20))
    some = st.sampled_from(range(len(cells)))
    actuals = [cells[data.draw(some)] for _ in rows]
    frame = make(rows, actuals)
    judge = Judge(jixiao.rulebook(book))
    scored = [
        records(frames.score_frame(frame, **ROLES, rulebook=book, reason=reason))
        for reason in ("rule", "full")
    ]
    for row, mine, short, full in zip(rows, records(frame), *scored, strict=True):
        answer, reason = expected((*row[:-1], mine["w"]), plain(mine["a"]), judge)
        assert {key: short[key] for key in answer} == answer, mine
        assert {key: full[key] for key in answer} == answer, mine
        assert full["reason"] == reason
        assert all(part in reason for part in short["reason"].split("；")), mine
