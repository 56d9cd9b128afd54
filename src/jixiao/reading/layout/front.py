"""Front: what stands around the blocks of a form: title, year, head fields and goals."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Final, cast

import attrs

from jixiao.language.figures import money_unit_of, money_units
from jixiao.language.lexicon import builtin_lexicon, either
from jixiao.quantities import NUMERALS_FIRST, chinese_number
from jixiao.tables import Term

from ..grid import Cell
from ..headers import Headers, Hit, fold, numeral_class, plain, without_brackets, year_word
from .lines import Line, clean
from .rows import is_value

__all__ = [
    "Field",
    "Goals",
    "begins_note",
    "day_in",
    "fields_of",
    "find_goals",
    "goal_text",
    "is_annex",
    "is_bare_title",
    "is_dated",
    "is_front",
    "is_matter",
    "is_note",
    "is_page",
    "is_subject",
    "is_title",
    "money_unit",
    "office_in",
    "period_of_title",
    "project_in",
    "reason_given",
    "term_of",
    "title_text",
    "unnumbered",
    "year_line",
    "year_of",
]

_PAIR: Final = re.compile(r"(?:^|(?<=\s))([^\s:：]{2,16}(?:\s?[(（][^()（）]{1,8}[)）])?)\s*[:：]")
_SHORT: Final = 12  # characters of a label
_HEAD: Final = 24  # characters of a heading over a goal
_CLEAR: Final = 2  # by how many words one of two headings is the less like a plan
_OFFICE_NAME: Final = 4
_NAMED: Final = 3  # characters that are more than 省级财政专项资金
_OFFICE: Final = 5  # the rank of an office under a label that no word of the vocabulary names
_NAMES: Final = frozenset({"organisation", "department", "project"})
_GUESSED: Final = 99  # the rank of a field that no word of the vocabulary names
_LONGEST_TITLE: Final = 80
_LONGEST_PERIOD: Final = 14  # 项目实施期绩效目标申报表
_SENTENCE: Final = re.compile("[:;,。>]")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_TAGS: Final = re.compile(r"<[^<>]{1,200}>")


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
def _years() -> re.Pattern[str]:
    """Several years: 三年, 2023-2025年."""
    lexicon, numerals = builtin_lexicon(), numeral_class()
    to, year = either((*lexicon.words("to"), "—")), either(lexicon.words("year"))
    few = "".join(sorted(set(_figures()) - {c for c, digit in _figures().items() if digit in "01"}))
    return re.compile(
        f"{_year_text()}(?:{year})?(?:{to})+{_year_text()}|(?<![{numerals}])[2-9{few}](?:{year})"
    )


@functools.cache
def _unit() -> re.Pattern[str]:
    currency = either(builtin_lexicon().words("currency"))
    return re.compile(rf"[:(]\s*(?:{currency})?({either(money_units())})\s*(?:$|[)\s])")


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


@attrs.frozen
class Field:
    """A label and its value in the head of a form: 实施单位 | 某某局.

    It is a guess where no word of the vocabulary names it: 代建单位 beside the name of an office.
    """

    role: str
    rank: int
    label: str
    value: str | None
    cell: Cell
    is_guess: bool = False


@attrs.frozen
class Goals:
    """总体目标 of a form by half, and 实际完成情况; `end` is the line after them.

    `heads` are the cells that name them.
    """

    annual: str | None
    medium: str | None
    done: str | None
    end: int
    heads: tuple[Cell, ...] = ()


# ---------------------------------------------------------------- single lines


def is_title(text: str) -> bool:
    """Whether `text` is the heading of a form (…绩效目标表, …自评表（2022年度）)."""
    key = _annex().sub("", plain(text))
    if len(key) > _LONGEST_TITLE or ":" in key:
        return False
    subject, end, _ = _title()
    return subject.search(key) is not None and end.search(key) is not None


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
    return first + "".join(one for one in others if not _year_line().match(plain(one)))


def is_note(line: Line, headers: Headers) -> bool:
    """Whether a line is a note under a form (注：…, 填表人：… 联系电话：…)."""
    return bool(line.starts) and begins_note(line.words[0], headers)


def unnumbered(label: str) -> str:
    """（一）数量指标 → 数量指标: a label that has no blanks, without its number."""
    number = _enumerated().match(plain(label))
    # Folding keeps every character in its place, so the print can be cut at the same length.
    return label if number is None else label[number.end() :] or label


def begins_note(word: str, headers: Headers) -> bool:
    """Whether a line that begins with `word` (plain) is a note, a page number or a page's foot."""
    notes = (headers.plain_words("words", "note"), headers.plain_words("words", "page-foot"))
    return any(word.startswith(one) for one in notes) or (is_page(word) and not word.isnumeric())


