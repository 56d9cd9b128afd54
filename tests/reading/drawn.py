"""Whole forms drawn at random, with a marker in one cell, written as a file of any format.

What is drawn is only the ink: which cells there are, what they span and say. Nothing here
knows how jixiao reads a form, so that a test can ask whether every cell of it was read.
"""

from __future__ import annotations

import csv
import html
import io
import random
from dataclasses import dataclass, field

from .paper import HEADINGS, ROWS, Paper

FORMATS = ("html", "docx", "xlsx", "csv", "text")
#: Of no list of words: what a heading or a label may be called in some office.
STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass
class Drawing:
    """A form on paper: `above` are the lines before the table, `cuts` the rows where pages end."""

    paper: Paper
    above: list[str] = field(default_factory=list)
    heading: range = range(0)
    body: range = range(0)
    cuts: tuple[int, ...] = ()


class Artist:
    """Draws one form; every choice comes from `pick`."""

    def __init__(self, pick: random.Random) -> None:
        self.pick = pick
        self.paper = Paper()
        self.row = 0

    def maybe(self, chance: float) -> bool:
        return self.pick.random() < chance

    def unknown(self) -> str:
        return "".join(self.pick.sample(STEMS, self.pick.choice((2, 3, 3, 4))))

    def word(self, *known: str, strange: float = 0.35) -> str:
        """A word that forms use, or one that none of them does."""
        return self.unknown() if self.maybe(strange) else self.pick.choice(known)

    # -------------------------------------------------------- the whole

    def draw(self) -> Drawing:
        pick = self.pick
        roles = self._roles()
        rows = tuple(sorted(pick.sample(ROWS, pick.randint(4, 12)), key=ROWS.index))
        left = 1 if self.maybe(0.4) else 0
        self.spots = {role: left + at for at, role in enumerate(roles)}
        self.end = max(left + len(roles), 5)
        title = pick.choice(
            ("项目支出绩效目标表", "2022年部门整体支出绩效自评表", "某专项资金绩效目标申报表")
        )
        above = []
        if self.maybe(0.4):
            above = [title, pick.choice(("（2022年度）", "单位：万元"))]
        else:
            self.line((title, self.end))
        parts = [self._fields, self._money, self._goal]
        pick.shuffle(parts)
        for part in parts[: pick.randint(0, 3)]:
            part()
        start = self.row
        heading = self._heading(roles)
        body = self._body(roles, rows)
        if self.maybe(0.4):
            self._total(roles)
        if left:
            label = self.word("绩效指标", "绩\n效\n指\n标", strange=0.2)
            self.paper.put(start, 0, label, self.row - start)
        for part in pick.sample((self._matter, self._note, self._signed), pick.randint(0, 2)):
            part()
        self.paper.columns = max(self.paper.columns, self.end)
        drawing = Drawing(self.paper, above, heading, body)
        if self.maybe(0.4) and len(body) > 3:
            drawing.cuts = (pick.randrange(body.start + 1, body.stop - 1),)
        return drawing

    def line(self, *texts: tuple[str, int]) -> None:
        """One row of cells from the left, each with how many columns it spans."""
        column = 0
        for text, span in texts:
            self.paper.put(self.row, column, text, 1, span)
            column += span
        self.row += 1

    # -------------------------------------------------------- before the indicators

    def _fields(self) -> None:
        rest = self.end - 2
        self.line((self.word("项目名称"), 2), ("自然资源管理", rest))
        if self.maybe(0.7):
            self.line(
                (self.word("主管部门", "项目类型"), 1),
                ("某州自然资源局", 1),
                (self.word("实施单位", "联系人"), 1),
                ("某州测绘院", rest - 1),
            )

    def _money(self) -> None:
        if self.maybe(0.5):
            items = [
                self.word("年度资金总额", "资金总额"),
                self.word("其中：财政拨款"),
                self.unknown(),
            ]
            for item in items[: self.pick.randint(1, 3)]:
                self.line((item, 2), (self.pick.choice(("96", "100", "33.5")), self.end - 2))
            return
        heads = [
            self.word("年初预算数", strange=0.1),
            self.word("全年执行数", strange=0.1),
            self.word("执行率", strange=0.3),
        ][: self.end - 2]
        self.line((self.word("项目资金（万元）"), 2), *((one, 1) for one in heads))
        for item in self.pick.sample(
            ("年度资金总额", "其中：财政拨款", "其他资金", self.unknown()), self.pick.randint(1, 4)
        ):
            blank = self.maybe(0.2)
            amounts = ["" if blank else one for one in ("50", "48", "96%")][: len(heads)]
            self.line((item, 2), *((one, 1) for one in amounts))

    def _goal(self) -> None:
        label = self.word("年度目标", "年度\n总体目标", "绩效目标")
        if self.maybe(0.4):
            half = (self.end - 1) // 2
            self.paper.put(self.row, 0, label, 2)
            for column, span, head, text in (
                (1, half, self.word("预期目标", strange=0.2), "做好矿山安全生产。"),
                (1 + half, self.end - 1 - half, self.word("实际完成情况", strange=0.2), "已完成。"),
            ):
                self.paper.put(self.row, column, head, 1, span)
                self.paper.put(self.row + 1, column, text, 1, span)
            self.row += 2
        else:
            self.line((label, 1), ("做好矿山安全生产，三年内完成。", self.end - 1))

    # -------------------------------------------------------- the indicators

    def _roles(self) -> list[str]:
        pick = self.pick
        middle = pick.choice(
            (
                ["target"],
                ["target"],
                ["sign", "target", "unit"],
                ["target", "unit"],
                ["sign", "target"],
            )
        )
        levels = pick.choice((["level1", "level2"],) * 4 + (["level2"], ["level1"]))
        tail = [role for role in ("weight", "actual", "points") if self.maybe(0.4)]
        more = pick.sample(("deviation", "standard", "remark", "unknown"), pick.randint(0, 2))
        return [*levels, "name", *middle, *tail, *more]

    def _heading(self, roles: list[str]) -> range:
        start = self.row
        under = [role for role in ("sign", "target", "unit") if role in roles]
        two = len(under) > 1 and self.maybe(0.5)
        for role in roles:
            strange = 1 if role == "unknown" else 0.3
            word = self.word(*HEADINGS.get(role, ("",)), strange=strange)
            at = self.spots[role]
            if two and role in under:
                self.paper.put(start + 1, at, word)
            else:
                self.paper.put(start, at, word, 2 if two else 1)
        if two:
            first = self.spots[under[0]]
            self.paper.put(start, first, self.word("年度指标值", "目标值"), 1, len(under))
        self.row += 2 if two else 1
        return range(start, self.row)

    def _body(self, roles: list[str], rows: tuple) -> range:
        start = self.row
        sample = {"weight": "10", "points": "9", "deviation": "", "remark": "", "unknown": "见附件"}
        for index, (_, _, name, sign, value, unit) in enumerate(rows):
            target = value if "sign" in roles or sign == "定性" else sign + value
            texts = {
                **sample,
                "name": name,
                "sign": sign,
                "target": target if "unit" in roles else target + unit,
                "unit": unit,
                "actual": value + unit,
                "standard": f"每差一项扣{index}分",
            }
            for role in roles:
                if role not in ("level1", "level2"):
                    self.paper.put(start + index, self.spots[role], texts[role])
        merged = self.maybe(0.7)
        for level, key in (("level1", 1), ("level2", 2)):
            if level in roles:
                self._labels(rows, key, self.spots[level], start, merged=merged)
        self.row = start + len(rows)
        return range(start, self.row)

    def _labels(self, rows: tuple, key: int, at: int, start: int, *, merged: bool) -> None:
        index = 0
        while index < len(rows):
            end = index + 1
            while end < len(rows) and rows[end][:key] == rows[index][:key]:
                end += 1
            text = rows[index][key - 1]
            if merged:
                self.paper.put(start + index, at, text, end - index)
            else:
                for row in range(index, end):
                    self.paper.put(start + row, at, text)
            index = end

    def _total(self, roles: list[str]) -> None:
        left = min(self.spots.values())
        label = self.pick.choice(("总分", "合计"))
        self.paper.put(self.row, left, label, 1, max(1, self.spots["name"] - left))
        for role, text in (("weight", "100"), ("points", "94")):
            if role in roles:
                self.paper.put(self.row, self.spots[role], text)
        self.row += 1

    # -------------------------------------------------------- below them

    def _matter(self) -> None:
        for label, text in self.pick.sample(
            (
                ("其他需要说明的事项", "无"),
                ("评价结论", "总体较好"),
                ("存在问题", "支付偏慢"),
                (self.unknown(), "各方配合"),
            ),
            self.pick.randint(1, 3),
        ):
            self.line((label, 2), (text, self.end - 2))

    def _note(self) -> None:
        self.line(
            (
                self.pick.choice(("注：带★为必选指标。", "填表人：张三    联系电话：66666666")),
                self.end,
            )
        )

    def _signed(self) -> None:
        self.line(("单位负责人：", 2), ("李四", 1), ("填报日期", 1), ("2023年1月5日", self.end - 4))


