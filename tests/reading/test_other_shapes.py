"""Shapes that one office or another draws: forecasts in parts, levels under one heading, funds across."""

import attrs
import pytest

from jixiao.reading.layout import recognise

from .test_layout import codes, levels, paper

LEVELS = ("一级指标", "二级指标", "三级指标")


def money(table):
    return [
        (row.item, row.budget and str(row.budget), row.executed and str(row.executed))
        for row in table.execution
    ]


def test_a_forecast_in_parts_is_put_together_as_the_actual_is():
    (table,) = recognise(
        [
            paper(
                [("2024年项目绩效运行监控表", 1, 12)],
                [
                    *((one, 2, 1) for one in LEVELS),
                    ("年度目标值", 1, 3),
                    ("7月末完成值", 1, 2),
                    ("全年预计", 1, 2),
                    ("偏差原因", 2, 1),
                ],
                [None, None, None, "符号", "数值", "单位", "数值", "单位", "数值", "单位", None],
                [
                    "产出指标",
                    "数量指标",
                    "巡护里程",
                    "≥",
                    "91000",
                    "公里",
                    "55720",
                    "公里",
                    "92000",
                    "公里",
                ],
                ["产出指标", "质量指标", "落实率", "=", "100", "%", "100", "%", "100", "%"],
                [
                    "满意度指标",
                    "满意度指标",
                    "护林员满意度",
                    "≥",
                    "90",
                    "%",
                    "",
                    "",
                    "92",
                    "%",
                    "年底",
                ],
            )
        ]
    )
    assert [(one.target, one.actual, one.forecast) for one in table.indicators] == [
        ("≥91000公里", "55720公里", "92000公里"),
        ("=100%", "100%", "100%"),
        ("≥90%", None, "92%"),
    ]


@pytest.mark.parametrize("word", ["年底前预判", "年终预估数", "全年预测情况"])
def test_a_forecast_is_told_by_a_word_in_its_heading(word):
    (table,) = recognise(
        [
            paper(
                [("2025年项目绩效监控情况表", 1, 7)],
                [*LEVELS, "批复值", "截至8月底实绩", word, "简述"],
                ["产出指标", "数量指标", "补助见习人员", "≥600人", "412人", "600人"],
                ["产出指标", "数量指标", "创业补贴笔数", "≥90笔", "51笔", "80笔", "申请不足"],
                ["满意度指标", "满意度指标", "对象满意度", "≥95%", "—", "96%"],
            )
        ]
    )
    assert [one.forecast for one in table.indicators] == ["600人", "80笔", "96%"]
    assert [one.actual for one in table.indicators] == ["412人", "51笔", None]


def test_one_heading_over_both_levels_whatever_its_word():
    (table,) = recognise(
        [
            paper(
                [("类别", 1, 2), "指标", "2024年实际", "2025年计划"],
                [("产出指标", 2, 1), "数量指标", "新打机井", "86", "≥92"],
                [None, "质量指标", "验收合格率", "100", "=100"],
                ["满意度指标", "服务对象满意度指标", "农户满意度", "93", "≥90"],
            )
        ]
    )
    assert levels(table) == [
        ("产出指标", "数量指标", "新打机井", "≥92"),
        ("产出指标", "质量指标", "验收合格率", "=100"),
        ("满意度指标", "服务对象满意度指标", "农户满意度", "≥90"),
    ]


def test_a_label_of_the_head_in_a_level_column_is_the_label_of_its_row():
    (table,) = recognise(
        [
            paper(
                ("类型", "指标名称", "预期值", "权值"),
                ("数量", "办理事项", "≥1900件", "50"),
                ("质量", "按期受理率", "100%", "40"),
                ("责任单位", "责任单位满意率", "≥92%", "10"),
            )
        ]
    )
    assert [(one.name, str(one.weight)) for one in table.indicators] == [
        ("办理事项", "50"),
        ("按期受理率", "40"),
        ("责任单位满意率", "10"),
    ]


