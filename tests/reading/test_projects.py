"""Lists of projects: one table for each project named beside its indicators."""

from jixiao.reading.layout import recognise

from .paper import tabbed
from .test_layout import codes, paper

TITLE = [("项目支出绩效目标表", 1, 9)]
HEAD = (
    "项目名称",
    "预算数",
    "年度目标",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
)


def stated(table):
    return (
        table.project,
        table.organisation,
        table.goal,
        [str(row.budget) for row in table.execution],
        [(one.level1, one.level2, one.name, one.target) for one in table.indicators],
    )


TREES = [
    ("产出指标", "数量指标", "栽树", "≥5000株"),
    ("满意度指标", "满意度指标", "满意度", "≥90%"),
]
ROADS = [("产出指标", "质量指标", "合格率", "=100%")]


def test_projects_merged_over_their_rows():
    tables = recognise(
        [
            paper(
                TITLE,
                [("部门：某县林业局  单位：元", 1, 9)],
                HEAD,
                [
                    ("造林", 2, 1),
                    ("500", 2, 1),
                    ("造林百亩。", 2, 1),
                    "产出指标",
                    "数量指标",
                    "栽树",
                    "≥",
                    "5000",
                    "株",
                ],
                [None, None, None, "满意度指标", "满意度指标", "满意度", "≥", "90", "%"],
                ["修路", "80.5", "修路一条。", "产出指标", "质量指标", "合格率", "=", "100", "%"],
            )
        ]
    )
    assert [stated(one) for one in tables] == [
        ("造林", "某县林业局", "造林百亩。", ["500"], TREES),
        ("修路", "某县林业局", "修路一条。", ["80.5"], ROADS),
    ]
    assert {table.execution[0].unit for table in tables} == {"元"}
    assert [codes(one) for one in tables] == [[], []]


def test_projects_repeated_in_every_row():
    tables = recognise(
        [
            tabbed(
                "项目支出绩效目标表\n"
                + "\t".join(HEAD)
                + "\n造林\t500\t造林百亩。\t产出指标\t数量指标\t栽树\t≥\t5000\t株\n"
                "造林\t500\t造林百亩。\t满意度指标\t满意度指标\t满意度\t≥\t90\t%\n"
                "修路\t80.5\t修路一条。\t产出指标\t质量指标\t合格率\t=\t100\t%"
            )
        ]
    )
    assert [stated(one) for one in tables] == [
        ("造林", None, "造林百亩。", ["500"], TREES),
        ("修路", None, "修路一条。", ["80.5"], ROADS),
    ]


def test_projects_and_labels_in_rows_of_their_own_under_numbered_columns():
    head = ("单位名称、项目名称", "项目年度绩效目标", *HEAD[3:])
    blank = [""] * 8
    tables = recognise(
        [
            paper(
                TITLE,
                head,
                [str(number) for number in range(1, 9)],
                ["某县林业局一个名称超过二十个字而且独自占据一整行的下属单位", *blank[1:]],
                ["造林", "造林百亩。", *blank[2:]],
                ["", "", "产出指标", *blank[3:]],
                ["", "", "", "数量指标", *blank[4:]],
                ["", "", "", "", "栽树", "≥", "5000", "株"],
                ["", "", "满意度指标", "满意度指标", "满意度", "≥", "90", "%"],
                ["修路", "修路一条。", *blank[2:]],
                ["", "", "产出指标", "质量指标", "合格率", "=", "100", "%"],
            )
        ]
    )
    unit = "某县林业局一个名称超过二十个字而且独自占据一整行的下属单位"
    assert [stated(one) for one in tables] == [
        ("造林", unit, "造林百亩。", [], TREES),
        ("修路", unit, "修路一条。", [], ROADS),
    ]


def test_a_goal_merged_beside_the_indicators():
    (table,) = recognise(
        [
            paper(
                TITLE,
                ["项目名称", ("造林", 1, 4)],
                ["年度绩效目标", "一级指标", "二级指标", "三级指标", "指标值"],
                [("造林百亩。", 2, 1), *TREES[0]],
                [None, *TREES[1]],
            )
        ]
    )
    assert stated(table) == ("造林", None, "造林百亩。", [], TREES)
    assert codes(table) == []


