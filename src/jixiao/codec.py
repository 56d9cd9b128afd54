"""Values to JSON and back (数据交换): tables, criteria, scorecards, findings, rulebooks.

    text = jixiao.dumps(table)
    jixiao.loads(text) == table     # True

One document is one JSON object with ``"jixiao": 1`` (the version of the form) and a ``"type"``.
Numbers are exact: a decimal is a string with its written decimals (``"8.80"``), a fraction
without an end is ``"2/3"``, a date is ``"2022-10-31"``. A field that is absent has its empty
value. What follows from other fields (a target's criterion, the total of a scorecard) stands
under ``"derived"`` for readers in other languages; `loads` does not use it.

The form is described by one JSON Schema (2020-12), `schema`, made from the same classes:
`jixiao.schemas` writes it anew.
"""

from __future__ import annotations

import datetime
import difflib
import json
import re
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import (
    Any,
    Final,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)

import attrs

from .actuals import Actual, Actuals, Spending
from .criteria import (
    AllOf,
    AnyCriterion,
    Comparison,
    Criterion,
    Deadline,
    NotApplicable,
    Period,
    Qualitative,
    Range,
    Relative,
    Unreadable,
    YesNo,
)
from .display import visible
from .errors import JixiaoError, Place
from .exactness import MOST_DIGITS, in_own_context, is_too_long
from .findings import Finding
from .quantities import Quantity
from .rules import Rulebook
from .rules.policies import Rounding, Rule
from .scoring.reasons import Reason
from .scoring.scorecards import Score, Scorecard
from .tables import Execution, Indicator, TargetTable, Task

__all__ = [
    "DATE",
    "DECIMAL",
    "DERIVED",
    "FRACTION",
    "KINDS",
    "LIST",
    "SCHEMA",
    "TYPES",
    "VERSION",
    "CodecError",
    "Document",
    "dumps",
    "expect",
    "from_plain",
    "hints_of",
    "loads",
    "schema",
    "to_plain",
]

#: What a document holds.
Document: TypeAlias = Union[
    TargetTable,
    Indicator,
    Task,
    Execution,
    AnyCriterion,
    Unreadable,
    Quantity,
    Scorecard,
    Score,
    Reason,
    Finding,
    Rulebook,
    Actuals,
    Actual,
    Spending,
    Place,
    "tuple[Document, ...]",
]
_T = TypeVar("_T")

#: The version of the form; raised when a document of today would no longer be read.
VERSION: Final = 1


class CodecError(JixiaoError, ValueError):
    """A JSON document is not one of jixiao's, or a value cannot be written as one.

    Attributes:
        field: where in the document, e.g. ``indicators[3].weight``, or None.
    """

    def __init__(
        self, message: str, *, code: str, field: str | None = None, place: Place | None = None
    ) -> None:
        super().__init__(message, code=code, place=place)
        self.field = field

    def __str__(self) -> str:
        return f"{self.field}：{super().__str__()}" if self.field else super().__str__()


KINDS: Final[Mapping[str, type]] = MappingProxyType(
    {
        one.kind: one
        for one in (
            Comparison,
            Range,
            Deadline,
            Period,
            YesNo,
            Relative,
            AllOf,
            Qualitative,
            NotApplicable,
            Unreadable,
        )
    }
)

#: The types that a document can be, by the name under ``"type"``.
TYPES: Final[Mapping[str, type]] = MappingProxyType(
    {
        "target_table": TargetTable,
        "indicator": Indicator,
        "task": Task,
        "execution": Execution,
        "criterion": Criterion,
        "quantity": Quantity,
        "scorecard": Scorecard,
        "score": Score,
        "reason": Reason,
        "finding": Finding,
        "rulebook": Rulebook,
        "actuals": Actuals,
        "actual": Actual,
        "spending": Spending,
        "place": Place,
    }
)
LIST: Final = "list"

# What follows from the other fields, written for readers in other languages.
DERIVED: Final[Mapping[type, tuple[tuple[str, Any], ...]]] = MappingProxyType(
    {
        Indicator: (("criterion", Criterion | Unreadable),),
        Score: (("ratio", Decimal | None),),
        Reason: (("formula", str),),
        Scorecard: (
            ("total", Decimal),
            ("maximum", Decimal),
            ("open_points", Decimal),
            ("lowest", Decimal),
            ("highest", Decimal),
            ("grade", str | None),
            ("summary", str),
        ),
    }
)

DECIMAL: Final = r"^-?[0-9]+(\.[0-9]+)?([Ee][+-]?[0-9]+)?$"
FRACTION: Final = r"^-?[0-9]+/[1-9][0-9]*$"
DATE: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#: Characters of a document; one of 50,000 indicators has about a third of it.
MOST_TEXT: Final = 64 * 1024 * 1024
#: Criteria inside one another; what is written in a table has two levels.
MOST_NESTED: Final = 20
_SHOWN: Final = 60
#: Years, rows and columns.
_LARGEST_INTEGER: Final = 10**9
#: Values that stand in a document again and again.
_REPEATED: Final = frozenset((Indicator, Place, Rule, Rounding))
# Longer plain digits than this say less than an exponent does.
_PLAIN_DIGITS: Final = 60


