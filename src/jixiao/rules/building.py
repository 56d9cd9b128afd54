"""From the tables of rulebook files to a `Rulebook`: every field checked, all that is wrong said at once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeVar, get_args

import attrs

from ..errors import Place, RulebookError
from .book import DEFAULT, Rulebook
from .contradictions import STEP_MARKS, contradictions, unused
from .fields import (
    FLAG,
    PATTERNS,
    POINTS,
    POSITIVE,
    SHARE,
    TEXT,
    WORDS,
    Field,
    choice,
    choices,
    known_fields,
    records,
    value_error,
)
from .inheritance import HEAD, LISTS, RULE_KEYS, File, Listed, Written, stated, whole_of
from .policies import (
    CERTAINTIES,
    SECTIONS,
    DateRule,
    Inherited,
    Late,
    Rule,
    Scale,
    Step,
    TargetForm,
)
from .wording import sentence

__all__ = ["SCALE_FIELDS", "WHOSE", "build", "fields_of", "placed"]

_One = TypeVar("_One", Scale, DateRule)


def fields_of(kind: type) -> dict[str, attrs.Attribute[Any]]:
    return {one.name: one for one in attrs.fields(kind) if one.name != "rule"}


_Read = TypeVar("_Read")


class _Faults:
    """What is wrong with a file, gathered so that all of it is said at once."""

    def __init__(self) -> None:
        self.found: list[RulebookError] = []

    def tried(self, read: Callable[..., _Read], *args: Any) -> _Read | None:
        """What `read` gives; None where it finds a fault."""
        try:
            return read(*args)
        except RulebookError as problem:
            self.found.append(problem)
            return None

    def noted(self, errors: Iterable[RulebookError]) -> None:
        """More faults, found elsewhere."""
        self.found += errors

    def raised(self) -> None:
        """Raises what was gathered, if anything.

        Raises:
            RulebookError: with all faults as `errors`.
        """
        if self.found:
            raise RulebookError.together(self.found)


def _values(
    fields: Mapping[str, Field], table: Mapping[str, Any], where: str, needed: Iterable[str] = ()
) -> dict[str, Any]:
    """The fields of a table that are given, each as it is read."""
    faults = _Faults()
    values = {
        key: faults.tried(field, table[key], f"{where}.{key}")
        for key, field in fields.items()
        if key in table
    }
    faults.noted(_field_missing(f"{where}.{key}") for key in needed if key not in table)
    faults.raised()
    return values


def _section(name: str, written: Written) -> Any:
    if not isinstance(written, Written):
        raise value_error(name, written, f"一节，写作 [{name}]")
    kind = SECTIONS[name]
    fields = fields_of(kind)
    faults = _Faults()
    known = (*fields, *RULE_KEYS)
    faults.tried(known_fields, written.own, known, name)
    readers = {key: field.metadata["read"] for key, field in fields.items()}
    needed = [key for key, field in fields.items() if field.default is attrs.NOTHING]
    values = faults.tried(_values, readers, written.values, name, needed)
    faults.noted(unused(name, written.own, written.values))
    faults.raised()
    read: dict[str, Any] = values or {}
    section = kind(**read, rule=_section_rule(name, written, read))
    faults.noted(contradictions(name, section))
    faults.raised()
    return section


def _section_rule(name: str, written: Written, values: Mapping[str, Any]) -> Rule:
    """The rule of a section: its sentence as the file has it, or made of the values."""
    made = sentence(name, values)
    if made is None:
        changed = "、".join(stated(written.own))
        made = f"（本规则没有写原文，改的是{changed}）" if written.base and changed else None
    rule = _rule(name, written.values, written.number, made)
    if written.base is None:
        return rule
    own = tuple(stated(written.own))
    rest = set(fields_of(SECTIONS[name])) - set(own)
    return attrs.evolve(
        rule,
        made="rule" not in written.own,
        own=own,
        inherits=tuple(_inherited(name, written.base)) if own and rest else (),
    )


def _inherited(name: str, base: Written) -> Iterator[Inherited]:
    """The rules of the sections that another starts from, the nearest first."""
    readers = {key: one.metadata["read"] for key, one in fields_of(SECTIONS[name]).items()}
    rule = _section_rule(name, base, _values(readers, base.values, name))
    yield Inherited(
        name=base.number,
        text=rule.text,
        source=rule.source,
        certainty=rule.certainty,
        silent_in=rule.silent_in,
        own=rule.own,
    )
    yield from rule.inherits


def _rule(where: str, table: Mapping[str, Any], number: str, made: str | None) -> Rule:
    """The rule of a table; `made`: its sentence where the table gives none."""
    faults = _Faults()
    text = table.get("rule", made)
    for key, value in (("rule", text), ("source", table.get("source"))):
        if value is None:
            faults.noted([_field_missing(f"{where}.{key}")])
        else:
            faults.tried(TEXT, value, f"{where}.{key}")
    certainty = faults.tried(
        choice(*CERTAINTIES), table.get("certainty", "practice"), f"{where}.certainty"
    )
    silent = table.get("silent", False)
    if not isinstance(silent, bool | str):
        faults.noted([value_error(f"{where}.silent", silent, " true、false 或没有规定此事的文号")])
    faults.raised()
    return Rule(
        text=str(text),
        source=table["source"],
        certainty=certainty,  # type: ignore[arg-type]
        silent_in=number if silent is True else silent or None,
    )


def _sections_missing(names: Sequence[str]) -> RulebookError:
    return RulebookError(
        f'规则文件缺少{"、".join(names)}{len(names)}节；从现有规则开始就不用都写：extends = "{DEFAULT}"',
        code="rulebook-field-missing",
        field=names[0],
    )


def _field_missing(field: str) -> RulebookError:
    return RulebookError(
        f"规则文件缺少字段 {field}；可以补上，或用 extends 从现有规则开始",
        code="rulebook-field-missing",
        field=field,
    )


#: A mark of deductions that is the target itself.
_TARGET: Final = "target"
_MARK: Final = Field(
    lambda value, path: Decimal(1) if value == _TARGET else POINTS(value, path),
    {"anyOf": [POINTS.schema, {"const": _TARGET}]},
)
_STEP_FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {**dict.fromkeys(STEP_MARKS, POINTS), "share": SHARE, "points": POINTS}
)
#: Which indicators a scale or a rule for dates is for.
WHOSE: Final[Mapping[str, Field]] = MappingProxyType(
    {"applies_to": WORDS, "names": PATTERNS, "kinds": WORDS}
)
SCALE_FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        **WHOSE,
        "forms": choices(*get_args(TargetForm)),
        "unit": TEXT,
        "measure": choice("value", "ratio", "gap"),
        "steps": records(Step, optional=tuple(_STEP_FIELDS), **_STEP_FIELDS),
        "full": POSITIVE,
        "linear": FLAG,
        "deduct_from": _MARK,
        "deduct_above": _MARK,
        "every": POSITIVE,
        "points": POINTS,
        "zero_from": POINTS,
        "part": choice("begun", "whole", "share"),
    }
)


def _scale(index: int, table: Mapping[str, Any], number: str) -> Scale:
    where = f"scales[{index}]"
    faults = _Faults()
    faults.tried(known_fields, table, (*SCALE_FIELDS, *RULE_KEYS), where)
    values = faults.tried(_values, SCALE_FIELDS, table, where)
    rule = faults.tried(_rule, where, table, number, None)
    faults.noted(_for_nobody(table, where))
    scale = None
    if values is not None:
        scale = faults.tried(_of_values, values, table, where, rule or _NO_RULE)
    faults.noted(() if scale is None else contradictions(where, scale))
    faults.raised()
    return scale  # type: ignore[return-value]


def _for_nobody(table: Mapping[str, Any], where: str) -> Iterator[RulebookError]:
    """A rule for some indicators that does not say for which."""
    if not any(key in table for key in WHOSE):
        yield RulebookError(
            f'规则字段 {where} 没有写用于哪些指标；请写 applies_to = ["满意度"]（名称的结尾或者类别）、'
            'kinds = ["数量"]（类别）或者 names = ["…"]（名称里的字）之一，用于所有指标的写 names = [".*"]',
            code="rulebook-field-missing",
            field=f"{where}.applies_to",
        )


# Stands in for a rule that is missing, so that what else is wrong is found too.
_NO_RULE: Final = Rule(text="", source="", certainty="practice")


def _of_values(
    values: Mapping[str, Any], table: Mapping[str, Any], where: str, rule: Rule
) -> Scale:
    """The scale of fields that are read."""
    _check_kind(values, where)
    marks = [key for key in _DEDUCTION_MARKS if key in values]
    if len(marks) == 2:
        _check_both(table, values, where)
    return Scale(**values, of_target=any(table[key] == _TARGET for key in marks), rule=rule)


_DEDUCTION_MARKS: Final = ("deduct_from", "deduct_above")


def _check_kind(values: Mapping[str, Any], where: str) -> None:
    """A scale has steps, or it takes points off."""
    marks = [key for key in _DEDUCTION_MARKS if key in values]
    deducts = (*marks, *(key for key in ("every", "points") if key in values))
    if (
        bool(values.get("steps")) == bool(deducts)
        or (deducts and not marks)
        or (deducts and len(deducts) != len(marks) + 2)
    ):
        raise RulebookError(
            f"规则字段 {where} 应当只有 steps，或者 deduct_from（deduct_above）、every、points 三项都有",
            code="rulebook-value",
            field=where,
        )


def _check_both(table: Mapping[str, Any], values: Mapping[str, Any], where: str) -> None:
    """Two marks: both are the target, or the lower one is not above the other; no end on one side."""
    low, high = table["deduct_from"], table["deduct_above"]
    if (low == _TARGET) != (high == _TARGET):
        raise value_error(
            f"{where}.deduct_above", high, '与 deduct_from 一样：都写 "target"，或都写数'
        )
    if values["deduct_from"] > values["deduct_above"]:
        raise value_error(f"{where}.deduct_above", high, "不小于 deduct_from 的数")
    if "zero_from" in values:
        raise value_error(f"{where}.zero_from", table["zero_from"], "两边都扣分时不写这一项")


def _date_rule(index: int, table: Mapping[str, Any], number: str) -> DateRule:
    where = f"dates[{index}]"
    late = {key: field.metadata["read"] for key, field in fields_of(Late).items()}
    faults = _Faults()
    faults.tried(known_fields, table, (*WHOSE, *late, *RULE_KEYS), where)
    faults.noted(_for_nobody(table, where))
    whose = faults.tried(_values, WHOSE, table, where) or {}
    values = faults.tried(_values, late, table, where, ("mode",)) or {}
    faults.noted(unused("late", table, table, where))
    faults.raised()
    rule = _rule(where, table, number, sentence("late", values))
    one = DateRule(**whose, late=Late(**values, rule=rule))
    faults.noted(contradictions(where, one))
    faults.raised()
    return one


def build(files: Sequence[File]) -> Rulebook:
    """The rulebook of a file and of those it starts from."""
    try:
        return _built(files)
    except RulebookError as problem:
        raise placed(problem, files) from None


def _built(files: Sequence[File]) -> Rulebook:
    faults = _Faults()
    for file in files:
        faults.tried(known_fields, file.table, (*HEAD, *SECTIONS, *LISTS), "")
    whole = whole_of(files)
    head = faults.tried(_head, whole.head) or {}
    if missing := [name for name in SECTIONS if name not in whole.sections]:
        faults.noted([_sections_missing(missing)])
    sections = {
        name: faults.tried(_section, name, whole.sections[name])
        for name in SECTIONS
        if name in whole.sections
    }
    lists = {
        name: faults.tried(_list, name, read, whole.lists.get(name))
        for name, read in (("scales", _scale), ("dates", _date_rule))
    }
    faults.noted(_rounded_twice(sections))
    faults.raised()
    return Rulebook(**head, **lists, **sections)  # type: ignore[arg-type]


def _rounded_twice(sections: Mapping[str, Any]) -> Iterator[RulebookError]:
    """The total is rounded by one section only."""
    rounding, total = sections.get("rounding"), sections.get("total")
    if rounding is not None and total is not None and total.places is not None:
        if rounding.at == "total":
            yield RulebookError(
                '规则字段 total.places 与 rounding 的 at = "total" 说的是同一件事；只写一处',
                code="rulebook-value",
                field="total.places",
            )


def _head(table: Mapping[str, Any]) -> dict[str, Any]:
    """What a rulebook says of itself."""
    faults = _Faults()
    for key in ("name", "title", "scope", "remark"):
        if key not in table:
            faults.noted([_field_missing(key)])
        else:
            faults.tried(TEXT, table[key], key)
    effective, number = table.get("effective"), table.get("number")
    if effective is not None and type(effective) is not datetime.date:
        faults.noted([value_error("effective", effective, "日期，例如 2020-02-25（不加引号）")])
    if number is not None:
        faults.tried(TEXT, number, "number")
    certainty = faults.tried(choice(*CERTAINTIES), table.get("certainty", "practice"), "certainty")
    version = faults.tried(_version, table.get("version"))
    faults.raised()
    kept = {key: table.get(key) for key in HEAD}
    return {**kept, "certainty": certainty, "version": version}


def _list(
    name: str, read: Callable[[int, Mapping[str, Any], str], _One], given: Listed | None
) -> tuple[_One, ...]:
    """The rules for some indicators."""
    if given is None:
        return ()
    ones = given.tables
    if not isinstance(ones, list) or not all(isinstance(one, dict) for one in ones):
        raise value_error(name, ones, f"表的列表，写作 [[{name}]]")
    faults = _Faults()
    made = [faults.tried(read, index, one, given.number) for index, one in enumerate(ones, 1)]
    faults.raised()
    return tuple(one for one in made if one is not None)


def placed(problem: RulebookError, files: Sequence[File]) -> RulebookError:
    """The error with the file and the line of each fault."""
    first = files[0].path
    if first is None:
        return problem
    whole = Place(file=first.as_posix())
    placed = []
    for one in problem.errors or (problem,):
        found = next((at for file in files if (at := file.place_of(one)) is not None), whole)
        placed.append(RulebookError(one.message, code=one.code, field=one.field, place=found))
    return RulebookError.together(placed, whole)


def _version(value: Any) -> str | None:
    return None if value is None else str(TEXT(str(value), "version"))
