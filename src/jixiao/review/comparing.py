"""Two years of the same table: what came, what went, and which targets became easier.

A target is decided on its meaning. What it accepts this year is held against what it
accepted last year: ≥90% accepts all that ≥95% accepts and more, so it is loosened;
a later deadline and a higher cost cap are loosened too. 4人 against 3户 is neither.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import chain, product
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, Literal

import attrs

from ..criteria import (
    Comparison,
    Criterion,
    Deadline,
    Direction,
    Interval,
    Period,
    Qualitative,
    Range,
    Relative,
    Unreadable,
)
from ..display import html_table
from ..errors import UnitError
from ..exactness import in_own_context
from ..grades import GRADE_RANKS
from ..naming import bare_name
from ..tables import Indicator, TargetTable, required
from .checking.likeness import LONGEST_NAME
from .checking.wording import direction_of

__all__ = ["Change", "ChangeKind", "Joined", "compare", "joined", "paired", "target_change"]

ChangeKind = Literal["added", "dropped", "renamed", "loosened", "tightened", "changed"]

_LABELS: Final = MappingProxyType(
    {
        "added": "新增",
        "dropped": "取消",
        "renamed": "疑似改名",
        "loosened": "放宽",
        "tightened": "收紧",
        "changed": "改变",
    }
)

#: Names less alike than this are not suggested as one indicator renamed.
ALIKE: Final = Fraction(6, 10)
#: More pairs of dropped and new names than this are not all held together.
MOST_PAIRS: Final = 40_000
_RARE: Final = 10


@attrs.frozen(kw_only=True)
class Change:
    """One difference between two years.

    Attributes:
        kind: ``added`` 新增, ``dropped`` 取消, ``renamed`` 疑似改名, ``loosened`` 放宽,
            ``tightened`` 收紧, ``changed`` 改变 (the two cannot be ranked).
        before, after: the indicator last year and this year; None where there is none.
        ratio: for ``renamed``: how alike the two names are, 0 to 1.
        message: Chinese.
    """

    kind: ChangeKind
    before: Indicator | None = None
    after: Indicator | None = None
    ratio: Fraction | None = None
    message: str

    @property
    def name(self) -> str:
        """The name of the indicator, this year's where it has two."""
        one = self.after or self.before
        return one.name if one else ""

    def __str__(self) -> str:
        return f"{_LABELS[self.kind]} {self.message}"

    def row(self) -> dict[str, Any]:
        """Plain values, for JSON or a data frame."""
        return {
            "kind": self.kind,
            "name": self.name,
            "before": self.before.target if self.before else None,
            "after": self.after.target if self.after else None,
            "before_name": self.before.name if self.before else None,
            "ratio": None if self.ratio is None else _percent(self.ratio),
            "message": self.message,
        }

    def _repr_html_(self) -> str:
        before, after = (one.target_text if one else "" for one in (self.before, self.after))
        cells = (_LABELS[self.kind], self.name, before, after, self.message)
        return html_table(("变化", "指标", "上年", "今年", "说明"), [cells])


@in_own_context
def compare(last_year: TargetTable, this_year: TargetTable) -> tuple[Change, ...]:
    """The differences from `last_year` to `this_year`: dropped and added ones last.

    Indicators are the same if their names are, numbering and template marks aside; of
    several with one name, those under the same 二级指标 belong together. A pair of names
    that are merely alike is suggested as renamed, with the ratio, and its targets are
    compared as well; of hundreds of dropped and new names only those are held together that
    share a rare word, and names of more than `LONGEST_NAME` characters are not. Nothing is
    raised: what cannot be ranked is ``changed``.
    """
    last_year, this_year = (required(one, by="compare") for one in (last_year, this_year))
    old, new = last_year.indicators, this_year.indicators
    rows = joined(old, new)
    changes: list[Change] = []
    for i, j in rows.pairs:
        changes += filter(None, [target_change(old[i], new[j])])
    for i, j, ratio in rows.renamed:
        before, after = old[i], new[j]
        changes.append(
            Change(
                kind="renamed",
                before=before,
                after=after,
                ratio=ratio,
                message=f"“{before.name}”→“{after.name}”，名称相似度{_percent(ratio)}；请确认是同一个指标",
            )
        )
        changes += filter(None, [target_change(before, after)])
    changes += [
        Change(kind="dropped", before=one, message=f"“{one.name}”（{one.target}）今年没有了")
        for one in (old[i] for i in rows.gone)
    ]
    changes += [
        Change(kind="added", after=one, message=f"“{one.name}”（{one.target}）是今年新设的")
        for one in (new[j] for j in rows.new)
    ]
    return tuple(changes)


