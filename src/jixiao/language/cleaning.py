"""What surrounds a value and says nothing: quotation marks, brackets around all of it, tags, full stops."""

from __future__ import annotations

import re
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ..quantities import chinese_number
from .characters import fold

__all__ = ["clean"]


_TRAILING: Final = " 。.;,、!"


_QUOTES: Final = MappingProxyType(dict(zip("“‘”’\"'「『", "”’”’\"'」』", strict=True)))


_CLOSING: Final = frozenset(_QUOTES.values())


#: What is taken off the ends of a text; another character there needs no second look.
_ENCLOSING: Final = frozenset((*_TRAILING, *_QUOTES, *_CLOSING, *"()[]", *"\t\r\n", ""))


_DASHES: Final = re.compile("-(?: *-)+")  # —— is one dash


_TAGS: Final = ("<p>", "</p>", "<br>", "<br/>", "<br />", "<span>", "</span>", "<div>", "</div>")


def clean(text: str) -> str:
    """`text` folded; marks of a page, a full stop at the end and quotation marks around it blank.

    Every character keeps its place.
    """
    folded = fold(text)
    if "(" in folded:
        folded = _SAID_AGAIN.sub(_said_once, folded)
    if folded[:1] not in _ENCLOSING and folded[-1:] not in _ENCLOSING and "-" not in folded:
        if "<" not in folded or ">" not in folded:
            return folded
    folded = _DASHES.sub(lambda found: found[0][1:].replace("-", " ") + "-", folded)
    if "<" in folded and ">" in folded:
        for tag in _TAGS:
            for form in (tag, tag.upper()):
                folded = folded.replace(form, " " * len(form))
    return _unbracketed(_unquoted(_trimmed(folded)))


#: 12(十二)人, 十二(12)人: a number with another in brackets; what follows is its unit.
_SAID_AGAIN: Final = re.compile(
    r"(?P<first>[0-9]+(?:\.[0-9]+)?)\((?P<words>[^\W0-9_]{1,9})\)|(?P<before>[^\W0-9_]{1,9})\((?P<digits>[0-9]+(?:\.[0-9]+)?)\)"
)


def _said_once(found: re.Match[str]) -> str:
    """The same number without its repetition in brackets; any other text as it is."""
    if found["words"] is not None:
        is_same = chinese_number(found["words"]) == Decimal(found["first"])
    else:
        number = Decimal(found["digits"])
        ends = (chinese_number(found["before"][at:]) for at in range(len(found["before"])))
        is_same = next((one for one in ends if one is not None), None) == number
    bracketed = found[0].index("(")
    return found[0][:bracketed] + " " * (len(found[0]) - bracketed) if is_same else found[0]


def _unbracketed(text: str) -> str:
    """The text without brackets around the whole of it: （18次）, but [80,90] is a range."""
    inner = text.strip()
    if len(inner) < 3 or inner[0] + inner[-1] not in ("()", "[]") or _INTERVAL & set(inner):
        return text
    # [1] is a note, [date] a place to fill in.
    if inner[0] == "[" and inner[1:-1].strip().isascii() and inner[1:-1].strip().isalnum():
        return text
    depth = 0
    for index, char in enumerate(inner):
        depth += (char in "([") - (char in ")]")
        if depth == 0 and index < len(inner) - 1:
            return text
    start = text.index(inner)
    return " " * (start + 1) + inner[1:-1] + " " * (len(text) - start - len(inner) + 1)


_INTERVAL: Final = frozenset(",~-")


def _trimmed(text: str) -> str:
    kept = text.rstrip(_TRAILING)
    return kept + " " * (len(text) - len(kept))


def _unquoted(text: str) -> str:
    """The text without quotation marks around the whole of it, or the ' that Excel puts first."""
    inner = text.strip()
    if not inner or (inner[0] not in _QUOTES and inner[-1] not in _CLOSING):
        return text
    start, size = text.index(inner), len(inner)
    closing = _QUOTES.get(inner[0])
    if closing is not None:
        end = inner.find(closing, 1)
        if end in (-1, size - 1):
            kept = inner[1:] if end < 0 else inner[1:end]
            return _trimmed(" " * (start + 1) + kept + " " * (len(text) - start - 1 - len(kept)))
    if inner[-1] in _CLOSING and not any(one in inner[:-1] for one in _QUOTES):
        return _trimmed(" " * start + inner[:-1] + " " * (len(text) - start - size + 1))
    return text
