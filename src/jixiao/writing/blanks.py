"""Forms to fill in: the blank 自评表, list of actual values or 运行监控表 of a target table.

A blank form is a form like any other, so what is filled in is read back by `jixiao.read` and
`jixiao.read_actuals` as it stands there.
"""

from __future__ import annotations

import calendar
import datetime
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, get_args

import attrs

from jixiao.exactness import in_own_context
from jixiao.scoring import score
from jixiao.tables import TargetTable

from . import check_path
from .errors import WritingError
from .files import replace, suffix_among
from .form import Form, choices_of, form_of
from .lists import Listing
from .selfevaluation import self_evaluation

__all__ = ["KINDS", "Kind", "blank", "write_blank"]

Kind = Literal["自评表", "实际值", "监控表"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_SUFFIXES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"自评表": (".xlsx", ".docx"), "监控表": (".xlsx",), "实际值": (".xlsx", ".csv")}
)
_MONTHS: Final = 12


@in_own_context
def write_blank(
    table: TargetTable, kind: Kind, path: str | os.PathLike[str], *, month: int = 7
) -> Path:
    """Write the blank form of `table` to `path`, and return it.

    Args:
        table: the targets; what it declares already is left out of the form.
        kind: ``自评表``, ``实际值`` (a list of names to fill in) or ``监控表``.
        path: where to: .xlsx, .docx of a 自评表, .csv of a list.
        month: up to which month a 监控表 reports.

    Raises:
        WritingError: an unknown suffix or kind.
        ValueError: `month` is none.
        MissingExtra: the library for this format is not installed.
        OSError: the path cannot be written.
    """
    if kind not in KINDS:
        raise WritingError(f"没有“{kind}”这种空表；可选：{'、'.join(KINDS)}", code="blank-kind")
    target = Path(path)
    check_path(target)
    suffix = suffix_among(target, _SUFFIXES[kind], what=kind)
    part = blank(table, kind, month=month)
    if suffix == ".docx" and isinstance(part, Form):
        from . import docx

        return replace(target, docx.document([part]))
    if suffix == ".csv":
        from . import text

        return replace(target, text.separated([part]))
    from . import xlsx

    return replace(target, xlsx.workbook([part]))


@in_own_context
def blank(table: TargetTable, kind: Kind, *, month: int = 7) -> Form | Listing:
    """The blank form itself, see `write_blank`."""
    if not 1 <= month <= _MONTHS:
        raise ValueError(f"月份应为1至12，而不是{month}")
    match kind:
        case "自评表":
            return form_of(_unfilled(table), to_fill=True)
        case "实际值":
            return _actuals(table)
        case _:
            return _monitoring(table, month)


def _unfilled(table: TargetTable) -> TargetTable:
    """The self-evaluation of `table` with its weights and budgets, and nothing that a unit fills in."""
    bare = attrs.evolve(
        table,
        indicators=tuple(
            attrs.evolve(one, actual=None, points=None, deviation=None) for one in table.indicators
        ),
        execution=tuple(
            attrs.evolve(row, executed=None, rate=None, points=None) for row in table.execution
        ),
        goal_actual=None,
        deviation=None,
        declared_total=None,
    )
    return self_evaluation(score(bare))


def _actuals(table: TargetTable) -> Listing:
    """The list that `read_actuals` takes: a name, what it is held against, and a blank beside."""
    name, value = "指标名称", "实际完成值"
    rows = tuple((one.level2, one.name, one.target, None, None) for one in table.indicators)
    money = tuple(
        (None, one.item, f"填全年执行数（{one.unit}）", None, None) for one in table.execution[:1]
    )
    return Listing(
        name="实际值",
        header=("二级指标", name, "指标值", value, "备注"),
        rows=(*rows, *money),
        widths=(16, 40, 20, 20, 24),
        choices=tuple(
            (row, 3, choices_of(one)) for row, one in enumerate(table.indicators) if choices_of(one)
        ),
    )


def _monitoring(table: TargetTable, month: int) -> Form:
    """The form of 财预〔2019〕136号, up to the end of a month."""
    year = table.year or datetime.datetime.now(tz=datetime.UTC).year
    last = datetime.date(year, month, calendar.monthrange(year, month)[1])
    blank = _unfilled(table)
    # 部门（单位）整体支出绩效自评表 keeps the words for what the form is about.
    title = (blank.title or "").replace("自评表", "运行监控表")
    own = attrs.evolve(
        blank,
        kind="monitoring",
        title=title if "监控" in title else "项目支出绩效运行监控表",
        declared_total=None,
        goal_actual=None,
        deviation=None,
        as_of=last,
    )
    return form_of(own, to_fill=True)
