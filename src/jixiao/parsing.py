"""From a text to a criterion: folding, the sign and unit columns, and errors with a caret.

`parse` is strict and raises; `read_criterion` never raises and gives `Unreadable`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import attrs

from ._grammar import Contradiction, SyntaxFault, reader
from .criteria import (
    AllOf,
    Comparison,
    Criterion,
    Deadline,
    Doubt,
    Operator,
    Qualitative,
    Range,
    Relative,
    Unreadable,
    YesNo,
)
from .errors import CriterionError, Span
from .quantities import Quantity, Units, builtin, chinese_number, format_number

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


def _fold_table() -> Mapping[int, str]:
    table: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    same = {
        "≥": "≧⩾⪰≽",
        "≤": "≦⩽⪯≼",
        ">": "﹥〉",
        "<": "﹤〈",
        "=": "═﹦",
        "≈": "≒≃∽",
        "~": "～∼〜∿˜",
        "-": "－—–―─−﹣‐‑‒ー─",
        "%": "﹪",
        "/": "／⁄∕",
        "·": "•・∙‧⋅",
        ",": "，﹐",
        ";": "；﹔",
        ":": "：﹕︰",
        "(": "（﹙〔",
        ")": "）﹚〕",
        "[": "［【",
        "]": "］】",
        "¥": "￥",
        "*": "＊﹡∗",
        ".": "．",
        "〇": "○◯",
        "平方米": "㎡",
        "公里": "㎞",
        "立方米": "㎥",
        "公斤": "㎏",
        "厘米": "㎝",
        "毫米": "㎜",
        " ": "\u3000\xa0\t\n\r\x0b\x0c\u2002\u2003\u2009\u202f",
        "": "\u200b\ufeff\u200c\u200d\u2060",
    }
    for target, sources in same.items():
        for char in sources:
            table[ord(char)] = target
    return MappingProxyType(table)


# An explicit table, not NFKC: NFKC misses ≧ ⩾ — 〇 and damages ① and ½.
_FOLD: Final = _fold_table()
_PAIRS: Final = re.compile(r">\s*=|=\s*>|<\s*=|=\s*<|=\s*=|--+|<\s*/\s*p\s*>|<\s*p\s*>")
_PAIR_MEANING: Final[Mapping[str, str]] = MappingProxyType(
    {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", "==": "="}
)
_BLANK_IN_NUMBER: Final = re.compile(r"(?<![0-9., ])([0-9]{1,3}(?: [0-9]{3})+)(?![0-9 ])")
_BLANK: Final = re.compile(r" +(?![0-9])|(?<![0-9]) +|(?<=[0-9]) +(?=[^0-9])")
_HAS_NUMERAL: Final = re.compile("[零〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾俩半百千]")
_TRAILING: Final = " 。.;,、!"


def fold(text: str, units: Units | None = None) -> str:
    """`text` in the one spelling that the grammar reads.

    Widths and look-alike signs become one, blanks go (2 000 keeps its thousand), and
    Chinese numerals before a unit become digits. Words stay as they are.
    """
    folded = text.translate(_FOLD)
    if "=" in folded or "--" in folded or "<" in folded:
        folded = _PAIRS.sub(_pair, folded)
    if " " in folded:
        folded = _BLANK_IN_NUMBER.sub(lambda found: found[0].replace(" ", ","), folded.strip())
        folded = _BLANK.sub("", folded)
    if folded and folded[-1] in _TRAILING:
        folded = folded.rstrip(_TRAILING)
    if _HAS_NUMERAL.search(folded):
        folded = _numerals(units or builtin()).sub(_digits, folded)
    return folded


def _pair(found: re.Match[str]) -> str:
    word = found[0].replace(" ", "")
    return "" if "p" in word else _PAIR_MEANING.get(word, "-")


_DIGIT: Final = "一二两三四五六七八九"


@lru_cache(maxsize=8)
def _numerals(units: Units) -> re.Pattern[str]:
    """Chinese numerals where they are numbers: before a unit that ends there, before 月, alone …

    一流, 一体化 and 两不愁三保障 hold the same characters and are words, so the unit must
    be followed by the end, a bound (以上) or another sign.
    """
    known = "|".join(
        re.escape(one)
        for one in sorted(units.spellings, key=lambda word: (-len(word), word))
        if one not in ("级", "分", "点", "方", "平", "面", "层", "a", "s")
    )
    end = (
        r"$|[^一-鿿]|(?:及其?|或)?以[上下内外]|之内|之间|内|左右|上下|[整正]|余|多|完成|办结|响应|到位|"
        r"[至到]|[一二两三四五六七八九十]"
    )
    unit = rf"(?:万亿|[万亿])?(?:{known})(?:{end})"
    numeral = r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟点]"
    return re.compile(
        rf"(?P<share>[百千万]分之)(?P<of>{numeral}+)|"
        rf"(?P<below>[二两三四五六七八九十百千]+)分之(?P<above>[一二两三四五六七八九十百千]+)|"
        rf"(?<![一-鿿])(?:农历)?(?P<month>十[一二]|[一二三四五六七八九十])(?=月(?!内?均))|"
        rf"(?<=[年月])(?P<date>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号])|"
        rf"(?P<year>[一二][零〇一二三四五六七八九]{{3}})(?=年)|"
        rf"(?<![{_DIGIT}])(?P<low>[{_DIGIT}])(?P<high>[{_DIGIT}])(?={unit})|"
        rf"(?P<half>(?<![上下/每])半)(?=(?:{known})(?:{end}))|"
        rf"(?P<few>[一二两三四五六七八九十][一二三四五六七八九十百千]*|[百千])(?=[余多几](?:万|亿)?(?:{known})(?:{end}))|"
        rf"(?P<number>[零〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾俩]{numeral}*?)"
        rf"(?={unit}|成以?[上下]|[-~至到](?:[0-9]|[一二两三四五六七八九十]+(?:{known}))|$(?<={numeral}))"
    )


def _digits(found: re.Match[str]) -> str:
    kind = found.lastgroup
    if kind == "of":
        value = chinese_number(found["of"])
        return found[0] if value is None else f"{found['share']}{format_number(value)}"
    if kind == "above":
        below, above = chinese_number(found["below"]), chinese_number(found["above"])
        return found[0] if below is None or above is None else f"{below}分之{above}"
    if kind == "high":
        low, high = _DIGIT.index(found["low"]), _DIGIT.index(found["high"])
        values = [int(chinese_number(found[name]) or 0) for name in ("low", "high")]
        return f"{values[0]}~{values[1]}" if low < high else found[0]
    if kind == "half":
        return "0.5"
    value = chinese_number(found[0].removeprefix("农历"))
    return found[0] if value is None else format_number(_plain(value))


def _plain(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0 and number == number.to_integral_value():
        return number.to_integral_value()
    return number


_SIGNS: Final[Mapping[str, Operator]] = MappingProxyType(
    {
        "≥": "≥", "≤": "≤", ">": ">", "<": "<", "=": "=", "≈": "≈",
        "大于等于": "≥", "大于或等于": "≥", "不低于": "≥", "不少于": "≥", "不小于": "≥", "至少": "≥",
        "小于等于": "≤", "小于或等于": "≤", "不超过": "≤", "不高于": "≤", "不多于": "≤", "不大于": "≤",
        "至多": "≤", "大于": ">", "超过": ">", "高于": ">", "多于": ">", "小于": "<", "低于": "<",
        "少于": "<", "等于": "=", "约": "≈", "约等于": "≈", "以上": "≥", "以下": "≤", "以内": "≤",
    }
)  # fmt: skip


def sign_operator(sign: str | None) -> Operator | None:
    """The operator that a sign column (计算符号, 指标性质) states; None for 定性, 正向, 是/否 and blank."""
    return None if sign is None else _SIGNS.get(fold(sign))


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
        return _unreadable(
            str(text), "not-text", f"应为文字，而不是 {type(text).__name__}", Span(0, 0), "一段文字"
        )
    table = units or builtin()
    if len(text) > LONGEST:
        return _unreadable(
            text[:50] + "…",
            "too-long",
            f"文字有{len(text)}个字，超过{LONGEST}个字，不会是指标值",
            Span(0, 0),
            "一个指标值，例如 ≥95%",
        )
    folded = fold(text, table)
    if not folded:
        return _blank(text, sign, unit)
    try:
        found = reader(table)(folded)
    except SyntaxFault as fault:
        return diagnose(text, folded, fault.position, table)
    except Contradiction as problem:
        return _contradiction(text, folded, problem)
    # Only the two fields of the base class change: attrs.evolve would run every converter.
    object.__setattr__(found, "text", text)
    if year is not None:
        try:
            found = found.in_year(year)
        except ValueError:
            return _unreadable(
                text,
                "date-impossible",
                f"{year}年没有这一天",
                Span(0, len(text)),
                f"{year}年的日历上有的日期",
            )
    if sign or unit:
        found = _with_columns(found, sign=sign, unit=unit, units=table)
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


_UNIT_IS_NO_UNIT: Final = frozenset({"", "/", "-", "无", "定性", "文字", "是/否", "有/无", "是否"})


def _with_columns(
    found: Criterion, *, sign: str | None, unit: str | None, units: Units
) -> Criterion:
    """The value with what the separate columns add; where they conflict the text wins."""
    doubts: list[Doubt] = []
    operator = sign_operator(sign)
    column = fold(unit, units) if unit else ""
    canonical = "" if column in _UNIT_IS_NO_UNIT else units.canonical(column)
    if isinstance(found, Comparison):
        quantity = found.quantity
        if canonical and not quantity.unit:
            quantity = Quantity(quantity.number, canonical)
        elif canonical and quantity.unit != canonical:
            if units.relation(quantity.unit, canonical) is None or (
                quantity.unit.startswith("/") and not canonical.startswith("/")
            ):
                doubts.append(_unit_conflict(quantity.unit, canonical))
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
        if units.relation(found.unit, canonical) is None:
            doubts.append(_unit_conflict(found.unit, canonical))
    if isinstance(found, Qualitative) and found.grades and operator in ("≥", ">"):
        return attrs.evolve(found, or_better=True, words=found.words.removesuffix("以上") + "以上")
    if isinstance(found, Relative) and found.amount is not None:
        if found.operator is None and operator is not None:
            return attrs.evolve(found, operator=operator)
    return attrs.evolve(found, doubts=(*found.doubts, *doubts)) if doubts else found


def _unit_conflict(written: str, column: str) -> Doubt:
    return Doubt(
        code="unit-conflict",
        message=f"单位列是“{column}”，文字里是“{written}”，以文字为准",
    )


def read_actual(actual: Any, *, year: int | None = None, units: Units | None = None) -> Criterion:
    """What an actual value (实际完成值) states, in the same classes as a target.

    Numbers, quantities, dates and criteria are taken as they are; a float goes through
    its shortest text. 无 as an actual is the answer no.

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
                quantity=Quantity(_plain(Decimal(repr(actual))), ""), text=repr(actual)
            )
        case datetime.datetime():
            return Deadline(date=actual.date(), text=str(actual.date()))
        case datetime.date():
            return Deadline(date=actual, text=str(actual))
        case str():
            if actual.strip() == "无":
                return YesNo(expected=False, text=actual)
            return parse(actual, year=year, units=units)
        case AllOf():
            return actual
    raise CriterionError(
        f"实际值应为文字、数、日期，而不是 {type(actual).__name__}",
        code="not-text",
        text=str(actual),
        span=Span(0, 0),
        expected="例如 '96%'、Decimal('96')、datetime.date(2022, 10, 31)",
    )


