"""Rulebooks (计分规则): dated data with 文号, that scoring only interprets.

A rulebook is a TOML file. The shipped ones stand in ``data/rulebooks``; your own is
loaded from a path and usually starts from another::

    # 我县.toml
    name = "我县2024"
    extends = "财预〔2020〕10号"
    [reverse]
    mode = "linear"
    source = "我县绩效自评通知"

    jixiao.score(table, actuals, rulebook=jixiao.rulebook("我县.toml"))

Every section answers one question on which practice differs, and carries a `Rule`:
what is done, by which source, and how certain that is. Where the regulation says
nothing the rule says so, and every reason that used it repeats it.
"""

from __future__ import annotations

import datetime
import difflib
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar, get_args

import attrs

from ..display import html_table
from ..errors import Place, RulebookError, os_reason
from ..exactness import in_own_context
from ..userfiles import text_of, toml_of
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
    Certainty,
    Composite,
    DateRule,
    Deduction,
    DirectionWords,
    Equality,
    ExecutionRule,
    Explanation,
    Grades,
    Inapplicable,
    Inherited,
    Late,
    Missed,
    Missing,
    Monitoring,
    Negative,
    OutOfRange,
    Over,
    Points,
    QualitativeBands,
    Reached,
    RelativeRule,
    Reverse,
    Rounding,
    Rule,
    Scale,
    Sharing,
    Step,
    StrictBound,
    TargetForm,
    Total,
    Undecided,
    YesNoRule,
    ZeroTarget,
)
from .toml import toml_text
from .wording import sentence

__all__ = [
    "DEFAULT",
    "Rulebook",
    "rulebook",
    "rulebook_schema",
    "rulebooks",
]

_FOLDER: Final = "data/rulebooks"

#: The name of the rulebook that `score` uses unless told otherwise: 财预〔2020〕10号.
DEFAULT: Final = files("jixiao").joinpath("data/default-rulebook.txt").read_text("utf-8").strip()


# It is the key of what is remembered about it, and has a thousand words.
@attrs.frozen(kw_only=True, cache_hash=True)
class Rulebook:
    """计分规则: one answer to every question on which practice differs, each with its source.

    Attributes:
        name: by which it is asked for, e.g. ``财预〔2020〕10号``.
        title: the regulation or form in full.
        number: 文号, or None.
        effective: 施行日期, or None where it is not known.
        version: the version of the file, as its author counts them.
        scope: 适用范围.
        certainty, remark: how certain the whole is, and why.
        extends: the rulebook it starts from, or None.
        points … monitoring: one section for each question; each has a `.rule`.
        scales: step scales for some indicators (满意度赋分).
        dates: what being late costs some indicators, where it is another than `late`.
    """

    name: str
    title: str
    number: str | None = None
    effective: datetime.date | None = None
    version: str | None = None
    scope: str
    certainty: Certainty
    remark: str
    extends: str | None = None

    points: Points
    reached: Reached
    missed: Missed
    reverse: Reverse
    equality: Equality
    zero_target: ZeroTarget
    strict_bound: StrictBound
    over: Over
    qualitative: QualitativeBands
    yes_no: YesNoRule
    late: Late
    out_of_range: OutOfRange
    composite: Composite
    relative: RelativeRule
    missing: Missing
    undecided: Undecided
    inapplicable: Inapplicable
    negative: Negative
    rounding: Rounding
    total: Total
    execution: ExecutionRule
    sharing: Sharing
    deduction: Deduction
    explanation: Explanation
    grades: Grades
    direction: DirectionWords
    monitoring: Monitoring
    scales: tuple[Scale, ...] = ()
    dates: tuple[DateRule, ...] = ()

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        dated = f" {self.effective}起" if self.effective else ""
        return f"<Rulebook {self.name}《{self.title}》{dated} {CERTAINTIES[self.certainty]}>"

    def _repr_html_(self) -> str:
        rows = [
            (name, rule.text, rule.source, CERTAINTIES[rule.certainty]) for name, rule in self.rules
        ]
        return html_table(
            ("项", "规则", "依据", "可靠程度"), rows, caption=f"{self.name} {self.title}"
        )

    @property
    def rules(self) -> tuple[tuple[str, Rule], ...]:
        """Every section with its rule, in order; scales as ``scales[1]``, dates as ``dates[1]`` …"""
        sections = [(name, getattr(self, name).rule) for name in SECTIONS]
        lists: tuple[tuple[str, Sequence[Scale | DateRule]], ...] = (
            ("scales", self.scales),
            ("dates", self.dates),
        )
        numbered = [
            (f"{name}[{number}]", one.rule)
            for name, ones in lists
            for number, one in enumerate(ones, 1)
        ]
        return (*sections, *numbered)

    @in_own_context
    def toml(self) -> str:
        """The rulebook as the text of a file, with every field, those it inherits too."""
        return toml_text(self)

    @property
    def digest(self) -> str:
        """A digest of everything that decides points: two cards of one digest score alike."""
        return _digest(self)

    def scales_for(self, name: str, *kinds: str | None) -> tuple[Scale, ...]:
        """The scales for an indicator, by the head of its name or by one of its kinds, in order.

        群众满意度 and whatever stands under 满意度指标 is satisfaction; 满意度调查次数 and
        满意度提升率 under another kind are not.
        """
        return _all_for(self.scales, name, kinds)

    def scale_for(self, name: str, *kinds: str | None) -> Scale | None:
        """The first of `scales_for`, or None."""
        return next(iter(self.scales_for(name, *kinds)), None)

    def late_for(self, name: str, *kinds: str | None) -> Late:
        """What being late costs an indicator."""
        own = next(iter(_all_for(self.dates, name, kinds)), None)
        return self.late if own is None else own.late


