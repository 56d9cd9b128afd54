"""Front: what the lines around the blocks of a form are: its fields, notes and matters."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import attrs

from jixiao.language.figures import money_unit_of, money_units
from jixiao.language.lexicon import builtin_lexicon, either
from jixiao.quantities import chinese_number

from ..grid import Cell
from ..headers import Headers, Hit, fold, plain, without_brackets
from .lines import Line, clean
from .rows import is_value
from .titles import is_page, is_title, is_year, office_in, year_line

__all__ = [
    "Field",
    "begins_note",
    "fields_of",
    "is_front",
    "is_matter",
    "is_note",
    "money_unit",
    "reason_given",
]

_PAIR: Final = re.compile(r"(?:^|(?<=\s))([^\s:：]{2,16}(?:\s?[(（][^()（）]{1,8}[)）])?)\s*[:：]")
_SHORT: Final = 12  # characters of a label
_OFFICE_NAME: Final = 4
_WHOLE_NAME: Final = 5  # characters of the name of one office
_OFFICE: Final = 5  # the rank of an office under a label that no word of the vocabulary names
_NAMES: Final = frozenset({"organisation", "department", "project"})
_GUESSED: Final = 99  # the rank of a field that no word of the vocabulary names
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_HEADS_FEWEST: Final = 3  # headings beside that of the labels


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


def is_note(line: Line, headers: Headers) -> bool:
    """Whether a line is a note under a form (注：…, 填表人：… 联系电话：…)."""
    return bool(line.starts) and begins_note(line.words[0], headers)


def begins_note(word: str, headers: Headers) -> bool:
    """Whether a line that begins with `word` (plain) is a note, a page number or a page's foot."""
    notes = (headers.plain_words("words", "note"), headers.plain_words("words", "page-foot"))
    return any(word.startswith(one) for one in notes) or (is_page(word) and not word.isnumeric())


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
    generic = label in headers.words("words", "generic-field")
    if generic and len(line.starts) > 2:
        # 项目 | 雨露计划助学 | 承办单位 | 某局
        generic = not _names_office(line, headers)
    if hits and not generic and hits[0].role != "other":
        return ":" in key or len(line.starts) > 1 or line.row < 0
    goals = said.get("goals")
    return (
        goals is not None
        and goals[0].role in {"label", "expected"}
        and not _names_indicators(line, headers)
    )


def _names_office(line: Line, headers: Headers) -> bool:
    """Whether a line has a label of an office with its name beside it."""
    generic = headers.words("words", "generic-field")
    fields = (one for one in fields_of(line, headers) if one.value and one.label not in generic)
    return any(one.role in ("organisation", "department") for one in fields)


def _names_indicators(line: Line, headers: Headers) -> bool:
    roles = [headers.role("columns", cell.text) for cell in line.starts]
    return sum(role in {"level1", "level2", "name"} for role in roles) > 1


def fields_of(line: Line, headers: Headers) -> Iterator[Field]:
    """The labels of a line that are head fields, each with the value beside or behind it."""
    starts = line.starts
    for index, cell in enumerate(starts):
        if _heads_amounts(starts, index, headers):
            return
        pairs = tuple(_pairs(cell, headers))
        if pairs:
            yield from _before_unit(cell, pairs, headers)
            for position, one in enumerate(pairs):
                sealed = one.value and plain(one.value).strip("()") in headers.words(
                    "words", "signature"
                )
                if (one.value and not sealed) or position < len(pairs) - 1:
                    yield one
                else:
                    yield attrs.evolve(one, value=_beside(starts, index, headers))
            continue
        if len(starts) == 1 and line.row < 0:
            yield from _spaced(cell, headers)
            continue
        value = _beside(starts, index, headers)
        known = headers.find("fields", cell.text)
        for hit in known or _guessed(cell.text, value, headers):
            if len(starts) > 1 or cell.column == 0:
                label = plain(cell.text).strip(":")
                yield Field(hit.role, hit.rank, label, value, cell, is_guess=not known)


