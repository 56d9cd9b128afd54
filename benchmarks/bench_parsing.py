"""How fast one text, a column and an import are. Ratios within one run; medians of many.

    python benchmarks/bench_parsing.py

A ratio against a yardstick of the same process says more than microseconds: one
LALR parse of a single token by Lark for a cold text, ``import attrs`` for the import.
"""

from __future__ import annotations

import compileall
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import lark

from jixiao._grammar import reader
from jixiao.parsing import parse, read_criteria, read_criterion
from jixiao.quantities import builtin

# The 26 distinct values of a department's published table of 2022.
VALUES = (
    "=4人", "=5058.32平方米", "=5辆", "=113人", "=4条", ">=15次", ">=5批", ">=10次", "=6套", "=12次",
    "=100%", ">=90%", ">=98%", ">=95%", "<=8小时", "<=24小时", "2022年10月31日以前", "<=84.26万元",
    "<=0.72万元", "<=176.45万元", "<=16.8万元", "<=8.80万元", "<=44万元", "<=60.2万元", "有效保障",
    "显著提高",
)  # fmt: skip
COMPOSITE = (
    "不低于95％", "95%以上", "控制在100万元以内", "每月至少1次", "500元/人·月", "80%-90%", "12月底前100%到位",
    "较上年提高5%", "2022年1月-12月", "≥60分且＜80分", "8万多株", "30分钟内响应",
)  # fmt: skip
ROUNDS = 15


def microseconds(work: Callable[[str], object], texts: Sequence[str], repeat: int = 40) -> float:
    """Median time of one call, over rounds that each run every text `repeat` times."""
    rounds = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        for _ in range(repeat):
            for text in texts:
                work(text)
        rounds.append((time.perf_counter() - before) / repeat / len(texts))
    return statistics.median(rounds) * 1e6


def one_token() -> Callable[[str], object]:
    """The least that Lark can do: one token, one rule, one callback."""
    transformer = type("T", (), {"start": lambda _, children: children[0]})()
    parser = lark.Lark("start: A\nA: /.+/", parser="lalr", transformer=transformer)
    return parser.parse


def cold_texts() -> None:
    yardstick = microseconds(one_token(), VALUES)
    print(f"one-token Lark LALR parse          {yardstick:8.2f} µs   1.00 x")
    for name, texts in (("26 values of a real table", VALUES), ("composite values", COMPOSITE)):
        taken = microseconds(read_criterion, texts)
        print(f"{name:34} {taken:8.2f} µs {taken / yardstick:6.2f} x")


def column(cold: float) -> None:
    texts = list(VALUES) * (1_000_000 // len(VALUES) + 1)
    texts = texts[:1_000_000]
    rounds = []
    for _ in range(7):
        before = time.perf_counter()
        read_criteria(texts)
        rounds.append(time.perf_counter() - before)
    rate = len(texts) / statistics.median(rounds)
    print(f"column of 1,000,000 values         {rate / 1e6:8.1f} million/s, {rate * cold / 1e6:.0f} x cold")


def building() -> None:
    rounds = []
    for _ in range(5):
        reader.cache_clear()
        before = time.perf_counter()
        reader(builtin())
        rounds.append(time.perf_counter() - before)
    print(f"building the reader, once          {statistics.median(rounds) * 1e3:8.0f} ms")


def importing() -> None:
    """`import jixiao` against `import attrs`, byte-compiled, each in a new process."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPATH"] = os.pathsep.join(sys.path)
        compileall.compile_dir(Path(__file__).parents[1] / "src", quiet=2)

        def taken(name: str) -> float:
            code = f"import time; a = time.perf_counter(); import {name}; print(time.perf_counter() - a)"
            rounds = []
            for _ in range(ROUNDS):
                done = subprocess.run(  # noqa: S603 - our own interpreter and code
                    [sys.executable, "-c", code],
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=True,
                )
                rounds.append(float(done.stdout))
            return statistics.median(rounds) * 1e3

        attrs = taken("attrs")
        print(f"import attrs                       {attrs:8.1f} ms   1.00 x")
        for name in ("jixiao", "jixiao.parsing"):
            own = taken(name)
            print(f"import {name:27} {own:8.1f} ms {own / attrs:6.2f} x")


def others() -> None:
    """Other readers, each on the texts that it can read at all; the same texts for jixiao."""
    for name, library, texts, make in (
        ("jionlp", "jionlp", ("4人", "15次", "84.26万元", "5058.32平方米"), _jionlp),
        ("quantulum3", "quantulum3", ("4 km", "15 m", "84.26 kg", "8 hours"), _quantulum3),
        ("recognizers-text-suite", "recognizers_number_with_unit", ("84.26万元", "5058.32平方米"), _recognizers),
        ("pint", "pint", ("4 km", "15 m", "84.26 kg", "8 h"), _pint),
    ):  # fmt: skip
        if importlib.util.find_spec(library) is None:
            print(f"{name:34} not installed")
            continue
        theirs = microseconds(make(), texts, repeat=5)
        own = microseconds(parse, texts, repeat=5)
        print(f"{name:34} {theirs:8.1f} µs, jixiao {own:.1f} µs: {theirs / own:.1f} x")


def _jionlp() -> Callable[[str], object]:
    import jionlp

    return lambda text: jionlp.parse_money(text) if "元" in text else jionlp.extract_money(text)


def _quantulum3() -> Callable[[str], object]:
    from quantulum3 import parser

    return parser.parse


def _recognizers() -> Callable[[str], object]:
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    return lambda text: (
        recognize_currency(text, "zh-cn") if "元" in text else recognize_dimension(text, "zh-cn")
    )


def _pint() -> Callable[[str], object]:
    import pint

    return pint.UnitRegistry().Quantity


def main() -> None:
    for text in (*VALUES, *COMPOSITE):
        parse(text, year=2022)
    cold_texts()
    column(microseconds(read_criterion, VALUES))
    building()
    importing()
    others()


if __name__ == "__main__":
    main()
