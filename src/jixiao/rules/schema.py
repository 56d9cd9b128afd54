"""The JSON Schema of a rulebook file, made from the classes of its sections."""

from __future__ import annotations

from typing import Any

from .building import SCALE_FIELDS, WHOSE, fields_of
from .inheritance import HEAD
from .policies import (
    CERTAINTIES,
    SECTIONS,
    Late,
)

__all__ = ["rulebook_schema"]


def rulebook_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a rulebook file, made from the section classes."""
    rule = {
        "rule": {"type": "string", "minLength": 1},
        "source": {"type": "string", "minLength": 1},
        "certainty": {"enum": list(CERTAINTIES)},
        "silent": {"type": ["boolean", "string"]},
    }
    sections = {
        name: {
            "type": "object",
            "properties": {
                **{key: one.metadata["read"].schema for key, one in fields_of(kind).items()},
                **rule,
            },
            "additionalProperties": False,
        }
        for name, kind in SECTIONS.items()
    }
    lists = {
        "scales": {key: one.schema for key, one in SCALE_FIELDS.items()},
        "dates": {
            **{key: one.schema for key, one in WHOSE.items()},
            **{key: one.metadata["read"].schema for key, one in fields_of(Late).items()},
        },
    }
    head = {key: {"type": "string", "minLength": 1} for key in HEAD if key != "effective"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "jixiao 计分规则",
        "type": "object",
        "properties": {
            **head,
            "certainty": {"enum": list(CERTAINTIES)},
            "effective": {},
            **sections,
            **{
                name: {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {**fields, **rule},
                        "additionalProperties": False,
                    },
                }
                for name, fields in lists.items()
            },
        },
        "required": ["name"],
        "additionalProperties": False,
    }