def is_page(key: str) -> bool:
    """Whether `key` (plain) is the number of a page: 第2页共5页, 2/5, page 2."""
    return _page().match(key) is not None


def is_matter(line: Line, headers: Headers) -> bool:
    """Whether a line is what a form asks for below its indicators: 审核意见 | 同意."""
    if not line.starts:
        return False
    if headers.is_matter(line.bare[0]) or reason_given(line, headers) is not None:
        return True
    known = line.bare[0] in headers.plain_words("words", "opinion")
    return headers.is_opinion(line.bare[0]) and _is_answered(line, whole=known)


def reason_given(line: Line, headers: Headers) -> Cell | None:
    """The text beside 偏差大或目标未完成原因分析: why targets of the whole form were missed."""
    if len(line.starts) != 2 or not headers.is_explanation(line.bare[0]):
        return None
    known = line.bare[0].endswith(headers.plain_words("words", "explanation"))
    return line.starts[1] if _is_answered(line, whole=known) else None


def _is_answered(line: Line, *, whole: bool) -> bool:
    """Whether a line that may be a label of the form and its answer is no row: 原因分析率 | ≥95%.

    A text file without blank fields moves a label from the edge; there it counts if it is known
    as a `whole`.
    """
    if any(char.isdigit() for char in line.bare[0]):
        return False
    at_edge = line.starts[0].column == min(line.covering)
    return (at_edge or whole) and not any(is_value(cell.text) for cell in line.starts[1:])


def is_front(line: Line, headers: Headers) -> bool:
    """Whether a line belongs to the head of a form: a title, a field or a goal."""
    if not line.starts:
        return False
    first = line.starts[0]
    if len(line.starts) == 1 and is_title(first.text):
        return True
    key = line.words[0]
    said = headers.hits(key)
    label = without_brackets(key.partition(":")[0]) if ":" in key or "(" in key else key
    hits = (said if label == key else headers.hits(label)).get("fields", ()) if label else ()
    if ":" in key and headers.role("fields", _uncounted(label)) == "project":
        return True  # 项目二：设备更新
    if hits and label not in headers.words("words", "generic-field") and hits[0].role != "other":
        return ":" in key or len(line.starts) > 1 or line.row < 0
    goals = said.get("goals")
    return (
        goals is not None
        and goals[0].role in {"label", "expected"}
        and not _names_indicators(line, headers)
    )


def _names_indicators(line: Line, headers: Headers) -> bool:
    roles = [headers.role("columns", cell.text) for cell in line.starts]
    return sum(role in {"level1", "level2", "name"} for role in roles) > 1


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
    if year is not None:
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


_OFFICE_SHORT: Final = 5  # characters of the name of an office
_OFFICE_LONG: Final = 20
_HEADS_FEWEST: Final = 3  # headings beside that of the labels
_DAY: Final = re.compile(r":?([0-9]{4})\D([0-9]{1,2})\D([0-9]{1,2})")


def day_in(text: str) -> datetime.date | None:
    """The day that a text begins with: 2024年1月20日, 2024-01-20; None for another text."""
    found = _DAY.match(plain(text))
    with suppress(ValueError):  # 2024年2月30日 is no day
        if found:
            return datetime.date(*map(int, found.groups()))
    return None


