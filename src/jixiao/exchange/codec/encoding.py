"""Values to JSON: one pass that writes text, each value of a document that repeats only once."""

from __future__ import annotations

import datetime
import json
import types
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from json.encoder import encode_basestring
from typing import Any, Final, TypeAlias, get_args

import attrs

from ...criteria import Criterion, Unreadable
from ...display import visible
from ...errors import Place
from ...exactness import in_own_context
from ...rules.policies import Rounding, Rule
from ...tables import Indicator
from .documents import DERIVED, KINDS, LIST, TYPES, VERSION, CodecError, hints_of

#: Values that stand in a document again and again.
_REPEATED: Final = frozenset((Indicator, Place, Rule, Rounding))
# Longer plain digits than this say less than an exponent does.
_PLAIN_DIGITS: Final = 60


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
