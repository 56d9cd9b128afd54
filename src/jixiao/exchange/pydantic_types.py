"""Types for pydantic v2 (and so for FastAPI): models that hold jixiao's values.

    from pydantic import BaseModel
    from jixiao.exchange.pydantic_types import CriterionType

    class Goal(BaseModel):
        name: str
        target: CriterionType

    Goal.model_validate({"name": "培训次数", "target": "≥15次"}).target.is_met("16次")

A text is parsed, a dict of `jixiao.exchange.codec.to_plain` is read, a value is taken as it is; in JSON it
is that dict. A text that cannot be read is a validation error with the message and caret of
`jixiao.CriterionError`. The JSON Schema of a model, and so the OpenAPI document of a service, holds
the whole form of that dict, each class as a component of its own (``TargetTable``, ``Indicator``,
``Comparison`` …), from which clients in other languages can be made.

pydantic is imported when a model is made, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Final

import attrs

from ..criteria import AnyCriterion, Criterion, Unreadable
from ..errors import JixiaoError
from ..findings import Finding
from ..quantities import Quantity
from ..scoring.scorecards import Scorecard
from ..tables import Indicator, TargetTable
from .codec import schema, to_plain
from .codec.documents import KINDS, TYPES, VERSION
from .hooks import structured

__all__ = [
    "CriterionType",
    "FindingType",
    "IndicatorType",
    "QuantityType",
    "ScorecardType",
    "TargetTableType",
]

_PLACE: Final = "#/$defs/"
_DOCUMENT: Final = "_document"


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

    def __get_pydantic_json_schema__(self, given: Any, handler: Any) -> dict[str, Any]:
        from pydantic_core import core_schema

        del given
        (name,) = (one for one, cls in TYPES.items() if cls is self.cls)
        document: dict[str, Any] = handler(
            core_schema.definitions_schema(
                core_schema.definition_reference_schema(_reference(name + _DOCUMENT)),
                [_component(one) for one in _reachable(name + _DOCUMENT)],
            )
        )
        if self.cls is not Criterion or handler.mode == "serialization":
            return document
        text = {"type": "string", "description": "指标值的文字", "examples": ["≥95%", "有效保障"]}
        return {"anyOf": [text, document]}


# ---- the components of the schema -------------------------------------------------------


@cache
def _forms() -> Mapping[str, Mapping[str, Any]]:
    """The form of each class, and of each document: the class with its version and type."""
    forms = {name: _closed(one) for name, one in schema()["$defs"].items() if name != "item"}
    for name in (*TYPES, *(kind for kind, cls in KINDS.items() if cls is not Unreadable)):
        tags = {
            "jixiao": {"const": VERSION, "title": "Version", "type": "integer"},
            "type": {"const": name if name in TYPES else "criterion", "type": "string"},
        }
        form = forms[name]
        if "properties" in form:
            form = {
                **form,
                "properties": {**tags, **form["properties"]},
                "required": [*tags, *form.get("required", ())],
            }
        else:
            form = {"oneOf": [_choice(one["$ref"]) for one in form["oneOf"] if _is_read(one)]}
        forms[name + _DOCUMENT] = form
    return MappingProxyType(forms)


def _closed(form: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form of a class, which has no other fields than its own."""
    return {**form, "additionalProperties": False} if "properties" in form else form


def _choice(reference: str) -> dict[str, str]:
    return {"$ref": reference + _DOCUMENT}


def _is_read(choice: Mapping[str, str]) -> bool:
    """Whether a kind comes back as a criterion: what is unreadable does not."""
    return KINDS[choice["$ref"].removeprefix(_PLACE)] is not Unreadable


def _reachable(name: str) -> tuple[str, ...]:
    """The components that one refers to, itself first."""
    found: dict[str, None] = {}

    def visit(one: str) -> dict[str, Any]:
        if one not in found:
            found[one] = None
            _referring(_forms()[one], visit)
        return {}

    visit(name)
    return tuple(found)


def _referring(form: Any, refer: Callable[[str], Mapping[str, Any]]) -> Any:
    """A form with each of its references made anew by `refer`."""
    if isinstance(form, Mapping):
        if "$ref" in form:
            return dict(refer(form["$ref"].removeprefix(_PLACE)))
        return {key: _referring(one, refer) for key, one in form.items()}
    return [_referring(one, refer) for one in form] if isinstance(form, list) else form


def _reference(name: str) -> str:
    """The name under which pydantic knows a component; what stands behind the dot is shown."""
    return f"jixiao.{''.join(part.capitalize() for part in name.split('_'))}:{name}"


@cache
def _component(name: str) -> Any:
    """A core schema that is nothing but the JSON Schema of one form."""
    from pydantic import TypeAdapter
    from pydantic_core import core_schema

    class Form:
        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
            del source, handler
            return core_schema.any_schema()

        @classmethod
        def __get_pydantic_json_schema__(cls, given: Any, handler: Any) -> Any:
            del given

            def refer(one: str) -> Mapping[str, Any]:
                found: Mapping[str, Any] = handler(
                    core_schema.definition_reference_schema(_reference(one))
                )
                return found

            return _referring(_forms()[name], refer)

    return {**TypeAdapter(Form).core_schema, "ref": _reference(name)}


CriterionType = Annotated[AnyCriterion, _As(Criterion)]
QuantityType = Annotated[Quantity, _As(Quantity)]
IndicatorType = Annotated[Indicator, _As(Indicator)]
TargetTableType = Annotated[TargetTable, _As(TargetTable)]
ScorecardType = Annotated[Scorecard, _As(Scorecard)]
FindingType = Annotated[Finding, _As(Finding)]
