"""Indicators: the rows of one block, from its heading to its end, as `Indicator`s.

Every cell of the block ends in a field, is a known label, or is named in a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal

import attrs

from jixiao.errors import Place
from jixiao.findings import Finding
from jixiao.tables import Indicator

from .columns import Column, Half, Heading, known_level, level_label
from .grid import Cell
from .headers import Headers, fold, plain
from .levels import (
    RARE,
    WRONG_KIND,
    Block,
    Laying,
    Mark,
    Position,
    agreement,
    join_cut,
    kinds_of_level1,
    kinds_of_level2,
    lay,
    positions,
)
from .lines import Line, clean

__all__ = ["COMPLETE", "SURE", "Body", "Reading", "Row", "indicators_of", "number", "score_row"]

_UNLABELLED: Final = 4  # for reading a blank beside a new level-1 label as no level 2

LEVELS: Final[tuple[Literal["level1", "level2"], ...]] = ("level1", "level2")
COMPLETE: Final = 2  # the score of a row with a name and a target
SURE: Final = 3  # and with labels that are usual, or none

_BLANKS: Final = frozenset({"", "—", "-", "/", "——", "--", "\\"})
_NO_UNIT: Final = frozenset({"无", "无单位", "不适用"})
_SIGNS: Final = "≥≤≧≦⩾⩽><=＝═﹥﹤﹦≈"
_SIGN_CODES: Final = (("1", "≥"), ("2", ">"), ("3", "="), ("4", "<"), ("5", "≤"), ("6", "定性"))
_BARE: Final = re.compile(rf"^([{_SIGNS}]*)\s*([0-9][0-9,]*(?:\.[0-9]+)?)$")
_HINT: Final = re.compile(rf"\(([{_SIGNS}]*)(\*{{0,4}}|[xX×]{{0,4}})([^()*]{{0,8}})\)$")
_NUMBER: Final = re.compile(r"^\(?(-?[0-9][0-9,]*(?:\.[0-9]+)?)(?:分|%)?\)?$")
_FILLER: Final = re.compile(
    r"^(?:(?:三级)?指标(?:内容|名称)?[0-9一二三四五六七八九十]*|[0-9]{1,2})?[:：.、]?[….。·、—-]*$"
)


@attrs.frozen(eq=False)
class Row:
    """A row of the block under the heading that holds for it, moved by `shift` columns."""

    line: Line
    heading: Heading
    shift: int = 0
    section: str | None = None
    after_break: bool = False


@attrs.frozen(eq=False)
class Body:
    """What was gathered of one block: its rows, its 总分 rows and its loose labels."""

    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...] = ()
    loose: tuple[tuple[int, Row], ...] = ()
    unread: tuple[Line, ...] = ()


@attrs.frozen(eq=False)
class Reading:
    """The indicators of one half of a block, with the declared total and the findings."""

    indicators: tuple[Indicator, ...]
    total: Decimal | None = None
    findings: tuple[Finding, ...] = ()


@attrs.define
class _Draft:
    """One row of one half, before its levels are known."""

    row: Row
    name: str
    target: str
    fields: dict[str, Any]
    filler: bool = False


def number(text: str | None) -> Decimal | None:
    """`10`, `10分`, `10%`, `（10）` as a Decimal; None for blanks, dashes and other texts."""
    found = _NUMBER.match(plain(text or ""))
    if found is None:
        return None
    try:
        return Decimal(found[1].replace(",", ""))
    except InvalidOperation:
        return None


def is_blank(text: str | None) -> bool:
    """Whether a cell says nothing: empty, or a dash in the place of a value."""
    return plain(text or "") in _BLANKS


# ---------------------------------------------------------------- one row


def _text(column: Column | None, row: Row, *, own: bool = False) -> str:
    """What stands under `column`, its cells joined; with `own` only what begins in this row."""
    cells = _cells(column, row)
    if own:
        cells = tuple(cell for cell in cells if cell.row == row.line.row)
    if len(cells) < 2:
        return clean(cells[0].text) if cells else ""
    return "".join(clean(cell.text) for cell in cells)


def _cells(column: Column | None, row: Row) -> tuple[Cell, ...]:
    if column is None:
        return ()
    cells = column.cells(row.line, shift=row.shift)
    if column.role in {"name", "target", "actual"} or len(cells) < 2:
        return cells
    return cells[:1]


def _begins(column: Column | None, row: Row) -> bool:
    return any(cell.row == row.line.row for cell in _cells(column, row))


def score_row(row: Row, half: Half, *, seen: Set[str], headers: Headers) -> int:
    """How well a row fits the columns: 0 not at all, 1 in part, from `COMPLETE` on wholly.

    A row is complete with a name and a target; it is `SURE` if its labels are usual ones
    (or `seen` before) or blank, and one more if there are any.
    """
    name, target = _text(half.column("name"), row), _text(half.column("target"), row)
    labels: list[str] = []
    usual: list[str] = []
    for level in LEVELS:
        label = level_label(_text(half.column(level), row)).text
        if label:
            labels.append(label)
        if label and (label in seen or known_level(label, level, headers)):
            usual.append(label)
    if not name or not target:
        return 1 if (name or target) and len(usual) == len(labels) else 0
    bare = level_label(name).text
    if name not in labels and bare.endswith(("指标", "目标")) and _is_label(bare, headers):
        return 1  # A label in the place of the name: the row is moved.
    if len(usual) < len(labels):
        return COMPLETE
    return SURE + bool(usual)


def _is_label(text: str, headers: Headers) -> bool:
    return known_level(text, "level1", headers) or known_level(text, "level2", headers)


def _draft(row: Row, half: Half, headers: Headers) -> _Draft | None:
    """The fields of one half of a row, or None where the half is blank in this row."""
    name_column, target_column = half.column("name"), half.column("target")
    if not (_begins(name_column, row) or _begins(target_column, row)):
        return None
    name = _name(row, half)
    sign = _text(half.column("sign"), row)
    value = _text(target_column, row)
    unit = _text(half.column("unit"), row)
    fields: dict[str, Any] = {}
    direction = _text(half.column("direction"), row)
    code = dict(_SIGN_CODES).get(plain(sign))
    if code is not None and value:
        fields["sign-code"] = plain(sign)
        sign = code
    if plain(sign) in headers.words("words", "direction") and not direction:
        direction = sign
    joined = "" if plain(sign) in headers.words("words", "not-a-sign") else sign
    measure = "" if is_blank(unit) or plain(unit) in _NO_UNIT else unit
    target = ("" if is_blank(joined) else joined) + value
    if measure and not fold(value).endswith(fold(measure)):
        target += measure
    if half.column("sign") is not None or half.column("unit") is not None:
        fields |= {"value": value or None, "unit": measure or None}
        fields["sign"] = None if is_blank(sign) or direction == sign else sign
    else:
        fields |= _from_name(name, target, headers)
    fields["direction"] = direction or None
    actual = _text(half.column("actual"), row)
    measure = _text(half.column("actual-unit"), row)
    if not is_blank(actual) and not is_blank(measure) and not fold(actual).endswith(fold(measure)):
        actual += measure
    fields["actual"] = None if is_blank(actual) else actual
    for role in ("deviation", "standard", "explanation", "remark"):
        text = _text(half.column(role), row)
        fields[role] = None if is_blank(text) else text
    for role in ("weight", "points"):
        # A merged cell of points belongs to its rows together; only the first may carry it.
        fields[role] = _text(half.column(role), row, own=True)
    filler = _is_filler(name, value)
    return _Draft(row=row, name=name, target=target, fields=fields, filler=filler)


def _name(row: Row, half: Half) -> str:
    """The name; a level label merged over the name's column is its name only if nothing else is."""
    level2 = half.column("level2")
    cells = _cells(half.column("name"), row)
    if level2 is not None and len(cells) > 1:
        shared = _cells(level2, row)
        cells = tuple(cell for cell in cells if cell not in shared) or cells
    return "".join(clean(cell.text) for cell in cells)


