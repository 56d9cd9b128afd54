"""Scoring of record batches: the one engine behind every kind of frame.

A batch is three columns of codes and integers: which target, which actual, which weight.
Rows whose actual is a plain number are scored all at once (`kernel`); any other pair of
target and actual is judged once and its answer used for every row that holds it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Literal

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..criteria import Criterion, Unreadable
from ..rules import Rulebook
from ..scoring.given import inapplicable
from ..scoring.judging import Judge
from ..tables import Indicator
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
from .kernel import OUT, Flags, Outcomes, Regions, quotient, ratios, shares
from .plans import Outcome, Planner, Sized, is_met, outcome_of, settled
from .rows import ROLES, WEIGHT_CODES, Weights, figures, full_reason, indicator_of, keys_of, scaled

__all__ = [
    "COLUMNS",
    "Detail",
    "Scorer",
    "extended",
    "result_names",
    "schema",
    "score_batches",
]

Detail = Literal["rule", "full"]

_DECIMAL: Final = pa.decimal128(38, OUT)
_WORD: Final = pa.dictionary(pa.int16(), pa.string())
_LONG_WORD: Final = pa.dictionary(pa.int32(), pa.string())

#: The columns of a result, in order.
COLUMNS: Final = (
    ("kind", _WORD),
    ("operator", _WORD),
    ("number", _DECIMAL),
    ("unit", _LONG_WORD),
    ("met", pa.bool_()),
    ("ratio", _DECIMAL),
    ("points", _DECIMAL),
    ("status", _WORD),
    ("code", _WORD),
    ("reason", _LONG_WORD),
)

# What is remembered of targets and of pairs; past it, it is forgotten and found anew.
_REMEMBERED: Final = 200_000
_PLACES: Final = 12


def schema(*, words: bool = False) -> pa.Schema:
    """The schema of a result; with `words` the texts are plain strings, not dictionaries."""
    return pa.schema(
        (name, pa.string() if words and pa.types.is_dictionary(kind) else kind)
        for name, kind in COLUMNS
    )


class _Words:
    """The distinct texts of a column, in order of appearance."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def code(self, text: str | None) -> int:
        return -1 if text is None else self._codes.setdefault(text, len(self._codes))

    @property
    def array(self) -> pa.Array:
        return pa.array(list(self._codes), pa.string())


@attrs.frozen(eq=False)
class _Target:
    """One distinct target, with the codes of its columns and its plans."""

    indicator: Indicator
    criterion: Criterion | Unreadable
    codes: tuple[int, int, int]
    number: int | None
    suffix: int
    planner: Planner
    by_weight: bool
    serial: int

    @cached_property
    def bare(self) -> Sized | None:
        """The plan for actual values without a unit."""
        return self.planner.plan(self.indicator, bare=True)

    @cached_property
    def spelt(self) -> Sized | None:
        """The plan for actual values with the unit of the target."""
        return self.planner.plan(self.indicator, bare=False) if self.suffix >= 0 else None


class Scorer:
    """Scores batch after batch by one rulebook, remembering the distinct targets and pairs."""

    def __init__(self, rulebook: Rulebook, *, detail: Detail = "rule") -> None:
        self._judge = Judge(rulebook)
        self._planner = Planner(self._judge)
        self._outcomes = Outcomes()
        self._detail = detail
        self._targets: dict[tuple[Any, ...], _Target] = {}
        self._pairs: dict[tuple[Any, ...], Outcome] = {}
        self._serials = itertools.count()
        self._last: Sequence[_Target] = ()
        self._regions: dict[tuple[int, bool], Regions] = {}
        self._suffixes: dict[str, int] = {}
        self._words = {name: _Words() for name, kind in COLUMNS if pa.types.is_dictionary(kind)}
        rounding = rulebook.rounding
        self._unrounded = rounding.at == "total"
        self._places = OUT if self._unrounded else rounding.places
        self._mode = "half_up" if self._unrounded else rounding.mode
        if self._places > OUT:
            raise FrameError(
                f"计分规则“{rulebook.name}”保留{self._places}位小数，列计算最多{OUT}位；"
                "请改规则的 rounding.places，或逐表使用 jixiao.score",
                code="frame-places",
            )

    # ---- targets ---------------------------------------------------------------------

    def targets(
        self, code: Integers, keys: Sequence[tuple[Any, ...]]
    ) -> tuple[Integers, Sequence[_Target]]:
        """The targets of a batch in a fixed order, and `code` renumbered to it."""
        mine = [self._target(key) for key in keys]
        order = sorted(range(len(mine)), key=lambda index: mine[index].serial)
        targets = [mine[index] for index in order]
        if [one.serial for one in targets] != [one.serial for one in self._last]:
            self._last = targets
            self._regions.clear()
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        return (place[code] if order else code), self._last

    def regions(self, scale: int, *, spelt: bool) -> Regions:
        """The regions of the targets of this batch; most batches have those of the last."""
        known = self._regions.get((scale, spelt))
        if known is None:
            sized = [one.spelt if spelt else one.bare for one in self._last]
            known = self._regions[scale, spelt] = Regions.of(sized, self._outcomes, scale)
        return known

    def _target(self, key: tuple[Any, ...]) -> _Target:
        found = self._targets.get(key)
        if found is None:
            if len(self._targets) >= _REMEMBERED:
                self._targets.clear()
                self._pairs.clear()
            found = self._targets[key] = self._new_target(key)
        return found

    def _new_target(self, key: tuple[Any, ...]) -> _Target:
        indicator = indicator_of(dict(zip(ROLES, key, strict=True)))
        criterion = indicator.criterion
        number, unit, operator = figures(criterion)
        scale = self._judge.scale_of(indicator)
        written = unit or ""
        spelt = bool(written) and not written[0].isdigit()
        return _Target(
            indicator,
            criterion,
            (
                self._words["kind"].code(criterion.kind),
                self._words["operator"].code(operator),
                self._words["unit"].code(unit or None),
            ),
            scaled(number),
            self._suffixes.setdefault(written, len(self._suffixes) + 1) if spelt else -1,
            self._planner,
            scale is not None and scale.deduct_from is not None,
            next(self._serials),
        )

    # ---- a batch ---------------------------------------------------------------------

    def score(self, columns: Mapping[str, Column | None], rows: int) -> pa.RecordBatch:
        """The result columns for one batch; `columns` by role, a role may be absent."""
        batch = _Batch(self, columns, rows)
        batch.judge()
        return batch.result()


