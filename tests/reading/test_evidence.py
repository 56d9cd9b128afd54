"""Headings are evidence: forms of unknown words are read, and what was guessed is said."""

import datetime
import random

import pytest

import jixiao
from jixiao.reading.formats import text as texts
from jixiao.reading.headers import Headers
from jixiao.reading.layout import explained

ROWS = (
    ("产出指标", "数量指标", "培训人数", "≥60人", "65人", "10", "10"),
    ("", "", "发放资料份数", "500份", "500份", "10", "10"),
    ("", "质量指标", "培训合格率", "≥95%", "96%", "20", "20"),
    ("", "时效指标", "完成时间", "12月底前", "11月", "10", "10"),
    ("效益指标", "社会效益指标", "群众知晓率", "显著提升", "显著提升", "30", "25"),
    ("满意度指标", "服务对象满意度指标", "学员满意度", "≥90%", "92%", "20", "20"),
)
TARGETS = (
    "*指标值 ★指标值 预期达到目标 年度工作目标 预期完成值 预计完成值 设定值 批复目标值 标准值 考核标准 指标要求 数值及单位 目标值/单位 "
    "年度指标 周期指标值 三年指标值 目标任务 年度任务 计划数 任务数 应完成数 拟达到的水平 绩效水平 年度预期 目标设置 预设值 指标量化值 "
    "全年应达到 下达指标 核定值 年度标准"
).split()
ACTUALS = (
    "实际完成 完成指标 自评情况 年末实际 实现情况 全年完成 达成值 完成结果 执行结果 实绩 实际达成 年终完成情况 已完成 年度完成 实际达到值 "
    "实现程度 完成进度 评价结果"
).split()


def form(head, rows=ROWS):
    lines = ["项目支出绩效目标表", "（2022年度）", "项目名称\t某项目", "\t".join(head)]
    lines += ["\t".join(row[: len(head)]) for row in rows]
    (table,) = jixiao.read("\n".join(lines).encode(), name="表.txt")
    return table


def guessed(table):
    return [one.subject for one in table.findings if one.code == "column-guessed"]


@pytest.mark.parametrize("word", TARGETS)
@pytest.mark.parametrize(
    "head", [("一级指标", "二级指标", "三级指标"), ("*一级指标", "*二级指标", "*三级指标"), ("指标大类", "指标小类", "考核内容")]
)  # fmt: skip
def test_any_word_over_the_targets(head, word):
    table = form((*head, word))
    assert [(one.name, one.target) for one in table.indicators] == [row[2:4] for row in ROWS]
    assert table.indicators[1].level2 == "数量指标"


@pytest.mark.parametrize("word", ACTUALS)
def test_any_word_over_the_actual_values(word):
    table = form(("一级指标", "二级指标", "三级指标", "年度指标值", word, "分值", "得分"))
    assert [one.actual for one in table.indicators] == [row[4] for row in ROWS]
    assert [str(one.weight) for one in table.indicators] == [row[5] for row in ROWS]
    assert [str(one.points) for one in table.indicators] == [row[6] for row in ROWS]


def test_a_guess_is_said_and_settled_by_a_word_list(tmp_path):
    head = ("一级指标", "二级指标", "三级指标", "拟达到的水平")
    table = form(head)
    assert guessed(table) == ["拟达到的水平"]
    own = tmp_path / "own.toml"
    own.write_text('[columns]\ntarget = ["拟达到的水平"]\n', "utf-8")
    source = "\n".join("\t".join(row[:4]) for row in (head, *ROWS)).encode()
    (again,) = jixiao.read(source, headers=Headers.load(own))
    assert guessed(again) == []


def test_the_columns_can_be_explained():
    source = "\n".join(
        "\t".join(row[:4]) for row in (("一级指标", "二级指标", "三级指标", "拟达到的水平"), *ROWS)
    )
    (block,) = explained(texts.grids(source.encode(), file="表.txt"))
    assert [(one.header, one.role) for one in block.columns] == [
        ("一级指标", "level1"),
        ("二级指标", "level2"),
        ("三级指标", "name"),
        ("拟达到的水平", "target"),
    ]
    assert [one.guess is None for one in block.columns] == [True, True, True, False]


