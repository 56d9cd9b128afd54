"""A sheet of paper for tests: cells are put on it, and it is handed out as grids.

`Form` draws a whole target table in one of many layouts, so that a test can ask whether
what was drawn is what is read.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from jixiao.errors import Place
from jixiao.reading.grid import Cell, Grid


class Paper:
    """Cells with spans, put by row and column; `grid` hands them out."""

    def __init__(self):
        self.cells = []
        self.rows = 0
        self.columns = 0

    def put(self, row, column, text, rowspan=1, colspan=1):
        self.rows = max(self.rows, row + rowspan)
        self.columns = max(self.columns, column + colspan)
        self.cells.append((row, column, text, rowspan, colspan))

    def grid(self, *, spans=True, at="top", heading=(), sheet=None, table=1, first=0, last=None):
        """The rows `[first, last)`; without spans a label stands `at` one row of its block."""
        last = self.rows if last is None else last
        cells = []
        for row, column, text, rowspan, colspan in self.cells:
            begin, end = max(row, first), min(row + rowspan, last)
            if begin >= end or not text:
                continue
            if row < first:
                continue
            spot = begin
            if not spans:
                spot = {
                    "top": begin,
                    "middle": (begin + end - 1) // 2,
                    "lower-middle": (begin + end) // 2,
                    "bottom": end - 1,
                }[at]
            cells.append(
                Cell(
                    text=text,
                    row=spot - first,
                    column=column,
                    rowspan=end - begin if spans else 1,
                    colspan=colspan if spans else 1,
                    origin=Place(file="纸.x", sheet=sheet, table=table),
                    line=spot + 1,
                )
            )
        cells.sort(key=lambda one: (one.row, one.column))
        return Grid(
            cells=tuple(cells),
            rows=last - first,
            columns=self.columns,
            heading=tuple(heading),
            spans_known=spans,
            place=Place(file="纸.x", sheet=sheet, table=table),
        )


def tabbed(text, *, heading=()):
    """A grid from lines of tab separated text, spans unknown."""
    lines = text.strip("\n").split("\n")
    cells = [
        Cell(text=part, row=row, column=column, origin=Place(file="贴.txt"))
        for row, line in enumerate(lines)
        for column, part in enumerate(line.split("\t"))
        if part.strip()
    ]
    return Grid(
        cells=tuple(cells),
        rows=len(lines),
        columns=max(line.count("\t") + 1 for line in lines),
        heading=tuple(heading),
        spans_known=False,
        place=Place(file="贴.txt", table=1),
    )


# (level 1, level 2, name, sign, value, unit)
ROWS = (
    ("产出指标", "数量指标", "聘用安保人员人数", "=", "4", "人"),
    ("产出指标", "数量指标", "★房屋建筑物供暖面积", "=", "5058.32", "平方米"),
    ("产出指标", "数量指标", "其中：办公设备维修次数", "≥", "10", "次"),
    ("产出指标", "质量指标", "工资发放保障率", "＝", "100", "%"),
    ("产出指标", "质量指标", "指标1：验收合格率", "≥", "98", "%"),
    ("产出指标", "质量指标", "政策知晓情况", "定性", "显著提升", ""),
    ("产出指标", "时效指标", "资金发放及时率", ">=", "98", "%"),
    ("产出指标", "成本指标", "专线租赁费用", "≤", "8.80", "万元"),
    ("产出指标", "成本指标", "人均运转经费数", "<=", "0.72", "万元"),
    ("产出指标", "成本指标", "作物补助标准，\n黄金蜜（葡萄）", "≤", "28.40", "元/株"),
    ("效益指标", "经济效益指标", "办公用品利用率", "≥", "95", "%"),
    ("效益指标", "社会效益指标", "保障单位业务正常开展", "定性", "有效保障", ""),
    ("效益指标", "社会效益指标", "受益脱贫（监测）人口数", "≥", "500", "人"),
    ("效益指标", "社会效益指标", "带动就业", "≥", "2", "万人次"),
    ("效益指标", "可持续影响指标", "工程设计使用年限", "≥", "20", "年"),
    ("满意度指标", "服务对象满意度指标", "使用人员满意度", "≥", "90", "%"),
)

HEADINGS = {
    "level1": ("一级指标", "一级目标", "一 级\n指 标", "一级　指标"),
    "level2": ("二级指标", "二级\n指标", "二 级 指 标"),
    "name": ("三级指标", "指标名称", "指标内容", "三级\n指标", "具体指标"),
    "target": (
        "指标值",
        "目标值",
        "年度指标值",
        "全年指标值",
        "绩效指标值",
        "计划指标值",
        "年初目标值",
        "年度目标值（2022年）",
        "指标值（包含数字及文字描述）",
    ),
    "sign": ("计算符号", "运算符号", "指标性质", "比较符"),
    "unit": ("度量单位", "计量单位", "单位", "指标单位"),
    "weight": ("分值", "权重", "分值（权重）", "指标分值", "标准分"),
    "actual": ("实际完成值", "全年实际值", "全年完成值", "完成情况", "实际值"),
    "points": ("得分", "自评得分", "自评分"),
    "deviation": ("偏差原因分析及改进措施", "未完成原因分析", "偏差分析"),
    "standard": ("评（扣）分标准", "评分标准"),
    "explanation": ("指标解释", "指标说明"),
    "direction": ("指标方向",),
    "remark": ("备注",),
    "serial": ("序号",),
}


@dataclass
class Form:
    """One layout, and the answers that reading it should give."""

    roles: tuple = ("level1", "level2", "name", "target")
    rows: tuple = ROWS
    title: str = "项目支出绩效目标表"
    subtitle: str = "（2022年度）"
    side: str | None = "绩\n效\n指\n标"
    headings: dict = field(default_factory=dict)
    above: str | None = None  # 年度指标值 over sign, target and unit
    merge: str = "levels"  # levels | first | repeat
    points_in_label: bool = False
    gaps: tuple = ()  # roles behind which a blank column stands
    name_span: int = 1
    fillers: bool = False
    total: bool = False
    note: str | None = None
    head: bool = True
    order: int = 0
    top: int = 0

    @classmethod
    def at_random(cls, seed):
        pick = random.Random(seed)
        middle = pick.choice(
            [
                ["target"],
                ["target"],
                pick.sample(["sign", "target", "unit"], 3),
                ["target", "unit"],
                ["sign", "target"],
            ]
        )
        levels = pick.choice([["level1", "level2"]] * 4 + [["level2"], [], ["level1"]])
        extra = [
            role
            for role in ("direction", "explanation", "standard", "remark")
            if pick.random() < 0.2
        ]
        roles = [*levels, "name"]
        filled = pick.random() < 0.5
        if filled:
            scores = pick.choice([["actual", "weight", "points"], ["weight", "actual", "points"]])
            tail = [*middle, *scores, *(["deviation"] if pick.random() < 0.7 else [])]
        elif pick.random() < 0.4:
            tail = pick.choice([[*middle, "weight"], ["weight", *middle]])
        else:
            tail = middle
        roles += [*tail, *extra]
        if pick.random() < 0.15:
            roles.insert(0, "serial")
        rows = tuple(sorted(pick.sample(ROWS, pick.randint(3, len(ROWS))), key=ROWS.index))
        above = None
        if len(middle) > 1 and tail[: len(middle)] == middle and pick.random() < 0.6:
            above = pick.choice(["年度指标值", "绩效指标值", "目标值"])
        return cls(
            roles=tuple(roles),
            rows=rows,
            title=pick.choice(
                [
                    "项目支出绩效目标表",
                    "2022年项目绩效目标申报表",
                    "项 目 支 出 绩 效 自 评 表",
                    "部门（单位）整体支出绩效目标表",
                ]
            ),
            subtitle=pick.choice(["（2022年度）", "2022年度", "(2022年)"]),
            side=pick.choice([None, "绩\n效\n指\n标", "年度绩效指标"]),
            headings={role: pick.choice(words) for role, words in HEADINGS.items()},
            above=above,
            merge=pick.choice(["levels", "levels", "first", "repeat"]),
            points_in_label=pick.random() < 0.15,
            gaps=tuple(role for role in roles if pick.random() < 0.08),
            name_span=pick.choice([1, 1, 2]),
            fillers=pick.random() < 0.2,
            total=filled and pick.random() < 0.6,
            note=pick.choice(
                [
                    None,
                    None,
                    "注：带★为必选指标，**为需填写的数值。",
                    "填表人：    联系电话：    填报日期：2023年1月5日",
                ]
            ),
        )

    def heading(self, role):
        return self.headings.get(role, HEADINGS[role][0])

    @property
    def filled(self):
        return "actual" in self.roles

    # ------------------------------------------------------------ what should be read

    def expected(self):
        """(level1, level2, name, target, weight, actual, points) of every row."""
        answers = []
        for index, (one, two, name, sign, value, unit) in enumerate(self.rows):
            target = ("" if sign == "定性" else sign) + value + unit
            answers.append(
                (
                    one if {"level1", "level2"} & set(self.roles) else None,
                    two if "level2" in self.roles else None,
                    name.replace("\n", ""),
                    target,
                    str(index + 1) if "weight" in self.roles else None,
                    f"{value}{unit}" if "actual" in self.roles else None,
                    str(index) if "points" in self.roles else None,
                )
            )
        return answers

    # ------------------------------------------------------------ drawing

    def values(self, index):
        """The text of each role in row `index`."""
        one, two, name, sign, value, unit = self.rows[index]
        own = {"sign", "unit"} & set(self.roles)
        target = value
        if "sign" not in own and sign != "定性":
            target = sign + target
        if "unit" not in own:
            target += unit
        return {
            "level1": one + ("（50分）" if self.points_in_label else ""),
            "level2": two[:2] + " " + two[2:] if self.points_in_label else two,
            "name": name,
            "sign": sign,
            "target": target,
            "unit": unit,
            "weight": str(index + 1),
            "actual": f"{value}{unit}",
            "points": str(index),
            "deviation": "最高限价低于预算" if index % 3 == 0 else "",
            "standard": f"每差一项扣{index}分",
            "explanation": "反映情况" + str(index),
            "direction": "正向",
            "remark": "见附件" if index == 1 else "",
            "serial": str(index + 1),
        }

    def draw(self, paper=None):
        """Put the form on paper; gives the paper and the row at which the heading begins."""
        paper = paper or Paper()
        row = self.top
        left = 1 if self.side else 0
        spots = {}
        column = left
        for role in self.roles:
            width = self.name_span if role == "name" else 1
            spots[role] = (column, width)
            column += width + (1 if role in self.gaps else 0)
        end = max(column, left + 4)
        if self.title:
            paper.put(row, 0, self.title, 1, end)
            row += 1
        if self.subtitle:
            paper.put(row, 0, self.subtitle, 1, end)
            row += 1
        if self.head:
            paper.put(row, 0, "项目名称", 1, left + 1)
            paper.put(row, left + 1, "自然资源管理", 1, end - left - 1)
            row += 1
            paper.put(row, 0, "主管部门", 1, left + 1)
            paper.put(row, left + 1, "某州自然资源局")
            paper.put(row, left + 2, "实施单位")
            paper.put(row, left + 3, "某州测绘院", 1, end - left - 3)
            row += 1
            paper.put(row, 0, "年度\n目标", 1, left + 1)
            paper.put(row, left + 1, "做好矿山安全生产，2021年起三年内完成。", 1, end - left - 1)
            row += 1
        start = row
        depth = 2 if self.above else 1
        under = [role for role in ("sign", "target", "unit") if role in self.roles]
        for role, (at, width) in spots.items():
            if self.above and role in under:
                paper.put(row + 1, at, self.heading(role))
            else:
                paper.put(row, at, self.heading(role), depth, width)
        if self.above:
            first = min(spots[role][0] for role in under)
            last = max(spots[role][0] for role in under)
            paper.put(row, first, self.above, 1, last - first + 1)
        body = row + depth
        row = self._body(paper, body, spots)
        if self.total:
            paper.put(row, left, "总分", 1, max(1, spots["name"][0] - left))
            paper.put(row, spots["weight"][0], "100")
            paper.put(row, spots["points"][0], "94")
            row += 1
        if self.side:
            paper.put(start, 0, self.side, row - start)
        if self.note:
            paper.put(row, 0, self.note, 1, end)
            row += 1
        paper.columns = max(paper.columns, end)
        return paper, start, body, row

    def _lines(self):
        """Row numbers of the indicators, with a filler row behind each 数量 block if wanted."""
        lines, row = [], 0
        for index, one in enumerate(self.rows):
            lines.append(row)
            row += 1
            last = index + 1 == len(self.rows) or self.rows[index + 1][1] != one[1]
            if self.fillers and last and one[1] in {"数量指标", "社会效益指标"}:
                row += 1
        return lines, row

    def _body(self, paper, body, spots):
        lines, count = self._lines()
        for index, line in enumerate(lines):
            for role, text in self.values(index).items():
                if role in spots and role not in {"level1", "level2"} and text:
                    at, width = spots[role]
                    paper.put(body + line, at, text, 1, width)
        for line in set(range(count)) - set(lines):
            at, width = spots["name"]
            paper.put(body + line, at, "指标2：" if line % 2 else "……", 1, width)
        for role in ("level1", "level2"):
            if role in spots:
                self._labels(paper, body, role, at=spots[role][0], lines=lines, count=count)
        return body + count

    def _labels(self, paper, body, role, *, at, lines, count):
        key = (lambda row: row[0]) if role == "level1" else (lambda row: row[:2])
        begins = [
            i for i in range(len(self.rows)) if i == 0 or key(self.rows[i]) != key(self.rows[i - 1])
        ]
        for number, index in enumerate(begins):
            text = self.values(index)[role]
            first = lines[index]
            last = lines[begins[number + 1]] if number + 1 < len(begins) else count
            if self.merge == "repeat":
                for line in range(first, last):
                    paper.put(body + line, at, text)
            else:
                paper.put(body + first, at, text, last - first if self.merge == "levels" else 1)
