"""Layouts that occur, one by one; `test_layout_random` draws them in all combinations."""

from decimal import Decimal

import pytest

from jixiao.reading.headers import Headers
from jixiao.reading.layout import recognise
from jixiao.review.checking import check
from jixiao.tables import Funds, TargetTable

from .paper import Paper, tabbed


def paper(*rows, **options):
    """A grid from rows of texts or (text, rowspan, colspan); None lies under a merged cell."""
    sheet = Paper()
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            if cell is None:
                column += 1
                continue
            text, down, across = (cell, 1, 1) if isinstance(cell, str) else cell
            if text:
                sheet.put(row, column, text, down, across)
            column += across
    sheet.rows = max(sheet.rows, len(rows))
    return sheet.grid(**options)


def levels(table):
    return [(one.level1, one.level2, one.name, one.target) for one in table.indicators]


def codes(table):
    return [one.code for one in table.findings]


def test_medium_half_at_the_left_annual_at_the_right():
    annual, medium = recognise(
        [
            tabbed(
                "项目支出绩效目标申报表\n"
                "（2022年度）\n"
                "项目名称\t水质监测\n"
                "主管部门及代码\t[105]某局\t\t\t实施单位\t某站\n"
                "项目资金（万元）\t中期资金总额：\t300\t\t\t年度资金总额：\t100\n"
                "\t其中：财政拨款\t300\t\t\t其中：财政拨款\t100\n"
                "\t其他资金\t0\t\t\t其他资金\t\n"
                "总体目标\t中期目标（2022年—2024年）\t\t\t\t年度目标\n"
                "\t监测三年\t\t\t\t监测12次\n"
                "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值\n"
                "\t产出指标\t数量指标\t监测次数\t≥36次\t数量指标\t监测次数\t≥12次\n"
                "\t\t\t监测点位\t=5个\n"
                "\t满意度指标\t服务对象满意度指标\t公众满意度\t≥90%\t服务对象满意度指标\t公众满意度\t≥85%"
            )
        ]
    )
    assert (annual.term, medium.term) == ("annual", "medium")
    assert levels(annual) == [
        ("产出指标", "数量指标", "监测次数", "≥12次"),
        ("满意度指标", "服务对象满意度指标", "公众满意度", "≥85%"),
    ]
    assert levels(medium) == [
        ("产出指标", "数量指标", "监测次数", "≥36次"),
        ("产出指标", "数量指标", "监测点位", "=5个"),
        ("满意度指标", "服务对象满意度指标", "公众满意度", "≥90%"),
    ]
    assert (annual.goal, medium.goal) == ("监测12次", "监测三年")
    assert [(row.item, row.budget) for row in annual.execution] == [
        ("年度资金总额", Decimal(100)),
        ("其中：财政拨款", Decimal(100)),
    ]
    assert [(row.item, row.budget) for row in medium.execution] == [
        ("中期资金总额", Decimal(300)),
        ("其中：财政拨款", Decimal(300)),
        ("其他资金", Decimal(0)),
    ]
    assert (annual.organisation, annual.department) == ("某站", "[105]某局")


def test_a_row_empty_in_one_half_lends_its_label_to_no_other():
    rows = [
        ("一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"),
        [
            ("产出指标", 5, 1),
            ("数量指标", 3, 1),
            "监测次数",
            "≥36次",
            ("数量指标", 3, 1),
            "次数",
            "≥12次",
        ],
        [None, None, "监测点位", "=5个", None, "点位", "=2个"],
        [None, None, "拆除构筑物", "≥3万立方米", None, "", ""],
        [None, ("质量指标", 2, 1), "合格率", "100%", ("质量指标", 2, 1), "合格率", "100%"],
        [None, None, "成活率", "≥85%", None, "成活率", "≥80%"],
    ]
    head = [("中期目标（2022年—2024年）", 1, 4), ("年度目标", 1, 3)]
    annual, _ = recognise([paper(head, *rows)])
    assert [(one.level2, one.name) for one in annual.indicators] == [
        ("数量指标", "次数"),
        ("数量指标", "点位"),
        ("质量指标", "合格率"),
        ("质量指标", "成活率"),
    ]


