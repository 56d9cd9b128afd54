"""PDF (.pdf): the Word document of a form as LibreOffice prints it, where it is installed."""

from __future__ import annotations

from jixiao.reading.office import VARIABLE, OfficeError, office, saved_as

from .errors import WritingError

__all__ = ["able", "printed"]


def able() -> str:
    """The program that prints, for asking before long work.

    Raises:
        WritingError: there is none (``office-missing``).
    """
    program = office()
    if program is None:
        raise WritingError(
            "写 .pdf 要用 LibreOffice 排版，这台机器上没有找到；请安装 LibreOffice（免费）"
            f"或用环境变量 {VARIABLE} 写明它的路径，或者先写成 .docx，用 Word、WPS 另存为 PDF",
            code="office-missing",
        )
    return program


def printed(document: bytes) -> bytes:
    """The pages of a .docx document.

    Raises:
        WritingError: LibreOffice is not installed, or fails within its limits.
    """
    program = able()
    try:
        return saved_as("pdf", document, suffix="docx", program=program)
    except OfficeError as problem:
        raise WritingError(
            f"没有写成 .pdf：{problem.message}；请先写成 .docx，再用 Word、WPS 另存为 PDF",
            code=problem.code,
        ) from problem
