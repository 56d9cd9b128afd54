"""What an actual value (实际完成值) says was achieved: the number or the date that counts, or why none does.

The number that counts is chosen by the words around it. A word that no class of the lexicon
allows beside an achieved number leaves the question open and is quoted; nothing is read over
because it is unknown.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeGuard

import attrs

from ..criteria import Comparison, Criterion, Deadline, Doubt, Period, Range
from ..criteria.amounts import number_in
from ..errors import CriterionError, Span, UnitError
from ..quantities import Quantity, Units, as_number
from .build import LOWER, UPPER
from .characters import squeeze
from .clauses import Clause, Stated, clauses_of, role_of
from .faults import Contradiction
from .lexicon import Lexicon
from .phrases import phrases
from .reading import clean, date_like, is_bad_thing, refuse_split_numbers
from .tokens import Token, Vocabulary, scan, vocabulary

__all__ = ["Achieved", "Setting", "achieved_amount", "achieved_date", "zero_words"]


@attrs.frozen(kw_only=True)
class Setting:
    """What an actual value is read against.

    Attributes:
        target: the criterion.
        name: the indicator's name, whose words beside a number are no news; `""` if unknown.
        year: of a date without one.
        words: the vocabulary of actual values.
    """

    target: Criterion
    name: str
    year: int | None
    words: Vocabulary

    @property
    def units(self) -> Units:
        """The units to convert by."""
        return self.words.units

    def knows(self, text: str) -> bool:
        """Whether `text` stands in the name or in the target: the measured thing itself."""
        known = squeeze(self.name) + squeeze(self.target.text)
        if not known or not text:
            return False
        return text in known or (len(text) > 1 and all(char in known for char in text))

    def averages(self) -> bool:
        """Whether the name says that the number is one of each: 人均, 户均, 亩均."""
        return any(one in self.name for one in self.words.lexicon.words("per-average"))


class Achieved(NamedTuple):
    """What an actual value states.

    Attributes:
        value: the amount, the date or the period that was achieved; None where none is stated.
        met: what the words decide by themselves; "ask" where `value` decides, None for open.
        doubts, remarks: as in `Judgement`.
    """

    value: Criterion | None
    met: bool | Literal["ask"] | None
    doubts: tuple[Doubt, ...] = ()
    remarks: tuple[str, ...] = ()


def doubt(code: str, message: str) -> Doubt:
    return Doubt(code=code, message=message)


def _open(code: str, message: str) -> Achieved:
    return Achieved(None, None, (doubt(code, message),))


def actual_words(units: Units, lexicon: Lexicon | None = None) -> Vocabulary:
    """The vocabulary of actual values."""
    return vocabulary(units, lexicon, "actual")


# 【线上】 explains as （线上） does; [80,90] is an interval.
_SQUARE: Final = MappingProxyType(str.maketrans("【】〔〕", "（）（）"))


def _clauses(text: str, words: Vocabulary) -> tuple[list[Clause], list[Token]]:
    folded = clean(text.translate(_SQUARE))
    tokens = scan(folded, words)
    _refuse_lookalikes(text, tokens)
    try:
        refuse_split_numbers(tokens)
        found = clauses_of(phrases(folded, tokens, words), words)
    except Contradiction as problem:
        at = max(folded.find(problem.word), 0) if problem.word else 0
        raise CriterionError(
            problem.message,
            code=problem.code,
            text=text,
            span=Span(at, min(len(text), at + max(1, len(problem.word)))),
            expected="一个完整的数或日期，例如 96%、2022年10月20日",
        ) from None
    return found, tokens


def _refuse_lookalikes(text: str, tokens: Sequence[Token]) -> None:
    """9O%: a letter beside a digit that looks like one.

    Raises:
        CriterionError: the number is damaged; the letter is under the caret.
    """
    for one, other in pairwise(tokens):
        letter = other if one.kind == "number" else one
        if "lookalike" not in letter.senses or "unit" in letter.senses or one.end != other.start:
            continue
        if "number" in (one.kind, other.kind):
            raise CriterionError(
                f"“{letter.text}”像是字母，不是数字",
                code="number-damaged",
                text=text,
                span=Span(letter.start, letter.end),
                expected="数字",
            )


# ---------------------------------------------------------------- words beside a number


class _Effect(NamedTuple):
    """What words do to the number beside them: ``fine``, ``doubt``, ``open``, ``missed``, ``claimed``."""

    kind: str
    quote: str = ""


_FINE: Final = _Effect("fine")
#: Classes whose words may stand beside an achieved number.
_HARMLESS: Final = frozenset(
    (
        "done", "verb", "already", "fill", "measure", "thing", "result", "total", "manner", "inclusive",
        "whole", "this-year", "every", "unit", "year", "month", "day", "quarter", "half-year", "with", "and",
        "rise", "fall", "move", "scale", "after", "to", "by", "from", "grade", "between", "amid", "hold",
        "on-time", "all-done", "early-done", "thing-kind", "place", "rank", "colon", "possessive", "half",
        "ordinal", "grade-noun", "until", "end", "before", "school", "near", "soft", "reach", "aside",
        "part", "sign", "dealing", "whole-amount", "exclusive", "partial", "only", "really", "step", "energy", "kept", "padding", "date-column", "reached-claim", "compared",
    )
)  # fmt: skip
#: Classes whose words say that a thing was done.
_FINISHING: Final = frozenset(("finished", "done", "verb", "result", "all-done", "on-time"))
_ONLY_UNIT: Final = frozenset(("unit", "place"))
#: Classes whose words say what was done to the number behind them: the last of them counts.
_SAYS: Final = frozenset(("done", "verb", "result", "move", "reach", "to"))
#: Classes whose words make a number another one than the one achieved.
_HARMFUL: Final = (
    "pending",
    "cancelled",
    "failed",
    "made-up",
    "amiss",
    "undone",
    "undone-time",
)


def _effect_of(
    tokens: Sequence[Token],
    setting: Setting,
    *,
    behind: bool,
    beside: bool = True,
    bracketed: bool = False,
) -> _Effect:
    """What the words beside a number do to it; the first that harms is quoted."""
    dealt = False
    worst = _FINE
    index = 0
    while index < len(tokens):
        token = tokens[index]
        senses = token.senses
        if "dealing" in senses:
            dealt = True
        elif not ("thing" in senses or not senses or "failed" in senses):
            dealt = False
        if "ongoing" in senses and not behind and _is_under_way(tokens, index, setting):
            return _Effect("open", token.text + tokens[-1].text)
        run = _run(tokens, index)
        if run:
            index += _length(tokens, index)
            if not behind and index < len(tokens) and tokens[index].senses.keys() <= _ONLY_UNIT:
                run, index = run + tokens[index].text, index + 1  # 报名: no unit before its number
            effect = _unknown(run, tokens, setting, behind=behind, bracketed=bracketed)
            if effect.kind == "unread":
                return effect
            worst = _worse(worst, effect)
            continue
        index += 1
        if "negative-state" in senses or ("not" in senses and "none-said" not in senses):
            effect = _negated(tokens, index, setting)
            if effect.kind != "fine":
                return effect
            continue
        harmful = next((name for name in _HARMFUL if name in senses), None)
        if "bad-measure" in senses and not setting.knows(token.text):
            return _Effect("open", token.text)
        if harmful is not None:
            if setting.knows(token.text) and (
                len(token.text) > 1 or harmful in ("failed", "cancelled")
            ):
                continue
            if harmful == "failed" and (dealt or "already" in senses):
                continue
            if not beside and any("remaining" in one.senses for one in tokens[:index]):
                worst = _worse(worst, _Effect("doubt", token.text))
                continue
            return _Effect("open", token.text)
        if senses.get("begun") == "start" and not _is_start(setting):
            return _Effect("open", token.text)
        if "begun" in senses and "done" not in senses and not setting.knows(token.text):
            return _Effect("open", token.text)
        if "modal" in senses and index < len(tokens) and "done" in tokens[index].senses:
            # 能完成12场, 可以举办12场: what can be done has not been done.
            return _Effect("open", token.text + tokens[index].text)
        if "really" in senses and behind and beside and index == 1:
            return _Effect("open", token.text)
        if "only" in senses and behind and beside:
            return _Effect("open", token.text)
        if "partial" in senses and not setting.knows(token.text):
            worst = _worse(worst, _Effect("doubt", token.text))
        if (
            "plan" in senses
            and behind
            and not _follows_done(tokens, index - 1)
            and "done" not in senses
            and not setting.knows(token.text)
        ):
            return _Effect("open", token.text)
        if "hedged" in senses and behind is False and beside and not setting.knows(token.text):
            worst = _worse(worst, _Effect("doubt", token.text))
    return worst


def _is_under_way(tokens: Sequence[Token], index: int, setting: Setting) -> bool:
    """在训30人, 在修5台: 在 with one character before the number, which is no place or post."""
    if index + 2 != len(tokens) or setting.knows(tokens[index].text + tokens[-1].text):
        return False
    last = tokens[-1]
    return _is_unknown(last) and last.text not in setting.words.lexicon.words("noun-end")


def _turned_behind(tokens: Sequence[Token]) -> str:
    """3万元超支: the word right behind the last number says that it is a difference."""
    first = tokens[0] if tokens else None
    offsets = ("overrun", "shortfall", "saved", "excess")
    return first.text if first is not None and any(one in first.senses for one in offsets) else ""


def _follows_done(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word of plan is what was done: 100%完成计划."""
    before = tokens[index - 1].senses if index > 0 else {}
    return "reached-claim" in before


