"""Phrases: amounts, dates, bounds and words, each read to its value, in the order of the text.

Between the tokens and whatever asks about them: a target gives every phrase a part in the
grammar (`roles`), an actual value asks which number was achieved (`achieved`). Both see the same
phrases, so that a number, a date or a bound is read in one way wherever it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ..criteria import Doubt
from ..grades import GRADE_RANKS
from ..quantities import Quantity, as_number, chinese_number
from .amounts import Amount, AmountReader
from .dates import DateReader
from .numerals import number_of
from .tokens import Cursor, Token, Vocabulary

__all__ = ["Bound", "Interval", "Phrase", "phrases"]


class Bound(NamedTuple):
    """A word or a sign that bounds the number behind it (or, as `AFTER`, before it).

    Attributes:
        operator: what it states.
        soft: 达到, 控制在: gives way to a clearer word.
        symbol: it is a sign, no word.
        text: as written.
        negated: 未达到, 不超过: a negation turned it.
        kept: 控制在: the number is a limit, not a level that was reached.
    """

    operator: str
    soft: bool
    symbol: bool
    text: str
    negated: bool = False
    kept: bool = False


class Interval(NamedTuple):
    """[80%,90%): the two ends and whether each belongs to it."""

    low: Decimal
    high: Decimal
    unit: str
    low_closed: bool
    high_closed: bool


class Phrase(NamedTuple):
    """One phrase.

    Attributes:
        kind: what it is, in capitals; WORD for words that are no more than words.
        value: what was read: an `Amount`, a `When`, a `Bound` …; the tokens of a WORD.
        text: as written, folded.
        start, end: where it stands in the folded text.
    """

    kind: str
    value: Any
    text: str
    start: int
    end: int


_FLIPPED: Final = MappingProxyType({">": "≤", "<": "≥", "≥": "<", "≤": ">"})
#: Classes of the words with which a date, an amount or what may stand beside a grade begins.
_DATE_HEADS: Final = frozenset(
    ("this-year", "other-year", "half-year", "year-end", "nth", "before", "whole")
)
_AMOUNT_HEADS: Final = frozenset(
    ("currency", "share", "vague", "moiety", "half", "minus", "to", "scale")
)
#: All classes that something of more than one word may begin with, but for grades.
_HEADS: Final = (
    _DATE_HEADS
    | _AMOUNT_HEADS
    | {"half", "rank", "period-on-period", "with", "near", "year-within"}
)
_BEHIND_GRADE: Final = frozenset(("grade-noun", "or", "and", "join", "after"))
_BEFORE_GRADE: Final = frozenset(
    ("bound", "soft", "or", "sign", "fill", "join", "not", "and", "to")
)
#: 近百 begins at nine tenths.
_NEAR: Final = Fraction(9, 10)
#: Brackets inside brackets beyond this are no text of an office.
_DEEPEST: Final = 5
_PAIRED: Final = MappingProxyType({">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", "==": "="})


def phrases(text: str, tokens: Sequence[Token], words: Vocabulary) -> list[Phrase]:
    """The phrases of a folded text.

    Raises:
        Contradiction: a damaged number, or a date that no calendar has.
    """
    return _Collector(text, tokens, words).collect()


class _Collector(Cursor):
    """Reads the tokens of one text from left to right."""

    def __init__(
        self, text: str, tokens: Sequence[Token], words: Vocabulary, depth: int = 0
    ) -> None:
        super().__init__(tokens)
        self._depth = depth
        self._whole = text
        self._words = words
        self._amounts = AmountReader(tokens, words, self)
        self._dates = DateReader(tokens, self)
        self._found: list[Phrase] = []

    def collect(self) -> list[Phrase]:
        index = 0
        while index < self._count:
            end = self._next(index)
            if end == index:
                self._add("WORD", (self._tokens[index],), index, index + 1)
                end = index + 1
            index = end
        return self._found

    def _add(self, kind: str, value: Any, start: int, end: int) -> int:
        first, last = self._tokens[start].start, self._tokens[end - 1].end
        self._found.append(
            Phrase(kind, value, self._whole[first:last].replace(" ", ""), first, last)
        )
        return end

    def _next(self, index: int) -> int:
        """Reads one phrase and gives the index behind it; `index` itself where none is known."""
        token = self._tokens[index]
        senses = token.senses
        if token.kind == "char":
            return self._char(index)
        if token.kind == "word" and "sign" in senses:
            return self._sign(index)
        if token.kind in ("number", "numeral"):
            return self._number(index)
        return self._word(index)

    # ---- numbers and dates

    def _number(self, index: int) -> int:
        token = self._tokens[index]
        each_own = self._one_each(index) if token.value == 1 else 0
        if each_own:
            return self._add("EACH", "", index, each_own)
        if token.value == 1 and token.kind == "numeral" and index + 1 < self._count:
            following = self._tokens[index + 1]
            if following.start == token.end and following.text[0] in self._words.lexicon.words(
                "glued-one"
            ):
                word = Token("char", token.text, {}, token.start, token.end, None)
                return self._add("WORD", (word,), index, index + 1)
        end = self._each(index) or self._grade(index) or self._dated(index) or self._few(index)
        if end:
            return end
        if self._found and self._found[-1].kind in ("EVERY", "TO"):
            day = self._day_range(index) or self._dates.day(index)
            if day is not None and (self._found[-1].kind == "EVERY" or self._is_date(-2)):
                return self._add("DAY", day[0], index, day[1])
        amount = self._amounts.amount(index)
        if amount is not None:
            return self._add("AMOUNT", amount, index, amount.end)
        if token.kind == "number":
            return self._add("NUMBER", token, index, index + 1)
        return index

    def _dated(self, index: int) -> int:
        """The end of the period or date that begins here; 0 where none does."""
        if not self._dates.may_begin(index):
            return 0
        for kind, found in self._dates.spans(index):
            if found is not None:
                return self._add(kind, found[0], index, found[1])
        return 0

    def _day_range(self, index: int) -> tuple[int, int] | None:
        """每月5-10日 is due on the last of the days."""
        if not self._found or self._found[-1].kind != "EVERY":
            return None
        end = index + 1 + self._is(index + 1, "day")
        return self._dates.day(end + 1) if self._is(end, "to") else None

    def _each(self, index: int) -> int:
        """一年一次, 两周1次, 半年一次: so often in so long, as 每两周1次."""
        token = self._tokens[index]
        half = "half" in token.senses
        value = None if half else token.value
        if not half and (value is None or value > 99 or self._is(index - 1, "every")):
            return 0
        span = index + 1
        if not self._is(span, "unit") or self._text(span) not in self._times():
            return 0
        after = self._tokens[span + 1] if span + 1 < self._count else None
        if after is None or after.kind not in ("number", "numeral"):
            return 0
        if self._numbered(token, span, after):
            return 0
        counted = span + 2
        if self._is(counted, "to") and counted + 1 < self._count:
            counted += 2
        if not self._is(counted, "rate-word"):
            return 0
        unit = self._tokens[span].senses["unit"]
        head = token.text if half else "" if value == 1 else format(value, "f")
        return self._add("EVERY", (f"{head}{unit}",), index, span + 1)

    def _numbered(self, token: Token, span: int, after: Token) -> bool:
        """二季度3场, 1月2场: the second quarter and January; 两月1次 and 一季度一次 are so often."""
        words, unit = self._words.lexicon.words, self._text(span)
        if unit not in (*words("month"), *words("quarter")):
            return False
        if token.text in words("couple"):
            return False
        plain = token.value == 1 and (after.value == 1 or after.kind == "numeral")
        pairs = pairwise(self._tokens)
        # 一季度一次，二季度两次 numbers its quarters.
        return not plain or any(one.value == 2 and two.text == unit for one, two in pairs)

    def _is_date(self, position: int) -> bool:
        return len(self._found) >= -position and self._found[position].kind == "DATE"

    def _few(self, index: int) -> int:
        """两三次, 三五百人: two digits side by side are a range."""
        token = self._tokens[index]
        if token.kind != "numeral" or not 2 <= len(token.text) <= 3:
            return 0
        if token.value is not None and len(token.text) == 3:
            return 0
        low, high = (chinese_number(one) for one in token.text[:2])
        if low is None or high is None or not 0 < low < high < 10:
            return 0
        size = chinese_number("一" + token.text[2]) if len(token.text) == 3 else 1
        if size is None:
            return 0
        unit = self._amounts.unit_at(index + 1)
        if unit is None:
            return 0
        amount = Amount(
            Quantity(low * size, unit[0]), unit[1], upper=Quantity(high * size, unit[0])
        )
        return self._add("AMOUNT", amount, index, unit[1])

    def _one_each(self, index: int) -> int:
        """Where 一户一策, 一村一品 end: for each its own. Words, though 一 stands before a measure word."""
        if index and self._tokens[index - 1].end == self._tokens[index].start:
            before = self._tokens[index - 1]
            if (
                before.kind in ("number", "numeral")
                or "every" in before.senses
                or "ordinal" in before.senses
            ):
                return 0
        end, times = index, 0
        while end < self._count and self._is_one(end):
            after = self._noun_to_one(end)
            if after:
                times += 1
                end = after
            else:
                break
        if not times or end + 1 >= self._count:
            return 0
        last = self._tokens[end + 1]
        noun = "".join(one.text for one in self._tokens[index + 1 : end] if not one.value)
        if (
            not last.text.isalpha()
            or last.kind in ("number", "numeral")
            or "rate-word" in last.senses
        ):
            return 0
        if noun in self._times() and last.text in self._times():
            return 0
        if last.text[0] in self._words.lexicon.words("one-word"):
            return 0
        unit = last.senses.get("unit")
        rest = end + 2 >= self._count or not self._text(end + 2).isalpha()
        if unit is not None and not self._words.units.counts(unit) and rest:
            return 0
        return end + 2

    def _is_one(self, index: int) -> bool:
        token = self._tokens[index]
        # 1.0 is an amount, which no 一户一策 has.
        return token.kind in ("number", "numeral") and token.value == 1 and len(token.text) == 1

    def _noun_to_one(self, index: int) -> int:
        """The index of the next 一 after a short noun; 0 where there is none."""
        size = 0
        for end in range(index + 1, min(index + 4, self._count)):
            token = self._tokens[end]
            if self._is_one(end):
                return end if size else 0
            if (
                not token.text.isalpha()
                or token.kind in ("number", "numeral")
                or not _OF_NUMBER.isdisjoint(token.senses)
            ):
                return 0
            size += len(token.text)
            if size > 3:
                return 0
        return 0

    def _times(self) -> tuple[str, ...]:
        return self._words.lexicon.words("span-of-time")

    # ---- signs and brackets

    def _sign(self, index: int) -> int:
        """A sign; >= and => and ==, with or without blanks, are one."""
        operator, end = self._paired(index)
        if self._found and self._found[-1].kind == "AMOUNT" and operator in "≤<":
            letter = self._text(end)
            if len(letter) == 1 and letter.isascii() and letter.isalpha():
                if self._is(end + 1, "sign"):
                    return self._variable(index, end, operator)
        return self._add("BOUND", Bound(operator, False, True, operator), index, end)

    def _paired(self, index: int) -> tuple[str, int]:
        """The operator at `index` and the index behind it."""
        pair = self._text(index) + self._text(index + 1)
        if self._is(index + 1, "sign") and pair in _PAIRED:
            return _PAIRED[pair], index + 2
        return self._text(index), index + 1

    def _variable(self, index: int, letter: int, first: str) -> int:
        """80%≤X≤90%."""
        text, end = self._paired(letter + 1)
        if text not in "≤<":
            return self._add("BOUND", Bound(first, False, True, first), index, index + 1)
        return self._add("VARIABLE", (first, text), index, end)

    def _char(self, index: int) -> int:
        text = self._text(index)
        if text in "[(":
            return self._interval(index) or (self._bracket(index) if text == "(" else index)
        if text in "+-" or text in _VULGAR:
            amount = self._amounts.amount(index)
            if amount is not None and self._opens(index):
                return self._add("AMOUNT", amount, index, amount.end)
        return index

    def _opens(self, index: int) -> bool:
        """Whether + or - before a number is its sign: 3-5 is no 3 and -5."""
        if index == 0:
            return True
        before = self._tokens[index - 1]
        return (
            before.kind not in ("number", "numeral")
            and not any(
                name in before.senses for name in ("unit", "month", "day", "year", "end", "scale")
            )
            and not before.text.isascii()
            or before.text in "([,:><=~;、。"
        )

    def _interval(self, index: int) -> int:
        """[80,90], (0,5]."""
        close = index + 1
        while close < self._count and self._text(close) not in "])" and close - index < 8:
            close += 1
        if self._text(close) not in ("]", ")"):
            return 0
        inside = self._joined(index + 1, close)
        parts = _halves(inside)
        if parts is None:
            return 0
        low, high = parts
        units = [one[-1] if one[-1] in "%‰" else "" for one in (low, high)]
        first, last = (number_of(one.rstrip("%‰")) for one in (low, high))
        if first is None or last is None:
            return 0
        if self._text(index) == "(" and self._text(close) == ")" and "," not in inside:
            return 0
        end, unit = close + 1, units[0] or units[1]
        if not unit:
            named = self._amounts.unit_at(end)
            if named is not None:
                unit, end = named
        closed = self._text(index) == "[", self._text(close) == "]"
        return self._add("INTERVAL", Interval(first, last, unit, *closed), index, end)

    def _bracket(self, index: int) -> int:
        """What stands in brackets, as phrases of its own."""
        if self._depth >= _DEEPEST:
            return index
        depth, close = 0, index
        while close < self._count:
            depth += (self._text(close) == "(") - (self._text(close) == ")")
            if depth == 0:
                break
            close += 1
        if close >= self._count:
            return index
        inner = list(self._tokens[index + 1 : close])
        inside = _Collector(self._whole, inner, self._words, self._depth + 1)
        found = inside.collect() if inner else []
        return self._add("BRACKET", tuple(found), index, close + 1)

    # ---- words

    def _word(self, index: int) -> int:
        senses = self._senses[index]
        if "not" in senses:
            return self._negation(index)
        if "every" in senses or "next-month" in senses:
            every = self._every(index)
            if every != index or "every" in senses:
                return every
        if _HEADS.isdisjoint(senses):  # 以上, 不低于, 至: most words begin nothing longer
            return (
                self._grade(index) or self._bound(index) or self._simple_or_divisor(index) or index
            )
        # The first reading that takes the word holds.
        return (
            (self._each(index) if "half" in senses else 0)
            or self._ranked(index)
            or self._headed_date(index)
            or self._grade(index)
            or self._base(index)
            or self._headed_amount(index)
            or self._near(index)
            or (self._add("SPAN_YEAR", None, index, index + 1) if "year-within" in senses else 0)
            or self._bound(index)
            or self._simple_or_divisor(index)
            or index
        )

    def _headed_date(self, index: int) -> int:
        """本年底, 上半年, 第三季度: a date that begins with a word."""
        if _DATE_HEADS.isdisjoint(self._tokens[index].senses):
            return 0
        return self._dated(index)

    def _headed_amount(self, index: int) -> int:
        """人民币5万元, 百分之五, 上百人: an amount that begins with a word."""
        senses = self._tokens[index].senses
        if "around" in senses or _AMOUNT_HEADS.isdisjoint(senses):
            return 0
        amount = self._amounts.amount(index)
        if amount is None or ("to" in senses and not self._opens(index)):
            return 0
        return self._add("AMOUNT", amount, index, amount.end)

    def _simple_or_divisor(self, index: int) -> int:
        end = self._simple(index)
        if end and self._found[-1].kind == "AFTER" and self._text(end) == "/":
            return self._per_after(end)
        return end

    def _per_after(self, index: int) -> int:
        """2次以上/年 is 2次/年以上."""
        one, end = self._amounts.below(index + 1)
        at = next(
            (at for at in (-2, -3) if len(self._found) >= -at and self._found[at].kind == "AMOUNT"),
            0,
        )
        if not one or not at:
            return index
        phrase = self._found[at]
        old = phrase.value.quantity
        unit = self._words.units.canonical(f"{old.unit}/{one}")
        self._found[at] = phrase._replace(
            value=phrase.value._replace(quantity=Quantity(old.number, unit))
        )
        return end

    def _negation(self, index: int) -> int:
        """不超过, 未达到, 没有超过, 不得 低于: a negation turns the bound behind it."""
        end = index + 1
        while self._is(end, "not") or self._is(end, "modal"):
            end += 1
        odd = sum(self._is(one, "not") for one in range(index, end)) % 2
        senses = self._tokens[end].senses if end < self._count else {}
        text = self._joined(index, end + 1)
        if "bound" in senses and senses["bound"] in _FLIPPED and odd:
            operator = _FLIPPED[senses["bound"]]
            return self._add("BOUND", Bound(operator, False, False, text, True), index, end + 1)
        if senses.get("soft") == "≥" and "reach" in senses and odd:
            return self._add("BOUND", Bound("<", False, False, text, True), index, end + 1)
        return index

    def _near(self, index: int) -> int:
        """近百 is 90 and more, and less than 100."""
        if not self._is(index, "near") or index + 1 >= self._count:
            return 0
        token = self._tokens[index + 1]
        if token.text not in self._words.lexicon.words("round"):
            return 0
        amount = self._amounts.amount(index + 1)
        if amount is None or amount.operator is not None or amount.upper is not None:
            return 0
        low = Quantity(as_number(amount.quantity.exact * _NEAR), amount.quantity.unit)
        text = self._tokens[index].text + token.text
        doubt = Doubt(code="vague-number", message=f"“{text}”不是确数，按九成至不满读")
        value = amount._replace(quantity=low, upper=amount.quantity, closed=False, doubts=(doubt,))
        return self._add("AMOUNT", value, index, amount.end)

    def _bound(self, index: int) -> int:
        token = self._tokens[index]
        senses = token.senses
        if "bound" in senses:
            bound = Bound(senses["bound"], False, False, token.text)
        elif "soft" in senses:
            bound = Bound(senses["soft"], True, False, token.text, kept="within-limit" in senses)
        else:
            return 0
        return self._add("BOUND", bound, index, index + 1)

    def _every(self, index: int) -> int:
        """每人每月, 每12天, 每10万户."""
        if not self._is(index, "every"):
            if self._dates.day(index + 1) is None and not self._is(index + 1, "end"):
                return index
            month = self._words.lexicon.words("month")[:1]
            return self._add("EVERY", month, index, index + 1)
        weekday = self._weekday(index)
        if weekday:
            return self._add("WORD", tuple(self._tokens[index:weekday]), index, weekday)
        end, parts = index, []
        while self._is(end, "every"):
            token = self._tokens[end + 1] if end + 1 < self._count else None
            if token is not None and "end" in token.senses and len(token.text) > 1:
                # 每季末, 每月底前: the token holds both the span and its end.
                self._add("EVERY", (token.text[:-1],), index, end + 2)
                return self._add("END", token.text, end + 1, end + 2)
            one, after = self._amounts.below(end + 1)
            if not one:
                break
            parts.append(one)
            end = after
        if not parts:
            return index
        self._add("EVERY", tuple(parts), index, end)
        if self._is(end, "end"):
            return self._add("END", self._text(end), end, end + 1)
        return end

    def _weekday(self, index: int) -> int:
        """Where 每周二, 每周一、三、五, 每周一至周五 end; 0 where so often a week is meant."""
        at = index + 1
        while self._is(at, "week"):
            at += 1
        if at == index + 1 or not self._is_weekday(at):
            return 0
        if self._is(at + 1, "unit") or self._is(at + 1, "rate-word"):
            return 0
        end = at + 1
        while self._is(end, "to") or self._is(end, "and") or self._text(end) == "、":
            after = end + 1 + self._is(end + 1, "week")
            if not self._is_weekday(after):
                break
            end = after + 1
        return end

    def _is_weekday(self, index: int) -> bool:
        if index >= self._count:
            return False
        token = self._tokens[index]
        if token.kind == "numeral":
            return token.value is not None and 1 <= token.value <= 6 and len(token.text) == 1
        return "weekday" in token.senses

    def _ranked(self, index: int) -> int:
        """前8名, 第4位, 位列全区前5名."""
        senses = self._tokens[index].senses
        if "rank" not in senses:
            return 0
        sense = senses["rank"]
        number = self._tokens[index + 1] if index + 1 < self._count else None
        if (
            sense not in ("≤", "=")
            or number is None
            or number.value is None
            or number.value != int(number.value)
        ):
            return 0
        named = self._is(index + 2, "place")
        last = index + 2 >= self._count or self._is(index + 2, "join")
        # 前三, 全省前三, 全省排名前三, 排名全省前三: nothing else stands there.
        field = index and self._is(index - 1, "baseline") and not self._is(index - 1, "past")
        among = index - 1 if field else index
        alone = last and (sense == "≤" if among == 0 else self._is(among - 1, "rank"))
        clear = named or alone or len(self._text(index)) >= 3 or (self._words.scope and last)
        if not clear:
            return 0
        unit = self._words.lexicon.words("rank-unit")[0]
        amount = Amount(Quantity(number.value, unit), index + 2 + named, operator="≤")
        return self._add("RANK", amount, index, amount.end)

    def _grade(self, index: int) -> int:
        """A grade of a known scale: 良好, 二级, Ⅲ类, A级."""
        token = self._tokens[index]
        if token.kind == "number":
            spoken = token.text + self._text(index + 1)
            if not spoken.startswith(self._words.numbered):
                return 0
        elif token.text[0] not in self._words.grade_heads:
            return 0
        best, grade = 0, ""
        for end in range(index + 1, min(self._count, index + 4) + 1):
            text = self._joined(index, end)
            if text in GRADE_RANKS or "grade-pair" in self._words.senses.get(text, {}):
                best, grade = end, text
        # ≥3级 is a number with a unit.
        counted = token.kind == "number" and best > index + 1 and self._is(best - 1, "grade-suffix")
        if not best or counted:
            return 0
        if best < self._count and _BEHIND_GRADE.isdisjoint(self._senses[best]):
            if self._text(best) not in ("/", "(", "、"):
                return 0
        if index and _BEFORE_GRADE.isdisjoint(self._senses[index - 1]):
            if self._text(index - 1) not in ("/", "、"):
                return 0
        return self._add("GRADE", grade, index, best)

    def _base(self, index: int) -> int:
        """较上年, 比2021年, 同比: what a change is compared with, where a change follows."""
        senses = self._tokens[index].senses
        if "period-on-period" in senses:
            if self._changes(index + 1):
                return self._add("BASE", self._text(index), index, index + 1)
            return 0
        if "with" not in senses:
            return 0
        end, known = index + 1, False
        while end < self._count and end - index < 12:
            if known and self._changes(end):
                break
            token = self._tokens[end]
            if "baseline" in token.senses or "aim" in token.senses or "year" in token.senses:
                known = True
            elif not (token.text.isalpha() or token.kind == "number" or token.text in "()、"):
                return 0
            if "not" in token.senses:
                return 0
            end += 1
        if not known or not self._changes(end):
            return 0
        text = self._joined(index + 1, end)
        for tail in self._words.lexicon.words("base-tail"):
            text = text.removesuffix(tail)
        return self._add("BASE", text, index, end)

    def _changes(self, index: int) -> bool:
        """Whether a change or 持平 stands here."""
        while self._is(index, "manner") and not self._is(index, "rise"):
            index += 1
        return self._is(index, "rise") or self._is(index, "fall") or self._is(index, "hold")

    def _simple(self, index: int) -> int:
        """A word that is a phrase of its own kind."""
        token = self._tokens[index]
        for name, kind in _KINDS:
            if name in token.senses:
                return self._add(kind, token.senses[name] or token.text, index, index + 1)
        return 0


#: Classes that are phrases by themselves, first come first served.
_KINDS: Final = (
    ("before", "BEFORE"),
    ("arrow", "ARROW"),
    ("around", "AROUND"),
    ("amid", "AMID"),
    ("after", "AFTER"),
    ("to", "TO"),
    ("join", "JOIN"),
)
#: What goes on with a number, and so is no noun: 1半亿.
_OF_NUMBER: Final = frozenset(("half", "scale"))
_VULGAR: Final = frozenset("½⅓⅔¼¾⅕")


def _halves(text: str) -> tuple[str, str] | None:
    for stroke in (",", "~", "-"):
        low, found, high = text.partition(stroke)
        if found and low and high:
            return low, high
    return None
