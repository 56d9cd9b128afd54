"""JSON to values: what is no document of jixiao is said with the field it stands in."""

from __future__ import annotations

import datetime
import difflib
import json
import re
import types
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, overload

import attrs

from ...criteria import Criterion
from ...exactness import MOST_DIGITS, in_own_context, is_too_long
from .documents import (
    DATE,
    DECIMAL,
    FRACTION,
    KINDS,
    LIST,
    TYPES,
    VERSION,
    CodecError,
    Document,
    hints_of,
)

_T = TypeVar("_T")

#: Characters of a document; one of 50,000 indicators has about a third of it.
MOST_TEXT: Final = 64 * 1024 * 1024
#: Criteria inside one another; what is written in a table has two levels.
MOST_NESTED: Final = 20
_SHOWN: Final = 60
#: Years, rows and columns.
_LARGEST_INTEGER: Final = 10**9


@overload
def loads(text: str | bytes) -> Document: ...
@overload
def loads(text: str | bytes, *, expected: type[_T]) -> _T: ...
def loads(text: str | bytes, *, expected: type[Any] | None = None) -> Any:
    """The value that a document of `dumps` holds; a list comes back as a tuple.

    Args:
        text: the JSON.
        expected: the class that the document must be of, e.g. ``jixiao.TargetTable``. Type
            checkers then know what comes back.

    Raises:
        CodecError: not JSON (``codec-json``), another version (``codec-version``), an unknown
            type or kind, or another than `expected` (``codec-type``), an unknown or missing field
            (``codec-field-unknown``, ``codec-field-missing``), a value of the wrong form
            (``codec-value``), or too much text (``codec-too-large``).
    """
    if len(text) > MOST_TEXT:
        raise CodecError(
            f"JSON 有{len(text)}个字，上限{MOST_TEXT}；请分成几个文件", code="codec-too-large"
        )
    try:
        plain = json.loads(text)
    except RecursionError as problem:
        raise CodecError("JSON 嵌套过深，读不了", code="codec-json") from problem
    except ValueError as problem:
        raise CodecError(f"不是正确的 JSON：{problem}", code="codec-json") from problem
    found = from_plain(plain)
    return found if expected is None else expect(found, expected)


def expect(value: Any, cls: type[_T]) -> _T:
    """`value`, which must be a `cls`.

    Raises:
        CodecError: it is something else (``codec-type``).
    """
    if not isinstance(value, cls):
        raise CodecError(
            f"应为 {cls.__name__}，而不是 {type(value).__name__}", code="codec-type", field="type"
        )
    return value


@in_own_context
def from_plain(plain: Any) -> Document:
    """As `loads`, from the dict that `to_plain` makes.

    Raises:
        CodecError: as `loads`.
    """
    if not isinstance(plain, dict) or "jixiao" not in plain:
        raise CodecError(
            '不是 jixiao 的文件；应为带有 "jixiao": 1 的 JSON 对象', code="codec-version"
        )
    version = plain["jixiao"]
    if version != VERSION or isinstance(version, bool):
        raise CodecError(
            f"文件的格式版本是 {version!r}，本版 jixiao 只能读版本 {VERSION}；"
            "请升级 jixiao，或用写出它的版本读",
            code="codec-version",
            field="jixiao",
        )
    try:
        inner = {key: value for key, value in plain.items() if key != "jixiao"}
        found: Document = _untagged(inner, "")
        return found
    except RecursionError as problem:
        raise CodecError("JSON 嵌套过深，读不了", code="codec-json") from problem


def _untagged(plain: Any, where: str) -> Any:
    if not isinstance(plain, dict):
        raise _wrong(plain, "一个对象", where)
    name = plain.get("type")
    inner = {key: value for key, value in plain.items() if key != "type"}
    if name == LIST:
        items = inner.pop("items", None)
        _no_more(inner, ("items",), where)
        if not isinstance(items, list):
            raise _wrong(items, "列表", f"{where}.items" if where else "items")
        inside = f"{where}.items" if where else "items"
        return tuple(_untagged(one, f"{inside}[{index}]") for index, one in enumerate(items))
    if not isinstance(name, str) or name not in TYPES:
        raise _unknown_type(name, (*TYPES, LIST), f"{where}.type" if where else "type")
    return _reader(TYPES[name])(inner, where)


def _unknown_type(name: Any, options: Iterable[str], field: str) -> CodecError:
    names = tuple(options)
    near = difflib.get_close_matches(str(name), names, n=1, cutoff=0.5)
    hint = f"；是不是“{near[0]}”？" if near else f"；应为 {'、'.join(names)} 之一"
    what = "没有写明类型" if name is None else f"不认识类型“{name}”"
    return CodecError(f"{what}{hint}", code="codec-type", field=field)


def _wrong(value: Any, expected: str, where: str) -> CodecError:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    shown = shown if len(shown) <= 40 else shown[:39] + "…"
    return CodecError(f"值 {shown} 不对，应为{expected}", code="codec-value", field=where or None)


def _no_more(plain: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    names = tuple(known)
    for key in plain:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1, cutoff=0.6)
            hint = f"；是不是“{near[0]}”？" if near else ""
            raise CodecError(
                f"没有“{key}”这个字段{hint}",
                code="codec-field-unknown",
                field=f"{where}.{key}" if where else key,
            )


_Read = Callable[[Any, str], Any]