def _is_start(setting: Setting) -> bool:
    """Whether the indicator itself is a start: 开工时间, 开工户数."""
    known = setting.name + setting.target.text
    return any(one in known for one in setting.words.lexicon.words("begun"))


def _worse(one: _Effect, other: _Effect) -> _Effect:
    order = ("fine", "doubt", "unread", "open")
    return other if order.index(other.kind) > order.index(one.kind) else one


def _run(tokens: Sequence[Token], index: int) -> str:
    """The unknown characters that begin at `index`; `""` where the token is known."""
    end = index
    while end < len(tokens) and _is_unknown(tokens[end]):
        end += 1
    return "".join(one.text for one in tokens[index:end])


def _length(tokens: Sequence[Token], index: int) -> int:
    end = index
    while end < len(tokens) and _is_unknown(tokens[end]):
        end += 1
    return end - index


def _is_unknown(token: Token) -> bool:
    if token.kind == "numeral":
        return True
    if token.text in "“”‘’《》()+·.:…~-\"'<>":
        return False
    senses = token.senses
    if not senses:
        return True
    return (
        _HARMLESS.isdisjoint(senses)
        and not any(name in senses for name in _HARMFUL)
        and not any(
            name in senses
            for name in (
                "not", "begun", "plan", "hedged", "none-said", "aside-fine", "cause", "remaining", "bound",
                "excess", "overrun", "shortfall", "early", "saved", "earlier-years", "survey", "attached",
                "corrected", "overdue-word", "of-target", "aim", "baseline", "period-on-period",
                "join", "nothing", "yes", "no", "zero", "thing-bad", "postponed", "near", "modal",
            )
        )
    )  # fmt: skip


