"""Values of any type that a caller holds: as a text or a criterion, missing ones as None."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..criteria import Comparison, Criterion, Deadline, YesNo
from ..errors import CriterionError, Span
from ..exactness import MOST_DIGITS, is_too_long
from ..quantities import Quantity, as_number
from .numerals import plain
from .reading import LONGEST
from .setting import doubt

__all__ = ["given", "is_nan", "scalar"]


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
            return None if is_nan(actual) else _moment(actual)
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


def is_nan(value: Any) -> bool:
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
    return None if plain and is_nan(value) else value


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
        not isinstance(value, list | tuple | dict | set | bytes) and is_nan(value)
    ):
        return None
    raise CriterionError(
        f"实际值应为文字、数、日期，而不是 {type(value).__name__}",
        code="not-text",
        text=str(value)[:50],
        span=Span(0, 0),
        expected="例如 '96%'、Decimal('96')、datetime.date(2022, 10, 31)",
    )
