"""Batches: a folder of filled forms to one scored form each and one summary workbook.

Each result is written as soon as it is there, with a record beside it (`.jixiao/`), so a
batch that was interrupted goes on where it stopped: a file that is unchanged since, and was
scored by the same rulebook, is taken from the record.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from jixiao.codec import dumps, loads
from jixiao.display import plain_table
from jixiao.errors import JixiaoError
from jixiao.quantities import format_number
from jixiao.reading import documents, read
from jixiao.reading.headers import Headers
from jixiao.rules import DEFAULT, Rulebook
from jixiao.rules import rulebook as find_rulebook
from jixiao.scoring import score
from jixiao.scoring.scorecards import Scorecard

from . import write
from .files import replace
from .lists import Listing, all_findings, finding_list, unit_list, unit_name

__all__ = ["BatchResult", "Failure", "score_folder"]

_RECORDS: Final = ".jixiao"
_SUMMARY: Final = "汇总.xlsx"

#: Called before each file with its number (from 1), how many there are, and its path.
Progress = Callable[[int, int, Path], Any]


@attrs.frozen(kw_only=True)
class Failure:
    """A file that gave no result, and why: `code` for programs, `message` for people."""

    path: Path
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}：{self.message}"


@attrs.frozen(kw_only=True)
class BatchResult:
    """What a batch gave.

    Attributes:
        cards: every scorecard, in the order of the files; a file may hold several tables.
        sources: the file of each scorecard.
        outputs: the form that was written for each.
        failures: the files that gave none.
        skipped: how many files were done already.
        summary_path: the summary workbook.
    """

    cards: tuple[Scorecard, ...]
    sources: tuple[Path, ...]
    outputs: tuple[Path, ...]
    failures: tuple[Failure, ...]
    skipped: int
    summary_path: Path

    def __str__(self) -> str:
        rows = [
            (
                unit_name(card),
                f"{format_number(card.total)}/{format_number(card.maximum)}",
                "或".join(card.grades_possible),
                format_number(card.open_points) if card.open_points else "",
                path.name,
            )
            for card, path in zip(self.cards, self.outputs, strict=True)
        ]
        lines = [
            plain_table(
                ("单位", "得分", "等次", "待定分", "自评表"),
                rows,
                align=("left", "right", "left", "right", "left"),
                widths=(36, None, None, None, 40),
            )
        ]
        if self.skipped:
            lines.append(f"其中{self.skipped}个文件以前已经算好，没有重算")
        if self.failures:
            lines.append(f"没有算出的有{len(self.failures)}个：")
            lines += [f"  {one}" for one in self.failures]
        return "\n".join([*lines, f"汇总：{self.summary_path}"])


def score_folder(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    rulebook: str | os.PathLike[str] | Rulebook = DEFAULT,
    suffix: str = ".xlsx",
    force: bool = False,
    progress: Progress | None = None,
    headers: Headers | None = None,
) -> BatchResult:
    """Score every filled form, and write one form each and a summary (汇总.xlsx) to `out`.

    Args:
        files: a folder, or paths; folders among them stand for the documents inside.
        out: the folder to write to; it is made where it is missing.
        rulebook: for all of them.
        suffix: the format of the forms.
        force: score again what is done already.
        progress: called before each file.
        headers: more words of headings; with them every file is done again.

    A file that cannot be read or scored becomes a `Failure`, and the rest goes on.

    Raises:
        RulebookError: the rulebook is not known or not well formed.
        OSError: `out` cannot be made or written.
    """
    book = find_rulebook(rulebook)
    folder = Path(out)
    (folder / _RECORDS).mkdir(parents=True, exist_ok=True)
    inputs = [
        path for path in _inputs(files) if not path.resolve().is_relative_to(folder.resolve())
    ]
    stems = _stems(inputs)
    cards: list[Scorecard] = []
    sources: list[Path] = []
    outputs: list[Path] = []
    failures: list[Failure] = []
    skipped = 0
    for number, (path, stem) in enumerate(zip(inputs, stems, strict=True), start=1):
        if progress is not None:
            progress(number, len(inputs), path)
        done = None if force or headers else _recorded(path, stem, folder, book, suffix)
        if done is not None:
            skipped += 1
        else:
            try:
                done = _scored(path, stem, folder, book, suffix, headers)
            except Exception as problem:
                # One bad file must not cost the others; a mistake of the program is named as one.
                failures.append(_failure(path, problem))
                continue
        for card, output in done:
            cards.append(card)
            sources.append(path)
            outputs.append(output)
    summary = folder / _SUMMARY
    replace(summary, _summary(cards, sources, failures))
    return BatchResult(
        cards=tuple(cards),
        sources=tuple(sources),
        outputs=tuple(outputs),
        failures=tuple(failures),
        skipped=skipped,
        summary_path=summary,
    )


def _inputs(files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Path]:
    named = [files] if isinstance(files, (str, os.PathLike)) else list(files)
    found: list[Path] = []
    for one in map(Path, named):
        found += documents(one) if one.is_dir() else [one]
    return list(dict.fromkeys(found))


def _stems(inputs: Sequence[Path]) -> list[str]:
    """A name for the result of each file: its own, with its suffix or folder where two are alike."""
    stems = [path.stem for path in inputs]
    alike = {stem for stem in stems if stems.count(stem) > 1}
    named = [
        f"{path.parent.name}-{path.stem}-{path.suffix.removeprefix('.')}" if stem in alike else stem
        for path, stem in zip(inputs, stems, strict=True)
    ]
    return [
        name if named.count(name) == 1 else f"{name}-{named[: index + 1].count(name)}"
        for index, name in enumerate(named)
    ]


def _output(folder: Path, stem: str, suffix: str, number: int, count: int) -> Path:
    return folder / f"{stem}{'' if count == 1 else f'-{number}'}-自评表{suffix}"


def _scored(
    path: Path, stem: str, folder: Path, book: Rulebook, suffix: str, headers: Headers | None
) -> list[tuple[Scorecard, Path]]:
    cards = [score(table, rulebook=book) for table in read(path, headers=headers)]
    done = [
        (card, write(card, _output(folder, stem, suffix, number, len(cards))))
        for number, card in enumerate(cards, start=1)
    ]
    # The record comes last: without it the forms count as not written.
    lines = [_state(path), *(dumps(card) for card in cards)]
    replace(folder / _RECORDS / f"{stem}.jsonl", ("\n".join(lines) + "\n").encode())
    return done


def _state(path: Path) -> str:
    """Which file it was, and in what state: a file that differs in any of it is scored again."""
    found = path.stat()
    return json.dumps(
        {"file": str(path.resolve()), "size": found.st_size, "modified": found.st_mtime_ns}
    )


def _recorded(
    path: Path, stem: str, folder: Path, book: Rulebook, suffix: str
) -> list[tuple[Scorecard, Path]] | None:
    """What an earlier run gave for `path`, or None where it must be scored (again)."""
    record = folder / _RECORDS / f"{stem}.jsonl"
    try:
        state, *lines = record.read_text(encoding="utf-8").splitlines()
        if state != _state(path):
            return None
        cards = [loads(line) for line in lines]
    except (OSError, ValueError):
        return None
    if not cards or any(not isinstance(card, Scorecard) or card.rulebook != book for card in cards):
        return None
    outputs = [
        _output(folder, stem, suffix, number, len(cards)) for number in range(1, len(cards) + 1)
    ]
    if not all(output.is_file() for output in outputs):
        return None
    return list(zip(cards, outputs, strict=True))


def _failure(path: Path, problem: Exception) -> Failure:
    if isinstance(problem, JixiaoError):
        return Failure(path=path, code=problem.code, message=str(problem))
    if isinstance(problem, OSError):
        return Failure(path=path, code="file-error", message=problem.strerror or str(problem))
    # A mistake of the program, and said to be one.
    return Failure(
        path=path,
        code="internal-error",
        message=f"程序出错（{type(problem).__name__}：{problem}），请报告这个问题",
    )


def _summary(
    cards: Sequence[Scorecard], sources: Sequence[Path], failures: Sequence[Failure]
) -> bytes:
    from . import xlsx

    parts = [
        unit_list(cards, files=_shown(sources)),
        _losses(cards),
        _open_items(cards),
    ]
    every = [one for card in cards for one in all_findings(card)]
    parts.append(finding_list(every))
    if failures:
        parts.append(
            Listing(
                name="没有算出的文件",
                header=("文件", "代码", "原因"),
                rows=tuple((str(one.path), one.code, one.message) for one in failures),
                widths=(50, 20, 80),
            )
        )
    return xlsx.workbook(parts)


def _shown(sources: Sequence[Path]) -> list[str]:
    """The names of the files, with their folders where two of them have one name."""
    names = [path.name for path in dict.fromkeys(sources)]
    return [path.name if names.count(path.name) == 1 else path.as_posix() for path in sources]


def _losses(cards: Sequence[Scorecard]) -> Listing:
    return Listing(
        name="失分",
        header=("单位", "指标", "失分", "满分", "算式", "怎样得满分"),
        rows=tuple(
            (unit_name(card), loss.name, loss.lost, loss.weight, loss.formula, loss.needed)
            for card in cards
            for loss in card.marks_left()
        ),
        widths=(34, 34, 8, 8, 44, 30),
    )


def _open_items(cards: Sequence[Scorecard]) -> Listing:
    return Listing(
        name="待定",
        header=("单位", "指标", "分值", "状态", "为什么"),
        rows=tuple(
            (
                unit_name(card),
                one.name,
                one.weight,
                one.status,
                "\n".join(one.remarks) or one.reason.verdict,
            )
            for card in cards
            for one in card.items
            if one.is_open or one.status == "待评定"
        ),
        widths=(34, 34, 8, 10, 60),
    )