def form(*funds):
    (table,) = recognise(
        [
            paper(
                [("项目绩效目标表", 1, 5)],
                [("项目名称", 1, 2), ("普法", 1, 3)],
                *funds,
                ["", *LEVELS, "指标值"],
                ["", "产出指标", "数量指标", "讲座场次", "24场"],
                ["", "满意度指标", "满意度指标", "群众满意度", "≥95%"],
            )
        ]
    )
    return table


def test_sources_across_are_parts_of_the_total_even_if_one_ends_as_a_payment_does():
    table = form(
        [("资金来源（万元）", 2, 2), "总额", "县级财政", "转移支付"],
        [None, None, "96.00", "46.00", "50.00"],
    )
    assert money(table) == [
        ("总额", "96.00", None),
        ("县级财政", "46.00", None),
        ("转移支付", "50.00", None),
    ]


def test_what_became_of_the_budget_across_stays_one_row():
    table = form(
        [("项目资金（万元）", 2, 2), "预算数", "支出数", "结余数"],
        [None, None, "100.00", "80.00", "20.00"],
    )
    assert [(budget, executed) for _, budget, executed in money(table)] == [("100.00", "80.00")]


def test_funds_with_their_sources_across_and_budget_and_spending_down():
    table = form(
        [("资金（万元）", 3, 1), "", "资金总额", "其中：市级", "其中：区级"],
        [None, "全年预算", "440.00", "300.00", "140.00"],
        [None, "全年支出", "422.40", "300.00", "122.40"],
    )
    assert money(table) == [
        ("资金总额", "440.00", "422.40"),
        ("其中：市级", "300.00", "300.00"),
        ("其中：区级", "140.00", "122.40"),
    ]


def test_a_source_that_no_word_knows_is_read_beside_its_remark():
    funds = paper(
        ("资金来源", "2026年预算（万元）", "测算说明"),
        ("合计", "738.00"),
        ("区级财政资金", "520.00", "床位补贴+改造补助"),
        ("福彩公益金", "218.00", "不低于55%用于养老"),
    )
    block = paper(
        (*LEVELS, "2026年度指标值"),
        ("产出指标", "数量指标", "床位数", "1860张"),
        ("满意度指标", "满意度指标", "老人满意度", "≥92%"),
    )
    (table,) = recognise([funds, block])
    assert [item for item, _, _ in money(table)] == ["合计", "区级财政资金", "福彩公益金"]
    assert table.year == 2026


def test_an_export_names_its_project_and_year_behind_the_indicators():
    head = (
        "序号",
        "指标值",
        "单位",
        "方向",
        "三级指标名称",
        "所属二级",
        "所属一级",
        "项目名称",
        "年度",
    )
    (table,) = recognise(
        [
            paper(
                head,
                ("1", "120", "台", "≥", "采购一体机", "数量指标", "产出指标", "信息化提升", "2024"),
                ("2", "98", "%", "≥", "验收合格率", "质量指标", "产出指标", "信息化提升", "2024"),
                (
                    "3",
                    "90",
                    "%",
                    "≥",
                    "师生满意度",
                    "满意度指标",
                    "满意度指标",
                    "信息化提升",
                    "2024",
                ),
            )
        ]
    )
    assert (table.project, table.year, len(table.indicators)) == ("信息化提升", 2024, 3)
    assert "column-unknown" not in codes(table)


def test_a_quarter_is_no_target_where_the_whole_year_has_a_column():
    (table,) = recognise(
        [
            paper(
                [*((one, 2, 1) for one in LEVELS), ("季度目标值", 1, 4), ("全年目标值", 2, 1)],
                [None, None, None, "一季度", "二季度", "三季度", "四季度"],
                ["产出指标", "数量指标", "清运垃圾", "9500", "9800", "10200", "9500", "≥39000"],
                ["产出指标", "数量指标", "更新果皮箱", "", "150", "150", "", "300"],
                ["满意度指标", "满意度指标", "市民满意度", "", "", "", "≥88%", "≥88%"],
            )
        ]
    )
    assert [one.target for one in table.indicators] == ["≥39000", "300", "≥88%"]


