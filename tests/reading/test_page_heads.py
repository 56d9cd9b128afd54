"""What stands above a form on its page: the heading of the page, the number of an annex."""

import attrs
import pytest

from jixiao.reading.layout import recognise

from .test_layout import codes, paper

HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
ROWS = [
    HEAD,
    [("产出指标", 2, 1), "数量指标", "统防统治面积", "18万亩"],
    [None, "质量指标", "防治效果", "≥85%"],
    ["满意度指标", "服务对象满意度指标", "农户满意度", "≥90%"],
]


def headed(grid, *heading):
    return attrs.evolve(grid, heading=heading)


def test_a_year_that_only_the_heading_of_the_page_names_is_taken_and_said():
    projects = headed(
        paper(("序号", "项目名称", "预算金额（万元）"), ("1", "小麦病虫害统防统治", "216")),
        "某县植保植检站2024年预算公开",
    )
    form = paper(
        [("附表1 项目绩效目标表", 1, 4)], ["项目名称", ("小麦病虫害统防统治", 1, 3)], *ROWS
    )
    (table,) = recognise([projects, form])
    assert table.year == 2024
    (said,) = [one for one in table.findings if one.code == "field-guessed"]
    assert dict(said.figures) == {"role": "year", "value": "2024"}
    assert "某县植保植检站2024年预算公开" in said.message


@pytest.mark.parametrize(
    "above", [("2023年决算公开", "2024年预算公开"), ("发布时间：2024年3月1日",), ()]
)
def test_headings_that_name_two_years_or_a_day_tell_none(above):
    projects = headed(paper(("序号", "项目名称"), ("1", "小麦统防")), *above)
    form = paper([("项目绩效目标表", 1, 4)], ["项目名称", ("小麦统防", 1, 3)], *ROWS)
    (table,) = recognise([projects, form])
    assert table.year is None


def test_the_year_of_a_heading_that_names_spending_is_read():
    form = headed(
        paper(["项目名称", ("司法鉴定", 1, 3)], ["实施单位", ("某县公安局", 1, 3)], *ROWS),
        "某县公安局2022年度项目支出绩效自评结果公开",
        "项目支出绩效自评表",
    )
    (table,) = recognise([form])
    assert (table.title, table.year) == ("项目支出绩效自评表", 2022)


def test_the_number_of_an_annex_is_no_title():
    form = headed(
        paper(*ROWS),
        "附件3",
        "某县2022年度生态护林员补助项目绩效评价指标体系及得分",
        "项目单位：某县林业局",
    )
    (table,) = recognise([form])
    assert table.title == "某县2022年度生态护林员补助项目绩效评价指标体系及得分"
    assert "text-unused" not in codes(table)


def test_a_label_on_the_next_page_goes_for_the_rows_that_its_cell_was_cut_from():
    first = paper(
        HEAD,
        [("产出指标", 3, 1), ("数量指标", 2, 1), "改造小区", "≥22个"],
        [None, None, "改造楼栋", "≥168栋"],
        [None, None, "工程合格比例", "100%"],
    )
    second = paper(
        [None, "质量指标", "海绵化比例", "≥90%"],
        [("满意度指标", 1, 1), "服务对象满意度指标", "居民满意度", "≥90%"],
    )
    (table,) = recognise([first, second])
    assert [one.level2 for one in table.indicators] == [
        "数量指标",
        "数量指标",
        "质量指标",
        "质量指标",
        "服务对象满意度指标",
    ]


PARTS = [
    ("类型", "具体指标", "标准值（≥）", "分值"),
    [("产出指标", 1, 4)],
    ["数量", "举办研修班（期）", "4", "40"],
    ["质量", "学员作品合格率（%）", "90", "20"],
    [("满意度指标", 1, 4)],
    ["服务对象", "参训学员满意度（%）", "95", "40"],
]


def test_numbered_lines_above_tables_name_their_projects_and_this_is_said():
    title = "某县文化馆2025年部门预算项目绩效目标汇总"
    tables = recognise(
        [
            headed(paper(*PARTS), title, "一、传承人群研修", "实施部门：某县文化馆"),
            headed(paper(*PARTS), "二、古戏台抢救性修缮", "实施部门：某县文化馆"),
        ]
    )
    assert [table.project for table in tables] == ["传承人群研修", "古戏台抢救性修缮"]
    assert [len(table.indicators) for table in tables] == [3, 3]
    for table in tables:
        said = [dict(one.figures) for one in table.findings if one.code == "field-guessed"]
        assert {"role": "project", "value": table.project} in said


@pytest.mark.parametrize(
    "lines", [("一、绩效目标", "二、绩效指标"), ("一、传承人群研修", "三、古戏台抢救性修缮")]
)
def test_numbered_parts_of_a_form_are_no_projects(lines):
    tables = recognise([headed(paper(*PARTS), line) for line in lines])
    assert all(table.project is None for table in tables)


@pytest.mark.parametrize(
    ("header", "given", "sign", "unit"),
    [
        ("指标值（≥）", "5", "≥", None),
        ("年度指标值（不低于）", "5公里", "不低于", None),
        ("目标值（%）", "95", None, "%"),
        ("指标值（万元）", "95", None, "万元"),
        ("指标值（≥）", "≤5", None, None),
        ("指标值（含单位）", "5", None, None),
        ("指标值（≥）", "有效提升", None, None),
    ],
)
def test_the_heading_of_the_values_may_state_their_sign_or_unit(header, given, sign, unit):
    rows = [
        ["产出指标", "数量指标", "养护里程", given],
        ["效益指标", "社会效益指标", "通行", given],
    ]
    (table,) = recognise([paper(("一级指标", "二级指标", "三级指标", header), *rows)])
    assert {(one.sign, one.unit) for one in table.indicators} == {(sign, unit)}