def test_amounts_and_units_of_single_indicators_are_no_list():
    (table,) = recognise(
        [
            paper(
                TITLE,
                ["实施单位", ("某局", 1, 5)],
                ["预算单位", "预算金额", "一级指标", "二级指标", "三级指标", "指标值"],
                ["某站", "5", *TREES[0]],
                ["某所", "6", *TREES[1]],
            )
        ]
    )
    assert stated(table) == (None, "某局", None, [], TREES)
    assert codes(table) == ["column-unknown", "column-unknown"]


def test_displaced_names_of_projects_are_remarked_and_nothing_is_divided():
    (table,) = recognise(
        [
            tabbed(
                "项目支出绩效目标表\n项目名称\t一级指标\t二级指标\t三级指标\t指标值\n"
                "\t产出指标\t数量指标\t栽树\t≥5000株\n"
                "造林\t产出指标\t数量指标\t护林\t≥3人\n"
                "\t满意度指标\t满意度指标\t满意度\t≥90%\n"
                "修路\t产出指标\t质量指标\t合格率\t=100%"
            )
        ]
    )
    assert (table.project, len(table.indicators)) == (None, 4)
    assert [one.subject for one in table.findings if one.code == "label-displaced"] == ["造林"]


LIST = ["序号", "预算单位", "项目", "年度预算", "一级指标", "三级指标", "指标值"]


def a_list(title, *rows, head=LIST):
    return recognise([paper([(title, 1, len(head))], [("单位：万元", 1, 7)], head, *rows)])


def test_a_list_has_its_first_line_as_title_and_money_by_what_it_holds():
    first, second = a_list(
        "2024年市级部门预算项目支出绩效目标清单",
        [*((text, 2, 1) for text in ("1", "某馆", "展演", "35.00")), "产出指标", "场次", "≥8场"],
        [None, None, None, None, "满意度指标", "观众满意度", "≥90%"],
        ["2", "某站", "巡查", "12.60", "产出指标", "频次", "≥3次/周"],
        [("合计", 1, 3), "47.60"],
    )
    assert (first.title, first.year) == ("2024年市级部门预算项目支出绩效目标清单", 2024)
    assert (first.project, first.organisation) == ("展演", "某馆")
    assert [(row.item, str(row.budget), row.unit) for row in first.execution] == [
        ("年度预算", "35.00", "万元")
    ]
    assert (second.title, second.project) == (first.title, "巡查")
    assert [str(row.budget) for row in second.execution] == ["12.60"]


def test_words_below_a_heading_of_money_are_no_amount():
    (table,) = a_list(
        "项目支出绩效目标清单",
        ["1", "某馆", "展演", "财政拨款", "产出指标", "场次", "≥8场"],
        ["", "", "", "", "满意度指标", "观众满意度", "≥90%"],
    )
    assert table.execution == ()
    assert any("财政拨款" in one.message for one in table.findings)


def test_a_year_in_a_column_is_the_project_s():
    head = [
        "预算年度",
        "单位名称",
        "项目名称",
        "一级指标名称",
        "二级指标名称",
        "三级指标名称",
        "指标目标值",
    ]

    def row(year, office, name, value="≥8场"):
        return [year, office, name, "产出指标", "数量指标", "演出场次", value]

    tables = a_list(
        "项目绩效目标信息导出",
        row("2024", "某馆", "展演"),
        row("2025", "某馆", "展演", "≥9场"),
        row("2025", "某站", "展演", "≥2场"),
        head=head,
    )
    assert [(one.title, one.year, one.organisation) for one in tables] == [
        ("项目绩效目标信息导出", 2024, "某馆"),
        ("项目绩效目标信息导出", 2025, "某馆"),
        ("项目绩效目标信息导出", 2025, "某站"),
    ]
    assert [[one.target for one in table.indicators] for table in tables] == [
        ["≥8场"],
        ["≥9场"],
        ["≥2场"],
    ]


