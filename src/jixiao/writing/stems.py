"""Names of the results of a batch: no two files of one folder get the same."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from .journal import Journal, key_of

__all__ = ["FORM", "names_of", "real_path", "stems_of"]

#: What the name of a scored form ends with.
FORM: Final = "自评表"
#: Bytes of the name of a file in those of its results; a system takes about 255 in all.
_LONGEST: Final = 150


def real_path(path: Path) -> Path:
    """Where a path really leads; one that leads in circles is left as it is."""
    return Path(os.path.realpath(path))


def _fold(name: str) -> str:
    """A name as systems compare it that ignore case, or how accents are written."""
    return unicodedata.normalize("NFC", name).casefold()


def stems_of(inputs: Mapping[Path, str], journal: Journal) -> dict[Path, str]:
    """From what the names of the results of each file are made, no two alike.

    A file keeps the name that it had; a new one takes its own, with its folder and suffix
    where there is another of that name. What follows the stem (see `names_of`) cannot make two
    names alike whose stems are not.
    """
    records = journal.records
    own = {key_of(source) for source in inputs.values()}
    taken = {
        _fold(record.stem)
        for key, record in records.items()
        if key not in own and os.path.exists(record.source)  # noqa: PTH110, never raises
    }
    stems: dict[Path, str] = {}
    for path, source in inputs.items():
        record = records.get(key_of(source))
        if record is not None and _fold(record.stem) not in taken:
            stems[path] = record.stem
            taken.add(_fold(record.stem))
    new = [path for path in inputs if path not in stems]
    short = [_fold(_cut(path.stem)) for path in new]
    results = real_path(journal.out)
    beside = [_fold(path.name) for path in inputs if real_path(path).parent == results]
    for path, folded in zip(new, short, strict=True):
        for stem in _candidates(path, alike=short.count(folded) > 1):
            # With force an input may lie where a result would: it keeps its name.
            lies_there = any(one.startswith(_fold(f"{stem}-{FORM}")) for one in beside)
            if _fold(stem) not in taken and not lies_there:
                stems[path] = stem
                taken.add(_fold(stem))
                break
    return stems


def _candidates(path: Path, *, alike: bool) -> Iterator[str]:
    if not alike:
        yield _cut(path.stem)
    whole = _cut(f"{path.absolute().parent.name}-{path.stem}-{path.suffix.removeprefix('.')}")
    yield whole
    number = 2
    while True:
        yield f"{whole}-{number}"
        number += 1


def _cut(stem: str) -> str:
    """A stem that leaves room in a name for what follows it."""
    data = stem.encode("utf-8", "replace")
    return data[:_LONGEST].decode("utf-8", "ignore") if len(data) > _LONGEST else stem


def names_of(stem: str, suffix: str, count: int) -> list[str]:
    """The names of the forms of a file with so many tables.

    One form ends with its word, one of several with a number behind it: neither can be the
    other's, whatever the stem ends with.
    """
    if count == 1:
        return [f"{stem}-{FORM}{suffix}"]
    return [f"{stem}-{FORM}-{number}{suffix}" for number in range(1, count + 1)]
