"""Blank forms (空表): what a unit fills in, made from its targets."""

from __future__ import annotations

import argparse
import json
from typing import Any

from . import CLEAN, Refused, say
from .languages import written
from .outputs import add_force, add_output, refuse_taken
from .parser import add_command, add_headers

__all__ = ["add_to"]


def add_to(commands: Any) -> None:
    """The command ``new``."""
    from jixiao.writing.blanks import KINDS

    parser = add_command(
        commands,
        "new",
        _new,
        about="由目标表做出要填的空表：自评表、实际值清单、运行监控表",
        examples=(
            "jixiao new 自评表 目标表.docx -o 自评表.xlsx",
            "jixiao new 实际值 目标表.docx -o 实际值.xlsx",
            "jixiao new 监控表 目标表.docx --month 7 -o 监控表.xlsx",
        ),
    )
    parser.add_argument("kind", metavar="空表", type=_kind, help="、".join(KINDS))
    parser.add_argument("file", metavar="目标表", help="写着目标的表")
    add_headers(parser)
    parser.add_argument(
        "--month", metavar="月", type=_month, default=7, help="监控到几月（默认 7）"
    )
    add_output(parser, "写成 .xlsx；自评表也可以 .docx，实际值也可以 .csv", required=True)
    add_force(parser)


def _kind(text: str) -> str:
    from jixiao.writing.blanks import KINDS

    if text not in KINDS:
        raise argparse.ArgumentTypeError(f"没有“{text}”这种空表，可选 {'、'.join(KINDS)}")
    return text


def _month(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 12:
        raise argparse.ArgumentTypeError(f"月份应为1至12，而不是“{text}”")
    return int(text)


def _new(options: argparse.Namespace) -> int:
    from jixiao.reading import read
    from jixiao.writing.blanks import write_blank

    from .documents import headers_of
    from .patterns import single

    refuse_taken(options)
    file = single(options.file)
    tables = read(file, headers=headers_of(options))
    if len(tables) != 1:
        raise Refused(f"“{file}”里有{len(tables)}张表，一张空表只能对一张；请分成几个文件")
    path = write_blank(tables[0], options.kind, options.output, month=options.month)
    if options.json:
        say(json.dumps({"written": str(path), "kind": options.kind}, ensure_ascii=False))
    say(written(path, options), error=True)
    return CLEAN
