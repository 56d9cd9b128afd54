"""Frames of every kind as rows of Python's own values."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pyarrow as pa

from ..language.given import scalar
from . import FrameError
from .native import known_frame

__all__ = ["records"]


def records(frame: Any) -> list[dict[str, Any]]:
    """See `jixiao.frames.records`."""
    try:
        known = known_frame(frame)
    except FrameError as problem:
        if problem.code != "frame-unknown" or not hasattr(frame, "__arrow_c_stream__"):
            raise
        known = known_frame(pa.table(frame))
    if isinstance(known, nw.LazyFrame):
        known = known.collect()
    return [
        {name: scalar(value) for name, value in row.items()} for row in known.iter_rows(named=True)
    ]