def paired(
    last_year: Sequence[TargetTable], this_year: Sequence[TargetTable]
) -> tuple[tuple[tuple[TargetTable, TargetTable], ...], tuple[TargetTable, ...]]:
    """The tables of two files that are about the same thing, and those without a partner.

    They belong together by project, office and period (年度, 中期), else by project and period,
    else by period alone; each time only where one is left on either side. Nothing is guessed.
    """
    left, right = list(last_year), list(this_year)
    pairs: list[tuple[TargetTable, TargetTable]] = []
    for names in (("project", "organisation", "term"), ("project", "term"), ("term",)):
        key = attrgetter(*names)
        befores, afters = _grouped(left, key), _grouped(right, key)
        met = [
            (befores[one][0], same[0])
            for one, same in afters.items()
            if len(same) == 1 and len(befores.get(one, ())) == 1
        ]
        used = {id(table) for pair in met for table in pair}
        pairs += met
        left = [one for one in left if id(one) not in used]
        right = [one for one in right if id(one) not in used]
    return tuple(pairs), (*left, *right)


def _grouped(
    tables: Sequence[TargetTable], key: Callable[[TargetTable], Any]
) -> dict[Any, list[TargetTable]]:
    groups: dict[Any, list[TargetTable]] = {}
    for one in tables:
        groups.setdefault(key(one), []).append(one)
    return groups


def _percent(ratio: Fraction) -> str:
    return f"{round(ratio * 100)}%"


@attrs.frozen(kw_only=True)
class Joined:
    """Which rows of two tables are one indicator, by their positions in either.

    Attributes:
        pairs: of one name, numbering and template marks aside.
        renamed: of names that are merely alike, with how alike, 0 to 1.
        gone, new: last year's and this year's that have no partner.
    """

    pairs: tuple[tuple[int, int], ...]
    renamed: tuple[tuple[int, int, Fraction], ...]
    gone: tuple[int, ...]
    new: tuple[int, ...]


@in_own_context
def joined(old: Sequence[Indicator], new: Sequence[Indicator], *, alike: bool = True) -> Joined:
    """The rows of two years that are one indicator, as `compare` joins them.

    Without `alike` only those of one name.
    """
    open_new = _Open(new)
    pairs, gone = [], []
    for i, before in enumerate(old):
        j = open_new.take(before)
        if j is None:
            gone.append(i)
        else:
            pairs.append((i, j))
    left = list(open_new)
    renamed = [
        (gone[i], left[j], ratio)
        for i, j, ratio in (
            _renamed([old[i] for i in gone], [new[j] for j in left]) if alike else ()
        )
    ]
    was, became = {i for i, _, _ in renamed}, {j for _, j, _ in renamed}
    return Joined(
        pairs=tuple(pairs),
        renamed=tuple(renamed),
        gone=tuple(i for i in gone if i not in was),
        new=tuple(j for j in left if j not in became),
    )


