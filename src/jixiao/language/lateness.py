"""Lateness (逾期多久): by how long an actual value says that something was late.

逾期15天 and 推迟2个月完成 tell as much as a day, once the deadline is known.
"""

from __future__ import annotations

import re
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
    if found is None:
        return None
    read = read_criterion(found["time"], lexicon=lexicon)
    if not isinstance(read, Comparison) or read.operator is not None or read.form == "scaled":
        return None
    return read.quantity if read.quantity.number > 0 else None


@lru_cache(maxsize=8)
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """The late thing (not two of them), the word, the time, and that it was done in the end."""
    late, done = (either(lexicon.words(name)) for name in ("overdue-word", "finished"))
    return re.compile(
        rf"[^\W\d一二两三四五六七八九十]{{0,8}}?(?:{late})(?P<time>[^，,；;。、]+?)才?(?:{done})?"
    )
