"""What a command writes (结果文件): to a place that is free, or over a file only when told to."""

from __future__ import annotations

import argparse
import os
from typing import Any, Final

from jixiao.display import path_text

from . import Refused

__all__ = ["add_force", "add_output", "refuse_existing"]

_FORCE: Final = "-o 的文件已经有了也盖掉"


def add_output(parser: argparse.ArgumentParser, about: str, **settings: Any) -> None:
    """The option ``-o`` of a command; `settings` are those of argparse."""
    parser.add_argument("-o", "--output", metavar="文件", help=about, **settings)


def add_force(parser: argparse.ArgumentParser, more: str = "") -> None:
    """The option ``--force``, and what `more` it means."""
    parser.add_argument("--force", action="store_true", help=_FORCE + more)


def refuse_existing(path: str | None, *, force: bool | None = None) -> None:
    """Refuse to write where there is a file: what somebody filled in would be gone.

    A file tells nobody whether it was changed since it was written, so one that a command wrote
    itself is no exception.

    Args:
        path: where the command is to write; None where it writes nothing.
        force: whether ``--force`` was given; None where the command has no such option.

    Raises:
        Refused: something is there, be it a link to nothing; or there is nothing to force.
    """
    if path is None:
        if force:
            raise Refused("--force 要与 -o 同用")
        return
    if force or not os.path.lexists(path):
        return
    otherwise = "" if force is None else "，确实要盖掉它的用 --force"
    raise Refused(
        f"已经有“{path_text(path)}”，没有动，里面可能有人填写的内容；请换一个文件名{otherwise}"
    )
