"""Batches: a folder of filled forms to one scored form each and one summary workbook.

Worker processes read, score and write file by file. Each leaves a record (`.jixiao/`, see
`journal`), so a batch that was interrupted goes on where it stopped: a file whose content is
what it was, and which was scored by the same rulebook, is taken from its record. No two results
share a name, and no file that the batch did not write itself is written over.
"""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, overload

import attrs

from jixiao import __version__
from jixiao.display import listed, path_text, plain_table, width
from jixiao.errors import JixiaoError, internal_error, os_reason
from jixiao.exchange.codec import dumps, loads
from jixiao.findings import Finding
from jixiao.quantities import format_number
from jixiao.reading import content_of, documents, in_utf8, lost, read
from jixiao.reading.actuals import read_actuals
from jixiao.reading.headers import Headers
from jixiao.rules import DEFAULT, Rulebook
from jixiao.rules import rulebook as find_rulebook
from jixiao.scoring import score
from jixiao.scoring.scorecards import Scorecard
from jixiao.workers import Lost, in_order

from . import check_path, rendered
from .errors import WritingError
from .journal import Journal, Record, digest, digest_of, key_of
from .lists import UNIT_COLUMNS, Value
from .stems import FORM, names_of, real_path, stems_of
from .summary import rows_of, summary

__all__ = ["BatchResult", "Failure", "StoredCards", "score_folder"]

_SUMMARY: Final = "汇总.xlsx"
#: The width of a terminal, and of the narrowest column of names.
_LINE: Final = 80
_NARROWEST: Final = 14
#: The columns of the summary: a record of others is none.
_LISTED: Final = tuple(name for name, _ in UNIT_COLUMNS)
_LOGGER: Final = logging.getLogger("jixiao.batch")
# Without a handler of the program, Python itself would print what failed.
_LOGGER.addHandler(logging.NullHandler())

#: Called after each file with its number (from 1), how many there are, and its path.
Progress = Callable[[int, int, Path], Any]


@attrs.frozen(kw_only=True)
class Failure:
    """A file that gave no result, and why: `code` for programs, `message` for people."""

    path: Path
    code: str
    message: str

    def __str__(self) -> str:
        return f"{path_text(self.path)}：{self.message}"


@attrs.frozen(repr=False)
class StoredCards(Sequence[Scorecard]):
    """Scorecards as they stand in the records; each is made when it is asked for.

    Attributes:
        texts: each as a line of JSON.
    """

    texts: tuple[bytes, ...] = ()

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Scorecard: ...
    @overload
    def __getitem__(self, index: slice) -> StoredCards: ...
    def __getitem__(self, index: int | slice) -> Scorecard | StoredCards:
        if isinstance(index, slice):
            return StoredCards(self.texts[index])
        card = loads(self.texts[index].decode("utf-8"))
        if not isinstance(card, Scorecard):
            raise TypeError(f"记录里不是计分结果：{type(card).__name__}")
        return card

    def __repr__(self) -> str:
        return f"<StoredCards {len(self)}>"


