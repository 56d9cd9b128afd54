"""Names of indicators as they are compared: numbering, marks, units and hints taken off.

Two comparisons have different needs. An actual value is matched by `plain_name`, which keeps
all that may tell two indicators apart; what a name says is read from `bare_name`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from .language.characters import fold, squeeze
from .quantities import builtin

__all__ = [
    "bare_name",
    "is_bounded",
    "matches",
    "pattern",
    "plain_name",
    "stated_unit",
    "wording",
]

_NUMBER: Final = "[0-9一二三四五六七八九十]"
# 指标1： ★ （一） 3、 一、 but not 2.5
_NUMBERING: Final = (
    rf"指标{_NUMBER}*[:、.]|指标{_NUMBER}+|[★☆*※▲△●○◆◇■□\s]+|\({_NUMBER}{{1,2}}\)"
    r"|[0-9]{1,2}(?:、|\.(?![0-9]))|[一二三四五六七八九十]+、"
)
_PREFIX: Final = re.compile(f"^(?:{_NUMBERING})")
_PLAIN_PREFIX: Final = re.compile(f"^(?:{_NUMBERING}|其中[:,]?)")
_SUFFIX: Final = re.compile(r"\((?:[^()]*\*[^()]*|[≥≤<>=＝≧≦]*[^()]{0,6})\)$")
_BRACKET: Final = re.compile(r"\(([^()]*)\)$")
_TAIL_SHARE: Final = re.compile(r"[≥≤><=]?[0-9.]*%$")
_TEMPLATE: Final = re.compile(r"[≥≤><=]?\s*(?:\*{1,}|[xX×]{2,}|_{2,})")


@lru_cache(maxsize=8192)
def plain_name(name: str, *, suffix: bool = False) -> str:
    """`name` for matching: width folded, blanks and prefixes (`指标1：` `★` `其中：`) removed.

    With `suffix`, a filling hint or unit in brackets at the end goes too (`（≥**%）`, `（人）`).
    """
    text = re.sub(r"\s+", "", fold(name))
    while (found := _PLAIN_PREFIX.match(text)) and found.end() < len(text):
        text = text[found.end() :]
    if suffix and (found := _SUFFIX.search(text)) and found.start() > 0:
        text = text[: found.start()]
    return text


def bare_name(name: str) -> str:
    """The name without numbering (指标1：, ★) and without a unit or template mark at its end."""
    return _split(name)[0]


def stated_unit(name: str) -> str | None:
    """The unit that the name itself ends with: 面积（万亩） → 万亩."""
    return _split(name)[1]


@lru_cache(maxsize=8192)
def _split(name: str) -> tuple[str, str | None]:
    text = squeeze(name).replace("《", "").replace("》", "")
    while (shorter := _PREFIX.sub("", text)) != text:
        text = shorter
    unit = None
    while match := _BRACKET.search(text):
        inner = _TEMPLATE.sub("", match[1]).lstrip("≥≤><= ")
        known = builtin()
        simple = inner and (inner in known.spellings or known.canonical(inner) in known.spellings)
        scaled = (
            bool(inner)
            and bool(known.factor(known.canonical(inner)).dimension)
            and (re.fullmatch(r"[百千万亿]{1,2}.{1,3}", inner) is not None or "/" in inner)
        )
        if not (simple or scaled or _TEMPLATE.search(match[1])):
            break
        if inner and (simple or scaled or len(inner) <= 3):
            unit = known.canonical(inner)
        text = text[: match.start()]
    if match := _TEMPLATE.search(text):
        text = text[: match.start()]
    if match := _TAIL_SHARE.search(text):
        text, unit = text[: match.start()], "%"
    return text.strip(" :;,。") or squeeze(name), unit


@cache
def wording() -> Mapping[str, Any]:
    """``data/wording.toml``: how indicator names and goals are worded."""
    text = files("jixiao").joinpath("data/wording.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@lru_cache(maxsize=128)
def pattern(section: str, key: str, *, noun: str = "") -> re.Pattern[str]:
    """The patterns under `section`.`key` as one; `noun` stands for their ``{0}``."""
    options = (one.replace("{0}", re.escape(noun)) for one in wording()[section][key])
    return re.compile("|".join(f"(?:{one})" for one in options))


def matches(section: str, key: str, name: str) -> bool:
    """Whether `name` (bare) matches one of the patterns under `section`.`key`."""
    return pattern(section, key).search(name) is not None


def is_bounded(name: str) -> bool:
    """Whether a name says a share that ends at 100% (合格率), and not how much it changed."""
    bare = bare_name(name)
    if matches("direction", "change", bare):
        return False
    if matches("direction", "bounded", bare):
        return True
    return bare.endswith("率") and not matches("direction", "unbounded", bare)
