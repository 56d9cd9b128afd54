"""Inheritance (extends): what a file says itself, and what it takes from the one it starts from.

A file that changes a section speaks for itself there: the sentence and the source of the other
would claim a regulation for what it does not say. Which file said what is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import attrs

from ..errors import Place, RulebookError
from .places import line_of
from .policies import SECTIONS
from .wording import is_worded

__all__ = ["HEAD", "LISTS", "RULE_KEYS", "File", "Listed", "Whole", "Written", "stated", "whole_of"]

#: What a file says of itself.
HEAD: Final = (
    *("name", "title", "number", "effective", "version", "scope", "certainty", "remark", "extends"),
)
#: Rules for some indicators, each a table of its own.
LISTS: Final = ("scales", "dates")
#: What each section says of itself.
RULE_KEYS: Final = ("rule", "source", "certainty", "silent")


@attrs.frozen
class File:
    """The content of one rulebook; `path` and `text` where it is a file."""

    table: Mapping[str, Any]
    path: Path | None = None
    text: str = ""

    @property
    def folder(self) -> Path:
        """What a relative path in it is relative to."""
        return Path() if self.path is None else self.path.parent

    @property
    def number(self) -> str:
        """文号 by which it is cited, else its name."""
        return str(self.table.get("number") or self.table.get("name") or "所用规则")

    def place_of(self, error: RulebookError) -> Place | None:
        """Where the field of an error stands in it; None where it does not."""
        line = None if error.field is None else line_of(self.text, error.field)
        return (
            None
            if line is None or self.path is None
            else Place(file=self.path.as_posix(), row=line)
        )


@attrs.frozen
class Written:
    """One section: its values with those inherited, what its file wrote, and by which number.

    `base`: the section it starts from, for the values that are not stated anew.
    """

    values: Mapping[str, Any]
    own: Mapping[str, Any]
    number: str
    base: Written | None = None


@attrs.frozen
class Listed:
    """The tables of ``scales`` or ``dates``, and the number of the file that wrote them."""

    tables: Any
    number: str


@attrs.frozen
class Whole:
    """Everything a rulebook says: its head, its sections and its lists."""

    head: Mapping[str, Any]
    sections: Mapping[str, Any]
    lists: Mapping[str, Listed]


_NO_RULEBOOK: Final = Whole(MappingProxyType({}), MappingProxyType({}), MappingProxyType({}))


def whole_of(files: Sequence[File]) -> Whole:
    """What the first of `files` says, on top of those it starts from."""
    result = _NO_RULEBOOK
    for file in reversed(files):
        result = _on_top(result, file)
    return result


def _on_top(below: Whole, file: File) -> Whole:
    table = file.table
    sections = dict(below.sections)
    for name, value in table.items():
        if name not in SECTIONS:
            continue
        base = sections.get(name)
        known = isinstance(value, dict) and isinstance(base, Written | None)
        # What is no table is refused where the section is read.
        sections[name] = _written(name, value, file, base) if known else value
    lists = {
        name: Listed([_certain(one, file) for one in table[name]], file.number)
        if isinstance(table[name], list)
        else Listed(table[name], file.number)
        for name in LISTS
        if name in table
    }
    return Whole(_head(below, table), sections, {**below.lists, **lists})


def _head(below: Whole, table: Mapping[str, Any]) -> dict[str, Any]:
    head = {key: table[key] for key in HEAD if key in table}
    if "extends" in table:
        for key in ("title", "remark"):
            head.setdefault(key, f"以{table['extends']}为基础")
        if "scope" in below.head:
            head.setdefault("scope", below.head["scope"])
    return head


def _written(name: str, own: Mapping[str, Any], file: File, base: Written | None) -> Written:
    if base is None:
        return Written(own, own, file.number)
    before = {key: value for key, value in base.values.items() if key not in RULE_KEYS}
    values = {**before, **own}
    told = set(own) <= {*RULE_KEYS}
    if told and not is_worded(name) and "rule" in base.values:
        # It cites a source of its own for what the other says.
        values.setdefault("rule", base.values["rule"])
    values.setdefault("source", file.number)
    return Written(_certain(values, file), own, file.number, base)


def _certain(table: Any, file: File) -> Any:
    """A table with the certainty of its file, unless it is one of practice where a text is silent."""
    if not isinstance(table, Mapping) or "certainty" not in file.table or table.get("silent"):
        return table
    return {"certainty": file.table["certainty"], **table}


def stated(own: Mapping[str, Any]) -> Iterator[str]:
    """What a file says of a section besides what the section says of itself."""
    return (key for key in own if key not in RULE_KEYS)
