"""Tables drawn with characters, read back as they were drawn."""

from __future__ import annotations

import random
import unicodedata

import pytest

from jixiao.reading import read
from jixiao.reading.formats import text
from jixiao.reading.grid import Grid

BOXED = """
项目支出绩效自评表
（2023年度）
┌─────┬─────┬───────┬────┬──┐
│一级指标  │二级指标  │三级指标      │指标值  │得分│
├─────┼─────┼───────┼────┼──┤
│          │          │造林面积      │≥30亩  │10  │
│          │数量指标  ├───────┼────┼──┤
│产出指标  │          │管护面积      │≥80亩  │9   │
│          ├─────┼───────┼────┼──┤
│          │质量指标  │苗木成活率    │≥85%   │10  │
├─────┴─────┴───────┴────┼──┤
│合计                                            │29  │
└────────────────────────┴──┘
填表人：李青
"""

TYPED = """
项目支出绩效目标表
（2026年度）
年度绩效目标：完成道路标线施划4.8万平方米，新增路口12处。

+------------+------------+--------------------+--------------+
| 一级指标   | 二级指标   | 三级指标           | 指标值       |
+============+============+====================+==============+
| 产出指标   | 数量指标   | 施划标线           | >=4.8万平米  |
|            |            | 新增路口           | 12处         |
|            | 质量指标   | 验收合格率         | 100%         |
+------------+------------+--------------------+--------------+
"""


def levels(source: str) -> list[tuple[str | None, ...]]:
    (table,) = read(source.encode(), name="表.txt")
    return [(one.level1, one.level2, one.name, one.target) for one in table.indicators]


def test_a_table_of_drawing_characters() -> None:
    assert levels(BOXED) == [
        ("产出指标", "数量指标", "造林面积", "≥30亩"),
        ("产出指标", "数量指标", "管护面积", "≥80亩"),
        ("产出指标", "质量指标", "苗木成活率", "≥85%"),
    ]


def test_its_places_are_lines_of_the_file() -> None:
    (table,) = read(BOXED.encode(), name="表.txt")
    place = table.indicators[2].place_of("target")
    assert place is not None
    assert BOXED.splitlines()[(place.row or 0) - 1].count("≥85%") == 1


def test_what_stands_below_it_is_not_lost() -> None:
    (grid,) = text.grids(BOXED.encode())
    assert grid.cells[-1].text == "填表人：李青"


def test_a_table_that_rules_off_only_its_heading() -> None:
    assert levels(TYPED) == [
        ("产出指标", "数量指标", "施划标线", ">=4.8万平米"),
        ("产出指标", "数量指标", "新增路口", "12处"),
        ("产出指标", "质量指标", "验收合格率", "100%"),
    ]
    (table,) = read(TYPED.encode(), name="表.txt")
    assert table.goal == "完成道路标线施划4.8万平方米，新增路口12处。"


GROUPED = """
+----------+----------+----------------+----------+
| 一级指标 | 二级指标 | 三级指标       | 指标值   |
+----------+----------+----------------+----------+
| 产出指标 | 数量指标 | 修建机耕路     | ≥6公里   |
|          |          | 新建排水       | ≥400米   |
|          |          | 渠道           |          |
|          | 质量指标 | 工程合格率     | 100%     |
+----------+----------+----------------+----------+
| 效益指标 | 社会效益 | 受益户数       | ≥210户   |
|          | 指标     |                |          |
+----------+----------+----------------+----------+
"""


def test_a_table_ruled_off_by_groups_keeps_its_rows_apart() -> None:
    assert levels(GROUPED) == [
        ("产出指标", "数量指标", "修建机耕路", "≥6公里"),
        ("产出指标", "数量指标", "新建排水渠道", "≥400米"),
        ("产出指标", "质量指标", "工程合格率", "100%"),
        ("效益指标", "社会效益指标", "受益户数", "≥210户"),
    ]


def test_a_drawn_table_among_fields_is_read_beside_them() -> None:
    fields = "\n".join(
        ("一级指标\t二级指标\t三级指标\t指标值", "产出指标\t数量指标\t修桥\t3座",
         "产出指标\t质量指标\t修桥合格率\t100%", "产出指标\t时效指标\t修桥工期\t≤90天")
    )  # fmt: skip
    tables = read(f"{fields}\n\n{BOXED}".encode(), name="表.txt")
    names = [[one.name for one in table.indicators] for table in tables]
    assert ["修桥", "修桥合格率", "修桥工期"] in names
    assert ["造林面积", "管护面积", "苗木成活率"] in names


def test_dashes_in_a_cell_are_its_text() -> None:
    dashed = BOXED.replace("│≥80亩  │9   │", "│────│9   │")
    (table,) = read(dashed.encode(), name="表.txt")
    assert [one.name for one in table.indicators][:2] == ["造林面积", "管护面积"]
    assert table.indicators[1].points == 9


