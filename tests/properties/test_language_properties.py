"""What no frame, spelling or word may do to a value: change it, or earn points in silence."""

import datetime
import decimal
import math
from decimal import Decimal
from fractions import Fraction
from unicodedata import numeric

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jixiao.criteria import Comparison, Range
from jixiao.errors import JixiaoError
from jixiao.language import builtin_lexicon, fold, parse, read_criterion, sign_operator
from jixiao.quantities import builtin
from jixiao.scoring import score
from jixiao.tables import Indicator, TargetTable

quick = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
UNITS = st.sampled_from(
    ["%", "‰", "万元", "元", "次", "人", "人次", "户", "公里", "平方米", "m³", "吨", "小时", "件", "套", "台"]
)  # fmt: skip
NUMBERS = st.decimals(
    min_value=Decimal("0.01"), max_value=Decimal(99999), places=2, allow_nan=False
).map(lambda one: format(one.normalize(), "f"))
#: Spelling before the number → operator; each is also written in the sign column.
SIGNS = (
    ("≥", "≥"), (">=", "≥"), ("＞＝", "≥"), ("≧", "≥"), ("不低于", "≥"), ("不少于", "≥"), ("不小于", "≥"),
    ("至少", "≥"), ("大于等于", "≥"), ("大于或等于", "≥"), ("≤", "≤"), ("<=", "≤"), ("不高于", "≤"), ("不超过", "≤"),
    ("不多于", "≤"), ("不大于", "≤"), ("不突破", "≤"), ("至多", "≤"), ("小于等于", "≤"), (">", ">"), ("大于", ">"), ("超过", ">"),
    ("高于", ">"), ("<", "<"), ("小于", "<"), ("低于", "<"), ("少于", "<"), ("=", "="), ("等于", "="), ("不高於", "≤"), ("不低於", "≥"),
)  # fmt: skip


def inside(criterion):
    """The one comparison of a criterion, wherever a frame put it."""
    while criterion.kind == "all_of":
        (criterion, *_) = [one for one in criterion.parts if one.kind == "comparison"]
    return criterion


@quick
@given(st.sampled_from(SIGNS), NUMBERS, UNITS)
def test_the_sign_column_and_the_text_say_the_same(pair, number, unit):
    sign, operator = pair
    written = parse(f"{sign}{number}{unit}")
    assert written.operator == operator
    assert sign_operator(sign) == operator
    assert parse(f"{number}{unit}", sign=sign) == written
    assert parse(number, sign=sign, unit=unit) == written


FRAMES = (
    "{0}", "（{0}）", "【{0}】", "{0}。", " {0} ", "目标值：{0}", "{0}（含）", "控制在{0}以内", "{0}及以上", "{0}以上", "{0}以下",
    "不低于{0}", "约{0}", "达到{0}", "每年{0}", "每月不少于{0}", "{0}/年", "全年{0}", "2022年{0}", "累计完成{0}", "共{0}", "12月底前完成{0}", "≥{0}；",
    "“{0}”",
)  # fmt: skip


@quick
@given(st.sampled_from(FRAMES), NUMBERS, UNITS)
def test_no_frame_changes_the_number_or_the_unit(frame, number, unit):
    text = frame.format(f"{number}{unit}")
    plain = parse(f"{number}{unit}")
    found = read_criterion(text, year=2022)
    assume(not (unit in ("%", "‰") and "/年" in frame))
    assert found.kind != "unreadable", text
    one = inside(found)
    assert isinstance(one, Comparison), text
    assert one.quantity.exact == plain.quantity.exact, text
    assert one.unit == plain.unit or one.unit.split("/")[0] == plain.unit, text


@quick
@given(
    NUMBERS,
    NUMBERS,
    UNITS,
    st.sampled_from(["{0}{2}-{1}{2}", "{0}-{1}{2}", "{0}{2}至{1}{2}", "{0}{2}～{1}{2}"]),
)
def test_no_range_changes_its_ends(low, high, unit, frame):
    low, high = sorted((low, high), key=Decimal)
    assume(Decimal(low) < Decimal(high))
    found = parse(frame.format(low, high, unit), year=1)
    assert isinstance(found, Range)
    assert (found.lower.exact, found.upper.exact) == (Fraction(low), Fraction(high))
    assert found.unit == parse(f"1{unit}").unit


KNOWN = frozenset(
    char
    for senses in (*builtin_lexicon().classes.values(), {"": builtin().spellings})
    for words in senses.values()
    for word in words
    for char in word
)
#: Characters that stand in no word, unit or numeral, so that no class can allow them.
STRANGE = [
    char
    for char in map(chr, range(0x4E00, 0x9FA5))
    if char == fold(char) and char not in KNOWN and numeric(char, None) is None
]


