"""What every kind of criterion is: its text, its doubts and the question whether it is met."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import attrs

from ..quantities import Units

__all__ = ["Actual", "AllOf", "Criterion", "Direction", "Doubt", "meaning_of"]

Direction = Literal["up", "down"]
Actual = Any


@attrs.frozen(kw_only=True)
class Doubt:
    """A reading that another clerk might contest.

    Attributes:
        code: stable ASCII name, e.g. ``sign-conflict``.
        message: the Chinese sentence.
    """

    code: str
    message: str


@attrs.frozen(kw_only=True, eq=False)
class Criterion:
    """What an indicator value means. The base of the ten kinds; never made itself.

    Attributes:
        text: the author's spelling.
        doubts: where the reading could be contested, e.g. a sign column that says otherwise.
    """

    kind: ClassVar[str]

    text: str = ""
    doubts: tuple[Doubt, ...] = ()

    def _meaning(self) -> tuple[object, ...]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Criterion):
            return NotImplemented
        return self.kind == other.kind and self._meaning() == other._meaning()

    def __hash__(self) -> int:
        return hash((self.kind, self._meaning()))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def _repr_html_(self) -> str:
        import html

        return f"<code>{html.escape(str(self))}</code>"

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """Whether `actual` meets this criterion; None where that cannot be decided from it alone.

        Args:
            actual: a text as a clerk writes it, a number, a `Quantity`, a date, or a criterion.
                A number without a unit takes the target's unit.
            direction: for a plain value (`200次`): ``"up"`` if more is better, ``"down"`` if less is.
            baseline: for a relative target: the value it is compared with (上年数).
            units: the units to convert by; the built-in ones by default.

        Raises:
            UnitError: the actual's unit measures something else; both are named.
            CriterionError: the actual's text cannot be read.
        """
        raise NotImplementedError

    def in_year(self, year: int) -> Criterion:
        """This criterion with `year` put where a date states none."""
        del year
        return self


def meaning_of(actual: Actual, *, year: int | None = None, units: Units | None = None) -> Criterion:
    # The one import that goes up: a criterion is asked with the texts that the parser reads.
    from ..parsing import read_actual

    return read_actual(actual, year=year, units=units)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AllOf(Criterion):
    """Two or more criteria that must all be met: `12月底前100%到位`.

    Attributes:
        parts: the criteria, in the order they are written.
    """

    kind: ClassVar[str] = "all_of"

    parts: tuple[Criterion, ...]

    def _meaning(self) -> tuple[object, ...]:
        return self.parts

    def __str__(self) -> str:
        return "；".join(str(part) for part in self.parts)

    def in_year(self, year: int) -> AllOf:
        """Each part in `year`."""
        return attrs.evolve(self, parts=tuple(part.in_year(year) for part in self.parts))

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
    ) -> bool | None:
        """One actual for each part (a sequence, or a text with ；), else None."""
        given = actual
        if isinstance(actual, str):
            given = [piece for piece in actual.replace(";", "；").split("；") if piece.strip()]
        if not isinstance(given, list | tuple) or len(given) != len(self.parts):
            return None
        answers = [
            part.is_met(one, direction=direction, baseline=baseline, units=units)
            for part, one in zip(self.parts, given, strict=True)
        ]
        if False in answers:
            return False
        return None if None in answers else True
