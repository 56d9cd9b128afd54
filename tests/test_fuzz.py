"""A bounded run of the fuzz targets with a fixed seed; `make fuzz` runs them for longer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fuzz.__main__ import MEMORY
from fuzz.targets import TARGETS

ROOT = Path(__file__).parent.parent
SEED = "2022"

# So many inputs of each target take a second or two.
INPUTS = {
    "value": 1500,
    "text": 60,
    "csv": 60,
    "html": 60,
    "xlsx": 80,
    "docx": 120,
    "xls": 60,
    "pdf": 2,
    "actuals": 300,
    "loads": 150,
    "rulebook": 60,
    "settings": 60,
    "baseline": 60,
    "template-xlsx": 30,
    "template-docx": 30,
}

LIBRARIES = {
    "html": "lxml",
    "docx": "lxml",
    "xlsx": "openpyxl",
    "xls": "xlrd",
    "pdf": "pdfplumber",
    "template-xlsx": "lxml",
    "template-docx": "lxml",
}


def test_every_target_is_run() -> None:
    assert set(INPUTS) == set(TARGETS)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of a process")
@pytest.mark.parametrize("name", INPUTS)
def test_damaged_inputs_end_in_a_value_or_an_error(name: str) -> None:
    """In a child process that may take no more than `MEMORY`."""
    if name in LIBRARIES:
        pytest.importorskip(LIBRARIES[name])
    command = [sys.executable, "-m", "fuzz", name, "--inputs", str(INPUTS[name]), "--seed", SEED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of a process")
def test_memory_beyond_the_cap_is_a_failure() -> None:
    code = (
        "from fuzz import targets, __main__ as run\n"
        "import types\n"
        "hungry = targets.Target('hungry', lambda one: b'', lambda one: bytearray(4 << 30))\n"
        "run.TARGETS = types.MappingProxyType({'hungry': hungry})\n"
        "raise SystemExit(run.main(['hungry', '--inputs', '1', '--seed', '1']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "MemoryError" in done.stdout
    assert MEMORY < 4096