_One = TypeVar("_One", Scale, DateRule)


def _all_for(ones: Sequence[_One], name: str, kinds: Iterable[str | None]) -> tuple[_One, ...]:
    if not ones:
        return ()
    heads = (_added().sub("", name), name)
    under = [kind for kind in kinds if kind]
    return tuple(one for one in ones if _is_for(one, heads, under))


def _is_for(one: Scale | DateRule, heads: tuple[str, str], kinds: list[str]) -> bool:
    """Whether a scale or a rule for dates is meant for an indicator."""
    if one.kinds and not any(word in kind for word in one.kinds for kind in kinds):
        return False
    if not (one.applies_to or one.names):
        return True
    ends = tuple(one.applies_to)
    if any(head.endswith(ends) for head in heads):
        return True
    if any(word in kind for word in one.applies_to for kind in kinds):
        return True
    return any(re.search(pattern, heads[0]) for pattern in one.names)


@cache
def _added() -> re.Pattern[str]:
    """What follows the head of a name: its unit or hint, and words that add nothing."""
    from ..language import builtin_lexicon

    words = "|".join(builtin_lexicon().words("added-end"))
    return re.compile(rf"(?:\s|[（(【][^（）()【】]*[)）】]|[≥≤＞＜><=＝%％:：*]|{words})+$")


# What is told about a rulebook, and decides nothing.
_ABOUT: Final = frozenset(HEAD)


@lru_cache(maxsize=64)
def _digest(book: Rulebook) -> str:
    decides = [
        (one.name, getattr(book, one.name))
        for one in attrs.fields(Rulebook)
        if one.name not in _ABOUT
    ]
    return hashlib.sha256(repr(decides).encode()).hexdigest()[:12]


def _fields(kind: type) -> dict[str, attrs.Attribute[Any]]:
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
    fields = _fields(kind)
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
    rest = set(_fields(SECTIONS[name])) - set(own)
    return attrs.evolve(
        rule,
        made="rule" not in written.own,
        own=own,
        inherits=tuple(_inherited(name, written.base)) if own and rest else (),
    )


def _inherited(name: str, base: Written) -> Iterator[Inherited]:
    """The rules of the sections that another starts from, the nearest first."""
    readers = {key: one.metadata["read"] for key, one in _fields(SECTIONS[name]).items()}
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
_WHOSE: Final[Mapping[str, Field]] = MappingProxyType(
    {"applies_to": WORDS, "names": PATTERNS, "kinds": WORDS}
)
_SCALE_FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        **_WHOSE,
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
    faults.tried(known_fields, table, (*_SCALE_FIELDS, *RULE_KEYS), where)
    values = faults.tried(_values, _SCALE_FIELDS, table, where)
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
    if not any(key in table for key in _WHOSE):
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
    late = {key: field.metadata["read"] for key, field in _fields(Late).items()}
    faults = _Faults()
    faults.tried(known_fields, table, (*_WHOSE, *late, *RULE_KEYS), where)
    faults.noted(_for_nobody(table, where))
    whose = faults.tried(_values, _WHOSE, table, where) or {}
    values = faults.tried(_values, late, table, where, ("mode",)) or {}
    faults.noted(unused("late", table, table, where))
    faults.raised()
    rule = _rule(where, table, number, sentence("late", values))
    one = DateRule(**whose, late=Late(**values, rule=rule))
    faults.noted(contradictions(where, one))
    faults.raised()
    return one


def _build(files: Sequence[File]) -> Rulebook:
    """The rulebook of a file and of those it starts from."""
    try:
        return _built(files)
    except RulebookError as problem:
        raise _placed(problem, files) from None


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


def _placed(problem: RulebookError, files: Sequence[File]) -> RulebookError:
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


