"""Titles: what a text alone says of a form: its title, year, period, number, project and office."""

from __future__ import annotations

import datetime
import functools
import re
import string
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Final, cast

from jixiao.language.lexicon import builtin_lexicon, either
from jixiao.quantities import NUMERALS_FIRST, chinese_number
from jixiao.tables import Term

from ..headers import Headers, numeral_class, plain, without_brackets, year_word

__all__ = [
    "begins_subject",
    "day_in",
    "is_annex",
    "is_bare_title",
    "is_blank_year",
    "is_dated",
    "is_page",
    "is_subject",
    "is_title",
    "is_year",
    "numbered_part",
    "office_in",
    "period_of_title",
    "project_in",
    "term_of",
    "title_text",
    "unnumbered",
    "year_line",
    "year_of",
]

_NAMED: Final = 3  # characters that are more than 省级财政专项资金
_LONGEST_TITLE: Final = 80
_LONGEST_PERIOD: Final = 14  # 项目实施期绩效目标申报表
_SENTENCE: Final = re.compile("[:;,。>]")
_OFFICE_SHORT: Final = 5  # characters of the name of an office
_OFFICE_LONG: Final = 20
_GAPS: Final = re.compile(r"\s+|[(（]")
_DAY: Final = re.compile(r":?([0-9]{4})\D([0-9]{1,2})\D([0-9]{1,2})")


