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
from ..messages import Language, filled, in_language, label, phrase, quoted, section, word

if TYPE_CHECKING:
    from ..findings import Finding
    from ..reading.layout import Explained
    from ..review.monitoring import ProgressCard
    from ..review.trends import Trend
    from ..scoring.comparisons import SideBySide
    from ..scoring.scorecards import Score, Scorecard
    from ..tables import TargetTable

__all__ = [
    "card_text",
    "columns_of_terminal",
    "explain",
    "explained_rows",
    "explained_text",
    "findings_text",
    "hanging",
    "pair",
    "progress_text",
    "side_by_side_text",
    "table_text",
    "trend_text",
]


def explain(found: Any, language: Language = "zh") -> str:
    """One line on what a criterion means, in Chinese or English."""
    return in_language(language, _explained(found), lambda: _explained_in_english(found))


def _explained_in_english(found: Any) -> str:
    words, value = section("meaning"), quoted(str(found))
    if found.kind == "all_of":
        value = "; ".join(map(_explained_in_english, found.parts))
    fields = {"value": value}
    key = found.kind
    match found.kind:
        case "comparison":
            key, fields = found.operator or "bare", {"value": quoted(str(found.quantity))}
        case "range":
            ends = (found.lower_closed, found.upper_closed)
            first, last = (words["closed" if one else "open"] for one in ends)
            low, high = quoted(str(found.lower)), quoted(str(found.upper))
            fields = {"low": low, "high": high, "first": first, "last": last}
        case "deadline" if found.date is None:
            key = "recurring" if found.recurring not in (None, "yearly") else "undated"
        case "deadline":
            fields = {"value": str(found.date)}
        case "period" if found.start is None:
            key = "span"
        case "period":
            fields = {"low": str(found.start), "high": str(found.end)}
        case "qualitative" if found.grades:
            key = "grade"
    return filled(words[key], fields) or value


def _explained(found: Any) -> str:
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
            return "同时满足：" + "；".join(map(_explained, found.parts))
        case kinds.Qualitative(grades=grades) if grades:
            return f"定性：{found}（等次）"
        case kinds.Qualitative():
            return f"定性：{found}，由评价人按达成、部分达成、未达成判断"
        case _:
            return "不适用"


def findings_text(
    findings: Iterable[Finding], *, file: str | None = None, language: Language = "zh"
) -> str:
    """One finding after another, further lines indented; a file is named once, above its own.

    Args:
        findings: in their order, but for those of another file, which follow together.
        file: the file that is named above already, or None.
        language: of the messages: ``zh`` or ``en``.
    """
    by_file: dict[str | None, list[Finding]] = {file: []}
    for one in findings:
        own = one.place.file if one.place is not None else None
        by_file.setdefault(file if own is None else own, []).append(one)
    lines: list[str] = []
    for name, found in by_file.items():
        if name not in (file, None) and found:
            lines.append(pair(Place(file=name).said(language), "", language))
        for one in found:
            lines += hanging(_within(one).line(language), columns_of_terminal())
    return "\n".join(lines)


def pair(name: str, text: str, language: Language) -> str:
    """A label and what it is the label of."""
    return in_language(language, f"{name}：{text}", f"{name}: {text}".rstrip)


def _said(text: str, language: Language) -> str:
    """A text of the document: as it is in Chinese, quoted in English."""
    return in_language(language, text, lambda: quoted(text))


def _within(finding: Finding) -> Finding:
    """The finding without the file, which is named above."""
    if finding.place is None:
        return finding
    return attrs.evolve(finding, place=attrs.evolve(finding.place, file=None))


def _file_of(table: TargetTable) -> str | None:
    return table.place.file if table.place is not None else None


