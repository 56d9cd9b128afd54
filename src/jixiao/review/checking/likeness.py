"""Names that differ by a slip of the pen (相近的名称), found by an index and not pair by pair.

Two names are alike where one is the other with one to three characters put in, almost all of
it is the same, and both hold the same numbers. The names stand sorted, so that all that begin
alike stand together: a name is walked from its beginning, leaving characters out, for as long
as any other begins that way. What is walked soon begins like no other name, so that the work
grows with the number of names and not with its square.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import attrs

from .wording import entry

__all__ = ["LONGEST_NAME", "Alike", "Likeness"]

_NUMBERS: Final = re.compile(r"[0-9]+")
_NEAR: Final = Fraction(85, 100)
_MOST_ADDED: Final = 3
_SHORTEST: Final = 6

#: Names longer than this are prose; they are compared for being the same, not for likeness.
LONGEST_NAME: Final = 100
# Behind every character that a name is written with.
_LAST: Final = "\U0010ffff"
# Steps allowed for each name. Real names need about their own length; names that are all made
# of two or three characters would need hundreds.
_STEPS: Final = 100


@attrs.frozen(kw_only=True)
class Alike:
    """A name and the earlier one that it is most like.

    Attributes:
        name: position of the name that stands later.
        other: position of the earlier one.
        ratio: how alike they are, 0 to 1.
    """

    name: int
    other: int
    ratio: Fraction


@attrs.frozen
class Likeness:
    """What was found among different names.

    Attributes:
        alike: for each name that is like an earlier one, the most alike of these, in order.
        complete: whether all were compared; names that are nearly all alike take too long.
    """

    alike: tuple[Alike, ...]
    complete: bool

    @classmethod
    def among(cls, names: Sequence[str]) -> Likeness:
        """The likeness of `names`, all of them different."""
        known = sorted(
            (name, position)
            for position, name in enumerate(names)
            if _SHORTEST <= len(name) <= LONGEST_NAME
        )
        walk = _Walk([name for name, _ in known], _STEPS * len(known))
        best: dict[int, Alike] = {}
        for long, longs in known:
            for index in walk.shorter(long):
                short, shorts = known[index]
                ratio = _ratio(short, long)
                if ratio is None:
                    continue
                found = Alike(name=max(shorts, longs), other=min(shorts, longs), ratio=ratio)
                kept = best.get(found.name)
                if kept is None or (-found.ratio, found.other) < (-kept.ratio, kept.other):
                    best[found.name] = found
        return cls(tuple(best[one] for one in sorted(best)), complete=walk.left >= 0)


@attrs.define
class _Walk:
    """The sorted names, and how many steps may still be taken among them."""

    names: list[str]
    left: int

    def shorter(self, long: str) -> Iterator[int]:
        """The positions of the names that are `long` with one to three characters left out."""
        # (first, last, kept, taken): the names [first, last) begin with the `kept` characters
        # that were kept of the first `taken` of `long`.
        open_ = [(0, len(self.names), 0, 0)]
        while open_ and self.left >= 0:
            self.left -= 1
            first, last, kept, taken = open_.pop()
            # A name alone is the one that is walked, as long as nothing was left out.
            if kept == taken and last - first == 1:
                continue
            if 0 < len(long) - kept <= _MOST_ADDED and len(self.names[first]) == kept:
                yield first
            end = min(kept + _MOST_ADDED + 1, len(long))
            # Where the names agree on the next character as well, there is one way on.
            shared = self.names[first][kept : kept + 1]
            if shared and self.names[last - 1][kept : kept + 1] == shared:
                index = long.find(shared, taken, end)
                if index >= 0:
                    open_.append((first, last, kept + 1, index + 1))
                continue
            tried = ""
            for index in range(taken, end):
                char = long[index]
                # Of the same character the first is enough: what follows it follows the others.
                if char in tried:
                    continue
                tried += char
                low, high = self._taking(char, first, last, kept)
                if low < high:
                    open_.append((low, high, kept + 1, index + 1))

    def _taking(self, char: str, first: int, last: int, kept: int) -> tuple[int, int]:
        """Of the names [first, last), which agree in `kept` characters, those that go on with `char`."""
        beginning = self.names[first][:kept] + char
        low = bisect_left(self.names, beginning, first, last)
        return low, bisect_left(self.names, beginning + _LAST, low, last)


def _ratio(short: str, long: str) -> Fraction | None:
    """How alike a name and one with a few characters more are; None where they mean to differ."""
    if _NUMBERS.findall(short) != _NUMBERS.findall(long):
        return None
    added = Counter(long) - Counter(short)
    if set(added) & set(entry("names", "turns")):
        # 非在编人员 beside 在编人员: the character turns the meaning.
        return None
    ratio = Fraction(2 * len(short), len(short) + len(long))
    return ratio if ratio >= _NEAR else None
