"""Why a text is no indicator value, said in words that a finance clerk knows, with its span.

Each rule looks at the tokens; the first that finds something speaks. What no rule knows is told
by the place where reading stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from ..criteria import Unreadable
from ..errors import Span
from .characters import squeeze
from .faults import Contradiction
from .tokens import Token, Vocabulary, scan

__all__ = ["blank", "contradiction", "diagnose", "unreadable"]


def unreadable(
    text: str, code: str, message: str, span: Span, expected: str, suggestion: str | None = None
) -> Unreadable:
    """An `Unreadable` whose span lies inside the text."""
    start = max(0, min(span.start, len(text) - 1))
    end = max(start, min(max(span.end, start + 1), len(text)))
    return Unreadable(
        text=text,
        code=code,
        message=message,
        span=Span(start, end) if text else Span(0, 0),
        expected=expected,
        suggestion=suggestion,
    )


def blank(text: str, sign: str | None, unit: str | None) -> Unreadable:
    """An empty value; beside a sign or a unit it is a missing number."""
    near = f"{squeeze(sign or '')}95{unit or ''}" if sign or unit else None
    return unreadable(
        text,
        "number-missing" if near else "blank",
        "只有符号或单位，没有数值" if near else "指标值是空的",
        Span(0, len(text)),
        "一个指标值，例如 ≥95%、2022年10月31日以前、有效保障",
        near,
    )


#: What was expected where two parts of a text contradict one another, by the code.
_EXPECTED: Final = MappingProxyType(
    {
        "contradiction": "只写一个方向，或写成区间，例如 80%~100%",
        "date-impossible": "日历上有的日期，例如 2022年10月31日",
        "date-sign": "例如 2022年10月31日以前",
        "unit-conflict": "两端用同一个单位，例如 5万元~8万元",
        "grade-sign": "例如 良好以上",
        "unit-damaged": "一个单位，例如 5万元",
        "date-doubled": "一个日期，例如 2022年12月底前",
        "date-recurring": "例如 每年12月底前、每季度末、每月10日前",
    }
)


def contradiction(text: str, folded: str, problem: Contradiction, words: Vocabulary) -> Unreadable:
    """Two parts of a text say different things; the second is under the caret."""
    start, end = _find(folded, problem.word)
    expected = _EXPECTED.get(problem.code) or "一个完整的数，例如 1200 或 1,200"
    tokens = scan(folded, words)
    at = _two_signs(tokens)
    near = None
    if at is not None:
        dropped = at if tokens[at].text == "=" or tokens[at + 1].text != "=" else at + 1
        near = _joined(tokens[:dropped] + tokens[dropped + 1 :])
    return unreadable(text, problem.code, problem.message, Span(start, end), expected, near)


def _find(folded: str, word: str) -> tuple[int, int]:
    """The last place where `word` stands in the text, whatever blanks stand between."""
    if not word:
        return 0, len(folded)
    kept = [index for index, char in enumerate(folded) if char != " "]
    squeezed = "".join(folded[index] for index in kept)
    at = squeezed.rfind(word)
    if at < 0:
        return 0, len(folded)
    return kept[at], kept[at + len(word) - 1] + 1


def _joined(tokens: Sequence[Token]) -> str:
    return "".join(one.text for one in tokens)


def _two_signs(tokens: Sequence[Token]) -> int | None:
    """The index of the first of two signs that are not one (>= is one)."""
    for index in range(len(tokens) - 1):
        one, other = tokens[index], tokens[index + 1]
        if "sign" in one.senses and "sign" in other.senses:
            if {one.text, other.text} in ({">", "="}, {"<", "="}, {"="}):
                continue
            return index
    return None


class _Found(NamedTuple):
    """What a rule found: its code, its words, the tokens under the caret."""

    code: str
    message: str
    start: int
    end: int
    expected: str
    near: str | None = None


def diagnose(text: str, folded: str, position: int, words: Vocabulary) -> Unreadable:
    """Say in a clerk's words why `folded` stops being a value at `position`."""
    tokens = scan(folded, words)
    told = (rule(tokens, words) for rule in _RULES)
    found = next(filter(None, told), None) or _stopped(folded, tokens, position)
    span = Span(found.start, found.end)
    return unreadable(text, found.code, found.message, span, found.expected, found.near)


