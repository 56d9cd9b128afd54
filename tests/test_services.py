"""Services: the OpenAPI document of a FastAPI application, and a client made from it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from types import ModuleType
from typing import Annotated, Any

import jsonschema
import pydantic
import pytest

import jixiao
from jixiao.exchange import codec
from jixiao.exchange.pydantic_types import (
    CriterionType,
    FindingType,
    IndicatorType,
    QuantityType,
    ScorecardType,
    TargetTableType,
)

fastapi = pytest.importorskip("fastapi")
testclient = pytest.importorskip("fastapi.testclient")


class Goal(pydantic.BaseModel):
    name: str
    target: CriterionType


app = fastapi.FastAPI()


@app.post("/score")
def score(table: Annotated[TargetTableType, fastapi.Body()]) -> ScorecardType:
    return jixiao.score(table)


@app.post("/check")
def check(table: Annotated[TargetTableType, fastapi.Body()]) -> list[FindingType]:
    return list(jixiao.check(table))


@app.post("/goals")
def goals(goal: Goal) -> Goal:
    return goal


TABLE = jixiao.TargetTable(
    title="绩效自评表",
    year=2022,
    tasks=[jixiao.Task(name="培训", funds=jixiao.tables.Funds(total="10.50"))],
    indicators=[
        jixiao.Indicator(
            level1="产出指标", name="培训次数", target="≥15次", weight=30, actual="12次"
        ),
        jixiao.Indicator(name="支付", target="12月底前100%到位", weight=30, actual="6月30日"),
        jixiao.Indicator(name="满意", target="三分之二以上", weight=20, actual="优"),
        jixiao.Indicator(name="增长", target="较上年提高5%", weight=10, actual="同比提高6%"),
        jixiao.Indicator(name="坏", target="≥", weight=10),
    ],
    execution=[jixiao.Execution(item="年度资金总额", budget=10, executed="9.8", weight=10)],
)


@pytest.fixture(scope="module")
def openapi() -> dict[str, Any]:
    return dict(app.openapi())


def references(form: Any) -> set[str]:
    if isinstance(form, dict):
        found = {form["$ref"]} if isinstance(form.get("$ref"), str) else set()
        return found.union(*map(references, form.values()))
    return set().union(*map(references, form)) if isinstance(form, list) else set()


def test_every_component_that_is_referred_to_is_there(openapi: dict[str, Any]) -> None:
    components = openapi["components"]["schemas"]
    names = {one.removeprefix("#/components/schemas/") for one in references(openapi)}
    assert names <= set(components)
    assert {"TargetTableDocument", "ScorecardDocument", "FindingDocument", "Comparison"} <= names
    # Nothing is left open: each class says all its fields.
    loose = [
        name
        for name, form in components.items()
        if form.get("type") == "object"
        and "ValidationError" not in name
        and not name.startswith("Goal-")
        and form.get("additionalProperties") is not False
    ]
    assert loose == []


@pytest.mark.parametrize(
    ("component", "value"),
    [
        ("TargetTableDocument", TABLE),
        ("ScorecardDocument", jixiao.score(TABLE)),
        *(("FindingDocument", one) for one in jixiao.check(TABLE)[:3]),
        *(("CriterionDocument-Output", one.criterion) for one in TABLE.indicators[:4]),
    ],
)
def test_the_components_are_the_documents(
    openapi: dict[str, Any], component: str, value: codec.Document
) -> None:
    whole = {"$ref": f"#/components/schemas/{component}", "components": openapi["components"]}
    checker = jsonschema.Draft202012Validator(whole)
    plain = codec.to_plain(value)
    checker.validate(plain)
    # The schema forbids what `loads` refuses.
    assert not checker.is_valid({**plain, "titel": "甲"})
    assert not checker.is_valid({**plain, "jixiao": 2})


def test_the_schema_of_each_type_is_whole() -> None:
    for kind in (
        CriterionType,
        QuantityType,
        IndicatorType,
        TargetTableType,
        ScorecardType,
        FindingType,
    ):
        adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(kind)
        for mode in ("validation", "serialization"):
            schema = adapter.json_schema(mode=mode)  # type: ignore[arg-type]
            assert references(schema) <= {f"#/$defs/{name}" for name in schema["$defs"]}
    text = pydantic.TypeAdapter(CriterionType).json_schema()["anyOf"][0]
    assert text["type"] == "string"
    assert "anyOf" not in pydantic.TypeAdapter(CriterionType).json_schema(mode="serialization")


@pytest.fixture(scope="module")
def client(openapi: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Models that a program without jixiao would have, made from the OpenAPI document."""
    pytest.importorskip("datamodel_code_generator")
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(openapi), encoding="utf-8")
    command = ["-m", "datamodel_code_generator", "--input", "openapi.json", "--output", "client.py"]
    options = ["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"]
    subprocess.run(
        [sys.executable, "-W", "ignore", *command, *options],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    spec = importlib.util.spec_from_file_location("generated_client", folder / "client.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["generated_client"] = module
    spec.loader.exec_module(module)
    return module


def test_a_generated_client_speaks_with_the_service(client: ModuleType) -> None:
    service = testclient.TestClient(app)
    # The client writes a table by its own models, the service scores it, the client reads the card.
    indicator = client.IndicatorInput if hasattr(client, "IndicatorInput") else client.Indicator
    table = client.TargetTableDocument(
        jixiao=1,
        type="target_table",
        year=2022,
        indicators=[
            indicator(name="培训次数", target="≥15次", weight="90", actual="12次"),
        ],
    )
    body = table.model_dump(mode="json", exclude_unset=True)
    answer = service.post("/score", json=body)
    assert answer.status_code == 200, answer.text
    card = client.ScorecardDocument.model_validate_json(answer.content)
    assert card.scores[0].points.root == "72.00"
    assert card.scores[0].reason.rule is not None
    assert jixiao.loads(answer.content, expected=jixiao.Scorecard).scores[0].status == "未完成"


def test_a_generated_client_reads_every_answer(client: ModuleType) -> None:
    service = testclient.TestClient(app)
    plain = json.loads(jixiao.dumps(TABLE))
    client.ScorecardDocument.model_validate(service.post("/score", json=plain).json())
    for one in service.post("/check", json=plain).json():
        client.FindingDocument.model_validate(one)
    for text in (
        "≥15次",
        "80%-90%",
        "12月底前",
        "2020.1.1-2020.12.31",
        "是",
        "较上年提高5%",
        "12月底前100%到位",
        "优良",
        "不适用",
        "≥三分之二",
    ):
        answer = service.post("/goals", json={"name": "甲", "target": text})
        assert client.GoalOutput.model_validate(answer.json()).name == "甲"


def test_a_bad_document_is_an_answer_not_a_failure() -> None:
    service = testclient.TestClient(app)
    for bad in (
        {},
        {"jixiao": 1, "type": "finding"},
        {"jixiao": 1, "type": "target_table", "titel": ""},
    ):
        answer = service.post("/score", json=bad)
        assert answer.status_code == 422
        assert answer.json()["detail"][0]["type"].startswith("codec-")
