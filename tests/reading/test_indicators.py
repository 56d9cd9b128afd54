"""Indicators: rows cut by a page, and labels of groups that are empty."""

import jixiao

HEAD = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因")


def pages(*tables):
    def table(rows):
        cells = ("".join(f"<td>{one}</td>" for one in row) for row in rows)
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"

    (found,) = jixiao.read("".join(map(table, tables)).encode(), name="表.html")
    return found


def test_a_row_without_points_behind_a_break_is_the_rest_of_the_row_before():
    table = pages(
        [
            HEAD,
            ("产出指标", "数量指标", "养护里程", "≥312公里", "312公里", "50", "50", ""),
            ("", "成本指标", "每公里日", "≤4.2万", "4.05万", "30", "28", "人手"),
        ],
        [
            ("", "", "常费用", "元", "元", "", "", "不足"),
            ("效益指标", "社会效益指标", "事故下降率", "≥5%", "6.2%", "20", "20", ""),
        ],
    )
    assert [one.name for one in table.indicators] == ["养护里程", "每公里日常费用", "事故下降率"]
    cut = table.indicators[1]
    assert (cut.target, cut.actual, cut.deviation) == ("≤4.2万元", "4.05万元", "人手不足")
    assert [one.subject for one in table.findings if one.code == "row-joined"] == [cut.name]


def test_a_text_cut_by_a_page_goes_on_without_a_name():
    table = pages(
        [
            HEAD,
            ("产出指标", "数量指标", "养护里程", "≥312公里", "300公里", "50", "48", "停工一周，"),
        ],
        [
            ("", "", "", "", "", "", "", "后续倒排工期"),
            ("效益指标", "社会效益指标", "事故下降率", "≥5%", "6.2%", "50", "50", ""),
        ],
    )
    assert [one.deviation for one in table.indicators] == ["停工一周，后续倒排工期", None]


def test_a_row_with_points_or_a_sign_behind_a_break_is_an_indicator():
    for row in (
        ("", "", "桥梁座数", "8座", "8座", "30", "30", ""),
        ("", "", "桥梁座数", "≥8座", "8座", "", "", ""),
    ):
        table = pages(
            [HEAD, ("产出指标", "数量指标", "养护里程", "≥312公里", "312公里", "50", "50", "")],
            [row, ("效益指标", "社会效益指标", "事故下降率", "≥5%", "6.2%", "20", "20", "")],
        )
        assert [one.name for one in table.indicators] == ["养护里程", "桥梁座数", "事故下降率"]


def test_a_label_without_rows_moves_no_other_label():
    rows = [
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "巡航次数", "≥48次"),
        ("", "", "休渔船数", "≥1260艘"),
        ("", "质量指标", "准确率", "100%"),
        ("", "时效指标", "", ""),
        ("", "成本指标", "单船补助", "≤8600元"),
        ("效益指标", "经济效益指标", "", ""),
        ("", "生态效益指标", "资源增幅", "≥5%"),
        ("满意度指标", "服务对象满意度指标", "渔民满意度", "≥90%"),
    ]
    (table,) = jixiao.read("\n".join("\t".join(row) for row in rows).encode(), name="表.txt")
    assert [(one.level1, one.level2) for one in table.indicators] == [
        ("产出指标", "数量指标"),
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("产出指标", "成本指标"),
        ("效益指标", "生态效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]
    assert not [one for one in table.findings if one.code == "label-displaced"]
