"""Front: what stands around the blocks of a form: title, year, head fields and goals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

import attrs

from .grid import Cell
from .headers import Headers, Hit, fold, plain, without_brackets
from .lines import Line, clean

__all__ = [
    "Field",
    "Goals",
    "fields_of",
    "find_goals",
    "goal_text",
    "is_bare_title",
    "is_front",
    "is_matter",
    "is_note",
    "is_page",
    "is_title",
    "money_unit",
    "title_text",
    "year_line",
    "year_of",
]

_TITLE: Final = re.compile(r"绩效|目标(?:申报|自评)?表|自评(?:价)?表|监控表")
_TITLE_END: Final = re.compile(
    r"(?:表|书|表单|附表)(?:[0-9一二三四五六七八九十]*)(?:\([^()]*\)|[0-9]{4}年度?)*$"
)
_BARE_TITLE: Final = re.compile(
    r"^[^:]{4,}(?:支出|资金|项目|整体|年度)绩效(?:目标|自评)(?:\([^()]*\))?$"
)
_ANNEX: Final = re.compile(r"^附[件表][0-9一二三四五六七八九十-]*:")
_YEAR: Final = re.compile(
    r"(20[0-9]{2}|二[〇○零O0][〇○零O0一二三四五六七八九]{2})(?=年|$|\)|[^0-9])"
)
_YEAR_LINE: Final = re.compile(
    r"^[(]?(?:20[0-9]{2}|二[〇○零O0][〇○零O0一二三四五六七八九]{2})[)]?(?:年度?)?[)]?$"
)
_YEAR_INSIDE: Final = re.compile(r"[(](20[0-9]{2})年度?[)]")
_DIGITS: Final = MappingProxyType(str.maketrans("〇○零O一二三四五六七八九", "0000123456789"))
_UNIT: Final = re.compile(r"(?:单位|币种)?[:：(（]\s*(?:人民币)?(万元|亿元|元)\s*(?:$|[)）\s])")
_PAIR: Final = re.compile(r"(?:^|(?<=\s))([^\s:：]{2,16}(?:\s?[(（][^()（）]{1,8}[)）])?)\s*[:：]")
_PAGE: Final = re.compile(
    r"^(?:第?[0-9一二三四五六七八九十]+页?(?:[,/]?(?:共|of)?[0-9一二三四五六七八九十]+页?)?|page[0-9]+(?:of[0-9]+)?|p\.[0-9]+)$",
    re.IGNORECASE,
)
_TAGS: Final = re.compile(r"<[^<>]{1,200}>")
_GENERIC: Final = frozenset({"部门", "单位", "年度", "日期", "电话", "等级", "负责人"})


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
    key = _ANNEX.sub("", plain(text))
    if len(key) > 80 or ":" in key:
        return False
    return _TITLE.search(key) is not None and _TITLE_END.search(key) is not None


def is_bare_title(text: str) -> bool:
    """Whether `text` may be a heading without the word 表 (2022年部门整体支出绩效目标)."""
    return len(text) <= 80 and _BARE_TITLE.search(plain(text)) is not None


def title_text(text: str) -> str:
    """The title as printed, without the blanks between its characters and a subtitle below it."""
    first, *others = filter(None, ("".join(line.split()) for line in text.splitlines()))
    return first + "".join(one for one in others if not _YEAR_LINE.match(plain(one)))


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
    return _PAGE.match(key) is not None


def is_matter(line: Line, headers: Headers) -> bool:
    """Whether a line is what a form asks for below its indicators: 审核意见 | 同意."""
    if not line.starts:
        return False
    return without_brackets(line.words[0]).strip(":") in headers.plain_words("words", "matter")


def is_front(line: Line, headers: Headers) -> bool:
    """Whether a line belongs to the head of a form: a title, a field or a goal."""
    if not line.starts:
        return False
    first = line.starts[0]
    if len(line.starts) == 1 and is_title(first.text):
        return True
    key = line.words[0]
    label = without_brackets(key.partition(":")[0])
    hits = headers.find("fields", label) if label else ()
    if hits and label not in _GENERIC and hits[0].role != "other":
        return ":" in key or len(line.starts) > 1 or line.row < 0
    return headers.role("goals", key) in {"label", "expected"} and not _names_indicators(
        line, headers
    )


def _names_indicators(line: Line, headers: Headers) -> bool:
    roles = [headers.role("columns", cell.text) for cell in line.starts]
    return sum(role in {"level1", "level2", "name"} for role in roles) > 1


def year_of(text: str) -> int | None:
    """The first year that `text` names (2022年, （2022年度）, 二〇二二年), or None."""
    found = _YEAR.search(plain(text))
    return int(found[1].translate(_DIGITS)) if found else None


def year_line(text: str) -> int | None:
    """The year of a subtitle: the line is nothing else, or holds it in brackets."""
    key = plain(text)
    if _YEAR_LINE.match(key):
        return year_of(key)
    if "日期" in key or "时间" in key:
        return None
    found = _YEAR_INSIDE.search(key)
    return int(found[1]) if found else None


def money_unit(text: str) -> str | None:
    """万元, 元 or 亿元 where a label or heading names it (`项目资金（万元）`, `单位：元`)."""
    found = _UNIT.search(fold(text).strip() + " ")
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
        if value in {"万元", "元", "亿元", "人民币万元", "人民币元"}:
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
