"""Which actual value belongs to which indicator, by their names; nothing is guessed."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence

import attrs

from ..findings import Finding
from ..naming import plain_name
from .gathering import amount_of
from .values import Actual, Actuals, Spending, budget_names, rate_names

__all__ = ["Match", "left_to", "match"]


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
        elif _is_waiting(entry) and plain_name(entry.name) in (money | rate_names()):
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


def _is_waiting(entry: Actual) -> bool:
    """Whether nothing is stated that a budget row could not use: no value, no grade, no mark."""
    return entry.value is None and entry.grade is None and entry.mark is None


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
    number, unit = amount_of(entry.value)
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
