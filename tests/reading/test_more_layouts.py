"""Layouts of single offices: cards, counties abreast, goals by period, heads on sheets of their own."""

import attrs

from jixiao.reading.formats import text
from jixiao.reading.layout import recognise

from .test_layout import paper

HEADING = ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"]
ROWS = (
    ["产出指标", "数量指标", "造林面积", "≥8600亩", "8640亩", "60", "60"],
    ["效益指标", "社会效益", "务工人员", "≥300人", "342人", "40", "40"],
)


def read(*rows, **options):
    return recognise([paper(*rows, **options)])


def test_cards_are_the_rows_of_one_form():
    head = paper(["地质灾害防治资金绩效自评表"], ["项目名称", "群测群防", "项目单位", "某监测站"])

    def card(number, level1, level2, name, target, actual, points):
        rows = [
            ["指标名称", (name, 1, 3)],
            ["一级指标", level1, "二级指标", level2],
            ["目标值", target, "完成值", actual],
            ["分值", points, "得分", points],
            ["偏差原因", ("无", 1, 3)],
        ]
        return paper(*rows, heading=(f"绩效指标卡（{number}）",))

    cards = [card(at, *row[:5], row[5]) for at, row in enumerate(ROWS, 1)]
    (table,) = recognise([head, *cards])
    assert (table.project, table.organisation) == ("群测群防", "某监测站")
    found = [(one.level1, one.level2, one.name, one.target, one.actual) for one in table.indicators]
    assert found == [tuple(row[:5]) for row in ROWS]
    assert table.indicators[1].place.row == 3  # of its own card


def test_a_value_for_each_county_is_a_form_for_each():
    rows = [
        ["转移支付区域绩效目标表"],
        [("区县", 1, 3), "思南县", "石阡县"],
        ["一级指标", "二级指标", "三级指标", ("指标值", 1, 2)],
        ["产出指标", "数量指标", "补助学生数", "48620人", "36115人"],
        ["产出指标", "质量指标", "认定准确率", "100%", "99%"],
        ["效益指标", "社会效益", "巩固率", "≥95%", "≥96%"],
    ]
    first, second = read(*rows)
    assert (first.organisation, second.organisation) == ("思南县", "石阡县")
    assert [one.target for one in first.indicators] == ["48620人", "100%", "≥95%"]
    assert [one.target for one in second.indicators] == ["36115人", "99%", "≥96%"]


def test_a_sign_a_value_and_a_unit_under_one_heading_are_no_counties():
    rows = [
        ["项目支出绩效目标表"],
        [("资金", 1, 3), "总额", "财政拨款", "其他"],
        ["一级指标", "二级指标", "三级指标", ("指标值", 1, 3)],
        ["产出指标", "数量指标", "补助学生数", "≥", "48620", "人"],
        ["产出指标", "质量指标", "认定准确率", "=", "100", "%"],
        ["效益指标", "社会效益", "巩固率", "≥", "95", "%"],
    ]
    assert [len(table.indicators) for table in read(*rows)] == [3]


def test_the_goals_of_three_years_and_of_one():
    rows = [
        [("总体目标", 2, 1), "三年总体目标", ("改造养殖场60个，引进种牛420头。", 1, 5)],
        [None, "2024年度目标", ("改造养殖场18个，引进种牛120头。", 1, 5)],
    ]
    (table,) = read(["2024年项目支出绩效目标表"], *rows, HEADING, *ROWS)
    assert table.goal == "改造养殖场18个，引进种牛120头。"


def test_of_a_goal_that_was_changed_the_later_one_counts():
    first, later, done = (
        "建设卫生室32个，配备设备。",
        "建设卫生室28个，配备设备。",
        "28个卫生室全部投用，设备到位。",
    )
    rows = [
        [("当年绩效目标", 2, 1), "年初绩效目标", first, "全年（调整）绩效目标", (later, 1, 3)],
        [None, "全年目标实际完成情况", (done, 1, 5)],
    ]
    (table,) = read(["2023年度项目支出绩效自评表"], *rows, HEADING, *ROWS)
    assert (table.goal, table.goal_actual) == (later, done)


def test_the_amounts_of_a_text_without_the_blank_below_a_merged_label():
    page = "\n".join(
        "\t".join(row)
        for row in (
            [
                "预算执行情况（10分）",
                "",
                "年初预算数",
                "全年预算数",
                "全年执行数",
                "执行率",
                "得分",
            ],
            ["年度资金总额", "150", "140", "133", "95%", "9.5"],
            HEADING,
            *ROWS,
        )
    )
    (table,) = recognise(text.grids(f"项目支出绩效自评表\n{page}\n".encode()))
    (row,) = table.execution
    assert [str(one) for one in (row.initial, row.budget, row.executed)] == ["150", "140", "133"]


