"""What an actual value (实际完成值) says was achieved: the number that counts, or why none does.

The number that counts is chosen by the words around it. A word that no class of the lexicon
allows beside an achieved number leaves the question open and is quoted; nothing is read over
because it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal, NamedTuple, TypeGuard

import attrs

from ..criteria import Comparison, Criterion, Doubt, Range
from ..criteria.amounts import number_in
from ..errors import CriterionError, Span, UnitError
from ..quantities import Quantity, as_number, chinese_number
from .beside import FINE, SAYS, Effect, claims, effect_of, turned_behind
from .build import LOWER
from .characters import squeeze
from .clauses import Clause, Stated, role_of, without_ends
from .in_words import is_time, said_in_words, unit_of_target, zero_of, zero_words
from .others import of_another, of_other_thing
from .setting import Achieved, Setting, clauses_in, doubt, left_open
from .tokens import Token, scan

__all__ = ["achieved_amount"]

#: Classes of the words before a number that do not say of what it is.
_TOLD: Final = frozenset(("fill", "done", "verb", "total", "whole", "this-year", "measure", "join"))
#: Classes of what comes before anything is done: 发现, 排查, 受理, 摸排.
_BEFORE_DONE: Final = frozenset(("occur", "begun", "dealing", "pending"))
#: A year of the calendar in a date, which says when a number was reached.
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}(?=[\u5e74\-./]|$)")


def achieved_amount(text: str, setting: Setting) -> Achieved:
    """The number that an actual value states as achieved.

    Raises:
        CriterionError: a damaged number.
        UnitError: every number is of another kind than the target's; both are named.
    """
    target = setting.target
    found, tokens = clauses_in(_counted(text, setting), setting.words)
    if not any(clause.numbers for clause in found):
        if text.strip().isascii():
            raise CriterionError(
                f"“{text.strip()[:20]}”不是数，也不是说明完成情况的文字",
                code="actual-unreadable",
                text=text,
                span=Span(0, len(text)),
                expected="实际完成的数，例如 96%、15次",
            )
        return said_in_words(text, tokens, setting)
    amounts = [
        (clause, one)
        for clause in found
        for one in clause.numbers
        if one.kind in ("number", "rank")
    ]
    if not amounts:
        dated = _serial_words(found, setting)
        return dated or left_open("actual-no-number", f"“{text.strip()}”里没有可以比较的数")
    return _AmountReader(text, found, tokens, setting, unit_of_target(target)).read()


def _counted(text: str, setting: Setting) -> str:
    """十二堂 as 12堂, where only the target tells that 堂 is a unit."""
    unit = unit_of_target(setting.target)
    if not unit or unit in setting.words.senses or unit not in text:
        return text
    tokens = scan(text, setting.words)
    result, done = "", 0
    for one in tokens:
        number = chinese_number(one.text) if one.kind == "numeral" else None
        if number is not None and text.startswith(unit, one.end):
            result, done = f"{result}{text[done : one.start]}{number}", one.end
    return result + text[done:]


def _serial_words(found: Sequence[Clause], setting: Setting) -> Achieved | None:
    """Words with nothing but dates: 2022年未开展, 截至12月底尚未启动."""
    tokens = [one for clause in found for one in clause.words]
    words = "".join(one.text for one in tokens)
    if not words:
        return None
    return said_in_words(words, tokens, setting)


class _Level(NamedTuple):
    clause: Clause
    stated: Stated
    value: Criterion


class _AmountReader:
    """Chooses among the numbers of one text."""

    def __init__(
        self,
        text: str,
        found: Sequence[Clause],
        tokens: Sequence[Token],
        setting: Setting,
        unit: str,
    ) -> None:
        self._text = text.strip()
        self._found = found
        self._tokens = tokens
        self._setting = setting
        self._unit = unit
        self._units = setting.units
        self._doubts: list[Doubt] = []
        self._remarks: list[str] = []
        self._mismatch: Quantity | None = None
        self._others = False

    def read(self) -> Achieved:
        """The number that counts."""
        if any("amiss" in one.senses for one in self._tokens) and not self._roles("corrected"):
            return left_open(
                "actual-doubted", f"实际值“{self._text}”自己说数有误，没有写出正确的数"
            )
        if _is_sum(self._tokens):
            return left_open("actual-several", f"“{self._text}”是一个算式，请写出它的得数")
        corrected = self._roles("corrected")
        if corrected:
            level = corrected[-1]
            self._doubts.append(doubt("actual-corrected", f"“{self._text}”有更正，按更正后的数计"))
            return self._finish(level.value, [level], check=False)
        turned = self._changed("level", turned=True)
        if turned is not None:
            return self._finish(turned.value, [turned])
        levels = self._levels()
        if levels:
            return self._chosen(levels)
        alone = [
            one
            for one in self._roles("part")
            if not one.clause.depth
            and (not self._is_mean(one) or "/" in self._unit or self._setting.averages())
        ]
        if len(alone) == 1 and len(self._found) == 1 and self._fits(alone[0].value):
            return self._finish(alone[0].value, alone)  # 共发放轮椅150辆 is a part of nothing
        if self._roles("none"):
            return Achieved(
                zero_of(self._setting.target, self._text), "ask", (), (f"“{self._text}”按0计",)
            )
        for clause in self._found:
            # 上年1起，本年未发生: the number is another year's.
            if not clause.numbers and zero_words(clause.words, self._setting):
                return said_in_words(clause.text, clause.words, self._setting)
        changed = self._changed("compared")
        if changed is not None:
            return self._finish(changed.value, [changed])
        return self._without_level()

    def _without_level(self) -> Achieved:
        """What a text says whose numbers are all others than the one achieved."""
        for roles in (("of-target",), ("more", "less", "aim")):
            relative = self._roles(*roles)
            if relative:
                return self._relative(relative[0], roles[0])
        undone = self._roles("undone")
        if undone:
            return self._undone(undone[0])
        if self._roles("plan"):
            return left_open(
                "actual-plan", f"“{self._text}”写的是计划、目标或要求的数，不是完成的数"
            )
        if self._roles("earlier"):
            return left_open("actual-other-year", f"“{self._text}”里的数不是当年的数")
        if self._mismatch is None and self._roles("compared"):
            return left_open(
                "actual-other", f"“{self._text}”写的是别处或别的时候的数，没有写自己的"
            )
        if self._mismatch is not None:
            inside = [one for one in self._roles("part") if self._fits(one.value)]
            share = self._is_share(self._mismatch.unit)
            if share and len(inside) == 1:
                # 100%（14场）: the number of the target's kind stands in the brackets.
                return self._finish(inside[0].value, inside)
            if share and not self._is_share(self._unit):
                return left_open("actual-share", f"“{self._text}”看不出是什么的几成，请写数")
            self._raise_unit()
        return left_open("actual-no-number", f"“{self._text}”里没有完成的数")

    def _changed(self, role: str, *, turned: bool = False) -> _Level | None:
        """同比增长9.2% where the name is that of a change (收入增长率): the change is the level.

        Only one the other way (下降1.2%), where `turned` is asked for.
        """
        asked = _change_in(scan(squeeze(self._setting.name), self._setting.words))
        if not asked or not self._is_share(self._unit):
            return None
        for level in self._roles(role):
            said = _change_in(level.stated.before, anywhere=True)
            planned = any("plan" in one.senses for one in level.stated.before)
            if planned or not said or not self._fits(level.value) or (turned and said == asked):
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

    def _raise_unit(self) -> None:
        quantity = self._mismatch
        if quantity is not None:
            number_in(quantity, unit=self._unit, scale=Fraction(1), units=self._units)
            raise UnitError(
                f"“{quantity}”的单位是“{quantity.unit or '（无）'}”，不能换算为“{self._unit or '（无）'}”",
                unit=quantity.unit,
                other=self._unit,
            )

    # ---- which numbers

    def _role(self, clause: Clause, stated: Stated) -> str:
        role = role_of(stated, known=self._setting.knows, share=self._is_share)
        if role == "compared" and stated.base is not None:
            aims = self._setting.words.lexicon.words("aim")
            if stated.base in aims or any(stated.base.endswith(one) for one in aims):
                return "aim"
        if role == "compared" and any("aim" in one.senses for one in stated.before):
            return "aim"
        if role == "less" and self._ahead(stated):
            return "level"
        if role == "level" and self._follows_each(clause, stated):
            role = "each"
        if role in ("level", "each") and clause.depth:
            return "part"
        return "earlier" if role == "level" and self._of_other_year(stated) else role

    def _follows_each(self, clause: Clause, stated: Stated) -> bool:
        """第8名 in 分别为第3名和第8名."""
        at = next(index for index, one in enumerate(clause.numbers) if one is stated)
        return at > 0 and self._role(clause, clause.numbers[at - 1]) == "each"

    def _of_other_year(self, stated: Stated) -> bool:
        """2023年增长6.1%, 2021-2025年合计118件 in a table of 2025."""
        year = self._setting.year
        for token in stated.before:
            years = {int(one) for one in _YEAR.findall(token.text)}
            if year is not None and years and not self._setting.knows(token.text):
                return years != {year}
        return False

    def _ahead(self, stated: Stated) -> bool:
        """提前完成12场: ahead of time a count is what was done; only a time is counted off."""
        if not any("early" in one.senses for one in stated.before):
            return False
        unit = _unit(stated.value) if isinstance(stated.value, Comparison | Range) else ""
        return not is_time(unit or self._unit, self._setting)

    def _roles(self, *wanted: str) -> list[_Level]:
        found = []
        for clause in self._found:
            for stated in clause.numbers:
                if stated.kind == "date" or not isinstance(stated.value, Comparison | Range):
                    continue
                role = self._role(clause, stated)
                if role in wanted:
                    if role in ("corrected",) and not self._fits(stated.value):
                        continue
                    value = self._averaged(stated.value, self._average(stated))
                    value = self._each(value, stated)
                    found.append(_Level(clause, stated, value))
        return found

    def _averaged(self, value: Comparison | Range, period: str) -> Comparison | Range:
        """月均1.5次 is 1.5次/月 where the target is so often in a span of time."""
        below = self._unit.partition("/")[2]
        if not period or not below or "/" in _unit(value) or not self._is_span(below):
            return value

        def a_period(quantity: Quantity) -> Quantity:
            counted = quantity.unit or self._unit.partition("/")[0]
            return Quantity(quantity.number, f"{counted}/{period}")

        if isinstance(value, Range):
            return attrs.evolve(value, lower=a_period(value.lower), upper=a_period(value.upper))
        return attrs.evolve(value, quantity=a_period(value.quantity))

    def _each(self, value: Comparison | Range, stated: Stated) -> Comparison | Range:
        """人均每天438元 is 438元/人·天: one of the two that the money is for stands in the words."""
        below = self._unit.partition("/")[2]
        top, _, own = _unit(value).partition("/")
        wanted = below.split("·")
        if len(wanted) != 2 or own not in wanted or not isinstance(value, Comparison):
            return value
        other = wanted[1 - wanted.index(own)]
        if not any(one.senses.get("per-average") == other for one in stated.before):
            return value
        return attrs.evolve(value, quantity=Quantity(value.quantity.number, f"{top}/{below}"))

    def _average(self, stated: Stated) -> str:
        """The span of time of which the number is the average: 月 of 月均; `""` for none."""
        for token in stated.before:
            period = token.senses.get("per-average", "")
            named = self._setting.knows(token.text) or token.text[0] in self._setting.name
            if period and not named and self._is_span(period):
                return period
        return ""

    def _is_span(self, unit: str) -> bool:
        return self._periods(unit) is not None or is_time(unit, self._setting)

    def _levels(self) -> list[_Level]:
        """The numbers stated as achieved, in the target's unit."""
        found = []
        for level in self._roles("level") or self._roles("each"):
            if self._fits(level.value):
                found.append(level)
            elif self._is_place(level.value) and not _moves(level.stated.before):
                # 4名 for 前5名: 名 counts people too.
                quantity = Quantity(level.value.quantity.number, self._unit)
                found.append(level._replace(value=attrs.evolve(level.value, quantity=quantity)))
            else:
                self._others = True
        with_unit = [one for one in found if _unit(one.value)]
        if with_unit and len(with_unit) < len(found):
            self._others = True
        return with_unit or found

    def _fits(self, value: Criterion) -> bool:
        """Whether a number can be compared with the target."""
        unit = _unit(value)
        if not unit or not self._unit or unit == self._unit:
            return True
        if self._units.relation(unit, self._unit) is not None or self._per_year(unit) is not None:
            return True
        if self._mismatch is None:
            self._mismatch = value.quantity if isinstance(value, Comparison) else None
            if isinstance(value, Range):
                self._mismatch = value.upper
        return False

    def _is_place(self, value: Criterion) -> TypeGuard[Comparison]:
        lexicon = self._setting.words.lexicon
        places = {self._units.canonical(one) for one in lexicon.words("place")}
        ranked = self._unit in lexicon.words("rank-unit")
        return ranked and isinstance(value, Comparison) and value.unit in places

    def _per_year(self, unit: str) -> Fraction | None:
        """What a count is in the target's rate, or a rate in the target's count; None if neither."""
        top, _, below = self._unit.partition("/")
        own, _, rate = unit.partition("/")
        if not own or self._units.relation(own, top) is None:
            return None
        size = self._units.factor(own).size / self._units.factor(top).size
        if below and not rate:
            periods = self._periods(below)
            if periods is None:
                money = self._units.relation(own, self._money) is not None
                return size if money or self._setting.averages() else None
            if self._units.relation(own, self._money) is not None:
                return size
            return size / periods
        if rate and not below:
            periods = self._periods(rate)
            if periods is None:
                return size if self._setting.averages() else None
            return size * periods
        if rate and below:
            if self._setting.averages() and rate.partition("·")[2] == below:
                return size  # 元/人·月 for 人均元/月
            # 每半年1次 for 次/年: both are so often in a span of time.
            periods, wanted = self._periods(rate), self._periods(below)
            return None if periods is None or wanted is None else size * periods / wanted
        return None

    @property
    def _money(self) -> str:
        return next(iter(self._setting.words.lexicon.classes["currency"]))

    def _periods(self, unit: str) -> int | None:
        half = next(
            (one for one in self._setting.words.lexicon.words("half") if unit.startswith(one)), ""
        )
        stated = self._setting.words.senses.get(unit.removeprefix(half), {}).get("periods")
        return None if stated is None else int(stated) * (2 if half else 1)

    def _chosen(self, levels: list[_Level]) -> Achieved:
        """One number of those stated as achieved."""
        clean_ones = [one for one in levels if not self._spoiled(one) and not self._of_other(one)]
        if clean_ones and len(clean_ones) < len(levels):
            # 完成80人；剩余20人: the other numbers say what was not done.
            levels = clean_ones
            self._say_others()
        if len(levels) == 1:
            if self._others:
                self._say_others()
            return self._finish(levels[0].value, levels)
        if self._is_part_of_whole(levels):
            return self._out_of(levels)
        whole = self._broken_down(levels)
        if whole is not None:
            return self._finish(whole.value, [whole])
        for name in ("total", "strong"):
            marked = [one for one in levels if self._marked(one, name)]
            if marked and len(marked) < len(levels) or (marked and name == "strong"):
                return self._finish(marked[-1].value, marked[-1:])
        first = levels[0].value
        if all(one.value == first for one in levels[1:]) and not self._are_parts(levels):
            return self._finish(first, levels)
        return self._stages(levels) or self._several(levels)

    def _are_parts(self, levels: Sequence[_Level]) -> bool:
        """线上5场，线下5场: the same number of different things, and not one number said twice."""
        said = [
            "".join(one.text for one in level.stated.before if _TOLD.isdisjoint(one.senses))
            for level in levels
        ]
        summed = self._are_summable([one.value for one in levels], self._unit)
        return summed and all(said) and len(set(said)) == len(said)

    def _stages(self, levels: Sequence[_Level]) -> Achieved | None:
        """排查60处，维修50处 for 维修数: one number is of what the name asks, the others of other acts.

        What was found or taken up is counted before anything is done to it. Of things that were
        done (到货40个，安装33个) nobody can tell whether one is a part of the other. Where no verb
        is one of the name, the only thing that was done stands for it.
        """
        named = [one for one in levels if self._asked(one)]
        named = named or [one for one in levels if self._acts(one, {"done"})]
        others = [one for one in levels if one not in named]
        if len(named) != 1 or any(one.stated.noun for one in levels):
            return None
        done = any(self._acts(one, {"done", "perfect"}) for one in others)
        if not done and all(self._acts(one, _BEFORE_DONE) for one in others):
            self._say_others()
            return self._finish(named[0].value, named)
        if all(self._acts(one, {"done", "perfect", *_BEFORE_DONE}) for one in others):
            return left_open("actual-several", f"“{self._text}”里有几个数，看不出哪一个是完成的数")
        return None

    def _asked(self, level: _Level) -> bool:
        """Whether a verb of the name stands before a number."""
        return any(
            {"done", "dealing"} & one.senses.keys()
            and len(one.text) > 1
            and {"whole", "thing"}.isdisjoint(one.senses)
            and self._setting.knows(one.text)
            for one in level.stated.before
        )

    def _acts(self, level: _Level, names: Set[str]) -> bool:
        """Whether a word of one of these classes stands before a number."""
        before = [one for one in level.stated.before if {"whole", "fill"}.isdisjoint(one.senses)]
        return any(not names.isdisjoint(one.senses) for one in before)

    def _broken_down(self, levels: Sequence[_Level]) -> _Level | None:
        """136份，其中树葬84份、海葬52份: the first number, where all the others make it up."""
        first = levels[0]
        every = [one for one in self._roles("level", "each", "part") if self._fits(one.value)]
        others = [one.value for one in every if one.stated is not first.stated]
        plain = all(
            isinstance(one, Comparison) and one.operator is None for one in (first.value, *others)
        )
        if len(others) < 2 or not plain:
            return None
        total = sum(map(self._number, others), Fraction(0))
        return first if total == self._number(first.value) else None

    def _of_other(self, level: _Level) -> str:
        """Why a number is that of another thing: 维修管网3公里 beside 新建管网24公里."""
        return of_other_thing(level.stated.before, level.stated.noun, self._setting)

    def _is_part_of_whole(self, levels: Sequence[_Level]) -> bool:
        """10个村中6个已通水: the second number is of those that the first counts; 高中 is no such 中."""
        whole, part = levels[0], levels[-1]
        if len(levels) != 2 or whole.clause is not part.clause:
            return False
        ends = sorted(self._setting.words.lexicon.words("out-of"), key=len, reverse=True)
        noun = whole.stated.noun
        thing = next((noun.removesuffix(one) for one in ends if noun.endswith(one)), None)
        if thing is None or (thing and "thing" not in self._setting.words.senses.get(thing, {})):
            return False
        return self._number(part.value) <= self._number(whole.value)

    def _out_of(self, levels: Sequence[_Level]) -> Achieved:
        """The part, where what is said of it is what the name asks for; else nobody can tell."""
        part = levels[-1]
        words = [one.text for one in part.stated.behind if len(one.text) > 1]
        if any(map(self._setting.names, words)):
            self._say_others()
            return self._finish(part.value, [part])
        return left_open("actual-several", f"“{self._text}”里有几个数，看不出哪一个是完成的数")

    def _spoiled(self, level: _Level) -> bool:
        """Whether the words at a number say by themselves that it is not what was done."""
        tokens = (*level.stated.before, *level.stated.behind[:1])
        return any(
            name in one.senses and not self._setting.knows(one.text) and "done" not in one.senses
            for one in tokens
            for name in ("pending", "cancelled", "undone", "remaining", "begun")
        )

    def _marked(self, level: _Level, name: str) -> bool:
        if name == "total":
            # 一季度22处，二季度31处，…，全年96处
            sums = ("total", "whole")
            return any(name in one.senses for one in level.stated.before for name in sums)
        return any(one.senses.get("result") == "strong" for one in level.stated.before)

    def _say_others(self) -> None:
        self._doubts.append(
            doubt("actual-several", f"“{self._text}”里有几个数，按与目标同单位的那一个计")
        )

    def _several(self, levels: list[_Level]) -> Achieved:
        """Parts without a total: counts and amounts are summed, of shares all or none must meet."""
        values = [one.value for one in levels]
        unit = self._unit or _unit(values[0])
        if self._are_summable(values, unit):
            total = sum((self._number(one) for one in values), Fraction(0))
            value = Comparison(quantity=Quantity(as_number(total), unit), text=self._text)
            self._doubts.append(
                doubt("actual-summed", f"“{self._text}”没有写总数，按各部分之和{value}计")
            )
            found = self._finish(value, levels)
            if found.met is None:
                # The sum is no answer where the words leave it open.
                return found._replace(doubts=found.doubts[1:] or found.doubts)
            return found
        answers = {self._met(one) for one in values}
        self._doubts.append(doubt("actual-several", f"“{self._text}”有几个数，没有写以哪个为准"))
        blocked = self._beside(levels) or self._asides(levels)
        if len(answers) > 1 or blocked is not None:
            return Achieved(None, None, tuple(self._doubts))
        return Achieved(values[0], answers.pop(), tuple(self._doubts))

    def _are_summable(self, values: Sequence[Criterion], unit: str) -> bool:
        """Whether numbers are counts or amounts, which add up; ranks, shares and times do not."""
        plain = all(isinstance(one, Comparison) and one.operator is None for one in values)
        ranked = unit in self._setting.words.lexicon.words("rank-unit")
        if not plain or not unit or ranked:
            return False
        return not self._is_share(unit) and not is_time(unit, self._setting)

    def _met(self, value: Criterion) -> bool | None:
        return self._setting.target.decides(self._converted(value), units=self._units)

    def _is_share(self, unit: str) -> bool:
        return bool(unit) and not self._units.factor(unit).dimension

    def _number(self, value: Criterion) -> Fraction:
        quantity = value.quantity if isinstance(value, Comparison) else Quantity(Decimal(0))
        return self._in_target(quantity)

    def _in_target(self, quantity: Quantity) -> Fraction:
        if not quantity.unit or quantity.unit == self._unit or not self._unit:
            return quantity.exact
        factor = self._per_year(quantity.unit)
        if factor is not None:
            return quantity.exact * factor
        return quantity.in_unit(self._unit, units=self._units)

    # ---- numbers that are stated from the target

    def _relative(self, level: _Level, kind: str) -> Achieved:
        """超额完成4场, 比规定多6天, 完成目标的80%: measured from the target."""
        target = self._setting.target
        if not isinstance(target, Comparison) or not isinstance(level.value, Comparison):
            return left_open("actual-relative", f"“{self._text}”是相对目标说的，目标不是一个数")
        wanted = target.quantity.exact
        quantity = level.value.quantity
        if kind == "of-target":
            if not self._is_share(quantity.unit or "%"):
                return left_open("actual-relative", f"“{self._text}”看不出是目标的几成")
            share = quantity.exact * self._units.factor(quantity.unit).size
            number = wanted * share
            self._doubts.append(
                doubt("actual-of-target", f"“{self._text}”按目标{target.quantity}的几成计")
            )
        else:
            sign = self._sign(level)
            if sign is None:
                return left_open("actual-relative", f"“{self._text}”看不出比目标多还是少")
            moved = self._moved(quantity, wanted)
            if moved is None:
                self._mismatch = quantity
                self._raise_unit()
                return left_open("actual-relative", f"“{self._text}”的单位与目标不同")
            number = wanted + sign * moved
        if number < 0:
            return left_open("actual-relative", f"“{self._text}”按目标算出的数小于0")
        value = Comparison(
            operator=level.value.operator,
            quantity=Quantity(as_number(number), target.unit),
            text=self._text,
        )
        self._remarks.append(f"“{self._text}”从目标{target.quantity}起算，实际为{value.quantity}")
        return self._finish(value, [level])

    def _sign(self, level: _Level) -> int | None:
        """Whether the number is added to the target or taken from it; None where that is not said."""
        if any("short-of" in one.senses for one in level.stated.before):
            return 1 if self._setting.is_limit else -1  # what a limit lacks, it has too much
        for token in reversed(level.stated.before):
            senses = token.senses
            if "saved" in senses:
                self._doubts.append(doubt("actual-saved", f"“{token.text}”的数从目标里减去"))
                return -1
            if "excess" in senses or "overrun" in senses:
                return 1
            if "shortfall" in senses or "early" in senses:
                return -1
            if "rise" in senses:
                return 1
            if "fall" in senses:
                return -1
            if "bound" in senses and senses["bound"] in "><":
                return 1 if senses["bound"] == ">" else -1
        return None

    def _moved(self, quantity: Quantity, wanted: Fraction) -> Fraction | None:
        """The amount of an excess in the target's unit; 2.5% of a budget is that share of it."""
        unit = quantity.unit
        if not unit or unit == self._unit:
            return quantity.exact
        points = self._setting.words.lexicon.words("points-unit")
        if self._is_share(self._unit or "次") and unit in points:
            return quantity.exact
        if self._is_share(unit) and not self._is_share(self._unit or "次"):
            self._doubts.append(doubt("actual-of-target", f"“{quantity}”按目标的这个比例计"))
            return wanted * quantity.exact * self._units.factor(unit).size
        if self._units.relation(unit, self._unit) is None:
            return None
        return quantity.in_unit(self._unit, units=self._units)

    def _undone(self, level: _Level) -> Achieved:
        """未完成300人: less than that, which decides only against as much or more."""
        value = level.value
        if not isinstance(value, Comparison) or not self._fits(value):
            return left_open("actual-turned", f"“{self._text}”写的是没有完成的数")
        below = attrs.evolve(value, operator="<")
        self._doubts.append(doubt("actual-turned", f"“{self._text}”只说没有完成这么多"))
        return self._finish(below, [level], check=False)

    # ---- the words around

    def _finish(
        self, value: Criterion, levels: Sequence[_Level], *, check: bool = True
    ) -> Achieved:
        if check and len(levels) == 1:
            self._doubt_other(value, levels[0])
        blocked = self._beside(levels) if check else None
        if blocked is None and check:
            aside = self._asides(levels)
            # What another clause says cannot make a number enough that is not.
            explained = aside is not None and (aside.code == "actual-unread" or self._is_caused())
            if aside is not None and explained and self._met(value) is False:
                self._doubts.append(aside)
            else:
                blocked = aside
        if blocked is not None:
            return Achieved(value, None, (*self._doubts, blocked))
        if isinstance(value, Comparison) and value.operator == "≈":
            self._doubts.append(
                doubt("actual-approximate", f"“{self._text}”是约数，上下一成之内都算")
            )
        elif isinstance(value, Range) or (
            isinstance(value, Comparison) and value.operator not in (None, "=")
        ):
            self._remarks.append("实际值写成了范围")
        self._doubts += [one for one in value.doubts if one not in self._doubts]
        self._convert(value)
        converted = self._converted(value)
        return Achieved(converted, "ask", tuple(self._doubts), tuple(self._remarks))

    def _is_caused(self) -> bool:
        """33天，因连续降雨顺延: the other clauses say why."""
        others = [one for one in self._found if not one.numbers and one.words]
        return bool(others) and all("cause" in one.words[0].senses for one in others)

    def _converted(self, value: Criterion) -> Criterion:
        """The value in the target's rate, where a rate and a count meet."""
        unit = _unit(value)
        factor = None if not unit or unit == self._unit else self._per_year(unit)
        if factor is None or self._units.relation(unit, self._unit) is not None:
            return value
        if isinstance(value, Comparison):
            number = as_number(value.quantity.exact * factor)
            return attrs.evolve(value, quantity=Quantity(number, self._unit))
        if isinstance(value, Range):
            low, high = (as_number(one.exact * factor) for one in (value.lower, value.upper))
            return attrs.evolve(
                value, lower=Quantity(low, self._unit), upper=Quantity(high, self._unit)
            )
        return value

    def _convert(self, value: Criterion) -> None:
        unit = _unit(value)
        if not unit or unit == self._unit or not self._unit:
            return
        if self._units.relation(unit, self._unit) is None and self._per_year(unit) is not None:
            self._remarks.append(f"实际值的单位“{unit}”按“{self._unit}”换算")

    def _beside(self, levels: Sequence[_Level]) -> Doubt | None:
        """The doubt of the words beside a number that leave it open; None where none do."""
        for level in levels:
            other = self._of_other(level)
            if other:
                return doubt("actual-other", f"“{self._text}”{other}")
            turned = self._fallen(level.stated.before) or self._part_of_year(level)
            if turned:
                return self._weigh(Effect("open", turned), beside=True)
            if level.stated is level.clause.numbers[-1]:
                turned = turned_behind(level.stated.behind)
                if turned:
                    return self._weigh(Effect("open", turned), beside=True)
            before = without_ends(level.stated.before)
            for tokens, behind in ((before, False), (level.stated.behind, True)):
                effect = effect_of(tokens, self._setting, behind=behind)
                found = self._weigh(effect, beside=True)
                if found is not None:
                    return found
            if level.stated.noun:
                found = self._weigh(self._noun(level.stated.noun), beside=True)
                if found is not None:
                    return found
        return None

    @staticmethod
    def _is_mean(level: _Level) -> bool:
        """人均2.85万元: each one's number."""
        return any(one.senses.get("part") == "mean" for one in level.stated.before)

    def _doubt_other(self, value: Criterion, level: _Level) -> None:
        why = of_another(level.stated.before, self._met(value), self._setting)
        if why:
            self._doubts.append(doubt("actual-other", f"“{self._text}”{why}"))

    def _part_of_year(self, level: _Level) -> str:
        """月均2次 for ≥24次: whether a month's or the year's count is asked the target does not say."""
        if not self._average(level.stated) or "/" in self._unit or "/" in _unit(level.value):
            return ""
        target = self._setting.target
        lower = isinstance(target, Comparison) and target.operator in LOWER
        summed = not self._is_share(self._unit or "%") and not is_time(self._unit, self._setting)
        if not summed or (lower and self._met(level.value) is True):
            return ""
        return next(one.text for one in level.stated.before if "per-average" in one.senses)

    def _fallen(self, before: Sequence[Token]) -> str:
        """减少12场 for ≥12场: a fall is no level, unless a fall is what the name or target asks for."""
        target = self._setting.target
        if not isinstance(target, Comparison) or target.operator not in ("≥", ">"):
            return ""
        said = (one for one in reversed(before) if not SAYS.isdisjoint(one.senses))
        says = next((one for one in said if not self._setting.knows(one.text)), None)
        if says is None or not {"fall", "move"} <= says.senses.keys():
            return ""
        asked = scan(squeeze(self._setting.name) + squeeze(target.text), self._setting.words)
        return "" if any("fall" in one.senses for one in asked) else says.text

    def _asides(self, levels: Sequence[_Level]) -> Doubt | None:
        """As `_beside`, of the clauses without the number."""
        chosen = {id(one.clause) for one in levels}
        for clause in self._found:
            if id(clause) in chosen:
                continue
            if self._is_listed(clause, levels):
                self._doubts.append(doubt("actual-aside", f"“{clause.text}”没有参与判断"))
                continue
            found = self._aside(clause)
            if found is not None:
                return found
        return None

    def _is_listed(self, clause: Clause, levels: Sequence[_Level]) -> bool:
        """张庄, 李楼 and 王集 before 等5个村: names of what is counted, and no word that harms it."""
        if clause.numbers or clause.depth or f"{clause.text}、" not in squeeze(self._text):
            return False
        lexicon = self._setting.words.lexicon
        ends, harms = lexicon.words("listing-end"), lexicon.words("harm-char")
        counted = any(one.text in ends for level in levels for one in level.stated.before)
        effect = effect_of(clause.words, self._setting, behind=True, beside=False)
        return counted and effect.kind != "open" and not any(one in clause.text for one in harms)

    def _noun(self, noun: str) -> Effect:
        """What is counted, as it was read with the unit: 学生 in 名学生, 损坏 in 台损坏."""
        if self._setting.knows(noun):
            return FINE
        tokens = scan(noun, self._setting.words)
        hedge = next((one.text for one in tokens if "hedged" in one.senses), None)
        if hedge is not None:
            return Effect("doubt", hedge)  # 33个中的多数
        return effect_of(tokens, self._setting, behind=True, beside=False)

    def _weigh(self, effect: Effect, *, beside: bool) -> Doubt | None:
        where = "数旁边的" if beside else "后面的"
        if effect.kind == "unread":
            return doubt("actual-unread", f"“{self._text}”里{where}“{effect.quote}”没有读懂")
        if effect.kind == "open":
            return doubt(
                "actual-words", f"“{self._text}”里{where}“{effect.quote}”使这个数不能直接算作完成数"
            )
        if effect.kind == "missed":
            self._doubts.append(doubt("actual-claim", f"“{self._text}”自己说“{effect.quote}”"))
        if effect.kind == "doubt":
            self._doubts.append(
                doubt("actual-aside", f"“{self._text}”里的“{effect.quote}”没有参与判断")
            )
        return None

    def _aside(self, clause: Clause) -> Doubt | None:
        """What a clause without the number does to it: a cause, a breakdown, a cancellation."""
        tokens = clause.words
        if self._leaves_out(clause) or self._is_scale(clause):
            return self._weigh(Effect("open", clause.text), beside=False)
        if self._only_plans(clause):
            return self._weigh(Effect("open", clause.text), beside=False)
        if clause.numbers:
            return None if self._is_dropped_plan(clause) else self._part(clause)
        if not clause.numbers and any("corrected" in one.senses for one in tokens):
            return self._weigh(Effect("open", clause.text), beside=False)
        if any("cancelled" in one.senses and not self._setting.knows(one.text) for one in tokens):
            if any(self._marked(level, "strong") for level in self._roles("level")):
                # 因疫情取消，实际10次: the number is that of what was done all the same.
                self._doubts.append(doubt("actual-aside", f"“{clause.text}”没有参与判断"))
                return None
            quote = next(one.text for one in tokens if "cancelled" in one.senses)
            return self._weigh(Effect("open", quote), beside=False)
        claim = self._claim(tokens)
        if claim is not None:
            return claim or None
        caused = bool(tokens) and ("cause" in tokens[0].senses)
        if any("remaining" in one.senses for one in tokens):
            self._doubts.append(doubt("actual-aside", f"“{clause.text}”没有参与判断"))
            return None
        if clause.depth and any(
            "plan" in one.senses and "done" not in one.senses for one in tokens
        ):
            return self._weigh(Effect("open", clause.text), beside=False)
        if caused:
            if any("not" in one.senses and claims(two) for one, two in pairwise(tokens)):
                return self._denied(clause)
            harm = [one for one in tokens if any(n in one.senses for n in ("pending", "undone"))]
            if harm:
                return self._weigh(Effect("open", harm[0].text), beside=False)
            return None
        # 含差旅, 其中女兵14人: what is listed belongs to the number, as what stands in brackets.
        listed = bool(tokens) and "inclusive" in tokens[0].senses
        effect = effect_of(
            tokens, self._setting, behind=True, beside=False, bracketed=listed or clause.depth > 0
        )
        return self._weigh(effect, beside=False)

    def _leaves_out(self, clause: Clause) -> bool:
        """48万元（不含尾款）: what comes on top counts where there is a limit."""
        limit = self._setting.is_limit
        words = (*clause.words, *(one for stated in clause.numbers for one in stated.before))
        return limit and clause.depth > 0 and any("exclusive" in one.senses for one in words)

    def _is_scale(self, clause: Clause) -> bool:
        """4.6（满分5分） for ≥90%: so many of so many points are no per cent."""
        if not clause.depth or not self._is_share(self._unit):
            return False
        return any("full-scale" in one.senses for stated in clause.numbers for one in stated.before)

    def _is_dropped_plan(self, clause: Clause) -> bool:
        """原计划8次已取消，实际6次: what was planned and dropped takes nothing from what was done."""
        planned = any("plan" in one.senses for stated in clause.numbers for one in stated.before)
        return planned and any(self._marked(level, "strong") for level in self._roles("level"))

    def _only_plans(self, clause: Clause) -> bool:
        """已列入2024年计划，共85公里: nothing says that what was planned was done."""
        dated = bool(clause.numbers) and all(one.kind == "date" for one in clause.numbers)
        planned = bool(clause.words) and "plan" in clause.words[-1].senses
        before = (one for level in self._roles("level") for one in level.stated.before)
        done = any("done" in one.senses and "fill" not in one.senses for one in before)
        return dated and planned and not done

    def _claim(self, tokens: Sequence[Token]) -> Doubt | Literal[False] | None:
        """低于目标, 超过目标: what the words say of the number; None where they say nothing."""
        missed = any("shortfall" in one.senses and len(one.text) > 1 for one in tokens) or any(
            "near" in one.senses and "aim" in two.senses for one, two in pairwise(tokens)
        )
        if not missed:
            return None
        self._doubts.append(doubt("actual-claim", f"“{self._text}”自己说没有达到目标"))
        return False

    def _denied(self, clause: Clause) -> Doubt | None:
        """19场，因维修未全部完成: a number that misses is missed; whether another is enough is open."""
        levels = self._levels()
        if levels and self._met(levels[0].value) is False:
            self._weigh(Effect("missed", clause.text), beside=False)
            return None
        return self._weigh(Effect("open", clause.text), beside=False)

    def _part(self, clause: Clause) -> Doubt | None:
        """其中2批次不合格: what is wrong with a part is said, and taken off where it would decide."""
        for stated in clause.numbers:
            over = self._over_limit(clause, stated)
            if over is not None:
                return over
            tokens = (*stated.before, *stated.behind)
            noun = scan(stated.noun, self._setting.words) if stated.noun else []
            bad = [
                one
                for one in (*tokens, *noun)
                if any(name in one.senses for name in ("failed", "pending", "cancelled", "undone"))
                or (
                    "earlier-years" in one.senses
                    and any("inclusive" in two.senses or "part" in two.senses for two in tokens)
                )
            ]
            bad = [
                one
                for one in bad
                if not self._setting.knows(one.text) and "already" not in one.senses
            ]
            if not bad:
                self._doubt_more(clause, stated)
                continue
            message = f"“{clause.text}”里的“{bad[0].text}”没有从完成数里减去"
            self._doubts.append(doubt("actual-part", message))
            if not self._still_meets(stated):
                return doubt("actual-words", f"“{self._text}”扣去“{clause.text}”后不一定达到目标")
        return None

    def _over_limit(self, clause: Clause, part: Stated) -> Doubt | None:
        """上报1起，另查出2起 for ≤2起: what came on top is not added, and it would be too much."""
        levels = self._levels()
        if (
            not self._setting.is_limit
            or not levels
            or not _is_extra(part)
            or not self._fits(part.value)
        ):
            return None
        level = levels[0].value
        if self._met(level) is not True or not isinstance(part.value, Comparison):
            return None
        total = as_number(self._number(level) + self._number(part.value))
        if self._met(Comparison(quantity=Quantity(total, self._unit))) is True:
            return None
        return doubt("actual-words", f"“{self._text}”加上“{clause.text}”后超过目标")

    def _doubt_more(self, clause: Clause, part: Stated) -> None:
        """本级18次，乡镇另行组织9次: what came on top is not added; it matters where 18 is too few."""
        levels = self._levels()
        if _is_extra(part) and levels and self._met(levels[0].value) is False:
            self._doubts.append(doubt("actual-part", f"“{clause.text}”没有加进完成数"))

    def _still_meets(self, part: Stated) -> bool:
        """Whether the target is met without the part."""
        levels = self._levels()
        value = part.value
        if not levels or not isinstance(value, Comparison) or not self._fits(value):
            return True
        level = levels[0].value
        if not isinstance(level, Comparison) or value.unit and not level.unit and not self._unit:
            return True
        rest = self._number(level) - self._number(value)
        less = attrs.evolve(level, quantity=Quantity(as_number(rest), self._unit or level.unit))
        return self._met(level) is not True or self._met(less) is True


def _change_in(tokens: Sequence[Token], *, anywhere: bool = False) -> str:
    """``rise`` or ``fall``, the change that a name ends with (增长率, 降幅); `""` if none."""
    for token in reversed(tokens):
        found = next((name for name in ("rise", "fall") if name in token.senses), "")
        if found:
            return found
        if not anywhere and "change-tail" not in token.senses:
            return ""
    return ""


def _is_extra(part: Stated) -> bool:
    """另行组织9次: on top of what was said before."""
    return any("remaining" in one.senses and "part" in one.senses for one in part.before)


def _moves(tokens: Sequence[Token]) -> bool:
    """上升2位 is no place."""
    return any("move" in one.senses for one in tokens)


def _is_sum(tokens: Sequence[Token]) -> bool:
    """6+8场: a sum that was not worked out."""
    return any(
        one.text == "+" and before.kind == "number" and after.kind == "number"
        for before, one, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _unit(value: Criterion) -> str:
    return value.unit if isinstance(value, Comparison | Range) else ""
