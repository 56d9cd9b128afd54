"""Tests of reading convert and recognise nothing unless they ask: both take seconds for each file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jixiao.reading import office
from jixiao.reading.formats import scan


@pytest.fixture(scope="package", autouse=True)
def _nothing_converts_or_recognises() -> Iterator[None]:
    """For the package, not for each test: Hypothesis repeats a test under one fixture."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(office.VARIABLE, "")
        patch.setattr(scan, "available", lambda: False)
        yield
