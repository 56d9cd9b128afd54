"""Folding: every width, look-alike sign and numeral in the one spelling that the grammar reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from .quantities import Units, as_number, builtin, chinese_number, format_number

__all__ = ["WIDTH", "WORDS_OF_ONE", "fold", "one_each", "plain"]

#: Full-width ASCII, the wide blank and the small % in their plain forms, and nothing else.
WIDTH: Final = MappingProxyType(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("﹪"): ord("%")}
)


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
_PAIRS: Final = re.compile(r">\s*=|=\s*>|<\s*=|=\s*<|=\s*=|--+|<\s*/?\s*(?:p|br|span|div)\s*/?\s*>")
_PAIR_MEANING: Final[Mapping[str, str]] = MappingProxyType(
    {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", "==": "="}
)
_BLANK_IN_NUMBER: Final = re.compile(
    r"(?<![0-9.,])(?<![0-9.,] )([0-9]{1,3}(?: [0-9]{3})+)(?![0-9 ])"
)
_BLANK: Final = re.compile(r" +(?![0-9])|(?<![0-9]) +|(?<=[0-9]) +(?=[^0-9])")
_HAS_NUMERAL: Final = re.compile("[零〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾俩半百千万角]")
_TRAILING: Final = " 。.;,、!"
_QUOTES: Final[Mapping[str, str]] = MappingProxyType(
    {"“": "”", "‘": "’", "”": "”", "’": "’", '"': '"', "'": "'", "「": "」", "『": "』"}
)
# 500元/(人·月), 500元/人.月
_BELOW_BRACKETED: Final = re.compile(r"/\(([一-鿿A-Za-z·*.]+)\)")
_BELOW_DOTTED: Final = re.compile(r"(?<=/)([一-鿿]+)\.(?=[一-鿿])")
# 2次以上/年
_BELOW_BOUND: Final = re.compile(r"((?:\(含\))?(?:及|或)?以[上下内](?:\(含\))?)(/[一-鿿]+)$")
_UNUSUAL: Final = re.compile("[¥¼-¾⅐-⅞]")
_VULGAR: Final = re.compile("([0-9]*)([¼-¾⅐-⅞])")
# 500¥
_CURRENCY_BEHIND: Final = re.compile("(?<=[0-9万亿])¥(?![0-9])")
# 1个亿
_SCALE_COUNTED: Final = re.compile("(?<=[0-9])个(?=[百千]?[万亿])")
_UNIT_BRACKETED: Final = re.compile(r"(?<=[0-9])\((万亿|[十百千]?[万亿])?([^()0-9]{1,6})\)")


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
    if folded and (folded[0] in _QUOTES or folded[-1] in _CLOSING):
        folded = _unquoted(folded).rstrip(_TRAILING)
    if "个" in folded:
        folded = _SCALE_COUNTED.sub("", folded)
    if "/" in folded:
        folded = _BELOW_DOTTED.sub(r"\1·", _BELOW_BRACKETED.sub(r"/\1", folded))
        folded = _BELOW_BOUND.sub(r"\2\1", folded)
    if not folded.isascii() and _UNUSUAL.search(folded):
        folded = _CURRENCY_BEHIND.sub("元", _VULGAR.sub(_vulgar, folded))
    if "(" in folded:
        folded = _unbracketed(folded, units or builtin())
    if _HAS_NUMERAL.search(folded):
        folded = _numerals(units or builtin()).sub(_digits, folded)
    return folded


def _vulgar(found: re.Match[str]) -> str:
    """½ as 2分之1, 1½ as 1.5."""
    above, _, below = unicodedata.normalize("NFKC", found[2]).partition("⁄")
    value = as_number(int(found[1] or 0) + Fraction(int(above), int(below)))
    if found[1] and isinstance(value, Decimal):
        return format_number(value)
    exact = Fraction(value)
    return f"{exact.denominator}分之{exact.numerator}"


def _pair(found: re.Match[str]) -> str:
    word = found[0].replace(" ", "")
    return "" if len(word) > 2 and word[0] == "<" else _PAIR_MEANING.get(word, "-")


_CLOSING: Final = frozenset(_QUOTES.values())


def _unquoted(text: str) -> str:
    """The text without quotation marks around the whole of it, or the ' that Excel puts first."""
    closing = _QUOTES.get(text[0])
    if closing is not None:
        end = text.find(closing, 1)
        if end in (-1, len(text) - 1):
            return text[1:] if end < 0 else text[1:end]
    if text[-1] in _CLOSING and not any(one in text[:-1] for one in _QUOTES):
        return text[:-1]
    return text


