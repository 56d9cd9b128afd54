"""From the parts of a rule to a criterion: one function for each rule of `criteria.lark`.

Handlers build; where two parts of a text contradict one another they raise `Contradiction`,
which `reading` turns into an error with a caret. Each docstring quotes the rule it serves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, cast

import attrs

from ..criteria import (
    AllOf,
    AnyCriterion,
    Comparison,
    Deadline,
    Doubt,
    Operator,
    Qualitative,
    Range,
    Recurring,
    Relative,
)
from ..criteria.amounts import with_quantities
from ..quantities import SCALES, Quantity, Units, as_number
from .amounts import Amount
from .dates import When, deadline, deadline_before, is_year, period, when_of
from .faults import Contradiction
from .numerals import EXACT, negated
from .phrases import Bound, Interval
from .tokens import Vocabulary
from .unitwords import scale_of

__all__ = ["LOWER", "UPPER", "handlers", "together"]

LOWER: Final = ("≥", ">")
UPPER: Final = ("≤", "<")
_STRICT: Final = MappingProxyType({"≥": ">", "≤": "<"})

Parts = Sequence[Any]


@lru_cache(maxsize=8)
def handlers(words: Vocabulary) -> Mapping[str, Callable[[Parts], Any]]:
    """The handler of each rule, for one vocabulary."""
    builder = _Builder(words)
    return {
        name: getattr(builder, name)
        for name in dir(builder)
        if not name.startswith("_") and callable(getattr(builder, name))
    }


class _Builder:
    """The handlers. Holds nothing but the vocabulary."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._units: Units = words.units

    # ---- comparisons

    def bounds(self, parts: Parts) -> tuple[Bound, ...]:
        """bounds: BOUND | bounds BOUND"""
        return (*parts[0], parts[1]) if len(parts) > 1 else (parts[0],)

    def afters(self, parts: Parts) -> tuple[Any, ...]:
        """afters: AFTER | afters AFTER"""
        return (*parts[0], parts[1]) if len(parts) > 1 else (parts[0],)

    def comparison(self, parts: Parts) -> AnyCriterion:
        """comparison: AMOUNT | bounds AMOUNT | AMOUNT afters | bounds AMOUNT afters"""
        at = next(index for index, one in enumerate(parts) if one.__class__ is Amount)
        amount: Amount = parts[at]
        bounds = [one for group in parts[:at] for one in group]
        behind = [one for group in parts[at + 1 :] for one in group]
        doubts = list(amount.doubts)
        if amount.upper is not None:
            return self._vague(amount, bounds, behind)
        operator = _operator(amount.operator, bounds, behind, amount.quantity, doubts)
        for one in behind:
            if one.__class__ is Amount:
                self._twice(amount.quantity, one.quantity)
        return Comparison(
            operator=operator,
            quantity=amount.quantity,
            doubts=tuple(doubts),
            form=amount.form,
        )

    def _vague(
        self, amount: Amount, bounds: Sequence[Bound], behind: Sequence[Any]
    ) -> AnyCriterion:
        """十几人, 80多: one amount written as a range; a bound takes the nearer end."""
        upper = cast(Quantity, amount.upper)
        operators = [one.operator for one in (*bounds, *behind) if one.__class__ is Bound]
        if not operators or all(one == "≈" for one in operators):
            return Range(
                lower=amount.quantity,
                upper=upper,
                upper_closed=amount.closed,
                doubts=amount.doubts,
            )
        operator = cast(Operator, operators[0])
        end = amount.quantity if operator in LOWER else upper
        doubt = _bounded_range(amount.quantity, upper, operator, end)
        return Comparison(operator=operator, quantity=end, doubts=(*amount.doubts, doubt))

    def _twice(self, first: Quantity, second: Quantity) -> None:
        """100%（1.0）: one value stated twice."""
        size = self._units.factor(first.unit).size
        if first.exact * size not in (
            second.exact * self._units.factor(second.unit or first.unit).size,
            second.exact,
        ):
            raise Contradiction("contradiction", f"“{first}”与括号里的“{second}”不是同一个值", "(")

    def per_comparison(self, parts: Parts) -> AnyCriterion:
        """comparison: EVERY comparison"""
        (below, _), inner = parts
        found: AnyCriterion = with_quantities(inner, lambda one: self._per(one, below))
        return found

    def bounded_per(self, parts: Parts) -> AnyCriterion:
        """comparison: bounds EVERY comparison"""
        bounds, every, inner = parts
        found = self.per_comparison((every, inner))
        if not isinstance(found, Comparison):
            raise Contradiction(
                "contradiction", f"“{bounds[0].text}”之后不是一个数", bounds[0].text
            )
        doubts = list(found.doubts)
        behind = (
            () if found.operator is None else (Bound(found.operator, False, False, str(found)),)
        )
        operator = _operator(None, bounds, behind, found.quantity, doubts)
        return attrs.evolve(found, operator=operator, doubts=tuple(doubts))

    def _per(self, quantity: Quantity, below: Sequence[str]) -> Quantity:
        top, _, rest = quantity.unit.partition("/")
        names = [*below, *([rest] if rest else [])]
        return Quantity(quantity.number, self._units.canonical(f"{top}/{'·'.join(names)}"))

    def changed(self, parts: Parts) -> AnyCriterion:
        """comparison: FROM AMOUNT comparison | AMOUNT ARROW comparison"""
        found = parts[-1]
        before = next(one for one in parts if one.__class__ is Amount).quantity
        if not isinstance(found, Comparison):
            raise Contradiction("contradiction", f"“{before}”之后看不出哪个是指标值", str(before))
        if parts[0].__class__ is not Amount and found.operator in (None, "="):
            raise Contradiction(
                "contradiction", f"“{before}”与“{found}”连在一起，看不出哪个是指标值", str(parts[0])
            )
        message = f"“{before}”是原来的数，只作说明；指标值按“{found.quantity}”读"
        doubt = Doubt(code="former-value", message=message)
        return attrs.evolve(found, doubts=(*found.doubts, doubt))

    # ---- ranges

    def ends(self, parts: Parts) -> tuple[Any, ...]:
        """ends: AMID | afters | AMID afters"""
        return tuple(one for group in parts if group.__class__ is tuple for one in group)

    def range_two(self, parts: Parts) -> AnyCriterion:
        """range: AMOUNT TO AMOUNT | bounds AMOUNT TO AMOUNT | … ends | BETWEEN …"""
        one, other = (part for part in parts if part.__class__ is Amount)
        bounds = [
            b for group in parts if group.__class__ is tuple for b in group if b.__class__ is Bound
        ]
        found = self._from_to(one, other, high_closed=all(b.operator != "!" for b in bounds))
        stated = [
            b
            for b in bounds
            if b.operator not in ("≈", "=", "!") and not (b.soft and b.operator == "≥")
        ]
        if not stated:
            if any(b.operator == "≈" for b in bounds):
                doubt = Doubt(code="about-range", message=f"区间前后的“约”不再放宽，按{found}读")
                return attrs.evolve(found, doubts=(*found.doubts, doubt))
            return found
        operator = stated[0].operator
        if all(b.operator == "≤" and not b.symbol for b in stated):
            if all(b.soft for b in stated):
                return found  # 控制在5-8%之间
            if not any(b.soft for b in stated) and all(b in parts[-1] for b in stated):
                message = f"区间之后有“{stated[0].text}”，按{found}读"  # 6-8小时内
                doubt = Doubt(code="bounded-range", message=message)
                return attrs.evolve(found, doubts=(*found.doubts, doubt))
        end = found.lower if operator in LOWER else found.upper
        doubt = _bounded_range(found.lower, found.upper, cast(Operator, operator), end)
        return Comparison(
            operator=cast(Operator, operator), quantity=end, doubts=(*found.doubts, doubt)
        )

    def range_open(self, parts: Parts) -> AnyCriterion:
        """range: AMOUNT afters TO AMOUNT | AMOUNT afters TO AMOUNT ends; 80%（不含）-90%"""
        one, behind, *rest = parts
        odd = next((bound for bound in behind if bound.operator != "!"), None)
        found = self.range_two((one, *rest))
        if odd is not None or not isinstance(found, Range):
            text = (odd or behind[0]).text
            raise Contradiction("contradiction", f"区间里的“{text}”与区间不合", text)
        return self._range(
            found.lower,
            found.upper,
            low_closed=False,
            high_closed=found.upper_closed,
            doubts=found.doubts,
        )

    def _from_to(self, one: Amount, other: Amount, *, high_closed: bool = True) -> Range:
        """Two amounts with 至 between; the first may leave its unit or its scale to the second."""
        low, high = one.quantity, other.quantity
        if one.operator or other.operator or one.upper or other.upper:
            raise Contradiction("contradiction", f"区间的两端“{low}”“{high}”应为确数", str(high))
        # 5百-1千元: the first number has its own scale.
        scaled = one.form == "scaled"
        doubts = (*one.doubts, *other.doubts)
        return self._range(low, high, low_scaled=scaled, high_closed=high_closed, doubts=doubts)

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
        if not low.unit and high.unit:
            scale, bare = scale_of(high.unit), low
            low = Quantity(low.number, high.unit)
            # 5万-8万元, 5百-1千元: the first number has its own scale, so its unit is 元; but the
            # first of 1百-5百万元 may share the 万.
            simple = len(scale) == 1 and bare.exact > high.exact
            if scale and low_scaled and (bare.exact >= SCALES[scale] or simple):
                low = Quantity(bare.number, high.unit[len(scale) :])
        elif low.unit and not high.unit:
            high = Quantity(high.number, low.unit)
        if high.unit.startswith(f"{low.unit}/"):
            low = Quantity(low.number, high.unit)  # 0.8万元～1.2万元/户
        first, second = low.number, high.number
        if low.unit != high.unit:
            first, second = low.exact, high.exact
            if self._units.relation(low.unit, high.unit) is None:
                raise Contradiction(
                    "unit-conflict", f"两端的单位“{low.unit}”与“{high.unit}”不能比较", str(high)
                )
            first *= self._units.factor(low.unit).size
            second *= self._units.factor(high.unit).size
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

    def range_per(self, parts: Parts) -> AnyCriterion:
        """range: EVERY AMOUNT TO AMOUNT"""
        (below, _), one, _, other = parts
        found = self._from_to(one, other)
        return with_quantities(found, lambda quantity: self._per(quantity, below))

    def range_interval(self, parts: Parts) -> AnyCriterion:
        """range: INTERVAL"""
        interval: Interval = parts[0]
        return self._range(
            Quantity(interval.low, interval.unit),
            Quantity(interval.high, interval.unit),
            low_closed=interval.low_closed,
            high_closed=interval.high_closed,
        )

    def range_variable(self, parts: Parts) -> AnyCriterion:
        """range: AMOUNT VARIABLE AMOUNT"""
        low, signs, high = parts
        return self._range(
            low.quantity, high.quantity, low_closed=signs[0] == "≤", high_closed=signs[1] == "≤"
        )

    def range_about(self, parts: Parts) -> AnyCriterion:
        """range: AMOUNT AROUND AMOUNT"""
        middle, slack = parts[0].quantity, parts[2].quantity
        unit = middle.unit or slack.unit
        doubts: tuple[Doubt, ...] = ()
        if slack.unit in ("%", "‰") and not middle.unit:
            message = f"“{middle}±{slack}”按{slack.unit}的加减读，也可以是{middle}的{slack}"
            doubts = (Doubt(code="share-of-middle", message=message),)
        elif slack.unit in ("%", "‰") and middle.unit not in ("%", "‰"):
            # 100万元±5% goes five hundredths of the amount up and down.
            share = middle.exact * slack.exact * self._units.factor(slack.unit).size
            slack = Quantity(as_number(share), unit)
        elif middle.unit == "%" and self._words.is_points(slack.unit):
            slack = Quantity(slack.number, "%")
        if slack.unit not in ("", unit):
            raise Contradiction(
                "unit-conflict", f"“±”前后的单位“{middle.unit}”与“{slack.unit}”不同", "±"
            )
        if not (isinstance(middle.number, Decimal) and isinstance(slack.number, Decimal)):
            raise Contradiction("number-damaged", "“±”的前后应为数", "±")
        return self._range(
            Quantity(EXACT.subtract(middle.number, slack.number), unit),
            Quantity(EXACT.add(middle.number, slack.number), unit),
            doubts=doubts,
        )

    def range_around(self, parts: Parts) -> AnyCriterion:
        """range: AROUND AMOUNT | AROUND AMOUNT afters | bounds AROUND AMOUNT | …"""
        quantity = next(one for one in parts if one.__class__ is Amount).quantity
        for bound in (one for group in parts if group.__class__ is tuple for one in group):
            if bound.__class__ is Bound and bound.operator in (*LOWER, "!"):
                raise Contradiction("contradiction", f"“±”的值不能有“{bound.text}”", bound.text)
        return self._range(Quantity(negated(quantity.number), quantity.unit), quantity)

    def range_bounds(self, parts: Parts) -> AnyCriterion:
        """range: comparison comparison"""
        one, other = parts
        message = f"“{one}”与“{other}”连在一起，不是一个值"
        if isinstance(one, Comparison) and isinstance(other, Comparison):
            found = self._bounds(one, other)
            if found is not None:
                return found
            message += "，也不成区间"
            if one.unit and other.unit and 1 in (one.quantity.number, other.quantity.number):
                # 两人一组 is 2人/组, 一人两册 2册/人.
                top, below = (other, one) if one.quantity.number == 1 else (one, other)
                message += f"；若是每{below.unit}{top}，写成 {top}/{below.unit}"
        raise Contradiction("contradiction", message, str(other))

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

    # ---- dates

    def deadline_at(self, parts: Parts) -> AnyCriterion:
        """deadline: DATE"""
        return deadline(parts[0])

    def deadline_within(self, parts: Parts) -> AnyCriterion:
        """deadline: DATE WITHIN"""
        when: When = parts[0]
        found = deadline(when)
        if (when.year, when.precision) != (None, "month"):
            return found
        message = f"“{when.month}月内”按{when.month}月份之内读，也可以是{when.month}个月之内"
        doubt = Doubt(code="month-or-months", message=message)
        return attrs.evolve(found, doubts=(*found.doubts, doubt))

    def deadline_by(self, parts: Parts) -> AnyCriterion:
        """deadline: bounds DATE | bounds DATE WITHIN"""
        bounds, when = parts[0], parts[1]
        bound = _first_hard(bounds)
        if bound is None or bound.operator in ("≤", "=", "≈"):
            return deadline(when)
        if bound.operator == "<":
            return deadline_before(when)
        if when.precision == "month" and when.year is None and bound.operator == "≥":
            # Nothing is due "no earlier than December": ≥12月 is a count of months.
            message = f"“{when.month}月”在“≥”之后，按月数读"
            return Comparison(
                operator="≥",
                quantity=Quantity(when.month, self._units.canonical("个月")),
                doubts=(Doubt(code="months", message=message),),
            )
        raise Contradiction(
            "date-sign",
            f"“{bound.text}”之后是日期：完成时限只能写“不晚于”，不能写“不早于”",
            bound.text,
        )

    def deadline_before(self, parts: Parts) -> AnyCriterion:
        """deadline: DATE BEFORE | bounds DATE BEFORE"""
        when = next(one for one in parts if one.__class__ is When)
        bound = _first_hard(parts[0]) if parts[0] is not when else None
        if bound is not None and bound.operator in LOWER:
            raise Contradiction(
                "contradiction", f"“{bound.text}”与“{parts[-1]}”的方向相反", str(parts[-1])
            )
        return deadline_before(when)

    def recurring_date(self, parts: Parts) -> AnyCriterion:
        """recurring: EVERY DATE"""
        return deadline(parts[1], recurring=self._every_year(parts[0]))

    def recurring_before(self, parts: Parts) -> AnyCriterion:
        """recurring: EVERY DATE BEFORE"""
        return deadline_before(parts[1], recurring=self._every_year(parts[0]))

    def recurring_noted(self, parts: Parts) -> AnyCriterion:
        """recurring: EVERY DATE BEFORE NOTE"""
        return self.recurring_before(parts[:3]).in_year(parts[3])

    def recurring_day(self, parts: Parts) -> AnyCriterion:
        """recurring: EVERY DAY | EVERY DAY BEFORE"""
        day = parts[1]
        if self._every(parts[0]) != "monthly" or not 1 <= day <= 31:
            raise Contradiction(
                "date-recurring", f"“{parts[0][1]}”与“{day}日”连不成日期", parts[0][1]
            )
        return Deadline(day=day, recurring="monthly", doubts=self._next_month(parts[0]))

    def recurring_end(self, parts: Parts) -> AnyCriterion:
        """recurring: EVERY END | EVERY END BEFORE"""
        every = self._every(parts[0])
        if every == "yearly":
            return Deadline(month=12, recurring="yearly")
        doubts = self._next_month(parts[0])
        if every == "termly":
            doubts += (Doubt(code="term-end", message="学期末没有固定的日期，须人工核对"),)
        return Deadline(recurring=every, doubts=doubts)

    def _every(self, every: tuple[Sequence[str], str]) -> Recurring:
        below, text = every
        found = None if len(below) != 1 else self._words.senses.get(below[0], {}).get("recurring")
        if found is None:
            raise Contradiction("date-recurring", f"“{text}”没有固定的日期", text)
        return cast(Recurring, found)

    def _every_year(self, every: tuple[Sequence[str], str]) -> Recurring:
        """The span of a date with its month, which comes once a year and not each month."""
        found = self._every(every)
        if found != "yearly":
            raise Contradiction("date-recurring", f"“{every[1]}”与月份连不成日期", every[1])
        return found

    def _next_month(self, every: tuple[Sequence[str], str]) -> tuple[Doubt, ...]:
        text = every[1]
        if self._words.senses.get(text, {}).get("next-month") != "pushed":
            return ()
        return (Doubt(code="next-month", message=f"“{text}”逐月往后推，按每月读"),)

    def span(self, parts: Parts) -> AnyCriterion:
        """period: SPAN | SPAN WITHIN"""
        if parts[0] == "year":
            return Deadline(month=12, precision="year")
        return cast(AnyCriterion, parts[0])

    def period_dates(self, parts: Parts) -> AnyCriterion:
        """period: DATE TO DATE | FROM DATE TO DATE | … WITHIN"""
        first, last = (one for one in parts if one.__class__ is When)
        return period(first, last)

    def period_day(self, parts: Parts) -> AnyCriterion:
        """period: DATE TO DAY | FROM DATE TO DAY | … WITHIN"""
        first = next(one for one in parts if one.__class__ is When)
        day = next(one for one in parts if one.__class__ is int)
        return period(first, when_of(first.year, first.month, day, "day", ""))

    def period_number(self, parts: Parts) -> AnyCriterion:
        """period: DATE TO AMOUNT"""
        first, amount = parts[0], parts[2]
        word = str(amount.quantity.number)
        numbers = (
            [int(one) for one in word.split(".")]
            if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", word)
            else []
        )
        if amount.quantity.unit or amount.operator:
            numbers = []
        if len(numbers) == 2 and first.day is None and is_year(numbers[0]):
            # 2023.5-2023.9: with one digit of the month it looks like a number.
            return period(first, when_of(numbers[0], numbers[1], None, "month", word))
        if len(numbers) == 2 and first.day is not None:
            return period(first, when_of(first.year, numbers[0], numbers[1], "day", word))
        if len(numbers) == 1 and first.day is not None:
            return period(first, when_of(first.year, first.month, numbers[0], "day", word))
        if len(numbers) == 1:
            return period(first, when_of(first.year, numbers[0], None, "month", word))
        raise Contradiction("date-impossible", f"“{word}”不是日期", word)

    # ---- several at once

    def all_of(self, parts: Parts) -> AnyCriterion:
        """all_of: parts"""
        found = [one for item in parts[0] for one in (item if item.__class__ is tuple else (item,))]
        if len(found) == 2 and all(one.__class__ is Comparison for one in found):
            joined = self._bounds(found[0], found[1])
            if joined is not None:
                return joined
        if len(found) == 1:
            return cast("AnyCriterion", found[0])
        return together(found)

    def all_of_one(self, parts: Parts) -> AnyCriterion:
        """all_of: dated"""
        return together(parts[0])

    def dated(self, parts: Parts) -> tuple[AnyCriterion, ...]:
        """dated: deadline comparison"""
        amount = parts[1].quantity if isinstance(parts[1], Comparison) else None
        days = self._units.canonical(self._words.lexicon.words("day")[0])
        if amount is not None and amount.unit == days and parts[1].operator is None:
            raise Contradiction("date-doubled", f"日期之后又写了“{amount}”", str(amount))
        if amount is not None and amount.unit == self._units.canonical("周年"):
            if is_year(amount.number):
                raise Contradiction(
                    "date-doubled", f"日期之后又写了“{amount.number}年”", str(amount.number)
                )
        return tuple(parts)

    def parts(self, parts: Parts) -> list[Any]:
        """parts: part JOIN part | parts JOIN part"""
        found, joined, last = parts
        before = list(found) if isinstance(found, list) else [found]
        one = before[-1]
        if joined in self._words.lexicon.words("both"):
            if one.__class__ is Comparison and last.__class__ is Comparison:
                span = self._bounds(one, last)
                if span is not None:
                    return [*before[:-1], span]
        return [*before, last]

    # ---- words

    def words(self, parts: Parts) -> Qualitative:
        """part: PHRASE"""
        return Qualitative(words=str(parts[0]))

    def relative_change(self, parts: Parts) -> Relative:
        """relative: BASE CHANGE"""
        return Relative(baseline=str(parts[0]), change=parts[1])

    def relative_amount(self, parts: Parts) -> AnyCriterion:
        """relative: BASE CHANGE comparison"""
        return attrs.evolve(self.relative_bare(parts[1:]), baseline=str(parts[0]))

    def relative_bare(self, parts: Parts) -> Relative:
        """relative: CHANGE comparison"""
        inner = parts[1]
        if not isinstance(inner, Comparison):
            return Relative(change=parts[0], amount=inner.lower, operator="≥", doubts=inner.doubts)
        return Relative(
            change=parts[0], operator=inner.operator, amount=inner.quantity, doubts=inner.doubts
        )

    def relative_range(self, parts: Parts) -> AnyCriterion:
        """relative: BASE CHANGE AMOUNT TO AMOUNT | CHANGE AMOUNT TO AMOUNT"""
        one, other = (part for part in parts if part.__class__ is Amount)
        found = self._from_to(one, other)
        baseline = str(parts[0]) if len(parts) == 5 else None
        message = f"变化的幅度写成了区间{found}，不低于下限即算达到"
        return Relative(
            baseline=baseline,
            change=parts[-4],
            operator="≥",
            amount=found.lower,
            doubts=(*found.doubts, Doubt(code="bounded-range", message=message)),
        )

    def relative_per(self, parts: Parts) -> AnyCriterion:
        """relative: EVERY CHANGE comparison"""
        found = self.relative_bare(parts[1:])
        return attrs.evolve(found, amount=self._per(cast(Quantity, found.amount), parts[0][0]))

    def relative_hold(self, parts: Parts) -> Relative:
        """relative: BASE HOLD | HOLD"""
        return Relative(baseline=str(parts[0]) if len(parts) > 1 else None, change="hold")

    def relative_level(self, parts: Parts) -> Relative:
        """relative: bounds LEVEL"""
        bounds, level = parts
        bound = _first_hard(bounds) or bounds[0]
        return Relative(baseline=str(level), operator=cast(Operator, bound.operator))

    def relative_above(self, parts: Parts) -> Relative:
        """relative: bounds LEVEL AMOUNT | bounds LEVEL AMOUNT afters"""
        bounds, level, amount = parts[:3]
        bound = _first_hard(bounds) or bounds[0]
        # ＜上年提高5%: whether it may rise by less than that, or must fall.
        is_change = str(level).endswith(self._words.lexicon.words("move"))
        if is_change or bound.negated or bound.operator not in (">", "<"):
            raise Contradiction(
                "contradiction",
                f"“{bound.text}{level}”之后的“{amount.quantity}”看不出是水平还是幅度",
                bound.text,
            )
        behind = [one for group in parts[3:] for one in group]
        operator = _operator(amount.operator, (), behind, amount.quantity, [])
        return Relative(
            baseline=str(level),
            change="rise" if bound.operator == ">" else "fall",
            operator=operator,
            amount=amount.quantity,
            doubts=amount.doubts,
        )

    def relative_kept(self, parts: Parts) -> Relative:
        """relative: KEEP LEVEL"""
        return Relative(baseline=str(parts[1]), change="hold")

    def grades(self, parts: Parts) -> tuple[str, ...]:
        """grades: GRADE | grades OR GRADE"""
        if len(parts) > 1:
            return (*parts[0], *self._grade(parts[2]))
        return self._grade(parts[0])

    def _grade(self, text: str) -> tuple[str, ...]:
        return tuple(text) if text in self._words.lexicon.words("grade-pair", "both") else (text,)

    def graded(self, parts: Parts) -> Qualitative:
        """grade: grades"""
        return _graded(parts[0], better=False)

    def graded_up(self, parts: Parts) -> Qualitative:
        """grade: grades AFTER"""
        if parts[1].operator != "≥":
            raise Contradiction("grade-sign", f"等次之后不能是“{parts[1].text}”", parts[1].text)
        return _graded(parts[0], better=True)

    def graded_sign(self, parts: Parts) -> Qualitative:
        """grade: bounds grades | bounds grades AFTER"""
        bound = _first_hard(parts[0]) or parts[0][0]
        if bound.operator in UPPER or bound.operator == "≈":
            raise Contradiction("grade-sign", f"等次之前不能是“{bound.text}”", bound.text)
        better = bound.operator in LOWER or len(parts) > 2
        return _graded(parts[1], better=better, strict=bound.operator == ">")


