"""Exact numbers, units, conversions, one's own units, and the way to pint."""

import pickle
from decimal import Decimal
from fractions import Fraction

import pint
import pytest

from jixiao.errors import UnitError
from jixiao.language import parse
from jixiao.quantities import (
    Quantity,
    Units,
    as_number,
    builtin,
    chinese_number,
    format_number,
)


@pytest.mark.parametrize(
    ("number", "unit", "other", "expected"),
    [("84.26", "万元", "元", "842600"), ("1", "亿元", "万元", "10000"), ("1", "公顷", "亩", "15"),
     ("15", "亩", "公顷", "1"), ("1", "亩", "平方米", Fraction(2000, 3)), ("1", "公里", "米", "1000"),
     ("1", "吨", "公斤", "1000"), ("1", "斤", "公斤", "0.5"), ("1", "天", "小时", "24"),
     ("30", "分钟", "小时", "0.5"), ("1", "年", "月", "12"), ("1", "季度", "月", "3"),
     ("1", "立方米", "升", "1000"), ("1", "%", "‰", "10"), ("5", "人/10万人", "%", "0.005"),
     ("1", "万元/亩", "元/亩", "10000"), ("60", "公里/小时", "米/秒", Fraction(50, 3)),
     ("3.65", "万元", "㎡", None), ("1", "人", "人次", None), ("1", "月", "天", None),
     ("1", "百分点", "%", None), ("1", "工作日", "天", None), ("1", "座", "个", "1")],
)  # fmt: skip
def test_conversion_is_exact(number, unit, other, expected):
    quantity = Quantity(Decimal(number), unit)
    if expected is None:
        with pytest.raises(UnitError) as caught:
            quantity.to(other)
        assert unit in str(caught.value)
        return
    found = quantity.to(other)
    assert found.exact == Fraction(expected)
    # And back without loss, where division in decimals would lose.
    assert found.to(unit).exact == quantity.exact


def test_there_and_back_loses_nothing():
    for hours in range(1, 100):
        quantity = Quantity(Decimal(hours), "小时")
        assert quantity.to("天").to("小时") == quantity


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("㎡", "平方米"), ("m²", "平方米"), ("平米", "平方米"), ("km", "公里"), ("千米", "公里"), ("名", "人"),
     ("位", "人"), ("个工作日", "工作日"), ("元每亩", "元/亩"), ("万㎡", "万平方米"), ("元/人/月", "元/人·月"),
     ("个百分点", "百分点"), ("kg", "公斤"), ("h", "小时"), ("日", "天"), ("季", "季度"), ("km/h", "公里/小时"),
     ("标箱", "标箱"), ("/株", "/株"), ("人/次", "人/次"), ("10万人", "10万人")],
)  # fmt: skip
def test_canonical_spelling(text, canonical):
    assert builtin().canonical(text) == canonical


def test_equal_amounts_are_equal_and_hash_alike():
    same = [Quantity(Decimal("84.26"), "万元"), Quantity(Decimal("842600"), "元")]
    assert same[0] == same[1]
    assert len(set(same)) == 1
    assert Quantity(Decimal("8.80")) == Quantity(Decimal("8.8"))
    assert Quantity(Decimal("8.80")).places == 2
    assert Quantity(Decimal(5), "人") != Quantity(Decimal(5), "人次")
    assert Quantity(Decimal(5), "人") != 5


def test_writing():
    assert str(Quantity(Decimal("1E+4"), "元")) == "10000元"
    assert str(Quantity(Decimal(3), "月")) == "3个月"
    assert str(Quantity(Fraction(2, 3), "")) == "3分之2"
    assert repr(Quantity(Decimal(3), "人")) == "Quantity(Decimal('3'), '人')"
    assert format_number(Decimal("1E+3")) == "1000"


def test_numbers_are_never_floats():
    assert Quantity(5, "人").number == Decimal(5)
    with pytest.raises(TypeError):
        Quantity(0.5, "人")
    assert as_number(Fraction(1, 8)) == Decimal("0.125")
    assert as_number(Fraction(1, 3)) == Fraction(1, 3)
    assert as_number(Fraction(-5, 2)) == Decimal("-2.5")


@pytest.mark.parametrize(
    ("text", "value"),
    [("三", 3), ("两百五十", 250), ("一千零一", 1001), ("三万五", 35000), ("两千五", 2500), ("一点二", "1.2"),
     ("壹佰", 100), ("二〇二二", 2022), ("一点二亿", 120_000_000), ("十", 10), ("廿", None), ("", None),
     ("一一", 11), ("百", 100), ("万", None), ("三百二", 320), ("一万零五", 10005)],
)  # fmt: skip
def test_chinese_numerals(text, value):
    found = chinese_number(text)
    assert found == (None if value is None else Decimal(value))


# ---- units of one's own


def test_a_file_of_ones_own_units(tmp_path):
    path = tmp_path / "单位.txt"
    path.write_text("# 本县用的\n标准箱 = 2 * 标箱 : TEU\n饷\n", encoding="utf-8")
    units = Units.load(path)
    target = parse("≥3标准箱", units=units)
    assert target.unit == "标准箱"
    assert target.is_met("6标箱", units=units) is True
    assert target.is_met("5标箱", units=units) is False
    assert parse("3TEU", units=units).unit == "标准箱"
    # The built-in units know nothing of it.
    assert parse("3TEU").unit == "TEU"
    assert units.relation("亩", "公顷") == "convertible"


