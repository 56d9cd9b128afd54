"""The summary of a batch (汇总.xlsx): what its units got, lost, left open, and what was remarked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from jixiao.display import path_text
from jixiao.exactness import in_own_context
from jixiao.scoring.scorecards import Scorecard

from . import xlsx
from .journal import Rows
from .lists import (
    Listing,
    Value,
    all_findings,
    finding_rows,
    findings_of,
    unit_row,
    units_of,
    whose,
)

__all__ = ["rows_of", "summary"]

_LOSSES = (
    "失分",
    ("单位", "项目", "指标", "失分", "满分", "算式", "怎样得满分"),
    (22, 24, 28, 8, 8, 36, 24),
)
_OPEN = (
    "待定",
    ("单位", "项目", "指标", "分值", "状态", "为什么"),
    (22, 24, 28, 8, 10, 50),
)
_FAILURES = ("没有算出的文件", ("文件", "代码", "原因"), (50, 20, 80))


@in_own_context
def rows_of(cards: Iterable[Scorecard]) -> Rows:
    """What the scorecards of one file have in the lists, by the name of the list."""
    listed = tuple(cards)
    return {
        "units": tuple(map(unit_row, listed)),
        "losses": tuple(
            (*whose(card), loss.name, loss.lost, loss.weight, loss.formula, loss.needed)
            for card in listed
            for loss in card.marks_left()
        ),
        "open": tuple(
            (
                *whose(card),
                one.name,
                one.weight,
                one.status,
                "\n".join(one.remarks) or one.reason.verdict,
            )
            for card in listed
            for one in card.items
            if one.is_open or one.status == "待评定"
        ),
        "findings": tuple(row for card in listed for row in finding_rows(all_findings(card))),
    }


@in_own_context
def summary(
    files: Sequence[tuple[str | os.PathLike[str], str, Rows, Sequence[str]]],
    failures: Sequence[tuple[str | os.PathLike[str], str, str]],
) -> bytes:
    """The workbook of `files`, each with the way to it, its rows and the names of its forms.

    `failures` are file, code and reason.
    """

    def every(name: str) -> tuple[Sequence[Value], ...]:
        return tuple(row for _, _, rows, _ in files for row in rows[name])

    links = [
        (name, way, form)
        for name, (_, way, rows, forms) in zip(
            _told([one for one, *_ in files]), files, strict=True
        )
        for _, form in zip(rows["units"], forms, strict=True)
    ]
    parts = [
        units_of(every("units"), files=links),
        _listing(_LOSSES, every("losses")),
        _listing(_OPEN, every("open")),
        findings_of(every("findings")),
    ]
    if failures:
        parts.append(
            _listing(_FAILURES, [(path_text(path), code, why) for path, code, why in failures])
        )
    return xlsx.workbook(parts)


def _listing(
    shape: tuple[str, tuple[str, ...], tuple[int, ...]], rows: Sequence[Sequence[Value]]
) -> Listing:
    name, header, widths = shape
    return Listing(name=name, header=header, rows=tuple(map(tuple, rows)), widths=widths)


def _told(paths: Sequence[str | os.PathLike[str]]) -> list[str]:
    """The names of the files, with their folders where two of them have one name."""
    texts = [path_text(path).replace(os.sep, "/") for path in paths]
    names = [text.rsplit("/", 1)[-1] for text in texts]
    alike = (
        {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else ()
    )
    return [text if name in alike else name for text, name in zip(texts, names, strict=True)]
