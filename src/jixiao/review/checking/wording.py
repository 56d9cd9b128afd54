"""How indicator names and goals are worded: units, wishes, vague words, directions, kinds.

The words are data (``data/wording.toml``); this room only matches them. Nothing here
is a regulation: it is what published tables and their reviewers take for granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import attrs

from ...criteria import AllOf, Comparison, Criterion, Deadline, Direction, Period, Range, Unreadable
from ...findings import quoted_in
from ...language import builtin_lexicon
from ...language.lexicon import either
from ...naming import bare_name, matches, pattern, wording
from ...quantities import SCALES, Quantity, builtin
from ...rules import rulebook
from ...rules.directions import Named, stated_direction
from ...rules.directions import named_direction as _named

if TYPE_CHECKING:
    from ...rules.policies import DirectionWords
    from ...tables import Indicator, TargetTable

__all__ = [
    "Kind",
    "UnitFit",
    "by_name",
    "direction_of",
    "is_money",
    "kinds",
    "kinds_named",
    "matches",
    "measure",
    "pattern",
    "quantity_of",
    "says",
    "texts_of",
    "unit_fit",
    "words",
]


def entry(section: str, key: str) -> str:
    """A single text of ``data/wording.toml``."""
    return str(wording()[section][key])


def words(section: str, key: str) -> tuple[str, ...]:
    """A list of ``data/wording.toml``, longest word first."""
    return tuple(sorted(wording()[section][key], key=lambda word: (-len(word), word)))


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """The groups of words for the same sort of work."""
    return tuple(tuple(one["words"]) for one in wording()["goal"]["same"])


@cache
def _measures() -> Mapping[str, str]:
    """Base unit → what it measures; units that are counted are not listed."""
    lexicon = builtin_lexicon()
    listed = {
        "money": (*words("measures", "yuan"), *words("measures", "money")),
        "length": words("measures", "length"),
        "mass": words("measures", "mass"),
        "time": lexicon.words("time-unit"),
        "share": lexicon.words("points-unit"),
    }
    return MappingProxyType({unit: sort for sort, units in listed.items() for unit in units})


@lru_cache(maxsize=1024)
def yuan(unit: str) -> Fraction | None:
    """How many yuan one of a unit of money is; None for dollars and what is no money."""
    factor = builtin().factor(unit)
    own = tuple((one, 1) for one in words("measures", "yuan"))
    return factor.size if factor.dimension == own else None


@cache
def links() -> re.Pattern[str]:
    """What stands between the members of a list: 、 and the words of the lexicon for it."""
    lexicon = builtin_lexicon()
    inside = lexicon.words("and-inside")

    def apart(word: str) -> str:
        """The word, but not in one that it is a part of: 和 in 和谐."""
        before = (one.removesuffix(word) for one in inside if one.endswith(word))
        behind = [one.removeprefix(word) for one in inside if one.startswith(word)]
        ahead = f"(?!{either(behind)})" if behind else ""
        return f"{''.join(f'(?<!{one})' for one in before)}{word}{ahead}"

    joined = sorted(lexicon.words("and"), key=len, reverse=True)
    return re.compile("|".join(("、", *map(apart, joined))))


@lru_cache(maxsize=1024)
def measure(unit: str) -> str:
    """What a canonical unit measures: share, money, length, area, volume, mass, time, count …"""
    if not unit:
        return "none"
    top, slash, _ = unit.partition("/")
    if slash and not top:
        return "none"
    dimension = builtin().factor(unit).dimension
    if not dimension:
        return "share"
    name, power = dimension[0]
    sort = _measures().get(name, "count") if len(dimension) == 1 else "compound"
    if sort == "share" and power == 1:
        return "share"
    if slash:
        head = measure(top)
        return head if head in ("money", "count") else "compound"
    if sort == "length":
        return {1: "length", 2: "area", 3: "volume"}.get(power, "compound")
    return "count" if sort == "share" else sort


def quantity_of(criterion: Criterion | Unreadable) -> Quantity | None:
    """The one quantity of a criterion, or None: a range has two, words have none."""
    if isinstance(criterion, Comparison):
        return criterion.quantity
    if isinstance(criterion, AllOf):
        found = [one for one in map(quantity_of, criterion.parts) if one is not None]
        return found[0] if len(found) == 1 else None
    return None


@attrs.frozen(kw_only=True)
class UnitFit:
    """Whether the unit of a target goes with its name.

    Attributes:
        label: the unit that the name calls for, in words.
        verdict: ``fits``, ``near`` (another measure word), ``missing`` (no unit) or ``misfit``.
        unit: the unit that is written.
        bare: whether the number alone is enough.
    """

    label: str
    verdict: Literal["fits", "near", "missing", "misfit"]
    unit: str
    bare: bool = False


@cache
def _unit_rules() -> tuple[tuple[tuple[re.Pattern[str], ...], Mapping[str, Any]], ...]:
    """What names call for, with the names as patterns."""
    return tuple((tuple(map(re.compile, rule["names"])), rule) for rule in wording()["unit"])


@lru_cache(maxsize=4096)
def _unit_rule(bare: str) -> tuple[Mapping[str, Any], re.Match[str]] | None:
    """The first rule on units for a bare name, and what of the name it goes by."""
    for names, rule in _unit_rules():
        found = next((match for one in names if (match := one.search(bare))), None)
        if found is not None:
            return rule, found
    return None


def unit_fit(name: str, criterion: Criterion | Unreadable) -> UnitFit | None:
    """The verdict on name and unit; None where the name calls for none, or there is no number."""
    known = _unit_rule(bare_name(name))
    if known is None:
        return None
    rule, found = known
    accepts, allowed = rule["accepts"], rule.get("units", [])
    if not accepts and not allowed:
        return None
    noun = found[1] if "{0}" in rule["label"] and found.groups() else ""
    label = rule["label"].format(noun)
    if isinstance(criterion, Deadline | Period):
        verdict: Literal["fits", "near", "missing", "misfit"] = (
            "fits" if "date" in accepts else "misfit"
        )
        return UnitFit(label=label, verdict=verdict, unit="日期")
    if isinstance(criterion, Range):
        unit = criterion.unit
    else:
        quantity = quantity_of(criterion)
        if quantity is None:
            return None
        unit = quantity.unit
    return UnitFit(
        label=label,
        verdict=_verdict(
            unit,
            accepts=tuple(accepts),
            allowed=tuple(one.format(noun) for one in allowed),
            near=tuple(rule.get("near", [])),
        ),
        unit=unit,
        bare=rule.get("bare", False),
    )


def _verdict(
    unit: str, *, accepts: tuple[str, ...], allowed: tuple[str, ...], near: tuple[str, ...]
) -> Literal["fits", "near", "missing", "misfit"]:
    sort = measure(unit)
    if sort == "none":
        return "missing"
    # A rate may be stated per something (5人/10万人, 3件/年), whatever is counted.
    if sort in accepts or ("share" in accepts and "/" in unit):
        return "fits"
    table = builtin()
    top = unit.partition("/")[0]
    if any(table.factor(top).dimension == table.factor(one).dimension for one in allowed):
        return "fits"
    counted = sort == "count"
    # 放映频次 ≥1场/月: how often, in the word for the occasion.
    if "/" in unit and any(
        table.factor(top).dimension == table.factor(one).dimension for one in near
    ):
        return "fits"
    if counted and not allowed and not _is_known(top):
        return "near"
    if counted and (
        any(table.factor(top).dimension == table.factor(one).dimension for one in near)
    ):
        return "near"
    if counted and allowed:
        return "near"
    return "misfit"


def _is_known(unit: str) -> bool:
    known = builtin().spellings
    return unit in known or unit.lstrip("".join(SCALES)) in known


def is_money(quantity: Quantity | None) -> bool:
    """Whether the quantity is money, or money per something."""
    return quantity is not None and measure(quantity.unit) == "money"


def direction_of(indicator: Indicator) -> Direction | None:
    """Whether more (``up``) or less (``down``) is better; None where nothing tells.

    The printed 指标方向 or 正向/反向 decides, then the operator, then the name.
    """
    for text in (indicator.direction, indicator.sign):
        stated = stated_direction(text)
        if stated is not None:
            return "up" if stated else "down"
    criterion = indicator.criterion
    operator = getattr(criterion, "operator", None)
    if operator in ("≥", ">"):
        return "up"
    if operator in ("≤", "<"):
        return "down"
    return named_direction(indicator)


def named_direction(indicator: Indicator) -> Direction | None:
    """As `direction_of`, from the name and the kind alone."""
    name = bare_name(indicator.name)
    if (named := by_name(name)) is not None:
        return "up" if named.upward else "down"
    if is_cost(indicator):
        return "down"
    level = f"{indicator.level1 or ''}{indicator.level2 or ''}"
    if says("satisfaction", name) or says("satisfaction", level):
        return "up"
    quantity = quantity_of(indicator.criterion)
    if quantity is not None and not quantity.unit and says("cost", indicator.level2 or level):
        return "down"
    if says("quantity", level) and quantity is not None and measure(quantity.unit) == "count":
        return "up"
    return None


@cache
def _direction_words() -> DirectionWords:
    return rulebook().direction


def by_name(name: str) -> Named | None:
    """What a bare name tells of the direction, by the words of the default rulebook."""
    return _named(name, _direction_words())


def is_cost(indicator: Indicator) -> bool:
    """Whether the indicator states what something may cost (成本指标 in money)."""
    quantity = quantity_of(indicator.criterion)
    if quantity is None:
        return False
    # Dollars cannot be added to a budget in yuan.
    if yuan(quantity.unit.partition("/")[0]) is None:
        return False
    name = bare_name(indicator.name)
    level = f"{indicator.level1 or ''}{indicator.level2 or ''}"
    if says("cost", level) or matches("cost", "levels", level):
        return not matches("cost", "gains", name)
    if indicator.level2 or says("effect", level):
        return False
    return matches("cost", "names", name)


@attrs.frozen(kw_only=True)
class Kind:
    """One kind of indicator (二级指标): its name, and under which level 1 it belongs.

    `id` is its name in the code (``cost``); the first word of `match` is its own, the others
    are what forms print for it.
    """

    id: str
    name: str
    match: tuple[str, ...]
    level1: tuple[str, ...]
    required: bool
    fields: tuple[str, ...] = ()

    def covers(self, level: str) -> bool:
        """Whether a printed level names this kind."""
        return any(word in level for word in self.match)


@cache
def kinds() -> tuple[Kind, ...]:
    """The level-2 kinds (财预〔2020〕10号 and the older editions), in the order of the forms."""
    return tuple(
        Kind(
            id=one["id"],
            name=one["name"],
            match=tuple(one["match"]),
            level1=tuple(one["level1"]),
            required=one["required"],
            fields=tuple(one.get("fields", ())),
        )
        for one in wording()["kind"]
    )


@lru_cache(maxsize=1024)
def kinds_named(level: str) -> tuple[Kind, ...]:
    """The kinds that a printed level names, in the order of the forms."""
    return tuple(one for one in kinds() if one.covers(level))


@cache
def kind_called(name: str) -> Kind:
    """The kind with the id `name`."""
    return next(one for one in kinds() if one.id == name)


def says(kind: str, printed: str) -> bool:
    """Whether a printed level, or a name, has the own word of a kind (`cost` 成本)."""
    return kind_called(kind).match[0] in printed


def sorts_named(bare: str) -> frozenset[str]:
    """What a bare name says is measured, by the unit that it calls for; empty where it says none.

    A number of 户 and one of 人 are both ``count``.
    """
    known = _unit_rule(bare)
    if known is None:
        return frozenset()
    rule = known[0]
    units = ("count",) if rule.get("units") else ()
    return frozenset((*rule["accepts"], *units))


def half_unit(quantity: Quantity) -> Fraction:
    """Half a unit of the last written decimal: what rounding may have taken from the number."""
    return Fraction(1, 2 * 10**quantity.places)


def texts_of(table: TargetTable) -> Iterator[str]:
    """What a filled form says in words: what came of the goal, reasons, remarks, and what no field
    took in."""
    if table.goal_actual:
        yield table.goal_actual
    if table.deviation:
        yield table.deviation
    for one in table.indicators:
        yield from (text for text in (one.deviation, one.remark) if text)
    yield from quoted_in(table.findings)
