"""Plans: what a rulebook makes of one target, as regions of actual values with their outcomes.

A score is the plan at the actual value. What else asks about a target asks the plan: which
achievement would have been enough, what a column of actual values earns.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from types import MappingProxyType
from typing import Any, Final

import attrs

from ..criteria import Comparison, Operator, Range
from ..quantities import (
    POINTS,
    Number,
    Quantity,
    Units,
    as_number,
    builtin,
    format_number,
    unscaled,
)
from ..rules import Rulebook
from ..rules.policies import Scale, Side, TargetForm
from ..tables import Indicator
from .awards import Award, changed, percent_text
from .numbers import NumberRules
from .outcomes import Off, Outcome, Terms
from .tracing import Ratio, Regions, trace
from .ways import Way, way_of

__all__ = ["Atlas", "Plan", "plan_of"]

_MOST_REGIONS: Final = 64


class Atlas:
    """A kind of target by one rulebook, and the regions found so far for its numbers."""

    def __init__(self, rules: NumberRules, terms: Terms) -> None:
        self.rules, self.terms = rules, terms
        self._known: tuple[Regions[Outcome], ...] = ()

    def regions(self, low: Ratio, high: Ratio) -> Regions[Outcome]:
        """The regions of a target with these numbers."""
        for one in self._known:
            if one.fits(low, high):
                return one
        rule = partial(self.rules.outcome, self.terms)
        found = trace(rule, Fraction(*low), Fraction(*high), single=self.terms.closed is None)
        self._known = (found, *self._known[: _MOST_REGIONS - 1])
        return found


@lru_cache(maxsize=64)
def _rules(book: Rulebook) -> NumberRules:
    return NumberRules(book)


@lru_cache(maxsize=1024)
def _atlas(
    rules: NumberRules,
    operator: Operator | None,
    closed: tuple[bool, bool] | None,
    way: tuple[bool, bool, str | None],
    unit: tuple[bool, bool, bool],
    scale: tuple[Scale | None, Fraction, str | None],
) -> Atlas:
    terms = Terms(
        operator=operator,
        closed=closed,
        upward=way[0],
        known=way[1],
        unclear=way[2],
        share=unit[0],
        scaled=unit[1],
        bare=unit[2],
        scale=scale[0],
        factor=scale[1],
        inapplicable=scale[2],
    )
    return Atlas(rules, terms)


@lru_cache(maxsize=1024)
def _kind_of(unit: str) -> tuple[bool, bool]:
    """Whether a unit is %, and whether it is written with 万 or 亿."""
    return unit == "%", unscaled(unit) != unit


_NO_SCALE: Final[tuple[Scale | None, Fraction, str | None]] = (None, Fraction(1), None)


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Plan:
    """What a rulebook makes of one target of numbers.

    Attributes:
        atlas: by what it is judged, and of what kind it is.
        low, high: its numbers, the same but for a range, in `unit`.
        way: which way is better, and who says so.
        ratios: `low` and `high` as integers over integers.
    """

    atlas: Atlas
    low: Number
    high: Number
    unit: str
    way: Way
    ratios: tuple[Ratio, Ratio]

    @property
    def terms(self) -> Terms:
        """All of the target but its numbers."""
        return self.atlas.terms

    @property
    def told(self) -> bool:
        """Whether the points may hang on a way that is no operator's, and the reason names it."""
        return self.terms.operator in (None, "=", "≈")

    @cached_property
    def regions(self) -> Regions[Outcome]:
        """The regions of actual numbers in the target's unit."""
        return self.atlas.regions(*self.ratios)

    def outcome(self, actual: Number) -> Outcome:
        """The outcome of the region that holds `actual`."""
        regions = self.regions
        return regions.outcomes[regions.place(*self.ratios, actual.as_integer_ratio())]

    def at(self, actual: Number, *, weight: Decimal | None = None) -> Award:
        """What `actual`, a number in the target's unit, earns.

        `weight` is asked for only where points are taken off or given, and not shares.
        """
        return self.made(self.outcome(actual), actual, weight=weight)

    def made(self, found: Outcome, actual: Number, *, weight: Decimal | None = None) -> Award:
        """As `at`, for a number whose region is known."""
        against = found.against
        target = None if against is None else self.low if against == "low" else self.high
        award = found.award
        shown = _shown(found, actual)
        figures: dict[str, Any] = {}
        if target is not None:
            figures = {"target": target, "actual": shown, "unit": self.unit}
        if found.line is not None:
            share = found.line.at(shown, target or Decimal(1))
            figures |= {"share": share, "low": share, "high": share}
        if award.remarks or award.problem is not None:
            figures |= self._told(award, actual, target)
        award = changed(award, **figures)
        return self._weighed(found, award, actual, weight) if found.by_weight else award

    def _told(self, award: Award, actual: Number, target: Number | None) -> dict[str, Any]:
        """The texts of an award with the figures put into them, where there are any."""
        said = (*award.remarks, *(() if award.problem is None else award.problem[2:]))
        if not any("{" in one for one in said):
            return {}
        against = Fraction(target or 0)
        figures = {
            "{actual}": format_number(actual),
            "{low}": format_number(self.low),
            "{target}": "" if target is None else format_number(target),
            "{unit}": self.unit,
            "{hundredfold}": format_number(as_number(Fraction(actual) * 100)),
            "{percent}": percent_text(Fraction(actual) / against) if against else "",
        }

        def filled(text: str) -> str:
            for name, figure in figures.items():
                text = text.replace(name, figure)
            return text

        problem = award.problem
        if problem is not None:
            problem = (problem[0], problem[1], filled(problem[2]))
        return {"remarks": tuple(map(filled, award.remarks)), "problem": problem}

    def _weighed(
        self, found: Outcome, award: Award, actual: Number, weight: Decimal | None
    ) -> Award:
        """Points that do not go with the weight, as a share of it."""
        scale, off = self.terms.scale, found.off
        whole = (
            Fraction(weight or 0) if scale is None or scale.full is None else Fraction(scale.full)
        )
        if weight == 0:
            return changed(award, share=Fraction(0), low=Fraction(0), high=Fraction(0))
        if not whole:
            return self.atlas.rules.open(f"{award.verdict}，但分值不明", rule=award.rule)
        if off is None:
            given = Fraction(found.points or 0)
            share = min(Fraction(1), given / whole)
            notes = award.notes
            if given > whole:
                text = format_number(as_number(given))
                notes += (f"这一档写的是{text}分，多于分值，按分值计",)
            return changed(award, share=share, low=share, high=share, notes=notes)
        taken = off.taken(Fraction(actual), *map(_fraction, self.ratios))
        share = max(Fraction(0), 1 - taken / whole)
        note = self._taken(off, Fraction(actual), taken)
        notes = (*award.notes, note)
        return changed(award, share=share, low=share, high=share, notes=notes)

    def _taken(self, off: Off, actual: Fraction, taken: Fraction) -> str:
        start = off.start.at(*map(_fraction, self.ratios))
        gap, unit = abs(actual - start), "个百分点" if self.unit == "%" else self.unit
        side = "高" if actual > start else "低"
        numbers = (as_number(one) for one in (start, gap, abs(taken)))
        mark, shown, cut = (format_number(one) for one in numbers)
        silent = "（不足一份的如何扣，规则没有写明，按一份扣）" if self._in_parts(off, gap) else ""
        return f"比{mark}{self.unit}{side}{shown}{unit}，{'加' if off.points < 0 else '扣'}{cut}分{silent}"

    def _in_parts(self, off: Off, gap: Fraction) -> bool:
        """Whether what is taken hangs on a part of `every` of which the rule says nothing."""
        each = abs(off.every.at(*map(_fraction, self.ratios)))
        return off.part is None and (gap / each).denominator != 1


