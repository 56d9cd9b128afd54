"""Clauses of an actual value (实际完成值): each number or date with the words around it.

计划12次，实际10次（其中线上4次） is three clauses. A clause knows its numbers in the order they
stand, and for each number the words before and behind it; which part a number plays is told
from the classes of those words (`role_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import takewhile
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

from ..criteria import Comparison, Criterion, Operator, Range
from ..quantities import POINTS
from .amounts import Amount
from .build import handlers
from .faults import Contradiction
from .phrases import Bound, Phrase
from .tokens import Token, Vocabulary

__all__ = ["Clause", "Stated", "clauses_of", "role_of", "without_ends"]


class Stated(NamedTuple):
    """One number or date of a clause.

    Attributes:
        value: a `Comparison` or `Range` for a number, a `When` or a `Criterion` for a date.
        before, behind: the tokens around it, up to the next number or the end of the clause.
        base: what a change is compared with (上年, 计划), where that stands before it.
        noun: what is counted, read with the unit: 学生 in 50名学生.
        kind: ``number``, ``date`` or ``rank``.
    """

    value: Any
    before: tuple[Token, ...]
    behind: tuple[Token, ...]
    base: str | None
    noun: str
    kind: str


class Clause(NamedTuple):
    """What stands between two commas, or in a pair of brackets.

    Attributes:
        numbers: its numbers and dates.
        words: all its words.
        depth: 0, or 1 and more inside brackets.
        text: as written.
    """

    numbers: tuple[Stated, ...]
    words: tuple[Token, ...]
    depth: int
    text: str


def clauses_of(found: Sequence[Phrase], words: Vocabulary, depth: int = 0) -> list[Clause]:
    """The clauses of an actual value, those in brackets behind the one they stand in."""
    result: list[Clause] = []
    for piece in _split(found):
        brackets = [one for one in piece if one.kind == "BRACKET"]
        flat = [one for one in piece if one.kind != "BRACKET"]
        if flat:
            result.append(_Reader(flat, words).clause(depth))
        for one in brackets:
            result += _bracketed(one, words, depth + 1)
    return result


def _bracketed(bracket: Phrase, words: Vocabulary, depth: int) -> list[Clause]:
    """The clauses in a pair of brackets; what makes no sense as numbers there is one unknown word.

    6套（验收单编号：2023-015）: the number before the brackets is not damaged by them.
    """
    try:
        return clauses_of(bracket.value, words, depth)
    except Contradiction:
        text = bracket.text[1:-1]
        token = Token("char", text, {}, bracket.start + 1, bracket.end - 1, None)
        return [Clause((), (token,), depth, text)]


def _split(found: Sequence[Phrase]) -> Iterator[list[Phrase]]:
    piece: list[Phrase] = []
    for one in found:
        if one.kind == "JOIN" or (one.kind == "WORD" and one.text == "/"):
            if piece:
                yield piece
            piece = []
        else:
            piece.append(one)
    if piece:
        yield piece


def _word(said: Phrase, senses: Mapping[str, str]) -> Token:
    """A phrase as one word of some classes."""
    return Token("word", said.text, senses, said.start, said.end, None)


class _Reader:
    """Reads one clause from left to right."""

    def __init__(self, found: Sequence[Phrase], words: Vocabulary) -> None:
        self._found = found
        self._words = words
        self._handlers = handlers(words)
        self._numbers: list[Stated] = []
        self._all: list[Token] = []

    def clause(self, depth: int) -> Clause:
        """The clause that the phrases make."""
        index, before = 0, list[Token]()
        bounds: list[Bound] = []
        every: tuple[str, ...] = ()
        base: str | None = None
        while index < len(self._found):
            phrase, kind = self._found[index], self._found[index].kind
            stated = self._number(index, bounds, every)
            if stated is not None:
                value, after, noun, name = stated
                if self._is_attribute(value, noun, after):
                    text = "".join(one.text for one in self._found[index:after])
                    whole = phrase._replace(text=text, end=self._found[after - 1].end)
                    before.append(_word(whole, {"thing": ""}))
                    self._all.append(before[-1])
                    bounds, every, base, index = [], (), None, after
                    continue
                index = after
                self._numbers.append(Stated(value, tuple(before), (), base, noun, name))
                before, bounds, every, base = self._carried(index), [], (), None
                continue
            if kind == "NUMBER":
                raise Contradiction(
                    "number-damaged", f"“{phrase.text}”不是一个完整的数", phrase.text
                )
            if kind == "BOUND" and (end := self._against_aim(index)):
                before.append(self._offset_word(index, end))
                self._all.append(before[-1])
                index = end
                continue
            if kind == "BOUND" and self._governs(index):
                bounds.append(phrase.value)
                before += self._marks(phrase)
                if phrase.value.soft:
                    self._all += self._marks(phrase)
            elif kind == "EVERY":
                every = phrase.value
                self._all.append(_word(phrase, {}))
            elif kind == "BASE":
                base = phrase.value
                self._all.append(_word(phrase, {}))
            elif kind in _DATES:
                before.append(_word(phrase, {"already": ""}))
            else:
                tokens = self._tokens_in(phrase)
                before += tokens
                self._all += tokens
            index += 1
        numbers = self._with_behind(before)
        text = "".join(one.text for one in self._found)
        return Clause(tuple(numbers), tuple(self._all), depth, text)

    def _carried(self, index: int) -> list[Token]:
        """有望 of 有望提高2个百分点至95%: what is said of a change holds for what it leads to."""
        if self._kind(index) != "TO" or self._kind(index + 1) != "AMOUNT":
            return []
        return [one for one in self._numbers[-1].before if not _HOLDING_ON.isdisjoint(one.senses)]

    def _is_attribute(self, value: Any, noun: str, after: int) -> bool:
        """5A级 in 5A级1个, 70岁以上 in 70岁以上60人: of what kind those are that follow."""
        if not isinstance(value, Comparison) or self._kind(after) != "AMOUNT":
            return False
        return bool(noun) and noun == value.unit

    def _number(
        self, index: int, bounds: Sequence[Bound], every: tuple[str, ...]
    ) -> tuple[Any, int, str, str] | None:
        """The number or date at `index`, the index behind it, its noun and kind; None without one."""
        phrase = self._found[index]
        if phrase.kind == "AMOUNT":
            return *self._amount(index, bounds, every), phrase.value.noun, "number"
        if phrase.kind == "RANK":
            return Comparison(quantity=phrase.value.quantity), index + 1, "", "rank"
        if phrase.kind in _DATES and not self._adverbial(index):
            return *self._date(index), "", "date"
        return None

    def _marks(self, phrase: Phrase) -> list[Token]:
        """The words of a bound that mean more than a bound in an actual value: 超出, 力争, 不得."""
        senses = self._words.senses.get(phrase.text, {})
        if phrase.text.startswith(self._words.lexicon.words("deontic")):
            senses = {"plan": ""}
        return [] if _MARKING.isdisjoint(senses) else [_word(phrase, senses)]

    def _against_aim(self, index: int) -> int:
        """Where the number of 超过规定时限3天, 多于任务3场 stands: by how much, and no level; else 0.

        低于目标值90% may name the target itself, and is no such number.
        """
        bound: Bound = self._found[index].value
        if bound.operator not in _AGAINST or bound.symbol or bound.soft or bound.negated:
            return 0
        end = index + 1
        while self._kind(end) == "WORD" and all(map(_is_aim, self._found[end].value)):
            end += 1
        first = self._found[index + 1].value if end > index + 1 else ()
        if not any("aim" in one.senses or "plan" in one.senses for one in first):
            return 0
        if self._kind(end) != "AMOUNT":
            return 0
        unit = self._found[end].value.quantity.unit
        return 0 if unit == "%" else end

    def _offset_word(self, index: int, end: int) -> Token:
        """The words of a bound and of the target that it is measured from, as one word."""
        said = self._found[index:end]
        text = "".join(one.text for one in said)
        sense = _AGAINST[said[0].value.operator]
        return _word(said[0]._replace(text=text, end=said[-1].end), {sense: ""})

    def _tokens_in(self, phrase: Phrase) -> tuple[Token, ...]:
        if phrase.kind == "WORD":
            return cast("tuple[Token, ...]", phrase.value)
        return (_word(phrase, self._words.senses.get(phrase.text, {})),)

    def _with_behind(self, rest: Sequence[Token]) -> list[Stated]:
        """Each number with the words behind it: those before the next, and the last ones."""
        result = []
        for at, one in enumerate(self._numbers):
            following = self._numbers[at + 1].before if at + 1 < len(self._numbers) else tuple(rest)
            result.append(one._replace(behind=tuple(following)))
        return result

    def _adverbial(self, index: int) -> bool:
        """Whether a date only says when a number was reached: 2022年完成12次."""
        return any(one.kind in ("AMOUNT", "RANK") for one in self._found[index + 1 :]) and not any(
            one.kind in ("AMOUNT",) for one in self._found[:index]
        )

    def _governs(self, index: int) -> bool:
        """Whether a bound stands before a number, fill and each-words between."""
        for later in self._found[index + 1 :]:
            if later.kind in ("AMOUNT", "DATE"):
                return True
            if later.kind in ("BOUND", "EVERY"):
                continue
            if later.kind == "WORD" and all("fill" in one.senses for one in later.value):
                continue
            return False
        return False

    def _amount(
        self, index: int, bounds: Sequence[Bound], every: tuple[str, ...]
    ) -> tuple[Criterion, int]:
        """The number at `index` with its bounds, and the index behind what belongs to it."""
        amount: Amount = self._found[index].value
        kept = [one for one in bounds if self._binds(one)]
        ranged = self._kind(index + 1) == "TO" and self._kind(index + 2) == "AMOUNT"
        # 升1.3个百分点至94.87%: by how much, and to what.
        ranged = ranged and (
            amount.quantity.unit != POINTS or self._found[index + 2].value.quantity.unit == POINTS
        )
        middle = [amount, "", self._found[index + 2].value] if ranged else [amount]
        behind, end = self._behind(index + len(middle))
        around = [(tuple(one),) if one else () for one in (kept, behind)]
        parts: list[Any] = [*around[0], *middle, *around[1]]
        value = self._handlers["range_two" if ranged else "comparison"](parts)
        more = not ranged and isinstance(value, Comparison) and value.operator == ">"
        if more and amount.below is not None:
            value = Range(
                lower=amount.quantity,
                upper=amount.below,
                lower_closed=False,
                upper_closed=False,
                doubts=value.doubts,
            )
        if every:
            value = self._handlers["per_comparison"](((every, ""), value))
        return cast(Criterion, value), end

    def _binds(self, bound: Bound) -> bool:
        """达到95% and 降至5% state the number that was reached; 控制在 keeps its bound."""
        if not bound.soft or bound.negated:
            return bound.operator != "≥" or not bound.soft
        return bound.kept

    def _behind(self, index: int) -> tuple[list[Bound], int]:
        found: list[Bound] = []
        while self._kind(index) in ("AFTER", "AMID"):
            phrase = self._found[index]
            if phrase.kind == "AFTER":
                found.append(Bound(cast(Operator, phrase.value), False, False, phrase.text))
            index += 1
        return found, index

    def _kind(self, index: int) -> str:
        return self._found[index].kind if index < len(self._found) else ""

    def _date(self, index: int) -> tuple[Any, int]:
        """The date at `index`: a day, a month, or a period up to another date."""
        phrase = self._found[index]
        end = index + 1
        if (
            self._kind(end) == "TO"
            and self._kind(end + 1) in ("DATE", "DAY")
            and phrase.kind == "DATE"
        ):
            name = "period_dates" if self._kind(end + 1) == "DATE" else "period_day"
            return self._handlers[name]([phrase.value, self._found[end + 1].value]), end + 2
        while self._kind(end) == "BEFORE" or (
            self._kind(end) == "AFTER" and self._found[end].value == "≤"
        ):
            end += 1
        if phrase.kind == "DATE":
            return self._handlers["deadline_at"]([phrase.value]), end
        if phrase.kind == "SPAN_YEAR":
            return self._handlers["span"](["year"]), end
        return phrase.value, end


_DATES: Final = ("DATE", "SPAN", "SPAN_YEAR")
#: Classes that a word of a bound means besides.
_MARKING: Final = frozenset(("plan", "excess", "overrun"))
#: Classes of words that hold for both numbers of 提高2个百分点至95%.
_HOLDING_ON: Final = frozenset(("plan", "aim", "modal", "hedged", "not", "pending", "undone"))
#: What a bound before the words of a target says of the number behind them.
_AGAINST: Final = MappingProxyType({">": "excess", "<": "shortfall"})


def _is_aim(token: Token) -> bool:
    """Whether a word is one of the target that a number is measured from: 规定, 目标值, 时限."""
    return not {"aim", "plan", "of-target", "measure", "date-column"}.isdisjoint(token.senses)


#: Classes of the words that stand between whose level it is and the level.
_FILLING: Final = frozenset(("fill", "colon", "near"))
#: Classes of the words of a baseline that may also tell one's own level: 全市, 平均, 水平.
_OWN_LEVEL: Final = frozenset(
    ("wide-scope", "grade-noun", "measure", "already", "before", "partial", "plan", "past")
)
#: Classes of the words for what is paid by: 标准, 比例.
_SET: Final = frozenset(("baseline", "measure"))
#: Classes of the words that make it paper: 返还方案, 返还政策.
_PAPER: Final = frozenset(("document", "plan", "pending", "undone"))
#: Classes of the words that make a number a difference, and its direction; the first that holds.
_OFFSETS: Final = MappingProxyType(
    {"excess": 1, "overrun": 1, "shortfall": -1, "early": -1, "saved": -1}
)
#: Classes of the words that may stand between such a word and its number.
_BETWEEN_OFFSET: Final = frozenset(
    ("fill", "done", "verb", "already", "measure", "thing", "date-column")
)


def role_of(stated: Stated, *, known: Callable[[str], bool], share: Callable[[str], bool]) -> str:
    """The part a number plays: ``level``, ``plan``, ``more``, ``less``, ``compared``, ``part``, …"""
    before = without_ends(
        [one for one in stated.before if not (known(one.text) and len(one.text) > 1)]
    )
    by = stated.behind[:1]
    paid = any(
        not {"finished", "spent"}.isdisjoint(one.senses)
        or ("done" in one.senses and known(one.text))
        for one in stated.behind
    ) and all(_PAPER.isdisjoint(one.senses) for one in stated.behind[1:])
    each = isinstance(stated.value, Comparison) and "/" in stated.value.unit
    if paid and by and (each or (known(by[0].text) and not _SET.isdisjoint(by[0].senses))):
        # 按40%比例返还, 按每亩120元标准发放, 按每人2000元发放 for 补助标准: by what it was paid is what is asked.
        before = tuple(one for one in before if "ordinal" not in one.senses)
    said = {name for one in before for name in one.senses}
    if "corrected" in said:
        return "corrected"
    if isinstance(stated.value, Comparison) and stated.value.quantity.number != 0:
        if any("none-said" in one.senses for one in before[-2:]):
            return "none" if stated.value.quantity.number == 1 else "undone"
    if _is_below_aim(stated):
        return "undone"
    last = before[-1].senses if before else {}
    if "from" in last or "attached" in last:
        return "reference"  # 由82%升到91%; 见附件3
    if stated.base is None and (offset := _against_plan(before)):
        return offset
    if stated.base is not None or _is_others(before) or _is_earlier(stated.before):
        return "compared"
    shares = isinstance(stated.value, Comparison) and share(stated.value.unit)
    if shares and _of_target(before):
        return "of-target"
    if "compared" in said or "than" in said:
        return "compared"
    offset = _offset(before)
    if offset or "short-of" in said:
        return offset or "plan"  # 距目标3天 says not how far one got
    if "part" in said:
        only = {one.senses["part"] for one in before if "part" in one.senses}
        return "each" if only == {"each"} else "part"
    if "earlier-years" in said or "past" in said:
        return "earlier"
    if _planned(before):
        return "plan"
    return "undone" if "undone" in said else "level"


def _offset(before: Sequence[Token]) -> str:
    """``more`` or ``less`` where the number is a difference to the target (超额完成5场), else ``""``."""
    for token in reversed(before):
        senses = token.senses
        for name, direction in _OFFSETS.items():
            if name in senses:
                return "more" if direction > 0 else "less"
        # 比目标多接入3家: a word that is not known leaves it a difference, and is quoted later.
        if senses and _BETWEEN_OFFSET.isdisjoint(senses):
            break
    return ""


def _is_below_aim(stated: Stated) -> bool:
    """未达到96%的目标: less than a number that is called the target."""
    behind = [one for one in stated.behind if "possessive" not in one.senses]
    below = isinstance(stated.value, Comparison) and stated.value.operator == "<"
    return below and len(behind) == 1 and _is_aim(behind[0])


def _against_plan(before: Sequence[Token]) -> str:
    """``more`` or ``less`` for 比年初计划多20人: a difference to one's own plan, not to others."""
    than = max((at for at, one in enumerate(before) if "than" in one.senses), default=-1)
    compared = list(takewhile(_is_aim, before[than + 1 :])) if than >= 0 else []
    rest = before[than + 1 + len(compared) :]
    if not compared or not rest:
        return ""
    if "rise" in rest[0].senses or "fall" in rest[0].senses:
        return "more" if "rise" in rest[0].senses else "less"
    return _offset(rest)


