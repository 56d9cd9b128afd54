"""The actual values of a table in the order of its indicators, whatever they come as."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from os import PathLike
from typing import IO, Any, Final, Protocol, TypeAlias

import attrs

from ..actuals import Actual, Actuals, Spending, gather, match
from ..criteria import Criterion, NotApplicable, Unreadable
from ..findings import Finding
from ..language.lexicon import builtin_lexicon, either
from ..tables import TargetTable

__all__ = ["Given", "Source", "gathered", "given_values", "inapplicable", "is_missing", "is_reason"]


class Columns(Protocol):
    """A frame, lazy ones too: pandas, polars, Arrow, whatever narwhals knows."""

    @property
    def columns(self) -> Any: ...


class Stream(Protocol):
    """Whatever gives its columns as an Arrow stream."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


#: What `score` takes as actual values, see `jixiao.read_actuals`.
Source: TypeAlias = (
    Mapping[str, Any]
    | Iterable[Any]
    | Actuals
    | Columns
    | Stream
    | str
    | PathLike[str]
    | bytes
    | IO[bytes]
    | IO[str]
    | None
)

# A blank or a dash says nothing: not what was achieved, nor that nothing had to be.
_BLANK: Final = frozenset({"", "/", "／", "\\", "—", "——", "-", "－", "--", "–"})


@attrs.frozen
class Given:
    """The actual values in the order of the indicators, and what else the source holds.

    `details` has the `Actual` behind a value where there is one (grade, mark, deduction);
    `deductions` are those of the budget row.
    """

    values: Sequence[Any]
    details: Sequence[Actual | None]
    spendings: tuple[Spending, ...] = ()
    deductions: tuple[Actual, ...] = ()
    unused: tuple[Actual, ...] = ()
    findings: tuple[Finding, ...] = ()


def given_values(table: TargetTable, actuals: Source) -> Given:
    """The actual value of each indicator: those of `actuals`, else those of the form itself.

    Raises:
        ActualsError, UnreadableDocument: as `score`.
    """
    own = [one.actual for one in table.indicators]
    if actuals is None:
        return Given(own, [None] * len(own))
    names = [one.name for one in table.indicators]
    if isinstance(actuals, Mapping) and (quick := _by_name(actuals, names, own)) is not None:
        return quick
    found = match(
        gathered(actuals, table),
        names,
        groups=[one.level2 for one in table.indicators],
        items=[row.item for row in table.execution],
    )
    details = [_completed(*pair) for pair in zip(found.actuals, own, strict=True)]
    values = [
        stated if detail is None else detail.value
        for stated, detail in zip(own, details, strict=True)
    ]
    return Given(values, details, found.executions, found.deductions, found.unused, found.findings)


def gathered(actuals: Source, table: TargetTable) -> Actuals:
    """The actual values of any source; those of a file that fit `table`.

    Raises:
        ActualsError, UnreadableDocument: as `score`.
    """
    if isinstance(actuals, Mapping | list | tuple | Actuals):
        return gather(actuals)
    # One of the imports that go up (see [tool.importlinter]): files are read above scoring.
    from ..reading.actuals import read_actuals

    return read_actuals(actuals, table=table)


def _completed(detail: Actual | None, own: str | None) -> Actual | None:
    """An entry that says something else than a value (扣分, 等次, 备注), with the form's value, which stands there."""
    if detail is None or detail.value is not None or detail.not_applicable:
        return detail
    if own is None or not own.strip():
        return detail
    judged = detail.grade is not None or detail.mark is not None
    # Who grades an indicator says that it applies, whatever the form has.
    return (
        detail
        if judged and own.strip() in builtin_lexicon().words("inapplicable")
        else attrs.evolve(detail, value=own, place=None)
    )


def _by_name(
    actuals: Mapping[Any, Any], names: Sequence[str], own: Sequence[str | None]
) -> Given | None:
    """The plain case, name → value with every name known and single; None for anything else.

    Gives what `gather` and `match` would give, without their work.
    """
    places = {name: index for index, name in enumerate(names)}
    if len(places) != len(names):
        return None
    values: list[Any] = list(own)
    for name, value in actuals.items():
        index = places.get(name)
        if index is None:
            return None
        kind = type(value)
        if value is None or (kind is str and not value):
            # Nothing is said of it: the form's own value stands, as in `_completed`.
            continue
        if kind is str:
            values[index] = value.strip() or own[index]
        elif kind is int:
            values[index] = Decimal(value)
        elif kind is datetime:
            values[index] = value.date()
        elif kind is date or (kind is Decimal and value.is_finite()):
            values[index] = value
        else:
            return None
    return Given(values, [None] * len(names))


def inapplicable(criterion: Criterion | Unreadable, value: Any, detail: Actual | None) -> bool:
    """Whether the indicator is left out: 不适用 as its target, as its actual value, or by a mark."""
    if detail is not None and detail.not_applicable:
        return True
    if type(value) is str and value.strip() in builtin_lexicon().words("inapplicable"):
        return True
    if not isinstance(criterion, NotApplicable):
        return False
    # 无 may be a target too (拖欠工资: 无); what was written beside it is to be judged then.
    none = builtin_lexicon().words("none-said")
    return criterion.text.strip() not in none or is_missing(value, detail) or value in none


def is_missing(value: Any, detail: Actual | None) -> bool:
    """Whether nothing was given for the indicator: no value, no grade, no mark."""
    if value is not None and (type(value) is not str or value.strip() not in _BLANK):
        return False
    return detail is None or (detail.grade is None and detail.mark is None)


def is_reason(text: str | None) -> bool:
    """Whether a cell of 偏差原因 gives one: blank, a dash, 无 and 无偏差 give none."""
    if not text:
        return False
    words = re.sub(r"[^\w/]+|_", "", text)
    return bool(words.strip("/")) and _no_reason().fullmatch(words) is None


@cache
def _no_reason() -> re.Pattern[str]:
    """A cell of reasons that says there is none: 无, 暂无, 无偏差原因, 没有偏差, 不存在偏差."""
    before, none, degree, matter = (
        either(builtin_lexicon().words("reasonless", sense))
        for sense in ("before", "none", "degree", "matter")
    )
    return re.compile(f"(?:(?:{before})*(?:{none})(?:{degree})*(?:{matter})*)?", re.IGNORECASE)
