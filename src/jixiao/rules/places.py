"""Places: on which line of a rulebook file a field stands, so that an error can name it."""

from __future__ import annotations

import re
from typing import Final

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
    lines = text.splitlines()
    seen, start, top = 0, None, True
    for place, line in enumerate(lines, 1):
        header = _HEADER.fullmatch(line)
        if header is not None:
            if start is not None:
                break
            top = False
            seen += header[1] == name
            if header[1] == name and seen == int(number or 1):
                start = place
        elif (
            start is not None
            and key
            and re.match(rf"\s*{key}\s*=", line)
            or top
            and re.match(rf"\s*{re.escape(name)}\s*[=.]", line)
        ):
            return place
    return start
