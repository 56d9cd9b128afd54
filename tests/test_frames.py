"""Frames of every kind in, the same kind out."""

import datetime
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import jixiao
from jixiao import frames
from jixiao.frames import batches, columns, kernel, plans, results
from jixiao.scoring.judging import Judge
from jixiao.tables import Indicator

RESULT = [name for name, _ in results.COLUMNS]
ROWS = {
    "指标值": ["≥95%", "<=84.26万元", "=4人", "有效保障", "工5%", "2022年10月31日以前"],
    "实际完成值": ["90.25%", "100万元", "5", "达成", "3", "2022-11-02"],
    "分值": [10, 10, 5, 8, 2, 4],
}
NAMES = {"target": "指标值", "actual": "实际完成值", "weight": "分值"}


def listed(frame: Any, column: str) -> list[Any]:
    if isinstance(frame, pd.DataFrame):
        cells = (getattr(one, "item", lambda one=one: one)() for one in frame[column])
        return [None if pd.isna(one) else one for one in cells]
    return list(frame[column].to_pylist() if isinstance(frame, pa.Table) else frame[column])


KINDS = [pd.DataFrame, pl.DataFrame, pa.table]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_kind_comes_out(kind: Any) -> None:
    frame = kind(ROWS)
    scored = frames.score_frame(frame, **NAMES)
    assert type(scored) is type(frame)
    assert list(scored.columns if kind is not pa.table else scored.column_names) == [*ROWS, *RESULT]
    assert listed(scored, "指标值") == ROWS["指标值"]
    assert listed(scored, "points") == [Decimal("9.5"), Decimal("8.43"), 5, 8, None, 0]
    assert listed(scored, "status") == ["未完成", "超标", "超额", "完成", "待评定", "待评定"]
    assert listed(scored, "met") == [False, False, False, True, None, False]
    assert listed(scored, "kind") == [
        "comparison", "comparison", "comparison", "qualitative", "unreadable", "deadline",
    ]  # fmt: skip
    assert listed(scored, "operator")[:3] == ["≥", "≤", "="]
    assert listed(scored, "number")[:3] == [95, Decimal("84.26"), 4]
    assert listed(scored, "unit")[:3] == ["%", "万元", "人"]
    assert listed(scored, "ratio")[:2] == [Decimal("0.95"), Decimal("0.8426")]
    assert listed(scored, "code")[4] == "target-unreadable"
    assert "财预〔2020〕10号" in listed(scored, "reason")[0]


def test_a_lazy_polars_frame_stays_lazy() -> None:
    scored = frames.score_frame(pl.LazyFrame(ROWS), **NAMES)
    assert isinstance(scored, pl.LazyFrame)
    assert scored.collect()["points"][0] == Decimal("9.5")


def test_rows_keep_order_and_index() -> None:
    frame = pd.DataFrame(ROWS, index=[7, 7, 3, 1, 0, 9])
    scored = frames.score_frame(frame, **NAMES)
    assert list(scored.index) == [7, 7, 3, 1, 0, 9]
    assert list(frames.parse_column(frame["指标值"]).index) == [7, 7, 3, 1, 0, 9]


def test_many_pieces_are_one_frame() -> None:
    rows = 150_000
    frame = pl.DataFrame(
        {"t": [f"≥{i % 700}次" for i in range(rows)], "a": range(rows), "w": [2] * rows}
    )
    scored = frames.score_frame(frame, target="t", actual="a", weight="w")
    assert scored.height == rows
    assert (
        scored["number"].cast(pl.Int64).equals(pl.Series("number", [i % 700 for i in range(rows)]))
    )


def test_an_empty_frame() -> None:
    for kind in KINDS:
        frame = kind({"t": [], "a": [], "w": []})
        assert len(frames.score_frame(frame, target="t", actual="a", weight="w")) == 0
    assert len(frames.parse_column([])) == 0


