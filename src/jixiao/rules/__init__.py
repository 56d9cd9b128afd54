"""Rulebooks (计分规则): dated data with 文号, that scoring only interprets.

A rulebook is a TOML file. The shipped ones stand in ``data/rulebooks``; your own is
loaded from a path and usually starts from another::

    # 我县.toml
    name = "我县2024"
    extends = "财预〔2020〕10号"
    [reverse]
    mode = "linear"
    source = "我县绩效自评通知"

    jixiao.score(table, actuals, rulebook=jixiao.rulebook("我县.toml"))

Every section answers one question on which practice differs, and carries a `Rule`:
what is done, by which source, and how certain that is. Where the regulation says
nothing the rule says so, and every reason that used it repeats it.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ..errors import RulebookError, os_reason
from ..exactness import in_own_context
from ..userfiles import text_of, toml_of
from .book import DEFAULT, Rulebook
from .building import build, placed
from .fields import TEXT
from .inheritance import File
from .schema import rulebook_schema

__all__ = [
    "DEFAULT",
    "Rulebook",
    "rulebook",
    "rulebook_schema",
    "rulebooks",
]

_FOLDER: Final = "data/rulebooks"


def _chain(first: File) -> tuple[File, ...]:
    """A file, the one it starts from, and so on."""
    files, names = [first], [str(first.path or first.table.get("name"))]
    while (parent := files[-1].table.get("extends")) is not None:
        TEXT(parent, "extends")
        found = _parent(parent, files[-1].folder)
        name = str(found.path or found.table.get("name"))
        if name in names:
            raise RulebookError(
                f"规则文件互相引用：{' → '.join([Path(one).name for one in (*names, name)])}",
                code="rulebook-cycle",
                field="extends",
            )
        files.append(found)
        names.append(name)
    return tuple(files)


@cache
def _shipped() -> Mapping[str, Mapping[str, Any]]:
    found = {}
    for entry in sorted(files("jixiao").joinpath(_FOLDER).iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".toml"):
            table = tomllib.loads(entry.read_text(encoding="utf-8"), parse_float=Decimal)
            found[table["name"]] = table
    return MappingProxyType(found)


@cache
def _shipped_rulebook(name: str) -> Rulebook:
    return build(_chain(File(_shipped()[name])))


def rulebooks() -> tuple[str, ...]:
    """The names of the rulebooks that come with jixiao, the default first."""
    return tuple(sorted(_shipped(), key=lambda name: (name != DEFAULT, name)))


@in_own_context
def rulebook(name: str | PathLike[str] | Mapping[str, Any] | Rulebook = DEFAULT) -> Rulebook:
    """The rulebook called `name`, or read from a path ending in ``.toml``.

    A mapping is taken as the content of such a file. A relative path in `extends` is
    relative to the file that names it.

    Raises:
        RulebookError: no rulebook of that name (the nearest are named), no such file, or fields
            that are unknown, missing, out of range or at odds with each other; `.field` is the
            dotted path of the first, `.errors` has them all, `.place` the file and the line.
    """
    if isinstance(name, Rulebook):
        return name
    if isinstance(name, Mapping):
        return build(_chain(File(name)))
    if isinstance(name, str) and not name.endswith(".toml"):
        return _shipped_rulebook(_shipped_name(name))
    first = _load(Path(name))
    try:
        return build(_chain(first))
    except RulebookError as problem:
        raise problem if problem.place else placed(problem, (first,)) from None


def _parent(name: str, folder: Path) -> File:
    if name.endswith(".toml"):
        return _load(folder / name)
    return File(_shipped()[_shipped_name(name, field="extends")])


def _shipped_name(name: str, field: str | None = None) -> str:
    if name in _shipped():
        return name
    plain = _plain_name(name)
    for known in _shipped():
        if _plain_name(known) == plain:
            return known
    raise _no_such(name, field=field)


def _plain_name(name: str) -> str:
    brackets = str.maketrans("[]【】()（）", "〔〕〔〕〔〕〔〕")
    return "".join(name.split()).translate(brackets)


def _no_such(name: str, field: str | None = None) -> RulebookError:
    options = rulebooks()
    near = difflib.get_close_matches(name, options, n=3, cutoff=0.3) or options
    return RulebookError(
        f"没有名为“{name}”的规则；相近的有：{'、'.join(near)}；自己的规则请给出 .toml 文件的路径",
        code="rulebook-unknown",
        field=field,
    )


def _load(path: Path) -> File:
    try:
        return File(toml_of(path), path, text_of(path))
    except OSError as problem:
        raise RulebookError(
            f"规则文件 {path} 打不开：{os_reason(problem)}；请检查路径", code="rulebook-file"
        ) from problem
    except ValueError as problem:
        raise RulebookError(f"规则文件 {path} 读不了：{problem}", code="rulebook-toml") from problem
