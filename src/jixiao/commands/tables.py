"""Tables (绩效目标表): reading them, and comparing those of two years."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from jixiao.errors import JixiaoError
from jixiao.language import squeeze
from jixiao.writing.terminal import (
    columns_of_terminal,
    explained_rows,
    explained_text,
    hanging,
    table_text,
)

from . import CLEAN, UNREAD, say
from .documents import FILES, each_table, files_of, headers_of, themselves
from .findings import is_error
from .languages import language_of, translated
from .parser import add_command, add_files, add_headers
from .patterns import single

if TYPE_CHECKING:
    from jixiao.tables import TargetTable

__all__ = ["add_to"]

#: The findings that name what no field took.
UNREAD_CODES = frozenset(
    ("column-unknown", "cell-unused", "row-unused", "text-unused", "table-unrecognised")
)


def add_to(commands: Any) -> None:
    """The commands ``read`` and ``compare``."""
    parser = add_command(
        commands,
        "read",
        _read,
        about="读出文件里的绩效目标表",
        examples=("jixiao read 目标表.xlsx", "jixiao read 报送/ --json > 表.jsonl"),
    )
    add_files(parser, FILES)
    parser.add_argument(
        "--explain", action="store_true", help="逐列说明读成了什么、凭什么、还可能是什么"
    )
    add_headers(parser)
    parser = add_command(
        commands,
        "compare",
        _compare,
        about="比较上年和今年的目标表：增减了哪些指标，目标放松还是收紧",
        examples=("jixiao compare 2022目标表.xlsx 2023目标表.xlsx",),
    )
    parser.add_argument("last", metavar="上年", help="上年的目标表")
    parser.add_argument("this", metavar="今年", help="今年的目标表")
    add_headers(parser)


def _read(options: argparse.Namespace) -> int:
    from jixiao.exchange.codec import dumps

    if options.explain:
        return _explain(options)

    language = language_of(options)

    def show(name: str, table: TargetTable) -> tuple[str, bool]:
        text = (
            dumps(translated(table, language))
            if options.json
            else table_text(name, table, language=language)
        )
        return text, is_error(table.findings)

    return each_table(options, themselves, show)


def _explain(options: argparse.Namespace) -> int:
    """Each block of each file, column by column, with what was read of it and what was not."""
    from jixiao.reading import read_grids
    from jixiao.reading.layout import explained

    headers = headers_of(options)
    for name in files_of(options.files, tell=True):
        try:
            blocks = explained(read_grids(name), headers=headers)
        except (JixiaoError, OSError):
            continue  # said below, with the other files that cannot be read
        for block in blocks:
            if options.json:
                say(json.dumps(explained_rows(block), ensure_ascii=False))
            else:
                say(explained_text(block))

    language = language_of(options)

    def unread(_name: str, table: TargetTable) -> tuple[str | None, bool]:
        left = [one for one in table.findings if one.code in UNREAD_CODES]
        lines = [one.line(language) for one in left]
        text = "\n".join(lines) if left and not options.json else None
        return text, is_error(table.findings)

    return each_table(options, themselves, unread)


def _compare(options: argparse.Namespace) -> int:
    from jixiao.reading import read
    from jixiao.review.comparing import compare, paired

    headers = headers_of(options)
    last, this = single(options.last), single(options.this)
    pairs, alone = paired(read(last, headers=headers), read(this, headers=headers))
    changes = 0
    for before, after in pairs:
        if doubt := _unlike(before, after):
            say(doubt, error=True)
        found = compare(before, after)
        changes += len(found)
        if found and len(pairs) > 1 and not options.json:
            say(f"{_named(after)}：")
        for one in found:
            if options.json:
                say(json.dumps({"table": _named(after), **one.row()}, ensure_ascii=False))
            else:
                say("\n".join(hanging(str(one), columns_of_terminal())))
    for table in alone:
        say(f"没有对应的表，未比较：{_named(table)}", error=True)
    if pairs and not changes and not options.json:
        say("两年的指标和目标都相同")
    return CLEAN if pairs else UNREAD


def _unlike(before: TargetTable, after: TargetTable) -> str:
    """Why two tables may not be last year's and this year's of one office; empty where they are."""
    if before.year is not None and after.year is not None and before.year > after.year:
        return f"请核对先后：前一张是{before.year}年的，后一张是{after.year}年的"
    offices = {squeeze(one) for one in (before.organisation, after.organisation) if one}
    if len(offices) > 1:
        return f"请核对是不是同一单位的：{before.organisation}、{after.organisation}"
    return ""


def _named(table: TargetTable) -> str:
    """A table in a few words: where it stands, whose it is, which period."""
    term = {"annual": "年度", "medium": "中期"}[table.term]
    year = "" if table.year is None else f"{table.year}年"
    return " ".join(filter(None, (year, table.organisation, table.project or table.title, term)))
