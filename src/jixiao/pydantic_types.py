"""Types for pydantic v2 (and so for FastAPI): models that hold jixiao's values.

    from pydantic import BaseModel
    from jixiao.pydantic_types import CriterionType

    class Goal(BaseModel):
        name: str
        target: CriterionType

    Goal(name="培训次数", target="≥15次").target.is_met("16次")

A text is parsed, a dict of `jixiao.codec.to_plain` is read, a value is taken as it is; in JSON it
is that dict. A text that cannot be read is a validation error with the message and caret of
`jixiao.CriterionError`. pydantic is imported when a model is made, not here.
"""

from __future__ import annotations

from typing import Annotated, Any

import attrs

from .codec import to_plain
from .criteria import Criterion
from .errors import JixiaoError
from .findings import Finding
from .hooks import structured
from .quantities import Quantity
from .scoring.scorecards import Scorecard
from .tables import Indicator, TargetTable

__all__ = [
    "CriterionType",
    "FindingType",
    "IndicatorType",
    "QuantityType",
    "ScorecardType",
    "TargetTableType",
]


@attrs.frozen
class _As:
    """The pydantic schema of one of jixiao's classes."""

    cls: type

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import PydanticCustomError, core_schema

        def validated(value: Any) -> Any:
            try:
                return structured(value, self.cls)
            except JixiaoError as error:
                # Plain texts only: web frameworks write the context out as JSON.
                raise PydanticCustomError(
                    error.code, "{message}", {"message": str(error)}
                ) from None

        del source, handler
        return core_schema.no_info_plain_validator_function(
            validated,
            serialization=core_schema.plain_serializer_function_ser_schema(
                to_plain, when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        del schema, handler
        whole: dict[str, Any] = {
            "type": "object",
            "title": self.cls.__name__,
            "description": "jixiao.dumps 写出的对象；完整的结构见 jixiao.schema()",
            "properties": {"jixiao": {"const": 1}, "type": {"type": "string"}},
            "required": ["jixiao", "type"],
        }
        if not issubclass(self.cls, Criterion):
            return whole
        text = {"type": "string", "description": "指标值的文字", "examples": ["≥95%", "有效保障"]}
        return {"title": "Criterion", "anyOf": [text, whole]}


CriterionType = Annotated[Criterion, _As(Criterion)]
QuantityType = Annotated[Quantity, _As(Quantity)]
IndicatorType = Annotated[Indicator, _As(Indicator)]
TargetTableType = Annotated[TargetTable, _As(TargetTable)]
ScorecardType = Annotated[Scorecard, _As(Scorecard)]
FindingType = Annotated[Finding, _As(Finding)]
