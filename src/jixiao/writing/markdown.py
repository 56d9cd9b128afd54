"""Markdown: a short report for a pull request or a chat, and forms as pipe tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from jixiao.findings import SEVERITIES, Finding
from jixiao.quantities import format_number
from jixiao.review.trends import Trend
from jixiao.scoring.scorecards import Score, Scorecard, signed
from jixiao.tables import TargetTable

from .form import default_title
from .letters import Letter
from .lists import Listing, all_findings, report_title, unit_list, unit_name
from .trends import gone_list

__all__ = ["finding_text", "report", "table_text"]

# What would be markup: a document's text must come out as the text it is.
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LINE_START: Final = re.compile(r"^(\s*)([-+=]|[0-9]+(?=[.)]))")


def _plain(text: str) -> str:
    """`text` on one line, with every character that Markdown or HTML would take for markup escaped."""
    flat = " ".join(part.strip() for part in text.splitlines())
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", flat))


def _cell(text: str) -> str:
    return "<br>".join(_MARKUP.sub(r"\\\1", part.strip()) for part in text.splitlines())


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    lines += [f"| {' | '.join(_cell(text) for text in row)} |" for row in rows]
    return "\n".join(lines)


def report(cards: Sequence[Scorecard]) -> str:
    """One scorecard, or several with an overview before them."""
    parts = []
    if len(cards) > 1:
        part = unit_list(cards)
        parts.append(f"# 绩效自评汇总（{len(cards)}个）\n\n{_list(part)}")
    parts += [_card(card, level="#" if len(cards) == 1 else "##") for card in cards]
    return "\n\n".join(parts) + "\n"


def _declared(one: Score, *, shown: bool) -> tuple[str, ...]:
    """申报 as the first of 申报 | 复算 | 差, where the form declares anything."""
    if not shown:
        return ()
    return ("" if one.declared is None else format_number(one.declared),)


def _card(card: Scorecard, *, level: str) -> str:
    title = " ".join(one for one in (unit_name(card), str(card.table.year or "")) if one)
    blocks = [
        f"{level} {_plain(report_title(card))}：{_plain(title)}",
        f"**{_plain(card.summary)}**（{_plain(card.rulebook.name)}）",
        *([_plain(card.declared_summary)] if card.declared_summary else []),
        _table(
            ("类别", "得分", "满分", "待定"),
            [
                (
                    one.level1 or "（未分级）",
                    one.points_text,
                    format_number(one.weight),
                    format_number(one.open_points) if one.open_points else "",
                )
                for one in card.levels
                if one.level2 is None
            ],
        ),
    ]
    losses = card.marks_left()
    if losses:
        lines = "\n".join(f"- {_plain(str(loss))}" for loss in losses)
        blocks.append(f"{level}# 失分\n\n{lines}")
    declared = any(one.declared is not None for one in card.items)
    rows = [
        (
            one.name,
            one.indicator.target_text,
            one.reason.actual or "",
            *_declared(one, shown=declared),
            one.points_text,
            *(("" if one.difference is None else signed(one.difference),) if declared else ()),
            "" if one.weight is None else format_number(one.weight),
            one.status,
            one.reason.formula,
        )
        for one in card.items
    ]
    points = ("申报", "复算", "差") if declared else ("得分",)
    table = _table(("指标", "指标值", "实际完成值", *points, "分值", "状态", "算式"), rows)
    blocks.append(f"<details><summary>各指标</summary>\n\n{table}\n\n</details>")
    findings = all_findings(card)
    if findings:
        blocks.append(f"{level}# 发现\n\n{finding_text(findings)}")
    return "\n\n".join(blocks)


def finding_text(findings: Iterable[Finding]) -> str:
    """Findings as a list."""
    names = dict(SEVERITIES)
    return "\n".join(
        f"- **{names[one.severity]}** `{one.code}` "
        f"{_plain(str(one.place)) + '：' if one.place else ''}{_plain(one.sentence)}"
        for one in findings
    )


def letters(items: Sequence[Letter]) -> str:
    """Letters one after the other."""
    return (
        "\n\n".join(
            "\n\n".join([f"# {_plain(letter.title)}", *map(_block, letter.blocks)])
            for letter in items
        )
        + "\n"
    )


def trends(items: Sequence[Trend]) -> str:
    """Several years of one office, or of several one after the other."""
    return "\n\n".join(block for one in items for block in _trend(one)) + "\n"


def _trend(one: Trend) -> Iterable[str]:
    yield f"# {_plain(one.title)}"
    yield _plain(one.summary)
    for number, signal in enumerate(one.signals, start=1):
        yield f"## {number}. {dict(SEVERITIES)[signal.severity]} `{signal.code}`"
        yield _plain(signal.message)
        rows = [(str(each.year), each.target, each.actual) for each in signal.points]
        yield _table(("年度", "指标值", "实际"), rows)
    if one.gone:
        yield _block(gone_list(one))
    if one.remarks:
        yield "## 说明"
        yield finding_text(one.remarks)


def _block(block: str | Listing) -> str:
    return _plain(block) if isinstance(block, str) else f"## {_plain(block.name)}\n\n{_list(block)}"


def _list(part: Listing) -> str:
    return _table(part.header, part.texts())


def table_text(tables: Sequence[TargetTable]) -> str:
    """Target tables: head, tasks, goal and indicators."""
    return "\n\n".join(_target_table(table) for table in tables) + "\n"


def _target_table(table: TargetTable) -> str:
    head = [
        f"- {label}：{_plain(value)}"
        for label, value in (
            ("项目名称", table.project),
            ("主管部门", table.department),
            ("单位", table.organisation),
            ("年度", str(table.year) if table.year else None),
            ("总体目标", table.goal),
            ("实际完成情况", table.goal_actual),
        )
        if value
    ]
    blocks = [f"# {_plain(table.title or default_title(table))}", "\n".join(head)]
    if table.tasks:
        blocks.append(_tasks(table))
    if table.execution:
        rows_ = [
            (
                one.item,
                *(_amount(x) for x in (one.initial, one.budget, one.executed)),
                one.rate or "",
                _amount(one.points),
            )
            for one in table.execution
        ]
        unit = table.execution[0].unit
        blocks.append(
            _table(
                ("资金", f"年初预算数（{unit}）", "全年预算数", "全年执行数", "执行率", "得分"),
                rows_,
            )
        )
    columns = [
        ("一级指标", "level1"), ("二级指标", "level2"), ("三级指标", "name"), ("指标值", "target"),
        ("实际完成值", "actual"), ("分值", "weight"), ("得分", "points"), ("偏差原因分析及改进措施", "deviation"),
    ]  # fmt: skip
    used = [
        (heading, field)
        for heading, field in columns
        if field in ("name", "target")
        or any(getattr(one, field) is not None for one in table.indicators)
    ]
    blocks.append(
        _table(
            [heading for heading, _ in used],
            [[_shown(getattr(one, field)) for _, field in used] for one in table.indicators],
        )
    )
    if table.declared_total is not None:
        blocks.append(f"总分：{format_number(table.declared_total)}")
    return "\n\n".join(block for block in blocks if block)


def _tasks(table: TargetTable) -> str:
    """年度主要任务; 完成情况 and 执行数 where the form states them."""
    heads = ["任务名称", "主要内容", f"总额（{table.tasks[0].funds.unit}）", "财政拨款", "其他资金"]
    told = any(one.actual for one in table.tasks)
    spent = any(one.funds.executed is not None for one in table.tasks)
    rows = []
    for one in table.tasks:
        funds = one.funds
        amounts = map(_amount, (funds.total, funds.fiscal, funds.other))
        done = [one.actual] if told else []
        rows.append(
            (
                one.name or "",
                one.content,
                *amounts,
                *([_amount(funds.executed)] if spent else ()),
                *done,
            )
        )
    heads += ["执行数"] if spent else []
    heads += ["完成情况"] if told else []
    return _table(tuple(heads), rows)


def _amount(value: object) -> str:
    return "" if value is None else _shown(value)


def _shown(value: object) -> str:
    return "" if value is None else format(value, "f") if not isinstance(value, str) else value
