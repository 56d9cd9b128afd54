"""Assistants (智能助手): the server that they call jixiao through."""

from __future__ import annotations

import argparse
from typing import Any

from . import CLEAN
from .languages import language_of
from .parser import add_command
from .patterns import expanded

__all__ = ["add_to"]


def add_to(commands: Any) -> None:
    """The command ``mcp``."""
    parser = add_command(
        commands,
        "mcp",
        _mcp,
        about="给智能助手用的 MCP 服务：只读列出的文件夹",
        examples=("jixiao mcp 报送/", "jixiao mcp 报送/ --output 打分/"),
    )
    parser.add_argument("folders", nargs="+", metavar="文件夹", help="助手可以读的文件夹")
    parser.add_argument(
        "-o", "--output", metavar="文件夹", help="助手可以写的文件夹；不给就什么也不能写"
    )


def _mcp(options: argparse.Namespace) -> int:
    from jixiao.assistants import serve

    serve(expanded(options.folders), output=options.output, language=language_of(options))
    return CLEAN
