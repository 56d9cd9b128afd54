"""The text a spreadsheet shows, against what Excel shows for the same number and format."""

from __future__ import annotations

import pytest

from jixiao.reading.formats.numberformat import (
    builtin_codes,
    display,
    display_text,
    is_date,
    without_decimals,
)


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("0.95", "0%", "95%"),
        ("0.94999999999999996", "0%", "95%"),
        ("0.955", "0.0%", "95.5%"),
        ("1", "0.00%", "100.00%"),
        ("0.005", "0%", "1%"),
        ("-0.05", "0%", "-5%"),
        ("6070", "0.00", "6070.00"),
        ("6070", "0.00_ ", "6070.00"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("999", "#,##0", "999"),
        ("1000", "#,##0", "1,000"),
        ("0", "#,##0", "0"),
        ("0", "#", ""),
        ("5", "#.##", "5."),
        ("0.5", "#.##", ".5"),
        ("7", "000", "007"),
        ("1.005", "0.00", "1.01"),
        ("2.5", "0", "3"),
        ("-2.5", "0", "-3"),
        ("-0.001", "0.00", "0.00"),
        ("50000", '0"元"', "50000元"),
        ("50000", "0元", "50000元"),
        ("84.26", '"≤"0.00"万元"', "≤84.26万元"),
        ("12000", "0,", "12"),
        ("12000", '0.0,"千元"', "12.0千元"),
        ("12345", '0!.0,"万"', "1.2万"),
        ("1234567", "#,##0.00,,", "1.23"),
        ("5", '0;"负"0', "5"),
        ("-5", '0;"负"0', "负5"),
        ("0", '0;-0;"—"', "—"),
        ("5", "[Red]0;[Blue]-0", "5"),
        ("-5", "[Red]0.0_);[Blue](0.0)", "(5.0)"),
        ("-5", "0;", ""),
        ("95", '[>=90]"优";[>=80]"良";"差"', "优"),
        ("85", '[>=90]"优";[>=80]"良";"差"', "良"),
        ("10", '[>=90]"优";[>=80]"良";"差"', "差"),
        ("-7", '[<0]"减少"0;0', "减少7"),
        ("1", "@", "1"),
        ("5", '0.00"%"', "5.00%"),
        ("5", "0\\%", "5%"),
        ("0.25", "# ?/?", "1/4"),
        ("1.5", "# ?/?", "1 1/2"),
        ("0.123", "# ??/100", "12/100"),
        ("12345", "0.00E+00", "1.23E+04"),
        ("0.00012", "0.0E+0", "1.2E-4"),
        ("13800138000", "000-0000-0000", "138-0013-8000"),
        ("1234", "[DBNum1]0", "一二三四"),
        ("12", "[$￥-804]#,##0.00", "￥12.00"),
        ("1234", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.00"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("不是数", "0.00", "不是数"),
        ("1e999", "0", "1e999"),
        ("nan", "0", "nan"),
        ("", "0", ""),
    ],
)
def test_numbers(value: str, code: str, shown: str) -> None:
    assert display(value, code) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("80000", "80000"),
        ("0.5", "0.5"),
        ("43.200000000000003", "43.2"),
        ("0.1", "0.1"),
        ("1E2", "100"),
        ("0.33333333333333331", "0.333333333"),
        ("66.666666666666671", "66.66666667"),
        ("1234567.8912345", "1234567.891"),
        ("111.45", "111.45"),
        ("-43.2", "-43.2"),
        ("0", "0"),
        ("-0", "0"),
        ("123456789012", "123456789012"),
        ("0.00001", "0.00001"),
    ],
)
def test_general(value: str, shown: str) -> None:
    assert display(value, "General") == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("44378", 'yyyy"年"m"月"', "2021年7月"),
        ("44378", "yyyy年m月", "2021年7月"),
        ("44378", '[$-804]yyyy"年"m"月"d"日";@', "2021年7月1日"),
        ("44378", "yyyy/m/d", "2021/7/1"),
        ("44378", "yyyy-mm-dd", "2021-07-01"),
        ("44378", 'm"月"d"日"', "7月1日"),
        ("44378", "yyyy.mm", "2021.07"),
        ("44378", "mmm-yy", "Jul-21"),
        ("44378.75", "yyyy/m/d h:mm", "2021/7/1 18:00"),
        ("44378.75", "h:mm AM/PM", "6:00 PM"),
        ("44378.75", '上午/下午h"时"mm"分"', "下午6时00分"),
        ("0.5", "[h]:mm", "12:00"),
        ("1.5", "[h]:mm:ss", "36:00:00"),
        ("44378", "aaaa", "星期四"),
        ("44378", '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二一年七月一日"),
        ("44561", '[DBNum1][$-804]m"月"d"日"', "十二月三十一日"),
        ("60", "yyyy-m-d", "1900-2-29"),
        ("61", "yyyy-m-d", "1900-3-1"),
        ("59", "yyyy-m-d", "1900-2-28"),
        ("1", "yyyy-m-d", "1900-1-1"),
        ("-1", "yyyy-m-d", "-1"),
        ("99999999", "yyyy-m-d", "99999999"),
    ],
)
def test_dates(value: str, code: str, shown: str) -> None:
    assert display(value, code) == shown


