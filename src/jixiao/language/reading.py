"""From a text to a criterion: folding, tokens, phrases, grammar; columns; errors with a caret.

`parse` is strict and raises; `read_criterion` never raises and gives `Unreadable`.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal

import attrs

from ..criteria import (
    AllOf,
    AnyCriterion,
    Comparison,
    Criterion,
    Deadline,
    Doubt,
    NotApplicable,
    Operator,
    Qualitative,
    Range,
    Relative,
    Unreadable,
    YesNo,
)
from ..criteria.amounts import is_share, with_quantities
from ..errors import Span
from ..quantities import ONE, SCALES, Quantity, Units, as_number, builtin, format_number
from . import automaton
from .amounts import AmountReader
from .build import handlers
from .characters import fold, squeeze
from .dates import period, when_of
from .diagnosis import blank, contradiction, diagnose, unreadable
from .faults import Contradiction, SyntaxFault
from .lexicon import Lexicon, builtin_lexicon
from .numerals import negated
from .phrases import Phrase, phrases
from .printed import printed_rule
from .roles import roles
from .shapes import alike, alone, shaped
from .tokens import Token, Vocabulary, scan, vocabulary

__all__ = [
    "LONGEST",
    "clean",
    "counts_alone",
    "parse",
    "read_criteria",
    "read_criterion",
    "reads_alike",
    "refuse_split_numbers",
    "sign_operator",
    "unit_of",
]

#: Longer texts are refused: an indicator value is a phrase, not an essay.
LONGEST: Final = 1000
#: The longest word that says what kind of bad thing is meant: 人身伤害 in 人身伤害事故.
_LONGEST_KIND: Final = 6
_TRAILING: Final = " 。.;,、!"
_QUOTES: Final = MappingProxyType(dict(zip("“‘”’\"'「『", "”’”’\"'」』", strict=True)))
_CLOSING: Final = frozenset(_QUOTES.values())
#: What is taken off the ends of a text; another character there needs no second look.
_ENCLOSING: Final = frozenset((*_TRAILING, *_QUOTES, *_CLOSING, *"()[]", *"\t\r\n", ""))
_DASHES: Final = re.compile("-(?: *-)+")  # —— is one dash
_TAGS: Final = ("<p>", "</p>", "<br>", "<br/>", "<br />", "<span>", "</span>", "<div>", "</div>")


def clean(text: str) -> str:
    """`text` folded; marks of a page, a full stop at the end and quotation marks around it blank.

    Every character keeps its place.
    """
    folded = fold(text)
    if folded[:1] not in _ENCLOSING and folded[-1:] not in _ENCLOSING and "-" not in folded:
        if "<" not in folded or ">" not in folded:
            return folded
    folded = _DASHES.sub(lambda found: found[0][1:].replace("-", " ") + "-", folded)
    if "<" in folded and ">" in folded:
        for tag in _TAGS:
            for form in (tag, tag.upper()):
                folded = folded.replace(form, " " * len(form))
    return _unbracketed(_unquoted(_trimmed(folded)))


def _unbracketed(text: str) -> str:
    """The text without brackets around the whole of it: （18次）, but [80,90] is a range."""
    inner = text.strip()
    if len(inner) < 3 or inner[0] + inner[-1] not in ("()", "[]") or _INTERVAL & set(inner):
        return text
    # [1] is a note, [date] a place to fill in.
    if inner[0] == "[" and inner[1:-1].strip().isascii() and inner[1:-1].strip().isalnum():
        return text
    depth = 0
    for index, char in enumerate(inner):
        depth += (char in "([") - (char in ")]")
        if depth == 0 and index < len(inner) - 1:
            return text
    start = text.index(inner)
    return " " * (start + 1) + inner[1:-1] + " " * (len(text) - start - len(inner) + 1)


_INTERVAL: Final = frozenset(",~-")


def _trimmed(text: str) -> str:
    kept = text.rstrip(_TRAILING)
    return kept + " " * (len(text) - len(kept))


def _unquoted(text: str) -> str:
    """The text without quotation marks around the whole of it, or the ' that Excel puts first."""
    inner = text.strip()
    if not inner or (inner[0] not in _QUOTES and inner[-1] not in _CLOSING):
        return text
    start, size = text.index(inner), len(inner)
    closing = _QUOTES.get(inner[0])
    if closing is not None:
        end = inner.find(closing, 1)
        if end in (-1, size - 1):
            kept = inner[1:] if end < 0 else inner[1:end]
            return _trimmed(" " * (start + 1) + kept + " " * (len(text) - start - 1 - len(kept)))
    if inner[-1] in _CLOSING and not any(one in inner[:-1] for one in _QUOTES):
        return _trimmed(" " * start + inner[:-1] + " " * (len(text) - start - size + 1))
    return text


