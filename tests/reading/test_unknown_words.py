"""Forms whose headings no vocabulary knows: each kind of evidence that reads them, alone."""

import attrs

from jixiao.reading.formats import text
from jixiao.reading.layout import recognise

from .test_layout import paper

ROWS = (
    [("培训人数", 1, 1), "≥120人", "118人", "20", "19.7"],
    [("培训期数", 1, 1), "≥4期", "4期", "30", "30"],
    [("参训率", 1, 1), "≥95%", "96.5%", "25", "25"],
    [("完成时间", 1, 1), "10月底前", "10月20日", "15", "15"],
    [("学员满意度", 1, 1), "≥90%", "93%", "10", "10"],
)

TITLE = "培训项目绩效自评表"


def kinds(table):
    return [(one.level1, one.level2) for one in table.indicators]


def read(*rows, **options):
    return recognise([paper(*rows, **options)])


def test_a_list_without_levels_is_told_by_its_values_and_points_that_add_up():
    (table,) = read([TITLE], ["评什么", "年初怎么说", "年底怎么样", "满格", "自己打"], *ROWS)
    assert [(one.name, one.target, one.actual, str(one.points)) for one in table.indicators][
        :2
    ] == [
        ("培训人数", "≥120人", "118人", "19.7"),
        ("培训期数", "≥4期", "4期", "30"),
    ]
    assert sum(one.weight for one in table.indicators) == 100


def test_lists_of_courses_bids_and_prices_add_up_to_a_whole_and_are_no_forms():
    assert read(["评什么", "年初怎么说", "年底怎么样", "满格", "自己打"], *ROWS) == ()
    courses = [("语文", "36课时", "一班", "40", "38"), ("数学", "36课时", "二班", "30", "28")]
    courses += [("英语", "24课时", "三班", "20", "18"), ("体育", "12课时", "四班", "10", "9")]
    assert read(["课程", "课时", "班级", "满分", "平均分"], *map(list, courses)) == ()


def test_a_list_whose_points_do_not_add_up_is_no_form():
    rows = [[*row[:3], "7", *row[4:]] for row in ROWS]
    assert read([TITLE], ["品名", "规格", "到货", "件数", "验收"], *rows) == ()


def test_words_above_the_kinds_are_level_1_where_no_kind_comes_twice():
    head = ["承诺维度", "类别", "考核事项", "应达标准"]
    (table,) = read(
        head,
        [("干成什么", 2, 1), "数量", "更新图书", "≥2.6万册"],
        [None, "质量", "分编差错率", "≤2‰"],
        [("带来什么", 2, 1), "社会效益", "到馆人次", "≥41万人次"],
        [None, "可持续影响", "年更新率", "≥4%"],
        ["谁来评价", "满意度", "读者满意度", "≥93%"],
    )
    assert kinds(table)[::2] == [
        ("干成什么", "数量"),
        ("带来什么", "社会效益"),
        ("谁来评价", "满意度"),
    ]


