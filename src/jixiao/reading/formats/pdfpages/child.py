"""The child process: bounds itself, reads one PDF from its input, writes what it holds.

Its output begins with `READY`, written before a byte of the file was looked at: without
it the interpreter or the library could not be started, which is no fault of the file.
"""

from __future__ import annotations

import json
import sys
from typing import Final

from .plain import Limits, Refused, Sheet, packed
from .wording import Words

__all__ = ["READY", "bind", "main"]

READY: Final = b"ready\n"


def main() -> None:
    """One file: a line of JSON with the limits and the words, then the bytes."""
    from . import document

    output = sys.stdout.buffer
    said, words = json.loads(sys.stdin.buffer.readline())
    limits = Limits(*said)
    output.write(READY)
    output.flush()
    data = sys.stdin.buffer.read()
    bind(memory=limits.memory, seconds=limits.seconds)
    _open_rings()
    found: tuple[Sheet, ...] | Refused
    try:
        found = document.read(data, limits, Words(*words))
    except Refused as refused:
        # The traceback holds what was read, and there may be no memory left to answer in.
        found = refused.with_traceback(None)
        found.__cause__ = found.__context__ = None
    output.write(packed(found))
    output.flush()


def bind(*, memory: int, seconds: int) -> None:
    """Bound the memory of this process, and its time in case that nobody is left who would end it.

    The platforms that have no such bounds (Windows, partly macOS) have the clock of the parent.
    """
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds + 1),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(kind, (least, least))
        except (ValueError, OSError):
            continue


def _open_rings() -> None:
    """Let a reference that leads back to itself lead nowhere, where pdfminer would run round it.

    This changes pdfminer for the whole process, which is why it is done in the child only.
    """
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdftypes import PDFObjectNotFound, PDFObjRef

    plain = PDFDocument.getobj

    def getobj(self: PDFDocument, objid: int) -> object:
        seen = {objid}
        found = plain(self, objid)
        while isinstance(found, PDFObjRef):
            if found.objid in seen:
                raise PDFObjectNotFound(objid)
            seen.add(found.objid)
            found = plain(self, found.objid)
        return found

    PDFDocument.getobj = getobj  # type: ignore[method-assign]
