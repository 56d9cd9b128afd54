"""Checks on names: one that fits any project, one thing named twice, two things in one row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Final, NamedTuple

from ...criteria import AllOf, Comparison
from ...display import listed
from ...findings import Finding, Severity
from ...naming import bare_name
from ...quantities import builtin
from ...tables import Indicator, TargetTable
from .codes import NAME_GENERAL, SAME_THING, SEVERAL_THINGS
from .wording import matches, pattern, quantity_of, sorts_named

__all__ = ["name_general", "same_thing", "several_things"]

#: Two names for one thing have targets that differ by no more than this share.
_NEAR: Final = Fraction(1, 10)
_ASIDE: Final = re.compile(r"^(.*)\(([^()]*)\)$")
#: So many characters are a name.
_TELLING: Final = 4
#: With so many rows a name is looked for in; the work of more would grow with their square.
_MOST: Final = 60


def name_general(table: TargetTable) -> Iterator[Finding]:
    """A name that fits any project: 工作任务完成率."""
    for one in table.indicators:
        if matches("names", "anything", bare_name(one.name)):
            yield NAME_GENERAL.finding(
                f"“{one.name}”换到哪个项目都能用，看不出本项目做什么；"
                "请写明是什么工作，例如“路面修补完成率”",
                indicator=one,
            )


class _Thing(NamedTuple):
    """What an indicator counts: the characters of its name whatever their order, and its dimension."""

    indicator: Indicator
    core: str
    dimension: str
    number: Fraction

    def is_within(self, other: _Thing) -> bool:
        """Whether one name holds the other and the numbers are near: 水表更换, 更换智能水表."""
        near = abs(self.number - other.number) <= _NEAR * max(self.number, other.number)
        if not near or self._kind != other._kind:
            return False
        short, long = sorted((self.core, other.core), key=len)
        return len(short) >= _TELLING and not Counter(short) - Counter(long)

    @property
    def _kind(self) -> tuple[str | None, str]:
        return self.indicator.level2, self.dimension


def _thing(one: Indicator) -> _Thing | None:
    quantity = quantity_of(one.criterion)
    if quantity is None or not quantity.unit or "/" in quantity.unit:
        return None
    # 改造农房户数（抗震） is 抗震改造农房户数.
    name = _ASIDE.sub(r"\2\1", bare_name(one.name))
    core = pattern("names", "acts").sub("", pattern("names", "measures").sub("", name))
    if len(core) < 2 or core == name:
        return None
    dimension = str(builtin().factor(quantity.unit).dimension)
    # 更换灯具 and 灯具更换 are one thing.
    return _Thing(one, "".join(sorted(core)), dimension, quantity.exact)


def same_thing(table: TargetTable) -> Iterator[Finding]:
    """Two rows that count one thing under two names, with different targets."""
    seen: dict[tuple[str, str], _Thing] = {}
    for one in table.indicators:
        thing = _thing(one)
        if thing is None:
            continue
        first = seen.get((thing.core, thing.dimension))
        if first is None:
            few = islice(seen.values(), _MOST)
            within = next((other for other in few if thing.is_within(other)), None)
            seen[thing.core, thing.dimension] = thing
            if within is not None:
                yield _same(one, within.indicator, severity="note")
        elif bare_name(first.indicator.name) != bare_name(one.name):
            yield _same(one, first.indicator)


def _same(one: Indicator, first: Indicator, *, severity: Severity | None = None) -> Finding:
    differ = first.criterion != one.criterion
    return SAME_THING.finding(
        f"“{one.name}”（{one.criterion}）与“{first.name}”（{first.criterion}）"
        + ("说的可能是一件事" if severity else "说的是一件事")
        + ("，指标值却不同" if differ else "")
        + "；请合并为一个，确有区别的在名称里写明",
        severity=severity,
        indicator=one,
        figures={"first": first.name, "target": str(first.criterion)},
    )


# A name that joins more is a list or no name, and each joint is as much work as the name is long.
_MOST_JOINTS: Final = 16


def _joined_sorts(name: str) -> tuple[str, str] | None:
    """The two parts of a name that joins two measures: 改造户数 and 验收合格率."""
    for link in islice(pattern("names", "joint").finditer(name), _MOST_JOINTS):
        parts = name[: link.start()], name[link.end() :]
        first, second = map(sorts_named, parts)
        # A rule may accept several sorts (数量 a count, an area …): they must have none in common.
        if first and second and not first & second:
            return parts
    return None


def several_things(table: TargetTable) -> Iterator[Finding]:
    """Two things in one row: 更换灯具、灯杆数量 800盏、50根, or one target for 户数及合格率."""
    for one in table.indicators:
        criterion = one.criterion
        if (parts := _joined_sorts(bare_name(one.name))) is not None:
            yield SEVERAL_THINGS.finding(
                f"“{one.name}”一行里并列了“{parts[0]}”和“{parts[1]}”两个量，"
                f"指标值“{one.target_text}”只能说明其中一个；请拆成各自一行",
                indicator=one,
                figures={"first": parts[0], "second": parts[1]},
            )
            continue
        if not isinstance(criterion, AllOf):
            continue
        stated = [part for part in criterion.parts if isinstance(part, Comparison)]
        units = list(dict.fromkeys(part.unit for part in stated))
        known = builtin()
        apart = [
            unit
            for unit in units[1:]
            if known.factor(unit).dimension != known.factor(units[0]).dimension
        ]
        if len(stated) < 2 or not (apart or matches("names", "several", bare_name(one.name))):
            continue
        yield SEVERAL_THINGS.finding(
            f"“{one.name}”一行里写了{len(stated)}个量（{listed([str(part) for part in stated])}），"
            "只完成其中一个时无法计分；请拆成各自一行",
            indicator=one,
            figures={"count": str(len(stated))},
        )
