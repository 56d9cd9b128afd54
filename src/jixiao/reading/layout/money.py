"""Money: figures and words of money in forms, and what a block of amounts gives."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Final

import attrs

from jixiao.findings import Finding, Severity
from jixiao.language import builtin_lexicon
from jixiao.language.figures import money_of, points_of
from jixiao.quantities import builtin
from jixiao.tables import Execution, Term

from ..grid import Cell
from ..headers import Headers, plain, without_brackets
from .columns import Column
from .front import money_unit
from .lines import Line, clean

__all__ = [
    "MONEY_ROLES",
    "Budget",
    "amount",
    "has_amount",
    "is_blank_amount",
    "is_figure",
    "is_idle",
    "is_item",
    "is_side",
    "item_text",
    "may_label",
    "remark_of",
    "says_money",
    "text_in",
    "totals_points",
]

MONEY_ROLES: Final = ("initial", "budget", "executed", "forecast")

_BRACKETED: Final = re.compile(r"\(([^()]*)\)$")


@attrs.frozen
class Budget:
    """Budget rows, each with the half (年度, 中期) it belongs to, and the line after them.

    `taken` are the cells that went into them: headings, labels and amounts.
    """

    rows: tuple[tuple[Execution, Term], ...]
    findings: tuple[Finding, ...]
    end: int
    taken: tuple[Cell, ...] = ()


def amount(text: str | None) -> Decimal | None:
    """An amount as a Decimal (`1,011.11`, `¥5`, `6070万元`); None for a blank or another text."""
    found = money_of(plain(text or ""))
    return found.number if found else None


def is_blank_amount(text: str) -> bool:
    """Whether a cell says that there is no amount: empty, or a dash."""
    return plain(text) in {"", "—", "-", "/", "——", "--"}


def is_figure(text: str) -> bool:
    """Whether a cell is an amount, a share or points, or says that there is none."""
    return amount(text) is not None or points_of(plain(text)) is not None or is_blank_amount(text)


def has_amount(line: Line) -> bool:
    return any(amount(cell.text) is not None for cell in line.starts)


def text_in(column: Column | None, line: Line, shift: int = 0) -> str:
    """The text of a line in a column; `""` without one. `shift` as in `Column.cells`."""
    if column is None:
        return ""
    cells = column.cells(line, shift=shift)
    return clean(cells[0].text) if cells else ""


def remark_of(
    code: str,
    message: str,
    line: Line,
    subject: str | None = None,
    severity: Severity = "note",
    /,
    **figures: str,
) -> Finding:
    place = line.starts[0].place if line.starts else line.grid.place
    return Finding(
        code=code,
        severity=severity,
        message=message,
        place=place,
        subject=subject,
        figures=tuple(figures.items()),
    )


def is_side(cell: Cell, headers: Headers) -> bool:
    return headers.role("sections", cell.text) is not None and cell.rowspan > 1


def item_text(text: str) -> str:
    """The label of a budget row without outer blanks and its final colon."""
    return clean(text).rstrip(":： 　")


@cache
def _per() -> tuple[str, ...]:
    """How a price begins: 人均, 每."""
    lexicon = builtin_lexicon()
    return (*lexicon.words("per-average"), *lexicon.words("every"))


def says_money(text: str, headers: Headers) -> bool:
    """Whether a label or heading resembles one of amounts (区级配套, 当年投入, 地方债券（万元）)."""
    key = plain(text).strip(":")
    short = without_brackets(key)
    if not 2 <= len(short) <= 24 or amount(key) is not None:
        return False
    if not may_label(text, headers) or short.startswith(_per()):
        return False
    if short.endswith(headers.plain_words("columns", "weight")):
        return False  # 预算执行率权重
    return money_unit(text) is not None or any(
        word in short for word in headers.plain_words("funds", "money")
    )


def totals_points(text: str, headers: Headers) -> bool:
    """总分 below the amounts: the points of the whole form."""
    key = without_brackets(plain(text))
    words = ("words", "score-total"), ("fields", "declared-total")
    return any(key in headers.plain_words(*one) for one in words)


def may_label(text: str, headers: Headers) -> bool:
    """Whether `text` may be the label of an amount: no field, and no count of people or things.

    What was spent last year is no amount of this form either.
    """
    key = plain(text).strip(":")
    short = without_brackets(key)
    if headers.find("fields", text) or short.endswith(headers.plain_words("funds", "not")):
        return False
    if _is_past(short, headers):
        return False
    counted = _BRACKETED.search(key)
    return counted is None or counted[1] not in builtin().spellings or money_unit(text) is not None


def _is_past(short: str, headers: Headers) -> bool:
    """Whether a label is of an earlier year: 同名项目上年预算额; what was carried over is not."""
    if not any(word in short for word in headers.plain_words("leaf", "past")):
        return False
    return not any(word in short for word in headers.plain_words("funds", "carried"))


def is_idle(text: str, headers: Headers) -> bool:
    """Whether a cell only says that parts follow: 其中."""
    return plain(text).strip(":") in headers.plain_words("words", "idle")


def is_item(text: str, headers: Headers) -> bool:
    """Whether `text` is the label of an amount (年度资金总额, 其中：财政拨款, 其他资金)."""
    key = plain(text).strip(":")
    short = without_brackets(key)
    if not 2 <= len(short) <= 24 or _is_past(short, headers):
        return False
    return any(word in key for word in headers.words("items", "contain"))