def test_rows_of_one_kind_below_a_heading_are_no_turned_form():
    head = ("序号", "项目名称", *LEVELS, "指标值")
    tree = ("产出指标", "数量指标")
    tables = recognise(
        [
            paper(
                head,
                [("1", 2, 1), ("道路硬化", 2, 1), *tree, "硬化里程", "1.8公里"],
                [None, None, "满意度指标", "满意度指标", "群众满意度", "≥95%"],
                [("2", 2, 1), ("大棚建设", 2, 1), *tree, "新建大棚", "30座"],
                [None, None, "满意度指标", "满意度指标", "农户满意度", "≥95%"],
            )
        ]
    )
    assert [(one.project, len(one.indicators)) for one in tables] == [
        ("道路硬化", 2),
        ("大棚建设", 2),
    ]


def test_points_are_points_beside_rows_that_sum_them():
    (table,) = recognise(
        [
            paper(
                ["指标类别", "指标性质", "指标名称", "目标值", "完成值", "指标分", "自评分"],
                ["产出", "数量", "注资户数", "2户", "2户", "30", "30"],
                ["产出", "质量", "到位合规率", "100%", "100%", "30", "30"],
                [("产出指标小计", 1, 5), "60", "60"],
                ["满意度", "服务对象", "企业满意度", "≥90%", "100%", "40", "40"],
                [("满意度指标小计", 1, 5), "40", "40"],
            )
        ]
    )
    assert [str(one.weight) for one in table.indicators] == ["30", "30", "40"]


def test_labels_in_rows_of_their_own_head_what_is_below_them():
    """The name of a project stands beside the first of them, as in lists of 云南."""
    (table,) = recognise(
        [
            paper(
                [("2025年项目支出绩效目标表", 1, 6)],
                ["项目名称", *LEVELS, "指标值", "度量单位"],
                [("供水维护资金", 11, 1), ("产出指标", 1, 1)],
                [None, "", "数量指标"],
                [None, "", "", "维修工程处数", "32", "处"],
                [None, "", "", "更换管网长度", "15", "公里"],
                [None, "", "质量指标"],
                [None, "", "", "验收合格率", "100", "%"],
                [None, "效益指标"],
                [None, "", "社会效益指标"],
                [None, "", "", "受益人口数", "18000", "人"],
                [None, "", "", "供水保障能力", "有效提升"],
                [None, "满意度指标"],
                ["", "", "服务对象满意度指标"],
                ["", "", "", "群众满意度", "92", "%"],
            )
        ]
    )
    assert [one[:3] for one in levels(table)] == [
        ("产出指标", "数量指标", "维修工程处数"),
        ("产出指标", "数量指标", "更换管网长度"),
        ("产出指标", "质量指标", "验收合格率"),
        ("效益指标", "社会效益指标", "受益人口数"),
        ("效益指标", "社会效益指标", "供水保障能力"),
        ("满意度指标", "服务对象满意度指标", "群众满意度"),
    ]
    assert "label-displaced" not in codes(table)


def test_a_label_beside_the_whole_block_says_its_period():
    heads = [*LEVELS, "指标值"]
    annual, medium = recognise(
        [
            paper(
                [("2025年项目申报表", 1, 5)],
                [("项目名称", 1, 2), ("强县建设", 1, 3)],
                [("长期绩效目标表", 4, 1), *heads],
                [None, ("产出指标", 2, 1), ("数量指标", 2, 1), "累计培育组合", "≥15组"],
                [None, None, None, "累计建设工作站", "≥20个"],
                [None, "效益指标", "经济效益指标", "累计融资", "≥6亿元"],
                [("年度绩效目标表", 4, 1), *heads],
                [None, ("产出指标", 2, 1), ("数量指标", 2, 1), "培育组合", "≥4组"],
                [None, None, None, "建设工作站", "≥6个"],
                [None, "效益指标", "经济效益指标", "融资", "≥2亿元"],
            )
        ]
    )
    assert (annual.term, [one.target for one in annual.indicators]) == (
        "annual",
        ["≥4组", "≥6个", "≥2亿元"],
    )
    assert (medium.term, len(medium.indicators)) == ("medium", 3)


