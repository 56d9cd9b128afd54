"""The language of offices: how a text becomes a value, and how an actual value is judged.

Text → `characters` (one spelling) → `tokens` (words of the `lexicon`, numbers) → `phrases`
(amounts, dates, bounds) → `roles` and the grammar → a criterion. An actual value comes the same
way as far as the phrases; `achieved` then tells which number counts, and `judging` what it
makes of a target. A word stands once, in ``lexicon.toml``; nothing in this package names one.
"""

from __future__ import annotations

from .characters import fold, squeeze
from .judging import judge, read_actual
from .lexicon import Lexicon, builtin_lexicon
from .reading import (
    LONGEST,
    counts_alone,
    parse,
    read_criteria,
    read_criterion,
    reads_alike,
)
from .sign_and_unit import is_no_sign, sign_operator

__all__ = [
    "LONGEST",
    "Lexicon",
    "builtin_lexicon",
    "counts_alone",
    "fold",
    "is_no_sign",
    "judge",
    "parse",
    "read_actual",
    "read_criteria",
    "read_criterion",
    "reads_alike",
    "sign_operator",
    "squeeze",
]
