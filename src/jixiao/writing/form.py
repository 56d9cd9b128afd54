"""The form (表样): a table laid out in the Ministry's shape, before any file format.

`form_of` turns a `TargetTable` into boxes with spans, roles and column widths; each
format then only draws the boxes. What a scorecard adds is first put into a table by
`filled`, so that a form is the same thing whether a unit filled it or jixiao did.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Final, Literal

import attrs

from jixiao.criteria import Qualitative
from jixiao.display import visible, whole_characters
from jixiao.quantities import format_number
from jixiao.rules.policies import CERTAIN, IMPOSSIBLE, POSSIBLE
from jixiao.tables import Execution, Funds, Indicator, TargetTable

from .measure import MARGIN, longest_piece, text_width

__all__ = ["Box", "Form", "choices_of", "form_of"]

Role = Literal["title", "subtitle", "label", "text", "short", "number"]

PORTRAIT: Final = 98  # width of the form in half-width characters, on A4 with margins of 1.7 cm
LANDSCAPE: Final = 146

# Columns of the indicator block: field, heading, least width in half-width characters (of a long
# text: usual), and whether it always stands in the form. The order is that of the Ministry's forms.
_COLUMNS: Final = (
    ("level1", "一级指标", 12, False),
    ("level2", "二级指标", 12, False),
    ("name", "三级指标", 24, True),
    ("direction", "指标方向", 8, False),
    ("sign", "计算符号", 7, False),
    ("target", "指标值", 12, True),
    ("unit", "度量单位", 8, False),
    ("actual", "实际完成值", 12, False),
    ("forecast", "全年预计完成情况", 12, False),
    ("weight", "分值", 7, False),
    ("points", "得分", 7, False),
    ("deviation", "偏差原因分析及改进措施", 24, False),
    ("likelihood", "完成目标可能性", 12, False),
    ("explanation", "指标解释", 20, False),
    ("standard", "评（扣）分标准", 20, False),
    ("remark", "备注", 10, False),
)
_ELASTIC: Final = ("name", "deviation", "explanation", "standard", "remark")
_FITTED: Final = (
    "direction", "sign", "target", "unit", "actual", "forecast", "weight", "points", "likelihood",
)  # fmt: skip
_FILLED: Final = ("actual", "weight", "points", "deviation")
_WATCHED: Final = ("actual", "forecast", "deviation", "likelihood")
#: What an evaluator says of a qualitative target (财预〔2020〕10号).
_GRADES: Final = ("达成", "部分达成", "未达成")
_SIDE: Final = 10
_WIDEST: Final = 22  # of a column that is fitted to its texts; longer ones are broken
_CRAMPED: Final = (3, 4)  # of what long texts like to have: with less, the page is turned
_SHORTAGE: Final = 4
_REFINED: Final = 4  # columns that may be added to give the blocks above better widths
_TASK_NAME, _TASK_TEXT, _TASK_MONEY = 20, 32, 10
#: The amounts of a task's budget; 执行数 stands beside them.
_BUDGETED: Final = (("total", "总额"), ("fiscal", "财政拨款"), ("other", "其他资金"))
_PLAIN: Final = (30, 56)
_FULL: Final = (24, 12, 12, 12, 7, 10, 7)
_MONEY: Final = (
    ("initial", "年初预算数"), ("budget", "全年预算数"), ("executed", "全年执行数"), ("weight", "分值"),
    ("rate", "执行率"), ("points", "得分"),
)  # fmt: skip
_MONEY_WATCHED: Final = (
    ("initial", "年初预算数"), ("budget", "全年预算数"), ("executed", "{}执行数"), ("rate", "{}执行率"),
    ("forecast", "全年预计执行数"),
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Box:
    """One cell of the form, from 0; `number` is set where the text is a plain amount.

    A cell that is to be filled in may have `choices` to choose from, or a number that it may be
    at `most`.
    """

    text: str = attrs.field(converter=whole_characters)
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    role: Role = "text"
    number: Decimal | None = None
    choices: tuple[str, ...] = ()
    most: Decimal | None = None


def _tab_name(name: str) -> str:
    return visible(whole_characters(name))


@attrs.frozen(kw_only=True)
class Form:
    """A laid-out form.

    Attributes:
        name: a short name, for the tab of a sheet.
        boxes: in reading order; together they cover the whole grid.
        widths: of the columns, in half-width characters.
        rows: how many.
        heading: the row of the headings of the indicators, to be repeated on every page.
        landscape: whether the form is too wide for A4 portrait.
    """

    name: str = attrs.field(converter=_tab_name)
    boxes: tuple[Box, ...]
    widths: tuple[int, ...]
    rows: int
    heading: int
    landscape: bool

    def texts(self) -> list[list[str]]:
        """The rows as texts; a merged cell stands once, at its top left corner."""
        grid = [["" for _ in self.widths] for _ in range(self.rows)]
        for box in self.boxes:
            grid[box.row][box.column] = box.text
        return grid

    def width_of(self, box: Box) -> int:
        """The width of a box in half-width characters."""
        return sum(self.widths[box.column : box.column + box.colspan])


def default_title(table: TargetTable) -> str:
    """The heading of the form where the table states none."""
    whole = table.kind == "department" or bool(table.tasks)
    kind = "自评表" if table.kind == "evaluation" else "目标表"
    return f"{'部门（单位）整体支出' if whole else '项目支出'}绩效{kind}"


def form_of(table: TargetTable, *, provisional: bool = False, to_fill: bool = False) -> Form:
    """The form of `table`: 项目 or 部门（单位）整体支出, 目标表 or 自评表 by what it holds.

    A total that can still change (`provisional`) is marked 暂. A form that is `to_fill` offers in
    its cells what they may hold.
    """
    return _Builder(table, provisional=provisional, to_fill=to_fill).form()


def choices_of(indicator: Indicator) -> tuple[str, ...]:
    """What the actual value of an indicator is chosen from; nothing where it is a figure."""
    criterion = indicator.criterion
    return _GRADES if isinstance(criterion, Qualitative) and not criterion.grades else ()


def _splits(table: TargetTable) -> bool:
    """Whether sign, value and unit can have columns of their own without changing a target."""
    stated = [one for one in table.indicators if one.value is not None]
    return bool(stated) and all(
        one.value is not None and _joined(one) == one.target for one in table.indicators
    )


def _joined(one: Indicator) -> str:
    value, unit = one.value or "", one.unit or ""
    sign = "" if one.sign in (None, "定性", "定量") else one.sign or ""
    return sign + value + ("" if value.endswith(unit) else unit)


@attrs.define
class _Builder:
    table: TargetTable
    provisional: bool = False
    to_fill: bool = False
    boxes: list[Box] = attrs.Factory(list)
    row: int = 0
    widths: tuple[int, ...] = ()

    def form(self) -> Form:
        table = self.table
        split = _splits(table)
        columns = [one for one in _COLUMNS if self._stands(*one, split=split)]
        columns = [
            (field, heading, self._fitted(field, width, split=split), always)
            for field, heading, width, always in columns
        ]
        landscape = _is_cramped(columns)
        self.widths, spans = self._grid(columns, LANDSCAPE if landscape else PORTRAIT)
        self._head()
        self._budget()
        self._tasks()
        self._goals()
        heading = self.row
        self._indicators(columns, spans, split=split)
        self._total(columns, spans)
        if self.table.deviation:
            self._put("偏差原因分析及改进措施", 0, role="label")
            self._put(self.table.deviation, 1, len(self.widths) - 1)
            self.row += 1
        name = table.project or table.organisation or table.title or "绩效表"
        return Form(
            name=name,
            boxes=tuple(sorted(self.boxes, key=lambda box: (box.row, box.column))),
            widths=self.widths,
            rows=self.row,
            heading=heading,
            landscape=landscape,
        )

    # ---- columns

    def _stands(self, field: str, heading: str, width: int, always: bool, *, split: bool) -> bool:
        del heading, width
        if always:
            return True
        if field in ("sign", "unit"):
            return split and any(getattr(one, field) for one in self.table.indicators)
        filled = {"evaluation": _FILLED, "monitoring": _WATCHED}.get(self.table.kind, ())
        if field in filled:
            return True
        return any(getattr(one, field) is not None for one in self.table.indicators)

    def _fitted(self, field: str, width: int, *, split: bool) -> int:
        """The width of a column whose texts are short: that of the longest, up to a limit.

        No number is ever broken, however long it is.
        """
        if field not in _FITTED:
            return width
        texts = [self._shown(one, field, split=split) for one in self.table.indicators]
        whole = max(map(text_width, texts), default=0.0)
        unbroken = max(map(longest_piece, texts), default=0.0)
        return math.ceil(max(width, min(whole + MARGIN, _WIDEST), unbroken + MARGIN))

    def _shown(self, one: Indicator, field: str, *, split: bool) -> str:
        """The text of a field as it stands in its cell."""
        value = one.value if field == "target" and split else getattr(one, field)
        return plain_number(value) if isinstance(value, Decimal) else value or ""

    def _money_width(self, width: int, texts: Iterable[str | Decimal | None]) -> int:
        """The width of a column of amounts, none of which is broken."""
        shown = (plain_number(one) if isinstance(one, Decimal) else one or "" for one in texts)
        return math.ceil(max((width, *(text_width(one) + MARGIN for one in shown))))

    def _grid(
        self, columns: Sequence[tuple[str, str, int, bool]], page: int
    ) -> tuple[tuple[int, ...], list[tuple[int, int]]]:
        """Widths of the grid, and where each column of the indicators lies in it.

        Columns of the indicators are split where a block above needs more of them, and a
        little further where that brings the widths of those blocks nearer to what they want.
        """
        widths: list[tuple[int, ...]] = [(size,) for size in _sizes(columns, page)]
        blocks = self._blocks()
        needed = 1 + max(map(len, blocks))
        best = _misfit(widths, blocks)
        for _ in range(needed + _REFINED):
            tries = [
                [
                    *widths[:index],
                    _even(sum(widths[index]), len(widths[index]) + 1),
                    *widths[index + 1 :],
                ]
                for index in range(1, len(widths))
            ]
            finer = min(tries, key=lambda one: (_misfit(one, blocks), -min(map(min, one))))
            cost = _misfit(finer, blocks)
            short = sum(map(len, widths)) < needed
            if not short and (
                cost > best - page // 12 or sum(map(len, widths)) >= needed + _REFINED
            ):
                break
            widths, best = finer, cost
        spans, begin = [], 0
        for parts in widths:
            spans.append((begin, len(parts)))
            begin += len(parts)
        return tuple(part for parts in widths for part in parts), spans

    def _blocks(self) -> list[tuple[int, ...]]:
        """The widths that the blocks above the indicators want, without the side column."""
        wanted: list[tuple[int, ...]] = [(1, 1, 1, 1)]
        if self.table.tasks:
            wanted.append(self._task_widths())
        if self.table.execution:
            wanted.append(self._budget_widths())
        return wanted

    def _task_widths(self) -> tuple[int, ...]:
        """The widths that the columns of the tasks want."""
        funds = [task.funds for task in self.table.tasks]
        texts = [_TASK_TEXT for _ in self._task_texts()]
        amounts = [[getattr(one, role) for one in funds] for role, _ in self._task_money()]
        money = [_TASK_MONEY] * len(amounts)
        return (_TASK_NAME, *texts, *map(self._money_width, money, amounts))

    def _task_texts(self) -> tuple[tuple[str, str], ...]:
        """The columns of words of the tasks: what is to be done, and what the form says was done."""
        told = any(task.actual for task in self.table.tasks)
        planned = not told or any(task.content for task in self.table.tasks)
        content, actual = ("content", "主要内容"), ("actual", "完成情况")
        return (*([content] if planned else ()), *([actual] if told else ()))

    def _task_money(self) -> tuple[tuple[str, str], ...]:
        """The columns of amounts of the tasks, 执行数 where the form states it."""
        spent = any(task.funds.executed is not None for task in self.table.tasks)
        return (*_BUDGETED, ("executed", "执行数")) if spent else _BUDGETED

    def _budget_widths(self) -> tuple[int, ...]:
        """The widths that the columns of the budget rows want."""
        if not self._is_full_budget():
            return _PLAIN
        item, *money = _FULL[: 1 + len(self._money_columns)]
        rows = self.table.execution
        amounts = ([getattr(row, field) for row in rows] for field, _ in self._money_columns)
        return (item, *map(self._money_width, money, amounts))

    # ---- drawing

    def _put(
        self, text: str, column: int, colspan: int = 1, *, role: Role = "text", rowspan: int = 1,
        number: Decimal | None = None, row: int | None = None, choices: tuple[str, ...] = (),
        most: Decimal | None = None,
    ) -> None:  # fmt: skip
        self.boxes.append(
            Box(
                text=text,
                row=self.row if row is None else row,
                column=column,
                rowspan=rowspan,
                colspan=colspan,
                role=role,
                number=number,
                choices=choices,
                most=most,
            )
        )

    def _parts(self, wants: Sequence[int], begin: int) -> list[tuple[int, int]]:
        room = self.widths[begin:]
        total = sum(wants)
        scaled = tuple(want * sum(room) // total for want in wants)
        _, cuts = _partition(room, scaled)
        return [(begin + a, b - a) for a, b in zip((0, *cuts), (*cuts, len(room)), strict=True)]

    # ---- blocks

    def _head(self) -> None:
        table, all_ = self.table, len(self.widths)
        self._put(table.title or default_title(table), 0, all_, role="title")
        self.row += 1
        if table.year is not None:
            self._put(f"（{table.year}年度）", 0, all_, role="subtitle")
            self.row += 1
        organisation, department = table.organisation, table.department
        if table.project is not None:
            self._fields(("项目名称", table.project))
        if table.kind == "project" or table.project is not None:
            self._fields(("主管部门", department), ("实施单位", organisation))
        elif department is None:
            self._fields(("部门（单位）名称", organisation))
        else:
            self._fields(("部门（单位）名称", organisation), ("主管部门", department))

    def _fields(self, *fields: tuple[str, str | None]) -> None:
        """A row of labels, each with its value beside it; a blank stays a blank to be filled."""
        label, room = 16, PORTRAIT // 2
        parts = self._parts((label, room - label) * 2, 0)
        if len(fields) == 1:
            first = parts[0][1]
            parts = [parts[0], (first, len(self.widths) - first)]
        for index, (name, value) in enumerate(fields):
            self._put(name, *parts[2 * index], role="label")
            self._put(value or "", *parts[2 * index + 1])
        self.row += 1

    def _tasks(self) -> None:
        tasks = self.table.tasks
        if not tasks:
            return
        unit = tasks[0].funds.unit
        begin = self.row
        parts = self._parts(self._task_widths(), 1)
        texts, columns = self._task_texts(), self._task_money()
        words, money = parts[: 1 + len(texts)], parts[1 + len(texts) :]
        for (column, span), text in zip(
            words, ("任务名称", *(text for _, text in texts)), strict=True
        ):
            self._put(text, column, span, role="label", rowspan=2)
        budget = money[: len(_BUDGETED)]
        width = sum(span for _, span in budget)
        self._put(f"预算金额（{unit}）", budget[0][0], width, role="label")
        for column, span in money[len(budget) :]:
            self._put(columns[-1][1], column, span, role="label", rowspan=2)
        self.row += 1
        for (column, span), (_, text) in zip(budget, columns, strict=False):
            self._put(text, column, span, role="label")
        self.row += 1
        for task in tasks:
            self._put(task.name or "", *words[0])
            for part, (role, _) in zip(words[1:], texts, strict=True):
                self._put(getattr(task, role), *part)
            self._task_amounts(task.funds, money, unit)
        if self.table.tasks_total is not None:
            last, span = words[-1]
            self._put("金额合计", words[0][0], last + span - words[0][0], role="label")
            self._task_amounts(self.table.tasks_total, money, unit)
        self._put("年度主要任务", 0, role="label", rowspan=self.row - begin, row=begin)

    def _task_amounts(self, funds: Funds, parts: Sequence[tuple[int, int]], unit: str) -> None:
        """The amounts of a task or of all of them, and the row is done."""
        for (column, span), (role, _) in zip(parts, self._task_money(), strict=True):
            self._money(getattr(funds, role), column, span, own=funds.unit, unit=unit)
        self.row += 1

    def _money(
        self,
        amount: Decimal | None,
        column: int,
        span: int,
        *,
        own: str = "万元",
        unit: str = "万元",
        most: Decimal | None = None,
    ) -> None:
        """An amount in its cell; one in another unit than the heading's carries its own."""
        text = "" if amount is None else plain_number(amount)
        if text and own != unit:
            self._put(text + own, column, span, role="short")
        else:
            self._put(text, column, span, role="number", number=amount, most=most)

    def _is_full_budget(self) -> bool:
        return self.table.kind in ("evaluation", "monitoring") or any(
            getattr(row, field) is not None
            for row in self.table.execution
            for field, _ in _MONEY
            if field != "budget"
        )

    @property
    def _money_columns(self) -> tuple[tuple[str, str], ...]:
        return _MONEY_WATCHED if self.table.kind == "monitoring" else _MONEY

    @property
    def _months(self) -> str:
        """What a monitoring form reports of: 1-7月."""
        last = self.table.as_of.month if self.table.as_of else None
        return "" if last is None else f"1-{last}月" if last > 1 else "1月"

    def _budget(self) -> None:
        rows = self.table.execution
        if not rows:
            return
        unit = rows[0].unit
        begin = self.row
        if not self._is_full_budget():
            parts = self._parts(self._budget_widths(), 1)
            for one in rows:
                self._put(one.item, *parts[0], role="label")
                self._money(one.budget, *parts[1], own=one.unit, unit=unit)
                self.row += 1
        else:
            parts = self._parts(self._budget_widths(), 1)
            self._put("", *parts[0], role="label")
            for (column, span), (_, text) in zip(parts[1:], self._money_columns, strict=True):
                self._put(text.format(self._months), column, span, role="label")
            self.row += 1
            for one in rows:
                self._budget_row(one, parts, unit)
        label = (
            "预算执行情况" if self.table.tasks or self.table.kind == "department" else "项目资金"
        )
        self._put(f"{label}（{unit}）", 0, role="label", rowspan=self.row - begin, row=begin)

    def _budget_row(self, one: Execution, parts: Sequence[tuple[int, int]], unit: str) -> None:
        self._put(one.item, *parts[0])
        for (field, _), (column, span) in zip(self._money_columns, parts[1:], strict=True):
            value = getattr(one, field)
            if field == "rate":
                self._put(value or "", column, span, role="short")
            elif field in ("weight", "points"):
                self._money(value, column, span)
            else:
                self._money(value, column, span, own=one.unit, unit=unit)
        self.row += 1

    def _goals(self) -> None:
        table = self.table
        term = "年度" if table.term == "annual" else "中期"
        if table.kind == "evaluation":
            parts = self._parts((1, 1), 1)
            self._put(f"{term}总体目标", 0, role="label", rowspan=2)
            self._put("预期目标", *parts[0], role="label")
            self._put("实际完成情况", *parts[1], role="label")
            self.row += 1
            self._put(table.goal or "", *parts[0])
            self._put(table.goal_actual or "", *parts[1])
            self.row += 1
        elif table.goal is not None:
            self._put(f"{term}总体目标", 0, role="label")
            self._put(table.goal, 1, len(self.widths) - 1)
            self.row += 1

    def _indicators(
        self,
        columns: Sequence[tuple[str, str, int, bool]],
        spans: Sequence[tuple[int, int]],
        *,
        split: bool,
    ) -> None:
        term = "年度" if self.table.term == "annual" else "中期"
        self._put("", 0, role="label")
        for (field, heading, _, _), (column, span) in zip(columns, spans[1:], strict=True):
            text = f"{term}指标值" if field == "target" else heading
            if field == "actual" and self.table.kind == "monitoring":
                text = f"{self._months}执行情况"
            self._put(text, column, span, role="label")
        self.row += 1
        begin = self.row
        for one in self.table.indicators:
            for (field, _, _, _), (column, span) in zip(columns, spans[1:], strict=True):
                if field not in ("level1", "level2"):
                    self._cell(one, field, column, span, split=split)
            self.row += 1
        if self.row > begin:
            self._put(f"{term}绩效指标", 0, role="label", rowspan=self.row - begin, row=begin)
        for (field, _, _, _), (column, span) in zip(columns, spans[1:], strict=True):
            if field in ("level1", "level2"):
                self._levels(field, column, span, begin)

    def _cell(self, one: Indicator, field: str, column: int, span: int, *, split: bool) -> None:
        if field in ("weight", "points"):
            most = one.weight if self.to_fill and field == "points" else None
            self._money(getattr(one, field), column, span, most=most)
            return
        role: Role = "short" if field in _FITTED else "text"
        text = self._shown(one, field, split=split)
        self._put(text, column, span, role=role, choices=self._choices(one, field))

    def _choices(self, one: Indicator, field: str) -> tuple[str, ...]:
        if not self.to_fill:
            return ()
        if field == "actual":
            return choices_of(one)
        return (CERTAIN, POSSIBLE, IMPOSSIBLE) if field == "likelihood" else ()

    def _levels(self, field: str, column: int, span: int, begin: int) -> None:
        """Labels merged over the rows that share them; a level 2 never reaches over a level 1."""
        keys = [
            (one.level1, one.level2) if field == "level2" else (one.level1,)
            for one in self.table.indicators
        ]
        start = 0
        for index in range(1, len(keys) + 1):
            if index < len(keys) and keys[index] == keys[start] and keys[start][-1] is not None:
                continue
            self._put(
                keys[start][-1] or "", column, span, role="label",
                rowspan=index - start, row=begin + start,
            )  # fmt: skip
            start = index

    def _total(
        self, columns: Sequence[tuple[str, str, int, bool]], spans: Sequence[tuple[int, int]]
    ) -> None:
        table = self.table
        places = {field: span for (field, _, _, _), span in zip(columns, spans[1:], strict=True)}
        if table.kind != "evaluation" and table.declared_total is None:
            return
        points = places.get("points")
        if points is None:
            return
        stated = [
            *(one.weight for one in table.indicators),
            *(row.weight for row in table.execution if row.weight is not None),
        ]
        weight = places.get("weight")
        first = min(points[0], weight[0]) if weight else points[0]
        self._put("总分（暂）" if self.provisional else "总分", 0, first, role="label")
        if weight:
            whole = None if None in stated else sum((one for one in stated if one), Decimal(0))
            self._money(whole, *weight)
        self._money(table.declared_total, *points)
        for field, (column, span) in places.items():
            if column >= first and field not in ("weight", "points"):
                self._put("", column, span)
        self.row += 1


