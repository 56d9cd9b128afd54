"""Blocks of amounts with labels and headings that no list of words names."""

from decimal import Decimal

import pytest

import jixiao
from jixiao.reading.headers import Headers
from jixiao.reading.layout import recognise
from jixiao.reading.layout.money import says_money

from .paper import tabbed
from .test_layout import codes, paper

HEAD = ("一级指标", "二级指标", "三级指标", "指标值", "备注")
ROWS = (
    HEAD,
    ("产出指标", "数量指标", "巡护次数", "≥24次"),
    ("产出指标", "质量指标", "巡护合格率", "≥95%"),
    ("满意度指标", "满意度指标", "群众满意度", "≥90%"),
)
TITLE = (("项目支出绩效目标表", 1, 5),)


def rows(table):
    kinds = (
        (row.item, *map(amount, (row.initial, row.budget, row.executed))) for row in table.execution
    )
    return list(kinds)


def amount(value):
    return None if value is None else str(value)


def form(*front, **options):
    (table,) = recognise([paper(TITLE, *front, *ROWS, **options)])
    assert [one.name for one in table.indicators] == ["巡护次数", "巡护合格率", "群众满意度"]
    return table


def pasted(front):
    body = "\n".join("\t".join(row) for row in ROWS)
    (table,) = recognise([tabbed(f"项目支出绩效目标表\n{front}\n{body}")])
    return table


# ---------------------------------------------------------------- labels beside amounts


def test_a_label_beside_an_amount_may_have_any_words():
    table = form(
        (("经费渠道（元）", 3, 1), ("市本级安排", 1, 2), ("86,000", 1, 2)),
        (None, ("乡镇分担", 1, 2), ("14000", 1, 2)),
        (None, ("合计", 1, 2), ("100000", 1, 2)),
    )
    assert rows(table) == [
        ("市本级安排", None, "86000", None),
        ("乡镇分担", None, "14000", None),
        ("合计", None, "100000", None),
    ]
    assert {row.unit for row in table.execution} == {"元"}
    assert codes(table) == []


def test_parts_in_one_row_are_known_by_their_sum():
    table = form(
        ("总投入（万元）", ("95", 1, 4)),
        ("其中", "对口支援", "60", "社会捐赠", "35"),
        ("护林员（名）", ("12", 1, 4)),
    )
    assert rows(table) == [
        ("总投入（万元）", None, "95", None),
        ("对口支援", None, "60", None),
        ("社会捐赠", None, "35", None),
    ]


@pytest.mark.parametrize("number", ["1.", "（一）", "①", ""])
def test_numbered_parts_go_on_in_a_pasted_block(number):
    table = pasted(
        f"经费来源\t总投入\t95\n\t{number}对口支援\t60\n\t{number}社会捐赠\t35\n项目名称\t护林"
    )
    assert [row.budget for row in table.execution] == [95, 60, 35]
    assert table.project == "护林"


def test_a_heading_in_a_row_of_its_own():
    table = pasted("工程投资（元）\n县里\t30000\n镇里\t15000\n总体目标\t完成巡护。")
    assert rows(table) == [("县里", None, "30000", None), ("镇里", None, "15000", None)]
    assert table.goal == "完成巡护。"


def test_labels_and_amounts_in_one_cell():
    table = form(("项目经费", ("总额：26万元\n省里：20万元\n村集体：6万元", 1, 4)))
    assert [row.budget for row in table.execution] == [26, 20, 6]


def test_repeated_headings_over_labels_beside_amounts():
    table = form(
        (("预算安排（万元）", 3, 1), "渠道", "金额", "渠道", "金额"),
        (None, "上级专款", "40", "本级配套", "15"),
        (None, "投劳折资", "5", "合计", "60"),
    )
    assert [(row.item, row.budget) for row in table.execution] == [
        ("上级专款", 40),
        ("本级配套", 15),
        ("投劳折资", 5),
        ("合计", 60),
    ]


def test_amounts_below_the_indicators_are_no_indicators():
    below = (
        (("经费构成（元）", 2, 1), ("市本级安排", 1, 2), ("86,000", 1, 2)),
        (None, ("乡镇分担", 1, 2), ("14000", 1, 2)),
    )
    (table,) = recognise([paper(TITLE, *ROWS, *below)])
    assert [one.name for one in table.indicators] == ["巡护次数", "巡护合格率", "群众满意度"]
    assert [row.budget for row in table.execution] == [86000, 14000]