def _fraction(ratio: Ratio) -> Fraction:
    return Fraction(*ratio)


def _shown(found: Outcome, actual: Number) -> Number:
    """The number that is compared."""
    if found.shown == "actual":
        return actual
    return Decimal(0) if found.shown == "zero" else as_number(-Fraction(actual))


def plan_of(
    criterion: Comparison | Range,
    indicator: Indicator,
    book: Rulebook,
    *,
    bare: bool = False,
    units: Units | None = None,
    printed: Scale | None = None,
) -> Plan:
    """The plan of `indicator`, whose target is `criterion`, by `book`.

    Args:
        bare: whether the actual numbers are written without a unit, where one may be missing.
        units: by which the bounds of a range are brought together.
        printed: the scale that the target itself prints; it goes before those of the book.

    Raises:
        UnitError: the bounds of a range measure different things.
    """
    way = way_of(indicator, criterion, book.direction)
    unit = criterion.unit
    if isinstance(criterion, Comparison):
        low = high = criterion.quantity.number
        operator, closed = criterion.operator, None
    else:
        operator, closed = None, (criterion.lower_closed, criterion.upper_closed)
        low, high = as_number(criterion.lower.in_unit(unit, units=units)), criterion.upper.number
    scaled = _NO_SCALE if printed is None else _for_scale(printed, way, (unit, units), (low, high))
    if printed is None and book.scales:
        meant = book.scales_for(indicator.name, indicator.level1, indicator.level2)
        form = _form(operator, closed, high)
        meant = tuple(one for one in meant if not one.forms or form in one.forms)
        tried = [_for_scale(one, way, (unit, units), (low, high)) for one in meant]
        # The first that can be used; if there is none the reason says why the first cannot.
        scaled = next((one for one in tried if one[0]), tried[0] if tried else _NO_SCALE)
    atlas = _atlas(
        _rules(book),
        operator,
        closed,
        (way.upward, way.known, way.why if way.source == "neither" else None),
        (*_kind_of(unit), bare),
        scaled,
    )
    end = high.as_integer_ratio()
    ratios = (end if low is high else low.as_integer_ratio()), end
    return Plan(atlas=atlas, low=low, high=high, unit=unit, way=way, ratios=ratios)


