"""Indicators to the fields of other systems and back."""

import json
from decimal import Decimal
from typing import Any

import pytest

from jixiao.exchange.mappings import (
    MappingError,
    from_budget_system,
    from_iati,
    to_budget_system,
    to_iati,
)
from jixiao.tables import Indicator, TargetTable

TARGETS = (
    "≥95%", ">15次", "=4人", "＜24小时", "<=84.26万元", "100%", "约300人", "80%-90%", "8.80万元",
    "2022年10月31日以前", "12月底前", "有效保障", "优", "是", "不适用", "三分之二", "-3℃", "工5%", "5人/10万人",
)  # fmt: skip


def table(*targets: str) -> TargetTable:
    return TargetTable(
        year=2022,
        indicators=tuple(
            Indicator(
                level1="产出指标", level2="数量指标", name=f"指标{i}", target=text, weight=Decimal("2.50"), actual="90%"
            )
            for i, text in enumerate(targets)
        ),
    )  # fmt: skip


@pytest.mark.parametrize("text", TARGETS)
def test_the_budget_system_there_and_back(text: str) -> None:
    before = table(text)
    rows = to_budget_system(before)
    back = from_budget_system(rows, year=2022)
    assert back[0].criterion == before.indicators[0].criterion
    assert (back[0].weight, str(back[0].weight), back[0].actual) == (Decimal("2.50"), "2.50", "90%")
    assert to_budget_system(TargetTable(indicators=back, year=2022)) == rows


def test_the_codes_of_the_sign() -> None:
    rows = to_budget_system(
        table("≥95%", ">15次", "=4人", "＜24小时", "<=84.26万元", "有效保障", "100%")
    )
    assert [row["计算符号"] for row in rows] == ["1", "2", "3", "4", "5", "6", ""]
    assert [row["指标值"] for row in rows[:5]] == ["95", "15", "4", "24", "84.26"]
    assert [row["度量单位"] for row in rows[:5]] == ["%", "次", "人", "小时", "万元"]
    assert rows[0]["分值权重"] == "2.50"


def test_separate_columns_stay_what_they_are() -> None:
    row = {"三级指标": "占地", "计算符号": "≥", "指标值": "0.5", "度量单位": "万亩", "分值权重": 3}
    (indicator,) = from_budget_system([row])
    assert (indicator.target, indicator.sign, indicator.value) == ("≥0.5万亩", "≥", "0.5")
    assert str(indicator.criterion) == "≥0.5万亩"


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"三级指标": "甲", "指标值": " "}, "mapping-missing", "指标值"),
        ({"指标值": "5"}, "mapping-missing", "三级指标"),
        ({"三级指标": "甲", "指标值": "5", "计算符号": "7"}, "mapping-sign", "计算符号"),
    ],
)
def test_rows_that_cannot_be_used(row: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(MappingError, match="第1行") as caught:
        from_budget_system([row])
    assert (caught.value.code, caught.value.field) == (code, field)


def test_iati_there_and_back() -> None:
    before = table(*TARGETS)
    results = json.loads(json.dumps(to_iati(before)))
    back = from_iati(results)
    assert back.year == 2022
    for one, other in zip(before.indicators, back.indicators, strict=True):
        assert (one.level1, one.level2, one.name, one.actual) == (
            other.level1, other.level2, other.name, other.actual,
        )  # fmt: skip
        assert one.criterion == other.criterion
    assert to_iati(back) == results
    first = results["result"][0]
    assert first["@type"] == "1"
    assert first["indicator"][0]["@measure"] == "2"
    assert first["indicator"][4]["@ascending"] == "0"
    assert first["indicator"][0]["period"][0]["target"]["@value"] == "95"
    assert first["indicator"][11]["@measure"] == "5"


def test_iati_of_others_is_a_bare_number() -> None:
    given = {
        "result": {
            "@type": "2",
            "title": {"narrative": [{"#text": "社会效益"}]},
            "indicator": {
                "@measure": "2",
                "@ascending": "0",
                "title": {"narrative": "投诉率"},
                "period": {"period-end": {"@iso-date": "2023-12-31"}, "target": {"@value": "3"}, "actual": {"@value": "2"}},
            },
        }
    }  # fmt: skip
    (indicator,) = from_iati(given).indicators
    assert (indicator.target, indicator.actual, indicator.level1) == ("≤3%", "2", "社会效益")
    with pytest.raises(MappingError, match="target"):
        from_iati({"result": {"indicator": {"title": {"narrative": "甲"}, "period": {}}}})
    with pytest.raises(MappingError, match="年度"):
        to_iati(TargetTable(indicators=table("≥1次").indicators))


@pytest.mark.parametrize(
    ("name", "target", "actual", "number", "ascending"),
    [
        ("培训人次", "≥1000人次", "1,150人次", "1150", "1"),
        ("督导次数", "≥15次", "12次", "12", "1"),
        ("培训费用", "≤1.2万元", "11500元", "1.15", "0"),
        ("投诉率", "5%", "4.5%", "4.5", "0"),
        ("投诉处理率", "100%", "98%", "98", "1"),
        ("事故数", "=0起", "0起", "0", "0"),
        ("合格率", "80%-90%", "85%", "85", "1"),
        ("完成率", "有效保障", "95", "95", "1"),
        ("占地", "≥5亩", "约10公里", None, "1"),
        ("评价", "≥5次", "优", None, "1"),
    ],
)
def test_iati_numbers_are_in_the_unit_of_the_target_and_the_name_tells_the_direction(
    name, target, actual, number, ascending
) -> None:
    one = Indicator(name=name, target=target, actual=actual)
    (result,) = to_iati(TargetTable(year=2022, indicators=(one,)))["result"]
    (indicator,) = result["indicator"]
    assert indicator["period"][0]["actual"].get("@value") == number
    assert indicator["@ascending"] == ascending