def plain_number(value: Decimal) -> str:
    """A number as people write it: no exponent, its written decimals kept."""
    return format_number(value)


def _is_cramped(columns: Sequence[tuple[str, str, int, bool]]) -> bool:
    """Whether the long texts would have too little room on an upright page."""
    firm = sum(width for field, _, width, _ in columns if field not in _ELASTIC)
    soft = sum(width for field, _, width, _ in columns if field in _ELASTIC)
    part, whole = _CRAMPED
    return whole * (PORTRAIT - _SIDE - firm) < part * soft


def _sizes(columns: Sequence[tuple[str, str, int, bool]], page: int) -> list[int]:
    """Widths of the columns that fill a page: long texts share what the short ones leave."""
    firm = sum(width for field, _, width, _ in columns if field not in _ELASTIC)
    soft = sum(width for field, _, width, _ in columns if field in _ELASTIC)
    room = page - _SIDE - firm
    if 5 * room > 6 * soft:  # few columns: all of them grow
        total = page - _SIDE
        return [_SIDE, *(width * total // (firm + soft) for _, _, width, _ in columns)]
    return [
        _SIDE,
        *(
            max(8, width * room // soft) if field in _ELASTIC else width
            for field, _, width, _ in columns
        ),
    ]


def _even(total: int, parts: int) -> tuple[int, ...]:
    """`total` in `parts` whole parts that differ by one at most."""
    return tuple(total * (index + 1) // parts - total * index // parts for index in range(parts))


def _misfit(widths: Sequence[tuple[int, ...]], blocks: Sequence[tuple[int, ...]]) -> int:
    """How far the best cuts of the grid are from what the blocks want, all together."""
    room = tuple(part for parts in widths[1:] for part in parts)
    return sum(
        _partition(room, tuple(want * sum(room) // sum(block) for want in block))[0]
        if len(room) >= len(block)
        else 10_000 * (len(block) - len(room))
        for block in blocks
    )


def _unlike(width: int, want: int) -> int:
    """How far a width is from what is wanted; too little is worse, since it breaks numbers."""
    return width - want if width >= want else _SHORTAGE * (want - width)


@cache
def _partition(widths: tuple[int, ...], wants: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """Where to cut `widths` into `len(wants)` parts, as near to `wants` as can be."""
    if len(wants) == 1:
        return _unlike(sum(widths), wants[0]), ()
    best: tuple[int, tuple[int, ...]] | None = None
    for cut in range(1, len(widths) - len(wants) + 2):
        cost, cuts = _partition(widths[cut:], wants[1:])
        cost += _unlike(sum(widths[:cut]), wants[0])
        if best is None or cost < best[0]:
            best = cost, (cut, *(cut + one for one in cuts))
    if best is None:
        raise ValueError(f"{len(widths)} columns cannot be cut into {len(wants)} parts")
    return best