def trend_text(trend: Trend, *, language: Language = "zh") -> str:
    """Several years of one office: the signals, what is gone, and what was left out.

    `language` is that of the signals and remarks.
    """
    columns = columns_of_terminal()
    lines = hanging(f"{trend.title}：{trend.summary}", columns)
    for signal in trend.signals:
        lines += hanging(signal.line(language), columns)
    if trend.gone:
        names = listed(
            [f"“{one.name}”（{one.last.year}年{_outcome(one.last.met)}）" for one in trend.gone]
        )
        lines += hanging(f"{trend.years[-1]}年没有了的指标：{names}", columns)
    if trend.remarks:
        lines.append(findings_text(trend.remarks, language=language))
    return "\n".join(lines)


def _outcome(met: bool | None) -> str:
    return {True: "完成", False: "没有完成", None: "不知道是否完成"}[met]


def hanging(text: str, columns: int) -> list[str]:
    """`text` in lines of `columns`, all but the first indented by two."""
    first, *more = wrap(text, columns)
    if not more:
        return [first]
    # From the text itself: a line has lost the blanks at its end.
    rest = text[len(first) :].lstrip()
    return [first, *("  " + line for line in wrap(rest, columns - 2))]


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


def _heading(name: str, table: TargetTable, language: Language = "zh") -> list[str]:
    """The file and whose table it is: the first lines of everything printed of a table."""
    columns = columns_of_terminal()
    known = (
        ("部门（单位）", table.organisation),
        ("主管部门", table.department),
        ("年度", None if table.year is None else str(table.year)),
        ("项目名称", table.project),
    )
    title = label("绩效目标表", language) if not table.title else _said(table.title, language)
    lines = hanging(pair(_said(name, language), title, language), columns)
    said = [
        pair(label(what, language), _said(" ".join(text.split()), language), language)
        for what, text in known
        if text
    ]
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
def table_text(name: str, table: TargetTable, *, language: Language = "zh") -> str:
    """A table with all that was read of it, and what reading remarked; `name` is the file.

    `language` is that of the labels and remarks; what the document says stays as it is.
    """
    columns = columns_of_terminal()
    lines = _heading(name, table, language)
    for what, text in (("总体目标", table.goal), ("实际完成情况", table.goal_actual)):
        if text:
            said = _said(" ".join(text.split()), language)
            shown = pair(label(what, language), said, language)
            lines += ["  " + line for line in hanging(shown, columns - 2)]
    parts = ["\n".join(lines)]
    if table.tasks:
        parts.append(_tasks_text(table, language))
    if table.execution:
        parts.append(_execution_text(table, language))
    parts.append(_indicators_text(table, language))
    if table.declared_total is not None:
        parts.append(pair(label("总分", language), _figure(table.declared_total), language))
    if table.findings:
        parts.append(findings_text(table.findings, file=_file_of(table), language=language))
    return "\n\n".join(parts)


def _heads(names: Sequence[str], language: Language) -> tuple[str, ...]:
    return tuple(label(name, language) for name in names)


def _tasks_text(table: TargetTable, language: Language) -> str:
    units = dict.fromkeys(task.funds.unit for task in table.tasks)
    rows = [
        (
            task.name or "（无名称）",
            *map(_figure, (task.funds.total, task.funds.fiscal, task.funds.other)),
            _figure(task.funds.executed),
            task.funds.unit if len(units) > 1 else "",
        )
        for task in table.tasks
    ]
    return _fitted(
        (
            f"{label('任务', language)}（{'、'.join(units)}）",
            *_heads(("总额", "财政拨款", "其他资金", "执行数", "单位"), language),
        ),
        rows,
        align=("left", "right", "right", "right"),
    )


def _execution_text(table: TargetTable, language: Language) -> str:
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
            f"{label('预算执行', language)}（{'、'.join(units)}）",
            *_heads(
                ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分", "单位"),
                language,
            ),
        ),
        rows,
        align=("left", "right", "right", "right", "right", "right", "right"),
    )