def _is_earlier(before: Sequence[Token]) -> bool:
    """整改前92%, 此前为92%: what it was before; a day with 前 behind it is one phrase."""
    kept = [one for one in before if _FILLING.isdisjoint(one.senses)]
    ends = kept[-1].senses if kept else {}
    return "before" in ends and (len(kept) > 1 or "baseline" in ends)


def _is_others(before: Sequence[Token]) -> bool:
    """全省平均91.5%, 优于全市平均13.5%, 国家标准为98%, 改造前82%: not one's own level."""
    last = len(before)
    while last and not _FILLING.isdisjoint(before[last - 1].senses):
        last -= 1
    if last and "baseline" in before[last - 1].senses:
        if _OWN_LEVEL.isdisjoint(before[last - 1].senses):
            return True
    if len(before) < 2 or not all("baseline" in one.senses for one in before[-2:]):
        return False
    return "wide-scope" in before[-2].senses or "grade-noun" in before[-1].senses


def without_ends(before: Sequence[Token]) -> tuple[Token, ...]:
    """从受理到批复平均9天: where a time begins and ends says nothing of what the number is.

    Nor does what a share is of: 占应覆盖小区的96.4%.
    """
    share = next((at for at, one in enumerate(before) if "share-of" in one.senses), None)
    if share is not None and before and "possessive" in before[-1].senses:
        if not any("of-target" in one.senses for one in before[share:]):
            before = before[:share]
    elif share is not None and len(before) == share + 2 and "baseline" in before[-1].senses:
        before = before[:share]  # 占合同价3.06%
    start = next((at for at, one in enumerate(before) if "from" in one.senses), None)
    end = next((at for at, one in enumerate(before) if "to" in one.senses), None)
    if start is None or end is None or not start < end < len(before) - 1:
        return tuple(before)
    return (*before[:start], *before[end + 2 :])


