"""Roles: which part each phrase of a target plays in the grammar.

Words that may be read over are left out here, with a doubt where another clerk might want them
read; what remains carries meaning, and the grammar sees nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ..criteria import Doubt
from .faults import Contradiction, SyntaxFault
from .phrases import Bound, Phrase
from .tokens import Token, Vocabulary

__all__ = ["Role", "roles"]


class Role(NamedTuple):
    """A terminal of the grammar, its value and where it begins in the folded text."""

    name: str
    value: Any
    start: int


#: Phrases that begin a value.
_STARTS: Final = frozenset(
    ("AMOUNT", "DATE", "SPAN", "SPAN_YEAR", "INTERVAL", "AROUND", "EVERY", "RANK", "NUMBER", "DAY")
)
#: Phrases with which a text is more than words.
_HARD: Final = _STARTS - {"EVERY"} | {"VARIABLE", "END"}
#: Classes whose words cut a bound off from the number behind them.
_APART: Final = frozenset(
    ("not", "denial", "baseline", "aim", "past", "possessive", "than", "to", "or", "join", "colon")
)
#: What 以上, 以内 may stand behind.
_BEFORE_AFTER: Final = frozenset(("AMOUNT", "AFTER", "AMID", "DATE", "GRADE", "SPAN", "INTERVAL"))
#: What the words of a level compared with may be, and what may stand behind them: 上年以上.
_OF_LEVEL: Final = frozenset(("WORD", "DATE", "BRACKET"))
_NOT_OF_LEVEL: Final = frozenset(("possessive", "not"))
_BEHIND_LEVEL: Final = frozenset(("AFTER", "GRADE"))
#: Figures that the number behind them states: 不超过概算8600万元, 不高于限额450元.
_FIGURES: Final = frozenset(("aim", "set-figure"))


def roles(found: Sequence[Phrase], words: Vocabulary) -> tuple[list[Role], tuple[Doubt, ...]]:
    """The terminals of a target, and the doubts about words that were read over.

    Raises:
        SyntaxFault: words that cannot be read over; at their place.
        Contradiction: as the grammar.
    """
    return _Arranger(_with_designations(found), words).arrange()


def _with_designations(found: Sequence[Phrase]) -> Sequence[Phrase]:
    """The phrases with the name before a printed sign as one word: PM2.5≤35, 5G基站≥120, COD≤50.

    What stands before a sign cannot be the value. A number there belongs to the name where it has
    no unit that is known: it is glued to letters, or to the noun behind it (12345热线).
    """
    result: list[Phrase] = []
    begin = 0
    for one in found:
        left = result[begin:]
        if one.kind == "BOUND" and one.value.symbol and left and _is_designation(left):
            first, last = left[0], left[-1]
            text = "".join(part.text for part in left)
            token = Token("word", text, {"designation": ""}, first.start, last.end, None)
            result[begin:] = [Phrase("WORD", (token,), text, first.start, last.end)]
        result.append(one)
        if one.kind not in ("WORD", "AMOUNT"):
            begin = len(result)
    return result


def _is_designation(phrases: Sequence[Phrase]) -> bool:
    """Whether words are a name with numbers or with letters only, of more than one character."""
    numbered = False
    for before, one in zip((None, *phrases), phrases, strict=False):
        if one.kind != "AMOUNT":
            continue
        glued = before is not None and (before.text[-1].isascii() and not before.text[-1].isspace())
        if not (one.value.noun or (glued and not one.value.quantity.unit)):
            return False
        numbered = True
    text = "".join(one.text for one in phrases)
    return numbered or (len(text) > 1 and text.isascii() and text.isalpha())


def _tokens(phrases: Sequence[Phrase]) -> list[Token]:
    """The tokens of words; a phrase that is no WORD counts as one token of its text."""
    found: list[Token] = []
    for one in phrases:
        if one.kind == "WORD":
            found += one.value
        else:
            found.append(Token("word", one.text, {one.kind.lower(): ""}, one.start, one.end, None))
    return found


class _Arranger:
    def __init__(self, found: Sequence[Phrase], words: Vocabulary) -> None:
        self._phrases = found
        self._words = words
        self._roles: list[Role] = []
        self._doubts: list[Doubt] = []
        self._pending: list[Phrase] = []
        self._leveling = False
        self._doing = False
        self._held: Phrase | None = None

    def arrange(self) -> tuple[list[Role], tuple[Doubt, ...]]:
        if not any(self._is_hard(one) for one in self._phrases):
            self._words_only()
        else:
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

    def _kind(self, index: int) -> str:
        return self._phrases[index].kind if 0 <= index < len(self._phrases) else ""

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
        following = self._kind(index + 1)
        if self._next_value(index) and following not in ("JOIN", ""):
            # 全年12次: the year says when, and no more.
            self._pending.append(phrase)
            return
        self._date_label()
        self._add("SPAN", phrase)

    def _next_value(self, index: int) -> bool:
        for later in range(index + 1, len(self._phrases)):
            if self._kind(later) == "JOIN":
                return False
            if self._kind(later) in ("AMOUNT", "RANK", "INTERVAL"):
                return True
        return False

    def _take_span_year(self, index: int, phrase: Phrase) -> None:
        if self._last() == "DATE" and not self._pending:
            self._roles.append(Role("WITHIN", phrase.text, phrase.start))
            return
        if self._next_value(index):
            self._pending.append(phrase)
            return
        self._date_label()
        self._add("SPAN", phrase, "year")

    def _take_around(self, index: int, phrase: Phrase) -> None:
        if self._kind(index + 1) != "AMOUNT":
            self._pending.append(phrase)
            return
        self._label(phrase)  # Nothing where no words stand before it: 5±1.
        self._add("AROUND", phrase)

    def _take_every(self, index: int, phrase: Phrase) -> None:
        after = index + 1
        while self._kind(after) == "WORD" or self._kind(after) == "BOUND":
            after += 1
        between = _tokens([one for one in self._phrases[index + 1 : after] if one.kind == "WORD"])
        if any("since" in one.senses for one in between):
            self._pending.append(phrase)
            return
        if (
            self._kind(after) not in ("AMOUNT", "DATE", "DAY", "AROUND", "END")
            and self._kind(index + 1) != "END"
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
        follows = self._bound_target(index)
        if not follows and not bound.soft and not bound.symbol:
            if self._changes_between(index):
                # 不超过同比增长5%: the bound is that of the amount.
                self._held = phrase
                return
            if self._does_between(index):
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
            and self._kind(index + 1) in ("", "JOIN")
        )

    def _bound_target(self, index: int) -> str:
        """What the bound at `index` bounds: a value, a date, a level; "" if nothing does follow."""
        after = index + 1
        while after < len(self._phrases):
            kind = self._kind(after)
            if kind in ("AMOUNT", "RANK", "INTERVAL", "AROUND", "NUMBER"):
                return "value" if self._only_fill(index + 1, after) else self._level(index)
            if kind in ("DATE", "SPAN"):
                if self._only_fill(index + 1, after) and not self._baseline_at(after + 1):
                    return "date"
            elif kind == "GRADE" and after == index + 1:
                return "grade"
            elif kind == "JOIN":
                break
            after += 1
        return self._level(index)

    def _changes_between(self, index: int) -> bool:
        """Whether a change and its amount follow: 不超过 before 同比增长5%, 至少 before 提高5%."""
        changes = False
        for later in range(index + 1, len(self._phrases)):
            kind = self._kind(later)
            if kind == "AMOUNT":
                return changes
            if kind not in ("WORD", "BASE"):
                return False
            words = _tokens(self._phrases[later : later + 1]) if kind == "WORD" else []
            changes = changes or any(_moves(one) for one in words)
        return False

    def _does_between(self, index: int) -> bool:
        """Whether only words of doing and of things stand between the bound and its number."""
        end = index + 1
        while self._kind(end) == "WORD":
            end += 1
        if self._kind(end) not in ("AMOUNT", "RANK"):
            return False
        tokens = _tokens(self._phrases[index + 1 : end])
        stated = self._is_stated(self._phrases[index].value, tokens, self._phrases[end])
        return stated or all(_APART.isdisjoint(one.senses) for one in tokens)

    def _is_stated(self, bound: Bound, tokens: Sequence[Token], behind: Phrase) -> bool:
        """Whether words end with a figure that somebody set, and its amount stands behind them.

        A share (不超过概算10%) may as well say how far, and 低于市场价50元 does.
        """
        if bound.operator in ("<", ">") or behind.kind != "AMOUNT":
            return False
        while tokens and "measure" in tokens[-1].senses:
            tokens = tokens[:-1]  # 预算总额, 批复金额
        unit = behind.value.quantity.unit
        absolute = bool(unit) and not (self._words.is_share(unit) or self._words.is_points(unit))
        return absolute and bool(tokens) and not _FIGURES.isdisjoint(tokens[-1].senses)

    def _baseline_at(self, index: int) -> bool:
        """Whether words of a level follow a date: 2021年水平."""
        return self._kind(index) == "WORD" and "baseline" in self._phrases[index].value[0].senses

    def _only_fill(self, start: int, end: int) -> bool:
        return all(
            one.kind in ("BOUND", "EVERY") or (one.kind == "WORD" and _are(one.value, "fill", "by"))
            for one in self._phrases[start:end]
        )

    def _level(self, index: int) -> str:
        """Whether a level follows (上年, 全市平均水平): words with a baseline, up to a number or the end."""
        bound: Bound = self._phrases[index].value
        known, last = False, ""
        for one in self._phrases[index + 1 :]:
            if known and one.kind == "AMOUNT":
                # 上年以8.80: a single character that says nothing belongs to neither side
                return "" if len(last) == 1 else "level"
            if known and one.kind == "JOIN" and one.text != "、":
                break
            if one.kind == "JOIN" and one.text == "、":
                continue
            if one.kind not in (_OF_LEVEL | _BEHIND_LEVEL if known else _OF_LEVEL):
                return ""
            if one.kind == "WORD":
                for token in one.value:
                    if not _NOT_OF_LEVEL.isdisjoint(token.senses):
                        return ""
                    if "baseline" in token.senses or ("aim" in token.senses and bound.symbol):
                        known = True
                    last = "" if token.senses else token.text
        return "level" if known else ""

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
            elif self._kind(index + 1) == "TO":
                return
            else:
                self._pending.append(phrase)
            return
        if "at-end" in self._words.senses[phrase.text] and self._kind(index + 1) not in (
            "",
            "JOIN",
        ):
            self._pending.append(phrase)
            return
        self._add("AFTER", phrase, Bound(operator, False, False, phrase.text))

    def _take_to(self, index: int, phrase: Phrase) -> None:
        last, following = self._last(), self._kind(index + 1)
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
            tokens = [one for one in _tokens(pending) if "fill" not in one.senses]
            if tokens:  # Words before a comparison with something only name it.
                self._remark_before("".join(one.text for one in tokens))
            self._add("BASE", phrase)
        else:
            self._pending.append(phrase)

    def _take_grade(self, index: int, phrase: Phrase) -> None:
        bounded = self._roles and self._roles[-1].name in ("BOUND", "OR") and not self._pending
        alone = self._kind(index - 1) in ("", "JOIN") and self._kind(index + 1) in (
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
                words = _tokens(self._pending + list(self._phrases[index:later]))
                return _names_value(words, one, self._words)
        return False

    def _take_bracket(self, _index: int, phrase: Phrase) -> None:
        if self._last() == "" or self._pending:
            self._pending.append(phrase)
            return
        self._aside(phrase)

    def _aside(self, phrase: Phrase) -> None:
        """What stands in brackets behind a value: it confirms, excludes, explains, or is too much."""
        inner: tuple[Phrase, ...] = phrase.value
        tokens = _tokens(inner)
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
        elif "exclusive" in senses or "aside" in senses:
            self._remark_after(phrase.text)
        elif before and len(inner) == 1 and amounts:
            self._add("AFTER", phrase, amounts[0])
        elif last is not None and self._roles[-1].name == "BEFORE" and _is_year(inner):
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
        following = self._kind(index + 1)
        last = self._last()
        if "from" in senses and following in ("DATE", "AMOUNT") and self._opens_value(index + 1):
            self._pending = []
            self._roles.append(Role("FROM", phrase.text, phrase.start))
            return
        if "by" in senses and following in ("DATE", "SPAN") and not (last and last != "BOUND"):
            self._date_label()
            return
        if "between" in senses and following == "AMOUNT" and self._has_amid(index):
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

    def _opens_value(self, index: int) -> bool:
        """Whether a second value comes after the one at `index`: 由10天缩短至5天, 自1月至3月."""
        return any(
            one.kind in ("AMOUNT", "DATE", "DAY")
            for one in self._phrases[index + 1 :]
            if one.kind != "JOIN"
        )

    def _has_amid(self, index: int) -> bool:
        return any(one.kind == "AMID" for one in self._phrases[index + 1 :])

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
        tokens = _tokens(pending)
        if self._last() not in ("", "FROM", "TO"):
            raise SyntaxFault(pending[0].start)
        if _are(tokens, "by", "verb", "fill"):
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
        _refuse_bounds(pending)
        tokens = _tokens(pending)
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
        if last == "EVERY" and _are(tokens, "verb", "fill"):
            return
        if last in ("AMOUNT", "AFTER") and _names_value(tokens, phrase, self._words):
            # 3个工作日内答复率98%: a time limit, and a share of its own.
            if is_measure(tokens[-1], self._words):
                self._roles.append(Role("JOIN", "", pending[0].start))
                self._remark_before("".join(one.text for one in tokens))
                return
        if last not in ("", "DATE", "BEFORE", "WITHIN", "EVERY", "FROM"):
            raise SyntaxFault(pending[0].start)
        if last in ("DATE", "BEFORE", "WITHIN") and _are(tokens, "verb", "fill"):
            return
        if not _names_value(tokens, phrase, self._words, sign=sign):
            raise SyntaxFault(pending[0].start)
        symbol = phrase.kind == "BOUND" and phrase.value.symbol
        if symbol or not _are(tokens, "verb") or _counts_what(phrase, self._phrases):
            self._remark_before("".join(one.text for one in tokens))

    def _level_between(self, pending: list[Phrase], last: str, phrase: Phrase) -> bool:
        """高于全市平均水平3%: what stands between bound and number is the level compared with."""
        if last != "BOUND":
            return False
        tokens = _tokens(pending)
        bound = next(one.value for one in reversed(self._roles) if one.name == "BOUND")
        if self._is_stated(bound, tokens, phrase):
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
        if at >= 0 and _moves(tokens[at]) and sure:
            start = at
            while start and "manner" in tokens[start - 1].senses:
                start -= 1
            if any("not" in one.senses or "denial" in one.senses for one in tokens[:start]):
                return False
            if start:
                if last == "BASE":
                    return False
                self._remark_object("".join(one.text for one in tokens))
            self._roles.append(Role("CHANGE", _direction(tokens[at]), tokens[start].start))
            return True
        first = 0
        while (
            first < len(tokens) and "manner" in tokens[first].senses and not _moves(tokens[first])
        ):
            first += 1
        if first < len(tokens) - 1 and "move" in tokens[first].senses and last in ("", "BASE"):
            rest = tokens[first + 1 :]
            if (
                any("not" in one.senses or one.kind in ("number", "numeral") for one in rest)
                or "to" in rest[-1].senses
            ):
                return False
            self._remark_object("".join(one.text for one in tokens))
            self._roles.append(Role("CHANGE", _direction(tokens[first]), tokens[first].start))
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
        tokens = _tokens(pending)
        text = "".join(one.text for one in tokens)
        if last == "":
            self._phrase(pending, tokens, text)
            return
        if last == "BASE":
            self._base_end(pending)
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
            tokens = _tokens(pending)
            if not tokens:
                return
        if _are(tokens, "verb", "fill"):
            return
        if "note-mark" in tokens[-1].senses and len(tokens) == 1:
            self._remark_after(text)
            return
        first = next(one for one in tokens if "verb" not in one.senses)
        after_date = last in ("DATE", "BEFORE", "WITHIN", "SPAN", "DAY", "END")
        if after_date and not ("verb" in tokens[0].senses and len(tokens[0].text) > 1):
            raise SyntaxFault(first.start)
        if _unreadable_behind(tokens, first):
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

    def _base_end(self, pending: list[Phrase]) -> None:
        direction = _whole_change(_tokens(pending))
        if direction is None:
            raise SyntaxFault(pending[0].start)
        name = "HOLD" if direction == "hold" else "CHANGE"
        self._roles.append(Role(name, direction, pending[0].start))

    # ---- texts without numbers

    def _words_only(self) -> None:
        """A text of words: a comparison with a baseline, grades, or words."""
        phrases = list(self._phrases)
        if not (self._relative(phrases) or self._graded(phrases) or self._leveled(phrases)):
            self._roles = [Role("WORDS", None, phrases[0].start)]

    def _relative(self, phrases: list[Phrase]) -> bool:
        if phrases[0].kind == "BASE":
            if _whole_change(_tokens(phrases[1:])) is None:
                return False
            self._add("BASE", phrases[0])
            self._base_end(phrases[1:])
            return True
        if all("hold" in one.senses for one in _tokens(phrases)):
            self._roles.append(Role("HOLD", "hold", phrases[0].start))
            return True
        return False

    def _graded(self, phrases: list[Phrase]) -> bool:
        found: list[Role] = []
        state = ""
        for one in phrases:
            if one.kind == "BOUND" and state in ("", "BOUND"):
                found.append(Role("BOUND", one.value, one.start))
                state = "BOUND"
            elif one.kind == "GRADE" and state in ("", "BOUND", "OR"):
                found.append(Role("GRADE", one.text, one.start))
                state = "GRADE"
            elif state == "GRADE" and one.kind == "AFTER" and one.value == "≥":
                found.append(Role("AFTER", Bound("≥", False, False, one.text), one.start))
                state = "AFTER"
            elif (
                state in ("GRADE", "AFTER") and one.kind == "WORD" and _are(one.value, "grade-noun")
            ):
                continue
            elif state == "GRADE" and _joins_grades(one):
                found.append(Role("OR", one.text, one.start))
                state = "OR"
            elif state in ("GRADE", "AFTER") and one.kind == "BRACKET" and _all_inclusive(one):
                continue
            else:
                return False
        if state not in ("GRADE", "AFTER"):
            return False
        self._roles = found
        return True

    def _leveled(self, phrases: list[Phrase]) -> bool:
        """不低于上年, 高于全省平均水平, 保持上年规模."""
        while len(phrases) > 2 and phrases[0].kind == "WORD" and _are(phrases[0].value, "manner"):
            phrases = phrases[1:]  # 略低于上年
            self._phrases = phrases
        if len(phrases) < 2:
            return False
        head, rest = phrases[0], phrases[1:]
        tokens = _tokens(rest)
        text = "".join(one.text for one in tokens)
        if head.kind == "BOUND" and not head.value.soft:
            if rest[0].kind == "BOUND" or self._level(0) != "level":
                return False
            self._add("BOUND", head)
            self._roles.append(Role("LEVEL", text, rest[0].start))
            return True
        past = any("past" in one.senses for one in tokens)
        if not past or not all(one.kind in ("WORD", "AFTER") for one in rest):
            return False
        kept = head.kind == "WORD" and "kept" in head.value[0].senses
        reached = head.kind == "BOUND" and head.value.soft
        if not kept and not reached:
            return False
        if any("verb" in one.senses or _moves(one) for one in tokens):
            return False
        if reached and rest[-1].kind == "AFTER":
            text = text.removesuffix(rest[-1].text)
        self._add(*(("BOUND", head) if reached else ("KEEP", head, head.text)))
        self._roles.append(Role("LEVEL", text, rest[0].start))
        return True


_Taker = Callable[[_Arranger, int, Phrase], None]
#: What takes a phrase, by its kind; phrases of other kinds are words.
_HANDLERS: Final[Mapping[str, _Taker]] = MappingProxyType(
    {
        name.removeprefix("_take_").upper(): taker
        for name, taker in vars(_Arranger).items()
        if name.startswith("_take_")
    }
)


def _refuse_bounds(phrases: Sequence[Phrase]) -> None:
    """Raises:
    SyntaxFault: one is a bound; one that no number belongs to is not read over with the words.
    """
    for one in phrases:
        if one.kind == "BOUND" and not one.value.soft:
            raise SyntaxFault(one.start)


def _joins_grades(phrase: Phrase) -> bool:
    """Whether 或, 和, / or 、 stands between two grades: 良好或优秀, 良、优."""
    if phrase.kind == "WORD":
        return _are(phrase.value, "or") or _are(phrase.value, "and") or phrase.text in ("/", "、")
    return phrase.kind == "JOIN" and phrase.text == "、"


def _are(tokens: Sequence[Token], *names: str) -> bool:
    """Whether each word is of one of these classes."""
    return all(any(name in one.senses for name in names) for one in tokens)


def _is_year(phrases: Sequence[Phrase]) -> bool:
    """Whether a year and no more stands in brackets: （2022年）."""
    return [one.kind for one in phrases] == ["DATE"] and phrases[0].value.precision == "year"


def _all_inclusive(phrase: Phrase) -> bool:
    return bool(phrase.value) and "inclusive" in _tokens(phrase.value)[0].senses


def _moves(token: Token) -> bool:
    """Whether a word is one of rise or fall: 提高, 降低."""
    return "rise" in token.senses or "fall" in token.senses


def _direction(token: Token) -> str:
    return "rise" if "rise" in token.senses else "fall"


def _whole_change(tokens: Sequence[Token]) -> str | None:
    """有所提高, 持平: a change and nothing else; None where other words stand beside it."""
    at = 0
    while at < len(tokens) and "manner" in tokens[at].senses and not _moves(tokens[at]):
        at += 1
    if at >= len(tokens):
        return None
    if all("hold" in one.senses for one in tokens[at:]):
        return "hold"
    if not _moves(tokens[at]):
        return None
    if all("change-tail" in one.senses for one in tokens[at + 1 :]):
        return _direction(tokens[at])
    return None


def is_measure(token: Token, words: Vocabulary) -> bool:
    """Whether a word says how much of something: 满意率, 长度, 人数."""
    return "measure" in token.senses or any(
        token.text.endswith(one) for one in words.lexicon.words("measure-end")
    )


def _counts_what(phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Whether the number is of a known unit that is no date: 培训500人."""
    alone = not any(one.kind == "JOIN" for one in phrases)
    return alone and phrase.kind == "AMOUNT" and bool(phrase.value.quantity.unit)


