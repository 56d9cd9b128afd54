"""A document read in a process of its own, which is bounded and runs no part of the program that calls."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable

from .pdfpages.child import READY

__all__ = ["answer"]


def answer(
    program: str,
    start: str,
    data: bytes,
    *,
    seconds: int,
    home: str = "",
    note: Callable[[bytes], None] | None = None,
) -> bytes | None:
    """What the child answers, or None where it could not be started at all.

    Args:
        program: the interpreter.
        start: what it runs, after the path of modules has been set as it is here.
        data: all that it is given.
        seconds: how long it may take.
        home: a folder of modules after all others.
        note: told each line of the answer but the last, as it comes.

    Raises:
        TimeoutError: it took longer, and was ended.
    """
    # `site` has to run for editable installs, hence the path is set and not the flag -S.
    path = json.dumps([*filter(None, sys.path), *([home] if home else [])])
    code = f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); {start}"
    try:
        child = subprocess.Popen(  # noqa: S603
            [program, "-I", "-c", code, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, ValueError):
        return None
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    clock = threading.Timer(seconds, end)
    clock.daemon = True
    with child:
        clock.start()
        try:
            said = _talk(child, data, note)
        finally:
            clock.cancel()
            child.kill()
    if late.is_set():
        raise TimeoutError
    return said.removeprefix(READY) if said.startswith(READY) else None


def _talk(
    child: subprocess.Popen[bytes], data: bytes, note: Callable[[bytes], None] | None
) -> bytes:
    """Hand over the data, then read: the child reads all before it answers."""
    if note is None or child.stdin is None or child.stdout is None:
        said, _ = child.communicate(data)
        return said
    with contextlib.suppress(OSError):
        # A child that has ended already is told from what it said.
        child.stdin.write(data)
    with contextlib.suppress(OSError):
        child.stdin.close()
    said = child.stdout.readline()
    last = b""
    for line in child.stdout:
        if last:
            note(last)
        last = line
    return said + last
