"""The pages of a file as pictures: PNG, JPEG and TIFF, and the pages of a PDF.

What a page will take is told by its header, before anything of it is unpacked.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, Final

import cv2
import numpy as np

from ..pdfpages.plain import Refused
from .marks import Picture
from .plain import Order

__all__ = ["pictures"]

_FORMATS: Final = ("PNG", "JPEG", "TIFF")
# Points an inch that a page of a PDF is drawn with; the side of larger pages is held to that of A3.
_DOTS: Final = 200
_SIDE: Final = 3400
# A picture whose shorter side is no less than twice this is made smaller by whole steps.
_ENOUGH: Final = 2000


def pictures(data: bytes, order: Order) -> Iterator[tuple[int, int, Callable[[], Picture]]]:
    """The number of each page, how many there are, and what gives its picture; raises `Refused`."""
    return _of_pdf(data, order) if order.pdf else _of_picture(data, order)


def _wanted(count: int, order: Order) -> list[int]:
    chosen = [number for number in order.pages if number <= count] or list(range(1, count + 1))
    return chosen[: order.most]


def _of_pdf(data: bytes, order: Order) -> Iterator[tuple[int, int, Callable[[], Picture]]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as bad:
        raise _damaged("PDF") from bad
    with closing(document):
        count = len(document)
        for number in _wanted(count, order):
            yield number, count, lambda number=number: _drawn(document, number)  # type: ignore[misc]


def _drawn(document: Any, number: int) -> Picture:
    """One page of a PDF, drawn in colour."""
    page = document[number - 1]
    wide, high = page.get_size()
    scale = min(_DOTS / 72, _SIDE / max(wide, high, 1))
    picture = page.render(scale=scale, draw_annots=True).to_numpy()
    page.close()
    return _in_colour(picture)


def _in_colour(picture: Picture) -> Picture:
    """Blue, green, red; grey stays grey."""
    if picture.ndim == 3 and picture.shape[2] == 1:
        picture = picture[..., 0]
    elif picture.ndim == 3 and picture.shape[2] == 4:
        picture = picture[..., :3]
    return np.ascontiguousarray(picture)


def _of_picture(data: bytes, order: Order) -> Iterator[tuple[int, int, Callable[[], Picture]]]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            count = getattr(image, "n_frames", 1)
            for number in _wanted(count, order):
                image.seek(number - 1)
                _refuse_large(image.size, order, number)
                yield number, count, lambda: _unpacked(image)
    except Refused:
        raise
    except Image.DecompressionBombError as bad:
        raise _too_large(order, 1) from bad
    except (UnidentifiedImageError, OSError, ValueError, EOFError, SyntaxError) as bad:
        # Pillow meets damage with errors of many kinds.
        raise _damaged("图片") from bad


def _refuse_large(size: tuple[int, int], order: Order, number: int) -> None:
    if size[0] * size[1] > order.pixels:
        raise _too_large(order, number)


def _unpacked(image: Any) -> Picture:
    """One picture, in colour or in grey, as the camera held it; made smaller where it is vast."""
    from PIL import ImageOps

    # A JPEG can be unpacked at a half, a quarter or an eighth of its size.
    image.draft("RGB", (_ENOUGH, _ENOUGH))
    step = max(1, min(image.size) // _ENOUGH)
    plain = image.convert("L") if image.mode in {"1", "L", "LA"} else _on_white(image)
    plain = plain.reduce(step) if step > 1 else plain
    turned = ImageOps.exif_transpose(plain)
    values = np.asarray(turned)
    return cv2.cvtColor(values, cv2.COLOR_RGB2BGR) if values.ndim == 3 else values.copy()


def _on_white(image: Any) -> Any:
    """What is transparent is paper."""
    from PIL import Image

    if image.mode not in {"RGBA", "PA", "P"}:
        # A copy of a large picture would take as much again.
        return image if image.mode == "RGB" else image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(paper, layer).convert("RGB")


def _too_large(order: Order, number: int) -> Refused:
    return Refused(
        "too-large",
        f"第 {number} 页的图片超过 {order.pixels // 1_000_000} 百万像素的限额",
        "请用 200 至 300 dpi 重新扫描，或把图片缩小后再读",
    )


def _damaged(what: str) -> Refused:
    return Refused(
        "truncated",
        f"不是完整的{what}，可能没有传完或已损坏",
        "请重新获取文件，或重新扫描",
    )
