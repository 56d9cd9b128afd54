"""Columns: headings of any depth, periods beside each other, and years that are past."""

import io

import openpyxl
import pytest

import jixiao

LEVELS = ("一级指标", "二级指标", "三级指标")


def html(*rows, title="某项目绩效目标表（2025年度）"):
    def cell(one):
        content, *spans = one if isinstance(one, tuple) else (one,)
        down, across = spans or (1, 1)
        return f'<td rowspan="{down}" colspan="{across}">{content}</td>'

    body = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows)
    return jixiao.read(f"<p>{title}</p><table>{body}</table>".encode(), name="表.html")


def text(*rows, title="某项目绩效目标表（2025年度）"):
    lines = [title, *("\t".join(row) for row in rows)]
    return jixiao.read("\n".join(lines).encode(), name="表.txt")


def xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([value or None for value in row])
    out = io.BytesIO()
    book.save(out)
    return jixiao.read(out.getvalue(), name="表.xlsx")


def stated(table):
    return [(one.name, one.target) for one in table.indicators]


# ---------------------------------------------------------------- headings of several rows


def test_a_heading_of_three_merged_rows():
    (table,) = html(
        [*((word, 3, 1) for word in LEVELS), ("指标值", 1, 4), ("权重", 3, 1)],
        [("2024年实际", 2, 1), ("2025年预期", 1, 3)],
        ["符号", "数值", "单位"],
        ["产出指标", "数量指标", "打井", "38眼", "=", "46", "眼", "60"],
        ["效益指标", "社会效益指标", "受益户", "260户", "≥", "320", "户", "40"],
    )
    assert stated(table) == [("打井", "=46眼"), ("受益户", "≥320户")]
    assert [one.actual for one in table.indicators] == [None, None]
    assert [str(one.weight) for one in table.indicators] == ["60", "40"]


def test_a_heading_of_four_rows_with_words_of_nobody():
    (table,) = html(
        [("方面", 4, 1), ("小项", 4, 1), ("考核内容", 4, 1), ("目标设定", 1, 4)],
        [("历史水平", 3, 1), ("2025年度", 1, 3)],
        [("全年", 1, 3)],
        ["算符", "数额", "计量"],
        ["产出指标", "数量指标", "巡护里程", "800公里", "≥", "900", "公里"],
        ["产出指标", "时效指标", "处置时间", "3天", "≤", "2", "天"],
        ["效益指标", "生态效益指标", "受害率", "0.6‰", "≤", "0.5", "‰"],
    )
    assert stated(table) == [("巡护里程", "≥900公里"), ("处置时间", "≤2天"), ("受害率", "≤0.5‰")]


def test_a_heading_of_three_rows_without_any_merging():
    (table,) = xlsx(
        ["2025年度项目绩效目标表"],
        [*LEVELS, "指标值", "", "", "", "权重"],
        ["", "", "", "2024年完成", "2025年计划", "", "", ""],
        ["", "", "", "", "关系", "数额", "计量", ""],
        ["产出指标", "数量指标", "渠道长度", "18公里", "≥", 25, "公里", 60],
        ["效益指标", "社会效益指标", "受益户", "800户", "≥", 1200, "户", 40],
    )
    assert stated(table) == [("渠道长度", "≥25公里"), ("受益户", "≥1200户")]


def test_the_first_target_keeps_its_sign_and_unit_beside_the_adjusted_one():
    (table,) = html(
        [*((word, 2, 1) for word in LEVELS), ("年初目标值", 1, 3), ("调整后目标值", 1, 3)],
        ["符号", "数值", "单位", "符号", "数值", "单位"],
        ["产出指标", "数量指标", "养护面积", "≥", "40", "公顷", "≥", "52", "公顷"],
        ["产出指标", "成本指标", "每公顷成本", "≤", "3", "万元", "≤", "3.2", "万元"],
    )
    assert stated(table) == [("养护面积", "≥52公顷"), ("每公顷成本", "≤3.2万元")]
    assert [one.initial for one in table.indicators] == ["≥40公顷", "≤3万元"]


# ---------------------------------------------------------------- periods


@pytest.mark.parametrize(
    "head", [("三年指标值", "当年指标值"), ("五年预期水平", "本年预期水平"), ("2025-2027年目标", "2025年度目标")]
)  # fmt: skip
def test_several_years_beside_one_are_two_tables(head):
    annual, medium = text(
        (*LEVELS, *head),
        ("产出指标", "数量指标", "安装水表", "≥9万只", "≥2万只"),
        ("效益指标", "经济效益指标", "漏损率", "≤9%", "≤12%"),
    )
    assert (annual.term, stated(annual)) == ("annual", [("安装水表", "≥2万只"), ("漏损率", "≤12%")])
    assert (medium.term, stated(medium)) == ("medium", [("安装水表", "≥9万只"), ("漏损率", "≤9%")])


def test_a_period_with_names_of_its_own():
    annual, medium = text(
        ("一级指标", "二级指标", "工作事项", "三年水平", "二级指标", "工作事项", "当年水平"),
        ("产出指标", "数量指标", "建基站", "≥420座", "数量指标", "建基站", "≥150座"),
        ("效益指标", "社会效益指标", "新增用户", "≥2.6万户", "", "", ""),
        ("", "可持续影响指标", "可用率", "≥98%", "可持续影响指标", "可用率", "≥97%"),
    )
    assert stated(annual) == [("建基站", "≥150座"), ("可用率", "≥97%")]
    assert stated(medium) == [("建基站", "≥420座"), ("新增用户", "≥2.6万户"), ("可用率", "≥98%")]


