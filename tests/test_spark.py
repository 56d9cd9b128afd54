"""Spark: `score_batches` inside mapInArrow, in a real local session."""

import os
import shutil
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import jixiao
from jixiao import frames

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark 需要 Java"),
    # PySpark of some versions uses what other libraries have deprecated.
    pytest.mark.filterwarnings("default"),
]

NAMES = {"target": "target", "actual": "actual", "weight": "weight"}
ROWS = [
    ("甲局", "≥95%", "90.25%", 10),
    ("甲局", "≤8人", "10", 10),
    ("乙局", "有效保障", "达成", 10),
    ("乙局", "2022年10月31日以前", "2022-10-30", 5),
    ("乙局", "工5%", "3", 5),
    ("丙局", None, None, None),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql")
    # The workers are new processes: they find this very interpreter and this very source.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    source = str(Path(jixiao.__file__).parents[1])
    found = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.executorEnv.PYTHONPATH", source)
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    yield found
    found.stop()


def test_map_in_arrow_gives_what_score_frame_gives(session: Any) -> None:
    types = pytest.importorskip("pyspark.sql.pandas.types")
    facts = session.createDataFrame(ROWS, "bureau string, target string, actual string, weight int")
    schema = types.from_arrow_schema(frames.batch_schema(types.to_arrow_schema(facts.schema)))

    def work(batches: Any) -> Any:
        yield from frames.score_batches(batches, **NAMES)

    scored = facts.repartition(2).mapInArrow(work, schema)
    found = {(row.bureau, row.target): row for row in scored.collect()}
    assert len(found) == len(ROWS)
    assert found["甲局", "≥95%"].points == Decimal("9.5")
    assert found["甲局", "≤8人"].points == 8
    assert found["乙局", "有效保障"].status == "完成"
    assert found["乙局", "工5%"].code == "target-unreadable"
    assert found["丙局", None].points is None
    totals = {
        row["bureau"]: row["total"]
        for row in scored.groupBy("bureau")
        .agg({"points": "sum"})
        .withColumnRenamed("sum(points)", "total")
        .collect()
    }
    assert totals == {"甲局": Decimal("17.5"), "乙局": Decimal(15), "丙局": None}


def test_a_spark_frame_in_a_spark_frame_out(session: Any) -> None:
    facts = session.range(20_000).selectExpr(
        "concat('≥', id % 500, '次') as target",
        "cast(id % 700 as decimal(9,2)) as actual",
        "10 as weight",
    )
    scored = frames.score_frame(facts, **NAMES)
    assert type(scored) is type(facts)
    assert scored.count() == 20_000
    local = frames.score_frame(facts.toPandas(), **NAMES)
    total = scored.agg({"points": "sum"}).collect()[0][0]
    assert total == local["points"].sum()
