"""Roles: which part each phrase of a target plays in the grammar.

Words that may be read over are left out here, with a doubt where another clerk might want them
read; what remains carries meaning, and the grammar sees nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from ..criteria import Doubt
from .ahead import Ahead
from .automaton import Role
from .faults import Contradiction, SyntaxFault
from .naming import counts_what, is_measure, names_value, refuse_bounds, with_designations
from .phrases import Bound, Phrase
from .runs import are, direction_of, is_unreadable_behind, is_year, moves, tokens_of
from .tokens import Token, Vocabulary
from .worded import change_of, worded

__all__ = ["roles"]


#: Phrases that begin a value.
_STARTS: Final = frozenset(
    ("AMOUNT", "DATE", "SPAN", "SPAN_YEAR", "INTERVAL", "AROUND", "EVERY", "RANK", "NUMBER", "DAY")
)
#: Phrases with which a text is more than words.
_HARD: Final = _STARTS - {"EVERY"} | {"VARIABLE", "END"}
#: What 以上, 以内 may stand behind.
_BEFORE_AFTER: Final = frozenset(("AMOUNT", "AFTER", "AMID", "DATE", "GRADE", "SPAN", "INTERVAL"))


def roles(found: Sequence[Phrase], words: Vocabulary) -> tuple[list[Role], tuple[Doubt, ...]]:
    """The terminals of a target, and the doubts about words that were read over.

    Raises:
        SyntaxFault: words that cannot be read over; at their place.
        Contradiction: as the grammar.
    """
    return _Arranger(with_designations(found, words), words).arrange()


class _Arranger:
    def __init__(self, found: Sequence[Phrase], words: Vocabulary) -> None:
        self._phrases = found
        self._words = words
        self._ahead = Ahead(found, words)
        self._roles: list[Role] = []
        self._doubts: list[Doubt] = []
        self._pending: list[Phrase] = []
        self._leveling = False
        self._doing = False
        self._held: Phrase | None = None

    def arrange(self) -> tuple[list[Role], tuple[Doubt, ...]]:
        if not any(self._is_hard(one) for one in self._phrases):
            return worded(self._phrases, self._words), ()
        for index, phrase in enumerate(self._phrases):
            self._take(index, phrase)
        self._close()
        return self._roles, tuple(self._doubts)

    @staticmethod
    def _is_hard(phrase: Phrase) -> bool:
        return phrase.kind in _HARD or (phrase.kind == "BOUND" and phrase.value.symbol)

    # ---- one phrase after the other

    def _last(self) -> str:
        """What the last thing was, words between counted: "" at the beginning or after a JOIN."""
        if not self._roles or self._roles[-1].name == "JOIN":
            return ""
        return self._roles[-1].name

    def _add(self, name: str, phrase: Phrase, value: Any = None) -> None:
        self._roles.append(Role(name, phrase.value if value is None else value, phrase.start))

    def _take(self, index: int, phrase: Phrase) -> None:
        handler = _HANDLERS.get(phrase.kind)
        if self._leveling and phrase.kind in ("AMOUNT", "JOIN"):
            self._leveling = phrase.text == "、"
        if handler is None or self._leveling:
            self._pending.append(phrase)
        else:
            handler(self, index, phrase)

    def _take_amount(self, _index: int, phrase: Phrase) -> None:
        self._label(phrase)
        if self._held is not None:
            held, self._held = self._held, None
            self._add("BOUND", held)
        self._add("AMOUNT", phrase)

    def _take_number(self, _index: int, phrase: Phrase) -> None:
        raise SyntaxFault(phrase.start)

    def _take_rank(self, index: int, phrase: Phrase) -> None:
        self._pending = []
        while self._roles and self._roles[-1].name == "BOUND":
            self._roles.pop()
        self._take_amount(index, phrase)

    def _take_interval(self, _index: int, phrase: Phrase) -> None:
        self._label(phrase)
        self._add("INTERVAL", phrase)

    def _take_day(self, _index: int, phrase: Phrase) -> None:
        self._add(phrase.kind, phrase)

    _take_arrow = _take_end = _take_variable = _take_day

    def _take_date(self, _index: int, phrase: Phrase) -> None:
        if self._last() == "DATE" and not self._pending:
            raise Contradiction("date-doubled", f"日期之后又写了“{phrase.text}”", phrase.text)
        self._date_label()
        self._add("DATE", phrase)

    def _take_span(self, index: int, phrase: Phrase) -> None:
        following = self._ahead.kind(index + 1)
        if self._ahead.has_next_value(index) and following not in ("JOIN", ""):
            # 全年12次: the year says when, and no more.
            self._pending.append(phrase)
            return
        self._date_label()
        self._add("SPAN", phrase)

    def _take_span_year(self, index: int, phrase: Phrase) -> None:
        if self._last() == "DATE" and not self._pending:
            self._roles.append(Role("WITHIN", phrase.text, phrase.start))
            return
        if self._ahead.has_next_value(index):
            self._pending.append(phrase)
            return
        self._date_label()
        self._add("SPAN", phrase, "year")

    def _take_around(self, index: int, phrase: Phrase) -> None:
        if self._ahead.kind(index + 1) != "AMOUNT":
            self._pending.append(phrase)
            return
        self._label(phrase)  # Nothing where no words stand before it: 5±1.
        self._add("AROUND", phrase)

    def _take_every(self, index: int, phrase: Phrase) -> None:
        after = index + 1
        while self._ahead.kind(after) == "WORD" or self._ahead.kind(after) == "BOUND":
            after += 1
        between = tokens_of([one for one in self._phrases[index + 1 : after] if one.kind == "WORD"])
        if any("since" in one.senses for one in between):
            self._pending.append(phrase)
            return
        if (
            self._ahead.kind(after) not in ("AMOUNT", "DATE", "DAY", "AROUND", "END")
            and self._ahead.kind(index + 1) != "END"
        ):
            self._pending.append(phrase)
            return
        if self._pending and self._last() == "":
            self._label(phrase, every=True)
        self._add("EVERY", phrase, (phrase.value, phrase.text))

    def _take_before(self, _index: int, phrase: Phrase) -> None:
        if self._last() in ("DATE", "DAY", "END") and not self._pending:
            self._add("BEFORE", phrase)
        else:
            self._pending.append(phrase)

    def _take_bound(self, index: int, phrase: Phrase) -> None:
        bound: Bound = phrase.value
        if self._ends_amount(index, bound):
            self._add("AFTER", phrase, Bound("<", False, False, bound.text))
            return
        follows = self._ahead.target(index)
        if not follows and not bound.soft and not bound.symbol:
            if self._ahead.changes_between(index):
                # 不超过同比增长5%: the bound is that of the amount.
                self._held = phrase
                return
            if self._ahead.does_between(index):
                # 至少覆盖35个行政村, 最多使用35万元: what is done stands between bound and number.
                follows, self._doing = "value", True
        if follows == "level":
            self._label(phrase, sign=True)
            self._add("BOUND", phrase)
            self._leveling = True
        elif follows:
            if "weak-bound" in self._words.senses.get(bound.text, {}) and (
                self._pending or self._last()
            ):
                self._pending.append(phrase)
                return
            if follows == "date" and not bound.symbol:
                self._date_label()
                if bound.soft:
                    return
            else:
                self._label(phrase, sign=bound.symbol)
            self._add("BOUND", phrase)
        else:
            self._pending.append(phrase)

    def _ends_amount(self, index: int, bound: Bound) -> bool:
        """5%不到: a word for less behind the number, at the end."""
        return (
            bound.operator == "<"
            and not bound.symbol
            and not bound.negated
            and self._last() == "AMOUNT"
            and not self._pending
            and self._ahead.kind(index + 1) in ("", "JOIN")
        )

    def _take_after(self, index: int, phrase: Phrase) -> None:
        last = self._last()
        if self._pending or last not in _BEFORE_AFTER:
            if not (self._pending and all(one.kind == "BRACKET" for one in self._pending)):
                self._pending.append(phrase)
                return
        operator = phrase.value
        if last in ("DATE", "SPAN"):
            if operator in ("≤",):
                self._add("WITHIN", phrase)
            elif self._ahead.kind(index + 1) == "TO":
                return
            else:
                self._pending.append(phrase)
            return
        if "at-end" in self._words.senses[phrase.text] and self._ahead.kind(index + 1) not in (
            "",
            "JOIN",
        ):
            self._pending.append(phrase)
            return
        self._add("AFTER", phrase, Bound(operator, False, False, phrase.text))

    def _take_to(self, index: int, phrase: Phrase) -> None:
        last, following = self._last(), self._ahead.kind(index + 1)
        opens = last == "AFTER" and self._roles[-1].value.operator == "!"  # 80%（不含）-90%
        if (
            not self._pending
            and (opens or last in ("AMOUNT", "DATE"))
            and following in ("AMOUNT", "DATE", "DAY")
        ):
            self._add("TO", phrase)
        elif not self._pending and last in ("", "FROM") and following == "DATE":
            return
        elif following == "AMOUNT" and phrase.text == "~" and last in ("", "BOUND"):
            self._label(phrase, sign=True)
            self._add("BOUND", phrase, Bound("≈", False, True, "~"))
        else:
            self._pending.append(phrase)

    def _take_amid(self, _index: int, phrase: Phrase) -> None:
        if self._last() in ("AMOUNT", "AFTER") and not self._pending:
            self._add("AMID", phrase)
        else:
            self._pending.append(phrase)

    def _take_base(self, _index: int, phrase: Phrase) -> None:
        if self._last() == "":
            pending, self._pending = self._pending, []
            tokens = [one for one in tokens_of(pending) if "fill" not in one.senses]
            if tokens:  # Words before a comparison with something only name it.
                self._remark_before("".join(one.text for one in tokens))
            self._add("BASE", phrase)
        else:
            self._pending.append(phrase)

    def _take_grade(self, index: int, phrase: Phrase) -> None:
        bounded = self._roles and self._roles[-1].name in ("BOUND", "OR") and not self._pending
        alone = self._ahead.kind(index - 1) in ("", "JOIN") and self._ahead.kind(index + 1) in (
            "",
            "JOIN",
            "AFTER",
        )
        if bounded or alone:
            self._add("GRADE", phrase, phrase.text)
        else:
            self._pending.append(phrase)

    def _take_join(self, index: int, phrase: Phrase) -> None:
        listed = self._last() == "" and phrase.text == "、" and self._labelled_list(index)
        if self._pending and (listed or self._last() == "BOUND"):
            self._pending.append(phrase)
            return
        if not self._roles and not self._pending:
            raise SyntaxFault(phrase.start)
        self._close()
        if index + 1 < len(self._phrases) and self._roles and self._roles[-1].name != "JOIN":
            self._roles.append(Role("JOIN", phrase.text, phrase.start))

    def _labelled_list(self, index: int) -> bool:
        """道路、桥梁完好率≥95%: words and words, and then the number they name."""
        for later in range(index + 1, len(self._phrases)):
            one = self._phrases[later]
            if one.kind == "JOIN" and one.text != "、":
                return False
            if one.kind in _STARTS or one.kind == "BOUND":
                words = tokens_of(self._pending + list(self._phrases[index:later]))
                return names_value(words, one, self._words)
        return False

    def _take_bracket(self, _index: int, phrase: Phrase) -> None:
        if self._last() == "" or self._pending:
            self._pending.append(phrase)
            return
        self._aside(phrase)

    def _aside(self, phrase: Phrase) -> None:
        """What stands in brackets behind a value: it confirms, excludes, explains, or is too much."""
        inner: tuple[Phrase, ...] = phrase.value
        tokens = tokens_of(inner)
        senses = tokens[0].senses if tokens else {}
        amounts = [one.value for one in inner if one.kind == "AMOUNT"]
        last = next((one for one in reversed(self._roles) if one.name in ("AMOUNT", "DATE")), None)
        before = last.value.quantity if last is not None and last.name == "AMOUNT" else None
        again = amounts and before and amounts[0].quantity.number == before.number
        if "exclusive" in senses and (again or (before and len(tokens) == 1)):
            self._add("AFTER", phrase, Bound("!", False, False, phrase.text))
        elif "inclusive" in senses and "exclusive" not in senses:
            if not again and (len(tokens) > 3 or (amounts and len(tokens) > 1)):
                self._remark_after(phrase.text)
        elif "exclusive" in senses and amounts:
            raise SyntaxFault(phrase.start)  # 60-80分（不含60分）: which end it is nobody asks
        elif "exclusive" in senses or "aside" in senses:
            self._remark_after(phrase.text)
        elif before and len(inner) == 1 and amounts:
            self._add("AFTER", phrase, amounts[0])
        elif last is not None and self._roles[-1].name == "BEFORE" and is_year(inner):
            self._add("NOTE", phrase, inner[0].value.year)
        elif (
            not inner
            or any(one.kind in _HARD - {"END"} for one in inner)
            or any(one.kind == "number" for one in tokens)
        ):
            raise SyntaxFault(phrase.start)
        else:
            self._remark_after(phrase.text)

    # ---- words before, between and behind

    def _take_word(self, index: int, phrase: Phrase) -> None:
        token = phrase.value[0]
        senses = token.senses
        following = self._ahead.kind(index + 1)
        last = self._last()
        if (
            "from" in senses
            and following in ("DATE", "AMOUNT")
            and self._ahead.opens_value(index + 1)
        ):
            self._pending = []
            self._roles.append(Role("FROM", phrase.text, phrase.start))
            return
        if "by" in senses and following in ("DATE", "SPAN") and not (last and last != "BOUND"):
            self._date_label()
            return
        if "between" in senses and following == "AMOUNT" and self._ahead.has_amid(index):
            self._label(self._phrases[index + 1])
            self._roles.append(Role("BETWEEN", phrase.text, phrase.start))
            return
        if "and" in senses and last == "AMOUNT" and following == "AMOUNT" and not self._pending:
            if any(one.name == "BETWEEN" for one in self._roles):
                self._roles.append(Role("AND", phrase.text, phrase.start))
                return
        if "or" in senses and last in ("AMOUNT", "AFTER") and index + 1 < len(self._phrases):
            raise Contradiction(
                "contradiction", f"“{phrase.text}”前后是两个值，看不出以哪个为准", phrase.text
            )
        if "or" in senses and last == "GRADE" and following == "GRADE" and not self._pending:
            self._roles.append(Role("OR", phrase.text, phrase.start))
            return
        if (
            not self._pending
            and last in ("AMOUNT", "AFTER", "GRADE")
            and ("inclusive" in senses or "whole-amount" in senses)
        ):
            return
        if not self._pending and last in ("DATE", "SPAN") and "within" in senses:
            self._roles.append(Role("WITHIN", phrase.text, phrase.start))
            return
        if not self._pending and last in ("GRADE",) and "grade-noun" in senses:
            return
        self._pending.append(phrase)

    def _remark_before(self, text: str) -> None:
        message = f"数值之前的“{text}”只作说明，未参与判断"
        self._doubts.append(Doubt(code="leading-words", message=message))

    def _remark_after(self, text: str) -> None:
        message = f"数值之后的“{text}”只作说明，未参与判断"
        self._doubts.append(Doubt(code="trailing-words", message=message))

    def _date_label(self) -> None:
        """Words before a date: 竣工时间：2023年6月底; verbs and 截至 say nothing of their own."""
        pending, self._pending = self._pending, []
        if not pending:
            return
        tokens = tokens_of(pending)
        if self._last() not in ("", "FROM", "TO"):
            raise SyntaxFault(pending[0].start)
        if are(tokens, "by", "verb", "fill"):
            return
        text = "".join(one.text for one in tokens)
        if (
            "colon" in tokens[-1].senses
            and len(tokens) > 1
            and not any("not" in one.senses for one in tokens)
        ):
            self._remark_before(text)
            return
        raise SyntaxFault(pending[0].start)

    def _label(self, phrase: Phrase, *, sign: bool = False, every: bool = False) -> None:
        """Words before a value: fill, a change, a name of what is measured; or too much."""
        pending, self._pending = self._pending, []
        refuse_bounds(pending, phrase)
        tokens = tokens_of(pending)
        last = self._last()
        while (
            tokens
            and "fill" in tokens[-1].senses
            and not ("colon" in tokens[-1].senses and len(tokens) > 1)
        ):
            tokens.pop()
        if not tokens:
            return
        if last == "BOUND" and self._doing:
            self._doing = False
            self._remark_before("".join(one.text for one in tokens))
            return
        if self._level_between(pending, last, phrase):
            return
        if not every and self._change(tokens, last):
            return
        if last == "EVERY" and are(tokens, "verb", "fill"):
            return
        if last in ("AMOUNT", "AFTER") and names_value(tokens, phrase, self._words):
            # 3个工作日内答复率98%: a time limit, and a share of its own.
            if is_measure(tokens[-1], self._words):
                self._roles.append(Role("JOIN", "", pending[0].start))
                self._remark_before("".join(one.text for one in tokens))
                return
        if last not in ("", "DATE", "BEFORE", "WITHIN", "EVERY", "FROM"):
            raise SyntaxFault(pending[0].start)
        if last in ("DATE", "BEFORE", "WITHIN") and are(tokens, "verb", "fill"):
            return
        if not names_value(tokens, phrase, self._words, sign=sign):
            raise SyntaxFault(pending[0].start)
        symbol = phrase.kind == "BOUND" and phrase.value.symbol
        if symbol or not are(tokens, "verb") or counts_what(phrase, self._phrases):
            self._remark_before("".join(one.text for one in tokens))

    def _level_between(self, pending: list[Phrase], last: str, phrase: Phrase) -> bool:
        """高于全市平均水平3%: what stands between bound and number is the level compared with."""
        if last != "BOUND":
            return False
        tokens = tokens_of(pending)
        bound = next(one.value for one in reversed(self._roles) if one.name == "BOUND")
        if self._ahead.is_stated(bound, tokens, phrase):
            self._remark_before("".join(one.text for one in tokens))
            return True
        if not any("baseline" in one.senses for one in tokens) or any(
            "possessive" in one.senses for one in tokens
        ):
            return False
        self._roles.append(Role("LEVEL", "".join(one.text for one in tokens), pending[0].start))
        return True

    def _change(self, tokens: list[Token], last: str) -> bool:
        """提高5%, 人均收入增长5%, 降低成本10%: the number is how far something moves."""
        if last not in ("", "BASE", "EVERY", "DATE", "BEFORE", "WITHIN"):
            return False
        end = len(tokens)
        while (
            end and "change-tail" in tokens[end - 1].senses and "rise" not in tokens[end - 1].senses
        ):
            end -= 1
        at = end - 1
        # 高 and 少 say a change only beside what is compared with; 节能 and 提高 always.
        sure = at == 0 or last == "BASE" or len(tokens[at].text) > 1
        if at >= 0 and moves(tokens[at]) and sure:
            start = at
            while start and "manner" in tokens[start - 1].senses:
                start -= 1
            if any("not" in one.senses or "denial" in one.senses for one in tokens[:start]):
                return False
            if start:
                if last == "BASE":
                    return False
                self._remark_object("".join(one.text for one in tokens))
            self._roles.append(Role("CHANGE", direction_of(tokens[at]), tokens[start].start))
            return True
        first = 0
        while first < len(tokens) and "manner" in tokens[first].senses and not moves(tokens[first]):
            first += 1
        if first < len(tokens) - 1 and "move" in tokens[first].senses and last in ("", "BASE"):
            rest = tokens[first + 1 :]
            if (
                any("not" in one.senses or one.kind in ("number", "numeral") for one in rest)
                or "to" in rest[-1].senses
            ):
                return False
            self._remark_object("".join(one.text for one in tokens))
            self._roles.append(Role("CHANGE", direction_of(tokens[first]), tokens[first].start))
            return True
        return False

    def _remark_object(self, text: str) -> None:
        message = f"“{text}”中变化的对象只作说明，未参与判断"
        self._doubts.append(Doubt(code="leading-words", message=message))

    def _close(self) -> None:
        """Words behind the last value of a part, or words that are a part by themselves."""
        pending, self._pending = self._pending, []
        if not pending:
            return
        last = self._last()
        tokens = tokens_of(pending)
        text = "".join(one.text for one in tokens)
        if last == "":
            self._phrase(pending, tokens, text)
            return
        if last == "BASE":
            self._roles.append(change_of(pending))
            return
        if last == "BOUND":
            if any("baseline" in one.senses or "aim" in one.senses for one in tokens):
                self._roles.append(Role("LEVEL", text, pending[0].start))
                return
            raise SyntaxFault(pending[0].start)
        if any(one.kind == "BRACKET" for one in pending):
            for one in pending:
                if one.kind == "BRACKET":
                    self._aside(one)
            pending = [one for one in pending if one.kind != "BRACKET"]
            tokens = tokens_of(pending)
            if not tokens:
                return
        if are(tokens, "verb", "fill"):
            return
        if "note-mark" in tokens[-1].senses and len(tokens) == 1:
            self._remark_after(text)
            return
        first = next(one for one in tokens if "verb" not in one.senses)
        after_date = last in ("DATE", "BEFORE", "WITHIN", "SPAN", "DAY", "END")
        if after_date and not ("verb" in tokens[0].senses and len(tokens[0].text) > 1):
            raise SyntaxFault(first.start)
        if is_unreadable_behind(tokens, first):
            raise SyntaxFault(first.start)
        index = tokens.index(first)
        self._remark_after("".join(one.text for one in tokens[index:]))

    def _phrase(self, pending: list[Phrase], tokens: list[Token], text: str) -> None:
        """及时 in 100%，及时: words as a part of their own."""
        if len(text) < 2 or all(one.kind == "numeral" or "after" in one.senses for one in tokens):
            raise SyntaxFault(pending[0].start)
        if any(
            not (one.text.isalpha() or one.text in "“”‘’、") or one.kind in ("number",)
            for one in tokens
        ):
            raise SyntaxFault(pending[0].start)
        if text.isascii():
            raise SyntaxFault(pending[0].start)
        self._roles.append(Role("PHRASE", text, pending[0].start))


_Taker = Callable[[_Arranger, int, Phrase], None]
#: What takes a phrase, by its kind; phrases of other kinds are words.
_HANDLERS: Final[Mapping[str, _Taker]] = MappingProxyType(
    {
        name.removeprefix("_take_").upper(): taker
        for name, taker in vars(_Arranger).items()
        if name.startswith("_take_")
    }
)