@cache
def _reader(hint: Any) -> _Read:
    """The function that reads a value of the type `hint`."""
    origin, options = get_origin(hint), get_args(hint)
    if hint is Criterion:
        return _criterion
    if origin in (Union, types.UnionType):
        return _union(options)
    if origin is Literal:
        return _literal(options)
    if origin is tuple:
        return _tuple(options)
    if attrs.has(hint):
        return _attrs(hint)
    return _SCALARS[hint]


def _union(options: tuple[Any, ...]) -> _Read:
    rest = tuple(one for one in options if one is not types.NoneType)
    if set(rest) <= {Criterion, *KINDS.values()}:
        inner: _Read = _criterion
    elif set(rest) == {Decimal, Fraction}:
        inner = _number
    elif set(rest) == {str, Decimal, datetime.date}:
        inner = _value
    elif len(rest) == 1:
        inner = _reader(rest[0])
    else:
        raise TypeError(f"no form for a union of {rest}")
    if len(rest) == len(options):
        return inner
    return lambda value, where: None if value is None else inner(value, where)


def _literal(options: tuple[Any, ...]) -> _Read:
    def read(value: Any, where: str) -> Any:
        if value not in options:
            raise _wrong(value, f" {'、'.join(map(str, options))} 之一", where)
        return value

    return read


def _tuple(options: tuple[Any, ...]) -> _Read:
    if options[-1] is Ellipsis:
        item = _reader(options[0])

        def read(value: Any, where: str) -> Any:
            if not isinstance(value, list):
                raise _wrong(value, "列表", where)
            return tuple(item(one, f"{where}[{index}]") for index, one in enumerate(value))

        return read
    items = tuple(_reader(one) for one in options)

    def read_fixed(value: Any, where: str) -> Any:
        if not isinstance(value, list) or len(value) != len(items):
            raise _wrong(value, f" {len(items)} 项的列表", where)
        return tuple(
            read(one, f"{where}[{index}]")
            for index, (read, one) in enumerate(zip(items, value, strict=True))
        )

    return read_fixed


def _attrs(cls: type) -> _Read:
    readers = {name: _reader(hint) for name, hint in hints_of(cls).items()}
    required = tuple(one.name for one in attrs.fields(cls) if one.default is attrs.NOTHING)
    known = (*readers, "derived", "kind") if cls in KINDS.values() else (*readers, "derived")

    def read(value: Any, where: str) -> Any:
        if not isinstance(value, dict):
            raise _wrong(value, "一个对象", where)
        _no_more(value, known, where)
        for name in required:
            if name not in value:
                raise CodecError(
                    f"缺少字段“{name}”",
                    code="codec-field-missing",
                    field=f"{where}.{name}" if where else name,
                )
        fields = {
            key: readers[key](one, f"{where}.{key}" if where else key)
            for key, one in value.items()
            if key in readers
        }
        try:
            return cls(**fields)
        except (TypeError, ValueError) as problem:  # what the class itself asks of its fields
            raise CodecError(str(problem), code="codec-value", field=where or None) from problem

    return read


def _criterion(value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise _wrong(value, "一个对象", where)
    if where.count("parts[") > MOST_NESTED:
        raise CodecError(
            f"指标值一层套一层，超过{MOST_NESTED}层", code="codec-value", field=where[:_SHOWN]
        )
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise _unknown_type(kind, KINDS, f"{where}.kind" if where else "kind")
    return _attrs_reader(KINDS[kind])(value, where)


@cache
def _attrs_reader(cls: type) -> _Read:
    return _attrs(cls)


def _string(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise _wrong(value, "文字", where)
    return value


def _integer(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(value, "整数", where)
    if abs(value) > _LARGEST_INTEGER:
        raise _wrong(value, f"不超过{_LARGEST_INTEGER}的整数", where)
    return value


def _boolean(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(value, " true 或 false", where)
    return value


def _decimal(value: Any, where: str) -> Decimal:
    if not isinstance(value, str) or not re.fullmatch(DECIMAL, value):
        raise _wrong(value, '写成文字的数，例如 "84.26"', where)
    number = Decimal(value)
    if not number.is_finite() or is_too_long(number) or len(value) > 2 * MOST_DIGITS:
        raise _wrong(value, f"不超过{MOST_DIGITS}位的数", where)
    return number


def _number(value: Any, where: str) -> Decimal | Fraction:
    if isinstance(value, str) and re.fullmatch(FRACTION, value):
        if len(value) > 2 * MOST_DIGITS:
            raise _wrong(value, f"不超过{MOST_DIGITS}位的分数", where)
        return Fraction(value)
    return _decimal(value, where)


def _date(value: Any, where: str) -> datetime.date:
    try:
        if isinstance(value, str) and re.fullmatch(DATE, value):
            return datetime.date.fromisoformat(value)
    except ValueError:
        pass
    raise _wrong(value, '日期，例如 "2022-10-31"', where)


def _value(value: Any, where: str) -> Any:
    """An actual value: a text as it is; what is not text says so: {"number": …}, {"date": …}."""
    if isinstance(value, dict) and len(value) == 1:
        if "number" in value:
            return _decimal(value["number"], f"{where}.number")
        if "date" in value:
            return _date(value["date"], f"{where}.date")
    return _string(value, where)


_SCALARS: Final[Mapping[Any, _Read]] = MappingProxyType(
    {
        str: _string,
        int: _integer,
        bool: _boolean,
        Decimal: _decimal,
        Fraction: _number,
        datetime.date: _date,
    }
)