def test_both_levels_in_one_cell():
    (table,) = read(
        ["序号", "指标归属", "指标", "指标值"],
        ["1", "产出指标—数量指标", "大棚", "≥420座"],
        ["2", "产出指标—质量指标", "达标率", "100%"],
        ["3", "效益指标 / 经济效益指标", "增收", "≥1500元"],
        ["4", "满意度指标：服务对象满意度指标", "满意度", "≥95%"],
    )
    assert kinds(table) == [
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("效益指标", "经济效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]
    # The columns behind the one that was parted keep their places.
    assert [one.place.column for one in table.indicators] == [4, 4, 4, 4]


def test_projects_under_whatever_word_are_told_by_their_rows():
    head = [
        "预算年度",
        "主管单位",
        "承建单位名称",
        "项目名",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
    ]
    row = ["2024年", "鹿鸣区卫生健康局"]
    tables = read(
        head,
        [*row, "鹿鸣区妇幼保健院", "妇幼健康服务", "产出指标", "数量指标", "检查对数", "≥2600对"],
        [*row, "鹿鸣区妇幼保健院", "妇幼健康服务", "效益指标", "社会效益指标", "死亡率", "≤8‰"],
        [*row, "鹿鸣区疾控中心", "传染病监测", "产出指标", "数量指标", "监测样本", "≥3600份"],
        [*row, "鹿鸣区疾控中心", "传染病监测", "效益指标", "社会效益指标", "处置率", "100%"],
    )
    assert [(one.project, one.organisation, one.year) for one in tables] == [
        ("妇幼健康服务", "鹿鸣区妇幼保健院", 2024),
        ("传染病监测", "鹿鸣区疾控中心", 2024),
    ]


def test_which_of_two_amounts_stands_in_brackets():
    (table,) = read(
        [("预算执行", 2, 1), "构成", "预算数（年初）", "预算数（调整）", "决算数", "得分"],
        [None, "项目资金", "186.00", "190.00", "183.35", "9.65"],
        ["一级指标", "二级指标", "三级指标", "指标值", "分值", "得分"],
        ["产出指标", "数量指标", "快检车辆", "2辆", "90", "90"],
    )
    (row,) = table.execution
    assert [str(one) for one in (row.initial, row.budget, row.executed)] == [
        "186.00",
        "190.00",
        "183.35",
    ]


def test_a_label_of_money_beside_points_is_a_level():
    head = ["一级", "二级", "评价要点", "满分值", "计分办法", "扣分", "实得分"]
    (table,) = read(
        head,
        [
            ("预算编制（18分）", 2, 1),
            "绩效目标",
            "目标匹配度",
            "6",
            "匹配得6分，不匹配0分",
            "0",
            "6",
        ],
        [None, "编制规范", "编制完整性", "12", "全口径编入得12分", "0", "12"],
        [("预算执行（82分）", 2, 1), "执行进度", "6月末执行率", "40", "按比例计分", "0.6", "39.4"],
        [None, "资金管理", "差异率", "42", "每超1个百分点扣1分", "2", "40"],
    )
    assert [(one.level1, str(one.points)) for one in table.indicators] == [
        ("预算编制", "6"),
        ("预算编制", "12"),
        ("预算执行", "39.4"),
        ("预算执行", "40"),
    ]


def test_who_signs_below_a_text_form_is_no_indicator():
    row = ["产出指标", "数量指标", "接待人次", "≥1.1万人次", "90"]
    foot = ["单位负责人：罗", "敏", "填表人：季", "红", "2020年12月4日"]
    (table,) = read(["一级指标", "二级指标", "三级指标", "指标值", "分值"], row, foot)
    assert [one.name for one in table.indicators] == ["接待人次"]


HEAD = ["一级指标", "二级指标", "三级指标", "指标值"]
ROW = ["产出指标", "数量指标", "改造危桥", "7座"]


def test_a_title_on_two_lines_and_the_seal_behind_an_office():
    (table,) = read(
        [("2020年普通国省道养护工程资金", 1, 4)],
        [("绩效自评情况表", 1, 4)],
        ["填报单位", ("广阳县公路中心（公章）", 1, 3)],
        HEAD,
        ROW,
    )
    assert table.title == "2020年普通国省道养护工程资金绩效自评情况表"
    assert (table.year, table.organisation) == (2020, "广阳县公路中心")


def test_the_office_of_a_title_is_no_half_of_it():
    (table,) = read([("2020年广阳县财政局", 1, 4)], [("绩效自评情况表", 1, 4)], HEAD, ROW)
    assert table.title == "绩效自评情况表"


def test_who_owns_the_project_is_the_office_and_who_judged_it_is_not():
    (table,) = read(
        ["项目业主", "青柯县乡村产业发展中心", "归口部门", "青柯县农业农村局"], HEAD, ROW
    )
    assert table.organisation == "青柯县乡村产业发展中心"
    (table,) = read(["评价机构", ("恒信会计师事务所有限公司", 1, 3)], HEAD, ROW)
    assert table.organisation is None


def test_two_goals_of_the_year_under_one_of_the_whole_period():
    def block(side, name):
        return [
            [(side, 4, 1), *HEAD],
            [None, "产出指标", "数量指标", name, "≥7座"],
            [None, "产出指标", "质量指标", f"{name}合格率", "100%"],
            [None, "满意度指标", "服务对象满意度指标", f"{name}满意度", "≥90%"],
        ]

    first, second = read(
        [("项目支出绩效目标表", 1, 5)],
        [("项目名称", 1, 2), ("古籍保护", 1, 3)],
        *block("长期目标1：抢救", "修复总量"),
        *block("年度目标1：修复", "修复善本"),
        *block("年度目标2：数字化", "古籍扫描"),
    )
    assert (first.term, [one.name for one in first.indicators][::3]) == (
        "annual",
        ["修复善本", "古籍扫描"],
    )
    assert (second.term, second.indicators[0].name) == ("medium", "修复总量")


def test_the_heading_printed_again_above_the_next_kind():
    head = ["类别", "衡量点", "预期水准", "分值"]
    (table,) = read(
        [("一、产出指标（60分）", 1, 4)],
        head,
        ["数量", "停车泊位", "≥860个", "60"],
        [("二、效益指标（40分）", 1, 4)],
        head,
        ["经济", "停车收入增长", "≥12%", "40"],
    )
    assert [one.name for one in table.indicators] == ["停车泊位", "停车收入增长"]


def test_a_heading_of_which_a_text_kept_the_first_cell_stands_over_sign_value_and_unit():
    head = ["一级指标", "二级指标", "评价要点", "应做到", "", "", "已做到", "赋值", "评得"]
    grid = paper(
        head,
        ["产出指标", "数量指标", "修复湿地", "≥", "1850", "亩", "1912亩", "50", "50"],
        ["", "质量指标", "成活率", "≥", "90", "%", "87.5%", "20", "19.4"],
        ["", "时效指标", "完工时间", "定性", "11月底前", "", "11月12日", "20", "20"],
        ["", "成本指标", "亩均成本", "≤", "3200", "元", "3165元", "10", "10"],
    )
    (table,) = recognise([attrs.evolve(grid, spans_known=False)])
    assert [(one.target, one.actual) for one in table.indicators] == [
        ("≥1850亩", "1912亩"),
        ("≥90%", "87.5%"),
        ("11月底前", "11月12日"),
        ("≤3200元", "3165元"),
    ]


def test_a_blank_heading_over_values_of_their_own_is_no_part_of_the_one_before_it():
    head = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "", "分值", "得分"]
    grid = paper(
        ["绩效自评表"],
        head,
        ["产出指标", "数量指标", "培训人数", "100人", "120人", "120%", "50", "50"],
        ["产出指标", "质量指标", "合格率", "95%", "96%", "101%", "20", "20"],
        ["效益指标", "社会效益指标", "知晓率", "90%", "92%", "102%", "30", "30"],
    )
    (table,) = recognise([attrs.evolve(grid, spans_known=False)])
    assert [one.actual for one in table.indicators] == ["120人", "96%", "92%"]


def test_a_form_that_names_its_project_has_no_others_in_a_column():
    (table,) = read(
        ["某项目绩效目标表"],
        ["项目名称", "渡口改造工程"],
        ["项目内容", "三级指标", "指标值"],
        ["土建", "建筑面积", "≥1000平方米"],
        ["土建", "道路长度", "≥100米"],
        ["设备", "设备数", "≥10台"],
        ["设备", "软件数", "≥2套"],
    )
    assert (table.project, len(table.indicators)) == ("渡口改造工程", 4)


def test_who_builds_for_an_office_is_not_the_office():
    (table,) = read(
        ["绩效目标表"],
        ["项目名称", "渡口改造", "单位名称", "县交通局", "代建单位", "某城投公司"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "改造渡口", "≥10座"],
        ["效益指标", "社会效益指标", "知晓率", "≥90%"],
    )
    assert table.organisation == "县交通局"


def test_names_of_the_fourth_level_where_nothing_states_a_target():
    head = ["一级指标", "二级指标", "三级指标", "四级指标", "赋分", "计分准则", "实得分"]
    (table,) = read(
        head,
        [("决策", 2, 1), ("立项", 2, 1), ("依据", 2, 1), "政策相符性", "50", "符合得满分", "50"],
        [None, None, None, "职责相关性", "50", "相关得满分", "40"],
    )
    assert [(one.name, one.target) for one in table.indicators] == [
        ("政策相符性", None),
        ("职责相关性", None),
    ]


def test_a_bulletin_of_statistics_is_no_form():
    rows = [["生产总值", "亿元", "286.4", "268.9", "6.5"], ["产量", "万吨", "12.6", "11.9", "5.9"]]
    assert (
        read(["指标名称", "计量单位", "本年实际", "上年实际", "同比增减（%）"], *rows, *rows) == ()
    )


def test_three_cards_on_a_sheet_that_begin_with_a_generic_label():
    def card(project):
        return [
            [("项目绩效“回头看”自评卡（2024年度）", 1, 4)],
            ["项目", project, "承办单位", "朗州县乡村振兴局"],
            ["二级", "对标事项", "年初定的数", "分值"],
            ["数量", f"{project}次数", "5家", "60"],
            ["质量", f"{project}合格率", "100%", "40"],
            [],
        ]

    tables = read(*card("消费帮扶"), *card("雨露计划"))
    assert [(one.project, len(one.indicators)) for one in tables] == [
        ("消费帮扶", 2),
        ("雨露计划", 2),
    ]


def test_a_dash_under_the_points_is_no_item():
    (table,) = read(
        [("项目资金", 3, 1), "", "分值", "全年预算数", "全年执行数", "得分"],
        [None, "年度资金总额", "10", "1235.00", "1146.96", "9.29"],
        [None, "其中：财政拨款", "—", "1235.00", "1146.96", "—"],
        [*HEAD, "分值", "得分"],
        [*ROW, "90", "90"],
    )
    assert [one.item for one in table.execution] == ["年度资金总额", "其中：财政拨款"]


def test_dates_of_a_numbered_list_are_no_decimals():
    (table,) = read(
        HEAD,
        ["产出指标", "时效指标", "1.更新时间\n2.投用时间", "1.6月底\n2.12月底"],
    )
    assert [one.target for one in table.indicators] == ["6月底", "12月底"]


def test_a_form_that_goes_on_on_another_sheet_says_so():
    def sheet(name, *rows):
        grid = paper(*rows)
        return attrs.evolve(grid, place=attrs.evolve(grid.place, sheet=name))

    first = sheet(
        "目标表1", [("项目绩效目标申报表", 1, 4)], ["项目名称", ("农田建设", 1, 3)], HEAD, ROW
    )
    row = ["效益指标", "社会效益指标", "受益人口", "≥3万人"]
    rest = sheet("目标表2", [("项目绩效目标申报表（续）", 1, 4)], HEAD, row)
    (table,) = recognise([first, rest])
    assert [one.name for one in table.indicators] == ["改造危桥", "受益人口"]


def test_points_behind_names_are_the_weights_where_no_column_has_them():
    (table,) = read(
        ["项目支出绩效自评表"],
        ["一级指标", "二级指标", "三级指标（分值）", "计划指标值", "实际指标值", "评价得分"],
        ["产出指标", "数量指标", "深松整地面积（60分）", "≥10万亩", "10.2万亩", "60"],
        ["效益指标", "社会效益指标", "带动合作社数量（40分）", "≥60个", "66个", "40"],
    )
    assert [one.weight for one in table.indicators] == [60, 40]
    assert "name-points" in {one.code for one in table.findings}


def test_labels_with_amounts_in_one_line_are_one_row_and_points_are_no_amount():
    (table,) = recognise(
        text.grids(
            """县级项目支出绩效自评表
2024年度
项目名称：某林场造林        实施单位：某县国有林场

一、项目资金（万元）
    年初预算：516    全年预算：510    全年执行：507.3    得分：9.83

一级指标      二级指标      三级指标      指标值      完成值      分值      得分
产出指标      数量指标      造林面积      ≥8600亩     8640亩      60        60
效益指标      社会效益      务工人员      ≥300人      342人       40        40
""".encode()
        )
    )
    (row,) = table.execution
    assert [str(one) for one in (row.initial, row.budget, row.executed, row.points)] == [
        "516",
        "510",
        "507.3",
        "9.83",
    ]


HEADING = ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"]
INDICATORS = (
    ["产出指标", "数量指标", "造林面积", "≥8600亩", "8640亩", "60", "60"],
    ["效益指标", "社会效益", "务工人员", "≥300人", "342人", "40", "40"],
)


def test_a_goal_stands_below_its_label_or_below_a_numbered_line():
    goal = "推进吕梁山生态脆弱区造林绿化。"
    in_rows = [[("年度绩效目标", 1, 7)], [(goal, 1, 7)], HEADING, *INDICATORS]
    (table,) = read(["林业项目绩效自评表"], *in_rows)
    assert table.goal == goal
    lines = "\n".join("      ".join(row) for row in (HEADING, *INDICATORS))
    page = f"林业项目绩效自评表\n\n二、年度总体目标\n    {goal}\n\n三、绩效指标\n{lines}\n"
    (table,) = recognise(text.grids(page.encode()))
    assert (table.goal, len(table.indicators)) == (goal, 2)


def test_a_goal_at_the_side_of_the_indicators_is_a_guess_and_a_label_there_is_none():
    def at_side(words):
        rows = [[(words, 3, 1), *HEADING], *([None, *row] for row in INDICATORS)]
        return read(["林业项目绩效自评表"], ["项目名称", ("天然林保护", 1, 7)], *rows)[0]

    table = at_side("保护天然林资源（100分）")
    assert table.goal == "保护天然林资源"
    assert "field-guessed" in {one.code for one in table.findings}
    assert at_side("绩效指标完成情况（100分）").goal is None


def test_amounts_in_pairs_over_pairs_are_one_row_of_each_label():
    planned = ["预算安排（万元）", "650", "其中：市级", "400", "县级", "250"]
    spent = ["实际支出（万元）", "641.9", "其中：市级", "400", "县级", "241.9"]
    (table,) = read(["渔业资金绩效自评表"], planned, spent, HEADING, *INDICATORS)
    figures = [(str(row.budget), str(row.executed)) for row in table.execution]
    assert figures == [("650", "641.9"), ("400", "400"), ("250", "241.9")]
    other = [*spent[:2], "其中：省级", *spent[3:]]
    (table,) = read(["渔业资金绩效自评表"], planned, other, HEADING, *INDICATORS)
    assert len(table.execution) != 3


def test_what_is_left_of_the_money_is_no_further_money():
    pairs = ["预算资金", "1040万元", "实际支出", "1016.4万元", "资金结余", "23.6万元"]
    (table,) = read(["农机项目绩效自评表"], pairs, HEADING, *INDICATORS)
    assert [(str(row.budget), str(row.executed)) for row in table.execution] == [("1040", "1016.4")]


def test_of_two_departments_the_lower_is_the_office_where_none_is_named():
    higher, lower = ["省级主管部门", "某省农业农村厅"], ["市（县）主管部门", "某市农业农村局"]
    rows = [["农田建设绩效自评表"], [*higher, *lower], HEADING, *INDICATORS]
    (table,) = read(*rows)
    assert (table.organisation, table.department) == ("某市农业农村局", "某省农业农村厅")
    named = [*rows[:2], ["实施单位", ("某市农田站", 1, 3)], *rows[2:]]
    (table,) = read(*named)
    assert (table.organisation, table.department) == ("某市农田站", "某市农业农村局")


def test_the_office_stands_with_its_code_in_the_line_of_the_unit_of_money():
    lines = "\n".join("\t".join(row) for row in (HEADING, *INDICATORS))
    page = f"林业项目绩效自评表\n362001某市林业局本级    单位：万元\n{lines}\n"
    (table,) = recognise(text.grids(page.encode()))
    assert table.organisation == "362001某市林业局本级"


def test_goals_over_each_group_of_indicators_are_one_goal():
    rows = [["文物项目绩效自评表"]]
    for number, goal in (("1", "修缮古戏台，保持原样。"), ("2", "保障库房安全。")):
        rows += [[f"年度目标{number}：（50分）", (goal, 1, 6)], HEADING, *INDICATORS]
    (table,) = read(*rows)
    assert table.goal == "修缮古戏台，保持原样。\n保障库房安全。"
    assert "row-unused" not in {one.code for one in table.findings}


def test_headings_over_a_goal_and_what_was_done_need_no_label_at_their_left():
    goal, done = "完成15座公厕提升改造，改善如厕环境。", "15座公厕全部完成改造并投入使用。"
    rows = [
        [("三、目标完成情况", 1, 7)],
        [("年度预期目标", 1, 3), ("具体完成情况", 1, 3), "总体完成率"],
        [(goal, 1, 3), (done, 1, 3), "100%"],
    ]
    (table,) = read(["公厕改造绩效自评表"], *rows, HEADING, *INDICATORS)
    assert (table.goal, table.goal_actual) == (goal, done)


def test_a_unit_beside_the_department_that_it_belongs_to():
    names = ["部门名称", "某市发展改革局", "单位名称", "某市粮食储备中心"]
    (table,) = read(["粮油项目绩效目标批复表"], names, HEADING, *INDICATORS)
    assert (table.organisation, table.department) == ("某市粮食储备中心", "某市发展改革局")
    (table,) = read(["粮油项目绩效目标批复表"], names[:2], HEADING, *INDICATORS)
    assert (table.organisation, table.department) == ("某市发展改革局", None)
    head = ["主管部门", "单位名称", "项目名称", *HEADING]
    first, second = (
        ["某局", unit, "老年体检", *row] for unit, row in zip("甲乙", INDICATORS, strict=True)
    )
    tables = read(head, first, second)
    assert [(one.organisation, one.department) for one in tables] == [
        ("甲", "某局"),
        ("乙", "某局"),
    ]


def test_a_column_named_after_units_and_special_funds_tells_projects_apart():
    head = ["单位编码", "单位(专项)名称", "资金总额", *HEADING]
    unit = ["321001", "某县水利局", "90.5"]
    more = [[None] * 3 + row for row in (*INDICATORS, INDICATORS[1])]
    first = [["321001", "河湖保洁专项", "56", *INDICATORS[0]], *more]
    second = [["321001", "山洪预警运行维护", "34.5", *INDICATORS[0]], *more]
    tables = read(["项目支出绩效目标表"], head, unit, *first, *second)
    found = [(one.project, one.organisation, str(one.execution[0].budget)) for one in tables]
    assert found == [
        ("河湖保洁专项", "某县水利局", "56"),
        ("山洪预警运行维护", "某县水利局", "34.5"),
    ]


def test_the_day_below_an_office_is_no_year_of_the_form():
    lines = "\n".join("\t".join(row) for row in (HEADING, *INDICATORS))
    page = f"某区城市管理局\n2022年11月8日\n项目绩效目标申报表\n申报单位：某中心     2023年度\n{lines}\n"
    (table,) = recognise(text.grids(page.encode()))
    assert table.year == 2023


def test_tasks_with_short_headings_are_no_money_of_the_whole_form():
    tasks = [("年度主要任务", 4, 1), "任务", ("主要内容", 1, 2), "总额", "财政拨款", "其他"]
    rows = [
        [None, name, ("技术示范", 1, 2), *sums]
        for name, *sums in (("老果园改造", "210", "180", "30"), ("品牌培育", "45", "45", "0"))
    ]
    total = [None, "合计", ("", 1, 2), "255", "225", "30"]
    (table,) = read(["部门整体支出绩效目标表"], tasks, *rows, total, HEADING, *INDICATORS)
    assert [one.name for one in table.tasks] == ["老果园改造", "品牌培育"]
    assert (str(table.tasks_total.total), table.execution) == ("255", ())
