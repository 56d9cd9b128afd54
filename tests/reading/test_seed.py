"""巴州自然资源局 2022: a form pasted as text, with all the damage of merged cells."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.reading import read

SEED = Path(__file__).parents[1] / "documents" / "bazhou-2022.txt"


@pytest.fixture(scope="module")
def table():
    (table,) = read(SEED)
    return table


def test_head(table):
    assert table.title == "部门（单位）整体支出绩效目标表"
    assert table.organisation == "新疆巴州自然资源局"
    assert table.year == 2022
    assert table.kind == "department"
    assert table.term == "annual"


def test_tasks_with_their_funds(table):
    totals = [task.funds.total for task in table.tasks]
    assert totals == [Decimal(one) for one in ("1011.11", "81.58", "176.45", "125", "13.6")]
    assert sum(totals) == Decimal("1407.74")
    assert [task.funds.fiscal for task in table.tasks] == totals
    assert {task.funds.unit for task in table.tasks} == {"万元"}


def test_blank_is_not_zero(table):
    assert [task.funds.other for task in table.tasks] == [None] * 5


def test_the_unnamed_and_the_shifted_task_are_kept_and_remarked(table):
    fourth, fifth = table.tasks[3:]
    assert fourth.name is None
    assert fourth.content.startswith("开展自然资源重点工作的监督")
    assert fifth.name == "巴州国土测绘服务运行支撑及日常保障"
    assert fifth.content.startswith("1、实现全州自然资源系统")
    where = {one.code: one.place for one in table.findings}
    assert where["task-unnamed"].row == 12
    assert where["row-shifted"].row == 14


def test_goal_has_no_tags(table):
    assert table.goal.startswith("全力做好矿山安全生产")
    assert table.goal.endswith("数据存储、应用等。")
    assert "<" not in table.goal


def test_indicators_in_order_with_their_levels(table):
    assert len(table.indicators) == 35
    assert Counter(one.level1 for one in table.indicators) == {
        "产出指标": 30,
        "效益指标": 3,
        "满意度指标": 2,
    }
    assert list(Counter(one.level2 for one in table.indicators).items()) == [
        ("数量指标", 10),
        ("质量指标", 6),
        ("时效指标", 6),
        ("成本指标", 8),
        ("经济效益指标", 1),
        ("社会效益指标", 2),
        ("满意度指标", 2),
    ]
    first, last = table.indicators[0], table.indicators[-1]
    assert (first.name, first.target) == ("聘用安保人员人数", "=4人")
    assert (last.name, last.target) == ("干部职工满意度", ">=90%")
    assert table.indicators[21].target == "2022年10月31日以前"


def test_places_are_line_and_field(table):
    first, sixteenth = table.indicators[0].place, table.indicators[15].place
    assert (first.file, first.row, first.column) == (SEED.as_posix(), 17, 5)
    assert (sixteenth.row, sixteenth.column) == (33, 5)


def test_displaced_label_is_remarked_with_its_rows(table):
    (moved,) = [one for one in table.findings if one.code == "label-displaced"]
    assert moved.figure("rows") == "15"
    assert moved.place.row == 33


def test_nothing_else_is_remarked(table):
    codes = Counter(one.code for one in table.findings)
    assert codes == {"task-unnamed": 1, "row-shifted": 1, "label-displaced": 1}


def test_nothing_of_the_block_is_dropped(table):
    """Every text of the indicator block stands in a field, is a heading, or is a label."""
    lines = SEED.read_text(encoding="utf-8").splitlines()
    begin = next(i for i, line in enumerate(lines) if "一级指标" in line)
    texts = Counter(part for line in lines[begin + 1 :] for part in line.split("\t") if part)
    taken = Counter()
    for one in table.indicators:
        taken.update((one.name, one.target, one.level2))
    labels = {"年度绩效指标", "产出指标", "效益指标", "满意度指标"}
    assert set(texts - taken) <= labels
