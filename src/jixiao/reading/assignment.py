"""Assignments (对应): which file of actual values goes with which form, by their names.

``甲中心目标表.docx`` and ``甲中心实际值.csv`` belong together: their names are the same once the
words are taken away that say what a file holds (``data/headers.toml``, section ``files``).
Nothing is guessed: two files that fit one form, or one file that fits two, are refused.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import attrs

from jixiao.display import listed, path_text
from jixiao.errors import ActualsError
from jixiao.formwords import form_words

__all__ = ["Assignment", "assigned"]

_BETWEEN: Final = re.compile(r"[\W_]+")


@attrs.frozen(kw_only=True)
class Assignment:
    """What goes with what.

    Attributes:
        pairs: each form with its file of actual values.
        alone: forms without one.
        unused: files that go with no form.
    """

    pairs: tuple[tuple[str, str], ...]
    alone: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = ["实际完成值按文件名对应："]
        lines += [f"  {path_text(form)} ← {path_text(file)}" for form, file in self.pairs]
        for said, names in (
            ("没有找到实际完成值的表，按表里填的计分", self.alone),
            ("没有用上的实际完成值，文件名与哪张表都不同", self.unused),
        ):
            if names:
                lines += [f"{said}：", *(f"  {path_text(one)}" for one in names)]
        return "\n".join(lines)


def assigned(
    forms: Iterable[str | os.PathLike[str]], sources: Iterable[str | os.PathLike[str]]
) -> Assignment:
    """Which of `sources` goes with each of `forms`: that of the same name, else that of the same
    name but for words like 目标表 and 实际值. A name that is nothing else is that of its folder.

    Raises:
        ActualsError: several fit (``actuals-ambiguous``), or none fits any form (``actuals-unmatched``).
    """
    papers = [os.fspath(one) for one in forms]
    files = [os.fspath(one) for one in sources]
    pairs = dict(_pairs(papers, files, _stem))
    left = [one for one in papers if one not in pairs]
    free = [one for one in files if one not in pairs.values()]
    pairs |= _pairs(left, free, _owner)
    if not pairs:
        raise ActualsError(
            f"没有一个实际完成值文件对得上：表有{listed([*map(_shown, papers)])}，"
            f"实际完成值有{listed([*map(_shown, files)]) or '0个'}；请把同一单位的两个文件取同样的名称，"
            "例如 甲中心目标表.docx 和 甲中心实际值.csv",
            code="actuals-unmatched",
        )
    return Assignment(
        pairs=tuple((form, pairs[form]) for form in papers if form in pairs),
        alone=tuple(form for form in papers if form not in pairs),
        unused=tuple(file for file in files if file not in pairs.values()),
    )


def _pairs(
    forms: Sequence[str], files: Sequence[str], name_of: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """The forms and files of the same name, where there is one of each."""
    by_name: dict[str, tuple[list[str], list[str]]] = {}
    for side, paths in enumerate((forms, files)):
        for path in paths:
            by_name.setdefault(name_of(path), ([], []))[side].append(path)
    for papers, found in by_name.values():
        if not papers or not found:
            continue
        if len(papers) > 1 or len(found) > 1:
            raise ActualsError(
                f"分不清哪个实际完成值是哪张表的：表有{listed([*map(_shown, papers)])}，"
                f"实际完成值有{listed([*map(_shown, found)])}；请改名，使一张表只对一个文件",
                code="actuals-ambiguous",
            )
        yield papers[0], found[0]


def _shown(path: str) -> str:
    return f"“{path_text(Path(path).name)}”"


def _folded(name: str) -> str:
    """A name as systems compare it that ignore case, or how accents are written."""
    return unicodedata.normalize("NFC", name).casefold()


def _stem(path: str) -> str:
    return _folded(Path(path).stem)


def _owner(path: str) -> str:
    """Whose file it is: its name without the words that say what it holds."""
    whole = Path(path)
    return _bare(whole.stem) or _bare(whole.absolute().parent.name)


def _bare(name: str) -> str:
    return _BETWEEN.sub("", _words().sub("", _folded(name)))


@cache
def _words() -> re.Pattern[str]:
    words = sorted(form_words("files", "contents"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))