def test_no_single_word_of_the_headings_is_a_password():
    """Leaving out any word of the data makes at most a doubt, never a refusal."""
    own = Headers.load()
    for role in ("level1", "level2", "name", "target", "actual", "weight", "points"):
        for word in own.words("columns", role):
            head = ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"]
            place = ("level1", "level2", "name", "target", "actual", "weight", "points").index(role)
            head[place] = word
            less = {
                section: {key: [w for w in words if w != word] for key, words in roles.items()}
                if section == "columns"
                else dict(roles)
                for section, roles in own.sections.items()
            }
            source = "\n".join("\t".join(row) for row in (head, *ROWS)).encode()
            (table,) = jixiao.read(source, headers=Headers(less))
            names = [one.name for one in table.indicators]
            assert names == [row[2] for row in ROWS], (role, word)
            if role != "target":
                assert [one.target for one in table.indicators] == [r[3] for r in ROWS], (
                    role,
                    word,
                )


def html(*rows):
    def cell(one):
        content, *spans = one if isinstance(one, tuple) else (one,)
        down, across = spans or (1, 1)
        return f'<td rowspan="{down}" colspan="{across}">{content}</td>'

    body = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows)
    return jixiao.read(f"<table>{body}</table>".encode(), name="表.html")


def test_a_label_over_the_whole_block_is_no_value():
    (table,) = html(
        [("绩效目标", 3, 1), "一级指标", "二级指标", "三级指标", "预期达到目标"],
        [("产出指标", 2, 1), "数量指标", "品种数", "2种"],
        ["质量指标", "合格率", "≥90%"],
    )
    assert [one.target for one in table.indicators] == ["2种", "≥90%"]


@pytest.mark.parametrize(
    ("leaves", "values", "target", "initial"),
    [
        (("年初", "调整"), ("≥5次", "≥6次"), "≥6次", "≥5次"),
        (("2021年实际", "2022年预期"), ("4次", "≥6次"), "≥6次", None),
        (("前年", "预期当年"), ("4次", "≥6次"), "≥6次", None),
        (("半年", "全年"), ("≥3次", "≥6次"), "≥6次", None),
    ],
)
def test_what_stands_below_a_known_heading_is_told_by_its_period(leaves, values, target, initial):
    (table,) = html(
        [("一级指标", 2, 1), ("二级指标", 2, 1), ("三级指标", 2, 1), ("指标值", 1, 2)],
        list(leaves),
        ["产出指标", "数量指标", "培训次数", *values],
        ["效益指标", "社会效益指标", "知晓率", "80%", "≥90%"],
    )
    assert (table.indicators[0].target, table.indicators[0].initial) == (target, initial)


def test_two_periods_below_one_heading_are_two_tables():
    tables = html(
        [("一级指标", 2, 1), ("二级指标", 2, 1), ("三级指标", 2, 1), ("指标值", 1, 2)],
        ["三年总体", "2024年度"],
        ["产出指标", "数量指标", "培训次数", "≥30次", "≥10次"],
        ["效益指标", "社会效益指标", "知晓率", "≥95%", "≥90%"],
    )
    assert {table.term: table.indicators[0].target for table in tables} == {
        "annual": "≥10次",
        "medium": "≥30次",
    }


def test_signs_are_signs_whatever_their_heading():
    for word in ("指标方向", "指标性质", "计算方式", "判断"):
        (table,) = html(
            ["一级指标", "二级指标", "三级指标", word, "目标值", "计量单位"],
            ["产出指标", "数量指标", "出差人数", "≥", "300", "人"],
            ["效益指标", "社会效益指标", "覆盖率", "≤", "5", "%"],
        )
        assert [one.target for one in table.indicators] == ["≥300人", "≤5%"], word


def monitoring_form():
    (table,) = html(
        [("项目支出绩效运行监控表", 1, 9)],
        [("（2023年度）", 1, 9)],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况", "确定能", "有可能", "完全不可能"],
        ["产出指标", "数量指标", "新建工程", "≥6处", "4处", "6处", "√", "", ""],
        ["产出指标", "数量指标", "管网长度", "≥38公里", "2公里", "38公里", "√", "", ""],
        ["产出指标", "时效指标", "完工时间", "12月底前", "未完成", "12月", "", "√", ""],
    )  # fmt: skip
    return table