# ---- errors ---------------------------------------------------------------------------


def _unreadable(
    text: str, code: str, message: str, span: Span, expected: str, suggestion: str | None = None
) -> Unreadable:
    return Unreadable(
        text=text, code=code, message=message, span=span, expected=expected, suggestion=suggestion
    )


def _blank(text: str, sign: str | None, unit: str | None) -> Unreadable:
    near = f"{fold(sign or '')}95{unit or ''}" if sign or unit else None
    return _unreadable(
        text,
        "number-missing" if near else "blank",
        "只有符号或单位，没有数值" if near else "指标值是空的",
        Span(0, len(text)),
        "一个指标值，例如 ≥95%、2022年10月31日以前、有效保障",
        near,
    )


def _positions(text: str, folded: str, units: Units) -> list[int]:
    """For each index of `folded` (and its end) the index in `text` it comes from.

    Found by folding longer and longer beginnings: a beginning whose fold is already
    longer than the index holds the character.
    """
    places, start = [], 0
    for index in range(len(folded) + 1):
        while start < len(text) and len(fold(text[: start + 1] + "x", units)) - 1 <= index:
            start += 1
        places.append(start)
    return places


def _contradiction(text: str, folded: str, problem: Contradiction) -> Unreadable:
    at = folded.rfind(problem.word) if problem.word else 0
    start, end = _original(text, folded, max(at, 0), max(at, 0) + max(1, len(problem.word)))
    expected = {
        "contradiction": "只写一个方向，或写成区间，例如 80%~100%",
        "date-impossible": "日历上有的日期，例如 2022年10月31日",
        "date-sign": "例如 2022年10月31日以前",
        "unit-conflict": "两端用同一个单位，例如 5万元~8万元",
        "grade-sign": "例如 良好以上",
    }.get(problem.code, "一个完整的数，例如 1200 或 1,200")
    return _unreadable(text, problem.code, problem.message, Span(start, end), expected)