def test_what_was_approved_came_in_and_was_spent_is_one_sum():
    pairs = [
        "预算批复数（万元）",
        "240",
        "实际到位数（万元）",
        "240",
        "实际支出数（万元）",
        "236.88",
    ]
    (table,) = read(["医疗救援绩效自评表"], pairs, HEADING, *ROWS)
    assert [(str(one.budget), str(one.executed)) for one in table.execution] == [("240", "236.88")]


def test_a_list_of_tasks_with_money_is_no_money_of_the_form():
    rows = [
        ["做什么", "怎样做", "总额", "财政拨款", "其他资金"],
        ["公路建设", "硬化路面", "685", "620", "65"],
        ["公路养护", "日常养护", "123", "123", "0"],
    ]
    (table,) = read(["部门整体支出绩效目标表"], *rows, HEADING, *ROWS)
    assert "685" not in {str(one.budget) for one in table.execution}


def test_the_head_may_stand_on_a_sheet_before_that_of_the_indicators():
    cover = paper(
        ["省级财政专项资金绩效目标申报书"], ["（2024年度）"],
        ["项目名称：", "共富工坊建设"], ["申报单位（盖章）：", "某县服务中心"],
    )  # fmt: skip
    sheets = [
        attrs.evolve(grid, place=attrs.evolve(grid.place, sheet=name))
        for name, grid in (("封面", cover), ("指标", paper(HEADING, *ROWS)))
    ]
    (table,) = recognise(sheets)
    assert (table.project, table.organisation, table.year) == ("共富工坊建设", "某县服务中心", 2024)


def test_a_name_and_its_points_below_the_heading_of_each_level():
    rows = [
        ["部门整体支出绩效评价评分表"],
        [
            ("一级指标", 1, 2),
            ("二级指标", 1, 2),
            ("三级指标", 1, 2),
            ("评分标准", 2, 1),
            ("得分", 2, 1),
        ],
        ["名称", "权重", "名称", "权重", "名称", "权重"],
        ["部门决策", "20", "预算编制", "10", "编制合理性", "5", "分配合理得5分", "5"],
        ["部门决策", "20", "目标设置", "10", "目标完整性", "4", "完整得4分", "4"],
    ]
    (table,) = read(*rows)
    found = [(one.level1, one.level2, one.name, str(one.weight)) for one in table.indicators]
    assert found == [
        ("部门决策", "预算编制", "编制合理性", "5"),
        ("部门决策", "目标设置", "目标完整性", "4"),
    ]


def test_a_row_to_be_signed_is_no_indicator():
    signed = [("企业法定代表人签字：", 1, 3), ("财务负责人签字：", 1, 2), ("经办人：", 1, 2)]
    (table,) = read(["企业项目绩效自评表"], HEADING, *ROWS, signed)
    assert len(table.indicators) == 2


def test_offices_by_labels_of_their_kind():
    top = [["学校名称（盖章）：湖南某大学"], ["主管部门", "湖南省教育厅"]]
    (table,) = read(["高等学校项目支出绩效自评表"], *top, HEADING, *ROWS)
    assert (table.organisation, table.department) == ("湖南某大学", "湖南省教育厅")
    top = [["填报企业：某煤电集团有限公司"], ["出资人（主管）单位", "某市国资委监管机构"]]
    (table,) = read(["国资预算绩效目标表"], *top, HEADING, *ROWS)
    assert (table.organisation, table.department) == ("某煤电集团有限公司", "某市国资委监管机构")


def test_a_label_of_the_block_is_no_column_of_goals():
    goal = "保障审判工作开展，推进司法公开。"
    rows = [["年度目标", (goal, 1, 7)], [("绩\n效\n目\n标", 4, 1), *HEADING]]
    rows += [[None, *row] for row in ROWS]
    (table,) = read(
        ["项目绩效自评表"], *rows, [None, ("自评结论：总体进度正常，需加快结算。", 1, 7)]
    )
    assert (table.goal, len(table.indicators)) == (goal, 2)


def test_goals_pasted_without_room_below_the_label_at_their_side():
    goal, done = "落实优抚政策，及时足额发放。", "政策全面落实，发放1391.6万元。"
    lines = ["年度目标\t预期目标\t实际完成情况", f"{goal}\t{done}"]
    lines += ["\t".join(row) for row in (HEADING, *ROWS)]
    (table,) = recognise(text.grids(("项目支出绩效自评表\n" + "\n".join(lines) + "\n").encode()))
    assert (table.goal, table.goal_actual) == (goal, done)


