"""Rows that look like the heading of indicators, and headings that do not look like themselves."""

from decimal import Decimal

import attrs
import pytest

from jixiao import check, read, score, write
from jixiao.reading.headers import in_chinese, plain
from jixiao.reading.layout import recognise

from .paper import tabbed
from .test_layout import codes, levels, paper

HEAD = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
ROWS = [
    [("产出指标", 2, 1), "数量指标", "修缮祠堂", "≥3座", "3座", "30", "30"],
    [None, "质量指标", "验收合格率", "100%", "100%", "30", "30"],
    ["满意度指标", "服务对象满意度指标", "村民满意度", "≥90%", "92%", "30", "30"],
]
NAMES = ["修缮祠堂", "验收合格率", "村民满意度"]


@pytest.mark.parametrize(
    "done",
    [
        ["完成情况", "预算数", "执行数"],
        ["实际完成情况", "预算金额", "支出数"],
        ["完成情况", "备注", "合计"],
    ],
)
def test_tasks_with_what_was_done_are_no_indicators(done):
    (table,) = recognise(
        [
            paper(
                [("2023年度部门整体支出绩效自评表", 1, 7)],
                ["预算部门", ("某县文物局", 1, 6)],
                [("年度主要任务", 3, 1), ("任务名称", 1, 2), "主要内容", *done],
                [None, ("古建修缮", 1, 2), "修缮3座祠堂", "完成", "260.00", "252.10"],
                [None, ("文物普查", 1, 2), "登记可移动文物", "完成", "68.00", "66.30"],
                HEAD,
                *ROWS,
            )
        ]
    )
    assert [one.name for one in table.indicators] == NAMES
    assert [one.name for one in table.tasks] == ["古建修缮", "文物普查"]
    assert {one.actual for one in table.tasks} == {"完成"}
    if "备注" in done:
        assert table.tasks[0].funds.total == Decimal("252.10")
        unused = [one.message for one in table.findings if one.code == "cell-unused"]
        assert "260.00" in unused[0]
    else:
        funds = [(one.funds.total, one.funds.executed) for one in table.tasks]
        assert funds == [
            (Decimal("260.00"), Decimal("252.10")),
            (Decimal("68.00"), Decimal("66.30")),
        ]


def test_what_tasks_state_as_done_is_compared_and_written(tmp_path):
    sheet = paper(
        [("2023年度部门整体支出绩效自评表", 1, 7)],
        ["预算部门", ("某县文物局", 1, 6)],
        [("年度主要任务", 4, 1), ("任务名称", 1, 2), ("完成情况", 1, 2), "预算数", "执行数"],
        [None, ("古建修缮", 1, 2), ("修缮祠堂2座", 1, 2), "260.00", "252.10"],
        [None, ("文物普查", 1, 2), ("登记文物", 1, 2), "68.00", "66.30"],
        [None, ("金额合计", 1, 4), "328.00", "320.00"],
        HEAD,
        *ROWS,
    )
    (table,) = recognise([sheet])
    found = {one.code: one.message for one in check(table)}
    assert "任务1“古建修缮”的完成情况写的是“修缮祠堂2座”" in found["actual-differs"]
    assert "执行数合计写作320.00万元" in found["tasks-total-differs"]
    write(score(table), tmp_path / "表.xlsx")
    (again,) = read(tmp_path / "表.xlsx")
    assert [attrs.evolve(one, place=None) for one in again.tasks] == [
        attrs.evolve(one, place=None) for one in table.tasks
    ]
    assert again.tasks_total == table.tasks_total


def test_copied_tasks_with_what_was_done_are_no_indicators():
    rows = [[cell[0] if isinstance(cell, tuple) else cell or "" for cell in row] for row in ROWS]
    lines = [
        ["年度主要任务", "任务名称", "主要内容", "完成情况", "预算数", "执行数"],
        ["", "古建修缮", "修缮3座祠堂", "完成", "260.00", "252.10"],
        ["", "文物普查", "登记可移动文物", "完成", "68.00", "66.30"],
        HEAD,
        *rows,
    ]
    text = "部门整体支出绩效自评表\n" + "\n".join("\t".join(row) for row in lines)
    (table,) = recognise([tabbed(text)])
    assert [one.name for one in table.indicators] == NAMES
    assert [one.name for one in table.tasks] == ["古建修缮", "文物普查"]


@pytest.mark.parametrize("tab", [False, True])
def test_tasks_in_the_place_of_names_are_indicators(tab):
    rows = [
        ["大类", "工作任务", "工作内容", "应达到值", "比重"],
        ["产出", "古建修缮", "修缮祠堂", "≥3座", "60"],
        ["效益", "文物普查", "登记文物", "≥200件", "40"],
    ]
    sheet = paper([("项目绩效目标表", 1, 5)], *rows)
    if tab:
        sheet = tabbed("项目绩效目标表\n" + "\n".join("\t".join(row) for row in rows))
    (table,) = recognise([sheet])
    assert [one.target for one in table.indicators] == ["≥3座", "≥200件"]