def test_taken_names_are_told_apart() -> None:
    frame = pl.DataFrame({"target": ["95"], "actual": [90], "unit": ["%"], "points": [9.5]})
    scored = frames.score_frame(frame, target="target", actual="actual", unit="unit")
    assert scored["unit"].to_list() == ["%"]
    assert scored["jixiao_unit"].to_list() == ["%"]
    assert scored["points"].to_list() == [9.5]
    assert scored["jixiao_points"].to_list() == [None]
    with pytest.raises(frames.FrameError, match="jixiao_unit"):
        frames.score_frame(scored, target="target", actual="actual")


def test_a_result_has_the_same_words_whatever_it_holds() -> None:
    few, many = (frames.score_frame(pl.DataFrame(ROWS)[:rows], **NAMES) for rows in (1, 6))
    assert few.schema == many.schema
    assert pl.concat([few, many])["status"].to_list()[:2] == ["未完成", "未完成"]
    assert many.filter(pl.col("status") == "超标").height == 1
    assert set(few.schema["status"].categories) >= {"完成", "未完成", "超标", "缺实际值"}
    assert listed(frames.score_frame(pa.table(ROWS), **NAMES), "code") == many["code"].to_list()
    frame = frames.score_frame(pd.DataFrame(ROWS), **NAMES)
    frame.loc[0, "status"] = "完成"  # the columns can be written
    assert list(frame["status"])[:2] == ["完成", "超标"]


def test_kinds_are_all_in_the_vocabulary() -> None:
    from jixiao.criteria import Criterion

    kinds = {
        one.kind
        for one in Criterion.__subclasses__()
        if one.__module__.startswith("jixiao.criteria.")
    }
    assert kinds | {"unreadable"} == set(results.VOCABULARIES["kind"])


@pytest.mark.parametrize("kind", KINDS)
def test_no_row_with_a_unit_or_a_target(kind: Any) -> None:
    scored = frames.score_frame(kind({"t": [None, None], "a": [None, "5"]}), target="t", actual="a")
    assert listed(scored, "unit") == [None, None]
    assert listed(scored, "code") == ["actual-missing", "target-unreadable"]


@pytest.mark.parametrize(
    "cells",
    [
        pa.array([[1], [2]]),
        pa.array([{"x": 1}, {"x": 2}]),
        pa.RunEndEncodedArray.from_arrays([1, 2], [[1], [2]]),
        pd.Series(pd.period_range("2022-01", periods=2, freq="M")),
        pd.Series(pd.interval_range(0, 2)),
        pd.Series([1j, 2j]),
        pd.Series(pd.to_timedelta([1, 2], unit="h")),
    ],
)  # fmt: skip
def test_cells_of_any_type_raise_nothing(cells: Any) -> None:
    make = pd.DataFrame if isinstance(cells, pd.Series) else pa.table
    scored = frames.score_frame(make({"t": ["≥5人"] * 2, "a": cells}), target="t", actual="a")
    assert listed(scored, "status") == ["待评定"] * 2


def test_floats_of_numpy_are_numbers() -> None:
    assert one("≥5人", np.float64(4.5))["points"] == 9
    cells = pd.Series([np.float64(4.5), "4.5人"], dtype=object)
    frame = pd.DataFrame({"t": ["≥5人"] * 2, "a": cells, "w": [10, 10]})
    scored = frames.score_frame(frame, target="t", actual="a", weight="w")
    assert listed(scored, "points") == [9, 9]
    frame["a"] = pd.arrays.SparseArray([0.0, 4.5])
    scored = frames.score_frame(frame, target="t", actual="a", weight="w")
    assert listed(scored, "points") == [0, 9]


def test_true_is_not_one_as_a_target() -> None:
    frame = pd.DataFrame({"t": pd.Series([1, True, Decimal("1.0")], dtype=object), "a": [1] * 3})
    scored = frames.score_frame(frame, target="t", actual="a")
    assert listed(scored, "kind") == ["comparison", jixiao.read_criterion("是").kind, "comparison"]


