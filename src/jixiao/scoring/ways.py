"""Ways (指标方向): whether more of an indicator is better, decided once, with the source.

In this order: the column that states it (指标方向, 符号), the operator, a fixed standard
(补助标准), money under 成本, the name by its head, the kind; else nobody has said it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

import attrs

from ..criteria import Comparison, Criterion, Range, Unreadable
from ..language.tokens import vocabulary
from ..quantities import builtin
from ..rules.directions import Named, head_of, named_direction, stated_direction, told_both_ways
from ..rules.policies import DirectionWords
from ..tables import Indicator

__all__ = ["Way", "way_of"]


@attrs.frozen
class Way:
    """Which way is better, and who says so.

    Attributes:
        upward: whether more is better; where nothing is known, what is usual.
        why: the source in words.
        source: ``stated`` in a column or by the operator; ``told`` by the name or the kind;
            ``none``: by nothing; ``neither``: there is no better way, or it cannot be told.
    """

    upward: bool
    why: str
    source: Literal["stated", "told", "none", "neither"]

    @property
    def known(self) -> bool:
        """Whether one way is better, and which."""
        return self.source in ("stated", "told")


_SIGNS: Final[Mapping[str, Way]] = MappingProxyType(
    {
        sign: Way(upward, f"“{sign}”", "stated")
        for sign, upward in (("≥", True), (">", True), ("≤", False), ("<", False))
    }
)


def _said(upward: bool) -> str:
    return f"越{'高' if upward else '低'}越好"


def way_of(indicator: Indicator, criterion: Criterion | Unreadable, words: DirectionWords) -> Way:
    """The way of `indicator`, whose target is `criterion`."""
    operator = criterion.operator if isinstance(criterion, Comparison) else None
    signed = _SIGNS.get(operator or "")
    if signed is not None:
        return signed
    return _stated(indicator) or _by_nature(indicator, criterion, words)


def _stated(indicator: Indicator) -> Way | None:
    for source, text in (("指标方向", indicator.direction), ("符号列", indicator.sign)):
        if not text:
            continue
        upward = stated_direction(text)
        if upward is not None:
            return Way(upward, f"{source}为“{text}”，{_said(upward)}", "stated")
    text = (indicator.direction or "").strip()
    if text:
        return Way(True, f"指标方向“{text}”看不出越高越好还是越低越好", "neither")
    return None


def _by_nature(
    indicator: Indicator, criterion: Criterion | Unreadable, words: DirectionWords
) -> Way:
    plain = isinstance(criterion, Comparison) and criterion.operator is None
    if plain and criterion.quantity.number == 0:  # type: ignore[union-attr]
        return Way(False, "目标值为0，越低越好", "told")
    name, cost = indicator.name, _kind_among(indicator, words.cost_kinds)
    named = named_direction(name, words)
    spent = cost is not None and _is_money(criterion) and not _is_saved(name, words)
    paid = next((word for word in words.received if word in name), None)
    each = "/" in getattr(criterion, "unit", "") or any(word in name for word in words.each)
    if paid is not None and (
        _is_standard(name, words) or (each and _is_paid_out(name, cost, named, words))
    ):
        return Way(
            True, f"发到受益人手里的钱（名称含“{paid}”），看不出越高越好还是越低越好", "neither"
        )
    if spent:
        return Way(False, f"{cost}指标，越低越好", "told")
    if named is not None:
        return Way(named.upward, f"名称含“{named.word}”，{_said(named.upward)}", "told")
    if (bad := told_both_ways(name, words)) is not None:
        return Way(True, f"名称里的“{bad}”看不出是处理了的还是发生了的", "neither")
    if cost is not None:
        return Way(False, f"{cost}指标，越低越好", "told")
    if (timed := _time_kind(indicator, criterion, words)) is not None:
        return Way(False, f"{timed}指标，用时越短越好", "told")
    if (good := _kind_among(indicator, words.good_kinds)) is not None:
        return Way(True, f"{good}指标，越高越好", "told")
    return Way(True, "指标值没有写方向，按越高越好", "none")


def _kind_among(indicator: Indicator, kinds: Sequence[str]) -> str | None:
    """成本, where the indicator stands under it: level 2 if it has one, else level 1."""
    for kind in kinds:
        if kind in (indicator.level2 or "") or (
            not indicator.level2 and kind in (indicator.level1 or "")
        ):
            return kind
    return None


def _is_standard(name: str, words: DirectionWords) -> bool:
    """Whether a name ends in what is paid as it is set: 补助标准, 资助发放标准（元/人）."""
    return bool(words.standards) and head_of(name).endswith(words.standards)


def _is_paid_out(name: str, cost: str | None, named: Named | None, words: DirectionWords) -> bool:
    """Whether money under 成本 is what others receive: to pay less of it is no saving."""
    if cost is None or (words.spendings and head_of(name).endswith(words.spendings)):
        return False
    return named is None or named.upward


def _is_saved(name: str, words: DirectionWords) -> bool:
    """成本节约额, 降低的费用: money that was not spent, of which more is better."""
    return any(word in name for word in words.curbs)


def _time_kind(
    indicator: Indicator, criterion: Criterion | Unreadable, words: DirectionWords
) -> str | None:
    """时效, where the indicator stands under it and its target is how long something takes."""
    if not isinstance(criterion, Comparison | Range) or any(
        word in indicator.name for word in words.lasting
    ):
        return None
    if not vocabulary(builtin()).is_time(criterion.unit):
        return None
    return next((kind for kind in words.time_kinds if kind in (indicator.level2 or "")), None)


def _is_money(criterion: Criterion | Unreadable) -> bool:
    if not isinstance(criterion, Comparison | Range):
        return False
    return vocabulary(builtin()).is_money(criterion.unit.partition("/")[0])
