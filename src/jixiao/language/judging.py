"""One judgement: what an actual value makes of a target.

`is_met`, scoring, monitoring, rechecking and the frames all ask here. What the words of the
actual say is read by `achieved`; what the numbers and dates decide stands in the criteria.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Final

import attrs

from ..criteria import (
    AllOf,
    Comparison,
    Criterion,
    Deadline,
    Direction,
    Doubt,
    Judgement,
    NotApplicable,
    Period,
    Qualitative,
    Range,
    Relative,
    YesNo,
)
from ..criteria.criterion import all_met
from ..criteria.slips import bare_slip
from ..errors import CriterionError, Span
from ..exactness import MOST_DIGITS, is_too_long
from ..grades import GRADE_RANKS, stated_grade
from ..quantities import Quantity, Units, as_number, builtin, format_number, unscaled
from .achieved import achieved_amount
from .achieved_changes import achieved_change
from .achieved_dates import achieved_date
from .characters import fold, squeeze
from .fractions import fraction_of
from .lexicon import Lexicon, builtin_lexicon
from .numerals import number_of, plain
from .reading import LONGEST, clean, read_criterion
from .setting import Setting, actual_words, doubt
from .tokens import Token, Vocabulary, scan

__all__ = ["given", "judge", "pieces_of", "read_actual", "scalar", "unit_slip"]

_MISSING: Final = Judgement(met=None)


def judge(
    criterion: Criterion,
    actual: Any,
    *,
    direction: Direction | None = None,
    baseline: Any = None,
    name: str = "",
    year: int | None = None,
    units: Units | None = None,
    lexicon: Lexicon | None = None,
) -> Judgement:
    """See `Criterion.judge`."""
    if criterion.__class__ is AllOf and isinstance(actual, list | tuple):
        return _parts(
            criterion,
            actual,
            partial(
                judge,
                direction=direction,
                baseline=baseline,
                name=name,
                year=year,
                units=units,
                lexicon=lexicon,
            ),
        )
    value = given(actual)
    if value is None:
        return _MISSING
    table = units or builtin()
    if value.__class__ is str:
        quick = _plain(criterion, value, direction)
        if quick is not None:
            return quick
        setting = Setting(
            target=criterion, name=name, year=year, words=actual_words(table, lexicon)
        )
        return _judge_text(criterion, value, setting, direction, baseline)
    if isinstance(value, Comparison) and isinstance(criterion, Deadline | Period):
        # A number beside a deadline may be a date as a spreadsheet keeps it.
        return judge(
            criterion,
            str(value.quantity),
            name=name,
            year=year,
            units=units,
            lexicon=lexicon,
        )
    found = _judge_value(criterion, value, direction, baseline, year, actual_words(table, lexicon))
    return (
        found
        if not isinstance(actual, Decimal | int | float | Fraction)
        else _bare(criterion, value, found)
    )


def _plain(criterion: Criterion, text: str, direction: Direction | None) -> Judgement | None:
    """The commonest actual: a number, alone or with the target's unit, against a number."""
    if not isinstance(criterion, Comparison) or criterion.form == "scaled":
        return None
    unit = criterion.quantity.unit
    bare = text.removesuffix(unit) if unit else text
    number = number_of(bare) if bare.isascii() else None
    if number is None or (bare and bare[0] in "+-"):
        return None
    value = Comparison(quantity=Quantity(number, unit), text=text)
    if not unit or bare != text:
        return Judgement(met=criterion.decides(value, direction=direction), stated=value)
    return _bare(
        criterion, value, Judgement(met=criterion.decides(value, direction=direction), stated=value)
    )


def _bare(criterion: Criterion, value: Any, found: Judgement) -> Judgement:
    """A number without a unit: open where 万 or % may have been left out."""
    slip = unit_slip(criterion, value)
    if slip is None:
        return found
    return attrs.evolve(found, met=None, doubts=(*found.doubts, slip))


