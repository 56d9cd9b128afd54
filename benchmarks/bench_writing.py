"""What writing costs: a scorecard in each format, and a folder of forms scored to forms.

Run: ``python benchmarks/bench_writing.py``. Prints ratios within one run and fails beyond a limit:
writing an .xlsx form against bare openpyxl writing the same cells; a whole file of a folder (read,
score, write, record) against that; the same folder again, unchanged, against the first time; and
two processes against one; a scorecard as JSON against `json.dumps` of the same dict. Processor time is compared, which other programs disturb least, but for
the two processes, which are compared by the clock where the machine has nothing else to do.
"""

from __future__ import annotations

import io
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import attrs

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

import jixiao
import jixiao.exchange.codec
from jixiao.reading.actuals import read_actuals
from jixiao.scoring.scorecards import Scorecard
from jixiao.writing.batch import score_folder

EXAMPLE = Path(__file__).parents[1] / "examples" / "bazhou-2022"
RUNS = 15
FILES = 300

#: At most so many times bare openpyxl writing the same cells.
MOST_FORM = 2.5
MOST_FILE = 5.0
#: At most such a part of `json.dumps` laying out a dict that is there already.
MOST_JSON = 1.2
#: At most such a part of the first run.
MOST_AGAIN = 0.05
#: Two processes are at least so many times as fast as one.
LEAST_FASTER = 1.8


def used() -> float:
    """Processor time of this process and of those that it started and that have ended."""
    own, children = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def medians(jobs: list[Callable[[], object]]) -> list[float]:
    """Median processor seconds of each job, taken in turn."""
    times: list[list[float]] = [[] for _ in jobs]
    for job in jobs:
        job()
    for _ in range(RUNS):
        for index, job in enumerate(jobs):
            begun = used()
            job()
            times[index].append(used() - begun)
    return [statistics.median(one) for one in times]


def bare(path: Path) -> Callable[[], object]:
    """Bare openpyxl writing the cells of the workbook at `path`, without any looks."""
    import openpyxl

    sheets = [
        [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in openpyxl.load_workbook(path)
    ]

    def write() -> object:
        book = openpyxl.Workbook()
        del book[book.sheetnames[0]]
        for rows in sheets:
            sheet = book.create_sheet()
            for row in rows:
                sheet.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return stream

    return write


def formats(card: Scorecard, folder: Path) -> None:
    """Milliseconds in each format, to look at: they have no limit."""
    for suffix in (".xlsx", ".docx", ".html", ".md", ".json", ".csv"):
        path = folder / f"a{suffix}"
        (spent,) = medians([lambda path=path: jixiao.write(card, path)])
        print(f"{suffix:6}{spent * 1000:7.1f} ms  {path.stat().st_size / 1024:7.1f} KB")


def judged(name: str, ratio: float, *, most: float | None = None, least: float = 0.0) -> bool:
    """Print a ratio with its limit, and whether it is kept."""
    limit = f"下限 {least}" if most is None else f"上限 {most}"
    print(f"{name} {ratio:.3f}（{limit}）")
    return ratio >= least and (most is None or ratio <= most)


def folder_of(card: Scorecard, folder: Path) -> Path:
    """So many forms as units hand them in."""
    source = folder / "in"
    source.mkdir()
    (table,) = jixiao.read(jixiao.write(card, folder / "form.xlsx"))
    for number in range(FILES):
        one = attrs.evolve(table, organisation=f"单位{number}")
        jixiao.write(one, source / f"{number:03}.xlsx")
    return source


def timed(source: Path, out: Path, *, jobs: int) -> tuple[float, float]:
    """Seconds by the clock and of the processor that the folder takes."""
    clock, begun = time.perf_counter(), used()
    result = score_folder(source, out, jobs=jobs)
    if len(result.cards) != FILES:
        raise SystemExit(str(result))
    return time.perf_counter() - clock, used() - begun


def main() -> int:
    table = jixiao.read(EXAMPLE / "targets.txt")[0]
    card = jixiao.score(table, read_actuals(EXAMPLE / "actuals.csv"))
    kept = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        formats(card, folder)
        path = folder / "a.xlsx"
        form, plain = medians([lambda: jixiao.write(card, path), bare(path)])
        kept &= judged("写一张 .xlsx / 只用 openpyxl 写同样的格子", form / plain, most=MOST_FORM)
        plain_json = jixiao.exchange.codec.to_plain(card)
        data, laid_out = medians(
            [
                lambda: jixiao.dumps(card, indent=2),
                lambda: json.dumps(plain_json, ensure_ascii=False, indent=2),
            ]
        )
        kept &= judged("写成 JSON / 只用 json.dumps 写同样的字典", data / laid_out, most=MOST_JSON)
        source = folder_of(card, folder)
        is_free = os.getloadavg()[0] < 0.5
        one, first = timed(source, folder / "one", jobs=1)
        kept &= judged("文件夹里一个文件从读到写 / 同上", first / FILES / plain, most=MOST_FILE)
        _, again = timed(source, folder / "one", jobs=1)
        kept &= judged("没有变化再做一遍 / 第一遍", again / first, most=MOST_AGAIN)
        two, spent = timed(source, folder / "two", jobs=2)
        if is_free and (os.cpu_count() or 1) > 1:
            kept &= judged("一个进程 / 两个进程，按钟表", one / two, least=LEAST_FASTER)
        else:
            print(f"一个进程 / 两个进程，按钟表 {one / two:.2f}：机器上有别的程序，不作数")
        # What two processes take together is at best shared between two cores.
        kept &= judged("一个进程 / 两个进程各半，按处理器", 2 * first / spent, least=LEAST_FASTER)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
