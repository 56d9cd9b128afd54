"""Spark: rows a second with one core and with two, in local sessions one after the other.

Run: ``python benchmarks/bench_spark.py [rows]``; needs Java and PySpark.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROWS = 4_000_000
ROUNDS = 3


def measured(cores: int, rows: int) -> float:
    """Rows a second in steady state: the first run starts the workers and is not counted."""
    from pyspark.sql import SparkSession
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    from jixiao import frames

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "2g")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "100000")
        .config("spark.executorEnv.PYTHONPATH", str(Path(frames.__file__).parents[2]))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    facts = session.range(0, rows, 1, 2 * cores).selectExpr(
        "concat('≥', id % 1000, '次') as target",
        "cast(id % 1400 as decimal(9,2)) as actual",
        "cast(1 + id % 19 as int) as weight",
    )
    schema = from_arrow_schema(frames.batch_schema(to_arrow_schema(facts.schema)))

    def work(batches):  # type: ignore[no-untyped-def]
        yield from frames.score_batches(batches, target="target", actual="actual", weight="weight")

    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        facts.mapInArrow(work, schema).write.format("noop").mode("overwrite").save()
        times.append(time.perf_counter() - start)
    session.stop()
    return rows / statistics.median(times[1:])


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    speeds = {}
    for cores in (1, 2):
        # One JVM holds one number of cores, hence a process for each.
        command = [sys.executable, __file__, "--cores", str(cores), str(rows)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        speeds[cores] = float(answer.stdout.split()[-1])
        print(f"local[{cores}]: {speeds[cores] / 1e6:.2f} M rows/s")
    print(f"two cores over one: {speeds[2] / speeds[1]:.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--cores"]:
        print(measured(int(sys.argv[2]), int(sys.argv[3])))
    else:
        main()
