"""Reasons (得分理由): why a score is what it is, kept as figures and written out on demand.

A reason holds the inputs as written, the rule with its source, the arithmetic and the
rounding; ``str(reason)`` is one Chinese sentence made of them.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs

from ..exactness import in_own_context
from ..quantities import Number, as_number, format_number, times
from ..rules.policies import Rounding, Rule
from ..rules.wording import rounding_words

__all__ = ["Method", "Reason", "exact_decimal", "operand", "rounded", "share_text"]

Method = Literal[
    "full",
    "direct",
    "inverse",
    "linear",
    "share",
    "mark",
    "zero",
    "parts",
    "open",
    "excluded",
]


def rounded(value: Fraction | Decimal, rounding: Rounding, *, of: Decimal = Decimal(1)) -> Decimal:
    """`value` (a share of `of`) rounded as the rulebook says, without any rounding before."""
    numerator, denominator = value.as_integer_ratio()
    top, bottom = of.as_integer_ratio()
    numerator, denominator = numerator * top, denominator * bottom
    if rounding.step is not None:
        by, unit = rounding.step.as_integer_ratio()
        steps = _whole(numerator * unit, denominator * by, rounding.mode)
        exact: Decimal = times(Decimal(steps), rounding.step)
        return exact
    whole = _whole(numerator * 10**rounding.places, denominator, rounding.mode)
    return Decimal(whole).scaleb(-rounding.places)


def _whole(numerator: int, denominator: int, mode: str) -> int:
    """The quotient as an integer; halves away from zero, to the even one, or all one way."""
    sign = -1 if numerator < 0 else 1
    whole, rest = divmod(abs(numerator), denominator)
    match mode:
        case "half_up":
            whole += 2 * rest >= denominator
        case "half_even":
            whole += 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
        case "up":
            whole += rest > 0
    return sign * whole


def exact_decimal(value: Fraction) -> Decimal:
    """`value` as a Decimal: exact where it ends, else half-up to six decimals."""
    number = as_number(value)
    if isinstance(number, Decimal):
        return number
    whole, rest = divmod(abs(value.numerator) * 10**6, value.denominator)
    whole += 2 * rest >= value.denominator
    return Decimal(whole if value >= 0 else -whole).scaleb(-6)


# Without slots attrs makes an instance a tenth faster, and each indicator makes one.
@attrs.frozen(kw_only=True, slots=False)
class Reason:
    """Why a score is what it is.

    Attributes:
        target, actual: as written; `actual` None where there is none.
        verdict: what was found, e.g. 达到目标, 超过目标, 未达到目标.
        method: how the points come about: ``full``; ``direct`` 实际/目标; ``inverse`` 目标/实际;
            ``linear`` 1−(实际−目标)/目标; ``share`` of a band, step or day; ``mark`` 评定分;
            ``zero``; ``parts`` of a composite target; ``open`` 待定; ``excluded`` 不参与.
        rule: the rule that was applied.
        also: further rules that had a part, e.g. 分值为均分, 按0计算.
        rounding: how the points are rounded.
        weight, points: 分值 and 得分; None where unknown or open.
        target_number, actual_number: the numbers compared, both in `unit`; exact.
        unit: the unit of both.
        upward: whether more is better, as it was decided.
        given: the share of the weight that a band, a step or the parts give; exact.
        notes: whatever else was decided: a conversion, a direction, a boundary day.
        deduction, deduction_reason: points taken off by hand, and why.
    """

    target: str
    actual: str | None
    verdict: str
    method: Method
    rule: Rule
    also: tuple[Rule, ...] = ()
    rounding: Rounding
    weight: Decimal | None
    points: Decimal | None
    target_number: Number | None = None
    actual_number: Number | None = None
    unit: str = ""
    upward: bool = True
    given: Number | None = None
    notes: tuple[str, ...] = ()
    deduction: Decimal | None = None
    deduction_reason: str | None = None

    @property
    @in_own_context
    def share(self) -> Decimal | None:
        """The share of the weight that was earned (1 = full): exact, or to six decimals."""
        share = self.exact_share
        return None if share is None else exact_decimal(share)

    @property
    def exact_share(self) -> Fraction | None:
        """The same as a fraction; None while open."""
        match self.method:
            case "full":
                return Fraction(1)
            case "zero":
                return Fraction(0)
            case "direct" | "inverse" | "linear":
                return self._quotient()
            case "mark" if self.weight and self.points is not None:
                return Fraction(self.points) / Fraction(self.weight)
        return None if self.given is None else Fraction(self.given)

    def _quotient(self) -> Fraction | None:
        if self.target_number is None or self.actual_number is None:
            return None
        a, b = Fraction(self.target_number), Fraction(self.actual_number)
        if self.method == "direct":
            return b / a if a else None
        if self.method == "inverse":
            return a / b if b else None
        return max(Fraction(0), 1 - (b - a) / a) if a else None

    @property
    @in_own_context
    def formula(self) -> str:
        """The arithmetic with its exact inputs: ``8.8/11小时×2.08分=1.66分``."""
        return self._deducted(self._formula())

    def _formula(self) -> str:
        points, weight = _points(self.before_deduction()), _points(self.weight)
        match self.method:
            case "direct":
                return f"{self._numbers(self.actual_number, self.target_number)}×{weight}={points}"
            case "inverse":
                return f"{self._numbers(self.target_number, self.actual_number)}×{weight}={points}"
            case "linear":
                a, b = operand(self.target_number), operand(self.actual_number)
                return f"(1-({b}-{a})/{a})×{weight}={points}"
            case "share" | "parts":
                return f"{weight}×{share_text(self.given)}={points}"
            case "full":
                return f"{self._comparison()}得满分{weight}"
            case "mark":
                return f"评定{points}"
            case "zero":
                return f"{weight}×0={points}"
            case "excluded":
                return "不参与计分"
        return f"待定（分值{weight}）"

    def _comparison(self) -> str:
        a, b = self.target_number, self.actual_number
        if a is None or b is None:
            return ""
        sign = "=" if a == b else "＞" if Fraction(b) > Fraction(a) else "＜"
        return f"{_plain(b)}{self.unit}{sign}{_plain(a)}{self.unit}，"

    def _numbers(self, upper: Number | None, lower: Number | None) -> str:
        if self.unit in ("%", "‰"):
            return f"{operand(upper)}{self.unit}/{operand(lower)}{self.unit}"
        return f"{operand(upper)}/{operand(lower)}{self.unit}"

    def before_deduction(self) -> Decimal | None:
        """The points before any were taken off by hand; None while open."""
        if self.deduction is None or self.weight is None or self.method == "mark":
            return self.points
        share = self.exact_share
        return self.points if share is None else rounded(share, self.rounding.each, of=self.weight)

    def _deducted(self, text: str) -> str:
        if self.deduction is None:
            return text
        why = f"（{self.deduction_reason}）" if self.deduction_reason else ""
        return f"{text}，扣{_plain(self.deduction)}分{why}，得{_points(self.points)}"

    @property
    @in_own_context
    def figures(self) -> tuple[tuple[str, str], ...]:
        """The figures behind the formula, as (name, text) pairs."""
        named = (
            ("target", self.target_number),
            ("actual", self.actual_number),
            ("share", self.given),
            ("weight", self.weight),
            ("deduction", self.deduction),
            ("points", self.points),
        )
        pairs = [(name, _plain(value)) for name, value in named if value is not None]
        if self.unit:
            pairs.insert(min(2, len(pairs)), ("unit", self.unit))
        return tuple(pairs)

    def __str__(self) -> str:
        actual = "无" if self.actual is None else f"“{self.actual}”"
        parts = [f"目标“{self.target}”，实际值{actual}，{self.verdict}", *self.notes]
        parts += [str(rule) for rule in (self.rule, *self.also)]
        if self.method in ("direct", "inverse", "linear", "share", "parts"):
            silent = self.rounding.rule.silent_in
            parts.append(
                rounding_words(self.rounding) + (f"（{silent}未规定取整）" if silent else "")
            )
        return f"{self.formula}：{'；'.join(parts)}。"


def _plain(value: Number | None) -> str:
    return "?" if value is None else format_number(value)


def operand(value: Number | None) -> str:
    """A number inside a formula; an endless one as a quotient of its own: 1/(25/24)天."""
    if isinstance(value, Fraction):
        return f"({value.numerator}/{value.denominator})"
    return _plain(value)


def _points(value: Decimal | None) -> str:
    return "?分" if value is None else f"{format_number(value)}分"


def share_text(share: Number | None) -> str:
    """A share of the weight inside a formula: 80%, or 2/3 where it does not end."""
    if share is None:
        return "?"
    if isinstance(share, Fraction) and not isinstance(as_number(share), Decimal):
        return f"{share.numerator}/{share.denominator}"
    percent = Fraction(share) * 100
    text = format_number(exact_decimal(percent))
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"
