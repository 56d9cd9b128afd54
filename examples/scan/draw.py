"""Draw a filled form (自评表) as a scanner gives it: slightly turned, with a red seal over it.

The form is invented, and no office's. ``python examples/scan/draw.py`` draws ``自评表.jpg`` again,
for which a font with Chinese characters has to be installed.
"""

from __future__ import annotations

import math
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

# A cell: text, and how many rows and columns it spans; None: covered by another one.
Cell = tuple[str, int, int] | str | None
FONT = "NotoSerifCJK-Regular.ttc"

TITLE = "项目支出绩效自评表"
SUBTITLE = "（2023年度）"
WIDTHS = (150, 190, 330, 170, 170, 110, 110)
FORM: tuple[tuple[Cell, ...], ...] = (
    (
        ("项目名称", 1, 1),
        ("农村公路养护", 1, 2),
        None,
        "实施单位",
        ("某县交通运输局", 1, 3),
        None,
        None,
    ),
    (("项目资金\n（万元）", 2, 1), "", "全年预算数", ("全年执行数", 1, 2), None, "分值", "得分"),
    (None, "年度资金总额", "120.50", ("118.00", 1, 2), None, "10", "9.79"),
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    (("产出指标", 4, 1), ("数量指标", 2, 1), "养护公路里程", "≥86.5公里", "87.2公里", "15", "15"),
    (None, None, "新建错车道", "≥12处", "11处", "10", "9.17"),
    (None, "质量指标", "验收合格率", "≥95%", "98%", "15", "15"),
    (None, "时效指标", "完成时间", "2023年11月底前", "2023年10月", "10", "10"),
    (("效益指标", 2, 1), "社会效益指标", "受益行政村", "≥34个", "34个", "20", "20"),
    (None, "可持续影响指标", "管护制度", "健全", "健全", "10", "10"),
    ("满意度指标", "服务对象满意度指标", "沿线群众满意度", "≥90%", "93.6%", "10", "10"),
    (("总分", 1, 5), None, None, None, None, "100", "98.96"),
)


def drawn(
    form: tuple[tuple[Cell, ...], ...] = FORM,
    widths: tuple[int, ...] = WIDTHS,
    *,
    heading: tuple[str, ...] = (TITLE, SUBTITLE),
    font: str = FONT,
    size: int = 29,
) -> Image.Image:
    """The form in black on white paper, A4 at 200 points an inch."""
    paper = Image.new("RGB", (1654, 2339), "white")
    pen = ImageDraw.Draw(paper)
    letters = ImageFont.truetype(font, size)
    top = 150.0
    for line, larger in zip(heading, (1.5, 1.0), strict=False):
        pen.text((827, top), line, "black", ImageFont.truetype(font, int(size * larger)), "mm")
        top += size * 2.2
    lefts = [(1654 - sum(widths)) / 2 + sum(widths[:column]) for column in range(len(widths) + 1)]
    tops = [top]
    for row in form:
        lines = max(
            (
                len(wrapped(text, lefts[column + across] - lefts[column], letters))
                for column, (text, down, across) in placed(row)
                if down == 1
            ),
            default=1,
        )
        tops.append(tops[-1] + lines * size * 1.3 + 24)
    for number, row in enumerate(form):
        for column, (text, down, across) in placed(row):
            box = lefts[column], tops[number], lefts[column + across], tops[number + down]
            pen.rectangle(box, outline="black", width=2)
            lines = wrapped(text, box[2] - box[0], letters)
            first = (box[1] + box[3]) / 2 - (len(lines) - 1) * size * 0.65
            for index, line in enumerate(lines):
                place = ((box[0] + box[2]) / 2, first + index * size * 1.3)
                pen.text(place, line, "black", letters, "mm")
    return paper


def placed(row: tuple[Cell, ...]) -> list[tuple[int, tuple[str, int, int]]]:
    """The cells of a row that are not covered, with their columns."""
    return [
        (column, (cell, 1, 1) if isinstance(cell, str) else cell)
        for column, cell in enumerate(row)
        if cell is not None
    ]


def wrapped(text: str, width: float, letters: ImageFont.FreeTypeFont) -> list[str]:
    """A text in lines that are no wider than its cell."""
    lines = []
    for part in text.split("\n"):
        line = ""
        for character in part:
            if line and letters.getlength(line + character) > width - 16:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines


def sealed(
    paper: Image.Image,
    middle: tuple[float, float],
    *,
    colour: tuple[int, int, int] = (205, 45, 50),
    font: str = FONT,
) -> Image.Image:
    """The paper with a round seal on it, through which the black below can be seen."""
    radius = 165
    seal = Image.new("L", (2 * radius + 20, 2 * radius + 20), 0)
    pen = ImageDraw.Draw(seal)
    pen.ellipse((10, 10, 2 * radius + 10, 2 * radius + 10), outline=215, width=7)
    star = [
        (
            radius + 10 + (50 if point % 2 == 0 else 20) * math.sin(point * math.pi / 5),
            radius + 10 - (50 if point % 2 == 0 else 20) * math.cos(point * math.pi / 5),
        )
        for point in range(10)
    ]
    pen.polygon(star, fill=215)
    letters = ImageFont.truetype(font, 40)
    name = "某县交通运输局"
    for index, character in enumerate(name):
        turn = math.radians(-120 + 240 * index / (len(name) - 1))
        tile = Image.new("L", (56, 56), 0)
        ImageDraw.Draw(tile).text((28, 28), character, 215, letters, "mm")
        tile = tile.rotate(-math.degrees(turn))
        place = (
            int(radius + 10 + 125 * math.sin(turn) - 28),
            int(radius + 10 - 125 * math.cos(turn) - 28),
        )
        seal.paste(tile, place, tile)
    corner = int(middle[0] - radius - 10), int(middle[1] - radius - 10)
    box = (*corner, corner[0] + seal.width, corner[1] + seal.height)
    below = paper.crop(box)
    # Ink takes light away: what is black stays black.
    inked = Image.composite(Image.new("RGB", seal.size, colour), below, seal)
    darker = Image.merge(
        "RGB",
        [
            Image.composite(a, b, Image.eval(b, lambda value: 255 if value > 110 else 0))
            for a, b in zip(inked.split(), below.split(), strict=True)
        ],
    )
    paper = paper.copy()
    paper.paste(darker, corner)
    return paper


def scanned(paper: Image.Image, *, turn: float = 0.6, grain: int = 9, seed: int = 1) -> Image.Image:
    """The paper as a scanner sees it: turned a little, a little blurred, with grain."""
    chance = random.Random(seed)  # noqa: S311
    turned = paper.rotate(turn, Image.Resampling.BICUBIC, fillcolor="white")
    blurred = turned.filter(ImageFilter.GaussianBlur(0.6))
    noise = Image.frombytes("L", (256, 256), bytes(chance.randrange(256) for _ in range(256 * 256)))
    tiled = Image.new("L", paper.size)
    for left in range(0, paper.width, 256):
        for top in range(0, paper.height, 256):
            tiled.paste(noise, (left, top))
    grainy = Image.merge("RGB", [tiled] * 3)
    return Image.blend(blurred, grainy, grain / 255)


if __name__ == "__main__":
    picture = scanned(sealed(drawn(), (1150, 1180)))
    picture.save(Path(__file__).with_name("自评表.jpg"), quality=55)