def office_in(title: str, captions: Sequence[str], headers: Headers) -> str | None:
    """The office that a title begins with, before its year, or that stands alone above the form.

    青禾县卫生健康局 of 青禾县卫生健康局2023年度项目自评汇总; None where neither is so.
    """
    key = _numbered().sub("", plain(title))
    year = _year().search(key)
    before = key[: year.start()] if year else ""
    ends = headers.plain_words("title", "office-end")
    for text in (before, *map(plain, captions)):
        if _OFFICE_SHORT <= len(text) <= _OFFICE_LONG and text.endswith(ends) and text.isalpha():
            return text
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
    if is_dated(key):
        return None
    apart = next((one for one in text.split() if _is_year(one)), None)
    if apart is not None:
        return year_of(apart)
    found = _year_inside().search(key)
    return int(found[1]) if found else None


def _is_year(word: str) -> bool:
    """Whether a word is nothing but a year, 年 with it: 2024 alone may be a number."""
    key = plain(word)
    return not key.strip("()").isdigit() and _year_line().match(key) is not None


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


def money_unit(text: str) -> str | None:
    """万元, 元 or 亿元 where a label or heading names it (`项目资金（万元）`, `单位：元`)."""
    found = _unit().search(fold(text).strip() + " ")
    return found[1] if found else None


# ---------------------------------------------------------------- fields


def fields_of(line: Line, headers: Headers) -> Iterator[Field]:
    """The labels of a line that are head fields, each with the value beside or behind it."""
    starts = line.starts
    for index, cell in enumerate(starts):
        if _heads_amounts(starts, index, headers):
            return
        pairs = tuple(_pairs(cell, headers))
        if pairs:
            for position, one in enumerate(pairs):
                if one.value or position < len(pairs) - 1:
                    yield one
                else:
                    yield attrs.evolve(one, value=_beside(starts, index, headers))
            continue
        if len(starts) == 1 and line.row < 0:
            continue
        value = _beside(starts, index, headers)
        known = headers.find("fields", cell.text)
        for hit in known or _guessed(cell.text, value, headers):
            if len(starts) > 1 or cell.column == 0:
                label = plain(cell.text).strip(":")
                yield Field(hit.role, hit.rank, label, value, cell, is_guess=not known)


def _heads_amounts(starts: Sequence[Cell], index: int, headers: Headers) -> bool:
    """项目 | 全年安排 | 全年列支 | 得分: headings of amounts, and no name beside a label."""
    if plain(starts[index].text) not in headers.plain_words("words", "generic-field"):
        return False
    after = starts[index + 1 :]
    roles = {
        headers.role("budget", cell.text) or headers.role("columns", cell.text) for cell in after
    }
    return (
        len(after) >= _HEADS_FEWEST
        and len(roles - {None}) >= 2
        and not any(
            headers.find("fields", cell.text) or any(char.isdigit() for char in cell.text)
            for cell in after
        )
    )


def _guessed(label: str, value: str | None, headers: Headers) -> tuple[Hit, ...]:
    """Which field a label of unknown words names: some 单位 beside an office, 年度 beside a year."""
    if value is None:
        return ()
    key = plain(label).strip(":")
    if _is_office(key, value, headers):
        # More certain than 预算单位, which may be the department above; but 评价机构 is whoever
        # judges, and the form is that of whom it judges where any word names that one.
        judges = any(word in key for word in headers.plain_words("title", "evaluation"))
        return (Hit("organisation", _GUESSED if judges else _OFFICE),)
    if _is_name(value) and len(key) <= _SHORT:
        if key.endswith(headers.plain_words("fields", "department")):
            return (Hit("department", _GUESSED),)
        found = headers.find("fields", _uncoded(key, headers))
        if found and found[0].role in _NAMES:
            return (Hit(found[0].role, _OFFICE),)
        if key.endswith(headers.plain_words("words", "project-like")):
            return (Hit("project", _GUESSED),)
    if _is_name(value) and headers.role("fields", _uncounted(key)) == "project" != key:
        return (Hit("project", _OFFICE),)  # 项目一：科技创新团队培育
    if any(word in key for word in headers.words("words", "span-year")):
        return ()
    ends = len(key) <= _SHORT and key.endswith(headers.plain_words("fields", "year"))
    return (Hit("year", _GUESSED),) if ends and _year_line().match(plain(value)) else ()


