"""Files that are either the old one or the new one, never half of either."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from pathlib import Path
from typing import Final

__all__ = ["LEFTOVER", "replace"]

#: The names of files that `replace` fills beside their place; one that stays is of a killed run.
LEFTOVER: Final = re.compile(r"\..*\.[0-9a-f]{12}\.tmp", re.DOTALL)
_NAMED: Final = 40  # characters of the name in that of the file beside it: names may be long


def replace(path: Path, data: bytes) -> Path:
    """Write `data` to `path` in one step: a file beside it is filled and then renamed.

    The mode of a file that is replaced is kept. Nothing is left behind if it fails.

    Raises:
        OSError: the folder is missing or closed, the disk is full, or another program
            holds the file open (Windows).
    """
    beside = path.with_name(f".{path.name[:_NAMED]}.{secrets.token_hex(6)}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return path
