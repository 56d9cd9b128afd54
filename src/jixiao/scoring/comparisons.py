"""Rulebooks side by side (规则对比): the same facts, scored by several rulebooks."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

import attrs

from ..display import html_table
from ..exactness import in_own_context
from ..quantities import format_number
from .scorecards import Score, Scorecard

__all__ = ["Difference", "SideBySide"]


@attrs.frozen(kw_only=True)
class Difference:
    """One item on which the rulebooks differ.

    Attributes:
        name: the indicator, or 预算执行率.
        points: the points under each rulebook, in order; None where open.
        spread: the largest less the smallest of the points that are known.
        why: for each rulebook its name, the arithmetic and the rule.
        by_weight: whether only the weights differ: rule and share of the weight are the same.
    """

    name: str
    points: tuple[Decimal | None, ...]
    spread: Decimal
    why: tuple[str, ...]
    by_weight: bool = False

    def __str__(self) -> str:
        return f"{self.name}：相差{format_number(self.spread)}分。" + "；".join(self.why)


@attrs.frozen(kw_only=True)
class SideBySide:
    """The scorecards of one table under several rulebooks.

    Attributes:
        cards: one `Scorecard` a rulebook, in the order asked for.
    """

    cards: tuple[Scorecard, ...]

    @cached_property
    @in_own_context
    def totals(self) -> tuple[tuple[str, Decimal], ...]:
        """Each rulebook's name with its total."""
        return tuple((one.rulebook.name, one.total) for one in self.cards)

    @cached_property
    @in_own_context
    def differences(self) -> tuple[Difference, ...]:
        """The items whose points differ, the widest spread first."""
        found = []
        for scores in zip(*(card.items for card in self.cards), strict=True):
            points = tuple(one.points for one in scores)
            if len(set(points)) > 1:
                found.append(self._difference(scores, points))
        return tuple(sorted(found, key=lambda one: -one.spread))

    def _difference(
        self, scores: tuple[Score, ...], points: tuple[Decimal | None, ...]
    ) -> Difference:
        known = [one for one in points if one is not None]
        applied = {
            (one.status, one.reason.method, one.reason.exact_share, one.reason.rule)
            for one in scores
        }
        return Difference(
            name=scores[0].name,
            points=points,
            spread=max(known) - min(known),
            why=tuple(
                f"{card.rulebook.name}：{one.reason.formula}（{one.reason.rule}）"
                for card, one in zip(self.cards, scores, strict=True)
            ),
            by_weight=len(applied) == 1,
        )

    @in_own_context
    def rows(self) -> list[dict[str, Any]]:
        """One dict an item, with the points under each rulebook's name."""
        return [
            {
                "name": scores[0].name,
                "target": scores[0].indicator.target,
                "actual": scores[0].reason.actual,
                **{
                    card.rulebook.name: one.points
                    for card, one in zip(self.cards, scores, strict=True)
                },
            }
            for scores in zip(*(card.items for card in self.cards), strict=True)
        ]

    def __repr__(self) -> str:
        totals = " ".join(f"{name}={format_number(total)}" for name, total in self.totals)
        return f"<SideBySide {totals}，{len(self.differences)} differences>"

    def _repr_html_(self) -> str:
        header = ["指标", *(name for name, _ in self.totals), "相差", "为什么"]
        rows = [
            [
                one.name,
                *("待定" if p is None else format_number(p) for p in one.points),
                format_number(one.spread),
                "；".join(one.why),
            ]
            for one in self.differences
        ]
        totals = [format_number(total) for _, total in self.totals]
        spread = max(t for _, t in self.totals) - min(t for _, t in self.totals)
        rows.append(["总分", *totals, format_number(spread), ""])
        return html_table(header, rows, caption="规则对比")
