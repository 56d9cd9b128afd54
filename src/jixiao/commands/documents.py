"""Documents (文件): the files named on the command line, one after another, and what fails."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from jixiao.errors import JixiaoError

from . import CLEAN, FOUND, UNREAD, Refused

if TYPE_CHECKING:
    from jixiao.reading.headers import Headers
    from jixiao.tables import TargetTable

__all__ = ["FILES", "each_table", "files_of", "headers_of", "is_folder", "told"]

#: The help of an argument that takes files.
FILES = "文件或文件夹；- 表示标准输入"
_STANDARD_INPUT = "标准输入"

#: What to print of a table and whether it has a finding of severity error. None prints nothing.
Show = Callable[[str, "TargetTable"], tuple[str | None, bool]]


def is_folder(name: str) -> bool:
    """Whether a name on the command line is a folder."""
    return name != "-" and Path(name).is_dir()


def files_of(names: Sequence[str]) -> list[str]:
    """The files named, a folder standing for the documents in it; `-` is standard input.

    Raises:
        Refused: a folder holds no file; that is rather a wrong folder than a clean one.
    """
    from jixiao.reading import documents

    files: list[str] = []
    for name in names:
        if is_folder(name):
            inside = documents(name)
            if not inside:
                raise Refused(f"文件夹“{name}”里没有文件；请检查是不是这个文件夹")
            files += map(str, inside)
        else:
            files.append(name)
    return files


def headers_of(options: argparse.Namespace) -> Headers | None:
    """The words of headings that `--headers` names, added to those of jixiao.

    Raises:
        Refused: the file is no list of such words.
    """
    if not options.headers:
        return None
    from jixiao.reading.headers import Headers

    try:
        return Headers.load(options.headers)
    except ValueError as error:
        raise Refused(f"--headers 的文件“{options.headers}”用不了：{error}") from error


def _tables(
    files: Sequence[str], headers: Headers | None
) -> Iterator[tuple[str, tuple[TargetTable, ...] | Exception]]:
    """Each file with its tables, or with why it cannot be read; progress goes to stderr."""
    from jixiao.reading import read

    for name in _progress(files):
        try:
            if name == "-":
                data = sys.stdin.buffer.read()
                yield _STANDARD_INPUT, read(data, name=_STANDARD_INPUT, headers=headers)
            else:
                yield name, read(name, name=_relative(name), headers=headers)
        except (JixiaoError, OSError) as error:
            yield name, error


def _relative(name: str) -> str:
    """The path from where the command runs, as SARIF and baselines want it."""
    try:
        return Path(os.path.relpath(name)).as_posix() if Path(name).is_absolute() else name
    except ValueError:  # another drive
        return name


def _progress(files: Sequence[str]) -> Iterable[str]:
    if len(files) < 3 or not sys.stderr.isatty():
        return files
    try:
        from rich.console import Console
        from rich.progress import track
    except ModuleNotFoundError:
        return files
    return track(files, description="读取", console=Console(stderr=True), transient=True)


def told(error: Exception) -> str:
    """An error in one Chinese sentence, with the file where the error knows it."""
    if not isinstance(error, OSError):
        return str(error)
    return f"{error.filename}：{_reason(error)}" if error.filename else _reason(error)


def _reason(error: OSError) -> str:
    known = {
        IsADirectoryError: "是文件夹，不是文件",
        FileNotFoundError: "没有这个文件",
        PermissionError: "没有权限打开",
    }
    said = error.strerror or str(error)
    plain = next((text for kind, text in known.items() if isinstance(error, kind)), said)
    # What jixiao itself says of a folder is Chinese and says more.
    return plain if said.isascii() or isinstance(error, IsADirectoryError) else said


def _told_of(name: str, error: Exception) -> str:
    """The same for the file `name`, which is named once."""
    if isinstance(error, OSError):
        return f"{name}：{_reason(error)}"
    place = getattr(error, "place", None)
    if place is None:
        return f"{name}：{error}"
    inside = str(attrs.evolve(place, file=None))
    text = str(error).removeprefix(f"{place}：")
    return f"{name}：{f'{inside}：' if inside else ''}{text}"


def _failure_json(name: str, error: Exception) -> str:
    """What could not be read, as a line of JSON."""
    return json.dumps(
        {"file": name, "error": getattr(error, "code", "cannot-open"), "message": told(error)},
        ensure_ascii=False,
    )


def each_table(options: argparse.Namespace, show: Show) -> int:
    """Print what `show` makes of each table of each file; the exit code."""
    files = files_of(options.files)
    failed: list[tuple[str, Exception]] = []
    code, first = CLEAN, True
    for name, result in _tables(files, headers_of(options)):
        if isinstance(result, Exception):
            failed.append((name, result))
            if options.json:
                print(_failure_json(name, result))
            continue
        for table in result:
            text, wrong = show(name, table)
            if text is not None:
                print(text if first or options.json else f"\n{text}")
                first = False
            if wrong:
                code = FOUND
    _failures(failed, total=len(files))
    return UNREAD if failed else code


def _failures(failed: Sequence[tuple[str, Exception]], *, total: int) -> None:
    sys.stdout.flush()
    if failed and total > 1:
        print(f"\n{total}个文件中有{len(failed)}个读不了：", file=sys.stderr)
    for name, error in failed:
        print(f"{'  ' if total > 1 else 'jixiao：'}{_told_of(name, error)}", file=sys.stderr)