def test_money_may_label_indicators():
    (table,) = recognise(
        [
            paper(
                TITLE,
                *ROWS,
                (("资金", 2, 1), "成本指标", "总投入", "500"),
                (None, "成本指标", "单价", "5"),
            )
        ]
    )
    assert [one.name for one in table.indicators][3:] == ["总投入", "单价"]


def test_counts_and_last_year_beside_amounts_are_none():
    table = form(
        ("建设周期（月）", "18", "总投资额", ("2300", 1, 2)),
        ("建筑面积（㎡）", "5000", "已到位资金", ("1500", 1, 2)),
        (("本年度预算（万元）", 1, 2), "230", "上年执行（万元）", "198.7"),
    )
    assert [(row.item, row.budget) for row in table.execution] == [
        ("总投资额", 2300),
        ("已到位资金", 1500),
        ("本年度预算（万元）", 230),
    ]


def test_parts_behind_their_word():
    table = pasted("年度经费\t0.8亿元\n其中\t中央\t0.5亿元\n\t省\t0.3亿元\n受益户数\t3000")
    assert [(row.item, str(row.budget), row.unit) for row in table.execution] == [
        ("年度经费", "0.8", "亿元"),
        ("中央", "0.5", "亿元"),
        ("省", "0.3", "亿元"),
    ]


def test_labels_that_only_say_which_amount_make_one_row():
    table = form(("经费执行", "预算批复数", "32", "实际支付数", "30.5"))
    assert rows(table) == [("预算批复数", None, "32", "30.5")]


def test_fields_beside_an_amount_are_read_too():
    table = form(("实施单位", "某林场", "本级投入（万元）", ("95", 1, 2)))
    assert table.organisation == "某林场"
    assert rows(table) == [("本级投入（万元）", None, "95", None)]


def test_amounts_of_several_years_and_of_one_are_told_apart():
    annual, medium = recognise(
        [
            paper(
                TITLE,
                (("投入（万元）", 2, 1), "三年投入", "90", "2024年投入", "30"),
                (None, "镇里", "60", "镇里", "20"),
                ("绩效指标", "三级指标", "中期指标值", "三级指标", "年度指标值"),
                ("", "巡护次数", "≥72次", "巡护次数", "≥24次"),
                ("", "巡护合格率", "≥95%", "巡护合格率", "≥95%"),
            )
        ]
    )
    assert [row.budget for row in annual.execution] == [30, 20]
    assert [row.budget for row in medium.execution] == [90, 60]


@pytest.mark.parametrize(
    "label",
    [
        "人均补助（元）",
        "预算单位编码",
        "受益人数",
        "项目编号",
        "补助标准",
        "预算年度",
        "资金到位率",
        "联系电话",
    ],
)
def test_what_is_no_amount_is_none(label):
    assert form((label, ("206001", 1, 4))).execution == ()
    assert not says_money(label, Headers.load())


# ---------------------------------------------------------------- headings over amounts


def test_columns_are_told_by_resemblance_and_arithmetic():
    table = form(
        ("经费渠道", "批准额度（万元）", "已拨付（万元）", "拨付比例", "评分"),
        ("县里", "50", "48", "96%", "9.6"),
        ("镇里", "30", "30", "100%", "10"),
        ("总计", "80", "78", "97.5%", "9.75"),
    )
    assert rows(table) == [
        ("县里", None, "50", "48"),
        ("镇里", None, "30", "30"),
        ("总计", None, "80", "78"),
    ]
    assert [(row.rate, row.points) for row in table.execution] == [
        ("96%", Decimal("9.6")),
        ("100%", 10),
        ("97.5%", Decimal("9.75")),
    ]


def test_a_column_that_no_word_names_is_told_by_the_arithmetic():
    table = form(
        ("类别", "年初安排", "追加后", "已支出", "结余"),
        ("财政", "100", "120", "110", "10"),
        ("自有", "30", "30", "25", "5"),
    )
    assert rows(table) == [("财政", "100", "120", "110"), ("自有", "30", "30", "25")]
    assert "amounts-unread" not in codes(table)