def _is_filler(name: str, value: str) -> bool:
    """An unfilled row of the form: `指标2：`, `……`, with no value or one just as empty."""
    empty_name = _FILLER.match(plain(name)) is not None or is_blank(name)
    empty_value = is_blank(value) or _FILLER.match(plain(value)) is not None
    digits = plain(value).isdigit()
    return empty_name and empty_value and not digits


def _from_name(name: str, target: str, headers: Headers) -> dict[str, str | None]:
    """Sign and unit that stand only in the name: `苗木成活率（≥**%）` with the value 85."""
    bare = _BARE.match(plain(target))
    hint = _HINT.search(plain(name))
    if bare is None or hint is None:
        return {}
    sign, blanks, unit = hint.groups()
    units = headers.words("words", "unit")
    stem = unit.removeprefix("万").removeprefix("亿")
    known = unit in units or stem in units or ("/" in unit and len(unit) > 1)
    if not (known or (blanks and not unit and sign)):
        return {}
    # A sign of its own outranks the hint in the name.
    return {"value": clean(target), "sign": None if bare[1] else sign or None, "unit": unit or None}


# ---------------------------------------------------------------- levels


def _marks(
    level: Literal["level1", "level2"],
    drafts: Sequence[_Draft],
    half: Half,
    body: Body,
    headers: Headers,
) -> list[Mark]:
    """The printed labels of one level with the drafts that their cells cover."""
    column = half.column(level)
    found: list[Mark] = []
    if column is None:
        return found
    positions = {id(draft.row): index for index, draft in enumerate(drafts)}
    events: list[tuple[int, Row]] = [(positions[id(draft.row)], draft.row) for draft in drafts]
    # A label alone in a row (a piece cut off by a page break) counts for the row after it.
    for before, row in body.loose:
        after = next(
            (positions[id(r)] for r in body.rows[before:] if id(r) in positions), len(drafts) - 1
        )
        events.append((max(after, 0), row))
    events.sort(key=lambda one: (one[1].line.number, one[1].line.row))
    for index, row in events:
        for cell in _cells(_under(half, level, row), row):
            if found and found[-1].cell is cell:
                found[-1] = _through(found[-1], max(found[-1].last, index), cell)
                continue
            label = level_label(cell.text)
            if not label.text or is_blank(label.text):
                continue
            if found and found[-1].text == label.text and found[-1].last >= index - 1:
                found[-1] = _through(found[-1], index, cell)
                continue
            found.append(Mark(label.text, index, index, cell, label.points))
    return join_cut(found, level, headers)