def test_a_monitoring_form_keeps_what_it_says():
    table = monitoring_form()
    assert (table.kind, table.as_of) == ("monitoring", datetime.date(2023, 7, 31))
    first = table.indicators[0]
    assert (first.actual, first.forecast, first.likelihood) == ("4处", "6处", "确定能")


def test_monitoring_uses_the_month_of_the_form_and_compares_its_outlook():
    card = jixiao.monitor(monitoring_form())
    assert card.as_of == datetime.date(2023, 7, 31)
    assert [one.outlook for one in card.items] == ["确定能", "完全不可能", "有可能"]
    assert [(one.code, one.subject) for one in card.findings] == [("outlook-differs", "管网长度")]


def test_monitoring_without_a_day_says_so():
    with pytest.raises(jixiao.JixiaoError, match="不知道看的是哪一天"):
        jixiao.monitor(form(("一级指标", "二级指标", "三级指标", "指标值")))


def test_a_judged_table_has_no_targets():
    (table,) = html(
        ["一级指标", "二级指标", "三级指标", "分值", "评价标准", "得分"],
        [("投入", 2, 1), ("项目立项", 2, 1), "立项规范性", "5", "符合规定得满分", "5"],
        ["目标合理性", "5", "合理得满分", "4"],
        ["过程", "资金管理", "支出合规性", "10", "不合规一处扣1分", "10"],
    )
    assert [(one.name, one.target, str(one.points)) for one in table.indicators] == [
        ("立项规范性", None, "5"),
        ("目标合理性", None, "4"),
        ("支出合规性", None, "10"),
    ]
    assert table.indicators[1].standard == "合理得满分"


JUDGED = (
    ("决策", "项目立项", "立项依据充分性", "5", "依据充分得5分，否则0分", "5"),
    ("", "", "立项程序规范性", "5", "程序规范得5分", "4"),
    ("过程", "资金管理", "资金到位率", "10", "到位率=100%得满分", "10"),
    ("产出", "产出数量", "实际完成率", "30", "完成率100%得满分", "30"),
)


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (("一级指标", "二级指标", "三级指标", "分值", "评价标准"), (0, 1, 2, 3, 4)),
        (("一级指标", "三级指标", "分值", "评价标准", "得分"), (0, 2, 3, 4, 5)),
        (("一级指标", "二级指标", "分值", "评价标准", "得分"), (0, 2, 3, 4, 5)),
        (("一级指标", "二级指标", "三级指标", "分值", "评价要点", "得分"), (0, 1, 2, 3, 4, 5)),
    ],
)
def test_a_judged_table_needs_neither_points_nor_three_levels(heads, columns):
    rows = [[row[column] for column in columns] for row in JUDGED]
    source = "\n".join("\t".join(one) for one in (["某局项目支出绩效评价指标体系表"], heads, *rows))
    (table,) = jixiao.read(source.encode(), name="表.txt")
    assert [(one.level1, one.name, one.target, one.standard) for one in table.indicators] == [
        (level or "决策", name, None, standard) for level, _, name, _, standard, _ in JUDGED
    ]
    assert [str(one.weight) for one in table.indicators] == ["5", "5", "10", "30"]


def test_two_blocks_of_one_period_are_one_table():
    (table,) = html(
        [("某项目绩效自评表", 1, 6)],
        [("年度绩效目标1", 2, 1), "一级指标", "二级指标", "三级指标", "年初目标值", "得分"],
        ["产出指标", "数量指标", "甲", "1个", "10"],
        [("年度绩效目标2", 2, 1), "一级指标", "二级指标", "三级指标", "年初目标值", "得分"],
        ["产出指标", "质量指标", "乙", "≥90%", "10"],
        ["总分", "", "", "", "", "20"],
    )
    assert [one.name for one in table.indicators] == ["甲", "乙"]
    assert str(table.declared_total) == "20"


