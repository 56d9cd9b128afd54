"""The nine kinds of criterion that an indicator value (指标值) can be.

A `Criterion` is a closed set of frozen classes for ``match``::

    match jixiao.parse(text):
        case Comparison(operator="≥", quantity=q): ...
        case Deadline(date=day): ...

Equality and hash follow the meaning, not the spelling (≥95% == 不低于95％); the
author's spelling is in `text`, the canonical one is `str()`, and parsing it again
gives an equal criterion.
"""

from __future__ import annotations

from ..grades import stated_grade
from ..intervals import Interval
from .amounts import Comparison, Operator, Range
from .changes import Relative
from .criterion import Actual, Criterion, Direction, Doubt, Judgement
from .dates import Deadline, Period, Recurring, days_of
from .kinds import AllOf, AnyCriterion
from .unreadable import Unreadable
from .words import NotApplicable, Qualitative, YesNo

__all__ = [
    "Actual",
    "AllOf",
    "AnyCriterion",
    "Comparison",
    "Criterion",
    "Deadline",
    "Direction",
    "Doubt",
    "Interval",
    "Judgement",
    "NotApplicable",
    "Operator",
    "Period",
    "Qualitative",
    "Range",
    "Recurring",
    "Relative",
    "Unreadable",
    "YesNo",
    "days_of",
    "stated_grade",
]