def parse(
    text: str,
    *,
    sign: str | None = None,
    unit: str | None = None,
    year: int | None = None,
    units: Units | None = None,
    lexicon: Lexicon | None = None,
) -> AnyCriterion:
    """One indicator value (指标值) as a typed criterion.

    Args:
        text: the value, e.g. ``>=15次``, ``2022年10月31日以前``, ``有效保障``.
        sign: the separate sign column (计算符号, 指标性质), if the form has one.
        unit: the separate unit column (计量单位, 度量单位), if the form has one.
        year: the budget year, for 12月底前 and the like.
        units: more units than the built-in ones.
        lexicon: more words than the built-in ones.

    Raises:
        CriterionError: the text is none of the ten kinds; its `span` says where.
    """
    found = read_criterion(text, sign=sign, unit=unit, year=year, units=units, lexicon=lexicon)
    if isinstance(found, Unreadable):
        raise found.error()
    return found


def read_criterion(
    text: str,
    *,
    sign: str | None = None,
    unit: str | None = None,
    year: int | None = None,
    units: Units | None = None,
    lexicon: Lexicon | None = None,
) -> AnyCriterion | Unreadable:
    """As `parse`, but a text that is no criterion comes back as `Unreadable`. Never raises."""
    if not isinstance(text, str):
        return unreadable(
            str(text), "not-text", f"应为文字，而不是 {type(text).__name__}", Span(0, 0), "一段文字"
        )
    if len(text) > LONGEST:
        return unreadable(
            text[:50] + "…",
            "too-long",
            f"文字有{len(text)}个字，超过{LONGEST}个字，不会是指标值",
            Span(0, 0),
            "一个指标值，例如 ≥95%",
        )
    return _criterion(text, vocabulary(units or builtin(), lexicon), sign, unit, year)


def reads_alike(text: str) -> bool:
    """Whether an indicator value is read with any other number of its kind as with its own.

    Its columns, and what the number is compared with, are another matter. See `shapes.alike`.
    """
    return alike(clean(text), vocabulary(builtin()), _read)


def counts_alone(text: str) -> bool:
    """Whether an actual value has one number that is nothing but a number. See `shapes.alone`."""
    return alone(clean(text), vocabulary(builtin(), None, "actual"))


