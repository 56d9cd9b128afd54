"""One heading at the top of a sheet, and projects below one another, each below its own fields."""

import pytest

from jixiao.reading.layout import recognise

from .paper import tabbed
from .test_layout import codes, levels, paper

TITLE = [("某系统2024年项目绩效目标清单", 1, 6)]
HEAD = ["一级指标", "二级指标", "三级指标", "目标值", "分值", "备注"]
FIRST = [
    [("产出指标", 2, 1), "数量指标", "放流虾苗", "≥3.2亿尾", "50"],
    [None, "质量指标", "检疫合格率", "100%", "30"],
    ["满意度指标", "服务对象满意度指标", "渔民满意度", "≥90%", "20"],
]
SECOND = [
    ["产出指标", "数量指标", "维修码头", "3座", "60"],
    ["效益指标", "社会效益指标", "可靠泊渔船", "≥620艘", "40"],
]
NAMES = [["放流虾苗", "检疫合格率", "渔民满意度"], ["维修码头", "可靠泊渔船"]]


def fields(project, office, budget):
    return ["项目名称", project, "实施单位", office, "预算（万元）", budget]


@pytest.mark.parametrize("under", [True, False])
def test_the_heading_is_of_each_project(under):
    one, two = fields("增殖放流", "甲局", "560.00"), fields("渔港整治", "乙中心", "1,280.00")
    top = [HEAD, one] if under else [one, HEAD]
    first, second = recognise([paper(TITLE, *top, *FIRST, two, *SECOND)])
    assert [[row.name for row in table.indicators] for table in (first, second)] == NAMES
    assert [table.project for table in (first, second)] == ["增殖放流", "渔港整治"]
    assert [table.organisation for table in (first, second)] == ["甲局", "乙中心"]
    assert [str(table.execution[0].budget) for table in (first, second)] == ["560.00", "1280.00"]
    assert [(table.title, table.year) for table in (first, second)] == [(TITLE[0][0], 2024)] * 2
    assert [one.place.row for one in second.indicators] == [8, 9]
    assert codes(first) == codes(second) == []


def test_several_rows_of_fields_and_no_spans():
    body = "\n".join("\t".join(row) for row in (*SECOND,))
    first, second = recognise(
        [
            tabbed(
                "2024年项目绩效目标清单\n"
                + "\t".join(HEAD)
                + f"\n项目名称\t增殖放流\n实施单位\t甲局\n项目金额（万元）\t560\n{body}\n"
                + f"项目名称\t渔港整治\n实施单位\t乙中心\n项目金额（万元）\t12\n{body}"
            )
        ]
    )
    assert [table.project for table in (first, second)] == ["增殖放流", "渔港整治"]
    assert levels(first) == levels(second)
    assert [row.name for row in first.indicators] == NAMES[1]
    assert [str(table.execution[0].budget) for table in (first, second)] == ["560", "12"]


@pytest.mark.parametrize(
    "own",
    [
        [HEAD],
        [["大类", "小类", "考核内容", "应达到值", "比重", "其他"]],
        [
            [
                ("一级指标", 2, 1),
                ("二级指标", 2, 1),
                ("三级指标", 2, 1),
                ("指标值", 1, 2),
                ("分值", 2, 1),
            ],
            [None, None, None, "符号", "数值", None],
        ],
    ],
)
def test_a_project_with_a_heading_of_its_own_keeps_it(own):
    rows = SECOND if len(own) == 1 else [[*row[:3], "=", "3座", "50"] for row in SECOND]
    sheet = [*FIRST, fields("渔港整治", "乙中心", "12"), *own, *rows]
    first, second = recognise([paper(TITLE, fields("增殖放流", "甲局", "5"), HEAD, *sheet)])
    assert [[row.name for row in table.indicators] for table in (first, second)] == NAMES
    assert [row.weight is not None for row in second.indicators] == [True, True]