def _through(mark: Mark, last: int, cell: Cell) -> Mark:
    # Made directly: `attrs.evolve` costs as much as the rest of the row's labels.
    return Mark(mark.text, mark.first, last, cell, mark.points)


def _under(half: Half, level: str, row: Row) -> Column | None:
    """The level's column in the half of the heading that holds for this row."""
    halves = row.heading.halves
    if half in halves:
        return half.column(level)
    same = next((one for one in halves if one.term == half.term), halves[0])
    return same.column(level)


@attrs.frozen(eq=False)
class _Levels:
    """The labels of both levels, laid alike: where one column's labels sit, the other's do."""

    first: Laying
    second: Laying
    extra: float = 0

    @property
    def cost(self) -> float:
        return self.first.cost + self.second.cost + self.extra


def _levels(drafts: Sequence[_Draft], half: Half, body: Body, headers: Headers) -> _Levels:
    rows = len(drafts)
    ones = _marks("level1", drafts, half, body, headers)
    twos = _marks("level2", drafts, half, body, headers)
    known = all(draft.row.line.grid.spans_known for draft in drafts)
    displaced = _displaced(drafts, half, (ones, twos))
    prefer: Position = "middle" if displaced and not known else "top"
    walls = frozenset(mark.first for mark in ones) if known else frozenset()
    names = [draft.name for draft in drafts]
    best: _Levels | None = None
    for position in positions(prefer):
        blanks = _unlabelled(ones, twos) if twos and position == "top" else []
        second = lay(
            sorted([*twos, *blanks], key=lambda mark: mark.first),
            rows,
            position=position,
            row_cost=lambda row, label: _hint(names[row], label, headers),
            walls=walls,
        )
        labels = [_label_text(second, row) or drafts[row].row.section for row in range(rows)]
        first = lay(
            ones,
            rows,
            position=position,
            row_cost=_level1_cost(names, labels, headers),
            joints=frozenset(block.first for block in second.blocks) if second.blocks else None,
        )
        extra: float = len(blanks) * (0 if known else _UNLABELLED)
        # Of forms that look alike either way, the usual one is meant.
        extra += RARE if position in {"lower-middle", "bottom"} else 0
        laid = _Levels(first, second, extra)
        if best is None or laid.cost < best.cost:
            best = laid
        if not best.cost:
            break
    return best or _Levels(Laying((), 0), Laying((), 0))


def _level1_cost(
    names: Sequence[str], labels: Sequence[str | None], headers: Headers
) -> Callable[[int, str], float]:
    """What a level-1 label costs a row: by its level 2, or else by the words of its name."""

    def cost(row: int, label: str) -> float:
        two = labels[row]
        return agreement(label, two, headers) if two else _hint(names[row], label, headers)

    return cost