@pytest.mark.parametrize("office", ["县级主管部门", "财政部门", "乡镇"])
def test_an_opinion_to_be_signed_is_no_indicator(office):
    (table,) = recognise(
        [
            paper(
                [("2025年项目支出绩效目标申报表", 1, 6)],
                ["", *LEVELS, "指标值", "权重"],
                [("绩效指标", 2, 1), "产出指标", "数量指标", "指标1：新打机井", "≥65眼", "50"],
                [None, "效益指标", "社会效益指标", "指标1：受益户数", "≥5200户", "50"],
                [
                    office + "审核意见",
                    ("（盖章）　年　月　日", 1, 2),
                    "财政部门审核意见",
                    "（盖章）　年　月　日",
                ],
            )
        ]
    )
    assert len(table.indicators) == 2


def test_points_and_reasons_that_a_form_prints_outside_its_columns():
    """预算执行情况（20分） beside the amounts, and the reasons of all rows below them, as in 湖北."""
    (table,) = recognise(
        [
            paper(
                [("2025年度科普活动项目绩效自评表", 1, 8)],
                [("项目名称", 1, 1), ("科普活动经费", 1, 7)],
                [
                    ("预算执行情况（万元）（20分）", 2, 1),
                    ("", 1, 2),
                    "预算数（A）",
                    "执行数（B）",
                    "执行率（B/A）",
                    ("得分（20分×执行率）", 1, 2),
                ],
                [None, ("年度财政资金总额", 1, 2), "64", "60.8", "95.00%", ("19", 1, 2)],
                [
                    ("年度绩效指标（80分）", 4, 1),
                    *LEVELS,
                    "年初目标值（A）",
                    "实际完成值（B）",
                    "分值",
                    "得分",
                ],
                [None, "产出指标", "数量指标", "巡展场次", "≥40场", "36场", "30", "27"],
                [None, "", "", "培训人数", "≥80人", "72人", "20", "18"],
                [None, "满意度指标", "服务对象满意度指标", "公众满意度", "≥90%", "91%", "30", "30"],
                [("总分", 1, 6), "100", "94"],
                [
                    "偏差大或目标未完成原因分析",
                    ("巡展场次：汛期停展4场。培训人数：8人因考试未到。", 1, 7),
                ],
            )
        ]
    )
    (money,) = table.execution
    assert (money.weight, money.points) == (20, 19)
    shows, trained, content = table.indicators
    assert table.deviation_of(shows) == "汛期停展4场"
    assert table.deviation_of(trained) == "8人因考试未到"
    assert table.deviation_of(content) is None
    assert codes(table) == []


def test_rows_that_are_called_as_what_stands_below_a_table():
    """事故原因分析率 and 出具审查意见 are indicators where a value stands beside them."""
    (table,) = recognise(
        [
            paper(
                ["三级指标", "指标值"],
                ["事故原因分析率", "≥95%"],
                ["出具审查意见", "≥30份"],
                ["目标未完成项目数", "≤3个"],
                ["修路里程", "≥5公里"],
            )
        ]
    )
    assert len(table.indicators) == 4


@pytest.mark.parametrize(
    ("heading", "points", "weight"),
    [
        ("得分（20分×执行率）", "18", 20),
        ("得分（20分）", "18", 20),
        ("得分（执行率低于80%扣（2分））", "18", None),
        ("得分（1分/1%，最高20分）", "18", None),
        ("得分（10分）", "18", None),
    ],
)
def test_the_weight_of_the_budget_in_a_heading(heading, points, weight):
    columns = ["预算执行情况", "项目", "年初预算数", "全年预算数", "全年执行数", "执行率", heading]
    (table,) = recognise(
        [
            paper(
                columns,
                ["", "年度资金总额", "100", "100", "90", "90%", points],
                [*LEVELS, "年度指标值", "实际完成值", "分值", "得分"],
                ["产出指标", "数量指标", "修路里程", "≥5公里", "5公里", "80", "80"],
            )
        ]
    )
    assert table.execution[0].weight == weight


