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