def _unlabelled(ones: Sequence[Mark], twos: Sequence[Mark]) -> list[Mark]:
    """Empty level-2 labels where a new level-1 label stands with nothing printed beside it."""
    return [
        Mark("", mark.first, mark.first, mark.cell)
        for before, mark in zip((None, *ones), ones, strict=False)
        if (before is None or before.text != mark.text)
        and not any(two.first <= mark.first <= two.last for two in twos)
    ]


def _displaced(drafts: Sequence[_Draft], half: Half, columns: Iterable[Sequence[Mark]]) -> bool:
    """Whether the form shows anywhere that labels do not stand in the first row of their block."""
    for marks in columns:
        if marks and marks[0].first > 0:
            return True
    left = min((column.start for column in half.columns), default=0)
    for index, draft in enumerate(drafts[1:], start=1):
        for cell in draft.row.line.starts:
            if cell.column < left and index:
                return True
    return False


def _hint(name: str, label: str, headers: Headers) -> float:
    """A small cost where the words of a name speak of another kind than the label."""
    if not label:
        return 0
    for word, hints in headers.sections["names"].items():
        if any(hint in name for hint in hints):
            kinds = {*kinds_of_level2(word, headers)} & {*kinds_of_level1(label, headers)}
            return 0 if word in label or kinds else 1
    return 0


def _label_text(laying: Laying, row: int) -> str | None:
    mark = laying.label(row)
    return mark.text or None if mark else None


def _level_texts(
    index: int, drafts: Sequence[_Draft], levels: _Levels, headers: Headers
) -> tuple[str | None, str | None]:
    """Level 1 and 2 of a row: as laid, and level 1 from level 2 where the form has none for it."""
    one, two = _label_text(levels.first, index), _label_text(levels.second, index)
    section = drafts[index].row.section
    if section is not None:
        if two is None and known_level(section, "level2", headers):
            two = section
        elif one is None:
            one = section
    if two is not None and (one is None or _strays(index, levels, headers)):
        usual = kinds_of_level2(two, headers)
        one = usual[0] if usual else None
    return one, two


def _strays(index: int, levels: _Levels, headers: Headers) -> bool:
    """Whether the row's level 2 cannot stand under the level 1 it was laid to.

    A kind that the form itself prints there (under the merged label, or between two rows
    that belong to it) stays as printed; otherwise the label it belongs to has been lost.
    """
    block = next((one for one in levels.first.blocks if one.first <= index <= one.last), None)
    if block is None or block.mark.first <= index <= block.mark.last:
        return False

    def agrees(row: int) -> bool:
        return agreement(block.mark.text, _label_text(levels.second, row), headers) < WRONG_KIND

    return not agrees(index) and not any(agrees(row) for row in range(index + 1, block.last + 1))


def _displacement(level: str, laying: Laying) -> list[Finding]:
    """One finding a level: which labels stood beside the first row of their block."""
    moved = [block for block in laying.blocks if block.displaced and block.mark.text]
    if not moved:
        return []
    rows = sum(_before(block) for block in moved)
    names = "、".join(dict.fromkeys(block.mark.text for block in moved))
    title = "一级指标" if level == "level1" else "二级指标"
    return [
        Finding(
            code="label-displaced",
            severity="note",
            message=f"{title}“{names}”的名称不在所属各行的首行（合并单元格或分页所致），"
            f"有 {rows} 行位于名称之前，已按二级指标和各行位置归位",
            place=moved[0].mark.cell.place,
            figures=(("level", level), ("labels", names), ("rows", str(rows))),
        )
    ]


def _before(block: Block) -> int:
    return max(0, min(block.mark.first, block.last + 1) - block.first)


# ---------------------------------------------------------------- the block


def indicators_of(body: Body, half: Half, *, year: int | None, headers: Headers) -> Reading:
    """The indicators of one half of the block, in order, with what had to be remarked."""
    drafts: list[_Draft] = []
    findings: list[Finding] = []
    for row in body.rows:
        own = _half_of(row, half)
        draft = _draft(row, own, headers) if own is not None else None
        if draft is None:
            continue
        draft.fields["year"] = year
        if row.after_break and drafts and _is_rest(draft, drafts[-1], own):
            findings.append(_join_rest(drafts[-1], draft))
            continue
        drafts.append(draft)
    levels = _levels(drafts, half, body, headers)
    for level, laying in (("level1", levels.first), ("level2", levels.second)):
        findings += _displacement(level, laying)
    findings += _label_points(levels)
    indicators: list[Indicator] = []
    for index, draft in enumerate(drafts):
        if draft.filler:
            continue
        one, two = _level_texts(index, drafts, levels, headers)
        indicators.append(_indicator(draft, one, two, half=half, findings=findings))
    return Reading(
        indicators=tuple(indicators),
        total=_declared_total(body, half),
        findings=tuple(findings),
    )


