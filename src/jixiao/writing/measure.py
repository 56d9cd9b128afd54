"""Measure: how wide a text is on paper, and which parts of it must stay on one line.

Widths are in half-width characters of the form's size. A machine shows a form in the fonts that
it has; these widths are not less than those of the fonts which stand in for one another there:
宋体 (a digit is half a character), Times New Roman, and the sans-serif faces that are taken where
neither is installed (a digit is about 0.56 of a character, ``%`` and capitals up to 0.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["MARGIN", "longest_piece", "pieces", "text_width", "unit_characters"]

#: What the two edges of a cell take.
MARGIN: Final = 2.0
_WIDE: Final = frozenset("%@&MW")
# A number with the sign before it and the word of its unit behind it.
_AMOUNT: Final = re.compile(r"[≥≤<>=＞＜＝±+-]*[0-9][!-~]*[\u4e00-\u9fff℃‰㎡³²]{0,3}|[!-~]+")
_UNIT: Final = re.compile(r"[0-9%]([\u4e00-\u9fff℃‰㎡³²]{1,4})")


def text_width(text: str) -> float:
    """How wide `text` is on one line."""
    return sum(map(_width, text))


def _width(char: str) -> float:
    if not char.isascii():
        return 2.0
    if char in _WIDE:
        return 1.8
    return 1.45 if char.isupper() else 1.12


def pieces(text: str) -> Iterator[str]:
    """The parts of `text` that a line must not break: numbers with their units, words."""
    return (found[0] for found in _AMOUNT.finditer(text))


def longest_piece(text: str) -> float:
    """The width of the longest of `pieces`; 0 where there is none."""
    return max(map(text_width, pieces(text)), default=0.0)


def unit_characters(texts: Iterable[str]) -> str:
    """The characters of the units behind the numbers of some texts, each once."""
    return "".join(
        dict.fromkeys(char for text in texts for unit in _UNIT.findall(text) for char in unit)
    )
