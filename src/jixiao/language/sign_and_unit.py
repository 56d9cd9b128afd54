"""Columns beside a target: the sign column (符号), the unit column (单位), and the criterion they make with it."""

from __future__ import annotations

import datetime
from functools import lru_cache

import attrs

from ..criteria import (
    AnyCriterion,
    Comparison,
    Deadline,
    Doubt,
    Operator,
    Qualitative,
    Range,
    Relative,
)
from ..criteria.amounts import is_share, with_quantities
from ..quantities import SCALES, Quantity, Units, as_number, builtin
from .characters import fold, squeeze
from .faults import Contradiction
from .lexicon import Lexicon, builtin_lexicon
from .numerals import negated
from .phrases import Phrase, phrases
from .tokens import Vocabulary, scan, vocabulary
from .unitwords import UnitReader

__all__ = ["asks_date", "is_no_sign", "sign_operator", "unit_of", "with_columns"]


def asks_date(unit: str | None, words: Vocabulary) -> bool:
    """Whether a unit column says that the value is a date."""
    if unit is None:
        return False
    return "date-column" in words.lexicon.of(squeeze(unit).strip("()"))


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


def is_no_sign(sign: str) -> bool:
    """Whether a sign column says of itself that it states no bound: 定性, 正向, 约束性, a dash."""
    folded = fold(sign).strip()
    senses = builtin_lexicon().of(folded)
    dash = not folded.strip("-—_/\\")
    return dash or senses.get("sign-code") == "" or "no-sign" in senses


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
        read = UnitReader(tokens, words).unit_at(0)
    except Contradiction:
        read = None
    whole = read is not None and read[1] == len(tokens)
    return read[0] if read is not None and whole else words.units.canonical(column)


def with_columns(
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
        if not asks_date(unit, words):
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
    if sign and stated is None and not is_no_sign(sign):
        message = f"符号列的“{sign}”没有读懂，按没有写符号判断"
        doubts.append(Doubt(code="sign-unread", message=message))
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
