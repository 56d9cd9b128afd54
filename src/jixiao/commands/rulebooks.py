"""Rulebooks (评分规则): those that are shipped."""

from __future__ import annotations

import argparse
import json
from typing import Any

from jixiao.display import wrap
from jixiao.writing.terminal import columns_of_terminal

from . import CLEAN
from .parser import add_command

__all__ = ["add_to"]


def add_to(commands: Any) -> None:
    """The command ``rulebooks``."""
    add_command(
        commands,
        "rulebooks",
        _rulebooks,
        about="列出自带的评分规则",
        examples=("jixiao rulebooks",),
    )


def _rulebooks(options: argparse.Namespace) -> int:
    from jixiao.rules import rulebook, rulebooks

    for name in rulebooks():
        book = rulebook(name)
        if options.json:
            row = {
                "name": book.name,
                "title": book.title,
                "number": book.number,
                "effective": book.effective.isoformat() if book.effective else None,
                "scope": book.scope,
                "certainty": book.certainty,
                "remark": book.remark,
            }
            print(json.dumps(row, ensure_ascii=False))
            continue
        print(f"{book.name}：{book.title}")
        for text in (f"适用：{book.scope}", book.remark):
            for line in wrap(text, columns_of_terminal() - 2):
                print(f"  {line}")
    return CLEAN
