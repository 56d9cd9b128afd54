"""Shapes: what a text says whatever its numbers are, so that a column of values is read fast.

`≥95%` and `≥98.5%` are one shape with two numbers. A shape is read by the full reading with two
sets of probe numbers; where both readings are the same but for the numbers, any number of that
kind is put in their place. So nothing is decided here: the shapes are derived from the reading,
and tests/language/test_shapes.py holds them equal to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

import attrs

from ..criteria import AllOf, AnyCriterion, Comparison, Criterion, Range, Relative
from ..quantities import NUMERALS, Number, Quantity
from .faults import Contradiction, SyntaxFault
from .tokens import Vocabulary

__all__ = ["DAY_LIKE", "NUMBER", "Reader", "alike", "alone", "shaped"]

Reader = Callable[[str, Vocabulary], AnyCriterion]

_NUMBER: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)")
#: What may be a day or a month, whatever follows: 20221231, 2022.12.
DAY_LIKE: Final = r"(?:19|20)[0-9]{2}(?:[0-9]|\.(?:0?[1-9]|1[0-2])(?:[^0-9]|$))"
#: A number with one spelling: no leading 0.
NUMBER: Final = r"(?P<whole>[1-9][0-9]{0,11}|0)(?P<places>\.[0-9]{1,4})?"
# Numbers that mean nothing but themselves. 0 and 1 may be words of their own (每1次, 0投诉).
_PLAIN: Final = re.compile(rf"(?!{DAY_LIKE}|0(?:\.0+)?(?:[^0-9.]|$)){NUMBER}")
#: A text with one of them and no other number: most are, and one look takes them apart.
_SINGLE: Final = re.compile(rf"([^0-9]*)({_PLAIN.pattern})([^0-9]*)")
# Next to these, and to 年, 月, 日, digits are parts of a date, a list or a fraction.
_SPECIAL: Final = frozenset("/.,:*^×+-x")
#: By kind of number, for one probing and the other: a lower number, then a higher one.
_PROBES: Final = (
    (("37", "64"), ("58", "85")),
    (("137", "364"), ("258", "485")),
    (("37.5", "64.5"), ("58.5", "85.5")),
    (("137.5", "364.5"), ("258.5", "485.5")),
    # 1 is read as itself, and as a number only where any other number says the same.
    (("1", "64"), ("58", "85")),
    # Four digits that may be a year are numbers where a unit follows, and any is read as one.
    (("1937", "2064"), ("2058", "2085")),
    (("1937.5", "2064.5"), ("2058.5", "2085.5")),
)
_ONE: Final = 4
_YEAR: Final = 5


def shaped(folded: str, words: Vocabulary, read: Reader) -> AnyCriterion | None:
    """The criterion of a folded text by its shape; None where it must be read in full."""
    single = _SINGLE.fullmatch(folded)
    if single is not None:
        before, digits, whole, places, behind = single.groups()
        return _with_number(before, digits, behind, _kind_of(digits, whole, places), words, read)
    pieces = _NUMBER.split(folded)
    if len(pieces) != 5:
        return None
    before, one, between, other, behind = pieces
    if between[:1] in words.lexicon.words("date-unit"):
        # 12月底前100%到位: the number of the date stays where it is.
        return _with_number(before + one + between, other, behind, _kind(other), words, read)
    low, high = _kind(one), _kind(other)
    if low is None or high is None or _ONE in (low, high) or _is_word(other, behind, words):
        return None
    span = _two_numbers((before, between, behind), (low, high), words, read)
    return None if span is None else _spanned(span, Decimal(one), Decimal(other))


def _with_number(
    before: str, digits: str, behind: str, kind: int | None, words: Vocabulary, read: Reader
) -> AnyCriterion | None:
    if kind is None or _is_word(digits, behind, words):
        return None
    model = _one_number(before, behind, kind, words, read)
    return None if model is None else _filled(model, digits)


def _is_word(digits: str, behind: str, words: Vocabulary) -> bool:
    """Whether digits and what follows begin a word of their own: 5A级, 3级."""
    return behind[:1] in words.numbered_tails and (digits + behind).startswith(words.numbered)


def _kind(digits: str) -> int | None:
    """Which probes stand for a number; None for none."""
    plain = _PLAIN.fullmatch(digits)
    return None if plain is None else _kind_of(digits, *plain.groups())


def _kind_of(digits: str, whole: str, places: str | None) -> int:
    """Which probes stand for a plain number: 1, up to 99 or more, or like a year, whole or not."""
    if len(whole) == 4 and whole[:2] in ("19", "20"):
        return _YEAR + (places is not None)
    return _ONE if digits == "1" else (len(whole) > 2) + 2 * (places is not None)


def alone(folded: str, words: Vocabulary) -> bool:
    """Whether a text has one number, and that is no part of a date, a fraction or a word (5A级)."""
    single = _SINGLE.fullmatch(folded)
    if single is None or single[2] == "1":
        return False
    # A comma beside the only number divides sentences, not digits.
    before, behind = single[1].rstrip(","), single[5][:1].strip(",")
    return single[5][:1] not in words.numbered_tails and not _is_special(before, behind, words)


def alike(folded: str, words: Vocabulary, read: Reader) -> bool:
    """Whether a text has one number, and is read with any other of its kind as with that.

    Of its kind: four digits like a year, else up to two digits or more; with a point or without;
    not `DAY_LIKE`, 0 or 1.
    """
    single = _SINGLE.fullmatch(folded)
    if single is None or not alone(folded, words):
        return False
    before, digits, whole, places, behind = single.groups()
    kind = _kind_of(digits, whole, places)
    return _one_number(before, behind, kind, words, read) is not None


# ---- numbers put in the place of the probes. The classes' own __init__ would convert and check
# what the model has already been through.

_new: Final = object.__new__


def _writer(owner: type, field: str) -> Callable[[object, object], None]:
    """What writes a field of a frozen class; `object.__setattr__` looks for it at every call."""
    write: Callable[[object, object], None] = owner.__dict__[field].__set__
    return write


_set_number: Final = _writer(Quantity, "number")
_set_unit: Final = _writer(Quantity, "unit")
_set_operator: Final = _writer(Comparison, "operator")
_set_quantity: Final = _writer(Comparison, "quantity")
_set_form: Final = _writer(Comparison, "form")
_set_doubts: Final = _writer(Criterion, "doubts")
_set_text: Final = _writer(Criterion, "text")


def _quantity(number: Decimal, unit: str) -> Quantity:
    found: Quantity = _new(Quantity)
    _set_number(found, number)
    _set_unit(found, unit)
    return found


def _filled(model: AnyCriterion, digits: str) -> AnyCriterion:
    if isinstance(model, Comparison):  # the commonest by far, hence first
        found: Comparison = _new(Comparison)
        _set_operator(found, model.operator)
        _set_quantity(found, _quantity(Decimal(digits), model.quantity.unit))
        _set_form(found, model.form)
        _set_doubts(found, model.doubts)
        _set_text(found, "")
        return found
    if isinstance(model, AllOf):
        parts = [
            _filled(one, digits) if isinstance(one, Comparison) else one for one in model.parts
        ]
        return attrs.evolve(model, parts=tuple(parts))
    if not isinstance(model, Relative) or model.amount is None:
        return model
    return attrs.evolve(model, amount=_quantity(Decimal(digits), model.amount.unit))


def _spanned(model: Range, low: Decimal, high: Decimal) -> AnyCriterion | None:
    if low >= high:
        return None
    unit = model.lower.unit
    return attrs.evolve(model, lower=_quantity(low, unit), upper=_quantity(high, unit))


# ---- the shapes


@lru_cache(maxsize=4096)
def _one_number(
    before: str, behind: str, kind: int, words: Vocabulary, read: Reader
) -> AnyCriterion | None:
    """The model of before-NUMBER-behind; None where the number decides more than itself."""
    if _is_special(before, behind[:1], words) or (kind >= _YEAR and not behind):
        return None
    (low, _), (other, _) = _PROBES[kind]
    first, second = (_read(before + one + behind, words, read) for one in (low, other))
    if first is None or second is None or _numbers_in(first) != [Decimal(low)]:
        return None
    return first if _same(_filled(first, other), second) else None


def _numbers_in(criterion: AnyCriterion) -> list[Number]:
    """The numbers that a shape can hold a place for."""
    match criterion:
        case Comparison():
            return [criterion.quantity.number]
        case Relative() if criterion.amount is not None:
            return [criterion.amount.number]
        case AllOf():
            return [number for one in criterion.parts for number in _numbers_in(one)]
    return []


@lru_cache(maxsize=1024)
def _two_numbers(
    pieces: Sequence[str], kinds: tuple[int, int], words: Vocabulary, read: Reader
) -> Range | None:
    """The model of a range; None where the numbers decide more than its ends."""
    before, between, behind = pieces
    if max(kinds) >= _YEAR and not behind:
        return None
    if _is_special(before, behind[:1], words) or _is_special("", _beside(between), words):
        return None
    models = []
    for probes in zip(_PROBES[kinds[0]], _PROBES[kinds[1]], strict=True):
        low, high = probes[0][0], probes[1][1]
        found = _read(f"{before}{low}{between}{high}{behind}", words, read)
        if not isinstance(found, Range) or not found.lower.unit:
            return None
        if (found.lower.number, found.upper.number) != (Decimal(low), Decimal(high)):
            return None
        if found.lower.unit != found.upper.unit:
            return None
        models.append(found)
    first, second = models
    moved = attrs.evolve(first, lower=second.lower, upper=second.upper)
    return first if _same(moved, second) else None


def _is_special(before: str, behind: str, words: Vocabulary) -> bool:
    """Whether what stands around a number makes it part of a date, a list or a fraction."""
    dated = words.lexicon.words("date-unit")
    if any(char in _SPECIAL or char in dated for char in behind[:2]):
        return True
    last, earlier = before[-1:], before[-2:-1]
    if last in dated:
        # 每月500元 counts, 12月31日 is a date.
        return earlier.isdecimal() or (earlier != "" and earlier in NUMERALS)
    return last in _SPECIAL


def _beside(between: str) -> str:
    """What stands next to the two digits, but for the stroke of a range itself."""
    return "" if between == "-" else between[:1] + between[-1].replace("-", "")


def _read(text: str, words: Vocabulary, read: Reader) -> AnyCriterion | None:
    try:
        return read(text, words)
    except (SyntaxFault, Contradiction):
        return None


def _same(one: AnyCriterion, other: AnyCriterion) -> bool:
    """Whether two readings agree to the letter, doubts and all."""
    return one.__class__ is other.__class__ and attrs.asdict(one) == attrs.asdict(other)
