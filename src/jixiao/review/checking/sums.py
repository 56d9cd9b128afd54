"""Checks on sums within the form: 小计 rows, and the points printed behind a label of a level.

Reading passes over both, as neither is an indicator, and hands on what they state with what it
remarks (`TargetTable.findings`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from types import MappingProxyType
from typing import Final, Literal

import attrs

from ...errors import Place
from ...findings import Finding, Part
from ...tables import Indicator, TargetTable
from .codes import SUBTOTAL_DIFFERS
from .money import plain

__all__ = ["subtotal_differs"]

_Role = Literal["weight", "points"]
_ROLES: Final[Mapping[_Role, str]] = MappingProxyType({"weight": "分值", "points": "得分"})
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_WHOLE: Final = Decimal(100)
#: So many rows a row of sums stands at most from the row above it.
_NEAR: Final = 3


def subtotal_differs(table: TargetTable) -> Iterator[Finding]:
    """A 小计, or the points behind 产出指标（50分）, that the rows do not add up to."""
    stated = [one for one in table.findings if one.code == "level-points"]
    sums = [part for one in table.findings if one.code == "row-unused" for part in one.parts]
    if not stated and not sums:
        yield SUBTOTAL_DIFFERS.not_applicable("表中没有小计，类别后面也没有注明分值")
    for one in stated:
        yield from _labels(one, table)
    yield from _rows(sums, table)


def _sum(rows: Sequence[Indicator], role: _Role) -> Decimal | None:
    """What the rows add up to; None where there are none, or one states nothing."""
    values = [one.weight if role == "weight" else one.points for one in rows]
    known = [one for one in values if one is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None


# ---- points behind a label ---------------------------------------------------------------


def _labels(found: Finding, table: TargetTable) -> Iterator[Finding]:
    names = [name for name, _ in found.figures]
    whole = _sum(table.indicators, "weight")
    for name, text in found.figures:
        rows = [one for one in table.indicators if one.level1 == name] or [
            one for one in table.indicators if one.level2 == name
        ]
        total = _sum(rows, "weight")
        # A label printed twice, and rows of which each level has 100 for itself, say nothing.
        if total is None or whole is None or names.count(name) > 1 or total == _WHOLE != whole:
            continue
        if whole <= 1:
            total *= _WHOLE  # 0.1 among shares of the whole is 10 points.
        bounds = [Decimal(one) for one in _NUMBER.findall(text)]
        if not bounds or min(bounds) <= total <= max(bounds):
            continue
        stated = "—".join(map(plain, bounds))
        yield SUBTOTAL_DIFFERS.finding(
            f"“{name}”后面注明{stated}分，下面{len(rows)}项的分值合计{plain(total)}分；"
            "请调整分值，或者改正注明的分值",
            place=rows[0].place_of("level1" if rows[0].level1 == name else "level2"),
            subject=name,
            figures={"stated": stated, "computed": plain(total)},
        )


# ---- rows of sums ------------------------------------------------------------------------


@attrs.frozen
class _Column:
    """The points of all rows, for sums of runs: `totals` up to each row, and how many are blank."""

    totals: tuple[Decimal, ...]
    blanks: tuple[int, ...]

    @classmethod
    def of(cls, values: Sequence[Decimal | None]) -> _Column:
        known = accumulate((one or Decimal(0) for one in values), initial=Decimal(0))
        return cls(tuple(known), tuple(accumulate((one is None for one in values), initial=0)))

    def sum(self, begin: int, end: int) -> Decimal | None:
        """The sum of the rows `[begin, end)`; None where there are none, or one is blank."""
        if begin >= end or self.blanks[begin] < self.blanks[end]:
            return None
        return self.totals[end] - self.totals[begin]


class _Rows:
    """The rows of a table in the order in which they are printed."""

    def __init__(self, table: TargetTable) -> None:
        rows = table.indicators
        pages = dict.fromkeys(_page(one.place) for one in rows)
        self._pages = {page: at for at, page in enumerate(pages)}
        self.places = [self.position(one.place) or (-1, -1) for one in rows]
        self.columns = {role: _Column.of([getattr(one, role) for one in rows]) for role in _ROLES}
        labels = ([(one.level1,) for one in rows], [(one.level1, one.level2) for one in rows])
        self._begins = [_begins(one) for one in labels]
        # Where a run ends is where it begins, seen from below.
        self._ends = [[len(rows) - at for at in _begins(one[::-1])][::-1] for one in labels]

    def position(self, place: Place | None) -> tuple[int, int] | None:
        """Where a row stands among those of all pages; None on a page without indicators."""
        page = self._pages.get(_page(place))
        row = place.row if place else None
        return None if page is None or row is None else (page, row)

    def begins(self, end: int) -> Iterator[int]:
        """Where the runs of rows begin that end before `end`: the whole, its level 1, its level 2."""
        yield 0
        yield from (begins[end - 1] for begins in self._begins if end)

    def ends(self, begin: int) -> Iterator[int]:
        """Where the runs of rows end that begin at `begin`."""
        yield from (ends[begin] for ends in self._ends if begin < len(ends))


def _begins(labels: Sequence[object]) -> list[int]:
    """For each row the first of the rows above it that have the same labels without a break."""
    found: list[int] = []
    for at, label in enumerate(labels):
        found.append(found[-1] if at and label == labels[at - 1] else at)
    return found


def _page(place: Place | None) -> tuple[str | None, int | None]:
    return (place.sheet, place.table) if place else (None, None)


def _rows(sums: Sequence[Part], table: TargetTable) -> Iterator[Finding]:
    rows = _Rows(table)
    stated = [(one, at) for one in sums if (at := rows.position(one.place)) is not None]
    if rows.places != sorted(rows.places):
        return
    begin = 0
    for number, (part, place) in enumerate(stated):
        end = bisect_left(rows.places, place)
        follows = stated[number + 1][1] if number + 1 < len(stated) else (len(rows.places), 0)
        after = bisect_left(rows.places, follows)
        if _is_beside(place, rows.places[end - 1 : end] or rows.places[:1]):
            for role in _ROLES:
                yield from _differs(part, role, rows, table, begin=begin, end=end, after=after)
        begin = end


def _is_beside(place: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    """Whether a row of sums stands near the row above it: the rows of other tables are not summed."""
    return any(place[0] != other[0] or abs(place[1] - other[1]) <= _NEAR for other in others)


def _differs(
    part: Part,
    role: _Role,
    rows: _Rows,
    table: TargetTable,
    *,
    begin: int,
    end: int,
    after: int,
) -> Iterator[Finding]:
    """`[begin, end)` are the rows since the sum before this one, `[end, after)` those to the next."""
    column = rows.columns[role]
    run = (begin, end) if begin < end else (end, after)
    text, total = dict(part.figures).get(role), column.sum(*run)
    if text is None or total is None:
        return
    runs = [(begin, end), *((one, end) for one in rows.begins(end))]
    runs += [(end, after), *((end, one) for one in rows.ends(end))]
    known = [one for one in (column.sum(*run) for run in runs) if one is not None]
    # The points of 预算执行 may be in it, wherever the form prints them.
    spent = [value for row in table.execution if (value := getattr(row, role)) is not None]
    known += [one + more for one in known for more in spent]
    stated = Decimal(text)
    if any(_agrees(stated, one) for one in known):
        return
    yield SUBTOTAL_DIFFERS.finding(
        f"“{part.subject}”的{_ROLES[role]}写作{plain(stated)}，"
        f"{'上面' if begin < end else '下面'}{run[1] - run[0]}项相加为{plain(total)}；请核对",
        place=part.place,
        subject=part.subject,
        figures={"role": role, "stated": plain(stated), "computed": plain(total)},
    )


def _agrees(stated: Decimal, total: Decimal) -> bool:
    """Whether a sum, rounded as it is written, is that of the rows."""
    exponent = stated.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return abs(Fraction(stated) - Fraction(total)) <= Fraction(1, 2 * 10**places)