def test_a_blank_item_does_not_end_the_budget():
    (table,) = html(
        [("某项目绩效自评表", 1, 5)],
        ["项目资金", "", "全年预算数", "全年执行数", "得分"],
        ["", "年度资金总额", "50", "48", "10"],
        ["", "其中：中央、省、市补助", "", "", ""],
        ["", "县级资金", "20", "18", ""],
        ["一级指标", "二级指标", "三级指标", "指标值", "得分"],
        ["产出指标", "数量指标", "甲", "1个", "10"],
        ["产出指标", "质量指标", "乙", "≥90%", "10"],
    )
    assert [(one.item, str(one.executed)) for one in table.execution] == [
        ("年度资金总额", "48"),
        ("县级资金", "18"),
    ]


def test_what_is_to_be_signed_is_no_indicator():
    (table,) = html(
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "甲", "1个"],
        ["效益指标", "社会效益指标", "乙", "≥90%"],
        [("财政科室（盖章） 年 月 日", 1, 2), ("主管部门（盖章） 年 月 日", 1, 2)],
    )
    assert [one.name for one in table.indicators] == ["甲", "乙"]


def test_a_turned_form_is_one_table_a_row():
    tables = html(
        [("各乡镇项目绩效目标表（2023年度）", 1, 4)],
        ["一级指标", ("产出指标", 1, 2), "满意度指标"],
        ["二级指标", "数量指标", "质量指标", "服务对象满意度指标"],
        ["三级指标", "改厕户数", "验收合格率", "农户满意度"],
        ["甲镇", "≥120户", "≥98%", "≥90%"],
        ["乙乡", "≥80户", "≥95%", "≥92%"],
    )
    assert [(one.organisation, [i.target for i in one.indicators]) for one in tables] == [
        ("甲镇", ["≥120户", "≥98%", "≥90%"]),
        ("乙乡", ["≥80户", "≥95%", "≥92%"]),
    ]
    second = tables[1].indicators[1]
    assert (second.level1, second.level2, second.name) == ("产出指标", "质量指标", "验收合格率")
    assert (second.place.row, second.place.column) == (6, 3)


def test_a_turned_form_without_the_names_of_its_levels():
    tables = html(
        [("2024年补助资金区域绩效目标表", 1, 6)],
        [
            ("乡镇", 3, 1),
            ("补助资金（万元）", 3, 1),
            ("产出指标", 1, 2),
            "满意度指标",
            ("备注", 3, 1),
        ],
        ["数量指标", "质量指标", "服务对象满意度指标"],
        ["养护里程", "合格率", "群众满意度"],
        ["甲镇", "86.5", "≥42公里", "100%", "≥95%", "含支路"],
        ["合计", "86.5", "≥42公里", "", "", ""],
    )
    (table,) = tables
    assert (table.organisation, [one.name for one in table.indicators]) == (
        "甲镇",
        ["养护里程", "合格率", "群众满意度"],
    )
    assert "86.5" in jixiao.dumps(table)
    assert "含支路" in jixiao.dumps(table)


def test_a_goal_beside_a_name_is_a_label_of_a_judged_table():
    (table,) = html(
        ["一级指标", "二级指标", "三级指标", "分值", "评分标准", "得分"],
        [("决策", 3, 1), "项目立项", "依据充分性", "5", "依据充分得5分", "5"],
        ["绩效目标", "目标合理性", "5", "合理得5分", "4"],
        ["资金投入", "预算编制科学性", "5", "科学得5分", "5"],
    )
    assert [(one.name, one.target, one.standard) for one in table.indicators] == [
        ("依据充分性", None, "依据充分得5分"),
        ("目标合理性", None, "合理得5分"),
        ("预算编制科学性", None, "科学得5分"),
    ]


def test_one_heading_over_both_levels():
    (table,) = html(
        [("指标类别", 1, 2), "考核指标", "目标值"],
        [("产出", 2, 1), "数量", "甲", "1个"],
        ["质量", "乙", "≥90%"],
        ["效益", "生态效益", "丙", "有效改善"],
    )
    assert [(one.level1, one.level2) for one in table.indicators] == [
        ("产出", "数量"),
        ("产出", "质量"),
        ("效益", "生态效益"),
    ]


