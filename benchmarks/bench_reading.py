"""What reading costs beyond what the parsing library needs for the same document.

Run: ``python benchmarks/bench_reading.py``. For a form of 500 rows in each format it prints
the median time of the library alone, of the reader to the grid, and of `jixiao.read`
to target tables, and the ratios. The library alone means: openpyxl loading the workbook and
touching every cell; lxml parsing the XML or HTML and touching every text.
"""

from __future__ import annotations

import gc
import io
import statistics
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from jixiao.reading import read, read_grids

ROWS = 500
RUNS = 15
LIMIT = 1.5

HEADER = ("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分")


def rows() -> list[tuple[str, ...]]:
    """A filled form: 500 indicators in blocks of ten."""
    found = []
    for index in range(ROWS):
        found.append(
            (
                ("产出指标", "效益指标")[index // 250],
                ("数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标")[index // 50 % 5],
                f"第{index + 1}项工作完成数量",
                f"≥{index + 1}次",
                f"{index + 2}次",
                "0.2",
                "0.2",
            )
        )
    return found


def xlsx() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["项目支出绩效自评表"])
    sheet.append(["（2022年度）"])
    sheet.append(["项目名称", "", "示例项目"])
    sheet.append(HEADER)
    for row in rows():
        sheet.append([*row[:5], float(row[5]), float(row[6])])
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("A2:G2")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def docx() -> bytes:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    look = '<w:rPr><w:rFonts w:eastAsia="宋体" w:hint="eastAsia"/><w:sz w:val="20"/></w:rPr>'

    def cell(text: str) -> str:
        return (
            '<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="1474"/><w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
            f"<w:r>{look}<w:t>{text}</w:t></w:r></w:p></w:tc>"
        )

    lines = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in (HEADER, *rows()))
    body = (
        f"<w:p><w:r>{look}<w:t>项目支出绩效自评表</w:t></w:r></w:p>"
        f"<w:p><w:r>{look}<w:t>（2022年度）</w:t></w:r></w:p><w:tbl>{lines}</w:tbl>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml",
            '<?xml version="1.0" encoding="UTF-8"?>'
            f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>',
        )
    return stream.getvalue()


def html() -> bytes:
    lines = "".join(
        "<tr>"
        + "".join(f'<td align="center"><font size="2">{text}</font></td>' for text in row)
        + "</tr>\n"
        for row in (HEADER, *rows())
    )
    page = (
        '<html><head><meta charset="utf-8"></head><body><h3>项目支出绩效自评表</h3>'
        f"<center>（2022年度）</center><table border=1>{lines}</table></body></html>"
    )
    return page.encode()


def load_xlsx(data: bytes) -> int:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return sum(
        1 for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    )


def load_docx(data: bytes) -> int:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return sum(1 for element in root.iter() if element.text)


def load_html(data: bytes) -> int:
    import lxml.html

    root = lxml.html.document_fromstring(data)
    return sum(1 for element in root.iter() if element.text)


def interleaved(jobs: list[Callable[[], object]]) -> list[float]:
    """Median seconds of each job, taken in turn so that a busy machine slows all alike."""
    times: list[list[float]] = [[] for _ in jobs]
    for job in jobs:
        job()
    for _ in range(RUNS):
        for index, job in enumerate(jobs):
            gc.collect()
            begun = time.perf_counter()
            job()
            times[index].append(time.perf_counter() - begun)
    return [statistics.median(one) for one in times]


def main() -> int:
    print(f"{ROWS} 行，{RUNS} 次的中位数，毫秒；目标：read ≤ {LIMIT} × 解析库")
    worst = 0.0
    for name, make, load in (
        ("xlsx", xlsx, load_xlsx),
        ("docx", docx, load_docx),
        ("html", html, load_html),
    ):
        data = make()
        jobs: list[Callable[[], object]] = [
            lambda data=data, load=load: load(data),
            lambda data=data: read_grids(data),
        ]
        try:
            if len(read(data)[0].indicators) != ROWS:
                print(f"{name}: 只读到 {len(read(data)[0].indicators)} 个指标")
            jobs.append(lambda data=data: read(data))
        except ImportError:
            pass
        library, grid, *rest = interleaved(jobs)
        total = rest[0] if rest else float("nan")
        worst = max(worst, total / library)
        print(
            f"{name:5} 解析库 {library * 1e3:7.1f}"
            f"  到网格 {grid * 1e3:7.1f} ({grid / library:.2f}×)"
            f"  read {total * 1e3:7.1f} ({total / library:.2f}×)"
        )
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