def test_many_columns_of_many_texts_are_not_mixed_up() -> None:
    rows = 1 << 13
    texts = [f"甲{i}" for i in range(rows)]
    frame = pl.DataFrame(
        {
            "target": [f"≥{i}" for i in range(rows)],
            "actual": range(rows),
            **dict.fromkeys(("name", "level1", "level2", "direction", "unit"), texts),
        }
    )
    roles = {role: role for role in frame.columns}
    scored = frames.score_frame(frame, **roles)
    assert scored["number"].cast(pl.Int64).to_list() == list(range(rows))
    assert scored["jixiao_unit"].to_list() == frame["unit"].to_list()


def test_repeated_columns_and_numbers_for_names() -> None:
    frame = pd.DataFrame(ROWS)
    with pytest.raises(frames.FrameError, match="重名的列"):
        frames.score_frame(pd.concat([frame, frame[["分值"]]], axis="columns"), **NAMES)
    with pytest.raises(frames.FrameError, match="没有“无此列”这一列；有：3、"):
        frames.score_frame(frame.rename(columns={"指标值": 3}), target="无此列", actual="分值")


def test_a_stream_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_REMEMBERED", 3)
    table = pa.table(
        {"t": [f"{i}~{i + 1}个{i}" if i % 2 else f"≥{i}次" for i in range(40)], "a": ["5"] * 40}
    )
    names = {"target": "t", "actual": "a"}
    parts = pa.Table.from_batches(frames.score_batches(table.to_batches(max_chunksize=4), **names))
    whole = frames.score_frame(table, **names)
    for name in RESULT:
        assert parts[name].to_pylist() == whole[name].to_pylist()


def test_what_is_no_frame_or_no_column() -> None:
    with pytest.raises(frames.FrameError, match="不是数据框") as caught:
        frames.score_frame({"t": [1]}, target="t", actual="a")
    assert caught.value.code == "frame-unknown"
    with pytest.raises(frames.FrameError, match="指标值") as caught:
        frames.score_frame(pl.DataFrame(ROWS), target="指标", actual="实际完成值")
    assert caught.value.column == "指标"
    with pytest.raises(frames.FrameError, match="不是一列数据"):
        frames.parse_column(3)


def one(target: object, actual: object, weight: object = 10, **more: Any) -> dict[str, Any]:
    """The result of a frame of one row, its cells of any type."""
    given = {"t": target, "a": actual, "w": weight, **more}
    frame = pd.DataFrame({key: pd.Series([value], dtype=object) for key, value in given.items()})
    roles = {key: key for key in more}
    scored = frames.score_frame(frame, target="t", actual="a", weight="w", **roles)
    return {
        name: listed(scored, name if name not in roles else f"jixiao_{name}")[0] for name in RESULT
    }


@pytest.mark.parametrize(
    ("target", "actual", "code"),
    [
        (None, 5, "target-unreadable"),
        ("≥", 5, "target-unreadable"),
        ("≥5人", None, "actual-missing"),
        ("≥5人", float("nan"), "actual-missing"),
        ("≥5人", " ", "actual-missing"),
        ("≥5人", float("inf"), "actual-unreadable"),
        ("≥5人", "3公里", "unit-incompatible"),
        ("≥5人", b"5", "actual-doubt"),
        ("≥95%", 0.95, "unit-slip"),
        ("≥95%", "0.95", "unit-slip"),
        ("≥95%", "0.95%", None),
        ("≥5人", "8万人", "unit-slip"),
    ],
)
def test_a_bad_cell_is_a_code(target: object, actual: object, code: str) -> None:
    assert one(target, actual)["code"] == code


@pytest.mark.parametrize(
    ("weight", "code"),
    [(None, "weight-missing"), ("十分", "weight-unreadable"), (-1, "weight-unreadable"),
     (1 / 3, "weight-too-fine"), ("10分", None), (Decimal("2.08"), None), (0, None)],
)  # fmt: skip
def test_a_bad_weight_is_a_code(weight: object, code: str | None) -> None:
    found = one("≥5人", 5, weight)
    assert found["code"] == code
    assert (found["points"] is None) == (code is not None)


