"""The words printed on forms (``data/headers.toml``): headings, labels, titles, names of amounts.

Who reads a form (`jixiao.reading.Headers`), a list of actual values or a budget row asks the
same file; what a word of a value means is in the lexicon (`jixiao.language`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

__all__ = ["form_words", "sections"]

_NONE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


@cache
def sections() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Section → role → its words, in the order of the file (read once)."""
    data = tomllib.loads(files("jixiao").joinpath("data/headers.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            section: MappingProxyType({role: tuple(words) for role, words in roles.items()})
            for section, roles in data.items()
        }
    )


def form_words(section: str, role: str) -> tuple[str, ...]:
    """The words of one role that come with jixiao; none where the role is unknown."""
    return sections().get(section, _NONE).get(role, ())
