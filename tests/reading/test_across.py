"""Forms whose indicators stand beside one another, each field a row, in one block or in several."""

from io import BytesIO

import openpyxl
import pytest

import jixiao
from jixiao.reading.layout import recognise

from .paper import tabbed
from .test_layout import codes, levels, paper

TITLE = "社区养老服务补助项目绩效自评表"
FRONT = ("项目名称", "社区养老服务补助", "实施单位", "河口区民政局")
FIRST = (
    ("一级指标", ("产出指标", 1, 4)),
    ("二级指标", ("数量指标", 1, 2), "质量指标", "时效指标"),
    ("三级指标", "新建助餐点", "改造床位", "验收合格率", "投用时间"),
    ("目标值", "≥12个", "≥300张", "100%", "9月底前"),
    ("完成值", "13个", "286张", "100%", "9月20日"),
    ("分值", "10", "10", "15", "5"),
    ("得分", "10", "9.5", "15", "5"),
)
SECOND = (
    ("一级指标", "效益指标", ("满意度指标", 1, 2)),
    ("二级指标", "社会效益指标", ("服务对象满意度指标", 1, 2)),
    ("三级指标", "受益老人", "老人满意度", "家属满意度"),
    ("目标值", "≥6000人", "≥90%", "≥88%"),
    ("完成值", "6120人", "94%", "90%"),
    ("分值", "20", "20", "10"),
    ("得分", "20", "20", "10"),
)
THIRD = (
    ("一级指标", "成本指标"),
    ("二级指标", "经济成本指标"),
    ("三级指标", "单床改造成本"),
    ("目标值", "≤3000元"),
    ("完成值", "2900元"),
    ("分值", "10"),
    ("得分", "10"),
)
ONE = [
    ("产出指标", "数量指标", "新建助餐点", "≥12个", "13个", "10", "10"),
    ("产出指标", "数量指标", "改造床位", "≥300张", "286张", "10", "9.5"),
    ("产出指标", "质量指标", "验收合格率", "100%", "100%", "15", "15"),
    ("产出指标", "时效指标", "投用时间", "9月底前", "9月20日", "5", "5"),
]
TWO = [
    ("效益指标", "社会效益指标", "受益老人", "≥6000人", "6120人", "20", "20"),
    ("满意度指标", "服务对象满意度指标", "老人满意度", "≥90%", "94%", "20", "20"),
    ("满意度指标", "服务对象满意度指标", "家属满意度", "≥88%", "90%", "10", "10"),
]
THREE = [("成本指标", "经济成本指标", "单床改造成本", "≤3000元", "2900元", "10", "10")]


def read(*rows):
    (table,) = recognise([paper([(TITLE, 1, 5)], FRONT, *rows)])
    assert (table.project, table.organisation) == ("社区养老服务补助", "河口区民政局")
    return table


def whole(table):
    def text(value):
        return None if value is None else str(value)

    return [
        (
            one.level1,
            one.level2,
            one.name,
            one.target,
            one.actual,
            text(one.weight),
            text(one.points),
        )
        for one in table.indicators
    ]


def renamed(block, **words):
    """`block` with other words at its left: the headings by their numbers, a1 the first."""
    return [(words.get(f"a{at}", row[0]), *row[1:]) for at, row in enumerate(block, 1)]


def unmerged(block):
    """`block` with every label only at its first column, as a sheet without merging has it."""
    rows = []
    for row in block:
        cells = []
        for cell in row:
            text, _, across = (cell, 1, 1) if isinstance(cell, str) else cell
            cells += [text, *[None] * (across - 1)]
        rows.append(cells)
    return rows


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ((FIRST,), ONE),
        ((FIRST, SECOND), ONE + TWO),
        ((FIRST, SECOND, THIRD), ONE + TWO + THREE),
        ((SECOND, FIRST), TWO + ONE),
        ((FIRST, ((None,),), SECOND), ONE + TWO),
    ],
    ids=["one", "two", "three of different widths", "in another order", "a blank row between"],
)
def test_every_block_is_read(blocks, expected):
    table = read(*(row for block in blocks for row in block))
    assert whole(table) == expected
    assert not codes(table)


def test_the_total_stands_below_all_blocks():
    table = read(*FIRST, *SECOND, ("自评总分", ("89.5", 1, 4)))
    assert whole(table) == ONE + TWO
    assert str(table.declared_total) == "89.5"


