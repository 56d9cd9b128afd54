"""What can become of an indicator when it is scored (状态), each word written once."""

from __future__ import annotations

from typing import Final, Literal

__all__ = [
    "DONE",
    "EXCEEDED",
    "EXCLUDED",
    "MISSED",
    "MISSING",
    "OPEN",
    "OVERRUN",
    "PENDING",
    "UNFILLED",
    "Status",
]

Status = Literal["完成", "未完成", "超额", "超标", "待评定", "缺实际值", "不适用"]

DONE: Final = "完成"
MISSED: Final = "未完成"
#: Far above the target.
EXCEEDED: Final = "超额"
#: A limit exceeded.
OVERRUN: Final = "超标"
#: An evaluator must decide; points may stand provisionally.
OPEN: Final = "待评定"
#: No actual value.
MISSING: Final = "缺实际值"
#: The indicator does not apply this year and is not scored.
EXCLUDED: Final = "不适用"
#: What stands for points that are not known yet: a 0 would say that all are lost.
PENDING: Final = "待定"
#: What stands for the total of a table of targets, which no unit has filled in yet.
UNFILLED: Final = "未填实际值"