def _span(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    return tokens[first].start, tokens[last].end


# ---- the rules, in their order


def _placeholder(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    """≥**万元, XX%, ____: the template is not filled in."""
    for index, one in enumerate(tokens):
        last = index
        while (
            last + 1 < len(tokens) and tokens[last + 1].text == one.text and not one.text.isdigit()
        ):
            last += 1
        doubled = last > index
        before = tokens[index - 1] if index else None
        after = tokens[last + 1] if last + 1 < len(tokens) else None
        # 3次×10人 is a product: something is counted before the mark and behind it.
        counted = before is not None and (
            before.kind == "number"
            or (
                "unit" in before.senses
                and after is not None
                and after.kind in ("number", "numeral")
            )
        )
        letter = one.text in ("x", "X") and (
            doubled
            or (after is not None and "unit" in after.senses)
            or (before is not None and "ordinal" in before.senses)
        )
        empty = one.text in "([" and after is not None and after.text in ")]"
        marked = "placeholder" in one.senses and (doubled or not counted)
        if not (letter or empty or marked):
            continue
        if empty:
            last += 1
        start, end = _span(tokens, index, last)
        near = _joined(tokens[:index]) + "95" + _joined(tokens[last + 1 :])
        return _Found("placeholder", "模板里的占位符还没有填", start, end, "填上数值", near)
    return None


def _signs(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    """≥≤95%: two signs side by side."""
    at = _two_signs(tokens)
    if at is None:
        return None
    start, end = _span(tokens, at, at + 1)
    one, other = tokens[at].text, tokens[at + 1].text
    near = _joined(tokens[:at]) + _joined(tokens[at + 1 :])
    return _Found(
        "contradiction", f"连着写了两个符号“{one}”和“{other}”", start, end, "只写一个符号", near
    )


_BOUNDING: Final = frozenset(("bound", "soft", "sign", "not", "after", "modal", "half"))


def _number_missing(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    """≥, ≧%, 公里, 不低于: a sign or a unit without its number."""
    if not tokens or any(one.kind in ("number", "numeral") for one in tokens):
        return None
    heads = 0
    while heads < len(tokens) and not _BOUNDING.isdisjoint(tokens[heads].senses):
        heads += 1
    rest = tokens[heads:]
    unit = _joined(rest)
    known = all("unit" in one.senses or "scale" in one.senses or one.text == "/" for one in rest)
    if not known or (len(rest) > 1 and "scale" not in rest[0].senses and "/" not in unit):
        return None
    start, end = tokens[0].start, tokens[-1].end
    if not heads:
        return _Found(
            "number-missing" if "/" not in unit else "not-a-value",
            f"只有单位“{unit}”，缺少数值",
            start,
            end,
            "数值和单位",
            f"15{unit}",
        )
    head = _joined(tokens[:heads])
    if "after" in tokens[0].senses and not rest:
        return _Found("number-missing", "缺少数值", start, end, "一个数", f"95%{head[:2]}")
    at = tokens[heads].start if rest else end
    message = f"“{head}”与“{unit}”之间缺少数值" if rest else "缺少数值"
    near = f"{head}95{unit or '%'}"
    return _Found("number-missing", message, at, max(at + 1, end), "一个数", near)


def _lookalike(tokens: Sequence[Token], words: Vocabulary) -> _Found | None:
    """9O%, 第O份: a letter that looks like a digit, where a digit is meant."""
    letters = words.lexicon.classes["lookalike"]
    for index, one in enumerate(tokens):
        digit = next((value for value, group in letters.items() if one.text in group), None)
        if digit is None:
            continue
        before = tokens[index - 1] if index else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        behind = before is not None and before.kind == "number" and before.end == one.start
        ahead = after is not None and (
            after.kind == "number" or "unit" in after.senses or not after.text.isascii()
        )
        lettered = before is not None and before.text.isascii() and before.text.isalpha()
        if not (behind or (ahead and not lettered)):
            continue
        near = _joined(tokens[:index]) + digit + _joined(tokens[index + 1 :])
        return _Found(
            "number-damaged", f"“{one.text}”像是字母，不是数字", one.start, one.end, "数字", near
        )
    return None


def _doubled_percent(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    for index in range(len(tokens) - 1):
        one, other = tokens[index], tokens[index + 1]
        if one.text in "%‰" and other.text in "%‰":
            start, end = _span(tokens, index, index + 1)
            near = _joined(tokens[: index + 1]) + _joined(tokens[index + 2 :])
            message = f"“{one.text}{other.text}”不是单位"
            return _Found("unit-damaged", message, start, end, "一个 % 号", near)
    return None


def _damaged(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    """1,2,3, 95.5.5 and 9 5: no whole number."""
    for index, one in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if one.kind == "number" and one.value is None:
            if "," in one.text:
                message = f"“{one.text}”里的逗号不是每三位一个，看不出是一个数还是几个数"
                return _Found("number-damaged", message, one.start, one.end, "例如 1,200 或 1200")
            message = f"“{one.text}”不是一个完整的数"
            return _Found("number-damaged", message, one.start, one.end, "例如 3.5")
        if one.kind == "number" and following is not None and following.text == ".":
            continue
        if one.text == "." and following is not None and following.text == ".":
            return _Found(
                "number-damaged", "“..”不是一个完整的数", one.start, following.end, "例如 3.5"
            )
    return None


def _scientific(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    for index in range(len(tokens) - 2):
        one, letter, other = tokens[index : index + 3]
        if one.kind == "number" and letter.text in "eE" and other.kind == "number":
            start, end = _span(tokens, index, index + 2)
            message = f"“{one.text}{letter.text}{other.text}”是科学记数，没有写明正负，看不出是几"
            return _Found("contradiction", message, start, end, "写全各位的数，例如 100000")
    return None


def _colon(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    """18:00 is a time of day, 1:3 a proportion."""
    for index in range(len(tokens) - 2):
        one, colon, other = tokens[index : index + 3]
        if one.kind != "number" or colon.text != ":" or other.kind != "number":
            continue
        start, end = _span(tokens, index, index + 2)
        said = f"{one.text}:{other.text}"
        clock = (
            len(other.text) == 2
            and other.text < "60"
            and one.text.isdecimal()
            and int(one.text) <= 24
        )
        if clock and (len(one.text) == 2 or other.text[0] in "03"):
            return _Found(
                "number-in-prose",
                f"“{said}”是一天里的时刻，期限只读到日",
                start,
                end,
                "写日期，例如 2022年10月31日以前；几小时之内的，例如 ≤8小时",
            )
        return _Found(
            "number-in-prose",
            f"“{said}”是两个数之比，看不出以哪个为准、多好还是少好",
            start,
            end,
            "写成一个数，例如 ≥3倍、≤33%",
        )
    return None


def _between_numbers(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The indexes of each number and of the next one."""
    at = [index for index, one in enumerate(tokens) if one.kind in ("number", "numeral")]
    return list(pairwise(at))


def _product(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    for first, last in _between_numbers(tokens):
        between = tokens[first + 1 : last]
        if between and between[-1].text in ("×", "x", "X", "*") and len(between) <= 4:
            start, end = _span(tokens, first, last)
            said = _joined(tokens[first : last + 1])
            return _Found(
                "number-in-prose",
                f"“{said}”里两个数相乘还是分开说，看不出来",
                start,
                end,
                "写成一个数，例如 168小时、≥24小时/天；全天候的写成定性，例如 全天候服务",
            )
    return None


def _alternative(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    for first, last in _between_numbers(tokens):
        between = tokens[first + 1 : last]
        if any("or" in one.senses for one in between) and len(between) <= 4:
            start, end = _span(tokens, first, last)
            said = _joined(tokens[first : last + 1])
            return _Found(
                "contradiction",
                f"“{said}”是两个数，看不出哪个是指标值",
                start,
                end,
                "只写一个数，或写成区间，例如 3天~5天",
            )
    return None


def _fraction_of_unit(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    for index in range(len(tokens) - 3):
        one, stroke, other, unit = tokens[index : index + 4]
        if one.kind == other.kind == "number" and stroke.text == "/" and unit.text.isalpha():
            if "after" in unit.senses or "month" in unit.senses or "day" in unit.senses:
                if "unit" not in unit.senses:
                    continue
            start, end = _span(tokens, index, index + 3)
            return _Found(
                "number-in-prose",
                f"“{_joined(tokens[index : index + 4])}”看不出是几分之几、每几个之中几个，还是两个数任取其一",
                start,
                end,
                "写成一个数或一个比，例如 3次/5天、60%",
            )
    return None


def _grade_and_number(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    for index in range(len(tokens) - 1):
        one = tokens[index]
        at = index + 1 + ("colon" in tokens[index + 1].senses)
        if "grade" in one.senses and len(one.text) > 1 and at < len(tokens):
            if tokens[at].kind == "number" and one.text[-1].isalpha():
                return _Found(
                    "number-in-prose",
                    f"等次“{one.text}”之后的数没有说明是什么",
                    one.start,
                    one.end,
                    "写明是比率还是人数，例如 优秀率≥30%；良好率≥50%",
                )
    return None


def _from_to(tokens: Sequence[Token], _: Vocabulary) -> _Found | None:
    numbers = [index for index, one in enumerate(tokens) if one.kind == "number"]
    for index, one in enumerate(tokens):
        later = [at for at in numbers if at > index]
        if "from" in one.senses and len(later) > 1 and later[0] == index + 1:
            unit = tokens[later[0] + 1] if later[0] + 1 < len(tokens) else None
            if unit is not None and any(name in unit.senses for name in ("year", "month", "day")):
                if "unit" not in unit.senses or "year" in unit.senses or "month" in unit.senses:
                    continue
            start, end = _span(tokens, index, later[-1])
            said = _joined(tokens[index : later[-1] + 1])
            return _Found(
                "number-in-prose",
                f"“{said}”里有原来的数和要达到的数，看不出怎样变",
                start,
                end,
                "只写要达到的数，例如 ≤5天；或写成 由10天缩短至5天",
            )
    return None


_RULES: Final[Sequence[Callable[[Sequence[Token], Vocabulary], _Found | None]]] = (
    _placeholder,
    _signs,
    _number_missing,
    _lookalike,
    _doubled_percent,
    _damaged,
    _scientific,
    _colon,
    _product,
    _alternative,
    _fraction_of_unit,
    _grade_and_number,
    _from_to,
)


def _stopped(folded: str, tokens: Sequence[Token], position: int) -> _Found:
    """Where no rule knows better: what stands at the place where reading stopped."""
    end = len(folded.rstrip())
    numbers = [one for one in tokens if one.kind == "number"]
    first = numbers[0].start if numbers else 0
    if first and position <= first:
        head = folded[:first].replace(" ", "")
        return _Found(
            "number-in-prose",
            f"“{head}”与后面的数连在一起，看不出这个数是不是指标值",
            0,
            first,
            "只写指标值，例如 ≥5%；说明写在别处",
        )
    if numbers:
        at = min(position, max(end - 1, 0))
        rest = folded[at:end].replace(" ", "")
        more = any(one.start >= at for one in numbers)
        return _Found(
            "number-in-prose" if more else "trailing-text",
            f"“{rest}”没有读懂，不能当它不存在",
            at,
            end,
            "数值之后应为单位、以上/以下/以内，或到此为止",
        )
    return _Found(
        "not-a-value",
        f"“{folded.replace(' ', '')[:20]}”不是指标值",
        min(position, max(end - 1, 0)),
        end,
        "一个指标值，例如 ≥95%、2022年10月31日以前、有效保障",
    )
