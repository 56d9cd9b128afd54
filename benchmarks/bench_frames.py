"""Frames: ratios to hand-written code, in one run, medians. Asserts the promised floors.

* `score_frame` on a million rows, mixed operators, a thousand distinct targets, against the
  same rules by hand in numpy floats (distinct targets parsed once by a regular expression);
* the same as one polars expression (`expression`), once with float and once with string actual
  values. Both are given the frame alone: the distinct targets are read and looked up inside the
  clock, texts are parsed there. The expression makes six columns (number, unit, met, ratio,
  points, status) with the rounding of ours, in binary floats; `score_frame` makes these and four
  more. That both say the same is checked before anything is timed;
* what stands in the way of columns, against the plain case of the same run: 30,000 distinct
  targets, a tenth of odd texts (each another one), percentages a thousand times as large, a
  thousand ranges or targets of zero against `jixiao.score` row by row;
* `parse_column` against polars unique + join of the same column;
* the peak of `score_frame` with its input frame, over that frame.

Limits are on CPU time (all threads of the process), for on a busy machine the wall clock tells of
others; the ratio by the clock stands beside it.

Run: ``python benchmarks/bench_frames.py [rows]``
"""

from __future__ import annotations

import ctypes
import gc
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

import jixiao
from jixiao import frames

ROUNDS = 7
OPERATORS = ("≥", "≤", "=", ">", "<", "")
UNITS = ("%", "人", "万元", "次")


def made(rows: int) -> pl.DataFrame:
    """A frame of targets, actual values near them, and weights."""
    draw = np.random.default_rng(2022)
    numbers = np.round(draw.uniform(5, 500, 1000), 1)
    texts = np.array(
        [f"{OPERATORS[i % 6]}{number}{UNITS[i % 4]}" for i, number in enumerate(numbers)]
    )
    which = draw.integers(0, 1000, rows)
    actual = np.round(numbers[which] * draw.uniform(0.6, 1.4, rows), 2)
    actual[::5] = numbers[which][::5]
    weight = draw.integers(1, 20, rows)
    return pl.DataFrame({"target": texts[which], "actual": actual, "weight": weight})


_TARGET = re.compile(r"([≥≤=><]?)([0-9.]+)(.*)")


def by_hand(codes: Any, texts: list[str], actual: Any, weight: Any) -> dict[str, Any]:
    """财预〔2020〕10号 for plain comparisons in binary floats, as one writes it by hand."""
    parts = [_TARGET.fullmatch(text).groups() for text in texts]  # type: ignore[union-attr]
    operator = np.array([OPERATORS.index(part[0]) for part in parts])[codes]
    target = np.array([float(part[1]) for part in parts])[codes]
    down = (operator == 1) | (operator == 4)
    met = np.select(
        [operator == 0, operator == 1, operator == 2, operator == 3, operator == 4],
        [actual >= target, actual <= target, actual == target, actual > target, actual < target],
        actual >= target,
    )
    reached = np.where(down, actual <= target, actual >= target)
    ratio = np.where(down, target / actual, actual / target)
    points = np.where(reached, weight, np.floor(weight * ratio * 100 + 0.5) / 100)
    far = ~down & (ratio > 1.3)
    status = np.where(reached, np.where(far, 2, 0), np.where(down, 3, 1))
    names = np.array(["完成", "未完成", "超额", "超标"], object)[status]
    units = np.array([part[2] for part in parts], object)[codes]
    return {
        "number": target, "unit": units, "met": met, "ratio": ratio, "points": points, "status": names,
    }  # fmt: skip


def hand_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    codes, texts = pd.factorize(frame["target"])
    found = by_hand(codes, list(texts), frame["actual"].to_numpy(), frame["weight"].to_numpy())
    return frame.assign(**found)


def hand_polars(frame: pl.DataFrame) -> pl.DataFrame:
    texts = frame["target"].unique()
    codes = frame["target"].cast(pl.Enum(texts)).to_physical()
    found = by_hand(
        codes.to_numpy(),
        texts.to_list(),
        frame["actual"].to_numpy(),
        frame["weight"].to_numpy(),
    )
    return frame.with_columns(**{name: pl.Series(name, values) for name, values in found.items()})


