"""What a clerk is told when a value cannot be read: the words, the place, and what to write instead."""

import errno
import os
import pickle
from concurrent.futures import ProcessPoolExecutor

import pytest

import jixiao
from jixiao.criteria import Unreadable
from jixiao.errors import (
    CriterionError,
    JixiaoError,
    Place,
    RulebookError,
    Span,
    UnitError,
    os_reason,
)
from jixiao.language import parse, read_actual, read_criterion
from jixiao.quantities import Quantity
from jixiao.rules import rulebook
from jixiao.writing.files import replace

# text, columns, code, the line of carets below the text, what is suggested
TOLD = [
    ("≥%", {}, "number-missing", " ^", "≥95%"),
    ("≥", {}, "number-missing", "^", "≥95%"),
    ("≧ %", {}, "number-missing", "  ^", "≥95%"),
    ("公里", {}, "number-missing", "^^^^", "15公里"),
    ("不低于", {}, "number-missing", "    ^^", "不低于95%"),
    ("", {"sign": "≥", "unit": "%"}, "number-missing", "", "≥95%"),
    ("工5%", {}, "number-in-prose", "^^", None),
    ("9O%", {}, "number-damaged", " ^", "90%"),
    ("l00%", {}, "number-damaged", "^", "100%"),
    ("到0次", {}, "number-in-prose", "^^", None),
    ("二100百分比", {}, "number-in-prose", "^^", None),
    ("=≥90%", {}, "contradiction", " ^", "≥90%"),
    ("≥100且≤50", {}, "contradiction", "       ^^", None),
    ("90%-80%", {}, "contradiction", "    ^^^", None),
    ("90%以上以下", {}, "contradiction", "       ^^^^", None),
    ("5万元-8人", {}, "unit-conflict", "      ^^^", None),
    ("≥**万元", {}, "placeholder", " ^^", "≥95万元"),
    ("≥（ ）%", {}, "placeholder", " ^^^^^", "≥95%"),
    ("13月", {}, "date-impossible", "^^^^", None),
    ("2022年2月30日前", {}, "date-impossible", "^^^^^^^^^^^^^", None),
    ("≥2022年10月31日", {}, "date-sign", "^", None),
    ("5%%", {}, "unit-damaged", " ^^", "5%"),
    ("２０％％", {}, "unit-damaged", "    ^^^^", "20%"),
    ("5元元", {}, "unit-damaged", " ^^^^", None),
    ("1,2,3", {}, "number-damaged", "^^^^^", None),
    ("1.2.3", {}, "number-damaged", "^^^^^", None),
    ("100%100%", {}, "contradiction", "    ^^^^", None),
    ("第一年返本20%,分红按8%分红", {}, "number-in-prose", "^^^^^^^^^^", None),
    ("5次以上说明见附表3", {}, "number-in-prose", "       ^^^^^^^^^^^", None),
    ("不超过优", {}, "grade-sign", "^^^^^^", None),
    ("每周末前", {}, "date-recurring", "^^^^", None),
    ("2月29日", {"year": 2022}, "date-impossible", "^^^^^^^", None),
]


@pytest.mark.parametrize(("text", "columns", "code", "carets", "suggestion"), TOLD)
def test_the_caret_stands_below_the_fault(text, columns, code, carets, suggestion):
    with pytest.raises(CriterionError) as caught:
        parse(text, **columns)
    error = caught.value
    assert error.code == code
    assert error.suggestion == suggestion
    if text:
        first, shown, below, *_ = str(error).split("\n")
        assert first == error.message
        assert shown == f"  {text}"
        assert below == f"  {carets}"
    assert f"应为：{error.expected}" in str(error)
    if suggestion:
        assert str(error).endswith(f"例如：{suggestion}")
        parse(suggestion, year=2022)


def test_the_whole_message():
    with pytest.raises(CriterionError) as caught:
        parse("≥%")
    assert str(caught.value) == (
        "“≥”与“%”之间缺少数值\n"
        "  ≥%\n"
        "   ^\n"
        "  应为：一个数\n"
        "  例如：≥95%"
    )  # fmt: skip


def test_wide_characters_take_two_columns():
    with pytest.raises(CriterionError) as caught:
        parse("完成投资２０％％")
    _, shown, below, *_ = str(caught.value).split("\n")
    assert shown == "  完成投资２０％％"
    assert below == "  " + " " * 12 + "^^^^"