def test_the_only_row_has_the_label_of_the_block():
    table = form(
        (("资金使用", 2, 1), "下达数", "支付数", "支付率", "得分"),
        (None, "50", "40", "80%", "8"),
    )
    assert rows(table) == [("资金使用", None, "50", "40")]


def test_headings_that_are_parts():
    table = form(
        (("资金构成", 2, 1), "合计", "预算内", "专项债", "银行贷款"),
        (None, "90", "40", "30", "20"),
    )
    assert [(row.item, row.budget) for row in table.execution] == [
        ("合计", 90),
        ("预算内", 40),
        ("专项债", 30),
        ("银行贷款", 20),
    ]


def test_headings_and_rows_copied_cell_by_cell():
    table = pasted(
        "项目资金（万元）\n年初预算数\n全年预算数\n全年执行数\n执行率\n"
        "年度资金总额\t13\t12\t11.4\n95%\n其中：县里\t13\t12\t11.4\n95%"
    )
    assert rows(table) == [
        ("年度资金总额", "13", "12", "11.4"),
        ("其中：县里", "13", "12", "11.4"),
    ]
    assert [row.rate for row in table.execution] == ["95%", "95%"]


# ---------------------------------------------------------------- what is not read


def test_an_amount_that_nobody_reads_is_said_by_itself():
    table = form(
        (("资金情况", 3, 1), "来源", "甲批次", "乙批次"),
        (None, "县里", "45", "50"),
        (None, "镇里", "15", "20"),
    )
    assert table.execution == ()
    (found,) = [one for one in table.findings if one.code == "amounts-unread"]
    assert found.severity == "warning"
    assert found.figures[0] == ("第3行第3列", "45")
    assert [text for _, text in found.figures] == ["45", "50", "15", "20"]


def test_a_difference_of_two_amounts_is_no_loss():
    table = form(
        (("项目资金（万元）", 2, 1), "资金来源", "年初预算数", "调整后预算数", "增减额"),
        (None, "资金总额", "68", "56", "-12"),
    )
    assert rows(table) == [("资金总额", "68", "56", None)]
    assert "amounts-unread" not in codes(table)
    assert ("cell", "-12") in [pair for one in table.findings for pair in one.figures]


def test_a_heading_of_amounts_that_says_more_is_said():
    table = form(
        ("项目资金（万元）", "年初预算数甲乙", "全年执行数", ("执行率", 1, 2)),
        ("年度资金总额", "50", "48", ("96%", 1, 2)),
    )
    assert [row.initial for row in table.execution] == [50]
    (found,) = [one for one in table.findings if one.code == "text-unused"]
    assert found.figures == (("cell", "年初预算数甲乙"),)


def test_a_column_of_amounts_that_no_word_names_is_a_guess_with_its_amounts():
    table = form(
        ("项目资金", "甲乙丙", "全年执行数", ("执行率", 1, 2)),
        ("年度资金总额", "50", "48", ("96%", 1, 2)),
    )
    assert rows(table) == [("年度资金总额", None, "50", "48")]
    (found,) = [one for one in table.findings if one.code == "column-guessed"]
    assert found.subject == "甲乙丙"
    assert found.figures == (("role", "budget"), ("cell", "50"))


def test_a_row_without_amounts_keeps_what_else_it_says():
    table = form(
        ("项目资金（万元）", "年初预算数", "全年执行数", ("执行率", 1, 2)),
        ("年度资金总额", "50", "48", ("96%", 1, 2)),
        ("其他资金", "", "", ("未到位", 1, 2)),
    )
    assert "未到位" in [text for one in table.findings for _, text in one.figures]


def test_the_first_of_two_amounts_under_one_label_is_not_lost():
    table = form(("资金总额", "50", "资金总额", ("60", 1, 2)))
    assert rows(table) == [("资金总额", None, "60", None)]
    assert "amounts-unread" in codes(table)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("申报时的目标", True),
        ("三年目标（2023—2025年）", True),
        ("经费渠道（元）", True),
        ("经费渠道甲乙", False),
        ("甲乙丙", False),
        ("", True),
    ],
)
def test_a_heading_made_of_known_words(text, whole):
    assert Headers.load().spells(text) is whole