def expression(frame: pl.DataFrame) -> pl.DataFrame:
    """财预〔2020〕10号 for plain comparisons as one polars query, six columns, in binary floats."""
    text = pl.col("target")
    parts = (
        frame.lazy()
        .select(text.unique())
        .with_columns(
            sign=text.str.extract(r"^([≥≤=><]?)", 1),
            number=text.str.extract(r"([0-9.]+)", 1).cast(pl.Float64),
            unit=text.str.extract(r"[0-9.]+(.*)$", 1),
        )
    )
    sign, number = pl.col("sign"), pl.col("number")
    actual, weight = pl.col("actual").cast(pl.Float64), pl.col("weight").cast(pl.Float64)
    down = sign.is_in(["≤", "<"])
    met = (
        pl.when(sign == "≤").then(actual <= number)
        .when(sign == "<").then(actual < number)
        .when(sign == ">").then(actual > number)
        .when(sign == "=").then(actual == number)
        .otherwise(actual >= number)
    )  # fmt: skip
    ratio = pl.when(down).then(number / actual).otherwise(actual / number)
    reached = pl.when(down).then(actual <= number).otherwise(actual >= number)
    points = pl.when(reached).then(weight).otherwise((weight * ratio * 100 + 0.5).floor() / 100)
    over = pl.when(sign == "=").then(ratio > 1).otherwise(~down & (ratio > 1.3))
    far = pl.when(over).then(pl.lit("超额")).otherwise(pl.lit("完成"))
    missed = pl.when(down).then(pl.lit("超标")).otherwise(pl.lit("未完成"))
    status = pl.when(reached).then(far).otherwise(missed)
    return (
        frame.lazy()
        .join(parts, on="target", how="left", maintain_order="left")
        .select(
            pl.col(frame.columns),
            "number",
            "unit",
            met=met,
            ratio=(ratio * 1e6 + 0.5).floor() / 1e6,
            points=points,
            status=status.cast(pl.Enum(["完成", "未完成", "超额", "超标"])),
        )
        .collect()
    )