def _unknown(
    run: str,
    around: Sequence[Token],
    setting: Setting,
    *,
    behind: bool,
    bracketed: bool,
) -> _Effect:
    """What unknown words do: the measured thing and nouns are harmless, anything else is not."""
    lexicon = setting.words.lexicon
    if setting.knows(run):
        return _FINE
    harms = any(char in lexicon.words("harm-char") for char in run)
    if any(char in "[]{}" for char in run):
        return _Effect("unread", run)
    if not any(char.isalpha() for char in run):
        return _FINE
    if run.isascii():
        return _Effect("doubt", run) if bracketed else _Effect("unread", run)
    if not harms:
        noun = any(run.endswith(one) for one in lexicon.words("noun-end"))
        acted = not behind and any(
            name in one.senses for one in around for name in ("done", "verb", "result")
        )
        if noun or acted or bracketed:
            return _Effect("doubt", run)
    return _Effect("unread", run)


def _negated(tokens: Sequence[Token], index: int, setting: Setting) -> _Effect:
    """A negation beside a number: harmless only before something bad (未发生事故)."""
    rest = "".join(one.text for one in tokens[index:])
    said = tokens[index - 1].text
    for head in ("", *setting.words.lexicon.words("occur")):
        if rest.startswith(head) and is_bad_thing(rest[len(head) :], setting.words):
            return _FINE
    following = tokens[index] if index < len(tokens) else None
    if following is not None and (
        "failed" in following.senses
        or "overdue-word" in following.senses
        or "overrun" in following.senses
    ):
        return _FINE
    if following is not None and _claims(following):
        return _Effect("missed", said + following.text)
    return _Effect("open", (said + rest)[:12])


def _claims(token: Token) -> bool:
    """达到, 全部完成: what is denied where the number is not the whole."""
    return "reached-claim" in token.senses or "all-done" in token.senses


# ---------------------------------------------------------------- amounts


def achieved_amount(text: str, setting: Setting) -> Achieved:
    """The number that an actual value states as achieved.

    Raises:
        CriterionError: a damaged number.
        UnitError: every number is of another kind than the target's; both are named.
    """
    target = setting.target
    found, tokens = _clauses(text, setting.words)
    if not any(clause.numbers for clause in found):
        if text.strip().isascii():
            raise CriterionError(
                f"“{text.strip()[:20]}”不是数，也不是说明完成情况的文字",
                code="actual-unreadable",
                text=text,
                span=Span(0, len(text)),
                expected="实际完成的数，例如 96%、15次",
            )
        return _without_number(text, tokens, setting)
    amounts = [
        (clause, one)
        for clause in found
        for one in clause.numbers
        if one.kind in ("number", "rank")
    ]
    if not amounts:
        dated = _serial_words(found, setting)
        return dated or _open("actual-no-number", f"“{text.strip()}”里没有可以比较的数")
    return _AmountReader(text, found, tokens, setting, unit_of_target(target)).read()


def _serial_words(found: Sequence[Clause], setting: Setting) -> Achieved | None:
    """Words with nothing but dates: 2022年未开展, 截至12月底尚未启动."""
    tokens = [one for clause in found for one in clause.words]
    words = "".join(one.text for one in tokens)
    if not words:
        return None
    return _without_number(words, tokens, setting)