def _indicators_text(table: TargetTable, language: Language) -> str:
    rows = [
        (
            (one.level1 or "").removesuffix("指标"),
            (one.level2 or "").removesuffix("指标"),
            one.name,
            one.target_text,
            _meaning(one.criterion, language),
            _figure(one.weight),
            one.actual or "",
            _figure(one.points),
        )
        for one in table.indicators
    ]
    return _fitted(
        _heads(("一级", "二级", "指标", "指标值", "读作", "分值", "实际完成值", "得分"), language),
        [[" ".join(cell.split()) for cell in row] for row in rows],
        align=("left",) * 5 + ("right", "left", "right"),
    )


def _meaning(criterion: Any, language: Language) -> str:
    """The kind of a value and the value as jixiao writes it."""
    kind = label(_KINDS[criterion.kind], language)
    return kind if criterion.kind in ("unreadable", "not_applicable") else f"{kind} {criterion}"


@in_own_context
def side_by_side_text(name: str, side: SideBySide, *, language: Language = "zh") -> str:
    """Several rulebooks: the totals, then each indicator on which their rules differ.

    `language` is that of the heads; what differs is told in Chinese.
    """
    cards = side.cards
    lines = [
        *_heading(name, cards[0].table, language),
        "",
        _fitted(
            _heads(("规则", "总分", "满分", "待定", "等次"), language),
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
def card_text(name: str, card: Scorecard, *, brief: bool, language: Language = "zh") -> str:
    """A scorecard with the reason of every score; `brief` leaves out what has full points.

    `language` is that of the labels, reasons and findings.
    """
    columns = columns_of_terminal()
    rule = card.rulebook.name
    declared = in_language(language, card.declared_summary, lambda: _declared_in_english(card))
    lines = [
        *_heading(name, card.table, language),
        *hanging(pair(label("规则", language), _said(rule, language), language), columns),
        *hanging(card.said(language), columns),
        *(hanging(declared, columns) if declared else ()),
        "",
        _levels_text(card, language),
        "",
    ]
    widths = (max(20, columns - 60), 14, 14, 11, 13)
    lines.append(_row(_heads(("指标", "目标", "实际", "得分/分值", "状态"), language), widths))
    lines.append("─" * columns)
    level: str | None = ""
    for one in card.items:
        if brief and one.lost == 0 and not one.remarks and not one.difference:
            continue
        if one.indicator.level1 != level:
            level = one.indicator.level1
            lines.append(f"【{level or label('未分级', language)}】")
        lines.append(_row(_score_cells(one, language), widths))
        lines += _reasoned(one, columns, language)
    if card.findings:
        found = findings_text(card.findings, file=_file_of(card.table), language=language)
        lines += ["", found]
    return "\n".join(lines)


def _reasoned(one: Score, columns: int, language: Language) -> list[str]:
    """What stands below a score: what is declared beside it, the reason, the remarks."""
    from ..scoring.english import reason_text

    lines = []
    if one.declared is not None and one.declared != one.points:
        lines.append(f"    {in_language(language, _recomputed(one), lambda: _recounted(one))}")
    reason = in_language(language, str(one.reason), lambda: reason_text(one.reason))
    lines += ["    " + line for line in wrap(reason, columns - 4)]
    for remark in one.remarks:
        said = in_language(language, remark, lambda: phrase(remark))  # noqa: B023
        first, *rest = wrap(said, columns - 7)
        lines += [f"    ※ {first}", *(f"       {line}" for line in rest)]
    return lines


def _declared_in_english(card: Scorecard) -> str:
    if card.declared_total is None:
        return ""
    fields = {"declared": _figure(card.declared_total), "computed": _figure(card.total)}
    return filled(section("summary")["declared_total"], fields) or ""


def _recomputed(one: Score) -> str:
    """What is computed beside a declared score: 申报10分，复算8.33分，差-1.67分."""
    from ..scoring.scorecards import signed

    declared = f"申报{_figure(one.declared)}分，复算"
    if one.points is None or one.difference is None:
        return f"{declared}待定"
    return f"{declared}{_figure(one.points)}分，差{signed(one.difference)}分"


def _recounted(one: Score) -> str:
    """The same in English."""
    fields = {"declared": _figure(one.declared), "computed": _figure(one.points)}
    form = "declared_open" if one.points is None else "declared"
    return filled(section("summary")[form], fields) or ""


def _score_cells(one: Score, language: Language) -> tuple[str, ...]:
    from ..scoring.awards import percent_text

    weight = "？" if one.weight is None else _figure(one.weight)
    points = one.points_text if one.points is not None else label(one.points_text, language)
    status = label(one.status, language)
    return (
        one.name,
        one.indicator.target_text,
        one.reason.actual or "",
        f"{points}/{weight}",
        status if one.ratio is None else f"{status} {percent_text(Fraction(one.ratio))}",
    )


@in_own_context
def progress_text(name: str, card: ProgressCard, *, language: Language = "zh") -> str:
    """The lights of the year so far, each with its reason."""
    from ..scoring.awards import percent_text

    columns = columns_of_terminal()
    rule = str(card.rulebook.monitoring.rule)
    book = _said(card.rulebook.name, language)
    lines = [
        *_heading(name, card.table, language),
        *hanging(pair(label("规则", language), book, language), columns),
        *hanging(pair(label("亮灯", language), _said(rule, language), language), columns),
        _passed(card, language),
        "",
    ]
    widths = (6 if language == "en" else 4, max(18, columns - 62), 14, 14, 10, 10)
    heads = ("灯", "指标", "目标", "执行情况", "进度", "能否完成")
    lines.append(_row(_heads(heads, language), widths))
    lines.append("─" * columns)
    for one in (*card.items, card.execution):
        progress = "" if one.progress is None else percent_text(Fraction(one.progress))
        lines.append(
            _row(
                (
                    label(one.light or "未定", language),
                    one.name,
                    one.target,
                    one.actual or "",
                    progress,
                    label(one.outlook, language) if one.outlook else "",
                ),
                widths,
            )
        )
        # The rule stands above, once.
        reason = one.reason.replace(f"；{rule}", "")
        if language == "en":
            reason = f"{phrase(reason.rstrip('。'))}."
        lines += ["    " + line for line in wrap(reason, columns - 4)]
    if card.findings:
        found = findings_text(card.findings, file=_file_of(card.table), language=language)
        lines += ["", found]
    return "\n".join(lines)


def _passed(card: ProgressCard, language: Language) -> str:
    """The day, how much of the year has passed, and how many there are of each light."""
    from ..review.monitoring import time_share
    from ..scoring.awards import percent_text

    passed = percent_text(time_share(card.as_of, card.table.year))
    lights = [(light, count) for light, count in card.lights if count]
    if language == "zh":
        counts = "，".join(f"{light}{count}" for light, count in lights)
        return f"截至{card.as_of}，已过年度的{passed}；{counts or '没有指标'}"
    counts = ", ".join(f"{word(light)} {count}" for light, count in lights)
    fields = {"day": str(card.as_of), "share": passed, "counts": counts or word("未定")}
    return filled(section("summary")["lights"], fields) or ""


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    parts = [wrap(text, size) for text, size in zip(cells, widths, strict=True)]
    return "\n".join(
        "  ".join(
            pad(part[line] if line < len(part) else "", size)
            for part, size in zip(parts, widths, strict=True)
        ).rstrip()
        for line in range(max(len(part) for part in parts))
    )


def _levels_text(card: Scorecard, language: Language) -> str:
    return plain_table(
        _heads(("一级指标", "得分", "分值", "待定"), language),
        [
            (
                one.level1 or label("未分级", language),
                one.points_text if language == "zh" else _points_in_english(one.points_text),
                _figure(one.weight),
                _figure(one.open_points),
            )
            for one in card.levels
            if one.level2 is None
        ],
        align=("left", "right", "right", "right"),
    )


def _points_in_english(text: str) -> str:
    return text if text.isascii() else word(text)


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
