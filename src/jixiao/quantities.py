"""Quantities: an exact number with its unit, and the units of budget tables (计量单位).

The units stand in ``data/units.txt``, one line a unit. Your own units go into a
file of the same form::

    from jixiao.quantities import Units
    mine = Units.load("我的单位.txt")           # the built-in units and yours
    jixiao.parse("≥3标准箱", units=mine).is_met("6标箱", units=mine)

A noun that is in no file is a measure word (量词) of its own, never an error.
Conversion factors are fractions, so that 15亩 is exactly 1公顷. A definition is a product of
numbers and of other units and is multiplied out here; pint, which this room alone knows, takes
quantities further (`Quantity.to_pint`), and the tests hold its factors against these.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from os import PathLike
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs

from .errors import UnitError
from .exactness import MOST_DIGITS, in_own_context, is_too_long
from .userfiles import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Number",
    "Quantity",
    "Units",
    "as_number",
    "builtin",
    "chinese_number",
    "format_number",
    "times",
]

Number = Decimal | Fraction

# Products of decimals are never rounded in it.
_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)

SCALES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "百": 10**2,
        "千": 10**3,
        "万": 10**4,
        "十万": 10**5,
        "百万": 10**6,
        "千万": 10**7,
        "亿": 10**8,
        "十亿": 10**9,
        "百亿": 10**10,
        "千亿": 10**11,
        "万亿": 10**12,
    }
)
# A multiple of a unit (10万人); 0 of one is no unit, and its digits stay in the noun.
_SCALED: Final = re.compile(
    r"((?:(?=[0-9.]*[1-9])[0-9]+(?:\.[0-9]+)?)?)(万亿|[十百千]?[万亿]|[百千])?(.*)", re.DOTALL
)
_DIGITS: Final[Mapping[str, int]] = MappingProxyType(
    dict(zip("零一二三四五六七八九", range(10), strict=True))
    | dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True))
    | {"两": 2, "俩": 2, "貳": 2, "參": 3, "陸": 6, "兩": 2}
)
_TENS: Final[Mapping[str, int]] = MappingProxyType(
    {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
)
_ONE_CHARACTER: Final[Mapping[str, int]] = MappingProxyType({**_DIGITS, **_TENS})


#: The numeral of 1, with which 一户一策 is written.
ONE: Final = "一"
#: A difference of shares; and comparisons that name no base period.
POINTS: Final = "百分点"
PERIOD_ON_PERIOD: Final = ("同比", "环比")
#: The characters that Chinese numerals are written with.
NUMERALS: Final = frozenset((*_DIGITS, *_TENS, *"万亿点"))
#: Those that a numeral begins with; 万 and 亿 alone are scales.
NUMERALS_FIRST: Final = frozenset((*_DIGITS, *_TENS))


def unscaled(unit: str) -> str:
    """The unit without 万, 亿 … before it: 万元 is 元 by ten thousands."""
    match = _SCALED.fullmatch(unit)
    return match[3] if match is not None and match[2] and match[3] and not match[1] else unit


def format_number(number: Number) -> str:
    """The number as it is written in a table: plain digits, or 3分之2 for an endless fraction."""
    if isinstance(number, Fraction):
        sign = "-" if number < 0 else ""
        return f"{sign}{number.denominator}分之{abs(number.numerator)}"
    return format(number, "f")


def short_number(number: Number) -> str:
    """As `format_number`, without idle zeros behind the point: 100, not 100.00."""
    text = format_number(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def chinese_number(text: str) -> Decimal | None:
    """The value of a Chinese numeral (三 两百五十 一点二 壹佰 二〇二二), or None if it is none.

    万 and 亿 inside it count (三万五千); 两千五 is 2500, as it is spoken.
    """
    whole, point, tail = text.partition("点")
    value = _chinese_integer(whole)
    if value is None:
        return None
    if not point:
        return Decimal(value)
    scale = re.fullmatch(r"(.+?)(万亿|[十百千]?[万亿])?", tail, re.DOTALL)
    if scale is None or not all(char in _DIGITS for char in scale[1]):
        return None
    digits = "".join(str(_DIGITS[char]) for char in scale[1])
    return _EXACT.multiply(Decimal(f"{value}.{digits}"), SCALES[scale[2]] if scale[2] else 1)


def _chinese_integer(text: str) -> int | None:
    if len(text) < 2:
        return _ONE_CHARACTER.get(text)
    if _DIGITS.keys() >= set(text):
        return int("".join(str(_DIGITS[char]) for char in text))
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(unit) if unit == "亿" else text.partition(unit)
        if found:
            high = _chinese_integer(head)
            low = _chinese_integer(tail) if tail else 0
            if high is None or low is None or low >= size:
                return None
            # 三万五 is 35000: a lone digit after a unit counts the next place down.
            if len(tail) == 1 and tail in _DIGITS and tail not in "零〇":
                low *= size // 10
            return high * size + low
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last, gap = 0, None, 10**4, False
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            gap = gap or digit == 0
        elif char in _TENS:
            size = _TENS[char]
            if size >= last or (digit == 0 and size != 10):
                return None
            total += (digit or 1) * size
            digit, last, gap = None, size, False
        else:
            return None
    if digit:
        total += digit * (last // 10 if not gap and last > 10 and last < 10**4 else 1)
    return total


@attrs.frozen
class _Factor:
    """A unit reduced to base units: its dimension, and how many of the base one of it is."""

    dimension: tuple[tuple[str, int], ...]
    size: Fraction


@attrs.frozen(eq=False)
class Units:
    """A set of units: spellings and definitions. Frozen; passed in, never set globally.

    Attributes:
        lines: (canonical, definition, other spellings) for each unit; the definition is "" for a
            measure word (量词) and ``[金额]`` for a dimension that is measured.
    """

    lines: tuple[tuple[str, str, tuple[str, ...]], ...]

    @classmethod
    def load(cls, *paths: str | PathLike[str]) -> Units:
        """The built-in units and those of `paths`, each a text file of the same form (UTF-8).

        Raises:
            OSError: a file cannot be opened.
            UnitError: a line that cannot be read, or a unit defined by one that is unknown.
        """
        from importlib.resources import files

        text = files("jixiao").joinpath("data/units.txt").read_text(encoding="utf-8")
        texts = [text, *map(_own_text, paths)]
        units = cls(tuple(line for one in texts for line in _unit_lines(one)))
        if paths:
            for canonical, _, _ in units.lines:
                units.factor(canonical)
        return units

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Every spelling with its canonical unit."""
        known = {}
        for canonical, _, others in self.lines:
            for spelling in (canonical, *others):
                known[spelling] = canonical
        return MappingProxyType(known)

    @cached_property
    def _definitions(self) -> Mapping[str, str]:
        return MappingProxyType({name: definition for name, definition, _ in self.lines})

    def canonical(self, text: str) -> str:
        """The canonical spelling of a unit: ㎡ → 平方米, 元每亩 → 元/亩, 万㎡ → 万平方米."""
        return _canonical(self, text)

    def factor(self, unit: str) -> _Factor:
        """The canonical `unit` in base units; an unknown noun is a dimension of its own."""
        return _factor(self, unit)

    def counts(self, unit: str) -> bool:
        """Whether the canonical `unit` is a measure word (量词) or so many of one: 户, not 元, 公里.

        Read off the definitions, for the parser asks it of every unit: the engine that reduces
        them would take most of the time in which a first value is read.
        """
        definition = self._definitions.get(unit)
        if not definition:
            return True
        if _is_measured(definition):
            return False
        names = _NAMES.findall(definition)
        return len(names) == 1 and not self._definitions.get(names[0])

    def relation(self, one: str, other: str) -> str | None:
        """How two units go together: ``same``, ``convertible``, ``loose`` (个), or None.

        个 is the general measure word (量词), so that 5个 may be compared with 5座, and 辆车
        names what 辆 counts; the caller reports it.
        """
        if one == other:
            return "same"
        if one.replace("(", "").replace(")", "") == other.replace("(", "").replace(")", ""):
            return "loose"  # 件(套), 件套
        if f"{one}({other[len(one) :]})" in self.spellings and other.startswith(one):
            return "loose"  # 台 and 台(套)
        if f"{other}({one[len(other) :]})" in self.spellings and one.startswith(other):
            return "loose"
        first, second = self.factor(one), self.factor(other)
        if first.dimension == second.dimension:
            return "convertible"
        if not (self._is_counted(first) and self._is_counted(second)):
            return None
        (name, _), (named, _) = *first.dimension, *second.dimension
        if "个" in (name, named):
            return "loose"
        short, long = sorted((name, named), key=len)
        if short not in self.spellings or long in self.spellings:
            return None
        if long == f"个{short}":
            return "loose"
        # 辆车 names what 辆 counts; 台时 and 人份 are units of two units, 人待 is cut from a verb.
        rest = long.removeprefix(short)
        return "loose" if rest != long and rest[0] not in "待未没拟应将时份套次天月年" else None

    def _is_counted(self, factor: _Factor) -> bool:
        if len(factor.dimension) != 1:
            return False
        ((name, power),) = factor.dimension
        return power == 1 and not self._definitions.get(name)

    @cached_property
    def _decimal_registry(self) -> Any:
        import pint

        return _define(pint.UnitRegistry(None, non_int_type=Decimal), self)