def unit_slip(criterion: Criterion, value: Any) -> Doubt | None:
    """The doubt that a bare number left out 万 or %, naming both readings; None where there is none."""
    if not isinstance(criterion, Comparison | Range) or not isinstance(value, Comparison):
        return None
    target = criterion.quantity if isinstance(criterion, Comparison) else criterion.lower
    unit = criterion.unit
    scale = unscaled(unit)
    if value.form != "plain" or (unit != "%" and scale == unit):
        return None
    number = value.quantity.number
    slip = bare_slip(target.number, number, share=unit == "%", scaled=scale != unit)
    if slip is None:
        return None
    shown = format_number(number)
    if unit == "%":
        whole = format_number(as_number(value.quantity.exact * 100))
        said = f"实际值“{shown}”没有写单位：按目标的单位是{shown}%，也可能是{whole}%，请写明单位"
    else:
        said = f"实际值{shown}没有写单位：按目标的单位是{shown}{unit}，也可能是{shown}{scale}，请写明单位"
    return doubt("unit-slip", said)


# ---------------------------------------------------------------- values that are no text


def given(actual: Any) -> Criterion | str | None:
    """An actual value of any type as a text or a criterion; None where it is missing.

    NaN, NA and NaT are missing; a float goes through its shortest text.

    Raises:
        CriterionError: an infinite number, one of too many digits, a text of more than
            `LONGEST` characters, or something that is no text, number or date.
    """
    kind = actual.__class__
    if kind is str:
        return _bearable(actual) if actual.strip() else None
    if actual is None:
        return None
    if kind is Decimal or kind is int or kind is float or kind is Fraction:
        return _number(actual)
    match actual:
        case Criterion():
            return actual
        case bool():
            return YesNo(expected=actual, text=str(actual))
        case Quantity():
            return Comparison(quantity=actual, text=str(actual))
        case str():
            return _bearable(str(actual)) if actual.strip() else None
        case Decimal() | Fraction() | int() | float():
            return _number(actual)
        case datetime.datetime():
            return None if _is_missing(actual) else _moment(actual)
        case datetime.date():
            return Deadline(date=actual, text=str(actual))
    return _foreign(actual)