def test_numbers_beside_a_sign_or_a_unit_are_targets():
    (table,) = html(
        ["甲乙", "丙丁", "戊己", "比较符", "庚辛", "壬癸"],
        ["产出指标", "数量指标", "培训场数", "≥", "4", "10"],
        ["产出指标", "时效指标", "办结时长", "≤", "20", "10"],
        ["效益指标", "社会效益指标", "受益人群", "≥", "95", "10"],
    )
    assert [one.target for one in table.indicators] == ["≥4", "≤20", "≥95"]


def test_a_known_heading_that_reads_as_a_deadline_is_a_heading():
    """全年完成 is a deadline; over levels of unknown names, 全年完成值 is a heading all the same."""
    (table,) = html(
        ["甲乙", "丙丁", "戊己", "年初目标值", "全年完成值"],
        ["产出指标", "数量指标", "培训场数", "≥4场", "5场"],
        ["效益指标", "社会效益指标", "受益人群", "≥95人", "99人"],
    )
    assert [(one.name, one.actual) for one in table.indicators] == [
        ("培训场数", "5场"),
        ("受益人群", "99人"),
    ]


def test_a_goal_under_an_unknown_word_beside_what_was_done():
    (table,) = html(
        [("年度目标", 2, 1), "甲乙丙", ("实际完成情况", 1, 2)],
        ["培训二百人。", ("已培训。", 1, 2)],
        ["一级指标", "三级指标", "指标值", "得分"],
        ["产出指标", "场次", "≥4场", "5"],
    )
    assert (table.goal, table.goal_actual) == ("培训二百人。", "已培训。")


def test_an_amount_under_an_unknown_heading_is_no_item():
    (table,) = html(
        ["项目资金", "甲乙丙", "全年执行数", "执行率"],
        ["年度资金总额", "50", "48", "96%"],
        ["一级指标", "三级指标", "指标值", "得分"],
        ["产出指标", "场次", "≥4场", "5"],
    )
    assert [(one.item, str(one.executed)) for one in table.execution] == [("年度资金总额", "48")]
    assert "50" in [text for one in table.findings for _, text in one.figures]


@pytest.mark.parametrize(("weight", "said"), [("15", []), ("100", ["100"])])
def test_a_sum_is_said_only_where_it_is_none(weight, said):
    (table,) = html(
        ["一级指标", "三级指标", "指标值", "分值"],
        ["产出指标", "场次", "≥4场", "5"],
        ["效益指标", "人数", "≥9人", "10"],
        ["合计", "", "", weight],
    )
    assert [text for one in table.findings for _, text in one.figures] == said


def test_a_page_that_begins_with_an_unusual_label_goes_on():
    pages = [
        [["产出指标", "数量指标", "培训场数", "≥4场"]],
        [["甲乙丙", "社会效益指标", "受益人群", "≥9人"], ["", "满意度指标", "评分", "≥90分"]],
    ]
    head = ["一级指标", "二级指标", "三级指标", "指标值"]
    out = ""
    for number, rows in enumerate(pages):
        cells = [head, *rows] if number == 0 else rows
        body = "".join("<tr>" + "".join(f"<td>{one}" for one in row) for row in cells)
        out += f"<table>{body}</table>"
    (table,) = jixiao.read(out.encode(), name="表.html")
    assert [one.name for one in table.indicators] == ["培训场数", "受益人群", "评分"]
    assert table.indicators[1].level1 == "甲乙丙"


FURNITURE = (
    [("评价结论", 1, 2), ("总体良好。", 1, 3)],
    [("存在问题", 1, 2), ("支付偏慢。", 1, 3)],
    [("改进措施", 1, 2), ("加快支付。", 1, 3)],
    [("项目负责人：王五  财务负责人：赵六", 1, 5)],
)


def test_what_a_form_asks_for_below_its_indicators_is_one_note():
    (table,) = html(
        [("某项目支出绩效自评表", 1, 5)],
        ["项目资金", "全年预算数", "全年执行数", "执行率", "得分"],
        ["年度资金总额", "50", "48", "96%", "10"],
        ["其他资金", "", "", "", ""],
        ["一级指标", "二级指标", "三级指标", "指标值", "分值"],
        ["产出指标", "数量指标", "培训场数", "≥4场", "90"],
        [("总分", 1, 4), "90"],
        *FURNITURE,
    )
    assert [one.item for one in table.execution] == ["年度资金总额"]
    (note,) = table.findings
    assert (note.code, note.severity) == ("text-unused", "note")
    assert "总体良好。" in {text for _, text in note.figures}
    assert table.deviation == "存在问题：支付偏慢。\n改进措施：加快支付。"