# ---------------------------------------------------------------- the marker


def marked(drawing: Drawing, pick: random.Random) -> tuple[str, str]:
    """Put a marker into a random cell or a blank of the body; gives it and where it stands."""
    cells = drawing.paper.cells
    taken = {
        (at, over)
        for row, column, _, rowspan, colspan in cells
        for at in range(row, row + rowspan)
        for over in range(column, column + colspan)
    }
    free = [
        (row, column)
        for row in drawing.body
        for column in range(drawing.paper.columns)
        if (row, column) not in taken
    ]
    if free and pick.random() < 0.1:
        row, column = pick.choice(free)
        cells.append((row, column, "标记壹", 1, 1))
        return "标记壹", "blank"
    index = pick.randrange(len(cells) + len(drawing.above))
    if index >= len(cells):
        spot = index - len(cells)
        drawing.above[spot] += "标记壹"
        return "标记壹", "above"
    row, column, text, rowspan, colspan = cells[index]
    number = any(char.isdigit() for char in text) and len(text) < 10
    text, marker = pick.choice(
        (
            ("标记壹", "标记壹"),
            (text + "标记壹", "标记壹"),
            *((("≥777件", "777"), ("777", "777")) if number else ()),
        )
    )
    cells[index] = (row, column, text, rowspan, colspan)
    return marker, f"{row},{column} {text!r}"


