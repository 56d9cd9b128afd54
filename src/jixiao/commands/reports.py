"""Reports (报告): a folder of forms as a whole."""

from __future__ import annotations

import argparse
import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import CLEAN, UNREAD, Refused, say
from .actuals import Given, actuals_of, add_actuals, by_place, given_of
from .documents import FILES, files_of, results_of, told
from .languages import language_of, written
from .outputs import add_force, add_output, refuse_taken
from .parser import add_command, add_files, add_headers
from .patterns import expanded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.actuals import Actuals
    from jixiao.rules import Rulebook
    from jixiao.tables import TargetTable
    from jixiao.writing.portfolio import Entry

__all__ = ["add_to"]


def add_to(commands: Any) -> None:
    """The command ``report``."""
    parser = add_command(
        commands,
        "report",
        _report,
        about="一个文件夹的自评表合成一份报告：等次分布、得分率、常见问题、缺什么",
        examples=(
            "jixiao report 报送/ -o 汇总报告.html",
            "jixiao report 目标表/ --actuals 实际值/ -o 汇总报告.html",
        ),
    )
    add_files(parser, FILES)
    add_headers(parser)
    add_actuals(parser, "实际完成值", more="；自评表已填时不需要")
    parser.add_argument(
        "--rulebook", metavar="规则", help="规则名称或 TOML 文件（默认 财预〔2020〕10号）"
    )
    add_output(parser, "写成 .html（默认 汇总报告.html）", default="汇总报告.html")
    add_force(parser)


def _report(options: argparse.Namespace) -> int:
    from jixiao.rules import DEFAULT, rulebook
    from jixiao.writing.files import replace, suffix_among
    from jixiao.writing.html import portfolio_page
    from jixiao.writing.portfolio import Portfolio
    from jixiao.writing.terminal import pair

    refuse_taken(options)
    suffix_among(Path(options.output), (".html",), what="汇总报告")
    options.files = expanded(options.files)
    actuals = by_place(given_of(options))
    book = rulebook(options.rulebook or DEFAULT)
    files = files_of(options.files, tell=True)
    work = functools.partial(_entries, actuals=actuals, book=book)
    entries: list[Entry] = []
    failures: list[tuple[str, Exception]] = []
    language = language_of(options)
    for name, results in results_of(options, files, work):
        if isinstance(results, Exception):
            failures.append((name, results))
        else:
            entries += results
    whole = Portfolio(
        entries=tuple(entries),
        failures=tuple((name, told(error)) for name, error in failures),
        grades=tuple(name for name, _ in book.grades.bounds),
    )
    for _, error in failures:
        say(pair("jixiao", told(error, language), language), error=True)
    if not entries:
        raise Refused("没有一张表读得了，没有写报告")
    path = replace(Path(options.output), portfolio_page(whole, rule=book.title))
    if options.json:
        unread = [{"file": name, "message": told(one, language)} for name, one in failures]
        facts = {"written": str(path), "tables": len(entries), "unread": unread}
        say(json.dumps(facts, ensure_ascii=False))
    else:
        say(whole.summary)
    say(written(path, options), error=True)
    return UNREAD if failures else CLEAN


def _entries(tables: Sequence[TargetTable], *, actuals: Given, book: Rulebook) -> list[Entry]:
    """The entries of the tables of a file, made by a worker."""
    return [_entry(one, actuals_of(actuals, one, tables), book) for one in tables]


def _entry(table: TargetTable, actuals: Actuals | None, book: Rulebook) -> Entry:
    from jixiao.review.checking import check
    from jixiao.scoring import score
    from jixiao.writing.portfolio import entry_of

    card = score(table, actuals, rulebook=book)
    file = table.place.file if table.place is not None else None
    return entry_of(file or "", card, check(table, rulebook=book))