@functools.cache
def _title() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What a title names, how it ends, and the whole of one without the word 表."""
    headers = Headers.load()
    subject, end, before, bare = (
        either(headers.words("title", role)) for role in ("subject", "end", "bare-before", "bare")
    )
    added = rf"\([^()]*\)|[0-9]{{4}}{year_word()}?"
    return (
        re.compile(subject),
        re.compile(f"(?:{end})[{numeral_class()}]*(?:{added})*$"),
        re.compile(rf"^[^:]{{4,}}(?:{before})(?:{bare})(?:\([^()]*\))?$"),
    )


@functools.cache
def _annex() -> re.Pattern[str]:
    words = either(Headers.load().words("title", "annex"))
    return re.compile(f"^(?:{words})[{numeral_class()}-]*:")


@functools.cache
def _numbered() -> re.Pattern[str]:
    """The number of an annex before a title, with a colon or without: 附件2：, 表一."""
    words = either(Headers.load().words("title", "annex"))
    return re.compile(f"^(?:{words})[{numeral_class()}-]+:?")


@functools.cache
def _enumerated() -> re.Pattern[str]:
    """The number of a part, and not of a form: 一、, (二), 3."""
    return re.compile(rf"^(?:[{numeral_class()}]+[、.]|\([{numeral_class()}]+\))")


@functools.cache
def _figures() -> Mapping[str, str]:
    """The characters of a year in Chinese (二〇二二, 二O二二), each with its digit."""
    read = {char: chinese_number(char) for char in NUMERALS_FIRST}
    figures = {char: str(value) for char, value in read.items() if value is not None and value < 10}
    zeros = builtin_lexicon().words("lookalike", "0")
    return MappingProxyType(figures | dict.fromkeys(zeros, "0") | {"0": "0"})


@functools.cache
def _year_text() -> str:
    """A part of a pattern: 2022, 二〇二二."""
    figures = _figures()
    two, nought = ("".join(c for c, digit in figures.items() if digit == one) for one in "20")
    return f"(?:20[0-9]{{2}}|[{two}][{nought}][{''.join(figures)}]{{2}})"


@functools.cache
def _year() -> re.Pattern[str]:
    return re.compile(rf"({_year_text()})(?={year_word()}|$|\)|[^0-9])")


@functools.cache
def _year_line() -> re.Pattern[str]:
    return re.compile(rf"^[(]?{_year_text()}[)]?{year_word()}?[)]?$")


@functools.cache
def _year_inside() -> re.Pattern[str]:
    return re.compile(rf"[(](20[0-9]{{2}}){year_word()}?[)]")


@functools.cache
def _months() -> re.Pattern[str]:
    """（2024年1-8月）: the period of a year that a form is of."""
    lexicon = builtin_lexicon()
    month = either(lexicon.words("month"))
    between = either((*lexicon.words("to"), *lexicon.words("year"), "—"))
    day = either((*lexicon.words("day"), *lexicon.words("month")))
    months = rf"[0-9]{{1,2}}(?:{month})?(?:(?:{between}|[0-9]|{day})+)?(?:{day})"
    period = rf"({_year_text()})(?:{year_word()})?{months}"
    return re.compile(rf"[(](?:[^()0-9]{{2,8}}:)?{period}[)]|^{period}$")


@functools.cache
def _years() -> re.Pattern[str]:
    """Several years: 三年, 2023-2025年."""
    lexicon, numerals = builtin_lexicon(), numeral_class()
    to, year = either((*lexicon.words("to"), "—")), either(lexicon.words("year"))
    few = "".join(sorted(set(_figures()) - {c for c, digit in _figures().items() if digit in "01"}))
    return re.compile(
        f"{_year_text()}(?:{year})?(?:{to})+{_year_text()}|(?<![{numerals}])[2-9{few}](?:{year})"
    )


@functools.cache
def _page() -> re.Pattern[str]:
    """The number of a page: 第2页共5页, 2/5, page 2."""
    headers = Headers.load()
    before, mark, of = (either(headers.words("page", role)) for role in ("before", "mark", "of"))
    count = f"[{numeral_class()}]+(?:{mark})?"
    return re.compile(
        rf"^(?:(?:{before})?{count}(?:[,/]?(?:{of})?{count})?|page[0-9]+(?:of[0-9]+)?|p\.[0-9]+)$",
        re.IGNORECASE,
    )


def is_title(text: str) -> bool:
    """Whether `text` is the heading of a form (…绩效目标表, …自评表（2022年度）)."""
    key = _annex().sub("", plain(text))
    if len(key) > _LONGEST_TITLE or ":" in key:
        return False
    subject, end, _ = _title()
    return subject.search(key) is not None and end.search(key) is not None


def begins_subject(text: str) -> bool:
    """Whether a heading begins with what every form is called: 绩效自评情况表."""
    return _title()[0].match(_numbered().sub("", plain(text))) is not None


def is_annex(text: str) -> bool:
    """Whether `text` is the number of an annex and no more: 附件3, 附表2-1."""
    return _numbered().fullmatch(plain(text)) is not None


def period_of_title(text: str, headers: Headers) -> Term | None:
    """The period of a heading that names nothing else: 项目长期绩效目标表, 年度绩效目标表."""
    if not is_title(text) or len(plain(text)) > _LONGEST_PERIOD or year_of(text) is not None:
        return None
    return cast("Term | None", headers.term(text))


def is_bare_title(text: str) -> bool:
    """Whether `text` may be a heading without the word 表 (2022年部门整体支出绩效目标)."""
    return len(text) <= _LONGEST_TITLE and _title()[2].search(plain(text)) is not None


def is_subject(text: str, headers: Headers) -> bool:
    """Whether a text that stands where titles do names what forms are of: …信息导出, …清单.

    A sentence does not, nor the label of a part of a form: 一、绩效情况, 中期绩效指标（60分）.
    """
    key = _annex().sub("", plain(text))
    if len(key) > _LONGEST_TITLE or _SENTENCE.search(key) or _enumerated().match(key):
        return False
    label = re.sub(f"[{numeral_class()}]+$", "", headers.undated(without_brackets(key)))
    return _title()[0].search(key) is not None and not headers.hits(label)


def title_text(text: str) -> str:
    """The title as printed, without the blanks between its characters and a subtitle below it."""
    first, *others = filter(None, ("".join(line.split()) for line in text.splitlines()))
    if not first[0].isdigit() and is_title(unnumbered(first)):
        first = unnumbered(first)  # 一、项目支出绩效自评表
    return first + "".join(one for one in others if not _year_line().match(plain(one)))


def unnumbered(label: str) -> str:
    """（一）数量指标 → 数量指标: a label that has no blanks, without its number."""
    number = _enumerated().match(plain(label))
    # Folding keeps every character in its place, so the print can be cut at the same length.
    return label if number is None else label[number.end() :] or label


def is_page(key: str) -> bool:
    """Whether `key` (plain) is the number of a page: 第2页共5页, 2/5, page 2."""
    return _page().match(key) is not None


def year_of(text: str) -> int | None:
    """The first year that `text` names (2022年, （2022年度）, 二〇二二年), or None."""
    found = _year().search(plain(text))
    return int("".join(_figures().get(char, char) for char in found[1])) if found else None


def project_in(title: str, offices: Sequence[str], headers: Headers) -> str | None:
    """The project that a title names: 2024年度优抚对象抚恤补助项目绩效自评表; None where it names none."""
    key = _numbered().sub("", plain(title))
    named = _title()[0].search(key)
    if named is None:
        return None
    year = _year().search(key)
    text = key[: named.start()]
    if year is not None and year.end() <= named.start():
        text = re.sub(f"^{year_word()}", "", key[year.end() : named.start()]) or key[: year.start()]
    for office in sorted(offices, key=len, reverse=True):
        text = text.removeprefix(plain(office))
    text = _undivided(text, headers)
    for word in headers.plain_words("title", "project-end"):
        text = text.removesuffix(word)
    own = text
    for word in sorted(headers.plain_words("title", "generic"), key=len, reverse=True):
        own = own.replace(word, "")
    of_office = text.endswith(headers.plain_words("title", "office-end"))
    return text if len(own) >= _NAMED and ":" not in text and not of_office else None


def numbered_part(text: str, headers: Headers) -> tuple[int, str] | None:
    """The number and the name of a part: 二、古戏台修缮; None where it is a part of a form: 二、绩效目标."""
    number, name = _enumerated().match(plain(text)), unnumbered(text).strip()
    if number is None or headers.hits(plain(name)) or _SENTENCE.search(plain(name)):
        return None
    own = plain(name)
    for word in sorted(headers.plain_words("title", "generic"), key=len, reverse=True):
        own = own.replace(word, "")
    count = chinese_number(number[0].strip("()、."))
    return None if count is None or len(own) < _NAMED else (int(count), name)


def day_in(text: str) -> datetime.date | None:
    """The day that a text begins with: 2024年1月20日, 2024-01-20; None for another text."""
    found = _DAY.match(plain(text))
    with suppress(ValueError):  # 2024年2月30日 is no day
        if found:
            return datetime.date(*map(int, found.groups()))
    return None


def office_in(texts: Sequence[str], headers: Headers, *, whole: bool = False) -> str | None:
    """The office that one of the lines at the head of a form names, alone or before a year.

    青禾县卫生健康局 of 青禾县卫生健康局2023年度项目自评汇总, 某县民政局（2025年）; None where none does.
    With `whole` it must stand alone in its line.
    """
    ends = headers.plain_words("title", "office-end")
    (own_level,) = headers.plain_words("title", "office-own")
    for text in texts:
        for piece in (text,) if whole else _GAPS.split(text):
            key = _numbered().sub("", plain(piece))
            year = None if whole else _year().search(key)
            name = key[: year.start()] if year else key
            # 362001某市住房和城乡建设局本级: the code of the office, and its own money apart
            own = name.lstrip(string.digits).lstrip("-").removesuffix(own_level)
            if _OFFICE_SHORT <= len(own) <= _OFFICE_LONG and own.endswith(ends) and own.isalpha():
                return name
    return None


def _undivided(text: str, headers: Headers) -> str:
    """The name of a project in a title without what its money is divided by: 奖补资金分乡镇, （分县区）."""
    divisions = either(headers.plain_words("title", "division"))
    by = either(headers.plain_words("title", "divided-by"))
    return re.sub(rf"(?:{by})(?:{divisions})+$|\((?:{by})(?:{divisions})+\)$", "", text)


def year_line(text: str) -> int | None:
    """The year of a subtitle: the line is nothing else, or holds it in brackets."""
    key = plain(text)
    if _year_line().match(key):
        return year_of(key)
    first = text.split()[:1]
    if first and first[0] != text.strip() and is_year(first[0]):
        return year_of(first[0])  # （2023年度）    填报日期：2024年3月8日
    if is_dated(key) or _is_day(key):
        return None  # 填报日期：…, or 2022年11月8日 below the name of an office
    apart = next((one for one in text.split() if is_year(one)), None)
    if apart is not None:
        return year_of(apart)
    found = _year_inside().search(key) or _months().search(key)
    return year_of(found[0]) if found else None


def _is_day(key: str) -> bool:
    """Whether a text is one day and no more: 2022年11月8日, 2022-11-08; 2024年1-8月 is a period."""
    day = _DAY.match(key)
    if day is None:
        return False
    alike = key[day.end(1)] == key[day.end(2)] and day.end() == len(key)
    return alike or key[day.end() :] in builtin_lexicon().words("day")


def term_of(text: str, headers: Headers) -> Term | None:
    """The period that a label of amounts or goals names: 三年投入, 2023-2025年; 当年, 2023年."""
    key = plain(text)
    if any(word in key for word in headers.words("periods", "medium")) or _years().search(key):
        return "medium"
    if year_of(key) is not None:
        return "annual"
    return "annual" if headers.term(text) == "annual" else None


def is_dated(text: str) -> bool:
    """Whether a year in `text` is that of a day (填报日期), not of the form."""
    return any(word in text for word in Headers.load().words("words", "dated"))


def is_blank_year(text: str) -> bool:
    """（　　年度）: a subtitle whose year nobody filled in."""
    bare = plain(text).strip("()_")
    open_ = len(text.strip("()（）")) - len(bare)
    return open_ > 1 and re.fullmatch(year_word(), bare) is not None


def is_year(word: str) -> bool:
    """Whether a word is nothing but a year, 年 with it: 2024 alone may be a number."""
    key = plain(word)
    return not key.strip("()").isdigit() and _year_line().match(key) is not None
