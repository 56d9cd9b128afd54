"""The glyphs of a page as a reader takes them: raised figures, struck text, watermarks, bold."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Any, Final, NamedTuple

__all__ = ["Glyph", "Ink", "ink_of", "unified"]

Glyph = dict[str, Any]

# A raised figure is smaller than what it stands behind, and its foot is higher, as shares of it.
_SMALLER: Final = 0.8
_HIGHER: Final = 0.25
_APART: Final = 0.6
_MARKS: Final = re.compile(r"[0-9+\-−*※①-⑳\[\]()（）〔〕〕,，]")
_POWERS: Final = MappingProxyType(str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻"))
_POWER: Final = re.compile(r"[+\-−]?[0-9]+")
# A line that strikes text out is thin, runs near the middle of the glyphs, and is as long as they.
_THIN: Final = 2.0
_MIDDLE: Final = 0.22
_COVERED: Final = 0.6
_TOUCH: Final = 1.5
_BAND: Final = 20
# The radicals of U+2E80 that stand for one character, which NFKC leaves as they are (its own are
# those of U+2F00). Source: EquivalentUnifiedIdeograph.txt of Unicode. ⼾ and ⾭ are added: NFKC makes
# the old forms 戶 and 靑 of them, where the fonts of the mainland draw 户 and 青.
_RADICALS: Final = MappingProxyType(
    {
        0x2E81: 0x5382, 0x2E92: 0x5DF3, 0x2E9F: 0x6BCD, 0x2EA0: 0x6C11, 0x2EC4: 0x897F,
        0x2EC5: 0x89C1, 0x2EC9: 0x8D1D, 0x2ECB: 0x8F66, 0x2ED1: 0x9577, 0x2ED3: 0x957F,
        0x2ED4: 0x95E8, 0x2ED8: 0x9752, 0x2ED9: 0x97E6, 0x2EDA: 0x9875, 0x2EDB: 0x98CE,
        0x2EDC: 0x98DE, 0x2EDD: 0x98DF, 0x2EE2: 0x9A6C, 0x2EE3: 0x9AA8, 0x2EE4: 0x9B3C,
        0x2EE5: 0x9C7C, 0x2EE6: 0x9E1F, 0x2EE7: 0x5364, 0x2EE8: 0x9EA6, 0x2EE9: 0x9EC4,
        0x2EEC: 0x9F50, 0x2EEE: 0x9F7F, 0x2EF0: 0x9F99, 0x2EF3: 0x9F9F, 0x2F3E: 0x6237,
        0x2FAD: 0x9752,
    }
)  # fmt: skip


class Ink(NamedTuple):
    """What is on a page.

    Attributes:
        glyphs: what is to be read.
        struck: what a line strikes out.
        noted: the numbers of notes, raised behind a word.
        slanted: what is printed aslant: watermarks, stamps.
        lines: the ids of the objects of the page that strike text out, and rule no table.
    """

    glyphs: list[Glyph]
    struck: list[Glyph]
    noted: list[Glyph]
    slanted: list[Glyph]
    lines: frozenset[int]


def ink_of(page: Any) -> Ink:
    """The glyphs of `page`, each once, sorted by what a reader takes them for."""
    straight: list[Glyph] = []
    slanted: list[Glyph] = []
    for glyph in _once(page.chars):
        glyph["text"] = unified(glyph["text"])
        (slanted if _is_slanted(glyph) else straight).append(glyph)
    lines, out = _strikes(page, straight)
    left = [glyph for glyph in straight if id(glyph) not in out]
    read, noted = _raised(left)
    return Ink(
        glyphs=read,
        struck=[glyph for glyph in straight if id(glyph) in out],
        noted=noted,
        slanted=slanted,
        lines=lines,
    )


def unified(text: str) -> str:
    """`text` in characters: browsers that print a page give some of them as radicals (⼀ for 一)."""
    if not any("\u2e80" <= char <= "\u2fdf" for char in text):
        return text
    return unicodedata.normalize("NFKC", text.translate(_RADICALS))


def _once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Each glyph once: bold is often imitated by printing a character twice."""
    seen: set[tuple[object, ...]] = set()
    for glyph in glyphs:
        kind = (glyph["text"], glyph["fontname"], round(glyph["size"], 1))
        across, down = round(glyph["x0"]), round(glyph["top"])
        near = [(kind, across + x, down + y) for x in (0, -1, 1) for y in (0, -1, 1)]
        if not seen.isdisjoint(near):
            continue
        seen.add(near[0])
        yield glyph


def _is_slanted(glyph: Glyph) -> bool:
    """Whether a glyph stands neither upright nor on its side; italics lean, but run level."""
    along, up = glyph["matrix"][:2]
    return bool(min(abs(along), abs(up)) > 0.1 * max(abs(along), abs(up)))


