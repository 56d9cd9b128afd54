"""What a document states: the table, its tasks, its indicators and its budget rows.

Nothing here is a judgement. A table never contains a score that jixiao computed;
`Indicator.points` and `Execution.points` are what the document itself declares.
Texts are kept as the document displays them; numbers are derived from them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import zip_longest
from os import PathLike
from typing import Any, Literal

import attrs

from .criteria import AnyCriterion, Comparison, Range, Unreadable
from .display import html_table
from .errors import Place
from .exactness import MOST_DIGITS, is_too_long
from .findings import Finding
from .language import read_criterion
from .language.fractions import fraction_parts
from .naming import bare_name, matches, wording

__all__ = [
    "Execution",
    "Funds",
    "Indicator",
    "TableKind",
    "TargetTable",
    "Task",
    "Term",
    "required",
]

TableKind = Literal["project", "department", "evaluation", "monitoring"]
Term = Literal["annual", "medium"]

_SHOWN = 40
_MONTHS = range(1, 13)
_SENTENCE = re.compile(r"[^。；;\n]+")
_BETWEEN = " 　:：，,；;、。"

_COLUMNS = ("一级指标", "二级指标", "三级指标", "指标值", "分值", "实际完成值", "得分")


def _amount(value: Decimal | int | float | str | None) -> Decimal | None:
    """A Decimal from what a caller hands in; a float goes through its shortest text."""
    if value is None or (
        isinstance(value, Decimal) and value.is_finite() and not is_too_long(value)
    ):
        return value
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float | str):
        raise TypeError(
            f"分值和金额应为 Decimal、整数或写成文字的数，而不是 {type(value).__name__}"
        )
    written = repr(value) if isinstance(value, float) else value
    try:
        number = Decimal(written.replace(",", "").strip() if isinstance(written, str) else written)
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and is_too_long(number):
        raise ValueError(f"分值和金额超过{MOST_DIGITS}位，不会是表中的数")
    if not number.is_finite():
        raise ValueError(f'“{str(value)[:_SHOWN]}”不是数；分值和金额应为一个数，例如 10 或 "8.80"')
    return number


def _said_of(text: str, names: tuple[str, ...]) -> dict[str, str]:
    """What a text about several indicators says of each that it names, by its name.

    里程因雨季少40公里，就业因疫情减少: each from its name to the next; 里程、就业因雨季未完成: the
    same of both; 因雨季，里程未完成: the sentence. What names none goes on about those before it.
    """
    by_length = sorted(filter(None, set(names)), key=lambda one: (-len(one), one))
    if not by_length:
        return {}
    any_name = re.compile("|".join(map(re.escape, by_length)))
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for sentence in _SENTENCE.findall(text):
        hits = list(any_name.finditer(sentence))
        if not hits:
            for name in current:
                found[name].append(sentence.strip(_BETWEEN))
            continue
        current = list(dict.fromkeys(hit[0] for hit in hits))
        for names_here, part in _parts(sentence, hits):
            for name in names_here:
                found.setdefault(name, []).append(part.strip(_BETWEEN))
    joined = {name: "；".join(filter(None, parts)) for name, parts in found.items()}
    return {name: said for name, said in joined.items() if said}


def _parts(sentence: str, hits: list[re.Match[str]]) -> Iterator[tuple[list[str], str]]:
    """The names of a sentence that share what it says, with that."""
    if sum(map(str.isalpha, sentence[: hits[0].start()])) > 1:
        yield list(dict.fromkeys(hit[0] for hit in hits)), sentence
        return
    shared: list[str] = []
    for hit, after in zip_longest(hits, hits[1:]):
        shared.append(hit[0])
        said = sentence[hit.end() : after.start() if after else len(sentence)]
        if after is None or len(said.strip(_BETWEEN)) > 1:
            yield shared, said
            shared = []


@attrs.frozen(kw_only=True)
class Funds:
    """The money of a task: 总额, 财政拨款, 其他资金, in 万元 unless `unit` says otherwise.

    None means the cell is blank, which is not the same as a stated 0.

    Attributes:
        total, fiscal, other: 总额, 财政拨款, 其他资金.
        unit: the unit of all of them.
        executed: 执行数 of a form that is filled in.
    """

    total: Decimal | None = attrs.field(default=None, converter=_amount)
    fiscal: Decimal | None = attrs.field(default=None, converter=_amount)
    other: Decimal | None = attrs.field(default=None, converter=_amount)
    unit: str = "万元"
    executed: Decimal | None = attrs.field(default=None, converter=_amount)


@attrs.frozen(kw_only=True)
class Task:
    """One line of 年度主要任务.

    Attributes:
        name: 任务名称, or None where it is missing.
        content: 主要内容, what is to be done.
        funds: 预算金额, and 执行数 where the form states it.
        place: where the task stands.
        actual: 完成情况 of a form that is filled in, what was done.
    """

    name: str | None
    content: str = ""
    funds: Funds = Funds()
    place: Place | None = None
    actual: str = ""


@attrs.frozen(kw_only=True)
class Execution:
    """One budget row of a form (预算执行情况).

    Attributes:
        item: the row's label, e.g. 年度资金总额, 其中：当年财政拨款.
        initial, budget, executed: 年初预算数, 全年预算数, 全年执行数, in `unit`.
        weight, points: 分值 and 得分 as declared.
        rate: 执行率 as printed (``86%``), or None.
        forecast: 全年预计执行数 of a monitoring form, where `executed` is the amount to date.
        unit: 万元 or 元, as the form's heading says.
    """

    item: str
    initial: Decimal | None = attrs.field(default=None, converter=_amount)
    budget: Decimal | None = attrs.field(default=None, converter=_amount)
    executed: Decimal | None = attrs.field(default=None, converter=_amount)
    weight: Decimal | None = attrs.field(default=None, converter=_amount)
    rate: str | None = None
    points: Decimal | None = attrs.field(default=None, converter=_amount)
    forecast: Decimal | None = attrs.field(default=None, converter=_amount)
    unit: str = "万元"
    place: Place | None = None


def _tuple(values: Any) -> tuple[Any, ...]:
    return tuple(values)


# What is found of an indicator (its plan) is kept by this hash.
@attrs.frozen(kw_only=True, cache_hash=True)
class Indicator:
    """One indicator (三级指标) with its target, and what a filled form declares of it.

    Attributes:
        level1, level2: 一级 and 二级指标 as printed, None where the form does not tell.
        name: 三级指标 as printed.
        target: 指标值 as displayed; sign, value and unit joined where they have columns of their own;
            None in a judged table (评价得分表), which has only a standard and points.
        sign, value, unit: the separate columns (计算符号/指标性质, 指标值, 度量单位), None where
            the form has one column. They, not the joined text, are parsed where present.
        direction: 指标方向 as printed (正向, 反向), or None.
        weight: 分值 or 权重, in points.
        actual: 实际完成值 as displayed.
        points: 得分 as declared by the form.
        deviation: 偏差原因分析及改进措施.
        standard, explanation, remark: 评(扣)分标准, 指标解释, 备注.
        previous: 上年实际完成值 where the form prints it.
        initial: 年初目标值 where the form has an adjusted one too; the adjusted one is `target`.
        forecast: 全年预计完成情况 of a monitoring form, where `actual` is what is done to date.
        likelihood: 完成目标可能性 as a monitoring form states it (确定能, 有可能, 完全不可能).
        year: the budget year, for targets like 12月底前; a table hands its own down.
        place: the cell of the target.
        cells: where the other fields stand, as (field, row, column); see `place_of`. That of
            ``points`` is here too where the form prints the column and the cell is empty.
    """

    level1: str | None = None
    level2: str | None = None
    name: str
    target: str | None
    sign: str | None = None
    value: str | None = None
    unit: str | None = None
    direction: str | None = None
    weight: Decimal | None = attrs.field(default=None, converter=_amount)
    actual: str | None = None
    points: Decimal | None = attrs.field(default=None, converter=_amount)
    deviation: str | None = None
    standard: str | None = None
    explanation: str | None = None
    remark: str | None = None
    initial: str | None = None
    previous: str | None = None
    forecast: str | None = None
    likelihood: str | None = None
    year: int | None = None
    place: Place | None = None
    cells: tuple[tuple[str, int, int], ...] = attrs.field(
        default=(), converter=_tuple, repr=False, eq=False
    )

    def _repr_html_(self) -> str:
        return html_table(_COLUMNS, [self._cells()], details=("读作", [str(self.criterion)]))

    def _cells(self) -> list[str]:
        return [
            self.level1 or "",
            self.level2 or "",
            self.name,
            self.target_text,
            "" if self.weight is None else str(self.weight),
            self.actual or "",
            "" if self.points is None else str(self.points),
        ]

    def place_of(self, field: str) -> Place | None:
        """Where a field stands: ``actual``, ``weight``, ``points`` …; `place` where it is not known."""
        for name, row, column in self.cells:
            if name == field and self.place is not None:
                return attrs.evolve(self.place, row=row, column=column)
        return self.place

    @property
    def target_text(self) -> str:
        """The target as displayed, empty where the form has none."""
        return self.target or ""

    @property
    def numerator(self) -> Decimal | None:
        """分子 of a share whose actual value states both parts (`264/300`); None without."""
        return None if self._parts is None else self._parts[0]

    @property
    def denominator(self) -> Decimal | None:
        """分母, as `numerator`."""
        return None if self._parts is None else self._parts[1]

    @property
    def _parts(self) -> tuple[Decimal, Decimal] | None:
        share = isinstance(self.criterion, Comparison | Range) and self.criterion.unit in ("%", "")
        return fraction_parts(self.actual) if share and self.actual else None

    @property
    def is_judged(self) -> bool:
        """Whether the indicator has no target by design, as in a 评价指标体系 (分值, 评价标准, 得分)."""
        return self.target is None

    @cached_property
    def criterion(self) -> AnyCriterion | Unreadable:
        """The target as a typed criterion; `Unreadable` where the text is none."""
        text = self.target_text if self.value is None else self.value
        if self._names_month(text):
            # 完工时间 ≤ | 8 | 月 is a month of the year, as ≤8月 in one text is; 工期 ≤8月 is how long.
            return read_criterion(f"{self.sign or ''}{text}{self.unit}", year=self.year)
        return read_criterion(text, sign=self.sign, unit=self.unit, year=self.year)

    def _names_month(self, text: str) -> bool:
        if self.unit is None or self.unit not in wording()["filed"]["months"]:
            return False
        name, number = bare_name(self.name), text.strip()
        dated = matches("filed", "dated", name) and not matches("filed", "lasting_time", name)
        return dated and number.isdecimal() and int(number) in _MONTHS


def required(table: Any, *, by: str) -> TargetTable:
    """`table`, where it is one; `by` names the function that wants it.

    Raises:
        TypeError: it is something else, most often a path, or all the tables of a file.
    """
    if isinstance(table, TargetTable):
        return table
    given = type(table).__name__
    if isinstance(table, list | tuple) and all(isinstance(one, TargetTable) for one in table):
        hint = f"这里有{len(table)}张；请逐张来，或取其中一张，例如 tables[0]"
    elif isinstance(table, str | PathLike):
        hint = f"这里是 {given}；请先用 jixiao.read 读出表来，再取其中一张"
    else:
        hint = f"这里是 {given}；jixiao.read 从文件读出这样的表"
    raise TypeError(f"{by} 要的是一张绩效目标表（TargetTable），{hint}")


# A review asks several questions of one table, each answer kept by this hash.
@attrs.frozen(kw_only=True, cache_hash=True)
class TargetTable:
    """A 绩效目标表, or a filled 绩效自评表.

    Attributes:
        title: the heading line, blanks between characters removed.
        organisation: 部门（单位）名称, 实施单位 …, or None.
        year: the budget year, or None where the document does not say.
        term: ``annual`` 年度 or ``medium`` 中期/长期.
        kind: ``department`` 部门（单位）整体支出, ``project`` 项目支出, ``evaluation`` a filled 自评表,
            ``monitoring`` 绩效运行监控表 (财预〔2019〕136号).
        period: 项目起止时间 as it is written, or None.
        filled_on: 填报日期, the day on which the form was filled in, or None.
        as_of: the day up to which a monitoring form states what is done: the last of its month.
        project: 项目名称, or None.
        department: 主管部门, or None.
        tasks: 年度主要任务 with their funds.
        tasks_total: the printed 金额合计 of the tasks, or None.
        goal: 总体目标, as plain text.
        goal_actual: 实际完成情况 of the goal in a filled form.
        deviation: 偏差原因分析及改进措施 that a form gives for all of its indicators, below them.
        indicators: in the order of the document.
        execution: the budget rows, in order.
        declared_total: 总分 as the form declares it.
        declared_grade: 评价等次 (优, 良, 中, 差) as the form declares it.
        findings: what reading remarked.
        place: file, sheet and table.
    """

    title: str | None = None
    organisation: str | None = None
    year: int | None = None
    term: Term = "annual"
    kind: TableKind = "project"
    project: str | None = None
    department: str | None = None
    tasks: tuple[Task, ...] = attrs.field(default=(), converter=_tuple)
    tasks_total: Funds | None = None
    goal: str | None = None
    goal_actual: str | None = None
    deviation: str | None = None
    indicators: tuple[Indicator, ...] = attrs.field(default=(), converter=_tuple)
    execution: tuple[Execution, ...] = attrs.field(default=(), converter=_tuple)
    declared_total: Decimal | None = attrs.field(default=None, converter=_amount)
    declared_grade: str | None = None
    period: str | None = None
    filled_on: datetime.date | None = None
    as_of: datetime.date | None = None
    findings: tuple[Finding, ...] = attrs.field(default=(), converter=_tuple)
    place: Place | None = None

    def __attrs_post_init__(self) -> None:
        # A target such as 12月底前 needs the year, which only the table knows.
        if self.year is not None and any(one.year is None for one in self.indicators):
            dated = tuple(
                attrs.evolve(one, year=self.year) if one.year is None else one
                for one in self.indicators
            )
            object.__setattr__(self, "indicators", dated)

    @property
    def is_filled(self) -> bool:
        """Whether the document itself states actual values or executed amounts."""
        return any(one.actual is not None for one in self.indicators) or any(
            row.executed is not None for row in self.execution
        )

    def deviation_of(self, indicator: Indicator) -> str | None:
        """偏差原因分析及改进措施 of an indicator: its own, or what the form says below them all.

        That is said of the indicators that it names; of all, if it names none and none has its own.
        """
        if indicator.deviation or not self.deviation:
            return indicator.deviation
        said = _said_of(self.deviation, tuple(one.name for one in self.indicators))
        if said or any(one.deviation for one in self.indicators):
            return said.get(indicator.name)
        return self.deviation

    def rows(self) -> list[dict[str, Any]]:
        """One dict an indicator, with English keys, for any data frame library."""
        return [
            {
                "level1": one.level1,
                "level2": one.level2,
                "name": one.name,
                "target": one.target,
                "kind": one.criterion.kind,
                "weight": one.weight,
                "actual": one.actual,
                "points": one.points,
                "place": str(one.place) if one.place else None,
            }
            for one in self.indicators
        ]

    def __repr__(self) -> str:
        name = self.title or self.project or "绩效目标表"
        return (
            f"<TargetTable {name} {self.organisation or ''} {self.year or ''} "
            f"{len(self.indicators)} indicators>"
        )

    def _repr_html_(self) -> str:
        caption = " ".join(str(x) for x in (self.title, self.organisation, self.year) if x)
        rows = [one._cells() for one in self.indicators]
        return html_table(_COLUMNS, rows, caption=caption or None)