def test_met_is_decided_on_the_written_number() -> None:
    # 0.1 + 0.2 is not 0.3 in binary, and its shortest text says so.
    assert one("=0.3吨", 0.1 + 0.2)["met"] is False
    assert one("=0.3吨", 0.3)["met"] is True
    assert one("≤0.3吨", 0.1 + 0.2)["met"] is False
    assert one("≥0.1吨", np.float32(0.1))["met"] is True
    frame = pl.DataFrame({"t": ["=0.1吨"], "a": pl.Series([0.1], dtype=pl.Float32)})
    assert frames.score_frame(frame, target="t", actual="a")["met"].to_list() == [True]


def test_points_are_rounded_half_up_from_the_exact_quotient() -> None:
    # 10 × 93.05 / 100 is 9.305 and becomes 9.31; the double below it would become 9.30.
    assert one("≥100分", 93.05)["points"] == Decimal("9.31")
    assert one("≥3人", 2, 1)["points"] == Decimal("0.67")
    assert one("≥3人", 1, 1)["ratio"] == Decimal("0.333333")


def test_sign_unit_year_and_name_columns() -> None:
    found = one("84.26", "90", sign="≤", unit="万元")
    assert (found["operator"], found["unit"], found["met"]) == ("≤", "万元", False)
    assert one("12月底前", datetime.date(2022, 12, 1), year=2022)["met"] is True
    assert one("12月底前", datetime.date(2022, 12, 1))["met"] is None
    assert one("5次", 6, name="投诉次数")["status"] == "超标"
    assert one("5次", 6, name="培训次数")["status"] == "完成"


def test_full_reasons_are_those_of_score() -> None:
    frame = pl.DataFrame(ROWS)
    scored = frames.score_frame(frame, **NAMES, reason="full")
    table = jixiao.TargetTable(
        indicators=tuple(
            Indicator(name=f"指标{i}", target=target, weight=weight)
            for i, (target, weight) in enumerate(zip(ROWS["指标值"], ROWS["分值"], strict=True))
        )
    )
    card = jixiao.score(table, {f"指标{i}": value for i, value in enumerate(ROWS["实际完成值"])})
    assert scored["reason"].to_list() == [str(score.reason) for score in card.scores]


def test_totals_and_grades_by_unit() -> None:
    """The recipe of the guide."""
    frame = pl.DataFrame(
        {
            "单位": ["甲局", "甲局", "乙局", "乙局"],
            "指标值": ["≥95%", "=4人", "≥95%", "=4人"],
            "实际完成值": ["95%", "4", "60%", "3"],
            "分值": [60, 40, 60, 40],
        }
    )
    scored = frames.score_frame(frame, **NAMES)
    totals = scored.group_by("单位", maintain_order=True).agg(
        pl.col("points").sum(), pl.col("points").null_count().alias("待定")
    )
    assert totals["points"].to_list() == [100, Decimal("67.89")]
    grades = jixiao.rulebook().grades
    assert [grades.of(total) for total in totals["points"]] == ["优", "中"]
    by_pandas = frames.score_frame(frame.to_pandas(), **NAMES).groupby("单位", sort=False)["points"]
    assert list(by_pandas.sum()) == [100, Decimal("67.89")]


def test_libraries_can_reckon_with_the_result() -> None:
    by_pandas = frames.score_frame(pd.DataFrame(ROWS), **NAMES)["points"]
    by_polars = frames.score_frame(pl.DataFrame(ROWS), **NAMES)["points"]
    assert list((by_pandas * 2).dropna())[:2] == list((by_polars * 2).drop_nulls())[:2]
    assert next(iter((by_pandas / 10).dropna())) == (by_polars / 10)[0] == Decimal("0.95")
    assert by_pandas.sum() == by_polars.sum() == Decimal("30.93")
    assert by_pandas.quantile(0.5) == by_polars.quantile(0.5, "linear") == 8
    assert float(by_pandas.mean()) == pytest.approx(by_polars.mean())
    assert list(by_pandas.round(1).dropna())[:2] == [Decimal("9.5"), Decimal("8.4")]
    described = by_pandas.astype("float64[pyarrow]").describe()
    assert described["count"] == 5
    assert described["mean"] == pytest.approx(by_polars.mean())
    assert by_polars.describe().height == 9