def _uncounted(key: str) -> str:
    """A label without the number behind it: 项目 of 项目一 and 项目2; the label itself without one."""
    short = key
    while short and (short[-1].isdigit() or chinese_number(short[-1]) is not None):
        short = short[:-1]
    return short if short != key else ""


def _is_office(key: str, value: str, headers: Headers) -> bool:
    """Whether a label of any words (承担单位, 用款单位) names the office that its value is."""
    ends = headers.plain_words("words", "office-end")
    if len(key) > _SHORT or not (key.endswith(ends) or _carries_out(key, headers)) or key in ends:
        return False
    if any(word in key for word in headers.plain_words("words", "office-other")):
        return False
    return _is_name(value)


def _carries_out(key: str, headers: Headers) -> bool:
    """Whether a label asks which school, hospital … carries a project out: 实施学校, 承担院校."""
    begins = headers.plain_words("words", "office-begin")
    kinds = headers.plain_words("words", "office-kind")
    return key.startswith(begins) and key.endswith(kinds)


def _uncoded(key: str, headers: Headers) -> str:
    """单位编码及名称 → 单位; a label that asks for nothing besides the name stays as it is."""
    short = key
    for word in headers.plain_words("words", "coded"):
        short = short.replace(word, "")
    return short


def _is_name(value: str) -> bool:
    """Whether a value may be the name of an office: 125团水管所, 216001-某县融媒体中心."""
    name = plain(value)
    counted = name[:1].isdigit() and len(_CHINESE.findall(name)) < _OFFICE_NAME
    return len(name) >= _OFFICE_NAME and not counted and not money_unit_of(value)


def _beside(starts: Sequence[Cell], index: int, headers: Headers) -> str | None:
    """The value beside a label, unless that is a label itself (the value is then blank)."""
    if index + 1 >= len(starts):
        return None
    after = starts[index + 1]
    if headers.find("fields", after.text) or any(_pairs(after, headers)):
        return None
    return clean(after.text) or None


def _pairs(cell: Cell, headers: Headers) -> Iterator[Field]:
    """`填报单位：某局  单位：万元` in one cell as fields."""
    source = cell.text
    marks = _labels_in(source, headers)
    if not marks and "\n" in source:
        # A narrow cell breaks a label in two: 填报单 | 位：某局.
        source = clean(source)
        marks = _labels_in(source, headers)
    for found, hit, end in marks:
        value = clean(source[found.end() : end]) or None
        role = hit.role
        if value is not None and role != "year":
            # 编制单位：某中心 2025年: the year is the form's.
            *rest, last = value.split()
            value = " ".join(rest) if rest and _is_year(last) else value
        if value is not None and money_unit_of(value):
            role = "amount-unit"
        known = bool(headers.find("fields", found[1]))
        yield Field(role, hit.rank, plain(found[1]), value, cell, is_guess=not known)


def _labels_in(text: str, headers: Headers) -> list[tuple[re.Match[str], Hit, int]]:
    """The labels of fields in one text, and where the value of each ends: before the next label.

    A label that is no field ends a value as well: what it says is not the value's.
    """
    folded = fold(text)
    labels = list(_PAIR.finditer(folded))
    if not labels:
        return []
    ends = [*(one.start() for one in labels[1:]), len(folded)]
    found = []
    for label, end in zip(labels, ends, strict=True):
        value = clean(text[label.end() : end])
        hits = headers.find("fields", label[1]) or _guessed(label[1], value, headers)
        if hits:
            found.append((label, hits[0], end))
    return found


# ---------------------------------------------------------------- goals


