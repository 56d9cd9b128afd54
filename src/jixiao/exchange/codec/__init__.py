"""Values to JSON and back (数据交换): tables, criteria, scorecards, findings, rulebooks.

    text = jixiao.dumps(table)
    jixiao.loads(text) == table     # True

One document is one JSON object with ``"jixiao": 1`` (the version of the form) and a ``"type"``.
Numbers are exact: a decimal is a string with its written decimals (``"8.80"``), a fraction
without an end is ``"2/3"``, a date is ``"2022-10-31"``. A field that is absent has its empty
value. What follows from other fields (a target's criterion, the total of a scorecard) stands
under ``"derived"`` for readers in other languages; `loads` does not use it.

The form is described by one JSON Schema (2020-12), `schema`, made from the same classes:
`jixiao.exchange.schemas` writes it anew.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

from .decoding import from_plain, loads
from .documents import VERSION, CodecError, Document
from .encoding import dumps, to_plain

__all__ = [
    "VERSION",
    "CodecError",
    "Document",
    "dumps",
    "from_plain",
    "loads",
    "schema",
    "to_plain",
]

_SCHEMA: Final = "data/schema/jixiao.schema.json"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of every document that `dumps` writes, as it is shipped."""
    text = files("jixiao").joinpath(_SCHEMA).read_text(encoding="utf-8")
    return dict(json.loads(text))
