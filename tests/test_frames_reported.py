"""Findings, scorecards and scores as frames; functions in SQL; lazy frames that stay lazy."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import jixiao
from jixiao import frames
from jixiao.errors import Place

DOCUMENTS = Path(__file__).parent / "documents"


def tables() -> list[jixiao.TargetTable]:
    names = ("c02-稷山县建档立卡参合补助自评表.csv", "t02-天津环卫经费绩效目标表.txt")
    return [table for name in names for table in jixiao.read(DOCUMENTS / name)]


@pytest.fixture(scope="module")
def found() -> list[jixiao.Finding]:
    return [one for table in tables() for one in (*table.findings, *jixiao.check(table))]


@pytest.fixture(scope="module")
def cards() -> list[jixiao.Scorecard]:
    return [jixiao.score(table) for table in tables()]


def test_each_field_of_a_finding_has_a_column(found: list[jixiao.Finding]) -> None:
    rows = frames.findings(found).to_pylist()
    singles = [single for one in found for single in one.singles]
    assert len(rows) == len(singles) > len(found) > 5
    fields = {one.name for one in attrs.fields(jixiao.Finding)} - {"place", "parts"}
    assert fields | {one.name for one in attrs.fields(Place)} == set(rows[0])
    for row, one in zip(rows, singles, strict=True):
        place = one.place or Place()
        assert (row["file"], row["row"], row["column"]) == (place.file, place.row, place.column)
        assert (row["code"], row["severity"], row["message"]) == (
            one.code,
            one.severity,
            one.message,
        )
        assert [(pair["name"], pair["text"]) for pair in row["figures"]] == list(one.figures)


def test_findings_can_be_counted_by_code(found: list[jixiao.Finding]) -> None:
    found = [single for one in found for single in one.singles]
    expected = {
        code: sum(one.code == code for one in found) for code in {one.code for one in found}
    }
    counted = frames.findings(found, backend="pandas").groupby("code").size().to_dict()
    assert counted == expected
    frame = frames.findings(found, backend="polars")
    assert dict(frame.group_by("code").len().rows()) == expected
    assert frame.schema["row"] == pl.Int64


def test_a_row_of_a_card_is_the_card(cards: list[jixiao.Scorecard]) -> None:
    for row, card in zip(frames.cards(cards).to_pylist(), cards, strict=True):
        assert row["total"] == card.total
        assert row["percent"] == card.percent()
        assert (row["lowest"], row["highest"]) == (card.lowest, card.highest)
        assert (row["grade"], row["summary"]) == (card.grade, card.summary)
        assert (row["organisation"], row["year"]) == (card.table.organisation, card.table.year)
        assert row["indicators"] == len(card.scores)


def test_scores_of_several_cards_stand_together(cards: list[jixiao.Scorecard]) -> None:
    frame = frames.scores(cards, backend="pandas")
    assert len(frame) == sum(len(card.items) for card in cards)
    assert frame["points"].sum() == sum(card.total for card in cards)
    # What pandas makes of two columns must have room.
    assert (frame["points"] / frame["weight"]).max() <= 1
    assert str(frame["year"].dtype) == "Int64"
    mine = [name for name in frame.columns if name in cards[0].rows()[0]]
    assert mine == list(cards[0].rows()[0])


def test_no_findings_and_no_cards_are_frames_without_rows() -> None:
    for empty in (frames.findings([]), frames.cards([]), frames.scores([])):
        assert empty.num_rows == 0
        assert empty.num_columns > 10
    assert frames.findings([], backend="pandas").empty


def test_an_unknown_backend_is_named() -> None:
    with pytest.raises(frames.FrameError, match="pyarrow、pandas、polars") as caught:
        frames.findings([], backend="dask")  # type: ignore[call-overload]
    assert caught.value.code == "frame-backend"


# ---- lazy frames -------------------------------------------------------------------------

LAZY = {"target": "指标值", "actual": "实际完成值", "weight": "分值"}


def many(rows: int = 40_000) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "指标值": [f"≥{number % 97}次" for number in range(rows)],
            "实际完成值": [f"{number % 101}次" if number % 13 else "" for number in range(rows)],
            "分值": ["10"] * rows,
        }
    )


def test_a_lazy_frame_is_scored_when_it_is_collected() -> None:
    def fail(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("computed too early")

    frame = many(10)
    lazy = frames.score_frame(frame.lazy().map_batches(fail, schema=frame.schema), **LAZY)
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect_schema() == frames.score_frame(frame, **LAZY).schema


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_a_lazy_frame_gives_what_the_frame_gives(engine: Any) -> None:
    frame = many()
    lazy = frames.score_frame(frame.lazy(), **LAZY)
    whole = frames.score_frame(frame, **LAZY)
    assert lazy.collect(engine=engine).equals(whole)
    asked = lazy.filter(pl.col("points") < 5).select("指标值", "points").collect(engine=engine)
    assert asked.equals(whole.filter(pl.col("points") < 5).select("指标值", "points"))


# ---- SQL ---------------------------------------------------------------------------------


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect()
    frames.duckdb.register(found, year=2022)
    return found


def test_sql_parses(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.sql(
        'select p.kind, p.number, p.unit, p."end", p.code from ('
        " select jixiao_parse(target) as p from (values ('≥15次'), ('12月底前'), ('≥'), (null)) t(target))"
    ).fetchall()
    assert rows[0][:3] == ("comparison", Decimal(15), "次")
    assert str(rows[1][3]) == "2022-12-31"
    assert rows[2][0] == rows[3][0] == "unreadable"
    assert rows[2][4] == "number-missing"
    (row,) = connection.sql("select unnest(jixiao_parse('95', '%', '≥'))").fetchall()
    assert (row[1], row[3]) == ("≥", "%")


def test_sql_scores_as_score_does(connection: duckdb.DuckDBPyConnection) -> None:
    frame = many(5000).with_columns(pl.col("分值").cast(pl.Int32))
    connection.register("facts", frame.to_arrow())
    rows = connection.sql(
        "select s.points, s.status, s.code, s.met from "
        '(select jixiao_score("指标值", "实际完成值", "分值") as s from facts)'
    ).fetchall()
    wanted = frames.score_frame(frame, **LAZY).select("points", "status", "code", "met").rows()
    assert rows == wanted


def test_sql_takes_numbers_names_and_no_rows(connection: duckdb.DuckDBPyConnection) -> None:
    ask = "select jixiao_score(target, actual, weight, name).points from {}"
    rows = "(values ('200次', 100, 10.5, '投诉次数'), ('200次', 100, 10.5, '培训次数')) t(target, actual, weight, name)"
    few, many_ = (row[0] for row in connection.sql(ask.format(rows)).fetchall())
    assert few == Decimal("10.5")
    assert many_ == Decimal("5.25")
    nothing = "(select '' as target, '' as actual, 1 as weight, '' as name where false)"
    assert connection.sql(ask.format(nothing)).fetchall() == []


def test_sql_has_the_rulebook_asked_for() -> None:
    connection = duckdb.connect()
    frames.duckdb.register(connection, rulebook="一体化(线性反向)")
    ask = "select jixiao_score('≤8人', '10人', 10).points"
    ((linear,),) = connection.execute(ask).fetchall()
    table = jixiao.TargetTable(indicators=[jixiao.Indicator(name="甲", target="≤8人", weight=10)])
    card = jixiao.score(table, {"甲": "10人"}, rulebook="一体化(线性反向)")
    assert linear == card.scores[0].points


def test_sql_with_too_few_or_too_many_arguments_is_told(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(duckdb.Error, match="要2到4个参数"):
        connection.sql("select jixiao_score('≥1')").fetchall()


def test_tables_of_arrow_and_records_go_round(found: list[jixiao.Finding]) -> None:
    table = frames.findings(found)
    assert isinstance(table, pa.Table)
    assert frames.records(table)[0]["code"] == found[0].code
    assert frames.records(pd.DataFrame({"a": [1, None]})) == [{"a": 1.0}, {"a": None}]
