"""What stands in each cell, read twice, and how sure that is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

import cv2
import numpy as np

from jixiao.language.lexicon import builtin_lexicon

from .marks import Extent, Picture
from .models import Networks, Reading

__all__ = ["Piece", "Sheet", "nothing", "pieces_of"]

# The side of the page on which lines of text are looked for.
_SIDE: Final = 2000
# The second reading is of so much more of the page at either side.
_ASIDE: Final = 5
# Ink of a character: its height, and how much of it there is at least.
_SIGN: Final = (10, 70)
_BLOT: Final = 40
# What is filled over so many points each way is no stroke.
_FILLED: Final = 9
# More patches of ink than this in a cell without text are a picture or a stain.
_SPOTS: Final = 40
# Ink is darker than this on even paper.
_DARK: Final = 150
_FAINT: Final = 170
# What hangs together in ink of this darkness is one stroke or character.
_STROKE: Final = 190
# What a rule at the side of a text looks like to the network, besides the words of the lexicon.
_RULE: Final = "rule"
# What an empty box beside other boxes looks like; alone it may be a unit.
_BOX: Final = "box"
_LETTERS: Final = "[]lI "
# A number that is drawn behind a lone sign, which is read as a letter otherwise.
_NUMBER: Final = "100%"
#: What a ‰ is read as where its second ring stands apart.
_MILLE: Final = re.compile(r"(?<=[0-9])[%％][0oO〇](?![0-9])")
_SPECK: Final = re.compile(r"^[.·](?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[.·]$")
# Readings of less certainty say nothing.
_NOISE: Final = 0.4
# Readings of more certainty are clear.
_CLEAR: Final = 0.8


class Sheet:
    """A flat page: in grey, the same without rules, where ink is, and its patches of ink."""

    def __init__(self, grey: Picture, clean: Picture, ink: Picture) -> None:
        self.grey = grey
        self.clean = clean
        self.ink = ink
        dark = (clean < _STROKE).astype(np.uint8)
        _, self._patches, self._stats, _ = cv2.connectedComponentsWithStats(dark)

    def cut(self, extent: Extent, *, aside: float, above: float, ruled: bool = False) -> Picture:
        """A part of the page, with or without rules, without what reaches in from the next line."""
        crop = extent.cut(self.grey if ruled else self.clean, aside=aside, above=above)
        patches = extent.cut(self._patches, aside=aside, above=above)
        foreign = []
        for index in np.unique(patches)[1:]:
            top, high = float(self._stats[index][1]), float(self._stats[index][3])
            inside = min(extent.bottom, top + high) - max(extent.top, top)
            if inside < 0.4 * high:
                foreign.append(index)
        if foreign:
            mask = np.isin(patches, foreign).astype(np.uint8)
            crop = np.where(cv2.dilate(mask, np.ones((3, 3), np.uint8)) > 0, 255, crop)
        return crop.astype(np.uint8)


class Piece(NamedTuple):
    """One line of text in a cell.

    Attributes:
        room: the index of the cell, or -1 for text outside of all.
        first, second: both readings; the second is None where none was made.
        text: the better of them.
        least: the certainty of the least certain character of what was taken.
        lone: a sign that stands alone, read before a drawn number.
        split: the line was cut at a wall.
        sealed: a grey seal lies over it.
    """

    room: int
    extent: Extent
    first: Reading
    second: Reading | None
    text: str
    least: float
    lone: bool
    split: bool
    sealed: bool = False


class _Job(NamedTuple):
    room: int
    extent: Extent
    split: bool


def pieces_of(sheet: Sheet, rooms: Sequence[Extent], networks: Networks) -> list[Piece]:
    """All text of a page, each line of each cell."""
    jobs = _jobs(sheet, rooms, networks)
    if not jobs:
        return []
    tall = _tall(jobs)
    crops = [_crop(sheet, job.extent, tall) for job in jobs]
    first = networks.read(crops)
    flat = [
        index
        for index, job in enumerate(jobs)
        if job.room >= 0 and job.extent.height < 1.2 * job.extent.width
    ]
    again = networks.read(
        [sheet.cut(jobs[index].extent, aside=_ASIDE, above=1, ruled=True) for index in flat]
    )
    second = dict(zip(flat, again, strict=True))
    alone = [
        index for index, job in enumerate(jobs) if job.room >= 0 and job.extent.width < 1.4 * tall
    ]
    wider = [
        _padded(sheet.cut(jobs[index].extent, aside=3, above=3, ruled=True), tall)
        for index in alone
    ]
    near = networks.read([_numbered(crops[index]) for index in alone])
    wide = networks.read([_numbered(crop) for crop in wider])
    signs = dict(zip(alone, zip(near, wide, strict=True), strict=True))
    found = [
        _piece(job, first[index], second.get(index), signs.get(index))
        for index, job in enumerate(jobs)
    ]
    pieces = _laid(sheet, [piece for piece in found if piece is not None], tall, networks)
    return [*pieces, *_unsaid(sheet, rooms, pieces)]


def _laid(sheet: Sheet, pieces: Sequence[Piece], tall: float, networks: Networks) -> list[Piece]:
    """The pieces, with words in narrow cells that stand one character a line laid in one line.

    A character alone is read less surely than in its word.
    """
    held: dict[int, list[Piece]] = {}
    for piece in pieces:
        held.setdefault(piece.room, []).append(piece)
    stacks = [
        sorted(room, key=lambda piece: piece.extent.top)
        for index, room in held.items()
        if index >= 0
        and len(room) > 1
        and all(piece.text and piece.extent.width < 1.4 * tall for piece in room)
    ]
    lines = networks.read([_row(sheet, stack) for stack in stacks])
    found = list(pieces)
    for stack, line in zip(stacks, lines, strict=True):
        apart = "".join(piece.text for piece in stack)
        if len(plain(line.text)) != len(plain(apart)) or line.least < _CLEAR:
            continue
        extent = stack[0].extent
        for piece in stack[1:]:
            extent = extent.with_(piece.extent)
        least = min(piece.least for piece in stack)
        first = Reading(apart, least, least)
        found = [piece for piece in found if not any(piece is one for one in stack)]
        found.append(Piece(stack[0].room, extent, first, line, line.text, line.least, False, False))
    return found


def _row(sheet: Sheet, stack: Sequence[Piece]) -> Picture:
    crops = [sheet.cut(piece.extent, aside=1, above=2) for piece in stack]
    high = max(crop.shape[0] for crop in crops)
    return np.hstack(
        [
            cv2.copyMakeBorder(crop, 0, high - crop.shape[0], 0, 0, cv2.BORDER_CONSTANT, value=255)
            for crop in crops
        ]
    )


def _unsaid(sheet: Sheet, rooms: Sequence[Extent], pieces: Sequence[Piece]) -> list[Piece]:
    """For each cell with ink that no piece accounts for, a piece without text."""
    taken: dict[int, list[Extent]] = {}
    for piece in pieces:
        taken.setdefault(piece.room, []).append(piece.extent)
    return [
        nothing(index, patches[0])
        for index, room in enumerate(rooms)
        if (patches := _patches(sheet, room, taken.get(index, ())))
    ] + [
        nothing(piece.room, patches[0])
        for piece in pieces
        if piece.room >= 0
        and len(patches := _solid(sheet, piece.extent)) > sum(map(_is_solid, piece.text))
    ]


def _solid(sheet: Sheet, extent: Extent) -> list[Extent]:
    """Filled boxes in a line of text, which the network likes to pass over."""
    dark = (extent.cut(sheet.clean) < _DARK).astype(np.uint8)
    filled = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((_FILLED, _FILLED), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(filled)
    return [
        Extent(
            extent.left + left,
            extent.top + top,
            extent.left + left + width,
            extent.top + top + high,
        )
        for left, top, width, high in stats[1:count, :4].astype(float)
        if 0.6 * high <= width <= 1.6 * high
    ]


def nothing(room: int, extent: Extent, *, sealed: bool = False) -> Piece:
    """A place in a cell of which nothing was read."""
    said = Reading("", 0.0, 0.0)
    return Piece(room, extent, said, None, "", 0.0, lone=False, split=False, sealed=sealed)


def _tall(jobs: Sequence[_Job]) -> float:
    """How high a line of text in a cell is."""
    return float(np.median([job.extent.height for job in jobs if job.room >= 0] or [33.0]))


def _piece(
    job: _Job,
    first: Reading,
    second: Reading | None,
    signs: tuple[Reading, Reading] | None,
) -> Piece | None:
    if second is not None:
        second = second._replace(text=_without_bars(second.text, first.text))
    near, wide = (_signed(one) for one in signs) if signs else (None, None)
    if signs:
        first, second = _meant(first), second and _meant(second)
    lone = False
    if near is not None:
        if first.least > _CLEAR and near.text == first.text:
            second = near
        elif near.least > max(first.least, _CLEAR):
            lone, first, second = True, near, wide or second
        else:
            second = second or near
    first, second = _boxed(first), second and _boxed(second)
    better = first
    if second is not None and plain(first.text) != plain(second.text):
        better = second if _is_better(second, first) else first
    text, least = better.text, better.least
    if len(text) == 1 and max(least, first.mean) < _NOISE:
        text = ""
    if not text and job.room < 0:
        return None
    return Piece(job.room, job.extent, first, second, _mended(text), least, lone, job.split)


def _mended(text: str) -> str:
    """0.8%0 is 0.8‰; a speck of dirt beside a character of Chinese is no full stop of a form."""
    return _SPECK.sub("", _MILLE.sub("‰", text))


def _signed(reading: Reading) -> Reading | None:
    """What stood before the drawn number, or None where that was not read."""
    said = reading.text.replace(" ", "")
    if not said.endswith(_NUMBER):
        return None
    return _meant(reading._replace(text=said.removesuffix(_NUMBER)))


def _meant(reading: Reading) -> Reading:
    return reading._replace(text=_signs().get(reading.text, reading.text))


def _boxed(reading: Reading) -> Reading:
    """A reading in which all boxes are boxes, where one is for certain."""
    if not any(map(_is_box, reading.text)):
        return reading
    looks = builtin_lexicon().words("scanned", _BOX)
    return reading._replace(text="".join("□" if one in looks else one for one in reading.text))


def _is_box(character: str) -> bool:
    name = unicodedata.name(character, "")
    return name.endswith(" SQUARE") or name.startswith("BALLOT BOX")


def _is_solid(character: str) -> bool:
    """Whether a sign is a filled one, or a box that is ticked."""
    return unicodedata.name(character, "").startswith(("BLACK ", "BALLOT BOX WITH "))


@cache
def _signs() -> Mapping[str, str]:
    """What signs that stand alone look like to the network, each with the sign."""
    looks = builtin_lexicon().classes["scanned"]
    return MappingProxyType(
        {look: sign for sign, all_ in looks.items() if sign not in {_RULE, _BOX} for look in all_}
    )


@cache
def _bars() -> str:
    return "".join((*builtin_lexicon().words("scanned", _RULE), " "))


def _without_bars(text: str, other: str) -> str:
    """A reading without the rules at its ends, where the `other` reading has none there."""
    ends = _bars() + _LETTERS
    bare = text.strip(ends)
    return bare if plain(bare) == plain(other.strip(ends)) else text.strip(_bars())


def _is_better(one: Reading, other: Reading) -> bool:
    return one.least > other.least or (len(one.text) > len(other.text) and one.least > 0.9)


def plain(text: str) -> str:
    """A text without what two readings may differ in: blanks, and the width of signs."""
    return "".join(unicodedata.normalize("NFKC", text).split())


# ---------------------------------------------------------------- where text stands


def _jobs(sheet: Sheet, rooms: Sequence[Extent], networks: Networks) -> list[_Job]:
    jobs: list[_Job] = []
    for one in networks.find(sheet.clean, side=_SIDE):
        owners = _owners(one, rooms)
        if not owners:
            jobs.append(_Job(-1, one, False))
        for index in owners:
            extent = one
            if len(owners) > 1:
                room = rooms[index]
                extent = one.shared(
                    Extent(room.left + 2, room.top + 1, room.right - 2, room.bottom - 1)
                )
                if (extent.cut(sheet.clean) < _DARK).sum() < 20:
                    continue
            jobs.append(_Job(index, extent, len(owners) > 1))
    tall = _tall(jobs)
    jobs = [
        job._replace(extent=part) for job in jobs for part in _lines(sheet.clean, job.extent, tall)
    ]
    jobs = _once([job for one in jobs for job in _freed(sheet.clean, one, jobs, tall)])
    taken: dict[int, list[Extent]] = {}
    for job in jobs:
        taken.setdefault(job.room, []).append(job.extent)
    for index, room in enumerate(rooms):
        jobs += [_Job(index, one, False) for one in _missed(sheet, room, taken.get(index, ()))]
    return jobs


def _once(jobs: Sequence[_Job]) -> list[_Job]:
    """The jobs with those of one line in one cell that lie over one another made one."""
    kept: list[_Job] = []
    for job in sorted(jobs, key=lambda one: -one.extent.width * one.extent.height):
        extent = job.extent
        for number, other in enumerate(kept):
            part = extent.shared(other.extent)
            low = min(extent.height, other.extent.height)
            if other.room == job.room and part.height > 0.6 * low and part.width > 0.2 * low:
                kept[number] = other._replace(extent=other.extent.with_(extent))
                break
        else:
            kept.append(job)
    return kept


def _freed(clean: Picture, job: _Job, jobs: Sequence[_Job], tall: float) -> list[_Job]:
    """A part that was cut at a wall, without what the whole lines in its cell cover."""
    if not job.split:
        return [job]
    left, top, right, bottom = job.extent
    for other in (one.extent for one in jobs if one.room == job.room and not one.split):
        part = other.shared(job.extent)
        if part.width <= 0 or part.height <= 0:
            continue
        if part.height < 0.5 * job.extent.height:
            top, bottom = (
                (max(top, other.bottom), bottom)
                if other.top <= job.extent.top
                else (top, min(bottom, other.top))
            )
        elif other.left <= left:
            left = max(left, other.right)
        else:
            right = min(right, other.left)
    if right - left < 0.3 * tall or bottom - top < 0.3 * tall:
        return []
    columns = np.flatnonzero((Extent(left, top, right, bottom).cut(clean) < _DARK).any(0))
    if not columns.size:
        return []
    begin = int(left)
    left, right = max(left, begin + columns[0] - 3.0), min(right, begin + columns[-1] + 3.0)
    return [job._replace(extent=Extent(left, top, right, bottom))]


def _lines(clean: Picture, extent: Extent, tall: float) -> list[Extent]:
    """The lines of text in what the detector took for one, without slivers of their neighbours.

    Args:
        clean: the page without rules and seals; dark where there is ink.
        extent: the box that was found, in pixels.
        tall: the height of a usual line of the page, in pixels.
    """
    if extent.height > 1.8 * extent.width and extent.height < 2.5 * tall:
        return [extent]
    rows = (extent.cut(clean) < _DARK).any(1)
    bands = [band for band in _runs(rows) if band[1] - band[0] > 1]
    high = max((end - start for start, end in bands), default=0)
    full = [band for band in bands if band[1] - band[0] > max(0.5 * tall, 0.6 * high)]
    top = int(extent.top)
    if len(full) > 1:
        return [
            extent._replace(top=max(extent.top, top + start - 3.0), bottom=top + end + 2.0)
            for start, end in full
        ]
    if not full:
        return [extent]
    # What the edge of the box cuts, apart from the rest, is of another line.
    kept = [
        band
        for band in bands
        if band in full or (band[0] > 0 and band[1] < len(rows)) or band[1] - band[0] > 0.4 * high
    ]
    return [
        extent._replace(
            top=max(extent.top, top + kept[0][0] - 3.0),
            bottom=min(extent.bottom, top + kept[-1][1] + 2.0),
        )
    ]


def _runs(marks: Picture) -> list[tuple[int, int]]:
    """Where runs of true begin and end."""
    turns = np.flatnonzero(np.diff(np.r_[False, marks, False].astype(np.int8)))
    return [(int(start), int(end)) for start, end in turns.reshape(-1, 2)]


def _owners(one: Extent, rooms: Sequence[Extent]) -> list[int]:
    """The cells that hold a noteworthy part of a line of text, the most first."""
    over = []
    for index, room in enumerate(rooms):
        part = one.shared(room)
        if part.width <= 0 or part.height <= 0:
            continue
        if (
            part.width > 0.35 * one.height and part.height > 0.35 * min(one.height, room.height)
        ) or (part.width > 0.5 * one.width and part.height > 0.5 * one.height):
            over.append((part.width * part.height, index))
    return [index for _, index in sorted(over, reverse=True)]


def _patches(sheet: Sheet, room: Extent, taken: Sequence[Extent]) -> list[Extent]:
    """Ink in a cell that is in none of the extents `taken`."""
    inner = Extent(room.left + 4, room.top + 4, room.right - 5, room.bottom - 5)
    if inner.width < 6 or inner.height < 6:
        return []
    ink = inner.cut(sheet.ink) & ((inner.cut(sheet.clean) < _FAINT) * np.uint8(255))
    left, top = int(inner.left), int(inner.top)
    for one in taken:
        ink[
            max(0, int(one.top) - 2 - top) : max(0, int(one.bottom) + 3 - top),
            max(0, int(one.left) - 4 - left) : max(0, int(one.right) + 5 - left),
        ] = 0
    count, _, stats, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(ink, np.ones((3, 5), np.uint8))
    )
    return [
        Extent(left + box[0], top + box[1], left + box[0] + box[2], top + box[1] + box[3])
        for box in stats[1:count].astype(float)
        if max(box[2], box[3]) >= _SIGN[0] and box[4] > _BLOT
    ]


def _missed(sheet: Sheet, room: Extent, taken: Sequence[Extent]) -> list[Extent]:
    """Ink in a cell in which no text was found: lone signs and digits, the end of a text."""
    patches = _patches(sheet, room, taken)
    if len(patches) > _SPOTS:
        return []
    lines: list[Extent] = []
    for one in sorted(patches, key=lambda box: box.top):
        last = lines[-1] if lines else None
        # The bars of = and the parts of ≥ stand apart.
        if last is not None and one.top < last.bottom + _SIGN[0]:
            lines[-1] = last.with_(one)
        else:
            lines.append(one)
    return [line for line in lines if line.height <= _SIGN[1]]


def _crop(sheet: Sheet, extent: Extent, tall: float) -> Picture:
    """The picture of a line for the first reading; a line that stands is laid down."""
    if extent.height > 1.8 * extent.width and extent.height > 1.5 * tall:
        return np.ascontiguousarray(np.rot90(sheet.cut(extent, aside=2, above=2)))
    return _padded(sheet.cut(extent, aside=2, above=2), tall)


def _padded(crop: Picture, tall: float) -> Picture:
    """A crop with white paper around it, so that a low or narrow one is not blown up."""
    above = max(0, round((tall - crop.shape[0]) / 2))
    aside = 6 if crop.shape[1] < 1.5 * tall else 0
    if not above and not aside:
        return crop
    return cv2.copyMakeBorder(crop, above, above, aside, aside, cv2.BORDER_CONSTANT, value=255)


def _numbered(crop: Picture) -> Picture:
    """A crop with a number drawn behind it."""
    high = crop.shape[0]
    scale = high / 48
    paper = np.full((high, int(105 * scale)), 255, np.uint8)
    cv2.putText(
        paper,
        _NUMBER,
        (2, int(high * 0.7)),
        cv2.FONT_HERSHEY_SIMPLEX,
        1.05 * scale,
        30,
        max(1, round(2.4 * scale)),
        cv2.LINE_AA,
    )
    return np.hstack([crop, paper])