@quick
@given(
    st.lists(st.sampled_from(STRANGE), min_size=1, max_size=4).map("".join),
    NUMBERS,
    st.sampled_from(["%", "次", "万元", "台"]),
    st.sampled_from(
        [
            "{0}{1}",
            "{1}{0}",
            "{1}，{0}",
            "{1}（{0}）",
            "{0}，{1}",
            "{1} {0}",
            "共{0}{1}",
            "{1}、{0}",
            "{1}；{0}",
        ]
    ),
)
def test_an_unknown_word_never_earns_a_point_in_silence(word, number, unit, frame):
    row = Indicator(level2="数量指标", name="指标", target=f"≥{number}{unit}", weight=10)
    actual = frame.format(word, f"{number}{unit}")
    card = score(TargetTable(indicators=(row,)), {"指标": actual})
    (one,) = card.scores
    said = any(word in found.message for found in card.findings if found.severity != "info")
    assert not one.points or said, actual


@quick
@given(st.text(max_size=20))
def test_folding_never_changes_a_meaning(text):
    one, other = read_criterion(text, year=2022), read_criterion(fold(text), year=2022)
    assert one.kind == other.kind
    if one.kind != "unreadable":
        assert one == other


AWKWARD = decimal.Context(
    prec=3, Emax=5, Emin=-5, traps=[decimal.Inexact, decimal.Rounded, decimal.Overflow]
)


@quick
@given(
    NUMBERS,
    UNITS,
    st.sampled_from(
        ["≥{}", "{}以上", "控制在{}以内", "约{}", "{0}", "每月{}", "同比增长{}", "±{}以内"]
    ),
)
def test_the_ambient_decimal_context_changes_nothing(number, unit, frame):
    text = frame.format(f"{number}{unit}")
    actual = f"{number}{unit}"
    plain = read_criterion(text)
    met = None if plain.kind == "unreadable" else plain.is_met(actual)
    with decimal.localcontext(AWKWARD):
        odd = read_criterion(text)
        assert odd == plain
        assert odd.kind == "unreadable" or odd.is_met(actual) is met


def values():
    """Every kind of number or date that a caller may hold, and whether it is 96."""
    numpy, pandas = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    return [
        96, 96.0, Decimal(96), Fraction(96), "96", numpy.int64(96), numpy.float64(96), numpy.float32(96),
        numpy.uint8(96), True, numpy.bool_(True), math.nan, math.inf, -math.inf, Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN"),
        pandas.NA, pandas.NaT, numpy.nan, numpy.datetime64("NaT", "D"), None, datetime.date(2022, 1, 1), datetime.datetime(2022, 1, 1),
        pandas.Timestamp("2022-01-01"), numpy.datetime64("2022-01-01"), datetime.time(1), datetime.timedelta(1), complex(1, 1), [96], {},
        b"96", object(), numpy.array(96), numpy.array([96]), 10**400, Decimal("1e400"), 1e300, numpy.longdouble(96), numpy.str_("96"),
    ]  # fmt: skip


TARGETS = (
    "≥95%",
    "≤5次",
    "80%-90%",
    "2022年12月底前",
    "2022年1月-12月",
    "是",
    "同比增长5%",
    "有效保障",
    "良好以上",
    "12月底前100%",
    "/",
)


@pytest.mark.parametrize("target", TARGETS)
def test_any_value_is_judged_or_refused(target):
    criterion = parse(target)
    for value in values():
        try:
            found = criterion.judge(value)
        except JixiaoError:
            continue
        assert found.met in (True, False, None), value
        assert criterion.is_met(value) is found.met


def test_every_kind_of_number_is_the_number():
    for value in values()[:9]:
        assert parse("≥95").is_met(value) is True, repr(value)
        assert parse("≥97").is_met(value) is False, repr(value)


def test_every_kind_of_nothing_is_nothing():
    numpy, pandas = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    nothing = [None, "", "  ", math.nan, numpy.nan, numpy.float32("nan"), Decimal("NaN")]
    nothing += [Decimal("sNaN"), pandas.NA, pandas.NaT, numpy.datetime64("NaT", "D")]
    for value in nothing:
        assert parse("≥95").is_met(value) is None, repr(value)


@pytest.mark.parametrize(
    "text", ["≥99%，±3%以内", "≥5次，≤8次", "≥1次/月，2022年12月底前", "100%，12月底前"]
)
def test_several_values_survive_being_written(text):
    found = parse(text)
    assert parse(str(found)) == found


def test_one_reading_in_any_process():
    """The same words in whatever order the hashes of a process put its sets."""
    import os
    import subprocess
    import sys

    code = (
        "import jixiao\n"
        "for t, s in (('5%', '<='), ('不突破30万元', None), ('约100人', None), ('12月底前', None)):\n"
        "    print(jixiao.parse(t, sign=s))\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in range(6)
    }
    assert len(seen) == 1
    assert seen.pop().decode().split() == ["≤5%", "≤30万元", "≈100人", "12月底前"]


def test_the_units_of_the_frames_are_known():
    assert all(builtin().relation(one, one) is not None for one in ("%", "万元", "次"))