def _criterion(
    text: str, words: Vocabulary, sign: str | None, unit: str | None, year: int | None
) -> AnyCriterion | Unreadable:
    """As `read_criterion`, for a text of bearable length and a vocabulary that is at hand."""
    folded = clean(text)
    if not folded.strip():
        return blank(text, sign, unit)
    try:
        found = shaped(folded, words, _read) or _read(folded, words)
    except SyntaxFault as fault:
        return _ruled(text, words, sign, unit, year) or _with_readable_suggestion(
            diagnose(text, folded, fault.position, words), words
        )
    except Contradiction as problem:
        return _ruled(text, words, sign, unit, year) or _with_readable_suggestion(
            contradiction(text, folded, problem, words), words
        )
    if found.__class__ in (AllOf, Qualitative):
        # 100%得满分，否则不得分 could be words too; what every clause of it says comes first.
        ruled = _ruled(text, words, sign, unit, year)
        if ruled is not None:
            return ruled
    # Only the two fields of the base class change: attrs.evolve would run every converter.
    object.__setattr__(found, "text", text)
    if year is not None:
        try:
            found = found.in_year(year)
        except ValueError:
            return unreadable(
                text,
                "date-impossible",
                f"{year}年没有这一天",
                Span(0, len(text)),
                f"{year}年的日历上有的日期",
            )
    if sign or unit:
        found = _with_columns(found, sign=sign, unit=unit, words=words)
    if found.__class__ is Comparison:
        return _with_reservations(found, year, unit, words)
    if found.__class__ is Range and not found.unit:
        return _dates_or_numbers(found)
    if found.__class__ is Relative and found.operator == "≈":
        return attrs.evolve(found, doubts=(*found.doubts, APPROXIMATE))
    return found


def _ruled(
    text: str, words: Vocabulary, sign: str | None, unit: str | None, year: int | None
) -> AnyCriterion | None:
    """The target of a text that prints its own rule of scoring: 90%以上得10分，每降5%扣1分."""
    rule = printed_rule(text, words.lexicon)
    if rule is None:
        return None
    target = _criterion(rule.target, words, sign, unit, year)
    parts = [tier.condition for tier in rule.tiers[1:]]
    parts += [] if rule.off is None else [rule.off.amount]
    if not all(isinstance(_criterion(one, words, None, None, year), Criterion) for one in parts):
        return None
    if not isinstance(target, Comparison | Range | Deadline):
        return None
    if isinstance(target, Deadline) and (len(rule.tiers) > 1 or rule.otherwise):
        return None
    note = Doubt(code="printed-rule", message=f"指标值写明了计分办法“{rule.text}”，按它计分")
    return attrs.evolve(target, text=text, doubts=(*target.doubts, note))


APPROXIMATE: Final = Doubt(code="approximate", message="“约”没有规定的幅度，按目标值的上下一成判断")


def _read(folded: str, words: Vocabulary) -> AnyCriterion:
    """The criterion that a folded text states.

    Raises:
        SyntaxFault, Contradiction: it states none.
    """
    plain = folded.replace(" ", "")
    senses = words.senses.get(plain, {})
    if "nothing" in senses:
        return NotApplicable()
    if "yes" in senses or "no" in senses:
        return YesNo(expected="yes" in senses)
    if _is_zero_event(plain, words):
        return Comparison(operator="=", quantity=Quantity(Decimal(0)))
    tokens = scan(folded, words)
    answer = _answered(plain, tokens, words)
    if answer is not None:
        return answer
    refuse_split_numbers(tokens)
    found = phrases(folded, tokens, words)
    terminals, doubts = roles(found, words)
    if len(terminals) == 1 and terminals[0].name == "WORDS":
        return _words(plain, tokens, found, words)
    result: AnyCriterion = automaton.run(
        automaton.tables(), handlers(words), terminals, len(folded.rstrip())
    )
    if doubts:
        object.__setattr__(result, "doubts", (*doubts, *result.doubts))
    return result


def _answered(plain: str, tokens: list[Token], words: Vocabulary) -> AnyCriterion | None:
    """是（已备案） and 是否公开：是: an answer with an explanation beside it."""
    if ":" not in plain and not plain.endswith(")"):
        return None
    if any(one.kind == "number" for one in tokens):
        return None
    head, colon, tail = plain.rpartition(":")
    if colon and head and tail:
        try:
            graded = _read(tail, words)
        except (SyntaxFault, Contradiction):
            return None
        if isinstance(graded, Qualitative) and graded.grades:
            message = f"“{head}:”只作说明，未参与判断"
            return attrs.evolve(graded, doubts=(Doubt(code="leading-words", message=message),))
    answer, aside = (tail, head) if colon else (plain, "")
    start = answer.find("(")
    if start > 0 and answer.endswith(")"):
        answer, aside = answer[:start], aside + answer[start:]
    senses = words.senses.get(answer, {})
    if not aside or not ("yes" in senses or "no" in senses) or "nothing" in senses:
        return None
    message = f"“{aside}”只作说明，未参与判断"
    return YesNo(expected="yes" in senses, doubts=(Doubt(code="leading-words", message=message),))


