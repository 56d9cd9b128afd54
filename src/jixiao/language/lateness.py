"""Lateness (逾期多久): by how long an actual value says that something was late.

逾期15天 and 推迟2个月完成 tell as much as a day, once the deadline is known.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..criteria import Comparison
from ..quantities import Quantity
from .characters import squeeze
from .lexicon import Lexicon, builtin_lexicon, either
from .reading import read_criterion

__all__ = ["late_by"]


def late_by(text: str, lexicon: Lexicon | None = None) -> Quantity | None:
    """The time that follows a word for being late; None where the text says more or less than that."""
    found = _pattern(lexicon or builtin_lexicon()).fullmatch(squeeze(text))
    if found is None or any(_numeric(one) for one in found["what"]):
        return None  # of several things, or of the second of them
    read = read_criterion(found["time"], lexicon=lexicon)
    if not isinstance(read, Comparison) or read.operator is not None or read.form == "scaled":
        return None
    return read.quantity if read.quantity.number > 0 else None


@lru_cache(maxsize=8)
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """The late thing, the word, the time, and that it was done in the end."""
    late, done = (either(lexicon.words(name)) for name in ("overdue-word", "finished"))
    return re.compile(rf"(?P<what>\w{{0,8}}?)(?:{late})(?P<time>\w[\w.]*?)(?:{done})?")


def _numeric(character: str) -> bool:
    """Whether a character is a digit, 二 too."""
    return unicodedata.numeric(character, None) is not None
