"""One spelling for each character: widths, look-alike signs and traditional writing folded away.

The table is data (``characters.toml``). Every character keeps its place, so that a position in
the folded text is the position in the text as written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

__all__ = ["fold", "folding", "squeeze"]

_LONG: Final = 4096
#: Beyond so many kinds of characters to fold, looking each one up is the quicker way.
_MANY: Final = 64


@cache
def folding() -> Mapping[int, str]:
    """The table for `str.translate`: one character for one."""
    data = tomllib.loads(
        files("jixiao.language").joinpath("characters.toml").read_text(encoding="utf-8")
    )
    # Full-width ASCII first; an explicit table after it, not NFKC, which misses ≧ ⩾ — 〇 and
    # damages ① and ½.
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for target, sources in data["same"].items():
        table |= {ord(char): target for char in sources}
    table |= {ord(char): " " for char in data["blank"]["all"]}
    pairs = zip(data["traditional"]["from"], data["traditional"]["to"], strict=True)
    table |= {ord(old): new for old, new in pairs}
    return MappingProxyType(table)


def fold(text: str) -> str:
    """`text` in one spelling, character for character; blanks of every kind are one space."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(folding()) if len(text) < _LONG else _fold_long(text)


def _fold_long(text: str) -> str:
    """The same for a text of millions: it is made of few characters, and fewer that fold.

    No folded character folds again, so one after the other gives what all at once would.
    """
    table = folding()
    held = [char for char in set(text) if ord(char) in table]
    if len(held) > _MANY:
        return text.translate(table)
    for char in held:
        text = text.replace(char, table[ord(char)])
    return text


def squeeze(text: str) -> str:
    """`text` folded and without blanks, for comparing with a word."""
    return fold(text).replace(" ", "")