@pytest.mark.parametrize("word", ["2024年完成值", "2024年实际", "上年实际"])
def test_what_was_done_in_an_earlier_year_is_no_actual_value(word):
    (table,) = text(
        (*LEVELS, word, "2025年目标值", "权重"),
        ("产出指标", "数量指标", "检查企业", "45家", "≥50家", "60"),
        ("效益指标", "社会效益指标", "投诉下降率", "8%", "≥10%", "40"),
    )
    assert stated(table) == [("检查企业", "≥50家"), ("投诉下降率", "≥10%")]
    assert [one.actual for one in table.indicators] == [None, None]
    assert [one.previous for one in table.indicators] == ["45家", "8%"]


def test_a_form_with_points_judges_the_year_that_it_names():
    (table,) = text(
        (*LEVELS, "2024年目标值", "2024年完成值", "分值", "得分"),
        ("产出指标", "数量指标", "检查企业", "≥50家", "55家", "60", "60"),
        ("效益指标", "社会效益指标", "投诉下降率", "≥10%", "12%", "40", "40"),
        title="2025年项目绩效自评表",
    )
    assert [one.actual for one in table.indicators] == ["55家", "12%"]


def test_years_alone_are_history_and_the_last_is_aimed_at():
    (table,) = text(
        (*LEVELS, "2023年", "2024年", "2025年", "权重"),
        ("产出指标", "数量指标", "演练场次", "20场", "22场", "≥24场", "60"),
        ("效益指标", "社会效益指标", "知晓率", "80%", "85%", "≥88%", "40"),
    )
    assert stated(table) == [("演练场次", "≥24场"), ("知晓率", "≥88%")]


def test_a_value_before_and_after_adjusting_without_a_heading_above():
    (table,) = text(
        (*LEVELS, "原批复值", "调整后值", "调整原因"),
        ("产出指标", "数量指标", "维修码头", "3座", "4座", "新增一座"),
        ("效益指标", "社会效益指标", "停泊渔船", "≥200艘", "≥260艘", ""),
    )
    assert stated(table) == [("维修码头", "4座"), ("停泊渔船", "≥260艘")]
    assert [one.initial for one in table.indicators] == ["3座", "≥200艘"]


def test_values_and_units_below_short_words_for_what_is_aimed_at_and_done():
    (table,) = html(
        [*((word, 2, 1) for word in LEVELS), ("预期", 1, 2), ("实际", 1, 2), ("分值", 2, 1), ("得分", 2, 1)],
        ["数值", "单位", "数值", "单位"],
        ["产出指标", "数量指标", "培训人数", "≥500", "人", "520", "人", "60", "60"],
        ["效益指标", "社会效益指标", "就业率", "≥60", "%", "55", "%", "40", "36"],
    )  # fmt: skip
    assert stated(table) == [("培训人数", "≥500人"), ("就业率", "≥60%")]
    assert [one.actual for one in table.indicators] == ["520人", "55%"]


def test_each_period_keeps_its_signs_and_units():
    annual, medium = html(
        [*((word, 2, 1) for word in LEVELS), ("实施期目标值", 1, 3), ("2024年目标值", 1, 3)],
        ["符号", "值", "单位", "符号", "值", "单位"],
        ["产出指标", "数量指标", "保护古树", "≥", "900", "株", "≥", "300", "株"],
        ["产出指标", "成本指标", "每株费用", "≤", "600", "元", "≤", "580", "元"],
    )
    assert stated(annual) == [("保护古树", "≥300株"), ("每株费用", "≤580元")]
    assert stated(medium) == [("保护古树", "≥900株"), ("每株费用", "≤600元")]


def test_history_below_a_known_heading_is_said():
    (table,) = html(
        [*((word, 2, 1) for word in LEVELS), ("指标值", 1, 2)],
        ["2024年实际", "2025年预期"],
        ["产出指标", "数量指标", "打井", "38眼", "46眼"],
        ["效益指标", "社会效益指标", "受益户", "260户", "≥320户"],
    )
    (said,) = (one for one in table.findings if one.code == "column-unknown")
    assert [value for _, value in said.figures] == ["38眼", "260户"]
    assert "以前年度" in said.message
    # Where the first of the cells stands, not where its row begins.
    assert (said.place.row, said.place.column) == (3, 4)


def test_parts_of_unknown_words_fill_the_columns_that_their_heading_leaves_blank():
    for over in ("目标值", "甲乙丙"):
        (table,) = text(
            (*LEVELS, over, "", "", "备注"),
            ("", "", "", "甲甲", "乙乙", "丙丙", ""),
            ("产出指标", "数量指标", "演练场次", "≥", "24", "场", ""),
            ("效益指标", "社会效益指标", "知晓率", "≥", "88", "%", ""),
        )
        assert stated(table) == [("演练场次", "≥24场"), ("知晓率", "≥88%")]


def test_what_stands_below_the_rows_says_nothing_of_their_columns():
    (table,) = text(
        ("甲乙", "丙丁", "目标值", "备注"),
        ("产出指标", "演练场次", "≥24场", ""),
        ("效益指标", "知晓率", "≥88%", ""),
        ("合计", "", "", ""),
        ("评价结论", "总体较好", "", ""),
        ("注：带★为必选指标。", "", "", ""),
        ("填表人：张三", "", "", ""),
    )
    assert stated(table) == [("演练场次", "≥24场"), ("知晓率", "≥88%")]


def test_a_first_label_with_words_behind_it_is_one():
    (table,) = text(
        ("甲乙庚", "壬丁庚", "戊癸己", "自评得分"),
        ("产出指标（含成本）甲", "演练场次", "≥24场", "9"),
        ("", "演练人数", "≥240人", "9"),
        ("", "演练时长", "≥8小时", "9"),
        ("效益指标", "知晓率", "≥88%", "9"),
        ("满意度指标", "满意度", "≥90%", "9"),
    )
    assert len(table.indicators) == 5
