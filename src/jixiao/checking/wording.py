"""How indicator names and goals are worded: units, wishes, vague words, directions, kinds.

The words are data (``data/wording.toml``); this room only matches them. Nothing here
is a regulation: it is what published tables and their reviewers take for granted.
"""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import attrs

from ..criteria import AllOf, Comparison, Criterion, Deadline, Direction, Period, Range, Unreadable
from ..naming import bare_name
from ..quantities import Quantity, builtin
from ..rules import rulebook
from ..rules.directions import Named, stated_direction
from ..rules.directions import named_direction as _named

if TYPE_CHECKING:
    from ..tables import Indicator

__all__ = [
    "Kind",
    "UnitFit",
    "by_name",
    "direction_of",
    "is_money",
    "kinds",
    "matches",
    "measure",
    "quantity_of",
    "unit_fit",
    "words",
]


@cache
def _data() -> dict[str, Any]:
    text = files("jixiao").joinpath("data/wording.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=64)
def _pattern(section: str, key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in _data()[section][key]))


def words(section: str, key: str) -> tuple[str, ...]:
    """A list of ``data/wording.toml``, longest word first."""
    return tuple(sorted(_data()[section][key], key=lambda word: (-len(word), word)))


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """The groups of words for the same sort of work."""
    return tuple(tuple(one["words"]) for one in _data()["goal"]["same"])


def matches(section: str, key: str, name: str) -> bool:
    """Whether `name` (bare) matches one of the patterns under `section`.`key`."""
    return _pattern(section, key).search(name) is not None


def measure(unit: str) -> str:
    """What a canonical unit measures: share, money, length, area, volume, mass, time, count …"""
    if not unit:
        return "none"
    top, slash, _ = unit.partition("/")
    if slash and not top:
        return "none"
    dimension = builtin().factor(unit).dimension
    if not dimension or dimension == (("百分点", 1),):
        return "share"
    if slash:
        head = measure(top)
        return head if head in ("money", "count") else "compound"
    if len(dimension) > 1:
        return "compound"
    name, power = dimension[0]
    if name == "米":
        return {1: "length", 2: "area", 3: "volume"}.get(power, "compound")
    fixed = {
        "元": "money",
        "美元": "money",
        "公斤": "mass",
        "小时": "time",
        "工作日": "time",
        "月": "time",
    }
    return fixed.get(name, "count")


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
    """

    label: str
    verdict: Literal["fits", "near", "missing", "misfit"]
    unit: str


def unit_fit(name: str, criterion: Criterion | Unreadable) -> UnitFit | None:
    """The verdict on name and unit; None where the name calls for none, or there is no number."""
    bare = bare_name(name)
    for rule in _data()["unit"]:
        found = next((match for one in rule["names"] if (match := re.search(one, bare))), None)
        if found is not None:
            break
    else:
        return None
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
    return unit in known or unit.lstrip("百千万亿") in known


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
    if "满意" in name or "满意" in level:
        return "up"
    quantity = quantity_of(indicator.criterion)
    if quantity is not None and not quantity.unit and "成本" in (indicator.level2 or level):
        return "down"
    if "数量" in level and quantity is not None and measure(quantity.unit) == "count":
        return "up"
    return None


def by_name(name: str) -> Named | None:
    """What a bare name tells of the direction, by the words of the default rulebook."""
    return _named(name, rulebook().direction)


def is_cost(indicator: Indicator) -> bool:
    """Whether the indicator states what something may cost (成本指标 in money)."""
    quantity = quantity_of(indicator.criterion)
    if quantity is None:
        return False
    # Dollars cannot be added to a budget in yuan.
    if builtin().factor(quantity.unit.partition("/")[0]).dimension != (("元", 1),):
        return False
    name = bare_name(indicator.name)
    level = f"{indicator.level1 or ''}{indicator.level2 or ''}"
    if "成本" in level or "预算" in level:
        return not re.search(r"(收入|产值|利润|税收|节约|节省|节支|增收)", name)
    if indicator.level2 or "效益" in level:
        return False
    return re.search(r"(成本|费用|费|经费|支出|造价|投资|投入)数?$", name) is not None


@attrs.frozen(kw_only=True)
class Kind:
    """One kind of indicator (二级指标): its name, and under which level 1 it belongs."""

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
            name=one["name"],
            match=tuple(one["match"]),
            level1=tuple(one["level1"]),
            required=one["required"],
            fields=tuple(one.get("fields", ())),
        )
        for one in _data()["kind"]
    )


def half_unit(quantity: Quantity) -> Fraction:
    """Half a unit of the last written decimal: what rounding may have taken from the number."""
    return Fraction(1, 2 * 10**quantity.places)