def test_a_project_called_by_its_money_begins_no_block_of_amounts():
    """非遗传承人补助 | 6.40 | … is the next project of a list, with its first indicator beside it."""
    page = """<table>
    <tr><td>项目名称</td><td>预算数</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>
    <tr><td rowspan=2>场馆免费开放</td><td rowspan=2>38</td><td>产出指标</td><td>数量指标</td><td>开放天数</td><td>≥300天</td></tr>
    <tr><td>效益指标</td><td>社会效益指标</td><td>参与人次</td><td>≥2万人次</td></tr>
    <tr><td rowspan=2>传承人补助</td><td rowspan=2>6.4</td><td>产出指标</td><td>数量指标</td><td>补助人数</td><td>=16人</td></tr>
    <tr><td>效益指标</td><td>社会效益指标</td><td>带徒人数</td><td>≥32人</td></tr>
    </table>"""
    tables = jixiao.read(page.encode(), name="清单.html")
    assert [[one.name for one in table.indicators] for table in tables] == [
        ["开放天数", "参与人次"],
        ["补助人数", "带徒人数"],
    ]


SHEETS = (
    "年初预算\t全年预算\t全年支出\t满分\t执行率\t自评得分",
    "年初\t调整后\t支付\t分值\t支付率\t得分",
)


@pytest.mark.parametrize("heads", SHEETS)
@pytest.mark.parametrize("side", ["预算执行（万元）", "资金执行（万元）", "资金支出情况"])
def test_a_label_of_the_block_that_sounds_like_an_amount_is_no_column(side, heads):
    table = pasted(
        f"{side}\t来源\t{heads}\n"
        "\t资金总额\t2,180.00\t2,236.40\t2,236.40\t10\t100%\t10\n"
        "\t上级资金\t1,460.00\t1,516.40\t1,516.40\t\t100%\t\n"
        "\t区级资金\t720.00\t720.00\t720.00\t\t100%\t"
    )
    assert rows(table) == [
        ("资金总额", "2180.00", "2236.40", "2236.40"),
        ("上级资金", "1460.00", "1516.40", "1516.40"),
        ("区级资金", "720.00", "720.00", "720.00"),
    ]
    assert [amount(row.points) for row in table.execution] == ["10", None, None]
    assert "amounts-unread" not in codes(table)


def test_rows_copied_without_the_cell_of_the_side_label():
    front = (
        "项目支出绩效自评表\n项目名称\t媒体融合\n"
        "资金执行（万元）\t资金来源\t年初预算\t全年预算\t全年执行\t分值\t执行率\t得分\n"
        "年度资金总额\t280.00\t280.00\t274.40\t10\t98%\t9.8\n"
        "其中：财政拨款\t280.00\t280.00\t274.40\t—\t98%\t—\n"
    )
    body = "\n".join("\t".join(row) for row in ROWS)
    (table,) = jixiao.read((front + body).encode())
    assert rows(table) == [
        ("年度资金总额", "280.00", "280.00", "274.40"),
        ("其中：财政拨款", "280.00", "280.00", "274.40"),
    ]
    assert [amount(row.points) for row in table.execution] == ["9.8", None]


def test_a_share_labels_no_amount():
    table = form(("项目总投资", "280", "98%", "9.8", ""))
    assert [item for item, *_ in rows(table)] == ["项目总投资"]


@pytest.mark.parametrize(
    ("head", "whole", "part"),
    [("预算安排", "92.4万元", "40万元"), ("预算安排（万元）", "92.4", "40")],
    ids=["the unit beside the number", "below the label of an amount"],
)
def test_a_part_of_any_name_beside_a_field(head, whole, part):
    table = form(
        ("项目名称", ("辅具适配", 1, 2), head, whole),
        ("主管部门", ("某区残联", 1, 2), "其中：残保金", part),
    )
    assert rows(table) == [(head, None, "92.4", None), ("其中：残保金", None, "40", None)]
    assert table.department == "某区残联"


def test_a_part_of_people_is_no_amount():
    table = form(
        ("项目名称", ("辅具适配", 1, 2), "受益人数", "920"),
        ("主管部门", ("某区残联", 1, 2), "其中：女性", "400"),
    )
    assert rows(table) == []


# ---------------------------------------------------------------- a sum and its parts beside it


