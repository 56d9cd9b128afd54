"""Trends (几年对照): the tables of each office over the years."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jixiao.display import path_text
from jixiao.writing.terminal import findings_text, pair, trend_text

from . import CLEAN, UNREAD, Refused, say
from .documents import FILES, failure_json, files_of, results_of, themselves, told
from .languages import language_of, written
from .outputs import add_force, add_output, refuse_taken
from .parser import add_command, add_files, add_headers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.review.trends import Trend
    from jixiao.tables import TargetTable

__all__ = ["add_to"]


def add_to(commands: Any) -> None:
    """The command ``trend``."""
    parser = add_command(
        commands,
        "trend",
        _trend,
        about="几年的表放在一起看：目标倒退或不变、接连没有完成、改名换口径",
        examples=("jixiao trend 历年/", "jixiao trend 历年/ -o 几年对照.html"),
    )
    add_files(parser, FILES)
    add_headers(parser)
    add_output(parser, "写成 .html .xlsx .md")
    add_force(parser)


def _trend(options: argparse.Namespace) -> int:
    from jixiao.review.trends import gathered
    from jixiao.writing.trends import check_trend, write_trends

    refuse_taken(options)
    if options.output:
        check_trend(Path(options.output))
    tables, failed = _read(options)
    trends: list[Trend] = []
    alone: list[TargetTable] = []
    for group in gathered(tables):
        if len(group) < 2:
            alone += group
            continue
        failed |= not _seen(group, trends, options)
    _alone(alone)
    if options.output and trends:
        write_trends(trends, options.output)
        say(written(options.output, options), error=True)
    elif options.output:
        raise Refused(f"没有几年可比的表，没有写 {path_text(options.output)}")
    return UNREAD if failed else CLEAN


def _read(options: argparse.Namespace) -> tuple[list[TargetTable], bool]:
    """The tables of all files, and whether one could not be read; that is said."""
    tables: list[TargetTable] = []
    failed = False
    language = language_of(options)
    for name, results in results_of(options, files_of(options.files, tell=True), themselves):
        if not isinstance(results, Exception):
            tables += results
            continue
        failed = True
        if options.json:
            code = getattr(results, "code", "cannot-open")
            say(failure_json(name, code=code, message=told(results, language)))
        said = pair(path_text(name), told(results, language), language)
        say(pair("jixiao", said, language), error=True)
    return tables, failed


def _seen(group: Sequence[TargetTable], trends: list[Trend], options: argparse.Namespace) -> bool:
    """Show the trend of one office; False where its tables cannot be seen together, which is said."""
    from jixiao.review.trends import TrendError, trend

    language = language_of(options)
    try:
        found = trend(group)
    except TrendError as error:
        say(pair("jixiao", error.said(language), language), error=True)
        return False
    if options.json:
        whose = {"organisation": found.organisation, "project": found.project}
        for one in found.signals:
            row = {**one.row(), "message": one.said(language)}
            say(json.dumps({**whose, **row}, ensure_ascii=False))
        if found.remarks:
            say(findings_text(found.remarks, language=language), error=True)
    else:
        text = trend_text(found, language=language)
        say(f"\n{text}" if trends else text)
    trends.append(found)
    return True


def _alone(tables: Sequence[TargetTable]) -> None:
    from jixiao.review.trends.gathering import table_name

    for one in tables:
        whose = " ".join(filter(None, (one.organisation, one.project)))
        say(f"只有一张，没有几年可比：{table_name(one)} {whose}".rstrip(), error=True)