def find_goals(lines: Sequence[Line], index: int, headers: Headers) -> Goals | None:
    """总体目标 that begins at `lines[index]`: a label with its text, or headings over texts."""
    line = lines[index]
    found = (
        _in_two_rows(lines, index, headers)
        or _over_texts(lines, index, headers)
        or _beside_texts(line, index, headers)
        or _flowing_goals(lines, index, headers)
        or _in_one_text(line, index, headers)
    )
    if found is not None:
        return found
    heads = [(cell, role) for cell in line.starts if (role := _goal_role(cell, headers))]
    if not heads:
        return _unknown_goal(line, index, headers)
    others = [cell for cell in line.starts if all(cell is not head for head, _ in heads)]
    others = [cell for cell in others if headers.role("sections", cell.text) is None]
    side = heads[0][0]
    split = _known_split(heads, others, headers)
    if len([role for _, role in heads if role in {"expected", "done"}]) == 2:
        # 年度总体 | 预期目标 | 实际完成情况: pasting left the rest of the side label in other rows.
        others = [c for c in others if c.column > split[0][0].column or len(plain(c.text)) > 8]
    known = [(cell, role) for cell, role in heads if role in {"expected", "done"}]
    if len(known) == 1 and len(others) == 1 and side is not known[0][0]:
        # 年度目标 | (a word of this office) | 实际完成情况, with a text below each
        lone = (others[0], "done" if known[0][1] == "expected" else "expected")
        pair = sorted((lone, known[0]), key=lambda one: one[0].column)
        if _stand_below([cell for cell, _ in pair], lines, index):
            return _split_goals(lines, index, pair, headers)
    if split and not others:
        return _split_goals(lines, index, split, headers)
    if side.column > 0 and line.grid.spans_known and len(line.starts) == 1:
        return None
    return _plain_goals(lines, index, side, heads[0][1], headers)


def _in_two_rows(lines: Sequence[Line], index: int, headers: Headers) -> Goals | None:
    """年度目标 | 预期目标 | a text, and 实际完成情况 | a text in the row below."""
    if index + 1 >= len(lines) or lines[index + 1].number != lines[index].number:
        return None
    first, second = list(lines[index].starts), list(lines[index + 1].starts)
    if len(first) == 3 and _goal_role(first[0], headers) == "label":
        first = first[1:]
    if len(first) != 2 or len(second) != 2 or first[0].column != second[0].column:
        return None
    found = [_goal_role(cells[0], headers) for cells in (first, second)]
    # 设定 and 完成 are headings of a goal beside its label.
    roles = [None if one is None else one.removesuffix("-like") for one in found]
    if sorted(filter(None, roles)) != ["done", "expected"]:
        return None
    if any(_goal_role(cells[1], headers) for cells in (first, second)):
        return None
    split = [(first[0], roles[0] or ""), (second[0], roles[1] or "")]
    texts = [goal_text(cells[1].text) or None for cells in (first, second)]
    return _goals(split, texts, index + 2, headers)


def _known_split(
    heads: list[tuple[Cell, str]], others: Sequence[Cell], headers: Headers
) -> list[tuple[Cell, str]]:
    """The headings over texts, told by their words from the label at the side."""
    split = [(cell, role) for cell, role in heads if role in {"expected", "done"}]
    if len(split) >= 2:
        return split
    if len(heads) > 2:
        return heads[1:]
    if len(heads) < 2:
        return []
    side = heads[0][0]
    if side.column == 0 and _one_term(heads, headers):
        return [heads[1]]
    if side.rowspan == 1:
        return heads
    return [] if others else [heads[1]]


def _over_texts(lines: Sequence[Line], index: int, headers: Headers) -> Goals | None:
    """Two headings of any words over two texts that begin in the same columns."""
    line = lines[index]
    if line.row < 0 or index + 1 >= len(lines) or lines[index + 1].number != line.number:
        return None
    texts = lines[index + 1].starts
    sides = [one for one in line.starts if texts and one.column < texts[0].column]
    if not any(_is_goal(one, headers) for one in sides):
        return None
    heads = line.starts[len(sides) :]
    if not 2 <= len(heads) <= 3 or [c.column for c in heads] != [c.column for c in texts]:
        return None
    if any(len(plain(cell.text)) > _HEAD for cell in heads) or not any(
        len(plain(text.text)) > len(plain(head.text))
        for head, text in zip(heads, texts, strict=True)
    ):
        return None
    split = _kinds(heads, headers)
    return _split_goals(lines, index, split, headers) if split else None