@pytest.mark.parametrize(
    ("front", "said"),
    [
        (
            "年度预算安排(万元)\t\t合计\t一季度\t二季度\t三季度\n"
            "\t财政拨款\t380\t80\t120\t180\n\t自筹\t20\t5\t\t15",
            [("财政拨款", None, "380", None), ("自筹", None, "20", None)],
        ),
        (
            "资金计划（万元）\t\t上半年\t下半年\t全年\n\t县级资金\t30\t40.5\t70.5",
            [("县级资金", None, "70.5", None)],
        ),
    ],
)
def test_the_column_that_sums_the_others_is_the_amount(front, said):
    table = pasted(front)
    assert rows(table) == said
    assert "amounts-unread" in codes(table)  # The quarters are said, with their places.


def test_columns_that_sum_to_none_of_them_are_not_guessed():
    table = pasted("年度预算安排(万元)\t\t甲类\t乙类\t丙类\n\t财政拨款\t380\t80\t120")
    assert rows(table) == []
    assert "amounts-unread" in codes(table)


@pytest.mark.parametrize(
    ("heads", "stated"),
    [
        (("执行率", "执行率权重", "执行率得分"), ("96%", "10", "9.6")),
        (("执行率（%）", "执行率分值", "预算执行率自评得分"), ("96", "10", "9.6")),
        (("资金执行率", "分值", "执行得分"), ("96%", "10", "9.6")),
    ],
)
def test_points_for_the_rate_are_points(heads, stated):
    table = form(
        ("预算资金（万元）", "资金类型", "年初预算数", "全年预算数", "全年执行数", *heads),
        ("", "总量", "1,420.00", "1,420.00", "1,363.20", *stated),
    )
    (row,) = table.execution
    assert (row.rate, str(row.weight), str(row.points)) == stated


# ---------------------------------------------------------------- points beside the amounts


@pytest.mark.parametrize(
    ("side", "behind", "stated"),
    [
        ("预算执行\n（10分）", ("执行率", "95%", "9.5"), ("10", "95%", "9.5")),
        ("预算执行（10分）", ("执行率", "95%", "得分", "9.5"), ("10", "95%", "9.5")),
        ("预算执行", ("执行率", "95%", "分值", "10", "得分", "9.5"), ("10", "95%", "9.5")),
        ("预算执行（10分）", ("执行率", "95%"), ("10", "95%", None)),
        # A number above the points of the item is none of them.
        ("预算执行（10分）", ("执行率", "95%", "36"), ("10", "95%", None)),
        ("预算执行", ("执行率", "95%", "9.5"), (None, "95%", None)),
    ],
)
def test_rate_and_points_stand_beside_the_amounts_of_a_row(side, behind, stated):
    table = form((side, "预算数", "320", "执行数", "304", *behind))
    (row,) = table.execution
    assert (str(row.budget), str(row.executed)) == ("320", "304")
    assert (amount(row.weight), row.rate, amount(row.points)) == stated


# ---------------------------------------------------------------- a changed budget, and two periods


@pytest.mark.parametrize(
    ("first", "spent"), [("预算数", "执行数"), ("年初数", "支付数"), ("年初预算数", "执行数")]
)
def test_an_adjusted_amount_is_the_budget_of_the_year(first, spent):
    table = form(
        (("资金情况（万元）", 3, 1), None, first, "调整数", spent),
        (None, "总额", "420", "419.8", "409.73"),
        (None, "其中：财政资金", "400", "399.8", "390"),
    )
    assert rows(table) == [
        ("总额", "420", "419.8", "409.73"),
        ("其中：财政资金", "400", "399.8", "390"),
    ]
    assert "amounts-unread" not in codes(table)


@pytest.mark.parametrize("added", ["-20", "15"])
def test_what_a_budget_was_changed_by_is_no_budget(added):
    table = form(
        (("资金情况（万元）", 2, 1), None, "预算数", "调整数", "执行数"),
        (None, "总额", "420", added, "398"),
    )
    assert rows(table) == [("总额", None, "420", "398")]
    assert "amounts-unread" in codes(table)


def test_what_was_added_stands_between_two_budgets():
    table = form(
        (("资金情况（万元）", 2, 1), None, "年初预算数", "调整数", "全年预算数", "执行数"),
        (None, "总额", "400", "20", "420", "398"),
    )
    assert rows(table) == [("总额", "400", "420", "398")]