TRANSLATIONS = ("Level 1", "Level 2", "Indicator", "Target", "Actual", "Weight", "Score")


@pytest.mark.parametrize("shape", ["{0}\n{1}", "{1} {0}", "{0}（{1}）", "{0} {1}"])
def test_headings_in_two_languages(shape):
    head = [shape.format(*pair) for pair in zip(HEAD, TRANSLATIONS, strict=True)]
    (table,) = recognise(
        [
            paper(
                [("项目支出绩效自评表", 1, 7)],
                [shape.format("实施单位", "Agency"), ("某县项目办", 1, 6)],
                head,
                *ROWS,
                [(shape.format("合计", "Total"), 1, 5), "90", "90"],
            )
        ]
    )
    assert [one[2:] for one in levels(table)] == [
        ("修缮祠堂", "≥3座"),
        ("验收合格率", "100%"),
        ("村民满意度", "≥90%"),
    ]
    assert [str(one.points) for one in table.indicators] == ["30", "30", "30"]
    assert (table.organisation, str(table.declared_total)) == ("某县项目办", "90")
    assert codes(table) == []


def test_labels_in_two_languages():
    (table,) = recognise(
        [
            tabbed(
                "项目绩效目标表\n"
                "一级指标 Level 1\t二级指标 Level 2\t三级指标 Indicator\t目标值 Target\n"
                "产出指标 Outputs\t数量指标 Quantity\t修缮祠堂\t3座\n"
                "\t质量指标 Quality\t合格率\t100%\n"
            )
        ]
    )
    assert [(one.name, one.target) for one in table.indicators] == [
        ("修缮祠堂", "3座"),
        ("合格率", "100%"),
    ]


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("三级指标 Indicator", "三级指标"),
        ("Level 1 一级指标", "一级指标"),
        ("得分 Score/100", "得分"),
        ("项目A", "项目A"),
        ("项目XM2024-001", "项目XM2024-001"),
        ("计量单位UNIT", "计量单位"),
        ("GDP", "GDP"),
        ("使用APP人数", "使用APP人数"),
        ("3km", "3km"),
    ],
)
def test_only_whole_words_at_an_end_are_a_translation(text, chinese):
    assert in_chinese(plain(text)) == chinese


MIRRORED = (
    ("某县环卫中心", "8", "168", "座", "=", "开放公厕", "数量", "产出"),
    ("台账", "8", "92", "%", "≥", "道路达标率", "质量", "产出"),
    ("合同", "4", "24", "小时", "≤", "清运时限", "时效", "产出"),
    ("问卷", "10", "90", "%", "≥", "居民满意度", "服务对象满意度", "满意度"),
)


@pytest.mark.parametrize(
    "head",
    [
        ("取数来源", "满分", "拟达到数", "度量单位", "比较关系", "衡量内容", "类别", "大类"),
        ("来源", "分数", "应达到值", "单位", "关系", "考核内容", "小类", "大类"),
        ("来源", "分值", "目标值", "计量单位", "符号", "考核事项", "二级", "一级"),
    ],
)
def test_a_form_that_begins_at_the_right(head):
    (table,) = recognise(
        [paper([("2025年项目绩效目标申报表", 1, 8)], list(head), *(list(row) for row in MIRRORED))]
    )
    assert levels(table) == [
        ("产出", "数量", "开放公厕", "=168座"),
        ("产出", "质量", "道路达标率", "≥92%"),
        ("产出", "时效", "清运时限", "≤24小时"),
        ("满意度", "服务对象满意度", "居民满意度", "≥90%"),
    ]
    assert [str(one.weight) for one in table.indicators] == ["8", "8", "4", "10"]


@pytest.mark.parametrize(
    ("asked", "done"),
    [
        ("1-10月进度要求", "1-10月完成"),
        ("截至8月应达到", "截至8月达到"),
        ("1-6月任务", "1-6月实绩"),
    ],
)
def test_what_is_asked_for_by_a_month_is_no_actual(asked, done):
    (table,) = recognise(
        [
            paper(
                [("2023年项目绩效运行监控表", 1, 7)],
                ["一级指标", "二级指标", "三级指标", "年度指标值", asked, done, "偏差原因"],
                [
                    ("产出指标", 3, 1),
                    "数量指标",
                    "搬迁居民",
                    "≥320户",
                    "≥267户",
                    "241户",
                    "交付推迟",
                ],
                [None, "质量指标", "验收合格率", "100%", "100%", "100%"],
                [None, "成本指标", "综合单价", "≤46元", "≤46元", "44.8元"],
            )
        ]
    )
    assert [one.actual for one in table.indicators] == ["241户", "100%", "44.8元"]
    assert [one.target for one in table.indicators] == ["≥320户", "100%", "≤46元"]
    assert any(asked in one.message for one in table.findings)


