"""Plain text for a terminal: what a value means, a table, a scorecard, findings.

Everything is aligned by display width and fits the terminal's columns (80 by default).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs

from jixiao.exactness import in_own_context

from ..display import Align, listed, pad, plain_table, width, wrap
from ..errors import Place
from ..formwords import form_words

if TYPE_CHECKING:
    from ..findings import Finding
    from ..monitoring import ProgressCard
    from ..reading.layout import Explained
    from ..scoring.comparisons import SideBySide
    from ..scoring.scorecards import Score, Scorecard
    from ..tables import TargetTable
    from ..trends import Trend

__all__ = [
    "card_text",
    "columns_of_terminal",
    "explain",
    "explained_rows",
    "explained_text",
    "findings_text",
    "hanging",
    "progress_text",
    "side_by_side_text",
    "table_text",
    "trend_text",
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


def findings_text(findings: Iterable[Finding], *, file: str | None = None) -> str:
    """One finding after another, further lines indented; a file is named once, above its own.

    Args:
        findings: in their order, but for those of another file, which follow together.
        file: the file that is named above already, or None.
    """
    by_file: dict[str | None, list[Finding]] = {file: []}
    for one in findings:
        own = one.place.file if one.place is not None else None
        by_file.setdefault(file if own is None else own, []).append(one)
    lines: list[str] = []
    for name, found in by_file.items():
        if name not in (file, None) and found:
            lines.append(f"{Place(file=name)}：")
        for one in found:
            lines += hanging(str(_within(one)), columns_of_terminal())
    return "\n".join(lines)


def _within(finding: Finding) -> Finding:
    """The finding without the file, which is named above."""
    if finding.place is None:
        return finding
    return attrs.evolve(finding, place=attrs.evolve(finding.place, file=None))


def _file_of(table: TargetTable) -> str | None:
    return table.place.file if table.place is not None else None


def trend_text(trend: Trend) -> str:
    """Several years of one office: the signals, what is gone, and what was left out."""
    columns = columns_of_terminal()
    lines = hanging(f"{trend.title}：{trend.summary}", columns)
    for signal in trend.signals:
        lines += hanging(str(signal), columns)
    if trend.gone:
        names = listed(
            [f"“{one.name}”（{one.last.year}年{_outcome(one.last.met)}）" for one in trend.gone]
        )
        lines += hanging(f"{trend.years[-1]}年没有了的指标：{names}", columns)
    if trend.remarks:
        lines.append(findings_text(trend.remarks))
    return "\n".join(lines)


def _outcome(met: bool | None) -> str:
    return {True: "完成", False: "没有完成", None: "不知道是否完成"}[met]


def hanging(text: str, columns: int) -> list[str]:
    """`text` in lines of `columns`, all but the first indented by two."""
    first, *rest = wrap(text, columns)
    if not rest:
        return [first]
    return [first, *("  " + line for line in wrap("".join(rest), columns - 2))]


def columns_of_terminal() -> int:
    """The width to print in: that of the terminal, at least 60 and at most 140."""
    return max(60, min(shutil.get_terminal_size((80, 24)).columns, 140))


_KINDS: Final = MappingProxyType(
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
_NARROWEST: Final = 8


def _heading(name: str, table: TargetTable) -> list[str]:
    """The file and whose table it is: the first lines of everything printed of a table."""
    columns = columns_of_terminal()
    known = (
        ("部门（单位）", table.organisation),
        ("主管部门", table.department),
        ("年度", None if table.year is None else str(table.year)),
        ("项目名称", table.project),
    )
    lines = hanging(f"{name}：{table.title or '绩效目标表'}", columns)
    said = [f"{label}：{' '.join(text.split())}" for label, text in known if text]
    if sum(map(width, said)) + 2 * len(said) <= columns:
        said = ["  ".join(said)] if said else []
    return lines + ["  " + line for one in said for line in hanging(one, columns - 2)]


def _fitted(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, align: Sequence[Align] = ()
) -> str:
    """A table as wide as the terminal allows: the widest columns give way first, by wrapping.

    A column with nothing in it is left out.
    """
    kept = [index for index in range(len(header)) if any(row[index] for row in rows) or not index]
    sides = [*align, *(["left"] * (len(header) - len(align)))]
    cells = [[header[index] for index in kept], *([row[index] for index in kept] for row in rows)]
    widths = [max(width(row[place]) for row in cells) for place in range(len(kept))]
    room = columns_of_terminal() - 2 * (len(kept) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return plain_table(
        cells[0],
        cells[1:],
        align=[sides[index] for index in kept],  # type: ignore[misc]
        widths=widths,
    )


def _figure(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


@in_own_context
def table_text(name: str, table: TargetTable) -> str:
    """A table with all that was read of it, and what reading remarked; `name` is the file."""
    columns = columns_of_terminal()
    lines = _heading(name, table)
    for label, text in (("总体目标", table.goal), ("目标完成情况", table.goal_actual)):
        if text:
            shown = f"{label}：{' '.join(text.split())}"
            lines += ["  " + line for line in hanging(shown, columns - 2)]
    parts = ["\n".join(lines)]
    if table.tasks:
        parts.append(_tasks_text(table))
    if table.execution:
        parts.append(_execution_text(table))
    parts.append(_indicators_text(table))
    if table.declared_total is not None:
        parts.append(f"总分：{_figure(table.declared_total)}")
    if table.findings:
        parts.append(findings_text(table.findings, file=_file_of(table)))
    return "\n\n".join(parts)


def _tasks_text(table: TargetTable) -> str:
    units = dict.fromkeys(task.funds.unit for task in table.tasks)
    rows = [
        (
            task.name or "（无名称）",
            *map(_figure, (task.funds.total, task.funds.fiscal, task.funds.other)),
            task.funds.unit if len(units) > 1 else "",
        )
        for task in table.tasks
    ]
    return _fitted(
        (f"任务（{'、'.join(units)}）", "总额", "财政拨款", "其他资金", "单位"),
        rows,
        align=("left", "right", "right", "right"),
    )


def _execution_text(table: TargetTable) -> str:
    units = dict.fromkeys(row.unit for row in table.execution)
    rows = [
        (
            row.item,
            *map(_figure, (row.initial, row.budget, row.executed, row.weight)),
            row.rate or "",
            _figure(row.points),
            row.unit if len(units) > 1 else "",
        )
        for row in table.execution
    ]
    return _fitted(
        (
            f"预算执行（{'、'.join(units)}）",
            *("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分", "单位"),
        ),
        rows,
        align=("left", "right", "right", "right", "right", "right", "right"),
    )


def _indicators_text(table: TargetTable) -> str:
    rows = [
        (
            (one.level1 or "").removesuffix("指标"),
            (one.level2 or "").removesuffix("指标"),
            one.name,
            one.target_text,
            _meaning(one.criterion),
            _figure(one.weight),
            one.actual or "",
            _figure(one.points),
        )
        for one in table.indicators
    ]
    return _fitted(
        ("一级", "二级", "指标", "指标值", "读作", "分值", "实际完成值", "得分"),
        [[" ".join(cell.split()) for cell in row] for row in rows],
        align=("left",) * 5 + ("right", "left", "right"),
    )


def _meaning(criterion: Any) -> str:
    """The kind of a value and the value as jixiao writes it."""
    kind = _KINDS[criterion.kind]
    return kind if criterion.kind in ("unreadable", "not_applicable") else f"{kind} {criterion}"


@in_own_context
def side_by_side_text(name: str, side: SideBySide) -> str:
    """Several rulebooks: the totals, then each indicator on which their rules differ."""
    cards = side.cards
    lines = [
        *_heading(name, cards[0].table),
        "",
        _fitted(
            ("规则", "总分", "满分", "待定", "等次"),
            [
                (
                    card.rulebook.name,
                    _figure(card.total),
                    _figure(card.maximum),
                    _figure(card.open_points),
                    "或".join(card.grades_possible),
                )
                for card in cards
            ],
            align=("left", "right", "right", "right"),
        ),
        "",
    ]
    by_rule = [one for one in side.differences if not one.by_weight]
    by_weight = len(side.differences) - len(by_rule)
    if not side.differences:
        lines.append("各指标得分都相同")
    for one in by_rule:
        lines += hanging(str(one), columns_of_terminal())
    if by_weight:
        also = "另有" if by_rule else "有"
        lines += hanging(
            f"{also}{by_weight}项只因分值不同而得分不同，得分占分值的比例和规则都一样；各级的分值：",
            columns_of_terminal(),
        )
        lines.append(_weights_text(cards))
    return "\n".join(lines)


def _weights_text(cards: Sequence[Scorecard]) -> str:
    """The weight of each level-1 kind under each rulebook."""
    each: list[Mapping[str, Decimal]] = [
        {one.level1 or "未分级": one.weight for one in card.levels if one.level2 is None}
        for card in cards
    ]
    levels = dict.fromkeys(level for one in each for level in one)
    sides: list[Align] = ["left", *(["right"] * len(cards))]  # type: ignore[list-item]
    return _fitted(
        ("分值", *(card.rulebook.name for card in cards)),
        [(level, *(_figure(one.get(level)) for one in each)) for level in levels],
        align=sides,
    )


@in_own_context
def card_text(name: str, card: Scorecard, *, brief: bool) -> str:
    """A scorecard with the reason of every score; `brief` leaves out what has full points."""
    columns = columns_of_terminal()
    lines = [
        *_heading(name, card.table),
        *hanging(f"规则：{card.rulebook.name}", columns),
        *hanging(card.summary, columns),
        *(hanging(card.declared_summary, columns) if card.declared_summary else ()),
        "",
        _levels_text(card),
        "",
    ]
    widths = (max(20, columns - 60), 14, 14, 11, 13)
    lines.append(_row(("指标", "目标", "实际", "得分/分值", "状态"), widths))
    lines.append("─" * columns)
    level: str | None = ""
    for one in card.items:
        if brief and one.lost == 0 and not one.remarks and not one.difference:
            continue
        if one.indicator.level1 != level:
            level = one.indicator.level1
            lines.append(f"【{level or '未分级'}】")
        lines.append(_row(_score_cells(one), widths))
        if one.declared is not None and one.declared != one.points:
            lines.append(f"    申报{_figure(one.declared)}分，复算{_recomputed(one)}")
        lines += ["    " + line for line in wrap(str(one.reason), columns - 4)]
        for remark in one.remarks:
            first, *rest = wrap(remark, columns - 7)
            lines += [f"    ※ {first}", *(f"       {line}" for line in rest)]
    if card.findings:
        lines += ["", findings_text(card.findings, file=_file_of(card.table))]
    return "\n".join(lines)


def _recomputed(one: Score) -> str:
    """What is computed beside a declared score: 8.33分，差-1.67分."""
    from ..scoring.scorecards import signed

    if one.points is None or one.difference is None:
        return "待定"
    return f"{_figure(one.points)}分，差{signed(one.difference)}分"


def _score_cells(one: Score) -> tuple[str, ...]:
    from ..scoring.awards import percent_text

    weight = "？" if one.weight is None else _figure(one.weight)
    return (
        one.name,
        one.indicator.target_text,
        one.reason.actual or "",
        f"{one.points_text}/{weight}",
        one.status if one.ratio is None else f"{one.status} {percent_text(Fraction(one.ratio))}",
    )


@in_own_context
def progress_text(name: str, card: ProgressCard) -> str:
    """The lights of the year so far, each with its reason."""
    from ..monitoring import time_share
    from ..scoring.awards import percent_text

    columns = columns_of_terminal()
    rule = str(card.rulebook.monitoring.rule)
    counts = "，".join(f"{light}{count}" for light, count in card.lights if count)
    passed = percent_text(time_share(card.as_of, card.table.year))
    lines = [
        *_heading(name, card.table),
        *hanging(f"规则：{card.rulebook.name}", columns),
        *hanging(f"亮灯：{rule}", columns),
        f"截至{card.as_of}，已过年度的{passed}；{counts or '没有指标'}",
        "",
    ]
    widths = (4, max(18, columns - 62), 14, 14, 10, 10)
    lines.append(_row(("灯", "指标", "目标", "执行情况", "进度", "能否完成"), widths))
    lines.append("─" * columns)
    for one in (*card.items, card.execution):
        progress = "" if one.progress is None else percent_text(Fraction(one.progress))
        lines.append(
            _row(
                (
                    one.light or "未定",
                    one.name,
                    one.target,
                    one.actual or "",
                    progress,
                    one.outlook or "",
                ),
                widths,
            )
        )
        # The rule stands above, once.
        lines += ["    " + line for line in wrap(one.reason.replace(f"；{rule}", ""), columns - 4)]
    if card.findings:
        lines += ["", findings_text(card.findings, file=_file_of(card.table))]
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
            (
                one.level1 or "未分级",
                one.points_text,
                _figure(one.weight),
                _figure(one.open_points),
            )
            for one in card.levels
            if one.level2 is None
        ],
        align=("left", "right", "right", "right"),
    )


_UNREAD_ROLES: Final = MappingProxyType(
    {
        "past": "以前年度的值",
        "initial": "年初目标值",
        "forecast": "全年预计",
        "certain": "确定能",
        "possible": "有可能",
        "impossible": "完全不可能",
        "side": "侧栏名称",
    }
)

# ---- how a form was read ----------------------------------------------------------------


def explained_rows(block: Explained) -> list[dict[str, Any]]:
    """One dict a column of a block, for JSON."""
    return [
        {
            "header": one.header,
            "role": one.role,
            "guess": None if one.guess is None else attrs.asdict(one.guess),
            "place": str(one.place),
        }
        for one in block.columns
    ]


def explained_text(block: Explained) -> str:
    """One block: each column with what it was taken for, on what evidence, and the runner-up."""
    rows = [
        (
            one.header or "（空）",
            _role_text(one.role),
            "词表" if one.guess is None else "证据",
            "" if one.guess is None else f"{_role_text(one.guess.other)}（少{one.guess.margin}分）",
        )
        for one in block.columns
    ]
    table = _fitted(("表头", "读作", "凭", "其次像"), rows, align=("left",) * 4)
    return f"{block.place} 起的指标区：\n{table}"


def _role_text(role: str) -> str:
    words = form_words("columns", role)
    return words[0] if words else _UNREAD_ROLES.get(role, "（没有读）")
