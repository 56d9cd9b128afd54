"""Scoring of record batches: the one engine behind every kind of frame.

A batch is three columns of codes and integers: which target, which actual, which weight.
Rows whose actual is a plain number are scored all at once (`kernel`); any other pair of
target and actual is judged once and its answer used for every row that holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import Any, Final, Literal, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .. import statuses
from ..exactness import in_own_context
from ..rules import Rulebook
from ..scoring.given import inapplicable, is_missing
from ..scoring.reasons import rounded
from . import FrameError
from .columns import (
    ASKED,
    BETWEEN,
    EXACT,
    LIMIT,
    MISSING,
    Column,
    Integers,
    numbers,
    stated,
)
from .kernel import LONGEST, OUT, Flags, Outcomes, Regions, compared, mets, quotient, ratios, shares
from .plans import OneJudgement, Outcome, is_met, outcome_of, settled
from .results import ACTUAL_MISSING, COLUMNS, Cells, Result, Words, extended
from .rows import WEIGHT_CODES, Weights, full_reason
from .singles import Singles
from .targets import Target, Targets
from .wordings import FEW, Pairs, Wordings

__all__ = ["STEP", "Detail", "Scorer", "score_batches"]

Detail = Literal["rule", "full"]
#: Columns by role; a role may be absent.
Piece: TypeAlias = "Mapping[str, Column | None]"

# What is remembered of targets, pairs and texts; past it, it is forgotten and found anew.
_REMEMBERED: Final = 200_000
_PLACES: Final = 12
#: Rows worked on at once: enough for the arrays, little beside the frame; divisible by eight.
STEP: Final = 9 << 10
# Rows whose targets are looked up at once where there are many.
_PIECE: Final = 14 * STEP
_MANY: Final = STEP // 4


class Scorer:
    """Scores batch after batch by one rulebook, remembering the distinct targets and pairs."""

    def __init__(self, rulebook: Rulebook, *, detail: Detail = "rule") -> None:
        self.rulebook = rulebook
        self.detail = detail
        self.judge = OneJudgement(rulebook)
        self.outcomes, self.wordings = Outcomes(), Wordings()
        self.suffixes: dict[str, int] = {}
        self.words = {name: Words(name) for name, kind in COLUMNS if pa.types.is_dictionary(kind)}
        self.targets = Targets(self.judge, self.words, self.suffixes)
        self._pairs: dict[tuple[Any, ...], Outcome] = {}
        self._cells: dict[str, Cells] = {}
        rounding = rulebook.rounding
        unrounded = rounding.at == "total"
        self.rounding = attrs.evolve(
            rounding,
            places=OUT if unrounded else rounding.places,
            mode="half_up" if unrounded else rounding.mode,
            step=None if unrounded else rounding.step,
        )
        #: What points come in, in units of the last decimal shown.
        self.step = int(
            (self.rounding.step or Decimal(1).scaleb(-self.rounding.places)).scaleb(OUT)
        )
        if self.rounding.places > OUT or not self.step:
            raise FrameError(
                f"计分规则“{rulebook.name}”保留{rounding.places}位小数，列计算最多{OUT}位；"
                "请改规则的 rounding.places，或逐表使用 jixiao.score",
                code="frame-places",
            )

    def score(self, cut: Callable[[int, int], Piece], rows: int) -> Iterator[pa.Array]:
        """The result columns of so many rows, one by one; `cut` gives those between two."""
        result, start = Result(rows), 0
        while start < rows:
            if max(len(self.targets), len(self.outcomes.items)) > _REMEMBERED:
                self.targets.forget()
                self.outcomes, self.wordings = Outcomes(), Wordings()
                self._cells.clear()
            # The more targets there are, the more it costs to look up any.
            stop = min(rows, start + (_PIECE if len(self.targets) > _MANY else STEP))
            piece = cut(start, stop)
            code = self.targets.numbered(piece)
            for at in range(0, stop - start, STEP):
                part = {
                    role: None if one is None else one[at : at + STEP]
                    for role, one in piece.items()
                }
                _Batch(self, code[at : at + STEP], part).fill(result, start + at)
            start = stop
        yield from result.columns(self.words)

    def renewed(self) -> Scorer:
        """The scorer for the next batch of a stream: a new one where this remembers too much.

        Codes of texts begin anew with it.
        """
        sizes = (len(self.suffixes), *map(len, self.words.values()))
        return self if max(sizes) <= _REMEMBERED else Scorer(self.rulebook, detail=self.detail)

    def outcome(self, number: int, value: Any, weight: Decimal | None) -> Outcome:
        """What the judge says to one pair of target and actual."""
        target = self.targets.target(number)
        key = (target.serial, type(value), value, weight)
        found = self._pairs.get(key)
        if found is None:
            if len(self._pairs) >= _REMEMBERED:
                self._pairs.clear()
            found = self._pairs[key] = self._judged(target, value, weight)
        return found

    def cells(self, name: str, more: Sequence[Outcome]) -> Cells:
        """A column for each outcome of the plans, and for `more` behind them."""
        items = self.outcomes.items
        known = self._cells.get(name)
        if known is None or len(known.values) < len(items):
            known = self._cells[name] = self._coded(name, items)
        return known.joined(self._coded(name, more)) if more else known

    def _coded(self, name: str, outcomes: Sequence[Outcome]) -> Cells:
        if name == "met":
            return Cells.coded(name, mets(outcomes))
        words = self.words[name]
        codes = [words.code(getattr(one, name)) for one in outcomes]
        return Cells.coded(name, np.array(codes, np.int64))

    def _judged(self, target: Target, value: Any, weight: Decimal | None) -> Outcome:
        judge, criterion = self.judge, target.criterion
        book = judge.book
        if inapplicable(criterion, value, None):
            rule, verdict = book.inapplicable.rule, "本年不适用"
            if book.inapplicable.mode == "full":
                return settled(
                    Fraction(1), whole=True, status=statuses.DONE, reason=f"{verdict}；{rule}"
                )
            return settled(None, status=statuses.EXCLUDED, reason=f"{verdict}；{rule}")
        if isinstance(value, Decimal) and value.is_nan():
            value = None
        if is_missing(value, None):
            mode = book.missing.mode
            return settled(
                Fraction(0) if mode == "zero" else None,
                status=statuses.EXCLUDED if mode == "rescale" else statuses.MISSING,
                code=ACTUAL_MISSING,
                reason=f"没有实际完成值；{book.missing.rule}",
            )
        if isinstance(value, Decimal) and not value.is_finite():
            value = str(value)
        award = judge.judge(criterion, value, target.indicator, weight=weight)
        return outcome_of(award, is_met(judge, criterion, value, target.indicator))


class _Batch:
    """The work on one block of rows: what each row is, and the arrays that its result is made of."""

    def __init__(self, scorer: Scorer, code: Integers, columns: Piece) -> None:
        self._scorer = scorer
        self._rows = rows = len(code)
        self._code, self._roster = code, scorer.targets.roster
        actual, weight = columns.get("actual"), columns.get("weight")
        suffixes = scorer.suffixes
        self._actual = numbers([None] * rows if actual is None else actual, suffixes)
        self._weight = None if weight is None else Weights.of(numbers(weight, suffixes), suffixes)
        self._points = np.zeros(rows, np.int64)
        self._scored = np.zeros(rows, np.bool_)
        self._ratio = np.zeros(rows, np.int64)
        self._shown = np.zeros(rows, np.bool_)
        # The number of the outcome of each row; those of asked pairs come behind the plans'.
        self._found = np.zeros(rows, np.int64)
        self._extra: list[Outcome] = []

    def _judge(self) -> None:
        """Fill every row: at once where its actual is a number, else by asking."""
        actual, code = self._actual, self._code
        asked = (actual.state == ASKED) | (actual.state == MISSING)
        size = actual.mantissa
        fits = (actual.state == EXACT) & (size <= LIMIT) & (size >= -LIMIT)
        asked |= (actual.state == EXACT) & ~fits
        if actual.suffix is None:
            asked[self._exact(np.flatnonzero(fits), spelt=False)] = True
            between = np.flatnonzero(actual.state == BETWEEN)
            if len(between):
                asked[self._between(between)] = True
        else:
            mine = self._roster.suffixes[code]
            bare = fits & (actual.suffix == 0)
            spelt = fits & (actual.suffix == mine)
            asked |= fits & ~bare & ~spelt
            asked[self._exact(np.flatnonzero(bare), spelt=False)] = True
            asked[self._exact(np.flatnonzero(spelt), spelt=True)] = True
        self._ask(np.flatnonzero(asked))

    def _exact(self, rows: Integers, *, spelt: bool) -> Integers:
        """Score rows whose actual is an integer over a power of ten; those left over."""
        if len(rows) == 0:
            return rows
        scale = max(self._actual.scale, self._roster.scale)
        values = self._actual.mantissa[self._at(rows)]
        by = 10 ** (scale - self._actual.scale)
        regions = self._roster.regions(self._scorer.outcomes, scale, spelt=spelt)
        targets = self._code[self._at(rows)]
        usable = regions.usable[targets] & (np.abs(values) <= LIMIT // by)
        rest: Integers = rows[~usable]
        if len(rest):
            rows, targets, values = rows[usable], targets[usable], values[usable]
        if by != 1:
            values = values * by
        found = regions.find(targets, values)
        table = self._scorer.outcomes.table
        asks = table.asks[found]
        if asks.any():
            rest = np.concatenate([rest, rows[asks]])
            rows, targets, values, found = (
                rows[~asks],
                targets[~asks],
                values[~asks],
                found[~asks],
            )
        self._settle(rows, found, regions, targets, values)
        return rest

    def _settle(
        self, rows: Integers, found: Integers, regions: Regions, targets: Integers, values: Integers
    ) -> None:
        """Fill rows whose outcomes are known; `values` in the scale of the regions."""
        table = self._scorer.outcomes.table
        target, mine = compared(table, found, regions.low[targets], regions.high[targets], values)
        share = shares(table, found, target, mine, regions.scale)
        ratio, shown = ratios(table, found, target, mine, share)
        self._put(rows, found, ratio, shown)
        self._give(rows, share, table.whole[found], table.open[found])

    def _between(self, rows: Integers) -> Integers:
        """Score floats of more than fifteen digits by the integers on either side.

        Where both sides have the same outcome, so has what lies between; any other row is
        left over, to be asked with its exact text.
        """
        floats = self._actual.floats
        if floats is None:
            return rows
        given = floats[rows]
        typical = float(np.median(np.abs(given))) or 1.0
        scale = int(np.clip(np.floor(np.log10(LIMIT / 16 / max(typical, 1e-9))), 0, _PLACES))
        regions = self._roster.regions(self._scorer.outcomes, scale, spelt=False)
        targets = self._code[rows]
        with np.errstate(over="ignore"):
            size = given * 10.0**scale
        usable = regions.usable[targets] & (np.abs(size) < LIMIT / 2)
        rest = [rows[~usable]]
        rows, targets, size = rows[usable], targets[usable], size[usable]
        # The product is off by less than one; two integers to each side are safe.
        below = np.floor(size).astype(np.int64) - 2
        above = below + 5
        table = self._scorer.outcomes.table
        found = regions.find(targets, below)
        low, high = regions.low[targets], regions.high[targets]
        same = (found == regions.find(targets, above)) & ~table.asks[found]
        whole, still_open = table.whole[found], table.open[found]
        clean = np.where(same, found, 0)
        sides = [
            compared(table, clean, low, high, np.where(same, side, 1)) for side in (below, above)
        ]
        first, second = (shares(table, clean, *side, scale) for side in sides)
        for share in (first, second):
            share[0][~same], share[1][~same] = 0, 1
        ratio, shown = ratios(table, clean, *sides[0], first)
        other, _ = ratios(table, clean, *sides[1], second)
        same &= ratio == other
        weight = self._weight
        if weight is not None:
            one, two = (self._quotients(weight.mantissa[rows], share) for share in (first, second))
            same &= whole | still_open | (one == two)
        rest.append(rows[~same])
        kept = np.flatnonzero(same)
        self._put(rows[kept], found[kept], ratio[kept], shown[kept])
        self._give(
            rows[kept],
            (first[0][kept], first[1][kept]),
            whole[kept],
            still_open[kept],
        )
        left: Integers = np.concatenate(rest)
        return left

    def _put(self, rows: Integers, found: Integers, ratio: Integers, shown: Flags) -> None:
        at = self._at(rows)
        self._found[at] = found
        self._ratio[at] = ratio
        self._shown[at] = shown

    def _at(self, rows: Integers) -> Integers | slice:
        """`rows`, which are in order, as an index: a slice costs nothing where they are all."""
        return slice(None) if len(rows) == self._rows else rows

    def _quotients(self, weight: Integers, share: tuple[Integers, Integers]) -> Integers:
        """Weight × share, rounded as the rulebook says, in units of the last decimal shown."""
        scale = self._weight.scale if self._weight is not None else 0
        rounding = self._scorer.rounding
        step = self._scorer.step
        up = 10 ** (OUT - scale)
        same = gcd(up, step)
        top, below = share
        points: Integers = quotient(
            top, below * (step // same), times=weight * (up // same), mode=rounding.mode
        )
        points *= step
        return points

    def _give(
        self, rows: Integers, share: tuple[Integers, Integers], whole: Flags, still_open: Flags
    ) -> None:
        """Points for `rows` from their shares."""
        weight = self._weight
        if weight is None or len(rows) == 0:
            return
        at = self._at(rows)
        mine = weight.mantissa[at]
        full = mine * 10 ** (OUT - weight.scale)
        points = full.copy()
        part = np.flatnonzero(~whole & ~still_open)
        top, below = share[0][part], share[1][part]
        rounded = self._quotients(mine[part], (top, below))
        points[part] = np.where(top <= below, np.minimum(rounded, full[part]), rounded)
        self._points[at] = points
        self._scored[at] = ~still_open & (weight.problem[at] == 0)

    # ---- asking ----------------------------------------------------------------------

    def _worded(self, rows: Integers) -> Integers:
        """Settle the rows whose words are known to count as their number; those left over."""
        texts, scorer = self._actual.texts, self._scorer
        if texts is None or len(rows) < FEW:
            return rows
        singles = Singles.of(pc.utf8_trim_whitespace(texts.take(pa.array(rows))))
        scale = max(self._roster.scale, int(singles.places.max(initial=0)))
        values = np.minimum(singles.mantissa, LIMIT + 1) * 10 ** (scale - singles.places)
        targets = self._code[rows[singles.rows]]
        bare, spelt = (
            self._roster.regions(scorer.outcomes, scale, spelt=one) for one in (False, True)
        )
        fits = bare.usable[targets] & (values <= LIMIT) & ~self._roster.by_weight[targets]
        singles, targets, values = singles.kept(fits), targets[fits], values[fits]
        pairs = Pairs(
            singles=singles,
            targets=targets,
            readings=self._roster.readings[targets],
            values=values,
            bare=bare,
            spelt=spelt,
        )

        def ask(pair: int) -> Outcome:
            value = singles.texts[pair].as_py()
            return scorer.outcome(int(targets[pair]), stated(value), None)

        found = scorer.wordings.found(pairs, scorer.outcomes, ask)
        known = found >= 0
        mine = rows[singles.rows]
        self._settle(mine[known], found[known], bare, targets[known], values[known])
        left = np.ones(len(rows), np.bool_)
        left[singles.rows[known]] = False
        return rows[left]

    def _ask(self, rows: Integers) -> None:
        """Judge each distinct pair of target and actual among `rows`."""
        rows = self._worded(rows)
        if len(rows) == 0:
            return
        which, values = self._actual.values(rows)
        targets = self._code[rows]
        pair = targets * len(values) + which
        weights = self._weight
        by_weight = self._roster.by_weight[targets]
        weighed: list[Decimal | None] = [None]
        if weights is not None and by_weight.any():
            used, inverse = np.unique(weights.mantissa[rows], return_inverse=True)
            weighed += [Decimal(int(one)).scaleb(-weights.scale) for one in used]
            pair = pair * len(weighed) + np.where(by_weight, inverse + 1, 0)
        else:
            pair = pair * len(weighed)
        distinct, inverse = np.unique(pair, return_inverse=True)
        outcomes = []
        for one in distinct.tolist():
            rest, weight = divmod(one, len(weighed))
            target, value = divmod(rest, len(values))
            outcomes.append(self._scorer.outcome(target, stated(values[value]), weighed[weight]))
        self._extra = outcomes
        self._found[rows] = len(self._scorer.outcomes.items) + inverse
        ratio = [None if one.ratio is None else _units(one.ratio) for one in outcomes]
        self._ratio[rows] = np.array([one or 0 for one in ratio], np.int64)[inverse]
        self._shown[rows] = np.array([one is not None for one in ratio], np.bool_)[inverse]
        fits = [max(one.share.numerator, one.share.denominator) <= LIMIT for one in outcomes]
        top = np.array(
            [one.share.numerator if ok else 0 for one, ok in zip(outcomes, fits, strict=True)],
            np.int64,
        )
        below = np.array(
            [one.share.denominator if ok else 1 for one, ok in zip(outcomes, fits, strict=True)],
            np.int64,
        )
        whole = np.array([one.whole for one in outcomes], np.bool_)[inverse]
        still_open = np.array([one.shape == "open" for one in outcomes], np.bool_)[inverse]
        self._give(rows, (top[inverse], below[inverse]), whole, still_open)
        for index in [i for i, ok in enumerate(fits) if not ok]:
            self._long(rows[inverse == index], outcomes[index])

    def _long(self, rows: Integers, outcome: Outcome) -> None:
        """Points from a share whose terms are too long for 64 bits."""
        weight = self._weight
        if weight is None or outcome.whole or outcome.shape == "open":
            return
        for row in rows.tolist():
            full = Decimal(int(weight.mantissa[row])).scaleb(-weight.scale)
            points = rounded(outcome.share * Fraction(full), self._scorer.rounding)
            points = min(points, full) if outcome.share <= 1 else points
            self._points[row] = int(points.scaleb(OUT))

    # ---- the result ------------------------------------------------------------------

    def fill(self, result: Result, start: int) -> None:
        """Judge the rows, and put the columns into `result` from row `start`."""
        self._judge()
        for name, cells in self._roster.cells.items():
            result.put(start, name, cells, self._code)
        result.put(start, "ratio", Cells.of(self._ratio, self._shown))
        result.put(start, "points", Cells.of(self._points, self._scored))
        names = ["met", "status", "code"]
        if self._scorer.detail == "full":
            result.put(start, "reason", Cells.coded("reason", self._full_reasons()))
        else:
            names.append("reason")
        for name in names:
            cells = self._scorer.cells(name, self._extra)
            if name == "code" and self._weight is not None and self._weight.problem.any():
                result.put(start, name, self._with_weights(cells, self._weight.problem))
            else:
                result.put(start, name, cells, self._found)

    def _with_weights(self, cells: Cells, problem: npt.NDArray[np.int8]) -> Cells:
        """The codes of the rows, with that of the weight where there is no other."""
        words = self._scorer.words["code"]
        problems = np.array([-1, *(words.code(one) for one in WEIGHT_CODES)], np.int64)
        blank = np.zeros(len(cells.values), np.bool_) if cells.valid is None else ~cells.valid
        mine = np.where(blank, -1, cells.values)[self._found]
        return Cells.coded("code", np.where(mine < 0, problems[problem], mine))

    def _unweighed(self, row: int) -> bool:
        return self._weight is not None and bool(self._weight.problem[row])

    def _full_reasons(self) -> npt.NDArray[np.int32]:
        """Every reason in full, with its figures, one distinct row at a time."""
        scorer = self._scorer
        which, values = self._actual.values(np.arange(self._rows))
        weights, scale = (
            (None, 0) if self._weight is None else (self._weight.mantissa, self._weight.scale)
        )
        words, seen = scorer.words["reason"], {}
        codes = np.full(self._rows, -1, np.int32)
        for row in range(self._rows):
            weight = None if weights is None else int(weights[row])
            key = (int(self._code[row]), int(which[row]), weight)
            if key not in seen:
                known = weight is not None and not self._unweighed(row)
                given = Decimal(weight or 0).scaleb(-scale) if known else None
                text = full_reason(
                    scorer.targets.target(key[0]).indicator,
                    stated(values[key[1]]),
                    given,
                    scorer.rulebook,
                )
                seen[key] = words.code(text)
            codes[row] = seen[key]
        return codes


def _units(ratio: Fraction) -> int | None:
    """A ratio half-up in units of the last decimal; None where the column has no room for it."""
    whole, rest = divmod(abs(ratio.numerator) * 10**OUT, ratio.denominator)
    whole += 2 * rest >= ratio.denominator
    return None if whole >= LONGEST else whole if ratio >= 0 else -whole


def score_batches(
    batches: Iterable[pa.RecordBatch], roles: Mapping[str, str], scorer: Scorer
) -> Iterator[pa.RecordBatch]:
    """Each batch with the result columns behind its own."""
    for batch in batches:
        whole = extended(batch.schema)
        for column in roles.values():
            if column not in batch.schema.names:
                raise FrameError(
                    f"批中没有“{column}”这一列；有：{'、'.join(batch.schema.names)}",
                    code="frame-column-missing",
                    column=column,
                )
        scorer = scorer.renewed()
        columns = {role: batch.column(name) for role, name in roles.items()}

        def cut(start: int, stop: int, columns: Piece = columns) -> Piece:
            return {role: None if one is None else one[start:stop] for role, one in columns.items()}

        result = in_own_context(scorer.score)(cut, batch.num_rows)
        kinds = whole.types[batch.num_columns :]
        arrays = [one.cast(kind) for one, kind in zip(result, kinds, strict=True)]
        yield pa.RecordBatch.from_arrays([*batch.columns, *arrays], schema=whole)
