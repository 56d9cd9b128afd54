"""What an actual value (实际完成值) says was achieved: the number that counts, or why none does.

The number that counts is chosen by the words around it. A word that no class of the lexicon
allows beside an achieved number leaves the question open and is quoted; nothing is read over
because it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import attrs

from ..criteria import Comparison, Criterion, Deadline, Period, Range
from ..errors import CriterionError, Span
from ..quantities import chinese_number
from .around import Around
from .clauses import Clause, Stated
from .cleaning import clean
from .from_target import from_target
from .in_words import (
    all_of_it,
    does_all,
    said_in_words,
    unit_of_target,
    wants_none,
    zero_of,
    zero_words,
)
from .measure import Measure, unit_of
from .said import Level, Said, is_mean
from .setting import Achieved, Setting, clauses_in, doubt, left_open
from .several import which
from .tokens import Token, scan

__all__ = ["achieved_amount"]

_MONTHS: Final = 12


def achieved_amount(text: str, setting: Setting) -> Achieved:
    """The number that an actual value states as achieved.

    Raises:
        CriterionError: a damaged number.
        UnitError: every number is of another kind than the target's; both are named.
    """
    target = setting.target
    found, tokens = clauses_in(_parted(_counted(text, setting), setting), setting.words)
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
    if all(one.kind == "date" for clause in found for one in clause.numbers):
        # 2022年未开展, 截至12月底尚未启动: words with nothing but dates.
        words = [one for clause in found for one in clause.words]
        if wants_none(setting) and all(_ends_early(one) for two in found for one in two.numbers):
            return left_open("actual-other", f"“{text.strip()}”只写到年中，全年怎样没有写")
        if words:
            return said_in_words("".join(one.text for one in words), words, setting)
        return left_open("actual-no-number", f"“{text.strip()}”里没有可以比较的数")
    measure = Measure(setting, unit_of_target(target))
    return _AmountReader(Said(text, found, tokens, measure)).read()


def _ends_early(stated: Stated) -> bool:
    """上半年, 1-9月: a stretch of the year that ends before its last month; a day is none."""
    match stated.value:
        case Deadline(date=date, month=month, day=day, precision=precision):
            last = month if date is None else date.month
            span = precision in ("month", "quarter", "half") or (date is None and day is None)
            return span and last is not None and last < _MONTHS
        case Period(end=end, months=months):
            until = end.month if end is not None else months[-1][0] if months else _MONTHS
            return until < _MONTHS
    return False


#: 28座/3420延米: two measures of one thing; 3次/5天 is how often.
_TWO_MEASURES: Final = re.compile(r"([\u4e00-\u9fff]{1,6})/(?=[0-9.]+([\u4e00-\u9fff]{1,6}))")


_STROKES: Final = MappingProxyType(str.maketrans({"(": "/", ")": None}))


def _parted(text: str, setting: Setting) -> str:
    """A comma for a stroke between two units of which neither is time, where the target has none."""
    if "/" in (unit := unit_of_target(setting.target)):
        return text
    # 47件/套 for ≥45件（套）: the same unit, written in another way.
    text = text.replace(unit.translate(_STROKES), unit) if unit.endswith(")") else text
    known, words = setting.units.spellings, setting.words

    def comma(found: re.Match[str]) -> str:
        first = next((found[1][at:] for at in range(len(found[1])) if found[1][at:] in known), "")
        ends = range(len(found[2]), 0, -1)
        second = next((found[2][:end] for end in ends if found[2][:end] in known), "")
        units = {setting.units.canonical(one) for one in (first, second) if one}
        apart = len(units) == 2 and not any(map(words.is_time, units))
        return f"{found[1]}{'，' if apart else '/'}"

    return _TWO_MEASURES.sub(comma, text)


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


class _AmountReader:
    """Chooses among the numbers of one text and weighs the words around the one that counts."""

    def __init__(self, said: Said) -> None:
        self._said = said
        self._text = said.text
        self._setting = said.setting
        self._measure = said.measure
        self._around = Around(said)
        self._doubts = self._around.doubts
        self._remarks: list[str] = []

    def read(self) -> Achieved:
        """The number that counts."""
        said = self._amended() or self._turned()
        if said is not None:
            return said
        levels = self._said.levels
        if levels and all(map(self._tells_whereof, levels)):
            return left_open("actual-other", f"“{self._text}”里的数不是发生了多少")
        if self._setting.is_limit and any(map(self._is_unreached, levels)):
            return left_open("actual-turned", f"“{self._text}”说没有达到，看不出是多少")
        if levels:
            return self._with_rest() or self._chosen(levels)
        alone = [
            one
            for one in self._said.roles("part")
            if not one.clause.depth
            and (not is_mean(one) or "/" in self._measure.unit or self._setting.averages())
        ]
        if len(alone) == 1 and self._said.fits(alone[0].value):
            # 共发放轮椅150辆 is a part of nothing; 签约意向11家，其中已落地5家 one of a plan.
            if len(self._said.clauses) == 1 or self._said.is_done_of_plan(alone[0]):
                return self._finish(alone[0].value, alone)
        if self._said.roles("none"):
            return Achieved(
                zero_of(self._setting.target, self._text), "ask", (), (f"“{self._text}”按0计",)
            )
        for clause in self._said.clauses:
            # 上年1起，本年未发生: the number is another year's.
            if not clause.numbers and zero_words(clause.words, self._setting):
                return said_in_words(clause.text, clause.words, self._setting)
        changed = self._said.changed("compared")
        if changed is not None:
            return self._finish(changed.value, [changed])
        return self._without_level()

    def _amended(self) -> Achieved | None:
        """更正为98场: the corrected number; one that is only called wrong, or a sum, is none."""
        corrected = self._said.roles("corrected")
        if not corrected and self._is_amiss():
            return left_open(
                "actual-doubted", f"实际值“{self._text}”自己说数有误，没有写出正确的数"
            )
        if _is_sum(self._said.tokens):
            return left_open("actual-several", f"“{self._text}”是一个算式，请写出它的得数")
        if not corrected:
            return None
        level = corrected[-1]
        self._doubts.append(doubt("actual-corrected", f"“{self._text}”有更正，按更正后的数计"))
        return self._finish(level.value, [level], check=False)

    def _turned(self) -> Achieved | None:
        """下降1.2% for a growth, 无重大事故 behind another number, 增加245个 for 新增车位数."""
        turned = self._said.changed("level", turned=True)
        if turned is not None:
            return self._finish(turned.value, [turned])
        denied = self._denied()
        if denied is not None:
            return said_in_words(denied.text, denied.words, self._setting)
        grown = self._said.grown()
        return None if grown is None else self._finish(grown.value, [grown])

    def _tells_whereof(self, level: Level) -> bool:
        """95%的项目无投诉, 3个月未发生投诉 for 零投诉: of how many, or for how long, nothing came about."""
        unit, words = unit_of(level.value), self._setting.words
        measures = words.is_share(unit) or words.is_time(unit)
        none = any("none-said" in one.senses for one in level.stated.behind)
        return wants_none(self._setting) and not self._measure.unit and measures and none

    def _with_rest(self) -> Achieved | None:
        """27户，3户未完工 for ≥30户: a number and the rest, which together are the target."""
        target, both = self._setting.target, self._said.numbers
        if not isinstance(target, Comparison) or self._setting.is_limit or len(both) != 2:
            return None
        apart = len(self._said.clauses) == 2 and both[0].clause is not both[1].clause
        if not apart or not all(self._said.fits(one.value) for one in both):
            return None
        if sum(self._measure.number(one.value) for one in both) != target.quantity.exact:
            return None
        undone = next((one for one in both if self._is_undone(one)), None)
        done = next((one for one in self._said.levels if one != undone), None)
        if undone is None or done is None or Around(self._said).beside([done]) is not None:
            return None
        note = f"“{undone.clause.text}”是没有完成的，没有算进完成数"
        self._doubts.append(doubt("actual-part", note))
        return self._finish(done.value, [done], check=False)

    def _is_unreached(self, level: Level) -> bool:
        """未达到6% for ≤6%: less than that, or the limit was not kept."""
        below = isinstance(level.value, Comparison) and level.value.operator == "<"
        tokens = scan(clean(level.clause.text), self._setting.words) if below else ()
        return any("reach" in one.senses for one in tokens)

    def _is_undone(self, level: Level) -> bool:
        """Whether the clause of a number says that what the name asks for was not done, or dropped.

        2批次不合格 were tested all the same, and 10台未使用 were bought.
        """
        noun = scan(level.stated.noun, self._setting.words) if level.stated.noun else ()
        tokens = (*level.stated.before, *noun, *level.stated.behind)
        dropped = any("cancelled" in one.senses for one in tokens)
        if not dropped and not any(
            {"not", "negative-state", "undone", "undone-time"} & one.senses.keys() for one in tokens
        ):
            return False
        if (
            any("failed" in one.senses for one in tokens)
            or Around(self._said).beside([level]) is None
        ):
            return False
        finishing = {"finished", "begun", "undone", "undone-time", "cancelled"}
        asked = (one for one in tokens if "not" not in one.senses)
        return any(
            finishing & one.senses.keys() or (len(one.text) > 1 and self._setting.names(one.text))
            for one in asked
        )

    def _is_amiss(self) -> bool:
        """有误 of the number itself; in 98.6%，6人因信息有误退回 it is said of something else."""
        said = [one.text for one in self._said.tokens if "amiss" in one.senses]
        beside = (
            clause
            for clause in self._said.clauses
            if not clause.numbers or any(self._measure.fits(one.value) for one in clause.numbers)
        )
        return any(word in clause.text for clause in beside for word in said)

    def _denied(self) -> Clause | None:
        """无重大事故 in 发生一般事故4起，无重大事故 for 重大事故数: the numbers are of another kind."""
        setting = self._setting
        if not wants_none(setting):
            return None
        kinds = (
            any("thing-kind" in one.senses and not setting.knows(one.text) for one in two.before)
            for clause in self._said.clauses
            for two in clause.numbers
        )
        if not all(kinds):
            return None
        for clause in self._said.clauses:
            # Words of the name itself: 无死亡 says nothing of 事故.
            narrow = setting.words.lexicon.words("thing-kind", "narrow")
            own = any(
                setting.knows(one.text) and any(kind in one.text for kind in narrow)
                for one in clause.words
            )
            if own and not clause.numbers and zero_words(clause.words, setting):
                return clause
        return None

    def _without_level(self) -> Achieved:
        """What a text says whose numbers are all others than the one achieved."""
        for roles in (("of-target",), ("more", "less", "aim")):
            relative = self._said.roles(*roles)
            if relative:
                return self._relative(relative[0], roles[0])
        undone = self._said.roles("undone")
        if undone:
            return self._undone(undone[0])
        if self._said.roles("plan"):
            return left_open(
                "actual-plan", f"“{self._text}”写的是计划、目标或要求的数，不是完成的数"
            )
        if self._said.roles("earlier"):
            return left_open("actual-other-year", f"“{self._text}”里的数不是当年的数")
        if self._said.mismatch is None and self._said.roles("compared"):
            return left_open(
                "actual-other", f"“{self._text}”写的是别处或别的时候的数，没有写自己的"
            )
        if self._said.mismatch is not None:
            inside = [
                one
                for one in self._said.roles("part")
                if one.clause.depth and self._said.fits(one.value) and unit_of(one.value)
            ]
            share = self._measure.is_share(self._said.mismatch.unit)
            wanted = self._measure.is_share(self._measure.unit)
            if len(inside) == 1 and (share or (wanted and not inside[0].clause.words)):
                # 100%（14场）, 304天（83.3%）: the number of the target's kind is in the brackets.
                return self._finish(inside[0].value, inside)
            if wanted and does_all(self._said.tokens, self._setting):
                return all_of_it(self._text)
            if share and not wanted:
                return left_open("actual-share", f"“{self._text}”看不出是什么的几成，请写数")
            self._measure.refuse(self._said.mismatch)
        return left_open("actual-no-number", f"“{self._text}”里没有完成的数")

    def _chosen(self, levels: list[Level]) -> Achieved:
        """One number of those stated as achieved, their sum, or what every one of them answers."""
        choice = which(self._said, levels)
        if choice.value is not None and choice.kind == "sum":
            found = self._finish(choice.value, choice.levels, labelled=True)
            # The sum is no answer where the words leave it open.
            doubts = found.doubts if found.met is None else (*choice.doubts, *found.doubts)
            return found._replace(doubts=doubts or choice.doubts)
        self._doubts += choice.doubts
        if choice.value is not None and choice.kind == "one":
            counted = self._of_another_count(choice.value, choice.levels)
            if counted is not None:
                return counted
            return self._finish(choice.value, choice.levels)
        blocked = self._around.beside(choice.levels) or self._around.asides(choice.levels)
        if blocked is not None:
            return Achieved(None, None, (*self._doubts, blocked))
        if choice.value is None:
            return Achieved(None, None, tuple(self._doubts))
        return Achieved(choice.value, self._measure.met(choice.value), tuple(self._doubts))

    def _of_another_count(self, value: Criterion, levels: Sequence[Level]) -> Achieved | None:
        """覆盖12个乡镇 for ≥1万人: what is counted in 个 has a name of its own, and is not enough.

        完成19个小区改造，惠及居民3102户 for ≥3000户 has a number in the target's own unit beside it.
        """
        nouns = [one.stated.noun for one in levels if one.stated.noun]
        if self._said.is_exact(value) or not nouns or self._is_counted(nouns[0]):
            return None
        met = self._measure.met(value)
        if met is not False and not nouns[0].endswith(self._setting.words.lexicon.words("area")):
            return None
        exact = [
            one
            for one in self._said.roles("part")
            if not one.clause.depth and unit_of(one.value) and self._said.is_exact(one.value)
            if self._said.fits(one.value) and _reaches(one)
        ]
        if met is False and len(exact) == 1:
            return self._finish(exact[0].value, exact)
        return left_open("actual-other", f"“{self._text}”里的数是“{nouns[0]}”有多少")

    def _is_counted(self, noun: str) -> bool:
        """Whether a noun is what the target counts: 农户 in 户, 学员 in 人, or a word of the name."""
        if self._setting.knows(noun) and not self._names_unit():
            return True
        people = self._setting.words.lexicon.words("person-end")
        persons = self._measure.unit[-1:] in people
        return self._measure.unit[-1:] in noun or (persons and noun.endswith(people))

    def _names_unit(self) -> bool:
        """Whether the name says in what unit it counts: 受益户数."""
        counts = self._setting.words.lexicon.words("count-tail")
        return any(f"{self._measure.unit}{one}" in self._setting.name for one in counts)

    def _relative(self, level: Level, kind: str) -> Achieved:
        """超额完成4场, 完成目标的80%: measured from the target."""
        found = from_target(self._said, level, kind)
        if found.value is None:
            return found
        self._doubts += found.doubts
        self._remarks += found.remarks
        return self._finish(found.value, [level])

    def _undone(self, level: Level) -> Achieved:
        """未完成300人: less than that, which decides only against as much or more."""
        value = level.value
        if not isinstance(value, Comparison) or not self._said.fits(value):
            return left_open("actual-turned", f"“{self._text}”写的是没有完成的数")
        if self._setting.is_limit:
            # 未达到6%的目标 for ≤6%: the target was missed, or the number is less.
            return left_open("actual-turned", f"“{self._text}”说没有达到，看不出是多少")
        below = attrs.evolve(value, operator="<")
        self._doubts.append(doubt("actual-turned", f"“{self._text}”只说没有完成这么多"))
        return self._finish(below, [level], check=False)

    def _finish(
        self,
        value: Criterion,
        levels: Sequence[Level],
        *,
        check: bool = True,
        labelled: bool = False,
    ) -> Achieved:
        """`value`, once the words around the numbers it was made of are weighed.

        Args:
            check: whether they are; what was corrected or denied is plain.
            labelled: as in `Around.beside`.
        """
        if check and len(levels) == 1:
            self._around.doubt_other(value, levels[0])
        blocked = self._around.beside(levels, labelled=labelled) if check else None
        if blocked is None and check:
            aside = self._around.asides(levels)
            # What another clause says cannot make a number enough that is not.
            explained = aside is not None and (
                aside.code == "actual-unread" or self._around.is_caused()
            )
            if aside is not None and explained and self._measure.met(value) is False:
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
        converted = self._measure.converted(value)
        if converted is not value:
            unit = self._measure.unit
            self._remarks.append(f"实际值的单位“{unit_of(value)}”按“{unit}”换算")
        return Achieved(converted, "ask", tuple(self._doubts), tuple(self._remarks))


def _reaches(level: Level) -> bool:
    """惠及居民3102户: whom it reached, by a word of its own; 其中走访3102户 is a part."""
    return any({"done", "part"} <= one.senses.keys() for one in level.stated.before)


def _is_sum(tokens: Sequence[Token]) -> bool:
    """6+8场: a sum that was not worked out."""
    return any(
        one.text == "+" and before.kind == "number" and after.kind == "number"
        for before, one, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )
