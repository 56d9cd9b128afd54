"""What a person sees of a text: raised, struck, hidden and deleted runs, settled to plain text.

A format puts the marks of this module around a run that is not ordinary text and joins all
runs of a cell, as it does without them; `settle` then gives the text that counts, and what
was left out of it. The marks are control characters, which no office part or page can hold,
so a cell without any is settled by one look for them, and marks may be nested or unbalanced.

A raised figure is a power after a digit (10⁴) and after a unit of length (km²), and stands
there as the Unicode character, which the language reads. After anything else it is the
number of a note, which is no part of a value.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import attrs

from jixiao.errors import Place
from jixiao.findings import Finding, Severity

__all__ = [
    "DELETED",
    "END",
    "ERROR",
    "FORMAT",
    "FORMULA",
    "HIDDEN",
    "LIVE",
    "LOST",
    "RAISED",
    "STRUCK",
    "WRITTEN",
    "Left",
    "Shown",
    "clean",
    "covered",
    "escaped",
    "is_marked",
    "is_same",
    "marked",
    "remarks",
    "settle",
]

# In the order of their strength: of runs inside one another the stronger mark counts.
LIVE: Final = "\x01"
RAISED: Final = "\x02"
LOST: Final = "\x03"
STRUCK: Final = "\x04"
HIDDEN: Final = "\x05"
DELETED: Final = "\x06"
END: Final = "\x07"

# What is remarked of a text beside what was left out of it.
_NOTE: Final = "note"
_POWER: Final = "power"
FORMAT: Final = "format"
FORMULA: Final = "formula"
ERROR: Final = "error"
WRITTEN: Final = "written"
WHOLE: Final = "whole"

_SPLIT: Final = re.compile(f"([{LIVE}-{END}])")
_MARKED: Final = re.compile(f"[{LIVE}-{END}]")

# What an escape can stand for and no document can be written with again: controls, halves of
# a pair, and noncharacters.
_BAD: Final = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_POWERS: Final = MappingProxyType(
    {ord(plain): raised for plain, raised in zip("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", strict=True)}
)
_PLAIN: Final = MappingProxyType(
    {
        **{
            ord(wide): plain
            for wide, plain in zip("０１２３４５６７８９", "0123456789", strict=True)
        },
        **dict.fromkeys(map(ord, "−－–‐‑﹣"), "-"),
        **{ord(raised): plain for plain, raised in zip("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", strict=True)},
    }
)
_SUPERSCRIPTS: Final = frozenset(_POWERS.values())
_FIGURE: Final = re.compile(r"-?[0-9]{1,3}")
_MARK: Final = re.compile(
    r"(?=.*[0-9①-⒇⓪-⓿❶-➓*＊†‡§※★☆#＃])"
    r"[0-9①-⒇⓪-⓿❶-➓*＊†‡§※★☆#＃\[\]［］()（）【】〔〕,，、;；~\-\s]{1,12}"
)
_LETTER: Final = re.compile(r"[a-z]")
_DIGIT: Final = re.compile(r"[0-9０-９]$")
_TEN: Final = re.compile(r"(?<![0-9０-９.．])(?:10|１０)$")
_LATIN: Final = re.compile(r"[A-Za-zμµ]$")

# Characters kept of the text before a raised run; the longest unit of length has four.
_TAIL: Final = 24
_LONGEST_UNIT: Final = 6

_QUOTED: Final = 20
_EACH: Final = 50
_COVERED_EACH: Final = 5
#: Of what may be meant so in a whole column.
_FEW_EACH: Final = 5


class Left(NamedTuple):
    """Something that was left out of a text or doubted in it; row -1 is no row of the grid."""

    kind: str
    text: str
    row: int = -1
    column: int = -1


class Shown(NamedTuple):
    """A settled text: what counts, and what is to be said of the rest, as (kind, text)."""

    text: str
    left: tuple[tuple[str, str], ...]


def marked(text: str, mark: str) -> str:
    """A run with the mark around it."""
    return f"{mark}{text}{END}"


def is_marked(text: str) -> bool:
    """Whether a text has a mark in it, and so has to be settled."""
    return _MARKED.search(text) is not None


def settle(text: str, base: str = LIVE) -> Shown:
    """The text that counts, and what was left out of it.

    Args:
        text: runs with marks around them, joined.
        base: the look of what has no mark: that of the whole cell.
    """
    runs = _runs(text, base)
    alone = not any(mark == LIVE and not run.isspace() for mark, run in runs)
    pieces: list[str] = []
    left: list[tuple[str, str]] = []
    tail = ""
    for index, (mark, run) in enumerate(runs):
        if mark == LOST:
            left.append((mark, run))
            run = "\ufffd"
        elif mark > LOST:
            if run.strip():
                left.append((mark, run))
            continue
        if mark == RAISED and not alone:
            after = next((other for look, other in runs[index + 1 : index + 4] if look <= LOST), "")
            run, said = _raised(run, tail, after)
            if said is not None:
                left.append(said)
            if pieces and run[:1] in _SUPERSCRIPTS:
                pieces[-1] = pieces[-1].rstrip(" \xa0")
        pieces.append(run)
        tail = (tail + run)[-_TAIL:]
    return Shown("".join(pieces), tuple(left))


def _runs(text: str, base: str) -> list[tuple[str, str]]:
    """(mark, text) of the runs; neighbours of one look are one run."""
    found: list[tuple[str, list[str]]] = []
    looks = [base]
    for piece in _SPLIT.split(text):
        if piece == END:
            if len(looks) > 1:
                looks.pop()
        elif _MARKED.match(piece):
            # The look of the cell does not add to that of a run, which has its own.
            looks.append(piece if len(looks) == 1 else max(piece, looks[-1]))
        elif piece and found and found[-1][0] == looks[-1]:
            found[-1][1].append(piece)
        elif piece:
            found.append((looks[-1], [piece]))
    return [(look, "".join(pieces)) for look, pieces in found]


def _raised(run: str, before: str, after: str) -> tuple[str, tuple[str, str] | None]:
    """A raised run as it stands in the text, and what is to be said of it."""
    word = run.strip().translate(_PLAIN)
    last = before.rstrip(" \xa0")
    if (
        word in {"0", "o", "O", "○"}
        and _DIGIT.search(last)
        and after.lstrip().startswith(("C", "Ｃ"))
    ):
        return "°", None
    if _FIGURE.fullmatch(word):
        power = word.translate(_POWERS)
        if _DIGIT.search(last):
            return power, None if _TEN.search(last) else (_POWER, run.strip())
        if _is_power_of_unit(word, last):
            return power, None
    if _MARK.fullmatch(word) or (_LETTER.fullmatch(word) and not _LATIN.search(last)):
        if word and (last or word[0].isdecimal()):
            return "", (_NOTE, run.strip())
    return run, None


def _is_power_of_unit(word: str, before: str) -> bool:
    if word[0] == "-":
        return _LATIN.search(before) is not None
    if word not in {"2", "3"}:
        return False
    ends = (before[-size:] for size in range(min(_LONGEST_UNIT, len(before)), 0, -1))
    return any(map(_is_length, ends))


@lru_cache(maxsize=256)
def _is_length(text: str) -> bool:
    """Whether a text is a unit of length, the only kind that is raised to a power."""
    from jixiao.quantities import builtin

    units = builtin()
    known = units.spellings.get(text)
    return known is not None and units.relation(known, units.canonical("m")) in {
        "same",
        "convertible",
    }


def escaped(codes: Iterable[int]) -> str:
    """Characters that a file gives by their codes; those that are none are marked as lost."""
    return clean("".join(map(chr, codes)))


def clean(text: str) -> str:
    """A text of a format that forbids no character; what cannot be text is marked as lost."""
    if _BAD.search(text) is None:
        return text
    # Two halves stand for one character together.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _BAD.sub(lambda bad: marked(f"U+{ord(bad[0]):04X}", LOST), text)


# ---------------------------------------------------------------- what is said


class _Saying(NamedTuple):
    """How something left out is said: `text` has a place for the words."""

    code: str
    severity: Severity
    text: str
    remedy: str


def _said() -> dict[str, _Saying]:
    """Kind → code, severity, what is said of the texts, and what to do."""
    return {
        STRUCK: _Saying(
            "struck-text",
            "warning",
            "画了删除线的文字{}按已经删去处理，没有读取",
            "；仍然有效的请去掉删除线",
        ),
        HIDDEN: _Saying("hidden-text", "note", "隐藏的文字{}没有读取", "；需要的请取消隐藏"),
        DELETED: _Saying(
            "deleted-text",
            "note",
            "修订中删去的文字{}没有读取",
            "；仍然有效的请拒绝这处修订",
        ),
        _NOTE: _Saying(
            "note-mark",
            "note",
            "上标{}按注释号处理，没有读取",
            "；是数字的一部分请改成同样大小",
        ),
        _POWER: _Saying(
            "raised-figure",
            "note",
            "数字后面的上标{}按乘方读",
            "；是注释号请移到别处，或加上方括号",
        ),
        FORMAT: _Saying(
            "number-format",
            "note",
            "数字格式套用不上这个数，按常规格式读作{}",
            "；请核对",
        ),
        WHOLE: _Saying(
            "decimals-hidden",
            "note",
            "数字格式只显示整数，存的是{}，按显示的整数读取",
            "；请把小数显示出来，或者改写成要报的数",
        ),
        FORMULA: _Saying(
            "formula-not-computed",
            "warning",
            "公式没有保存计算结果，按空白读取{}",
            "；请用 Excel 或 WPS 打开并保存一次",
        ),
        WRITTEN: _Saying(
            "formula-as-text",
            "note",
            "以等号开头的文字存成了公式，按所写的文字{}读取",
            "",
        ),
        ERROR: _Saying("cell-error", "warning", "单元格是错误值 {}", ""),
        LOST: _Saying(
            "bad-character",
            "warning",
            "有不是文字的字符{}，换成了“\ufffd”",
            "；请核对并重新填写",
        ),
    }


def remarks(left: Sequence[Left], place: Place, *, live: Collection[int]) -> tuple[Finding, ...]:
    """What a grid says of the texts left out: one finding a cell and kind, rows together.

    Args:
        left: what was left out, cell by cell.
        place: the place of the grid.
        live: the rows that have text nevertheless.
    """
    cells: dict[str, dict[tuple[int, int], list[str]]] = {}
    for kind, text, row, column in left:
        cells.setdefault(kind, {}).setdefault((row, column), []).append(text)
    found: list[Finding] = []
    for kind, places in cells.items():
        whole = _whole_rows(places, live) if kind in {STRUCK, HIDDEN, DELETED} else {}
        outside = places.pop((-1, -1), None)
        if outside is not None:
            found.append(_finding(kind, _quoted(outside), place))
        if whole:
            found.append(_rows_finding(kind, whole, place))
        single = [(where, texts) for where, texts in places.items() if where[0] not in whole]
        if kind == WRITTEN and single:
            # Nothing is to be done about them, so that one sentence for all is enough.
            texts = [text for _, of in single for text in of]
            found.append(_finding(kind, _quoted(texts), _at(place, *single[0][0])))
            continue
        most = _FEW_EACH if kind == WHOLE else _EACH
        for (row, column), texts in single[:most]:
            found.append(_finding(kind, _quoted(texts), _at(place, row, column)))
        if rest := single[most:]:
            found.append(_finding(kind, f"（另有 {len(rest)} 格）", place))
    return tuple(found)


def _whole_rows(
    places: dict[tuple[int, int], list[str]], live: Collection[int]
) -> dict[int, list[str]]:
    """The rows of which nothing is left, with their texts; one cell alone is said as a cell."""
    rows: dict[int, list[str]] = {}
    for (row, _), texts in places.items():
        if row >= 0 and row not in live:
            rows.setdefault(row, []).extend(texts)
    return {row: texts for row, texts in rows.items() if len(texts) > 1}


def _rows_finding(kind: str, rows: dict[int, list[str]], place: Place) -> Finding:
    listed = "、".join(str(row + 1) for row in sorted(rows)[:10]) + ("…" if len(rows) > 10 else "")
    texts = [text for row in rows.values() for text in row]
    found = _finding(kind, _quoted(texts), _at(place, min(rows), None))
    return attrs.evolve(found, message=f"第 {listed} 行整行：{found.message}")


def _finding(kind: str, quoted: str, place: Place) -> Finding:
    code, severity, message, remedy = _said()[kind]
    return Finding(
        code=code, severity=severity, message=message.format(quoted) + remedy, place=place
    )


def _quoted(texts: Iterable[str]) -> str:
    """Texts in quotation marks, the first three of many, each cut to a length that can be read."""
    words = [" ".join(text.split()) for text in texts if text]
    shown = "".join(f"“{_cut(word)}”" for word in words[:3])
    return shown if len(words) <= 3 else f"{shown}等 {len(words)} 处"


def _cut(word: str) -> str:
    return word if len(word) <= _QUOTED else word[:_QUOTED] + "…"


def _at(place: Place, row: int, column: int | None) -> Place:
    return attrs.evolve(place, row=row + 1, column=None if column is None else column + 1)


def is_same(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space."""
    return one == other or "".join(one.split()) == "".join(other.split())


def covered(texts: Sequence[tuple[int, int, str]], place: Place) -> tuple[Finding, ...]:
    """What a grid says of texts under merged cells that differ from what the cell shows."""
    if len(texts) <= _COVERED_EACH:
        return tuple(
            _covered(f"文字“{_cut(text)}”被合并单元格遮住，没有读取", _at(place, row, column))
            for row, column, text in texts
        )
    message = f"有 {len(texts)} 格文字被合并单元格遮住，没有读取："
    listed = "，".join(
        f"第{row + 1}行第{column + 1}列“{_cut(text)}”"
        for row, column, text in texts[:_COVERED_EACH]
    )
    return (_covered(f"{message}{listed}等", place),)


def _covered(message: str, place: Place) -> Finding:
    return Finding(code="covered-cell", severity="warning", message=message, place=place)
