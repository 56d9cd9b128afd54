"""What forms made in offices taught the recogniser: each case was once read wrongly."""

import attrs
import pytest

from jixiao.actuals import Actual, gather, match
from jixiao.reading.formats import html
from jixiao.reading.formats.text import from_text
from jixiao.reading.layout import recognise

from .paper import tabbed
from .test_layout import codes, levels, paper

HEAD = ("一级指标", "二级指标", "三级指标", "指标值", "分值", "实际完成值", "得分")
ROW = ("产出指标", "数量指标", "培训次数", "≥5次", "90", "6次", "90")


def money(table):
    return [(row.item, row.initial, row.budget, row.executed) for row in table.execution]


def words(table):
    return [
        (row.item, *(None if one is None else str(one) for one in (row.budget, row.executed)))
        for row in table.execution
    ]


def read(*rows, **options):
    return recognise([paper(*rows, **options)])


@pytest.mark.parametrize(
    ("foot", "code"),
    [
        ((("其他需要说明事项", 1, 3), None, None, ("无", 1, 4)), "row-unused"),
        ((("自评结论", 1, 3), None, None, ("良好", 1, 4)), "text-unused"),
    ],
)
def test_a_remark_merged_over_columns_is_no_indicator(foot, code):
    (table,) = read(HEAD, ROW, [cell for cell in foot if cell is not None])
    assert [one.name for one in table.indicators] == ["培训次数"]
    assert codes(table) == [code]


def test_what_went_wrong_in_all_and_what_is_done_about_it():
    foot = ["存在问题", ("支付偏慢。", 1, 6)], ["改进措施", ("加强管理。", 1, 6)]
    (table,) = read(HEAD, ROW, *foot)
    assert table.deviation == "存在问题：支付偏慢。\n改进措施：加强管理。"
    assert codes(table) == []


def test_an_indicator_merged_over_the_levels_is_one():
    (table,) = read(HEAD, [("预算执行率", 1, 3), "100%", "10", "98%", "9.8"], ROW)
    assert [one.name for one in table.indicators] == ["预算执行率", "培训次数"]


def test_a_unit_that_says_there_is_none():
    head = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位")
    (table,) = read(
        head,
        ("效益指标", "社会效益指标", "政策知晓度", "定性", "逐步提高", "无"),
        ("", "", "次数", "≥", "5", "次"),
    )
    assert [one.target for one in table.indicators] == ["逐步提高", "≥5次"]


def test_a_single_column_of_kinds_is_level_1_where_a_label_can_be_nothing_else():
    head = ("指标类别", "指标名称", "指标值")
    rows = (("产出数量指标", "人数", "5人"), ("质量指标", "合格率", "100%"))
    (table,) = read(head, *rows, ("制度指标", "制度", "健全"))
    assert [(one.level1, one.level2) for one in table.indicators] == [
        ("产出数量指标", None),
        ("质量指标", None),
        ("制度指标", None),
    ]
    (table,) = read(head, ("数量指标", "人数", "5人"), ("质量指标", "合格率", "100%"))
    assert [(one.level1, one.level2) for one in table.indicators] == [
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
    ]


def test_two_labels_that_together_are_a_third_stay_two():
    (table,) = recognise(
        [
            tabbed(
                "一级指标\t二级指标\t三级指标\t指标值\n"
                "产出\t数量\t人数\t5人\n"
                "\t质量\t合格率\t100%\n"
                "效益\t社会效益\t影响\t扩大\n"
            )
        ]
    )
    assert [one.level1 for one in table.indicators] == ["产出", "产出", "效益"]


def test_labels_in_the_lower_middle_of_even_blocks():
    rows = ["一级指标\t二级指标\t三级指标\t指标值"]
    for index in range(22):
        first = {11: "产出指标"}.get(index, "")
        second = {5: "数量指标", 15: "质量指标", 20: "时效指标", 21: "成本指标"}.get(index, "")
        name = (
            "人数" if index < 10 else "规范率" if index < 20 else "及时性" if index < 21 else "经费"
        )
        rows.append(f"{first}\t{second}\t第{index}项{name}\t{index}")
    rows.append("\t\t知晓度\t提高")
    rows.append("效益指标\t社会效益指标\t幸福感\t提高")
    (table,) = recognise([tabbed("\n".join(rows))])
    assert [one.level2 for one in table.indicators] == (
        ["数量指标"] * 10 + ["质量指标"] * 10 + ["时效指标", "成本指标"] + ["社会效益指标"] * 2
    )
    assert [one.level1 for one in table.indicators] == ["产出指标"] * 22 + ["效益指标"] * 2


def test_amounts_under_their_labels():
    (table,) = read(
        [("项目资金（万元）", 2, 1), "资金总额", "财政拨款", "其他资金"],
        ["", "100.00", "80.00", "20.00"],
        HEAD,
        ROW,
    )
    assert words(table) == [
        ("资金总额", "100.00", None),
        ("财政拨款", "80.00", None),
        ("其他资金", "20.00", None),
    ]


def test_amounts_under_their_labels_by_what_they_are():
    (table,) = read(
        ["", "资金总额", "财政拨款"],
        ["年初预算数", "90", "70"],
        ["全年预算数", "100", "80"],
        ["全年执行数", "95", "—"],
        HEAD,
        ROW,
    )
    assert [tuple(map(str, row)) for row in money(table)] == [
        ("资金总额", "90", "100", "95"),
        ("财政拨款", "70", "80", "None"),
    ]


def test_amounts_in_one_cell():
    (table,) = read(
        ["项目资金", ("资金总额：600万元\n其中：财政拨款：500万元\n其他资金：100万元", 1, 6)],
        HEAD,
        ROW,
    )
    assert words(table) == [
        ("资金总额", "600", None),
        ("其中：财政拨款", "500", None),
        ("其他资金", "100", None),
    ]