def unit_of_target(target: Criterion) -> str:
    return target.unit if isinstance(target, Comparison | Range) else ""


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
            return _open("actual-doubted", f"实际值“{self._text}”自己说数有误，没有写出正确的数")
        if _is_sum(self._tokens):
            return _open("actual-several", f"“{self._text}”是一个算式，请写出它的得数")
        corrected = self._roles("corrected")
        if corrected:
            level = corrected[-1]
            self._doubts.append(doubt("actual-corrected", f"“{self._text}”有更正，按更正后的数计"))
            return self._finish(level.value, [level], check=False)
        levels = self._levels()
        if levels:
            return self._chosen(levels)
        if self._roles("none"):
            return Achieved(
                _zero(self._setting.target, self._text), "ask", (), (f"“{self._text}”按0计",)
            )
        for roles in (("of-target",), ("more", "less", "aim")):
            relative = self._roles(*roles)
            if relative:
                return self._relative(relative[0], roles[0])
        undone = self._roles("undone")
        if undone:
            return self._undone(undone[0])
        if self._roles("plan"):
            return _open("actual-plan", f"“{self._text}”写的是计划、目标或要求的数，不是完成的数")
        if self._roles("earlier"):
            return _open("actual-other-year", f"“{self._text}”里的数不是当年的数")
        if self._mismatch is not None:
            inside = [one for one in self._roles("part") if self._fits(one.value)]
            share = self._is_share(self._mismatch.unit)
            if share and len(inside) == 1:
                # 100%（14场）: the number of the target's kind stands in the brackets.
                return self._finish(inside[0].value, inside)
            if share and not self._is_share(self._unit):
                return _open("actual-share", f"“{self._text}”看不出是什么的几成，请写数")
            self._raise_unit()
        return _open("actual-no-number", f"“{self._text}”里没有完成的数")

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
        if role == "level" and clause.depth:
            return "part"
        return role

    def _ahead(self, stated: Stated) -> bool:
        """提前完成12场: ahead of time a count is what was done; only a time is counted off."""
        if not any("early" in one.senses for one in stated.before):
            return False
        unit = _unit(stated.value) if isinstance(stated.value, Comparison | Range) else ""
        return not self._is_time(unit or self._unit)

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
                    found.append(_Level(clause, stated, value))
        return found

    def _averaged(self, value: Comparison | Range, period: str) -> Comparison | Range:
        """月均1.5次 is 1.5次/月 where the target is so often in a span of time."""
        below = self._unit.partition("/")[2]
        if not period or not below or "/" in _unit(value) or not self._is_span(below):
            return value

        def rated(quantity: Quantity) -> Quantity:
            return Quantity(
                quantity.number, f"{quantity.unit or self._unit.partition('/')[0]}/{period}"
            )

        if isinstance(value, Range):
            return attrs.evolve(value, lower=rated(value.lower), upper=rated(value.upper))
        return attrs.evolve(value, quantity=rated(value.quantity))

    def _average(self, stated: Stated) -> str:
        """The span of time of which the number is the average: 月 of 月均; `""` for none."""
        for token in stated.before:
            period = token.senses.get("per-average", "")
            named = self._setting.knows(token.text) or token.text[0] in self._setting.name
            if period and not named and self._is_span(period):
                return period
        return ""

    def _is_span(self, unit: str) -> bool:
        return self._periods(unit) is not None or self._is_time(unit)

    def _levels(self) -> list[_Level]:
        """The numbers stated as achieved, in the target's unit."""
        found = []
        for level in self._roles("level"):
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
                return size if money else None
            if self._units.relation(own, self._money) is not None:
                return size
            return size / periods
        if rate and not below:
            periods = self._periods(rate)
            if periods is None:
                return size if self._setting.averages() else None
            return size * periods
        return None

    @property
    def _money(self) -> str:
        return next(iter(self._setting.words.lexicon.classes["currency"]))

    def _periods(self, unit: str) -> int | None:
        stated = self._setting.words.senses.get(unit, {}).get("periods")
        return None if stated is None else int(stated)

    def _chosen(self, levels: list[_Level]) -> Achieved:
        """One number of those stated as achieved."""
        clean_ones = [one for one in levels if not self._spoiled(one)]
        if clean_ones and len(clean_ones) < len(levels):
            # 完成80人；剩余20人: the other numbers say what was not done.
            levels = clean_ones
            self._say_others()
        if len(levels) == 1:
            if self._others:
                self._say_others()
            return self._finish(levels[0].value, levels)
        for name in ("total", "strong"):
            marked = [one for one in levels if self._marked(one, name)]
            if marked and len(marked) < len(levels) or (marked and name == "strong"):
                return self._finish(marked[-1].value, marked[-1:])
        first = levels[0].value
        if all(one.value == first for one in levels[1:]):
            return self._finish(first, levels)
        return self._several(levels)

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
            return any("total" in one.senses for one in level.stated.before)
        return any(one.senses.get("result") == "strong" for one in level.stated.before)

    def _say_others(self) -> None:
        self._doubts.append(
            doubt("actual-several", f"“{self._text}”里有几个数，按与目标同单位的那一个计")
        )

    def _several(self, levels: list[_Level]) -> Achieved:
        """Parts without a total: counts and amounts are summed, of shares all or none must meet."""
        values = [one.value for one in levels]
        plain = all(isinstance(one, Comparison) and one.operator is None for one in values)
        unit = self._unit or _unit(values[0])
        summable = plain and unit and not self._is_share(unit) and not self._is_time(unit)
        if summable:
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

    def _met(self, value: Criterion) -> bool | None:
        return self._setting.target.decides(value, units=self._units)

    def _is_share(self, unit: str) -> bool:
        return bool(unit) and not self._units.factor(unit).dimension

    def _is_time(self, unit: str) -> bool:
        time = self._setting.words.lexicon.words("time-unit")
        return any(self._units.relation(unit, one) is not None for one in time)

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
            return _open("actual-relative", f"“{self._text}”是相对目标说的，目标不是一个数")
        wanted = target.quantity.exact
        quantity = level.value.quantity
        if kind == "of-target":
            if not self._is_share(quantity.unit or "%"):
                return _open("actual-relative", f"“{self._text}”看不出是目标的几成")
            share = quantity.exact * self._units.factor(quantity.unit).size
            number = wanted * share
            self._doubts.append(
                doubt("actual-of-target", f"“{self._text}”按目标{target.quantity}的几成计")
            )
        else:
            sign = self._sign(level)
            if sign is None:
                return _open("actual-relative", f"“{self._text}”看不出比目标多还是少")
            moved = self._moved(quantity, wanted)
            if moved is None:
                self._mismatch = quantity
                self._raise_unit()
                return _open("actual-relative", f"“{self._text}”的单位与目标不同")
            number = wanted + sign * moved
        if number < 0:
            return _open("actual-relative", f"“{self._text}”按目标算出的数小于0")
        value = Comparison(
            operator=level.value.operator,
            quantity=Quantity(as_number(number), target.unit),
            text=self._text,
        )
        self._remarks.append(f"“{self._text}”从目标{target.quantity}起算，实际为{value.quantity}")
        return self._finish(value, [level])

    def _sign(self, level: _Level) -> int | None:
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
            return _open("actual-turned", f"“{self._text}”写的是没有完成的数")
        below = attrs.evolve(value, operator="<")
        self._doubts.append(doubt("actual-turned", f"“{self._text}”只说没有完成这么多"))
        return self._finish(below, [level], check=False)

    # ---- the words around

    def _finish(
        self, value: Criterion, levels: Sequence[_Level], *, check: bool = True
    ) -> Achieved:
        blocked = self._beside(levels) if check else None
        if blocked is None and check:
            aside = self._asides(levels)
            # What a clause of unknown words says cannot make a number enough that is not.
            if aside is not None and aside.code == "actual-unread" and self._met(value) is False:
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
            turned = self._fallen(level.stated.before) or self._part_of_year(level)
            if turned:
                return self._weigh(_Effect("open", turned), beside=True)
            if level.stated is level.clause.numbers[-1]:
                turned = _turned_behind(level.stated.behind)
                if turned:
                    return self._weigh(_Effect("open", turned), beside=True)
            for tokens, behind in ((level.stated.before, False), (level.stated.behind, True)):
                effect = _effect_of(tokens, self._setting, behind=behind)
                found = self._weigh(effect, beside=True)
                if found is not None:
                    return found
            if level.stated.noun:
                found = self._weigh(self._noun(level.stated.noun), beside=True)
                if found is not None:
                    return found
        return None

    def _part_of_year(self, level: _Level) -> str:
        """月均2次 for ≥24次: whether a month's or the year's count is asked the target does not say."""
        if not self._average(level.stated) or "/" in self._unit or "/" in _unit(level.value):
            return ""
        target = self._setting.target
        lower = isinstance(target, Comparison) and target.operator in LOWER
        summed = not self._is_share(self._unit or "%") and not self._is_time(self._unit)
        if not summed or (lower and self._met(level.value) is True):
            return ""
        return next(one.text for one in level.stated.before if "per-average" in one.senses)

    def _fallen(self, before: Sequence[Token]) -> str:
        """减少12场 for ≥12场: a fall is no level, unless a fall is what the name or target asks for."""
        target = self._setting.target
        if not isinstance(target, Comparison) or target.operator not in ("≥", ">"):
            return ""
        said = (one for one in reversed(before) if not _SAYS.isdisjoint(one.senses))
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
            found = self._aside(clause)
            if found is not None:
                return found
        return None

    def _noun(self, noun: str) -> _Effect:
        """What is counted, as it was read with the unit: 学生 in 名学生, 损坏 in 台损坏."""
        if self._setting.knows(noun):
            return _FINE
        tokens = scan(noun, self._setting.words)
        return _effect_of(tokens, self._setting, behind=True, beside=False)

    def _weigh(self, effect: _Effect, *, beside: bool) -> Doubt | None:
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
        if clause.numbers:
            return None if self._is_dropped_plan(clause) else self._part(clause)
        if not clause.numbers and any("corrected" in one.senses for one in tokens):
            return self._weigh(_Effect("open", clause.text), beside=False)
        if any("cancelled" in one.senses and not self._setting.knows(one.text) for one in tokens):
            if any(self._marked(level, "strong") for level in self._roles("level")):
                # 因疫情取消，实际10次: the number is that of what was done all the same.
                self._doubts.append(doubt("actual-aside", f"“{clause.text}”没有参与判断"))
                return None
            quote = next(one.text for one in tokens if "cancelled" in one.senses)
            return self._weigh(_Effect("open", quote), beside=False)
        target = self._setting.target
        limit = isinstance(target, Comparison) and target.operator in ("≤", "<")
        if limit and clause.depth and any("exclusive" in one.senses for one in tokens):
            # 48万元（不含尾款）: how much comes on top is not said.
            return self._weigh(_Effect("open", clause.text), beside=False)
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
            return self._weigh(_Effect("open", clause.text), beside=False)
        if caused:
            if any("not" in one.senses and _claims(two) for one, two in pairwise(tokens)):
                return self._denied(clause)
            harm = [one for one in tokens if any(n in one.senses for n in ("pending", "undone"))]
            if harm:
                return self._weigh(_Effect("open", harm[0].text), beside=False)
            return None
        # 含差旅, 其中女兵14人: what is listed belongs to the number, as what stands in brackets.
        listed = bool(tokens) and "inclusive" in tokens[0].senses
        effect = _effect_of(
            tokens, self._setting, behind=True, beside=False, bracketed=listed or clause.depth > 0
        )
        return self._weigh(effect, beside=False)

    def _is_dropped_plan(self, clause: Clause) -> bool:
        """原计划8次已取消，实际6次: what was planned and dropped takes nothing from what was done."""
        planned = any("plan" in one.senses for stated in clause.numbers for one in stated.before)
        return planned and any(self._marked(level, "strong") for level in self._roles("level"))

    def _claim(self, tokens: Sequence[Token]) -> Doubt | Literal[False] | None:
        """低于目标, 超过目标: what the words say of the number; None where they say nothing."""
        missed = any("shortfall" in one.senses and len(one.text) > 1 for one in tokens)
        if not missed:
            return None
        self._doubts.append(doubt("actual-claim", f"“{self._text}”自己说没有达到目标"))
        return False

    def _denied(self, clause: Clause) -> Doubt | None:
        """19场，因维修未全部完成: a number that misses is missed; whether another is enough is open."""
        levels = self._levels()
        if levels and self._met(levels[0].value) is False:
            self._weigh(_Effect("missed", clause.text), beside=False)
            return None
        return self._weigh(_Effect("open", clause.text), beside=False)

    def _part(self, clause: Clause) -> Doubt | None:
        """其中2批次不合格: what is wrong with a part is said, and taken off where it would decide."""
        for stated in clause.numbers:
            tokens = (*stated.before, *stated.behind)
            noun = scan(stated.noun, self._setting.words) if stated.noun else []
            bad = [
                one
                for one in (*tokens, *noun)
                if any(name in one.senses for name in ("failed", "pending", "cancelled", "undone"))
                or (
                    "earlier-years" in one.senses
                    and any("inclusive" in two.senses for two in tokens)
                )
            ]
            bad = [
                one
                for one in bad
                if not self._setting.knows(one.text) and "already" not in one.senses
            ]
            if not bad:
                continue
            message = f"“{clause.text}”里的“{bad[0].text}”没有从完成数里减去"
            self._doubts.append(doubt("actual-part", message))
            if not self._still_meets(stated):
                return doubt("actual-words", f"“{self._text}”扣去“{clause.text}”后不一定达到目标")
        return None

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