def _bearable(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    raise CriterionError(
        f"文字有{len(text)}个字，超过{LONGEST}个字，不会是实际完成值",
        code="too-long",
        text=f"{text[:50]}…",
        span=Span(0, 0),
        expected="实际完成的数、日期或等次，例如 96%",
    )


def _is_missing(value: Any) -> bool:
    """NaN, NaT and NA: unequal to themselves, or unable to say."""
    try:
        return bool(value != value)  # noqa: PLR0124
    except (TypeError, ValueError, ArithmeticError):
        return True


def _moment(value: datetime.datetime) -> Deadline:
    day = value.date()
    if value.time() == datetime.time():
        return Deadline(date=day, text=str(day))
    note = doubt("actual-time", f"“{value}”里的时刻没有参与判断，按{day}计")
    return Deadline(date=day, text=str(value), doubts=(note,))


def _number(value: Any) -> Criterion | None:
    if isinstance(value, Fraction):
        if is_too_long(value):
            raise _too_long()
        return Comparison(quantity=Quantity(as_number(value)), text=str(value))
    if isinstance(value, int) and is_too_long(value):
        raise _too_long()
    number = (
        value
        if isinstance(value, Decimal)
        else Decimal(repr(float(value)) if isinstance(value, float) else int(value))
    )
    if number.is_nan():
        return None
    if number.is_finite() and is_too_long(number):
        raise _too_long()
    if number.is_infinite():
        raise CriterionError(
            "实际值是无穷大，不是一个数",
            code="number-infinite",
            text=str(value),
            span=Span(0, len(str(value))),
            expected="一个数，例如 96.5",
        )
    return Comparison(quantity=Quantity(plain(number)), text=str(value))


def _too_long() -> CriterionError:
    return CriterionError(
        f"实际值超过{MOST_DIGITS}位，不会是表中的数",
        code="number-too-long",
        text="",
        span=Span(0, 0),
        expected="一个数，例如 96.5",
    )


def scalar(value: Any) -> Any:
    """A number, date or truth of another library as Python's own; None for NaN, NA and NaT."""
    kind = value.__class__
    if kind is str or kind is int or value is None or kind is bool:
        return value
    dtype = getattr(value, "dtype", None)
    if dtype is not None and hasattr(value, "item"):
        if getattr(dtype, "kind", "") == "M":
            value = value.astype("datetime64[us]")
        if getattr(dtype, "kind", "") == "f" and getattr(dtype, "itemsize", 8) < 8:
            # The shortest text of a short float is not that of the longer one.
            return Decimal(str(value)) if value == value else None  # noqa: PLR0124
        value = value.item()
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    plain = isinstance(value, float | Decimal | datetime.date)
    return None if plain and _is_missing(value) else value


def _foreign(value: Any) -> Criterion | str | None:
    """Numbers and dates of other libraries: numpy scalars, pandas NA and NaT."""
    dtype = getattr(value, "dtype", None)
    if dtype is not None and hasattr(value, "item"):
        if getattr(dtype, "kind", "") == "M":
            value = value.astype("datetime64[us]")
        plain_value = value.item()
        if plain_value.__class__ is not value.__class__:
            return given(plain_value)
    if type(value).__name__ in ("NAType", "NaTType") or (
        not isinstance(value, list | tuple | dict | set | bytes) and _is_missing(value)
    ):
        return None
    raise CriterionError(
        f"实际值应为文字、数、日期，而不是 {type(value).__name__}",
        code="not-text",
        text=str(value)[:50],
        span=Span(0, 0),
        expected="例如 '96%'、Decimal('96')、datetime.date(2022, 10, 31)",
    )


def _judge_value(
    criterion: Criterion,
    value: Any,
    direction: Direction | None,
    baseline: Any,
    year: int | None,
    words: Vocabulary,
) -> Judgement:
    """A number, a date or a criterion against the target."""
    if isinstance(value, Deadline) and value.date is None:
        value = _in_year(value, criterion, year)
    if isinstance(criterion, Relative):
        return _against_baseline(criterion, value, baseline, words)
    if isinstance(criterion, Deadline | Period) and isinstance(value, Comparison):
        return Judgement(met=None, stated=value)
    met = criterion.decides(value, direction=direction, units=words.units)
    doubts = (*value.doubts, *_odd_year(criterion, value))
    return Judgement(met=met, stated=value, doubts=doubts)


# ---------------------------------------------------------------- texts


def _judge_text(
    criterion: Criterion, text: str, setting: Setting, direction: Direction | None, baseline: Any
) -> Judgement:
    if _says_nothing(text, setting):
        return _MISSING
    match criterion:
        case Comparison() | Range():
            return _amount(criterion, text, setting, direction)
        case Deadline() | Period():
            return _date(criterion, text, setting)
        case YesNo():
            return _answer(criterion, text, setting)
        case Qualitative():
            return _words(criterion, text, setting)
        case Relative():
            return _relative(criterion, text, setting, baseline)
        case AllOf():
            return _all_of(criterion, text, setting, direction, baseline)
        case NotApplicable():
            return _MISSING
    raise NotImplementedError


def _says_nothing(text: str, setting: Setting) -> bool:
    """不适用, /, —: no actual value at all. 无 is an answer, and not among them."""
    word = clean(text).replace(" ", "")
    senses = setting.words.lexicon.of(word)
    return not word or ("nothing" in senses and "none-said" not in senses)


def _amount(
    criterion: Comparison | Range, text: str, setting: Setting, direction: Direction | None
) -> Judgement:
    share = fraction_of(criterion, text, setting)
    found = share or achieved_amount(text, setting)
    value = found.value
    if found.met != "ask":
        return Judgement(met=found.met, doubts=found.doubts, remarks=found.remarks, stated=value)
    if value is None:
        return _MISSING
    if isinstance(value, Comparison) and not value.unit:
        slip = unit_slip(criterion, value)
        if slip is not None and share is None:
            return Judgement(
                met=None, doubts=(*found.doubts, slip), remarks=found.remarks, stated=value
            )
    met = criterion.decides(value, direction=direction, units=setting.units)
    doubts = (*found.doubts, *_loose(criterion, value, setting.units))
    if met is not None and any(one.code == "actual-claim" for one in doubts) and met:
        met = None
    return Judgement(met=met, doubts=doubts, remarks=found.remarks, stated=value)


def _loose(criterion: Comparison | Range, value: Criterion, units: Units) -> tuple[Doubt, ...]:
    unit = value.unit if isinstance(value, Comparison | Range) else ""
    if not unit or not criterion.unit or units.relation(unit, criterion.unit) != "loose":
        return ()
    return (doubt("loose-unit", f"单位“{unit}”与“{criterion.unit}”按一比一计"),)


def _in_year(found: Deadline, criterion: Criterion, year: int | None) -> Deadline:
    """A date without a year is of the table's year, else of the target's."""
    last = _last_day(criterion)
    known = year if year is not None else last.year if last is not None else None
    if known is None:
        return found
    try:
        return found.in_year(known)
    except ValueError:
        return found


def _last_day(criterion: Criterion) -> datetime.date | None:
    if isinstance(criterion, Deadline):
        return criterion.date
    return criterion.end if isinstance(criterion, Period) else None


def _date(criterion: Deadline | Period, text: str, setting: Setting) -> Judgement:
    found = achieved_date(text, setting)
    if found.met != "ask":
        met = found.met if _last_day(criterion) is not None or found.met is not True else None
        return Judgement(met=met, doubts=found.doubts, remarks=found.remarks, stated=found.value)
    value = found.value
    last = _last_day(criterion)
    if value is not None and last is not None:
        known = setting.year if setting.year is not None else last.year
        try:
            dated = value.in_year(known)
        except ValueError:
            return Judgement(
                met=None, doubts=(*found.doubts, doubt("date-impossible", f"{known}年没有这一天"))
            )
        if dated != value and isinstance(value, Deadline) and value.date is None:
            found = found._replace(remarks=(*found.remarks, f"实际日期没有写年份，按{known}年理解"))
        value = dated
    if value is None:
        return _MISSING
    met = criterion.decides(value)
    if met is None and isinstance(value, Period) and isinstance(criterion, Period):
        met = None
    doubts = (*found.doubts, *_odd_year(criterion, value))
    return Judgement(met=met, doubts=doubts, remarks=found.remarks, stated=value)


def _odd_year(criterion: Criterion, value: Criterion) -> tuple[Doubt, ...]:
    """A completion more than half a year before the year of the deadline may be a slip of the pen."""
    last, day = _last_day(criterion), _last_day(value)
    if last is None or day is None or day.year >= last.year or (last - day).days <= 183:
        return ()
    return (doubt("actual-year", f"实际日期{day}比期限{last}早了一年上下，请核对年份"),)


# ---- yes or no


def _answer(criterion: YesNo, text: str, setting: Setting) -> Judgement:
    answer, doubts = _yes_or_no(text, setting)
    if answer is None:
        return Judgement(met=None, doubts=doubts)
    return Judgement(
        met=answer == criterion.expected, doubts=doubts, stated=YesNo(expected=answer, text=text)
    )


def _yes_or_no(text: str, setting: Setting) -> tuple[bool | None, tuple[Doubt, ...]]:
    """The answer that a text gives: 是, 已建立, √, ☑是 □否, 未建立."""
    word = clean(text).replace(" ", "")
    lexicon = setting.words.lexicon
    if word.lower() in lexicon.words("answer-yes"):
        return True, ()
    if word.lower() in lexicon.words("answer-no"):
        return False, ()
    tokens = scan(word, setting.words)
    if any("ticked" in one.senses for one in tokens):
        return _ticked(word, setting), ()
    if tokens and "hedged" in tokens[0].senses:
        return None, (doubt("actual-hedged", f"“{text.strip()}”说得不肯定，看不出是或否"),)
    if tokens and any(word.startswith(one) for one in lexicon.words("negative-state")):
        return False, ()
    head, _, rest = word.partition("(")
    if rest and head != word and head:
        return _yes_or_no(head, setting)
    if any(one.kind == "number" for one in tokens):
        return None, (doubt("actual-words", f"“{text.strip()}”看不出是或否"),)
    if tokens and "done" in tokens[0].senses and word[:1] in lexicon.words("already-mark"):
        if any(
            name in one.senses
            for one in tokens
            for name in ("cancelled", "failed", "pending", "undone", "not")
        ):
            return None, (doubt("actual-words", f"“{text.strip()}”看不出是或否"),)
        return True, ()
    if stated_grade(text) == "reached":
        return True, ()
    return None, (doubt("actual-words", f"“{text.strip()}”看不出是或否"),)


def _ticked(word: str, setting: Setting) -> bool | None:
    """√ alone is yes; in √是□否, 是□否√ and [√]是[]否 the ticked word answers."""
    tick, empty = (
        setting.words.lexicon.words("ticked")[0],
        setting.words.lexicon.words("unticked")[0],
    )
    for opening, closing in ("[]", "()"):
        word = word.replace(f"{opening}{tick}{closing}", tick).replace(f"{opening}{closing}", empty)
    if word[:1] not in (tick, empty) and word[-1:] in (tick, empty):
        word = _marks_first(word, (tick, empty))
    marks = set(setting.words.lexicon.words("ticked")) | set(
        setting.words.lexicon.words("unticked")
    )
    pieces: list[tuple[str, str]] = []
    for char in word:
        if char in marks:
            pieces.append((char, ""))
        elif pieces:
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + char)
        else:
            return None
    chosen = [text for mark, text in pieces if mark in setting.words.lexicon.words("ticked")]
    if len(chosen) != 1:
        return None
    if not chosen[0]:
        return True if len(pieces) == 1 else None
    answers = setting.words.lexicon
    if chosen[0] in answers.words("answer-yes"):
        return True
    return False if chosen[0] in answers.words("answer-no") else None