@pytest.mark.parametrize(
    "line",
    ["滦港市港航管理中心（2025年） 单位：万元", "滦港市港航管理中心  2025年度  项目：航道养护"],
)
def test_the_office_that_the_line_below_the_title_names(line):
    form = paper([("航道养护绩效目标表", 1, 4)], [(line, 1, 4)], *ROWS)
    (table,) = recognise([form])
    assert (table.organisation, table.year) == ("滦港市港航管理中心", 2025)
    assert "field-guessed" in codes(table)


def test_the_office_of_the_heading_of_a_page_is_that_of_each_project_below_it():
    project = [("项目一：乡村医生培训", 1, 4)]
    form = paper(
        [("青禾县卫生健康局2023年度项目自评打分汇编", 1, 4)],
        *(project, *ROWS),
        *([("项目二：急救设备更新", 1, 4)], *ROWS),
    )
    assert [one.organisation for one in recognise([form])] == ["青禾县卫生健康局"] * 2


def test_the_year_of_months_in_brackets():
    form = paper([("项目绩效运行情况跟踪表", 1, 4)], [("（2024年1—8月）", 1, 4)], *ROWS)
    (table,) = recognise([form])
    assert table.year == 2024


def test_the_rest_of_a_reason_below_the_heading_that_a_page_repeats():
    head = ("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "偏差原因分析")
    first = paper(
        head,
        ["产出指标", "数量指标", "改造门诊", "12家", "5家", "3月首次招标流标，"],
    )
    second = paper(
        head,
        [None, None, None, None, None, "预计年内完成9家"],
        [None, None, "培训人员", "≥300人次", "316人次", None],
        [None, "质量指标", "接种率", "≥95%", "96%", None],
        ["满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "93%", None],
    )
    (table,) = recognise([first, second])
    assert [one.name for one in table.indicators] == [
        "改造门诊",
        "培训人员",
        "接种率",
        "群众满意度",
    ]
    assert table.indicators[0].deviation == "3月首次招标流标，预计年内完成9家"


def test_blocks_under_the_names_of_kinds_are_one_form():
    head = ("二级指标", "三级指标", "指标值")
    tables = recognise(
        [
            paper(["项目名称", "公交补贴", "实施单位", "某县公交公司"]),
            headed(paper(head, ["数量指标", "投放车辆", "≥20辆"]), "一、产出指标"),
            headed(paper(head, ["社会效益指标", "客运量", "≥8万人次"]), "二、效益指标"),
            headed(paper(head, ["服务对象满意度指标", "乘客满意度", "≥90%"]), "三、满意度指标"),
        ]
    )
    (table,) = tables
    assert [one.name for one in table.indicators] == ["投放车辆", "客运量", "乘客满意度"]
    assert (table.project, table.organisation) == ("公交补贴", "某县公交公司")


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("监控区间：2024年1—8月", 2024),
        ("（监控时段：2024年1月1日—6月30日）", 2024),
        ("填报日期：2024年1月8日", None),
    ],
)
def test_the_year_of_what_is_watched(line, year):
    (table,) = recognise([paper([("项目绩效运行监控表", 1, 4)], [(line, 1, 4)], *ROWS)])
    assert table.year == year


def test_labels_of_two_scripts_in_one_cell():
    rows = [
        (
            "1- دەرىجىلىك كۆرسەتكۈچ\n一级指标",
            "2- كۆرسەتكۈچ\n二级指标",
            "كۆرسەتكۈچ\n三级指标",
            "قىممىتى\n年度指标值",
        ),
        ["产出指标", "数量指标", "新装终端", "≥186套"],
        ["满意度指标", "服务对象满意度指标", "听众满意度", "≥90%"],
    ]
    (table,) = recognise([paper(["تۈر نامى\n项目名称", ("应急广播", 1, 3)], *rows)])
    assert (table.project, [one.name for one in table.indicators]) == (
        "应急广播",
        ["新装终端", "听众满意度"],
    )


def test_a_line_of_labels_and_values_without_cells():
    form = headed(paper(*ROWS), "项目名称 农村公路养护", "主管部门 某县交通局 实施单位 某县养护站")
    (table,) = recognise([form])
    assert (table.project, table.department, table.organisation) == (
        "农村公路养护",
        "某县交通局",
        "某县养护站",
    )


def test_strokes_for_nothing_are_no_signs():
    rows = [
        ("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "偏差情形"),
        ["产出指标", "数量指标", "抽检批次", "≥1200批次", "1180批次", "两批次延期"],
        [None, "质量指标", "合格率", "≥98%", "98.6%", "—"],
        [None, "时效指标", "完成时间", "12月底前", "11月", "—"],
        ["满意度指标", "服务对象满意度指标", "满意度", "≥90%", "93%", "—"],
    ]
    (table,) = recognise([paper(*rows)])
    assert [one.target for one in table.indicators] == ["≥1200批次", "≥98%", "12月底前", "≥90%"]