def _beside_texts(line: Line, index: int, headers: Headers) -> Goals | None:
    """年初目标 | a text | 完成情况 | a text in one row."""
    heads, texts = line.starts[::2], line.starts[1::2]
    if line.row < 0 or len(heads) != 2 or len(texts) != 2 or not _is_goal(heads[0], headers):
        return None
    if max(len(plain(one.text)) for one in heads) > _HEAD or any(
        headers.find("fields", cell.text) for cell in heads
    ):
        return None
    if any(_goal_role(cell, headers) for cell in texts):
        return None
    split = _kinds(heads, headers)
    said = [goal_text(cell.text) or None for cell in texts]
    return _goals([(one, role) for one, role in split], said, index + 1, headers) if split else None


def _flowing_goals(lines: Sequence[Line], index: int, headers: Headers) -> Goals | None:
    """Headings one a line, and then their texts: what a table copied cell by cell leaves."""
    if lines[index].grid.spans_known:
        return None
    same = [one for one in lines[index : index + 6] if one.number == lines[index].number]
    cells = [cell for one in same for cell in one.starts]
    if cells and _goal_role(cells[0], headers) == "label" and len(lines[index].starts) == 1:
        cells = cells[1:]
    heads = cells[:2]
    roles = [_goal_role(cell, headers) for cell in heads]
    if roles != ["expected", "done"] or heads[0].row == heads[1].row or len(cells) < 4:
        return None
    texts = cells[2:4]
    if any(_goal_role(cell, headers) for cell in texts):
        return None
    end = next(at for at, one in enumerate(lines) if at >= index and texts[1] in one.starts)
    said = [goal_text(cell.text) or None for cell in texts]
    return _goals([(heads[0], "expected"), (heads[1], "done")], said, end + 1, headers)


def _in_one_text(line: Line, index: int, headers: Headers) -> Goals | None:
    """年度绩效目标：完成道路标线施划…, alone in its line: the label and the text are one."""
    if len(line.starts) != 1:
        return None
    cell = line.starts[0]
    label, colon, text = cell.text.replace("：", ":", 1).partition(":")
    role = headers.role("goals", label) if colon and len(plain(label)) <= _SHORT else None
    if role is None or len(plain(text)) <= len(plain(label)):
        return None
    head = cell._replace(text=label)
    goals = _goals([(head, role)], [goal_text(text) or None], index + 1, headers)
    return attrs.evolve(goals, heads=(cell,))


def _unknown_goal(line: Line, index: int, headers: Headers) -> Goals | None:
    """目标概述 | a text: a label that no word of the vocabulary is, but that resembles one."""
    if line.row < 0 or len(line.starts) != 2 or not _is_goal(line.starts[0], headers):
        return None
    label, text = line.starts
    if len(plain(text.text)) <= max(_SHORT, len(plain(label.text))):
        return None
    kind = "done" if _likeness(label.text, headers) > 0 else "label"
    return _goals([(label, kind)], [goal_text(text.text) or None], index + 1, headers)


def _is_goal(cell: Cell, headers: Headers) -> bool:
    """Whether a cell is the label of a goal, or resembles one."""
    if _goal_role(cell, headers) is not None:
        return True
    key = plain(cell.text)
    return (
        len(key) <= _SHORT
        and not headers.find("fields", cell.text)
        and not headers.find("columns", cell.text)
        and any(word in key for word in headers.plain_words("goals", "resemble"))
        and not any(word in key for word in headers.plain_words("goals", "not"))
    )


def _kinds(heads: Sequence[Cell], headers: Headers) -> list[tuple[Cell, str]]:
    """What each of some headings side by side is of: what is to be done or was, or of which years."""
    likely = [_likeness(cell.text, headers) for cell in heads]
    best = max(likely)
    terms = {term_of(cell.text, headers) for cell in heads}
    if likely.count(best) == 1 and (best > 0 or best - min(likely) >= _CLEAR):
        return [
            (cell, "done" if own == best else "expected")
            for cell, own in zip(heads, likely, strict=True)
        ]
    return [(cell, "expected") for cell in heads] if len(terms) == len(heads) else []