def test_sums_may_stand_between_the_blocks():
    table = read(*FIRST, ("小计", ("39.5", 1, 4)), *SECOND, ("小计", ("50", 1, 3)))
    assert whole(table) == ONE + TWO
    assert codes(table) == ["row-unused"]


def test_words_at_the_left_merged_over_two_columns():
    rows = [((row[0], 1, 2), *row[1:]) for row in (*FIRST, *SECOND)]
    assert whole(read(*rows)) == ONE + TWO


def test_a_label_at_the_side_of_all_rows():
    rows = [
        (("绩效指标", 14, 1) if at == 0 else None, *row) for at, row in enumerate((*FIRST, *SECOND))
    ]
    assert whole(read(*rows)) == ONE + TWO


def test_target_and_actual_value_below_one_word():
    def grouped(block):
        *heads, target, actual, weight, points = block
        return (
            *(((row[0], 1, 2), *row[1:]) for row in heads),
            (("指标值", 2, 1), "年初目标值", *target[1:]),
            (None, "实际完成值", *actual[1:]),
            *(((row[0], 1, 2), *row[1:]) for row in (weight, points)),
        )

    assert whole(read(*grouped(FIRST), *grouped(SECOND))) == ONE + TWO


def test_levels_printed_only_at_their_first_column():
    assert whole(read(*unmerged(FIRST), *unmerged(SECOND))) == ONE + TWO
    rows = [[TITLE], FRONT, *unmerged(FIRST), *unmerged(SECOND), ("自评总分", "89.5")]
    pasted = "\n".join("\t".join(cell or "" for cell in row) for row in rows)
    (table,) = recognise([tabbed(pasted)])
    assert whole(table) == ONE + TWO
    assert str(table.declared_total) == "89.5"


def test_words_that_no_list_knows():
    words = {"a4": "年初设定", "a5": "年末达到", "a3": "具体内容"}
    table = read(*renamed(FIRST, **words), *renamed(SECOND, **words))
    assert whole(table) == ONE + TWO
    assert codes(table) == ["column-guessed", "column-guessed"]


def test_no_word_at_the_left_is_known_but_those_of_points():
    words = {"a1": "维度", "a2": "方面", "a3": "内容", "a4": "年初数", "a5": "年末数"}
    assert whole(read(*renamed(FIRST, **words), *renamed(SECOND, **words))) == ONE + TWO


def test_blocks_with_different_words_for_the_same_fields():
    table = read(*FIRST, *renamed(SECOND, a4="指标值", a5="实际完成值"))
    assert whole(table) == ONE + TWO


def test_fields_that_only_one_block_has():
    table = read(*FIRST, *SECOND[:5], ("备注", "含外来", None, None))
    assert whole(table) == [*ONE, *((*row[:5], None, None) for row in TWO)]
    assert [one.remark for one in table.indicators] == [None] * 4 + ["含外来", None, None]


def test_a_remark_on_all_indicators_is_none_of_each():
    table = read(*FIRST, ("备注", ("两处未完工", 1, 4)), *SECOND)
    assert whole(table) == ONE + TWO
    assert {one.remark for one in table.indicators} == {None}
    assert "两处未完工" in jixiao.dumps(table)


def test_levels_of_any_words_below_words_for_levels():
    block = (
        ("一级指标", ("履职成效", 1, 4)),
        ("二级指标", ("办件", 1, 2), "服务", "进展"),
        *FIRST[2:],
    )
    assert [(one.level1, one.level2) for one in read(*block).indicators] == [
        ("履职成效", "办件"),
        ("履职成效", "办件"),
        ("履职成效", "服务"),
        ("履职成效", "进展"),
    ]


def test_a_label_of_level_1_over_the_block():
    table = read([("产出指标", 1, 5)], *FIRST[1:], [("效益指标", 1, 5)], *SECOND[1:])
    assert [one.level1 for one in table.indicators] == ["产出指标"] * 4 + ["效益指标"] * 3
    assert [one.name for one in table.indicators] == [row[2] for row in ONE + TWO]


def test_a_block_of_one_indicator_each():
    rows = [
        row
        for at in (1, 2, 3)
        for row in (
            ("一级指标", "产出指标"),
            ("二级指标", "数量指标"),
            ("三级指标", f"第{at}期工程"),
            ("指标值", f"{at}公里"),
        )
    ]
    assert levels(read(*rows)) == [
        ("产出指标", "数量指标", f"第{at}期工程", f"{at}公里") for at in (1, 2, 3)
    ]


