"""Policies: the questions on which practice differs, one class each, with the `Rule` behind it.

Nothing here knows a regulation. The answers are data; see `jixiao.rules` for the file
they come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

import attrs

from ..grades import GRADE_SCALES
from ..quantities import Number, as_number
from .fields import (
    COUNT,
    FLAG,
    PATTERNS,
    PLACES,
    POINTS,
    POSITIVE,
    SHARE,
    SHARES,
    TEXT,
    WORDS,
    by,
    choice,
    decimal,
    optional,
    records,
)

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
_FROM: Final = ("at_least", "above")

# ---- the sections ---------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Points:
    """How many points (分值) the parts have: 预算执行, and each level-1 kind.

    `levels_with_cost` holds where 成本指标 stands as a level-1 kind of its own. A key such
    as ``效益+满意度`` shares one figure between two kinds.
    """

    total: Decimal = attrs.field(metadata=by(decimal("1")))
    execution: Decimal = attrs.field(metadata=by(POINTS))
    levels: tuple[tuple[str, Decimal], ...] = attrs.field(metadata=by(SHARES))
    levels_with_cost: tuple[tuple[str, Decimal], ...] = attrs.field(default=(), metadata=by(SHARES))
    rule: Rule


@attrs.frozen(kw_only=True)
class Reached:
    """A quantitative target that is reached: full points."""

    rule: Rule


@attrs.frozen(kw_only=True)
class Missed:
    """A quantitative target that is not reached. `pass_mark` (及格线): below that share nothing."""

    mode: Literal["ratio", "zero"] = attrs.field(metadata=by(choice("ratio", "zero")))
    pass_mark: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    rule: Rule


@attrs.frozen(kw_only=True)
class Reverse:
    """A less-is-better (反向) target that is exceeded: A/B, 1−(B−A)/A, or nothing."""

    mode: Literal["inverse", "linear", "zero"] = attrs.field(
        metadata=by(choice("inverse", "linear", "zero"))
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class Equality:
    """`=4人` and 5 were achieved: full (one_sided), A/B (two_sided), or nothing (strict).

    Within `tolerance`, a share of the target, an actual counts as equal.
    """

    mode: Literal["one_sided", "two_sided", "strict"] = attrs.field(
        metadata=by(choice("one_sided", "two_sided", "strict"))
    )
    tolerance: Decimal = attrs.field(default=Decimal(0), metadata=by(SHARE))
    rule: Rule


@attrs.frozen(kw_only=True)
class ZeroTarget:
    """A target of 0 (`=0起`): no ratio exists. All or nothing, or left to the evaluator (open)."""

    mode: Literal["all_or_nothing", "open"] = attrs.field(
        metadata=by(choice("all_or_nothing", "open"))
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class StrictBound:
    """`>` and `<` met exactly at the bound: as ≥ and ≤ (inclusive), or not reached (strict)."""

    mode: Literal["inclusive", "strict"] = attrs.field(metadata=by(choice("inclusive", "strict")))
    rule: Rule


@attrs.frozen(kw_only=True)
class Over:
    """Over-achievement: the cap as a share of the weight (None: none), and when to remark.

    Above `reduce_from` times the target each further multiple takes `reduce_rate` of the weight,
    `reduce_most` of it (0.2 = a fifth) at most;
    from the mark of one of `steps` (1.3 = 130% of the target) on, the share is that of the step.
    Each `bonus_every` beyond the target (0.1 = 10% of it) adds `bonus` points, `bonus_most` at most.
    """

    cap: Decimal | None = attrs.field(default=Decimal(1), metadata=by(optional(decimal("1"))))
    remark_from: Decimal = attrs.field(metadata=by(decimal("1")))
    reduce_from: Decimal | None = attrs.field(default=None, metadata=by(optional(decimal("1"))))
    reduce_rate: Decimal = attrs.field(default=Decimal(1), metadata=by(POINTS))
    reduce_most: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    bonus: Decimal | None = attrs.field(default=None, metadata=by(optional(POSITIVE)))
    bonus_every: Decimal | None = attrs.field(default=None, metadata=by(optional(POSITIVE)))
    bonus_most: Decimal | None = attrs.field(default=None, metadata=by(optional(POSITIVE)))
    steps: tuple[Step, ...] = attrs.field(
        default=(),
        metadata=by(
            records(Step, optional=_FROM, at_least=decimal("1"), above=decimal("1"), share=SHARE)
        ),
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class QualitativeBands:
    """Qualitative indicators: the bands, and where in its band a grade without a mark stands.

    `echo`: the actual repeats the target's words. `lower_grade`: a lower grade on the same scale.
    `grades`: words with a share of their own, which go before the bands.
    """

    bands: tuple[Band, ...] = attrs.field(
        metadata=by(
            records(
                Band,
                grade=choice("reached", "partly", "missed"),
                label=TEXT,
                upper=SHARE,
                lower=SHARE,
            )
        )
    )
    reached: Literal["upper", "middle", "lower"] = attrs.field(
        metadata=by(choice("upper", "middle", "lower"))
    )
    partly: Literal["upper", "middle", "lower"] = attrs.field(
        metadata=by(choice("upper", "middle", "lower"))
    )
    missed: Literal["upper", "middle", "lower"] = attrs.field(
        metadata=by(choice("upper", "middle", "lower"))
    )
    echo: Literal["reached", "open"] = attrs.field(metadata=by(choice("reached", "open")))
    lower_grade: Literal["partly", "missed", "open"] = attrs.field(
        metadata=by(choice("partly", "missed", "open"))
    )
    grades: tuple[GradeShare, ...] = attrs.field(
        default=(), metadata=by(records(GradeShare, word=TEXT, share=SHARE))
    )
    rule: Rule

    def grade_of(self, word: str) -> GradeShare | None:
        """The grade that a word is, by itself or by another spelling (良好 is 良); or None."""
        spellings = (word, *self._spellings(word))
        return next((one for text in spellings for one in self.grades if one.word == text), None)

    def _spellings(self, word: str) -> tuple[str, ...]:
        """How else a grade is written, on the scale that the grades of this rule stand on."""
        for _, scale in GRADE_SCALES:
            places = [
                next((i for i, names in enumerate(scale) if one.word in names), None)
                for one in self.grades
            ]
            if None not in places and len(set(places)) == len(places):
                return next((names for names in scale if word in names), ())
        return ()

    def band(self, grade: str) -> Band:
        """The band of a grade."""
        return next(one for one in self.bands if one.grade == grade)


@attrs.frozen(kw_only=True)
class YesNoRule:
    """是/否 (直接赋分): full or nothing."""

    rule: Rule


@attrs.frozen(kw_only=True)
class Late:
    """A date that is passed: nothing (zero), so much per day or month begun, bands of days, or open.

    Attributes:
        per_day, per_month: what a day or a month takes, as a share of the weight.
        points: so many points a day or a month, and not a share.
        days, months: how many days or months are one; of each a part counts as all of it, unless
            `part` of days says otherwise (``whole``: nothing, ``share``: its share).
        most: the share of the weight that is taken off at most.
        this_year: whether nothing is earned after the year of the date.
        next_year_most: the share that is earned after it at most.
        zero_after: so many days or months late still earn something; None: until nothing is left.
        bands: of days.
    """

    mode: Literal["zero", "per_day", "per_month", "bands", "open"] = attrs.field(
        metadata=by(choice("zero", "per_day", "per_month", "bands", "open"))
    )
    per_day: Decimal = attrs.field(default=Decimal(0), metadata=by(SHARE))
    per_month: Decimal = attrs.field(default=Decimal(0), metadata=by(SHARE))
    points: Decimal | None = attrs.field(default=None, metadata=by(optional(POINTS)))
    days: int = attrs.field(default=1, metadata=by(COUNT))
    months: int = attrs.field(default=1, metadata=by(COUNT))
    part: Literal["begun", "whole", "share"] = attrs.field(
        default="begun", metadata=by(choice("begun", "whole", "share"))
    )
    most: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    this_year: bool = attrs.field(default=False, metadata=by(FLAG))
    next_year_most: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    zero_after: int | None = attrs.field(default=None, metadata=by(optional(COUNT)))
    bands: tuple[LateBand, ...] = attrs.field(
        default=(), metadata=by(records(LateBand, days=COUNT, share=SHARE))
    )
    rule: Rule

    @property
    def counts(self) -> bool:
        """Whether what is earned goes with how late it is."""
        return self.mode in ("per_day", "per_month", "bands")


@attrs.frozen(kw_only=True)
class DateRule:
    """What being late costs some indicators, where it is another than `Late` of the rulebook.

    Attributes:
        applies_to, names, kinds: as those of `Scale`.
        late: what counts for them.
    """

    applies_to: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    late: Late

    @property
    def rule(self) -> Rule:
        """The rule of `late`."""
        return self.late.rule


@attrs.frozen(kw_only=True)
class OutOfRange:
    """An actual outside a range (`80%-90%`): in the ratio to the nearer bound, or nothing."""

    mode: Literal["ratio", "zero"] = attrs.field(metadata=by(choice("ratio", "zero")))
    rule: Rule


@attrs.frozen(kw_only=True)
class Composite:
    """Targets of several parts: the mean of the parts, the lowest part, or all or nothing."""

    mode: Literal["mean", "lowest", "all"] = attrs.field(
        metadata=by(choice("mean", "lowest", "all"))
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class RelativeRule:
    """A relative target (`同比提高5%`) not reached: by the ratio of the change, nothing, open."""

    mode: Literal["ratio", "zero", "open"] = attrs.field(
        metadata=by(choice("ratio", "zero", "open"))
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class Missing:
    """No actual value: unscored (open), nothing, or excluded and the rest rescaled."""

    mode: Literal["open", "zero", "rescale"] = attrs.field(
        metadata=by(choice("open", "zero", "rescale"))
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class Undecided:
    """What no rule can compute: left to the evaluator, the points stay open."""

    rule: Rule


@attrs.frozen(kw_only=True)
class Inapplicable:
    """An indicator that does not apply: the level is rescaled, or it is left out, or full."""

    mode: Literal["rescale", "exclude", "full"] = attrs.field(
        metadata=by(choice("rescale", "exclude", "full"))
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class Negative:
    """A negative actual of a positive target: treated as 0, or as it is."""

    mode: Literal["zero", "as_is"] = attrs.field(metadata=by(choice("zero", "as_is")))
    rule: Rule


@attrs.frozen(kw_only=True)
class Rounding:
    """Decimals of the points, or the step they come in (0.5); how; each indicator or only the total."""

    places: int = attrs.field(metadata=by(PLACES))
    mode: Literal["half_up", "half_even", "up", "down"] = attrs.field(
        metadata=by(choice("half_up", "half_even", "up", "down"))
    )
    step: Decimal | None = attrs.field(default=None, metadata=by(optional(POSITIVE)))
    at: Literal["indicator", "total"] = attrs.field(metadata=by(choice("indicator", "total")))
    rule: Rule

    @property
    def each(self) -> Rounding:
        """How one indicator is rounded: to six decimals where only the total is."""
        if self.at == "indicator":
            return self
        return attrs.evolve(self, places=6, mode="half_up", step=None, at="indicator")


@attrs.frozen(kw_only=True)
class Total:
    """The total beside the indicators: how it is rounded by itself, and what it is at most.

    `places` None: it is what the rounded points add up to. `most` None: bonuses may pass 100.
    """

    places: int | None = attrs.field(default=None, metadata=by(optional(PLACES)))
    mode: Literal["half_up", "half_even", "up", "down"] = attrs.field(
        default="half_up", metadata=by(choice("half_up", "half_even", "up", "down"))
    )
    most: Decimal | None = attrs.field(default=None, metadata=by(optional(POINTS)))
    rule: Rule


@attrs.frozen(kw_only=True)
class ExecutionRule:
    """预算执行率: the denominator, a budget of 0, the cap, and below what an explanation is due.

    `pass_mark`: below that rate nothing. `over_share`: the share where more was spent than
    budgeted. `steps` give shares by rate instead of the rate itself;
    or below `deduct_from` each begun `every` takes `points` off.
    """

    denominator: Literal["budget", "initial"] = attrs.field(
        metadata=by(choice("budget", "initial"))
    )
    zero_budget: Literal["open", "full", "zero"] = attrs.field(
        metadata=by(choice("open", "full", "zero"))
    )
    capped: bool = attrs.field(default=True, metadata=by(FLAG))
    explain_below: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    pass_mark: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    over_share: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    steps: tuple[Step, ...] = attrs.field(
        default=(),
        metadata=by(records(Step, optional=_FROM, at_least=POINTS, above=POINTS, share=SHARE)),
    )
    linear: bool = attrs.field(default=False, metadata=by(FLAG))
    deduct_from: Decimal | None = attrs.field(default=None, metadata=by(optional(SHARE)))
    every: Decimal | None = attrs.field(default=None, metadata=by(optional(POSITIVE)))
    points: Decimal | None = attrs.field(default=None, metadata=by(optional(POINTS)))
    rule: Rule

    @property
    def scale(self) -> Scale | None:
        """The scale of the rate; None where the rate is the share."""
        if self.steps:
            return Scale(names=("",), steps=self.steps, linear=self.linear, rule=self.rule)
        if self.deduct_from is None or self.every is None or self.points is None:
            return None
        return Scale(
            names=("",),
            deduct_from=self.deduct_from,
            every=self.every,
            points=self.points,
            rule=self.rule,
        )


@attrs.frozen(kw_only=True)
class Sharing:
    """Weights that the document does not state: shared evenly in `places` decimals, or left open."""

    mode: Literal["even", "open"] = attrs.field(metadata=by(choice("even", "open")))
    places: int = attrs.field(default=2, metadata=by(PLACES))
    rule: Rule


@attrs.frozen(kw_only=True)
class Deduction:
    """Points taken off by hand (扣分), never below `floor`."""

    floor: Decimal = attrs.field(metadata=by(POINTS))
    rule: Rule


@attrs.frozen(kw_only=True)
class Explanation:
    """Whether a reason (偏差原因) is required where the points are not full."""

    required: bool = attrs.field(metadata=by(FLAG))
    rule: Rule


@attrs.frozen(kw_only=True)
class Grades:
    """The grades of the total (优良中差), of 100 points: from which total on, best first."""

    bounds: tuple[tuple[str, Decimal], ...] = attrs.field(metadata=by(SHARES))
    rule: Rule

    def of(self, percent: Decimal) -> str:
        """The grade of a total out of 100."""
        return next((name for name, low in self.bounds if percent >= low), self.bounds[-1][0])


# Each name that is looked up asks for it by this hash.
@attrs.frozen(kw_only=True, cache_hash=True)
class DirectionWords:
    """Which way is better where only a plain value is stated, as the name tells.

    See `jixiao.rules.directions` for how the lists work together.

    Attributes:
        less: bad things, of which less is better (投诉, 事故).
        flaws: faults of the work itself (差错, 超时): less is better whatever verb stands before.
        more: good things and what is done (合格, 处理): higher is better.
        curbs: verbs of lessening (减少, 下降): more of it is better, whatever it lessens.
        acts: verbs that deal with a bad thing; before it they make a count of work of it.
        cures: those of them that have only bad things for their object (治理, 化解): a rate too.
        tails: words that may follow a bad thing without changing its meaning (发生, 率, 次数).
        ends: regular expressions for names of which less is better (…响应时间, …成本控制率).
        denials: what turns a good thing into a bad one and a bad one into a good one (不合格).
        absent: what says, before a bad thing, that there is none of it (无事故).
        people: ends of words for those who are dealt with: 救助对象返贫人数 counts who fell back.
        places: ends of words for where, when or on what: 治理区水土流失率.
        which: regular expressions for what stands between a verb and its object and says only
            which or how many.
        amiss: ends of words for what is done against the rules (违规使用资金数).
        proper: words before a bad thing that say it is done as it should be (达标排放).
        outcomes: bad things that come about in spite of the work; nothing can be done to them.
        occurs: words for the coming about or the growth of a bad thing.
        cost_kinds: level-1 or level-2 kinds of which less is better.
        good_kinds: such kinds of which more is better, where a name tells nothing (满意度).
        received: words of money that others receive (补助): under such a kind less may be too
            little, so that neither way is taken for granted.
        each: words of names whose money is each one's (人均), as by a unit 元/人.
        spendings: ends of names of what the unit itself spends (奖励支出): less is better.
        standards: ends of names of such money that is paid as it is set (补助标准): neither way,
            whatever the kind.
        time_kinds: level-2 kinds under which a span of time is better the shorter.
        lasting: words of what is to last or to come early all the same (运行, 提前).
    """

    less: tuple[str, ...] = attrs.field(metadata=by(WORDS))
    more: tuple[str, ...] = attrs.field(metadata=by(WORDS))
    flaws: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    curbs: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    acts: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    cures: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    tails: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    ends: tuple[str, ...] = attrs.field(default=(), metadata=by(PATTERNS))
    denials: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    absent: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    people: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    places: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    which: tuple[str, ...] = attrs.field(default=(), metadata=by(PATTERNS))
    amiss: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    proper: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    outcomes: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    occurs: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    cost_kinds: tuple[str, ...] = attrs.field(metadata=by(WORDS))
    good_kinds: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    received: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    each: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    spendings: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    standards: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    time_kinds: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    lasting: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    rule: Rule


@attrs.frozen(kw_only=True)
class Monitoring:
    """Mid-year lights (绩效运行监控): bounds of progress against time, and their outlooks.

    Attributes:
        red_below, yellow_below, blue_from: bounds of the ratio.
        outlooks: the outlook of each light.
        states: units of a state, which does not grow over the year (%, 分贝).
        times: units of a time: a state where it is limited, an amount where it is asked for.
        each: words of names whose times do not add up (平均, 质保).
        done: ends of names of shares of the year's work (支付进度率), which do grow.
        well_done: words of names that are states all the same (支付及时率).
        standing: names of what stands at a level and does not grow, whatever its unit (指数, 日均).
    """

    red_below: Decimal = attrs.field(metadata=by(POINTS))
    yellow_below: Decimal = attrs.field(metadata=by(POINTS))
    blue_from: Decimal = attrs.field(metadata=by(POINTS))
    outlooks: tuple[Likelihood, ...] = attrs.field(
        metadata=by(
            records(
                Likelihood,
                light=choice(*LIGHTS),
                outlook=choice(*OUTLOOKS),
            )
        )
    )
    states: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    times: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    each: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    done: tuple[str, ...] = attrs.field(default=(), metadata=by(PATTERNS))
    well_done: tuple[str, ...] = attrs.field(default=(), metadata=by(WORDS))
    standing: tuple[str, ...] = attrs.field(default=(), metadata=by(PATTERNS))
    rule: Rule

    def outlook(self, light: str) -> Outlook:
        """完成目标可能性 of a light."""
        return next(one.outlook for one in self.outlooks if one.light == light)


#: The sections of a rulebook file, with their classes.
SECTIONS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "points": Points,
        "reached": Reached,
        "missed": Missed,
        "reverse": Reverse,
        "equality": Equality,
        "zero_target": ZeroTarget,
        "strict_bound": StrictBound,
        "over": Over,
        "qualitative": QualitativeBands,
        "yes_no": YesNoRule,
        "late": Late,
        "out_of_range": OutOfRange,
        "composite": Composite,
        "relative": RelativeRule,
        "missing": Missing,
        "undecided": Undecided,
        "inapplicable": Inapplicable,
        "negative": Negative,
        "rounding": Rounding,
        "total": Total,
        "execution": ExecutionRule,
        "sharing": Sharing,
        "deduction": Deduction,
        "explanation": Explanation,
        "grades": Grades,
        "direction": DirectionWords,
        "monitoring": Monitoring,
    }
)
