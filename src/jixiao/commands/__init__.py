"""The commands of the command line (命令), a room for each noun they are about.

Every command is a thin layer over the public functions. It returns one of the exit codes
`CLEAN`, `FOUND` and `UNREAD`; with several files the worst one decides, and a bad file
never stops the others.
"""

from __future__ import annotations

from typing import Final

from jixiao.errors import JixiaoError

__all__ = ["CLEAN", "EXITS", "FOUND", "UNREAD", "Refused"]

CLEAN, FOUND, UNREAD = 0, 1, 2

EXITS: Final = "退出码：0 无问题；1 有“错误”级的发现，或文字不是指标值；2 文件读不了或参数不对。"


class Refused(JixiaoError, ValueError):
    """Options that cannot be used together, or not with these files."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="options")
