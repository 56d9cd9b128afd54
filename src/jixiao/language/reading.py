"""From a text to a criterion: folding, tokens, phrases, grammar; columns; errors with a caret.

`parse` is strict and raises; `read_criterion` never raises and gives `Unreadable`.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from itertools import pairwise
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
    Qualitative,
    Range,
    Relative,
    Unreadable,
    YesNo,
)
from ..criteria.amounts import is_share
from ..errors import Span
from ..grades import GRADE_RANKS, stated_grade
from ..quantities import ONE, Units, builtin, format_number
from . import automaton
from .build import handlers, together
from .characters import squeeze
from .cleaning import clean
from .dates import period, when_of
from .diagnosis import blank, contradiction, diagnose, unreadable
from .faults import Contradiction, SyntaxFault
from .lexicon import Lexicon, builtin_lexicon
from .nothing import zero_event
from .phrases import Phrase, phrases
from .printed import is_printed_scale, printed_rule
from .roles import roles
from .shapes import alike, alone, shaped
from .sign_and_unit import asks_date, with_columns
from .tokens import Token, Vocabulary, scan, vocabulary

__all__ = [
    "LONGEST",
    "counts_alone",
    "parse",
    "read_criteria",
    "read_criterion",
    "reads_alike",
    "refuse_split_numbers",
]

#: Longer texts are refused: an indicator value is a phrase, not an essay.
LONGEST: Final = 1000


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
        CriterionError: the text is none of the nine kinds; its `span` says where.
        TypeError: `sign` or `unit` is no text.
    """
    for label, column in (("sign", sign), ("unit", unit)):
        if column is not None and not isinstance(column, str):
            raise TypeError(f"parse 的 {label} 要的是文字，这里是 {type(column).__name__}")
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
    if found.__class__ is AllOf or found.__class__ is Qualitative:
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
        found = with_columns(found, sign=sign, unit=unit, words=words)
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
        scale = is_printed_scale(text, words.lexicon)
        return Qualitative(words=clean(text), text=text) if scale else None
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
    nothing = zero_event(plain, words)
    if nothing is not None:
        return nothing
    tokens = scan(folded, words)
    answer = _answered(plain, tokens, words)
    if answer is not None:
        return answer
    explained = _explained(plain, tokens, words)
    if explained is not None:
        return explained
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


def _explained(plain: str, tokens: list[Token], words: Vocabulary) -> Qualitative | None:
    """优秀（90分及以上为优秀，80至89分为良好）: words, and in brackets what they stand for."""
    head, opened, aside = plain.partition("(")
    if not opened:
        return None
    numbered = any(one.kind == "number" for one in tokens)
    if not head or not numbered or aside.find(")") != len(aside) - 1:
        return None
    if any(one.kind == "number" for one in scan(head, words)):
        return None
    try:
        found = _read(head, words)
    except (SyntaxFault, Contradiction):
        return None
    if not isinstance(found, Qualitative):
        return None
    # 优（90分以上） may ask for the number; where the bracket names the grade it only explains.
    if not (any(one in aside for one in found.grades) or _is_scale(aside[:-1], words)):
        return None
    message = f"“({aside}”只作说明，未参与判断"
    return attrs.evolve(found, doubts=(Doubt(code="trailing-words", message=message),))


def _is_scale(text: str, words: Vocabulary) -> bool:
    """90%以上为达成，70%—90%为部分达成: each part says which numbers make which grade or status."""
    found = [_grade_named(part, words) for part in text.replace(";", ",").split(",")]
    return None not in found and len(set(found)) > 1


def _grade_named(text: str, words: Vocabulary) -> str | None:
    """The grade or status that a text ends with behind 为, or begins with before a colon."""
    named, colon, _ = text.partition(":")
    ends = [named] if colon else [text.rpartition(one)[2] for one in words.lexicon.words("means")]
    return next(
        (one for one in ends if one != text and (one in GRADE_RANKS or stated_grade(one))), None
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


def _words(plain: str, tokens: list[Token], found: list[Phrase], words: Vocabulary) -> AnyCriterion:
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
    return _with_grade(plain, words) or Qualitative(words=plain)


def _with_grade(plain: str, words: Vocabulary) -> AnyCriterion | None:
    """二级以上；有效保障: a least grade, and other words that are asked for as well."""
    pieces = plain.split(";")
    if len(pieces) < 2 or not all(pieces):
        return None
    try:
        read = [_read(one, words) for one in pieces]
    except (SyntaxFault, Contradiction):
        return None
    least = any(isinstance(one, Qualitative) and (one.or_better or one.strict) for one in read)
    return together(read) if least else None


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

# ---- dates or numbers

_DATE_PARTS: Final = frozenset(("year", "month", "day", "date-column", "before", "end", "quarter"))
_SYMBOLS: Final = frozenset("≥≤><=≈±%‰*#_@^~…×?¥|")


def date_like(number: str) -> tuple[int, int, int | None] | None:
    """2022.12 and 20221231: numbers that may be dates, as year, month and day."""
    year, dot, rest = number.partition(".")
    if dot and len(year) == 4 and year[:2] in ("19", "20") and rest.isdecimal() and len(rest) <= 2:
        return (int(year), int(rest), None) if 1 <= int(rest) <= 12 else None
    if not dot and len(number) == 8 and number.isdecimal() and number[:2] in ("19", "20"):
        month, day = int(number[4:6]), int(number[6:])
        return (int(number[:4]), month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
    return None


def _with_reservations(
    found: Comparison, year: int | None, unit: str | None, words: Vocabulary
) -> AnyCriterion:
    """The comparison with the doubts that its very words bring, wherever they stood."""
    written = found.quantity.unit
    if not written and is_share(found):
        return _date_or_share(found, year=year, unit=unit, words=words)
    if found.operator is None or found.operator == "≤":
        dated = asks_date(unit, words)
        like = None if written and not dated else date_like(format_number(found.quantity.number))
        if like is not None:
            return _date_or_number(found, like, year=year, certain=dated)
    if found.operator != "≈" and written not in words.doubted_units:
        return found
    senses = words.senses.get(written, {})
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
    if found.operator in (None, "≤") and (asks_date(unit, words) or month > day):
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
