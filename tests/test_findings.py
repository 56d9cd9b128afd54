"""A finding says at once when it cannot be one."""

from __future__ import annotations

import pytest

from jixiao import Finding


@pytest.mark.parametrize(
    ("wrong", "known"),
    [({"severity": "bad"}, "error、warning、note"), ({"outcome": "ok"}, "fails、not_applicable")],
)
def test_an_unknown_severity_or_outcome(wrong, known):
    with pytest.raises(ValueError, match=f"应为 {known}"):
        Finding(**{"code": "my-code", "severity": "note", "message": "说明", **wrong})
