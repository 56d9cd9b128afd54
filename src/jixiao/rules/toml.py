"""TOML: a rulebook written out as a file, every field of it, to copy from."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from .contradictions import unused
from .inheritance import HEAD
from .policies import SECTIONS, DateRule, Rule, Scale

__all__ = ["toml_text"]

_TARGET_MARKS: Final = ("deduct_from", "deduct_above")


def toml_text(book: Any) -> str:
    """`book` as the text of a file that `jixiao.rulebook` reads to the same rules.

    What it inherits stands in it too, so that it starts from no other.
    """
    head = {key: getattr(book, key) for key in HEAD if key != "extends"}
    parts = ["\n".join(_lines({key: value for key, value in head.items() if value is not None}))]
    for name in SECTIONS:
        section = getattr(book, name)
        fields = _used(name, _given(section))
        parts.append("\n".join((f"[{name}]", *_lines(fields), *_rule(section.rule))))
    parts += ["\n".join(("[[scales]]", *_scale(one))) for one in book.scales]
    parts += ["\n".join(("[[dates]]", *_date(one))) for one in book.dates]
    return "\n\n".join(parts) + "\n"


def _given(section: Any) -> dict[str, Any]:
    """The fields of a section; lists that are empty say nothing."""
    names = [one.name for one in attrs.fields(type(section)) if one.name != "rule"]
    values = {name: getattr(section, name) for name in names}
    return {name: _value(value) for name, value in values.items() if value != ()}


def _used(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Those that go with the mode; a file may not write the others."""
    idle = {str(one.field).rpartition(".")[2] for one in unused(name, fields, fields)}
    return {key: value for key, value in fields.items() if key not in idle}


def _scale(scale: Scale) -> Iterator[str]:
    """The fields of a scale that are not what they are when not written."""
    table = {}
    for one in attrs.fields(Scale):
        value = getattr(scale, one.name)
        if one.name in ("rule", "of_target") or value == one.default:
            continue
        of_target = scale.of_target and one.name in _TARGET_MARKS
        table[one.name] = "target" if of_target else _value(value)
    yield from _lines(table)
    yield from _rule(scale.rule)


def _date(one: DateRule) -> Iterator[str]:
    whose = {key: getattr(one, key) for key in ("applies_to", "names", "kinds")}
    yield from _lines({key: _value(value) for key, value in whose.items() if value})
    yield from _lines(_used("late", _given(one.late)))
    yield from _rule(one.rule)


def _rule(rule: Rule) -> Iterator[str]:
    table = {"rule": rule.text, "source": rule.source, "certainty": rule.certainty}
    if rule.silent_in is not None:
        table["silent"] = rule.silent_in
    yield from _lines(table)


def _value(value: Any) -> Any:
    """A value of a policy as the value of a file."""
    if value is None:
        return "none"
    if isinstance(value, tuple) and value and all(isinstance(one, tuple) for one in value):
        return dict(value)
    if isinstance(value, tuple):
        return [_record(one) if attrs.has(type(one)) else one for one in value]
    return value


def _record(one: Any) -> dict[str, Any]:
    fields = {field.name: getattr(one, field.name) for field in attrs.fields(type(one))}
    return {key: value for key, value in fields.items() if value is not None}


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield f"{_key(key)} = {_written(value)}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | datetime.date):
        return str(value)
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text if text.isdecimal() else f'"{text}"'
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_written(one)}" for key, one in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return _quoted(str(value))


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").isalnum() else _quoted(key)


def _quoted(text: str) -> str:
    """A TOML text; what would end or change it is escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one >= " " else f"\\u{ord(one):04x}" for one in escaped) + '"'
