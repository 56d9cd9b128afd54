"""jixiao 绩效: budget performance tables, read, understood, scored by the published rules, and checked.

    >>> import jixiao
    >>> jixiao.parse("<=84.26万元").is_met("842600元")
    True

Names are loaded on first use: ``import jixiao`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    from . import frames as frames
    from .criteria import AllOf as AllOf
    from .criteria import Comparison as Comparison
    from .criteria import Criterion as Criterion
    from .criteria import Deadline as Deadline
    from .criteria import NotApplicable as NotApplicable
    from .criteria import Period as Period
    from .criteria import Qualitative as Qualitative
    from .criteria import Range as Range
    from .criteria import Relative as Relative
    from .criteria import Unreadable as Unreadable
    from .criteria import YesNo as YesNo
    from .errors import JixiaoError as JixiaoError
    from .exchange.codec import dumps as dumps
    from .exchange.codec import loads as loads
    from .exchange.codec import schema as schema
    from .findings import Finding as Finding
    from .language import parse as parse
    from .language import read_criterion as read_criterion
    from .quantities import Quantity as Quantity
    from .reading import read as read
    from .reading.actuals import read_actuals as read_actuals
    from .review.checking import check as check
    from .review.comparing import compare as compare
    from .review.monitoring import monitor as monitor
    from .review.rechecking import recheck as recheck
    from .review.trends import trend as trend
    from .rules import rulebook as rulebook
    from .rules import rulebooks as rulebooks
    from .scoring import score as score
    from .scoring.scorecards import Scorecard as Scorecard
    from .tables import Execution as Execution
    from .tables import Indicator as Indicator
    from .tables import TargetTable as TargetTable
    from .tables import Task as Task
    from .writing import write as write

# Each public name and the room it lives in.
_ROOMS = (
    ("review.checking", ("check",)),
    ("exchange.codec", ("dumps", "loads", "schema")),
    ("review.comparing", ("compare",)),
    (
        "criteria",
        (
            "AllOf",
            "Comparison",
            "Criterion",
            "Deadline",
            "NotApplicable",
            "Period",
            "Qualitative",
            "Range",
            "Relative",
            "Unreadable",
            "YesNo",
        ),
    ),
    ("errors", ("JixiaoError",)),
    ("findings", ("Finding",)),
    ("review.monitoring", ("monitor",)),
    ("language", ("parse", "read_criterion")),
    ("quantities", ("Quantity",)),
    ("reading", ("read",)),
    ("reading.actuals", ("read_actuals",)),
    ("review.rechecking", ("recheck",)),
    ("rules", ("rulebook", "rulebooks")),
    ("scoring.scorecards", ("Scorecard",)),
    ("scoring", ("score",)),
    ("tables", ("Execution", "Indicator", "TargetTable", "Task")),
    ("review.trends", ("trend",)),
    ("writing", ("write",)),
)

__all__ = sorted(("frames", *(name for _, names in _ROOMS for name in names)))  # noqa: PLE0605


# Type checkers see the imports above and not this, so that a misspelt name is an error to them.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name == "frames":
            return import_module(".frames", __name__)
        for room, names in _ROOMS:
            if name in names:
                value = getattr(import_module(f".{room}", __name__), name)
                # Bound here, so that the next use is a plain attribute. No room may have the name
                # of a public function: importing the room would bind the room in its place.
                globals()[name] = value
                return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted((*__all__, "__version__"))