def _unbracketed(text: str, units: Units) -> str:
    """95(%) as 95%: a unit that the form prints in brackets behind the number."""
    return _UNIT_BRACKETED.sub(
        lambda found: found[0][1:-1] if found[2] in units.spellings else found[0], text
    )


#: 一级, 一体化, 一次性, 一带: what 一 makes a word with.
WORDS_OF_ONE: Final = "体级类流次等线般期带"
# 每周一、三、五: weekdays.
_WEEKDAYS: Final = r"(?:周|星期|礼拜)[一二三四五六日天](?:[、至到和及~-](?:周|星期|礼拜)?[一二三四五六日天])+(?![次场期回篇遍])"
# A time makes a rate of it (一月一次) or a length (一年一个月), and a measured unit a price.
_TIMES: Final = "年|个?季|个?月|周|星期|个?学期|天|日|号|旬|个?小时|分钟"


@lru_cache(maxsize=8)
def one_each(units: Units) -> str:
    """一户一策, 一村一品: for each its own. Words, though each 一 stands before a measure word.

    一套一体化系统 is 1套, for 一体化 is one word.
    """
    measured = "|".join(
        sorted(
            (
                re.escape(spelling)
                for spelling, canonical in units.spellings.items()
                if not units.counts(canonical)
            ),
            key=lambda word: (-len(word), word),
        )
    )
    other = r"[一-鿿](?<![零〇一二两三四五六七八九十百千万亿点])"
    return (
        rf"(?<![零〇一二两三四五六七八九十百千万亿第0-9.])[一1](?!(?:{_TIMES})[一1](?:{_TIMES}))"
        rf"{other}(?:{other})??[一1](?![{WORDS_OF_ONE}次场期回篇遍个]|(?:{measured})(?:$|[^一-鿿]))(?={other})"
    )


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
        if one not in ("级", "类", "分", "点", "方", "平", "面", "层", "a", "s")
    )
    end = (
        r"$|[^一-鿿]|(?:及其?|或)?以[上下内外]|之内|之间|内|左右|上下|[整正]|余|多|完成|办结|响应|到位|"
        r"[至到]|半|[一二两三四五六七八九十]"
    )
    unit = rf"(?:万亿|[万亿])?(?:{known})(?:{end})"
    digit = r"[0-9一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
    numeral = r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟点]"
    return re.compile(
        rf"(?P<idiom>{one_each(units)}|{_WEEKDAYS})|"
        rf"(?P<share>[百千万]分之|百分(?=百))(?P<of>{numeral}+)|"
        rf"(?P<below>[二两三四五六七八九十百千]+)分之(?P<above>[一二两三四五六七八九十百千]+)|"
        rf"(?<![年月第至到和])(?P<span>十[一二]|[一二两三四五六七八九十])(?=月(?:以内|之?内))|"
        rf"(?<![一-鿿])(?:农历)?(?P<month>十[一二]|[一二三四五六七八九十])(?=月(?!内?均))|"
        rf"(?<=[年月])(?P<date>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号])|"
        rf"(?P<year>[一二][零〇一二三四五六七八九]{{3}})(?=年)|"
        rf"(?<![{_DIGIT}])(?P<low>[{_DIGIT}])(?P<high>[{_DIGIT}])(?P<tens>[十百千]?)(?={unit})|"
        rf"(?P<yuan>(?:[0-9.]+|{numeral}+))元零?(?:(?P<jiao>{digit})角)?零?(?:(?P<fen>{digit})分)?"
        rf"(?<!元)(?<!元零)(?=$|[^一-鿿0-9])|"
        rf"(?P<mixed>[0-9]+|[一二两三四五六七八九十]+)个半(?=(?:{known})(?:{end}))|"
        rf"(?<=[近约超过达逾])(?P<round>[百千万])(?=(?:{known})(?:{end}))|"
        r"(?P<tenths>[一二三四五六七八九])成(?P<hundredths>[一二三四五六七八九半])(?=$|以[上下]|左右)|"
        rf"(?P<moiety>一半|半数)(?=$|以[上下]|左右)|"
        rf"(?P<half>(?<![上下/每])半)(?=(?:{known})(?:{end}))|"
        rf"(?P<few>[一二两三四五六七八九十][一二三四五六七八九十百千]*|(?<![0-9])[百千万])(?=[余多几](?:万|亿)?(?:{known})(?:{end}))|"
        rf"(?P<number>(?<!第)[零〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾俩]{numeral}{{0,24}}?)"
        rf"(?={unit}|成以?[上下]|[-~至到](?:[0-9]|[一二两三四五六七八九十]+(?:{known})))|"
        # 统一 and 队伍 end in characters that are numerals elsewhere: a bound must stand before.
        rf"(?:(?<![一-鿿0-9.])|(?<=[于少低多高过逾破到足满约近达在计共各])|(?<=分之)|(?<=为)(?=零))"
        rf"(?P<alone>[零〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾俩]{numeral}{{0,24}})$"
    )


