"""What a scorecard costs beside the bare arithmetic: 40 indicators, criteria already parsed.

    python benchmarks/bench_scoring.py [rounds]

Prints the medians of one process and their ratio. The bare loop divides, caps,
multiplies and rounds 40 decimals; scoring adds units, directions, rules and reasons.
The limit is on a table that is scored again (month by month, by several rulebooks); the first
time, when the plans of its targets are found, is printed beside it.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from jixiao.scoring import score
from jixiao.tables import Indicator, TargetTable

CENT = Decimal("0.01")
LIMIT = 15


def cases(count: int) -> list[tuple[str, str, str]]:
    """(target, actual, bare target) in the proportions of real forms: most reached, some missed."""
    kinds = [
        ("≥95%", "97", "95"),
        ("≥15次", "18", "15"),
        ("=113人", "113", "113"),
        ("≥98%", "91.5", "98"),
        ("≤24小时", "20", "24"),
    ]
    return [kinds[index % len(kinds)] for index in range(count)]


def bare(rows: list[tuple[Decimal, Decimal, Decimal]]) -> Decimal:
    total = Decimal(0)
    for target, actual, weight in rows:
        ratio = min(actual / target, Decimal(1))
        total += (ratio * weight).quantize(CENT, rounding=ROUND_HALF_UP)
    return total


def medians(base: Callable[[], object], work: Callable[[], object], rounds: int) -> list[float]:
    """Both in turn, so that a change of the machine's speed changes both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for job, found in zip((base, work), times, strict=True):
            start = time.process_time()
            job()
            found.append(time.process_time() - start)
    return [statistics.median(found) for found in times]


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    found = cases(40)
    weight = Decimal("2.25")

    def made() -> TargetTable:
        table = TargetTable(
            indicators=tuple(
                Indicator(name=f"指标{i}", target=target, weight=weight)
                for i, (target, _, _) in enumerate(found)
            )
        )
        for one in table.indicators:
            assert one.criterion.kind == "comparison"
        return table

    table = made()
    rows = [(Decimal(target), Decimal(actual), weight) for _, actual, target in found]
    missed = []
    for label, actuals in (
        ("decimals", {f"指标{i}": row[1] for i, row in enumerate(rows)}),
        ("texts", {f"指标{i}": one[1] for i, one in enumerate(found)}),
    ):
        base, scored = medians(
            lambda: bare(rows), lambda given=actuals: score(table, given).total, rounds
        )
        ratio = scored / base
        fresh = iter([made() for _ in range(41)])
        _, first = medians(
            lambda: bare(rows), lambda given=actuals, fresh=fresh: score(next(fresh), given), 40
        )
        print(
            f"bare {base * 1e6:.0f} µs, from {label} {scored * 1e6:.0f} µs, "
            f"ratio {ratio:.1f} (limit {LIMIT}); the first time {first * 1e6:.0f} µs"
        )
        if ratio > LIMIT:
            missed.append(label)
    if missed:
        raise SystemExit(f"above the limit: {', '.join(missed)}")


if __name__ == "__main__":
    main()
