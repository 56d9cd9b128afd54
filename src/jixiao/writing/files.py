"""Files that are either the old one or the new one, never half of either."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from .errors import WritingError

__all__ = ["LEFTOVER", "failing_as_oserror", "replace", "suffix_among"]

#: The names of files that `replace` fills beside their place; one that stays is of a killed run.
LEFTOVER: Final = re.compile(r"\..*\.[0-9a-f]{12}\.tmp", re.DOTALL)
_NAMED: Final = 40  # characters of the name in that of the file beside it: names may be long


def suffix_among(path: Path, suffixes: Sequence[str], *, what: str) -> str:
    """The suffix of `path`, in small letters.

    Raises:
        WritingError: `what` is written in none of that suffix; those that there are, are named.
    """
    suffix = path.suffix.lower()
    if suffix not in suffixes:
        raise WritingError(
            f"{what}写不成“{path.name}”；能写的有：{'、'.join(suffixes)}", code="suffix-unknown"
        )
    return suffix


@contextmanager
def failing_as_oserror(path: Path) -> Iterator[None]:
    """Says as an OSError of `path` what an XML library says of a disk or folder in its own words.

    openpyxl keeps the sheets of a template in temporary files while it writes; lxml speaks of
    these as ``IO_ENOSPC`` or ``IO_EFBIG``, and of a stream that is gone as an unknown error.

    Raises:
        OSError: with the number of the cause where it is known.
    """
    try:
        yield
    except Exception as problem:
        # Only where the library is loaded can it have failed.
        etree = sys.modules.get("lxml.etree")
        if etree is None or not isinstance(problem, etree.SerialisationError):
            raise
        number = getattr(errno, str(problem).removeprefix("IO_"), errno.EIO)
        raise OSError(number, os.strerror(number), str(path)) from problem


def replace(path: Path, data: bytes) -> Path:
    """Write `data` to `path` in one step: a file beside it is filled and then renamed.

    The mode of a file that is replaced is kept. Nothing is left behind if it fails.

    Raises:
        OSError: the folder is missing or closed, the disk is full, another program holds the
            file open (Windows), or a pipe or device is there, which a file must not displace.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "是管道或设备，不是文件，写不了", str(path))
    beside = path.with_name(f".{path.name[:_NAMED]}.{secrets.token_hex(6)}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException as problem:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            # Of the file that was to be written, not of the one beside it.
            problem.filename, problem.filename2 = str(path), None
        raise
    return path