@pytest.mark.parametrize(
    "head",
    [
        ("指标方向", "实施期指标值", "2024年指标值", "计量单位"),
        ("符号", "三年目标值", "2024年目标值", "单位"),
        ("计算符号", "2024—2026年指标值", "2024年指标值", "计量单位"),
    ],
)
def test_one_sign_and_one_unit_for_the_values_of_two_periods(head):
    annual, medium = recognise(
        [
            paper(
                [("项目支出绩效目标表", 1, 7)],
                ["一级指标", "二级指标", "三级指标", *head],
                [("产出指标", 2, 1), "数量指标", "建设温室", "≥", "36", "12", "亩"],
                [None, "质量指标", "合格率", "≥", "98.5", "98", "%"],
                ["满意度指标", "服务对象满意度指标", "菜农满意度", "≥", "92", "90", "%"],
            )
        ]
    )
    assert (annual.term, medium.term) == ("annual", "medium")
    assert [one.target for one in annual.indicators] == ["≥12亩", "≥98%", "≥90%"]
    assert [one.target for one in medium.indicators] == ["≥36亩", "≥98.5%", "≥92%"]
    assert len(codes(annual)) == len(set(annual.findings))
    assert codes(medium) == []


def test_units_between_the_values_are_each_of_the_value_before_it():
    annual, medium = recognise(
        [
            paper(
                [("项目支出绩效目标表", 1, 6)],
                ["二级指标", "三级指标", "三年指标值", "单位", "年度指标值", "单位"],
                ["数量指标", "建设温室", "36", "亩", "12", "公顷"],
                ["质量指标", "合格率", "98.5", "%", "98", "%"],
            )
        ]
    )
    assert [one.target for one in annual.indicators] == ["12公顷", "98%"]
    assert [one.target for one in medium.indicators] == ["36亩", "98.5%"]


@pytest.mark.parametrize(
    ("judged", "judge"),
    [("被评价单位", "评价机构"), ("预算单位", "绩效评价机构"), ("被评价单位", "评价单位")],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_form_is_of_whom_it_judges(judged, judge, turned):
    head = [judged, ("某县文化旅游局", 1, 2), judge, "某某会计师事务所"]
    head = head[2:] + head[:2] if turned else head
    (table,) = recognise(
        [
            paper(
                [("项目绩效评价打分表", 1, 5)],
                head,
                ["一级指标", "二级指标", "三级指标", "分值", "评价得分"],
                [("决策", 2, 1), "项目立项", "立项规范性", "20", "20"],
                [None, "绩效目标", "目标合理性", "20", "18"],
            )
        ]
    )
    assert table.organisation == "某县文化旅游局"
    assert "field-guessed" not in codes(table)


def test_who_judges_is_a_guess_where_nobody_else_is_named():
    (table,) = recognise(
        [
            paper(
                [("项目绩效自评表", 1, 4)],
                ["自评机构", ("某县文化馆", 1, 3)],
                ["二级指标", "三级指标", "指标值", "实际完成值"],
                ["数量指标", "演出场次", "≥20场", "21场"],
            )
        ]
    )
    assert table.organisation == "某县文化馆"
    assert "field-guessed" in codes(table)


def judged(*heading, table=2):
    return paper(
        ["一级指标", "二级指标", "三级指标", "分值", "评分标准", "评价得分"],
        [("过程", 2, 1), "资金管理", "资金支付率", "20", "支付率×20分", "18"],
        [None, "事项管理", "监管有效性", "20", "开展核查得满分", "20"],
        heading=heading,
        table=table,
    )


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["镇街", "奖补企业数（家）", "下达金额（万元）", "实际支付（万元）"],
            ["棠下镇", "17", "682.00", "560.30"],
            ["荷塘镇", "9", "371.00", "285.60"],
        ],
        [
            ["批次", "预算下达（万元）", "支出（万元）"],
            ["第一批", "300", "280"],
            ["第二批", "80", "80"],
        ],
        [["镇街", "户数", "补助（万元）"], ["某镇", "12", "36"], ["某乡", "10", "30"]],
    ],
)
def test_a_table_of_the_report_above_the_title_is_no_budget(rows):
    (table,) = recognise(
        [
            paper(*rows, heading=["某区专项资金", "绩效评价报告", "表1 分镇街下达情况"]),
            judged("二、评价结论", "附件1", "某区技改专项资金绩效评价评分表", "（2023年度）"),
        ]
    )
    assert (table.title, table.year) == ("某区技改专项资金绩效评价评分表", 2023)
    assert table.execution == ()
    (unread,) = [one.message for one in table.findings if one.code == "text-unused"]
    assert rows[0][0] in unread


@pytest.mark.parametrize(
    "rows",
    [
        [["项目名称", "技改奖补"], ["实施单位", "某区科工局"], ["补助安排（万元）", "36"]],
        [["年度资金总额（万元）", "36"], ["其中：财政拨款", "36"]],
    ],
)
def test_a_table_above_the_title_that_is_of_the_form_stays(rows):
    (table,) = recognise([paper(*rows), judged("某区技改专项资金绩效评价评分表")])
    assert [str(row.budget) for row in table.execution][:1] == ["36"]