class _Batch:
    """The work on one batch: what each row is, and the arrays that its result is made of."""

    def __init__(self, scorer: Scorer, columns: Mapping[str, Column | None], rows: int) -> None:
        self._scorer = scorer
        self._rows = rows
        self._code, self._targets = scorer.targets(*keys_of(columns, rows))
        actual = columns.get("actual")
        self._actual = numbers([None] * rows if actual is None else actual, scorer._suffixes)
        weight = columns.get("weight")
        self._weight = (
            None
            if weight is None
            else Weights.of(numbers(weight, scorer._suffixes), scorer._suffixes)
        )
        self._points = np.zeros(rows, np.int64)
        self._scored = np.zeros(rows, np.bool_)
        self._ratio = np.zeros(rows, np.int64)
        self._shown = np.zeros(rows, np.bool_)
        # The number of the outcome of each row; those of asked pairs come behind the plans'.
        self._found = np.zeros(rows, np.int64)
        self._extra: list[Outcome] = []

    def judge(self) -> None:
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
            mine = np.array([one.suffix for one in self._targets], np.int32)[code]
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
        sized = [one.spelt if spelt else one.bare for one in self._targets]
        scale = max([self._actual.scale, *(one.places for one in sized if one is not None)])
        values = self._actual.mantissa[rows]
        by = 10 ** (scale - self._actual.scale)
        regions = self._scorer.regions(scale, spelt=spelt)
        targets = self._code[rows]
        usable = regions.usable[targets] & (np.abs(values) <= LIMIT // by)
        rest: Integers = rows[~usable]
        if len(rest):
            rows, targets, values = rows[usable], targets[usable], values[usable]
        if by != 1:
            values = values * by
        found = regions.find(targets, values)
        table = self._scorer._outcomes.table
        asks = table.asks[found]
        if asks.any():
            rest = np.concatenate([rest, rows[asks]])
            rows, targets, values, found = (
                rows[~asks],
                targets[~asks],
                values[~asks],
                found[~asks],
            )
        low, high = regions.low[targets], regions.high[targets]
        share = shares(table, found, low, high, values)
        ratio, shown = ratios(table, found, low, high, values, share)
        self._put(rows, found, ratio, shown)
        self._give(rows, share, table.whole[found], table.open[found])
        return rest

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
        regions = self._scorer.regions(scale, spelt=False)
        targets = self._code[rows]
        with np.errstate(over="ignore"):
            size = given * 10.0**scale
        usable = regions.usable[targets] & (np.abs(size) < LIMIT / 2)
        rest = [rows[~usable]]
        rows, targets, size = rows[usable], targets[usable], size[usable]
        # The product is off by less than one; two integers to each side are safe.
        below = np.floor(size).astype(np.int64) - 2
        above = below + 5
        table = self._scorer._outcomes.table
        found = regions.find(targets, below)
        low, high = regions.low[targets], regions.high[targets]
        same = (found == regions.find(targets, above)) & ~table.asks[found]
        whole, still_open = table.whole[found], table.open[found]
        first, second = (shares(table, found, low, high, side) for side in (below, above))
        for share in (first, second):
            share[0][~same], share[1][~same] = 0, 1
        clean = np.where(same, found, 0)
        ratio, shown = ratios(table, clean, low, high, np.where(same, below, 1), first)
        other, _ = ratios(table, clean, low, high, np.where(same, above, 1), second)
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
        self._found[rows] = found
        self._ratio[rows] = ratio
        self._shown[rows] = shown

    def _quotients(self, weight: Integers, share: tuple[Integers, Integers]) -> Integers:
        """Weight × share, rounded as the rulebook says, in units of the last decimal shown."""
        scorer, scale = self._scorer, self._weight.scale if self._weight is not None else 0
        places = scorer._places
        top, below = share
        times = weight * 10 ** max(0, places - scale)
        if places < scale:
            below = below * 10 ** (scale - places)
        points: Integers = quotient(top, below, times=times, mode=scorer._mode)
        points *= 10 ** (OUT - places)
        return points

    def _give(
        self, rows: Integers, share: tuple[Integers, Integers], whole: Flags, still_open: Flags
    ) -> None:
        """Points for `rows` from their shares."""
        weight = self._weight
        if weight is None or len(rows) == 0:
            return
        mine = weight.mantissa[rows]
        full = mine * 10 ** (OUT - weight.scale)
        points = full.copy()
        part = np.flatnonzero(~whole & ~still_open)
        top, below = share[0][part], share[1][part]
        rounded = self._quotients(mine[part], (top, below))
        points[part] = np.where(top <= below, np.minimum(rounded, full[part]), rounded)
        self._points[rows] = points
        self._scored[rows] = ~still_open & (weight.problem[rows] == 0)

    # ---- asking ----------------------------------------------------------------------

    def _ask(self, rows: Integers) -> None:
        """Judge each distinct pair of target and actual among `rows`."""
        if len(rows) == 0:
            return
        which, values = self._actual.values(rows)
        targets = self._code[rows]
        pair = targets * len(values) + which
        weights = self._weight
        by_weight = np.array([one.by_weight for one in self._targets], np.bool_)[targets]
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
            outcomes.append(
                self._outcome(self._targets[target], stated(values[value]), weighed[weight])
            )
        base = len(self._extra)
        self._extra += outcomes
        self._found[rows] = -1 - (base + inverse)
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
        scorer = self._scorer
        rounding = attrs.evolve(
            scorer._judge.book.rounding,
            places=scorer._places,
            mode=scorer._mode,
        )
        from ..scoring.reasons import rounded

        for row in rows.tolist():
            full = Decimal(int(weight.mantissa[row])).scaleb(-weight.scale)
            points = rounded(outcome.share * Fraction(full), rounding)
            points = min(points, full) if outcome.share <= 1 else points
            self._points[row] = int(points.scaleb(OUT))

    def _outcome(self, target: _Target, value: Any, weight: Decimal | None) -> Outcome:
        scorer = self._scorer
        key = (target.serial, type(value), value, weight)
        found = scorer._pairs.get(key)
        if found is None:
            if len(scorer._pairs) >= _REMEMBERED:
                scorer._pairs.clear()
            found = scorer._pairs[key] = self._judged(target, value, weight)
        return found

    def _judged(self, target: _Target, value: Any, weight: Decimal | None) -> Outcome:
        judge, criterion = self._scorer._judge, target.criterion
        book = judge.book
        if inapplicable(criterion, value, None):
            rule, verdict = book.inapplicable.rule, "本年不适用"
            if book.inapplicable.mode == "full":
                return settled(Fraction(1), whole=True, status="完成", reason=f"{verdict}；{rule}")
            return settled(None, status="不适用", reason=f"{verdict}；{rule}")
        if value is None:
            mode = book.missing.mode
            return settled(
                Fraction(0) if mode == "zero" else None,
                status="不适用" if mode == "rescale" else "缺实际值",
                code="actual-missing",
                reason=f"没有实际完成值；{book.missing.rule}",
            )
        if isinstance(value, Decimal) and not value.is_finite():
            value = str(value)
        judgement = judge.judge(criterion, value, target.indicator, weight=weight)
        return outcome_of(judgement, is_met(judge, criterion, value, target.indicator))

    # ---- the result ------------------------------------------------------------------

    def result(self) -> pa.RecordBatch:
        """The columns of the result, in their order."""
        scorer, code = self._scorer, self._code
        items = [*scorer._outcomes.items, *reversed(self._extra)]
        # A negative number counts from the end: -1 is the first of the asked pairs.
        found = np.where(self._found < 0, self._found + len(items), self._found)
        codes = np.array([one.codes for one in self._targets], np.int64).reshape(-1, 3)
        number = [one.number for one in self._targets]
        met = np.array([-1 if one.met is None else int(one.met) for one in items] or [-1], np.int8)
        columns: dict[str, pa.Array] = {
            "number": _decimals(
                np.array([one or 0 for one in number], np.int64)[code]
                if number
                else np.zeros(0, np.int64),
                np.array([one is not None for one in number], np.bool_)[code]
                if number
                else np.zeros(0, np.bool_),
            ),
            "met": _booleans(met[found]),
            "ratio": _decimals(self._ratio, self._shown),
            "points": _decimals(self._points, self._scored),
        }
        for index, name in enumerate(("kind", "operator", "unit")):
            columns[name] = self._worded(name, codes[:, index].astype(np.int32)[code])
        for name in ("status", "reason"):
            words = scorer._words[name]
            table = np.array([words.code(getattr(one, name)) for one in items] or [-1], np.int32)
            columns[name] = self._worded(name, table[found])
        columns["code"] = self._worded("code", self._codes(items, found))
        if scorer._detail == "full":
            columns["reason"] = self._full_reasons()
        return pa.RecordBatch.from_arrays([columns[name] for name, _ in COLUMNS], schema=schema())

    def _codes(self, items: list[Outcome], found: Integers) -> npt.NDArray[np.int32]:
        words = self._scorer._words["code"]
        table = np.array([words.code(one.code) for one in items] or [-1], np.int32)
        result = table[found]
        if self._weight is not None:
            problems = np.array([-1, *(words.code(one) for one in WEIGHT_CODES)], np.int32)
            mine = problems[self._weight.problem]
            result = np.where(result < 0, mine, result)
        return result

    def _worded(self, name: str, codes: npt.NDArray[np.int32]) -> pa.Array:
        kind = dict(COLUMNS)[name]
        width = np.int16 if kind == _WORD else np.int32
        return pa.DictionaryArray.from_arrays(
            pa.array(codes.astype(width), mask=codes < 0), self._scorer._words[name].array
        ).cast(kind)

    def _full_reasons(self) -> pa.Array:
        """Every reason in full, with its figures, one distinct row at a time."""
        scorer = self._scorer
        which, values = self._actual.values(np.arange(self._rows))
        weights, scale = (
            (None, 0) if self._weight is None else (self._weight.mantissa, self._weight.scale)
        )
        words, seen = scorer._words["reason"], {}
        codes = np.full(self._rows, -1, np.int32)
        for row in range(self._rows):
            weight = None if weights is None else int(weights[row])
            key = (int(self._code[row]), int(which[row]), weight)
            if key not in seen:
                given = None if weight is None else Decimal(weight).scaleb(-scale)
                text = full_reason(
                    self._targets[key[0]].indicator,
                    stated(values[key[1]]),
                    given,
                    scorer._judge.book,
                )
                seen[key] = words.code(text)
            codes[row] = seen[key]
        return self._worded("reason", codes)


def _units(ratio: Fraction) -> int | None:
    """A ratio half-up in units of the last decimal; None where that passes 64 bits."""
    whole, rest = divmod(abs(ratio.numerator) * 10**OUT, ratio.denominator)
    whole += 2 * rest >= ratio.denominator
    return None if whole >= 2**63 else whole if ratio >= 0 else -whole


def _decimals(units: Integers, valid: Flags) -> pa.Array:
    words = np.empty((len(units), 2), np.int64)
    words[:, 0] = units
    words[:, 1] = units >> 63
    mask = None if valid.all() else pa.array(valid).buffers()[1]
    return pa.Array.from_buffers(_DECIMAL, len(units), [mask, pa.py_buffer(words)])


def _booleans(states: npt.NDArray[np.int8]) -> pa.Array:
    return pa.array(states == 1, mask=states < 0)


def result_names(taken: Iterable[str]) -> list[str]:
    """The names of the result columns beside columns of other names.

    Raises:
        FrameError: a name and its ``jixiao_`` form are both taken.
    """
    names = set(taken)
    result = []
    for name, _ in COLUMNS:
        free = name if name not in names else f"jixiao_{name}"
        if free in names:
            raise FrameError(
                f"数据框里已有“{name}”和“{free}”两列，结果没有名字可用；请先给它们改名",
                code="frame-column-taken",
                column=free,
            )
        result.append(free)
    return result


def extended(given: pa.Schema) -> pa.Schema:
    """`given` with the result columns, texts as plain strings."""
    fields = zip(result_names(given.names), schema(words=True), strict=True)
    return pa.schema([*given, *(pa.field(name, field.type) for name, field in fields)])


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
        columns = {role: batch.column(name) for role, name in roles.items()}
        result = scorer.score(columns, batch.num_rows)
        kinds = whole.types[batch.num_columns :]
        arrays = [one.cast(kind) for one, kind in zip(result.columns, kinds, strict=True)]
        yield pa.RecordBatch.from_arrays([*batch.columns, *arrays], schema=whole)
