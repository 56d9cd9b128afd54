"""Any source of actual values (a mapping, rows) to `Actuals`; what is not understood is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from ..errors import ActualsError, Place
from ..exactness import in_own_context, is_too_long
from ..findings import Finding
from ..formwords import sections
from ..language import builtin_lexicon
from ..language.characters import fold
from ..language.figures import money_of, points_of
from ..language.given import scalar
from .values import Actual, Actuals, Spending, Value

__all__ = ["amount_of", "field_of", "gather"]


@cache
def _fields_by_name() -> Mapping[str, str]:
    names = ((name, field) for field, names in sections()["actuals"].items() for name in names)
    found: dict[str, str] = {}
    for name, field in names:
        found.setdefault(name, field)
    return MappingProxyType(found)


@cache
def _true_words() -> frozenset[str]:
    """What a cell of 不适用 says for yes: a yes, a tick, or the heading again."""
    lexicon = builtin_lexicon()
    words = (word for name in ("yes", "ticked", "inapplicable") for word in lexicon.words(name))
    return frozenset(("true", "yes", "1", "y", *map(str.lower, words)))


@in_own_context
def gather(source: Mapping[str, Any] | Iterable[Any] | Actuals) -> Actuals:
    """`Actuals` from Python values: a mapping name → value, or rows.

    A value is a text, a number, a date, None, or a mapping with the same keys as a row.
    A row is a mapping with a name (指标 / 三级指标 / name) and any of 实际完成值 / actual,
    等次, 评定分, 扣分, 扣分原因, 不适用; or a budget row with 全年执行数 / executed.

    Raises:
        ActualsError: a row is no mapping, or has neither a name nor an executed amount.
    """
    if isinstance(source, Actuals):
        return source
    if isinstance(source, Mapping):
        rows: Iterable[Any] = (
            {"name": name, **value}
            if isinstance(value, Mapping)
            else {"name": name, "value": value}
            for name, value in source.items()
        )
    else:
        rows = source
    entries: list[Actual] = []
    executions: list[Spending] = []
    findings: list[Finding] = []
    unknown: dict[str, list[_Unused]] = {}
    for number, row in enumerate(rows, start=1):
        if isinstance(row, Actual):
            entries.append(row)
        elif isinstance(row, Spending):
            executions.append(row)
        elif isinstance(row, Mapping):
            one = _from_row(row, number=number, findings=findings, unknown=unknown)
            if isinstance(one, Actual):
                entries.append(one)
            elif one is not None:
                executions.append(one)
        else:
            raise ActualsError(
                f"第{number}行实际完成值不是“名称—数值”的形式：{row!r}；"
                "请用 {指标名称: 实际完成值}，或含“指标名称”“实际完成值”两列的行",
                code="actuals-shape",
            )
    findings += (_unused_column(key, rows) for key, rows in unknown.items())
    return Actuals(entries=tuple(entries), executions=tuple(executions), findings=tuple(findings))


# The number, the text and the place of a row that holds something under an unknown heading.
_Unused = tuple[int, str, Place | None]


def _unused_column(key: str, rows: Sequence[_Unused]) -> Finding:
    """One finding for a column that is not known, whatever the number of its rows."""
    first, _, place = rows[0]
    where = f"第{first}行" if len(rows) == 1 else f"第{first}行等 {len(rows)} 行"
    return Finding(
        code="actual-field-unknown",
        severity="note",
        message=f"{where}的“{key}”不是已知的列名，未使用",
        place=place,
        figures=tuple((str(number), text) for number, text, _ in rows),
    )


def _from_row(
    row: Mapping[Any, Any],
    *,
    number: int,
    findings: list[Finding],
    unknown: dict[str, list[_Unused]],
) -> Actual | Spending | None:
    fields, others = _fields(row)
    place = row.get("place") if isinstance(row.get("place"), Place) else None
    for key, value in others.items():
        unknown.setdefault(key, []).append((number, value, place))
    name = _text(fields.get("name"))
    item = _text(fields.get("item"))
    if any(fields.get(key) is not None for key in ("executed", "budget", "initial")) and (
        item or name
    ):
        return _spending(fields, item=item or name or "", place=place, findings=findings)
    if not name:
        if all(_text(value) is None for value in fields.values()):
            return None
        raise ActualsError(
            f"第{number}行没有指标名称；应有“指标名称”（或“三级指标”“name”）一列",
            code="actuals-no-name",
            place=place,
        )
    return Actual(
        name=name,
        value=_value(fields.get("value")),
        level2=_text(fields.get("level2")),
        grade=_text(fields.get("grade")),
        mark=_points(fields.get("mark"), "评定分", name=name, place=place, findings=findings),
        deduction=_points(
            fields.get("deduction"), "扣分", name=name, place=place, findings=findings
        ),
        reason=_text(fields.get("reason")),
        not_applicable=_flag(fields.get("not_applicable")),
        baseline=_text(fields.get("baseline")),
        remark=_text(fields.get("remark")),
        place=place,
    )


def field_of(heading: str) -> str | None:
    """The field (see `field_names`) that a column heading or row key means, or None."""
    plain = re.sub(r"\s+|\(.*?\)", "", fold(heading))
    return _fields_by_name().get(plain)


def _fields(row: Mapping[Any, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The row under our own field names, and the texts under keys that are none of them."""
    fields: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for key, value in row.items():
        field = field_of(str(key))
        if field is not None:
            if fields.get(field) is None:
                fields[field] = value
        elif key != "place" and (text := _text(value)) is not None:
            unknown[str(key)] = text
    return fields, unknown


