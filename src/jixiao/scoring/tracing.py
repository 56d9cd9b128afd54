"""Tracing: the regions of the number line that a rule makes, found by following its comparisons.

A rule is given an actual number that can only be compared, and that notes with what it was. All
numbers between two neighbours among those are judged alike, for the rule cannot tell them apart;
so the rule is followed once between and once on each of them, until no new ones come up. Nothing
about a rule is known here, and nothing about it can be forgotten.

The numbers of the target are notes of the same kind: the regions then hold for every target for
which the same comparisons come out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, Generic, Literal, NamedTuple, TypeAlias, TypeVar

import attrs

__all__ = ["Bound", "Ratio", "Regions", "bound_of", "trace"]

T = TypeVar("T")
Of = Literal["low", "high", "one"]
#: A number as numerator and denominator, the latter positive: integers compare fastest.
Ratio: TypeAlias = tuple[int, int]


class Bound(NamedTuple):
    """`factor` times the target's low or high number, or times one."""

    factor: Fraction
    of: Of

    def at(self, low: Fraction, high: Fraction) -> Fraction:
        """The number."""
        if self.of == "one":
            return self.factor
        return self.factor * (low if self.of == "low" else high)


class _Notes:
    """What came up: bounds of the actual, and what the target's own numbers were compared with."""

    def __init__(self) -> None:
        self.bounds: set[Bound] = set()
        self.turns: set[tuple[Of, Fraction]] = {("low", Fraction(0)), ("high", Fraction(0))}
        self.ratios: set[Fraction] = set()

    def compared(self, one: Bound, other: Bound) -> None:
        """Two numbers that do not change with the actual."""
        if one.of == other.of or not one.factor or not other.factor:
            return
        if "one" in (one.of, other.of):
            fixed, moving = (one, other) if one.of == "one" else (other, one)
            self.turns.add((moving.of, fixed.factor / moving.factor))
            return
        low, high = (one, other) if one.of == "low" else (other, one)
        self.ratios.add(low.factor / high.factor)


class _Known:
    """A number that may be compared and multiplied, and whose comparisons are noted."""

    __slots__ = ("bound", "notes", "value")

    def __init__(self, bound: Bound, value: Fraction, notes: _Notes) -> None:
        self.bound, self.value, self.notes = bound, value, notes

    def times(self, by: Any) -> _Known:
        factor = Fraction(by)
        bound = Bound(self.bound.factor * factor, self.bound.of)
        return _Known(bound, self.value * factor, self.notes)

    def __mul__(self, by: Any) -> _Known:
        return self.times(by)

    def __neg__(self) -> _Known:
        return self.times(-1)

    def _order(self, other: object) -> int:
        bound = bound_of(other)
        self.notes.compared(self.bound, bound)
        if bound.of == "one" and bound.factor == 0:
            self.notes.turns.add((self.bound.of, Fraction(0)))
        value = other.value if isinstance(other, _Known) else bound.factor
        return (self.value > value) - (self.value < value)

    def __lt__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, _Probe) else self._order(other) < 0

    def __le__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, _Probe) else self._order(other) <= 0

    def __gt__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, _Probe) else self._order(other) > 0

    def __ge__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, _Probe) else self._order(other) >= 0

    def __eq__(self, other: object) -> Any:
        return NotImplemented if isinstance(other, _Probe) else self._order(other) == 0

    __hash__ = None  # type: ignore[assignment]


class _Probe:
    """An actual number that can be compared and negated, and nothing else."""

    __slots__ = ("notes", "sign", "value")

    def __init__(self, value: Fraction, notes: _Notes, sign: int = 1) -> None:
        self.value, self.notes, self.sign = value, notes, sign

    def __neg__(self) -> _Probe:
        return _Probe(self.value, self.notes, -self.sign)

    def _order(self, other: object) -> int:
        bound = bound_of(other)
        self.notes.bounds.add(Bound(bound.factor * self.sign, bound.of))
        value = other.value if isinstance(other, _Known) else bound.factor
        mine = self.value * self.sign
        return (mine > value) - (mine < value)

    def __lt__(self, other: Any) -> bool:
        return self._order(other) < 0

    def __le__(self, other: Any) -> bool:
        return self._order(other) <= 0

    def __gt__(self, other: Any) -> bool:
        return self._order(other) > 0

    def __ge__(self, other: Any) -> bool:
        return self._order(other) >= 0

    def __eq__(self, other: object) -> bool:
        return self._order(other) == 0

    __hash__ = None  # type: ignore[assignment]


def bound_of(number: Any) -> Bound:
    """A number as a bound, whatever it goes with."""
    if isinstance(number, _Known):
        return number.bound
    return Bound(Fraction(number), "one")