class _Near:
    """Glyphs by the height at which they stand."""

    def __init__(self, glyphs: Iterable[Glyph]) -> None:
        self._bands: defaultdict[int, list[Glyph]] = defaultdict(list)
        for glyph in glyphs:
            for band in range(int(glyph["top"] // _BAND), int(glyph["bottom"] // _BAND) + 1):
                self._bands[band].append(glyph)

    def at(self, height: float) -> list[Glyph]:
        return self._bands.get(int(height // _BAND), [])


# ---------------------------------------------------------------- struck out


def _strikes(page: Any, glyphs: list[Glyph]) -> tuple[frozenset[int], set[int]]:
    """The ids of lines that strike text out, and of the glyphs that they strike."""
    near = _Near(glyphs)
    upright = sorted(
        (edge["x0"], edge["top"], edge["bottom"])
        for edge in page.edges
        if edge["orientation"] == "v" and edge["bottom"] - edge["top"] > 2 * _THIN
    )
    lines: set[int] = set()
    out: set[int] = set()
    for line in (*page.lines, *page.rects):
        if line["height"] > _THIN or line["width"] <= _THIN:
            continue
        height = (line["top"] + line["bottom"]) / 2
        under = [glyph for glyph in near.at(height) if _is_through(line, height, glyph)]
        covered = sum(glyph["width"] for glyph in under)
        if covered < _COVERED * line["width"] or not any(one["text"].strip() for one in under):
            continue
        if all(_meets(upright, line[end], height) for end in ("x0", "x1")):
            continue  # A line from border to border parts rows, even if text has slipped on it.
        lines.add(id(line))
        out.update(map(id, under))
    return frozenset(lines), out


def _is_through(line: Glyph, height: float, glyph: Glyph) -> bool:
    middle = (glyph["top"] + glyph["bottom"]) / 2
    return bool(
        abs(height - middle) <= _MIDDLE * glyph["height"]
        and line["x0"] - 1 <= (glyph["x0"] + glyph["x1"]) / 2 <= line["x1"] + 1
    )


def _meets(upright: list[tuple[float, float, float]], across: float, height: float) -> bool:
    """Whether an upright line runs through the place."""
    position = bisect_left(upright, (across - _TOUCH,))
    while position < len(upright) and upright[position][0] <= across + _TOUCH:
        _, top, bottom = upright[position]
        if top - _THIN <= height <= bottom + _THIN:
            return True
        position += 1
    return False


# ---------------------------------------------------------------- raised figures


def _raised(glyphs: list[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """The glyphs with raised figures as powers (10⁴, m²), and the note numbers among them."""
    near = _Near(glyphs)
    groups: dict[int, list[Glyph]] = {}  # the id of what they stand behind → the raised glyphs
    bases: dict[int, Glyph] = {}
    for glyph in sorted(filter(_may_rise, glyphs), key=lambda one: one["x0"]):
        base = _base(glyph, near.at(glyph["bottom"]), bases)
        if base is not None:
            bases[id(glyph)] = base
            groups.setdefault(id(base), []).append(glyph)
    changed: dict[int, Glyph | None] = {}
    noted: list[Glyph] = []
    for group in groups.values():
        base = bases[id(group[0])]
        text = "".join(glyph["text"] for glyph in group)
        power = _POWER.fullmatch(text) and (base["text"].isascii() and base["text"].isalnum())
        if not power:
            noted += group
        for glyph in group:
            changed[id(glyph)] = _lowered(glyph, base) if power else None
    read = [changed.get(id(glyph), glyph) for glyph in glyphs]
    return [glyph for glyph in read if glyph is not None], noted


def _may_rise(glyph: Glyph) -> bool:
    return _MARKS.fullmatch(glyph["text"]) is not None


def _base(glyph: Glyph, others: list[Glyph], bases: dict[int, Glyph]) -> Glyph | None:
    """The larger glyph directly at the left of a raised one, over the raised ones between."""
    best: Glyph | None = None
    for other in others:
        if other is glyph or not other["text"].strip():
            continue
        gap = glyph["x0"] - other["x1"]
        if other["x0"] < glyph["x0"] and -0.3 * glyph["size"] <= gap <= _APART * glyph["size"]:
            if (id(other) in bases or _is_above(glyph, other)) and (
                best is None or other["x1"] > best["x1"]
            ):
                best = other
    if best is None or id(best) not in bases:
        return best
    base = bases[id(best)]
    return base if _is_above(glyph, base) else None


def _is_above(glyph: Glyph, base: Glyph) -> bool:
    size = base["size"]
    return bool(
        glyph["size"] <= _SMALLER * size
        and base["bottom"] - glyph["bottom"] >= _HIGHER * size
        and glyph["bottom"] > base["top"]
    )


def _lowered(glyph: Glyph, base: Glyph) -> Glyph:
    """A raised figure as the character for it, on the line of its base, lest it make its own line."""
    return {
        **glyph,
        "text": glyph["text"].translate(_POWERS),
        **{key: base[key] for key in ("top", "bottom", "doctop") if key in base},
    }