def _for_scale(
    scale: Scale, way: Way, unit: tuple[str, Units | None], ends: tuple[Number, Number]
) -> tuple[Scale | None, Fraction, str | None]:
    """The scale if it can be used, and how much one of its unit is of the target's; or why not."""
    low, high = ends
    factor = _factor(scale, unit[0], low, unit[1] or builtin())
    why = _unusable(scale, way, unit[0], ends, factor)
    if scale.measure == "gap" and not why and factor:
        ends_in = (Fraction(low) / factor, Fraction(high) / factor)
        scale = scale.from_target(*ends_in, side=_side(way, ends))
    return (None if why else scale), factor or Fraction(1), why


def _side(way: Way, ends: tuple[Number, Number]) -> Side:
    """On which side of a target it is better; around 0, nearer to it."""
    low, high = ends
    if low == -high and (low != high or way.source == "none"):
        return "near"
    return "more" if way.upward else "less"


def _form(operator: Operator | None, closed: tuple[bool, bool] | None, high: Number) -> TargetForm:
    """The form of a target, as a scale names it."""
    if closed is not None:
        return "range"
    return "zero" if high == 0 else _FORMS[operator]


_FORMS: Final[Mapping[Operator | None, TargetForm]] = MappingProxyType(
    {
        "≥": "at_least",
        ">": "at_least",
        "≤": "at_most",
        "<": "at_most",
        "=": "equal",
        "≈": "about",
        None: "plain",
    }
)


def _factor(scale: Scale, unit: str, low: Number, units: Units) -> Fraction | None:
    """How many of the target's `unit` one of the scale's is; None where they do not go together.

    0.9 of a scale in % is 90 of the target; of a small target without a unit it is 0.9.
    """
    wanted = units.canonical(scale.unit)
    if wanted in ("%", POINTS):
        if unit not in ("%", ""):
            return None
        return Fraction(100 if unit or not -1 <= low <= 1 else 1)
    if unit in ("", wanted):
        return Fraction(1)
    if units.relation(wanted, unit) is None:
        return None
    return Quantity(Decimal(1), wanted).in_unit(unit, units=units)


def _unusable(
    scale: Scale, way: Way, unit: str, ends: tuple[Number, Number], factor: Fraction | None
) -> str | None:
    """Why a scale that is meant for an indicator cannot be used for it; None where it can."""
    low, high = ends
    if scale.measure != "ratio" and factor is None:
        return f"“{scale.rule.text}”以{scale.unit}计，不适用于以{unit}计的目标，按一般规则计分"
    if scale.measure == "ratio" and high <= 0:
        return f"“{scale.rule.text}”按与目标值的比计，目标值不大于0的没有比例可算，按一般规则计分"
    if scale.measure == "gap":
        if scale.linear and _side(way, ends) == "near":
            return f"“{scale.rule.text}”的各档按直线，不适用于越接近0越好的目标，按一般规则计分"
        one_sided = low in (high, -high) or way.source != "none"
        if way.source != "neither" and one_sided:
            return None
        return f"“{scale.rule.text}”看比目标差多少，本指标{way.why}，按一般规则计分"
    wanted = {"more": True, "less": False}.get(scale.side)
    if wanted is not None and way.source != "none" and way.upward != wanted:
        better = "高" if wanted else "低"
        return f"“{scale.rule.text}”用于越{better}越好的指标，本指标不是，按一般规则计分"
    return None