def _marks_first(word: str, marks: Sequence[str]) -> str:
    """是□否√ as □是√否."""
    result, text = "", ""
    for char in word:
        if char in marks:
            result, text = result + char + text, ""
        else:
            text += char
    return result + text


# ---- words


def _words(criterion: Qualitative, text: str, setting: Setting) -> Judgement:
    """By a grade on the scale, a stated grade (达成), the same words, or their denial."""
    said = text.strip()
    word = clean(text).replace(" ", "")
    if criterion.grades:
        found = _by_grade(criterion, word, setting)
        if found is not None:
            return found
    grade = stated_grade(said)
    if grade == "partly" and any(
        word.startswith(one) for one in setting.words.lexicon.words("nearly")
    ):
        note = doubt("actual-hedged", f"“{said}”不是规定的等次，是达成还是部分达成由评价人评定")
        return Judgement(met=None, doubts=(note,))
    if grade is not None:
        return Judgement(met=grade == "reached", stated=Qualitative(words=word, text=text))
    stated = Qualitative(words=word, text=text)
    wanted = _unexplained(fold(criterion.words).replace(" ", ""))
    if word == wanted or word == squeeze(criterion.text):
        return Judgement(met=True, stated=stated)
    event = _by_event(wanted, word, setting)
    if event is not None:
        return Judgement(met=event, stated=stated)
    return _by_echo(wanted, word, said, stated, setting)