# ---------------------------------------------------------------- without a number


def zero_words(tokens: Sequence[Token], setting: Setting) -> bool:
    """Whether the words say that nothing happened: 无, 未发生, 未发生安全事故, 零投诉."""
    kept = [one for one in tokens if one.text not in "()"]
    heads = (*setting.words.lexicon.words("none-said"), *setting.words.lexicon.words("zero"))
    while kept and not any(kept[0].text.startswith(head) for head in heads):
        if not any(name in kept[0].senses for name in ("whole", "this-year", "already")):
            break
        kept = kept[1:]
    plain = "".join(one.text for one in kept)
    for head in sorted(set(heads), key=len, reverse=True):
        if not plain.startswith(head):
            continue
        rest = plain[len(head) :]
        if rest in setting.words.lexicon.words("occur"):
            rest = ""
        for verb in setting.words.lexicon.words("occur"):
            if rest.startswith(verb) and is_bad_thing(rest[len(verb) :], setting.words):
                return True
        if not rest or is_bad_thing(rest, setting.words) or setting.knows(rest):
            return True
    return False


def _without_number(text: str, tokens: Sequence[Token], setting: Setting) -> Achieved:
    """What words alone say of a number that was wanted."""
    said = text.strip()
    target = setting.target
    operator = target.operator if isinstance(target, Comparison) else None
    upper = operator in UPPER
    lower = operator in LOWER

    def has(name: str) -> bool:
        return any(name in one.senses for one in tokens)

    if zero_words(tokens, setting):
        wanted = target.quantity.exact if isinstance(target, Comparison) else None
        if (
            wanted
            and _is_money(target, setting)
            and not any("nothing" in one.senses for one in tokens)
        ):
            return _open("actual-zero-words", f"“{said}”可能是没有花钱，也可能是没有做，请写数")
        if wanted == 0 or upper or (operator is None and wanted == 0):
            return Achieved(_zero(target, said), "ask", (), (f"“{said}”按0计",))
        return _open("actual-zero-words", f"“{said}”可能是0，也可能是没有填，请写数")
    # 未开展 is done nothing; 取消 says nothing of how much was done before.
    cancelled = any("cancelled" in one.senses and "undone" not in one.senses for one in tokens)
    if has("attached"):
        return _open("actual-attached", f"“{said}”没有写数，请把数写在这里")
    if cancelled and not setting.knows(said):
        return _open("actual-cancelled", f"“{said}”说没有做，没有写完成数")
    if has("survey") and (has("undone") or has("not")):
        return _open("actual-no-survey", f"“{said}”说没有测评，没有测评就没有这个数")
    if has("undone"):
        if upper or target.kind == "range":
            return _open("actual-undone", f"“{said}”没有写数，看不出是不是0")
        zero = doubt("actual-undone", f"“{said}”按0计")
        return Achieved(_zero(target, said), "ask", (zero,))
    if has("pending"):
        return _open("actual-pending", f"“{said}”说还没有完成，没有写数")
    if has("overrun"):
        met = False if upper or lower is False else None
        return Achieved(None, met, (doubt("actual-words-only", f"“{said}”没有写数"),))
    if has("excess"):
        return Achieved(None, True, (doubt("actual-words-only", f"“{said}”没有写数"),))
    done = has("all-done") or _does_all(tokens, setting)
    if done and _is_whole_share(target, setting.units):
        whole = Comparison(quantity=Quantity(Decimal(100), "%"), text=said)
        return Achieved(whole, "ask", (doubt("actual-all-done", f"“{said}”按100%计"),))
    if has("saved") and upper:
        return Achieved(None, True, (doubt("actual-words-only", f"“{said}”没有写数"),))
    if (has("early") or has("early-done")) and upper:
        return Achieved(None, True, (doubt("actual-words-only", f"“{said}”没有写数"),))
    if has("shortfall"):
        return Achieved(None, False, (doubt("actual-words-only", f"“{said}”没有写数"),))
    return _open("actual-no-number", f"“{said}”没有写数")


