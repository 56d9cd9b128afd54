"""Answers that one small mistake in the code would change, and that no other test asked for.

``benchmarks/mutants.py`` finds such mistakes.
"""

import pytest

from jixiao.errors import CriterionError, Span
from jixiao.language import parse, read_criterion


@pytest.mark.parametrize("text", ["良好（含）以上", "良好（含良好）及以上"])
def test_a_grade_may_include_itself_in_brackets(text):
    assert parse(text) == parse("良好以上")


def test_a_list_of_things_before_a_number_is_its_name():
    criterion = parse("道路、桥梁养护3次")
    assert criterion == parse("3次")
    assert [one.code for one in criterion.doubts] == ["leading-words"]


@pytest.mark.parametrize("text", ["全年实施", "全年内"])
def test_a_whole_year_with_a_verb_is_a_period(text):
    assert parse(text) == parse("全年")


@pytest.mark.parametrize("sign", ["（≥）", "大于等于（≥）"])
def test_a_sign_may_stand_in_brackets(sign):
    assert parse("95", sign=sign) == parse("≥95")


def test_one_each_may_be_cut_off():
    assert parse("一户一").quantity == parse("1户").quantity


def test_what_is_not_a_value_is_marked_from_its_beginning():
    with pytest.raises(CriterionError) as caught:
        parse("月两个半小时")
    assert caught.value.code == "not-a-value"
    assert caught.value.span == Span(0, 6)


@pytest.mark.parametrize(
    ("target", "actual", "met", "codes"),
    [
        ("≥3次", "无", None, ["actual-zero-words"]),
        ("5次", "没有", None, ["actual-zero-words"]),
        ("≥12场", "项目取消", None, ["actual-cancelled"]),
        ("≥12场", "活动已取消", None, ["actual-cancelled"]),
        ("≤3起", "零投诉", True, []),
        ("≤3起", "未发生重大事故", True, ["actual-aside"]),
        ("良好以上", "评定：优秀", True, []),
        ("2022年10月31日前", "已提前完成", True, []),
        ("2022年10月31日前", "提前10天完成", True, []),
    ],
)
def test_words_of_an_actual_value(target, actual, met, codes):
    judged = parse(target).judge(actual)
    assert judged.met is met
    assert [one.code for one in judged.doubts] == codes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("不低且于上年", "qualitative"),
        ("不低二级及以上于上年", "qualitative"),
        ("低于不上年5%", "unreadable"),
        ("低于上年以8.80", "unreadable"),
        ("百分之九十五且两百五十", "unreadable"),
        ("=二级，及以上", "unreadable"),
        ("1半亿1万元", "unreadable"),
        ("壹佰万‰", "comparison"),
        ("2023.07-2240.01", "unreadable"),
        ("2\u3000023.07-2024.01", "period"),
        ("三分之" + "二" * 70, "unreadable"),
        ("[90," + "1" * 70 + "]", "unreadable"),
        ("—\r—\r—较上年提高", "qualitative"),
    ],
)
def test_what_is_read_is_read_again_from_its_canonical_spelling(text, kind):
    found = read_criterion(text)
    assert found.kind == kind
    assert kind == "unreadable" or read_criterion(str(found)) == found


@pytest.mark.parametrize("sign", ["见附件", "公式", "foo", "详见说明", "%", "按进度"])
def test_a_sign_that_was_not_read_is_said(sign):
    criterion = parse("95", sign=sign, unit="%")
    assert criterion.operator is None
    assert [one.code for one in criterion.doubts] == ["sign-unread"]
    assert sign in criterion.doubts[0].message


@pytest.mark.parametrize(
    "sign", ["定性", "正向", "约束性", "预期性指标", "数值型", "/", "——", "", " ", "其他"]
)
def test_a_sign_column_may_say_that_there_is_no_sign(sign):
    assert parse("95", sign=sign, unit="%") == parse("95%")
    assert parse("95", sign=sign, unit="%").doubts == ()


def test_a_sign_that_was_not_read_beside_one_in_the_text_changes_nothing():
    assert parse("≥95", sign="见附件", unit="%").doubts == ()
