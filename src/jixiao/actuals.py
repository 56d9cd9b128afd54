"""Actual values (实际完成值): what was achieved, and which indicator each belongs to.

The room holds plain values only. It does not know what a table is: `match` works on
the names of indicators, so that scoring and reading can both use it. Turning a file
into `Actuals` is the work of `jixiao.reading`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs

from .display import html_table
from .errors import ActualsError, Place
from .exactness import in_own_context, is_too_long
from .findings import Finding
from .formwords import form_words, sections
from .language import builtin_lexicon
from .language.characters import fold
from .language.figures import money_of, points_of
from .language.given import scalar
from .naming import plain_name

__all__ = [
    "Actual",
    "Actuals",
    "Match",
    "Spending",
    "Value",
    "budget_names",
    "field_names",
    "field_of",
    "gather",
    "left_to",
    "match",
    "rate_names",
]

Value = str | Decimal | date | None


def field_names(field: str) -> tuple[str, ...]:
    """What a column of a list, or a key of a row, may be called: the name in the code first."""
    return form_words("actuals", field)


@cache
def budget_names() -> frozenset[str]:
    """Names that mean the budget itself where no indicator of that name exists."""
    return frozenset(form_words("execution", "amount"))


@cache
def rate_names() -> frozenset[str]:
    """Names of the rate of budget execution."""
    return frozenset(form_words("execution", "rate"))


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


@attrs.frozen(kw_only=True)
class Actual:
    """What was achieved of one indicator.

    Attributes:
        name: the indicator's name as the source writes it.
        value: 实际完成值; None where only a grade, or nothing, is stated.
        level2: 二级指标, which tells two indicators of one name apart; or None.
        grade: the evaluator's word for a qualitative indicator (达成, 部分达成, 未达成).
        mark: points given by the evaluator, inside the band of `grade`.
        deduction: points taken off by hand (扣分), and `reason` why.
        not_applicable: the indicator does not apply this year.
        baseline: 上年值, for targets such as 同比下降.
        remark: 备注, kept and not judged.
        place: where the source states it.
    """

    name: str
    value: Value = None
    level2: str | None = None
    grade: str | None = None
    mark: Decimal | None = None
    deduction: Decimal | None = None
    reason: str | None = None
    not_applicable: bool = False
    baseline: str | None = None
    remark: str | None = None
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Spending:
    """What was spent of one budget row or task: 年初预算数, 全年预算数, 全年执行数.

    Attributes:
        item: the row's or the task's name.
        initial, budget, executed: 年初预算数, 全年预算数, 全年执行数, in `unit`.
        unit: 万元 or 元; None where the source writes none, and the table's unit then holds.
        place: where the source states it.
    """

    item: str
    initial: Decimal | None = None
    budget: Decimal | None = None
    executed: Decimal | None = None
    unit: str | None = None
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Actuals:
    """Everything one source states about what was achieved, in its order.

    Attributes:
        entries: one `Actual` for each line about an indicator.
        executions: one `Spending` for each line about money.
        findings: what could not be used, e.g. a column that is not known.
    """

    entries: tuple[Actual, ...] = ()
    executions: tuple[Spending, ...] = ()
    findings: tuple[Finding, ...] = ()

    def _repr_html_(self) -> str:
        rows = [
            (
                one.name,
                one.level2 or "",
                "" if one.value is None else str(one.value),
                one.grade or "",
                one.remark or "",
            )
            for one in self.entries
        ]
        rows += [
            (
                one.item,
                "",
                "" if one.executed is None else f"{one.executed}{one.unit or ''}",
                "",
                "",
            )
            for one in self.executions
        ]
        return html_table(
            ("指标", "二级指标", "实际完成值", "等次", "备注"),
            rows,
            details=("提请注意", [str(one) for one in self.findings]),
        )


@attrs.frozen(kw_only=True)
class Match:
    """The actual of each indicator, in the order of the names given; None where there is none.

    Attributes:
        actuals: one place for each name; None where the source states nothing.
        executions: the budget rows, with those that were written among the indicators.
        deductions: entries of budget rows that take points off (扣分).
        unused: the entries that fit no indicator; each has its finding.
        findings: unknown names with the nearest ones, a name with two values, and the like.
    """

    actuals: tuple[Actual | None, ...]
    executions: tuple[Spending, ...] = ()
    deductions: tuple[Actual, ...] = ()
    unused: tuple[Actual, ...] = ()
    findings: tuple[Finding, ...] = ()


# ---------------------------------------------------------------- gathering


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
        number, unit = _amount(fields.get(key))
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


def _amount(value: Any) -> tuple[Decimal | None, str | None]:
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


# ---------------------------------------------------------------- matching


def match(
    actuals: Actuals,
    names: Sequence[str],
    *,
    groups: Sequence[str | None] = (),
    items: Sequence[str] = (),
) -> Match:
    """Which actual belongs to which indicator: `names` in table order, `groups` their level 2.

    `items` are the budget rows of the table: an entry of such a name is what was spent of it.

    Names are compared exactly first, then less their blanks, width and prefixes, then less
    a unit or hint in brackets at the end. Nothing is guessed: an entry that fits no name is
    reported with the nearest names, two values for one indicator leave it without a value.
    """
    groups = tuple(groups) or (None,) * len(names)
    spellings = _spellings(names)
    claims: dict[int, list[Actual]] = {}
    shared: dict[tuple[int, ...], list[Actual]] = {}
    executions = list(actuals.executions)
    unused: list[Actual] = []
    findings = list(actuals.findings)
    money = budget_names().union(map(plain_name, items))
    for entry in actuals.entries:
        found = _candidates(entry, spellings, groups)
        if len(found) == 1:
            claims.setdefault(found[0], []).append(entry)
        elif found:
            shared.setdefault(found, []).append(entry)
        elif (spending := _as_spending(entry, money)) is not None:
            executions.append(spending)
        elif entry.value is None and plain_name(entry.name) in (money | rate_names()):
            continue  # The row of a list that waits for what was spent.
        else:
            unused.append(entry)
            findings.append(_unknown(entry, names))
    for indices, entries in shared.items():
        findings.append(_share(indices, entries, names, claims=claims, unused=unused))
    chosen: list[Actual | None] = [None] * len(names)
    for index, entries in claims.items():
        first = entries[0]
        if len(entries) == 1 or all(_says(one) == _says(first) for one in entries[1:]):
            chosen[index] = first
        else:
            unused += entries
            findings.append(_conflict(names[index], entries))
    return Match(
        actuals=tuple(chosen),
        executions=tuple(executions),
        deductions=tuple(
            one
            for one in actuals.entries
            if one.deduction is not None and plain_name(one.name) in (money | rate_names())
        ),
        unused=tuple(unused),
        findings=tuple(findings),
    )


def left_to(actuals: Actuals, *, names: Sequence[str], others: Sequence[str]) -> Actuals:
    """One list for the tables of one document: less what names an indicator of another one only.

    `names` are the indicators of the table, `others` those of the other tables. What names none at
    all stays, and is reported; so does what is said of the money, which any of them may have.
    """
    here, there = _spellings(names), _spellings(others)
    money = budget_names() | rate_names()
    return attrs.evolve(
        actuals,
        entries=tuple(
            one
            for one in actuals.entries
            if _is_named(one, here) or plain_name(one.name) in money or not _is_named(one, there)
        ),
    )


def _is_named(entry: Actual, spellings: _Spellings) -> bool:
    return any(name in known for name, known in zip(_read(entry.name), spellings, strict=True))


def _says(entry: Actual) -> tuple[object, ...]:
    """What an entry states, whatever it is called there and wherever it stands."""
    return (
        *(entry.value, entry.level2, entry.grade, entry.mark, entry.deduction, entry.reason),
        *(entry.not_applicable, entry.baseline, entry.remark),
    )


# From the strictest reading of a name to the loosest: name → the indicators called so.
_Spellings = tuple[Mapping[str, tuple[int, ...]], ...]


def _candidates(
    entry: Actual, spellings: _Spellings, groups: Sequence[str | None]
) -> tuple[int, ...]:
    """The indicators that `entry` may mean, by the strictest reading that finds any."""
    for name, indices_of in zip(_read(entry.name), spellings, strict=True):
        indices = indices_of.get(name, ())
        if not indices:
            continue
        if len(indices) > 1 and entry.level2:
            wanted = plain_name(entry.level2)
            same = tuple(i for i in indices if plain_name(groups[i] or "") == wanted)
            return same or indices
        return indices
    return ()


def _read(name: str) -> tuple[str, str, str]:
    return name, plain_name(name), plain_name(name, suffix=True)


def _spellings(names: Sequence[str]) -> _Spellings:
    found: tuple[dict[str, tuple[int, ...]], ...] = ({}, {}, {})
    for index, name in enumerate(names):
        for spelling, indices_of in zip(_read(name), found, strict=True):
            indices_of[spelling] = (*indices_of.get(spelling, ()), index)
    return found


def _as_spending(entry: Actual, money: Collection[str]) -> Spending | None:
    if plain_name(entry.name) not in money:
        return None
    number, unit = _amount(entry.value)
    if number is None:
        return None
    return Spending(item=entry.name, executed=number, unit=unit, place=entry.place)


def _unknown(entry: Actual, names: Sequence[str]) -> Finding:
    plain = {plain_name(one, suffix=True): one for one in reversed(names)}
    near = difflib.get_close_matches(plain_name(entry.name, suffix=True), plain, n=3, cutoff=0.5)
    nearest = tuple(plain[one] for one in near)
    hint = f"；名称相近的有：{'、'.join(nearest)}" if nearest else ""
    return Finding(
        code="actual-unknown",
        severity="error",
        message=f"实际完成值中的“{entry.name}”不是本表的指标，未使用{hint}；请按表中的名称填写",
        place=entry.place,
        subject=entry.name,
        figures=tuple(("nearest", one) for one in nearest),
    )


def _share(
    indices: tuple[int, ...],
    entries: list[Actual],
    names: Sequence[str],
    *,
    claims: dict[int, list[Actual]],
    unused: list[Actual],
) -> Finding:
    """Several indicators of one name: as many rows as indicators are taken in their order."""
    name = names[indices[0]]
    if len(entries) == len(indices) and not any(index in claims for index in indices):
        for index, entry in zip(indices, entries, strict=True):
            claims[index] = [entry]
        return Finding(
            code="actual-ambiguous",
            severity="warning",
            message=f"表中有 {len(indices)} 个指标都叫“{name}”，"
            f"{len(entries)} 个实际完成值按先后次序对应；请核对",
            place=entries[0].place,
            subject=name,
        )
    unused += entries
    return Finding(
        code="actual-ambiguous",
        severity="error",
        message=f"表中有 {len(indices)} 个指标都可能是“{entries[0].name}”，"
        f"实际完成值有 {len(entries)} 个，无法对应，未使用；请写出完整名称，或加一列“二级指标”",
        place=entries[0].place,
        subject=name,
        figures=tuple(("name", names[index]) for index in indices),
    )


def _conflict(name: str, entries: Sequence[Actual]) -> Finding:
    said = "、".join(
        f"“{one.name}”={one.value if one.value is not None else one.grade}" for one in entries
    )
    return Finding(
        code="actual-conflict",
        severity="error",
        message=f"指标“{name}”的实际完成值填了 {len(entries)} 次且不一致（{said}），"
        "均未使用；请只留一个",
        place=entries[-1].place,
        subject=name,
        figures=tuple(("value", str(one.value)) for one in entries),
    )
