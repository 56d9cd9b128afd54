"""Checks on what is empty, or still what the form itself printed: goal, points, head, instructions."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from ...display import listed
from ...errors import Place
from ...findings import Finding
from ...language import squeeze
from ...scoring.given import is_missing
from ...tables import Indicator, TargetTable
from ..rechecking import is_declared
from .codes import (
    COMPARED,
    FORM_BLANK,
    GOAL_EMPTY,
    HEAD_EMPTY,
    INSTRUCTION_LEFT,
    POINTS_MISSING,
)
from .wording import matches, pattern

__all__ = [
    "form_blank",
    "goal_empty",
    "head_empty",
    "instruction_left",
    "points_compared",
    "points_missing",
    "year_differs",
]

_SHORT: Final = 200


def is_form(table: TargetTable) -> bool:
    """Whether the table is a whole form: it has a head, and indicators with targets of their own."""
    headed = table.title or table.project or table.organisation or table.department
    judged = all(one.is_judged for one in table.indicators)
    return bool(headed and table.indicators and not judged and table.kind != "monitoring")


def goal_empty(table: TargetTable) -> Iterator[Finding]:
    """A form without 总体目标."""
    if not is_form(table):
        yield GOAL_EMPTY.not_applicable("不是一张完整的绩效目标表")
    elif table.term == "medium":
        return  # where both periods are in one form its goal is told with that of the year
    elif not table.goal and not any(one.content for one in table.tasks):
        yield GOAL_EMPTY.finding(
            "总体目标没有填写，指标从哪里分解来的看不出；"
            "请写明本年度用这笔资金做什么、做到什么程度、产生什么效果",
        )


def head_empty(table: TargetTable) -> Iterator[Finding]:
    """The head of a form without 实施单位 or 年度."""
    if not is_form(table):
        return
    lacking = [
        label
        for label, value in (
            ("单位名称", table.organisation or table.department),
            ("预算年度", table.year),
        )
        if not value
    ]
    if not lacking:
        # What the form prints and leaves blank although something else says it.
        yield from (one for one in table.findings if one.code == "field-blank")
    if lacking:
        yield HEAD_EMPTY.finding(
            f"表头没有{'和'.join(lacking)}；看不出是谁的、哪一年的表，期限也不能核对，请补填",
            figures={"lacking": "、".join(lacking)},
        )


def year_differs(table: TargetTable) -> Iterator[Finding]:
    """Two years in the head of a form, which reading has seen: a mistake of the form as well."""
    yield from (one for one in table.findings if one.code == "year-differs")


def form_blank(table: TargetTable) -> Iterator[Finding]:
    """A self-evaluation in which nothing was filled in."""
    if table.kind != "evaluation" or not table.indicators:
        return
    rows = [one for one in table.indicators if not one.is_judged]
    if not rows or any(one.points is not None or not is_missing(one.actual, None) for one in rows):
        return
    yield FORM_BLANK.finding(
        f"自评表的{len(rows)}个指标都没有填实际完成值和得分，等于没有自评；请逐项填写",
        place=rows[0].place,
        figures={"count": str(len(rows))},
    )


def points_missing(table: TargetTable) -> Iterator[Finding]:
    """Some rows have declared points, others none; or all have, and the total has none.

    A column of points that is empty everywhere is one finding; where there is none, nothing is asked.
    """
    if table.kind == "monitoring":
        return
    stated = [one for one in table.indicators if one.points is not None]
    if not stated:
        yield from _no_points(table)
        return
    for one in table.indicators:
        if one.points is None and one.weight != 0:
            yield POINTS_MISSING.finding(
                f"“{one.name}”没有得分，其余的指标有；总分因此加不拢，请补填",
                indicator=one,
                place=one.place_of("points"),
            )
    if len(stated) == len(table.indicators) and is_form(table) and table.declared_total is None:
        yield POINTS_MISSING.finding(
            "各项都有得分，没有总分；请把指标得分与预算执行得分相加填入", severity="note"
        )


def _no_points(table: TargetTable) -> Iterator[Finding]:
    """A form that states no points: its column is empty, or it has none."""
    blank = [one for one in table.indicators if _prints_points(one)]
    if not blank or table.kind != "evaluation":
        yield POINTS_MISSING.not_applicable("表中没有要填的得分一栏")
    else:
        yield POINTS_MISSING.finding(
            f"得分一栏整栏没有填，{len(blank)}个指标都没有得分；请逐项填写，并填总分",
            place=blank[0].place_of("points"),
            figures={"count": str(len(blank))},
        )


def _prints_points(indicator: Indicator) -> bool:
    return any(field == "points" for field, _, _ in indicator.cells)


def points_compared(table: TargetTable) -> Iterator[Finding]:
    """Without declared points nothing can be compared with what the rulebook gives."""
    if is_declared(table):
        return
    is_blank = table.kind == "evaluation" and any(map(_prints_points, table.indicators))
    for code in COMPARED:
        if is_blank:
            yield code.insufficient("得分一栏没有填，无从复核")
        else:
            yield code.not_applicable("表中没有申报的得分")


#: The fields of an indicator that are written by hand, and what a form calls them.
_ANSWERS: Final = MappingProxyType(
    {"deviation": "偏差原因", "actual": "实际完成值", "target": "指标值"}
)


def _is_instruction(text: str) -> bool:
    flat = squeeze(text)
    return 0 < len(flat) <= _SHORT and matches("said", "instruction", flat)


def _quoted(text: str) -> str:
    """The sentence of a text that is the form's instruction, or its beginning."""
    pieces = (one.strip() for one in pattern("said", "sentence").split(text))
    asked = next((one for one in pieces if one and _is_instruction(one)), text.strip())
    return asked[:40]


def instruction_left(table: TargetTable) -> Iterator[Finding]:
    """The form's own instruction where the answer should be (简要说明…，不超过200字)."""
    left: list[tuple[str, str, Place | None]] = [
        (label, text, None)
        for label, text in (("总体目标", table.goal), ("实际完成情况", table.goal_actual))
        if text and _is_instruction(text)
    ]
    for one in table.indicators:
        for field, label in _ANSWERS.items():
            text = getattr(one, field)
            if text and _is_instruction(text):
                place = one.place if field == "target" else one.place_of(field)
                left.append((f"“{one.name}”的{label}", text, place))
    if not left:
        return
    label, text, place = left[0]
    more = f"；同样的还有{listed([one for one, _, _ in left[1:]])}" if left[1:] else ""
    yield INSTRUCTION_LEFT.finding(
        f"{label}还有表格自己的填写要求“{_quoted(text)}”{more}；请删去并据实填写",
        place=place,
        subject=label,
        figures={"text": text, "count": str(len(left))},
    )