@pytest.mark.parametrize(
    ("whole", "year", "said"),
    [
        ("≥36次", "≥48次", True),
        ("≥36次", "≥12次", False),
        ("≥0.15万亩", "≥5000亩", True),
        ("≥90%", "≥95%", False),
        ("≤30天", "≤35天", False),
        ("≤300元/亩", "≤400元/亩", False),
        ("提高5个百分点", "提高6个百分点", False),
        ("≥36次", "有效保障", False),
    ],
)
def test_a_year_that_asks_more_than_the_whole_period(whole, year, said):
    rows = [
        ("一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"),
        ["产出指标", "数量指标", "监测", whole, "数量指标", "监测", year],
        [
            "满意度指标",
            "服务对象满意度指标",
            "满意度",
            "≥90%",
            "服务对象满意度指标",
            "满意度",
            "≥90%",
        ],
    ]
    head = [("中期目标（2022年—2024年）", 1, 4), ("年度目标", 1, 3)]
    annual, _ = recognise([paper(head, *rows)])
    assert ("annual-over-period" in codes(annual)) is said


def test_one_name_with_a_value_for_each_period():
    annual, medium = recognise(
        [
            tabbed(
                "一级指标\t二级指标\t三级指标\t实施期指标值\t年度指标值\t分值\n"
                "产出指标\t数量指标\t培训次数\t≥30次\t≥10次\t20\n"
            )
        ]
    )
    assert (annual.indicators[0].target, annual.indicators[0].weight) == ("≥10次", Decimal(20))
    assert (medium.term, medium.indicators[0].target) == ("medium", "≥30次")


def test_labels_cut_in_two_are_joined():
    (table,) = recognise(
        [
            tabbed(
                "一级指标\t二级指标\t三级指标\t指标值\n"
                "产出\t数量指标\t甲\t1个\n"
                "\t质量\t乙\t≥90%\n"
                "指标\t指标\t丙\t≥91%\n"
                "\t可持续\t丁\t12月底前\n"
                "效益指标\t影响指标\t戊\t≥10年\n"
                "满意度指标\t服务对象\t己\t≥90%\n"
                "\t满意度指标\t庚\t≥90%\n"
            )
        ]
    )
    assert [one.level1 for one in table.indicators] == (
        ["产出指标"] * 3 + ["效益指标"] * 2 + ["满意度指标"] * 2
    )
    assert [one.level2 for one in table.indicators] == (
        ["数量指标"] + ["质量指标"] * 2 + ["可持续影响指标"] * 2 + ["服务对象满意度指标"] * 2
    )


def test_a_row_cut_by_a_page_is_one_indicator():
    first = paper(
        ["一级指标", "二级指标", "三级指标", "指标值"],
        [("产出指标", 2, 1), "数量指标", "甲数", "≥10个"],
        [None, "质量指标", "合格率（第一", "≥90%"],
        heading=("项目支出绩效目标表", "（2022 年度）"),
        sheet="第1页",
    )
    second = paper(
        ["", "", "段）", ""],
        ["效益指标", "社会效益指标", "丁", "提高"],
        heading=("- 2 -",),
        sheet="第2页",
        table=2,
    )
    (table,) = recognise([first, second])
    assert [one.name for one in table.indicators] == ["甲数", "合格率（第一段）", "丁"]
    assert table.year == 2022
    assert codes(table) == ["row-joined"]


def test_sheets_of_a_workbook_are_not_continued():
    sheets = [
        paper(
            [("项目支出绩效目标表", 1, 4)],
            ["一级指标", "二级指标", "三级指标", "指标值"],
            ["产出指标", "数量指标", name, "1个"],
            sheet=name,
        )
        for name in ("甲", "乙")
    ]
    unlike = paper(["收入", "预算数"], ["税", "3"], sheet="收支")
    like = paper(
        ["大项", "小项", "事项", "应达水平"],
        ["产出指标", "数量指标", "丙", "1个"],
        ["产出指标", "质量指标", "丁", "1个"],
        sheet="另表",
    )
    tables = recognise([unlike, *sheets, like])
    assert [levels(table)[0][2] for table in tables] == ["甲", "乙", "丙"]
    guessed = [one for one in tables[2].findings if one.code == "column-guessed"]
    assert [one.subject for one in guessed] == ["大项", "小项", "事项", "应达水平"]
    assert {one.place.sheet for one in guessed} == {"另表"}


