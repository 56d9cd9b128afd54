"""The distinct targets of a frame as arrays; what differs only by its number is read at its ends.

A thousand targets ≥N次 are one reading with a thousand numbers. The smallest and the largest are
read in full; where they agree, and the language reads every number of their kind alike
(`language.reads_alike`), so are those between. Where they do not, each half is looked at alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from ..criteria import Criterion, Unreadable
from ..language import reads_alike
from ..scoring.judging import Judge
from ..tables import Indicator
from .columns import Column, Integers
from .kernel import Flags, Outcomes, Regions
from .plans import Plan, Planner
from .results import Cells, Words
from .rows import ROLES, Keys, figures, indicator_of, scaled
from .singles import Singles

__all__ = ["Roster", "Target", "Targets"]

# Fewer targets that may be alike are read one by one.
_FEW: Final = 4


@attrs.frozen(eq=False)
class Target:
    """One distinct target, read in full."""

    indicator: Indicator
    criterion: Criterion | Unreadable
    serial: int


@attrs.frozen
class Reading:
    """All of a target but its numbers; equal for targets that are scored alike.

    Attributes:
        criterion: the class, the operator, the form and the doubts.
        codes: of the columns kind, operator and unit.
        suffix: the unit as a number of the suffixes; -1 where none can be written behind a number.
        by_weight: whether a share of the weight depends on the weight.
        bare, spelt: the plans for actual values without a unit and with that of the target.
    """

    criterion: tuple[Any, ...]
    codes: tuple[int, int, int]
    suffix: int
    by_weight: bool
    bare: Plan | None
    spelt: Plan | None


class Roster:
    """The targets met so far as arrays, each at its number."""

    def __init__(self) -> None:
        self._readings: dict[Reading, int] = {}
        self._regions: dict[tuple[int, bool], Regions] = {}
        self._which: Integers = np.zeros(0, np.int64)
        # The number shown, whether there is one, and those of the plans: low, high, places.
        self._numbers: Integers = np.zeros((5, 0), np.int64)

    def __len__(self) -> int:
        return len(self._which)

    def add(self, which: Integers, numbers: Integers) -> None:
        """More targets: by the numbers of their readings, and the five rows of `numbers`."""
        self._which = np.concatenate([self._which, which])
        self._numbers = np.concatenate([self._numbers, numbers], axis=1)
        self._regions.clear()
        for name in ("cells", "suffixes", "by_weight"):
            self.__dict__.pop(name, None)

    def number_of(self, reading: Reading) -> int:
        """The number of a reading."""
        return self._readings.setdefault(reading, len(self._readings))

    def _of_readings(self, values: Iterable[int]) -> Integers:
        return np.array(list(values), np.int64)[self._which]

    @cached_property
    def cells(self) -> Mapping[str, Cells]:
        """The columns of the result that say what the target is."""
        codes = {
            name: self._of_readings(one.codes[index] for one in self._readings)
            for index, name in enumerate(("kind", "operator", "unit"))
        }
        number, shown = self._numbers[:2]
        return {
            "number": Cells.of(number, shown > 0),
            **{name: Cells.coded(name, one) for name, one in codes.items()},
        }

    @cached_property
    def suffixes(self) -> Integers:
        """The units as numbers of suffixes; -1 where none can be written behind a number."""
        return self._of_readings(one.suffix for one in self._readings)

    @cached_property
    def by_weight(self) -> Flags:
        """Which targets have a share of their weight that depends on the weight."""
        return self._of_readings(one.by_weight for one in self._readings) > 0

    @property
    def readings(self) -> Integers:
        """The number of the reading of each target; those of one are scored alike."""
        return self._which

    @property
    def scale(self) -> int:
        """The most decimals of a plan."""
        return int(self._numbers[4].max(initial=0))

    def regions(self, outcomes: Outcomes, scale: int, *, spelt: bool) -> Regions:
        """The regions of the targets at this scale."""
        known = self._regions.get((scale, spelt))
        if known is None:
            plans = [one.spelt if spelt else one.bare for one in self._readings]
            known = Regions.of(plans, self._which, self._numbers[2:], outcomes, scale)
            self._regions[scale, spelt] = known
        return known


class Targets:
    """The distinct targets met so far."""

    def __init__(self, judge: Judge, words: Mapping[str, Words], suffixes: dict[str, int]) -> None:
        self._judge = judge
        self._planner = Planner(judge)
        self._words = words
        self._suffixes = suffixes
        self._serials = itertools.count()
        self._keys, self.roster = Keys(ROLES), Roster()
        self._asked: dict[int, Target] = {}

    def __len__(self) -> int:
        return len(self.roster)

    def numbered(self, columns: Mapping[str, Column | None]) -> Integers:
        """For each row the number of its target in the roster."""
        roles = [role for role in ROLES if columns.get(role) is not None]
        if list(self._keys.roles) != roles:
            self.forget(roles)
        code = self._keys.numbered(columns)
        known, count = len(self.roster), len(self._keys)
        if count > known:
            _Reader(self, known, count).read()
        return code

    def forget(self, roles: Sequence[str] | None = None) -> None:
        """Find all targets anew: they are too many to be kept, or others."""
        self._keys, self.roster = Keys(self._keys.roles if roles is None else roles), Roster()
        self._asked = {}

    def target(self, number: int) -> Target:
        """One target, read in full."""
        found = self._asked.get(number)
        if found is None:
            indicator = indicator_of(self._keys.texts(number, number + 1)[0])
            found = self._asked[number] = Target(
                indicator, indicator.criterion, next(self._serials)
            )
        return found

    def read(self, number: int) -> tuple[Reading, tuple[int, ...]]:
        """A target read in full: its reading, and its column of `Roster.numbers`."""
        indicator = indicator_of(self._keys.texts(number, number + 1)[0])
        criterion = indicator.criterion
        written, unit, operator = figures(criterion)
        # A unit that begins with a digit cannot be told from the number before it.
        suffix = unit if unit and not unit[0].isdigit() else ""
        bare, spelt = (
            self._planner.plan(indicator, bare=one) if one or suffix else None
            for one in (True, False)
        )
        # The numbers of a target are the same in both.
        low, high, places = (1, 1, 0) if bare is None else (bare.low, bare.high, bare.places)
        reading = Reading(
            criterion=(type(criterion), operator, getattr(criterion, "form", ""), criterion.doubts),
            codes=(
                self._words["kind"].code(criterion.kind),
                self._words["operator"].code(operator),
                self._words["unit"].code(unit or None),
            ),
            suffix=self._suffixes.setdefault(suffix, len(self._suffixes) + 1) if suffix else -1,
            by_weight=self._judge.by_weight(criterion, indicator),
            bare=None if bare is None else bare.plan,
            spelt=None if spelt is None else spelt.plan,
        )
        shown = scaled(written)
        return reading, (shown or 0, shown is not None, low, high, places)


class _Reader:
    """Reads the targets from number `start` to `stop` into a roster."""

    def __init__(self, targets: Targets, start: int, stop: int) -> None:
        self._targets = targets
        self._start, count = start, stop - start
        self._which = np.full(count, -1, np.int64)
        self._numbers = np.zeros((5, count), np.int64)

    def read(self) -> None:
        for group in _groups(*self._targets._keys.targets(self._start)):
            self._between(group.members, group.numbers)
        for place in np.flatnonzero(self._which < 0).tolist():
            self._one(place)
        self._targets.roster.add(self._which, self._numbers)

    def _one(self, place: int) -> int:
        """Read one target in full; the number of its reading."""
        if self._which[place] < 0:
            reading, self._numbers[:, place] = self._targets.read(self._start + place)
            self._which[place] = self._targets.roster.number_of(reading)
        return int(self._which[place])

    def _between(self, members: Integers, numbers: tuple[Integers, Integers, Integers]) -> None:
        """Read the ends of targets in the order of their numbers, and what they leave open."""
        todo = [(0, len(members) - 1)]
        while todo:
            first, last = todo.pop()
            ends = [self._one(int(members[end])) for end in (first, last)]
            if last - first < 2:
                continue
            inside = slice(first + 1, last)
            if ends[0] == ends[1] and self._say(members, numbers, (first, last)):
                self._which[members[inside]] = ends[0]
                shown, mantissa, places = (one[inside] for one in numbers)
                self._numbers[:, members[inside]] = (
                    shown, np.ones_like(shown), mantissa, mantissa, places,
                )  # fmt: skip
            else:
                middle = (first + last) // 2
                todo += [(first, middle), (middle, last)]

    def _say(
        self,
        members: Integers,
        numbers: tuple[Integers, Integers, Integers],
        ends: tuple[int, int],
    ) -> bool:
        """Whether the ends mean the very numbers that are written."""
        shown, mantissa, places = numbers
        return all(
            self._numbers[:, members[end]].tolist()
            == [shown[end], 1, mantissa[end], mantissa[end], places[end]]
            for end in ends
        )


@attrs.frozen(eq=False)
class _Group:
    """Targets that differ only in their numbers, in the order of these.

    `numbers`: each as it is shown, and as an integer over ten to the power of a third one.
    """

    members: Integers
    numbers: tuple[Integers, Integers, Integers]


def _groups(texts: pa.Array, others: Sequence[Integers]) -> Iterator[_Group]:
    """The targets of one number each that the language may read alike.

    Of `others`, which stand beside the texts, each has to be the same too.
    """
    found = Singles.of(texts)
    rows = found.rows
    if len(rows) < _FEW:
        return
    alike = [
        *(one[rows] for one in others),
        *(one.indices.to_numpy() for one in (found.before, found.behind)),
        found.form,
    ]
    order = np.lexsort([found.shown, *alike])
    changes = np.zeros(len(rows), np.bool_)
    changes[0] = True
    for one in alike:
        sorted_ = one[order]
        changes[1:] |= sorted_[1:] != sorted_[:-1]
    starts = np.flatnonzero(changes)
    for first, last in itertools.pairwise([*starts.tolist(), len(rows)]):
        at = order[first:last]
        if len(at) >= _FEW and reads_alike(texts[int(rows[at[0]])].as_py()):
            yield _Group(rows[at], (found.shown[at], found.mantissa[at], found.places[at]))