def _is_zero_event(text: str, words: Vocabulary) -> bool:
    """无事故, 零投诉, 不发生安全责任事故: nothing of something bad is =0."""
    zero = words.lexicon.words("zero")
    if not text.startswith(zero):
        return False
    rests = (text[len(one) :] for one in zero if text.startswith(one))
    return any(is_bad_thing(rest, words) or _ends_badly(rest, words) for rest in rests)


def is_bad_thing(text: str, words: Vocabulary) -> bool:
    """Whether `text` names something bad of the lexicon: 事故, 重大安全责任事故."""
    things = words.lexicon.words("thing-bad")
    kinds = words.lexicon.words("thing-kind")
    return any(
        text.endswith(one) and _made_of(text[: len(text) - len(one)], kinds) for one in things
    )


def _ends_badly(text: str, words: Vocabulary) -> bool:
    """溺水事故, 食品中毒: a listed bad thing behind a word that the lexicon does not know."""
    things = [one for one in words.lexicon.words("thing-bad") if text.endswith(one)]
    if not things:
        return False
    before = text[: len(text) - len(max(things, key=len))]
    return len(before) <= _LONGEST_KIND and all(
        (one.kind == "char" and not one.senses and one.text.isalpha())
        or "thing-kind" in one.senses
        or "thing-bad" in one.senses
        for one in scan(before, words)
    )


def _made_of(text: str, words: Iterable[str]) -> bool:
    return not text or any(
        text.startswith(word) and _made_of(text[len(word) :], words) for word in words
    )


def refuse_split_numbers(tokens: list[Token]) -> None:
    """≥9 5%: two numbers with only a blank between are one damaged one.

    Raises:
        Contradiction: there are such numbers.
    """
    for one, other in pairwise(tokens):
        if one.kind == other.kind == "number" and one.end != other.start:
            raise Contradiction(
                "number-damaged",
                f"“{one.text} {other.text}”中间有空格，不是一个完整的数",
                other.text,
            )


def _words(plain: str, tokens: list[Token], found: list[Phrase], words: Vocabulary) -> Qualitative:
    """Words without any number.

    Raises:
        SyntaxFault: a sign or a unit without its number, or a template that is not filled in.
    """
    each = [one for one in found if one.kind == "EACH"]
    if each:
        plain = plain.replace("1", ONE)
        tokens = [
            one for one in tokens if not any(two.start <= one.start < two.end for two in each)
        ]
        if not tokens:
            return Qualitative(words=plain)
    if not any(_DANGLING.isdisjoint(one.senses) for one in tokens) and (
        sum("unit" in one.senses for one in tokens) < 2 or any(one.text == "/" for one in tokens)
    ):
        # 不超支: 支 is no unit there, but the end of a word that is one of actual values.
        if not any(one in plain for one in words.lexicon.words("overrun")):
            raise SyntaxFault(tokens[0].start)
    bare = any(name in tokens[0].senses for name in ("year", "month", "day", "date-column"))
    if bare and not any(_DATE_PARTS.isdisjoint(one.senses) for one in tokens):
        raise SyntaxFault(tokens[0].start)
    if plain.endswith(words.lexicon.words("of")):
        raise SyntaxFault(tokens[0].start)
    if not any(0x4E00 <= ord(char) <= 0x9FFF for char in plain):
        raise SyntaxFault(tokens[0].start)
    for index, one in enumerate(tokens):
        if _wants_number(tokens, index):
            raise SyntaxFault(one.start)
    if "XX" in plain or "xx" in plain or "()" in plain:
        raise SyntaxFault(tokens[0].start)
    return Qualitative(words=plain)


