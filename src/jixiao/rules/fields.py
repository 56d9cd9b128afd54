"""Fields of a rulebook file: how one value is read, and its JSON Schema.

A `Field` reads a TOML value into what a policy holds, or raises `RulebookError` with the
dotted path of the field and what was expected.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import attrs

from ..errors import RulebookError
from ..exactness import is_too_long

__all__ = [
    "COUNT",
    "FLAG",
    "PATTERNS",
    "PLACES",
    "POINTS",
    "POSITIVE",
    "SHARE",
    "SHARES",
    "TEXT",
    "WORDS",
    "Field",
    "as_share",
    "by",
    "choice",
    "decimal",
    "known_fields",
    "optional",
    "records",
    "value_error",
]


_SHOWN: Final = 60


@attrs.frozen
class Field:
    """One kind of value: a function from the TOML value and its dotted path, and its schema."""

    read: Callable[[Any, str], Any]
    schema: Mapping[str, Any]

    def __call__(self, value: Any, path: str) -> Any:
        return self.read(value, path)


def _number_schema() -> dict[str, Any]:
    return {"type": ["string", "number", "integer"]}


def by(field: Field) -> dict[str, Field]:
    """The metadata of an attrs field that is read by `field`."""
    return {"read": field}


def value_error(path: str, value: object, expected: str) -> RulebookError:
    """The error for a value that cannot be used."""
    # An integer of thousands of digits has no text.
    shown = value if not isinstance(value, int) or not is_too_long(value) else "…"
    return RulebookError(
        f"规则字段 {path} 的值“{str(shown)[:_SHOWN]}”不能用；应为{expected}",
        code="rulebook-value",
        field=path,
    )


def as_share(value: object) -> str:
    """How a number of hundredths is to be written: 95 and 95% as "0.95"; empty where it is none."""
    text = str(value).strip()
    if len(text) > _SHOWN:
        return ""
    try:
        number = Decimal(text.rstrip("%％"))
    except InvalidOperation:
        return ""
    if not number.is_finite() or abs(number.adjusted()) > _MOST:
        return ""
    share = number.scaleb(-2).normalize()
    return f'，{format(number.normalize(), "f")}% 写作 "{format(share, "f")}"'


def known_fields(table: Mapping[str, Any], names: Iterable[str], where: str) -> None:
    """Check that `table` has no field but `names`.

    Raises:
        RulebookError: an unknown field; the nearest names are given.
    """
    options = tuple(names)
    for key in table:
        if key not in options:
            raise _unknown(key, table[key], options, where)


def _unknown(key: str, value: object, options: tuple[str, ...], where: str) -> RulebookError:
    near = difflib.get_close_matches(key, options, n=3, cutoff=0.5 if where else 0.6)
    path = f"{where}.{key}" if where else key
    what, hint = f"{path} 这个字段", f"可用的有：{'、'.join(options)}"
    if near:
        hint = f"相近的有：{'、'.join(near)}"
    elif not where and isinstance(value, dict | list):
        # A section of thirty: to list them would hide what is said.
        what = f"“{key}”这种规则"
        hint = "能写的各节见 jixiao rulebook new，写不出来的见文档《自己的评分规则》"
    return RulebookError(
        f"规则文件里没有{' ' if near or where else ''}{what}；{hint}",
        code="rulebook-field-unknown",
        field=path,
    )


# Points, shares and amounts of a rulebook: up to a billion, with up to twelve decimals.
_LEAST, _MOST, _DIGITS = -12, 9, 22


def _is_written_out(number: Decimal) -> bool:
    """Whether a number is finite, and of a size and length that a rule may have."""
    if not number.is_finite() or not _LEAST <= number.adjusted() <= _MOST:
        return False
    return len(number.as_tuple().digits) <= _DIGITS


def decimal(low: str | None = "0", high: str | None = None, *, above: bool = False) -> Field:
    """An exact number within bounds (`low` itself not, where `above`).

    It is written as a string, an integer or a TOML decimal.
    """
    least = low and f"{'大于' if above else '不小于'}{low}"
    bounds = "、".join(text for text in (least, high and f"不大于{high}") if text)

    def within(number: Decimal) -> bool:
        if low is not None and (number <= Decimal(low) if above else number < Decimal(low)):
            return False
        return high is None or number <= Decimal(high)

    def read(value: Any, path: str) -> Decimal:
        try:
            number = None if isinstance(value, bool | float) else Decimal(value)
        except (InvalidOperation, TypeError, ValueError):
            number = None
        if number is None or not _is_written_out(number) or not within(number):
            raise value_error(path, value, f'{bounds}的数，例如 "0.8"{_in_hundredths(value, high)}')
        return number

    return Field(read, _number_schema())


def _in_hundredths(value: Any, high: str | None) -> str:
    """How to write what was given as 95 or 95%, where it looks like that."""
    if isinstance(value, str) and value.strip().endswith(("%", "％")):
        return as_share(value)
    if high != "1" or isinstance(value, bool | float):
        return ""
    if isinstance(value, int) and is_too_long(value):
        return ""
    try:
        return as_share(value) if 1 < Decimal(value) <= _HUNDRED else ""
    except (InvalidOperation, TypeError, ValueError):
        return ""


_HUNDRED: Final = 100


def optional(inner: Field) -> Field:
    """What `inner` reads, or None for the word ``none`` (TOML has no null)."""

    def read(value: Any, path: str) -> Any:
        return None if value == "none" else inner(value, path)

    return Field(read, {"anyOf": [inner.schema, {"const": "none"}]})


def choice(*options: str) -> Field:
    """One of a few words."""

    def read(value: Any, path: str) -> str:
        if value not in options:
            near = difflib.get_close_matches(str(value), options, n=1, cutoff=0.4)
            hint = f"；是不是“{near[0]}”？" if near else ""
            raise value_error(path, value, f" {'、'.join(options)} 之一{hint}")
        return str(value)

    return Field(read, {"enum": list(options)})


def choices(*options: str) -> Field:
    """Some of a few words."""
    one = choice(*options)

    def read(value: Any, path: str) -> tuple[str, ...]:
        return tuple(one(word, path) for word in _words(value, path))

    return Field(read, {"type": "array", "items": one.schema})


def _whole(value: Any, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 12:
        raise value_error(path, value, "0 到 12 的整数")
    return value


def _count(value: Any, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10**6:
        raise value_error(path, value, "0 到 100 万的整数")
    return value


def _flag(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise value_error(path, value, " true 或 false")
    return value


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise value_error(path, value, "一段文字")
    return value


def _words(value: Any, path: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise value_error(path, value, '词的列表，例如 ["发生率", "投诉"]')
    return tuple(value)


def _patterns(value: Any, path: str) -> tuple[str, ...]:
    for one in _words(value, path):
        try:
            re.compile(one)
        except re.error as problem:
            raise value_error(path, one, f"正确的正则表达式（{problem}）") from problem
    return tuple(value)


def _shares(value: Any, path: str) -> tuple[tuple[str, Decimal], ...]:
    if not isinstance(value, dict):
        raise value_error(path, value, '名称与分数的表，例如 { "产出" = 50, "效益" = 30 }')
    return tuple((key, POINTS(one, f"{path}.{key}")) for key, one in value.items())


def records(kind: type, *, optional: tuple[str, ...] = (), **fields: Field) -> Field:
    """A list of tables, each made into a `kind`; every field but the `optional` is required."""
    required = [key for key in fields if key not in optional]
    shape = "、".join(f"{key} = …" for key in fields)

    def read(value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise value_error(path, value, f"表的列表，写作 [{{ {shape} }}, …]")
        result = []
        for index, one in enumerate(value, 1):
            where = f"{path}[{index}]"
            known_fields(one, fields, where)
            missing = [key for key in required if key not in one]
            if missing:
                raise RulebookError(
                    f"规则字段 {where} 缺少 {'、'.join(missing)}",
                    code="rulebook-field-missing",
                    field=f"{where}.{missing[0]}",
                )
            result.append(kind(**{key: fields[key](one[key], f"{where}.{key}") for key in one}))
        return tuple(result)

    item = {
        "type": "object",
        "properties": {key: one.schema for key, one in fields.items()},
        "required": required,
        "additionalProperties": False,
    }
    return Field(read, {"type": "array", "items": item})


#: Points, or any number from 0 on.
POINTS: Final = decimal("0")
#: A number greater than 0, such as what points come in steps of.
POSITIVE: Final = decimal("0", above=True)
#: A share of the weight, 0 to 1.
SHARE: Final = decimal("0", "1")
PLACES: Final = Field(_whole, {"type": "integer", "minimum": 0, "maximum": 12})
COUNT: Final = Field(_count, {"type": "integer", "minimum": 0})
FLAG: Final = Field(_flag, {"type": "boolean"})
TEXT: Final = Field(_text, {"type": "string", "minLength": 1})
WORDS: Final = Field(_words, {"type": "array", "items": {"type": "string", "minLength": 1}})
PATTERNS: Final = Field(_patterns, {"type": "array", "items": {"type": "string", "minLength": 1}})
SHARES: Final = Field(_shares, {"type": "object", "additionalProperties": _number_schema()})
