"""What the process that reads scans is given."""

from __future__ import annotations

from typing import NamedTuple

from ..pdfpages.plain import Limits

__all__ = ["Order"]


class Order(NamedTuple):
    """What is to be read, and within which bounds.

    Attributes:
        limits: those of a PDF, with the memory and the seconds of a scan.
        pdf: whether the data is a PDF, or a picture.
        pages: the numbers of the pages to read, from 1; empty for all.
        most: how many pages are read.
        pixels: how many points one page may have.
        threads: how many processors may be used.
        seconds: after how long no other page is begun.
    """

    limits: Limits
    pdf: bool
    pages: tuple[int, ...]
    most: int
    pixels: int
    threads: int
    seconds: int
