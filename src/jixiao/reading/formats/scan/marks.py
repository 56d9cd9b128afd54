"""The plain values that the steps of reading a picture hand on; all lengths are in pixels."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Extent", "Picture"]

#: An array of numpy: rows, columns and, in colour, blue, green, red.
Picture = Any


class Extent(NamedTuple):
    """A rectangle on a page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def shared(self, other: Extent) -> Extent:
        """What lies in both; with a side of nothing or less where they are apart."""
        return Extent(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def with_(self, other: Extent) -> Extent:
        """The smallest rectangle that holds both."""
        return Extent(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def cut(self, picture: Picture, *, aside: float = 0, above: float = 0) -> Picture:
        """This part of a picture, wider by `aside` at both sides and higher by `above`."""
        high, wide = picture.shape[:2]
        top, bottom = max(0, int(self.top - above)), min(high, int(self.bottom + above) + 1)
        left, right = max(0, int(self.left - aside)), min(wide, int(self.right + aside) + 1)
        return picture[top : max(bottom, top + 1), left : max(right, left + 1)]
