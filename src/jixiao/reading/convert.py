"""Old and foreign documents through LibreOffice, where it is installed (`jixiao.reading.office`)."""

from __future__ import annotations

from typing import Literal

from jixiao.errors import Place, UnreadableDocument

from .office import OfficeError, saved_as

__all__ = ["converted"]


def converted(
    data: bytes,
    *,
    suffix: str,
    target: Literal["docx", "xlsx"],
    refusal: UnreadableDocument,
    program: str,
) -> bytes:
    """`data` as a .docx or .xlsx file, made by `program`.

    Args:
        data: the document.
        suffix: the suffix of its format.
        target: what to make of it.
        refusal: what is said of such a file where nothing converts it; errors build on it.
        program: what `jixiao.reading.office.office` found.

    Raises:
        UnreadableDocument: the document cannot be converted within the limits.
    """
    try:
        return saved_as(target, data, suffix=suffix, program=program)
    except OfficeError as problem:
        raise UnreadableDocument(
            f"{refusal.message}，{problem.message}",
            code=problem.code,
            remedy=refusal.remedy,
            place=refusal.place or Place(),
        ) from problem
