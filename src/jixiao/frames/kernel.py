"""The arithmetic of many rows at once, in 64-bit integers: which region, what quotient.

Nothing is rounded but the result: comparisons are between integers, quotients are integer
divisions with their remainders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from .columns import LIMIT, Integers
from .plans import Outcome, Plan, terms_of

__all__ = [
    "LONGEST",
    "OUT",
    "Flags",
    "Outcomes",
    "Regions",
    "Table",
    "compared",
    "mets",
    "quotient",
    "ratios",
    "shares",
]

#: Decimals of the columns number, ratio and points.
OUT: Final = 6
#: What the columns number, ratio and points have no room for, in units of the last decimal.
LONGEST: Final = 10**18
_LARGEST: Final = np.iinfo(np.int64).max
_SAFE: Final = 9.0e18
_SHAPES: Final[Mapping[str, int]] = MappingProxyType(
    {"open": 0, "fixed": 1, "direct": 2, "inverse": 3, "actual": 4, "ask": 5}
)
_OVERS: Final[Mapping[str, int]] = MappingProxyType({"none": 0, "share": 1, "up": 2, "down": 3})

Flags = npt.NDArray[np.bool_]


def quotient(top: Integers, below: Integers, *, times: Integers | int, mode: str) -> Integers:
    """times × top / below, rounded to an integer as `mode` says; exact for all sizes.

    `below` is positive; `top` is not negative.
    """
    if len(top) == 0:
        return np.zeros(0, np.int64)
    size = np.max(top.astype(np.float64) * times, initial=0.0)
    if size >= _SAFE:
        return _long_quotient(top, below, times, mode)
    whole, rest = np.divmod(top * times, below)
    # 2·rest could pass 64 bits, below - rest cannot.
    other = below - rest
    if mode == "half_up":
        whole += rest >= other
    elif mode == "half_even":
        whole += (rest > other) | ((rest == other) & (whole % 2 == 1))
    elif mode == "up":
        whole += rest > 0
    return whole


def _long_quotient(top: Integers, below: Integers, times: Integers | int, mode: str) -> Integers:
    factors = np.broadcast_to(np.asarray(times, np.int64), top.shape)
    result = np.empty(len(top), np.int64)
    small = top.astype(np.float64) * factors < _SAFE
    result[small] = quotient(top[small], below[small], times=factors[small], mode=mode)
    for row in np.flatnonzero(~small).tolist():
        upper, lower = int(top[row]) * int(factors[row]), int(below[row])
        whole, rest = divmod(upper, lower)
        if mode == "half_up":
            whole += 2 * rest >= lower
        elif mode == "half_even":
            whole += 2 * rest > lower or (2 * rest == lower and whole % 2 == 1)
        elif mode == "up":
            whole += rest > 0
        # What passes 64 bits passes the column too, and is marked there.
        result[row] = min(whole, _LARGEST)
    return result


class Outcomes:
    """The outcomes of the plans in use, as arrays to look up by number."""

    def __init__(self) -> None:
        self._offsets: dict[Plan, int] = {}
        self._others: dict[Outcome, int] = {}
        self.items: list[Outcome] = []
        self._arrays: Table | None = None

    def offset(self, plan: Plan) -> int:
        """Where the outcomes of `plan` begin."""
        found = self._offsets.get(plan)
        if found is None:
            found = self._offsets[plan] = len(self.items)
            self.items += plan.outcomes
            self._arrays = None
        return found

    def number(self, outcome: Outcome) -> int:
        """The number of an outcome that no plan has."""
        found = self._others.get(outcome)
        if found is None:
            found = self._others[outcome] = len(self.items)
            self.items.append(outcome)
            self._arrays = None
        return found

    @property
    def table(self) -> Table:
        """The outcomes as arrays."""
        if self._arrays is None:
            self._arrays = Table.of(self.items)
        return self._arrays


@attrs.frozen(eq=False)
class Table:
    """Outcomes as arrays: the codes of shape and ratio, whether whole, met (-1: not known).

    A fixed share is ``top/below``; that of a line ``(top·lower + slope·upper)/(below·lower)``.
    """

    shape: npt.NDArray[np.int8]
    over: npt.NDArray[np.int8]
    whole: Flags
    open: Flags
    asks: Flags
    met: npt.NDArray[np.int8]
    by_low: Flags
    opposite: Flags
    top: Integers
    slope: Integers
    below: Integers

    @classmethod
    def of(cls, items: Sequence[Outcome]) -> Table:
        """The table of these outcomes."""
        terms = [
            (one.share.numerator, 0, one.share.denominator)
            if one.line is None
            else terms_of(one.line)
            for one in items
        ]
        top, slope, below = np.array(terms, np.int64).reshape(-1, 3).T
        return cls(
            np.array([_SHAPES[one.line.of if one.line else one.shape] for one in items], np.int8),
            np.array([_OVERS[one.over] for one in items], np.int8),
            np.array([one.whole for one in items], np.bool_),
            np.array([one.shape == "open" for one in items], np.bool_),
            np.array([one.shape == "ask" for one in items], np.bool_),
            mets(items),
            np.array([one.by_low for one in items], np.bool_),
            np.array([one.opposite for one in items], np.bool_),
            top,
            slope,
            below,
        )


def mets(items: Sequence[Outcome]) -> npt.NDArray[np.int8]:
    """Whether met: 1 yes, 0 no, -1 not known."""
    return np.array([-1 if one.met is None else int(one.met) for one in items], np.int8)


@attrs.frozen(kw_only=True, eq=False)
class Regions:
    """The thresholds of the targets of one batch, as integers of one scale.

    Position i of each array belongs to target i of the batch.

    Attributes:
        scale: the power of ten.
        usable: which targets fit into this scale.
        low, high: the numbers that the formulas divide by.
        first: the number of the outcome below all thresholds.
        columns: for each threshold the first integer on it, and the first above it.
        near: those columns that lie near the target, looked at for every row; `skipped` lie
            below them, and they decide alone from `near_from` up to before `near_to`.
    """

    scale: int
    usable: Flags
    low: Integers
    high: Integers
    first: Integers
    columns: Integers
    near: Integers
    skipped: Integers
    near_from: Integers
    near_to: Integers

    @classmethod
    def of(
        cls,
        plans: Sequence[Plan | None],
        which: Integers,
        numbers: Integers,
        outcomes: Outcomes,
        scale: int,
    ) -> Regions:
        """The regions of targets.

        Args:
            plans: by the numbers in `which`; None where a target is always asked about.
            which: the plan of each target.
            numbers: for each target the low number, the high one, and the power of ten that both
                are over, which is not above `scale`.
            outcomes: takes in those of the plans.
            scale: the power of ten of all numbers.
        """
        count = which.size
        known = [one for one in plans if one is not None]
        widest = 2 * max((len(plan.regions.bounds) for plan in known), default=0)
        nearest = 2 * max((plan.near.stop - plan.near.start for plan in known), default=0)
        low, high, places = numbers
        by = 10 ** (scale - places)
        fits = np.maximum(np.abs(low), np.abs(high)) <= LIMIT // by
        regions = cls(
            scale=scale,
            usable=np.zeros(count, np.bool_),
            low=np.where(fits, low * by, 1),
            high=np.where(fits, high * by, 1),
            first=np.zeros(count, np.int64),
            columns=np.full((widest, count), _LARGEST, np.int64),
            near=np.full((nearest, count), _LARGEST, np.int64),
            skipped=np.zeros(count, np.int64),
            near_from=np.full(count, -_LARGEST, np.int64),
            near_to=np.full(count, _LARGEST, np.int64),
        )
        order = np.argsort(which, kind="stable")
        ends = np.searchsorted(which[order], np.arange(len(plans) + 1))
        members: dict[Plan, list[Integers]] = {}
        for plan, first, last in zip(plans, ends[:-1], ends[1:], strict=True):
            if plan is not None:
                members.setdefault(plan, []).append(order[first:last])
        for plan, rows in members.items():
            at = np.concatenate(rows)
            regions._fill(plan, at[fits[at]], outcomes)
        return regions

    def _fill(self, plan: Plan, at: Integers, outcomes: Outcomes) -> None:
        low, high = self.low[at], self.high[at]
        self.usable[at] = True
        self.first[at] = outcomes.offset(plan)
        columns: list[Integers] = []
        sizes = {"low": low, "high": high, "one": np.full(len(at), 10**self.scale)}
        for factor, of in plan.regions.bounds:
            exact = _times(sizes[of], factor.numerator, factor.denominator)
            # On a threshold begins at its ceiling, above it one past its floor.
            columns += [-(-exact // factor.denominator), exact // factor.denominator + 1]
        self.columns[: len(columns), at] = np.array(columns).reshape(len(columns), len(at))
        start, stop = 2 * plan.near.start, 2 * plan.near.stop
        self.near[: stop - start, at] = self.columns[start:stop, at]
        self.skipped[at] = start
        if start:
            self.near_from[at] = columns[start - 1]
        if stop < len(columns):
            self.near_to[at] = columns[stop]

    def find(self, targets: Integers, values: Integers) -> Integers:
        """The number of the outcome of each row; `values` in this scale."""
        found = (self.first + self.skipped)[targets]
        for column in self.near:
            found += values >= column[targets]
        inside = (values >= self.near_from[targets]) & (values < self.near_to[targets])
        rest = np.flatnonzero(~inside)
        if len(rest):
            mine, given = targets[rest], values[rest]
            far = self.first[mine]
            for column in self.columns:
                far += given >= column[mine]
            found[rest] = far
        return found


def _times(size: Integers, top: int, below: int) -> Integers:
    """size × top; where that passes 64 bits a number beyond every value."""
    if top == 0:
        return np.zeros(len(size), np.int64)
    furthest = _LARGEST - below
    far = np.abs(size) > furthest // abs(top)
    beyond = np.where((size > 0) == (top > 0), furthest, -furthest)
    small = max(-_LARGEST, min(top, _LARGEST))
    return np.where(far, beyond, np.where(far, 0, size) * small)


def compared(
    table: Table, found: Integers, low: Integers, high: Integers, values: Integers
) -> tuple[Integers, Integers]:
    """The number of the target and the actual that each row compares."""
    target = high
    by_low = table.by_low[found]
    if by_low.any():
        target = np.where(by_low, low, high)
    opposite = table.opposite[found]
    if opposite.any():
        values = np.where(opposite, -values, values)
    return target, values


def shares(
    table: Table, found: Integers, target: Integers, values: Integers, scale: int
) -> tuple[Integers, Integers]:
    """The share of each row as numerator and denominator; 0/1 where there is none."""
    shape = table.shape[found]
    top, below = table.top[found], table.below[found]
    for name, upper, lower in (
        ("direct", values, target),
        ("inverse", target, values),
        ("actual", values, None),
    ):
        rows = np.flatnonzero(shape == _SHAPES[name])
        if len(rows) == 0:
            continue
        over = 10**scale if lower is None else lower[rows]
        slope = table.slope[found[rows]]
        top[rows] = np.maximum(0, top[rows] * over + slope * upper[rows])
        below[rows] *= over
    return top, below


def ratios(
    table: Table,
    found: Integers,
    target: Integers,
    values: Integers,
    share: tuple[Integers, Integers],
) -> tuple[Integers, Flags]:
    """The ratio of each row in units of the last decimal, and where there is one."""
    over = table.over[found]
    top, below = share[0].copy(), share[1].copy()
    for name, upper, lower in (("up", values, target), ("down", target, values)):
        rows = np.flatnonzero(over == _OVERS[name])
        top[rows], below[rows] = upper[rows], lower[rows]
    # Nothing is divided by 0 or less, and what would be less than nothing is none.
    shown = (over != _OVERS["none"]) & (below > 0)
    top[~shown], below[~shown] = 0, 1
    negative = top < 0
    size = quotient(np.abs(top), below, times=10**OUT, mode="half_up")
    shown &= size < LONGEST
    return np.where(shown, np.where(negative, -size, size), 0), shown