def _graded(names: tuple[str, ...], *, better: bool, strict: bool = False) -> Qualitative:
    words = "或".join(names)
    head, tail = ("优于", "") if strict else ("", "以上" if better else "")
    return Qualitative(words=f"{head}{words}{tail}", grades=names, or_better=better, strict=strict)


def together(parts: Sequence[AnyCriterion]) -> AllOf:
    """Several values of one text, all of which are asked for."""
    for one in parts:
        # A number with neither sign nor unit beside another value is rather a damaged one (2021年7).
        if isinstance(one, Comparison) and one.operator is None and not one.unit:
            message = f"“{one}”既无符号也无单位，看不出与前后是几个值还是一个值"
            raise Contradiction("number-damaged", message, str(one))
    flat = tuple(
        one for part in parts for one in (part.parts if isinstance(part, AllOf) else (part,))
    )
    return AllOf(parts=flat, doubts=tuple(doubt for one in flat for doubt in one.doubts))


def _first_hard(bounds: Any) -> Bound | None:
    """The bound that holds: the first that is not soft, else the first."""
    if not isinstance(bounds, tuple):
        return None
    return next((one for one in bounds if not one.soft), bounds[0] if bounds else None)


def _bounded_range(low: Quantity, high: Quantity, operator: Operator, end: Quantity) -> Doubt:
    return Doubt(code="bounded-range", message=f"“{low}~{high}”之外又有界限，按{operator}{end}读")


