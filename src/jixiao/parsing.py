"""From a text to a criterion: folding, the sign and unit columns, and errors with a caret.

`parse` is strict and raises; `read_criterion` never raises and gives `Unreadable`.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

import attrs

from ._diagnosis import blank, contradiction, diagnose, unreadable
from ._faults import Contradiction, SyntaxFault
from ._folding import fold, plain
from ._grammar import reader
from ._turning import turned
from ._vocabulary import FALL_TO, RISE_TO
from .criteria import (
    AllOf,
    Comparison,
    Criterion,
    Deadline,
    Doubt,
    Operator,
    Period,
    Qualitative,
    Range,
    Relative,
    Unreadable,
    YesNo,
)
from .criteria.amounts import is_share
from .errors import CriterionError, Span
from .quantities import SCALES, Quantity, Units, as_number, builtin, format_number

__all__ = [
    "LONGEST",
    "fold",
    "parse",
    "read_actual",
    "read_criteria",
    "read_criterion",
    "sign_operator",
]

#: Longer texts are refused: an indicator value is a phrase, not an essay.
LONGEST: Final = 1000


_SIGNS: Final[Mapping[str, Operator]] = MappingProxyType(
    {
        "≥": "≥", "≤": "≤", ">": ">", "<": "<", "=": "=", "≈": "≈",
        "大于等于": "≥", "大于或等于": "≥", "不低于": "≥", "不少于": "≥", "不小于": "≥", "至少": "≥",
        "小于等于": "≤", "小于或等于": "≤", "不超过": "≤", "不高于": "≤", "不多于": "≤", "不大于": "≤",
        "至多": "≤", "大于": ">", "超过": ">", "高于": ">", "多于": ">", "小于": "<", "低于": "<",
        "少于": "<", "等于": "=", "约": "≈", "约等于": "≈", "以上": "≥", "以下": "≤", "以内": "≤",
    }
)  # fmt: skip


_OPERATOR: Final = re.compile("[≥≤><=≈]")
_YEARS: Final = range(1900, 2100)


def sign_operator(sign: str | None) -> Operator | None:
    """The operator that a sign column (计算符号, 指标性质) states; None for 定性, 正向, 是/否 and blank."""
    if sign is None:
        return None
    word = fold(sign)
    known = _SIGNS.get(word)
    if known is None:
        # ≥(大于等于): the column explains its own sign.
        written = set(_OPERATOR.findall(word))
        return written.pop() if len(written) == 1 else None
    return known


def parse(
    text: str,
    *,
    sign: str | None = None,
    unit: str | None = None,
    year: int | None = None,
    units: Units | None = None,
) -> Criterion:
    """One indicator value (指标值) as a typed criterion.

    Args:
        text: the value, e.g. ``>=15次``, ``2022年10月31日以前``, ``有效保障``.
        sign: the separate sign column (计算符号, 指标性质), if the form has one.
        unit: the separate unit column (计量单位, 度量单位), if the form has one.
        year: the budget year, for 12月底前 and the like.
        units: more units than the built-in ones.

    Raises:
        CriterionError: the text is none of the ten kinds; its `span` says where.
    """
    found = read_criterion(text, sign=sign, unit=unit, year=year, units=units)
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
) -> Criterion | Unreadable:
    """As `parse`, but a text that is no criterion comes back as `Unreadable`. Never raises."""
    if not isinstance(text, str):
        return unreadable(
            str(text), "not-text", f"应为文字，而不是 {type(text).__name__}", Span(0, 0), "一段文字"
        )
    table = units or builtin()
    if len(text) > LONGEST:
        return unreadable(
            text[:50] + "…",
            "too-long",
            f"文字有{len(text)}个字，超过{LONGEST}个字，不会是指标值",
            Span(0, 0),
            "一个指标值，例如 ≥95%",
        )
    folded = fold(text, table)
    if not folded:
        return blank(text, sign, unit)
    try:
        found = reader(table)(folded)
    except SyntaxFault as fault:
        return _with_readable_suggestion(diagnose(text, folded, fault.position, table), table)
    except Contradiction as problem:
        return _with_readable_suggestion(contradiction(text, folded, problem), table)
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
        found = _with_columns(found, sign=sign, unit=unit, units=table)
    if found.__class__ is Comparison:
        return _with_reservations(found, year, unit)
    if found.__class__ is Range and not found.unit:
        return _dates_or_numbers(found)
    if found.__class__ is Relative and found.operator == "≈":
        return attrs.evolve(found, doubts=(*found.doubts, _APPROXIMATE))
    return found


_APPROXIMATE: Final = Doubt(
    code="approximate", message="“约”没有规定的幅度，按目标值的上下一成判断"
)
#: 2022.12 and 20221231: numbers that may be dates.
_DATE_LIKE: Final = re.compile(
    r"((?:19|20)[0-9]{2})(?:\.(1[0-2]|0?[1-9])|(1[0-2]|0[1-9])(3[01]|[12][0-9]|0[1-9]))"
)
#: What a unit column says of a date.
_DATE_COLUMNS: Final = frozenset("日 月 年 年月 年月日 时间 日期 时点 完成时间 时限".split())
_MONTHS_SPOKEN: Final = re.compile("[三四五六七八九十]月(?:以内|之?内)")


def _with_reservations(found: Comparison, year: int | None, unit: str | None) -> Criterion:
    """The comparison with the doubts that its very words bring, wherever they stood."""
    written = found.quantity.unit
    if not written and is_share(found):
        return _date_or_share(found, year=year, unit=unit)
    if found.operator in (None, "≤") and written in ("", "月", "天"):
        match = _DATE_LIKE.fullmatch(format_number(found.quantity.number))
        if match is not None and (not written or unit is not None):
            certain = unit is not None and fold(unit).strip("()") in _DATE_COLUMNS
            return _date_or_number(found, match, year=year, certain=certain)
    if written not in ("月", "人/次") and found.operator != "≈":
        return found
    doubts = list(found.doubts)
    if written == "月" and _MONTHS_SPOKEN.search(found.text):
        message = f"“{found.text}”按{found.quantity.number}个月之内读，也可以是那个月之内"
        doubts.append(Doubt(code="month-or-months", message=message))
    if found.operator == "≈":
        doubts.append(_APPROXIMATE)
    if written == "人/次":
        doubts.append(Doubt(code="loose-unit", message="“人/次”照原样保留；多半应写“人次”"))
    return attrs.evolve(found, doubts=tuple(doubts)) if doubts else found


def _date_or_number(
    found: Comparison, match: re.Match[str], *, year: int | None, certain: bool
) -> Criterion:
    """2022.12 in a table of 2022 is a month; where neither year nor unit says so, a number.

    `certain`: the unit column says that it is a date.
    """
    stated, month, day = int(match[1]), int(match[2] or match[3]), int(match[4] or 0)
    text = str(found.quantity)
    named = f"{stated}年{month}月" + (f"{day}日" if day else "")
    last = calendar.monthrange(stated, month)[1]
    if day > last or not (certain or stated == year):
        doubt = Doubt(code="date-or-number", message=f"“{text}”按数读，也可能是{named}")
        return attrs.evolve(found, doubts=(*found.doubts, doubt))
    doubt = Doubt(code="date-or-number", message=f"“{text}”按{named}读，也可能是一个数")
    return Deadline(
        date=datetime.date(stated, month, day or last),
        precision="day" if day else "month",
        text=found.text,
        doubts=found.doubts if certain else (*found.doubts, doubt),
    )


_MONTH_AND_DAY: Final = re.compile(
    r"[≥≤><=≈]?(1[0-2]|0?[1-9])/(3[01]|[12][0-9]|0?[1-9])(?:以[上下内])?"
)


def _date_or_share(found: Comparison, *, year: int | None, unit: str | None) -> Criterion:
    """1/3 is a third, and may be a day; 10/1 is a day, for no share is ten wholes."""
    match = _MONTH_AND_DAY.fullmatch(fold(found.text))
    if match is None:
        return found
    month, day = int(match[1]), int(match[2])
    if day > calendar.monthrange(2000, month)[1]:
        return found
    slashed = f"{match[1]}/{match[2]}"
    asked = unit is not None and fold(unit).strip("()") in _DATE_COLUMNS
    doubts = tuple(one for one in found.doubts if one.code != "date-or-number")
    if found.operator in (None, "≤") and (asked or month > day):
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


_FIRST_OF_MONTH: Final = re.compile(r"(1[0-2]|[1-9])\.0?1")
_LAST_OF_MONTH: Final = re.compile(r"(1[0-2]|[1-9])\.(3[01]|2[89])")


def _dates_or_numbers(found: Range) -> Criterion:
    """20220101-20221231 is a period; 1.1-12.31 stays numbers, which may be meant as days."""
    low, high = str(found.lower), str(found.upper)
    first, last = _DATE_LIKE.fullmatch(low), _DATE_LIKE.fullmatch(high)
    if first and last and first[4] and last[4]:
        try:
            start, end = (datetime.date(int(m[1]), int(m[3]), int(m[4])) for m in (first, last))
        except ValueError:
            return found
        message = f"“{found.text}”按{start}至{end}读，也可能是两个数"
        doubt = Doubt(code="date-or-number", message=message)
        return Period(start=start, end=end, text=found.text, doubts=(*found.doubts, doubt))
    if _FIRST_OF_MONTH.fullmatch(low) and _LAST_OF_MONTH.fullmatch(high):
        message = f"“{found.text}”按数读，也可能是几月几日"
        doubt = Doubt(code="date-or-number", message=message)
        return attrs.evolve(found, doubts=(*found.doubts, doubt))
    return found


def _with_readable_suggestion(found: Unreadable, units: Units) -> Unreadable:
    """The diagnosis, without its suggestion where that would not be read either."""
    if found.suggestion is None:
        return found
    try:
        reader(units)(fold(found.suggestion, units))
    except (SyntaxFault, Contradiction):
        return attrs.evolve(found, suggestion=None)
    return found


def read_criteria(
    texts: Iterable[str],
    *,
    sign: str | None = None,
    unit: str | None = None,
    year: int | None = None,
    units: Units | None = None,
) -> list[Criterion | Unreadable]:
    """A whole column: as `read_criterion` for each text, every distinct text read once."""
    memo = _Memo(sign, unit, year, units)
    return list(map(memo.__getitem__, texts))


class _Memo(dict[str, Criterion | Unreadable]):
    """What each distinct text means, filled on first sight; lives as long as one column."""

    def __init__(
        self, sign: str | None, unit: str | None, year: int | None, units: Units | None
    ) -> None:
        super().__init__()
        self._arguments = (sign, unit, year, units)

    def __missing__(self, text: str) -> Criterion | Unreadable:
        sign, unit, year, units = self._arguments
        found = read_criterion(text, sign=sign, unit=unit, year=year, units=units)
        self[text] = found
        return found


_UNIT_IS_NO_UNIT: Final = frozenset(
    [*"/ - 无 定性 文字 是/否 有/无 是否 年月 年月日 时间 日期 时点 完成时间 时限".split(), ""]
)


def _with_columns(
    found: Criterion, *, sign: str | None, unit: str | None, units: Units
) -> Criterion:
    """The value with what the separate columns add; where they conflict the text wins."""
    doubts: list[Doubt] = []
    operator = sign_operator(sign)
    canonical = _unit_of_column(unit, units) if unit else ""
    if isinstance(found, Comparison):
        quantity = found.quantity
        if canonical and is_share(found):
            if unit is None or fold(unit).strip("()") not in _DATE_COLUMNS:
                quantity = _share_in(found, canonical, units, doubts)
        elif canonical in SCALES and not quantity.unit:
            quantity = Quantity(as_number(quantity.exact * SCALES[canonical]), "")
        elif canonical and not quantity.unit:
            if canonical == "年" and quantity.number in _YEARS:
                return Deadline(
                    date=datetime.date(int(quantity.number), 12, 31),
                    precision="year",
                    text=found.text,
                    doubts=found.doubts,
                )
            quantity = Quantity(quantity.number, canonical)
        elif canonical and not _same_unit(quantity.unit, canonical):
            doubts.append(_unit_conflict(quantity.unit, canonical))
        if sign and found.operator is None and fold(sign) == "±":
            return Range(
                lower=Quantity(-quantity.number, quantity.unit),
                upper=quantity,
                text=found.text,
                doubts=(*found.doubts, *doubts),
            )
        stated = found.operator
        if stated is None:
            stated = operator
        elif operator is not None and operator != stated:
            doubts.append(
                Doubt(
                    code="sign-conflict",
                    message=f"符号列是“{sign}”，文字里是“{stated}”，以文字为准",
                )
            )
        if stated != found.operator or quantity is not found.quantity or doubts:
            return attrs.evolve(
                found, operator=stated, quantity=quantity, doubts=(*found.doubts, *doubts)
            )
        return found
    if isinstance(found, Range) and canonical:
        if not found.unit:
            return attrs.evolve(
                found,
                lower=Quantity(found.lower.number, canonical),
                upper=Quantity(found.upper.number, canonical),
            )
        if not _same_unit(found.unit, canonical):
            doubts.append(_unit_conflict(found.unit, canonical))
    if isinstance(found, Qualitative) and found.grades and operator in ("≥", ">"):
        return attrs.evolve(found, or_better=True, words=found.words.removesuffix("以上") + "以上")
    if isinstance(found, Relative) and found.amount is not None and found.operator is None:
        if operator is not None:
            return attrs.evolve(found, operator=operator)
    return attrs.evolve(found, doubts=(*found.doubts, *doubts)) if doubts else found


def _share_in(found: Comparison, column: str, units: Units, doubts: list[Doubt]) -> Quantity:
    """1/4 in a column of % is 25%; in a column of 人 it stays a share, and a doubt says so."""
    factor = None if column in SCALES else units.factor(column)
    if factor is None or factor.dimension:
        message = f"单位列是“{column}”，文字里是一个比“{found.text}”，按比读"
        doubts.append(Doubt(code="unit-conflict", message=message))
        return found.quantity
    return Quantity(as_number(found.quantity.exact / factor.size), column)


_SCALE: Final = re.compile("万亿|[十百千]?[万亿]|[百千]")


def _unit_of_column(unit: str, units: Units) -> str:
    """The canonical unit of a unit column: （个）, 单位：万元 and 台（套） as people fill it in."""
    column = fold(unit, units).removeprefix("计量").removeprefix("单位:")
    if column in units.spellings:
        return units.spellings[column]
    if column.startswith("(") and column.endswith(")"):
        column = column[1:-1]
    column = re.sub(r"\([^)]*\)$", "", column) or column
    if column == "月份":
        column = "月"
    return "" if column in _UNIT_IS_NO_UNIT else units.canonical(column)


def _same_unit(written: str, column: str) -> bool:
    """Whether text and column name one unit, whatever the 万 before it."""
    if written == column:
        return True
    return _SCALE.sub("", written) == _SCALE.sub("", column)


def _unit_conflict(written: str, column: str) -> Doubt:
    return Doubt(
        code="unit-conflict",
        message=f"单位列是“{column}”，文字里是“{written}”，以文字为准",
    )


def read_actual(
    actual: Any, *, year: int | None = None, units: Units | None = None, in_parts: bool = False
) -> Criterion:
    """What an actual value (实际完成值) states, in the same classes as a target.

    Numbers, quantities, dates and criteria are taken as they are; a float goes through
    its shortest text. 无 as an actual is the answer no. 达到95% states 95% itself, where
    a target would mean at least 95%. 15次，全部完成 is 15次, unless `in_parts`.

    Raises:
        CriterionError: a text that cannot be read.
    """
    match actual:
        case Criterion():
            return actual
        case bool():
            return YesNo(expected=actual)
        case Quantity():
            return Comparison(quantity=actual, text=str(actual))
        case Decimal() | Fraction():
            return Comparison(quantity=Quantity(actual, ""), text=str(actual))
        case int() | float():
            return Comparison(
                quantity=Quantity(plain(Decimal(repr(actual))), ""), text=repr(actual)
            )
        case datetime.datetime():
            return Deadline(date=actual.date(), text=str(actual.date()))
        case datetime.date():
            return Deadline(date=actual, text=str(actual))
        case str():
            if actual.strip() == "无":
                return YesNo(expected=False, text=actual)
            found = _achieved(actual, parse(actual, year=year, units=units))
            found = _reached(found, units)
            if isinstance(found, AllOf) and not in_parts:
                found = _number_of(found)
            # Only a deadline or a period asks with its year: what may be a date then is one.
            if year is not None and isinstance(found, Comparison) and not found.unit:
                return _with_reservations(found, year, "日期")
            return found
        case AllOf():
            return actual
    raise CriterionError(
        f"实际值应为文字、数、日期，而不是 {type(actual).__name__}",
        code="not-text",
        text=str(actual),
        span=Span(0, 0),
        expected="例如 '96%'、Decimal('96')、datetime.date(2022, 10, 31)",
    )


# As JOIN of the grammar.
_JOINED: Final = re.compile("(?<![0-9]),|,(?![0-9])|[;、。]|并且|而且|同时|且")
_NUMBER: Final = re.compile(r"[0-9][0-9.,]*")
# 达到, 提高到, 由10天缩短至: of something done they lead to the number that was reached.
_REACHED: Final = re.compile(
    rf"(?:[从由自][0-9][^,;]{{1,12}}?)?(?<![不未没难期争保应须要需可能将])(?:{RISE_TO}|{FALL_TO}|达到|达成|达)"
    r"(?=[+-]?[0-9]|[百千万]分之|¥)"
)


def _reached(found: Criterion, units: Units | None) -> Criterion:
    """`found` without the bound that 达到 states of a target; 达到95%以上 keeps the one of 以上."""
    if not isinstance(found, Comparison | AllOf):
        return found
    folded = fold(found.text, units)
    bare = _REACHED.sub("", folded)
    if bare == folded:
        return found
    read = read_criterion(bare, units=units)
    if isinstance(found, Comparison):
        if not isinstance(read, Comparison) or read.quantity != found.quantity:
            return found
        return attrs.evolve(found, operator=read.operator)
    if not isinstance(read, AllOf) or len(read.parts) != len(found.parts):
        return found
    parts = (
        attrs.evolve(one, operator=other.operator)
        if isinstance(one, Comparison) and isinstance(other, Comparison)
        else one
        for one, other in zip(found.parts, read.parts, strict=True)
    )
    return attrs.evolve(found, parts=tuple(parts))


def _number_of(found: AllOf) -> Criterion:
    """The one number of an actual that is described besides: 15次，全部完成."""
    numbers = [one for one in found.parts if isinstance(one, Comparison | Range)]
    words = [one.words for one in found.parts if isinstance(one, Qualitative)]
    described = len(numbers) == 1 and len(words) == len(found.parts) - 1
    if not described or any(turned("", one) for one in words):
        return found
    message = f"数值之外的“{'、'.join(words)}”只作说明，未参与判断"
    doubt = Doubt(code="trailing-words", message=message)
    return attrs.evolve(numbers[0], text=found.text, doubts=(*found.doubts, doubt))


def _achieved(text: str, found: Criterion) -> Criterion:
    """`found`, unless words beside its number say that the number is not what was achieved.

    Raises:
        CriterionError: 未完成100人, 超支3万元, 计划120人: the number is another one.
    """
    folded = fold(text)
    for piece in _JOINED.split(folded) if isinstance(found, AllOf) else (folded,):
        number = _NUMBER.search(piece)
        if number is None or not re.search("[1-9]", piece):
            continue
        before, behind = piece[: number.start()], _NUMBER.split(piece)[-1]
        if isinstance(found, Comparison) and not found.doubts and "争" not in before:
            before = ""  # The grammar has read these words: 不超过, 没有超过. But 力争 only aims.
        if isinstance(found, Deadline) and found.years_on:
            before = ""  # 次年1月 is the day of which the grammar has read the year.
        if words := turned(before, behind):
            start = max(0, text.find(words))
            raise CriterionError(
                f"“{words}”使这个数不是实际完成的数",
                code="actual-turned",
                text=text,
                span=Span(start, start + len(words)),
                expected="只写实际完成的数，例如 95人；未完成、计划、超支的数写在偏差原因里",
            )
    return found
