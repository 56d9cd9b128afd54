"""The small values that sections hold: rules with their sources, steps, bands, scales."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

import attrs

from ...quantities import Number, as_number

__all__ = [
    "BLUE",
    "CERTAIN",
    "CERTAINTIES",
    "FROM",
    "GREEN",
    "IMPOSSIBLE",
    "LIGHTS",
    "OUTLOOKS",
    "POSSIBLE",
    "RED",
    "YELLOW",
    "Band",
    "Certainty",
    "GradeShare",
    "Inherited",
    "LateBand",
    "Light",
    "Likelihood",
    "Outlook",
    "Rule",
    "Scale",
    "Side",
    "Step",
    "TargetForm",
]


Certainty = Literal["text", "form", "practice", "verify"]
#: The lights of monitoring, and the outlooks (完成目标可能性) that go with them.
Light = Literal["红", "黄", "绿", "蓝"]
Outlook = Literal["确定能", "有可能", "完全不可能"]
LIGHTS: Final[tuple[Light, ...]] = get_args(Light)
RED, YELLOW, GREEN, BLUE = LIGHTS
OUTLOOKS: Final[tuple[Outlook, ...]] = get_args(Outlook)
CERTAIN, POSSIBLE, IMPOSSIBLE = OUTLOOKS
CERTAINTIES: Final[Mapping[str, str]] = MappingProxyType(
    {"text": "文件原文", "form": "见于公开表样", "practice": "实务做法", "verify": "待核实"}
)


@attrs.frozen(kw_only=True)
class Inherited:
    """The rule of a section that another file changes in part.

    Attributes:
        name: 文号 or name of the rulebook that it stands in.
        text, source, certainty, silent_in, own: as those of `Rule`.
    """

    name: str
    text: str
    source: str
    certainty: Certainty
    silent_in: str | None = None
    own: tuple[str, ...] = ()

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return Rule(
            text=self.text,
            source=self.source,
            certainty=self.certainty,
            silent_in=self.silent_in,
        )


@attrs.frozen(kw_only=True)
class Rule:
    """One rule as a sentence, with where it stands.

    Attributes:
        text: what is done, in Chinese.
        source: 文号, or the form or system where it was seen.
        certainty: ``text`` 文件原文, ``form`` 见于公开表样, ``practice`` 实务做法,
            ``verify`` 待核实.
        silent_in: the regulation (文号) that says nothing on this question, or None
            where `source` states it.
        made: whether the file changes the values and gives no sentence for them, so that `text`
            is made of the values.
        own: the fields that the file states; all where `inherits` is empty.
        inherits: the rules that the other fields are from, the nearest first.
    """

    text: str
    source: str
    certainty: Certainty
    silent_in: str | None = None
    made: bool = False
    own: tuple[str, ...] = ()
    inherits: tuple[Inherited, ...] = ()

    def of(self, field: str) -> Rule:
        """The rule of the file that states a field."""
        if not self.inherits or field in self.own:
            return self
        stated = (one for one in self.inherits if field in one.own)
        return next(stated, self.inherits[-1]).rule

    def said_of(self, field: str) -> Rule:
        """The same, but the file's own sentence where it has one for the whole section."""
        return self.of(field) if self.made else self

    def __str__(self) -> str:
        label = CERTAINTIES[self.certainty]
        if self.silent_in is not None:
            return f"{self.silent_in}未规定，按“{self.text}”处理（{self.source}，{label}）"
        marks = [] if self.certainty == "text" else [label]
        if self.made and self.inherits:
            marks.append(f"没有写的各项照{self.inherits[0].name}")
        return f"{self.source}：{self.text}" + (f"（{'；'.join(marks)}）" if marks else "")


@attrs.frozen(kw_only=True)
class Band:
    """A band of a qualitative grade: shares of the weight from `lower` to `upper`.

    `grade` is ``reached`` 达成, ``partly`` 部分达成 or ``missed`` 未达成; `label` its full wording.
    The lower bound belongs to the band.
    """

    grade: Literal["reached", "partly", "missed"]
    label: str
    upper: Decimal
    lower: Decimal


@attrs.frozen(kw_only=True)
class GradeShare:
    """What a grade word of the evaluator (优 良 中 低 差) earns, as a share of the weight."""

    word: str
    share: Decimal


#: On which side of its marks a scale gives more.
Side = Literal["more", "less", "near"]
#: How a target is written, as a scale names it; ``zero`` is a number of 0.
TargetForm = Literal["at_least", "at_most", "equal", "about", "plain", "range", "zero"]