_NAMES: Final = re.compile("[一-鿿A-Za-z]+")
# 元 = [金额]: a dimension that is measured, not counted; 个 never stands for one.
_MEASURED: Final = re.compile(r"\[[^\[\]]+\]")


def _is_measured(definition: str) -> bool:
    return _MEASURED.fullmatch(definition) is not None


_SYMBOLS: Final[Mapping[str, str]] = MappingProxyType({"%": "percent", "‰": "permille"})

# A definition is a product of numbers and names, never a formula of the user's: 9**9**9 is none.
_AMOUNT: Final = r"[0-9]+(?:\.[0-9]+)?"
_NAME: Final = re.compile(r"[^\W\d]\w*")
_FACTOR: Final = rf"(?:{_AMOUNT}|{_NAME.pattern}(?: *\*\* *[1-9])?)"
_DEFINITION: Final = re.compile(rf"{_FACTOR}(?: *[*/] *{_FACTOR})*")
_TERM: Final = re.compile(rf"([*/]?) *(?:({_AMOUNT})|({_NAME.pattern})(?: *\*\* *([1-9]))?)")


def _own_text(path: str | PathLike[str]) -> str:
    try:
        return text_of(path)
    except ValueError as problem:
        raise UnitError(f"单位文件读不了：{problem}", unit="", code="unit-file") from problem