# ---- out ------------------------------------------------------------------------------


def dumps(obj: Any, *, indent: int | None = None) -> str:
    """`obj` as a JSON document.

    Args:
        obj: a table, criterion (or `Unreadable`), scorecard, finding, rulebook, actual values,
            or a list or tuple of these.
        indent: blanks for each level; None for one line.

    Raises:
        CodecError: `obj`, or something inside it, is none of these (``codec-type``), or a number
            is not finite (``codec-value``).
    """
    return _written(obj, indent)


def to_plain(obj: Any) -> dict[str, Any]:
    """As `dumps`, but a dict of strings, numbers, lists and dicts instead of text.

    Raises:
        CodecError: as `dumps`.
    """
    return dict(json.loads(_written(obj, None)))


@in_own_context
def _written(obj: Any, indent: int | None) -> str:
    layout = _Layout(" " * (indent or 0))
    return _document(obj, "" if indent is None else "\n", layout, (f'"jixiao": {VERSION}',))


@attrs.frozen(eq=False)
class _Layout:
    """How a document is laid out while it is written.

    Attributes:
        step: the blanks of one level more.
        known: what was written of a value that a document repeats, with the line it stood on; the
            value is kept with it, lest another one be taken for it.
    """

    step: str
    known: dict[int, tuple[Any, str, str]] = attrs.field(factory=dict)


#: The JSON of a value; the line end with the blanks of its level is empty for one line.
_Write: TypeAlias = Callable[[Any, str, _Layout], str]


def _document(obj: Any, line: str, layout: _Layout, head: tuple[str, ...] = ()) -> str:
    """What says its type, after what `head` says."""
    cls: Any = type(obj)
    name = LIST if isinstance(obj, list | tuple) else _name_of(cls)
    if name is None:
        raise CodecError(
            f"不能把 {cls.__name__} 写成 JSON；可以写的有：{'、'.join((*TYPES, LIST))}",
            code="codec-type",
        )
    head = (*head, f'"type": "{name}"')
    if name != LIST:
        return _object(cls)(obj, line, layout, head)
    try:
        items = _items(obj, line + layout.step, layout, _document)
    except CodecError as problem:
        problem.field = _path("items", problem.field)
        raise
    return _enclosed([*head, f'"items": {items}'], line, layout)


@cache
def _name_of(cls: type) -> str | None:
    """The name under ``"type"``; None where no document holds a `cls` by itself."""
    known = Criterion if issubclass(cls, Unreadable) else cls
    return next((name for name, kind in TYPES.items() if issubclass(known, kind)), None)


def _items(values: Sequence[Any], line: str, layout: _Layout, write: _Write) -> str:
    """A list; an error says which of its items it is about."""
    if not values:
        return "[]"
    below = line + layout.step
    written: list[str] = []
    try:
        for one in values:
            written.append(_text(one) if type(one) is str else write(one, below, layout))
    except CodecError as problem:
        problem.field = _path(f"[{len(written)}]", problem.field)
        raise
    return f"[{below}{(',' + (below or ' ')).join(written)}{line}]"


def _enclosed(members: list[str], line: str, layout: _Layout) -> str:
    """An object of these members."""
    if not members:
        return "{}"
    below = line + layout.step
    return f"{{{below}{(',' + (below or ' ')).join(members)}{line}}}"


def _path(step: str, rest: str | None) -> str:
    if not rest:
        return step
    return f"{step}{rest}" if rest.startswith("[") else f"{step}.{rest}"


def _any(value: Any, line: str, layout: _Layout) -> str:
    cls: Any = type(value)
    return _writer(cls)(value, line, layout)


@cache
def _writer(cls: Any) -> _Write:
    """The function that writes a value of this very class."""
    if issubclass(cls, tuple | list):
        return lambda values, line, layout: _items(values, line, layout, _any)
    if attrs.has(cls):
        return _once(_object(cls)) if cls in _REPEATED else _object(cls)
    scalar = _scalar(cls)
    return lambda value, _line, _layout: scalar(value)


def _once(write: _Write) -> _Write:
    """`write`, but only where the value was not written before; else its lines are moved."""

    def known_or_new(value: Any, line: str, layout: _Layout) -> str:
        known = layout.known.get(id(value))
        if known is None:
            written = write(value, line, layout)
            layout.known[id(value)] = value, line, written
            return written
        # No text of JSON holds a line end, so every one of them begins a line of the layout.
        return known[2].replace(known[1], line) if known[1] != line else known[2]

    return known_or_new


@cache
def _object(cls: Any) -> _Object:
    hints = hints_of(cls)
    return _Object(
        head=(f'"kind": "{cls.kind}"',) if cls in KINDS.values() else (),
        fields=tuple(_Field.of(one, hints[one.name]) for one in attrs.fields(cls)),
        derived=tuple(_Field.named(name) for name, _ in DERIVED.get(cls, ())),
    )