def test_a_label_at_the_side_of_the_names_signs_nothing():
    (table,) = html(
        [("绩效指标", 3, 1), "一级指标", "三级指标", "指标值", "得分"],
        ["产出指标", "场次", "≥4场", "5"],
        ["效益指标", "人数", "≥9人", "10"],
        [("单位负责人：", 1, 2), "李四", "填报日期", "2023年1月5日"],
    )
    assert [one.name for one in table.indicators] == ["场次", "人数"]


@pytest.mark.parametrize("seed", range(300))
def test_a_marker_in_any_cell_is_read_or_said(seed):
    """A text in a random cell of a form with unknown headings is in a field or in a finding."""
    draw = random.Random(seed)
    letters = "甲乙丙丁戊己庚辛壬癸"
    head = ["".join(draw.sample(letters, 3)) for _ in range(draw.randint(4, 8))]
    for index, words in enumerate(
        (("一级指标",), ("二级指标",), ("三级指标", "考核事项"), ("指标值", "预期水平"))
    ):
        if draw.random() < 0.6:
            head[index] = draw.choice(words)
    rows = [list(row[:4]) + [draw.choice(("", "10", "说明")) for _ in head[4:]] for row in ROWS]
    row, column = draw.randrange(len(rows)), draw.randrange(2, len(head))
    rows[row][column] = marker = "标记壹" if column != 3 else "≥777件"
    source = "\n".join("\t".join(one) for one in (["某项目绩效目标表"], head, *rows)).encode()
    tables = jixiao.read(source, name="表.txt")
    said = "".join(str(table) + jixiao.dumps(table) for table in tables)
    assert marker in said


# ---------------------------------------------------------------- cells against words


def test_prose_under_a_known_word_is_no_value_beside_values():
    (table,) = jixiao.read(
        "\n".join(
            "\t".join(row)
            for row in (
                ["2025年项目支出绩效目标公开表"],
                ["项目名称", "预算数", "绩效目标", "一级指标", "二级指标", "三级指标", "判定", "约定水平", "计量"],
                ["良种推广", "42", "推广良种三万亩，提高亩产。", "产出指标", "数量指标", "推广面积", "≥", "3.2", "万亩"],
                ["", "", "", "", "质量指标", "良种纯度", "≥", "98", "%"],
                ["", "", "", "效益指标", "生态效益指标", "减少化肥", "定性", "逐步减少", ""],
            )
        ).encode(),
        name="表.txt",
    )  # fmt: skip
    assert [one.target for one in table.indicators] == ["≥3.2万亩", "≥98%", "逐步减少"]
    assert table.goal == "推广良种三万亩，提高亩产。"


def test_level_words_are_levels_and_distinct_texts_names():
    (table,) = html(
        ["指标大类", "指标小类", "指标描述", "约束关系", "约定值", "计量"],
        [("产出指标", 2, 1), "数量指标", "引进人才", "不低于", "35", "人"],
        ["质量指标", "考核优良率", "不低于", "80", "%"],
        ["效益指标", "社会效益指标", "专利授权", "不低于", "40", "件"],
        ["满意度指标", "服务对象满意度指标", "单位满意度", "不低于", "95", "%"],
    )
    assert [(one.level2, one.name) for one in table.indicators] == [
        ("数量指标", "引进人才"),
        ("质量指标", "考核优良率"),
        ("社会效益指标", "专利授权"),
        ("服务对象满意度指标", "单位满意度"),
    ]


@pytest.mark.parametrize("word", ["扣分说明", "偏离说明", "情况反映", "评价说明"])
def test_a_text_where_points_were_docked_says_why(word):
    rows = [
        (*row[:5], *points, why)
        for row, points, why in zip(
            ROWS,
            (("10", "8"), ("10", "10"), ("20", "20"), ("10", "10"), ("30", "25"), ("20", "20")),
            ("教室不足", "", "", "", "宣传不够", ""),
            strict=True,
        )
    ]
    head = ("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分", word)
    table = form(head, rows)
    assert [one.deviation for one in table.indicators] == [
        *("教室不足", None, None, None, "宣传不够", None)
    ]
    assert not [one for one in table.findings if one.severity == "warning"]


