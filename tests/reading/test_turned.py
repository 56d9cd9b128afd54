"""Forms whose levels are heading rows, with and without merging, and columns beside the indicators."""

import attrs
import pytest

from jixiao.reading.layout import recognise

from .paper import tabbed
from .test_layout import codes, levels, paper

TITLE = "2024年度产业路硬化项目绩效目标汇总表"
ROWS = (
    ["1", "桑园产业路硬化", "怀远镇人民政府", "96", "≥3.2公里", "18处", "100%", "≥412户", "≥95%"],
    ["2", "沃柑产业路硬化", "刘三姐镇人民政府", "63", "≥2.1公里", "11处", "99%", "≥268户", "≥93%"],
)
FIRST = [
    ("产出指标", "数量指标", "产业路长度", "≥3.2公里"),
    ("产出指标", "数量指标", "配套涵管", "18处"),
    ("产出指标", "质量指标", "验收合格率", "100%"),
    ("效益指标", "社会效益指标", "受益农户", "≥412户"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥95%"),
]
NAMES = ["产业路长度", "配套涵管", "验收合格率", "受益农户", "群众满意度"]


def merged():
    return paper(
        [(TITLE, 1, 9)],
        [("单位：万元", 1, 9)],
        [
            *((word, 3, 1) for word in ("序号", "项目名称", "实施单位", "投入资金")),
            *(("产出指标", 1, 3), "效益指标", "满意度指标"),
        ],
        [None] * 4 + [("数量指标", 1, 2), "质量指标", "社会效益指标", "服务对象满意度指标"],
        [None] * 4 + NAMES,
        *ROWS,
        [("合计", 1, 3), "159"],
    )


def text():
    lines = [
        [TITLE, *[""] * 8],
        [*[""] * 8, "单位：万元"],
        ["序号", "项目名称", "实施单位", "投入资金", "产出指标", "", "", "效益指标", "满意度指标"],
        ["", "", "", "", "数量指标", "", "质量指标", "社会效益指标", "服务对象满意度指标"],
        ["", "", "", "", *NAMES],
        *ROWS,
        ["合计", "", "", "159", *[""] * 5],
    ]
    return tabbed("\n".join("\t".join(line) for line in lines))


def unmerged():
    """As a workbook of a CSV file is: merging could be there, and is not."""
    return attrs.evolve(text(), spans_known=True)


@pytest.mark.parametrize("form", [merged, text, unmerged])
def test_three_heading_rows_beside_columns_of_the_project(form):
    first, second = recognise([form()])
    assert (first.title, first.year) == (TITLE, 2024)
    assert (first.project, first.organisation) == ("桑园产业路硬化", "怀远镇人民政府")
    assert [(row.item, str(row.budget), row.unit) for row in first.execution] == [
        ("投入资金", "96", "万元")
    ]
    assert levels(first) == FIRST
    assert (second.project, second.organisation) == ("沃柑产业路硬化", "刘三姐镇人民政府")
    assert [one.target for one in second.indicators] == [
        "≥2.1公里",
        "11处",
        "99%",
        "≥268户",
        "≥93%",
    ]
    assert codes(first) == ["row-unused"]


def test_a_label_of_level_2_ends_where_level_1_goes_on():
    (table,) = recognise(
        [
            tabbed(
                "2024年项目绩效目标表\t\t\t\t\n"
                "乡镇\t产出指标\t\t效益指标\t\n"
                "\t数量指标\t\t\t社会效益指标\n"
                "\t培训人数\t培训班次\t带动增收\t就业人数\n"
                "某镇\t20人\t3次\t2万元\t8人\n"
            )
        ]
    )
    assert table.organisation == "某镇"
    assert [(one.level1, one.level2) for one in table.indicators] == [
        ("产出指标", "数量指标"),
        ("产出指标", "数量指标"),
        ("效益指标", None),
        ("效益指标", "社会效益指标"),
    ]


def test_named_values_make_a_form_of_every_row():
    first, second = recognise(
        [
            paper(
                [("2024年度就业补助项目绩效目标表", 1, 6)],
                [
                    *((word, 2, 1) for word in ("序号", "项目名称", "实施单位")),
                    ("产出指标", 1, 2),
                    "满意度指标",
                ],
                [None] * 3 + ["数量指标", "质量指标", "服务对象满意度指标"],
                [
                    *("1", "公益性岗位补贴", "公共就业服务中心"),
                    "1.新增公益性岗位：≥420个；\n2.安置就业困难人员：≥400人",
                    *("补贴发放准确率：100%", "在岗人员满意度：≥90%"),
                ],
                [
                    *("2", "职业技能提升培训", "技工教育中心"),
                    *("补贴性培训人次：≥6500人次", "取证率：≥85%", "参训学员满意度：≥92%"),
                ],
            )
        ]
    )
    assert (first.project, second.project) == ("公益性岗位补贴", "职业技能提升培训")
    assert [(one.level2, one.name, one.target) for one in first.indicators] == [
        ("数量指标", "新增公益性岗位", "≥420个"),
        ("数量指标", "安置就业困难人员", "≥400人"),
        ("质量指标", "补贴发放准确率", "100%"),
        ("服务对象满意度指标", "在岗人员满意度", "≥90%"),
    ]
    assert [one.name for one in second.indicators] == ["补贴性培训人次", "取证率", "参训学员满意度"]


def test_a_field_that_no_list_knows_is_no_indicator():
    (found,) = recognise(
        [
            paper(
                [("城区公厕管护项目绩效自评情况", 1, 4)],
                ["一级指标", ("产出", 1, 2), "满意度"],
                ["二级指标", "数量", "质量", "公众满意度"],
                ["三级指标", "配备保洁员", "公厕达标率", "市民满意度"],
                ["年度目标值", "≥90人", "≥95%", "≥90%"],
                ["实际完成情况", "88人", "96.5%", "91.3%"],
                ["分值", "40", "30", "30"],
                ["得分", "39", "30", "30"],
                ["扣分原因", "年底空岗2人", None, None],
                ["填表人：许蔓", None, None, None],
            )
        ]
    )
    assert [one.name for one in found.indicators] == ["配备保洁员", "公厕达标率", "市民满意度"]


def test_a_note_below_the_numbered_offices_is_none_of_them():
    sheet = paper(
        [("2024年环境整治奖补资金区域绩效目标表", 1, 4)],
        [("序号", 3, 1), ("实施单位", 3, 1), ("产出指标", 1, 1), ("满意度指标", 1, 1)],
        [None, None, "数量指标", "服务对象满意度指标"],
        [None, None, "改造户厕数量", "农户满意度"],
        ["1", "河口镇人民政府", "≥420座", "≥90%"],
        ["2", "柳桥镇人民政府", "≥380座", "≥92%"],
        [("说明：任务量依据摸排台账确定。", 1, 4)],
    )
    assert [(one.organisation, len(one.indicators)) for one in recognise([sheet])] == [
        ("河口镇人民政府", 2),
        ("柳桥镇人民政府", 2),
    ]
