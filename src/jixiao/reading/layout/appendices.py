"""Appendices: the lists that jixiao writes beside a form (得分理由), which are no forms themselves."""

from __future__ import annotations

from collections.abc import Iterable

from ..grid import Grid
from ..headers import Headers, plain

__all__ = ["without_appendices"]


def without_appendices(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids` without those that have the title or the headings of such a list."""
    return tuple(grid for grid in grids if not _is_appendix(grid, headers))


def _is_appendix(grid: Grid, headers: Headers) -> bool:
    titles = headers.plain_words("appendix", "title")
    above = (*grid.heading, grid.place.sheet or "")
    return any(plain(text) in titles for text in above) or _is_headed(grid, headers)


def _is_headed(grid: Grid, headers: Headers) -> bool:
    """Whether all the headings of such a list stand in one row."""
    wanted = [
        headers.plain_words("appendix", role)
        for role in headers.sections["appendix"]
        if role != "title"
    ]
    known = frozenset().union(*wanted)
    rows: dict[int, set[str]] = {}
    for cell in grid.cells:
        word = plain(cell.text)
        if word in known:
            rows.setdefault(cell.row, set()).add(word)
    return any(row.issuperset(words) for row in rows.values() for words in wanted)
