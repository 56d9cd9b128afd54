"""What every kind of criterion is: its text, its doubts and the question whether it is met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

import attrs

from ..messages import Language, doubt_text, in_language
from ..quantities import Units

__all__ = ["Actual", "Criterion", "Direction", "Doubt", "Judgement", "all_met"]

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

    def said(self, language: Language = "zh") -> str:
        """The message: ``zh`` Chinese, ``en`` English made of the code.

        Raises:
            ValueError: the language is another.
        """
        return in_language(language, self.message, lambda: doubt_text(self.code, self.message))


@attrs.frozen(kw_only=True)
class Judgement:
    """What one actual value makes of one criterion: the judgement behind `is_met` and scoring.

    Attributes:
        met: True, False, or None where this actual alone does not decide.
        doubts: readings of the target or the actual that another clerk might contest; words of
            the actual that were not understood are quoted in one.
        remarks: how the actual was read, where that is certain but worth saying.
        stated: the amount, date or words that were compared, in the classes of a target; None
            where the actual states none.
    """

    met: bool | None
    doubts: tuple[Doubt, ...] = ()
    remarks: tuple[str, ...] = ()
    stated: Criterion | None = None


@attrs.frozen(kw_only=True, eq=False)
class Criterion:
    """What an indicator value means. The base of the nine kinds; never made itself.

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

    def judge(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        name: str = "",
        year: int | None = None,
        units: Units | None = None,
        lexicon: Any = None,
    ) -> Judgement:
        """What `actual` makes of this criterion, with every doubt about how it was read.

        Args:
            actual: a text as a clerk writes it, a number of any type, a `Quantity`, a date, or a
                criterion. A number without a unit takes the target's unit.
            direction: for a plain value (`200次`): ``"up"`` if more is better, ``"down"`` if less is.
            baseline: for a relative target: the value it is compared with (上年数).
            name: the indicator's name; words of it beside the number are no news.
            year: of a date that states none; else that of the criterion.
            units: the units to convert by; the built-in ones by default.
            lexicon: a `jixiao.language.Lexicon` with more words than the built-in ones.

        Raises:
            UnitError: the actual's unit measures something else; both are named.
            CriterionError: the actual holds a damaged number, or is no text, number or date.
        """
        # The one import that goes up: a criterion is asked with the texts that the language reads.
        from ..language.judging import judge

        return judge(
            self,
            actual,
            direction=direction,
            baseline=baseline,
            name=name,
            year=year,
            units=units,
            lexicon=lexicon,
        )

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
        lexicon: Any = None,
    ) -> bool | None:
        """Whether `actual` meets this criterion: the `met` of `judge`, which see.

        None where that cannot be decided from this actual alone.
        """
        return self.judge(
            actual, direction=direction, baseline=baseline, units=units, lexicon=lexicon
        ).met

    def decides(
        self,
        stated: Criterion,
        *,
        direction: Direction | None = None,
        baseline: Criterion | None = None,
        units: Units | None = None,
    ) -> bool | None:
        """Whether what was achieved, as a criterion of its own, meets this one; None if undecided.

        Raises:
            UnitError: `stated` measures something else.
        """
        raise NotImplementedError

    def in_year(self, year: int) -> Self:
        """This criterion with `year` put where a date states none."""
        del year
        return self


def all_met(answers: Sequence[bool | None]) -> bool | None:
    """What several answers make together: one False decides, one None leaves it open."""
    if False in answers:
        return False
    return None if None in answers else True
