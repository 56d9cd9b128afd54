"""A folder as a whole: what its forms got, in which grades, where they fail, what is missing.

Each table becomes an `Entry`, small enough to be kept for thousands of them; the report is made
of the entries alone, so its figures are those of the single scorecards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from jixiao.display import listed
from jixiao.exactness import in_own_context
from jixiao.findings import Finding
from jixiao.review.checking.codes import code_named
from jixiao.scoring.awards import percent_text
from jixiao.scoring.scorecards import UNFILLED, Score, Scorecard

from .lists import UNIT_COLUMNS, Listing, Value, unit_name, unit_row

__all__ = ["Entry", "Portfolio", "entry_of"]

_UNDECIDED: Final = "未定"
#: A form of half a year: what it states so far says nothing of the year's grade.
_MONITORED: Final = "监控表"
_MOST: Final = 20  # findings that are listed


@attrs.frozen(kw_only=True)
class Entry:
    """What the report of a folder needs of one table.

    Attributes:
        file: where it came from.
        unit: the unit and its project.
        office: the unit alone.
        row: its row in the list of units, see `unit_row`.
        grade: 优 良 中 差, 未定 while several are possible, 未填实际值 where nothing is scored,
            监控表 of a form of half a year.
        levels: each level-1 kind with its points and the weight that is decided.
        open_items: the names of what is open, or has points that can still change.
        findings: each code with how many places it is about.
    """

    file: str
    unit: str
    office: str
    row: tuple[Value, ...]
    grade: str
    levels: tuple[tuple[str, Decimal, Decimal], ...]
    open_items: tuple[str, ...]
    findings: tuple[tuple[str, int], ...]


@in_own_context
def entry_of(file: str, card: Scorecard, findings: Iterable[Finding]) -> Entry:
    """The entry of a scorecard; `findings` are those of its review."""
    counts: Counter[str] = Counter()
    for one in findings:
        if one.outcome == "fails" and one.severity != "note":
            counts[one.code] += len(one.singles)
    return Entry(
        file=file,
        unit=unit_name(card),
        office=card.table.organisation or unit_name(card),
        row=unit_row(card),
        grade=_grade(card),
        levels=tuple(
            (one.level1 or "未分级", one.points, one.weight - one.open_points)
            for one in card.levels
            if one.level2 is None and card.table.kind != "monitoring"
        ),
        open_items=()
        if card.is_unfilled
        else tuple(one.name for one in card.items if _can_change(one)),
        findings=tuple(counts.items()),
    )


def _grade(card: Scorecard) -> str:
    if card.table.kind == "monitoring":
        return _MONITORED
    return UNFILLED if card.is_unfilled else card.grade or _UNDECIDED


def _can_change(one: Score) -> bool:
    return one.is_open or one.lowest != one.highest


@attrs.frozen(kw_only=True)
class Portfolio:
    """A folder of tables.

    Attributes:
        entries: one a table, in the order of the files.
        failures: the files that gave none, each with why.
        grades: the names of the grades of the rulebook, best first.
    """

    entries: tuple[Entry, ...]
    failures: tuple[tuple[str, str], ...] = ()
    grades: tuple[str, ...] = ()

    @property
    def distribution(self) -> tuple[tuple[str, int], ...]:
        """How many tables there are of each grade, and without one."""
        counts = Counter(one.grade for one in self.entries)
        names = (*self.grades, _UNDECIDED, UNFILLED)
        if counts[_MONITORED]:
            names = (*names, _MONITORED)
        return tuple((name, counts[name]) for name in names)

    @property
    def summary(self) -> str:
        """How many tables there are, and how far they are."""
        counts = dict(self.distribution)
        unfilled, undecided = counts[UNFILLED], counts[_UNDECIDED]
        monitored = counts.get(_MONITORED, 0)
        scored = len(self.entries) - unfilled - monitored
        parts = [f"共{len(self.entries)}张表，已计分{scored}张"]
        if undecided:
            parts.append(f"其中{undecided}张等次未定")
        if unfilled:
            parts.append(f"{unfilled}张{UNFILLED}")
        if monitored:
            parts.append(f"{monitored}张{_MONITORED}，是年中的数，没有计入等次和得分率")
        if self.failures:
            parts.append(f"{len(self.failures)}个文件无法读取")
        return "，".join(parts)

    @in_own_context
    def lists(self) -> tuple[Listing, ...]:
        """The lists of the report: levels, units, findings, what is open and missing."""
        every = (
            self._levels(),
            self._units(),
            self._findings(),
            self._open(),
            self._missing(),
        )
        return tuple(one for one in every if one.rows)

    def _levels(self) -> Listing:
        """The rate at which points are got in each level-1 kind, over what is decided."""
        sums: dict[str, list[tuple[Decimal, Decimal]]] = {}
        for one in self.entries:
            for name, points, weight in one.levels:
                if weight > 0:
                    sums.setdefault(name, []).append((points, weight))
        rows = []
        for name, parts in sums.items():
            points, weight = (sum(each, Decimal(0)) for each in zip(*parts, strict=True))
            rate = percent_text(Fraction(points) / Fraction(weight))
            rows.append((name, Decimal(len(parts)), points, weight, rate))
        return Listing(
            name="一级指标平均得分率",
            header=("一级指标", "表数", "得分合计", "已定分值合计", "得分率"),
            rows=tuple(rows),
            widths=(30, 14, 18, 18, 20),
        )

    def _units(self) -> Listing:
        # The rulebook is the same for all, and stands in the head.
        return Listing(
            name="各表得分",
            header=tuple(name for name, _ in UNIT_COLUMNS[:-1]),
            rows=tuple(one.row[:-1] for one in self.entries),
            widths=tuple(size for _, size in UNIT_COLUMNS[:-1]),
        )

    def _findings(self) -> Listing:
        places: Counter[str] = Counter()
        units: dict[str, dict[str, None]] = {}
        offices: dict[str, set[str]] = {}
        for one in self.entries:
            for code, count in one.findings:
                places[code] += count
                units.setdefault(code, {})[one.unit] = None
                offices.setdefault(code, set()).add(one.office)
        order = sorted(places, key=lambda code: (-len(offices[code]), -places[code], code))
        return Listing(
            name="最常见的问题",
            header=("要求", "涉及单位", "处数", "哪些单位"),
            rows=tuple(
                (
                    _title(code),
                    Decimal(len(offices[code])),
                    Decimal(places[code]),
                    listed([*units[code]]),
                )
                for code in order[:_MOST]
            ),
            widths=(34, 10, 8, 48),
        )

    def _open(self) -> Listing:
        return Listing(
            name="还没有定的",
            header=("单位", "未定的指标"),
            rows=tuple(
                (one.unit, "、".join(one.open_items))
                for one in self.entries
                if one.open_items or one.grade == _UNDECIDED
            ),
            widths=(40, 60),
        )

    def _missing(self) -> Listing:
        unfilled = [(one.file, one.unit, UNFILLED) for one in self.entries if one.grade == UNFILLED]
        unread = [(file, "", why) for file, why in self.failures]
        return Listing(
            name="没有填报和无法读取的",
            header=("文件", "单位", "情况"),
            rows=(*unfilled, *unread),
            widths=(36, 30, 34),
        )


def _title(code: str) -> str:
    found = code_named(code)
    return code if found is None else found.title
