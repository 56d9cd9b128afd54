"""Draw the pictures of the page ``gallery``: ``make gallery``, then look at each of them.

Every picture is an output of today on the tables of the examples: documents are printed by
LibreOffice, pages and terminals by Chromium. They are small and of few colours, so that all of
them together have some hundred kilobytes.
"""

from __future__ import annotations

import contextlib
import html
import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import pypdfium2  # noqa: E402
from PIL import Image, ImageChops  # noqa: E402

import jixiao  # noqa: E402
from jixiao.__main__ import main as command_line  # noqa: E402
from jixiao.reading.office import office, saved_as  # noqa: E402

OUT = ROOT / "docs" / "gallery"
WIDTH, COLOURS = 860, 12
MARGIN = 12
TARGETS = "examples/bazhou-2022/targets.txt"
SCORED = (TARGETS, "--actuals", "examples/bazhou-2022/actuals.csv")
FILLED = "tests/documents/x07-廊坊暖通工程绩效自评表.xlsx"
FORMS = ("c02*", "x07*", "x24*")
PAGE = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>body{{margin:16px;'
    'font-family:"Noto Sans CJK SC",sans-serif}}pre{{font:15px/1.35 "Noto Sans Mono CJK SC",monospace;'
    "background:#1e2227;color:#e6e6e6;padding:16px;border-radius:6px}}"
    "i{{display:inline-block;width:7.5px;overflow:hidden;vertical-align:bottom}}</style>{}</html>"
)


def run(*arguments: str) -> str:
    """What a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        command_line(arguments)
    return out.getvalue()


def saved(
    picture: Image.Image, name: str, *, height: int | None = None, width: int = WIDTH
) -> None:
    """The picture without its empty edges, small, of few colours."""
    picture = picture.convert("RGB")
    blank = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
    left, top, right, bottom = ImageChops.difference(picture, blank).getbbox() or (0, 0, 1, 1)
    box = (left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN)
    picture = picture.crop(
        (max(box[0], 0), max(box[1], 0), min(box[2], picture.width), min(box[3], picture.height))
    )
    if picture.width > width:
        size = (width, round(picture.height * width / picture.width))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    if height is not None:
        picture = picture.crop((0, 0, picture.width, min(height, picture.height)))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)


def page_of(path: Path, number: int) -> Image.Image:
    """A page of a document as it is printed."""
    program = office()
    if program is None:
        raise SystemExit("要有 LibreOffice")
    data = path.read_bytes()
    if path.suffix != ".pdf":
        data = saved_as("pdf", data, suffix=path.suffix[1:], program=program)
    with pypdfium2.PdfDocument(data) as document:
        page = document[number].render(scale=2).to_pil()
    # Without the number of the page, which would keep the empty part of it.
    return page.crop((0, 0, page.width, page.height * 91 // 100))


def seen(path: Path, *, wide: int = 1000, high: int = 900) -> Image.Image:
    """A page as Chromium shows it."""
    program = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if program is None:
        raise SystemExit("要有 Chromium")
    shot = path.with_suffix(".shot.png")
    subprocess.run(  # noqa: S603
        [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--user-data-dir={path.parent / 'profile'}", f"--window-size={wide},{high}",
            f"--screenshot={shot}", path.as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return Image.open(shot)


def papers(desk: Path) -> None:
    """What is printed."""
    for name, arguments, number in (
        ("form", ("score", *SCORED, "-o", "自评表.docx"), 0),
        ("form-next-page", ("score", *SCORED, "-o", "自评表.pdf"), 2),
        ("reasons", ("score", *SCORED, "-o", "理由.docx"), 3),
        ("sheet", ("score", FILLED, "-o", "自评表.xlsx"), 0),
        ("declared", ("score", FILLED, "-o", "复算.xlsx"), 1),
        ("letter", ("check", TARGETS, "-o", "审核意见.docx"), 0),
        ("blank", ("new", "自评表", TARGETS, "-o", "空表.xlsx"), 0),
        ("monitoring", ("new", "监控表", TARGETS, "--month", "7", "-o", "监控表.xlsx"), 0),
    ):
        path = desk / arguments[-1]
        run(*arguments[:-1], str(path))
        saved(page_of(path, number), name, height=520)
    forms = [str(path) for one in FORMS for path in (ROOT / "tests/documents").glob(one)]
    run("score", *forms, "-o", str(desk / "打分"))
    saved(page_of(desk / "打分" / "汇总.xlsx", 0), "summary", width=1500)


def screens(desk: Path) -> None:
    """What is seen on a screen."""
    run("score", *SCORED, "-o", str(desk / "报告.html"))
    saved(seen(desk / "报告.html"), "report", height=620)
    forms = [str(path) for one in FORMS for path in (ROOT / "tests/documents").glob(one)]
    run("report", *forms, "-o", str(desk / "汇总报告.html"))
    saved(seen(desk / "汇总报告.html"), "portfolio", height=620)
    for name, command in (
        ("terminal-parse", ("parse", ">=15次", "2022年10月31日以前", "≥%")),
        ("terminal-score", ("score", *SCORED, "--brief")),
    ):
        lines = run(*command).splitlines()[:24]
        shown = " ".join(f'"{one}"' if ">" in one else one for one in command)
        text = html.escape("\n".join([f"> jixiao {shown}", *lines]))
        # Half a character in a terminal, a whole one in the fonts of a page.
        text = text.replace("─", "<i>─</i>")
        path = desk / f"{name}.html"
        path.write_text(PAGE.format(f"<pre>{text}</pre>"), encoding="utf-8")
        saved(seen(path, wide=860, high=700), name)
    card = jixiao.score(jixiao.read(TARGETS)[0], jixiao.read_actuals(SCORED[2]))
    path = desk / "notebook.html"
    path.write_text(PAGE.format(card._repr_html_()), encoding="utf-8")
    saved(seen(path), "notebook", height=420)
    saved(Image.open(jixiao.write(card, desk / "图.png")), "chart")


def main() -> None:
    """Draw all of them anew."""
    os.environ["COLUMNS"] = "80"
    os.chdir(ROOT)
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as desk:
        papers(Path(desk))
        screens(Path(desk))
    sizes = {path.name: path.stat().st_size for path in sorted(OUT.glob("*.png"))}
    for name, size in sizes.items():
        print(f"{size / 1024:7.1f} KB  {name}")
    print(f"{sum(sizes.values()) / 1024:7.1f} KB")


if __name__ == "__main__":
    main()
