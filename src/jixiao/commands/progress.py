"""Progress (进度): one line on a terminal that says how far it is."""

from __future__ import annotations

import os
import sys

from jixiao.display import pad, path_text, visible, width
from jixiao.writing.terminal import columns_of_terminal

__all__ = ["ProgressLine"]


class ProgressLine:
    """One line on stderr, written over and over; nothing into pipes and logs."""

    def __init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._columns = columns_of_terminal() - 1

    def say(self, number: int, total: int, path: str | os.PathLike[str]) -> None:
        """So many of all are done, the last of them `path`."""
        if self._shown:
            self._write(visible(f"{number}/{total} {path_text(path)}"))

    def clear(self) -> None:
        """An empty line, for what is printed next."""
        if self._shown:
            self._write("")

    def _write(self, text: str) -> None:
        while width(text) > self._columns:
            text = text[:-1]
        print(f"\r{pad(text, self._columns)}\r{text}", end="", file=sys.stderr, flush=True)
