"""What the words around the number that counts do to it: nothing, a remark, a doubt, or leave it open.

Words beside a number, and the clauses without it: a cause, a breakdown, a cancellation, what is
wrong with a part. A word that no class allows is quoted and leaves the question open.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import attrs

from ..criteria import Comparison, Criterion, Doubt
from ..quantities import Quantity, as_number
from .beside import FINE, FINISHING, SAYS, Effect, claims, effect_of, turned_behind
from .build import LOWER
from .characters import squeeze
from .clauses import Clause, Stated, without_ends
from .measure import unit_of
from .others import of_another
from .said import Level, Said
from .setting import doubt
from .several import asks_for, of_other
from .tokens import Token, scan

__all__ = ["Around"]

_COMMA: Final = re.compile("[，,；;。]")
#: Classes of words by which a clause says that its number was reached or done.
_STATING: Final = frozenset(("total", "whole", "reach", "to", "result", "finished", "done", "verb"))
#: Classes of words that are no names of what was counted: 分别为图纸、桩基阶段; 分别是去年的文庙.
_NO_NAMES: Final = frozenset(
    ("document", "stage", "past", "other-year", "elsewhere", "pending", "plan", "begun")
)
#: Classes of words that harm a number even where they only say how it was come by.
_HARMING: Final = frozenset(
    (
        "not",
        "negative-state",
        "pending",
        "cancelled",
        "failed",
        "undone",
        "made-up",
        "amiss",
        "plan",
        "past",
        "hedged",
        "baseline",
    )
)


class Around:
    """Weighs the words around the numbers that count.

    Attributes:
        doubts: what was found that leaves the answer standing.
    """

    def __init__(self, said: Said) -> None:
        self.doubts: list[Doubt] = []
        self._said = said
        self._text = said.text
        self._clauses = said.clauses
        self._setting = said.setting
        self._measure = said.measure
        self._chosen: Sequence[Level] = said.levels

    def beside(self, levels: Sequence[Level], *, labelled: bool = False) -> Doubt | None:
        """The doubt of the words beside a number that leave it open; None where none do.

        Where numbers are parts of one kind, what stands before each is its label (`labelled`):
        民事298件、刑事104件.
        """
        for level in levels:
            other = of_other(level, self._said)
            if other:
                return doubt("actual-other", f"“{self._text}”{other}")
            turned = (
                self._fallen(level.stated.before)
                or self._other_place(level)
                or self._part_of_year(level)
                or self._of_each(level)
            )
            if turned:
                return self._weigh(Effect("open", turned), beside=True)
            if level.stated is level.clause.numbers[-1]:
                turned = turned_behind(level.stated.behind)
                if turned:
                    return self._weigh(Effect("open", turned), beside=True)
            paper = self._paper(level)
            if paper:
                return self._weigh(Effect("open", paper), beside=True)
            before = self._without_listed(without_ends(level.stated.before))
            for tokens, behind in ((before, False), (level.stated.behind, True)):
                effect = effect_of(tokens, self._setting, behind=behind)
                if effect.kind == "unread" and (self._is_itemised(level) if behind else labelled):
                    continue
                found = self._weigh(effect, beside=True)
                if found is not None and not behind and self._is_too_few(level, effect):
                    self.doubts.append(found)  # 受航线停航拖累仅完成8.6万标箱
                elif found is not None:
                    return found
            if level.stated.noun:
                found = self._weigh(self._noun(level), beside=True)
                if found is not None:
                    return found
        return None

    def _is_itemised(self, level: Level) -> bool:
        """168件：行政121件、民事47件: what stands behind the number is the label of its first part."""
        at = self._said.levels.index(level) if level in self._said.levels else -1
        parts = [self._measure.number(one.value) for one in self._said.levels[at + 1 :]]
        behind = level.stated.behind[:1]
        opens = bool(behind) and "colon" in behind[0].senses
        total = self._measure.number(level.value)
        return at >= 0 and opens and len(parts) > 1 and sum(parts) == total

    def _paper(self, level: Level) -> str:
        """名单 in 62户名单已公示: what was counted is paper; `""` where it is not, or the name asks for it."""
        nouns = scan(level.stated.noun, self._setting.words) if level.stated.noun else []
        behind = level.stated.behind
        issued = [
            paper
            for act, paper, after in zip(behind, behind[1:], behind[2:], strict=False)
            if "done" in act.senses and "done" in after.senses  # 2000元发放方案已印发
        ]
        papers = (*level.stated.before[-1:], *nouns, *(() if level.stated.before else issued))
        papers = tuple(one for one in papers if "document" in one.senses)
        return next((one.text for one in papers if not self._setting.names(one.text)), "")

    def doubt_other(self, value: Criterion, level: Level) -> None:
        """Doubt a number that may be of another thing than the name's, and meets the target."""
        why = of_another(level.stated.before, self._measure.met(value), self._setting)
        if why:
            self.doubts.append(doubt("actual-other", f"“{self._text}”{why}"))

    def _part_of_year(self, level: Level) -> str:
        """月均2次 for ≥24次: whether a month's or the year's count is asked the target does not say."""
        if (
            not self._said.average(level.stated)
            or "/" in self._measure.unit
            or "/" in unit_of(level.value)
        ):
            return ""
        target = self._setting.target
        lower = isinstance(target, Comparison) and target.operator in LOWER
        unit = self._measure.unit
        summed = not self._measure.is_share(unit or "%") and not self._setting.words.is_time(unit)
        if not summed or (lower and self._measure.met(level.value) is True):
            return ""
        return next(one.text for one in level.stated.before if "per-average" in one.senses)

    def _of_each(self, level: Level) -> str:
        """各 of 四个季度各1次 for ≥1次/季度: a count of each, which is not the year's."""
        if self._measure.converted(level.value) is level.value or self._measure.met(level.value):
            return ""
        each = self._setting.words.lexicon.words("each-of")
        return next((one.text for one in level.stated.before if one.text in each), "")

    def _other_place(self, level: Level) -> str:
        """后三名, or 全县第2名 for 全省前三: a place counted from the end, or in a smaller field."""
        lexicon = self._setting.words.lexicon
        if self._measure.unit not in lexicon.words("rank-unit"):
            return ""
        fields = lexicon.words("wide-scope")
        asked = any(one in self._setting.known for one in fields)
        for token in level.stated.before:
            smaller = asked and token.text in fields and not self._setting.names(token.text)
            if smaller or "from-the-end" in token.senses:
                return token.text
        return ""

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

    def asides(self, levels: Sequence[Level]) -> Doubt | None:
        """As `beside`, of the clauses without the number."""
        self._chosen = levels
        self._doubt_breakdown(levels)
        chosen = {id(one.clause) for one in levels}
        for clause in self._clauses:
            if id(clause) in chosen:
                continue
            if self._is_listed(clause):
                self.doubts.append(doubt("actual-aside", f"“{clause.text}”没有参与判断"))
                continue
            found = self._aside(clause)
            if found is not None:
                return found
        return None

    def _doubt_breakdown(self, levels: Sequence[Level]) -> None:
        """共46场，其中上半年20场，下半年19场: the parts are more than all, or two halves are less."""
        if len(levels) != 1 or not isinstance(levels[0].value, Comparison):
            return
        parts = [
            one
            for one in self._said.roles("part")
            if isinstance(one.value, Comparison)
            and one.value.operator is None
            and unit_of(one.value) in ("", unit_of(levels[0].value))
        ]
        if self._said.marked(levels[0], "total"):
            parts += [one for one in self._said.levels if one.clause is not levels[0].clause]
        if len(parts) < 2 or self._measure.is_share(unit_of(levels[0].value)):
            return
        total = sum(self._measure.number(one.value) for one in parts)
        halves = self._setting.words.lexicon.words("half-year")
        every = all(any(two.text in halves for two in one.stated.before) for one in parts)
        # 21500平方米（1号楼8600、2号楼7200）: a list in brackets is all of it.
        listed = all(one.clause.depth and not _is_part(one.stated) for one in parts)
        gap = total - self._measure.number(levels[0].value)
        if gap > 0 or (gap < 0 and (every or listed)):
            note = f"“{self._text}”里各部分加起来与总数不符，请核对"
            self.doubts.append(doubt("actual-several", note))

    def _is_listed(self, clause: Clause) -> bool:
        """张庄, 李楼 and 王集 before 等5个村: names of what is counted, and no word that harms it.

        So are those behind 分别为文庙、鼓楼.
        """
        if clause.numbers or clause.depth:
            return False
        lexicon, text = self._setting.words.lexicon, squeeze(self._text)
        if any(
            not _NO_NAMES.isdisjoint(one.senses) and not self._setting.knows(one.text)
            for one in clause.words
        ):
            return False
        stated = [two for one in self._clauses for two in one.numbers]
        before = f"{clause.text}、" in text and any(
            one.text in lexicon.words("listing-end") for two in stated for one in two.before
        )
        behind = any(
            clause.text.removeprefix(word) in _COMMA.split(rest)[0]
            for word in lexicon.words("listing-begin")
            for rest in text.split(word)[1:]
        )
        if not before and not behind:
            return False
        effect = effect_of(clause.words, self._setting, behind=True, beside=False)
        harms = lexicon.words("harm-char")
        return effect.kind != "open" and not any(one in clause.text for one in harms)

    def _is_too_few(self, level: Level, effect: Effect) -> bool:
        """Whether a number that misses is said to be all there is; unknown words make it no more."""
        only = any("only" in one.senses for one in level.stated.before)
        return effect.kind == "unread" and only and self._measure.met(level.value) is False

    def _without_listed(self, before: tuple[Token, ...]) -> tuple[Token, ...]:
        """城南 of 翠苑、城南等19个小区: the last of the names that stand before 等, which is said."""
        lexicon, text = self._setting.words.lexicon, squeeze(self._text)
        ends = lexicon.words("listing-end")
        at = next((at for at, one in enumerate(before) if one.text in ends), 0)
        names = before[:at]
        listed = "".join(one.text for one in names)
        if not names or f"、{listed}" not in text:
            return before
        if any(not _NO_NAMES.isdisjoint(one.senses) for one in names):
            return before
        effect = effect_of(names, self._setting, behind=True, beside=False)
        harms = lexicon.words("harm-char")
        if effect.kind == "open" or any(one in listed for one in harms):
            return before
        if effect.kind == "unread":
            self.doubts.append(doubt("actual-aside", f"“{listed}”没有参与判断"))
        return (*self._acts_ahead(listed), *before[at:])

    def _acts_ahead(self, listed: str) -> tuple[Token, ...]:
        """走访 of 走访翠苑、城南等19个小区: what was done to all that are listed."""
        texts = [clause.text for clause in self._clauses]
        at = next((at for at, one in enumerate(texts) if squeeze(one).startswith(listed)), 0)
        first = at
        while first and f"、{squeeze(texts[first])}" in squeeze(self._text):
            first -= 1
        words = self._clauses[first].words if first < at else ()
        return tuple(
            one for one in words if not _STATING.isdisjoint(one.senses) or one.kind == "word"
        )

    def _noun(self, level: Level) -> Effect:
        """What is counted, as it was read with the unit: 学生 in 名学生, 损坏 in 台损坏."""
        noun, before = level.stated.noun, level.stated.before
        if self._setting.knows(noun):
            return FINE
        tokens = scan(noun, self._setting.words)
        completed = bool(before) and {"done", "result"} <= before[-1].senses.keys()
        behind = level.stated.behind[:1]
        completed = completed or any("all-done" in one.senses for one in behind)
        if completed and "aim" in tokens[-1].senses and level.stated is level.clause.numbers[-1]:
            tokens = tokens[:-1]  # 已完成136户改造任务
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
            self.doubts.append(doubt("actual-claim", f"“{self._text}”自己说“{effect.quote}”"))
        if effect.kind == "doubt":
            self.doubts.append(
                doubt("actual-aside", f"“{self._text}”里的“{effect.quote}”没有参与判断")
            )
        return None

    def _aside(self, clause: Clause) -> Doubt | None:
        """What a clause without the number does to it: a cause, a breakdown, a cancellation."""
        tokens = clause.words
        refused = (self._leaves_out, self._is_scale, self._only_plans, self._is_set_apart)
        if any(is_so(clause) for is_so in refused):
            return self._weigh(Effect("open", clause.text), beside=False)
        if clause.numbers:
            return None if self._is_dropped_plan(clause) else self._part(clause)
        if any("corrected" in one.senses for one in tokens):
            return self._weigh(Effect("open", clause.text), beside=False)
        if any("cancelled" in one.senses and not self._setting.knows(one.text) for one in tokens):
            if any(self._said.marked(level, "strong") for level in self._said.roles("level")):
                # 因疫情取消，实际10次: the number is that of what was done all the same.
                self.doubts.append(doubt("actual-aside", f"“{clause.text}”没有参与判断"))
                return None
            quote = next(one.text for one in tokens if "cancelled" in one.senses)
            return self._weigh(Effect("open", quote), beside=False)
        if self._claims_missed(tokens):
            self.doubts.append(doubt("actual-claim", f"“{self._text}”自己说没有达到目标"))
            return None
        if self._is_under_way(clause) or self._is_by_past(clause):
            return self._weigh(Effect("open", clause.text), beside=False)
        if tokens and self._is_method(clause):
            self.doubts.append(doubt("actual-aside", f"“{clause.text}”没有参与判断"))
            return None
        caused = bool(tokens) and ("cause" in tokens[0].senses)
        if any("remaining" in one.senses for one in tokens):
            self.doubts.append(doubt("actual-aside", f"“{clause.text}”没有参与判断"))
            return None
        if clause.depth and any(
            "plan" in one.senses and "done" not in one.senses for one in tokens
        ):
            return self._weigh(Effect("open", clause.text), beside=False)
        if caused:
            if any("not" in one.senses and claims(two) for one, two in pairwise(tokens)):
                return self._denied(clause)
            harmful = ("pending", "undone", "made-up", "amiss")
            harm = [one for one in tokens if any(name in one.senses for name in harmful)]
            if harm:
                return self._weigh(Effect("open", harm[0].text), beside=False)
            return None
        tokens = self._without_steps(tokens)
        # 含差旅, 其中女兵14人: what is listed belongs to the number, as what stands in brackets.
        listed = bool(tokens) and "inclusive" in tokens[0].senses
        effect = effect_of(
            tokens, self._setting, behind=True, beside=False, bracketed=listed or clause.depth > 0
        )
        if effect.kind == "unread" and self._leads_up(clause):
            effect = Effect("doubt", clause.text)
        return self._weigh(effect, beside=False)

    def _leads_up(self, clause: Clause) -> bool:
        """依托古镇灯会, 实现旅游综合收入12.37亿元: what goes before a number that names what is asked.

        Unknown words there tell how it came about; a character that harms in them leaves it open.
        """
        if clause.depth or clause.numbers or not self._chosen:
            return False
        level = self._chosen[0]
        if self._ahead_of(level, clause) < 0:
            return False
        harms = self._setting.words.lexicon.words("harm-char")
        if any(char in clause.text for char in harms):
            return False
        said, name = squeeze(level.clause.text), squeeze(self._setting.name)
        if not any(said[at : at + 2] in name for at in range(len(said) - 1)):
            return False
        # 上级下达任务，危桥改造6座: words of the name alone do not say that it was done, but a rate is
        # nothing that one plans in passing, and a clause may begin with the act (扫描著录档案8600卷).
        words = level.clause.words
        act = bool(words) and not {"done", "verb"}.isdisjoint(words[0].senses)
        if act or self._measure.is_share(self._measure.unit):
            return True
        own = (one for one in words if not self._setting.names(one.text))
        return any(not _STATING.isdisjoint(one.senses) and "fill" not in one.senses for one in own)

    def _ahead_of(self, level: Level, clause: Clause) -> int:
        """By how many clauses `clause` stands before that of `level`; below 0 behind it."""
        order = [id(one) for one in self._clauses]
        return order.index(id(level.clause)) - order.index(id(clause))

    def _without_steps(self, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
        """改造160户，结果已公示: what goes before the act elsewhere follows what was done."""
        done = any(
            not FINISHING.isdisjoint(one.senses) and "fill" not in one.senses
            for level in self._chosen
            for one in (*level.stated.before, *level.stated.behind)
        )
        missed = bool(self._chosen) and self._measure.met(self._chosen[0].value) is False
        if not done and not missed:
            return tokens
        return tuple(one for one in tokens if not _follows(one))

    def _is_method(self, clause: Clause) -> bool:
        """按照受理单逐份比对, 以登记证明为准: how the number was checked, and nothing that harms it."""
        first, *rest = clause.words
        if "method" not in first.senses or not rest:
            return False
        checks = clause.text.endswith(self._setting.words.lexicon.words("checking"))
        plain = all(
            _HARMING.isdisjoint(one.senses)
            and ("begun" not in one.senses or "dealing" in one.senses)
            for one in rest
        )
        return checks and plain

    def _is_by_past(self, clause: Clause) -> bool:
        """根据上年统计: the number was come by from those of another year."""
        begins = bool(clause.words) and "method" in clause.words[0].senses
        return begins and any("past" in one.senses for one in clause.words)

    def _is_set_apart(self, clause: Clause) -> bool:
        """往年同期, 力争年底前, before a number of which nothing else says that it is this year's."""
        dated = all(one.kind == "date" for one in clause.numbers)
        if clause.depth or not dated or not self._chosen or not clause.words:
            return False
        level = self._chosen[0]
        if self._ahead_of(level, clause) != 1:
            return False
        first = clause.words[0].senses if len(clause.words[0].text) > 1 else {}
        other = not {"plan", "past"}.isdisjoint(first) and {"done", "aside-fine"}.isdisjoint(first)
        told = any("this-year" in one.senses for one in level.clause.words)
        return other and not told and not self._said.marked(level, "strong")

    def _is_under_way(self, clause: Clause) -> bool:
        """陆续发放中, 均在施工: what ends a clause says that it is not done."""
        if clause.numbers or len(clause.words) < 2 or clause.depth:
            return False
        *_, act, last = clause.words
        inside = any("between" in one.senses for one in clause.words)  # 在检查中
        ends = last.text in self._setting.words.lexicon.words("going-on")
        going = "ongoing" in act.senses and not {"verb", "thing-kind"}.isdisjoint(last.senses)
        return going or (ends and not inside and not {"verb", "done"}.isdisjoint(act.senses))

    def _leaves_out(self, clause: Clause) -> bool:
        """48万元（不含尾款）, 监理费另计: what comes on top counts where there is a limit.

        Nor is 96%（停用的40台未计入） the share of all.
        """
        words = clause.words
        for stated in clause.numbers:
            noun = scan(stated.noun, self._setting.words) if stated.noun else ()
            words = (*words, *stated.before, *noun, *stated.behind)
        if any("exclusive" in one.senses for one in words):
            apart = clause.depth > 0 or "exclusive" in words[-1].senses
            few = bool(self._chosen) and self._measure.met(self._chosen[0].value) is False
            return apart and (self._setting.is_limit or few)
        shares = self._measure.is_share(self._measure.unit) and clause.depth > 0
        return shares and any("left-out" in one.senses for one in words)

    def _is_scale(self, clause: Clause) -> bool:
        """4.6（满分5分） for ≥90%: so many of so many points are no per cent."""
        if not clause.depth or not self._measure.is_share(self._measure.unit):
            return False
        return any("full-scale" in one.senses for stated in clause.numbers for one in stated.before)

    def _is_dropped_plan(self, clause: Clause) -> bool:
        """原计划8次已取消，实际6次: what was planned and dropped takes nothing from what was done."""
        planned = any("plan" in one.senses for stated in clause.numbers for one in stated.before)
        return planned and any(
            self._said.marked(level, "strong") for level in self._said.roles("level")
        )

    def _only_plans(self, clause: Clause) -> bool:
        """已列入2024年计划，共85公里: nothing says that what was planned was done."""
        dated = bool(clause.numbers) and all(one.kind == "date" for one in clause.numbers)
        planned = bool(clause.words) and "plan" in clause.words[-1].senses
        before = (one for level in self._said.roles("level") for one in level.stated.before)
        done = any("done" in one.senses and "fill" not in one.senses for one in before)
        return dated and planned and not done

    def _claims_missed(self, tokens: Sequence[Token]) -> bool:
        """Whether words say that the target was missed: 低于目标, 接近目标."""
        return any("shortfall" in one.senses and len(one.text) > 1 for one in tokens) or any(
            "near" in one.senses and "aim" in two.senses for one, two in pairwise(tokens)
        )

    def _denied(self, clause: Clause) -> Doubt | None:
        """19场，因维修未全部完成: a number that misses is missed; whether another is enough is open."""
        levels = self._said.levels
        if levels and self._measure.met(levels[0].value) is False:
            self._weigh(Effect("missed", clause.text), beside=False)
            return None
        return self._weigh(Effect("open", clause.text), beside=False)

    def _part(self, clause: Clause) -> Doubt | None:
        """其中2批次不合格: what is wrong with a part is said, and taken off where it would decide."""
        for stated in clause.numbers:
            tokens = (*stated.before, *stated.behind)
            noun = scan(stated.noun, self._setting.words) if stated.noun else []
            bad = [
                one
                for one in (*tokens, *noun)
                if any(name in one.senses for name in ("failed", "pending", "cancelled", "undone"))
                or one in _of_others(stated)
                or (
                    one.kind == "char"
                    and one.text in self._setting.words.lexicon.words("taken-back")
                )
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
            earlier = self._said.of_other_year(stated) if clause.depth else ""
            over = self._over_limit(clause, stated, bad)
            if over is not None:
                return over
            if not bad and not earlier:
                self._doubt_more(clause, stated)
                self._quote_unread(clause, stated)
                continue
            if self._is_still_more(clause, stated, bad):
                continue  # 已安装80台，待安装120台: no part of what was done
            quote = earlier or bad[0].text
            message = f"“{clause.text}”里的“{quote}”没有从完成数里减去"
            self.doubts.append(doubt("actual-part", message))
            # 完成34件，另有5件正在修复: what is still to come was not counted.
            outside = _is_extra(stated) and not any("failed" in one.senses for one in bad)
            refused = all(one.text in self._setting.words.lexicon.words("refused") for one in bad)
            outside = outside or (refused and self._is_turned_away(clause, stated))
            if not outside and not self._still_meets(stated):
                return doubt("actual-words", f"“{self._text}”扣去“{clause.text}”后不一定达到目标")
        return None

    def _quote_unread(self, clause: Clause, part: Stated) -> None:
        """胡乱充抵4次 before 合计16次: unknown words at a number of the same kind are said."""
        if part.kind != "number" or not unit_of(part.value) or not self._said.fits(part.value):
            return
        for tokens, behind in ((part.before, False), (part.behind, True)):
            effect = effect_of(tokens, self._setting, behind=behind, beside=False)
            if effect.kind in ("unread", "doubt"):
                self.doubts.append(doubt("actual-aside", f"“{clause.text}”没有参与判断"))
                return

    def _is_still_more(self, clause: Clause, part: Stated, bad: Sequence[Token]) -> bool:
        """Whether a number of what is to come, or came before, is greater than the one that counts."""
        if clause.depth or _is_part(part) or not self._setting.is_floor:
            return False
        denials = self._setting.words.lexicon.words("not")
        if any("begun" not in one.senses and one.text.startswith(denials) for one in bad):
            return False  # 改造66户，未验收68户
        if any(not {"failed", "cancelled"}.isdisjoint(one.senses) for one in bad):
            return False
        if len(self._chosen) != 1 or not self._said.fits(part.value):
            return False
        return self._measure.number(part.value) > self._measure.number(self._chosen[0].value)

    def _is_turned_away(self, clause: Clause, part: Stated) -> bool:
        """驳回9户，兑付112户 for 兑付户数: who was turned away before is not among those that count."""
        if clause.depth or _is_part(part) or len(self._chosen) != 1:
            return False
        level = self._chosen[0]
        return self._ahead_of(level, clause) > 0 and asks_for(self._said, level)

    def _over_limit(self, clause: Clause, part: Stated, bad: Sequence[Token]) -> Doubt | None:
        """上报1起，另查出2起 for ≤2起: what came on top is not added, and it would be too much.

        So is what is `bad`, and no part of the number: 共1次，瞒报3次.
        """
        levels, unit = self._chosen, self._measure.unit
        if (
            not self._setting.is_limit
            or not levels
            or not (_is_extra(part) or _is_rest(part) or (bad and _is_apart(part)))
            or not self._said.fits(part.value)
        ):
            return None
        level = levels[0].value
        if self._measure.met(level) is not True or not isinstance(part.value, Comparison):
            return None
        # 最长28分钟，其余均在20分钟内: times and shares of the rest do not add up, each has to hold.
        times = self._setting.words.is_time(unit) or self._measure.is_share(unit)
        apart = times and _is_rest(part)
        if _is_rest(part) and not times:
            return None
        first = 0 if apart else self._measure.number(level)
        total = as_number(first + self._measure.number(part.value))
        if self._measure.met(Comparison(quantity=Quantity(total, self._measure.unit))) is True:
            return None
        more = "" if apart else "加上"
        return doubt("actual-words", f"“{self._text}”{more}“{clause.text}”后超过目标")

    def _doubt_more(self, clause: Clause, part: Stated) -> None:
        """本级18次，乡镇另行组织9次: what came on top is not added; it matters where 18 is too few."""
        levels = self._chosen
        if _is_extra(part) and levels and self._measure.met(levels[0].value) is False:
            self.doubts.append(doubt("actual-part", f"“{clause.text}”没有加进完成数"))

    def _still_meets(self, part: Stated) -> bool:
        """Whether the target is met without the part."""
        levels = self._chosen
        value = part.value
        if not levels or not isinstance(value, Comparison) or not self._said.fits(value):
            return True
        level = levels[0].value
        if (
            not isinstance(level, Comparison)
            or value.unit
            and not level.unit
            and not self._measure.unit
        ):
            return True
        rest = self._measure.number(level) - self._measure.number(value)
        less = attrs.evolve(
            level, quantity=Quantity(as_number(rest), self._measure.unit or level.unit)
        )
        return self._measure.met(level) is not True or self._measure.met(less) is True

    def is_caused(self) -> bool:
        """33天，因连续降雨顺延: the other clauses say why."""
        others = [one for one in self._clauses if not one.numbers and one.words]
        return bool(others) and all("cause" in one.words[0].senses for one in others)


def _follows(token: Token) -> bool:
    """公示, 备案, which follow what was done as well as they go before it."""
    return token.senses.get("begun") == "ahead" and "pending" not in token.senses


def _is_part(part: Stated) -> bool:
    """其中2台进口: one of several, and not all of them are named."""
    return any({"part", "inclusive"} & one.senses.keys() for one in part.before)


def _is_apart(part: Stated) -> bool:
    """瞒报3次 beside 共1次: no part of it, and no change from what was before."""
    changes = {"compared", "than", "rise", "fall"}
    compared = part.base is not None or any(changes & one.senses.keys() for one in part.before)
    return not compared and not _is_part(part)


def _of_others(part: Stated) -> list[Token]:
    """兄弟单位 of 含兄弟单位职工85人, with which the part begins; 县外省内540人 is no such part."""
    named = itertools.dropwhile(lambda one: {"inclusive", "part"} & one.senses.keys(), part.before)
    return [one for one in itertools.islice(named, 1) if "elsewhere" in one.senses]


def _is_rest(part: Stated) -> bool:
    """其余42分钟: what is not among those of the number before."""
    return any({"remaining", "staged"} <= one.senses.keys() for one in part.before)


def _is_extra(part: Stated) -> bool:
    """另行组织9次: on top of what was said before."""
    return any("remaining" in one.senses and "part" in one.senses for one in part.before)
