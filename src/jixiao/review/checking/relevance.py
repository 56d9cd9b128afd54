"""Relevance (相关性): indicators that neither goal, tasks nor project speak of.

An indicator is foreign only where its words belong to a field of work (``data/wording.toml``,
``field``) that the rest of the form never touches, and it shares no word with goal, tasks,
project and office. A word that no field lists says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from ...findings import Finding
from ...language import squeeze
from ...language.lexicon import either
from ...naming import bare_name, wording
from ...tables import TargetTable
from .codes import FOREIGN_INDICATOR
from .coverage import said_of
from .wording import kind_called, matches, words

__all__ = ["foreign_indicator"]

#: With fewer indicators than this the others do not show what the project is about.
_FEW: Final = 3


@cache
def _fields() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((one["name"], re.compile(either(one["words"]))) for one in wording()["field"])


@cache
def _any_field() -> re.Pattern[str]:
    return re.compile(either(word for one in wording()["field"] for word in one["words"]))


def _is_far(name: str, about: str) -> bool:
    """Whether an effect is of goods (生猪出栏量) that no project in the fields of this one brings forth."""
    if not matches("relevance", "goods", name):
        return False
    mine = {label for label, said in _fields() if said.search(about)}
    return bool(mine) and mine <= set(words("relevance", "apart"))


def foreign_indicator(table: TargetTable) -> Iterator[Finding]:
    """An indicator of another field of work than the rest of the form."""
    texts = [table.project, table.goal, table.title, table.organisation, table.department]
    texts += [f"{one.name or ''}{one.content}" for one in table.tasks]
    about = squeeze("|".join(filter(None, texts)))
    if not (table.goal or table.tasks or table.project) or len(table.indicators) < _FEW:
        yield FOREIGN_INDICATOR.not_applicable("表中没有目标、任务和项目名称，看不出项目做什么")
        return
    names = [bare_name(one.name) for one in table.indicators]
    for index, one in enumerate(table.indicators):
        name = names[index]
        # Effects reach into other fields: 造林 gives work. Outputs are the project's own, and who
        # is asked for an opinion is one of those that it serves.
        asked = (kind_called(kind) for kind in ("quantity", "satisfaction"))
        if not any(kind.covers(one.level2 or "") for kind in asked) and not _is_far(name, about):
            continue
        if not _any_field().search(name):
            continue
        mine = [(label, said) for label, said in _fields() if said.search(name)]
        if any(said.search(about) for _, said in mine) or said_of(name, about):
            continue
        # A second row of the same field shows that it is a part of the work.
        others = "|".join((*names[:index], *names[index + 1 :]))
        if any(said.search(others) for _, said in mine):
            continue
        yield FOREIGN_INDICATOR.finding(
            f"“{one.name}”说的是{'、'.join(label for label, _ in mine)}方面的事，目标、任务和项目名称都没有提到；"
            "与本项目无关的请删去，有关的在目标里写明",
            indicator=one,
            figures={"field": "、".join(label for label, _ in mine)},
        )