def test_no_message_names_a_token_of_the_grammar():
    for text, columns, *_ in TOLD:
        found = read_criterion(text, **columns)
        words = found.message + found.expected
        assert not any(name in words for name in ("UNIT", "NUMBER", "$END", "Token", "lark"))


def test_an_unreadable_value_is_the_error_as_a_value():
    found = read_criterion("9O%")
    assert isinstance(found, Unreadable)
    assert found.kind == "unreadable"
    assert (found.text, found.code, found.span) == ("9O%", "number-damaged", Span(1, 2))
    assert found.is_met("90%") is None
    assert str(found.error()) == str(read_criterion("9O%").error())


def test_errors_survive_pickling():
    with pytest.raises(CriterionError) as caught:
        parse("≥%")
    error = caught.value
    error.place = Place(file="表.xlsx", row=3)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is CriterionError
    assert str(again) == str(error)
    assert (again.code, again.span, again.suggestion, again.place) == (
        error.code, error.span, error.suggestion, error.place,
    )  # fmt: skip
    assert isinstance(again, JixiaoError | ValueError)


def _parse_elsewhere(text):
    return parse(text)


def test_errors_cross_processes():
    with ProcessPoolExecutor(1) as pool, pytest.raises(CriterionError, match="缺少数值"):
        pool.submit(_parse_elsewhere, "≥%").result()


def test_incompatible_units_are_both_named():
    with pytest.raises(UnitError) as caught:
        parse("≤5个工作日").is_met("3天")
    assert "天" in str(caught.value)
    assert "工作日" in str(caught.value)
    assert {caught.value.unit, caught.value.other} == {"天", "工作日"}
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_floats_are_not_quantities():
    with pytest.raises(TypeError, match="Decimal"):
        Quantity(0.95, "%")


def test_an_actual_of_another_type_is_refused():
    with pytest.raises(CriterionError, match="list") as caught:
        read_actual([1, 2])
    assert caught.value.code == "not-text"


def test_a_text_that_is_none_is_refused():
    assert read_criterion(None).code == "not-text"


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (Place(sheet="表", row=13, column=6), "F13"),
        (Place(sheet="表", row=1, column=26), "Z1"),
        (Place(sheet="表", row=7, column=27), "AA7"),
        (Place(sheet="表", row=2, column=703), "AAA2"),
        (Place(sheet="表", row=2), None),
        (Place(sheet="第2页", table=1, row=2, column=3), None),
        (Place(row=2, column=3), None),
    ],
)
def test_a_cell_of_a_workbook_has_its_address(place, address):
    assert place.address == address
    if address:
        assert str(place) == f"〔表〕{address}"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOENT, "没有这个文件"),
        (errno.EISDIR, "是文件夹，不是文件"),
        (errno.ENOSPC, "磁盘满了，没有写成；请腾出空间再运行"),
        (errno.EXDEV, f"系统报告“{os.strerror(errno.EXDEV)}”"),
    ],
)
def test_the_system_is_quoted_only_where_there_are_no_own_words(number, said):
    assert os_reason(OSError(number, os.strerror(number), "表.xlsx")) == said


def test_what_is_chinese_already_is_kept():
    assert os_reason(FileNotFoundError(errno.ENOENT, "没有这个文件夹，请先建好", "甲")) == (
        "没有这个文件夹，请先建好"
    )


def test_a_rulebook_that_is_not_there_is_told_in_chinese():
    with pytest.raises(
        RulebookError, match=r"规则文件 没有\.toml 打不开：没有这个文件；请检查路径"
    ):
        rulebook("没有.toml")


def test_a_file_that_cannot_be_written_is_named_and_not_the_one_beside_it(tmp_path):
    folder = tmp_path / "文件"
    folder.write_bytes(b"")
    with pytest.raises(NotADirectoryError) as caught:
        replace(folder / "表.html", b"x")
    assert caught.value.filename == str(folder / "表.html")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: jixiao.read(None), "路径"),
        (lambda: jixiao.parse("≥95%", sign=3), "sign"),
        (lambda: jixiao.check(jixiao.TargetTable(indicators=()), checks=lambda _: []), "checks="),
        (lambda: jixiao.check(jixiao.TargetTable(indicators=()), checks=(dict.clear,)), "clear"),
    ],
)
def test_wrong_types_are_said_in_words(call, said):
    with pytest.raises(TypeError, match=said):
        call()