_DIGIT_OF: Final[Mapping[str, int]] = MappingProxyType(
    {char: value for value, char in enumerate("一二三四五六七八九", 1)}
)
_ROUND: Final[Mapping[str, str]] = MappingProxyType({"百": "100", "千": "1000", "万": "10000"})


def _digits(found: re.Match[str]) -> str:
    kind = found.lastgroup
    if kind == "idiom":
        return found[0]
    if kind == "of":
        value = chinese_number(found["of"])
        return found[0] if value is None else f"{found['share'][:2]}之{format_number(value)}"
    if kind == "above":
        below, above = chinese_number(found["below"]), chinese_number(found["above"])
        return found[0] if below is None or above is None else f"{below}分之{above}"
    if kind in ("yuan", "jiao", "fen"):
        return _yuan(found)
    if kind == "mixed":
        return f"{_numeral(found['mixed'])}.5"
    if kind in ("high", "tens"):
        low, high = _DIGIT.index(found["low"]), _DIGIT.index(found["high"])
        tens = {"十": 10, "百": 100, "千": 1000}.get(found["tens"], 1)
        values = [int(chinese_number(found[name]) or 0) * tens for name in ("low", "high")]
        return f"{values[0]}~{values[1]}" if low < high else found[0]
    if kind == "half":
        return "0.5"
    if kind == "span":
        # 一月内 is a span of time; 1月内, with the digit of a date, may be January too.
        return f"{chinese_number(found[0])}个"
    if kind == "hundredths":
        # 九成五 is 95%.
        rest = 5 if found["hundredths"] == "半" else _DIGIT_OF[found["hundredths"]]
        return f"{_DIGIT_OF[found['tenths']]}{rest}%"
    if kind == "moiety":
        return "2分之1"
    if found[0] in _ROUND:
        return _ROUND[found[0]]
    value = chinese_number(found[0].removeprefix("农历"))
    return found[0] if value is None else format_number(plain(value))


def _numeral(text: str) -> Decimal:
    return Decimal(text) if text[0].isdecimal() else chinese_number(text) or Decimal(0)


def _yuan(found: re.Match[str]) -> str:
    """元, 角 and 分 as one number of yuan."""
    if found["yuan"].count(".") > 1:
        return found[0]
    parts = [_numeral(found[name] or "0") for name in ("yuan", "jiao", "fen")]
    return f"{format_number(parts[0] + parts[1] / 10 + parts[2] / 100)}元"


def plain(number: Decimal) -> Decimal:
    """The number without an idle fraction or exponent: 1.20E+8 and 120000000.0 are 120000000."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0 and number == number.to_integral_value():
        return number.to_integral_value()
    return number