def test_budget_headings_whose_only_row_has_no_label():
    (table,) = read(
        [("预算执行情况", 2, 1), "预算数（万元）", "执行数（万元）", "执行率", "分值", "得分"],
        ["", "100", "95", "95%", "10", "9.5"],
        HEAD,
        ROW,
    )
    (row,) = table.execution
    assert (row.item, str(row.budget), str(row.executed), str(row.points)) == (
        "预算执行情况",
        "100",
        "95",
        "9.5",
    )


def test_the_target_of_all_years_beside_that_of_the_year():
    annual, medium = read(
        ["项目资金（万元）", "总金额", "600", "年度金额", "200"],
        ["一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值"],
        ["产出指标", "数量指标", "新增公租房", "≥360套", "≥120套"],
    )
    assert (annual.indicators[0].target, annual.term) == ("≥120套", "annual")
    assert (medium.indicators[0].target, medium.term) == ("≥360套", "medium")
    assert words(annual) == [("年度金额", "200", None)]
    assert words(medium) == [("总金额", "600", None)]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("项目支出绩效目标表\n（2022年度）", "项目支出绩效目标表"),
        ("2022年度\n项目支出绩效目标表", "2022年度项目支出绩效目标表"),
        ("2022年部门整体支出绩效目标", "2022年部门整体支出绩效目标"),
        ("附件1：2022年度项目支出绩效目标表", "附件1：2022年度项目支出绩效目标表"),
    ],
)
def test_titles(printed, title):
    (table,) = read([(printed, 1, 7)], ["实施单位", ("某局", 1, 6)], HEAD, ROW)
    assert (table.title, table.year) == (title, 2022)


def test_a_table_before_the_title_is_not_part_of_the_form():
    survey = paper(
        ("项目绩效自评汇总表", "", "", "", ""),
        ("序号", "项目名称", "预算数", "执行数", "得分"),
        ("1", "培训", "10", "9", "99"),
        ("2", "宣传", "10", "9", "99"),
    )
    form = paper(["实施单位", "某局"], HEAD, ROW, heading=("项目支出绩效自评表",), table=2)
    (table,) = recognise([survey, form])
    assert table.organisation == "某局"
    assert table.execution == ()
    assert "table-unrecognised" not in codes(table)


def test_a_list_of_sheets_is_no_form():
    index = paper(["目录"], ["1.收支总表"], ["2.部门整体支出绩效目标表"], sheet="目录")
    form = paper([("部门整体支出绩效目标表", 1, 7)], HEAD, ROW, sheet="目标")
    (table,) = recognise([index, form])
    assert codes(table) == []


def test_the_first_rows_of_the_form_repeated_on_the_next_page():
    top = ["项目名称", ("公租房", 1, 6)]
    first = paper(top, ["实施单位", ("某局", 1, 6)], HEAD, ROW, sheet="第1页")
    second = paper(top, ("", "", "参训人数", "≥50人", "5", "55人", "5"), sheet="第2页", table=2)
    (table,) = recognise([first, second])
    assert [one.name for one in table.indicators] == ["培训次数", "参训人数"]
    assert levels(table)[1][:2] == ("产出指标", "数量指标")


def test_control_characters_of_office_pages():
    page = "".join(
        f"<tr>{''.join(f'<td>{mark}{text}{mark}</td>' for text in row)}</tr>"
        for row, mark in ((HEAD, ""), (ROW, "\x04"))
    )
    (table,) = recognise(html.grids(f"<table>{page}</table>".encode()))
    assert levels(table) == [("产出指标", "数量指标", "培训次数", "≥5次")]


def test_a_number_of_a_form_is_no_finding():
    (table,) = read(["公开13表"], ["预算05-2表"], HEAD, ROW)
    assert codes(table) == []


def test_unknown_columns_of_actual_values_are_named_once_and_remarks_kept():
    actuals = gather(
        [
            {"name": name, "actual": 1, "颜色": colour, "备注": "见附件"}
            for name, colour in (("甲", "红"), ("乙", "蓝"), ("丙", None))
        ]
    )
    (finding,) = actuals.findings
    assert finding.figures == (("1", "红"), ("2", "蓝"))
    assert [one.remark for one in actuals.entries] == ["见附件"] * 3


def test_two_entries_that_say_the_same_are_one():
    same = (Actual(name="甲", value="1次"), Actual(name="★甲", value="1次"))
    assert match(gather(same), ["甲"]).actuals[0].value == "1次"
    other = (*same, Actual(name="甲", value="1次", remark="复核"))
    assert [one.code for one in match(gather(other), ["甲"]).findings] == ["actual-conflict"]


TASKS = ["任务名称", ("主要内容", 1, 4), ("预算金额（万元）", 1, 2)]
TASK = ["环卫", ("清扫道路", 1, 4), ("5600", 1, 2)]


def tasks(table):
    return [(one.name, str(one.funds.total)) for one in table.tasks]


@pytest.mark.parametrize(
    ("rows", "amounts"),
    [
        (
            (
                ["", ("预算资金", 1, 2), "年初预算数", "全年预算数", "全年执行数", "执行率"],
                ["", ("年度资金总额", 1, 2), "6800.5", "7000", "6950", "99.29%"],
            ),
            [("年度资金总额", "7000", "6950")],
        ),
        (
            (["", ("资金总额", 1, 3), ("财政拨款", 1, 3)], ["", ("5600", 1, 3), ("5000", 1, 3)]),
            [("资金总额", "5600", None), ("财政拨款", "5000", None)],
        ),
        (
            (["资金总额", "5600", "", "财政拨款", ("5000", 1, 3)],),
            [("资金总额", "5600", None), ("财政拨款", "5000", None)],
        ),
        ((["资金总额", ("5600", 1, 6)],), [("资金总额", "5600", None)]),
        (
            [[("资金总额：5600万元；财政拨款：5000万元", 1, 7)]],
            [
                ("资金总额", "5600", None),
                ("财政拨款", "5000", None),
            ],
        ),
    ],
)
def test_amounts_right_behind_the_tasks(rows, amounts):
    (table,) = read(TASKS, TASK, *rows, HEAD, ROW)
    assert tasks(table) == [("环卫", "5600")]
    assert words(table) == amounts


