"""Settings for the whole suite: the same examples on every machine and every run; and what every
test that makes a finding or an exception shows besides: that it has an English sentence.

New examples are looked for with ``HYPOTHESIS_PROFILE=explore make test``, and by ``make fuzz``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from jixiao.errors import JixiaoError
from jixiao.findings import Finding
from jixiao.messages import section

from .english import faults_of_error, faults_of_finding

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
        "properties/test_criteria_properties.py",
        "properties/test_frames_properties.py",
        "properties/test_frames_targets.py",
        "properties/test_frames_wordings.py",
        "properties/test_language_properties.py",
        "properties/test_trends_properties.py",
        "reading/test_bounds.py",
        "reading/test_convert.py",
        "reading/test_first_words.py",
        "reading/test_hostile.py",
        "reading/test_layout_random.py",
        "reading/test_pdf_ink.py",
        "reading/test_scan.py",
        "reference/test_reference.py",
        "test_checking_random.py",
        "test_cli_folders.py",
        "test_consumer.py",
        "test_docs.py::test_site_builds_and_asks_no_other_host",
        "test_frames.py::test_many_columns_of_many_texts_are_not_mixed_up",
        "test_fuzz.py",
        "test_injection.py",
        "test_limits.py",
        "test_plans.py",
        "test_services.py",
        "test_spark.py",
        "test_surroundings.py",
        "test_wheel.py",
        "writing/test_batch.py::test_killed_at_any_moment_a_batch_loses_nothing",
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


_SHAPE = re.compile(r"“[^”]*”|[0-9.]+")


class Made:
    """The findings and exceptions that tests make, one of each sentence."""

    def __init__(self) -> None:
        self.seen: set[tuple[object, ...]] = set()
        self.new: list[Finding | JixiaoError] = []

    def add(self, one: Finding | JixiaoError, code: str, message: str) -> None:
        shape = (type(one), code, _SHAPE.sub("", message))
        if shape not in self.seen:
            self.seen.add(shape)
            self.new.append(one)

    def faults(self) -> list[str]:
        """What is wrong with the English of those made since it was last asked."""
        made, self.new = self.new, []
        return [
            fault
            for one in made
            for fault in (
                faults_of_finding(one) if isinstance(one, Finding) else faults_of_error(one)
            )
        ]


@pytest.fixture(scope="session")
def made_by_tests() -> Iterator[Made]:
    """What is made, as it is made."""
    found = Made()
    finish, begin = Finding.__attrs_post_init__, JixiaoError.__init__

    def finished(self: Finding) -> None:
        finish(self)
        if self.code in section("finding") and not self.parts:
            found.add(self, self.code, self.message)

    def begun(self: JixiaoError, message: str, **fields: Any) -> None:
        begin(self, message, **fields)
        found.add(self, self.code, message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Finding, "__attrs_post_init__", finished)
        patch.setattr(JixiaoError, "__init__", begun)
        yield found


@pytest.fixture(autouse=True)
def said_in_english(made_by_tests: Made) -> Iterator[None]:
    """Every finding and exception of a test has an English sentence that loses no number."""
    yield
    assert made_by_tests.faults() == []
