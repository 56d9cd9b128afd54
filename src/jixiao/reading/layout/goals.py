"""Goals (绩效目标): the texts of what is aimed at and what came of it, beside or below their labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import attrs

from ..grid import Cell
from ..headers import Headers, bare, plain
from .lines import Line
from .rows import is_value
from .titles import is_title, term_of, unnumbered

__all__ = [
    "Goals",
    "find_goals",
    "goal_text",
]

_COUNTED: Final = re.compile(r"[0-9]{1,2}:?(?:\([^()]{1,6}\))?:?$")
_TAGS: Final = re.compile(r"<[^<>]{1,200}>")
_SHORT: Final = 12  # characters of a label
_CLEAR: Final = 2  # by how many words one of two headings is the less like a plan
_HEAD: Final = 24  # characters of a heading over a goal


@attrs.frozen
class Goals:
    """总体目标 of a form by half, and 实际完成情况; `end` is the line after them.

    `heads` are the cells that name them; `beside` is a text beside that of the goal, under no
    heading: what came of it where the form is filled.
    """

    annual: str | None
    medium: str | None
    done: str | None
    end: int
    heads: tuple[Cell, ...] = ()
    beside: str | None = None


def find_goals(lines: Sequence[Line], index: int, headers: Headers) -> Goals | None:
    """总体目标 that begins at `lines[index]`: a label with its text, or headings over texts."""
    line = lines[index]
    found = (
        _by_period(lines, index, headers)
        or _in_two_rows(lines, index, headers)
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


def _by_period(lines: Sequence[Line], index: int, headers: Headers) -> Goals | None:
    """总体目标 | 三年总体目标 | a text over 年度目标 | a text; 年初绩效目标 | a text | 调整绩效目标 | a text."""
    line = lines[index]
    side, cells = line.starts[:1], line.starts[1:]
    if line.row < 0 or len(cells) not in (2, 4) or _goal_role(side[0], headers) != "label":
        return None
    pairs = [(cells[at], cells[at + 1]) for at in range(0, len(cells), 2)]
    end = index + 1
    while end < len(lines) and lines[end].number == line.number and _covers(side[0], lines[end]):
        if len(lines[end].starts) == 2:
            pairs.append((lines[end].starts[0], lines[end].starts[1]))
        end += 1
    if len(pairs) < 2 or not all(_is_goal(head, headers) for head, _ in pairs):
        return None
    if any(_goal_role(text, headers) for _, text in pairs):
        return None
    words = headers.plain_words("leaf", "adjusted")
    adjusted = any(word in plain(head.text) for head, _ in pairs for word in words)
    split: list[tuple[Cell, str]] = []
    texts: list[str | None] = []
    for head, text in pairs:
        done = _goal_role(head, headers) == "done" or _likeness(head.text, headers) > 0
        first = not any(word in plain(head.text) for word in words)
        if adjusted and first and not done and term_of(head.text, headers) != "medium":
            continue  # What was aimed at in the beginning counts no longer.
        split.append((head, "done" if done else "expected"))
        texts.append(goal_text(text.text) or None)
    terms = {term_of(head.text, headers) for head, role in split if role == "expected"}
    if len(terms) < sum(role == "expected" for _, role in split):
        return None
    return _goals(split, texts, end, headers)


def _covers(side: Cell, line: Line) -> bool:
    """Whether a label at the side goes on beside a row."""
    return side.row < line.row < side.row + side.rowspan


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
    if (pasted := _without_room(line, texts, index, headers)) is not None:
        return pasted
    sides = [one for one in line.starts if texts and one.column < texts[0].column]
    heads = line.starts[len(sides) :]
    # 年度预期目标 | 具体完成情况 | 总体完成率 need no label at their left, which the row above may be.
    if not any(_is_goal(one, headers) for one in (sides or heads[:1])):
        return None
    if not 2 <= len(heads) <= 3 or [c.column for c in heads] != [c.column for c in texts]:
        return None
    if any(len(plain(cell.text)) > _HEAD for cell in heads) or not any(
        len(plain(text.text)) > len(plain(head.text))
        for head, text in zip(heads, texts, strict=True)
    ):
        return None
    named = [
        head
        for head, one in zip(heads, texts, strict=True)
        if len(plain(one.text)) > len(plain(head.text)) or not is_value(one.text)
    ]
    split = _kinds(named, headers) if len(named) > 1 else []
    return _split_goals(lines, index, split, headers) if split else None


def _without_room(line: Line, texts: Sequence[Cell], index: int, headers: Headers) -> Goals | None:
    """年度目标 | 预期目标 | 实际完成情况 over two texts: pasting left no room below the label at the side."""
    side, heads = line.starts[:1], line.starts[1:]
    if line.grid.spans_known or len(heads) != 2 or len(texts) != 2:
        return None
    if _goal_role(side[0], headers) != "label" or texts[0].column != side[0].column:
        return None
    roles = [_goal_role(cell, headers) for cell in heads]
    if roles != ["expected", "done"] or any(_goal_role(cell, headers) for cell in texts):
        return None
    split = [(heads[0], "expected"), (heads[1], "done")]
    said = [goal_text(cell.text) or None for cell in texts]
    return _goals(split, said, index + 2, headers)


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
    if line.row < 0 or len(line.starts) not in (2, 3) or not _is_goal(line.starts[0], headers):
        return None
    # What stands behind the text only says where it is from, and is said to be unread.
    label, text = line.starts[:2]
    if len(plain(text.text)) <= max(_SHORT, len(plain(label.text))):
        return None
    kind = "done" if _likeness(label.text, headers) > 0 else "label"
    return _goals([(label, kind)], [goal_text(text.text) or None], index + 1, headers)


def _is_goal(cell: Cell, headers: Headers) -> bool:
    """Whether a cell is the label of a goal, or resembles one."""
    if _goal_role(cell, headers) is not None:
        return True
    key = bare(plain(cell.text))
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
    known = headers.role("goals", text) or headers.role("goals", unnumbered(text).strip())
    # 年度目标2：（30分）
    return known or headers.role("goals", _COUNTED.sub("", plain(text)))


def _one_term(heads: Sequence[tuple[Cell, str]], headers: Headers) -> bool:
    """Whether the first of two goal labels is only the side label of the second."""
    first, second = heads[0][0].text, heads[1][0].text
    return headers.term(first) is None and headers.term(second) is not None


def _split_goals(
    lines: Sequence[Line], index: int, split: Sequence[tuple[Cell, str]], headers: Headers
) -> Goals:
    starts = [cell.column for cell, _ in split]
    # Beside them may stand a heading over a value: 总体完成率.
    own = [cell.column for cell in lines[index].starts]
    ends = [min((c for c in own if c > at), default=lines[index].grid.columns) for at in starts]
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
        if one.number != line.number or one.row > last or (position > index and one.row < 0):
            break
        texts += [
            goal_text(cell.text)
            for cell in one.starts
            if cell is not label and cell.column > label.column
        ]
        position += 1
    if not any(texts) and (below := _text_below(lines, position, label)) is not None:
        texts, position = [goal_text(below.text)], position + 1
    if position == index + 1 and len(texts) == 2 and all(len(plain(one)) > _SHORT for one in texts):
        first, second = texts
        return attrs.evolve(_goals([(label, role)], [first], position, headers), beside=second)
    goal = "\n".join(filter(None, texts)) or None
    return _goals([(label, role)], [goal], position, headers)


def _text_below(lines: Sequence[Line], position: int, label: Cell) -> Cell | None:
    """The text alone in the row below a label that is alone in its own: 年度绩效目标 over it."""
    below = lines[position] if position < len(lines) else None
    if below is None or len(below.starts) != 1 or below.starts[0].column != label.column:
        return None
    if (below.row < 0) != (label.row < 0) or is_title(below.starts[0].text) or below.hits[0]:
        return None
    text = below.starts[0]
    is_pair = ":" in plain(text.text)[:_SHORT] and not _ends(text.text)
    longer = len(plain(text.text)) > max(_SHORT, len(plain(label.text)))
    return text if longer and not is_pair else None


def _ends(text: str) -> bool:
    """Whether a text ends like a sentence."""
    return plain(text)[-1:] in "。;."


def goal_text(text: str) -> str:
    """Plain text of a goal: tags such as <p> that a system left in it are removed."""
    stripped = _TAGS.sub("", re.sub(r"<br\s*/?>|</p>\s*<p>", "\n", text, flags=re.IGNORECASE))
    return "\n".join(filter(None, (part.strip() for part in stripped.splitlines())))