def _likeness(text: str, headers: Headers) -> int:
    """How much more a heading resembles what was done than what is to be."""
    key = plain(text)
    done, expected = (
        sum(word in key for word in headers.plain_words("goals", role))
        for role in ("done-like", "expected-like")
    )
    return done - expected


def _goals(
    split: Sequence[tuple[Cell, str]], texts: Sequence[str | None], end: int, headers: Headers
) -> Goals:
    annual = medium = done = None
    for (cell, role), text in zip(split, texts, strict=True):
        if role == "done":
            done = text
        elif term_of(cell.text, headers) == "medium":
            medium = text
        else:
            annual = text
    return Goals(annual, medium, done, end, tuple(cell for cell, _ in split))


def _stand_below(cells: Sequence[Cell], lines: Sequence[Line], index: int) -> bool:
    """Whether the next row of the table holds one text right below each of `cells`."""
    below = lines[index + 1] if index + 1 < len(lines) else None
    return (
        below is not None
        and below.number == lines[index].number
        and [cell.column for cell in below.starts] == [cell.column for cell in cells]
    )


def _goal_role(cell: Cell, headers: Headers) -> str | None:
    text = cell.text
    if len(plain(text)) > 40:
        return None
    return headers.role("goals", text)


def _one_term(heads: Sequence[tuple[Cell, str]], headers: Headers) -> bool:
    """Whether the first of two goal labels is only the side label of the second."""
    first, second = heads[0][0].text, heads[1][0].text
    return headers.term(first) is None and headers.term(second) is not None


def _split_goals(
    lines: Sequence[Line], index: int, split: Sequence[tuple[Cell, str]], headers: Headers
) -> Goals:
    starts = [cell.column for cell, _ in split]
    grid = lines[index].grid
    ends = [*starts[1:], grid.columns]
    texts: list[list[str]] = [[] for _ in split]
    position = index + 1
    while position < len(lines) and lines[position].number == lines[index].number:
        line = lines[position]
        content = [
            cell
            for cell in line.starts
            if _goal_role(cell, headers) is None or len(plain(cell.text)) > 12
        ]
        inside = [cell for cell in content if cell.column >= starts[0]]
        if position > index + 1 and (not inside or len(inside) != len(content)):
            break
        if position > index + 1 and not _covered(lines[index], line):
            break
        if any(headers.role("columns", cell.text) in {"level1", "level2"} for cell in line.starts):
            break
        if len(inside) == len(split):
            for number, cell in enumerate(inside):
                texts[number].append(goal_text(cell.text))
            position += 1
            continue
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
            texts[number] += [goal_text(cell.text) for cell in inside if start <= cell.column < end]
        position += 1
    said = ["\n".join(filter(None, parts)) or None for parts in texts]
    return _goals(split, said, position, headers)


def _covered(first: Line, line: Line) -> bool:
    """Whether a cell left of the goals that began at or before `first` still covers `line`."""
    return any(
        cell.row <= first.row and cell.row + cell.rowspan > line.row
        for cell in line.covering.values()
        if cell.rowspan > 1
    )


def _plain_goals(
    lines: Sequence[Line], index: int, label: Cell, role: str, headers: Headers
) -> Goals | None:
    line = lines[index]
    texts: list[str] = []
    position = index
    last = line.row + label.rowspan - 1 if line.row >= 0 else line.row
    while position < len(lines):
        one = lines[position]
        if one.number != line.number or one.row > last:
            break
        texts += [
            goal_text(cell.text)
            for cell in one.starts
            if cell is not label and cell.column > label.column
        ]
        position += 1
    goal = "\n".join(filter(None, texts)) or None
    return _goals([(label, role)], [goal], position, headers)


def goal_text(text: str) -> str:
    """Plain text of a goal: tags such as <p> that a system left in it are removed."""
    stripped = _TAGS.sub("", re.sub(r"<br\s*/?>|</p>\s*<p>", "\n", text, flags=re.IGNORECASE))
    return "\n".join(filter(None, (part.strip() for part in stripped.splitlines())))
