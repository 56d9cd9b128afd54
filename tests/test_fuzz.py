"""A bounded run of the fuzz targets with a fixed seed; `make fuzz` runs them for longer."""

from __future__ import annotations

import pytest
from fuzz.targets import TARGETS, attempt

SEED = 2022

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
}

LIBRARIES = {"html": "lxml", "docx": "lxml", "xlsx": "openpyxl", "xls": "xlrd", "pdf": "pdfplumber"}


def test_every_target_is_run() -> None:
    assert set(INPUTS) == set(TARGETS)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", INPUTS)
def test_damaged_inputs_end_in_a_value_or_an_error(name: str) -> None:
    if name in LIBRARIES:
        pytest.importorskip(LIBRARIES[name])
    failures = [
        failure
        for number in range(INPUTS[name])
        if (failure := attempt(TARGETS[name], seed=SEED, number=number)) is not None
    ]
    assert not failures, "\n".join(map(str, failures[:5]))
