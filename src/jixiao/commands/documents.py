"""Documents (文件): the files named on the command line, one after another, and what fails."""

from __future__ import annotations

import argparse
import functools
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import attrs

from jixiao.display import path_text
from jixiao.errors import JixiaoError, internal_error, os_reason
from jixiao.messages import Language, filled, in_language, label, quoted, section
from jixiao.writing.terminal import pair

from . import CLEAN, FOUND, UNREAD, Refused, say
from .languages import language_of
from .patterns import expanded
from .progress import ProgressLine

if TYPE_CHECKING:
    from jixiao.reading import PageRead
    from jixiao.reading.headers import Headers
    from jixiao.tables import TargetTable

__all__ = [
    "FILES",
    "each_table",
    "failure_json",
    "files_of",
    "headers_of",
    "is_folder",
    "refused",
    "results_of",
    "shown_path",
    "themselves",
    "told",
]

#: The help of an argument that takes files.
FILES = "文件、文件夹或 *.xlsx 这样的通配符；- 表示标准输入"
_STANDARD_INPUT = "标准输入"
#: An option with what it is in a program, which a clerk has no use for: --force（force=True）.
_IN_PROGRAM = re.compile(r"(--[a-z-]+(?: \w+)?)（[a-z_]+=\w*）")

R = TypeVar("R")
#: What is made of the tables of a file, one result for each.
Work = Callable[[Sequence["TargetTable"]], Sequence[R]]
#: What to print of the work on a table of a file, None for nothing; and whether there is a
#: finding of severity error.
Show = Callable[[str, R], tuple[str | None, bool]]


def is_folder(name: str) -> bool:
    """Whether a name on the command line is a folder."""
    return name != "-" and Path(name).is_dir()


def files_of(names: Sequence[str], *, tell: bool = False) -> list[str]:
    """The files named, patterns expanded, a folder standing for the documents in it; `-` is standard input.

    What earlier batches wrote to folders inside it is no document; `tell` says that it was left out.

    Raises:
        Refused: a folder holds no file, or a pattern means none; that is rather a wrong folder
            than a clean one.
    """
    from jixiao.reading import documents

    files: list[str] = []
    for name in expanded(names):
        if is_folder(name):
            inside = documents(name)
            if not inside:
                raise Refused(f"文件夹“{name}”里没有文件；请检查是不是这个文件夹")
            results = {one.parent for one in inside if _is_result(one, Path(name))}
            if tell and results:
                where = "、".join(path_text(one) for one in sorted(results))
                say(
                    f"没有读“{where}”里的文件：是以前打分写出的结果；要读的请直接写它的名称",
                    error=True,
                )
            files += [str(one) for one in inside if one.parent not in results]
        else:
            files.append(name)
    return files


def _is_result(file: Path, folder: Path) -> bool:
    """Whether a file lies where a batch wrote its results, unless that very folder was named."""
    from jixiao.writing.journal import holds_results

    return file.parent != folder and holds_results(file.parent)


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


def themselves(tables: Sequence[TargetTable]) -> Sequence[TargetTable]:
    """The work where the tables are what is shown."""
    return tables


def results_of(
    options: argparse.Namespace,
    files: Sequence[str],
    work: Work[R],
) -> Iterator[tuple[str, tuple[R, ...] | Exception]]:
    """Each file with what `work` made of its tables, or with why there is nothing."""
    from jixiao.reading import lost
    from jixiao.workers import Lost, in_order

    one = functools.partial(_result, headers=headers_of(options), work=work, several=len(files) > 1)
    inputs = [(name, _standard_input() if name == "-" else None) for name in files]
    line = ProgressLine()
    try:
        for number, result in enumerate(in_order(one, inputs, jobs=options.jobs), start=1):
            name = files[number - 1]
            line.clear()
            yield name, lost(name) if isinstance(result, Lost) else result
            line.say(number, len(files), name)
    finally:
        line.clear()


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise Refused("标准输入已关闭，没有可读的内容；请写出文件的路径")
    return sys.stdin.buffer.read()


