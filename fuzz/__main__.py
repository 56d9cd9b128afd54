"""``python -m fuzz``: run the targets for some time; see the package's docstring."""

from __future__ import annotations

import argparse
import logging
import math
import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from .targets import TARGETS, Failure, attempt, input_of

FAILURES = Path(__file__).parent / "failures"


#: Megabytes that one target may take, its inputs and the library with it. Reading a PDF takes a
#: child process of its own, which has its own bound below this one.
MEMORY = 2048


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print what failed, and return 1 if anything did."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="target", help="、".join(TARGETS))
    parser.add_argument("--seconds", type=float, default=60, help="time for all targets together")
    parser.add_argument("--inputs", type=int, default=None, help="so many inputs of each target")
    parser.add_argument("--seed", type=int, default=None, help="another seed, other inputs")
    parser.add_argument("--only", type=int, default=None, metavar="N", help="run input N alone")
    parser.add_argument("--memory", type=int, default=MEMORY, help="megabytes each target may take")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no target {unknown[0]}; there are {', '.join(TARGETS)}")
    # The PDF library logs a line for every damaged font.
    logging.disable(logging.CRITICAL)
    names = options.targets or list(TARGETS)
    seed = int(time.time()) if options.seed is None else options.seed
    if len(names) > 1:
        # Each in a process of its own: what one keeps is not counted with another, and one that
        # is killed does not end the others.
        share = options.seconds / len(names)
        return max(_child(name, seed=seed, seconds=share, options=options) for name in names)
    resource.setrlimit(resource.RLIMIT_AS, (options.memory << 20, options.memory << 20))
    (name,) = names
    if options.only is not None:
        return 1 if _one(name, seed=seed, number=options.only) else 0
    return 1 if _many(name, seed=seed, seconds=options.seconds, inputs=options.inputs) else 0


def _child(name: str, *, seed: int, seconds: float, options: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "fuzz", name, "--seed", str(seed)]
    command += ["--seconds", str(seconds), "--memory", str(options.memory)]
    for option in ("inputs", "only"):
        if getattr(options, option) is not None:
            command += [f"--{option}", str(getattr(options, option))]
    code = subprocess.run(command, check=False).returncode  # noqa: S603
    if code not in (0, 1):
        print(f"{name}: ended with {code}, seed {seed}")
    return 0 if code == 0 else 1


def _one(name: str, *, seed: int, number: int) -> list[Failure]:
    data = input_of(TARGETS[name], seed=seed, number=number)
    print(f"{name} {number}: {len(data)} bytes {data[:300]!r}")
    failure = attempt(TARGETS[name], seed=seed, number=number)
    if failure is None:
        print("held")
        return []
    traceback.print_exception(failure.error)
    return [failure]


def _many(name: str, *, seed: int, seconds: float, inputs: int | None) -> list[Failure]:
    end = time.monotonic() + (seconds if inputs is None else math.inf)
    number, found = 0, []
    kinds: set[str] = set()
    slowest = 0.0
    while time.monotonic() < end and number != inputs:
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
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name}: {number} inputs, {len(found)} failures, slowest {slowest:.2f} s, "
        f"at most {taken} MB, seed {seed}",
        flush=True,
    )
    return found


def _where(failure: Failure) -> str:
    frames = traceback.extract_tb(failure.error.__traceback__)
    inside = [one for one in frames if "jixiao" in one.filename]
    last = inside[-1] if inside else frames[-1] if frames else None
    return f"{type(failure.error).__name__} at {last.name}:{last.lineno}" if last else "?"


if __name__ == "__main__":
    sys.exit(main())
