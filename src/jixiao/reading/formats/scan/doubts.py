"""What is doubted of a cell, and what is said of it: nothing is misread in silence.

Three witnesses tell: the least certain character of a reading (the mean tells next to nothing),
the other reading, and the grid: torn walls, ink that is no text, text over a wall, a seal over a
cell, a value without the sign that most of its column have.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from types import MappingProxyType
from typing import Final

import cv2

from jixiao.findings import SCAN_UNCERTAIN
from jixiao.quantities import SCALES

from ..pdfpages.plain import Remark, Sheet
from .marks import Extent, Picture
from .rules import Room
from .texts import Piece, plain

__all__ = ["in_columns", "remarks_of"]

# A reading whose least certain character is less certain than this is doubted; a number more so.
_SURE: Final = 0.7
_SURE_NUMBER: Final = 0.85
_SURE_SPLIT: Final = 0.95

_REASONS: Final = MappingProxyType(
    {
        "low": "有看不清的字",
        "differ": "两次识别不一致",
        "torn": "四周的框线有断缺",
        "wall": "文字压着框线",
        "ink": "有没认出的笔迹",
        "seal": "盖在灰色的印章下面，看不清的没有读入",
        "bar": "大于号、小于号下面可能还有一横",
        "sign": "同一列别的格多有比较符号，这一格没有",
        "percent": "同一列别的格多有百分号，这一格没有",
        "unit": "同一列别的格多有单位，这一格没有",
        "gap": "同一列别的格多有文字，这一格没有",
        "mille": "同一行别的格是千分号",
    }
)
_NUMBER: Final = re.compile(r"\D{0,2}\d[\d.,，%]*\D{0,6}")
_PERCENTAGE: Final = re.compile(r"\D{0,2}\d[\d.]*%")
_SIGNS: Final = frozenset("≥≤=＝><＞＜≧≦")
_PERCENT: Final = ("%", "％")
# Most of a column: this share of its numbers, and so many of them.
_MOST: Final = 0.66
_MANY: Final = 4
# A column of numbers has so many for each gap in it.
_FEW: Final = 5
# The picture of a doubted cell is no wider and no higher.
_SHOWN: Final = (420, 120)


def remarks_of(
    picture: Picture, room: Room, lines: Sequence[Sequence[Piece]], text: str
) -> list[Remark]:
    """The one remark on a doubted cell, or none."""
    pieces = [piece for line in lines for piece in line]
    reasons = list(dict.fromkeys(_reasons(room, pieces)))
    if not reasons:
        return []
    readings = dict.fromkeys(
        _joined(lines, one) for one in ("first", "second") if _joined(lines, one)
    )
    others = [one for one in readings if plain(one) != plain(text)]
    return [_remark(text, others, reasons, picture, room.extent)]


def _reasons(room: Room, pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        sure = _SURE_NUMBER if _NUMBER.fullmatch(piece.text) else _SURE
        if piece.sealed:
            yield "seal"
        elif not piece.text:
            yield "ink"
        else:
            if piece.least < sure:
                yield "low"
            if piece.second is not None and plain(piece.second.text) != plain(piece.first.text):
                yield "differ"
            if _has_no_bar(plain(piece.text)):
                yield "bar"
            if piece.split and piece.least < _SURE_SPLIT:
                yield "wall"
    if room.torn and pieces:
        yield "torn"


def _has_no_bar(text: str) -> bool:
    """Whether a value begins with > or <: most are ≥ and ≤, whose bar is the first to fade."""
    return text[:1] in {">", "<"} and text[1:2] != "="


def _joined(lines: Sequence[Sequence[Piece]], which: str) -> str:
    found = []
    for line in lines:
        readings = [getattr(piece, which) or piece.first for piece in line]
        found.append("".join(one.text for one in readings))
    return "\n".join(found)


def _remark(
    text: str,
    others: Sequence[str],
    reasons: Sequence[str],
    picture: Picture | None = None,
    extent: Extent | None = None,
) -> Remark:
    shown = text.replace("\n", "")
    other = "、".join(f"“{one.replace(chr(10), '')}”" for one in others)
    said = f"读作“{shown}”" if shown else "没有读出文字"
    said += f"，另一次读作{other}" if other else ""
    why = "、".join(_REASONS[one] for one in reasons)
    figures = [("read", text), *(("other", one) for one in others), ("reason", ",".join(reasons))]
    if picture is not None and extent is not None:
        figures.append(("picture", _pictured(picture, extent)))
    return Remark(
        code=SCAN_UNCERTAIN,
        severity="warning",
        message=f"图片上的这一格识别得没有把握（{why}）：{said}；请对照原件核对",
        figures=tuple(figures),
    )


def _pictured(picture: Picture, extent: Extent) -> str:
    """The cell as a small picture, as a web page holds one."""
    crop = extent.cut(picture, aside=3, above=3)
    factor = min(1.0, _SHOWN[0] / crop.shape[1], _SHOWN[1] / crop.shape[0])
    small = cv2.resize(crop, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    # Sixteen shades are enough to read, and a third of the size.
    _, packed = cv2.imencode(".png", small // 17 * 17)
    return "data:image/png;base64," + base64.b64encode(packed.tobytes()).decode("ascii")


# ---------------------------------------------------------------- what a column tells


def in_columns(sheet: Sheet) -> Sheet:
    """The sheet with a remark on each value that lacks what most of its column have."""
    said = {(one.row, one.column) for one in sheet.remarks if one.code == SCAN_UNCERTAIN}
    more = []
    for column in range(sheet.columns):
        cells = [
            (one.row, plain(one.text))
            for one in sheet.cells
            if one.column == column and one.colspan == 1
        ]
        rows = _rows_of_text(sheet, column)
        lacking = [
            one for block in _blocks(cells) for one in (*_lacking(block), *_gaps(block, rows))
        ]
        for row, text, reason in lacking:
            if (row, column) not in said:
                said.add((row, column))
                more.append(_remark(text, (), (reason,))._replace(row=row, column=column))
    more += [one for one in _beside_mille(sheet) if (one.row, one.column) not in said]
    return sheet._replace(remarks=(*sheet.remarks, *more))


def _beside_mille(sheet: Sheet) -> Iterator[Remark]:
    """A per cent beside a ‰ in the same row is likely one whose second ring was not seen."""
    rows = {one.row for one in sheet.cells if plain(one.text).endswith("‰")}
    for one in sheet.cells:
        if one.row in rows and _PERCENTAGE.fullmatch(plain(one.text)):
            yield _remark(one.text, (), ("mille",))._replace(row=one.row, column=one.column)


def _blocks(cells: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Values one below the other; a heading begins another block."""
    block: list[tuple[int, str]] = []
    for row, text in cells:
        if text in _SIGNS or _NUMBER.fullmatch(text):
            block.append((row, text))
        elif block and not any(map(str.isdigit, text)) and len(text) > 1:
            yield block
            block = []
    yield block


