"""What reading costs: against the library that reads the same format in full, and the grid.

Run: ``python benchmarks/bench_reading.py``. For a form of 500 rows in each format (40 as csv) it
prints ratios of processor time: interpreting the grid against reading it, and `jixiao.read`
against openpyxl, python-docx and pandas. Each is the median of the ratios of rounds in which all
jobs run one after the other, so that a machine busy with other work slows both sides alike.
Five thousand rows may not cost more a row than 500 do, with room for what a larger heap costs.
A ratio beyond its limit fails the run.
"""

from __future__ import annotations

import gc
import io
import statistics
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from jixiao.reading import read, read_grids

ROWS = 500
MANY = 5000
RUNS = 15

HEADER = ("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分")


def rows(count: int = ROWS) -> list[tuple[str, ...]]:
    """A filled form: indicators in ten blocks, five of each kind of level 1."""
    found = []
    for index in range(count):
        found.append(
            (
                ("产出指标", "效益指标")[index * 2 // count],
                ("数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标")[
                    index * 10 // count % 5
                ],
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
    grid = "<w:gridCol/>" * len(HEADER)
    body = (
        f"<w:p><w:r>{look}<w:t>项目支出绩效自评表</w:t></w:r></w:p>"
        f"<w:p><w:r>{look}<w:t>（2022年度）</w:t></w:r></w:p><w:tbl><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"
    )
    stream = io.BytesIO()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relation}" Target="word/document.xml"/></Relationships>',
        )
        package.writestr(
            "word/document.xml",
            '<?xml version="1.0" encoding="UTF-8"?>'
            f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>',
        )
    return stream.getvalue()


def html(count: int = ROWS) -> bytes:
    lines = "".join(
        "<tr>"
        + "".join(f'<td align="center"><font size="2">{text}</font></td>' for text in row)
        + "</tr>\n"
        for row in (HEADER, *rows(count))
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


def interleaved(jobs: list[Callable[[], object]], runs: int = RUNS) -> list[tuple[float, ...]]:
    """Seconds of processor time of each job, by rounds in which all run one after the other."""
    for job in jobs:
        job()
    return [tuple(map(_spent, jobs)) for _ in range(runs)]


def _spent(job: Callable[[], object]) -> float:
    gc.collect()
    begun = time.process_time()
    job()
    return time.process_time() - begun


def ratio(rounds: Sequence[tuple[float, ...]], above: int, below: int) -> float:
    """The median of the ratio of two jobs over the rounds."""
    return statistics.median(one[above] / one[below] for one in rounds)


def csv() -> bytes:
    """A form of 40 rows, of an office."""
    head = "项目支出绩效自评表\n（2022年度）\n项目名称,示例项目\n" + ",".join(HEADER)
    lines = (",".join(row) for row in rows()[:40])
    return "\n".join((head, *lines)).encode()


def full_docx(data: bytes) -> int:
    import docx  # python-docx

    document = docx.Document(io.BytesIO(data))
    return sum(len(cell.text) for table in document.tables for cell in table._cells)


def full_html(data: bytes) -> int:
    import pandas

    return len(pandas.read_html(io.BytesIO(data)))


#: By format: how to make it, what to hold it against, and the limits of reading the whole
#: against that and of interpreting against the grid. Bare lxml is shown, and is no limit.
CASES = (
    ("csv", csv, None, None, None, 5.0),
    ("xlsx", xlsx, None, load_xlsx, 1.2, 2.0),
    ("docx", docx, load_docx, full_docx, 0.4, 2.0),
    ("html", html, load_html, full_html, 1.2, 2.0),
)


#: What a row of the long form may cost, in rows of the short one: its texts no longer fit what is
#: kept of texts, and a search through all rows for each would cost ten.
LINEAR = 2.0


def main() -> int:
    print(f"{ROWS} 行（csv 40 行），{RUNS} 轮，每轮之比的中位数")
    missed = False
    for name, make, bare, full, most, most_interpreting in CASES:
        data = make()
        jobs: list[Callable[[], object]] = [
            lambda data=data: read_grids(data),
            lambda data=data: read(data),
        ]
        jobs += [lambda data=data, load=load: load(data) for load in (bare, full) if load]
        try:
            rounds = interleaved(jobs)
        except ImportError as missing:
            print(f"{name:5}没有安装 {missing.name}，只比网格")
            rounds = interleaved(jobs[: 3 if bare else 2])
        interpreting = ratio(rounds, 1, 0) - 1
        text = f"{name:5}认表 / 网格 {interpreting:.2f}（上限 {most_interpreting}）"
        missed |= interpreting > most_interpreting
        if bare and len(rounds[0]) > 2:
            text += f"  read / lxml {ratio(rounds, 1, 2):.2f}"
        if full and most is not None and len(rounds[0]) > 2 + bool(bare):
            whole = ratio(rounds, 1, -1)
            text += f"  read / 整读的库 {whole:.2f}（上限 {most}）"
            missed |= whole > most
        print(text)
    few, many = html(), html(MANY)
    growth = ratio(interleaved([lambda: read(few), lambda: read(many)], runs=5), 1, 0)
    growth *= ROWS / MANY
    print(f"html {MANY} 行每行的用时 / {ROWS} 行的 {growth:.2f}（上限 {LINEAR}）")
    return 1 if missed or growth > LINEAR else 0


if __name__ == "__main__":
    sys.exit(main())
