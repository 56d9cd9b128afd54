"""What a command writes (结果文件): to a place that is free, or over a file only when told to."""

from __future__ import annotations

import argparse
import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from jixiao.display import path_text

from . import Refused
from .patterns import expanded

__all__ = ["add_force", "add_output", "refuse_existing", "refuse_inputs", "refuse_taken"]

#: The options and arguments that name what a command reads.
_READ: Final = (
    "files", "file", "actuals", "template", "headers", "settings", "baseline", "rulebook",
)  # fmt: skip
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


def refuse_inputs(options: argparse.Namespace) -> None:
    """Refuse an output of ``-o`` that is what the command reads, ``--force`` or not.

    It may be the only copy.

    Raises:
        Refused: it is one of the inputs under whatever name, or a file in a folder of them.
    """
    path = options.output
    if path is not None and any(_is_same(path, name) for name in _read_of(options)):
        what = "文件夹" if Path(path).is_dir() else "文件"
        raise Refused(f"“{path_text(path)}”就是要读的{what}，没有动；请换一个名称")


def refuse_taken(options: argparse.Namespace) -> None:
    """Refuse an output of ``-o`` that is an input, or that is there already.

    Raises:
        Refused: as `refuse_inputs` and `refuse_existing` say.
        FileNotFoundError: it is there, but nothing of what is to be read: that is said first.
    """
    refuse_inputs(options)
    inputs = [name for name in _read_of(options) if name != "-"]
    there = options.output is not None and os.path.lexists(options.output)
    if there and inputs and not any(map(os.path.lexists, inputs)):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), inputs[0])
    refuse_existing(options.output, force=options.force)


def _read_of(options: argparse.Namespace) -> Iterator[str]:
    """The files and folders that the options name; some names are of what is no file."""
    for option in _READ:
        named = getattr(options, option, None)
        names = [named] if isinstance(named, str) else named or ()
        for name in names:
            with suppress(Refused):  # said where it is read
                yield from expanded([name])


def _is_same(path: str, name: str) -> bool:
    """Whether both are one file or folder, or `path` is a file in the folder `name`."""
    with suppress(OSError):
        if Path(path).samefile(name):
            return True
        inside = Path(path).resolve().is_relative_to(Path(name).resolve())
        return inside and Path(path).is_file()
    return False