# ---- parse_column ---------------------------------------------------------------------

TEXTS = [
    "≥95%",
    "80%-90%",
    "2022年10月31日以前",
    "2020.1.1-2020.12.31",
    "有效保障",
    "工5%",
    None,
    "≥95%",
]


@pytest.mark.parametrize("kind", [pd.Series, pl.Series, pa.array, pa.chunked_array, list])
def test_a_column_of_any_kind(kind: Any) -> None:
    frame = frames.parse_column(kind([TEXTS]) if kind is pa.chunked_array else kind(TEXTS))
    expected = {pd.Series: pd.DataFrame, pl.Series: pl.DataFrame}.get(kind, pa.Table)
    assert isinstance(frame, expected)
    assert listed(frame, "kind") == [
        "comparison", "range", "deadline", "period", "qualitative", "unreadable", "unreadable", "comparison",
    ]  # fmt: skip
    assert listed(frame, "number")[0] == 95
    assert (listed(frame, "lower")[1], listed(frame, "upper")[1]) == (80, 90)
    assert str(listed(frame, "end")[2])[:10] == "2022-10-31"
    assert listed(frame, "criterion")[0] == "≥95%"
    assert listed(frame, "code")[5] == jixiao.read_criterion("工5%").code  # type: ignore[union-attr]
    assert listed(frame, "code")[0] is None


def test_a_column_with_sign_unit_and_year() -> None:
    found = frames.parse_column(
        pl.Series(["95", "4", "12月底前"]),
        sign=["≥", "=", None],
        unit=pl.Series(["%", "人", None]),
        year=2022,
    )
    assert found["criterion"].to_list() == ["≥95%", "=4人", "2022年12月31日以前"]
    assert frames.parse_column(["95"], sign="≥", unit="%")["criterion"].to_pylist() == ["≥95%"]
    with pytest.raises(frames.FrameError, match="一样多"):
        frames.parse_column(["95"], sign=["≥", "="])


def test_a_number_that_does_not_fit_says_so() -> None:
    found = frames.parse_column(["0.00000005吨", "1.50000000吨"])
    assert found["number"].to_pylist() == [None, Decimal("1.5")]
    assert found["code"].to_pylist() == ["number-too-fine", None]
    assert found["criterion"].to_pylist()[0] == "0.00000005吨"


# ---- batches --------------------------------------------------------------------------


def test_batches_have_one_schema_whatever_they_hold() -> None:
    table = pa.table(ROWS)
    whole = frames.batch_schema(table.schema)
    given = [*table.to_batches(max_chunksize=2), table.slice(0, 0).to_batches() or []]
    scored = list(frames.score_batches(table.to_batches(max_chunksize=2), **NAMES))
    assert len(given) == len(scored) + 1
    assert all(batch.schema == whole for batch in scored)
    together = pa.Table.from_batches(scored)
    direct = frames.score_frame(table, **NAMES)
    assert together.column("reason").to_pylist() == direct.column("reason").to_pylist()
    assert together.column("points").to_pylist() == direct.column("points").to_pylist()


def test_a_batch_without_the_column() -> None:
    with pytest.raises(frames.FrameError, match="没有“x”"):
        next(frames.score_batches(pa.table(ROWS).to_batches(), target="x", actual="实际完成值"))


# ---- the rooms inside -----------------------------------------------------------------


