"""The lexicon (词库): what each word means, read from ``lexicon.toml``.

A word may belong to several classes; the context decides which one holds. Everything that reads
Chinese asks these classes, so that a word means the same in a target, in an actual value, in a
sign column and in a name. Your own words stand in a file of the same form::

    from jixiao.language import Lexicon
    jixiao.parse("…", lexicon=Lexicon.load("我的词.toml"))
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from os import PathLike
from types import MappingProxyType
from typing import Any, Final

import attrs

from ..errors import JixiaoError
from ..userfiles import tables_of, text_of
from .characters import squeeze

__all__ = ["Lexicon", "builtin_lexicon", "either"]

#: The classes whose senses are operators.
_BOUNDS: Final = ("sign", "bound", "soft", "after")
_OPERATORS: Final = ("≥", "≤", ">", "<", "=", "≈")
_NO_SENSES: Final[Mapping[str, str]] = MappingProxyType({})


@attrs.frozen(eq=False)
class Lexicon:
    """Words with their classes and senses. Frozen; passed in, never set globally.

    Attributes:
        classes: class → sense → its words, in the order of the file.
        scopes: class → ``actual`` for words of actual values only, ``characters`` for a class that
            is looked for inside words and cuts none; other classes hold everywhere.
        version: of the built-in words, e.g. ``2026.11``.
        digest: of everything that was loaded; two lexicons with one digest read alike.
    """

    classes: Mapping[str, Mapping[str, tuple[str, ...]]]
    scopes: Mapping[str, str]
    version: str
    digest: str

    @classmethod
    def load(cls, *paths: str | PathLike[str]) -> Lexicon:
        """The built-in words and those of `paths`, each a TOML file of the same form.

        Raises:
            OSError: a file cannot be opened.
            JixiaoError: a file that is no lexicon; its section and key are named.
        """
        own = files("jixiao.language").joinpath("lexicon.toml").read_text(encoding="utf-8")
        texts = [own, *(_text(path) for path in paths)]
        found: dict[str, dict[str, list[str]]] = {}
        scopes: dict[str, str] = {}
        version = ""
        for text in texts:
            data = _read(text)
            version = version or str(data.get("version", ""))
            for name, section in data.items():
                if found and text is not own and isinstance(section, dict) and name not in found:
                    raise JixiaoError(
                        f"词库没有 [{name}] 这一类；类的名称见内置词库 lexicon.toml",
                        code="lexicon-file",
                    )
                if isinstance(section, dict):
                    if "scope" in section:
                        scopes[name] = str(section["scope"])
                    _add(found.setdefault(name, {}), section, name)
        _refuse_unknown(found)
        digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
        frozen = {
            name: MappingProxyType({sense: tuple(words) for sense, words in senses.items()})
            for name, senses in found.items()
        }
        return cls(MappingProxyType(frozen), MappingProxyType(scopes), version, digest)

    @property
    def name(self) -> str:
        """Version and digest, as a scorecard names the words it was made with."""
        return f"{self.version}-{self.digest}"

    @cached_property
    def senses(self) -> Mapping[str, Mapping[str, str]]:
        """Each word with its classes and the sense it has in each (`""` where there is but one)."""
        return self.senses_in()

    def senses_in(self, *scopes: str) -> Mapping[str, Mapping[str, str]]:
        """As `senses`, with the words of more scopes."""
        found: dict[str, dict[str, str]] = {}
        for name, senses in self.classes.items():
            if self.scopes.get(name, "") not in ("", *scopes):
                continue
            for sense, words in senses.items():
                for word in words:
                    found.setdefault(word, {}).setdefault(name, sense)
        return MappingProxyType({word: MappingProxyType(one) for word, one in found.items()})

    @cached_property
    def _everywhere(self) -> Mapping[str, Mapping[str, str]]:
        return self.senses_in("actual", "characters")

    def of(self, text: str) -> Mapping[str, str]:
        """The classes of one word, with the sense it has in each; empty where it is unknown."""
        return self._everywhere.get(squeeze(text), _NO_SENSES)

    @property
    def money(self) -> str:
        """The unit of money, which the words for a currency stand for: 元."""
        return next(iter(self.classes["currency"]))

    def words(self, name: str, sense: str | None = None) -> tuple[str, ...]:
        """The words of a class, or of one sense of it."""
        if sense is not None:
            return self.classes.get(name, {}).get(sense, ())
        return self._words.get(name, ())

    @cached_property
    def _words(self) -> Mapping[str, tuple[str, ...]]:
        return MappingProxyType(
            {
                name: tuple(word for words in senses.values() for word in words)
                for name, senses in self.classes.items()
            }
        )


def _refuse_unknown(found: Mapping[str, Mapping[str, list[str]]]) -> None:
    """A bound must say which one; the classes themselves are compared with the built-in ones."""
    for name in _BOUNDS:
        for sense in found[name]:
            if sense not in _OPERATORS:
                raise JixiaoError(
                    f"词库 [{name}] 的“{sense or 'words'}”应为 {' '.join(_OPERATORS)} 之一",
                    code="lexicon-file",
                )


def _text(path: str | PathLike[str]) -> str:
    try:
        return text_of(path)
    except ValueError as problem:
        raise JixiaoError(f"词库文件读不了：{problem}", code="lexicon-file") from problem


def _read(text: str) -> dict[str, Any]:
    try:
        return tables_of(text)
    except ValueError as problem:
        raise JixiaoError(f"词库文件不是 TOML：{problem}", code="lexicon-file") from problem


def _add(found: dict[str, list[str]], section: Mapping[str, Any], name: str) -> None:
    for key, words in section.items():
        if key in ("about", "scope"):
            continue
        if not isinstance(words, str):
            raise JixiaoError(f"词库 [{name}] 的“{key}”应为用空格隔开的词", code="lexicon-file")
        found.setdefault("" if key == "words" else key, []).extend(words.split())


@cache
def builtin_lexicon() -> Lexicon:
    """The words that come with jixiao (read once)."""
    return Lexicon.load()


def either(words: Iterable[str]) -> str:
    """A part of a pattern that matches any of `words`, the longest first; nothing for none."""
    longest_first = sorted(words, key=lambda one: (-len(one), one))
    return "|".join(map(re.escape, longest_first)) or "(?!)"
