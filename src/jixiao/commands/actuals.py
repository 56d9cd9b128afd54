"""The option ``--actuals``: whose actual values (实际完成值) stand in which file."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import Refused, say
from .documents import files_of, is_folder, shown_path
from .patterns import is_pattern

if TYPE_CHECKING:
    from jixiao.actuals import Actuals
    from jixiao.tables import TargetTable

__all__ = ["Given", "actuals_of", "add_actuals", "by_place", "given_of", "is_several"]


def add_actuals(parser: argparse.ArgumentParser, about: str, *, more: str = "") -> None:
    """The option; `about` says which values they are."""
    parser.add_argument(
        "--actuals",
        metavar="文件",
        help=f"{about}（CSV、xlsx）；几张表时写文件夹，按文件名对应{more}",
    )


#: Whose actual values stand where: a form's file and theirs; a text is the file for all.
Given = str | Mapping[str, str] | None


def given_of(options: argparse.Namespace) -> Given:
    """The file of actual values, or the file of each form where a folder of them is named.

    Raises:
        Refused: one file is for one form; with several there is no telling whose it is.
        ActualsError: the files of the folder do not fit the forms.
    """
    from jixiao.reading.assignment import assigned

    name = options.actuals
    if not name:
        return None
    several = is_pattern(name) or is_folder(name)
    if not several and is_several(options.files):
        raise Refused(
            "--actuals 是一张表的实际完成值，不能用于几个文件或文件夹；几张表时写一个文件夹，"
            "里面的文件与各表同名（甲中心目标表.docx 和 甲中心实际值.csv），或把实际完成值填在各自的自评表里"
        )
    if not several:
        return str(name)
    if "-" in options.files:
        raise Refused("标准输入没有文件名，--actuals 不能是文件夹；请写出是哪一个文件")
    forms = files_of(options.files)
    taken = {Path(one).absolute() for one in forms}
    sources = [one for one in files_of([name]) if Path(one).absolute() not in taken]
    found = assigned(forms, sources)
    say(found, error=True)
    return dict(found.pairs)


def by_place(given: Given) -> Given:
    """The same by the files as the places of the tables name them."""
    if not isinstance(given, Mapping):
        return given
    return {shown_path(form): file for form, file in given.items()}


def is_several(files: Sequence[str]) -> bool:
    """Whether more than one form may be meant."""
    return len(files) > 1 or any(map(is_folder, files))


def actuals_of(given: Given, table: TargetTable, beside: Sequence[TargetTable]) -> Actuals | None:
    """The actual values of a table that was read, `beside` the others of its file, where a file of them is given."""
    from jixiao.reading.actuals import read_actuals

    file = given
    if isinstance(given, Mapping):
        form = table.place.file if table.place is not None else None
        file = given.get(form) if form is not None else None
    return read_actuals(file, table=table, beside=beside) if file else None