def _unexplained(words: str) -> str:
    """逐步改善 of 逐步改善（长期）: what stands in brackets at the end only explains."""
    head, opened, rest = words.partition("(")
    return head if head and opened and rest.find(")") == len(rest) - 1 else words


def _by_grade(criterion: Qualitative, word: str, setting: Setting) -> Judgement | None:
    stated = Qualitative(words=word, grades=(word,), text=word)
    met = criterion.meets_grade(word)
    if met is not None:
        close = _next_best(criterion, word, setting)
        doubts = (
            () if not close else (doubt("grade-close", f"“{word}”与“{criterion}”相近，按低一等读"),)
        )
        return Judgement(met=met, stated=stated, doubts=() if met else doubts)
    within = _grade_within(criterion, word, setting)
    if within is not None:
        return within
    each = tuple(word) if "grade-both" in setting.words.lexicon.of(word) else (word,)
    answers = [
        met if (met := criterion.meets_grade(one)) is not None else _other_scale(criterion, one)
        for one in each
    ]
    other = all(answers) if None not in answers and len(set(answers)) == 1 else None
    if other is None:
        return None
    note = doubt("grade-scale", f"“{word}”与“{criterion}”不是同一套等次，按相当的等次读")
    return Judgement(met=other, stated=stated, doubts=(note,))


