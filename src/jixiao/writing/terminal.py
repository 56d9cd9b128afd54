"""Plain text for a terminal: what a value means, a table, a scorecard, findings.

Everything is aligned by display width and fits the terminal's columns (80 by default).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..display import fit, pad, plain_table, width, wrap

if TYPE_CHECKING:
    from ..findings import Finding
    from ..scoring.comparisons import SideBySide
    from ..scoring.scorecards import Scorecard
    from ..tables import TargetTable

__all__ = [
    "card_text",
    "columns_of_terminal",
    "explain",
    "findings_text",
    "hanging",
    "side_by_side_text",
    "table_text",
]


def explain(found: Any) -> str:
    """One Chinese line on what a criterion means."""
    from .. import criteria as kinds

    operators = {"≥": "不少于", "≤": "不超过", ">": "超过", "<": "不到", "=": "等于", "≈": "约为"}
    match found:
        case kinds.Comparison(operator=None, quantity=quantity):
            return f"比较：{quantity}（未写符号；多好还是少好由指标决定）"
        case kinds.Comparison(operator=operator, quantity=quantity):
            return f"比较：{operators[str(operator)]} {quantity}"
        case kinds.Range():
            low, high = (
                "含" if found.lower_closed else "不含",
                "含" if found.upper_closed else "不含",
            )
            return f"区间：从 {found.lower}（{low}）到 {found.upper}（{high}）"
        case kinds.Deadline(recurring="monthly" | "quarterly" | "termly"):
            return f"期限：每期都有，{found}"
        case kinds.Deadline(date=None):
            return f"期限：{found}，未写年份，须有预算年度才能判断"
        case kinds.Deadline(date=last):
            return f"期限：{last} 当日及以前"
        case kinds.Period(start=None):
            return f"时段：{found}，未写年份"
        case kinds.Period(start=first, end=last):
            return f"时段：{first} 至 {last}"
        case kinds.YesNo():
            return f"是否：应为“{found}”"
        case kinds.Relative():
            return f"相对：{found}，须有比较的基数"
        case kinds.AllOf():
            return "同时满足：" + "；".join(explain(part) for part in found.parts)
        case kinds.Qualitative(grades=grades) if grades:
            return f"定性：{found}（等次）"
        case kinds.Qualitative():
            return f"定性：{found}，由评价人按达成、部分达成、未达成判断"
        case _:
            return "不适用"


def findings_text(findings: Iterable[Finding]) -> str:
    """One finding after another, further lines indented."""
    return "\n".join(
        line for finding in findings for line in hanging(str(finding), columns_of_terminal())
    )


def hanging(text: str, columns: int) -> list[str]:
    """`text` in lines of `columns`, all but the first indented by two."""
    first, *rest = wrap(text, columns)
    if not rest:
        return [first]
    return [first, *("  " + line for line in wrap("".join(rest), columns - 2))]


def columns_of_terminal() -> int:
    """The width to print in: that of the terminal, at least 60 and at most 140."""
    return max(60, min(shutil.get_terminal_size((80, 24)).columns, 140))


_KINDS = MappingProxyType(
    {
        "comparison": "比较",
        "range": "区间",
        "deadline": "期限",
        "period": "时段",
        "yes_no": "是否",
        "relative": "相对",
        "all_of": "同时满足",
        "qualitative": "定性",
        "not_applicable": "不适用",
        "unreadable": "读不懂",
    }
)


def table_text(name: str, table: TargetTable) -> str:
    """A table with its tasks, its indicators and what reading remarked; `name` is the file."""
    head = " ".join(str(one) for one in (table.title, table.organisation, table.year) if one)
    lines = [f"{name}：{head or '绩效目标表'}"]
    if table.tasks:
        lines.append(
            plain_table(
                ("任务", "总额", "财政拨款", "其他资金"),
                [
                    (
                        fit(task.name or "（无名称）", 44),
                        *(
                            "" if amount is None else str(amount)
                            for amount in (task.funds.total, task.funds.fiscal, task.funds.other)
                        ),
                    )
                    for task in table.tasks
                ],
                align=("left", "right", "right", "right"),
            )
        )
    lines.append(
        plain_table(
            ("一级", "二级", "指标", "指标值", "意思"),
            [
                (
                    fit((one.level1 or "").removesuffix("指标"), 8),
                    fit((one.level2 or "").removesuffix("指标"), 10),
                    fit(one.name, 26),
                    fit(one.target, 18),
                    _KINDS[one.criterion.kind],
                )
                for one in table.indicators
            ],
        )
    )
    if table.findings:
        lines.append(findings_text(table.findings))
    return "\n".join(lines) + "\n"


def side_by_side_text(side: SideBySide) -> str:
    """Several rulebooks: the totals, then each indicator on which they differ."""
    lines = [
        plain_table(
            ("规则", "总分"),
            [(name, str(total)) for name, total in side.totals],
            align=("left", "right"),
        ),
        "",
    ]
    if not side.differences:
        lines.append("各指标得分都相同")
    for one in side.differences:
        lines += hanging(str(one), columns_of_terminal())
    return "\n".join(lines)


def card_text(card: Scorecard, *, brief: bool) -> str:
    """A scorecard with the reason of every score; `brief` leaves out what has full points."""
    from ..scoring.judgements import percent_text

    columns = columns_of_terminal()
    table = card.table
    head = " ".join(str(one) for one in (table.organisation, table.year, table.title) if one)
    lines = [
        *wrap(head, columns),
        f"规则：{card.rulebook.name}",
        *wrap(card.summary, columns),
        "",
        _levels_text(card),
        "",
    ]
    widths = (max(20, columns - 60), 14, 14, 11, 13)
    lines.append(_row(("指标", "目标", "实际", "得分/分值", "状态"), widths))
    lines.append("─" * (columns // width("─")))
    level: str | None = ""
    for one in card.items:
        if brief and one.lost == 0 and not one.remarks:
            continue
        if one.indicator.level1 != level:
            level = one.indicator.level1
            lines.append(f"【{level or '未分级'}】")
        points = "待定" if one.points is None else str(one.points)
        weight = "？" if one.weight is None else str(one.weight)
        lines.append(
            _row(
                (
                    one.name,
                    one.indicator.target,
                    one.reason.actual or "",
                    f"{points}/{weight}",
                    one.status
                    if one.ratio is None
                    else f"{one.status} {percent_text(Fraction(one.ratio))}",
                ),
                widths,
            )
        )
        lines += ["    " + line for line in wrap(str(one.reason), columns - 4)]
        for remark in one.remarks:
            lines += ["    ※ " + line for line in wrap(remark, columns - 7)]
    if card.findings:
        lines += ["", findings_text(card.findings)]
    return "\n".join(lines)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    parts = [wrap(text, size) for text, size in zip(cells, widths, strict=True)]
    return "\n".join(
        "  ".join(
            pad(part[line] if line < len(part) else "", size)
            for part, size in zip(parts, widths, strict=True)
        ).rstrip()
        for line in range(max(len(part) for part in parts))
    )


def _levels_text(card: Scorecard) -> str:
    return plain_table(
        ("一级指标", "得分", "分值", "待定"),
        [
            (one.level1 or "未分级", str(one.points), str(one.weight), str(one.open_points))
            for one in card.levels
            if one.level2 is None
        ],
        align=("left", "right", "right", "right"),
    )