def test_values_between_targets_and_points_are_actual_values():
    table = form(("指标维度", "细分维度", "衡量内容", "应达数", "甲乙数", "赋分", "评分"))
    assert [one.actual for one in table.indicators] == [row[4] for row in ROWS]


def test_a_judged_table_of_words_that_nobody_knows():
    (table,) = html(
        ["评价维度", "评价因子", "评价点", "满分", "打分办法", "实得", "失分说明"],
        [("决策", 2, 1), "项目立项", "依据充分性", "10", "依据充分得满分", "10", ""],
        ["绩效目标", "目标明确性", "10", "每缺一类扣2分", "8", "未量化"],
        ["过程", "资金管理", "执行情况", "20", "按比例得分", "18.6", "尾款未付"],
        ["产出", "产出数量", "建成泵站", "60", "按比例得分", "60", ""],
    )
    assert [(one.level1, one.level2, one.name) for one in table.indicators][:2] == [
        ("决策", "项目立项", "依据充分性"),
        ("决策", "绩效目标", "目标明确性"),
    ]
    assert [one.deviation for one in table.indicators] == [None, "未量化", "尾款未付", None]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("确定能", "有可能", "能完成"), ("确定能", "有可能", "能完成")),
        (
            ("☑确定能□有可能□完全不可能", "□确定能 √有可能 □完全不可能", "□确定能□有可能■完全不可能"),
            ("确定能", "有可能", "完全不可能"),
        ),
    ],
)  # fmt: skip
def test_the_outlook_of_a_monitoring_form_may_stand_in_one_cell(cells, said):
    (table,) = html(
        [("天然林保护绩效目标执行监控表", 1, 8)],
        [("（2023年度1-7月）", 1, 8)],
        ["一级指标", "二级指标", "三级指标", "年度目标", "1-7月进展", "全年预计", "把握", "偏差说明"],
        ["产出指标", "数量指标", "抚育面积", "≥8.6万亩", "5.1万亩", "8.6万亩", cells[0], ""],
        ["产出指标", "时效指标", "完成时间", "5月20日前", "5月16日", "已完成", cells[1], ""],
        ["效益指标", "社会效益指标", "就业岗位", "≥620个", "410个", "590个", cells[2], "待秋季作业"],
    )  # fmt: skip
    assert (table.kind, table.as_of) == ("monitoring", datetime.date(2023, 7, 31))
    assert [one.actual for one in table.indicators] == ["5.1万亩", "5月16日", "410个"]
    assert tuple(one.likelihood for one in table.indicators) == said
    assert table.indicators[2].deviation == "待秋季作业"


def test_a_column_that_nothing_else_could_be_is_no_doubt():
    table = form(("一级指标", "二级指标", "考核要点", "指标值", "实际完成值", "分值", "得分"))
    (guess,) = (one for one in table.findings if one.code == "column-guessed")
    assert (guess.subject, guess.severity) == ("考核要点", "note")


def test_points_of_levels_beside_those_of_rows_are_no_targets():
    """分值 of the level over its rows, 标准分 of each row: a judged table has no target."""
    rows = [
        "一级指标\t分值\t二级指标\t三级指标\t标准分\t评价要点\t得分",
        "决策\t15\t项目立项\t立项依据充分性\t5\t符合政策。\t5",
        "\t\t\t立项程序规范性\t5\t按程序申请。\t4",
        "\t\t绩效目标\t绩效目标合理性\t5\t与工作相关。\t5",
        "过程\t25\t资金管理\t预算执行率\t15\t支出比预算。\t13.2",
        "\t\t组织实施\t制度执行有效性\t10\t遵守制度。\t10",
    ]
    table = jixiao.read("\n".join(["评价得分表", *rows]).encode(), name="表.txt")[0]
    assert [one.weight for one in table.indicators] == [5, 5, 5, 15, 10]
    assert {one.target for one in table.indicators} == {None}
