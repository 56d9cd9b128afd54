"""DuckDB: Arrow batches out of a query, scored, and back into SQL."""

from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from jixiao import frames

NAMES = {"target": "target", "actual": "actual", "weight": "weight"}


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect()
    found.execute(
        "create table facts as select i as id, case when i % 2 = 0 then '≥95%' else '≤8人' end as target, "
        "(80 + i % 30)::decimal(9, 2) as actual, 10 as weight, '单位' || i % 3 as unit_name from range(10000) t(i)"
    )
    return found


def test_batches_stream_through_a_query(connection: duckdb.DuckDBPyConnection) -> None:
    # The query is read while the results are written, so each has a connection of its own.
    reader = connection.cursor().sql("select * from facts order by id").to_arrow_reader(1000)
    schema = frames.batch_schema(reader.schema)
    scored = pa.RecordBatchReader.from_batches(schema, frames.score_batches(reader, **NAMES))
    connection.register("scored", scored)
    connection.execute("create table results as select * from scored")
    rows = connection.execute(
        "select unit_name, sum(points), count(*), min(status) from results group by 1 order by 1"
    ).fetchall()
    assert [row[2] for row in rows] == [3334, 3333, 3333]
    expected = sum(
        Decimal(10) if 80 + i % 30 >= 95 else (Decimal(10) * (80 + i % 30) / 95).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        for i in range(0, 10000, 6)
    ) + sum(
        (Decimal(80) / (80 + i % 30)).quantize(Decimal("0.01"), "ROUND_HALF_UP") for i in range(3, 10000, 6)
    )  # fmt: skip
    assert rows[0][1] == expected
    assert connection.execute("select count(*) from results r join facts f using (id) where r.target = f.target").fetchone() == (10000,)  # fmt: skip


def test_a_relation_in_a_relation_out(connection: duckdb.DuckDBPyConnection) -> None:
    relation = connection.sql("select * from facts order by id limit 10")
    scored = frames.score_frame(relation, **NAMES)
    assert isinstance(scored, duckdb.DuckDBPyRelation)
    assert [row[0] for row in scored.select("id").fetchall()] == list(range(10))
    assert scored.aggregate("sum(points)").fetchall()[0][0] > 0


def test_a_registered_arrow_function(connection: duckdb.DuckDBPyConnection) -> None:
    def points(target: pa.Array, actual: pa.Array, weight: pa.Array) -> pa.Array:
        batch = [
            pa.table([target, actual, weight], names=list(NAMES)).combine_chunks().to_batches()[0]
        ]
        return pa.chunked_array(
            [one.column("points") for one in frames.score_batches(batch, **NAMES)]
        )

    connection.create_function(
        "jixiao_points",
        points,
        ["VARCHAR", "DECIMAL(9,2)", "INTEGER"],
        "DECIMAL(38,6)",
        type="arrow",
    )
    rows = connection.execute("select id, jixiao_points(target, actual, weight) from facts order by id limit 2").fetchall()  # fmt: skip
    assert rows == [(0, Decimal("8.42")), (1, Decimal("0.99"))]