def test_a_task_may_be_called_as_an_amount_is():
    (table,) = read(TASKS, ["项目支出", ("", 1, 4), ("5600", 1, 2)], HEAD, ROW)
    assert tasks(table) == [("项目支出", "5600")]
    assert words(table) == []


def test_any_label_of_an_amount_within_a_block_of_money():
    (table,) = read(
        [("年度预算申请（万元）", 3, 1), ("资金总额：100", 1, 6)],
        [None, ("纳入专户管理的非税收入：60", 1, 3), ("项目支出：100", 1, 3)],
        [None, "一般债券", ("40", 1, 5)],
        HEAD,
        ROW,
    )
    assert words(table) == [
        ("资金总额", "100", None),
        ("纳入专户管理的非税收入", "60", None),
        ("项目支出", "100", None),
        ("一般债券", "40", None),
    ]


def test_parts_of_an_amount_beside_it():
    (table,) = read(
        ["预算", "预算数", "9", "其中：财政资金", "8", "其他资金", "1"],
        ["执行", "执行数", "7", "其中：财政资金", "6", "", ""],
        HEAD,
        ROW,
    )
    assert words(table) == [
        ("预算数", "9", None),
        ("其中：财政资金", "8", None),
        ("其他资金", "1", None),
        ("执行数", None, "7"),
        ("其中：财政资金", None, "6"),
    ]