def _is_money(target: Criterion, setting: Setting) -> bool:
    money = next(iter(setting.words.lexicon.classes["currency"]))
    unit = unit_of_target(target)
    return bool(unit) and setting.units.relation(unit, money) is not None


def _zero(target: Criterion, text: str) -> Comparison:
    return Comparison(quantity=Quantity(Decimal(0), unit_of_target(target)), text=text)


def _does_all(tokens: Sequence[Token], setting: Setting) -> bool:
    """按进度全部拨付, 均已投运: a word for all of it and one of doing, and nothing that turns them."""
    pairs = pairwise(tokens)
    if not any("all-of-it" in one.senses and "done" in two.senses for one, two in pairs):
        return False
    return _effect_of(tokens, setting, behind=True, beside=False).kind == "fine"


def _is_whole_share(target: Criterion, units: Units) -> bool:
    return (
        isinstance(target, Comparison)
        and bool(target.unit)
        and not units.factor(target.unit).dimension
    )


# ---------------------------------------------------------------- dates


class _Dated(NamedTuple):
    clause: Clause
    stated: Stated
    role: str


def achieved_date(text: str, setting: Setting) -> Achieved:
    """The day, month or period on which something was completed.

    Raises:
        CriterionError: a damaged number, or a day that no calendar has.
    """
    said = text.strip()
    stamped = _time_stamp(said)
    if stamped is not None:
        return stamped
    found, tokens = _clauses(text, setting.words)
    dates = [
        _Dated(clause, one, _date_role(one))
        for clause in found
        for one in clause.numbers
        if one.kind == "date"
    ]
    if not dates:
        return _without_date(said, found, tokens)
    real = [one for one in dates if one.role == "level" and not one.clause.depth]
    moved = [one for one in dates if one.role == "postponed"]
    if moved:
        real = moved
    if not real:
        real = [one for one in dates if one.role == "corrected"]
    if not real:
        return _planned_only(said, dates, tokens, setting)
    chosen = real[-1]
    doubts: list[Doubt] = []
    if len(real) > 1:
        doubts.append(doubt("actual-several", f"“{said}”有几个日期，按最后一个计"))
    spoiled = _date_effects(said, found, chosen, setting, doubts)
    value = chosen.stated.value
    if spoiled is not None:
        return Achieved(None, None, (*doubts, spoiled))
    return Achieved(value, "ask", tuple(doubts))


