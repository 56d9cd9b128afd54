"""Values to JSON and back, and the schema that describes them."""

import datetime
import json
import pickle
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import attrs
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jixiao
from jixiao.actuals import Actual, Actuals, Spending
from jixiao.criteria import AllOf, Comparison, Criterion, Deadline, Unreadable
from jixiao.errors import Place
from jixiao.exchange import codec, schemas
from jixiao.findings import Finding
from jixiao.quantities import Quantity
from jixiao.rules import Rulebook
from jixiao.tables import Indicator, TargetTable

VALIDATOR = jsonschema.Draft202012Validator(codec.schema())

TEXTS = (
    "≥95%", "<=84.26万元", "=4人", "约300人", "8.80万元", "三分之二", "80%-90%", "±3%以内",
    "2022年10月31日以前", "12月底前", "每月10日前", "2020.1.1-2020.12.31", "1-12月", "是", "否",
    "同比下降", "较上年提高5%", "不低于上年", "12月底前100%到位", "有效保障", "优或良", "良好以上",
    "不适用", "—", "工5%", "", "≥", "１,２００ 次",
)  # fmt: skip

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)


def trip(value: Any) -> Any:
    text = codec.dumps(value)
    VALIDATOR.validate(json.loads(text))
    return codec.loads(text)


def written(value: Any) -> str:
    """Every text of a value: equal criteria and decimals may be spelt differently."""
    return repr(attrs.astuple(value)) if attrs.has(type(value)) else repr(value)


@pytest.mark.parametrize("text", TEXTS)
def test_a_criterion_comes_back_with_its_spelling(text: str) -> None:
    criterion = jixiao.read_criterion(text, sign="≤" if text == "≥95%" else None)
    back = trip(criterion)
    assert type(back) is type(criterion)
    assert back == criterion
    assert written(back) == written(criterion)


def test_decimals_keep_their_written_places() -> None:
    plain = codec.to_plain(Quantity(Decimal("8.80"), "万元"))
    assert plain == {"jixiao": 1, "type": "quantity", "number": "8.80", "unit": "万元"}
    assert codec.to_plain(Quantity(Fraction(2, 3)))["number"] == "2/3"


def test_a_table_a_scorecard_and_findings() -> None:
    table = TargetTable(
        title="项目支出绩效自评表",
        year=2022,
        indicators=(
            Indicator(name="培训次数", target=">=15次", weight="50", actual="12次"),
            Indicator(name="验收合格率", target="≥95%", weight=40, actual="96%"),
        ),
    )
    card = jixiao.score(table)
    assert trip(table) == table
    assert trip(card) == card
    both = trip([table, card, *card.findings])
    assert both == (table, card, *card.findings)
    plain = codec.to_plain(card)
    assert plain["derived"]["total"] == str(card.total)
    assert plain["table"]["indicators"][0]["derived"]["criterion"]["kind"] == "comparison"


@pytest.mark.parametrize("name", jixiao.rulebooks())
def test_a_rulebook(name: str) -> None:
    assert trip(jixiao.rulebook(name)) == jixiao.rulebook(name)


def test_actual_values_say_what_they_are() -> None:
    actuals = Actuals(
        entries=(
            Actual(name="甲", value=Decimal("1.50")),
            Actual(name="乙", value="1.50"),
            Actual(name="丙", value=datetime.date(2022, 10, 31), deduction=Decimal(1)),
        ),
        executions=(Spending(item="总额", executed=Decimal("0.0")),),
    )
    back = trip(actuals)
    assert back == actuals
    assert [type(one.value) for one in back.entries] == [Decimal, str, datetime.date]


OPTIONAL = st.none() | st.text(max_size=8)
AMOUNT = st.none() | DECIMALS
INDICATORS = st.builds(
    Indicator,
    level1=OPTIONAL,
    name=st.text(max_size=8),
    target=st.sampled_from(TEXTS) | st.text(max_size=12),
    sign=OPTIONAL,
    value=OPTIONAL,
    weight=AMOUNT,
    points=AMOUNT,
    actual=OPTIONAL,
    year=st.none() | st.integers(1990, 2090),
    place=st.none() | st.builds(Place, file=OPTIONAL, row=st.none() | st.integers(1, 10**6)),
)
TABLES = st.builds(
    TargetTable,
    title=OPTIONAL,
    year=st.none() | st.integers(1990, 2090),
    term=st.sampled_from(("annual", "medium")),
    indicators=st.lists(INDICATORS, max_size=3),
    tasks=st.lists(
        st.builds(jixiao.Task, name=OPTIONAL, funds=st.builds(jixiao.tables.Funds, total=AMOUNT)), max_size=2
    ),
    declared_total=AMOUNT,
    findings=st.lists(
        st.builds(
            Finding,
            code=st.text(max_size=5),
            severity=st.sampled_from(("error", "warning", "note")),
            message=st.text(max_size=5),
            figures=st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=2).map(tuple),
        ),
        max_size=2,
    ),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(TABLES)
def test_any_table_comes_back(table: TargetTable) -> None:
    back = trip(table)
    assert back == table
    assert written(back) == written(table)


@settings(deadline=None)
@given(st.builds(Comparison, quantity=st.builds(Quantity, DECIMALS | st.fractions(), st.text(max_size=3)), text=st.text()))  # fmt: skip
def test_any_number_comes_back(criterion: Comparison) -> None:
    assert written(trip(criterion)) == written(criterion)


