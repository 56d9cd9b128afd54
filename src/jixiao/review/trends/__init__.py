"""Several years of one office (几年对照): what the tables together show, with the numbers.

Indicators are joined by name; a name that is merely alike is proposed as the same and said so.
Nothing is scored, and offices are not ranked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from ...display import html_table
from ...exactness import in_own_context
from ...findings import SEVERITIES, Finding
from ...tables import TargetTable, required
from .gathering import TrendError, admitted, gathered
from .series import Point, Series, Standing, series_of
from .signals import Signal, signals_of

__all__ = ["Point", "Series", "Signal", "Standing", "Trend", "TrendError", "gathered", "trend"]


@attrs.frozen(kw_only=True)
class Trend:
    """What several years of one office show.

    Attributes:
        tables: one a year, in the order of the years.
        series: the indicators, each with its years.
        signals: what the years show, warnings first.
        remarks: which tables were left out and why, and which years are missing.
    """

    tables: tuple[TargetTable, ...]
    series: tuple[Series, ...]
    signals: tuple[Signal, ...]
    remarks: tuple[Finding, ...] = ()

    @property
    def organisation(self) -> str | None:
        """The office, as the last table that names it writes it."""
        return next((one.organisation for one in reversed(self.tables) if one.organisation), None)

    @property
    def project(self) -> str | None:
        """The project, as the last table writes it; None for a whole office."""
        return self.tables[-1].project

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the tables."""
        return tuple(one.year for one in self.tables if one.year is not None)

    @property
    def gone(self) -> tuple[Series, ...]:
        """The indicators that the last table has no more; each says how it stood last."""
        return tuple(one for one in self.series if one.last.year != self.years[-1])

    @property
    def title(self) -> str:
        """Whose trend it is, and of which years."""
        names = (self.organisation, self.project)
        name = " ".join(one for one in names if one) or self.tables[-1].title or "（未写单位）"
        return f"{name} {self.years[0]}—{self.years[-1]}年"

    @property
    def summary(self) -> str:
        """How many tables and indicators there are, and how many signals."""
        counts = "、".join(
            f"{label}{count}"
            for severity, label in SEVERITIES
            if (count := sum(one.severity == severity for one in self.signals))
        )
        joined = sum(len(one.standings) > 1 for one in self.series)
        found = f"信号{len(self.signals)}个（{counts}）" if self.signals else "没有信号"
        return f"{len(self.tables)}张表，{joined}个指标不止一年；{found}"

    def rows(self) -> list[dict[str, Any]]:
        """One dict a signal: code, severity, name, message, figures and years."""
        return [one.row() for one in self.signals]

    def __repr__(self) -> str:
        return f"<Trend {self.title} {len(self.signals)} signals>"

    def _repr_html_(self) -> str:
        labels = dict(SEVERITIES)
        rows = [
            (labels[one.severity], one.code, one.subject or "", one.message) for one in self.signals
        ]
        return html_table(
            ("级别", "代码", "指标", "说明"),
            rows,
            caption=f"{self.title}：{self.summary}",
            details=("说明", [one.message for one in self.remarks]),
        )


@in_own_context
def trend(tables: Iterable[TargetTable]) -> Trend:
    """What several years of one office show: signals with their numbers, no ranking.

    Codes: target-moved-back, target-below-result, target-frozen, missed-again,
    money-up-results-down, indicator-renamed, indicator-redefined, full-marks-always. What they
    need is not guessed: an indicator whose actual values cannot be told gives no signal.

    Args:
        tables: of one office (and project), a year each, in any order; a 目标表 may stand beside
            the 自评表 of its year, which is then used. `trends.gathered` makes groups of many.

    Raises:
        TypeError: `tables` holds something that is no table.
        TrendError: the tables are of several offices or projects (``trend-offices``), two are of
            one year (``trend-year-twice``), or fewer than two state a year (``trend-few``).
    """
    if isinstance(tables, TargetTable):
        raise TypeError("trend 要的是几张表的列表，这里只有一张；例如 [表2022, 表2023]")
    chosen = admitted([required(one, by="trend") for one in tables])
    series = series_of(chosen.tables)
    return Trend(
        tables=chosen.tables,
        series=series,
        signals=signals_of(chosen.tables, series),
        remarks=chosen.remarks,
    )
