"""Which tables are seen together (哪些表一起看): one office, one project, a table a year.

What a table does not state is not guessed: one without a year is left out and that is said,
and tables of two offices are not one trend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import attrs

from ...display import listed
from ...errors import JixiaoError
from ...findings import Finding
from ...language import squeeze
from ...naming import pattern
from ...tables import TargetTable
from ..checking.codes import MIDYEAR, OFFICE_UNSTATED, YEAR_BESIDE, YEAR_GAP, YEAR_UNSTATED

__all__ = ["Admitted", "TrendError", "admitted", "gathered"]


class TrendError(JixiaoError, ValueError):
    """Tables that cannot be seen together: of several offices, two of one year, or too few."""


@attrs.frozen(kw_only=True)
class Admitted:
    """Tables of one office in the order of their years, and what was said in choosing them.

    Attributes:
        tables: one a year; every one states its year.
        remarks: findings on what was left out, and on what is missing.
    """

    tables: tuple[TargetTable, ...]
    remarks: tuple[Finding, ...]


def gathered(tables: Iterable[TargetTable]) -> tuple[tuple[TargetTable, ...], ...]:
    """The tables in groups of one office, project and period (年度, 中期), as they first occur.

    A year in the name of a project is no part of it. A table that states neither office nor
    project is known by its title.
    """
    groups: dict[object, list[TargetTable]] = {}
    for one in tables:
        names = (_bare(one.organisation), _bare(one.project))
        title = None if any(names) else _bare(one.title)
        groups.setdefault((*names, title, one.term), []).append(one)
    return tuple(map(tuple, groups.values()))


def admitted(tables: Sequence[TargetTable]) -> Admitted:
    """The tables that are seen together, a table a year.

    Of one year the table with actual values goes before the one without.

    Raises:
        TrendError: of several offices, projects or periods (``trend-offices``), two of one year
            (``trend-year-twice``), or of fewer than two years (``trend-few``).
    """
    _of_one_office(tables)
    remarks: list[Finding] = []
    years: dict[int, list[TargetTable]] = {}
    for one in sorted(tables, key=lambda one: (table_name(one), one.year or 0, one.kind)):
        if one.year is None:
            remarks.append(
                YEAR_UNSTATED.finding(f"“{table_name(one)}”没有写年度，没有一起比", place=one.place)
            )
        elif one.kind == "monitoring":
            remarks.append(
                MIDYEAR.finding(
                    f"“{table_name(one)}”是年中监控表，不是全年的结果，没有一起比", place=one.place
                )
            )
        else:
            years.setdefault(one.year, []).append(one)
    chosen = tuple(_of_the_year(year, years[year], remarks) for year in sorted(years))
    if len(chosen) < 2:
        found = listed([f"{year}年" for year in sorted(years)]) or "没有"
        raise TrendError(f"几年对照至少要两个年度的表，现在写明年度的是：{found}", code="trend-few")
    remarks += _gaps(sorted(years))
    remarks += _unstated(chosen)
    return Admitted(tables=chosen, remarks=tuple(remarks))


def table_name(table: TargetTable) -> str:
    """How a message names a table: its place, else its year and title."""
    year = "" if table.year is None else f"{table.year}年"
    return str(table.place or "") or f"{year}{table.title or table.project or '没有标题的表'}"


def _bare(text: str | None) -> str:
    plain = squeeze(text or "")
    return pattern("trend", "dated").sub("", plain) or plain


def _of_one_office(tables: Sequence[TargetTable]) -> None:
    kinds: tuple[tuple[str, Callable[[TargetTable], str]], ...] = (
        ("单位", lambda one: _bare(one.organisation)),
        ("项目", lambda one: _bare(one.project)),
        ("时期（年度、中期）", lambda one: one.term),
    )
    for number, (what, key) in enumerate(kinds):
        # An office that is not written may be the same; a form without a project is of none.
        different = {key(one): one for one in reversed(tables) if key(one) or number}
        if len(different) > 1:
            named = sorted(map(table_name, different.values()))
            raise TrendError(
                f"给出的表不是同一{what}的：{listed(named)}；请分开比"
                "（jixiao trend 文件夹 会按单位、项目分组）",
                code="trend-offices",
            )


def _of_the_year(year: int, tables: list[TargetTable], remarks: list[Finding]) -> TargetTable:
    filled = [one for one in tables if one.is_filled]
    chosen = tables if len(tables) == 1 else filled
    if len(chosen) != 1:
        raise TrendError(
            f"{year}年有{len(tables)}张表，不知道用哪一张：{listed([*map(table_name, tables)])}；"
            "请只给一张",
            code="trend-year-twice",
        )
    remarks += [
        YEAR_BESIDE.finding(
            f"{year}年用填了实际值的“{table_name(chosen[0])}”，没有用“{table_name(one)}”",
            place=one.place,
        )
        for one in tables
        if one is not chosen[0]
    ]
    return chosen[0]


def _gaps(years: Sequence[int]) -> Iterable[Finding]:
    missing = [
        f"{one}—{two}年" if two > one else f"{one}年"
        for one, two in ((a + 1, b - 1) for a, b in pairwise(years))
        if two >= one
    ]
    if missing:
        yield YEAR_GAP.finding(
            f"没有{listed(missing)}的表；“接连几年”的不跨过去判断",
            figures={"missing": "、".join(missing)},
        )


def _unstated(tables: Sequence[TargetTable]) -> Iterable[Finding]:
    without = [one for one in tables if not _bare(one.organisation)]
    if without:
        names = listed([f"“{table_name(one)}”" for one in without])
        yield OFFICE_UNSTATED.finding(
            f"{names}没有写单位，按同一单位的看；请核对", place=without[0].place
        )
