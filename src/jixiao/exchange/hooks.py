"""Hooks for cattrs: jixiao's values inside your own attrs classes and dataclasses.

    import cattrs
    from jixiao.exchange.hooks import register

    converter = register(cattrs.Converter())
    converter.structure({"target": "≥95%"}, MyClass)      # target: jixiao.Criterion

A value becomes the dict of `jixiao.exchange.codec.to_plain` and is read from it; a criterion is read
from a plain text too. This room imports nothing: the converter is yours.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from ..criteria import Criterion, Unreadable
from ..language import parse
from .codec.decoding import expect, from_plain
from .codec.documents import TYPES
from .codec.encoding import to_plain

__all__ = ["register", "structured"]


class _Converter(Protocol):
    """What is asked of a cattrs converter."""

    def register_structure_hook_func(self, check_func: Any, func: Any) -> Any: ...
    def register_unstructure_hook_func(self, check_func: Any, func: Any) -> Any: ...


_C = TypeVar("_C", bound=_Converter)
_T = TypeVar("_T")


def register(converter: _C) -> _C:
    """`converter`, taught every type that `jixiao.dumps` can write."""
    converter.register_unstructure_hook_func(_known, to_plain)
    converter.register_structure_hook_func(_known, structured)
    return converter


def _known(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, (*TYPES.values(), Unreadable))


def structured(value: Any, cls: type[_T]) -> _T:
    """`value` as a `cls`: one already, a dict of `to_plain`, or the text of a criterion.

    Raises:
        CodecError, CriterionError: it is none of these.
    """
    if isinstance(value, str) and issubclass(cls, Criterion):
        value = parse(value)
    return expect(from_plain(value) if isinstance(value, dict) else value, cls)
