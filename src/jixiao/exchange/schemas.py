"""The JSON Schema of what `jixiao.exchange.codec` writes, made from the same classes.

``python -m jixiao.exchange.schemas --write`` writes the shipped file anew; a test holds it to the classes.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
import types
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs

from ..criteria import Criterion
from ..rules import rulebook_schema
from .codec.documents import DATE, DECIMAL, DERIVED, FRACTION, KINDS, LIST, TYPES, VERSION, hints_of

__all__ = ["made"]

# Closed where a class is used, not where it is defined: `type` and `jixiao` stand beside the
# fields of the outermost object.
_CLOSED: Final[Mapping[str, Any]] = MappingProxyType({"unevaluatedProperties": False})


def made() -> dict[str, Any]:
    """The schema of every document that `jixiao.dumps` writes."""
    named: dict[str, Any] = {}
    documents = [
        {"properties": {"type": {"const": name}}, **_reference(cls, named)}
        for name, cls in TYPES.items()
    ]
    items = {"type": "array", "items": {"$ref": "#/$defs/item", **_CLOSED}}
    documents.append(
        {"properties": {"type": {"const": LIST}, "items": items}, "required": ["items"]}
    )
    named["item"] = {"type": "object", "required": ["type"], "oneOf": documents}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "jixiao",
        "description": "jixiao.dumps 写出的文件",
        "type": "object",
        "properties": {"jixiao": {"const": VERSION}},
        "required": ["jixiao", "type"],
        "$ref": "#/$defs/item",
        **_CLOSED,
        "$defs": {
            "decimal": {"type": "string", "pattern": DECIMAL},
            "number": {"type": "string", "pattern": f"{DECIMAL}|{FRACTION}"},
            "date": {"type": "string", "pattern": DATE},
            **dict(sorted(named.items())),
        },
    }


def _reference(cls: Any, named: dict[str, Any]) -> dict[str, Any]:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
    if name not in named:
        named[name] = {}  # a class may hold itself
        named[name] = _class_schema(cls, named)
    return {"$ref": f"#/$defs/{name}"}


def _schema_of(hint: Any, named: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value of the type `hint`; classes go to `named` and are referred to."""
    origin, options = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _union_schema(options, named)
    if origin is Literal:
        return {"enum": list(options)}
    if origin is tuple and options[-1] is Ellipsis:
        return {"type": "array", "items": _schema_of(options[0], named)}
    if origin is tuple:
        each = [_schema_of(one, named) for one in options]
        return {"type": "array", "prefixItems": each, "items": False, "minItems": len(each)}
    if hint in _SCALAR_SCHEMAS:
        return dict(_SCALAR_SCHEMAS[hint])
    return {**_reference(hint, named), **_CLOSED}


def _union_schema(options: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    rest = [one for one in options if one is not types.NoneType]
    choices: list[dict[str, Any]]
    if set(rest) == {Decimal, Fraction}:
        choices = [{"$ref": "#/$defs/number"}]
    elif set(rest) <= {Criterion, *KINDS.values()}:
        choices = [_schema_of(Criterion, named)]
    elif len(rest) == 1:
        choices = [_schema_of(rest[0], named)]
    else:
        labels = (("number", "decimal"), ("date", "date"))
        choices = [
            {"type": "string"},
            *(
                {
                    "type": "object",
                    "properties": {label: {"$ref": f"#/$defs/{name}"}},
                    "required": [label],
                    "additionalProperties": False,
                }
                for label, name in labels
            ),
        ]
    if len(rest) < len(options):
        choices.append({"type": "null"})
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _class_schema(cls: type, named: dict[str, Any]) -> dict[str, Any]:
    if cls is Criterion:
        return {"oneOf": [_reference(one, named) for one in KINDS.values()]}
    hints = hints_of(cls)
    properties = {name: _schema_of(hint, named) for name, hint in hints.items()}
    required = [one.name for one in attrs.fields(cls) if one.default is attrs.NOTHING]
    if cls in KINDS.values():
        properties = {"kind": {"const": cls.kind}, **properties}  # type: ignore[attr-defined]
        required.insert(0, "kind")
    if cls in DERIVED:
        derived = {name: _schema_of(hint, named) for name, hint in DERIVED[cls]}
        properties["derived"] = {
            "type": "object",
            "properties": derived,
            "additionalProperties": False,
            "readOnly": True,
        }
    return {"type": "object", "properties": properties, "required": required}


_SCALAR_SCHEMAS: Final[Mapping[Any, Mapping[str, Any]]] = MappingProxyType(
    {
        str: {"type": "string"},
        int: {"type": "integer"},
        bool: {"type": "boolean"},
        Decimal: {"$ref": "#/$defs/decimal"},
        Fraction: {"$ref": "#/$defs/number"},
        datetime.date: {"$ref": "#/$defs/date"},
    }
)


def _write_schemas(arguments: list[str]) -> int:
    """Write both schemas that come with jixiao: of documents, and of rulebooks."""
    if arguments != ["--write"]:
        sys.stderr.write("用法：python -m jixiao.exchange.schemas --write\n")
        return 2
    folder = Path(__file__).parents[1] / "data" / "schema"
    schemas = {"jixiao.schema.json": made(), "rulebook.schema.json": rulebook_schema()}
    for name, schema in schemas.items():
        text = json.dumps(schema, ensure_ascii=False, indent=1)
        (folder / name).write_text(f"{text}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(_write_schemas(sys.argv[1:]))
