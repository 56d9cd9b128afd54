"""``python -m fuzz.killing --files 200 --kills 50``: a batch that is killed over and over.

A folder is scored by ``jixiao score … -o …`` with two workers. At random moments the command or
one of its workers is ended as with ``kill -9``, and the command started again. After every kill
each form in the folder must be whole; in the end the folder must hold, byte for byte, what one
run that nobody disturbed wrote. Needs Linux, whose ``/proc`` names the workers.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

import jixiao
from jixiao.writing.files import LEFTOVER

__all__ = ["Outcome", "disturbed", "forms", "main"]

_ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 120.0


@attrs.frozen(kw_only=True)
class Outcome:
    """What came of it; everything but the counts should be empty.

    Attributes:
        commands: how often the command was killed.
        workers: how often a worker was.
        runs: how often the command was started.
        half: forms that could not be read after a kill.
        lost: names that the undisturbed run wrote and this one did not.
        different: files that differ from those of the undisturbed run.
        left: files of killed runs that are still there.
        orphans: workers that went on after their command was killed.
    """

    commands: int
    workers: int
    runs: int
    half: tuple[str, ...]
    lost: tuple[str, ...]
    different: tuple[str, ...]
    left: tuple[str, ...]
    orphans: int

    @property
    def held(self) -> bool:
        """Whether nothing was lost, half or different."""
        return not (self.half or self.lost or self.different or self.left or self.orphans)


def forms(folder: Path, count: int) -> None:
    """So many filled forms: workbooks, and every fifth a text file, which may hold two tables."""
    folder.mkdir(parents=True)
    for number in range(count):
        table = jixiao.TargetTable(
            title="项目支出绩效自评表",
            organisation=f"单位{number}",
            project=f"项目{number}",
            year=2023,
            kind="evaluation",
            indicators=tuple(
                jixiao.Indicator(
                    level1="产出指标",
                    level2="数量指标",
                    name=f"第{one}项完成次数",
                    target=f"≥{one + 1}次",
                    actual=f"{one + number % 3}次",
                    weight="9",
                    points="9",
                )
                for one in range(10)
            ),
        )
        other = attrs.evolve(table, project="另一个项目")
        several = [table, other] if number % 10 == 0 else [table]
        jixiao.write(several, folder / f"{number:03}{'.txt' if number % 5 == 0 else '.xlsx'}")


def disturbed(source: Path, folder: Path, *, kills: int, seed: int) -> Outcome:
    """Score `source` with so many kills; `folder` is made, for the results of both runs."""
    folder.mkdir(parents=True)
    random_ = random.Random(seed)
    quiet, out = folder / "quiet", folder / "out"
    started = time.monotonic()
    _command(source, quiet, "--jobs", "2").wait()
    whole = time.monotonic() - started
    counts = {"command": 0, "worker": 0}
    half: set[str] = set()
    runs = orphans = 0
    finished = False
    while sum(counts.values()) < kills:
        # What is done already is done again once a run got to the end.
        process = _command(source, out, "--jobs", "2", *(["--force"] if finished else []))
        finished = False
        runs += 1
        while sum(counts.values()) < kills:
            try:
                process.wait(random_.uniform(0.02, 0.4) * whole)
            except subprocess.TimeoutExpired:
                pass
            else:
                finished = True
                break
            workers = list(_children(process.pid))
            if workers and random_.random() < 0.5:
                _kill(random_.choice(workers))
                counts["worker"] += 1
                continue
            process.kill()
            process.wait()
            counts["command"] += 1
            orphans += _alive(workers)
            break
        else:
            process.wait(_PATIENCE)
        half.update(_half(out))
    done = _command(source, out, "--jobs", "2")
    done.wait(_PATIENCE)
    first, second = _contents(quiet), _contents(out)
    return Outcome(
        commands=counts["command"],
        workers=counts["worker"],
        runs=runs + 1,
        half=tuple(sorted(half)),
        lost=tuple(sorted(first.keys() - second.keys())),
        different=tuple(
            sorted(name for name in second if name not in first or first[name] != second[name])
        ),
        left=tuple(path.name for path in out.rglob("*") if LEFTOVER.fullmatch(path.name)),
        orphans=orphans,
    )


def _command(source: Path, out: Path, *more: str) -> subprocess.Popen[Any]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "jixiao", "score", str(source), "-o", str(out), *more],
        env={**os.environ, "PYTHONPATH": str(_ROOT / "src"), "PYTHONUTF8": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _children(parent: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            yield int(stat.parent.name)


def _kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def _alive(workers: list[int]) -> int:
    """How many are there still, when they had time to notice."""
    end = time.monotonic() + 20
    while True:
        there = [one for one in workers if _state(one) not in ("", "Z")]
        if not there or time.monotonic() > end:
            return len(there)
        time.sleep(0.02)


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def _half(out: Path) -> Iterator[str]:
    for path in out.glob("*-自评表*.xlsx"):
        try:
            jixiao.read(path)
        except (jixiao.JixiaoError, OSError):
            yield path.name


def _contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def main() -> int:
    """Run it and print what came of it; 1 if anything did not hold."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.killing", description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=2022)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="killing-"))
    try:
        forms(folder / "in", options.files)
        outcome = disturbed(
            folder / "in", folder / "results", kills=options.kills, seed=options.seed
        )
    finally:
        shutil.rmtree(folder)
    print(f"{options.files} files, seed {options.seed}: {outcome}")
    return 0 if outcome.held else 1


if __name__ == "__main__":
    sys.exit(main())