def _unit_lines(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    result = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        left, _, others = line.partition(" : ")
        canonical, _, definition = left.partition("=")
        name = canonical.strip()
        if not name or any(char.isspace() for char in name):
            raise UnitError(
                f"单位文件第{number}行读不懂：{line.strip()}；"
                "应为“规范写法 = 定义 : 其他写法”，例如“公里 = 1000 * 米 : 千米 km”",
                unit=name,
                code="unit-file",
            )
        if name not in _SYMBOLS and not _NAME.fullmatch(name):
            raise UnitError(
                f"单位“{name}”的规范写法须由汉字或字母组成，符号请写在“ : ”之后",
                unit=name,
                code="unit-file",
            )
        result.append((name, definition.strip(), tuple(others.split())))
    return result


def _define(registry: Any, units: Units) -> Any:
    registry.define("share = []")
    for canonical, definition, _ in units.lines:
        name = _SYMBOLS.get(canonical, canonical)
        if not definition or _is_measured(definition):
            registry.define(f"{name} = [{name}]")
        elif _NAME.search(definition):
            registry.define(f"{name} = {definition}")
        else:
            registry.define(f"{name} = {definition} * share")
    return registry


@lru_cache(maxsize=4096)
def _canonical(units: Units, text: str) -> str:
    known = units.spellings.get(text)
    if known is not None:
        return known
    top, slash, below = text.replace("/每", "/").replace("每", "/").partition("/")
    head = "·".join(_canonical_atom(units, one) for one in re.split(r"[·*•．]", top)) if top else ""
    if not slash:
        return head
    atoms = [_canonical_atom(units, one) for one in re.split(r"[/·*•．]", below) if one]
    return f"{head}/{'·'.join(atoms)}"


def _canonical_atom(units: Units, text: str) -> str:
    known = units.spellings.get(text)
    if known is not None:
        return known
    match = _SCALED.fullmatch(text)
    if match is None or not match[3]:
        return text
    digits, scale, name = match[1], match[2] or "", match[3]
    if not digits and not scale:
        return text
    return f"{digits}{scale}{units.spellings.get(name, name)}"


@lru_cache(maxsize=4096)
def _factor(units: Units, unit: str) -> _Factor:
    top, slash, below = unit.partition("/")
    size = Fraction(1)
    powers: dict[str, int] = {}
    parts = [(one, 1) for one in top.split("·") if one]
    parts += [(one, -1) for one in below.split("·")] if slash else []
    for atom, sign in parts:
        base = _atom_factor(units, atom)
        size *= base.size**sign
        for name, power in base.dimension:
            powers[name] = powers.get(name, 0) + sign * power
    return _Factor(tuple(sorted((n, p) for n, p in powers.items() if p)), size)


def _atom_factor(units: Units, atom: str) -> _Factor:
    if atom in units.spellings:
        return _defined_factor(units, units.spellings[atom])
    match = _SCALED.fullmatch(atom)
    if match is not None and match[3] and (match[1] or match[2]):
        inner = _atom_factor(units, match[3])
        scale = SCALES[match[2]] if match[2] else 1
        return _Factor(inner.dimension, inner.size * Fraction(match[1] or 1) * scale)
    return _Factor(((atom, 1),), Fraction(1))


@lru_cache(maxsize=4096)
def _defined_factor(units: Units, canonical: str, defining: tuple[str, ...] = ()) -> _Factor:
    """What a definition comes to: a product of numbers and of units defined before."""
    definitions = units._definitions
    definition = definitions[canonical]
    if not definition or _is_measured(definition):
        # A dimension of its own needs no engine.
        return _Factor(((canonical, 1),), Fraction(1))
    if not _DEFINITION.fullmatch(definition) or re.search("/ *0+(?:[^0-9.]|$)", definition):
        raise UnitError(
            f"单位“{canonical}”的定义读不懂：{definition}", unit=canonical, code="unit-file"
        )
    size, powers = Fraction(1), Counter[str]()
    for sign, number, name, power in _TERM.findall(definition):
        times = (-1 if sign == "/" else 1) * int(power or 1)
        if number:
            size *= Fraction(number) ** times
            continue
        if name not in definitions or name in defining or name == canonical:
            raise UnitError(
                f"单位“{canonical}”的定义“{definition}”用到了"
                + ("未知的单位" if name not in definitions else "它自己"),
                unit=canonical,
                code="unit-file",
            )
        base = _defined_factor(units, name, (*defining, canonical))
        size *= base.size**times
        for dimension, own in base.dimension:
            powers[dimension] += own * times
    return _Factor(tuple(sorted((name, one) for name, one in powers.items() if one)), size)


@cache
def builtin() -> Units:
    """The units that come with jixiao (read once)."""
    return Units.load()


@attrs.frozen(eq=False)
class Quantity:
    """An exact number and its unit, e.g. ``Quantity(Decimal("84.26"), "万元")``.

    Attributes:
        number: as written, with its decimals (8.80 has two); a Fraction only where no
            finite decimal exists (三分之二).
        unit: canonical spelling, ``""`` where none is written.

    Two quantities are equal when they mean the same amount: 84.26万元 == 842600元.

    Raises:
        TypeError: the number is a float or no number.
        ValueError: it has more than `jixiao.exactness.MOST_DIGITS` digits before or behind its point.
    """

    number: Number
    unit: str = ""

    def __attrs_post_init__(self) -> None:
        if isinstance(self.number, int) and not isinstance(self.number, bool):
            object.__setattr__(self, "number", Decimal(self.number))
        elif not isinstance(self.number, Decimal | Fraction):
            raise TypeError(
                f"Quantity 的数应为 Decimal 或 Fraction，而不是 {type(self.number).__name__}；"
                "浮点数请先写成文字，例如 Decimal('0.95')"
            )
        if is_too_long(self.number):
            raise ValueError(f"Quantity 的数超过{MOST_DIGITS}位，不会是表中的数")

    @cached_property
    def exact(self) -> Fraction:
        """The number as a fraction, in its own unit."""
        return Fraction(self.number)

    @property
    def places(self) -> int:
        """How many decimals are written."""
        if isinstance(self.number, Fraction):
            return 0
        exponent = self.number.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    def _meaning(self) -> tuple[object, ...]:
        factor = builtin().factor(self.unit) if self.unit else None
        if factor is None:
            return ("", self.exact)
        return (factor.dimension, self.exact * factor.size)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        if self.unit == other.unit:
            return self.number == other.number
        return self._meaning() == other._meaning()

    def __hash__(self) -> int:
        # Equal amounts in different units must hash alike, hence base units.
        return hash(self._meaning())

    def __str__(self) -> str:
        number = format_number(self.number)
        # 3月, 2季度 and 2022年 are dates; the measures are written 3个月, 2个季度 and 2022周年.
        if self.unit in ("月", "季度"):
            return f"{number}个{self.unit}"
        if self.unit == "年" and len(number) == 4 and number[:2] in ("19", "20"):
            return f"{number}周年"
        return f"{number}{self.unit}"

    def __repr__(self) -> str:
        return f"Quantity({self.number!r}, {self.unit!r})"

    def in_unit(self, unit: str, *, units: Units | None = None) -> Fraction:
        """The exact number of `unit` (canonical) that this quantity is.

        Raises:
            UnitError: the units measure different things. 个 against another measure
                word (量词) is allowed, one for one.
        """
        if unit == self.unit:
            return self.exact
        table = units or builtin()
        relation = table.relation(self.unit, unit)
        if relation is None:
            raise UnitError(
                f"“{self}”的单位是“{self.unit or '（无）'}”，不能换算为“{unit or '（无）'}”",
                unit=self.unit,
                other=unit,
            )
        return self.exact * table.factor(self.unit).size / table.factor(unit).size

    def to(self, unit: str, *, units: Units | None = None) -> Quantity:
        """This quantity in another unit: ``84.26万元`` `.to("元")` is 842600元.

        The number is a Decimal where it ends, else a Fraction.

        Raises:
            UnitError: the units measure different things.
        """
        table = units or builtin()
        target = table.canonical(unit)
        return Quantity(as_number(self.in_unit(target, units=table)), target)

    @in_own_context
    def to_pint(self, registry: Any = None, *, units: Units | None = None) -> Any:
        """A pint Quantity (Decimal), in `registry` or else in the one of `units`.

        Quantities of one registry do not mix with those of another, and do not unpickle
        elsewhere; keep the jixiao Quantity for that.

        Raises:
            UnitError: the registry does not know the unit.
        """
        table = units or builtin()
        target = registry if registry is not None else table._decimal_registry
        number = (
            self.number
            if isinstance(self.number, Decimal)
            else Decimal(self.number.numerator) / Decimal(self.number.denominator)
        )
        try:
            unit = target.Unit("")
            top, _, below = self.unit.partition("/")
            for atom, sign in [(a, 1) for a in top.split("·") if a] + [
                (a, -1) for a in below.split("·") if a
            ]:
                match = _SCALED.fullmatch(atom)
                name = atom
                if atom not in table.spellings and match is not None and match[3]:
                    scale = Decimal(match[1] or 1) * (SCALES[match[2]] if match[2] else 1)
                    number = number * scale if sign > 0 else number / scale
                    name = match[3]
                unit = unit * target.Unit(_SYMBOLS.get(name, name)) ** sign
        except Exception as problem:  # pint's own errors differ between versions
            raise UnitError(
                f"pint 中没有单位“{self.unit}”；请把它写进单位文件（见 Units.load）",
                unit=self.unit,
                code="unit-unknown",
            ) from problem
        return target.Quantity(number, unit)


def as_number(value: Fraction) -> Number:
    """The fraction as a Decimal where it ends, else the fraction itself."""
    rest = value.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        return value
    places = max(twos, fives)
    return _EXACT.scaleb(Decimal(value.numerator * 10**places // value.denominator), -places)


def times(number: Any, by: Decimal | Fraction) -> Any:
    """`number` × `by`, exact whatever the decimal context; also of what multiplies itself."""
    if number.__class__ is Decimal:
        if by.__class__ is Decimal:
            return _EXACT.multiply(number, by)
        return Fraction(number) * Fraction(by)
    if number.__class__ is Fraction:
        return number * Fraction(by)
    return number.times(by)