def _half_of(row: Row, half: Half) -> Half | None:
    halves = row.heading.halves
    if half in halves or len(halves) == 1:
        return half if half in halves else halves[0]
    return next((one for one in halves if one.term == half.term), None)


def _is_rest(draft: _Draft, before: _Draft, half: Half | None) -> bool:
    """Whether a row behind a page break is the other piece of the row before the break."""
    if half is None or draft.filler or before.filler:
        return False
    if any(_begins(half.column(level), draft.row) for level in ("level1", "level2")):
        return False
    if draft.fields.get("weight") or draft.fields.get("points"):
        return False
    return bool(draft.name) != bool(draft.target) and bool(before.name or before.target)


def _join_rest(before: _Draft, rest: _Draft) -> Finding:
    before.name += rest.name
    before.target += rest.target
    for key, text in rest.fields.items():
        if isinstance(text, str) and text and key in {"actual", "deviation", "remark", "standard"}:
            before.fields[key] = (before.fields.get(key) or "") + text
    for key in ("value", "unit", "sign"):
        before.fields[key] = None
    return Finding(
        code="row-joined",
        severity="note",
        message=f"指标“{before.name}”被分页截成两行，已合为一行；请核对",
        place=_first_place(rest.row),
        subject=before.name,
    )


def _first_place(row: Row) -> Place | None:
    return row.line.starts[0].place if row.line.starts else row.line.grid.place


def _indicator(
    draft: _Draft, one: str | None, two: str | None, *, half: Half, findings: list[Finding]
) -> Indicator:
    own = _half_of(draft.row, half) or half
    cells = _cells(own.column("target"), draft.row) or _cells(own.column("name"), draft.row)
    place = cells[0].place if cells else _first_place(draft.row)
    fields = dict(draft.fields)
    code = fields.pop("sign-code", None)
    if code is not None:
        findings.append(
            Finding(
                code="sign-code",
                severity="note",
                message=f"指标“{draft.name}”的计算符号写的是代码 {code}，"
                f"按一体化系统的代码读作“{fields['sign']}”",
                place=place,
                subject=draft.name,
            )
        )
    if not draft.name:
        findings.append(_gap("name-missing", f"指标值“{draft.target}”所在行没有指标名称", place))
    if not draft.target:
        findings.append(
            _gap("target-missing", f"指标“{draft.name}”没有填写指标值", place, draft.name)
        )
    for role, label in (("weight", "分值"), ("points", "得分")):
        text = fields[role]
        fields[role] = number(text)
        if fields[role] is None and not is_blank(text):
            findings.append(
                _gap(
                    f"{role}-unreadable",
                    f"指标“{draft.name}”的{label}“{text}”不是数字",
                    place,
                    draft.name,
                )
            )
    if draft.row.shift:
        findings.append(
            _gap(
                "row-shifted",
                f"指标“{draft.name}”所在行错开了 {abs(draft.row.shift)} 列，已按内容对齐；请核对",
                place,
                draft.name,
                severity="warning",
            )
        )
    return Indicator(
        level1=one, level2=two, name=draft.name, target=draft.target, place=place, **fields
    )


def _gap(
    code: str,
    message: str,
    place: Place | None,
    subject: str | None = None,
    *,
    severity: Literal["error", "warning", "note"] = "warning",
) -> Finding:
    return Finding(code=code, severity=severity, message=message, place=place, subject=subject)


def _label_points(levels: _Levels) -> list[Finding]:
    found: list[Finding] = []
    for laying in (levels.first, levels.second):
        named = [b.mark for b in laying.blocks if b.mark.points]
        if named:
            said = "、".join(f"{mark.text}（{mark.points}）" for mark in named)
            found.append(
                Finding(
                    code="level-points",
                    severity="note",
                    message=f"指标类别后注明了分值：{said}；类别名称中已略去",
                    place=named[0].cell.place,
                    figures=tuple((mark.text, mark.points or "") for mark in named),
                )
            )
    return found


def _declared_total(body: Body, half: Half) -> Decimal | None:
    """总分 as the form declares it: under 得分, not the sum of 分值 beside it."""
    column = half.column("points")
    for row in reversed(body.totals):
        own = _half_of(row, half)
        value = number(_text(own.column("points") if own else column, row, own=True))
        if value is not None:
            return value
    return None