def _original(text: str, folded: str, start: int, end: int) -> tuple[int, int]:
    """A span of `folded` as a span of `text`."""
    if len(text) == len(folded):
        return start, end
    places = _positions(text[:200], folded[:200], builtin())
    last = len(places) - 1
    first = places[min(start, last)]
    return first, max(places[min(end, last)], first + 1) if first < len(text) else len(text)


_OP: Final = r"[≥≤><=≈]"
_SIGN_WORD: Final = (
    r"(?:大于|小于|高于|低于|不低于|不少于|不小于|不得低于|不得超过|不超过|不高于|不多于|不大于|至少|至多|最多|"
    r"最少|超过|达到|等于|约)"
)


def diagnose(text: str, folded: str, position: int, units: Units) -> Unreadable:
    """Say in a clerk's words why `folded` stops being a value at `position`."""

    def result(
        code: str, message: str, found: tuple[int, int], expected: str, near: str | None = None
    ) -> Unreadable:
        start, end = _original(text, folded, *found)
        return _unreadable(text, code, message, Span(start, end), expected, near)

    if match := re.search(
        r"(?<![0-9])\*+|\*{2,}|#+|_{2,}|[×xX]{2,}|…+|\.{3,}|(?<![A-Za-z])[xX](?=[%‰万亿元个次人])",
        folded,
    ):
        return result(
            "placeholder",
            "模板里的占位符还没有填",
            match.span(),
            "填上数值",
            folded[: match.start()] + "95" + folded[match.end() :],
        )
    if match := re.search(rf"({_OP})\s*({_OP})", folded):
        return result(
            "contradiction",
            f"连着写了两个符号“{match[1]}”和“{match[2]}”",
            match.span(),
            "只写一个符号",
            folded[: match.start()] + match[2] + folded[match.end() :],
        )
    if match := re.fullmatch(rf"((?:{_OP}|{_SIGN_WORD})+)([^0-9]*)", folded):
        rest = match[2]
        known = not rest or units.canonical(rest) in units.spellings or "/" in rest
        if known:
            return result(
                "number-missing",
                "缺少数值" if not rest else f"“{match[1]}”与“{rest}”之间缺少数值",
                (match.end(1), max(match.end(1) + 1, len(folded))),
                "一个数",
                f"{match[1]}95{rest or '%'}",
            )
    bare = re.fullmatch(r"(?:万亿|[十百千]?[万亿]|[百千])?(.+)", folded)
    if bare and (bare[1] in units.spellings or folded in units.spellings):
        return result(
            "number-missing",
            f"只有单位“{folded}”，缺少数值",
            (0, len(folded)),
            "数值和单位",
            f"15{folded}",
        )
    if match := re.search(r"(?:以上|以下|以内|及以上|及以下|不低于|不超过)+$", folded):
        if match.start() == 0:
            return result("number-missing", "缺少数值", match.span(), "一个数", f"95%{folded[:2]}")
    if match := re.search(
        r"[OoQlI](?=[0-9%‰])|(?<=[0-9])[OoQlI](?![A-Za-z/])|(?<![A-Za-z])[OoI](?=[一-鿿])", folded
    ):
        fixed = "1" if match[0] in "lI" else "0"
        return result(
            "number-damaged",
            f"“{match[0]}”像是字母，不是数字",
            match.span(),
            "数字",
            folded[: match.start()] + fixed + folded[match.end() :],
        )
    if match := re.search(r"[%‰]{2,}", folded):
        return result(
            "unit-damaged",
            f"“{match[0]}”不是单位",
            match.span(),
            "一个 % 号",
            folded[: match.start()] + match[0][0] + folded[match.end() :],
        )
    if match := re.search(r"[0-9]+(?:,[0-9]+)+", folded):
        if not re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", match[0]):
            return result(
                "number-damaged",
                f"“{match[0]}”里的逗号不是每三位一个，看不出是一个数还是几个数",
                match.span(),
                "例如 1,200 或 1200",
            )
    if match := re.search(r"[0-9]+(?:\.[0-9]+){2,}|[0-9]+ [0-9]+|\.\.+", folded):
        return result("number-damaged", f"“{match[0]}”不是一个完整的数", match.span(), "例如 3.5")
    digits = re.search(r"[0-9]", folded)
    at = min(position, len(folded))
    if digits and digits.start() > 0 and at <= digits.start():
        head = folded[: digits.start()]
        return result(
            "number-in-prose",
            f"“{head}”与后面的数连在一起，看不出这个数是不是指标值",
            (0, digits.start()),
            "只写指标值，例如 ≥5%；说明写在别处",
        )
    if digits:
        rest = folded[at:] or folded[-1]
        return result(
            "number-in-prose" if re.search(r"[0-9]", rest) else "trailing-text",
            f"“{rest}”没有读懂，不能当它不存在",
            (at if at < len(folded) else len(folded) - 1, len(folded)),
            "数值之后应为单位、以上/以下/以内，或到此为止",
        )
    return result(
        "not-a-value",
        f"“{folded[:20]}”不是指标值",
        (min(at, max(len(folded) - 1, 0)), len(folded)),
        "一个指标值，例如 ≥95%、2022年10月31日以前、有效保障",
    )