def _operator(
    more: Operator | None,
    bounds: Sequence[Bound],
    behind: Sequence[Any],
    quantity: Quantity,
    doubts: list[Doubt],
) -> Operator | None:
    """The operator that bounds before and behind an amount state together."""
    operator: Operator | None = None
    soft: Bound | None = None
    stated = [*bounds]
    if more is not None:
        stated.append(Bound(more, False, False, str(quantity)))
    stated += [one for one in behind if one.__class__ is Bound]
    for one in sorted(stated, key=lambda bound: bound.operator == "!"):
        if one.operator == "!":
            if operator not in (*LOWER, *UPPER):
                raise Contradiction("contradiction", f"“{one.text}”之前没有界限", one.text)
            operator = cast(Operator, _STRICT.get(operator, operator))
        elif operator is None or (soft is not None and not one.soft):
            if soft is not None and operator == "≤" and one.operator in LOWER:
                raise Contradiction(
                    "contradiction", f"“{soft.text}”与“{one.text}”方向相反", one.text
                )
            operator, soft = cast(Operator, one.operator), one if one.soft else None
        elif operator != one.operator and not one.soft:
            operator = _agree(operator, one, doubts)
        elif (operator in UPPER) == (one.operator in LOWER) and operator not in ("≈", "="):
            raise Contradiction("contradiction", f"“{operator}”与“{one.text}”的方向相反", one.text)
    if soft is not None and soft.operator == "≤" and soft.kept:
        doubts.append(
            Doubt(code="control-without-bound", message="“控制在”后没有“以内”，按不超过读")
        )
    return operator


def _agree(operator: Operator, bound: Bound, doubts: list[Doubt]) -> Operator:
    """Two words about one bound: 达95%以上 is one; 超过95%以上 keeps the first and says so."""
    same_side = (operator in LOWER and bound.operator in LOWER) or (
        operator in UPPER and bound.operator in UPPER
    )
    if same_side:
        doubts.append(
            Doubt(
                code="two-operators",
                message=f"“{operator}”与“{bound.text}”并用，按“{operator}”读",
            )
        )
        return operator
    raise Contradiction("contradiction", f"“{operator}”与“{bound.text}”互相矛盾", bound.text)