def test_the_users_own_words_are_passed_in(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[columns]\nname = ["事项"]\ntarget = ["应达水平"]\n', encoding="utf-8")
    grid = paper(["大项", "小项", "事项", "应达水平"], ["产出指标", "数量指标", "丙", "1个"])
    (table,) = recognise([grid])
    assert {one.code for one in table.findings} == {"column-guessed"}
    (table,) = recognise([grid], headers=Headers.load(own))
    assert levels(table) == [("产出指标", "数量指标", "丙", "1个")]
    assert "事项" not in {one.subject for one in table.findings}


@pytest.mark.parametrize(
    "text", ['[colums]\nname = ["事项"]\n', "[columns]\nname = 3\n", "[columns\n"]
)
def test_a_word_list_that_is_wrong_is_refused(tmp_path, text):
    own = tmp_path / "own.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"\w"):
        Headers.load(own)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("[columns]\nnmae = ['考核内容']", "是不是“name”"),
        ("[words]\nzzz = ['小计']", "可用的有："),
    ],
)
def test_a_role_that_is_not_there_is_said_with_the_one_that_may_be_meant(tmp_path, words, said):
    own = tmp_path / "headers.toml"
    own.write_text(words, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        Headers.load(own)


def test_labels_merged_over_two_levels_and_values_over_two_rows():
    (table,) = recognise(
        [
            paper(
                [("绩效指标", 1, 3), ("指标值", 2, 1), ("备注", 2, 1)],
                ["一级指标", "二级指标", "三级指标"],
                [("产出指标", 3, 1), ("数量指标", 2, 1), "甲数", ("≥10个", 2, 1), ""],
                [None, None, "乙数", None, "见说明"],
                [None, "质量指标", "丙率", "≥90%", ""],
                [("满意度指标", 1, 2), "公众满意度", "≥90%", ""],
            )
        ]
    )
    assert levels(table) == [
        ("产出指标", "数量指标", "甲数", "≥10个"),
        ("产出指标", "数量指标", "乙数", "≥10个"),
        ("产出指标", "质量指标", "丙率", "≥90%"),
        ("满意度指标", "满意度指标", "公众满意度", "≥90%"),
    ]
    assert table.indicators[1].remark == "见说明"


def test_unusual_level_labels_of_a_whole_department():
    (table,) = recognise(
        [
            tabbed(
                "部门整体支出绩效自评表\n"
                "（2021年度）\n"
                "部门名称\t某局\t\t单位：元\n"
                "预算执行情况\t资金来源\t年初预算数\t全年预算数（A）\t全年执行数（B）\t分值\t执行率（B/A）\t得分\n"
                "\t年度资金总额\t1000\t1,100.5\t1000\t10\t90.87%\t9.09\n"
                "\t项目支出\t—\t500.5\t400\t—\t79.92%\t—\n"
                "\t其他资金\t\t\t\t—\t\t—\n"
                "年度总体目标完成情况\t年初设定目标\t\t\t\t目标实际完成情况\n"
                "\t一、监管\t\t\t\t已完成\n"
                "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t全年实际值\t分值\t得分\t未完成原因分析\n"
                "\t运行成本\t公用经费控制\t控制率\t≤100%\t98%\t10\t10\t\n"
                "\t管理效率\t预算编制\t编制科学性\t科学\t较科学\t10\t8\t仍需改进\n"
                "\t履职效能\t重点任务1\t抽检批次\t≥500批次\t510批次\t30\t30\t\n"
                "\t服务对象满意度\t\t群众满意度\t≥90%\t91%\t10\t10\t\n"
                "总分\t\t\t\t\t\t100\t97.09\n"
            )
        ]
    )
    assert levels(table) == [
        ("运行成本", "公用经费控制", "控制率", "≤100%"),
        ("管理效率", "预算编制", "编制科学性", "科学"),
        ("履职效能", "重点任务1", "抽检批次", "≥500批次"),
        ("服务对象满意度", None, "群众满意度", "≥90%"),
    ]
    assert [(r.item, r.initial, r.budget, r.points, r.unit) for r in table.execution] == [
        ("年度资金总额", Decimal(1000), Decimal("1100.5"), Decimal("9.09"), "元"),
        ("项目支出", None, Decimal("500.5"), None, "元"),
    ]
    assert table.declared_total == Decimal("97.09")
    assert (table.goal, table.goal_actual) == ("一、监管", "已完成")
    assert table.indicators[1].deviation == "仍需改进"


def test_budget_and_executed_side_by_side():
    (table,) = recognise(
        [
            paper(
                [("项目支出绩效自评表（2019年度）", 1, 6)],
                [("预算执行情况（万元）", 3, 1), "预算数：", "100", None, "执行数：", "90"],
                [None, "其中：财政拨款", "100", None, "其中：财政拨款", "90"],
                [None, "其他资金", "", None, "其他资金", ""],
                ["一级指标", "二级指标", "指标内容", "指标值", "全年完成值", "自评得分"],
                ["产出指标", "数量指标", "甲", "1个", "1个", "10"],
            )
        ]
    )
    assert [(row.item, row.budget, row.executed) for row in table.execution] == [
        ("预算数", Decimal(100), Decimal(90)),
        ("其中：财政拨款", Decimal(100), Decimal(90)),
    ]


def test_tasks_with_their_total_row():
    (table,) = recognise(
        [
            paper(
                [("部门（单位）名称", 1, 2), ("某局", 1, 5)],
                [
                    ("年度主要任务", 5, 1),
                    ("任务名称", 2, 1),
                    ("主要内容", 2, 2),
                    ("预算金额（元）", 1, 3),
                ],
                [None, None, None, None, "总额", "财政拨款", "其他资金"],
                [None, "任务一", ("内容一", 1, 2), "10", "10", ""],
                [None, "任务二", ("内容二", 1, 2), "20", "20", "0"],
                [None, ("金额合计", 1, 3), "30", "30", "0"],
                ["年度绩效指标", "一级指标", "二级指标", ("三级指标", 1, 2), ("指标值", 1, 2)],
                ["", "成本指标", "经济成本指标", ("运行成本", 1, 2), ("≤10万元", 1, 2)],
            )
        ]
    )
    assert [(one.name, one.content, one.funds.other) for one in table.tasks] == [
        ("任务一", "内容一", None),
        ("任务二", "内容二", Decimal(0)),
    ]
    assert {one.funds.unit for one in table.tasks} == {"元"}
    assert codes(table) == []
    assert table.tasks_total == Funds(total=30, fiscal=30, other=0, unit="元")
    assert levels(table) == [("成本指标", "经济成本指标", "运行成本", "≤10万元")]


def test_tasks_below_a_row_of_amounts_beside_their_labels():
    """合计 and 财政拨款 in the row above are labels of amounts, no heading of the tasks."""
    grid = paper(
        [("2025年度项目绩效目标申报表", 1, 8)],
        [("项目名称", 1, 2), ("校舍维修", 1, 6)],
        ["资金\n总额", "合计", "500", ("财政拨款", 1, 2), "400", "其他资金", "100"],
        [("主要\n任务", 4, 1), ("任务名称", 2, 1), ("任务内容", 2, 3), ("预算金额", 1, 3)],
        [None, None, None, None, None, "合计", "财政拨款", "其他资金"],
        [None, "屋面维修", ("维修屋面15000平方米", 1, 3), "300", "250", "50"],
        [None, "外墙维修", ("维修外墙25000平方米", 1, 3), "200", "150", "50"],
        ["绩效\n指标", "一级指标", "二级指标", "三级指标", "符号", "目标值", "单位", "权重(%)"],
        ["", "产出指标", "数量指标", "维修面积", "≥", "15000", "平方米", "10"],
        ["", "产出指标", "质量指标", "验收合格率", "=", "100", "%", "10"],
    )
    (table,) = recognise([grid])
    assert [(one.name, one.content, one.funds) for one in table.tasks] == [
        ("屋面维修", "维修屋面15000平方米", Funds(total=300, fiscal=250, other=50)),
        ("外墙维修", "维修外墙25000平方米", Funds(total=200, fiscal=150, other=50)),
    ]
    assert [(row.item, row.budget) for row in table.execution] == [
        ("合计", 500),
        ("财政拨款", 400),
        ("其他资金", 100),
    ]
    assert codes(table) == []


def test_filling_date_is_not_the_year():
    (table,) = recognise(
        [
            tabbed(
                "项目支出绩效目标表\n"
                "填报日期：2023年1月5日\n"
                "预算年度：2024\t\t填报单位：某局\t单位：万元\n"
                "一级指标\t二级指标\t三级指标\t指标值\n"
                "产出指标\t数量指标\t甲\t1个\n"
            )
        ]
    )
    assert (table.year, table.organisation) == (2024, "某局")


def test_no_level_columns_and_sections_between_the_rows():
    (table,) = recognise(
        [
            tabbed(
                "2020年项目绩效目标表\n"
                "单位名称：某某镇政府   填报日期：2019年12月1日   金额单位：元\n"
                "序号\t指标名称\t指标值\t单位\t权重\n"
                "1\t道路硬化\t≥0.565\tkm\t10%\n"
                "2\t验收合格率\t100%\t%\t20\n"
                "合计\t\t\t\t100\n"
                "注：以上为申报。\n"
            )
        ]
    )
    assert levels(table) == [
        (None, None, "道路硬化", "≥0.565km"),
        (None, None, "验收合格率", "100%"),
    ]
    assert [one.weight for one in table.indicators] == [Decimal(10), Decimal(20)]
    assert (table.organisation, table.year) == ("某某镇政府", 2020)


KINDS = ("产出指标", "效益指标", "满意度指标")


@pytest.mark.parametrize("width", [7, 1], ids=["merged over the row", "alone in the row"])
@pytest.mark.parametrize("side", [False, True])
@pytest.mark.parametrize("points", ["", "（60分）"])
def test_level_1_in_rows_of_its_own(width, side, points):
    rows = (
        ["数量指标", "抽检批次", "≥3200批次", "3264批次", "15", "15"],
        ["质量指标", "核查处置率", "100%", "100%", "15", "15"],
        ["社会效益指标", "食品安全事故", "不发生", "未发生", "15", "15"],
        ["公众满意度", "公众对食品的满意度", "≥85%", "88.3%", "10", "10"],
    )
    one, two, three = ([(kind + points, 1, width)] for kind in KINDS)
    lines = [
        ["指标分类", "指标名称", "预期值", "完成值", "分值", "得分", "偏差说明"],
        *(one, rows[0], rows[1], two, rows[2], three, rows[3]),
    ]
    if side:
        lines = [
            [("绩效指标", len(lines), 1) if not at else None, *x] for at, x in enumerate(lines)
        ]
    (table,) = recognise([paper(["项目支出绩效自评表"], *lines)])
    assert [(one.level1, one.level2, one.name) for one in table.indicators] == [
        ("产出指标", "数量指标", "抽检批次"),
        ("产出指标", "质量指标", "核查处置率"),
        ("效益指标", "社会效益指标", "食品安全事故"),
        ("满意度指标", "公众满意度", "公众对食品的满意度"),
    ]
    assert [str(one.points) for one in table.indicators] == ["15", "15", "15", "10"]
    said = [one for one in table.findings if one.code == "level-points"]
    assert [one.figure("效益指标") for one in said] == (["60分"] if points else [])


def test_level_1_in_rows_of_its_own_in_text():
    (table,) = recognise(
        [
            tabbed(
                "项目支出绩效目标表\n"
                "序号\t指标名称\t指标值\t分值\n"
                "产出指标\t\t\t\n"
                "1\t道路硬化\t≥3公里\t50\n"
                "2\t验收合格率\t100%\t40\n"
                "满意度指标\t\t\t\n"
                "3\t群众反映\t良好\t10\n"
            )
        ]
    )
    assert levels(table) == [
        ("产出指标", None, "道路硬化", "≥3公里"),
        ("产出指标", None, "验收合格率", "100%"),
        ("满意度指标", "满意度指标", "群众反映", "良好"),
    ]


@pytest.mark.parametrize("merged", [True, False], ids=["merged", "text"])
def test_one_heading_over_both_levels_and_the_names(merged):
    rows = [
        ["产出指标", "数量指标", "演练次数", "≥6次", "7次", "10", "10"],
        ["", "", "培训人数", "≥400人次", "372人次", "10", "9.3"],
        ["", "质量指标", "验收合格率", "100%", "100%", "10", "10"],
        ["满意度指标", "服务对象满意度指标", "参训满意度", "≥90%", "93.5%", "10", "10"],
    ]
    head = ["考核目标", "完成情况", "满分", "自评"]
    form = (
        paper(["专项资金绩效自评表"], [("考核指标", 1, 3), *head], *rows)
        if merged
        else tabbed(
            "\n".join(
                "\t".join(row)
                for row in [["专项资金绩效自评表"], ["考核指标", "", "", *head], *rows]
            )
        )
    )
    (table,) = recognise([form])
    assert [(one.level2, one.name) for one in table.indicators] == [
        ("数量指标", "演练次数"),
        ("数量指标", "培训人数"),
        ("质量指标", "验收合格率"),
        ("服务对象满意度指标", "参训满意度"),
    ]
    assert [one.level1 for one in table.indicators] == ["产出指标"] * 3 + ["满意度指标"]


def test_a_label_does_not_reach_over_the_label_of_a_section():
    (table,) = recognise(
        [
            paper(
                ["一级指标", "二级指标", "三级指标", "指标值"],
                [("市级专项部分", 1, 4)],
                ["产出指标", "数量指标", "培训人数", "≥20人"],
                [None, "质量指标", "合格率", "≥95%"],
                [("满意度指标", 1, 4)],
                [None, None, "群众反映", "良好"],
            )
        ]
    )
    assert levels(table) == [
        ("产出指标", "数量指标", "培训人数", "≥20人"),
        ("产出指标", "质量指标", "合格率", "≥95%"),
        ("满意度指标", "满意度指标", "群众反映", "良好"),
    ]
    assert codes(table) == ["row-unused"]


@pytest.mark.parametrize(
    ("sign", "value", "unit", "target"),
    [
        ("≥", "95", "%", "≥95%"),
        ("≥", "95%", "%", "≥95%"),
        ("定性", "显著提升", "", "显著提升"),
        ("大于等于", "1", "次", "大于等于1次"),
        ("＝", "100", "百分比", "＝100百分比"),
        ("≧", "", "%", "≧%"),
        ("—", "2021年7月", "/", "2021年7月"),
        ("5", "84.26", "万元", "≤84.26万元"),
        ("正向", "90", "%", "90%"),
    ],
)
def test_sign_value_and_unit_are_joined(sign, value, unit, target):
    (table,) = recognise(
        [
            paper(
                ["二级指标", "三级指标", "指标性质", "指标值", "度量单位"],
                ["数量指标", "甲", sign, value, unit],
            )
        ]
    )
    assert levels(table) == [("产出指标", "数量指标", "甲", target)]


@pytest.mark.parametrize(
    ("name", "target", "parts"),
    [
        ("苗木成活率（≥**%）", "85", ("≥", "85", "%")),
        ("苗木成活率(≥**%)", ">=85", (None, ">=85", "%")),
        ("修建作业道长度（公里）", "30", (None, "30", "公里")),
        ("补助标准（≤**元/亩）", "1,600", ("≤", "1,600", "元/亩")),
        ("受益人口数（监测）", "500", (None, None, None)),
        ("受益人数（人）", "500人", (None, None, None)),
    ],
)
def test_sign_and_unit_from_the_name(name, target, parts):
    (table,) = recognise([paper(["二级指标", "三级指标", "指标值"], ["数量指标", name, target])])
    (one,) = table.indicators
    assert one.target == target
    assert (one.sign, one.value, one.unit) == parts


def test_every_cell_of_the_block_is_read_or_named():
    grid = paper(
        ["一级指标", "二级指标", "三级指标", "优", "指标值", "历史值", "分值"],
        [("产出指标", 3, 1), ("数量指标", 2, 1), "甲", "好", "1个", "0个", "10"],
        [None, None, "……", "", "", "", ""],
        [None, "质量指标", "乙", "", "90%", "80%", "十"],
        ["总分", "", "", "", "", "", "10"],
    )
    (table,) = recognise([grid])
    said = " ".join(one.message for one in table.findings)
    fields = {
        text
        for one in table.indicators
        for text in (one.level1, one.level2, one.name, one.target, str(one.weight))
    }
    known = {"一级指标", "二级指标", "三级指标", "指标值", "分值", "总分", "……", "优", "历史值"}
    for cell in grid.cells:
        assert cell.text in fields | known or cell.text in said
    assert "column-unknown" in codes(table)
    assert "weight-unreadable" in codes(table)


def test_level_points_are_named():
    (table,) = recognise(
        [
            paper(
                ["一级指标", "二级指标", "三级指标", "指标值"],
                ["产 出 指 标 （50分）", "数量指标\n（必填硬性指标）", "甲", "1个"],
                ["成本指标(0-20)分", "经济成本指标", "乙", "1万元"],
            )
        ]
    )
    assert [(one.level1, one.level2) for one in table.indicators] == [
        ("产出指标", "数量指标"),
        ("成本指标", "经济成本指标"),
    ]
    (finding,) = table.findings
    assert finding.figure("产出指标") == "50分"


def _form(*head: str, column: str = "备注", title: str = "项目支出绩效自评表") -> TargetTable:
    names = ["一级指标", "二级指标", "三级指标", column, "年度指标值", "实际完成值", "分值", "得分"]
    fields = [(text, 1, 2) for text in head]
    (table,) = recognise(
        [
            paper(
                [(title, 1, 8)],
                *([fields] if fields else []),
                names,
                ["产出指标", "数量指标", "更换灯具数量", "790盏", "≥800盏", "820盏", "50", "50"],
                ["产出指标", "质量指标", "亮灯率", "97%", "≥98%", "98.6%", "50", "50"],
                [("总分", 1, 6), "100", "100"],
                ["评价等次", ("优", 1, 7)],
            )
        ]
    )
    return table


def test_the_declared_grade_below_the_total():
    table = _form()
    assert table.declared_grade == "优"
    assert codes(table) == []


@pytest.mark.parametrize("column", ["上年实际完成值", "上年度实际值", "去年完成值"])
def test_what_was_done_last_year(column):
    assert [one.previous for one in _form(column=column).indicators] == ["790盏", "97%"]


@pytest.mark.parametrize("column", ["上年实际", "上年", "上年完成值"])
def test_what_was_done_last_year_below_the_heading_of_the_value(column):
    grid = paper(
        [("2024年项目支出绩效目标表", 1, 6)],
        [
            ("一级指标", 2, 1),
            ("二级指标", 2, 1),
            ("三级指标", 2, 1),
            ("指标值", 1, 2),
            ("权重", 2, 1),
        ],
        [None, None, None, column, "本年目标"],
        ["产出指标", "数量指标", "水质检测次数", "228次", "≥240次", "10"],
        ["产出指标", "质量指标", "水质检测合格率", "98.6%", "≥95%", "10"],
    )
    (table,) = recognise([grid])
    assert [(one.previous, one.target) for one in table.indicators] == [
        ("228次", "≥240次"),
        ("98.6%", "≥95%"),
    ]
    assert codes(table) == []


_WHY = (
    ("灯具到货晚", "年初招标", "灯具到货晚；改进措施：年初招标"),
    ("灯具到货晚", "", "灯具到货晚"),
    ("灯具到货晚", "无", "灯具到货晚；改进措施：无"),
    ("", "年初招标", "改进措施：年初招标"),
    ("无", "无", "无"),
    ("", "", None),
)


@pytest.mark.parametrize(("cause", "remedy", "deviation"), _WHY)
@pytest.mark.parametrize("first", ["未完成原因", "原因"])
def test_causes_and_remedies_in_columns_of_their_own(first, cause, remedy, deviation):
    grid = paper(
        [("项目支出绩效自评表", 1, 8)],
        [
            "一级指标",
            "二级指标",
            "三级指标",
            "指标值",
            "实际完成值",
            "分值",
            "得分",
            first,
            "改进措施",
        ],
        ["产出指标", "数量指标", "更换灯具", "≥800盏", "720盏", "60", "54", cause, remedy],
        ["产出指标", "质量指标", "亮灯率", "≥98%", "98%", "40", "40", "", ""],
        ["总分", "", "", "", "", "100", "94", "自评等级", "良"],
    )
    (table,) = recognise([grid])
    assert [one.deviation for one in table.indicators] == [deviation, None]
    assert table.declared_grade == "良"
    assert not {"column-unknown", "cell-unused"} & set(codes(table))


def test_a_blank_office_in_the_head_is_said():
    head = ("主管部门", "某区城市管理局", "实施单位")
    assert codes(_form(*head, "")) == ["field-blank"]
    assert codes(_form(*head, "某区路灯管理所")) == []


@pytest.mark.parametrize(
    ("title", "below", "severity"),
    [
        ("2024年部门整体支出绩效目标表", "（2023年度）", ["warning"]),
        ("2024年部门整体支出绩效目标表", "（2024年度）", []),
        ("部门整体支出绩效目标表", "（2023年度）", []),
        ("2024年项目支出绩效自评表", "（2023年度）", ["note"]),
        ("2024年项目支出绩效自评表", "（2022年度）", ["warning"]),
    ],
)
def test_the_year_below_the_title(title, below, severity):
    grid = paper(
        [(title, 1, 4)],
        [(below, 1, 4)],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "甲", "1个"],
    )
    (table,) = recognise([grid])
    said = [one for one in table.findings if one.code == "year-differs"]
    assert [one.severity for one in said] == severity
    # The review says what is a mistake of the form as well.
    assert [one for one in check(table) if one.code == "year-differs"] == said


