"""Slips (误写): an actual that looks as if 万 or % had been left out. Asked about, never corrected."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from ..quantities import Number, as_number, format_number
from .awards import Problem

__all__ = ["SHARE", "slip"]

#: Up to this a bare number against a target in % may be meant as a share: 1.5 for 150%.
SHARE: Final = Decimal("1.5")
_BARE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def slip(target: Number, actual: Number, value: Any, unit: str) -> Problem | None:
    """A doubt that 万 or % was left out, as a finding; None where there is none."""
    a: Any = target
    b: Any = actual
    if a <= 0 or b <= 0:
        return None
    if type(a) is not type(b):
        a, b = Fraction(a), Fraction(b)
    small, large = (a, b) if a < b else (b, a)
    for size, word in ((10**4, "万"), (10**8, "亿")):
        if size * small <= 2 * large <= 4 * size * small:
            return (
                "unit-slip",
                "warning",
                f"实际值{format_number(actual)}{unit}与目标{format_number(target)}{unit}"
                f"相差约一{word}倍，可能多写或漏写了“{word}”；现照写的值计分",
            )
    # 0.95 against 95% and 1.2 against 100%; against 5% only what is near it, as 0.06 is.
    doubted = b <= SHARE if a >= 10 else a <= 200 * b <= 4 * a
    if unit == "%" and doubted:
        if isinstance(value, str) and not _BARE.fullmatch(value.strip()):
            return None
        return (
            "unit-slip",
            "warning",
            f"实际值“{value}”没有写单位，按目标的单位是{format_number(actual)}%；"
            f"如果指{format_number(as_number(Fraction(b) * 100))}%，请写明",
        )
    return None