def test_a_rate_beside_sums_of_money_is_no_sum():
    rows = [
        [("资金", 3, 1), "总额", "财政拨款", "其他资金", "执行率", "分值", "得分"],
        [None, "685", "560", "125", "95.2", "10", "9.52"],
    ]
    (table,) = read(["技防工程绩效自评表"], *rows, HEADING, *ROWS)
    assert "95.2" not in {str(one.budget) for one in table.execution}


def test_a_day_in_a_heading_is_no_value():
    """大类 | 小类 | … | 截至7月底完成情况: no heading of a monitoring form is a known word."""
    (table,) = read(
        ["项目支出绩效跟踪监控表"],
        ["（2022年1月—7月）"],
        [("跟踪指标", 5, 1), "大类", "小类", "考核内容", "年度计划值", "截至7月底完成情况", "预计年底可达到", "能否完成"],
        [None, ("产出", 3, 1), "数量", "收运餐厨垃圾", "≥7300吨", "4156吨", "7400吨", "能"],
        [None, None, "质量", "资源化率", "≥95%", "93.6%", "95%", "能"],
        [None, None, "时效", "支付及时率", "≥95%", "57.1%", "100%", "可能"],
        [None, "效益", "社会效益", "案件结案率", "≥97%", "98.2%", "98%", "能"],
    )  # fmt: skip
    assert (table.kind, table.as_of.month, len(table.indicators)) == ("monitoring", 7, 4)
    first = table.indicators[0]
    assert (first.target, first.actual, first.forecast) == ("≥7300吨", "4156吨", "7400吨")


def test_a_heading_in_two_rows_whose_upper_one_is_not_known():
    (table,) = read(
        ["项目支出绩效评价指标体系评分表"],
        [("指标体系", 1, 3), ("标杆分", 2, 1), ("评价要点及评分标准", 2, 1), ("评价得分", 2, 1)],
        ["一级", "二级", "三级"],
        [("决策", 3, 1), ("项目立项", 2, 1), "立项依据充分性", "3", "与政策相符，属于公共财政支持范围", "3"],
        [None, None, "立项程序规范性", "3", "按规定程序申请设立，审批材料符合要求", "2"],
        [None, "资金投入", "预算编制科学性", "4", "预算内容与项目内容匹配，额度测算依据充分", "4"],
    )  # fmt: skip
    assert [(one.name, one.weight, one.points) for one in table.indicators] == [
        ("立项依据充分性", 3, 3), ("立项程序规范性", 3, 2), ("预算编制科学性", 4, 4)
    ]  # fmt: skip


def test_the_names_stand_right_of_what_groups_them():
    """考核要点 is a word for an explanation; here it heads the names, 考核项目 their level."""
    rows = [
        ["评价内容", "考核项目", "考核要点", "权数", "评分细则", "实得分"],
        ["投入", "目标设定", "绩效目标合理性", "4", "符合客观实际得4分，基本符合得2分", "4"],
        ["", "", "绩效指标明确性", "4", "细化量化得4分，有一项未量化扣1分", "3"],
        ["", "预算配置", "在职人员控制率", "4", "≤100%得满分，每超1%扣1分", "4"],
        ["", "", "三公经费变动率", "4", "≤0得满分，＞0不得分", "4"],
        ["过程", "预算执行", "预算完成率", "5", "100%得满分，每低5%扣1分", "4"],
        ["", "", "预算调整率", "3", "0得满分，每调增5%扣0.5分", "2.5"],
    ]
    lines = "\n".join("\t".join(row) for row in (["部门整体支出绩效评价评分表"], *rows))
    (table,) = recognise(text.grids(f"{lines}\n".encode()))
    found = [(one.level2, one.name, str(one.weight)) for one in table.indicators]
    assert found == [(level2, row[2], row[3]) for level2, row in zip(
        ["目标设定"] * 2 + ["预算配置"] * 2 + ["预算执行"] * 2, rows[1:], strict=True
    )]  # fmt: skip


def test_points_behind_those_of_the_money_whatever_they_are_called():
    (table,) = read(
        ["校内专项经费绩效自评表"],
        [("花钱情况（万元）", 3, 1), "", "年初安排", "调整后", "实际花费", "满分", "自评", "执行进度"],
        [None, "总金额", "980.00", "960.00", "936.48", "10", "9.76", "97.55%"],
        [None, "其中：生均拨款", "980.00", "960.00", "936.48", "", "", "97.55%"],
        HEADING,
        *ROWS,
    )  # fmt: skip
    assert [str(one.points) for one in table.execution] == ["9.76", "None"]
    assert not any(one.code == "amounts-unread" for one in table.findings)