def test_each_block_is_of_the_project_above_it():
    other = ("项目名称", "智慧养老平台", "实施单位", "河口区数据局")
    first, second = recognise([paper([(TITLE, 1, 5)], FRONT, *FIRST, other, *SECOND)])
    assert (first.project, whole(first)) == ("社区养老服务补助", ONE)
    assert (second.project, second.organisation) == ("智慧养老平台", "河口区数据局")
    assert whole(second) == TWO


def test_a_value_below_no_name_is_said():
    names = ("三级指标", "新建助餐点", None, "验收合格率", "投用时间")
    table = read(*FIRST[:2], names, *FIRST[3:])
    assert whole(table) == [ONE[0], *ONE[2:]]
    (found,) = table.findings
    assert found.code == "row-unused"
    assert "≥300张" in found.message


def test_cells_keep_their_places():
    last = read(*FIRST, *SECOND).indicators[-1]
    assert (last.place.row, last.place.column) == (13, 4)
    assert (last.place_of("level1").row, last.place_of("level1").column) == (10, 3)
    assert (last.place_of("points").row, last.place_of("points").column) == (16, 4)


def test_a_workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.append(FRONT)
    for row in (*unmerged(FIRST), *unmerged(SECOND)):
        sheet.append(row)
    for cells in ("A1:E1", "B3:E3", "B4:C4", "C10:D10", "C11:D11"):
        sheet.merge_cells(cells)
    data = BytesIO()
    book.save(data)
    (table,) = jixiao.read(data.getvalue(), name="自评表.xlsx")
    assert whole(table) == ONE + TWO


def test_a_block_below_rows_of_the_usual_shape():
    table = read(
        ("一级指标", "二级指标", "三级指标", "目标值", "完成值"),
        ("产出指标", "数量指标", "新建助餐点", "≥12个", "13个"),
        *SECOND[:5],
    )
    assert [one[2:5] for one in whole(table)] == [
        ("新建助餐点", "≥12个", "13个"),
        *(row[2:5] for row in TWO),
    ]


def test_what_cannot_be_turned_is_said_and_is_no_indicator():
    table = read(
        ("一级指标", "二级指标", "三级指标", "目标值", "完成值"),
        ("产出指标", "数量指标", "新建助餐点", "≥12个", "13个"),
        *SECOND[:3],
        ("说法", "甲", "乙", "丙"),
    )
    assert [one.name for one in table.indicators] == ["新建助餐点"]
    (found,) = table.findings
    assert (found.code, found.severity, found.place.row) == ("table-unrecognised", "warning", 5)
    assert "受益老人" in "".join(text for _, text in found.figures)


def test_words_at_the_right_are_not_taken_for_values():
    rows = [(*row[1:], row[0]) for row in (*FIRST, *SECOND)]
    assert recognise([paper([(TITLE, 1, 5)], FRONT, *rows)]) == ()


def test_offices_in_two_blocks_are_one_form_each():
    first, second = recognise(
        [
            paper(
                [("2024年改厕项目绩效目标表", 1, 3)],
                ("一级指标", ("产出指标", 1, 2)),
                ("二级指标", "数量指标", "质量指标"),
                ("三级指标", "改厕户数", "验收合格率"),
                ("甲镇", "≥120户", "≥98%"),
                ("乙乡", "≥80户", "≥95%"),
                ("一级指标", "效益指标", "满意度指标"),
                ("二级指标", "社会效益指标", "服务对象满意度指标"),
                ("三级指标", "普及率", "农户满意度"),
                ("甲镇", "≥90%", "≥91%"),
                ("乙乡", "≥88%", "≥92%"),
            )
        ]
    )
    assert (first.organisation, second.organisation) == ("甲镇", "乙乡")
    assert levels(first) == [
        ("产出指标", "数量指标", "改厕户数", "≥120户"),
        ("产出指标", "质量指标", "验收合格率", "≥98%"),
        ("效益指标", "社会效益指标", "普及率", "≥90%"),
        ("满意度指标", "服务对象满意度指标", "农户满意度", "≥91%"),
    ]
    assert [one.target for one in second.indicators] == ["≥80户", "≥95%", "≥88%", "≥92%"]