def _spending(
    fields: Mapping[str, Any], *, item: str, place: Place | None, findings: list[Finding]
) -> Spending:
    amounts: dict[str, Decimal | None] = {}
    units: set[str] = set()
    for key in ("initial", "budget", "executed"):
        number, unit = amount_of(fields.get(key))
        amounts[key] = number
        if unit:
            units.add(unit)
        if number is None and _text(fields.get(key)) not in {None, "—", "-", "/"}:
            findings.append(
                Finding(
                    code="actual-amount-unreadable",
                    severity="error",
                    message=f"“{item}”的金额“{fields.get(key)}”不是数字，未使用；应如 1011.11",
                    place=place,
                    subject=item,
                )
            )
    if len(units) > 1:
        findings.append(
            Finding(
                code="actual-amount-units",
                severity="error",
                message=f"“{item}”的金额写了不同的单位（{'、'.join(sorted(units))}），未使用；请统一为一种单位",
                place=place,
                subject=item,
            )
        )
        return Spending(item=item, place=place)
    return Spending(item=item, unit=next(iter(units), None), place=place, **amounts)


def _without_end(value: Any) -> bool:
    """Whether it is a number of more digits than any table has: 1E+9999999."""
    return (isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite())) and (
        is_too_long(value)
    )


def amount_of(value: Any) -> tuple[Decimal | None, str | None]:
    if isinstance(value, Decimal) and value.is_finite() and not is_too_long(value):
        return value, None
    found = money_of(_text(value) or "")
    return (None, None) if found is None else found


def _text(value: Any) -> str | None:
    """`value` as a person would write it, or None where it is blank."""
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 (NaN)
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if _without_end(value):
        # An integer of thousands of digits has no text, and a Decimal one of millions.
        return "？"
    if isinstance(value, float) and Decimal(repr(value)).is_finite():
        return format(Decimal(repr(value)), "f")
    return str(value).strip() or None


def _value(value: Any) -> Value:
    value = scalar(value)
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Decimal):
        return value if value.is_finite() else str(value)
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return _text(value)
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        # A float goes through its shortest text: 0.1 is what the user wrote.
        number = Decimal(repr(value))
        return number if number.is_finite() else str(value)
    return _text(value)


def _points(
    value: Any, label: str, *, name: str, place: Place | None, findings: list[Finding]
) -> Decimal | None:
    text = _text(value)
    if text is None or text in {"—", "-", "/"}:
        return None
    exact = isinstance(value, Decimal) and value.is_finite() and not is_too_long(value)
    number = value if exact else points_of(text)
    if number is None:
        findings.append(
            Finding(
                code="actual-points-unreadable",
                severity="error",
                message=f"“{name}”的{label}“{text}”不是数字，未使用；应如 8.5",
                place=place,
                subject=name,
            )
        )
        return None
    return number


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return (_text(value) or "").lower() in _true_words()