@attrs.frozen(kw_only=True)
class BatchResult:
    """What a batch gave.

    Attributes:
        cards: every scorecard, in the order of the files; a file may hold several tables.
        units: the row of each scorecard in the list of units of the summary.
        sources: the file of each scorecard.
        outputs: the form that was written for each.
        failures: the files that gave none.
        skipped: how many files were done already.
        kept: where files were put that stood in the place of a result and were not, or not any
            more, what a batch wrote.
        has_errors: whether a finding of severity error fails in any of them.
        summary_path: the summary workbook.
    """

    cards: StoredCards
    units: tuple[tuple[Value, ...], ...]
    sources: tuple[Path, ...]
    outputs: tuple[Path, ...]
    failures: tuple[Failure, ...]
    skipped: int
    kept: tuple[Path, ...]
    has_errors: bool
    summary_path: Path

    def __str__(self) -> str:
        rows = [
            (
                " ".join(filter(None, (_shown(unit), _shown(project)))),
                declared,
                total,
                apart,
                grade,
                state,
                left,
                name,
            )
            for (unit, project, _, declared, total, apart, _, grade, state, left, *_), name in zip(
                self.units, (path.name for path in self.outputs), strict=True
            )
        ]
        header = ("单位", "申报分", "复算分", "差", "等次", "状态", "未定分", "自评表")
        shown = [tuple(map(_shown, row)) for row in rows]
        figures = zip(*(row[1:-1] for row in (header, *shown)), strict=True)
        # What the figures leave of a line, half for the unit and half for the file.
        room = _LINE - sum(max(map(width, column)) + 2 for column in figures) - 2
        lines = [
            plain_table(
                header,
                shown,
                align=("left", "right", "right", "right", "left", "left", "right", "left"),
                widths=(max(_NARROWEST, room // 2), *[None] * 6, max(_NARROWEST, room - room // 2)),
            )
        ]
        if self.skipped:
            lines.append(f"其中{self.skipped}个文件以前已经算好，没有重算")
        if self.kept:
            lines.append("写出以后又改过的，或用 --force 换下的，原来的文件放在：")
            lines += [f"  {path_text(one)}" for one in self.kept]
        if self.failures:
            lines.append(f"没有算出的有{len(self.failures)}个：")
            lines += [f"  {one}" for one in self.failures]
        return "\n".join([*lines, f"汇总：{path_text(self.summary_path)}"])


def _shown(value: Value) -> str:
    return value or "" if isinstance(value, str | None) else format_number(value)


def score_folder(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    rulebook: str | os.PathLike[str] | Rulebook = DEFAULT,
    suffix: str = ".xlsx",
    force: bool = False,
    progress: Progress | None = None,
    headers: Headers | None = None,
    jobs: int | None = None,
    actuals: Mapping[str, str] | None = None,
) -> BatchResult:
    """Score every filled form, and write one form each and a summary (汇总.xlsx) to `out`.

    Args:
        files: a folder, or paths; folders among them stand for the documents inside, without
            the results of earlier runs.
        out: the folder to write to; it is made where it is missing.
        rulebook: for all of them.
        suffix: the format of the forms.
        force: score again what is done already, score files that lie in `out` too, and put
            aside files in `out` that no batch wrote where they stand in the place of a result.
        progress: called after each file.
        headers: more words of headings.
        jobs: how many worker processes; None takes the cores of the machine where there are
            files enough, 1 starts none.
        actuals: the file of actual values of a form, by the path of the form; see
            `jixiao.reading.assignment`. A form that is not named here states its own.

    A file that cannot be read or scored becomes a `Failure`, and the rest goes on.

    The logger ``jixiao.batch`` is told of every file, with the fields ``event`` (``scored``,
    ``skipped``, ``failed``), ``file`` and, of a failure, ``code``. It is silent until it is listened to.

    Raises:
        RulebookError: the rulebook is not known or not well formed.
        WritingError: an unknown suffix; files to be scored lie in `out` (``input-in-output``),
            or the summary there is not of a batch (``output-not-ours``).
        OSError: `out` cannot be made or written.
        ValueError: `jobs` is less than 1.
    """
    book = find_rulebook(rulebook)
    journal = Journal(Path(out))
    inputs = _inputs(files, journal, force=force)
    _own_summary(journal, force=force)
    with journal.at_work():
        check_path(journal.out / f"{FORM}{suffix}")
        work = _Work(
            out=journal.out,
            terms=_terms(book, headers),
            book=book,
            suffix=suffix,
            headers=headers,
            force=force,
            actuals={_whole(Path(form)): file for form, file in (actuals or {}).items()},
        )
        return _Batch(journal, work, inputs, jobs).run(progress)


# ---------------------------------------------------------------- what is to be done


def _inputs(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    journal: Journal,
    *,
    force: bool,
) -> list[Path]:
    """The files to score; earlier results among those of a folder are none."""
    named = [files] if isinstance(files, (str, os.PathLike)) else list(files)
    results = real_path(journal.out)
    ours = {results / name for name in journal.names}
    found: list[Path] = []
    for one in map(Path, named):
        if one.is_dir():
            found += [path for path in documents(one) if real_path(path) not in ours]
        else:
            found.append(one)
    # A file that is named twice is done once.
    found = list({_whole(path): path for path in reversed(found)}.values())[::-1]
    inside = [path for path in found if real_path(path).is_relative_to(results)]
    if inside and not force:
        raise WritingError(
            f"要打分的文件在写结果的文件夹“{path_text(journal.out)}”里："
            f"{listed([path_text(path.name) for path in inside])}（{len(inside)}个）；"
            "请把结果写到另一个文件夹，或把这些文件移出来；确实要写在一起的用 --force（force=True）",
            code="input-in-output",
        )
    return found


def _whole(path: Path) -> str:
    """The whole path as it is named: a link is a file of its own."""
    return os.path.abspath(path)  # noqa: PTH100


def _own_summary(journal: Journal, *, force: bool) -> None:
    path = journal.out / _SUMMARY
    if os.path.lexists(path) and not journal.exists and not force:
        raise _not_ours(f"“{path_text(path)}”已经有了")


def _terms(book: Rulebook, headers: Headers | None) -> str:
    """The digest of all that decides the result of a file besides its content."""
    words = {} if headers is None else {name: dict(one) for name, one in headers.sections.items()}
    return digest("\n".join((__version__, dumps(book), json.dumps(words), *_LISTED)).encode())


# ---------------------------------------------------------------- one file, in a worker


@attrs.frozen(kw_only=True)
class _Job:
    """One file to be scored.

    Attributes:
        path: as it was named.
        source: the whole path.
        stem: of the names of its forms.
        owned: the names with this stem that were written before, each with the digests it may have.
        stale: forms that this file, and no other, had under any name, each with its digest.
    """

    path: Path
    source: str
    stem: str
    owned: Mapping[str, frozenset[str]]
    stale: tuple[tuple[str, str], ...]


@attrs.frozen(kw_only=True)
class _Scored:
    """A file that was scored: its record, and what was put aside for its forms."""

    record: Record
    kept: tuple[Path, ...]


@attrs.frozen(kw_only=True)
class _Work:
    """What is done with each file: read, score, write its record and forms."""

    out: Path
    terms: str
    book: Rulebook
    suffix: str
    headers: Headers | None
    force: bool
    actuals: Mapping[str, str]

    def terms_of(self, source: str) -> str:
        """The digest of all that decides the result of the file `source` besides its content."""
        file = self.actuals.get(source)
        if file is None:
            return self.terms
        return digest(f"{self.terms}\n{path_text(file)}\n{digest_of(Path(file))}".encode())

    def __call__(self, job: _Job) -> _Scored | Failure:
        try:
            return self._scored(job)
        except Exception as problem:
            # One bad file must not cost the others; a mistake of the program is named as one.
            return _failure(job.path, problem)

    def _scored(self, job: _Job) -> _Scored:
        journal = Journal(self.out)
        data = content_of(job.path)
        tables = read(data, name=job.path.as_posix(), headers=self.headers)
        terms, file = self.terms_of(job.source), self.actuals.get(job.source)
        cards = [
            score(
                table,
                read_actuals(file, table=table, beside=tables) if file else None,
                rulebook=self.book,
            )
            for table in tables
        ]
        contents = [rendered(card, self.suffix) for card in cards]
        names = names_of(job.stem, self.suffix, len(cards))
        forms = tuple(zip(names, map(digest, contents), strict=True))
        before, changed = self._standing(job, forms, journal)
        record = Record(
            source=job.source,
            content=digest(data),
            terms=terms,
            stem=job.stem,
            forms=forms,
            before=before,
            has_errors=any(_is_error(card.findings) for card in cards),
            rows=rows_of(cards),
            cards=tuple(dumps(card).encode() for card in cards),
        )
        kept = tuple(journal.keep(name, found) for name, found in changed)
        for name, found in job.stale:
            place = self.out / name
            if name not in names and digest_of(place) == found:
                place.unlink(missing_ok=True)
        journal.put(record, contents)
        return _Scored(record=record, kept=kept)

    def _standing(
        self, job: _Job, forms: Sequence[tuple[str, str]], journal: Journal
    ) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
        """What stands where the forms go: the digests of our own, and what is to be put aside.

        Raises:
            WritingError: a file stands there that no batch wrote.
        """
        now = journal.now(job.source)
        own = {} if now is None else dict.fromkeys((name for name, _ in now.forms), now.digests())
        before: list[str] = []
        changed: list[tuple[str, str]] = []
        for name, new in forms:
            place = self.out / name
            if not os.path.lexists(place):
                continue
            found = digest_of(place)
            known = (new, *job.owned.get(name, ()), *own.get(name, ()))
            if found is None or not (len(known) > 1 or found == new or self.force):
                raise _not_ours(f"结果文件夹里已经有“{name}”")
            if found in known:
                before.append(found)
            elif place.stat().st_size:
                changed.append((name, found))
        return tuple(before), changed


def _not_ours(said: str) -> WritingError:
    return WritingError(
        f"{said}，不是打分写的，没有动；请移走，或把结果写到另一个文件夹；"
        "确实要盖掉的用 --force（force=True）",
        code="output-not-ours",
    )


def _is_error(findings: Iterable[Finding]) -> bool:
    return any(one.severity == "error" and one.outcome == "fails" for one in findings)


def _failure(path: Path, problem: Exception) -> Failure:
    if isinstance(problem, OSError) and not isinstance(problem, JixiaoError):
        return Failure(path=path, code="file-error", message=os_reason(problem))
    known = problem if isinstance(problem, JixiaoError) else internal_error(problem)
    return Failure(path=path, code=known.code, message=str(known))


# ---------------------------------------------------------------- the whole batch


def _log(path: Path, event: str, said: str, **fields: str) -> None:
    """What became of a file, for a program that listens; the fields are in the record too."""
    level = logging.WARNING if event == "failed" else logging.INFO
    fields |= {"event": event, "file": path_text(path)}
    _LOGGER.log(level, "%s：%s", path_text(path), said, extra=fields)


class _Batch:
    """The work on all files, and what comes of it, in the order of the files."""

    def __init__(
        self, journal: Journal, work: _Work, inputs: Sequence[Path], jobs: int | None
    ) -> None:
        self._journal = journal
        self._work = work
        self._inputs = inputs
        self._jobs = jobs
        self._done: list[tuple[Path, Record]] = []
        self._failures: list[Failure] = []
        self._kept: list[Path] = []

    def run(self, progress: Progress | None) -> BatchResult:
        unnamed = {path: problem for path in self._inputs if (problem := _unnamed(path))}
        sources = {path: _whole(path) for path in self._inputs if path not in unnamed}
        stems = stems_of(sources, self._journal)
        found = {path: self._recorded(sources[path], stem) for path, stem in stems.items()}
        # In the order of the files, in which the results are taken; stems are found in another.
        new = [path for path in sources if found[path] is None]
        todo = self._todo(sources, new, stems)
        with closing(in_order(self._work, todo, jobs=self._jobs)) as results:
            for number, path in enumerate(self._inputs, start=1):
                if path in unnamed:
                    self._failed(unnamed[path])
                elif (before := found[path]) is not None:
                    self._done.append((path, before))
                    _log(path, "skipped", "打过分，没有变")
                else:
                    self._take(path, next(results))
                if progress is not None:
                    progress(number, len(self._inputs), path)
        self._summarise()
        return self._result(skipped=sum(record is not None for record in found.values()))

    def _recorded(self, source: str, stem: str) -> Record | None:
        """What an earlier run did with a file, or None where it must be scored (again)."""
        record = self._journal.records.get(key_of(source))
        if self._work.force or record is None:
            return None
        if (record.stem, record.terms) != (stem, self._work.terms_of(source)):
            return None
        names = names_of(stem, self._work.suffix, len(record.forms))
        if [name for name, _ in record.forms] != names:
            return None
        if digest_of(Path(source)) != record.content or not self._journal.is_whole(record):
            return None
        return record

    def _todo(
        self, sources: Mapping[Path, str], paths: Sequence[Path], stems: Mapping[Path, str]
    ) -> list[_Job]:
        records, names = self._journal.records, self._journal.names
        by_stem: dict[str, dict[str, frozenset[str]]] = {}
        for record in records.values():
            for name, _ in record.forms:
                by_stem.setdefault(record.stem, {})[name] = names[name]
        claims = Counter(name for record in records.values() for name, _ in record.forms)
        jobs = []
        for path in paths:
            own = records.get(key_of(sources[path]))
            forms = () if own is None else own.forms
            jobs.append(
                _Job(
                    path=path,
                    source=sources[path],
                    stem=stems[path],
                    owned=by_stem.get(stems[path], {}),
                    stale=tuple(one for one in forms if claims[one[0]] == 1),
                )
            )
        return jobs

    def _take(self, path: Path, result: _Scored | Failure | Lost) -> None:
        match result:
            case _Scored():
                self._done.append((path, result.record))
                self._kept += result.kept
                _log(path, "scored", "已打分")
            case Failure():
                self._failed(result)
            case Lost():
                self._failed(_failure(path, lost(path)))

    def _failed(self, failure: Failure) -> None:
        self._failures.append(failure)
        _log(failure.path, "failed", failure.message, code=failure.code)

    def _summarise(self) -> None:
        """Write the summary, unless it says all this already."""
        told = [
            *((path_text(path), one.content, one.terms) for path, one in self._done),
            *((path_text(one.path), one.code, one.message) for one in self._failures),
        ]
        content = digest(json.dumps(told).encode("ascii"))
        old = self._journal.now("")
        if old is not None and old.content == content and self._journal.is_whole(old):
            return
        data = summary(
            [
                (path, self._from_out(path), one.rows, [name for name, _ in one.forms])
                for path, one in self._done
            ],
            [(one.path, one.code, one.message) for one in self._failures],
        )
        found = digest_of(self._journal.out / _SUMMARY)
        known = frozenset({digest(data), digest(b"")}) | (old.digests() if old else frozenset())
        if found is not None and found not in known:
            self._kept.append(self._journal.keep(_SUMMARY, found))
            found = None
        record = Record(
            source="",
            content=content,
            terms="",
            stem="",
            forms=((_SUMMARY, digest(data)),),
            before=() if found is None else (found,),
        )
        self._journal.put(record, [data])

    def _from_out(self, path: Path) -> str:
        """The way from the summary to a file, for a link; the whole path where there is none."""
        try:
            way = os.path.relpath(path, self._journal.out)
        except ValueError:  # another drive
            way = _whole(path)
        return path_text(way).replace(os.sep, "/")

    def _result(self, *, skipped: int) -> BatchResult:
        forms = [
            (path, name, row)
            for path, record in self._done
            for (name, _), row in zip(record.forms, record.rows["units"], strict=True)
        ]
        return BatchResult(
            cards=StoredCards(tuple(card for _, record in self._done for card in record.cards)),
            units=tuple(tuple(row) for *_, row in forms),
            sources=tuple(path for path, *_ in forms),
            outputs=tuple(self._journal.out / name for _, name, _ in forms),
            failures=tuple(self._failures),
            skipped=skipped,
            kept=tuple(self._kept),
            has_errors=any(record.has_errors for _, record in self._done),
            summary_path=self._journal.out / _SUMMARY,
        )


def _unnamed(path: Path) -> Failure | None:
    """The failure of a file whose name is no text."""
    try:
        in_utf8(str(path))
    except JixiaoError as problem:
        return _failure(path, problem)
    return None
