"""Brackets (括号): the points that a form prints behind its names: 相关性（5分）, 立项规范性（分值：3）."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

import attrs

from jixiao.errors import Place
from jixiao.findings import Finding
from jixiao.language import builtin_lexicon

from ..headers import Headers, either, fold
from .columns import Half
from .drafts import Draft
from .rows import is_blank, number

__all__ = ["Marked", "with_points_of_names"]


class Marked(NamedTuple):
    """The drafts of one half, their points taken out of the names, and what had to be remarked."""

    drafts: list[Draft]
    findings: tuple[Finding, ...]


@functools.cache
def _points() -> re.Pattern[str]:
    """（5分）, （分值：5分）, （权重5%） at the end of a name; a bare number needs a word before it."""
    headers = Headers.load()
    unit = either(builtin_lexicon().words("points"))
    before = either((*headers.words("words", "points-before"), *headers.words("columns", "weight")))
    return re.compile(
        rf"(?<=.)\s*\(\s*(?:(?:{before}):?\s*([0-9.]+)\s*(?:{unit}|%)?|([0-9.]+)\s*(?:{unit}))\s*\)$",
        re.DOTALL,
    )


class _Bracket(NamedTuple):
    name: str
    points: str


def _bracket(name: str) -> _Bracket | None:
    """A name without the points behind it, and the points."""
    found = _points().search(fold(name)) if fold(name[-1:]) == ")" else None
    if found is None:
        return None
    # Folding keeps every character in its place, so the print can be cut at the same length.
    return _Bracket(name[: found.start()], found[1] or found[2])


def with_points_of_names(drafts: Sequence[Draft], half: Half) -> Marked:
    """`drafts` with the points in the brackets of their names as their weights.

    Where a form states targets, points behind one name alone may be part of it (群众评分（90分）):
    there the form must have the habit, most of its names with such a bracket.
    """
    found = [_bracket(draft.name) for draft in drafts]
    stated = sum(one is not None for one in found)
    rows = sum(not draft.filler for draft in drafts)
    if not stated or (half.column("target") is not None and stated * 2 <= rows):
        return Marked(list(drafts), ())
    kept: list[Draft] = []
    findings: list[Finding] = []
    for draft, bracket in zip(drafts, found, strict=True):
        if bracket is None:
            kept.append(draft)
            continue
        weight = draft.fields["weight"]
        if is_blank(weight):
            weight = bracket.points
        elif number(weight) != number(bracket.points):
            findings.append(_differs(bracket, weight, draft))
        fields = {**draft.fields, "weight": weight}
        kept.append(attrs.evolve(draft, name=bracket.name, fields=fields))
    return Marked(kept, tuple(findings))


def _differs(bracket: _Bracket, weight: str, draft: Draft) -> Finding:
    return Finding(
        code="weight-differs",
        severity="warning",
        message=f"指标“{bracket.name}”的名称里注明 {bracket.points} 分，分值一栏写的是“{weight}”，"
        "已按分值一栏；请改为一致",
        place=_place(draft),
        subject=bracket.name,
        figures=(("name", bracket.points), ("weight", weight)),
    )


def _place(draft: Draft) -> Place:
    cells = draft.part.cells.get("name")
    return cells[0].place if cells else draft.row.line.grid.place