def _date_role(stated: Stated) -> str:
    before = stated.before
    if any("postponed" in one.senses for one in before):
        return "postponed"
    if any("corrected" in one.senses for one in before):
        return "corrected"
    for token in reversed(before):
        if token.senses.get("result") == "strong":
            return "level"
        if "plan" in token.senses and "done" not in token.senses:
            return "plan"
    return "level"


def _date_effects(
    said: str,
    found: Sequence[Clause],
    chosen: _Dated,
    setting: Setting,
    doubts: list[Doubt],
) -> Doubt | None:
    """The doubt that leaves a date open: a start, a contract, something not done."""
    tokens = (*chosen.stated.before, *chosen.stated.behind)
    begun = [one for one in tokens if "begun" in one.senses]
    last = max((index for index, one in enumerate(tokens) if "begun" in one.senses), default=-1)
    done = [one for one in tokens[last + 1 :] if "finished" in one.senses]
    if begun and not done and not _is_start(setting):
        return doubt("actual-start", f"“{said}”写的是“{begun[-1].text}”的日期，不是完成的日期")
    if begun == [] and not _finishes(tokens) and _strange(tokens, setting):
        quote = _strange(tokens, setting)
        return doubt("actual-words", f"“{said}”里的“{quote}”没有说这一天完成了")
    for part, behind in ((chosen.stated.before, False), (chosen.stated.behind, True)):
        kept = [one for one in part if "begun" not in one.senses]
        effect = _effect_of(kept, setting, behind=behind, beside=False)
        if effect.kind in ("open", "unread", "missed"):
            return doubt(
                "actual-words", f"“{said}”里的“{effect.quote}”使这个日期不能直接算作完成日期"
            )
        if effect.kind == "doubt":
            doubts.append(doubt("actual-aside", f"“{said}”里的“{effect.quote}”没有参与判断"))
    for clause in found:
        if clause is chosen.clause or clause.numbers:
            continue
        if any(
            name in one.senses
            for one in clause.words
            for name in ("pending", "cancelled", "undone", "failed")
        ):
            word = next(
                one.text
                for one in clause.words
                if any(n in one.senses for n in ("pending", "cancelled", "undone", "failed"))
            )
            if any("not" in one.senses for one in clause.words) or not setting.knows(word):
                return doubt("actual-words", f"“{said}”里的“{word}”说明还没有完成")
        effect = _effect_of(clause.words, setting, behind=True, beside=False)
        if effect.kind in ("open", "unread", "missed"):
            return doubt("actual-words", f"“{said}”里的“{effect.quote}”没有读懂")
        if effect.kind == "doubt":
            doubts.append(doubt("actual-aside", f"“{said}”里的“{effect.quote}”没有参与判断"))
    return None


def _finishes(tokens: Sequence[Token]) -> bool:
    """Whether a word says that something was done, filling words (于, 在) left out."""
    return any("fill" not in one.senses and not _FINISHING.isdisjoint(one.senses) for one in tokens)


def _strange(tokens: Sequence[Token], setting: Setting) -> str:
    """The first run of words that neither mean anything nor stand in the indicator's name."""
    for index, one in enumerate(tokens):
        run = _run(tokens, index)
        if run and any(char.isalpha() for char in run) and not setting.knows(run):
            return run
        if one.senses.keys() == {"thing"} and not setting.knows(one.text):
            return one.text
    return ""


