"""What a name says of its target: that it is a rate or a share, that more of it is better."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...criteria import (
    AllOf,
    Comparison,
    Criterion,
    Range,
    Unreadable,
)
from ...language import builtin_lexicon
from ...quantities import Quantity
from ...tables import Indicator
from .wording import (
    named_direction,
    sorts_named,
)

__all__ = ["WHOLE", "direction_named_up", "is_rate", "is_share", "numbers"]

WHOLE: Final = 100


def numbers(criterion: Criterion | Unreadable) -> Iterator[tuple[str | None, Quantity]]:
    """The numbers of a target, each with its operator."""
    if isinstance(criterion, Comparison):
        yield criterion.operator, criterion.quantity
    elif isinstance(criterion, Range):
        yield "≥", criterion.lower
        yield "≤", criterion.upper
    elif isinstance(criterion, AllOf):
        for part in criterion.parts:
            yield from numbers(part)


def is_rate(name: str) -> bool:
    """Whether a name ends in 率, 比例, 度 …"""
    return name.endswith(builtin_lexicon().words("ratio-end"))


def is_share(name: str) -> bool:
    """Whether a name says a share of something in %, and not a degree (满意度) or an efficiency (效率)."""
    ends = builtin_lexicon().words("ratio-end", "share")
    return name.endswith(ends) and "share" in sorts_named(name)


def direction_named_up(one: Indicator) -> bool:
    """Whether nothing in the name says that less is better."""
    return named_direction(one) != "down"