def _grade_within(criterion: Qualitative, word: str, setting: Setting) -> Judgement | None:
    """评定为优秀, 验收合格: a grade at the end of words that only say how it was found."""
    for grade in sorted(GRADE_RANKS, key=len, reverse=True):
        if grade not in word or word == grade:
            continue
        met = criterion.meets_grade(grade)
        if met is None:
            continue
        before, _, behind = word.partition(grade)
        around = [*scan(before, setting.words), *scan(behind, setting.words)]
        plain = not any("hedged" in one.senses for one in around) and all(
            any(
                name in one.senses
                for name in (
                    "done",
                    "verb",
                    "already",
                    "fill",
                    "measure",
                    "thing",
                    "result",
                    "survey",
                    "colon",
                    "whole",
                    "this-year",
                    "manner",
                )
            )
            or setting.knows(one.text)
            for one in around
        )
        if plain:
            return Judgement(met=met, stated=Qualitative(words=word, grades=(grade,), text=word))
    return None


def _next_best(criterion: Qualitative, word: str, setting: Setting) -> bool:
    """较高 beside 高, 基本合格 beside 合格: one grade is the other with a word of degree before it."""
    lexicon = setting.words.lexicon
    degrees = (*lexicon.words("weaker-than"), *lexicon.words("nearly"))
    return any(
        longer == degree + shorter
        for one in criterion.grades
        for longer, shorter in ((word, one), (one, word))
        for degree in degrees
    )


def _other_scale(criterion: Qualitative, word: str) -> bool | None:
    """优 against 合格: another word for 优 is on that scale."""
    for scale, rank in GRADE_RANKS.get(word, ()):
        for name, ranks in GRADE_RANKS.items():
            if (scale, rank) in ranks and name != word:
                met = criterion.meets_grade(name)
                if met is not None:
                    return met
    return None


def _by_event(wanted: str, word: str, setting: Setting) -> bool | None:
    """不超预算 is met by 未超预算, and missed by 超预算: an event, and whether it came about."""
    first, second = _event(wanted, setting), _event(word, setting)
    if first[0] or not first[1] or not second[1].startswith(first[1]):
        return None
    # 超预算3%: by how much is said too.
    rest = scan(second[1][len(first[1]) :], setting.words)
    if rest and (rest[0].kind != "number" or any("unit" not in one.senses for one in rest[1:])):
        return None
    return not second[0]


def _event(words: str, setting: Setting) -> tuple[bool, str]:
    """Whether words say that something came about, and what."""
    lexicon = setting.words.lexicon
    negations = sorted(
        {*lexicon.words("zero"), *lexicon.words("none-said"), *lexicon.words("not")},
        key=len,
        reverse=True,
    )
    for head in negations:
        if words.startswith(head) and len(words) > len(head):
            return False, _core(words[len(head) :], setting)
    for head in sorted(lexicon.words("came-about"), key=len, reverse=True):
        words = words.removeprefix(head)
    return True, _core(words, setting)


def _core(words: str, setting: Setting) -> str:
    for head in sorted(setting.words.lexicon.words("occur"), key=len, reverse=True):
        if words.startswith(head) and len(words) > len(head):
            words = words.removeprefix(head)
            break
    for tail in setting.words.lexicon.words("passing"):
        words = words.replace(tail, tail[:1])
    return words