def test_points_merged_over_the_budget_rows_belong_to_the_first():
    (table,) = read(
        ["", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["年度资金总额", "100", "113", "105", ("10", 3, 1), "93%", ("9.3", 3, 1)],
        ["其中：财政拨款", "100", "100", "95", None, "95%", None],
        ["其他资金", "", "", "", None, "", None],
        HEAD,
        ROW,
    )
    assert [(row.item, str(row.weight), str(row.points)) for row in table.execution] == [
        ("年度资金总额", "10", "9.3"),
        ("其中：财政拨款", "None", "None"),
    ]


def test_parts_of_the_heading_with_words_of_their_own():
    (table,) = read(
        [
            ("一级指标", 2, 1),
            ("二级指标", 2, 1),
            ("指标名称", 2, 1),
            ("指标值", 1, 3),
            ("备注", 2, 1),
        ],
        [None, None, None, "前年", "上年", "预计当年实现", None],
        ["产出指标", "数量指标", "培训次数", "3次", "4次", "≥5次", ""],
    )
    assert [one.target for one in table.indicators] == ["≥5次"]


@pytest.mark.parametrize(
    "total", [["自评总分", "", "", "", "", "", "90"], ["自评总分", ("90", 1, 6)]]
)
def test_the_total_of_the_form_below_the_indicators(total):
    (table,) = read(HEAD, ROW, total)
    assert str(table.declared_total) == "90"


def test_a_name_with_blanks_to_fill_in_written_as_crosses():
    (table,) = read(HEAD, ("产出指标", "时效指标", "完成及时率（≥xx%）", "100", "9", "", ""))
    (one,) = table.indicators
    assert (one.sign, one.value, one.unit) == ("≥", "100", "%")


def test_a_year_above_the_first_of_several_forms():
    pages = [
        paper(
            ["项目名称", ("培训", 1, 6)],
            HEAD,
            ROW,
            heading=(*above, "项目支出绩效目标表"),
            table=number,
        )
        for number, above in enumerate([("某局2023年部门预算项目绩效目标",), ()], start=1)
    ]
    assert [one.year for one in recognise(pages)] == [2023, 2023]


YEARS = ["产出指标", "数量指标", "培训次数", "4次", "≥5次", "≥6次"]


def test_what_was_done_in_earlier_years_is_no_actual():
    (table,) = read(
        [
            "一级指标",
            "二级指标",
            "三级指标",
            "2021年实际完成值",
            "2022年预计完成值",
            "2023年指标值",
        ],
        ["产出指标", "数量指标", "培训次数", "3次", "4次", "≥5次"],
    )
    (one,) = table.indicators
    assert (one.target, one.actual, table.kind) == ("≥5次", None, "project")


def test_the_target_of_the_year_among_those_of_several_years():
    heads = [
        [(word, 2, 1) for word in ("一级指标", "二级指标", "三级指标")] + [("指标值", 1, 3)],
        [None, None, None, "2022年", "2023年", "2024年"],
    ]
    (table,) = read([("2023年项目支出绩效目标表", 1, 6)], *heads, YEARS)
    assert table.indicators[0].target == "≥5次"
    pasted = "2024年项目支出绩效目标表\n一级指标\t二级指标\t三级指标\t指标值\n\t\t\t2022年\t2023年\t2024年\n"
    (table,) = recognise([tabbed(pasted + "\t".join(YEARS))])
    assert table.indicators[0].target == "≥6次"


def test_a_period_that_a_displaced_side_label_names():
    (table,) = recognise(
        [
            tabbed(
                "项目支出绩效目标表\n\t一级指标\t二级指标\t三级指标\t指标值\n"
                "\t产出指标\t数量指标\t人数\t5人\n"
                "中期绩效指标\t\t质量指标\t合格率\t100%\n"
                "\t满意度指标\t满意度指标\t满意度\t90%"
            )
        ]
    )
    assert table.term == "medium"


def test_the_only_row_of_amounts_pasted_beside_its_label():
    (table,) = recognise(
        [
            tabbed(
                "项目支出绩效自评表\n预算执行率（10分）\t预算数\t执行数\t执行率\t得分\n"
                "\t113\t105.6\t93.45%\t9.35\n" + "\t".join(HEAD) + "\n" + "\t".join(ROW)
            )
        ]
    )
    assert words(table) == [("预算执行率（10分）", "113", "105.6")]


def test_labels_in_the_middle_of_their_blocks():
    # The middle leaves the size of each block open by one; both levels and the names settle it.
    kinds = [("数量指标", 3), ("质量指标", 4), ("时效指标", 1), ("成本指标", 2)]
    others = [("经济效益指标", 2), ("社会效益指标", 3), ("可持续影响指标", 1)]
    rows = [
        (one, two)
        for one, parts in (("产出指标", kinds), ("效益指标", others))
        for two, count in parts
        for _ in range(count)
    ]
    names = [
        "补助户数", "修缮房屋", "发放物资",
        "验收通过率", "补助对象准确性", "资料归档", "制度执行",
        "按期完工", "户均成本", "总投入",
        "带动增收", "村集体收入", "受益群众", "带动就业", "政策知晓度", "长效管护",
    ]  # fmt: skip
    printed = {}
    for level, key in ((0, lambda row: row[0]), (1, lambda row: row)):
        for label in dict.fromkeys(map(key, rows)):
            block = [index for index, row in enumerate(rows) if key(row) == label]
            middle = block[(len(block) - 1) // 2]
            had = list(printed.get(middle, ("", "")))
            had[level] = label if level == 0 else label[1]
            printed[middle] = tuple(had)
    text = "\n".join(
        "\t".join((*printed.get(index, ("", "")), name, f"{index + 1}%"))
        for index, name in enumerate(names)
    )
    (table,) = recognise([tabbed("一级指标\t二级指标\t三级指标\t指标值\n" + text)])
    assert [(one.level1, one.level2) for one in table.indicators] == rows


def test_the_middle_of_level_1_settles_the_sizes_of_level_2():
    (table,) = recognise(
        [
            tabbed(
                "一级指标\t二级指标\t三级指标\t指标值\n"
                "产出指标\t质量指标\t第一项\t5%\n"
                "\t\t第二项\t6%\n"
                "\t社会效益指标\t第三项\t5%\n"
                "效益指标\t\t第四项\t6%\n"
                "\t可持续影响指标\t第五项\t5%\n"
                "满意度指标\t服务对象满意度指标\t第六项\t5%"
            )
        ]
    )
    assert [one.level2 for one in table.indicators] == [
        "质量指标",
        "质量指标",
        "社会效益指标",
        "社会效益指标",
        "可持续影响指标",
        "服务对象满意度指标",
    ]


def test_a_row_cut_by_a_page_with_its_labels():
    first = paper(
        HEAD,
        ROW,
        ["满意度", "服务对", "群众满", "≥85%", "10", "88%", "10"],
        sheet="第1页",
        heading=("项目支出绩效自评表",),
    )
    rest = paper(
        ["指标", "象满意\n度指标", "意度", "", "", "", ""],
        [("总分", 1, 4), "100", "", "100"],
        sheet="第2页",
        table=2,
    )
    (table,) = recognise([first, rest])
    last = table.indicators[-1]
    assert (last.level1, last.level2) == ("满意度指标", "服务对象满意度指标")
    assert (last.name, last.target, str(table.declared_total)) == ("群众满意度", "≥85%", "100")


def test_a_name_cut_by_a_page_above_the_total():
    first = paper(HEAD, ROW, ["", "", "群众满", "≥85%", "10", "88%", "10"], sheet="第1页")
    rest = paper(
        ["", "", "意度", "", "", "", ""],
        [("总分", 1, 4), "100", "", "100"],
        sheet="第2页",
        table=2,
    )
    (table,) = recognise([first, rest])
    assert [one.name for one in table.indicators] == ["培训次数", "群众满意度"]
    assert str(table.declared_total) == "100"


def test_a_label_of_a_field_broken_by_a_narrow_cell():
    (table,) = read([("填报单\n位：某市\n卫健委", 1, 3), ("单位：万\n元", 1, 4)], HEAD, ROW)
    assert table.organisation == "某市卫健委"


@pytest.mark.parametrize("side", ["预算资金\n（万元）", None])
def test_amounts_below_the_indicators_are_no_indicators(side):
    rows = [("年度资金总额", "96"), ("其中：财政拨款", "90"), ("其他资金", "6")]
    below = [
        ((side, 3, 2) if number == 0 else None, *([None] if number else []), (item, 1, 2), value)
        for number, (item, value) in enumerate(rows)
    ]
    if side is None:
        below = [((item, 1, 2), (value, 1, 3)) for item, value in rows]
    (table,) = read(HEAD, ROW, *below)
    assert [one.name for one in table.indicators] == ["培训次数"]
    assert [(item, str(budget)) for item, _, budget, _ in money(table)] == rows


def test_level_1_printed_over_the_side_label():
    head = (("一级指标", 2, 2), ("二级指标", 2, 1), ("三级指标", 2, 1), ("指标值", 1, 3))
    parts = (None, None, None, None, "符号", "值", "单位")
    rows = [
        (("绩效指标", 2, 1), "产出指标", "数量指标", "培训次数", "≥", "5", "次"),
        (None, "满意度指标", "服务对象满意度指标", "满意度", "≥", "90", "%"),
    ]
    expected = [
        ("产出指标", "数量指标", "培训次数", "≥5次"),
        ("满意度指标", "服务对象满意度指标", "满意度", "≥90%"),
    ]
    for spans in (True, False):
        (table,) = read(head, parts, *rows, spans=spans)
        assert levels(table) == expected


def test_a_heading_of_three_rows():
    rows = (
        (("绩效指标", 4, 1), ("指标体系", 1, 3), ("年度绩效目标", 1, 3), ("权重", 3, 1)),
        (None, ("一级指标", 2, 1), ("二级指标", 2, 1), ("三级指标", 2, 1), ("指标值", 1, 3)),
        (None, None, None, None, "计算符号", "数值", "计量单位"),
        (None, "产出指标", "数量指标", "培训次数", "≥", "5", "次", "90"),
    )
    for spans in (True, False):
        (table,) = read(*rows, spans=spans)
        assert levels(table) == [("产出指标", "数量指标", "培训次数", "≥5次")]
        assert str(table.indicators[0].weight) == "90"


@pytest.mark.parametrize(
    ("sign", "actual"), [("=", "6次"), ("≥", "≥6次"), ("", "6次"), ("定量", "6次")]
)
def test_the_sign_of_an_actual_value(sign, actual):
    head = (("三级指标", 2, 1), ("年度指标值", 1, 3), ("实际完成值", 1, 3), ("分值", 2, 1))
    parts = (None, "符号", "数值", "单位", "符号", "数值", "单位")
    (table,) = read(head, parts, ("培训次数", "≥", "5", "次", sign, "6", "次", "10"))
    (one,) = table.indicators
    assert (one.target, one.actual, one.direction) == ("≥5次", actual, None)


def test_traditional_characters():
    (table,) = read(
        (("項目支出績效目標表", 1, 5),),
        (("（２０２３年度）", 1, 5),),
        ("項目名稱", "幹部培訓", "實施單位", ("某縣黨校", 1, 2)),
        ("一級指標", "二級指標", "三級指標", "指標值", "分值"),
        ("產出指標", "數量指標", "培訓班次", "≥６期", "１０"),
        ("滿意度指標", "服務對象滿意度指標", "學員滿意度", "≥９０％", "２０"),
    )
    assert (table.title, table.year) == ("項目支出績效目標表", 2023)
    assert (table.project, table.organisation) == ("幹部培訓", "某縣黨校")
    assert levels(table) == [
        ("產出指標", "數量指標", "培訓班次", "≥６期"),
        ("滿意度指標", "服務對象滿意度指標", "學員滿意度", "≥９０％"),
    ]
    assert [str(one.weight) for one in table.indicators] == ["10", "20"]


def test_a_side_label_that_pasting_cut_in_two():
    text = (
        "年度总体\t预期目标\t\t\t实际完成情况\n目标\t购置终端。\t\t\t已购置。\n"
        "\t一级指标\t二级指标\t三级指标\t指标值\n\t产出指标\t数量指标\t终端\t≥5台\n"
        "绩\t产出指标\t质量指标\t合格率\t≥95%\n效\t产出指标\t时效指标\t及时率\t≥95%\n"
        "指\t效益指标\t社会效益指标\t覆盖率\t≥95%\n标\t满意度指标\t服务对象满意度指标\t满意度\t≥90%"
    )
    (table,) = recognise([tabbed(text)])
    assert (table.goal, table.goal_actual) == ("购置终端。", "已购置。")
    assert len(table.indicators) == 5
    assert [text for one in table.findings for _, text in one.figures] == ["年度总体"]


def test_headings_of_amounts_below_the_indicators():
    below = (
        (("项目资金（万元）", 3, 2), "", "年初预算数", "全年预算数", "全年执行数", "得分"),
        (None, None, "年度资金总额", "100", "113", "105.6", "9.35"),
        (None, None, "其中：财政拨款", "100", "113", "105.6", "—"),
        (("年度总体目标", 2, 2), ("预期目标", 1, 2), ("实际完成情况", 1, 3)),
        (None, None, ("配齐终端。", 1, 2), ("已配36台。", 1, 3)),
    )
    for spans in (True, False):
        (table,) = read(HEAD, ROW, *below, spans=spans)
        assert [one.name for one in table.indicators] == ["培训次数"]
        assert words(table) == [
            ("年度资金总额", "113", "105.6"),
            ("其中：财政拨款", "113", "105.6"),
        ]
        assert (table.goal, table.goal_actual) == ("配齐终端。", "已配36台。")


def test_a_heading_of_the_actual_value_below_one_of_the_target():
    text = (
        "绩效指标\t\t\t指标值\t\t分值\t得分\n一级指标\t二级指标\t三级指标\t年度指标值\t全年完成值\t\t\n"
        "产出指标\t数量指标\t维修长度\t≥12公里\t12.6公里\t50\t50\n\t质量指标\t合格率\t≥98%\t99%\t40\t40"
    )
    (table,) = recognise([tabbed(text)])
    assert [(one.target, one.actual) for one in table.indicators] == [
        ("≥12公里", "12.6公里"),
        ("≥98%", "99%"),
    ]


def test_the_actual_value_of_another_year_below_the_target_is_no_actual():
    text = (
        "绩效指标\t\t\t指标值\t\t分值\n一级指标\t二级指标\t三级指标\t上年完成值\t本年目标值\t\n"
        "产出指标\t数量指标\t维修长度\t11公里\t≥12公里\t50\n\t质量指标\t合格率\t97%\t≥98%\t40"
    )
    (table,) = recognise([tabbed(text)])
    assert [(one.target, one.actual) for one in table.indicators] == [
        ("≥12公里", None),
        ("≥98%", None),
    ]


def test_a_budget_and_what_was_added_to_it():
    above = (
        ("项目资金（万元）", "", "当年预算", "追加后预算", "决算支出", "执行率"),
        ("", "年度资金总额", "100", "120", "118", "98.3%"),
    )
    (table,) = read(*above, HEAD, ROW)
    assert money(table) == [("年度资金总额", 100, 120, 118)]
    assert "column-guessed" in codes(table)


def test_the_feet_of_a_web_page_are_no_indicator():
    lines = (
        "2023年度项目绩效自评表 项目名称 渠道维修 一级指标 二级指标 三级指标 年度指标值 实际完成值 "
        "产出指标 数量指标 维修长度 ≥12公里 12.6公里 质量指标 合格率 ≥98% 99% "
        "打印本页 关闭窗口 版权所有：某县人民政府 主办：某县水利局"
    ).split()
    (table,) = recognise(from_text("\n".join(lines)))
    assert [one.name for one in table.indicators] == ["维修长度", "合格率"]
    assert "row-ambiguous" not in codes(table)


def test_an_office_beside_an_unknown_label_is_said_to_be_a_guess():
    (table,) = read(("代管单位", "平川县水利事务中心"), HEAD, ROW)
    assert table.organisation == "平川县水利事务中心"
    assert "field-guessed" in codes(table)
    (table,) = read(("实施单位", "平川县水利事务中心"), HEAD, ROW)
    assert "field-guessed" not in codes(table)


def test_every_field_of_a_row_has_its_place():
    (table,) = read(HEAD, ROW, ("", "质量指标", "合格率", "≥95%", "", "96%", ""))
    row, other = table.indicators
    assert [row.place_of(name).column for name in ("name", "target", "weight", "actual", "points")] == [
        3, 4, 5, 6, 7,
    ]  # fmt: skip
    assert row.place_of("level1") == attrs.evolve(row.place, column=1)
    assert other.place_of("actual").row == other.place.row == row.place.row + 1
    assert other.place_of("deviation") == other.place


def test_a_form_whose_fields_are_rows():
    rows = (
        ("项目名称", "关爱行动", "", "", ""),
        ("一级指标", ("产出指标", 1, 3), "效益指标"),
        ("二级指标", ("数量指标", 1, 2), "质量指标", "社会效益指标"),
        ("三级指标", "检查人数", "培训期数", "反馈率", "健康意识"),
        ("年度指标值", "≥8000人", "≥10期", "100%", "增强"),
        ("实际完成值", "8126人", "9期", "100%", "增强"),
        ("分值", "20", "20", "30", "20"),
        ("得分", "20", "18", "30", "20"),
        ("未完成原因", "", "1期延至下年", "", ""),
        ("自评总分", ("88", 1, 4)),
    )
    (table,) = read(*rows)
    assert table.project == "关爱行动"
    assert [(one.level1, one.level2, one.name) for one in table.indicators] == [
        ("产出指标", "数量指标", "检查人数"),
        ("产出指标", "数量指标", "培训期数"),
        ("产出指标", "质量指标", "反馈率"),
        ("效益指标", "社会效益指标", "健康意识"),
    ]
    second = table.indicators[1]
    assert (second.target, second.actual, second.weight, second.points, second.deviation) == (
        "≥10期", "9期", 20, 18, "1期延至下年",
    )  # fmt: skip
    assert table.declared_total == 88


def test_a_leaf_below_the_target_goes_before_a_column_that_only_sounds_like_one():
    head = (
        (*((word, 2, 1) for word in HEAD[:3]), ("指标值", 1, 3), ("绩效标准（依据）", 2, 1)),
        (None, None, None, "前年", "上年", "预期当年实现值"),
    )
    row = ("产出指标", "数量指标", "养护长度", "118公里", "120公里", "126公里", "堤防管理台账")
    other = ("", "质量指标", "合格率", "93%", "95%", "≥96%", "考核办法")
    (table,) = read(*head, row, other)
    assert [one.target for one in table.indicators] == ["126公里", "≥96%"]


def test_a_term_is_no_actual_value():
    head = ("一级指标", "二级指标", "三级指标", "指标值", "完成时限")
    rows = [("产出指标", "数量指标", f"加工页数{n}", f"≥{n}页", "2025年12月") for n in (3, 4, 5, 6)]
    (table,) = read(head, *rows)
    assert {one.actual for one in table.indicators} == {None}
    assert table.kind != "evaluation"


def test_the_year_beside_the_unit_and_the_year_of_a_goal():
    (table,) = read((("2024年度　　　　金额单位：万元", 1, 7),), HEAD, ROW)
    assert table.year == 2024
    (table,) = read((("2024年度绩效目标", 1, 2), ("完成全年养护。", 1, 5)), HEAD, ROW)
    assert table.year == 2024


def test_the_reason_in_the_brackets_of_a_remark():
    (table,) = read((*HEAD, "备注（未完成原因）"), (*ROW, "设备晚到"))
    assert (table.indicators[0].deviation, table.indicators[0].remark) == ("设备晚到", None)


@pytest.mark.parametrize(
    ("title", "project"),
    [
        ("2024年度优抚对象抚恤补助项目绩效自评表", "优抚对象抚恤补助"),
        ("平川县水利局2023年度山洪灾害防治经费绩效自评表", "山洪灾害防治经费"),
        ("平川县2024年度山洪灾害防治经费分乡镇绩效目标表", "山洪灾害防治经费"),
        ("2024年度节水灌溉补助项目（分县区）绩效目标表", "节水灌溉补助"),
        ("2024年度省级财政专项资金绩效自评表", None),
        ("2024年部门整体支出绩效目标表", None),
        ("2024年项目支出绩效自评表", None),
    ],
)
def test_a_project_that_only_the_title_names(title, project):
    (table,) = read(((title, 1, 7),), ("主管部门", "平川县水利局"), HEAD, ROW)
    assert table.project == project
    assert ("field-guessed" in codes(table)) == (project is not None)


def test_signs_under_an_unknown_word_beside_the_value():
    head = (
        (*((word, 2, 1) for word in HEAD[:3]), ("年度指标值", 1, 3)),
        (None, None, None, "关系", "指标值", "单位"),
    )
    rows = (
        ("产出指标", "数量指标", "巡航里程", "≥", "18000", "海里"),
        ("", "质量指标", "复查率", "=", "100", "%"),
        ("", "时效指标", "审批时限", "≤", "30", "分钟"),
    )
    (table,) = read(*head, *rows)
    assert [one.target for one in table.indicators] == ["≥18000海里", "=100%", "≤30分钟"]


def test_amounts_in_pairs_that_add_up():
    above = (
        ("预算年度：2025", "金额单位：万元"),
        ("项目总金额", "298.60", "其中：上级专项", "120.00", "本级财力", "178.60"),
    )
    (table,) = read(*above, HEAD, ROW)
    assert [str(row.budget) for row in table.execution] == ["298.60", "120.00", "178.60"]
    assert table.year == 2025


def test_a_year_behind_the_office():
    (table,) = read((("编制单位：平川县水利局 2025年", 1, 7),), HEAD, ROW)
    assert (table.organisation, table.year) == ("平川县水利局", 2025)


def test_the_name_is_the_fourth_level_where_there_is_one():
    head = ("一级指标", "二级指标", "三级指标", "四级指标", "目标值", "实际值")
    rows = (
        ("投入", "预算配置", "支出保障", "基本支出足额保障率", "100%", "100%"),
        ("过程", "预算执行", "执行进度", "支付进度率", "≥90%", "92%"),
    )
    (table,) = read(head, *rows)
    assert [one.name for one in table.indicators] == ["基本支出足额保障率", "支付进度率"]
    assert {"cell-unused", "column-unknown"} & set(codes(table))


def test_ditto_marks_are_the_label_above():
    head = ("一级指标", "二级指标", "三级指标", "目标值")
    rows = (
        ("产出指标", "数量指标", "清运量", "≥4万吨"),
        ("〃", "〃", "公厕数量", "≥36座"),
        ("〃", "质量指标", "清扫率", "≥90%"),
        ("效益指标", "生态效益指标", "处理率", "100%"),
    )
    (table,) = read(head, *rows)
    assert [(one.level1, one.level2) for one in table.indicators] == [
        ("产出指标", "数量指标"),
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("效益指标", "生态效益指标"),
    ]


def test_the_number_of_a_note_is_no_part_of_a_name():
    row = ("产出指标", "数量指标", "巡查工地数¹", "≥5个", "90", "6个", "90")
    (table,) = read(HEAD, row)
    assert table.indicators[0].name == "巡查工地数"
    assert "note-mark" in codes(table)
    (table,) = read(HEAD, (*row[:2], "建筑面积m²", *row[3:]))
    assert table.indicators[0].name == "建筑面积m²"


def test_headings_of_two_rows_without_spans():
    text = (
        "绩效指标\t\t\t指标值\t\t\t偏差\t\n"
        "一级指标\t二级指标\t三级指标\t年度目标值\t上半年实际值\t全年预计值\t原因分析\t责任科室\n"
        "产出指标\t数量指标\t康复救助\t≥260名\t214名\t260名\t\t辅具科\n"
        "\t质量指标\t有效率\t≥85%\t87%\t86%\t\t康复科"
    )
    (table,) = recognise([tabbed(text)])
    assert [(one.level2, one.target, one.actual, one.forecast) for one in table.indicators] == [
        ("数量指标", "≥260名", "214名", "260名"),
        ("质量指标", "≥85%", "87%", "86%"),
    ]


def test_amounts_under_headings_some_of_which_are_unknown():
    above = (
        ("资金来源", "合计", "财政拨款", "事业收入", "上年结转", "其他收入", "备注"),
        ("金额", "1,260.00", "900.00", "240.00", "80.00", "40.00", ""),
    )
    (table,) = read(*above, HEAD, ROW)
    assert words(table) == [
        ("合计", "1260.00", None),
        ("财政拨款", "900.00", None),
        ("事业收入", "240.00", None),
        ("上年结转", "80.00", None),
        ("其他收入", "40.00", None),
    ]
    above = (
        ("资金性质", "资金总额", "财政拨款", "门票等事业收入"),
        ("年初预算", "365", "320", "45"),
        ("全年预算", "372", "320", "52"),
        ("全年执行", "370.14", "320", "50.14"),
    )
    (table,) = read(*above, HEAD, ROW)
    assert [str(row.executed) for row in table.execution] == ["370.14", "320", "50.14"]


def test_a_numbered_title_names_the_project():
    (table,) = read((("表一　烈士纪念设施修缮绩效自评表", 1, 7),), HEAD, ROW)
    assert table.project == "烈士纪念设施修缮"
    (table,) = read((("平川县水利局绩效自评表", 1, 7),), HEAD, ROW)
    assert table.project is None


def test_an_office_that_only_the_title_or_a_line_above_it_names():
    head = ("一级指标", "二级指标", "三级指标", "指标值")
    rows = (head, ("产出指标", "数量指标", "巡护次数", "≥24次"))
    (titled,) = recognise([paper((("某县水利局2024年度项目绩效目标表", 1, 4),), *rows)])
    assert titled.organisation == "某县水利局"
    assert "field-guessed" in codes(titled)
    (asked,) = recognise(
        [paper((("某县水利局2024年度项目绩效目标表", 1, 4),), ("实施单位", ("", 1, 3)), *rows)]
    )
    assert asked.organisation is None  # The form asks for it, and it is blank.


def test_the_goal_of_a_whole_project_stands_beside_that_of_the_year():
    whole = (("项目总目标", 1, 2), ("建成覆盖城乡的公共图书馆服务体系。", 1, 5))
    year = (("年度绩效目标", 1, 2), ("保障16个分馆免费开放。", 1, 5))
    (table,) = read(whole, year, HEAD, ROW)
    assert table.goal == "保障16个分馆免费开放。"
    (alone,) = read(whole, HEAD, ROW)
    assert alone.goal == "建成覆盖城乡的公共图书馆服务体系。"


@pytest.mark.parametrize("unit", ["县人才交流中心", "县人社局"])
def test_a_department_beside_the_unit_that_carries_the_project_out(unit):
    head = ("部门（单位）名称", ("县人社局", 1, 2), "实施单位", ("", 1, 0), (unit, 1, 2))
    (table,) = read(tuple(one for one in head if one != ("", 1, 0)), HEAD, ROW)
    assert (table.organisation, table.department) == (unit, "县人社局")


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("≥1350户", "≥480户", ["带动农牧户", "其中：脱贫户"]),
        ("≥30000元/人", "·年", ["带动农牧户其中：脱贫户"]),
    ],
)
def test_only_the_label_at_the_side_is_cut_by_the_page(first, second, names):
    head = ("一级指标", "二级指标", "三级指标", "指标值")
    above = (
        head,
        ("产出指标", "数量指标", "建设鸡舍", "≥5座"),
        ("效益指标", "社会效益指", "带动农牧户", first),
    )
    below = (("", "标", "其中：脱贫户", second), ("", "生态效益指标", "粪污利用率", "≥95%"))
    (table,) = recognise([paper(*above), paper(*below)])
    assert [one.name for one in table.indicators[1:-1]] == names


