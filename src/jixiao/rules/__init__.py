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
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import attrs

from ..display import html_table
from ..errors import RulebookError
from ..exactness import in_own_context
from ..userfiles import toml_of
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
    known_fields,
    records,
    value_error,
)
from .policies import (
    CERTAINTIES,
    MODE_TEXTS,
    SECTION_TEXTS,
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
    Undecided,
    YesNoRule,
    ZeroTarget,
)

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

    @property
    def digest(self) -> str:
        """A digest of everything that decides points: two cards of one digest score alike."""
        return _digest(self)

    def scale_for(self, name: str, *kinds: str | None) -> Scale | None:
        """The scale for an indicator, by the head of its name or by one of its kinds; or None.

        群众满意度 and whatever stands under 满意度指标 is satisfaction; 满意度调查次数 and
        满意度提升率 under another kind are not.
        """
        return _first_for(self.scales, name, kinds)

    def late_for(self, name: str, *kinds: str | None) -> Late:
        """What being late costs an indicator."""
        own = _first_for(self.dates, name, kinds)
        return self.late if own is None else own.late


_One = TypeVar("_One", Scale, DateRule)


def _first_for(ones: Sequence[_One], name: str, kinds: Iterable[str | None]) -> _One | None:
    if not ones:
        return None
    heads = (_added().sub("", name), name)
    under = [kind for kind in kinds if kind]
    return next((one for one in ones if _is_for(one, heads, under)), None)


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


_HEAD: Final = (
    *("name", "title", "number", "effective", "version", "scope", "certainty", "remark", "extends"),
)
# Rules for some indicators, each a table of its own.
_LISTS: Final = ("scales", "dates")
# What is told about a rulebook, and decides nothing.
_ABOUT: Final = frozenset(_HEAD)


@lru_cache(maxsize=64)
def _digest(book: Rulebook) -> str:
    decides = [
        (one.name, getattr(book, one.name))
        for one in attrs.fields(Rulebook)
        if one.name not in _ABOUT
    ]
    return hashlib.sha256(repr(decides).encode()).hexdigest()[:12]


_RULE_KEYS: Final = ("rule", "source", "certainty", "silent")


def _fields(kind: type) -> dict[str, attrs.Attribute[Any]]:
    return {one.name: one for one in attrs.fields(kind) if one.name != "rule"}


def _section(name: str, table: Mapping[str, Any], number: str | None) -> Any:
    kind = SECTIONS[name]
    fields = _fields(kind)
    known_fields(table, (*fields, *_RULE_KEYS), name)
    values = {}
    for key, field in fields.items():
        if key in table:
            values[key] = field.metadata["read"](table[key], f"{name}.{key}")
        elif field.default is attrs.NOTHING:
            raise _field_missing(f"{name}.{key}")
    text = table.get("rule")
    if text is None and name in SECTION_TEXTS:
        text = SECTION_TEXTS[name](values)
    own = {**table, "rule": text} if text is not None else table
    return kind(**values, rule=_rule(name, own, number, values.get("mode")))


def _rule(where: str, table: Mapping[str, Any], number: str | None, mode: str | None) -> Rule:
    text = table.get("rule") or MODE_TEXTS.get(where, {}).get(mode or "")
    for key, value in (("rule", text), ("source", table.get("source"))):
        if value is None:
            raise _field_missing(f"{where}.{key}")
        TEXT(value, f"{where}.{key}")
    certainty = choice(*CERTAINTIES)(table.get("certainty", "practice"), f"{where}.certainty")
    silent = table.get("silent", False)
    if not isinstance(silent, bool | str):
        raise value_error(f"{where}.silent", silent, " true、false 或没有规定此事的文号")
    return Rule(
        text=str(text),
        source=table["source"],
        certainty=certainty,
        silent_in=(number or "所用规则") if silent is True else silent or None,
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
_STEP_MARKS: Final = ("at_least", "at_most", "within")
_STEP_FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {**dict.fromkeys(_STEP_MARKS, POINTS), "share": SHARE, "points": POINTS}
)
#: Which indicators a scale or a rule for dates is for.
_WHOSE: Final[Mapping[str, Field]] = MappingProxyType(
    {"applies_to": WORDS, "names": PATTERNS, "kinds": WORDS}
)
_SCALE_FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        **_WHOSE,
        "unit": TEXT,
        "measure": choice("value", "ratio"),
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