def test_uprights_out_of_line_are_not_guessed_at() -> None:
    broken = BOXED.replace("│质量指标  │", "│质量指标    │")
    assert not [one for one in text.grids(broken.encode()) if one.spans_known]


def test_a_table_of_markdown_is_none() -> None:
    marked = "| 一级指标 | 三级指标 | 指标值 |\n|---|---|---|\n| 产出指标 | 造林面积 | ≥30亩 |\n"
    (grid,) = text.grids(marked.encode())
    assert [cell.text.strip() for cell in grid.cells][:2] == ["一级指标", "三级指标"]


# ---- any table, drawn and read back


def width(words: str, ambiguous: int) -> int:
    kinds = map(unicodedata.east_asian_width, words)
    return sum(ambiguous if kind == "A" else 1 + (kind in "WF") for kind in kinds)


def draw(
    owners: list[list[int]], words: dict[int, str], sizes: list[int], ambiguous: int, lines: int
) -> str:
    """A table of `owners` (the number of the cell of each square) with `words` in its cells."""
    rows, columns = len(owners), len(owners[0])

    def owner(row: int, column: int) -> int:
        return owners[row][column] if 0 <= row < rows and 0 <= column < columns else -1

    def rule(row: int, column: int) -> bool:
        return owner(row - 1, column) != owner(row, column)

    def wall(row: int, column: int) -> bool:
        return owner(row, column - 1) != owner(row, column)

    shapes = {
        (0, 0, 1, 1): "─", (1, 1, 0, 0): "│", (1, 1, 1, 1): "┼", (0, 1, 1, 1): "┬", (1, 0, 1, 1): "┴",
        (1, 1, 0, 1): "├", (1, 1, 1, 0): "┤", (0, 1, 0, 1): "┌", (0, 1, 1, 0): "┐", (1, 0, 0, 1): "└",
        (1, 0, 1, 0): "┘", (0, 0, 0, 0): " " * ambiguous,
    }  # fmt: skip
    drawn = []
    for row in range(rows + 1):
        line = ""
        for column in range(columns + 1):
            arms = (
                row > 0 and wall(row - 1, column),
                row < rows and wall(row, column),
                column > 0 and rule(row, column - 1),
                column < columns and rule(row, column),
            )
            line += shapes[tuple(map(int, arms))]  # type: ignore[index]
            if column < columns:
                size = sizes[column]
                line += "─" * (size // ambiguous) if rule(row, column) else " " * size
        drawn.append(line)
        for part in range(lines if row < rows else 0):
            line = "│"
            begin = 0
            while begin < columns:
                end = begin + 1
                while end < columns and not wall(row, end):
                    end += 1
                room = sum(sizes[begin:end]) + ambiguous * (end - begin - 1)
                first = owner(row - 1, begin) != owner(row, begin) and not part
                said = words[owner(row, begin)] if first else ""
                line += said + " " * (room - width(said, ambiguous)) + "│"
                begin = end
            drawn.append(line)
    return "\n".join(drawn)


def covered(pick: random.Random, rows: int, columns: int) -> list[list[int]]:
    """A tiling by rectangles: squares, some of them joined."""
    owners = [[row * columns + column for column in range(columns)] for row in range(rows)]
    for _ in range(pick.randint(0, 6)):
        top, left = pick.randrange(rows), pick.randrange(columns)
        bottom, right = pick.randint(top, rows - 1), pick.randint(left, columns - 1)
        inside = {owners[row][column] for row in range(top, bottom + 1) for column in range(left, right + 1)}  # fmt: skip
        whole = all(
            top <= row <= bottom and left <= column <= right
            for row in range(rows)
            for column in range(columns)
            if owners[row][column] in inside
        )
        if whole and (bottom - top + 1, right - left + 1) != (rows, columns):
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    owners[row][column] = top * columns + left
    return owners


def squares(grid: Grid) -> list[list[str]]:
    found = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                found[row][column] = cell.text
    return found


@pytest.mark.parametrize("seed", range(60))
def test_any_table_is_read_as_it_was_drawn(seed: int) -> None:
    pick = random.Random(seed)
    rows, columns = pick.randint(4, 8), pick.randint(2, 6)
    owners = covered(pick, rows, columns)
    words = {one: pick.choice("甲乙丙丁≥") + str(one) for row in owners for one in row}
    ambiguous = pick.choice((1, 2))
    sizes = [2 * pick.randint(3, 7) for _ in range(columns)]
    source = draw(owners, words, sizes, ambiguous, lines=pick.randint(1, 2))
    (grid,) = text.grids(source.encode())
    # A border that no cell ends at is not drawn, and so is no border.
    kept_rows = [0, *(r for r in range(1, rows) if any(owners[r][c] != owners[r - 1][c] for c in range(columns)))]  # fmt: skip
    kept_columns = [0, *(c for c in range(1, columns) if any(owners[r][c] != owners[r][c - 1] for r in range(rows)))]  # fmt: skip
    assert squares(grid) == [[words[owners[r][c]] for c in kept_columns] for r in kept_rows]