def _by_echo(wanted: str, word: str, said: str, stated: Qualitative, setting: Setting) -> Judgement:
    """得到有效保障 for 有效保障, 不及时 for 及时, 提高 for 显著提高."""
    lexicon = setting.words.lexicon
    tokens = scan(word, setting.words)
    negative = next((one for one in lexicon.words("negative-state") if word.startswith(one)), "")
    rest = word[len(negative) :] if negative else word
    if negative and rest and (wanted in rest or rest in wanted or wanted.endswith(rest)):
        note = doubt("actual-denied", f"“{said}”说没有做到“{wanted}”")
        return Judgement(met=False, doubts=(note,), stated=stated)
    if any(
        word.replace(one, "", 1) == wanted for one in lexicon.words("negative-state") if one in word
    ):
        note = doubt("actual-denied", f"“{said}”说没有做到“{wanted}”")
        return Judgement(met=False, doubts=(note,), stated=stated)
    if _denied_turned(wanted, tokens, setting):
        note = doubt("actual-denied", f"“{said}”说没有做到“{wanted}”")
        return Judgement(met=False, doubts=(note,), stated=stated)
    if any("overdue-word" in one.senses for one in tokens) and "on-time-target" in lexicon.of(
        wanted
    ):
        note = doubt("actual-denied", f"“{said}”说没有做到“{wanted}”")
        return Judgement(met=False, doubts=(note,), stated=stated)
    if word in {one + wanted for one in lexicon.words("weaker-than")}:
        note = doubt("actual-weaker", f"“{said}”比“{wanted}”说得轻，是否达成由评价人评定")
        return Judgement(met=None, doubts=(note,), stated=stated)
    if wanted in word:
        start = word.index(wanted)
        around = scan(word[:start] + " " + word[start + len(wanted) :], setting.words)
        if not any(
            name in one.senses
            for one in around
            for name in (
                "not",
                "pending",
                "cancelled",
                "failed",
                "undone",
                "hedged",
                "plan",
                "amiss",
                "overdue-word",
                "negative-state",
            )
        ):
            unknown = [one.text for one in around if not one.senses]
            if not unknown or len(unknown) <= len(wanted):
                note = doubt("actual-padded", f"“{said}”含有指标值“{wanted}”，按相符读")
                return Judgement(met=True, doubts=(note,), stated=stated)
    note = doubt("actual-words", f"“{said}”与“{wanted}”不同，是否达成由评价人评定")
    return Judgement(met=None, doubts=(note,), stated=stated)


def _denied_turned(wanted: str, tokens: Sequence[Token], setting: Setting) -> bool:
    """提升不明显 for 明显提升: the same words in another order, one of them denied."""
    said = [one.text for one in tokens if "negative-state" not in one.senses]
    if len(said) == len(tokens):
        return False
    return sorted(said) == sorted(one.text for one in scan(wanted, setting.words))


# ---- relative


def _relative(criterion: Relative, text: str, setting: Setting, baseline: Any) -> Judgement:
    grade = stated_grade(text)
    if grade is not None:
        return Judgement(met=grade == "reached", stated=Qualitative(words=squeeze(text), text=text))
    found = achieved_change(text, criterion, setting)
    if found.met != "ask":
        return Judgement(met=found.met, doubts=found.doubts)
    judged = _against_baseline(criterion, found.value, baseline, setting.words)
    return attrs.evolve(judged, doubts=(*found.doubts, *judged.doubts))


def _against_baseline(
    criterion: Relative, value: Criterion | None, baseline: Any, words: Vocabulary
) -> Judgement:
    remarks: tuple[str, ...] = ()
    if value is None:
        return _MISSING
    if (
        baseline is None
        and isinstance(value, Comparison)
        and criterion.amount is not None
        and criterion.change in ("rise", "fall")
    ):
        # 3.5% for 增长率≥3%: the number is how far it moved.
        slip = unit_slip(Comparison(operator="≥", quantity=criterion.amount), value)
        if slip is not None and not value.unit:
            return Judgement(met=None, doubts=(slip,), stated=value)
        same = value.unit in ("", criterion.amount.unit)
        if same and value.quantity.exact >= 0 or (same and criterion.change == "rise"):
            remarks = (f"实际值“{value.text}”按变化的幅度理解",)
            unit = criterion.amount.unit
            number = value.quantity.number
            change = criterion.change if value.quantity.exact >= 0 else "fall"
            amount = Quantity(
                number if value.quantity.exact >= 0 else as_number(-value.quantity.exact), unit
            )
            value = Relative(
                baseline=criterion.baseline,
                change=change,
                operator=value.operator,
                amount=amount,
                text=value.text,
            )
    wanted = criterion.amount
    if isinstance(value, Relative) and value.amount is not None and wanted is not None:
        if not value.amount.unit and wanted.unit:
            # A bare number is in the unit of the target: 6 against 6% is 6%.
            bare = Comparison(quantity=value.amount, text=value.text)
            slip = unit_slip(Comparison(operator="≥", quantity=wanted), bare)
            amount = Quantity(value.amount.number, wanted.unit)
            value = attrs.evolve(value, amount=amount)
            if slip is not None:
                return Judgement(met=None, doubts=(slip,), stated=value, remarks=remarks)
    base = (
        None
        if baseline is None
        else read_actual(baseline, units=words.units, lexicon=words.lexicon)
    )
    met = criterion.decides(value, baseline=base, units=words.units)
    return Judgement(met=met, stated=value, remarks=remarks)