def agree(ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    """Both sides compute the same thing, but for what binary floats lose."""
    for name in ("number", "unit", "met", "ratio", "points", "status"):
        mine, other = ours[name], theirs[name]
        if mine.dtype == pl.Decimal:
            same = (mine.cast(pl.Float64) - other).abs() < 1e-9
        else:
            same = mine.cast(other.dtype) == other
        if same.mean() < 0.999:
            raise SystemExit(f"the expression computes another {name}: {same.mean():.4f} alike")


def many_targets(rows: int, count: int) -> pl.DataFrame:
    """Rows of so many distinct targets."""
    draw = np.random.default_rng(5)
    texts = np.array([f"≥{one}次" for one in np.round(draw.uniform(5, 5000, count), 2)])
    return pl.DataFrame(
        {
            "target": texts[draw.integers(0, count, rows)],
            "actual": np.round(draw.uniform(5, 5000, rows), 1),
            "weight": draw.integers(1, 20, rows),
        }
    )


def hard_targets(*, zero: bool) -> pl.DataFrame:
    """A thousand ranges, or targets of zero, each with one actual value."""
    draw = np.random.default_rng(6)
    low, wide = draw.integers(1, 80, 1000), draw.integers(1, 20, 1000)
    return pl.DataFrame(
        {
            "target": ["=0%" if zero else f"{a}%-{a + b}%" for a, b in zip(low, wide, strict=True)],
            "actual": [f"{one}%" for one in draw.integers(1, 100, 1000)],
            "weight": [10] * 1000,
        }
    )


def by_rows(frame: pl.DataFrame) -> list[Any]:
    """`jixiao.score` for each row of a frame."""
    found = []
    for target, actual, weight in frame.rows():
        one = jixiao.Indicator(name="甲", target=target, weight=weight)
        table = jixiao.TargetTable(indicators=(one,))
        found.append(jixiao.score(table, {"甲": actual}).scores[0].points)
    return found


def joined(column: pl.Series) -> pl.DataFrame:
    frame = pl.DataFrame({"target": column})
    return frame.join(frame.unique().with_row_index(), on="target", how="left")


def ratio(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float, float]:
    """Both in turn: the median CPU seconds of each, and the median quotient by the clock."""
    ours(), theirs()
    times: list[tuple[float, ...]] = []
    for _ in range(ROUNDS):
        marks = []
        for work in (ours, theirs):
            marks.append((time.process_time(), time.perf_counter()))
            work()
        marks.append((time.process_time(), time.perf_counter()))
        (cpu, wall), (middle, half), (end, late) = marks
        times.append((middle - cpu, end - middle, (half - wall) / (late - half)))
    mine, other, clock = (statistics.median(one) for one in zip(*times, strict=True))
    return mine, other, clock


def peak(kind: str, rows: int) -> tuple[float, float]:
    """Bytes of an input, and the peak above it while it is scored, in a fresh process."""
    command = [sys.executable, __file__, "--peak", kind, str(rows)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    size, most = answer.stdout.split()
    return float(size), float(most)


def resident(field: str) -> int:
    """Bytes of this process that are in memory now (VmRSS) or were at most (VmHWM)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(rf"{field}:\s+(\d+) kB", status)[1]) * 1024  # type: ignore[index]


def measured_peak(kind: str, rows: int) -> None:
    """What the system gave the process, so that the memory of every library counts."""
    frame: Any = made(rows)
    # A polars string takes 16 bytes and what is longer than 12; `estimated_size` omits the 16.
    size = frame.to_arrow(compat_level=pl.CompatLevel.newest()).nbytes
    if kind == "pyarrow":
        frame = frame.to_arrow()
        size = frame.nbytes
    elif kind == "pandas":
        frame = frame.to_pandas()
        size = frame.memory_usage(deep=True).sum()
    names = {"target": "target", "actual": "actual", "weight": "weight"}
    frames.score_frame(frame[:10], **names)  # loads what is loaded on first use
    gc.collect()
    pa.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    base = resident("VmRSS")
    scored = frames.score_frame(frame, **names)
    print(size, resident("VmHWM") - base)
    del scored


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    frame = made(rows)
    table = frame.to_pandas()
    names = {"target": "target", "actual": "actual", "weight": "weight"}
    failed = []

    def report(what: str, found: tuple[float, float, float], floor: float) -> None:
        ours, theirs, _ = found
        share, speed = theirs / ours, rows / ours / 1e6
        print(f"{what}: {ours:.3f} s, by hand {theirs:.3f} s, ratio {share:.2f} (floor {floor}), {speed:.2f} M rows/s")  # fmt: skip
        if share < floor:
            failed.append(what)

    report(
        "score_frame, polars",
        ratio(lambda: frames.score_frame(frame, **names), lambda: hand_polars(frame)),
        0.25,
    )
    report(
        "score_frame, pandas",
        ratio(lambda: frames.score_frame(table, **names), lambda: hand_pandas(table)),
        0.25,
    )

    def limit(what: str, found: tuple[float, float, float], most: float) -> None:
        ours, theirs, clock = found
        times = ours / theirs
        print(f"{what}: {ours:.3f} s beside {theirs:.3f} s, {times:.2f} times (limit {most}), {clock:.2f} by the clock")  # fmt: skip
        if times > most:
            failed.append(what)

    texts = frame.with_columns(pl.col("actual").cast(pl.String))
    score = frames.score_frame
    for what, given, most in (("floats", frame, 1.5), ("strings", texts, 2.0)):
        agree(score(given, **names), expression(given))
        found = ratio(lambda f=given: score(f, **names), lambda f=given: expression(f))
        limit(f"score_frame beside a polars expression, {what}", found, most)
    some = frame[:200_000]
    few, many = many_targets(len(some), 10), many_targets(len(some), 30_000)
    found = ratio(lambda: score(many, **names), lambda: score(few, **names))
    limit("30,000 distinct targets beside ten", found, 6)
    plain = some.with_columns(pl.col("actual").cast(pl.String))
    odd = plain.with_columns(
        # Every fifth actual value is that of the target; these are others.
        actual=pl.when(pl.int_range(pl.len()) % 10 == 3)
        .then(pl.concat_str(pl.lit("完成"), pl.col("actual"), pl.lit("，见附件")))
        .otherwise(pl.col("actual"))
    )
    found = ratio(lambda: score(odd, **names), lambda: score(plain, **names))
    limit("a tenth of odd texts beside plain strings", found, 5)
    small = some.with_columns(
        target=pl.concat_str(pl.lit("≥"), pl.lit(0.0) + pl.col("actual").round(0), pl.lit("%"))
    )
    large = small.with_columns(
        target=pl.col("target").str.replace(".0%", "000%", literal=True),
        actual=(pl.col("actual") * 1000).round(0),
    )
    found = ratio(lambda: score(large, **names), lambda: score(small, **names))
    limit("large percentages beside small ones", found, 1.25)
    for what, zero in (("ranges", False), ("targets of zero", True)):
        given = hard_targets(zero=zero)
        found = ratio(lambda f=given: score(f, **names), lambda f=given: by_rows(f))
        limit(f"a thousand {what} beside row by row", found, 1)
    column = frame["target"]
    report(
        "parse_column, polars",
        ratio(lambda: frames.parse_column(column), lambda: joined(column)),
        0.4,
    )
    if not sys.platform.startswith("linux"):
        print("peak: measured on Linux only")
    for kind in ("polars", "pandas", "pyarrow") if sys.platform.startswith("linux") else ():
        size, most = peak(kind, rows)
        whole = (size + most) / size
        print(f"peak, {kind}: {most / 1e6:.0f} MB above {size / 1e6:.0f} MB of input, {most / size:.2f} times; with the input {whole:.2f} times (limit 3)")  # fmt: skip
        if whole > 3:
            failed.append(f"peak, {kind}")
    if failed:
        raise SystemExit(f"below the floor: {', '.join(failed)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        measured_peak(sys.argv[2], int(sys.argv[3]))
    else:
        main()