@attrs.frozen(kw_only=True)
class Step:
    """One step of a scale: what is on its side of the mark earns `share` of the weight.

    One mark is given: `at_least` or `above` (without the mark itself) where more is better,
    `at_most` or `below` where less is, `within` for what lies so near to the target on either
    side. Of `share` and `points` one is given too.
    """

    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    within: Number | None = None
    share: Decimal | None = None
    points: Decimal | None = None

    @property
    def mark(self) -> Number:
        """The number, whichever side it bounds."""
        given = (self.at_least, self.above, self.at_most, self.below, self.within)
        return next(one for one in given if one is not None)

    @property
    def side(self) -> Side:
        """On which side of the mark it is."""
        if self.within is not None:
            return "near"
        return "more" if self.at_least is not None or self.above is not None else "less"

    @property
    def strict(self) -> bool:
        """Whether the mark itself is not on it."""
        return self.above is not None or self.below is not None

    def holds(self, number: Any, mark: Any) -> bool:
        """Whether `number` is on the step, `mark` being its mark in the same unit."""
        if self.side == "more":
            return bool(number > mark if self.strict else number >= mark)
        return bool(number < mark if self.strict else number <= mark)


def _at_gap(step: Step, end: Fraction, *, upward: bool) -> Step:
    """The step of a gap as one that is so far below `end`, or above it."""
    gap = Fraction(step.mark)
    number = as_number(end - gap if upward else end + gap)
    on, beyond = (None, number) if step.strict else (number, None)
    if upward:
        return attrs.evolve(step, at_least=on, above=beyond, at_most=None, below=None)
    return attrs.evolve(step, at_most=on, below=beyond)


@attrs.frozen(kw_only=True)
class LateBand:
    """Up to `days` days late earns `share` of the weight."""

    days: int
    share: Decimal


@attrs.frozen(kw_only=True, cache_hash=True)
class Scale:
    """How some indicators are scored: by steps, or by points taken off from a mark on.

    Numbers are shares (0.9 = 90%) where `unit` is %, else in that unit; with ``measure = "ratio"``
    they are shares of the target, whatever its unit.

    Attributes:
        applies_to: words, one of which the name ends with or the level-1 or -2 kind contains.
        names: regular expressions, one of which is found in the name.
        kinds: words, one of which a kind must contain as well, where any are given.
        unit: that of the indicators; targets in another are not scored by the scale.
        forms: the forms of target that it is for (``at_least``, ``at_most``, ``equal``, ``about``,
            ``plain``, ``range``, ``zero``: a number of 0); none given: all.
        measure: ``value``: the actual itself; ``ratio``: actual over target; ``gap``: by how much the
            actual is worse than the target, 0 where it is reached; its marks are `at_most`.
        steps: from best to worst; beyond the last step the share is 0.
        full: the weight that the points of the steps and deductions are meant for; where the
            indicator has another they are taken in proportion. None: points are points.
        linear: whether the share runs in a straight line from one step to the next.
        deduct_from, deduct_above: the mark; below or above it each `every` takes `points` off; with
            both, what lies between them is whole.
        of_target: whether that mark is a multiple of the target.
        zero_from: beyond this mark, on the bad side, nothing is earned.
        part: what a part of `every` takes: all of it (``begun``), nothing (``whole``), its share
            (``share``); None: the rule does not say, and it takes all of it.
    """

    applies_to: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    unit: str = "%"
    measure: Literal["value", "ratio", "gap"] = "value"
    steps: tuple[Step, ...] = ()
    full: Decimal | None = None
    linear: bool = False
    deduct_from: Decimal | None = None
    deduct_above: Decimal | None = None
    of_target: bool = False
    every: Decimal | None = None
    points: Decimal | None = None
    zero_from: Decimal | None = None
    part: Literal["begun", "whole", "share"] | None = None
    rule: Rule

    @property
    def side(self) -> Side:
        """On which side of its marks it gives more."""
        if not self.steps:
            if self.deduct_from is not None and self.deduct_above is not None:
                return "near"
            return "more" if self.deduct_from is not None else "less"
        return self.steps[0].side

    def from_target(self, low: Fraction, high: Fraction, *, side: Side) -> Scale:
        """A scale of gaps as one of values, for a target from `low` to `high` in its own unit.

        `side`: whether more is better, or less, or what is nearer to 0.
        """
        end = low if side == "more" else high
        steps = tuple(
            attrs.evolve(
                step, within=as_number(end + Fraction(step.mark)), at_most=None, below=None
            )
            if side == "near"
            else _at_gap(step, end, upward=side == "more")
            for step in self.steps
        )
        return attrs.evolve(self, measure="value", steps=steps)

    @property
    def takes_off_the_target(self) -> bool:
        """Whether points are taken off what is just the target, by marks that are shares of it."""
        low, high = self.deduct_from, self.deduct_above
        return (low is not None and low > 1) or (high is not None and high < 1)

    @property
    def by_weight(self) -> bool:
        """Whether the share of the weight depends on what the weight is."""
        return self.full is None and (
            self.points is not None or any(one.points is not None for one in self.steps)
        )


@attrs.frozen(kw_only=True)
class Likelihood:
    """完成目标可能性 that goes with a light (红 黄 绿 蓝)."""

    light: Light
    outlook: Outlook


# The two ways to say from where on a step is.
FROM: Final = ("at_least", "above")