def read_actual(
    actual: Any,
    *,
    year: int | None = None,
    units: Units | None = None,
    lexicon: Lexicon | None = None,
) -> Criterion | None:
    """What an actual value states on its own, without a target: a number, a date or an answer.

    Raises:
        CriterionError: as `judge`.
    """
    value = given(actual)
    if value is None or isinstance(value, Criterion):
        return value
    found = read_criterion(value, year=year, units=units, lexicon=lexicon)
    if (
        isinstance(found, Comparison)
        and found.operator == "≥"
        and not any(s in value for s in "≥>")
    ):
        table = units or builtin()
        setting = Setting(
            target=Comparison(quantity=Quantity(Decimal(0))),
            name="",
            year=year,
            words=actual_words(table, lexicon),
        )
        stated = achieved_amount(value, setting)
        return stated.value if stated.value is not None else found
    if isinstance(found, Criterion):
        return (
            YesNo(expected=False, text=value)
            if isinstance(found, NotApplicable)
            and "none-said" in (lexicon or builtin_lexicon()).of(value)
            else found
        )
    raise found.error()


# ---- several parts


def pieces_of(
    criterion: AllOf, actual: Any, *, words: Vocabulary | None = None
) -> Sequence[Any] | None:
    """One actual for each part of a target, or None where the text does not tell them apart."""
    count = len(criterion.parts)
    if isinstance(actual, list | tuple):
        return actual if len(actual) == count else None
    if isinstance(actual, AllOf):
        parts: Sequence[Criterion] = actual.parts
    elif isinstance(actual, str):
        for stroke in ("；", "，", "、"):
            split = [
                one.strip() for one in actual.replace(";", "；").replace(",", "，").split(stroke)
            ]
            split = [one for one in split if one]
            if len(split) == count:
                return split
        read = read_criterion(
            actual,
            units=words.units if words else None,
            lexicon=words.lexicon if words else None,
        )
        if not isinstance(read, AllOf):
            return None
        parts = read.parts
    else:
        return None
    kinds = [part.kind for part in criterion.parts]
    found = {part.kind: part for part in parts}
    if len(found) == count and sorted(found) == sorted(kinds):
        return [found[kind] for kind in kinds]
    return None


def _all_of(
    criterion: AllOf, text: str, setting: Setting, direction: Direction | None, baseline: Any
) -> Judgement:
    given_parts = pieces_of(criterion, text, words=setting.words)
    if given_parts is None:
        return _MISSING
    return _parts(
        criterion,
        given_parts,
        partial(
            judge,
            direction=direction,
            baseline=baseline,
            name=setting.name,
            year=setting.year,
            units=setting.units,
            lexicon=setting.words.lexicon,
        ),
    )


def _parts(
    criterion: Criterion, actual: Sequence[Any], ask: Callable[[Criterion, Any], Judgement]
) -> Judgement:
    parts = criterion.parts if isinstance(criterion, AllOf) else ()
    if len(actual) != len(parts):
        return _MISSING
    found = [ask(part, one) for part, one in zip(parts, actual, strict=True)]
    return Judgement(
        met=all_met([one.met for one in found]),
        doubts=tuple(doubt_ for one in found for doubt_ in one.doubts),
        remarks=tuple(remark for one in found for remark in one.remarks),
    )
