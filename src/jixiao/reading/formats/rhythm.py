"""Rhythm: which column a field of copied text belongs to.

A table copied out of a browser has no empty fields for merged cells: a row has fewer fields
than the heading, and mostly the ones at the left are missing, whose labels stand further up.
Some programs also drop the empty fields at the right. And some put every cell on a line of its
own. What tells the columns then is the rhythm: how many fields a row has, and what they look
like: signs, bare numbers, numbers with units, words, prose.

Each column has a profile, of how often it holds what kind of cell: first from the word above
it where that is known, then from the rows themselves. A row is laid where the profiles like it
best. Where another laying is almost as good, the row is marked as doubtful.
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal, get_args

import attrs

from jixiao.language.figures import money_of
from jixiao.language.sign_and_unit import sign_operator

from ..headers import Headers, plain, without_brackets

__all__ = ["Row", "seated", "unfolded"]

Kind = Literal["label", "words", "prose", "quantity", "number", "sign", "blank"]

# How often a column of a role holds a cell of a kind; what is left out is rare.
_RARE: Final = 0.01
_WORDED: Final[Mapping[Kind, float]] = MappingProxyType(
    {"words": 0.45, "prose": 0.3, "blank": 0.2, "quantity": 0.04}
)
_NUMBERED: Final[Mapping[Kind, float]] = MappingProxyType(
    {"number": 0.85, "blank": 0.12, "quantity": 0.02}
)
_VALUED: Final[Mapping[Kind, float]] = MappingProxyType(
    {"quantity": 0.55, "words": 0.25, "number": 0.1}
)
_LEVEL: Final[Mapping[Kind, float]] = MappingProxyType({"label": 0.7, "words": 0.27})
_PROFILES: Final[Mapping[str, Mapping[Kind, float]]] = MappingProxyType(
    {
        "level1": _LEVEL,
        "level2": _LEVEL,
        "name": {"words": 0.85, "quantity": 0.05, "prose": 0.05, "label": 0.02},
        "target": _VALUED,
        "actual": {**_VALUED, "blank": 0.2},
        "sign": {"sign": 0.9, "words": 0.06},
        "unit": {"words": 0.88, "blank": 0.1},
        "direction": {"words": 0.8, "sign": 0.1, "blank": 0.1},
        "serial": {"number": 0.95},
        "weight": _NUMBERED,
        "points": _NUMBERED,
        "deviation": _WORDED,
        "explanation": _WORDED,
        "standard": _WORDED,
        "remark": _WORDED,
        "initial": _NUMBERED,
        "budget": _NUMBERED,
        "executed": _NUMBERED,
        "rate": {"quantity": 0.7, "number": 0.15, "blank": 0.12},
    }
)
_UNKNOWN: Final[Mapping[Kind, float]] = MappingProxyType(
    {
        "words": 0.4,
        "quantity": 0.2,
        "number": 0.1,
        "prose": 0.1,
        "blank": 0.1,
        "label": 0.05,
        "sign": 0.05,
    }
)
_LEVELS: Final = frozenset({"level1", "level2"})
_VALUES: Final = frozenset({"target", "sign"})
_PARTED: Final = frozenset({"target", "actual"})
_TICKED: Final = frozenset({"certain", "possible", "impossible"})
# A heading row of which two words mean one of these is more than one row.
_ONCE: Final = frozenset({"level1", "level2", "name", "target"})

# A word above a column counts for as many rows as this.
_TRUST: Final = 8
_ROUNDS: Final = 3

# How often a row has all its fields at the right: in a text that has empty ones there, and in
# one that has none.
_WHOLE: Final = 0.98
_WHOLE_OR_NOT: Final = 0.5
_ALONE: Final = 6.0  # a line that is no part of a row
_MARGIN: Final = 1.0  # a laying that costs less than so much more is as likely

_MIN_HEADINGS: Final = 3
_MAX_COLUMNS: Final = 16
_MAX_LINES: Final = 3_000  # no form is longer
_LONG: Final = 25
_LONGEST_HEADING: Final = 12
_MAX_UNKNOWN: Final = 3
_LONGEST_SIGN: Final = 4

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_QUANTITY: Final = re.compile(r"[^\w\s]{0,2}[0-9][^:;,]{0,18}")
_PROSE: Final = re.compile(r"[;:,。]")
_BLANK: Final = re.compile(r"[\s/—-]*")


def _blank(text: str) -> bool:
    """Whether a cell says nothing."""
    return _BLANK.fullmatch(text) is not None


def _kind(text: str, headers: Headers) -> Kind:
    """What a cell looks like."""
    word = plain(text)
    if _blank(word):
        return "blank"
    if _NUMBER.fullmatch(word):
        return "number"
    if _is_label(word, headers):
        return "label"
    if len(word) <= _LONGEST_SIGN and _is_sign(word):
        return "sign"
    if _QUANTITY.fullmatch(word):
        return "quantity"
    return "prose" if len(word) > _LONG or _PROSE.search(word) else "words"


def _is_sign(word: str) -> bool:
    # A number would be read, and a damaged one is an error there.
    return not any(map(str.isnumeric, word)) and sign_operator(word) is not None


def _is_label(word: str, headers: Headers) -> bool:
    word = without_brackets(word)
    for ending in headers.words("words", "label-end"):
        word = word.removesuffix(ending)
    return any(word in headers.words("labels", level) for level in _LEVELS)


@attrs.frozen
class Row:
    """The fields of a row, and where they belong.

    Attributes:
        fields: the texts, left to right.
        lines: the line of the file in which each stands.
        start: the column of the first field; the columns before are covered from above.
        widths: how many columns each covers, where not one.
        laid: whether `start` was told by the rhythm, so that labels above run down to here.
        doubtful: whether another laying is almost as good.
    """

    fields: tuple[str, ...]
    lines: tuple[int, ...]
    start: int = 0
    widths: tuple[int, ...] = ()
    laid: bool = False
    doubtful: bool = False


# ---------------------------------------------------------------- columns


@attrs.frozen
class _Columns:
    """The columns under one heading row.

    Attributes:
        roles: what the word above each column is known as, or None.
        side: 1 where the first column is a label at the side of the whole block, else 0.
        profiles: for each column, kind → how often.
        ends: for each column, how often a row ends with it.
    """

    roles: tuple[str | None, ...]
    side: int
    profiles: tuple[Mapping[Kind, float], ...]
    ends: tuple[float, ...]

    @classmethod
    def under(cls, words: Sequence[str], headers: Headers, *, whole: float) -> _Columns:
        """The columns under `words`; of the rows so many are `whole` at the right."""
        roles = tuple(_roles(words, headers))
        side = int(_has_side(words, roles, headers))
        if side:
            roles = (None, *roles[1:])
        profiles = tuple(_PROFILES.get(role or "", _UNKNOWN) for role in roles)
        columns = cls(roles, side, profiles, ())
        shorter = max(len(words) - 1 - columns.first_end, 1)
        return attrs.evolve(
            columns, ends=(*((1 - whole) / shorter for _ in words[1:]), max(whole, _RARE))
        )

    @property
    def width(self) -> int:
        return len(self.roles)

    @property
    def known(self) -> bool:
        return sum(role is not None for role in self.roles) > 1

    @property
    def whole(self) -> bool:
        """Whether these are columns of indicators, whose first row lacks nothing at the left."""
        return "name" in self.roles

    @property
    def doubled(self) -> bool:
        """Whether two columns are for one thing: halves side by side, or two rows of headings.

        Fields may then be missing in the middle.
        """
        found = [role for role in self.roles if role in _ONCE]
        return len(found) > len(set(found))

    @property
    def last_start(self) -> int:
        """No row begins further right: the name of what the row is about is never merged away."""
        for column, role in enumerate(self.roles):
            if role == "name":
                return column
        return max(self.first_end - 1, self.side)

    @property
    def first_end(self) -> int:
        """No row ends further left: what is asked for is never missing."""
        return next(
            (column for column, role in enumerate(self.roles) if role in _VALUES), self.last_value
        )

    @property
    def last_value(self) -> int:
        """The first column that mostly holds values; the second one where none does."""
        for column, profile in enumerate(self.profiles):
            if profile.get("quantity", 0) + profile.get("sign", 0) >= 0.4:
                return column
        return min(self.side + 1, self.width - 1)

    def cost(self, kinds: Sequence[Kind], start: int) -> float:
        """How little the columns from `start` on look like cells of these kinds."""
        cells = sum(map(operator.getitem, self._costs[start:], kinds))
        return cells - math.log(self.ends[start + len(kinds) - 1])

    def odd(self, kinds: Sequence[Kind], start: int) -> bool:
        """Whether a cell would stand in a column that never holds its kind, by the word above."""
        return any(
            role is not None and kind not in _PROFILES.get(role, _UNKNOWN)
            for kind, role in zip(kinds, self.roles[start:], strict=False)
        )

    @functools.cached_property
    def _costs(self) -> tuple[Mapping[Kind, float], ...]:
        return tuple(
            {kind: -math.log(max(profile.get(kind, 0), _RARE)) for kind in get_args(Kind)}
            for profile in self.profiles
        )

    def learned(self, laid: Iterable[tuple[Sequence[Kind], int]]) -> _Columns:
        """The profiles after the rows that are laid."""
        counts: list[dict[Kind, float]] = [{} for _ in self.roles]
        ends = [_TRUST * share for share in self.ends]
        for kinds, start in laid:
            ends[start + len(kinds) - 1] += 1
            for count, kind in zip(counts[start:], kinds, strict=False):
                count[kind] = count.get(kind, 0) + 1
        profiles = []
        for role, count in zip(self.roles, counts, strict=True):
            first = _PROFILES.get(role or "", _UNKNOWN)
            total = sum(count.values()) + _TRUST
            profiles.append(
                {
                    kind: (count.get(kind, 0) + _TRUST * first.get(kind, 0)) / total
                    for kind in {*count, *first}
                }
            )
        shares = tuple(end / sum(ends) for end in ends)
        return attrs.evolve(self, profiles=tuple(profiles), ends=shares)


def _roles(words: Sequence[str], headers: Headers) -> Iterator[str | None]:
    """The role of each heading; of several names, only the usual word is one."""
    section = max(
        ("columns", "budget"),
        key=lambda section: sum(bool(headers.find(section, w)) for w in words),
    )
    found = [headers.find(section, word) for word in words]
    names = [hits[0].rank for hits in found if hits and hits[0].role == "name"]
    for hits in found:
        role = hits[0].role if hits else None
        yield None if role == "name" and hits[0].rank > min(names) else role


def _has_side(words: Sequence[str], roles: Sequence[str | None], headers: Headers) -> bool:
    """Whether the first heading is a label at the side: no heading among headings."""
    if _blank(words[0]) or len(words) == 1:
        return False
    if roles[0] is None:
        return sum(map(bool, roles)) > 1
    sections = headers.hits(words[0])
    return roles[1] in _LEVELS and bool({"sections", "goals"} & sections.keys())


# ---------------------------------------------------------------- rows with too few fields


def seated(rows: Sequence[Row], headers: Headers) -> tuple[Row, ...]:
    """`rows` with the start of those that lack fields, block by block; most texts have none."""
    if len(rows) > _MAX_LINES or len({len(row.fields) for row in rows}) < 2:
        return tuple(rows)
    found = list(rows)
    heads = [index for index, row in enumerate(rows) if _is_heading(row.fields, headers)]
    if not heads and (drawn := _drawn_heading(rows, headers)) is not None:
        heads = [drawn]
    kept = any(len(row.fields) > 1 and _blank(row.fields[-1]) for row in rows)
    for number, (head, end) in enumerate(itertools.pairwise((*heads, len(rows)))):
        body = [
            (index, rows[index])
            for index in range(head + 1, end)
            if not all(map(_blank, rows[index].fields)) and _in_block(rows[index].fields, headers)
        ]
        if not body:
            continue
        words: Sequence[str] = rows[head].fields
        if number and heads[number - 1] == head - 1:
            parted = _parted(rows[head - 1], rows[head], body[0][1], headers)
            if parted is not None:
                found[head - 1], found[head], words = parted
        elif body[0][0] == head + 1 and len(body) > 1:
            parted = _ticked(rows[head], rows[head + 1], body[1][1], headers)
            if parted is not None:
                found[head], found[head + 1], words = parted
                body = body[1:]
        for index, row in _laid(words, body, headers, kept=kept):
            found[index] = row
    return tuple(found)


def _parted(
    upper: Row, lower: Row, first: Row, headers: Headers
) -> tuple[Row, Row, tuple[str, ...]] | None:
    """Two heading rows of which the lower parts one column of the upper: both, and their words.

    The first row below tells it by its fields; the column is the one of values.
    """
    parts = len(lower.fields)
    roles = list(_roles(upper.fields, headers))
    if "name" not in roles or {"name", *_LEVELS} & set(_roles(lower.fields, headers)):
        return None
    column = next((index for index, role in enumerate(roles) if role in _PARTED), None)
    width = len(upper.fields) + parts - 1
    if column is None or parts == 1 or len(first.fields) > width:
        return None
    widths = tuple(parts if index == column else 1 for index in range(len(roles)))
    words = (*upper.fields[:column], *lower.fields, *upper.fields[column + 1 :])
    return (
        attrs.evolve(upper, widths=widths),
        attrs.evolve(lower, start=column, laid=True),
        words,
    )


def _ticked(
    upper: Row, lower: Row, first: Row, headers: Headers
) -> tuple[Row, Row, tuple[str, ...]] | None:
    """As `_parted`, where the lower row parts 完成目标可能性 into 确定能 | 有可能 | 完全不可能.

    Before them it may part the reasons as well: 经费保障 | 制度保障 | …
    """
    ticked = [headers.role("monitoring", one) in _TICKED for one in lower.fields]
    ticks, reasons = sum(ticked), ticked.count(False)
    if ticks < 2 or not all(ticked[reasons:]):
        return None
    asked = headers.plain_words("resemble", "likelihood")
    at = next((i for i, one in enumerate(upper.fields) if plain(one).endswith(asked)), None)
    if at is None:
        return None
    begin = at - 1 if reasons else at
    if reasons and (begin < 0 or list(_roles(upper.fields, headers))[begin] != "deviation"):
        return None
    widths = tuple(
        ticks if i == at else reasons if i == begin else 1 for i in range(len(upper.fields))
    )
    words = (*upper.fields[:begin], *lower.fields, *upper.fields[at + 1 :])
    if len(first.fields) > len(words):
        return None
    return (
        attrs.evolve(upper, widths=widths),
        attrs.evolve(lower, start=begin, laid=True),
        words,
    )


def _is_heading(fields: Sequence[str], headers: Headers) -> bool:
    hits = [headers.hits(field) for field in fields]
    return any(
        sum(section in hit for hit in hits) > 1 for section in ("columns", "budget", "tasks")
    )


def _drawn_heading(rows: Sequence[Row], headers: Headers) -> int | None:
    """The row above others that is the widest and holds nothing but words, by its looks alone."""
    sizes = [len(row.fields) for row in rows]
    widest = list(itertools.accumulate(reversed(sizes), max))[::-1]
    for index, row in enumerate(rows[:-2]):
        if (
            sizes[index] >= max(_MIN_HEADINGS, widest[index + 1])
            and all(_kind(field, headers) == "words" for field in row.fields)
            and not any(
                {"fields", "goals", "items"} & headers.hits(field).keys() for field in row.fields
            )
        ):
            return index
    return None


def _in_block(fields: Sequence[str], headers: Headers) -> bool:
    """Whether a row can be one of the block: no sum, no other label, no signature, no foot of a page."""
    word = plain(fields[0])
    if headers.is_total(word) or headers.is_subtotal(word):
        return False
    if word.startswith(headers.plain_words("words", "page-foot")):
        return False
    # A signature stands behind its label in one cell.
    labels = (word, word.partition(":")[0])
    return _is_label(word, headers) or not any(_is_field(label, headers) for label in labels)


def _laid(
    words: Sequence[str], body: Sequence[tuple[int, Row]], headers: Headers, *, kept: bool
) -> Iterator[tuple[int, Row]]:
    """The rows of one block with their starts; none where the text keeps the empty fields."""
    width = len(words)
    sizes = [len(row.fields) for _, row in body]
    if min(sizes) == max(sizes) >= width or any(_blank(row.fields[0]) for _, row in body):
        return
    if max(sizes) > width:
        # A second heading row parts some columns of the first, and nothing tells which.
        yield from ((index, attrs.evolve(row, doubtful=True)) for index, row in body)
        return
    columns = _Columns.under(words, headers, whole=_WHOLE if kept else _WHOLE_OR_NOT)
    unsure = False
    if sizes[0] == width:
        columns = attrs.evolve(columns, side=0)
    elif not columns.known:
        columns = attrs.evolve(columns, side=1)
        unsure = not kept
    kinds = [[_kind(field, headers) for field in row.fields] for _, row in body]
    ranked = _settled(kinds, columns)
    for (index, row), of, choices in zip(body, kinds, ranked, strict=True):
        if choices:
            start = choices[0][1]
            close = len(choices) > 1 and choices[1][0] - choices[0][0] < _MARGIN
            lacking = len(of) < width - columns.side
            doubtful = unsure or close or (start > columns.side and columns.odd(of, start))
            doubtful = doubtful or (columns.doubled and lacking)
            yield index, attrs.evolve(row, start=start, laid=True, doubtful=doubtful)


def _settled(kinds: Sequence[Sequence[Kind]], columns: _Columns) -> list[list[tuple[float, int]]]:
    """(cost, start) of the ways to lay each row, after the columns have learned from the rows."""
    if not columns.known and columns.side + len(kinds[0]) <= columns.width:
        columns = columns.learned([(kinds[0], columns.side)])
    ranked: list[list[tuple[float, int]]] = []
    for _ in range(_ROUNDS):
        ranked = [_ranked(one, columns) for one in kinds]
        if columns.whole and columns.side + len(kinds[0]) <= columns.width:
            # No label of the first row can have merged away.
            ranked[0] = [(0.0, columns.side)]
        columns = columns.learned(
            (one, choices[0][1]) for one, choices in zip(kinds, ranked, strict=True) if choices
        )
    return ranked


def _ranked(kinds: Sequence[Kind], columns: _Columns) -> list[tuple[float, int]]:
    """(cost, start) of the ways to lay a row, the best first."""
    size = len(kinds)
    return sorted(
        (columns.cost(kinds, start), start)
        for start in range(columns.side, min(columns.last_start, columns.width - size) + 1)
        if start + size > columns.first_end
    )


# ---------------------------------------------------------------- one cell a line


def unfolded(text: str, headers: Headers) -> tuple[tuple[str, ...], tuple[Row, ...]] | None:
    """(titles, rows) of a text with one cell on each line; None where it is no such text.

    It is one where some lines one after another are headings of columns.
    """
    if text.count("\n") >= _MAX_LINES:
        return None
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1)]
    runs = list(_runs([one for one in lines if one[1]], headers))
    if not runs:
        return None
    if any(_Columns.under([text for _, text in run], headers, whole=1).doubled for run in runs):
        return None
    first = runs[0][0][0]
    titles, rows = _front([one for one in lines if one[1] and one[0] < first], headers)
    opening: Sequence[_Item] = ()
    for run, after in itertools.zip_longest(runs, runs[1:]):
        end = after[0][0] if after else len(lines) + 1
        below = [one for one in lines if run[-1][0] < one[0] < end]
        again = _repeats(run, opening)
        opening = opening if again else run
        if not again:  # what is printed again on another page says nothing new
            rows.append(_row(run))
        rows += _body(opening, below, headers, again=again)
    return tuple(titles), tuple(rows)


def _repeats(run: Sequence[_Item], before: Sequence[_Item]) -> bool:
    """Whether a heading row is the one before again, printed on another page."""
    words, old = [plain(text) for _, text in run], [plain(text) for _, text in before]
    return len(old) - len(words) in {0, 1} and old[-len(words) :] == words


_Item = tuple[int, str]


def _row(items: Sequence[_Item], *, start: int = 0, laid: bool = False) -> Row:
    return Row(
        fields=tuple(text for _, text in items),
        lines=tuple(number for number, _ in items),
        start=start,
        laid=laid,
    )


def _runs(lines: Sequence[_Item], headers: Headers) -> Iterator[tuple[_Item, ...]]:
    """The lines that are a heading row: some headings of columns, one after another.

    One that is not known may stand between two that are.
    """
    known = [bool(headers.find("columns", text)) for _, text in lines]
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and (
            known[end]
            or (
                end > index
                and end + 1 < len(lines)
                and known[end + 1]
                and _kind(lines[end][1], headers) == "words"
                and len(lines[end][1]) <= _LONGEST_HEADING
            )
        ):
            end += 1
        end = _through(lines, end, headers) if end > index else end
        run = tuple(lines[index:end])
        if _MIN_HEADINGS <= len(run) <= _MAX_COLUMNS:
            roles = set(_Columns.under([text for _, text in run], headers, whole=1).roles)
            if "name" in roles and _VALUES & roles:
                yield run
        index = max(end, index + 1)


def _through(lines: Sequence[_Item], end: int, headers: Headers) -> int:
    """Past headings that are not known: the cells of a form begin with the label of a level."""
    for more in range(end, min(end + _MAX_UNKNOWN, len(lines)) + 1):
        kind = _kind(lines[more][1], headers) if more < len(lines) else None
        if kind == "label":
            return more
        if kind != "words" or len(lines[more][1]) > _LONGEST_HEADING:
            break
    return end


def _front(lines: Sequence[_Item], headers: Headers) -> tuple[list[str], list[Row]]:
    """The titles, and the labels before the block, each with what stands below it."""
    titles: list[str] = []
    rows: list[Row] = []
    index = 0
    while index < len(lines):
        end = index + 1
        if end < len(lines) and _is_field(lines[index][1], headers):
            end += not _is_field(lines[end][1], headers)
        else:
            while end < len(lines) and _is_figure(lines[end][1], headers):
                end += 1
        if end == index + 1 and not rows:
            titles.append(lines[index][1])
        else:
            rows.append(_row(lines[index:end]))
        index = end
    return titles, rows


def _is_figure(text: str, headers: Headers) -> bool:
    """Whether a line is a number or an amount of money, which belongs to the label above it."""
    return _kind(text, headers) == "number" or money_of(text) is not None


def _is_field(text: str, headers: Headers) -> bool:
    return bool({"fields", "goals"} & headers.hits(text).keys())


@attrs.frozen(eq=False)
class _Path:
    """A way to cut the lines so far into rows: its cost, its last row, and the way before.

    The last row is the lines `[begin, end)`, laid at column `start`; None: it is laid nowhere.
    """

    cost: float
    begin: int = 0
    end: int = 0
    start: int | None = None
    before: _Path | None = None

    def rows(self, items: Sequence[_Item]) -> list[Row]:
        found: list[Row] = []
        path = self
        while path.before is not None:
            laid = path.start is not None
            found.append(_row(items[path.begin : path.end], start=path.start or 0, laid=laid))
            path = path.before
        return found[::-1]


def _body(
    run: Sequence[_Item], lines: Sequence[_Item], headers: Headers, *, again: bool
) -> list[Row]:
    """The rows of the lines below a heading; an empty line is an empty cell where that fits."""
    words = [text for _, text in run]
    columns = _Columns.under(words, headers, whole=_WHOLE_OR_NOT)
    filled = [one for one in lines if one[1]]
    last = max((index for index, one in enumerate(lines) if one[1]), default=-1)
    inner = lines[: last + 1]
    rows = _cut(filled, columns, headers, again=again)
    if 0 < len(inner) - len(filled) < len(filled) - 1:
        whole = _Columns.under(words, headers, whole=_WHOLE)
        spaced = _cut(inner, whole, headers, again=again)
        ends = {row.start + len(row.fields) for row in spaced[:-1]}
        if ends == {columns.width}:
            return spaced
    return rows


def _cut(items: Sequence[_Item], columns: _Columns, headers: Headers, *, again: bool) -> list[Row]:
    """The rows of the cheapest way to cut `items`; doubtful where another is as likely.

    What the columns hold in the cheapest way counts in the next round; as that may be
    learned from a mistake, the first round has its say too.
    """
    kinds = [_kind(text, headers) for _, text in items]
    of = dict(zip((number for number, _ in items), kinds, strict=True))
    paths = first = _paths(items, kinds, columns, headers, again=again)
    for _ in range(_ROUNDS - 1):
        learned = columns.learned(
            ([of[line] for line in row.lines], row.start)
            for row in paths[0].rows(items)
            if row.laid
        )
        paths = _paths(items, kinds, learned, headers, again=again)
    likely = [
        path for ranked in (paths, first) for path in ranked if path.cost - ranked[0].cost < _MARGIN
    ]
    rows = [path.rows(items) for path in likely]
    sure = functools.reduce(operator.and_, map(set, rows))
    return [
        attrs.evolve(
            row,
            doubtful=row not in sure
            or (row.laid and columns.odd([of[line] for line in row.lines], row.start)),
        )
        for row in rows[0]
    ]


def _paths(
    items: Sequence[_Item],
    kinds: Sequence[Kind],
    columns: _Columns,
    headers: Headers,
    *,
    again: bool,
) -> list[_Path]:
    """The two cheapest ways to cut `items` into rows."""
    best: list[list[_Path]] = [[] for _ in range(len(items) + 1)]
    best[0] = [_Path(0.0)]
    for index in range(len(items)):
        best[index] = sorted(best[index], key=_cost)[:2]
        opens = index == 0 and not again
        for cost, end, start in _steps(items, kinds, index, columns, headers, opens=opens):
            best[end] += [_Path(path.cost + cost, index, end, start, path) for path in best[index]]
    return sorted(best[-1], key=_cost)[:2]


_cost = operator.attrgetter("cost")


def _steps(
    items: Sequence[_Item],
    kinds: Sequence[Kind],
    index: int,
    columns: _Columns,
    headers: Headers,
    *,
    opens: bool,
) -> Iterator[tuple[float, int, int | None]]:
    """(cost, end, start) of the rows that may begin at `items[index]`; where it `opens` a block."""
    text = items[index][1]
    if headers.is_total(plain(text)):
        end = index + 1
        while end < len(items) and kinds[end] in {"number", "blank"}:
            end += 1
        yield 0.0, end, None
        return
    if not _in_block((text,), headers) and kinds[index] != "blank":
        yield 0.0, index + 1, None
        return
    yield _ALONE, index + 1, None
    side = columns.side
    for start in range(side, (side if opens else columns.last_start) + 1):
        for stop in range(max(columns.first_end, start) + 1, columns.width + 1):
            end = index + stop - start
            if end <= len(items):
                yield columns.cost(kinds[index:end], start), end, start