def _wants_number(tokens: list[Token], index: int) -> bool:
    """Whether a sign, 第, 分之 or a blank to fill in stands at `index`, and no number with it."""
    one = tokens[index]
    senses = one.senses
    if one.kind == "number" or one.text in _SYMBOLS:
        return True
    if "placeholder" in senses or "of" in senses or "share" in senses:
        return True
    if index + 1 == len(tokens):
        return False
    following = tokens[index + 1]
    if "some" in senses and following.kind == "numeral":
        return True
    if following.text.isascii():
        return "ordinal" in senses
    return "lookalike" in senses and index <= 1


_DANGLING: Final = frozenset((
    "bound", "after", "not", "modal", "scale", "unit", "share", "to", "and", "sign", "half", "every", "soft", "minus",
    "nothing", "loose-unit",
))  # fmt: skip
_DATE_PARTS: Final = frozenset(("year", "month", "day", "date-column", "before", "end", "quarter"))
_SYMBOLS: Final = frozenset("≥≤><=≈±%‰*#_@^~…×?¥^|")


# ---- dates or numbers


def date_like(number: str) -> tuple[int, int, int | None] | None:
    """2022.12 and 20221231: numbers that may be dates, as year, month and day."""
    year, dot, rest = number.partition(".")
    if dot and len(year) == 4 and year[:2] in ("19", "20") and rest.isdecimal() and len(rest) <= 2:
        return (int(year), int(rest), None) if 1 <= int(rest) <= 12 else None
    if not dot and len(number) == 8 and number.isdecimal() and number[:2] in ("19", "20"):
        month, day = int(number[4:6]), int(number[6:])
        return (int(number[:4]), month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
    return None


def _asks_date(unit: str | None, words: Vocabulary) -> bool:
    """Whether a unit column says that the value is a date."""
    if unit is None:
        return False
    return "date-column" in words.lexicon.of(squeeze(unit).strip("()"))


def _with_reservations(
    found: Comparison, year: int | None, unit: str | None, words: Vocabulary
) -> AnyCriterion:
    """The comparison with the doubts that its very words bring, wherever they stood."""
    written = found.quantity.unit
    if not written and is_share(found):
        return _date_or_share(found, year=year, unit=unit, words=words)
    dated = _asks_date(unit, words)
    if found.operator in (None, "≤") and (not written or dated):
        like = date_like(format_number(found.quantity.number))
        if like is not None:
            return _date_or_number(found, like, year=year, certain=dated)
    senses = words.senses.get(written, {})
    if not senses and found.operator != "≈":
        return found
    doubts = list(found.doubts)
    if written == words.lexicon.words("month")[0]:
        spoken = squeeze(found.text)
        if spoken[:1] in words.lexicon.words("spoken-month") and spoken[1:2] == written[:1]:
            message = f"“{found.text}”按{found.quantity.number}个月之内读，也可以是那个月之内"
            doubts.append(Doubt(code="month-or-months", message=message))
    if found.operator == "≈":
        doubts.append(APPROXIMATE)
    if "loose-unit" in senses:
        message = f"“{written}”照原样保留；多半应写“{senses['loose-unit']}”"
        doubts.append(Doubt(code="loose-unit", message=message))
    return attrs.evolve(found, doubts=tuple(doubts)) if len(doubts) > len(found.doubts) else found


def _date_or_number(
    found: Comparison, like: tuple[int, int, int | None], *, year: int | None, certain: bool
) -> AnyCriterion:
    """2022.12 in a table of 2022 is a month; where neither year nor unit says so, a number.

    `certain`: the unit column says that it is a date.
    """
    stated, month, day = like
    text = str(found.quantity)
    named = f"{stated}年{month}月" + (f"{day}日" if day else "")
    last = calendar.monthrange(stated, month)[1]
    if (day or 1) > last or not (certain or stated == year):
        doubt = Doubt(code="date-or-number", message=f"“{text}”按数读，也可能是{named}")
        return attrs.evolve(found, doubts=(*found.doubts, doubt))
    doubt = Doubt(code="date-or-number", message=f"“{text}”按{named}读，也可能是一个数")
    return Deadline(
        date=datetime.date(stated, month, day or last),
        precision="day" if day else "month",
        text=found.text,
        doubts=found.doubts if certain else (*found.doubts, doubt),
    )


def _date_or_share(
    found: Comparison, *, year: int | None, unit: str | None, words: Vocabulary
) -> AnyCriterion:
    """1/3 is a third, and may be a day; 10/1 is a day, for no share is ten wholes."""
    pair = _month_and_day(found.text)
    if pair is None:
        return found
    month, day = pair
    if day > calendar.monthrange(2000, month)[1]:
        return found
    slashed = f"{month}/{day}"
    doubts = tuple(one for one in found.doubts if one.code != "date-or-number")
    if found.operator in (None, "≤") and (_asks_date(unit, words) or month > day):
        message = f"“{slashed}”按{month}月{day}日读，不是分数"
        read = Deadline(
            month=month,
            day=day,
            text=found.text,
            doubts=(*doubts, Doubt(code="month-day", message=message)),
        )
        return read if year is None else attrs.evolve(read.in_year(year), text=found.text)
    message = f"“{slashed}”按分数读，也可能是{month}月{day}日"
    return attrs.evolve(found, doubts=(*doubts, Doubt(code="date-or-number", message=message)))


def _month_and_day(text: str) -> tuple[int, int] | None:
    """The month and the day that a fraction such as 1/3 may also be."""
    month, stroke, rest = squeeze(text).lstrip("≥≤><=≈").partition("/")
    day = rest[:2] if rest[:2].isdecimal() else rest[:1]
    after = rest[len(day) :]
    if not stroke or not (month.isdecimal() and day.isdecimal()) or len(month) > 2:
        return None
    if after and after not in builtin_lexicon().words("after"):
        return None
    return (int(month), int(day)) if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 else None


def _dates_or_numbers(found: Range) -> AnyCriterion:
    """20220101-20221231 is a period; 1.1-12.31 stays numbers, which may be meant as days."""
    low, high = str(found.lower), str(found.upper)
    first, last = date_like(low), date_like(high)
    if first and last and (first[2] is None) == (last[2] is None):
        precision: Literal["day", "month"] = "month" if first[2] is None else "day"
        try:
            named = period(when_of(*first, precision, low), when_of(*last, precision, high))
        except Contradiction:
            return found
        message = f"“{found.text}”按{named.start}至{named.end}读，也可能是两个数"
        doubt = Doubt(code="date-or-number", message=message)
        return attrs.evolve(named, text=found.text, doubts=(*found.doubts, doubt))
    begins, ends = low.partition("."), high.partition(".")
    if begins[2] in ("1", "01") and ends[2] in ("30", "31", "28", "29"):
        if all(one[0].isdecimal() and 1 <= int(one[0]) <= 12 for one in (begins, ends)):
            message = f"“{found.text}”按数读，也可能是几月几日"
            doubt = Doubt(code="date-or-number", message=message)
            return attrs.evolve(found, doubts=(*found.doubts, doubt))
    return found


def _with_readable_suggestion(found: Unreadable, words: Vocabulary) -> Unreadable:
    """The diagnosis, without its suggestion where that would not be read either."""
    if found.suggestion is None:
        return found
    try:
        _read(clean(found.suggestion), words)
    except (SyntaxFault, Contradiction):
        return attrs.evolve(found, suggestion=None)
    return found


# ---- a column of texts


def read_criteria(
    texts: Iterable[str],
    *,
    sign: str | None = None,
    unit: str | None = None,
    year: int | None = None,
    units: Units | None = None,
) -> list[AnyCriterion | Unreadable]:
    """A whole column: as `read_criterion` for each text, every distinct text read once."""
    memo = _Memo(sign, unit, year, units)
    return list(map(memo.__getitem__, texts))


class _Memo(dict[str, AnyCriterion | Unreadable]):
    """What each distinct text means, filled on first sight; lives as long as one column."""

    def __init__(
        self, sign: str | None, unit: str | None, year: int | None, units: Units | None
    ) -> None:
        super().__init__()
        self._words = vocabulary(units or builtin())
        self._sign, self._unit, self._year = sign, unit, year

    def __missing__(self, text: str) -> AnyCriterion | Unreadable:
        if text.__class__ is str and len(text) <= LONGEST:
            found = _criterion(text, self._words, self._sign, self._unit, self._year)
        else:
            found = read_criterion(
                text, sign=self._sign, unit=self._unit, year=self._year, units=self._words.units
            )
        self[text] = found
        return found


# ---- the sign column and the unit column


@lru_cache(maxsize=1024)
def sign_operator(sign: str | None) -> Operator | None:
    """The operator that a sign column (计算符号, 指标性质) states; None for 定性, 正向, 是/否 and blank.

    The column is read by the words of the text: 不突破, 控制在 and 未超过 state what they state there.
    """
    if sign is None:
        return None
    words = vocabulary(builtin())
    folded = fold(sign)
    tokens = scan(folded, words)
    if not tokens:
        return None
    code = _sign_number(sign, words.lexicon) or words.lexicon.of(folded).get("sign-code")
    if code is not None:
        return code or None  # type: ignore[return-value]
    try:
        found = phrases(folded, tokens, words)
    except Contradiction:
        return None  # 0/0 in a sign column
    stated = [one.value.operator for one in found if one.kind == "BOUND"]
    stated += [one.value for one in found if one.kind == "AFTER"]
    for one in found:
        if one.kind == "BRACKET":
            stated += [two.value.operator for two in one.value if two.kind == "BOUND"]
        elif one.kind == "WORD" and not all(
            "fill" in t.senses or "verb" in t.senses for t in one.value
        ):
            return None
    return stated[0] if len(set(stated)) == 1 else _hard(found)


def _sign_number(sign: str | None, lexicon: Lexicon) -> str | None:
    """The operator of a code of the integrated system in a sign column: 5 is ≤."""
    return lexicon.of(fold(sign)).get("sign-number") if sign else None


def _hard(found: list[Phrase]) -> Operator | None:
    hard = {one.value.operator for one in found if one.kind == "BOUND" and not one.value.soft}
    hard |= {one.value for one in found if one.kind == "AFTER"}
    return hard.pop() if len(hard) == 1 else None


def unit_of(unit: str, words: Vocabulary) -> str:
    """The canonical unit of a unit column: （个）, 单位：万元 and 台（套） as people fill it in."""
    column = squeeze(unit)
    for head in words.lexicon.words("unit-heading"):
        column = column.removeprefix(head).removeprefix(":")
    if column in words.units.spellings:
        return words.units.spellings[column]
    if column.startswith("(") and column.endswith(")"):
        column = column[1:-1]
    if column.endswith(")") and "(" in column and column not in words.units.spellings:
        column = column[: column.rindex("(")] or column
    if (
        not column
        or "no-unit" in words.lexicon.of(column)
        or "date-column" in words.lexicon.of(column)
        and column not in words.units.spellings
    ):
        return ""
    if column in SCALES:
        return column
    if "month" in words.senses.get(column, {}):
        return words.lexicon.words("month")[0]
    tokens = scan(column, words)
    try:
        read = AmountReader(tokens, words).unit_at(0)
    except Contradiction:
        read = None
    whole = read is not None and read[1] == len(tokens)
    return read[0] if read is not None and whole else words.units.canonical(column)


def _with_columns(
    found: AnyCriterion, *, sign: str | None, unit: str | None, words: Vocabulary
) -> AnyCriterion:
    """The value with what the separate columns add; where they conflict the text wins."""
    operator = sign_operator(sign)
    if (code := _sign_number(sign, words.lexicon)) is not None:
        note = Doubt(code="sign-number", message=f"符号列写的是代号“{sign}”，按{code}读")
        found = attrs.evolve(found, doubts=(*found.doubts, note))
    canonical = unit_of(unit, words) if unit else ""
    match found:
        case Comparison():
            return _comparison_in_columns(found, sign, operator, unit, canonical, words)
        case Range() if canonical:
            if not found.unit:
                return with_quantities(found, lambda one: Quantity(one.number, canonical))
            if not _same_unit(found.unit, canonical):
                doubt = _unit_conflict(found.unit, canonical)
                return attrs.evolve(found, doubts=(*found.doubts, doubt))
        case Qualitative() if found.grades and operator in ("≥", ">"):
            words_up = found.words if found.or_better else found.words + "以上"
            return attrs.evolve(found, or_better=True, words=words_up, strict=operator == ">")
        case Relative() if found.amount is not None and found.operator is None and operator:
            return attrs.evolve(found, operator=operator)
    return found


def _comparison_in_columns(
    found: Comparison,
    sign: str | None,
    operator: Operator | None,
    unit: str | None,
    canonical: str,
    words: Vocabulary,
) -> AnyCriterion:
    doubts: list[Doubt] = []
    quantity = found.quantity
    if canonical and is_share(found):
        if not _asks_date(unit, words):
            quantity = _share_in(found, canonical, words.units, doubts)
    elif canonical in SCALES and not quantity.unit:
        quantity = Quantity(as_number(quantity.exact * SCALES[canonical]), "")
    elif canonical and not quantity.unit:
        if "year" in words.senses.get(canonical, {}) and 1900 <= quantity.number < 2100:
            return Deadline(
                date=datetime.date(int(quantity.number), 12, 31),
                precision="year",
                text=found.text,
                doubts=found.doubts,
            )
        quantity = Quantity(quantity.number, canonical)
    elif canonical and not _same_unit(quantity.unit, canonical):
        doubts.append(_unit_conflict(quantity.unit, canonical))
    if sign and found.operator is None and squeeze(sign) == "±":
        return Range(
            lower=Quantity(negated(quantity.number), quantity.unit),
            upper=quantity,
            text=found.text,
            doubts=(*found.doubts, *doubts),
        )
    stated = found.operator or operator
    if operator is not None and operator != stated:
        message = f"符号列是“{sign}”，文字里是“{stated}”，以文字为准"
        doubts.append(Doubt(code="sign-conflict", message=message))
    if stated != found.operator or quantity is not found.quantity or doubts:
        return attrs.evolve(
            found, operator=stated, quantity=quantity, doubts=(*found.doubts, *doubts)
        )
    return found


def _share_in(found: Comparison, column: str, units: Units, doubts: list[Doubt]) -> Quantity:
    """1/4 in a column of % is 25%; in a column of 人 it stays a share, and a doubt says so."""
    factor = None if column in SCALES else units.factor(column)
    if factor is None or factor.dimension:
        message = f"单位列是“{column}”，文字里是一个比“{found.text}”，按比读"
        doubts.append(Doubt(code="unit-conflict", message=message))
        return found.quantity
    return Quantity(as_number(found.quantity.exact / factor.size), column)


def _same_unit(written: str, column: str) -> bool:
    """Whether text and column name one unit, whatever the 万 before it."""
    return written == column or _unscaled(written) == _unscaled(column)


def _unscaled(unit: str) -> str:
    for scale in sorted(SCALES, key=len, reverse=True):
        unit = unit.replace(scale, "")
    return unit


def _unit_conflict(written: str, column: str) -> Doubt:
    message = f"单位列是“{column}”，文字里是“{written}”，以文字为准"
    return Doubt(code="unit-conflict", message=message)
