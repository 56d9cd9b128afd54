"""One setting for the whole suite: the same examples on every machine and every run.

New examples are looked for with ``HYPOTHESIS_PROFILE=explore make test``, and by ``make fuzz``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "fixed",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

#: What takes long for what it tells of a small change; ``make test-fast`` leaves it out. Every room
#: has quick tests besides (tests/test_house.py).
SLOW = frozenset(
    {
        "playground/test_page.py",
        "properties/test_frames_properties.py",
        "properties/test_frames_targets.py",
        "properties/test_frames_wordings.py",
        "reading/test_bounds.py",
        "reading/test_convert.py",
        "reading/test_hostile.py",
        "reading/test_scan.py",
        "reference/test_reference.py",
        "test_checking_random.py",
        "test_consumer.py",
        "test_docs.py::test_site_builds_and_asks_no_other_host",
        "test_fuzz.py",
        "test_injection.py",
        "test_limits.py",
        "test_services.py",
        "test_spark.py",
        "test_surroundings.py",
        "test_wheel.py",
        "writing/test_browser.py",
    }
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, before anything is chosen by its mark."""
    here = Path(__file__).parent
    for item in items:
        name = item.path.relative_to(here).as_posix()
        if name in SLOW or f"{name}::{item.name}" in SLOW:
            item.add_marker(pytest.mark.slow)
