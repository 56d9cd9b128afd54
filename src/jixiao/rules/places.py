"""Places: on which line of a rulebook file a field stands, so that an error can name it."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import attrs

__all__ = ["line_of"]

_HEADER: Final = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_NUMBERED: Final = re.compile(r"(.*?)(?:\[(\d+)\])?")


def line_of(text: str, field: str) -> int | None:
    """The line that writes `field` (``scales[2].steps[1].share``), else that of its section.

    None where the text has neither.
    """
    head, _, rest = field.partition(".")
    name, number = _NUMBERED.fullmatch(head).groups()  # type: ignore[union-attr]
    inside, _, _ = rest.partition(".")
    key = re.escape(_NUMBERED.fullmatch(inside)[1]) if inside else ""  # type: ignore[index]
    file = _Sections.of(text)
    for place in range(1, file.headers[0]):
        if re.match(rf"\s*{re.escape(name)}\s*[=.]", file.lines[place - 1]):
            return place
    begins, count = file.named.get(name, ()), int(number or 1)
    if not 1 <= count <= len(begins):
        return None
    start = begins[count - 1]
    if key:
        for place in range(start + 1, file.headers[bisect(file.headers, start)]):
            if re.match(rf"\s*{key}\s*=", file.lines[place - 1]):
                return place
    return start


@attrs.frozen
class _Sections:
    """The lines of a file, and on which of them its sections begin: looked through once for all
    the errors of the file.

    `headers` ends with the line behind the last.
    """

    lines: tuple[str, ...]
    headers: tuple[int, ...]
    named: Mapping[str, Sequence[int]]

    @classmethod
    @lru_cache(maxsize=2)
    def of(cls, text: str) -> _Sections:
        lines = tuple(text.splitlines())
        headers: list[int] = []
        named: dict[str, list[int]] = {}
        for place, line in enumerate(lines, 1):
            header = _HEADER.fullmatch(line)
            if header is not None:
                headers.append(place)
                named.setdefault(header[1], []).append(place)
        return cls(lines, (*headers, len(lines) + 1), named)
