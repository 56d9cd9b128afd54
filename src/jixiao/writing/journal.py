"""What a batch has done (记录): one record a file, in the folder ``.jixiao`` beside the results.

A record is written before its forms, with their digests: whatever is interrupted, a form is
either the one that its record names, or it is made again. By the records a batch also knows
which files of the folder are its own, and under which name a file was done before.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

import attrs

from .files import LEFTOVER, replace
from .lists import Value

__all__ = ["Journal", "Record", "Rows", "digest", "digest_of", "holds_results", "key_of"]

_FOLDER: Final = ".jixiao"
#: The rows of the lists of the summary by the name of the list.
Rows = Mapping[str, Sequence[Sequence[Value]]]

_KEPT: Final = "changed"
_LOCK: Final = "lock"
_SUFFIX: Final = ".jsonl"
_KEY: Final = re.compile("[0-9a-f]{32}")


def digest(data: bytes) -> str:
    """The digest by which contents are compared."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str | None:
    """The digest of a file; None where there is none that can be read."""
    try:
        # A pipe would never end.
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def holds_results(folder: Path) -> bool:
    """Whether a batch wrote its results to a folder."""
    return (folder / _FOLDER).is_dir()


def key_of(source: str) -> str:
    """The name of the record of a file."""
    return digest(source.encode("utf-8", "surrogatepass"))[:32]


@attrs.frozen(kw_only=True)
class Record:
    """What was done with one file.

    Attributes:
        source: the file, as a whole path.
        content: the digest of its content.
        terms: the digest of all else that decides the result: rulebook, headings, version.
        stem: the name from which those of its forms are made.
        forms: the name of each form and its digest.
        before: digests that files of these names may have from earlier runs.
        has_errors: whether a finding of severity error fails.
        rows: what the file has in the lists of the summary.
        cards: each scorecard as a line of JSON.
    """

    source: str
    content: str
    terms: str
    stem: str
    forms: tuple[tuple[str, str], ...]
    before: tuple[str, ...] = ()
    has_errors: bool = False
    rows: Rows = attrs.field(factory=dict)
    cards: tuple[bytes, ...] = ()

    def digests(self) -> frozenset[str]:
        """The digests that a form of these has when nobody changed it."""
        return frozenset((*(one for _, one in self.forms), *self.before))

    def packed(self) -> bytes:
        """The bytes of the record: the digest of the rest, the fields, a line for each scorecard."""
        fields = attrs.asdict(self, filter=attrs.filters.exclude("cards"), recurse=False)
        fields["rows"] = {
            name: [[_plain(value) for value in row] for row in rows]
            for name, rows in self.rows.items()
        }
        # A path may be no UTF-8; json writes what is left of such bytes as escapes.
        rest = b"\n".join((json.dumps(fields).encode("ascii"), *self.cards))
        return digest(rest).encode("ascii") + b"\n" + rest

    @classmethod
    def unpacked(cls, data: bytes) -> Record | None:
        """The record in `data`, or None where it is not whole."""
        stated, _, rest = data.partition(b"\n")
        if stated.decode("ascii", "replace") != digest(rest):
            return None
        head, *cards = rest.split(b"\n")
        try:
            fields = json.loads(head)
            rows = {
                name: tuple(tuple(map(_value, row)) for row in listed)
                for name, listed in fields.pop("rows").items()
            }
            forms = tuple((str(name), str(one)) for name, one in fields.pop("forms"))
            before = tuple(fields.pop("before"))
            return cls(**fields, rows=rows, forms=forms, before=before, cards=tuple(cards))
        except (ValueError, TypeError, KeyError, AttributeError):
            return None  # of another version


def _plain(value: Value) -> str | list[str] | None:
    return [str(value)] if isinstance(value, Decimal) else value


def _value(stored: Any) -> Value:
    return Decimal(stored[0]) if isinstance(stored, list) else stored


class Journal:
    """The records in a folder of results, as they were when somebody first asked."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._folder = out / _FOLDER

    @functools.cached_property
    def records(self) -> Mapping[str, Record]:
        """All records by key."""
        found = {path.stem: _read(path) for path in sorted(self._folder.glob(f"*{_SUFFIX}"))}
        return {key: record for key, record in found.items() if record is not None}

    @property
    def exists(self) -> bool:
        """Whether a batch was ever at work in the folder."""
        return self._folder.is_dir()

    @functools.cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """The names of all files that were written here, each with the digests it may have."""
        known: dict[str, frozenset[str]] = {}
        for record in self.records.values():
            for name, _ in record.forms:
                known[name] = known.get(name, frozenset()) | record.digests()
        return known

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Make the folder and take away what killed runs left.

        While one run is at work in the folder, another takes nothing away.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("ab") as lock:
            if _locked(lock):
                self._clean()
            yield

    def _clean(self) -> None:
        for folder in (self.out, self._folder):
            for path in folder.iterdir():
                if LEFTOVER.fullmatch(path.name):
                    path.unlink(missing_ok=True)
        # Records that earlier versions wrote were named after the file.
        for path in self._folder.glob(f"*{_SUFFIX}"):
            if not _KEY.fullmatch(path.stem):
                path.unlink(missing_ok=True)

    def now(self, source: str) -> Record | None:
        """The record of a file as it stands at this moment: another run may be at work."""
        return _read(self._path(source))

    def is_whole(self, record: Record) -> bool:
        """Whether every form is there and is what was written."""
        return all(digest_of(self.out / name) == one for name, one in record.forms)

    def put(self, record: Record, contents: Sequence[bytes]) -> None:
        """Write the record, then its forms."""
        replace(self._path(record.source), record.packed())
        for (name, _), content in zip(record.forms, contents, strict=True):
            replace(self.out / name, content)

    def keep(self, name: str, found: str) -> Path:
        """Put the file `name`, which somebody changed, where nothing overwrites it."""
        folder = self._folder / _KEPT
        folder.mkdir(exist_ok=True)
        kept = folder / f"{found[:8]}-{name}"
        (self.out / name).replace(kept)
        return kept

    def _path(self, source: str) -> Path:
        return self._folder / f"{key_of(source)}{_SUFFIX}"


def _read(path: Path) -> Record | None:
    try:
        return Record.unpacked(path.read_bytes())
    except OSError:
        return None


def _locked(file: IO[bytes]) -> bool:
    """Whether this run is the only one in the folder; the system lets go when it ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (OSError, ImportError):
        return False
    return True
