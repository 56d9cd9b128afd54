"""Why a text is no indicator value, said in words that a finance clerk knows, with its span."""

from __future__ import annotations

import re
from typing import Final

from ._faults import Contradiction
from ._folding import fold
from .criteria import Unreadable
from .errors import Span
from .quantities import Units, builtin

__all__ = ["blank", "contradiction", "diagnose", "unreadable"]


def unreadable(
    text: str, code: str, message: str, span: Span, expected: str, suggestion: str | None = None
) -> Unreadable:
    return Unreadable(
        text=text, code=code, message=message, span=span, expected=expected, suggestion=suggestion
    )


def blank(text: str, sign: str | None, unit: str | None) -> Unreadable:
    near = f"{fold(sign or '')}95{unit or ''}" if sign or unit else None
    return unreadable(
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


def contradiction(text: str, folded: str, problem: Contradiction) -> Unreadable:
    at = folded.rfind(problem.word) if problem.word else 0
    start, end = _original(text, folded, max(at, 0), max(at, 0) + max(1, len(problem.word)))
    expected = {
        "contradiction": "只写一个方向，或写成区间，例如 80%~100%",
        "date-impossible": "日历上有的日期，例如 2022年10月31日",
        "date-sign": "例如 2022年10月31日以前",
        "unit-conflict": "两端用同一个单位，例如 5万元~8万元",
        "grade-sign": "例如 良好以上",
        "unit-damaged": "一个单位，例如 5万元",
        "date-doubled": "一个日期，例如 2022年12月底前",
        "date-recurring": "例如 每年12月底前、每季度末、每月10日前",
    }.get(problem.code, "一个完整的数，例如 1200 或 1,200")
    near = None
    if twice := re.search(rf"({_OP})({_OP})", folded):
        near = folded[: twice.start()] + twice[2] + folded[twice.end() :]
    return unreadable(text, problem.code, problem.message, Span(start, end), expected, near)


def _original(text: str, folded: str, start: int, end: int) -> tuple[int, int]:
    """A span of `folded` as a span of `text`; what is missing at the end shows on the last one."""
    if len(text) != len(folded):
        places = _positions(text[:200], folded[:200], builtin())
        last = len(places) - 1
        start, end = places[min(start, last)], places[min(end, last)]
    start = max(0, min(start, len(text) - 1))
    return start, max(start, min(max(end, start + 1), len(text)))


_OP: Final = r"[≥≤><=≈]"
_SIGN_WORD: Final = (
    r"(?:大于|小于|高于|低于|不低于|不少于|不小于|不得低于|不得超过|不超过|不高于|不多于|不大于|至少|至多|最多|"
    r"最少|超过|达到|等于|约)"
)


_DECIMAL: Final = r"[0-9]+(?:\.[0-9]+)?"
#: Two numbers in one text that several readers would read differently: what each could be.
_SEVERAL: Final = (
    (
        rf"{_DECIMAL}[eE][+-]?[0-9]+",
        "number-in-prose",
        "“{0}”是科学记数，表格软件可能已经舍去了尾数",
        "写全各位的数，例如 100000",
    ),
    (
        r"(?<![0-9:])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?![0-9:])",
        "number-in-prose",
        "“{0}”是一天里的时刻，期限只读到日",
        "写日期，例如 2022年10月31日以前；几小时之内的，例如 ≤8小时",
    ),
    (
        rf"{_DECIMAL}(?::{_DECIMAL})+",
        "number-in-prose",
        "“{0}”是两个数之比，看不出以哪个为准、多好还是少好",
        "写成一个数，例如 ≥3倍、≤33%",
    ),
    (
        rf"{_DECIMAL}[^0-9]{{0,4}}[×xX*]{_DECIMAL}",
        "number-in-prose",
        "“{0}”里两个数相乘还是分开说，看不出来",
        "写成一个数，例如 168小时、≥24小时/天；全天候的写成定性，例如 全天候服务",
    ),
    (
        rf"{_DECIMAL}[^0-9]{{0,4}}或者?{_DECIMAL}",
        "contradiction",
        "“{0}”是两个数，看不出哪个是指标值",
        "只写一个数，或写成区间，例如 3天~5天",
    ),
    (
        rf"{_DECIMAL}\/{_DECIMAL}[一-鿿A-Za-z]+",
        "number-in-prose",
        "“{0}”看不出是几分之几、每几个之中几个，还是两个数任取其一",
        "写成一个数或一个比，例如 3次/5天、60%",
    ),
    (
        rf"(?:优秀|优良|良好|优|良|中等|合格|较好|较差|差)(?=[:为]?{_DECIMAL})",
        "number-in-prose",
        "等次“{0}”之后的数没有说明是什么",
        "写明是比率还是人数，例如 优秀率≥30%；良好率≥50%",
    ),
    (
        rf"[从由自]{_DECIMAL}(?![0-9.年月日]).*?{_DECIMAL}",
        "number-in-prose",
        "“{0}”里有原来的数和要达到的数，看不出怎样变",
        "只写要达到的数，例如 ≤5天；或写成 由10天缩短至5天",
    ),
)


def diagnose(text: str, folded: str, position: int, units: Units) -> Unreadable:
    """Say in a clerk's words why `folded` stops being a value at `position`."""

    def result(
        code: str, message: str, found: tuple[int, int], expected: str, near: str | None = None
    ) -> Unreadable:
        start, end = _original(text, folded, *found)
        return unreadable(text, code, message, Span(start, end), expected, near)

    if match := re.search(
        r"(?<![0-9])\*+|\*{2,}|#+|_{2,}|[×xX]{2,}|…+|\.{3,}|(?<![A-Za-z])[xX](?=[%‰万亿元个次人])|"
        r"(?<![0-9])×+(?![0-9])|\(\)|\[\]",
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
    for pattern, code, message, expected in _SEVERAL:
        if match := re.search(pattern, folded):
            return result(code, message.format(match[0]), match.span(), expected)
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