def _scale(index: int, table: Mapping[str, Any], number: str | None) -> Scale:
    where = f"scales[{index}]"
    known_fields(table, (*_SCALE_FIELDS, *_RULE_KEYS), where)
    values = {
        key: field(table[key], f"{where}.{key}")
        for key, field in _SCALE_FIELDS.items()
        if key in table
    }
    if not any(key in values for key in _WHOSE):
        raise _field_missing(f"{where}.applies_to")
    marks = [key for key in ("deduct_from", "deduct_above") if key in values]
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
    if len(marks) == 2:
        _check_both(table, values, where)
    if steps := values.get("steps"):
        _check_steps(steps, f"{where}.steps")
    of_target = any(table[key] == _TARGET for key in marks)
    return Scale(**values, of_target=of_target, rule=_rule(where, table, number, None))


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


def _date_rule(index: int, table: Mapping[str, Any], number: str | None) -> DateRule:
    where = f"dates[{index}]"
    late = _fields(Late)
    known_fields(table, (*_WHOSE, *late, *_RULE_KEYS), where)
    if not any(key in table for key in _WHOSE):
        raise _field_missing(f"{where}.applies_to")
    if "mode" not in table:
        raise _field_missing(f"{where}.mode")
    whose = {
        key: field(table[key], f"{where}.{key}") for key, field in _WHOSE.items() if key in table
    }
    values = {
        key: field.metadata["read"](table[key], f"{where}.{key}")
        for key, field in late.items()
        if key in table
    }
    text = table.get("rule") or MODE_TEXTS["late"].get(values["mode"])
    rule = _rule(where, {**table, "rule": text}, number, None)
    return DateRule(**whose, late=Late(**values, rule=rule))


def _check_steps(steps: tuple[Step, ...], where: str) -> None:
    """The steps have one kind of mark, one kind of earning, and go from best to worst."""

    def wrong(what: str) -> RulebookError:
        return RulebookError(f"规则字段 {where} {what}", code="rulebook-value", field=where)

    kinds = {tuple(key for key in _STEP_MARKS if getattr(one, key) is not None) for one in steps}
    if len(kinds) != 1 or len(kinds.pop()) != 1:
        raise wrong("的每一档都应写 at_least、at_most、within 中的同一个")
    if any((one.share is None) == (one.points is None) for one in steps):
        raise wrong("的每一档都应写 share 或 points 中的一个")
    marks = [one.mark for one in steps]
    falling = steps[0].at_least is not None
    if marks != sorted(marks, reverse=falling):
        raise wrong(f"应从{'高到低' if falling else '低到高'}排列")
    if len(set(marks)) < len(marks):
        raise wrong("有重复的起点")


