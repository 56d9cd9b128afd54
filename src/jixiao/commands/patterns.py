"""Patterns (通配符): ``*.xlsx`` as the files that it means, which cmd.exe and PowerShell leave to the program.

A name that exists is that file, whatever it looks like: ``自评表[1].xlsx`` is one, and a folder
``报送[2022]`` within a pattern stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from jixiao.display import listed, path_text

from . import Refused

__all__ = ["expanded", "is_pattern", "single"]

_MAGIC: Final = re.compile(r"[*?\[]")
_STARS: Final = re.compile(r"\*+")


def is_pattern(name: str) -> bool:
    """Whether a name on the command line stands for files of other names."""
    return bool(_MAGIC.search(name)) and not Path(name).exists()


def expanded(names: Iterable[str]) -> list[str]:
    """The names, each pattern replaced by what it means, in the order of the names.

    Raises:
        Refused: a pattern means no file.
    """
    found: list[str] = []
    for name in names:
        found += _meant(name) if is_pattern(name) else [name]
    return found


def single(name: str) -> str:
    """The one file that a name or pattern means, where a command takes one.

    Raises:
        Refused: a pattern means none, or several; or it is a folder.
    """
    found = expanded([name])
    if any(Path(one).is_dir() for one in found):
        raise Refused(f"“{path_text(found[0])}”是文件夹；这里只能是一个文件，请写出它的名称")
    if len(found) > 1:
        raise Refused(
            f"与“{name}”相符的文件有{len(found)}个：{_some(found)}；这里只能是一个，请写出它的名称"
        )
    return found[0]


def _meant(pattern: str) -> list[str]:
    path = Path(pattern)
    places = [Path(path.anchor)]
    for part in path.parts[1:] if path.anchor else path.parts:
        places = [one for place in places for one in _inside(place, part)]
    if not places:
        raise Refused(f"没有与“{pattern}”相符的文件；{_instead(path)}")
    return list(dict.fromkeys(map(str, places)))


def _inside(place: Path, part: str) -> Iterator[Path]:
    """What one part of a pattern means in a folder; hidden files and locks of open ones are none."""
    direct = place / part
    if direct.exists():
        yield direct
    elif _MAGIC.search(part) and place.is_dir():
        hidden = () if part.startswith((".", "~$")) else (".", "~$")
        glob = part if part == "**" else _STARS.sub("*", part)
        for one in sorted(place.glob(glob)):
            inner = one.relative_to(place).parts
            if not any(name.startswith(hidden) for name in inner if hidden):
                yield one


def _instead(path: Path) -> str:
    """What there is where the pattern looked, for somebody who mistook a letter."""
    folder = path.parent
    if _MAGIC.search(str(folder)) and not folder.exists():
        return "请检查文件夹的名称"
    if not folder.is_dir():
        return f"没有“{path_text(folder)}”这个文件夹"
    there = [one.name for one in sorted(folder.iterdir()) if one.is_file()]
    shown = f"文件夹里有：{_some(there)}" if there else "文件夹里没有文件"
    return f"{shown}（* 代表任意几个字，? 代表一个字）"


def _some(names: Sequence[str]) -> str:
    return listed([path_text(one) for one in names])
