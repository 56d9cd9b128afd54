"""Where the indicators of a form begin: the heading row, known by its words and by what stands below it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

import attrs

from ..headers import Headers, plain
from .across import are_labelled
from .columns import Column, Guess, Heading
from .evidence import assigned, denied, profile_of
from .front import fields_of, is_front, is_matter, is_note
from .headings import heading_of, listed_role, with_levels
from .lines import Line
from .money import is_figure, says_money
from .rows import SIGNS, is_label, is_value, number
from .slots import drawn_depth, find_slots
from .titles import is_bare_title, is_subject, is_title

__all__ = ["find_block"]


_SAMPLE: Final = 40


_OFFICE_NAME: Final = 3  # characters that are more than 市局


_CLEAR: Final = 9  # points of a guess that has no runner-up


#: What stands beside actual values in forms alone.
_OF_FORMS: Final = frozenset({"level1", "level2", "weight", "points", "standard", "deviation"})
#: Columns, and rows, of a list of indicators that no word tells.
_FEWEST_LISTED: Final = 4
_WHOLE: Final = (100, 90)  # the points of all rows, with those of the money or without
#: Nearly all cells of a column, in percent.
_MOST: Final = 80


_NAMED: Final = frozenset({"level1", "level2", "name"})


#: Two of these in one row are a heading.
_HEADS: Final = frozenset({"level1", "level2", "name", "target"})


def find_block(
    lines: Sequence[Line], index: int, headers: Headers, *, guess: bool = True
) -> Heading | None:
    """The heading of an indicator block at `lines[index]`: it names the indicator and its value.

    With `guess` a row of unknown words over rows with usual levels is one too: not inside a
    block, where it would be a row.
    """
    line = lines[index]
    known = _known(line)
    if known < 2 and _is_upper_half(lines, index):
        known += _known(lines[index + 1])  # 指标体系 | 标杆分 over 一级 | 二级 | 三级
    # Where a level is named, nothing hangs on whether the rows would be a list without any.
    listed = guess and not _names_level(line) and _stands_over_list(lines, index, headers)
    if known < 2 and not (listed or (guess and _stands_over_levels(lines, index, known, headers))):
        return None
    if known and (_stands_beside_numbers(line) or are_labelled(line.starts, headers)):
        return None
    slots, depth = find_slots(lines, index, section="columns", headers=headers)
    body = _sample(lines, index + depth, headers)
    roles = {slot.role for slot in slots}
    if not (
        listed
        or roles & {"level1", "level2", "name"}
        or _stands_over_levels(lines, index, known, headers, depth=depth)
    ):
        return None
    # 指标 | 指标 between the rows are pieces of labels that a page cut off.
    if (guess or roles & {"level1", "level2"}) and _is_uncertain(slots, body, headers):
        slots = _with_names(assigned(slots, body, headers), body, headers)
    roles = {slot.role for slot in slots}
    if "name" not in roles or not _has_value(roles):
        return None
    if not roles & _OF_FORMS and all(slot.guess for slot in slots if slot.role == "target"):
        return None  # 指标名称 | 本年实际 | 上年实际 | 同比增减 is a bulletin of statistics
    # 绩效目标 | 指标 alone is a pair of labels; a block has a heading that is sure.
    named = listed or any(slot.role == "name" and slot.guess is None for slot in slots)
    if not roles & {"level1", "level2"} and not (named and "target" in roles):
        return None
    heading = heading_of(slots, depth, lines=lines, index=index, section="columns", headers=headers)
    heading = attrs.evolve(
        heading,
        beside=_of_projects(heading, body, headers, named=_names_project(lines, index, headers)),
    )
    return attrs.evolve(
        heading, halves=tuple(with_levels(one, body, headers) for one in heading.halves)
    )


def _known(line: Line) -> int:
    """How many headings of columns a row has."""
    return sum(["columns" in hits for hits in line.hits]) if "columns" in line.sections else 0


def _is_upper_half(lines: Sequence[Line], index: int) -> bool:
    """Whether some cells of a row are merged with the row below, and one lies over several of it."""
    line = lines[index]
    if index + 1 >= len(lines) or lines[index + 1].row != line.row + 1:
        return False
    merged = [cell.rowspan == 2 for cell in line.starts]
    wide = any(cell.rowspan == 1 < cell.colspan for cell in line.starts)
    return wide and sum(merged) >= 2


def _names_level(line: Line) -> bool:
    """Whether a heading names a level by a known word."""
    hits = (hit for one in line.hits for hit in one.get("columns", ()))
    return any(hit.role in {"level1", "level2"} for hit in hits)


def _stands_beside_numbers(line: Line) -> bool:
    """分值 | 10 | 得分 | 9.5: whether each word of a heading has a number beside it."""
    behind = [
        line.starts[at + 1 : at + 2] for at, hits in enumerate(line.hits) if "columns" in hits
    ]
    return all(cells and number(cells[0].text) is not None for cells in behind)


def _names_project(lines: Sequence[Line], index: int, headers: Headers) -> bool:
    """Whether a line right above the heading at `index` names the project of the form."""
    return any(
        field.role == "project" and field.value
        for one in lines[max(0, index - _SAMPLE) : index]
        if one.number == lines[index].number
        for field in fields_of(one, headers)
    )


def _of_projects(
    heading: Heading, body: Sequence[Line], headers: Headers, *, named: bool = False
) -> tuple[Column, ...]:
    """The columns of projects, and those at their side that hold amounts of money or offices.

    Where the form names its project (`named`), a column of an unknown word (项目内容) holds no others.
    """
    name = heading.halves[0].column("name")
    known = {column.start for column in heading.beside}
    if name is None:
        return heading.beside
    if not any(column.role == "project" for column in heading.beside):
        project = None if named else _guessed_project(heading, body, headers)
        if project is not None:
            left = [
                attrs.evolve(slot, role=role)
                for slot in heading.spare
                if slot.start < name.start and slot.start != project.start
                if (role := listed_role(slot.cell.text, headers))
            ]
            return _of_projects(attrs.evolve(heading, beside=(project, *left)), body, headers)
        # A list of one office's indicators may print its name in every row.
        same = [one for one in heading.spare if _holds_offices(one, body, headers, alike=True)]
        return (*heading.beside, *map(_guessed_office, same[:1]))
    free = [slot for slot in heading.spare if slot.start < name.start and slot.start not in known]
    found = [
        attrs.evolve(slot, role="amount")
        for slot in free
        if says_money(slot.cell.text, headers) and _holds_amounts(slot, body)
    ]
    offices = [
        slot
        for slot in free
        if headers.role("fields", slot.cell.text) != "department"
        and _holds_offices(slot, body, headers)
    ]
    if len(offices) == 1 and not any(one.role == "organisation" for one in heading.beside):
        # 实施主体: whatever the heading calls them, offices beside projects are theirs.
        found.append(_guessed_office(offices[0]))
    return tuple(sorted((*heading.beside, *found), key=lambda column: column.start))


def _guessed_project(heading: Heading, body: Sequence[Line], headers: Headers) -> Column | None:
    """The column of projects by whatever word (项目名, 实施项目): one text for several rows on end."""
    name = heading.halves[0].columns[0]
    like = headers.plain_words("words", "project-like")
    for slot in heading.spare:
        if slot.start >= name.start or not any(word in slot.header for word in like):
            continue
        texts = [plain(cell.text) for line in body for cell in slot.cells(line)]
        runs = [text for text, _ in groupby(texts)]
        alone = len(runs) == len(set(runs)) and 1 < len(runs) <= len(body) // 2
        told = any(is_value(text) or is_label(text, headers) for text in runs)
        if alone and not told and not _holds_offices(slot, body, headers):
            guess = Guess(role="project", other="unknown", margin=_CLEAR)
            return attrs.evolve(slot, role="project", guess=guess)
    return None


def _holds_amounts(slot: Column, body: Sequence[Line]) -> bool:
    texts = [cell.text for line in body for cell in slot.cells(line)]
    return bool(texts) and all(is_figure(text) for text in texts)


def _guessed_office(slot: Column) -> Column:
    guess = Guess(role="organisation", other="department", margin=_CLEAR)
    return attrs.evolve(slot, role="organisation", guess=guess)


def _holds_offices(
    slot: Column, body: Sequence[Line], headers: Headers, *, alike: bool = False
) -> bool:
    """Whether all cells of a column are names of offices; `alike`: in every row the same one."""
    ends = headers.plain_words("title", "office-end")
    texts = [plain(cell.text) for line in body for cell in slot.cells(line)]
    if alike and (len(set(texts)) != 1 or len(texts) < len(body)):
        return False
    return bool(texts) and all(text.endswith(ends) and len(text) > _OFFICE_NAME for text in texts)


def _has_value(roles: set[str]) -> bool:
    """Whether a block states targets or actual values, or judges (三级指标 | 分值 | 评价标准 | 得分)."""
    if "target" in roles or ("actual" in roles and roles & _OF_FORMS):
        return True
    judges = roles & {"weight", "points"}
    return bool(judges and roles & {"level1", "level2"}) and (
        {"level1", "level2"} <= roles and "points" in roles or "standard" in roles
    )


def _with_names(slots: Sequence[Column], body: Sequence[Line], headers: Headers) -> list[Column]:
    """`slots` with the deepest level as the names of a form that goes no deeper than 二级指标."""
    deepest = next((slot for slot in slots if slot.role == "level2"), None)
    if deepest is None or any(slot.role == "name" for slot in slots):
        return list(slots)
    held = profile_of(deepest, body, headers)
    if held.second >= 50 or held.names < 50:
        return list(slots)
    return [attrs.evolve(slot, role="name") if slot is deepest else slot for slot in slots]


def _is_uncertain(slots: Sequence[Column], body: Sequence[Line], headers: Headers) -> bool:
    """Whether words alone do not settle the columns, or what they hold contradicts the words."""
    roles = [slot.role for slot in slots]
    if "unknown" in roles or "name" not in roles or "target" not in roles:
        return True
    for slot in slots:
        if slot.role in ("name", "target") and denied(slot.role, profile_of(slot, body, headers)):
            return True
        if slot.role in ("sign", "direction", "unit"):
            held = profile_of(slot, body, headers)
            own = {"sign": held.signs, "direction": held.directions, "unit": held.units}.pop(
                slot.role
            )
            if own < 40 and max(held.signs, held.directions, held.values) >= 60:
                return True
    return False


def _stands_over_levels(
    lines: Sequence[Line], index: int, known: int, headers: Headers, *, depth: int = 1
) -> bool:
    """Whether a row of words that the vocabulary does not know stands over rows with usual levels.

    Only where nothing in it is a value or a level itself, so that no row of the form is taken
    for a heading.
    """
    line = lines[index]
    if line.row < 0 or len(line.starts) < 3 or index + 1 >= len(lines):
        return False
    generic = headers.words("words", "generic-field")
    if any(
        "fields" in hits and word not in generic
        for word, hits in zip(line.words, line.hits, strict=True)
    ):
        return False  # 项目名称 | … | 项目负责人 | …
    if is_front(line, headers):
        return False  # 项目 | … | 承办单位 | …
    index += max(depth, drawn_depth(lines, index, headers)) - 1
    below = _directly_below(lines, index)
    # Levels first: most rows have none below them, and they cost the least to ask for.
    settled = _columns_of_others(line)
    labels = [
        cell.column
        for one in below
        for cell in one.starts
        if cell.column not in settled and _begins_label(cell.text, headers)
    ]
    if not labels or any(
        len(word) > 24 or is_label(cell.text, headers) or _states_value(cell.text, headers)
        for word, cell, hits in zip(line.words, line.starts, line.hits, strict=True)
        if "columns" not in hits  # 全年完成值 is a heading, although 全年完成 is a deadline.
    ):
        return False
    if not any(is_value(cell.text) for one in below for cell in one.starts):
        return False
    more = [
        cell
        for one in lines[index + 1 : index + _SAMPLE]
        if one.number == line.number
        for cell in one.starts
        if cell.column in labels and is_label(cell.text, headers)
    ]
    return len({plain(cell.text) for cell in more}) >= (1 if known else 2)


def _stands_over_list(lines: Sequence[Line], index: int, headers: Headers) -> bool:
    """Whether rows of a name, a value and points follow, the points of all adding up to a whole.

    评什么 | 年初计划 | 实绩 | 满分 | 自评打分: a form without levels whose words nobody knows. Its title
    has to say that it is one, for lists of prices, bids and courses add up to a whole as well.
    """
    line = lines[index]
    if len(line.starts) < _FEWEST_LISTED or index + 1 >= len(lines):
        return False
    first = lines[index + 1]
    if first.number != line.number or not _may_list(first) or not _is_titled(lines, index, headers):
        return False
    if any(
        len(word) > 24 or is_label(cell.text, headers) or _states_value(cell.text, headers)
        for word, cell in zip(line.words, line.starts, strict=True)
    ):
        return False
    body = _sample(lines, index + 1, headers)
    slots, depth = find_slots(lines, index, section="columns", headers=headers)
    if depth > 1 or len(body) < _FEWEST_LISTED:
        return False
    held = [profile_of(slot, body, headers) for slot in slots]
    name = next((at for at, one in enumerate(held) if one.names >= _MOST and not one.prose), None)
    if name is None or min(held[name].distinct, held[name].filled) < _MOST:
        return False
    after = held[name + 1 :]
    valued = any(one.values >= _MOST and one.numbers < _MOST // 2 for one in after)
    return valued and any(
        one.numbers >= _MOST and one.filled >= _MOST and one.total in _WHOLE for one in after
    )


def _is_titled(lines: Sequence[Line], index: int, headers: Headers) -> bool:
    """Whether a line above in the same grid is the title of a form."""
    return any(
        is_title(cell.text) or is_bare_title(cell.text) or is_subject(cell.text, headers)
        for one in lines[max(0, index - _SAMPLE) : index]
        if one.number == lines[index].number
        for cell in one.starts
    )


def _may_list(line: Line) -> bool:
    """Whether a row has a number and a value that is more than one."""
    texts = [cell.text for cell in line.starts]
    bare = [number(plain(text)) is not None for text in texts]
    return any(bare) and any(
        is_value(text) and not one for text, one in zip(texts, bare, strict=True)
    )


def _states_value(text: str, headers: Headers) -> bool:
    """Whether a text is a value and no heading of a day.

    6月底完成 and 截至7月底完成情况 head what was done by then.
    """
    key = plain(text)
    heads = key.endswith(headers.plain_words("leaf", "done")) and key[:1].isdigit()
    heads = heads or key.endswith(headers.plain_words("monitoring", "actual"))
    # 年末实现水平 heads what was done by then: no day is named in it.
    return is_value(text) and not heads and any(char.isnumeric() or char in SIGNS for char in key)


def _columns_of_others(line: Line) -> set[int]:
    """The columns of a heading that hold no labels, whatever they look like: 完成 under 完成情况."""
    return {
        column
        for cell, hits in zip(line.starts, line.hits, strict=True)
        if "columns" in hits and hits["columns"][0].role not in _NAMED
        for column in range(cell.column, cell.column + cell.colspan)
    }


def _begins_label(text: str, headers: Headers) -> bool:
    """Whether `text` is a usual label of level 1 or 2, or one with words behind it."""
    if is_label(text, headers):
        return True
    key = plain(text)
    ends = (
        key.find(word) + len(word) for word in headers.words("words", "label-end") if word in key
    )
    return any(is_label(key[:end], headers) for end in ends)


def _directly_below(lines: Sequence[Line], index: int) -> Sequence[Line]:
    """The next rows of the same grid, up to one that is a heading itself."""
    for end in range(index + 1, min(index + 4, len(lines))):
        line = lines[end]
        roles = {hits["columns"][0].role for hits in line.hits if "columns" in hits}
        if line.number != lines[index].number or len(roles & _HEADS) > 1:
            return lines[index + 1 : end]
    return lines[index + 1 : index + 4]


def _sample(lines: Sequence[Line], begin: int, headers: Headers) -> Sequence[Line]:
    """The first lines under a heading, to see what its columns hold.

    A page may end right below the heading: the table of the same width that follows goes on.
    """
    for end in range(begin, min(begin + _SAMPLE, len(lines))):
        line = lines[end]
        wide = line.grid.columns == lines[begin - 1].grid.columns
        ends = is_front(line, headers) and not _is_judging(line)
        ends = ends or (end > begin and _is_below(line, headers))
        if ends or (line.number != lines[begin - 1].number and not wide):
            return lines[begin:end]
    return lines[begin : begin + _SAMPLE]


def _is_below(line: Line, headers: Headers) -> bool:
    """Whether a line is what stands below the rows of a block: sums, an opinion, a note."""
    if not line.starts:
        return False
    return headers.is_total(line.words[0]) or is_matter(line, headers) or is_note(line, headers)


def _is_judging(line: Line) -> bool:
    """Whether 绩效目标 is what a row of a judged table judges: 绩效目标 | 目标明确性 | 3 | … | 2.5."""
    if len(line.starts) < 4 or any("fields" in hits for hits in line.hits):
        return False
    return any(number(cell.text) is not None for cell in line.starts)
