"""Small line charts (折线图) as SVG, by hand: a few numbers over a few years beside a sentence.

This room knows points and strokes; it knows nothing of budgets. There is no script and no
font in a chart; the lines are told apart by their strokes as well as by their colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape
from typing import Final

import attrs

__all__ = ["Line", "line_chart"]

_WIDTH, _HEIGHT = 240, 76
_LEFT, _RIGHT, _TOP, _BOTTOM = 18, 18, 10, 20
# Okabe and Ito's blue and orange, as the pictures of scorecards have them.
_STROKES: Final = (
    ("#D55E00", ' stroke-dasharray="5 3"'),
    ("#0072B2", ""),
)


@attrs.frozen(kw_only=True)
class Line:
    """A line of a chart.

    Attributes:
        name: what it is, for those who cannot see it.
        values: one number a year; None breaks the line.
        texts: the same as they are written, shown when a point is pointed at.
    """

    name: str
    values: tuple[Fraction | None, ...]
    texts: tuple[str, ...]


def line_chart(years: Sequence[int], lines: Sequence[Line]) -> str:
    """An SVG of at most two lines over `years`, the first dashed; empty without two numbers.

    Years stand as far apart as they are. The height is between the least and the greatest
    number, not from zero.
    """
    known = [value for one in lines for value in one.values if value is not None]
    if len(years) < 2 or len(known) < 2:
        return ""
    low, high = min(known), max(known)
    drawn = "".join(
        _line(
            one,
            stroke,
            [
                _place(year, years, value, low, high)
                for year, value in zip(years, one.values, strict=True)
            ],
        )
        for one, stroke in zip(lines, _STROKES, strict=False)
    )
    told = "；".join(f"{one.name}：{'、'.join(filter(None, one.texts))}" for one in lines)
    ends = "".join(
        f'<text x="{x}" y="{_HEIGHT - 4}" text-anchor="middle" font-size="11" fill="currentColor">{year}</text>'
        for year, x in ((years[0], _LEFT), (years[-1], _WIDTH - _RIGHT))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" role="img" aria-label="{escape(told)}">{drawn}{ends}</svg>'
    )


_Spot = tuple[int, int] | None


def _place(
    year: int, years: Sequence[int], value: Fraction | None, low: Fraction, high: Fraction
) -> _Spot:
    if value is None:
        return None
    across = Fraction(year - years[0], years[-1] - years[0])
    up = (value - low) / (high - low) if high > low else Fraction(1, 2)
    return (
        _LEFT + round(across * (_WIDTH - _LEFT - _RIGHT)),
        _HEIGHT - _BOTTOM - round(up * (_HEIGHT - _TOP - _BOTTOM)),
    )


def _line(line: Line, stroke: tuple[str, str], spots: Sequence[_Spot]) -> str:
    colour, dashes = stroke
    path, pen = "", "M"
    for spot in spots:
        if spot is None:
            pen = "M"
        else:
            path += f"{pen}{spot[0]} {spot[1]}"
            pen = "L"
    marks = "".join(
        f'<circle cx="{spot[0]}" cy="{spot[1]}" r="3" fill="{colour}">'
        f"<title>{escape(f'{line.name} {text}')}</title></circle>"
        for spot, text in zip(spots, line.texts, strict=True)
        if spot is not None
    )
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>{marks}'