def test_a_text_beside_the_goal_is_what_came_of_it_where_the_form_is_filled():
    goal = (
        "年度目标",
        ("完成6所学校校舍维修，新建塑胶运动场3个。", 1, 3),
        ("完成6所学校校舍维修，运动场2个。", 1, 3),
    )
    (table,) = read(goal, HEAD, ROW)
    assert table.goal == "完成6所学校校舍维修，新建塑胶运动场3个。"
    assert table.goal_actual == "完成6所学校校舍维修，运动场2个。"
    (blank,) = read(goal, HEAD[:5], ROW[:5])
    assert "运动场2个" in (blank.goal or "")
    assert blank.goal_actual is None


def test_a_column_without_one_value_yields_to_one_of_values():
    head = (
        (
            *((word, 2, 1) for word in HEAD[:3]),
            ("近两年指标值", 1, 2),
            ("预期当年\n实现值", 2, 1),
            ("绩效标准", 2, 1),
        ),
        (None, None, None, "2022年", "2023年"),
    )
    rows = [
        ("产出指标", "数量指标", "免疫头数", "88万头", "90万头", "92万头", "历史数据"),
        ("", "质量指标", "抗体合格率", "78%", "81%", "≥80%", "省定目标"),
        ("", "时效指标", "春防完成时间", "5月底", "5月底", "5月底前", "计划数"),
    ]
    (table,) = read(*head, *rows)
    assert [one.target for one in table.indicators] == ["92万头", "≥80%", "5月底前"]


