"""Rows that a page break cuts: a cell is made whole before anybody reads a value in it."""

from __future__ import annotations

from collections.abc import Sequence

from .plain import Sheet
from .tables import TOLERANCE, Box, Page, Ruled, as_wide, is_full, steady

__all__ = ["join"]


def join(parts: Sequence[Page | Sheet]) -> None:
    """Move the pieces of cut rows to where the rows begin, cell by cell."""
    last: Ruled | None = None
    for part in parts:
        tables = part.tables if isinstance(part, Page) else []
        if last is not None and tables and as_wide(last.across, tables[0].across):
            if _join(last, tables[0]) and len(tables) == 1:
                # The page holds a piece of the row only, which may go on behind the next break.
                last.open_bottom = tables[0].open_bottom
                continue
        last = tables[-1] if tables else None


def _join(above: Ruled, below: Ruled) -> bool:
    """Whether all of the table `below` was the rest of the last row `above`."""
    before, after = above.rows(), below.rows()
    if not before or not after:
        return False
    texts = {_texts(row) for row in before}
    # The heading that a table repeats on each page is no piece of a row.
    start = 0
    while (
        start < len(after) - 1 and len(_texts(after[start])) > 1 and _texts(after[start]) in texts
    ):
        start += 1
    first, last = after[start], before[-1]
    others = [*before[:-1], *after[start + 1 :]]
    is_open = above.open_bottom and below.open_top and not start
    if not _is_rest(first, last, others, left=above.across[0], is_open=is_open):
        return False
    for piece in first:
        if piece.text:
            whole = next(box for box in last if box.matches(piece))
            whole.text = _together(whole.text, piece.text)
            whole.struck += piece.struck
            whole.noted += piece.noted
            whole.remarks += piece.remarks
            below.joined.append((piece, whole))
            piece.text = piece.struck = piece.noted = ""
            piece.remarks = []
    return first is after[-1]


def _texts(row: Sequence[Box]) -> tuple[str, ...]:
    return tuple(box.text for box in row if box.text)


def _is_rest(
    first: Sequence[Box],
    last: Sequence[Box],
    others: Sequence[Sequence[Box]],
    *,
    left: float,
    is_open: bool,
) -> bool:
    """Whether the `first` row behind a page break is a piece of the `last` one before it.

    What other rows of their shape fill, a piece lacks. Where a line closes both rows at the
    break they are two rows unless the rest begins none: it lacks what rows begin with, or its
    texts go on with lines that were full, and it has nothing where the row before has nothing.
    """
    shape = [box for box in last if any(box.matches(one) for one in first)]
    pieces = [next(one for one in first if one.matches(box)) for box in shape]
    begun = [bool(box.text) for box in shape]
    more = [bool(box.text) for box in pieces]
    if not any(begun) or sum(more) != len(_texts(first)) or not any(more):
        return False
    known = steady(shape, others)
    if len(known) < 2:
        # One long text, such as a goal, in a row like no other.
        return is_open and sum(more) == 1 and begun[more.index(True)]
    start, restart = begun.index(True), more.index(True)
    leftmost = shape[start].left <= left + TOLERANCE
    if is_open:
        # A row that begins at the very left has a label of its own, unless that is all of it.
        if restart < start or (restart == start and leftmost and sum(more) > 1):
            return False
        return not is_full(more, known) or not is_full(begun, known)
    return (
        is_full(begun, known)
        and not is_full(more, known)
        and (restart > start or _runs_on(shape, pieces))
        # A label of a level may stand alone before a page break; a name, behind blank labels, is one.
        and (not leftmost or len(others) >= 4)
        and start in known
        and all(b for b, m in zip(begun, more, strict=True) if m)
    )


def _runs_on(wholes: Sequence[Box], pieces: Sequence[Box]) -> bool:
    """Whether every text could not but go on in a new line; 指标2： and …… are no rest of a text."""
    return all(
        whole.full and piece.text[-1].isalnum()
        for whole, piece in zip(wholes, pieces, strict=True)
        if piece.text
    )


def _together(one: str, other: str) -> str:
    """A text cut by a page break; two Latin words stay two, but digits are one number."""
    ends = one[-1:], other[:1]
    gap = " " if all(end.isascii() and end.isalpha() for end in ends) else ""
    return one + gap + other