@pytest.mark.parametrize(
    ("line", "word"),
    [("两 个 词", "读不懂"), ("坏 = 3 * 没有的单位", "未知的单位"), ("坏 = 9**9**9", "读不懂"),
     ("坏 = __import__('os')", "读不懂"), ("a-b = 米", "汉字或字母"), ("坏 = 1/0 * 米", "读不懂"), ("坏 = 1.2.3", "读不懂"), ("坏 = 2 * 坏", "它自己"),
     ("坏 = 2 * 糟\n糟 = 3 * 坏", "它自己")],
)  # fmt: skip
def test_a_damaged_unit_file_says_what_is_wrong(tmp_path, line, word):
    path = tmp_path / "单位.txt"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(UnitError, match=word) as caught:
        Units.load(path)
    assert caught.value.code == "unit-file"


def test_factors_are_those_of_pint():
    units = builtin()
    registry = units._decimal_registry
    for canonical, _, _ in units.lines:
        name = {"%": "percent", "‰": "permille"}.get(canonical, canonical)
        size, base = registry.get_base_units(name)
        dimension = {one: int(power) for one, power in base._units.items() if one != "share"}
        found = units.factor(canonical)
        assert dict(found.dimension) == dimension, canonical
        assert abs(found.size - Fraction(size)) <= found.size * Fraction(1, 10**20), canonical


def test_every_built_in_unit_can_be_converted_to_itself():
    units = builtin()
    assert len(units.lines) > 150
    for canonical, _, others in units.lines:
        assert units.factor(canonical).size > 0
        for spelling in (canonical, *others):
            assert units.spellings[spelling] == canonical


@pytest.mark.parametrize(
    "unit", sorted({canonical for canonical, _, _ in builtin().lines} - {"人天", "月", "季度"})
)
def test_every_built_in_unit_is_read_after_a_number(unit):
    assert parse(f"≥5{unit}").unit == unit


# ---- pint


def test_to_pint():
    found = Quantity(Decimal("84.26"), "万元").to_pint()
    assert found.magnitude == Decimal("842600.00")
    assert str(found.units) == "元"
    speed = Quantity(Decimal(60), "公里/小时").to_pint()
    assert speed.to("米/秒").magnitude.quantize(Decimal("0.001")) == Decimal("16.667")
    assert Quantity(Decimal(5), "%").to_pint().dimensionless or True
    with pytest.raises(pint.DimensionalityError):
        found.to("人")


def test_to_pint_in_a_registry_of_ones_own():
    registry = pint.UnitRegistry(non_int_type=Decimal)
    found = Quantity(Decimal(5), "kg").to_pint(registry)
    assert found.check("[mass]")
    with pytest.raises(UnitError):
        Quantity(Decimal(5), "标箱").to_pint(registry)


def test_a_quantity_pickles_without_pint():
    quantity = Quantity(Decimal("84.26"), "万元")
    quantity.to_pint()
    assert pickle.loads(pickle.dumps(quantity)) == quantity


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("辆车", "辆", "loose"), ("个村", "村", "loose"), ("间房", "间", "loose"), ("个", "座", "loose"),
        ("人次", "人", None), ("车次", "辆", None), ("米", "米粉", None), ("家", "户", None),
    ],
)  # fmt: skip
def test_a_noun_behind_its_measure_word_is_counted_by_it(one, other, relation):
    assert builtin().relation(one, other) == relation


def test_a_truth_value_is_no_number():
    with pytest.raises(TypeError, match="而不是 bool"):
        Quantity(True)


@pytest.mark.parametrize(
    ("one", "other"), [("人待", "人"), ("台时", "台"), ("人份", "人"), ("件套", "件")]
)
def test_a_unit_of_two_units_or_cut_from_a_verb_is_not_counted_by_the_first(one, other):
    assert builtin().relation(one, other) is None


@pytest.mark.parametrize("unit", sorted(set(builtin().spellings.values())))
def test_what_counts_is_told_without_the_engine(unit):
    dimension = builtin().factor(unit).dimension
    counted = len(dimension) == 1 and builtin().relation(unit, "个") in ("same", "loose")
    assert builtin().counts(unit) is counted


@pytest.mark.parametrize("unit", ["人日", "人天", "床日", "学时", "吨标煤", "元", "百分点"])
def test_what_is_measured_is_not_a_general_count(unit):
    units = builtin()
    assert not units.counts(units.canonical(unit))
    assert units.relation("个", units.canonical(unit)) is None


def test_an_office_marks_its_own_measured_unit(tmp_path):
    (tmp_path / "units.txt").write_text("诊时 = [诊时]\n诊次\n", encoding="utf-8")
    units = Units.load(tmp_path / "units.txt")
    assert units.relation("个", "诊时") is None
    assert units.relation("个", "诊次") == "loose"
    assert units.relation("诊时", "诊时") == "same"


@pytest.mark.parametrize("definition", ["[]", "[时", "[时]*2"])
def test_a_mark_that_is_not_closed_is_refused(tmp_path, definition):
    (tmp_path / "units.txt").write_text(f"诊时 = {definition}\n", encoding="utf-8")
    with pytest.raises(UnitError, match="诊时"):
        Units.load(tmp_path / "units.txt")
