"""One judgement: what an actual value makes of a target.

`is_met`, scoring, monitoring, rechecking and the frames all ask here. What the words of the
actual say is read by `achieved`; what the numbers and dates decide stands in the criteria.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
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
from ..criteria.dates import last_day
from ..criteria.slips import bare_slip
from ..grades import stated_grade
from ..quantities import Quantity, Units, as_number, builtin, format_number, unscaled
from .achieved import achieved_amount
from .achieved_changes import achieved_change
from .achieved_dates import achieved_date
from .achieved_words import judged_answer, judged_words
from .beside import effect_of
from .characters import squeeze
from .cleaning import clean
from .fractions import fraction_of
from .given import given
from .lexicon import Lexicon, either
from .numerals import number_of
from .reading import read_criterion
from .setting import Setting, actual_words, clauses_in, doubt
from .tokens import Vocabulary

__all__ = ["judge", "pieces_of", "read_actual", "unit_slip"]

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
        ask = partial(judge, name=name, year=year, units=units, lexicon=lexicon)
        return _parts(criterion, actual, partial(ask, direction=direction, baseline=baseline))
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
        number = str(value.quantity)
        return judge(criterion, number, name=name, year=year, units=units, lexicon=lexicon)
    found = _judge_value(criterion, value, direction, baseline, year, actual_words(table, lexicon))
    bare = isinstance(actual, Decimal | int | float | Fraction)
    return _bare(criterion, value, found) if bare else found


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
    found = Judgement(met=criterion.decides(value, direction=direction), stated=value)
    return found if not unit or bare != text else _bare(criterion, value, found)


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
            return judged_answer(criterion, text, setting)
        case Qualitative():
            return judged_words(criterion, text, setting)
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
    lexicon = setting.words.lexicon
    share = fraction_of(criterion, text, setting)
    found = share or achieved_amount(text, setting)
    value = found.value
    if found.met != "ask":
        return Judgement(met=found.met, doubts=found.doubts, remarks=found.remarks, stated=value)
    if value is None:
        return _MISSING
    if isinstance(value, Comparison) and not value.unit:
        slip = unit_slip(criterion, value)
        if slip and criterion.unit == "%" and (again := _said_again(value, text, lexicon)):
            value, slip = again, None
        if slip is not None and share is None:
            return Judgement(
                met=None, doubts=(*found.doubts, slip), remarks=found.remarks, stated=value
            )
    met = criterion.decides(value, direction=direction, units=setting.units)
    doubts = (*found.doubts, *_loose(criterion, value, setting.units))
    if met and any(one.code == "actual-claim" for one in doubts):
        met = None
    return Judgement(met=met, doubts=doubts, remarks=found.remarks, stated=value)


def _said_again(value: Comparison, text: str, lexicon: Lexicon) -> Comparison | None:
    """98.1% of 0.981（即98.1%）: the same share with its sign; None where anything else is said."""
    again = either(lexicon.words("restated"))
    found = re.fullmatch(rf"[0-9.]+[(,]?(?:{again})?([0-9.]+)%\)?", squeeze(text))
    share = number_of(found[1]) if found else None
    if share is None or Fraction(share) != value.quantity.exact * 100:
        return None
    return attrs.evolve(value, quantity=Quantity(share, "%"))


def _loose(criterion: Comparison | Range, value: Criterion, units: Units) -> tuple[Doubt, ...]:
    unit = value.unit if isinstance(value, Comparison | Range) else ""
    if not unit or not criterion.unit or units.relation(unit, criterion.unit) != "loose":
        return ()
    return (doubt("loose-unit", f"单位“{unit}”与“{criterion.unit}”按一比一计"),)


def _in_year(found: Deadline, criterion: Criterion, year: int | None) -> Deadline:
    """A date without a year is of the table's year, else of the target's."""
    last = last_day(criterion)
    known = year if year is not None else last.year if last is not None else None
    with suppress(ValueError):
        return found if known is None else found.in_year(known)
    return found


def _date(criterion: Deadline | Period, text: str, setting: Setting) -> Judgement:
    found = achieved_date(text, setting)
    if found.met != "ask":
        met = found.met if last_day(criterion) is not None or found.met is not True else None
        return Judgement(met=met, doubts=found.doubts, remarks=found.remarks, stated=found.value)
    value = found.value
    last = last_day(criterion)
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
    doubts = (*found.doubts, *_odd_year(criterion, value))
    return Judgement(met=met, doubts=doubts, remarks=found.remarks, stated=value)


def _odd_year(criterion: Criterion, value: Criterion) -> tuple[Doubt, ...]:
    """A completion more than half a year before the year of the deadline may be a slip of the pen."""
    last, day = last_day(criterion), last_day(value)
    if last is None or day is None or day.year >= last.year or (last - day).days <= 183:
        return ()
    return (doubt("actual-year", f"实际日期{day}比期限{last}早了一年上下，请核对年份"),)


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
            number, up = value.quantity.number, value.quantity.exact >= 0
            size = number if up else as_number(-value.quantity.exact)
            value = Relative(
                baseline=criterion.baseline,
                change=criterion.change if up else "fall",
                operator=value.operator,
                amount=Quantity(size, criterion.amount.unit),
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
    base = read_actual(baseline, units=words.units, lexicon=words.lexicon)
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
    if not isinstance(found, Criterion):
        raise found.error()
    words = actual_words(units or builtin(), lexicon)
    if isinstance(found, Comparison) and found.operator == "≥":
        if not any(sign in value for sign in "≥>"):
            any_number = Comparison(quantity=Quantity(Decimal(0)))
            setting = Setting(target=any_number, name="", year=year, words=words)
            return achieved_amount(value, setting).value or found
    if isinstance(found, NotApplicable) and "none-said" in words.lexicon.of(value):
        return YesNo(expected=False, text=value)
    return found


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
    pieces = pieces_of(criterion, text, words=setting.words)
    if pieces is None:
        return _MISSING
    bracketed = [one for one in clauses_in(text, setting.words)[0] if one.depth and not one.numbers]
    for clause in bracketed:
        effect = effect_of(clause.words, setting, behind=True, beside=False, bracketed=True)
        if effect.kind in ("open", "missed"):
            said = f"“{text}”里的“{effect.quote}”使它不能算作已经做到"
            return Judgement(met=None, doubts=(doubt("actual-words", said),))
    return judge(
        criterion,
        list(pieces),
        direction=direction,
        baseline=baseline,
        name=setting.name,
        year=setting.year,
        units=setting.units,
        lexicon=setting.words.lexicon,
    )


def _parts(
    criterion: AllOf, actual: Sequence[Any], ask: Callable[[Criterion, Any], Judgement]
) -> Judgement:
    parts = criterion.parts
    if len(actual) != len(parts):
        return _MISSING
    found = [ask(part, one) for part, one in zip(parts, actual, strict=True)]
    return Judgement(
        met=all_met([one.met for one in found]),
        doubts=tuple(doubt_ for one in found for doubt_ in one.doubts),
        remarks=tuple(remark for one in found for remark in one.remarks),
    )
