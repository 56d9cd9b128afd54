"""几年对照: the trend of one or several offices as a page, a workbook or Markdown.

Each office stands by itself, in the order of the files; they are not held against one another.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

from jixiao.exactness import in_own_context
from jixiao.findings import SEVERITIES
from jixiao.review.trends import Trend
from jixiao.review.trends.signals import Signal
from jixiao.scoring.reasons import exact_decimal

from .errors import WritingError
from .files import replace, suffix_among
from .lists import Listing, Value

__all__ = ["SUFFIXES", "check_trend", "gone_list", "write_trends"]

#: In what formats a trend is written.
SUFFIXES: Final = (".html", ".xlsx", ".md")


def check_trend(path: Path) -> str:
    """The suffix of a trend's path.

    Raises:
        WritingError: trends are not written in that format.
    """
    return suffix_among(path, SUFFIXES, what="几年对照")


@in_own_context
def write_trends(trends: Trend | Iterable[Trend], path: str | os.PathLike[str]) -> Path:
    """Write one or several trends to `path`, and return it.

    Raises:
        WritingError: an unknown suffix, or there is no trend.
        MissingExtra: the library for this format is not installed.
        OSError: the path cannot be written.
    """
    target = Path(path)
    suffix = check_trend(target)
    given = (trends,) if isinstance(trends, Trend) else tuple(trends)
    if not given:
        raise WritingError("没有可以对照的几年的表，写不了", code="trend-empty")
    if suffix == ".xlsx":
        from . import xlsx

        return replace(target, xlsx.workbook(_sheets(given)))
    if suffix == ".html":
        from . import html

        return replace(target, html.trends(given))
    from . import markdown

    return replace(target, markdown.trends(given).encode())


@in_own_context
def gone_list(trend: Trend) -> Listing:
    """The indicators that the last year no longer has, each as it stood when it was last seen."""
    return Listing(
        name=f"{trend.years[-1]}年没有了的指标",
        header=("指标", "最后一年", "指标值", "实际", "完成"),
        rows=tuple(
            (
                one.name,
                f"{one.last.year}年",
                one.last.indicator.target_text,
                one.last.indicator.actual or "",
                _met(one.last.met),
            )
            for one in trend.gone
        ),
        widths=(40, 10, 20, 20, 10),
    )


def _met(met: bool | None) -> str:
    if met is None:
        return ""
    return "完成" if met else "没有完成"


# ---------------------------------------------------------------- a workbook


def _sheets(trends: Sequence[Trend]) -> list[Listing]:
    sheets = [_signals_sheet(trends), _numbers_sheet(trends), _gone_sheet(trends), _said(trends)]
    return [sheets[0], *(one for one in sheets[1:] if one.rows)]


def _whose(trend: Trend) -> tuple[str, str]:
    return trend.organisation or "", trend.project or ""


def _signals_sheet(trends: Sequence[Trend]) -> Listing:
    labels = dict(SEVERITIES)
    return Listing(
        name="信号",
        header=("单位", "项目", "级别", "指标", "说明", "位置", "代码"),
        rows=tuple(
            (
                *_whose(one),
                labels[signal.severity],
                signal.subject or "",
                signal.message,
                "\n".join(map(str, signal.places)),
                signal.code,
            )
            for one in trends
            for signal in one.signals
        ),
        widths=(20, 20, 6, 24, 60, 26, 22),
        note="；".join(f"{one.title}：{one.summary}" for one in trends),
    )


def _numbers_sheet(trends: Sequence[Trend]) -> Listing:
    """The numbers of each signal, a column a year, with a small line beside them."""
    years = sorted({year for one in trends for year in one.years})
    rows = [
        (*_whose(one), signal.code, signal.subject or "", what, unit, "", *values)
        for one in trends
        for signal in one.signals
        for what, unit, values in _lines(signal, years)
    ]
    first = 7
    return Listing(
        name="几年的数",
        header=("单位", "项目", "代码", "指标", "什么", "计量单位", "走势", *map(str, years)),
        rows=tuple(rows),
        widths=(18, 18, 22, 24, 8, 9, 16, *(12 for _ in years)),
        lines=tuple((row, first - 1, first, first + len(years) - 1) for row in range(len(rows))),
    )


def _lines(signal: Signal, years: Sequence[int]) -> Iterable[tuple[str, str, tuple[Value, ...]]]:
    unit = signal.points[-1].unit
    for what, numbers in (
        ("目标", {one.year: one.aim for one in signal.points}),
        ("实际", {one.year: one.reached for one in signal.points}),
    ):
        if sum(one is not None for one in numbers.values()) > 1:
            yield what, unit, tuple(_decimal(numbers.get(year)) for year in years)


def _decimal(number: Fraction | None) -> Value:
    return None if number is None else exact_decimal(number)


def _gone_sheet(trends: Sequence[Trend]) -> Listing:
    lists = [(one, gone_list(one)) for one in trends]
    header, widths = lists[0][1].header, lists[0][1].widths
    return Listing(
        name="没有了的指标",
        header=("单位", "项目", *header),
        rows=tuple((*_whose(one), *row) for one, part in lists for row in part.rows),
        widths=(20, 20, *widths),
    )


def _said(trends: Sequence[Trend]) -> Listing:
    return Listing(
        name="没有一起比的",
        header=("单位", "项目", "说明", "代码"),
        rows=tuple(
            (*_whose(one), remark.message, remark.code) for one in trends for remark in one.remarks
        ),
        widths=(20, 20, 70, 22),
    )