class _Open:
    """The indicators of this year that no one of last year has been found for."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._all = tuple(indicators)
        # By position: two rows of a table may be equal and are still two rows.
        self._taken: set[int] = set()
        self._queues: dict[tuple[str, str | None] | str, deque[int]] = {}
        for position, one in enumerate(self._all):
            name = bare_name(one.name)
            for key in (name, (name, one.level2)):
                self._queues.setdefault(key, deque()).append(position)

    def take(self, like: Indicator) -> int | None:
        """The position of the first of the same name, of the same 二级指标 where there is one; it is open no more."""
        name = bare_name(like.name)
        for key in ((name, like.level2), name):
            queue = self._queues.get(key, deque())
            while queue:
                position = queue.popleft()
                if position not in self._taken:
                    self._taken.add(position)
                    return position
        return None

    def __iter__(self) -> Iterator[int]:
        return (position for position in range(len(self._all)) if position not in self._taken)


def _candidates(gone: Sequence[Indicator], new: Sequence[Indicator]) -> Iterator[tuple[int, int]]:
    """The pairs that may be one indicator renamed: all, or in long tables those with a rare word.

    A rare word is two characters that few of the names hold.
    """
    if len(gone) * len(new) <= MOST_PAIRS:
        yield from product(range(len(gone)), range(len(new)))
        return
    holding: dict[str, list[int]] = {}
    for j, after in enumerate(new):
        for word in _words(after):
            holding.setdefault(word, []).append(j)
    for i, before in enumerate(gone):
        rare = (found for word in _words(before) if len(found := holding.get(word, ())) <= _RARE)
        for j in sorted(set(chain.from_iterable(rare))):
            yield i, j


def _words(indicator: Indicator) -> set[str]:
    name = bare_name(indicator.name)[:LONGEST_NAME]
    return {name[start : start + 2] for start in range(len(name) - 1)}


def _renamed(
    gone: Sequence[Indicator], new: Sequence[Indicator]
) -> list[tuple[int, int, Fraction]]:
    scored = sorted(
        (
            (ratio, i, j)
            for i, j in _candidates(gone, new)
            if _may_be_one(gone[i], new[j])
            and (ratio := _ratio(bare_name(gone[i].name), bare_name(new[j].name))) >= ALIKE
        ),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    used_old: set[int] = set()
    used_new: set[int] = set()
    found = []
    for ratio, i, j in scored:
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            found.append((i, j, ratio))
    return sorted(found)


def _may_be_one(before: Indicator, after: Indicator) -> bool:
    if before.level2 and after.level2 and before.level2 != after.level2:
        return False
    one, other = before.criterion, after.criterion
    if isinstance(one, Comparison) and isinstance(other, Comparison) and one.unit and other.unit:
        try:
            other.quantity.in_unit(one.unit)
        except UnitError:
            return False
    return True


def _ratio(one: str, other: str) -> Fraction:
    if max(len(one), len(other)) > LONGEST_NAME:
        return Fraction(0)
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    return Fraction(2 * same, len(one) + len(other)) if one or other else Fraction(1)


@in_own_context
def target_change(before: Indicator, after: Indicator) -> Change | None:
    """How the target of one indicator changed from `before` to `after`; None where it did not.

    Never raises: what cannot be ranked is ``changed``.
    """
    old, new = before.criterion, after.criterion
    if isinstance(old, Unreadable) or isinstance(new, Unreadable):
        if before.target == after.target:
            return None
        which = "去年" if isinstance(old, Unreadable) else "今年"
        return _change("changed", before, after, f"{which}的指标值读不懂，不能比较")
    if old == new and direction_of(before) == direction_of(after):
        return None
    years = 1 if before.year is None or after.year is None else after.year - before.year
    if isinstance(old, Period) and isinstance(new, Period) and _moved(old, new, years):
        return None
    if isinstance(old, Deadline) and isinstance(new, Deadline):
        kind, reason = _rank_deadlines(old, new, years)
    else:
        kind, reason = _rank(old, new, direction_of(before) or direction_of(after))
    return None if kind is None else _change(kind, before, after, reason)


def _moved(old: Period, new: Period, years: int) -> bool:
    """Whether a period is the same, moved by as many years as lie between the two tables."""
    if old.start is None or old.end is None or new.start is None or new.end is None:
        return False
    return all(
        two.year - one.year == years and one.month == two.month and (one.day == two.day or ends)
        for one, two, ends in (
            (old.start, new.start, False),
            # 2月底 is the 28th in one year and the 29th in the next.
            (old.end, new.end, _is_month_end(old.end) and _is_month_end(new.end)),
        )
    )


def _is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _change(kind: ChangeKind, before: Indicator, after: Indicator, reason: str) -> Change:
    return Change(
        kind=kind,
        before=before,
        after=after,
        message=f"“{after.name}”：{before.target} → {after.target}，{reason}",
    )


_Rank = tuple[ChangeKind | None, str]


def _rank(old: Criterion, new: Criterion, direction: Direction | None) -> _Rank:
    if isinstance(old, Comparison | Range) and isinstance(new, Comparison | Range):
        return _rank_numbers(old, new, direction)
    if isinstance(old, Period) and isinstance(new, Period):
        return ("changed", "时段不同") if old != new else (None, "")
    if isinstance(old, Qualitative) and isinstance(new, Qualitative):
        return _rank_grades(old, new)
    if isinstance(old, Relative) and isinstance(new, Relative):
        return _rank_relative(old, new)
    numeric = (Comparison, Range, Deadline, Period)
    if isinstance(old, numeric) and isinstance(new, Qualitative):
        return "loosened", "由定量改为定性，不再有可以核对的数"
    if isinstance(old, Qualitative) and isinstance(new, numeric):
        return "tightened", "由定性改为定量"
    if type(old) is type(new):
        return "changed", "指标值改变，不能比较宽严"
    return "changed", "指标值换了种类，不能比较宽严"


def _accepted(
    criterion: Comparison | Range, one: Interval, direction: Direction | None
) -> Interval:
    """What a target accepts; a plain value accepts what is at least as good."""
    if isinstance(criterion, Comparison) and criterion.operator is None:
        if direction == "up":
            return Interval(low=one.low, high=None)
        if direction == "down":
            return Interval(low=None, high=one.high)
    return one


def _rank_numbers(
    old: Comparison | Range, new: Comparison | Range, direction: Direction | None
) -> _Rank:
    try:
        first, second = old.measure(old), old.measure(new)
    except UnitError:
        return "changed", f"单位由“{old.unit or '无'}”改为“{new.unit or '无'}”，不能换算"
    if first is None or second is None:
        return "changed", "不能比较宽严"
    if direction == "up" and any(_is_zero(one) for one in (old, new)):
        # 0起 allows none, and does not ask for at least none, whatever the name seems to say.
        direction = None
    note = f"（今年没有写单位，按{old.unit}比较）" if old.unit and not new.unit else ""
    before, after = _accepted(old, first, direction), _accepted(new, second, direction)
    if before == after:
        return None, ""
    if before.inside(after):
        return "loosened", f"去年达标的今年一定达标{note}"
    if after.inside(before):
        return "tightened", f"今年达标的去年一定达标{note}"
    points = (first.low, first.high, second.low, second.high)
    if None not in points and direction is not None:
        # Two exact or bounded targets that do not contain each other: the better number asks more.
        low, high = (first.low or 0) + (first.high or 0), (second.low or 0) + (second.high or 0)
        if low != high:
            asks_more = high > low if direction == "up" else high < low
            return (
                "tightened" if asks_more else "loosened"
            ), f"数值{'提高' if high > low else '降低'}{note}"
    return "changed", f"两年的范围互不包含，不能比较宽严{note}"


def _is_zero(criterion: Comparison | Range) -> bool:
    return (
        isinstance(criterion, Comparison)
        and criterion.operator in (None, "=")
        and criterion.quantity.exact == 0
    )


def _rank_deadlines(old: Deadline, new: Deadline, years: int) -> _Rank:
    """`years` lie between the two tables: a deadline moves on with its table."""
    if old.date is None or new.date is None:
        one, other = (old.month, old.day or 31), (new.month, new.day or 31)
        if old.month is None or new.month is None:
            return "changed", "没有年份，不能比较"
    else:
        # The same day of the next table's year is the same target.
        one, other = (old.date.month, old.date.day), (new.date.month, new.date.day)
        if abs(new.date.year - old.date.year) > max(1, years):
            one, other = (old.date.year, 0), (new.date.year, 0)
        elif one == other or _month_ends(old, new):
            return None, ""
    if one == other:
        return None, ""
    later = other > one
    return ("loosened" if later else "tightened"), f"期限{'推后' if later else '提前'}"


def _month_ends(old: Deadline, new: Deadline) -> bool:
    # 2月底前 is the 28th in one year and the 29th in the next.
    one, other = old.date, new.date
    return (
        one is not None
        and other is not None
        and one.month == other.month == 2
        and min(one.day, other.day) >= 28
    )


def _rank_grades(old: Qualitative, new: Qualitative) -> _Rank:
    if old == new:
        return None, ""
    if old.grades and new.grades:
        for scale, rank in GRADE_RANKS.get(old.grades[-1], ()):
            other = dict(GRADE_RANKS.get(new.grades[-1], ())).get(scale)
            if other is not None and other != rank:
                return ("loosened", "等级降低") if other > rank else ("tightened", "等级提高")
    return "changed", "定性的说法改变，宽严请人工判断"


def _rank_relative(old: Relative, new: Relative) -> _Rank:
    if old == new:
        return None, ""
    same = old.change == new.change and old.baseline == new.baseline
    if same and old.change in ("rise", "fall"):
        if old.amount is None and new.amount is not None:
            return "tightened", "写明了幅度"
        if old.amount is not None and new.amount is None:
            return "loosened", "不再写明幅度"
        if old.amount is not None and new.amount is not None:
            try:
                gap = new.amount.in_unit(old.amount.unit) - old.amount.exact
            except UnitError:
                return "changed", "幅度的单位不同"
            if gap:
                return ("tightened", "幅度提高") if gap > 0 else ("loosened", "幅度降低")
    return "changed", "比较的基数或方向改变"
