"""A child process with bounded memory and time, for inputs that must not cost more."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

#: Megabytes of addresses, of which the libraries take some two hundred, and seconds of CPU:
#: far more than any input may need on a slow machine, far less than one without a bound takes.
MEMORY = 1200
SECONDS = 120

_BOUND = """
import resource
resource.setrlimit(resource.RLIMIT_AS, ({memory} << 20, {memory} << 20))
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
"""


def capped(code: str, *, memory: int = MEMORY, seconds: int = SECONDS) -> str:
    """What `code` prints; the test fails where it ends in any other way than by itself."""
    done = subprocess.run(
        [sys.executable, "-c", _BOUND.format(memory=memory, seconds=seconds) + dedent(code)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"ended with {done.returncode}: {done.stderr[-2000:]}"
    return done.stdout.strip()
