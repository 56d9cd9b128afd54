"""Worker processes: in order, bounded, and outliving what ends one of them."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jixiao import workers
from jixiao.workers import Lost, in_order


def process_of(_thing: int) -> int:
    return os.getpid()


def slow_when_even(number: int) -> int:
    time.sleep(0.05 * (number % 2 == 0))
    return number


def dying(number: int, *, folder: Path, times: int) -> int:
    """What is even ends its process, so many times."""
    if number % 2 == 0:
        tries = len(list(folder.glob(f"{number}-*")))
        if tries < times:
            (folder / f"{number}-{tries}").touch()
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return number


def printing(number: int) -> int:
    sys.stdout.write("what a library says")
    sys.stdout.flush()
    os.write(1, b"and what a program says\n")
    return number


def wrong(number: int) -> int:
    raise KeyError(number)


class Stubborn(Exception):
    def __reduce__(self):
        raise TypeError("cannot pickle")


def stubborn(_number: int) -> int:
    raise Stubborn("不能传回")


def test_results_come_in_the_order_of_the_things():
    assert list(in_order(slow_when_even, range(12), jobs=3)) == list(range(12))


def test_one_job_is_no_other_process():
    assert set(in_order(process_of, range(3), jobs=1)) == {os.getpid()}
    found = set(in_order(process_of, range(6), jobs=2))
    assert os.getpid() not in found
    assert len(found) <= 2


def test_few_things_are_done_here_unless_asked():
    assert set(in_order(process_of, range(3))) == {os.getpid()}
    assert os.getpid() not in set(in_order(process_of, range(2), jobs=2))


def test_a_thing_whose_process_was_killed_is_tried_once_more(tmp_path):
    work = functools.partial(dying, folder=tmp_path, times=1)
    assert list(in_order(work, range(5), jobs=2)) == list(range(5))


def test_a_thing_that_kills_its_process_is_reported_and_the_others_go_on(tmp_path):
    work = functools.partial(dying, folder=tmp_path, times=99)
    assert list(in_order(work, range(5), jobs=2)) == [Lost(2), 1, Lost(2), 3, Lost(2)]
    assert len(list(tmp_path.iterdir())) == 6


def test_what_is_printed_does_not_get_between_the_answers(capfd):
    assert list(in_order(printing, range(4), jobs=2)) == list(range(4))
    assert capfd.readouterr() == ("", "")


def test_what_the_work_raises_is_raised_here():
    with pytest.raises(KeyError):
        list(in_order(wrong, range(4), jobs=2))
    with pytest.raises(RuntimeError, match="Stubborn：不能传回"):
        list(in_order(stubborn, range(4), jobs=2))


def test_a_process_is_replaced_after_some_things(monkeypatch):
    monkeypatch.setattr(workers, "LIFE", 2)
    assert len(set(in_order(process_of, range(12), jobs=2))) >= 4


def test_not_more_is_done_ahead_than_the_bound(tmp_path):
    done = in_order(functools.partial(marked, folder=tmp_path), range(200), jobs=2)
    assert next(done) == 0
    time.sleep(0.5)
    assert len(list(tmp_path.iterdir())) <= 2 * workers._AHEAD + 2
    done.close()


def marked(number: int, *, folder: Path) -> int:
    (folder / str(number)).touch()
    return number


def test_processes_end_when_nobody_wants_the_rest():
    done = in_order(process_of, range(100), jobs=2)
    process = next(done)
    done.close()
    assert ended(process)


def ended(process: int) -> bool:
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_process_ends_with_the_program_that_asked():
    program = (
        "import sys, time\n"
        "from jixiao.workers import in_order\n"
        "from tests.test_workers import process_of\n"
        "done = in_order(process_of, range(100), jobs=2)\n"
        "print(next(done), flush=True)\n"
        "time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment
    ) as asking:
        assert asking.stdout is not None
        process = int(asking.stdout.readline())
        asking.kill()
    assert ended(process)


def test_without_an_interpreter_the_work_is_done_here(monkeypatch, tmp_path):
    monkeypatch.setattr(workers, "interpreter", lambda: None)
    assert set(in_order(process_of, range(4), jobs=2)) == {os.getpid()}
    other = tmp_path / "python-of-another-kind"
    other.write_text("#!/bin/sh\nexit 0\n")
    other.chmod(0o755)
    for program in (other, tmp_path / "python-that-is-gone"):
        monkeypatch.setattr(workers, "interpreter", lambda program=program: str(program))
        assert set(in_order(process_of, range(4), jobs=2)) == {os.getpid()}


def test_no_job_is_refused():
    with pytest.raises(ValueError, match="至少是1"):
        list(in_order(process_of, range(3), jobs=0))