def _lacking(values: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    numbers = [one for one in values if _NUMBER.fullmatch(one[1])]
    for reason, has in (
        ("sign", lambda text: text[0] in _SIGNS),
        ("percent", lambda text: text.endswith(_PERCENT)),
        ("unit", _has_unit),
    ):
        bare = [one for one in numbers if not has(one[1])]
        if not _is_most(len(numbers) - len(bare), len(numbers)):
            continue
        for row, text in bare:
            # A number with a unit of its own needs no per cent.
            if reason != "percent" or text[-1].isdigit():
                yield row, text, reason
    signs = [row for row, text in values if text in _SIGNS]
    if len(signs) >= _MANY:
        held = {row for row, _ in values}
        for row in range(min(signs), max(signs)):
            if row not in held and {row - 1, row + 1} <= set(signs):
                yield row, "", "gap"


def _has_unit(text: str) -> bool:
    """Whether a number does not end with a digit or a scale: 23.4万 of 23.4万㎡ lacks its unit."""
    return not text[-1].isdigit() and text[-1] not in SCALES


def _gaps(
    values: Sequence[tuple[int, str]], rows: Collection[int]
) -> Iterator[tuple[int, str, str]]:
    """The few rows without a number in a column of numbers: what stands there was not seen."""
    held = {row for row, text in values if _NUMBER.fullmatch(text)}
    if len(held) >= _MANY:
        empty = [row for row in range(min(held), max(held)) if row in rows and row not in held]
        if _FEW * len(empty) <= len(held):
            yield from ((row, "", "gap") for row in empty)


def _rows_of_text(sheet: Sheet, column: int) -> set[int]:
    """The rows with texts in other columns, but none in this one, nor a cell over it from above."""
    counts = Counter(one.row for one in sheet.cells if plain(one.text))
    covered = {
        row
        for one in sheet.cells
        if one.column <= column < one.column + one.colspan and plain(one.text)
        for row in range(one.row, one.row + one.rowspan)
    }
    return {row for row, count in counts.items() if count >= _MANY} - covered


def _is_most(count: int, total: int) -> bool:
    return count >= _MANY and count < total and count >= _MOST * total
