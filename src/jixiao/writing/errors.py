"""The one error of writing that is not a missing library or a closed folder."""

from __future__ import annotations

from jixiao.errors import JixiaoError

__all__ = ["WritingError"]


class WritingError(JixiaoError, ValueError):
    """What was handed to `write` cannot be written that way: the suffix, the object or the template."""
