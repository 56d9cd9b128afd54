"""Nothing unread (没有读丢的字): a marker in a random cell of a random form is in a field or a finding.

``JIXIAO_MARKERS=10000`` draws so many forms instead of the 300 of the suite.
"""

from __future__ import annotations

import os
import random

import pytest

import jixiao

from .drawn import FORMATS, Artist, marked, written

COUNT = int(os.environ.get("JIXIAO_MARKERS", "300"))
SUFFIX = {"text": "txt"}


def said(seed: int) -> tuple[str, str, str]:
    """The marker of form `seed`, where it stands, and all that reading the form says."""
    form = FORMATS[seed % len(FORMATS)]
    pick = random.Random(seed)
    drawing = Artist(pick).draw()
    marker, where = marked(drawing, pick)
    name = f"表.{SUFFIX.get(form, form)}"
    tables = jixiao.read(written(drawing, form), name=name)
    return marker, f"{form} {where}", "".join(map(jixiao.dumps, tables))


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_marker_in_any_cell_of_any_form_is_read_or_said(seed):
    marker, where, text = said(seed)
    assert marker in text, where
