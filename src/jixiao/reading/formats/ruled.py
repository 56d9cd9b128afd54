"""Tables drawn with characters: ┌─┬─┐ and │, or +---+ and |, as old systems print them.

A rule may cross the whole table or a few columns; where it leaves a column out, the cell above
goes on below it, and its text may stand beside the rule. So the lines are cut at their uprights,
the pieces are joined wherever no rule and no upright parts them, and each group is a cell with
the rows and columns that it covers. How wide a drawing character or ≥ is depends on the font it
was printed for: of one and two columns the width is taken with which the uprights stand in line.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from jixiao.errors import Place

from ..grid import Cell, Grid
from ..limits import MAX_CELL_TEXT, MAX_CELLS, MAX_COLUMNS, MAX_HEADING_LINES

__all__ = ["drawn"]

_UPRIGHTS: Final = frozenset(
    chr(code)
    for code in range(0x2500, 0x2580)
    if not {"HORIZONTAL", "LEFT", "RIGHT"} & set(unicodedata.name(chr(code)).split())
    or {"VERTICAL", "UP", "DOWN"} & set(unicodedata.name(chr(code)).split())
)
_EDGES: Final = (*_UPRIGHTS, "+", "|")
_ANY: Final = re.compile(r"[\u2500-\u257f]|\+(?:-{2,}|={2,})\+")
_DRAWN_RULE: Final = re.compile("[\u2500\u2501\u2504\u2505\u2508\u2509\u254c\u254d\u2550]+")
_TYPED_RULE: Final = re.compile("-{2,}|={2,}")
#: A line of +---+---+ belongs to the table that it borders, and so does one with a rule in part.
_TYPED_BORDER: Final = re.compile(r"[+|](?:.*[+|])?(?:-{2,}|={2,})[+|](?:.*[+|])?")
#: Uprights that no rule meets.
_PLAIN_UPRIGHTS: Final = frozenset("|\u2502\u2503\u2551\u2506\u2507\u250a\u250b")
#: More characters than so many in one drawing are no form.
_MOST_DRAWN: Final = 400_000
#: Fewer lines than so many are a decoration.
_FEWEST: Final = 4


class _Piece(NamedTuple):
    """What stands between two uprights of a line: a rule, or text; with where the uprights stand."""

    start: int
    end: int
    text: str
    rule: bool


class _Line(NamedTuple):
    number: int
    pieces: tuple[_Piece, ...]

    @property
    def ruled(self) -> bool:
        return any(one.rule for one in self.pieces)


def drawn(text: str, file: str | None = None) -> tuple[tuple[Grid, ...], str]:
    """The tables that a text draws, with the lines of text above each, and what is left to read.

    The rest is the text with the drawn tables blanked out, where it holds tables of fields as well;
    else it is `""`, and the lines above a table head it, those below the last one are its foot.
    """
    if _ANY.search(text) is None:
        return (), text
    blocks = [
        (lines, _read(lines) if inside else None) for inside, lines in _blocks(text.split("\n"))
    ]
    if all(table is None for _, table in blocks):
        return (), text
    rest = "\n".join(line if table is None else "" for lines, table in blocks for _, line in lines)
    mixed = sum(line.count("\t") > 1 or line.count(",") > 1 for line in rest.split("\n")) >= _FEWEST
    mixed = mixed or any(table is None and _is_drawing(lines) for lines, table in blocks)
    found: list[Grid] = []
    heading: list[str] = []
    for lines, table in blocks:
        if table is not None:
            found.append(_grid(table, heading, len(found) + 1, file))
            heading = []
        elif mixed:
            heading = _last_texts(lines)
        else:
            heading += [line.strip() for _, line in lines if line.strip()]
    if heading and not mixed:
        found[-1] = _with_foot(found[-1], heading)
    return tuple(found), rest if mixed else ""


def _is_drawing(lines: Sequence[tuple[int, str]]) -> bool:
    """Whether lines draw a table whose uprights do not stand in line."""
    return len(lines) >= _FEWEST and all(line.strip()[:1] in _EDGES for _, line in lines)


def _last_texts(lines: Sequence[tuple[int, str]]) -> list[str]:
    """The texts right above a table that stand alone in their lines."""
    found: list[str] = []
    for _, line in reversed(lines):
        bare = line.strip()
        if "\t" in bare or bare.count(",") > 1 or bare[:1] in _EDGES:
            break
        if bare:
            found.insert(0, bare)
    return found


def _blocks(lines: Sequence[str]) -> Iterator[tuple[bool, list[tuple[int, str]]]]:
    """Runs of lines that are drawn, and of others; each line with its number from 1."""
    typed = any(line.strip().startswith("+") and _is_typed(line.strip()) for line in lines)
    run: list[tuple[int, str]] = []
    inside = False
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        belongs = len(bare) > 2 and (
            (bare[0] in _UPRIGHTS and bare[-1] in _UPRIGHTS)
            or (typed and bare[0] in "+|" and bare[-1] in "+|")
        )
        if belongs != inside and run:
            yield inside, run
            run = []
        inside = belongs
        run.append((number, line.rstrip()))
    if run:
        yield inside, run


def _is_typed(line: str) -> bool:
    return _TYPED_BORDER.fullmatch(line) is not None


#: The lines of a row, and for each column whether a rule parts it from the row below.
_Band = list[_Line]
_Rule = list[bool]


class _Table(NamedTuple):
    """A drawing that stands in line: its rows, the rules between them, where its uprights stand."""

    bands: list[_Band]
    rules: list[_Rule]
    bounds: list[int]


def _read(lines: Sequence[tuple[int, str]]) -> _Table | None:
    """What lines draw; None where they do not stand in line, or are more than a form."""
    read = _in_line(lines)
    if read is None:
        return None
    bounds = sorted({spot for line in read for one in line.pieces for spot in (one.start, one.end)})
    if len(bounds) < 3 or len(bounds) > MAX_COLUMNS:
        return None
    bands, rules = _bands(read, len(bounds) - 1, bounds)
    if not bands or len(bands) * (len(bounds) - 1) > MAX_CELLS:
        return None
    return _Table(bands, rules, bounds)


def _grid(table: _Table, heading: Sequence[str], number: int, file: str | None) -> Grid:
    place, columns = Place(file=file), len(table.bounds) - 1
    cells = tuple(_cells(*table, place))
    # More lines than a heading has are rows of their own above the table.
    above = heading if len(heading) > MAX_HEADING_LINES else ()
    top = [Cell(text, row, 0, colspan=columns, origin=place) for row, text in enumerate(above)]
    return Grid(
        cells=(*top, *(cell._replace(row=cell.row + len(top)) for cell in cells)),
        rows=len(table.bands) + len(top),
        columns=columns,
        heading=() if above else tuple(heading),
        spans_known=any(True in rule and False in rule for rule in table.rules),
        place=Place(file=file, table=number),
    )


def _in_line(lines: Sequence[tuple[int, str]]) -> list[_Line] | None:
    """The lines cut at their uprights, which stand in line in one of two widths; else None."""
    if len(lines) < _FEWEST:
        return None
    typed = lines[0][1].strip()[0] in "+|"
    if sum(len(line) for _, line in lines) > _MOST_DRAWN:
        return None
    for width in (2, 1):
        read = [_Line(number, tuple(_pieces(line, width, typed))) for number, line in lines]
        if not any(line.ruled for line in read):
            return None
        ends = Counter((line.pieces[0].start, line.pieces[-1].end) for line in read if line.pieces)
        times = max(ends.values())
        bounds = {spot for line in read if line.ruled for one in line.pieces for spot in one[:2]}
        stray = sum(
            spot not in bounds for line in read for one in line.pieces for spot in (one[0], one[1])
        )
        if times == len(lines) and not stray:
            return read
    return None


def _pieces(line: str, width: int, typed: bool) -> Iterator[_Piece]:
    uprights = _UPRIGHTS
    rule = _DRAWN_RULE
    if typed:
        uprights = frozenset("+|") if _is_typed(line.strip()) else frozenset("|")
        rule = _TYPED_RULE
    column, start, text, before = 0, -1, "", ""
    for char in line:
        if char in uprights:
            if start >= 0:
                # Between two plain uprights a row of dashes is what a cell says.
                meets = not {before, char} <= _PLAIN_UPRIGHTS
                yield _Piece(start, column, text, meets and rule.fullmatch(text) is not None)
            start, text, before = column, "", char
        else:
            text += char
        column += _columns(char, width)


def _columns(char: str, ambiguous: int) -> int:
    kind = unicodedata.east_asian_width(char)
    return 0 if unicodedata.combining(char) else ambiguous if kind == "A" else 1 + (kind in "WF")


#: A row and a column.
_Square = tuple[int, int]


def _bands(
    lines: Sequence[_Line], columns: int, bounds: Sequence[int]
) -> tuple[list[_Band], list[_Rule]]:
    """The rows, and the rules between them: one less than there are rows."""
    bands: list[_Band] = []
    rules: list[_Rule] = []
    current: _Band = []
    for line in lines:
        if not line.ruled:
            current.append(line)
            continue
        if current or any(one.text.strip() and not one.rule for one in line.pieces):
            bands.append(current)
            rules.append([False] * columns)
            current = []
        if rules:
            for one in line.pieces:
                first, last = bisect_left(bounds, one.start), bisect_left(bounds, one.end)
                if one.rule:
                    rules[-1][first:last] = [True] * (last - first)
        # What is written beside a rule belongs to the cell that goes on below it.
        beside = tuple(one for one in line.pieces if not one.rule)
        if beside:
            current.append(_Line(line.number, beside))
    if current and any(one.text.strip() for line in current for one in line.pieces):
        bands.append(current)
    elif rules:
        rules.pop()
    return _parted(bands, rules, columns, bounds)


def _parted(
    bands: Sequence[_Band], rules: Sequence[_Rule], columns: int, bounds: Sequence[int]
) -> tuple[list[_Band], list[_Rule]]:
    """The rows, where some rules are left out: a band of several rows is as many."""
    sparse = _is_sparse(bands)
    rows: list[_Band] = []
    parted: list[_Rule] = []
    for index, band in enumerate(bands):
        inner = _rows_in(band, bounds) if sparse else [band]
        for place, row in enumerate(inner, 1):
            rows.append(row)
            last = place == len(inner)
            parted.append(rules[index] if last and index < len(rules) else [True] * columns)
    return rows, parted[:-1]


def _is_sparse(bands: Sequence[_Band]) -> bool:
    """Whether rules part groups and not rows: some band has several lines that are rows each.

    Two lines may be one row whose texts go on; three with texts in two columns are rows, and so
    are two where hardly any band has but one line.
    """
    full = [sum(_filled(line) > 1 for line in band) for band in bands]
    single = sum(len(band) == 1 for band in bands[1:])
    return max(full) > 2 or (max(full) > 1 and 2 * single < len(bands) - 1)


def _filled(line: _Line) -> int:
    return sum(bool(one.text.strip()) for one in line.pieces)


def _rows_in(band: _Band, bounds: Sequence[int]) -> list[_Band]:
    """The rows of a band: a line with a single text, behind the columns of labels, goes on."""
    most = max(map(_filled, band), default=0)
    if sum(_filled(line) > 1 for line in band) < 2:
        return [band]
    often: Counter[int] = Counter(
        bisect_left(bounds, one.start) for line in band for one in line.pieces if one.text.strip()
    )
    # The first column that most lines fill is that of names; labels stand left of it.
    names = min((column for column, times in often.items() if 2 * times > len(band)), default=0)
    rows: list[_Band] = []
    for line in band:
        texts = [bisect_left(bounds, one.start) for one in line.pieces if one.text.strip()]
        goes_on = rows and texts and len(texts) < min(most, 2) and min(texts) >= names
        if goes_on:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


class _Joined:
    """Squares of the table, each in a group with those that no rule and no upright parts from it."""

    def __init__(self) -> None:
        self._over: dict[_Square, _Square] = {}

    def root(self, square: _Square) -> _Square:
        while square in self._over:
            square = self._over[square]
        return square

    def join(self, one: _Square, other: _Square) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            self._over[second] = first


def _joined(bands: Sequence[_Band], rules: Sequence[_Rule], bounds: Sequence[int]) -> _Joined:
    groups = _Joined()
    for row, band in enumerate(bands):
        walls = {spot for line in band for one in line.pieces for spot in (one.start, one.end)}
        for column in range(1, len(bounds) - 1):
            if bounds[column] not in walls:
                groups.join((row, column - 1), (row, column))
    for row, rule in enumerate(rules):
        for column, parted in enumerate(rule):
            if not parted:
                groups.join((row, column), (row + 1, column))
    return groups


def _cells(
    bands: Sequence[_Band], rules: Sequence[_Rule], bounds: Sequence[int], place: Place
) -> Iterator[Cell]:
    """Each cell with the rows and columns that it covers."""
    groups = _joined(bands, rules, bounds)
    squares: dict[_Square, list[_Square]] = {}
    for square in product(range(len(bands)), range(len(bounds) - 1)):
        squares.setdefault(groups.root(square), []).append(square)
    texts: dict[_Square, list[tuple[int, str]]] = {}
    for row, band in enumerate(bands):
        for line, one in ((own, one) for own in band for one in own.pieces if one.text.strip()):
            key = groups.root((row, bisect_left(bounds, one.start)))
            texts.setdefault(key, []).append((line.number, one.text.strip()))
    for key in sorted(texts):
        yield _cell(squares[key], texts[key], place)


def _cell(covered: Sequence[_Square], lines: Sequence[tuple[int, str]], place: Place) -> Cell:
    rows, columns = [row for row, _ in covered], [column for _, column in covered]
    return Cell(
        "\n".join(text for _, text in sorted(lines))[:MAX_CELL_TEXT],
        min(rows),
        min(columns),
        rowspan=max(rows) - min(rows) + 1,
        colspan=max(columns) - min(columns) + 1,
        origin=place,
        line=min(number for number, _ in lines),
    )


def _with_foot(grid: Grid, lines: Sequence[str]) -> Grid:
    """`grid` with the lines of text below it as rows of their own."""
    foot = [
        Cell(text, grid.rows + index, 0, colspan=grid.columns, origin=Place(file=grid.place.file))
        for index, text in enumerate(lines)
    ]
    return Grid(
        cells=(*grid.cells, *foot),
        rows=grid.rows + len(foot),
        columns=grid.columns,
        heading=grid.heading,
        spans_known=grid.spans_known,
        findings=grid.findings,
        place=grid.place,
    )
