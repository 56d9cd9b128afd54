"""Contradictions (写得自相矛盾的规则): values that are each allowed, and together score everyone wrongly.

Each function gives what is wrong of one section, with the field and what to write instead. The
sections are read by then, so that only meaning is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from ..errors import RulebookError
from ..quantities import Number
from .fields import as_share, value_error
from .policies import (
    DateRule,
    ExecutionRule,
    Grades,
    Late,
    Monitoring,
    Over,
    QualitativeBands,
    Scale,
    Step,
)

__all__ = ["STEP_MARKS", "contradictions", "unused"]

#: The marks a step may have.
STEP_MARKS: Final = ("at_least", "above", "at_most", "below", "within")
# A ratio or a percentage above this is one that was written in hundredths: 95 for 95%.
_MOST_RATIO: Final = 2
_MOST_OVER: Final = 10


def contradictions(name: str, section: Any) -> Iterator[RulebookError]:
    """What is wrong with a section, or with one of the ``scales`` or ``dates``."""
    kind = _CHECKS.get(type(section))
    if kind is not None:
        yield from kind(name, section)


# The fields that only one mode, or only a further field, gives a use.
_USED_WITH: Final[Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]]] = MappingProxyType(
    {
        "late": (
            ("per_day", "mode", ("per_day",)),
            ("per_month", "mode", ("per_month",)),
            ("months", "mode", ("per_month",)),
            ("days", "mode", ("per_day",)),
            ("part", "mode", ("per_day",)),
            ("most", "mode", ("per_day", "per_month")),
            ("this_year", "mode", ("per_day", "per_month", "bands")),
            ("next_year_most", "mode", ("per_day", "per_month", "bands")),
            ("points", "mode", ("per_day", "per_month")),
            ("zero_after", "mode", ("per_day", "per_month")),
            ("bands", "mode", ("bands",)),
        ),
        "over": (
            ("reduce_rate", "reduce_from", ()),
            ("reduce_most", "reduce_from", ()),
            ("bonus_every", "bonus", ()),
            ("bonus_most", "bonus", ()),
        ),
        "total": (("mode", "places", ()),),
        "execution": (
            ("every", "deduct_from", ()),
            ("points", "deduct_from", ()),
            ("linear", "steps", ()),
        ),
    }
)


# What a field comes to when it is not written at all.
_NO_CHANGE: Final = MappingProxyType({"reduce_rate": 1, "mode": "half_up"})


def unused(
    name: str, written: Mapping[str, Any], whole: Mapping[str, Any], where: str | None = None
) -> Iterator[RulebookError]:
    """Fields that a file writes and that nothing uses; `whole` is the section with what it inherits."""
    path = where or name
    for field, needed, modes in _USED_WITH.get(name, ()):
        given = whole.get(needed)
        if field not in written or written[field] in (False, "none", _NO_CHANGE.get(field)):
            continue
        if modes and given not in modes:
            wanted = "、".join(f'"{one}"' for one in modes)
            yield _wrong(
                f"{path}.{field}",
                f"只在 {needed} = {wanted} 时有用，现在的 {needed} 是“{given}”；"
                f"请写明 {needed}，或者去掉它",
            )
        elif not modes and given in (None, "none", []):
            yield _wrong(
                f"{path}.{field}", f"要与 {needed} 一起写才有用；请补上 {needed}，或者去掉它"
            )


def _wrong(path: str, what: str) -> RulebookError:
    return RulebookError(f"规则字段 {path} {what}", code="rulebook-value", field=path)


def _too_much(path: str, value: Number, most: int = _MOST_RATIO) -> Iterator[RulebookError]:
    """A share of the target that was written in hundredths."""
    if value > most:
        yield value_error(path, value, f"比率{as_share(value)}")


# ---- late -----------------------------------------------------------------------------


def _late(path: str, rule: Late) -> Iterator[RulebookError]:
    each = {"per_day": "天", "per_month": "月"}.get(rule.mode)
    if each and not (rule.points or getattr(rule, rule.mode)):
        yield _wrong(
            f"{path}.{rule.mode}",
            f'没有写每{each}扣多少；请写 {rule.mode} = "0.02"（占分值的比例，0.02 就是 2%）或者 points = 1（几分）',
        )
    if not rule.months:
        yield _wrong(f"{path}.months", "是0；应为几个月扣一次，例如 1")
    if not rule.days:
        yield _wrong(f"{path}.days", "是0；应为几天扣一次，例如 1")
    if rule.mode != "bands":
        return
    if not rule.bands:
        yield _wrong(f"{path}.bands", '没有写各档；例如 bands = [{ days = 30, share = "0.8" }]')
    for one, next_ in pairwise(sorted(rule.bands, key=lambda band: band.days)):
        if one.days == next_.days:
            yield _wrong(f"{path}.bands", f"有两档都是{one.days}天")
        elif one.share < next_.share:
            yield _wrong(
                f"{path}.bands",
                f"逾期{next_.days}天以内得{next_.share}，比{one.days}天以内的{one.share}还多；逾期越久应得得越少",
            )


def _dates(path: str, rule: DateRule) -> Iterator[RulebookError]:
    yield from _late(path, rule.late)


# ---- scales ---------------------------------------------------------------------------


def _steps_wrong(path: str, steps: Sequence[Step]) -> Iterator[RulebookError]:
    """The steps have one kind of mark, one kind of earning, and go from best to worst."""
    given = [[key for key in STEP_MARKS if getattr(one, key) is not None] for one in steps]
    if any(len(keys) != 1 for keys in given) or len({one.side for one in steps}) != 1:
        yield _wrong(
            path,
            "的每一档都应写一个起点，越高越好的写 at_least 或 above，越低越好的写 at_most 或 below，越近越好的写 within",
        )
        return
    if any((one.share is None) == (one.points is None) for one in steps):
        yield _wrong(path, "的每一档都应写 share 或 points 中的一个")
        return
    falling = steps[0].side == "more"
    # What is above a mark is better than what is on it.
    marks = [(one.mark, one.strict if falling else not one.strict) for one in steps]
    if marks != sorted(marks, reverse=falling):
        yield _wrong(path, f"应从{'高到低' if falling else '低到高'}排列")
    if len(set(marks)) < len(marks):
        yield _wrong(path, "有重复的起点")


def _mark_of(step: Step) -> str:
    """The field that gives the mark of a step."""
    return next(key for key in STEP_MARKS if getattr(step, key) is not None)


def _earning_less(path: str, steps: Sequence[Step]) -> Iterator[RulebookError]:
    """A better step does not earn less than a worse one."""
    for place, (one, worse) in enumerate(pairwise(steps), 2):
        for field in ("share", "points"):
            first, second = getattr(one, field), getattr(worse, field)
            if first is not None and second is not None and first < second:
                yield _wrong(
                    f"{path}[{place}].{field}",
                    f"是{second}，比更好的上一档{first}还多；越差的应得得越少",
                )


def _scale(path: str, scale: Scale) -> Iterator[RulebookError]:
    found = tuple(_steps_wrong(f"{path}.steps", scale.steps)) if scale.steps else ()
    yield from found
    if found:
        return
    marks = [one.mark for one in scale.steps]
    if scale.measure == "gap" and (not scale.steps or scale.side != "less"):
        yield _wrong(f"{path}.measure", "是 gap（比目标差多少），只用于写 at_most、below 的 steps")
    elif scale.measure == "gap" and not _pays_the_target(scale.steps[0]):
        yield _wrong(
            f"{path}.steps[1]", "比目标差多少的第一档是没有差距（at_most = 0），得全部分值"
        )
    if scale.linear and any(one.within is not None for one in scale.steps):
        yield _wrong(f"{path}.linear", "不能与 within 一起写：目标的两边没有一条直线")
    if scale.linear and len(set(marks)) < len(marks):
        yield _wrong(f"{path}.linear", "按直线的各档，起点不能相同")
    yield from _earning_less(f"{path}.steps", scale.steps)
    yield from _scale_in_hundredths(path, scale)
    if scale.zero_from is not None and not _on_both_sides(scale):
        yield from _zero_from(path, scale, scale.zero_from)


def _pays_the_target(step: Step) -> bool:
    """Whether a step of gaps is that of targets reached, and earns all."""
    return step.at_most == 0 and step.share in (None, 1)


def _on_both_sides(scale: Scale) -> bool:
    """Whether points are taken off on both sides."""
    return scale.deduct_from is not None and scale.deduct_above is not None


def _scale_in_hundredths(path: str, scale: Scale) -> Iterator[RulebookError]:
    """95 for 95%, where the numbers of a scale are shares."""
    if scale.measure != "ratio" and scale.unit != "%":
        return
    most = 1 if scale.measure == "gap" else _MOST_RATIO
    for place, step in enumerate(scale.steps, 1):
        yield from _too_much(f"{path}.steps[{place}].{_mark_of(step)}", step.mark, most)
    for field in ("deduct_from", "deduct_above", "zero_from"):
        value = getattr(scale, field)
        if value is not None:
            yield from _too_much(f"{path}.{field}", value)
    every = scale.every
    if every is not None and (every > 1 if scale.measure == "ratio" else every >= 1):
        yield value_error(f"{path}.every", every, f"比率{as_share(every)}")


def _zero_from(path: str, scale: Scale, end: Decimal) -> Iterator[RulebookError]:
    if scale.of_target and scale.measure != "ratio":
        return
    low, high = scale.deduct_from, scale.deduct_above
    if low is not None and end >= low:
        yield _wrong(
            f"{path}.zero_from",
            f"是{end}，不低于起扣点{low}，一开始扣就没有分了；应低于 deduct_from",
        )
    if high is not None and end <= high:
        yield _wrong(
            f"{path}.zero_from",
            f"是{end}，不高于起扣点{high}，一开始扣就没有分了；应高于 deduct_above",
        )


# ---- the other sections ---------------------------------------------------------------


def _execution(path: str, rule: ExecutionRule) -> Iterator[RulebookError]:
    steps = f"{path}.steps"
    found = tuple(_steps_wrong(steps, rule.steps)) if rule.steps else ()
    yield from found
    if found:
        return
    yield from _earning_less(steps, rule.steps)
    for place, step in enumerate(rule.steps, 1):
        yield from _too_much(f"{steps}[{place}].{_mark_of(step)}", step.mark)
    if rule.every is not None and rule.every >= 1:
        yield value_error(f"{path}.every", rule.every, f"比率{as_share(rule.every)}")
    if rule.deduct_from is None:
        return
    if rule.steps:
        yield _wrong(path, "steps 和 deduct_from 只能写一样；不用 steps 的写 steps = []")
    for field in ("every", "points"):
        if getattr(rule, field) is None:
            yield _wrong(f"{path}.{field}", "没有写；写了 deduct_from 的，every 和 points 都要写")


def _over(path: str, rule: Over) -> Iterator[RulebookError]:
    found = tuple(_steps_wrong(f"{path}.steps", rule.steps)) if rule.steps else ()
    yield from found
    if found:
        return
    yield from _bonus(path, rule)
    for field in ("cap", "remark_from", "reduce_from"):
        value = getattr(rule, field)
        if value is not None:
            yield from _too_much(f"{path}.{field}", value, _MOST_OVER)
    for place, step in enumerate(rule.steps, 1):
        field = f"{path}.steps[{place}].{_mark_of(step)}"
        yield from _too_much(field, step.mark, _MOST_OVER)


def _bonus(path: str, rule: Over) -> Iterator[RulebookError]:
    if rule.bonus is None:
        return
    if rule.bonus_every is None:
        yield _wrong(f"{path}.bonus_every", '没有写每超多少加一次；例如 "0.1"（目标的10%）')
    elif rule.bonus_every > 1:
        yield value_error(
            f"{path}.bonus_every", rule.bonus_every, f"比率{as_share(rule.bonus_every)}"
        )
    if rule.cap != 1 or rule.reduce_from is not None:
        yield _wrong(
            f"{path}.bonus", "加几分的，不与 cap（得分是分值的几倍）、reduce_from（调减）同用"
        )


def _grades(path: str, rule: Grades) -> Iterator[RulebookError]:
    bounds = f"{path}.bounds"
    if not rule.bounds:
        yield _wrong(bounds, '没有写各等；例如 { "优" = 90, "良" = 80, "中" = 60, "差" = 0 }')
        return
    for (name, low), (other, below) in pairwise(rule.bounds):
        if low == below:
            yield _wrong(bounds, f"“{name}”和“{other}”都从{low}分起；每一等应各有各的分")
        elif low < below:
            yield _wrong(
                bounds, f"“{other}”从{below}分起，写在“{name}”（{low}分）后面；应从高到低写"
            )
    for name, low in rule.bounds:
        if low > 100:
            yield _wrong(bounds, f"“{name}”从{low}分起，超过了100分；等次按百分制写")
    lowest, low = rule.bounds[-1]
    if low:
        yield _wrong(bounds, f"最后一等“{lowest}”从{low}分起，更低的没有等次；最后一等应从0起")


def _qualitative(path: str, rule: QualitativeBands) -> Iterator[RulebookError]:
    if sorted(one.grade for one in rule.bands) != ["missed", "partly", "reached"]:
        yield value_error(
            f"{path}.bands", len(rule.bands), "达成 reached、部分达成 partly、未达成 missed 各一档"
        )
    for place, band in enumerate(rule.bands, 1):
        if band.lower > band.upper:
            yield _wrong(
                f"{path}.bands[{place}].lower", f"是{band.lower}，高于上限 upper（{band.upper}）"
            )
    words = [one.word for one in rule.grades]
    for word in dict.fromkeys(one for one in words if words.count(one) > 1):
        yield _wrong(f"{path}.grades", f"“{word}”写了两次；每个词应只有一个 share")


def _monitoring(path: str, rule: Monitoring) -> Iterator[RulebookError]:
    for field in ("red_below", "yellow_below", "blue_from"):
        yield from _too_much(f"{path}.{field}", getattr(rule, field), _MOST_OVER)
    if not rule.red_below <= rule.yellow_below <= rule.blue_from:
        yield _wrong(path, "应为 red_below ≤ yellow_below ≤ blue_from")


_CHECKS: Final[Mapping[type, Callable[[str, Any], Iterator[RulebookError]]]] = MappingProxyType(
    {
        Late: _late,
        DateRule: _dates,
        Scale: _scale,
        ExecutionRule: _execution,
        Over: _over,
        Grades: _grades,
        QualitativeBands: _qualitative,
        Monitoring: _monitoring,
    }
)
