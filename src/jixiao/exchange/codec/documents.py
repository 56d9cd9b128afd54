"""What a JSON document can be: its types and kinds, what is derived, how a number and a date stand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeAlias, Union, get_type_hints

import attrs

from ...actuals import Actual, Actuals, Spending
from ...criteria import (
    AllOf,
    AnyCriterion,
    Comparison,
    Criterion,
    Deadline,
    NotApplicable,
    Period,
    Qualitative,
    Range,
    Relative,
    Unreadable,
    YesNo,
)
from ...errors import JixiaoError, Place
from ...findings import Finding
from ...quantities import Quantity
from ...rules import Rulebook
from ...scoring.reasons import Reason
from ...scoring.scorecards import Score, Scorecard
from ...tables import Execution, Indicator, TargetTable, Task

#: What a document holds.
Document: TypeAlias = Union[
    TargetTable,
    Indicator,
    Task,
    Execution,
    AnyCriterion,
    Unreadable,
    Quantity,
    Scorecard,
    Score,
    Reason,
    Finding,
    Rulebook,
    Actuals,
    Actual,
    Spending,
    Place,
    "tuple[Document, ...]",
]

#: The version of the form; raised when a document of today would no longer be read.
VERSION: Final = 1


class CodecError(JixiaoError, ValueError):
    """A JSON document is not one of jixiao's, or a value cannot be written as one.

    Attributes:
        field: where in the document, e.g. ``indicators[3].weight``, or None.
    """

    def __init__(
        self, message: str, *, code: str, field: str | None = None, place: Place | None = None
    ) -> None:
        super().__init__(message, code=code, place=place)
        self.field = field

    def __str__(self) -> str:
        return f"{self.field}：{super().__str__()}" if self.field else super().__str__()


KINDS: Final[Mapping[str, type]] = MappingProxyType(
    {
        one.kind: one
        for one in (
            Comparison,
            Range,
            Deadline,
            Period,
            YesNo,
            Relative,
            AllOf,
            Qualitative,
            NotApplicable,
            Unreadable,
        )
    }
)

#: The types that a document can be, by the name under ``"type"``.
TYPES: Final[Mapping[str, type]] = MappingProxyType(
    {
        "target_table": TargetTable,
        "indicator": Indicator,
        "task": Task,
        "execution": Execution,
        "criterion": Criterion,
        "quantity": Quantity,
        "scorecard": Scorecard,
        "score": Score,
        "reason": Reason,
        "finding": Finding,
        "rulebook": Rulebook,
        "actuals": Actuals,
        "actual": Actual,
        "spending": Spending,
        "place": Place,
    }
)
LIST: Final = "list"

# What follows from the other fields, written for readers in other languages.
DERIVED: Final[Mapping[type, tuple[tuple[str, Any], ...]]] = MappingProxyType(
    {
        Indicator: (("criterion", Criterion | Unreadable),),
        Score: (("ratio", Decimal | None),),
        Reason: (("formula", str),),
        Scorecard: (
            ("total", Decimal),
            ("maximum", Decimal),
            ("open_points", Decimal),
            ("lowest", Decimal),
            ("highest", Decimal),
            ("grade", str | None),
            ("summary", str),
        ),
    }
)

DECIMAL: Final = r"^-?[0-9]+(\.[0-9]+)?([Ee][+-]?[0-9]+)?$"
FRACTION: Final = r"^-?[0-9]+/[1-9][0-9]*$"
DATE: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def hints_of(cls: type) -> dict[str, Any]:
    """The type of each field of an attrs class."""
    hints = get_type_hints(cls)
    return {one.name: hints[one.name] for one in attrs.fields(cls)}
