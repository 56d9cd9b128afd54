"""Number formats of spreadsheets: from a stored number to the text that a person sees.

A cell shown as 95% holds 0.95 with the format ``0%``; a date is a count of days. The
codes are those of ECMA-376 part 1, 18.8.30 and 18.8.31, with the Chinese meaning of the
built-in numbers 27–36 and 50–58. Numbers stay decimal throughout: the stored text goes
through its shortest form (0.94999999999999996 is 0.95) and is rounded half up, as
spreadsheets do.

One difference is meant: ``General`` never turns to scientific notation. Spreadsheets show
an amount of twelve digits as 1.23457E+11, which is not what its author stated.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import attrs

from jixiao.language.lexicon import builtin_lexicon

__all__ = [
    "Unshowable",
    "builtin_codes",
    "display",
    "display_text",
    "general",
    "is_date",
    "without_decimals",
]


class Unshowable(ValueError):
    """A number that its format cannot show; it is read as `general` shows it."""


@cache
def _data() -> Mapping[str, Mapping[str, Any]]:
    """``data/numberformats.toml`` (read once)."""
    text = files("jixiao").joinpath("data/numberformats.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def builtin_codes() -> Mapping[int, str]:
    """The numbers that a file may use without stating a code (zh-CN where it depends on locale)."""
    return MappingProxyType({int(number): code for number, code in _data()["builtin"].items()})


def _halves() -> tuple[str, str]:
    """上午 and 下午, as a code writes them with a stroke between."""
    before, after = _data()["words"]["half"]
    return before, after


@cache
def _general_codes() -> frozenset[str]:
    return frozenset(_data()["words"]["general"])


@cache
def _token() -> re.Pattern[str]:
    general = "|".join(map(re.escape, sorted(_general_codes() - {"@"})))
    tokens = _TOKENS.replace("HALF", "/".join(_halves())).replace("GENERAL", general)
    return re.compile(tokens, re.VERBOSE | re.IGNORECASE | re.DOTALL)


_TOKENS: Final = r"""
    (?P<literal>"[^"]*"?|\\.?|!.)
  | (?P<pad>_.?|\*.?)
  | (?P<bracket>\[[^\]]*\]?)
  | (?P<half>AM/PM|A/P|HALF)
  | (?P<general>GENERAL)
  | (?P<date>y+|m+|d+|h+|s+|a{3,4}|e+(?![+-])|b{2,4})
  | (?P<exponent>E[+-])
  | (?P<digit>[0#?])
  | (?P<point>\.)
  | (?P<comma>,)
  | (?P<percent>%)
  | (?P<text>@)
  | (?P<slash>/)
  | (?P<other>.)
"""

_CONDITION: Final = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\]")
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]*))?\]")
_NATIVE: Final = re.compile(r"\[DBNum([1-4])\]", re.IGNORECASE)
_SHORT: Final = Context(prec=10, rounding=ROUND_HALF_UP)
# Numbers reach to 10^400; the ambient context, which is the caller's, never counts.
_WIDE: Final = Context(prec=1000, rounding=ROUND_HALF_UP)
# Spreadsheets take 255 characters; a longer code would be worked through for every cell.
_LONGEST_CODE: Final = 1000
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAST_DAY: Final = 2_958_465  # 9999-12-31


@attrs.frozen
class _Section:
    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None
    is_date: bool
    native: str | None
    general: bool


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    return tuple(_section(part) for part in _split(code))


def _split(code: str) -> list[str]:
    parts, start = [], 0
    for match in _token().finditer(code):
        if match.group() == ";" and match.lastgroup == "other":
            parts.append(code[start : match.start()])
            start = match.end()
    return [*parts, code[start:]][:4]


def _section(part: str) -> _Section:
    tokens: list[tuple[str, str]] = []
    condition: tuple[str, Decimal] | None = None
    native: str | None = None
    for match in _token().finditer(part):
        kind, text = match.lastgroup or "other", match.group()
        if kind == "literal":
            tokens.append(("literal", text.strip('"') if text[0] == '"' else text[1:]))
        elif kind == "pad":
            continue  # `_x` is a blank as wide as x, `*x` fills the column: no text
        elif kind == "bracket":
            if found := _CONDITION.fullmatch(text):
                condition = (found[1], _decimal(found[2]) or Decimal(0))
            elif found := _ELAPSED.fullmatch(text):
                tokens.append(("elapsed", found[1].lower()))
            elif found := _CURRENCY.fullmatch(text):
                tokens.append(("literal", found[1]))
            elif found := _NATIVE.fullmatch(text):
                native = found[1]
        elif kind == "date":
            tokens.append(("date", text.lower()))
        else:
            tokens.append((kind, text))
    kinds = {kind for kind, _ in tokens}
    dated = bool(kinds & {"date", "elapsed", "half"}) and "general" not in kinds
    return _Section(tuple(tokens), condition, dated, native, "general" in kinds)


def is_date(code: str) -> bool:
    """Whether the first section of a format code shows a date or a time."""
    return _sections(code)[0].is_date


def display_text(text: str, code: str) -> str:
    """A stored text as a format shows it: the section with ``@``, or the text itself."""
    if "@" not in code or code == "@" or len(code) > _LONGEST_CODE:
        return text
    sections = _sections(code)
    chosen = sections[3] if len(sections) == 4 else sections[-1]
    if not any(kind == "text" for kind, _ in chosen.tokens):
        return text
    return "".join(
        text if kind == "text" else part
        for kind, part in chosen.tokens
        if kind in {"text", "literal", "other", "slash", "percent"}
    ).strip()


@lru_cache(maxsize=4096)
def display(value: str, code: str, *, date1904: bool = False) -> str:
    """The text that a spreadsheet shows for the stored number `value` under `code`.

    Midnight behind a whole date is left out: a system that exports days writes them so.

    `value` is the number as the file writes it (``"0.95"``, ``"4.4197E4"``). What is no
    number is given back as it is.

    Raises `Unshowable` where the format and the number do not go together.
    """
    number = _decimal(value)
    if number is None:
        return value
    if not code or code in _general_codes():
        return _general(number)
    if len(code) > _LONGEST_CODE:
        raise Unshowable(code[:20])
    try:
        section, signed = _choose(_sections(code), number)
        if section.is_date:
            return _date_text(number, section, date1904=date1904)
        return _number_text(number.copy_abs() if signed else number, section).strip()
    except (ArithmeticError, ValueError, LookupError) as bad:
        raise Unshowable(code[:20]) from bad


def general(value: str) -> str:
    """The stored number `value` as the format ``General`` shows it."""
    number = _decimal(value)
    return value if number is None else _general(number)


#: From so much on a stored number is another than the whole one that is shown.
_HIDDEN: Final = Decimal("0.0005")


def without_decimals(value: str, shown: str) -> str | None:
    """The stored number `value`, where a whole one is `shown` (0 for 0.03, 84 for 84.26); else None."""
    if "." not in value and "E" not in value and "e" not in value:
        return None
    share = "%" if shown.endswith("%") else ""
    digits = shown.removesuffix("%").removeprefix("-").replace(",", "")
    number = _decimal(value) if digits.isascii() and digits.isdecimal() else None
    if number is None:
        return None
    stored = (number * 100 if share else number).copy_abs()
    gap = abs(stored - Decimal(digits))
    # A year alone of a stored date is no rounding of it.
    if not _HIDDEN <= gap < 1:
        return None
    sign = "-" if number < 0 else ""
    return f"{sign}{_plain(stored.quantize(Decimal('0.0001'), context=_WIDE))}{share}"


def _decimal(text: str) -> Decimal | None:
    """A stored number through its shortest text, which undoes the noise of binary storage."""
    try:
        number = Decimal(text)
        if not number.is_finite() or not -400 < number.adjusted() < 400:
            return None
        if len(number.as_tuple().digits) > 15:
            number = Decimal(repr(float(text)))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return number


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _general(number: Decimal) -> str:
    if number == number.to_integral_value():
        return _plain(number)
    # A column wide enough shows eleven characters: the digits and the point.
    whole = max(1, number.adjusted() + 1)
    if whole >= 10:
        return _plain(number.quantize(Decimal(1), context=_WIDE))
    if number.adjusted() < -4:
        return _plain(_SHORT.plus(number))
    return _plain(number.quantize(Decimal(1).scaleb(whole - 10, context=_WIDE), context=_WIDE))


def _choose(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section, bool]:
    """The section for a number, and whether the section itself shows the minus."""
    numeric = [
        section
        for section in sections[:3]
        if not any(kind == "text" for kind, _ in section.tokens) or len(sections) == 1
    ] or list(sections[:1])
    if any(section.condition for section in numeric):
        for index, section in enumerate(numeric):
            if section.condition is None:
                if index == len(numeric) - 1:
                    return section, index > 0
                continue
            if _holds(number, *section.condition):
                # A section for negative numbers alone, or a later one, shows the sign itself.
                sign, bound = section.condition
                negative = sign.startswith("<") and sign != "<>" and bound <= 0
                return section, number < 0 and (index > 0 or negative)
        return numeric[-1], len(numeric) > 1
    if len(numeric) == 1:
        return numeric[0], False
    if number > 0:
        return numeric[0], False
    if number < 0:
        return numeric[1], True
    return (numeric[2] if len(numeric) > 2 else numeric[0]), False


def _holds(number: Decimal, sign: str, bound: Decimal) -> bool:
    match sign:
        case "<":
            return number < bound
        case ">":
            return number > bound
        case "<=":
            return number <= bound
        case ">=":
            return number >= bound
        case "=":
            return number == bound
        case _:
            return number != bound


def _number_text(number: Decimal, section: _Section) -> str:
    tokens = section.tokens
    kinds = [kind for kind, _ in tokens]
    if section.general or ("text" in kinds and "digit" not in kinds):
        return "".join(
            _general(number) if kind in {"general", "text"} else text for kind, text in tokens
        )
    if "digit" not in kinds:
        # A section of literals alone, such as "-" for zero, shows no number at all.
        literal = "".join(text for _, text in tokens)
        return f"-{literal}" if number < 0 and literal else literal
    if "exponent" in kinds:
        return _scientific(number, tokens)
    if _is_fraction(kinds):
        return _fraction(number, tokens)
    first, last = kinds.index("digit"), len(kinds) - 1 - kinds[::-1].index("digit")
    point = kinds.index("point") if "point" in kinds else None
    whole_end = point if point is not None else last + 1
    scaled = _WIDE.multiply(number, _WIDE.power(100, kinds.count("percent")))
    grouped = False
    for index, kind in enumerate(kinds):
        if kind == "comma" and index > first:
            if any(k == "digit" for k in kinds[index + 1 : whole_end]):
                grouped = True
            else:  # a comma after the last digit divides by a thousand
                scaled = _WIDE.divide(scaled, 1000)
    decimals = (
        [text for kind, text in tokens[point + 1 :] if kind == "digit"] if point is not None else []
    )
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals), context=_WIDE), context=_WIDE)
    digits = format(rounded.copy_abs(), "f")
    whole, _, fraction = digits.partition(".")
    return ("-" if rounded < 0 else "") + _lay_out(
        tokens, whole=whole, fraction=fraction, grouped=grouped, native=section.native
    )


def _lay_out(
    tokens: tuple[tuple[str, str], ...],
    *,
    whole: str,
    fraction: str,
    grouped: bool,
    native: str | None,
) -> str:
    """Digits put into the places of the format, with the literals that stand between them."""
    point = next((i for i, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    places = [i for i, (kind, _) in enumerate(tokens[:point]) if kind == "digit"]
    needed = sum(1 for i in places if tokens[i][1] == "0")
    whole = whole.lstrip("0").rjust(needed, "0")
    marks = [text for kind, text in tokens[point + 1 :] if kind == "digit"]
    kept = len(fraction)
    while kept and marks[kept - 1] != "0" and fraction[kept - 1] == "0":
        kept -= 1
    fraction = fraction[:kept]
    output: list[str] = []
    remaining = whole
    placed, shown = 0, 0
    for index, (kind, text) in enumerate(tokens):
        if kind == "digit" and index < point:
            placed += 1
            if placed == 1 and len(remaining) > len(places):
                take = len(remaining) - len(places) + 1
            else:
                take = 1 if len(remaining) > len(places) - placed else 0
            piece, remaining = remaining[:take], remaining[take:]
            for offset, char in enumerate(piece):
                left = len(remaining) + len(piece) - offset
                output.append(char)
                if grouped and left > 1 and left % 3 == 1:
                    output.append(",")
        elif kind == "digit":
            if shown < len(fraction):
                output.append(fraction[shown])
                shown += 1
        elif kind == "point":
            if not places and whole:
                output.append(whole)
            output.append(".")
        elif kind == "comma":
            continue
        else:
            output.append(text)
    text = "".join(output)
    if native is not None and (figures := _data()["native"].get(native)):
        text = text.translate({ord(str(i)): figures[i] for i in range(10)})
    return text


def _scientific(number: Decimal, tokens: tuple[tuple[str, str], ...]) -> str:
    cut = next(i for i, (kind, _) in enumerate(tokens) if kind == "exponent")
    head = tokens[:cut]
    point = next((i for i, (kind, _) in enumerate(head) if kind == "point"), cut)
    decimals = sum(1 for kind, _ in head[point:] if kind == "digit")
    lead = max(1, sum(1 for kind, _ in head[:point] if kind == "digit"))
    power = 0 if number == 0 else number.adjusted()
    power -= power % lead if lead > 1 else 0
    step = Decimal(1).scaleb(-decimals, context=_WIDE)
    mantissa = number.scaleb(-power, context=_WIDE).quantize(step, context=_WIDE)
    if mantissa.copy_abs() >= 10**lead:
        power += lead
        mantissa = number.scaleb(-power, context=_WIDE).quantize(step, context=_WIDE)
    width = sum(1 for kind, _ in tokens[cut:] if kind == "digit")
    sign = "-" if power < 0 else ("+" if tokens[cut][1].endswith("+") else "")
    tail = "".join(text for kind, text in tokens[cut:] if kind not in {"exponent", "digit"})
    return f"{mantissa:f}E{sign}{abs(power):0{width}d}{tail}"


def _is_fraction(kinds: list[str]) -> bool:
    if "slash" not in kinds:
        return False
    index = kinds.index("slash")
    after = kinds[index + 1 : index + 2]
    return "digit" in kinds[:index] and after in (["digit"], ["other"])


def _fraction(number: Decimal, tokens: tuple[tuple[str, str], ...]) -> str:
    from fractions import Fraction

    cut = next(i for i, (kind, _) in enumerate(tokens) if kind == "slash")
    bottom = "".join(text for kind, text in tokens[cut + 1 :] if kind in {"digit", "other"}).strip()
    runs = re.findall(r"d+", "".join("d" if kind == "digit" else "-" for kind, _ in tokens[:cut]))
    exact = Fraction(number.copy_abs())
    whole = int(exact) if len(runs) > 1 else 0
    rest = exact - whole
    if bottom.isdigit() and int(bottom) > 0:
        top, under = round(rest * int(bottom)), int(bottom)
    else:
        near = rest.limit_denominator(10 ** min(len(bottom), 4) - 1)
        top, under = near.numerator, near.denominator
    if under and top == under and len(runs) > 1:
        whole, top = whole + 1, 0
    sign = "-" if number < 0 else ""
    if not top:
        return f"{sign}{whole}"
    return f"{sign}{whole} {top}/{under}" if whole else f"{sign}{top}/{under}"


@attrs.frozen
class _Moment:
    """What a stored number of days says as a date and a time of day."""

    days: int
    seconds: int
    #: The part of a second behind the last whole one, in the digits of the format; `""` without.
    parts: str
    year: int
    month: int
    day: int
    weekday: int

    @property
    def hour(self) -> int:
        """From 0 to 23."""
        return self.seconds // 3600

    def elapsed(self, unit: str) -> int:
        """The whole hours, minutes or seconds since day 0: `[h]`, `[m]`, `[s]`."""
        total = self.days * 86400 + self.seconds
        return total // {"h": 3600, "m": 60, "s": 1}[unit]


def _moment(number: Decimal, tokens: tuple[tuple[str, str], ...], *, date1904: bool) -> _Moment:
    """The moment, rounded to the last part of a second that the format shows."""
    tenths = 0
    for index, (kind, _) in enumerate(tokens):
        if kind == "point":
            tenths = sum(1 for k, _ in tokens[index + 1 : index + 4] if k == "digit")
    unit = 10**tenths
    ticks = int(_WIDE.multiply(number, 86400 * unit).quantize(Decimal(1), context=_WIDE))
    days, rest = divmod(ticks, 86400 * unit)
    seconds, parts = divmod(rest, unit)
    shown = str(parts).rjust(tenths, "0") if tenths else ""
    return _Moment(days, seconds, shown, *_calendar(days, date1904=date1904))


def _date_text(number: Decimal, section: _Section, *, date1904: bool) -> str:
    tokens = section.tokens
    if number < 0 or number > _LAST_DAY:
        return _general(number)  # a spreadsheet fills the cell with ####
    moment = _moment(number, tokens, date1904=date1904)
    parts = moment.parts
    if not moment.seconds and not parts.strip("0"):
        tokens = _without_time(tokens)
    half = any(kind == "half" for kind, _ in tokens)
    output: list[str] = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "elapsed":
            output.append(f"{moment.elapsed(text[0]):0{len(text)}d}")
        elif kind == "half":
            output.append(text.split("/")[moment.hour >= 12])
        elif kind == "date":
            minutes = text[0] == "m" and _is_minutes(tokens, index)
            piece = _date_piece(moment, text, half=half, minutes=minutes)
            output.append(_native(piece, section.native, years=text[0] in "ye"))
        elif kind == "digit":
            output.append(parts)
            parts = ""  # the first digit stands for all of them
        elif kind not in {"text", "general"}:
            output.append(text)
    return "".join(output).strip()


def _without_time(tokens: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """`tokens` up to the time of day behind a whole date; all where there is no such pair.

    A day that a system exports is stored as its midnight: 0:00:00 is nothing that anybody wrote.
    """
    dated: set[str] = set()
    end = 0
    for index, (kind, text) in enumerate(tokens):
        timed = kind in ("elapsed", "half") or (
            kind == "date" and (text[0] in "hs" or (text[0] == "m" and _is_minutes(tokens, index)))
        )
        if timed:
            return tokens[:end] if dated >= {"y", "m", "d"} else tokens
        if kind == "date":
            dated.add("y" if text[0] == "e" else text[0])
            end = index + 1
        elif all(char in _date_marks() for char in text):
            end = index + 1
    return tokens


@cache
def _date_marks() -> frozenset[str]:
    """年, 月 and 日, which stand behind the fields of a date."""
    lexicon = builtin_lexicon()
    return frozenset(
        "".join(word for name in ("year", "month", "day") for word in lexicon.words(name))
    )


def _date_piece(moment: _Moment, text: str, *, half: bool, minutes: bool) -> str:
    """One field of a date format: yyyy, mm, dddd, hh, aaaa; `half` says that 上午/下午 is shown."""
    letter, size = text[0], len(text)
    match letter:
        case "y" if size <= 2:
            return f"{moment.year % 100:02d}"
        case "y" | "e":
            return str(moment.year)
        case "m":
            minute = moment.seconds // 60 % 60
            return f"{minute:0{min(size, 2)}d}" if minutes else _month(moment.month, size)
        case "d":
            name = _DAYS[moment.weekday]
            return f"{moment.day:0{size}d}" if size <= 2 else name[:3] if size == 3 else name
        case "h":
            return f"{(moment.hour % 12 or 12) if half else moment.hour:0{min(size, 2)}d}"
        case "s":
            return f"{moment.seconds % 60:0{min(size, 2)}d}"
        case "a":
            return ("星期" if size == 4 else "") + "一二三四五六日"[moment.weekday]
        case _:
            return str(moment.year + 543)  # b: the Buddhist era


def _calendar(days: int, *, date1904: bool) -> tuple[int, int, int, int]:
    if date1904:
        day = date(1904, 1, 1) + timedelta(days=days)
    elif days == 60:
        return 1900, 2, 29, 2  # the day that the 1900 system counts and that never was
    elif days == 0:
        return 1900, 1, 0, 5
    else:
        day = date(1899, 12, 31 if days < 60 else 30) + timedelta(days=days)
    return day.year, day.month, day.day, day.weekday()


def _is_minutes(tokens: tuple[tuple[str, str], ...], index: int) -> bool:
    """`m` means minutes right after hours or right before seconds, else months."""
    if len(tokens[index][1]) > 2:
        return False
    clock = [(i, text) for i, (kind, text) in enumerate(tokens) if kind in {"date", "elapsed"}]
    position = next(n for n, (i, _) in enumerate(clock) if i == index)
    before = clock[position - 1][1][0] if position else ""
    after = clock[position + 1][1][0] if position + 1 < len(clock) else ""
    return before == "h" or after == "s"


def _month(month: int, size: int) -> str:
    if size <= 2:
        return f"{month:0{size}d}"
    name = _MONTHS[month - 1]
    return name[:3] if size == 3 else name[0] if size == 5 else name


def _native(piece: str, native: str | None, *, years: bool) -> str:
    figures = None if native is None else _data()["native"].get(native)
    if figures is None or not piece.isdigit():
        return piece
    if years:
        return "".join(figures[int(char)] for char in piece)
    number, ten = int(piece), figures[10]
    tens, ones = divmod(number, 10)
    head = "" if not tens else (ten if tens == 1 else figures[tens] + ten)
    return (head + (figures[ones] if ones else "")) or figures[0]
