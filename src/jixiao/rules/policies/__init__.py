"""Policies: the questions on which practice differs, one class each, with the `Rule` behind it.

Nothing here knows a regulation. The answers are data; see `jixiao.rules` for the file
they come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .naming import DirectionWords, Monitoring
from .numbers import (
    Equality,
    Missed,
    Negative,
    OutOfRange,
    Over,
    Reached,
    Reverse,
    StrictBound,
    ZeroTarget,
)
from .others import Composite, DateRule, Late, QualitativeBands, RelativeRule, YesNoRule
from .records import (
    BLUE,
    CERTAIN,
    CERTAINTIES,
    GREEN,
    IMPOSSIBLE,
    LIGHTS,
    OUTLOOKS,
    POSSIBLE,
    RED,
    YELLOW,
    Band,
    Certainty,
    GradeShare,
    Inherited,
    LateBand,
    Light,
    Likelihood,
    Outlook,
    Rule,
    Scale,
    Side,
    Step,
    TargetForm,
)
from .whole import (
    Deduction,
    ExecutionRule,
    Explanation,
    Grades,
    Inapplicable,
    Missing,
    Points,
    Rounding,
    Sharing,
    Total,
    Undecided,
)

__all__ = [
    "BLUE",
    "CERTAIN",
    "CERTAINTIES",
    "GREEN",
    "IMPOSSIBLE",
    "LIGHTS",
    "OUTLOOKS",
    "POSSIBLE",
    "RED",
    "SECTIONS",
    "YELLOW",
    "Band",
    "Certainty",
    "Composite",
    "DateRule",
    "Deduction",
    "DirectionWords",
    "Equality",
    "ExecutionRule",
    "Explanation",
    "GradeShare",
    "Grades",
    "Inapplicable",
    "Inherited",
    "Late",
    "LateBand",
    "Light",
    "Likelihood",
    "Missed",
    "Missing",
    "Monitoring",
    "Negative",
    "OutOfRange",
    "Outlook",
    "Over",
    "Points",
    "QualitativeBands",
    "Reached",
    "RelativeRule",
    "Reverse",
    "Rounding",
    "Rule",
    "Scale",
    "Sharing",
    "Side",
    "Step",
    "StrictBound",
    "TargetForm",
    "Total",
    "Undecided",
    "YesNoRule",
    "ZeroTarget",
]


#: The sections of a rulebook file, with their classes.
SECTIONS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "points": Points,
        "reached": Reached,
        "missed": Missed,
        "reverse": Reverse,
        "equality": Equality,
        "zero_target": ZeroTarget,
        "strict_bound": StrictBound,
        "over": Over,
        "qualitative": QualitativeBands,
        "yes_no": YesNoRule,
        "late": Late,
        "out_of_range": OutOfRange,
        "composite": Composite,
        "relative": RelativeRule,
        "missing": Missing,
        "undecided": Undecided,
        "inapplicable": Inapplicable,
        "negative": Negative,
        "rounding": Rounding,
        "total": Total,
        "execution": ExecutionRule,
        "sharing": Sharing,
        "deduction": Deduction,
        "explanation": Explanation,
        "grades": Grades,
        "direction": DirectionWords,
        "monitoring": Monitoring,
    }
)
