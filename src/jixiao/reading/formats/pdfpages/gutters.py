"""Columns that no upright line parts: by the heading above them, and the gutters between texts.

The heading says how many columns there are. Where the pieces of its ruling lines end just
between its words, they are the edges of the columns; else the white room is that no row of the
table prints in. What stands under two headings, or under none, tells nothing: then there are no
columns rather than wrong ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from .runs import Rule, Run, TextLine, stacked, tight
from .tables import edges
from .wording import Wording

__all__ = ["AMOUNTS", "VALUES", "Heading", "columns_of", "headings_of"]

#: The roles of the columns of which one at least is filled in every row.
VALUES: Final = frozenset({"target", "actual", "weight", "points"})
#: The roles of the columns of money.
AMOUNTS: Final = frozenset({"budget", "executed", "initial"})
_MOST_LINES: Final = 3  # of one heading
_FEWEST: Final = 3
# The white room between two columns is no narrower than this share of the text.
_NARROW: Final = 0.2
_SLACK: Final = 1.0  # points by which a text may reach over the edge of its column


@dataclass(slots=True, eq=False)
class Heading:
    """A row of headings: the lines it takes, and the words over each column.

    Attributes:
        kind: whether it heads indicators or funds.
        first, end: its lines, of those of the page.
        cells: (left, right, role) of each heading, from left to right.
    """

    kind: Literal["indicators", "funds"]
    first: int
    end: int
    cells: list[tuple[float, float, str | None]]


def headings_of(
    lines: Sequence[TextLine], rules: Sequence[Rule], wording: Wording
) -> list[Heading]:
    """The rows of headings of a page, from top to bottom."""
    found: list[Heading] = []
    at = 0
    while at < len(lines):
        tried = list(_tried(lines, rules, at, wording))
        if not tried:
            at += 1
            continue
        best = max(tried, key=_known)
        later = list(_tried(lines, rules, at + 1, wording)) if best.end > at + 1 else []
        if later and _known(max(later, key=_known)) >= _known(best):
            at += 1  # The line above is a title, and no part of the heading.
            continue
        found.append(best)
        at = best.end
    return found


def _known(heading: Heading) -> int:
    return sum(role is not None for _, _, role in heading.cells)


def _tried(
    lines: Sequence[TextLine], rules: Sequence[Rule], first: int, wording: Wording
) -> Iterator[Heading]:
    """What the lines from `first` on may head, taken one by one as long as they are one row."""
    for end in range(first + 1, min(first + _MOST_LINES, len(lines)) + 1):
        taken = lines[first:end]
        if end > first + 1 and not _adjoin(taken[-2], taken[-1], rules):
            return
        groups = stacked([run for line in taken for run in line.runs])
        texts = ["".join(run.text for run in group) for group in groups]
        for kind, read in (("indicators", wording.column), ("funds", wording.amount)):
            roles = [read(text) for text in texts]
            if _heads(kind, roles):
                cells = [
                    (min(one.left for one in group), max(one.right for one in group), role)
                    for group, role in zip(groups, roles, strict=True)
                ]
                yield Heading("indicators" if kind == "indicators" else "funds", first, end, cells)
                break


def _adjoin(above: TextLine, below: TextLine, rules: Sequence[Rule]) -> bool:
    """Whether two lines stand near one another, and no ruling line parts them."""
    return tight(above, below) and not any(
        above.middle < rule.height < below.middle for rule in rules
    )


def _heads(kind: str, roles: Sequence[str | None]) -> bool:
    """Whether these roles are those of a heading row, with margin."""
    known = [role for role in roles if role]
    several = len(roles) >= _FEWEST and 2 * len(known) > len(roles)
    if kind == "funds":
        return several and len(AMOUNTS & set(known)) > 1
    return (
        several
        and len(set(known)) >= _FEWEST
        and "name" in known
        and bool(VALUES & set(known) - {"weight"})
    )


# ---------------------------------------------------------------- the edges of columns


@dataclass(slots=True)
class _Extent:
    """How far the texts of a column reach."""

    left: float
    right: float

    def take(self, run: Run) -> None:
        self.left, self.right = min(self.left, run.left), max(self.right, run.right)


def columns_of(
    heading: Heading, body: Sequence[TextLine], rules: Sequence[Rule], wording: Wording
) -> tuple[list[float], list[str | None]] | None:
    """The edges of the columns and their roles; None where they cannot be told."""
    roles = [role for _, _, role in heading.cells]
    regular = _regular(heading, body, wording)
    drawn = _drawn(heading, rules)
    if drawn is not None and not any(_crosses(run, drawn) for one in regular for run in one.runs):
        return drawn, roles
    found = _extents(heading, regular)
    if found is None:
        return None
    if len(found) > len(roles):
        roles = [None, *roles]
    for run in _by_doubt(body, wording):
        over = [one for one in found if run.over(one.left, one.right)]
        if len(over) == 1 and _stays(run, over[0], found):
            over[0].take(run)
    if any(_narrow(one, other, body) for one, other in pairwise(found)):
        return None
    inner = [(one.right + other.left) / 2 for one, other in pairwise(found)]
    spans = [span for rule in rules for span in rule.spans]
    wide = [one for one in spans if one[0] < found[1].left and one[1] > found[-2].right]
    left = min([found[0].left, *(start for start, _ in wide)]) - _SLACK
    right = max([found[-1].right, *(end for _, end in wide)]) + _SLACK
    return [left, *inner, right], roles


def _by_doubt(body: Sequence[TextLine], wording: Wording) -> list[Run]:
    """All texts, last those that may be labels of sections, which reach over several columns."""
    alone = [line for line in body if len(line.runs) == 1]
    sections = [line for line in alone if wording.is_label(line.runs[0].text)]
    rest = [line for line in body if line not in sections]
    return [run for line in (*rest, *sections) for run in line.runs]


def _regular(heading: Heading, body: Sequence[TextLine], wording: Wording) -> list[TextLine]:
    """The lines that fill most of the columns: in them every text stands in a column of its own."""
    count = len(heading.cells)
    least = 2 if count == _FEWEST or heading.kind == "funds" else count // 2 + 1
    return [
        line
        for line in body
        if len(line.runs) >= least and not any(wording.is_total(run.text) for run in line.runs)
    ]


def _drawn(heading: Heading, rules: Sequence[Rule]) -> list[float] | None:
    """The edges where the ruling lines at the heading are pieced together, between its words."""
    left, right = heading.cells[0][0], heading.cells[-1][1]
    for rule in rules:
        if not rule.covers(left, right):
            continue
        ends = edges(rule.ends)
        inner = zip(pairwise(ends), heading.cells, strict=False)
        if len(ends) == len(heading.cells) + 1 and all(
            start - _SLACK <= cell[0] and cell[1] <= end + _SLACK for (start, end), cell in inner
        ):
            return ends
    return None


def _crosses(run: Run, bounds: Sequence[float]) -> bool:
    return any(run.left + _SLACK < bound < run.right - _SLACK for bound in bounds[1:-1])


def _extents(heading: Heading, regular: Sequence[TextLine]) -> list[_Extent] | None:
    """What each column takes: its heading, and what stands below it in rows that fill the others."""
    heads = [_Extent(left, right) for left, right, _ in heading.cells]
    if not regular or (len(regular) == 1 and len(regular[0].runs) != len(heads)):
        return None
    islands = _islands(regular)
    owners: list[int] | None
    if len(islands) == len(heads) and all(
        _between(head, islands, at) for at, head in enumerate(heads)
    ):
        owners = list(range(len(heads)))
    else:
        owners = _owners(heads, islands, first=heading.kind == "funds")
    if owners is None:
        return None
    if -1 in owners:
        heads.insert(0, islands.pop(0))
        owners = [owner + 1 for owner in owners[1:]]
    for owner, island in zip(owners, islands, strict=True):
        heads[owner].left = min(heads[owner].left, island.left)
        heads[owner].right = max(heads[owner].right, island.right)
    return heads


def _islands(lines: Sequence[TextLine]) -> list[_Extent]:
    """What the texts of all lines cover, with white room between."""
    found: list[_Extent] = []
    for run in sorted((run for line in lines for run in line.runs), key=lambda one: one.left):
        if found and run.left - found[-1].right <= _NARROW * run.size:
            found[-1].take(run)
        else:
            found.append(_Extent(run.left, run.right))
    return found


def _between(head: _Extent, islands: Sequence[_Extent], at: int) -> bool:
    """Whether a heading stands between what is below its neighbours."""
    left = islands[at - 1].right if at else float("-inf")
    right = islands[at + 1].left if at + 1 < len(islands) else float("inf")
    return left <= head.left and head.right <= right


def _owners(
    heads: Sequence[_Extent], islands: Sequence[_Extent], *, first: bool
) -> list[int] | None:
    """The heading that each island stands under; -1 for labels left of the first, if that may be."""
    found: list[int] = []
    for number, island in enumerate(islands):
        under = [
            at
            for at, head in enumerate(heads)
            if island.left < head.right and island.right > head.left
        ]
        if not under and first and not number and island.right < heads[0].left:
            found.append(-1)
        elif len(under) != 1:
            return None
        else:
            found.append(under[0])
    return found


def _stays(run: Run, own: _Extent, extents: Sequence[_Extent]) -> bool:
    """Whether a text that stands in a column keeps clear of the others."""
    room = _NARROW * run.size
    return all(
        one is own or run.right + room <= one.left or run.left - room >= one.right
        for one in extents
    )


def _narrow(one: _Extent, other: _Extent, body: Sequence[TextLine]) -> bool:
    return other.left - one.right < _NARROW * max((line.size for line in body), default=0.0)
