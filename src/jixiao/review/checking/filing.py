"""Checks on where an indicator is filed (归类): its kind against its name, unit and operator.

What an indicator is about is told by its name together with the unit and the sign of its
target; the words are data (``data/wording.toml``, section ``filed``). A rate is quality, a
deadline is timeliness, a price is cost, satisfaction is satisfaction, and what was done is
an output. Only what two of the three say is said here, and as a note: the choice is the office's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import attrs

from ...criteria import Comparison, Deadline, Period, Range
from ...findings import Finding
from ...formwords import form_words
from ...language import builtin_lexicon, squeeze
from ...naming import bare_name, wording
from ...tables import Indicator, TargetTable
from .codes import KIND_MISFILED, NAME_IS_KIND, SATISFACTION_OWN, SATISFACTION_WHOM
from .wording import by_name, kind_called, kinds_named, matches, measure, pattern, says, words

__all__ = ["kind_misfiled", "name_is_kind", "satisfaction_own", "satisfaction_whom"]


@attrs.frozen(kw_only=True)
class _Row:
    """One indicator with what its name, its unit and its kind say."""

    name: str
    measure: str
    unit: str
    operator: str | None
    dated: bool
    kind: str
    effect: str

    def is_named(self, key: str) -> bool:
        return matches("filed", key, self.name)


def _row(one: Indicator) -> _Row | None:
    """None where the form does not say the kind, or the target is no target."""
    kind = _kind_of(one)
    if kind is None or one.is_judged:
        return None
    criterion = one.criterion
    unit = criterion.unit if isinstance(criterion, Comparison | Range) else None
    return _Row(
        name=bare_name(one.name),
        measure="" if unit is None else measure(unit),
        unit=unit or "",
        operator=criterion.operator if isinstance(criterion, Comparison) else None,
        dated=isinstance(criterion, Deadline | Period),
        kind=kind,
        effect=one.level2 or one.level1 or "",
    )


def _kind_of(one: Indicator) -> str | None:
    """The id of the kind that the printed levels name; None where they name none, or two."""
    for level in (one.level2, one.level1):
        found = {kind.id for kind in kinds_named(level or "")}
        if "satisfaction" in found:
            return "satisfaction"
        if "cost" in found:
            return "cost"
        found = {"effect" if one in _EFFECTS else one for one in found}
        if len(found) == 1:
            return found.pop()
    return None


_EFFECTS: Final = frozenset(("effect", "ecology", "lasting"))


def _is_satisfaction(row: _Row) -> bool:
    return row.kind != "satisfaction" and says("satisfaction", row.name)


def _is_time(row: _Row) -> bool:
    if row.kind == "effect":
        return row.dated and row.is_named("time") and not row.is_named("lasting")
    if row.kind not in ("quantity", "quality"):
        return False
    if row.dated:
        return row.is_named("time") or row.is_named("dated")
    return row.is_named("time") and row.measure in ("share", "time", "none", "")


def _is_rate(row: _Row) -> bool:
    """A rate under 数量; what was done as a share of what was to be done may stand there."""
    return (
        row.kind == "quantity"
        and row.measure == "share"
        and row.name.endswith(words("filed", "rates"))
        and not row.is_named("amount_share")
        and not row.is_named("time")
        and not row.is_named("execution")
    )


def _is_output(row: _Row) -> bool:
    """A count of what was done under 效益: by its verb, or by the measure word of an occasion."""
    if row.kind != "effect" or row.operator not in ("≥", ">", "=", None):
        return False
    if row.measure not in ("count", "length", "area") or "/" in row.unit:
        return False
    if row.is_named("outcome") or by_name(row.name) is not None and not _is_good(row.name):
        return False
    done = builtin_lexicon().words("done")
    counted = row.name.startswith(done) and row.is_named("counted")  # 修剪乔木数量
    return counted or row.is_named("work") or row.unit in words("filed", "acts")


def _is_good(name: str) -> bool:
    named = by_name(name)
    return named is not None and named.upward


def _is_cost(row: _Row) -> bool:
    if row.kind in ("cost", "satisfaction") or row.operator in ("≥", ">"):
        return False
    return row.measure == "money" and row.is_named("cost") and not row.is_named("borne")


def _is_quality(row: _Row) -> bool:
    """A rate of quality under 时效, 成本 or 满意度."""
    return (
        row.kind in ("time", "cost", "satisfaction")
        and row.measure == "share"
        and row.is_named("quality")
        and not row.is_named("time")
    )


def _is_amount(row: _Row) -> bool:
    """A count of what was done under 质量, 时效 or 满意度; how often may be a matter of time."""
    return (
        row.kind in ("quality", "time", "satisfaction")
        and row.measure in ("count", "area", "length", "mass", "volume")
        and "/" not in row.unit
        and row.operator in ("≥", ">", "=")
        and row.is_named("amount")
        and (by_name(row.name) is None or row.measure in ("mass", "volume"))
    )


def _is_head_count(row: _Row) -> bool:
    """受益职工人数 under 满意度, which asks how content they are."""
    return row.kind == "satisfaction" and row.measure == "count" and row.is_named("heads")


def _is_execution(row: _Row) -> bool:
    return (
        row.kind in ("effect", "quantity", "satisfaction")
        and row.measure in ("share", "none")
        and row.is_named("execution")
    )


def _is_input(row: _Row) -> bool:
    return (
        row.kind == "quantity"
        and row.measure in ("money", "none")
        and row.is_named("input")
        and (not row.is_named("transfer") or row.is_named("put_in"))
    )


#: How it is told what an indicator is; where that belongs, and why, is data.
_SENSES: Final[tuple[tuple[Callable[[_Row], bool], str], ...]] = (
    (_is_satisfaction, "satisfaction"),
    (_is_execution, "execution"),
    (_is_time, "time"),
    (_is_rate, "rate"),
    (_is_input, "input"),
    (_is_quality, "quality"),
    (_is_amount, "amount"),
    (_is_head_count, "heads"),
    (_is_cost, "cost"),
    (_is_output, "output"),
)


@cache
def _homes() -> Mapping[str, tuple[str, str]]:
    """Sense → where it belongs, and why."""
    return MappingProxyType({one["id"]: (one["home"], one["why"]) for one in wording()["sense"]})


def kind_misfiled(table: TargetTable) -> Iterator[Finding]:
    """An indicator under a kind that its name and its unit do not go with."""
    for one in table.indicators:
        row = _row(one)
        if row is None:
            continue
        sense = next((name for is_it, name in _SENSES if is_it(row)), None)
        if sense is None:
            continue
        home, why = _homes()[sense]
        yield KIND_MISFILED.finding(
            f"“{one.name}”放在“{row.effect}”下面，{why}；请移到{home}",
            indicator=one,
            figures={"level": row.effect, "home": home},
        )


@cache
def _labels() -> frozenset[str]:
    """What the kinds of indicators are called, less 指标."""
    return frozenset((*form_words("labels", "level1"), *form_words("labels", "level2")))


@cache
def _kind_names() -> frozenset[str]:
    """Those that name nothing to be measured; 服务对象满意度 does."""
    mine = kind_called("satisfaction").match[0]
    rates = words("filed", "rates")
    return frozenset(one for one in _labels() if mine not in one and not one.endswith(rates))


def _names_a_kind(name: str) -> bool:
    core = pattern("filed", "kind").sub("", name)
    # 服务对象满意度 is a good name; 满意度指标 is a kind's.
    if core in _kind_names() or (core != name and core in _labels()):
        return True
    return pattern("filed", "whose").sub("", core) in _kind_names()


def name_is_kind(table: TargetTable) -> Iterator[Finding]:
    """A level-3 name that repeats a kind (质量指标) instead of naming what is measured."""
    for one in table.indicators:
        if _names_a_kind(bare_name(one.name)):
            yield NAME_IS_KIND.finding(
                f"三级指标“{one.name}”只是类别的名称，看不出考核什么；"
                "请写成具体的指标，例如“路面修补合格率”",
                indicator=one,
            )


def satisfaction_whom(table: TargetTable) -> Iterator[Finding]:
    """A satisfaction that does not say whose: 满意度."""
    for one in table.indicators:
        if matches("filed", "unnamed", bare_name(one.name)):
            yield SATISFACTION_WHOM.finding(
                f"“{one.name}”没有写是谁的满意度，不知道该问谁；请写明对象，例如“受益群众满意度”",
                indicator=one,
            )


def satisfaction_own(table: TargetTable) -> Iterator[Finding]:
    """Satisfaction of one's own staff or of superiors, where others are served."""
    about = squeeze("".join(filter(None, (table.project, table.goal, table.title))))
    tasks = "".join(squeeze(f"{one.name or ''}{one.content}") for one in table.tasks)
    if table.kind == "department" or matches("filed", "inward", about + tasks):
        return
    for one in table.indicators:
        name = bare_name(one.name)
        if not says("satisfaction", name):
            continue
        found = pattern("filed", "own").search(name)
        if found is None or matches("filed", "served", name[: found.start()]):
            continue
        yield SATISFACTION_OWN.finding(
            f"“{one.name}”问的是{found[0]}，不是这笔资金服务的人；"
            "满意度应当由受益对象评价，请改为受益群众、服务对象等",
            indicator=one,
            figures={"asked": found[0]},
        )