# ---------------------------------------------------------------- the files


def written(drawing: Drawing, form: str) -> bytes:
    """The drawing as a file."""
    return WRITERS[form](drawing)


def _pieces(drawing: Drawing) -> list[list[tuple[int, int, str, int, int]]]:
    """The cells of each page; a merged cell ends at the page, and goes on below without a text."""
    ends = [*drawing.cuts, drawing.paper.rows]
    pieces, first = [], 0
    for last in ends:
        cells = []
        for row, column, text, rowspan, colspan in drawing.paper.cells:
            begin, end = max(row, first), min(row + rowspan, last)
            if begin < end:
                own = text if row >= first else ""
                cells.append((begin - first, column, own, end - begin, colspan))
        pieces.append(sorted(cells))
        first = last
    return pieces


def _html(drawing: Drawing) -> bytes:
    out = [f"<p>{html.escape(one)}</p>" for one in drawing.above]
    for cells in _pieces(drawing):
        rows: dict[int, list[str]] = {}
        for row, _, text, rowspan, colspan in filled(cells, drawing.paper.columns):
            shown = html.escape(text).replace("\n", "<br>")
            rows.setdefault(row, []).append(
                f'<td rowspan="{rowspan}" colspan="{colspan}">{shown}</td>'
            )
        body = "".join(f"<tr>{''.join(rows[row])}</tr>" for row in sorted(rows))
        out.append(f"<table>{body}</table>")
    return f"<html><body>{''.join(out)}</body></html>".encode()


def filled(cells, columns):
    """`cells` with an empty one wherever nothing is drawn, in reading order."""
    taken = {
        (at, over)
        for row, column, _, rowspan, colspan in cells
        for at in range(row, row + rowspan)
        for over in range(column, column + colspan)
    }
    rows = 1 + max(row for row, _ in taken)
    blank = [
        (row, column, "", 1, 1)
        for row in range(rows)
        for column in range(columns)
        if (row, column) not in taken
    ]
    return sorted([*cells, *blank])


def _docx(drawing: Drawing) -> bytes:
    import docx

    document = docx.Document()
    for text in drawing.above:
        document.add_paragraph(text)
    for cells in _pieces(drawing):
        rows = 1 + max(row + rowspan - 1 for row, _, _, rowspan, _ in cells)
        table = document.add_table(rows, drawing.paper.columns)
        grid = [list(row.cells) for row in table.rows]
        for row, column, text, rowspan, colspan in cells:
            cell = grid[row][column]
            if rowspan > 1 or colspan > 1:
                cell = cell.merge(grid[row + rowspan - 1][column + colspan - 1])
            cell.text = text
        document.add_paragraph("")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _xlsx(drawing: Drawing) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    shift = len(drawing.above)
    for row, text in enumerate(drawing.above, 1):
        sheet.cell(row, 1, text)
        sheet.merge_cells(
            start_row=row, end_row=row, start_column=1, end_column=drawing.paper.columns
        )
    for row, column, text, rowspan, colspan in drawing.paper.cells:
        at, over = row + 1 + shift, column + 1
        cell = sheet.cell(at, over, text or None)
        cell.data_type = "s" if text else cell.data_type
        if rowspan > 1 or colspan > 1:
            sheet.merge_cells(
                start_row=at,
                end_row=at + rowspan - 1,
                start_column=over,
                end_column=over + colspan - 1,
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(drawing: Drawing) -> list[list[str]]:
    """The rows without merging; a page that ends is followed by its number and the heading again."""
    lines = [[one] for one in drawing.above]
    rows = [[""] * drawing.paper.columns for _ in range(drawing.paper.rows)]
    for row, column, text, _, _ in drawing.paper.cells:
        rows[row][column] = text
    for row, cells in enumerate(rows):
        if row in drawing.cuts:
            lines += [[], [f"第 {1 + drawing.cuts.index(row)} 页"]]
            lines += [rows[at] for at in drawing.heading]
        lines.append(cells)
    return lines


def _text(drawing: Drawing) -> bytes:
    joined = ("\t".join(one.replace("\n", "") for one in line) for line in _lines(drawing))
    return "\n".join(joined).encode()


def _csv(drawing: Drawing) -> bytes:
    out = io.StringIO()
    drawing.cuts = ()
    csv.writer(out).writerows(_lines(drawing))
    return out.getvalue().encode()


WRITERS = {"html": _html, "docx": _docx, "xlsx": _xlsx, "csv": _csv, "text": _text}