def test_a_target_that_was_not_adjusted_is_that_of_the_beginning_of_the_year():
    (table,) = recognise(
        [
            paper(
                [
                    *((word, 2, 1) for word in LEVELS),
                    ("指标值", 1, 2),
                    ("实际完成值", 2, 1),
                ],
                [None, None, None, "年初设定值", "调整后指标值", None],
                ["产出指标", "数量指标", "治理面积", "≥2600亩", "", "2680亩"],
                ["产出指标", "数量指标", "搬迁户数", "≥520户", "≥480户", "486户"],
            )
        ]
    )
    assert [(one.target, one.initial) for one in table.indicators] == [
        ("≥2600亩", "≥2600亩"),
        ("≥480户", "≥520户"),
    ]
    assert table.indicators[0].place_of("target") == table.indicators[0].place_of("initial")
    assert codes(table) == []


def test_the_name_of_a_unit_over_all_columns_is_no_row_of_its_projects():
    (first, second) = recognise(
        [
            paper(
                ["单位名称、项目名称", "年度目标", *LEVELS, "指标性质", "指标值", "度量单位"],
                [("某县林业局", 1, 8)],
                ["防控经费", "双下降", "产出指标", "数量指标", "除治株数", ">=", "5200", "株"],
                ["检疫经费", "全检", "产出指标", "数量指标", "检疫次数", ">=", "24", "次"],
            )
        ]
    )
    assert [(one.project, one.organisation) for one in (first, second)] == [
        ("防控经费", "某县林业局"),
        ("检疫经费", "某县林业局"),
    ]
    assert [one.name for one in first.indicators] == ["除治株数"]


@pytest.mark.parametrize(
    ("label", "value", "role"),
    [
        ("资金主管部门", "某市市场监督管理局", "department"),
        ("单位编码及名称", "216001-某县融媒体中心", "organisation"),
        ("建设单位", "125团水管所", "organisation"),
        ("建设单位", "3家", None),
    ],
)
def test_an_office_by_the_end_of_its_label(label, value, role):
    (table,) = recognise(
        [
            paper(
                [label, (value, 1, 4)],
                [*LEVELS, "指标值", "分值"],
                ["产出指标", "数量指标", "培训人数", "≥20人", "10"],
            )
        ]
    )
    found = {"organisation": table.organisation, "department": table.department}
    assert {role: value}.items() <= found.items() if role else value not in found.values()
    assert ("field-guessed" in codes(table)) is (role is not None)


def test_labels_of_sections_without_their_numbers():
    (table,) = recognise(
        [
            paper(
                ["序号", "指标内容", "指标值", "分值"],
                [("一、产出指标", 1, 4)],
                [("（一）数量指标", 1, 4)],
                ["1", "培训人数", "≥20人", "50"],
                [("（二）质量指标", 1, 4)],
                ["2", "培训合格率", "≥90%", "50"],
            )
        ]
    )
    assert [(one.level1, one.level2) for one in table.indicators] == [
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
    ]


def test_the_side_label_of_all_rows_above_the_second_page():
    rows = [
        [*LEVELS, "指标值", "分值"],
        ["产出指标", "数量指标", "培训人数", "≥20人", "50"],
    ]
    first = paper([("项目支出绩效目标表", 1, 5)], *rows)
    second = attrs.evolve(
        paper(rows[0], ["效益指标", "社会效益指标", "就业人数", "≥10人", "50"]),
        heading=("绩效指标",),
    )
    (table,) = recognise([first, second])
    assert len(table.indicators) == 2
