"""What a review costs beside the reading of the same form from its workbook.

Run: ``python benchmarks/bench_checking.py``. A form of 35 rows with goal, funds and spending, as a
target table and filled in. Every round reads and checks a form that was never seen before (other
works, other numbers), so that nothing kept of an earlier one helps either side. Printed is the
median of the ratios of processor time; a ratio beyond its limit fails the run.
"""

from __future__ import annotations

import gc
import io
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from jixiao.reading import read
from jixiao.review.checking import check

ROUNDS = 25
LIMIT = 1.0
BUDGET = 240

#: Level 1, level 2, the name (``{}`` is the work of the round), sign, number, unit.
ROWS = (
    ("产出指标", "数量指标", "{}维护数量", "≥", 600, "处"),
    ("产出指标", "数量指标", "{}更换数量", "≥", 80, "套"),
    ("产出指标", "数量指标", "{}巡查次数", "≥", 48, "次"),
    ("产出指标", "数量指标", "{}新建里程", "≥", 12, "公里"),
    ("产出指标", "数量指标", "{}改造面积", "≥", 5200, "平方米"),
    ("产出指标", "数量指标", "{}人员培训人数", "≥", 120, "人次"),
    ("产出指标", "数量指标", "{}检测样品数量", "≥", 300, "份"),
    ("产出指标", "数量指标", "{}宣传活动场次", "≥", 6, "场"),
    ("产出指标", "质量指标", "{}验收合格率", "=", 100, "%"),
    ("产出指标", "质量指标", "{}完好率", "≥", 95, "%"),
    ("产出指标", "质量指标", "{}样品检测准确率", "≥", 98, "%"),
    ("产出指标", "质量指标", "培训人员考核通过率", "≥", 90, "%"),
    ("产出指标", "质量指标", "{}事故发生率", "≤", 2, "%"),
    ("产出指标", "时效指标", "{}任务按期完成率", "≥", 95, "%"),
    ("产出指标", "时效指标", "{}报修处理时限", "≤", 24, "小时"),
    ("产出指标", "时效指标", "资金拨付及时率", "=", 100, "%"),
    ("产出指标", "时效指标", "{}完工时间", "", 0, "2025年11月30日前"),
    ("产出指标", "成本指标", "{}维护成本", "≤", 400, "元/处"),
    ("产出指标", "成本指标", "{}更换成本", "≤", 1500, "元/套"),
    ("产出指标", "成本指标", "{}人员培训标准", "≤", 300, "元/人次"),
    ("产出指标", "成本指标", "{}检测费用", "≤", 9, "万元"),
    ("产出指标", "成本指标", "{}项目总成本", "≤", BUDGET, "万元"),
    ("效益指标", "经济效益指标", "{}运行费用节约率", "≥", 5, "%"),
    ("效益指标", "经济效益指标", "带动就业收入", "≥", 30, "万元"),
    ("效益指标", "社会效益指标", "{}受益人口", "≥", 20000, "人"),
    ("效益指标", "社会效益指标", "{}覆盖率", "≥", 90, "%"),
    ("效益指标", "社会效益指标", "{}投诉办结率", "≥", 95, "%"),
    ("效益指标", "社会效益指标", "{}服务水平", "", 0, "明显提升"),
    ("效益指标", "社会效益指标", "政策知晓率", "≥", 85, "%"),
    ("效益指标", "生态效益指标", "{}节能占比", "≥", 70, "%"),
    ("效益指标", "生态效益指标", "{}废弃物回收率", "≥", 90, "%"),
    ("效益指标", "可持续影响指标", "{}管护制度健全性", "", 0, "健全"),
    ("效益指标", "可持续影响指标", "{}正常运行年限", "≥", 5, "年"),
    ("满意度指标", "服务对象满意度指标", "{}受益群众满意度", "≥", 88, "%"),
    ("满意度指标", "服务对象满意度指标", "{}管理人员满意度", "≥", 90, "%"),
)
_WORKS = ("路灯", "渠道", "护栏", "管网", "泵站", "绿地", "公厕", "校舍", "堤防", "窨井")
_PLACES = ("城区", "城东", "城西", "河口", "南岭", "北塘", "新桥")


def form(number: int, *, filled: bool) -> bytes:
    """The workbook of a form of which no other number has a value in common."""
    import openpyxl

    place, work = _PLACES[number % len(_PLACES)], _WORKS[number % len(_WORKS)]
    thing = f"{place}{work}"
    spent = f"{BUDGET - 10 + number / 100:.2f}"
    sheet = (book := openpyxl.Workbook()).active
    sheet.append(["项目支出绩效自评表" if filled else "项目支出绩效目标表"])
    sheet.append(["（2025年度）"])
    sheet.append(["项目名称", f"{thing}维护项目"])
    sheet.append(["主管部门", "某市城市管理局", "", "", "实施单位", f"{place}管理所"])
    if filled:
        sheet.append(
            [
                "项目资金（万元）",
                "",
                "年初预算数",
                "全年预算数",
                "全年执行数",
                "分值",
                "执行率",
                "得分",
            ]
        )
        rate = f"{100 * float(spent) / BUDGET:.2f}%"
        sheet.append(["", "年度资金总额", BUDGET, BUDGET, spent, 10, rate, 9.6])
    else:
        sheet.append(["项目资金（万元）", "年度资金总额", BUDGET])
        sheet.append(["", "其中：财政拨款", BUDGET])
    goal = f"维护{thing}{600 + number}处，更换{80 + number}套，巡查{48 + number}次，群众满意度达到88%。"
    sheet.append(["年度总体目标", goal])
    head = ["一级指标", "二级指标", "三级指标", "指标值"]
    sheet.append(
        [*head, "实际完成值", "分值", "得分", "偏差原因分析及改进措施"] if filled else head
    )
    for index, (level1, level2, name, sign, count, unit) in enumerate(ROWS):
        count = count + number if count > 300 else count
        target, actual = f"{sign}{count}{unit}", f"{count}{unit}"
        if not count:
            dated = "年" in unit
            target, actual = unit, f"2025年11月{number % 28 + 1}日" if dated else unit
        elif count == BUDGET:
            actual = f"{spent}{unit}"
        row = [level1, level2, name.format(thing), target]
        if filled:
            weight = 3 if index < 20 else 2
            row += [actual, weight, weight, ""]
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def spent(data: bytes) -> tuple[float, float]:
    """Seconds of processor time of reading the form, and of checking what was read."""
    gc.collect()
    begun = time.process_time()
    [table] = read(data)
    between = time.process_time()
    check(table)
    return between - begun, time.process_time() - between


def main() -> int:
    missed = False
    for kind, filled in (("目标表", False), ("自评表", True)):
        forms = [form(number, filled=filled) for number in range(ROUNDS + 3)]
        rounds = [spent(data) for data in forms][3:]
        ratio = statistics.median(checked / was_read for was_read, checked in rounds)
        print(f"{kind} {len(ROWS)} 行：审核 / 读 xlsx {ratio:.2f}（上限 {LIMIT}）")
        missed |= ratio > LIMIT
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
