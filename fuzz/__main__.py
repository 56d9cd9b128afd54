"""``python -m fuzz``: run the targets for some time; see the package's docstring."""

from __future__ import annotations

import argparse
import logging
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from .targets import TARGETS, Failure, attempt, input_of

FAILURES = Path(__file__).parent / "failures"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print what failed, and return 1 if anything did."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="target", help="、".join(TARGETS))
    parser.add_argument("--seconds", type=float, default=60, help="time for all targets together")
    parser.add_argument("--seed", type=int, default=None, help="another seed, other inputs")
    parser.add_argument("--only", type=int, default=None, metavar="N", help="run input N alone")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no target {unknown[0]}; there are {', '.join(TARGETS)}")
    # The PDF library logs a line for every damaged font.
    logging.disable(logging.CRITICAL)
    names = options.targets or list(TARGETS)
    seed = int(time.time()) if options.seed is None else options.seed
    failures: list[Failure] = []
    for name in names:
        if options.only is not None:
            failures += _one(name, seed=seed, number=options.only)
            continue
        failures += _many(name, seed=seed, seconds=options.seconds / len(names))
    return 1 if failures else 0


def _one(name: str, *, seed: int, number: int) -> list[Failure]:
    data = input_of(TARGETS[name], seed=seed, number=number)
    print(f"{name} {number}: {len(data)} bytes {data[:300]!r}")
    failure = attempt(TARGETS[name], seed=seed, number=number)
    if failure is None:
        print("held")
        return []
    traceback.print_exception(failure.error)
    return [failure]


def _many(name: str, *, seed: int, seconds: float) -> list[Failure]:
    end = time.monotonic() + seconds
    number, found = 0, []
    kinds: set[str] = set()
    slowest = 0.0
    while time.monotonic() < end:
        started = time.monotonic()
        failure = attempt(TARGETS[name], seed=seed, number=number)
        slowest = max(slowest, time.monotonic() - started)
        number += 1
        if failure is None:
            continue
        found.append(failure)
        # One report for each place in the code that fails, however many inputs reach it.
        kind = _where(failure)
        if kind not in kinds:
            kinds.add(kind)
            FAILURES.mkdir(exist_ok=True)
            (FAILURES / f"{name}-{seed}-{failure.number}").write_bytes(failure.data)
            print(failure, f"    {kind}", sep="\n")
    print(f"{name}: {number} inputs, {len(found)} failures, slowest {slowest:.2f} s, seed {seed}")
    return found


def _where(failure: Failure) -> str:
    frames = traceback.extract_tb(failure.error.__traceback__)
    inside = [one for one in frames if "jixiao" in one.filename]
    last = inside[-1] if inside else frames[-1] if frames else None
    return f"{type(failure.error).__name__} at {last.name}:{last.lineno}" if last else "?"


if __name__ == "__main__":
    sys.exit(main())
