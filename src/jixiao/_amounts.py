"""Written amounts: numbers, quantities and ranges, and the unit that a written noun means."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, cast

import attrs

from ._faults import Contradiction
from ._folding import plain
from ._vocabulary import LOWER, OPERATORS, UPPER
from .criteria import Comparison, Doubt, Range
from .quantities import SCALES, Quantity, Units, as_number

__all__ = ["AmountHandlers", "remarks", "scaled"]

# 5元元, 5万万元: a slip of the pen, and no measure word.
_DOUBLED: Final = re.compile(
    r"[万亿]?(.{1,3})\1(?:/.*)?|(?:[万亿]万|亿亿|万[百千]|千[百千]|百[百千]).*"
)
# 达到 and 控制在 state a direction but give way to a clearer word.


class AmountHandlers:
    """The handlers of the rules for quantities and ranges, for one set of units."""

    def __init__(self, units: Units) -> None:
        self._units = units

    # ---- numbers and quantities

    def plain_number(self, c: list[Any]) -> Decimal:
        """amount: NUMBER"""
        return Decimal(c[0].replace(",", ""))

    def scaled_number(self, c: list[Any]) -> Decimal:
        """amount: NUMBER SCALE"""
        return scaled(Decimal(c[0].replace(",", "")), c[1])

    def quantity(self, c: list[Any]) -> Quantity:
        """quantity: amount"""
        return Quantity(c[0], "")

    def quantity_unit(self, c: list[Any]) -> Quantity:
        """quantity: amount UNIT"""
        return Quantity(c[0], self._unit(c[1]))

    def quantity_half(self, c: list[Any]) -> Quantity:
        """quantity: amount UNIT HALF"""
        return Quantity(c[0] + Decimal("0.5"), self._unit(c[1]))

    def quantity_per_cent(self, c: list[Any]) -> Quantity:
        """quantity: PER_CENT"""
        text = str(c[0])
        number = Decimal(text[3:])
        match text[0]:
            case "百":
                return Quantity(number, "%")
            case "千":
                return Quantity(number, "‰")
            case _:
                return Quantity(number / 100, "%")

    def quantity_fraction(self, c: list[Any]) -> Quantity:
        """quantity: FRACTION"""
        return Quantity(_fraction(str(c[0])), "")

    def quantity_fraction_unit(self, c: list[Any]) -> Quantity:
        """quantity: FRACTION UNIT"""
        return Quantity(_fraction(str(c[0])), self._unit(c[1]))

    def quantity_currency(self, c: list[Any]) -> Quantity:
        """quantity: CURRENCY amount"""
        return Quantity(c[1], "元")

    def quantity_currency_unit(self, c: list[Any]) -> Quantity:
        """quantity: CURRENCY amount UNIT"""
        return Quantity(c[1], self._unit(c[2]))

    def _unit(self, text: str) -> str:
        known = self._units.spellings.get(text)
        if known is not None:
            return known
        if _DOUBLED.fullmatch(text):
            raise Contradiction("unit-damaged", f"“{text}”不是单位", str(text))
        for other in re.findall(r"\(([^)]*)\)", text):
            if other not in self._units.spellings:
                raise Contradiction("unit-damaged", f"单位之后的“({other})”读不懂", f"({other})")
        return _unit(self._units, str(text))

    def twice(self, c: list[Any]) -> Quantity:
        """twice: quantity "(" quantity ")" """
        first, second = c
        if (
            first.exact * self._units.factor(first.unit).size
            != second.exact * (self._units.factor(second.unit or first.unit).size)
            and first.exact * self._units.factor(first.unit).size != second.exact
        ):
            raise Contradiction("contradiction", f"“{first}”与括号里的“{second}”不是同一个值", "(")
        return cast(Quantity, first)

    # ---- ranges

    def range_two(self, c: list[Any]) -> Range:
        """range: quantity TO quantity | BETWEEN quantity AND_WORD quantity AMID | _prefix … | …"""
        low, high = (one for one in c if one.__class__ is Quantity)
        low_scaled = any(getattr(item, "type", "") == "SCALED_TO" for item in c)
        for item in c:
            operator = None if item.__class__ is Quantity else OPERATORS.get(item.type)
            if getattr(item, "type", "") == "OP" or operator in ("≥", ">", "<"):
                if getattr(item, "type", "") == "REACH_WORD" or str(item) in ("=", "≈"):
                    continue
                raise Contradiction("contradiction", f"区间之前不能再有“{item}”", str(item))
        return self._range(low, high, low_scaled=low_scaled, doubts=remarks(c))

    def range_variable(self, c: list[Any]) -> Range:
        """range: quantity VARIABLE quantity"""
        low, signs, high = c
        return self._range(low, high, low_closed=signs[0] == "≤", high_closed=signs[-1] == "≤")

    def range_bounds(self, c: list[Any]) -> Range:
        """range: comparison comparison"""
        found = self._bounds(*c)
        if found is None:
            one, other = c
            message = f"“{one}”与“{other}”连在一起，不是一个值，也不成区间"
            if one.unit and other.unit and 1 in (one.quantity.number, other.quantity.number):
                # 两人一组 is 2人/组, 一人两册 2册/人.
                top, below = (other, one) if one.quantity.number == 1 else (one, other)
                message += f"；若是每{below.unit}{top}，写成 {top}/{below.unit}"
            raise Contradiction("contradiction", message, str(other))
        return found

    def _range(
        self,
        low: Quantity,
        high: Quantity,
        *,
        low_closed: bool = True,
        high_closed: bool = True,
        low_scaled: bool = False,
        doubts: tuple[Doubt, ...] = (),
    ) -> Range:
        bare = not low.unit
        if bare and high.unit:
            low = Quantity(low.number, high.unit)
        elif low.unit and not high.unit:
            high = Quantity(high.number, low.unit)
        relation = self._units.relation(low.unit, high.unit)
        if relation is None:
            raise Contradiction(
                "unit-conflict", f"两端的单位“{low.unit}”与“{high.unit}”不能比较", str(high)
            )
        first = low.exact * self._units.factor(low.unit).size
        second = high.exact * self._units.factor(high.unit).size
        scale = _SCALE_AHEAD.match(high.unit)
        # 5万-8万元, 5百-1千元: the first number has its own scale, so its unit is 元; but the
        # first of 1百-5百万元 may share the 万.
        simple = scale is not None and len(scale[0]) == 1 and first > second
        if bare and scale and low_scaled and (low.exact >= SCALES[scale[0]] or simple):
            low = Quantity(low.number, high.unit[scale.end() :])
            first = low.exact * self._units.factor(low.unit).size
        if first > second or (first == second and not (low_closed and high_closed)):
            raise Contradiction(
                "contradiction", f"下限“{low}”大于上限“{high}”，没有值能同时满足", str(high)
            )
        return Range(
            lower=low,
            upper=high,
            lower_closed=low_closed,
            upper_closed=high_closed,
            doubts=doubts,
        )

    def range_per(self, c: list[Any]) -> Range:
        """range: per quantity TO quantity"""
        below, low, _, high = c
        found = self._range(low, high)
        return attrs.evolve(
            found, lower=self._per(found.lower, below), upper=self._per(found.upper, below)
        )

    def range_interval(self, c: list[Any]) -> Range:
        """range: INTERVAL | INTERVAL UNIT"""
        text = str(c[0])
        match = re.fullmatch(r"(.)([+-]?[0-9.]+)([%‰]?)[,~-]([+-]?[0-9.]+)([%‰]?)(.)", text)
        if match is None:
            raise Contradiction("number-damaged", f"区间“{text}”读不懂", text)
        unit = self._unit(str(c[1])) if len(c) > 1 else ""
        low = Quantity(Decimal(match[2]), match[3] or match[5] or unit)
        high = Quantity(Decimal(match[4]), match[5] or match[3] or unit)
        return self._range(low, high, low_closed=match[1] == "[", high_closed=match[6] == "]")

    def range_around(self, c: list[Any]) -> Range:
        """range: PLUS_MINUS quantity | PLUS_MINUS quantity _suffix | _prefix PLUS_MINUS quantity | …"""
        quantity = next(one for one in c if one.__class__ is Quantity)
        for item in c:
            operator = OPERATORS.get(getattr(item, "type", ""), str(item))
            if operator in LOWER:
                raise Contradiction("contradiction", f"“±”之前不能是“{item}”", str(item))
        low = Quantity(-quantity.number, quantity.unit)
        return self._range(low, quantity, doubts=remarks(c))

    def range_about(self, c: list[Any]) -> Range:
        """range: quantity PLUS_MINUS quantity"""
        middle, _, slack = c
        unit = middle.unit or slack.unit
        doubts: tuple[Doubt, ...] = ()
        if slack.unit in ("%", "‰") and not middle.unit:
            message = f"“{middle}±{slack}”按{slack.unit}的加减读，也可以是{middle}的{slack}"
            doubts = (Doubt(code="share-of-middle", message=message),)
        elif slack.unit in ("%", "‰") and middle.unit not in ("%", "‰"):
            # 100万元±5% goes five hundredths of the amount up and down.
            share = middle.exact * slack.exact * self._units.factor(slack.unit).size
            slack = Quantity(as_number(share), unit)
        elif (middle.unit, slack.unit) == ("%", "百分点"):
            slack = Quantity(slack.number, "%")
        if slack.unit not in ("", unit):
            raise Contradiction(
                "unit-conflict", f"“±”前后的单位“{middle.unit}”与“{slack.unit}”不同", str(c[1])
            )
        if not (isinstance(middle.number, Decimal) and isinstance(slack.number, Decimal)):
            raise Contradiction("number-damaged", "“±”的前后应为数", str(c[1]))
        return self._range(
            Quantity(middle.number - slack.number, unit),
            Quantity(middle.number + slack.number, unit),
            doubts=doubts,
        )

    def range_some(self, c: list[Any]) -> Range:
        """range: amount SOME | amount SOME UNIT | amount SOME UNIT _suffix"""
        base = int(c[0])
        unit = self._unit(str(c[2])) if len(c) > 2 else ""
        step = (
            1 if base % 10 == 0 and base % 100 else 10 if base % 100 == 0 and base % 1000 else 100
        )
        return Range(
            lower=Quantity(Decimal(base + step), unit),
            upper=Quantity(Decimal(base + 9 * step), unit),
        )

    def _per(self, quantity: Quantity, below: str) -> Quantity:
        top, _, rest = quantity.unit.partition("/")
        name = self._units.canonical(below)
        return Quantity(quantity.number, f"{top}/{name}·{rest}" if rest else f"{top}/{name}")

    def _bounds(self, one: Comparison, other: Comparison) -> Range | None:
        """Two bounds of one quantity as a range: ≥80%且≤100%."""
        low, high = (one, other) if one.operator in LOWER else (other, one)
        if low.operator not in LOWER or high.operator not in UPPER:
            return None
        if low.unit and high.unit and self._units.relation(low.unit, high.unit) is None:
            return None
        return self._range(
            low.quantity,
            high.quantity,
            low_closed=low.operator == "≥",
            high_closed=high.operator == "≤",
        )


def scaled(number: Decimal, scale: str) -> Decimal:
    """The number times 百, 千, 万 or 亿."""
    return plain(number * SCALES[str(scale)])


def remarks(c: list[Any]) -> tuple[Doubt, ...]:
    """Words around a value that were read over, so that nothing is dropped in silence."""
    return tuple(
        Doubt(code="leading-words", message=f"数值之前的“{item}”只作说明，未参与判断")
        if item.type == "LABEL"
        else Doubt(code="trailing-words", message=f"数值之后的“{item}”只作说明，未参与判断")
        for item in c
        if getattr(item, "type", "") in ("LABEL", "TRAIL", "ASIDE")
    )


def _fraction(text: str) -> Any:
    below, _, above = text.partition("分之")
    if not above:
        above, _, below = text.partition("/")
    if not int(below):
        raise Contradiction("number-damaged", f"“{text}”不是一个分数", text)
    return as_number(Fraction(int(above), int(below)))


# 200米长, 3元钱
_LONG: Final = frozenset("长宽高深厚大重钱")
_SCALE_AHEAD: Final = re.compile("万亿|[十百千]?[万亿]|[百千]")


@lru_cache(maxsize=4096)
def _unit(units: Units, text: str) -> str:
    """The canonical unit of a written noun; 名学生 is counted in 名, so its unit is 人.

    万平方米养护 is 万平方米.
    """
    if text.isalpha() and "每" not in text:
        if text[0] == "年":
            return "年"
        scale = _SCALE_AHEAD.match(text)
        start = scale.end() if scale else 0
        if text[-1] in _LONG and (known := units.spellings.get(text[start:-1])):
            return text[:start] + known
        for size in range(len(text) - 2, start, -1):
            known = units.spellings.get(text[start:size])
            if known and not text[size].isascii() and not text.endswith("次"):
                return text[:start] + known
    return units.canonical(text)