class _Cell(NamedTuple):
    """The numbers that lie to the noted ones as the model does: one of them, or between two."""

    low: Ratio | None
    high: Ratio | None
    on: bool

    @classmethod
    def of(cls, value: Fraction, noted: Iterable[Fraction]) -> _Cell:
        points = sorted(noted)
        if value in points:
            return cls(value.as_integer_ratio(), value.as_integer_ratio(), on=True)
        below = [one.as_integer_ratio() for one in points if one < value]
        above = [one.as_integer_ratio() for one in points if one > value]
        return cls(below[-1] if below else None, above[0] if above else None, on=False)

    def holds(self, value: Ratio) -> bool:
        """Whether a number lies where the model does."""
        top, below = value
        low, high, on = self
        if low is not None:
            if on:
                return top * low[1] == low[0] * below
            if top * low[1] <= low[0] * below:
                return False
        return high is None or top * high[1] < high[0] * below


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Regions(Generic[T]):
    """What a rule says along the number line.

    Attributes:
        bounds: where it turns, rising.
        outcomes: ``outcomes[2i]`` below bound i, ``outcomes[2i+1]`` on it.
    """

    bounds: tuple[Bound, ...]
    outcomes: tuple[T, ...]
    _low: _Cell | None
    _high: _Cell
    _ratio: _Cell | None

    def fits(self, low: Ratio, high: Ratio) -> bool:
        """Whether the regions are those of a target with these numbers."""
        if not self._high.holds(high) or (self._low is not None and not self._low.holds(low)):
            return False
        ratio = self._ratio
        return ratio is None or ratio.holds((high[0] * low[1], high[1] * low[0]))

    def place(self, low: Ratio, high: Ratio, actual: Ratio) -> int:
        """The number of the outcome of `actual`."""
        top, below = actual
        first, last = 0, len(self.bounds)
        while first < last:
            middle = (first + last) // 2
            (upper, lower), of = self._terms[middle]
            if of != "one":
                number = low if of == "low" else high
                upper, lower = upper * number[0], lower * number[1]
            upper, lower = upper * below, lower * top
            if upper == lower:
                return 2 * middle + 1
            if lower < upper:
                last = middle
            else:
                first = middle + 1
        return 2 * first

    @cached_property
    def _terms(self) -> tuple[tuple[Ratio, Of], ...]:
        return tuple((one.factor.as_integer_ratio(), one.of) for one in self.bounds)


_MOST: Final = 4000


def trace(
    rule: Callable[[Any, Any, Any], T], low: Fraction, high: Fraction, *, single: bool
) -> Regions[T]:
    """The regions of ``rule(low, high, actual)``; `single`: the target has one number.

    Raises:
        RecursionError: the rule makes more regions than any table has.
    """
    notes = _Notes()
    upper = _Known(Bound(Fraction(1), "high"), high, notes)
    lower = upper if single else _Known(Bound(Fraction(1), "low"), low, notes)
    known: dict[Fraction, T] = {}

    def ask(at: Fraction) -> T:
        if at not in known:
            known[at] = rule(lower, upper, _Probe(at, notes))
        return known[at]

    ask(Fraction(0))
    while True:
        count = len(notes.bounds)
        points = _points(notes, low, high)
        for at in _samples(sorted(points)):
            ask(at)
        if len(notes.bounds) == count:
            break
        if count > _MOST:
            raise RecursionError
    return _regions(points, known, notes, low, high, single=single)


def _points(notes: _Notes, low: Fraction, high: Fraction) -> dict[Fraction, Bound]:
    """The bounds by the number they come to for the model; of equal ones one that moves."""
    points: dict[Fraction, Bound] = {}
    for bound in sorted(notes.bounds, key=lambda one: one.of == "one"):
        points.setdefault(bound.at(low, high), bound)
    return points


def _samples(points: list[Fraction]) -> list[Fraction]:
    """Below the first, on each, between each two, above the last; odd and even places."""
    if not points:
        return [Fraction(0)]
    result = [points[0] - 1]
    for one, other in zip(points, [*points[1:], points[-1] + 2], strict=True):
        result += [one, (one + other) / 2]
    return result


def _regions(
    points: dict[Fraction, Bound],
    known: dict[Fraction, T],
    notes: _Notes,
    low: Fraction,
    high: Fraction,
    *,
    single: bool,
) -> Regions[T]:
    places = sorted(points)
    said = [known[at] for at in _samples(places)]
    bounds: list[Bound] = []
    outcomes = said[:1]
    for index, at in enumerate(places):
        on, after = said[2 * index + 1], said[2 * index + 2]
        if outcomes[-1] == on == after:
            continue
        bounds.append(points[at])
        outcomes += [on, after]
    _note_order(notes, low, high)
    lows = (one for of, one in notes.turns if of == "low")
    highs = (one for of, one in notes.turns if of == "high")
    cells: tuple[_Cell | None, _Cell, _Cell | None]
    if single:
        cells = (None, _Cell.of(high, highs), None)
    elif low <= 0 or low == high:
        # Where a bound is no multiple of a positive number each target is on its own.
        cells = (_Cell.of(low, [low]), _Cell.of(high, [high]), None)
    else:
        ratio = _Cell.of(high / low, notes.ratios)
        cells = (_Cell.of(low, lows), _Cell.of(high, highs), ratio)
    return Regions(
        bounds=tuple(bounds),
        outcomes=tuple(outcomes),
        low=cells[0],
        high=cells[1],
        ratio=cells[2],
    )


def _note_order(notes: _Notes, low: Fraction, high: Fraction) -> None:
    """The bounds keep their order only while those that move apart do not pass each other."""
    rising = sorted(notes.bounds, key=lambda one: one.at(low, high))
    for one, other in pairwise(rising):
        notes.compared(one, other)
