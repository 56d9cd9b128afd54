"""Sections on a number against its target: reached, missed, exceeded, out of a range."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import attrs

from ..fields import (
    POINTS,
    POSITIVE,
    SHARE,
    by,
    choice,
    decimal,
    optional,
    records,
)
from .records import (
    FROM,
    Rule,
    Step,
)

__all__ = [
    "Equality",
    "Missed",
    "Negative",
    "OutOfRange",
    "Over",
    "Reached",
    "Reverse",
    "StrictBound",
    "ZeroTarget",
]


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
            records(Step, optional=FROM, at_least=decimal("1"), above=decimal("1"), share=SHARE)
        ),
    )
    rule: Rule


@attrs.frozen(kw_only=True)
class OutOfRange:
    """An actual outside a range (`80%-90%`): in the ratio to the nearer bound, or nothing."""

    mode: Literal["ratio", "zero"] = attrs.field(metadata=by(choice("ratio", "zero")))
    rule: Rule


@attrs.frozen(kw_only=True)
class Negative:
    """A negative actual of a positive target: treated as 0, or as it is."""

    mode: Literal["zero", "as_is"] = attrs.field(metadata=by(choice("zero", "as_is")))
    rule: Rule