@pytest.mark.parametrize("mode", ["half_up", "half_even", "down"])
def test_quotients_of_all_sizes_are_exact(mode: str) -> None:
    from fractions import Fraction

    from jixiao.scoring.reasons import rounded

    rounding = jixiao.rulebook().rounding
    import attrs

    rounding = attrs.evolve(rounding, places=0, mode=mode)
    draw = np.random.default_rng(7)
    top = np.concatenate([draw.integers(0, 10**13, 200), draw.integers(0, 50, 200)])
    below = np.concatenate([draw.integers(1, 10**13, 200), draw.integers(1, 12, 200)])
    times = draw.integers(0, 10**5, 400)
    found = kernel.quotient(top, below, times=times, mode=mode)
    for row in range(400):
        exact = Fraction(int(top[row]) * int(times[row]), int(below[row]))
        assert found[row] == rounded(exact, rounding)


def test_a_float_is_its_shortest_text_or_lies_between_two() -> None:
    draw = np.random.default_rng(3)
    floats = np.concatenate(
        [np.round(draw.uniform(-500, 500, 300), 3), draw.uniform(0, 5, 300), [1e300, 0.0]]
    )
    read = columns.numbers(pa.array(floats), {})
    for value, state, mantissa in zip(floats, read.state, read.mantissa, strict=True):
        exact = Decimal(repr(float(value)))
        if state == columns.EXACT:
            assert Decimal(int(mantissa)).scaleb(-read.scale) == exact
        else:
            assert len(exact.as_tuple().digits) > 6 or value == 1e300
    assert (read.state[:300] == columns.EXACT).all()
    assert (read.state == columns.BETWEEN).any()


@pytest.mark.parametrize("name", jixiao.rulebooks())
def test_plans_ask_for_next_to_nothing(name: str) -> None:
    """Every shipped rulebook is uniform between the thresholds of plain comparisons."""
    planner = plans.Planner(Judge(jixiao.rulebook(name)))
    for text in ("≥95%", "≤8人", "=4人", "约300人", "100次", ">5次", "<24小时", "10~15个", "=0起"):
        sized = planner.plan(Indicator(name="甲", target=text), bare=True)
        assert sized is not None, text
        assert not any(one.shape == "ask" for one in sized.plan.outcomes), text


def test_importing_frames_loads_no_frame_library() -> None:
    code = "import sys, jixiao.frames; print([m for m in ('pandas', 'polars', 'pyarrow', 'numpy', 'narwhals') if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(Path(jixiao.__file__).parents[1])},
    )  # fmt: skip
    assert run.stdout.strip() == "[]"


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(jixiao.JixiaoError, match=r'pip install "jixiao\[frames\]"'):
        frames.parse_column(["≥1次"])


def test_a_scorecard_is_a_stream_for_arrow() -> None:
    card = jixiao.score(
        jixiao.TargetTable(indicators=(Indicator(name="甲", target="≥3人", weight=90, actual="2"),))
    )
    frame = pl.DataFrame(card)
    assert frame["points"].to_list() == [score.points for score in card.items]
    assert frame["ratio"][0] == Decimal("0.666667")
    assert pa.table(card).column("name").to_pylist() == [score.name for score in card.items]


def test_targets_keep_their_numbers_across_pieces_of_other_types_and_categories() -> None:
    """A target that comes late, blank or as a number is the target it is in a frame of its own."""
    rows = 25_000
    targets: list[object] = [["≥90%", "≤5", "", None][row % 4] for row in range(rows)]
    targets[-3:] = ["≥70%", 5, "≤5"]
    units = ["人" if row % 3 else None for row in range(rows)]
    data = {"target": targets, "unit": units, "actual": [80.0] * rows, "weight": [10] * rows}
    names = {"target": "target", "unit": "unit", "actual": "actual", "weight": "weight"}
    whole = pd.DataFrame(data)
    scored = jixiao.frames.score_frame(whole, **names)
    apart = jixiao.frames.score_frame(whole.tail(8).copy(), **names)
    columns = ["kind", "number", "points", "status", "code"]
    assert scored.tail(8)[columns].astype(str).equals(apart[columns].astype(str))
    texts = whole.assign(target=[None if one is None else str(one) for one in targets])
    coded = texts.assign(target=texts["target"].astype("category"))
    plain, found = (jixiao.frames.score_frame(one, **names) for one in (texts, coded))
    assert plain[columns].astype(str).equals(found[columns].astype(str))
