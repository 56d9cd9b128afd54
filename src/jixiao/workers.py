"""Worker processes (多个进程): the same work on many things, on all cores of the machine.

Each worker is an interpreter of its own that takes one thing at a time through a pipe. It runs
no part of the program that calls, so a script needs no `if __name__ == "__main__"`. A thing
whose worker was ended by the system is tried once more; it never takes the others with it.
A worker ends as soon as the program that asked is gone.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import attrs

__all__ = ["Lost", "cores", "in_order", "interpreter", "serve"]

T = TypeVar("T")
R = TypeVar("R")

#: Things that a worker does before another takes its place: what libraries keep is let go.
LIFE: Final = 200
#: How many things, a worker, may be done before they are asked for: what is kept stays bounded.
_AHEAD: Final = 16
#: Below so many things, a worker, starting one (a third of a second) costs more than it gains.
_WORTH: Final = 5
_TRIES: Final = 2
_READY: Final = "ready"
_DONE: Final = "done"
_RAISED: Final = "raised"
# `site` has to run for editable installs, hence the path is set and not the flag -S.
_START: Final = (
    "import gc, os, pickle, sys; gc.disable(); asked = os.fdopen(os.dup(0), 'rb'); sys.path[:] = pickle.load(asked); "
    "from jixiao.workers import serve; serve(asked)"
)


@attrs.frozen
class Lost:
    """In the place of a result: the worker was ended from outside (too much memory, a crash).

    Attributes:
        tries: how often it was.
    """

    tries: int


def cores() -> int:
    """How many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def interpreter() -> str | None:
    """A Python to start: that of this program, unless the program is a Python within another."""
    if getattr(sys, "frozen", False) or not Path(__file__).is_file():
        return None
    inside = Path(sys.exec_prefix)
    for path in (
        *([Path(sys.executable)] if sys.executable else []),
        inside / "bin" / "python3",
        inside / "python.exe",
    ):
        if path.stem.lower().startswith(("python", "pypy")) and path.is_file():
            return str(path)
    return None


def in_order(
    work: Callable[[T], R], things: Sequence[T], *, jobs: int | None = None
) -> Generator[R | Lost, None, None]:
    """What `work` makes of each of `things`, in their order.

    Workers are at most `_AHEAD` things each ahead of what has been taken, so that the results of a
    large folder do not pile up.

    Args:
        work: a function of a module, or a `functools.partial` of one; it is pickled.
        things: what it is called with; they and the results are pickled.
        jobs: how many workers; None takes the cores of the machine where that is worth it.
            With one job, or where no interpreter can be started, no other process is.

    What `work` raises is raised here, in the place of that thing.

    Raises:
        ValueError: `jobs` is less than 1.
    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"进程数 jobs 至少是1，现在是{jobs}")
    hands = min(cores(), len(things) // _WORTH) if jobs is None else min(jobs, len(things))
    program = interpreter() if hands > 1 else None
    if program is None:
        yield from map(work, things)
        return
    idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
    workers = [_Worker(program, work) for _ in range(hands)]
    for worker in workers:
        idle.put(worker)

    def done(thing: T) -> R | Lost:
        # Packed and unpacked while the worker has something else to do.
        asked = _packed(thing)
        worker = idle.get()
        try:
            answer = worker.do(asked)
        finally:
            idle.put(worker)
        if answer is None:
            return work(thing)
        return answer if isinstance(answer, Lost) else _unpacked(answer)

    waiting: deque[Future[R | Lost]] = deque()
    pool = ThreadPoolExecutor(2 * hands)
    try:
        for thing in things:
            waiting.append(pool.submit(done, thing))
            if len(waiting) >= hands * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for worker in workers:
            worker.stop()
        pool.shutdown(cancel_futures=True)
        for worker in workers:
            worker.end()


@attrs.frozen
class _Child:
    """A process with its two pipes."""

    process: subprocess.Popen[bytes]
    asked: IO[bytes]
    answers: IO[bytes]

    @classmethod
    def start(cls, program: str, work: Callable[..., Any]) -> _Child | None:
        """A process that waits for work, or None where it cannot be started at all."""
        try:
            process = subprocess.Popen(  # noqa: S603
                [program, "-I", "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ValueError):
            return None
        if process.stdin is None or process.stdout is None:
            return None
        child = cls(process, process.stdin, process.stdout)
        try:
            pickle.dump([*filter(None, sys.path)], child.asked)
            _send(child.asked, _packed(work))
            if pickle.loads(_receive(child.answers)) == _READY:  # noqa: S301
                return child
        except (EOFError, OSError):
            pass
        # It ended before it saw anything, which is no fault of the first thing.
        child.end()
        return None

    def end(self) -> None:
        """End the process, whatever it does, and close the pipes."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.asked, self.answers):
            with contextlib.suppress(OSError):  # what could not be sent any more
                pipe.close()


