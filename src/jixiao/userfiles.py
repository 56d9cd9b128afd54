"""Files that users write themselves (规则、设置、基线、词表): text and TOML, read within a bound.

The rooms that know what such a file says turn the errors into their own, with the file's name.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any, Final

__all__ = ["MOST_BYTES", "text_of", "toml_of"]

#: The longest rulebook has some ten thousand bytes; a baseline of ten thousand findings a million.
MOST_BYTES: Final = 4 * 1024 * 1024


def text_of(path: str | PathLike[str]) -> str:
    """The text of a UTF-8 file, with or without its mark.

    Raises:
        OSError: it cannot be opened.
        ValueError: it is larger than `MOST_BYTES`, or not UTF-8.
    """
    with Path(path).open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"文件超过 {MOST_BYTES // 1024 // 1024} MB")
    return data.decode("utf-8-sig")


def toml_of(path: str | PathLike[str]) -> dict[str, Any]:
    """The tables of a TOML file; its decimals are Decimals.

    Raises:
        OSError: it cannot be opened.
        ValueError: as `text_of`, or it is no TOML.
    """
    text = text_of(path)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError as problem:
        raise ValueError("一层套一层，太深了") from problem