def test_the_place_of_a_seal_behind_a_label_is_no_office():
    (table,) = read((("填报单位：（盖章）", 1, 2), ("县城管局", 1, 5)), HEAD, ROW)
    assert table.organisation == "县城管局"


def test_tasks_with_the_projects_that_go_with_them():
    tasks = (
        (("年度主要任务", 1, 2), ("对应项目", 1, 3), ("预算资金情况", 1, 2)),
        (("仓储设施维修", 1, 2), ("粮库智能化改造", 1, 3), ("485.60", 1, 2)),
    )
    (table,) = read(*tasks, HEAD, ROW)
    assert [(one.name, one.content, str(one.funds.total)) for one in table.tasks] == [
        ("仓储设施维修", "粮库智能化改造", "485.60")
    ]
    assert table.project is None


def test_a_year_before_the_day_of_filling():
    (table,) = read((("（2023年度）          填报日期：2024年3月8日", 1, 7),), HEAD, ROW)
    assert table.year == 2023
    (dated,) = read((("填报日期： 2024年 3月 8日", 1, 7),), HEAD, ROW)
    assert dated.year is None


def test_a_sum_under_a_label_of_its_own_is_not_that_of_the_tasks():
    rows = (
        ("年度主要任务", ("任务名称", 1, 2), "主要内容", "预算资金"),
        ("", ("食品监管", 1, 2), "抽检860批次", "156"),
        ("预算情况", ("合计", 1, 2), ("1843.62", 1, 2)),
        ("", ("基本支出", 1, 2), ("1420.37", 1, 2)),
        ("", ("项目支出", 1, 2), ("423.25", 1, 2)),
    )
    (table,) = read(*rows, HEAD, ROW)
    assert [(one.item, str(one.budget)) for one in table.execution] == [
        ("合计", "1843.62"),
        ("基本支出", "1420.37"),
        ("项目支出", "423.25"),
    ]
    assert table.tasks_total is None


def test_the_points_of_the_execution_are_no_amount():
    head = ("主管部门", ("县城管局", 1, 2), "预算执行率权重", "10")
    money = ("项目资金", ("年度资金总额（万元）", 1, 2), "3012.5")
    (table,) = read(head, money, HEAD, ROW)
    assert [one.item for one in table.execution] == ["年度资金总额（万元）"]
