"""Criteria without a number or a date: yes or no, words (定性) and their grades, and 不适用."""

from __future__ import annotations

from typing import ClassVar

import attrs

from ..grades import GRADE_RANKS
from .criterion import Criterion

__all__ = ["NotApplicable", "Qualitative", "YesNo"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class YesNo(Criterion):
    """An expected answer: `是` or `否`."""

    kind: ClassVar[str] = "yes_no"

    expected: bool

    def _meaning(self) -> tuple[object, ...]:
        return (self.expected,)

    def __str__(self) -> str:
        return "是" if self.expected else "否"

    def decides(self, stated: Criterion, **_: object) -> bool | None:
        """Whether the answer `stated` is the expected one; None for anything else."""
        return stated.expected == self.expected if isinstance(stated, YesNo) else None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Qualitative(Criterion):
    """Words without a number: `有效保障`, `显著提高`, `优`, `良好以上`, `Ⅲ类`, `优或良`.

    Attributes:
        words: the words, widths and blanks folded.
        grades: the grades named, where they belong to a known scale (优良中差, 合格, 一级…).
        or_better: whether 以上 follows a grade.
        strict: 优于Ⅱ类: only a better grade will do.
    """

    kind: ClassVar[str] = "qualitative"

    words: str
    grades: tuple[str, ...] = ()
    or_better: bool = False
    strict: bool = False

    def _meaning(self) -> tuple[object, ...]:
        if self.grades:
            return (
                frozenset(
                    # The first scale stands for all: 良 and 良好 are one grade.
                    GRADE_RANKS[one][0] if one in GRADE_RANKS else one
                    for one in self.grades
                ),
                self.or_better,
                self.strict,
            )
        return (self.words,)

    def __str__(self) -> str:
        return self.words

    def decides(self, stated: Criterion, **_: object) -> bool | None:
        """By a grade on the same scale, or by the same words; else None."""
        if not isinstance(stated, Qualitative):
            return None
        if self.grades and stated.grades:
            answers = {self.meets_grade(one) for one in stated.grades}
            return answers.pop() if len(answers) == 1 else None
        return True if stated.words == self.words else None

    def meets_grade(self, given: str) -> bool | None:
        """Whether the grade `given` is as good as one of those named; None on another scale."""
        mine = [dict(GRADE_RANKS.get(one, ())) for one in self.grades]
        for scale, rank in GRADE_RANKS.get(given, ()):
            if all(scale in one for one in mine):
                worst = max(one[scale] for one in mine)
                # A better grade than the one named meets it too.
                return rank < worst if self.strict else rank <= worst
        return None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NotApplicable(Criterion):
    """`不适用`, `/`, `—`, `N/A`, `无`: the indicator does not apply."""

    kind: ClassVar[str] = "not_applicable"

    def _meaning(self) -> tuple[object, ...]:
        return ()

    def __str__(self) -> str:
        return "不适用"

    def decides(self, stated: Criterion, **_: object) -> bool | None:
        """Always None: there is nothing to meet."""
        del stated
        return None