def _planned(before: Sequence[Token]) -> bool:
    """Whether the last word of plan or result before a number is one of plan."""
    for index in range(len(before) - 1, -1, -1):
        token = before[index]
        if token.senses.get("result") == "strong" or "all-done" in token.senses:
            return False
        if token.senses.get("other-year") == "1":
            return True
        if ("plan" in token.senses or "aim" in token.senses) and not (
            "verb" in token.senses and "done" in token.senses
        ):
            if len(token.text) > 1 or _stands_alone(before, index):
                return True
    return False


def _stands_alone(tokens: Sequence[Token], index: int) -> bool:
    """Whether 应, 拟 or 按 is a word: before the number or a verb, and no part of a longer word."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    glued = before is not None and before.kind == "char" and before.end == tokens[index].start
    acts = after is None or any(name in after.senses for name in ("done", "verb", "reach", "soft"))
    return not glued and (acts or index == 0)


def _of_target(before: Sequence[Token]) -> bool:
    """完成目标的80%, 为计划的1.2倍: a share of the target."""
    kept = [one for one in before if "fill" not in one.senses or "possessive" in one.senses]
    if not kept:
        return False
    linked = "possessive" in kept[-1].senses
    if linked:
        kept = kept[:-1]
    if not kept or "of-target" not in kept[-1].senses:
        return False
    return linked or (len(kept) > 1 and "done" in kept[-2].senses)
