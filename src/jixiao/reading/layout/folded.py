"""Folded (左右两栏): one list of indicators that goes on at the right, to fit on the paper.

一级指标 | 二级指标 | 三级指标 | 指标值 stands twice in one row; at the left are the first kinds of
indicators, at the right those that follow. The right part is put below the left one, each cell at
its own place. Two periods of the same indicators (中期 | 年度) look alike, but have the same kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, starmap
from typing import Final, Literal

import attrs

from ..grid import Cell, Grid
from ..headers import Headers, plain
from .columns import known_level, level_label

__all__ = ["opened"]

Level = Literal["level1", "level2"]

_LEVELS: Final[tuple[Level, ...]] = ("level2", "level1")
_FEWEST: Final = 3  # headings that stand twice
_TELLING: Final = 3  # known headings that say enough, of whatever columns
_HEADS: Final = frozenset({"level1", "level2", "name", "target"})


@attrs.frozen
class _Fold:
    """A heading that stands several times in `row`: where each part begins, and where all end."""

    row: int
    starts: tuple[int, ...]
    end: int

    def part(self, column: int) -> int | None:
        """The part that `column` lies in."""
        if not self.starts[0] <= column < self.end:
            return None
        return sum(start <= column for start in self.starts) - 1


def opened(grids: Iterable[Grid], headers: Headers) -> tuple[Grid, ...]:
    """`grids`, each folded one with its parts below one another."""
    return tuple(_opened(grid, headers) for grid in grids)


def _opened(grid: Grid, headers: Headers) -> Grid:
    fold = _fold(grid, headers)
    if fold is None:
        return grid
    last = _last_row(grid, fold)
    parts = _parts(grid, fold, last)
    if not _goes_on(parts, headers):
        return grid
    below = sum(_depth(part, fold) for part in parts[1:])
    kept = [_shifted(cell, last, below) for cell in grid.cells if not _is_moved(cell, fold, last)]
    moved: list[Cell] = []
    down = last - fold.row
    for start, part in zip(fold.starts[1:], parts[1:], strict=True):
        left = start - fold.starts[0]
        moved += [_placed(cell, cell.row + down, cell.column - left) for cell in part]
        down += _depth(part, fold)
    cells = sorted([*kept, *moved], key=lambda cell: (cell.row, cell.column))
    return attrs.evolve(grid, cells=tuple(cells), rows=grid.rows + below)


def _fold(grid: Grid, headers: Headers) -> _Fold | None:
    """The row whose headings stand there more than once, in the same order and as far apart."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    for row, cells in rows.items():
        # Each heading stands there twice, but for a label before them: few rows are so.
        if 2 * len({cell.text for cell in cells}) > len(cells) + 1:
            continue
        roles = {headers.role("columns", cell.text) for cell in cells}
        known = roles - {None}
        if (len(known & _HEADS) < 2 and len(known) < _TELLING) or any(
            cell.rowspan > 1 for cell in cells[1:]
        ):
            continue
        # 指标及目标值 beside all rows heads no column, whatever it says.
        aside = cells[0].rowspan > 1 or headers.role("sections", cells[0].text)
        heads = cells[1:] if aside else cells
        starts = _starts(heads)
        if starts and not _are_named(rows.get(row - 1, ()), starts, headers):
            return _Fold(row, starts, heads[-1].column + heads[-1].colspan)
    return None


def _starts(heads: Sequence[Cell]) -> tuple[int, ...]:
    """The columns at which the same headings begin again; () where they do not."""
    texts = [plain(cell.text) for cell in heads]
    for size in range(_FEWEST, len(texts) // 2 + 1):
        count, rest = divmod(len(texts), size)
        if rest or texts != texts[:size] * count:
            continue
        starts = [heads[at].column for at in range(0, len(texts), size)]
        apart = [
            [(c.column - start, c.colspan) for c in heads[at : at + size]]
            for at, start in zip(range(0, len(texts), size), starts, strict=True)
        ]
        if all(one == apart[0] for one in apart):
            return tuple(starts)
    return ()


def _are_named(above: Sequence[Cell], starts: Sequence[int], headers: Headers) -> bool:
    """Whether a heading above one of the parts says its period: 中期 | 年度, and no title over all."""
    return any(
        cell.column in starts
        and headers.term(cell.text)
        and not (cell.column < starts[-1] < cell.column + cell.colspan)
        for cell in above
    )


def _last_row(grid: Grid, fold: _Fold) -> int:
    """The last row of the indicators: below it a cell reaches over the parts, or none has values."""
    below = [cell for cell in grid.cells if cell.row > fold.row]
    across = (
        cell.row
        for cell in below
        if fold.part(cell.column) != fold.part(cell.column + cell.colspan - 1)
        or cell.colspan >= fold.end - fold.starts[0]
    )
    end = min(across, default=grid.rows)
    width = fold.starts[1] - fold.starts[0]
    values = (
        cell.row
        for cell in below
        if cell.row < end
        and (cell.column - fold.starts[0]) % width
        and fold.part(cell.column) is not None
    )
    return max(values, default=fold.row)


def _parts(grid: Grid, fold: _Fold, last: int) -> list[list[Cell]]:
    """The cells of each part below the heading."""
    found: list[list[Cell]] = [[] for _ in fold.starts]
    for cell in grid.cells:
        at = fold.part(cell.column)
        if fold.row < cell.row <= last and at is not None:
            found[at].append(cell)
    return found


def _goes_on(parts: Sequence[Sequence[Cell]], headers: Headers) -> bool:
    """Whether each part has further kinds of indicators, and none those of the part before it.

    At the seam one kind may be cut in two, its label printed again.
    """
    for level in _LEVELS:
        labels = [_labels(part, level, headers) for part in parts]
        if all(labels):
            return not any(starmap(_share, pairwise(labels)))
    return False


def _labels(part: Sequence[Cell], level: Level, headers: Headers) -> list[str]:
    known = (cell.text for cell in part if known_level(cell.text, level, headers))
    return [level_label(text).text for text in known]


def _share(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether two parts have a kind in common, besides the one that the fold cuts."""
    cut = left[-1] == right[0]
    return bool(set(left[: len(left) - cut]) & set(right[cut:]))


def _depth(part: Sequence[Cell], fold: _Fold) -> int:
    """How many rows a part needs below another one."""
    return max((cell.row for cell in part), default=fold.row) - fold.row


def _is_moved(cell: Cell, fold: _Fold, last: int) -> bool:
    """Whether a cell is of the parts at the right, or of their heading, which the left one has."""
    return fold.row <= cell.row <= last and bool(fold.part(cell.column))


def _shifted(cell: Cell, last: int, below: int) -> Cell:
    """A cell of the rest of the form: what stands below the indicators makes room for the parts."""
    if cell.row <= last:
        return cell
    return _placed(cell, cell.row + below, cell.column)


def _placed(cell: Cell, row: int, column: int) -> Cell:
    """`cell` at another position of the grid; its place in the document stays what it was."""
    return cell._replace(
        row=row,
        column=column,
        line=cell.position[0],
        left=cell.left + cell.column - column,
    )
