"""Copied tables without the fields of merged cells, and with one cell a line.

`samples/copied.json` holds made forms: as they come out of a browser or a phone, and the
indicators (level 1, level 2, name, target, weight, actual, points) as far as they are stated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jixiao.reading import read, read_grids
from jixiao.reading.formats import text
from jixiao.reading.grid import Cell, Grid

DOCUMENTS = Path(__file__).parents[1] / "documents"
COPIED = json.loads((Path(__file__).parent / "samples/copied.json").read_text(encoding="utf-8"))
FIELDS = ("level1", "level2", "name", "target", "weight", "actual", "points")


def stated(tables) -> list[list[str | None]]:
    return [
        [None if (value := getattr(one, field)) is None else str(value) for field in FIELDS]
        for table in tables
        for one in table.indicators
    ]


def doubts(tables) -> list[str]:
    return [
        one.message for table in tables for one in table.findings if one.code == "row-ambiguous"
    ]


@pytest.mark.parametrize("form", COPIED, ids=lambda form: form["name"])
def test_copied_form(form) -> None:
    tables = read("\n".join(form["text"]).encode(), name="复制.txt")
    assert len(tables) == 1
    assert bool(doubts(tables)) == form["doubtful"]
    if not form["doubtful"]:
        assert stated(tables) == form["indicators"]
    for field, value in form.get("front", {}).items():
        assert getattr(tables[0], field) == value


def copied(grid: Grid, *, kept: bool) -> Iterator[list[str]]:
    """The rows of a grid as a browser copies them: a merged cell once, the empty ones as such."""
    yield from ([line] for line in grid.heading)
    covering: dict[tuple[int, int], Cell] = {}
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                covering.setdefault((row, column), cell)
    for row in range(grid.rows):
        fields = []
        for column in range(grid.columns):
            cell = covering.get((row, column))
            if cell is None or (cell.row, cell.column) == (row, column):
                fields.append("" if cell is None else " ".join(cell.text.split()))
        while not kept and fields and not fields[-1]:
            fields.pop()
        if any(fields):
            yield fields


def same(left: list, right: list) -> bool:
    def bare(rows: list) -> list:
        return [[value and value.replace(" ", "") for value in row] for row in rows]

    return bare(left) == bare(right)


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "trimmed"])
@pytest.mark.parametrize("stem", ["d04", "d06", "l02", "x01", "x04", "x07"])
def test_a_copy_reads_like_the_original(stem: str, kept: bool) -> None:
    (path,) = DOCUMENTS.glob(f"{stem}*")
    rows = [fields for grid in read_grids(path) for fields in copied(grid, kept=kept)]
    tables = read("\n".join(map("\t".join, rows)).encode())
    assert same(stated(tables), stated(read(path)))
    assert not doubts(tables)


def test_halves_side_by_side_are_a_doubt() -> None:
    """Labels merged away in the right half leave fields missing in the middle of a row."""
    (path,) = DOCUMENTS.glob("h02*")
    rows = [fields for grid in read_grids(path) for fields in copied(grid, kept=True)]
    assert doubts(read("\n".join(map("\t".join, rows)).encode()))


@pytest.mark.parametrize("stem", ["d04", "d06", "l02", "x01", "x07"])
def test_one_cell_a_line_reads_like_the_original(stem: str) -> None:
    (path,) = DOCUMENTS.glob(f"{stem}*")
    rows = [fields for grid in read_grids(path) for fields in copied(grid, kept=False)]
    tables = read("\n".join(field for fields in rows for field in fields if field).encode())
    assert same(stated(tables), stated(read(path)))


def only(source: str) -> Grid:
    (grid,) = text.grids(source.encode(), file="表.txt")
    return grid


COPY = """一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t路灯\t300盏
灯杆\t40根
质量指标\t合格率\t100%
"""


def test_places_are_those_of_the_line() -> None:
    cells = {cell.text: cell for cell in only(COPY).cells}
    assert (cells["灯杆"].row, cells["灯杆"].column) == (2, 2)
    assert str(cells["灯杆"].place) == "表.txt 第3行 第1列"
    assert str(cells["合格率"].place) == "表.txt 第4行 第2列"
    cells = {cell.text: cell for cell in only(COPY.replace("\t", "\n")).cells}
    assert (cells["40根"].row, cells["40根"].column) == (2, 3)
    assert str(cells["40根"].place) == "表.txt 第10行 第1列"


def test_labels_cover_the_rows_that_lack_them() -> None:
    spans = {cell.text: cell.rowspan for cell in only(COPY).cells}
    assert (spans["产出指标"], spans["数量指标"], spans["质量指标"], spans["路灯"]) == (3, 2, 1, 1)


def test_a_side_label_covers_the_block() -> None:
    grid = only(COPY.replace("一级指标", "绩效指标\t一级指标"))
    cells = {cell.text: cell for cell in grid.cells}
    assert (cells["绩效指标"].rowspan, cells["产出指标"].column, cells["40根"].column) == (4, 1, 4)


def test_two_heading_rows() -> None:
    grid = only(
        "一级指标\t二级指标\t三级指标\t指标值\t备注\n计算符号\t目标值\t度量单位\n"
        "产出指标\t数量指标\t路灯\t≥\t300\t盏\t\n灯杆\t=\t40\t根\t\n"
    )
    cells = {cell.text: cell for cell in grid.cells}
    assert (cells["指标值"].colspan, cells["计算符号"].column, cells["备注"].column) == (3, 3, 6)
    assert (cells["灯杆"].column, cells["根"].column) == (2, 5)


@pytest.mark.parametrize(
    "source",
    [
        "一级指标\t三级指标\t指标值\n产出指标\t路灯\t3盏\n\t灯杆\t4根\n",
        "一级指标,三级指标,指标值\n产出指标,路灯,3盏\n产出指标,灯杆,4根\n",
        "姓名\t电话\n张三\t1\n李四\n",
        "今天天气很好\n明天也很好\n后天\n",
    ],
)
def test_what_has_its_fields_stays(source: str) -> None:
    grid = only(source)
    assert all(cell.rowspan == 1 and cell.left == 0 for cell in grid.cells)
    assert not grid.findings


def test_a_figure_in_the_column_of_units_is_a_doubt() -> None:
    """The unit is missing from the middle of its row, so 4 is no unit."""
    rows = ["一级指标 三级指标 目标值 计量单位 分值", "产出指标 人数 8 4", "产出指标 人次 24 次 4"]
    grid = only("\n".join("\n".join(row.split()) for row in rows))
    (finding,) = grid.findings
    assert "第 6 行" in finding.message
    assert str(finding.place) == "表.txt 第6行"


def test_headings_that_part_nobody_knows_how_are_a_doubt() -> None:
    grid = only("一级指标\t三级指标\t指标值\n甲\t乙\n产出指标\t路灯\t3盏\t4盏\n灯杆\t4根\t5根\n")
    assert [finding.code for finding in grid.findings] == ["row-ambiguous"]


def test_money_below_its_label_is_its_own() -> None:
    """One cell a line: 年度资金总额, and in the next line 365.2万元."""
    front = "项目名称\n渔业互助\n年度资金总额\n365.2万元\n年度绩效目标\n引导渔民参保。\n"
    rows = (
        "一级指标\n二级指标\n三级指标\n指标值\n产出指标\n数量指标\n渔船数\n≥412艘\n面积\n≥2万亩\n"
    )
    (table,) = read((front + rows).encode(), name="复制.txt")
    assert [(row.item, str(row.budget)) for row in table.execution] == [("年度资金总额", "365.2")]