def test_dates_from_1904() -> None:
    assert display("42916", "yyyy-mm-dd", date1904=True) == "2021-07-01"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (14, "2021/7/1"),
        (27, "2021年7月"),
        (28, "7月1日"),
        (31, "2021年7月1日"),
        (50, "2021年7月"),
        (51, "7月1日"),
        (57, "2021年7月"),
        (58, "7月1日"),
    ],
)
def test_built_in_numbers_are_chinese(number: int, shown: str) -> None:
    assert display("44378", builtin_codes()[number]) == shown


def test_texts_pass_unless_the_format_has_a_text_section() -> None:
    assert display_text("=4人", "0.00") == "=4人"
    assert display_text("=4人", "@") == "=4人"
    assert display_text("4", '0;-0;0;@"人"') == "4人"
    assert display_text("有效", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ') == "有效"


@pytest.mark.parametrize("code", ["0.00", "General", '"日"0', "[Red]0", "0E+00", "@"])
def test_what_is_no_date(code: str) -> None:
    assert not is_date(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        ";",
        ";;;",
        "[",
        '"',
        "\\",
        "_",
        "*",
        "[$",
        "0;0;0;0;0;0",
        "E+",
        "/",
        "yyyy;[",
        "[h",
        ".",
        ",",
        "0..0",
        "?/?",
    ],
)
@pytest.mark.parametrize("value", ["0", "1.5", "-3", "44378"])
def test_odd_codes_never_fail(value: str, code: str) -> None:
    assert isinstance(display(value, code), str)


@pytest.mark.parametrize(
    ("value", "shown", "stored"),
    [
        ("84.26", "84", "84.26"),
        ("0.03", "0", "0.03"),
        ("-0.76", "-1", "-0.76"),
        ("1234.5", "1,235", "1234.5"),
        ("0.9877", "99%", "98.77%"),
        ("33.333333333333336", "33", "33.3333"),
        ("84.0", "84", None),
        ("95.00000000000001", "95", None),
        ("84.26", "84.3", None),
        ("44561.5", "2021", None),
        ("0.5", "甲", None),
        ("3", "3", None),
    ],
)
def test_a_whole_number_that_is_shown_of_another_is_noticed(value, shown, stored):
    assert without_decimals(value, shown) == stored


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("45616", "yyyy-mm-dd h:mm:ss", "2024-11-20"),
        ("45616", "yyyy/m/d hh:mm:ss.000", "2024/11/20"),
        ("45616", 'yyyy"年"m"月"d"日" h"时"mm"分"', "2024年11月20日"),
        ("45616", "yyyy-mm-dd AM/PM h:mm", "2024-11-20"),
        ("45616.5", "yyyy-mm-dd h:mm:ss", "2024-11-20 12:00:00"),
        ("45616", "h:mm", "0:00"),
        ("45616", "m/d h:mm", "11/20 0:00"),
        ("45616", "h:mm yyyy-mm-dd", "0:00 2024-11-20"),
    ],
)
def test_midnight_behind_a_whole_date_is_not_shown(value, code, shown):
    assert display(value, code) == shown
