"""Across (横排): indicators beside one another, a column each, and each of their fields a row.

一级指标 | 产出指标 | …, 二级指标 | 数量指标 | …, 三级指标 | 培训人数 | … and below them 指标值, 实际完成值,
分值 …: a block. A form has as many blocks one under the other as its page is too narrow for.
Each becomes rows of the usual shape, its cells at their own places; blocks with nothing between
them share a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

import attrs

from jixiao.findings import Finding

from ..grid import Cell, Grid
from ..headers import Headers, plain
from .columns import known_level
from .lines import ITEM, clean
from .rows import LEVELS, is_value

__all__ = [
    "Rows",
    "are_labelled",
    "are_paired",
    "heads_at",
    "heads_columns",
    "is_head",
    "moved",
    "over",
    "pairs_of",
    "spread",
    "upright",
]

_FEWEST: Final = 2  # cells that stand beside one another
_DEEPEST: Final = 12  # rows in which the first block begins that has no words at its left
_NEAR: Final = 4  # rows below the names in which their values begin
_OF_LEVELS: Final = ("level1", "level2", "name")
_SHORT: Final = 6  # characters of a label that is none of an office or a project
_SOUNDING: Final = (
    ("resemble", "target"),
    ("resemble", "actual"),
    ("goals", "expected-like"),
    ("goals", "done-like"),
)
_VALUED: Final = frozenset({"target", "actual"})
_COLONS: Final = ("：", ":")
_PAIR: Final = re.compile(
    rf"(?:{ITEM})?\s*(?P<name>[^:：]{{2,40}})[:：]\s*(?P<value>[^:：]{{1,40}})"
)
_NEXT: Final = re.compile(rf"\n(?=\s*{ITEM})")

Rows = Mapping[int, Sequence[Cell]]


@attrs.frozen
class _Field:
    """A row of values: its label, and the role of it where the vocabulary knows it."""

    label: Cell
    role: str | None

    @property
    def row(self) -> int:
        return self.label.row


@attrs.frozen(kw_only=True)
class _Block:
    """One block of a form.

    Attributes:
        grid: its rows of the form, with the labels over all of their indicators.
        heads: level1, level2, name → its row.
        first: the column of the first indicator.
        fields: the rows of values.
    """

    grid: Grid
    heads: Mapping[str, int]
    first: int
    fields: Sequence[_Field]

    @property
    def top(self) -> int:
        return min(self.heads.values())

    @property
    def end(self) -> int:
        return max(self.taken) + 1

    @property
    def taken(self) -> set[int]:
        return {*self.heads.values(), *(one.row for one in self.fields)}

    @property
    def names(self) -> Sequence[Cell]:
        return _from(self.grid.filled.get(self.heads["name"], ()), self.first)


def upright(grid: Grid, headers: Headers) -> Grid | None:
    """`grid` with every block across turned into rows of the usual shape; None where it has none."""
    groups = _groups(grid, list(_blocks(grid, headers)))
    if not groups:
        return None
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    cells: list[Cell] = []
    unused: list[Cell] = []
    at = row = width = 0
    for group in groups:
        top, end = group[0].top, group[-1].end
        cells += _kept(rows, range(at, top), row)
        row += top - at
        turned, height, wide = _turned(group, row, headers)
        cells += turned
        row += height
        width = max(width, wide)
        unused += _unused(group, turned)
        taken = set[int]().union(*(block.taken for block in group))
        for other in (one for one in range(top, end) if one in rows and one not in taken):
            cells += _kept(rows, range(other, other + 1), row)
            row += 1
        at = end
    cells += _kept(rows, range(at, grid.rows), row)
    cells.sort(key=lambda one: (one.row, one.column))
    return attrs.evolve(
        grid,
        cells=tuple(cells),
        rows=row + max(grid.rows - at, 0),
        columns=max(grid.columns, width),
        spans_known=True,
        findings=(*grid.findings, *_unread(unused)),
    )


# ---------------------------------------------------------------- the rows of levels


def heads_at(rows: Rows, at: int, headers: Headers) -> dict[str, int] | None:
    """The rows of the levels and of the names, right below one another, if they begin at `at`."""
    found: dict[str, int] = {}
    row = at
    for level in LEVELS:
        cells = rows.get(row, ())
        if _is_level_row(cells, level, headers) or (
            level == "level1" and _lies_over(cells, rows.get(row + 1, ()), headers)
        ):
            found[level] = row
            row += 1
    cells = rows.get(row, ())
    count = sum(is_head(one, headers) for one in cells)
    if found and (count >= _FEWEST or (count and _label(cells, headers) == "name")):
        return {**found, "name": row}
    return None


def heads_columns(cells: Sequence[Cell], headers: Headers) -> bool:
    """Whether a row is the heading of a form of the usual shape: … 三级指标 | 指标值."""
    roles = {headers.role("columns", cell.text) for cell in cells}
    return {"name", "target"} <= roles and bool(roles & {"level1", "level2"})


def are_labelled(cells: Sequence[Cell], headers: Headers) -> bool:
    """Whether a row is one of levels in a block across: 一级指标 | 产出指标 | 效益指标."""
    label = _label(cells, headers)
    return any(label == level and _is_level_row(cells, level, headers) for level in LEVELS)


def is_head(cell: Cell, headers: Headers) -> bool:
    """Whether a cell of a heading row is an indicator or a label, and not 三级指标 itself."""
    return cell.column > 0 and headers.role("columns", cell.text) is None


def _label(cells: Sequence[Cell], headers: Headers) -> str | None:
    """The role of the heading at the left of a row that has no other one.

    绩效指标 at the side of all rows is none of them.
    """
    own = [cell for cell in cells if cell.rowspan == 1]
    if all(headers.role("columns", cell.text) is None for cell in own[:2]):
        return None  # as in nearly every row of a form, whose other cells need not be asked
    roles = [headers.role("columns", cell.text) for cell in own]
    known = [at for at, role in enumerate(roles) if role is not None]
    if len(known) == 2 and known == [0, 1] and headers.role("sections", own[0].text):
        known = known[1:]
    return roles[known[0]] if len(known) == 1 and known[0] <= 1 else None


def _is_level_row(
    cells: Sequence[Cell], level: Literal["level1", "level2"], headers: Headers
) -> bool:
    """Whether most of the cells of a row are labels of one level, beside one another.

    One is enough where the row is called so: 一级指标 | 产出指标.
    """
    beside = [cell for cell in cells if is_head(cell, headers) and cell.rowspan == 1]
    known = [cell for cell in beside if known_level(cell.text, level, headers)]
    if not known:
        return False
    # What stands at their left heads columns of its own: 项目名称, 投入资金.
    first = min(cell.column for cell in known)
    others = [cell for cell in beside if cell.column >= first]
    label = _label(cells, headers)
    if any(label == other != level and _all(others, other, headers) for other in LEVELS):
        return False  # 二级指标 | 满意度指标: some labels are those of either level.
    fewest = 1 if label == level else _FEWEST
    return len(known) >= fewest and len(known) * 2 > len(others)


def _lies_over(cells: Sequence[Cell], below: Sequence[Cell], headers: Headers) -> bool:
    """Whether the only label of level 1 is merged over all those of level 2 in the row below."""
    known = [one for one in cells if one.column and known_level(one.text, "level1", headers)]
    if len(known) != 1 or not _is_level_row(below, "level2", headers):
        return False
    top = known[0]
    labels = [one for one in below if known_level(one.text, "level2", headers)]
    return all(top.column <= one.column < top.column + top.colspan for one in labels)


def _all(cells: Sequence[Cell], level: Literal["level1", "level2"], headers: Headers) -> bool:
    return all(known_level(cell.text, level, headers) for cell in cells)


def spread(grid: Grid, heads: Mapping[str, int]) -> Grid:
    """`grid` with its labels over the columns up to the next label, in rows where none is merged.

    A label of level 2 ends where another one of level 1 begins.
    """
    levels = {at for role, at in heads.items() if role != "name"}
    merged = {cell.row for cell in grid.cells if cell.row in levels and cell.colspan > 1}
    starts: dict[int, list[int]] = {
        at: sorted({cell.column for cell in grid.cells if cell.row in levels and cell.row <= at})
        for at in levels
    }
    cells = [
        cell._replace(colspan=_next(starts[cell.row], cell.column, grid.columns) - cell.column)
        if cell.row in levels - merged
        else cell
        for cell in grid.cells
    ]
    return attrs.evolve(grid, cells=tuple(cells))


def _next(starts: Sequence[int], column: int, end: int) -> int:
    return min((start for start in starts if start > column), default=end)


# ---------------------------------------------------------------- the blocks


def _blocks(grid: Grid, headers: Headers) -> Iterator[_Block]:
    """The blocks of a form, from the top.

    One without words at its left is only told where no heading of the usual shape stands above it:
    满意度指标 | 满意度指标 below that are the labels of one row.
    """
    rows = grid.filled
    end, sure = 0, True
    for at in sorted(rows):
        if at < end:
            continue
        heads = _labelled(rows, at, headers)
        if (heads or sure) and heads_columns(rows[at], headers):
            sure = False
            continue
        if heads is None and sure and (end or at < _DEEPEST):
            heads = heads_at(rows, at, headers)
        block = _block(grid, rows, heads, headers) if heads else None
        if block is not None:
            end = block.end
            yield block


def _labelled(rows: Rows, at: int, headers: Headers) -> dict[str, int] | None:
    """The rows of levels and names, known by the words at their left alone: 一级指标 | 履职成效.

    The level above the block may be a label over all of it.
    """
    found: dict[str, int] = {}
    row = at
    cells = rows[row]
    label = _label(cells, headers)
    for role in _OF_LEVELS:
        if (
            label == role
            and any(is_head(one, headers) for one in cells)
            or role == "level1"
            and len(cells) == 1
            and known_level(cells[0].text, role, headers)
        ):
            found[role] = row
            row += 1
            cells = rows.get(row, ())
            label = _label(cells, headers)
    if "name" not in found:
        return None
    below = [_label(rows.get(one, ()), headers) for one in range(row, row + _NEAR)]
    many = sum(is_head(one, headers) for one in rows[found["name"]]) >= _FEWEST
    if _VALUED.isdisjoint(below) or not (many or len(found) > 1):
        return None
    return found


def _block(grid: Grid, rows: Rows, heads: Mapping[str, int], headers: Headers) -> _Block | None:
    """The block under `heads`; None where the rows below it are those of offices."""
    at = heads["name"]
    first = _first(rows, heads, headers)
    if first is None or are_paired(rows, at, first):
        return None
    names = _from(rows[at], first)
    after = (row for row in range(at + 1, grid.rows) if row in rows)
    end = next((row for row in after if _ends(rows, row, headers)), grid.rows)
    below = {row: rows[row] for row in range(at + 1, end) if row in rows}
    called = any(_label(rows[row], headers) in _OF_LEVELS for row in heads.values())
    fields = [
        field
        for cells in below.values()
        if (field := _field(cells, names, headers)) is not None
        and (field.role or _says_value(field.label, cells, first, headers, short=not called))
    ]
    if not _are_values(fields, called=called):
        return None
    fields += _others(below, fields, names, grid, headers)
    fields.sort(key=lambda one: one.row)
    own = range(min(heads.values()), fields[-1].row + 1)
    cells = tuple(cell for row in own for cell in rows.get(row, ()))
    part = spread(attrs.evolve(grid, cells=cells), heads)
    return _Block(grid=part, heads=heads, first=first, fields=fields)


def _are_values(fields: Sequence[_Field], *, called: bool) -> bool:
    """Whether rows hold the values of indicators: what no list knows is sure with a word for the
    levels at their left (`called`), or with another such row."""
    roles = {one.role for one in fields}
    telling = [one for one in fields if one.role in (*_VALUED, "points", None)]
    if called:
        return not roles.isdisjoint({*_VALUED, None})
    return "target" in roles or len(telling) >= _FEWEST


def _first(rows: Rows, heads: Mapping[str, int], headers: Headers) -> int | None:
    """The column of the first indicator: the first name that has no word for a row above it."""
    words = {
        cell.column
        for role, row in heads.items()
        if role != "name"
        for cell in rows[row]
        if headers.role("columns", cell.text) in LEVELS
    }
    names = (one.column for one in rows[heads["name"]] if is_head(one, headers))
    return min((column for column in names if column not in words), default=None)


def _ends(rows: Rows, row: int, headers: Headers) -> bool:
    """Whether another block, a heading of the usual shape or another project begins in a row."""
    cells = rows[row]
    first = cells[0].text
    return (
        heads_columns(cells, headers)
        or _labelled(rows, row, headers) is not None
        or heads_at(rows, row, headers) is not None
        or (headers.role("columns", first) is None and headers.role("fields", first) == "project")
    )


def _field(cells: Sequence[Cell], names: Sequence[Cell], headers: Headers) -> _Field | None:
    """The field that a row holds the values of, whatever it is called; None for another row."""
    first, last = names[0].column, names[-1].column
    labels = [one for one in cells if one.column < first]
    values = _from(cells, first)
    if not labels or not values:
        return None
    # A total or a remark under all of them is no field of each.
    if len(names) > 1 and values[0].column == first and values[0].column + values[0].colspan > last:
        return None
    whole = labels[-1]._replace(text="".join(one.text for one in labels))
    for label in (labels[-1], whole):
        role = headers.role("columns", label.text)
        if role is not None:
            return None if role in _OF_LEVELS else _Field(label, role)
    return _Field(whole if len(labels) > 1 else labels[-1], None)


def _says_value(
    label: Cell, cells: Sequence[Cell], first: int, headers: Headers, *, short: bool
) -> bool:
    """Whether a label that no list knows sounds like one of values, which stand beside it: 年末实现值.

    An office or a project, of which a row may be as well, does not; a `short` one begins or ends so.
    """
    key = plain(label.text)
    if key.endswith(headers.plain_words("title", "office-end")) or headers.is_total(key):
        return False
    words = [
        word
        for section, role in _SOUNDING
        for word in headers.plain_words(section, role)
        if len(word) > 1
    ]
    ends = key.endswith(headers.plain_words("resemble", "target"))
    if short:
        sounds = len(key) <= _SHORT and (ends or key.startswith(tuple(words)))
    else:
        sounds = ends or any(word in key for word in words)
    values = _from(cells, first)
    return sounds and sum(is_value(one.text) for one in values) * 2 >= len(values)


def _others(
    below: Rows,
    fields: Sequence[_Field],
    names: Sequence[Cell],
    grid: Grid,
    headers: Headers,
) -> list[_Field]:
    """Labels that no list knows, in rows that go on from the fields: 扣分原因 below 得分."""
    known = {one.row for one in fields}
    found: list[_Field] = []
    for row, cells in below.items():
        follows = row not in known and (row - 1 in known or row + 1 in known)
        field = _field(cells, names, headers) if follows else None
        if field is not None and not _is_of_form(field.label, cells, names, grid, headers):
            known.add(row)
            found.append(field)
    return found


def _is_of_form(
    label: Cell, cells: Sequence[Cell], names: Sequence[Cell], grid: Grid, headers: Headers
) -> bool:
    """Whether a row states something of the whole form, and nothing of each indicator."""
    key = plain(label.text)
    first = names[0].column
    values = _from(cells, first)
    if any(colon in label.text for colon in _COLONS) or any(one.colspan > 1 for one in values):
        return True
    if headers.is_total(key) or headers.role("fields", label.text) is not None:
        return True
    alone = [one.column for one in values] == [first] and len(names) > 1
    return alone and not grid.spans_known and headers.is_matter(key)


def _from(cells: Sequence[Cell], first: int) -> list[Cell]:
    return [one for one in cells if one.column >= first]


# ---------------------------------------------------------------- turning


def _groups(grid: Grid, blocks: Sequence[_Block]) -> list[list[_Block]]:
    """The blocks, those together between which nothing stands."""
    rows = grid.filled
    groups: list[list[_Block]] = []
    for block in blocks:
        last = groups[-1][-1] if groups else None
        between = range(last.top, block.top) if last else ()
        if last and not any(row in rows and row not in last.taken for row in between):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _turned(group: Sequence[_Block], row: int, headers: Headers) -> tuple[list[Cell], int, int]:
    """The heading and the rows of a group, from `row` on; how many rows, and columns, they take."""
    roles = [role for role in _OF_LEVELS if any(role in block.heads for block in group)]
    columns, spots = _columns(group)
    cells: list[Cell] = []
    for column, role in enumerate(roles):
        block = next(one for one in group if role in one.heads)
        label = block.grid.filled[block.heads[role]][0]
        cells.append(moved(label, row, column)._replace(text=headers.words("columns", role)[0]))
    cells += [moved(one.label, row, len(roles) + at) for at, one in enumerate(columns)]
    height = 1
    for block, at in zip(group, spots, strict=True):
        sources = {roles.index(role): row for role, row in block.heads.items()}
        sources |= {len(roles) + spot: one.row for spot, one in zip(at, block.fields, strict=True)}
        covering = _covering(block)
        for name in block.names:
            for column, source in sources.items():
                cell = covering.get((source, name.column))
                if cell is not None and _belongs(cell, block, headers):
                    cells.append(moved(cell, row + height, column))
            height += 1
    return cells, height, len(roles) + len(columns)


def _covering(block: _Block) -> dict[tuple[int, int], Cell]:
    """Row and column → the cell over them; the first of several."""
    found: dict[tuple[int, int], Cell] = {}
    for cell in block.grid.cells:
        for row in range(cell.row, min(cell.row + cell.rowspan, block.end)):
            for column in range(cell.column, cell.column + cell.colspan):
                found.setdefault((row, column), cell)
    return found


def _belongs(cell: Cell, block: _Block, headers: Headers) -> bool:
    """Whether a cell over an indicator is a text of it, and not the word at the left of its row.

    A label of level 1 over all of a block begins at the left as well.
    """
    if cell.column >= block.first:
        return True
    return cell.row == block.heads.get("level1") and known_level(cell.text, "level1", headers)


def _columns(group: Sequence[_Block]) -> tuple[list[_Field], list[list[int]]]:
    """The fields of all blocks, each once; and for every block in which of them its own are."""
    columns: list[_Field] = []
    spots: list[list[int]] = []
    for block in group:
        mine: list[int] = []
        for number, field in enumerate(block.fields):
            free = [at for at in range(len(columns)) if at not in mine]
            spot = _spot(field, number, [(at, columns[at]) for at in free])
            if spot is None:
                spot = len(columns)
                columns.append(field)
            mine.append(spot)
        spots.append(mine)
    return columns, spots


def _spot(field: _Field, number: int, free: Sequence[tuple[int, _Field]]) -> int | None:
    """Where a field stands among those of the blocks above: the same text first, then the same role.

    One that no list knows is the one at the same place, where no list knows that either.
    """
    key = plain(field.label.text)
    same = (at for at, one in free if plain(one.label.text) == key)
    alike = (at for at, one in free if one.role == field.role is not None)
    placed = (at for at, one in free if at == number and one.role == field.role is None)
    return next(same, next(alike, next(placed, None)))


def _kept(cells: Rows, rows: range, row: int) -> list[Cell]:
    """The cells of `rows`, which begin at `row` of the form made."""
    return [
        cell._replace(
            row=cell.row - rows.start + row,
            line=cell.position[0],
            rowspan=min(cell.rowspan, rows.stop - cell.row),
        )
        for at in rows
        for cell in cells.get(at, ())
    ]


def _unused(group: Sequence[_Block], turned: Sequence[Cell]) -> Iterator[Cell]:
    """The texts beside the indicators that are none of theirs: a value without a name above it."""
    used = {cell.position for cell in turned}
    for block in group:
        for cell in _from(block.grid.cells, block.first):
            if cell.row in block.taken and cell.text.strip() and cell.position not in used:
                yield cell


def _unread(cells: Sequence[Cell]) -> tuple[Finding, ...]:
    if not cells:
        return ()
    said = "、".join(clean(cell.text) for cell in cells)
    return (
        Finding(
            code="row-unused",
            severity="note",
            message=f"“{said}”上面没有指标名称，未读入",
            place=cells[0].place,
            figures=tuple(("cell", clean(cell.text)) for cell in cells),
        ),
    )


# ---------------------------------------------------------------- cells


def over(grid: Grid, row: int, column: int) -> Cell | None:
    """The cell that covers `column` of `row`."""
    return next(
        (
            cell
            for cell in grid.cells
            if cell.row <= row < cell.row + cell.rowspan
            and cell.column <= column < cell.column + cell.colspan
        ),
        None,
    )


def moved(cell: Cell, row: int, column: int) -> Cell:
    """`cell` at another position of the grid, shown at its own place of the document."""
    return cell._replace(
        row=row,
        column=column,
        rowspan=1,
        colspan=1,
        line=cell.line if cell.line is not None else cell.row + 1,
        left=cell.left + cell.column - column,
    )


def pairs_of(text: str) -> list[tuple[str, str]]:
    """1.新增岗位：≥420个；2.安置人员：≥400人 as names with their values; empty where it is not all such."""
    whole = _NEXT.sub(";", text).replace("\n", "")
    items = [one for one in re.split(r"[;；]", whole) if one.strip()]
    found = [_PAIR.fullmatch(one.strip()) for one in items]
    if not all(found):
        return []
    return [(one["name"].strip(), one["value"].strip()) for one in found if one]


def are_paired(rows: Rows, names: int, first: int) -> bool:
    """Whether the cells below the levels are named values, 新增岗位：≥420个, and not names alone."""
    left = min((one.column for one in rows.get(names - 1, ()) if one.rowspan == 1), default=first)
    cells = _from(rows.get(names, ()), left)
    return sum(bool(pairs_of(cell.text)) for cell in cells) * 2 > len(cells)
