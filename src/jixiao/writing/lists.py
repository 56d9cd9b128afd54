"""Lists (清单): findings, reasons and units as plain rows, for the sheets and pages beside a form."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Final

import attrs

from jixiao.display import html_table, whole_characters
from jixiao.findings import SEVERITIES, Finding
from jixiao.quantities import format_number
from jixiao.scoring.scorecards import UNFILLED, Scorecard

from .form import LANDSCAPE, PORTRAIT, Box, Form
from .measure import MARGIN, text_width

__all__ = [
    "UNIT_COLUMNS",
    "Link",
    "Listing",
    "Shown",
    "Value",
    "finding_list",
    "finding_rows",
    "findings_of",
    "reason_list",
    "report_title",
    "shown_text",
    "state_of",
    "total_text",
    "unit_list",
    "unit_row",
    "units_of",
    "whose",
]


#: Up to this width, in half-width characters, a text is not broken in print.
_FEW: Final = 14


@attrs.frozen
class Link:
    """A text that leads to a file, named from where the list is."""

    text: str
    target: str


Value = str | Decimal | None
Shown = Value | Link
# 自评表 goes before 表: the longest ending that fits.
_FORMS = ("目标申报表", "目标批复表", "目标表", "自评表")
_REPORT = "自评报告"


def _whole(rows: Iterable[Iterable[Shown]]) -> tuple[tuple[Shown, ...], ...]:
    return tuple(
        tuple(whole_characters(one) if isinstance(one, str) else one for one in row) for row in rows
    )


@attrs.frozen(kw_only=True)
class Listing:
    """A heading row and rows under it; `widths` in half-width characters.

    `choices` are row, column and texts of cells that are to be filled from a few; `lines` are
    row and column of cells that show as a line what stands in the row from a column to another.
    """

    name: str = attrs.field(converter=whole_characters)
    header: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...] = attrs.field(converter=_whole)
    widths: tuple[int, ...]
    note: str = ""
    choices: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    lines: tuple[tuple[int, int, int, int], ...] = ()

    def texts(self) -> list[list[str]]:
        """The rows as texts."""
        return [[shown_text(one) for one in row] for row in self.rows]

    def form(self, *, landscape: bool) -> Form:
        """The list as a form of one block, headed by its columns."""
        rows = (self.header, *self.texts())
        wanted = [_wanted([row[column] for row in rows]) for column in range(len(self.header))]
        short = [width <= _FEW for width in wanted]
        boxes = tuple(
            Box(
                text=text,
                row=number,
                column=column,
                role="label" if not number else "short" if short[column] else "text",
            )
            for number, row in enumerate(rows)
            for column, text in enumerate(row)
        )
        return Form(
            name=self.name,
            boxes=boxes,
            widths=self._printed_widths(wanted, LANDSCAPE if landscape else PORTRAIT),
            rows=len(rows),
            heading=0,
            landscape=landscape,
        )

    def _printed_widths(self, wanted: Sequence[int], page: int) -> tuple[int, ...]:
        """Widths that fill a page: no short text is broken, the long ones share what is left."""
        pairs = list(zip(self.widths, wanted, strict=True))
        room = page - sum(width for _, width in pairs if width <= _FEW)
        share = sum(width for width, want in pairs if want > _FEW)
        if not share or room < page // 4:  # columns that are all alike
            return self.widths
        return tuple(want if want <= _FEW else width * room // share for width, want in pairs)

    def _repr_html_(self) -> str:
        return html_table(self.header, self.texts(), caption=self.note or self.name)


def _wanted(texts: Iterable[str]) -> int:
    """The width in which none of the texts of a column is broken."""
    lines = (line for text in texts for line in text.split("\n"))
    return math.ceil(max(map(text_width, lines)) + MARGIN)


def shown_text(value: Shown) -> str:
    """A value of a list as text."""
    if isinstance(value, Link):
        return value.text
    return format(value, "f") if isinstance(value, Decimal) else value or ""


def finding_list(findings: Iterable[Finding]) -> Listing:
    """发现: what reading, scoring and checking remarked, each with its place."""
    return findings_of(finding_rows(findings))


def finding_rows(findings: Iterable[Finding]) -> tuple[tuple[str, ...], ...]:
    """The rows of `finding_list`."""
    names = dict(SEVERITIES)
    return tuple(
        (names[one.severity], one.code, str(one.place or ""), one.sentence) for one in findings
    )


def findings_of(rows: Iterable[Sequence[Value]]) -> Listing:
    """The list that `finding_rows` are the rows of."""
    return Listing(
        name="发现",
        header=("级别", "代码", "位置", "说明"),
        rows=tuple(map(tuple, rows)),
        widths=(7, 20, 30, 80),
    )


def all_findings(card: Scorecard) -> tuple[Finding, ...]:
    """The findings of the table and of its score, each once."""
    return tuple(dict.fromkeys((*card.table.findings, *card.findings)))


def reason_list(card: Scorecard) -> Listing:
    """得分理由: every score with its arithmetic, rule and remarks; 申报 | 复算 | 差 where declared."""
    declared = any(one.declared is not None for one in card.items)
    points = ("申报", "复算", "差") if declared else ("得分",)
    said = f"{card.declared_summary}。" if declared else ""
    return Listing(
        name="得分理由",
        header=("序号", "指标", "满分", *points, "状态", "理由", "提请注意"),
        rows=tuple(
            (
                Decimal(number),
                one.name,
                one.weight,
                *((one.declared,) if declared else ()),
                one.points if one.points is not None else one.points_text,
                *((one.difference,) if declared else ()),
                one.status,
                str(one.reason),
                "\n".join(one.remarks),
            )
            for number, one in enumerate(card.items, start=1)
        ),
        widths=(6, 30, 8, *(8 for _ in points), 9, 80, 40),
        note=f"{card.summary}。{said}规则：{rule_name(card)}",
    )


def unit_name(card: Scorecard) -> str:
    """By what a scorecard is told from others: the unit and its project."""
    table = card.table
    parts = dict.fromkeys(one for one in (table.organisation, table.project) if one)
    return " ".join(parts) or table.title or "（未写单位）"


def report_title(card: Scorecard) -> str:
    """What a report of a scorecard is headed with: that of a 目标表 is none of targets any more."""
    title = card.table.title or "绩效自评"
    for form in _FORMS:
        if title.endswith(form):
            return title.removesuffix(form) + _REPORT
    return title


def total_text(card: Scorecard) -> str:
    """The total, marked 暂 while it can still change; 未填实际值 where nothing can be scored yet."""
    if card.is_unfilled:
        return UNFILLED
    return format_number(card.total) + ("（暂）" if card.is_provisional else "")


def rule_name(card: Scorecard) -> str:
    """The rulebook by its 文号 and its title."""
    book = card.rulebook
    return " ".join(dict.fromkeys((book.number or book.name, book.title)))


def unit_list(cards: Iterable[Scorecard]) -> Listing:
    """汇总: one row a scorecard: 申报, 复算, their difference, grade, what is open, how many findings."""
    return units_of(map(unit_row, cards))


#: The columns of `unit_list` and their widths; they fit on a page of A4 lying on its side.
UNIT_COLUMNS: Final = (
    ("单位", 26), ("项目", 30), ("年度", 6), ("申报分", 8), ("复算分", 8), ("差", 8), ("满分", 7),
    ("等次", 12), ("状态", 11), ("未定分", 8), ("错误", 6), ("警告", 6), ("规则", 16),
)  # fmt: skip
#: A link is not broken over lines by every program, so the name stands beside it as a text.
_FILES: Final = (("文件", 30), ("原表", 7), ("自评表", 8))
_OPEN: Final = "打开"


def whose(card: Scorecard) -> tuple[Value, Value]:
    """The unit and the project; a form with neither is told by its title."""
    table = card.table
    return (
        table.organisation or (None if table.project else table.title or "（未写单位）"),
        table.project,
    )


def unit_row(card: Scorecard) -> tuple[Value, ...]:
    """The row of one scorecard in `unit_list`; one without actual values has no points and no grade."""
    findings = all_findings(card)
    year = card.table.year
    return (
        *whose(card),
        None if year is None else Decimal(year),
        card.declared_total,
        None if card.is_unfilled else card.total,
        None if card.is_provisional else card.total_difference,
        card.maximum,
        "" if card.is_unfilled else "或".join(card.grades_possible),
        state_of(card),
        card.open_points or None,
        Decimal(sum(one.severity == "error" for one in findings)),
        Decimal(sum(one.severity == "warning" for one in findings)),
        card.rulebook.name,
    )


def state_of(card: Scorecard) -> str:
    """Whether the total stands: 已定, 暂 or 未填实际值."""
    if card.is_unfilled:
        return UNFILLED
    return "暂" if card.is_provisional else "已定"


def units_of(
    rows: Iterable[Sequence[Value]], *, files: Sequence[tuple[str, str, str]] = ()
) -> Listing:
    """The list that `unit_row` gives the rows of, each with the name of its file, and the ways to it
    and to its form, where given."""
    links = [(name, Link(_OPEN, file), Link(_OPEN, form)) for name, file, form in files]
    columns = (*UNIT_COLUMNS, *(_FILES if files else ()))
    return Listing(
        name="汇总",
        header=tuple(name for name, _ in columns),
        rows=tuple((*row, *links) for row, links in zip_longest(rows, links, fillvalue=())),
        widths=tuple(size for _, size in columns),
    )
