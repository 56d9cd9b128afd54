"""Front: what stands around the blocks of a form: title, year, head fields and goals."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import attrs

from jixiao.language import builtin_lexicon
from jixiao.language.figures import money_unit_of, money_units
from jixiao.quantities import NUMERALS_FIRST, chinese_number
from jixiao.tables import Term

from ..grid import Cell
from ..headers import Headers, Hit, either, fold, numeral_class, plain, without_brackets, year_word
from .lines import Line, clean

__all__ = [
    "Field",
    "Goals",
    "fields_of",
    "find_goals",
    "goal_text",
    "is_bare_title",
    "is_dated",
    "is_front",
    "is_matter",
    "is_note",
    "is_page",
    "is_title",
    "money_unit",
    "term_of",
    "title_text",
    "year_line",
    "year_of",
]

_PAIR: Final = re.compile(r"(?:^|(?<=\s))([^\s:：]{2,16}(?:\s?[(（][^()（）]{1,8}[)）])?)\s*[:：]")
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
def _unit() -> re.Pattern[str]:
    currency = either(builtin_lexicon().words("currency"))
    return re.compile(rf"[:(]\s*(?:{currency})?({either(money_units())})\s*(?:$|[)\s])")


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


@attrs.frozen
class Field:
    """A label and its value in the head of a form: 实施单位 | 某某局."""

    role: str
    rank: int
    label: str
    value: str | None
    cell: Cell


@attrs.frozen
class Goals:
    """总体目标 of a form by half, and 实际完成情况; `end` is the line after them."""

    annual: str | None
    medium: str | None
    done: str | None
    end: int


# ---------------------------------------------------------------- single lines


def is_title(text: str) -> bool:
    """Whether `text` is the heading of a form (…绩效目标表, …自评表（2022年度）)."""
    key = _annex().sub("", plain(text))
    if len(key) > 80 or ":" in key:
        return False
    subject, end, _ = _title()
    return subject.search(key) is not None and end.search(key) is not None


def is_bare_title(text: str) -> bool:
    """Whether `text` may be a heading without the word 表 (2022年部门整体支出绩效目标)."""
    return len(text) <= 80 and _title()[2].search(plain(text)) is not None


def title_text(text: str) -> str:
    """The title as printed, without the blanks between its characters and a subtitle below it."""
    first, *others = filter(None, ("".join(line.split()) for line in text.splitlines()))
    return first + "".join(one for one in others if not _year_line().match(plain(one)))


def is_note(line: Line, headers: Headers) -> bool:
    """Whether a line is a note under a form (注：…, 填表人：… 联系电话：…)."""
    if not line.starts:
        return False
    word = line.words[0]
    return word.startswith(headers.plain_words("words", "note")) or (
        is_page(word) and not word.isnumeric()
    )


def is_page(key: str) -> bool:
    """Whether `key` (plain) is the number of a page: 第2页共5页, 2/5, page 2."""
    return _page().match(key) is not None


def is_matter(line: Line, headers: Headers) -> bool:
    """Whether a line is what a form asks for below its indicators: 审核意见 | 同意."""
    if not line.starts:
        return False
    return line.bare[0] in headers.plain_words("words", "matter")


def is_front(line: Line, headers: Headers) -> bool:
    """Whether a line belongs to the head of a form: a title, a field or a goal."""
    if not line.starts:
        return False
    first = line.starts[0]
    if len(line.starts) == 1 and is_title(first.text):
        return True
    key = line.words[0]
    said = headers.hits(key)
    label = without_brackets(key.partition(":")[0])
    hits = (said if label == key else headers.hits(label)).get("fields", ()) if label else ()
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


def year_line(text: str) -> int | None:
    """The year of a subtitle: the line is nothing else, or holds it in brackets."""
    key = plain(text)
    if _year_line().match(key):
        return year_of(key)
    if is_dated(key):
        return None
    found = _year_inside().search(key)
    return int(found[1]) if found else None


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
        for hit in headers.find("fields", cell.text)[:1]:
            if len(starts) > 1 or cell.column == 0:
                value = _beside(starts, index, headers)
                yield Field(hit.role, hit.rank, plain(cell.text), value, cell)


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
    text = fold(source)
    for index, (found, hit) in enumerate(marks):
        end = marks[index + 1][0].start() if index + 1 < len(marks) else len(text)
        value = clean(source[found.end() : end]) or None
        role = hit.role
        if value is not None and money_unit_of(value):
            role = "amount-unit"
        yield Field(role, hit.rank, plain(found[1]), value, cell)


def _labels_in(text: str, headers: Headers) -> list[tuple[re.Match[str], Hit]]:
    return [
        (found, hits[0])
        for found in _PAIR.finditer(fold(text))
        if (hits := headers.find("fields", found[1]))
    ]


# ---------------------------------------------------------------- goals


def find_goals(lines: Sequence[Line], index: int, headers: Headers) -> Goals | None:
    """总体目标 that begins at `lines[index]`: a label with its text, or headings over texts."""
    line = lines[index]
    heads = [(cell, role) for cell in line.starts if (role := _goal_role(cell, headers))]
    if not heads:
        return None
    others = [cell for cell in line.starts if all(cell is not head for head, _ in heads)]
    others = [cell for cell in others if headers.role("sections", cell.text) is None]
    side = heads[0][0]
    split = [(cell, role) for cell, role in heads if role in {"expected", "done"}]
    if len(split) == 2:
        # 年度总体 | 预期目标 | 实际完成情况: pasting left the rest of the side label in other rows.
        others = [c for c in others if c.column > split[0][0].column or len(plain(c.text)) > 8]
    if len(split) == 1 and len(others) == 1 and side is not split[0][0]:
        # 年度目标 | (a word of this office) | 实际完成情况, with a text below each
        lone = (others[0], "done" if split[0][1] == "expected" else "expected")
        pair = sorted((lone, split[0]), key=lambda one: one[0].column)
        if _stand_below([cell for cell, _ in pair], lines, index):
            return _split_goals(lines, index, pair, headers)
    if len(split) < 2:
        split = (
            heads[1:] if len(heads) > 2 else heads if len(heads) == 2 and side.rowspan == 1 else []
        )
        if (
            len(heads) == 2
            and (side.rowspan > 1 or side.column == 0)
            and others == []
            and not split
        ):
            split = [heads[1]]
        if len(heads) == 2 and side.column == 0 and _one_term(heads, headers):
            split = [heads[1]]
    if split and not others:
        return _split_goals(lines, index, split, headers)
    if side.column > 0 and line.grid.spans_known and len(line.starts) == 1:
        return None
    return _plain_goals(lines, index, side, headers)


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
    annual = medium = done = None
    for (cell, role), parts in zip(split, texts, strict=True):
        text = "\n".join(filter(None, parts)) or None
        if role == "done":
            done = text
        elif headers.term(cell.text) == "medium":
            medium = text
        else:
            annual = text
    return Goals(annual, medium, done, position)


def _covered(first: Line, line: Line) -> bool:
    """Whether a cell left of the goals that began at or before `first` still covers `line`."""
    return any(
        cell.row <= first.row and cell.row + cell.rowspan > line.row
        for cell in line.covering.values()
        if cell.rowspan > 1
    )


def _plain_goals(lines: Sequence[Line], index: int, label: Cell, headers: Headers) -> Goals | None:
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
    if headers.term(label.text) == "medium":
        return Goals(None, goal, None, position)
    return Goals(goal, None, None, position)


def goal_text(text: str) -> str:
    """Plain text of a goal: tags such as <p> that a system left in it are removed."""
    stripped = _TAGS.sub("", re.sub(r"<br\s*/?>|</p>\s*<p>", "\n", text, flags=re.IGNORECASE))
    return "\n".join(filter(None, (part.strip() for part in stripped.splitlines())))
