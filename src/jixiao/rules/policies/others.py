"""Sections on targets that are no single number: words, dates, changes, several parts."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import attrs

from ...grades import GRADE_SCALES
from ..fields import (
    COUNT,
    FLAG,
    POINTS,
    SHARE,
    TEXT,
    by,
    choice,
    optional,
    records,
)
from .records import (
    Band,
    GradeShare,
    LateBand,
    Rule,
)

__all__ = ["Composite", "DateRule", "Late", "QualitativeBands", "RelativeRule", "YesNoRule"]


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