def _names_value(
    tokens: Sequence[Token], phrase: Phrase, words: Vocabulary, *, sign: bool = False
) -> bool:
    """Whether words before a value are its name: 满意率≥95%, 带动就业50人, 建设期限：2年."""
    if not _may_be_name(tokens):
        return False
    last = tokens[-1]
    if "not" in last.senses or ("grade" in last.senses and phrase.kind == "AMOUNT"):
        return False
    if sign or (phrase.kind == "BOUND" and (phrase.value.symbol or not phrase.value.soft)):
        return True
    if _denied(tokens, words):
        return False
    if is_measure(last, words) or ("colon" in last.senses and len(tokens) > 1):
        return True
    if "possessive" in last.senses or any(one.kind == "numeral" for one in tokens):
        return False
    if any("past" in one.senses for one in tokens[-2:]):
        return False
    if phrase.kind == "AMOUNT":
        return _names_amount(tokens, phrase.value.quantity.unit, words)
    return phrase.kind in ("BOUND", "EVERY", "RANK", "INTERVAL")


def _may_be_name(tokens: Sequence[Token]) -> bool:
    """Whether nothing in the words rules out that they name what is measured."""
    if not tokens or "after" in tokens[0].senses:
        return False
    if not all(one.text.isalpha() or one.text in "、“”:()" or one.kind == "word" for one in tokens):
        return False
    if any("denial" in one.senses or "staged" in one.senses for one in tokens):
        return False
    if any(one.kind == "number" for one in tokens):
        return False
    named = any("designation" in one.senses for one in tokens)
    return named or not all(one.text.isascii() for one in tokens)


