"""用 Spark 给一批指标打分：每行一个指标，行数不限。

用法：spark-submit score_facts.py 输入.parquet 输出.parquet [核数]

输入的列：bureau（单位）、target（指标值）、actual（实际完成值）、weight（分值）。
每个执行器各自运行 jixiao.frames.score_batches，数据以 Arrow 批往来，不经过 pandas。
执行器上要装好 jixiao[frames]。
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from jixiao import frames

if TYPE_CHECKING:
    import pyarrow as pa


def score(facts: DataFrame) -> DataFrame:
    """The facts with the result columns behind their own."""

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from frames.score_batches(batches, target="target", actual="actual", weight="weight")

    schema = from_arrow_schema(frames.batch_schema(to_arrow_schema(facts.schema)))
    return facts.mapInArrow(work, schema)


def main(arguments: list[str]) -> int:
    source, target, cores = (*arguments, "*")[:3]
    session = SparkSession.builder.master(f"local[{cores}]").appName("jixiao").getOrCreate()
    scored = score(session.read.parquet(source))
    scored.write.mode("overwrite").parquet(target)
    session.read.parquet(target).groupBy("bureau").agg(
        f.sum("points").alias("得分"), f.count(f.when(f.col("points").isNull(), 1)).alias("待定")
    ).orderBy("bureau").show()
    session.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