@pytest.mark.parametrize(
    ("text", "code", "field", "words"),
    [
        ("{", "codec-json", None, "不是正确的 JSON"),
        ("[]", "codec-version", None, '"jixiao": 1'),
        ('{"jixiao": 2, "type": "finding"}', "codec-version", "jixiao", "版本是 2"),
        ('{"jixiao": 1}', "codec-type", "type", "没有写明类型"),
        ('{"jixiao": 1, "type": "targettable"}', "codec-type", "type", "target_table"),
        ('{"jixiao": 1, "type": "criterion", "kind": "compare"}', "codec-type", "kind", "comparison"),
        ('{"jixiao": 1, "type": "indicator", "name": "甲"}', "codec-field-missing", "target", "缺少"),
        ('{"jixiao": 1, "type": "place", "rows": 1}', "codec-field-unknown", "rows", "row"),
        ('{"jixiao": 1, "type": "place", "row": true}', "codec-value", "row", "整数"),
        ('{"jixiao": 1, "type": "quantity", "number": 8.8}', "codec-value", "number", "84.26"),
        ('{"jixiao": 1, "type": "quantity", "number": "NaN"}', "codec-value", "number", "NaN"),
        ('{"jixiao": 1, "type": "list", "items": [{"type": "quantity", "number": "1/0"}]}',
         "codec-value", "items[0].number", "1/0"),
        ('{"jixiao": 1, "type": "criterion", "kind": "deadline", "date": "2022-02-30"}',
         "codec-value", "date", "日期"),
        ('{"jixiao": 1, "type": "target_table", "indicators": [{"name": "", "target": "", "weight": 1}]}',
         "codec-value", "indicators[0].weight", "文字"),
        ("[" * 100_000, "codec-json", None, "JSON"),
    ],
)  # fmt: skip
def test_errors_name_the_place(text: str, code: str, field: str | None, words: str) -> None:
    with pytest.raises(codec.CodecError) as caught:
        codec.loads(text)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert words in str(caught.value)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.field) == (str(caught.value), field)


def test_what_cannot_be_written() -> None:
    with pytest.raises(codec.CodecError, match="int"):
        codec.dumps(3)
    with pytest.raises(codec.CodecError, match="不是有限的数"):
        codec.dumps(Quantity(Decimal("NaN")))


def test_the_schema_refuses_what_loads_refuses() -> None:
    plain = codec.to_plain(TargetTable(indicators=(Indicator(name="甲", target="≥1次"),)))
    for change in ({"weigth": "3"}, {"weight": 3}, {"target": 3}):
        broken = json.loads(json.dumps(plain))
        broken["indicators"][0] |= change
        assert not VALIDATOR.is_valid(broken)
        with pytest.raises(codec.CodecError):
            codec.from_plain(broken)


def test_the_shipped_schema_is_that_of_the_classes(tmp_path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(codec.schema())
    assert codec.schema() == schemas.made(), "run: python -m jixiao.exchange.schemas --write"


def test_every_kind_of_criterion_is_written() -> None:
    kinds = {type(jixiao.read_criterion(text)) for text in TEXTS}
    assert kinds == {*Criterion.__subclasses__(), Unreadable}
    assert {AllOf, Deadline} <= kinds
    assert get_args(Criterion | Unreadable)
    assert attrs.has(Rulebook)


def test_the_module_runs_only_with_its_option() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "jixiao.exchange.schemas"], capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(Path(codec.__file__).parents[3])},
    )  # fmt: skip
    assert run.returncode == 2
    assert "--write" in run.stderr


def test_a_document_of_another_class_than_expected_is_refused() -> None:
    text = codec.dumps(jixiao.parse("≥95%"))
    assert codec.loads(text, expected=jixiao.Comparison) == jixiao.parse("≥95%")
    assert codec.loads(text, expected=jixiao.Criterion) == jixiao.parse("≥95%")
    with pytest.raises(codec.CodecError, match="应为 TargetTable，而不是 Comparison") as caught:
        codec.loads(text, expected=jixiao.TargetTable)
    assert caught.value.code == "codec-type"


def test_a_document_is_laid_out_as_json_lays_it_out() -> None:
    rows = tuple(Indicator(name=name, target="≥1次", year=2022) for name in ("甲", '"乙"\n\\'))
    for value in (TargetTable(indicators=rows), (), [*rows, rows[0]], jixiao.Scorecard):
        if isinstance(value, type):
            value = jixiao.score(TargetTable(indicators=rows), {"甲": "2次"})
        plain = codec.to_plain(value)
        for indent in (None, 0, 1, 2):
            expected = json.dumps(plain, ensure_ascii=False, indent=indent)
            assert codec.dumps(value, indent=indent) == expected
        assert codec.loads(codec.dumps(value)) == (
            tuple(value) if isinstance(value, list) else value
        )


def test_an_error_says_where_in_the_document_it_is() -> None:
    bad = Indicator(name="甲", target="≥1次")
    object.__setattr__(bad, "weight", Decimal("NaN"))
    table = TargetTable(indicators=(Indicator(name="乙", target="≥1次"), bad))
    with pytest.raises(codec.CodecError) as caught:
        codec.dumps([table])
    assert caught.value.field == "items[0].indicators[1].weight"
    assert caught.value.code == "codec-value"