def _merged(parent: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    """The parent's sections with what the child changes.

    A child that changes a section speaks for itself there: the parent's sentence and source
    would claim a regulation for what it does not say.
    """
    result = {key: value for key, value in parent.items() if key not in _HEAD}
    for key, value in child.items():
        if key in SECTIONS and isinstance(value, dict):
            before = dict(result.get(key, {}))
            inherited = {k: v for k, v in before.items() if k not in _RULE_KEYS}
            merged = {**inherited, **value}
            told = set(value) <= {*_RULE_KEYS}
            if key not in MODE_TEXTS and "rule" not in value and (told or key not in SECTION_TEXTS):
                merged["rule"] = before.get("rule")
            merged.setdefault("source", child.get("number") or child.get("name"))
            result[key] = {k: v for k, v in merged.items() if v is not None}
        else:
            result[key] = value
    return result


def _build(table: Mapping[str, Any], find: Callable[[str], Mapping[str, Any]]) -> Rulebook:
    whole = _resolved(table, find, ())
    for key in ("name", "title", "scope", "remark"):
        if key not in whole:
            raise _field_missing(key)
        TEXT(whole[key], key)
    known_fields(whole, (*_HEAD, *SECTIONS, *_LISTS), "")
    effective = whole.get("effective")
    if effective is not None and type(effective) is not datetime.date:
        raise value_error("effective", effective, "日期，例如 2020-02-25（不加引号）")
    number = whole.get("number")
    if number is not None:
        TEXT(number, "number")
    sections = {}
    for name in SECTIONS:
        if name not in whole:
            raise _field_missing(name)
        if not isinstance(whole[name], dict):
            raise value_error(name, whole[name], f"一节，写作 [{name}]")
        sections[name] = _section(name, whole[name], number)
    for name in ("over", "execution"):
        if steps := sections[name].steps:
            _check_steps(steps, f"{name}.steps")
    bands = sections["qualitative"].bands
    if sorted(one.grade for one in bands) != ["missed", "partly", "reached"]:
        raise value_error(
            "qualitative.bands", len(bands), "达成 reached、部分达成 partly、未达成 missed 各一档"
        )
    lists = {name: whole.get(name, []) for name in _LISTS}
    for name, ones in lists.items():
        if not isinstance(ones, list) or not all(isinstance(one, dict) for one in ones):
            raise value_error(name, ones, f"表的列表，写作 [[{name}]]")
    return Rulebook(
        name=whole["name"],
        title=whole["title"],
        number=number,
        effective=effective,
        version=_version(whole.get("version")),
        scope=whole["scope"],
        certainty=choice(*CERTAINTIES)(whole.get("certainty", "practice"), "certainty"),
        remark=whole["remark"],
        extends=whole.get("extends"),
        scales=tuple(_scale(i, one, number) for i, one in enumerate(lists["scales"], 1)),
        dates=tuple(_date_rule(i, one, number) for i, one in enumerate(lists["dates"], 1)),
        **sections,
    )


def _version(value: Any) -> str | None:
    return None if value is None else str(TEXT(str(value), "version"))


def _resolved(
    table: Mapping[str, Any],
    find: Callable[[str], Mapping[str, Any]],
    seen: tuple[str, ...],
) -> dict[str, Any]:
    known_fields(table, (*_HEAD, *SECTIONS, *_LISTS), "")
    parent = table.get("extends")
    if parent is None:
        return dict(table)
    TEXT(parent, "extends")
    if parent in seen:
        raise RulebookError(
            f"规则文件互相引用：{' → '.join((*seen, parent))}",
            code="rulebook-cycle",
            field="extends",
        )
    base = _resolved(find(parent), find, (*seen, parent))
    for name, section in base.items():
        # Silence is that of the regulation the section was written for, not of this one.
        if name in SECTIONS and isinstance(section, dict) and section.get("silent") is True:
            base[name] = {**section, "silent": base.get("number") or parent}
    merged = _merged(base, table)
    for key in ("title", "scope", "remark"):
        if key not in table:
            merged[key] = f"以{parent}为基础" if key != "scope" else base.get(key)
    return merged


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
    return _build(_shipped()[name], _shipped().__getitem__)


def rulebooks() -> tuple[str, ...]:
    """The names of the rulebooks that come with jixiao, the default first."""
    return tuple(sorted(_shipped(), key=lambda name: (name != DEFAULT, name)))


@in_own_context
def rulebook(name: str | PathLike[str] | Mapping[str, Any] | Rulebook = DEFAULT) -> Rulebook:
    """The rulebook called `name`, or read from a path ending in ``.toml``.

    A mapping is taken as the content of such a file. A relative path in `extends` is
    relative to the file that names it.

    Raises:
        RulebookError: no rulebook of that name (the nearest are named), no such file, or a
            field that is unknown, missing or out of range; `.field` is its dotted path.
    """
    if isinstance(name, Rulebook):
        return name
    if isinstance(name, Mapping):
        return _build(name, lambda parent: _parent(parent, Path()))
    if isinstance(name, str) and not name.endswith(".toml"):
        return _shipped_rulebook(_shipped_name(name))
    path = Path(name)
    return _build(_load(path), lambda parent: _parent(parent, path.parent))


def _parent(name: str, folder: Path) -> Mapping[str, Any]:
    if name.endswith(".toml"):
        return _load(folder / name)
    return _shipped()[_shipped_name(name, field="extends")]


def _shipped_name(name: str, field: str | None = None) -> str:
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


def _load(path: Path) -> Mapping[str, Any]:
    try:
        return toml_of(path)
    except OSError as problem:
        raise RulebookError(
            f"规则文件 {path} 打不开：{problem.strerror}；请检查路径", code="rulebook-file"
        ) from problem
    except ValueError as problem:
        raise RulebookError(
            f"规则文件 {path} 不是正确的 TOML（UTF-8）：{problem}", code="rulebook-toml"
        ) from problem


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
    head = {key: {"type": "string", "minLength": 1} for key in _HEAD if key != "effective"}
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
