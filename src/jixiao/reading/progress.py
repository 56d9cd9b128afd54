"""What is told while a scan is read, which takes some seconds a page."""

from __future__ import annotations

from collections.abc import Callable

import attrs

__all__ = ["PageRead", "Progress"]


@attrs.frozen(kw_only=True)
class PageRead:
    """One page of a scan that was read.

    Attributes:
        page: its number, from 1.
        pages: how many pages the file has.
        cells: how many cells have text.
        doubted: how many cells are doubted, each of which a finding ``scan-uncertain`` names.
    """

    page: int
    pages: int
    cells: int
    doubted: int

    def __str__(self) -> str:
        return (
            f"第 {self.page} 页（共 {self.pages} 页）：识别出 {self.cells} 格文字，"
            f"{self.doubted} 格没有把握"
        )


#: Called after each page of a scan.
Progress = Callable[[PageRead], None]
