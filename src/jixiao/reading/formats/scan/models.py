"""The two networks: where text stands on a picture, and what a line of text says.

The networks are files of the installed package ``rapidocr`` and run on ``onnxruntime``. Only
its files are used, not its program: that one loads from the network what it does not find.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import cv2
import numpy as np

from ..pdfpages.plain import Refused
from .marks import Extent, Picture

__all__ = ["Networks", "Reading"]

_FINDS: Final = "*_det_*.onnx"
_READS: Final = "*_rec_*.onnx"
# Lines that are read at once; each costs some megabytes for every step of its width.
_BATCH: Final = 6
# The height that lines are scaled to; how much narrower than high the network still reads one.
_HEIGHT: Final = 48
_NARROWEST: Final = 1.5
_WIDEST: Final = 60
# A point is of text from this probability, and a patch from this mean.
_POINT: Final = 0.3
_PATCH: Final = 0.5
# The network finds the core of a text line, which is the smaller by this share of its size.
_CORE: Final = 1.6
# Sides are a multiple of this.
_STEP: Final = 32


class Reading(NamedTuple):
    """What one line of text says, and the probability of its least certain character."""

    text: str
    least: float
    mean: float


class Networks:
    """Both networks, loaded; `threads` bounds the processors they take."""

    def __init__(self, *, threads: int) -> None:
        self._finding = _session(_FINDS, threads)
        self._reading = _session(_READS, threads)
        characters = self._reading.get_modelmeta().custom_metadata_map.get("character")
        if not characters:
            raise _unfit()
        # The first class is "no character", the last one the blank.
        self._characters = ["", *characters.splitlines(), " "]
        self._twins = _twins(self._characters)

    def find(self, picture: Picture, *, side: int) -> list[Extent]:
        """Where lines of text stand, found on the picture with no side longer than `side`."""
        high, wide = picture.shape[:2]
        factor = min(1.0, side / max(high, wide))
        size = [max(_STEP, round(one * factor / _STEP) * _STEP) for one in (wide, high)]
        small = cv2.resize(_coloured(picture), size, interpolation=cv2.INTER_AREA)
        points = self._finding.run(None, {"x": _normal(small)[None]})[0][0, 0]
        mask = cv2.dilate((points > _POINT).astype(np.uint8), np.ones((2, 2), np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
        found = []
        for index in range(1, count):
            left, top, width, height = (int(one) for one in stats[index][:4])
            patch = labels[top : top + height, left : left + width] == index
            if min(width, height) < 3:
                continue
            if points[top : top + height, left : left + width][patch].mean() < _PATCH:
                continue
            grown = _CORE * width * height / (2 * (width + height))
            across, down = wide / size[0], high / size[1]
            found.append(
                Extent(
                    max(0.0, (left - grown) * across),
                    max(0.0, (top - grown) * down),
                    min(float(wide), (left + width + grown) * across),
                    min(float(high), (top + height + grown) * down),
                )
            )
        return found

    def read(self, lines: Sequence[Picture]) -> list[Reading]:
        """What each picture of one line says."""
        ratios = [line.shape[1] / line.shape[0] for line in lines]
        order = sorted(range(len(lines)), key=ratios.__getitem__)
        found = [Reading("", 1.0, 1.0)] * len(lines)
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            widest = min(_WIDEST, max(_NARROWEST, *(ratios[index] for index in part)))
            stack = np.stack([_line(lines[index], widest) for index in part])
            chances = self._reading.run(None, {"x": stack})[0]
            best = chances.argmax(2)
            # Whether ） or ) is meant is no doubt of what is said.
            sure = sum(
                np.take_along_axis(chances, one[..., None], 2)[..., 0] * (one > 0)
                for one in (best, self._twins[best])
            )
            for number, index in enumerate(part):
                found[index] = self._said(best[number], sure[number])
        return found

    def _said(self, classes: Picture, sure: Picture) -> Reading:
        """Runs of one class are one character, and a blank says nothing of certainty."""
        kept = (classes != 0) & np.r_[True, classes[1:] != classes[:-1]]
        text = "".join(self._characters[index] for index in classes[kept])
        inked = sure[kept & (classes != len(self._characters) - 1)]
        if not inked.size:
            return Reading(text.strip(), 1.0, 1.0)
        return Reading(text.strip(), float(inked.min()), float(inked.mean()))


def _twins(characters: Sequence[str]) -> Picture:
    """For each class the other one that is the same sign in another width, or 0."""
    first: dict[str, int] = {}
    found = np.zeros(len(characters), np.intp)
    for index, character in enumerate(characters):
        key = unicodedata.normalize("NFKC", character)
        if character and key in first:
            found[index], found[first[key]] = first[key], index
        first.setdefault(key, index)
    return found


def _coloured(picture: Picture) -> Picture:
    return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture


def _normal(picture: Picture) -> Picture:
    values: Picture = picture.astype(np.float32).transpose(2, 0, 1)
    return (values / 255 - 0.5) / 0.5


def _line(picture: Picture, ratio: float) -> Picture:
    """One line scaled to the height of the network, with nothing behind it up to the width."""
    width = min(int(_HEIGHT * ratio), max(1, round(_HEIGHT * picture.shape[1] / picture.shape[0])))
    scaled = cv2.resize(_coloured(picture), (width, _HEIGHT))
    room = np.zeros((3, _HEIGHT, int(_HEIGHT * ratio)), np.float32)
    room[:, :, :width] = _normal(scaled)
    return room


def _session(pattern: str, threads: int) -> Any:
    import onnxruntime

    path = _model(pattern)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(
            str(path), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as bad:
        # onnxruntime has errors of its own for each kind of damage.
        raise _unfit(path) from bad


def _model(pattern: str) -> Path:
    """The one file of the installed package that fits `pattern`."""
    spec = importlib.util.find_spec("rapidocr")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    found = [path for folder in folders for path in sorted(Path(folder, "models").glob(pattern))]
    if not found:
        raise _unfit(Path("rapidocr", "models", pattern))
    return found[0]


def _unfit(path: Path | None = None) -> Refused:
    named = f"（{path.name}）" if path else ""
    return Refused(
        "model-missing",
        f"文字识别的模型文件{named}不在已安装的 rapidocr 里，或不能用；jixiao 不从网上下载模型",
        '请重新安装：pip install --force-reinstall "rapidocr>=3.10"',
    )
