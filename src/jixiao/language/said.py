"""What an actual value says: its numbers, each with the part that it plays.

A number may be the one achieved (a level), one of several (each), a part in brackets, planned,
of another year, what was changed by; the words before it tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple, TypeGuard

import attrs

from ..criteria import Comparison, Criterion, Range
from ..quantities import Quantity, as_number
from .characters import squeeze
from .clauses import Clause, Stated, role_of
from .measure import Measure, unit_of
from .setting import Setting
from .tokens import Token, scan

__all__ = ["Level", "Said", "is_mean"]

#: A year of the calendar in a date, which says when a number was reached.
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}(?=[\u5e74\-./]|$)")


#: Classes whose words say that the number behind them was done, or is all there is.
#: Classes of the words before 计划 that leave it this year's own, and of those that do not.
_OWN: Final = frozenset(("plan", "aim", "of-target", "whole", "this-year", "already", "measure"))
_ELSE: Final = frozenset(
    ("past", "half-year", "quarter", "earlier-years", "other-year", "compared")
)
_ACTS: Final = frozenset(("done", "verb", "result", "total", "whole"))


class Level(NamedTuple):
    """A number of an actual value, where it stands, and its amount as it is compared."""

    clause: Clause
    stated: Stated
    value: Criterion


class Said:
    """The clauses and numbers of one actual value.

    Attributes:
        text: as it is quoted.
        clauses, tokens: of the text.
        setting, measure: what it is read against, and the unit of the target.
        mismatch: the first number found that cannot be compared with the target.
        has_others: whether numbers of another unit stand beside those of `levels`.
    """

    def __init__(
        self, text: str, clauses: Sequence[Clause], tokens: Sequence[Token], measure: Measure
    ) -> None:
        self.text = text.strip()
        self.clauses = clauses
        self.tokens = tokens
        self.measure = measure
        self.setting: Setting = measure.setting
        self.mismatch: Quantity | None = None
        self.has_others = False

    def _role(self, clause: Clause, stated: Stated) -> str:
        role = role_of(stated, known=self.setting.knows, share=self.measure.is_share)
        if role == "compared" and stated.base is not None:
            if self._is_own_aim(stated.base):
                return "aim"
        if role == "compared" and any("aim" in one.senses for one in stated.before):
            if not any(_ELSE.intersection(one.senses) for one in stated.before):
                return "aim"
        if role == "compared" and stated.base is not None and self._is_limit_set(stated.base):
            return "aim"
        if role == "less" and self._ahead(stated):
            return "level"
        if role == "level" and self._follows_each(clause, stated):
            role = "each"
        if role == "level" and self._goes_on_listing(clause, stated):
            role = "part"
        if role in ("level", "each") and clause.depth:
            return "part"
        return "earlier" if role == "level" and self.of_other_year(stated) else role

    def _is_own_aim(self, base: str) -> bool:
        """年初计划 of 比年初计划多5场, and not 去年计划, 上半年计划, 邻县计划."""
        lexicon = self.setting.words.lexicon
        aim = next((one for one in lexicon.words("aim") if base.endswith(one)), "")
        tokens = scan(base.removesuffix(aim), self.setting.words)
        return bool(aim) and all(
            "than" in one.senses
            or (_OWN.intersection(one.senses) and not _ELSE.intersection(one.senses))
            or self.setting.knows(one.text)
            for one in tokens
        )

    def _is_limit_set(self, base: str) -> bool:
        """规定时限 of 比规定时限多9天: the target itself, by what it is measured in."""
        tokens = scan(base, self.setting.words)
        aims, rest = tokens[:1], tokens[1:]
        measured = all({"measure", "date-column"} & one.senses.keys() for one in rest)
        return bool(rest) and measured and any("aim" in one.senses for one in aims)

    def _follows_each(self, clause: Clause, stated: Stated) -> bool:
        """第8名 in 分别为第3名和第8名."""
        at = next(index for index, one in enumerate(clause.numbers) if one is stated)
        return at > 0 and self._role(clause, clause.numbers[at - 1]) == "each"

    def _goes_on_listing(self, clause: Clause, stated: Stated) -> bool:
        """乡镇88% in 其中县城94%，乡镇88%: a further part, of which nothing was done by itself."""
        at = next(index for index, one in enumerate(self.clauses) if one is clause)
        unit = unit_of(stated.value)
        for one in reversed(self.clauses[: at + 1]):
            if len(one.numbers) != 1 or unit_of(one.numbers[0].value) != unit:
                return False
            before = one.numbers[0].before
            if one is not clause and any({"part", "aside"} <= two.senses.keys() for two in before):
                return True
            if not before or any(not _ACTS.isdisjoint(two.senses) for two in before):
                return False
        return False

    def of_other_year(self, stated: Stated) -> str:
        """2023年增长6.1%, 2021-2025年合计118件 in a table of 2025: the years; `""` for its own."""
        year = self.setting.year
        for token in stated.before:
            years = {int(one) for one in _YEAR.findall(token.text)}
            if year is not None and years and not self.setting.knows(token.text):
                return "" if years == {year} else token.text
        return ""

    def _ahead(self, stated: Stated) -> bool:
        """提前完成12场: ahead of time a count is what was done; only a time is counted off."""
        if not any("early" in one.senses for one in stated.before):
            return False
        unit = unit_of(stated.value) if isinstance(stated.value, Comparison | Range) else ""
        return not self.setting.words.is_time(unit or self.measure.unit)

    def roles(self, *wanted: str) -> list[Level]:
        """The numbers that play one of some parts, in the order they stand."""
        return [
            one
            for role, one in self._parts
            if role in wanted and (role != "corrected" or self.fits(one.value))
        ]

    @cached_property
    def _parts(self) -> list[tuple[str, Level]]:
        found = []
        for clause in self.clauses:
            for stated in clause.numbers:
                if stated.kind != "date" and isinstance(stated.value, Comparison | Range):
                    value = self._averaged(stated.value, self.average(stated))
                    level = Level(clause, stated, self._each(value, stated))
                    found.append((self._role(clause, stated), level))
        return found

    def _averaged(self, value: Comparison | Range, period: str) -> Comparison | Range:
        """月均1.5次 is 1.5次/月 where the target is so often in a span of time."""
        below = self.measure.unit.partition("/")[2]
        if not period or not below or "/" in unit_of(value) or not self.measure.is_span(below):
            return value

        def a_period(quantity: Quantity) -> Quantity:
            counted = quantity.unit or self.measure.unit.partition("/")[0]
            return Quantity(quantity.number, f"{counted}/{period}")

        if isinstance(value, Range):
            return attrs.evolve(value, lower=a_period(value.lower), upper=a_period(value.upper))
        return attrs.evolve(value, quantity=a_period(value.quantity))

    def _each(self, value: Comparison | Range, stated: Stated) -> Comparison | Range:
        """人均每天438元 is 438元/人·天: one of the two that the money is for stands in the words."""
        below = self.measure.unit.partition("/")[2]
        top, _, own = unit_of(value).partition("/")
        wanted = below.split("·")
        if len(wanted) != 2 or own not in wanted or not isinstance(value, Comparison):
            return value
        other = wanted[1 - wanted.index(own)]
        if not any(one.senses.get("per-average") == other for one in stated.before):
            return value
        return attrs.evolve(value, quantity=Quantity(value.quantity.number, f"{top}/{below}"))

    def average(self, stated: Stated) -> str:
        """The span of time of which the number is the average: 月 of 月均; `""` for none."""
        for token in stated.before:
            period = token.senses.get("per-average", "")
            named = self.setting.knows(token.text) or token.text[0] in self.setting.name
            if period and not named and self.measure.is_span(period):
                return period
        return ""

    @property
    def numbers(self) -> list[Level]:
        """All numbers, whatever part they play, in the order they stand."""
        return [one for _, one in self._parts]

    @cached_property
    def levels(self) -> list[Level]:
        """The numbers stated as achieved, in the target's unit."""
        found = []
        for level in self.roles("level") or self.roles("each"):
            if self.fits(level.value):
                found.append(level)
            elif self._is_place(level.value) and not _moves(level.stated.before):
                # 4名 for 前5名: 名 counts people too.
                quantity = Quantity(level.value.quantity.number, self.measure.unit)
                found.append(level._replace(value=attrs.evolve(level.value, quantity=quantity)))
            else:
                self.has_others = True
        with_unit = [one for one in found if unit_of(one.value)]
        exact = [one for one in with_unit if self.is_exact(one.value)]
        # 28名，2个岗位无人报考: what is counted in the target's own unit goes before.
        best = exact or with_unit or found
        if len(best) < len(found):
            self.has_others = True
        return best

    def is_exact(self, value: Criterion) -> bool:
        """Whether a unit is the target's or can be converted, not only counted by another word."""
        unit = unit_of(value)
        return unit == self.measure.unit or (
            self.setting.units.relation(unit, self.measure.unit) != "loose"
        )

    def fits(self, value: Criterion) -> bool:
        """Whether a number can be compared with the target; the first that cannot is kept."""
        if self.measure.fits(value):
            return True
        if self.mismatch is None and isinstance(value, Comparison | Range):
            self.mismatch = value.quantity if isinstance(value, Comparison) else value.upper
        return False

    def _is_place(self, value: Criterion) -> TypeGuard[Comparison]:
        lexicon = self.setting.words.lexicon
        places = {self.setting.units.canonical(one) for one in lexicon.words("place")}
        ranked = self.measure.unit in lexicon.words("rank-unit")
        return ranked and isinstance(value, Comparison) and value.unit in places

    def changed(self, role: str, *, turned: bool = False) -> Level | None:
        """同比增长9.2% where the name is that of a change (收入增长率): the change is the level.

        Only one the other way (下降1.2%), where `turned` is asked for.
        """
        asked = _change_in(scan(squeeze(self.setting.name), self.setting.words))
        if not asked or not self.measure.is_share(self.measure.unit):
            return None
        for level in self.roles(role):
            said = _change_in(level.stated.before, anywhere=True) or _signed(level)
            planned = any("plan" in one.senses for one in level.stated.before)
            if planned or not said or not self.fits(level.value) or (turned and said == asked):
                continue
            if not isinstance(level.value, Comparison):
                continue
            before = [one for one in level.stated.before if not _change_in([one])]
            value, stated = level.value, level.stated._replace(before=tuple(before))
            if said != asked:
                other = Quantity(as_number(-value.quantity.exact), value.unit)
                value = attrs.evolve(value, quantity=other)
            return level._replace(value=value, stated=stated)
        return None

    def is_done_of_plan(self, part: Level) -> bool:
        """已落地5家 of 签约意向11家: what was done of that which was only planned."""
        others = [role for role, one in self._parts if one.stated is not part.stated]
        done = any({"perfect", "done"} & one.senses.keys() for one in part.stated.before)
        return done and bool(others) and all(role == "plan" for role in others)

    def grown(self) -> Level | None:
        """245 of 现有车位1360个，比上年增加245个 for 新增车位数: the growth, and no level says it."""
        words = self.setting.words.lexicon.words("growth")
        if not any(one in self.setting.name for one in words):
            return None
        if any(_change_in(one.stated.before, anywhere=True) for one in self.levels):
            return None
        grown = [
            one
            for one in self.roles("compared")
            if self.fits(one.value) and _change_in(one.stated.before, anywhere=True) == "rise"
        ]
        return grown[0] if len(grown) == 1 and self.levels else None

    def marked(self, level: Level, name: str) -> bool:
        """Whether a number is said to be the ``total``, or by a ``strong`` word the result (实际)."""
        if name == "total":
            # 一季度22处，二季度31处，…，全年96处
            sums = ("total", "whole")
            return any(name in one.senses for one in level.stated.before for name in sums)
        return any(one.senses.get("result") == "strong" for one in level.stated.before)


def _signed(level: Level) -> str:
    """``rise`` for 同比-1.8%, which says by its sign that it fell."""
    number = level.value.quantity.number if isinstance(level.value, Comparison) else 0
    periods = any("period-on-period" in one.senses for one in level.stated.before)
    return "rise" if periods and number < 0 else ""


def is_mean(level: Level) -> bool:
    """人均2.85万元: each one's number."""
    return any(one.senses.get("part") == "mean" for one in level.stated.before)


def _change_in(tokens: Sequence[Token], *, anywhere: bool = False) -> str:
    """``rise`` or ``fall``, the change that a name ends with (增长率, 降幅); `""` if none."""
    for token in reversed(tokens):
        found = next((name for name in ("rise", "fall") if name in token.senses), "")
        if found:
            return found
        if not anywhere and "change-tail" not in token.senses:
            return ""
    return ""


def _moves(tokens: Sequence[Token]) -> bool:
    """上升2位 is no place."""
    return any("move" in one.senses for one in tokens)