def test_amounts_of_two_periods_over_labels():
    table = form(
        (("项目资金（万元）", 3, 1), ("资金类别", 1, 2), "实施期资金", "年度资金"),
        (None, ("总额", 1, 2), "3900", "1300"),
        (None, ("其中：财政拨款", 1, 2), "2700", "900"),
    )
    assert rows(table) == [
        ("总额", None, "3900", None),
        ("总额", None, "1300", None),
        ("其中：财政拨款", None, "2700", None),
        ("其中：财政拨款", None, "900", None),
    ]
    assert "amounts-unread" not in codes(table)


@pytest.mark.parametrize("order", [("medium", "annual"), ("annual", "medium")])
def test_the_money_of_each_period_is_of_its_own_table(order):
    captions = {"medium": "实施期绩效指标（2024—2026年）", "annual": "年度绩效指标（2024年）"}
    blocks = [row for term in order for row in (((captions[term], 1, 5),), *ROWS)]
    annual, medium = recognise(
        [
            paper(
                TITLE,
                (("项目资金（万元）", 2, 1), ("资金类别", 1, 2), "实施期资金", "年度资金"),
                (None, ("总额", 1, 2), "3900", "1300"),
                *blocks,
            )
        ]
    )
    assert (annual.term, rows(annual)) == ("annual", [("总额", None, "1300", None)])
    assert (medium.term, rows(medium)) == ("medium", [("总额", None, "3900", None)])


def test_amounts_under_headings_and_no_label_beside_them():
    table = form(
        ("预算安排（万元）", "实际支出（万元）", "执行率", "分值", "得分"),
        ("521.40", "516.19", "99.00%", "10", "9.9"),
    )
    ((_, initial, budget, executed),) = rows(table)
    assert (initial, budget, executed) == (None, "521.40", "516.19")
    (row,) = table.execution
    assert (row.rate, row.weight, row.points) == ("99.00%", Decimal(10), Decimal("9.9"))
    assert "text-unused" not in codes(table)


# ---------------------------------------------------------------- who carries the project out


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("实施学校", "溪口县职业技术教育中心"),
        ("项目实施医院", "溪口县人民医院"),
        ("承担院校", "溪口师范学院"),
        ("执行主体", "溪口县水利工程站"),
    ],
)
def test_whatever_carries_a_project_out_is_the_office(label, value):
    assert form(("项目名称", "实训基地建设", label, value)).organisation == value


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("合作院校", "溪口师范学院"),
        ("实施地点", "溪口县城关镇北街"),
        ("帮扶医院", "溪口县人民医院"),
    ],
)
def test_others_named_by_a_form_are_not_its_office(label, value):
    assert form(("项目名称", "实训基地建设", label, value)).organisation is None


# ---------------------------------------------------------------- funds told in a sentence


@pytest.mark.parametrize(
    ("label", "text", "told"),
    [
        (
            "资金",
            "2024年安排经费186.40万元，其中：区级财政资金150万元，自筹36.4万元",
            [("186.40", None), ("150", None), ("36.4", None)],
        ),
        (
            "资金（10分）",
            "全年预算450万元，实际支出441.9万元，执行率98.2%，得9.8分",
            [("450", "441.9")],
        ),
        ("项目经费", "本年申请财政资金 96.50 万元，无其他资金。", [("96.50", None)]),
        (
            "资金情况",
            "年度资金总额500万元，其中：省级资金300万\n元，县级自筹200\n万元。",
            [("500", None), ("300", None), ("200", None)],
        ),
    ],
)
def test_amounts_of_a_sentence(label, text, told):
    table = form((label, (text, 1, 4)))
    assert [(budget, executed) for _, _, budget, executed in rows(table)] == told
    assert "funds-told" in codes(table)


@pytest.mark.parametrize(
    "text",
    [
        "已拨付300万元用于设备购置",
        "安排100万元，其中中央80万元，省级60万元",  # The parts are more than the whole.
        "按合同支付，余款下年结清",
    ],
)
def test_a_sentence_that_tells_no_budget_is_left(text):
    assert "funds-told" not in codes(form(("资金使用情况", (text, 1, 4))))
