"""Leftovers: what a form says that is in none of its fields, as findings: nothing is dropped in silence."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from decimal import Decimal
from itertools import chain
from typing import Final

import attrs

from jixiao import findings
from jixiao.display import listed
from jixiao.findings import Finding
from jixiao.language.figures import money_units, points_of
from jixiao.language.lexicon import either
from jixiao.tables import TargetTable

from ..grid import Cell
from ..headers import Headers, numeral_class, plain, without_brackets
from .columns import Heading
from .drafts import is_filler
from .funds import unread_amounts
from .goals import goal_text
from .lines import Line, clean, whole_text
from .money import amount, is_item
from .pagebreaks import is_mark
from .rows import Body, Part, Row, is_blank, is_label, is_sum, number
from .titles import day_in, is_title, year_line
from .totals import grade_beside, total_of

__all__ = ["around", "inside"]

_PIECES: Final = re.compile(r"[\s:：;；、。，“”]+")
_CLOSE: Final = 4  # points by which a reading must win for the other not to be named
_LONG: Final = 4  # characters from which on a text is looked for inside others
_DAY_LONG: Final = 11  # 2024年12月31日
_LONGEST_QUOTE: Final = 20
_KNOWN: Final = ("columns", "tasks", "budget", "fields", "goals", "sections", "listing")
_SUMS: Final = frozenset({"weight", "points", "serial"})


# ---------------------------------------------------------------- around the block


def around(
    lines: Iterable[Line],
    tables: Sequence[TargetTable],
    headers: Headers,
    *,
    heading: Heading | None = None,
    sums: Sequence[Line] = (),
    taken: Iterable[Cell] = (),
) -> tuple[Finding, ...]:
    """Findings for the texts of `lines` that `tables` neither hold nor remark.

    The lines are those around a block; with its `heading` they are those of that, and `sums` are
    the block's. The cells `taken` went into fields. Amounts in rows of money are said by themselves: one that
    is lost is worse than a label.
    """
    owned = set(taken)
    known = _understood(heading) if heading else frozenset()
    lines = [
        line
        for line in (*lines, *sums)
        if not (len(line.starts) == 1 and is_mark(line.words[0], headers))
    ]
    # Most texts are known words: what the tables state is gathered only for the others.
    left = [
        cell
        for line in lines
        for cell, hits in zip(line.starts, line.hits, strict=True)
        if id(cell) not in known
        and cell not in owned
        and not any(section in hits for section in _KNOWN)
    ]
    if not left:
        return ()
    stated = _Stated(tables, headers, headings=heading is not None)
    lost = set(unread_amounts(lines, owned, headers, held=stated.holds)) if not heading else set()
    cells = [cell for cell in left if cell not in lost and not stated.holds(cell.text)]
    added = {id(cell) for line in sums for cell in line.starts}
    where = "表头里" if heading else "指标区之外"
    return (
        *_unread_money(lines, lost),
        *_unused([cell for cell in cells if id(cell) not in added], where),
        *_unread_sums([cell for cell in cells if id(cell) in added]),
    )


def _unread_money(lines: Iterable[Line], lost: Set[Cell]) -> Iterator[Finding]:
    cells = [cell for line in lines for cell in line.starts if cell in lost]
    if not cells:
        return
    said = listed([f"“{clean(cell.text)}”（{_spot(cell)}）" for cell in cells])
    yield Finding(
        code="amounts-unread",
        severity="warning",
        message=f"资金栏里有 {len(cells)} 个金额没有认出是哪一项（{said}），未读入；请核对资金数",
        place=cells[0].place,
        figures=tuple((_spot(cell), clean(cell.text)) for cell in cells),
    )


def _spot(cell: Cell) -> str:
    place = cell.place
    return f"第{place.row}行第{place.column}列"


def _quoted(text: str) -> str:
    """A text as a finding quotes it: so much that it is found again."""
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def _unused(cells: Sequence[Cell], where: str) -> tuple[Finding, ...]:
    if not cells:
        return ()
    texts = [clean(cell.text) for cell in cells]
    said = listed([f"“{_quoted(text)}”" for text in texts], most=3)
    return (
        Finding(
            code="text-unused",
            severity="note",
            message=f"{where}有 {len(texts)} 处文字没有对应的栏目（{said}），未读入",
            place=cells[0].place,
            figures=tuple(("cell", text) for text in texts),
        ),
    )


def _unread_sums(cells: Sequence[Cell]) -> Iterator[Finding]:
    if cells:
        said = listed([f"“{clean(cell.text)}”" for cell in cells])
        yield _row_unused(f"的合计行里{said}没有对应的栏目，也不是各行之和，未读入", cells)


def _understood(heading: Heading) -> frozenset[int]:
    """The cells of a heading whose words say what their columns are, and that are no guess."""
    columns = (*heading.spare, *(column for half in heading.halves for column in half.columns))
    return frozenset(
        id(column.cell)
        for column in columns
        if column.role not in {"unknown", "side"}
        and column.guess is None
        and column.leaf in (None, "initial", "adjusted")
    )


@functools.cache
def _numbered() -> re.Pattern[str]:
    """公开13表, 预算05-2表, 表十二: the number of a form."""
    sheet = either(Headers.load().words("title", "sheet"))
    parts = r"(?:[-—.][0-9]+)*"
    return re.compile(
        rf"^[\u4e00-\u9fff]{{0,4}}(?:[0-9]+{parts}(?:{sheet})|(?:{sheet})[{numeral_class()}]+{parts})$"
    )


class _Stated:
    """What some tables of one form state, and whether a text is in it."""

    def __init__(self, tables: Sequence[TargetTable], headers: Headers, *, headings: bool) -> None:
        texts = [text for table in tables for text in _texts(table) if text]
        self._headers, self._headings = headers, headings
        self._all = "\n".join(map(plain, texts))
        self._pieces = {plain(piece) for text in texts for piece in (text, *_PIECES.split(text))}
        self._amounts = {found for table in tables for found in _amounts(table)}
        self._years = {table.year for table in tables} - {None}
        self._days = {table.filled_on for table in tables} - {None}

    def holds(self, text: str) -> bool:
        """Whether the whole of `text`, or every piece of it, is stated or a known label."""
        bare = goal_text(text)
        return self._piece(bare) or all(map(self._piece, filter(None, _PIECES.split(bare))))

    def _piece(self, text: str) -> bool:
        key = plain(text)
        value = amount(key)
        value = points_of(key) if value is None else value
        if value is not None:
            return value in self._amounts or value in self._years or key in self._pieces
        return (
            is_blank(key)
            or key in self._pieces
            or (len(key) <= _DAY_LONG and day_in(key) in self._days)
            or (len(key) >= _LONG and key in self._all)
            or self._is_label(text, key)
            or self._headers.is_explanation(key)
        )

    def _is_label(self, text: str, key: str) -> bool:
        """附件2, 单位：万元, 表十二, 资金总额: what every form prints around what it states."""
        hits = self._headers.hits(text)
        return (
            any(section in hits for section in _KNOWN)
            or key.startswith(self._headers.words("title", "annex-any"))
            or key.strip("()") in (*money_units(), *self._headers.words("words", "idle"))
            or _numbered().match(key) is not None
            or is_title(text)
            or self._headers.is_total(key)
            or self._is_item(key)
            or self._is_year(key)
            or (self._headings and self._is_composed(key))
        )

    def _is_item(self, key: str) -> bool:
        """资金总额, 其中：县级资金(万元): a label that ends in the word of an amount.

        资金总额：12,5万元 is no mere label: the amount that nobody could read is to be said.
        """
        bare = without_brackets(key).strip(":")
        return is_item(bare, self._headers) and bare.endswith(
            self._headers.plain_words("items", "contain")
        )

    def _is_year(self, key: str) -> bool:
        """(2022年度): the year of the form, and nothing else."""
        rest = without_brackets(key)
        return year_line(rest or key) in self._years

    def _is_composed(self, key: str) -> bool:
        """上年实际完成值, 全年预计完成情况: a heading, and of which period it is."""
        if any(section in self._headers.hits(key) for section in _KNOWN):
            return True
        word = next((word for word in _period_words(self._headers) if word in key), None)
        return not key or (word is not None and self._is_composed(key.replace(word, "", 1)))


@functools.lru_cache(maxsize=16)
def _period_words(headers: Headers) -> tuple[str, ...]:
    """What a heading says of the period, the longest words first."""
    sections = (headers.sections[section] for section in ("leaf", "monitoring", "periods"))
    words = {word for section in sections for words in section.values() for word in words}
    return tuple(sorted(map(plain, words), key=len, reverse=True))


def _texts(table: TargetTable) -> Iterator[str | None]:
    yield from (table.title, table.organisation, table.project, table.department, table.period)
    yield from (table.goal, table.goal_actual, table.deviation, table.declared_grade)
    for task in table.tasks:
        yield from (task.name, task.content, task.actual)
    for row in table.execution:
        yield from (row.item, row.rate)
    for one in table.findings:
        yield one.message
        yield from (text for _, text in one.figures)


def _amounts(table: TargetTable) -> Iterator[Decimal | None]:
    yield table.declared_total
    for task in table.tasks:
        funds = task.funds
        yield from (funds.total, funds.fiscal, funds.other, funds.executed)
    for row in table.execution:
        yield from (row.initial, row.budget, row.executed, row.weight, row.points)
    rows = (table.indicators, table.execution)
    for role in ("weight", "points"):
        stated = [[getattr(row, role) for row in part] for part in rows]
        sums = [sum(filter(None, part), start=Decimal(0)) for part in stated]
        yield from (sums[0], sums[0] + sums[1])


# ---------------------------------------------------------------- inside the block


def _guesses(body: Body, headers: Headers) -> Iterator[Finding]:
    """What a column was taken for where no known word says it, and what else it may be."""
    # A column of two halves by its role and place.
    columns = {
        (column.role, column.start): column
        for heading in body.headings[:1]
        for columns in (*(half.columns for half in heading.halves), heading.beside)
        for column in columns
        if column.guess is not None and column.guess.role == column.role
    }
    for column in columns.values():
        guess = column.guess
        if guess is None:
            continue
        taken, other = (_role_name(role, headers) for role in (guess.role, guess.other))
        close = guess.margin < _CLOSE
        yield Finding(
            code="column-guessed",
            severity="warning" if close else "note",
            message=f"“{column.header or '（没有表头）'}”列不在表头词表里，按表头和内容读作{taken}"
            + (f"，也可能是{other}，请核对" if close else "")
            + "；不对时用 --headers（headers=）指定",
            place=column.cell.place,
            subject=column.header,
            figures=(("role", guess.role), ("other", guess.other), ("margin", str(guess.margin))),
        )


def _role_name(role: str, headers: Headers) -> str:
    words = (
        headers.words("columns", role)
        or headers.words("resemble", role)
        or headers.words("fields", role)
    )
    return f"“{words[0]}”" if words else "别的栏目"


def inside(body: Body, headers: Headers) -> tuple[Finding, ...]:
    """Findings for every cell of the block that no field took and that is no known label."""
    found: list[Finding] = [*_guesses(body, headers)]
    columns: dict[tuple[str, int], list[tuple[str, Cell, Line]]] = {}
    loose = {id(row.line) for _, row in body.loose}
    unread = list(body.unread)
    last = body.totals[-1] if body.totals else None
    for row in (*body.rows, *body.totals[-1:]):
        if id(row.line) in loose:
            continue
        left = _left(row, headers, total=row is last)
        if left is None:
            unread.append(row.line)
            continue
        for cell in left:
            header = _header_over(row, cell.column)
            key = (header, cell.column if header else -1)
            columns.setdefault(key, []).append((clean(cell.text), cell, row.line))
    for (header, _), cells in columns.items():
        spelled = "".join(text for text, _, _ in cells if len(text) == 1)
        if len(spelled) > 1 and headers.role("sections", spelled):
            cells = [one for one in cells if len(one[0]) > 1]  # 绩, 效, 指, 标 in four rows
        if cells:
            found.append(_column_unread(header, cells, body))
    found += _unturned(body.across)
    return (*found, *_unread_rows(_spelled(unread, headers), body.headings[0], headers))


def _unturned(lines: Sequence[Line]) -> Iterator[Finding]:
    """A block whose indicators stand beside one another, and which was not understood."""
    if lines:
        first = lines[0].starts[0]
        yield Finding(
            code="table-unrecognised",
            severity="warning",
            message=f"从“{whole_text(lines[0])}”起的 {len(lines)} 行像是横排的指标（每个指标一列），"
            "没有认出指标名称和指标值所在的行，未读入；请改成每个指标一行",
            place=first.place,
            figures=tuple(("row", whole_text(line)) for line in lines),
        )


def _left(row: Row, headers: Headers, *, total: bool) -> list[Cell] | None:
    """The cells of a row that no field took; None where the whole row is none of the table."""
    if total and _is_out_of_order(row, headers):
        return None
    used = {id(cell) for column in row.heading.beside for cell in column.cells(row.line)}
    if not total and not any(map(_states, row.parts)):
        left = (cell for cell in row.line.starts if id(cell) not in used)
        return [] if all(_is_known(cell, headers) for cell in left) else None
    for part in row.parts:
        used.update(map(id, _used(part, total=total)))
        if total:
            used.update(map(id, total_of(row, part.half, headers).cells))
    if total and (grade := grade_beside(row, headers)) is not None:
        starts = row.line.starts
        used.update(map(id, starts[starts.index(grade.cell) :][:2]))
    if used.issuperset(map(id, row.line.starts)):
        return []
    return [
        cell
        for cell in row.line.starts
        if id(cell) not in used
        and not headers.role("sections", cell.text)
        and not headers.is_total(plain(cell.text))
        and not is_blank(cell.text)
    ]


def _column_unread(header: str, cells: Sequence[tuple[str, Cell, Line]], body: Body) -> Finding:
    """One finding for the cells under `header` (`""` for those under none) that were left."""
    said = listed([f"“{text}”" for text, _, _ in cells])
    return Finding(
        code="column-unknown" if header else "cell-unused",
        severity="note",
        message=f"{_where(header, body)}，其中 {len(cells)} 格（{said}）未读入",
        place=cells[0][1].place,
        figures=tuple((str(line.starts[0].position[0]), text) for text, _, line in cells),
    )


def _unread_rows(lines: Sequence[Line], heading: Heading, headers: Headers) -> Iterator[Finding]:
    """One finding a row; the rows that sum some rows (小计) share one, with what each of them sums."""
    sums = [line for line in lines if is_sum(line, headers)]
    for line in lines:
        if line in sums:
            continue
        yield _row_unused(f"的“{whole_text(line)}”不是指标，未读入", line.starts)
    if sums:
        said = listed(["".join(clean(cell.text) for cell in line.starts[:1]) for line in sums])
        message = (
            f"有 {len(sums)} 行小计（{said}），不是指标，未读入"
            if len(sums) > 1
            else f"的“{whole_text(sums[0])}”不是指标，未读入"
        )
        found = _row_unused(message, [c for one in sums for c in one.starts])
        yield attrs.evolve(found, parts=tuple(_summed(one, heading, headers) for one in sums))


def _summed(line: Line, heading: Heading, headers: Headers) -> findings.Part:
    """A row of 小计, and the points that it sums: the review adds them up."""
    total = total_of(Row(line, heading), heading.halves[0], headers)
    stated = (("weight", total.weight), ("points", total.points))
    return findings.Part(
        message=whole_text(line),
        place=line.starts[0].place,
        subject=clean(line.starts[0].text),
        figures=tuple((role, str(value)) for role, value in stated if value is not None),
    )


def _row_unused(message: str, cells: Sequence[Cell]) -> Finding:
    return Finding(
        code="row-unused",
        severity="note",
        message=f"指标区中{message}",
        place=cells[0].place,
        figures=tuple(("cell", clean(cell.text)) for cell in cells),
    )


def _where(header: str, body: Body) -> str:
    """What to say of the column of cells that no field took."""
    if not header:
        return "有的单元格不在任何已知的列下"
    past = any(slot.role == "past" and slot.header == header for slot in body.headings[0].spare)
    return f"“{header}”列" + ("是以前年度的值" if past else "不是已知的栏目")


def _spelled(unread: Iterable[Line], headers: Headers) -> list[Line]:
    """`unread` in order, without a label of the block whose characters stand in rows of their own."""
    lines = sorted(unread, key=lambda line: (line.number, line.row))
    single = [line for line in lines if len(line.starts) == 1 and len(line.words[0]) == 1]
    spelled = "".join(line.words[0] for line in single)
    if len(single) > 1 and headers.role("sections", spelled):
        return [line for line in lines if all(line is not one for one in single)]
    return lines


def _states(part: Part) -> bool:
    """Whether a row is read as an indicator, or has nothing more to say than a filler."""
    if not (part.begins("name") or part.begins("target")):
        return False
    if is_blank(part.text("target")) and is_filler(part.text("name"), part.text("target")):
        return all(
            is_blank(text)
            for role, text in part.texts.items()
            if role in {"weight", "points", "actual"}
        )
    return True


def _is_out_of_order(row: Row, headers: Headers) -> bool:
    """Whether no number of a 总分 row stands where a sum is expected: which is which, nobody knows."""
    if headers.role("fields", row.line.starts[0].text) == "declared-total":
        return False
    numbers = any(number(cell.text) is not None for cell in row.line.starts)
    totals = [total_of(row, part.half, headers) for part in row.parts]
    return numbers and all(one.points is None and one.weight is None for one in totals)


def _used(part: Part, *, total: bool) -> Iterator[Cell]:
    """The cells that went into fields; of a 总分 row only the sums are expected."""
    if not total:
        return chain.from_iterable(part.cells.values())
    return chain.from_iterable(part.cells[role] for role in _SUMS if role in part.cells)


def _is_known(cell: Cell, headers: Headers) -> bool:
    return (
        is_blank(cell.text)
        or is_label(cell.text, headers)
        or headers.role("sections", cell.text) is not None
    )


def _header_over(row: Row, column: int) -> str:
    spare = [
        one for one in row.heading.spare if one.start <= column < one.stretch and one.role != "side"
    ]
    return spare[0].header if spare else ""
