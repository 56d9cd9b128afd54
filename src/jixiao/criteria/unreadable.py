"""What is no criterion, as a value."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs

from ..errors import CriterionError, Span
from ..messages import Language
from ..quantities import Units
from .criterion import Actual, Direction, Doubt, Judgement

__all__ = ["Unreadable"]


@attrs.frozen(kw_only=True)
class Unreadable:
    """A text that is no criterion, as a value: what `read_criterion` gives instead of raising.

    Attributes:
        text, code, message, span, expected, suggestion: as in `CriterionError`.
    """

    kind: ClassVar[str] = "unreadable"
    doubts: ClassVar[tuple[Doubt, ...]] = ()

    text: str
    code: str
    message: str
    span: Span
    expected: str
    suggestion: str | None = None

    def error(self) -> CriterionError:
        """The same as an exception."""
        return CriterionError(
            self.message,
            code=self.code,
            text=self.text,
            span=self.span,
            expected=self.expected,
            suggestion=self.suggestion,
        )

    def said(self, language: Language = "zh") -> str:
        """All that its error says, see `CriterionError`: ``zh`` Chinese, ``en`` English.

        Raises:
            ValueError: the language is another.
        """
        return self.error().said(language)

    def __str__(self) -> str:
        return self.text

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
        """Always open: nobody knows what is to be met."""
        del actual, direction, baseline, name, year, units, lexicon
        return Judgement(met=None)

    def is_met(
        self,
        actual: Actual,
        *,
        direction: Direction | None = None,
        baseline: Actual = None,
        units: Units | None = None,
        lexicon: Any = None,
    ) -> None:
        """Always None: nobody knows what is to be met."""
        del actual, direction, baseline, units, lexicon