def test_a_side_label_beside_two_halves_of_one_list():
    half = ["一级", "二级", "三级", "目标值"]
    (table,) = read(
        ["专项资金绩效目标表"],
        [("指标及目标值", 4, 1), *half, *half],
        [None, ("产出指标", 3, 1), ("数量指标", 2, 1), "婚检人数", "≥3200人", ("效益指标", 2, 1), ("社会效益指标", 2, 1), "死亡率", "≤9‰"],
        [None, None, None, "筛查人数", "≥2850人", None, None, "缺陷发生率", "逐步下降"],
        [None, None, "质量指标", "筛查率", "≥98%", "满意度指标", "服务对象满意度指标", "孕产妇满意度", "≥92%"],
    )  # fmt: skip
    names = ["婚检人数", "筛查人数", "筛查率", "死亡率", "缺陷发生率", "孕产妇满意度"]
    assert [one.name for one in table.indicators] == names


def test_a_copy_in_which_the_ticks_have_a_heading_row_of_their_own():
    lines = """项目支出绩效目标执行监控表（2024年度）
绩效指标|一级指标|二级指标|三级指标|年度指标值|1-7月执行情况|全年预计完成情况|偏差原因分析|完成目标可能性
确定能|有可能|完全不可能
产出指标|数量指标|历史建筑测绘|≥30处|18处|30处||√||
编制保护图则|≥20份|6份|20份|设计单位6月确定||√|
质量指标|测绘成果合格率|100%|100%|100%||√||
效益指标|社会效益指标|知晓率|≥70%|待统计|≥70%|年底开展问卷|√||
满意度指标|服务对象满意度指标|居民满意度|≥85%|待统计|≥85%|年底开展问卷|√||"""
    (table,) = recognise(text.grids(lines.replace("|", "\t").encode()))
    assert [(one.level1, one.name, one.target) for one in table.indicators] == [
        ("产出指标", "历史建筑测绘", "≥30处"), ("产出指标", "编制保护图则", "≥20份"),
        ("产出指标", "测绘成果合格率", "100%"), ("效益指标", "知晓率", "≥70%"),
        ("满意度指标", "居民满意度", "≥85%"),
    ]  # fmt: skip
    assert [one.likelihood for one in table.indicators][:2] == ["确定能", "有可能"]


def test_a_column_that_says_how_points_are_given_is_no_target():
    (table,) = read(
        ["部门整体支出绩效评价打分表"],
        ["一级", "二级", "三级", "满分", "怎么评", "评分", "扣分原因"],
        [("投入", 3, 1), "目标设定", "绩效目标合理性", "5", "目标依据充分、符合实际", "5"],
        [None, ("预算配置", 2, 1), "在职人员控制率", "5", "≤100%得满分", "5"],
        [None, None, "重点支出安排率", "5", "≥90%得满分", "4.5", "占比86%"],
        ["过程", "预算执行", "预算调整率", "5", "＞10%不得分", "5"],
    )  # fmt: skip
    assert [(one.target, one.standard, str(one.points)) for one in table.indicators][1:3] == [
        (None, "≤100%得满分", "5"), (None, "≥90%得满分", "4.5")
    ]  # fmt: skip


def test_an_outlook_of_any_words_stands_behind_what_was_done_up_to_a_month():
    (table,) = read(
        ["项目绩效目标运行监控表"],
        ["指标大类", "指标小类", "具体指标", "年度计划", "截至7月底做到", "全年估计", "差距的原因"],
        [("产出", 2, 1), "数量", "冷库建设容量", "≥5200立方米", "3600立方米", "5200立方米"],
        [None, "质量", "验收合格率", "≥95%", "60%", "95%", "分批验收"],
        ["效益", "社会效益", "带动农户", "≥300户", "210户", "320户"],
    )  # fmt: skip
    found = [(one.actual, one.forecast) for one in table.indicators]
    assert found == [("3600立方米", "5200立方米"), ("60%", "95%"), ("210户", "320户")]


def test_money_whose_points_are_both_called_so():
    (table,) = read(
        ["财政项目绩效自我评价表"],
        ["经费使用", "", "调整预算（万元）", "支出决算（万元）", "完成率", "应得分", "实得分"],
        ["", "全年经费", "556.92", "549.90", "98.7%", "10", "9.87"],
        HEADING,
        *ROWS,
    )
    assert [(str(one.weight), str(one.points)) for one in table.execution] == [("10", "9.87")]


def test_a_part_of_any_words_beside_the_whole():
    (table,) = read(
        ["项目绩效目标表"],
        ["申请资金（万元）", "318.60", "其中：中央", "250.00"],
        HEADING[:4],
        *(row[:4] for row in ROWS),
    )
    found = [(one.item, str(one.budget)) for one in table.execution]
    assert found == [("申请资金（万元）", "318.60"), ("其中：中央", "250.00")]