def _chain(first: File) -> tuple[File, ...]:
    """A file, the one it starts from, and so on."""
    files, names = [first], [str(first.path or first.table.get("name"))]
    while (parent := files[-1].table.get("extends")) is not None:
        TEXT(parent, "extends")
        found = _parent(parent, files[-1].folder)
        name = str(found.path or found.table.get("name"))
        if name in names:
            raise RulebookError(
                f"规则文件互相引用：{' → '.join([Path(one).name for one in (*names, name)])}",
                code="rulebook-cycle",
                field="extends",
            )
        files.append(found)
        names.append(name)
    return tuple(files)


@cache
def _shipped() -> Mapping[str, Mapping[str, Any]]:
    found = {}
    for entry in sorted(files("jixiao").joinpath(_FOLDER).iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".toml"):
            table = tomllib.loads(entry.read_text(encoding="utf-8"), parse_float=Decimal)
            found[table["name"]] = table
    return MappingProxyType(found)


@cache
def _shipped_rulebook(name: str) -> Rulebook:
    return _build(_chain(File(_shipped()[name])))


def rulebooks() -> tuple[str, ...]:
    """The names of the rulebooks that come with jixiao, the default first."""
    return tuple(sorted(_shipped(), key=lambda name: (name != DEFAULT, name)))


@in_own_context
def rulebook(name: str | PathLike[str] | Mapping[str, Any] | Rulebook = DEFAULT) -> Rulebook:
    """The rulebook called `name`, or read from a path ending in ``.toml``.

    A mapping is taken as the content of such a file. A relative path in `extends` is
    relative to the file that names it.

    Raises:
        RulebookError: no rulebook of that name (the nearest are named), no such file, or fields
            that are unknown, missing, out of range or at odds with each other; `.field` is the
            dotted path of the first, `.errors` has them all, `.place` the file and the line.
    """
    if isinstance(name, Rulebook):
        return name
    if isinstance(name, Mapping):
        return _build(_chain(File(name)))
    if isinstance(name, str) and not name.endswith(".toml"):
        return _shipped_rulebook(_shipped_name(name))
    first = _load(Path(name))
    try:
        return _build(_chain(first))
    except RulebookError as problem:
        raise problem if problem.place else _placed(problem, (first,)) from None


def _parent(name: str, folder: Path) -> File:
    if name.endswith(".toml"):
        return _load(folder / name)
    return File(_shipped()[_shipped_name(name, field="extends")])


def _shipped_name(name: str, field: str | None = None) -> str:
    if name in _shipped():
        return name
    plain = _plain_name(name)
    for known in _shipped():
        if _plain_name(known) == plain:
            return known
    raise _no_such(name, field=field)


def _plain_name(name: str) -> str:
    brackets = str.maketrans("[]【】()（）", "〔〕〔〕〔〕〔〕")
    return "".join(name.split()).translate(brackets)


def _no_such(name: str, field: str | None = None) -> RulebookError:
    options = rulebooks()
    near = difflib.get_close_matches(name, options, n=3, cutoff=0.3) or options
    return RulebookError(
        f"没有名为“{name}”的规则；相近的有：{'、'.join(near)}；自己的规则请给出 .toml 文件的路径",
        code="rulebook-unknown",
        field=field,
    )


def _load(path: Path) -> File:
    try:
        return File(toml_of(path), path, text_of(path))
    except OSError as problem:
        raise RulebookError(
            f"规则文件 {path} 打不开：{os_reason(problem)}；请检查路径", code="rulebook-file"
        ) from problem
    except ValueError as problem:
        raise RulebookError(f"规则文件 {path} 读不了：{problem}", code="rulebook-toml") from problem


def rulebook_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a rulebook file, made from the section classes."""
    rule = {
        "rule": {"type": "string", "minLength": 1},
        "source": {"type": "string", "minLength": 1},
        "certainty": {"enum": list(CERTAINTIES)},
        "silent": {"type": ["boolean", "string"]},
    }
    sections = {
        name: {
            "type": "object",
            "properties": {
                **{key: one.metadata["read"].schema for key, one in _fields(kind).items()},
                **rule,
            },
            "additionalProperties": False,
        }
        for name, kind in SECTIONS.items()
    }
    lists = {
        "scales": {key: one.schema for key, one in _SCALE_FIELDS.items()},
        "dates": {
            **{key: one.schema for key, one in _WHOSE.items()},
            **{key: one.metadata["read"].schema for key, one in _fields(Late).items()},
        },
    }
    head = {key: {"type": "string", "minLength": 1} for key in HEAD if key != "effective"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "jixiao 计分规则",
        "type": "object",
        "properties": {
            **head,
            "certainty": {"enum": list(CERTAINTIES)},
            "effective": {},
            **sections,
            **{
                name: {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {**fields, **rule},
                        "additionalProperties": False,
                    },
                }
                for name, fields in lists.items()
            },
        },
        "required": ["name"],
        "additionalProperties": False,
    }
