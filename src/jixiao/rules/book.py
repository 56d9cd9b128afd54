"""The rulebook (计分规则) as a value, and which of its rules are for an indicator."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, TypeVar

import attrs

from ..display import html_table
from ..exactness import in_own_context
from .inheritance import HEAD
from .policies import (
    CERTAINTIES,
    SECTIONS,
    Certainty,
    Composite,
    DateRule,
    Deduction,
    DirectionWords,
    Equality,
    ExecutionRule,
    Explanation,
    Grades,
    Inapplicable,
    Late,
    Missed,
    Missing,
    Monitoring,
    Negative,
    OutOfRange,
    Over,
    Points,
    QualitativeBands,
    Reached,
    RelativeRule,
    Reverse,
    Rounding,
    Rule,
    Scale,
    Sharing,
    StrictBound,
    Total,
    Undecided,
    YesNoRule,
    ZeroTarget,
)
from .toml import toml_text

__all__ = ["DEFAULT", "Rulebook"]

#: The name of the rulebook that `score` uses unless told otherwise: 财预〔2020〕10号.
DEFAULT: Final = files("jixiao").joinpath("data/default-rulebook.txt").read_text("utf-8").strip()


# It is the key of what is remembered about it, and has a thousand words.
@attrs.frozen(kw_only=True, cache_hash=True)
class Rulebook:
    """计分规则: one answer to every question on which practice differs, each with its source.

    Attributes:
        name: by which it is asked for, e.g. ``财预〔2020〕10号``.
        title: the regulation or form in full.
        number: 文号, or None.
        effective: 施行日期, or None where it is not known.
        version: the version of the file, as its author counts them.
        scope: 适用范围.
        certainty, remark: how certain the whole is, and why.
        extends: the rulebook it starts from, or None.
        points … monitoring: one section for each question; each has a `.rule`.
        scales: step scales for some indicators (满意度赋分).
        dates: what being late costs some indicators, where it is another than `late`.
    """

    name: str
    title: str
    number: str | None = None
    effective: datetime.date | None = None
    version: str | None = None
    scope: str
    certainty: Certainty
    remark: str
    extends: str | None = None

    points: Points
    reached: Reached
    missed: Missed
    reverse: Reverse
    equality: Equality
    zero_target: ZeroTarget
    strict_bound: StrictBound
    over: Over
    qualitative: QualitativeBands
    yes_no: YesNoRule
    late: Late
    out_of_range: OutOfRange
    composite: Composite
    relative: RelativeRule
    missing: Missing
    undecided: Undecided
    inapplicable: Inapplicable
    negative: Negative
    rounding: Rounding
    total: Total
    execution: ExecutionRule
    sharing: Sharing
    deduction: Deduction
    explanation: Explanation
    grades: Grades
    direction: DirectionWords
    monitoring: Monitoring
    scales: tuple[Scale, ...] = ()
    dates: tuple[DateRule, ...] = ()

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        dated = f" {self.effective}起" if self.effective else ""
        return f"<Rulebook {self.name}《{self.title}》{dated} {CERTAINTIES[self.certainty]}>"

    def _repr_html_(self) -> str:
        rows = [
            (name, rule.text, rule.source, CERTAINTIES[rule.certainty]) for name, rule in self.rules
        ]
        return html_table(
            ("项", "规则", "依据", "可靠程度"), rows, caption=f"{self.name} {self.title}"
        )

    @property
    def rules(self) -> tuple[tuple[str, Rule], ...]:
        """Every section with its rule, in order; scales as ``scales[1]``, dates as ``dates[1]`` …"""
        sections = [(name, getattr(self, name).rule) for name in SECTIONS]
        lists: tuple[tuple[str, Sequence[Scale | DateRule]], ...] = (
            ("scales", self.scales),
            ("dates", self.dates),
        )
        numbered = [
            (f"{name}[{number}]", one.rule)
            for name, ones in lists
            for number, one in enumerate(ones, 1)
        ]
        return (*sections, *numbered)

    @in_own_context
    def toml(self) -> str:
        """The rulebook as the text of a file, with every field, those it inherits too."""
        return toml_text(self)

    @property
    def digest(self) -> str:
        """A digest of everything that decides points: two cards of one digest score alike."""
        return _digest(self)

    def scales_for(self, name: str, *kinds: str | None) -> tuple[Scale, ...]:
        """The scales for an indicator, by the head of its name or by one of its kinds, in order.

        群众满意度 and whatever stands under 满意度指标 is satisfaction; 满意度调查次数 and
        满意度提升率 under another kind are not.
        """
        return _all_for(self.scales, name, kinds)

    def scale_for(self, name: str, *kinds: str | None) -> Scale | None:
        """The first of `scales_for`, or None."""
        return next(iter(self.scales_for(name, *kinds)), None)

    def late_for(self, name: str, *kinds: str | None) -> Late:
        """What being late costs an indicator."""
        own = next(iter(_all_for(self.dates, name, kinds)), None)
        return self.late if own is None else own.late


_One = TypeVar("_One", Scale, DateRule)


def _all_for(ones: Sequence[_One], name: str, kinds: Iterable[str | None]) -> tuple[_One, ...]:
    if not ones:
        return ()
    heads = (_added().sub("", name), name)
    under = [kind for kind in kinds if kind]
    return tuple(one for one in ones if _is_for(one, heads, under))


def _is_for(one: Scale | DateRule, heads: tuple[str, str], kinds: list[str]) -> bool:
    """Whether a scale or a rule for dates is meant for an indicator."""
    if one.kinds and not any(word in kind for word in one.kinds for kind in kinds):
        return False
    if not (one.applies_to or one.names):
        return True
    ends = tuple(one.applies_to)
    if any(head.endswith(ends) for head in heads):
        return True
    if any(word in kind for word in one.applies_to for kind in kinds):
        return True
    return any(re.search(pattern, heads[0]) for pattern in one.names)


@cache
def _added() -> re.Pattern[str]:
    """What follows the head of a name: its unit or hint, and words that add nothing."""
    from ..language import builtin_lexicon

    words = "|".join(builtin_lexicon().words("added-end"))
    return re.compile(rf"(?:\s|[（(【][^（）()【】]*[)）】]|[≥≤＞＜><=＝%％:：*]|{words})+$")


# What is told about a rulebook, and decides nothing.
_ABOUT: Final = frozenset(HEAD)


@lru_cache(maxsize=64)
def _digest(book: Rulebook) -> str:
    decides = [
        (one.name, getattr(book, one.name))
        for one in attrs.fields(Rulebook)
        if one.name not in _ABOUT
    ]
    return hashlib.sha256(repr(decides).encode()).hexdigest()[:12]
