"""How long a scorecard takes in each format: ``python benchmarks/bench_writing.py``."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import jixiao
from jixiao.reading.actuals import read_actuals

EXAMPLE = Path(__file__).parents[1] / "examples" / "bazhou-2022"


def main() -> None:
    table = jixiao.read(EXAMPLE / "targets.txt")[0]
    card = jixiao.score(table, read_actuals(EXAMPLE / "actuals.csv"))
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".xlsx", ".docx", ".html", ".md", ".json", ".csv", ".svg"):
            path = Path(folder) / f"a{suffix}"
            jixiao.write(card, path)  # once to load what is loaded once
            start = time.perf_counter()
            for _ in range(10):
                jixiao.write(card, path)
            spent = (time.perf_counter() - start) / 10
            print(f"{suffix:6} {spent * 1000:7.1f} ms  {path.stat().st_size / 1024:7.1f} KB")


if __name__ == "__main__":
    main()