def test_the_label_of_a_part_of_the_form_is_no_title():
    for text in (
        "一、绩效情况",
        "中期绩效指标（60分）",
        "年度绩效目标2",
        "本表反映绩效目标，由单位填写。",
    ):
        (table,) = recognise(
            [
                paper(
                    [(text, 1, 4)],
                    ["项目名称", ("展演", 1, 3)],
                    ["一级指标", "二级指标", "三级指标", "指标值"],
                    ["产出指标", "数量指标", "演出场次", "≥8场"],
                )
            ]
        )
        assert table.title is None


def test_offices_beside_projects_are_theirs_whatever_the_heading_calls_them():
    head = ("序号", "项目名称", "实施主体", "一级指标", "二级指标", "三级指标", "指标值")
    tree = ("产出指标", "数量指标")
    tables = recognise(
        [
            paper(
                [("某县林业局2025年专项资金绩效目标清单", 1, 7)],
                head,
                ["1", "防火监控", "某县森林防火服务中心", *tree, "新建监控", "≥26套"],
                ["2", "科普宣传", "某县林业宣教站", *tree, "宣传场次", "≥9场"],
            )
        ]
    )
    assert [one.organisation for one in tables] == ["某县森林防火服务中心", "某县林业宣教站"]
    assert codes(tables[0]) == ["column-guessed"]


def test_one_office_in_every_row_of_indicators_is_that_of_the_table():
    rows = [
        ["1", "储备帐篷", "产出指标", "数量指标", "≥450顶", "某县应急管理局"],
        ["2", "物资合格率", "产出指标", "质量指标", "≥98%", "某县应急管理局"],
        ["3", "群众满意度", "满意度指标", "满意度指标", "≥90%", "某县应急管理局"],
    ]
    head = ("序号", "指标名称", "一级指标", "二级指标", "指标值", "单位名称")
    (table,) = recognise([paper(head, *rows)])
    assert (table.organisation, len(table.indicators)) == ("某县应急管理局", 3)
    rows[1][5] = "某县粮食和物资储备局"
    (table,) = recognise([paper(head, *rows)])
    assert table.organisation is None
    assert "column-unknown" in codes(table)


def test_a_flat_list_prints_the_office_and_sums_of_its_projects():
    head = "年份\t部门\t项目代码\t项目\t核定金额（元）\t一级\t二级\t指标\t关系符\t标准\t单位\t权重"
    rows = [
        "2024\t某县畜牧中心\t01\t防疫补贴\t312000\t产出\t数量\t在岗防疫员\t>=\t260\t人\t60",
        "2024\t某县畜牧中心\t01\t防疫补贴\t312000\t满意度\t服务对象\t防疫员满意度\t>=\t90\t%\t40",
        "\t\t\t防疫补贴 小计\t312000\t\t\t\t\t\t\t100",
        "2024\t某县畜牧中心\t02\t出证设备\t246500\t产出\t数量\t配备终端\t>=\t75\t台\t60",
        "2024\t某县畜牧中心\t02\t出证设备\t246500\t满意度\t服务对象\t报检人满意度\t>=\t95\t%\t40",
    ]
    first, second = recognise([tabbed("\n".join((head, *rows)))])
    assert (first.project, second.project) == ("防疫补贴", "出证设备")
    assert first.organisation == second.organisation == "某县畜牧中心"
    assert [one.remark for one in first.indicators] == [None, None]


def test_an_empty_form_kept_behind_those_that_are_filled_is_no_table():
    head = ["一级指标", "二级指标", "三级指标", "指标值"]
    filled = paper(["项目名称", ("储备林", 1, 3)], head, ["产出指标", "数量指标", "造林", "≥5亩"])
    blank = paper(["项目名称", ("", 1, 3)], head, ["产出指标", "数量指标", "", ""])
    assert [one.project for one in recognise([filled, blank])] == ["储备林"]
    assert len(recognise([blank])) == 1
