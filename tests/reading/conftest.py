"""Tests of reading convert nothing unless they ask: LibreOffice takes a second for each file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jixiao.reading import convert


@pytest.fixture(scope="package", autouse=True)
def _nothing_converts() -> Iterator[None]:
    """For the package, not for each test: Hypothesis repeats a test under one fixture."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(convert.VARIABLE, "")
        yield