def _names_amount(tokens: Sequence[Token], unit: str, words: Vocabulary) -> bool:
    """Whether words that are no known measure name an amount in `unit`: 带动就业50人."""
    if len("".join(one.text for one in tokens)) < 2:
        return False
    if _are(tokens, "verb", "fill"):
        return True
    if not unit or "ordinal" in tokens[-1].senses:
        return False
    return "date-unit" not in words.senses.get(unit, {})


def _denied(tokens: Sequence[Token], words: Vocabulary) -> bool:
    """Whether the words deny what the number counts: 未发放100人; but 未发放人数100人 is its name."""
    for at, one in enumerate(tokens):
        if "not" not in one.senses:
            continue
        rest = tokens[at + 1 :]
        if rest and ("verb" in rest[0].senses or _moves(rest[0])):
            if not any(is_measure(two, words) for two in rest):
                return True
    return False


def _unreadable_behind(tokens: Sequence[Token], first: Token) -> bool:
    """Whether words behind a value cannot be read over."""
    if any("basis" in one.senses for one in tokens):
        return True
    if first.text.isascii() or any(
        name in first.senses for name in ("before", "end", "within", "or")
    ):
        return True
    return any(one.kind == "number" for one in tokens) or not all(
        one.text.isalpha() for one in tokens
    )