class _Worker:
    """One worker: its process is started when there is work, and again when it was ended."""

    def __init__(self, program: str, work: Callable[..., Any]) -> None:
        self._program = program
        self._work = work
        self._child: _Child | None = None
        self._left = 0  # how many things the process may still do before a new one takes over
        self._stopped = False
        self._alone = False  # no process could be started: the caller does the work itself

    def do(self, asked: bytes) -> bytes | Lost | None:
        """The answer of the process to a packed thing; None where no process can be started."""
        for _ in range(_TRIES):
            if self._stopped:
                break
            child = self._started()
            if child is None:
                return None
            try:
                _send(child.asked, asked)
                answer = _receive(child.answers)
            except (EOFError, OSError):
                self.end()
                continue
            self._left -= 1
            return answer
        return Lost(_TRIES)

    def _started(self) -> _Child | None:
        if self._left <= 0:
            self.end()
        if self._child is None and not self._alone:
            self._child, self._left = _Child.start(self._program, self._work), LIFE
            self._alone = self._child is None
        return self._child

    def stop(self) -> None:
        """Take no more work; the process ends, and who waits for its answer gets none."""
        self._stopped = True
        if (child := self._child) is not None:
            child.process.kill()

    def end(self) -> None:
        """Let the process go; another is started when there is work."""
        child, self._child = self._child, None
        if child is not None:
            child.end()


# ---------------------------------------------------------------- the pipe, both ends


def _packed(what: Any) -> bytes:
    return pickle.dumps(what, pickle.HIGHEST_PROTOCOL)


def _unpacked(answer: bytes) -> Any:
    """The result in an answer; what the work raised is raised."""
    kind, result = pickle.loads(answer)  # noqa: S301, the other end is this program too
    if kind == _RAISED:
        raise result
    return result


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(8, "big"))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    head = stream.read(8)
    size = int.from_bytes(head, "big")
    data = stream.read(size) if len(head) == 8 else b""
    if len(head) < 8 or len(data) < size:
        raise EOFError
    return data


# ---------------------------------------------------------------- the child process


def serve(source: IO[bytes]) -> None:
    """What a worker does: take the work, then one thing after another, until nobody asks."""
    # Ctrl-C is meant for the program that asked, which ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library prints must not get between the answers, nor a program that it starts
    # take what is asked.
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    asked: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(source, asked), daemon=True).start()
    work = asked.get()
    # What is loaded for good is never garbage, and need not be looked through again and again.
    gc.freeze()
    gc.enable()
    _send(answers, _packed(_READY))
    while True:
        _send(answers, _answer(work, asked.get()))


def _listen(source: IO[bytes], asked: queue.SimpleQueue[Any]) -> None:
    """Take what is asked; when the program that asks is gone, end at once, whatever is going on."""
    while True:
        try:
            asked.put(pickle.loads(_receive(source)))  # noqa: S301
        except EOFError:
            os._exit(0)


def _answer(work: Callable[[Any], Any], thing: Any) -> bytes:
    try:
        return _packed((_DONE, work(thing)))
    except Exception as problem:
        try:
            return _packed((_RAISED, problem))
        except Exception:
            return _packed((_RAISED, RuntimeError(f"{type(problem).__name__}：{problem}")))
