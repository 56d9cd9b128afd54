"""The process that reads scans: bounds itself, reads one file from its input, writes what it holds.

Like that of `pdfpages`, but for what it says after each page.
"""

from __future__ import annotations

import json
import sys

from ..pdfpages.child import READY, bind
from ..pdfpages.plain import Limits, Refused, Sheet, packed
from .plain import Order

__all__ = ["main"]


def main() -> None:
    """One file: a line of JSON with the order, then the bytes."""
    output = sys.stdout.buffer
    limits, *others = json.loads(sys.stdin.buffer.readline())
    order = Order(Limits(*limits), *others)
    # onnxruntime and OpenCV start threads, each of which takes addresses, when they are loaded.
    from . import document

    data = sys.stdin.buffer.read()
    output.write(READY)
    output.flush()
    bind(memory=order.limits.memory, seconds=order.limits.seconds * order.threads)

    def note(*numbers: int) -> None:
        output.write(json.dumps(numbers).encode("ascii") + b"\n")
        output.flush()

    found: tuple[Sheet, ...] | Refused
    try:
        found = document.read(data, order, note=note)
    except Refused as refused:
        found = refused.with_traceback(None)
        found.__cause__ = found.__context__ = None
    except MemoryError:
        found = Refused(
            "too-large",
            f"识别图片所用的内存超过 {order.limits.memory >> 20} MB 的限额",
            "请用 200 至 300 dpi 重新扫描，或把图片缩小后再读",
        )
    except Exception as bad:
        # What pdfium, Pillow, OpenCV and onnxruntime raise at a damaged picture is of many kinds.
        found = Refused(
            "scan-failed",
            f"识别图片时出错（{type(bad).__name__}），文件可能已损坏",
            "请重新扫描，或取得原始的 Word、Excel 文件",
        )
    output.write(packed(found))
    output.flush()
