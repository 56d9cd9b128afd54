"""Wordings: actual values that say a number in the same words (完成12场，见附件 and 完成9场，见附件).

Nothing is decided here. Of the pairs of target and actual that differ only by their numbers and
lie in one region of the plan, a few are judged in full; where each earns what the region gives to
its number, so do the others. Where one does not, each is judged by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from ..language import counts_alone
from .columns import Integers
from .kernel import Outcomes, Regions
from .plans import Outcome
from .singles import Singles

__all__ = ["FEW", "Pairs", "Wordings"]

#: So many pairs are judged, in one batch or in several, before others are taken to be alike.
FEW: Final = 3


@attrs.frozen(kw_only=True, eq=False)
class Pairs:
    """Pairs of a target and an actual value of one number.

    Attributes:
        singles: the actual values.
        targets, readings: the numbers of the targets and of their readings.
        values: the actual numbers in the scale of the regions.
        bare, spelt: the regions for numbers without a unit and with that of the target.
    """

    singles: Singles
    targets: Integers
    readings: Integers
    values: Integers
    bare: Regions
    spelt: Regions

    def outcomes(self) -> list[Integers]:
        """The numbers of the outcomes that the plans give; -1 where there is no plan."""
        return [
            np.where(one.usable[self.targets], one.find(self.targets, self.values), -1)
            for one in (self.spelt, self.bare)
        ]

    def expected(self, pair: int, outcome: Outcome) -> Outcome:
        """What an outcome gives to the numbers of a pair."""
        target, below = self.targets[pair], 10**self.bare.scale
        numbers = (self.values[pair], self.bare.low[target], self.bare.high[target])
        return outcome.of(*(Fraction(int(one), below) for one in numbers))


class Wordings:
    """The wordings met so far: by reading, words and region the outcome; None where there is none."""

    def __init__(self) -> None:
        self._known: dict[tuple[int | str, ...], int | None] = {}
        #: How many pairs agreed on what so far, where they were too few to know.
        self._agreeing: dict[tuple[int | str, ...], tuple[int, int | None]] = {}
        self._words: dict[tuple[str, str], int] = {}

    def found(self, pairs: Pairs, outcomes: Outcomes, ask: Callable[[int], Outcome]) -> Integers:
        """For each pair the number of its outcome; -1 where it is to be judged by itself.

        `ask` judges one pair in full.
        """
        given = pairs.outcomes()
        keys = np.array([pairs.readings, self._numbered(pairs.singles), pairs.singles.form, *given])
        distinct, which = np.unique(keys, axis=1, return_inverse=True)
        which = which.reshape(-1)
        order = np.lexsort([pairs.singles.shown, which])
        ends = np.searchsorted(which[order], np.arange(distinct.shape[1] + 1))
        answers = np.full(distinct.shape[1], -1, np.int64)
        for index, key in enumerate(map(tuple, distinct.T.tolist())):
            if key in self._known:
                answer = self._known[key]
            else:
                members = order[ends[index] : ends[index + 1]]
                answer = self._agreed(pairs, members, key[3:], outcomes, ask)
                count, before = self._agreeing.get(key, (0, answer))
                answer = answer if answer == before else None
                self._agreeing[key] = (count + len(members), answer)
                if answer is None or count + len(members) >= FEW:
                    self._known[key] = answer
            answers[index] = -1 if answer is None else answer
        return answers[which]

    def _numbered(self, singles: Singles) -> Integers:
        """What stands around the numbers, as numbers of their own."""
        before, behind = (
            (one.indices.to_numpy(), one.dictionary.to_pylist())
            for one in (singles.before, singles.behind)
        )
        both, which = np.unique(
            np.array([before[0], behind[0]], np.int64), axis=1, return_inverse=True
        )
        numbers = [
            self._words.setdefault((before[1][first], behind[1][last]), len(self._words))
            for first, last in both.T.tolist()
        ]
        return np.array(numbers, np.int64)[which.reshape(-1)]

    def _agreed(
        self,
        pairs: Pairs,
        members: Integers,
        given: Sequence[int],
        outcomes: Outcomes,
        ask: Callable[[int], Outcome],
    ) -> int | None:
        """The outcome that the least, the middle and the greatest number agree on."""
        some = sorted({int(members[at]) for at in (0, len(members) // 2, -1)})
        if not counts_alone(pairs.singles.texts[some[0]].as_py()):
            return None
        said = [ask(pair) for pair in some]
        if said[0].shape == "open" and all(one == said[0] for one in said):
            return outcomes.number(said[0])
        for number in given:
            if number < 0 or outcomes.items[number].shape == "ask":
                continue
            worded = attrs.evolve(
                outcomes.items[number],
                met=said[0].met,
                status=said[0].status,
                code=said[0].code,
                reason=said[0].reason,
            )
            if all(
                pairs.expected(pair, worded) == one for pair, one in zip(some, said, strict=True)
            ):
                return outcomes.number(worded)
        return None
