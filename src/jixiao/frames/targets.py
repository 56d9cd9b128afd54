"""The distinct targets of a frame: each is read, and its plans are made, once."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from ..criteria import Criterion, Unreadable
from ..scoring.judging import Judge
from ..tables import Indicator
from .columns import Column, Integers
from .kernel import Flags, Outcomes, Regions
from .plans import Planner, Sized
from .results import Words
from .rows import ROLES, Keys, figures, indicator_of, scaled

__all__ = ["Roster", "Target", "Targets"]

_SPARSE: Final = 16


@attrs.frozen(eq=False, slots=False)
class Target:
    """One distinct target, with the codes of its columns and its plans."""

    indicator: Indicator
    criterion: Criterion | Unreadable
    codes: tuple[int, int, int]
    number: int | None
    suffix: int
    planner: Planner
    by_weight: bool
    serial: int

    @cached_property
    def bare(self) -> Sized | None:
        """The plan for actual values without a unit."""
        return self.planner.plan(self.indicator, bare=True)

    @cached_property
    def spelt(self) -> Sized | None:
        """The plan for actual values with the unit of the target."""
        return self.planner.plan(self.indicator, bare=False) if self.suffix >= 0 else None


class Roster:
    """The targets of a piece, and it may be of earlier ones, as arrays."""

    def __init__(self, targets: Iterable[Target] = ()) -> None:
        self.targets = tuple(targets)
        self._scales: dict[bool, int] = {}
        self._regions: dict[tuple[int, bool], Regions] = {}

    def extended(self, targets: Iterable[Target], outcomes: Outcomes) -> Roster:
        """These targets and more behind them; what is known of these is not found again."""
        more = Roster(targets)
        whole = Roster((*self.targets, *more.targets))
        whole._scales = {
            spelt: max(known, more.scale(spelt=spelt)) for spelt, known in self._scales.items()
        }
        for (scale, spelt), known in self._regions.items():
            if whole._scales.get(spelt) == self._scales.get(spelt):
                added = more.regions(outcomes, scale, spelt=spelt)
                whole._regions[scale, spelt] = known.joined(added)
        return whole

    @cached_property
    def codes(self) -> Mapping[str, npt.NDArray[np.int32]]:
        """The codes of the columns kind, operator and unit."""
        table = np.array([one.codes for one in self.targets], np.int32).reshape(-1, 3)
        return {name: table[:, index] for index, name in enumerate(("kind", "operator", "unit"))}

    @cached_property
    def numbers(self) -> tuple[Integers, Flags]:
        """The numbers shown, and where there is one."""
        known = [one.number for one in self.targets]
        return (
            np.array([one or 0 for one in known], np.int64),
            np.array([one is not None for one in known], np.bool_),
        )

    @cached_property
    def suffixes(self) -> npt.NDArray[np.int32]:
        """The units as numbers of suffixes; -1 where none can be written behind a number."""
        return np.array([one.suffix for one in self.targets], np.int32)

    @cached_property
    def by_weight(self) -> Flags:
        """Which targets have a share of their weight that depends on the weight."""
        return np.array([one.by_weight for one in self.targets], np.bool_)

    def scale(self, *, spelt: bool) -> int:
        """The most decimals of a plan, by whether the actual values are spelt with the unit."""
        known = self._scales.get(spelt)
        if known is None:
            places = (one.places for one in self._sized(spelt) if one is not None)
            known = self._scales[spelt] = max(places, default=0)
        return known

    def regions(self, outcomes: Outcomes, scale: int, *, spelt: bool) -> Regions:
        """The regions of the targets at this scale."""
        known = self._regions.get((scale, spelt))
        if known is None:
            known = self._regions[scale, spelt] = Regions.of(self._sized(spelt), outcomes, scale)
        return known

    def _sized(self, spelt: bool) -> list[Sized | None]:
        return [one.spelt if spelt else one.bare for one in self.targets]


class Targets:
    """The distinct targets met so far."""

    def __init__(self, judge: Judge, words: Mapping[str, Words], suffixes: dict[str, int]) -> None:
        self._judge = judge
        self._planner = Planner(judge)
        self._words = words
        self._suffixes = suffixes
        self._known: dict[tuple[Any, ...], Target] = {}
        self._serials = itertools.count()
        self._keys, self._last = Keys(ROLES), Roster()

    def __len__(self) -> int:
        return len(self._known)

    def roster(
        self, columns: Mapping[str, Column | None], outcomes: Outcomes
    ) -> tuple[Integers, Roster]:
        """For each row the place of its target, and the targets.

        Pieces find most of their targets in the roster of the last, or are added to it; it is
        made anew where they are few of it.
        """
        roles = [role for role in ROLES if columns.get(role) is not None]
        if list(self._keys.roles) != roles:
            self._keys, self._last = Keys(roles), Roster()
        code = self._keys.numbered(columns)
        known, count = len(self._last.targets), len(self._keys)
        if count > known:
            used = np.count_nonzero(np.bincount(code))
            if known and count > _SPARSE * used:
                self._keys, self._last, known = Keys(roles), Roster(), 0
                code = self._keys.numbered(columns)
            new = (self._known.get(key) or self._new(key) for key in self._keys.texts(known))
            self._last = self._last.extended(new, outcomes)
        return code, self._last

    def forget(self) -> None:
        """Find all targets anew: they are too many to be kept."""
        self._known.clear()
        self._keys, self._last = Keys(self._keys.roles), Roster()

    def _new(self, key: tuple[Any, ...]) -> Target:
        indicator = indicator_of(key)
        criterion = indicator.criterion
        number, unit, operator = figures(criterion)
        scale = self._judge.scale_of(criterion, indicator)
        written = unit or ""
        spelt = bool(written) and not written[0].isdigit()
        found = self._known[key] = Target(
            indicator,
            criterion,
            (
                self._words["kind"].code(criterion.kind),
                self._words["operator"].code(operator),
                self._words["unit"].code(unit or None),
            ),
            scaled(number),
            self._suffixes.setdefault(written, len(self._suffixes) + 1) if spelt else -1,
            self._planner,
            scale is not None and scale.by_weight,
            next(self._serials),
        )
        return found