def test_two_years_in_the_head_are_said():
    table = _form("预算年度", "2024", "实施单位", "某所", title="2025年度项目支出绩效自评表")
    assert (table.year, codes(table)) == (2025, ["year-differs"])


@pytest.mark.parametrize(
    ("head", "row", "weights", "said"),
    [
        (
            ["三级指标（分值）", "评分标准", "得分"],
            ["按规定得5分", "4"],
            ["5", "2.5"],
            ["5", "2.5"],
        ),
        (["三级指标", "评分标准", "得分"], ["按规定得5分", "4"], ["None", "None"], []),
        (["三级指标（分值）", "分值", "得分"], ["6", "4"], ["6", "6"], []),
        (["三级指标", "指标值", "得分"], ["≥1次", "4"], ["None", "None"], []),
    ],
)
def test_points_behind_names_are_the_weights_where_the_heading_says_so(head, row, weights, said):
    """Only where there is no column of weights."""
    rows = [["一级指标", "二级指标", *head]]
    rows += [["部门决策", "目标任务", name, *row] for name in ("相关性（5分）", "明确性(2.5分)")]
    (table,) = recognise([paper(["部门整体支出绩效评价得分表"], *rows)])
    assert [str(one.weight) for one in table.indicators] == weights
    found = [one for one in table.findings if one.code == "name-points"]
    assert [value for one in found for _, value in one.figures] == said
