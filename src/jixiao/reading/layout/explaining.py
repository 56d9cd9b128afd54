"""Explaining: which column of a block was taken for what, and on what evidence."""

from __future__ import annotations

from typing import Final

import attrs

from jixiao.errors import Place

from .columns import Column, Guess, Heading

__all__ = ["Explained", "ReadColumn", "explanation"]

#: Columns that are told apart although no field of an indicator takes them.
_NAMED: Final = frozenset({"past", "side", "initial"})


@attrs.frozen
class ReadColumn:
    """One column of a block: its heading, what it was taken for, and the guess that this rests on.

    Attributes:
        header: the heading as printed, less blanks.
        role: ``name``, ``target``, ``sign`` …; ``unknown`` where it was not read.
        guess: None where the vocabulary knows the heading.
        place: of the heading.
    """

    header: str
    role: str
    guess: Guess | None
    place: Place


@attrs.frozen
class Explained:
    """The columns of one block from left to right, and the place of its heading."""

    columns: tuple[ReadColumn, ...]
    place: Place


def explanation(heading: Heading) -> Explained:
    """How the columns under `heading` were read."""
    read = [column for half in heading.halves for column in half.columns]
    spare = [
        attrs.evolve(column, role=column.role if column.role in _NAMED else "unknown")
        for column in heading.spare
    ]
    columns: dict[int, Column] = {
        column.start: column for column in (*spare, *heading.beside, *read)
    }
    ordered = [columns[start] for start in sorted(columns)]
    return Explained(
        columns=tuple(
            ReadColumn(column.header, column.role, column.guess, column.cell.place)
            for column in ordered
        ),
        place=ordered[0].cell.place if ordered else Place(),
    )