@attrs.frozen
class _Object:
    """How a value of one attrs class is written.

    Attributes:
        head: the members that say what it is.
        fields: of the class.
        derived: what follows from them, an object within the object.
    """

    head: tuple[str, ...]
    fields: tuple[_Field, ...]
    derived: tuple[_Field, ...]

    def __call__(self, obj: Any, line: str, layout: _Layout, head: tuple[str, ...] = ()) -> str:
        below = line + layout.step
        members = [*head, *self.head, *_members(obj, self.fields, below, layout)]
        if self.derived:
            more = _members(obj, self.derived, below + layout.step, layout)
            if more:
                members.append(f'"derived": {_enclosed(more, below, layout)}')
        return _enclosed(members, line, layout)


def _members(obj: Any, fields: tuple[_Field, ...], line: str, layout: _Layout) -> list[str]:
    """The members for these fields; an error says which of them it is about."""
    name, written = "", []
    try:
        for field in fields:
            name = field.name
            value = getattr(obj, name)
            if value is field.empty or ((field.is_implied or not value) and field.lacks(value)):
                continue
            text = _text(value) if type(value) is str else field.write(value, line, layout)
            written.append(field.label + text)
    except CodecError as problem:
        problem.field = _path(name, problem.field)
        raise
    return written


def _text(value: str) -> str:
    written = encode_basestring(value)
    # What no encoding holds, and what a terminal would obey, stands as \u001b: the same JSON.
    return written if value.isprintable() else visible(written)


def _scalar(cls: type) -> Callable[[Any], str]:
    """The function that makes the JSON of a value without parts."""
    if issubclass(cls, str):
        return _text
    if issubclass(cls, bool | types.NoneType):
        return json.dumps
    if issubclass(cls, int):
        return int.__repr__
    if issubclass(cls, Decimal):
        return lambda value: f'"{_decimal_text(value)}"'
    if issubclass(cls, Fraction):
        return lambda value: f'"{value.numerator}/{value.denominator}"'
    if issubclass(cls, datetime.date) and not issubclass(cls, datetime.datetime):
        return lambda value: f'"{value.isoformat()}"'
    return _refused


def _refused(value: Any) -> str:
    raise CodecError(
        f"不能把 {type(value).__name__} 写成 JSON；应为文字、Decimal、日期或 jixiao 的值",
        code="codec-type",
    )


@attrs.frozen
class _Field:
    """How a field is written.

    Attributes:
        name: of the field.
        label: the name as it stands before the value.
        empty: what is left out; `attrs.NOTHING` where nothing is.
        is_implied: whether `empty` says something, and is left out all the same.
        write: the function for what stands in it.
    """

    name: str
    label: str
    empty: Any
    is_implied: bool
    write: _Write

    @classmethod
    def of(cls, field: attrs.Attribute[Any], hint: Any) -> _Field:
        default, is_implied = field.default, bool(field.metadata.get("implied"))
        # Only the empty values are left out: 0.00 equals a default of 0 and is another text.
        drops = is_implied or default is None or isinstance(default, bool) or default in ((), "")
        mixed = {str, Decimal} <= set(get_args(hint))
        return cls(
            name=field.name,
            label=f'"{field.name}": ',
            empty=default if drops else attrs.NOTHING,
            is_implied=is_implied,
            write=_labelled if mixed else _any,
        )

    @classmethod
    def named(cls, name: str) -> _Field:
        """What is derived; where there is none it is left out."""
        return cls(name=name, label=f'"{name}": ', empty=None, is_implied=False, write=_any)

    def lacks(self, value: Any) -> bool:
        """Whether `value`, which is not `empty` itself, is equal to it in all."""
        return type(value) is type(self.empty) and bool(value == self.empty)


def _labelled(value: Any, line: str, layout: _Layout) -> str:
    """A text, number or date where each may stand: what is no text says what it is."""
    if isinstance(value, str):
        return _text(value)
    label = "date" if isinstance(value, datetime.date) else "number"
    return _enclosed([f'"{label}": {_any(value, line, layout)}'], line, layout)


def _decimal_text(value: Decimal) -> str:
    if not value.is_finite():
        raise CodecError(f"“{value}”不是有限的数", code="codec-value")
    text = str(value)
    if "E" not in text:
        return text
    _, digits, exponent = value.as_tuple()
    long = isinstance(exponent, int) and abs(exponent) + len(digits) > _PLAIN_DIGITS
    return text if long else format(value, "f")


# ---- in -------------------------------------------------------------------------------


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


def hints_of(cls: type) -> dict[str, Any]:
    """The type of each field of an attrs class."""
    hints = get_type_hints(cls)
    return {one.name: hints[one.name] for one in attrs.fields(cls)}


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


# ---- the schema -----------------------------------------------------------------------

SCHEMA: Final = "data/schema/jixiao.schema.json"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of every document that `dumps` writes, as it is shipped."""
    text = files("jixiao").joinpath(SCHEMA).read_text(encoding="utf-8")
    return dict(json.loads(text))
