"""Names of indicators as they are compared: numbering, marks, units and hints taken off.

Two comparisons have different needs. An actual value is matched by `plain_name`, which keeps
all that may tell two indicators apart; what a name says is read from `bare_name`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from .language.characters import fold, squeeze
from .quantities import builtin

__all__ = ["bare_name", "plain_name", "stated_unit"]

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
