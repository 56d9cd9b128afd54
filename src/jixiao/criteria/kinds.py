"""The kinds together: several criteria at once, and the closed union of all of them."""

from __future__ import annotations

from typing import ClassVar, Self, TypeAlias

import attrs

from ..quantities import Units
from .amounts import Comparison, Range
from .changes import Relative
from .criterion import Criterion, Direction, all_met
from .dates import Deadline, Period
from .words import NotApplicable, Qualitative, YesNo

__all__ = ["AllOf", "AnyCriterion"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AllOf(Criterion):
    """Two or more criteria that must all be met: `12月底前100%到位`.

    Attributes:
        parts: the criteria, in the order they are written.
    """

    kind: ClassVar[str] = "all_of"

    parts: tuple[AnyCriterion, ...]

    def _meaning(self) -> tuple[object, ...]:
        return self.parts

    def __str__(self) -> str:
        return "；".join(str(part) for part in self.parts)

    def in_year(self, year: int) -> Self:
        """Each part in `year`."""
        return attrs.evolve(self, parts=tuple(part.in_year(year) for part in self.parts))

    def decides(
        self,
        stated: Criterion,
        *,
        direction: Direction | None = None,
        baseline: Criterion | None = None,
        units: Units | None = None,
    ) -> bool | None:
        """Part by part, where `stated` has as many."""
        if not isinstance(stated, AllOf) or len(stated.parts) != len(self.parts):
            return None
        answers = [
            part.decides(one, direction=direction, baseline=baseline, units=units)
            for part, one in zip(self.parts, stated.parts, strict=True)
        ]
        return all_met(answers)


#: What `jixiao.parse` gives: one of these, and nothing else, so that a ``match`` over them is
#: complete to mypy and pyright.
AnyCriterion: TypeAlias = (
    Comparison | Range | Deadline | Period | YesNo | Relative | AllOf | Qualitative | NotApplicable
)
