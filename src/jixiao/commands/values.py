"""Values (指标值): what one text means."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, Final

from jixiao.criteria import Unreadable
from jixiao.display import caret_line
from jixiao.language import read_criterion
from jixiao.messages import label
from jixiao.writing.terminal import explain, pair

from . import CLEAN, FOUND, say
from .languages import language_of, translated
from .parser import add_command

__all__ = ["add_to"]

_DIGITS: Final = 4  # of a year


def add_to(commands: Any) -> None:
    """The command ``parse``."""
    parser = add_command(
        commands,
        "parse",
        _parse,
        about="说明一个或几个指标值是什么意思",
        examples=('jixiao parse ">=15次" "2022年10月31日以前"',),
    )
    parser.add_argument("texts", nargs="+", metavar="文字", help="指标值；- 表示从标准输入逐行读")
    parser.add_argument("--sign", metavar="符号", help="单列的计算符号，例如 ≥")
    parser.add_argument("--unit", metavar="单位", help="单列的计量单位，例如 %%")
    parser.add_argument("--year", type=_year, metavar="年度", help="预算年度，用于“12月底前”之类")


def _year(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) == _DIGITS:
        return int(text)
    meant = f"；是不是 20{text}？" if re.fullmatch("[0-9]{2}", text) else ""
    raise argparse.ArgumentTypeError(f"年度应为四位数，例如 2022，而不是“{text}”{meant}")


def _parse(options: argparse.Namespace) -> int:
    from jixiao.exchange.codec import dumps

    texts: Iterable[str] = options.texts
    if options.texts == ["-"]:
        texts = (line.rstrip("\n") for line in sys.stdin)
    language = language_of(options)
    code = CLEAN
    for text in texts:
        found = read_criterion(text, sign=options.sign, unit=options.unit, year=options.year)
        if isinstance(found, Unreadable):
            code = FOUND
        if options.json:
            say(dumps(translated(found, language)))
        elif isinstance(found, Unreadable) and language == "zh":
            shown, carets = caret_line(text, found.span.start, found.span.end)
            say(f"{shown}\n{carets} {found.message}\n  应为：{found.expected}")
            if found.suggestion:
                say(f"  例如：{found.suggestion}")
        elif isinstance(found, Unreadable):
            say(found.said(language))
        else:
            say(f"{text}\n  {explain(found, language)}")
            for doubt in found.doubts:
                said = pair(label("存疑", language), doubt.said(language), language)
                say(f"  {said}")
    return code
