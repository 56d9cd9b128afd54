"""The commands of the command line (命令), a room for each noun they are about.

Every command is a thin layer over the public functions. It returns one of the exit codes
`CLEAN`, `FOUND` and `UNREAD`; with several files the worst one decides, and a bad file
never stops the others.
"""

from __future__ import annotations

import os
import sys
from typing import Final

from jixiao.display import visible
from jixiao.errors import JixiaoError

__all__ = ["CLEAN", "EXITS", "FOUND", "UNREAD", "Refused", "say"]

CLEAN, FOUND, UNREAD = 0, 1, 2

EXITS: Final = "退出码：0 无问题；1 有“错误”级的发现，或文字不是指标值；2 文件读不了或参数不对。"


class Refused(JixiaoError, ValueError):
    """Options that cannot be used together, or not with these files."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="options")


def say(text: object = "", *, error: bool = False) -> None:
    """Print `text`; what a terminal would obey of a cell, a name or an argument is written out.

    Where the stream is closed (`>&-`, a program without a console) there is nobody to tell; where
    the reader of a pipe (head, less) has seen enough, the work still goes on, and is written.
    """
    stream = sys.stderr if error else sys.stdout
    if stream is None:
        return
    try:
        print(visible(str(text)), file=stream)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError:
        # A full disk behind the results is a failure; behind the messages nobody can be told.
        if not error:
            raise