def _before_unit(cell: Cell, pairs: Sequence[Field], headers: Headers) -> Iterator[Field]:
    """362001某市住建局本级  单位：万元: the office that stands in one line with the unit of money."""
    if cell.row >= 0 or [one.role for one in pairs] != ["amount-unit"]:
        return
    text = clean(cell.text[: fold(cell.text).index(pairs[0].label)])
    if office_in((text,), headers, whole=True) is not None:
        yield Field("organisation", _GUESSED, "", text, cell, is_guess=True)


def _spaced(cell: Cell, headers: Headers) -> Iterator[Field]:
    """项目名称 农村公路养护 实施单位 某站: labels and values of a row without cells."""
    pieces = cell.text.split()
    hits = [headers.find("fields", piece) for piece in pieces]
    at = [index for index, found in enumerate(hits) if found and found[0].role in _NAMES]
    if not at or at[0] or any(end - begin < 2 for begin, end in pairwise((*at, len(pieces)))):
        return
    for begin, end in pairwise((*at, len(pieces))):
        (hit, *_), value = hits[begin], " ".join(pieces[begin + 1 : end])
        yield Field(hit.role, hit.rank, plain(pieces[begin]), value, cell)


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
    governs = any(word in key for word in headers.plain_words("words", "governing"))
    if not governs and _is_office(key, value, headers):
        # More certain than 预算单位, which may be the department above; but 评价机构 is whoever
        # judges, and the form is that of whom it judges where any word names that one.
        judges = any(word in key for word in headers.plain_words("title", "evaluation"))
        return (Hit("organisation", _GUESSED if judges else _OFFICE),)
    if _is_name(value) and len(key) <= _SHORT:
        if governs or key.endswith(headers.plain_words("fields", "department")):
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
    watched = key.startswith(headers.plain_words("monitoring", "title"))
    years = watched or key.endswith(headers.plain_words("fields", "year"))
    ends = len(key) <= _SHORT and years
    return (Hit("year", _GUESSED),) if ends and year_line(value) is not None else ()


def _uncounted(key: str) -> str:
    """A label without the number behind it: 项目 of 项目一 and 项目2; the label itself without one."""
    short = key
    while short and (short[-1].isdigit() or chinese_number(short[-1]) is not None):
        short = short[:-1]
    return short if short != key else ""


def _is_office(key: str, value: str, headers: Headers) -> bool:
    """Whether a label of any words (承担单位, 用款单位) names the office that its value is."""
    ends = headers.plain_words("words", "office-end")
    kinds = headers.plain_words("words", "office-kind")
    if without_brackets(key).removesuffix(_named(headers)) in (*ends, *kinds):
        # 学校：景陵区明德路小学; 单位：万元 is none.
        own = (*kinds, *headers.plain_words("title", "office-end"))
        return len(plain(value)) >= _WHOLE_NAME and plain(value).endswith(own)
    if len(key) > _SHORT or not (key.endswith(ends) or _carries_out(key, headers)):
        return False
    if any(word in key for word in headers.plain_words("words", "office-other")):
        return False
    return _is_name(value)


def _named(headers: Headers) -> str:
    """名称 of 学校名称."""
    return headers.words("words", "label-name")[0]


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
            value = " ".join(rest) if rest and is_year(last) else value
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


@functools.cache
def _unit() -> re.Pattern[str]:
    currency = either(builtin_lexicon().words("currency"))
    return re.compile(rf"[:(]\s*(?:{currency})?({either(money_units())})\s*(?:$|[)\s])")


def money_unit(text: str) -> str | None:
    """万元, 元 or 亿元 where a label or heading names it (`项目资金（万元）`, `单位：元`)."""
    found = _unit().search(fold(text).strip() + " ")
    return found[1] if found else None