def _result(
    given: tuple[str, bytes | None],
    *,
    headers: Headers | None,
    work: Work[R],
    several: bool,
) -> tuple[R, ...] | Exception:
    """The work on one file, in whatever process; one bad file of several is not to cost the others."""
    from jixiao.reading import read

    name, data = given
    told = None if several else _told_page
    try:
        if data is None:
            tables = read(name, name=shown_path(name), headers=headers, progress=told)
        else:
            tables = read(data, name=_STANDARD_INPUT, headers=headers, progress=told)
    except (JixiaoError, OSError) as error:
        return error
    try:
        return tuple(work(tables))
    except Exception as problem:
        if not several:
            raise
        known = isinstance(problem, (JixiaoError, OSError))
        return problem if known else internal_error(problem)


def _told_page(page: PageRead) -> None:
    """Each page of a scan as it is read, which takes some seconds."""
    if sys.stderr is not None and sys.stderr.isatty():
        say(page, error=True)


def shown_path(name: str) -> str:
    """The path from where the command runs, as SARIF and baselines want it."""
    try:
        return Path(os.path.relpath(name)).as_posix() if Path(name).is_absolute() else name
    except ValueError:  # another drive
        return name


def told(error: Exception, language: Language = "zh") -> str:
    """An error in one sentence, with the file where the error knows it."""
    if isinstance(error, JixiaoError):
        return _IN_PROGRAM.sub(r"\1", error.said(language))
    if not isinstance(error, OSError):
        return str(error)
    reason = _reason(error, language)
    return pair(str(error.filename), reason, language) if error.filename else reason


def refused(error: Exception, options: argparse.Namespace) -> str:
    """What ended a command, as its last line says it."""
    language: Language = "zh"
    with suppress(Refused):  # the language itself may be what is wrong
        language = language_of(options)
    return pair("jixiao", told(error, language), language)


def _reason(error: OSError, language: Language) -> str:
    if language == "en":
        return quoted(error.strerror or str(error))
    return os_reason(error)


def _told_of(name: str, error: Exception, language: Language) -> str:
    """The same for the file `name`, which is named once."""
    shown = in_language(language, name, lambda: quoted(name))
    if isinstance(error, OSError):
        return pair(shown, _reason(error, language), language)
    place = getattr(error, "place", None)
    text = told(error, language)
    if place is None:
        return pair(shown, text, language)
    inside = attrs.evolve(place, file=None).said(language)
    text = text.removeprefix(pair(place.said(language), "", language)).lstrip()
    return pair(shown, pair(inside, text, language) if inside else text, language)


def _failure_json(name: str, error: Exception, language: Language) -> str:
    """What could not be read, as a line of JSON."""
    code = getattr(error, "code", "cannot-open")
    return failure_json(name, code=code, message=told(error, language))


def failure_json(path: str | os.PathLike[str], *, code: str, message: str) -> str:
    """A file that gave no result, as a line of JSON."""
    return json.dumps(
        {"file": path_text(path), "error": code, "message": message}, ensure_ascii=False
    )


def each_table(options: argparse.Namespace, work: Work[R], show: Show[R]) -> int:
    """Print what `show` makes of the work on the tables of each file; the exit code.

    The work is done by worker processes where there are several files, so it is a function of a
    module or a `functools.partial` of one; `show` is called here, in the order of the files.
    """
    files = files_of(options.files, tell=True)
    failed: list[tuple[str, Exception]] = []
    code, first = CLEAN, True
    language = language_of(options)
    for name, results in results_of(options, files, work):
        if isinstance(results, Exception):
            failed.append((name, results))
            if options.json:
                say(_failure_json(name, results, language))
            continue
        shown = label(_STANDARD_INPUT, language) if name == "-" else name
        for result in results:
            text, wrong = show(shown, result)
            if text is not None:
                say(text if first or options.json else f"\n{text}")
                first = False
            if wrong:
                code = FOUND
    _failures(failed, total=len(files), language=language)
    return UNREAD if failed else code


def _failures(failed: Sequence[tuple[str, Exception]], *, total: int, language: Language) -> None:
    if sys.stdout is not None:
        sys.stdout.flush()
    if failed and total > 1:
        counts = {"total": str(total), "failed": str(len(failed))}
        head = in_language(
            language,
            f"{total}个文件中有{len(failed)}个读不了：",
            lambda: filled(section("summary")["failed"], counts) or "",
        )
        say(f"\n{head}", error=True)
    for name, error in failed:
        said = _told_of(path_text(name), error, language)
        say(f"  {said}" if total > 1 else pair("jixiao", said, language), error=True)