def _planned_only(
    said: str, dates: Sequence[_Dated], tokens: Sequence[Token], setting: Setting
) -> Achieved:
    """A date that is only planned: open, or missed where even the plan lies after the deadline."""
    last = _last_day(setting.target)
    under_way = any("pending" in one.senses for one in tokens)
    value = dates[-1].stated.value
    day = value.date if isinstance(value, Deadline) else None
    if under_way and last is not None and day is not None and day > last:
        return Achieved(
            value, "ask", (doubt("actual-plan", f"“{said}”还没有完成，预计的日期已超过期限"),)
        )
    return _open("actual-plan", f"“{said}”写的是计划或预计的日期，不是完成的日期")


def _last_day(target: Criterion) -> datetime.date | None:
    if isinstance(target, Deadline):
        return target.date
    return target.end if isinstance(target, Period) else None


def _without_date(said: str, found: Sequence[Clause], tokens: Sequence[Token]) -> Achieved:
    """What words, or a number, say of a date that was wanted."""

    def has(name: str) -> bool:
        return any(name in one.senses for one in tokens)

    numbers = [one for clause in found for one in clause.numbers if one.kind == "number"]
    if len(numbers) == 1 and len(tokens) == 1:
        eight = _eight_digits(said)
        if eight is not None:
            return Achieved(Deadline(date=eight, text=said), "ask")
        month = _month_number(said)
        if month is not None:
            return Achieved(month, "ask")
        serial = _serial(numbers[0].value)
        if serial is not None:
            return Achieved(
                Deadline(date=serial, text=said),
                "ask",
                (doubt("actual-serial", f"“{said}”按表格软件的日期序号读作{serial}"),),
            )
    if has("cancelled"):
        return _open("actual-cancelled", f"“{said}”没有写完成日期")
    if has("early") or has("early-done"):
        return Achieved(None, True, ())
    if has("undone-time") or has("overdue-word") or has("overrun"):
        reason = doubt("actual-undone", f"“{said}”没有写完成日期")
        return Achieved(None, False, () if has("overdue-word") and numbers else (reason,))
    if has("pending") or has("begun") and not has("on-time"):
        return _open("actual-pending", f"“{said}”说还没有完成，没有写完成日期")
    if has("on-time") or (has("all-done") and not numbers):
        return Achieved(None, True, (doubt("actual-on-time", f"“{said}”没有写完成日期"),))
    return _open("actual-no-date", f"“{said}”没有写日期")


_FIRST_SERIAL: Final = 32874  # 1990-01-01
_LAST_SERIAL: Final = 73050  # 2099-12-31
_EPOCH: Final = datetime.date(1899, 12, 30)


def _month_number(text: str) -> Deadline | None:
    """2022.12 where a date is wanted is that month."""
    like = date_like(text)
    if like is None or like[2] is not None:
        return None
    last = calendar.monthrange(like[0], like[1])[1]
    return Deadline(date=datetime.date(like[0], like[1], last), precision="month", text=text)


def _eight_digits(text: str) -> datetime.date | None:
    """20221028 where a date is wanted."""
    if len(text) != 8 or not text.isascii() or not text.isdecimal() or text[:2] not in ("19", "20"):
        return None
    try:
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _serial(value: Criterion) -> datetime.date | None:
    """The day of a spreadsheet's serial number: 44862 is 2022-10-28."""
    if not isinstance(value, Comparison) or value.operator is not None or value.unit:
        return None
    number = value.quantity.number
    if number != int(number) or not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    return _EPOCH + datetime.timedelta(days=int(number))


def _time_stamp(said: str) -> Achieved | None:
    """2022-10-28 00:00:00, 2022/10/28 0:00, 2022-10-28T15:30, 10/28/2022: as programs write dates."""
    text = said.strip()
    day_text, _, clock = text.replace("T", " ").partition(" ")
    day = _digits_date(day_text)
    if day is None:
        return None
    clock = clock.strip()
    if not clock:
        return Achieved(Deadline(date=day, text=said), "ask")
    if not _is_clock(clock):
        return None
    if set(clock.rstrip("Zz")) <= set("0:. "):
        return Achieved(Deadline(date=day, text=said), "ask")
    return Achieved(
        Deadline(date=day, text=said),
        "ask",
        (doubt("actual-time", f"“{said}”里的时刻没有参与判断，按{day}计"),),
    )


def _digits_date(text: str) -> datetime.date | None:
    for stroke in ("-", "/", "."):
        parts = text.split(stroke)
        if len(parts) != 3 or not all(one.isascii() and one.isdecimal() for one in parts):
            continue
        numbers = [int(one) for one in parts]
        if len(parts[0]) == 4:
            year, month, day = numbers
        elif len(parts[2]) == 4:
            year = numbers[2]
            first, second = numbers[0], numbers[1]
            if first <= 12 and second <= 12 and first != second:
                return None  # 3/4/2022 may be March or April
            month, day = (first, second) if first <= 12 else (second, first)
        else:
            return None
        try:
            return datetime.date(year, month, day)
        except ValueError:
            return None
    return None


def _is_clock(text: str) -> bool:
    parts = text.rstrip("Zz").split(".")[0].split(":")
    return 2 <= len(parts) <= 3 and all(
        one.isascii() and one.isdecimal() and len(one) <= 2 for one in parts
    )
