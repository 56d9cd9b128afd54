"""Styles of a workbook: what cells look like, and the part of the package that says so."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal

import attrs

from .packing import HEAD, text_of

__all__ = ["MAIN", "Look", "Styles", "pattern_of"]

#: The namespace of the parts of a workbook.
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: The formats of numbers that every program knows by their number; others begin at 164.
_KNOWN: Final = MappingProxyType({"General": 0, "0": 1, "0.00": 2, "@": 49})
_FIRST: Final = 164


@attrs.frozen(cache_hash=True)
class Look:
    """What a cell looks like.

    Attributes:
        font: its name.
        size: of the font, in points.
        horizontal: where the text stands; None leaves it to the program, and does not wrap.
        lines: the colour of the lines around the cell, or None.
        fill: the colour behind the text, or None.
    """

    font: str
    size: int = 10
    horizontal: Literal["left", "center", "right"] | None = None
    lines: str | None = None
    fill: str | None = None


#: The look of a cell that nobody touched, and by it the width of columns.
_PLAIN: Final = Look("Calibri", size=11)


def pattern_of(number: Decimal) -> str:
    """The format that shows as many decimals as were written."""
    exponent = number.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "0." + "0" * places if places else "0"


class Styles:
    """The styles of one workbook, each once, numbered as they are asked for."""

    def __init__(self) -> None:
        self._styles: dict[tuple[Look, str, bool], int] = {}
        self.number(_PLAIN)

    def number(self, look: Look, *, pattern: str = "General", quoted: bool = False) -> int:
        """The number of a style.

        Args:
            look: what the cell looks like.
            pattern: the format of its number; ``@`` for a text.
            quoted: that it stays a text when somebody edits it (quotePrefix).
        """
        return self._styles.setdefault((look, pattern, quoted), len(self._styles))

    def part(self) -> str:
        """The part ``xl/styles.xml``."""
        looks = [look for look, _, _ in self._styles]
        fonts = list(dict.fromkeys((one.font, one.size) for one in looks))
        lines = list(dict.fromkeys((None, *(one.lines for one in looks))))
        # Every workbook begins with these two fills, whether it uses them or not.
        fills = ["none", "gray125", *dict.fromkeys(one.fill for one in looks if one.fill)]
        patterns = dict.fromkeys(one for _, one, _ in self._styles if one not in _KNOWN)
        numbers = {pattern: number for number, pattern in enumerate(patterns, start=_FIRST)}
        known = {**_KNOWN, **numbers}
        styles = [
            _xf(
                look,
                font=fonts.index((look.font, look.size)),
                fill=fills.index(look.fill or "none"),
                border=lines.index(look.lines),
                number=known[pattern],
                quoted=quoted,
            )
            for look, pattern, quoted in self._styles
        ]
        formats = [
            f'<numFmt numFmtId="{number}" formatCode="{text_of(pattern)}"/>'
            for pattern, number in numbers.items()
        ]
        return (
            f'{HEAD}<styleSheet xmlns="{MAIN}">'
            + (_many("numFmts", formats) if formats else "")
            + _many("fonts", [_font(*one) for one in fonts])
            + _many("fills", [_fill(one) for one in fills])
            + _many("borders", [_border(one) for one in lines])
            + _many("cellStyleXfs", ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'])
            + _many("cellXfs", styles)
            + _many("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>'])
            + "</styleSheet>"
        )


def _many(name: str, items: list[str]) -> str:
    return f'<{name} count="{len(items)}">{"".join(items)}</{name}>'


def _font(name: str, size: int) -> str:
    return f'<font><sz val="{size}"/><name val="{text_of(name)}"/></font>'


def _fill(colour: str) -> str:
    if colour in ("none", "gray125"):
        return f'<fill><patternFill patternType="{colour}"/></fill>'
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/></patternFill></fill>'
    )


def _border(colour: str | None) -> str:
    sides = ("left", "right", "top", "bottom")
    if colour is None:
        return f"<border>{''.join(f'<{side}/>' for side in sides)}<diagonal/></border>"
    drawn = "".join(f'<{side} style="thin"><color rgb="FF{colour}"/></{side}>' for side in sides)
    return f"<border>{drawn}<diagonal/></border>"


def _xf(look: Look, *, font: int, fill: int, border: int, number: int, quoted: bool) -> str:
    alignment = ""
    if look.horizontal:
        alignment = f'<alignment horizontal="{look.horizontal}" vertical="center" wrapText="1"/>'
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
        f'quotePrefix="{int(quoted)}" applyNumberFormat="1" applyFont="1" '
        'applyFill="1" applyBorder="1" applyAlignment="1">'
        f"{alignment}</xf>"
    )
